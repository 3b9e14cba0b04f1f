"""Comments that silence findings: dockwright's own, hadolint's pragmas, BuildKit's, ShellCheck's, tally's and docker-langserver's.

    # dockwright: ignore[rule-name, other-rule] reason        above an instruction, inside it, or behind a shell-form one
    # dockwright: ignore-file[rule-name] reason               the whole file
    # hadolint ignore=DL3008   # hadolint global ignore=DL3008   # hadolint stage ignore=DL3008
    # check=skip=RuleName;error=true                          the directive: the whole file; above an instruction: that one
    # check=experimental=RuleName                             the directive: a check that BuildKit has off is on
    # shellcheck disable=SC2086,SC3000-SC4000                 above an instruction or inside it: ShellCheck's codes
    # tally ignore=hadolint/DL3008,StageNameCasing;reason=x   above an instruction; # tally global ignore=...  the whole file
    # dockerfile-utils: ignore                                on the line above an instruction: what docker-langserver reports

A name is a rule's name or one of its aliases; in dockwright's own comments also a category, `style`, for all of its rules. `all`
is BuildKit's word for all of BuildKit's checks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from dockwright.knowledge.peers import DOCKERFILE_UTILS_RULES, EXPERIMENTAL_CHECKS, RETIRED_CODES, UNRELEASED_CODES
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Rule, Severity
from dockwright.syntax import Comment, Dockerfile, From, Healthcheck, Heredoc, Instruction, Onbuild, Run, ShellOrExec
from dockwright.text import Span, whole_number
from dockwright.values import NamedTuple

_ANY = lazy_pattern(r"#\s*(?:check|dockerfile-utils|dockwright|hadolint|shellcheck|tally)", re.IGNORECASE)
_DOCKWRIGHT = lazy_pattern(r"#\s*dockwright:\s*(ignore-file|ignore)\b\s*(?:\[([^\]\n]*)\])?")
_HADOLINT = lazy_pattern(
    r"#\s*hadolint\s+(global\s+|stage\s+)?ignore\s*=\s*([DLSC\d]+(?:\s*,\s*[DLSC\d]+)*)\s*(?:#.*)?\r?$"
)
_NEARLY_HADOLINT = lazy_pattern(
    r"#\s*hadolint\s*:?\s*(?:\w+\s+)?(?:ignore|disable)(?:\s*[=:]|\s+(?:DL|SC)\d)", re.IGNORECASE
)
_CHECK = lazy_pattern(r"#\s*check\s*=\s*(\S+)", re.IGNORECASE)
_SHELLCHECK = lazy_pattern(r"#\s*shellcheck\s(?:.*\s)?disable=(\S+)")
_TALLY = lazy_pattern(
    r"#\s*tally\s+(global\s+)?ignore\s*=\s*([\w/-]+(?:\s*,\s*[\w/-]+)*)(?:;reason=.*)?\s*$", re.IGNORECASE
)
_RANGE = lazy_pattern(r"SC(\d+)-SC(\d+)")
_NAME = lazy_pattern(r"[^\s,]+")
_COMMENT_LINE = lazy_pattern(r"(?<=\n)[ \t]*#[^\n]*")  # the builder takes it out, also from between quotes
_LEXEME = lazy_pattern(r"""\\.|'[^']*'|"(?:[^"\\]|\\.)*"|(?<!\S)(?P<comment>#[^\n]*)""", re.DOTALL)
_BEFORE_COMMENT = (" ", "\t", "\n")
_DOCKERFILE_UTILS = "dockerfile-utils: ignore"  # and nothing else
_OVERRIDDEN = "MultipleInstructionsDisallowed"
_NOWHERE = Span(-1, -1)
_FORMS = ("dockwright", "hadolint", "buildkit", "shellcheck", "tally", "dockerfile-utils")
_OF_OTHERS = ("buildkit", "shellcheck", "tally", "dockerfile-utils")
"""Forms that may name what no rule looks for."""


class Suppression(NamedTuple):
    """One name in one suppressing comment, and the stretch of the file it silences."""

    name: str
    span: Span  # the name; the whole comment when it names nothing
    comment: Span  # the comment
    scope: Span  # the file, a stage or an instruction, whose findings are silenced
    form: str  # one of _FORMS

    def silences(self, rule: Rule) -> bool:
        """Whether the rule is meant."""
        if self.form == "buildkit":
            names = [alias for alias in rule.aliases if _is_check(alias)]
            return self.name in names or (self.name == "all" and not EXPERIMENTAL_CHECKS.issuperset(names))
        if self.form == "shellcheck":
            return "shellcheck" in rule.aliases and _means(self.name, rule.name)
        if self.form == "tally":
            return self.name == "all" or _tally_means(self.name, rule)
        if self.form == "dockerfile-utils":
            return rule.name in DOCKERFILE_UTILS_RULES
        if self.name == rule.name or self.name in rule.aliases or rule.name in UNRELEASED_CODES.get(self.name, ()):
            return True
        return self.form == "dockwright" and self.name == rule.category


