"""Fix-all: every safe fix of the file, or of one rule in the file, as one edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol.types import CodeAction, WorkspaceEdit
from pygls.exceptions import JsonRpcContentModified

from dockwright.lsp.analysis import Analysis
from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import FIX_ALL, QUICK_FIX, Abilities
from dockwright.lsp.edits import can_make, workspace_edit
from dockwright.rule import Safety
from dockwright.text import differences
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.lint import FixResult
    from dockwright.lsp.session import Server


class Ticket(NamedTuple):
    """What an action without an edit remembers until it is resolved."""

    uri: str
    rule: str | None  # None: all rules

    @classmethod
    def of(cls, data: Any) -> Ticket | None:
        """From the data of an action, None when it is not ours."""
        if not isinstance(data, dict) or not isinstance(data.get("uri"), str):
            return None
        rule = data.get("rule")
        return cls(data["uri"], rule) if isinstance(rule, (str, type(None))) else None


def offer(ask: Ask) -> Iterator[CodeAction]:
    fixable = Counter(
        one.rule.name for one in ask.analysis.report.diagnostics if any(fix.safety >= Safety.SAFE for fix in one.fixes)
    )
    if ask.wants(QUICK_FIX):
        for name in dict.fromkeys(one.rule.name for one in ask.diagnostics() if fixable[one.rule.name] > 1):
            yield from _action(ask, f"Fix all `{name}` in this file", QUICK_FIX, name)
    if fixable and ask.wants(FIX_ALL):
        yield from _action(ask, "Fix everything that is safe to fix in this file", FIX_ALL, None)


def _action(ask: Ask, title: str, kind: str, rule: str | None) -> Iterator[CodeAction]:
    """The action; without its edit where the client asks for that later, not at all while the cursor just moves."""
    uri = ask.analysis.document.uri
    if ask.abilities.resolves_edits:
        yield CodeAction(title, kind=kind, data=Ticket(uri, rule)._asdict())
    elif (ask.invoked or ask.names(kind)) and (made := _at_once(ask.analysis, rule, ask.abilities)):
        yield CodeAction(title, kind=kind, edit=made)


def edit(analysis: Analysis, rule: str | None, abilities: Abilities) -> Generator[None, None, WorkspaceEdit | None]:
    """The edit that makes the fixes, None when there is nothing to do. What the client cannot make is left out.

    It is worked out with breaks, since it takes as long as some looks at the whole file.
    """
    result = yield from _fix(analysis, {rule} if rule else None)
    if not can_make(analysis, result.files, abilities):
        names = {rule} if rule else set(analysis.profile.names)
        result = yield from _fix(analysis, names - _names_of_rules_with_files(analysis))
    if not can_make(analysis, result.files, abilities):
        return None
    changes = differences(analysis.document.text, result.text)
    if not changes and not result.files:
        return None
    return workspace_edit(analysis, changes, result.files, abilities)


def _at_once(analysis: Analysis, rule: str | None, abilities: Abilities) -> WorkspaceEdit | None:
    from dockwright.lint import without_breaks

    return without_breaks(edit(analysis, rule, abilities))


async def resolved(server: Server, ticket: Ticket) -> WorkspaceEdit | None:
    """The edit of an action that has been chosen; other messages are handled in the breaks.

    Raises JsonRpcContentModified when the document has been edited meanwhile.
    """
    analysis = server.analysis(ticket.uri)
    if analysis is None:
        return None
    from dockwright.lint import with_result

    results: list[WorkspaceEdit | None] = []
    for _ in with_result(edit(analysis, ticket.rule, server.abilities), results):
        await server.protocol.pause()
        if server.documents.get(ticket.uri) is not analysis.document:
            raise JsonRpcContentModified("the document has been edited")
    return results[0]


def _fix(analysis: Analysis, rules: set[str] | None) -> Generator[None, None, FixResult]:
    from dockwright.lint import fix_in_passes

    result = yield from fix_in_passes(
        analysis.document.text, analysis.context, analysis.profile, safety=Safety.SAFE, rules=rules
    )
    result.model.release()
    return result


def _names_of_rules_with_files(analysis: Analysis) -> set[str]:
    return {
        name
        for one in analysis.report.diagnostics
        if any(fix.files for fix in one.fixes)
        for name in (one.rule.name, *one.rule.aliases)
    }
