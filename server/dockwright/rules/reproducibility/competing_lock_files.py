from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from dockwright.context import BuildContext, join
from dockwright.knowledge.package_managers import NODE_LOCKS
from dockwright.rule import BUILD_CONTEXT, Finding, Invalid, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import sites
from dockwright.syntax import Run

TEXT = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"

_MANAGERS = frozenset(NODE_LOCKS.values())


@rule(
    "competing-lock-files",
    on=Stage,
    needs=BUILD_CONTEXT,
    severity=Severity.INFO,
    invalid=(
        Invalid(TEXT, context={"package.json": "{}", "package-lock.json": "{}", "yarn.lock": ""}, marked=("npm",)),
        Invalid(
            TEXT.replace("npm ci", "cd web && pnpm install"),
            context={"web/package.json": "{}", "web/pnpm-lock.yaml": "", "web/package-lock.json": "{}"},
            marked=("pnpm",),
        ),
    ),
    valid=(
        TEXT,
        Valid(TEXT, context={"package.json": "{}", "package-lock.json": "{}"}),
        Valid(TEXT, context={"package.json": "{}", "package-lock.json": "{}", "npm-shrinkwrap.json": "{}"}),
        Valid(TEXT, context={"package.json": "{}", "package-lock.json": "{}", "web/yarn.lock": ""}),
        Valid(TEXT, context={"package.json": "{}", "package-lock.json": "{}", "yarn.lock": "", ".dockerignore": "yarn.lock\n"},
              title="one is kept out of the build"),
        Valid(TEXT, context={"package.json": "{}", "yarn.lock": "", "pnpm-lock.yaml": ""}, title="of this tells unused-lock-file"),
        Valid(TEXT.replace("npm ci", "npm ci -g yarn"), context={"package.json": "{}", "package-lock.json": "{}", "yarn.lock": ""}),
    ),
)  # fmt: skip
def competing_lock_files(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """Lock files of two package managers lie side by side, so one of them is out of date sooner or later.

    ## Why is this bad?
    Each package manager keeps its own lock file and ignores the others. Whoever adds a package with the one leaves the lock file of
    the other behind: the image is built with other versions than those that were tried. Delete the one that is not meant, or
    keep it out of the build by the ignore file.

    ## References
    - https://docs.npmjs.com/cli/configuring-npm/package-lock-json
    """
    if not context.is_known:
        return
    for run in stage.of(Run):
        if not any(one in run.text for one in _MANAGERS):
            continue
        for site in sites(model, run):
            command = site.command
            if command.name not in _MANAGERS or command.has_flag("g", "global") or site.cwd is None:
                continue
            if command.subcommand not in ("install", "ci", "i", "") or (
                command.subcommand == "" and command.name != "yarn"
            ):
                continue
            from dockwright.refactorings.split.sources import Sources

            source = Sources(model, stage, context).context_path(f"{site.cwd.rstrip('/')}/package.json", run)
            if source is None:
                continue
            found = {name: owner for name, owner in NODE_LOCKS.items() if context.sends(join(dirname(source), name))}
            own = [name for name, owner in found.items() if owner == command.name]
            others = [name for name, owner in found.items() if owner != command.name]
            if own and others:
                yield Finding(
                    command.name_span, f"`{others[0]}` lies beside `{own[0]}`: one of them will be out of date"
                )
                return
