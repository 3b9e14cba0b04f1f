"""What each instruction knows of itself. Spans are checked by slicing the text."""

from __future__ import annotations

import pytest

from dockwright.syntax import (
    Add,
    Arg,
    Cmd,
    Copy,
    Dockerfile,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    Unknown,
    User,
    Volume,
    Workdir,
    parse,
)
from dockwright.text import Edit, Span, apply


def only(text: str) -> Instruction:
    """The single instruction of a text."""
    (instruction,) = parse(text).instructions
    return instruction


def sliced(instruction: Instruction, span: Span | None) -> str | None:
    return None if span is None else span.of(instruction.dockerfile.text)


CLASSES = [
    ("ADD a b", Add),
    ("ARG A", Arg),
    ("CMD a", Cmd),
    ("COPY a b", Copy),
    ("ENTRYPOINT a", Entrypoint),
    ("ENV A=b", Env),
    ("EXPOSE 80", Expose),
    ("FROM a", From),
    ("HEALTHCHECK NONE", Healthcheck),
    ("LABEL a=b", Label),
    ("MAINTAINER a", Maintainer),
    ("ONBUILD RUN a", Onbuild),
    ("RUN a", Run),
    ('SHELL ["a"]', Shell),
    ("STOPSIGNAL TERM", Stopsignal),
    ("USER a", User),
    ("VOLUME /a", Volume),
    ("WORKDIR /a", Workdir),
    ("FORM a", Unknown),
]


@pytest.mark.parametrize(("text", "kind"), CLASSES, ids=[text for text, _ in CLASSES])
def test_every_keyword_has_its_class_in_any_case(text: str, kind: type[Instruction]) -> None:
    keyword = text.split()[0]
    for written in (keyword, keyword.lower(), keyword.title()):
        instruction = only(written + text[len(keyword) :])
        assert type(instruction) is kind
        assert instruction.keyword == keyword
        assert sliced(instruction, instruction.keyword_span) == written


@pytest.mark.parametrize("written", ["u\u017fer", "ru\u00df", "RUN\u00a0a", "\x1cRUN", "R\u0130N"])
def test_a_keyword_of_other_letters_is_unknown_and_keeps_its_length(written: str) -> None:
    instruction = only(f"{written} x")
    assert isinstance(instruction, Unknown)
    assert sliced(instruction, instruction.keyword_span) == written
    assert instruction.head.text == "x"


LINES = [
    # text, text of the instruction, its whole lines, its argument text
    ("RUN a", "RUN a", "RUN a", "a"),
    ("RUN a\n", "RUN a", "RUN a\n", "a"),
    ("RUN a\r\n", "RUN a", "RUN a\r\n", "a"),
    ("  RUN\t a  \n", "RUN\t a  ", "  RUN\t a  \n", "a"),
    ("\ufeffRUN a\n", "RUN a", "RUN a\n", "a"),
    ("# c\n RUN a\n# d\n", "RUN a", " RUN a\n", "a"),
    ("RUN a \\\n  b\n", "RUN a \\\n  b", "RUN a \\\n  b\n", "a   b"),
    ("RUN a \\\r\n  b\r\n", "RUN a \\\r\n  b", "RUN a \\\r\n  b\r\n", "a   b"),
    ("RUN a \\ \t\n  b\n", "RUN a \\ \t\n  b", "RUN a \\ \t\n  b\n", "a   b"),
    ("RUN a \\\n\n # c\n b\n", "RUN a \\\n\n # c\n b", "RUN a \\\n\n # c\n b\n", "a  b"),
    ("RUN a\\\nb\n", "RUN a\\\nb", "RUN a\\\nb\n", "ab"),
    ("RUN \\\n a\n", "RUN \\\n a", "RUN \\\n a\n", "a"),
    ("RUN\\\n a\n", "RUN\\\n a", "RUN\\\n a\n", "a"),
    ("RU\\\nN a\n", "RU\\\nN a", "RU\\\nN a\n", "a"),
    ("\\\nRUN a\n", "\\\nRUN a", "\\\nRUN a\n", "a"),
    ("RUN a \\", "RUN a \\", "RUN a \\", "a"),
    ("RUN a \\\n", "RUN a \\", "RUN a \\\n", "a"),
    ("RUN a \\\n# c\n", "RUN a \\\n# c", "RUN a \\\n# c\n", "a"),
    ("RUN a \\\\\n", "RUN a \\\\", "RUN a \\\\\n", "a \\\\"),
    ("RUN a\u00a0b\u2028c\n", "RUN a\u00a0b\u2028c", "RUN a\u00a0b\u2028c\n", "a\u00a0b\u2028c"),
    ("# escape=`\nRUN a `\n b \\\n", "RUN a `\n b \\", "RUN a `\n b \\\n", "a  b \\"),
    ("RUN <<E\na \\\nE\n", "RUN <<E\na \\\nE", "RUN <<E\na \\\nE\n", "<<E"),
    ("RUN", "RUN", "RUN", ""),
    ("RUN  \n", "RUN  ", "RUN  \n", ""),
]


