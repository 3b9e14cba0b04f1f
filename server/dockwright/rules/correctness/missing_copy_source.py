from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext, clean, join, parent
from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.patterns import lazy_pattern
from dockwright.rule import BUILD_CONTEXT, Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._stage_meant import stage_meant
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Dockerfile, Transfer, Word
from dockwright.syntax.suggest import nearest_name

OUTPUT = frozenset(
    {
        "bin",
        "build",
        "dist",
        "out",
        "output",
        "target",
        "public",
        "publish",
        "release",
        "artifacts",
        "obj",
        "rootfs",
        "tmp",
    }
).union(*(row.output_dirs for row in ECOSYSTEMS.values()))
SUFFIXES = (".jar", ".war", ".ear", ".whl", ".tar", ".tar.gz", ".tgz", ".zip", ".deb", ".rpm", ".apk", ".exe", ".so", ".dll",
            ".env", ".pem", ".key", ".crt")  # fmt: skip
_NOTHING = lazy_pattern(r"[*?\[]|://|^git@|\$")


BUILT = (
    "FROM node:22 AS build\nWORKDIR /app\nCOPY package.json .\nRUN npm run build\nFROM nginx:1.29\nCOPY nginx.conf /etc/nginx/\n"
    "COPY {}/app/dist /usr/share/nginx/html\n"
)
SITE = {"package.json": "{}", "nginx.conf": ""}


@rule(
    "missing-copy-source",
    on=Dockerfile,
    needs=BUILD_CONTEXT,
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM node:20\nCOPY package.json yarn.lok /app/\nCOPY src /app/src\n",
            context={"package.json": "{}", "yarn.lock": "", "src/a.js": ""},
            marked=("yarn.lok",),
        ),
        Invalid(
            "FROM alpine:3.22\nCOPY docker/entrypoint.sh /\nCOPY etc/app.conf /etc/\n",
            context={"scripts/entrypoint.sh": "", "etc/app.conf": ""},
            marked=("docker/entrypoint.sh",),
            title="it is elsewhere",
        ),
        Invalid(
            "FROM alpine:3.22\nCOPY readme.md Makefile /\n", context={"README.md": "", "Makefile": ""}, marked=("readme.md",)
        ),
        Invalid(
            BUILT.format(""), BUILT.format("--from=build "), context=SITE, marked=("/app/dist",), title="`--from` is missing"
        ),
    ),
    valid=(
        Valid(BUILT.format("--from=build "), context=SITE, title="from the stage"),
        Valid(BUILT.replace("COPY {}/app", "COPY /web").format(), context=SITE, title="of no stage, and built outside"),
        "FROM alpine:3.22\nCOPY a b /\n",
        Valid("FROM alpine:3.22\nCOPY a.conf b.conf /\n", context={"a.conf": "", "b.conf": ""}),
        Valid("FROM alpine:3.22\nCOPY dist/app a.conf /\n", context={"a.conf": ""}, title="something builds it first"),
        Valid("FROM alpine:3.22\nCOPY app a.conf /\n", context={"a.conf": "", ".gitignore": "/app\n"}),
        Valid("FROM alpine:3.22\nCOPY x* a.conf /\n", context={"a.conf": ""}),
        Valid("FROM alpine:3.22\nCOPY etc/a.conf /\n", context={"Dockerfile": ""}, title="the context may be another directory"),
        Valid("FROM alpine:3.22 AS a\nFROM a\nCOPY --from=a /x /y\n", context={"a.conf": ""}),
        Valid("FROM alpine:3.22\nCOPY server a.conf /\n", context={"a.conf": ""}, title="nothing of a like name"),
    ),
)  # fmt: skip
def missing_copy_source(dockerfile: Dockerfile, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """A file that is to be copied is not in the build context, but one of nearly the same name is.

    ## Why is this bad?
    The build stops at the instruction: names are compared letter by letter, on Linux also in their case.

    Reported is a name where the context has the same in other case, misspelled by a letter or two, or in another directory; other
    files that are missing may be made before the image is built. What a `.gitignore` names and what lies in a directory of build
    output is passed over, and so is a file of which no source is found at all: its context is probably another directory. A path
    in the working directory of a stage above that nothing uses is reported in any case: `--from` is missing.

    ## Fix safety
    The stage may hold the file at this path, or its build may put it elsewhere.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy
    """
    if not context.is_known:
        return
    sources = [
        (one, word, path)
        for one in dockerfile.instructions
        if isinstance(one, Transfer) and one.from_ is None
        for word in one.sources
        if (path := _path(word, one, model))
    ]
    if not any(context.exists(path) for _, _, path in sources):
        return
    for one, word, path in sources:
        if context.exists(path):
            continue
        if (stage := stage_meant(model, one, word)) is not None:
            yield _without_from(one, word, path, stage)
        elif not _is_made(path, context):
            meant = _meant(path, context)
            if meant is not None:
                yield Finding(word.span, f"there is no `{path}` in the build context; did you mean `{meant}`?")


def _without_from(transfer: Transfer, word: Word, path: str, stage: Stage) -> Finding:
    name = stage.name or str(stage.index)
    called = f"the stage `{name}`" if stage.name else f"stage {name}"
    place = stage.final_state.workdir
    message = f"there is no `{path}` in the build context; `{place}` is a directory of {called}"
    fix = Fix.insert(f"Copy from {called}", transfer.keyword_span.end, f" --from={name}", Safety.UNSAFE)
    return Finding(word.span, message, (fix,) if len(transfer.sources) == 1 else ())


def _path(word: Word, transfer: Transfer, model: SemanticModel) -> str | None:
    if _NOTHING.search(word.raw) or transfer.heredocs or transfer.is_onbuild:
        return None
    return clean(word.value) or None


def _is_made(path: str, context: BuildContext) -> bool:
    """Whether the file may come only when something is built."""
    if path.lower().endswith(SUFFIXES) or any(part in OUTPUT for part in path.split("/")):
        return True
    from dockwright.refactorings.ignore_file import is_ignored_by_git

    return is_ignored_by_git(context, path)


def _meant(path: str, context: BuildContext) -> str | None:
    """The path that was probably meant: in the same directory, or with the same name in one place elsewhere."""
    directory, name = parent(path), path.rpartition("/")[2]
    if context.is_dir(directory) or not directory:
        near = nearest_name(name, (one for one in context.list(directory) if one.rpartition(".")[2] == name.rpartition(".")[2] or (
            "." in name and "." in one)))  # fmt: skip
        names = [one for one in context.list(directory) if near is not None and one.lower() == near.lower()]
        if names and len(name) > 3:
            return join(directory, names[0])
    if "." not in name:
        return None
    elsewhere = [one for one in context.sent_files() if one.rpartition("/")[2] == name][:2]
    return elsewhere[0] if len(elsewhere) == 1 else None
