from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import CONFIGURED, Finding, Fix, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, example, text_span, values_of_kind
from dockwright.syntax import Label, Word

# RFC 3339, section 5.6
_TIME = lazy_pattern(
    r"(?P<date>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[Tt]"
    r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)
_ALMOST = lazy_pattern(r"(\S{10})[Tt ](\S+?) ?([Zz]|[+-]\d\d:?\d\d)")

BUILT = example("invalid-label-time", built="rfc3339")


@rule(
    "invalid-label-time",
    on=Label,
    needs=CONFIGURED,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3053",),
    options=SCHEMA,
    invalid=(
        Invalid(
            'FROM debian:12\nLABEL built="2026-01-31 12:00:00 +0100"\n',
            'FROM debian:12\nLABEL built="2026-01-31T12:00:00+01:00"\n',
            settings=BUILT,
        ),
        Invalid("FROM debian:12\nLABEL built=2026-01-31\n", settings=BUILT, marked=("2026-01-31",)),
        Invalid("FROM debian:12\nLABEL built=2026-01-31T12:00:00\n", settings=BUILT, title="no time zone"),
        Invalid("FROM debian:12\nLABEL built=2026-02-30T12:00:00Z\n", settings=BUILT, title="no such day"),
        Invalid('FROM debian:12\nLABEL built="31 Jan 2026"\n', settings=BUILT),
    ),
    valid=(
        "FROM debian:12\nLABEL built=today\n",
        Valid("FROM debian:12\nLABEL built=2026-01-31T12:00:00Z\n", settings=BUILT),
        Valid('FROM debian:12\nLABEL built="2024-02-29t23:59:60.5+05:30"\n', settings=BUILT),
        Valid("FROM debian:12\nLABEL built=$BUILD_DATE\n", settings=BUILT, title="only the build knows"),
    ),
)
def invalid_label_time(label: Label, settings: Settings) -> Iterator[Finding]:
    """A label that is to be a point in time does not follow RFC 3339.

    ## Why is this bad?
    Programs that sort images by age read `2026-01-31T12:00:00Z` and nothing else: date and time with `T` between, and a time
    zone.

    The fix writes the same time as RFC 3339 wants it. A time that lacks its zone is left to you.

    ## Options
    - `label-schema`: the labels of kind `rfc3339` are looked at. A value with variables is not.

    ## References
    - https://www.rfc-editor.org/rfc/rfc3339#section-5.6
    """
    for pair, value in values_of_kind(label, settings, "invalid-label-time", "rfc3339"):
        if not is_time(value.value):
            message = f"the label `{pair.key.value}` is no time as RFC 3339 has it"
            yield Finding(value.span, message, _fixes(label, value))


def is_time(text: str) -> bool:
    """Whether a text is a `date-time`."""
    match = _TIME.fullmatch(text)
    return match is not None and _is_day(*map(int, match["date"].split("-")))


def _is_day(year: int, month: int, day: int) -> bool:
    if month == 2:
        return day <= 28 or (day == 29 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return day <= 30 or month not in (4, 6, 9, 11)


def _fixes(label: Label, value: Word) -> tuple[Fix, ...]:
    place = text_span(value, label.dockerfile.text)
    match = _ALMOST.fullmatch(value.value)
    if place is None or match is None:
        return ()
    date, time, zone = match.groups()
    if len(zone) == 5:
        zone = f"{zone[:3]}:{zone[3:]}"
    better = f"{date}T{time}{zone}"
    return (Fix.replace(f"Write `{better}`", place, better),) if is_time(better) else ()
