from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockwright.context import BuildContext, clean, join
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.semantics.filesystem import files_of
from dockwright.syntax import Copy, Run

_LOCKS: Mapping[str, tuple[str, ...]] = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json"),
    "yarn": ("yarn.lock",),
    "pnpm": ("pnpm-lock.yaml",),
}
_ACTIONS = {"npm": ("install", "i", "ci"), "yarn": ("install", ""), "pnpm": ("install", "i")}
_TEXT = "FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\n"


@rule(
    "unused-lock-file",
    on=Stage,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            _TEXT,
            _TEXT.replace("package.json", "package.json package-lock.json"),
            context={"package.json": "{}", "package-lock.json": "{}"},
            marked=("npm",),
        ),
        Invalid(
            "FROM node:20\nCOPY web/package.json /app/package.json\nWORKDIR /app\nRUN yarn\n",
            context={"web/package.json": "{}", "web/yarn.lock": ""},
            marked=("yarn",),
            title="no fix: the file is copied under a name",
        ),
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install\n",
            context={"package.json": "{}", "pnpm-lock.yaml": ""},
            marked=("npm",),
            title="the lock file of another package manager",
        ),
    ),
    valid=(
        _TEXT,
        Valid(
            _TEXT.replace("package.json", "package*.json"), context={"package.json": "{}", "package-lock.json": "{}"}
        ),
        Valid(_TEXT, context={"package.json": "{}"}),
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install\n",
            context={"package.json": "{}", "package-lock.json": "{}", "yarn.lock": ""},
            title="both are there",
        ),
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install\n",
            context={"package.json": "{}", "yarn.lock": ""},
            title="npm reads that of yarn, too",
        ),
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN npm install express\n",
            context={"package.json": "{}", "package-lock.json": "{}"},
        ),
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN ./prepare && npm install\n",
            context={"package.json": "{}", "package-lock.json": "{}"},
        ),
    ),
)
def unused_lock_file(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """Packages are installed without the lock file that the project has.

    ## Why is this bad?
    The lock file says which version of each package was tested. Without it every build takes the newest ones that the manifest
    allows, and two builds of one commit differ. npm and yarn do not read the lock file of pnpm, nor pnpm and
    yarn that of npm.

    Reported are `npm install`, `yarn` and `pnpm install` of the whole project, where the lock file lies beside the manifest in the
    build context and nothing has brought it along.

    ## Fix safety
    The fix copies the lock file with the manifest. It is unsafe: other versions are installed afterwards.

    ## References
    - https://docs.npmjs.com/cli/configuring-npm/package-lock-json
    """
    if not context.is_known or stage.facts is None or stage.facts.has_onbuild:
        return
    for run in stage.of(Run):
        if run.mounts and any(mount.option("source", "src", "from") is not None for mount in run.mounts):
            continue
        earlier: list[Site] = []
        for site in sites(model, run):
            if site.cwd is not None and _is_install(site):
                yield from _judge(site, run, stage, model, context, earlier)
            earlier.append(site)


def _is_install(site: Site) -> bool:
    """Whether it installs all that the manifest names."""
    command = site.command
    if command.name not in _LOCKS or command.is_conditional:
        return False
    operands = command.operands()
    if command.has_flag("g", "global", "prefix", "C", "cwd", "dir", "no-package-lock", "no-lockfile"):
        return False
    return len(operands) <= 1 and (operands[0].value if operands else "") in _ACTIONS[command.name]


def _judge(
    site: Site, run: Run, stage: Stage, model: SemanticModel, context: BuildContext, earlier: list[Site]
) -> Iterator[Finding]:
    from dockwright.refactorings.split.sources import Sources

    sources = Sources(model, stage, context)
    manifest = sources.context_path(f"{site.cwd}/package.json", run)
    if manifest is None or not context.is_file(manifest) or manifest.rpartition("/")[2] != "package.json":
        return
    directory = manifest.rpartition("/")[0]
    files = files_of(model, stage, context)
    name = site.command.name
    own = [one for one in _LOCKS[name] if context.is_file(join(directory, one))]
    if own:
        places = [f"{site.cwd}/{one}" for one in _LOCKS[name]]
        if any(files.may_hold(place, run) for place in places) or any(not _is_quiet(one) for one in earlier):
            return
        yield Finding(
            site.command.name_span,
            f"`{join(directory, own[0])}` is not copied, so any version may be installed",
            _fix(manifest, join(directory, own[0]), run, stage),
        )
        return
    readable = ("yarn.lock",) if name == "npm" else ()
    if any(context.exists(join(directory, one)) for one in readable):
        return
    others = [lock for other, locks in _LOCKS.items() if other != name for lock in locks]
    there = next((one for one in others if context.sends(join(directory, one))), None)
    if there is not None:
        yield Finding(
            site.command.name_span, f"`{join(directory, there)}` is what the project has, and `{name}` does not read it"
        )


def _is_quiet(site: Site) -> bool:
    return site.command.name in ("cd", "echo", "npm", "yarn", "pnpm", "corepack", "set", "apk", "apt-get")


def _fix(manifest: str, lock: str, run: Run, stage: Stage) -> tuple[Fix, ...]:
    """Copy it with the manifest, where that goes into a directory."""
    for copy in reversed(stage.of(Copy)):
        word = next((one for one in copy.sources if clean(one.value) == manifest), None)
        if word is None or copy.index > run.index or copy.from_ is not None or copy.is_exec or copy.destination is None:
            continue
        if copy.destination.value.endswith("/") or copy.destination.value in (".", "..") or len(copy.sources) > 1:
            return (Fix.insert(f"Copy `{lock}`, too", word.span.end, f" {lock}", Safety.UNSAFE),)
    return ()
