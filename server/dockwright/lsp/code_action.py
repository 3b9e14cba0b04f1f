"""textDocument/codeAction and codeAction/resolve: what can be done at a selection, the best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from lsprotocol.types import CodeAction, CodeActionParams, CodeActionTriggerKind
from pygls.exceptions import JsonRpcInvalidParams

from dockwright.lsp import documentation, fix_all, quick_fixes, refactorings, suppress
from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import NAME

if TYPE_CHECKING:
    from dockwright.lsp.session import Server

Offerer = Callable[[Ask], Iterator[CodeAction]]

OFFERERS: tuple[Offerer, ...] = (
    quick_fixes.offer,
    refactorings.offer,
    fix_all.offer,
    documentation.offer,
    suppress.offer,
)


def code_action(server: Server, params: CodeActionParams) -> list[CodeAction] | None:
    """Fixes, then refactorings, then fix-all, the page of a rule, and last the ways to silence it. None for an unknown document."""
    analysis = server.analysis(params.text_document.uri)
    if analysis is None or not server.abilities.takes_actions:
        return None
    context = params.context
    ask = Ask(
        analysis=analysis,
        abilities=server.abilities,
        selection=analysis.converter.span(params.range),
        only=None if not context.only else tuple(str(getattr(kind, "value", kind)) for kind in context.only),
        invoked=context.trigger_kind is not CodeActionTriggerKind.Automatic,
        named=frozenset(
            (one.code, analysis.converter.span(one.range))
            for one in context.diagnostics
            if one.source == NAME and isinstance(one.code, str)
        ),
    )
    return [action for offer in OFFERERS for action in offer(ask)]


async def resolve(server: Server, action: CodeAction) -> CodeAction:
    """The action with its edit. Only those that take long to work out come without one."""
    if action.command is not None:
        return action
    ticket = fix_all.Ticket.of(action.data)
    if ticket is None:
        raise JsonRpcInvalidParams("this action is not one of ours")
    action.edit = await fix_all.resolved(server, ticket)
    return action
