"""Stages, references and states, each shown on the smallest file that has it."""

from __future__ import annotations

import pytest

from dockwright.semantics import SemanticModel, State
from dockwright.syntax import Arg, Cmd, Copy, Env, From, Healthcheck, Run, Workdir, parse


def model(text: str) -> SemanticModel:
    return SemanticModel(parse(text))


def last_state(text: str) -> State:
    target = model(text).target
    assert target is not None
    return target.final_state


# --- stages


def test_stages_and_their_instructions() -> None:
    it = model("ARG A\nFROM golang AS Build\nRUN x\nRUN y\nFROM alpine\nCOPY --from=build /x /\n")
    build, final = it.stages
    assert (build.name, final.name) == ("build", None)
    assert [one.keyword for one in build.instructions] == ["RUN", "RUN"]
    assert it.target is final
    assert final.is_target
    assert [one.keyword for one in it.global_args] == ["ARG"]
    assert build.span.of(it.dockerfile.text) == "FROM golang AS Build\nRUN x\nRUN y"


def test_a_file_without_from_is_one_stage() -> None:
    it = model("RUN a\nUSER b\n")
    (stage,) = it.stages
    assert stage.from_ is None
    assert stage.base is None
    assert len(stage.instructions) == 2
    assert it.stage_of(it.dockerfile.instructions[0]) is stage
    assert stage.final_state.user == "b"


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n"])
def test_a_file_without_instructions_has_no_stage(text: str) -> None:
    it = model(text)
    assert it.stages == ()
    assert it.target is None
    assert it.all_commands() == ()
    assert it.unresolved == ()


def test_stage_of_an_instruction_and_at_an_offset() -> None:
    text = "ARG A\n\n# first\nFROM a\nRUN x\n\n# second\nFROM b\n"
    it = model(text)
    assert it.stage_of(it.dockerfile.instructions[0]) is None
    assert [stage.index if (stage := it.stage_of(one)) else None for one in it.dockerfile.instructions] == [
        None, 0, 0, 1,
    ]  # fmt: skip
    assert it.stage_at(0) is None
    assert it.stage_at(text.index("RUN")) is it.stages[0]
    assert it.stage_at(text.index("FROM b")) is it.stages[1]
    assert it.stage_at(len(text)) is it.stages[1]


def test_instructions_by_class() -> None:
    it = model("FROM a\nCMD a\nRUN x\nCMD b\n")
    stage = it.stages[0]
    assert [one.text for one in stage.of(Cmd)] == ["CMD a", "CMD b"]
    assert stage.last(Cmd) is stage.of(Cmd)[-1]
    assert stage.last(Workdir) is None


def test_what_is_in_effect_is_inherited() -> None:
    it = model("FROM a AS base\nCMD a\nFROM base AS middle\nFROM middle\nRUN x\n")
    assert it.target is not None
    command = it.target.effective(Cmd)
    assert command is not None
    assert command.text == "CMD a"


# --- base images


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("FROM golang:1.22\n", "golang:1.22"),
        ("ARG V=1.22\nFROM golang:$V\n", "golang:1.22"),
        ("ARG V=1.22\nARG I=golang:${V}\nFROM $I\n", "golang:1.22"),
        ("ARG V=1.22\nFROM golang:${V:+$V-alpine}\n", "golang:1.22-alpine"),
        ("FROM ${BASE:-alpine:3.20}\n", "alpine:3.20"),
        ('FROM "alpine:3.20"\n', "alpine:3.20"),
        ("FROM --platform=$BUILDPLATFORM alpine\n", "alpine"),
        ("ARG V\nFROM golang:$V\n", None),
        ("ARG V\nFROM golang:${V:-1.22}\n", None),
        ("FROM golang:$TARGETARCH\n", None),
        ("FROM ELASTIC:1\n", None),
        ("FROM\n", None),
        ("RUN x\n", None),
        ("FROM golang:1 AS a\nARG V=2\nFROM golang:$V\n", None),
    ],
)
def test_base_image(text: str, base: str | None) -> None:
    target = model(text).target
    assert target is not None
    assert (target.base.text if target.base else None) == base


