"""Bake files (`docker-bake.hcl`, `docker-bake.json`): the builds that their targets name."""

from __future__ import annotations

import os
import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

from dockwright.discovery import hcl
from dockwright.discovery.build import LONGEST_VALUE, NamedBuild, named_build

_VARIABLE = re.compile(r"\$\{\s*(?:var\.)?([\w.-]+)\s*\}")
_MOST_GENERATIONS, _MOST_PARENTS = 8, 20
_MOST_ROWS = 100  # of a matrix
_MOST_BUILDS = 10_000

Table = Mapping[str, Any]


def bake_builds(text: str, path: str) -> list[NamedBuild]:
    """The builds of a bake file's targets, one for each row of a matrix. Never raises: a file that is no bake file names none."""
    content = _read_json(text) if path.endswith(".json") else hcl.parse(text)
    targets = _table(content, "target")
    defaults = {name: _table(variable).get("default") for name, variable in _table(content, "variable").items()}
    merged = (_inherited(targets, name) for name in targets)
    builds = (_build(target, {**defaults, **row}, path) for target in merged for row in _rows(target.get("matrix")))
    return [build for build in islice(builds, _MOST_BUILDS) if build is not None]


def _rows(matrix: object) -> Iterator[Table]:
    """The combinations of a matrix; one without values where there is none."""
    axes = [
        [_row(name, one) for one in values[:_MOST_ROWS]]
        for name, values in _table(matrix).items()
        if isinstance(values, list)
    ]
    return (ChainMap(*cells) for cells in islice(product(*axes), _MOST_ROWS))


def _row(name: str, value: object) -> dict[str, object]:
    """A value by its name, those of an object as `name.key`."""
    if not isinstance(value, Mapping):
        return {name: value}
    return {f"{name}.{key}": one for key, one in value.items()}


def _read_json(text: str) -> Table:
    import json

    try:
        return _table(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def _table(value: object, key: str | None = None) -> Table:
    """A value, or what it has at a key, as a mapping: an empty one when it is something else."""
    if not isinstance(value, Mapping):
        return {}
    return value if key is None else _table(value.get(key))


def _inherited(targets: Table, name: str) -> dict[str, Any]:
    """A target with what it takes from others: its own words count more, later ancestors more than earlier ones."""
    lineage: list[str] = []
    _trace(targets, name, lineage)
    merged: dict[str, Any] = {}
    for ancestor in lineage:
        merged = _merge(merged, _table(targets, ancestor))
    return merged


def _trace(targets: Table, name: str, lineage: list[str], depth: int = 0) -> None:
    """Append a target's ancestors and then itself, each once."""
    parents = _table(targets, name).get("inherits")
    if isinstance(parents, list) and depth < _MOST_GENERATIONS:
        for parent in parents[:_MOST_PARENTS]:
            if isinstance(parent, str) and parent not in lineage:
                _trace(targets, parent, lineage, depth + 1)
    lineage.append(name)


def _merge(below: Table, above: Table) -> dict[str, Any]:
    return {**below, **above, "args": {**_table(below, "args"), **_table(above, "args")}}


def _build(target: Table, variables: Table, path: str) -> NamedBuild | None:
    if "dockerfile-inline" in target or not {"context", "dockerfile"} & target.keys():
        return None
    context = _resolve(target.get("context", "."), variables)
    dockerfile = _resolve(target.get("dockerfile", "Dockerfile"), variables)
    if context is None or dockerfile is None:
        return None
    arguments = {name: _resolve(value, variables) for name, value in _table(target, "args").items()}
    known = {name: value for name, value in arguments.items() if value is not None}
    stage = _resolve(target.get("target"), variables)
    return named_build(os.path.dirname(path), path, context, dockerfile, stage, known)


def _resolve(value: object, variables: Table) -> str | None:
    """A string with the defaults of its variables; None when it has anything else that is worked out, or gets too long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        return None
    if sum(len(_default(variables, found)) for found in _VARIABLE.finditer(value)) > LONGEST_VALUE:
        return None
    resolved = _VARIABLE.sub(lambda found: _default(variables, found), value)
    return None if "${" in resolved or "%{" in resolved else resolved


def _default(variables: Table, found: re.Match[str]) -> str:
    default = variables.get(found[1])
    return default if isinstance(default, str) else found[0]
