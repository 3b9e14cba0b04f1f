from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Cmd, Entrypoint, Stopsignal

_SYSTEMD = frozenset(
    ("/lib/systemd/systemd", "/usr/lib/systemd/systemd", "/bin/systemd", "/usr/bin/systemd", "systemd")
)
_INIT = frozenset(("/sbin/init", "/usr/sbin/init"))  # systemd, where the packages are deb or rpm
_WANTED = "SIGRTMIN+3"
_ENDS = frozenset(
    ("RTMIN+3", "RTMIN+4", "RTMIN+5", "RTMIN+6", "RTMIN+13", "RTMIN+14", "RTMIN+15", "RTMIN+16", "37", "38")
)
"""What systemd ends at: halt, poweroff, reboot, kexec, in order and at once. Source: systemd(1)."""

START = 'CMD ["/sbin/init"]\n'


@rule(
    "ignored-stop-signal",
    on=(Entrypoint, Cmd),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"FROM debian:12\nRUN apt-get update\n{START}",
            f"FROM debian:12\nRUN apt-get update\nSTOPSIGNAL SIGRTMIN+3\n{START}",
            marked=('"/sbin/init"',),
        ),
        Invalid(
            'FROM fedora:42\nSTOPSIGNAL SIGTERM\nENTRYPOINT ["/usr/lib/systemd/systemd", "--system"]\n',
            'FROM fedora:42\nSTOPSIGNAL SIGRTMIN+3\nENTRYPOINT ["/usr/lib/systemd/systemd", "--system"]\n',
            marked=("SIGTERM",),
        ),
        Invalid(
            'FROM debian:12 AS base\nSTOPSIGNAL SIGTERM\nFROM base\n# boot\nCMD ["systemd"]\n',
            'FROM debian:12 AS base\nSTOPSIGNAL SIGTERM\nFROM base\nSTOPSIGNAL SIGRTMIN+3\n# boot\nCMD ["systemd"]\n',
            title="another stage has a signal",
        ),
    ),
    valid=(
        f"FROM fedora:42\nSTOPSIGNAL SIGRTMIN+3\n{START}",
        f"FROM fedora:42\nSTOPSIGNAL 37\n{START}",
        f"FROM fedora:42\nSTOPSIGNAL $SIGNAL\n{START}",
        f"FROM fedora:42 AS base\nSTOPSIGNAL rtmin+4\nFROM base\n{START}",
        f"FROM alpine:3.22\n{START}",
        f"FROM example.org/with-systemd\n{START}",
        "FROM fedora:42\nCMD /sbin/init\n",
        f'FROM fedora:42\n{START}ENTRYPOINT ["/start.sh"]\n',
        f'FROM fedora:42 AS base\n{START}FROM alpine:3.22\nCMD ["sh"]\n',
    ),
)  # fmt: skip
def ignored_stop_signal(start: Entrypoint | Cmd, model: SemanticModel) -> Iterator[Finding]:
    """The container starts systemd, which does not end at the signal that it gets.

    ## Why is this bad?
    `docker stop` sends SIGTERM where nothing is said, and systemd only starts itself anew at that. After ten seconds the container
    is killed with all its services, whatever they were writing. SIGRTMIN+3 is what makes systemd stop them one by one.

    Reported where the JSON list of `ENTRYPOINT` or `CMD` begins with systemd, or with `/sbin/init` in an image of a distribution that
    has systemd there. Images that nobody knows may have set the signal. Podman sends the right one by itself.

    ## References
    - https://www.freedesktop.org/software/systemd/man/latest/systemd.html#Signals
    - https://docs.docker.com/reference/dockerfile/#stopsignal
    """
    if "systemd" not in start.text and "/init" not in start.text:
        return
    words = start.exec_words
    stage = model.stage_of(start)
    if not words or stage is None or not stage.is_target or not _is_systemd(words[0].value, stage):
        return
    if stage.last(type(start)) is not start or (isinstance(start, Cmd) and stage.effective(Entrypoint) is not None):
        return
    stop = stage.effective(Stopsignal)
    if stop is None or stop not in stage.instructions:
        value = "SIGTERM" if stop is None else _known(stop, model)
        if value and not _ends(value):
            line = f"{start.cased('STOPSIGNAL')} {_WANTED}{model.dockerfile.newline}"
            yield Finding(
                words[0].span, f"systemd does not end at `{value}`", (Fix.insert(_title(), start.block_start, line),)
            )
        return
    value = _known(stop, model)
    if value and stop.signal is not None and not _ends(value):
        fix = Fix.replace(_title(), stop.signal.span, _WANTED)
        yield Finding(stop.signal.span, f"systemd does not end at `{value}`", (fix,))


def _title() -> str:
    return f"Write `STOPSIGNAL {_WANTED}`"


def _is_systemd(program: str, stage: Stage) -> bool:
    facts = stage.facts
    if facts is None or facts.package_manager in ("", "apk"):
        return False
    return program in _SYSTEMD or program in _INIT


def _known(stop: Stopsignal, model: SemanticModel) -> str | None:
    """The signal; None where only the build knows it."""
    return None if stop.signal is None else model.expand(stop.signal, stop)


def _ends(signal: str) -> bool:
    return signal.upper().removeprefix("SIG") in _ENDS
