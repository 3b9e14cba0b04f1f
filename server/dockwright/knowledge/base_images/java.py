"""Toolchains and runtimes of Java, and what builds with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockwright.knowledge.base_images.image import NOTABLE_PROGRAMS, SCM_PROGRAMS, BaseImage, Family, env, varying
from dockwright.knowledge.table import words

_ALPINE: Mapping[str, Any] = {"os": "alpine", "libc": "musl", "package_manager": "apk"}
_DEBIAN: Mapping[str, Any] = {"os": "debian", "libc": "glibc", "package_manager": "apt-get"}
_UBUNTU: Mapping[str, Any] = {"os": "ubuntu", "libc": "glibc", "package_manager": "apt-get"}
"""Systems of images whose tags do not tell the release."""

_JDK_WORDS: Mapping[str, Mapping[str, Any]] = {"jre": {"kind": "runtime", "cmd": ()}}
_MAVEN_WORDS: Mapping[str, Mapping[str, Any]] = {
    "jdk": {"os": "debian", "release": "", "libc_version": "", "package_manager": "apt-get"},
    **{
        vendor: {"os": "", "release": "", "libc_version": "", "package_manager": ""}
        for vendor in ("openjdk", "amazoncorretto", "ibmjava", "sapmachine")
    },
    "slim": {"os": "debian", "package_manager": "apt-get"},
    "alpine": {"os": "alpine", "package_manager": "apk"},
}
"""Maven on other builds of Java stands on the system of those: openjdk's was Debian up to Java 11, and Oracle Linux later."""

