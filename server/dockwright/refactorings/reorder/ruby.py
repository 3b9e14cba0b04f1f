"""Ruby: bundler installs what the Gemfile and its lock file name.

Source: https://bundler.io/man/bundle-install.1.html, https://bundler.io/man/bundle-config.1.html (Bundler 2.7).
"""

from __future__ import annotations

import re
from functools import partial
from posixpath import dirname

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.restores import Restore, named_by_variables, values_of
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run

_VERSION = re.compile(r"_\d+(\.\w+)*_\Z")

# With these an install writes among the sources, or does nothing.
_OTHER = ("binstubs", "standalone", "help", "h", "version", "v")
_INSIDE = ("deployment",)


def recognise(command: Command) -> Restore | None:
    """`bundle install`, or `bundle` alone."""
    groups = _groups(command)
    operands = [one.value for one in command.operands(MANAGERS["bundle"].valued_flags) if one not in groups]
    operands = [one for one in operands if not _VERSION.match(one)]
    if operands not in ([], ["install"], ["i"]) or command.has_flag(*_OTHER):
        return None
    named = values_of(command, ("gemfile",))
    path = values_of(command, ("path",))
    if named is None or path is None or len(named) > 1 or len(path) > 1:
        return None
    gemfile = named[0] if named else ""
    if "$" in gemfile or "`" in gemfile:
        return None
    label = "bundle install" if operands else "bundle"
    return Restore(
        command,
        "ruby",
        label,
        dirname(gemfile),
        (_guess(gemfile),),
        partial(_find, gemfile, path[0] if path else "", command),
        f"check that the Gemfile of `{label}` reads no other file: local gems, a gemspec, `.ruby-version`",
        doubts=partial(_doubts, command),
    )


def _groups(command: Command) -> list[ShellWord]:
    """The words of `--without development test`: all up to the next flag are groups."""
    found: list[ShellWord] = []
    is_list = False
    for word in command.arguments:
        if word.value.startswith("-"):
            is_list = word.value in ("--without", "--with")
        elif is_list:
            found.append(word)
    return found


def _guess(gemfile: str) -> str:
    return f"{gemfile.rpartition('/')[2]}*" if gemfile else "Gemfile*"


def _variable(site: Site, name: str) -> str | None:
    """A variable's value; "" when it is not set, None when it is not known."""
    return site.variables.get(name, "")


def _find(gemfile: str, path: str, command: Command, site: Site) -> Manifests | None:
    chosen = gemfile or _variable(site, "BUNDLE_GEMFILE")
    if chosen is None or any(one.name == "BUNDLE_GEMFILE" for one in command.assignments):
        return None
    where = site.context_path()
    if where is None:
        return None
    target = site.context_path(chosen or "Gemfile")
    if target is not None and not chosen and not site.context.is_file(target):
        target = site.context_path("gems.rb")
    if target is None:
        return None
    from dockwright.projects import bundler

    place = path or _variable(site, "BUNDLE_PATH") or ""
    is_deployment = command.has_flag(*_INSIDE) or _variable(site, "BUNDLE_DEPLOYMENT") not in ("", "false", "0")
    inside = site.context_path(place or "vendor/bundle") if place or is_deployment or _sets_place(site) else None
    found = bundler.manifests(site.context, target, where, site.copied.source, inside)
    if found is None:
        return None
    settings = site.context_path(".bundle/config")
    if (
        settings
        and site.context.is_file(settings)
        and site.context.sends(settings)
        and not _has_settings_elsewhere(site)
    ):
        if _writes_settings(site) or command.has_flag("path", "without", "with", "deployment", "frozen"):
            reason = f"`{settings}` of the context would be put over the settings that are made here"
            return found._replace(obstacles=(*found.obstacles, reason))
        return found._replace(files=(*found.files, settings))
    return found


def _has_settings_elsewhere(site: Site) -> bool:
    return bool(site.variables.get("BUNDLE_APP_CONFIG", ""))


def _settings_commands(site: Site) -> list[Command]:
    return [one for one in site.stage.commands if one.name in ("bundle", "bundler") and one.subcommand == "config"]


def _writes_settings(site: Site) -> bool:
    return any(not one.has_flag("global") for one in _settings_commands(site))


def _sets_place(site: Site) -> bool:
    """Whether a setting puts the gems into the project."""
    return any(word.value in ("path", "deployment") for one in _settings_commands(site) for word in one.arguments)


def _doubts(command: Command, site: Site, run: Run) -> list[str]:
    found = named_by_variables(command, site, "BUNDLE_", "SSL_CERT_")
    return [one for one in found if "GEMFILE" not in one]
