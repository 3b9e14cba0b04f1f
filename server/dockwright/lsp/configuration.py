"""workspace/didChangeConfiguration and workspace/configuration: the user's settings, section `dockwright`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol.types import (
    WORKSPACE_DID_CHANGE_CONFIGURATION,
    ConfigurationItem,
    ConfigurationParams,
    DidChangeConfigurationParams,
    DidChangeConfigurationRegistrationOptions,
    Registration,
)

from dockwright.lsp.capabilities import NAME
from dockwright.lsp.environment import settings_of

if TYPE_CHECKING:
    from concurrent.futures import Future

    from dockwright.lsp.session import Server

logger = logging.getLogger(__name__)


def registration() -> Registration:
    """Ask to be told of changes."""
    options = DidChangeConfigurationRegistrationOptions(section=NAME)
    return Registration("configuration", WORKSPACE_DID_CHANGE_CONFIGURATION, options)


def did_change_configuration(server: Server, params: DidChangeConfigurationParams) -> None:
    """The settings are in the message, or the message only says that they are to be asked for."""
    if server.abilities.answers_configuration:
        ask(server)
    else:
        _take(server, params.settings)


def ask(server: Server) -> None:
    """Ask the client for the settings; they are in force when the answer comes."""

    def answered(future: Future[Any]) -> None:
        if future.cancelled() or future.exception() is not None:
            return
        answer = future.result()
        if isinstance(answer, list) and answer and answer[0] is not None:
            _take(server, answer[0])

    params = ConfigurationParams([ConfigurationItem(section=NAME)])
    server.workspace_configuration(params).add_done_callback(answered)


def _take(server: Server, settings: object) -> None:
    if server.environment.change_settings(settings_of(settings)):
        server.publisher.refresh()
