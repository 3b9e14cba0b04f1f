""".NET: `dotnet restore` downloads what project files name; `dotnet build` and `dotnet publish` do it on their way.

Source: `dotnet help restore`, `dotnet help publish` (.NET 10).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.mounts import keeps
from dockwright.refactorings.reorder.restores import Restore
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run

_BUILDS = frozenset({"build", "publish"})
_VALUED = MANAGERS["dotnet"].valued_flags | {"use-current-runtime", "ucr", "tl", "bl", "interactive", "lock-file-path"}
_MOVED = ("r", "runtime", "p", "property", "s", "source", "configfile")
"""Flags with a value that decide what is restored."""
_SWITCHES = ("disable-parallel", "ignore-failed-sources", "no-cache", "no-dependencies", "force")
"""Flags without one that a build hands on to the restore it does."""
_FILES = frozenset({"packages", "lock-file-path", "artifacts-path", "no-restore"})
_PLATFORMS = frozenset({"os", "a", "arch", "use-current-runtime", "ucr"})
"""Flags that are not carried over to a restore that is put in."""


def recognise(command: Command) -> Restore | None:
    """`dotnet restore`, or a build or publish of a project."""
    words = command.arguments
    if not words or not words[0].is_literal:
        return None
    verb = words[0].value
    if verb != "restore" and verb not in _BUILDS:
        return None
    operands = _operands(command)
    unfollowed = _FILES if verb == "restore" else _FILES | _PLATFORMS
    if len(operands) > 1 or any(_name(word.value) in unfollowed for word in words if word.value.startswith("-")):
        return None
    restoring = _restoring(command) if verb != "restore" else []
    config = value_of(words, "configfile")
    if not all(word.is_literal for word in (*operands, *restoring, *([config] if config is not None else []))):
        return None
    written = operands[0].value if operands else ""
    return Restore(
        command,
        "dotnet",
        f"dotnet {verb}",
        "",
        (written or "*.*proj",),
        partial(_find, written, config.value if config is not None else "", command),
        "check which files the projects import",
        "" if verb == "restore" else " ".join(["dotnet restore", *(word.raw for word in (*restoring, *operands))]),
        verb == "restore",
        lambda model, site: False,
        keeps_downloads,
        partial(doubts, verb == "restore"),
    )


def _operands(command: Command) -> list[ShellWord]:
    """The project that is named; `/p:X=Y` and `-p:X=Y` are properties."""
    found: list[ShellWord] = []
    skips = True  # the verb
    for word in command.arguments:
        value = word.value
        if skips:
            skips = False
        elif value.startswith("-"):
            name = value.lstrip("-")
            skips = name in _VALUED and ":" not in name and "=" not in name
        elif not (value.startswith("/") and ":" in value) and value not in ("true", "false"):
            found.append(word)
    return found


def _name(flag: str) -> str:
    """The name of `-p:X=Y`, `/p:X=Y`, `--source=X`."""
    return flag.lstrip("-/").partition(":")[0].partition("=")[0]


def _restoring(command: Command) -> list[ShellWord]:
    """The flags of a build that decide what is restored, as they are written."""
    found: list[ShellWord] = []
    takes = False
    for word in command.arguments:
        name = _name(word.value)
        is_flag = word.value.startswith("-") or (word.value.startswith("/") and ":" in word.value)
        if takes:
            found.append(word)
            takes = False
        elif is_flag and name in _MOVED:
            found.append(word)
            takes = ":" not in word.value and "=" not in word.value
        elif is_flag and name in _SWITCHES:
            found.append(word)
    return found


def value_of(words: Iterable[ShellWord], name: str) -> ShellWord | None:
    """The value of a flag that takes the next word."""
    remaining = iter(words)
    return next((next(remaining, None) for word in remaining if _name(word.value) == name), None)


def _find(written: str, config: str, command: Command, site: Site) -> Manifests | None:
    directory = site.context_path("")
    project = written
    if directory is None or written.startswith("/"):
        target = site.context_path(written) if written else None
        if target is None:
            return None
        directory, project = "", target
    from dockwright.projects import dotnet

    found = dotnet.manifests(site.context, directory, project, site.copied.source)
    if found is None:
        return None
    path = site.context_path(config) if config else None
    if path is not None and not site.context.sends(path):
        found = found._replace(obstacles=(*found.obstacles, f"`{path}` is not in the build context"))
    elif path is not None and path not in found.files:
        found = found._replace(files=(*found.files, path))
    changed = _changed_settings(command, found, site)
    return found._replace(obstacles=(*found.obstacles, changed)) if changed else found


def _changed_settings(command: Command, found: Manifests, site: Site) -> str:
    """Why the settings of NuGet that the restore reads are not those of the context, if they are not: credentials are written into
    them between the copy and the restore."""
    configs = [path for path in found.files if path.lower().endswith("nuget.config")]
    clears = any("<clear" in (site.context.read(path) or "") for path in configs)
    for one in site.stage.commands if configs else ():
        if not site.copied.copy.index < one.instruction.index or one.span.start >= command.span.start:
            continue
        verbs = tuple(word.value for word in one.arguments[:3])
        changes = verbs[:1] == ("nuget",) and verbs[2:] == ("source",) if one.name == "dotnet" else False
        if changes and (verbs[1] != "add" or one.has_flag("configfile") or clears):
            return f"`dotnet nuget {verbs[1]} source` may change the copied `{configs[0]}` before the restore: copy that file and change it first"
        if one.name == "dotnet" and verbs[:1] == ("tool",) and clears:
            return f"`dotnet tool` reads the feeds of the copied `{configs[0]}`: let it run before the copy"
        targets = (*one.arguments, *(each.target for each in one.redirections if each.target is not None))
        if one.name != "dotnet" and any(word.value.lower().endswith("nuget.config") for word in targets):
            return f"`{one.name}` may change the copied `{configs[0]}` before the restore: copy that file and change it first"
    return ""


def keeps_downloads(run: Run) -> bool:
    """Whether a cache mount keeps the packages from one build to the next."""
    return keeps(run, (".nuget",))


def doubts(is_explicit: bool, site: Site, run: Run) -> list[str]:
    """What tells that packages are private: a restore then needs credentials at its new place. One that is there already keeps
    the variables that it has."""
    for mount in run.mounts:
        kind = mount.option("type")
        if kind is not None and kind.value in ("secret", "ssh"):
            return ["check that the restore has the credentials of private feeds"]
    names = (
        name
        for name in (() if is_explicit else site.variables)
        if name.startswith(("NUGET_", "NuGet", "VSS_NUGET")) and name != "NUGET_XMLDOC_MODE"
    )
    return [f"`{name}` is set: check that private feeds can be used there" for name in sorted(names)[:1]]
