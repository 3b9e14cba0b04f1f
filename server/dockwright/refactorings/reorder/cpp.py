"""C and C++: vcpkg and conan fetch or build the libraries that a manifest names.

Sources: https://learn.microsoft.com/vcpkg/commands/install, https://docs.conan.io/2/reference/commands/install.html.
"""

from __future__ import annotations

from functools import partial
from posixpath import basename

from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.restores import Restore, named_by_variables, values_of
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command
from dockwright.syntax import Run

_VCPKG_VALUED = frozenset({"triplet", "host-triplet", "x-manifest-root", "x-install-root", "overlay-ports", "overlay-triplets",
                           "vcpkg-root", "x-feature", "downloads-root", "binarysource", "x-buildtrees-root", "feature-flags",
                           "x-packages-root", "x-asset-sources"})  # fmt: skip
_CONAN_VALUED = frozenset({"b", "build", "r", "remote", "pr", "profile", "pr:b", "pr:h", "profile:build", "profile:host", "s",
                           "settings", "s:b", "s:h", "settings:build", "settings:host", "o", "options", "o:b", "o:h", "c", "conf",
                           "c:b", "c:h", "of", "output-folder", "if", "install-folder", "g", "generator", "l", "lockfile",
                           "lockfile-out", "name", "version", "user", "channel", "f", "format", "d", "deployer",
                           "deployer-folder", "e", "env"})  # fmt: skip
_VCPKG_OTHER = ("classic", "dry-run", "help", "editable", "x-install-root")
_CONAN_OTHER = (
    "requires",
    "tool-requires",
    "lockfile-out",
    "deployer",
    "d",
    "h",
    "help",
    "version",
    "if",
    "install-folder",
)


def recognise(command: Command) -> Restore | None:
    return _vcpkg(command) if command.name == "vcpkg" else _conan(command)


def _vcpkg(command: Command) -> Restore | None:
    """`vcpkg install` without names: what vcpkg.json names."""
    operands = [one.value for one in command.operands(_VCPKG_VALUED)]
    if operands != ["install"] or command.has_flag(*_VCPKG_OTHER):
        return None
    roots = values_of(command, ("x-manifest-root",))
    overlays = values_of(command, ("overlay-ports", "overlay-triplets"))
    if roots is None or overlays is None or len(roots) > 1:
        return None
    where = roots[0] if roots else ""
    find = partial(_find_vcpkg, command.words[0].value, where, overlays)
    caution = "check that vcpkg.json names no ports or triplets of the project"
    return Restore(
        command, "c", "vcpkg install", where, ("vcpkg.json", "vcpkg-configuration.json*"), find, caution,
        doubts=partial(_doubts, command),
    )  # fmt: skip


def _find_vcpkg(program: str, directory: str, overlays: tuple[str, ...], site: Site) -> Manifests | None:
    where = site.context_path(directory)
    if where is None:
        return None
    from dockwright.projects import cpp_packages

    found = cpp_packages.vcpkg_manifests(site.context, where, site.copied.source, overlays)
    return found if found is None else _with_program(program, found, site)


def _with_program(program: str, found: Manifests, site: Site) -> Manifests:
    """A program that comes with the sources is not there before them."""
    path = site.context_path(program) if "/" in program else None
    if path is None or not site.context.sends(path):
        return found
    return found._replace(obstacles=(*found.obstacles, f"`{program}` comes with the sources"))


def _conan(command: Command) -> Restore | None:
    """`conan install` of a conanfile or its directory."""
    operands = [one.value for one in command.operands(_CONAN_VALUED)]
    if operands[:1] != ["install"] or len(operands) > 2 or command.has_flag(*_CONAN_OTHER):
        return None
    reference = operands[1] if len(operands) == 2 else "."
    if "@" in reference or "$" in reference:
        return None
    profiles = values_of(command, ("pr", "profile", "pr:b", "pr:h", "profile:build", "profile:host", "l", "lockfile"))
    if profiles is None:
        return None
    is_file = basename(reference).endswith((".txt", ".py"))
    guess = reference if is_file else f"{reference.rstrip('/')}/conanfile.*"
    find = partial(_find_conan, reference, profiles)
    caution = "check that the conanfile reads no other file: profiles, lock files"
    return Restore(command, "c", "conan install", "", (guess,), find, caution, doubts=partial(_doubts, command))


def _find_conan(reference: str, profiles: tuple[str, ...], site: Site) -> Manifests | None:
    where = site.context_path(reference)
    if where is None:
        return None
    from dockwright.projects import cpp_packages

    others = [path for one in profiles if (path := site.context_path(one)) is not None]
    return cpp_packages.conan_manifests(site.context, where, site.copied.source, others)


def _doubts(command: Command, site: Site, run: Run) -> list[str]:
    return named_by_variables(command, site, "VCPKG_", "CONAN_")
