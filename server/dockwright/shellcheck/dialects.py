"""Which shell runs a RUN, in ShellCheck's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Comment, Instruction, Run
from dockwright.values import NamedTuple

_SPOKEN = {
    "ash": "busybox",
    "bash": "bash",
    "busybox": "busybox",
    "dash": "dash",
    "ksh": "ksh",
    "ksh93": "ksh",
    "mksh": "ksh",
    "rbash": "bash",
    "sh": "sh",
    "yash": "sh",
}
"""Programs and the dialect they speak. ShellCheck knows no others, zsh among them."""

_INTERPRETERS = {
    "bash": "/bin/bash",
    "busybox": "/bin/busybox sh",
    "dash": "/bin/dash",
    "ksh": "/bin/ksh",
    "sh": "/bin/sh",
}

_SH_OF = {
    **dict.fromkeys(("alpine", "busybox", "wolfi"), "busybox"),
    **dict.fromkeys(("debian", "ubuntu"), "dash"),
    **dict.fromkeys(("alma", "amazon", "arch", "azurelinux", "centos", "fedora", "nixos", "opensuse"), "bash"),
    **dict.fromkeys(("oracle", "photon", "rhel", "rocky"), "bash"),
}
"""What /bin/sh is, by operating system. Source: the distributions' base images. Date: 2026-11."""

_PRAGMA = re.compile(r"(?:hadolint|tally)\s+shell\s*=\s*(\S+)")
_DIRECTIVE = re.compile(r"shellcheck\s(?:.*\s)?shell=([\w-]+)")
_FOREIGN = frozenset(("pwsh", "powershell", "cmd", "zsh", "fish", "csh", "tcsh"))


class Shell(NamedTuple):
    """A dialect of ShellCheck's, and whether a failing command ends the script from the start."""

    dialect: str
    stops_at_errors: bool = False

    @property
    def first_line(self) -> str:
        """The shebang that says so."""
        return f"#!{_INTERPRETERS[self.dialect]}{' -e' if self.stops_at_errors else ''}\n"


def shell_called(words: Sequence[str]) -> Shell | None:
    """The shell that a command line calls, `conda run -n env bash -c` for one; None: none that ShellCheck knows."""
    for index, word in enumerate(words):
        name = word.replace("\\", "/").rsplit("/", 1)[-1].lower().removesuffix(".exe")
        if name in _FOREIGN:
            return None
        if name in _SPOKEN:
            return Shell(_SPOKEN[name], _stops_at_errors(words[index + 1 :]))
    return None


def _stops_at_errors(options: Sequence[str]) -> bool:
    short = (word for word in options if word[:1] == "-" and word[:2] != "--")
    return "errexit" in options or any("e" in word for word in short)


class Shells:
    """The shells that run the RUNs of a file.

    `knows_images`: /bin/sh is what the base image has there, not just any POSIX shell.
    """

    __slots__ = ("_directives", "_model", "_pragmas", "_relinks", "knows_images")

    def __init__(self, model: SemanticModel, *, knows_images: bool) -> None:
        text = model.dockerfile.text
        has_comments = "shell=" in text.replace(" ", "")
        self._model = model
        self.knows_images = knows_images
        self._pragmas = tuple(_comments(model, _PRAGMA)) if has_comments else ()
        self._directives = tuple(_comments(model, _DIRECTIVE)) if has_comments else ()
        self._relinks = " /bin/sh" in text

    def of(self, run: Run) -> Shell | None:
        """The shell of a RUN; None where ShellCheck knows none like it."""
        words = self._words(run)
        shell = shell_called(words)
        if shell is None or shell.dialect != "sh" or not self.knows_images or words[0] in ("sh", "yash"):
            return shell
        return shell._replace(dialect=self._system_shell(run))

    def _words(self, run: Run) -> tuple[str, ...]:
        instruction: Instruction = run.parent or run
        for comment, name in reversed(self._directives):
            if _belongs(comment, instruction):
                return (name,)
        return self._pragma(run) or self._model.state_before(run).shell

    def _pragma(self, run: Run) -> tuple[str, ...]:
        """The shell that `# hadolint shell=...` or `# tally shell=...` names: up to the next SHELL or the end of the stage; above the first
        FROM for all stages without one of their own."""
        stage = self._model.stage_of(run)
        if not self._pragmas or stage is None:
            return ()
        before = run.span.start
        for one in stage.lineage:
            start = one.from_.span.start if one.from_ is not None else -1
            end = min(before, one.span.end)
            shells = [each.span.start for each in one.instructions if each.keyword == "SHELL"]
            inside = [(comment.span.start, name) for comment, name in self._pragmas if start < comment.span.start < end]
            last_shell = max((offset for offset in shells if offset < end), default=-1)
            if inside and inside[-1][0] > last_shell:
                return (inside[-1][1],)
            if last_shell >= 0:
                return ()
            before = one.span.end if one is not stage else len(self._model.dockerfile.text)
        first = self._model.stages[0].span.start
        above = [name for comment, name in self._pragmas if comment.span.start < first]
        return (above[-1],) if above else ()

    def _system_shell(self, run: Run) -> str:
        stage = self._model.stage_of(run)
        if stage is None or stage.facts is None:
            return "sh"
        if self._relinks and _links_bash(stage, run):
            return "bash"
        return _SH_OF.get(stage.facts.os, "sh")


def _comments(model: SemanticModel, pattern: re.Pattern[str]) -> Iterator[tuple[Comment, str]]:
    for comment in model.dockerfile.comments:
        if match := pattern.match(comment.text):
            yield comment, match[1]


def _belongs(comment: Comment, instruction: Instruction) -> bool:
    """Whether a comment stands in the instruction or directly above."""
    inside = instruction.span.start < comment.span.start < instruction.span.end
    return inside or comment in instruction.comments_above


def _links_bash(stage: Stage, run: Run) -> bool:
    """Whether an earlier RUN puts bash in the place of /bin/sh."""
    for one in stage.lineage:
        for command in one.commands:
            if one is stage and command.span.start >= run.span.start:
                break
            operands = command.operands() if command.name == "ln" else ()
            if len(operands) == 2 and operands[1].value == "/bin/sh" and operands[0].value.endswith("bash"):
                return True
    return False
