"""The core's diagnostics in the protocol's words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    DiagnosticTag,
    Location,
)

from dockwright.lsp.analysis import Analysis
from dockwright.lsp.capabilities import NAME
from dockwright.output.urls import rule_url
from dockwright.rule import Related, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockwright import lint

_SEVERITIES = {
    Severity.ERROR: DiagnosticSeverity.Error,
    Severity.WARNING: DiagnosticSeverity.Warning,
    Severity.INFO: DiagnosticSeverity.Information,
    Severity.STYLE: DiagnosticSeverity.Hint,
}
_TAGS = {"unnecessary": DiagnosticTag.Unnecessary, "deprecated": DiagnosticTag.Deprecated}


def diagnostics(analysis: Analysis, shown: Sequence[lint.Diagnostic] | None = None) -> list[Diagnostic]:
    """All diagnostics of a document, or those that are to be shown."""
    return [diagnostic(analysis, one) for one in (analysis.report.diagnostics if shown is None else shown)]


def diagnostic(analysis: Analysis, one: lint.Diagnostic) -> Diagnostic:
    return Diagnostic(
        range=analysis.converter.range(one.span),
        message=one.message,
        severity=_SEVERITIES[one.severity],
        code=one.rule.name,
        code_description=_page(one.rule.name),
        source=NAME,
        tags=[_TAGS[tag] for tag in one.rule.tags if tag in _TAGS] or None,
        related_information=[_related(analysis, related) for related in one.related] or None,
    )


@cache
def _page(rule: str) -> CodeDescription:
    return CodeDescription(rule_url(rule))


def _related(analysis: Analysis, related: Related) -> DiagnosticRelatedInformation:
    location = Location(analysis.document.uri, analysis.converter.range(related.span))
    return DiagnosticRelatedInformation(location, related.message)
