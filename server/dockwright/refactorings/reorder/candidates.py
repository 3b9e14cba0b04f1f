"""Finding what could be reordered: a directory of the context is copied, and only then dependencies are restored."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext, parent
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.brought import brought_by
from dockwright.refactorings.hints import may_restore
from dockwright.refactorings.reorder.earlier import Earlier, is_same_project, key_of
from dockwright.refactorings.reorder.restores import Restore, restore_of
from dockwright.refactorings.reorder.sites import (
    Copied,
    Site,
    below,
    copied_directory,
    copied_part,
    directories,
    holds_sources,
    resolve,
    workdirs,
)
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Copy, Instruction, Run, Transfer
from dockwright.values import NamedTuple

# Where the restored dependencies lie: a COPY --from of it has brought them already.
_RESTORED = {"node": ("node_modules",), "python": ("site-packages", "venv"), "go": ("pkg/mod",),
             "php": ("vendor",), "ruby": ("bundle",), "elixir": ("deps",)}  # fmt: skip


_DIRECTORIES_OF_LISTS = frozenset({"requirements", "reqs", "requirements.d"})
"""Where projects of Python keep several lists of packages."""

_LISTS_CLASSES = frozenset({"php"})
"""Ecosystems whose restores read sources that are copied first on purpose: Composer makes a list of classes."""


_OUTPUTS = frozenset(("dist", "build", "out", "output", ".output", ".next", "target", "bundle"))
"""Where builds write what they make."""


class Candidate(NamedTuple):
    """A restore whose manifests come with a copy of the whole project."""

    copied: Copied
    run: Run
    restore: Restore
    site: Site
    manifests: Manifests | None  # None: the context is unknown

    @property
    def is_possible(self) -> bool:
        """Whether copying the manifests first could work and would gain something."""
        return self.manifests is None or not self.manifests.obstacles


def paths_of(candidate: Candidate) -> list[tuple[str, bool]]:
    """The manifests of a candidate as context paths, and whether each is a directory; guesses when the context is unknown."""
    manifests = candidate.manifests
    if manifests is not None:
        return [(path, False) for path in manifests.files] + [(path, True) for path in manifests.directories]
    restore = candidate.restore
    found = (candidate.site.context_path(f"{restore.directory or '.'}/{guess}" if guess[:1] != "/" else guess)
             for guess in restore.guesses)  # fmt: skip
    return list(dict.fromkeys(_guessed(restore, path) for path in found if path is not None))


def _guessed(restore: Restore, path: str) -> tuple[str, bool]:
    """A manifest that nobody has read, or the directory of lists that it lies in: they include each other."""
    above = parent(path)
    is_list = restore.ecosystem == "python" and above.rpartition("/")[2] in _DIRECTORIES_OF_LISTS
    return (above, True) if is_list else (path, False)


def find(model: SemanticModel, context: BuildContext, copy: Transfer) -> tuple[Candidate, ...]:
    """The restores behind this copy that it is to blame for, in order; one for each project."""
    stage = model.stage_of(copy)
    if stage is None or copy.from_ is not None or copy.index > _last_restore(model, stage, context):
        return ()
    where = workdirs(model, stage)
    copied = copied_directory(model, context, copy, where[copy])
    found = tuple(_find(model, context, stage, copied, where)) if copied is not None else ()
    if any(one.is_possible for one in found):
        return found
    part = copied_part(model, context, copy, where[copy])
    parts = (_as_brought(model, one) for one in _find(model, context, stage, part, where)) if part is not None else ()
    return tuple(one for one in parts if one.is_possible and _is_first_part(model, one)) or found


def _as_brought(model: SemanticModel, candidate: Candidate) -> Candidate:
    """Without what no copy brings, settings (`.npmrc`) and members of a workspace: the restore does without them as it is."""
    manifests = candidate.manifests
    if manifests is None:
        return candidate
    transfers = [one for one in candidate.site.stage.of(Transfer) if one.index < candidate.run.index]
    each = [tuple(brought_by(model, one, candidate.site.context)) for one in transfers]
    if not all(each):
        return candidate  # what one of them brings is not known
    brought = [one for some in each for one in some]

    members = _members(candidate.restore, manifests)

    def is_there(path: str) -> bool:
        top = path[len(candidate.copied.source) :].lstrip("/").split("/")[0]
        is_spared = top.startswith(".") or path in members
        return not is_spared or any(one.brings(path, candidate.copied.image_path(path)) for one in brought)

    files = tuple(filter(is_there, manifests.files))
    directories = tuple(filter(is_there, manifests.directories))
    return candidate._replace(manifests=manifests._replace(files=files, directories=directories))


def _members(restore: Restore, manifests: Manifests) -> frozenset[str]:
    """The manifests of the members of a workspace of Node, of which an image may have some only."""
    files = [path for path in manifests.files if path.rpartition("/")[2] == "package.json"]
    root = min((path.count("/") for path in files), default=0)
    return frozenset(path for path in files if restore.ecosystem == "node" and path.count("/") > root)


def _is_first_part(model: SemanticModel, candidate: Candidate) -> bool:
    """Whether the copy is the first that brings more than manifests, and every manifest is copied to its place as well."""
    copied, manifests = candidate.copied, candidate.manifests
    if manifests is None or candidate.restore.ecosystem in _LISTS_CLASSES:
        return False
    own = {*manifests.files, *manifests.directories}
    transfers = [one for one in candidate.site.stage.of(Transfer) if one.index < candidate.run.index]
    brought = [one for each in transfers for one in brought_by(model, each, candidate.site.context)]
    parts = [
        one.transfer
        for one in brought
        if below(one.target, copied.target) is not None
        and holds_sources(candidate.site.context, one)
        and not any(below(f"/{one.source}", f"/{path}") is not None for path in own)
    ]
    if not parts or parts[0] is not copied.copy:
        return False
    return all(any(one.brings(path, copied.image_path(path)) for one in brought) for path in own)


def _last_restore(model: SemanticModel, stage: Stage, context: BuildContext) -> int:
    """The index of the stage's last RUN that may restore, by a quick look; -1 when none may."""

    def look() -> int:
        return next((one.index for one in reversed(stage.of(Run)) if may_restore(one.text, context)), -1)

    return model.keep((_last_restore, stage, context), look)


