"""What is to be said of a program of Java, by what its sources do."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.projects.java_source import Program


def deeds(program: Program, name: str, image: str, files: str) -> Iterator[str]:
    """What to look at in the new image. `name` and `image`: how a user would call them; `files`: what became of those it opens."""
    if program.process is not None:
        yield f"{name} starts other programs: see that {image} has them ({program.process})"
    if program.library is not None:
        yield f"{name} loads a native library: see that {image} has it, and what it needs ({program.library})"
    if program.files is not None:
        yield f"{name} opens files: {files} ({program.files})"
