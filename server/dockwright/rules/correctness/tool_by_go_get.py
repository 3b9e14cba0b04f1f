from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Run
from dockwright.text import Edit, Span

_SINCE = (1, 18)
_MAJOR = lazy_pattern(r"v\d+")
_GET = lazy_pattern(r"\sget\s")

_BRINGING = frozenset(("go", "cp", "mv", "ln", "curl", "wget"))
"""Commands that may bring the program in another way."""


@rule(
    "tool-by-go-get",
    on=Command,
    commands=("go",),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM golang:1.23-alpine\nWORKDIR /app\nCOPY . .\nRUN go get -v github.com/cosmtrek/air\nENTRYPOINT [\"air\"]\n",
            "FROM golang:1.23-alpine\nWORKDIR /app\nCOPY . .\nRUN go install -v github.com/cosmtrek/air@latest\nENTRYPOINT [\"air\"]\n",
            marked=("get",),
        ),
        Invalid(
            "FROM golang:1.24\nRUN go get -u github.com/swaggo/swag/cmd/swag@v1.16.4 && swag init\n",
            "FROM golang:1.24\nRUN go install github.com/swaggo/swag/cmd/swag@v1.16.4 && swag init\n",
        ),
    ),
    valid=(
        "FROM golang:1.16\nRUN go get github.com/cosmtrek/air\nENTRYPOINT [\"air\"]\n",
        "FROM golang:1.24\nRUN go get github.com/gin-gonic/gin && go build -o app .\nCMD [\"./app\"]\n",
        "FROM golang:1.24\nRUN go get github.com/a/air && go install github.com/a/air\nCMD [\"air\"]\n",
        "FROM golang:1.24\nRUN go get -tool github.com/a/air\nCMD [\"go\", \"tool\", \"air\"]\n",
        "FROM golang\nRUN go get github.com/cosmtrek/air\nCMD [\"air\"]\n",
        "FROM golang:1.24\nRUN go get -d ./... && go build -o /usr/bin/air .\nCMD [\"air\"]\n",
    ),
)  # fmt: skip
def tool_by_go_get(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """`go get` is meant to install a program, which it no longer does.

    ## Why is this bad?
    Since Go 1.18 `go get` only changes the requirements of a module, and fails where there is none. The program that is started later
    is not there. `go install` with a version builds and installs it.

    ## Fix safety
    The fix installs the latest version where none is named: check that this is the one to have.

    ## References
    - https://go.dev/doc/go-get-install-deprecation
    """
    run = command.instruction
    if not isinstance(run, Run) or not command.may_hold(_GET) or command.subcommand != "get":
        return
    stage = model.stage_of(run)
    facts = stage.facts if stage is not None else None
    if stage is None or facts is None or facts.family != "golang" or facts.version < _SINCE or command.has_flag("tool"):
        return
    verb, packages = command.operands()[0], command.operands()[1:]
    tool = _tool(packages[0].value) if len(packages) == 1 and packages[0].is_literal else ""
    if not tool or not _is_started(model, stage, command, tool):
        return
    yield Finding(verb.span, f"`go get` installs no program since Go 1.18: nothing brings `{tool}`", _fixes(command))


def _tool(package: str) -> str:
    """The name of the program that a package of another module would make; "" when it is none."""
    path, _, _ = package.partition("@")
    parts = path.split("/")
    if "." not in parts[0] or path.startswith(".") or len(parts) < 2 or "..." in path:
        return ""
    return parts[-2] if _MAJOR.fullmatch(parts[-1]) else parts[-1]


def _is_started(model: SemanticModel, stage: Stage, command: Command, tool: str) -> bool:
    """Whether the program is run by its name, here or behind, and no other command of Go names it."""
    found = False
    for one in stage.instructions:
        if not isinstance(one, (Run, Cmd, Entrypoint)):
            continue
        for each in model.commands(one):
            if each is command:
                continue
            if each.name in _BRINGING and any(tool in word.value for word in each.arguments):
                return False
            found = found or (each.name == tool and one.index >= command.instruction.index and not each.is_conditional)
    return found


def _fixes(command: Command) -> tuple[Fix, ...]:
    verb, package = command.operands()[0], command.operands()[1]
    if command.is_nested or command.script.is_exec or any(flag.name not in ("u", "v", "x") for flag in command.flags):
        return ()
    flags = [flag for flag in command.flags if flag.name == "u"]
    edits = [Edit(verb.span, "install")]
    edits += [Edit(Span(flag.word.span.start, flag.word.span.end + 1), "") for flag in flags]
    if "@" not in package.value:
        edits.append(Edit(Span(package.span.end, package.span.end), "@latest"))
    return (Fix("Install it with `go install`", tuple(edits), Safety.UNSAFE),)
