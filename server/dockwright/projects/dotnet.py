""".NET projects: what project and solution files say, and which files `dotnet restore` reads.

Sources: https://learn.microsoft.com/visualstudio/msbuild/customize-by-directory, https://learn.microsoft.com/nuget/consume-packages/
(configuring-nuget-behavior, central-package-management, package-references-in-project-files), `dotnet help restore` (.NET 10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join
from xml.etree import ElementTree

from dockwright.context import BuildContext, is_sent
from dockwright.projects.manifests import Manifests, ancestors, place
from dockwright.values import NamedTuple

PROJECT_ENDINGS = (".csproj", ".fsproj", ".vbproj")
SOLUTION_ENDINGS = (".sln", ".slnx")

MOST_PROJECTS = 200
"""So many projects are followed."""

_LARGEST = 1 << 20  # characters of an XML file that is read
_IN_EVERY_DIRECTORY = ("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Directory.Build.rsp",
                       "nuget.config", "NuGet.config", "NuGet.Config")  # fmt: skip
_BESIDE_SOLUTION = ("Directory.Solution.props", "Directory.Solution.targets", "Directory.Packages.props")
_SOLUTION_PROJECT = re.compile(
    r'^[^\S\n]*Project\("\{([0-9A-Fa-f-]+)\}"\)\s*=\s*"[^"\n]*",\s*"([^"\n]+)"', re.MULTILINE
)
_FOLDER = "2150E333-8FDC-42A3-9474-1A3956D46DE8"
_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
_HERE = re.compile(r"\$\(MSBuild(?:ThisFile|Project)Directory\)[\\/]?")
_ABOVE = re.compile(
    r"\A\$\(\[MSBuild\]::GetPathOfFileAbove\(\s*'?(Directory\.(?:Build\.(?:props|targets)|Packages\.props)|\$\(MSBuildThisFile\))'?\s*,"
    r"\s*'?\$\(MSBuildThisFileDirectory\)\.\.[\\/]?'?\s*\)\)\Z"
)
_READS = re.compile(r"\[System\.IO|GetDirectoryNameOfFileAbove|GetPathOfFileAbove|ReadAllText|ReadLinesFromFile")
_EXISTS = re.compile(r"\bExists\s*\(", re.IGNORECASE)
_HOOKS = re.compile(r"restore|collectpackage|_generaterestore|processframeworkref|resolveframeworkref", re.IGNORECASE)
_SETTINGS = ("RestoreConfigFile", "RestoreSources", "RestoreAdditionalProjectSources", "NuGetLockFilePath", "RestorePackagesPath",
             "RestoreFallbackFolders", "DirectoryBuildPropsPath", "DirectoryBuildTargetsPath", "DirectoryPackagesPropsPath",
             "MSBuildProjectExtensionsPath", "BaseIntermediateOutputPath")  # fmt: skip


class Reference(NamedTuple):
    """An element with an Include attribute."""

    name: str
    is_conditional: bool


class MsbuildFile(NamedTuple):
    """A project file, or one that projects import."""

    path: str  # context path
    sdk: str
    properties: Mapping[str, str]  # the last unconditional value of each
    conditional: frozenset[str]  # properties that have a value under a condition
    projects: tuple[Reference, ...]  # of ProjectReference
    packages: tuple[Reference, ...]  # of PackageReference
    frameworks: tuple[Reference, ...]  # of FrameworkReference
    imports: tuple[Reference, ...]  # as they are written
    trouble: str = ""  # what of it depends on more files than it names, one clause


def read_msbuild(context: BuildContext, path: str) -> MsbuildFile | None:
    """A file of MSBuild; None when it is not sent or not understood."""
    root = read_xml(context, path)
    if root is None or _tag(root) != "Project":
        return None
    properties: dict[str, str] = {}
    conditional: set[str] = set()
    found: dict[str, list[Reference]] = {
        "ProjectReference": [], "PackageReference": [], "FrameworkReference": [], "Import": [],
    }  # fmt: skip
    sdk = root.get("Sdk") or ""
    trouble = "it runs targets of its own first" if root.get("InitialTargets") else ""
    for group, element, is_conditional in _elements(root):
        tag = _tag(element)
        if group == "PropertyGroup":
            if is_conditional:
                conditional.add(tag)
            else:
                properties[tag] = (element.text or "").strip()
        elif tag == "Import":
            if element.get("Sdk") is None:
                found["Import"].append(Reference(element.get("Project") or "", is_conditional))
            else:
                sdk = sdk or element.get("Sdk") or ""
        elif tag == "Sdk":
            sdk = sdk or element.get("Name") or ""
        elif tag in found:
            names = (element.get("Include") or "").split(";")
            found[tag] += [Reference(name.strip(), is_conditional) for name in names if name.strip()]
        elif tag == "Target":
            hooks = (
                f"{element.get('BeforeTargets') or ''};{element.get('AfterTargets') or ''};{element.get('Name') or ''}"
            )
            if _HOOKS.search(hooks):
                trouble = trouble or f"its target `{element.get('Name') or ''}` takes part in the restore"
    trouble = trouble or _trouble(context.read(path) or "", properties, conditional)
    return MsbuildFile(
        path, sdk, properties, frozenset(conditional), tuple(found["ProjectReference"]), tuple(found["PackageReference"]),
        tuple(found["FrameworkReference"]), tuple(found["Import"]), trouble,
    )  # fmt: skip


def _elements(root: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element, bool]]:
    """The elements that are properties, items, imports and targets: the group, the element, whether there is a condition."""
    waiting = [(root, "", False)]
    while waiting:
        above, group, is_conditional = waiting.pop()
        nested = []
        for element in above:
            tag = _tag(element)
            condition = is_conditional or element.get("Condition") is not None
            if tag in ("PropertyGroup", "ItemGroup", "ImportGroup", "Choose", "When", "Otherwise"):
                nested.append((element, tag, condition or tag in ("When", "Otherwise")))
            elif tag:
                yield group, element, condition
        waiting += reversed(nested)


def _trouble(text: str, properties: Mapping[str, str], conditional: set[str]) -> str:
    name = next((one for one in _SETTINGS if one in properties or one in conditional), "")
    if name:
        return f"it sets `{name}`"
    without_idiom = "\n".join(line for line in text.split("\n") if not re.search(r"GetPathOfFileAbove\(\s*'", line))
    if _READS.search(without_idiom):
        return "it reads other files while it is evaluated"
    if _EXISTS.search(text):
        return "it asks which files exist"
    return ""


def read_xml(context: BuildContext, path: str) -> ElementTree.Element | None:
    """The root of an XML file that is sent. One that declares entities or is very large is not understood."""
    text = context.read(path) if context.sends(path) else None
    if text is None or len(text) > _LARGEST or _DOCTYPE.search(text):
        return None
    try:
        return ElementTree.fromstring(_DECLARATION.sub("", text.lstrip("\ufeff")))
    except (ElementTree.ParseError, ValueError):
        return None


def _tag(element: ElementTree.Element) -> str:
    """The name without its namespace; comments have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def slashes(path: str) -> str:
    """A path of Windows as one of Linux, as MSBuild takes it."""
    return path.replace("\\", "/")


