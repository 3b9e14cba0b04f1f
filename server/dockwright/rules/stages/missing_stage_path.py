from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join

from dockwright.context import BuildContext
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Related, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, FileSystem, files_of
from dockwright.semantics.links import Reference
from dockwright.semantics.mentions import may_be_meant
from dockwright.semantics.state import normalise
from dockwright.shell import Command
from dockwright.syntax import Copy, Run
from dockwright.syntax.suggest import nearest_name
from dockwright.text import Span

_PROFILE = lazy_pattern(r"(/.*)/(release|debug)/([\w.-]+)")
_WITHOUT_PROGRAMS = frozenset({"account", "directory", "mode", "packages", "restore"})


@rule(
    "missing-stage-path",
    on=Stage,
    needs="from=",
    severity=Severity.ERROR,
    invalid=(
        Invalid(
            "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/server .\nFROM alpine:3.22\n"
            "COPY --from=build /app/server /server\n",
            marked=("/app/server",),
        ),
        Invalid(
            "FROM alpine:3.22 AS files\nWORKDIR /data\nCOPY a.conf .\nFROM alpine:3.22\nCOPY --from=files /date/a.conf /\n",
            marked=("/date/a.conf",),
        ),
        Invalid(
            "FROM alpine:3.22 AS files\nWORKDIR /data\nCOPY a.whl .\nFROM python:3.13\n"
            "RUN --mount=type=bind,from=files,source=/date,target=/w pip install /w/a.whl\n",
            marked=("/date",),
            title="a mount",
        ),
        Invalid(
            "FROM rust:1.85 AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build\nFROM debian:12\nCOPY --from=build /src/target/release/api /api\n",
            context={"Cargo.toml": "", "src/main.rs": ""},
            title="a build for debugging",
        ),
        Invalid(
            "FROM rust:1.85 AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\nFROM debian:12\n"
            "COPY --from=build /src/target/release/your_app /api\n",
            context={"Cargo.toml": '[package]\nname = "api"\n', "src/main.rs": ""},
            title="another name than the project has",
        ),
        Invalid(
            "FROM rust:1.85 AS build\nRUN cargo build -r\nFROM debian:12\nCOPY --from=build /target/debug/api /api\n"
        ),
    ),
    valid=(
        Valid(
            "FROM rust:1.85 AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build\nFROM debian:12\nCOPY --from=build /src/target/release/api /api\n",
            title="the context may have it",
        ),
        Valid(
            "FROM rust:1.85 AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build -r\nFROM debian:12\nCOPY --from=build /src/target/release/b /b\n",
            context={
                "Cargo.toml": "[workspace]\nmembers = ['a', 'b']\n",
                "a/Cargo.toml": "[package]\nname = 'a'\n",
                "a/src/main.rs": "",
                "b/Cargo.toml": "[package]\nname = 'x'\n[[bin]]\nname = 'b'\npath = 'src/b.rs'\n",
                "b/src/b.rs": "",
            },
            title="a program of a workspace",
        ),
        "FROM rust:1.85 AS build\nWORKDIR /src\nRUN cargo build\nRUN cargo build --release\nFROM debian:12\nCOPY --from=build /src/target/release/api /api\n",
        "FROM rust:1.85 AS build\nWORKDIR /src\nRUN cargo build --profile release\nFROM debian:12\nCOPY --from=build /src/target/release/api /api\n",
        "FROM rust:1.85 AS build\nWORKDIR /src\nRUN cargo build && cp -r target/debug target/release\nFROM debian:12\nCOPY --from=build /src/target/release/api /api\n",
        "FROM rust:1.85 AS build\nWORKDIR /src\nCOPY target target\nRUN cargo build\nFROM debian:12\nCOPY --from=build /src/target/release/api /api\n",
        "FROM rust:1.85 AS build\nWORKDIR /src\nRUN cargo build\nFROM debian:12\nCOPY --from=build /src/target/debug/api /api\n",
        "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/server .\nFROM alpine\n"
        "COPY --from=build /out/server /src/x /etc/passwd /\n",
        "FROM golang:1.24 AS build\nRUN make install\nFROM alpine\nCOPY --from=build /app/server /\n",
        "FROM example.org/base AS build\nFROM alpine\nCOPY --from=build /app/server /\n",
        "FROM ghcr.io/astral-sh/uv:latest AS uv\nFROM python:3.13-slim\nCOPY --from=uv /uv /uvx /bin/\n",
        "FROM nginx:1.29 AS nginx\nFROM alpine:3.22\nCOPY --from=nginx /docker-entrypoint.sh /docker-entrypoint.d /\n",
        "FROM denoland/deno:bin AS deno\nFROM debian:13\nCOPY --from=deno /deno /usr/local/bin/\n",
        "FROM rust:1.85 AS build\nWORKDIR /src/api\nRUN cargo build --release\nFROM debian:12\nCOPY --from=build /src/target/release/api /api\n",
        "FROM alpine:3.22 AS root\nRUN apk add --root /rootfs --initdb busybox\nFROM scratch\nCOPY --from=root /rootfs /\n",
        "FROM golang:1.24 AS build\nRUN GOBIN=/out go install ./...\nFROM alpine:3.22\nCOPY --from=build /out/server /\n",
        "FROM alpine:3.22 AS files\nRUN mkdir -p /data/x\nFROM alpine:3.22\nCOPY --from=files /data/ /data/\n",
        "FROM alpine:3.22 AS files\nVOLUME /data\nFROM alpine:3.22\nCOPY --from=files /data/* /data/\n",
        "FROM alpine:3.22\nCOPY --from=example.org/tools /x /x\n",
        "FROM alpine:3.22 AS files\nWORKDIR /data\nCOPY a b $X/\nFROM alpine:3.22\nRUN --mount=from=files,src=data/a,dst=/a "
        "--mount=from=files,src=/$X/b,dst=/b --mount=from=files,dst=/c --mount=src=/d,dst=/d --mount=from=alpine,src=/e,dst=/e ls\n",
        "FROM alpine:3.22 AS files\nRUN mkdir /data\nFROM alpine:3.22\nONBUILD COPY --from=0 /app /app\n",
        Valid(
            "FROM node:22 AS deps\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./\n"
            "COPY apps/web/package.json apps/web/\nRUN corepack enable && pnpm install --frozen-lockfile\n"
            "FROM node:22\nCOPY --from=deps /app/apps/web/node_modules /app/apps/web/node_modules\n",
            title="the packages of a member of a workspace",
        ),
    ),
)
def missing_stage_path(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """`COPY --from`, or a mount from another stage, names a path that nothing in that stage can have made.

    ## Why is this bad?
    The build stops at the `COPY` or `RUN`, often after minutes of building: the name was misspelled, or the artifact goes elsewhere.

    Reported is a path outside of the directories of the system, in a stage of which every command is understood: what a script,
    `make` or an unknown base image may leave behind is passed over.

    ## References
    - https://docs.docker.com/build/building/multi-stage/
    """
    known: dict[Stage, FileSystem] = {}
    for reference in stage.references:
        if not isinstance(reference.instruction, (Copy, Run)) or reference.instruction.is_onbuild:
            continue
        other = reference.stage
        if other.facts is None and (other.root_image is None or other.root_image.repository != "scratch"):
            continue
        if other not in known:
            known[other] = files_of(model, other, context)
        files = known[other]
        for path, span in _taken(reference, model):
            if any(mark in path for mark in "*?[$") or normalise(path) == "/" or path.startswith("."):
                continue
            path = normalise(path)
            built = _of_other_profile(path, files, context) or _of_other_program(path, files, model, other, context)
            if built is not None:
                yield Finding(span, f"nothing in the stage makes `{path}`; it has `{built[0]}`", (), (built[1],))
                continue
            if files.may_hold(path) or _is_above(path, files) or may_be_meant(model, other, path):
                continue
            meant = _meant(path, files)
            hint = f"; it has `{meant}`" if meant else ""
            related = (Related(other.from_.keyword_span, "the stage begins here"),) if other.from_ is not None else ()
            yield Finding(span, f"nothing in the stage makes `{path}`{hint}", (), related)


def _taken(reference: Reference, model: SemanticModel) -> Iterator[tuple[str, Span]]:
    """The paths of the other stage that a COPY names, or a mount, with what names each."""
    instruction = reference.instruction
    if isinstance(instruction, Copy):
        for word in instruction.sources:
            path = model.expand(word, instruction)
            if path is not None:
                yield path, word.span
    elif isinstance(instruction, Run):
        for mount in instruction.mounts:
            origin, source = mount.option("from"), mount.option("source", "src")
            if source is None or not source.value or origin is None or origin.value_span != reference.span:
                continue
            if source.value_span is not None:
                yield source.value, source.value_span


def _of_other_profile(path: str, files: FileSystem, context: BuildContext) -> tuple[str, Related] | None:
    """Where cargo puts the program instead, which it builds with another profile than the path names."""
    match = _PROFILE.fullmatch(path)
    commands = _of_cargo(path, files, context) if match is not None else ()
    if match is None or not commands or any(one.has_flag("profile") for one in commands):
        return None
    wanted = match[2] == "release"
    if any(one.has_flag("release", "r") == wanted for one in commands):
        return None
    way = "without `--release`" if wanted else "with `--release`"
    made = f"{match[1]}/{'debug' if wanted else 'release'}/{match[3]}"
    return made, Related(commands[-1].name_span, f"this builds {way}")


def _of_other_program(
    path: str, files: FileSystem, model: SemanticModel, stage: Stage, context: BuildContext
) -> tuple[str, Related] | None:
    """The program that cargo makes instead of the one that the path names, as the project's manifests tell."""
    match = _PROFILE.fullmatch(path) if context.is_known else None
    if match is None or basename(match[1]) != "target" or "." in match[3]:
        return None
    commands = _of_cargo(path, files, context)
    if not commands:
        return None
    from dockwright.projects.cargo import read_project
    from dockwright.refactorings.split.sources import Sources

    sources, run = Sources(model, stage, context), commands[-1].instruction
    project = read_project(context, lambda place: sources.context_path(place, run), dirname(match[1]))
    names = [binary.name for crate in project.members for binary in crate.binaries] if project is not None else []
    if not names or match[3] in names or (project is not None and any(crate.libraries for crate in project.members)):
        return None
    meant = names[0] if len(names) == 1 else nearest_name(match[3], names) or names[0]
    return f"{match[1]}/{match[2]}/{meant}", Related(commands[-1].name_span, "it is built here")


def _of_cargo(path: str, files: FileSystem, context: BuildContext) -> tuple[Command, ...]:
    """The builds of cargo that alone can have made what is at the path; () where something else may have."""
    makers = [one for one in files.entries if one.kind not in _WITHOUT_PROGRAMS and one.concerns(path)]
    makers = [one for one in makers if one.kind != "context" or _may_bring(one, path, context)]
    commands = tuple(one.command for one in makers if one.command is not None and one.command.name == "cargo")
    if len(commands) < len(makers) or any(one.subcommand not in ("build", "b") for one in commands):
        return ()
    return commands


def _may_bring(entry: Entry, path: str, context: BuildContext) -> bool:
    """Whether a COPY may have brought something to the path from the build context."""
    source = entry.sources[0] if len(entry.sources) == 1 else ""
    if not context.is_known or entry.is_anywhere or len(entry.sources) != 1:
        return True
    return context.sends(join(source, path[len(entry.path.rstrip("/")) :].lstrip("/")).lstrip("./"))


def _is_above(path: str, files: FileSystem) -> bool:
    """Whether something is put below the path, or the path is a working directory."""
    return any(one.path.startswith(f"{path}/") or (path.startswith(f"{one.path.rstrip('/')}/") and one.is_tree)
               for one in files.entries)  # fmt: skip


def _meant(path: str, files: FileSystem) -> str | None:
    """A path that the stage makes with the same last name, or one spelled alike."""
    paths = [
        one.path
        for one in files.entries
        if not one.is_anywhere and one.kind not in ("removal", "mode", "packages", "restore")
    ]
    same = [one for one in paths if basename(one) == basename(path)]
    return same[-1] if same else nearest_name(path, (one for one in paths if dirname(one) != "/" or len(one) > 4))
