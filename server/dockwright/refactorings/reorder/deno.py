"""Deno: `deno install` fetches what deno.json, package.json and the lock file name.

`deno cache` is none: it goes by the sources. Source: https://docs.deno.com/runtime/reference/cli/install (Deno 2.9).
"""

from __future__ import annotations

from functools import partial

from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.restores import Restore, named_by_variables
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command
from dockwright.syntax import Run

_FLAGS = frozenset(
    {"frozen", "allow-scripts", "q", "quiet", "r", "reload", "node-modules-dir", "prod", "L", "log-level"}
)
"""With others an install does something else: for everybody, by an entry point, by a configuration elsewhere."""


def recognise(command: Command) -> Restore | None:
    """An install of all that the project names."""
    words = [word.value for word in command.arguments]
    if words[:1] not in (["install"], ["i"]) or not all(word.is_literal for word in command.arguments):
        return None
    if any(not word.startswith("-") or word.lstrip("-").partition("=")[0] not in _FLAGS for word in words[1:]):
        return None
    caution = "check that `deno install` needs no other file: an import map, members of a workspace"
    find = partial(_find, command.has_flag("allow-scripts"))
    return Restore(
        command,
        "deno",
        f"deno {words[0]}",
        "",
        ("deno.json*", "deno.lock*"),
        find,
        caution,
        doubts=partial(_doubts, command),
    )


def _doubts(command: Command, site: Site, run: Run) -> list[str]:
    return named_by_variables(command, site, "DENO_", "NPM_CONFIG_", "npm_config_", "SSL_CERT_")


def _find(runs_scripts: bool, site: Site) -> Manifests | None:
    where = site.context_path()
    if where is None:
        return None
    from dockwright.projects import deno

    return deno.manifests(site.context, where, site.copied.source, runs_scripts=runs_scripts)