def project_at(context: BuildContext, directory: str, written: str) -> str | None:
    """The project or solution that a command means: the path itself, or the only one of a directory; None when unclear."""
    path = place(directory, slashes(written)) if written else directory
    if path is None:
        return None
    if path.endswith((*PROJECT_ENDINGS, *SOLUTION_ENDINGS)):
        return path if is_sent(context, path) else None
    names = [one for one in context.list(path) if one.endswith((*PROJECT_ENDINGS, *SOLUTION_ENDINGS, ".slnf", ".proj"))]
    found = [join(path, one) if path else one for one in names]
    found = [one for one in found if is_sent(context, one)]
    return found[0] if len(found) == 1 and not found[0].endswith((".slnf", ".proj")) else None


def solution_projects(context: BuildContext, path: str) -> tuple[str, ...] | None:
    """The context paths of the projects of a solution; None when one of them cannot be followed."""
    written: list[str] = []
    if path.endswith(".slnx"):
        root = read_xml(context, path)
        if root is None:
            return None
        written = [one.get("Path") or "" for one in root.iter() if _tag(one) == "Project"]
    else:
        text = context.read(path)
        if text is None:
            return None
        written = [match[2] for match in _SOLUTION_PROJECT.finditer(text) if match[1].upper() != _FOLDER]
    found = [place(dirname(path), slashes(one)) for one in written]
    if not found or any(not one or not basename(one or "").endswith("proj") for one in found):
        return None
    return tuple(dict.fromkeys(one for one in found if one))


_RESTORING = re.compile(r"Restore|PackageReference|PackageVersion|TargetFramework|RuntimeIdentifier|<Import\b")
"""What the settings of one developer would have to name to change a restore."""


