"""What every stretch of a Dockerfile is, for an editor that colours by meaning; also inside shell text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import merge

from dockwright.ide.shell_texts import ShellText, shell_texts
from dockwright.ide.shell_tokens import document_tokens, located, shell_tokens
from dockwright.ide.stage_names import stage_places
from dockwright.knowledge.base_images import POSIX_SHELL
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell.scripts import dialect_of
from dockwright.syntax import (
    Arg,
    Env,
    Expose,
    Flag,
    From,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Shell,
    ShellOrExec,
    Word,
)
from dockwright.text import Span
from dockwright.values import NamedTuple

TYPES = (
    "keyword",
    "comment",
    "string",
    "number",
    "operator",
    "variable",
    "parameter",
    "property",
    "function",
    "class",
    "namespace",
    "macro",
)
MODIFIERS = ("declaration", "deprecated", "modification")

_INDEX = {name: index for index, name in enumerate(TYPES)}
_DECLARATION, _DEPRECATED, _MODIFICATION = 1, 2, 4
_SHELL_TYPES = {
    "command": _INDEX["function"],
    "keyword": _INDEX["keyword"],
    "flag": _INDEX["parameter"],
    "string": _INDEX["string"],
    "variable": _INDEX["variable"],
    "operator": _INDEX["operator"],
    "comment": _INDEX["comment"],
    "name": _INDEX["variable"],
}


class SemanticToken(NamedTuple):
    """A stretch on one line. `kind` counts in TYPES, `modifiers` are bits in the order of MODIFIERS."""

    start: int
    end: int
    kind: int
    modifiers: int = 0


def semantic_tokens(model: SemanticModel, span: Span | None = None) -> list[SemanticToken]:
    """The tokens in order, none over another; with `span` those of the instructions and comments that it touches."""
    dockerfile = model.dockerfile
    text, escape = dockerfile.text, dockerfile.escape
    comments = (SemanticToken(*comment.span, _INDEX["comment"]) for comment in dockerfile.comments)
    names = {place.span.start: place.is_definition for place in stage_places(model)}
    tokens = merge(_directives(model), comments, _instructions(model, names, span))
    return list(_cut(tokens, text, escape, span, {comment.span.start for comment in dockerfile.comments}))


def _cut(
    tokens: Iterable[SemanticToken], text: str, escape: str, span: Span | None, comments: set[int]
) -> Iterator[SemanticToken]:
    """The tokens line by line and without those that begin within another; a word may go on behind a comment."""
    position = 0
    for token in tokens:
        start, end, kind, modifiers = token
        if start < position or end <= start or (span is not None and (end < span.start or start > span.end)):
            continue
        position = end
        if text.find("\n", start, end) < 0:
            yield token
            continue
        for line in text[start:end].split("\n"):
            part = line.rstrip(" \t\r").removesuffix(escape).rstrip(" \t")
            visible = part.lstrip(" \t")
            if visible:
                begin, stop = start + len(part) - len(visible), start + len(part)
                is_comment = begin in comments
                yield SemanticToken(
                    begin, stop, _INDEX["comment"] if is_comment else kind, 0 if is_comment else modifiers
                )
            start += len(line) + 1


def _directives(model: SemanticModel) -> Iterator[SemanticToken]:
    for directive in model.dockerfile.directives:
        yield SemanticToken(directive.span.start, directive.name_span.start, _INDEX["comment"])
        yield SemanticToken(*directive.name_span, _INDEX["macro"])
        yield SemanticToken(*directive.value_span, _INDEX["string"])


def _instructions(model: SemanticModel, names: dict[int, bool], span: Span | None) -> Iterator[SemanticToken]:
    shell: tuple[str, ...] = POSIX_SHELL
    final_shells: dict[Stage | None, tuple[str, ...]] = {}
    stage: Stage | None = None
    for instruction in model.dockerfile.instructions:
        if isinstance(instruction, From):
            final_shells[stage] = shell
            stage = model.stage_of(instruction)
            shell = _first_shell(stage, final_shells)
        elif isinstance(instruction, Shell) and instruction.exec_words:
            shell = tuple(word.value for word in instruction.exec_words)
        if span is not None and (instruction.span.end < span.start or instruction.span.start > span.end):
            continue
        tokens = _instruction(instruction, names, dialect_of(shell) == "posix")
        yield from sorted(tokens, key=_outer_first if instruction.heredocs else None)


def _outer_first(token: SemanticToken) -> tuple[int, int]:
    """An opener of a here-document goes before the operator that the shell sees in it."""
    return token.start, -token.end


def _first_shell(stage: Stage | None, final_shells: dict[Stage | None, tuple[str, ...]]) -> tuple[str, ...]:
    if stage is None:
        return POSIX_SHELL
    if stage.base_stage is not None:
        return final_shells[stage.base_stage]
    return stage.first_state.shell


def _instruction(instruction: Instruction, names: dict[int, bool], is_posix: bool) -> Iterator[SemanticToken]:
    if not instruction.keyword:
        return
    deprecated = _DEPRECATED if isinstance(instruction, Maintainer) else 0
    yield SemanticToken(*instruction.keyword_span, _INDEX["keyword"], deprecated)
    for flag in instruction.flags:
        yield from _flag(flag, names)
    paint = _PAINTERS.get(instruction.keyword, _words)
    yield from paint(instruction)
    if isinstance(instruction, From):
        yield from _from(instruction, names)
    elif isinstance(instruction, Onbuild):
        if instruction.trigger is not None:
            yield from _instruction(instruction.trigger, names, is_posix)
        return
    if isinstance(instruction, ShellOrExec | Healthcheck) and instruction.is_exec:
        yield from (SemanticToken(*word.span, _INDEX["string"]) for word in instruction.exec_words)
    for heredoc in instruction.heredocs:
        yield SemanticToken(*heredoc.span, _INDEX["operator"])
        if heredoc.terminator is not None:
            yield SemanticToken(*heredoc.terminator, _INDEX["operator"])
    for shell_text in shell_texts(instruction):
        yield from _shell(shell_text, is_posix)


def _shell(text: ShellText, is_posix: bool) -> Iterator[SemanticToken]:
    source = text.mapped.text
    if text.kind == "script" and not is_posix:
        return
    if text.kind == "script":
        tokens = shell_tokens(source)
    else:
        tokens = document_tokens(source, 0, len(source), text.kind == "document")
    for kind, (start, end) in located(text.mapped, tokens):
        yield SemanticToken(start, end, _SHELL_TYPES[kind], _MODIFICATION if kind == "name" else 0)


def _flag(flag: Flag, names: dict[int, bool]) -> Iterator[SemanticToken]:
    yield SemanticToken(flag.span.start, flag.name_span.end, _INDEX["parameter"])
    if flag.value is None:
        return
    for option in flag.options:
        yield SemanticToken(*option.key_span, _INDEX["property"])
        if option.value_span is not None:
            kind = "class" if option.value_span.start in names else "string"
            yield SemanticToken(*option.value_span, _INDEX[kind])
    if not flag.options:
        yield from _word(flag.value, "class" if flag.value.span.start in names else "string")


def _word(word: Word, kind: str, modifiers: int = 0) -> Iterator[SemanticToken]:
    """The word with its variables apart."""
    start, end = word.span
    if kind == "number" and not word.value[:1].isdecimal():
        kind = "string"
    for variable in word.variables:
        if variable.span.start > start:
            yield SemanticToken(start, variable.span.start, _INDEX[kind], modifiers)
        yield SemanticToken(*variable.span, _INDEX["variable"])
        start = variable.span.end
    if end > start:
        yield SemanticToken(start, end, _INDEX[kind], modifiers)


def _words(instruction: Instruction) -> Iterator[SemanticToken]:
    for word in instruction.words:
        yield from _word(word, "number" if isinstance(instruction, Expose) else "string")


def _nothing(instruction: Instruction) -> Iterator[SemanticToken]:
    yield from ()


def _from(from_: From, names: dict[int, bool]) -> Iterator[SemanticToken]:
    if from_.image is not None:
        yield from _word(from_.image, "class" if from_.image.span.start in names else "namespace")
    if from_.as_keyword is not None:
        yield SemanticToken(*from_.as_keyword.span, _INDEX["keyword"])
    if from_.alias is not None:
        yield SemanticToken(*from_.alias.span, _INDEX["class"], _DECLARATION)


def _healthcheck(healthcheck: Instruction) -> Iterator[SemanticToken]:
    assert isinstance(healthcheck, Healthcheck)
    if healthcheck.type is not None:
        yield SemanticToken(*healthcheck.type.span, _INDEX["keyword"])


def _pairs(instruction: Instruction) -> Iterator[SemanticToken]:
    assert isinstance(instruction, Arg | Env | Label)
    key = "property" if isinstance(instruction, Label) else "variable"
    for pair in instruction.pairs:
        yield from _word(pair.key, key, _DECLARATION)
        if pair.value is not None:
            if not pair.legacy and pair.value.span.start > pair.key.span.end:
                yield SemanticToken(pair.key.span.end, pair.key.span.end + 1, _INDEX["operator"])
            yield from _word(pair.value, "string")


_PAINTERS: dict[str, Callable[[Instruction], Iterator[SemanticToken]]] = {
    "ARG": _pairs,
    "CMD": _nothing,
    "ENTRYPOINT": _nothing,
    "ENV": _pairs,
    "FROM": _nothing,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _pairs,
    "ONBUILD": _nothing,
    "RUN": _nothing,
    "SHELL": _nothing,
}