def test_the_written_name_keeps_its_variables() -> None:
    target = model("ARG V=1\nFROM golang:${V}-alpine\n").target
    assert target is not None
    assert target.written_base is not None
    assert target.written_base.tag == "${V}-alpine"


def test_facts_come_through_the_stages() -> None:
    it = model("FROM golang:1.22-alpine AS a\nFROM a AS b\nFROM b\n")
    assert it.target is not None
    assert it.target.base is None
    assert it.target.base_stage is it.stages[1]
    assert it.target.root_image is not None
    assert it.target.root_image.text == "golang:1.22-alpine"
    assert it.target.facts is not None
    assert it.target.facts.package_manager == "apk"


@pytest.mark.parametrize("text", ["FROM registry.example.org/app\n", "FROM $X\n", "RUN x\n"])
def test_unknown_images_have_no_facts(text: str) -> None:
    target = model(text).target
    assert target is not None
    assert target.facts is None


# --- references


@pytest.mark.parametrize("name", ["0", "1", "2", "7", "own", "later"])
def test_a_trigger_takes_from_the_stages_of_the_build_that_it_takes_part_in(name: str) -> None:
    it = model(f"FROM a\nFROM b AS own\nONBUILD COPY --from={name} /x /y\nFROM c AS later\n")
    assert it.unresolved == ()


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("COPY --from=build /x /", "build"),
        ("COPY --from=BUILD /x /", "BUILD"),
        ("COPY --from=0 /x /", "0"),
        ("COPY --chown=1 --from=build /x /", "build"),
        ("RUN --mount=from=build,target=/x true", "build"),
        ("RUN --mount=type=bind,target=/x,from=Build true", "Build"),
        ("ONBUILD COPY --from=build /x /", "build"),
    ],
)
def test_references(line: str, marked: str) -> None:
    it = model(f"FROM a AS build\nFROM b\n{line}\n")
    assert it.target is not None
    (reference,) = it.target.references
    assert reference.stage is it.stages[0]
    assert reference.span.of(it.dockerfile.text) == marked
    assert it.stages[0].referenced_by == (reference,)
    assert it.unresolved == ()


def test_from_references_a_stage() -> None:
    it = model("FROM a AS build\nFROM build\n")
    (reference,) = it.stages[1].references
    assert isinstance(reference.instruction, From)
    assert reference.span.of(it.dockerfile.text) == "build"


def test_from_may_name_a_stage_by_variable() -> None:
    it = model("ARG BASE=build\nFROM a AS build\nFROM b AS other\nFROM $BASE\n")
    assert it.stages[2].base_stage is it.stages[0]


def test_of_stages_with_one_name_from_means_the_nearest_above_and_copy_the_last() -> None:
    it = model("FROM a AS x\nFROM x AS y\nFROM b AS x\nFROM x AS z\nCOPY --from=x /a /b\n")
    assert it.stages[1].base_stage is it.stages[0]
    assert it.stages[3].base_stage is it.stages[2]
    assert {reference.stage for reference in it.stages[3].references} == {it.stages[2]}


