"""Maven projects as far as pom.xml files of the context tell: names of artifacts, modules, what a restore reads.

A document that declares entities is not read. A value that hangs on something outside of the context is not known.

Source: https://maven.apache.org/pom.html, and the pages of the plugins named below. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from dockwright.context import BuildContext, parent
from dockwright.knowledge.table import words
from dockwright.projects.command_line import flag_value, without_flags
from dockwright.projects.manifests import Manifests, is_below, place
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

POM = "pom.xml"
MOST_MODULES = 60
"""Reactors with more modules are not followed."""

LARGEST = 400_000
"""Characters of the largest pom.xml that is read."""

_DEEPEST = 20
_VARIABLE = re.compile(r"\$\{([^{}$]*)\}")
_PACKAGING = {"war": "war", "ear": "ear", "rar": "rar", "pom": ""}

# Parents on Maven Central that set neither the name of the artifact nor where it goes.
PUBLIC_PARENTS = frozenset({
    ("org.springframework.boot", "spring-boot-starter-parent"), ("org.springframework.boot", "spring-boot-parent"),
    ("io.micronaut", "micronaut-parent"), ("io.micronaut.platform", "micronaut-parent"),
    ("org.sonatype.oss", "oss-parent"), ("org.springframework.cloud", "spring-cloud-starter-parent"),
})  # fmt: skip

_NAMING = words("finalName outputFile jarName outputDirectory classifier shadedClassifierName shadedArtifactId attach")
"""Elements of a plugin's configuration that give a file another name or place."""


_VALUED = words(
    "-f --file -s --settings -gs --global-settings -P --activate-profiles -pl --projects -rf --resume-from -T --threads -t "
    "--toolchains -gt --global-toolchains -l --log-file -D --define -b --builder -ep -emp --color"
)
"""Maven's flags that take the next word."""


RESTORES = words(
    "dependency:go-offline dependency:resolve dependency:resolve-plugins quarkus:go-offline go-offline:resolve-dependencies"
)
"""Goals that only download."""

_PREFIX = re.compile(r"(?:maven-)?([\w.-]+?)(?:-maven)?(?:-plugin)?\Z")


def goals(arguments: Iterable[str]) -> tuple[str, ...]:
    """The phases and goals of a command line, goals by the prefix of their plugin. Maven's flags have one dash and several
    letters: no shell rules hold."""
    return tuple(map(_short, without_flags(arguments, _VALUED)))


def _short(goal: str) -> str:
    """`dependency:go-offline` of `org.apache.maven.plugins:maven-dependency-plugin:3.6.1:go-offline`."""
    parts = goal.partition("@")[0].split(":")
    found = _PREFIX.match(parts[1]) if len(parts) in (3, 4) else None
    return f"{found[1]}:{parts[-1]}" if found is not None else goal


class Plugin(NamedTuple):
    """A plugin as the project and its parents configure it."""

    group: str
    artifact: str
    configurations: tuple[Element, ...]  # the nearest first
    goals: frozenset[str]

    def value(self, name: str) -> str | None:
        """The nearest value of a setting, as it is written."""
        found = (text for one in self.configurations for each in one.iter(name) if (text := (each.text or "").strip()))
        return next(found, None)

    def has(self, name: str) -> bool:
        """Whether the configuration has a setting, whatever it says."""
        return any(each is not None for one in self.configurations for each in one.iter(name))

    def values(self, name: str) -> tuple[str, ...]:
        return tuple((each.text or "").strip() for one in self.configurations for each in one.iter(name))


