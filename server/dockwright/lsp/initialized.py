"""initialized: what the client is asked for as soon as it listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import InitializedParams, RegistrationParams

from dockwright.lsp import configuration, watched_files

if TYPE_CHECKING:
    from concurrent.futures import Future
    from typing import Any

    from dockwright.lsp.session import Server


def initialized(server: Server, params: InitializedParams) -> None:
    """One request for each: a client that refuses one is not to lose the others."""
    if server.abilities.registers_watchers:
        _watch_files(server)
    if server.abilities.registers_configuration:
        server.client_register_capability(RegistrationParams([configuration.registration()]))
    if server.abilities.answers_configuration:
        configuration.ask(server)


def _watch_files(server: Server) -> None:
    """Files count as watched when the client says that it does."""

    def answered(future: Future[Any]) -> None:
        if not future.cancelled() and future.exception() is None:
            server.environment.is_watched = True

    server.client_register_capability(RegistrationParams([watched_files.registration()])).add_done_callback(answered)
