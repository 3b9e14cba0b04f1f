from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import counts, from_action, has_argument, is_hadolint, is_hidden
from dockwright.rules._hidden_flags import ANY, hidden_flags
from dockwright.rules._recommended import APT, VALUED, named, naming
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord
from dockwright.text import Edit, Span

_WANTING = tuple(f"apt::install-recommends={yes}" for yes in ("1", "true", "yes", "on"))


@rule(
    "apt-recommended-packages",
    on=Command,
    commands=APT,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3015",),
    invalid=(
        Invalid(
            "FROM debian:12\nRUN apt-get install -y curl\n",
            "FROM debian:12\nRUN apt-get install --no-install-recommends -y curl ca-certificates\n",
            marked=("install",),
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get -qy install \\\n    curl\n",
            "FROM debian:12\nRUN apt-get update && apt-get -qy install --no-install-recommends \\\n    curl \\\n    ca-certificates\n",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get install -y jq && apt install vim\n",
            "FROM debian:12\nRUN apt-get install --no-install-recommends -y jq && apt install --no-install-recommends vim\n",
            marked=("install",),
            title="one finding for the RUN",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y cmake g++\nRUN cmake -B out && make -C out\n",
            "FROM debian:12\nRUN apt-get update && apt-get install --no-install-recommends -y cmake make g++\nRUN cmake -B out && make -C out\n",
            title="what a command needs stays, by its name",
        ),
        Invalid('FROM debian:12\nRUN ["apt-get", "install", "-y", "curl"]\n'),
    ),
    valid=(
        "FROM debian:12\nRUN apt-get install --no-install-recommends -y curl\n",
        "FROM debian:12\nRUN apt-get -y --no-install-recommends install curl\n",
        "FROM debian:12\nRUN apt-get install -y -o APT::Install-Recommends=false curl\n",
        "FROM debian:12\nRUN apt-get install -y -o APT::Install-Recommends=0 curl\n",
        "FROM debian:12\nRUN echo 'APT::Install-Recommends \"0\";' > /etc/apt/apt.conf.d/01norec && apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get install -y --install-recommends wine\n",
        "FROM debian:12\nRUN apt-get install -y -o APT::Install-Recommends=1 curl\n",
        Valid(
            "FROM debian:12\nRUN apt-get install -y --fix-broken && apt-get -yf install\n", title="no package is named"
        ),
        'FROM debian:12\nARG FLAGS="-y --no-install-recommends"\nRUN apt-get install ${FLAGS} curl\n',
        "FROM debian:12\nRUN apt-get remove -y curl\n",
        "FROM debian:12 AS build\nRUN apt-get install -y gcc\nFROM debian:12\nCOPY --from=build /a /a\n",
    ),
)
def apt_recommended_packages(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """Recommended packages are installed along with the named ones.

    ## Why is this bad?
    Debian's packages recommend others that most people want on a desktop: manuals, language data, a mail server. In an
    image they only take room; often they double what is installed.

    ## Fix safety
    A program may need one of the recommended packages. The fix names those that are known to be used: `ca-certificates` comes with
    `curl`, `wget` and `git` that way, `libc6-dev` with `gcc`, `make` with `cmake` and `openssh-client` with `git`, where a command
    of the image calls them. After the change, build and try the image, and name what else is missing: the compilers that come with
    `python3-pip`, fonts, the modules of a program.

    ## References
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """
    if not _installs(command, settings) or not counts(model, command.instruction, settings):
        return
    key = (_recommends, command.script, settings.preset)
    installs = model.keep(
        key, lambda: [one for one in command.script.commands if one.name in APT and _recommends(one, model, settings)]
    )
    if not installs or installs[0] is not command:
        return
    words = [next(word for word in one.operands(VALUED) if word.value == "install") for one in installs]
    related = tuple(Related(word.span, "here too") for word in words[1:])
    fixes = partial(_fixes, model, installs, words)
    yield Finding(words[0].span, "recommended packages are installed too", fixes, related)


def _fixes(model: SemanticModel, installs: list[Command], words: list[ShellWord]) -> tuple[Fix, ...]:
    if installs[0].script.is_exec or any(one.has_flag("install-recommends") for one in installs):
        return ()
    flags = [_addition(one.name, word.span.end) for one, word in zip(installs, words, strict=True)]
    packages = named(model, installs[0].instruction, installs)
    also = f", and name {', '.join(f'`{package}`' for package in packages)}" if packages else ""
    edits = (*flags, *naming(model, packages))
    return (Fix(f"Add `{flags[0].text.strip()}`{also}", edits, Safety.UNSAFE),)


def _installs(command: Command, settings: Settings) -> bool:
    operands = from_action(command.operands(VALUED), settings)
    return bool(operands) and operands[0].value == "install"


def _recommends(command: Command, model: SemanticModel, settings: Settings) -> bool:
    """Whether the command installs recommended packages."""
    if not _installs(command, settings):
        return False
    if command.has_flag("no-install-recommends", "without-recommends", "R"):
        return False
    if is_hadolint(settings):
        is_seen = command.name == "apt-get" and not is_hidden(command, settings)
        return is_seen and not has_argument(command, "APT::Install-Recommends=false")
    if _is_wanted(command) or not _names_packages(command):
        return False
    if any(flag in (ANY, "--no-install-recommends") for flag in hidden_flags(command, model)):
        return False
    return not command.instruction.dockerfile.mentions("Install-Recommends") or not _configured(command)


def _is_wanted(command: Command) -> bool:
    """Whether the command itself asks for recommended packages."""
    if command.has_flag("install-recommends", "with-recommends", "r"):
        return True
    options = [word.value.lower() for word in command.arguments if "::" in word.value]
    return any(one.removeprefix("-o").startswith(_WANTING) for one in options)


def _names_packages(command: Command) -> bool:
    """Whether packages are named, here or by what gives them to `xargs`; `--fix-broken install` repairs what is there."""
    return len(command.operands(VALUED)) > 1 or any(prefix.name == "xargs" for prefix in command.prefixes)


def _addition(program: str, offset: int) -> Edit:
    flag = "--without-recommends" if program == "aptitude" else "--no-install-recommends"
    return Edit(Span(offset, offset), f" {flag}")


def _configured(command: Command) -> bool:
    """Whether apt was told before, by an option or a configuration file, to leave recommended packages out."""
    text = command.instruction.dockerfile.text[: command.span.end]
    place = text.rfind("Install-Recommends")
    setting = text[place + len("Install-Recommends") :].lstrip(" =\\\"'")
    return bool(setting) and setting.lower().startswith(("0", "false", "no"))
