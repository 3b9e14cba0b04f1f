"""Final stages on top of the stage that builds: split as if the two were one."""

from __future__ import annotations

import pytest
from splitting import GO, obstacle_of, offer_of

from dockwright.text import apply

BUILD = "FROM golang:1.24 AS build\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\n"
ON_ALPINE = "\nFROM alpine:3.22{}\n{}WORKDIR /app\nCOPY --from=build /app/server ./\n"


@pytest.mark.parametrize(
    ("title", "before", "after"),
    [
        ("the name of the final stage", f'{BUILD}FROM build AS final\nCMD ["./server"]\n',
         BUILD + ON_ALPINE.format(" AS final", "") + 'CMD ["./server"]\n'),
        ("no name", f'{BUILD}FROM build\nCMD ["./server"]\n', BUILD + ON_ALPINE.format("", "") + 'CMD ["./server"]\n'),
        ("what the builder says of the container moves", f'{BUILD}EXPOSE 80\nFROM build AS final\nENV PORT=80\nCMD ["./server"]\n',
         BUILD + ON_ALPINE.format(" AS final", "") + 'EXPOSE 80\nENV PORT=80\nCMD ["./server"]\n'),
        ("comments stay", f'{BUILD}\n# what runs\nFROM build AS final\nUSER nobody\nCMD ["./server"]\n',
         BUILD + ON_ALPINE.format(" AS final", "") + '\n# what runs\nUSER nobody\nCMD ["./server"]\n'),
        ("one of two blank lines goes, too", f'{BUILD}\nFROM build\n\nENV PORT=80\nCMD ["./server"]\n',
         BUILD + ON_ALPINE.format("", "") + '\nENV PORT=80\nCMD ["./server"]\n'),
        ("on a stage of its own", f'FROM golang:1.24 AS base\nENV PORT=80\n{BUILD}FROM build\nCMD ["./server"]\n'.replace("FROM golang:1.24 AS build", "FROM base AS build"),
         "FROM golang:1.24 AS base\nENV PORT=80\n" + BUILD.replace("golang:1.24", "base") + ON_ALPINE.format("", "ENV PORT=80\n") + 'CMD ["./server"]\n'),
        ("stages in front of it", f'FROM alpine AS other\n{BUILD}FROM build AS final\nCMD ["./server"]\n',
         f'FROM alpine AS other\n{BUILD}' + ON_ALPINE.format(" AS final", "") + 'CMD ["./server"]\n'),
    ],
)  # fmt: skip
def test_split(title: str, before: str, after: str) -> None:
    offer = offer_of(before, GO)
    assert apply(before, offer.default.change.edits) == after


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("another stage is built on it, too", f'{BUILD}FROM build AS test\nRUN go test ./...\nFROM build\nCMD ["./server"]\n',
         "the final stage is built on the stage `build`"),
        ("a stage between them", f'{BUILD}FROM alpine AS other\nFROM build\nCMD ["./server"]\n',
         "the final stage is built on the stage `build`"),
        ("its name is not that of a builder", f'{BUILD}FROM base\nCMD ["./server"]\n'.replace("AS build", "AS base"),
         "the final stage is built on the stage `base`"),
        ("a platform of its own", f'{BUILD}FROM --platform=linux/arm64 build\nCMD ["./server"]\n',
         "the final stage is built on the stage `build`"),
        ("the toolchain starts", f'{BUILD}FROM build\nCMD ["go", "test"]\n', "the container runs the Go toolchain when it starts"),
        ("the final stage runs what was built", f'{BUILD}FROM build\nRUN ./server migrate\nCMD ["./server"]\n',
         "what `server` leaves behind is not known"),
    ],
)  # fmt: skip
def test_refusal(title: str, text: str, reason: str) -> None:
    found = obstacle_of(text, GO)
    assert reason in found.reason
    assert text[found.span.start : found.span.end]
