from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span

_BASE = "FROM debian:12\n"


@assist(
    "heredoc-to-run",
    is_light=True,
    examples=(
        Example(
            _BASE + "RUN‸ <<EOF\nset -e\ncd /a; make | tee log\n\n# why\nmake \\\n    install\nEOF\n",
            _BASE + "RUN cd /a && \\\n    make | tee log && \\\n# why\n    make \\\n    install\n",
        ),
        Example(
            _BASE + "RUN --network=none <<-'EOF'\n\tset -eux\n\tmake‸\n\tEOF\n",
            _BASE + "RUN --network=none set -eux && \\\n    make\n",
            title="the other options stay",
        ),
        Example(
            _BASE + 'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN‸ <<EOF\na\nb\nEOF\n',
            _BASE + 'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN a && \\\n    b\n',
            title="the shell stops at failures",
        ),
        Example(_BASE + "RUN‸ <<EOF\na\nb\nEOF\n", reason="it goes on after a failure"),
        Example(_BASE + "RUN‸ <<EOF\nset -e\na && b\nc\nEOF\n", reason="more than a list of commands"),
        Example(_BASE + "RUN‸ <<EOF\nset -e\nif a; then b; fi\nEOF\n", reason="more than a list of commands"),
        Example(_BASE + "RUN‸ <<EOF\nset -e\na\n! b\nEOF\n", reason="something stands between"),
        Example(_BASE + "RUN‸ <<EOF\nset -e\na # why\nb\nEOF\n", reason="something stands between"),
        Example(_BASE + "RUN‸ <<EOF\nset -e\necho 'a\nb'\nEOF\n", reason="goes on over several lines"),
        Example(_BASE + "RUN‸ <<EOF\n#!/usr/bin/python3\nprint(1)\nEOF\n", reason="names the program"),
        Example(_BASE + "RUN‸ python3 <<EOF\nprint(1)\nEOF\n", reason="a program reads"),
        Example(_BASE + "RUN‸ a && b\n", title="no here-document"),
    ),
)
def heredoc_to_run(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Write a here-document RUN as a chain of `&&`.

    For builders and readers that do not know here-documents. On the command line the place is `FILE:LINE`.

    Refused where the script goes on after a failure, and where it is more than a list of commands.
    """
    from dockwright.refactorings.runs.heredoc import from_heredoc

    return from_heredoc(model, selection)
