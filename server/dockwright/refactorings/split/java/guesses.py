"""What a build makes where nothing was read of it: the start command tells."""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath

from dockwright.refactorings.split.java.origins import BESIDE, MARKS, Origin
from dockwright.refactorings.split.java.tools import OUTPUT, JavaSubject, Tool
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.sources import inside


def guessed(subject: JavaSubject, tool: Tool, path: str) -> Origin | Obstacle | None:
    """Without the build context: the start command tells what the build makes."""
    output = OUTPUT[tool.kind]
    inner = inside(path, tool.directory)
    if not inner or f"/{output}/" not in f"/{inner}":
        return None
    is_known = subject.context.is_known
    if is_known and any(
        inside(one.target, tool.directory) is not None or inside(tool.directory, one.target) is not None
        for one in subject.sources.brought
    ):
        return None
    if not MARKS.isdisjoint(path):
        return guessed_pattern(subject, tool, path)
    head, _, rest = f"/{inner}".partition(f"/{output}/")
    top = normpath(f"{tool.directory}{head}/{output}")
    parts = rest.split("/")
    read = "what is built comes from elsewhere" if is_known else "the build context was not read"
    note = f"{read}: see that the build makes `{path}`, and that it needs no other file: {BESIDE}"
    if len(parts) == 1 or parts[:-1] in (["libs"], ["native", "nativeCompile"]):
        return Origin((Copied(path, path),), tool.run, tool.directory, note)
    directory = join(top, *parts[: 2 if parts[0] in ("install", "universal") else 1])
    return Origin((Copied(directory, directory, True),), tool.run, tool.directory, note)


def guessed_pattern(subject: JavaSubject, tool: Tool, path: str) -> Origin | Obstacle:
    """All that a pattern matches, so that it means the same in the runtime stage."""
    directory = dirname(path)
    if not MARKS.isdisjoint(directory):
        reason = f"which file `{basename(path)}` means is not known without the build context"
        return Obstacle(reason, subject.start.span, ships=True)
    note = f"the build context was not read: see that `{path}` means one file, and that it needs no other: {BESIDE}"
    return Origin((Copied(path, f"{directory}/"),), tool.run, tool.directory, note)
