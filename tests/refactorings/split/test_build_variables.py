"""Variables that a build reads, where something that stays in the runtime stage is made of them."""

from __future__ import annotations

import pytest
from splitting import GO, offer_of

from dockwright.text import apply

FILES = {**GO, "conf/a": ""}
BUILD = "WORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\n"
START = 'CMD ["/app"]\n'


@pytest.mark.parametrize(
    ("title", "set_above", "behind", "after"),
    [
        ("a place that a COPY behind the build names", "ENV GOPATH=/gp\n", f"COPY conf $GOPATH/conf\n{START}",
         f"ENV GOPATH=/gp\nWORKDIR /src\nCOPY --from=builder /app /app\nCOPY conf $GOPATH/conf\n{START}"),
        ("a word of the start command", "ENV GOPATH=/gp\n", "CMD exec /app -d $GOPATH\n",
         "ENV GOPATH=/gp\nWORKDIR /src\nCOPY --from=builder /app /app\nCMD exec /app -d $GOPATH\n"),
        ("the value of a variable that the program may read", "ENV GOPATH=/gp DATA=$GOPATH/data\n", START,
         f"ENV DATA=/go/data\nWORKDIR /src\nCOPY --from=builder /app /app\n{START}"),
        ("... as the file sets it", "ENV GOPATH=/gp\nENV DATA=$GOPATH/data\n", START,
         f"ENV DATA=/gp/data\nWORKDIR /src\nCOPY --from=builder /app /app\n{START}"),
        ("nothing of it", "ENV GOPATH=/gp GOFLAGS=-trimpath\n", START,
         f"WORKDIR /src\nCOPY --from=builder /app /app\n{START}"),
    ],
)  # fmt: skip
def test_runtime_stage(title: str, set_above: str, behind: str, after: str) -> None:
    text = f"FROM golang:1.22\n{set_above}{BUILD}{behind}"
    offer = offer_of(text, FILES)
    builder, _, runtime = apply(text, offer.default.change.edits).partition("\nFROM alpine:3.22\n")
    assert builder == f"FROM golang:1.22 AS builder\n{set_above}{BUILD}"
    assert runtime == after


@pytest.mark.parametrize(
    ("build", "is_told"),
    [
        ("ARG OUT=/srv\nRUN go build -o $OUT/app .\nCMD /srv/app\n", False),
        ("ARG OUT=/srv\nRUN go build -o $OUT/app . && cp $OUT/app /srv/app2\nCMD /srv/app\n", True),
        ("ARG APP=app\nENV NAME=$APP\nRUN go build -o /srv/$NAME .\nCMD /srv/$NAME\n", True),
        ("ARG DIR=/srv\nWORKDIR $DIR\nRUN cd /src && go build -o /srv/app .\nCMD ./app\n", True),
        ("ENV OUT=/srv\nRUN go build -o $OUT/app .\nCMD /srv/app\n", False),
        ('ARG VERSION=app\nRUN go build -ldflags "-X main.v=$VERSION" -o /srv/app2 .\nCMD /srv/app2\n', False),
        ("ARG OTHER=/opt\nRUN mkdir -p $OTHER && go build -o /srv/app .\nCMD /srv/app\n", False),
    ],
)
def test_paths_that_a_build_argument_makes_are_told(build: str, *, is_told: bool) -> None:
    """Another value puts the program elsewhere, where the runtime stage does not look."""
    found = offer_of(f"FROM golang:1.24\nWORKDIR /src\nCOPY . .\n{build}", FILES)
    assert any("paths are those of the default" in one for one in found.default.change.notes) == is_told


@pytest.mark.parametrize(
    ("above", "directory", "runtime"),
    [
        ("ARG APP=/srv/app\n", "$APP", "ARG APP=/srv/app\nWORKDIR $APP\nCOPY --from=builder $APP/app ./\n"),
        ("ARG APP=/srv/app\n", "${APP}", "ARG APP=/srv/app\nWORKDIR ${APP}\nCOPY --from=builder ${APP}/app ./\n"),
        ("ARG APP=/srv/app\n", "$APP/src", "ARG APP=/srv/app\nWORKDIR $APP/src\nCOPY --from=builder $APP/src/app ./\n"),
        ("ARG APP=/srv/app X=1\n", "$APP", "WORKDIR /srv/app\nCOPY --from=builder /srv/app/app ./\n"),
        ("ARG APP=/srv/app\nENV APP=/srv/app\n", "$APP", "WORKDIR /srv/app\nCOPY --from=builder /srv/app/app ./\n"),
        ("ARG APP=/srv/app\nRUN mkdir /srv/app\n", "$APP", "WORKDIR /srv/app\nCOPY --from=builder /srv/app/app ./\n"),
        ("ENV APP=/srv/app\n", "$APP", "WORKDIR /srv/app\nCOPY --from=builder /srv/app/app ./\n"),
    ],
)
def test_a_directory_that_an_argument_names_is_named_by_it(above: str, directory: str, runtime: str) -> None:
    text = f'FROM golang:1.24\n{above}WORKDIR {directory}\nCOPY . .\nRUN go build -o app .\nCMD ["./app"]\n'
    offer = offer_of(text, FILES)
    found = apply(text, offer.default.change.edits).partition("\nFROM alpine:3.22\n")[2]
    assert found.endswith(f'{runtime}CMD ["./app"]\n')
    is_told = any("paths are those of the default" in one for one in offer.default.change.notes)
    assert is_told == ("ARG" in above and "$" not in runtime)
