"""What documents are judged by: workspace folders, settings, configuration files and the files around them."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from dockwright.lsp.settings import CONFIGURATION_FILE, settings_of, sound
from dockwright.lsp.uris import to_path
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.config import Choices, ConfigError, Configurations, FileConfiguration
    from dockwright.config.choices import Content
    from dockwright.config.configuration import Inspecting
    from dockwright.config.names import RuleNames
    from dockwright.context import BuildContext
    from dockwright.syntax import Dockerfile

logger = logging.getLogger(__name__)

AGE = 2.0  # seconds that what was seen on disk is believed, unless the client tells us of every change

_LARGEST = 1 << 20  # bytes of a configuration file
_MOST_DIRECTORIES = 20

MOST_ENTRIES = 500_000
MOST_SECONDS = 10.0
"""Of the files and directories of workspace folders. Nobody has more in a project, but some have a whole disk."""

MOST_DOCKERFILES = 5000
MOST_OF_A_DISK = 500
"""Whoever opens a whole disk is shown those next to its top, and soon."""

Scope = str | None
"""A workspace folder with settings of its own, or None for everything else."""


class _Surroundings(NamedTuple):
    """The context that was inferred for a document with these sources, and when."""

    context: BuildContext
    sources: frozenset[str]
    since: float


class _Found(NamedTuple):
    """The Dockerfiles that a walk found, and when it ended; it is believed as long as it took ten times over."""

    paths: tuple[str, ...]
    is_all: bool
    since: float
    took: float  # seconds

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.since < max(AGE, 10 * self.took)


class Environment:
    """Configurations and contexts by document, kept until files or settings change; `generation` counts that.

    `errors` are the configuration files that cannot be followed, by path: what they said before holds, or nothing.
    `complaints` are what is wrong in the user's settings: each of these has the value that it had before, or none.
    """

    def __init__(self, inspecting: Inspecting | None = None) -> None:
        self.generation = 0
        self.is_watched = False
        self.folders: list[str] = []  # paths
        self.errors: dict[str, ConfigError] = {}
        self.complaints: dict[str, None] = {}
        self._inspecting = inspecting
        self._options: dict[str, Any] = {}
        self._told: dict[Scope, dict[str, Any]] = {}  # settings as the client has them
        self._settings: dict[Scope, dict[str, Any]] = {None: {}}
        self._chosen: dict[Scope, dict[str, Any]] = {}  # settings about rules as they were last followed
        self._contents: dict[str, Content] = {}  # of configuration files as they were last followed
        self._sources: dict[Scope, Configurations] = {}
        self._configurations: dict[str | None, FileConfiguration] = {}
        self._contexts: dict[str, _Surroundings] = {}
        self._dockerfiles: _Found | None = None
        self._searching = threading.Lock()

    def begin(self, folders: Iterable[str], options: Any) -> None:
        """Take over folders (uris) and settings from the client's introduction."""
        self._options = settings_of(options)
        self.change_folders(folders, ())
        self.change_settings({})

    def change_folders(self, added: Iterable[str], removed: Iterable[str]) -> None:
        gone = {to_path(uri) for uri in removed}
        paths = [*self.folders, *filter(None, map(to_path, added))]
        self.folders = [path for path in dict.fromkeys(paths) if path not in gone]
        self.changed()

    def change_settings(self, settings: Mapping[Scope, dict[str, Any]]) -> bool:
        """Take over settings by workspace folder; they go before those of the introduction. Whether any is new."""
        told = {scope: {**self._options, **one} for scope, one in {None: {}, **settings}.items()}
        if told == self._told:
            return False
        before, self._told = self._settings, told
        judged = {scope: sound(one, before.get(scope, {})) for scope, one in told.items()}
        self._settings = {scope: one.values for scope, one in judged.items()}
        self.complaints = dict.fromkeys(one for each in judged.values() for one in each.complaints)
        self.changed()
        return True

    def changed(self) -> None:
        """Forget everything that was read from disk."""
        self.generation += 1
        self.errors = {}
        self._sources.clear()
        self._configurations.clear()
        self._contexts.clear()
        self._dockerfiles = None

    @property
    def passes_over_some(self) -> bool:
        """Whether the workspace has more Dockerfiles than were looked for, or may have."""
        return self._dockerfiles is not None and not self._dockerfiles.is_all

    def setting(self, name: str) -> object:
        """A setting of the session as a whole; None when it is not set."""
        return self._settings[None].get(name)

    def aid(self, path: str | None, group: str, name: str) -> object:
        """A setting of the editor alone, such as `inlay-hints.rebuilds`: a whole group may be one value for all names."""
        value = self._settings[self._scope(path)].get(group)
        return value.get(name) if isinstance(value, dict) else value

    def own_configuration(self, path: str | None) -> tuple[str, str | None] | None:
        """The dockwright.toml that holds for a document, with its text; without any, where it belongs, and None.

        None where another file holds, or nobody can tell where one belongs.
        """
        from dockwright.config.sources import OWN_NAME, nearest_file
        from dockwright.context import read_regular

        if path is None or self._settings[self._scope(path)].get(CONFIGURATION_FILE):
            return None
        found = nearest_file(os.path.dirname(path))
        if found is None:
            folders = [one for one in self.folders if path.startswith(os.path.join(one, ""))]
            return (os.path.join(max(folders, key=len), OWN_NAME), None) if folders else None
        data = read_regular(found, _LARGEST) if os.path.basename(found) == OWN_NAME else None
        try:
            return None if data is None else (found, data.decode())
        except UnicodeDecodeError:
            return None

    def configuration(self, path: str | None) -> FileConfiguration:
        """What holds for a document; `path` None: it has no place on disk."""
        found = self._configurations.get(path)
        if found is None:
            found = self._configurations[path] = self._read_configuration(path)
        return found

    def context(self, path: str | None, dockerfile: Dockerfile) -> BuildContext:
        """The files that a document's build can copy from, as far as anybody knows where it is built."""
        from dockwright.context import UNKNOWN
        from dockwright.discovery import context_sources

        if path is None:
            return UNKNOWN
        sources = frozenset(context_sources(dockerfile))
        known = self._contexts.get(path)
        if known is None or known.sources != sources or not _is_fresh(known.since):
            found = self.inferred_context(path, dockerfile)
            known = self._contexts[path] = _Surroundings(found, sources, time.monotonic())
        return known.context

    def inferred_context(self, path: str, dockerfile: Dockerfile) -> BuildContext:
        """The same for a text that nobody asks about a second time."""
        from dockwright.discovery import infer

        build = infer(path, dockerfile, self.configuration(path).context)
        logger.debug("%s is built in %s%s", path, build.root, f", says {build.origin}" if build.origin else "")
        return build.context

    def directories(self, path: str) -> Iterator[str]:
        """Where the files are that a document is judged by: above it, and what is copied from its context."""
        from dockwright.config.sources import upwards

        yield from islice(upwards(os.path.dirname(path)), _MOST_DIRECTORIES)
        known = self._contexts.get(path)
        root = getattr(known.context, "root", None) if known is not None else None
        if (file := self._configuration_file(self._scope(path))) is not None:
            yield file
        if known is not None and isinstance(root, str):
            yield root
            for source in islice(sorted(known.sources), _MOST_DIRECTORIES):
                place = os.path.join(root, source.partition("*")[0])
                yield place if os.path.isdir(place) else os.path.dirname(place)

    def dockerfiles(self) -> tuple[str, ...]:
        """The paths of all Dockerfiles in the workspace folders. Walks directories: call it off the main thread."""
        with self._searching:  # who asks meanwhile waits for the same answer
            found = self._dockerfiles
            if found is None or not (self.is_watched or found.is_fresh):
                generation = self.generation
                found = self._search()
                self._dockerfiles = found if generation == self.generation else None
        return found.paths

    def _search(self) -> _Found:
        from dockwright.discovery import find

        begin = time.monotonic()
        folders = [folder for folder in self.folders if os.path.isdir(folder)]
        found = find(folders, self._excludes, most_entries=MOST_ENTRIES, most_seconds=MOST_SECONDS)
        paths, most = found.files, MOST_DOCKERFILES if found.is_complete else MOST_OF_A_DISK
        if len(paths) > most:
            paths = tuple(sorted(sorted(paths, key=_depth)[:most]))
        end = time.monotonic()
        return _Found(paths, found.is_complete and len(paths) == len(found.files), end, end - begin)

    def _excludes(self, path: str) -> bool:
        from dockwright.config import ConfigError

        try:
            return self._configurations_for(path).excludes(path)
        except ConfigError:
            return False

    def _read_configuration(self, path: str | None) -> FileConfiguration:
        from dockwright.config import ConfigError, Configurations
        from dockwright.rules import RULES

        try:
            return self._configurations_for(path).for_file(path)
        except ConfigError as error:  # not of a file, those are read with care: of hadolint's variables
            self.complaints[error.message] = None
            return Configurations(RULES, isolated=True, inspecting=self._inspecting).for_file(path)

    def _configurations_for(self, path: str | None) -> Configurations:
        """The configuration files under the settings that hold where a document is."""
        scope = self._scope(path)
        found = self._sources.get(scope)
        if found is None:
            found = self._sources[scope] = self._read_settings(scope)
        return found

    def _read_settings(self, scope: Scope) -> Configurations:
        """Raises ConfigError."""
        from dockwright.config import Configurations
        from dockwright.rules import RULES

        return Configurations(
            RULES,
            self._choices(scope),
            file=self._configuration_file(scope),
            inspecting=self._inspecting,
            reading=self._content,
        )

    def _choices(self, scope: Scope) -> Choices:
        """What the settings say about rules. One that is wrong is told, and stays what it was when it was last right."""
        from dockwright.config.keys import KEYS
        from dockwright.config.reader import choices_of
        from dockwright.rules import RULES

        settings, before, directory = self._settings[scope], self._chosen.get(scope, {}), self._directory(scope)
        chosen: dict[str, Any] = {}
        for name in [key.name for key in KEYS if key.name in settings]:
            values = [one[name] for one in (settings, before) if name in one]
            right = next((value for value in values if self._is_right(name, value, directory)), None)
            if right is not None:
                chosen[name] = right
        self._chosen[scope] = chosen
        return choices_of(RULES, chosen, directory)

    def _is_right(self, name: str, value: object, directory: str) -> bool:
        """Whether a setting about rules can be followed; the reason why not is told."""
        from dockwright.config import ConfigError
        from dockwright.config.reader import choices_of
        from dockwright.rules import RULES

        try:
            choices_of(RULES, {name: value}, directory)
        except ConfigError as error:
            self.complaints[error.message] = None
            return False
        return True

    def _content(self, names: RuleNames, path: str, directory: str) -> Content:
        """What a configuration file says, or said before somebody broke it."""
        from dockwright.config import ConfigError
        from dockwright.config.choices import EMPTY
        from dockwright.config.sources import read_file

        try:
            content = self._contents[path] = read_file(names, path, directory)
        except ConfigError as error:
            self.errors[path] = error
            return self._contents.get(path, EMPTY)
        return content

    def _configuration_file(self, scope: Scope) -> str | None:
        """The file that the settings name."""
        file = self._settings[scope].get(CONFIGURATION_FILE)
        return os.path.join(self._directory(scope), file) if file else None

    def _directory(self, scope: Scope) -> str:
        return scope or (self.folders[0] if self.folders else os.getcwd())

    def _scope(self, path: str | None) -> Scope:
        """The innermost folder with settings of its own that a document is in."""
        if path is None:
            return None
        holding = [scope for scope in self._settings if scope and path.startswith(os.path.join(scope, ""))]
        return max(holding, key=len, default=None)


def _depth(path: str) -> int:
    return path.count(os.sep)


def _is_fresh(since: float) -> bool:
    return time.monotonic() - since < AGE
