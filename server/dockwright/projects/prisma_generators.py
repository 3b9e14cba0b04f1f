"""What the generators of a schema of Prisma read and write, when an install makes its client.

Sources: https://www.prisma.io/docs/orm/prisma-schema/overview/generators, and the package @prisma/client-generator-ts 6.16, which
looks for a tsconfig.json from its output upwards (November 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.context import BuildContext, join
from dockwright.projects.manifests import ancestors, place
from dockwright.projects.node import json_with_comments
from dockwright.values import NamedTuple

_GENERATOR = re.compile(r"^[ \t]*generator\s+\w+\s*\{(.*?)^[ \t]*\}", re.MULTILINE | re.DOTALL)
_OPTION = re.compile(r'^[ \t]*(\w+)\s*=\s*"([^"\n]*)"', re.MULTILINE)
_INFERRED = frozenset({"moduleFormat", "generatedFileExtension", "importFileExtension"})
"""Options that the generator in TypeScript takes from tsconfig.json where the schema does not give them."""

_DEEPEST = 5  # settings that extend others


class Generator(NamedTuple):
    """One generator. Paths are those of the build context."""

    output: str | None  # the directory that it writes; None: its own, in node_modules, or one outside of the context
    reads: tuple[str, ...] = ()  # files besides the schema
    command: str = ""  # a program of the project that it is: nobody knows what that reads


def generators(context: BuildContext, schema: str) -> Iterator[Generator]:
    """The generators of a schema: of a file, or of all files of a directory."""
    found = sorted(context.sent_files(schema)) if context.is_dir(schema) else [schema]
    for path in (one for one in found if one.endswith(".prisma")):
        for match in _GENERATOR.finditer(context.read(path) or ""):
            yield _generator(context, path.rpartition("/")[0], dict(_OPTION.findall(match[1])))


def _generator(context: BuildContext, directory: str, options: dict[str, str]) -> Generator:
    provider = options.get("provider", "")
    output = place(directory, options["output"]) if options.get("output") else None
    is_inferred = provider == "prisma-client" and not options.keys() >= _INFERRED
    reads = tuple(_settings(context, output)) if is_inferred and output is not None else ()
    return Generator(output, reads, provider if "/" in provider or " " in provider.strip() else "")


def _settings(context: BuildContext, output: str) -> Iterator[str]:
    """The nearest tsconfig.json above what is written, and the files of the project that it extends."""
    above = (join(directory, "tsconfig.json") for directory in ancestors(output, ""))
    waiting = [next((path for path in above if context.sends(path)), None)]
    for _ in range(_DEEPEST):
        path = waiting.pop(0) if waiting else None
        if path is None:
            return
        yield path
        extended = json_with_comments(context.read(path)).get("extends")
        for name in [extended] if isinstance(extended, str) else extended if isinstance(extended, list) else []:
            waiting += _extended(context, path.rpartition("/")[0], name)


def _extended(context: BuildContext, directory: str, name: object) -> Iterator[str]:
    """The file that `extends` names; none where it is of a package."""
    if isinstance(name, str) and name.startswith("."):
        named = (place(directory, f"{name}{ending}") for ending in ("", ".json"))
        yield from [path for path in named if path is not None and context.is_file(path)][:1]
