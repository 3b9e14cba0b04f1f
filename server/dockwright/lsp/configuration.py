"""workspace/didChangeConfiguration and workspace/configuration: the user's settings, section `dockwright`."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
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
from dockwright.lsp.settings import settings_of
from dockwright.lsp.uris import of_path

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
        _take(server, {None: settings_of(params.settings)})


def ask(server: Server) -> None:
    """Ask the client for its settings, in general and in every folder; they are in force when the answer comes."""
    folders = tuple(server.environment.folders)

    def answered(future: Future[Any]) -> None:
        if future.cancelled() or future.exception() is not None:
            return
        answers = future.result()
        if isinstance(answers, list) and len(answers) == len(folders) + 1:
            _take(server, _by_scope(folders, [settings_of(answer) for answer in answers]))

    items = [ConfigurationItem(section=NAME), *(ConfigurationItem(of_path(folder), NAME) for folder in folders)]
    server.workspace_configuration(ConfigurationParams(items)).add_done_callback(answered)


def _by_scope(folders: Sequence[str], answers: Sequence[dict[str, Any]]) -> dict[str | None, dict[str, Any]]:
    """The settings in general, and of the folders that have others."""
    general, *special = answers
    return {None: general, **{path: one for path, one in zip(folders, special, strict=True) if one != general}}


def _take(server: Server, settings: Mapping[str | None, dict[str, Any]]) -> None:
    if server.environment.change_settings(settings):
        logger.info("settings: %s", settings)
        server.follow_settings()
        server.publisher.refresh()
