from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import CONFIGURED, Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, example, text_span, values_of_kind
from dockwright.syntax import Label, Word
from dockwright.text import Span
from dockwright.values import NamedTuple

_TOKEN = lazy_pattern(r"[()]|[^\s()]+")
_OWN = lazy_pattern(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?(?:LicenseRef|AdditionRef)-[A-Za-z0-9.-]+")

LICENSE = example("invalid-label-license", license="spdx")


@rule(
    "invalid-label-license",
    on=Label,
    needs=CONFIGURED,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3054",),
    options=SCHEMA,
    invalid=(
        Invalid(
            "FROM debian:12\nLABEL license=mit\n",
            "FROM debian:12\nLABEL license=MIT\n",
            settings=LICENSE,
            marked=("mit",),
        ),
        Invalid(
            'FROM debian:12\nLABEL license="apache-2.0 or mit"\n',
            'FROM debian:12\nLABEL license="Apache-2.0 OR MIT"\n',
            settings=LICENSE,
            marked=("apache-2.0", "or", "mit"),
        ),
        Invalid(
            "FROM debian:12\nLABEL license=GPL-2.0+\n",
            "FROM debian:12\nLABEL license=GPL-2.0-or-later\n",
            settings=LICENSE,
        ),
        Invalid(
            "FROM debian:12\nLABEL license=GPL-3.0\n",
            "FROM debian:12\nLABEL license=GPL-3.0-only\n",
            settings=LICENSE,
            title="this version only, or later ones too?",
        ),
        Invalid("FROM debian:12\nLABEL license=Proprietary\n", settings=LICENSE),
        Invalid('FROM debian:12\nLABEL license="MIT Apache-2.0"\n', settings=LICENSE, title="and, or or?"),
        Invalid('FROM debian:12\nLABEL license="(MIT"\n', settings=LICENSE),
    ),
    valid=(
        "FROM debian:12\nLABEL license=mit\n",
        Valid("FROM debian:12\nLABEL license=Apache-2.0\n", settings=LICENSE),
        Valid('FROM debian:12\nLABEL license="(MIT OR Apache-2.0) AND BSD-3-Clause"\n', settings=LICENSE),
        Valid('FROM debian:12\nLABEL license="GPL-2.0-only WITH Classpath-exception-2.0"\n', settings=LICENSE),
        Valid("FROM debian:12\nLABEL license=LicenseRef-Example\n", settings=LICENSE),
        Valid("FROM debian:12\nLABEL license=$LICENSE\n", settings=LICENSE, title="only the build knows"),
    ),
)
def invalid_label_license(label: Label, settings: Settings) -> Iterator[Finding]:
    """A label that is to be an SPDX licence is none.

    ## Why is this bad?
    Scanners know licences by their identifiers on the SPDX License List. `Apache 2` or `GPL-3.0` (this version only, or later
    ones too?) they count as unknown. Several licences are joined with `AND`, `OR` and `WITH`; a licence of your own is called
    `LicenseRef-…`.

    ## Options
    - `label-schema`: the labels of kind `spdx` are looked at. A value with variables is not.

    ## Fix safety
    Case, and a `+` that became `-or-later`, are mended safely. Whether `GPL-3.0` is to mean `GPL-3.0-only` or
    `GPL-3.0-or-later` only the author knows: that fix is offered, not applied in bulk.

    ## References
    - https://spdx.org/licenses/
    - https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/
    """
    for pair, value in values_of_kind(label, settings, "invalid-label-license", "spdx"):
        place = text_span(value, label.dockerfile.text)
        faults = list(_faults(value.value))
        if place is None or any(fault.span is None for fault in faults):
            faults = faults[:1]
        for fault in faults:
            yield _finding(value, place, pair.key.value, fault)


class Fault(NamedTuple):
    """What is wrong in an expression: where in the value (None: all of it), and what may stand there instead."""

    why: str
    span: Span | None = None
    better: tuple[str, ...] = ()
    safety: Safety = Safety.SAFE


def _finding(value: Word, place: Span | None, key: str, fault: Fault) -> Finding:
    if place is None or fault.span is None:
        return Finding(value.span, f"the label `{key}` is no SPDX licence: {fault.why}")
    span = Span(place.start + fault.span.start, place.start + fault.span.end)
    fixes = tuple(Fix.replace(f"Write `{better}`", span, better, fault.safety) for better in fault.better)
    return Finding(span, f"the label `{key}` is no SPDX licence: {fault.why}", fixes)


def _faults(text: str) -> Iterator[Fault]:
    """What is wrong in a licence expression, in its order."""
    depth = 0
    wants_licence = True
    after_with = False
    for match in _TOKEN.finditer(text):
        token, span = match[0], Span(match.start(), match.end())
        operator = token.upper() if token.upper() in ("AND", "OR", "WITH") else ""
        if token == "(" and wants_licence:
            depth += 1
        elif token == ")" and not wants_licence and depth:
            depth -= 1
        elif operator and not wants_licence:
            wants_licence, after_with = True, operator == "WITH"
            if token != operator:
                yield Fault(f"`{token}` is written `{operator}`", span, (operator,))
        elif wants_licence and token not in "()" and not operator:
            wants_licence = False
            yield from _name_faults(token, span, after_with)
            after_with = False
        else:
            yield Fault(f"`{token}` cannot stand there")
            return
    if depth:
        yield Fault("a parenthesis is not closed")
    elif wants_licence:
        yield Fault("a licence is missing")


def _name_faults(name: str, span: Span, is_exception: bool) -> Iterator[Fault]:
    from dockwright.knowledge.spdx import DEPRECATED_LICENSES, EXCEPTIONS, LICENSES

    known = EXCEPTIONS if is_exception else LICENSES
    base = name if is_exception or name in DEPRECATED_LICENSES else name.removesuffix("+")
    if base in known or _OWN.fullmatch(name):
        return
    plus = name[len(base) :]
    folded = base.lower()
    better = next((one for one in known if one.lower() == folded), None)
    if better is not None:
        yield Fault(f"`{name}` is written `{better}{plus}`", span, (better + plus,))
        return
    if is_exception:
        yield Fault(f"no exception is called `{name}`", span)
        return
    stem = next((one for one in DEPRECATED_LICENSES if one.lower() == name.lower()), name)
    successors = tuple(
        one for one in (f"{stem.removesuffix('+')}-only", f"{stem.removesuffix('+')}-or-later") if one in known
    )
    if stem.endswith("+") and successors:
        yield Fault(f"`{name}` is out of date", span, successors[-1:])
    elif stem in DEPRECATED_LICENSES:
        yield Fault(f"`{name}` is out of date", span, successors, Safety.UNSAFE)
    else:
        yield Fault(f"no licence is called `{name}`", span)
