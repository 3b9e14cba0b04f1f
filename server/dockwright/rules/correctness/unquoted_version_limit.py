from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._packages import shown
from dockwright.rules._python import PIP, PYTHON
from dockwright.shell import Command
from dockwright.text import Edit, Span

_MANAGERS = (
    "uv",
    "pipx",
    "poetry",
    "conda",
    "mamba",
    "micromamba",
    "npm",
    "pnpm",
    "yarn",
    "bun",
    "gem",
    "cargo",
    "composer",
    "apk",
    "dnf",
    "microdnf",
    "yum",
    "zypper",
)
_VERBS = frozenset(("install", "add", "i", "in", "create", "update", "upgrade", "require"))
_VERSION = lazy_pattern(r"\d+(?:\.(?:\d+|\*))*,?")
_QUOTING = frozenset("\"'\\`\n")


@rule(
    "unquoted-version-limit",
    on=Command,
    commands=(*PIP, *PYTHON, *_MANAGERS),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM python:3.13\nRUN pip install flask>=3.0 gunicorn\n",
            'FROM python:3.13\nRUN pip install "flask>=3.0" gunicorn\n',
            marked=(">=3.0",),
        ),
        Invalid(
            "FROM python:3.13\nRUN python3 -m pip install numpy>=1.26,<3 \\\n    scipy<2\n",
            'FROM python:3.13\nRUN python3 -m pip install "numpy>=1.26,<3" \\\n    "scipy<2"\n',
            marked=(">=1.26,<3", "<2"),
        ),
        Invalid(
            "FROM node:24\nRUN npm install express@>=5 && npm cache clean --force\n",
            'FROM node:24\nRUN npm install "express@>=5" && npm cache clean --force\n',
            marked=(">=5",),
        ),
        Invalid(
            "FROM ruby:3.4\nRUN gem install rake -v >=13\n",
            'FROM ruby:3.4\nRUN gem install rake -v ">=13"\n',
            marked=(">=13",),
        ),
        Invalid(
            "FROM composer:2\nRUN composer require monolog/monolog:>=3\n",
            'FROM composer:2\nRUN composer require "monolog/monolog:>=3"\n',
            marked=(">=3",),
        ),
        Invalid(
            "FROM alpine:3.22\nRUN apk --no-cache add sqlite>3.38 curl\n",
            'FROM alpine:3.22\nRUN apk --no-cache add "sqlite>3.38" curl\n',
            marked=(">3.38",),
        ),
        Invalid("FROM python:3.13\nRUN sh -c \"pip install flask>=3.0\"\n", title="in quotes already"),
    ),
    valid=(
        "FROM python:3.13\nRUN pip install 'flask>=3.0' \"gunicorn<24\" flask\\>=3\n",
        "FROM python:3.13\nRUN pip install flask==3.0 flask~=3.0 > log.txt 2>&1\n",
        "FROM python:3.13\nRUN pip install flask>install.log && pip freeze>1.txt\n",
        "FROM python:3.13\nRUN python setup.py --name >=name\n",
        'FROM python:3.13\nRUN ["uv", "pip", "install", "flask>=3.0"]\n',
        "FROM python:3.13\nRUN pip install -r requirements.txt </dev/null 2>/dev/null\n",
    ),
)  # fmt: skip
def unquoted_version_limit(command: Command) -> Iterator[Finding]:
    """The limit of a version stands without quotes: the shell takes it for a redirection.

    ## Why is this bad?
    `pip install flask>=3.0` installs any version of `flask` and writes what pip says into a file named `=3.0`, which stays in the
    image. With `<` the shell looks for a file to read, and the build stops where there is none.

    ## Fix safety
    The fix puts quotes around it. It is not safe: another version may be installed than before.

    ## References
    - https://pip.pypa.io/en/stable/cli/pip_install/#requirement-specifiers
    """
    redirections = command.redirections
    if not redirections or not _installs(command):
        return
    words = {word.span.end: word.span.start for word in command.words}
    limits: list[tuple[int, Span, str]] = []  # where the word begins, the limit, and what the shell does
    for one in redirections:
        target = one.target
        if target is None or one.operator not in ("<", ">"):
            continue
        begin, end = one.span.start, target.span.end
        if limits and limits[-1][1].end == begin:
            start, limit, does = limits.pop()
            limits.append((start, Span(limit.start, end), does))
        elif target.raw.startswith("=") or (begin in words and _VERSION.fullmatch(target.raw) is not None):
            does = "writes to" if one.operator == ">" else "reads"
            limits.append((words.get(begin, begin), Span(begin, end), f"{does} a file `{shown(target.raw)}`"))
    text = command.instruction.dockerfile.text
    for start, limit, does in limits:
        whole = Span(start, limit.end)
        fixes: tuple[Fix, ...] = ()
        if not command.is_nested and _QUOTING.isdisjoint(whole.of(text)):
            edits = (Edit(Span(start, start), '"'), Edit(Span(limit.end, limit.end), '"'))
            fixes = (Fix(f'Write `"{whole.of(text)}"`', edits, Safety.UNSAFE),)
        yield Finding(limit, f"without quotes this is no version: the shell {does}", fixes)


def _installs(command: Command) -> bool:
    values = [word.value for word in command.arguments]
    return not _VERBS.isdisjoint(values) and (command.name not in PYTHON or "pip" in values)
