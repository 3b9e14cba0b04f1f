"""What refactor, why and settings have in common: they look at one Dockerfile."""

from __future__ import annotations

import os
from argparse import Namespace

from dockwright.checking import Subject
from dockwright.commands._files import context_of
from dockwright.config import Choices
from dockwright.console import UsageError
from dockwright.discovery import Failure, read
from dockwright.workspace import Wishes, Workspace

NAMES = ("Dockerfile", "Containerfile")  # in a directory; the first that there is


def subject_of(options: Namespace, path: str) -> Subject:
    """The file of a command line, or the Dockerfile of a directory. Raises UsageError when it cannot be read."""
    wishes = Wishes(Choices(builder=options.builder, context=context_of(options)), options.config, options.no_config)
    path, text = read_dockerfile(path)
    return Workspace(wishes).subject(path, text)


def read_dockerfile(path: str) -> tuple[str, str]:
    """The path and the text of a file, or of the Dockerfile of a directory. Raises UsageError when it cannot be read."""
    if os.path.isdir(path):
        path = _dockerfile_in(path)
    source = read(path)
    if isinstance(source, Failure):
        raise UsageError(f"{path} cannot be read: {source.message}")
    return path, source.text


def _dockerfile_in(directory: str) -> str:
    """The file that builders take where only the directory is named. Raises UsageError when there is none."""
    paths = [os.path.normpath(os.path.join(directory, name)) for name in NAMES]
    found = next((path for path in paths if os.path.isfile(path)), None)
    if found is None:
        where = "here" if directory == "." else f"in {directory}"
        raise UsageError(f"there is no Dockerfile {where}; name the file")
    return found
