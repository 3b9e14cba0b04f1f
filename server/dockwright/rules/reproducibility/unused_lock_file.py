from __future__ import annotations

from collections.abc import Collection, Iterator

from dockwright.context import BuildContext, clean, join
from dockwright.knowledge.package_managers import MANAGERS, NODE_LOCKS
from dockwright.rule import BUILD_CONTEXT, Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer

_ACTIONS = {
    "npm": ("install", "i", "ci"),
    "yarn": ("install", ""),
    "pnpm": ("install", "i"),
    "bun": ("install", "i"),
    "bundle": ("install", ""),
    "composer": ("install",),
    "pdm": ("install", "sync"),
    "pipenv": ("install",),
    "poetry": ("install",),
    "uv": ("sync",),
}
_ELSEWHERE = (
    "g", "global", "prefix", "C", "cwd", "dir", "no-package-lock", "no-lockfile", "d", "working-dir", "directory", "P",
    "project", "p", "script", "skip-lock", "no-lock", "gemfile", "frozen", "locked",
)  # fmt: skip
_NAMED = (
    "BUNDLE_GEMFILE",
    "PIPENV_PIPFILE",
    "PIPENV_SKIP_LOCK",
    "COMPOSER",
    "UV_PROJECT",
    "PDM_PROJECT",
    "PDM_LOCKFILE",
)
"""Variables that name another project, or do without a lock file."""
_NODE = frozenset(NODE_LOCKS.values())
_FOREIGN = {"npm": ("yarn.lock",), "bun": tuple(NODE_LOCKS)}
"""Lock files of others that versions are taken from: npm 7 and later reads that of yarn, bun 1.3 converts all of them."""
_QUIET = frozenset(("apk", "apt-get", "cd", "corepack", "echo", "gem", "mkdir", "pip", "pip3", "set"))
_TEXT = "FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\n"


