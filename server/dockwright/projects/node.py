"""Node packages: what package.json, lock files and workspaces say.

Sources: https://docs.npmjs.com/cli/v10/using-npm/scripts, https://pnpm.io/pnpm-workspace_yaml (September 2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dockwright.context import BuildContext, is_sent, join
from dockwright.knowledge.package_managers import NODE_LOCKS
from dockwright.projects.json_files import read_json
from dockwright.projects.manifests import place
from dockwright.text import whole_number
from dockwright.values import NamedTuple

# Both match strings, too, in which there is neither; what is not closed goes on to its end, so that nothing is tried twice.
_COMMENT = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"?|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?')
_TRAILING = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"?|,(?=\s{0,1000}[}\]])')
MANAGERS = ("npm", "yarn", "pnpm", "bun")

SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
"""The parts of package.json that name dependencies, as a lock file repeats them."""

EVENTS = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "dependencies")
"""The scripts of the root package that an install runs, in order (each package manager runs most of them)."""

# Programs that a lifecycle script may run without reading the project's sources.
# fmt: off
_HARMLESS = frozenset((
    "husky", "is-ci", "is-in-ci", "echo", "true", ":", "exit", "ngcc", "only-allow", "npm-force-resolutions",
    "simple-git-hooks", "opencollective", "opencollective-postinstall", "check-node-version", "pinst",
    "yarn-deduplicate",
))
_RUNNERS = frozenset(("npx", "pnpx", "bunx", "dlx", "exec", "yarn", "pnpm", "npm", "bun", "cross-env", "cross-env-shell", "env"))
# fmt: on
_SPLIT = re.compile(r"&&|\|\||;|\||&")
_LOCAL_SPEC = re.compile(r"^(?:file:|link:|portal:|\.{1,2}(?:/|$)|/|~/)")
_YAML_TOP = re.compile(r"^([\w@/.-]+|\"[^\"]+\"|'[^']+'):\s*(.*)$")


class Package(NamedTuple):
    """A package.json file."""

    directory: str
    data: Mapping[str, Any]

    @property
    def file(self) -> str:
        return join(self.directory, "package.json")

    @property
    def name(self) -> str:
        return _text(self.data.get("name"))

    @property
    def scripts(self) -> dict[str, str]:
        return texts(self.data.get("scripts"))

    def section(self, name: str) -> dict[str, str]:
        """One of SECTIONS: package names with the versions asked for."""
        return texts(self.data.get(name))

    @property
    def dependencies(self) -> dict[str, str]:
        """All dependencies, those for development too."""
        merged: dict[str, str] = {}
        for name in reversed(SECTIONS):
            merged.update(self.section(name))
        return merged

    @property
    def workspaces(self) -> tuple[str, ...]:
        """The patterns that npm and yarn find the members of a workspace by."""
        value = self.data.get("workspaces")
        if isinstance(value, Mapping):
            value = value.get("packages")
        return tuple(_text(item) for item in value) if isinstance(value, list) else ()


class PackageManager(NamedTuple):
    """Who installs a project's dependencies, and how that is known: a lock file, `packageManager`, or the command."""

    name: str  # npm, yarn, pnpm, bun
    evidence: str


class LifecycleScript(NamedTuple):
    """A script that an install runs. `needs`: context paths it reads; not `is_understood`: it may read anything."""

    event: str
    command: str
    needs: tuple[str, ...]
    is_understood: bool
    doubt: str = ""  # what to check where it runs without the sources


def read_package(context: BuildContext, directory: str) -> Package | None:
    """The package of this directory, when its package.json is sent to the builder and is JSON."""
    data = read_json(context, join(directory, "package.json"))
    return Package(directory, data) if data is not None else None


def package_manager(context: BuildContext, directory: str, command: str = "") -> PackageManager | None:
    """By lock file, then by `packageManager` of package.json, then by the command that is used."""
    for name, manager in NODE_LOCKS.items():
        path = join(directory, name)
        if is_sent(context, path):
            return PackageManager(manager, path)
    package = read_package(context, directory)
    field = _text(package.data.get("packageManager")).partition("@")[0] if package else ""
    if package and field in MANAGERS:
        return PackageManager(field, package.file)
    return PackageManager(command, "command") if command in MANAGERS else None


def lock_file(context: BuildContext, directory: str, manager: str) -> str | None:
    """The path of the lock file that this package manager reads."""
    for name, owner in NODE_LOCKS.items():
        path = join(directory, name)
        if owner == manager and is_sent(context, path):
            return path
    return None


