"""GitHub's workflows: the builds that their steps name with Docker's action, `docker/build-push-action`."""

from __future__ import annotations

import os
import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import TYPE_CHECKING

from dockwright.discovery.build import LONGEST_VALUE, NamedBuild, named_build
from dockwright.discovery.yaml_nodes import get, items, members, read, scalar

if TYPE_CHECKING:
    from yaml.nodes import Node

ACTION = "docker/build-push-action"

_EXPRESSION = re.compile(r"\$\{\{(?P<inner>[^{}]*)\}\}")
_DEFAULT_CONTEXT = "{{defaultContext}}"  # the action's own word for the repository
_ENVIRONMENT = "env "  # what stands before the names of the environment in a row
_MOST_BUILDS = 1_000  # of a workflow
_MOST_ROWS = 100  # of a matrix
_MOST_VALUES, _DEEPEST = 200, 3  # of one of its entries

_FILE_INPUTS = ("dockerfile", "docker-file", "docker_file", "dockerfile-path", "dockerfile_path", "file")
_CONTEXT_INPUTS = ("context", "docker-context", "docker_context", "build-context", "build_context", "context-path")
"""How actions and workflows of people's own call the Dockerfile and its context."""

Row = Mapping[str, str]


def workflow_builds(text: str, path: str) -> list[NamedBuild]:
    """The builds of a workflow, for each row of a job's matrix. Never raises: a file that is no workflow names none.

    Places depend on nothing but the matrix and the environment; a step that needs to know more is passed over, and so is a job that puts the
    repository elsewhere.
    """
    root = os.path.dirname(os.path.dirname(os.path.dirname(path)))
    workflow = read(text)
    asked = (one for _, job in items(get(workflow, "jobs")) if not _moves(job) for one in _steps(workflow, job))
    builds = (_build(get(step, "with"), row, root, path) for step, row in islice(asked, _MOST_BUILDS))
    return [build for build in builds if build is not None]


def similar_builds(text: str, path: str) -> list[NamedBuild]:
    """The builds that a workflow seems to name where it calls other actions and workflows with a Dockerfile and a context.

    A Dockerfile with a directory may go by the repository or by the context: that gives two of them. Never raises.
    """
    root = os.path.dirname(os.path.dirname(os.path.dirname(path)))
    calls = (
        (get(call, "with"), row)
        for _, job in items(get(read(text), "jobs"))
        if not _moves(job)
        for call in (job, *members(get(job, "steps")))
        if (scalar(get(call, "uses")) or ACTION).partition("@")[0] != ACTION and _input(get(call, "with"), _FILE_INPUTS)
        for row in _rows(get(get(job, "strategy"), "matrix"))
    )
    return [build for inputs, row in islice(calls, _MOST_BUILDS) for build in _similar(inputs, row, root, path)]


def _similar(inputs: Node | None, row: Row, root: str, path: str) -> Iterator[NamedBuild]:
    context = _expanded(_input(inputs, _CONTEXT_INPUTS), row)
    file = _expanded(_input(inputs, _FILE_INPUTS), row)
    build = named_build(root, path, context, file, None, {}) if context and file else None
    if build is not None and file:
        yield build
        if "/" in os.path.normpath(file):
            yield build._replace(dockerfile=os.path.normpath(os.path.join(root, file)))


def _input(inputs: Node | None, names: Iterable[str]) -> str:
    return next((text for name in names if (text := scalar(get(inputs, name)))), "")


def _steps(workflow: Node | None, job: Node) -> Iterable[tuple[Node, Row]]:
    """The steps with Docker's action, each with every row of the matrix and the environment."""
    steps = [
        step for step in members(get(job, "steps")) if (scalar(get(step, "uses")) or "").partition("@")[0] == ACTION
    ]
    if not steps:
        return ()
    known = {_ENVIRONMENT + name: value for name, value in environment(workflow, job).items() if "${{" not in value}
    return product(steps, [{**row, **known} for row in _rows(get(get(job, "strategy"), "matrix"))])


