"""What the client can do and what the server answers to that, as plain values.

Nothing but the standard library is loaded here: `initialize` is answered from this file alone. Clients announce what
they like; a value of an unexpected type counts as absent, so that no client is refused for a word that we never read.
"""

from __future__ import annotations

from typing import Any

import dockwright
from dockwright.values import NamedTuple

NAME = "dockwright"

QUICK_FIX = "quickfix"
REWRITE = "refactor.rewrite"
FIX_ALL = "source.fixAll.dockwright"
REFACTOR = "dockwright.refactor"  # command: uri, name of the refactoring, choice
OPEN_PAGE = "dockwright.openPage"  # command: name of the rule

# The words of `ide.semantic_tokens`, which would have to be loaded for them; a test compares the two.
TOKEN_TYPES = (
    *("keyword", "comment", "string", "number", "operator", "variable"),
    *("parameter", "property", "function", "class", "namespace", "macro"),
)
TOKEN_MODIFIERS = ("declaration", "deprecated", "modification")

FULL_SYNC = 1

COMPLETION_TRIGGERS = [" ", "=", "$", "{", "/", ":", ",", "-", "[", "#", '"', "<"]

TRIGGER_SUGGEST = "editor.action.triggerSuggest"
"""A command of VS Code; a client that knows it says so in the experimental capability `commands`."""

# utf-32 counts what the core counts; otherwise the client's first wish among the others.
ENCODINGS = ("utf-32", "utf-16", "utf-8")
DEFAULT_ENCODING = "utf-16"


class Abilities(NamedTuple):
    """What a client has announced, as far as it decides what we send.

    What clients pass over that do not know it (tags, pages of rules, what is preferred) all of them get.
    """

    encoding: str = DEFAULT_ENCODING
    pulls_diagnostics: bool = False  # and pulls again when told that they may be others now
    refreshes_hints: bool = False  # asks for inlay hints again when told that they may be others now
    refreshes_lenses: bool = False
    takes_actions: bool = False  # code actions as objects, not only as commands
    disables_actions: bool = False
    resolves_edits: bool = False
    versions_edits: bool = False  # `documentChanges`
    creates_files: bool = False  # which takes `documentChanges`, too, announced or not (Neovim before 0.12)
    renames_files: bool = False
    applies_edits: bool = False  # `workspace/applyEdit`
    opens_pages: bool = False  # `window/showDocument`
    shows_progress: bool = False  # of work that the server begins on its own account
    nests_symbols: bool = False
    reads_markdown: bool = False
    completes_snippets: bool = False
    documents_in_markdown: bool = False  # of completion items
    explains_signatures_in_markdown: bool = False
    tags_completions: bool = False
    retriggers_completion: bool = False
    completes_lines: bool = True  # Neovim before 0.11 puts the character NUL in the place of a line break
    replaces_symbols: bool = False  # by labels: Emacs' symbol at point is `/usr/lo` where the edit is about `lo`
    answers_configuration: bool = False
    registers_configuration: bool = False
    registers_watchers: bool = False

    @classmethod
    def of(cls, announced: Any, client: str = "") -> Abilities:
        """From the `capabilities` of an initialize request, and the name of the client for what no capability tells."""
        workspace = _table(announced, "workspace")
        document = _table(announced, "textDocument")
        window = _table(announced, "window")
        action = _table(document, "codeAction")
        edit = _table(workspace, "workspaceEdit")
        item = _table(_table(document, "completion"), "completionItem")
        signature = _table(_table(document, "signatureHelp"), "signatureInformation")
        commands = _list(_table(_table(announced, "experimental"), "commands"), "commands")
        return cls(
            encoding=choose_encoding(_list(_table(announced, "general"), "positionEncodings")),
            pulls_diagnostics="diagnostic" in document and _flag(_table(workspace, "diagnostics"), "refreshSupport"),
            refreshes_hints=_flag(_table(workspace, "inlayHint"), "refreshSupport"),
            refreshes_lenses=_flag(_table(workspace, "codeLens"), "refreshSupport"),
            takes_actions="codeActionLiteralSupport" in action,
            disables_actions=_flag(action, "disabledSupport"),
            resolves_edits=_flag(action, "dataSupport")
            and "edit" in _list(_table(action, "resolveSupport"), "properties"),
            versions_edits=_flag(edit, "documentChanges"),
            creates_files="create" in _list(edit, "resourceOperations"),
            renames_files="rename" in _list(edit, "resourceOperations"),
            applies_edits=_flag(workspace, "applyEdit"),
            opens_pages=_flag(_table(window, "showDocument"), "support"),
            shows_progress=_flag(window, "workDoneProgress"),
            nests_symbols=_flag(_table(document, "documentSymbol"), "hierarchicalDocumentSymbolSupport"),
            reads_markdown="markdown" in _list(_table(document, "hover"), "contentFormat"),
            completes_snippets=_flag(item, "snippetSupport"),
            documents_in_markdown="markdown" in _list(item, "documentationFormat"),
            explains_signatures_in_markdown="markdown" in _list(signature, "documentationFormat"),
            tags_completions=1 in _list(_table(item, "tagSupport"), "valueSet"),
            retriggers_completion=TRIGGER_SUGGEST in commands,
            completes_lines=_flag(item, "snippetSupport") or not client.startswith("Neovim"),
            replaces_symbols=client.startswith("Eglot"),
            answers_configuration=_flag(workspace, "configuration"),
            registers_configuration=_flag(_table(workspace, "didChangeConfiguration"), "dynamicRegistration"),
            registers_watchers=_flag(_table(workspace, "didChangeWatchedFiles"), "dynamicRegistration"),
        )


