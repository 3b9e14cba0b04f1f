"""Where people write down how an image is built: comments, READMEs, Makefiles, scripts, CI configurations."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from dockwright.context import read_regular
from dockwright.discovery.build import NamedBuild
from dockwright.discovery.command_lines import BUILD, Source, command_builds
from dockwright.discovery.disk import Wanted, listing, read_once
from dockwright.discovery.names import WORKFLOWS, is_workflow_name
from dockwright.discovery.workflow import ACTION, environment, similar_builds
from dockwright.discovery.yaml_nodes import get, items, members, read, scalar
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.syntax import Dockerfile
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from yaml.nodes import Node

_IN_PLACE = lazy_pattern(
    r"(?:GNU|GNUm|[mM])akefile|\.?[jJ]ustfile|Taskfile\.ya?ml|package\.json|\.gitlab-ci\.ya?ml|Jenkinsfile|\.travis\.ya?ml"
    r"|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml"
)
"""Files whose commands run in their own directory."""

_ANYWHERE = lazy_pattern(r"(?i:readme)(?:\.\w+)?|[^/]+\.(?:sh|bash|mk)|project\.json")
"""Files whose commands run there, or in a directory above."""

_TILT_BUILD = lazy_pattern(
    r"""docker_build(?:_with_restart)?\(\s{0,99}(?:ref\s*=\s*)?[^,()]{1,300},\s{0,99}(?:context\s*=\s*)?(?P<context>'[^'\n]*'|"[^"\n]*")"""
)
_TILT_FILE = lazy_pattern(r"""dockerfile\s{0,9}=\s{0,9}(?P<file>'[^'\n]*'|"[^"\n]*")""")
_CONVERTED = words("Tiltfile render.yaml")
"""Files that say by other means what a command would."""

_CLOUD_BUILD = lazy_pattern(r"cloudbuild[^/]*\.ya?ml")
_DIRECTORIES = words("scripts script bin build ci .ci .github deploy docker hack tools")
"""Directories of scripts, looked at below those that count."""

_BLANKS = r"[ \t]{1,9}"
_ROOT = rf"(?:the{_BLANKS})?(?:(?:git{_BLANKS})?repo(?:sitory)?|monorepo)(?:['\u2019]s)?[ \t-]{{1,9}}root\b"
_AT_ROOT = lazy_pattern(
    rf"(?i)\bcontext(?:{_BLANKS})?(?:[:=]|is|(?:must|should|has to) be)?(?:{_BLANKS})?\b{_ROOT}"
    rf"|(?<!not )\b(?:build|built){_BLANKS}(?:(?:it|this|image){_BLANKS})?from{_BLANKS}{_ROOT}"
    rf"|\b{_ROOT}{_BLANKS}as{_BLANKS}(?:the{_BLANKS})?(?:build{_BLANKS}|docker{_BLANKS})?context\b"
)
"""How people say it in words."""

_FILE_LIMIT = 1 << 18  # bytes of one of these files
_MOST_FILES, _MOST_BYTES = 300, 1 << 22  # that are looked at in all
_ENVIRONMENT = lazy_pattern(r"\$\{\{\s{0,9}env\.(?P<name>\w{1,99})\s{0,9}\}\}")
_LONGEST_CALL = 3_000  # characters of a call in a Tiltfile
_LONGEST_VALUE = 500  # characters of a variable
_MOST_STEPS = 500  # of one workflow


def told_builds(place: str, dockerfile: Dockerfile, above: Sequence[str], is_repository: bool) -> list[NamedBuild]:
    """The builds of a Dockerfile that people write down; `above`: its directory and those above it, up to the repository.

    Never raises; what cannot be read or understood tells nothing.
    """
    comments = "\n".join(comment.text for comment in dockerfile.comments)
    found = command_builds(Source(comments, place, above), place, above)
    if is_repository and _AT_ROOT.search(comments):
        found.append(NamedBuild(place, above[-1], None, {}, place))
    rest = _MOST_BYTES
    for path in islice(_files(above), _MOST_FILES):
        file = read_once(path, _file)
        if file.size <= rest:
            rest -= file.size
            found += _builds(path, file, place, above)
    return found


class _File(NamedTuple):
    """A file in which builds may be written down: bytes, its text if it can tell anything, and whether by commands."""

    size: int
    text: str = ""
    has_commands: bool = False


def _file(path: str) -> _File:
    data = read_regular(path, _FILE_LIMIT) or b""
    if not (b"build" in data or b"bud" in data or b"ocker" in data):
        return _File(len(data))
    text, name = data.decode("utf-8", "replace"), os.path.basename(path)
    has_commands = name in _CONVERTED or ACTION in text or _CLOUD_BUILD.fullmatch(name) or BUILD.search(text)
    return _File(len(data), text if has_commands or "context" in text else "", bool(has_commands))


def _builds(path: str, file: _File, place: str, above: Sequence[str]) -> Iterator[NamedBuild]:
    if file.has_commands:
        for source in _read(path, file.text, above):
            yield from command_builds(source, place, above)
    if os.path.dirname(path).endswith(WORKFLOWS) and "context" in file.text and os.path.basename(place) in file.text:
        yield from (build for build in _similar_builds(file.text, path) if build.dockerfile == place)


def _files(above: Sequence[str]) -> Iterator[str]:
    for directory in above:
        yield from _picked(directory, _is_asked)
        for inner in _picked(directory, _DIRECTORIES.__contains__):
            yield from _picked(inner, _is_asked_anywhere)
        yield from _picked(os.path.join(directory, WORKFLOWS), is_workflow_name)


