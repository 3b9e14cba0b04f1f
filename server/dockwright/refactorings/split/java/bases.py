"""The images with a Java runtime that fit a builder: the same version, the same C library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockwright.knowledge.base_images import BaseImage, facts
from dockwright.knowledge.java_images import (
    DISTROLESS_RELEASE,
    LONG_TERM,
    TEMURIN,
    Java,
    Package,
    java_of,
    java_package,
    jre_tag,
    old_jre,
    own_jre,
    ubuntu_word,
    usual_java,
)
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.java import rpm
from dockwright.refactorings.split.model import Base
from dockwright.refactorings.split.packages import installed
from dockwright.refactorings.split.start import Start
from dockwright.semantics import ImageName, Stage


def installed_javas(stage: Stage) -> Mapping[str, Package]:
    """The packages with Java that a stage installs, by name."""
    release = stage.facts.release if stage.facts is not None else ""
    names = (
        *(one.name for one in installed(stage.commands)[0]),
        *(word.value for word in rpm.packages(stage.commands)),
    )
    return {name: found for name in names if (found := java_package(name, release)) is not None}


def _installed_java(stage: Stage) -> Java | None:
    """The one Java that a stage on an image of a system installs."""
    majors = {one.major for one in installed_javas(stage).values() if one.is_kit}
    return Java(majors.pop(), "") if len(majors) == 1 and 0 not in majors else None


def java_of_stage(stage: Stage) -> Java | None:
    """The Java of the stage's image, or of a package; None when neither tells."""
    image = stage.root_image
    if stage.facts is not None and stage.facts.kind == "os":
        return _installed_java(stage)
    return java_of(image.family, image.tag) if image is not None else None


def usual(stage: Stage) -> Java | None:
    """The Java that the stage's image has as a rule where its tag does not tell."""
    image = stage.root_image
    return usual_java(image.family, image.tag) if image is not None else None


def assumed(release: int | None) -> Java | None:
    """The oldest long-term version that runs classes of a release."""
    found = next((major for major in LONG_TERM if release is not None and major >= release), None)
    return Java(found, "") if found is not None else None


def bases(stage: Stage, java: Java, start: Start) -> tuple[Base, ...]:
    """The right bases, the likeliest first; empty when no image of that version is known."""
    return tuple(_bases(stage, java, start))


def _bases(stage: Stage, java: Java, start: Start) -> Iterator[Base]:
    image, old = stage.root_image, stage.facts
    assert image is not None
    assert old is not None
    own = own_jre(image.family, image.tag)
    if own is not None:
        name = image.text[: image.repository_span.end].removesuffix(image.family) + own[0]
        new = facts(*own)
        assert new is not None
        yield runtime_bases.jre(f"{name}:{own[1]}", new, "")
        return
    os = "alpine" if old.os == "alpine" else "ubuntu"
    tag = jre_tag(java, os, ubuntu_word(image.tag) or _other_release(old, java))
    if old.libc not in ("glibc", "musl", ""):
        return
    if tag is None:
        yield from _old_base(image, java)
        return
    new = facts(TEMURIN, tag)
    assert new is not None
    note = (
        ""
        if java.vendor == TEMURIN
        else f"`{TEMURIN}:{tag}` replaces the Java of `{image.text}`: another build of Java {java.major}"
    )
    if not note and old.os not in (new.os, ""):
        note = f"`{TEMURIN}:{tag}` is made of another system than `{image.text}`"
    yield runtime_bases.jre(f"{TEMURIN}:{tag}", new, note)
    if os == "ubuntu" and java.major in (21, 25) and _can_do_without_shell(start) and old.os in ("ubuntu", "debian"):
        yield runtime_bases.distroless_java(java.major, DISTROLESS_RELEASE[java.major])


def _old_base(image: ImageName, java: Java) -> Iterator[Base]:
    """The JRE of a Java that only images without updates have, of the builder's own name where it is one of them."""
    found = old_jre(java, image.family, image.tag)
    if found is None:
        return
    family, tag = found
    name = image.text[: image.repository_span.end] if image.family == family else family
    new = facts(family, tag)
    assert new is not None
    note = (
        ""
        if image.family == family
        else f"`{name}:{tag}` replaces the Java of `{image.text}`: another build of Java {java.major}"
    )
    yield runtime_bases.jre(f"{name}:{tag}", new, note)


def _other_release(old: BaseImage, java: Java) -> str:
    """The builder's release of Ubuntu, where the plain tag of the runtime has another."""
    plain = facts(TEMURIN, f"{java.major}-jre")
    return old.release if old.os == "ubuntu" and plain is not None and old.release != plain.release else ""


def _can_do_without_shell(start: Start) -> bool:
    """The image has `java -jar` as its own ENTRYPOINT: the file must have one of its own."""
    return (
        start.entrypoint is not None and start.entrypoint.is_exec and not start.needs_shell and start.program == "java"
    )
