"""Haskell: cabal and stack build the packages that a project depends on before the project itself.

Sources: https://cabal.readthedocs.io/en/stable/cabal-commands.html, https://docs.haskellstack.org/en/stable/commands/build_command/
(Cabal 3.14, Stack 3.7). Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dockwright.knowledge.table import words
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.found import Found, restore
from dockwright.refactorings.reorder.restores import Restore
from dockwright.shell import Command

_ONLY = ("only-dependencies", "dependencies-only")
_CABAL_VALUED = words(
    "w with-compiler f flags flag constraint c allow-newer ghc-options ghc-option installdir install-method overwrite-policy O optimization "
    "builddir project-file project-dir index-state j jobs v verbose prefix bindir"
)
_CABAL_KEPT = words(
    "w with-compiler f flags flag constraint c allow-newer ghc-options ghc-option O O0 O1 O2 optimization builddir index-state j jobs "
    "enable-tests disable-tests enable-benchmarks disable-benchmarks enable-static disable-static enable-executable-static "
    "enable-split-sections enable-shared disable-shared disable-optimization enable-optimization enable-profiling disable-profiling"
)
_CABAL_OTHER = words(
    "project-file project-dir dry-run lib package-env store-dir config-file ignore-project remote-repo-cache"
)
_CABAL_VERBS = words("build v2-build new-build install v2-install new-install")
_STACK_VALUED = words(
    "local-bin-path flag ghc-options j jobs stack-yaml resolver snapshot compiler stack-root work-dir docker-image trace test-arguments "
    "ta benchmark-arguments ba verbosity"
)
_STACK_OTHER = words("exec file-watch stack-yaml work-dir dry-run docker nix watch-all")
_STACK_DROPPED = words("copy-bins local-bin-path")


def recognise(command: Command) -> Restore | None:
    if not all(one.is_literal for one in command.arguments):
        return None
    return _cabal(command) if command.name == "cabal" else _stack(command)


def _cabal(command: Command) -> Restore | None:
    """`cabal build --only-dependencies`; a build or an install of the project does it on its way."""
    operands = [one.value for one in command.operands(_CABAL_VALUED)]
    if operands[:1] == ["--"] or not operands or operands[0] not in _CABAL_VERBS or command.has_flag(*_CABAL_OTHER):
        return None
    builds = operands[0].endswith("build")
    from dockwright.projects.haskell import cabal_manifests

    if command.has_flag(*_ONLY):
        is_whole = builds and operands[1:] in ([], ["all"], ["."])
        return _restore(command, f"cabal {operands[0]} --only-dependencies", cabal_manifests, "") if is_whole else None
    if not builds and any(not one.startswith(("exe:", "all", ".")) for one in operands[1:]):
        return None  # a package of Hackage
    kept = _words(command, _CABAL_VALUED, lambda name: name in _CABAL_KEPT or name.rstrip("0123456789") == "j")
    inserted = " ".join(("cabal build --only-dependencies", *kept))
    return _restore(command, f"cabal {operands[0]}", cabal_manifests, inserted)


def _stack(command: Command) -> Restore | None:
    """`stack build --only-dependencies`, `stack setup`; a build or an install of the project does it on its way."""
    operands = [one.value for one in command.operands(_STACK_VALUED)]
    if not operands or command.has_flag(*_STACK_OTHER):
        return None
    from dockwright.projects.haskell import stack_manifests

    if operands == ["setup"] or (operands == ["build"] and command.has_flag(*_ONLY)):
        label = "stack setup" if operands == ["setup"] else "stack build --only-dependencies"
        return _restore(command, label, stack_manifests, "")
    if operands[0] not in ("build", "install") or operands[1:] or command.has_flag(*_ONLY, "only-snapshot"):
        return None
    kept = _words(command, _STACK_VALUED, lambda name: name not in _STACK_DROPPED)
    return _restore(
        command, f"stack {operands[0]}", stack_manifests, " ".join(("stack build --only-dependencies", *kept))
    )


def _words(command: Command, valued: frozenset[str], is_kept: Callable[[str], bool]) -> list[str]:
    """The flags that are kept, with their values, as they are written."""
    found: list[str] = []
    operands = {one.span.start for one in command.operands(valued)}
    keeps = False
    for one in command.arguments:
        if one.span.start in operands:
            continue
        if one.value.startswith("-"):
            name = one.value.lstrip("-").partition("=")[0]
            keeps = is_kept(name)
        if keeps:
            found.append(one.raw)
    return found


def _restore(command: Command, label: str, find: Callable[..., Manifests | None], inserted: str) -> Restore:
    guesses = ("*.cabal", "cabal.project*") if command.name == "cabal" else ("stack.yaml*", "package.yaml*", "*.cabal")
    reads = partial(find, is_inserted=bool(inserted))
    return restore(command, Found("haskell", label, guesses, reads, inserted, ("CABAL_", "STACK_")))