@pytest.mark.parametrize(("text", "own", "lines", "head"), LINES, ids=[repr(case[0]) for case in LINES])
def test_an_instruction_knows_its_text_and_its_lines(text: str, own: str, lines: str, head: str) -> None:
    instruction = only(text)
    assert instruction.text == own
    assert instruction.line_span.of(text) == lines
    assert instruction.head.text == head


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("RUN a\n", ""),
        ("RUN a", ""),
        ("# above\nRUN a\n# below\n", "# above\n# below\n"),
        ("RUN a \\\n  # one\n  b \\\n\n# two\n# three\n  c\n", "  # one\n# two\n# three\n"),
        ("RUN a \\\r\n # one\r\n b\r\n", " # one\r\n"),
        ("RUN a \\\n# last", "# last"),
        ("RUN a \\\n# last\n", "# last\n"),
        ("RUN <<E\n# of the script\nE\n", ""),
        ("\ufeffRUN a \\\n# one\nb\n", "\ufeff# one\n"),
        ("# escape=`\nRUN a `\n# one\nb\n", "# escape=`\n# one\n"),
    ],
)
def test_an_instruction_goes_and_its_comments_stay(text: str, kept: str) -> None:
    instruction = parse(text).instructions[0]
    assert apply(text, [Edit(span, "") for span in instruction.lines_but_comments]) == kept


def test_a_word_across_a_continuation_has_the_span_of_all_of_it() -> None:
    text = "COPY a\\\n# c\nb \\\n  d\n"
    copy = only(text)
    assert [word.raw for word in copy.words] == ["ab", "d"]
    assert [sliced(copy, word.span) for word in copy.words] == ["a\\\n# c\nb", "d"]


def test_a_keyword_across_a_continuation_has_the_span_of_all_of_it() -> None:
    run = only("RU\\\nN a\n")
    assert sliced(run, run.keyword_span) == "RU\\\nN"


# FROM


FROMS = [
    # text, image, AS, stage name, platform
    ("FROM a", "a", None, None, None),
    ("FROM a AS b", "a", "AS", "b", None),
    ("FROM a as B", "a", "as", "B", None),
    ("FROM a:1@sha256:0 AS b", "a:1@sha256:0", "AS", "b", None),
    ("FROM --platform=$P a AS b", "a", "AS", "b", "$P"),
    ("FROM \\\n  a \\\n  # c\n  AS b", "a", "AS", "b", None),
    ("FROM", None, None, None, None),
    ("FROM a b", "a", None, None, None),
    ("FROM a b c", "a", None, None, None),
    ("FROM a AS", "a", "AS", None, None),
]


