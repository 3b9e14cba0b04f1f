from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, has_argument, is_hadolint, is_hidden
from dockwright.rules._packages import unpinned
from dockwright.rules._python import PIP_AND_PYTHON, PIP_VALUED, pip_install
from dockwright.shell import Command, ShellWord

_VERSION = lazy_pattern(r"[=!~<>]=|[<>]")
_REPOSITORY = ("git", "hg", "svn", "bzr")
_FILES = (".zip", ".txt")


@rule(
    "unpinned-pip-package",
    on=Command,
    commands=(*PIP_AND_PYTHON, "pipx"),
    severity=Severity.INFO,
    aliases=("DL3013",),
    default=False,
    invalid=(
        Invalid("FROM python:3.12\nRUN pip install flask==3.0.3 gunicorn\n", marked=("gunicorn",)),
        Invalid("FROM python:3.12\nRUN pipx install black\n", marked=("black",)),
        Invalid("FROM python:3.12\nRUN python3 -m pip install -U pip\n", marked=("pip",)),
        Invalid("FROM python:3.12\nRUN python -u -Wignore -m pip install flask\n", marked=("flask",)),
        Invalid(
            "FROM python:3.12\nRUN pip install -r requirements.txt 'uvicorn[standard]'\n",
            marked=("'uvicorn[standard]'",),
        ),
        Invalid(
            "FROM python:3.12\nRUN pip install git+https://github.com/a/b\n", marked=("git+https://github.com/a/b",)
        ),
    ),
    valid=(
        "FROM python:3.12\nRUN pip install 'flask>=3,<4' gunicorn~=22.0\n",
        "FROM python:3.12\nRUN pip install -r requirements.txt\n",
        "FROM python:3.12\nRUN pip install -c constraints.txt flask\n",
        "FROM python:3.12\nRUN pip install . .[extra] /wheels/a.whl ./lib $PACKAGE\n",
        "FROM python:3.12\nRUN pip install git+https://github.com/a/b@v1.0 --timeout 10 --root-user-action ignore\n",
        "FROM python:3.12\nRUN pip download flask\n",
        "FROM python:3.12\nRUN pipx install black==24.1.0 && pipx run black\n",
        Valid("FROM python:3.12\nRUN pip install -r a.txt flask\n", settings=HADOLINT, title="hadolint excepts it"),
    ),
)
def unpinned_pip_package(command: Command, settings: Settings) -> Iterator[Finding]:
    """A Python package is installed without a version.

    ## Why is this bad?
    The same Dockerfile gives another image tomorrow, and a new major version can break it. Name versions
    (`flask==3.0.3`), give a range (`flask>=3,<4`), or keep them in a requirements file with `-r`, best with hashes.

    The rule is off unless it is asked for: of a tool the newest version is often what is wanted, and a pinned one gets no
    fixes until somebody changes it.

    ## References
    - https://pip.pypa.io/en/stable/topics/repeatable-installs/
    """
    install = pip_install(command, settings) or _pipx_install(command)
    if install is None or is_hidden(command, settings) or command.has_flag("c", "constraint"):
        return
    if is_hadolint(settings) and has_argument(command, "-r", "--requirement", "."):
        return
    packages = (word for word in command.operands(PIP_VALUED) if word.span.start > install.span.start)
    yield from unpinned(packages, _has_version if is_hadolint(settings) else _is_pinned, settings)


def _pipx_install(command: Command) -> ShellWord | None:
    operands = command.operands(PIP_VALUED) if command.name == "pipx" else ()
    return operands[0] if operands and operands[0].value == "install" else None


def _is_pinned(package: str) -> bool:
    """Whether the requirement is the project itself, or names versions, a file or a commit."""
    if _is_repository(package):
        return "@" in package.partition("://")[2].partition("/")[2]
    return package.startswith(".") or package.endswith(_FILES) or _has_version(package)


def _has_version(package: str) -> bool:
    """What hadolint takes for a version."""
    if _is_repository(package):
        return "@" in package
    return "/" in package or package.endswith((".whl", ".tar.gz")) or bool(_VERSION.search(package))


def _is_repository(package: str) -> bool:
    return package.startswith(_REPOSITORY) and ("+" in package or "://" in package)
