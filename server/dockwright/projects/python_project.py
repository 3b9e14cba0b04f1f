"""Python projects with a pyproject.toml or a Pipfile: what poetry, uv, pdm and pipenv read when they install dependencies.

Sources: the documentation of poetry 2.2, uv 0.9, pdm 2.26 and pipenv 2026, and their behaviour without a project's
sources. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dockwright.context import BuildContext, is_sent, join
from dockwright.knowledge.python_packages import normalised
from dockwright.projects.manifests import Manifests, ancestors, is_below, place
from dockwright.projects.python import ARCHIVES
from dockwright.projects.toml import read_toml
from dockwright.values import NamedTuple

_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "poetry": ("poetry.lock", "poetry.toml"),
    "uv": ("uv.lock", "uv.toml", ".python-version", ".python-versions"),
    "pdm": ("pdm.lock", "pdm.toml", ".python-version"),
    "pipenv": ("Pipfile.lock",),
}
"""Files beside the first manifest that an install reads where they are."""

_SOUGHT_UPWARDS = ("uv.toml", ".python-version")
"""What uv looks for in the directories above, too."""

_ENVIRONMENTS: Mapping[str, tuple[str, ...]] = {"pdm": (".venv", ".pdm-python", "__pypackages__")}
"""What an install makes in the project, so that the sources must not bring another."""

_REMOTE = re.compile(r"(?:https?|ssh|git|ftp|svn|hg|bzr)\b|git@|\$")
_FILE_REFERENCE = re.compile(r"@\s*file:|^-e\b|^file:|^\.{0,2}/")
_LISTS = ("dependencies", "optional-dependencies", "dependency-groups", "dev-dependencies", "requires", "group")
_HOOKS = frozenset({"pre_install", "post_install", "pre_lock", "post_lock"})


class Project(NamedTuple):
    """A pyproject.toml file."""

    directory: str
    data: Mapping[str, Any]

    @property
    def file(self) -> str:
        return join(self.directory, "pyproject.toml")

    def table(self, *names: str) -> Mapping[str, Any]:
        """The table at a dotted name; empty where there is none."""
        return table(self.data, *names)

    @property
    def backend(self) -> str:
        """The build back end, "" without one."""
        value = self.table("build-system").get("build-backend")
        return value if isinstance(value, str) else ""

    @property
    def dynamic(self) -> tuple[str, ...]:
        """The fields of [project] that a build back end fills in."""
        return texts(self.table("project").get("dynamic"))


def table(data: Any, *names: str) -> Mapping[str, Any]:
    for name in names:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def read_project(context: BuildContext, directory: str) -> Project | None:
    """The project of this directory, when its pyproject.toml is sent to the builder and is TOML."""
    data = read_toml(context, join(directory, "pyproject.toml"))
    return Project(directory, data) if data is not None else None


# Whether the project itself is installed


def installs_itself(project: Project, tool: str) -> bool:
    """Whether an install of the dependencies installs the project too, unless it is told not to."""
    if tool == "poetry":
        return project.table("tool", "poetry").get("package-mode") is not False
    if tool == "uv":
        is_package = project.table("tool", "uv").get("package")
        return is_package if isinstance(is_package, bool) else "build-system" in project.data
    if tool == "pdm":
        return project.table("tool", "pdm").get("distribution") is not False and "name" in project.table("project")
    return False


def members(context: BuildContext, project: Project) -> tuple[Project, ...]:
    """The other members of the uv workspace that the project is the root of, in path order."""
    workspace = project.table("tool", "uv", "workspace")
    excluded = set(_directories(context, project, texts(workspace.get("exclude"))))
    found = {one for one in _directories(context, project, texts(workspace.get("members"))) if one not in excluded}
    read = (read_project(context, directory) for directory in sorted(found - {project.directory}))
    return tuple(one for one in read if one is not None)


def _directories(context: BuildContext, project: Project, patterns: tuple[str, ...]) -> Iterator[str]:
    for pattern in patterns:
        path = place(project.directory, pattern)
        if path is not None:
            yield from (file.rpartition("/")[0] for file in context.glob(join(path, "pyproject.toml")))


# What an install reads


def manifests(
    context: BuildContext, directory: str, tool: str, root: str = "", *, is_frozen: bool = False
) -> Manifests | None:
    """What an install by `tool` (poetry, uv, pdm, pipenv) of the project in `directory` reads, its own sources aside.

    None: there is no project. `root` is the directory that is copied. `is_frozen`: the lock file is taken as it is.
    """
    if tool == "pipenv":
        return _of_pipfile(context, directory, root)
    project = read_project(context, directory)
    if project is None or not _is_for(project, tool):
        return None
    found = _Reader(context, project.directory, root, tool)
    found.files[project.file] = None
    found.settings()
    if tool == "uv":
        found.workspace(project)
    found.project(project, is_frozen=is_frozen)
    found.lock()
    return found.result()


def group_manifests(context: BuildContext, path: str, names: tuple[str, ...], root: str = "") -> Manifests | None:
    """What `pip install --group` reads of a pyproject.toml: the groups of these names, and those that they include.

    None: the file is not sent, or does not list one of them. Source: PEP 735, pip 25.1.
    """
    directory = path.rpartition("/")[0]
    project = read_project(context, directory)
    if project is None or path != project.file:
        return None
    groups = {normalised(name): entries for name, entries in project.table("dependency-groups").items()}
    found = _Reader(context, directory, root, "pip")
    found.files[path] = None
    waiting = [normalised(name) for name in names]
    for name in waiting:
        if name not in groups:
            return None
        entries = groups[name]
        found.lists(directory, {"dependency-groups": entries})
        for one in entries if isinstance(entries, list) else ():
            included = one.get("include-group") if isinstance(one, Mapping) else None
            if isinstance(included, str) and normalised(included) not in waiting:
                waiting.append(normalised(included))
    return found.result()._replace(overwritten=())


def _is_for(project: Project, tool: str) -> bool:
    """Whether the file says something to the tool."""
    if tool == "uv":
        return "project" in project.data or "workspace" in project.table("tool", "uv")
    return "project" in project.data or tool in project.table("tool")


def _of_pipfile(context: BuildContext, directory: str, root: str) -> Manifests | None:
    path = join(directory, "Pipfile")
    data = read_toml(context, path)
    lock = join(directory, "Pipfile.lock")
    has_lock = is_sent(context, lock)
    if data is None and not has_lock:
        return None
    found = _Reader(context, directory, root, "pipenv")
    if data is not None:
        found.files[path] = None
    found.settings()
    for name, entries in (data or {}).items():
        if name not in ("requires", "scripts", "source", "pipenv"):
            found.entries(entries)
    found.indexes((data or {}).get("source"))
    found.pipfile_lock(lock if has_lock else None)
    return found.result()


class _Reader:
    """Collects what an install reads."""

    def __init__(self, context: BuildContext, directory: str, root: str, tool: str) -> None:
        self.context = context
        self.directory = directory
        self.root = root
        self.tool = tool
        self.files: dict[str, None] = {}
        self.own: set[str] = {directory}  # directories of the project and of the members of its workspace
        self.obstacles: dict[str, None] = {}
        self.has_packages = False

    def result(self) -> Manifests:
        outside = (path for path in self.files if not is_below(path, self.root))
        self.obstacles.update(dict.fromkeys(f"`{path}` is outside of what is copied" for path in outside))
        made = (join(self.directory, name) for name in _ENVIRONMENTS.get(self.tool, (".venv",)))
        return Manifests(
            tuple(self.files),
            overwritten=tuple(path for path in made if self.context.sends(path)),
            obstacles=tuple(self.obstacles),
            needless=None if self.has_packages else "the project names no dependencies",
        )

    def _sends(self, path: str) -> bool:
        return is_sent(self.context, path)

    def settings(self) -> None:
        for name in _SETTINGS[self.tool]:
            path = join(self.directory, name)
            if self._sends(path):
                self.files[path] = None
        for directory in ancestors(self.directory, self.root)[1:] if self.tool == "uv" else ():
            for name in _SOUGHT_UPWARDS:
                if self._sends(join(directory, name)):
                    self.files[join(directory, name)] = None

    def workspace(self, project: Project) -> None:
        """The pyproject.toml files of a workspace, which the lock file is compared with."""
        for directory in ancestors(self.directory, self.root)[1:]:
            above = read_project(self.context, directory)
            if above is not None and "workspace" in above.table("tool", "uv"):
                self.obstacles[f"the project may be a member of the workspace of `{above.file}`"] = None
        patterns = texts(project.table("tool", "uv", "workspace").get("members"))
        if any(place(self.directory, pattern) is None for pattern in patterns):
            self.obstacles["the workspace has members outside of what is copied"] = None
        for member in members(self.context, project):
            self.files[member.file] = None
            self.own.add(member.directory)
            self.project(member, is_frozen=False)

    def project(self, project: Project, *, is_frozen: bool) -> None:
        """Dependencies as pyproject.toml names them."""
        own = project.table("project")
        if self.tool != "poetry" and not is_frozen and {"dependencies", "optional-dependencies"} & {*project.dynamic}:
            self.obstacles[f"the dependencies of `{project.file}` are dynamic: its build reads other files"] = None
        if self.tool == "poetry":
            self._license(own.get("license"))
            if project.table("tool", "poetry-dynamic-versioning"):
                self.obstacles["a plugin of poetry reads the version from the repository"] = None
        self.lists(project.directory, own)
        self.lists(project.directory, {"dependency-groups": project.data.get("dependency-groups")})
        self.lists(project.directory, {"requires": project.table("build-system").get("requires")})
        if self.tool in ("poetry", "pdm", "uv"):
            tool = project.table("tool", self.tool)
            self.lists(project.directory, tool)
            for name, entries in tool.items():
                if name.endswith("dependencies") or name in ("requires-plugins", "sources"):
                    self.entries(entries, project.directory)
            for group in table(tool, "group").values():
                self.entries(table(group, "dependencies"), project.directory)
            for name in ("source", "index", "index-url", "extra-index-url", "find-links"):
                self.indexes(tool.get(name))
            if self.tool == "pdm" and (hooks := _HOOKS & table(tool, "scripts").keys()):
                self.obstacles[f"the script `{min(hooks)}` runs along with the install"] = None

    def _license(self, value: Any) -> None:
        """poetry reads the text of a license file whenever it reads [project]."""
        name = value.get("file") if isinstance(value, Mapping) else None
        path = place(self.directory, name) if isinstance(name, str) else None
        if path is not None and self._sends(path):
            self.files[path] = None

    def lists(self, directory: str, data: Mapping[str, Any]) -> None:
        """Requirements as texts, in lists or in lists by name."""
        for name in _LISTS:
            value = data.get(name)
            lists = value.values() if isinstance(value, Mapping) else (value,)
            for one in lists:
                for text in texts(one):
                    self.has_packages = self.has_packages or name != "requires"
                    if _FILE_REFERENCE.search(text):
                        self._local(directory, text.rpartition("file:")[2].lstrip("/") if "file:" in text else text)

    def entries(self, entries: Any, directory: str | None = None) -> None:
        """Requirements by name: a version, or a table that says where a package comes from."""
        for name, entry in entries.items() if isinstance(entries, Mapping) else ():
            self.has_packages = self.has_packages or name != "python"
            for one in entry if isinstance(entry, list) else (entry,):
                for key in ("path", "file") if isinstance(one, Mapping) else ():
                    path = one.get(key)
                    if isinstance(path, str) and not _REMOTE.match(path):
                        self._local(self.directory if directory is None else directory, path)

    def indexes(self, value: Any) -> None:
        """Indexes must not be directories."""
        for one in value if isinstance(value, list) else (value,):
            url = one.get("url") if isinstance(one, Mapping) else one
            if isinstance(url, str) and not _REMOTE.match(url):
                self.obstacles[f"`{url}` is an index on disk"] = None

    def _local(self, directory: str, path: str) -> None:
        """A package of the project: a file of it is a manifest like others, a directory is built from its sources."""
        found = place(directory, path)
        if found is not None and found in self.own:
            if self.tool in ("poetry", "pipenv"):
                self.obstacles["the project itself is among the dependencies"] = None
        elif found is not None and found.endswith(ARCHIVES) and self._sends(found):
            self.files[found] = None
        else:
            self.obstacles[f"`{path}` is installed from the project's own sources"] = None

    def lock(self) -> None:
        """Packages of the project that the lock file names."""
        data = read_toml(self.context, join(self.directory, _SETTINGS[self.tool][0]))
        packages = (data or {}).get("package")
        for package in packages if isinstance(packages, list) else ():
            for path in _paths_of(package if isinstance(package, Mapping) else {}, self.tool):
                if _REMOTE.match(path):
                    continue
                found = place(self.directory, path)
                if found is None or found not in self.own:
                    self._local(self.directory, path)

    def pipfile_lock(self, path: str | None) -> None:
        import json

        try:
            data = json.loads((self.context.read(path) or "") if path is not None else "{}")
        except (ValueError, RecursionError):
            data = None
        for name, entries in data.items() if isinstance(data, Mapping) else ():
            if name != "_meta":
                self.entries(entries)


def _paths_of(package: Mapping[str, Any], tool: str) -> Iterator[str]:
    """Where a lock file says that a package lies on disk."""
    source = package.get("source")
    if tool == "uv":
        keys = ("directory", "editable", "virtual", "path")
        found = [table(package, "source").get(key) for key in keys]
    elif tool == "poetry":
        is_local = isinstance(source, Mapping) and source.get("type") in ("directory", "file")
        found = [table(package, "source").get("url")] if is_local else []
    else:
        found = [package.get("path")]
    return (path for path in found if isinstance(path, str))
