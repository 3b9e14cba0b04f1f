"""The token stream: nothing of the text is lost, every piece has a kind."""

from __future__ import annotations

from dockwright.syntax import parse

TEXT = """\ufeff# syntax=x
# a comment
FROM --platform=$P a \\
  # inside

  AS b
RUN <<E
body
E
ONBUILD COPY a b
HEALTHCHECK --retries=3 CMD ["c"]
"""


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in parse(text).tokens() if token.kind != "blank"]


def test_tokens_joined_are_the_text() -> None:
    tokens = list(parse(TEXT).tokens())
    assert "".join(token.text for token in tokens) == TEXT
    assert all(token.span.of(TEXT) == token.text for token in tokens)
    assert [token.span.start for token in tokens][1:] == [token.span.end for token in tokens][:-1]


def test_every_token_has_a_kind() -> None:
    assert kinds(TEXT) == [
        ("bom", "\ufeff"),
        ("directive", "# syntax=x"),
        ("comment", "# a comment"),
        ("keyword", "FROM"),
        ("flag", "--platform=$P"),
        ("word", "a"),
        ("continuation", "\\\n"),
        ("comment", "# inside"),
        ("word", "AS"),
        ("word", "b"),
        ("keyword", "RUN"),
        ("word", "<<E"),
        ("body", "body\n"),
        ("terminator", "E"),
        ("keyword", "ONBUILD"),
        ("keyword", "COPY"),
        ("word", "a"),
        ("word", "b"),
        ("keyword", "HEALTHCHECK"),
        ("flag", "--retries=3"),
        ("keyword", "CMD"),
        ("punctuation", "["),
        ("word", '"c"'),
        ("punctuation", "]"),
    ]


def test_a_word_across_a_continuation_is_one_token() -> None:
    assert ("word", "a\\\n# c\nb") in kinds("COPY a\\\n# c\nb d\n")


def test_an_empty_file_has_no_tokens() -> None:
    assert list(parse("").tokens()) == []
