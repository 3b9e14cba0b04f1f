"""Which Java an image holds, and the image that holds only what runs Java programs of that version.

Source: the tag lists and Dockerfiles of Docker's official images maven, gradle, eclipse-temurin, openjdk, amazoncorretto and of
sbtscala/scala-sbt, written down by hand and not compared with a registry; https://github.com/docker-library/docs (gradle, maven,
java), https://github.com/docker-library/repo-info (openjdk), and Adoptium's announcement of 2026-05-15, with which the plain tags
of eclipse-temurin went from Ubuntu 24.04 to 26.04. Date: 2026-11. Only tags that are certain are here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dockwright.knowledge.distributions import distribution_of_word
from dockwright.knowledge.table import words
from dockwright.text import whole_number
from dockwright.values import NamedTuple

TEMURIN = "eclipse-temurin"
VENDORS = (
    "eclipse-temurin",
    "amazoncorretto",
    "sapmachine",
    "ibmjava",
    "ibm-semeru",
    "adoptopenjdk",
    "openjdk",
    "graalvm",
    "zulu",
)

OTHER_BUILDS = ("bellsoft/liberica-openjdk-", "azul/zulu-openjdk", "sapmachine")
"""How the names of images with further builds of OpenJDK begin, whose tags begin with its version."""

_MAJORS_WITH_OWN_JRE = (8, 11, 17, 21)

OPENJ9 = frozenset({"ibm-semeru-runtimes"})
"""Images with another virtual machine."""

GRAALVM = ("ghcr.io/graalvm/", "container-registry.oracle.com/graalvm/", "quay.io/quarkus/ubi")
"""How the names of images with GraalVM begin."""

JRE_MAJORS = (8, 11, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26)
"""Versions of Java of which eclipse-temurin has a JRE image."""

LONG_TERM = (8, 11, 17, 21, 25)
"""Versions with support for years: those have a JRE image on Alpine, too."""

FIRST_GRADLE_ON_TEMURIN = 8
"""Earlier images of Gradle stood on other builds of Java for a part of their life."""

UBUNTU_RELEASES: Mapping[int, frozenset[str]] = {
    8: words("focal jammy noble resolute"), 11: words("focal jammy noble resolute"), 17: words("focal jammy noble resolute"),
    18: words("focal jammy"), 19: words("focal jammy"), 20: words("jammy"), 21: words("jammy noble resolute"),
    22: words("jammy noble"), 23: words("noble"), 24: words("noble"), 25: words("noble resolute"), 26: words("noble resolute"),
}  # fmt: skip
"""Ubuntu's releases that a JRE tag of eclipse-temurin names, by version of Java."""

DISTROLESS_RELEASE: Mapping[int, str] = {17: "12", 21: "12", 25: "13"}
"""The Debian release of the distroless image of a version of Java."""

SERVERS: Mapping[str, str] = {"tomcat": "/usr/local/tomcat"}
"""Images of servers that run web archives, and the directory of the server, where `webapps` is."""

USUAL: Mapping[str, tuple[tuple[str, int], ...]] = {
    "clojure": (("", 21), ("lein", 21), ("tools-deps", 21), ("lein-2.7.", 8), ("lein-2.8.", 8)),
    "gradle": (("", 25), ("9", 25), ("8", 21), ("8.12.", 21), ("8.13.", 21), ("8.14.", 21), ("7", 17), ("7.6", 17), ("6", 11),
               ("6.9", 11)),
    "java": (("", 8),),
    "maven": (("", 25), ("3", 25), ("3.9", 25)),
    "openjdk": (("", 18),),
}  # fmt: skip
"""The version of Java behind tags that name none: "" is `latest`, what ends in a dot stands for all that begins with it.

openjdk's `latest` stopped in 2022, java's in 2017; those of maven, gradle and clojure move to each version with long support.
Source for clojure: the README of Quantisan/docker-clojure (2025-10), and its change of 2019-09, before which all images had Java 8."""

OLD_JRES: Mapping[str, tuple[int, ...]] = {"java": (6, 7), "openjdk": (7, 9, 10)}
"""Versions of Java before and between those of eclipse-temurin, of which the old images have a JRE: `7-jre`, `7-jre-slim`."""

_OLD_ON_ALPINE = (7,)
_PARTS_OF_NO_VERSION = words("latest jdk jammy noble resolute oracle oraclelinux8 oraclelinux7")
_NUMBER = re.compile(r"\d+")
_EXACT = re.compile(r"\d+[\w.]*\Z", re.ASCII)
_SBT = re.compile(r"(?:eclipse-temurin|openjdk|graalvm-ce|amazoncorretto)(?:-[a-z]+)*-(?:1\.)?(\d+)")
_PLAIN_SBT = re.compile(r"\d+[.u][\w.]*_[01]\.[\d.]+_[23]\.")
"""`17.0.2_1.6.2_3.1.3`, the versions of Java, sbt and Scala: until 2022 such tags named no build of Java."""


