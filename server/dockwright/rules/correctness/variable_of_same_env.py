from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint
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
        Invalid(
            "FROM alpine:3.20\nENV PATH=/x:$PATH PATH=/y:$PATH\n",
            "FROM alpine:3.20\nENV PATH=/x:$PATH\nENV PATH=/y:$PATH\n",
            marked=("$PATH",),
            title="set twice: the first value is lost",
        ),
        Invalid(
            "FROM golang:1.22\nENV GOPATH=/x PATH=$GOPATH/bin\n",
            "FROM golang:1.22\nENV GOPATH=/x\nENV PATH=$GOPATH/bin\n",
            settings=HADOLINT,
            title="hadolint knows no base image",
        ),
    ),
    valid=(
        "FROM alpine:3.20\nENV A=1\nENV B=$A\n",
        "FROM alpine:3.20\nENV A=1 B='$A'\n",
        "FROM alpine:3.20\nENV A=1 B=\\$A\n",
        "FROM alpine:3.20\nENV PATH=/x:$PATH LD=/y\n",
        "FROM alpine:3.20\nARG A=0\nENV A=1 B=$A\n",
        "FROM alpine:3.20\nENV PATH=/x:$PATH B=$PATH\n",
        "FROM golang:1.22\nENV GOPATH=/x PATH=$GOPATH/bin:$PATH\n",
        Valid("FROM alpine:3.20\nENV PATH=/x:$PATH LD=/y\n", settings=HADOLINT),
        Valid("FROM alpine:3.20\nENV A=1\nENV A=x:$A A=y:$A\n", settings=HADOLINT),
    ),
)
def variable_of_same_env(env: Env, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
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
    above: set[str] = set()
    for place, pair in enumerate(pairs):
        name = pair.key.value
        for variable in pair.value.variables if pair.value is not None else ():
            other = variable.name
            if other not in keys or variable.operator or (other == name and name not in above):
                continue
            if _is_set(other, env, model, settings) and (other != name or is_hadolint(settings)):
                continue
            yield Finding(
                variable.span,
                f"`{other}` does not have its new value here, as this same `ENV` sets it",
                _fixes(env, pairs, place),
            )
        above.add(name)


def _is_set(name: str, env: Env, model: SemanticModel, settings: Settings) -> bool:
    """Whether it was set before, by the file or (to hadolint that does not count) by the base image: PATH always is."""
    state = model.state_before(env)
    if not is_hadolint(settings):
        return name == "PATH" or name in state.variables
    stage = model.stage_of(env)
    return name in state.variables and (stage is None or name not in stage.first_state.variables)


def _fixes(env: Env, pairs: tuple[Pair, ...], place: int) -> tuple[Fix, ...]:
    before, pair = pairs[place - 1] if place else None, pairs[place]
    text = env.dockerfile.text
    if before is None or "\n" in text[env.span.start : env.span.end]:
        return ()
    keyword = env.keyword_span.of(text)
    gap = Span(before.span.end, pair.span.start)
    return (Fix("Split the `ENV`", (Edit(gap, f"{env.dockerfile.newline}{keyword} "),), Safety.UNSAFE),)
