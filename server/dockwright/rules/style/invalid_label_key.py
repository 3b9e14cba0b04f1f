from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._labels import SCHEMA, example, schema_of
from dockwright.syntax import Label

_KEY = lazy_pattern(r"[a-z](?:[a-z0-9._/-]*[a-z0-9])?")
_RESERVED = ("com.docker.", "io.docker.", "org.dockerproject.")
_EXTENSIONS = ("com.docker.extension.", "com.docker.desktop.extension.")


@rule(
    "invalid-label-key",
    on=Label,
    severity=Severity.STYLE,
    aliases=("DL3048",),
    default=False,
    options=SCHEMA,
    invalid=(
        Invalid('FROM debian:12\nLABEL Description="a tool" vendor=x\n', marked=("Description",)),
        Invalid("FROM debian:12\nLABEL a..b=1 a--b=2 a-=3 1a=4\n", marked=("a..b", "a--b", "a-", "1a")),
        Invalid("FROM debian:12\nLABEL com.docker.x=1\n", marked=("com.docker.x",), title="a namespace of Docker's"),
        Invalid("FROM debian:12\nLABEL Jo Doe <jo@example.org>\n", marked=("Jo",), title="a key without a value"),
    ),
    valid=(
        "FROM debian:12\nLABEL org.opencontainers.image.source=https://example.org/x a_b=1 a/b=2 com.docker=3\n",
        'FROM debian:12\nLABEL com.docker.desktop.extension.api.version=">= 0.3.4"\n',
        "FROM debian:12\nENV Description=x\n",
        'FROM debian:12\nARG PREFIX\nLABEL "$PREFIX.name"=x\n',
        Valid(
            "FROM debian:12\nLABEL Vendor=x\n",
            settings=example("invalid-label-key", Vendor="text"),
            title="a label that the configuration asks for",
        ),
    ),
)
def invalid_label_key(label: Label, settings: Settings) -> Iterator[Finding]:
    """The key of a label is not written as keys are.

    ## Why is this bad?
    Tools look labels up by their exact key, so `Description` is not found as `description`. By convention a key has lower-case
    letters, digits, `.`, `_`, `/` and `-`, begins with a letter, ends with a letter or digit, and has no two `.` or `-` in a
    row. The namespaces `com.docker`, `io.docker` and `org.dockerproject` are Docker's own.

    No fix is offered: whoever reads the label knows it by the key it has.

    The rule is off unless it is asked for: the convention binds nobody.

    ## Options
    - `label-schema`: keys that the configuration asks for are not reported, whatever they look like.

    ## References
    - https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations
    """
    schema = schema_of(settings, "invalid-label-key")
    for pair in label.pairs:
        key = pair.key.value
        if settings.preset != "hadolint" and (key in schema or pair.key.variables):
            continue
        if _KEY.fullmatch(key) is None or ".." in key or "--" in key:
            yield Finding(
                pair.key.span,
                f"`{pair.key.raw}` is no key of a label as tools expect it: lower case, with single `.` and `-`",
            )
        elif key.startswith(_RESERVED) and not key.startswith(_EXTENSIONS):
            yield Finding(pair.key.span, f"the namespace of `{key}` is Docker's own")
