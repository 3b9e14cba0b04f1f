from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext, clean
from dockwright.rule import BUILD_CONTEXT, Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel
from dockwright.semantics.cache import excludes
from dockwright.syntax import Transfer

LARGE = 1_000_000  # bytes; caches and editors' files below are not worth a finding
NODE = {"package.json": "{}", "node_modules/x/index.js": "", ".dockerignore": "*.md\n"}
TEXT = "FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY . .\n"


@rule(
    "local-files-in-context",
    on=Transfer,
    needs=BUILD_CONTEXT,
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(TEXT, TEXT, context=NODE, marked=(".",), title="installed packages"),
        Invalid(
            "FROM python:3.12\nCOPY ./ /app\nRUN pip install flask\n",
            "FROM python:3.12\nCOPY ./ /app\nRUN pip install flask\n",
            context={"app.py": "", ".git/HEAD": "", ".dockerignore": "__pycache__\n"},
            marked=("./",),
            title="the history",
        ),
    ),
    valid=(
        TEXT,
        Valid(TEXT, context={**NODE, ".dockerignore": "node_modules\n"}),
        Valid(TEXT.replace("COPY . .", "COPY --exclude=node_modules . ."), context=NODE),
        Valid(TEXT, context={**NODE, ".gitignore": "dist\n"}, title="the repository keeps them on purpose"),
        Valid(TEXT, context={"package.json": "{}", ".idea/x": "", ".dockerignore": "*.md\n"}, title="it is nothing"),
        Valid(
            "FROM golang:1.24\nCOPY . .\nRUN go build -ldflags \"-X v=$(git describe)\"\n",
            context={"main.go": "", ".git/HEAD": "", ".dockerignore": "*.md\n"},
            title="the build asks for it",
        ),
        Valid(
            "FROM golang:1.24\nCOPY . .\nRUN make\n",
            context={"Makefile": "V := $(shell git describe)\n", ".git/HEAD": "", ".dockerignore": "*.md\n"},
        ),
        Valid(TEXT, context={**NODE, ".dockerignore": "*\n!package.json\n!node_modules\n"}, title="they are wanted"),
    ),
)  # fmt: skip
def local_files_in_context(copy: Transfer, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The whole context is copied, and the ignore file lets pass what only a developer's machine needs.

    ## Why is this bad?
    The history in `.git`, packages that were installed outside of the image, virtual environments and the output of earlier
    builds make the image larger and its layers change with every commit, and packages that were made for another system are
    put over those of the image.

    Reported is only what is really in the context, of some weight, and not ignored. What a `COPY`, `ADD` or bind mount names
    stays, in other Dockerfiles of the context as well; so does `.git` where something in the build may ask for a version, and
    what the repository keeps, as its `.gitignore` tells. Without any ignore file it is `missing-ignore-file` that reports.

    ## Fix safety
    The fix, which extends the ignore file, is unsafe: nobody can prove that no program looks for one of the directories.

    ## References
    - https://docs.docker.com/build/concepts/context/#dockerignore-files
    """
    if not context.is_known or context.ignore_file is None or copy.from_ is not None or copy.is_onbuild:
        return
    word = next((one for one in copy.sources if one.value and clean(one.value) == "" and one.is_literal), None)
    if word is None or any(_is_whole(one) for one in model.dockerfile.instructions[: copy.index]):
        return
    from dockwright.refactorings.ignore_file import ignore_file, left_out, listed

    found = left_out(model, context, about_the_build=False)
    left = [one for one in found if not all(excludes(copy, path) for path in one.paths)]
    if not any(one.kind in ("history", "installed", "environment", "built") for one in left) and (
        sum(one.size(context) for one in left) < LARGE
    ):
        return
    named = listed([one.shown(context) for one in left])
    file = ignore_file(context, tuple(one.pattern for one in left))
    fix = Fix(f"Add {named} to `{context.ignore_file}`", (), Safety.UNSAFE, (file,))
    severity = None if ships(model, model.stage_of(copy)) else Severity.INFO
    yield Finding(word.span, f"`{word.raw}` brings {named}", (fix,), (), severity)


def _is_whole(instruction: object) -> bool:
    """Whether it copies the whole context, and has been reported for it."""
    return (
        isinstance(instruction, Transfer)
        and instruction.from_ is None
        and any(one.value and clean(one.value) == "" for one in instruction.sources)
    )
