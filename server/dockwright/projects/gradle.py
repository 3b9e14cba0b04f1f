"""Gradle projects as far as plain assignments in their build scripts tell.

A build script is a program. Only what stands there as a literal is read; whatever else speaks of a name makes it unknown.

Source: https://docs.gradle.org/current/userguide/building_java_projects.html, and the plugins org.springframework.boot,
com.github.johnrengelman.shadow (com.gradleup.shadow) and io.quarkus. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from posixpath import join

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.projects.command_line import without_flags
from dockwright.projects.manifests import place
from dockwright.projects.maven import Match
from dockwright.projects.toml import read_toml
from dockwright.text import whole_number
from dockwright.values import NamedTuple

SCRIPTS = ("build.gradle.kts", "build.gradle")
SETTINGS = ("settings.gradle.kts", "settings.gradle")
MOST_MODULES = 60

_LINE_COMMENT = re.compile(r"(?<![:\w\"'])//[^\n]*")
_ROOT_NAME = re.compile(r"^[ \t]*rootProject\.name[ \t]{0,9}=[ \t]{0,9}([\"'])([\w.-]+)\1", re.MULTILINE)
_INCLUDE = re.compile(r"^ *include *(?:\( *)?([\"'][\w:./-]+[\"'](?:,\s*[\"'][\w:./-]+[\"'])*)", re.MULTILINE)
_QUOTED = re.compile(r"[\"']([\w:./-]+)[\"']")
_VERSION = re.compile(r"^version[ \t]{0,9}=?[ \t]{0,9}(?:\([ \t]{0,9})?([\"'])([\w.+-]+)\1\)?[ \t]{0,9}$", re.MULTILINE)
_ANY_VERSION = re.compile(
    r"^[ \t]*(?:project\.)?version[ \t]{0,9}(?:=|[\"'(])|\ballprojects\b|\bsubprojects\b", re.MULTILINE
)
_SETS_VERSION = re.compile(r"^[ \t]*(?:project\.)?version[ \t]{0,9}(?:=|[\"'(])", re.MULTILINE)
_INNER_VERSION = re.compile(
    r"^[ \t]*(?:project\.)?version[ \t]{0,9}=?[ \t]{0,9}(?:\([ \t]{0,9})?([\"'])([\w.+-]+)\1\)?[ \t]{0,9}$",
    re.MULTILINE,
)
_MOST_BLOCKS = 8
_BRACE = re.compile(r"[{}]")
_BLOCK = re.compile(r"^[ \t]*(allprojects|subprojects)[ \t]{0,9}\{", re.MULTILINE)
_FILE_NAME = re.compile(
    r"\b(?:archiveFileName|archiveName)[ \t]{0,9}(?:\.set[ \t]{0,9}\(|=)?[ \t]{0,9}\(?[ \t]{0,9}([\"'])([\w.-]+\.[jw]ar)\1"
)
_BASE_NAME = re.compile(
    r"\b(?:archivesBaseName|archivesName|archiveBaseName|baseName)[ \t]{0,9}(?:\.set[ \t]{0,9}\(|=)?[ \t]{0,9}\(?[ \t]{0,9}([\"'])([\w.-]+)\1"
)
_ANY_NAME = re.compile(r"\b(?:archive\w*Name|archivesBaseName|archivesName|baseName|archiveVersion|archiveClassifier|classifier|"
                       r"archiveAppendix|appendix|destinationDir\w*|libsDirName|buildDir|buildDirectory|libsDirectory)\b")  # fmt: skip
_APPLICATION_NAME = re.compile(r"\bapplicationName[ \t]{0,9}=[ \t]{0,9}([\"'])([\w.-]+)\1")
_IMAGE_NAME = re.compile(r"\bimageName[ \t]{0,9}(?:\.set[ \t]{0,9}\(|=)?[ \t]{0,9}\(?[ \t]{0,9}([\"'])([\w.-]+)\1")
_BOOT = re.compile(r"org\.springframework\.boot[\"']?\)?[ \t]{0,9}version[ \t]{0,9}\(?[ \t]{0,9}[\"'](\d+)\.(\d+)")
_RELEASE = re.compile(
    r"JavaLanguageVersion\.of\((\d+)\)|JavaVersion\.VERSION_(?:1_)?(\d+)|jvmToolchain\((\d+)\)|"
    r"(?:source|target)Compatibility[ \t]{0,9}=[ \t]{0,9}[\"']?(?:1\.)?(\d+)\b"
)


_VALUED = words(
    "-x --exclude-task -p --project-dir -b --build-file -c --settings-file -g --gradle-user-home -I --init-script -P -D --project-prop "
    "--system-prop --console --max-workers --project-cache-dir --include-build --warning-mode --tests --priority -F --dependency-verification"
)
"""Gradle's flags that take the next word."""


