"""Programs of JavaScript that Bun or Deno compile into one executable, which runs without them.

Sources: https://bun.sh/docs/bundler/executables, https://docs.deno.com/runtime/reference/cli/compile, and the images that both
publish without a shell: that of Bun has the C library alone, that of Deno libgcc too. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.distributions import LATEST
from dockwright.knowledge.table import words
from dockwright.projects.command_line import flag_value, without_flags
from dockwright.projects.node_native import unbundled
from dockwright.projects.node_sources import sources_of
from dockwright.projects.package_scripts import steps_of
from dockwright.refactorings.node_installs import commands_of, package_at
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.commands import with_cleaning
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.node.needs import Findings
from dockwright.refactorings.split.node.starting import NOTHING
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Candidate
from dockwright.shell import Command
from dockwright.syntax import Run, User
from dockwright.values import NamedTuple

FAMILIES = {"oven/bun": "bun", "denoland/deno": "deno", "node": "bun"}
"""Images whose program compiles, or where one is installed: by their name, the program."""

_PATH = ("/usr/local/bin", "/usr/bin", "/bin")
_MAKES = {
    "debian": {
        "bun": "groupadd --gid 1000 bun && useradd --uid 1000 --gid bun --shell /bin/sh --create-home bun",
        "deno": "useradd --uid 1993 --user-group deno",
    },
    "alpine": {"bun": "addgroup -g 1000 bun && adduser -u 1000 -G bun -s /bin/sh -D bun"},
}
"""By system and program: how their images make the account that they bring; that of Node has the same number as that of Bun."""

_OF_ALPINE = words("apk adduser addgroup")
"""Programs whose work is for Alpine alone."""

_SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_BUN_VALUED = words(
    "--outfile --target --external -e --define -d --loader -l --conditions --banner --footer --env --tsconfig-override"
)
_DENO_VALUED = words(
    "-o --output --target --config -c --import-map --lock --cert --include --exclude --icon --env-file --ext --seed"
)
_NAMELESS = words("main mod index cli")
"""Deno calls the executable by the directory of a source with such a name."""


class _Compiled(NamedTuple):
    """A command that compiles, and the executable that it writes: an absolute path."""

    run: Run
    command: Command
    directory: str
    path: str
    flags: tuple[str, ...]
    entry: str  # what is compiled, as it is written


def examine_compiled(subject: Candidate) -> Build | Obstacle | None:
    """The executable that starts, and the files that its sources name; None where nothing that is compiled starts."""
    facts = subject.stage.facts
    program = FAMILIES.get(facts.family) if facts is not None else None
    if facts is None or program is None:
        return None
    started = subject.start.path
    paths = (started,) if started is not None else tuple(join(one, subject.start.program) for one in _PATH)
    made = next((one for one in reversed(tuple(_compiled(subject, program))) if one.path in paths), None)
    if made is None:
        return None
    if subject.start.before:
        return Obstacle("the start command runs several programs", subject.start.span, ships=True)
    left_out = next((one for one in made.flags if one.partition("=")[0] in ("--external", "-e")), None)
    if left_out is not None and program == "bun":
        return Obstacle(f"`{left_out}` leaves packages out of the executable", made.command.span, ships=True)
    account = _account(subject, made.run, facts.account)
    system = _system(subject, program, facts.os)
    bases = tuple(_with_account(one, account) for one in _bases(program, system) if one.has_shell or not account)
    if not bases or any(one.startswith("--target=") and one != "--target=bun" for one in made.flags):
        return Obstacle("which image has the C library of the executable is not known", made.command.span, ships=True)
    files = _files(subject, made)
    if isinstance(files, Obstacle):
        return files
    around = [one.target for one in subject.sources.brought if one.is_directory and one.target != "/"]
    return Build(
        ecosystem="node",
        copies=(Copied(made.path, made.path), *files),
        last=with_cleaning(subject.model, subject.stage, made.run),
        sources=min(around, key=len) if around else made.directory,
        needs=Needs(packages=("libgcc", "libstdc++") if system == "alpine" else ()),
        bases=bases,
        extra=(f"RUN {_MAKES[system][program].replace(program, account)}",) if account else (),
        notes=tuple(_notes(subject)),
    )


def _compiled(subject: Candidate, program: str) -> Iterator[_Compiled]:
    """The commands that compile, package scripts followed."""
    for run, command, directory in commands_of(subject.model, subject.stage):
        package = package_at(subject.sources, directory) if subject.context.is_known else None
        argv = [word.value for word in command.words]
        for step in (steps_of(argv, package.scripts if package is not None else {}) or ()) if argv else ():
            name = _executable(step.argv, program)
            if name and step.is_literal:
                path = normpath(join(directory, name))
                yield _Compiled(run, command, directory, path, step.argv, _entry(step.argv, program))


def _executable(argv: Sequence[str], program: str) -> str:
    """The file that a command compiles to, as it is written; "" when it compiles none."""
    if basename(argv[0]) != program:
        return ""
    if program == "bun":
        if argv[1:2] != ("build",) or "--compile" not in argv or any(one.startswith("--outdir") for one in argv):
            return ""
        return flag_value(argv, "--outfile") or _stem(_entry(argv, program))
    if argv[1:2] != ("compile",):
        return ""
    entry = _entry(argv, program)
    stem = _stem(entry)
    if stem in _NAMELESS and dirname(entry) not in ("", "."):
        stem = basename(dirname(entry))
    return flag_value(argv, "--output", "-o") or ("" if stem in _NAMELESS and program == "deno" else stem)


def _entry(argv: Sequence[str], program: str) -> str:
    """The source that a command compiles, as it is written."""
    valued = _BUN_VALUED if program == "bun" else _DENO_VALUED
    return next(iter(without_flags(argv[2:], tuple(valued))), "")


def _stem(path: str) -> str:
    name = basename(path)
    return next((name[: -len(one)] for one in _SUFFIXES if name.endswith(one)), "")


def _system(subject: Candidate, program: str, os: str) -> str:
    """The system that the executable runs on. Deno compiles for glibc, which its image on Alpine brings; what else an image of
    Alpine is given stays there."""
    is_plain = not any(one.name in _OF_ALPINE for one in subject.stage.commands)
    return "debian" if program == "deno" and os == "alpine" and is_plain else os


def _bases(program: str, os: str) -> Iterator[Base]:
    """The images that have what an executable loads: for any release of Debian, as both are linked against an old glibc."""
    release = LATEST["debian"].release
    if os == "alpine" and program == "bun":
        yield runtime_bases.alpine()
    elif os == "debian":
        yield runtime_bases.debian_slim(release)
        small = runtime_bases.distroless_base if program == "bun" else runtime_bases.distroless_cc
        distroless = small(release)
        if distroless is not None:
            yield distroless


def _account(subject: Candidate, run: Run, name: str) -> str:
    """The account of the image that the program runs as, where the file chooses it when all is built."""
    users = [one for one in subject.stage.of(User) if one.arguments_text.text.strip().partition(":")[0] == name]
    return name if users and all(one.index > run.index for one in users) else ""


def _with_account(base: Base, name: str) -> Base:
    return base._replace(accounts=base.accounts | {name}) if name else base


def _files(subject: Candidate, made: _Compiled) -> tuple[Copied, ...] | Obstacle:
    """What the sources name by a path, where the builder has it."""
    context, start = subject.context, subject.start
    source = subject.sources.context_path(start.directory)
    if not context.is_known or source is None:
        return ()
    package = package_at(subject.sources, start.directory)
    if package is None:
        named = sources_of(context, source, ())
        found = [(one.path, one.is_directory) for path in named.files for one in named.named(path, source)]
        found = [(path, is_directory) for path, is_directory in found if not path.endswith(_SUFFIXES)]
    else:
        own = inside(made.path, start.directory)
        findings = Findings(context, package, NOTHING._replace(files=start.arguments), (own,) if own else (), True)
        kept = unbundled(context, package) if basename(made.flags[0]) == "bun" else ""
        obstacle = f"the executable does not hold `{kept}`" if kept else findings.native_obstacle(True)
        if obstacle:
            return Obstacle(obstacle, start.span, ships=True)
        found = list(findings.files())
    copies: list[Copied] = []
    entry = normpath(made.entry)
    is_made = subject.sources.context_path(normpath(join(made.directory, entry))) is None
    if is_made and "/" in entry and not entry.startswith(("/", "..")):
        top = join(made.directory, entry.split("/")[0])  # another build made it, with files that it may read
        copies.append(Copied(top, top, True))
    for path, is_directory in found:
        place = subject.sources.image_path(path)
        if place is not None and place != start.directory and subject.sources.context_path(place, made.run) == path:
            copies.append(Copied(place, place, is_directory))
    return tuple(dict.fromkeys(copies))


def _notes(subject: Candidate) -> Iterator[str]:
    if subject.context.is_known:
        yield "files are copied that sources name: see that the program reads no others"
    else:
        yield "the build context was not read: see which files the program reads when it runs"
