"""ENV and ARG on their way into the runtime stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from posixpath import normpath

from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.knowledge.table import words
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.syntax import Arg, Cmd, Entrypoint, Env, Healthcheck, Instruction, Pair, Run, Transfer, Workdir

_VARIABLE = re.compile(r"\$\{?(\w+)")
_UNQUOTED = re.compile(r"[\s\"'\\$]")
_TOOLCHAIN_DIRECTORIES = (
    "$GOPATH", "${GOPATH", "$GOROOT", "${GOROOT", "$GOBIN", "${GOBIN", "/go/", "/usr/local/go", "/root/go",
    "./node_modules", "node_modules", "/usr/local/cargo", "/root/.cargo", "$CARGO_HOME", "${CARGO_HOME", "/root/.dotnet",
)  # fmt: skip

_JAVA_DIRECTORIES = (
    "$JAVA_HOME/", "${JAVA_HOME}/", "$MAVEN_HOME", "${MAVEN_HOME", "$M2_HOME", "${M2_HOME", "$M2", "$GRADLE_HOME", "${GRADLE_HOME",
    "/usr/lib/jvm/", "/opt/maven", "/opt/apache-maven", "/opt/gradle", "/usr/share/maven", "/usr/local/maven",
)  # fmt: skip
"""Directories of the Java and the tools of the builder; the runtime image has its own Java on PATH."""

_READ_ANY_VARIABLE = frozenset({"dotnet", "java", "rust"})
"""Ecosystems whose builds may read every variable: properties of MSBuild, `${env.X}` of Maven, scripts of Gradle, tests, `env!`."""

_OF_SERVERS = words(
    "ASPNETCORE_HTTPS_PORTS ASPNETCORE_HTTP_PORTS ASPNETCORE_URLS PORT ROCKET_ADDRESS ROCKET_PORT SERVER_PORT"
)
"""Variables that say where a server listens."""


def carry_env(subject: Subject, draft: Draft, env: Env) -> Obstacle | None:
    """Variables that only the build reads stay; the others move, or are in both stages where the build may read them."""
    kept = [pair for pair in env.pairs if stays_above(subject, pair) or _is_set_anew(subject, env, pair)]
    carried = [pair for pair in env.pairs if pair not in kept]
    if not carried:
        return None
    written = {pair: _written(subject, env, pair) for pair in carried}
    for pair in carried:
        if pair.span.of(subject.text) == written[pair] and (obstacle := missing_variable(subject, pair)):
            return obstacle
    if kept or any(pair.span.of(subject.text) != text for pair, text in written.items()):
        draft.add(env, f"ENV {' '.join(written.values())}")
        return None
    is_needless = subject.opaque is None and subject.build.only_variables is None
    is_needless &= not any(is_for_build(pair, subject.build.ecosystem) for pair in env.pairs)
    reads_any = subject.build.ecosystem in _READ_ANY_VARIABLE and not all(_is_of_servers(one) for one in env.pairs)
    if (
        is_needless
        and not reads_any
        and not any(_is_mentioned(subject, draft, pair.key.value, env) for pair in env.pairs)
    ):
        draft.move(env, subject.source(env), subject.comments(env))
    else:
        draft.add(env, subject.source(env))
    return None


def _is_set_anew(subject: Subject, env: Env, pair: Pair) -> bool:
    """Whether a later ENV gives the variable another value before the runtime stage has use for this one."""
    name = pair.key.value
    if name == "PATH" or subject.build.only_variables is not None:
        return False
    for one in subject.stage.instructions:
        if one.index <= env.index:
            continue
        if isinstance(one, Env) and any(each.key.value == name for each in one.pairs):
            return not any(each.name == name for word in one.words for each in word.variables)
        if one.index > subject.boundary.index and (isinstance(one, Run) or name in one.text):
            return False
        if isinstance(one, (Env, Workdir)) and name in one.text:
            return False
    return False


def _written(subject: Subject, env: Env, pair: Pair) -> str:
    """A pair as the runtime stage has it: with its value worked out where that is made of a variable that stays above."""
    own, value = pair.key.value, pair.value
    names = [one.name for one in value.variables] if value is not None and own != "PATH" else []
    if any(_is_name_for_build(one, subject.build.ecosystem) for one in names):
        found = subject.model.state_after(env).env.get(own)
        if found is not None and not _UNQUOTED.search(found):
            return f"{own}={found}"
    return pair.span.of(subject.text)


def _is_of_servers(pair: Pair) -> bool:
    return pair.key.value in _OF_SERVERS


def stays_above(subject: Subject, pair: Pair) -> bool:
    """Whether a variable is of the builder alone."""
    build, name = subject.build, pair.key.value
    if build.only_variables is not None:
        return name not in build.only_variables
    is_kept = any(fnmatchcase(name, pattern) for pattern in build.kept_variables)
    read = start_variables(subject) | _variables_behind(subject)
    return name not in read and is_for_build(pair, build.ecosystem) and not is_kept


def is_needed(subject: Subject, one: Env | Arg) -> bool:
    """Whether the runtime stage keeps variables that are set behind the boundary."""
    only = subject.build.only_variables
    return only is None or any(pair.key.value in only for pair in one.pairs)


def variables_used(instructions: Iterable[Instruction], *names: str) -> frozenset[str]:
    """The variables that the texts of instructions use, besides those of `names`, with those in the values of their ENV
    and ARG."""
    known = tuple(instructions)
    used = {
        *names,
        *(match[1] for one in known if not isinstance(one, (Env, Arg)) for match in _VARIABLE.finditer(one.text)),
    }
    pairs = [pair for one in known if isinstance(one, (Env, Arg)) for pair in one.pairs]
    waiting = list(used)
    while waiting:
        name = waiting.pop()
        values = [pair.value for pair in pairs if pair.key.value == name and pair.value is not None]
        found = {variable.name for value in values for variable in value.variables} - used
        used |= found
        waiting += found
    return frozenset(used)


def arguments_of(subject: Subject, paths: Iterable[str]) -> list[str]:
    """The build arguments that instructions of the builder make these paths of: another value puts the files elsewhere."""
    wanted = tuple(paths)
    given = tuple(one for one in subject.before if isinstance(one, (Arg, Env)))
    own = {pair.key.value for one in given if isinstance(one, Arg) for pair in one.pairs}
    found: set[str] = set()
    for one in subject.before if own else ():
        for word in _words_of(subject, one):
            value = subject.model.expand(word, one)
            if value and any(_is_part(value, path) for path in wanted):
                found |= own & variables_used(given, *_VARIABLE.findall(word))
    return sorted(found)


def _words_of(subject: Subject, one: Instruction) -> Iterator[str]:
    """The words of an instruction that name places by variables."""
    words_ = (
        [word.value for command in subject.model.commands(one) for word in command.words]
        if isinstance(one, Run)
        else []
    )
    words_ += [one.path.value] if isinstance(one, Workdir) and one.path is not None else []
    words_ += [one.destination.value] if isinstance(one, Transfer) and one.destination is not None else []
    return (word.rpartition("=")[2] for word in words_ if "$" in word)


def _is_part(value: str, path: str) -> bool:
    """Whether an expanded word names a path, its end or its beginning."""
    inner = normpath(value).lstrip("./")
    return (
        bool(inner) and f"/{inner}/" in f"{path}/" and (not value.startswith("/") or path.startswith(value.rstrip("/")))
    )


def is_for_build(pair: Pair, ecosystem: str) -> bool:
    """Whether a variable has no meaning for what runs."""
    name = pair.key.value
    if name == "PATH":
        value = pair.value.raw.strip("\"'") if pair.value is not None else ""
        added = [part for part in value.split(":") if part not in ("$PATH", "${PATH}")]
        directories = _TOOLCHAIN_DIRECTORIES + (_JAVA_DIRECTORIES if ecosystem == "java" else ())
        return all(part in DEFAULT_PATH.split(":") or part.startswith(directories) for part in added)
    return _is_name_for_build(name, ecosystem)


def _is_name_for_build(name: str, ecosystem: str) -> bool:
    patterns = ECOSYSTEMS[ecosystem].build_variables
    return name == "DEBIAN_FRONTEND" or any(fnmatchcase(name, pattern) for pattern in patterns)


def start_variables(subject: Subject) -> frozenset[str]:
    """The variables that a shell expands when the container starts or is checked."""
    dropped = subject.build.dropped
    starts = [one for one in subject.stage.instructions if isinstance(one, (Cmd, Entrypoint, Healthcheck))]
    texts = [one.arguments_text.text for one in starts if not one.is_exec and one.keyword not in dropped]
    return frozenset(match[1] for text in texts for match in _VARIABLE.finditer(text))


def _variables_behind(subject: Subject) -> frozenset[str]:
    """The variables by which instructions that stay name places, as `WORKDIR $GOPATH/src` does."""
    without = subject.build.dropped
    stays = [one for one in subject.behind if isinstance(one, (Run, Transfer, Workdir)) and one.keyword not in without]
    return frozenset(match[1] for one in stays for match in _VARIABLE.finditer(one.text))


def restate_variables(subject: Subject, draft: Draft) -> Obstacle | None:
    """ENV for what only the old base image sets, and the start or an instruction that stays counts on."""
    own = {pair.key.value for kind in (Env, Arg) for one in subject.stage.of(kind) for pair in one.pairs}
    used = start_variables(subject) | _variables_behind(subject)
    for name in sorted(used & subject.facts.env.keys() - own - {"PATH", "HOME"}):
        value = subject.facts.env[name]
        if value is None:
            return Obstacle(f"`${name}` is set by the base image", subject.start.span, ships=True)
        assert subject.stage.from_ is not None
        draft.add(subject.stage.from_, f"ENV {name}={value}")
    return None


def missing_variable(subject: Subject, pair: Pair) -> Obstacle | None:
    """A variable of the value that only the old base image sets."""
    for variable in pair.value.variables if pair.value is not None else ():
        if variable.name in subject.facts.env and variable.name not in ("PATH", "HOME"):
            return Obstacle(f"`${variable.name}` is set by the base image", pair.span, ships=True)
    return None


def _is_mentioned(subject: Subject, draft: Draft, name: str, but: Instruction) -> bool:
    """Whether another instruction of the builder reads the variable by name."""
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    others = (one for one in subject.before if one is not but and one not in draft.deleted)
    return any(pattern.search(one.text) for one in others)


def repeat_arguments(subject: Subject, draft: Draft) -> None:
    """ARG once more where the runtime stage uses the variable."""
    stays = [one.text for one in subject.behind if one not in draft.deleted]
    texts = (*stays, *(piece.text for piece in draft.pieces))
    used = {match[1] for text in texts for match in _VARIABLE.finditer(text)}
    for arg in subject.before:
        pairs = [pair for pair in arg.pairs if pair.key.value in used] if isinstance(arg, Arg) else []
        if pairs:
            draft.add(arg, f"ARG {' '.join(pair.span.of(subject.text) for pair in pairs)}")
