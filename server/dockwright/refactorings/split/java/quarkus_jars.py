"""What Quarkus lays out: a runner beside the project's own jar, or a directory with the application and its libraries."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import join

from dockwright.projects import maven, quarkus
from dockwright.refactorings.split.java.origins import MARKS, Origin
from dockwright.refactorings.split.java.tools import JavaSubject, Tool
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.values import NamedTuple

PLUGIN = "quarkus-maven-plugin"


class Told(NamedTuple):
    """What a project tells Quarkus."""

    properties: Mapping[str, str | None]
    script: str  # what may change them


def quarkus_of(project: maven.Project) -> Told:
    profiles = (one for root in project.chain for one in root.iterfind("profiles/profile"))
    return Told(project.properties, "\n".join(text for one in profiles for text in one.itertext()))


def runner(subject: JavaSubject, tool: Tool, source: str, settings: Told, output: str, name: str) -> Origin | Obstacle:
    """The jar that Quarkus makes beside the project's own, with the libraries that it looks for beside it."""
    kind = _packaging(subject, tool, source, settings)
    if kind == quarkus.FAST:
        made = join(output, quarkus.DIRECTORY, "quarkus-run.jar")
        return Obstacle(f"Quarkus makes `{made}`, but `{name}` starts", subject.start.span)
    path, libraries = join(output, name), join(output, "lib")
    if not MARKS.isdisjoint(name):
        return Obstacle(f"which file `{name}` means is not known", subject.start.span, ships=True)
    beside = (Copied(libraries, libraries, True),) if kind == quarkus.LEGACY else ()
    note = "" if kind is not None else f"see that Quarkus makes `{name}` with all in it, of the type `{quarkus.UBER}`"
    return Origin((Copied(path, path), *beside), tool.run, tool.directory, note)


def application(subject: JavaSubject, tool: Tool, source: str, settings: Told, path: str) -> Origin | Obstacle:
    """The directory with the application and its libraries."""
    kind = _packaging(subject, tool, source, settings)
    if kind in (quarkus.LEGACY, quarkus.UBER):
        reason = f"Quarkus makes no `{quarkus.DIRECTORY}` where its package is of the type `{kind}`"
        return Obstacle(reason, subject.start.span)
    return Origin((Copied(path, path, True),), tool.run, tool.directory)


def _packaging(subject: JavaSubject, tool: Tool, source: str, settings: Told) -> str | None:
    """The kind of jar that Quarkus makes there."""
    model, env = subject.model, subject.model.state_before(tool.run).env
    given = {name: model.expand(text, tool.run) for name, text in tool.properties.items()}
    return quarkus.packaging(subject.context, source, (given, env, settings.properties), settings.script)