FAMILIES: tuple[Family, ...] = (
    Family(
        BaseImage("openjdk", "java", "toolchain", is_deprecated=True, successor="eclipse-temurin",
                  env=env(**varying("JAVA_HOME LANG JAVA_VERSION JAVA_URL_VERSION JAVA_BASE_URL "
                                    "JAVA_DEBIAN_VERSION JAVA_ALPINE_VERSION"), PATH=None), cmd=("jshell",)),
        releases=(((6,), "jessie"), ((8,), "bullseye"), ((12,), "oraclelinux8")),
        words={**_JDK_WORDS, "slim": {"release": "bullseye", "os": "debian", "package_manager": "apt-get"}},
        sizes={"full": (240, 530), "slim": (200, 410), "alpine": (190, 330), "jre": (105, 280), "jre-slim": (78, 210),
               "jre-alpine": (55, 85)},
        full_programs=words("java javac curl bash"),
        slim_programs=words("java javac"),
        full_unsure=SCM_PROGRAMS | {"unzip"},  # on Debian
    ),
    Family(
        BaseImage("java", "java", "toolchain", is_deprecated=True, successor="eclipse-temurin",
                  env=env(**varying("JAVA_HOME LANG JAVA_VERSION JAVA_DEBIAN_VERSION JAVA_ALPINE_VERSION "
                                    "CA_CERTIFICATES_JAVA_VERSION"), PATH=None)),
        releases=(((6,), "jessie"),),
        words=_JDK_WORDS,
        sizes={"full": (240, 640), "alpine": (70, 145)},
        full_programs=SCM_PROGRAMS | {"java", "javac"},
        slim_programs=words("java"),
        shell_command=True,
    ),
    Family(
        BaseImage(
            "eclipse-temurin", "java", "toolchain", entrypoint=("/__cacert_entrypoint.sh",), cmd=("jshell",),
            env=env("/opt/java/openjdk/bin", JAVA_HOME="/opt/java/openjdk", JAVA_VERSION=None, LANG="en_US.UTF-8",
                    LANGUAGE="en_US:en", LC_ALL="en_US.UTF-8"),
        ),
        releases=(((), "resolute"),),
        words=_JDK_WORDS,
        sizes={"full": (200, 460), "alpine": (180, 360), "jre": (90, 265), "jre-alpine": (75, 195)},
        full_programs=words("java curl wget"),
        slim_programs=words("java"),
    ),
    Family(
        BaseImage("amazoncorretto", "java", "toolchain", cmd=("jshell",),
                  env=env(LANG="C.UTF-8", JAVA_HOME=None, PATH=None)),
        releases=(((), "al2023"),),
        words=_JDK_WORDS,
        sizes={"full": (220, 480), "alpine": (150, 320)},
        slim_programs=words("java javac"),
    ),
    *(
        Family(
            BaseImage(name, "java", "toolchain", env_is_complete=False, unsure=NOTABLE_PROGRAMS, **system),
            words=_JDK_WORDS,
            slim_programs=words("java javac"),
        )
        for name, system in (
            ("bellsoft/liberica-openjdk-alpine", _ALPINE), ("bellsoft/liberica-openjdk-debian", _DEBIAN),
            ("azul/zulu-openjdk", _UBUNTU), ("azul/zulu-openjdk-alpine", _ALPINE), ("azul/zulu-openjdk-debian", _DEBIAN),
            ("sapmachine", _UBUNTU), ("ibm-semeru-runtimes", _UBUNTU),
        )
    ),
    *(
        Family(
            BaseImage(name, "java", "runtime", env_is_complete=False, unsure=NOTABLE_PROGRAMS, **system),
            slim_programs=words("java"),
        )
        for name, system in (("bellsoft/liberica-openjre-alpine", _ALPINE), ("bellsoft/liberica-openjre-debian", _DEBIAN))
    ),
    Family(
        BaseImage(
            "maven", "java", "toolchain", entrypoint=("/usr/local/bin/mvn-entrypoint.sh",), cmd=("mvn",),
            env=env(**varying("JAVA_HOME JAVA_VERSION LANG LANGUAGE LC_ALL MAVEN_VERSION USER_HOME_DIR"), PATH=None,
                    MAVEN_HOME="/usr/share/maven", MAVEN_CONFIG="/root/.m2"),
            unsure=NOTABLE_PROGRAMS,
        ),
        releases=(((3,), "noble"),),
        words=_MAVEN_WORDS,
        sizes={"full": (230, 540), "alpine": (190, 400), "slim": (220, 450)},
        full_programs=words("java javac mvn curl git bash"),
        slim_programs=words("java javac mvn bash"),
    ),
    Family(
        BaseImage(
            "gradle", "java", "toolchain", workdir="/home/gradle", account="gradle", cmd=("gradle",),
            env=env(**varying("JAVA_HOME JAVA_VERSION LANG LANGUAGE LC_ALL GRADLE_VERSION"), PATH=None,
                    GRADLE_HOME="/opt/gradle"),
            volumes=("/home/gradle/.gradle",), unsure=words("ssh"),
        ),
        releases=(((4,), ""), ((6, 9), "jammy"), ((7,), ""), ((7, 6), "jammy"), ((7, 6, 5), "noble"), ((8,), "jammy"),
                  ((8, 12), "noble"), ((9, 6), "resolute")),
        words={"jdk8": {"release": "jammy"}, "jdk11": {"release": "jammy"}},
        sizes={"full": (330, 760), "alpine": (310, 650)},
        full_programs=words("java javac gradle git curl wget unzip bash"),
        slim_programs=words("java javac gradle git curl wget unzip bash"),
    ),
    Family(
        BaseImage("sbtscala/scala-sbt", "java", "toolchain", workdir="/root", env_is_complete=False, cmd=("sbt",)),
        releases=(((), ""),),
        slim_programs=words("java javac sbt git bash"),
    ),
    Family(
        BaseImage("hseeberger/scala-sbt", "java", "toolchain", workdir="/root", env_is_complete=False, cmd=("sbt",),
                  unsure=NOTABLE_PROGRAMS),
        releases=(((), "debian"),),
        slim_programs=words("java javac sbt bash"),
    ),
    Family(
        BaseImage("clojure", "java", "toolchain", env_is_complete=False, unsure=NOTABLE_PROGRAMS),
        releases=(((), "bookworm"),),
        slim_programs=words("java javac"),
    ),
    Family(
        BaseImage("ghcr.io/graalvm/native-image-community", "java", "toolchain", workdir="/app", env_is_complete=False,
                  entrypoint=("native-image",), cmd=("--version",)),
        releases=(((17,), "oraclelinux9"),),
        slim_programs=words("native-image java javac gcc"),
    ),
    Family(
        BaseImage("ghcr.io/graalvm/graalvm-community", "java", "toolchain", cmd=("/bin/sh", "-c", "java -version"),
                  env_is_complete=False),
        releases=(((17,), "oraclelinux9"),),
        slim_programs=words("native-image java javac gcc g++ make curl"),
    ),
    *(
        Family(
            BaseImage(name, "java", "toolchain", workdir="/app", cmd=("/bin/sh", "-c", "java --version"), env_is_complete=False),
            releases=(((17,), "oraclelinux9"),),
            slim_programs=words("java javac"),
        )
        for name in ("ghcr.io/graalvm/jdk-community", "container-registry.oracle.com/graalvm/jdk")
    ),
    Family(
        BaseImage("ghcr.io/graalvm/graalvm-ce", "java", "toolchain", cmd=("/bin/sh", "-c", "java -version"),
                  env_is_complete=False),
        slim_programs=words("java javac gu gcc make"),
    ),
    Family(
        BaseImage("container-registry.oracle.com/graalvm/native-image", "java", "toolchain", workdir="/app", env_is_complete=False,
                  entrypoint=("native-image",), cmd=("--version",)),
        releases=(((17,), "oraclelinux9"),),
        slim_programs=words("native-image java javac gcc"),
    ),
    *(
        Family(
            BaseImage(f"quay.io/quarkus/{name}-builder-image", "java", "toolchain", workdir="/project", user="1001", account="quarkus",
                      env_is_complete=False, entrypoint=("native-image",)),
            releases=(((), system),),
            slim_programs=words("native-image java javac gcc"),
        )
        for name, system in (("ubi-quarkus-mandrel", "ubi8"), ("ubi9-quarkus-mandrel", "ubi9"), ("ubi-quarkus-graalvmce", "ubi8"),
                             ("ubi9-quarkus-graalvmce", "ubi9"))
    ),
)  # fmt: skip
