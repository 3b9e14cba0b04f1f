"""Whether a message of the server is what the protocol's own types say: nothing missing, nothing of another type, nothing more."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lsprotocol.converters import get_converter
from lsprotocol.types import METHOD_TO_TYPES, TEXT_DOCUMENT_CODE_ACTION, CodeAction

if TYPE_CHECKING:
    from cattrs import Converter


def check(message: dict[str, Any], method: str) -> None:
    """A request or notification of the server, or its answer to a request of ours; errors have a form of their own."""
    if method not in METHOD_TO_TYPES:
        assert "method" not in message, f"the protocol has no {method}"
        return
    asked, answered, *_ = METHOD_TO_TYPES[method]
    if "method" in message:
        _check(message, asked)
    elif "error" in message:
        assert set(message["error"]) == {"code", "message"}
        assert message["error"]["code"] != -32603, message  # an internal error: a fault of ours
    elif method == TEXT_DOCUMENT_CODE_ACTION:
        for action in message["result"] or ():  # an action with a command would be read as a command
            _check(action, CodeAction)
    else:
        _check(message, answered)


def _check(value: Any, kind: Any) -> None:
    """Read, and written again, it must be the same."""
    converter = _converter()
    written = converter.unstructure(converter.structure(value, kind), kind)
    assert _without_nulls(json.loads(json.dumps(written))) == _without_nulls(value)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(one) for key, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


@lru_cache(maxsize=1)
def _converter() -> Converter:
    return get_converter()
