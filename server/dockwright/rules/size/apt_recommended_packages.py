from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.shell import Command


@rule(
    "apt-recommended-packages",
    on=Command,
    commands=("apt-get", "apt", "aptitude"),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3015",),
    invalid=(
        Invalid(
            "FROM debian:12\nRUN apt-get install -y curl\n",
            "FROM debian:12\nRUN apt-get install --no-install-recommends -y curl\n",
            marked=("install",),
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get -qy install \\\n    curl\n",
            "FROM debian:12\nRUN apt-get update && apt-get -qy install --no-install-recommends \\\n    curl\n",
        ),
        Invalid('FROM debian:12\nRUN ["apt-get", "install", "-y", "curl"]\n'),
    ),
    valid=(
        "FROM debian:12\nRUN apt-get install --no-install-recommends -y curl\n",
        "FROM debian:12\nRUN apt-get -y --no-install-recommends install curl\n",
        "FROM debian:12\nRUN apt-get install -y -o APT::Install-Recommends=false curl\n",
        "FROM debian:12\nRUN apt-get install -y -o APT::Install-Recommends=0 curl\n",
        "FROM debian:12\nRUN echo 'APT::Install-Recommends \"0\";' > /etc/apt/apt.conf.d/01norec && apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get remove -y curl\n",
    ),
)
def apt_recommended_packages(command: Command) -> Iterator[Finding]:
    """Recommended packages are installed along with the named ones.

    ## Why is this bad?
    Debian's packages recommend others that most people want on a desktop: manuals, language data, a mail server. In an
    image they only take room; often they double what is installed.

    ## Fix safety
    A program may need one of the recommended packages (`ca-certificates` comes with `curl` that way). After the change,
    build and try the image, and name what is missing.

    ## References
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """
    if command.subcommand != "install" or command.has_flag("no-install-recommends", "without-recommends", "R"):
        return
    if "Install-Recommends" in command.instruction.dockerfile.text and _configured(command):
        return
    word = command.operands(valued=VALUED)[0]
    fixes: tuple[Fix, ...] = ()
    if not command.script.is_exec:
        flag = "--without-recommends" if command.name == "aptitude" else "--no-install-recommends"
        fixes = (Fix.insert(f"Add `{flag}`", word.span.end, f" {flag}", Safety.UNSAFE),)
    yield Finding(word.span, "recommended packages are installed too", fixes)


VALUED = frozenset({"o", "option", "c", "config-file", "t", "target-release", "default-release"})


def _configured(command: Command) -> bool:
    """Whether apt was told before, by an option or a configuration file, to leave recommended packages out."""
    text = command.instruction.dockerfile.text[: command.span.end]
    place = text.rfind("Install-Recommends")
    setting = text[place + len("Install-Recommends") :].lstrip(" =\\\"'")
    return setting.lower().startswith(("0", "false", "no"))
