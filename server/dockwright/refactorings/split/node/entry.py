"""Which package starts, and what of it: behind scripts that only go elsewhere, through a script of the context, and with what a
health check runs beside it."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.node_packages import PACKAGE_OF_PROGRAM
from dockwright.projects.node import Package
from dockwright.projects.package_scripts import RUNNERS, parse_text, script_named
from dockwright.refactorings.node_installs import DIRECTORY_FLAGS, commands_of, package_at
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split.node.starting import Starting, pm2_files, read_commands
from dockwright.refactorings.split.script import ALL_ARGUMENTS, StartScript, started_of, waits
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Healthcheck

OWN_PROGRAMS = ("node", "nodejs", "npm", "npx", "yarn", "pnpm", "bun", "bunx", "docker-entrypoint.sh")
_DEEPEST = 5


def sent_on(start: Start, sources: Sources) -> tuple[Start, tuple[str, ...]]:
    """What starts behind scripts that only go to another directory (`npm start --prefix server`, `cd server && node .`), and
    the directories whose package.json is read on the way."""
    above: list[str] = []
    while basename(start.program) in RUNNERS and len(above) < _DEEPEST:
        argv = [start.program, *start.arguments]
        directory = _sent_to(argv, start.directory)
        package, name = package_at(sources, directory), script_named(argv)
        scripts = package.scripts if package is not None else {}
        commands = parse_text(scripts.get(name, "")) or () if name is not None else ()
        inner = [word.value for word in commands[-1].words] if commands else []
        moves = [word.value for word in commands[0].words] if len(commands) == 2 else ["cd", "."]
        is_sent = len(commands) == 2 or any(flag in inner for flag in DIRECTORY_FLAGS)
        is_more = "--" in argv or f"pre{name}" in scripts or f"post{name}" in scripts
        is_plain = not any(one.assignments or "$" in word.value for one in commands for word in one.words)
        if not inner or not is_sent or is_more or not is_plain or len(moves) != 2 or moves[0] != "cd":
            break
        above.append(directory)
        directory = normpath(join(directory, moves[1]))
        start = start._replace(program=inner[0], arguments=tuple(inner[1:]), directory=directory, path=None)
    return start, tuple(above)


def _sent_to(argv: list[str], directory: str) -> str:
    """The directory that a package manager is sent to."""
    found = [argv[at + 1] for at, word in enumerate(argv[:-1]) if word in DIRECTORY_FLAGS]
    return normpath(join(directory, found[0])) if found else directory


def package_directory(model: SemanticModel, stage: Stage, start: Start, sources: Sources) -> str:
    """The directory of the package that starts: where a package manager is sent (`npm --prefix server start`), or the
    nearest above the file that node runs where something installs; else where the container starts."""
    argv = [start.program, *start.arguments]
    if basename(start.program) in RUNNERS:
        return _sent_to(argv, start.directory)
    plain = read_commands([argv], {})
    if plain is None or len(plain.targets) != 1:
        return start.directory
    installs = {place for _, command, place in commands_of(model, stage) if restore_of(command) is not None}
    place = dirname(normpath(join(start.directory, plain.targets[0])))
    while inside(place, start.directory) or (plain.targets[0].startswith("/") and place != "/"):
        if place in installs and package_at(sources, place) is not None:
            return place
        place = dirname(place)
    if package_at(sources, start.directory) is None:  # a server that stands in what the build wrote
        above = [one for one in installs if inside(start.directory, one) and package_at(sources, one) is not None]
        return max(above, key=len, default=start.directory)
    return start.directory


def with_checks(model: SemanticModel, stage: Stage, starting: Starting, package: Package, root: str) -> Starting:
    """What starts, and what a health check of the stage runs and reads beside it."""
    check = stage.last(Healthcheck)
    for command in model.commands(check) if check is not None else ():
        words_ = [word.value for word in command.words]
        if not words_ or words_[0] not in OWN_PROGRAMS:
            continue
        found = read_commands([words_], package.scripts)
        files = [
            inside(normpath(join(root, word)), root) or "" for word in (*words_[1:], *(found.targets if found else ()))
        ]
        starting = starting._replace(
            files=(*starting.files, *(one for one in files if one)),
            programs=tuple(dict.fromkeys((*starting.programs, *(found.programs if found is not None else ())))),
        )
    return starting


def starting_of(start: Start, script: StartScript | None, sources: Sources, package: Package) -> Starting | None:
    """What starts, through a script of the context where there is one."""
    if script is None:
        configured = pm2_files(sources.context, package.directory)
        found = read_commands([*start.before, [start.program, *start.arguments]], package.scripts, configured)
        return found if found is not None and found.starts else None
    if start.before:
        return None
    source = sources.context_path(script.path)
    given = _behind(script, [start.program, *start.arguments])
    bins = {*package.dependencies, *PACKAGE_OF_PROGRAM}
    argvs: list[list[str]] = []
    text = sources.context.read(source) or "" if source is not None else ""
    if waits(text):
        argvs.append(given)
        text = ""
    for command in parse_text(text) or ():
        words_ = [word.value for word in command.words]
        if command.words and ALL_ARGUMENTS.fullmatch(command.words[0].raw):
            argvs.append(given)
        elif words_ and words_[0] in (".", "source", "eval"):
            return None
        elif words_ and (words_[0] in OWN_PROGRAMS or words_[0] in bins or words_[0].startswith("node_modules/")):
            argvs.append(words_)
    found = read_commands([argv for argv in argvs if argv], package.scripts)
    if found is None or not found.starts:
        return None
    return found._replace(files=(*found.files, *_named(script, start, sources)))


def _named(script: StartScript, start: Start, sources: Sources) -> Iterator[str]:
    """The files and directories of the context beside the server that a script names: `for f in migrations/*.sql`."""
    for word in dict.fromkeys(script.named):
        marks = [word.find(mark) for mark in "*?[" if mark in word]
        path = word[: min(marks)].rpartition("/")[0] if marks else word
        place = normpath(join(start.directory, path))
        is_path = bool(path.strip("./")) and not path.startswith("-") and ("/" in word or "." in word)
        source = sources.context_path(place) if is_path else None
        inner = inside(place, start.directory)
        if source and inner and sources.context.exists(source):
            yield inner


def _behind(script: StartScript, written: list[str]) -> list[str]:
    """What a script is given to start."""
    places = (at for at, word in enumerate(written) if basename(word) == basename(script.path))
    return list(started_of(script, written[next(places, len(written)) + 1 :]))
