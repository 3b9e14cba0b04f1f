"""What documents are judged by: workspace folders, settings, configuration files and the files around them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dockwright.lsp.uris import to_path

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.lint import Profile

UNWATCHED_AGE = 2.0  # seconds that files are remembered when no client tells us of their changes


class Environment:
    """Profiles and contexts by document; what was read is kept until the files change. `generation` counts that."""

    def __init__(self) -> None:
        self.generation = 0
        self.is_watched = False
        self.folders: list[str] = []  # paths
        self.settings: dict[str, Any] = {}
        self._profiles: dict[str | None, Profile] = {}
        self._contexts: dict[str | None, tuple[float, BuildContext]] = {}
        self._dockerfiles: tuple[str, ...] | None = None

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

    def context(self, path: str | None) -> BuildContext:
        """The files that the document's build can copy from."""
        made, context = self._contexts.get(path, (0.0, None))
        if context is None or not (self.is_watched or time.monotonic() - made < UNWATCHED_AGE):
            from dockwright.context import UNKNOWN

            context = UNKNOWN
            self._contexts[path] = (time.monotonic(), context)
        return context

    def dockerfiles(self) -> tuple[str, ...]:
        """The paths of all Dockerfiles in the workspace folders. Walks directories: call it off the main thread."""
        if self._dockerfiles is None:
            self._dockerfiles = ()
        return self._dockerfiles


def settings_of(value: Any) -> dict[str, Any]:
    """The settings in a client's options: the section itself, or an object that holds it."""
    for key in ("dockwright", "settings"):
        if isinstance(value, dict) and isinstance(value.get(key), dict):
            value = value[key]
    return value if isinstance(value, dict) else {}
