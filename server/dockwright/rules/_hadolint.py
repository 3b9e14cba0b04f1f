"""What hadolint sees and counts, for the rules that keep its verdict in the preset `hadolint`."""

from __future__ import annotations

from collections.abc import Callable

from dockwright.patterns import lazy_pattern
from dockwright.rule import Settings
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Instruction

HADOLINT = Settings(preset="hadolint")
_LONE_VARIABLE = lazy_pattern(r"\$\w+|\$\{\w+\}")
SEEN_THROUGH = frozenset({"command", "builtin", "exec", "time", "busybox"})


class EveryFlag(frozenset[str]):
    """A set of flags that has them all: hadolint takes the word behind any flag of gem for its value."""

    def __contains__(self, name: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True


def is_hadolint(settings: Settings) -> bool:
    return settings.preset == "hadolint"


def is_hidden(command: Command, settings: Settings) -> bool:
    """Whether hadolint is to be followed and does not see this command: it is behind sudo or env, called by its path,
    or in a script of its own."""
    if settings.preset != "hadolint":
        return False
    if is_behind_shell(command) or any(prefix.name not in SEEN_THROUGH for prefix in command.prefixes):
        return True
    return bool(command.words) and "/" in command.words[0].value


def is_behind_shell(command: Command) -> bool:
    """Whether a shell of its own runs the command, and hadolint does not see it. Of here-documents that a shell is given
    it reads the one with which the RUN begins: `RUN <<EOF bash`. The words of a list it reads in a row, without quotes: so in
    `["sh", "-c", "a && b"]` it sees `sh` and `b`."""
    if not command.is_nested:
        return False
    instruction = command.instruction
    if command.script.is_exec:
        return command is next(one for one in command.script.commands if one.is_nested)
    if not instruction.heredocs or not instruction.arguments_text.text.lstrip().startswith("<<"):
        return True
    first = instruction.heredocs[0]
    has_shell = bool(instruction.dockerfile.text[first.span.end : first.body.start].strip())
    return not has_shell or command.span.start < first.body.start


def from_action(operands: tuple[ShellWord, ...], settings: Settings) -> tuple[ShellWord, ...]:
    """The operands from the subcommand on: for hadolint a variable in front of it holds options, `apt-get $OPTS install`."""
    if settings.preset == "hadolint":
        while len(operands) > 1 and _LONE_VARIABLE.fullmatch(operands[0].value):
            operands = operands[1:]
    return operands


def counts(model: SemanticModel, instruction: Instruction, settings: Settings) -> bool:
    """Whether what the instruction leaves behind matters: in the target image, or, to hadolint, in any stage."""
    return settings.preset == "hadolint" or ships(model, model.stage_of(instruction))


def keeps_layers(model: SemanticModel, instruction: Instruction) -> bool:
    """Whether hadolint takes the layer for a part of the image: of the last stage, and of each that some FROM names.
    A trigger of ONBUILD belongs to no stage of the file."""
    stage = model.stage_of(instruction)
    if instruction.is_onbuild or stage is None or stage.is_target or _words(stage) == _words(model.stages[-1]):
        return True
    alias = stage.from_.alias if stage.from_ is not None else None
    if alias is None:
        return False
    images = (one.from_.image for one in model.stages if one.from_ is not None)
    return any(image is not None and image.value == alias.value for image in images)


def _words(stage: Stage) -> list[str]:
    """What hadolint knows a stage by: the text of its FROM."""
    return [word.raw for word in stage.from_.words] if stage.from_ is not None else []


def has_argument(command: Command, *values: str) -> bool:
    """Whether one of the words is an argument of the command, wherever it stands."""
    return any(word.value in values for word in command.arguments)


def leaves_cache(
    command: Command, is_fetching: Callable[[Command], bool], is_cleaning: Callable[[Command], bool]
) -> bool:
    """hadolint's verdict on what a package manager leaves behind: `command` is the first of its RUN that it sees fetch,
    and the first that cleans up, seen or not, does not come after it."""
    commands = command.script.commands
    seen = (one for one in commands if is_fetching(one) and not is_hidden(one, HADOLINT))
    if next(seen, None) is not command:
        return False
    first = next(filter(is_cleaning, commands), None)
    return first is None or commands.index(first) <= commands.index(command)


def mount_contains(instruction: Instruction, part: str) -> bool:
    """Whether the target of a cache or tmpfs mount contains `part`."""
    for flag in instruction.flags:
        kind, target = flag.option("type"), flag.option("target", "dst", "destination")
        if (
            kind is not None
            and kind.value in ("cache", "tmpfs")
            and target is not None
            and part in (target.value or "")
        ):
            return True
    return False
