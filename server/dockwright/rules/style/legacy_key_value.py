from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.syntax import Env, Label, Pair
from dockwright.text import Edit, Span

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=+,@%$~{}")
PAIRS = lazy_pattern(r"[^\s=\"']*(?:[ \t]+[A-Za-z_][\w.-]*=[^\s\"']*)+")

_PAIR_BELOW = lazy_pattern(r"\n[ \t]*[A-Z_][A-Z0-9_]*[ \t]+[^\s\\`]")


@rule(
    "legacy-key-value",
    on=(Env, Label),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    uncovers=("variable-of-same-env",),
    aliases=("LegacyKeyValueFormat",),
    tags=("deprecated",),
    invalid=(
        Invalid("FROM alpine\nENV PORT 8080\n", "FROM alpine\nENV PORT=8080\n", marked=("PORT 8080",)),
        Invalid("FROM alpine\nENV GREETING hello  world\n", 'FROM alpine\nENV GREETING="hello  world"\n'),
        Invalid('FROM alpine\nLABEL who "Jo Doe"\n', 'FROM alpine\nLABEL who="Jo Doe"\n'),
        Invalid(
            "FROM alpine\nLABEL who Jäne 😀 <a@b>\n",
            'FROM alpine\nLABEL who="Jäne 😀 <a@b>"\n',
            title="letters of any script",
        ),
        Invalid("FROM alpine\nENV PATH /opt/bin:$PATH\n", "FROM alpine\nENV PATH=/opt/bin:$PATH\n"),
        Invalid("FROM alpine\nENV OPTS -a=1 $HOME b\n", 'FROM alpine\nENV OPTS="-a=1 $HOME b"\n'),
        Invalid("FROM alpine\nENV A 'b c' \n", "FROM alpine\nENV A='b c' \n"),
        Invalid('FROM alpine\nENV PATH "$HOME/bin":$PATH\n', 'FROM alpine\nENV PATH="$HOME/bin":$PATH\n'),
        Invalid(
            "FROM alpine\nENV PRELOAD = /lib/a.so\n",
            "FROM alpine\nENV PRELOAD=/lib/a.so\n",
            marked=("PRELOAD = /lib/a.so",),
            title="blanks around `=`: the value would be `= /lib/a.so`",
        ),
        Invalid('FROM alpine\nLABEL who = "Jo Doe"\n', 'FROM alpine\nLABEL who="Jo Doe"\n'),
        Invalid("FROM alpine\nENV A =1 B=2\n", "FROM alpine\nENV A=1 B=2\n"),
        Invalid("FROM alpine\nENV A = b c\n", 'FROM alpine\nENV A="b c"\n'),
        Invalid("FROM alpine\nENV A == b\n", 'FROM alpine\nENV A="== b"\n', title="two of them may be meant"),
        Invalid(
            "FROM alpine\nENV DEPS \\\n\t\tgcc \\\n# why\n\t\tmake\nRUN a\n",
            'FROM alpine\nENV DEPS="gcc \\\n# why\n\t\tmake"\nRUN a\n',
            title="the value goes over lines: the blanks in front of them are part of it, and stay",
        ),
        Invalid('FROM alpine\nENV A "x \\\n  y"\n', 'FROM alpine\nENV A="x \\\n  y"\n'),
        Invalid(
            "FROM alpine\nENV A x \\\n  B y\n", title="a second pair, by the looks of it, that is part of the value"
        ),
        Invalid("FROM alpine\nENV A \\\n# why\n  x y\n", title="a comment between key and value"),
        Invalid("FROM alpine\nENV A x\ry\n", title="white space that is no blank"),
        Invalid("FROM alpine\nENV A it's 'so' b\n", title="quotes within the value: what they mean would change"),
        Invalid("FROM alpine\nENV PO\u2028RT 8080\n", title="in front of `=` a name ends at that character"),
    ),
    valid=(
        "FROM alpine\nENV PORT=8080\n",
        "FROM alpine\nENV A=1 B=2\n",
        'FROM alpine\nLABEL who="Jo Doe"\n',
        "FROM alpine\nARG VERSION\n",
        "FROM alpine\nENV PORT\n",
    ),
)
def legacy_key_value(instruction: Env | Label) -> Iterator[Finding]:
    """`ENV` or `LABEL` with a blank between key and value is a form that will go away.

    ## Why is this bad?
    `ENV KEY value` takes the whole rest of the line as the value, so a second pair on the line silently becomes part of
    the first. BuildKit warns that the form is deprecated.

    The fix writes `KEY=value`, in double quotes where the value holds blanks. A value with quotes inside is reported but left to
    you, and so is one over several lines of which one looks like a pair of its own.

    With blanks around it, `ENV KEY = value`, the equals sign is part of the value, which hardly anybody means.

    ## Fix safety
    Taking out the blanks around `=` changes the value, from `= value` to `value`: check that nothing relies on the former.

    ## References
    - https://docs.docker.com/reference/build-checks/legacy-key-value-format/
    """
    if not instruction.is_legacy:
        return
    for pair in instruction.pairs:
        if pair.value is None:
            continue  # syntax-error says that the value is missing
        key, value = pair.key.span, pair.value.span
        if _has_blanks_around_equals(value.of(instruction.dockerfile.text)):
            message = f"the value of `{pair.key.value}` begins with `=`, because of the blank in front of it"
            yield Finding(pair.span, message, partial(_without_blanks, instruction, key, value))
        else:
            message = f"`{instruction.keyword} {pair.key.value} …` without `=` is deprecated"
            yield Finding(pair.span, message, partial(_fixes, instruction, pair))


