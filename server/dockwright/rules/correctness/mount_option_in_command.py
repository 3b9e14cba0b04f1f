from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.syntax import Flag, Run
from dockwright.text import Edit, Span

_OPTIONS = lazy_pattern(
    r"(?:(?:type|from|source|src|target|dst|destination|id|sharing|mode|uid|gid|size)=[\w./:@+=-]+(?:,\w+=[\w./:@+=-]+)*,?(?:\s+|\Z))+"
)
_OPTION = lazy_pattern(r"(\w+)=([^\s,]*)")
_WORD = lazy_pattern(r"\S+")
_TARGETS = ("target", "dst", "destination")
_SHARING = frozenset(("shared", "private", "locked"))
_IN_FILES = frozenset(("bind", "cache", "tmpfs"))

_BASE = "FROM debian:12\nWORKDIR /app\n"


@rule(
    "mount-option-in-command",
    on=Run,
    needs="--mount=",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"{_BASE}RUN --mount=type=cache target=/root/.cache pip install .\n",
            f"{_BASE}RUN --mount=type=cache,target=/root/.cache pip install .\n",
            marked=("target=/root/.cache",),
        ),
        Invalid(
            f"{_BASE}RUN --mount=type=cache,target=/var/cache/apt sharing=locked \\\n  apt-get install -y curl\n",
            f"{_BASE}RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n  apt-get install -y curl\n",
            marked=("sharing=locked",),
        ),
        Invalid(
            f"{_BASE}RUN --network=none --mount=type=bind source=go.mod  target=/src/go.mod make\n",
            f"{_BASE}RUN --network=none --mount=type=bind,source=go.mod,target=/src/go.mod make\n",
            marked=("source=go.mod  target=/src/go.mod",),
        ),
        Invalid(
            f"{_BASE}RUN --mount=type=bind, source=go.mod,target=/src/go.mod make\n",
            f"{_BASE}RUN --mount=type=bind,source=go.mod,target=/src/go.mod make\n",
            marked=("source=go.mod,target=/src/go.mod",),
        ),
        Invalid(f"{_BASE}RUN --mount=type=cache \\\n# the cache\n  target=/root/.cache make\n", title="a comment between them"),
    ),
    valid=(
        f"{_BASE}RUN --mount=type=cache,target=/root/.cache pip install .\n",
        f"{_BASE}RUN --mount=type=cache,target=/root/.cache target=/opt make\n",
        f"{_BASE}RUN --mount=type=secret,id=token id=5 mode=fast make\n",
        f"{_BASE}RUN --mount=type=cache,target=/c --network=none target=/a make\n",
        f"{_BASE}RUN --mount=type=cache,target=/c,sharing=shared sharing=locked make\n",
        f"{_BASE}RUN --mount=type=ssh target=/opt make\n",
        f"{_BASE}RUN --mount=type=cache,target=/c make sharing=locked\n",
    ),
)  # fmt: skip
def mount_option_in_command(run: Run) -> Iterator[Finding]:
    """An option of `--mount` stands behind a blank, so the shell gets it as a variable.

    ## Why is this bad?
    The options of a mount are one word, with commas between them. Behind a blank begins the command: `target=/root/.cache pip install`
    sets a variable for `pip`, and the mount has no target. BuildKit then mounts it over the working directory, or stops.

    Reported is what can hardly be meant for the command: a target of a mount that has none, its type, and how a cache is shared.

    ## Fix safety
    With the option the mount is another one.

    ## References
    - https://docs.docker.com/reference/dockerfile/#run---mount
    """
    text = run.arguments_text
    last = run.flags[-1] if run.flags else None
    found = _OPTIONS.match(text.text) if last is not None and last.name == "mount" and not run.is_exec else None
    if last is None or found is None or not any(_belongs(last, *one.groups()) for one in _OPTION.finditer(found[0])):
        return
    words = [text.source_span(*one.span()) for one in _WORD.finditer(found[0])]
    source = run.dockerfile.text
    gaps = [Span(one.end, two.start) for one, two in zip((last.span, *words), words, strict=False)]
    is_plain = not any("#" in gap.of(source) for gap in gaps) and found.end() < len(text.text)
    edits = tuple(Edit(gap, "" if source[gap.start - 1] == "," else ",") for gap in gaps)
    fixes = (Fix("Put a comma between them", edits, Safety.UNSAFE),) if is_plain else ()
    yield Finding(
        Span(words[0].start, words[-1].end), "an option of the mount is set as a variable of the shell", fixes
    )


def _belongs(mount: Flag, key: str, value: str) -> bool:
    """Whether an option is missing in the mount, and has a value that it takes."""
    given = mount.option("type")
    kind = given.value if given is not None else "bind"
    if key in _TARGETS:
        return kind in _IN_FILES and "/" in value and mount.option(*_TARGETS) is None
    if key == "sharing":
        return kind == "cache" and value in _SHARING and mount.option("sharing") is None
    return key == "type" and given is None and value in _IN_FILES
