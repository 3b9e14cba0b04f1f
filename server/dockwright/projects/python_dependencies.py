"""What a Python project says it depends on, as `pip install .` installs it.

Sources: https://packaging.python.org/en/latest/specifications/pyproject-toml/,
https://setuptools.pypa.io/en/latest/userguide/declarative_config.html. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from configparser import ConfigParser
from configparser import Error as ConfigError

from dockwright.context import BuildContext, join
from dockwright.knowledge.python_packages import normalised
from dockwright.projects.python import names_of, read_requirements, requirement_lines
from dockwright.projects.python_project import Project, read_project, table, texts

_TEXT = re.compile(r"""(["'])([^"'\n]{1,200})\1""")
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[\w\s,.-]*\])?\s*(?:[<>=!~;@(].*)?\Z", re.DOTALL)


def declared(context: BuildContext, directory: str, extras: Collection[str] = ()) -> frozenset[str]:
    """The normalised names of what a project depends on, with what the extras bring; more where only a program can tell."""
    project = read_project(context, directory)
    found = [
        *(_of_project(context, project, extras) if project is not None else ()),
        *_of_setup_cfg(context.read(join(directory, "setup.cfg")) or "", extras),
        *_of_setup_py(context, directory, context.read(join(directory, "setup.py")) or ""),
    ]
    return frozenset(normalised(name) for one in found for name in names_of(one))


def _of_project(context: BuildContext, project: Project, extras: Collection[str]) -> Iterator[str]:
    own = project.table("project")
    yield from texts(own.get("dependencies"))
    for extra in extras:
        yield from texts(table(own, "optional-dependencies").get(extra))
    yield from project.table("tool", "poetry", "dependencies")
    dynamic = project.table("tool", "setuptools", "dynamic")
    fields = (table(dynamic, "dependencies"), *(table(dynamic, "optional-dependencies", extra) for extra in extras))
    for field in fields:
        named = field.get("file")
        yield from _of_files(context, project.directory, [named] if isinstance(named, str) else texts(named))


def _of_setup_cfg(text: str, extras: Collection[str]) -> Iterator[str]:
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except ConfigError:
        return
    for section, name in (("options", "install_requires"), *(("options.extras_require", one) for one in extras)):
        value = parser.get(section, name, fallback="")
        yield from requirement_lines(
            value if "\n" in value.strip() or value.startswith("\n") else value.replace(";", "\n")
        )


def _of_setup_py(context: BuildContext, directory: str, text: str) -> Iterator[str]:
    """All texts of the program that look like a requirement, and the requirements files that it names."""
    for match in _TEXT.finditer(text):
        if match[2].endswith((".txt", ".in", ".pip")):
            yield from _of_files(context, directory, [match[2]])
        elif _REQUIREMENT.match(match[2]):
            yield match[2]


def _of_files(context: BuildContext, directory: str, names: Collection[str]) -> Iterator[str]:
    for name in names:
        found = read_requirements(context, [join(directory, name)], directory)
        yield from found.packages if found is not None else ()
