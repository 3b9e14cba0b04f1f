"""Restores that come earlier: whether one of them was for the project of another."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import join
from dockwright.refactorings.brought import brought_by, inside
from dockwright.refactorings.reorder.restores import Restore
from dockwright.refactorings.reorder.sites import Site, below, overlap, resolve
from dockwright.semantics import SemanticModel
from dockwright.syntax import Run, Transfer
from dockwright.values import NamedTuple

_PROJECTS = (".csproj", ".fsproj", ".vbproj")


class Earlier(NamedTuple):
    """A restore that a stage has run before, in a directory of the image."""

    run: Run
    restore: Restore
    directory: str


def key_of(restore: Restore, directory: str) -> tuple[str, ...]:
    """What makes two restores one: the same project."""
    if restore.ecosystem in (
        "python",
        "conda",
        "elixir",
        "dotnet",
    ):  # packages of Elixir are fetched and compiled: two restores
        return (restore.ecosystem, directory, *restore.guesses)
    place = resolve(directory, restore.directory)
    is_perhaps = restore.command.name in ("make", "task", "just")  # its files tell whether it restores at all
    return (restore.ecosystem, place, "make") if is_perhaps else (restore.ecosystem, place)


def is_same_project(
    model: SemanticModel, earlier: Earlier, restore: Restore, site: Site, files: tuple[str, ...] | None
) -> bool:
    """Whether an earlier restore was for the same project; a Go module and a build with Maven or Gradle reach down.

    `files`: the manifests of the later one, context paths; None where they are not known.
    """
    here = resolve(earlier.directory, earlier.restore.directory)
    there = resolve(site.directory, restore.directory)
    if restore.ecosystem == "go":
        return overlap(here, there)
    if restore.ecosystem == "java":
        return below(there, here) is not None
    if restore.ecosystem == "python":
        return files is None or not _is_other_of_python(model, earlier, restore, site, files)
    if restore.ecosystem == "dotnet":
        return files is None or not _is_other_of_dotnet(earlier, site, files)
    return key_of(earlier.restore, earlier.directory) == key_of(restore, site.directory)


def _is_other_of_python(
    model: SemanticModel, earlier: Earlier, restore: Restore, site: Site, files: tuple[str, ...]
) -> bool:
    """Whether a restore is known to be for a project in a folder of its own: apart from that of the earlier one, or below it
    with sources beside its list of packages."""
    before = tuple(_manifests(model, earlier, site))
    if not before or None in before:
        return False  # a file that another command makes, or nobody knows where it is from
    here = {_folder(one) for one in before if one is not None}
    named = (site.context_path(guess) for guess in restore.guesses)
    there = {_folder(one) for one in (files if restore.inserted else named) if one is not None}
    return all(_is_apart(site, one, other, not restore.inserted) for one in here for other in there)


def _is_apart(site: Site, folder: str, other: str, may_be_below: bool) -> bool:
    """Whether the project in another folder is one of its own: beside the first, or below it with sources of its own."""
    if may_be_below and other != folder and below(f"/{other}", f"/{folder}".rstrip("/") or "/") is not None:
        return _holds_sources(site, other)
    return not overlap(f"/{folder}", f"/{other}")


def _holds_sources(site: Site, folder: str) -> bool:
    """Whether sources of Python lie in a folder itself."""
    return any(_folder(path) == folder and path.endswith(".py") for path in site.context.sent_files(folder))


def _manifests(model: SemanticModel, earlier: Earlier, site: Site) -> Iterator[str | None]:
    """The context path of each manifest that the earlier restore read; None where that is not known."""
    for guess in earlier.restore.guesses:
        path = resolve(resolve(earlier.directory, earlier.restore.directory), guess)
        yield _context_path(model, site, earlier.run, path)


def _context_path(model: SemanticModel, site: Site, run: Run, path: str) -> str | None:
    """The file of the context that a copy in front of a RUN puts at a path of the image."""
    for transfer in reversed(site.stage.of(Transfer)):
        if transfer.index > run.index:
            continue
        for one in brought_by(model, transfer, site.context):
            inner = inside(path, one.target)
            if inner is None or (inner and not one.is_directory):
                continue
            found = join(one.source, inner) if inner else one.source
            if site.context.sends(found):
                return found
    return None


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _is_other_of_dotnet(earlier: Earlier, site: Site, files: tuple[str, ...]) -> bool:
    """Whether a restore is known to read a project that the earlier one does not reach."""
    found = earlier.restore.find(site._replace(directory=earlier.directory))
    before = {one for one in found.files if one.endswith(_PROJECTS)} if found is not None else set()
    return bool(before) and any(one.endswith(_PROJECTS) and one not in before for one in files)
