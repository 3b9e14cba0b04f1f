"""Which Java a stage builds with, and where it counts on its own image having it."""

from __future__ import annotations

from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.java_images import OPENJ9, Java
from dockwright.refactorings.split.java import bases
from dockwright.refactorings.split.java.tools import JavaSubject
from dockwright.refactorings.split.model import Obstacle
from dockwright.syntax import Env, Instruction
from dockwright.text import Span

_TAGS = {"maven": "3-eclipse-temurin-21", "gradle": "8-jdk21", "clojure": "temurin-21-lein",
         "sbtscala/scala-sbt": "eclipse-temurin-21.0.5_11_1.10.5_3.5.2"}  # fmt: skip
"""Tags that name the version of Java, by image."""


def java_of_build(subject: JavaSubject, facts: BaseImage, notes: list[str]) -> Java | Obstacle:
    """The Java that the stage builds with; what of it is assumed goes to the notes."""
    java = bases.java_of_stage(subject.stage)
    if java is not None:
        return java
    kits = [name for name, one in bases.installed_javas(subject.stage).items() if one.is_kit]
    if facts.kind == "os" and kits:
        listed = " and ".join(f"`{name}`" for name in kits)
        verb = "brings" if len(kits) == 1 else "bring"
        reason = f"which version of Java {listed} {verb} is not known: name a package of one version"
        return Obstacle(reason, image_span(subject), ships=True)
    release = _release(subject)
    image = subject.stage.root_image
    name = image.text if image is not None else "the image"
    if image is not None and ("openj9" in (image.tag or "") or image.family in OPENJ9):
        reason = (
            f"`{name}` has another virtual machine, OpenJ9, with options of its own: no runtime image is chosen for it"
        )
        return Obstacle(reason, image_span(subject), ships=True)
    java = bases.assumed(release)
    if java is not None:
        notes.append(f"`{name}` does not name its version of Java: the project is compiled for Java {release}")
        return java
    java = bases.usual(subject.stage)
    if java is None:
        hint = _TAGS.get(image.family, "") if image is not None else ""
        how = f": a tag like `{hint}` names it" if hint else ""
        return Obstacle(f"which version of Java `{name}` has is not known{how}", image_span(subject), ships=True)
    notes.append(f"`{name}` does not name its version of Java: see that it is {java.major}, and name it in the tag")
    return java


def _release(subject: JavaSubject) -> int | None:
    """The version that the project says it is compiled for."""
    found: set[int] = set()
    for tool in subject.tools:
        projects = (
            subject.maven_projects(tool)
            if tool.kind == "mvn"
            else subject.gradle_projects(tool)
            if tool.kind == "gradle"
            else ()
        )
        found |= {release for project, _ in projects if (release := project.java_release) is not None}
    return max(found, default=None)


def home_obstacle(subject: JavaSubject, last: Instruction) -> Obstacle | None:
    """A JAVA_HOME of its own that the runtime stage would have: what only the build reads stays with it."""
    is_used = "JAVA_HOME" in subject.start.instruction.text
    for env in subject.stage.of(Env):
        for pair in env.pairs if is_used or env.index > last.index else ():
            value = pair.value.value if pair.value is not None else ""
            if pair.key.value == "JAVA_HOME" and value != "/opt/java/openjdk":
                reason = "JAVA_HOME names a place that the runtime image does not have"
                return Obstacle(reason, pair.span, ships=True)
    return None


def image_span(subject: JavaSubject) -> Span:
    """The image of the FROM of the stage."""
    return subject.stage.base_span
