from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span

_BASE = "FROM debian:12\n"


@assist(
    "run-to-heredoc",
    is_light=True,
    examples=(
        Example(
            _BASE + "RUN‸ cd /a && export V=1 && make | tee log\n",
            _BASE + "RUN <<EOF\nset -e\ncd /a\nexport V=1\nmake | tee log\nEOF\n",
        ),
        Example(
            _BASE
            + "RUN --network=none‸ set -eux \\\n # why\n && apt-get install \\\n      -y \\\n      curl \\\n && a 'b \\\nc'\n",
            _BASE
            + "RUN --network=none <<EOF\nset -eux\n# why\napt-get install \\\n    -y \\\n    curl\na 'b c'\nEOF\n",
            title="line breaks between words stay, in quotes they were none",
        ),
        Example(
            "# syntax=docker/dockerfile:1\n" + _BASE + 'RUN‸ echo EOF \\\n EOF && V="$(id -u)" && a "$V" \\\\n\n',
            "# syntax=docker/dockerfile:1\n"
            + _BASE
            + 'RUN <<EOF\nset -e\necho EOF \\\n    EOF\nV="$(id -u)"\na "$V" \\\\n\nEOF\n',
            title="what the shell expands stays as it is",
        ),
        Example("# syntax=docker/dockerfile:1.2\n" + _BASE + "RUN‸ a && b\n", reason="came with Dockerfile syntax 1.4"),
        Example("# syntax=example.org/my\n" + _BASE + "RUN‸ a && b\n", reason="nobody knows whether"),
        Example(_BASE + "RUN‸ a && b || c\n", reason="more than a chain of `&&`"),
        Example(_BASE + "RUN‸ . ./env && make\n", reason="`set -e` would reach into what `.` runs"),
        Example(_BASE + "RUN‸ a $(b; c) && d\n", reason="reach into the substitution"),
        Example(_BASE + "RUN‸ a && set +e && b\n", reason="what the shell does about failures"),
        Example(_BASE + "RUN‸ a \\\n# why\n b && c\n", reason="a comment stands within a command"),
        Example("# escape=`\n" + _BASE + "RUN‸ a && b\n", reason="another escape character"),
        Example('FROM a\nSHELL ["pwsh", "-c"]\nRUN‸ a && b\n', reason="not a POSIX shell"),
        Example("FROM debian:12\r\nRUN‸ a && b\r\n", reason="end with a carriage return"),
        Example(_BASE + "RUN‸ a && b\r\n", reason="end with a carriage return"),
        Example(_BASE + "RUN‸ a\n", title="one command"),
        Example(_BASE + "RUN a && b\n", title="no place named"),
    ),
)
def run_to_heredoc(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Write a RUN as a here-document.

    Each command gets a line of its own, and `set -e` takes the place of `&&`. The shell gets the same commands: BuildKit
    expands nothing in the here-document of a `RUN`. On the command line the place is `FILE:LINE`.

    Refused where `set -e` would do something else than the chain does: into files that are sourced and into substitutions it
    reaches, and the chain does not. Refused for other builders than BuildKit, for Dockerfile syntax older than 1.4, and in files
    whose lines end with a carriage return, which BuildKit hands on to the shell.
    """
    from dockwright.refactorings.runs.heredoc import to_heredoc

    return to_heredoc(model, settings, selection)
