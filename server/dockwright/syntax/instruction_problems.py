"""The errors of a single instruction, as its own text tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dockwright.knowledge.platforms import PROTOCOLS, SIGNALS
from dockwright.patterns import lazy_pattern
from dockwright.syntax.blanks import joined_pair, joined_reference, list_behind
from dockwright.syntax.conflicts import MARKS, has_conflict
from dockwright.syntax.exec_form import odd_item
from dockwright.syntax.flag_problems import flag_problems
from dockwright.syntax.heredoc import opens_heredoc
from dockwright.syntax.instructions import (
    CLASSES,
    Add,
    Arg,
    Copy,
    Env,
    Expose,
    From,
    Healthcheck,
    HealthcheckCommand,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    ShellOrExec,
    Stopsignal,
    Transfer,
    Unknown,
    User,
    Volume,
    Workdir,
)
from dockwright.syntax.lines import SPACES
from dockwright.syntax.nodes import Pair, Problem, Word
from dockwright.syntax.quoted_blanks import as_json_list
from dockwright.syntax.source_problems import source_problems
from dockwright.syntax.suggest import nearest
from dockwright.syntax.torn import comment_behind_escape, torn_end
from dockwright.syntax.values import port_fault, signal_fault
from dockwright.syntax.words import word_error
from dockwright.text import MappedText, Span

Problems = Iterator[Problem]

_ITEM = r"""(?P<q%d>['"]?)[\w./:=@+-]+(?P=q%d)"""
_NEARLY_LIST = lazy_pattern(rf"""\[\s*{_ITEM % (1, 1)}(?:\s*,\s*{_ITEM % (2, 2)})*\s*,?\s*\]""")
_LISTED = lazy_pattern(r"[\w./:=@+-]+")


def instruction_problems(instruction: Instruction) -> Problems:
    """The problems of one instruction, whatever stands around it."""
    check = _CHECKS.get(type(instruction))
    if check is not None:
        yield from check(instruction)
    if instruction.head.text.startswith("--"):
        yield from flag_problems(instruction)
    for heredoc in instruction.heredocs:
        if heredoc.terminator is None and not instruction.is_onbuild:
            message = f"the heredoc is not closed, a line `{heredoc.name}` is missing"
            yield Problem("unterminated-heredoc", message, heredoc.span)
            return  # its body is the rest of the file, so those behind it are not closed either


def _unknown(instruction: Unknown) -> Problems:
    code = "unknown-instruction"
    keyword = instruction.keyword
    span = instruction.keyword_span
    if not keyword:
        yield Problem(code, "a continuation is not followed by an instruction", Span(span.start, span.start + 1))
        return
    for offset, character in enumerate(keyword):
        if character in SPACES and keyword[:offset] in CLASSES:
            message = f"an unusual blank (U+{ord(character):04X}) follows `{keyword[:offset]}`"
            yield Problem(code, message, instruction.logical.source_span(offset, offset + 1), " ")
            return
    written = instruction.logical.text[: len(keyword)]
    end, escape = torn_end(instruction), instruction.dockerfile.escape
    listed = list_behind(instruction, _listed(instruction.logical.text.partition("[")[2].join(("[", ""))))
    if listed is not None:
        name = written.partition("[")[0]
        yield Problem(code, f"a blank is missing between `{name}` and its list", span, listed[1], listed[0])
    elif keyword in MARKS and has_conflict(instruction.dockerfile.text):
        yield Problem(code, f"`{written}` is left of a merge conflict, which has to be resolved", span)
    elif end is None:
        yield Problem(code, f"`{written}` is no instruction", span, nearest(written, CLASSES))
    elif end.of(instruction.dockerfile.text) == "`":
        yield Problem(code, f"`{written}` is no instruction: without `# escape` a backtick continues no line", span)
    elif (commented := comment_behind_escape(instruction.dockerfile, end)) is not None:
        message = f"`{written}` is no instruction: a comment behind `{escape}` ends the line above"
        place, text = commented
        behind = Span(end.end, span.end).of(instruction.dockerfile.text)
        yield Problem(code, message, span, f"{text}{behind}", place.cover(span))
    else:
        message = f"`{written}` is no instruction: the line above is not continued with `{escape}`"
        text, place = instruction.dockerfile.text, end.cover(span)
        between = text[end.end : span.start].lstrip(" \t")
        yield Problem(code, message, span, f"{end.of(text)} {escape}{between}{span.of(text)}", place)


def _from(instruction: From) -> Problems:
    words = instruction.words
    if not words:
        yield _missing(instruction, "an image")
        return
    if is_twice(instruction):
        yield Problem("from-arguments", "`FROM` stands here twice", words[0].span, "")
        return
    yield from _word_problems(instruction, words[:1])
    comment = next((word for word in words[1:] if word.raw.startswith("#")), None)
    if len(words) == 1:
        return
    if comment is not None:
        span = comment.span.cover(words[-1].span)
        yield Problem("from-arguments", "`FROM` takes no comment behind it, `#` is an argument here", span, "")
    elif words[1].raw.lower() != "as" and (whole := joined_reference(words)) is not None:
        yield Problem("from-arguments", f"blanks tear the image reference `{whole[1]}` apart", whole[0], whole[1])
    elif words[1].raw.lower() != "as":
        suggestion = nearest(words[1].raw, ("AS",)) if len(words) == 3 else None
        message = "`FROM` takes an image and then only `AS` and a name"
        if len(words) == 2 and not any(_stage_name_problems(words[1])):
            named = f"{instruction.cased('AS')} {words[1].raw}"
            yield Problem("from-arguments", message, words[1].span, named, alternative="")
        else:
            yield Problem("from-arguments", message, words[1].span, suggestion)
    elif len(words) == 2:
        yield Problem("from-arguments", f"`{words[1].raw}` is not followed by a name", words[1].span)
    elif len(words) > 3:
        message = "`FROM` takes nothing behind the name of the stage"
        yield Problem("from-arguments", message, words[3].span.cover(words[-1].span), "")
    else:
        yield from _stage_name_problems(words[2])


def is_twice(instruction: From) -> bool:
    """Whether the keyword is written twice, as in `FROM FROM alpine`."""
    words = instruction.words
    return len(words) > 1 and words[0].raw.upper() == "FROM" and words[1].raw.upper() != "AS"


def _stage_name_problems(name: Word) -> Problems:
    lower = name.raw.lower()
    if lower[0] in _LETTERS and not lower.strip(_NAME_CHARACTERS):
        return
    reason = "it begins with a letter" if lower[0] not in _LETTERS else "it has letters, digits, `-`, `_` and `.` alone"
    yield Problem("invalid-stage-name", f"`{name.raw}` is no name of a stage, {reason}", name.span)


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NAME_CHARACTERS = _LETTERS + "0123456789-_."


def _exec_form(instruction: Instruction, text: MappedText) -> Problems:
    """BuildKit refuses a JSON list that does not consist of strings."""
    if not text.text.startswith("["):
        return
    item = odd_item(text.text)
    if item is not None:
        message = f"an exec form consists of strings, `{item.value}` is none"
        yield Problem("exec-form-item", message, text.source_span(item.start, item.end))


def _shell_or_exec(instruction: ShellOrExec) -> Problems:
    yield from _exec_form(instruction, instruction.arguments_text)


def _run(instruction: Run) -> Problems:
    if instruction.is_exec and not instruction.exec_words:
        yield _missing(instruction, "a command")
    yield from _shell_or_exec(instruction)


def _shell(instruction: Shell) -> Problems:
    text = instruction.arguments_text
    if not text.text or (instruction.is_exec and not instruction.exec_words):
        yield _missing(instruction, "a JSON list")
        return
    yield from _exec_form(instruction, text)
    if not instruction.is_exec and odd_item(text.text) is None:
        words = text.text.split()
        plain = not set(text.text) & set("[]\"'\\")
        better = "[" + ", ".join(f'"{word}"' for word in words) + "]" if plain else _listed(text.text)
        yield Problem("shell-form", "`SHELL` takes a JSON list", text.source_span(0, len(text.text)), better)


def _listed(text: str) -> str | None:
    """A list whose strings have no quotes or wrong ones, as JSON."""
    found = _NEARLY_LIST.fullmatch(text.strip(SPACES))
    if found is None:
        return None
    return "[" + ", ".join(f'"{one}"' for one in _LISTED.findall(found[0])) + "]"


def _transfer(instruction: Transfer) -> Problems:
    yield from _exec_form(instruction, instruction.arguments_text)
    words = instruction.words
    keyword = instruction.keyword
    if not words:
        yield _missing(instruction, "a source and a destination")
        return
    if len(words) == 1:
        yield Problem("missing-argument", f"`{keyword}` needs a source and a destination", words[0].span)
        return
    if "<<" in words[-1].raw and opens_heredoc(words[-1].raw):
        yield Problem("heredoc-destination", "a heredoc is no destination", words[-1].span)
    yield from _path_problems(instruction, words)
    yield from source_problems(instruction)
    yield from _body_problems(instruction)


def _path_problems(instruction: Transfer | Volume, words: tuple[Word, ...]) -> Problems:
    """As `_word_problems`; quotes do not hold paths with blanks together."""
    for problem in _word_problems(instruction, words):
        place = words[0].span.cover(words[-1].span)
        better = None if instruction.is_exec or instruction.heredocs else as_json_list(instruction, place)
        if better is None:
            yield problem
        else:
            message = f"`{instruction.keyword}` splits its arguments at blanks, also in quotes"
            yield problem._replace(message=message, suggestion=better, place=place)


def _body_problems(instruction: Transfer) -> Problems:
    """Variables are expanded in the heredocs of COPY and ADD."""
    for heredoc in instruction.heredocs:
        if not heredoc.expand or "${" not in heredoc.content:
            continue
        body = heredoc.body
        error = word_error(body.of(instruction.dockerfile.text), "\\", quotes=False)
        if error is not None:
            start = body.start + error.offset
            yield Problem(error.code, error.message, Span(start, start + 1), error.suggestion)


def _assignments(instruction: Env | Label) -> Problems:
    pairs = instruction.pairs
    keyword = instruction.keyword
    if not pairs:
        yield _missing(instruction, "a name and a value")
        return
    if pairs[0].legacy and pairs[0].value is None:
        yield Problem("missing-value", f"`{pairs[0].key.raw}` has no value", pairs[0].key.span)
        return
    for index, pair in enumerate(pairs):
        if pair.value is None:
            message = f"`{pair.key.raw}` has no `=`, a pair is `name=value`"
            yield Problem("missing-value", message, pair.key.span, *_quoted_value(instruction, pairs, index))
            continue
        if not pair.key.raw:
            yield Problem("blank-name", f"a name of `{keyword}` is empty", pair.span)
        yield from _word_problems(instruction, (pair.key, pair.value))


def _quoted_value(instruction: Env | Label, pairs: tuple[Pair, ...], index: int) -> tuple[str, Span] | tuple[()]:
    """The value of the pair above a word without `=`, that word and its like behind it within quotes: `A=-b -c` was
    meant to be one value."""
    value = pairs[index - 1].value if index else None
    last = index
    while last + 1 < len(pairs) and pairs[last + 1].value is None:
        last += 1
    if value is None:
        return ()
    place = value.span.cover(pairs[last].key.span)
    text = place.of(instruction.dockerfile.text)
    return (f'"{text}"', place) if text and not set(text) & set("\"'\\`\n") else ()


def _arg(instruction: Arg) -> Problems:
    pairs = instruction.pairs
    if not pairs:
        yield _missing(instruction, "a name")
        return
    for index, pair in enumerate(pairs):
        if not pair.key.raw:
            whole = joined_pair(pairs, index, instruction.dockerfile.text)
            place, better = whole if whole is not None else (None, None)
            yield Problem("blank-name", "a name of `ARG` is empty", pair.span, better, place)
        elif (problems := tuple(_word_problems(instruction, (pair.key,)))) and _is_in_stage(instruction):
            yield from problems  # above the first FROM names are not expanded
        if pair.value is not None:
            yield from _word_problems(instruction, (pair.value,))


def _is_in_stage(instruction: Instruction) -> bool:
    return any(isinstance(one, From) for one in instruction.dockerfile.instructions[: instruction.index])


def _single(what: str) -> Callable[[Any], Problems]:
    """The check of an instruction with one argument."""

    def check(instruction: Instruction) -> Problems:
        if not instruction.arguments_text.text:
            yield _missing(instruction, what)
        elif not isinstance(instruction, Maintainer):
            yield from _word_problems(instruction, instruction.words)

    return check


def _stopsignal(instruction: Stopsignal) -> Problems:
    signal = instruction.signal
    if signal is None:
        yield _missing(instruction, "a signal")
        return
    yield from _word_problems(instruction, (signal,))
    if signal.is_literal and (fault := signal_fault(signal.value)) is not None:
        first = signal.value.split(maxsplit=1)[0] if signal.value.strip(SPACES) else ""
        better = nearest(first.upper().removeprefix("SIG"), SIGNALS)
        suggestion = f"SIG{better}" if better else None
        yield Problem("unknown-signal", f"`{signal.value}` {fault}", signal.span, suggestion)


def _expose(instruction: Expose) -> Problems:
    if not instruction.ports:
        yield _missing(instruction, "a port")
    for port in instruction.ports:
        if port.raw.startswith("#"):
            yield _comment_among(instruction, port)
            return
        problems = tuple(_word_problems(instruction, (port,)))
        yield from problems
        if problems or not port.is_literal or not port.value or (fault := port_fault(port.value)) is None:
            continue  # a word that comes to nothing is no port, and none that the builder misses
        number, slash, protocol = port.value.partition("/")
        better = nearest(protocol, sorted(PROTOCOLS)) if slash else None
        suggestion = f"{number}/{better}" if better and better != protocol else _separated(port.value)
        yield Problem("invalid-port", f"`{port.value}` {fault}", port.span, suggestion)


def _comment_among(expose: Expose, first: Word) -> Problem:
    """A comment behind ports, whose words the builder takes for more of them."""
    text, start = expose.dockerfile.text, expose.span.start
    end = expose.ports[-1].span.end
    message = "`#` behind ports begins no comment, its words are taken for ports"
    comment, ports = text[first.span.start : end], text[start : first.span.start].rstrip(SPACES)
    if first is expose.ports[0] or "\n" in text[start:end]:
        return Problem("invalid-port", message, Span(first.span.start, end))
    indent = text[text.rfind("\n", 0, start) + 1 : start]
    above = f"{comment}{expose.dockerfile.newline}{indent}{ports}"
    return Problem("invalid-port", message, Span(first.span.start, end), above, Span(start, end))


def _separated(ports: str) -> str | None:
    """A list of ports with blanks in the place of its commas."""
    parts = ports.split(",")
    return " ".join(parts) if len(parts) > 1 and all(port_fault(one) is None for one in parts) else None


def _volume(instruction: Volume) -> Problems:
    yield from _exec_form(instruction, instruction.arguments_text)
    if not instruction.paths:
        yield _missing(instruction, "a path")
    for path in instruction.paths:
        if not path.value.strip(SPACES) and path.is_literal:
            yield Problem("blank-name", "a path of `VOLUME` is empty", path.span)
    yield from _path_problems(instruction, instruction.paths)


def _healthcheck(instruction: Healthcheck) -> Problems:
    kind = instruction.type
    if kind is None:
        yield _missing(instruction, "`CMD` or `NONE`")
        return
    rest = instruction.rest
    yield from _exec_form(instruction, rest)
    name = kind.raw.upper()
    if name == "NONE":
        if rest.text:
            message = "`HEALTHCHECK NONE` takes no arguments"
            yield Problem("healthcheck-arguments", message, rest.source_span(0, len(rest.text)), "")
    elif name != "CMD":
        message = f"`{kind.raw}` is no kind of health check, they are `CMD` and `NONE`"
        suggestion = nearest(kind.raw, ("CMD", "NONE")) or f"CMD {kind.raw}"
        yield Problem("unknown-healthcheck-type", message, kind.span, suggestion)
    elif not rest.text or (instruction.is_exec and not instruction.exec_words):
        yield Problem("missing-argument", "`HEALTHCHECK CMD` needs a command", kind.span)


def _onbuild(instruction: Onbuild) -> Problems:
    trigger = instruction.trigger
    if trigger is None:
        yield _missing(instruction, "an instruction")
    elif trigger.keyword in ("ONBUILD", "FROM", "MAINTAINER"):
        message = f"`{trigger.keyword}` cannot be a trigger of `ONBUILD`"
        yield Problem("onbuild-trigger", message, trigger.keyword_span)
    else:
        yield from instruction_problems(trigger)


_CHECKS: dict[type[Instruction], Callable[[Any], Problems]] = {
    Unknown: _unknown,
    From: _from,
    Run: _run,
    CLASSES["CMD"]: _shell_or_exec,
    CLASSES["ENTRYPOINT"]: _shell_or_exec,
    HealthcheckCommand: _shell_or_exec,
    Shell: _shell,
    Copy: _transfer,
    Add: _transfer,
    Env: _assignments,
    Label: _assignments,
    Arg: _arg,
    Workdir: _single("a path"),
    User: _single("a user"),
    Maintainer: _single("a name"),
    Stopsignal: _stopsignal,
    Expose: _expose,
    Volume: _volume,
    Healthcheck: _healthcheck,
    Onbuild: _onbuild,
}


def _missing(instruction: Instruction, what: str) -> Problem:
    return Problem("missing-argument", f"`{instruction.keyword}` needs {what}", instruction.keyword_span)


def _word_problems(instruction: Instruction, words: tuple[Word, ...]) -> Problems:
    """The first word that BuildKit cannot expand."""
    for word in words:
        text = word.value if instruction.is_exec else word.raw
        error = word_error(text, instruction.escape)
        if error is not None:
            place = _place(word, error.offset)
            yield Problem(error.code, error.message, place, None if place == word.span else error.suggestion)
            return


def _place(word: Word, offset: int) -> Span:
    """Where a character of a word is in the source; the whole word when it is written over several lines."""
    start, end = word.span
    return Span(start + offset, start + offset + 1) if end - start == len(word.raw) else word.span