def _find(
    model: SemanticModel, context: BuildContext, stage: Stage, copied: Copied, where: dict[Instruction, str]
) -> Iterator[Candidate]:
    seen: set[tuple[str, ...]] = set()
    restored: list[frozenset[str]] = []
    for run, restore, directory, key in _restores(model, stage, where, context):
        if key in seen or run.index < copied.copy.index:
            continue
        site = Site(context, stage, copied, directory, model.state_before(run).variables)
        if not _touches(restore, site):
            continue
        seen.add(key)
        candidate = _judge(model, Candidate(copied, run, restore, site, None))
        if candidate is None or _was_there(model, context, candidate, where):
            continue
        if candidate.manifests is not None:
            files = (*candidate.manifests.files, *(restore.guesses if restore.ecosystem == "elixir" else ()))
            if files in seen:
                continue
            if restore.inserted and any(set(candidate.manifests.files) <= one for one in restored):
                continue
            seen.add(files)
            if candidate.is_possible:
                restored.append(frozenset(files))
        yield candidate


def _restores(
    model: SemanticModel, stage: Stage, where: dict[Instruction, str], context: BuildContext
) -> tuple[tuple[Run, Restore, str, tuple[str, ...]], ...]:
    """Every restore that the stage certainly runs, with its directory and what makes it one with others."""
    return model.keep((_restores, stage, context), lambda: tuple(_recognised(model, stage, where, context)))


def _recognised(
    model: SemanticModel, stage: Stage, where: dict[Instruction, str], context: BuildContext
) -> Iterator[tuple[Run, Restore, str, tuple[str, ...]]]:
    for run in stage.instructions:
        if not isinstance(run, Run) or not may_restore(run.text, context):
            continue
        script = model.script(run)
        if script.has_errors:
            continue
        for command, directory in directories(script, where[run]):
            restore = None if command.is_conditional else restore_of(command)
            if restore is not None and directory is not None:
                yield run, restore, directory, key_of(restore, directory)


def _touches(restore: Restore, site: Site) -> bool:
    """Whether one of the manifests lies in what is copied."""
    return any(site.context_path(f"{restore.directory or '.'}/{guess}" if guess[:1] != "/" else guess) is not None
               for guess in restore.guesses)  # fmt: skip


def _judge(model: SemanticModel, candidate: Candidate) -> Candidate | None:
    """The candidate with its manifests, or None when it is none: no project is there, or a cache keeps the downloads."""
    restore, site = candidate.restore, candidate.site
    if restore.keeps_downloads(candidate.run):
        return None
    if site.context.is_known:
        manifests = restore.find(site)
        if manifests is None:
            return None
        return candidate._replace(restore=restore.settled(restore, site), manifests=manifests)
    return candidate if restore.is_likely(model, site) and not _is_of_output(candidate) else None


def _is_of_output(candidate: Candidate) -> bool:
    """Whether the restore is for what a build has written, whose manifest is no file of the context: `cd dist && npm ci`."""
    project = resolve(candidate.site.directory, candidate.restore.directory)
    inside = below(project, candidate.copied.target) or ""
    return inside.rpartition("/")[2] in _OUTPUTS


def _was_there(
    model: SemanticModel, context: BuildContext, candidate: Candidate, where: dict[Instruction, str]
) -> bool:
    """Whether the dependencies or the whole project were there before the copy: then this copy is not to blame."""
    stage, copied = candidate.site.stage, candidate.copied
    for level in stage.lineage:
        own = level is stage
        places = where if own else workdirs(model, level)
        for run, restore, directory, _ in _restores(model, level, places, context):
            if own and run.index > copied.copy.index:
                break
            is_like_one = (
                restore.ecosystem == "java"
            )  # `mvn verify --fail-never`: without sources a build downloads, too
            if not (restore.is_explicit or is_like_one) or restore.ecosystem != candidate.restore.ecosystem:
                continue
            if (restore.is_explicit and not own) or _is_for(model, Earlier(run, restore, directory), candidate):
                return True
        for transfer in level.of(Transfer):
            if own and transfer.index >= copied.copy.index:
                break
            if _brings(model, context, candidate, transfer, places[transfer]):
                return True
    return False


def _is_for(model: SemanticModel, earlier: Earlier, candidate: Candidate) -> bool:
    """Whether an earlier restore was for the project of the candidate."""
    files = candidate.manifests.files if candidate.manifests is not None else None
    return is_same_project(model, earlier, candidate.restore, candidate.site, files)


def _brings(
    model: SemanticModel, context: BuildContext, candidate: Candidate, transfer: Transfer, workdir: str
) -> bool:
    """Whether an earlier copy brings the restored dependencies, or the same project."""
    if transfer.from_ is not None:
        names = _RESTORED.get(candidate.restore.ecosystem, ())
        return isinstance(transfer, Copy) and any(name in transfer.text for name in names)
    other = copied_directory(model, context, transfer, workdir)
    if other is None:
        return False
    project = resolve(candidate.site.directory, candidate.restore.directory)
    here = candidate.copied.context_path(project)
    return here is not None and other.context_path(project) == here
