from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from posixpath import basename

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS
from dockwright.syntax import Cmd, Entrypoint, Word
from dockwright.text import Span

_VARIABLE = lazy_pattern(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?[-+=?][^}]*)?\})")
_EXPANDERS = frozenset(("java", "envsubst", "make", "perl", "awk", "gawk", "jq", "tclsh", "pwsh"))
"""Programs in whose arguments a `$` may be a word of their own language."""

_INTERPRETERS = frozenset(("bun", "deno", "node", "php", "python", "python3", "ruby"))
_CODE = frozenset(("-c", "-e", "-r", "-p", "--eval", "--print"))
"""Flags of interpreters behind which a program is written."""

_HANDS_ON = ("node", "java")
"""Ecosystems whose images have entrypoints that run what they are given."""

_OF_EVERY_CONTAINER = frozenset(("HOME", "HOSTNAME", "PATH"))


@rule(
    "variable-in-exec-form",
    on=(Cmd, Entrypoint),
    needs="$",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            'FROM alpine:3.20\nENV PORT=80\nCMD ["httpd", "-f", "-p", "$PORT"]\n',
            'FROM alpine:3.20\nENV PORT=80\nCMD ["sh", "-c", "exec httpd -f -p \\"$PORT\\""]\n',
            marked=('"$PORT"',),
        ),
        Invalid(
            'FROM alpine:3.20\nENV DIR=/app\nENTRYPOINT ["${DIR}/run", "a b"]\n',
            'FROM alpine:3.20\nENV DIR=/app\nENTRYPOINT ["sh", "-c", "exec \\"${DIR}/run\\" \'a b\'"]\n',
            marked=('"${DIR}/run"',),
        ),
        Invalid('FROM alpine:3.20\nENV PORT=80\nENTRYPOINT ["httpd"]\nCMD ["-f", "-p", "$PORT"]\n', title="one command in two parts"),
        Invalid('FROM alpine:3.20\nARG APP\nCOPY $APP /srv/\nENTRYPOINT ["/srv/$APP"]\n', marked=('"/srv/$APP"',), title="an argument of the build"),
        Invalid(
            'FROM eclipse-temurin:21-jre\nENV JAR=/a.jar\nCMD ["java", "-jar", "$JAR"]\n',
            'FROM eclipse-temurin:21-jre\nENV JAR=/a.jar\nCMD ["sh", "-c", "exec java -jar \\"$JAR\\""]\n',
            title="a file for java",
        ),
        Invalid('FROM alpine:3.20\nENTRYPOINT ["app"]\nCMD ["to $HOME"]\n'),
        Invalid(
            'FROM node:20\nENV PORT=80\nCMD ["npx", "serve", "-l", "$PORT"]\n',
            'FROM node:20\nENV PORT=80\nCMD ["sh", "-c", "exec npx serve -l \\"$PORT\\""]\n',
        ),
        Invalid('FROM alpine:3.20\nCMD ["ls", "$HOME"]\n', 'FROM alpine:3.20\nCMD ["sh", "-c", "exec ls \\"$HOME\\""]\n'),
    ),
    valid=(
        'FROM alpine:3.20\nENV PORT=80\nCMD ["sh", "-c", "exec httpd -f -p $PORT"]\n',
        'FROM alpine:3.20\nENV PORT=80\nENTRYPOINT ["/bin/sh", "-c"]\nCMD ["httpd -f -p $PORT"]\n',
        'FROM alpine:3.20\nENV PORT=80\nENTRYPOINT ["./start.sh"]\nCMD ["-p", "$PORT"]\n',
        "FROM alpine:3.20\nENV PORT=80\nCMD httpd -f -p $PORT\n",
        'FROM python:3.12\nENV X=1\nCMD ["python", "-c", "print(\'$X\')"]\n',
        'FROM postgres:16\nCMD ["-c", "data_directory=$PGDATA"]\n',
        'FROM alpine:3.20\nCMD ["grep", "a$", "/etc/passwd"]\n',
        'FROM eclipse-temurin:21-jre\nENV PORT=80\nCMD ["java", "-jar", "a.jar", "--server.port=${PORT}"]\n',
        'FROM alpine:3.20\nENV PORT=80\nENV X="$PORT"\nCMD ["httpd", "-f"]\n',
        'FROM alpine:3.20\nCMD ["echo $HOME && ls"]\n',
    ),
)  # fmt: skip
def variable_in_exec_form(start: Cmd | Entrypoint, model: SemanticModel) -> Iterator[Finding]:
    """A variable stands in a JSON list, where nothing expands it.

    ## Why is this bad?
    A JSON list is started as it is, without a shell: the program gets the five characters `$PORT`. The builder expands no variable
    in `CMD` and `ENTRYPOINT` either.

    Reported are variables of the environment that `ENV` or the base image sets, and arguments of the build (`ARG`), in a list that
    starts no shell. Programs that may know such a word themselves (`java` but for its `-jar`, `perl`, `make`, ...) and start scripts are
    left alone.

    ## Fix safety
    The fix lets a shell expand the variable, and then be replaced by the program, so that signals still reach it. An argument of
    `docker run` takes the place of the whole `CMD`, as before; behind such an `ENTRYPOINT` it no longer reaches the program.
    An argument of the build is gone when the container starts: there is no fix for it.

    ## References
    - https://docs.docker.com/reference/dockerfile/#shell-and-exec-form
    """
    stage = model.stage_of(start)
    if "$" not in start.text or not start.is_exec or stage is None or stage.last(type(start)) is not start:
        return
    words = start.exec_words
    program = _program(start, stage)
    if program is None or program in POSIX_SHELLS or program.endswith((".sh", ".bash")):
        return
    if any(basename(word.value) in POSIX_SHELLS for word in words):
        return
    if program in _INTERPRETERS and any(word.value in _CODE for word in words):
        return
    state = model.state_before(start)
    for word in _archive(words) if program in _EXPANDERS else words:
        names = [one[1] or one[2] for one in _VARIABLE.finditer(word.value)]
        name = next((one for one in names if one in state.variables or one in _OF_EVERY_CONTAINER), None)
        if name is None:
            continue
        message = f"nothing expands `${name}` in a JSON list"
        if name in state.env or name in _OF_EVERY_CONTAINER:
            yield Finding(word.span, message, _fixes(start, words, stage))
        else:
            yield Finding(word.span, f"{message}, and the argument of the build is gone when the container starts")
        return