def _fixes(instruction: Env | Label, pair: Pair) -> tuple[Fix, ...]:
    """An equals sign, and quotes where they are needed. Lines of the value stay: the builder joins them before it looks at quotes."""
    if pair.value is None:
        return ()
    text, raw, value = instruction.dockerfile.text, pair.value.raw, pair.value.span
    gap = Span(pair.key.span.end, value.start)
    is_parted = any(map(str.isspace, pair.key.span.of(text))) or "#" in gap.of(text)
    quoted = None if is_parted or _PAIR_BELOW.search(value.of(text)) else _quoted(raw)
    if quoted is None:
        return ()
    quote = "" if quoted == raw else '"'
    edits = (Edit(gap, f"={quote}"), *((Edit(Span(value.end, value.end), quote),) if quote else ()))
    return (Fix("Write `=` between key and value", edits),)


def _has_blanks_around_equals(written: str) -> bool:
    return written.startswith("=") and not written.startswith("==")


def _without_blanks(instruction: Env | Label, key: Span, value: Span) -> tuple[Fix, ...]:
    text = instruction.dockerfile.text
    written = value.of(text)[1:].lstrip(" \t")
    if "\n" in text[key.start : value.end]:
        return ()
    quoted = written if PAIRS.fullmatch(written) else _quoted(written)
    if quoted is None:
        return ()
    return (Fix("Take out the blanks around `=`", (Edit(Span(key.end, value.end), "=" + quoted),), Safety.UNSAFE),)


def _quoted(written: str) -> str | None:
    """The value as it must stand behind `=` to mean the same, or None where that is not certain."""
    if all(character in PLAIN for character in written):
        return written
    if any(character.isspace() for character in written.replace(" ", "").replace("\t", "")):
        return None  # the builder ends words at all white space
    if "\\" in written or "`" in written or any(written.count(quote) % 2 for quote in "\"'"):
        return None
    if not any(character in " \t" for character in written) or _is_one_quotation(written):
        return written
    if all(character in PLAIN or character in " \t;()&|<>!*?[]^#" or not character.isascii() for character in written):
        return f'"{written}"'
    return None


def _is_one_quotation(written: str) -> bool:
    """Whether the value is in one pair of quotes from end to end."""
    return len(written) > 1 and written[0] == written[-1] and written[0] in "\"'" and written.count(written[0]) == 2
