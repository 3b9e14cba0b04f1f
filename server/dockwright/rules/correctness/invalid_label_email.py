from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import CONFIGURED, Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, example, text_span, values_of_kind
from dockwright.syntax import Label, Word

# RFC 5322, section 3.4.1; names of hosts as RFC 1123 has them
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = lazy_pattern(
    rf'(?:{_ATOM}(?:\.{_ATOM})*|"(?:[^"\\\r\n]|\\.)*")@(?:{_HOST}(?:\.{_HOST})*\.?|\[[0-9A-Za-z:.]+\])'
)
_NAMED = lazy_pattern(r"[^<>@]*<([^<>]+)>")

CONTACT = example("invalid-label-email", contact="email")


@rule(
    "invalid-label-email",
    on=Label,
    needs=CONFIGURED,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3058",),
    options=SCHEMA,
    invalid=(
        Invalid(
            'FROM debian:12\nLABEL contact="Jo Doe <jo@example.org>"\n',
            'FROM debian:12\nLABEL contact="jo@example.org"\n',
            settings=CONTACT,
            marked=('"Jo Doe <jo@example.org>"',),
        ),
        Invalid("FROM debian:12\nLABEL contact=jo\n", settings=CONTACT),
        Invalid("FROM debian:12\nLABEL contact=jo@\n", settings=CONTACT),
        Invalid('FROM debian:12\nLABEL contact="a@example.org, b@example.org"\n', settings=CONTACT, title="two"),
    ),
    valid=(
        "FROM debian:12\nLABEL contact=jo\n",
        Valid("FROM debian:12\nLABEL contact=jo.doe+images@example.org\n", settings=CONTACT),
        Valid("FROM debian:12\nLABEL contact=jo@localhost\n", settings=CONTACT),
        Valid("FROM debian:12\nLABEL contact=$MAINTAINER\n", settings=CONTACT, title="only the build knows"),
    ),
)
def invalid_label_email(label: Label, settings: Settings) -> Iterator[Finding]:
    """A label that is to be an e-mail address is none.

    ## Why is this bad?
    Nobody can be reached there. The label holds one bare address, without a name and without `<` and `>`.

    ## Options
    - `label-schema`: the labels of kind `email` are looked at. A value with variables is not.

    ## Fix safety
    A name around the address is dropped: check that it is to be found elsewhere.

    ## References
    - https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1
    """
    for pair, value in values_of_kind(label, settings, "invalid-label-email", "email"):
        if _ADDRESS.fullmatch(value.value) is None:
            yield Finding(value.span, f"the label `{pair.key.value}` is no e-mail address", _fixes(label, value))


def _fixes(label: Label, value: Word) -> tuple[Fix, ...]:
    place = text_span(value, label.dockerfile.text)
    match = _NAMED.fullmatch(value.value)
    if place is None or match is None or _ADDRESS.fullmatch(match[1]) is None:
        return ()
    return (Fix.replace("Keep the address alone", place, match[1], Safety.UNSAFE),)
