"""Go modules: what go.mod, go.work and vendor/ say, and which files `go mod download` reads.

Source: https://go.dev/ref/mod (September 2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dockwright.context import BuildContext, join
from dockwright.projects.manifests import Manifests, ancestors, is_below, place
from dockwright.text import whole_number
from dockwright.values import NamedTuple

AUTOMATIC_VENDORING = (1, 14)
"""The `go` directive from which on a vendor/ directory is used without being asked for."""

WORKSPACE_VENDORING = (1, 22)

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|`[^`]*`|=>|[()]|[^\s()"`]+')
_PACKAGE = re.compile(r"^package\s+(\w+)", re.MULTILINE)
_CONSTRAINT = re.compile(r"^//(?:go:build|\s*\+build)\s+(.*)$", re.MULTILINE)


_UNPUBLISHED = ("v0.0.0-00010101000000-000000000000", "v0.0.0")
"""Versions that stand for none, where the module is taken from a directory."""


class Requirement(NamedTuple):
    """One `require` line."""

    path: str
    version: str


class Replacement(NamedTuple):
    """One `replace` line."""

    path: str  # the module that is replaced
    target: str  # a module path, or a directory as it is written
    version: str  # "" for a directory

    @property
    def is_local(self) -> bool:
        """Whether a directory takes the module's place."""
        return self.target.startswith(("./", "../", "/")) or self.target in (".", "..")


class Module(NamedTuple):
    """A go.mod file."""

    directory: str
    path: str  # the module's name
    go: str | None
    requirements: tuple[Requirement, ...]
    replacements: tuple[Replacement, ...]

    @property
    def file(self) -> str:
        return join(self.directory, "go.mod")

    @property
    def downloads(self) -> tuple[Requirement, ...]:
        """The requirements that come from elsewhere: not replaced by a directory."""
        local = {replacement.path for replacement in self.replacements if replacement.is_local}
        return tuple(one for one in self.requirements if one.path not in local)


class Workspace(NamedTuple):
    """A go.work file."""

    directory: str
    go: str | None
    uses: tuple[str, ...]  # directories as they are written
    replacements: tuple[Replacement, ...]

    @property
    def file(self) -> str:
        return join(self.directory, "go.work")


class MainPackage(NamedTuple):
    """A directory that `go build` makes a program of."""

    directory: str
    files: tuple[str, ...]  # its Go files without tests


def version(text: str | None) -> tuple[int, ...]:
    """The numbers of a Go version: `1.21rc2` is (1, 21); empty when there are none."""
    numbers = re.match(r"(?:go)?(\d+)(?:\.(\d+))?(?:\.(\d+))?", text or "")
    return tuple(whole_number(number) for number in numbers.groups() if number is not None) if numbers else ()


def read_module(context: BuildContext, directory: str) -> Module | None:
    """The module of this very directory, when its go.mod is sent to the builder."""
    path = join(directory, "go.mod")
    text = context.read(path) if context.is_file(path) and context.sends(path) else None
    return None if text is None else parse_module(text, directory)


def module_of(context: BuildContext, directory: str, root: str = "") -> Module | None:
    """The module that a Go command run in `directory` belongs to; looked for upwards as far as `root`."""
    for above in ancestors(directory, root):
        if module := read_module(context, above):
            return module
    return None


def workspace_of(context: BuildContext, directory: str, root: str = "") -> Workspace | None:
    """The workspace that a Go command run in `directory` belongs to."""
    for above in ancestors(directory, root):
        path = join(above, "go.work")
        text = context.read(path) if context.is_file(path) and context.sends(path) else None
        if text is not None:
            return parse_workspace(text, above)
    return None


def parse_module(text: str, directory: str = "") -> Module:
    """Read a go.mod file; what it does not understand it leaves out."""
    path, go = "", None
    requirements: list[Requirement] = []
    replacements: list[Replacement] = []
    for verb, words in _statements(text):
        if verb == "module" and words:
            path = words[0]
        elif verb == "go" and words:
            go = words[0]
        elif verb == "require" and len(words) >= 2:
            requirements.append(Requirement(words[0], words[1]))
        elif verb == "replace" and (replacement := _replacement(words)):
            replacements.append(replacement)
    return Module(directory, path, go, tuple(requirements), tuple(replacements))


