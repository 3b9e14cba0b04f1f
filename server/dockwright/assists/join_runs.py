from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span

_BASE = "FROM debian:12\n"


@assist(
    "join-runs",
    is_light=True,
    examples=(
        Example(_BASE + "RUN ‸mkdir /a\nRUN touch /a/b\n", _BASE + "RUN mkdir /a && \\\n    touch /a/b\n"),
        Example(
            _BASE
            + "RUN apt-get update \\\n    && apt-get install -y curl\n\n# why\nRUN rm -rf /var/lib/apt/lists/*‸\n",
            _BASE
            + "RUN apt-get update \\\n    && apt-get install -y curl \\\n# why\n    && rm -rf /var/lib/apt/lists/*\n",
            title="in the layout that is there, comments kept",
        ),
        Example(
            _BASE + "RUN mkdir a\nRUN mkdir b\nENV A=1\nRUN cd a\nRUN mkdir c\nRUN mkdir d\n",
            _BASE + "RUN mkdir a && \\\n    mkdir b\nENV A=1\nRUN cd a\nRUN mkdir c && \\\n    mkdir d\n",
            title="the whole file",
        ),
        Example(
            _BASE + "RUN ‸make\nRUN make install\n",
            _BASE + "RUN make && \\\n    make install\n",
            title="unsafe: who knows what it leaves running",
        ),
        Example(_BASE + "RUN ‸cd /a\nRUN make\n", reason="`cd` holds for what follows"),
        Example(_BASE + "RUN . ./env\nRUN ‸make\n", reason="`.` holds for what follows"),
        Example(
            _BASE + "RUN ‸mkdir a; mkdir b || rm -r a\nRUN mkdir c\n",
            _BASE + "RUN mkdir a; mkdir b || rm -r a && \\\n    mkdir c\n",
            title="`;` binds less than `&&`, and `||` as much",
        ),
        Example(_BASE + "RUN ‸a\nRUN b; c\n", reason="more than a chain of `&&`"),
        Example(_BASE + "RUN ‸if a; then b; fi\nRUN c\n", reason="more than a chain of `&&`"),
        Example(_BASE + "RUN ‸a\nRUN b || true\n", reason="more than a chain of `&&`"),
        Example(_BASE + 'RUN ‸["a"]\nRUN b\n', reason="exec form"),
        Example(_BASE + "RUN ‸a\nRUN <<EOF\nb\nEOF\n", reason="here-document"),
        Example(_BASE + "RUN ‸a\nRUN --network=none b\n", reason="the flags of the two RUNs differ"),
        Example(
            _BASE + "RUN --mount=type=tmpfs,target=/t ‸a\nRUN --mount=type=tmpfs,target=/t b\n", reason="tmpfs mount"
        ),
        Example(_BASE + "RUN ‸pip3 install -U pip\nRUN pip3 install flask\n", reason="remembers where it found `pip`"),
        Example(
            _BASE + "RUN ‸echo 10.0.0.1 a >> /etc/hosts\nRUN curl a\n", reason="`/etc/hosts` is looked at or made anew"
        ),
        Example(_BASE + "WORKDIR /a\nRUN ‸make && rm -r ../a\nRUN ls\n", reason="takes away the directory"),
        Example('FROM a\nSHELL ["pwsh", "-c"]\nRUN ‸a\nRUN b\n', reason="not a POSIX shell"),
        Example('FROM a\nSHELL ["bash", "-lc"]\nRUN ‸a\nRUN b\n', reason="may read files when it starts"),
        Example(_BASE + "RUN ‸a\nWORKDIR /b\nRUN c\n", title="nothing to join with"),
    ),
)
def join_runs(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Join neighbouring RUN instructions with `&&`.

    Offered at a `RUN` that stands beside another one, and for a selection that holds several. Without a selection all
    neighbours in the file are joined that can be. The joined RUN makes one layer, and the build cache keeps or forgets it
    as a whole.

    `;` and `||` may stand in the upper one of two, not in the lower one, where they would take in what is above.

    Refused where a command would change those behind it: it changes the directory, a variable or an option of the shell,
    starts a service, or installs anew a program whose old place the shell remembers.
    """
    from dockwright.refactorings.runs.join import join

    return join(model, selection)
