from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Env, Pair
from dockwright.text import Edit, Span


@rule(
    "variable-of-same-env",
    on=Env,
    needs="$",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3044",),
    invalid=(
        Invalid(
            "FROM alpine:3.20\nENV HOME_DIR=/app BIN=$HOME_DIR/bin\n",
            "FROM alpine:3.20\nENV HOME_DIR=/app\nENV BIN=$HOME_DIR/bin\n",
            marked=("$HOME_DIR",),
        ),
        Invalid(
            'FROM alpine:3.20\nENV A="x" \\\n    B="${A}y" \\\n    C=z\n',
            title="over several lines",
        ),
    ),
    valid=(
        "FROM alpine:3.20\nENV A=1\nENV B=$A\n",
        "FROM alpine:3.20\nENV A=1 B='$A'\n",
        "FROM alpine:3.20\nENV A=1 B=\\$A\n",
        "FROM alpine:3.20\nENV PATH=/x:$PATH LD=/y\n",
        "FROM alpine:3.20\nARG A=0\nENV A=1 B=$A\n",
    ),
)
def variable_of_same_env(env: Env, model: SemanticModel) -> Iterator[Finding]:
    """A value uses a variable that the same `ENV` sets, which is not there yet.

    ## Why is this bad?
    All values of an `ENV` are expanded before any of them is set, so the variable is empty. Set it in an `ENV` of its own,
    above.

    ## Fix safety
    The fix splits the instruction, so the value changes from what it is to what was meant.

    ## References
    - https://docs.docker.com/reference/dockerfile/#environment-replacement
    """
    pairs = env.pairs
    if len(pairs) < 2:
        return
    keys = {pair.key.value for pair in pairs}
    state = model.state_before(env)
    for place, pair in enumerate(pairs):
        for variable in pair.value.variables if pair.value is not None else ():
            other = variable.name
            if other not in keys or other == pair.key.value or variable.operator or _is_set(other, state.variables):
                continue
            yield Finding(
                variable.span, f"`{other}` is set by this `ENV`, and not there yet", _fixes(env, pairs, place)
            )


def _is_set(name: str, variables: Mapping[str, str | None]) -> bool:
    """Whether it was set before, by the file or by the base image (PATH always is)."""
    return name == "PATH" or name in variables


def _fixes(env: Env, pairs: tuple[Pair, ...], place: int) -> tuple[Fix, ...]:
    before, pair = pairs[place - 1] if place else None, pairs[place]
    text = env.dockerfile.text
    if before is None or "\n" in text[env.span.start : env.span.end]:
        return ()
    keyword = env.keyword_span.of(text)
    gap = Span(before.span.end, pair.span.start)
    return (Fix("Split the `ENV`", (Edit(gap, f"{env.dockerfile.newline}{keyword} "),), Safety.UNSAFE),)