def trace_of(params: Any, key: str) -> str:
    """How much the client wants to hear of the messages that are handled: `off`, `messages` or `verbose`."""
    value = params.get(key) if isinstance(params, dict) else None
    return value if value in ("messages", "verbose") else "off"


def choose_encoding(offered: list[Any]) -> str:
    """The encoding of columns: code points when offered, else the first one that we know, else UTF-16."""
    if ENCODINGS[0] in offered:
        return ENCODINGS[0]
    return next((encoding for encoding in offered if encoding in ENCODINGS), DEFAULT_ENCODING)


class Initialization(NamedTuple):
    """What an initialize request says, checked."""

    abilities: Abilities
    process_id: int | None
    folders: tuple[str, ...]  # uris
    options: Any
    trace: str = "off"
    client: str = ""  # its name and version, for the log

    @classmethod
    def of(cls, params: Any) -> Initialization:
        """Raises ValueError when the params are not those of an initialize request."""
        if not isinstance(params, dict) or not isinstance(params.get("capabilities"), dict):
            raise ValueError("capabilities must be an object")
        process_id = params.get("processId")
        if process_id is not None and (not isinstance(process_id, int) or isinstance(process_id, bool)):
            raise ValueError("processId must be an integer or null")
        folders = params.get("workspaceFolders")
        if not isinstance(folders, (list, type(None))):
            raise ValueError("workspaceFolders must be a list or null")
        uris = tuple(folder["uri"] for folder in folders or () if isinstance(_table(folder).get("uri"), str))
        root = params.get("rootUri")
        if not uris and isinstance(root, str):
            uris = (root,)
        client = _client(_table(params, "clientInfo"))
        return cls(
            Abilities.of(params["capabilities"], client),
            process_id,
            uris,
            params.get("initializationOptions"),
            trace_of(params, "trace"),
            client,
        )


def _client(information: dict[str, Any]) -> str:
    parts = (information.get("name"), information.get("version"))
    return " ".join(part for part in parts if isinstance(part, str))


def answer(abilities: Abilities) -> dict[str, Any]:
    """The result of `initialize`."""
    capabilities: dict[str, Any] = {
        "positionEncoding": abilities.encoding,
        "textDocumentSync": {"openClose": True, "change": FULL_SYNC, "save": True},
        "hoverProvider": True,
        "completionProvider": {"triggerCharacters": COMPLETION_TRIGGERS, "resolveProvider": True},
        "signatureHelpProvider": {"triggerCharacters": [" "], "retriggerCharacters": [" ", ",", "="]},
        "codeActionProvider": {"codeActionKinds": [QUICK_FIX, REWRITE, FIX_ALL], "resolveProvider": True},
        **_READING,
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "fileOperations": {"willRename": {"filters": [{"scheme": "file", "pattern": {"glob": "**"}}]}},
        },
    }
    if abilities.pulls_diagnostics:
        capabilities["diagnosticProvider"] = {
            "identifier": NAME,
            "interFileDependencies": True,
            "workspaceDiagnostics": True,
            "workDoneProgress": True,
        }
    return {"capabilities": capabilities, "serverInfo": {"name": NAME, "version": dockwright.__version__}}


_READING: dict[str, Any] = {
    "declarationProvider": True,
    "definitionProvider": True,
    "referencesProvider": True,
    "documentHighlightProvider": True,
    "linkedEditingRangeProvider": True,
    "renameProvider": {"prepareProvider": True},
    "documentSymbolProvider": True,
    "workspaceSymbolProvider": True,
    "documentLinkProvider": {},
    "foldingRangeProvider": True,
    "selectionRangeProvider": True,
    "semanticTokensProvider": {
        "legend": {"tokenTypes": TOKEN_TYPES, "tokenModifiers": TOKEN_MODIFIERS},
        "range": True,
        "full": {"delta": True},
    },
    "inlayHintProvider": True,
    "codeLensProvider": {},
    "executeCommandProvider": {"commands": [REFACTOR, OPEN_PAGE]},
    "documentFormattingProvider": True,
    "documentRangeFormattingProvider": True,
    "documentOnTypeFormattingProvider": {"firstTriggerCharacter": "\n"},
}
"""Navigation, reading aids and formatting, which no client is refused."""


def _table(value: Any, key: str | None = None) -> dict[str, Any]:
    """`value`, or its entry `key`, if that is an object; else an empty one."""
    if key is not None:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _list(table: dict[str, Any], key: str) -> list[Any]:
    value = table.get(key)
    return value if isinstance(value, list) else []


def _flag(table: dict[str, Any], key: str) -> bool:
    return table.get(key) is True
