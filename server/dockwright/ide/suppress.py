"""The edits that silence rules: for one instruction, or for the whole file. An existing comment takes the names in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dockwright.patterns import lazy_pattern
from dockwright.suppressions import Suppression, Suppressions
from dockwright.syntax import Dockerfile, Instruction
from dockwright.text import Edit, Span

_OF_PEERS = lazy_pattern(r"[ \t]*#[ \t]*(?:check[ \t]*=|dockerfile-utils:|hadolint\b|shellcheck\b|tally\b)")
"""A comment that counts for a peer only on the line right above what it is about."""


def ignore_here(dockerfile: Dockerfile, offset: int, rule: str) -> Edit | None:
    """Silence a rule for the instruction at an offset; None outside of every instruction."""
    instruction = dockerfile.instruction_at(offset)
    return _above(dockerfile, Suppressions(dockerfile), instruction, (rule,)) if instruction is not None else None


def ignore_in_file(dockerfile: Dockerfile, *rules: str, reason: str = "") -> Edit:
    """Silence rules for the whole file: below the parser directives, which must stay on top."""
    for suppression in reversed(Suppressions(dockerfile).names):
        if suppression.form == "dockwright" and "ignore-file" in suppression.comment.of(dockerfile.text):
            return _more_names(dockerfile, suppression, rules)
    comment = _comment("ignore-file", rules, reason)
    if not dockerfile.directives:
        start = int(dockerfile.bom)
        return Edit(Span(start, start), comment + dockerfile.newline)
    last = dockerfile.directives[-1].span.end
    line_end = dockerfile.text.find("\n", last)
    if line_end < 0:
        return Edit(Span(last, last), dockerfile.newline + comment)
    return Edit(Span(line_end + 1, line_end + 1), comment + dockerfile.newline)


def ignore_each(dockerfile: Dockerfile, findings: Iterable[tuple[int, str]], reason: str = "") -> list[Edit]:
    """Silence findings, each an offset and the name of a rule, for the instructions that they are in; those outside of every
    instruction stay."""
    above: dict[Instruction, dict[str, None]] = {}
    for offset, rule in findings:
        instruction = dockerfile.instruction_at(offset)
        if instruction is not None:
            above.setdefault(instruction, {})[rule] = None
    suppressions = Suppressions(dockerfile)
    return [_above(dockerfile, suppressions, one, tuple(names), reason) for one, names in above.items()]


def _above(
    dockerfile: Dockerfile, suppressions: Suppressions, instruction: Instruction, rules: Sequence[str], reason: str = ""
) -> Edit:
    """Put a comment above an instruction, and above those that must stay next to it."""
    existing = suppressions.above(instruction)
    if existing is not None:
        return _more_names(dockerfile, existing, rules)
    text = dockerfile.text
    top = int(dockerfile.bom)
    if dockerfile.directives:
        top = text.find("\n", dockerfile.directives[-1].span.start) + 1
    line = max(top, text.rfind("\n", 0, instruction.span.start) + 1)
    indentation = text[line : instruction.span.start]
    while line > top and _OF_PEERS.match(text, above := max(top, text.rfind("\n", 0, line - 1) + 1)):
        line = above
    return Edit(Span(line, line), f"{indentation}{_comment('ignore', rules, reason)}{dockerfile.newline}")


def _comment(keyword: str, rules: Sequence[str], reason: str) -> str:
    return f"# dockwright: {keyword}[{', '.join(rules)}] {reason}".rstrip()


def _more_names(dockerfile: Dockerfile, suppression: Suppression, rules: Sequence[str]) -> Edit:
    """Put more names behind the last in the comment of a suppression."""
    end = dockerfile.text.find("]", suppression.span.end)
    return Edit(Span(end, end), "".join([f", {rule}" for rule in rules]))
