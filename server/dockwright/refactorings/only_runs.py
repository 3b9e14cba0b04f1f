"""Final stages on an image with a toolchain that only run a program: what the rules and fixes for them ask first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockwright.knowledge.base_images import BaseImage
from dockwright.semantics import ImageName, SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS, Command
from dockwright.syntax import Onbuild, Run, Word
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.refactorings.split.start import Start


class WrittenImage(NamedTuple):
    """The image of a final stage that FROM writes out in full."""

    word: Word
    name: ImageName
    facts: BaseImage


def written_toolchain(stage: Stage, ecosystem: str) -> WrittenImage | None:
    """The image with the toolchain of an ecosystem that the final stage starts from; None for any other stage."""
    facts, name = stage.facts, stage.base
    if not stage.is_target or stage.from_ is None or stage.from_.image is None or name is None or facts is None:
        return None
    word = stage.from_.image
    is_of_it = facts.is_toolchain and facts.ecosystem == ecosystem
    return WrittenImage(word, name, facts) if is_of_it and not word.variables and word.value == name.text else None


def start_of_runner(
    model: SemanticModel,
    stage: Stage,
    is_plain: Callable[[Command], bool],
    *,
    follows: bool = False,
    whole: Stage | None = None,
) -> Start | None:
    """What a container of the stage starts, where the stage itself does nothing but plain commands; None else. `whole`: the stage
    with those that it is built on, which may say what starts, too."""
    if stage.of(Onbuild):
        return None
    for run in stage.of(Run):
        script = model.script(run)
        if script.has_errors or not all(is_plain(one) for one in script.commands if one.words):
            return None
    from dockwright.refactorings.split.start import Start, read_start

    start = read_start(model, whole or stage, follows=follows)
    return start if isinstance(start, Start) else None


def is_common(command: Command) -> bool:
    """Whether a command runs one of the programs that most images have, and none of the project's own."""
    if command.name in POSIX_SHELLS and not command.has_flag("c"):
        return False
    from dockwright.refactorings.split.commands import opaque

    return opaque((command,), "") is None


def is_carried(command: Command) -> bool:
    """Whether a command is one that can be said on another image, too: it installs, makes users or directories, or changes nothing."""
    from dockwright.refactorings.split.boundary import can_run
    from dockwright.refactorings.split.commands import is_silent_anywhere

    return is_silent_anywhere(command) or can_run(command)
