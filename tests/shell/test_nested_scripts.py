"""Scripts inside scripts: sh -c, here-documents, and their exact places."""

from __future__ import annotations

import pytest
from shell_reading import check_spans, names, read


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("sh -c 'a && b'", "sh a b"),
        ("bash -lc 'a'", "bash a"),
        ("/bin/bash -c 'a'", "bash a"),
        ("sudo bash -c 'a'", "bash a"),
        ("sudo -u x bash -lc 'a' && b", "bash a b"),
        ('sh -c "a; b"', "sh a b"),
        ("sh -c a", "sh a"),
        ("bash -e -o pipefail -c 'a'", "bash a"),
        ("bash -eo pipefail -c 'a'", "bash a"),
        ("bash --rcfile x -c 'a'", "bash a"),
        ("bash +x -c 'a'", "bash a"),
        ("bash -c -- 'a'", "bash a"),
        ("busybox sh -c 'a'", "sh a"),
        ("sh -c 'sh -c \"a b\"'", "sh sh a"),
        ("sh -c 'a' b c", "sh a"),
        ("su - postgres -c 'a'", "su a"),
        ("su postgres --command 'a | b'", "su a b"),
        ("sh -c \"a '$B'\"", "sh a"),
        ('sh -c "a \\$(b)"', "sh a b"),
        ("a <<<'b'", "a"),
        ("bash <<<'a b'", "bash a"),
        # The outer shell writes part of these, or they are no script.
        ('sh -c "a $(b)"', "sh b"),
        ('sh -c "a `b`"', "sh b"),
        ("sh -c 'a'\"$B\"", "sh"),
        ("sh -c $A", "sh"),
        ("sh -c", "sh"),
        ("sh script.sh -c 'a'", "sh"),
        ("sh script.sh", "sh"),
        ("sh", "sh"),
        ("sh < script.sh", "sh"),
        ("python -c 'a'", "python"),
        ("bash --version", "bash"),
        ("echo sh -c 'a'", "echo"),
        ("su postgres", "su"),
    ],
)
def test_literal_scripts(script: str, found: str) -> None:
    parsed = read(script)
    assert names(parsed) == found
    check_spans(parsed)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("sh -c 'a b && c'", ["a", "b", "c"]),
        ('sh -c "a b"', ["a", "b"]),
        ('sh -c "a \\"b c\\" d"', ["a", '\\"b c\\"', "d"]),
        ('sh -c "a \\$B"', ["a", "\\$B"]),
        ('sh -c "a \\\\\\"b c"', ["a", '\\\\\\"b', "c"]),
        ("sh -c 'a \\\n  b'", ["a", "b"]),
        ('sh -c \'sh -c "a \\"b\\""\'', ["sh", "-c", '"a \\"b\\""', "a", '\\"b\\"']),
        ('["sh", "-c", "a b"]', ["a", "b"]),
        ('["/bin/bash", "-lc", "a \\"b c\\" && d"]', ["a", '\\"b c\\"', "d"]),
        ('["sh", "-c", "a\\tb\\u0020c"]', ["a", "b", "c"]),
        ('["sh", "-c", "a \\\n b"]', ["a", "b"]),
        ('["sudo", "sh", "-c", "a"]', ["a"]),
        ('["sh", "-c", "sh", "sh"]', ["sh"]),
        ('["sh", "-c", "sh -c \'a b\'"]', ["sh", "-c", "'a b'", "a", "b"]),
    ],
)
def test_places_of_nested_words(script: str, words: list[str]) -> None:
    """An escaped quote covers its backslash: what a fix deletes is whole."""
    text = f"FROM z\nRUN {script}\n"
    nested = read(text).commands[1:]
    assert [word.span.of(text) for command in nested for word in command.words] == words
    assert not any(command.is_top_level for command in nested)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RUN <<EOF\na\nb\nEOF\n", "a b"),
        ("RUN <<'EOF'\na $B\nEOF\n", "a"),
        ("RUN <<-EOF\n\ta\n\t\tb\n\tEOF\n", "a b"),
        ("RUN <<EOF\n#!/bin/bash -e\na\nEOF\n", "a"),
        ("RUN <<EOF\n#!/usr/bin/env bash\na\nEOF\n", "a"),
        ("RUN <<EOF\n#!/usr/bin/env python3\nimport a\nEOF\n", ""),
        ("RUN <<EOF\nEOF\n", ""),
        ("RUN <<EOF\nif a; then\n  b\nfi\nEOF\n", "a b"),
        ("RUN <<EOF\na \\\n  b && c\nEOF\n", "a c"),
        ("RUN <<EOF\r\na\r\nb c\r\nEOF\r\n", "a b"),
        ("RUN bash <<EOF\na\nb\nEOF\n", "bash a b"),
        ("RUN bash -e <<EOF\na\nEOF\n", "bash a"),
        ("RUN bash -s -- x <<EOF\na\nEOF\n", "bash a"),
        ("RUN bash - <<EOF\na\nEOF\n", "bash a"),
        ("RUN sudo bash <<EOF\na\nEOF\n", "bash a"),
        ("RUN <<EOF bash\na\nEOF\n", "bash a"),
        ("RUN <<-EOF bash\n\ta\n\tEOF\n", "bash a"),
        ("RUN bash script.sh <<EOF\na\nEOF\n", "bash"),
        ("RUN python3 <<EOF\nimport a\nEOF\n", "python3"),
        ("RUN <<EOF python3\nimport a\nEOF\n", "python3"),
        ("RUN cat <<EOF > x && b\na\nEOF\n", "cat b"),
        ("RUN cat <<EOF > x\na\nEOF\nRUN b", "b"),
        ("RUN cat <<A > x && bash <<B\na\nA\nb\nB\n", "cat bash b"),
        ("RUN bash <<A && sh <<'B'\na\nA\nb\nB\n", "bash sh a b"),
        ("RUN bash 3<<EOF\na\nEOF\n", "bash"),
        ("RUN <<EOF\ncat <<X > f\nit's\nX\nb\nEOF\n", "cat b"),
        ("RUN <<EOF\ncat > f <<'X' && b\n$(c)\nX\nEOF\n", "cat b"),
        ("RUN <<EOF\nbash <<X\na\nX\nb\nEOF\n", "bash a b"),
        ("RUN <<EOF\nbash <<-X\n\ta\n\tX\nb\nEOF\n", "bash a b"),
        ("RUN <<EOF\ncat <<A <<B | b\n1\nA\n2\nB\nc\nEOF\n", "cat b c"),
        ("RUN <<EOF\nif a; then\ncat <<X\ny\nX\nfi\nb\nEOF\n", "a cat b"),
        ("RUN <<EOF\na <<X\nunclosed\nEOF\n", "a"),
        ("RUN <<EOF\n# it's a comment <<X\na\nEOF\n", "a"),
        ("RUN <<EOF\na $((1 << 2))\nb\nEOF\n", "a b"),
        ("RUN <<EOF\na '<<X'\nb\nEOF\n", "a b"),
        ("RUN echo '<<EOF'", "echo"),
        ("RUN <<EOF\na $(cat <<X\ny\nX\n) && b\nEOF\n", "a cat b"),
        ("ONBUILD RUN <<EOF\na\nEOF\n", "a"),
    ],
)
def test_here_documents(text: str, found: str) -> None:
    parsed = read(f"FROM z\n{text}")
    assert names(parsed) == found
    assert not parsed.has_errors
    check_spans(parsed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RUN <<EOF\na b\nEOF\n", ["a", "b"]),
        ("RUN <<-EOF\n\ta\n\t\tb c\n\tEOF\n", ["a", "b", "c"]),
        ("RUN <<EOF\na b\\\nc\nEOF\n", ["a", "b\\\nc"]),
        ("RUN <<EOF\r\na b\r\nEOF\r\n", ["a", "b"]),
        ('RUN bash <<EOF\na \\$B "c d"\nEOF\n', ["bash", "a", "\\$B", '"c d"']),
        ("RUN bash <<'EOF'\na \\$B\nEOF\n", ["bash", "a", "\\$B"]),
        ("RUN \\\n  bash \\\n  <<EOF\na\nEOF\n", ["bash", "a"]),
    ],
)
def test_places_in_here_documents(text: str, words: list[str]) -> None:
    text = f"FROM z\n{text}"
    assert [word.span.of(text) for command in read(text).commands for word in command.words] == words


