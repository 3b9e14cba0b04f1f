"""Go: every command that builds downloads modules on its way; `go mod download` does only that.

Source: https://go.dev/ref/mod#go-mod-download, https://go.dev/cmd/go (Go 1.24).
"""

from __future__ import annotations

import re
from functools import partial

from dockwright.context import join
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.manifests import Manifests, ancestors, not_locked
from dockwright.refactorings.mounts import keeps
from dockwright.refactorings.reorder.restores import Restore, named_by_variables
from dockwright.refactorings.reorder.sites import Site
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Flag, Run

MODULES_BY_DEFAULT = (1, 13)
"""From this version on a go.mod file counts inside GOPATH, too."""

FIRST_WITH_MODULES = (1, 11)

WRITE_SUMS = ((1, 16), (1, 17))
"""Versions whose `go mod download` writes sums into go.sum, and whose builds want all of them there.
Source: https://go.dev/doc/go1.16, https://github.com/golang/go/issues/45332. Date: 2026-11."""

ONLY_MODULES = (1, 16)
"""From this version on modules are what a build looks for, unless it is told otherwise."""

_BUILDS = frozenset({"build", "install", "test", "vet", "run", "get"})
_MODULE_COMMANDS = frozenset({"tidy", "vendor", "verify"})
_VALUED = MANAGERS["go"].valued_flags

# Variables that decide what is downloaded, and how.
DOWNLOAD_VARIABLES = frozenset({
    "GO111MODULE", "GOFLAGS", "GOINSECURE", "GOMODCACHE", "GONOPROXY", "GONOSUMDB", "GONOSUMCHECK", "GOPATH", "GOPRIVATE",
    "GOPROXY", "GOSUMDB", "GOTOOLCHAIN", "GOVCS", "GOWORK", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy",
    "https_proxy", "no_proxy", "HOME",
})  # fmt: skip
_OTHERS = frozenset({"GOAUTH", "GOPATH", "NETRC", "PATH", "SSL_*", "SSH_*", "GIT_*", "XDG_*", "USER"})
"""What git and Go itself read besides."""

PRIVATE_VARIABLES = frozenset({"GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE"})


def recognise(command: Command) -> Restore | None:
    """`go mod download`, or a command that needs the modules of the project."""
    if command.name in ("make", "task", "just"):
        return _made(command)
    operands = [word.value for word in command.operands(_VALUED)]
    if not operands:
        return None
    verb, rest = operands[0], operands[1:]
    directory = _flag(command, "C") or ""
    if verb == "mod" and rest == ["download"]:
        return _restore(command, "go mod download", directory, is_explicit=True)
    if verb == "mod" and rest and rest[0] in _MODULE_COMMANDS:
        return _restore(command, f"go mod {rest[0]}", directory, is_explicit=False)
    if verb in _BUILDS and all(_is_local(operand) for operand in rest):
        return _restore(command, f"go {verb}", directory, is_explicit=False)
    return None


def _restore(command: Command, label: str, directory: str, *, is_explicit: bool) -> Restore:
    find = partial(_find, command, directory, is_explicit)
    return Restore(
        command,
        "go",
        label,
        directory,
        ("go.mod", "go.su[m]"),
        find,
        "check that go.mod is there, that nothing is vendored, and that no directory replaces a module",
        "" if is_explicit else "go mod download",
        is_explicit,
        partial(is_likely, command),
        keeps_downloads,
        partial(private_doubts, command),
        variables=DOWNLOAD_VARIABLES | _OTHERS,
    )


def _made(command: Command) -> Restore | None:
    """`make`, `task` or `just`, where the Makefile, Taskfile or justfile builds with Go."""
    if any(not word.is_literal for word in command.arguments):
        return None
    directory = (_flag(command, "C") or "") if command.name == "make" else ""
    targets = tuple(word.value for word in command.operands(_MAKE_VALUED) if "=" not in word.value)
    restore = _restore(command, " ".join([command.name, *targets[:1]]), directory, is_explicit=False)
    return restore._replace(
        find=partial(_find_made, command, directory, targets),
        is_likely=lambda model, site: False,
        doubts=lambda site, run: [*private_doubts(command, site, run), *_made_doubts(command, site, directory)],
    )