def environment(*nodes: Node | None) -> dict[str, str]:
    """What a workflow, a job and a step set in the environment, as it is written."""
    pairs = ((name, scalar(value)) for node in nodes for name, value in items(get(node, "env")))
    return {name: value for name, value in islice(pairs, _MOST_VALUES) if value is not None}


def _moves(job: Node) -> bool:
    """Whether the repository is checked out into a directory."""
    return any(get(get(step, "with"), "path") is not None for step in members(get(job, "steps")) if _checks_out(step))


def _checks_out(step: Node) -> bool:
    return (scalar(get(step, "uses")) or "").startswith("actions/checkout")


def _build(inputs: Node | None, row: Row, root: str, path: str) -> NamedBuild | None:
    """One build. Without a `context` it is the repository; the place of `file` is the repository's, not the context's."""
    given = {key: _expanded(scalar(get(inputs, key)) or "", row) for key in ("context", "file", "target")}
    context, file, target = given["context"], given["file"], given["target"]
    if context is None or file is None or target is None:
        return None
    if context.startswith(_DEFAULT_CONTEXT):
        context = context[len(_DEFAULT_CONTEXT) :].lstrip(":")
        file = os.path.join(context, file or "Dockerfile")
    build = named_build(root, path, context or ".", "Dockerfile", target or None, dict(_arguments(inputs, row)))
    if build is None or not file:
        return build
    return None if "\0" in file else build._replace(dockerfile=os.path.normpath(os.path.join(root, file)))


def _arguments(inputs: Node | None, row: Row) -> Iterator[tuple[str, str]]:
    """Build arguments, one in a line."""
    for line in (scalar(get(inputs, "build-args")) or "").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and (known := _expanded(value, row)) is not None:
            yield name, known


def _rows(matrix: Node | None) -> list[Row]:
    """The combinations of a matrix; one without values where there is none, none where its values are worked out."""
    if matrix is None:
        return [{}]
    axes = [(name, members(node)) for name, node in items(matrix) if name not in ("include", "exclude")]
    columns = [[_row(name, one) for one in nodes[:_MOST_ROWS]] for name, nodes in axes]
    rows = [dict(ChainMap(*cells)) for cells in islice(product(*columns), _MOST_ROWS)] if axes else []
    return _with_included(rows, {name for name, _ in axes}, get(matrix, "include"))


def _with_included(rows: list[dict[str, str]], axes: set[str], include: Node | None) -> list[Row]:
    """What `include` adds: more values to the rows that it does not contradict, or a row of its own."""
    more: list[Row] = []
    for entry in members(include)[:_MOST_ROWS]:
        values = _row("", entry)
        shared = axes & values.keys()
        fitting = [row for row in rows if all(row.get(name) == values[name] for name in shared)]
        for row in fitting:
            row.update(values)
        if not fitting:
            more.append(values)
    return [*rows, *more]


def _row(name: str, node: Node) -> dict[str, str]:
    return dict(islice(_values(name, node), _MOST_VALUES))


def _values(name: str, node: Node) -> Iterator[tuple[str, str]]:
    """A value by its name, those of a mapping as `name.key`; without those that are worked out."""
    text = scalar(node)
    if text is not None and "${{" not in text:
        yield name, text
    for key, value in items(node) if name.count(".") < _DEEPEST else ():
        yield from _values(f"{name}.{key}" if name else key, value)


def _expanded(text: str, row: Row) -> str | None:
    """The text with the values of the matrix and the environment; None when it has an expression of another kind, or gets too long."""
    parts: list[str] = []
    position = length = 0
    for found in _EXPRESSION.finditer(text):
        kind, _, name = found["inner"].strip().partition(".")
        if kind == "matrix" and name in row:
            value = row[name]
        elif kind == "env" and _ENVIRONMENT + name in row:
            value = row[_ENVIRONMENT + name]
        elif (kind, name) == ("github", "workspace"):
            value = "."
        else:
            return None
        parts += [text[position : found.start()], value]
        position = found.end()
        length += len(value)
        if length > LONGEST_VALUE:
            return None
    rest = text[position:]
    return None if "${{" in rest else "".join([*parts, rest])
