"""A chain of `&&` as a here-document, and back.

BuildKit hands the body of `RUN <<EOF` to the shell as it is: `$` and backslashes mean what they mean in a chain, whether the
delimiter is quoted or not. What takes the place of `&&` is `set -e`: a command that fails ends the script. The two differ where
`set -e` reaches further than the chain does, into files that are sourced and into substitutions, and where a chain within
the script keeps it from reaching.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from dockwright.assist import Change, Offer, Refusal
from dockwright.knowledge.builders import AS_BUILDAH, HERE_DOCUMENTS
from dockwright.patterns import lazy_pattern
from dockwright.refactorings import frontend
from dockwright.refactorings.runs.chain import (
    MOST_MEMBERS,
    Chain,
    Member,
    chain_of,
    flags_text,
    members,
    run_at,
    shell_refusal,
    speaks_to_tools,
    substitutes,
)
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script
from dockwright.syntax import Heredoc, Run
from dockwright.text import Edit, Span

# Commands that run others in the shell itself, where `set -e` would reach, or for which a line is more than a command.
_REACHED = frozenset((".", "source", "eval", "trap", "alias", "unalias", "exec", "return", "shopt", ""))
_STATUS = lazy_pattern(r"\$(?:[?-]|\{[?-])|\bLINENO\b")
_OPENING = lazy_pattern(r"\$\(|`|\$\{")


def to_heredoc(model: SemanticModel, settings: Settings, selection: Span | None) -> Offer | Refusal | None:
    """Write the chain at the selection as a here-document."""
    run = run_at(model, selection)
    if run is None or run.heredocs or run.is_exec:
        return None
    chain = chain_of(model, run)
    if isinstance(chain, Refusal):
        return chain if "&&" in run.text else None
    if len(chain.members) < 2:
        return None
    commands = chain.script.commands
    obstacle = (
        _builder(model, run, settings)
        or shell_refusal(run, model.state_before(run))
        or _reached(run, commands)
        or _plain_text(run)
    )
    if obstacle is not None:
        return obstacle
    lines = list(_body(chain))
    refusal = next((line for line in lines if isinstance(line, Refusal)), None)
    if refusal is not None:
        return refusal
    body = [line for line in lines if isinstance(line, str)]
    if not _sets_errexit(chain.members[0]):
        body.insert(0, "set -e")
    delimiter = _delimiter(body)
    head = f"{run.keyword_span.of(chain.text)}{flags_text(run)} <<{delimiter}"
    edit = Edit(run.span, "\n".join([head, *body, delimiter]))
    return Offer.single(Change("Write the RUN as a here-document", (edit,)), run.span)


def _builder(model: SemanticModel, run: Run, settings: Settings) -> Refusal | None:
    """Why the builder would not know here-documents."""
    if settings.builder in AS_BUILDAH and not frontend.has_heredocs(model):
        return Refusal("Buildah may not know here-documents, which came with 1.35", run.keyword_span)
    if settings.builder not in HERE_DOCUMENTS | AS_BUILDAH:
        return Refusal(f"the builder {settings.builder} may not know here-documents", run.keyword_span)
    return frontend.refusal(model, frontend.HERE_DOCUMENTS, "here-documents")


def _reached(run: Run, commands: Sequence[Command]) -> Refusal | None:
    """The command for which `set -e` and a chain are two things."""
    text = run.dockerfile.text
    if len(commands) > MOST_MEMBERS:
        return Refusal(f"it has more than {MOST_MEMBERS} commands", run.keyword_span)
    inner = [one for one in commands if one.in_substitution]
    for command in commands:
        shown = command.words[0].raw if command.words else ""
        if command.words and (command.name in _REACHED or any(one.name == "exec" for one in command.prefixes)):
            return Refusal(f"`set -e` would reach into what `{shown}` runs", command.name_span)
        if command.name == "set" and not _is_simple_set(command):
            return Refusal("it changes what the shell does about failures", command.span)
        if substitutes(inner, command.span):
            return Refusal("`set -e` would reach into the substitution", command.span)
        found = _STATUS.search(command.span.of(text))
        if found is not None:
            return Refusal(f"`{found[0]}` would be another one", command.span)
    return None


def _is_simple_set(command: Command) -> bool:
    """`set -eux`, `set -o pipefail` and the like: nothing is switched off, no parameter set."""
    words = [word.value for word in command.arguments]
    return bool(words) and all(
        re.fullmatch(r"-[euxo]+", word) or word in ("pipefail", "errexit", "nounset", "xtrace") for word in words
    )


def _sets_errexit(member: Member) -> bool:
    command = member.commands[0]
    words = [word.value for word in command.arguments]
    is_set = command.name == "set" and len(member.commands) == 1 and not command.prefixes
    return is_set and any(word == "errexit" or (word[:1] == "-" and "e" in word) for word in words)


def _plain_text(run: Run) -> Refusal | None:
    dockerfile = run.dockerfile
    if dockerfile.newline != "\n" or "\r" in dockerfile.text[run.span.start : run.line_span.end]:
        reason = "lines of the file end with a carriage return, which the shell would get in a here-document"
        return Refusal(reason, run.keyword_span)
    if run.escape != "\\":
        return Refusal("the file has another escape character than the shell", run.keyword_span)
    if any(raw.count("${") > raw.count("}") for raw in (one.span.of(run.dockerfile.text) for one in run.flags)):
        return Refusal(
            "the braces of a variable are not closed: behind them the builder sees no here-document", run.keyword_span
        )
    return None


def _body(chain: Chain) -> Iterator[str | Refusal]:
    """The lines of the here-document: each member in the layout it has, comments where they were."""
    dockerfile = chain.run.dockerfile
    start = chain.run.keyword_span.end
    for member in chain.members:
        span = member.span
        comments = dockerfile.comments_within(Span(start, span.start))
        if speaks_to_tools(one.span.of(chain.text) for one in comments):
            yield Refusal("a comment speaks to a tool about the line below it", comments[0].span)
        yield from (one.span.of(chain.text) for one in comments)
        if dockerfile.comments_within(span):
            yield Refusal("a comment stands within a command", span)
        yield _written(chain, span)
        start = span.end


def _written(chain: Chain, span: Span) -> str:
    """A command as the shell gets it, with its line breaks where they stand between words."""
    parts = _fragments(chain, span)
    text = "".join(parts)
    if _OPENING.search(text):
        return text
    line = ""
    quote = ending = ""
    for part in parts:
        is_between = line and (ending[-1:] in " \t" or part[:1] in " \t")
        if is_between and not quote and not (ending[-1:] in " \t" and ending[:-1] == "\\"):
            rest = part.strip(" \t") and part.lstrip(" \t")
            line = line.rstrip(" \t") + " \\\n    " + rest if rest else line
        else:
            line += part
        quote = _open_quote(part, quote)
        ending = (ending + part)[-2:]
    return line


def _fragments(chain: Chain, span: Span) -> list[str]:
    """The stretches of a command between its continuations."""
    mapped = chain.run.arguments_text
    pieces = mapped.pieces
    found: list[str] = []
    begin = max(0, bisect_right(pieces, span.start, key=itemgetter(1)) - 1)
    for index in range(begin, len(pieces)):
        target, source = pieces[index]
        if source >= span.end:
            break
        length = (pieces[index + 1][0] if index + 1 < len(pieces) else len(mapped.text)) - target
        first, last = max(source, span.start), min(source + length, span.end)
        if first < last:
            found.append(chain.text[first:last])
    return found


def _open_quote(text: str, quote: str) -> str:
    """What is open behind a text without substitutions: a quote, and a backslash that escapes what comes next. `quote`:
    what is open in front of it."""
    for mark in text:
        if quote[-1:] == "\\":
            quote = quote[:-1]
        elif mark == "\\" and quote != "'":
            quote += mark
        elif mark in "'\"" and quote in ("", mark):
            quote = "" if quote else mark
    return quote


def _delimiter(body: Sequence[str]) -> str:
    lines = {line for entry in body for line in entry.split("\n")}
    number = 1
    name = "EOF"
    while name in lines:
        number += 1
        name = f"EOF{number}"
    return name


def from_heredoc(model: SemanticModel, selection: Span | None) -> Offer | Refusal | None:
    """Write the here-document at the selection as a chain."""
    run = run_at(model, selection)
    if run is None or len(run.heredocs) != 1:
        return None
    heredoc, script = run.heredocs[0], model.script(run)
    obstacle = _no_list(run, heredoc, script) or shell_refusal(run, model.state_before(run)) or _plain_text(run)
    if obstacle is not None:
        return obstacle
    listed = list(members(script.top_level))
    keeps_first = True
    if _sets_errexit(listed[0]):
        keeps_first = [word.value for word in listed[0].commands[0].arguments] != ["-e"]
    elif not _has_errexit(model, run):
        return Refusal("it goes on after a failure: there is no `set -e`", heredoc.name_span)
    obstacle = _reached(run, script.commands) or _between(run, heredoc, script, listed)
    if obstacle is not None:
        return obstacle
    return _chained(run, heredoc, listed if keeps_first else listed[1:])


def _has_errexit(model: SemanticModel, run: Run) -> bool:
    options = model.state_before(run).shell[1:]
    return any(option == "errexit" or (option[:1] == "-" and option != "-c" and "e" in option) for option in options)


def _no_list(run: Run, heredoc: Heredoc, script: Script) -> Refusal | None:
    """Why the here-document is no list of simple commands."""
    if run.arguments_text.text.strip() != heredoc.span.of(run.dockerfile.text) or heredoc.terminator is None:
        return Refusal("a program reads the here-document", heredoc.span)
    if heredoc.content.startswith("#!"):
        return Refusal("its first line names the program that runs it", heredoc.body)
    if script.dialect != "posix":
        return Refusal("its shell is not a POSIX shell", run.keyword_span)
    if "<<" in heredoc.content:
        return Refusal("there is a here-document within", heredoc.body)
    joints = {command.next_operator for command in script.top_level} | {
        command.operator for command in script.top_level
    }
    nested = [one for one in script.commands if not one.is_top_level and not one.in_substitution and not one.is_nested]
    if script.has_errors or nested or not script.top_level or joints - {"", "\n", ";", "|"}:
        return Refusal("it is more than a list of commands", heredoc.span)
    return None


def _between(run: Run, heredoc: Heredoc, script: Script, listed: Sequence[Member]) -> Refusal | None:
    """What stands in the here-document besides its commands, whole lines of comments and separators."""
    text = run.dockerfile.text
    at = heredoc.body.start
    for span in [*(member.span for member in listed), Span(heredoc.body.end, heredoc.body.end)]:
        gap = text[at : span.start]
        lines = gap.split("\n")
        first = lines[0] if at > heredoc.body.start else ""
        middle = lines[1:-1] if at > heredoc.body.start else lines[:-1]
        if first.strip(" \t;") or any(line.strip() and not line.lstrip().startswith("#") for line in middle):
            return Refusal("something stands between the commands", Span(at, at + 1))
        if len(lines) > 1 and lines[-1].strip():
            return Refusal("something stands between the commands", Span(at, at + 1))
        if speaks_to_tools(lines):
            return Refusal("a comment speaks to a tool about the line below it", Span(at, at + 1))
        at = span.end
    for command in script.commands:
        words = [*command.words, *(one.value for one in command.assignments if one.value is not None)]
        if any("\n" in word.raw for word in words):
            return Refusal("a word goes on over several lines", command.span)
    return None


def _chained(run: Run, heredoc: Heredoc, listed: Sequence[Member]) -> Offer | Refusal | None:
    text = run.dockerfile.text
    if not listed:
        return None
    first = listed[0].span.of(text)
    if first.startswith("--") or (first.startswith("[") and len(listed) == 1):
        return Refusal("a RUN cannot begin with this command", listed[0].span)
    parts = [f"{run.keyword_span.of(text)}{flags_text(run)} "]
    start = heredoc.body.start
    for number, member in enumerate(listed):
        comments = [
            line.strip() for line in text[start : member.span.start].split("\n") if line.lstrip().startswith("#")
        ]
        if number:
            parts.append(" && \\\n")
        elif comments:
            parts.append("\\\n")
        parts.extend(f"{comment}\n" for comment in comments)
        indent = "    " if number or comments else ""
        parts.append(indent + member.span.of(text))
        start = member.span.end
    rest = [line for line in text[start : heredoc.body.end].split("\n") if line.lstrip().startswith("#")]
    if rest:
        return Refusal("a comment stands behind the last command", Span(start, heredoc.body.end))
    edit = Edit(run.span, "".join(parts))
    return Offer.single(Change("Write the here-document as a chain of `&&`", (edit,)), run.span)