def tasks(arguments: Iterable[str]) -> tuple[str, ...]:
    """The tasks of a command line."""
    return without_flags(arguments, _VALUED)


_IDLE_TASKS = words(
    "classes testClasses compileJava compileKotlin compileScala compileGroovy compileTestJava processResources test check clean "
    "dependencies wrapper help tasks projects properties init javadoc resolveDependencies downloadDependencies"
)
"""Tasks that make no archive."""


def packs(tasks: Iterable[str]) -> bool:
    """Whether one of the tasks may make an archive; without any the script tells which ones run."""
    names = {task.rpartition(":")[2] for task in tasks}
    return not names or not names <= _IDLE_TASKS


def selects(tasks: Iterable[str], project: Project, root: str) -> bool:
    """Whether a task of the project itself is asked for, of the build whose root is at the context path `root`."""
    given = tuple(tasks)
    own = (project.directory[len(root) :] if root else project.directory).strip("/").replace("/", ":")
    return not given or any(":" not in task or task.rpartition(":")[0].strip(":") == own for task in given)


class Project(NamedTuple):
    """One project of a build."""

    directory: str  # context path
    name: str
    text: str  # its build script without comments; "" without one
    version: str | None  # "" for none; None when it is not known

    def has_plugin(self, *ids: str) -> bool:
        """Whether the script names one of these plugins; it may be switched off, though."""
        return any(one in self.text for one in ids)

    @property
    def boot_version(self) -> tuple[int, int] | None:
        found = _BOOT.search(self.text)
        return (whole_number(found[1]), whole_number(found[2])) if found is not None else None

    @property
    def java_release(self) -> int | None:
        """The version of Java that the classes are compiled for, or that compiles them."""
        found = {int(next(filter(None, one))) for one in _RELEASE.findall(self.text)}
        return found.pop() if len(found) == 1 else None

    @property
    def application(self) -> str:
        """The name of the start script that `installDist` makes."""
        found = _APPLICATION_NAME.search(self.text)
        return found[2] if found is not None else self.name


class Build(NamedTuple):
    """A root project and its subprojects."""

    projects: tuple[Project, ...]  # the root first

    def of(self, directory: str) -> Project | None:
        return next((one for one in self.projects if one.directory == directory), None)


def read(context: BuildContext, directory: str, fallback: str) -> Build | None:
    """The build of a context directory; `fallback`: the name of the directory in the image, which the root project has
    when nothing else is said. None: there is no Gradle build."""
    settings = _script(context, directory, SETTINGS)
    if settings is None and _script(context, directory, SCRIPTS) is None:
        return None
    named = _ROOT_NAME.search(settings or "")
    values = properties(context, directory)
    catalogue = _catalogue(context, directory)
    root = _project(context, directory, named[2] if named is not None else fallback, values, "", catalogue)
    found = [root]
    for path in tuple(dict.fromkeys(_included(settings or "")))[:MOST_MODULES]:
        inner = place(directory, path.strip(":").replace(":", "/"))
        if inner is not None:
            found.append(_project(context, inner, inner.rpartition("/")[2], values, root.text, catalogue))
    if ").name" in (settings or ""):  # settings may give projects other names
        found = [one._replace(version=None) for one in found]
    return Build(tuple(found))


