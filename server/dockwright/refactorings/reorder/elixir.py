"""Elixir: mix fetches the packages that mix.exs and mix.lock name, and compiles them.

Compiling packages reads the configuration as well, but not runtime.exs. Both are restores, each with files of its own.

Sources: https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html, https://hexdocs.pm/mix/Mix.Tasks.Deps.Compile.html (Elixir 1.19).
"""

from __future__ import annotations

from functools import partial

from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.restores import Restore, named_by_variables
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command
from dockwright.syntax import Run

_SETTING_UP = frozenset({"local.hex", "local.rebar"})
_FETCHING = frozenset({"deps.get"})
_COMPILING = frozenset({"deps.compile"})
_FLAGS = frozenset({"--only", "--force", "--if-missing", "--check-locked", "--no-archives-check", "--skip-umbrella-children",
                    "--all", "--quiet"})  # fmt: skip
_NEEDING_SOURCES = frozenset({"compile", "release", "phx.digest", "assets.deploy", "assets.build", "ecto.setup"})


def recognise(command: Command) -> Restore | None:
    """`mix deps.get`, `mix deps.compile`, and `mix do` of both; where that compiles sources, too, a fetch goes in front."""
    if not all(one.is_literal for one in command.arguments):
        return None
    tasks = tasks_of(command)
    names = [task[0] for task in tasks if task]
    fetching = next((task for task in tasks if task[:1] == ["deps.get"]), None)
    if not names or any(word.startswith("-") and word not in _FLAGS for task in tasks for word in task):
        return None
    if set(names) <= _SETTING_UP | _FETCHING | _COMPILING and set(names) & (_FETCHING | _COMPILING):
        if any(task[0] == "deps.compile" and _packages(task) for task in tasks if task):
            return None
        return _restore(command, " ".join(tasks[0]) if len(tasks) == 1 else "do", bool(set(names) & _COMPILING))
    if fetching is not None and set(names) <= _SETTING_UP | _FETCHING | _COMPILING | _NEEDING_SOURCES:
        before = tasks[: tasks.index(fetching) + 1]
        if all(task and task[0] in _SETTING_UP | _FETCHING for task in before):
            assignments = "".join(f"{one.name}={one.value.raw if one.value else ''} " for one in command.assignments)
            separator = " + " if any(one.value == "+" for one in command.arguments) else ", "
            written = separator.join(" ".join(task) for task in before)
            inserted = f"{assignments}mix {'do ' if len(before) > 1 else ''}{written}"
            return _restore(command, "do", False)._replace(inserted=inserted, is_explicit=False)
    return None


def tasks_of(command: Command) -> list[list[str]]:
    """The tasks of a `mix` command with their words; `mix do a, b` and `mix do a + b` have several."""
    words = [one.value for one in command.arguments]
    if words[:1] != ["do"]:
        return [words]
    tasks: list[list[str]] = [[]]
    for word in words[1:]:
        if word in ("+", ","):
            tasks.append([])
            continue
        tasks[-1].append(word.rstrip(","))
        if word.endswith(","):
            tasks.append([])
    return [task for task in tasks if task]


def _packages(task: list[str]) -> list[str]:
    return [word for word in task[1:] if not word.startswith("-")]


def _restore(command: Command, label: str, compiles: bool) -> Restore:
    name = "mix do" if label == "do" else f"mix {label.split()[0]}"
    guesses = ("mix.exs", "mix.lock*", "config/*.exs") if compiles else ("mix.exs", "mix.lock*")
    return Restore(
        command,
        "elixir",
        name,
        "",
        guesses,
        partial(_find, command, compiles),
        f"check that mix.exs reads no other file for `{name}`: an umbrella, local packages, a version",
        doubts=partial(_doubts, command),
    )


def _find(command: Command, compiles: bool, site: Site) -> Manifests | None:
    where = site.context_path()
    if where is None or "MIX_EXS" in site.variables or "MIX_DEPS_PATH" in site.variables:
        return None
    from dockwright.projects import mix

    environment = site.variables.get("MIX_ENV", "dev")
    for one in command.assignments:
        if one.name == "MIX_ENV":
            environment = one.value.value if one.value is not None else "dev"
    known = environment if environment and environment.isalnum() else None
    return mix.manifests(site.context, where, site.copied.source, compiles=compiles, environment=known)


def _doubts(command: Command, site: Site, run: Run) -> list[str]:
    return named_by_variables(command, site, "MIX_", "HEX_", "REBAR", "ERL_")
