"""Whether a native program that stands on the image of an interpreter uses it: scripts, packages, variables, other programs.

Source: the images' own documentation, and the manual pages of the interpreters. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from posixpath import basename

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.refactorings.rebase.runner import Runner
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.whole_stage import whole
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.syntax import Env, Healthcheck, Transfer
from dockwright.values import NamedTuple


class _Signs(NamedTuple):
    """What tells that an interpreter is used."""

    programs: frozenset[str]
    files: tuple[str, ...]  # patterns of names
    variables: tuple[str, ...]  # patterns of names


_SIGNS: Mapping[str, _Signs] = {
    "java": _Signs(
        words("java javac jar keytool jshell mvn gradle groovy kotlin scala"),
        ("*.jar", "*.war", "*.class", "*.java", "*.groovy"),
        ("JAVA*", "JDK_*", "CLASSPATH", "MAVEN_*", "GRADLE_*"),
    ),
    "node": _Signs(
        words("node nodejs npm npx yarn yarnpkg pnpm pnpx corepack bun bunx deno"),
        ("*.mjs", "*.cjs", "package*.json", "node_modules", "yarn.lock", "pnpm-lock.yaml", "server.js", "index.js"),
        ("NODE_*", "NPM_*", "YARN_*", "PNPM_*"),
    ),
    "perl": _Signs(words("perl cpan cpanm"), ("*.pl", "*.pm"), ("PERL*",)),
    "php": _Signs(words("php php-fpm composer apache2 apache2ctl apache2-foreground"), ("*.php", "*.phar"), ("PHP_*", "APACHE_*")),
    "python": _Signs(
        words("python python2 python3 pip pip3 pipx uv uvx poetry pipenv gunicorn uvicorn celery"),
        ("*.py", "*.pyz", "*.whl", "requirements*.txt", "pyproject.toml", "site-packages", ".venv", "venv"),
        ("PYTHON*", "PIP_*", "VIRTUAL_ENV", "UV_*"),
    ),
    "ruby": _Signs(
        words("ruby gem bundle bundler rake irb rackup puma"),
        ("*.rb", "*.gem", "*.ru", "Gemfile*", "Rakefile", "bundle"),
        ("RUBY*", "GEM_*", "BUNDLE_*"),
    ),
}  # fmt: skip

INTERPRETED = frozenset(_SIGNS)
"""Ecosystems whose images a native program needs nothing of, unless something tells that it does."""


def is_used(model: SemanticModel, stage: Stage, context: BuildContext, runner: Runner, ecosystem: str) -> bool:
    """Whether anything of the stage tells that the interpreter of its image is used."""
    signs = _SIGNS[ecosystem]
    if not signs.programs.isdisjoint((*_started(model, stage, context, runner), *stage.programs)):
        return True
    if any(fnmatchcase(name, pattern) for name in _brought(model, stage, context) for pattern in signs.files):
        return True
    names = [pair.key.value for env in stage.of(Env) for pair in env.pairs]
    return any(fnmatchcase(name, pattern) for name in names for pattern in signs.variables)


def is_unused(context: BuildContext, runner: Runner) -> bool:
    """Whether all sources of the program were read, and tell of no program that nobody knows."""
    return context.is_known and not runner.build.notes and not runner.build.needs.any_program


def _started(model: SemanticModel, stage: Stage, context: BuildContext, runner: Runner) -> Iterator[str]:
    """The names of the programs that the container, its checks and the compose files start."""
    start, script = runner.start, runner.script
    written = [start.program, *start.arguments, *start.prefixes, *start.beside, *runner.build.needs.programs]
    written += [one[0] for one in start.before]
    written += [*script.programs, *script.named] if script is not None else []
    for check in stage.of(Healthcheck):
        written += [word.value for command in model.commands(check) for word in command.words]
    for one in context.started:
        written += one.words[0].split() if one.needs_shell and one.words else one.words
    return (basename(one) for one in written)


def _in_context(model: SemanticModel, entry: Entry, context: BuildContext, source: str) -> str | None:
    """Which path of the context an entry brings, by itself or by way of another stage."""
    if entry.kind == "context":
        return source.strip("/")
    if entry.stage is None:
        return None
    return Sources(model, whole(model, entry.stage), context).context_path(f"/{source.strip('/')}")


def _brought(model: SemanticModel, stage: Stage, context: BuildContext) -> Iterator[str]:
    """The names of files and directories that COPY and ADD bring, as far as they are known."""
    for transfer in stage.of(Transfer):
        for entry in entries_of(model, transfer, context):
            for source in entry.sources:
                yield from source.split("/")
                place = _in_context(model, entry, context, source)
                if place is not None and context.is_known and context.is_dir(place):
                    yield from (basename(path) for path in context.sent_files(place))
            yield from entry.path.split("/")
