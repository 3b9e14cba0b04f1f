"""Renaming a symbol: all of its places, or none and the reason why."""

from __future__ import annotations

import re

from dockwright.ide.stage_names import graph
from dockwright.ide.symbols import Symbol, symbol_at
from dockwright.ide.variables import is_declared, places_of, scope_of, spanned
from dockwright.knowledge.platforms import PREDEFINED_ARGUMENTS
from dockwright.knowledge.shells import SHELL_VARIABLES
from dockwright.semantics import SemanticModel
from dockwright.syntax import From, parse
from dockwright.text import Edit, Span, apply
from dockwright.values import NamedTuple

_STAGE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HEREDOC_NAME = re.compile(r"[A-Za-z0-9_]+")
_LINE_BREAK = re.compile(r"[\\`][ \t]*\r?\n")
_RESERVED_STAGES = frozenset({"scratch", "context"})


class RenameError(Exception):
    """Why a symbol cannot be renamed: one clause for the user."""


class Renamable(NamedTuple):
    """What would be renamed at a cursor."""

    span: Span
    name: str  # as it is written there, on one line


def prepare(model: SemanticModel, offset: int) -> Renamable | None:
    """The name at a cursor, None where there is none. Raises RenameError when there is one that must stay."""
    symbol = symbol_at(model, offset)
    if symbol is None:
        return None
    _check_symbol(model, symbol)
    return Renamable(symbol.span, _LINE_BREAK.sub("", symbol.span.of(model.dockerfile.text)))


def rename(model: SemanticModel, offset: int, name: str) -> tuple[Edit, ...]:
    """The edits that rename the symbol at a cursor. Raises RenameError."""
    symbol = symbol_at(model, offset)
    if symbol is None:
        raise RenameError("there is nothing to rename here")
    _check_symbol(model, symbol)
    _check_name(model, symbol, name)
    edits = tuple(_edit(model, symbol, one.span, one.instruction, name) for one in symbol.occurrences if one.is_name)
    _check_result(model, symbol, edits, name)
    return edits


def _edit(model: SemanticModel, symbol: Symbol, span: Span, instruction: int, name: str) -> Edit:
    """FROM finds a stage by its name in lower case only."""
    from_ = model.dockerfile.instructions[instruction]
    if symbol.kind == "stage" and isinstance(from_, From) and from_.image and from_.image.span.covers(span):
        return Edit(span, name.lower())
    return Edit(span, name)


def _check_symbol(model: SemanticModel, symbol: Symbol) -> None:
    text = model.dockerfile.text
    if symbol.kind == "stage" and not any(one.is_definition and one.is_name for one in symbol.occurrences):
        raise RenameError("this stage has no name")
    if symbol.kind != "stage" and not symbol.definitions:
        raise RenameError(f"`{symbol.name}` is not set in this file")
    if symbol.kind == "variable":
        _check_others(model, symbol, symbol.name)
    for one in symbol.occurrences:
        written = _LINE_BREAK.sub("", one.span.of(text))
        if one.is_name and written.lower() != symbol.name.lower():
            raise RenameError(f"`{symbol.name}` is written with escapes or around a comment somewhere")
        if not one.is_name and "$" in written:
            raise RenameError(f"`{written}` leads to this stage as well")


def _check_name(model: SemanticModel, symbol: Symbol, name: str) -> None:
    pattern = {"stage": _STAGE_NAME, "heredoc": _HEREDOC_NAME}.get(symbol.kind, _VARIABLE_NAME)
    if not name.isascii() or pattern.fullmatch(name) is None:
        raise RenameError(f"`{name}` is no valid name of a {symbol.kind.replace('-', ' ')}")
    if name == symbol.name:
        return
    if symbol.kind == "stage":
        other = model.stage_named(name)
        if name.lower() in _RESERVED_STAGES or (other is not None and other.name != symbol.name):
            raise RenameError(f"`{name}` is taken")
    if symbol.kind in ("variable", "shell-variable"):
        scope = scope_of(model, model.dockerfile.instructions[symbol.at])
        if is_declared(model, name, scope) or places_of(model, name, scope):
            raise RenameError(f"`{name}` is used already")
        _check_others(model, symbol, name)


def _check_others(model: SemanticModel, symbol: Symbol, name: str) -> None:
    """Nobody outside of the file may know the variable by its name."""
    if name in PREDEFINED_ARGUMENTS:
        raise RenameError(f"`{name}` is set by the builder")
    if name in SHELL_VARIABLES:
        raise RenameError(f"`{name}` means something to the shell")
    scope = scope_of(model, model.dockerfile.instructions[symbol.at])
    for stage in spanned(model, symbol.name, scope):
        if stage is not None and stage.facts is not None and name in stage.facts.env:
            raise RenameError(f"`{name}` is set by the base image")


def _check_result(model: SemanticModel, symbol: Symbol, edits: tuple[Edit, ...], name: str) -> None:
    """The renamed file must mean the same: the same instructions, here-documents and links between stages."""
    after = SemanticModel(parse(apply(model.dockerfile.text, edits)))
    if _shape(model) != _shape(after) or (symbol.kind == "stage" and graph(model) != graph(after)):
        raise RenameError(f"`{name}` would change what the file means")


def _shape(model: SemanticModel) -> list[tuple[str, int]]:
    return [(one.keyword, len(one.heredocs)) for one in model.dockerfile.instructions]