@pytest.mark.parametrize(
    ("text", "reason", "marked"),
    [
        ("FROM a\nCOPY --from=later /x /\nFROM b AS later\n", "later", "later"),
        ("FROM a\nCOPY --from=1 /x /\nFROM b\n", "later", "1"),
        ("FROM a AS self\nCOPY --from=self /x /\n", "self", "self"),
        ("FROM a AS self\nCOPY --from=0 /x /\n", "self", "0"),
        ("FROM a\nCOPY --from=7 /x /\n", "index", "7"),
        ("FROM a AS build\nFROM b\nCOPY --from=$build /x /\n", "variable", "$build"),
        ("FROM a\nCOPY --from=nginx /x /\n", "name", "nginx"),
        ("FROM a\nCOPY --from=nginx:1.27 /x /\n", "image", "nginx:1.27"),
        ("FROM a\nRUN --mount=from=ghcr.io/astral-sh/uv,target=/x true\n", "image", "ghcr.io/astral-sh/uv"),
        ("FROM a AS x\nFROM b\nRUN --mount=from=0,target=/x true\n", "name", "0"),
        ("FROM a AS Build\nFROM Build\n", "case", "Build"),
        ("FROM build\nFROM b AS build\n", "later", "build"),
    ],
)
def test_unresolved_references(text: str, reason: str, marked: str) -> None:
    it = model(text)
    (one,) = it.unresolved
    assert (one.reason, one.span.of(text), one.text) == (reason, marked, marked)
    assert it.stages[0].referenced_by == ()


@pytest.mark.parametrize(
    "line", ["COPY --from= /x /", "COPY --from /x /", "RUN --mount=from= true", "COPY from /x", "RUN echo --from=x"]
)
def test_no_references(line: str) -> None:
    it = model(f"FROM a AS x\nFROM b\n{line}\n")
    assert it.stages[1].references == ()
    assert it.unresolved == ()


def test_without_from_no_number_is_that_of_a_stage() -> None:
    (found,) = model("COPY --from=0 /a /\n").unresolved
    assert (found.reason, found.text) == ("index", "0")


def test_reachable_stages() -> None:
    it = model(
        "FROM a AS deps\nFROM deps AS build\nFROM a AS unused\nFROM unused AS also-unused\n"
        "FROM b\nRUN --mount=from=build,target=/x true\n"
    )
    assert [stage.is_reachable for stage in it.stages] == [True, True, False, False, True]


# --- states


@pytest.mark.parametrize(
    ("text", "workdir"),
    [
        ("FROM golang\n", "/go"),
        ("FROM alpine\n", "/"),
        ("FROM scratch\n", "/"),
        ("FROM nobody/knows\n", None),
        ("FROM nobody/knows\nWORKDIR app\n", None),
        ("FROM nobody/knows\nWORKDIR /app\nWORKDIR src\n", "/app/src"),
        ("FROM golang\nWORKDIR src/app\n", "/go/src/app"),
        ("FROM alpine\nWORKDIR app\nWORKDIR ../lib/./x/\n", "/lib/x"),
        ("FROM alpine\nWORKDIR //srv//app/\n", "/srv/app"),
        ("FROM golang\nWORKDIR $GOPATH/src\n", "/go/src"),
        ("FROM alpine\nENV HOME=/home/x\nWORKDIR ${HOME}/app\n", "/home/x/app"),
        ("FROM alpine\nARG DIR\nWORKDIR $DIR\n", None),
        ("FROM alpine\nARG DIR\nWORKDIR $DIR\nWORKDIR /app\n", "/app"),
        ("FROM alpine\nWORKDIR /app\nWORKDIR $UNSET\n", "/app"),
        ("FROM alpine AS a\nWORKDIR /app\nFROM a\nWORKDIR sub\n", "/app/sub"),
        ('FROM alpine\nWORKDIR "/my app"\n', "/my app"),
        ("FROM mcr.microsoft.com/windows/servercore\nWORKDIR app\n", None),
        ("# escape=`\nFROM x\nWORKDIR C:\\app\n", "C:\\app"),
    ],
)
def test_workdir(text: str, workdir: str | None) -> None:
    state = last_state(text)
    assert state.workdir == workdir
    assert state.workdir_known == (workdir is not None)


