from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Severity, Valid, rule
from dockwright.rules._start_targets import ENDINGS, is_made_outside, is_missing
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Cmd, Entrypoint, Transfer, Workdir
from dockwright.syntax.suggest import nearest_name
from dockwright.values import NamedTuple

NODE = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"
SOURCES = {"package.json": "{}", "src/index.js": ""}

_VALUED: Mapping[str, frozenset[str]] = {
    "node": frozenset(("-r", "--require", "--import", "--loader", "--experimental-loader", "--env-file", "-C", "--conditions", "--title")),
    "python": frozenset(("-W", "-X", "--check-hash-based-pycs")),
    "java": frozenset(("-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules", "--add-opens", "--add-exports")),
    "php": frozenset(("-d", "-c", "-S", "-t", "-z")),
    "ruby": frozenset(("-r", "-I", "-C", "-E")),
    "sh": frozenset(("-o",)),
}  # fmt: skip
"""Flags of interpreters that take the next word."""

_NO_FILE = words("-m -c --run -e -p -r -S --eval --print --test --check --version -v -V --help -i")
"""Flags with which no file is run, or not only one."""

_RUNS_TEXT = lazy_pattern(r"-[A-Za-z]*[cem]")
_PROGRAMS = {"node": "node", "nodejs": "node", "python": "python", "python3": "python", "python2": "python", "php": "php", "ruby": "ruby",
             "sh": "sh", "bash": "sh"}  # fmt: skip
_MOST = 2000  # names that a better one is looked for among
_KINDS = ("os", "toolchain", "runtime", "empty")


_REMOVING = words("rm rmdir mv find")
_RUNNERS = frozenset(("npm", "yarn", "pnpm"))
_RUNS_SCRIPT = (["start"], ["run"], ["run-script"])


class Target(NamedTuple):
    """A file that the container starts with."""

    word: ShellWord
    path: str  # absolute
    endings: tuple[str, ...]  # what the interpreter tries behind it
    others: tuple[str, ...] = ()  # where else it is looked for
    is_program: bool = False  # the system runs it, no interpreter reads it


