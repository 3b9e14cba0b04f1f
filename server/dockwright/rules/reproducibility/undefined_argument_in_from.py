from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import From, Variable, Word
from dockwright.syntax.suggest import nearest_name


@rule(
    "undefined-argument-in-from",
    on=From,
    needs="$",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("UndefinedArgInFrom",),
    invalid=(
        Invalid(
            "ARG VERSION=12\nFROM debian:${VERSON}\n", "ARG VERSION=12\nFROM debian:${VERSION}\n", marked=("VERSON",)
        ),
        Invalid("FROM debian:$TAG\n", marked=("TAG",)),
        Invalid("FROM debian:12\nARG TAG=12\nFROM debian:$TAG\n", title="declared within a stage"),
        Invalid("FROM --platform=$BUILDPLATFROM debian:12\n", "FROM --platform=$BUILDPLATFORM debian:12\n"),
        Invalid("FROM debian:${TAG:-12}\n", title="the default holds, but the argument cannot be given"),
        Invalid("ARG Base=debian\nFROM $base\n", "ARG Base=debian\nFROM $Base\n", title="capital letters matter"),
        Invalid("ARG TA-G=12\nFROM debian:$TAG\n", title="nothing can be read under that name"),
    ),
    valid=(
        "ARG TAG=12\nFROM debian:$TAG\n",
        "ARG TAG\nFROM debian:$TAG\n",
        "FROM --platform=$BUILDPLATFORM debian:12\n",
        "FROM --platform=linux/$TARGETARCH debian:12\n",
    ),
)
def undefined_argument_in_from(instruction: From, model: SemanticModel) -> Iterator[Finding]:
    """`FROM` uses a build argument that no `ARG` above the first `FROM` declares.

    ## Why is this bad?
    Only arguments that are declared before the first stage are known in `FROM`. Any other is empty, whatever
    `--build-arg` says.

    ## Fix safety
    The nearest declared name is a guess at what was meant.

    ## References
    - https://docs.docker.com/reference/build-checks/undefined-arg-in-from/
    """
    platform = instruction.platform.value if instruction.platform is not None else None
    words: tuple[Word | None, ...] = (instruction.image, platform)
    if not any(word is not None and word.variables for word in words):
        return
    known = {pair.key.value for arg in model.global_args for pair in arg.pairs} | {*PLATFORM_ARGUMENTS, "TARGETSTAGE"}
    for word in words:
        for variable in word.variables if word is not None else ():
            if variable.name not in known:
                message = f"no `ARG {variable.name}` stands above the first `FROM`"
                yield Finding(variable.name_span, message, _fixes(variable, known))


def _fixes(variable: Variable, known: set[str]) -> tuple[Fix, ...]:
    name = nearest_name(variable.name, sorted(one for one in known if one.isascii() and one.isidentifier()))
    if name is None:
        return ()
    return (Fix.replace(f"Change to `{name}`", variable.name_span, name, Safety.UNSAFE),)