def _picked(directory: str, is_wanted: Wanted) -> Iterator[str]:
    return (os.path.join(directory, name) for name in listing(directory).pick(is_wanted))


def _is_asked(name: str) -> bool:
    return name in _CONVERTED or any(pattern.fullmatch(name) for pattern in (_IN_PLACE, _ANYWHERE, _CLOUD_BUILD))


def _is_in_place(name: str) -> bool:
    return _IN_PLACE.fullmatch(name) is not None


def _is_asked_anywhere(name: str) -> bool:
    return _ANYWHERE.fullmatch(name) is not None


def _read(path: str, text: str, above: Sequence[str]) -> Sequence[Source]:
    """The command lines of one file, with the directories in which they run."""
    directory, name = os.path.split(path)
    if directory.endswith(WORKFLOWS):
        return _workflow_sources(text, path)
    if name == "package.json":
        return _script_sources(text, path)
    if name in _CONVERTED:
        lines = _tilt_lines(text) if name == "Tiltfile" else _render_lines(text)
        return (Source("\n".join(lines), path, (directory,)),)
    if _is_in_place(name):
        return (Source(text, path, (directory,)),)
    places = tuple(dict.fromkeys((directory, *(one for one in above if _lies_in(directory, one)))))
    if _CLOUD_BUILD.fullmatch(name):
        return _cloud_sources(text, path, places)
    return (Source(text, path, places, keeps_directory=name.endswith(("sh", "bash"))),)


def _lies_in(path: str, directory: str) -> bool:
    return f"{path}/".startswith(directory.rstrip("/") + "/")


def _tilt_lines(text: str) -> Iterator[str]:
    """The calls of `docker_build` in a Tiltfile as commands."""
    calls = list(islice(_TILT_BUILD.finditer(text), _MOST_STEPS))
    ends = [call.start() for call in calls[1:]] + [len(text)]
    for call, end in zip(calls, ends, strict=False):
        file = _TILT_FILE.search(text, call.end(), min(end, call.end() + _LONGEST_CALL))
        yield f"docker build {'-f ' + file['file'] if file is not None else ''} {call['context']}"


def _render_lines(text: str) -> Iterator[str]:
    """The services of a blueprint for Render as commands: by default, the context is the repository."""
    for service in members(get(read(text), "services"))[:_MOST_STEPS]:
        file, context = scalar(get(service, "dockerfilePath")), scalar(get(service, "dockerContext"))
        if (file or context) and get(service, "rootDir") is None:
            yield f'docker build -f "{file or "./Dockerfile"}" "{context or "."}"'


def _cloud_sources(text: str, path: str, places: Sequence[str]) -> Sequence[Source]:
    """The steps of Google's Cloud Build: arguments of the builder that has Docker, or of a shell."""
    sources = []
    for step in members(get(read(text), "steps"))[:_MOST_STEPS]:
        directory = scalar(get(step, "dir")) or ""
        arguments = [scalar(argument) or "" for argument in members(get(step, "args"))]
        script = scalar(get(step, "script")) or (arguments[-1] if arguments[:1] == ["-c"] else "")
        if not script and arguments[:1] == ["build"] and "docker" in (scalar(get(step, "name")) or ""):
            script = " ".join(("docker", *(f'"{one}"' if " " in one else one for one in arguments)))
        if script and not ("$" in directory or "\0" in directory):
            within = tuple(os.path.normpath(os.path.join(place, directory)) for place in places)
            sources.append(Source(script, path, within, keeps_directory=True))
    return sources


def _script_sources(text: str, path: str) -> Sequence[Source]:
    """The scripts of a package.json."""
    import json

    try:
        scripts = json.loads(text).get("scripts", {})
        lines = [script for script in scripts.values() if isinstance(script, str)]
    except (ValueError, AttributeError, RecursionError):
        return ()
    return (Source("\n".join(lines), path, (os.path.dirname(path),)),)


@lru_cache(maxsize=64)
def _similar_builds(text: str, path: str) -> Sequence[NamedBuild]:
    return tuple(similar_builds(text, path))


@lru_cache(maxsize=64)
def _workflow_sources(text: str, path: str) -> Sequence[Source]:
    """The scripts of a workflow's steps, each in its working directory, and the builds of Docker's action as commands."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(path)))
    workflow = read(text)
    steps = ((job, step) for _, job in items(get(workflow, "jobs")) for step in members(get(job, "steps")))
    sources = []
    for job, step in islice(steps, _MOST_STEPS):
        settings = (step, get(get(job, "defaults"), "run"), get(get(workflow, "defaults"), "run"))
        places = (scalar(get(one, "working-directory")) for one in settings)
        script, directory = scalar(get(step, "run")) or "", next(filter(None, places), "")
        if (scalar(get(step, "uses")) or "").partition("@")[0] == ACTION:
            known = environment(workflow, job)
            script, directory = _ENVIRONMENT.sub(partial(_value, known), _command(get(step, "with"))), ""
        if BUILD.search(script) and not ("$" in directory or "\0" in directory):
            within = os.path.normpath(os.path.join(root, directory))
            sources.append(Source(script, path, (within,), keeps_directory=True))
    return tuple(sources)


def _command(inputs: Node | None) -> str:
    """The command that builds what Docker's action does."""
    file, context = (scalar(get(inputs, name)) or "" for name in ("file", "context"))
    flag = f'-f "{file}" ' if file else ""
    return "" if "{{defaultContext}}" in context else f'docker build {flag}"{context or "."}"'


def _value(known: Mapping[str, str], found: re.Match[str]) -> str:
    return known.get(found["name"], found[0])[:_LONGEST_VALUE]