@rule(
    "missing-start-target",
    on=Stage,
    needs=("CMD", "ENTRYPOINT"),
    severity=Severity.ERROR,
    invalid=(
        Invalid(NODE + 'CMD ["node", "index.js"]\n', context=SOURCES, marked=('"index.js"',)),
        Invalid(
            "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt main.py ./\nCMD python -u app.py\n", marked=("app.py",),
            title="the text alone says so",
        ),
        Invalid(
            'FROM eclipse-temurin:21-jre\nCOPY target/app.jar /app/app.jar\nENTRYPOINT ["java", "-jar", "/app/ap.jar"]\n',
            marked=('"/app/ap.jar"',),
        ),
        Invalid(
            'FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM node:22\nWORKDIR /app\nCOPY --from=build /app/dist ./dist\n'
            'CMD ["npm", "start"]\n',
            context={"package.json": "{}"},
            marked=('"npm"',),
            title="npm looks for package.json",
        ),
        Invalid(
            'FROM debian:12\nWORKDIR /app\nCOPY run.sh bin/\nENTRYPOINT ["bin/start.sh"]\n', marked=('"bin/start.sh"',)
        ),
        Invalid(
            'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o /app\nCMD ["/app"]\n', marked=('"/app"',), title="a directory"
        ),
    ),
    valid=(
        Valid(
            'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN GOBIN=/app/bin go install ./...\nCMD ["/app/bin/server"]\n',
            context={"go.mod": "module a\n", "cmd/server/main.go": "package main\n"},
        ),
        Valid("FROM node:22 AS build\nFROM node:22\nWORKDIR /app/web\nCOPY --from=build /app /app\nCMD npm start\n", context={"package.json": "{}", "dist/index.js": ""}),
        Valid("FROM node:22 AS build\nFROM node:22\nWORKDIR /app\nCOPY --from=build /app/package*.json /app/dist ./\nCMD npm start\n", context={"package.json": "{}", "dist/index.js": ""}),
        Valid("FROM node:22\nWORKDIR /app\nCOPY dist ./dist\nCMD npm start --prefix /srv\n", context={"package.json": "{}", "dist/index.js": ""}),
        Valid("FROM node:22\nWORKDIR /app/web\nCOPY package.json /app/\nCOPY dist ./dist\nCMD npm start\n", context={"package.json": "{}", "dist/index.js": ""}),
        Valid(NODE + 'CMD ["node", "src/index.js"]\n', context=SOURCES),
        Valid(NODE + 'CMD ["node", "src"]\n', context=SOURCES, title="Node looks for an index"),
        Valid(NODE + 'CMD ["node", "index.js"]\n'),
        Valid(NODE + 'RUN npm run build\nCMD ["node", "dist/index.js"]\n', context=SOURCES, title="the build makes it"),
        Valid(NODE + 'CMD ["node", "dist/index.js"]\n', context={"package.json": '{"scripts": {"prepare": "tsc"}}'}, title="so does the install"),
        Valid("FROM node:22\nWORKDIR /app\nCOPY wait.sh ./\nCMD npm run dev\n", context={"package.json": "{}", "wait.sh": ""}, title="so may the project"),
        Valid(
            'FROM eclipse-temurin:21-jre\nWORKDIR /app\nCOPY start.sh app.jar ./\nCMD ["java", "-jar", "app.jar"]\n', context={"start.sh": ""},
            title="it is made before the image is built",
        ),
        Valid(
            'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCOPY lib ./lib\nCMD ["node", "lib/index.js"]\n', context={"package.json": "{}"},
            title="so is the directory",
        ),
        Valid("FROM node:22\nWORKDIR /app\nCMD [\"node\", \"index.js\"]\n", title="it may be mounted"),
        Valid(NODE + 'VOLUME /app\nCMD ["node", "index.js"]\n', context=SOURCES, title="here, too"),
        Valid("FROM python:3.13\nCOPY main.py /app/\nCMD python main.py\nWORKDIR /app\n", title="the last WORKDIR counts"),
        "FROM python:3.13\nWORKDIR /app\nCOPY main.py .\nCMD python -m app\n",
        "FROM python:3.13\nWORKDIR /app\nCOPY main.py .\nRUN ./fetch\nCMD python app.py\n",
        "FROM example.org/base\nCOPY a.py /app/\nCMD python /app/b.py\n",
        'FROM postgres:16\nCOPY a.sh /\nENTRYPOINT ["/docker-entrypoint.sh"]\n',
    ),
)  # fmt: skip
def missing_start_target(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The container starts a file that nothing has put into the image.

    ## Why is this bad?
    The image builds, and its container stops at once: `Cannot find module '/app/index.js'`, `can't open file`, `Unable to access
    jarfile`, `no such file or directory`. The name is misspelled, the file lies in another directory, or the step that makes it is
    missing.

    Reported is a file that ENTRYPOINT or CMD names, in a directory that the stage copies something into, where every instruction is
    understood and none can have made it, and a directory that is to be run as a program: `go build -o /app` puts the program into
    `/app` where `WORKDIR /app` has made that. A directory that may be mounted when the container starts (a volume, or one that
    nothing is copied into) is passed over. It is a warning where git ignores the file and a `COPY` would bring it: a build outside may
    make it.

    ## References
    - https://docs.docker.com/reference/dockerfile/#cmd
    - https://docs.docker.com/reference/dockerfile/#copy
    """
    facts = stage.facts
    if not stage.is_target or facts is None or facts.kind not in _KINDS or facts.has_onbuild:
        return
    start = stage.effective(Entrypoint) or stage.effective(Cmd)
    if start is None or not any(one.of(Transfer) for one in stage.lineage):
        return  # its directory may be mounted
    if model.state_before(start).workdir != stage.final_state.workdir:
        return  # it runs in a directory that is set behind it
    for target in _targets(model, start):
        if target.is_program and _is_directory(model, stage, target.path):
            yield Finding(target.word.span, f"`{target.path}` is a directory, which cannot be run")
            return
        if target.others and not any(one.from_ is not None for one in stage.of(Transfer)):
            continue  # an image for development, whose project is mounted
        paths = [*(target.path + ending for ending in target.endings), *target.others]
        if is_missing(model, stage, context, target.path, paths):
            entries = files_of(model, stage, context).entries
            meant = nearest_name(target.path, islice(_candidates(entries, context, target.path), _MOST))
            hint = f"; there is `{meant}`" if meant is not None else ""
            message, severity = f"nothing has put `{target.path}` into the image{hint}", None
            if not hint and is_made_outside(model, stage, context, target.path):
                message, severity = f"{message}, unless it is built in the context before", Severity.WARNING
            yield Finding(target.word.span, message, severity=severity)
            return
        if target.path.endswith(".dll") and context.is_known:
            from dockwright.rules._assemblies import meant_assembly

            made = meant_assembly(model, stage, context, target.path)
            if made is not None:
                yield Finding(
                    target.word.span, f"nothing has put `{target.path}` into the image; the publish makes `{made}`"
                )
                return


def _is_directory(model: SemanticModel, stage: Stage, path: str) -> bool:
    """Whether WORKDIR has made the path, or one below it, and nothing takes that away again: no command, and no COPY with a layer of
    its own."""
    made = [model.state_after(workdir).workdir for one in stage.lineage for workdir in one.of(Workdir)]
    if not any(f"{place}/".startswith(f"{path}/") for place in made if place is not None):
        return False
    is_replaced = any(transfer.flag("link") is not None for one in stage.lineage for transfer in one.of(Transfer))
    return not (is_replaced or any(command.name in _REMOVING for one in stage.lineage for command in one.commands))


def _targets(model: SemanticModel, start: Cmd | Entrypoint) -> Iterator[Target]:
    for site in sites(model, start):
        command = site.command
        if command.is_conditional or not command.words or site.cwd is None:
            continue
        kind = _PROGRAMS.get(command.name)
        word = command.words[0]
        if command.name in _RUNNERS and [one.value for one in command.arguments[:1]] in _RUNS_SCRIPT:
            yield from _manifest(site, command)
        if "/" in word.value and not word.value.startswith(("/bin/", "/usr/", "/sbin/")) and "$" not in word.value:
            yield from (one._replace(is_program=True) for one in _target(site, word, ("",)))
        if command.name == "java":
            jar = next((at for at, one in enumerate(command.words) if one.value == "-jar"), 0)
            if jar and jar + 1 < len(command.words):
                yield from _target(site, command.words[jar + 1], ("",))
        elif command.name == "dotnet":
            library = next((one for one in command.words[1:2] if one.is_literal and one.value.endswith(".dll")), None)
            if library is not None:
                yield from _target(site, library, ("",))
        elif kind is not None:
            file = _file(command.arguments, _VALUED[kind])
            if file is not None:
                yield from _target(site, file, ENDINGS.get(kind, ("",)))


def _target(site: Site, word: ShellWord, endings: tuple[str, ...]) -> Iterator[Target]:
    place = site.place(word)
    if place.is_exact and place.path != "/" and not word.value.startswith("-"):
        yield Target(word, place.path, endings)


def _manifest(site: Site, command: Command) -> Iterator[Target]:
    """The package.json that a script is looked for in: that of the directory, or of one above it."""
    if site.cwd is None or any(one.value.startswith("-") for one in command.arguments[:2]):
        return
    above = site.cwd.rstrip("/")
    others = []
    while above:
        above = dirname(above).rstrip("/")
        others.append(f"{above}/package.json")
    yield Target(command.words[0], f"{site.cwd.rstrip('/')}/package.json", ("",), tuple(others))


def _file(arguments: tuple[ShellWord, ...], valued: frozenset[str]) -> ShellWord | None:
    """The first operand of an interpreter; None when it runs something else."""
    words = iter(arguments)
    for word in words:
        value = word.value
        if value in valued:
            next(words, None)
        elif value in _NO_FILE or value == "-" or _RUNS_TEXT.fullmatch(value):
            return None
        elif not value.startswith("-"):
            return word if value not in ("inspect", "debug") else None
    return None


def _candidates(entries: tuple[Entry, ...], context: BuildContext, path: str) -> Iterator[str]:
    for entry in entries:
        if entry.is_transfer and not entry.is_tree and not entry.is_anywhere:
            yield entry.path
        elif entry.kind == "context" and context.is_known and entry.is_tree:
            for source in entry.sources:
                for file in context.sent_files(source) if not any(mark in source for mark in "*?[") else ():
                    if basename(file).rpartition(".")[2] == path.rpartition(".")[2]:
                        yield f"{entry.path.rstrip('/')}/{file[len(source) :].lstrip('/')}"
