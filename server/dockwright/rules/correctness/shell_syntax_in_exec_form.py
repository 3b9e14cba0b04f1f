from __future__ import annotations

import json
import re
from collections.abc import Iterator
from posixpath import basename

from dockwright.knowledge.shell_words import WITHOUT_PROGRAM
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS
from dockwright.syntax import Cmd, Entrypoint, Transfer, Word
from dockwright.text import Span

_OPERATORS = frozenset(("&&", "||", "|", "2>&1"))
_OF_SHELL = "|".join(map(re.escape, sorted(WITHOUT_PROGRAM)))
_MAYBE = lazy_pattern(rf"[&|*\\]|\[\s*\"(?:[A-Za-z_]\w*=|(?:{_OF_SHELL})\")")
"""One of the operators, or an escape, is in all of it, or the first word is the shell's own."""

_SCRIPTS = (".sh", ".bash", ".bat", ".cmd")  # Windows hands the whole line of the last two to its shell
_WINDOWS_SHELLS = ("cmd", "powershell", "pwsh")

_ASSIGNMENT = lazy_pattern(r"[A-Za-z_]\w*=\S*\Z")
_PLAIN = lazy_pattern(r"[\w@%+=:,./ -]+\Z")
_PATTERN = lazy_pattern(r"[\w@%+=:,./*-]+\Z")


@rule(
    "shell-syntax-in-exec-form",
    on=(Cmd, Entrypoint),
    needs="[",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    uncovers=("missing-start-target", "pid1-wrapper", "missing-package-script"),
    invalid=(
        Invalid(
            'FROM node:22\nCMD ["npm", "install", "&&", "node", "main.js"]\n',
            'FROM node:22\nCMD ["sh", "-c", "npm install && node main.js"]\n',
            marked=('"&&"',),
        ),
        Invalid('FROM alpine:3.22\nCMD ["httpd", "-f", "2>&1"]\n', 'FROM alpine:3.22\nCMD ["sh", "-c", "exec httpd -f 2>&1"]\n'),
        Invalid(
            'FROM eclipse-temurin:21\nENTRYPOINT ["java", "-Xmx1g", "-jar", "target/*.jar"]\n',
            'FROM eclipse-temurin:21\nENTRYPOINT ["sh", "-c", "exec java -Xmx1g -jar target/*.jar"]\n',
            marked=('"target/*.jar"',),
            title="nothing expands the pattern",
        ),
        Invalid(
            'FROM debian:12\nCOPY target /work/\nCMD ["/work/*-runner", "-v"]\n',
            'FROM debian:12\nCOPY target /work/\nCMD ["sh", "-c", "exec /work/*-runner -v"]\n',
            marked=('"/work/*-runner"',),
            title="of the program itself",
        ),
        Invalid(
            'FROM node:22\nCMD ["NODE_ENV=production", "node", "main.js"]\n',
            'FROM node:22\nCMD ["env", "NODE_ENV=production", "node", "main.js"]\n',
            marked=('"NODE_ENV=production"',),
            title="a variable",
        ),
        Invalid(
            'FROM python:3.13\nCMD ["exec", "python", "/app.py"]\n',
            'FROM python:3.13\nCMD ["python", "/app.py"]\n',
            marked=('"exec"',),
            title="a word of the shell",
        ),
        Invalid('FROM python:3.13\nCMD ["source", "/venv/bin/activate"]\n', marked=('"source"',)),
        Invalid('FROM alpine:3.22\nENTRYPOINT ["server", "2>&1"]\nCMD ["-v"]\n', title="what CMD adds has no place in a script"),
    ),
    valid=(
        'FROM node:22\nCMD ["npm", "run", "start"]\n',
        'FROM node:22\nCMD ["sh", "-c", "npm install && node main.js"]\n',
        'FROM node:22\nENTRYPOINT ["./entrypoint.sh"]\nCMD ["npm", "test", "&&", "npm", "start"]\n',
        'FROM example.com/tools\nCMD ["a", "&&", "b"]\n',
        'FROM ruby:3.4\nENTRYPOINT ["bundle"]\nCMD ["exec", "jekyll", "serve"]\n',
        'FROM python:3.13\nCMD ["env", "A=1", "python", "/app.py"]\n',
        'FROM python:3.13\nCMD ["python", "/app.py", "A=1", "exec"]\n',
        'FROM alpine:3.22\nCMD ["grep", "|", "table"]\n',
        'FROM alpine:3.22\nCMD ["find", "/", "-exec", "ls", ";"]\n',
        "FROM node:22\nCMD npm install && node main.js\n",
        "FROM eclipse-temurin:21\nENTRYPOINT java -jar target/*.jar\n",
        'FROM eclipse-temurin:21\nENTRYPOINT ["java", "-cp", "lib/*", "App"]\n',
        'FROM eclipse-temurin:21\nCMD ["java -Dhosts=* -jar app.jar"]\n',
        'FROM eclipse-temurin:21\nENTRYPOINT ["java", "-jar", "app.jar", "data/*.csv"]\n',
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nENTRYPOINT ["C:\\\\Tools\\\\VsDevCmd.bat", "&&", "powershell.exe"]\n',
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nENTRYPOINT ["cmd", "/S", "/C", "setup", "&&", "app.exe"]\n',
        'FROM eclipse-temurin:21\nWORKDIR /app\nCOPY app.jar /app/*.jar\nENTRYPOINT ["java", "-jar", "/app/*.jar"]\n',
    ),
)  # fmt: skip
def shell_syntax_in_exec_form(start: Cmd | Entrypoint, model: SemanticModel) -> Iterator[Finding]:
    """A JSON list has `&&`, a pipe, `source`, `NAME=value` or the pattern of a program as a word, which only a shell would understand.

    ## Why is this bad?
    A JSON list is started as it is, without a shell: `["npm", "install", "&&", "node", "main.js"]` gives `&&` and all behind it to
    npm, `["java", "-jar", "target/*.jar"]` and `["/app/*-runner"]` look for a file with a star in its name, and `["source", "/venv/bin/activate"]` or
    `["NODE_ENV=production", "node", "main.js"]` for a program that is called so.

    Lists that a shell or a script gets are left alone. A whole command in one word is reported by
    [command-line-in-one-word](command-line-in-one-word.md).

    ## Fix safety
    A shell gets all of it, and what stands behind `&&` begins to run: see that it should.

    ## References
    - https://docs.docker.com/reference/dockerfile/#shell-and-exec-form
    """
    if _MAYBE.search(start.text) is None:
        return
    stage = model.stage_of(start)
    if not start.is_exec or stage is None or stage.last(type(start)) is not start or not start.exec_words:
        return
    first, *rest = start.exec_words
    if not _starts(start, stage) or basename(first.value) in POSIX_SHELLS or first.value.lower().endswith(_SCRIPTS):
        return
    if stage.final_state.is_windows and first.value.lower().removesuffix(".exe").endswith(_WINDOWS_SHELLS):
        return
    pattern = _pattern(start.exec_words)
    if pattern is not None and not _is_copied_as(model, stage, pattern):
        message = f"nothing expands `{pattern.value}`, as no shell reads a JSON list"
        yield Finding(pattern.span, message, _script(start, stage))
        return
    word = next((one for one in rest if one.value in _OPERATORS), None)
    if word is not None and not any(basename(one.value) in POSIX_SHELLS for one in rest) and _is_between(rest, word):
        yield Finding(
            word.span,
            f"`{word.value}` is given to `{first.value}`, as no shell reads a JSON list",
            _script(start, stage),
        )
    elif first.value in WITHOUT_PROGRAM:
        message = f"`{first.value}` is a word of the shell, and no shell reads a JSON list"
        yield Finding(first.span, message, _without(start, first, rest))
    elif _ASSIGNMENT.match(first.value):
        message = f"`{first.value}` sets no variable, as no shell reads a JSON list"
        yield Finding(first.span, message, _with_env(start, first, rest, stage))


