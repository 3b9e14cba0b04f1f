"""The entrance: `main` speaks to the client, `create_server` says which file answers which request.

Loading the protocol's types takes a third of a second, longer than anything else. So the first message is answered
before that (everything in the answer follows from `capabilities`), and the rest is loaded while the client digests it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TextIO

from dockwright.lsp import wire

if TYPE_CHECKING:
    from dockwright.lsp.capabilities import Initialization
    from dockwright.lsp.session import Server

DEFAULT_PORT = 9257


def create_server() -> Server:
    """A server that knows every request."""
    from functools import partial

    from lsprotocol import types

    from dockwright.lsp import (
        code_action,
        code_lens,
        completion,
        configuration,
        definition,
        document_highlight,
        document_link,
        document_symbol,
        execute_command,
        folding_range,
        formatting,
        hover,
        initialized,
        inlay_hint,
        linked_editing_range,
        publish_diagnostics,
        pull_diagnostics,
        references,
        rename,
        selection_range,
        semantic_tokens,
        signature_help,
        synchronization,
        watched_files,
        will_rename_files,
        workspace_folders,
        workspace_symbol,
    )
    from dockwright.lsp.session import Server

    server = Server()
    server.publisher = publish_diagnostics.Publisher(server)
    handlers: dict[str, Callable[..., object]] = {
        types.INITIALIZED: initialized.initialized,
        types.TEXT_DOCUMENT_DID_OPEN: synchronization.did_open,
        types.TEXT_DOCUMENT_DID_CHANGE: synchronization.did_change,
        types.TEXT_DOCUMENT_DID_SAVE: synchronization.did_save,
        types.TEXT_DOCUMENT_DID_CLOSE: synchronization.did_close,
        types.TEXT_DOCUMENT_DIAGNOSTIC: pull_diagnostics.document_diagnostic,
        types.WORKSPACE_DIAGNOSTIC: pull_diagnostics.workspace_diagnostic,
        types.TEXT_DOCUMENT_CODE_ACTION: code_action.code_action,
        types.CODE_ACTION_RESOLVE: code_action.resolve,
        types.TEXT_DOCUMENT_HOVER: hover.hover,
        types.TEXT_DOCUMENT_COMPLETION: completion.completion,
        types.COMPLETION_ITEM_RESOLVE: completion.resolve,
        types.TEXT_DOCUMENT_SIGNATURE_HELP: signature_help.signature_help,
        types.TEXT_DOCUMENT_DECLARATION: definition.definition,
        types.TEXT_DOCUMENT_DEFINITION: definition.definition,
        types.TEXT_DOCUMENT_REFERENCES: references.references,
        types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: document_highlight.document_highlight,
        types.TEXT_DOCUMENT_LINKED_EDITING_RANGE: linked_editing_range.linked_editing_range,
        types.TEXT_DOCUMENT_PREPARE_RENAME: rename.prepare_rename,
        types.TEXT_DOCUMENT_RENAME: rename.rename,
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: document_symbol.document_symbol,
        types.WORKSPACE_SYMBOL: workspace_symbol.workspace_symbol,
        types.TEXT_DOCUMENT_DOCUMENT_LINK: document_link.document_link,
        types.TEXT_DOCUMENT_FOLDING_RANGE: folding_range.folding_range,
        types.TEXT_DOCUMENT_SELECTION_RANGE: selection_range.selection_range,
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: semantic_tokens.full,
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA: semantic_tokens.delta,
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: semantic_tokens.range_,
        types.TEXT_DOCUMENT_INLAY_HINT: inlay_hint.inlay_hint,
        types.TEXT_DOCUMENT_CODE_LENS: code_lens.code_lens,
        types.WORKSPACE_EXECUTE_COMMAND: execute_command.execute_command,
        types.TEXT_DOCUMENT_FORMATTING: formatting.document,
        types.TEXT_DOCUMENT_RANGE_FORMATTING: formatting.range_,
        types.TEXT_DOCUMENT_ON_TYPE_FORMATTING: formatting.on_type,
        types.WORKSPACE_WILL_RENAME_FILES: will_rename_files.will_rename_files,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION: configuration.did_change_configuration,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: watched_files.did_change_watched_files,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: workspace_folders.did_change_workspace_folders,
    }
    for method, handler in handlers.items():
        server.feature(method)(partial(handler, server))
    return server


def main(argv: Sequence[str] | None = None) -> int:
    """Serve one client until it leaves; the exit code: 0 after an orderly shutdown, 1 otherwise."""
    from dockwright.arguments import Subcommand

    parser = Subcommand(prog="dockwright server", description="Run the language server.")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--stdio", action="store_true", help="speak on standard input and output (the default)")
    how.add_argument("--tcp", action="store_true", help="wait for one client on a TCP port")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port, 0 for any (default: %(default)s)")
    parser.add_argument(
        "--log-level",
        choices=("error", "warning", "info", "debug"),
        default="warning",
        help="what the server writes about itself, unless the client's settings say otherwise (default: %(default)s)",
    )
    parser.add_argument("--log-file", metavar="FILE", help="append the log to a file instead of standard error")
    options = parser.parse_args(argv)
    try:
        log_file = _open_log(options.log_file)
        channel = wire.accept(options.host, options.port) if options.tcp else wire.standard_streams()
    except (OSError, OverflowError) as error:
        parser.error(str(error))
    try:
        return serve(channel, options.log_level, log_file)
    except KeyboardInterrupt:
        return 130


def _open_log(path: str | None) -> TextIO | None:
    if path is None:
        return None
    from dockwright.lsp.log import open_file

    return open_file(path)


def serve(channel: wire.Channel, log_level: str | None = None, log_file: TextIO | None = None) -> int:
    """Serve the client at the other end of a channel."""
    first = channel.receive()
    if first is None:
        return 1
    introduction = _answer_early(channel, first)
    from dockwright.lsp.loading import in_a_hurry, load_protocol_types
    from dockwright.lsp.log import Log

    log = Log(log_level)
    log.begin(log_file)
    with in_a_hurry():
        load_protocol_types()
        import asyncio

        from dockwright.lsp.loop import run

        server = create_server()
        server.log = log
    if introduction is not None:
        server.protocol.initialize(introduction)
        return asyncio.run(run(server, channel))
    return asyncio.run(run(server, channel, first))


def _answer_early(channel: wire.Channel, body: bytes) -> Initialization | None:
    """Answer `initialize` with next to nothing loaded; None for any other or a faulty message, which has to wait."""
    import json

    from dockwright.lsp.capabilities import Initialization, answer

    try:
        message = json.loads(body)
        if message["jsonrpc"] != "2.0" or message["method"] != "initialize" or type(message["id"]) not in (int, str):
            return None
        introduction = Initialization.of(message["params"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    reply = {"jsonrpc": "2.0", "id": message["id"], "result": answer(introduction.abilities)}
    channel.send(json.dumps(reply, separators=(",", ":")).encode("ascii"))
    return introduction