def _difference(name: str, wanted: str, found: str) -> str:
    if found in ("", "absent"):
        return f"`{name}` is in package.json but not in the lock file"
    return f"`{name}` is `{wanted}` in package.json and `{found}` in the lock file"


def npm_differences(package: Package, lock: str | None) -> tuple[str, ...]:
    """Where package.json and the text of its npm lock file disagree, one clause each. Empty: `npm ci` will accept them.

    Lock files of version 1 do not repeat what package.json asks for: there the installed versions are compared.
    """
    data = _json(lock)
    if not isinstance(data, Mapping):
        return ("the lock file is not JSON",)
    packages = data.get("packages")
    root = packages.get("") if isinstance(packages, Mapping) else None
    if isinstance(root, Mapping):
        recorded = {name: texts(root.get(name)) for name in SECTIONS}
        return tuple(
            _difference(name, wanted, recorded[section].get(name, ""))
            for section in SECTIONS
            for name, wanted in package.section(section).items()
            if recorded[section].get(name) != wanted
        ) + tuple(
            f"`{name}` is in the lock file but not in package.json"
            for section in SECTIONS
            for name in recorded[section]
            if name not in package.section(section)
        )
    installed = data.get("dependencies")
    if not isinstance(installed, Mapping):
        return () if not package.dependencies else ("the lock file names no packages",)
    return tuple(
        _difference(name, wanted, _version_of(installed.get(name)))
        for section in SECTIONS[:3]
        for name, wanted in package.section(section).items()
        if not satisfies(_version_of(installed.get(name)), wanted)
    )


def lacking(lock: str | None) -> str:
    """A package that others in the text of an npm lock file depend on, and that it does not have: `npm ci` stops there. "" for none."""
    data = _json(lock)
    packages = data.get("packages") if isinstance(data, Mapping) else None
    if not isinstance(packages, Mapping):
        return ""
    for path, package in packages.items():
        for name in _dependencies(package, is_root=not path):
            above = [path[: match.start()] for match in re.finditer(r"/node_modules/|\Z", path)] if path else []
            places = ("node_modules", *(f"{one}/node_modules" for one in above))
            if not any(f"{one}/{name}" in packages for one in places):
                return name
    return ""


def _dependencies(package: object, *, is_root: bool) -> Iterator[str]:
    sections = ("dependencies", "devDependencies") if is_root else ("dependencies",)
    for section in sections if isinstance(package, Mapping) else ():
        named = package.get(section) if isinstance(package, Mapping) else None
        yield from named if isinstance(named, Mapping) else ()


_NOT_LOCKED = re.compile(r"(?:file|link|workspace|portal|catalog|patch|npm|git\S*|https?):|[./]")
"""Beginnings of what is asked for where a lock file may call it otherwise, or does not have it."""


def unlocked(root: Package, package: Package, manager: str, lock: str) -> str:
    """A dependency of a package that the text of a lock file of yarn, pnpm or bun does not have; "" without one.

    `root`: the package with the lock file, which may give some packages another version for all.
    """
    if not lock.strip() or "\0" in lock:
        return ""
    changed = str([root.data.get(name) for name in ("resolutions", "overrides", "pnpm")])
    for section in SECTIONS[:3]:
        for name, spec in package.section(section).items():
            if _NOT_LOCKED.match(spec) or name in changed:
                continue
            asked = {"yarn": rf"\b{re.escape(name)}@(?:npm:)?{re.escape(spec)}[\",: ]"}
            pattern = asked.get(manager, rf"^\s+[\"']?{re.escape(name)}[\"']?:")
            if not re.search(pattern.replace(r"\b", r"(?:^|[\s\"])"), lock, re.MULTILINE):
                return name
    return ""


def _version_of(entry: Any) -> str:
    return _text(entry.get("version")) if isinstance(entry, Mapping) else "absent"


def satisfies(version: str, wanted: str) -> bool:
    """Whether a version is in an npm range: exact, `^`, `~`, `>=`, `*`, `x`, `a || b`. A range it cannot read is not met."""
    have = _numbers(version)
    return have is not None and any(_in_range(have, version, part.strip()) for part in wanted.split("||"))


