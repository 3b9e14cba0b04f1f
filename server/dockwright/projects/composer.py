"""PHP projects: what `composer install` reads, and which part of it needs the sources.

Sources: https://getcomposer.org/doc/04-schema.md, https://getcomposer.org/doc/05-repositories.md,
https://getcomposer.org/doc/articles/scripts.md (Composer 2.8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dockwright.context import BuildContext, is_sent, join, sends_any
from dockwright.projects.json_files import read_json
from dockwright.projects.manifests import Manifests, is_below, place
from dockwright.values import NamedTuple

_DURING = frozenset({
    "pre-package-install", "post-package-install", "pre-package-update", "post-package-update", "pre-package-uninstall",
    "post-package-uninstall", "pre-operations-exec", "post-operations-exec", "pre-file-download", "post-file-download",
    "pre-command-run", "pre-pool-create", "init",
})  # fmt: skip
"""Events of the packages themselves: an install that finds all of them in place has none."""

_AROUND = frozenset({"pre-install-cmd", "post-install-cmd", "pre-update-cmd", "post-update-cmd", "pre-autoload-dump",
                     "post-autoload-dump", "post-root-package-install"})  # fmt: skip

_FILE = re.compile(r"[\w.][\w./-]*")
_WITH_URL = frozenset({"vcs", "git", "composer", "hg", "svn", "fossil"})

_QUIET_PLUGINS = frozenset({
    "composer/package-versions-deprecated", "ocramius/package-versions", "symfony/runtime", "php-http/discovery",
    "pestphp/pest-plugin", "phpstan/extension-installer", "dealerdirect/phpcodesniffer-composer-installer",
    "yiisoft/yii2-composer", "kylekatarnls/update-helper", "symfony/thanks", "ergebnis/composer-normalize",
    "hirak/prestissimo", "infection/extension-installer", "rector/extension-installer", "mnsami/composer-custom-directory-installer",
    "tbachert/spi", "cakephp/plugin-installer", "pyrech/composer-changelogs",
})  # fmt: skip
"""Plugins that write into the vendor directory only, and read nothing of the sources while packages are installed."""


class Composer(NamedTuple):
    """A composer.json with what lies beside it."""

    directory: str
    data: Mapping[str, Any]
    lock: Mapping[str, Any] | None  # None: it is not sent, or not there
    vendor: str | None  # context path of the vendor directory; None: outside

    @property
    def packages(self) -> list[Mapping[str, Any]]:
        """All packages of the lock file."""
        found: list[Mapping[str, Any]] = []
        for key in ("packages", "packages-dev"):
            listed = (self.lock or {}).get(key)
            found += [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
        return found

    @property
    def names(self) -> set[str]:
        """The names of all packages that are certainly or possibly installed."""
        found = {str(one.get("name")).lower() for one in self.packages}
        for key in ("require", "require-dev"):
            found |= {name.lower() for name in _mapping(self.data.get(key))}
        return found


def read_composer(context: BuildContext, directory: str, vendor: str = "") -> Composer | None:
    """The project of a directory; None when its composer.json is not sent, or no JSON object."""
    data = read_json(context, join(directory, "composer.json"))
    if data is None:
        return None
    written = vendor or _mapping(data.get("config")).get("vendor-dir") or "vendor"
    return Composer(
        directory, data, read_json(context, join(directory, "composer.lock")), place(directory, str(written))
    )


def manifests(context: BuildContext, directory: str, root: str, vendor: str = "") -> Manifests | None:
    """What `composer install --no-scripts --no-autoloader` reads; None: no project is there.

    `vendor` is what COMPOSER_VENDOR_DIR says. Scripts and the class map are left to the install behind the sources.
    """
    project = read_composer(context, directory, vendor)
    if project is None:
        return None
    files = [join(directory, "composer.json")]
    files += [path for name in ("composer.lock", "symfony.lock") if is_sent(context, path := join(directory, name))]
    obstacles: list[str] = []
    doubts: list[str] = []
    if is_sent(context, join(directory, "auth.json")):
        obstacles.append("`auth.json` holds credentials, which belong into a secret mount and not into a layer")
    local = _repositories(context, project, obstacles)
    _scripts(project, obstacles, doubts)
    _plugins(context, project, files, obstacles, doubts)
    obstacles += [f"`{path}` is outside of what is copied" for path in (*files, *local) if not is_below(path, root)]
    overwritten = (project.vendor,) if project.vendor and sends_any(context, project.vendor) else ()
    requires = [name for key in ("require", "require-dev") for name in _mapping(project.data.get(key))]
    needless = None if any("/" in name for name in requires) else "composer.json requires no packages"
    return Manifests(tuple(files), tuple(local), overwritten, tuple(doubts), tuple(obstacles), needless)


def needs_sources(project: Composer, *, runs_scripts: bool, is_optimized: bool) -> bool:
    """Whether an install as it is written reads more than manifests: for scripts, or to list classes."""
    if runs_scripts and set(_mapping(project.data.get("scripts"))) & (_AROUND | _DURING):
        return True
    config = _mapping(project.data.get("config"))
    if is_optimized or config.get("optimize-autoloader") or config.get("classmap-authoritative"):
        return True
    loads = [_mapping(project.data.get(key)) for key in ("autoload", "autoload-dev")]
    return any(load.get("classmap") for load in loads)


def script_files(project: Composer, events: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The files that the scripts of these events give to PHP, each with its event: `@php artisan package:discover`."""
    scripts = _mapping(project.data.get("scripts"))
    for event in events:
        waiting, seen = [event], {event}
        while waiting:
            listed = scripts.get(waiting.pop(0))
            for entry in listed if isinstance(listed, list) else [listed]:
                words = entry.split() if isinstance(entry, str) and "||" not in entry else []
                if len(words) > 1 and words[0] in ("@php", "php") and _FILE.fullmatch(words[1]):
                    yield event, words[1]
                elif words and words[0].startswith("@") and (name := words[0][1:]) in scripts and name not in seen:
                    seen.add(name)
                    waiting.append(name)


