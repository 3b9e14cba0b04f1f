"""One version of a document as the core sees it: model, diagnostics, and which fixes are proven."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dockwright.lsp.documents import Document
from dockwright.lsp.environment import Environment
from dockwright.rule import Fix, Rule

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.lint import Objection, Profile, Proposal, Report
    from dockwright.lsp.converter import Converter
    from dockwright.semantics import SemanticModel

logger = logging.getLogger(__name__)


class Analysis:
    """A document judged by the environment of one moment. Most is computed when it is first asked for."""

    __slots__ = (
        "_context",
        "_environment",
        "_generation",
        "_model",
        "_objections",
        "_report",
        "_unknown",
        "document",
        "profile",
        "revision",
    )

    def __init__(self, document: Document, environment: Environment, revision: int = 0) -> None:
        self.document = document
        self.revision = revision  # of the diagnostics of one version
        self._environment = environment
        self._generation = environment.generation
        self.profile: Profile = environment.configuration(document.path).profile
        self._context: BuildContext | None = None
        self._model: SemanticModel | None = None
        self._report: Report | None = None
        self._unknown: tuple[str, ...] | None = None
        self._objections: dict[tuple[str, Fix], Objection | None] = {}

    def is_of(self, document: Document, environment: Environment) -> bool:
        """Whether nothing has changed since."""
        return self.document is document and self._generation == environment.generation

    @property
    def identity(self) -> str:
        """A name for the diagnostics: the same name, the same diagnostics (`resultId`)."""
        return f"{self.document.serial}.{self._generation}.{self.revision}"

    @property
    def converter(self) -> Converter:
        return self.document.converter

    @property
    def model(self) -> SemanticModel:
        if self._model is None:
            self._model = self.document.model.given(self.context.arguments)
        return self._model

    @property
    def context(self) -> BuildContext:
        if self._context is None:
            self._context = self._environment.context(self.document.path, self.document.model.dockerfile)
        return self._context

    def context_around(self, offset: int) -> BuildContext:
        """The context for what is typed at an offset: a path that is half written does not make it unknown."""
        from dockwright.ide.cursor import instruction_around
        from dockwright.syntax import parse

        path, typed = self.document.path, instruction_around(self.model.dockerfile, offset)
        if self.context.is_known or path is None or typed is None:
            return self.context
        text = self.document.text
        return self._environment.inferred_context(path, parse(text[: typed.span.start] + text[typed.span.end :]))

    @property
    def context_root(self) -> str | None:
        """The directory of the build context on disk, None when there is none."""
        root = getattr(self.context, "root", None)
        return root if isinstance(root, str) else None

    @property
    def own_configuration(self) -> tuple[str, str | None] | None:
        """The dockwright.toml that holds, with its text; without any, where it belongs, and None."""
        return self._environment.own_configuration(self.document.path)

    @property
    def report(self) -> Report:
        if self._report is None:
            from dockwright.lint import lint

            self._report = lint(self.model, self.context, self.profile)
            for fault in self._report.faults:
                logger.error("%s: %s", fault.rule, fault.message)
        return self._report

    @property
    def is_judged(self) -> bool:
        """Whether the report has been worked out already."""
        return self._report is not None

    def release(self) -> None:
        """Let go of what is known; who asks all the same has it worked out again."""
        if self._model is not None:
            self._model.release()
        self._model = self._report = None
        self.document.release()

    @property
    def unknown(self) -> tuple[str, ...]:
        """What another program has not been asked about when this was first wanted."""
        if self._unknown is None:
            inspector = self.profile.inspector
            self._unknown = inspector.unknown(self.model) if inspector is not None else ()
        return self._unknown

    def renew(self) -> bool:
        """Look again after the other program was asked; whether the diagnostics are others now."""
        before = self.report.diagnostics
        self._report, self._unknown = None, ()
        return self.report.diagnostics != before

    def proves(self, fix: Fix, rule: Rule | None = None) -> bool:
        """Whether the gate lets a change pass; `rule` None for a refactoring. One that does not may be a fault of ours."""
        key = (rule.name if rule else "", fix)
        if key not in self._objections:
            objection = self._objections[key] = self._objection(fix, rule)
            if objection is not None:
                _note(key[0], fix, objection)
        return self._objections[key] is None

    def explanation(self, fix: Fix) -> str:
        """Why a refactoring that was tried is not offered, where that is no fault of ours."""
        objection = self._objections.get(("", fix))
        return objection.reason if objection is not None and not objection.is_fault else ""

    def prove_all(self, offered: Iterable[tuple[Fix, Rule]]) -> None:
        """Prove fixes together when they are many; `proves` knows the answers then."""
        from dockwright.lint import Objection, Proposal, prove_all, proves_alone

        unknown = {(rule.name, fix): Proposal(fix, rule) for fix, rule in offered}
        unknown = {key: one for key, one in unknown.items() if key not in self._objections}
        if proves_alone(self.document.text, len(unknown)):
            return
        refused: dict[int, Objection] = {}

        def refuse(proposal: Proposal, objection: Objection) -> None:
            refused[id(proposal.fix)] = objection
            _note(proposal.rule.name if proposal.rule else "", proposal.fix, objection)

        unseen = Objection("nobody has looked at it")
        try:
            passed = prove_all(self.model, self.context, self.profile, unknown.values(), self.report, refuse)
        except Exception as error:
            logger.warning("fixes are not offered: the gate failed: %s: %s", type(error).__name__, error)
            passed = []
        fixes = {id(one.fix) for one in passed}
        for key, one in unknown.items():
            self._objections[key] = None if id(one.fix) in fixes else refused.get(id(one.fix), unseen)

    def _objection(self, fix: Fix, rule: Rule | None) -> Objection | None:
        from dockwright.lint import Objection, gate

        try:
            return gate(self.model, self.context, self.profile, fix, rule, self.report)
        except Exception as error:
            return Objection(f"the gate failed: {type(error).__name__}: {error}")


def _note(name: str, fix: Fix, objection: Objection) -> None:
    level = logging.WARNING if objection.is_fault else logging.DEBUG
    logger.log(level, '%s: "%s" is not offered: %s', name or "refactoring", fix.title, objection.reason)
