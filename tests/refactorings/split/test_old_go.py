"""Go as it was: projects without a go.mod, and versions that kept cgo in their own packages."""

from __future__ import annotations

import pytest
from splitting import obstacle_of, offer_of

from dockwright.text import apply

FILES = {"main.go": "package main\n\nfunc main() {}\n", "cmd/job/main.go": "package main\n\nfunc main() {}\n"}
FILE = "FROM golang:1.24\nWORKDIR /go/src/app\nCOPY . .\nRUN {}\nCMD {}\n"

NAMED = [
    ("the last element", "go mod init example.com/shop && go install", "shop", "/go/bin/shop"),
    ("in a RUN of its own", "go mod init shop\nRUN go mod tidy\nRUN go build", '["./shop"]', "/go/src/app/shop"),
    ("a major version is none", "go mod init example.com/shop/v2 && go install", "shop", "/go/bin/shop"),
    ("a package below", "go mod init shop && go install ./cmd/job", "job", "/go/bin/job"),
    ("a name is given", "go mod init shop && go build -o web", '["./web"]', "/go/src/app/web"),
]


@pytest.mark.parametrize(("title", "script", "start", "program"), NAMED, ids=[one[0] for one in NAMED])
def test_the_program_has_the_name_of_the_module(title: str, script: str, start: str, program: str) -> None:
    text = FILE.format(script, start)
    found = offer_of(text, FILES)
    assert f"COPY --from=builder {program} " in apply(text, found.default.change.edits)


OTHERS = [
    ("another name", "go mod init shop && go install", "store", FILES),
    ("a module elsewhere", "cd /other && go mod init store && cd /go/src/app && go install", "store", FILES),
    ("the module that is there", "go mod init store; go install", "store", {**FILES, "go.mod": "module shop\n\ngo 1.24\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("title", "script", "start", "files"), OTHERS, ids=[one[0] for one in OTHERS])
def test_another_program_is_not_what_the_build_makes(
    title: str, script: str, start: str, files: dict[str, str]
) -> None:
    found = obstacle_of(FILE.format(script, start), files)
    assert found.reason.startswith(f"`{start}` is not what the build makes")


LINKED = [
    ("golang:1.4", "go build -o app .", True),
    ("golang:1.4", "CGO_ENABLED=0 go build -o app .", True),
    ("golang:1.4", "CGO_ENABLED=0 go build -a -installsuffix cgo -o app .", False),
    ("golang:1.5", "go build -o app .", False),
    ("golang:1.24", "go build -o app .", False),
    ("golang", "go build -o app .", False),
]


@pytest.mark.parametrize(("image", "script", "is_told"), LINKED)
def test_before_1_5_the_packages_of_go_keep_the_c_library(image: str, script: str, is_told: bool) -> None:
    text = f'FROM {image}\nWORKDIR /go/src/app\nCOPY . .\nRUN {script}\nCMD ["./app"]\n'
    found = offer_of(text, FILES)
    assert any("-installsuffix cgo" in note for note in found.default.change.notes) == is_told


@pytest.mark.parametrize(
    ("image", "variable", "made"),
    [
        ("golang:1.17", "", True),
        ("golang:1.18", "", False),
        ("golang:1.24", "", False),
        ("golang", "", False),
        ("golang:1.18", "ENV GO111MODULE=off\n", True),
    ],
)
def test_go_get_makes_programs_only_in_older_versions_and_without_modules(
    image: str, variable: str, made: bool
) -> None:
    files = {"go.mod": "module example.com/tool\n", "main.go": "package main\n\nfunc main() {}\n"}
    text = f'FROM {image}\n{variable}WORKDIR /go/src/example.com/tool\nCOPY . .\nRUN go get .\nRUN go build -o /app .\nCMD ["/app"]\n'
    offer = offer_of(text, files)
    assert ("COPY --from=builder /go/bin/tool" in apply(text, offer.default.change.edits)) is made


@pytest.mark.parametrize("tool", ["gotest.tools/gotestsum", "honnef.co/go/tools/cmd/staticcheck"])
def test_tools_that_work_on_sources_keep_the_toolchain(tool: str) -> None:
    name = tool.rpartition("/")[2]
    text = f'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go install {tool}@latest\nCMD ["{name}", "./..."]\n'
    found = obstacle_of(text, FILES)
    assert found.reason == f"`{name}` works on sources, and needs the Go toolchain for it"
    assert not found.ships


GOPATH = {
    "main.go": 'package main\n\nimport "github.com/pkg/errors"\n\nfunc main() { errors.New("") }\n',
    "cmd/tool/main.go": FILES["main.go"],
}


@pytest.mark.parametrize(
    ("title", "image", "fetch", "start", "program"),
    [
        ("the directory's own name", "golang:1.10", "go get -d -v ./...", "app", "/go/bin/app"),
        ("a program below", "golang:1.10", "go get -d -v ./...", "tool", "/go/bin/tool"),
        ("packages that another tool fetches", "golang:1.9", "govendor sync", "app", "/go/bin/app"),
        ("the last version that needs no go.mod", "golang:1.15", "dep ensure", "app", "/go/bin/app"),
        ("told to do without", "golang:1.17", "go env -w GO111MODULE=off", "app", ""),
        ("a version that needs one", "golang:1.16", "go get -d ./...", "app", ""),
    ],
)
def test_all_programs_below_a_directory_of_gopath(title: str, image: str, fetch: str, start: str, program: str) -> None:
    text = f'FROM {image}\nWORKDIR /go/src/app\nCOPY . .\nRUN {fetch}\nRUN go install ./...\nCMD ["{start}"]\n'
    found = offer_of(text, GOPATH)
    notes = found.default.change.notes
    is_proven = not any("is taken from the start command" in one for one in notes)
    assert is_proven == bool(program), notes
    if program:
        assert f"COPY --from=builder {program} {program}\n" in apply(text, found.default.change.edits)


def test_what_go_get_made_once_is_told() -> None:
    text = 'FROM golang:alpine\nRUN go get -u example.com/gvt\nENTRYPOINT ["gvt"]\n'
    found = obstacle_of(text, {})
    assert (
        found.reason
        == "`go get` makes no programs since Go 1.18: write `go install example.com/gvt@latest`, or a version of it"
    )
    assert found.span.of(text) == "go get -u example.com/gvt"
