"""What files are judged by, as the command line and the configuration files say: rules, settings, build context."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dockwright.checking import Subject
from dockwright.config import Choices, Configurations, FileConfiguration
from dockwright.console import complain
from dockwright.discovery import Failure, infer, read
from dockwright.lint import analyse
from dockwright.rules import RULES
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.shellcheck.answers import Answers
    from dockwright.shellcheck.checker import Checker


class Wishes(NamedTuple):
    """The words of a command line about rules and surroundings; plain values that travel between processes."""

    choices: Choices = Choices()
    config: str | None = None  # the one configuration file for all
    no_config: bool = False


class Workspace:
    """Answers for every path; what was read is kept. Every method raises ConfigError."""

    __slots__ = ("_answers", "configurations")

    def __init__(self, wishes: Wishes) -> None:
        self.configurations = Configurations(
            RULES, wishes.choices, file=wishes.config, isolated=wishes.no_config, inspecting=self._checker
        )
        self._answers: Answers | None = None

    def configuration(self, path: str) -> FileConfiguration:
        """What holds for a file."""
        return self.configurations.for_file(path)

    def subject(self, path: str, text: str) -> Subject:
        """The file with everything that is known about it."""
        configuration = self.configuration(path)
        model = analyse(text)
        build = infer(path, model.dockerfile, configuration.context)
        model = model.given(build.context.arguments)
        return Subject(path, model, configuration.profile, build.context, build.root)

    def ask_shellcheck(self, paths: Iterable[str], jobs: int, *, tries_fixes: bool) -> None:
        """Ask ShellCheck, if it is there, about the scripts of all files at once; file by file takes longer."""
        texts: list[str] = []
        for path in paths:
            source = read(path)
            checker = self.configuration(path).profile.inspector
            if checker is not None and not isinstance(source, Failure):
                texts += checker.unknown(analyse(source.text))
        if texts and self._answers is not None:
            self._answers.jobs, self._answers.tries_fixes = jobs, tries_fixes
            self._answers.learn(texts)
            self._answers.jobs = 1

    def _checker(self, configuration: FileConfiguration) -> Checker | None:
        """ShellCheck under a configuration; None when nobody wants to hear it or it is not there."""
        from dockwright.shellcheck.program import find

        if configuration.shellcheck.is_silent:
            return None
        if self._answers is None and (program := find()) is not None:
            from dockwright.shellcheck.answers import Answers

            self._answers = Answers(program, complain, waits=True)
        if self._answers is None:
            return None
        from dockwright.shellcheck.checker import Checker

        return Checker.of(self._answers, configuration)


_last: tuple[Wishes, Workspace] | None = None


def workspace_of(wishes: Wishes) -> Workspace:
    """The workspace of a command; each process makes one."""
    global _last
    if _last is None or _last[0] != wishes:
        _last = wishes, Workspace(wishes)
    return _last[1]