class Project(NamedTuple):
    """One pom.xml with its parents, as far as they are in the context."""

    directory: str  # context path
    group: str
    artifact: str
    packaging: str
    chain: tuple[Element, ...]  # the project, its parent, ...
    paths: tuple[str, ...]  # their files
    outer: tuple[str, str] | None  # group and artifact of the parent that is not in the context
    properties: Mapping[str, str]

    def resolve(self, text: str) -> str | None:
        """The text with its properties; None where one is not known."""
        for _ in range(10):
            found = _VARIABLE.search(text)
            if found is None:
                return text
            value = self.properties.get(found[1])
            if value is None or len(text) + len(value) > 1000:
                return None
            text = text[: found.start()] + value + text[found.end() :]
        return None

    @property
    def has_known_parents(self) -> bool:
        return self.outer is None or self.outer in PUBLIC_PARENTS

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        return tuple(_plugins(self.chain))

    def plugin(self, artifact: str) -> Plugin | None:
        return next((one for one in self.plugins if one.artifact == artifact), None)

    @property
    def java_release(self) -> int | None:
        """The version of Java that the classes are compiled for."""
        compiler = self.plugin("maven-compiler-plugin")
        named = [compiler.value(name) for name in ("release", "target")] if compiler is not None else []
        names = ("maven.compiler.release", "java.version", "maven.compiler.target")
        for text in (*named, *(self.properties.get(name) for name in names)):
            value = self.resolve(text) if text else None
            if value is not None and (found := re.fullmatch(r"(?:1\.)?(\d{1,2})", value)):
                return int(found[1])
        return None


class Match(IntEnum):
    """Whether a file is what a project makes."""

    NO = 0
    MAYBE = 1
    YES = 2


def parse(text: str | None) -> Element | None:
    """The document without its namespace; None when there is none or it is not read."""
    if text is None or len(text) > LARGEST or "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        root = fromstring(text.lstrip("\ufeff \t\r\n"))
    except (ParseError, ValueError):
        return None
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root


def read(context: BuildContext, directory: str, given: Mapping[str, str] = {}, name: str = POM) -> Project | None:
    """The project of a directory; `given`: properties of the command line, which win over all others."""
    chain: list[Element] = []
    paths: list[str] = []
    outer: tuple[str, str] | None = None
    path = f"{directory}/{name}" if directory else name
    while len(chain) < _DEEPEST and path not in paths:
        root = parse(context.read(path)) if context.sends(path) else None
        if root is None or root.tag != "project":
            break
        chain.append(root)
        paths.append(path)
        above = root.find("parent")
        if above is None:
            outer = None
            break
        outer = _text(above, "groupId"), _text(above, "artifactId")
        found = _parent_path(context, parent(path), above)
        if found is None:
            break
        path = found
    if not chain:
        return None
    return _project(directory, tuple(chain), tuple(paths), outer, given)


def _parent_path(context: BuildContext, directory: str, above: Element) -> str | None:
    """The file of a parent in the context, when it is the one that is named."""
    written = above.find("relativePath")
    text = "../pom.xml" if written is None else (written.text or "").strip()
    path = place(directory, text) if text else None
    if path is None:
        return None
    path = path if path.endswith(".xml") else f"{path}/{POM}".lstrip("/")
    root = parse(context.read(path)) if context.sends(path) else None
    return path if root is not None and _text(root, "artifactId") == _text(above, "artifactId") else None


def _project(
    directory: str,
    chain: tuple[Element, ...],
    paths: tuple[str, ...],
    outer: tuple[str, str] | None,
    given: Mapping[str, str],
) -> Project:
    properties: dict[str, str] = {}
    for root in reversed(chain):
        for one in root.iterfind("properties/*"):
            properties[str(one.tag)] = (one.text or "").strip()
    own = chain[0]
    group, version = (_text(own, name) or _text(own, f"parent/{name}") for name in ("groupId", "version"))
    artifact = _text(own, "artifactId")
    for prefix in ("project", "pom"):
        for name, value in (("groupId", group), ("artifactId", artifact), ("version", version)):
            properties[f"{prefix}.{name}"] = value
        properties[f"{prefix}.parent.version"] = _text(own, "parent/version")
        properties[f"{prefix}.name"] = _text(own, "name") or artifact
        properties[f"{prefix}.build.directory"] = "target"
    properties = {name: value for name, value in {**properties, **given}.items() if value or name in given}
    return Project(directory, group, artifact, _text(own, "packaging") or "jar", chain, paths, outer, properties)


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _plugins(chain: tuple[Element, ...]) -> Iterator[Plugin]:
    """The plugins that the project uses, each with what its parents and the management section add."""
    groups: dict[str, str] = {}
    found: dict[str, list[Element]] = {}
    managed: dict[str, list[Element]] = {}
    for root in chain:
        for element in root.iterfind("build/pluginManagement/plugins/plugin"):
            managed.setdefault(_text(element, "artifactId"), []).append(element)
        for element in root.iterfind("build/plugins/plugin"):
            artifact = _text(element, "artifactId")
            groups.setdefault(artifact, _text(element, "groupId") or "org.apache.maven.plugins")
            found.setdefault(artifact, []).append(element)
    for artifact, own in found.items():
        elements = (*own, *managed.get(artifact, ()))
        configurations = tuple(each for one in elements for each in one.iter("configuration"))
        goals = frozenset((each.text or "").strip() for one in elements for each in one.iter("goal"))
        yield Plugin(groups[artifact], artifact, configurations, goals)


