"""Maven, Gradle, sbt: builds that download on their way, and what downloads alone.

Maven has `dependency:go-offline`. It resolves the dependencies that a build resolves, and all plugins that any build of the
project could use, itself included: some of which a mirror or an offline repository need not have. With `-fn` (never fail) it
downloads what it reaches and leaves the rest to the build, so that it breaks no build that worked.

sbt has `update`, which every build begins with. Gradle has nothing of the kind: `gradle dependencies` reads the descriptions of
modules, and downloads few of them; a cache mount keeps all.

Sources: https://maven.apache.org/plugins/maven-dependency-plugin/go-offline-mojo.html,
https://www.scala-sbt.org/1.x/docs/Dependency-Management-Flow.html,
https://docs.gradle.org/current/userguide/dependency_caching.html. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from dockwright.context import join, parent
from dockwright.knowledge.table import words
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.mounts import keeps
from dockwright.refactorings.reorder.independence import is_preparation
from dockwright.refactorings.reorder.restores import Restore, named_by_variables
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run, Transfer

_FORKING = words("native:compile")
"""Goals that run the phases up to `package` themselves."""

_ASKING = words("-v --version -h --help -o --offline -version -help --dry-run -m")

# Maven's flags that say what is downloaded, and from where; those in the second row take a value of their own.
_KEPT = words("-B --batch-mode -q --quiet -U --update-snapshots -ntp --no-transfer-progress -e --errors -C -c")
_KEPT_VALUED = words(
    "-f --file -s --settings -gs --global-settings -P --activate-profiles -t --toolchains -gt -pl --projects"
)
_DROPPED_VALUED = words("-T --threads -rf --resume-from -l --log-file -b --builder")
_NOT_FOR_RESTORE = ("-DskipTests", "-DskipITs", "-Dmaven.test", "-Dtest", "-Dskip", "-DfailIf", "-Dsurefire", "-Dcheckstyle",
                    "-Djacoco", "-Denforcer", "-Dmaven.javadoc", "-DargLine")  # fmt: skip
_GRADLE_REASON = "Gradle has no command that downloads all that a build needs: a cache mount on `~/.gradle/caches` keeps it from build to build"


def recognise(command: Command) -> Restore | None:
    """A build of Maven, Gradle or sbt, or a goal that only downloads."""
    if any(word.value in _ASKING for word in command.arguments):
        return None
    if command.name in ("mvn", "mvnw"):
        return _maven(command)
    if command.name in ("gradle", "gradlew"):
        return _gradle(command)
    return _sbt(command) if command.name == "sbt" else None


def _program(command: Command) -> str:
    """The program as a shell is given it; in a list it stands in quotes."""
    word = command.words[0]
    return word.value if word.raw.startswith('"') and not set(word.value) & set(" $\"'\\") else word.raw


# Maven


def _maven(command: Command) -> Restore | None:
    from dockwright.projects.maven import PHASES, RESTORES
    from dockwright.projects.maven import goals as goals_of

    goals = goals_of(word.value for word in command.arguments)
    is_explicit = bool(goals) and all(goal in RESTORES for goal in goals)
    if not is_explicit and not any(goal in PHASES or goal in _FORKING for goal in goals):
        return None
    kept = _kept(command.arguments)
    if kept is None or any(one.value is not None and not one.value.is_literal for one in command.assignments):
        return None
    file = _value(kept, "-f", "--file")
    project = file if file.endswith(".xml") else join(file, "pom.xml") if file else "pom.xml"
    name = _program(command)
    batch = [] if any(word in ("-B", "--batch-mode") for word in kept) else ["-B"]
    variables = [f"{one.name}={one.value.raw if one.value else ''}" for one in command.assignments]
    inserted = " ".join([*variables, name, *batch, "-fn", *kept, "dependency:go-offline"])
    return Restore(
        command,
        "java",
        f"{name} {' '.join(goals[:2])}",
        "",
        (project,),
        partial(_find_maven, command, kept, project),
        "check that the project has neither modules nor a parent or settings among the sources",
        "" if is_explicit else inserted,
        is_explicit,
        lambda model, site: False,
        partial(keeps, parts=(".m2",)),
        partial(_maven_doubts, command),
        keeps_caches=True,
    )


def _kept(arguments: Iterable[ShellWord]) -> list[str] | None:
    """The flags that hold for a download, too, as they are written; None when one of them is computed."""
    found: list[str] = []
    remaining = iter(arguments)
    for word in remaining:
        text = word.value
        if text in _DROPPED_VALUED:
            next(remaining, None)
        elif text in _KEPT_VALUED:
            value = next(remaining, None)
            if value is None or not value.is_literal:
                return None
            found += [word.raw, value.raw]
        elif text.startswith("-D") and text.startswith(_NOT_FOR_RESTORE):
            continue
        elif text == "-D":
            return None
        elif text in _KEPT or text.startswith(("-D", "-P", "--file=", "--settings=", "--activate-profiles=")):
            if not word.is_literal:
                return None
            found.append(word.raw)
    return found


def _value(kept: list[str], *names: str) -> str:
    """The value of a flag among those that are kept; "" without it."""
    for index, word in enumerate(kept):
        if word in names:
            return kept[index + 1].strip("\"'")
        if word.startswith(tuple(f"{name}=" for name in names)):
            return word.partition("=")[2].strip("\"'")
    return ""


def _find_maven(command: Command, kept: list[str], project: str, site: Site) -> Manifests | None:
    path = site.context_path(project)
    if path is None:
        return None
    from dockwright.projects import maven

    given = {}
    for word in kept:
        if word.startswith("-D"):
            name, _, value = word[2:].partition("=")
            given[name] = value.strip("\"'")
    found = maven.manifests(site.context, parent(path), site.copied.source, given, path.rpartition("/")[2])
    if found is None:
        return None
    found = _with_settings(found, kept, site)
    return _with_wrapper(found, command, site, "mvnw", ".mvn/wrapper/maven-wrapper.properties")


def _with_settings(found: Manifests, kept: list[str], site: Site) -> Manifests:
    """Settings that come with the sources."""
    for written in (
        _value(kept, "-s", "--settings"),
        _value(kept, "-gs", "--global-settings"),
        _value(kept, "-t", "--toolchains"),
    ):
        path = site.context_path(written) if written else None
        if path and site.context.sends(path):
            found = found._replace(files=(*found.files, path))
        elif path is not None:
            found = found._replace(obstacles=(*found.obstacles, f"`{path}` is not in the build context"))
    return found


def _with_wrapper(found: Manifests, command: Command, site: Site, script: str, settings: str) -> Manifests | None:
    """A wrapper with what it reads; it must be among the sources."""
    if command.name != script:
        return found
    path = site.context_path(command.words[0].value)
    if path is None or not site.context.sends(path):
        return None
    needed = join(parent(path), settings) if parent(path) else settings
    if not site.context.sends(needed):
        return found._replace(obstacles=(*found.obstacles, f"`{needed}` is not in the build context"))
    if not any(needed.startswith(f"{one}/") for one in found.directories):
        found = found._replace(directories=(*found.directories, parent(parent(needed))))
    is_made_so = any(is_preparation(one, command.words[0].value) for one in command.script.commands)
    if not site.context.is_executable(path) and not is_made_so and not _is_made_executable(command, site, script):
        found = found._replace(doubts=(*found.doubts, f"`{path}` is not executable in the build context"))
    return found._replace(files=(*found.files, path))


def _is_made_executable(command: Command, site: Site, script: str) -> bool:
    """Whether a RUN in front of the command's own changes the wrapper's mode."""
    runs = (one for one in site.stage.instructions if isinstance(one, Run) and one.index < command.instruction.index)
    return any("chmod" in run.text and script in run.text for run in runs)


def _maven_doubts(command: Command, site: Site, run: Run) -> list[str]:
    """What tells that the download needs more than files, or that Maven runs in a way of its own."""
    found = named_by_variables(command, site, "MAVEN_")
    if site.variables.get("MAVEN_ARGS"):
        found.append("`MAVEN_ARGS` changes how Maven runs")
    for one in site.stage.instructions:
        if isinstance(one, Transfer) and one.index < run.index and one.from_ is not None and "pom" in one.text:
            found.append("a part of the project comes from another stage")
            break
    return found


# Gradle


def _gradle(command: Command) -> Restore | None:
    from dockwright.projects.gradle import tasks as tasks_of

    tasks = tasks_of(word.value for word in command.arguments)
    if not tasks or all(task in ("wrapper", "clean", "tasks", "help", "init") for task in tasks):
        return None
    return Restore(
        command,
        "java",
        f"{_program(command)} {tasks[0]}",
        "",
        ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"),
        _find_gradle,
        _GRADLE_REASON,
        "gradle dependencies",
        False,
        lambda model, site: False,
        partial(keeps, parts=(".gradle",)),
    )


def _find_gradle(site: Site) -> Manifests | None:
    names = ("settings.gradle.kts", "settings.gradle", "build.gradle.kts", "build.gradle")
    paths = (site.context_path(name) for name in names)
    files = tuple(path for path in paths if path is not None and site.context.sends(path))
    return Manifests(files, obstacles=(_GRADLE_REASON,)) if files else None


# sbt


def _sbt(command: Command) -> Restore | None:
    tasks = [word.value for word in command.arguments if not word.value.startswith("-")]
    if not tasks or any(task in ("new", "sbtVersion", "about", "exit", "shell", "console", "run") for task in tasks):
        return None
    flags = [word for word in command.arguments if word.value.startswith("-")]
    if any(not word.is_literal or word.value in ("-mem", "-ivy", "-sbt-dir", "-java-home") for word in flags):
        return None
    is_explicit = tasks == ["update"]
    inserted = " ".join([_program(command), *(word.raw for word in flags), "update"])
    return Restore(
        command,
        "java",
        f"sbt {tasks[0]}",
        "",
        ("build.sbt",),
        _find_sbt,
        "check that the build definition reads no other file of the sources",
        "" if is_explicit else inserted,
        is_explicit,
        lambda model, site: False,
        partial(keeps, parts=("coursier", ".ivy2")),
        keeps_caches=True,
    )


def _find_sbt(site: Site) -> Manifests | None:
    root = site.context_path()
    context = site.context
    if root is None or not context.sends(join(root, "build.sbt")):
        return None
    names = [one for one in context.list(root) if one.endswith(".sbt") or one in (".sbtopts", ".jvmopts", ".sbtrc")]
    files = [join(root, one) for one in names if context.sends(join(root, one)) and context.is_file(join(root, one))]
    files.sort(key=lambda path: not path.endswith("build.sbt"))
    deeper = tuple(one for one in context.sent_files(root) if one.endswith(".sbt") and one not in files)
    project = join(root, "project")
    deeper = tuple(one for one in deeper if not one.startswith(f"{project}/"))
    directories = (project,) if context.sends(project) and context.is_dir(project) else ()
    doubt = "`sbt update` reads the build definition alone: see that it reads no other file of the sources, nor git"
    return Manifests((*files, *deeper), directories, doubts=(doubt,))