class Closure:
    """Everything that evaluating some projects reads."""

    def __init__(self, context: BuildContext, root: str = "") -> None:
        self.context = context
        self.root = root  # the context directory that is copied
        self.files: dict[str, None] = {}
        self.projects: dict[str, MsbuildFile] = {}
        self.imported: dict[str, MsbuildFile] = {}
        self.obstacles: dict[str, None] = {}

    def add(self, path: str) -> None:
        """A project or solution, and all that it leads to."""
        if path.endswith(SOLUTION_ENDINGS):
            self._file(path)
            for name in _BESIDE_SOLUTION:
                self._file_if_there(join(dirname(path), name) if dirname(path) else name)
            projects = solution_projects(self.context, path)
            if projects is None:
                self.obstacles[f"the projects of `{basename(path)}` cannot be followed"] = None
                return
            for project in projects:
                self._project(project)
        else:
            self._project(path)

    def _file(self, path: str) -> bool:
        if not self.context.is_file(path) or not self.context.sends(path):
            self.obstacles[f"`{path}` is named, but not sent to the builder"] = None
            return False
        if ancestors(dirname(path), self.root):
            self.files[path] = None
            return True
        self.obstacles[f"`{path}` does not come with the copy"] = None
        return False

    def _file_if_there(self, path: str) -> bool:
        if is_sent(self.context, path):
            self.files[path] = None
            return True
        return False

    def _project(self, path: str) -> None:
        waiting = [path]
        while waiting:
            one = waiting.pop(0)
            if one in self.projects:
                continue
            if len(self.projects) >= MOST_PROJECTS:
                self.obstacles["there are too many projects to follow"] = None
                return
            if not self._file(one):
                continue
            found = read_msbuild(self.context, one)
            if found is None:
                self.obstacles[f"`{basename(one)}` is not understood"] = None
                continue
            self.projects[one] = found
            self._surroundings(one)
            self._imports(found, one)
            waiting += self._references(found)

    def _surroundings(self, project: str) -> None:
        """The files of its directory and those above that every project reads."""
        directory = dirname(project)
        self._file_if_there(join(directory, "packages.lock.json") if directory else "packages.lock.json")
        own = f"{project}.user"  # of one developer: other machines do not have it, so it is not copied by name
        if _RESTORING.search((self.context.read(own) or "") if self.context.sends(own) else ""):
            self.obstacles[f"`{basename(own)}` may change what is restored"] = None
        if self.context.sends(join(directory, "packages.config") if directory else "packages.config"):
            self.obstacles["packages.config is for an older restore"] = None
        for above in ancestors(directory, self.root):
            for name in _IN_EVERY_DIRECTORY:
                path = join(above, name) if above else name
                if path not in self.files and self._file_if_there(path):
                    self._read_surrounding(path)

    def _read_surrounding(self, path: str) -> None:
        if path.endswith(".rsp"):
            self.obstacles[f"`{basename(path)}` adds to the command line"] = None
        elif path.lower().endswith("nuget.config"):
            if (why := _local_source(self.context, path)) is not None:
                self.obstacles[why] = None
        else:
            self._import(path, path)

    def _import(self, path: str, project: str) -> None:
        found = read_msbuild(self.context, path)
        if found is None:
            self.obstacles[f"`{basename(path)}` is not understood"] = None
        elif path not in self.imported:
            self.imported[path] = found
            self._imports(found, project)

    def _imports(self, file: MsbuildFile, project: str) -> None:
        if file.trouble:
            self.obstacles[f"`{basename(file.path)}`: {file.trouble}"] = None
        for one in file.imports:
            if _ABOVE.match(one.name):
                continue  # all of them are taken
            written = _HERE.sub("", one.name) if "ThisFile" in one.name or file.path == project else one.name
            path = place(dirname(file.path), slashes(written))
            if not written or path is None or any(mark in written for mark in "$*;@%"):
                self.obstacles[f"`{basename(file.path)}` imports a file whose name is computed"] = None
            elif path not in self.imported and self._file(path):
                self._import(path, project)

    def _references(self, file: MsbuildFile) -> Iterator[str]:
        for one in file.projects:
            written = _HERE.sub("", one.name)
            path = place(dirname(file.path), slashes(written))
            if any(mark in written for mark in "$*?@%"):
                self.obstacles[f"`{basename(file.path)}` refers to a project whose name is computed"] = None
            elif path is None:
                self.obstacles[f"`{basename(file.path)}` refers to a project outside of the context"] = None
            else:
                yield path
        inherited = (reference for one in self.imported.values() for reference in one.projects)
        if next(inherited, None) is not None:
            self.obstacles["projects are referred to by an imported file"] = None


def _local_source(context: BuildContext, path: str) -> str | None:
    """Why a nuget.config leads to more files; None when it does not."""
    root = read_xml(context, path)
    if root is None:
        return f"`{basename(path)}` is not understood"
    for section in root.iter():
        if _tag(section) not in ("packageSources", "fallbackPackageFolders", "config"):
            continue
        for one in section:
            value = one.get("value") or ""
            if _tag(section) == "config" and one.get("key") not in ("repositoryPath", "globalPackagesFolder"):
                continue
            if value and "://" not in value:
                return f"`{basename(path)}` names a directory: `{value}`"
    return None


def manifests(context: BuildContext, directory: str, written: str, root: str) -> Manifests | None:
    """The files that `dotnet restore written` reads in a context directory; None when there is no such project.

    `root` is the context directory that is copied.
    """
    target = project_at(context, directory, written)
    if target is None:
        return None
    closure = Closure(context, root)
    closure.add(target)
    for above in ancestors(directory, root):
        path = join(above, "global.json") if above else "global.json"
        if closure._file_if_there(path):
            break
    for above in ancestors(directory, root):
        for name in ("nuget.config", "NuGet.config", "NuGet.Config"):
            path = join(above, name) if above else name
            if path not in closure.files and closure._file_if_there(path):
                closure._read_surrounding(path)
    names = any(one.packages for one in (*closure.projects.values(), *closure.imported.values()))
    places = (join(dirname(one), "obj") if dirname(one) else "obj" for one in closure.projects)
    return Manifests(
        tuple(dict.fromkeys((target, *closure.files))),
        overwritten=tuple(one for one in places if context.sends(one)),
        obstacles=tuple(closure.obstacles),
        needless=None if names else "the projects name no packages",
    )
