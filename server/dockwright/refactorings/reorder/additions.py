"""The COPY lines of manifests in front of a restore: what they bring, and where that goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dockwright.assist import Refusal
from dockwright.context import clean, parent
from dockwright.refactorings.reorder.candidates import Candidate, paths_of
from dockwright.refactorings.reorder.moving import Moving
from dockwright.refactorings.reorder.plan import Addition, Step
from dockwright.refactorings.reorder.sites import PLAIN, below, resolve, written
from dockwright.syntax import Run, Transfer

MOST_DIRECTORIES = 12
"""So many COPY lines for manifests are still readable."""

_GUESSED = PLAIN | frozenset("*[]")


def additions(moving: Moving, steps: Sequence[Step], candidates: Sequence[Candidate]) -> tuple[Addition, ...] | Refusal:
    """The copies of manifests for these restores, grouped by directory, without those that are there already."""
    groups: dict[str, list[str]] = {}
    brought = {one.rstrip("/") for step in steps for addition in step.additions for one in addition.sources}
    for candidate in candidates:
        for path, is_directory in paths_of(candidate):
            if path in brought:
                continue
            if path[:1] in ("", "-") or not set(path) <= (PLAIN if candidate.manifests else _GUESSED):
                return Refusal(f"`{path}` cannot be written plainly in a COPY", candidate.restore.command.span)
            if not _is_there(moving, path, candidate.run):
                inner = below("/" + path, "/" + moving.copied.source) or ""
                groups.setdefault(inner if is_directory else parent(inner), []).append(path + "/" * is_directory)
    if len(groups) > MOST_DIRECTORIES:
        return Refusal(f"the manifests lie in {len(groups)} directories", candidates[0].restore.command.span)
    return tuple(
        Addition(tuple(dict.fromkeys(sources)), _destination(moving, inner)) for inner, sources in groups.items()
    )


def directory_is_made(moving: Moving, candidate: Candidate) -> bool:
    """Whether the restore's directory is there before the sources: by WORKDIR, or because manifests go there."""
    directory = resolve(candidate.site.directory, candidate.restore.directory)
    return is_made(moving, directory, candidate.run, [candidate])


def is_made(moving: Moving, directory: str, run: Run, candidates: Iterable[Candidate]) -> bool:
    """Whether a directory of the image is there when only the manifests of these restores are."""
    if below(moving.where[run], directory) is not None:
        return True
    manifests = (moving.copied.image_path(path) for one in candidates for path, _ in paths_of(one))
    return any(below(path, directory) is not None for path in manifests)


def is_at_the_root(moving: Moving, candidate: Candidate) -> bool:
    """Whether the manifests lie where the restore runs: Go looks for them upwards."""
    restore = candidate.restore
    if candidate.manifests is not None or restore.ecosystem != "go":
        return True
    return resolve(candidate.site.directory, restore.directory) == moving.copied.target


def project_of(moving: Moving, candidate: Candidate) -> str | None:
    """Where an inserted restore does the same as in a directory of the project that is not there yet: the directory
    of the manifests, from the working directory; "" is right there."""
    if not candidate.restore.inserted or candidate.manifests is None:
        return None
    project = parent(moving.copied.image_path(candidate.manifests.files[0]))
    workdir = moving.where[candidate.run]
    if below(workdir, project) is not None:
        return ""
    return below(project, workdir) or (None if "\0" in project else project)


def _destination(moving: Moving, inner: str) -> str:
    """Where a directory inside the source goes, spelt the way the copy spells its destination."""
    word = moving.copied.copy.destination
    assert word is not None
    base = moving.destinations.get(moving.copied.copy, word.value).rstrip("/")
    if moving.copied.is_part:
        is_near = not base.startswith(("/", "$")) and moving.where[moving.copied.copy] == moving.copied.target
        base = "." if is_near else moving.copied.target.rstrip("/")
    if base == "." and inner:
        return f"{inner}/"
    return f"{base}/{inner}/" if inner else f"{base}/"


def _is_there(moving: Moving, path: str, run: Run) -> bool:
    """Whether an earlier copy, with the same flags, has brought a manifest to the same place."""
    copy = moving.copied.copy
    place = moving.copied.image_path(path)
    if moving.copied.is_part:
        return any(one.brings(path, place) for each in _apart(moving, run) for one in moving.brought(each))
    flags = [flag.span.of(copy.dockerfile.text) for flag in copy.flags if flag.name != "exclude"]
    for earlier in moving.stage.of(Transfer):
        if earlier.index >= copy.index or earlier.from_ is not None or earlier.destination is None:
            continue
        if [flag.span.of(copy.dockerfile.text) for flag in earlier.flags] != flags:
            continue
        target = resolve(moving.where[earlier], written(moving.model, earlier.destination, earlier))
        sources = [source.value for source in earlier.sources]
        is_named = any(
            path == clean(one) or path in moving.context.glob(one) or one == path or _is_lock(one, path)
            for one in sources
        )
        if is_named and place in (target, f"{target.rstrip('/')}/{path.rpartition('/')[2]}"):
            return not _runs_between(moving, earlier)
    return False


def _apart(moving: Moving, run: Run) -> list[Transfer]:
    """The copies in front of a RUN that do not move."""
    return [one for one in moving.stage.of(Transfer) if one.index < run.index and one not in moving.group]


def _runs_between(moving: Moving, earlier: Transfer) -> bool:
    """Whether something runs between an earlier copy and the copy of the sources that may change what it brought."""
    between = [one for one in moving.stage.instructions if earlier.index < one.index < moving.copied.copy.index]
    return any(isinstance(one, Run) and moving.why_not_past_run(one) is not None for one in between)


def _is_lock(source: str, guess: str) -> bool:
    """Whether a source is the lock file that is guessed, `composer.lock` for `composer.lock*`."""
    return guess.endswith(".lock*") and clean(source) == guess[:-1]
