"""Whether a stage on an interpreter's full image would do the same on the small one, going by all that it runs.

The full image adds compilers, development files and programs like git and curl. A stage does without them where every
command is known to, no package is compiled, and neither packages nor sources start or load what is missing. Of what is
not known nothing is said.
"""

from __future__ import annotations

from posixpath import basename

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage, facts
from dockwright.knowledge.os_packages import PROGRAM_OF_PACKAGE
from dockwright.knowledge.slim_tags import slim_tag
from dockwright.refactorings.slim_base.subject import Subject, is_there
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.commands import is_quiet
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import installed
from dockwright.refactorings.split.script import start_script
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import read_start
from dockwright.semantics import ImageName, SemanticModel, Stage
from dockwright.syntax import Add, Healthcheck, Onbuild, Transfer
from dockwright.text import Span
from dockwright.values import NamedTuple

_TOOLS = frozenset({"uv", "uvx"})


class Swap(NamedTuple):
    """The image with another tag."""

    image: Span  # the image's word in FROM
    text: str  # what to write there
    full: BaseImage
    small: BaseImage


def swap_of(model: SemanticModel, stage: Stage, context: BuildContext) -> Swap | None:
    """The swap, where nothing speaks against it and all is known."""
    swap = _swap(stage)
    if swap is None or not context.is_known or stage.of(Onbuild) or not all(map(_is_plain, stage.of(Transfer))):
        return None
    start = read_start(model, stage)
    if isinstance(start, Obstacle):
        return None
    sources = Sources(model, stage, context)
    script = start_script(start, sources, context, frozenset({"node", "python", "python3", "ruby"}))
    if isinstance(script, Obstacle):
        return None
    packages, computed = installed(stage.commands)
    brought = {program for one in packages for program in PROGRAM_OF_PACKAGE.get(one.name, (one.name,))}
    base = runtime_bases.interpreter("", swap.small, swap.full)
    subject = Subject(model, stage, context, sources, start, script, swap.small, base.programs | brought)
    if computed is not None or not _has_health_programs(subject) or not _suffices(subject):
        return None
    return swap


def _swap(stage: Stage) -> Swap | None:
    """The small image that belongs to the stage's own."""
    full, image = stage.facts, stage.base
    if stage.from_ is None or stage.from_.image is None or full is None or image is None or image.digest is not None:
        return None
    written = ImageName.parse(stage.from_.image.value)
    if full.variant != "full" or full.os != "debian" or full.has_onbuild or written is None:
        return None
    tag, plain = slim_tag(image.family, image.tag, written.tag), slim_tag(image.family, image.tag)
    small = facts(image.family, plain) if plain is not None else None
    if tag is None or small is None or "$" in written.repository_span.of(written.text):
        return None
    name = written.text[: written.repository_span.end]
    return Swap(stage.from_.image.span, f"{name}:{tag}", full, small)


def _is_plain(transfer: Transfer) -> bool:
    """Whether a copy brings files of the context, or a tool that stands by itself."""
    if isinstance(transfer, Add) and any(
        "://" in word.value or word.value.startswith("git@") for word in transfer.sources
    ):
        return False
    return transfer.from_ is None or all(basename(word.value) in _TOOLS for word in transfer.sources)


def _has_health_programs(subject: Subject) -> bool:
    for check in subject.stage.of(Healthcheck):
        script = subject.model.script(check)
        if script.has_errors or script.dialect != "posix":
            return False
        if any(one.words and not is_quiet(one) and not is_there(subject, one.name) for one in script.commands):
            return False
    return True


def _suffices(subject: Subject) -> bool:
    from dockwright.refactorings.slim_base import node, python, ruby

    judge = {"python": python.suffices, "pypy": python.suffices, "node": node.suffices, "ruby": ruby.suffices}
    found = judge.get(subject.small.family)
    return found is not None and found(subject)
