"""workspace/didChangeWorkspaceFolders: folders come and go while the editor is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.lsp import configuration

if TYPE_CHECKING:
    from lsprotocol.types import DidChangeWorkspaceFoldersParams

    from dockwright.lsp.session import Server


def did_change_workspace_folders(server: Server, params: DidChangeWorkspaceFoldersParams) -> None:
    event = params.event
    server.environment.change_folders([one.uri for one in event.added], [one.uri for one in event.removed])
    server.publisher.refresh()
    if server.abilities.answers_configuration:
        configuration.ask(server)
