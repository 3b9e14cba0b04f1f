"""In which directory a Dockerfile is built: told by the user, by a compose file, a bake file or a workflow, by its
COPY sources, or by what people wrote down.

When these disagree, or say nothing, the context is unknown, and the rules that need files stay silent.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from dockwright.context import (
    NO_ARGUMENTS,
    NO_TARGETS,
    UNKNOWN,
    BuildContext,
    DirectoryContext,
    Started,
    clean,
    read_regular,
)
from dockwright.discovery.build import NamedBuild
from dockwright.discovery.disk import Wanted, listing
from dockwright.discovery.files import STANDARD_INPUT
from dockwright.discovery.names import WORKFLOWS, is_dockerfile_name, is_workflow_name
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.syntax import Dockerfile, Run, Transfer, Word
from dockwright.values import NamedTuple

_COMPOSE_NAME = lazy_pattern(r"(?:docker-)?compose[^/]*\.ya?ml")
_BAKE_NAME = lazy_pattern(r"docker-bake[^/]*\.(?:hcl|json)")
_SKAFFOLD_NAME = lazy_pattern(r"skaffold[^/]*\.ya?ml")
_DEVCONTAINER_NAME = lazy_pattern(r"\.?devcontainer\.json")
_FILE_LIMIT = 1 << 18  # bytes of one of these files
_MOST_FILES = 50  # files of one directory that are read
_BUILD_DIRECTORIES = words(
    "docker .docker compose deploy deployment deployments infra infrastructure ops build ci .ci dev .devcontainer local"
)
"""Where the files of builds lie that are not beside the sources."""
_MOST_CONTEXTS = 20  # different ones of a Dockerfile that are compared
_LEVELS = 4  # directories looked at above a Dockerfile that is in no repository


class Build(NamedTuple):
    """How a Dockerfile is built, as far as anybody says."""

    context: BuildContext
    root: str | None  # the context's directory, absolute; None: unknown
    target: str | None = None
    origin: str | None = None  # the file that says so


_NOBODY_KNOWS = Build(UNKNOWN, None)


def infer(path: str, dockerfile: Dockerfile, root: str | None = None) -> Build:
    """The build of a Dockerfile at a path, which need not exist yet, or of standard input, which comes from anywhere.
    `root`: the context, when the user told it."""
    place = os.path.abspath(path)
    if root is not None:
        return _in_directory(place, os.path.abspath(root))
    if path == STANDARD_INPUT:
        return _NOBODY_KNOWS
    directories = _directories_above(place)
    named = _named_builds(place, map(_build_files, directories))
    if named:
        return _agreed(place, named, dockerfile)
    found = _directory_of_sources(dockerfile, directories)
    named = _having(found.sources, _named_builds(place, map(_further_build_files, directories)))
    if not named and not found.is_certain:
        named = _having(found.sources, _told_builds(place, dockerfile, directories))
    if named:
        return _agreed(place, named, dockerfile)
    return _in_directory(place, found.directory) if found.directory is not None else _NOBODY_KNOWS


def _in_directory(
    place: str,
    root: str,
    arguments: Mapping[str, str] = NO_ARGUMENTS,
    targets: Mapping[str, str] = NO_TARGETS,
    started: tuple[Started, ...] = (),
) -> Build:
    return Build(DirectoryContext(root, os.path.relpath(place, root), arguments, targets, started), root)


def _directories_above(place: str) -> list[str]:
    """The Dockerfile's directory and those above it, up to the root of the repository.

    Outside of a repository a few levels; never the user's home, nor a place where anybody may put files.
    """
    own = os.path.dirname(place)
    above = list(_up(own))
    for count, directory in enumerate(above, 1):
        if os.path.lexists(os.path.join(directory, ".git")):
            return above[:count]
    home = os.path.expanduser("~")
    near = [own]
    for directory in above[1 : 1 + _LEVELS]:
        if directory in (home, os.path.dirname(directory)) or _is_open_to_all(directory):
            break
        near.append(directory)
    return near


def _up(directory: str) -> Iterator[str]:
    yield directory
    while (above := os.path.dirname(directory)) != directory:
        yield above
        directory = above


def _is_open_to_all(directory: str) -> bool:
    try:
        return bool(os.stat(directory).st_mode & stat.S_IWOTH)
    except OSError:
        return True


# What compose files, bake files and workflows say


def _named_builds(place: str, files: Iterable[Sequence[str]]) -> list[NamedBuild]:
    """The builds of this very Dockerfile that other files name."""
    real = os.path.realpath(place)
    builds = (build for paths in files for path in paths for build in _builds(path, place))
    return [build for build in builds if os.path.realpath(build.dockerfile) == real]


def named_dockerfiles(path: str) -> tuple[str, ...]:
    """The Dockerfiles, whatever their names, that compose files, bake files and the like above a path say are built."""
    found: dict[str, None] = {}
    for directory in _directories_above(os.path.abspath(path)):
        for file in (*_build_files(directory), *_further_build_files(directory)):
            data = read_regular(file, _FILE_LIMIT)
            if data is not None and _needed_word(file) in data:
                found.update(dict.fromkeys(build.dockerfile for build in _read_builds(file, data)))
    return tuple(one for one in found if os.path.isfile(one))


def _having(sources: Iterable[str], builds: Sequence[NamedBuild]) -> list[NamedBuild]:
    """The builds in a context with these sources."""
    contexts = {build.context: DirectoryContext(build.context) for build in builds}
    return [build for build in builds if all(map(contexts[build.context].glob, sources))]


def _build_files(directory: str) -> list[str]:
    return [*_files(directory, _is_build_file), *_files(os.path.join(directory, WORKFLOWS), is_workflow_name)]


def _is_build_file(name: str) -> bool:
    return bool(_COMPOSE_NAME.fullmatch(name) or _BAKE_NAME.fullmatch(name))


def _is_further_build_file(name: str) -> bool:
    return bool(_SKAFFOLD_NAME.fullmatch(name) or _DEVCONTAINER_NAME.fullmatch(name))


def _is_any_build_file(name: str) -> bool:
    return _is_build_file(name) or _is_further_build_file(name)


def _has_no_extension(name: str) -> bool:
    return "." not in name


def _further_build_files(directory: str) -> list[str]:
    """What Skaffold and development containers read, and compose and bake files in the directories made for them."""
    files = _files(directory, _is_further_build_file)
    for inner in _files(directory, _BUILD_DIRECTORIES.__contains__):
        files += _files(inner, _is_any_build_file)
        if inner.endswith(".devcontainer"):
            files += [os.path.join(one, "devcontainer.json") for one in _files(inner, _has_no_extension)]
    return files


def _files(directory: str, is_wanted: Wanted) -> list[str]:
    return [os.path.join(directory, name) for name in listing(directory).pick(is_wanted)[:_MOST_FILES]]


def _builds(path: str, place: str) -> Sequence[NamedBuild]:
    """The builds of one file, which is only read closely when it can name the Dockerfile at all."""
    data = read_regular(path, _FILE_LIMIT)
    if data is None:
        return ()
    name = os.path.basename(place)
    is_named = name == "Dockerfile" or os.fsencode(name) in data or b"matrix" in data
    return _read_builds(path, data) if is_named and _needed_word(path) in data else ()


def _needed_word(path: str) -> bytes:
    name = os.path.basename(path)
    if os.path.dirname(path).endswith(WORKFLOWS):
        return b"docker/build-push-action"
    if _SKAFFOLD_NAME.fullmatch(name):
        return b"artifacts"
    if _DEVCONTAINER_NAME.fullmatch(name):
        return b"ocker"  # dockerfile, dockerFile
    return b"target" if _BAKE_NAME.fullmatch(name) else b"build"


@lru_cache(maxsize=64)
def _read_builds(path: str, data: bytes) -> tuple[NamedBuild, ...]:
    """The builds of one file; of some it is kept, as neighbouring Dockerfiles ask for the same."""
    text = data.decode("utf-8", "replace")
    name = os.path.basename(path)
    if os.path.dirname(path).endswith(WORKFLOWS):
        from dockwright.discovery.workflow import workflow_builds as builds
    elif _SKAFFOLD_NAME.fullmatch(name):
        from dockwright.discovery.skaffold import skaffold_builds as builds
    elif _DEVCONTAINER_NAME.fullmatch(name):
        from dockwright.discovery.devcontainer import devcontainer_builds as builds
    elif _BAKE_NAME.fullmatch(name):
        from dockwright.discovery.bake import bake_builds as builds
    else:
        from dockwright.discovery.compose import compose_builds as builds
    return tuple(builds(text, path))


def _agreed(place: str, builds: Sequence[NamedBuild], dockerfile: Dockerfile) -> Build:
    """What all builds of a Dockerfile have in common; its context must be among that, and be there.

    Where they name different contexts, it is the only one that has what is copied and what the commands need.
    """
    contexts = {os.path.realpath(build.context): build.context for build in reversed(builds)}
    if len(contexts) > 1:
        contexts = _best(contexts, dockerfile)
    if len(contexts) != 1 or not os.path.isdir(root := next(iter(contexts.values()))):
        return _NOBODY_KNOWS
    first = next(build for build in builds if build.context == root)
    targets = {build.target for build in builds}
    arguments = {
        name: value
        for name, value in first.arguments.items()
        if all(build.arguments.get(name) == value for build in builds)
    }
    named = {build.target.lower(): os.path.basename(build.origin) for build in reversed(builds) if build.target}
    started = tuple(dict.fromkeys(one for build in builds for one in build.started))
    return _in_directory(place, root, arguments, named, started)._replace(
        target=first.target if len(targets) == 1 else None, origin=first.origin
    )


def _best(contexts: Mapping[str, str], dockerfile: Dockerfile) -> dict[str, str]:
    """Those of several contexts that have all the sources which any of them has, and what is done with them needs."""
    named = context_sources(dockerfile) - {""}
    found = {}
    for real, root in islice(contexts.items(), _MOST_CONTEXTS):
        context = DirectoryContext(root)
        found[real] = {source for source in named if context.glob(source)}
    anywhere = set().union(*found.values())
    having = {real: contexts[real] for real, here in found.items() if here == anywhere}
    able = _able(dockerfile, list(having.values()))
    return {real: root for real, root in having.items() if root in able} if able else having


# What people write down


def _told_builds(place: str, dockerfile: Dockerfile, directories: Sequence[str]) -> list[NamedBuild]:
    """The builds that commands and comments tell."""
    from dockwright.discovery.told import told_builds

    is_repository = os.path.lexists(os.path.join(directories[-1], ".git"))
    return told_builds(place, dockerfile, directories, is_repository)


# What the sources of COPY say


class _Guess(NamedTuple):
    """The directory that the sources tell, if any; whether others come into question; the sources that must be there."""

    directory: str | None
    is_certain: bool
    sources: frozenset[str] = frozenset()


def _directory_of_sources(dockerfile: Dockerfile, directories: Sequence[str]) -> _Guess:
    """The nearest directory that has all sources which any of the directories has, and what is done with them needs;
    none when no directory stands out."""
    written = context_sources(dockerfile)
    sources = written | _expanded_sources(dockerfile)
    named = sources - {""}
    contexts = [DirectoryContext(directory) for directory in directories]
    found = [frozenset(source for source in named if context.glob(source)) for context in contexts]
    anywhere = frozenset().union(*found)
    if not anywhere and written - {""}:
        return _Guess(None, False)
    if not anywhere and "" in sources:
        return _directory_of_everything(dockerfile, directories)
    if not anywhere:
        return _Guess(directories[0], not _variable_sources(dockerfile) or len(directories) == 1)
    having = [context.root for context, here in zip(contexts, found, strict=True) if here == anywhere]
    best = _able(dockerfile, having) or having
    return _Guess(next(iter(best), None), len(best) == 1, anywhere)


def _directory_of_everything(dockerfile: Dockerfile, directories: Sequence[str]) -> _Guess:
    """Where a Dockerfile is built that copies nothing by name: the only directory that has what its commands need."""
    own = directories[0]
    able = _able(dockerfile, directories)
    if able is not None and (len(able) == 1 or own not in able):
        return _Guess(able[0] if len(able) == 1 else None, len(able) == 1)
    return _Guess(None if _may_be_built_above(directories) else own, len(directories) == 1)


def _able(dockerfile: Dockerfile, directories: Sequence[str]) -> list[str] | None:
    """Those of several directories in which the commands find all the manifests that any of them has; None when they
    look for nothing that is there."""
    if len(directories) < 2:
        return None
    from dockwright.discovery.manifests import needed_files
    from dockwright.semantics import SemanticModel

    needed = needed_files(SemanticModel(dockerfile))
    contexts = [DirectoryContext(directory) for directory in directories]
    found = [{paths for paths in needed if any(map(context.glob, paths))} for context in contexts]
    anywhere = set().union(*found)
    if not anywhere:
        return None
    return [context.root for context, here in zip(contexts, found, strict=True) if here == anywhere]


def _may_be_built_above(directories: Sequence[str]) -> bool:
    """Whether `COPY . .` could mean a directory above: its own has nothing to copy, or only one above is prepared."""
    own, *above = directories
    if not above or os.path.lexists(os.path.join(own, ".dockerignore")):
        return False
    if any(os.path.lexists(os.path.join(directory, ".dockerignore")) for directory in above):
        return True
    return not listing(own).pick(_is_copied)


def _is_copied(name: str) -> bool:
    return not (is_dockerfile_name(name) or name.endswith(".dockerignore"))


def context_sources(dockerfile: Dockerfile) -> set[str]:
    """The literal sources of COPY, ADD and bind mounts in the build context; "" for the whole of it."""
    sources: set[str] = set()
    for instruction in dockerfile.instructions:
        if isinstance(instruction, Transfer) and instruction.from_ is None:
            sources.update(word.value for word in instruction.sources if word.is_literal and _is_local(word.value))
        elif isinstance(instruction, Run) and instruction.head.text.startswith("--"):
            sources.update(_bound_sources(instruction))
    return {clean(source).replace("**", "*") for source in sources}  # a COPY takes `**` for `*`


def _expanded_sources(dockerfile: Dockerfile) -> set[str]:
    """The sources of COPY and ADD with variables, as the Dockerfile sets them: others may be meant."""
    unknown = _variable_sources(dockerfile)
    if not unknown:
        return set()
    from dockwright.semantics import SemanticModel

    model = SemanticModel(dockerfile)
    expanded = (model.expand(word, transfer) for transfer, word in unknown)
    return {
        clean(source).replace("**", "*") for source in expanded if source and "$" not in source and _is_local(source)
    }


def _variable_sources(dockerfile: Dockerfile) -> list[tuple[Transfer, Word]]:
    return [
        (one, word)
        for one in dockerfile.instructions
        if isinstance(one, Transfer) and one.from_ is None
        for word in one.sources
        if not word.is_literal and _is_local(word.value)
    ]


def _is_local(source: str) -> bool:
    return "://" not in source and not source.startswith(("git@", "<<"))


def _bound_sources(instruction: Run) -> Iterator[str]:
    """The `source` of each `--mount=type=bind` from the build context."""
    for flag in instruction.flags:
        if flag.name != "mount" or flag.option("from"):
            continue
        kind, source = flag.option("type"), flag.option("source", "src")
        if (kind is None or kind.value == "bind") and source is not None and source.value and "$" not in source.value:
            yield source.value