def modules(context: BuildContext, project: Project, given: Mapping[str, str] = {}) -> tuple[Project, ...]:
    """The project and all modules below it; a module without a readable pom.xml is left out."""
    found: dict[str, Project] = {}
    waiting = [project]
    while waiting and len(found) < MOST_MODULES:
        one = waiting.pop(0)
        if one.paths[0] in found:
            continue
        found[one.paths[0]] = one
        for path in module_paths(one):
            name = path.rpartition("/")[2]
            is_file = name.endswith(".xml")
            inner = read(context, parent(path) if is_file else path, given, name if is_file else POM)
            if inner is not None:
                waiting.append(inner)
    return tuple(found.values())


def module_paths(project: Project) -> tuple[str, ...]:
    """The context paths of the modules that the project and its profiles name."""
    own = project.chain[0]
    elements = (*own.iterfind("modules/module"), *own.iterfind("profiles/profile/modules/module"))
    written = [(one.text or "").strip() for one in elements[: MOST_MODULES + 1]]
    base = parent(project.paths[0])
    return tuple(path for text in written if text and (path := place(base, text)) is not None)


_EARLY = words(
    "validate initialize generate-sources process-sources generate-resources process-resources compile process-classes "
    "generate-test-sources process-test-sources generate-test-resources process-test-resources test-compile process-test-classes "
    "test prepare-package"
)
_PACKING = words("package pre-integration-test integration-test post-integration-test verify install deploy")
PHASES = _EARLY | _PACKING
"""The phases of the default lifecycle; the early ones make no archive."""


def packs(words: Iterable[str]) -> Match:
    """Whether phases and goals make the project's artifact."""
    given = [word for word in words if word not in ("clean", "site", *RESTORES)]
    if not _PACKING.isdisjoint(given):
        return Match.YES
    if any(word.rpartition(":")[2] in ("single", "repackage", "shade", "jar", "war") for word in given):
        return Match.YES
    return Match.NO if given and _EARLY.issuperset(given) else Match.MAYBE


def selects(arguments: Sequence[str], project: Project, root: str) -> Match:
    """Whether a command line builds a module of the reactor whose root is at the context path `root`."""
    written = flag_value(arguments, "-pl", "--projects") or ""
    names = [one.strip() for one in written.split(",") if one.strip()]
    own = project.directory[len(root) :].strip("/") if root else project.directory
    ids = {own or ".", f"./{own}", f":{project.artifact}", f"{project.group}:{project.artifact}"}
    if any(one[0] in "!-" and one[1:].rstrip("/") in ids for one in names):
        return Match.NO
    chosen = {one.lstrip("+?").rstrip("/") for one in names if one[0] not in "!-"}
    if not chosen or not chosen.isdisjoint(ids):
        return Match.YES
    is_wider = any(one in ("-am", "-amd", "--also-make", "--also-make-dependents") for one in arguments)
    return Match.MAYBE if is_wider or any("$" in one for one in names) else Match.NO


# Names of artifacts