@pytest.mark.parametrize(
    ("text", "user", "is_root"),
    [
        ("FROM alpine\n", "root", True),
        ("FROM nobody/knows\n", None, None),
        ("FROM alpine\nUSER app:app\n", "app:app", False),
        ("FROM alpine\nUSER 0:0\n", "0:0", True),
        ("FROM alpine\nUSER app\nUSER root\n", "root", True),
        ("FROM gcr.io/distroless/static:nonroot\n", "65532", False),
        ("FROM alpine\nARG U=1000\nUSER $U\n", "1000", False),
        ("FROM alpine AS a\nUSER app\nFROM a\n", "app", False),
        ("FROM alpine\nARG U\nUSER $U\n", None, None),
    ],
)
def test_user(text: str, user: str | None, is_root: bool | None) -> None:
    state = last_state(text)
    assert (state.user, state.is_root) == (user, is_root)


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        ("FROM alpine\n", ("/bin/sh", "-c")),
        ('FROM alpine\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n', ("/bin/bash", "-o", "pipefail", "-c")),
        ('FROM alpine AS a\nSHELL ["bash", "-c"]\nFROM a\n', ("bash", "-c")),
        ("FROM alpine\nSHELL bash -c\n", ("/bin/sh", "-c")),
        ("FROM golang:1.22-nanoserver\n", ("cmd", "/S", "/C")),
        ("# escape=`\nFROM nobody/knows\n", ("cmd", "/S", "/C")),
        ("FROM gcr.io/distroless/base:debug\n", ("/busybox/sh", "-c")),
    ],
)
def test_shell(text: str, shell: tuple[str, ...]) -> None:
    assert last_state(text).shell == shell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("FROM scratch\nENV A=1\n", "1"),
        ("FROM scratch\nENV A one two\n", "one two"),
        ("FROM scratch\nENV A=1 B=$A\nENV A=$B\n", ""),
        ("FROM scratch\nENV A=1\nENV A=${A}2\n", "12"),
        ("FROM scratch\nENV A='$X'\n", "$X"),
        ("FROM scratch\nARG A=1\n", "1"),
        ("ARG A=1\nFROM scratch\n", ""),
        ("ARG A=1\nFROM scratch\nARG A\n", "1"),
        ("ARG A=1\nFROM scratch\nARG A=2\n", "2"),
        ("ARG A=1\nARG A=${A}2\nFROM scratch\nARG A\n", "12"),
        ("FROM scratch\nARG A=1\nENV A=2\n", "2"),
        ("FROM scratch\nENV A=2\nARG A\n", "2"),
        ("FROM scratch\nENV A=2\nARG A=1\n", "1"),
        ("FROM scratch\nARG A\n", None),
        ("FROM scratch\nARG A B=$A\nENV A=x$B\n", None),
        ("FROM scratch\nARG B=1 A=${B}2\n", "12"),
        ("FROM scratch\nARG TARGETARCH\nENV A=$TARGETARCH\n", None),
        ("FROM scratch\nENV A=$TARGETARCH\n", ""),
        ("FROM scratch AS a\nENV A=1\nFROM a\n", "1"),
        ("FROM scratch AS a\nARG A=1\nFROM a\n", "1"),
        ("FROM scratch AS a\nENV A=1\nFROM scratch\n", ""),
        ("FROM scratch\nENV B=A\nENV $B=1\n", "1"),
        ("FROM nobody/knows\n", None),
        ("FROM nobody/knows\nENV A=${B:-x}\n", None),
        ("FROM golang\nENV A=$GOPATH\n", "/go"),
        ("FROM golang\nENV A=$GOLANG_VERSION\n", None),
    ],
)
def test_variables(text: str, value: str | None) -> None:
    it = model(text + "RUN x\n")
    run = it.dockerfile.instructions[-1]
    assert it.expand("$A", run) == value


def test_environment_and_build_arguments_are_told_apart() -> None:
    state = last_state("FROM scratch\nARG A=1\nENV B=$A\nARG C\n")
    assert dict(state.args) == {"A": "1", "C": None}
    assert state.env["B"] == "1"
    assert "A" not in state.env


