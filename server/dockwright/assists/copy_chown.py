from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.syntax import Run
from dockwright.text import Span

_NODE = "FROM node:20\n"


@assist(
    "copy-chown",
    is_light=True,
    examples=(
        Example(
            _NODE + "COPY . /app\nRUN ‸chown -R node:node /app\nUSER node\n",
            _NODE + "COPY --chown=node:node . /app\nUSER node\n",
        ),
        Example(
            _NODE + "WORKDIR /app\nCOPY . .\nRUN ‸chown -R 1000:1000 /app\n",
            _NODE + "WORKDIR /app\nCOPY --chown=1000:1000 . .\nRUN chown 1000:1000 /app\n",
            title="`WORKDIR` makes the directory, so it stays with the `RUN`",
        ),
        Example(
            _NODE + "COPY . /app\nRUN ‸chown -R node /app && ls\n",
            _NODE + "COPY --chown=node:0 . /app\nRUN ls\n",
            title="`chown` leaves the group alone",
        ),
        Example(
            _NODE + "RUN ./setup.sh\nCOPY . /app\nRUN ‸chown -R node:node /app\n",
            _NODE + "RUN ./setup.sh\nCOPY --chown=node:node . /app\n",
            title="unsafe: the script may have left something there",
        ),
        Example(
            _NODE + "WORKDIR /app\nCOPY . .\nRUN npm ci\nRUN ‸chown -R node:node /app\n",
            reason="holds more than what is copied",
        ),
        Example(
            _NODE + "COPY . /app\nRUN make -C /app\nRUN ‸chown -R node:node /app\n",
            reason="may have put something into",
        ),
        Example(
            "FROM debian:12\nCOPY . /app\nRUN useradd app\nRUN ‸chown -R app:app /app\n",
            reason="may be made only behind",
        ),
        Example(_NODE + "ADD site.tar.gz /site\nRUN ‸chown -R 1000:1000 /site\n", reason="keep their owners"),
        Example(_NODE + "RUN ‸chown -R node:node /home/node\n", reason="no COPY brings"),
        Example(_NODE + "COPY . /app\nRUN ls && ‸chown -R node:node /app\n", title="it does something else first"),
    ),
)
def copy_chown(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Give copied files their owner with `COPY --chown` instead of a `RUN chown -R`.

    Safe where nothing but what is copied can lie in the directory: then the image holds the same, without a second copy of the
    files in a layer of its own. A directory that `WORKDIR` or a `RUN` made stays root's under `COPY --chown`, so a plain
    `chown` of the directory alone is left, which costs nothing. On the command line the place is `FILE:LINE`.
    """
    if selection is None:
        return None
    run = model.dockerfile.instruction_at(selection.start)
    if not isinstance(run, Run):
        return None
    from dockwright.refactorings import ownership

    found = ownership.owner(model, run, context)
    return found if found is None or isinstance(found, Refusal) else Offer.single(found.change, run.span)
