"""initialized: what the client is asked for as soon as it listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import InitializedParams, RegistrationParams

from dockwright.lsp import configuration, watched_files

if TYPE_CHECKING:
    from dockwright.lsp.session import Server


def initialized(server: Server, params: InitializedParams) -> None:
    registrations = []
    if server.abilities.registers_watchers:
        registrations.append(watched_files.registration())
        server.environment.is_watched = True
    if server.abilities.registers_configuration:
        registrations.append(configuration.registration())
    if registrations:
        server.client_register_capability(RegistrationParams(registrations))
    if server.abilities.answers_configuration:
        configuration.ask(server)