class Suppressions:
    """All suppressions of a file. After linting, `used` tells which of them silenced something.

    `is_active`: whether they silence anything at all; configuration may say that no comment does.
    """

    __slots__ = (
        "_by_scope",
        "_silenced",
        "_stage_starts",
        "checks_are_errors",
        "dockerfile",
        "enabled",
        "experimental",
        "is_active",
        "known",
        "malformed",
        "names",
        "used",
    )

    def __init__(self, dockerfile: Dockerfile, is_active: bool = True) -> None:
        self.dockerfile = dockerfile
        self.is_active = is_active
        self.names: tuple[Suppression, ...] = ()
        self.malformed: tuple[Comment, ...] = ()
        self.checks_are_errors = False
        self.experimental: frozenset[str] = frozenset()  # BuildKit's checks that are asked for, or `all`
        self.used: set[Suppression] = set()
        self._by_scope: dict[Span, list[Suppression]] = {}
        self._silenced: dict[tuple[str, Span, tuple[str, ...]], bool] = {}  # by rule, scope and forms
        self._stage_starts: Sequence[int] = ()
        self.known: frozenset[str] = frozenset()  # every rule name, alias and category
        self.enabled: frozenset[str] = frozenset()  # names, aliases and categories of the rules that ran
        if _ANY.search(dockerfile.text) is not None:
            self._read(dockerfile)

    def silence(self, rule: Rule, node: object, finding: Finding) -> bool:
        """Whether a finding of `rule` is silenced; remembers what silenced it.

        What is said of a suppression (`node` is this object) only the whole file's suppressions can silence. The peers'
        count at a place that explains the finding, too: of two CMD we report the first, and they are silenced at the second.
        """
        if not self.is_active:
            return False
        if node is self:
            return self._is_silenced(rule, _whole(self.dockerfile), _FORMS)
        peers = ("buildkit", "hadolint") if _OVERRIDDEN in rule.aliases else ("buildkit",)
        places = [(finding.span.start, _FORMS), *((one.span.start, peers) for one in finding.related)]
        found = [
            self._is_silenced(rule, scope, forms) for offset, forms in places for scope in self._scopes_around(offset)
        ]
        return any(found)

    def _scopes_around(self, offset: int) -> Iterator[Span]:
        yield _whole(self.dockerfile)
        yield _stage_around(self.dockerfile, self._stage_starts, offset)
        instruction = self.dockerfile.instruction_at(offset)
        if instruction is not None:
            yield instruction.span

    def _is_silenced(self, rule: Rule, scope: Span, forms: tuple[str, ...]) -> bool:
        """Whether a suppression of one of these forms silences the rule in all of a scope."""
        if scope not in self._by_scope:
            return False
        known = self._silenced.get((rule.name, scope, forms))
        if known is None:
            silencing = [one for one in self._by_scope[scope] if one.form in forms and one.silences(rule)]
            self.used.update(silencing)
            known = self._silenced[rule.name, scope, forms] = bool(silencing)
        return known

    def above(self, instruction: Instruction) -> Suppression | None:
        """The last name in a comment of dockwright's own above an instruction."""
        start = instruction.span.start
        found = [one for one in self._by_scope.get(instruction.span, ()) if one.comment.start < start]
        return next((one for one in reversed(found) if one.form == "dockwright"), None)

    def severity(self, rule: Rule, severity: Severity) -> Severity:
        """`# check=error=true` makes errors of BuildKit's checks."""
        if self.checks_are_errors and any(_is_check(alias) for alias in rule.aliases):
            return Severity.ERROR
        return severity

    @property
    def unknown(self) -> tuple[Suppression, ...]:
        """Names that no rule has. ShellCheck's codes and retired ones are left alone."""
        return tuple(
            one
            for one in self.names
            if one.form not in _OF_OTHERS
            and one.name not in self.known
            and one.name not in RETIRED_CODES
            and one.name not in UNRELEASED_CODES
            and not one.name.startswith("SC")
        )

    @property
    def unused(self) -> tuple[Suppression, ...]:
        """dockwright's own suppressions that silenced nothing although they could and their rule ran."""
        if not self.is_active:
            return ()
        return tuple(
            one for one in self.names if one.form == "dockwright" and one.name in self.enabled and one not in self.used
        )

    def _read(self, dockerfile: Dockerfile) -> None:
        names: list[Suppression] = []
        malformed: list[Comment] = []
        self._stage_starts = [one.span.start for one in dockerfile.instructions if isinstance(one, From)]
        for directive in dockerfile.directives:
            if directive.name == "check":
                scope = _whole(dockerfile)
                names.extend(_check_names(directive.value, directive.value_span.start, directive.span, scope))
                self.checks_are_errors = _check_error(directive.value)
                self.experimental = _check_experimental(directive.value)
        directives = {directive.span.start for directive in dockerfile.directives}
        for comment in (*dockerfile.comments, *_shell_comments(dockerfile)):
            if comment.span.start in directives:
                continue
            found = tuple(_comment_names(dockerfile, comment, self._stage_starts))
            if found:
                names.extend(found)
            elif comment.text.startswith("dockwright:") or _NEARLY_HADOLINT.match(comment.span.of(dockerfile.text)):
                malformed.append(comment)
        self.names = tuple(names)
        self.malformed = tuple(malformed)
        for one in names:
            if one.scope != _NOWHERE:
                self._by_scope.setdefault(one.scope, []).append(one)


