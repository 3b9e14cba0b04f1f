from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from posixpath import basename, dirname
from typing import NamedTuple

from dockwright.context import BuildContext, join
from dockwright.rule import Finding, Invalid, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.semantics.filesystem import Entry, entries_of, files_of
from dockwright.shell import ShellWord
from dockwright.syntax import Cmd, Entrypoint, Transfer, Volume
from dockwright.syntax.suggest import nearest

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

_NO_FILE = frozenset(
    (
        "-m",
        "-c",
        "--run",
        "-e",
        "-p",
        "-r",
        "-S",
        "--eval",
        "--print",
        "--test",
        "--check",
        "--version",
        "-v",
        "-V",
        "--help",
        "-i",
    )
)
"""Flags with which no file is run, or not only one."""

_RUNS_TEXT = re.compile(r"-[A-Za-z]*[cem]")
_PROGRAMS = {"node": "node", "nodejs": "node", "python": "python", "python3": "python", "python2": "python", "php": "php", "ruby": "ruby",
             "sh": "sh", "bash": "sh"}  # fmt: skip
_ENDINGS = {
    "node": ("", ".js", ".json", ".node", ".mjs", ".cjs", "/index.js", "/package.json", "/index.json"),
    "python": ("", "/__main__.py"),
}
_FILES = (".cfg", ".cjs", ".conf", ".env", ".html", ".ini", ".jar", ".js", ".json", ".lock", ".md", ".mjs", ".php", ".py", ".rb",
          ".sh", ".toml", ".ts", ".txt", ".war", ".yaml", ".yml")  # fmt: skip
"""Names that end like this are files; another name with a dot may be a directory whose content is copied."""

_MOST = 2000  # names that a better one is looked for among
_KINDS = ("os", "toolchain", "runtime", "empty")
_PASSED = frozenset(("mode", "removal", "account", "packages"))


class Target(NamedTuple):
    """A file that the container starts with."""

    word: ShellWord
    path: str  # absolute
    endings: tuple[str, ...]  # what the interpreter tries behind it


