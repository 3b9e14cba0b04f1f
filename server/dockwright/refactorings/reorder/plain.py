"""Restores of one command and a few files: the package managers of Dart, Crystal, Erlang, Clojure, Perl, OCaml, Nim, Julia, pixi, ROS
and Ansible.

Sources are with the modules of `projects` that say what each of them reads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.reorder.found import Found, restore
from dockwright.refactorings.reorder.restores import Restore, values_of
from dockwright.shell import Command


def recognise(command: Command) -> Restore | None:
    """A restore of one of these programs, all of whose words are plain."""
    if not all(one.is_literal for one in command.arguments):
        return None
    found = _KNOWN[command.name](command)
    return restore(command, found) if found is not None else None


def _has_only(command: Command, names: frozenset[str]) -> bool:
    """Whether all flags of a command are among these."""
    flags = (one.value.lstrip("-").partition("=")[0] for one in command.arguments if one.value.startswith("-"))
    return all(flag in names for flag in flags)


def _operands(command: Command, valued: frozenset[str] = frozenset()) -> list[str]:
    return [one.value for one in command.operands(valued)]


_PUB_FLAGS = words(
    "no-precompile precompile no-example v verbose enforce-lockfile disable-analytics suppress-analytics"
)


def _dart(command: Command) -> Found | None:
    """`dart pub get`, `flutter pub get`, and `pub get` of old."""
    operands = _operands(command)
    verbs = (["get"],) if command.name == "pub" else (["pub", "get"], ["packages", "get"])
    if operands not in verbs or not _has_only(command, _PUB_FLAGS):
        return None
    from dockwright.projects import dart

    find = partial(dart.manifests, is_flutter=command.name == "flutter")
    return Found(command.name, " ".join((command.name, *operands)), ("pubspec.*",), find, prefixes=("PUB_", "FLUTTER_"))


_SHARDS_FLAGS = words(
    "production frozen without-development skip-postinstall skip-executables ignore-crystal-version v verbose q quiet no-color"
)


def _shards(command: Command) -> Found | None:
    """`shards install`; `shards build` does it on its way."""
    operands = _operands(command, words("jobs j"))
    from dockwright.projects import crystal

    guesses = ("shard.yml", "shard.lock*")
    if operands in ([], ["install"]) and _has_only(command, _SHARDS_FLAGS | {"jobs"}):
        return Found(command.name, "shards install", guesses, crystal.manifests, prefixes=("SHARDS_",))
    if operands[:1] != ["build"] or command.has_flag("local"):
        return None
    kept = [one.raw for one in command.arguments if one.value.lstrip("-") in _SHARDS_FLAGS and one.value[:1] == "-"]
    return Found(
        command.name, "shards build", guesses, crystal.manifests, " ".join(("shards install", *kept)), ("SHARDS_",)
    )


def _rebar(command: Command) -> Found | None:
    """`rebar3 get-deps`; what compiles does it on its way."""
    operands = _operands(command)
    profile = operands[:2] if operands[:1] == ["as"] and len(operands) > 2 else []
    verbs = operands[len(profile) :]
    from dockwright.projects import rebar

    guesses = ("rebar.config", "rebar.lock*")
    label = " ".join(("rebar3", *operands))
    if verbs == ["get-deps"] and _has_only(command, frozenset()):
        return Found(command.name, label, guesses, rebar.manifests, prefixes=("REBAR_", "HEX_"))
    if len(verbs) != 1 or verbs[0] not in ("compile", "release", "tar", "escriptize"):
        return None
    return Found(
        command.name, label, guesses, rebar.manifests, " ".join(("rebar3", *profile, "get-deps")), ("REBAR_", "HEX_")
    )


_LEIN_BUILDS = words("uberjar jar compile ring run test check install")


def _lein(command: Command) -> Found | None:
    """`lein deps`; what compiles does it on its way."""
    operands = _operands(command)
    profile = operands[:2] if operands[:1] == ["with-profile"] else []
    verbs = operands[len(profile) :]
    from dockwright.projects import clojure

    find = partial(clojure.manifests, file="project.clj")
    if verbs == ["deps"] and _has_only(command, words("o U")) and not command.has_flag("o"):
        return Found(command.name, " ".join(("lein", *operands)), ("project.clj",), find, prefixes=("LEIN_",))
    if not verbs or verbs[0] not in _LEIN_BUILDS or command.has_flag("o"):
        return None
    label = " ".join(("lein", *profile, *verbs[: 2 if verbs[0] == "ring" else 1]))
    return Found(command.name, label, ("project.clj",), find, " ".join(("lein", *profile, "deps")), ("LEIN_",))


def _clojure(command: Command) -> Found | None:
    """`clojure -P`, with aliases or without."""
    flags = [one.value for one in command.arguments]
    if "-P" not in flags or not all(flag == "-P" or flag[:2] in ("-M", "-A", "-X", "-T") for flag in flags):
        return None
    from dockwright.projects import clojure

    return Found(
        command.name,
        f"{command.name} -P",
        ("deps.edn",),
        partial(clojure.manifests, file="deps.edn"),
        prefixes=("CLJ_",),
    )


def _cpanm(command: Command) -> Found | None:
    """`cpanm --installdeps .`."""
    flags = words(
        "installdeps notest n quiet q verbose v force f skip-satisfied with-develop with-recommends no-man-pages"
    )
    if _operands(command, words("l local-lib L local-lib-contained M from mirror")) != ["."]:
        return None
    if not command.has_flag("installdeps") or not _has_only(command, flags):
        return None
    from dockwright.projects import cpanfile

    find = partial(cpanfile.manifests, with_snapshot=False)
    return Found(command.name, "cpanm --installdeps", ("cpanfile",), find, prefixes=("PERL_CPANM_",))


def _carton(command: Command) -> Found | None:
    """`carton install`."""
    if _operands(command, words("without")) != ["install"] or not _has_only(command, words("deployment without")):
        return None
    from dockwright.projects import cpanfile

    find = partial(cpanfile.manifests, with_snapshot=True)
    return Found(command.name, "carton install", ("cpanfile", "cpanfile.snapshot*"), find, prefixes=("PERL_CARTON_",))


def _opam(command: Command) -> Found | None:
    """`opam install . --deps-only`."""
    flags = words(
        "deps-only y yes locked with-test t with-doc d with-dev-setup no-depexts assume-depexts confirm-level"
    )
    if _operands(command) not in (["install", "."], ["install", "./"]) or not _has_only(command, flags):
        return None
    if not command.has_flag("deps-only"):
        return None
    from dockwright.projects import opam

    find = partial(opam.manifests, is_locked=command.has_flag("locked"))
    return Found(command.name, "opam install --deps-only", ("*.opam",), find, prefixes=("OPAM",))


def _nimble(command: Command) -> Found | None:
    """`nimble install --depsOnly`."""
    flags = words("d depsOnly y accept l localdeps verbose")
    if _operands(command) != ["install"] or not command.has_flag("d", "depsOnly") or not _has_only(command, flags):
        return None
    from dockwright.projects import nimble

    return Found(command.name, "nimble install", ("*.nimble",), nimble.manifests, prefixes=("NIMBLE_",))


def _pixi(command: Command) -> Found | None:
    """`pixi install`."""
    flags = words("locked frozen a all e environment v verbose q quiet no-progress")
    if _operands(command, words("e environment")) not in (["install"], ["i"]) or not _has_only(command, flags):
        return None
    from dockwright.projects import pixi

    return Found(command.name, "pixi install", ("pixi.toml", "pixi.lock*"), pixi.manifests, prefixes=("PIXI_",))


_ROSDEP_VALUED = words("from-paths os rosdistro skip-keys t dependency-types")


def _rosdep(command: Command) -> Found | None:
    """`rosdep install --from-paths src`."""
    names = words("ignore-src i r y default-yes q n include-eol-distros ignorey ri iry yr iyr") | _ROSDEP_VALUED
    paths = values_of(command, ("from-paths",))
    operands = _operands(command, _ROSDEP_VALUED)
    if operands[:1] != ["install"] or not paths or not _has_only(command, names):
        return None
    from dockwright.projects import ros

    guesses = (f"{paths[0]}/*/package.xml",)
    return Found(
        command.name,
        "rosdep install",
        guesses,
        ros.manifests,
        prefixes=("ROSDEP_", "ROS_PACKAGE_PATH"),
        paths=(*paths, *operands[1:]),
    )


def _galaxy(command: Command) -> Found | None:
    """`ansible-galaxy install -r requirements.yml`, of roles or collections."""
    lists = values_of(command, ("r", "role-file", "requirements-file"))
    valued = words("r role-file requirements-file p roles-path collections-path timeout")
    flags = words("f force force-with-deps n no-deps v vv vvv c ignore-certs i ignore-errors pre U upgrade") | valued
    operands = _operands(command, valued)
    if operands not in (["install"], ["role", "install"], ["collection", "install"]) or not _has_only(command, flags):
        return None
    if lists is None or len(lists) != 1:
        return None
    places = values_of(command, ("p", "roles-path", "collections-path"))
    if places is None or any(not one.startswith("/") for one in places):
        return None
    from dockwright.projects import galaxy

    find = partial(galaxy.manifests, requirements=lists[0])
    return Found(command.name, "ansible-galaxy install", (lists[0],), find, prefixes=("ANSIBLE_",))


_INSTANTIATES = lazy_pattern(
    r"\s*(?:(?:using|import) Pkg\s*;?\s*)(?:Pkg\.(?:instantiate|precompile)\((?:verbose\s*=\s*true)?\)\s*;?\s*)+"
)
"""Code that installs what the project names, and does nothing else."""


def _julia(command: Command) -> Found | None:
    """`julia --project=. -e 'using Pkg; Pkg.instantiate()'`."""
    code = [one for one in command.flag_values("e", "eval") if one is not None]
    if len(code) != 1 or _INSTANTIATES.fullmatch(code[0].value) is None or "instantiate" not in code[0].value:
        return None
    flags = [one.value for one in command.arguments if one.value != code[0].value]
    directories = [one.partition("=")[2] or "@." for one in flags if one.startswith("--project")]
    known = ("-e", "--eval", "--color=yes", "--startup-file=no", "--history-file=no")
    if any(one not in known and not one.startswith("--project") for one in flags) or len(directories) != 1:
        return None
    from dockwright.projects import julia

    path = "" if directories[0] in ("@.", ".") else directories[0]
    guesses = (f"{path or '.'}/Project.toml",)
    return Found(command.name, "Pkg.instantiate()", guesses, julia.manifests, prefixes=("JULIA_",), paths=(path,))


_KNOWN: dict[str, Callable[[Command], Found | None]] = {
    "ansible-galaxy": _galaxy,
    "carton": _carton,
    "clj": _clojure,
    "clojure": _clojure,
    "cpanm": _cpanm,
    "dart": _dart,
    "flutter": _dart,
    "julia": _julia,
    "lein": _lein,
    "nimble": _nimble,
    "opam": _opam,
    "pixi": _pixi,
    "pub": _dart,
    "rebar3": _rebar,
    "rosdep": _rosdep,
    "shards": _shards,
}
