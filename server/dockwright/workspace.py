"""What files are judged by, as the command line and the configuration files say: rules, settings, build context."""

from __future__ import annotations

from typing import NamedTuple

from dockwright.checking import Subject
from dockwright.config import Choices, Configurations, FileConfiguration
from dockwright.discovery import infer
from dockwright.lint import analyse
from dockwright.rules import RULES


class Wishes(NamedTuple):
    """The words of a command line about rules and surroundings; plain values that travel between processes."""

    choices: Choices = Choices()
    config: str | None = None  # the one configuration file for all
    no_config: bool = False


class Workspace:
    """Answers for every path; what was read is kept. Every method raises ConfigError."""

    __slots__ = ("configurations",)

    def __init__(self, wishes: Wishes) -> None:
        self.configurations = Configurations(RULES, wishes.choices, file=wishes.config, isolated=wishes.no_config)

    def configuration(self, path: str) -> FileConfiguration:
        """What holds for a file."""
        return self.configurations.for_file(path)

    def subject(self, path: str, text: str) -> Subject:
        """The file with everything that is known about it."""
        configuration = self.configuration(path)
        model = analyse(text)
        build = infer(path, model.dockerfile, configuration.context)
        return Subject(path, model, configuration.profile, build.context, build.root)


_last: tuple[Wishes, Workspace] | None = None


def workspace_of(wishes: Wishes) -> Workspace:
    """The workspace of a command; each process makes one."""
    global _last
    if _last is None or _last[0] != wishes:
        _last = wishes, Workspace(wishes)
    return _last[1]
