"""Elixir projects: what `mix deps.get` and `mix deps.compile` read, what a release is called and needs.

mix.exs and the configuration are programs, so only what is plainly written in them is believed.

Sources: https://hexdocs.pm/mix/Mix.Tasks.Deps.html, https://hexdocs.pm/mix/Mix.Tasks.Release.html (Elixir 1.19).
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, is_sent, join, parent, sends_any
from dockwright.projects.manifests import Manifests, is_below, not_locked, place
from dockwright.values import NamedTuple

_COMMENT = re.compile(r"(^|\s)#(?!\{).*$", re.MULTILINE)
_DOCUMENT = re.compile(r'@(?:module)?doc\s+(?:~[sS])?""".*?(?:"""|\Z)', re.DOTALL)
_APP = re.compile(r"\bapp:\s*:(\w+)")
_APPS_PATH = re.compile(r"\bapps_path:\s*\"([^\"]+)\"")
_PATH = re.compile(r"\bpath:\s*(?:\"([^\"#]*)\"|(\S))")
_READ = re.compile(
    r"\b(?:File\.read!?|File\.exists\?|Code\.(?:eval|require|compile)_file|EEx\.eval_file)\s*(?:\(\s*)?"
    r"(?:Path\.(?:join|expand)\s*\(\s*)?(?:__DIR__\s*,\s*)?\"([^\"#]+)\""
)
_CODE = re.compile(r"\b(?:File|Code|Path|System\.(?:cmd|shell)|IO|EEx|:os\.cmd|:file)\b|__DIR__|@external_resource")
_IMPORT = re.compile(r"^[ \t]*import_config\b(.+)$", re.MULTILINE)
_DEPENDENCY = re.compile(r"\{\s*:(\w+)\s*,([^{}]*)\}")
_LOCKED = re.compile(r"^[ \t]*\"([a-z_]\w*)\":\s*\{:(\w+)", re.MULTILINE)
_FETCHED = re.compile(r"\s*(?:[\"~]|(?:git|github|hex):)")
"""How a dependency goes on behind its name that comes from elsewhere: a requirement, or a repository."""
_RELEASES = re.compile(r"\breleases:\s*\[|\bdefp?\s+releases\b(?:\(\))?(?:\s+do|,\s*do:)\s*\[")
_RELEASE = re.compile(r"(?<!\w)(\w+):\s*\[")
_ALIAS = re.compile(r"[\"'](deps\.(?:get|compile)|loadconfig|deps\.loadpaths)[\"']\s*(?::|=>)")
_LATER = ("runtime.exs", "releases.exs", "dev.exs", "test.exs")


class Mix(NamedTuple):
    """A mix.exs. Paths are context paths."""

    directory: str
    text: str  # without comments
    files: tuple[str, ...]  # itself, those of an umbrella's applications, and what they read
    directories: tuple[str, ...]  # of local packages
    obstacles: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def app(self) -> str:
        """The name of the application; "" for an umbrella, or where it is computed."""
        match = _APP.search(self.text)
        return match[1] if match is not None else ""

    @property
    def is_umbrella(self) -> bool:
        return _APPS_PATH.search(self.text) is not None

    @property
    def release(self) -> str:
        """The name of the one release, or of the application where none is named; "" where that cannot be told."""
        names = self.releases
        if names is None:
            return ""
        if not names:
            return self.app
        return names[0] if len(names) == 1 else ""

    @property
    def releases(self) -> tuple[str, ...] | None:
        """The names of the releases that mix.exs defines; None: it is computed."""
        match = _RELEASES.search(self.text)
        if match is None:
            return None if re.search(r"\breleases\b", self.text) else ()
        found: list[str] = []
        depth = 1
        at = match.end()
        while depth and at < len(self.text):
            one = _RELEASE.match(self.text, at) if depth == 1 else None
            if one is not None:
                found.append(one[1])
                at = one.end()
                depth += 1
                continue
            depth += (self.text[at] in "[{(") - (self.text[at] in "]})")
            at += 1
        return tuple(found) or None


def read_mix(context: BuildContext, directory: str) -> Mix | None:
    """The project of a directory; None when its mix.exs is not sent."""
    path = join(directory, "mix.exs")
    if not is_sent(context, path):
        return None
    text = code(context.read(path) or "")
    files, directories = [path], list[str]()
    obstacles: list[str] = []
    doubts: list[str] = []
    texts = [(path, text)]
    if match := _APPS_PATH.search(text):
        apps = place(directory, match[1])
        found = context.glob(join(apps, "*/mix.exs")) if apps else ()
        for one in found:
            if context.sends(one):
                files.append(one)
                texts.append((one, code(context.read(one) or "")))
    for file, content in texts:
        _follow(context, file, content, files, directories, obstacles, doubts)
    unique = tuple(dict.fromkeys(files))
    return Mix(
        directory, text, unique, tuple(dict.fromkeys(directories)), tuple(obstacles), tuple(dict.fromkeys(doubts))
    )


def _follow(
    context: BuildContext, file: str, text: str, files: list[str], directories: list[str], obstacles: list[str],
    doubts: list[str],
) -> None:  # fmt: skip
    """The files that one mix.exs reads, and the local packages that it names."""
    where = parent(file)
    rest = text
    for match in _READ.finditer(text):
        target = place(where, match[1])
        if target is None:
            obstacles.append(f"`{file}` reads `{match[1]}`, which is outside of the build context")
        elif is_sent(context, target):
            files.append(target)
        rest = rest.replace(match[0], "")
    if _CODE.search(rest):
        doubts.append(f"`{file}` runs code that may read other files")
    for match in _DEPENDENCY.finditer(text):
        for path in _PATH.finditer(match[2]):
            target = place(where, path[1]) if path[1] else None
            if target is None:
                obstacles.append(f"where the package `{match[1]}` lies is computed or outside of the build context")
            elif target == where or is_below(where, target):
                obstacles.append(f"the local package `{match[1]}` holds the project itself")
            elif not (context.is_dir(target) and context.sends(target)):
                obstacles.append(f"the local package `{path[1]}` is not sent to the builder")
            else:
                directories.append(target)


def manifests(
    context: BuildContext, directory: str, root: str, *, compiles: bool, environment: str | None = None
) -> Manifests | None:
    """What `mix deps.get` reads in a directory, or `mix deps.compile` (`compiles`); None: no project is there.

    `environment` is what MIX_ENV says; None: it is not known.
    """
    project = read_mix(context, directory)
    if project is None:
        return None
    files = [project.files[0]]
    lock = join(directory, "mix.lock")
    files += [lock] if is_sent(context, lock) else []
    files += project.files[1:]
    doubts = [*project.doubts, *(_lock_doubts(context, project, lock) if lock in files else ())]
    if compiles or project.is_umbrella or "config_path" in project.text:
        configuration, found = _configuration(context, directory, environment)
        files += configuration
        doubts += found
    obstacles = list(project.obstacles)
    if "config_path" in project.text and not project.is_umbrella:
        obstacles.append("mix.exs names a configuration at a place of its own")
    if (match := _ALIAS.search(project.text)) is not None:
        obstacles.append(f"mix.exs gives `{match[1]}` another meaning")
    everything = (*files, *project.directories)
    obstacles += [f"`{path}` is outside of what is copied" for path in everything if not is_below(path, root)]
    overwritten = [path for name in ("deps", "_build") if sends_any(context, path := join(directory, name))]
    has_any = any(
        "path:" not in match[2] and "in_umbrella" not in match[2] for match in _all_dependencies(context, project)
    )
    needless = None if has_any or _computes_dependencies(project) else "mix.exs names no packages"
    return Manifests(
        tuple(dict.fromkeys(files)), project.directories, tuple(overwritten), tuple(dict.fromkeys(doubts)),
        tuple(dict.fromkeys(obstacles)), needless,
    )  # fmt: skip


def _lock_doubts(context: BuildContext, project: Mix, lock: str) -> list[str]:
    """Packages that the lock file lacks, of those that every environment has. Mix compiles nothing that is not locked."""
    locked = {match[1] for match in _LOCKED.finditer(context.read(lock) or "")}
    found = _all_dependencies(context, project)
    names = (
        one[1] for one in found if _FETCHED.match(one[2]) and not re.search(r"\b(?:only|path|in_umbrella):", one[2])
    )
    return [not_locked(name, lock) for name in names if name not in locked][:1]


def _all_dependencies(context: BuildContext, project: Mix) -> list[re.Match[str]]:
    texts = (code(context.read(path) or "") for path in project.files if path.endswith("mix.exs"))
    return [match for text in texts for match in _DEPENDENCY.finditer(text)]


def _computes_dependencies(project: Mix) -> bool:
    return bool(project.obstacles or project.doubts)


def _configuration(context: BuildContext, directory: str, environment: str | None) -> tuple[list[str], list[str]]:
    """The files of the configuration that is read when something is compiled, and doubts about them."""
    first = join(directory, "config/config.exs")
    if not is_sent(context, first):
        return [], []
    files: dict[str, None] = {}
    doubts: list[str] = []
    waiting = [first]
    while waiting:
        path = waiting.pop(0)
        if path in files or not is_sent(context, path):
            continue
        files[path] = None
        text = code(context.read(path) or "")
        for match in _IMPORT.finditer(text):
            waiting += _imported(context, parent(path), match[1], environment, doubts)
        if re.search(r"\b(?:File|Code|IO|System\.(?:cmd|shell))\b", text):
            doubts.append(f"`{path}` runs code that may read other files")
    return list(files), doubts


def _imported(context: BuildContext, where: str, written: str, environment: str | None, doubts: list[str]) -> list[str]:
    """What an `import_config` reads: by its name, or by the environment in it."""
    value = written.strip()
    value = value[1:-1].strip() if value.startswith("(") and value.endswith(")") else value
    plain = re.fullmatch(r'"([^"]*)"', value)
    if plain is None:
        doubts.append("which configuration is imported is computed")
        return []
    name = re.sub(r"#\{\s*(?:Mix\.env(?:\(\))?|config_env\(\))\s*\}", environment or "*", plain[1])
    target = place(where, name)
    if "#{" in name or target is None:
        doubts.append("which configuration is imported is computed")
        return []
    if "*" not in target:
        return [target]
    return [one for one in context.glob(target) if not one.endswith(_LATER)]


def locked_packages(context: BuildContext, directory: str) -> tuple[str, ...]:
    """The names of the packages in mix.lock."""
    return tuple(match[1] for match in _LOCKED.finditer(context.read(join(directory, "mix.lock")) or ""))


def code(text: str) -> str:
    """An Elixir text without comments and documentation."""
    text = _DOCUMENT.sub("", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    return _COMMENT.sub("", text)