@pytest.mark.parametrize(("text", "image", "as_keyword", "alias", "platform"), FROMS, ids=[case[0] for case in FROMS])
def test_from(text: str, image: str | None, as_keyword: str | None, alias: str | None, platform: str | None) -> None:
    instruction = only(text)
    assert isinstance(instruction, From)
    flag = instruction.platform
    found = (instruction.image, instruction.as_keyword, instruction.alias, flag.value if flag else None)
    assert [word.span.of(text) if word else None for word in found] == [image, as_keyword, alias, platform]


# COPY and ADD


TRANSFERS = [
    # text, sources, destination, --from
    ("COPY a b", ["a"], "b", None),
    ("COPY a b c/", ["a", "b"], "c/", None),
    ("COPY --from=x --chown=u:g a b", ["a"], "b", "x"),
    ("ADD https://e.com/a.tar /", ["https://e.com/a.tar"], "/", None),
    ('COPY ["a b", "c"]', ['"a b"'], '"c"', None),
    ('COPY --from=x ["a b", \\\n "c"]', ['"a b"'], '"c"', "x"),
    ("COPY ['a', 'b']", ["['a',"], "'b']", None),
    ("COPY <<A b <<C /d\nA\nC", ["b"], "/d", None),
    ("COPY a", [], None, None),
    ("COPY", [], None, None),
    ("COPY --from=x", [], None, "x"),
]


@pytest.mark.parametrize(("text", "sources", "destination", "from_"), TRANSFERS, ids=[case[0] for case in TRANSFERS])
def test_copy_and_add(text: str, sources: list[str], destination: str | None, from_: str | None) -> None:
    instruction = only(text)
    assert isinstance(instruction, Copy | Add)
    assert [word.span.of(text) for word in instruction.sources] == sources
    assert (instruction.destination.span.of(text) if instruction.destination else None) == destination
    assert (instruction.from_.value.value if instruction.from_ and instruction.from_.value else None) == from_


def test_the_json_form_gives_decoded_values() -> None:
    copy = only('COPY ["a \\"b\\"", "\\u00e9"]')
    assert isinstance(copy, Copy)
    assert copy.is_json
    assert [word.value for word in copy.words] == ['a "b"', "é"]


def test_variables_in_the_json_form_of_copy_are_found() -> None:
    copy = only('COPY ["$A/x", "/d"]')
    (variable,) = copy.words[0].variables
    assert sliced(copy, variable.span) == "$A"


# commands


COMMANDS = [
    # text, exec form, words
    ("RUN a && b", False, ["a && b"]),
    ('RUN ["a", "b c"]', True, ["a", "b c"]),
    ('CMD [ "a" , "b" ] ', True, ["a", "b"]),
    ("CMD []", True, []),
    ("CMD ['a']", False, ["['a']"]),
    ('CMD ["a"] x', False, ['["a"] x']),
    ('CMD ["a",]', False, ['["a",]']),
    ('CMD ["a" "b"]', False, ['["a" "b"]']),
    ('CMD ["a\\qb"]', False, ['["a\\qb"]']),
    ('CMD ["a\tb"]', False, ['["a\tb"]']),
    ('CMD ["a", 1]', False, ['["a", 1]']),
    ('ENTRYPOINT ["\\ud83d\\ude00\\/"]', True, ["😀/"]),
    ('ENTRYPOINT ["a", \\\n # c\n "b"]', True, ["a", "b"]),
    ("RUN --network=none [ -d a ]", False, ["[ -d a ]"]),
    ("RUN echo $A", False, ["echo $A"]),
    ("RUN", False, []),
]


@pytest.mark.parametrize(("text", "is_exec", "words"), COMMANDS, ids=[case[0] for case in COMMANDS])
def test_commands_are_a_list_or_one_text(text: str, is_exec: bool, words: list[str]) -> None:
    instruction = only(text)
    assert instruction.is_exec is is_exec
    assert [word.value for word in instruction.words] == words
    assert instruction.exec_words == (instruction.words if is_exec else ())
    assert all(word.is_literal for word in instruction.words)  # BuildKit expands nothing in a command


