"""Python: poetry, uv, pdm and pipenv install what a project's manifests and lock file name.

Most of them install the project itself as well, which needs its sources. Where it is a package, an install of the
dependencies alone is put in front, and the command as it is written installs the rest behind the sources.

Sources: https://python-poetry.org/docs/cli/#install, https://docs.astral.sh/uv/guides/integration/docker/,
https://pdm-project.org/en/latest/reference/cli/, https://pipenv.pypa.io/en/latest/cli.html. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from dockwright.context import is_sent, join
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.manifests import Manifests, not_locked
from dockwright.projects.python import directory_of, extras_of, is_remote
from dockwright.refactorings.reorder import python
from dockwright.refactorings.reorder.restores import Restore, named_by_variables, values_of
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run

_VERBS = {
    "poetry": frozenset({"install", "sync"}),
    "uv": frozenset({"sync"}),
    "pdm": frozenset({"install", "sync"}),
    "pipenv": frozenset({"install", "sync"}),
}
_GUESSES = {
    "poetry": ("pyproject.toml", "poetry.lock*"),
    "uv": ("pyproject.toml", "uv.lock*"),
    "pdm": ("pyproject.toml", "pdm.lock*"),
    "pipenv": ("Pipfile*",),
}
_PREFIXES = {"poetry": "POETRY_", "uv": "UV_", "pdm": "PDM_", "pipenv": "PIPENV_"}

_WITHOUT_PROJECT = {"poetry": "--no-root", "uv": "--no-install-project", "pdm": "--no-self"}
"""What keeps the project itself out of an install."""

_WITHOUT_WORKSPACE = "--no-install-workspace"

_ALONE = {
    "poetry": frozenset({"no-root"}),
    "uv": frozenset({"no-install-project", "no-install-workspace", "no-install-local", "only-group", "only-dev"}),
    "pdm": frozenset({"no-self"}),
    "pipenv": frozenset[str](),
}
"""Flags with which the command leaves the project out by itself."""

_WITHOUT_MEMBERS = frozenset({"no-install-workspace", "no-install-local"})

# With these an install does something else: elsewhere, nothing at all, or from files that are not known here.
_OTHER = {
    "poetry": ("C", "directory", "P", "project", "dry-run", "only-root", "h", "help", "V", "version"),
    "uv": ("directory", "project", "script", "config-file", "dry-run", "check", "find-links", "f", "h", "help", "V", "version"),
    "pdm": ("p", "project", "L", "lockfile", "c", "config", "dry-run", "plugins", "h", "help", "V", "version"),
    "pipenv": ("r", "requirements", "e", "editable", "c", "code", "h", "help", "version"),
}  # fmt: skip
_FROZEN = ("frozen",)
_MANIFEST = "pyproject.toml"
_PIP_OTHER = (
    "target", "prefix", "directory", "project", "config-file", "dry-run", "h", "help",
    "overrides", "override", "build-constraint", "build-constraints", "b", "excludes", "find-links", "f",
)  # fmt: skip


def recognise(command: Command) -> Restore | None:
    """An install of everything that a project depends on, or of what requirements files name."""
    tool = command.name
    operands = [word.value for word in command.operands(MANAGERS[tool].valued_flags)]
    if tool == "uv" and operands[:1] == ["pip"]:
        return _requirements(command, operands[1:])
    if tool == "uv" and command.subcommand == "run":
        return _run(command)
    if len(operands) != 1 or operands[0] not in _VERBS[tool] or command.has_flag(*_OTHER[tool]):
        return None
    label = f"{tool} {operands[0]}"
    find = partial(_find, tool, command)
    caution = f"check that `{label}` needs no other file: local packages, workspaces, settings"
    doubts = partial(_doubts, tool, command)
    flag = _WITHOUT_PROJECT.get(tool, "")
    inserted = _with_flag(command, flag) if flag and not command.has_flag(*_ALONE[tool]) else ""
    return Restore(
        command, "python", label, "", _GUESSES[tool], find, caution, inserted, doubts=doubts, keeps_caches=True,
        settled=partial(_settled, tool),
    )  # fmt: skip


def _settled(tool: str, restore: Restore, site: Site) -> Restore:
    """The restore as the project wants it: with the project and its workspace left out only where there are any."""
    where = site.context_path()
    if tool == "pipenv" or where is None:
        return restore
    from dockwright.projects.python_project import installs_itself, members, read_project

    command = restore.command
    project = read_project(site.context, where)
    if project is None:
        return restore
    if tool == "uv" and members(site.context, project) and not command.has_flag(*_WITHOUT_MEMBERS):
        return restore._replace(inserted=_with_flag(command, _WITHOUT_WORKSPACE))
    return restore if installs_itself(project, tool) else restore._replace(inserted="")


def _with_flag(command: Command, flag: str) -> str:
    """The command as it is written, on one line, with a flag behind its verb."""
    from dockwright.refactorings.reorder.go import DOWNLOAD_VARIABLES

    verb = next(word for word in command.arguments if word.value in ("install", "sync"))
    own = [one for one in command.assignments if one.name not in DOWNLOAD_VARIABLES]
    assignments = [f"{one.name}={one.value.raw if one.value else ''}" for one in own]
    words = [word.raw if word is not verb else f"{word.raw} {flag}" for word in command.words]
    return " ".join((*assignments, *words))


def _find(tool: str, command: Command, site: Site) -> Manifests | None:
    where = site.context_path()
    if where is None:
        return None
    from dockwright.projects import python_project

    is_frozen = command.has_flag(*_FROZEN) or (site.variables.get("UV_FROZEN") or "") in ("1", "true")
    return python_project.manifests(site.context, where, tool, site.copied.source, is_frozen=is_frozen)


_WRITES_LOCKS = {"uv": frozenset({"sync", "run"}), "pdm": frozenset({"install"}), "pipenv": frozenset({"install"})}
_KEEPS_LOCKS = ("frozen", "locked", "frozen-lockfile", "no-lock", "check", "deploy", "ignore-pipfile", "skip-lock")
"""Verbs that bring a lock file up to date, and flags that keep them from it.
Source: https://docs.astral.sh/uv/reference/cli/, https://pdm-project.org/en/latest/reference/cli/, https://pipenv.pypa.io (2026-11)."""


