"""Configurations as values: what holds for a file, put together from its configuration file and from overrides."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dockwright.config.choices import EMPTY, NEVER, NOTHING, SEVERITIES, Choices, Content
from dockwright.config.error import ConfigError, hint
from dockwright.config.names import RuleNames
from dockwright.knowledge.builders import BUILDKIT, EITHER, usual_builder
from dockwright.knowledge.peers import EXPERIMENTAL_CHECKS, HADOLINT_LEVELS
from dockwright.rule import Rule, Settings, Severity
from dockwright.shellcheck.codes import GROUP, is_code
from dockwright.shellcheck.policy import Policy

if TYPE_CHECKING:
    from dockwright.lint import Inspector, Profile

    Inspecting = Callable[["FileConfiguration"], Inspector | None]
    """Makes what looks at files beside the rules."""

    Reading = Callable[[RuleNames, str, str], Content]
    """Gives what a configuration file says, by its path and the directory that its own paths are relative to."""


class FileConfiguration:
    """What holds for one file, or for several alike."""

    __slots__ = (
        "_inspecting",
        "_known",
        "_optional",
        "_profile",
        "context",
        "fail_on",
        "rules",
        "settings",
        "severities",
        "shellcheck",
        "suppressions",
    )

    def __init__(self, names: RuleNames, sources: Sequence[Choices], inspecting: Inspecting | None = None) -> None:
        preset = _last([choices.preset for choices in sources], "default")
        self.rules: tuple[Rule, ...] = _enabled(names, preset, sources)
        self.severities: dict[str, Severity] = _severities(names, self.rules, preset, sources)
        self.settings = Settings(_last([choices.builder for choices in sources], BUILDKIT), preset, _options(sources))
        self.context: str | None = _last([choices.context for choices in sources], None)
        """The build context, an absolute directory; None: it is to be inferred."""
        self.suppressions: bool = _last([choices.suppressions for choices in sources], True)
        """Whether comments in the file may silence findings."""
        fail_on = _last([choices.fail_on for choices in sources], "warning")
        self.fail_on: Severity | None = None if fail_on == NEVER else SEVERITIES[fail_on]
        """The severity from which on findings fail the run; None: they never do."""
        self.shellcheck = _policy(preset, sources)
        """What holds for ShellCheck's codes."""
        self._known = names.known
        self._optional = _optional(names, preset, sources, self.rules)
        self._inspecting = inspecting
        self._profile: Profile | None = None

    @property
    def profile(self) -> Profile:
        """The same for the engine, made once."""
        if self._profile is None:
            from dockwright.lint import Profile

            inspector = self._inspecting(self) if self._inspecting is not None else None
            self._profile = Profile(
                self.rules,
                self.severities,
                self.settings,
                self._known,
                inspector,
                optional=self._optional,
                suppressions=self.suppressions,
            )
        return self._profile


def _last(values: Iterable[Any], default: Any) -> Any:
    """The last of the values that says something."""
    chosen = default
    for value in values:
        chosen = chosen if value is None else value
    return chosen


def _enabled(names: RuleNames, preset: str, sources: Iterable[Choices]) -> tuple[Rule, ...]:
    """The rules that run, in their own order: within one source a rule's name outdoes its category."""
    enabled = {rule.name for rule in names.rules if _belongs(rule, preset)}
    for choices in sources:
        for is_category in (True, False):
            enabled |= _named(names, choices.select, is_category)
            enabled -= _named(names, choices.ignore, is_category)
    return tuple(rule for rule in names.rules if rule.name in enabled)


