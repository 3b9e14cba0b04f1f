"""`# dockwright: ...` behind the text of a line: where it is a comment of the shell, and where it is a part of the text."""

from __future__ import annotations

import pytest

from dockwright.suppressions import Suppressions
from dockwright.syntax import parse

SAYS = "# dockwright: ignore[x]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"RUN a {SAYS}", True),
        (f"RUN a {SAYS} it's so", True),
        (f"RUN echo 'a' \"b\" {SAYS}", True),
        (f"RUN echo it\\'s {SAYS}", True),
        (f"RUN a \\\n && b {SAYS}", True),
        (f"RUN a \\\n# it's\n && b {SAYS}", True),
        (f"RUN a \\\n# why {SAYS}\n && b", True),
        (f"RUN echo 'a \\\n  {SAYS}\n b'", True),
        (f"CMD a {SAYS}", True),
        (f"HEALTHCHECK --interval=5s CMD a {SAYS}", True),
        (f"ONBUILD RUN a {SAYS}", True),
        (f"RUN <<EOF\necho it\\'s # it's\na {SAYS}\nEOF", True),
        (f"RUN <<EOF\n# why {SAYS}\nEOF", True),
        (f"RUN <<EOF\n{SAYS}\na\nEOF", True),
        (f"RUN <<EOF\n  {SAYS}\na\nEOF", True),
        (f"RUN a \\\n{SAYS}\n && b", True),
        (f"# why {SAYS}\nRUN a", True),
        (f'RUN echo "a {SAYS}"', False),
        (f"RUN echo 'a {SAYS} b'", False),
        (f"RUN echo 'a \\\n# it's\n b {SAYS}'", False),
        (f'RUN echo a\\\n"b\\" {SAYS}"', False),
        (f"RUN a {SAYS[1:]}", False),
        (f"RUN <<EOF\necho 'a\nb {SAYS}\n'\nEOF", False),
        (f"RUN <<EOF\necho '\n{SAYS}\n'\nEOF", False),
        (f"COPY <<EOF /a\n{SAYS}\nEOF", False),
        (f"COPY <<EOF /a\na {SAYS}\nEOF", False),
        (f'LABEL a="b {SAYS}"', False),
        (f"WORKDIR /a {SAYS}", False),
        (f"ONBUILD WORKDIR /a {SAYS}", False),
        (f'CMD ["a", "b {SAYS}"]', False),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_where_it_is_a_comment(text: str, expected: bool, newline: str) -> None:
    dockerfile = parse(f"FROM debian:12\n{text}\nRUN b\n".replace("\n", newline))
    assert [one.name for one in Suppressions(dockerfile).names] == (["x"] if expected else [])
