"""What starts in place of a command that needs more than the server: the servers that Next.js and Nuxt write with all they
need, and what a script of package.json runs of the build where the start would build once more."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from posixpath import basename, join, relpath
from shlex import quote
from typing import TypeAlias

from dockwright.projects.node import Package
from dockwright.projects.node_build import NextBuild, Output
from dockwright.projects.package_scripts import Step
from dockwright.refactorings.split.model import Copied
from dockwright.refactorings.split.node.starting import Starting, read_commands
from dockwright.refactorings.split.start import Start
from dockwright.syntax import Instruction
from dockwright.text import Edit, Span

Parts: TypeAlias = "tuple[tuple[Copied, ...], tuple[Edit, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]"
"""Copies, edits of the start command, instructions in front of it, what closes the builder, and what to check."""

BUNDLED = frozenset(
    {"Next.js", "Nuxt", "SvelteKit", "Remix", "React Router", "Astro", "Nitro", "TanStack Start", "Vinxi"}
)
"""Tools whose output has in it what sources import by paths, styles and pictures too."""

NITRO_TOOLS = {"nuxt": "Nuxt", "nuxi": "Nuxt", "vinxi": "Vinxi"}
"""Programs that start a server which Nitro writes, by what the build of that is called."""

_FLAGS_OF_SERVERS = {
    "-p": "PORT",
    "--port": "PORT",
    "-H": "HOSTNAME",
    "-h": "HOSTNAME",
    "--host": "HOSTNAME",
    "--hostname": "HOSTNAME",
}


_COMPILED_ONCE = ("cache/webpack", "cache/turbopack")
"""What compilers of Next.js leave for the next build; what lies beside them in the cache is for the server."""


def without_caches(output: str) -> str:
    """The command that takes away what compilers keep in the output of Next.js."""
    return " ".join(("rm -rf", *(quote(join(output, one)) for one in _COMPILED_ONCE)))


def replaced(
    start: Start, starting: Starting, outputs: Iterable[Output], node: NextBuild | None, root: str, last: Instruction
) -> Parts | None:
    """The server that a framework writes, in place of the command that runs it; None where it cannot take its place."""
    server = starting.server
    if server is None or not is_alone(start, starting, last) or server.variables.keys() - {"NODE_ENV", "PORT"}:
        return None
    program = basename(server.argv[0])
    if set(starting.programs) != {program}:
        return None
    flags = _flags_of_server(server)
    if flags is None:
        return None
    given = {name: value for name, value in {**server.variables, **flags}.items() if name != "NODE_ENV"}
    if program == "next" and node is not None:
        return _standalone(start, node, given, root)
    tool = NITRO_TOOLS.get(program)
    built = next((one for one in outputs if one.tool == tool and one.is_proven and one.path), None)
    if built is None:
        return None
    return _nuxt(start, server, built, given) if tool == "Nuxt" else _vinxi(start, built, given)


def is_alone(start: Start, starting: Starting, last: Instruction) -> bool:
    """Whether a CMD behind the build starts one command and nothing else, so that another can take its place."""
    cmd = start.cmd
    is_behind = cmd is not None and cmd.index > last.index and start.entrypoint is None
    return is_behind and len(starting.steps) == 1 and not start.prefixes and not start.beside


def _standalone(start: Start, node: NextBuild, given: Mapping[str, str], root: str) -> Parts | None:
    """The server that Next.js writes with all it needs, in place of `next start`."""
    if not node.is_standalone or node.doubt:
        return None
    output = join(root, node.output)
    copies = (
        Copied(join(output, "standalone"), root, True),
        Copied(join(output, "static"), join(output, "static"), True),
    )
    values = {"HOSTNAME": given.get("HOSTNAME", "0.0.0.0"), "PORT": given.get("PORT") or ""}
    pairs = [f"{name}={value}" for name, value in values.items() if value and start.state.env.get(name) != value]
    extra = (f"ENV {' '.join(pairs)}",) if pairs else ()
    notes = ("`node server.js` of the standalone output takes the place of `next start`",)
    return copies, (start_edit(start, ("node", "server.js")),), extra, (), notes


def _nuxt(start: Start, server: Step, built: Output, given: Mapping[str, str]) -> Parts:
    """The server that Nuxt writes, in place of `nuxt start`, which knows its own variables for port and host besides."""
    environment = start.state.env
    values = {
        "NITRO_HOST": given.get("HOSTNAME") or ("" if environment.get("HOST") else environment.get("NUXT_HOST")),
        "NITRO_PORT": given.get("PORT") or environment.get("NUXT_PORT"),
        "NODE_ENV": "" if environment.get("NODE_ENV") else "production",
    }
    return _nitro(start, built, values, f"nuxt {server.argv[1]}")


def _vinxi(start: Start, built: Output, given: Mapping[str, str]) -> Parts:
    """The server that Nitro writes, in place of `vinxi start`, whose flags count where no variable says otherwise."""
    return _nitro(start, built, {"HOST": given.get("HOSTNAME"), "PORT": given.get("PORT")}, "vinxi start")


def _nitro(start: Start, built: Output, values: Mapping[str, str | None], before: str) -> Parts:
    pairs = [f"{name}={value}" for name, value in values.items() if value and not start.state.env.get(name)]
    extra = (f"ENV {' '.join(pairs)}",) if pairs else ()
    main = relpath(join(built.path, "server/index.mjs"), start.directory)
    notes = (f"`node {main}` takes the place of `{before}`",)
    return (Copied(built.path, built.path, True),), (start_edit(start, ("node", main)),), extra, (), notes


def as_scripts_say(package: Package, is_output: Callable[[str], bool]) -> tuple[str, ...] | None:
    """The one command by which scripts of package.json run what the build writes; None: there is none, or more than one."""
    found: set[tuple[str, ...]] = set()
    for name in package.scripts:
        starting = read_commands([("npm", "run", name)], package.scripts)
        if starting is None or starting.why_not or len(starting.steps) != 1 or len(starting.targets) != 1:
            continue
        step = starting.steps[0]
        is_plain = not starting.preloads and not starting.files and not step.variables.keys() - {"NODE_ENV"}
        if is_plain and basename(step.argv[0]) == "node" and is_output(starting.targets[0]):
            found.add(step.argv)
    return found.pop() if len(found) == 1 else None


def start_edit(start: Start, argv: Sequence[str]) -> Edit:
    """The start command with other words."""
    cmd = start.cmd
    assert cmd is not None
    span = Span(cmd.words[0].span.start, cmd.words[-1].span.end)
    if cmd.is_exec:
        text = cmd.dockerfile.text
        span = Span(text.rindex("[", cmd.span.start, span.start + 1), text.index("]", span.end) + 1)
    return Edit(span, json.dumps(list(argv)))


def _flags_of_server(step: Step) -> dict[str, str] | None:
    """The variables that stand for the flags of `next start` and `nuxt start`; None where one is not known."""
    found: dict[str, str] = {}
    remaining = iter(step.argv[2:])
    for word in remaining:
        flag, equals, value = word.partition("=")
        name = _FLAGS_OF_SERVERS.get(flag)
        if name is None:
            return None
        value = value if equals else next(remaining, "")
        if "$" in value:
            if name != "PORT" or value not in ("$PORT", "${PORT}", "${PORT:-3000}"):
                return None
            continue
        found[name] = value
    return found
