from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Invalid, Severity, Valid, rule
from dockwright.rules._failures import may_fail
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, deed, sites
from dockwright.semantics.filesystem import files_of, is_copied
from dockwright.syntax import Copy, Run, Workdir

_NAMES = words("npm yarn pnpm pip pip3 go cargo mvn poetry uv pipenv composer bundle")
_MOVING = frozenset(("cd", "pushd", "popd"))
LARAVEL = {
    "composer.json": '{"require": {"laravel/framework": "^11.0"}, "scripts": {"post-autoload-dump": ["@php artisan package:discover --ansi"]}}',
    "composer.lock": "{}",
    "artisan": "",
    "database/seed.php": "",
}
_TEXT = "FROM python:3.12\nWORKDIR /app\n"


@rule(
    "missing-build-input",
    on=Stage,
    severity=Severity.ERROR,
    invalid=(
        Invalid(_TEXT + "RUN pip install -r requirements.txt\nCOPY . .\n", marked=("requirements.txt",), title="not yet copied"),
        Invalid("FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\n", marked=("npm",), title="`npm ci` needs the lock file"),
        Invalid(
            _TEXT + "RUN pip install -e .\nCOPY . .\n", context={"setup.py": ""}, marked=("pip",), title="the project itself"
        ),
        Invalid(
            _TEXT + "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n",
            context={"requirements.txt": "-r deploy/base.txt\n", "deploy/base.txt": "-c limits.txt\n", "deploy/limits.txt": ""},
            marked=("requirements.txt",),
            title="a file that another one names",
        ),
        Invalid(
            "FROM composer:2\nCOPY composer.json composer.lock ./\nCOPY database database\nRUN composer install --no-dev\nCOPY . .\n",
            context=LARAVEL,
            marked=("composer",),
            title="Composer runs a script of the project",
        ),
        Invalid("FROM golang:1.24\nWORKDIR /src\nCOPY main.go /app/\nRUN go mod download\n", marked=("go",)),
    ),
    valid=(
        _TEXT + "COPY requirements.txt .\nRUN pip install -r requirements.txt\n",
        _TEXT + "RUN --mount=type=bind,source=requirements.txt,target=requirements.txt pip install -r requirements.txt\n",
        _TEXT + "RUN echo flask > requirements.txt && pip install -r requirements.txt\n",
        _TEXT + "RUN git clone https://example.org/a . && pip install -r requirements.txt\n",
        _TEXT + "COPY req* ./\nRUN pip install -r requirements.txt\n",
        _TEXT + "RUN ./fetch\nRUN pip install -r requirements.txt\n",
        "FROM example.org/base\nRUN npm ci\n",
        "FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n",
        _TEXT + "COPY setup.py .\nRUN pip install -e .[dev]\n",
        _TEXT + "COPY --from=build /dist /dist\nRUN pip install /dist/*.whl\n",
        Valid(
            _TEXT + "COPY requirements.txt limits.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n",
            context={"requirements.txt": "-c limits.txt\nflask\n", "limits.txt": "flask<4\n"},
        ),
        "FROM node:20\nWORKDIR /app\nCOPY package.json npm-shrinkwrap.json ./\nRUN npm ci\n",
        Valid(
            "FROM golang:1.24\nWORKDIR /src\nCOPY go.mod ./\nCOPY cmd/main.go cmd/\nRUN cd cmd && go build\n",
            title="Go looks into the directories above",
        ),
        Valid(
            "FROM golang:1.24\nWORKDIR /src\nCOPY go.work ./\nCOPY app/go.mod app/\nRUN go mod download\n", title="a workspace"
        ),
        "FROM rust:1.85\nCOPY Cargo.toml Cargo.lock /src/\nWORKDIR /src/web\nCOPY web/main.rs ./\nRUN cargo build --locked\n",
        Valid(
            "FROM rust:1.85\nWORKDIR /src\nCOPY recipe.json .\nRUN cargo chef cook --release\nRUN cargo build --release\n",
            title="cargo-chef makes the manifests that the recipe tells of",
        ),
        "FROM python:3.12\nRUN cd /tmp/x && pip install -r requirements.txt\n",
        Valid(
            "FROM node:20\nCOPY package.json /app/\nWORKDIR /app\nRUN npm ci\n",
            context={"package.json": "{}"},
            title="it is missed in any case",
        ),
        Valid("FROM node:20\nWORKDIR /app\nRUN pnpm install turbo --global\nCOPY . .\n", context={"package.json": "{}"}),
        Valid(
            "FROM golang:1.24\nWORKDIR /src/server\nCOPY go.mod /src\nRUN go mod download\n",
            context={"go.mod": ""},
            title="WORKDIR has made the directory",
        ),
        Valid("FROM composer:2\nCOPY composer.* artisan ./\nRUN composer install\nCOPY . .\n", context=LARAVEL),
        Valid("FROM composer:2\nCOPY composer.* ./\nRUN composer install --no-scripts\nCOPY . .\n", context=LARAVEL),
        Valid("FROM composer:2\nCOPY composer.* ./\nRUN composer install --no-autoloader\nCOPY . .\n", context=LARAVEL),
        Valid("FROM composer:2\nENV COMPOSER_SKIP_SCRIPTS=*\nCOPY composer.* ./\nRUN composer install\nCOPY . .\n", context=LARAVEL),
        Valid("FROM composer:2\nCOPY composer.* ./\nRUN composer install || true\nCOPY . .\n", context=LARAVEL),
        Valid("FROM composer:2\nCOPY composer.* ./\nRUN touch artisan && composer install\nCOPY . .\n", context=LARAVEL),
        Valid("FROM node:onbuild\nRUN npm run build\n", title="triggers of the base image copy it"),
    ),
)  # fmt: skip
def missing_build_input(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """A command needs a file that nothing has put there.

    ## Why is this bad?
    The build stops: `pip install -r requirements.txt` above the `COPY` that brings the file, `npm ci` where only `package.json` is
    copied, `composer install` of a Laravel project without `artisan`, which a script of the project runs.

    Reported is a file that a package manager cannot do without, where each instruction above is understood and none of them
    can have made it. Directories of the system are left out, and, where the build context is known, files that it lacks.

    ## References
    - https://docs.npmjs.com/cli/commands/npm-ci
    - https://pip.pypa.io/en/stable/cli/pip_install/
    """
    if _NAMES.isdisjoint(stage.programs) or stage.facts is None or stage.facts.has_onbuild:
        return
    needs = {one: found for one in stage.of(Run) if (found := _needs(model, context, one)) and not one.mounts}
    runs = list(_unserved(model, stage, needs)) if needs else []
    if not runs:
        return
    from dockwright.refactorings.build_inputs import included, inputs
    from dockwright.refactorings.split.sources import Sources

    sources, files = Sources(model, stage, context), files_of(model, stage, context)
    is_old_go = stage.facts.family == "golang" and () < stage.facts.version < (1, 16)  # it may do without modules
    for run in runs:
        earlier: list[Site] = []
        for site in sites(model, run):
            if site.command.name not in _NAMES or may_fail(site.command):
                earlier.append(site)
                continue
            for needed in (*inputs(site), *included(site, sources, context)):
                if is_old_go and site.command.name == "go" and site.command.subcommand == "build":
                    continue
                near = needed.paths
                if any(map(files.base_may_hold, near)) or is_copied(model, stage, context, near, run):
                    continue
                paths, word = needed.places, needed.word
                if any(_is_made(path, earlier) or files.may_hold(path, run) for path in paths):
                    continue
                if context.is_known and not _is_anywhere(paths, context):
                    return
                span = word.span if word is not None else site.command.name_span
                names = (one for one in paths if context.is_known and _is_anywhere((one,), context))
                reader = needed.reader or f"`{site.command.name}`"
                yield Finding(span, f"{reader} needs `{next(names, paths[0])}`, and nothing has put it there")
                return
            earlier.append(site)


def _needs(model: SemanticModel, context: BuildContext, run: Run) -> list[tuple[str, ...]]:
    """What the commands of the RUN need, each with the names of which one will do; without any where only a closer look tells."""
    commands = [one for one in model.commands(run) if one.name in _NAMES]
    if not commands:
        return []
    from dockwright.refactorings.build_inputs import may_include, names_of, wants

    needs = [names_of(found) for one in commands for found in wants(one)]
    return [*needs, ()] if context.is_known and any(map(may_include, commands)) else needs


def _unserved(model: SemanticModel, stage: Stage, needs: Mapping[Run, list[tuple[str, ...]]]) -> Iterator[Run]:
    """The RUNs that may need more than the names which are copied into their working directory, wherever that is: a quick look."""
    names: set[str] = set()
    for one in stage.instructions:
        if isinstance(one, Workdir):
            names.clear()
        elif isinstance(one, Copy):
            if one.from_ is None and one.destination and one.destination.value in (".", "./"):
                names.update(basename(word.value) for word in one.sources if word.is_literal)
        elif isinstance(one, Run) and one in needs:
            is_served = not any(map(names.isdisjoint, needs[one]))
            if not is_served or not _MOVING.isdisjoint([each.name for each in model.commands(one)]):
                yield one


def _is_anywhere(paths: tuple[str, ...], context: BuildContext) -> bool:
    """Whether the context has such a file: one that it lacks is missed wherever the COPY stands."""
    names = {path.rpartition("/")[2] for path in paths}
    return any(one.rpartition("/")[2] in names for one in context.files())


def _is_made(path: str, earlier: list[Site]) -> bool:
    """Whether a command of the same RUN may have made the file."""
    for site in earlier:
        for write in deed(site).writes:
            if write.kind in ("removal", "mode", "packages"):
                continue
            if (
                write.is_anywhere
                or write.path == path
                or (write.is_tree and path.startswith(f"{write.path.rstrip('/')}/"))
            ):
                return True
    return False
