from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.syntax import Run
from dockwright.text import Span

_BASE = "FROM debian:12\nWORKDIR /app\n"


@assist(
    "cd-to-workdir",
    is_light=True,
    examples=(
        Example(
            _BASE + "# the library\nRUN ‸cd /src/lib && make && make install\nRUN ls\n",
            _BASE + "WORKDIR /src/lib\n# the library\nRUN make && make install\nWORKDIR /app\nRUN ls\n",
            title="unsafe: the directory must be there",
        ),
        Example(
            _BASE + "RUN ‸cd lib \\\n    && make\nWORKDIR /\n",
            _BASE + "WORKDIR /app/lib\nRUN make\nWORKDIR /\n",
            title="relative, and the next instruction goes elsewhere anyway",
        ),
        Example(_BASE + "RUN ‸cd /app/ && make\n", _BASE + "RUN make\n", title="it is there already"),
        Example(_BASE + "RUN ‸cd $SRC && make\n", reason="only the shell knows where it goes"),
        Example(_BASE + "RUN ‸cd /a && make && cd /b && make\n", reason="another directory as well"),
        Example(_BASE + "RUN ‸cd /a && cp b $OLDPWD\n", reason="the directory it came from"),
        Example(_BASE + "RUN ‸cd /a\n", reason="nothing runs in the directory"),
        Example(_BASE + "RUN ‸cd /a; make\n", reason="more than a chain of `&&`"),
        Example("FROM example.org/base\nRUN ‸cd /a && make\n", reason="nobody knows the directory to go back to"),
        Example(
            _BASE + "RUN --mount=type=cache,target=.cache ‸cd /a && make\n",
            reason="the target of a mount counts from the working directory",
        ),
        Example(_BASE + 'RUN ‸cd /a && [ "$A" ]\n', reason="would not be read by the shell"),
        Example(_BASE + "RUN ‸make && cd /a && make\n", title="it does not begin with `cd`"),
        Example(_BASE + "RUN cd /a && make\n", title="no place named"),
    ),
)
def cd_to_workdir(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Write WORKDIR in place of the `cd` that a RUN begins with.

    The directory that was in effect is restored behind the RUN, unless the next instruction sets one. On the command line
    the place is `FILE:LINE`.

    Unsafe, because nobody can tell from the Dockerfile that the directory is there, where `cd` would fail and `WORKDIR` makes
    one, and that it is no symbolic link. Refused where the way back is not known, or more depends on where a command is.
    """
    if selection is None:
        return None
    run = model.dockerfile.instruction_at(selection.start)
    if not isinstance(run, Run):
        return None
    from dockwright.refactorings import workdir

    found = workdir.cd_to_workdir(model, run)
    return found if found is None or isinstance(found, Refusal) else Offer.single(found, run.span)
