"""Where variables stand: ARG and ENV in their scopes, uses in instructions, and those in shell text.

A scope is a stage, or the part above the first FROM. The scopes that one variable spans hang together: a stage that
takes a global ARG over, and a stage that is built on another one which has set it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.quoted_scripts import SHELLS, Mention, mentions, unescaped
from dockwright.ide.shell_texts import ShellText, shell_texts
from dockwright.ide.shell_tokens import document_tokens, variable_name
from dockwright.ide.steps import steps
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Arg, Env, Flag, From, Instruction, Onbuild, ShellOrExec, Variable, Word
from dockwright.text import Excerpt, MappedText, Span
from dockwright.values import NamedTuple

Scope = Stage | None
"""A stage, or None: above the first FROM, and in the FROM lines."""


class Place(NamedTuple):
    """A variable's name somewhere. `outer` is the whole expansion (`${name:-x}`); `sets`: a value is given here; `is_text`:
    nobody expands it during the build."""

    name: str
    span: Span
    outer: Span
    sets: bool
    is_declaration: bool  # by ARG or ENV, not by the shell or a secret of its RUN
    instruction: Instruction
    is_text: bool = False


def places(instruction: Instruction) -> Iterator[Place]:
    """Every variable of an instruction, its trigger left out."""
    if isinstance(instruction, Arg | Env):
        for pair in instruction.pairs:
            yield from _uses(instruction, pair.key)
            if pair.key.is_literal:
                span = _inside(pair.key)
                yield Place(pair.key.value, span, pair.key.span, True, True, instruction)
            if pair.value is not None:
                yield from _uses(instruction, pair.value)
        return
    for flag in instruction.flags:
        if flag.value is not None:
            yield from _uses(instruction, flag.value)
            yield from _of_secret(instruction, flag)
    if not isinstance(instruction, Onbuild | ShellOrExec):
        for word in instruction.words:
            yield from _uses(instruction, word)
    if isinstance(instruction, ShellOrExec) and instruction.is_exec:
        yield from _in_exec_form(instruction)
    for text in shell_texts(instruction):
        yield from _in_shell(instruction, text)


def scope_of(model: SemanticModel, instruction: Instruction) -> Scope:
    return None if isinstance(instruction, From) else model.stage_of(instruction)


def scope_instructions(model: SemanticModel, scope: Scope) -> Iterator[Instruction]:
    """The instructions whose variables belong to a scope, triggers included."""
    if scope is not None:
        yield from steps(scope.instructions)
        return
    for instruction in model.dockerfile.instructions:
        if isinstance(instruction, From) or model.stage_of(instruction) is None:
            yield instruction


def places_of(model: SemanticModel, name: str, scope: Scope) -> list[Place]:
    """Every place of a variable in all the scopes that it spans, in the order of the file.

    Text in the image means it only where ENV has set it: what ARG sets is gone by then.
    """
    scopes = spanned(model, name, scope)
    found = [place for one in scopes for place in _in_scope(model, name, one)]
    if not any(_declares(model, name, one, Env) for one in scopes):
        found = [place for place in found if not place.is_text]
    return sorted(found, key=lambda place: place.span)


def spanned(model: SemanticModel, name: str, scope: Scope) -> list[Scope]:
    """The scopes in which the name means the same variable as in this one."""
    declaring: dict[Scope, bool] = {one: _declares(model, name, one) for one in (None, *model.stages)}
    knows: dict[Scope, bool] = {}
    neighbours: dict[Scope, list[Scope]] = {one: [] for one in declaring}
    for stage in model.stages:
        base = stage.base_stage
        knows[stage] = declaring[stage] or (base is not None and knows[base])
        linked: list[Scope] = [base] if base is not None and knows[base] else []
        if declaring[None] and any(pair.key.value == name for arg in stage.of(Arg) for pair in arg.pairs):
            linked.append(None)
        for other in linked:
            neighbours[stage].append(other)
            neighbours[other].append(stage)
    found, waiting = [scope], [scope]
    while waiting:
        for other in neighbours[waiting.pop()]:
            if other not in found:
                found.append(other)
                waiting.append(other)
    return found


def is_declared(model: SemanticModel, name: str, scope: Scope) -> bool:
    """Whether ARG or ENV sets the variable in one of the scopes it spans."""
    return any(_declares(model, name, one) for one in spanned(model, name, scope))


def _declares(model: SemanticModel, name: str, scope: Scope, *kinds: type[Arg] | type[Env]) -> bool:
    instructions = model.global_args if scope is None else steps(scope.instructions)
    declaring = (one for one in instructions if isinstance(one, kinds or (Arg, Env)))
    return any(pair.key.value == name for one in declaring for pair in one.pairs)


def _in_scope(model: SemanticModel, name: str, scope: Scope) -> Iterator[Place]:
    for instruction in scope_instructions(model, scope):
        if _mentions(instruction, name):
            yield from (place for place in places(instruction) if place.name == name)


def _mentions(instruction: Instruction, name: str) -> bool:
    """A quick look, for names that go on in the next line as well."""
    text, (start, end) = instruction.dockerfile.text, instruction.span
    if text.find(name, start, end) >= 0:
        return True
    return text.find("\n", start, end) >= 0 and name in instruction.logical.text


def _uses(instruction: Instruction, word: Word) -> Iterator[Place]:
    return (_use(instruction, variable) for variable in word.references())


def _use(instruction: Instruction, variable: Variable) -> Place:
    return Place(variable.name, variable.name_span, variable.span, False, False, instruction)


def _of_secret(instruction: Instruction, flag: Flag) -> Iterator[Place]:
    """The variable that a mounted secret gives to the commands of its RUN: `--mount=type=secret,id=x,env=NAME`."""
    kind, name = flag.option("type"), flag.option("env")
    if kind is None or kind.value != "secret" or name is None or name.value is None or name.value_span is None:
        return
    if name.value == name.value_span.of(instruction.dockerfile.text):
        yield Place(name.value, name.value_span, name.value_span, True, False, instruction)


def _in_shell(instruction: Instruction, text: ShellText) -> Iterator[Place]:
    script = text.mapped.text
    for one in _mentions_in(script, text.kind):
        yield _place(instruction, text.mapped, one)


def _mentions_in(script: str, kind: str) -> Iterator[Mention]:
    if kind == "script":
        yield from mentions(script)
    elif kind != "literal":
        is_text = kind == "file"
        for token in document_tokens(script, 0, len(script), True):
            if token.kind == "variable":
                yield Mention("variable", token.start, token.end, is_text)


def _in_exec_form(instruction: Instruction) -> Iterator[Place]:
    """The builder expands nothing here, but a shell that is given a script does."""
    source = instruction.dockerfile.text
    if instruction.exec_words and instruction.exec_words[0].value.rpartition("/")[2] in SHELLS:
        for word in instruction.exec_words[1:]:
            start, end = word.span.start + 1, word.span.end - 1
            script = Excerpt(source[start:end], start)
            for one in mentions(unescaped(script.text)):
                yield _place(instruction, script, one)


def _place(instruction: Instruction, mapped: MappedText, one: Mention) -> Place:
    outer = mapped.source_span(one.start, one.end)
    if one.kind == "name":
        return Place(mapped.text[one.start : one.end], outer, outer, True, False, instruction)
    name = variable_name(mapped.text[one.start : one.end])
    inner = mapped.text.index(name, one.start)
    span = mapped.source_span(inner, inner + len(name))
    return Place(name, span, outer, False, False, instruction, one.is_text)


def _inside(word: Word) -> Span:
    """The word without its quotes."""
    start, end = word.span
    return Span(start + 1, end - 1) if word.is_quoted else word.span