def test_items_of_an_exec_form_have_the_spans_of_the_literals() -> None:
    text = 'RUN --network=none ["a", \\\n  "b\\nc"]\n'
    assert [word.span.of(text) for word in only(text).exec_words] == ['"a"', '"b\\nc"']


CHECKS = [
    # text, type, exec form, command text, words
    ("HEALTHCHECK NONE", "NONE", False, None, ["NONE"]),
    ("HEALTHCHECK CMD curl -f x", "CMD", False, "curl -f x", ["CMD", "curl -f x"]),
    ('HEALTHCHECK --interval=5s cmd ["a", "b"]', "cmd", True, '["a", "b"]', ["cmd", "a", "b"]),
    ("HEALTHCHECK CMD --flag", "CMD", False, "--flag", ["CMD", "--flag"]),
    ("HEALTHCHECK --retries=3 \\\n  CMD \\\n  a", "CMD", False, "a", ["CMD", "a"]),
    ("HEALTHCHECK CMD", "CMD", False, "", ["CMD"]),
    ("HEALTHCHECK curl x", "curl", False, None, ["curl", "x"]),
    ("HEALTHCHECK", None, False, None, []),
]


@pytest.mark.parametrize(("text", "kind", "is_exec", "command", "words"), CHECKS, ids=[case[0] for case in CHECKS])
def test_healthcheck(text: str, kind: str | None, is_exec: bool, command: str | None, words: list[str]) -> None:
    instruction = only(text)
    assert isinstance(instruction, Healthcheck)
    assert (instruction.type.raw if instruction.type else None) == kind
    assert instruction.is_exec is is_exec
    assert [word.value for word in instruction.words] == words
    assert (instruction.command.arguments_text.text if instruction.command else None) == command
    if instruction.command is not None:
        assert instruction.command.is_exec is is_exec
        assert instruction.command.exec_words == instruction.exec_words


def test_the_command_of_a_healthcheck_reads_like_a_cmd() -> None:
    text = "HEALTHCHECK --retries=3 CMD curl x\n"
    check = only(text)
    assert isinstance(check, Healthcheck)
    assert check.command is not None
    assert check.command.text == "CMD curl x"
    assert check.command.keyword_span.of(text) == "CMD"
    assert check.command.flags == ()
    assert [word.span.of(text) for word in check.command.words] == ["curl x"]


# pairs


PAIRS = [
    # text, [key, value as written, value]
    ("ENV A=b", [("A", "b", "b")]),
    ("ENV A=b C=d", [("A", "b", "b"), ("C", "d", "d")]),
    ("ENV A=\"b c\" D='e f' G=h\\ i", [("A", '"b c"', "b c"), ("D", "'e f'", "e f"), ("G", "h\\ i", "h i")]),
    ("ENV A=b=c", [("A", "b=c", "b=c")]),
    ("ENV A= B=", [("A", "", ""), ("B", "", "")]),
    ("ENV A=b \\\n    # c\n    C=d", [("A", "b", "b"), ("C", "d", "d")]),
    ("ENV A b c", [("A", "b c", "b c")]),
    ('ENV A "b  c"', [("A", '"b  c"', "b  c")]),
    ("ENV A  b=c", [("A", "b=c", "b=c")]),
    ("ENV A", [("A", None, None)]),
    ("ENV A=b C", [("A", "b", "b"), ("C", None, None)]),
    ("ENV =b", [("", "b", "b")]),
    ("LABEL a.b.c=d e-f='g'", [("a.b.c", "d", "d"), ("e-f", "'g'", "g")]),
    ('LABEL "a b"=c', [('"a b"', "c", "c")]),
    ("ARG A", [("A", None, None)]),
    ('ARG A B=c D="e f"', [("A", None, None), ("B", "c", "c"), ("D", '"e f"', "e f")]),
    ("# escape=`\nENV A=b` c D=\\e", [("A", "b` c", "b c"), ("D", "\\e", "\\e")]),
    ("ENV A=b\\\\ C=d", [("A", "b\\\\", "b\\"), ("C", "d", "d")]),
    ("ENV", []),
]


