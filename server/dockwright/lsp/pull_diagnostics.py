"""textDocument/diagnostic and workspace/diagnostic: diagnostics for the clients that ask for them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol.types import (
    DocumentDiagnosticParams,
    RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport,
    WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
)

from dockwright.lsp.diagnostics import diagnostics
from dockwright.lsp.loop import in_thread
from dockwright.lsp.progress import Progress
from dockwright.lsp.uris import identity, of_path
from dockwright.lsp.workspace_files import documents

if TYPE_CHECKING:
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.session import Server

    DocumentReport = RelatedFullDocumentDiagnosticReport | RelatedUnchangedDocumentDiagnosticReport
    FileReport = WorkspaceFullDocumentDiagnosticReport | WorkspaceUnchangedDocumentDiagnosticReport


def document_diagnostic(server: Server, params: DocumentDiagnosticParams) -> DocumentReport:
    """The diagnostics of an open document, or that they are those of before. A document that is not open has none."""
    analysis = server.analysis(params.text_document.uri)
    if analysis is None:
        return RelatedFullDocumentDiagnosticReport(items=[])
    name = _name(server, analysis)
    if params.previous_result_id == name:
        return RelatedUnchangedDocumentDiagnosticReport(name)
    server.shellcheck.request(analysis)
    return RelatedFullDocumentDiagnosticReport(diagnostics(analysis, server.calm.shown(analysis)), result_id=name)


def _name(server: Server, analysis: Analysis) -> str:
    """The name of the diagnostics: another one as long as some of them wait."""
    return f"{analysis.identity}-" if server.calm.holds(analysis) else analysis.identity


async def workspace_diagnostic(server: Server, params: WorkspaceDiagnosticParams) -> WorkspaceDiagnosticReport:
    """The diagnostics of every file in the workspace folders; other requests are answered in between."""
    previous = {identity(known.uri): known.value for known in params.previous_result_ids}
    paths = await in_thread(server.environment.dockerfiles)
    reports: list[FileReport] = []
    progress = Progress(server, "Checking Dockerfiles", params.work_done_token)
    try:
        for document in documents(server, paths):
            analysis = server.analyse(document)
            reports.append(_file_report(server, analysis, previous.pop(identity(document.uri), None)))
            progress.report(len(reports), max(len(reports), len(paths)))
            await asyncio.sleep(0)
    finally:
        progress.end()
    reports += [WorkspaceFullDocumentDiagnosticReport(uri=of_path(gone), items=[]) for gone in previous]
    return WorkspaceDiagnosticReport(reports)


def _file_report(server: Server, analysis: Analysis, previous: str | None) -> FileReport:
    document = analysis.document
    name = _name(server, analysis)
    if previous == name:
        return WorkspaceUnchangedDocumentDiagnosticReport(document.uri, name, document.version)
    server.shellcheck.request(analysis)
    return WorkspaceFullDocumentDiagnosticReport(
        document.uri, diagnostics(analysis, server.calm.shown(analysis)), document.version, result_id=name
    )
