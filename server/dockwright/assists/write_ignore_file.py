from __future__ import annotations

from dockwright.assist import Change, Example, Offer, Refusal, assist
from dockwright.context import BuildContext, clean
from dockwright.rule import Safety, Settings
from dockwright.semantics import SemanticModel
from dockwright.syntax import Transfer
from dockwright.text import Span

_NODE = "FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\n‸COPY . .\n"
_DONE = _NODE.replace("‸", "")
_PACKAGES = {"package.json": "{}", "node_modules/x/index.js": ""}


@assist(
    "write-ignore-file",
    examples=(
        Example(
            _NODE, _DONE, context={**_PACKAGES, ".git/HEAD": ""}, title="the history, and packages that are installed"
        ),
        Example(
            _NODE,
            _DONE,
            context={**_PACKAGES, ".dockerignore": ".git\n", ".git/HEAD": ""},
            title="one that lacks something",
        ),
        Example(
            "FROM python:3.12\n‸COPY . /app\n",
            "FROM python:3.12\nCOPY . /app\n",
            context={"app.py": "", ".env": "API_KEY=4f6a8b21c09d\n"},
            title="a secret",
        ),
        Example(
            _NODE,
            context={**_PACKAGES, ".dockerignore": "node_modules\n"},
            reason="leaves out all that is known not to belong",
        ),
        Example(_NODE, context={"package.json": "{}", "index.js": ""}, reason="nothing lies in the build context"),
        Example(
            _NODE,
            context={"Dockerfile": "", "compose.yaml": "", "package.json": "{}"},
            reason="nothing lies in the build context",
            title="the Dockerfile alone is not worth it",
        ),
        Example(_NODE, reason="nobody says in which directory"),
        Example("FROM node:20\n‸COPY src /app\n", context=_PACKAGES, title="only a part is copied"),
    ),
)
def write_ignore_file(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Write a `.dockerignore`, or extend the one there is, for what lies in the build context and does not belong.

    Offered at a `COPY` or `ADD` of the whole context. The file gets what is really there: the history in `.git`, installed
    packages where the image installs its own, virtual environments, what builds leave behind where the image builds it
    itself, caches, what editors leave, files that hold a secret, and what only says how things are built. The title tells
    how large that is.

    Never left out is what a `COPY`, `ADD` or bind mount names, in other Dockerfiles of the context either; `.git` where
    something in the build may ask it for a version; packages and output that the repository keeps, as its `.gitignore`
    tells; and what an exception of the ignore file brings back.

    Unsafe, because nobody can prove that no program looks for one of the files.
    """
    copy = next((one for one in model.dockerfile.instructions if isinstance(one, Transfer) and _is_whole(one)), None)
    if copy is None or (selection is not None and not _touches(model, selection)):
        return None
    if not context.is_known:
        return Refusal("nobody says in which directory the image is built", copy.span)
    from dockwright.refactorings.ignore_file import ignore_file, left_out, listed
    from dockwright.refactorings.secret_files import unneeded_secrets

    left = left_out(model, context)
    if all(one.kind == "build" for one in left):  # a few lines that say how things are built are not worth a file
        left = ()
    patterns = [one.pattern for one in left]
    names = [one.shown(context) for one in sorted(left, key=lambda one: (one.kind == "build", -one.size(context)))]
    hidden = unneeded_secrets(model, context)
    patterns += [one.path for one in hidden]
    names = [f"`{one.path}`" for one in hidden] + names
    if not patterns:
        known = f"`{context.ignore_file}` leaves out all that is known not to belong"
        return Refusal(
            known if context.ignore_file else "nothing lies in the build context that does not belong", copy.span
        )
    verb = f"Extend `{context.ignore_file}` so that it" if context.ignore_file else "Write a `.dockerignore` that"
    notes = [f"the image gets no {listed(names, 8)} any more, should a program look for it"]
    notes += [f"`{one.path}` holds {one.holds}: hand it over when the container starts" for one in hidden]
    change = Change(
        f"{verb} leaves out {listed(names)}", (), Safety.UNSAFE, (ignore_file(context, tuple(patterns)),), tuple(notes)
    )
    return Offer.single(change, copy.span)


def _is_whole(copy: Transfer) -> bool:
    if copy.from_ is not None:
        return False
    return any(clean(word.value) == "" and word.value and "$" not in word.value for word in copy.sources)


def _touches(model: SemanticModel, selection: Span) -> bool:
    copies = (one for one in model.dockerfile.instructions if isinstance(one, Transfer) and _is_whole(one))
    return any(one.span.start <= selection.end and selection.start <= one.span.end for one in copies)
