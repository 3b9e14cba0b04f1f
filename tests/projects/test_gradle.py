"""Gradle projects whose plugins stand in a version catalogue."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.gradle import Project, makes_one_jar, match, read
from dockwright.projects.maven import Match

CATALOGUE = """
[versions]
boot = "3.3.4"
[plugins]
spring-boot = { id = "org.springframework.boot", version.ref = "boot" }
ktor = { id = "io.ktor.plugin", version = "3.0.0" }
shadow = "com.gradleup.shadow:8.3.0"
odd = 7
"""


def project(script: str, catalogue: str = CATALOGUE) -> Project:
    files = {
        "settings.gradle.kts": 'rootProject.name = "app"\n',
        "build.gradle.kts": f'{script}\nversion = "1.0"\n',
        "gradle/libs.versions.toml": catalogue,
    }
    build = read(MemoryContext(files), "", "app")
    assert build is not None
    return build.projects[0]


def test_a_plugin_of_the_catalogue_counts_as_one_of_the_script() -> None:
    boot = project("plugins { alias(libs.plugins.spring.boot) }")
    assert boot.boot_version == (3, 3)
    assert not makes_one_jar(boot, ("build",))  # a plain one, too
    assert makes_one_jar(boot, ("bootJar",))


@pytest.mark.parametrize(
    ("plugin", "file", "expected"),
    [
        ("spring.boot", "app-1.0.jar", Match.YES),
        ("spring.boot", "app-1.0-plain.jar", Match.YES),
        ("shadow", "app-1.0-all.jar", Match.YES),
        ("ktor", "app-1.0-all.jar", Match.MAYBE),
        ("ktor", "app-all.jar", Match.MAYBE),
        ("odd", "app-1.0-all.jar", Match.NO),
        ("unknown", "app-1.0-all.jar", Match.NO),
    ],
)
def test_names_of_jars(plugin: str, file: str, expected: Match) -> None:
    assert match(project(f"plugins {{ alias(libs.plugins.{plugin}) }}"), file) is expected


@pytest.mark.parametrize(
    "catalogue", ["", "plugins = 3", "[plugins\n", "[plugins]\na = { id = 1 }\nb = { id = 'x', version = [1] }\n"]
)
def test_a_catalogue_that_is_not_understood_has_no_plugins(catalogue: str) -> None:
    assert project("plugins { alias(libs.plugins.a); alias(libs.plugins.b) }", catalogue).boot_version is None


SHARED = [
    ("all projects", "allprojects {\n    group = 'x'\n    version = '1.2'\n}\n", "", "1.2"),
    ("projects below the root", 'subprojects {\n    apply(plugin = "java")\n    version = "1.2"\n}\n', "", "1.2"),
    ("a number of its own", "subprojects {\n    version = '1.2'\n}\n", "version = '3'\n", "3"),
    ("a number of its own that is computed", "subprojects {\n    version = '1.2'\n}\n", "version = number()\n", None),
    ("computed", "allprojects {\n    version = releaseVersion\n}\n", "", None),
    ("twice", "allprojects {\n    version = '1'\n}\nsubprojects {\n    version = '2'\n}\n", "", None),
    ("with names of archives", "subprojects {\n    version = '1'\n    archivesBaseName = 'x'\n}\n", "", None),
    ("a block that does not end", "subprojects {\n    version = '1'\n", "", "1"),
    ("a version of a plugin", "plugins {\n    id 'a' version '9'\n}\nsubprojects {\n    version = '1'\n}\n", "", "1"),
    ("only the root has one", "version = '7'\n", "", None),
]


@pytest.mark.parametrize(("root", "own", "expected"), [one[1:] for one in SHARED], ids=[one[0] for one in SHARED])
def test_a_version_that_the_root_gives_to_the_others(root: str, own: str, expected: str | None) -> None:
    files = {"settings.gradle": "include 'api'\n", "build.gradle": root, "api/build.gradle": own}
    build = read(MemoryContext(files), "", "all")
    assert build is not None
    assert build.projects[1].version == expected
