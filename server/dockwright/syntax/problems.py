"""The errors BuildKit would stop at, as far as the text of an instruction (instruction_problems.py), or their order, tells.

BuildKit stops at the first; here all are found. What hangs on the stage graph (an undefined stage, a copy from a later
one) is not for this module. A value with variables is only judged where BuildKit never expands it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.patterns import lazy_pattern
from dockwright.syntax.directives import ESCAPES
from dockwright.syntax.instruction_problems import instruction_problems, is_twice
from dockwright.syntax.instructions import (
    CLASSES,
    Arg,
    Copy,
    From,
    Instruction,
    Run,
    Unknown,
)
from dockwright.syntax.lines import SPACES
from dockwright.syntax.nodes import Directive, Problem, Word
from dockwright.syntax.suggest import nearest
from dockwright.syntax.values import reference_fault
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.syntax.dockerfile import Dockerfile

Problems = Iterator[Problem]

LONGEST_LINE = 65_535  # bytes, line break aside


def find_problems(dockerfile: Dockerfile) -> list[Problem]:
    """Every problem of a file, in the order of the text."""
    found = [*_directive_problems(dockerfile), *_line_problems(dockerfile.text), *_order_problems(dockerfile)]
    for instruction in doubtful(dockerfile):
        text = instruction.text
        if (text, dockerfile.escape) in _sound:
            continue
        problems = list(instruction_problems(instruction))
        found += problems
        if not problems and len(text) <= _LONGEST_KEPT:
            if len(_sound) >= _MOST_KEPT:
                _sound.clear()
            _sound.add((text, dockerfile.escape))
    if found:
        found.sort(key=lambda problem: problem.span)
    return found


def doubtful(dockerfile: Dockerfile) -> Iterator[Instruction]:
    """The instructions but for those of a kind that nothing can be wrong with: a look at the text that spares reading the
    words of most."""
    for instruction in dockerfile.instructions:
        keyword = instruction.keyword
        pattern = _PLAIN.get(keyword)
        if pattern is None or instruction.heredocs or pattern.match(instruction.text, len(keyword)) is None:
            yield instruction


def _plain(arguments: str) -> re.Pattern[str]:
    """What may follow a keyword: no flag, and these arguments to the end."""
    return lazy_pattern(rf"(?![ \t]+--)(?:{arguments})[ \t\r]*\Z", re.ASCII)


_WORD = r"[\w./:@%+,~*?-]"  # what neither quotes, expands nor continues
_VALUE = rf"(?:\"[^\"$\\`\n]*\"|'[^'\\`\n]*'|{_WORD}*)(?=[ \t\r]|\Z)"
_STRING = r"\"[^\"\\\x00-\x1f]*\""
_PROGRAM = lazy_pattern(rf"[ \t]+(?:[^\s\[\\`#-]|\[(?:{_STRING},[ \t]*)*{_STRING}\][ \t\r]*\Z)")
_PATHS = rf"[ \t]+{_WORD}+(?:[ \t]+{_WORD}+)+"
_FILES = _PATHS.replace(_WORD, _WORD.replace(":", ""))  # no addresses
_ASSIGNMENTS = _plain(rf"(?:[ \t]+[\w.-]+={_VALUE})+|[ \t]+[\w.-]+[ \t]+{_WORD}[\w./:@%+,~*? \t-]*")
_ONE_WORD = _plain(rf"[ \t]+{_WORD}+")
_PLAIN = {
    "FROM": _plain(rf"[ \t]+{_WORD}+(?:[ \t]+[aA][sS][ \t]+[a-zA-Z][\w.-]*)?"),
    "RUN": _PROGRAM,
    "CMD": _PROGRAM,
    "ENTRYPOINT": _PROGRAM,
    "COPY": lazy_pattern(rf"(?:[ \t]+--(?:from|chown)={_WORD}+)?(?![ \t]+--){_FILES}[ \t\r]*\Z", re.ASCII),
    "ADD": _plain(_PATHS),
    "ENV": _ASSIGNMENTS,
    "LABEL": _ASSIGNMENTS,
    "ARG": _plain(rf"(?:[ \t]+[\w.-]+(?:={_VALUE})?(?=[ \t\r]|\Z))+"),
    "WORKDIR": _ONE_WORD,
    "USER": _ONE_WORD,
    "MAINTAINER": lazy_pattern(r"[ \t]+[\w\"'<]"),
    "EXPOSE": _plain(r"(?:[ \t]+(?:[1-9][0-9]{1,3}|[1-5][0-9]{4})(?:/tcp)?)+"),
}
"""By keyword: a pattern is compiled for a file that has it, so each must save more than that takes."""


# What is wrong with an instruction follows from its text. The editor asks about the same texts after every letter that is
# typed, and files have many in common: those that nothing is wrong with are looked at once.
_sound: set[tuple[str, str]] = set()
_MOST_KEPT = 4096
_LONGEST_KEPT = 500  # characters


def _directive_problems(dockerfile: Dockerfile) -> Problems:
    seen: set[str] = set()
    for directive in dockerfile.directives:
        if directive.name in seen:
            message = f"a file can have one `{directive.name}` directive"
            lines = dockerfile.lines
            start = lines.line(directive.span.start)
            line = Span(lines.line_start(start), min(lines.line_end(start) + 1, len(dockerfile.text)))
            yield Problem("repeated-directive", message, directive.name_span, "", line)
        elif directive.name == "escape" and directive.value not in ESCAPES:
            message = f"`{directive.value}` is no escape character, they are `\\` and `` ` ``"
            yield Problem("invalid-escape-directive", message, directive.value_span, "\\", alternative="`")
        elif directive.name == "check":
            yield from _check_directive_problems(directive)
        seen.add(directive.name)


_CHECK_OPTIONS = ("skip", "error", "experimental")
_BOOLEANS = frozenset(("1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"))


def _check_directive_problems(directive: Directive) -> Problems:
    code = "invalid-check-directive"
    offset = directive.value_span.start
    for part in directive.value.split(" ", 1)[0].split(";", 2):
        key, equals, value = part.partition("=")
        name = key.strip(SPACES)
        span = Span(offset, offset + len(part))
        if not part:
            yield Problem(code, "an option is empty, an option is `name=value`", Span(offset - 1, offset))
        elif not equals:
            yield Problem(code, f"`{part}` is no option, an option is `name=value`", span)
        elif name not in _CHECK_OPTIONS:
            name_span = Span(offset, offset + len(key))
            yield Problem(code, f"`{name}` is no option of a check", name_span, nearest(name, _CHECK_OPTIONS))
        elif name == "error" and value.strip(SPACES) not in _BOOLEANS:
            yield Problem(code, f"`{value}` is neither `true` nor `false`", Span(offset + len(key) + 1, span.end))
        offset += len(part) + 1


def _line_problems(text: str) -> Problems:
    if 4 * len(text) <= LONGEST_LINE:
        return
    lines = text.split("\n")
    if 4 * max(map(len, lines)) <= LONGEST_LINE:
        return
    offset = 0
    for line in lines:
        if 4 * len(line) > LONGEST_LINE and len(line.encode("utf-8", "surrogatepass")) > LONGEST_LINE:
            span = Span(offset, offset + len(line))
            yield Problem("line-too-long", f"the line is longer than `{LONGEST_LINE}` bytes", span)
        offset += len(line) + 1


def _order_problems(dockerfile: Dockerfile) -> Problems:
    """ARG alone may stand before the first FROM; an image name needs the stages above it to be judged."""
    if not dockerfile.instructions:
        yield Problem("no-instructions", "the file has no instructions", Span(0, 0))
        return
    first_stray: Instruction | None = None
    in_stage = False
    for instruction in dockerfile.instructions:
        if isinstance(instruction, From) or _means_from(instruction):
            in_stage = True
            break
        if first_stray is None and not isinstance(instruction, Arg):
            first_stray = instruction
    is_judged = not isinstance(first_stray, Unknown)  # the builder stops at what is no instruction, wherever it stands
    if is_judged and first_stray is not None and first_stray.keyword:
        message = f"`{first_stray.keyword}` stands before the first `FROM`"
        yield Problem("instruction-before-from", message, first_stray.keyword_span)
    elif is_judged and not in_stage:
        yield Problem("no-stage", "the file has no `FROM`", dockerfile.instructions[-1].keyword_span)
    yield from _reference_problems(dockerfile)


def _means_from(instruction: Instruction) -> bool:
    return isinstance(instruction, Unknown) and nearest(instruction.keyword, CLASSES) == "FROM"


def _reference_problems(dockerfile: Dockerfile) -> Problems:
    """A name is that of a stage (for FROM: of a stage above), a number of a stage, or an image."""
    above: set[str] = set()
    spelt: set[str] = set()
    later: list[tuple[str, Span]] = []
    takes = "from" in dockerfile.text
    for instruction in dockerfile.instructions:
        if isinstance(instruction, From):
            image, alias = instruction.image, instruction.alias
            if image is not None and image.is_literal and image.value not in above and not is_twice(instruction):
                yield from _stage_problems(image, spelt) if image.value.lower() in above else _image_problems(image)
            if alias is not None:
                above.add(alias.raw.lower())
                spelt.add(alias.raw)
        elif takes and isinstance(instruction, (Copy, Run)) and "from" in instruction.text:
            later.extend(_copied_from(instruction))
    for name, span in later:
        if name.isdecimal() or name.lower() in above or (fault := reference_fault(name)) is None:
            continue
        yield Problem("invalid-image-reference", f"`{name}` {fault}", span)


def _copied_from(instruction: Copy | Run) -> Iterator[tuple[str, Span]]:
    """The names without variables in `--from` and `--mount=from=`."""
    for flag in instruction.flags:
        value = flag.value
        if flag.name == "from" and value is not None and value.value and value.is_literal:
            yield value.value, value.span
        source = flag.option("from")
        if source is not None and source.value and source.value_span and "$" not in source.value:
            yield source.value, source.value_span


def _stage_problems(image: Word, spelt: set[str]) -> Problems:
    """BuildKit keeps a stage's name in lower case, and looks the one behind FROM up as it is spelt."""
    name = image.value.lower()
    message = f"the stage is called `{name}`: FROM tells capital letters apart"
    better = name if image.raw == image.value else None
    yield Problem(
        "stage-in-capitals" if image.value in spelt else "invalid-image-reference", message, image.span, better
    )


def _image_problems(image: Word) -> Problems:
    code = "invalid-image-reference"
    if not image.value:
        yield Problem(code, "the name of the base image is empty", image.span)
        return
    fault = reference_fault(image.value)
    if fault is not None:
        name, colon, rest = image.value.partition(":")
        lower = name.lower() + colon + rest
        better = lower if image.raw == image.value and reference_fault(lower) is None else None
        yield Problem(code, f"`{image.value}` {fault}", image.span, better)
