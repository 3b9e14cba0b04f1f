"""ShellCheck beside the main loop: diagnostics go out with what it said before, and again when it has said the rest."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from dockwright.lsp.loop import in_thread
from dockwright.lsp.uris import identity

if TYPE_CHECKING:
    from dockwright.config import FileConfiguration
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.session import Server
    from dockwright.shellcheck.answers import Answers
    from dockwright.shellcheck.checker import Checker

logger = logging.getLogger(__name__)

CAPACITY = 1 << 16
"""How many answers are kept: those of some ten thousand files."""

AT_ONCE = 16
"""How many files that are not open are asked about between two looks at those that are."""


class ShellChecks:
    """Asks ShellCheck about the documents that need it, one call after the other, in a thread."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._answers: Answers | None = None
        self._has_searched = False
        self._waiting: dict[str, Analysis] = {}
        self._revisions: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None

    def checker(self, configuration: FileConfiguration) -> Checker | None:
        """ShellCheck under a configuration; None when nobody wants to hear it or it is not there."""
        if configuration.shellcheck.is_silent or (answers := self._program()) is None:
            return None
        from dockwright.shellcheck.checker import Checker

        return Checker.of(answers, configuration)

    def revision(self, uri: str) -> int:
        """How often ShellCheck has changed the diagnostics of a document."""
        return self._revisions.get(identity(uri), 0)

    def request(self, analysis: Analysis) -> None:
        """Ask about what is not known yet of a document whose diagnostics have been sent."""
        if not analysis.unknown:
            return
        self._waiting[identity(analysis.document.uri)] = analysis
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())

    def _program(self) -> Answers | None:
        if not self._has_searched:
            from dockwright.shellcheck.program import find

            self._has_searched = True
            if (program := find()) is not None:
                from dockwright.shellcheck.answers import Answers

                self._answers = Answers(program, self._complain, tries_fixes=True, capacity=CAPACITY)
        return self._answers

    def _complain(self, message: str) -> None:
        """A program that is ended together with the session has not failed."""
        if self._task is not None:
            logger.warning("%s", message)

    async def _work(self) -> None:
        try:
            while self._waiting and self._answers is not None:
                analyses = self._next()
                texts = [text for analysis in analyses for text in analysis.unknown]
                await in_thread(partial(self._answers.learn, texts))
                self._tell(analyses)
        except Exception:
            logger.exception("ShellCheck was not asked")
            self._waiting.clear()
        finally:
            self._task = None

    def _next(self) -> list[Analysis]:
        """The open documents, else some of the others; those that have changed since are dropped."""
        current = {key: one for key, one in self._waiting.items() if self._is_current(one)}
        chosen = [key for key, one in current.items() if self._is_open(one)] or list(current)[:AT_ONCE]
        self._waiting = {key: one for key, one in current.items() if key not in chosen}
        return [current[key] for key in chosen]

    def _tell(self, analyses: list[Analysis]) -> None:
        """Send the diagnostics that are others now."""
        changed = [analysis for analysis in analyses if self._is_current(analysis) and analysis.renew()]
        for analysis in changed:
            key = identity(analysis.document.uri)
            self._revisions[key] = analysis.revision = self._revisions.get(key, 0) + 1
        if changed:
            self._server.publisher.merged([one.document for one in changed if self._is_open(one)])

    def _is_open(self, analysis: Analysis) -> bool:
        return self._server.documents.get(analysis.document.uri) is analysis.document

    def _is_current(self, analysis: Analysis) -> bool:
        now = self._server.documents.get(analysis.document.uri)
        return (now is None or now is analysis.document) and analysis.is_of(analysis.document, self._server.environment)
