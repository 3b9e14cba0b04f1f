"""The packages that a Go program is built from, as far as their sources are in the build context."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext, join
from dockwright.projects.go_source import GoFile, is_standard, read_file
from dockwright.values import NamedTuple

FILE_LIMIT = 4000
"""How many source files are read before the answer is called incomplete."""


class Layout(NamedTuple):
    """Where import paths are found in the context: (import path prefix, directory), and the vendor directory."""

    roots: tuple[tuple[str, str], ...]
    vendor: str | None = None

    def directory(self, import_path: str) -> str | None:
        """The directory an import path means; None: not in the context."""
        best: tuple[int, str] | None = None
        for prefix, root in self.roots:
            if prefix and import_path != prefix and not import_path.startswith(f"{prefix}/"):
                continue
            rest = import_path[len(prefix) :].lstrip("/")
            if best is None or len(prefix) > best[0]:
                best = len(prefix), f"{root}/{rest}".strip("/") if rest else root
        return best[1] if best is not None else None


class Packages(NamedTuple):
    """What a program consists of."""

    files: tuple[GoFile, ...]  # of the main package and all it imports that the context holds
    vendored: tuple[GoFile, ...]  # of dependencies that are vendored
    missing: frozenset[str]  # imports whose sources are elsewhere: the module cache
    is_complete: bool  # False: more files than FILE_LIMIT, or a package directory that is not there
    has_main: bool  # the start directory holds a `package main`


def packages_of(context: BuildContext, layout: Layout, main: str) -> Packages:
    """The files reached from the package in directory `main` (relative to the context)."""
    files: list[GoFile] = []
    vendored: list[GoFile] = []
    missing: set[str] = set()
    complete = True
    seen = {main}
    waiting = [(main, False)]
    while waiting:
        directory, is_vendored = waiting.pop()
        found = tuple(_package_files(context, directory))
        complete = complete and bool(found)
        (vendored if is_vendored else files).extend(found)
        if len(files) + len(vendored) > FILE_LIMIT:
            complete = False
            break
        for path in sorted({one.path for file in found for one in file.imports}):
            target, below_vendor = _target(context, layout, path)
            if target is None:
                if not is_standard(path):
                    missing.add(path)
            elif target not in seen:
                seen.add(target)
                waiting.append((target, below_vendor))
    has_main = any(file.package == "main" and file.path.rpartition("/")[0] == main for file in files)
    return Packages(tuple(files), tuple(vendored), frozenset(missing), complete, has_main)


def _package_files(context: BuildContext, directory: str) -> Iterator[GoFile]:
    for name in context.list(directory):
        if not name.endswith(".go") or name.endswith("_test.go") or name[0] in "._":
            continue
        path = join(directory, name)
        if context.ignored(path):
            continue
        text = context.read(path)
        file = None if text is None else read_file(path, text)
        if file is not None and file.package != "documentation":
            yield file


def _target(context: BuildContext, layout: Layout, path: str) -> tuple[str | None, bool]:
    """The directory of an imported package, and whether it is a vendored dependency."""
    if path == "C" or path.startswith("."):
        return None, False
    directory = layout.directory(path)
    if directory is not None and context.is_dir(directory):
        return directory, False
    if layout.vendor is not None and not is_standard(path):
        vendored = join(layout.vendor, path)
        if context.is_dir(vendored):
            return vendored, True
    return None, False