def match(project: Project, file: str) -> Match:
    """Whether the project makes a file of this name in its `target` directory."""
    final = final_name(project)
    if (
        final is None
        or _has_profiles_that_name(project)
        or any(root.find("build/directory") is not None for root in project.chain)
    ):
        return Match.MAYBE
    extension = _PACKAGING.get(project.packaging, "jar")
    stems = {final, *(f"{final}-{one}" for one in _classifiers(project))}
    for plugin in project.plugins:
        written = (*plugin.values("finalName"), *plugin.values("outputFile"), *plugin.values("jarName"))
        for text in written:
            value = project.resolve(text)
            if value is None:
                return Match.MAYBE
            stems.add(value.rpartition("/")[2].removesuffix(".jar"))
            stems |= {f"{value}-{one}" for one in _classifiers(project)}
    stem, _, ending = file.rpartition(".")
    if stem in stems and ending in (extension, "jar"):
        return Match.YES if extension or _makes_jars(project) else Match.NO
    is_moved = any(plugin.value(name) is not None for plugin in project.plugins for name in _NAMING - {"finalName"})
    return Match.MAYBE if is_moved or not extension else Match.NO


def final_name(project: Project) -> str | None:
    """`finalName`, by default the artifact with its version; None when it is not known."""
    for root in project.chain:
        text = _text(root, "build/finalName")
        if text:
            return project.resolve(text)
    if not project.has_known_parents:
        return None
    return project.resolve("${project.artifactId}-${project.version}")


def attached(project: Project, pattern: str) -> str | None:
    """The one jar beside the artifact, with a word of a plugin behind its name, that a pattern means: `*-jar-with-dependencies.jar`."""
    final = final_name(project)
    if final is None:
        return None
    others = (f"{final}{one}" for one in ("", "-sources", "-javadoc", "-tests", "-test-sources", "-test-javadoc"))
    if any(fnmatchcase(f"{one}.jar", pattern) for one in (*others, f"original-{final}")):
        return None
    names = {f"{final}-{one}.jar" for one in _classifiers(project) if one}
    for plugin in project.plugins:
        for text in plugin.values("outputFile"):
            value = project.resolve(text)
            if value is None:
                return None
            names.add(value.rpartition("/")[2])
    found = [one for one in names if fnmatchcase(one, pattern)]
    return found[0] if len(found) == 1 else None


def boot_version(project: Project) -> tuple[int, int] | None:
    """Major and minor of the Spring Boot whose parent the project has; None when it has none, or its version is computed."""
    if project.outer != ("org.springframework.boot", "spring-boot-starter-parent"):
        return None
    found = re.match(r"(\d{1,3})\.(\d{1,3})\.", _text(project.chain[-1], "parent/version"))
    return (int(found[1]), int(found[2])) if found is not None else None


def _classifiers(project: Project) -> Iterator[str]:
    """What plugins put behind the name: `exec`, `shaded`, `jar-with-dependencies`, `runner`."""
    for plugin in project.plugins:
        if plugin.artifact == "maven-shade-plugin":
            yield project.resolve(plugin.value("shadedClassifierName") or "shaded") or ""
        elif plugin.artifact == "quarkus-maven-plugin":
            yield "runner"
        elif plugin.artifact == "maven-assembly-plugin":
            yield from plugin.values("descriptorRef")
        for value in plugin.values("classifier"):
            yield project.resolve(value) or ""


def _makes_jars(project: Project) -> bool:
    return any(one.artifact in ("maven-assembly-plugin", "maven-shade-plugin") for one in project.plugins)


def _has_profiles_that_name(project: Project) -> bool:
    """Whether a profile may change names; which profiles are active is not looked into."""
    profiles = (profile for root in project.chain for profile in root.iterfind("profiles/profile"))
    return any(
        one.find(f".//{name}") is not None for one in profiles for name in ("finalName", "directory", "classifier")
    )


