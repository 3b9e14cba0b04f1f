"""What `lint` asks: the findings of ShellCheck for one file, under one configuration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Rule, Severity
from dockwright.semantics import SemanticModel
from dockwright.shellcheck.answers import Answers
from dockwright.shellcheck.codes import GROUP, rule_of
from dockwright.shellcheck.findings import finding_of, repaired
from dockwright.shellcheck.policy import Policy
from dockwright.shellcheck.program import Comment, Comments
from dockwright.shellcheck.scripts import ShellScript, scripts

if TYPE_CHECKING:
    from dockwright.config import FileConfiguration

_TASK_RUNNERS = frozenset({"mix", "lein"})
_COMMAND_END = lazy_pattern(r"[;&|(){}`]|(?<!\\)\n")


class Checker:
    """Answers as findings. It looks up what is known; only with answers that wait it ever calls the program.

    `follows_hadolint`: a script is judged as hadolint would, which knows no base image.
    """

    __slots__ = ("_answers", "_follows_hadolint", "_policy")

    def __init__(self, answers: Answers, policy: Policy, *, follows_hadolint: bool = False) -> None:
        self._answers = answers
        self._policy = policy
        self._follows_hadolint = follows_hadolint

    @classmethod
    def of(cls, answers: Answers, configuration: FileConfiguration) -> Checker:
        """The checker of the files that a configuration holds for."""
        return cls(answers, configuration.shellcheck, follows_hadolint=configuration.settings.preset == "hadolint")

    @property
    def waits(self) -> bool:
        """Whether the program is called for a text that it has not seen."""
        return self._answers.waits

    def owns(self, rule: Rule) -> bool:
        """Whether a rule stands for a code of ShellCheck's."""
        return GROUP in rule.aliases

    def findings(self, model: SemanticModel) -> Iterator[tuple[Rule, Severity, Finding]]:
        """What is known about a file, each with its rule and the severity to report."""
        found = self._scripts(model)
        if self._answers.waits:
            self._answers.learn(script.text for script in found)
        for script in found:
            comments = self._answers.of(script.text) or ()
            for comment in comments:
                yield from self._reported(script, comment, comments)

    def unknown(self, model: SemanticModel) -> tuple[str, ...]:
        """The texts of a file that ShellCheck has not been asked about."""
        return self._answers.unknown(script.text for script in self._scripts(model))

    def has_seen(self, model: SemanticModel, before: SemanticModel) -> bool:
        """Whether the findings are all there are, but for those in scripts that were there before, too."""
        unseen = {script.text for script in self._scripts(model) if self._answers.of(script.text) is None}
        return not unseen or unseen.issubset(script.text for script in self._scripts(before))

    def _scripts(self, model: SemanticModel) -> tuple[ShellScript, ...]:
        if self._policy.is_silent:
            return ()
        knows_images = not self._follows_hadolint
        return model.keep((scripts, knows_images), lambda: scripts(model, knows_images=knows_images))

    def _reported(
        self, script: ShellScript, comment: Comment, others: Comments
    ) -> Iterable[tuple[Rule, Severity, Finding]]:
        own = comment.severity
        if not self._policy.is_on(comment.code, own):
            return
        if not self._follows_hadolint and _is_moot(script, comment):
            return
        finding = finding_of(script, comment, with_fix=self._helps(script, comment, others))
        if finding is not None:
            yield rule_of(comment.code, own), self._policy.severity(comment.code, own), finding

    def _helps(self, script: ShellScript, comment: Comment, others: Comments) -> bool:
        """Whether the fix of a comment does not fail; one that nobody has tried may be offered."""
        if not comment.fix:
            return False
        made = repaired(script.text, comment)
        after = self._answers.peek(made) if made is not None else None
        if after is None:
            return made is not None and not self._answers.tries_fixes
        before, remaining = Counter(map(_code, others)), Counter(map(_code, after))
        return remaining[comment.code] < before[comment.code] and not _errors(after) - _errors(others)


def _code(comment: Comment) -> str:
    return comment.code


def _errors(comments: Comments) -> Counter[str]:
    return Counter(comment.code for comment in comments if comment.severity is Severity.ERROR)


def _is_moot(script: ShellScript, comment: Comment) -> bool:
    """`cd` that may fail, where nothing comes behind it: then the RUN fails; the task `do` of mix and Leiningen."""
    if comment.code == "SC1010":
        start = script.lines.offset(comment.line - 1, comment.column - 1)
        command = _COMMAND_END.split(script.text[:start])[-1].split()
        return not _TASK_RUNNERS.isdisjoint(command) and command[0] not in ("for", "select")
    if comment.code != "SC2164":
        return False
    end = script.lines.offset(comment.end_line - 1, comment.end_column - 1)
    return not script.text[end:].strip()
