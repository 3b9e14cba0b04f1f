"""What a `java` command line starts: a jar or classes, the agents and the files that it names.

Source: https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html (2023).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dockwright.knowledge.table import words
from dockwright.refactorings.split.model import Obstacle
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.text import Span
from dockwright.values import NamedTuple

_VALUED = words(
    "-p --module-path --upgrade-module-path --add-modules --limit-modules --add-opens --add-exports --add-reads "
    "--enable-native-access --illegal-access"
)
_CLASS_PATH = ("-cp", "-classpath", "--class-path")
_AGENT = re.compile(r"-(?:javaagent|agentpath):([^=]+)")
_BOOT_PATH = re.compile(r"-Xbootclasspath/[ap]:(.+)")
_LIST = re.compile(r"\A\$(?:\w+|\{\w+\}|@|\*)\Z")
_COMPUTED_OPTION = re.compile(r"-(?:D[\w.-]+=|X(?:m[nsx]|ss)|XX:\w+=)[^`\s]*\Z", re.ASCII)
"""An option whose value a shell computes: `-Dserver.port=$PORT`, `-Xmx${MEMORY}`."""

_CLASS = re.compile(r"[A-Za-z_$][\w$]*(?:[./][A-Za-z_$][\w$]*)*\Z")


_ADDED = re.compile(r"--add-modules[= ](\S+)")
_OF_KIT = words(
    "jdk.attach jdk.compiler jdk.editpad jdk.hotspot.agent jdk.jartool jdk.javadoc jdk.jcmd jdk.jconsole jdk.jdeps jdk.jdi jdk.jlink "
    "jdk.jpackage jdk.jshell jdk.jstatd"
)
"""Modules of the development kit that no runtime has. With one of them among its own Java does not start.
Source: the list of modules of Temurin 21, JDK and JRE. Date: 2026-11."""

_OPTIONS = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")


class Launch(NamedTuple):
    """A start of the Java virtual machine."""

    jar: str  # as it is written, variables expanded; "" for a class
    main: str  # the class; "" for a jar
    class_path: tuple[str, ...]
    agents: tuple[str, ...]
    values: tuple[str, ...]  # other words that may name files: of options, and what the program is given


def read_launch(
    arguments: Sequence[str], variables: Mapping[str, str | None], span: Span, *, in_shell: bool
) -> Launch | Obstacle:
    """The words behind `java`; `in_shell`: a shell expands them when the container starts."""
    expanded = [_expanded(one, variables, in_shell) for one in arguments]
    given = " ".join([*(one or "" for one in expanded), *(variables.get(name) or "" for name in _OPTIONS)])
    added = {name for found in _ADDED.findall(given) for name in found.split(",")}
    if kit := sorted(added & _OF_KIT):
        return Obstacle(f"the module `{kit[0]}` is of the development kit alone", span)
    class_path = [one for one in (variables.get("CLASSPATH") or "").split(":") if one]
    agents: list[str] = []
    values: list[str] = []
    is_jar = False
    remaining = list(zip(arguments, expanded, strict=True))
    while remaining:
        written, word = remaining.pop(0)
        if word is None:
            if (_LIST.match(written) and not (is_jar and not _is_named(remaining))) or _COMPUTED_OPTION.match(written):
                continue  # options: the program itself cannot be told from them if it is not named behind
            if is_jar:
                return Obstacle("which program starts is computed", span)
            return Obstacle(f"`{written}` is computed when the container starts", span)
        if word == "-jar":
            is_jar = True
        elif word in (*_CLASS_PATH, *_VALUED):
            value = remaining.pop(0)[1] if remaining else None
            if value is None:
                return Obstacle("which program starts is computed", span)
            if word in _CLASS_PATH:
                class_path = value.split(":")
            elif word in ("-p", "--module-path", "--upgrade-module-path"):
                return Obstacle("modules of Java on a module path are not followed", span)
        elif word in ("-m", "--module") or word.startswith(("--module=", "--module-path=")):
            return Obstacle("modules of Java on a module path are not followed", span)
        elif word.startswith("--class-path="):
            class_path = word.partition("=")[2].split(":")
        elif (found := _AGENT.match(word)) is not None:
            agents.append(found[1])
            values.append(word.partition("=")[2])
        elif (found := _BOOT_PATH.match(word)) is not None:
            agents += found[1].split(":")
        elif word.startswith("@"):
            return Obstacle(f"what is in the argument file `{word[1:]}` is not followed", span)
        elif word.startswith("-"):
            values.append(word.partition("=")[2] or word.partition(":")[2])
        elif is_jar:
            values += [one for _, one in remaining if one is not None]
            return Launch(word, "", (), tuple(agents), tuple(values))
        elif word.endswith((".java", ".kts", ".jsh")):
            return Obstacle(f"`{word}` is compiled when the container starts", span)
        elif _CLASS.match(word):
            values += [one for _, one in remaining if one is not None]
            return Launch("", word, tuple(class_path), tuple(agents), tuple(values))
        else:
            return Obstacle(f"which program `{word}` is is not known", span)
    return Obstacle("the start command names no program of Java", span)


def _is_named(words: Sequence[tuple[str, str | None]]) -> bool:
    """Whether the first word that is no option, and so the jar, is known."""
    return next((word is not None for written, word in words if not written.startswith("-")), False)


def _expanded(word: str, variables: Mapping[str, str | None], in_shell: bool) -> str | None:
    """The word as Java gets it; None where that is not known."""
    if "$" not in word and "`" not in word:
        return word
    if not in_shell or "`" in word or "$(" in word:
        return None
    if _LIST.match(word):
        name = word.strip("${}")
        value = variables.get(name)
        return value if value and " " not in value and "$" not in value else None
    try:
        found = expand(word, {name: value for name, value in variables.items() if value is not None}, complete=False)
    except ExpansionError:
        return None
    return found if found and "$" not in found else None
