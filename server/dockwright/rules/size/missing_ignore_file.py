from __future__ import annotations

from collections.abc import Iterator, Sequence

from dockwright.context import BuildContext, clean
from dockwright.rule import BUILD_CONTEXT, Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel
from dockwright.semantics.cache import excludes
from dockwright.syntax import Add, Copy, Transfer, Word

NODE = {"package.json": "{}", "node_modules/x/index.js": "", ".git/HEAD": ""}


@rule(
    "missing-ignore-file",
    on=(Copy, Add),
    needs=BUILD_CONTEXT,
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm install\nCOPY . .\n",
            "FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm install\nCOPY . .\n",
            context=NODE,
            marked=(".",),
        ),
        Invalid(
            "FROM python:3.12\nADD ./ /app\nRUN pip install flask\n",
            "FROM python:3.12\nADD ./ /app\nRUN pip install flask\n",
            context={"app.py": "", "env/pyvenv.cfg": "", "lib/__pycache__/x.pyc": ""},
            marked=("./",),
        ),
        Invalid(
            "FROM golang:1.24 AS build\nCOPY . .\nRUN go build -o /app\nFROM scratch\nCOPY --from=build /app /app\n",
            "FROM golang:1.24 AS build\nCOPY . .\nRUN go build -o /app\nFROM scratch\nCOPY --from=build /app /app\n",
            context={"main.go": "", ".git/HEAD": ""},
            title="in a build stage it only costs time",
        ),
    ),
    valid=(
        "FROM node:20\nCOPY . .\n",
        Valid("FROM node:20\nCOPY . .\n", context={"index.js": ""}, title="nothing to leave out"),
        Valid("FROM node:20\nCOPY . .\nRUN npm ci\n", context={**NODE, ".dockerignore": "*.md\n"}),
        Valid(
            "FROM node:20\nCOPY src /app\nRUN npm ci\n", context={**NODE, "src/x.js": ""}, title="only a part is copied"
        ),
        Valid(
            "FROM node:20\nCOPY . .\n", context={"a.js": "", "node_modules/x.js": ""}, title="nothing is installed here"
        ),
        Valid("FROM node:20\nCOPY . .\nRUN git describe > version\n", context={".git/HEAD": ""}, title="it is needed"),
        Valid("FROM node:20\nCOPY --exclude=.git --exclude=**/node_modules . .\nRUN npm ci\n", context=NODE),
        Valid("FROM nginx\nCOPY . .\nCOPY dist /usr/share/nginx/html\n", context={"dist/index.html": ""}),
    ),
)
def missing_ignore_file(copy: Transfer, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The whole context is copied, and no ignore file keeps out what does not belong.

    ## Why is this bad?
    `COPY . .` brings all that lies in the directory: the history in `.git`, installed packages, a virtual environment, the
    output of earlier builds. The image grows, its layers change with every commit, secrets in the history leave the house,
    and packages that were installed for another system are put over those of the image.

    Reported is only what is really in the context. The fix writes a `.dockerignore` with just that; what a `COPY` names or
    the build needs is never left out.

    ## Fix safety
    The fix is unsafe: nobody can prove that no program looks for one of the directories. Check that the image does not
    need what the new file names.

    ## References
    - https://docs.docker.com/build/concepts/context/#dockerignore-files
    """
    if not context.is_known or copy.from_ is not None or copy.heredocs:
        return
    word = _whole_context(copy.sources)
    if word is None or context.ignore_file is not None or _is_second(copy, model):
        return
    from dockwright.refactorings.ignore_file import ignore_file, left_out

    left = left_out(model, context, about_the_build=False)
    patterns = tuple(one.pattern for one in left if not all(excludes(copy, path) for path in one.paths))
    if not patterns:
        return
    named = _listed(patterns)
    fix = Fix(f"Write a `.dockerignore` that leaves out {named}", (), Safety.UNSAFE, (ignore_file(context, patterns),))
    severity = None if ships(model, model.stage_of(copy)) else Severity.INFO
    yield Finding(word.span, f"`{word.raw}` brings {named}, as there is no ignore file", (fix,), (), severity)


def _whole_context(sources: Sequence[Word]) -> Word | None:
    """The source that is all of the context."""
    return next((word for word in sources if word.value and clean(word.value) == "" and "$" not in word.value), None)


def _is_second(copy: Transfer, model: SemanticModel) -> bool:
    """Whether an earlier copy has been reported for the same."""
    earlier = (one for one in model.dockerfile.instructions[: copy.index] if isinstance(one, Transfer))
    return any(one.from_ is None and not one.heredocs and _whole_context(one.sources) is not None for one in earlier)


def _listed(patterns: Sequence[str]) -> str:
    shown = [f"`{pattern.removeprefix('**/')}`" for pattern in patterns[:3]]
    if len(patterns) > len(shown):
        shown.append(f"{len(patterns) - len(shown)} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