def _optional(names: RuleNames, preset: str, sources: Iterable[Choices], enabled: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that `# check=experimental=` in a file may switch on: BuildKit's, unless they are ignored."""
    if preset not in ("default", "buildkit"):
        return ()
    settled = {rule.name for choices in sources for word in choices.ignore for rule in names.meaning(word)}
    settled.update(rule.name for rule in enabled)
    found = (rule for rule in names.rules if not EXPERIMENTAL_CHECKS.isdisjoint(rule.aliases))
    return tuple(rule for rule in found if rule.name not in settled)


def _belongs(rule: Rule, preset: str) -> bool:
    if preset == "default":
        return rule.default
    return preset == "all" or preset in rule.presets


def _named(names: RuleNames, words: Iterable[str], is_category: bool) -> set[str]:
    chosen = (word for word in words if names.is_category(word) == is_category)
    return {rule.name for word in chosen for rule in names.meaning(word)}


def _severities(
    names: RuleNames, rules: Iterable[Rule], preset: str, sources: Iterable[Choices]
) -> dict[str, Severity]:
    """The severities by rule. In hadolint's preset they are hadolint's, so that a threshold means the same."""
    severities = {rule.name: rule.severity for rule in rules}
    if preset == "hadolint":
        severities.update((rule.name, level) for rule in rules if (level := _hadolint_level(rule)) is not None)
    for choices in sources:
        for word, severity in sorted(choices.severity.items(), key=lambda item: not names.is_category(item[0])):
            severities.update({rule.name: severity for rule in names.meaning(word) if rule.name in severities})
    return severities


def _hadolint_level(rule: Rule) -> Severity | None:
    levels = (HADOLINT_LEVELS.get(alias, "") for alias in rule.aliases)
    return next((SEVERITIES[level] for level in levels if level in SEVERITIES), None)


def _policy(preset: str, sources: Iterable[Choices]) -> Policy:
    """What the sources say about ShellCheck's codes: within one of them a code outdoes the group."""
    steps: list[tuple[str, bool]] = []
    severities: list[tuple[str, Severity]] = []
    for choices in sources:
        for is_group in (True, False):
            steps += [(word, True) for word in _foreign(choices.select, is_group)]
            steps += [(word, False) for word in _foreign(choices.ignore, is_group)]
            wanted = {word.lower(): severity for word, severity in choices.severity.items()}
            severities += [(word, wanted[word.lower()]) for word in _foreign(choices.severity, is_group)]
    return Policy(preset, steps, severities)


def _foreign(words: Iterable[str], is_group: bool) -> Iterator[str]:
    """The words for ShellCheck's codes, as it writes them."""
    if is_group:
        return (GROUP for word in words if word.lower() == GROUP)
    return (word.upper() for word in words if is_code(word))


def _options(sources: Iterable[Choices]) -> dict[str, dict[str, Any]]:
    options: dict[str, dict[str, Any]] = {}
    for choices in sources:
        for rule, values in choices.options.items():
            options[rule] = {**options.get(rule, {}), **values}
    return options


class Configuration:
    """One configuration file, or none, under the overrides of a command line or an editor."""

    __slots__ = ("_by_matches", "_content", "_inspecting", "_names", "_overrides", "directory", "path")

    def __init__(
        self,
        names: RuleNames,
        content: Content = EMPTY,
        overrides: Choices = NOTHING,
        path: str | None = None,
        directory: str = "",
        inspecting: Inspecting | None = None,
    ) -> None:
        self.path = path
        self.directory = directory  # absolute; its patterns are relative to it
        self._names = names
        self._content = content
        self._overrides = overrides
        self._inspecting = inspecting
        self._by_matches: dict[tuple[bool, ...], FileConfiguration] = {}

    @property
    def format(self) -> str | None:
        """The format of the report that hadolint's configuration asks for."""
        return self._content.format

    @property
    def color(self) -> bool | None:
        """Whether the report has colours, if hadolint's configuration says so."""
        return self._content.color

    def for_file(self, path: str | None) -> FileConfiguration:
        """What holds for a file, which need not exist; None: a file without a place. Files alike share one value."""
        relative = self._relative(path) if self._content.per_file else ""
        builder = usual_builder(os.path.basename(path or ""))
        matches = (builder == EITHER, *(pattern.matches(relative) for pattern, _ in self._content.per_file))
        found = self._by_matches.get(matches)
        if found is None:
            sections = [
                choices for (_, choices), is_on in zip(self._content.per_file, matches[1:], strict=True) if is_on
            ]
            sources = [Choices(builder=builder), self._content.choices, *sections, self._overrides]
            found = FileConfiguration(self._names, sources, self._inspecting)
            self._by_matches[matches] = found
        return found

    def excludes(self, path: str) -> bool:
        """Whether a search for Dockerfiles should pass over a path."""
        if not self._content.exclude:
            return False
        relative = self._relative(path)
        return any(pattern.matches(relative) for pattern in self._content.exclude)

    def _relative(self, path: str | None) -> str:
        if path is None:
            return ""
        return os.path.relpath(os.path.abspath(path), self.directory).replace(os.sep, "/")


class Configurations:
    """The configurations of all files of a run, each read once.

    `file` names the one file that holds for all (its patterns are then relative to the working directory); `isolated`
    reads none. `inspecting` makes, for each configuration, what looks at the files beside the rules; `reading` reads the files
    in its own way. Every method raises ConfigError.
    """

    __slots__ = ("_by_directory", "_by_file", "_file", "_inspecting", "_isolated", "_names", "_overrides", "_reading")

    def __init__(
        self,
        rules: Iterable[Rule],
        overrides: Choices = NOTHING,
        *,
        file: str | None = None,
        isolated: bool = False,
        inspecting: Inspecting | None = None,
        reading: Reading | None = None,
    ) -> None:
        self._names = RuleNames(rules)
        self._reading = reading
        self._overrides = overrides
        self._file = file
        self._isolated = isolated
        self._inspecting = inspecting
        self._by_directory: dict[str, Configuration] = {}
        self._by_file: dict[str | None, Configuration] = {}
        for word in (*overrides.select, *overrides.ignore, *overrides.severity):
            if not self._names.is_known(word):
                raise ConfigError(None, None, f"unknown rule `{word}`{hint(word, self._names.words)}")

    def for_file(self, path: str | None) -> FileConfiguration:
        """What holds for a file; None for standard input, which lies in the working directory."""
        return self.nearest(path).for_file(path)

    def excludes(self, path: str) -> bool:
        """Whether a search for Dockerfiles should pass over a path."""
        return self.nearest(path).excludes(path)

    def nearest(self, path: str | None) -> Configuration:
        """The configuration of the file at a path."""
        directory = os.getcwd() if path is None else os.path.dirname(os.path.abspath(path))
        found = self._by_directory.get(directory)
        if found is None:
            found = self._by_directory[directory] = self._read(directory)
        return found

    def _read(self, directory: str) -> Configuration:
        from dockwright.config.sources import nearest_file, read_file, without_file

        path = self._file
        if path is None and not self._isolated:
            path = nearest_file(directory)
        if path not in self._by_file:
            base = os.getcwd() if path is None or path == self._file else os.path.dirname(path)
            if path is not None:
                content = (self._reading or read_file)(self._names, path, base)
            else:
                content = EMPTY if self._isolated else without_file(self._names)
            self._by_file[path] = Configuration(self._names, content, self._overrides, path, base, self._inspecting)
        return self._by_file[path]
