"""textDocument/diagnostic and workspace/diagnostic: diagnostics for the clients that ask for them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol.types import (
    PROGRESS,
    DocumentDiagnosticParams,
    ProgressParams,
    RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport,
    WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport,
    WorkspaceDiagnosticReportPartialResult,
    WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
)

from dockwright.lsp.diagnostics import diagnostics
from dockwright.lsp.loop import in_thread
from dockwright.lsp.progress import Progress
from dockwright.lsp.protocol import now
from dockwright.lsp.uris import identity, of_path

if TYPE_CHECKING:
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.documents import Document
    from dockwright.lsp.session import Server

    DocumentReport = RelatedFullDocumentDiagnosticReport | RelatedUnchangedDocumentDiagnosticReport
    FileReport = WorkspaceFullDocumentDiagnosticReport | WorkspaceUnchangedDocumentDiagnosticReport

PORTION = 0.5  # seconds between two parts of a long answer


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
    """The diagnostics of every file in the workspace folders; other requests are answered in between.

    Open documents come first, as they stand in the editor. A client that takes a part at a time has theirs before the others
    have been searched for.
    """
    reports = _Reports(server, params)
    progress = Progress(server, "Checking Dockerfiles", params.work_done_token)
    try:
        opened = set()
        for one in server.documents:
            opened.add(one.path)
            reports.add(one)
        reports.send()
        paths = await in_thread(server.environment.dockerfiles)
        server.publisher.tell_bounds(len(paths))
        for path in paths:
            if path not in opened and (document := server.files.get(path, server.abilities.encoding)):
                reports.add(document)
                progress.report(reports.count, max(reports.count, len(paths)))
                await asyncio.sleep(0)
    finally:
        progress.end()
    return WorkspaceDiagnosticReport(reports.rest())


class _Reports:
    """The reports on many files; those of some time are sent together to a client that takes a part at a time."""

    def __init__(self, server: Server, params: WorkspaceDiagnosticParams) -> None:
        self.count = 0
        self._server = server
        self._token = params.partial_result_token
        self._previous = {identity(known.uri): known.value for known in params.previous_result_ids}
        self._reports: list[FileReport] = []
        self._last = now()

    def add(self, document: Document) -> None:
        analysis = self._server.analyse(document)
        self._reports.append(_file_report(self._server, analysis, self._previous.pop(identity(document.uri), None)))
        self.count += 1
        if now() - self._last >= PORTION:
            self.send()

    def send(self) -> None:
        """Send what there is, unless the client wants it all at the end."""
        if self._token is not None and self._reports:
            part = WorkspaceDiagnosticReportPartialResult(self._reports)
            self._server.protocol.notify(PROGRESS, ProgressParams(self._token, part))
            self._reports = []
        self._last = now()

    def rest(self) -> list[FileReport]:
        """What has not been sent; files of before that are gone have no diagnostics any more."""
        gone = [WorkspaceFullDocumentDiagnosticReport(uri=of_path(one), items=[]) for one in self._previous]
        return [*self._reports, *gone]


def _file_report(server: Server, analysis: Analysis, previous: str | None) -> FileReport:
    document = analysis.document
    name = _name(server, analysis)
    if previous == name:
        return WorkspaceUnchangedDocumentDiagnosticReport(document.uri, name, document.version)
    server.shellcheck.request(analysis)
    return WorkspaceFullDocumentDiagnosticReport(
        document.uri, diagnostics(analysis, server.calm.shown(analysis)), document.version, result_id=name
    )
