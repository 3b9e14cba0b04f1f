from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.rules._packages import is_variable, shown
from dockwright.shell import Command, ShellWord

VALUED = MANAGERS["go"].valued_flags
_BEFORE_ACTION = frozenset({"C"})


@rule(
    "unpinned-go-package",
    on=Command,
    commands=("go",),
    severity=Severity.INFO,
    aliases=("DL3062",),
    default=False,
    invalid=(
        Invalid(
            "FROM golang:1.23\nRUN go install golang.org/x/tools/gopls@latest\n",
            marked=("golang.org/x/tools/gopls@latest",),
        ),
        Invalid(
            "FROM golang:1.23\nRUN go -C /x install example.org/a@latest\n",
            settings=HADOLINT,
            marked=("example.org/a@latest",),
        ),
        Invalid("FROM golang:1.10\nRUN go get -u github.com/golang/dep/cmd/dep\n"),
        Invalid(
            "FROM golang:1.23\nRUN go run github.com/a/tool@latest gen ./x\n", marked=("github.com/a/tool@latest",)
        ),
    ),
    valid=(
        "FROM golang:1.23\nRUN go install golang.org/x/tools/gopls@v0.16.1\n",
        "FROM golang:1.23\nRUN go install ./... && go install -ldflags '-s -w' ./cmd/app\n",
        "FROM golang:1.23\nRUN go run main.go && go run . -x\n",
        "FROM golang:1.23\nRUN go install std && go install $NAME\n",
        "FROM golang:1.23\nRUN go build github.com/a/b\n",
        Valid("FROM golang:1.24\nRUN go install tool example.org/a@v1.2.3\n", settings=HADOLINT),
        Valid("FROM golang:1.23\nRUN sudo go get github.com/a/b\n", settings=HADOLINT),
    ),
)
def unpinned_go_package(command: Command, settings: Settings) -> Iterator[Finding]:
    """A Go program or module is fetched without a version.

    ## Why is this bad?
    The same Dockerfile gives another image tomorrow. `go install example.org/tool@v1.2.3` names the version; go.mod names
    those of the project itself.

    The rule is off unless it is asked for: of a tool the newest version is often what is wanted, and a pinned one gets no
    fixes until somebody changes it.

    ## References
    - https://go.dev/ref/mod#go-install
    """
    if is_hidden(command, settings):
        return
    for word in _packages(command, settings):
        value = word.value
        if not value.startswith((".", "/")) and ("@" not in value or value.endswith(("@latest", "@none"))):
            yield Finding(word.span, f"`{shown(value)}` is fetched in whatever version there is")


def _packages(command: Command, settings: Settings) -> tuple[ShellWord, ...]:
    """The packages of `go get` and `go install`, and the one that `go run` runs."""
    operands = command.operands(_BEFORE_ACTION if is_hadolint(settings) else VALUED)
    action = operands[0].value if operands else ""
    if action == "run":
        found = operands[1:2]
    elif action in ("get", "install"):
        if is_hadolint(settings) and any(
            one.name == "go" and one.subcommand == "run" for one in command.script.commands
        ):
            return ()
        found = operands[2:] if [word.value for word in operands[1:2]] == ["tool"] and operands[2:] else operands[1:]
    else:
        return ()
    return found if is_hadolint(settings) else tuple(word for word in found if _is_remote(word.value))


def _is_remote(package: str) -> bool:
    """Whether a package is fetched from a host: not the project's own, not of the standard library."""
    return not is_variable(package) and "." in package.partition("/")[0] and not package.endswith(".go")
