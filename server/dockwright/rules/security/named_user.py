from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.semantics import SemanticModel
from dockwright.syntax import Arg, User


@rule(
    "named-user",
    on=User,
    severity=Severity.INFO,
    aliases=("DL3066",),
    default=False,
    invalid=(
        Invalid("FROM debian:12\nUSER app\n", marked=("app",)),
        Invalid("FROM debian:12\nENV NAME=app\nUSER $NAME\n", marked=("$NAME",)),
        Invalid("FROM debian:12\nUSER app:100\n", marked=("app:100",)),
        Invalid(
            "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nUSER $APP_UID\n", settings=HADOLINT, title="as hadolint sees it"
        ),
    ),
    valid=(
        "FROM debian:12\nUSER 1000\n",
        "FROM debian:12\nUSER 1000:app\n",
        "FROM debian:12\nARG ID\nUSER $ID\n",
        Valid("FROM mcr.microsoft.com/dotnet/aspnet:8.0\nUSER $APP_UID\n", title="a number of the base image"),
        Valid("FROM $BASE\nUSER ContainerUser\n", title="Windows has no numbers"),
    ),
)
def named_user(user: User, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """`USER` gives a name where a number could be checked from outside.

    ## Why is this bad?
    Kubernetes can make sure that a container does not run as root (`runAsNonRoot`) only when the image gives the user as a
    number: what a name stands for is in a file of the image.

    The rule is off unless it is asked for: a name is easier to read, and many containers run where nobody checks the
    number.

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    word = user.user
    if word is None:
        return
    name = word.raw.partition(":")[0] if not word.variables else word.raw
    if name.isdecimal():
        return
    declared = word.variables and {
        pair.key.value
        for arg in user.dockerfile.instructions[: user.index]
        if isinstance(arg, Arg)
        for pair in arg.pairs
    }
    if any(variable.name in declared for variable in word.variables):
        return
    if not is_hadolint(settings) and (model.state_before(user).is_windows or _is_number_of_base(user, model)):
        return  # hadolint knows neither Windows, which has names only, nor a base image's variables
    yield Finding(word.span, f"Kubernetes cannot tell that `{word.value}` is not root; of a number it can")


def _is_number_of_base(user: User, model: SemanticModel) -> bool:
    """Whether a variable that the base image sets gives the number."""
    stage, word = model.stage_of(user), user.user
    facts = stage.facts if stage is not None else None
    if facts is None or word is None or not any(variable.name in facts.env for variable in word.variables):
        return False
    return (model.expand(word, user) or "").partition(":")[0].isdecimal()
