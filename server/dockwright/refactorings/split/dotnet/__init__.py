""".NET: what `dotnet publish` makes is all that a container needs, on the runtime of the SDK's own version and system.

Sources: `dotnet help publish`, https://learn.microsoft.com/dotnet/core/deploying/, https://github.com/dotnet/dotnet-docker (.NET 10).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext, read_as
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.os_packages import RUNTIME_OF_RELEASE
from dockwright.projects.dotnet import PROJECT_ENDINGS, SOLUTION_ENDINGS
from dockwright.projects.shell_programs import is_shell
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.dotnet import images
from dockwright.refactorings.split.dotnet.publishes import (
    DotnetSubject,
    Published,
    Started,
    published_as,
    publishes,
    started,
)
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.places import handed_on, hidden_by_mount
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.images import ImageName
from dockwright.syntax import Env, Run, Transfer
from dockwright.values import NamedTuple

MOST_SOURCES = 4_000

_SYSTEMS = frozenset({"debian", "ubuntu", "alpine"})
_OPENS_NO_PORT_BEFORE = 8
"""Before this version SDK images undo the port that runtime images name in ASPNETCORE_URLS; from it on both are the same."""
_OLDEST = (3, 0)
_INVARIANT = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"
_BUILDING = frozenset({"restore", "paket", "build", "publish", "test", "clean", "tool", "workload", "nuget", "format", "sln", "msbuild",
                       "add", "pack", "help", "vstest"})  # fmt: skip
_OBSERVERS = frozenset({"dotnet-trace", "dotnet-counters", "dotnet-dump", "dotnet-gcdump", "dotnet-monitor", "dotnet-sos",
                        "dotnet-stack", "dotnet-symbol"})  # fmt: skip
"""Tools that look at a running program: whoever installs them wants them where it runs."""
_SOURCE_ENDINGS = (".cs", ".fs", ".vb")
_PROCESS = re.compile(r"(?:Process\.Start\(\s*|\bFileName\s*=\s*|ProcessStartInfo\(\s*)[@$]*\"([^\"\n]{1,200})\"")
_COMPUTED_PROCESS = re.compile(
    r"(?:\bFileName\s*=(?!=)\s*|ProcessStartInfo\(\s*|Process\.Start\(\s*(?=[^\n;]*,))(?:[A-Za-z_]|[@$]*\$[@$]*\"[^\"\n]*\{)"
)
"""A program whose name is computed; `Process.Start(info)` starts what has been named before."""

_STARTS_NAMED = re.compile(r"\bProcess\.Start\(\s*[A-Za-z_]")
_OPENS = re.compile(
    r"\bFile\.(?:Open|Read|Append|Write|Create)\w*\(|\bnew\s+(?:FileStream|StreamReader|StreamWriter|FileInfo|DirectoryInfo|"
    r"PhysicalFileProvider)\(|\bDirectory\.(?:Get|Enumerate|Create)\w+\(|\bAdd(?:Json|Xml|Ini|KeyPerFile)\w*\(|\b(?:Dot)?Env\.(?:Load|Traverse)"
)
"""Calls that open a file, or look into a directory."""

_WORD = re.compile(r"\"([\w.@+~-][\w.@+~/ -]{0,120})\"")
_ABSOLUTE = re.compile(r"\"(/[\w.@+~/-]{2,200})[\"{]")
_ABOVE = re.compile(r"\"((?:\./)?\.\./[\w.@+~/-]{1,200})\"")
_IMPORT = re.compile(
    r"\b(?:Dll|Library)Import(?:Attribute)?\(\s*\"([^\"\n]{1,100})\"|\bNativeLibrary\.(?:Try)?Load\(\s*\"([^\"\n]{1,100})\""
)
_OF_SYSTEMS = re.compile(
    r"(?:lib)?(?:c|m|dl|pthread|rt|gcc_s)(?:\.so[.\d]*)?|[\w-]*32(?:\.dll)?|[\w-]+\.dll|ntdll|dwmapi|[\w/.]*\.(?:dylib|framework)[\w/.]*"
)
"""Libraries that every Linux has, and those of other systems."""

_LOADED = {"microsoft.aspnetcore.authentication.negotiate": "libgssapi-krb5-2"}
"""Packages -> what they load of Debian and Ubuntu, which SDK images have with curl, and runtime images do not.
Source: https://learn.microsoft.com/aspnet/core/security/authentication/windowsauth. Date: 2026-11."""