@rule(
    "missing-start-target",
    on=Stage,
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
            'FROM debian:12\nWORKDIR /app\nCOPY run.sh bin/\nENTRYPOINT ["bin/start.sh"]\n', marked=('"bin/start.sh"',)
        ),
    ),
    valid=(
        Valid(NODE + 'CMD ["node", "src/index.js"]\n', context=SOURCES),
        Valid(NODE + 'CMD ["node", "src"]\n', context=SOURCES, title="Node looks for an index"),
        Valid(NODE + 'CMD ["node", "index.js"]\n'),
        Valid(NODE + 'RUN npm run build\nCMD ["node", "dist/index.js"]\n', context=SOURCES, title="the build makes it"),
        Valid(NODE + 'CMD ["node", "dist/index.js"]\n', context={"package.json": '{"scripts": {"prepare": "tsc"}}'}, title="so does the install"),
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
    understood and none can have made it. A directory that may be mounted when the container starts (a volume, or one that
    nothing is copied into) is passed over.

    ## References
    - https://docs.docker.com/reference/dockerfile/#cmd
    - https://docs.docker.com/reference/dockerfile/#copy
    """
    facts = stage.facts
    if not stage.is_target or facts is None or facts.kind not in _KINDS or facts.has_onbuild:
        return
    start = stage.effective(Entrypoint) or stage.effective(Cmd)
    if start is None or model.state_before(start).workdir != stage.final_state.workdir:
        return  # it runs in a directory that is set behind it
    for target in _targets(model, start):
        paths = [target.path + ending for ending in target.endings]
        if _is_missing(model, stage, context, target.path, paths):
            entries = files_of(model, stage, context).entries
            meant = nearest(target.path, islice(_candidates(entries, context, target.path), _MOST))
            hint = f"; there is `{meant}`" if meant is not None else ""
            yield Finding(target.word.span, f"nothing has put `{target.path}` into the image{hint}")
            return


def _is_missing(model: SemanticModel, stage: Stage, context: BuildContext, path: str, paths: list[str]) -> bool:
    """Whether none of the paths can be there; first of all by what is copied, which is quickly seen."""
    transfers = [
        entry
        for one in stage.lineage
        for transfer in one.of(Transfer)
        for entry in entries_of(model, transfer, context)
    ]
    if not _is_filled(transfers, dirname(path), context) or _is_mounted(model, stage, path):
        return False
    if any(_may_be(entry, each, context) for each in paths for entry in transfers) or _may_build(stage, context):
        return False
    files = files_of(model, stage, context)
    if any(files.base_may_hold(each) for each in paths):
        return False
    return not any(_may_be(entry, each, context) for each in paths for entry in files.entries)


def _may_build(stage: Stage, context: BuildContext) -> bool:
    """Whether an install may run scripts of the project, which may make anything."""
    installs = any(
        command.name in ("npm", "yarn", "pnpm", "bun") and not command.has_flag("ignore-scripts")
        for one in stage.lineage
        for command in one.commands
    )
    if not installs or not context.is_known:
        return installs
    from dockwright.projects.node import EVENTS

    texts = [context.read(path) or "" for path in context.glob("**/package.json") if "node_modules/" not in path]
    return any(f'"{event}"' in text for text in texts for event in EVENTS)


def _targets(model: SemanticModel, start: Cmd | Entrypoint) -> Iterator[Target]:
    for site in sites(model, start):
        command = site.command
        if command.is_conditional or not command.words or site.cwd is None:
            continue
        kind = _PROGRAMS.get(command.name)
        word = command.words[0]
        if "/" in word.value and not word.value.startswith(("/bin/", "/usr/", "/sbin/")) and "$" not in word.value:
            yield from _target(site, word, ("",))
        if command.name == "java":
            jar = next((at for at, one in enumerate(command.words) if one.value == "-jar"), 0)
            if jar and jar + 1 < len(command.words):
                yield from _target(site, command.words[jar + 1], ("",))
        elif kind is not None:
            file = _file(command.arguments, _VALUED[kind])
            if file is not None:
                yield from _target(site, file, _ENDINGS.get(kind, ("",)))


def _target(site: Site, word: ShellWord, endings: tuple[str, ...]) -> Iterator[Target]:
    place = site.place(word)
    if place.is_exact and place.path != "/" and not word.value.startswith("-"):
        yield Target(word, place.path, endings)


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


def _is_mounted(model: SemanticModel, stage: Stage, path: str) -> bool:
    """Whether the path may be mounted when the container starts."""
    for one in stage.lineage:
        for volume in one.of(Volume):
            for word in volume.paths:
                place = model.expand(word, volume)
                if place is None or path.startswith(place.rstrip("/") + "/") or path == place:
                    return True
    return False


def _may_be(entry: Entry, path: str, context: BuildContext) -> bool:
    """Whether the instruction may have put something at the path."""
    if entry.kind in _PASSED or not entry.concerns(path):
        return False
    if entry.kind == "directory":
        return entry.is_anywhere
    if entry.kind != "context" or not context.is_known or entry.is_anywhere:
        return True
    for source in entry.sources:
        if any(mark in source for mark in "*?["):
            return True
        inner = path[len(entry.path) :].lstrip("/") if entry.is_tree and path != entry.path else ""
        found = join(source, inner) if inner else source
        if context.sends(found) or (context.exists(found) and not context.ignored(found)):
            return True
    return not entry.sources


def _is_filled(entries: Sequence[Entry], directory: str, context: BuildContext) -> bool:
    """Whether something is copied into the directory, and all of it is understood."""
    found = [one for one in entries if one.is_transfer and (one.concerns(directory) or dirname(one.path) == directory)]
    return bool(found) and (context.is_known or all(one.path.endswith(_FILES) for one in found))


def _candidates(entries: tuple[Entry, ...], context: BuildContext, path: str) -> Iterator[str]:
    for entry in entries:
        if entry.is_transfer and not entry.is_tree and not entry.is_anywhere:
            yield entry.path
        elif entry.kind == "context" and context.is_known and entry.is_tree:
            for source in entry.sources:
                for file in context.sent_files(source) if not any(mark in source for mark in "*?[") else ():
                    if basename(file).rpartition(".")[2] == path.rpartition(".")[2]:
                        yield f"{entry.path.rstrip('/')}/{file[len(source) :].lstrip('/')}"
