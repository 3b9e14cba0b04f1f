"""YAML as nodes, which keep how a value is written: what compose files and workflows are read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yaml.nodes import Node

_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool"))
_MOST_MERGED = 30  # mappings in which a key is looked for


def read(text: str) -> Node | None:
    """The one document of a file; None when it is no YAML, or more than one."""
    documents = read_all(text)
    return documents[0] if len(documents) == 1 else None


def read_all(text: str) -> list[Node]:
    """The documents of a file; none when it is no YAML."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return list(yaml.compose_all(text, Loader=loader))
    except (yaml.YAMLError, RecursionError, ValueError):
        return []


def members(node: Node | None) -> list[Node]:
    """The nodes of a sequence; nothing of anything else."""
    return _value(node, "sequence") or []


def items(node: Node | None) -> Iterator[tuple[str, Node]]:
    """The pairs of a mapping with scalar keys; nothing of anything else."""
    for key, value in _value(node, "mapping") or ():
        if (name := _value(key, "scalar")) is not None:
            yield name, value


def get(node: Node | None, key: str) -> Node | None:
    """A value of a mapping, or of the mappings merged into it by `<<`."""
    waiting = [node]
    for _ in range(_MOST_MERGED):
        if not waiting:
            break
        keys = _index(waiting.pop())
        if key in keys:
            return keys[key]
        if (merged := keys.get("<<")) is not None:
            waiting += reversed(members(merged)[:_MOST_MERGED] or [merged])
    return None


def _index(node: Node | None) -> dict[str, Node]:
    """The values of a mapping by key, kept with it: one that is merged into thousands is gone through once."""
    if node is None:
        return {}
    kept: dict[str, dict[str, Node]] = vars(node)
    if "_index" not in kept:
        kept["_index"] = dict(reversed(list(items(node))))
    return kept["_index"]


def scalar(node: Node | None) -> str | None:
    """A text, number or truth value as it is written; None of null, of anything else, and of a tag of somebody's own,
    which says that the value is not what it looks like (`!reset` of Compose)."""
    text: str | None = _value(node, "scalar")
    return text if getattr(node, "tag", "") in _PLAIN_TAGS else None


def _value(node: Node | None, kind: str) -> Any:
    """What a node of this kind (scalar, sequence, mapping) holds; None for another."""
    return getattr(node, "value", None) if getattr(node, "id", None) == kind else None
