"""How Quarkus packs an application, and so what a build leaves in its output directory.

`fast-jar`: `quarkus-app/quarkus-run.jar` with its libraries beside it. `legacy-jar`: `NAME-runner.jar`, whose libraries are in `lib`
beside it. `uber-jar`: `NAME-runner.jar` with all in it.

Source: https://quarkus.io/guides/maven-tooling, https://quarkus.io/guides/gradle-tooling, and the migration guide of 1.12, since which
`fast-jar` is the default. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dockwright.context import BuildContext, join

FAST, LEGACY, UBER = "fast-jar", "legacy-jar", "uber-jar"
SETTINGS = ("quarkus.package.jar.type", "quarkus.package.type")
VARIABLES = ("QUARKUS_PACKAGE_JAR_TYPE", "QUARKUS_PACKAGE_TYPE")
DIRECTORY = "quarkus-app"

_KINDS = {"jar": "", "fast-jar": FAST, "mutable-jar": FAST, "legacy-jar": LEGACY, "legacy": LEGACY, "uber-jar": UBER}
_VERSIONS = ("quarkus.platform.version", "quarkus.version", "quarkus-plugin.version", "quarkusPlatformVersion", "quarkusPluginVersion")  # fmt: skip
_FIRST_FAST = (1, 12)
_PLAIN = re.compile(r"^[ \t]*quarkus\.package\.(?:jar\.)?type[ \t]{0,9}[=:][ \t]{0,9}([\w-]+)[ \t\r]*$", re.MULTILINE)
_CHANGES = re.compile(
    r"uber-?jar|legacy-?jar|mutable-?jar|runner-?suffix|output-?name|output-?directory", re.IGNORECASE
)
_RESOURCES = ("application.properties", "application.yml", "application.yaml")


def packaging(
    context: BuildContext, directory: str, given: Iterable[Mapping[str, str | None]], script: str = ""
) -> str | None:
    """The kind of jar that the project of a context directory makes; None where that is not known.

    `given`: settings, those that win first; `script`: what else may set it, as a build script does.
    """
    settings = tuple(given)
    names = (*SETTINGS, *VARIABLES)
    written = next((one[name] for one in settings for name in names if name in one), "")
    text = "\n".join((context.read(join(directory, f"src/main/resources/{name}")) or "") for name in _RESOURCES)
    if written == "":
        found = set(_PLAIN.findall(text))
        if len(found) > 1 or (not found and _CHANGES.search(f"{text}\n{script}")):
            return None
        written = found.pop() if found else "jar"
    kind = _KINDS.get(written or "")
    return _usual(settings) if kind == "" else kind


def _usual(settings: Iterable[Mapping[str, str | None]]) -> str | None:
    """What a version makes that nobody tells otherwise."""
    for one in settings:
        for name in _VERSIONS:
            found = re.match(r"(\d{1,3})\.(\d{1,3})\.", one.get(name) or "")
            if found is not None:
                return FAST if (int(found[1]), int(found[2])) >= _FIRST_FAST else LEGACY
    return None
