from __future__ import annotations

from collections.abc import Iterator

from dockwright.assist import Refusal
from dockwright.context import BuildContext
from dockwright.knowledge.builders import MODES
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer

BASE = "FROM debian:12\n"
TEXT = BASE + "COPY start.sh /\nRUN chmod 755 /start.sh\n"


@rule(
    "chmod-after-copy",
    on=Command,
    commands=("chmod",),
    severity=Severity.INFO,
    fix=FixAvailability.ALWAYS,
    default=False,
    invalid=(
        Invalid(TEXT, BASE + "COPY --chmod=755 start.sh /\n", marked=("chmod",)),
        Invalid(
            BASE + "COPY start.sh /bin/\n# may run\nRUN chmod +x /bin/start.sh\nUSER 1000\n",
            BASE + "COPY --chmod=755 start.sh /bin/\nUSER 1000\n",
            marked=("chmod",),
        ),
        Invalid(
            BASE + "COPY --chmod=700 start.sh /\nRUN chmod 755 /start.sh\n",
            BASE + "COPY --chmod=755 start.sh /\n",
            title="another mode",
        ),
        Invalid(
            BASE + "COPY --chmod=0644 start.sh /\nRUN chmod +x /start.sh\n",
            BASE + "COPY --chmod=755 start.sh /\n",
            title="added to the mode",
        ),
    ),
    valid=(
        BASE + "COPY --chmod=755 start.sh /\n",
        BASE + "COPY scripts /scripts\nRUN chmod +x /scripts/a.sh\n",
        BASE + "COPY start.sh /\nRUN sed -i s/a/b/ /start.sh && chmod +x /start.sh\n",
        BASE + "COPY a.sh b.sh /\nRUN chmod 755 /a.sh && chmod 755 /b.sh\n",
        Valid(TEXT + "RUN chmod 700 /start.sh\n", title="a later RUN changes the mode again"),
        BASE + "RUN wget https://example.org/tool && chmod +x tool\n",
        Valid(TEXT, settings=Settings(builder="classic"), title="the flag is one of BuildKit's"),
        Valid("# syntax=docker/dockerfile:1.1\n" + TEXT, title="the frontend does not know the flag yet"),
    ),
)
def chmod_after_copy(
    command: Command, model: SemanticModel, context: BuildContext, settings: Settings
) -> Iterator[Finding]:
    """A `RUN chmod` does what the `COPY` above it could do itself.

    ## Why is this bad?
    A layer holds whole files: to change a mode is to store the file again, and to start a container for it. `COPY --chmod` sets the
    mode at once. It is a flag of BuildKit.

    The rule is off unless it is asked for: most such files are start scripts of a few kilobytes.

    ## Fix safety
    Safe for a mode that is a number. Unsafe for `+x`, where the file gets 755 whatever it had before, unless the `COPY` gives it a
    mode, and where a program that nobody knows may have put another file there.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """
    run = command.instruction
    if not isinstance(run, Run) or command.script.commands[0] is not command:
        return
    if settings.builder not in MODES:
        return
    if not context.is_known and not _names_copied(model, run, command):  # a look that spares the closer one
        return
    from dockwright.refactorings import ownership

    found = ownership.mode(model, run, context)
    if found is None or isinstance(found, Refusal) or found.command is not command or not found.is_whole:
        return
    yield Finding(command.name_span, "`chmod` does what the `COPY` could do itself", (Fix.of(found.change),))


def _names_copied(model: SemanticModel, run: Run, command: Command) -> bool:
    """Whether an instruction copies something of the name of a file whose mode is changed."""
    names = [word.value.rstrip("/").rpartition("/")[2] for word in command.operands()[1:]]
    instructions = run.dockerfile.instructions
    copied = model.keep(
        (_names_copied,), lambda: "\n".join(one.text for one in instructions if isinstance(one, Transfer))
    )
    return any(name in copied for name in names)
