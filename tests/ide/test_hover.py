"""Hover: the words that are explained when the cursor is at `‸`, and what is said of them."""

from __future__ import annotations

import pytest
from marked import GO_PROJECT, hovered

from dockwright.ide.topics import PAGES, page
from dockwright.knowledge.command_words import COMMAND_WORDS
from dockwright.knowledge.image_tags import TAGS
from dockwright.knowledge.instructions import KEYWORDS
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.platforms import PREDEFINED_ARGUMENTS
from dockwright.knowledge.variables import ARGUMENTS

SAID = [
    # instructions
    ("fr‸om alpine", "from", "Begins a stage"),
    ("FROM a\nONBUILD CO‸PY a b", "COPY", "Copies files"),
    ("FROM a\nONB‸UILD COPY a b", "ONBUILD", "built on top"),
    ("FROM node\nWORKDIR /app\nUSER node\nR‸UN x", "RUN", "Here in `/app` as `node`."),
    (
        "FROM a\nCO‸PY go.mod .\nRUN x\nCOPY . .\nRUN y",
        "COPY",
        "When what it copies changes, lines 2, 3, 4 and 5 run again.",
    ),
    ("FROM a\nCOPY go.mod .\nRUN x\nCO‸PY . .\nRUN y", "COPY", "When what it copies changes, lines 4 and 5 run again."),
    ("FROM a\nRUN x\nAD‸D a b", "ADD", "When what it copies changes, line 3 runs again."),
    ("FROM a AS b\nCO‸PY x /x\nFROM c\nCOPY --from=b /x /y\nRUN z", "COPY", "lines 2, 4 and 5 run again."),
    ("FROM a\nCO‸PY x x\n" + 9 * "RUN y\n", "COPY", "lines 2, 3, 4, 5, 6, 7, 8, 9 and 2 more run again."),
    ("FROM a\nHEALTHCHECK NO‸NE", "NONE", "No health check"),
    ("FROM a A‸S b", "AS", "Names the stage"),
    # flags and mounts
    ("FROM a\nCOPY --li‸nk x y", "--link", "layer of their own"),
    ("FROM a\nRUN --network=ho‸st x", "--network=host", "`default`, `none`, `host`"),
    ("FROM a\nRUN --mou‸nt=type=cache,target=/x y", "--mount", "* `type=secret`"),
    ("FROM a\nRUN --mount=type=ca‸che,target=/x y", "cache", "outlives the build"),
    ("FROM a\nRUN --mount=type=cache,ds‸t=/x y", "dst", "Path in the container"),
    ("FROM a\nRUN --mount=type=cache,target=/‸x y", "target=/x", "Path in the container"),
    # stages
    ("FROM a AS b‸x\nFROM c\nCOPY --from=bx x y", "bx", "* used by COPY in stage 1 (line 3)"),
    ("FROM a AS bx\nFROM c\nCOPY --from=b‸x x y", "bx", "* needed for the final stage"),
    ("FROM a AS bx\nFROM c\nCOPY --from=‸0 x y", "0", "Stage `bx`, number 0"),
    ("FROM a AS b‸x\nFROM c", "bx", "it is not built"),
    ("FROM alpine:3.22 AS one\nFROM o‸ne AS two\nFROM two", "one", "* built on `alpine:3.22`"),
    ("FROM alpine:3.22 AS one\nFROM one AS two\nFROM tw‸o", "two", "in the end on `alpine:3.22`"),
    ("FROM a AS bx\nFROM c\nRUN --mount=from=b‸x y", "bx", "* used by RUN"),
    ("FROM a AS b‸x\nCOPY go.mod .\nCOPY . .\nFROM c\nCOPY --from=bx x y", "bx", "runs it again from line 3 on"),
    # images
    ("FROM alpi‸ne:3.22", "alpine:3.22", "* libc: musl"),
    ("FROM alpi‸ne:3.22", "alpine:3.22", "* end of life: 2027-05"),
    ("FROM nod‸e:24-slim", "node:24-slim", "root (has `node`)"),
    ("FROM golan‸g:1.24-alpine", "golang:1.24-alpine", "* package manager: `apk`"),
    ("FROM golan‸g:1.24-alpine", "golang:1.24-alpine", "(an estimate)"),
    (
        "FROM gcr.io/distroless/static-de‸bian12:nonroot",
        "gcr.io/distroless/static-debian12:nonroot",
        "only the exec form",
    ),
    ("FROM open‸jdk:8", "openjdk:8", "* deprecated: use `eclipse-temurin`"),
    ("ARG V=3.22\nFROM al‸pine:$V", "alpine:$V", "stands for `alpine:3.22` by default"),
    ("FROM alp‸ine", "alpine", "Without a tag it is `latest`"),
    ("FROM example.org/who/kno‸ws:1", "example.org/who/knows:1", "Not in dockwright's tables"),
    ("FROM scr‸atch", "scratch", "kind: empty"),
    ("FROM a\nCOPY --from=bus‸ybox /x /y", "busybox", "system: busybox"),
    # variables
    ("ARG V=3.22\nFROM alpine:$‸V", "$V", "`V=3.22`"),
    ("ARG V=3.22\nFROM alpine:${‸V:-4}", "${V:-4}", "Set by `ARG` in line 1"),
    ("FROM alpine\nENV A=1\nENV A=2\nRUN echo $‸A", "$A", "`A=2`\n\nSet by `ENV` in line 3"),
    ("FROM alpine\nENV A=1 B=$‸A", "$A", "`A"),
    ("FROM golang\nRUN echo $GO‸PATH", "$GOPATH", "From the base image"),
    ("FROM $BUILD‸PLATFORM", "$BUILDPLATFORM", "The platform of the builder"),
    ("FROM a\nARG TARGETARCH\nRUN x $TARGET‸ARCH", "$TARGETARCH", "The architecture the image is built for"),
    ("FROM alpine\nCOPY $NOTH‸ING /x", "$NOTHING", "Not set"),
    # inside RUN
    ("FROM alpine\nRUN x && a‸pk add y", "apk", "package manager"),
    ("FROM alpine\nRUN apk a‸dd y", "add", "Install packages"),
    ("FROM alpine\nRUN apk add --no-ca‸che y", "--no-cache", "nothing to clean up"),
    ("FROM debian\nRUN apt-get install \\\n  -y‸q x", "-yq", "Answer yes"),
    ("FROM python\nRUN python -m pip install x && pi‸p3 install y", "pip3", "`pip`: package manager"),
    ("FROM debian\nONBUILD RUN apt-get up‸date", "update", "Fetch the package lists"),
    # values
    ("FROM a\nEXPOSE 80‸80/tcp", "8080/tcp", "Port `8080/tcp`"),
    ("FROM a\nSTOPSIGNAL 1‸5", "15", "`SIGTERM`"),
    ("FROM a\nSTOPSIGNAL SIGQ‸UIT", "SIGQUIT", "good order"),
    ("FROM a\nLABEL org.opencontainers.image.sou‸rce=x", "org.opencontainers.image.source", "source code"),
    ("FROM a\nWORKDIR /a\nWORKDIR ‸b", "b", "`/a/b`"),
    ("FROM a\nUSER ‸0:5", "0:5", "group `5`"),
    # comments
    ("# syn‸tax=docker/dockerfile:1\nFROM a", "# syntax=docker/dockerfile:1", "frontend"),
    ("# syntax=a\n#Esc‸ape=\nFROM a", "#Escape=", "escapes"),
    ("# check=skip=StageName‸Casing\nFROM a", "StageNameCasing", "stage"),
    ("FROM a\n# hadolint ignore=DL3‸008\nRUN x", "DL3008", "unpinned-apt-package"),
    ("FROM a\n# dockwright: ignore[apt-lists-‸left-behind]\nRUN x", "apt-lists-left-behind", "docs/rules/"),
]