@pytest.mark.parametrize(("text", "pairs"), PAIRS, ids=[case[0] for case in PAIRS])
def test_pairs(text: str, pairs: list[tuple[str, str | None, str | None]]) -> None:
    instruction = only(text)
    assert isinstance(instruction, Env | Label | Arg)
    found = [
        (pair.key.raw, pair.value.raw if pair.value else None, pair.value.value if pair.value else None)
        for pair in instruction.pairs
    ]
    assert found == pairs
    for pair in instruction.pairs:
        assert pair.key.span.of(text) == pair.key.raw
        if pair.value is not None:
            assert pair.value.span.of(text) == pair.value.raw
            assert pair.span == pair.key.span.cover(pair.value.span)


def test_the_old_form_of_env_is_told_apart() -> None:
    legacy, modern, label = parse("ENV A b\nENV A=b\nLABEL a b=c\n").instructions
    assert isinstance(legacy, Env)
    assert isinstance(modern, Env)
    assert isinstance(label, Label)
    assert [pair.legacy for pair in (*legacy.pairs, *modern.pairs, *label.pairs)] == [True, False, True]


# the others


def test_instructions_with_words() -> None:
    expose, volume, listed = parse('EXPOSE 80 90/udp\nVOLUME /a /b\nVOLUME ["/a b"]\n').instructions
    assert isinstance(expose, Expose)
    assert isinstance(volume, Volume)
    assert isinstance(listed, Volume)
    assert [word.raw for word in expose.ports] == ["80", "90/udp"]
    assert [word.value for word in volume.paths] == ["/a", "/b"]
    assert [word.value for word in listed.paths] == ["/a b"]


def test_instructions_with_one_argument_take_the_whole_text() -> None:
    workdir, user, signal, maintainer = parse(
        'WORKDIR "/a b"\nUSER a b\nSTOPSIGNAL TERM\nMAINTAINER A "B"\n'
    ).instructions
    assert isinstance(workdir, Workdir)
    assert isinstance(user, User)
    assert isinstance(signal, Stopsignal)
    assert isinstance(maintainer, Maintainer)
    words = (workdir.path, user.user, signal.signal, maintainer.name)
    assert [word.value if word else None for word in words] == ["/a b", "a b", "TERM", 'A "B"']


def test_without_an_argument_they_have_none() -> None:
    workdir, user, signal, maintainer = parse("WORKDIR\nUSER\nSTOPSIGNAL\nMAINTAINER\n").instructions
    assert isinstance(workdir, Workdir)
    assert isinstance(user, User)
    assert isinstance(signal, Stopsignal)
    assert isinstance(maintainer, Maintainer)
    assert (workdir.path, user.user, signal.signal, maintainer.name) == (None, None, None, None)


# ONBUILD


def onbuild(text: str) -> Onbuild:
    instruction = only(text)
    assert isinstance(instruction, Onbuild)
    return instruction


@pytest.mark.parametrize("line", ["RUN a && b", "COPY --from=x a b", 'CMD ["a"]', "ENV A=b", "FOO x"])
def test_a_trigger_is_an_instruction_at_its_place(line: str) -> None:
    text = f"  ONBUILD   {line}\n"
    outer, alone = onbuild(text), only(line)
    trigger = outer.trigger
    assert trigger is not None
    assert trigger.parent is outer
    assert trigger.is_onbuild
    assert not outer.is_onbuild
    assert trigger.index == outer.index
    assert type(trigger) is type(alone)
    assert trigger.text == line
    assert [word.span.of(text) for word in trigger.words] == [word.span.of(line) for word in alone.words]
    assert [flag.span.of(text) for flag in trigger.flags] == [flag.span.of(line) for flag in alone.flags]


