from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

from dockwright.knowledge.shell_words import WITHOUT_PROGRAM
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Cmd, Entrypoint, Word

_WORDS = lazy_pattern(r"[^ \t\n]+")
_SYNTAX = lazy_pattern(r"[|&;<>()$`*?\[\]#~\\\n{}!]|\A\s*[\w.]+=")
"""What only a shell understands."""

_ARGUMENTS = lazy_pattern(r"\s(?:-|\||[&;]|$)|\s\d+\Z")
"""What follows the name of a program rather than belongs to a path with blanks."""


@rule(
    "command-line-in-one-word",
    on=(Cmd, Entrypoint),
    needs='"',
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    uncovers=("missing-start-target", "pid1-wrapper", "missing-package-script"),
    invalid=(
        Invalid(
            'FROM golang:1.24\nRUN go install example.org/app@v1\nCMD ["app --help"]\n',
            'FROM golang:1.24\nRUN go install example.org/app@v1\nCMD ["app", "--help"]\n',
            marked=('"app --help"',),
        ),
        Invalid(
            'FROM node:22\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["npm start", "--", "-p", "80"]\n',
            'FROM node:22\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["npm", "start", "--", "-p", "80"]\n',
        ),
        Invalid(
            "FROM python:3.13\nCOPY app.py /\nCMD [\"exec python '/app.py'\"]\n",
            'FROM python:3.13\nCOPY app.py /\nCMD ["python", "/app.py"]\n',
        ),
        Invalid('FROM alpine:3.22\nCMD ["/app/run -v"]\n', 'FROM alpine:3.22\nCMD ["/app/run", "-v"]\n'),
        Invalid(
            'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["npm, run, start"]\n',
            'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["npm", "run", "start"]\n',
            title="quotes are missing around the commas",
        ),
        Invalid('FROM alpine:3.22\nCMD ["/bin/sh "]\n', 'FROM alpine:3.22\nCMD ["/bin/sh"]\n'),
        Invalid(
            'FROM alpine:3.22\nCMD ["echo $HOME && ls"]\n',
            'FROM alpine:3.22\nCMD ["sh", "-c", "echo $HOME && ls"]\n',
            title="a script for a shell: to be checked",
        ),
        Invalid('FROM alpine:3.22\nENTRYPOINT ["echo $HOME", "x"]\n', title="a script with more words behind it"),
        Invalid('FROM node:22\nCMD ["npm start", "npm run migrate"]\n', title="two command lines"),
        Invalid('FROM node:22\nCMD ["export PORT=3000"]\n', title="a word of the shell"),
    ),
    valid=(
        'FROM golang:1.24\nCMD ["app", "--help"]\n',
        'FROM alpine:3.22\nENTRYPOINT ["/bin/sh", "-c"]\nCMD ["echo hello"]\n',
        'FROM alpine:3.22\nCMD ["echo", "hello world"]\n',
        'FROM alpine:3.22\nCOPY ["run it", "/opt/run it"]\nCMD ["/opt/run it"]\n',
        'FROM alpine:3.22\nENTRYPOINT ["/opt/My App/run"]\n',
        'FROM postgres:16\nCMD ["-c shared_buffers=256MB"]\n',
        'FROM example.org/base\nCMD ["serve all"]\n',
        'FROM alpine:3.22\nCMD ["app start"]\nCMD ["app"]\n',
        "FROM alpine:3.22\nCMD app start\n",
        'FROM node:22\nENTRYPOINT ["run\u2028it"]\n',
    ),
)
def command_line_in_one_word(start: Cmd | Entrypoint, model: SemanticModel) -> Iterator[Finding]:
    """A JSON list names a program and its arguments in one word.

    ## Why is this bad?
    Nothing takes the words of a JSON list apart: `CMD ["npm start"]` looks for a program whose name is `npm start`, with the blank in
    it. The image builds, and its container stops at once: `exec: "npm start": executable file not found in $PATH`.

    Passed over are words behind an `ENTRYPOINT`, which may well be scripts, images whose own entrypoint is not known, and paths, which may
    have blanks in them, unless a flag follows.

    ## Fix safety
    Plain words are taken apart as a shell would, which is safe. What needs a shell is handed to one: see that the container is still
    stopped by a signal.

    ## References
    - https://docs.docker.com/reference/dockerfile/#shell-and-exec-form
    """
    if not start.is_exec or not start.exec_words:
        return
    word = start.exec_words[0]
    if _WORDS.findall(word.value) in ([], [word.value.strip("\n")]):
        return
    stage = model.stage_of(start)
    if stage is None or stage.last(type(start)) is not start or not _is_program(start, stage):
        return
    if word.value.startswith(("/", "./")) and not _ARGUMENTS.search(word.value):
        return  # a name may have blanks in it
    name = word.value.strip(" \t\n")
    is_several = len(_WORDS.findall(name)) > 1
    message = (
        f"`{name}` is one word of the list: no program has that name"
        if is_several
        else f"the name `{name}` ends with a blank"
    )
    yield Finding(word.span, message, _fixes(start, word, stage))


def _may_have_blanks(words: list[str]) -> bool:
    """Whether the path of the program may go on behind a blank: `/opt/my app/run -v`."""
    following = next((index for index, one in enumerate(words) if index and one.startswith("-")), len(words))
    return (
        words[:1] != []
        and words[0].startswith(("/", "./"))
        and any("/" in one[1:] and one[0] not in "./" for one in words[1:following])
    )


def _is_program(start: Cmd | Entrypoint, stage: Stage) -> bool:
    """Whether the first word of a list is what the container starts."""
    facts = stage.facts
    if isinstance(start, Entrypoint):
        return facts is None or facts.os != "windows"
    if stage.effective(Entrypoint) is not None or facts is None or facts.os == "windows":
        return False
    return not facts.entrypoint or facts.ecosystem == "node"  # Node's entrypoint runs what it is given


def _fixes(start: Cmd | Entrypoint, word: Word, stage: Stage) -> tuple[Fix, ...]:
    if start.is_onbuild or "\n" in start.text:
        return ()
    if not _SYNTAX.search(word.value):
        try:
            words = shlex.split(word.value)
        except ValueError:
            return ()
        words = words[1:] if words[:1] == ["exec"] else words
        if any(one.value.split()[:1] == words[:1] and len(one.value.split()) > 1 for one in start.exec_words[1:]):
            return ()  # `["npm run migrate", "npm start"]`: two command lines, and who knows in which order
        if words[:1] and words[0] in WITHOUT_PROGRAM:
            return ()  # apart, they start nothing either
        words = _without_commas(words)
        listed = ", ".join(json.dumps(one, ensure_ascii=False) for one in words)
        safety = Safety.UNSAFE if _may_have_blanks(words) else Safety.SAFE
        return (Fix.replace("Take the words apart", word.span, listed, safety),) if words else ()
    if len(start.exec_words) > 1 or stage.facts is None or not stage.facts.has_shell:
        return ()
    return (Fix.insert("Let a shell run it", word.span.start, '"sh", "-c", ', Safety.UNSAFE),)


def _without_commas(words: list[str]) -> list[str]:
    """The words without the commas of a list, which a program's name never ends with: `npm, run, start`."""
    if not (words and (words[0].endswith(",") or words[1:2] == [","])):
        return words
    return [bare for one in words if (bare := one.removesuffix(","))]
