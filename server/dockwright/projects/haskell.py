"""Haskell projects: what cabal and stack read to build the packages that a project depends on.

Sources: https://cabal.readthedocs.io/en/stable/cabal-project-description-file.html, https://docs.haskellstack.org/en/stable/configure/yaml/,
the README of the official image of Haskell (Cabal 3.14, Stack 3.7). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, is_sent, join, parent, sends_any
from dockwright.projects.manifests import Manifests, outside, place, sent_files

PROJECT = ("cabal.project", "cabal.project.freeze", "cabal.project.local")

_CABAL_COMMENT = re.compile(r"^[ \t]*--.*$", re.MULTILINE)
_YAML_COMMENT = re.compile(r"(^|\s)#.*$", re.MULTILINE)
_FIELD = re.compile(r"^(?:optional-)?packages[ \t]*:((?:.*\n)(?:[ \t]+.*\n|[ \t]*\n)*)", re.MULTILINE | re.IGNORECASE)
_IMPORT = re.compile(r"^import[ \t]*:[ \t]*(\S+)", re.MULTILINE | re.IGNORECASE)
_BUILD_TYPE = re.compile(r"^[ \t]*build-type[ \t]*:[ \t]*(?!simple\b)(\w+)", re.MULTILINE | re.IGNORECASE)
_DEPENDS = re.compile(r"^[ \t]*(?:build-depends|dependencies)[ \t]*:", re.MULTILINE | re.IGNORECASE)
_INCLUDED = re.compile(r"!include\b|^defaults[ \t]*:", re.MULTILINE)


def cabal_manifests(context: BuildContext, directory: str, root: str, is_inserted: bool) -> Manifests | None:
    """What `cabal build --only-dependencies` reads; None: no package is there.

    `is_inserted`: the command is not there yet, and has to work for the one package of the directory.
    """
    files = sent_files(context, directory, PROJECT)
    doubts: list[str] = []
    obstacles: list[str] = []
    named: list[str] = []
    for path in files:
        text = _CABAL_COMMENT.sub("", context.read(path) or "") + "\n"
        named += [word for field in _FIELD.findall(text) for word in re.split(r"[\s,]+", field) if word]
        doubts += [f"`{path}` imports `{one}`" for one in _IMPORT.findall(text) if "://" not in one]
    packages: list[str] = []
    for word in named or ["."]:
        if "://" in word:
            continue
        target = place(directory, word)
        if target is None or word.endswith((".tar.gz", ".tgz")):
            obstacles.append(f"the package `{word}` is no directory of the context")
            continue
        found = sent_files(context, "", (target,) if word.endswith(".cabal") else (join(target, "*.cabal"),))
        obstacles += [] if found else [f"there is no package in `{word}`"] if named else []
        packages += found
    if not packages and not obstacles:
        return None
    if is_inserted:
        obstacles += _not_alone(directory, packages)
    return _together(context, directory, root, [*files, *packages], packages, doubts, obstacles, "dist-newstyle")


def stack_manifests(context: BuildContext, directory: str, root: str, is_inserted: bool) -> Manifests | None:
    """What `stack build --only-dependencies` reads; None: no project is there. `is_inserted` as above."""
    files = sent_files(context, directory, ("stack.yaml", "stack.yaml.lock"))
    if not files or not files[0].endswith("stack.yaml"):
        return None
    text = _YAML_COMMENT.sub("", context.read(files[0]) or "") + "\n"
    doubts: list[str] = []
    obstacles: list[str] = []
    packages: list[str] = []
    for word in _items(text, "packages", ["."]):
        target = place(directory, word)
        found = sent_files(context, target, ("package.yaml", "*.cabal")) if target is not None else []
        obstacles += [] if found else [f"there is no package in `{word}`"]
        packages += found
    if is_inserted:
        obstacles += _not_alone(directory, packages)
    for word in _items(text, "extra-deps", []):
        target = place(directory, word)
        if "://" not in word and (target is None or context.is_dir(target) or context.is_file(target)):
            obstacles.append(f"the package `{word}` is a part of the project")
    snapshot = re.search(r"^(?:snapshot|resolver):[ \t]*[\"']?([^\s\"']+)", text, re.MULTILINE)
    if snapshot is not None and snapshot[1].endswith((".yaml", ".yml")) and "://" not in snapshot[1]:
        target = place(directory, snapshot[1])
        if target is not None and is_sent(context, target):
            files.append(target)
        else:
            obstacles.append(f"the snapshot `{snapshot[1]}` is not sent to the builder")
    hpack = (path for path in packages if path.endswith(".yaml"))
    doubts += [f"`{path}` reads other files" for path in hpack if _INCLUDED.search(context.read(path) or "")]
    return _together(context, directory, root, [*files, *packages], packages, doubts, obstacles, ".stack-work")


def _not_alone(directory: str, packages: list[str]) -> list[str]:
    """Why the dependencies of the packages cannot be built alone: where one needs another, that is one of its dependencies."""
    places = sorted({parent(path) for path in packages})
    if len(places) > 1:
        return ["the packages of the project may need each other"]
    return [f"the package lies in `{places[0]}`"] if places and places[0] != directory else []


def _together(
    context: BuildContext, directory: str, root: str, files: list[str], packages: list[str], doubts: list[str],
    obstacles: list[str], output: str,
) -> Manifests:  # fmt: skip
    texts = {path: context.read(path) or "" for path in packages}
    doubts += [f"`{path}` is built by a program of its own" for path, text in texts.items() if _BUILD_TYPE.search(text)]
    places = dict.fromkeys((directory, *map(parent, packages)))
    overwritten = [path for one in places if sends_any(context, path := join(one, output))]
    needless = None if obstacles or any(map(_DEPENDS.search, texts.values())) else "no package names a dependency"
    unique = tuple(dict.fromkeys(files))
    return Manifests(
        unique, (), tuple(overwritten), tuple(dict.fromkeys(doubts)), (*obstacles, *outside(unique, root)), needless
    )


def _items(text: str, key: str, otherwise: list[str]) -> list[str]:
    """The plain entries of a list of YAML; what has a form of its own (`git: ...`) comes from elsewhere."""
    match = re.search(
        rf"^{key}:[ \t]*(?:\[([^\]\n]*)\][ \t]*)?\n((?:[ \t]*-.*\n|[ \t]+.*\n|[ \t]*\n)*)", text, re.MULTILINE
    )
    if match is None:
        return otherwise
    words = match[1].split(",") if match[1] is not None else re.findall(r"^[ \t]*-[ \t]+(.+)$", match[2], re.MULTILINE)
    plain = [word.strip().strip("\"'") for word in words]
    return [word for word in plain if word and not re.match(r"[\w-]+:[ \t]", word)]
