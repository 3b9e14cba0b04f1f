from __future__ import annotations

import json
from collections.abc import Iterator
from posixpath import basename

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS
from dockwright.syntax import Cmd, Entrypoint, Transfer, Word
from dockwright.text import Span

_OPERATORS = frozenset(("&&", "||", "|", "2>&1"))
_MAYBE = lazy_pattern(r"[&|*\\]")  # one of which, or an escape, is in all of it
_PLAIN = lazy_pattern(r"[\w@%+=:,./ -]+\Z")
_JAR = lazy_pattern(r"[\w@%+=:,./*-]+\.jar\Z")


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
        Invalid('FROM alpine:3.22\nENTRYPOINT ["server", "2>&1"]\nCMD ["-v"]\n', title="what CMD adds has no place in a script"),
    ),
    valid=(
        'FROM node:22\nCMD ["npm", "run", "start"]\n',
        'FROM node:22\nCMD ["sh", "-c", "npm install && node main.js"]\n',
        'FROM node:22\nENTRYPOINT ["./entrypoint.sh"]\nCMD ["npm", "test", "&&", "npm", "start"]\n',
        'FROM example.com/tools\nCMD ["a", "&&", "b"]\n',
        'FROM alpine:3.22\nCMD ["grep", "|", "table"]\n',
        'FROM alpine:3.22\nCMD ["find", "/", "-exec", "ls", ";"]\n',
        "FROM node:22\nCMD npm install && node main.js\n",
        "FROM eclipse-temurin:21\nENTRYPOINT java -jar target/*.jar\n",
        'FROM eclipse-temurin:21\nENTRYPOINT ["java", "-cp", "lib/*", "App"]\n',
        'FROM eclipse-temurin:21\nENTRYPOINT ["java", "-jar", "app.jar", "data/*.csv"]\n',
        'FROM eclipse-temurin:21\nWORKDIR /app\nCOPY app.jar /app/*.jar\nENTRYPOINT ["java", "-jar", "/app/*.jar"]\n',
    ),
)  # fmt: skip
def shell_syntax_in_exec_form(start: Cmd | Entrypoint, model: SemanticModel) -> Iterator[Finding]:
    """A JSON list has `&&`, a pipe or the pattern of a jar as a word, which only a shell would understand.

    ## Why is this bad?
    A JSON list is started as it is, without a shell: `["npm", "install", "&&", "node", "main.js"]` gives `&&` and all behind it to
    npm, and `["java", "-jar", "target/*.jar"]` looks for a file with a star in its name.

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
    if not _starts(start, stage) or basename(first.value) in POSIX_SHELLS or first.value.endswith((".sh", ".bash")):
        return
    pattern = _jar_pattern(start.exec_words)
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


def _jar_pattern(words: tuple[Word, ...]) -> Word | None:
    """The pattern that `java -jar` is given for a name."""
    names = [one.value for one in words]
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
    is_plain = all(
        one.value in _OPERATORS or _PLAIN.match(one.value) or _JAR.match(one.value) for one in start.exec_words
    )
    if other is not None or start.is_onbuild or not is_plain or "\n" in place.of(start.dockerfile.text):
        return ()
    if stage.facts is None or not stage.facts.has_shell or any(" " in one.value for one in start.exec_words):
        return ()
    written = [one.value for one in start.exec_words]
    is_one = not {"&&", "||", "|"}.intersection(written)  # a shell can be replaced by the one program
    text = f'["sh", "-c", {json.dumps(" ".join(["exec", *written] if is_one else written))}]'
    return (Fix.replace("Let a shell run it", place, text, Safety.UNSAFE),)