@pytest.mark.parametrize(("marked", "words", "text"), SAID)
def test_what_is_said(marked: str, words: str, text: str) -> None:
    found = hovered(marked)
    assert found is not None
    assert found[0] == words
    assert text in found[1]


@pytest.mark.parametrize(
    "marked",
    [
        "‸",
        "FROM a\n\n‸\n",
        "FROM a\n# a comm‸ent\nRUN x",
        "# why\n# esc‸ape=\nFROM a",
        "# mo‸re=\nFROM a",
        "FROM a\nRUN make in‸stall",
        "FROM a\nNOTHING ‸x",
        "FROM a\nCOPY x‸ y",
    ],
)
def test_nothing_is_said(marked: str) -> None:
    assert hovered(marked) is None


# The pages behind hovers and completions


def test_every_instruction_has_a_page() -> None:
    assert all(page(("instruction", keyword)) for keyword in KEYWORDS)


def test_every_predefined_argument_is_explained() -> None:
    assert set(ARGUMENTS) == PREDEFINED_ARGUMENTS


def test_every_program_with_words_is_a_package_manager() -> None:
    assert COMMAND_WORDS.keys() <= MANAGERS.keys()
    assert all(words.flags.keys() - {""} <= words.subcommands.keys() for words in COMMAND_WORDS.values())


def test_every_offered_image_is_known() -> None:
    assert [name for name in TAGS if not page(("image", name, ""))] == []


@pytest.mark.parametrize(
    "topic", [(), ("nothing",), ("flag",), ("flag", "x", "y", "z"), *((kind, "\0") for kind in PAGES)]
)
def test_unknown_topics_have_no_page(topic: tuple[str, ...]) -> None:
    assert page(topic) is None


