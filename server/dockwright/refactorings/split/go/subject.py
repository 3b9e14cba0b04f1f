"""The Go project behind a stage: its module, its import paths, its program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial, reduce
from posixpath import basename, dirname, join, normpath, relpath
from typing import TYPE_CHECKING

from dockwright.projects.go import Module, is_vendored, main_packages, module_of, read_module, workspace_of
from dockwright.projects.go_packages import Layout
from dockwright.projects.go_program import GoProgram
from dockwright.projects.go_runtime import read_program
from dockwright.refactorings.split.places import located
from dockwright.refactorings.split.sources import Brought, inside, keyword_unpacks
from dockwright.refactorings.split.subject import Candidate
from dockwright.shell import Command
from dockwright.syntax import Run

if TYPE_CHECKING:
    from dockwright.refactorings.split.go.builds import Built

MODULES_BY_DEFAULT = (1, 13)
"""From this version on a go.mod file counts inside GOPATH, too."""

_NEEDS_MODULES = (1, 16)
"""From this version on Go asks for a go.mod file unless it is told otherwise."""

MANIFESTS = ("go.mod", "main.go", "go.work")
"""By one of these the directory of a program is known that was not copied as a whole."""

_VARIABLE = re.compile(r"\$\{\w+[^}]*\}|\$\w+")
"""What stands for a part of a path."""


class GoSubject(Candidate):
    """A stage on an image of the toolchain."""

    __slots__ = ()

    def commands(self, run: Run) -> Iterator[tuple[Command, str]]:
        """The commands of a RUN, each with the directory it runs in, as long as that is known."""
        return located(self.model, run)

    def uses_modules(self, directory: str) -> bool:
        """Whether this Go looks at go.mod in a directory of the image."""
        if self.stage.final_state.env.get("GO111MODULE") == "off":
            return False
        version = self.facts.version[:2]
        return not version or version >= MODULES_BY_DEFAULT or "/src/" not in directory

    def gopath_sources(self) -> str:
        return join((self.stage.final_state.env.get("GOPATH") or "/go").split(":")[0], "src")

    def import_path(self, directory: str) -> str:
        """The import path of a directory of the image; "" when it is not known."""
        source = self.sources.project(directory, MANIFESTS)
        if source is not None and self.context.is_known and self.uses_modules(directory):
            module = module_of(self.context, source)
            if module is not None and module.path:
                inner = source[len(module.directory) :].strip("/")
                return join(module.path, inner) if inner else module.path
        named = self._named(directory) if self.uses_modules(directory) else ""
        inner_path = inside(directory, self.gopath_sources())
        if named or inner_path or self.context.is_known:
            return named or inner_path or ""
        is_inner = any(inside(directory, one.target) for one in self.sources.brought if one.is_directory)
        return directory if is_inner else ""  # a subdirectory's own name counts

    def _named(self, directory: str) -> str:
        """The import path by a `go mod init PATH` in the file; "" without one."""
        for run in self.stage.of(Run):
            for command, place in self.commands(run):
                words = [one.value for one in command.operands()]
                inner = inside(directory, place)
                if command.name == "go" and words[:2] == ["mod", "init"] and len(words) == 3 and inner is not None:
                    return join(words[2], inner) if inner else words[2]
        return ""

    def root(self, directory: str) -> str:
        """The directory of the image that holds the sources: where the outermost copy around a directory goes."""
        around = (one.target for one in self.sources.brought if one.is_directory and one.target != "/")
        found = [one for one in around if inside(directory, one) is not None]
        return min(found, key=len) if found else directory

    def module(self, built: Built) -> Module | None:
        """The module that a build belongs to."""
        source = self._context_directory(built)
        if source is None:
            return None
        own = module_of(self.context, source)
        main = self._main(built, source) if own is None else None
        return module_of(self.context, main) if main is not None else own

    def members(self, module: Module) -> frozenset[str]:
        """The names of the modules of the workspace that a module belongs to: their sources are there."""
        workspace = workspace_of(self.context, module.directory)
        if workspace is None or self.stage.final_state.env.get("GOWORK") == "off":
            return frozenset()
        directories = (normpath(join(workspace.directory, one)) for one in workspace.uses)
        found = (read_module(self.context, one.removeprefix(".")) for one in directories)
        return frozenset(one.path for one in found if one is not None)

    def program(self, built: Built) -> GoProgram | None:
        """What the sources of a program say; None when they are not in the context."""
        if "$" in built.package:
            return self._one_of(built)
        source = self._context_directory(built)
        main = self._main(built, source) if source is not None else None
        if source is None or main is None:
            return None
        working = self.sources.working(self.start.directory, MANIFESTS)
        program = read_program(self.context, self._layout(built.directory, source, main), main, working)
        return program if program.has_main else None

    def _one_of(self, built: Built) -> GoProgram | None:
        """What any of the main packages needs that a path with variables may mean: `./cmd/$SERVICE`."""
        found = [self.program(built._replace(package=one)) for one in self._meant(built)]
        known = [one for one in found if one is not None]
        return reduce(GoProgram.either, known) if known and len(known) == len(found) else None

    def _meant(self, built: Built) -> tuple[str, ...]:
        """The main packages, as paths from where the build runs."""
        source = self._context_directory(built)
        written, slash, file = built.package.rstrip("/").rpartition("/")
        if not file.endswith(".go") or "$" in file:
            written, slash, file = built.package.rstrip("/"), "", ""
        if source is None or not written.startswith("."):
            return ()
        pattern = re.compile(".*".join(map(re.escape, _VARIABLE.split(normpath(written)))))
        paths = (relpath(one, source or ".") for one in self._mains(source, built.directory).values())
        return tuple(f"./{one}{slash}{file}" for one in paths if pattern.fullmatch(one))

    def is_without_files(self, built: Built) -> bool:
        """Whether nothing brings a file of Go to the directory of the main package, as far as its path is known."""
        package = built.package
        if not self.context.is_known or package.endswith(".go") or "..." in package or package[:1] not in ("", "."):
            return False
        if "$" in package:
            return not self._meant(built)
        place = normpath(join(built.directory, package))
        brought = self.sources.brought
        return bool(brought) and not any(map(partial(self._brings_files, place), brought))

    def _brings_files(self, place: str, one: Brought) -> bool:
        """Whether what is copied may have a file of Go in a directory of the image."""
        inner = inside(place, one.target)
        if one.transfer.from_ is not None or keyword_unpacks(one.transfer, one.source):
            return True
        if not one.is_directory:
            return dirname(one.target) == place and one.source.endswith(".go")
        above = normpath(join(one.source, inner)).removeprefix(".") if inner is not None else None
        paths = self.context.sent_files(above) if above is not None else ()
        return any(path.endswith(".go") and dirname(path) == above for path in paths)

    def _context_directory(self, built: Built) -> str | None:
        """The context directory that a build runs in."""
        if not self.context.is_known:
            return None
        return self.sources.project(built.directory, MANIFESTS, built.command.instruction)

    def _main(self, built: Built, source: str) -> str | None:
        """The context directory of the main package."""
        package = built.package
        if package.endswith(".go"):
            package = dirname(package)
        if "..." in package:
            return self._mains(source, built.directory).get(basename(built.origin))
        if package.startswith("/"):
            return self.sources.context_path(package)
        if not package or package.startswith(".") or built.package.endswith(".go"):
            path = normpath(join(source, package))
            return "" if path == "." else path
        return self._layout(built.directory, source).directory(package)

    def program_names(self, directory: str, pattern: str) -> tuple[str, ...]:
        """The programs that a pattern (`./cmd/...`) means in a directory of the image, as far as the context tells."""
        source = self.sources.project(directory, MANIFESTS) if self.context.is_known else None
        if source is None:
            return ()
        mains = self._mains(source, directory)
        if not pattern.startswith("."):
            return tuple(mains)
        root = normpath(join(source, pattern.partition("...")[0])).removeprefix(".").lstrip("/")
        return tuple(name for name, path in mains.items() if not root or inside(path, root) is not None)

    def _mains(self, source: str, directory: str) -> dict[str, str]:
        """The main packages of the module around a context directory, or below a directory of GOPATH: directories by program
        name."""
        module = module_of(self.context, source) or self._without_module(source, directory)
        if module is None:
            return {}
        start = len(module.directory)
        directories = (package.directory for package in main_packages(self.context, module))
        return {program_name(join(module.path, one[start:].strip("/"))): one for one in directories}

    def _without_module(self, source: str, directory: str) -> Module | None:
        """A directory of GOPATH as if it were a module, where this Go builds without one."""
        version = self.facts.version[:2]
        is_old = bool(version) and version < _NEEDS_MODULES
        inner = inside(directory, self.gopath_sources())
        if not inner or not (is_old or not self.uses_modules(directory)):
            return None
        return Module(source, inner, None, (), ())

    def _layout(self, directory: str, source: str, main: str = "") -> Layout:
        """Where import paths lead in the context."""
        has_modules = self.uses_modules(directory)
        workspace = workspace_of(self.context, source) if has_modules else None
        places = [normpath(join(workspace.directory, one)) for one in workspace.uses] if workspace is not None else []
        own = [read_module(self.context, one.removeprefix(".").lstrip("/")) for one in places]
        shared = [(one.path, one.directory) for one in own if one is not None]
        module = (module_of(self.context, source) or module_of(self.context, main)) if has_modules else None
        if module is None and shared:
            return Layout(tuple(shared))
        if module is None:
            prefix = inside(directory, self.gopath_sources()) or ""
            vendor = join(source, "vendor")
            return Layout(((prefix, source),), vendor if self.context.is_dir(vendor) else None)
        local = [
            (one.path, normpath(join(module.directory, one.target)).removeprefix("./"))
            for one in module.replacements
            if one.is_local
        ]
        vendor = join(module.directory, "vendor")
        is_used = is_vendored(self.context, module)
        return Layout(((module.path, module.directory), *local, *shared), vendor if is_used else None)


def program_name(import_path: str) -> str:
    """What Go calls the program of a package: the last element of its import path that is no major version."""
    parts = import_path.rstrip("/").split("/")
    if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdecimal():
        parts.pop()
    return parts[-1]