def _in_range(have: tuple[int, ...], version: str, wanted: str) -> bool:
    if wanted in ("", "*", "x", "latest") or wanted == version:
        return True
    operator = re.match(r"[\^~]|>=|", wanted)
    rest = wanted[operator.end() :].strip() if operator else wanted
    want = _numbers(rest)
    if want is None or " " in rest:
        return False
    if not operator or not operator[0]:
        return have[: len(want)] == want and len(want) < 3
    if operator[0] == ">=":
        return have >= want
    if operator[0] == "~":
        return have >= want and have[: min(2, len(want))] == want[:2]
    fixed = next((index + 1 for index, number in enumerate(want) if number), len(want))
    return have >= want and have[:fixed] == want[:fixed]


def _numbers(version: str) -> tuple[int, ...] | None:
    match = re.fullmatch(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.[x*])?", version)
    return tuple(whole_number(number) for number in match.groups() if number is not None) if match else None


def json_with_comments(text: str | None) -> Mapping[str, Any]:
    """A JSON object with comments and trailing commas, as tsconfig.json may be; {} when it is none."""
    import json

    if not text:
        return {}
    plain = _COMMENT.sub(_kept_string, text.removeprefix("\ufeff"))
    try:
        data = json.loads(_TRAILING.sub(_kept_string, plain), strict=False)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, Mapping) else {}


