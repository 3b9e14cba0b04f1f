"""Which files an install of a Node package reads, with npm, yarn, pnpm or bun.

Sources: https://docs.npmjs.com/cli/v10/commands/npm-install, https://classic.yarnpkg.com/en/docs/yarnrc,
https://yarnpkg.com/configuration/yarnrc, https://pnpm.io/pnpm-workspace_yaml, https://bun.sh/docs/install (September 2025).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dockwright.context import BuildContext, join
from dockwright.projects.manifests import Manifests, ancestors, is_below, not_locked, place
from dockwright.projects.node import (
    Package,
    leaves,
    lifecycle_scripts,
    local_dependencies,
    lock_file,
    npm_differences,
    prisma_files,
    read_package,
    texts,
    unlocked,
    workspace_members,
    yaml_value,
    yaml_values,
)
from dockwright.projects.prisma_generators import generators

# What an install in a package's directory reads besides package.json: files, then directories taken whole.
READ_FILES = {
    "npm": ("npm-shrinkwrap.json", "package-lock.json", ".npmrc"),
    "yarn": ("yarn.lock", ".yarnrc", ".npmrc", ".yarnrc.yml", ".yarnclean", ".env.yarn"),
    "pnpm": ("pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs", ".pnpmfile.mjs"),
    "bun": ("bun.lock", "bun.lockb", "bunfig.toml", ".npmrc"),
}
READ_DIRECTORIES = {"yarn": (".yarn/releases", ".yarn/plugins", ".yarn/patches", ".yarn/cache")}

# What an install writes into the package's directory; the same thing in the context would be put over it.
WRITTEN = ("node_modules", ".pnp.cjs", ".pnp.loader.mjs", ".yarn/unplugged", ".yarn/install-state.gz")

# Install scripts of well-known packages that read files of the project: package -> files they look for.
READERS = {
    "puppeteer": (".puppeteerrc", ".puppeteerrc.cjs", ".puppeteerrc.json", ".puppeteerrc.js", "puppeteer.config.js",
                  "puppeteer.config.cjs", "puppeteer.config.ts"),
}  # fmt: skip

_INJECTED = "pnpm puts the sources of the workspace into node_modules: `injectWorkspacePackages`"
_LOADS = re.compile(r"(?:^|\s)(?:-r|--require|--import|--(?:experimental-)?loader|--env-file)\b")
_PLUGIN = re.compile(r"^\s*(?:-\s*)?path:\s*[\"']?([^\s\"']+)", re.MULTILINE)
_IMPORTED = re.compile(r"(?:from|import|require\()\s*[\"']\.")
_QUOTED = re.compile(r"[\"']([\w./-]+)[\"']")


def manifests(
    context: BuildContext, directory: str, manager: str, root: str = "", *, runs_scripts: bool = True
) -> Manifests | None:
    """What an install of `manager` in `directory` reads; None: there is no package.json to install from.

    `root` is the directory that is copied: nothing outside is there. `runs_scripts` False: `--ignore-scripts` is given.
    """
    package = read_package(context, directory)
    if package is None or not is_below(directory, root):
        return None
    found = _Collector(context, manager, root)
    found.package(package)
    found.settings(directory)
    found.ancestors(directory)
    members = workspace_members(context, package, manager)
    for member in members:
        found.member(member)
    if runs_scripts and not found.ignores_scripts:
        for one in (package, *members):
            found.scripts(one)
    for one in (package, *members):
        found.agreement(package, one)
    return found.result(package, members)


class _Collector:
    """Gathers the files of a package, and what speaks against them."""

    def __init__(self, context: BuildContext, manager: str, root: str) -> None:
        self.context = context
        self.manager = manager
        self.root = root
        self.files: dict[str, None] = {}
        self.directories: dict[str, None] = {}
        self.overwritten: list[str] = []
        self.doubts: list[str] = []
        self.obstacles: list[str] = []
        self.ignores_scripts = False

    def result(self, package: Package, members: tuple[Package, ...]) -> Manifests:
        some = any(one.dependencies for one in (package, *members))
        directories = tuple(path for path in self.directories if not any(is_below(path, other) for other in self.files))
        return Manifests(
            tuple(path for path in self.files if not any(is_below(path, other) for other in directories)),
            directories,
            tuple(self.overwritten),
            tuple(self.doubts),
            tuple(self.obstacles),
            None if some else "the package has no dependencies",
        )

    def package(self, package: Package) -> None:
        """The package.json, the lock file and the settings beside it."""
        directory = package.directory
        self._take(package.file)
        for name in READ_FILES[self.manager]:
            self._take(join(directory, name))
        if self.manager == "npm" and lock_file(self.context, directory, "npm") is None:
            self._take(join(directory, "yarn.lock"))  # npm 7 and later take versions from it
        for name in READ_DIRECTORIES.get(self.manager, ()):
            self._take(join(directory, name))
        if self.context.sends(join(directory, ".yarn/cache")) and self.manager == "yarn":
            self.doubts.append("`.yarn/cache` is part of the repository")
        self._written(package)
        self._local(package)
        self._patches(package)

    def member(self, member: Package) -> None:
        """A workspace member: only its package.json is read, and its executables are linked."""
        if not is_below(member.directory, self.root):
            self.obstacles.append(f"the workspace member `{member.directory}` is outside of what is copied")
            return
        self._take(member.file)
        self._written(member)
        self._local(member)
        if member.data.get("bin"):
            self.doubts.append(f"the workspace member `{member.directory}` has executables to link")
        if "dependenciesMeta" in member.data:
            self.doubts.append(f"`dependenciesMeta` of `{member.directory}` may copy sources of other members")

    def scripts(self, package: Package) -> None:
        for script in lifecycle_scripts(self.context, package):
            if not script.is_understood:
                self.obstacles.append(
                    f"the install runs the script `{script.event}` of `{package.file}`: `{script.command}`"
                )
            if script.doubt:
                self.doubts.append(script.doubt)
            for path in script.needs:
                self._take(path)
                self._client(path)
        for name in package.dependencies:
            for reads in READERS.get(name, ()):
                self._take(join(package.directory, reads))
        if {"prisma", "@prisma/client"} & package.dependencies.keys():
            self._generated(package)
        if "msw" in package.data and "msw" in package.dependencies:
            self.doubts.append("the install script of `msw` writes into the project")

    def _generated(self, package: Package) -> None:
        """Prisma generates its client during the install, from the schema, perhaps into the project."""
        if any(self.context.sends(join(package.directory, name)) for name in (".env", "prisma/.env")):
            self.doubts.append("the client of Prisma reads `.env` only where that was there when it was made")
        for path in prisma_files(self.context, package):
            self._take(path)
            if path.endswith("prisma.config.ts"):
                self._configured(package, self.context.read(path) or "")
            self._client(path)

    def _client(self, schema: str) -> None:
        """What the generators of a schema need, and write where the context has something, too."""
        for one in generators(self.context, schema):
            if one.output is not None and self.context.sends(one.output) and one.output not in self.overwritten:
                self.overwritten.append(one.output)
            for path in one.reads:
                self._take(path)
            doubt = f"the schema of Prisma names a generator of the project: `{one.command}`"
            if one.command and doubt not in self.doubts:
                self.doubts.append(doubt)

    def _configured(self, package: Package, text: str) -> None:
        """The files that the configuration of Prisma names; it is a program."""
        if "path." in text or _IMPORTED.search(text):
            self.doubts.append("`prisma.config.ts` may need other files")
        for name in _QUOTED.findall(text):
            if (path := place(package.directory, name)) and path != package.directory:
                self._take(path)

    def settings(self, directory: str) -> None:
        """Files that the settings of the package managers name."""
        for line in (self._read(join(directory, ".npmrc"))).split("\n"):
            key, _, value = (part.strip() for part in line.partition("="))
            if key == "ignore-scripts" and value == "true":
                self.ignores_scripts = True
            elif key == "inject-workspace-packages" and value == "true" and self.manager == "pnpm":
                self.obstacles.append(_INJECTED)
            elif key == "node-options" and _LOADS.search(value):
                self.doubts.append(f"`.npmrc` lets Node load other files: `{value}`")
            elif key.rpartition(":")[2] in ("cafile", "certfile", "keyfile", "pnpmfile") or value.startswith(
                ("./", "../")
            ):
                self._named(directory, value.strip("\"'"), ".npmrc")
        if self.manager == "yarn":
            for line in (self._read(join(directory, ".yarnrc"))).split("\n"):
                key, _, value = line.strip().partition(" ")
                if key in ("yarn-path", "yarn-offline-mirror", "cafile"):
                    self._named(directory, value.strip().strip("\"'"), ".yarnrc")
            berry = self._read(join(directory, ".yarnrc.yml"))
            for plugin in _PLUGIN.findall(berry):
                self._named(directory, plugin, ".yarnrc.yml")
            for key in ("yarnPath", "httpsCaFilePath", "cacheFolder", "patchFolder"):
                if value := yaml_value(berry, key):
                    self._named(directory, value, ".yarnrc.yml", is_optional=key == "cacheFolder")
        if self.manager == "pnpm":
            self._pnpm_settings(directory)

    def _pnpm_settings(self, directory: str) -> None:
        text = self._read(join(directory, "pnpm-workspace.yaml"))
        if hooks := yaml_value(text, "pnpmfile"):
            self._named(directory, hooks, "pnpm-workspace.yaml")
        if yaml_value(text, "injectWorkspacePackages") == "true":
            self.obstacles.append(_INJECTED)
        if "require(" in self._read(join(directory, ".pnpmfile.cjs")):
            self.doubts.append("`.pnpmfile.cjs` may load other files")

    def ancestors(self, directory: str) -> None:
        """A workspace above decides for its members, and settings above count as well."""
        for above in ancestors(directory, self.root)[1:]:
            package = read_package(self.context, above)
            names = ("pnpm-workspace.yaml",) if self.manager == "pnpm" else (".yarnrc", ".yarnrc.yml")
            found = [join(above, name) for name in names if self.context.sends(join(above, name))]
            if package is not None and (package.workspaces or package.data.get("packageManager")):
                found.append(package.file)
            if found:
                self.obstacles.append(f"the package belongs to the workspace of `{found[0]}`")

    def agreement(self, root: Package, package: Package) -> None:
        """Whether the lock file of the root has all that a package asks for."""
        lock = lock_file(self.context, root.directory, self.manager)
        if lock is None:
            return
        text = self.context.read(lock) or ""
        if self.manager == "npm":
            self.doubts += npm_differences(package, text)[:1] if package is root else ()
        elif missing := unlocked(root, package, self.manager, text):
            self.doubts.append(not_locked(missing, lock))

    def _take(self, path: str) -> bool:
        if not self.context.sends(path) or not is_below(path, self.root):
            return False
        (self.directories if self.context.is_dir(path) else self.files)[path] = None
        return True

    def _read(self, path: str) -> str:
        return self.context.read(path) or "" if self.context.sends(path) else ""

    def _named(self, directory: str, value: str, by: str, *, is_optional: bool = False) -> None:
        if value.startswith(("/", "~", "http")) or "${" in value:
            return
        path = place(directory, value)
        if (path is None or not self._take(path)) and not is_optional:
            self.doubts.append(f"`{by}` names `{value}`, which is not among the copied files")

    def _written(self, package: Package) -> None:
        paths = (join(package.directory, name) for name in WRITTEN)
        self.overwritten += [path for path in paths if self.context.sends(path)]

    def _local(self, package: Package) -> None:
        found = local_dependencies(package)
        if self.manager == "pnpm":
            overrides = yaml_values(self._read(join(package.directory, "pnpm-workspace.yaml")), "overrides")
            found |= {spec: spec for spec in overrides if spec.startswith(("file:", "link:"))}
        for name, spec in found.items():
            path = place(package.directory, spec.partition(":")[2] if ":" in spec else spec)
            is_archive = spec.endswith((".tgz", ".tar.gz", ".tar"))
            if not (is_archive and path is not None and self._take(path)):
                self.obstacles.append(f"the dependency `{name}` is a part of the project: `{spec}`")

    def _patches(self, package: Package) -> None:
        """Patches that the package manager itself puts on dependencies."""
        settings = package.data.get("pnpm")
        named = texts(settings.get("patchedDependencies")) if isinstance(settings, Mapping) else {}
        named |= texts(package.data.get("patchedDependencies"))  # bun
        patches = [*named.values()]
        if self.manager == "pnpm":
            patches += yaml_values(self._read(join(package.directory, "pnpm-workspace.yaml")), "patchedDependencies")
        specs = [*package.dependencies.values(), *(spec for _, spec in leaves(package.data.get("resolutions")))]
        patches += [_patch_file(spec) for spec in specs if spec.startswith("patch:") and "#" in spec]
        for patch in patches:
            path = place(package.directory, patch)
            if path is None or not self._take(path):
                self.obstacles.append(f"the patch `{patch}` is not among the copied files")


def _patch_file(spec: str) -> str:
    """The file in yarn's `patch:name@npm:1.0.0#~/.yarn/patches/name.patch`."""
    return spec.rpartition("#")[2].removeprefix("~/").partition("::")[0]