def parse_workspace(text: str, directory: str = "") -> Workspace:
    """Read a go.work file; what it does not understand it leaves out."""
    go = None
    uses: list[str] = []
    replacements: list[Replacement] = []
    for verb, words in _statements(text):
        if verb == "go" and words:
            go = words[0]
        elif verb == "use" and words:
            uses.append(words[0])
        elif verb == "replace" and (replacement := _replacement(words)):
            replacements.append(replacement)
    return Workspace(directory, go, tuple(uses), tuple(replacements))


def _statements(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each statement as verb and arguments; a block counts as one statement for each line."""
    block = ""
    for line in text.split("\n"):
        words = [_unquote(token) for token in _TOKEN.findall(line.partition("//")[0])]
        if not words:
            continue
        if block:
            if words[0] == ")":
                block = ""
            else:
                yield block, words
        elif words[-1] == "(":
            block = words[0]
        elif len(words) > 2 and words[1] == "(" and words[-1] == ")":
            yield words[0], words[2:-1]
        else:
            yield words[0], words[1:]


def _unquote(token: str) -> str:
    return token[1:-1] if token[0] in '"`' else token


def _replacement(words: list[str]) -> Replacement | None:
    if "=>" not in words:
        return None
    arrow = words.index("=>")
    before, after = words[:arrow], words[arrow + 1 :]
    if not before or not after:
        return None
    return Replacement(before[0], after[0], after[1] if len(after) > 1 else "")


def is_vendored(context: BuildContext, module: Module, workspace: Workspace | None = None) -> bool:
    """Whether Go takes the dependencies from a vendor/ directory of the context without being asked to."""
    if workspace is not None:
        return version(workspace.go) >= WORKSPACE_VENDORING and _sends_directory(context, workspace.directory, "vendor")
    return version(module.go) >= AUTOMATIC_VENDORING and _sends_directory(context, module.directory, "vendor")


def _sends_directory(context: BuildContext, directory: str, name: str) -> bool:
    path = join(directory, name)
    return context.is_dir(path) and context.sends(path)


def without_sum(context: BuildContext, directory: str, root: str = "") -> str:
    """The first module that is required and has no sum in the go.sum of the directory's module; "" where all have one."""
    module = module_of(context, directory, root)
    if module is None:
        return ""
    sums = context.read(join(module.directory, "go.sum")) or ""
    return next((one.path for one in module.downloads if f"{one.path} {one.version}" not in sums), "")


def manifests(
    context: BuildContext, directory: str, root: str = "", variables: Mapping[str, str | None] | None = None
) -> Manifests | None:
    """What `go mod download`, run in `directory`, reads; None: there is no module, or Go would not use it.

    `root` is the directory that is copied: nothing outside is there. `variables` are those of the environment: GOFLAGS,
    GO111MODULE, GOWORK, GOPROXY count; the flags of the command itself belong into GOFLAGS.
    """
    variables = variables or {}
    flags = (variables.get("GOFLAGS") or "").split()
    if variables.get("GO111MODULE") == "off":
        return None
    workspace = None if variables.get("GOWORK") == "off" else workspace_of(context, directory, root)
    module = module_of(context, directory, root)
    if module is None and workspace is None:
        return None
    mode = next((flag.lstrip("-")[4:] for flag in flags if flag.lstrip("-").startswith("mod=")), None)
    found = _Collector(context, root)
    if any(flag.lstrip("-").startswith("modfile=") for flag in flags):
        found.obstacles.append("`-modfile` names another go.mod")
    if variables.get("GOPROXY") == "off":
        found.obstacles.append("`GOPROXY=off` allows no downloads")
    if mode == "vendor":
        found.obstacles.append("`-mod=vendor` builds from vendor/ and downloads nothing")
    elif mode is None and module is not None and is_vendored(context, module, workspace):
        found.obstacles.append("the module is vendored: the build downloads nothing")
    if workspace is not None:
        found.workspace(workspace)
    if module is not None:
        found.module(module)
    return found.result()


class _Collector:
    """Gathers the files of modules, and what speaks against them."""

    def __init__(self, context: BuildContext, root: str) -> None:
        self.context = context
        self.root = root
        self.files: dict[str, None] = {}
        self.doubts: list[str] = []
        self.obstacles: list[str] = []
        self.modules: dict[str, Module] = {}

    def result(self) -> Manifests:
        downloads = any(module.downloads for module in self.modules.values())
        return Manifests(
            tuple(self.files),
            doubts=tuple(self.doubts),
            obstacles=tuple(self.obstacles),
            needless=None if downloads else "the module requires no other module",
        )

    def workspace(self, workspace: Workspace) -> None:
        self._take(workspace.directory, "go.work")
        self._take(workspace.directory, "go.work.sum")
        for use in workspace.uses:
            directory = place(workspace.directory, use)
            member = None if directory is None else read_module(self.context, directory)
            if directory is None or member is None or not is_below(directory, self.root):
                self.obstacles.append(f"the workspace member `{use}` has no go.mod among the copied files")
            else:
                self.module(member)
        self._local(workspace.directory, workspace.replacements, required=None)
        self._members(workspace)

    def _members(self, workspace: Workspace) -> None:
        """Members that others require: `go mod download` asks for these as well as for all others, and a build does not."""
        members = {module.path for module in self.modules.values()}
        replaced = {one.path for one in workspace.replacements if one.is_local}
        for module in self.modules.values():
            for one in module.downloads:
                if one.path not in members - replaced:
                    continue
                if one.version in _UNPUBLISHED:
                    self.obstacles.append(
                        f"`go mod download` would ask for `{one.path}`, which is a member of the workspace"
                    )
                else:
                    self.doubts.append(
                        f"`{one.path}`, a member of the workspace, is downloaded as well: see that it is there"
                    )

    def module(self, module: Module) -> None:
        if module.directory in self.modules:
            return
        self.modules[module.directory] = module
        self._take(module.directory, "go.mod")
        if not self._take(module.directory, "go.sum") and module.downloads:
            self.doubts.append(
                f"`{join(module.directory, 'go.sum')}` is not sent to the builder, though modules are required"
            )
        self._local(module.directory, module.replacements, {one.path for one in module.requirements})

    def _take(self, directory: str, name: str) -> bool:
        path = join(directory, name)
        if not self.context.is_file(path) or not self.context.sends(path):
            return False
        self.files[path] = None
        return True

    def _local(self, directory: str, replacements: tuple[Replacement, ...], required: set[str] | None) -> None:
        """The go.mod of every directory that takes a module's place; its sources are not read for a download."""
        for replacement in replacements:
            if not replacement.is_local:
                continue
            target = place(directory, replacement.target)
            if target is not None and is_below(target, self.root) and self._take(target, "go.mod"):
                continue
            if required is None or replacement.path in required:
                self.obstacles.append(
                    f"the local replacement `{replacement.target}` has no go.mod among the copied files"
                )


def main_packages(context: BuildContext, module: Module) -> tuple[MainPackage, ...]:
    """The programs of a module: directories whose Go files say `package main`, in path order."""
    directories: dict[str, list[str]] = {}
    nested: set[str] = set()
    for path in context.sent_files(module.directory):
        directory, _, name = path.rpartition("/")
        if name == "go.mod" and directory != module.directory:
            nested.add(directory)
        elif name.endswith(".go") and not name.endswith("_test.go") and not _is_skipped(directory, module.directory):
            directories.setdefault(directory, []).append(path)
    return tuple(
        MainPackage(directory, tuple(files))
        for directory, files in sorted(directories.items())
        if not any(is_below(directory, other) for other in nested) and _is_main(context, files)
    )


def _is_skipped(directory: str, module: str) -> bool:
    """Whether Go's `./...` leaves the directory out."""
    inner = directory[len(module) :].strip("/")
    return any(part in ("vendor", "testdata") or part[0] in "._" for part in inner.split("/") if part)


def _is_main(context: BuildContext, files: list[str]) -> bool:
    for path in files:
        text = context.read(path) or ""
        clause = _PACKAGE.search(text)
        if clause is None:
            continue
        constraint = _CONSTRAINT.search(text, 0, clause.start())
        if constraint is None or "ignore" not in constraint[1].split():
            return clause[1] == "main"
    return False