def _lock_doubts(tool: str, command: Command, site: Site) -> list[str]:
    """Whether the command would write a lock file that the sources, copied later, bring as it was."""
    where = site.context_path()
    keeps = command.has_flag(*_KEEPS_LOCKS) or any(site.variables.get(name) for name in ("UV_FROZEN", "UV_LOCKED"))
    if where is None or keeps or command.subcommand not in _WRITES_LOCKS.get(tool, ()):
        return []
    lock = join(where, MANAGERS[tool].locks[0])
    if not is_sent(site.context, lock):
        return []
    from dockwright.projects.python_locks import unlocked

    name = unlocked(site.context, where, tool)
    return [not_locked(name, lock)] if name else []


def _doubts(tool: str, command: Command, site: Site, run: Run) -> list[str]:
    """Settings among the sources, a lock file that gets out of step, and an environment elsewhere that the sources would be put
    over."""
    found = named_by_variables(command, site, _PREFIXES[tool])
    where = site.context_path()
    known = f"`{where}/.venv`" if where else "`.venv`"
    found += _lock_doubts(tool, command, site)
    return found + [one for one in python.doubts_of(command, site, run) if not one.startswith(known)]


# uv run

_RUN_VALUED = frozenset(
    {"group", "no-group", "extra", "no-extra", "package", "p", "python", "index", "default-index", "link-mode"}
)
_RUN_PLAIN = frozenset({"frozen", "locked", "no-dev", "all-groups", "no-default-groups", "all-extras", "all-packages",
                        "compile-bytecode", "no-cache", "n", "no-progress", "quiet", "q", "native-tls"})  # fmt: skip
_RUN_BESIDE = frozenset({"with", "env-file"})
"""Options of `uv run` that concern the program alone, each with a value. Those above `uv sync` has, too."""