_OF_LDAP = "system.directoryservices.protocols"
"""The package that loads the library of OpenLDAP, which SDK images of Debian and Ubuntu have with curl, too."""

_OF_SDK = ("microsoft.build.locator", "microsoft.codeanalysis.workspaces.msbuild", "buildalyzer")
"""Beginnings of the names of packages that look for the SDK while the program runs.
Source: https://learn.microsoft.com/visualstudio/msbuild/find-and-use-msbuild-versions. Date: 2026-11."""

_PLUGINS = re.compile(r"\bAssembly(?:LoadContext)?\.(?:Default\.)?LoadFrom\w*\(|\bCSharpScript\.")


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """What the stage publishes and what that needs; an obstacle when it is not what starts."""
    sources = Sources(model, stage, context)
    subject = DotnetSubject(model, stage, context, start, sources)
    script = start_script(start, sources, context)
    if isinstance(script, Obstacle):
        return script
    what = started(subject, script)
    if isinstance(what, Obstacle):
        return what
    found = publishes(subject)
    one = published_as(subject, found, what)
    if one is None:
        return _nothing(subject, what, found)
    return hidden_by_mount(model, one.run, one.output) or _Examiner(subject, script, what, one).examine()


def _nothing(subject: DotnetSubject, what: Started, found: tuple[Published, ...]) -> Obstacle:
    commands = [one for one in subject.stage.commands if one.name == "dotnet" and one.subcommand == "publish"]
    if not commands:
        builds = any(one.name == "dotnet" and one.subcommand == "build" for one in subject.stage.commands)
        origin = handed_on(subject.model, subject.stage, what.path)
        if origin:
            return Obstacle(
                f"it is split already: what starts comes from `{origin}`, and needs the runtime alone",
                subject.start.span,
            )
        reason = (
            "what starts is the output of `dotnet build`, not of a publish: let `dotnet publish` make it"
            if builds
            else "nothing is published here"
        )
        return Obstacle(reason, subject.start.span)
    if not found:
        return Obstacle("where the publish puts its files is not known: name it with `-o`", commands[-1].span)
    places = [one.output for one in found if one.output]
    where = f": it puts its files into `{places[-1]}`" if places and places[-1] != dirname(what.path) else ""
    return Obstacle(f"`{what.path}` is not what the publish makes{where}", subject.start.span)


class _Said(NamedTuple):
    """What sources name: programs that they start, absolute paths, whether they load code, where they open files, and all texts
    in quotes that could name one."""

    programs: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    loads: bool = False
    computes: bool = False  # which program is started
    libraries: tuple[str, ...] = ()  # that it loads
    reads: str = ""  # `path:line` of the first place; of one source the line alone
    words: frozenset[str] = frozenset()
    above: tuple[str, ...] = ()  # paths that begin with `../`


class Running(NamedTuple):
    """How the program finds its runtime."""

    kind: str  # of image
    is_certain: bool = True