@pytest.mark.parametrize(
    ("marked", "words", "said"),
    [
        (
            "FROM a\nWORKDIR /x\nCOPY go.m‸od ./\n",
            "go.mod",
            "A file of the build context, 23 bytes.\n\nGoes to `/x/go.mod`.",
        ),
        ("FROM a\nCOPY cmd‸ /x/\n", "cmd", "A directory of the build context.\n\nGoes to `/x`."),
        ("FROM a\nCOPY ‸. /x/\n", ".", "All that the build context sends.\n\nGoes to `/x`."),
        ("FROM a\nCOPY *.go‸ /x/\n", "*.go", "In the build context: `main.go`."),
        ("FROM a\nCOPY *.py‸ /x/\n", "*.py", "Matches nothing in the build context."),
        ("FROM a\nCOPY sec‸ret/key /x\n", "secret/key", "kept out by `.dockerignore`"),
        ("FROM a\nCOPY not‸hing /x\n", "nothing", "Not in the build context."),
        ("FROM a\nWORKDIR /x\nCOPY go.mod bi‸n/\n", "bin/", "`/x/bin` in the image"),
        (
            "FROM golang AS b\nRUN go build -o /o/x .\nFROM a\nCOPY --from=b /o/‸x /y\n",
            "/o/x",
            "From stage `b`, where `RUN` in line 2 puts it.\n\nGoes to `/y`.",
        ),
    ],
)
def test_what_is_copied(marked: str, words: str, said: str) -> None:
    found = hovered(marked, GO_PROJECT)
    assert found is not None
    assert found[0] == words
    assert said in found[1]


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("FROM node\nENV NODE_E‸NV=x\n", "`NODE_ENV=x`\n\nSet by `ENV` in line 2.\n\nLibraries leave out"),
        ("FROM node\nRUN echo $NODE_E‸NV\n", "Not set by `ARG` or `ENV` here.\n\nLibraries leave out"),
        ("FROM node\nENV PATH=/x:$PA‸TH\n", "From the base image."),  # and not what this very line sets
        ("FROM a\nENV A=1\nENV A=2 B=$A‸\n", "`A=1`\n\nSet by `ENV` in line 2."),
        ("FROM a\nRUN x && mk‸dir -p /y\n", "Make directories"),
        ("FROM a\nRUN <<EOF\nread line\nx $li‸ne\nEOF\n", "`line`\n\nSet by the script in line 3."),
        ("FROM a\nRUN x=1; \\\n  x=2; echo $‸x\n", "Set by the script in line 3."),
        ("FROM a\nRUN echo $‸x\n", "Not set by `ARG` or `ENV` here."),
        ("FROM a\nRUN echo $HO‸ME\n", "Set by the shell, or by what starts it."),
        (
            "FROM a\nARG X\nRUN export X=2; echo $‸X\n",
            "Set by `ARG` in line 2.\n\nIn this instruction: set by the script in line 3.",
        ),
        (
            "FROM a\nRUN --mount=type=secret,id=t,env=TOKEN \\\n  x $TO‸KEN\n",
            "`TOKEN`\n\nSet by the mounted secret in line 2.",
        ),
        ("FROM a\nRUN --mount=type=secret,id=t,env=TO‸KEN x\n", "Environment variable that gets the secret."),
    ],
)
def test_variables_and_programs_that_everybody_knows(marked: str, said: str) -> None:
    found = hovered(marked)
    assert found is not None
    assert said in found[1]


@pytest.mark.parametrize(
    ("marked", "words", "said"),
    [
        (
            'FROM golang AS b\nRUN go build -o /o/x .\nFROM a\nCOPY --from=b /o/x /y\nENTRYPOINT ["/‸y"]\n',
            '"/y"',
            "`/y` in the image\n\nCopied by `COPY` in line 4.",
        ),
        ("FROM a\nWORKDIR /x\nCOPY main.go .\nCMD run main‸.go\n", "main.go", "Copied by `COPY` in line 3."),
        ("FROM a\nRUN touch /x/y\nRUN cat /x/‸y\n", "/x/y", "Made by `RUN` in line 2."),
    ],
)
def test_files_that_commands_name(marked: str, words: str, said: str) -> None:
    found = hovered(marked, GO_PROJECT)
    assert found is not None
    assert found[0] == words
    assert said in found[1]


@pytest.mark.parametrize("marked", ["FROM a\nRUN cat /x/‸y\n", "FROM a\nRUN cat $X/‸y\n", "FROM a\nRUN echo a.‸b\n"])
def test_nothing_is_said_of_files_nobody_knows(marked: str) -> None:
    assert hovered(marked) is None
