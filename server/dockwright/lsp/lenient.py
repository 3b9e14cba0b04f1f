"""Params that do not validate, put right where what is wrong in them is nothing that we need: newer or older clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

_KINDS = range(1, 3)  # of what sets off code actions


def repaired(method: str, params: Any) -> Any:
    """The params without what nobody reads; None when there is nothing to put right."""
    repair = _REPAIRS.get(method)
    if repair is None or not isinstance(params, dict):
        return None
    return repair(params)


def _without_context(params: dict[str, Any]) -> dict[str, Any]:
    """What set off a completion or signature help."""
    return {key: value for key, value in params.items() if key != "context"}


def _code_action(params: dict[str, Any]) -> dict[str, Any]:
    """Values that a later version of the protocol may have more of."""
    context = params.get("context")
    if not isinstance(context, dict):
        return params
    context = dict(context)
    if context.get("triggerKind") not in _KINDS:
        context.pop("triggerKind", None)
    if isinstance(context.get("diagnostics"), list):
        context["diagnostics"] = [_diagnostic(one) for one in context["diagnostics"]]
    return {**params, "context": context}


def _diagnostic(one: Any) -> Any:
    """Without all that may be missing, and most of which is another server's."""
    if not isinstance(one, dict):
        return one
    return {key: value for key, value in one.items() if key in ("range", "message")}


def _document(params: dict[str, Any]) -> dict[str, Any]:
    """A text counts, also without a version (before 3.0 there was none, before 3.16 it could be null) or a language."""
    document = params.get("textDocument")
    if not isinstance(document, dict):
        return params
    document = {"languageId": "dockerfile", **document}
    if not isinstance(document.get("version"), int):
        document["version"] = 0
    return {**params, "textDocument": document}


_REPAIRS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    types.TEXT_DOCUMENT_COMPLETION: _without_context,
    types.TEXT_DOCUMENT_SIGNATURE_HELP: _without_context,
    types.TEXT_DOCUMENT_CODE_ACTION: _code_action,
    types.TEXT_DOCUMENT_DID_OPEN: _document,
    types.TEXT_DOCUMENT_DID_CHANGE: _document,
}