def _archive(words: Sequence[Word]) -> Sequence[Word]:
    """The word behind `-jar`, which names a file even to a program that knows variables in other words."""
    at = next((at for at, word in enumerate(words, 1) if word.value == "-jar"), len(words))
    return words[at : at + 1]


def _program(start: Cmd | Entrypoint, stage: Stage) -> str | None:
    """What the list starts, or is handed to; None: nobody knows."""
    entrypoint = stage.effective(Entrypoint) if isinstance(start, Cmd) else start
    if entrypoint is None and (
        stage.facts is None or (stage.facts.entrypoint and stage.facts.ecosystem not in _HANDS_ON)
    ):
        return None
    words = (entrypoint or start).exec_words
    if not words or len(words[0].value.split()) > 1:
        return None  # no name has two words: command-line-in-one-word hands them to a shell
    return basename(words[0].value)


def _fixes(start: Cmd | Entrypoint, words: Sequence[Word], stage: Stage) -> tuple[Fix, ...]:
    other = stage.effective(Entrypoint) if isinstance(start, Cmd) else stage.effective(Cmd)
    if other is not None or stage.facts is None or not stage.facts.has_shell or start.is_onbuild:
        return ()
    quoted = [_quoted(word.value) for word in words]
    if None in quoted:
        return ()
    script = " ".join(["exec", *(one for one in quoted if one is not None)])
    place = Span(start.arguments_text.source_offset(0), start.span.end)
    if "\n" in place.of(start.dockerfile.text):
        return ()
    text = f'["sh", "-c", {json.dumps(script, ensure_ascii=False)}]'
    return (Fix.replace("Let a shell expand it", place, text, Safety.UNSAFE),)


def _quoted(value: str) -> str | None:
    """A word for the shell, with its variables expanded; None where that would change something else."""
    from shlex import quote

    if "$" not in value:
        return quote(value)
    return None if any(mark in _VARIABLE.sub("", value) for mark in '"\\`$!') else f'"{value}"'
