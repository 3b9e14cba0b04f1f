from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import partial

from dockwright.knowledge.platforms import PROXY_ARGUMENTS
from dockwright.knowledge.shells import SHELL_VARIABLES
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._shell_variables import unset_uses
from dockwright.semantics import SemanticModel, State
from dockwright.syntax import (
    Arg,
    Env,
    From,
    Instruction,
    Label,
    Run,
    Stopsignal,
    Transfer,
    User,
    Variable,
    Volume,
    Word,
    Workdir,
)
from dockwright.syntax.suggest import nearest_name
from dockwright.syntax.words import find_variables
from dockwright.text import Span

BUILDKIT = Settings(preset="buildkit")
_NAME = lazy_pattern(r"\$\{?(\w+)")
_SET_ELSEWHERE = PROXY_ARGUMENTS | SHELL_VARIABLES
_MOST = 500  # variables among which one of a like name is looked for


@rule(
    "undefined-variable",
    on=(Env, Label, Transfer, Workdir, User, Volume, Stopsignal, Run, Arg),
    needs="$",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("UndefinedVar",),
    invalid=(
        Invalid(
            "ARG VERSION=1\nFROM alpine:3.20\nLABEL version=$VERSION\n",
            "ARG VERSION=1\nFROM alpine:3.20\nARG VERSION\nLABEL version=$VERSION\n",
            marked=("VERSION",),
            title="declared above FROM, but not in the stage",
        ),
        Invalid(
            "ARG VERSION\nFROM alpine:3.20\nENV VERSION=$VERSION\n",
            "ARG VERSION\nFROM alpine:3.20\nARG VERSION\nENV VERSION=$VERSION\n",
            marked=("VERSION",),
            title="handed on under its own name",
        ),
        Invalid(
            "FROM alpine:3.20\nENV PATH=$PAHT:/app/bin\n",
            "FROM alpine:3.20\nENV PATH=$PATH:/app/bin\n",
            title="letters that changed places",
        ),
        Invalid(
            "FROM alpine:3.20\nARG APP_HOME=/app\nWORKDIR $APP_HOEM\n",
            "FROM alpine:3.20\nARG APP_HOME=/app\nWORKDIR $APP_HOME\n",
        ),
        Invalid(
            "FROM alpine:3.20\nARG OS\nADD https://example.org/$OS_amd64.tar /\n",
            "FROM alpine:3.20\nARG OS\nADD https://example.org/${OS}_amd64.tar /\n",
            title="the `_` counts as a part of the name",
        ),
        Invalid(
            "FROM alpine:3.20\nARG appHome=/app\nWORKDIR $apphome\n",
            "FROM alpine:3.20\nARG appHome=/app\nWORKDIR $appHome\n",
            title="capital letters matter",
        ),
        Invalid(
            'ARG VERSION=1\nFROM alpine:3.20\nRUN ./install.sh --version="$VERSION"\n',
            'ARG VERSION=1\nFROM alpine:3.20\nARG VERSION\nRUN ./install.sh --version="$VERSION"\n',
            marked=("VERSION",),
            title="a script sees no more of it",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN ./install.sh linux-$TARGETARCH\n",
            "FROM alpine:3.20\nARG TARGETARCH\nRUN ./install.sh linux-$TARGETARCH\n",
            marked=("TARGETARCH",),
            title="BuildKit sets it where it is asked for",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN url=https://a.example/$(uname)-${TARGETARCH} && wget -q $url\n",
            "FROM alpine:3.20\nARG TARGETARCH\nRUN url=https://a.example/$(uname)-${TARGETARCH} && wget -q $url\n",
            marked=("TARGETARCH",),
        ),
        Invalid("FROM alpine:3.20\nCOPY app $DESTINATION/app\n", title="nothing near is known"),
        Invalid("FROM alpine:3.20\nENV BUCKET=${BUCKET}\n", marked=("BUCKET",), title="set to itself"),
        Invalid(
            'FROM example.org/unknown\nENV A=1 BUCKET="$BUCKET"\n',
            marked=("BUCKET",),
            title="whatever the base image says of it",
        ),
        Invalid(
            "ARG DISTRO=jazzy\nFROM ros:$DISTRO\nENV DISTRO=$DISTRO\n",
            "ARG DISTRO=jazzy\nFROM ros:$DISTRO\nARG DISTRO\nENV DISTRO=$DISTRO\n",
        ),
        Invalid("FROM alpine:3.20\nARG BUILD_\ufeff\nLABEL a=$BUILD\n", title="what is near is no name"),
        Invalid(
            "FROM alpine:3.20\nCOPY <<EOF /etc/nginx/conf.d/default.conf\nlocation / { try_files $uri /index.html; }\nEOF\n",
            "FROM alpine:3.20\nCOPY <<'EOF' /etc/nginx/conf.d/default.conf\nlocation / { try_files $uri /index.html; }\nEOF\n",
            title="meant for who reads the text",
        ),
        Invalid("FROM alpine:3.20\nENV A=1\nCOPY <<EOF /a\n$A $uri\nEOF\n", marked=("uri",)),
        Invalid("FROM alpine:3.20\nENV A=1 B=$A\n", title="set by the same ENV: not there yet"),
        Invalid("FROM example.org/unknown\nUSER $NAME\n", settings=BUILDKIT, title="as BuildKit would see it"),
    ),
    valid=(
        "FROM alpine:3.20\nARG VERSION\nLABEL version=$VERSION\n",
        "FROM alpine:3.20\nENV A=1\nENV B=$A\n",
        "FROM alpine:3.20\nRUN echo $ANYTHING\n",
        "FROM alpine:3.20\nARG TARGETARCH\nRUN echo $TARGETARCH\n",
        'FROM alpine:3.20\nRUN TARGETARCH=$(uname -m) && echo "$TARGETARCH"\n',
        "ARG VERSION=1\nFROM alpine:3.20\nRUN VERSION=2; ./install.sh $VERSION\n",
        "ARG VERSION=1\nFROM alpine:3.20\nRUN . ./settings && ./install.sh $VERSION\n",
        "ARG VERSION=1\nFROM alpine:3.20\nRUN ./install.sh ${VERSION:-2} '$VERSION' \\$VERSION\n",
        "ARG NODE_VERSION=20\nFROM node:${NODE_VERSION}\nRUN echo $NODE_VERSION\n",
        'FROM alpine:3.20\nCMD ["$ANYTHING"]\n',
        "FROM alpine:3.20\nENV PATH=/opt/bin:$PATH\n",
        "FROM alpine:3.20\nLABEL a='$NOT'\n",
        "FROM golang:1.24\nCOPY . $GOPATH/src\n",
        Valid("FROM example.org/unknown\nUSER $NAME\n", title="the base image may set it"),
        "FROM alpine:3.20\nENV LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH\n",
        "FROM example.org/unknown\nARG BUCKET\nENV BUCKET=$BUCKET\n",
        "FROM example.org/unknown\nENV BUCKET=${BUCKET:-none} OTHER='$OTHER' THIRD=\\$THIRD\n",
    ),
)
def undefined_variable(instruction: Instruction, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """A variable is used that neither `ARG` nor `ENV` sets, so it is empty.

    ## Why is this bad?
    The builder puts nothing in its place: `COPY app $DIR/app` writes to `/app`. An `ARG` above the first `FROM` is unknown
    in the stages until they declare it again, and what an `ENV` sets holds from the next instruction on.

    Scripts of `RUN` may set variables of their own, so only that `ARG`, and what BuildKit sets (`TARGETARCH`), is looked
    for in them, where the script does not name it otherwise. A base image may set variables too: where its environment is not known nothing is reported,
    but for `ENV BUCKET=$BUCKET`, which changes nothing in any case.

    ## Fix safety
    Declaring an `ARG` of the first lines again in the stage changes the value from nothing to what was meant, and the
    nearest known name is a guess: both are left to you. So is a quoted delimiter, which keeps `$uri` and its like in a text.

    ## References
    - https://docs.docker.com/reference/build-checks/undefined-var/
    """
    text = instruction.text
    if "$" not in text and "\\u" not in text:  # a JSON list may have it as an escape
        return
    found: list[tuple[str, Variable]] = []
    if instruction.flags or not isinstance(instruction, Run):
        found += [(key, one) for key, one in _variables(instruction) if one.name]
    if isinstance(instruction, Run) and settings.preset != "buildkit":
        found += [("", one) for one in _of_script(instruction, model)]
    if not found or model.stage_of(instruction) is None:
        return
    state = model.state_before(instruction)
    peer = settings.preset == "buildkit"
    for key, variable in found:
        if variable.name in state.variables or (variable.name == "PATH" and not state.env_known):
            continue
        if not peer and key == variable.name and _is_whole(instruction, variable):
            yield _of_itself(instruction, variable, model, state)
            continue
        if not state.env_known and not peer:
            continue
        is_own = variable.name == key and variable.name not in model.global_values
        if not peer and (is_own or variable.operator in (":-", "-", ":+", "+")):
            continue
        message = f"neither `ARG` nor `ENV` sets `{variable.name}` in this stage"
        yield Finding(variable.name_span, message, partial(_fixes, instruction, variable, model, state))


def _is_whole(instruction: Instruction, variable: Variable) -> bool:
    """Whether a value is the variable and nothing else."""
    pairs = instruction.pairs if isinstance(instruction, Env) else ()
    values = (pair.value for pair in pairs if pair.value is not None and pair.value.span.covers(variable.span))
    return not variable.operator and any(one.raw.strip('"') in _ways_to_write(variable.name) for one in values)


def _ways_to_write(name: str) -> tuple[str, str]:
    return f"${name}", f"${{{name}}}"


def _of_itself(instruction: Instruction, variable: Variable, model: SemanticModel, state: State) -> Finding:
    """`ENV HOST=$HOST` sees nothing of the variables of who builds the image."""
    name = variable.name
    if state.env_known:
        message = f"neither `ARG` nor `ENV` sets `{name}` in this stage"
    else:
        message = f"`{name}` becomes what it is: no `ARG` hands in another value"
    fixes = (_declaration(instruction, name),) if name in model.global_values else ()
    return Finding(variable.name_span, message, fixes)


def _variables(instruction: Instruction) -> Iterator[tuple[str, Variable]]:
    """The variables that the builder expands, each with the key that it is to be the value of."""
    if isinstance(instruction, (Env, Label, Arg)):
        for pair in instruction.pairs:
            name = pair.key.value if isinstance(instruction, Env) else ""
            for word in (pair.key, pair.value):
                yield from ((name, one) for one in (word.variables if word is not None else ()))
        return
    words: list[Word | None] = [flag.value for flag in instruction.flags]
    if isinstance(instruction, Transfer):
        words += [*instruction.sources, instruction.destination]
    elif not isinstance(instruction, Run):
        words += instruction.words
    for word in words:
        yield from (("", one) for one in (word.variables if word is not None else ()))
    if isinstance(instruction, Transfer):
        for heredoc in instruction.heredocs:
            if heredoc.expand:
                yield from (("", one) for one in _of_body(instruction, heredoc.body))


def _of_body(instruction: Instruction, body: Span) -> tuple[Variable, ...]:
    text, start = body.of(instruction.dockerfile.text), body.start
    return find_variables(text, instruction.escape, lambda one, two: Span(start + one, start + two), quotes=False)


def _of_script(run: Run, model: SemanticModel) -> Iterator[Variable]:
    """Where a script uses an ARG of the lines above the first FROM, or one that BuildKit sets, and nothing in it can have
    set a variable of that name."""
    if "$" not in run.text or run.is_onbuild:
        return
    names = set(_NAME.findall(run.text)).intersection(model.global_values) - _SET_ELSEWHERE
    if names:
        yield from unset_uses(model.script(run), names)


def _fixes(instruction: Instruction, variable: Variable, model: SemanticModel, state: State) -> tuple[Fix, ...]:
    if variable.name in model.global_values:
        return (_declaration(instruction, variable.name),)
    name, known = _near(variable.name, state.variables), _in_front(variable.name, state.variables)
    if known and name in (None, known) and not variable.operator:
        braced = f"${{{known}}}{variable.name[len(known) :]}"
        return (Fix.replace(f"Write `{braced}`", variable.span, braced, Safety.UNSAFE),)
    if name is None:
        return tuple(_quoted(instruction, variable, {*state.variables, *model.global_values}))
    return (Fix.replace(f"Change to `{name}`", variable.name_span, name, Safety.UNSAFE),)


def _quoted(instruction: Instruction, variable: Variable, known: Set[str]) -> Iterator[Fix]:
    """Where nothing in a text is the builder's to replace, the first variable has it stay as it is."""
    for one in instruction.heredocs if isinstance(instruction, Transfer) else ():
        inside = [each for each in _of_body(instruction, one.body) if each.name] if one.expand else []
        is_escaped = f"{instruction.escape}$" in one.body.of(instruction.dockerfile.text)
        if inside[:1] == [variable] and not is_escaped and known.isdisjoint(each.name for each in inside):
            title = f"Quote `{one.name}`, so that nothing in the text is replaced"
            yield Fix.replace(title, one.name_span, f"'{one.name}'", Safety.UNSAFE)


def _declaration(instruction: Instruction, name: str) -> Fix:
    """An ARG above the instruction, below the comments that belong to what stands before."""
    dockerfile = instruction.dockerfile
    keyword = instruction.cased("ARG")
    start = instruction.line_span.start
    above = instruction.comments_above
    if above and not isinstance(dockerfile.instructions[instruction.index - 1], From):
        start = dockerfile.lines.line_start(dockerfile.lines.line(above[0].span.start))
    return Fix.insert(f"Declare `{name}` in this stage", start, f"{keyword} {name}{dockerfile.newline}", Safety.UNSAFE)


def _in_front(name: str, known: Mapping[str, str | None]) -> str:
    """The longest known name that a `_` follows, which was not meant to belong to it: `$VERSION_linux`."""
    parts = name.split("_")
    starts = ("_".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    return next((one for one in starts if one in known), "")


def _near(name: str, known: Mapping[str, str | None]) -> str | None:
    if len(known) > _MOST:
        return None
    names = sorted(one for one in known if one.isascii() and one.isidentifier())
    if len(name) <= 4:  # so short a name may mean anything, unless its letters only changed places
        names = [one for one in names if sorted(one.upper()) == sorted(name.upper())]
    return nearest_name(name, names)