DEFAULT_JDK: Mapping[str, int] = {
    "stretch": 8, "buster": 11, "bullseye": 11, "bookworm": 17, "trixie": 21,
    "xenial": 8, "bionic": 11, "focal": 11, "jammy": 11, "noble": 21,
}  # fmt: skip
"""The version of `default-jdk` in a release of Debian or Ubuntu. Source: https://packages.debian.org/default-jdk,
https://packages.ubuntu.com/default-jdk (2026-11)."""

_RPM_PACKAGE = re.compile(r"java-(?:1\.)?(\d+)(?:\.0)?-(?:openjdk|amazon-corretto)(-devel|-jdk)?(?:-headless)?")
_JAVA_PACKAGE = re.compile(r"(?:openjdk-?(\d+)|default|temurin-(\d+))(?:-(jdk|jre))?(?:-headless)?")


class Package(NamedTuple):
    """A package of a system with Java."""

    major: int  # 0: not known
    is_kit: bool  # it has the compiler


def java_package(name: str, release: str) -> Package | None:
    """What a package has of Java: `openjdk-17-jdk` and `default-jdk` of Debian, `openjdk17` of Alpine, `java-17-openjdk-devel` of
    Fedora and its like; None for others."""
    if rpm := _RPM_PACKAGE.fullmatch(name):
        return Package(whole_number(rpm[1]), rpm[2] is not None)
    found = _JAVA_PACKAGE.fullmatch(name)
    if found is None or (name.startswith("default") and not found[3]):
        return None
    number = found[1] or found[2]
    return Package(whole_number(number) if number else DEFAULT_JDK.get(release, 0), found[3] != "jre")


class Java(NamedTuple):
    """The Java development kit of an image."""

    major: int  # 8, 11, 17, 21
    vendor: str  # eclipse-temurin, openjdk, amazoncorretto, ...; "" when it is not told


def java_of(family: str, tag: str | None) -> Java | None:
    """The Java that the tag of an image names; None when it names none, as `maven:3` does not."""
    tag = tag or ""
    if family == "java":
        family, tag = "openjdk", tag.removeprefix("openjdk-")
    if "openj9" in tag:
        return None  # another virtual machine, with options of its own
    if family.startswith(OTHER_BUILDS):
        major = _major(tag.split("-")[0].rstrip("a"))
        return Java(major, family.partition("/")[0]) if major else None
    if family in ("openjdk", "eclipse-temurin", "amazoncorretto", "adoptopenjdk"):
        major = _major(tag.split("-")[0])
        return Java(major, family) if major else None
    if family == "hseeberger/scala-sbt":
        graal = re.match(r"graalvm-ce-[\d.]+-java(\d+)", tag)
        if graal is not None:
            return Java(whole_number(graal[1]), "graalvm")
        major = _major(tag.split("_")[0])
        return Java(major, "openjdk") if major else None
    if family == "sbtscala/scala-sbt":
        if _PLAIN_SBT.match(tag) is not None:
            return Java(_major(tag.split("_")[0]), "openjdk")
        found = _SBT.match(tag)
        return Java(whole_number(found[1]), TEMURIN if tag.startswith(TEMURIN) else "") if found is not None else None
    if family in ("maven", "gradle", "clojure"):
        return _of_tool(family, tag)
    if family.startswith(GRAALVM):
        found = re.search(r"(?:\A|-)(?:java|jdk-?)(\d+)", tag)
        major = whole_number(found[1]) if found is not None else _major(tag.split("-")[0]) if "-ce" not in family else 0
        return Java(major, "graalvm") if major else None
    return None


def usual_java(family: str, tag: str | None) -> Java | None:
    """The Java of a tag that names none, as it was when the table was made; None where that is not known."""
    parts = (part for part in (tag or "").split("-") if part not in _PARTS_OF_NO_VERSION)
    name = "-".join(parts)
    vendor = "openjdk" if family in ("java", "openjdk") else TEMURIN
    for key, major in USUAL.get(family, ()):
        if name == key or (key.endswith(".") and f"{name}.".startswith(key)):
            return Java(major, vendor)
    return None


def _of_tool(family: str, tag: str) -> Java | None:
    """`3-eclipse-temurin-21-alpine`, `temurin-17-lein`, `3.6-jdk-11-slim`, `8.5-jdk17`, `jdk21`."""
    for vendor in VENDORS:
        found = re.search(rf"(?:\A|-){vendor}-(\d+)", tag)
        if found is not None:
            return Java(whole_number(found[1]), vendor)
    found = re.search(r"\Atemurin-(\d+)", tag)
    if found is not None:
        return Java(whole_number(found[1]), TEMURIN)
    found = re.search(r"(?:\A|-)jdk-?(\d+)", tag)
    if found is None:
        return None
    is_temurin = family == "gradle" and _major(tag.split("-")[0]) not in range(1, FIRST_GRADLE_ON_TEMURIN)
    return Java(whole_number(found[1]), TEMURIN if is_temurin else "openjdk" if family == "maven" else "")


