from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span

_BASE = "FROM debian:12\n"


@assist(
    "split-run",
    is_light=True,
    examples=(
        Example(
            _BASE + "RUN ‸mkdir /a && touch /a/b && chmod 600 /a/b\n",
            _BASE + "RUN mkdir /a\nRUN touch /a/b\nRUN chmod 600 /a/b\n",
        ),
        Example(
            _BASE + "RUN mkdir /a && touch /a/b &‸& chmod 600 /a/b\n",
            _BASE + "RUN mkdir /a && touch /a/b\nRUN chmod 600 /a/b\n",
            title="at the cursor",
        ),
        Example(
            _BASE + "RUN --network=none mkdir -p \\\n      /a \\\n    # why\n    ‸&& touch /a/b\n",
            _BASE + "RUN --network=none mkdir -p \\\n      /a\n# why\nRUN --network=none touch /a/b\n",
            title="flags for both, the comment above its command",
        ),
        Example(
            _BASE + "RUN‸ apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && useradd app\n",
            _BASE + "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN useradd app\n",
            title="the lists, what needs them and what removes them stay together",
        ),
        Example(
            _BASE + "RUN‸ curl -o x.tgz https://e.org/x.tgz && tar xf x.tgz && rm x.tgz && mkdir /data\n",
            _BASE + "RUN curl -o x.tgz https://e.org/x.tgz && tar xf x.tgz && rm x.tgz\nRUN mkdir /data\n",
            title="what is removed stays with what put it there",
        ),
        Example(
            _BASE + "RUN curl -o x.tgz https://e.org/x.tgz && tar xf x.tgz ‸&& rm x.tgz\n",
            _BASE + "RUN curl -o x.tgz https://e.org/x.tgz && tar xf x.tgz\nRUN rm x.tgz\n",
            title="unsafe: the archive stays in the layer above",
        ),
        Example(_BASE + "RUN‸ cd /a && make\n", reason="`cd` holds for what follows"),
        Example(_BASE + "RUN‸ set -eux && make\n", reason="`set` holds for what follows"),
        Example(_BASE + "RUN‸ V=1 && echo $V\n", reason="a variable is set"),
        Example(_BASE + "RUN‸ service mysql start && mysql -e x\n", reason="ends with its RUN"),
        Example(_BASE + "RUN‸ a && b || c\n", reason="more than a chain of `&&`"),
        Example(_BASE + "RUN‸ a && b # why\n", reason="something stands behind the last command"),
        Example(_BASE + "RUN apt-get update ‸&& apt-get install -y curl\n", reason="belong in one RUN"),
        Example(_BASE + "RUN‸ apk add --virtual .deps gcc && apk del .deps\n", reason="would stay in the layer above"),
        Example(
            _BASE + "RUN‸ echo 10.0.0.1 a >> /etc/hosts && curl a\n", reason="`/etc/hosts` is looked at or made anew"
        ),
        Example(_BASE + "USER app\nRUN‸ sudo usermod -aG docker app && a\n", reason="looks up `app`"),
        Example(_BASE + "RUN‸ --mount=type=tmpfs,target=/t a && b\n", reason="tmpfs mount"),
        Example(_BASE + "RUN‸ pip install -U pip && pip install flask\n", reason="remembers where it found `pip`"),
        Example(_BASE + "RUN‸ echo a | tee b\n", title="one command"),
        Example(_BASE + "RUN a && b\n", title="no place named"),
    ),
)
def split_run(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Split a RUN into several.

    With the cursor at a `&&` the RUN is cut there, elsewhere in it wherever that changes nothing: a package index stays with
    what uses it, and what is removed with what put it there. On the command line the place is `FILE:LINE`.

    Refused where a command needs more of an earlier one than its files: a directory, a variable, an option of the shell, a
    service, a mount. Unsafe where a later command removes files of an earlier one, which stay in the layer above; where the
    cache mount of a RUN is meant to hand something on; and behind programs that might leave a process running.
    """
    from dockwright.refactorings.runs.split import split

    return split(model, selection)
