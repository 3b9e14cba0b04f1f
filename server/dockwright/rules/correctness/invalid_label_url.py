from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import CONFIGURED, Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, example, text_span, values_of_kind
from dockwright.syntax import Label, Word

# RFC 3986, section 3
_PLAIN = r"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
_TAIL = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
_AUTHORITY = rf"//(?:(?:{_PLAIN}|:)*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|{_PLAIN}*)(?::[0-9]*)?(?=[/?#]|$)"
_URL = lazy_pattern(rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?:{_AUTHORITY})?{_PATH}(?:\?{_TAIL})?(?:#{_TAIL})?")
_BARE_HOST = lazy_pattern(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/?#].*)?")

HOME = example("invalid-label-url", home="url")


@rule(
    "invalid-label-url",
    on=Label,
    needs=CONFIGURED,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3052",),
    options=SCHEMA,
    invalid=(
        Invalid(
            "FROM debian:12\nLABEL home=example.org/tool\n",
            "FROM debian:12\nLABEL home=https://example.org/tool\n",
            settings=HOME,
            marked=("example.org/tool",),
        ),
        Invalid('FROM debian:12\nLABEL home="http://example.org/my page"\n', settings=HOME, title="a blank"),
        Invalid("FROM debian:12\nLABEL home=http://\n", settings=HOME, title="no host"),
        Invalid("FROM debian:12\nLABEL home=/docs\n", settings=HOME),
        Invalid("FROM debian:12\nLABEL home=git@example.org:x/y.git\n", settings=HOME),
    ),
    valid=(
        "FROM debian:12\nLABEL home=nowhere\n",
        Valid("FROM debian:12\nLABEL home=https://example.org:8080/a?b=c#d\n", settings=HOME),
        Valid('FROM debian:12\nLABEL "home"="mailto:a@example.org"\n', settings=HOME),
        Valid("FROM debian:12\nLABEL home=$HOME_PAGE\n", settings=HOME, title="only the build knows"),
        Valid("FROM debian:12\nLABEL home=http://[::1]/x\n", settings=HOME),
    ),
)
def invalid_label_url(label: Label, settings: Settings) -> Iterator[Finding]:
    """A label that is to be a URL is none.

    ## Why is this bad?
    Registries and scanners turn such labels into links. What has no scheme, or holds blanks, leads nowhere.

    ## Options
    - `label-schema`: the labels of kind `url` are looked at. A value with variables is not.

    ## Fix safety
    Where the value begins with a host, `https://` is put before it; check that the page is there.

    ## References
    - https://www.rfc-editor.org/rfc/rfc3986
    """
    for pair, value in values_of_kind(label, settings, "invalid-label-url", "url"):
        if not is_url(value.value):
            yield Finding(value.span, f"the label `{pair.key.value}` is no URL", _fixes(label, value))


def is_url(text: str) -> bool:
    """Whether a text is an absolute URI, with a host where its scheme needs one."""
    match = _URL.fullmatch(text)
    return match is not None and (match["scheme"].lower() not in ("http", "https") or bool(match["host"]))


def _fixes(label: Label, value: Word) -> tuple[Fix, ...]:
    place = text_span(value, label.dockerfile.text)
    if place is None or _BARE_HOST.fullmatch(value.value) is None or not is_url(f"https://{value.value}"):
        return ()
    return (Fix.insert("Begin with `https://`", place.start, "https://", Safety.UNSAFE),)