class _Examiner:
    def __init__(self, subject: DotnetSubject, script: StartScript | None, what: Started, one: Published) -> None:
        self.subject = subject
        self.script = script
        self.what = what
        self.one = one
        self.notes: dict[str, None] = {}

    def examine(self) -> Build | Obstacle:
        one = self.one
        root = self._root()
        if inside(root, one.source) is not None:
            return Obstacle(f"`{one.output}` holds the sources, too", one.command.span, ships=True)
        obstacle = self._version_obstacle() or self._command_obstacle()
        if obstacle is not None:
            return obstacle
        application = self.one.application
        locator = (
            next((one for one in application.packages if one.lower().startswith(_OF_SDK)), "") if application else ""
        )
        if locator:
            return Obstacle(f"`{locator}` looks for the .NET SDK while the program runs", self.subject.start.span)
        running = self._running()
        if isinstance(running, Obstacle):
            return running
        bases = self._bases(running)
        if isinstance(bases, Obstacle):
            return bases
        needs = self._needs()
        extra = tuple(self._environment(running.kind))
        copies = (Copied(one.source, one.output, True), *self._beside())
        self._look_around(root)
        return Build(
            ecosystem="dotnet",
            copies=tuple(dict.fromkeys(copies)),
            last=one.run,
            sources=root,
            needs=needs,
            bases=bases,
            extra=extra,
            notes=tuple(self.notes),
        )

    def _root(self) -> str:
        """The directory of the image that holds the sources: where the outermost copy around the publish goes, or all copies
        below the directory that it runs in."""
        directory = self.one.directory
        targets = [one.target for one in self.subject.sources.brought if one.is_directory and one.target != "/"]
        around = [one for one in targets if inside(directory, one) is not None]
        if not around and directory == "/":
            around = targets
        return min(around, key=len) if around else directory

    # The version

    def _version_obstacle(self) -> Obstacle | None:
        facts, one = self.subject.facts, self.one
        application = one.application
        if not self.subject.context.is_known:
            return self._named_version_obstacle()
        if application is None:
            clear = bool(one.publish.project)
            reason = "is not understood" if clear or self._project_files() == 1 else "is not clear: name its file"
            return Obstacle(f"the project that is published {reason}", one.command.span, ships=True)
        target = application.target(one.publish)
        if target is None:
            return Obstacle("for which version of .NET the project is cannot be told", one.command.span, ships=True)
        if not facts.version:
            self.notes[
                f"the project is for .NET {target[0]}.{target[1]}, and the tag of the image names no version"
            ] = None
        elif facts.version[0] != target[0]:
            reason = f"the project is for .NET {target[0]}.{target[1]}, the image has {facts.version[0]}"
            return Obstacle(reason, one.command.span, ships=True)
        if application.assembly == "":
            self.notes["what the project's library is called is computed"] = None
        return None

    def _project_files(self) -> int:
        """How many projects and solutions lie where the publish runs."""
        context, source = self.subject.context, self.subject.sources.context_path(self.one.directory)
        names = context.list(source) if source is not None else ()
        return len([one for one in names if one.endswith((*PROJECT_ENDINGS, *SOLUTION_ENDINGS))])

    def _named_version_obstacle(self) -> Obstacle | None:
        """Without the build context only the directory of the publish may name the version."""
        named, version = self.one.version, self.subject.facts.version
        if named is not None and version and version[0] != named[0]:
            reason = f"the project is for .NET {named[0]}.{named[1]}, the image has {version[0]}"
            return Obstacle(reason, self.one.command.span, ships=True)
        what = "the program reads no other file of the sources"
        if named is None:
            what = f"the project is for the version of the image, and that {what}"
        self.notes[f"the build context was not read: see that {what}"] = None
        return None

    def _command_obstacle(self) -> Obstacle | None:
        """Commands of the builder that leave something behind which a publish does not have."""
        for command in self.subject.stage.commands:
            if command.name != "dotnet" or command.instruction not in self.subject.stage.of(Run):
                continue
            if command.subcommand and command.subcommand not in _BUILDING:
                reason = f"what `dotnet {command.subcommand}` leaves behind is not known"
                return Obstacle(reason, command.span, ships=True)
            observer = next((word for word in command.arguments if word.value.lower() in _OBSERVERS), None)
            if command.subcommand == "tool" and observer is not None:
                reason = f"`{observer.value}` looks at the program while it runs: the runtime stage does not have it"
                return Obstacle(reason, observer.span, ships=True)
        return None

    # The runtime

    def _running(self) -> Running | Obstacle:
        """The kind of image that has what the program does not bring along."""
        application, publish = self.one.application, self.one.publish
        explicit = publish.is_self_contained
        if application is None:
            alone = explicit or publish.properties.get("publishaot", "").lower() == "true"
            implied = explicit is None and ("runtime" in publish.flags or "publishsinglefile" in publish.properties)
            if implied and not alone:
                self.notes[
                    "whether the program brings its runtime along is not known: `runtime-deps` suffices if it does"
                ] = None
            certain: bool | None = None
        else:
            if application.says(publish, "PublishAot"):
                return self._alone()
            decided = self._decided(explicit)
            if decided is None:
                reason = "whether the program brings its runtime along is decided by conditions"
                return Obstacle(reason, self.one.command.span, ships=True)
            alone, certain = decided, application.runs_on_aspnet()
        if alone:
            return self._alone()
        if images.has_one_runtime(self.subject.stage.base, self.subject.facts.version):
            return Running(images.RUNTIME)
        return Running(images.RUNTIME if certain is False else images.ASPNET, certain is not None)

    def _decided(self, explicit: bool | None) -> bool | None:
        """Whether the program is self-contained."""
        application, publish = self.one.application, self.one.publish
        assert application is not None
        if explicit is not None:
            return explicit
        names = (
            "SelfContained",
            "PublishSelfContained",
            "PublishSingleFile",
            "PublishTrimmed",
            "PublishAot",
            "RuntimeIdentifier",
        )
        if any(application.says(publish, name) is None for name in names):
            return None
        for name in ("SelfContained", "PublishSelfContained"):
            if application.value(publish, name) is not None:
                return application.says(publish, name)
        if any(application.says(publish, name) for name in ("PublishSingleFile", "PublishTrimmed")):
            return True
        has_runtime = "runtime" in publish.flags or bool(application.value(publish, "RuntimeIdentifier"))
        version = self.subject.facts.version[:1]
        return has_runtime and bool(version) and version < (8,)

    def _alone(self) -> Running | Obstacle:
        if self.what.by_host:
            return Obstacle("the program brings its runtime along, but `dotnet` starts it", self.subject.start.span)
        return Running(images.RUNTIME_DEPS)

    def _bases(self, running: Running) -> tuple[Base, ...] | Obstacle:
        facts = self.subject.facts
        image = self._image(running.kind)
        if image is None or facts.os not in _SYSTEMS:
            return Obstacle(
                f"which runtime image belongs to {image_of(self.subject.stage)} is not known",
                self.subject.stage.base_span,
                ships=True,
            )
        bases = [images.base(running.kind, image, facts)]
        smaller = self._image(images.RUNTIME)
        is_doubtful = running.kind == images.ASPNET and not running.is_certain and self.one.application is not None
        if is_doubtful and smaller is not None and smaller != image:
            note = "a package may ask for ASP.NET Core, which this runtime does not have"
            bases.append(images.base(images.RUNTIME, smaller, facts, note))
        return tuple(bases)

    def _image(self, kind: str) -> str | None:
        stage = self.subject.stage
        base, written = stage.base, stage.written_base
        if base is None or written is None:
            return None
        found = images.runtime_image(base, kind, self.subject.facts.version)
        if found is None or "$" not in written.text:
            return found
        parsed = ImageName.parse(found)
        if parsed is None or parsed.tag != base.tag or "$" in written.text[: written.repository_span.end]:
            return None
        return f"{written.text[: written.repository_span.end].removesuffix('sdk')}{kind}:{written.tag}"

    # What the container is given

    def _needs(self) -> Needs:
        start, script = self.subject.start, self.script
        shells = script is not None or (start.needs_shell and not start.converts)
        programs = [*(script.programs if script is not None else ()), *self._said.programs]
        own = {"dotnet", "sh", "bash", basename(self.what.path)}
        others = tuple(dict.fromkeys(basename(one) for one in programs if basename(one) not in own))
        return Needs(
            shell=shells,
            programs=others,
            bash=script is not None and script.shell == "bash",
            packages=(*self._globalization(), *self._loaded()),
        )

    def _loaded(self) -> tuple[str, ...]:
        """Libraries that packages load when they run."""
        application = self.one.application
        if application is None or self.subject.facts.os not in ("debian", "ubuntu"):
            return ()
        packages = [one.lower() for one in application.packages]
        names = [_LOADED.get(one) for one in packages]
        if _OF_LDAP in packages:
            found = RUNTIME_OF_RELEASE.get(self.subject.facts.release, {}).get("libldap2-dev", ())
            names += found
            if not found:
                self.notes["the program loads the library of OpenLDAP: see that the image has it"] = None
        return tuple(dict.fromkeys(one for one in names if one))

    def _globalization(self) -> tuple[str, ...]:
        """Alpine's SDK images have the data of languages, its runtime images do not."""
        facts, application = self.subject.facts, self.one.application
        if facts.os != "alpine" or (
            application is not None and application.says(self.one.publish, "InvariantGlobalization")
        ):
            return ()
        is_recent = facts.version[:1] >= (8,)
        return ("icu-data-full", "icu-libs", "tzdata") if is_recent else ("icu-libs",)

    def _environment(self, kind: str) -> Iterator[str]:
        """Variables that the SDK's image sets in another way than the runtime's."""
        facts = self.subject.facts
        own = {pair.key.value for env in self.subject.stage.of(Env) for pair in env.pairs}
        if self._globalization() and _INVARIANT not in own:
            yield f"ENV {_INVARIANT}=false"
        version = facts.version
        is_old = facts.family.startswith("microsoft/")
        if (not version and not is_old) or version >= (_OPENS_NO_PORT_BEFORE,) or "ASPNETCORE_URLS" in own:
            return
        if version[:2] < _OLDEST and kind != images.RUNTIME:
            self.notes["see on which port the program listens: the runtime image sets ASPNETCORE_URLS"] = None
        elif version[:2] >= _OLDEST and (kind != images.RUNTIME or self.one.application is None):
            yield "ENV ASPNETCORE_URLS="

    def _beside(self) -> Iterator[Copied]:
        """Settings and pages that the program finds in its working directory, where that is not the published one."""
        subject, start = self.subject, self.subject.start
        if self.script is not None:
            yield Copied(self.script.path, self.script.path)
        if start.directory == self.one.output:
            yield from self._above()
            return
        yield from self._pages()
        source = subject.sources.context_path(start.directory) if subject.context.is_known else None
        if source is None:
            if not subject.context.is_known:
                self.notes[
                    f"the program starts in `{start.directory}`, not in the published directory: see that it needs no "
                    "appsettings.json or wwwroot from there"
                ] = None
            return
        said = self._said
        named = {word.removeprefix("./").partition("/")[0] for word in said.words}
        if said.reads:
            self.notes[
                f"the program opens files: those it names were copied where they are in the context ({said.reads})"
            ] = None
        found: dict[str, bool] = {}
        for name in subject.context.list(source):
            path = join(source, name) if source else name
            if _is_read(name, named) and subject.context.sends(path):
                found[normpath(join(start.directory, name))] = subject.context.is_dir(path)
        for one in subject.sources.brought:
            inner = inside(one.target, start.directory)
            if not inner or one.transfer.index > self.one.run.index or inside(one.target, self.one.output) is not None:
                continue
            name = inner.partition("/")[0]
            if _is_read(name, named) and normpath(join(start.directory, name)) not in found:
                found[one.target] = one.is_directory
        if found:
            self.notes["the program runs in a directory of the sources, and may read more from there"] = None
        yield from (Copied(place, place, is_directory) for place, is_directory in found.items())

    def _above(self) -> Iterator[Copied]:
        """What sources name by `../`, from the published directory among what is copied."""
        context, sources = self.subject.context, self.subject.sources
        for written in self._said.above if context.is_known else ():
            place = normpath(join(self.subject.start.directory, written))
            source = sources.context_path(place)
            if source and context.sends(source) and not _is_of_build(source):
                self.notes[f"the program may read `{written}`"] = None
                yield Copied(place, place, context.is_dir(source))

    def _pages(self) -> Iterator[Copied]:
        """Directories that another stage made for the working directory, as pages are made by Node."""
        start, model = self.subject.start, self.subject.model
        for transfer in self.subject.stage.of(Transfer):
            written = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
            place = model.state_before(transfer).resolve(written) if written is not None else None
            if transfer.from_ is None or transfer.index > self.one.run.index or place is None:
                continue
            if place != start.directory and inside(place, start.directory) and inside(place, self.one.output) is None:
                self.notes["the program runs in a directory of the sources, and may read more from there"] = None
                yield Copied(place, place, True)

    # The sources

    @cached_property
    def _said(self) -> _Said:
        """What the sources name, all together."""
        context = self.subject.context
        programs: dict[str, None] = {}
        paths: dict[str, None] = {}
        words: set[str] = set()
        libraries: dict[str, None] = {}
        above: dict[str, None] = {}
        loads, computes, reads = False, False, ""
        sources = (one for one in context.sent_files() if one.endswith(_SOURCE_ENDINGS)) if context.is_known else ()
        for number, path in enumerate(sources):
            said = read_as(context, path, _said_by)
            if said is None or number >= MOST_SOURCES:
                self.notes["not all sources could be read"] = None
                break
            programs.update(dict.fromkeys(said.programs))
            paths.update(dict.fromkeys(said.paths))
            libraries.update(dict.fromkeys(said.libraries))
            above.update(dict.fromkeys(said.above))
            words |= said.words
            loads = loads or said.loads
            computes = computes or said.computes
            reads = reads or (f"{path}:{said.reads}" if said.reads else "")
        found = tuple(programs), tuple(paths), loads, computes, tuple(libraries), reads, frozenset(words), tuple(above)
        return _Said(*found)

    def _look_around(self, root: str) -> None:
        for path in dict.fromkeys(self._said.paths):
            place = normpath(path)
            if root != "/" and inside(place, root) is not None and inside(place, self.one.output) is None:
                self.notes[f"the program may read `{path}`"] = None
        for name in self._said.libraries[:1]:
            self.notes[f"the program loads the library `{name}`: see that the image has it"] = None
        if any(basename(one) == "dotnet" for one in self._said.programs):
            self.notes["the program starts `dotnet`: see that it asks for no command of the SDK"] = None
        if self._said.computes:
            self.notes["the program starts others whose names are computed: see that the image has them"] = None
        if self._said.loads:
            self.notes["the program loads or compiles more code when it runs"] = None