def test_the_body_of_the_instruction_is_the_script() -> None:
    """Of `RUN <<EOF` the commands are top level; of `RUN bash <<EOF` they are another shell's."""
    assert all(one.is_top_level for one in read("FROM z\nRUN <<EOF\na\nb\nEOF\n").commands)
    outer, inner = read("FROM z\nRUN bash <<EOF\na\nEOF\n").commands
    assert outer.is_top_level
    assert not inner.is_top_level


def test_a_here_document_is_a_redirection() -> None:
    text = "FROM z\nRUN cat <<-'EOF' >x && b\n\ta\n\tEOF\n"
    cat, _ = read(text).commands
    assert [(one.operator, one.target and one.target.value, one.span.of(text)) for one in cat.redirections] == [
        ("<<-", "EOF", "<<-'EOF'"),
        (">", "x", ">x"),
    ]
    assert cat.span.of(text) == "cat <<-'EOF' >x"


def test_options_on_the_first_line() -> None:
    assert read("FROM z\nRUN <<EOF\n#!/bin/bash -e\na\nEOF\n").sets_errexit
    assert not read("FROM z\nRUN <<EOF\n#!/bin/bash\na\nEOF\n").sets_errexit
    assert read("FROM z\nRUN <<EOF\n#!/usr/bin/python\na\nEOF\n").dialect == "unknown"


def test_a_chain_with_a_here_document() -> None:
    text = "FROM z\nRUN cat <<EOF >f && b\nx\nEOF\n"
    parsed = read(text)
    assert parsed.is_and_chain
    assert text[: parsed.end].endswith("&& b")
