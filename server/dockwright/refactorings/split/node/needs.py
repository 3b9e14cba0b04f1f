"""What a Node server needs when it runs: files, development dependencies, programs, native modules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import basename, dirname, normpath

from dockwright.context import BuildContext, join
from dockwright.knowledge.node_packages import (
    ALPINE_LIBRARIES,
    DEFAULT_READS,
    LIBRARIES,
    PROGRAMS,
    SELF_CONTAINED,
    SETTINGS,
    UNMOVED,
)
from dockwright.knowledge.table import words
from dockwright.projects.node import Package, json_with_comments, lock_file, prisma_files
from dockwright.projects.node_build import NextBuild, config_text
from dockwright.projects.node_sources import (
    SUFFIXES,
    imports_of,
    package_name,
    reached,
    resolved,
    sources_of,
    strings_of,
)
from dockwright.projects.package_scripts import steps_of
from dockwright.refactorings.split.node.starting import Starting, package_of

_PRISMA_OUTPUT = re.compile(r'^\s*output\s*=\s*"([^"\n]+)"', re.MULTILINE)
_WORKSHOPS = words("scripts script tools bin tasks ci .ci build-tools migrations seeds seeders deploy")
_HAS = words("sh node npm npx env true cat echo ls rm mkdir cp mv")


class Findings:
    """All that package.json, lock file and sources say of what runs."""

    def __init__(
        self,
        context: BuildContext,
        package: Package,
        starting: Starting,
        outputs: tuple[str, ...],
        is_bundled: bool,
        working: str | None = None,
        elsewhere: frozenset[str] = frozenset(),
    ) -> None:
        """`working`: the context path of the directory where it starts, where that is not the package's. `elsewhere`: packages
        whose browser the system brings."""
        self.elsewhere = elsewhere
        self.working = package.directory if working is None else working
        self.context = context
        self.package = package
        self.starting = starting
        self.outputs = outputs
        self.is_bundled = is_bundled
        self.reads_settings = "next" in starting.programs or bool(starting.targets)  # those of Next.js
        self.sources = sources_of(context, package.directory, outputs)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return self.sources.files

    @cached_property
    def production(self) -> frozenset[str]:
        return frozenset(self.package.section("dependencies")) | frozenset(self.package.section("optionalDependencies"))

    @cached_property
    def development(self) -> frozenset[str]:
        return frozenset(self.package.section("devDependencies")) - self.production

    # Dependencies

    def needs_development(self, node: NextBuild | None) -> str:
        """Why development dependencies must stay, "" when nothing asks for them."""
        for program in self.starting.programs:
            if package_of(program) not in self.production:
                return f"the start command uses `{program}`"
        for program, path in self._tools.items():
            if package_of(program) in self.development:
                return f"`{path}` starts `{program}`"
        for preload in self.starting.preloads:
            if package_name(preload) in self.development:
                return f"node loads `{preload}` first"
        for path in self.program_settings:
            if path.endswith((".ts", ".mts", ".cts")):
                return f"`{path}` is compiled when the container starts"
        if node is not None and node.config:
            if node.config.endswith((".ts", ".mts")) and "typescript" not in self.production:
                return f"`{node.config}` is compiled when the server starts"
            for path in reached(self.context, node.config):
                for name in self._imported(path):
                    if name in self.development:
                        return f"`{node.config}` needs `{name}`"
        if self.is_bundled and node is None:
            return ""
        return self._imports_development()

    def _imports_development(self) -> str:
        """A package for development that the sources import when they run, or that only such a package brings."""
        only_brought = self._development_of_lock
        for one in self.sources.packages(iter(self.paths)):
            if one.name in self.development:
                return f"`{one.path}` imports `{one.name}`"
            if one.name not in self.production and one.name in only_brought:
                return f"`{one.path}` imports `{one.name}`, which package.json does not name"
        return ""

    def _imported(self, path: str) -> Iterator[str]:
        for written in imports_of(self.context.read(path) or ""):
            name = package_name(written)
            if name:
                yield name

    @cached_property
    def _lock(self) -> Mapping[str, Mapping[str, object]]:
        """The packages of an npm lock file by their place in node_modules."""
        path = lock_file(self.context, self.package.directory, "npm")
        packages = json_with_comments(self.context.read(path)).get("packages") if path is not None else None
        if not isinstance(packages, Mapping):
            return {}
        return {str(place): one for place, one in packages.items() if isinstance(one, Mapping) and place}

    @property
    def _development_of_lock(self) -> frozenset[str]:
        return frozenset(
            place[len("node_modules/") :]
            for place, one in self._lock.items()
            if one.get("dev") is True and place.count("node_modules/") == 1
        )

    # Native modules and programs

    def native_obstacle(self, is_other: bool) -> str:
        """What another image may lack something for; "" when there is nothing. `is_other`: the image is another."""
        reason = self.installed_obstacle(is_other)
        if reason or not is_other:
            return reason
        script = next((one for one in self._started if one in _UNKNOWN), "")
        return f"how the new image gets `{script}`, which the sources start, is not known" if script else ""

    def installed_obstacle(self, is_other: bool) -> str:
        """A package of package.json or the lock file that another image may lack something for."""
        for name in sorted((self.production & UNMOVED.keys()) - self.elsewhere):
            return f"`{name}` {UNMOVED[name]}"
        for place, one in self._lock.items():
            name = place.rpartition("node_modules/")[2]
            if "node_modules/" not in place or name in self.elsewhere:
                continue  # a package of the workspace itself, or one that finds its browser
            if one.get("dev") is True or one.get("devOptional") is True or not one.get("hasInstallScript"):
                continue
            if name in UNMOVED:
                return f"`{name}` {UNMOVED[name]}"
            if is_other and not (name in SELF_CONTAINED or name in LIBRARIES or name.startswith("@esbuild/")):
                return f"what the install script of `{name}` makes is not known"
        return ""

    @cached_property
    def _started(self) -> tuple[str, ...]:
        """Programs that the sources start by a name that they state."""
        found: dict[str, None] = {}
        for path in self.paths:
            inner = path[len(self.package.directory) :].lstrip("/")
            if inner.split("/")[0] not in _WORKSHOPS:
                found.update(dict.fromkeys(self.sources.started(path)))
        return tuple(found)

    @cached_property
    def _tools(self) -> Mapping[str, str]:
        """Executables of packages that sources start, each with the file that does: `execSync('npx prisma migrate deploy')`."""
        found: dict[str, str] = {}
        for path in self.paths:
            inner = path[len(self.package.directory) :].lstrip("/")
            for argv in self.sources.commands(path) if inner.split("/")[0] not in _WORKSHOPS else ():
                for step in steps_of(argv, self.package.scripts) or ():
                    name = basename(step.argv[0])
                    if package_of(name) in self.package.dependencies:
                        found.setdefault(name, path)
        return found

    @property
    def programs(self) -> tuple[str, ...]:
        """Programs of the system that sources and packages start."""
        named = [one for one in self._started if one not in _HAS and "/" not in one]
        named += [program for name in sorted(self.production) for program in PROGRAMS.get(name, ())]
        return tuple(dict.fromkeys(named))

    def libraries(self, os: str) -> tuple[str, ...]:
        """Packages of the system with libraries that native modules load."""
        table = ALPINE_LIBRARIES if os == "alpine" else LIBRARIES
        names = self.production if self._has_engines else self.production - {"prisma", "@prisma/client"}
        return tuple(sorted({package for name in names for package in table.get(name, ())}))

    @property
    def _has_engines(self) -> bool:
        """Whether programs of Prisma run, which load OpenSSL: from version 7 on its client has none, and its commands still do."""
        version = re.match(r"\D{0,2}(\d{1,3})\b", self.package.dependencies.get("@prisma/client", ""))
        is_old = version is None or int(version[1]) < 7
        return is_old or "prisma" in self.starting.programs or "prisma" in self._tools

    # Files

    def files(self) -> Iterator[tuple[str, bool]]:
        """Context paths that may be read at run time, each with whether it is a directory."""
        found: dict[str, bool] = {}
        waiting = [*self._programs_own(), *self._stated(), *self._settings(), *self._settings_of_programs()]
        waiting += self._from_sources()
        while waiting:
            path, is_directory = waiting.pop(0)
            if path in found:
                continue
            found[path] = is_directory
            for source in self.context.sent_files(path) if is_directory else (path,):
                if source.endswith((".js", ".mjs", ".cjs")):
                    waiting += [
                        (one, False) for one in reached(self.context, source)[1:] if self._is_runnable(one, found)
                    ]
        directories = [f"{path}/" for path, is_directory in found.items() if is_directory]
        for path, is_directory in sorted(found.items()):
            if not path.startswith(tuple(directories)) and self._is_own(path):
                yield path, is_directory

    def _is_runnable(self, path: str, found: Mapping[str, bool]) -> bool:
        return path not in found and not path.endswith((".ts", ".tsx", ".mts", ".cts")) and "node_modules" not in path

    def _inner(self, path: str) -> str | None:
        """The way from the package to a context path; None where it lies outside."""
        here = self.package.directory
        if not here or path == here or path.startswith(f"{here}/"):
            return path[len(here) :].lstrip("/")
        return None

    def _is_own(self, path: str) -> bool:
        inner = self._inner(path)
        if inner is None:
            return "node_modules" not in path.split("/") and not f"{self.package.directory}/".startswith(f"{path}/")
        if not inner or inner == "package.json" or inner.split("/")[0] in (".npmrc", "node_modules", ".yarnrc.yml"):
            return False
        return not any(inner == one or inner.startswith(f"{one}/") for one in self.outputs)

    def _programs_own(self) -> Iterator[tuple[str, bool]]:
        """Sources that node runs as they are: the directories that hold them, for what they load by a computed name."""
        here = self.package.directory
        for target in self.starting.targets:
            main = self.package.data.get("main")
            name = (main if isinstance(main, str) and main else "index.js") if normpath(target) == "." else target
            entry = resolved(self.context, normpath(join(here, name)))
            for path in reached(self.context, entry) if entry and self._is_own(entry) else ():
                if path.endswith((".ts", ".tsx", ".mts", ".cts")) or not self._is_own(path):
                    continue
                inner, around = self._inner(path), dirname(path)
                top = join(here, inner.split("/")[0]) if inner is not None else around
                is_above = f"{here}/".startswith(f"{around}/") or not around
                yield (path, False) if inner is None and is_above else (top, self.context.is_dir(top))

    def _stated(self) -> Iterator[tuple[str, bool]]:
        """What the start command, frameworks and packages read without the sources saying so."""
        here = self.package.directory
        names: list[str] = [*self.starting.files]
        for preload in self.starting.preloads:
            names += [preload] if preload.startswith(".") else DEFAULT_READS.get(package_name(preload), ())
        for name in sorted(self.production):
            names += DEFAULT_READS.get(name, ())
        for program in (*self.starting.programs, *self._tools):
            names += DEFAULT_READS.get(package_of(program), ())
        if "next" in self.package.dependencies:
            names += ["public", ".env", ".env.production", ".env.local", ".env.production.local"]
        if "remix-serve" in self.starting.programs and not config_text(self.context, self.package, "vite.config")[0]:
            names.append("public")  # Vite puts its files among those that it builds
        if any(".env." in self.sources.strings(path) for path in self.paths):
            names += _ENVIRONMENTS
        for step in self.starting.steps:
            names += [word.partition("=")[2] or word for word in step.argv[1:] if "/" in word or "." in word]
        for name in names:
            if not name or "$" in name or name.startswith(("/", "~", "-")):
                continue
            path = next((one for one in (normpath(join(place, name)) for place in dict.fromkeys((here, self.working)))
                         if self.context.sends(one)), "") or resolved(self.context, normpath(join(here, name)))  # fmt: skip
            if path and path != "." and not path.startswith("..") and not path.endswith((".ts", ".tsx")):
                yield path, self.context.is_dir(path)
            elif path and path.endswith(".ts") and path.rpartition("/")[2] in ("prisma.config.ts",):
                yield path, False

    def _settings(self) -> Iterator[tuple[str, bool]]:
        """The configuration of Next.js, which is read once more at the start, and what it names: sources too."""
        here = self.package.directory
        config, text = config_text(self.context, self.package, "next.config")
        if not config or not self.reads_settings:
            return
        names = [*strings_of(text), *(_OF_NEXT_INTL if "next-intl" in self.production else ())]
        names += ["tsconfig.json"] if config.endswith((".ts", ".mts")) else []
        for path in reached(self.context, config):
            yield path, False
        for path in dict.fromkeys(normpath(join(here, name)) for name in names):
            if path not in (".", here) and not path.startswith("..") and self.context.sends(path):
                yield path, self.context.is_dir(path)

    @cached_property
    def program_settings(self) -> tuple[str, ...]:
        """The files of settings that programs of the start load, context paths."""
        programs = (*self.starting.programs, *self._tools)
        names = [join(self.working, name) for program in programs for name in SETTINGS.get(program, ())]
        paths = (
            f"{name}{suffix}" for name in names for suffix in (".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json")
        )
        return tuple(path for path in paths if self.context.sends(path))

    def _settings_of_programs(self) -> Iterator[tuple[str, bool]]:
        """Those files, what they import and the directories that they name."""
        for settings in self.program_settings:
            for path in reached(self.context, settings):
                yield path, False
            for name in strings_of(self.context.read(settings) or ""):
                path = normpath(join(self.working, name))
                if path not in (".", self.working) and not path.startswith("..") and self.context.is_dir(path):
                    yield path, True

    def _from_sources(self) -> Iterator[tuple[str, bool]]:
        for path in self.paths:
            imported = self.sources.imports(path) if self.is_bundled else ()
            ignored = {one.lstrip("./") for one in imported}
            for one in self.sources.named(path, self.working):
                if self.is_bundled and (
                    one.path.endswith(_STYLES)
                    or any(one.path.endswith(f"/{each}") or one.path == each for each in ignored)
                ):
                    continue
                yield self._whole_of(one.path, one.is_directory)
            if not _READERS.isdisjoint(one.name for one in self.sources.packages(iter((path,)))):
                for text in self.sources.strings(path):
                    place = normpath(join(self.working, text))
                    if self.context.sends(place) and (self.context.is_dir(place) or place.endswith(SUFFIXES)):
                        yield place, self.context.is_dir(place)

    def _whole_of(self, path: str, is_directory: bool) -> tuple[str, bool]:
        """Of a directory of assets that is named in part, all: others of its files are named by what is computed."""
        here, inner = self.package.directory, self._inner(path)
        if inner is None:
            return path, is_directory
        top = inner.split("/")[0]
        return (
            (join(here, top), True) if top in _ASSETS and self.context.is_dir(join(here, top)) else (path, is_directory)
        )

    def generated(self) -> Iterator[str]:
        """Directories beside the sources that Prisma generates its client into: context paths."""
        for path in prisma_files(self.context, self.package):
            for match in _PRISMA_OUTPUT.finditer(self.context.read(path) or ""):
                place = normpath(join(path.rpartition("/")[0], match[1]))
                if not place.startswith("..") and "node_modules" not in place.split("/"):
                    yield place

    def notes(self) -> Iterator[str]:
        """What is not proven, one clause each."""
        if self.production and lock_file(self.context, self.package.directory, "npm") is None:
            yield "see that native modules of dependencies need no library that only the old image has"


_READERS = frozenset({"express-jsdoc-swagger", "swagger-jsdoc"})
"""Packages that read the sources which they are told of, for the comments in them."""

_STYLES = (".css", ".scss", ".sass", ".less", ".styl", ".svg", ".woff", ".woff2", *SUFFIXES)
_OF_NEXT_INTL = tuple(
    f"{place}{name}{suffix}"
    for place in ("", "src/")
    for name in ("i18n", "i18n/request")
    for suffix in (".ts", ".tsx", ".js", ".jsx")
)
"""Where next-intl looks for its settings; it stops where it finds none."""

_ASSETS = words(
    "assets certificates certs config configs data emails fixtures fonts i18n keys lang locale locales mail migrations model "
    "prisma proto protos public queries resources schemas sql static templates translations views"
)
_ENVIRONMENTS = [f".env.{one}" for one in ("production", "prod", "staging", "development", "dev", "test", "local")]
"""Files of variables that sources name by what NODE_ENV says."""

_UNKNOWN = words("python python2 python3 java php ruby go perl Rscript soffice libreoffice wkhtmltopdf docker kubectl")