def test_path_is_extended() -> None:
    state = last_state("FROM golang\nENV PATH=$PATH:/app/bin\n")
    path = state.env["PATH"]
    assert path is not None
    assert path.startswith("/go/bin:/usr/local/go/bin:")
    assert path.endswith(":/app/bin")


def test_a_state_is_what_holds_before_the_instruction() -> None:
    it = model("FROM scratch\nRUN a\nWORKDIR /x\nRUN b\nENV A=1\nRUN c\n")
    a, _, b, env, c = it.stages[0].instructions
    assert [it.state_before(one).workdir for one in (a, b, c)] == ["/", "/x", "/x"]
    assert "A" not in it.state_before(env).env
    assert it.state_after(env) is it.state_before(c)


def test_a_trigger_finds_what_its_stage_leaves_and_the_triggers_before_it() -> None:
    it = model(
        'FROM x\nONBUILD ENV A=1\nONBUILD RUN b\nRUN b\nENV C=2\nUSER 7\nONBUILD SHELL ["pwsh"]\nONBUILD RUN d\n'
    )
    first, last = (run for run in it.runs() if run.is_onbuild)
    assert it.state_before(first).env == {"A": "1", "C": "2"}
    assert it.state_before(first).user == "7"
    assert [it.script(run).dialect for run in it.runs()] == ["posix", "posix", "powershell"]
    assert it.state_before(last.parent).env == {"C": "2"}


def test_states_are_shared_while_nothing_changes() -> None:
    it = model("FROM scratch\nRUN a\nCOPY a b\nRUN b\n")
    assert len({id(state) for state in it.stages[0].states}) == 1


def test_from_sees_global_arguments_only() -> None:
    it = model("ARG A=1\nFROM x AS y\nENV A=2\nFROM z:$A\n")
    from_ = it.stages[1].from_
    assert from_ is not None
    assert it.expand("$A", from_) == "1"
    assert it.expand("$B", from_) == ""
    assert it.expand("$TARGETARCH", from_) is None


# --- expansion of words


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("COPY $A/x /", "one/x"),
        ('COPY "$A"/b /', "one/b"),
        ("COPY '$A' /", "$A"),
        (r"COPY \$A /", "$A"),
        ('COPY ["$A b", "/"]', "one b"),
        ("COPY ${A%e} /", "on"),
        ("COPY plain /", "plain"),
        ("COPY ${A /", None),
    ],
)
def test_words(line: str, value: str | None) -> None:
    it = model(f"FROM scratch\nENV A=one\n{line}\n")
    copy = it.dockerfile.instructions[-1]
    assert isinstance(copy, Copy)
    assert it.expand(copy.words[0], copy) == value


# --- scripts


def test_scripts_are_read_with_the_shell_in_effect() -> None:
    it = model('FROM x\nRUN apt-get update\nSHELL ["pwsh", "-Command"]\nRUN Get-Item\n')
    first, second = it.stages[0].of(Run)
    assert [command.name for command in it.commands(first)] == ["apt-get"]
    assert it.script(second).dialect == "powershell"
    assert it.script(first) is it.script(first)


def test_commands_of_other_instructions() -> None:
    it = model("FROM x\nHEALTHCHECK CMD curl -f http://x\nCMD node app.js\nENV A=1\nHEALTHCHECK NONE\n")
    health, cmd, env, none = it.stages[0].instructions
    assert isinstance(health, Healthcheck)
    assert isinstance(env, Env)
    assert [[command.name for command in it.commands(one)] for one in (health, cmd, env, none)] == [
        ["curl"], ["node"], [], [],
    ]  # fmt: skip


def test_all_commands_in_order_with_those_of_onbuild() -> None:
    it = model("FROM x\nRUN a && b\nONBUILD RUN c\nCMD no\nFROM y\nRUN d\n")
    assert [command.name for command in it.all_commands()] == ["a", "b", "c", "d"]
    assert [command.name for command in it.stages[0].commands] == ["a", "b"]