def _project(
    context: BuildContext, directory: str, name: str, values: dict[str, str], root: str, catalogue: Mapping[str, str]
) -> Project:
    text = _script(context, directory, SCRIPTS) or ""
    aliases = dict.fromkeys(_ALIAS.findall(text))
    text += "".join(f"\n{catalogue[one]}" for one in aliases if one in catalogue)
    return Project(directory, name, text, _version(text, values, root))


_ALIAS = re.compile(r"\blibs\.plugins\.([\w.]+)")


def _catalogue(context: BuildContext, directory: str) -> dict[str, str]:
    """The plugins of the version catalogue, by the name that a script has for them, as a script could declare them itself."""
    path = "gradle/libs.versions.toml"
    tables = read_toml(context, join(directory, path) if directory else path) or {}
    plugins, versions = tables.get("plugins"), tables.get("versions")
    found: dict[str, str] = {}
    for name, value in plugins.items() if isinstance(plugins, dict) else ():
        if isinstance(value, str):
            plugin, _, version = value.partition(":")
        elif isinstance(value, dict) and isinstance(value.get("id"), str):
            plugin, version = value["id"], value.get("version", "")
            if isinstance(version, dict):
                version = versions.get(version.get("ref"), "") if isinstance(versions, dict) else ""
        else:
            continue
        number = f' version "{version}"' if isinstance(version, str) and version else ""
        found[re.sub(r"[-_]", ".", name)] = f'id("{plugin}"){number}'
    return found


def _version(text: str, values: dict[str, str], root: str) -> str | None:
    """The version that a script, the settings of the build, or the blocks of the root's script for all projects give.

    `root`: the script of the root project; "" for the root itself.
    """
    found = _VERSION.findall(text)
    if len(found) == 1 and len(_ANY_VERSION.findall(text)) == 1:
        return str(found[0][1])
    shared = _shared_version(root or text, ("allprojects", "subprojects") if root else ("allprojects",))
    if shared and not _SETS_VERSION.search(text if root else _without_blocks(text)):
        return shared
    if _ANY_VERSION.search(text) or _ANY_VERSION.search(root):
        return None
    return values.get("version", "")


def _shared_version(text: str, blocks: tuple[str, ...]) -> str | None:
    """The version that the blocks for several projects set; "" for none, None where it is computed or names are set, too."""
    bodies = "\n".join(body for name, body in _blocks(text) if name in blocks)
    set_here, literal = _SETS_VERSION.findall(bodies), _INNER_VERSION.findall(bodies)
    if not set_here:
        return ""
    return literal[0][1] if len(set_here) == len(literal) == 1 and not _ANY_NAME.search(bodies) else None


