"""The build cache: which instructions run again when a file of the build context changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dockwright.context import BuildContext, clean
from dockwright.ignore import Pattern, PatternError, is_literal
from dockwright.knowledge.table import words
from dockwright.semantics.filesystem import FileSystem, files_of
from dockwright.syntax import Add, Copy, Flag, Instruction, Run, Transfer, Word, Workdir

if TYPE_CHECKING:
    from dockwright.semantics.model import SemanticModel
    from dockwright.semantics.stages import Stage

WORKING = (Run, Copy, Add, Workdir)
"""The instructions that make a layer; all others are done again at no cost."""


_MANIFESTS = words(
    "package.json package-lock.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb pnpm-workspace.yaml turbo.json .npmrc "
    ".yarnrc.yml .yarnrc .gitignore"
)
"""What `turbo prune --docker` reads beside sources: https://turborepo.com/docs/reference/prune (2026-11)."""


def rebuilt_by(model: SemanticModel, context: BuildContext, path: str) -> Mapping[Stage, tuple[Instruction, ...]]:
    """For each stage the instructions that make a layer and run again when `path` of the context changes.

    `path` need not exist yet. A stage that stays cached is not in the mapping. Contents count, not times: a stage that
    takes a file from a rebuilt stage stays cached when nothing rebuilt can have written that file.
    """
    path = clean(path)
    if context.is_known and context.ignored(path):
        return {}
    rebuild = _Rebuild(model, path)
    for stage in model.stages:
        rebuild.visit(stage)
    return {stage: found for stage, found in rebuild.found.items() if found}


class _Rebuild:
    """What is known to run again so far, stage by stage."""

    __slots__ = ("_files", "found", "model", "path")

    def __init__(self, model: SemanticModel, path: str) -> None:
        self.model = model
        self.path = path
        self.found: dict[Stage, tuple[Instruction, ...]] = {}
        self._files: dict[Stage, FileSystem] = {}

    def visit(self, stage: Stage) -> None:
        base = stage.base_stage
        is_stale = base is not None and bool(self.found.get(base))
        rebuilt: list[Instruction] = []
        for instruction in stage.instructions:
            if not isinstance(instruction, WORKING):
                continue
            own = self._changes(stage, instruction)
            if own or (is_stale and not _is_linked(instruction)):
                rebuilt.append(instruction)
            is_stale = is_stale or own
        self.found[stage] = tuple(rebuilt)

    def _changes(self, stage: Stage, instruction: Instruction) -> bool:
        """Whether the change reaches the instruction by what it copies or mounts itself."""
        if isinstance(instruction, Transfer):
            return self._copies(stage, instruction)
        if isinstance(instruction, Run):
            return any(self._mounts(stage, instruction, mount) for mount in instruction.mounts)
        return False

    def _copies(self, stage: Stage, transfer: Transfer) -> bool:
        if transfer.from_ is None:
            return brings(self.model, transfer, self.path) and not excludes(transfer, self.path)
        sources = [self.model.expand(word, transfer) for word in transfer.sources]
        origin = self._stage_named_by(stage, transfer)
        return origin is not None and any(self._was_rebuilt(origin, source) for source in sources)

    def _mounts(self, stage: Stage, run: Run, mount: Flag) -> bool:
        kind = mount.option("type")
        if kind is not None and kind.value != "bind":
            return False
        source = mount.option("source", "src")
        text = (source.value if source is not None else None) or "."
        if mount.option("from") is None:
            return "$" in text or covers(text, self.path)
        origin = self._stage_named_by(stage, run, mount)
        return origin is not None and self._was_rebuilt(origin, text)

    def _stage_named_by(self, stage: Stage, instruction: Instruction, part: Flag | None = None) -> Stage | None:
        for reference in stage.references:
            if reference.instruction is instruction and (part is None or part.span.covers(reference.span)):
                return reference.stage
        return None

    def _was_rebuilt(self, origin: Stage, source: str | None) -> bool:
        """Whether a rebuilt instruction of the stage can have written what is at the path."""
        rebuilt = {one for stage in origin.lineage for one in self.found.get(stage, ())}
        if not rebuilt:
            return False
        if source is None or any(mark in source for mark in "*?["):
            return True
        files = self._files.get(origin)
        if files is None:
            files = self._files[origin] = files_of(self.model, origin)
        place = "/" + source.lstrip("/")
        written = tuple(entry.instruction for entry in files.origin(place))
        return any(one in rebuilt for one in written) and not self._is_same(written[-1], place)

    def _is_same(self, instruction: Instruction, place: str) -> bool:
        """Whether Turborepo, which divides a workspace into manifests and sources, leaves the same manifests behind."""
        name = self.path.rpartition("/")[2]
        if not isinstance(instruction, Run) or name in _MANIFESTS or "turbo prune" not in instruction.text:
            return False
        directory = (self.model.state_before(instruction).workdir or "").rstrip("/")
        for command in self.model.commands(instruction):
            argv = [word.value for word in command.words]
            if "prune" in argv and "--docker" in argv and not any("out-dir" in word for word in argv):
                part = place.removeprefix(f"{directory}/out/").split("/")[0]
                return part == "json" or part in _MANIFESTS
        return False


def brings(model: SemanticModel, transfer: Transfer, path: str) -> bool:
    """Whether a source of the COPY covers the file `path` of the context; one that nobody knows does."""
    paths, others = model.keep((brings, transfer), lambda: _sources(model, transfer))
    directories = (path[:end] for end, character in enumerate(path) if character == "/")
    if "" in paths or path in paths or any(directory in paths for directory in directories):
        return True
    return any(source is None or covers(source, path) for source in others)


def _sources(model: SemanticModel, transfer: Transfer) -> tuple[frozenset[str], tuple[str | None, ...]]:
    """The sources of a COPY: those that name one path, and the patterns and unknown ones."""
    sources = [model.expand(word, transfer) for word in transfer.sources]
    paths = frozenset(clean(source) for source in sources if source is not None and is_literal(source))
    return paths, tuple(source for source in sources if source is None or not is_literal(source))


def covers(source: str, path: str) -> bool:
    """Whether a source of COPY, a path or a pattern, brings the file `path` of the context."""
    wanted = clean(source)
    if wanted == "":
        return True
    if not any(mark in wanted for mark in "*?[\\"):
        return path == wanted or path.startswith(wanted + "/")
    try:
        pattern = Pattern(wanted)
    except PatternError:
        return True
    parts = path.split("/")
    return any(pattern.matches("/".join(parts[:length])) for length in range(1, len(parts) + 1))


def excludes(transfer: Transfer, path: str) -> bool:
    """Whether a --exclude of the COPY leaves the file out."""
    patterns: list[Word] = [flag.value for flag in transfer.flags if flag.name == "exclude" and flag.value is not None]
    return any("$" not in word.value and covers(word.value, path) for word in patterns)


def _is_linked(instruction: Instruction) -> bool:
    """Whether it is a COPY --link, whose layer does not depend on those below."""
    flag = instruction.flag("link") if isinstance(instruction, Transfer) else None
    return flag is not None and (flag.value is None or flag.value.value.lower() != "false")
