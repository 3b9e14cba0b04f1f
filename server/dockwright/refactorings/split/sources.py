"""Which path of the context stands at a path of the image, as the COPY and ADD of a stage put it there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext, clean
from dockwright.knowledge.table import words
from dockwright.refactorings.brought import Brought, brought_by, inside, keyword_unpacks
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.cache import excludes
from dockwright.syntax import Instruction, Run, Transfer
from dockwright.syntax.lazy import lazy

__all__ = ["PASSED", "Brought", "Sources", "brought_by", "inside", "keyword_unpacks"]

PASSED = words("account directory mode packages restore")
"""Kinds of entries of a file system that put no file at a path, and leave alone what a COPY brought there."""


class Sources:
    """What a stage has from the build context."""

    def __init__(self, model: SemanticModel, stage: Stage, context: BuildContext) -> None:
        self.model = model
        self.stage = stage
        self.context = context

    @lazy
    def brought(self) -> tuple[Brought, ...]:
        """What each COPY and ADD brings, in order."""
        return self.model.keep((Sources, self.stage, self.context), lambda: tuple(self._read()))

    def _read(self) -> Iterator[Brought]:
        for transfer in self.stage.of(Transfer):
            yield from brought_by(self.model, transfer, self.context)

    def context_path(self, path: str, before: Instruction | None = None) -> str | None:
        """The context path that stands at an absolute path of the image; None: nothing from there is known to.

        `before`: as that instruction finds it, with what a RUN mounts.
        """
        mounted = self._mounted_path(path, before) if isinstance(before, Run) else None
        if mounted is not None:
            return mounted
        end = len(self.brought) if before is None else bisect_left(self.brought, before.index, key=_index)
        for at in range(end - 1, -1, -1):
            one = self.brought[at]
            inner = inside(path, one.target)
            if inner is None or (inner and not one.is_directory):
                continue
            found = join(one.source, inner) if inner and one.source else inner or one.source
            is_sent = not self.context.is_known or found == "" or self.context.sends(found)
            if is_sent and not excludes(one.transfer, found):
                return found
        return None

    def are_apart_from(self, directory: str) -> bool:
        """Whether a directory has nothing of the context or of a RUN in it, as far as is known: none works in it, or names it."""
        if not self.context.is_known or directory == "/" or self.context_path(directory) is not None:
            return False
        if any(inside(one.target, directory) is not None for one in self.brought):
            return False
        runs = self.stage.of(Run)
        workdirs = (self.model.state_before(run).workdir for run in runs)
        return all(one is not None and inside(one, directory) is None for one in workdirs) and not any(
            directory in run.text for run in runs
        )

    def project(self, directory: str, manifests: Iterable[str], before: Instruction | None = None) -> str | None:
        """The context directory of the project in a directory of the image: copied as a whole, or its manifest by itself."""
        found = self.context_path(directory, before)
        if found is None and self.context.is_known:
            files = ((name, self.context_path(join(directory, name), before)) for name in manifests)
            found = next((dirname(file) for name, file in files if file is not None and basename(file) == name), None)
        return found

    def working(self, directory: str, manifests: Iterable[str]) -> str | None:
        """The context directory that a program works in; that of a directory which the build makes among what is copied, too: it
        would be there."""
        found = self.project(directory, manifests)
        if found is not None or not self.context.is_known:
            return found
        around = ((one, inside(directory, one.target)) for one in reversed(self.brought) if one.is_directory)
        return next((normpath(join(one.source, inner)) for one, inner in around if inner), None)

    def _mounted_path(self, path: str, run: Run) -> str | None:
        """The context path that a bind mount of the RUN puts at an absolute path."""
        state = self.model.state_before(run)
        for mount in reversed(run.mounts):
            kind, source = mount.option("type"), mount.option("source", "src")
            target = mount.option("target", "dst", "destination")
            if target is None or mount.option("from") is not None or (kind is not None and kind.value != "bind"):
                continue
            place = state.resolve(target.value) if target.value and "$" not in target.value else None
            inner = inside(path, place) if place is not None else None
            found = clean(join(source.value or "" if source is not None else "", inner)) if inner is not None else ""
            if found and "$" not in found and (not self.context.is_known or self.context.sends(found)):
                return found
        return None

    def image_path(self, path: str) -> str | None:
        """Where a context path is in the image, after the last transfer that brings it."""
        for one in reversed(self.brought):
            if excludes(one.transfer, path):
                continue
            if one.source == path:
                return one.target
            if one.is_directory and (not one.source or path.startswith(f"{one.source}/")):
                return normpath(join(one.target, path[len(one.source) :].lstrip("/")))
        return None


def _index(one: Brought) -> int:
    return one.transfer.index
