"""The parser against BuildKit's own answers on 107 texts: keywords, lines, flags, arguments, JSON form, heredocs."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from dockwright.syntax import Dockerfile, Instruction, Onbuild, Unknown, decode, parse
from dockwright.syntax.instructions import Env, Healthcheck, Label

DATA = Path(__file__).parent / "data" / "buildkit-parser-edge-cases.jsonl"
CASES = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def arguments(instruction: Instruction) -> list[str]:
    """The arguments as BuildKit's parser lists them."""
    if isinstance(instruction, Unknown):
        return [""]
    if isinstance(instruction, Env | Label):
        texts = []
        for pair in instruction.pairs:
            assert pair.value is not None
            texts += [pair.key.raw, pair.value.raw, "" if pair.legacy else "="]
        return texts
    if instruction.is_exec:
        first = [instruction.type.raw] if isinstance(instruction, Healthcheck) and instruction.type else []
        return [*first, *(word.value for word in instruction.exec_words)]
    return [word.raw for word in instruction.words]


def node(instruction: Instruction) -> dict[str, Any]:
    """An instruction in the form of the recorded answers."""
    described: dict[str, Any] = {
        "cmd": re.split("[\t\v\f\r ]", instruction.logical.text)[0],
        "flags": [written_flag(flag) for flag in instruction.flags],
        "json": instruction.is_exec,
        "args": arguments(instruction),
    }
    if isinstance(instruction, Onbuild) and instruction.trigger is not None:
        described["sub"] = node(instruction.trigger)
    return described


def written_flag(flag: Any) -> str:
    return f"--{flag.name}" if flag.value is None else f"--{flag.name}={flag.value.value}"


def heredocs(instruction: Instruction, dockerfile: Dockerfile) -> list[dict[str, Any]]:
    return [
        {
            "Name": heredoc.name,
            "FileDescriptor": heredoc.descriptor,
            "Expand": heredoc.expand,
            "Chomp": heredoc.chomp,
            "Content": heredoc.body.of(dockerfile.text),
        }
        for heredoc in instruction.heredocs
    ]


def recorded(answer: dict[str, Any]) -> dict[str, Any]:
    described = {
        key: answer[key] or [] if key in ("flags", "args") else answer[key] for key in ("cmd", "flags", "json", "args")
    }
    if "sub" in answer:
        described["sub"] = recorded(answer["sub"])
    return described


def without_invalid_bytes(value: Any) -> Any:
    """BuildKit's answers show invalid bytes as U+FFFD."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads("".join("\ufffd" if "\udc80" <= one <= "\udcff" else one for one in text))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_instructions_are_those_of_buildkit(case: dict[str, Any]) -> None:
    text, _ = decode(base64.b64decode(case["b64"]))
    dockerfile = parse(text)
    answers = case["buildkit"]["nodes"]
    if not answers:
        return
    assert len(dockerfile.instructions) == len(answers)
    for instruction, answer in zip(dockerfile.instructions, answers, strict=True):
        assert without_invalid_bytes(node(instruction)) == recorded(answer)
        assert dockerfile.lines.line(instruction.span.start) + 1 == answer["start"]
        assert dockerfile.lines.line(instruction.span.end) + 1 == answer["end"]
        assert heredocs(instruction, dockerfile) == answer.get("heredocs", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_tokens_joined_are_the_text(case: dict[str, Any]) -> None:
    text, _ = decode(base64.b64decode(case["b64"]))
    assert "".join(token.text for token in parse(text).tokens()) == text
