"""The scripts of a Dockerfile as BuildKit reads it: its own parser says what the instructions are, not dockwright's."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

import dockerfile


class Script(NamedTuple):
    """A RUN: the words of its shell and the text given to it, where it runs and with which variables."""

    shell: tuple[str, ...]
    text: str
    directory: str
    environment: tuple[tuple[str, str], ...]
    user: str


def stages(text: str) -> list[list[Script]]:
    """The scripts of each stage, as BuildKit reads the text."""
    found: list[list[Script]] = []
    named: dict[str, tuple] = {}
    state: dict = {}
    outer: dict[str, str] = {}
    for one in dockerfile.parse_string(text):
        kind, values = one.cmd.upper(), list(one.value)
        if kind == "ONBUILD" and one.sub_cmd:
            kind = one.sub_cmd.upper()
        if kind == "FROM":
            base = named.get(values[0].lower()) if values else None
            state = dict(base or {"shell": ("/bin/sh", "-c"), "dir": "/", "env": {}, "args": {}, "user": ""})
            state = {**state, "env": dict(state["env"]), "args": {}}
            named[values[2].lower() if len(values) > 2 else f"stage {len(found)}"] = state
            found.append([])
        elif not found:
            if kind == "ARG":
                outer.update(pairs(values, outer))
        elif kind == "SHELL" and one.json:
            state["shell"] = tuple(values)
        elif kind == "WORKDIR" and values:
            state["dir"] = os.path.normpath(os.path.join(state["dir"], expand(values[0], seen(state))))
        elif kind == "USER" and values:
            state["user"] = expand(values[0], seen(state))
        elif kind == "ENV":
            state["env"].update(pairs(values[0:2] if len(values) == 3 and not values[2] else values, seen(state)))
        elif kind == "ARG":
            for word in values:
                name, equals, value = word.partition("=")
                state["args"][name] = expand(value, seen(state)) if equals else outer.get(name, "")
        elif kind == "RUN" and not one.json:
            found[-1].append(script(one, state))
    return found


def script(one, state: dict) -> Script:
    line, documents = one.value[0] if one.value else "", one.heredocs
    shell = state["shell"]
    if len(documents) == 1 and re.fullmatch(r"<<-?(['\"]?)[\w.-]+\1", line.strip()):
        body = documents[0].content
        if line.startswith("<<-"):
            body = re.sub(r"(?m)^\t+", "", body)
        first = re.match(r"#!\s*(\S+)(?: +(\S.*))?\n", body)
        if first:
            shell = (first[1].replace("/usr/bin/env", "") or first[2] or "", "-c")
        line = body
    else:
        line += "".join(f"\n{each.content}{each.name}" for each in documents) + ("\n" if documents else "")
    return Script(shell, line, state["dir"], tuple(sorted(seen(state).items())), state["user"])


def seen(state: dict) -> dict[str, str]:
    return {**state["args"], **state["env"]}


def pairs(words: list[str], environment: dict[str, str]) -> dict[str, str]:
    """Names and values of ENV and ARG: the parser gives them word after word, `name`, `value`, or as `name=value`."""
    given = {}
    if len(words) % 2 == 0 and not any("=" in word for word in words[::2]):
        given = {name: expand(value, environment) for name, value in zip(words[::2], words[1::2], strict=True)}
    else:
        for word in words:
            name, _, value = word.partition("=")
            given[name] = expand(value, environment)
    return given


def expand(word: str, environment: dict[str, str]) -> str:
    """A value as BuildKit means it: quotes and escapes away, variables filled in."""
    meant, quote, rest = "", "", word
    while rest:
        variable = re.match(r"\$(?:(\w+)|\{(\w+)(?::?([-+])([^}]*))?\})", rest) if quote != "'" else None
        if variable:
            value = environment.get(variable[1] or variable[2], "")
            other = variable[4] or ""
            meant += {"-": value or other, "+": value and other}.get(variable[3], value)
            rest = rest[variable.end() :]
            continue
        sign, rest = rest[0], rest[1:]
        if sign == quote or (sign in "'\"" and not quote):
            quote = "" if quote else sign
        elif sign == "\\" and rest and quote != "'" and (not quote or rest[0] in '"$\\'):
            meant, rest = meant + rest[0], rest[1:]
        else:
            meant += sign
    return meant
