from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockwright.assist import Change, Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.refactorings.reorder import Answer, Plan, answer, change
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Transfer, parse
from dockwright.text import Span, apply, differences

GO_MOD = "module example.com/app\n\ngo 1.24\n\nrequire github.com/google/uuid v1.6.0\n"
GO = {"go.mod": GO_MOD, "go.sum": "", "main.go": "package main\n"}
NODE = {"package.json": '{"dependencies": {"express": "4"}}', "yarn.lock": ""}
PYTHON = {"requirements.txt": "flask\n", "app.py": ""}

_MOST_PROJECTS = 8
"""Of one stage."""


@assist(
    "source-before-dependencies",
    examples=(
        Example(
            "FROM golang:1.24\nWORKDIR /app\n‸COPY . .\nRUN go build -o myapp\n",
            "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o myapp\n",
            context=GO,
        ),
        Example(
            "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build ‸-o myapp\n",
            "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nCOPY lib/go.mod lib/\nRUN go mod download\nCOPY . .\n"
            "RUN go build -o myapp\n",
            context={
                **GO,
                "go.mod": GO_MOD + "require example.com/lib v0.0.0\nreplace example.com/lib => ./lib\n",
                "lib/go.mod": "module example.com/lib\n",
            },
            title="a local replacement, asked for at the build",
        ),
        Example(
            "FROM node:20\nWORKDIR /app\n\n# The app\nCOPY --chown=node . .\n\n# Its packages\nRUN ‸yarn && yarn build\n",
            "FROM node:20\nWORKDIR /app\n\n# Its packages\nCOPY --chown=node package.json yarn.lock ./\nRUN yarn\n\n# The app\n"
            "COPY --chown=node . .\n\nRUN yarn build\n",
            context=NODE,
            title="comments stay with their instruction",
        ),
        Example(
            "FROM python:3.12\nCOPY . /app\nWORKDIR /app\nRUN pip install -r requirements.txt\n",
            "FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt /app/\nRUN pip install -r requirements.txt\nCOPY . /app\n",
            context=PYTHON,
            title="the whole file",
        ),
        Example(
            "FROM node:20 AS web\nWORKDIR /web\nCOPY . .\nRUN yarn\nFROM python:3.12\nWORKDIR /app\nCOPY . .\n"
            "RUN pip install -r requirements.txt\n",
            "FROM node:20 AS web\nWORKDIR /web\nCOPY package.json yarn.lock ./\nRUN yarn\nCOPY . .\nFROM python:3.12\nWORKDIR /app\n"
            "COPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n",
            context={**NODE, **PYTHON},
            title="two stages at once",
        ),
        Example(
            "FROM node:20\nWORKDIR /app\nCOPY ‸. .\nRUN npm ci\n",
            "FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n",
            title="without the build context",
        ),
        Example(
            "FROM golang:1.24\nWORKDIR /app\n‸COPY . .\nRUN go build\n",
            context={**GO, "vendor/modules.txt": ""},
            reason="vendored",
        ),
        Example(
            "FROM golang:1.24\nWORKDIR /app\n‸COPY . .\nRUN go build\n",
            context={**GO, "go.mod": GO_MOD + "require b.example/b v0.0.0\nreplace b.example/b => ./b\n"},
            reason="`./b` has no go.mod",
        ),
        Example(
            "FROM node:20\nWORKDIR /app\n‸COPY . .\nRUN npm ci\n",
            context={"package.json": '{"dependencies": {"x": "1"}, "scripts": {"postinstall": "node build.js"}}'},
            reason="the script `postinstall`",
        ),
        Example(
            "FROM node:20\nWORKDIR /app\n‸COPY . .\nRUN yarn\n",
            context={"package.json": '{"dependencies": {"x": "file:lib"}}'},
            reason="`x` is a part of the project",
        ),
        Example(
            "FROM python:3.12\nWORKDIR /app\n‸COPY . .\nRUN pip install -r requirements.txt\n",
            context={"requirements.txt": "-e .\n"},
            reason="own sources",
        ),
        Example(
            "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN ‸pip install .\n",
            context={"pyproject.toml": '[project]\nname = "app"\ndependencies = ["flask"]\n'},
            reason="installs the project along with its dependencies",
        ),
        Example("FROM python:3.12\nCOPY . .\nRUN pip install ‸./x.whl\n", context={"x.whl": ""}),
        Example(
            "FROM node:20\nWORKDIR /app\n‸COPY . .\nRUN make\nRUN yarn\n", context=NODE, reason="`make` between them"
        ),
        Example("FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\n‸COPY . .\n", context=NODE),
        Example("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN yarn\n‸CMD yarn start\n", context=NODE, title="elsewhere"),
        Example("FROM scratch\n‸COPY . .\nRUN yarn\n", context=NODE, title="the shell is copied, too"),
    ),
)
def source_before_dependencies(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Copy the manifests first, restore the dependencies, then copy the sources.

    Offered at a `COPY` or `ADD` of a whole project and at the command behind it that restores: `go build`,
    `go mod download`, `npm ci`, `yarn`, `pnpm install`, `bun install`, `pip install -r`, `dotnet publish`, `mvn package`,
    `sbt assembly`, and, where the context is known, at the package managers of Swift, Dart, Haskell, Crystal, Erlang, Clojure, Perl, R,
    OCaml, Nim, Julia, pixi, ROS and Ansible. Without a selection it is done in every stage at once, for every project in it.
    """
    found = list(_answers(model, context, selection))
    plans = _first_plans(model, found)
    if plans:
        made = _together([change(plan, context) for plan in plans])
        return Offer.single(made if selection is not None else _with_others(model, context, made), plans[0].copy.span)
    refused = next((refusal for one in found for _, refusal in one.refusals), None)
    return refused or (_undivided(model, selection) if "install" in model.dockerfile.text else None)


def _undivided(model: SemanticModel, selection: Span | None) -> Refusal | None:
    """Why nothing is to do at a command that installs a whole project."""
    from dockwright.refactorings.reorder.undivided import undivided

    for one in (each for stage in model.stages for each in undivided(stage)):
        if selection is None or (one.span.start <= selection.end and selection.start <= one.span.end):
            return Refusal(one.reason, one.span)
    return None


def _first_plans(model: SemanticModel, answers: Iterable[Answer]) -> list[Plan]:
    """The first plan of each stage: those of one stage move the same copies."""
    plans: dict[Stage | None, Plan] = {}
    for one in answers:
        if one.plan is not None:
            plans.setdefault(model.stage_of(one.plan.copy), one.plan)
    return list(plans.values())


def _with_others(model: SemanticModel, context: BuildContext, made: Change) -> Change:
    """The change together with those for other projects of the same stages: each is worked out on what the one before it
    leaves, and the whole is written as edits of the first text."""
    text, whole = model.dockerfile.text, made
    after = apply(text, made.edits)
    for _ in range(_MOST_PROJECTS - 1):
        basis = SemanticModel(parse(after), model.arguments)
        plans = _first_plans(basis, _answers(basis, context, None))
        if not plans:
            break
        one = _together([change(plan, context) for plan in plans])
        after = apply(after, one.edits)
        edits = differences(text, after)
        if not edits:
            return made
        safety = min(whole.safety, one.safety)
        files = tuple({file.path: file for file in (*whole.files, *one.files)}.values())
        notes = tuple(dict.fromkeys((*whole.notes, *one.notes)))
        whole = Change("Copy the manifests of several projects before the sources", edits, safety, files, notes)
    return whole


def _answers(model: SemanticModel, context: BuildContext, selection: Span | None) -> Iterator[Answer]:
    """What is to say about the copies that the selection is about."""
    for copy in model.dockerfile.instructions:
        if not isinstance(copy, Transfer):
            continue
        found = answer(model, context, copy)
        if found is not None and (selection is None or _is_meant(found, selection)):
            yield found


def _is_meant(found: Answer, selection: Span) -> bool:
    spans = [found.candidates[0].copied.copy.span, *(candidate.run.span for candidate in found.candidates)]
    return any(span.start <= selection.end and selection.start <= span.end for span in spans)


def _together(changes: list[Change]) -> Change:
    """Several changes, each in a stage of its own, as one."""
    if len(changes) == 1:
        return changes[0]
    return Change(
        f"Copy the manifests before the sources in {len(changes)} stages",
        tuple(edit for one in changes for edit in one.edits),
        min(one.safety for one in changes),
        tuple({file.path: file for one in changes for file in one.files}.values()),
        tuple(dict.fromkeys(note for one in changes for note in one.notes)),
    )
