from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Cmd, Entrypoint, Healthcheck, Instruction, Run, Shell, ShellOrExec, Transfer
from dockwright.text import Span

_STATIC = "FROM gcr.io/distroless/static-debian12\n"
_SHELL_PLACES = ("/bin", "/usr", "/usr/bin", "/usr/local", "/usr/local/bin", "/busybox", "/sbin", "/usr/sbin")
_WORDS_OF_A_SYSTEM = ("rootfs", "busybox", ".tar", ".tgz", ".txz")


@rule(
    "shell-missing-in-runtime",
    on=Stage,
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"{_STATIC}COPY app /app\nCMD /app --port=80\n",
            f'{_STATIC}COPY app /app\nCMD ["/app", "--port=80"]\n',
            marked=("/app --port=80",),
        ),
        Invalid(
            "FROM scratch\nCOPY app /app\nENTRYPOINT exec /app\n", 'FROM scratch\nCOPY app /app\nENTRYPOINT ["/app"]\n',
        ),
        Invalid(
            f"{_STATIC}COPY app /app\nHEALTHCHECK --interval=5s CMD /app check\nCMD [\"/app\"]\n",
            f'{_STATIC}COPY app /app\nHEALTHCHECK --interval=5s CMD ["/app", "check"]\nCMD ["/app"]\n',
        ),
        Invalid(f"{_STATIC}COPY app /app\nCMD /app --port=$PORT\n", title="the shell would expand a variable"),
        Invalid(f"{_STATIC}COPY app /app\nCMD /app || exit 1\n", title="the shell would do the rest"),
        Invalid(f"{_STATIC}COPY app /app\nRUN chmod +x /app\nCMD [\"/app\"]\n", marked=("chmod +x /app",)),
        Invalid(f"{_STATIC}RUN <<EOF\nmake\nEOF\n", marked=("<<EOF",)),
        Invalid(f"{_STATIC}RUN make\nRUN make install\n", marked=("make",), title="the build ends at the first `RUN`"),
        Invalid(
            "FROM alpine:3.22 AS build\nRUN make\nFROM scratch\nCOPY --from=build /app /app\nCMD /app\n",
            'FROM alpine:3.22 AS build\nRUN make\nFROM scratch\nCOPY --from=build /app /app\nCMD ["/app"]\n',
        ),
    ),
    valid=(
        f'{_STATIC}COPY app /app\nCMD ["/app"]\n',
        f"{_STATIC.replace('12', '12:debug')}COPY app /app\nCMD /app\n",
        "FROM scratch\nADD rootfs.tar.gz /\nCMD bash\n",
        "FROM scratch\nCOPY --from=busybox /bin/sh /bin/sh\nCMD /app\n",
        "FROM scratch\nCOPY root/ /\nRUN make\n",
        f"{_STATIC}COPY busy /busy\nRUN <<EOF\n#!/busy sh\nmake\nEOF\n",
        'FROM scratch\nCOPY app /app\nSHELL ["/app", "run"]\nCMD serve\n',
        f"{_STATIC}HEALTHCHECK NONE\nCMD [\"/app\"]\n",
        "FROM alpine:3.22\nCMD /app\n",
        Valid("FROM gcr.io/distroless/static-debian12 AS base\nFROM alpine:3.22\nCMD /app\n"),
    ),
)  # fmt: skip
def shell_missing_in_runtime(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """A command is written for a shell that the image does not have.

    ## Why is this bad?
    `CMD`, `ENTRYPOINT`, `HEALTHCHECK CMD` and `RUN` that are no JSON list run through `/bin/sh -c`. There is none in
    `scratch` and in the distroless images but for their debug tags: `RUN` fails while building, the others when the
    container starts, with `exec: "/bin/sh": no such file or directory`.

    A command of plain words is written as a JSON list, which starts it without a shell. Where the command needs one, for a
    variable or an operator, there is no fix: take an image with a shell, or let the program do it. An image into which a
    root file system, or a directory of programs, is copied is left alone.

    ## References
    - https://github.com/GoogleContainerTools/distroless#entrypoints
    - https://docs.docker.com/reference/dockerfile/#shell-and-exec-form
    """
    facts = stage.facts
    if facts is None or facts.has_shell or facts.os not in ("scratch", "distroless"):
        return
    has_failed = False
    for one in stage.instructions:
        command = one.command if isinstance(one, Healthcheck) else one
        if isinstance(one, Shell) or (isinstance(one, Transfer) and _may_bring_shell(one, stage, model)):
            return
        if not isinstance(command, ShellOrExec) or command.is_exec or not command.words or _names_program(command):
            continue
        if isinstance(one, (Cmd, Entrypoint)) and stage.last(type(one)) is not one:
            continue
        if isinstance(one, Run):
            if has_failed:
                continue
            has_failed = True
        span = _span(command)
        message = f"`{one.keyword}` needs a shell, which `{_image(stage)}` does not have"
        yield Finding(span, message, tuple(_fixes(one, command, span)))


def _names_program(command: ShellOrExec) -> bool:
    """Whether it is a here-document whose first line says what runs it."""
    return any(one.body.of(command.dockerfile.text).lstrip().startswith("#!") for one in command.heredocs)


def _fixes(one: Instruction, command: ShellOrExec, span: Span) -> Iterator[Fix]:
    if isinstance(one, Run):
        return
    from dockwright.refactorings.split.start import plain_words

    found = plain_words(command)
    if found:
        listed = ", ".join(f'"{word}"' for word in found)
        yield Fix.replace("Write it as a JSON list", span, f"[{listed}]")


def _span(command: ShellOrExec) -> Span:
    return Span(command.words[0].span.start, command.words[-1].span.end)


def _image(stage: Stage) -> str:
    image = stage.root_image
    return image.text if image is not None else "the image"


def _may_bring_shell(transfer: Transfer, stage: Stage, model: SemanticModel) -> bool:
    """Whether a COPY or ADD may bring programs: a root file system, or something into a directory of programs."""
    if transfer.destination is None or any(word in transfer.text for word in _WORDS_OF_A_SYSTEM):
        return True
    written = model.expand(transfer.destination, transfer)
    place = model.state_before(transfer).resolve(written) if written is not None else None
    if place is None:
        return True
    if place != "/":
        return place in _SHELL_PLACES or basename(place) in ("sh", "bash", "bin")
    return not all(_is_started(word.value, stage) for word in transfer.sources)


def _is_started(source: str, stage: Stage) -> bool:
    """Whether a source is, by its name, the program that the stage starts: a file, not a directory."""
    name = basename(source)
    starts = [one for one in (stage.last(Cmd), stage.last(Entrypoint)) if one is not None]
    return bool(name) and any(name == basename(word) for one in starts for word in one.arguments_text.text.split())
