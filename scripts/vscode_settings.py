"""The settings in the manifest of the VS Code extension: those of the server, made of the table of configuration keys,
and the extension's own.

`generate_docs.py` writes them into editors/vscode/package.json.
"""

from __future__ import annotations

import json
from typing import Any

from dockwright.config.schema import config_schema
from dockwright.rules import RULES

OF_THE_COMMAND_LINE = ("fail-on", "exclude", "per-file")
"""Keys that mean nothing in an editor."""

OWN: dict[str, dict[str, Any]] = {
    "path": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "markdownDescription": "The program `dockwright`, when it is not to be looked for. `~`, `${workspaceFolder}` and"
        " `${env:NAME}` may be used. Empty: [it is found](https://github.com/dockwright/dockwright/blob/main/docs/"
        "editors/vscode.md#which-server-runs).",
    },
    "command": {
        "type": "array",
        "items": {"type": "string"},
        "default": [],
        "scope": "machine-overridable",
        "markdownDescription": 'The whole command line of the server, for example `["uvx", "dockwright", "server"]`.'
        " It goes before `#dockwright.path#`.",
    },
    "interpreter": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "markdownDescription": "A Python (3.10 or newer) that has dockwright, or that is to make the extension's own"
        " environment.",
    },
    "install": {
        "enum": ["ask", "always", "never"],
        "default": "ask",
        "scope": "machine",
        "enumDescriptions": ["Ask before anything is installed.", "Install without a question.", "Never install."],
        "markdownDescription": "Whether the extension installs the server for itself when there is none.",
    },
    "requirement": {
        "type": "string",
        "default": "",
        "scope": "machine",
        "markdownDescription": "What pip is told to install in the extension's own environment: a requirement such as"
        " `dockwright[shellcheck]`, or the path of a wheel. Empty: the version of the extension.",
    },
    "log-level": {
        "enum": ["error", "warning", "info", "debug", None],
        "type": ["string", "null"],
        "default": None,
        "scope": "window",
        "markdownDescription": "How much the server writes into its log about itself. Not set: mistakes and nothing else,"
        " or what `--log-level` in `#dockwright.command#` says.",
    },
    "trace.server": {
        "enum": ["off", "messages", "verbose"],
        "default": "off",
        "scope": "window",
        "markdownDescription": "Whether the talk between VS Code and the server is written into the server's log.",
    },
}

AIDS: dict[str, dict[str, Any]] = {
    "inlay-hints.stage-index": {
        "type": "boolean",
        "default": True,
        "markdownDescription": "Show the number of each stage behind its `FROM`.",
    },
    "inlay-hints.expanded-image": {
        "type": "boolean",
        "default": True,
        "markdownDescription": "Show the image that variables in a `FROM` stand for.",
    },
    "inlay-hints.inherited-state": {
        "type": "boolean",
        "default": True,
        "markdownDescription": "Show the user and the directory that a stage starts with.",
    },
    "inlay-hints.rebuilds": {
        "type": "boolean",
        "default": True,
        "markdownDescription": "Show the `COPY` from which on any changed file rebuilds the stage.",
    },
    "code-lens.stages": {
        "type": "boolean",
        "default": True,
        "markdownDescription": "Show what a stage is built on, copies from, and is used by.",
    },
    "code-lens.refactorings": {
        "type": "boolean",
        "default": True,
        "markdownDescription": "Show refactorings above the place they belong to.",
    },
    "diagnostics.typing-pause": {
        "type": "number",
        "default": 500,
        "minimum": 0,
        "maximum": 10000,
        "markdownDescription": "Milliseconds: what is new about the instruction that is being typed waits for a pause of"
        " this length, so that half a word is no mistake. `0`: nothing waits.",
    },
    "format.keyword-case": {
        "enum": ["keep", "upper", "lower", "majority"],
        "default": "keep",
        "markdownDescription": "What formatting does to the case of keywords; `majority`: as most of the file has them.",
    },
}


def with_settings(manifest: str) -> str:
    """The manifest with today's settings; the rest as it is."""
    value = json.loads(manifest)
    value["contributes"]["configuration"] = [
        {"title": "Server", "order": 1, "properties": _named(OWN)},
        {"title": "Checks", "order": 2, "properties": _named(checks(), scope="resource")},
        {"title": "Reading aids and formatting", "order": 3, "properties": _named(AIDS, scope="resource")},
    ]
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def checks() -> dict[str, dict[str, Any]]:
    """The keys of a configuration file. Unset they are null: VS Code sends its defaults too, and the file is to hold."""
    schema = config_schema(RULES)
    keys = {name: key for name, key in schema["properties"].items() if name not in OF_THE_COMMAND_LINE}
    return {name: _nullable(_inlined(key, schema["definitions"])) for name, key in keys.items()}


def _nullable(key: dict[str, Any]) -> dict[str, Any]:
    wide = {**key, "type": [key.get("type", "string"), "null"], "default": None}
    wide["markdownDescription"] = f"{wide.pop('description')} Not set: as the configuration file has it."
    if "enum" in key:
        wide["enum"] = [*key["enum"], None]
    return wide


def _inlined(value: Any, definitions: dict[str, Any]) -> Any:
    """The schema without references, which a manifest cannot have."""
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            return _inlined(definitions[reference.rpartition("/")[2]], definitions)
        return {name: _inlined(one, definitions) for name, one in value.items()}
    return [_inlined(one, definitions) for one in value] if isinstance(value, list) else value


def _named(settings: dict[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {f"dockwright.{name}": {**setting, **more} for name, setting in settings.items()}
