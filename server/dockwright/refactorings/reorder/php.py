"""PHP: composer installs what composer.json and composer.lock name.

The scripts of a project, and the list of its classes, need the sources: an install without both is put in front, and the
command as it is written does the rest behind the sources, where it finds all packages in place.

Source: https://getcomposer.org/doc/03-cli.md#install-i (Composer 2.8).
"""

from __future__ import annotations

from functools import partial
from posixpath import basename

from dockwright.context import is_sent
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.restores import Restore, named_by_variables, values_of
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run

_PROGRAMS = frozenset({"composer", "composer.phar"})

# With these an install does something else: nothing at all, or only downloads.
_OTHER = ("dry-run", "download-only", "help", "h", "version", "V", "audit", "no-install", "prefer-source")
_OPTIMIZING = ("o", "optimize-autoloader", "a", "classmap-authoritative", "apcu-autoloader", "apcu-autoloader-prefix")


def recognise(command: Command) -> Restore | None:
    """`composer install`, also as `php composer.phar install`."""
    words = list(command.arguments)
    program = command.words[0]
    if command.name == "php":
        while words and words[0].value.startswith("-d"):
            words = words[1 if len(words[0].value) > 2 else 2 :]
        if not words or not words[0].is_literal or basename(words[0].value) not in _PROGRAMS:
            return None
        program, words = words[0], words[1:]
    operands = _operands(words)
    if [one.value for one in operands] not in (["install"], ["i"]) or command.has_flag(*_OTHER):
        return None
    directory = values_of(command, ("working-dir",))
    short = values_of(command, ("d",)) if command.name != "php" else ()
    if directory is None or short is None or len((*directory, *short)) > 1:
        return None
    where = (*directory, *short)[0] if (*directory, *short) else ""
    return Restore(
        command,
        "php",
        "composer install",
        where,
        ("composer.json", "composer.lock*"),
        partial(_find, program.value, where),
        "check that the first install needs no other file: local packages, patches, plugins, credentials",
        _bare(command, operands[0]),
        doubts=partial(_doubts, command),
        keeps_caches=True,
        settled=_settled,
    )


def _operands(words: list[ShellWord]) -> list[ShellWord]:
    found: list[ShellWord] = []
    valued = MANAGERS["composer"].valued_flags
    skips = False
    for word in words:
        if skips:
            skips = False
        elif word.value.startswith("-"):
            skips = word.value.lstrip("-") in valued
        else:
            found.append(word)
    return found


def _bare(command: Command, verb: ShellWord) -> str:
    """The command as it is written, without scripts and without the list of classes; "" when it is that already."""
    flags = [one for one in ("no-scripts", "no-autoloader") if not command.has_flag(one)]
    if not flags:
        return ""
    from dockwright.refactorings.reorder.go import DOWNLOAD_VARIABLES

    own = [one for one in command.assignments if one.name not in DOWNLOAD_VARIABLES]
    assignments = [f"{one.name}={one.value.raw if one.value else ''}" for one in own]
    added = "".join(f" --{one}" for one in flags)
    kept = [one for one in command.words if one.value.lstrip("-") not in _OPTIMIZING or not one.value.startswith("-")]
    words = [one.raw if one is not verb else f"{one.raw}{added}" for one in kept]
    return " ".join((*assignments, *words))


def _settled(restore: Restore, site: Site) -> Restore:
    """The restore as the project wants it: as it is written where neither scripts nor classes need the sources."""
    from dockwright.projects.composer import needs_sources, read_composer

    where = site.context_path(restore.directory)
    project = read_composer(site.context, where) if where is not None else None
    if project is None or not restore.inserted:
        return restore
    command = restore.command
    runs = not command.has_flag("no-scripts")
    if command.has_flag("no-autoloader") and not needs_sources(project, runs_scripts=runs, is_optimized=False):
        return restore._replace(inserted="")
    if needs_sources(project, runs_scripts=runs, is_optimized=command.has_flag(*_OPTIMIZING)):
        return restore
    return restore._replace(inserted="")


def _doubts(command: Command, site: Site, run: Run) -> list[str]:
    found = named_by_variables(command, site, "COMPOSER_", "SSL_CERT_")
    if any(one.name == "COMPOSER_AUTH" for one in command.assignments) or "COMPOSER_AUTH" in site.variables:
        found.append("check that the first install has the credentials of private packages")
    return found


def _find(program: str, directory: str, site: Site) -> Manifests | None:
    where = site.context_path(directory)
    if where is None or "COMPOSER" in site.variables:
        return None
    from dockwright.projects import composer

    vendor = site.variables.get("COMPOSER_VENDOR_DIR", "")
    if vendor is None:
        return None
    found = composer.manifests(site.context, where, site.copied.source, vendor)
    if found is None or ("/" not in program and not program.endswith(".phar")):
        return found
    phar = site.context_path(program)
    if phar is not None and is_sent(site.context, phar):
        return found._replace(files=(*found.files, phar))
    return found