def _is_check(alias: str) -> bool:
    """Whether an alias is the name of one of BuildKit's checks: StageNameCasing."""
    return alias[:1].isupper() and not alias.startswith(("DL", "SC"))


def _means(words: str, code: str) -> bool:
    """Whether a code is meant in the words of ShellCheck's `disable`: `all`, `SC2086`, `2086`, `SC3000-SC4000`."""
    if match := _RANGE.fullmatch(words):
        return whole_number(match[1]) <= whole_number(code[2:]) < whole_number(match[2])
    return words == "all" or words.removeprefix("SC") == code[2:]


def _comment_names(dockerfile: Dockerfile, comment: Comment, stage_starts: Sequence[int]) -> Iterator[Suppression]:
    text = comment.span.of(dockerfile.text)
    if match := _DOCKWRIGHT.match(text):
        scope = _whole(dockerfile) if match[1] == "ignore-file" else _instruction_scope(dockerfile, comment)
        if match[2] is not None:
            yield from _names(match[2], comment.span.start + match.start(2), comment.span, scope, "dockwright")
    elif match := _HADOLINT.match(text):
        word = (match[1] or "").strip()
        if word == "global":
            scope = _whole(dockerfile)
        elif word == "stage":
            scope = _stage_scope(dockerfile, comment, stage_starts)
        else:
            scope = _instruction_scope(dockerfile, comment)
        yield from _names(match[2], comment.span.start + match.start(2), comment.span, scope, "hadolint")
    elif match := _SHELLCHECK.match(text):
        scope = _instruction_scope(dockerfile, comment)
        yield from _names(match[1], comment.span.start + match.start(1), comment.span, scope, "shellcheck")
    elif match := _TALLY.match(text):
        scope = _whole(dockerfile) if match[1] else _scope_below(dockerfile, comment)
        yield from _names(match[2], comment.span.start + match.start(2), comment.span, scope, "tally")
    elif comment.text == _DOCKERFILE_UTILS:
        scope = _instruction_scope(dockerfile, comment)
        if dockerfile.lines.line(scope.start) == dockerfile.lines.line(comment.span.start) + 1:
            yield Suppression("dockerfile-utils", comment.span, comment.span, scope, "dockerfile-utils")
    elif match := _CHECK.match(text):
        scope = _instruction_scope(dockerfile, comment)
        if dockerfile.has_empty_comment(Span(comment.span.start, max(comment.span.start, scope.start))):
            return  # it ends the block that belongs to the instruction
        yield from _check_names(match[1], comment.span.start + match.start(1), comment.span, scope)


def _names(listed: str, offset: int, comment: Span, scope: Span, form: str) -> Iterator[Suppression]:
    for match in _NAME.finditer(listed):
        span = Span(offset + match.start(), offset + match.end())
        yield Suppression(match[0], span, comment, scope, form)


def _check_names(value: str, offset: int, comment: Span, scope: Span) -> Iterator[Suppression]:
    """The names after `skip=`; BuildKit cuts the value at the first space."""
    value = value.split(" ", 1)[0]
    for part in value.split(";"):
        if part.startswith("skip="):
            yield from _names(part[5:], offset + value.index(part) + 5, comment, scope, "buildkit")


def _check_error(value: str) -> bool:
    parts = value.split(" ", 1)[0].split(";")
    return any(part in ("error=true", "error=1", "error=t", "error=T", "error=TRUE", "error=True") for part in parts)


def _check_experimental(value: str) -> frozenset[str]:
    """The names after `experimental=`."""
    parts = value.split(" ", 1)[0].split(";")
    listed = [part.removeprefix("experimental=") for part in parts if part.startswith("experimental=")]
    return frozenset(name for names in listed for name in names.split(","))