def _without_blocks(text: str) -> str:
    for _, body in _blocks(text):
        text = text.replace(body, "")
    return text


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The blocks of a script for several projects, each with what is between its braces."""
    for found in islice(_BLOCK.finditer(text), _MOST_BLOCKS):
        depth = 1
        for brace in _BRACE.finditer(text, found.end()):
            depth += 1 if brace[0] == "{" else -1
            if not depth:
                break
        yield found[1], text[found.end() : brace.start() if not depth else len(text)]


def _script(context: BuildContext, directory: str, names: tuple[str, ...]) -> str | None:
    for name in names:
        path = f"{directory}/{name}" if directory else name
        text = context.read(path) if context.sends(path) else None
        if text is not None:
            return _without_comments(text)
    return None


def _without_comments(text: str) -> str:
    """The text without comments that stand on lines of their own, and without the ends of lines behind `//`."""
    kept: list[str] = []
    is_inside = False
    for line in text.split("\n"):
        starts = line.lstrip().startswith("/*")
        if is_inside or starts:
            is_inside = "*/" not in line
            continue
        kept.append(line)
    return _LINE_COMMENT.sub("", "\n".join(kept))


def properties(context: BuildContext, directory: str) -> dict[str, str]:
    """What the gradle.properties of a directory sets."""
    return _properties(context, join(directory, "gradle.properties") if directory else "gradle.properties")


def _properties(context: BuildContext, path: str) -> dict[str, str]:
    """The plain lines of a properties file."""
    found: dict[str, str] = {}
    for line in (context.read(path) or "").split("\n") if context.sends(path) else ():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith(("#", "!")):
            found[name.strip()] = value.strip()
    return found


def _included(settings: str) -> list[str]:
    return [path for group in _INCLUDE.findall(settings) for path in _QUOTED.findall(group)]


def match(project: Project, file: str) -> Match:
    """Whether the project makes a file of this name in `build/libs`."""
    stem, _, ending = file.rpartition(".")
    literal = {one[1] for one in _FILE_NAME.findall(project.text)}
    if file in literal:
        return Match.YES
    bases = {one[1] for one in _BASE_NAME.findall(project.text)} or {project.name}
    mentions = len(_ANY_NAME.findall(project.text))
    is_plain = mentions <= len(_FILE_NAME.findall(project.text)) + len(_BASE_NAME.findall(project.text))
    if not is_plain or project.version is None or ending not in ("jar", "war"):
        return Match.MAYBE
    version = f"-{project.version}" if project.version else ""
    endings = ["", *(("-all",) if project.has_plugin("shadow") else ()), *(("-plain",) if project.boot_version else ())]
    if any(stem == f"{base}{version}{one}" for base in bases for one in endings):
        return Match.YES
    is_fat = stem.endswith("-all") and project.has_plugin("io.ktor.plugin")  # it applies another plugin
    is_fat = is_fat or (stem.endswith("-runner") and project.has_plugin("io.quarkus", "io.micronaut"))
    return Match.MAYBE if "allprojects" in project.text or literal or is_fat else Match.NO


def match_distribution(project: Project, stem: str) -> Match:
    """Whether the project makes an archive of this name, without ending, in `build/distributions`: all of it in a directory of
    the same name."""
    if not project.has_plugin("application", "distribution"):
        return Match.MAYBE if "allprojects" in project.text or "subprojects" in project.text else Match.NO
    if project.version is None or _ANY_NAME.search(project.text) or "distributionBaseName" in project.text:
        return Match.MAYBE
    name = f"{project.name}-{project.version}" if project.version else project.name
    return Match.YES if stem == name else Match.MAYBE if "distributions" in project.text else Match.NO


def native_name(project: Project) -> str | None:
    """The name of the program that `nativeCompile` makes; None where it is computed."""
    if not project.has_plugin("org.graalvm.buildtools.native", "io.micronaut.application", "io.micronaut.graalvm"):
        return None
    written = {one[1] for one in _IMAGE_NAME.findall(project.text)}
    mentions = len(re.findall(r"\bimageName\b|-H:Name|[\"']-o[\"']", project.text))
    if not mentions:
        return project.name
    return written.pop() if len(written) == 1 and mentions == len(_IMAGE_NAME.findall(project.text)) else None


def makes_one_jar(project: Project, tasks: tuple[str, ...]) -> bool:
    """Whether `build/libs` certainly holds one jar after these tasks."""
    last = {task.rpartition(":")[2] for task in tasks}
    kinds = ("sourcesJar", "javadocJar", "withSourcesJar", "withJavadocJar", "type: Jar", "Jar>", "Jar::class")
    if any(one in project.text for one in kinds) or _ANY_NAME.search(project.text):
        return False
    if project.has_plugin("org.springframework.boot"):
        is_alone = bool(last) and last <= {"bootJar", "clean", "bootWar"}
        version = project.boot_version
        return is_alone or (version is not None and version < (2, 5))
    if project.has_plugin("shadow"):
        return bool(last) and last <= {"shadowJar", "clean"}
    return True
