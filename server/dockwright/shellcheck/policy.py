"""Which codes of ShellCheck's are reported, and how bad they are: the presets, and what configuration says."""

from __future__ import annotations

from collections.abc import Sequence

from dockwright.rule import Severity
from dockwright.shellcheck.codes import GROUP

QUIET = frozenset(
    (
        "SC2010",  # ls | grep: the names in an image are known
        "SC2034",  # an unused variable, which may just name a field that `read` reads
        "SC2038",  # find | xargs: as above
        "SC2046",  # unquoted substitutions: $(nproc), $(uname -m) and lists of packages, on purpose
        "SC2114",  # rm -rf /srv: an image is made smaller like that
        "SC2155",  # export A=$(command): the status of mktemp and go env
        "SC2174",  # mkdir -p -m 700 ~/.ssh: the directories above it are there
    )
)
"""Warnings that are no mistakes in most Dockerfiles; the preset `default` is without them."""

_PORTABILITY = "SC3"
_PRESETS_WITH_ALL = ("hadolint", "all")

Step = tuple[str, bool]
"""A word of `select` (True) or `ignore` (False): a code or the group."""


class Policy:
    """What holds for some files. The last word on a code counts; severities likewise."""

    __slots__ = ("_preset", "_severities", "_steps")

    def __init__(
        self, preset: str = "default", steps: Sequence[Step] = (), severities: Sequence[tuple[str, Severity]] = ()
    ) -> None:
        self._preset = preset
        self._steps = tuple(steps)
        self._severities = tuple(severities)

    @property
    def is_silent(self) -> bool:
        """Whether nothing can be reported at all."""
        on: set[str] = {GROUP} if self._preset in ("default", *_PRESETS_WITH_ALL) else set()
        for word, is_selected in self._steps:
            if not is_selected:
                on = on - {word} if word != GROUP else set()
            else:
                on.add(word)
        return not on

    def is_on(self, code: str, severity: Severity) -> bool:
        """Whether findings of a code are reported; `severity` is ShellCheck's own."""
        on = self._is_in_preset(code, severity)
        for word, is_selected in self._steps:
            if word in (code, GROUP):
                on = is_selected
        return on

    def severity(self, code: str, severity: Severity) -> Severity:
        """The severity to report; `severity` is ShellCheck's own."""
        for word, wanted in self._severities:
            if word in (code, GROUP):
                severity = wanted
        return severity

    def _is_in_preset(self, code: str, severity: Severity) -> bool:
        if self._preset != "default":
            return self._preset in _PRESETS_WITH_ALL
        if severity is not Severity.WARNING:
            return severity is Severity.ERROR
        # Where the shell is known, what it cannot do is an error; the warning is about shells in general.
        return code not in QUIET and not code.startswith(_PORTABILITY)