def _kept_string(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else " "


def lifecycle_scripts(context: BuildContext, package: Package) -> tuple[LifecycleScript, ...]:
    """The scripts of this package that an install runs, with the files they need."""
    scripts = package.scripts
    found = [_lifecycle(context, package, event, scripts[event]) for event in EVENTS if event in scripts]
    if (
        "install" not in scripts
        and "preinstall" not in scripts
        and context.sends(join(package.directory, "binding.gyp"))
    ):
        found.append(LifecycleScript("install", "node-gyp rebuild", (), False))
    return tuple(found)


_GENERATORS = {("nuxt", "prepare"), ("nuxi", "prepare"), ("svelte-kit", "sync"), ("astro", "sync"), ("wxt", "prepare")}
"""They write types for editors from the sources, which a build writes once more. Without sources they write fewer."""


def _lifecycle(context: BuildContext, package: Package, event: str, command: str) -> LifecycleScript:
    needs: list[str] = []
    doubt = ""
    for part in _SPLIT.split(command):
        words = _program(part.split())
        if not words or words[0] in _HARMLESS:
            continue
        if words[0] in ("test", "["):
            more = _tested(context, package, words)
            if more is None:
                return LifecycleScript(event, command, (), False)
            needs += more
            continue
        if tuple(words[:2]) in _GENERATORS:
            doubt = f"`{' '.join(words[:2])}` runs without the sources, and once more when the project is built"
            continue
        more = _needs(context, package, words)
        if more is None:
            return LifecycleScript(event, command, (), False)
        needs += more
    return LifecycleScript(event, command, tuple(needs), True, doubt)


def _program(words: list[str]) -> list[str]:
    """A command without assignments, runners such as npx, and their flags."""
    while words and ("=" in words[0] or words[0].startswith("-") or words[0] in _RUNNERS):
        words = words[1:]
    return [words[0].removeprefix("./").removeprefix("node_modules/.bin/"), *words[1:]] if words else []


def _tested(context: BuildContext, package: Package, words: list[str]) -> list[str] | None:
    """The files whose presence decides how a test ends; None where one is a directory, which would have to come as a whole."""
    places = (
        place(package.directory, word.strip("\"'")) for word in words[1:] if not word.startswith(("-", "!", "]", "$"))
    )
    found = [path for path in places if path is not None and context.sends(path)]
    return None if any(context.is_dir(path) for path in found) else found


def _needs(context: BuildContext, package: Package, words: list[str]) -> list[str] | None:
    """What a known program reads; None when it may read anything."""
    if words[0] == "patch-package":
        path = place(package.directory, _value(words, "--patch-dir") or "patches")
        return None if path is None else [path] * context.sends(path)
    if words[:2] == ["prisma", "generate"]:
        schema = _value(words, "--schema")
        if schema:
            path = place(package.directory, schema)
            return None if path is None or not context.sends(path) else [path]
        return list(prisma_files(context, package)) or None
    if words[:2] == ["electron-builder", "install-app-deps"]:
        return []
    if words[0] == "node" and len(words) == 2:
        path = place(package.directory, words[1])
        return [path] if path is not None and context.sends(path) and _sets_hooks(context.read(path) or "") else None
    return None


_HOOKS = frozenset({"husky", "is-ci", "ci-info", "process", "node:process"})
_READS_MORE = re.compile(r"\b(?:import\.meta|__dirname|__filename|getBuiltinModule|eval|Function|createRequire|cwd)\b")
_LOADS_COMPUTED = re.compile(r"\b(?:require|import)\s*\(\s*[^\"'\s]")


def _sets_hooks(text: str) -> bool:
    """Whether a script only asks husky for its hooks, as husky tells to do where CI is to be left out."""
    from dockwright.projects.node_sources import imports_of, without_comments

    code = without_comments(text)
    return (
        _HOOKS.issuperset(imports_of(text))
        and "husky" in code
        and not _READS_MORE.search(code)
        and not _LOADS_COMPUTED.search(code)
    )


def _value(words: list[str], flag: str) -> str:
    """The value of `--flag value` or `--flag=value`, "" without one."""
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == flag:
            return (value if equals else (words[index + 1 :] or [""])[0]).strip("\"'")
    return ""


def prisma_files(context: BuildContext, package: Package) -> Iterator[str]:
    """The schema that the Prisma client is generated from, and the configuration that names it."""
    settings = package.data.get("prisma")
    named = _text(settings.get("schema")) if isinstance(settings, Mapping) else ""
    for name in (named or "prisma/schema.prisma", "prisma/schema", "schema.prisma", "prisma.config.ts"):
        path = place(package.directory, name)
        if path is not None and context.sends(path):
            yield path


def local_dependencies(package: Package) -> dict[str, str]:
    """Dependencies that are files or directories beside the package, as they are written; overrides count."""
    found = {name: spec for name, spec in package.dependencies.items() if _LOCAL_SPEC.match(spec)}
    for field in ("overrides", "resolutions", "pnpm"):
        found.update({name: spec for name, spec in leaves(package.data.get(field)) if _LOCAL_SPEC.match(spec)})
    return found


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key != "patchedDependencies":
                yield from leaves(inner, str(key))


def workspace_members(context: BuildContext, package: Package, manager: str) -> tuple[Package, ...]:
    """The members of the workspace that this package is the root of, in path order."""
    patterns = package.workspaces
    if manager == "pnpm":
        settings = context.read(join(package.directory, "pnpm-workspace.yaml")) or ""
        patterns = yaml_list(settings, "packages")
    excluded = {
        path for pattern in patterns if pattern.startswith("!") for path in _packages(context, package, pattern[1:])
    }
    directories = {
        path
        for pattern in patterns
        if not pattern.startswith("!")
        for path in _packages(context, package, pattern)
        if path not in excluded and "node_modules" not in path.split("/")
    }
    members = (read_package(context, directory) for directory in sorted(directories - {package.directory}))
    return tuple(member for member in members if member is not None)


def _packages(context: BuildContext, package: Package, pattern: str) -> Iterator[str]:
    path = place(package.directory, pattern)
    if path is not None:
        for file in context.glob(join(path, "package.json")):
            yield file.rpartition("/")[0]


def yaml_list(text: str, key: str) -> tuple[str, ...]:
    """The items of a plain list under a top-level key of a YAML text, in block or flow form."""
    items: list[str] = []
    inside = False
    for line in text.split("\n"):
        code = line.split(" #")[0].rstrip()
        top = _YAML_TOP.match(code)
        if top:
            inside = top[1].strip("\"'") == key
            if inside and top[2].startswith("["):
                items += [item.strip().strip("\"'") for item in top[2].strip("[]").split(",") if item.strip()]
        elif inside and code.lstrip().startswith("- "):
            items.append(code.lstrip()[2:].strip().strip("\"'"))
    return tuple(items)


def yaml_values(text: str, key: str) -> tuple[str, ...]:
    """The plain values of a mapping in block form under a top-level key of a YAML text."""
    values: list[str] = []
    inside = False
    for line in text.split("\n"):
        top = _YAML_TOP.match(line)
        if top:
            inside = top[1].strip("\"'") == key
        elif inside and ": " in line and not line.lstrip().startswith("#"):
            values.append(line.rpartition(": ")[2].split(" #")[0].strip().strip("\"'"))
    return tuple(values)


def yaml_value(text: str, key: str) -> str:
    """The plain value of a top-level key of a YAML text, "" without one."""
    for line in text.split("\n"):
        top = _YAML_TOP.match(line)
        if top and top[1].strip("\"'") == key:
            return top[2].split(" #")[0].strip().strip("\"'")
    return ""


def _json(text: str | None) -> Any:
    import json

    try:
        return json.loads((text or "").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def texts(value: Any) -> dict[str, str]:
    """The text values of a JSON object."""
    if not isinstance(value, Mapping):
        return {}
    return {str(name): item for name, item in value.items() if isinstance(item, str)}