def _repositories(context: BuildContext, project: Composer, obstacles: list[str]) -> list[str]:
    """The local packages that `repositories` names: directories, or archives in one."""
    listed = project.data.get("repositories")
    entries = list(listed.values()) if isinstance(listed, Mapping) else listed if isinstance(listed, list) else []
    found: dict[str, None] = {}
    for entry in entries:
        kind, url = _mapping(entry).get("type"), _mapping(entry).get("url")
        if not isinstance(url, str) or not isinstance(kind, str | None) or kind == "package":
            continue
        if kind not in ("path", "artifact"):
            is_local = "://" not in url and "@" not in url and kind in _WITH_URL
            if is_local or url.startswith("file:"):
                obstacles.append(f"the repository `{url}` is a place of the file system")
            continue
        path = place(project.directory, url)
        inside = [] if path is None or "$" in url else _directories(context, path)
        if not inside:
            obstacles.append(f"the local repository `{url}` is not sent to the builder")
        if "" in inside:
            obstacles.append(f"the local repository `{url}` is the project itself")
        found.update(dict.fromkeys(inside))
    for package in project.packages:
        dist = _mapping(package.get("dist"))
        if dist.get("type") == "path" and isinstance(dist.get("url"), str):
            path = place(project.directory, dist["url"])
            if path is None or not any(is_below(path, one) for one in found):
                obstacles.append(
                    f"the package `{package.get('name')}` lies in `{dist['url']}`, which no repository names"
                )
    return list(found)


def _directories(context: BuildContext, pattern: str) -> list[str]:
    found = context.glob(pattern) if any(mark in pattern for mark in "*?[") else (pattern,)
    return [path for path in found if context.is_dir(path) and context.sends(path)]


def _scripts(project: Composer, obstacles: list[str], doubts: list[str]) -> None:
    scripts = set(_mapping(project.data.get("scripts")))
    obstacles += [f"the script `{name}` runs while packages are installed" for name in sorted(scripts & _DURING)]
    if project.lock is None and scripts & {"pre-update-cmd", "post-update-cmd", "pre-install-cmd", "post-install-cmd"}:
        doubts.append("without composer.lock the second install runs the scripts of an install, not of an update")


def _plugins(
    context: BuildContext, project: Composer, files: list[str], obstacles: list[str], doubts: list[str]
) -> None:
    """Packages that take part in the install; which ones there are only the lock file tells."""
    names = project.names
    allowed = _mapping(project.data.get("config")).get("allow-plugins")
    plugins = {str(one.get("name")).lower() for one in project.packages if one.get("type") == "composer-plugin"}
    if project.lock is None and isinstance(allowed, Mapping):
        plugins |= {str(name).lower() for name, is_on in allowed.items() if is_on}
    if isinstance(allowed, Mapping):
        plugins = {one for one in plugins if allowed.get(one, True) is not False}
    if "symfony/flex" in names:
        plugins.discard("symfony/flex")
        if not is_sent(context, join(project.directory, "symfony.lock")):
            obstacles.append("`symfony/flex` writes recipes among the sources")
        else:
            doubts.append("check that symfony.lock has the recipes of all packages: the first install applies none")
    if "wikimedia/composer-merge-plugin" in names:
        plugins.discard("wikimedia/composer-merge-plugin")
        obstacles.append("`wikimedia/composer-merge-plugin` reads other composer.json files")
    if "cweagans/composer-patches" in names:
        plugins.discard("cweagans/composer-patches")
        files += _patches(context, project, obstacles)
    doubts += [
        f"check that the plugin `{name}` reads and writes nothing outside of the vendor directory"
        for name in sorted(plugins - _QUIET_PLUGINS)
    ]


def _patches(context: BuildContext, project: Composer, obstacles: list[str]) -> Iterator[str]:
    extra = _mapping(project.data.get("extra"))
    if extra.get("patches-file") or extra.get("composer-patches"):
        obstacles.append("`cweagans/composer-patches` reads patches that another file names")
    for listed in _mapping(extra.get("patches")).values():
        for patch in _mapping(listed).values() if isinstance(listed, Mapping) else listed or ():
            url = patch if isinstance(patch, str) else _mapping(patch).get("url")
            if not isinstance(url, str) or "://" in url:
                continue
            path = place(project.directory, url)
            if path is None or not is_sent(context, path):
                obstacles.append(f"the patch `{url}` is not sent to the builder")
            else:
                yield path


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
