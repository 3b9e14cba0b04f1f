"""What sbt, Ant, Leiningen and the compilers themselves make."""

from __future__ import annotations

import re
from posixpath import basename, dirname, join, normpath

from dockwright.refactorings.split.java import native
from dockwright.refactorings.split.java.guesses import guessed_pattern
from dockwright.refactorings.split.java.origins import BESIDE, MARKS, SHARED, Origin
from dockwright.refactorings.split.java.tools import JavaSubject, Tool
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.sources import inside

OTHER_OUTPUTS = {"ant": ("dist", "build", "target", "out", "lib"), "clojure": ("target",), "lein": ("target",)}
"""Directories that tools use for what they make, of which no more is read."""


def by_sbt(subject: JavaSubject, tool: Tool, path: str) -> Origin | Obstacle | None:
    """The file or directory of sbt's output that a path is in; None: it is in none."""
    inner = inside(path, tool.directory)
    if not inner or "/target/" not in f"/{inner}":
        return None
    head, _, rest = f"/{inner}".partition("/target/")
    stage = f"{tool.directory.rstrip('/')}{head}/target/universal/stage"
    if inside(path, stage):
        is_asked = any(
            word.rpartition("/")[2] in ("stage", "universal:stage") or word.endswith("stage") for word in tool.words
        )
        return Origin(
            (Copied(stage, stage, True),),
            tool.run,
            tool.directory,
            "" if is_asked else "what sbt makes is not proven",
        )
    if not MARKS.isdisjoint(rest):
        return Obstacle(f"which file `{basename(path)}` means is not known", subject.start.span, ships=True)
    if "/" in rest and not rest.startswith("scala-"):
        return None
    return Origin(
        (Copied(path, path),), tool.run, tool.directory, f"whether sbt makes `{basename(path)}` is not proven"
    )


def by_other_tool(subject: JavaSubject, tool: Tool, path: str) -> Origin | Obstacle | None:
    """A file where such a tool puts what it makes, or that the shell moved what it names to: `mv $(lein uberjar) app.jar`."""
    inner = inside(path, tool.directory) or ""
    source = subject.sources.context_path(path)
    if subject.context.is_known and source is not None and subject.context.is_file(source):
        return None
    if not (tool.command.in_substitution and _is_named_by(subject, tool, path)) and not _is_argument(tool, path):
        if inner.partition("/")[0] not in OTHER_OUTPUTS[tool.kind] or "/" not in inner:
            return None
        if not MARKS.isdisjoint(path):
            return guessed_pattern(subject, tool, path)
    read = (
        "the build context was not read"
        if not subject.context.is_known
        else f"what `{tool.command.name}` makes is not known"
    )
    note = f"{read}: see that the build makes `{path}`, and that it needs no other file: {BESIDE}"
    return Origin((Copied(path, path),), tool.run, tool.directory, note)


def _is_named_by(subject: JavaSubject, tool: Tool, path: str) -> bool:
    """Whether a move takes what the tool's output names to a path."""
    for run, command, directory in subject.commands():
        operands = command.operands() if command.name in ("mv", "cp") else ()
        if (
            len(operands) != 2
            or run is not tool.run
            or not command.span.start <= tool.command.span.start < command.span.end
        ):
            continue
        target = subject.model.expand(operands[1].value, run)
        if target is not None and normpath(join(directory, target)) == path:
            return True
    return False


_CONTINUED = re.compile(r"\r?\n ")
_CLASS_PATH = re.compile(r"(?im)^Class-Path:[ \t]*(.*)$")
"""A line of a manifest, and how the next one goes on with it. Source: the JAR file specification (Java 21)."""


def by_compiler(subject: JavaSubject, tool: Tool, path: str) -> Origin | None:
    """`javac -d out`, `jar cf app.jar`, `kotlinc -d app.jar`, `native-image -jar app.jar -o app`."""
    if tool.kind == "native-image":
        made = {normpath(join(tool.directory, name)) for name in native.named(tool)}
        return Origin((Copied(path, path),), tool.run, tool.directory) if path in made else None
    names = {word.value for word in tool.command.arguments}
    places = {normpath(join(tool.directory, name)) for name in names if name and not name.startswith(("-", "@"))}
    if tool.kind == "javac":
        target = tool.command.flag_value("d")
        words = [word.value for word in tool.command.arguments]
        target_text = words[words.index("-d") + 1] if "-d" in words[:-1] else target.value if target is not None else ""
        expanded = subject.model.expand(target_text, tool.run) if target_text else None
        place = normpath(join(tool.directory, expanded)) if expanded else None
        if place is not None:
            found = Origin((_classes(place),), tool.run, tool.directory)
            return found if inside(path, place) is not None else None
        sources = [normpath(join(tool.directory, word)) for word in words if word.endswith(".java")]
        around = (dirname(one) == path if path in SHARED else inside(dirname(one), path) is not None for one in sources)
        if any(around):
            return Origin((_classes(path),), tool.run, tool.directory)
        return None
    if path not in places:
        return None
    copies, note = _on_class_path(subject, tool, path)
    return Origin((Copied(path, path), *copies), tool.run, tool.directory, note)


def _on_class_path(subject: JavaSubject, tool: Tool, jar: str) -> tuple[tuple[Copied, ...], str]:
    """What the manifest that `jar cfm` is given puts on the class path beside a jar, and why that is not all known."""
    words = [word.value for word in tool.arguments]
    flags = words[0].lstrip("-") if words and not words[0].startswith("--") else ""
    given = next((one.partition("=")[2] for one in words if one.startswith("--manifest=")), "")
    if "m" in flags and len(words) > 2:
        files = [letter for letter in flags if letter in "fme"]
        given = words[1 + files.index("m")] if len(words) > len(files) else ""
    elif {"-m", "--manifest"} & set(words[:-1]):
        given = words[next(at for at, word in enumerate(words) if word in ("-m", "--manifest")) + 1]
    if not given:
        return (), ""
    source = subject.sources.context_path(normpath(join(tool.directory, given)))
    text = subject.context.read(source) if source is not None else None
    if text is None:
        return (), f"what `{given}` puts on the class path is not known: see that the new image has it"
    found = _CLASS_PATH.search(_CONTINUED.sub("", text))
    entries = [normpath(join(dirname(jar), one)) for one in found[1].split()] if found is not None else []
    sources = {one: subject.sources.context_path(one) for one in entries}
    there = {one: path for one, path in sources.items() if path and subject.context.sends(path)}
    absent = next((one for one in entries if one not in there), "")
    copies = tuple(Copied(one, one, subject.context.is_dir(path)) for one, path in there.items())
    return copies, f"`{given}` puts `{absent}` on the class path: see that the new image has it" if absent else ""


def _is_argument(tool: Tool, path: str) -> bool:
    """Whether the command is given the path: `clojure -M:depstar app.jar`, `clojure -X:uberjar :jar '"app.jar"'`."""
    names = (word.value.strip("\"'") for word in tool.arguments)
    return any(normpath(join(tool.directory, name)) == path for name in names if name.endswith(".jar"))


def _classes(directory: str) -> Copied:
    """Classes in a directory of their own; where much else is, those of no package."""
    if directory not in SHARED:
        return Copied(directory, directory, True)
    return Copied(join(directory, "*.class"), f"{directory.rstrip('/')}/")
