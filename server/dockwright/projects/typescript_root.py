"""Whether TypeScript puts what it compiles right below its output: `src/main.ts` becomes `dist/main.js` only where nothing beside
`src` is compiled, and `dist/src/main.js` otherwise.

Source: https://www.typescriptlang.org/tsconfig/#rootDir (November 2026).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from typing import Any

from dockwright.context import BuildContext, join
from dockwright.projects.node import Package, json_with_comments

_COMPILED = (".ts", ".tsx", ".mts", ".cts")
_SETTINGS = ("tsconfig.build.json", "tsconfig.json")  # the first that says something wins, as one extends the other


def is_alone(context: BuildContext, package: Package, source: str) -> bool:
    """Whether the directory `source` of a package holds all that is compiled of it."""
    settings = [json_with_comments(context.read(join(package.directory, name))) for name in _SETTINGS]
    options = (one.get("compilerOptions") for one in settings)
    if any(isinstance(one, Mapping) and "rootDir" in one for one in options):
        return True
    included, excluded = _first(settings, "include"), _first(settings, "exclude")
    if included and all(one.removeprefix("./").split("/")[0] == source for one in included):
        return True
    return all(any(_is_about(one, path) for one in excluded) for path in _others(context, package, source))


def _others(context: BuildContext, package: Package, source: str) -> Iterator[str]:
    """The sources beside that directory, relative to the package."""
    for path in context.sent_files(package.directory):
        inner = path[len(package.directory) :].lstrip("/")
        is_source = path.endswith(_COMPILED) and not path.endswith(".d.ts") and "node_modules" not in inner.split("/")
        if is_source and not inner.startswith(f"{source}/"):
            yield inner


def _first(settings: list[Mapping[str, Any]], key: str) -> tuple[str, ...]:
    found = next((one[key] for one in settings if isinstance(one.get(key), list)), ())
    return tuple(one for one in found if isinstance(one, str))


def _is_about(pattern: str, path: str) -> bool:
    """Whether a pattern of tsconfig.json is about a path."""
    stem = pattern.removeprefix("./").removesuffix("/**/*").removesuffix("/**").removesuffix("/*").rstrip("/")
    return path == stem or path.startswith(f"{stem}/") or fnmatch(path, stem.replace("**/", "*"))