_MODULE = ("-m", "--module")
_METADATA = "# /// script"
"""A script with this line has an environment of its own. Source: https://docs.astral.sh/uv/guides/scripts/ (2026-11)."""


def _run(command: Command) -> Restore | None:
    """`uv run`, which syncs the environment before it starts something: `uv sync` in front does most of that."""
    words = iter(command.arguments[1:])
    kept: list[str] = []
    program = None
    for word in words:
        name, equals, _ = word.value.partition("=")
        bare = name.lstrip("-")
        if not name.startswith("-") or name == "--" or name in _MODULE:
            program = word if not name.startswith("-") else next(words, None)
            break
        value = None if equals or bare in _RUN_PLAIN else next(words, None)
        if bare in _RUN_BESIDE:
            continue
        if bare not in _RUN_PLAIN | _RUN_VALUED or not word.is_literal or (value is not None and not value.is_literal):
            return None
        kept += [word.raw, *([value.raw] if value is not None else ())]
    if program is None:
        return None
    assignments = [
        f"{one.name}={one.value.raw if one.value else ''}" for one in command.assignments if one.name.startswith("UV_")
    ]
    inserted = " ".join((*assignments, command.words[0].raw, "sync", *kept))
    return Restore(
        command, "python", "uv run", "", _GUESSES["uv"], partial(_find_run, tuple(kept), program.value),
        "check that `uv run` needs no other file: local packages, workspaces, settings", inserted, is_explicit=False,
        is_likely=lambda model, site: False, doubts=partial(_doubts, "uv", command), keeps_caches=True, settled=_settled_run,
    )  # fmt: skip


def _find_run(options: Sequence[str], program: str, site: Site) -> Manifests | None:
    """None where there is nothing to sync: for a script with packages of its own, or an environment that is made by hand."""
    path = site.context_path(program) if program.endswith(".py") else None
    if path is not None and _METADATA in (site.context.read(path) or ""):
        return None
    commands = (one for level in site.stage.lineage for one in level.commands)
    is_by_hand = any(one.name == "uv" and one.subcommand in ("add", "pip", "venv") for one in commands)
    where = site.context_path()
    if where is None or is_by_hand or "UV_NO_SYNC" in site.variables:
        return None
    from dockwright.projects import python_project

    is_frozen = "--frozen" in options or (site.variables.get("UV_FROZEN") or "") in ("1", "true")
    return python_project.manifests(site.context, where, "uv", site.copied.source, is_frozen=is_frozen)


def _settled_run(restore: Restore, site: Site) -> Restore:
    """Without the project, or its workspace, where the sync would install that."""
    where = site.context_path()
    if where is None:
        return restore
    from dockwright.projects.python_project import installs_itself, members, read_project

    project = read_project(site.context, where)
    if project is None:
        return restore
    is_workspace = bool(members(site.context, project))
    flag = _WITHOUT_WORKSPACE if is_workspace else _WITHOUT_PROJECT["uv"] if installs_itself(project, "uv") else ""
    sync = f"{restore.command.words[0].raw} sync"
    return restore._replace(inserted=restore.inserted.replace(sync, f"{sync} {flag}", 1)) if flag else restore


# uv pip


