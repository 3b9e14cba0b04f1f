from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.syntax import Env, Label
from dockwright.text import Edit, Span

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=+,@%$~{}")


@rule(
    "legacy-key-value",
    on=(Env, Label),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("LegacyKeyValueFormat",),
    tags=("deprecated",),
    invalid=(
        Invalid("FROM alpine\nENV PORT 8080\n", "FROM alpine\nENV PORT=8080\n", marked=("PORT 8080",)),
        Invalid("FROM alpine\nENV GREETING hello  world\n", 'FROM alpine\nENV GREETING="hello  world"\n'),
        Invalid('FROM alpine\nLABEL who "Jo Doe"\n', 'FROM alpine\nLABEL who="Jo Doe"\n'),
        Invalid("FROM alpine\nENV PATH /opt/bin:$PATH\n", "FROM alpine\nENV PATH=/opt/bin:$PATH\n"),
        Invalid("FROM alpine\nENV OPTS -a=1 $HOME b\n", 'FROM alpine\nENV OPTS="-a=1 $HOME b"\n'),
        Invalid("FROM alpine\nENV A 'b c' \n", "FROM alpine\nENV A='b c' \n"),
        Invalid('FROM alpine\nENV PATH "$HOME/bin":$PATH\n', 'FROM alpine\nENV PATH="$HOME/bin":$PATH\n'),
        Invalid("FROM alpine\nENV A x \\\n  y\n", title="the value goes over lines: its blanks are part of it"),
        Invalid("FROM alpine\nENV A it's 'so' b\n", title="quotes within the value: what they mean would change"),
    ),
    valid=(
        "FROM alpine\nENV PORT=8080\n",
        "FROM alpine\nENV A=1 B=2\n",
        'FROM alpine\nLABEL who="Jo Doe"\n',
        "FROM alpine\nARG VERSION\n",
    ),
)
def legacy_key_value(instruction: Env | Label) -> Iterator[Finding]:
    """`ENV` or `LABEL` with a blank between key and value is a form that will go away.

    ## Why is this bad?
    `ENV KEY value` takes the whole rest of the line as the value, so a second pair on the line silently becomes part of
    the first. BuildKit warns that the form is deprecated.

    The fix writes `KEY=value`, in double quotes where the value holds blanks. A value over several lines or with quotes
    inside is reported but left to you.

    ## References
    - https://docs.docker.com/reference/build-checks/legacy-key-value-format/
    """
    for pair in instruction.pairs:
        if not pair.legacy:
            continue
        message = f"`{instruction.keyword} {pair.key.value} …` without `=` is deprecated"
        yield Finding(pair.span, message, partial(_fixes, instruction, pair.key.span, pair.value and pair.value.span))


def _fixes(instruction: Env | Label, key: Span, value: Span | None) -> tuple[Fix, ...]:
    if value is None:
        return ()
    text = instruction.dockerfile.text
    written = value.of(text)
    gap = Span(key.end, value.start)
    if "\n" in text[key.start : value.end] or not gap.of(text).isspace():
        return ()
    quoted = _quoted(written)
    if quoted is None:
        return ()
    return (Fix("Write `=` between key and value", (Edit(Span(gap.start, value.end), "=" + quoted),)),)


def _quoted(written: str) -> str | None:
    """The value as it must stand behind `=` to mean the same, or None where that is not certain."""
    if all(character in PLAIN for character in written):
        return written
    if "\\" in written or "`" in written or any(written.count(quote) % 2 for quote in "\"'"):
        return None
    if not any(character in " \t" for character in written) or _is_one_quotation(written):
        return written
    if all(character in PLAIN or character in " \t;()&|<>!*?[]^#" for character in written):
        return f'"{written}"'
    return None


def _is_one_quotation(written: str) -> bool:
    """Whether the value is in one pair of quotes from end to end."""
    return len(written) > 1 and written[0] == written[-1] and written[0] in "\"'" and written.count(written[0]) == 2
