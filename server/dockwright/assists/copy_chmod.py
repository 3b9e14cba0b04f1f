from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.knowledge.builders import MODES
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.syntax import Run
from dockwright.text import Span

_BASE = "FROM debian:12\n"


@assist(
    "copy-chmod",
    is_light=True,
    examples=(
        Example(
            _BASE + "COPY start.sh /\nRUN ‸chmod 755 /start.sh\nCMD [\"/start.sh\"]\n",
            _BASE + "COPY --chmod=755 start.sh /\nCMD [\"/start.sh\"]\n",
        ),
        Example(
            _BASE + "COPY start.sh /usr/local/bin/\nRUN ‸chmod +x /usr/local/bin/start.sh && start.sh --check\n",
            _BASE + "COPY --chmod=755 start.sh /usr/local/bin/\nRUN start.sh --check\n",
            title="unsafe: `+x` counts from the mode that the file has",
        ),
        Example(
            _BASE + "COPY a.sh b.sh /opt/\nCOPY c.sh /opt/\nRUN ‸chmod 0555 /opt/a.sh /opt/b.sh /opt/c.sh\n",
            _BASE + "COPY --chmod=0555 a.sh b.sh /opt/\nCOPY --chmod=0555 c.sh /opt/\n",
        ),
        Example(_BASE + "COPY a.sh b.sh /opt/\nRUN ‸chmod 755 /opt/a.sh\n", reason="brings more than that"),
        Example(_BASE + "COPY bin /opt/bin/\nRUN ‸chmod 755 /opt/bin/a.sh\n", reason="no COPY names the file"),
        Example(_BASE + "COPY start.sh /\nRUN ‸chmod g-w /start.sh\n", reason="depends on the mode"),
        Example(
            _BASE + "COPY a.sh /\nRUN sed -i s/a/b/ /a.sh\nRUN ‸chmod 755 /a.sh\n", reason="a RUN between them works on it"
        ),
        Example(_BASE + "COPY a.sh /\nRUN ls && ‸chmod 755 /a.sh\n", title="it does something else first"),
    ),
)  # fmt: skip
def copy_chmod(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Give copied files their mode with `COPY --chmod` instead of a `RUN chmod`.

    Safe where the mode is a number and the `COPY` brings nothing else. With `+x` the file gets 755, which is the same for a file
    of mode 644, as version control has them. `--chmod` is a flag of BuildKit. On the command line the place is `FILE:LINE`.
    """
    if selection is None or settings.builder not in MODES:
        return None
    run = model.dockerfile.instruction_at(selection.start)
    if not isinstance(run, Run):
        return None
    from dockwright.refactorings import ownership

    found = ownership.mode(model, run, context)
    return found if found is None or isinstance(found, Refusal) else Offer.single(found.change, run.span)
