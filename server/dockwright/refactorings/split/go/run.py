"""A program that `go run` starts: what the file says when it is built in the image, and started itself.

`go run` compiles in a directory of its own and starts the program where it is called itself; its exit code is 1 where that of the
program is another.

Source: `go help run`, `go help build` (Go 1.25).
"""

from __future__ import annotations

import re
from posixpath import basename, dirname, join

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.go import module_of
from dockwright.refactorings.split.go.subject import program_name
from dockwright.refactorings.split.model import Restarted
from dockwright.refactorings.split.restart import are_plain, restart
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import files_of
from dockwright.values import NamedTuple

_NAME = re.compile(r"[A-Za-z][\w.-]*")
_MISLEADING = ("bin", "go", "gofmt", "src")
_PROGRAMS = "/usr/local/bin"


class _Call(NamedTuple):
    """The words behind `go run`."""

    flags: tuple[str, ...]
    packages: tuple[str, ...]  # one package, or the files of one
    arguments: tuple[str, ...]


def restarted(model: SemanticModel, stage: Stage, context: BuildContext, start: Start) -> Restarted | None:
    """The edits that build the program and start it; None where the start is another, or would not be the same."""
    call = _call(start)
    if call is None or start.state.is_root is False:
        return None  # a user may not be allowed to write where the program is to be
    source = Sources(model, stage, context).project(start.directory, ("go.mod",))
    if source is None and not files_of(model, stage, context).may_hold(join(start.directory, "go.mod")):
        return None  # nothing that could be built is there
    name = _name(context, source, start, call.packages[0])
    is_free = context.is_known and source is not None and not context.exists(join(source, name))
    output, program = (name, f"./{name}") if is_free else (f"{_PROGRAMS}/{name}", f"{_PROGRAMS}/{name}")
    line = " ".join(["RUN go build", *call.flags, "-o", output, *call.packages])
    command = " ".join([program, *call.arguments])
    note = "the container ran `go run`, which builds anew: see that nobody mounts other sources into it"
    return Restarted(restart(start, (line,), command), program, (note,))


def _call(start: Start) -> _Call | None:
    if start.program != "go" or start.arguments[:1] != ("run",):
        return None
    valued = MANAGERS["go"].valued_flags
    words = list(start.arguments[1:])
    flags: list[str] = []
    while words and words[0].startswith("-"):
        flag = words.pop(0)
        flags.append(flag)
        if flag.lstrip("-") in valued and words:
            flags.append(words.pop(0))
    packages = [words.pop(0)] if words else []
    while packages and packages[0].endswith(".go") and words and words[0].endswith(".go"):
        packages.append(words.pop(0))
    if not packages or "@" in packages[0] or any(one.lstrip("-").startswith(("exec", "o", "C")) for one in flags):
        return None
    listed = [one if start.instruction.is_exec else one.replace("*", "") for one in packages]
    if any("$" in one for one in (*flags, *packages)) or not are_plain(start, (*flags, *filter(None, listed), *words)):
        return None
    return _Call(tuple(flags), tuple(packages), tuple(words))


def _name(context: BuildContext, source: str | None, start: Start, package: str) -> str:
    """What the program is to be called: as its directory, or as the module that it is the root of."""
    directory = dirname(package) if package.endswith(".go") else package
    name = basename(directory.rstrip("/"))
    if name in ("", ".", ".."):
        module = module_of(context, source) if context.is_known and source is not None else None
        name = program_name(module.path) if module is not None else basename(start.directory)
    return name if _NAME.fullmatch(name) and name not in _MISLEADING else "app"
