from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, has_argument, is_hadolint, is_hidden
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run

_SHELL = lazy_pattern("/bin/sh")
SHELLS = ("/bin/bash", "/bin/zsh", "/bin/ash", "/usr/bin/bash", "/usr/bin/zsh")


@rule(
    "replaced-system-shell",
    on=Command,
    commands=("ln",),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL4005",),
    invalid=(
        Invalid(
            "FROM ubuntu:24.04\nRUN ln -sf /bin/bash /bin/sh\nRUN source /opt/env\n",
            'FROM ubuntu:24.04\nSHELL ["/bin/bash", "-c"]\nRUN source /opt/env\n',
            marked=("/bin/sh",),
        ),
        Invalid(
            "FROM ubuntu:24.04\nRUN rm /bin/sh && ln -s /bin/bash /bin/sh\nRUN source /opt/env\n",
            'FROM ubuntu:24.04\nSHELL ["/bin/bash", "-c"]\nRUN source /opt/env\n',
            title="removed first",
        ),
        Invalid("FROM ubuntu:24.04\nRUN apt-get update && ln -sf bash /bin/sh\n", title="part of a longer RUN"),
        Invalid(
            "FROM ubuntu:24.04\nRUN ln -s /bin/sh /bin/bash\n", settings=HADOLINT, title="hadolint looks no closer"
        ),
    ),
    valid=(
        'FROM ubuntu:24.04\nSHELL ["/bin/bash", "-c"]\n',
        "FROM alpine:3.20\nRUN ln -s /bin/sh /bin/bash\n",
        "FROM ubuntu:24.04\nRUN ln -s /usr/bin/python3 /usr/bin/python\n",
        Valid("FROM ubuntu:24.04\nRUN sudo ln -sf bash /bin/sh\n", settings=HADOLINT),
    ),
)
def replaced_system_shell(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """`/bin/sh` is turned into another shell for the whole image.

    ## Why is this bad?
    Every script of the system that asks for `/bin/sh` now runs in a shell that nobody tried it with, and an update of the
    package that owns `/bin/sh` puts the old one back. `SHELL ["/bin/bash", "-c"]` changes what runs the instructions, and
    nothing else.

    ## Fix safety
    `SHELL` takes the place of a RUN that does nothing else. Scripts that rely on `/bin/sh` being bash no longer find it so,
    and images in OCI format, as podman builds them by default, do not keep `SHELL`.

    ## References
    - https://docs.docker.com/reference/dockerfile/#shell
    """
    if not command.may_hold(_SHELL) or is_hidden(command, settings):
        return
    if is_hadolint(settings):
        word = next((word for word in command.arguments if word.value == "/bin/sh"), None)
    else:
        word = _link(command)
    if word is not None:
        yield Finding(word.span, "`/bin/sh` becomes another shell for the whole image", _fixes(command, model))


def _link(command: Command) -> ShellWord | None:
    """The link's name when it is /bin/sh."""
    operands = command.operands()
    return operands[-1] if len(operands) > 1 and operands[-1].value == "/bin/sh" else None


def _fixes(command: Command, model: SemanticModel) -> tuple[Fix, ...]:
    """SHELL instead of a RUN that does no more than replace the shell."""
    run = command.instruction
    script = command.script
    operands = command.operands()
    if not isinstance(run, Run) or run.is_onbuild or run.flags or run.heredocs or not script.is_and_chain:
        return ()
    if script.is_exec or _link(command) is None or operands[0].value not in SHELLS or len(operands) != 2:
        return ()
    if any(one is not command and not _removes_shell(one) for one in script.commands):
        return ()
    if "#" in run.text:
        return ()
    shell = model.state_before(run).shell
    if shell[0].rpartition("/")[2] != "sh":
        return ()
    text = f'{run.cased("SHELL")} ["{operands[0].value}", "-c"]'
    return (Fix.replace("Use SHELL", run.span, text, Safety.UNSAFE),)


def _removes_shell(command: Command) -> bool:
    names = command.name in ("rm", "mv", "unlink")
    return names and has_argument(command, "/bin/sh") and not command.redirections