def _is_read(name: str, named: Collection[str]) -> bool:
    """Whether a program may read what has this name in its working directory: settings, pages, what its sources name."""
    if (name.startswith("appsettings") and name.endswith(".json")) or name in (".env", "wwwroot", "Views", "Pages"):
        return True
    return name in named and not _is_of_build(name)


def _is_of_build(name: str) -> bool:
    """Whether a name in the directory of a project is that of sources, or of what a build makes."""
    return name in ("bin", "obj", "Properties", "Dockerfile") or name.endswith(
        (*_SOURCE_ENDINGS, *PROJECT_ENDINGS, *SOLUTION_ENDINGS)
    )


def _said_by(text: str) -> _Said:
    """What one source names; where it opens files, by its line alone."""
    programs = tuple(match[1] for match in _PROCESS.finditer(text) if " " not in match[1])
    starts = "ProcessStartInfo" in text or "Process.Start" in text
    computes = (starts and _COMPUTED_PROCESS.search(text) is not None) or any(map(is_shell, programs))
    computes = computes or ("ProcessStartInfo" not in text and _STARTS_NAMED.search(text) is not None)
    libraries = tuple(
        name for match in _IMPORT.finditer(text) if not _OF_SYSTEMS.fullmatch(name := match[1] or match[2])
    )
    paths = tuple(match[1] for match in _ABSOLUTE.finditer(text))
    opened = _OPENS.search(text)
    reads = str(text.count("\n", 0, opened.start()) + 1) if opened is not None else ""
    loads = _PLUGINS.search(text) is not None
    above = tuple(_ABOVE.findall(text)) if "../" in text else ()
    return _Said(programs, paths, loads, computes, libraries, reads, frozenset(_WORD.findall(text)), above)
