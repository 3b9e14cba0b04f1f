"""What documents are judged by: workspace folders, settings, configuration files and the files around them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from dockwright.lsp.uris import to_path

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.lint import Profile
    from dockwright.syntax import Dockerfile

AGE = 2.0  # seconds that what was seen on disk is believed, unless the client tells us of every change


class _Surroundings(NamedTuple):
    """The context that was inferred for a document with these sources."""

    context: BuildContext
    sources: frozenset[str]
    since: float

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.since < AGE


class _Found(NamedTuple):
    """The Dockerfiles that a walk found."""

    paths: tuple[str, ...]
    since: float

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.since < AGE


class Environment:
    """Profiles and contexts by document; what was read is kept until the files change. `generation` counts that."""

    def __init__(self) -> None:
        self.generation = 0
        self.is_watched = False
        self.folders: list[str] = []  # paths
        self.settings: dict[str, Any] = {}
        self._profiles: dict[str | None, Profile] = {}
        self._contexts: dict[str, _Surroundings] = {}
        self._dockerfiles: _Found | None = None

    def begin(self, folders: Iterable[str], options: Any) -> None:
        """Take over folders (uris) and settings from the client's introduction."""
        self.change_folders(folders, ())
        self.settings = settings_of(options)

    def change_folders(self, added: Iterable[str], removed: Iterable[str]) -> None:
        gone = {to_path(uri) for uri in removed}
        paths = [*self.folders, *filter(None, map(to_path, added))]
        self.folders = [path for path in dict.fromkeys(paths) if path not in gone]
        self.changed()

    def change_settings(self, settings: dict[str, Any]) -> bool:
        """Whether the settings are other than before."""
        if settings == self.settings:
            return False
        self.settings = settings
        self.changed()
        return True

    def changed(self) -> None:
        """Forget everything that was read from disk."""
        self.generation += 1
        self._profiles.clear()
        self._contexts.clear()
        self._dockerfiles = None

    def profile(self, path: str | None) -> Profile:
        """The rules and settings for a document; `path` None: it has no place on disk."""
        profile = self._profiles.get(path)
        if profile is None:
            from dockwright.lint import default_profile

            profile = self._profiles[path] = default_profile()
        return profile

    def context(self, path: str | None, dockerfile: Dockerfile) -> BuildContext:
        """The files that a document's build can copy from, as far as anybody knows where it is built."""
        from dockwright.discovery import context_sources, infer

        if path is None:
            from dockwright.context import UNKNOWN

            return UNKNOWN
        sources = frozenset(context_sources(dockerfile))
        known = self._contexts.get(path)
        if known is None or known.sources != sources or not known.is_fresh:
            context = infer(path, dockerfile).context
            known = self._contexts[path] = _Surroundings(context, sources, time.monotonic())
        return known.context

    def dockerfiles(self) -> tuple[str, ...]:
        """The paths of all Dockerfiles in the workspace folders. Walks directories: call it off the main thread."""
        if self._dockerfiles is None or not (self.is_watched or self._dockerfiles.is_fresh):
            from dockwright.discovery import find

            found = find(folder for folder in self.folders if os.path.isdir(folder)).files
            self._dockerfiles = _Found(found, time.monotonic())
        return self._dockerfiles.paths


def settings_of(value: Any) -> dict[str, Any]:
    """The settings in a client's options: the section itself, or an object that holds it."""
    for key in ("dockwright", "settings"):
        if isinstance(value, dict) and isinstance(value.get(key), dict):
            value = value[key]
    return value if isinstance(value, dict) else {}