def _tally_means(name: str, rule: Rule) -> bool:
    """Whether a name in a comment of tally's means the rule; it counts with and without its family."""
    if name.rpartition("/")[2] in (rule.name, *rule.aliases):
        return True
    from dockwright.knowledge.tally import TALLY_RULES

    found = TALLY_RULES.get(name) or TALLY_RULES.get(f"tally/{name}")
    return found is not None and rule.name in found.rules


def _instruction_scope(dockerfile: Dockerfile, comment: Comment) -> Span:
    """The instruction that a comment is in, behind or above; nothing when there is none."""
    instruction = dockerfile.instruction_from(comment.span.start)
    return instruction.span if instruction is not None else _NOWHERE


def _scope_below(dockerfile: Dockerfile, comment: Comment) -> Span:
    """The first instruction that begins below a comment, also one that is inside of another."""
    index = bisect_right(dockerfile.instructions, comment.span.start, key=lambda one: one.span.start)
    below = dockerfile.instructions[index : index + 1]
    return below[0].span if below else _NOWHERE


def _whole(dockerfile: Dockerfile) -> Span:
    return Span(0, len(dockerfile.text))


def _stage_scope(dockerfile: Dockerfile, comment: Comment, stage_starts: Sequence[int]) -> Span:
    """The stage that a comment is in, or that begins right below it."""
    index = bisect_right(dockerfile.instructions, comment.span.start, key=lambda one: one.span.start)
    below = dockerfile.instructions[index : index + 1]
    offset = below[0].span.start if below and isinstance(below[0], From) else comment.span.start
    return _stage_around(dockerfile, stage_starts, offset)


def _stage_around(dockerfile: Dockerfile, stage_starts: Sequence[int], offset: int) -> Span:
    """From the FROM above an offset to the next one; what is in front of the first one counts as a stage."""
    index = bisect_right(stage_starts, offset)
    begin = stage_starts[index - 1] if index else 0
    end = stage_starts[index] if index < len(stage_starts) else len(dockerfile.text)
    return Span(begin, max(begin, end - 1))


def _shell_comments(dockerfile: Dockerfile) -> Iterator[Comment]:
    """`# dockwright: ...` where it is a comment of the shell: behind the text of a shell-form instruction, in a here-document."""
    text = dockerfile.text
    scripts: dict[int, list[Span]] = {}
    position = text.find("# dockwright:")
    while position >= 0:
        line_start = text.rfind("\n", 0, position) + 1
        if text[position - 1 : position] in _BEFORE_COMMENT and _is_comment(dockerfile, line_start, position, scripts):
            line_end = text.find("\n", position)
            written = text[position : len(text) if line_end < 0 else line_end]
            span = Span(position, position + len(written.removesuffix("\r")))
            yield Comment(span, span.of(text)[1:].strip())
        position = text.find("# dockwright:", position + 1)


def _is_comment(dockerfile: Dockerfile, line_start: int, position: int, scripts: dict[int, list[Span]]) -> bool:
    """Whether a `#` begins a comment, or is in one, that is no line of the builder's: not between quotes, nor in what no shell
    reads. `scripts`: the comments of those that were looked at, by where they start."""
    before = dockerfile.text[line_start:position].lstrip()
    instruction = dockerfile.instruction_at(position)
    if instruction is None:
        return before.startswith("#")
    heredoc = next((one for one in instruction.heredocs if one.body.contains(position)), None)
    if heredoc is None and before.startswith("#"):
        return True
    if not (before if heredoc is None else _runs(instruction)):
        return False
    start = instruction.span.start if heredoc is None else heredoc.body.start
    if start not in scripts:
        scripts[start] = list(_comments_of(instruction, heredoc))
    comments = scripts[start]
    index = bisect_right(comments, position, key=lambda one: one.start) - 1
    return index >= 0 and comments[index].contains(position)


def _comments_of(instruction: Instruction, heredoc: Heredoc | None) -> Iterator[Span]:
    """What a shell does not read of a here-document, or of an instruction."""
    if heredoc is not None:
        start, script = heredoc.body.start, heredoc.body.of(instruction.dockerfile.text)
    elif _is_script(instruction):
        start = instruction.span.start
        script = _COMMENT_LINE.sub(lambda match: " " * len(match[0]), instruction.text)
    else:
        return
    for match in _LEXEME.finditer(script):
        if match["comment"] is not None:
            yield Span(start + match.start(), start + match.end())


def _runs(instruction: Instruction) -> bool:
    return isinstance(instruction, Run) or (isinstance(instruction, Onbuild) and isinstance(instruction.trigger, Run))


def _is_script(instruction: Instruction) -> bool:
    """Whether the text of an instruction is read by a shell."""
    command: Instruction | None = instruction
    if isinstance(command, Onbuild):
        command = command.trigger
    if isinstance(command, Healthcheck):
        command = command.command
    return isinstance(command, ShellOrExec) and not command.is_exec
