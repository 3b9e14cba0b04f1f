"""What ShellCheck is given of a RUN: its script as the shell gets it, below the shell's name and the known variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dockwright.semantics import SemanticModel
from dockwright.shell.mapping import join
from dockwright.shell.nested import document_body
from dockwright.shellcheck.dialects import Shell, Shells, shell_called
from dockwright.syntax import Heredoc, Run
from dockwright.syntax.suggest import nearest_name
from dockwright.text import Excerpt, LineIndex, MappedText, Span
from dockwright.values import NamedTuple

PREDEFINED = (
    "FTP_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "ftp_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)
"""Build arguments that every RUN sees without an ARG."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CONSTANT = re.compile(r"\$\{?([A-Z_][A-Z0-9_]{2,})(?![A-Za-z0-9_])")
_DOCUMENT = r"\d*<<-?(?:\"[^\"]*\"|'[^']*'|[^\s<\"'&|;]+)"
_CALL = r"[\w./-]+(?:[ \t]+-[\w-]*)*"
_LONE_DOCUMENT = re.compile(rf"\s*{_DOCUMENT}\s*")
_FED_CALL = re.compile(rf"\s*(?:(?P<before>{_CALL})[ \t]*{_DOCUMENT}|{_DOCUMENT}[ \t]+(?P<after>{_CALL}))\s*")
_LEADING_COMMENTS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")
_EXPANSION = re.compile(r"[$`\\]")


class _Part(NamedTuple):
    """A stretch of a script: the user's, or text of ours without a place in the Dockerfile."""

    start: int
    end: int
    mapped: MappedText | None


class ShellScript:
    """A text for ShellCheck, whose characters know their places in the Dockerfile."""

    __slots__ = ("_lines", "_parts", "source", "text")

    def __init__(self, source: str, parts: Iterable[str | MappedText]) -> None:
        self.source = source  # of the Dockerfile
        self._lines: LineIndex | None = None
        self._parts: list[_Part] = []
        texts: list[str] = []
        start = 0
        for part in parts:
            mapped, text = (None, part) if isinstance(part, str) else (part, part.text)
            self._parts.append(_Part(start, start + len(text), mapped))
            texts.append(text)
            start += len(text)
        self.text = "".join(texts)
        """What ShellCheck reads; equal texts get equal answers."""

    @property
    def lines(self) -> LineIndex:
        if self._lines is None:
            self._lines = LineIndex(self.text)
        return self._lines

    def source_span(self, start: int, end: int) -> Span | None:
        """The place in the Dockerfile of a stretch of `text`; None for one that is not all the user's."""
        for part in self._parts:
            if part.mapped is not None and part.start <= start and end <= part.end:
                return part.mapped.source_span(start - part.start, end - part.start)
        return None

    def is_verbatim(self, start: int, end: int) -> bool:
        """Whether a stretch stands in the Dockerfile just like that, with no continuation or comment in between."""
        span = self.source_span(start, end)
        return span is not None and span.of(self.source) == self.text[start:end]


def scripts(model: SemanticModel, *, knows_images: bool) -> tuple[ShellScript, ...]:
    """The scripts of all RUNs of shells that ShellCheck knows, in the order of the file."""
    shells = Shells(model, knows_images=knows_images)
    return tuple(script for run in model.runs() for script in _scripts_of(model, shells, run))


def _scripts_of(model: SemanticModel, shells: Shells, run: Run) -> Iterator[ShellScript]:
    if run.is_exec or model.script(run).dialect in ("powershell", "cmd"):
        return
    line = run.arguments_text
    shell = shells.of(run)
    if shell is None or not line.text.strip():
        return
    variables = _Names(model, run, knows_image=shells.knows_images)
    heredocs = run.heredocs
    if len(heredocs) == 1 and _LONE_DOCUMENT.fullmatch(line.text):
        yield from _document_script(run, heredocs[0], shell, variables)
        return
    yield _script(run, shell, variables, _with_documents(run, line))
    if len(heredocs) == 1 and (fed := _FED_CALL.fullmatch(line.text)):
        reader = _reading_shell((fed["before"] or fed["after"]).split())
        body = heredocs[0].body.of(run.dockerfile.text)
        if reader is not None and not (heredocs[0].expand and _EXPANSION.search(body)):
            yield from _document_script(run, heredocs[0], reader, variables)


def _document_script(run: Run, heredoc: Heredoc, shell: Shell, variables: _Names) -> Iterator[ShellScript]:
    """A here-document that is a script of its own; its first line may name the shell."""
    mapped = _without_returns(document_body(run.dockerfile.text, heredoc))
    if not mapped.text.startswith("#!"):
        yield _script(run, shell, variables, mapped)
    elif shell_called(mapped.text[2:].partition("\n")[0].split()) is not None:
        yield _script(run, None, variables, mapped)


def _script(run: Run, shell: Shell | None, variables: _Names, mapped: MappedText) -> ShellScript:
    """The variables come below the comments at the top: as directives these are for the whole script.

    `shell` None: the script names it itself.
    """
    top = _LEADING_COMMENTS.match(mapped.text)
    end = top.end() if top is not None else 0
    parts: list[str | MappedText] = [shell.first_line] if shell is not None else []
    if end:
        parts.append(mapped.slice(0, end))
    parts += [_exports(variables, mapped.text), mapped.slice(end, len(mapped.text))]
    return ShellScript(run.dockerfile.text, parts)


def _reading_shell(words: Sequence[str]) -> Shell | None:
    """The shell of a command that is nothing but the call of one."""
    shell = shell_called(words[:1])
    return None if shell is None else shell_called(words)


class _Names:
    """The variables that are set when a RUN begins; all of them are listed only for who asks for all."""

    __slots__ = ("_inherited", "_state")

    def __init__(self, model: SemanticModel, run: Run, *, knows_image: bool) -> None:
        self._state = model.state_before(run)
        stage = model.stage_of(run)
        facts = stage.facts if stage is not None and not knows_image else None
        self._inherited = facts.env if facts is not None else {}

    def __contains__(self, name: str) -> bool:
        state = self._state
        if name in state.args:
            return True
        if name in self._inherited and state.env.get(name) is self._inherited[name]:
            return False
        return name in state.env or name in PREDEFINED

    def __iter__(self) -> Iterator[str]:
        return filter(self.__contains__, {*self._state.env, *self._state.args, *PREDEFINED})


def _exports(variables: _Names, text: str) -> str:
    """A line that sets the variables that the text speaks of: they are no mistakes, and nobody needs to quote them.

    The others stay away, as they would take ShellCheck more time than the text itself; but for one whose name is so near
    to an unknown one that ShellCheck may take it for what was meant (SC2153).
    """
    if "$" not in text:
        return ""
    used = set(filter(variables.__contains__, _VARIABLE.findall(text)))
    unknown = {name for name in _CONSTANT.findall(text) if name not in variables}
    if unknown:
        constants = sorted(name for name in variables if name.isupper())
        used |= {near for name in unknown if (near := nearest_name(name, constants)) is not None}
    return f"export {' '.join(f'{name}=1' for name in sorted(used))}\n" if used else ""


def _with_documents(run: Run, line: MappedText) -> MappedText:
    """The line and the here-documents below it, which the shell gets as they are."""
    if not run.heredocs:
        return _without_returns(line)
    text = run.dockerfile.text
    start = run.heredocs[0].body.start
    below = Excerpt(text[start : run.span.end], start)
    break_ = Excerpt("\n", start - 1)
    whole = join([(line, 0, len(line.text)), (break_, 0, 1), (below, 0, len(below.text))])
    return _without_returns(whole)


def _without_returns(mapped: MappedText) -> MappedText:
    """The text with line breaks of a line feed alone."""
    text = mapped.text
    if "\r\n" not in text:
        return mapped
    parts: list[tuple[MappedText, int, int]] = []
    start = 0
    while (end := text.find("\r\n", start)) >= 0:
        parts.append((mapped, start, end))
        start = end + 1
    return join([*parts, (mapped, start, len(text))])
