"""What can be chosen, and what one source (a file, a section of it, the command line, an editor) chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dockwright.rule import Severity
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.config.patterns import PathPattern

PRESETS = ("default", "hadolint", "buildkit", "all", "none")
SEVERITIES = {severity.label: severity for severity in sorted(Severity, reverse=True)}
NEVER = "never"
FAIL_ON = (*SEVERITIES, NEVER)
LABEL_KINDS = ("text", "url", "semver", "hash", "rfc3339", "spdx", "email")


class Choices(NamedTuple):
    """What one source chose; None and empty say nothing. Names are as written: rules, aliases or categories."""

    preset: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    fail_on: str | None = None
    builder: str | None = None
    context: str | None = None  # an absolute directory
    suppressions: bool | None = None  # whether comments may silence findings
    options: Mapping[str, Mapping[str, Any]] = {}  # by rule name, then option


NOTHING = Choices()


class Content(NamedTuple):
    """What a configuration file says."""

    choices: Choices = NOTHING
    per_file: tuple[tuple[PathPattern, Choices], ...] = ()
    exclude: tuple[PathPattern, ...] = ()
    format: str | None = None  # of the report; only hadolint's configuration names one
    color: bool | None = None  # of the report; likewise


EMPTY = Content()