@rule(
    "unused-lock-file",
    on=Stage,
    needs=BUILD_CONTEXT,
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
            "FROM node:20\nWORKDIR /usr/src/app\nCOPY package*.json ./\nRUN npm install -g pnpm\nRUN pnpm install\n",
            "FROM node:20\nWORKDIR /usr/src/app\nCOPY package*.json pnpm-lock.yaml ./\nRUN npm install -g pnpm\nRUN pnpm install\n",
            context={"package.json": "{}", "pnpm-lock.yaml": ""},
            marked=("pnpm",),
            title="the pattern is that of npm",
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
        Invalid(
            _TEXT,
            context={"package.json": "{}", "package-lock.json": "{}", ".dockerignore": "*-lock.json\n"},
            marked=("npm",),
            title="no fix: it is left out",
        ),
        Invalid(
            "FROM oven/bun:1\nWORKDIR /app\nCOPY package.json ./\nRUN bun install\nCOPY . .\n",
            "FROM oven/bun:1\nWORKDIR /app\nCOPY package.json bun.lock ./\nRUN bun install\nCOPY . .\n",
            context={"package.json": "{}", "bun.lock": ""},
            marked=("bun",),
        ),
        Invalid(
            "FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile ./\nRUN gem install bundler && bundle install\nCOPY . .\n",
            "FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN gem install bundler && bundle install\nCOPY . .\n",
            context={"Gemfile": "", "Gemfile.lock": ""},
            marked=("bundle",),
        ),
        Invalid(
            "FROM python:3.13\nWORKDIR /app\nRUN pip install poetry\nCOPY pyproject.toml ./\nRUN poetry install --no-root\n",
            "FROM python:3.13\nWORKDIR /app\nRUN pip install poetry\nCOPY pyproject.toml poetry.lock ./\n"
            "RUN poetry install --no-root\n",
            context={"pyproject.toml": "", "poetry.lock": ""},
            marked=("poetry",),
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
            "FROM oven/bun:1\nWORKDIR /app\nCOPY . .\nRUN bun install\n",
            context={"package.json": "{}", "pnpm-lock.yaml": ""},
            title="bun converts that of pnpm",
        ),
        Valid(
            "FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile* ./\nRUN bundle install\n",
            context={"Gemfile": "", "Gemfile.lock": ""},
        ),
        Valid(
            "FROM ruby:3.4\nWORKDIR /app\nENV BUNDLE_GEMFILE=ci/Gemfile\nCOPY Gemfile ./\nRUN bundle install\n",
            context={"Gemfile": "", "Gemfile.lock": "", "ci/Gemfile": ""},
        ),
        Valid(
            "FROM python:3.13\nRUN pip install uv\nWORKDIR /app\nCOPY pyproject.toml ./\nRUN uv sync\n",
            context={"pyproject.toml": "", "poetry.lock": ""},
            title="a lock file that uv does not know",
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

    Reported are installs of the whole project by npm, yarn, pnpm, bun, poetry, uv, pdm, pipenv, bundler and Composer, where the lock file
    lies beside the manifest in the build context and nothing has brought it along.

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
    if command.name not in _ACTIONS or command.is_conditional:
        return False
    operands = command.operands(MANAGERS[command.name].valued_flags if command.name in MANAGERS else ())
    if command.name == "bundle" and command.has_flag("without", "with"):
        operands = operands[:1]  # both take several groups
    if command.has_flag(*_ELSEWHERE) or any(site.variables.get(name) for name in _NAMED):
        return False
    return len(operands) <= 1 and (operands[0].value if operands else "") in _ACTIONS[command.name]


def _judge(
    site: Site, run: Run, stage: Stage, model: SemanticModel, context: BuildContext, earlier: list[Site]
) -> Iterator[Finding]:
    from dockwright.refactorings.split.sources import Sources

    sources = Sources(model, stage, context)
    name = site.command.name
    manager = MANAGERS[name]
    locks = manager.locks
    manifest = sources.context_path(f"{site.cwd}/{manager.manifest}", run)
    if manifest is None or not context.is_file(manifest) or manifest.rpartition("/")[2] != manager.manifest:
        return
    directory = manifest.rpartition("/")[0]
    files = files_of(model, stage, context)
    own = [one for one in locks if context.is_file(join(directory, one))]
    if own:
        places = [f"{site.cwd}/{one}" for one in locks]
        if any(not _is_quiet(one) for one in earlier) or any(
            _may_bring(entry, locks, model, context) for place in places for entry in files.origin(place, run)
        ):
            return
        yield Finding(
            site.command.name_span,
            f"`{join(directory, own[0])}` is not copied, so any version may be installed",
            _fix(manifest, join(directory, own[0]), run, stage, context)
            if context.sends(join(directory, own[0]))
            else (),
        )
    if own or manager.ecosystem != "node":
        return
    if any(context.exists(join(directory, one)) for one in _FOREIGN.get(name, ())):
        return
    others = [lock for lock, owner in NODE_LOCKS.items() if owner != name]
    there = next((one for one in others if context.sends(join(directory, one))), None)
    if there is not None:
        yield Finding(
            site.command.name_span, f"`{join(directory, there)}` is what the project has, and `{name}` does not read it"
        )


def _is_quiet(site: Site) -> bool:
    """Whether a command makes no lock file."""
    name = site.command.name
    return name in _QUIET or name in _NODE or (name in _ACTIONS and site.command.subcommand == "config")


def _may_bring(entry: Entry, locks: Collection[str], model: SemanticModel, context: BuildContext) -> bool:
    """Whether something can have put a lock file there: patterns of a COPY bring what they match in the context, and what
    is installed for everybody leaves a project alone."""
    instruction = entry.instruction
    if entry.kind in ("removal", "mode"):
        return False
    if isinstance(instruction, Run):
        return not all(_is_quiet(one) and _is_elsewhere(one.command) for one in sites(model, instruction))
    if entry.kind != "context" or not all(any(mark in one for mark in "*?[") for one in entry.sources):
        return True
    found = [path for one in entry.sources for path in context.glob(one)]
    return any(context.is_dir(path) or path.rpartition("/")[2] in locks for path in found)


def _is_elsewhere(command: Command) -> bool:
    """Whether a command does nothing to the packages of a project."""
    is_global = command.has_flag("g", "global") or command.subcommand in ("global", "config")
    return command.name not in _NODE or is_global


def _fix(manifest: str, lock: str, run: Run, stage: Stage, context: BuildContext) -> tuple[Fix, ...]:
    """Copy it with the manifest, where that goes into a directory."""
    for copy in reversed(stage.of(Transfer)):
        word = next(
            (one for one in copy.sources if manifest in (clean(one.value), *context.glob(clean(one.value)))), None
        )
        if word is None or copy.index > run.index or copy.from_ is not None or copy.is_exec or copy.destination is None:
            continue
        if copy.destination.value.endswith("/") or copy.destination.value in (".", "..") or len(copy.sources) > 1:
            return (Fix.insert(f"Copy `{lock}`, too", word.span.end, f" {lock}", Safety.UNSAFE),)
    return ()
