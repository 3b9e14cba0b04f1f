"""The parser against two others on mutated texts: BuildKit's own, packaged as `dockerfile`, and dockerfile-parse.

The package is built on BuildKit 0.12, so texts that newer versions read otherwise are left out: a blank behind `<<`,
text behind an exec form, `# check=`, an unusual blank in a directive. It lists no heredocs of ONBUILD, and it reads
flags byte by byte.
"""

from __future__ import annotations

import random
import re
from io import BytesIO
from typing import Any

import pytest
from dockerfile_parse import DockerfileParser

from dockwright.syntax import Dockerfile, Env, Healthcheck, Instruction, Label, Onbuild, Unknown, parse
from dockwright.syntax.scan import instruction_in

dockerfile_package = pytest.importorskip("dockerfile")

SEEDS = [
    "# syntax=docker/dockerfile:1\nFROM --platform=$BUILDPLATFORM golang:1.22 AS build\nWORKDIR /src\n"
    "RUN --mount=type=cache,target=/root/.cache <<EOF sh\nset -e\ngo build \\\n ./...\nEOF\nCOPY --link --from=build /a /b\n",
    'FROM a\nCOPY <<A <<-\'B\' /d/\n1\nA\n\t2\n\tB\nONBUILD RUN <<E\nx\nE\nHEALTHCHECK --interval=5s CMD ["a", "b"]\n',
    'FROM a\nENV A="b c" \\\n  # x\n\n  D=e\\ f\nLABEL a b c\nARG A B="c d"\nSHELL ["a", "-c"]\nRUN ["x", "<<E"]\n'
    'ONBUILD COPY --chown=a:b ["x y", "z"]\n',
    '# escape=`\nFROM a\nRUN x `\n  y \\\nENV A=`"b C=\'d e\'\nVOLUME ["C:\\\\x"]\n',
    "FROM debian:12\r\nRUN apt-get update \\\r\n && apt-get install -y curl\r\n# c\r\nUSER a\r\nCMD curl x\r\n",
]
PIECES = [
    *(
        "\\\n",
        "\\",
        "\n",
        "\n\n",
        "#",
        "# c\n",
        " ",
        "\t",
        '"',
        "'",
        "<<EOF",
        "EOF\n",
        "<<-E ",
        "\nE\n",
        "$",
        "${",
        "}",
    ),
    *(
        "${a:-b}",
        "--x=y ",
        "--",
        "[",
        '"a"',
        "]",
        ",",
        "\r\n",
        "\r",
        "=",
        "A=",
        "\\\\\n",
        "`",
        "`\n",
        "<",
        "FROM ",
        "RUN ",
    ),
    *(
        "COPY ",
        "ENV ",
        "ONBUILD ",
        "HEALTHCHECK ",
        "# escape=`\n",
        "ARG ",
        "\v",
        "\f",
        "é",
        "\u00a0",
        '<<"E F"',
        "3<<E",
    ),
]
NEWER = re.compile(r"<<[ \t\r]|<<\Z|#\s*check|#[ \t]*[\v\u00a0]", re.IGNORECASE)
PARSER_PROBLEMS = frozenset(
    (
        "exec-form-item",
        "invalid-escape-directive",
        "missing-value",
        "no-instructions",
        "repeated-directive",
        "unterminated-heredoc",
    )
)


def mutant(generator: random.Random) -> str:
    text = generator.choice(SEEDS)
    for _ in range(generator.choice([0, 1, 1, 2, 3, 5, 8])):
        place = generator.randrange(len(text) + 1)
        kind = generator.random()
        if kind < 0.6:
            text = text[:place] + generator.choice(PIECES) + text[place:]
        elif kind < 0.8:
            text = text[:place] + text[place + generator.randrange(1, 6) :]
        else:
            other = generator.randrange(len(text) + 1)
            text = text[:place] + text[other : other + generator.randrange(20)] + text[place:]
    return text


def is_comparable(dockerfile: Dockerfile) -> bool:
    """Whether both parsers mean to read the text alike."""
    if NEWER.search(dockerfile.text):
        return False
    for instruction in dockerfile.instructions:
        trigger = instruction.trigger if isinstance(instruction, Onbuild) else None
        for one in filter(None, (instruction, trigger)):
            text = one.rest if isinstance(one, Healthcheck) else one.arguments_text
            if text.text.startswith("[") and not one.is_exec:
                return False
            if not one.head.text.isascii() and (one.flags or isinstance(one, Healthcheck)):
                return False
    return True


def values(instruction: Instruction) -> tuple[str, ...]:
    if isinstance(instruction, Unknown) or (isinstance(instruction, Onbuild) and instruction.is_onbuild):
        return ("",)
    if isinstance(instruction, Env | Label):
        texts = [(pair.key.raw, pair.value.raw if pair.value else "") for pair in instruction.pairs]
        return tuple(text for pair in texts for text in pair)
    if instruction.is_exec:
        first = (instruction.type.raw,) if isinstance(instruction, Healthcheck) and instruction.type else ()
        return (*first, *(word.value for word in instruction.exec_words))
    return tuple(word.raw for word in instruction.words)


def described(instruction: Instruction) -> tuple[Any, ...]:
    dockerfile = instruction.dockerfile
    trigger = instruction.trigger if isinstance(instruction, Onbuild) else None
    return (
        instruction.keyword.upper(),
        trigger.keyword.upper() if trigger else None,
        dockerfile.lines.line(instruction.span.start) + 1,
        dockerfile.lines.line(instruction.span.end) + 1,
        instruction.is_exec,
        tuple(f"--{flag.name}" + (f"={flag.value.value}" if flag.value else "") for flag in instruction.flags),
        values(trigger or instruction),
        ()
        if trigger
        else tuple((one.name, one.descriptor, one.body.of(dockerfile.text)) for one in instruction.heredocs),
    )


def described_there(command: Any) -> tuple[Any, ...]:
    return (
        (command.cmd or "").upper(),
        command.sub_cmd.upper() if command.sub_cmd else None,
        command.start_line,
        command.end_line,
        command.json and not command.sub_cmd,
        command.flags,
        command.value,
        tuple((one.name, one.file_descriptor, one.content) for one in command.heredocs),
    )


@pytest.mark.parametrize("seed", range(8))
def test_buildkit_reads_mutants_alike(seed: int) -> None:
    generator = random.Random(seed)
    for _ in range(400):
        text = mutant(generator)
        dockerfile = parse(text)
        if not is_comparable(dockerfile):
            continue
        stops = any(problem.code in PARSER_PROBLEMS for problem in dockerfile.problems)
        try:
            commands = dockerfile_package.parse_string(text)
        except dockerfile_package.GoParseError:
            assert stops, text
            continue
        assert not stops, text
        assert list(map(described, dockerfile.instructions)) == list(map(described_there, commands)), text


@pytest.mark.parametrize("seed", range(8))
def test_dockerfile_parse_reads_all_masked_lines_as_each_by_itself(seed: int) -> None:
    generator = random.Random(seed)
    for _ in range(100):
        found = [one.keyword for one in parse(mutant(generator)).instructions]
        keywords = [one for one in found if one.isascii() and one.split() == [one] and one[0] != "#"]
        whole = DockerfileParser(fileobj=BytesIO("".join(f"{one} .\n" for one in keywords).encode()))
        assert [item["instruction"] for item in whole.structure] == list(map(instruction_in, keywords))