def _major(word: str) -> int:
    """8 of `8`, `8u382`, `1.8`; 17 of `17.0.8`; 0 when it is no version."""
    found = _NUMBER.findall(word) if word[:1].isdecimal() else []
    numbers = [whole_number(one) for one in found[:2]]
    if numbers[:1] == [1] and len(numbers) > 1 and "." in word:
        return numbers[1]
    return numbers[0] if numbers else 0


def jre_tag(java: Java, os: str, release_word: str) -> str | None:
    """The tag of eclipse-temurin's JRE image for a version and a system: `21-jre-alpine`; None where none is known.

    `release_word`: the release of Ubuntu that must stay; "" for the one that the plain tag has.
    """
    if os == "alpine":
        return f"{java.major}-jre-alpine" if java.major in LONG_TERM else None
    if java.major not in JRE_MAJORS:
        return None
    if release_word and release_word in UBUNTU_RELEASES[java.major]:
        return f"{java.major}-jre-{release_word}"
    return f"{java.major}-jre"


def own_jre(family: str, tag: str | None) -> tuple[str, str] | None:
    """Family and tag of the JRE of the same build, version and system, where the builder's publisher has one; None else.

    Source: https://hub.docker.com/r/azul/zulu-openjdk/tags, https://hub.docker.com/u/bellsoft (2026-11).
    """
    if tag is None or not tag.isdecimal() or whole_number(tag) not in _MAJORS_WITH_OWN_JRE:
        return None
    if family.startswith("bellsoft/liberica-openjdk-"):
        return family.replace("openjdk", "openjre"), tag
    return (family, f"{tag}-jre") if family.startswith("azul/zulu-openjdk") else None


def old_jre(java: Java, family: str, tag: str | None) -> tuple[str, str] | None:
    """Family and tag of an image with the JRE of an old Java, on the system of another image; None where none is known.

    The family is `java` where that is the builder's, else `openjdk`.
    """
    name = "java" if family == "java" else "openjdk"
    parts = (tag or "").split("-")
    system = next((one for one in ("alpine", "slim") if one in parts), "")
    if java.major not in OLD_JRES[name] or (system == "alpine" and java.major not in _OLD_ON_ALPINE):
        return None
    return name, "-".join(
        one for one in (str(java.major), "jre", system if name == "openjdk" or system == "alpine" else "") if one
    )


def ubuntu_word(tag: str | None) -> str:
    """The release of Ubuntu that a tag names: `jammy`."""
    for word in (tag or "").split("-"):
        found = distribution_of_word(word)
        if found is not None and found.os == "ubuntu" and found.release == word:
            return word
    return ""


def same_jre(family: str, tag: str | None) -> str | None:
    """The tag with a JRE in place of a JDK, of the same image, version and system; None when it is not known to exist.

    `17-jdk-jammy` -> `17-jre-jammy`, `17` -> `17-jre`, `17.0.13_11-jdk-alpine` -> `17.0.13_11-jre-alpine`.
    """
    parts = (tag or "").split("-")
    major = _major(parts[0])
    if not major or not _EXACT.match(parts[0]):
        return None
    if family == TEMURIN:
        return _temurin_jre(parts, major)
    if family == "openjdk" or family == "java":
        return _openjdk_jre(family, parts, major)
    return None


def _temurin_jre(parts: list[str], major: int) -> str | None:
    head, rest = parts[0], parts[1:]
    if head.startswith("8u") and rest[:1] and re.fullmatch(r"b\d+", rest[0]):
        head, rest = f"{head}-{rest[0]}", rest[1:]
    is_exact = head != str(major)
    if rest[:1] == ["jdk"]:
        rest = rest[1:]
    elif rest and is_exact:
        return None
    if (
        major not in JRE_MAJORS
        or len(rest) > 1
        or (is_exact and not re.fullmatch(r"8u\d+-b\d+|\d+(?:\.\d+)*_\d+", head))
    ):
        return None
    system = rest[0] if rest else ""
    is_alpine = system == "alpine" and major in LONG_TERM
    if system and not is_alpine and system not in UBUNTU_RELEASES[major]:
        return None
    return "-".join(one for one in (head, "jre", system) if one)


_OPENJDK_JRE = words(
    "8 8-slim 8-alpine 8-stretch 8-buster 8-bullseye 8-slim-stretch 8-slim-buster 8-slim-bullseye 11 11-slim 11-stretch 11-buster "
    "11-bullseye 11-slim-stretch 11-slim-buster 11-slim-bullseye"
)
"""What openjdk has as `8-jre` and so on: the version, then the system. It stopped at 11; `8-alpine` stays at 8u212."""


def _openjdk_jre(family: str, parts: list[str], major: int) -> str | None:
    rest = [one for one in parts[1:] if one != "jdk"]
    key = "-".join([parts[0], *rest])
    if parts[0] != str(major) or (key not in _OPENJDK_JRE if family == "openjdk" else key not in ("8", "8-alpine")):
        return None
    return "-".join([parts[0], "jre", *rest])