def test_a_trigger_across_continuations_keeps_exact_spans() -> None:
    text = "ONBUILD \\\n  # c\n  COPY a \\\r\n  b\r\n"
    trigger = onbuild(text).trigger
    assert isinstance(trigger, Copy)
    assert trigger.text == "COPY a \\\r\n  b"
    assert trigger.keyword_span.of(text) == "COPY"
    assert [word.span.of(text) for word in trigger.words] == ["a", "b"]


def test_a_trigger_shares_the_heredocs() -> None:
    outer = onbuild("ONBUILD RUN <<E\na\nE\n")
    assert outer.trigger is not None
    assert outer.trigger.heredocs == outer.heredocs
    assert outer.heredocs[0].content == "a\n"


def test_onbuild_without_an_instruction_has_no_trigger() -> None:
    assert onbuild("ONBUILD").trigger is None


def test_onbuild_of_onbuild_goes_no_deeper() -> None:
    trigger = onbuild("ONBUILD ONBUILD RUN a").trigger
    assert isinstance(trigger, Onbuild)
    assert trigger.trigger is None
    assert [word.raw for word in trigger.words] == ["RUN", "a"]


# comments


def comments_above(text: str) -> list[str]:
    return [comment.text for comment in parse(text).instructions[-1].comments_above]


ABOVE = [
    ("# a\nFROM x", ["a"]),
    ("# a\n  #b\nFROM x", ["a", "b"]),
    ("# a\n\n# b\nFROM x", ["b"]),
    ("# a\n\nFROM x", []),
    ("FROM x\n# a\nRUN y", ["a"]),
    ("FROM x\nRUN a \\\n# in\n b\n# a\nRUN y", ["a"]),
    ("RUN <<E\n# in\nE\nRUN y", []),
    ("# syntax=x\n# a\nFROM y", ["a"]),
    ("# syntax=x\nFROM y", []),
    ("#\nFROM y", [""]),
]


@pytest.mark.parametrize(("text", "expected"), ABOVE, ids=[repr(case[0]) for case in ABOVE])
def test_comments_directly_above(text: str, expected: list[str]) -> None:
    assert comments_above(text) == expected


def test_comments_are_all_comment_lines_in_order() -> None:
    text = "# a\r\nFROM x\n  # b \nRUN y \\\n #c\n z # no\nCOPY <<E /\n# no\nE\n#d"
    comments = parse(text).comments
    assert [comment.text for comment in comments] == ["a", "b", "c", "d"]
    assert [comment.span.of(text) for comment in comments] == ["# a", "# b ", "#c", "#d"]


# the file


def test_instruction_at_an_offset() -> None:
    text = "FROM a\n\n# c\nRUN b \\\n c\n"
    dockerfile = parse(text)
    from_, run = dockerfile.instructions
    found = {offset: dockerfile.instruction_at(offset) for offset in range(len(text) + 1)}
    assert [offset for offset, instruction in found.items() if instruction is from_] == list(range(7))
    assert [offset for offset, instruction in found.items() if instruction is run] == list(range(12, 23))


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("a", "\n"), ("a\nb\n", "\n"), ("a\r\nb\r\n", "\r\n"), ("a\r\nb\nc\r\n", "\r\n"), ("a\r\nb\n", "\n")],
)
def test_the_line_break_is_that_of_most_lines(text: str, newline: str) -> None:
    assert parse(text).newline == newline


def test_a_byte_order_mark_is_no_part_of_an_instruction() -> None:
    dockerfile = parse("\ufeffFROM a\n")
    assert dockerfile.bom
    assert dockerfile.instructions[0].span == Span(1, 7)
    assert not parse("FROM a\n").bom


def test_heredoc_bodies_are_no_instructions() -> None:
    dockerfile: Dockerfile = parse("FROM a\nRUN <<E\nFROM b\nE\nCMD c\n")
    assert [instruction.keyword for instruction in dockerfile.instructions] == ["FROM", "RUN", "CMD"]