def class_path_prefix(project: Project) -> str | None:
    """Where the jar's manifest says its dependencies lie, relative to it; None: it names none."""
    for artifact in ("maven-jar-plugin", "maven-assembly-plugin"):
        plugin = project.plugin(artifact)
        if plugin is not None and "true" in plugin.values("addClasspath"):
            return project.resolve(plugin.value("classpathPrefix") or "") or ""
    return None


def copied_dependencies(project: Project) -> str | None:
    """The directory that the build copies dependencies to, relative to the project; None when it copies none."""
    plugin = project.plugin("maven-dependency-plugin")
    if plugin is None or "copy-dependencies" not in plugin.goals:
        return None
    return project.resolve(plugin.value("outputDirectory") or "target/dependency")


# What a restore reads


def manifests(
    context: BuildContext,
    directory: str,
    root: str,
    given: Mapping[str, str],
    name: str = POM,
) -> Manifests | None:
    """What `dependency:go-offline` reads of the project in a directory, whose files come with the directory `root`."""
    project = read(context, directory, given, name)
    if project is None:
        path = f"{directory}/{name}" if directory else name
        is_there = context.sends(path)
        return Manifests((path,), obstacles=(f"`{path}` is not understood",)) if is_there else None
    reactor = modules(context, project, given)
    files = dict.fromkeys(path for one in reactor for path in one.paths)
    outside = [path for path in files if not is_below(path, root)]
    settings = f"{root}/.mvn" if root else ".mvn"
    inner = f"{directory}/.mvn" if directory else ".mvn"
    directories = tuple(dict.fromkeys(one for one in (settings, inner) if context.sends(one)))
    missing = [path for one in reactor for path in module_paths(one) if not context.sends(path)]
    obstacles = [f"`{path}` is not copied with the sources" for path in outside[:1]]
    obstacles += [f"the module `{path}` is not in the build context" for path in missing[:1]]
    obstacles += _obstacles(reactor)
    doubts = _doubts(context, directories)
    needless = None if any(map(_has_dependencies, reactor)) else "the project has no dependencies"
    return Manifests(
        tuple(files), directories, doubts=tuple(doubts), obstacles=tuple(obstacles), needless=needless
    )  # fmt: skip


def _has_dependencies(project: Project) -> bool:
    """Whether the project names a dependency, or may get one from a parent that nobody looked at."""
    if not project.has_known_parents:
        return True
    return any(root.find("dependencies/dependency") is not None for root in project.chain)


def _obstacles(reactor: tuple[Project, ...]) -> Iterator[str]:
    """What the restore cannot find without the sources, or without the other modules having been built."""
    if len(reactor) >= MOST_MODULES:
        yield "there are too many modules to follow"
    own = {one.artifact for one in reactor if one.artifact}
    for project in reactor:
        for element in project.chain[0].iter():
            if element.tag in ("dependency", "plugin", "extension"):
                name = _text(element, "artifactId")
                if project.resolve(name) in own:
                    yield f"`{name}` is a module of the project: no repository has it before it is built"
                    return
            if element.tag in ("systemPath",) or (element.tag == "scope" and (element.text or "").strip() == "system"):
                yield "a dependency of scope `system` is a file of the project"
                return
            if element.tag == "url" and ("basedir" in (element.text or "") or "file:" in (element.text or "")):
                yield "a repository is a directory of the project"
                return
            if element.tag == "module" and "${" in (element.text or ""):
                yield "the name of a module is computed"
                return


def _doubts(context: BuildContext, directories: tuple[str, ...]) -> Iterator[str]:
    """Files that make Maven itself need more of the sources: then it may not start without them."""
    for one in directories:
        settings = context.read(f"{one}/maven.config") or ""
        options = context.read(f"{one}/jvm.config") or ""
        if any(word.startswith(("-s", "-f", "--settings", "--file", "-gs", "-t")) for word in settings.split()):
            yield f"`{one}/maven.config` names files"
        if "agent" in options or "@" in options:
            yield f"`{one}/jvm.config` names files"
        if context.sends(f"{one}/extensions.xml"):
            yield f"an extension of `{one}/extensions.xml` may need the sources or their history"
