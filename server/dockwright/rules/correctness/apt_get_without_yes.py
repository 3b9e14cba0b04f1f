from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Settings, Severity, Valid, rule
from dockwright.rules._confirmation import asks, first_operand, is_answered, is_configured
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.rules._hidden_flags import ANY, hidden_flags
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script, ShellWord
from dockwright.text import Edit, Span

APT = ("apt-get", "apt", "aptitude")
ASKING = frozenset({"install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "remove", "purge", "autoremove"})
YES = ("y", "yes", "assume-yes")
DRY = ("force-yes", "s", "dry-run", "simulate", "just-print", "no-act", "recon", "print-uris")
VALUED = MANAGERS["apt-get"].valued_flags


@rule(
    "apt-get-without-yes",
    on=Command,
    commands=APT,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3014",),
    invalid=(
        Invalid(
            "FROM debian:12\nRUN apt-get install curl\n",
            "FROM debian:12\nRUN apt-get install -y curl\n",
            marked=("install",),
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get -q upgrade\n",
            "FROM debian:12\nRUN apt-get update && apt-get -q upgrade -y\n",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get install curl && apt-get install git\n",
            "FROM debian:12\nRUN apt-get install -y curl && apt-get install -y git\n",
            marked=("install",),
            title="one finding for a RUN",
        ),
        Invalid('FROM debian:12\nRUN ["apt-get", "install", "curl"]\n'),
        Invalid(
            "FROM debian:12\nARG PACKAGES=curl\nRUN apt-get install $PACKAGES\n",
            "FROM debian:12\nARG PACKAGES=curl\nRUN apt-get install -y $PACKAGES\n",
        ),
    ),
    valid=(
        "FROM debian:12\nRUN apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get -yq install curl\n",
        "FROM debian:12\nRUN apt-get install --yes curl\n",
        "FROM debian:12\nRUN apt-get install --assume-yes curl\n",
        "FROM debian:12\nRUN apt-get -qq install curl\n",
        "FROM debian:12\nRUN apt-get -q=2 install curl\n",
        "FROM debian:12\nRUN yes | apt-get install curl\n",
        "FROM debian:12\nRUN apt-get -o APT::Get::Assume-Yes=true install curl\n",
        "FROM debian:12\nRUN apt-get install --dry-run curl\n",
        'FROM debian:12\nARG FLAGS="-y --no-install-recommends"\nRUN apt-get install ${FLAGS} curl\n',
        Valid("FROM debian:12\nRUN . /settings && apt-get install $APT_OPTS curl\n", title="they may say yes"),
        "FROM debian:12\nRUN apt-get update\n",
        Valid("FROM debian:12\nRUN apt-get upgrade && apt install curl\n", settings=HADOLINT, title="as in hadolint"),
    ),
)
def apt_get_without_yes(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """`apt-get` will ask whether to go on, and nobody is there to answer.

    ## Why is this bad?
    When a package brings others along, `apt-get` asks for confirmation. A build has no terminal: the answer is no, and the
    build stops. It may work today, as long as nothing else is to be installed.

    ## References
    - https://manpages.debian.org/bookworm/apt/apt-get.8.en.html
    """
    if is_hadolint(settings):
        word = _asking(command, model, settings)
        if word is not None:
            yield from asks(command, word, "-y", word.span.end)
        return
    found = model.keep((_all_asking, command.script), lambda: _all_asking(command.script, model, settings))
    if not found or found[0][0] is not command:
        return
    fixes = (Fix("Add `-y`", tuple(Edit(Span(word.span.end, word.span.end), " -y") for _, word in found)),)
    related = tuple(Related(word.span, "here too") for _, word in found[1:])
    message = f"`{command.name} {found[0][1].value}` may ask a question that nobody answers"
    yield Finding(found[0][1].span, message, () if command.script.is_exec else fixes, related)


def _all_asking(script: Script, model: SemanticModel, settings: Settings) -> list[tuple[Command, ShellWord]]:
    """The commands of a RUN that ask, each with the word for what it does."""
    commands = [one for one in script.commands if one.name in APT]
    return [(one, word) for one in commands if (word := _asking(one, model, settings)) is not None]


def _asking(command: Command, model: SemanticModel, settings: Settings) -> ShellWord | None:
    """The subcommand's word where the command asks whether to go on."""
    strict = is_hadolint(settings)
    if command.name not in (("apt-get",) if strict else APT):
        return None
    word = first_operand(command, ("install",) if strict else ASKING, VALUED, settings)
    if word is None or command.has_flag(*YES) or _is_quiet(command, strict) or is_hidden(command, settings):
        return None
    if strict:
        return word
    if command.has_flag(*DRY) or is_answered(command) or _is_configured(command):
        return None
    return None if any(_says_yes(flag) for flag in hidden_flags(command, model)) else word


def _says_yes(flag: str) -> bool:
    return flag in (ANY, "--yes", "--assume-yes", "-qq") or (flag[1:2] != "-" and "y" in flag)


def _is_quiet(command: Command, strict: bool) -> bool:
    """Whether `-qq` or `-q=2` is given, which implies yes; of the long forms hadolint knows `--quiet --quiet`."""
    counted = [
        flag for flag in command.flags if flag.name == "q" or (flag.name == "quiet" and not (strict and flag.value))
    ]
    return sum(2 if flag.value == "2" else 1 for flag in counted) >= 2


def _is_configured(command: Command) -> bool:
    """Whether apt is told to assume yes, by an option or a configuration file."""
    return is_configured(command, 'assume-yes "', "assume-yes=", "get::assume-yes") or any(
        "Assume-Yes" in word.value for word in command.arguments
    )
