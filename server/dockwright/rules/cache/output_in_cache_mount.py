from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from dockwright.context import BuildContext, join
from dockwright.rule import Finding, Invalid, Related, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.semantics.state import normalise
from dockwright.shell import Command
from dockwright.syntax import Copy, Option, Run, Transfer, Workdir

_BUILT = frozenset({"target", "node_modules"})
_INSTALLERS = {
    "node_modules": frozenset(("npm", "yarn", "pnpm", "bun")),
    ".venv": frozenset(("uv", "poetry", "pdm")),
    "vendor": frozenset(("composer",)),
}
_INSTALLING = frozenset(("", "install", "i", "ci", "add", "sync"))


@rule(
    "output-in-cache-mount",
    on=Stage,
    severity=Severity.ERROR,
    needs="--mount=",
    invalid=(
        Invalid(
            "FROM rust:1.85 AS build\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/src/target cargo build --release\n"
            "FROM debian:12\nCOPY --from=build /src/target/release/app /app\n",
            marked=("/src/target/release/app",),
        ),
        Invalid(
            "FROM node:20 AS build\nWORKDIR /app\nRUN --mount=type=cache,target=node_modules npm ci\nFROM node:20\n"
            "COPY --from=build /app/node_modules /app/node_modules\n",
            marked=("/app/node_modules",),
        ),
        Invalid(
            "FROM oven/bun:1.3\nCOPY . .\nRUN --mount=type=cache,target=node_modules bun install\nCMD bun index.ts\n",
            title="What is installed is in no layer",
            marked=("node_modules",),
        ),
        Invalid(
            "FROM python:3.14\nWORKDIR /app\nCOPY . .\n"
            "RUN --mount=type=cache,target=/root/.cache/uv --mount=type=cache,target=/app/.venv cd /app && uv sync --frozen\n",
            marked=("/app/.venv",),
        ),
    ),
    valid=(
        "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/app/node_modules npm ci && npm run build\n",
        "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/app/node_modules npm ci\n"
        "RUN --mount=type=cache,target=/app/node_modules npm run build\n",
        "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/app/node_modules npm ci && cp -r node_modules /m\n",
        "FROM node:24\nCOPY . .\nRUN --mount=type=cache,target=node_modules npm install -g pnpm\n",
        "FROM node:24\nCOPY . .\nRUN --mount=type=cache,target=node_modules/.cache npm ci\n",
        "FROM node:24\nCOPY . .\nRUN --mount=type=bind,target=node_modules npm ci\n",
        "FROM rust:1.85 AS build\nWORKDIR /src\nCOPY . .\n"
        "RUN --mount=type=cache,target=/src/target cargo build --release && cp target/release/app /app\n"
        "FROM debian:12\nCOPY --from=build /app /app\n",
        "FROM rust:1.85 AS build\nWORKDIR /src\nRUN --mount=type=cache,target=/src/target cargo build\nRUN cargo build --release\n"
        "FROM debian:12\nCOPY --from=build /src/target/release/app /app\n",
        "FROM rust:1.85 AS build\nRUN --mount=type=cache,target=/src/target cargo build\n"
        "COPY --from=other /x /src/target/release/app\nFROM debian:12\nCOPY --from=build /src/target/release/app /app\n",
        "FROM rust:1.85 AS build\nRUN --mount=type=cache,target=/usr/local/cargo/registry cargo build\nFROM debian:12\n"
        "COPY --from=build /src/target/release/app /app\n",
    ),
)
def output_in_cache_mount(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """Something is taken out of a directory that was a cache mount, or installed into one: it is in no layer.

    ## Why is this bad?
    What a `RUN` writes into a cache mount stays in the cache of the builder. The next instruction sees the directory as it was
    before the mount: empty, or not there at all, and the build stops. Copy the artifact to another place in the same `RUN`.

    Reported is a path below the target of a cache mount, where no `RUN` without that mount and no `COPY` of the stage can have put
    something there; and a `RUN` that does nothing but install into such a directory (`node_modules`, `.venv`, `vendor`), which no
    other `RUN` mounts.

    ## References
    - https://docs.docker.com/reference/dockerfile/#run---mounttypecache
    """
    yield from _installed(stage, model)
    for reference in stage.references:
        copy, other = reference.instruction, reference.stage
        if not isinstance(copy, Copy):
            continue
        for word in copy.sources:
            text = model.expand(word, copy)
            if text is None or not text.startswith("/"):
                continue
            path = normalise(text.partition("*")[0])
            found = _mount(path, other, model, context)
            if found is not None:
                related = (Related(found.span, "the cache mount"),)
                yield Finding(word.span, f"`{text}` lies in a cache mount, so it is in no layer", (), related)


def _installed(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """Installs that nobody can use."""
    for run in stage.of(Run):
        for target, name in _caches(run):
            commands = [one for one in model.commands(run) if one.name != "cd"]
            installers = _INSTALLERS.get(name, frozenset())
            if not commands or not all(_installs(one, installers) for one in commands):
                continue
            if not _is_used(name, run, model):
                message = f"`{commands[-1].name}` installs into a cache mount, so it is in no layer"
                yield Finding(target.value_span or target.span, message)


def _is_used(name: str, run: Run, model: SemanticModel) -> bool:
    """Whether another RUN mounts such a directory, or a COPY takes it out: that one is reported, then."""
    for one in model.dockerfile.instructions:
        if isinstance(one, Run) and one is not run and any(name == used for _, used in _caches(one)):
            return True
        if isinstance(one, Copy) and one.from_ is not None and any(name in word.value for word in one.sources):
            return True
    return False


def _caches(run: Run) -> Iterator[tuple[Option, str]]:
    """The targets of cache mounts, and the last part of each path."""
    for mount in run.mounts:
        kind, target = mount.option("type"), mount.option("target", "dst", "destination")
        if kind is not None and kind.value == "cache" and target is not None:
            yield target, basename((target.value or "").rstrip("/"))


def _installs(command: Command, installers: frozenset[str]) -> bool:
    is_global = command.has_flag("g", "global", "location", "prefix", "target")
    return command.name in installers and command.subcommand in _INSTALLING and not is_global


def _mount(path: str, stage: Stage, model: SemanticModel, context: BuildContext) -> Option | None:
    """The cache mount that every RUN has which may have written there."""
    found: Option | None = None
    for one in (*reversed(stage.lineage[1:]), stage):
        for instruction in one.instructions:
            if isinstance(instruction, Run):
                mount = _covering(path, instruction, model)
                if mount is None and (found is not None or _may_write(path, instruction, model)):
                    return None
                found = mount or found
            elif isinstance(instruction, Transfer):
                if any(one.concerns(path) for one in _brought(path, instruction, model, context)):
                    return None
            elif (
                isinstance(instruction, Workdir)
                and found is not None
                and model.state_after(instruction).workdir == path
            ):
                return None
    return found


def _may_write(path: str, run: Run, model: SemanticModel) -> bool:
    """Whether a RUN without the mount may write there: one that speaks of the place, or that nobody understands."""
    return any(
        one.kind not in ("removal", "mode", "packages", "account") and one.concerns(path)
        for one in entries_of(model, run)
    )


def _covering(path: str, run: Run, model: SemanticModel) -> Option | None:
    for mount in run.mounts:
        kind, target = mount.option("type"), mount.option("target", "dst", "destination")
        if kind is None or kind.value != "cache" or target is None or not target.value or "$" in target.value:
            continue
        place = model.state_before(run).resolve(target.value)
        if place is not None and (path == place or path.startswith(f"{place.rstrip('/')}/")):
            return target
    return None


def _brought(path: str, transfer: Transfer, model: SemanticModel, context: BuildContext) -> Iterator[Entry]:
    """What the transfer brings, but for the whole context where that has no such path, or could only have built it."""
    for entry in entries_of(model, transfer, context):
        inner = path[len(entry.path) :].strip("/") if path.startswith(entry.path) else ""
        if entry.kind == "context" and not entry.is_anywhere and entry.is_tree and inner:
            is_there = context.sends(join(entry.sources[0], inner)) if context.is_known and entry.sources else True
            if not is_there or (not context.is_known and _BUILT.intersection(inner.split("/"))):
                continue
        yield entry