def _without(start: Cmd | Entrypoint, word: Word, rest: list[Word]) -> tuple[Fix, ...]:
    """The program that `exec` would have put in the shell's place."""
    if word.value != "exec" or not rest or start.is_onbuild:
        return ()
    return (Fix.replace("Remove `exec`", Span(word.span.start, rest[0].span.start), "", Safety.UNSAFE),)


def _with_env(start: Cmd | Entrypoint, word: Word, rest: list[Word], stage: Stage) -> tuple[Fix, ...]:
    """`env` in front, which sets variables for the program behind them."""
    if not rest or start.is_onbuild or stage.facts is None or not stage.facts.has_shell or "$" in word.value:
        return ()
    return (Fix.insert("Let `env` set it", word.span.start, '"env", ', Safety.UNSAFE),)


def _pattern(words: tuple[Word, ...]) -> Word | None:
    """The pattern that stands for the program, or that `java -jar` is given for a name."""
    names = [one.value for one in words]
    if "*" in names[0] and " " not in names[0]:
        return words[0]
    if basename(names[0]) != "java" or "-jar" not in names[:-1]:
        return None
    word = words[names.index("-jar") + 1]
    return word if "*" in word.value else None


def _is_copied_as(model: SemanticModel, stage: Stage, word: Word) -> bool:
    """Whether a COPY makes a file of that very name: `COPY target/*.jar /app/*.jar`."""
    wanted = stage.final_state.resolve(word.value)
    for one in (each for lineage in stage.lineage for each in lineage.of(Transfer)):
        written = model.expand(one.destination, one) if one.destination is not None else None
        if wanted is None or written is None or model.state_before(one).resolve(written) in (None, wanted):
            return True
    return False


def _starts(start: Cmd | Entrypoint, stage: Stage) -> bool:
    """Whether the first word of the list is the program that starts, as far as is known."""
    if isinstance(start, Entrypoint):
        return True
    if stage.effective(Entrypoint) is not None or stage.facts is None:
        return False
    return not stage.facts.entrypoint or stage.facts.ecosystem == "node"  # Node's entrypoint runs what it is given


def _is_between(words: list[Word], operator: Word) -> bool:
    """Whether a command may follow: a single `|` or `||` is a word of many programs."""
    at = words.index(operator)
    return operator.value in ("&&", "2>&1") or (operator.value in ("|", "||") and 0 < at < len(words) - 1)


def _script(start: Cmd | Entrypoint, stage: Stage) -> tuple[Fix, ...]:
    other = stage.effective(Entrypoint) if isinstance(start, Cmd) else stage.effective(Cmd)
    place = Span(start.arguments_text.source_offset(0), start.span.end)
    pattern = _pattern(start.exec_words)
    is_plain = all(
        one.value in _OPERATORS or _PLAIN.match(one.value) or (one is pattern and _PATTERN.match(one.value))
        for one in start.exec_words
    )
    if other is not None or start.is_onbuild or not is_plain or "\n" in place.of(start.dockerfile.text):
        return ()
    if stage.facts is None or not stage.facts.has_shell or any(" " in one.value for one in start.exec_words):
        return ()
    written = [one.value for one in start.exec_words]
    is_one = not {"&&", "||", "|"}.intersection(written)  # a shell can be replaced by the one program
    text = f'["sh", "-c", {json.dumps(" ".join(["exec", *written] if is_one else written), ensure_ascii=False)}]'
    return (Fix.replace("Let a shell run it", place, text, Safety.UNSAFE),)
