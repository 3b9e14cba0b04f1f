"""Heredocs: which words open one, what its body is, and where it ends."""

from __future__ import annotations

import pytest

from dockwright.syntax import Heredoc, parse


def heredocs(text: str) -> tuple[Heredoc, ...]:
    return parse(text).instructions[0].heredocs


OPENERS = [
    # line, [(word, name, name as written, expand, chomp, descriptor)]
    ("RUN <<E", [("<<E", "E", "E", True, False, 0)]),
    ("RUN cat <<E > f", [("<<E", "E", "E", True, False, 0)]),
    ("RUN <<-E", [("<<-E", "E", "E", True, True, 0)]),
    ("RUN <<'E'", [("<<'E'", "E", "E", False, False, 0)]),
    ('RUN <<"E F"', [('<<"E F"', "E F", "E F", False, False, 0)]),
    ("RUN <<E'F'", [("<<E'F'", "EF", "E'F'", False, False, 0)]),
    ("RUN <<E\\'", [("<<E\\'", "E'", "E\\'", True, False, 0)]),
    ("RUN 3<<E", [("3<<E", "E", "E", True, False, 3)]),
    ("RUN cat << E", [("<< E", "E", "E", True, False, 0)]),
    ("RUN cat <<\t'E'", [("<<\t'E'", "E", "E", False, False, 0)]),
    ("RUN <<E|sh", [("<<E|sh", "E|sh", "E|sh", True, False, 0)]),
    ("RUN <<$E", [("<<$E", "$E", "$E", True, False, 0)]),
    ("RUN --mount=type=cache,target=/x <<E", [("<<E", "E", "E", True, False, 0)]),
    ("RUN a \\\n  <<E", [("<<E", "E", "E", True, False, 0)]),
    ("RUN <\\\n<E", [("<\\\n<E", "E", "E", True, False, 0)]),
    ("\\\nRUN <<E", [("<<E", "E", "E", True, False, 0)]),
    ("COPY <<A <<B /d", [("<<A", "A", "A", True, False, 0), ("<<B", "B", "B", True, False, 0)]),
    ("ADD <<A /d", [("<<A", "A", "A", True, False, 0)]),
    ("ONBUILD RUN <<E", [("<<E", "E", "E", True, False, 0)]),
    ("run <<E", [("<<E", "E", "E", True, False, 0)]),
    ("RUN ${x:-a <<E}", [("<<E}", "E}", "E}", True, False, 0)]),
    # none
    ("RUN <<- E", []),
    ("RUN <<<E", []),
    ("RUN <<", []),
    ("RUN <<''", []),
    ("RUN a<<E", []),
    ("RUN echo '<<E'", []),
    ("RUN echo \\<<E", []),
    ("RUN echo $((1<<2))", []),
    ("RUN it's <<E", []),
    ("RUN ${ <<E", []),
    ("RUN ${a^^} <<E", []),
    ('RUN ["<<E"]', []),
    ("ENV A=<<E", []),
    ("CMD <<E", []),
    ("ONBUILD CMD <<E", []),
    ("ONBUILD ONBUILD RUN <<E", []),
]


@pytest.mark.parametrize(("line", "expected"), OPENERS, ids=[case[0] for case in OPENERS])
def test_openers(line: str, expected: list[tuple[str, str, str, bool, bool, int]]) -> None:
    text = line + "\n"
    found = [
        (one.span.of(text), one.name, one.name_span.of(text), one.expand, one.chomp, one.descriptor)
        for one in heredocs(text)
    ]
    assert found == expected


BODIES = [
    # text, body, content, terminator, text behind the instruction
    ("RUN <<E\na\nb\nE\nCMD c", "a\nb\n", "a\nb\n", "E", "\nCMD c"),
    ("RUN <<E\nE\n", "", "", "E", "\n"),
    ("RUN <<E\nE", "", "", "E", ""),
    ("RUN <<E\n E\nE \nE\n", " E\nE \n", " E\nE \n", "E", "\n"),
    ("RUN <<-E\n\ta\n\t\tb\n\tE\n", "\ta\n\t\tb\n", "a\nb\n", "E", "\n"),
    ("RUN <<E\r\na\r\nE\r\nCMD c", "a\r\n", "a\r\n", "E", "\r\nCMD c"),
    ("RUN <<E\na \\\nE\n", "a \\\n", "a \\\n", "E", "\n"),
    ("RUN <<E\n# a\n\nE\n", "# a\n\n", "# a\n\n", "E", "\n"),
    ("RUN <<'E F'\na\nE F\n", "a\n", "a\n", "E F", "\n"),
    ("RUN <<E\na\nb", "a\nb", "a\nb", None, ""),
    ("RUN <<E\na\n", "a\n", "a\n", None, "\n"),
    ("RUN <<E", "", "", None, ""),
    ("RUN <<E\n", "", "", None, "\n"),
]


@pytest.mark.parametrize(
    ("text", "body", "content", "terminator", "rest"), BODIES, ids=[repr(case[0]) for case in BODIES]
)
def test_bodies(text: str, body: str, content: str, terminator: str | None, rest: str) -> None:
    (heredoc,) = heredocs(text)
    assert heredoc.body.of(text) == body
    assert heredoc.content == content
    assert (heredoc.terminator.of(text) if heredoc.terminator else None) == terminator
    assert text[parse(text).instructions[0].span.end :] == rest


def test_bodies_follow_each_other() -> None:
    text = "COPY <<A <<B /d\nB\nA\nA\nB\n"
    first, second = heredocs(text)
    assert (first.content, second.content) == ("B\n", "A\n")


def test_the_second_body_is_empty_when_the_first_is_not_closed() -> None:
    first, second = heredocs("COPY <<A <<B /d\nx\nB\n")
    assert first.content == "x\nB\n"
    assert second.body.is_empty
    assert (first.terminator, second.terminator) == (None, None)


def test_a_body_is_not_part_of_the_argument_text() -> None:
    (run,) = parse("RUN <<E sh\nx\nE\n").instructions
    assert [word.raw for word in run.words] == ["<<E sh"]
