"""Python: pip installs what requirements files name.

Source: https://pip.pypa.io/en/stable/cli/pip_install/ (pip 25), https://pip-tools.readthedocs.io/en/stable/cli/pip-sync/ (7.5).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from dockwright.context import is_sent, join
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.manifests import Manifests
from dockwright.projects.python import ARCHIVES, is_remote
from dockwright.refactorings.reorder.restores import Restore, named_by_variables, values_of
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run

_VERBS = frozenset({"install", "download", "wheel"})
_VALUED = MANAGERS["pip"].valued_flags

# With these pip reads or writes places that are not known here.
_OTHER = frozenset({"src", "report", "dry-run", "h", "help"})


_SYNC_OTHER = frozenset({"n", "dry-run", "a", "ask", "config", "python-executable", "pip-args", "h", "help", "version"})
_SYNC_VALUED = frozenset(
    {"f", "find-links", "i", "index-url", "extra-index-url", "trusted-host", "cert", "client-cert"}
)
_SYNC_SETTINGS = (".pip-tools.toml", "pyproject.toml")

_CONSTRAINT = "PIP_CONSTRAINT"
"""The variable that gives pip more files with constraints, as `--constraint` does."""


def recognise(command: Command) -> Restore | None:
    """`pip install -r file` and `--group name`, also as `python -m pip`; what it installs of the project itself stays behind the sources."""
    if command.name == "pip-sync":
        return _sync(command)
    operands = [word.value for word in command.operands(_VALUED if command.name.startswith("pip") else _VALUED | {"m"})]
    if command.name.startswith("python"):
        module = values_of(command, ("m",))
        if module != ("pip",):
            return None
    if not operands or operands[0] not in _VERBS or command.has_flag(*_OTHER):
        return None
    inserted = ""
    if own := own_words(command, operands[1:]):
        inserted = without(command, own) if operands[0] == "install" and all(map(is_project, own.values())) else ""
        if not inserted:
            return None
    requirements = values_of(command, ("r", "requirement"))
    constraints = values_of(command, ("c", "constraint"))
    links = values_of(command, ("f", "find-links"))
    groups = values_of(command, ("group",))
    if requirements is None or constraints is None or links is None or groups is None or not (*requirements, *groups):
        return None
    lists = tuple(dict.fromkeys(path_of_group(one)[0] for one in groups))
    local = [path for path in (*requirements, *lists, *constraints) if "://" not in path]
    label = f"pip {operands[0]} " + (f"-r {requirements[0]}" if requirements else f"--group {groups[0]}")
    find = partial(_find, command, requirements, constraints, links)
    if groups:
        find = partial(find_with_groups, groups, partial(_find_others, command, requirements, constraints, links))
    caution = f"check that `{(*requirements, *lists)[0]}` names no other file and nothing of the project itself"
    doubts = partial(doubts_of, command) if not own else partial(_doubts_beside, command)
    return Restore(
        command, "python", label, "", tuple(local), find, caution, inserted, doubts=doubts, keeps_caches=bool(own)
    )


def _sync(command: Command) -> Restore | None:
    """`pip-sync`, which installs what the files say, requirements.txt where none is named, and removes what else there is."""
    requirements = tuple(word.value for word in command.operands(_SYNC_VALUED)) or ("requirements.txt",)
    links = values_of(command, ("f", "find-links"))
    if command.has_flag(*_SYNC_OTHER) or links is None or any("$" in one for one in requirements):
        return None
    caution = f"check that `{requirements[0]}` names no other file and nothing of the project itself"
    find = partial(_find_sync, command, requirements, links)
    return Restore(command, "python", "pip-sync", "", requirements, find, caution, doubts=partial(doubts_of, command))


def _find_sync(command: Command, requirements: Sequence[str], links: Sequence[str], site: Site) -> Manifests | None:
    found = _find(command, requirements, (), links, site)
    settings = (site.context_path(name) for name in _SYNC_SETTINGS)
    own = tuple(path for path in settings if path is not None and is_sent(site.context, path))
    return found._replace(files=tuple(dict.fromkeys((*found.files, *own)))) if found is not None else None


def _find(
    command: Command, requirements: Sequence[str], constraints: Sequence[str], links: Sequence[str], site: Site
) -> Manifests | None:
    more = (_variables(command, site).get(_CONSTRAINT) or "").split()
    return find_requirements(requirements, (*constraints, *more), links, site)


def path_of_group(written: str) -> tuple[str, str]:
    """The file that lists a group of dependencies, and its name: `--group test` is one of pyproject.toml."""
    path, _, name = written.rpartition(":")
    return path or "pyproject.toml", name


def _find_others(
    command: Command, requirements: Sequence[str], constraints: Sequence[str], links: Sequence[str], site: Site
) -> Manifests | None:
    """What is named beside groups of dependencies, which may be nothing."""
    if (*requirements, *constraints, *links) or _variables(command, site).get(_CONSTRAINT):
        return _find(command, requirements, constraints, links, site)
    return Manifests((), needless="no files are named")


def find_with_groups(
    groups: Sequence[str], find_others: Callable[[Site], Manifests | None], site: Site
) -> Manifests | None:
    """What groups of dependencies name, together with what is found beside them."""
    from dockwright.projects.python_project import group_manifests

    named: dict[str, list[str]] = {}
    for path, name in map(path_of_group, groups):
        named.setdefault(site.context_path(path) or "", []).append(name)
    found = [group_manifests(site.context, path, tuple(names), site.copied.source) for path, names in named.items()]
    known = [one for one in (*found, find_others(site)) if one is not None]
    if len(known) <= len(found):
        return None
    is_needless = all(one.needless for one in known)
    return Manifests(
        tuple(dict.fromkeys(path for one in known for path in one.files)),
        tuple(dict.fromkeys(path for one in known for path in one.directories)),
        tuple(dict.fromkeys(path for one in known for path in one.overwritten)),
        obstacles=tuple(reason for one in known for reason in one.obstacles),
        needless=known[0].needless if is_needless else None,
    )


def _reads_constraint(command: Command, site: Site) -> bool:
    """Whether a command is the first that reads the constraints of a variable, which come first together with the requirements."""
    others = (one for one in site.stage.commands if one.span.start < command.span.start)
    return command.name.startswith(("pip", "python")) and not any(
        one.name.startswith("pip") or _is_module(one) for one in others
    )


def _is_module(command: Command) -> bool:
    return command.name.startswith("python") and values_of(command, ("m",)) == ("pip",)


def _variables(command: Command, site: Site) -> dict[str, str | None]:
    own = {one.name: one.value.value if one.value else "" for one in command.assignments}
    return {**site.variables, **own}


def own_words(command: Command, operands: Sequence[str]) -> dict[ShellWord, str]:
    """The words of a command that name a project on disk, with its path: `.`, `./lib`, `-e .`, what comes as `--editable=.`."""
    found: dict[ShellWord, str] = {}
    words = iter(command.arguments)
    for word in words:
        name, equals, value = word.value.partition("=")
        if name in ("-e", "--editable"):
            given = word if equals else next(words, None)
            found[word] = value
            if given is not None and given is not word:
                found.update({word: given.value, given: given.value})
        elif word.value.startswith("-e") and not word.value.startswith("--"):
            found[word] = word.value[2:]
        elif word.value in operands and is_path(word.value):
            found[word] = word.value
    return found


def is_project(path: str) -> bool:
    """Whether a path that is to be installed may be a directory with a project in it."""
    return not is_remote(path) and not path.endswith(ARCHIVES) and "$" not in path and path not in ("", "-")


def without(command: Command, own: Collection[ShellWord]) -> str:
    """The command as it is written, on one line, without some of its words."""
    assignments = [f"{one.name}={one.value.raw if one.value else ''}" for one in command.assignments]
    return " ".join((*assignments, *(word.raw for word in command.words if word not in own)))


def _doubts_beside(command: Command, site: Site, run: Run) -> list[str]:
    chosen = (
        "what the project itself depends on is only known behind the sources, and may want other versions of packages"
    )
    return [*doubts_of(command, site, run), chosen]


def doubts_of(command: Command, site: Site, run: Run) -> list[str]:
    """Settings among the sources, and an environment that the sources would be put over."""
    named = named_by_variables(command, site, "PIP_", "REQUESTS_CA_BUNDLE", "SSL_CERT_")
    found = [one for one in named if not (_reads_constraint(command, site) and one.startswith(f"`{_CONSTRAINT}`"))]
    found += [*_doubts_of_target(command, site), *_doubts_of_modules(command, site)]
    programs = (site.variables.get("PATH") or "").split(":")
    places = [f"{path}/.." for path in programs if path.startswith("/") and path.endswith("/bin")]
    places += [environment] if (environment := site.variables.get("VIRTUAL_ENV")) else []
    if "/" in command.words[0].value:
        places.append(f"{command.words[0].value}/../..")
    inside = dict.fromkeys(site.context_path(place) for place in places)
    found += [
        f"`{path}` of the context would be put over the environment"
        for path in inside
        if path and site.context.sends(path)
    ]
    return found


def _doubts_of_target(command: Command, site: Site) -> list[str]:
    """Packages that go among the sources: pip passes over a name that is there already, and a copy does not."""
    flag = command.flag("target", "t")
    if flag is None:
        return []
    target = values_of(command, ("target", "t"))
    place = site.context_path(target[-1]) if target else None
    if target and (place is None or not site.context.sends(place)):
        return []
    return ["see that no package has the name of a file or directory of the sources: both go to the same place"]


_OF_INSTALLER = frozenset({"pip", "setuptools", "pkg_resources", "wheel"})
_OF_START = frozenset({"sitecustomize", "usercustomize"})
_INSTALLED = (".dist-info", ".egg-info", ".egg-link")


def _doubts_of_modules(command: Command, site: Site) -> list[str]:
    """Modules among the sources that pip would import, and packages there that it would take for installed.

    Source: https://docs.python.org/3/using/cmdline.html (PYTHONPATH, -m), https://docs.python.org/3/library/site.html (3.13).
    """
    if not command.name.startswith(("pip", "python")):
        return []
    is_isolated = any(word.value in ("-I", "-E") for word in command.words[1:2])
    named = "" if is_isolated else _variables(command, site).get("PYTHONPATH") or ""
    places = [(path, _OF_INSTALLER | _OF_START) for path in named.split(":") if path]
    if command.name.startswith("python") and not is_isolated:
        places.append((".", _OF_INSTALLER))
    for place, modules in places:
        source = site.context_path(place)
        names = site.context.list(source) if source is not None else ()
        likely = [one for one in names if one.removesuffix(".py") in modules or one.endswith(_INSTALLED)]
        if found := next((one for one in likely if site.context.sends(join(source or "", one))), ""):
            return [f"`{found}` comes with the sources, where pip looks for modules and installed packages"]
    return []


def is_path(operand: str) -> bool:
    return operand.startswith((".", "/", "~", "$", "file:")) or "/" in operand.split("@")[0].split("[")[0]


def find_requirements(
    requirements: Sequence[str], constraints: Sequence[str], links: Sequence[str], site: Site
) -> Manifests | None:
    """Files that lie outside of what is copied were there before: they do not count."""
    from dockwright.projects import python

    named, limits, offers = (_here(paths, site) for paths in (requirements, constraints, links))
    if not named and not limits:
        return None
    return python.manifests(site.context, site.context_path(), named, limits, offers, site.copied.source)


def _here(paths: Sequence[str], site: Site) -> list[str]:
    inside = (site.context_path(path) for path in paths if "://" not in path)
    return [path for path in inside if path is not None]
