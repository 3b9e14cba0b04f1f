"""One Dockerfile of one application: built cold, run, edited, built again, and compared with the original."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from applications import Application, Edit
from engine import KEPT, STAND_IN, Answer, Build, Engine, Image
from files import Changing, Files, differences

CACHE_MOUNT = re.compile(r"--mount=type=cache,(\S+)")
OTHER_FILES = "files are others"  # in a fault
PLAIN = re.compile(r"[\w@%+=:,./ -]+", re.ASCII)  # words that a shell passes on as they are
_numbers = itertools.count()


class Measured(NamedTuple):
    """What was seen of a Dockerfile. A rebuild is missing where there is nothing to edit, or where it failed."""

    cold: Build
    image: Image | None = None
    answer: Answer = Answer("")
    source: Build | None = None
    edited: Answer = Answer("")  # after the edit of a source, with the edit's stamp taken out
    dependency: Build | None = None
    files: Files | None = None

    @property
    def errors(self) -> Iterator[str]:
        yield from (f"cold build: {error}" for error in (self.cold.error,) if error)
        yield from (f"run: {error}" for error in (self.answer.error,) if error)
        yield from (f"rebuild after a source edit: {one.error}" for one in (self.source,) if one and one.error)
        yield from (f"run after a source edit: {error}" for error in (self.edited.error,) if error)
        yield from (f"rebuild after a dependency edit: {one.error}" for one in (self.dependency,) if one and one.error)


def stamp() -> str:
    """A word that no build has seen: an edit with it is in nobody's cache."""
    return f"{int(time.time())}n{next(_numbers)}"


def measure(
    engine: Engine,
    application: Application,
    context: Path,
    *,
    rebuilds: bool,
    reads_files: bool = False,
    is_cold: bool = True,
) -> Measured:
    """Build and run what is in `context`; it is edited on the way: a source file, and then one that names dependencies.

    Not `is_cold`: layers of earlier builds are used for the first build, whose seconds then tell nothing, and only a source file is
    edited.
    """
    mark = stamp()
    tag = f"dwbench/{application.name}:{mark}"
    dockerfile = context / "Dockerfile"
    _own_cache_mounts(dockerfile, mark)
    try:
        cold = engine.build(context, dockerfile, tag, is_cold=is_cold)
        if cold.error:
            return Measured(cold)
        seen = Measured(cold, engine.image(tag), _ask(engine, application, tag))
        if reads_files:
            files = engine.files(tag).items()  # a Dockerfile that COPY brings along is another, of course
            seen = seen._replace(files={path: file for path, file in files if not path.endswith("/Dockerfile")})
        if seen.answer.error or not rebuilds:
            return seen
        seen = _rebuilt(engine, application, context, tag, seen)
        if application.dependency is None or not is_cold or list(seen.errors):
            return seen
        return seen._replace(dependency=_edited_build(engine, application.dependency, context, tag)[0])
    finally:
        engine.remove(tag)


def _rebuilt(engine: Engine, application: Application, context: Path, tag: str, seen: Measured) -> Measured:
    source, mark = _edited_build(engine, application.source, context, tag)
    if source.error:
        return seen._replace(source=source)
    said = _ask(engine, application, tag)
    return seen._replace(source=source, edited=said._replace(text=said.text.replace(mark, "STAMP")))


def _edited_build(engine: Engine, edit: Edit, context: Path, tag: str) -> tuple[Build, str]:
    mark = stamp()
    edit.make(context, mark)
    return engine.build(context, context / "Dockerfile", tag), mark


def _own_cache_mounts(dockerfile: Path, mark: str) -> None:
    """Give the cache mounts names that nobody else uses: they are empty at first, and stay apart from other measurements."""

    def renamed(found: re.Match[str]) -> str:
        options = dict(option.partition("=")[::2] for option in found[1].split(","))
        target = options.get("target") or options.get("dst") or options.get("destination", "")
        options["id"] = f"{mark}-{options.get('id', target)}"
        return "--mount=type=cache," + ",".join(f"{key}={value}" if value else key for key, value in options.items())

    text = dockerfile.read_text(encoding="utf-8")
    dockerfile.write_text(CACHE_MOUNT.sub(renamed, text), encoding="utf-8")


def _ask(engine: Engine, application: Application, tag: str) -> Answer:
    if not application.port:
        return engine.output(tag)
    image = engine.image(tag)
    exposed = () if image is None else tuple(port for port in image.ports if port != application.port)
    return engine.served(tag, (application.port, *exposed), application.paths)


def faults(
    application: Application, original: Measured, result: Measured, *, is_safe: bool, either: Changing | None = None
) -> Iterator[str]:
    """What is wrong with a result that dockwright offered. `either`: what is another in each build, anyway."""
    yield from result.errors
    if result.cold.error or result.answer.error:
        return
    if original.answer.text != result.answer.text:
        yield f"answers otherwise: {original.answer.text[:200]!r} became {result.answer.text[:200]!r}"
    if result.source and original.source and original.edited.text != result.edited.text and not result.edited.error:
        yield f"after an edit it answers otherwise: {original.edited.text[:200]!r} became {result.edited.text[:200]!r}"
    if result.edited.text and "STAMP" not in result.edited.text and "STAMP" in original.edited.text:
        yield "the edit of the source is not in the rebuilt image"
    if original.files is not None and result.files is not None and either is not None:
        found = list(differences(original.files, result.files, either))
        if found:
            yield f"{len(found)} {OTHER_FILES}: {'; '.join(found[:3])}"
    if is_safe:
        yield from (
            f"safe, yet `{key}` of the image changed: {was!r} -> {now!r}" for key, was, now in changed(original, result)
        )


def changed(original: Measured, result: Measured) -> Iterator[tuple[str, Any, Any]]:
    """What of the image's configuration is another."""
    if original.image is None or result.image is None:
        return
    for key in KEPT:
        was, now = (_configured(image, key) for image in (original.image, result.image))
        if was != now:
            yield key, was, now


def _configured(image: Image, key: str) -> Any:
    value = image.configuration.get(key)
    if key == "Labels":
        value = {name: text for name, text in (value or {}).items() if name != STAND_IN}
    if key in ("Cmd", "Entrypoint") and value and value[:2] == ["/bin/sh", "-c"] and PLAIN.fullmatch(value[-1]):
        value = value[-1].split()  # a base without a shell starts the same words
    return value or None


def record(seen: Measured, *, is_cold: bool) -> dict[str, Any]:
    """What was seen, for the file of results."""
    found: dict[str, Any] = {"cold_seconds": seen.cold.seconds} if is_cold else {}
    if seen.image is not None:
        found |= {"bytes": seen.image.size, "layers": seen.image.layers}
    if seen.files is not None:
        found["files"] = len(seen.files)
    if seen.answer.port:
        found["port"] = seen.answer.port
    for key, build in (("after_source_edit", seen.source), ("after_dependency_edit", seen.dependency)):
        if build is not None:
            found[key] = _rebuild_record(build)
    return found


def _rebuild_record(build: Build) -> dict[str, Any]:
    return {
        "seconds": build.seconds,
        "from_cache": [step.name for step in build.steps if step.is_cached],
        "made_again": [step.name for step in build.steps if not step.is_cached],
    }
