from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import dirname
from typing import TYPE_CHECKING

from dockwright.context import BuildContext, clean, join
from dockwright.ignore import IgnoreFile
from dockwright.rule import (
    BUILD_CONTEXT,
    Finding,
    Fix,
    FixAvailability,
    Invalid,
    Related,
    Safety,
    Severity,
    Valid,
    rule,
)
from dockwright.rules._layer_contents import is_mounted
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, deed, sites
from dockwright.semantics.filesystem import Entry, FileSystem, files_of
from dockwright.syntax import Cmd, Entrypoint, Instruction, Run, Transfer

if TYPE_CHECKING:
    from dockwright.refactorings.split.sources import Brought
    from dockwright.shell import ShellWord

NODE = {"package.json": "{}", "package-lock.json": "{}", "server.js": ""}


@rule(
    "ignored-build-input",
    on=Stage,
    needs=BUILD_CONTEXT,
    severity=Severity.ERROR,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            context={**NODE, ".dockerignore": "*.json\n"},
            marked=("npm", "npm"),
            title="the manifest and the lock file",
        ),
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n",
            "FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n",
            context={**NODE, ".dockerignore": "*-lock.json\n"},
            marked=("npm",),
            title="what a pattern would bring",
        ),
        Invalid(
            "FROM python:3.12\nWORKDIR /app\nCOPY . /app/\nRUN pip install -r requirements/prod.txt\n",
            "FROM python:3.12\nWORKDIR /app\nCOPY . /app/\nRUN pip install -r requirements/prod.txt\n",
            context={"requirements/prod.txt": "flask\n", "app.py": "", ".dockerignore": "**/*.txt\n"},
            marked=("requirements/prod.txt",),
        ),
        Invalid(
            'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
            'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
            context={**NODE, ".dockerignore": "*\n!package*.json\n"},
            marked=('"server.js"',),
            title="what starts is missing",
        ),
        Invalid(
            "FROM rust:1.80\nWORKDIR /src\nCOPY . .\nRUN cargo build --release --locked\n",
            "FROM rust:1.80\nWORKDIR /src\nCOPY . .\nRUN cargo build --release --locked\n",
            context={"Cargo.toml": "", "Cargo.lock": "", "src/main.rs": "", ".dockerignore": "*.lock\n"},
            marked=("cargo",),
        ),
    ),
    valid=(
        Valid("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", context={**NODE, ".dockerignore": "*.md\n"}),
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD [\"node\", \"dist/main.js\"]\n",
            context={**NODE, "dist/main.js": "", ".dockerignore": "dist\n"},
            title="the build makes it",
        ),
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN echo '{}' > package.json && npm install\n",
            context={**NODE, ".dockerignore": "*.json\n"},
            title="it is written in the image",
        ),
        Valid(
            "FROM alpine AS base\nFROM node:20\nWORKDIR /app\nCOPY . .\nCOPY --from=base /app/package.json .\nRUN npm install\n",
            context={**NODE, ".dockerignore": "*.json\n"},
        ),
        Valid("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", context={".dockerignore": "*.json\n", "a.js": ""}),
        Valid(
            "FROM rust:1.80\nWORKDIR /src\nCOPY . .\nRUN cargo build\n",
            context={"Cargo.toml": "", "Cargo.lock": "", ".dockerignore": "*.lock\n"},
            title="it gets on without the lock file",
        ),
        Valid(
            "FROM example.org/base\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            context={**NODE, ".dockerignore": "*.json\n"},
            title="nobody knows what the base image holds",
        ),
    ),
)  # fmt: skip
def ignored_build_input(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The ignore file keeps out a file that a command cannot do without.

    ## Why is this bad?
    A `COPY` of a directory leaves out silently what the ignore file names. The command behind it then stops the build, or the
    container does not start: `npm ci` without `package.json`, `pip install -r` without the file it names, a start script that
    is not there. On the developer's machine the file exists, which makes it hard to see.

    Reported is what exists in the build context, would be copied were it not for the ignore file, and nothing else in the
    stage can have put there.

    ## Fix safety
    The fix adds an exception to the ignore file. It is unsafe, because somebody may have left the file out on purpose.

    ## References
    - https://docs.docker.com/build/concepts/context/#negating-matches
    """
    if not context.is_known or context.ignore_file is None or not context.ignore_rules.rules or stage.facts is None:
        return
    from dockwright.refactorings.split.sources import Sources

    directories = [one for one in Sources(model, stage, context).brought if one.is_directory]
    directories += _by_patterns(model, stage, context)
    if not directories:
        return
    files = files_of(model, stage, context)
    reported: set[str] = set()
    for instruction in _commands(model, stage):
        earlier: list[Site] = []
        for site in sites(model, instruction):
            for path, found, word in _missing(site, instruction, directories, context):
                if found in reported or _may_come_otherwise(path, found, instruction, earlier, files):
                    continue
                reported.add(found)
                span = word.span if word is not None else site.command.name_span
                related = _cause(directories, path)
                is_start = not isinstance(instruction, Run)
                reader = instruction.keyword if is_start else site.command.name
                message = f"`{reader}` needs `{found}`, and `{context.ignore_file}` keeps it out"
                severity = Severity.WARNING if is_start else None
                yield Finding(span, message, _fix(context, found), related, severity)
            earlier.append(site)


def _by_patterns(model: SemanticModel, stage: Stage, context: BuildContext) -> Iterator[Brought]:
    """Patterns of a COPY, each as a directory of what they match by name."""
    from dockwright.refactorings.split.sources import Brought

    for transfer in stage.of(Transfer):
        written = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
        target = model.state_before(transfer).resolve(written) if written is not None else None
        for word in transfer.sources if target is not None and transfer.from_ is None else ():
            pattern = clean(word.value)
            if any(mark in pattern for mark in "*?[") and not word.variables and "*" not in dirname(pattern):
                yield Brought(transfer, pattern, target or "", False)


def _commands(model: SemanticModel, stage: Stage) -> Iterator[Instruction]:
    yield from stage.of(Run)
    if stage.is_target or ships(model, stage):
        start = stage.last(Entrypoint) or stage.last(Cmd)
        if start is not None and model.state_before(start).workdir == stage.final_state.workdir:
            yield start


def _missing(
    site: Site, instruction: Instruction, directories: list[Brought], context: BuildContext
) -> Iterator[tuple[str, str, ShellWord | None]]:
    """What the command needs and does not get: its path in the image and in the context, and the word that names it."""
    from dockwright.refactorings.build_inputs import inputs

    mounted = instruction if isinstance(instruction, Run) else None
    for needed in inputs(site):
        paths = needed.places
        if mounted is not None and any(is_mounted(mounted, path) for path in paths):
            continue
        known = [(path, _context_path(path, instruction, directories) or "") for path in paths]
        there = [(path, found) for path, found in known if found and context.is_file(found)]
        if there and all(context.ignored(found) for _, found in there):
            yield (*there[0], needed.word)


def _context_path(path: str, instruction: Instruction, directories: list[Brought]) -> str | None:
    for one in reversed(directories):
        found = _source_of(one, path) if one.transfer.index < instruction.index else None
        if found:
            return found
    return None


def _source_of(one: Brought, path: str) -> str | None:
    """The context path that a COPY of a directory, or a pattern, would put at a path of the image."""
    from dockwright.refactorings.split.sources import inside

    inner = inside(path, one.target)
    if not inner:
        return None
    if one.is_directory:
        return join(one.source, inner)
    found = join(dirname(one.source), inner)
    return found if "/" not in inner and fnmatchcase(found, one.source) else None


def _may_come_otherwise(
    path: str, found: str, instruction: Instruction, earlier: list[Site], files: FileSystem
) -> bool:
    """Whether something but the COPY of the directory may have put the file there."""
    if any(_may_put(entry, path, found) for entry in files.origin(path, instruction)):
        return True
    writes = (write for site in earlier for write in deed(site).writes)
    return any(
        write.kind not in ("removal", "mode", "directory", "restore", "packages")
        and (
            write.is_anywhere or write.path == path or (write.is_tree and path.startswith(f"{write.path.rstrip('/')}/"))
        )
        for write in writes
    )


def _may_put(entry: Entry, path: str, found: str) -> bool:
    if entry.kind in ("removal", "mode", "directory", "packages", "account"):
        return False
    if entry.kind == "restore":
        return entry.path == path
    return entry.kind != "context" or (found in entry.sources) or entry.is_anywhere


def _cause(directories: list[Brought], path: str) -> tuple[Related, ...]:
    transfer: Transfer = next(one.transfer for one in reversed(directories) if _source_of(one, path))
    return (Related(transfer.keyword_span, "it would be copied here"),)


def _fix(context: BuildContext, found: str) -> tuple[Fix, ...]:
    from dockwright.refactorings.ignore_file import ignore_file

    file = ignore_file(context, (f"!{found}",))
    if IgnoreFile(file.text).ignores(found):
        return ()
    return (Fix(f"Add an exception for `{found}` to `{file.path}`", (), Safety.UNSAFE, (file,)),)
