from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename, join
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
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
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.cache import excludes
from dockwright.semantics.deeds import Site, deed, sites
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run, Transfer, Word

if TYPE_CHECKING:
    from dockwright.refactorings.split.sources import Brought

PROGRAMS = frozenset({"npm", "yarn", "pnpm", "bun", "uv", "composer", "python", "python3", "virtualenv"})
NODE = {"package.json": "{}", "node_modules/bcrypt/lib.node": "", "server.js": ""}
TEXT = "FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\n"


@rule(
    "installed-packages-overwritten",
    on=Transfer,
    needs=BUILD_CONTEXT,
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(TEXT, TEXT, context=NODE, marked=(".",)),
        Invalid(
            "FROM python:3.12\nWORKDIR /app\nCOPY uv.lock pyproject.toml ./\nRUN uv sync --frozen\nCOPY ./ ./\n",
            "FROM python:3.12\nWORKDIR /app\nCOPY uv.lock pyproject.toml ./\nRUN uv sync --frozen\nCOPY ./ ./\n",
            context={"uv.lock": "", "pyproject.toml": "", ".venv/pyvenv.cfg": "", ".dockerignore": "*.md\n"},
            marked=("./",),
        ),
        Invalid(
            "FROM node:20\nWORKDIR /srv\nCOPY web/package.json web/\nRUN cd web && yarn\nCOPY web web\n",
            "FROM node:20\nWORKDIR /srv\nCOPY web/package.json web/\nRUN cd web && yarn\nCOPY web web\n",
            context={"web/package.json": "{}", "web/node_modules/x/i.js": ""},
            marked=("web",),
        ),
    ),
    valid=(
        TEXT,
        Valid(TEXT, context={**NODE, ".dockerignore": "node_modules\n"}),
        Valid(TEXT + "RUN npm ci\n", context=NODE, title="they are installed once more"),
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install\n",
            context=NODE,
            title="copied before; npm sees to it",
        ),
        Valid(
            "FROM node:20\nWORKDIR /deps\nCOPY package.json ./\nRUN npm install\nWORKDIR /app\nCOPY . .\n",
            context=NODE,
            title="installed elsewhere",
        ),
        Valid(TEXT, context={"package.json": "{}", "server.js": ""}),
        Valid(TEXT.replace("COPY . .", "COPY --exclude=node_modules . ."), context=NODE),
        Valid(TEXT, context={**NODE, ".gitignore": "*.log\n"}, title="the repository keeps them on purpose"),
    ),
)
def installed_packages_overwritten(copy: Transfer, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """Packages of the developer's machine are copied over those that the image has installed.

    ## Why is this bad?
    What was compiled for another system, another version of the language or another processor does not run in the image, and
    what was installed only for development comes along. It works for whoever has a fresh checkout, and breaks for whoever has
    not.

    Reported is a `node_modules`, `.venv`, or `vendor` of Composer that is in the build context, is not ignored, and lands where a
    `RUN` above has installed the same; not where a later `RUN` installs again, or the repository keeps the directory.

    ## Fix safety
    The fix, which adds the directory to the ignore file, is unsafe: the image has other files afterwards.

    ## References
    - https://docs.docker.com/build/concepts/context/#dockerignore-files
    """
    stage = model.stage_of(copy)
    if not context.is_known or copy.from_ is not None or copy.is_onbuild or stage is None:
        return
    spans = model.keep((_installed, stage), lambda: _first_and_last(_installed(model, stage)))
    installed = [(place, first) for place, (first, last) in spans.items() if last.index < copy.index]
    if not installed:
        return
    from dockwright.refactorings.split.sources import brought_by, inside

    brought = [one for one in brought_by(model, copy, context) if one.is_directory]
    for place, cause in installed:
        for one in brought:
            inner = inside(place, one.target)
            path = join(one.source, inner) if inner and one.source else inner or ""
            if not inner or not context.is_dir(path) or not context.sends(path) or excludes(copy, path):
                continue
            finding = _finding(copy, one, path, cause, context)
            if finding is not None:
                yield finding
                return


def _first_and_last(installed: Iterable[tuple[str, Run]]) -> dict[str, tuple[Run, Run]]:
    """The first and the last RUN that installs into each directory."""
    found: dict[str, tuple[Run, Run]] = {}
    for place, run in installed:
        first, _ = found.get(place, (run, run))
        found[place] = first, run
    return found


def _installed(model: SemanticModel, stage: Stage) -> Iterator[tuple[str, Run]]:
    """The directories that packages are installed into, for certain."""
    for run in stage.of(Run):
        if not any(command.name in PROGRAMS for command in model.commands(run)):
            continue
        for site in sites(model, run):
            if site.command.name in PROGRAMS and not site.command.is_conditional:
                yield from ((place, run) for place in _places(site) if not is_mounted(run, place))


def _places(site: Site) -> Iterator[str]:
    command = site.command
    if command.name in ("python", "python3", "virtualenv"):
        yield from _environment(site, command)
        return
    if site.cwd is None or (command.name == "uv" and command.subcommand != "sync"):
        return
    names = {"uv": ".venv", "composer": "vendor"}
    wanted = names.get(command.name, "node_modules")
    for write in deed(site).writes:
        if write.kind == "restore" and not write.is_anywhere and write.path == site.at(wanted).path:
            yield write.path


def _environment(site: Site, command: Command) -> Iterator[str]:
    words = [word.value for word in command.arguments]
    operands = command.operands(("m", "p", "python", "prompt"))
    if operands and (words[:2] == ["-m", "venv"] or command.name == "virtualenv"):
        place = site.place(operands[-1])
        if place.is_exact:
            yield place.path


def _finding(copy: Transfer, brought: Brought, path: str, cause: Instruction, context: BuildContext) -> Finding | None:
    from dockwright.refactorings.ignore_file import ignore_file, is_kept

    if is_kept(context, path):
        return None
    word = _word(copy, brought.source)
    file = ignore_file(context, (path,))
    fix = Fix(f"Add `{path}` to `{file.path}`", (), Safety.UNSAFE, (file,))
    message = f"the local `{path}` is put over the {_what(path)} of the image"
    return Finding(word.span, message, (fix,), (Related(cause.keyword_span, "it is installed here"),))


def _what(path: str) -> str:
    return "packages" if basename(path) in ("node_modules", "vendor") else "virtual environment"


def _word(copy: Transfer, source: str) -> Word:
    from dockwright.context import clean

    return next((word for word in copy.sources if clean(word.value) == source), copy.sources[0])
