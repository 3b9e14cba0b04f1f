from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Stopsignal

_UNCATCHABLE = {"KILL": "SIGKILL", "9": "SIGKILL", "STOP": "SIGSTOP", "19": "SIGSTOP"}


@rule(
    "uncatchable-stop-signal",
    on=Stopsignal,
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            "FROM alpine:3.20\nSTOPSIGNAL SIGKILL\n", "FROM alpine:3.20\nSTOPSIGNAL SIGTERM\n", marked=("SIGKILL",)
        ),
        Invalid("FROM alpine:3.20\nSTOPSIGNAL 9\n", "FROM alpine:3.20\nSTOPSIGNAL SIGTERM\n", marked=("9",)),
        Invalid("FROM alpine:3.20\nSTOPSIGNAL stop\n", "FROM alpine:3.20\nSTOPSIGNAL SIGTERM\n"),
        Invalid(
            "FROM alpine:3.20\nENV STOP=KILL\nSTOPSIGNAL SIG$STOP\n",
            "FROM alpine:3.20\nENV STOP=KILL\nSTOPSIGNAL SIGTERM\n",
            marked=("SIG$STOP",),
        ),
    ),
    valid=(
        "FROM alpine:3.20\nSTOPSIGNAL SIGTERM\n",
        "FROM alpine:3.20\nSTOPSIGNAL SIGQUIT\n",
        "FROM alpine:3.20\nSTOPSIGNAL $SIGNAL\n",
        "FROM alpine:3.20\nARG SIGNAL=TERM\nSTOPSIGNAL $SIGNAL\n",
    ),
)
def uncatchable_stop_signal(stopsignal: Stopsignal, model: SemanticModel) -> Iterator[Finding]:
    """The stop signal is one that no program can handle.

    ## Why is this bad?
    `docker stop` sends the signal and waits for the program to finish. SIGKILL ends it at once, whatever it was writing;
    SIGSTOP only halts it, until the time is up and it is killed. Neither can be caught.

    ## Fix safety
    SIGTERM is what is sent where nothing is said; a server may end gracefully at another one, as nginx does at SIGQUIT.

    ## References
    - https://docs.docker.com/reference/dockerfile/#stopsignal
    - https://man7.org/linux/man-pages/man7/signal.7.html
    """
    signal = stopsignal.signal
    value = None if signal is None else model.expand(signal, stopsignal)
    if signal is None or value is None:
        return
    name = _UNCATCHABLE.get(value.upper().removeprefix("SIG"))
    if name is not None:
        fix = Fix.replace("Write `SIGTERM`", signal.span, "SIGTERM", Safety.UNSAFE)
        yield Finding(signal.span, f"no program can handle `{name}`", (fix,))
