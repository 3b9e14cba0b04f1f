"""What a container of Java starts in the end: by `java` itself, by a script, or by a program that stands for them."""

from __future__ import annotations

from posixpath import basename, join, normpath

from dockwright.knowledge.table import words
from dockwright.projects.package_scripts import parse_text
from dockwright.refactorings.split.java import native
from dockwright.refactorings.split.java.launch import read_launch
from dockwright.refactorings.split.java.origins import Origin
from dockwright.refactorings.split.java.outputs import Outputs
from dockwright.refactorings.split.java.tools import JavaSubject
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.shell import POSIX_SHELLS
from dockwright.syntax import Transfer
from dockwright.values import NamedTuple

_WAITERS = words("wait-for-it wait-for-it.sh")
"""Scripts for bash that need no other program: https://github.com/vishnubob/wait-for-it."""

_SERVER_SCRIPTS = {
    "catalina.sh": "tomcat",
    "startup.sh": "tomcat",
    "standalone.sh": "quay.io/wildfly/wildfly",
    "jetty.sh": "jetty",
}
"""Scripts that start a server, each with an image that has it."""

_JAVA_HOMES = ("$JAVA_HOME/bin/java", "${JAVA_HOME}/bin/java")


class Started(NamedTuple):
    """What a container starts in the end."""

    paths: tuple[str, ...]  # absolute: files and directories it is made of, the main one first
    agents: tuple[str, ...]
    values: tuple[str, ...]
    script: StartScript | None = None
    needs_shell: bool = False
    needs_bash: bool = False
    is_class_path: bool = False
    is_jar: bool = False  # `java -jar` itself starts it
    is_native: bool = False  # a program that needs no Java


def started_by(subject: JavaSubject, outputs: Outputs) -> Started | Obstacle:
    """What the start command comes to; an obstacle where that is not followed, or no program that is built here."""
    return _behind_waiting(subject) or _built_script(subject, outputs) or _start_of_file(subject, outputs)


def _behind_waiting(subject: JavaSubject) -> Started | Obstacle | None:
    """What a well-known script starts when another service answers: `/wait-for-it.sh db:5432 -- java -jar app.jar`."""
    start = subject.start
    words = start.arguments[start.arguments.index("--") + 1 :] if "--" in start.arguments else ()
    if basename(start.program) not in _WAITERS or start.path is None or words[:1] != ("java",):
        return None
    found = _by_java(subject, words[1:], in_shell=start.needs_shell, script=None)
    if isinstance(found, Obstacle):
        return found
    sources = subject.sources
    is_of_context = sources.context_path(start.path) is not None
    paths = (*found.paths, start.path) if is_of_context else found.paths
    return found._replace(paths=paths, needs_shell=True, needs_bash=True, is_jar=False)


def _start_of_file(subject: JavaSubject, outputs: Outputs) -> Started | Obstacle:
    script = start_script(subject.start, subject.sources, subject.context)
    return script if isinstance(script, Obstacle) else _started(subject, outputs, script)


def _built_script(subject: JavaSubject, outputs: Outputs) -> Started | None:
    """A start script that the build makes, when a shell is called with it or its name says that it is one."""
    start = subject.start
    shell = basename(start.program) if basename(start.program) in POSIX_SHELLS else ""
    written = start.arguments[0] if shell and start.arguments else start.program
    if not shell and not written.endswith(".sh"):
        return None
    path = start.state.resolve(written) if written and "$" not in written and not written.startswith("-") else None
    if path is None or not isinstance(outputs.origin(path), Origin):
        return None
    arguments = start.arguments[1:] if shell else start.arguments
    return Started((path,), (), arguments, needs_shell=True, needs_bash=shell == "bash" or not shell)


def _started(subject: JavaSubject, outputs: Outputs, script: StartScript | None) -> Started | Obstacle:
    start = subject.start
    if script is not None:
        return _by_script(subject, script)
    if basename(start.program) == "java":
        if start.path is not None and any(one.name == "jlink" for one in subject.stage.commands):
            return Obstacle(
                f"`{start.program}` is a runtime that `jlink` makes here: that is not followed", start.span, ships=True
            )
        if start.path is not None and start.path != "/opt/java/openjdk/bin/java" and start.program not in _JAVA_HOMES:
            reason = f"`{start.program}` is where this image has its Java, others have it elsewhere: write `java`"
            return Obstacle(reason, start.span)
        return _by_java(subject, start.arguments, in_shell=start.needs_shell, script=None)
    path = start.path or outputs.found(start.program)
    server = _SERVER_SCRIPTS.get(basename(start.program))
    if server is not None and path is not None and outputs.origin(path) is None:
        reason = f"`{start.program}` starts a server that is installed here: an image like `{server}` has it, and would need the archive alone"
        return Obstacle(reason, start.span)
    if path is None:
        return Obstacle(f"the start command runs no Java program that is built here: `{start.program}`", start.span)
    if native.is_native(subject, path):
        return Started((path,), (), start.arguments, is_native=True)
    facts = subject.stage.facts
    wants_bash = "/target/universal/" in path or (facts is not None and facts.os == "alpine")
    return Started((path,), (), start.arguments, needs_shell=True, needs_bash=wants_bash)


def _by_java(
    subject: JavaSubject, arguments: tuple[str, ...], *, in_shell: bool, script: StartScript | None
) -> Started | Obstacle:
    start = subject.start
    launch = read_launch(arguments, start.state.env, start.span, in_shell=in_shell)
    if isinstance(launch, Obstacle):
        return launch
    paths = (launch.jar,) if launch.jar else (launch.class_path or (".",))
    is_pattern = any(mark in launch.jar for mark in "*?[") and not in_shell
    if is_pattern and not _is_copied_as(subject, normpath(join(start.directory, launch.jar))):
        return Obstacle(f"nothing expands `{launch.jar}` in exec form", start.span)
    places = tuple(normpath(join(start.directory, path.removesuffix("/*"))) for path in paths if path)
    agents = tuple(normpath(join(start.directory, path)) for path in launch.agents)
    is_jar = bool(launch.jar) and script is None
    return Started(
        places,
        agents,
        tuple(one for one in launch.values if one),
        script,
        script is not None,
        False,
        not launch.jar,
        is_jar,
    )


def _is_copied_as(subject: JavaSubject, path: str) -> bool:
    """Whether a COPY names a file so: `COPY target/*.jar /app/*.jar` makes one of that very name."""
    model = subject.model
    for one in subject.stage.of(Transfer):
        written = model.expand(one.destination, one) if one.destination is not None else None
        if written is not None and model.state_before(one).resolve(written) == path:
            return True
    return False


def _by_script(subject: JavaSubject, script: StartScript) -> Started | Obstacle:
    """A script of the context that starts `java`, or what CMD names."""
    start = subject.start
    source = subject.sources.context_path(script.path)
    text = subject.context.read(source) if source and subject.context.is_known else None
    commands = [one for one in (parse_text(text) or ()) if one.name == "java"] if text is not None else []
    if script.runs_arguments and not commands and start.cmd is not None and start.cmd.exec_words:
        words = tuple(word.value for word in start.cmd.exec_words)
        if words[0] != "java":
            return Obstacle(f"the start command runs no Java program that is built here: `{words[0]}`", start.span)
        return _by_java(subject, words[1:], in_shell=False, script=script)
    if len(commands) != 1 or text is None or "cd " in text:
        return Obstacle(f"what `{basename(script.path)}` starts is not followed", start.span, ships=bool(commands))
    return _by_java(subject, tuple(word.value for word in commands[0].arguments), in_shell=True, script=script)
