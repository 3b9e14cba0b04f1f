from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.shell import POSIX_SHELLS
from dockwright.syntax import Shell


@rule(
    "shell-without-command-flag",
    on=Shell,
    severity=Severity.ERROR,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail"]\nRUN ls | cat\n',
            'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN ls | cat\n',
            marked=('"/bin/bash"',),
        ),
        Invalid(
            'FROM alpine:3.22\nSHELL [ "sh" ]\nCMD serve\n',
            'FROM alpine:3.22\nSHELL [ "sh", "-c" ]\nCMD serve\n',
        ),
        Invalid(
            'FROM debian:12\nSHELL ["/bin/bash", \\\n  "--login"]\nRUN ls\n',
            'FROM debian:12\nSHELL ["/bin/bash", \\\n  "--login", "-c"]\nRUN ls\n',
        ),
    ),
    valid=(
        'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN ls\n',
        'FROM debian:12\nSHELL ["/bin/bash", "-exo", "pipefail", "-uc"]\nRUN ls\n',
        'FROM debian:12\nSHELL ["bash", "-c", "--"]\nRUN ls\n',
        'FROM debian:12\nSHELL ["/usr/bin/env", "bash"]\nRUN ls\n',
        'FROM debian:12\nSHELL ["conda", "run", "-n", "app", "/bin/bash"]\nRUN ls\n',
        'FROM debian:12\nSHELL ["/bin/bash", "/run.sh"]\nRUN ls\n',
        'FROM mcr.microsoft.com/powershell:7.5-debian-12\nSHELL ["pwsh"]\nRUN ls\n',
    ),
)
def shell_without_command_flag(shell: Shell) -> Iterator[Finding]:
    """`SHELL` names a shell without `-c`, which then takes each command for the name of a script.

    ## Why is this bad?
    The builder puts the text of a `RUN`, `CMD` or `ENTRYPOINT` behind the list as one word. Without `-c` a shell looks for a
    file of that name and fails: `/bin/bash: ls | cat: No such file or directory`.

    Reported are lists of a shell and options alone. A program that comes first, or a script, may do something else.

    ## References
    - https://docs.docker.com/reference/dockerfile/#shell
    """
    words = shell.exec_words
    if not words or basename(words[0].value) not in POSIX_SHELLS:
        return
    is_value = False
    for word in words[1:]:
        text = word.value
        if is_value:
            is_value = False
        elif text.startswith("--"):
            continue
        elif text[:1] not in ("-", "+") or "c" in text:
            return
        else:
            is_value = text.endswith("o")  # `-o pipefail`
    fix = Fix.insert('Add `"-c"`', words[-1].span.end, ', "-c"')
    yield Finding(words[0].span, f"without `-c` `{words[0].value}` takes a command for the name of a script", (fix,))