def test_global_arguments_are_not_in_a_stage() -> None:
    it = model("ARG A=1\nARG B=$A\nFROM x\n")
    assert all(isinstance(one, Arg) for one in it.global_args)
    assert it.global_values["B"] == "1"


def test_build_arguments_count_where_there_is_no_default() -> None:
    text = "ARG BASE\nARG TAG=3.22\nFROM $BASE:$TAG\nARG BASE\nARG DIR\nARG MODE=a\nWORKDIR $DIR\n"
    it = model(text).given({"BASE": "alpine", "TAG": "9", "DIR": "/srv", "MODE": "b"})
    assert it.stages[0].base_text == "alpine:3.22"
    assert it.stages[0].final_state.workdir == "/srv"
    assert dict(it.stages[0].final_state.args) == {"BASE": "alpine", "DIR": "/srv", "MODE": "a"}
    assert it.given(it.arguments) is it


# --- chains of stages


def test_the_stages_below_and_above() -> None:
    it = model("FROM alpine AS a\nFROM a AS b\nFROM debian AS c\nFROM b AS d\nFROM c\n")
    a, b, c, d, last = it.stages
    assert [one.root for one in it.stages] == [a, a, c, a, c]
    assert [stage.heirs for stage in it.stages] == [(b, d), (d,), (last,), (), ()]
    assert d.facts is a.facts


@pytest.mark.parametrize("first", [0, -1], ids=["from below", "from above"])
def test_a_chain_that_is_longer_than_the_stack(first: int) -> None:
    count = 3000
    text = "FROM alpine AS s0\nENV A=0\nWORKDIR /srv\n"
    text += "".join(f"FROM s{index} AS s{index + 1}\nENV A={index + 1}\n" for index in range(count))
    it = model(text)
    assert it.stages[first].root is it.stages[0]
    assert it.stages[first].final_state.workdir == "/srv"
    assert it.stages[-1].root is it.stages[0]
    assert it.stages[-1].facts is it.stages[0].facts
    assert it.stages[-1].final_state.env["A"] == str(count)
    assert len(it.stages[0].heirs) == count


def test_what_is_kept_is_worked_out_once() -> None:
    it = model("FROM alpine\n")
    answers = iter([1, 2, 3])
    assert [it.keep(key, lambda: next(answers)) for key in ("x", "x", "y")] == [1, 1, 2]


@pytest.mark.parametrize(
    ("text", "is_windows"),
    [
        ("FROM $BASE\nUSER ContainerAdministrator\n", True),
        ("FROM example.org/base\nUSER containeruser\n", True),
        ("FROM example.org/base\nUSER app\n", False),
        ('FROM $BASE\nSHELL ["powershell", "-Command"]\n', True),
        ('FROM $BASE\nSHELL ["C:\\\\Windows\\\\System32\\\\CMD.exe", "/c"]\n', True),
        ('FROM $BASE\nSHELL ["pwsh", "-Command"]\n', False),
        ("FROM --platform=windows/amd64 $BASE\n", True),
        ("FROM --platform=$BUILDPLATFORM $BASE\n", False),
        ("# escape=`\nFROM $BASE\n", True),
        ("FROM $BASE AS a\nUSER ContainerUser\nFROM a\n", True),
        ("FROM $BASE AS a\nUSER ContainerUser\nFROM $BASE\n", False),
        ("FROM debian:12\nUSER ContainerUser\n", False),
        ("FROM mcr.microsoft.com/windows/servercore:ltsc2022\n", True),
    ],
)
def test_the_system_of_an_image_nobody_knows(text: str, is_windows: bool) -> None:
    state = last_state(text)
    assert state.is_windows is is_windows
    assert is_windows or state.shell[0] != "cmd"
