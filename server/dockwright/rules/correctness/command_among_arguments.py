from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.shell import Command
from dockwright.text import Edit, Span

_OF_SYSTEM = words("install update upgrade clean remove purge autoremove -y -q -qq")

_BEGINNINGS: Mapping[str, frozenset[str]] = {
    "apk": words("add update del"),
    "apt": words("install update upgrade"),
    "apt-get": _OF_SYSTEM,
    "chmod": words("+x"),
    "curl": words("-sL -sSL -fsSL -o -O -L"),
    "dnf": _OF_SYSTEM,
    "git": words("clone"),
    "mkdir": words("-p"),
    "npm": words("ci i install run"),
    "pip": words("install"),
    "pip3": words("install"),
    "rm": words("-f -r -rf -fr"),
    "wget": words("-q -O -qO-"),
    "yum": _OF_SYSTEM,
}
"""Programs with the words that follow them at the beginning of a command: two such words are no names of packages."""


_TWO = lazy_pattern(r"\s(?:apk|apt|apt-get|chmod|curl|dnf|git|mkdir|npm|pip3?|rm|wget|yum)[\s\\]+[-+acdipru]")
"""What a quick look finds wherever there are two such words."""


@rule(
    "command-among-arguments",
    on=Command,
    commands=("apk", "apt", "apt-get", "dnf", "npm", "pip", "pip3", "yum"),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM ubuntu:24.04\nRUN apt-get update \\\n    apt-get install -y git\n",
            "FROM ubuntu:24.04\nRUN apt-get update \\\n    && apt-get install -y git\n",
            marked=("apt-get",),
        ),
        Invalid(
            "FROM ubuntu:24.04\nRUN apt-get update, apt-get install -y git\n",
            "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y git\n",
        ),
        Invalid(
            "FROM python:3.13\nRUN pip install flask \\\n    pip install gunicorn \\\n    rm -rf /tmp/a\n",
            "FROM python:3.13\nRUN pip install flask \\\n    && pip install gunicorn \\\n    && rm -rf /tmp/a\n",
            marked=("pip", "rm"),
        ),
    ),
    valid=(
        "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y git curl wget npm python3-pip\n",
        "FROM ubuntu:24.04\nRUN apt-get install -y apt apt-utils\n",
        "FROM alpine:3.22\nRUN apk add git curl npm\n",
        'FROM node:22\nRUN npm pkg set scripts.a="rm -rf dist"\n',
        "FROM node:22\nRUN npm exec -- rm -rf dist\n",
        "FROM node:22\nRUN npm run rm -rf\n",
    ),
)  # fmt: skip
def command_among_arguments(command: Command) -> Iterator[Finding]:
    """A command is given to the package manager in front of it as names of packages.

    ## Why is this bad?
    Without `&&` the lines are one command: `apt-get update \\` and `apt-get install -y git` in the next line ask for an update of the
    packages `apt-get`, `install` and `git`, and the build stops, or installs less than was meant.

    ## Fix safety
    The fix puts `&&` between the two. It is not safe: what was an argument is run now.

    ## References
    - https://docs.docker.com/build/building/best-practices/#run
    """
    if not command.may_hold(_TWO) or (command.name == "npm" and command.subcommand not in ("install", "i", "ci")):
        return
    previous = None
    for one, following in pairwise(command.arguments):
        begins = _BEGINNINGS.get(one.value)
        if begins is not None and following.value in begins and previous is not None:
            what = f"`{one.value} {following.value}`"
            message = f"{what} is no command here, but an argument of `{command.name}`"
            yield Finding(one.span, message, _fixes(command, previous.span, one.span))
        previous = one


def _fixes(command: Command, previous: Span, span: Span) -> tuple[Fix, ...]:
    if command.is_nested or command.script.is_exec:
        return ()
    if command.instruction.dockerfile.text[previous.end - 1] == ",":
        edit = Edit(Span(previous.end - 1, previous.end), " &&")
    else:
        edit = Edit(Span(span.start, span.start), "&& ")
    return (Fix("Put `&&` in front of it", (edit,), Safety.UNSAFE),)
