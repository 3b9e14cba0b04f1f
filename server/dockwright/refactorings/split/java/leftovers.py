"""What commands of the builder leave behind beside what the build makes: whether somebody has to look at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import join, normpath

from dockwright.refactorings.split.commands import opaque
from dockwright.refactorings.split.java import native
from dockwright.refactorings.split.java.companions import WRITERS
from dockwright.refactorings.split.java.tools import JavaSubject
from dockwright.refactorings.split.model import Copied
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.transfers import BUILD_PLACES
from dockwright.shell import POSIX_SHELLS, Command
from dockwright.syntax import Instruction, Run

_TOOL_NAMES = ("maven", "gradle", "sbt", "sdkman")

_IDLE_STARTS = ("version", "-Djarmode=")
"""What a `java` above the boundary is told when it only says something, or unpacks what is followed."""


def touching(subject: JavaSubject, last: Instruction) -> frozenset[Command]:
    """The shells behind the build of `RUN bash -c 'touch app.jar'`, which gives the jar a time of its own."""
    found: list[Command] = []
    for run in subject.stage.of(Run):
        commands = [one for one in subject.model.commands(run) if one.words]
        names = [one.name for one in commands]
        if run.index > last.index and len(names) == 2 and names[0] in POSIX_SHELLS and names[1] == "touch":
            found.append(commands[0])
    return frozenset(found)


def unexplained(subject: JavaSubject, last: Instruction, root: str, copies: Iterable[Copied]) -> Iterator[str]:
    """Commands above the boundary that may leave something behind which the program reads without being told."""
    runs = [(run, command, directory) for run, command, directory in subject.commands() if run.index <= last.index]
    unknown = opaque((command for _, command, _ in runs if not native.installs_tools(command)), "java")
    if unknown is not None:
        yield f"what `{unknown.name or unknown.words[0].value}` leaves behind is not known: the runtime stage does not have it"
        return
    started = next((one for _, one, _ in runs if one.name == "java"), None)
    if started is not None and not any(mark in word.value for word in started.arguments for mark in _IDLE_STARTS):
        yield "what `java` leaves behind stays in the builder: see that the program does not need it"
    if any(_imports(command) for _, command, _ in runs):
        yield "the certificates that `keytool` gives the Java of the builder stay there: import them in the runtime stage, too"
        return
    kept = [
        root,
        *(copy.source for copy in copies),
        *BUILD_PLACES,
        "/usr/share/maven",
        "/usr/local/bin",
        "/usr/bin",
    ]
    for run, command, directory in runs:
        if command.name not in WRITERS - {"echo", "printf", "cat"} or any(
            one in run.text.lower() for one in _TOOL_NAMES
        ):
            continue
        places = [normpath(join(directory, word.value)) for word in command.arguments if not word.value.startswith("-")]
        if not any(inside(place, one) is not None for place in places for one in kept if one != "/"):
            yield f"what `{command.name}` leaves behind stays in the builder: see that the program does not need it"
            return


def _imports(command: Command) -> bool:
    """Whether a keytool changes what Java itself trusts."""
    words = [word.value for word in command.arguments] if command.name == "keytool" else []
    return "-cacerts" in words or any(word.endswith("/cacerts") for word in words)