_MAKE_VALUED = frozenset({"C", "directory", "f", "file", "j", "jobs", "o", "W", "I"})
_BUILDS_IN_MAKE = re.compile(
    r"(?:^|[;&|(])\s*(?:env\s+)?(?:\w+=\S*\s+)*go\s+(?:build|install|test|vet|run)\b", re.MULTILINE
)


def _find_made(command: Command, directory: str, targets: tuple[str, ...], site: Site) -> Manifests | None:
    image, source = site.stage.root_image, site.context_path(directory)
    if image is None or image.family != "golang" or source is None or command.has_flag("f", "file", "n", "dry-run"):
        return None
    lines = _recipe(command, site, source, targets)
    if not _BUILDS_IN_MAKE.search(lines) or re.search(r"\bcd\s|\bgo\s+-C", lines):
        return None
    flags = " ".join(re.findall(r"-mod(?:file)?=\S+", lines))
    variables = variables_of(command, site) | ({"GOFLAGS": flags} if flags else {})
    if not uses_modules(site, variables):
        return None
    from dockwright.projects import go

    return go.manifests(site.context, source, site.copied.source, variables)


def _recipe(command: Command, site: Site, source: str, targets: tuple[str, ...]) -> str:
    """What the command runs, line for line; "" where that is not known."""
    if command.name != "make":
        from dockwright.projects.task_runners import recipe_lines

        words = tuple(word.value for word in command.arguments)
        return "\n".join(recipe_lines(site.context, source, command.name, words) or ())
    from dockwright.projects.makefile import read_makefile

    makefile = read_makefile(site.context, source)
    return "\n".join(makefile.lines(targets)) if makefile is not None else ""


def _made_doubts(command: Command, site: Site, directory: str) -> list[str]:
    """Variables by which a Makefile may change what is downloaded."""
    if command.name != "make":
        source = site.context_path(directory) or ""
        lines = _recipe(command, site, source, ())
        named = sorted(one for one in DOWNLOAD_VARIABLES - {"HOME"} if re.search(rf"\b{one}=", lines))
        return [f"`{command.name}` sets `{name}`: see that the download does not need it" for name in named[:1]]
    from dockwright.projects.makefile import read_makefile

    makefile = read_makefile(site.context, site.context_path(directory) or "")
    named = sorted(DOWNLOAD_VARIABLES & set(makefile.variables)) if makefile is not None else []
    return [f"the Makefile sets `{name}`: see that the download does not need it" for name in named[:1]]


def _is_local(operand: str) -> bool:
    """Whether a package is part of the project: no `module@version`, no import path of somebody else's."""
    if "@" in operand:
        return False
    return operand.startswith((".", "/", "$")) or "." not in operand.split("/")[0] or operand.endswith(".go")


def _flag(command: Command, name: str) -> str | None:
    """The value of one of Go's flags, which all have one dash or two."""
    words = command.arguments
    for index, word in enumerate(words):
        flag, equals, value = word.value.partition("=")
        if flag in (f"-{name}", f"--{name}"):
            if equals:
                return value
            return words[index + 1].value if index + 1 < len(words) else None
    return None


def _find(command: Command, directory: str, is_explicit: bool, site: Site) -> Manifests | None:
    where = site.context_path(directory)
    variables = variables_of(command, site)
    if where is None or not uses_modules(site, variables):
        return None
    from dockwright.projects import go

    found = go.manifests(site.context, where, site.copied.source, variables)
    if found is None or not (is_explicit and _version(site) in WRITE_SUMS):
        return found
    name = go.without_sum(site.context, where, site.copied.source)
    return found._replace(doubts=(*found.doubts, not_locked(name, join(where, "go.sum")))) if name else found


