"""workspace/executeCommand: a refactoring, started by its name; the page of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol.types import ApplyWorkspaceEditParams, ExecuteCommandParams, ShowDocumentParams
from pygls.exceptions import JsonRpcInvalidParams

from dockwright.lsp.capabilities import OPEN_PAGE, REFACTOR
from dockwright.lsp.edits import can_make, workspace_edit

if TYPE_CHECKING:
    from dockwright.assist import Change
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.session import Server


def execute_command(server: Server, params: ExecuteCommandParams) -> None:
    """Have the client make the change, or show the page; nothing happens when that cannot be done any more."""
    if params.command == OPEN_PAGE:
        _open_page(server, params.arguments)
        return
    uri, assist, choice = _arguments(params)
    analysis = server.analysis(uri)
    change = _change(analysis, assist, choice) if analysis is not None else None
    if analysis is None or change is None or not server.abilities.applies_edits:
        return
    from dockwright.rule import Fix

    if can_make(analysis, change.files, server.abilities) and analysis.proves(Fix.of(change)):
        edit = workspace_edit(analysis, change.edits, change.files, server.abilities)
        server.workspace_apply_edit(ApplyWorkspaceEditParams(edit, change.title))


def _open_page(server: Server, arguments: Any) -> None:
    from dockwright.output.urls import rule_url

    if not isinstance(arguments, list | tuple) or len(arguments) != 1 or not isinstance(arguments[0], str):
        raise JsonRpcInvalidParams(f"`{OPEN_PAGE}` takes the name of a rule")
    if server.abilities.opens_pages:
        server.window_show_document(ShowDocumentParams(rule_url(arguments[0]), external=True))


def _arguments(params: ExecuteCommandParams) -> tuple[str, str, str]:
    arguments: Any = params.arguments
    if params.command != REFACTOR:
        raise JsonRpcInvalidParams(f"unknown command `{params.command}`")
    if (
        not isinstance(arguments, list | tuple)
        or len(arguments) != 3
        or not all(isinstance(one, str) for one in arguments)
    ):
        raise JsonRpcInvalidParams(f"`{REFACTOR}` takes a uri, the name of a refactoring, and a choice")
    return arguments[0], arguments[1], arguments[2]


def _change(analysis: Analysis, name: str, choice: str) -> Change | None:
    from dockwright.assist import Offer
    from dockwright.assists import ASSISTS

    for assist in ASSISTS:
        if assist.name == name:
            answer = assist.run(analysis.model, analysis.context, analysis.profile.settings, None)
            found = answer.choice(choice) if isinstance(answer, Offer) else None
            return found.change if found is not None else None
    return None