def _requirements(command: Command, operands: Sequence[str]) -> Restore | None:
    """`uv pip install -r file` and `uv pip sync file`; of `uv pip install .` what the project depends on."""
    verb, files = operands[0] if operands else "", list(operands[1:])
    named = values_of(command, ("r", "requirement", "requirements"))
    constraints = values_of(command, ("c", "constraint", "constraints"))
    if verb not in ("install", "sync") or named is None or constraints is None or command.has_flag(*_PIP_OTHER):
        return None
    if own := python.own_words(command, files):
        if command.has_flag("group"):
            return None
        return _beside(command, own, named, constraints) if verb == "install" else None
    requirements = (*files, *named) if verb == "sync" else named
    groups = values_of(command, ("group",))
    if groups is None or not (*requirements, *groups) or any("$" in one or one == "-" for one in requirements):
        return None
    lists = tuple(dict.fromkeys(python.path_of_group(one)[0] for one in groups))
    local = tuple(path for path in (*requirements, *lists, *constraints) if "://" not in path)
    find = partial(_find_requirements, requirements, constraints)
    if _MANIFEST in requirements:
        find = partial(_find_beside, [one for one in requirements if one != _MANIFEST], constraints)
    if groups:
        find = partial(python.find_with_groups, groups, find if (*requirements, *constraints) else _find_settings)
    named_first = f"-r {requirements[0]}" if requirements else f"--group {groups[0]}" if groups else ""
    label = f"uv pip {verb} {named_first}" if verb == "install" else f"uv pip sync {requirements[0]}"
    caution = f"check that `{(*requirements, *lists)[0]}` names no other file and nothing of the project itself"
    doubts = partial(_doubts, "uv", command)
    return Restore(command, "python", label, "", local, find, caution, doubts=doubts)


def _beside(
    command: Command, own: Mapping[ShellWord, str], requirements: Sequence[str], constraints: Sequence[str]
) -> Restore | None:
    """What `uv pip install .` needs in front of the project itself, which pyproject.toml lists."""
    projects = {one for one in own.values() if not one.startswith("-")}
    if any(directory_of(one).rstrip("/") != "." or is_remote(one) for one in projects) or command.has_flag("no-deps"):
        return None
    extras = "".join(f" --extra {extra}" for one in sorted(projects) for extra in extras_of(one))
    inserted = f"{python.without(command, own)} -r {_MANIFEST}{extras}"
    local = tuple(path for path in (*requirements, *constraints) if "://" not in path)
    find = partial(_find_beside, requirements, constraints)
    caution = "check that `pyproject.toml` lists what the project depends on, and none of its own directories"
    return Restore(
        command, "python", "uv pip install", "", (_MANIFEST, *local), find, caution, inserted,
        doubts=partial(_doubts, "uv", command), keeps_caches=True,
    )  # fmt: skip


def _find_beside(requirements: Sequence[str], constraints: Sequence[str], site: Site) -> Manifests | None:
    where = site.context_path()
    if where is None:
        return None
    from dockwright.projects import python_project

    found = python_project.manifests(site.context, where, "uv", site.copied.source)
    if found is None:
        return None
    others = _find_requirements(requirements, constraints, site) if (*requirements, *constraints) else None
    if others is None and requirements:
        return None
    files = dict.fromkeys((*found.files, *(others.files if others is not None else ())))
    files.pop(join(where, "uv.lock"), None)
    obstacles = (*found.obstacles, *(others.obstacles if others is not None else ()))
    needless = found.needless if others is None or others.needless else None
    return found._replace(files=tuple(files), obstacles=obstacles, needless=needless)


def _find_requirements(requirements: Sequence[str], constraints: Sequence[str], site: Site) -> Manifests | None:
    found = python.find_requirements(requirements, constraints, (), site)
    where = site.context_path()
    if found is None or where is None:
        return found
    obstacles = [
        f"`{path}` is read by the project's build" for path in found.files if path.endswith((".toml", ".cfg", ".py"))
    ]
    files = tuple(dict.fromkeys((*found.files, *_find_settings(site).files)))
    return found._replace(files=files, obstacles=(*found.obstacles, *obstacles))


def _find_settings(site: Site) -> Manifests:
    """The files with settings of uv, from where it runs upwards."""
    where = site.context_path()
    if where is None:
        return Manifests(())
    from dockwright.projects.manifests import ancestors
    from dockwright.projects.python_project import read_project

    settings: list[str] = []
    for directory in ancestors(where, site.copied.source):
        project = read_project(site.context, directory)
        if project is not None and project.table("tool", "uv"):
            settings.append(project.file)
        path = join(directory, "uv.toml")
        if is_sent(site.context, path):
            settings.append(path)
    return Manifests(tuple(dict.fromkeys(settings)), needless="there are only settings")
