"""What `task` and `just` run for a recipe of a Taskfile or a justfile, as the shell gets it.

What they compute (templates with functions, variables of a shell, conditions) becomes the word `computed`; a recipe of which more
than that is not understood is not followed at all.

Sources: https://taskfile.dev/reference/schema (version 3), https://just.systems/man/en (1.40).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dockwright.context import BuildContext, join
from dockwright.patterns import lazy_pattern
from dockwright.values import NamedTuple

COMPUTED = "computed"

_TASKFILES = (
    "Taskfile.yml",
    "taskfile.yml",
    "Taskfile.yaml",
    "taskfile.yaml",
    "Taskfile.dist.yml",
    "Taskfile.dist.yaml",
)
_JUSTFILES = ("justfile", ".justfile", "Justfile", "JUSTFILE")
_LONGEST = 1 << 16
_DEEPEST = 8
_MOST_LINES = 200
_TEMPLATE = lazy_pattern(r"\{\{([^{}]*)\}\}")
_SHELL_NAME = lazy_pattern(r"\$(?:(\w+)|\{(\w+)\})")
_JUST_VARIABLE = lazy_pattern(r"(?:export\s)?\s*([A-Za-z_][\w-]*)\s*:=(.*)\Z")
_JUST_RECIPE = lazy_pattern(r"@?([A-Za-z_][\w-]*)(|\s[^:]*):(?!=)(.*)\Z")
_JUST_TEXT = lazy_pattern(r"\"([^\"\\]*)\"\Z|'([^']*)'\Z")


def recipe_lines(context: BuildContext, directory: str, program: str, words: tuple[str, ...]) -> tuple[str, ...] | None:
    """The lines that `task words` or `just words` runs in a context directory, each in a shell of its own; None where that cannot
    be told."""
    names = [word for word in words if not word.startswith("-")]
    if any(word.startswith("-") for word in words):
        return None
    try:
        if program == "task":
            return _of_taskfile(context, directory, names)
        return _of_justfile(context, directory, names) if program == "just" else None
    except _NotFollowed:
        return None


class _NotFollowed(Exception):
    """A recipe says more than is understood here."""


def _text(context: BuildContext, directory: str, names: tuple[str, ...]) -> str | None:
    paths = (join(directory, name) for name in names)
    text = next((found for path in paths if context.sends(path) and (found := context.read(path)) is not None), None)
    return text if text is not None and len(text) <= _LONGEST else None


# Taskfiles


def _of_taskfile(context: BuildContext, directory: str, names: list[str]) -> tuple[str, ...] | None:
    text = _text(context, directory, _TASKFILES)
    if text is None:
        return None
    import yaml

    try:
        root = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if not isinstance(root, dict) or not isinstance(root.get("tasks"), dict):
        return None
    given = {one.partition("=")[0]: one.partition("=")[2] for one in names if "=" in one}
    taskfile = _Taskfile(root, given)
    wanted = [one for one in names if "=" not in one] or ["default"]
    lines = [line for name in wanted for line in taskfile.lines(name, {}, 0)]
    return tuple(lines[:_MOST_LINES])


class _Taskfile:
    """Follows tasks to their commands."""

    def __init__(self, root: dict[Any, Any], given: Mapping[str, str]) -> None:
        self.tasks: dict[Any, Any] = root["tasks"]
        self.given = given
        self.variables = {**_scalars(root.get("vars")), **given}
        self.environment = _scalars(root.get("env"))
        self.calls = 0

    def lines(self, name: str, variables: Mapping[str, str], depth: int) -> Iterator[str]:
        task = self.tasks.get(name)
        self.calls += 1
        if task is None or depth > _DEEPEST or self.calls > _MOST_LINES:
            raise _NotFollowed
        if isinstance(task, (str, list)):
            task = {"cmds": task if isinstance(task, list) else [task]}
        if not isinstance(task, dict) or {"status", "platforms", "for", "if"} & set(task):
            raise _NotFollowed
        own = {**self.variables, **_scalars(task.get("vars")), **self.given, **variables}
        environment = {**self.environment, **_scalars(task.get("env"))}
        place = self._filled(str(task.get("dir") or ""), own, environment)
        for one in _listed(task.get("deps")):
            yield from self._called(one, own, environment, depth)
        for one in _listed(task.get("cmds", task.get("cmd"))):
            if isinstance(one, dict) and "defer" in one:
                continue
            if isinstance(one, dict) and "task" in one:
                yield from self._called(one, own, environment, depth)
                continue
            text = one.get("cmd") if isinstance(one, dict) else one
            if not isinstance(text, str) or (isinstance(one, dict) and {"for", "if", "platforms"} & set(one)):
                raise _NotFollowed
            prefix = "".join(
                f"export {key}={value}\n" for key, value in environment.items() if key.startswith(("GO", "CGO"))
            )
            yield prefix + (f"cd {place}\n" if place else "") + self._filled(text, own, environment)

    def _called(self, one: Any, own: Mapping[str, str], environment: Mapping[str, str], depth: int) -> Iterator[str]:
        """The lines of another task that a task runs."""
        name = one.get("task") if isinstance(one, dict) else one
        if not isinstance(name, str) or (isinstance(one, dict) and {"for", "if"} & set(one)):
            raise _NotFollowed
        given = _scalars(one.get("vars")) if isinstance(one, dict) else {}
        filled = {key: self._filled(value, own, environment) for key, value in given.items()}
        yield from self.lines(self._filled(name, own, environment), filled, depth + 1)

    def _filled(self, text: str, variables: Mapping[str, str], environment: Mapping[str, str]) -> str:
        """The text with the templates and the environment of the Taskfile."""
        for _ in range(_DEEPEST):
            changed = _TEMPLATE.sub(lambda match: variables.get(_named(match[1]), COMPUTED), text)
            changed = _SHELL_NAME.sub(lambda match: environment.get(match[1] or match[2], match[0]), changed)
            if changed == text or len(changed) > _LONGEST:
                break
            text = changed
        if len(text) > _LONGEST:
            raise _NotFollowed
        return text


def _named(template: str) -> str:
    """The variable that a template is; "" where it is more than that."""
    name = template.strip("- \t\n")
    return name[1:] if name.startswith(".") else ""


def _scalars(node: Any) -> dict[str, str]:
    """A mapping of names to values; what a shell would compute becomes `computed`."""
    if not isinstance(node, dict):
        return {}
    return {str(key): _scalar(value) for key, value in node.items()}


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else COMPUTED


def _listed(node: Any) -> list[Any]:
    if node is None:
        return []
    return node if isinstance(node, list) else [node]


# justfiles


class _Recipe(NamedTuple):
    parameters: tuple[str, ...]
    needs: str
    lines: tuple[str, ...]


def _of_justfile(context: BuildContext, directory: str, names: list[str]) -> tuple[str, ...] | None:
    text = _text(context, directory, _JUSTFILES)
    if text is None:
        return None
    variables, exported, recipes = _parse_justfile(text)
    given = {one.partition("=")[0]: one.partition("=")[2] for one in names if "=" in one}
    variables.update(given)
    wanted = [one for one in names if "=" not in one]
    if not wanted:
        wanted = ["default"] if "default" in recipes else list(recipes)[:1]
    if len(wanted) > 1 and any(recipes[one].parameters for one in wanted if one in recipes):
        return None  # the second word may be given to the first
    exports = "".join(f"export {key}={variables[key]}\n" for key in exported if key.startswith(("GO", "CGO")))
    environment = {key: variables[key] for key in exported}

    def filled(line: str, known: Mapping[str, str]) -> str:
        text = _TEMPLATE.sub(lambda match: known.get(match[1].strip(), COMPUTED), line)
        return _SHELL_NAME.sub(lambda match: environment.get(match[1] or match[2], match[0]), text).lstrip("@-")

    found: list[str] = []
    for name in _ordered(recipes, wanted):
        known = {**variables, **dict(map(_default, recipes[name].parameters))}
        found += (exports + filled(line, known) for line in recipes[name].lines)
    return tuple(found[:_MOST_LINES])


def _default(parameter: str) -> tuple[str, str]:
    """A parameter that nothing is given for, and what it is then."""
    name, _, written = parameter.lstrip("*$").partition("=")
    text = _JUST_TEXT.match(written)
    return name, (text[1] or text[2] or "") if text else COMPUTED if written else ""


def _ordered(recipes: Mapping[str, _Recipe], wanted: list[str]) -> Iterator[str]:
    """The recipes that run, those that others need first, each once."""
    seen: set[str] = set()

    def walk(name: str, depth: int) -> Iterator[str]:
        recipe = recipes.get(name)
        if recipe is None or depth > _DEEPEST or re.search(r"[()&]", recipe.needs):
            raise _NotFollowed
        if not all(one.startswith("*") or "=" in one for one in recipe.parameters):
            raise _NotFollowed
        if name in seen:
            return
        seen.add(name)
        for one in recipe.needs.split():
            yield from walk(one, depth + 1)
        yield name

    for name in wanted:
        yield from walk(name, 0)


def _parse_justfile(text: str) -> tuple[dict[str, str], list[str], dict[str, _Recipe]]:
    """Variables, the names of those that are exported, and recipes."""
    variables: dict[str, str] = {}
    exported: list[str] = []
    recipes: dict[str, _Recipe] = {}
    current, exports_all = "", False
    first, *others = text.replace("\r\n", "\n").split("\\\n")
    for line in " ".join([first.rstrip(" \t") if others else first, *(one.strip(" \t") for one in others)]).split("\n"):
        if not line.strip() or (line.lstrip().startswith("#") and not line.lstrip().startswith("#!")):
            continue
        if line[:1] in " \t":
            if line.strip().startswith("#!"):
                raise _NotFollowed
            if current:
                recipes[current] = recipes[current]._replace(lines=(*recipes[current].lines, line.strip()))
            continue
        current = ""
        if line.startswith("["):
            continue
        if line.startswith("set "):
            exports_all |= line.split() in (["set", "export"], ["set", "export", ":=", "true"])
            if re.match(r"set\s+(?:shell|working-directory)\b", line):
                raise _NotFollowed
        elif variable := _JUST_VARIABLE.match(line):
            value = _JUST_TEXT.match(variable[2].strip())
            variables[variable[1]] = (value[1] or value[2] or "") if value else COMPUTED
            if line.startswith("export"):
                exported.append(variable[1])
        elif re.match(r"(?:alias|import|mod)\b", line):
            continue
        elif recipe := _JUST_RECIPE.match(line):
            current = recipe[1]
            recipes[current] = _Recipe(tuple(recipe[2].split()), recipe[3].partition("#")[0].strip(), ())
    return variables, list(variables) if exports_all else exported, recipes