def variables_of(command: Command, site: Site) -> dict[str, str | None]:
    """The environment of the command, with its own flags that count for modules among GOFLAGS."""
    variables = dict(site.variables)
    for assignment in command.assignments:
        variables[assignment.name] = assignment.value.value if assignment.value else ""
    flags = [f"-{name}={value}" for name in ("mod", "modfile") if (value := _flag(command, name))]
    if flags:
        variables["GOFLAGS"] = " ".join([variables.get("GOFLAGS") or "", *flags])
    return variables


def is_in_workspace(model: SemanticModel, site: Site, run: Run) -> bool:
    """Whether a go.work that another copy brings lies above the directory that is copied: Go then asks for all of its members."""
    if not site.context.is_known or site.variables.get("GOWORK") == "off":
        return False
    from dockwright.refactorings.split.sources import Sources

    sources = Sources(model, site.stage, site.context)
    above = (f"/{one}" for one in ancestors(site.copied.target.strip("/"))[1:])
    return any(sources.context_path(f"{one.rstrip('/')}/go.work", run) is not None for one in above)


def uses_modules(site: Site, variables: dict[str, str | None]) -> bool:
    """Whether this Go would look at go.mod there: not before modules came, and not in GOPATH while it had its way."""
    version = _version(site)
    if not version:
        return True
    if version < FIRST_WITH_MODULES:
        return False
    is_asked = variables.get("GO111MODULE") in ("on", "auto")
    return version >= MODULES_BY_DEFAULT or is_asked or "/src/" not in f"{site.directory}/"


def _version(site: Site) -> tuple[int, ...]:
    """The version of the image of Go; () where it has none."""
    image = site.stage.root_image
    return image.version_numbers[:2] if image is not None and image.family == "golang" else ()


def keeps_downloads(run: Run) -> bool:
    """Whether a cache mount keeps the downloaded modules from one build to the next."""
    return keeps(run, ("pkg/mod",))


def is_likely(command: Command, model: SemanticModel, site: Site) -> bool:
    """Whether, going by the Dockerfile alone, this is a module whose dependencies are downloaded."""
    variables = variables_of(command, site)
    flags = variables.get("GOFLAGS") or ""
    if "mod=vendor" in flags or "modfile=" in flags or variables.get("GO111MODULE") == "off":
        return False
    if variables.get("GOPROXY") == "off" or not uses_modules(site, variables):
        return False
    if variables.get("GO111MODULE") in ("on", "auto") or _is_of_modules(model):
        return True
    return _version(site) >= ONLY_MODULES and "/go/src/" not in f"{site.directory}/"


def _is_of_modules(model: SemanticModel) -> bool:
    """Whether a command of the file is about modules."""
    return model.keep(
        _is_of_modules, lambda: any(one.name == "go" and one.subcommand == "mod" for one in model.all_commands())
    )


def is_setting(command: Command) -> bool:
    """Whether a command gives Go settings that last: `go env -w GOPRIVATE=example.org`."""
    return command.name == "go" and command.subcommand == "env" and command.has_flag("w")


def private_doubts(command: Command, site: Site, run: Run) -> list[str]:
    """What tells that modules are private: the download then needs credentials at its new place."""
    variables = variables_of(command, site)
    written = [
        word.value.partition("=")[0] for one in site.stage.commands if is_setting(one) for word in one.operands()
    ]
    named = sorted(name for name in PRIVATE_VARIABLES if name in variables or name in written)
    proxy = variables.get("GOPROXY") or ""
    if "file:" in proxy:
        return [f"`GOPROXY` is `{proxy}`: check that it has all modules by then, not only those that are built"]
    secret = next((mount for mount in run.mounts if _type_of(mount) in ("secret", "ssh")), None)
    if secret is not None:
        return ["check that the download has the credentials of private modules"]
    if any(mark in one.text for one in site.stage.instructions for mark in ("insteadOf", ".netrc")):
        return ["check that the download has the credentials of private modules"]
    found = [f"`{name}` is set: check that private modules can be downloaded there" for name in named[:1]]
    return [*found, *named_by_variables(command, site, "GOENV", "NETRC", "SSL_CERT_", "GIT_")]


def _type_of(mount: Flag) -> str | None:
    kind = mount.option("type")
    return kind.value if kind is not None else None
