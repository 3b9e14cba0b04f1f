"""What the start command of a Node server comes down to: the files it loads and the executables it counts on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from posixpath import basename, normpath

from dockwright.context import BuildContext, join
from dockwright.knowledge.node_packages import PACKAGE_OF_PROGRAM
from dockwright.knowledge.table import words
from dockwright.projects.node_sources import without_comments
from dockwright.projects.package_scripts import (
    BESIDE,
    EXECUTORS,
    RUNNERS,
    Step,
    beside,
    is_source,
    parse_text,
    script_named,
    steps_of,
)
from dockwright.values import NamedTuple

_NODE = frozenset({"node", "nodejs"})
_BUN_VALUED = words(
    "-r --preload --require --import --env-file --cwd --config -c --conditions --define -d --loader -l --port"
)
_BUN_DEVELOPMENT = ("--watch", "--hot", "--inspect")
_SERVERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "next": (("start",),),
    "nuxt": (("start",), ("preview",)),
    "nuxi": (("start",), ("preview",)),
    "vinxi": (("start",),),
    "remix-serve": ((),),
    "react-router-serve": ((),),
}
"""Programs that serve what their framework built; the words that tell."""

_READ_SOURCES: Mapping[str, frozenset[str]] = {"drizzle-kit": words("push generate studio pull check up introspect")}
"""Commands that read the sources of a schema when they run."""

SOURCE_RUNNERS = words(
    "typeorm-ts-node-commonjs typeorm-ts-node-esm ts-node ts-node-dev tsx tsnd nodemon node-dev babel-node deno esno esbuild-register swc-node"
)
"""Programs that run sources: nothing that is built is what starts."""

_TYPESCRIPT = words("ts-node ts-node-dev tsx tsnd esno swc-node")

WHOLE_PROJECT = words("strapi medusa gatsby vinxi nuxt-start keystone directus ghost meteor expo nx lerna turbo nodecg")
"""Programs that read the whole project when they run."""

RUNTIME_VARIABLES = ("NUXT_PUBLIC_*", "NEXT_PUBLIC_*", "VITE_*", "REACT_APP_*", "GATSBY_*")
"""Variables that a build compiles into pages, and that a server may read all the same."""

_COMPILING: Mapping[str, tuple[frozenset[str], str]] = {
    "nest": (words("start"), "node dist/main"),
    "astro": (words("preview"), "node dist/server/entry.mjs"),
    "remix": (words("dev vite:dev"), "remix-serve"),
    "react-router": (words("dev"), "react-router-serve"),
}
"""Commands of frameworks that compile, or read their settings once more, when they run; what starts the server that is built."""

_ONCE_MORE = words("start preview")
"""Words of these commands for what the build has made before; the others are for development."""

_DESKTOP = words("electron electron-forge nw neutralino neu tauri")
"""Programs that draw windows: they bring what runs the application, and need libraries of the image for that."""

_WRAPPERS = words("cross-env cross-env-shell env-cmd dotenv run-s run-p npm-run-all")
_QUIET = words("echo cd export set true : test [ sleep mkdir printf exit")
_VALUED = words(
    "-r --require --import --loader --experimental-loader -C --conditions --title --env-file --env-file-if-exists"
)
_EVALUATED = words("-e --eval -p --print -i --interactive -c --check --test --watch --run")
_LOADERS = frozenset({"-r", "--require", "--import", "--loader", "--experimental-loader"})
_DEPTH_LIMIT = 6
_LIMIT = 200  # commands that are looked at


class Starting(NamedTuple):
    """What runs when the container starts."""

    targets: tuple[str, ...]  # files given to node, as they are written
    server: Step | None  # the command of a framework that serves what it built
    preloads: tuple[str, ...]  # what --require and --import name
    files: tuple[str, ...]  # other files that are named: --env-file, arguments
    programs: tuple[str, ...]  # executables of packages, wrappers too
    steps: tuple[Step, ...]
    runners: frozenset[str]  # package managers that take part: npm, yarn, pnpm
    why_not: str = ""  # why nothing that is built is what starts
    compiling: Step | None = None  # the command of a framework that builds once more, and then starts what it built

    @property
    def starts(self) -> bool:
        """Whether a server starts, or something of which is known why it is none."""
        return bool(self.targets or self.server is not None or self.why_not)


NOTHING = Starting((), None, (), (), (), (), frozenset())


PM2 = frozenset({"pm2-runtime", "pm2-docker", "pm2"})
"""Programs that start what they are told, and start it again when it ends."""

_PM2_FILES = words(
    "ecosystem.config.js ecosystem.config.cjs pm2.config.js pm2.config.cjs process.config.js ecosystem.json pm2.json process.json "
    "ecosystem.yml ecosystem.yaml process.yml process.yaml"
)
_PM2_SCRIPT = re.compile(r"(?<![\w.])[\"']?script[\"']?\s*:\s*[\"']?([\w./@-]+)[\"']?")
_PM2_ELSEWHERE = re.compile(r"(?<![\w.])[\"']?(?:interpreter|exec_interpreter|cwd)[\"']?\s*:")
_PM2_VALUED = words(
    "-i --instances -n --name --env --only --max-memory-restart --node-args --kill-timeout --restart-delay -e --error -o --output "
    "-l --log --log-type --exp-backoff-restart-delay"
)
_PM2_FLAGS = words(
    "--json --raw --no-autorestart --no-daemon --no-auto-exit --time --update-env --merge-logs --no-vizion --attach -x -f"
)


def pm2_files(context: BuildContext, directory: str) -> Mapping[str, str]:
    """The files beside package.json that tell PM2 what to start, each with the one script that it names; "" for others."""
    found: dict[str, str] = {}
    for name in _PM2_FILES:
        path = join(directory, name)
        text = context.read(path) if context.sends(path) else None
        if text is not None:
            named = _PM2_SCRIPT.findall(without_comments(text))
            is_plain = len(named) == 1 and not _PM2_ELSEWHERE.search(text)
            found[name] = named[0] if is_plain else ""
    return found


def _pm2(arguments: Sequence[str], configured: Mapping[str, str], files: list[str]) -> str | None:
    """The script that PM2 runs; None where it is no single one of JavaScript, or something else is asked for."""
    operands: list[str] = []
    remaining = iter(arguments)
    for word in remaining:
        flag, equals, _ = word.partition("=")
        if word == "--":
            break
        if flag in _PM2_VALUED:
            _ = word if equals else next(remaining, "")
        elif word.startswith("-") and flag not in _PM2_FLAGS:
            return None
        elif not word.startswith("-"):
            operands.append(word)
    operands = operands[1:] if operands[:1] == ["start"] else operands
    if len(operands) != 1 or "$" in operands[0]:
        return None
    command = operands[0].split()
    if len(command) == 2 and command[0] in _NODE and command[1].endswith((".js", ".mjs", ".cjs")):
        return command[1]  # PM2 gives a whole command to bash
    name = normpath(operands[0])
    if name in configured:
        files.append(name)
        return configured[name] or None
    return operands[0] if operands[0].endswith((".js", ".mjs", ".cjs")) else None


def read_starting(argv: Sequence[str], scripts: Mapping[str, str]) -> Starting | None:
    """What the words start, scripts of package.json followed; None: that cannot be told, or is no server."""
    found = read_commands([argv], scripts)
    return found if found is not None and found.starts else None


def read_commands(
    argvs: Iterable[Sequence[str]], scripts: Mapping[str, str], configured: Mapping[str, str] | None = None
) -> Starting | None:
    """What several commands start, one after the other; None where that cannot be told of one. `configured`: as `pm2_files`
    has it."""
    whole = NOTHING
    for argv in argvs:
        found = _read(argv, scripts, configured or {})
        if found is None:
            return None
        whole = Starting(
            whole.targets + found.targets,
            whole.server or found.server,
            whole.preloads + found.preloads,
            whole.files + found.files,
            tuple(dict.fromkeys(whole.programs + found.programs)),
            whole.steps + found.steps,
            whole.runners | found.runners,
            whole.why_not or found.why_not,
            whole.compiling or found.compiling,
        )
    return whole


def _read(argv: Sequence[str], scripts: Mapping[str, str], configured: Mapping[str, str]) -> Starting | None:
    steps = steps_of(argv, scripts)
    if not steps:
        return None
    targets: list[str] = []
    preloads: list[str] = []
    files: list[str] = []
    programs: list[str] = []
    server: Step | None = None
    why_not = ""
    compiling: Step | None = None
    managed = False
    for step in steps:
        name = basename(step.argv[0])
        if name in PM2:
            target = _pm2(step.argv[1:], configured, files)
            if target is None or (name == "pm2" and "--no-daemon" not in step.argv):
                return None
            targets.append(target)
            managed = True
            continue
        if name in _NODE:
            target = _node(step.argv[1:], preloads, files)
            if target is None:
                return None
            targets.append(target)
        elif name == "bun":
            target = _bun(step.argv[1:], preloads, files)
            if target is None:
                return None
            if any(word.startswith(_BUN_DEVELOPMENT) for word in step.argv):
                why_not = why_not or f"`{' '.join(step.argv[:3])}` is for development, not for a finished image"
            targets.append(target)
        elif any(step.argv[1 : 1 + len(one)] == one for one in _SERVERS.get(name, ())):
            server = step
            programs.append(name)
            files += [word for word in step.argv[1:] if "/" in word]
        elif name in SOURCE_RUNNERS:
            advice = ", where `node` could run what `tsc` writes" if name in _TYPESCRIPT else ""
            why_not = why_not or f"`{name}` runs the sources: nothing that is built is what starts{advice}"
        elif name in _COMPILING and _COMPILING[name][0].intersection(step.argv[1:2]):
            compiling = step if step.argv[1] in _ONCE_MORE else None
            why_not = why_not or (
                f"`{name} {step.argv[1]}` needs the whole project when it runs, "
                f"where `{_COMPILING[name][1]}` would run what is built"
            )
        elif name in _READ_SOURCES and _READ_SOURCES[name].intersection(step.argv[1:2]):
            why_not = why_not or f"`{name} {step.argv[1]}` reads the sources when it runs"
        elif name in _DESKTOP:
            why_not = why_not or f"`{name}` is for a desktop: it runs with the libraries of the whole image"
        elif name in WHOLE_PROJECT:
            why_not = why_not or f"`{name}` reads the whole project when it runs"
        elif name not in _QUIET:
            programs.append(name)
    wrappers, runners = _on_the_way(argv, scripts)
    runners |= {"pm2"} if managed else set()
    found = tuple(dict.fromkeys((*programs, *wrappers)))
    return Starting(tuple(targets), server, tuple(preloads), tuple(files), found, steps, runners, why_not, compiling)


def _node(arguments: Sequence[str], preloads: list[str], files: list[str]) -> str | None:
    """The file that node runs; None where it runs none, or one whose name is computed."""
    remaining = iter(arguments)
    for word in remaining:
        flag, equals, value = word.partition("=")
        if flag in _EVALUATED:
            return None
        if flag in _VALUED:
            value = value if equals else next(remaining, "")
            if flag in _LOADERS:
                preloads.append(value)
            elif flag.startswith("--env-file"):
                files.append(value)
        elif not word.startswith("-"):
            return None if "$" in word else word
    return None


def _bun(arguments: Sequence[str], preloads: list[str], files: list[str]) -> str | None:
    """The file that bun runs; None where it runs something else."""
    remaining = iter(arguments)
    for word in remaining:
        flag, equals, value = word.partition("=")
        if flag in _BUN_VALUED:
            value = value if equals else next(remaining, "")
            if flag in ("-r", "--preload", "--require", "--import"):
                preloads.append(value)
            elif flag == "--env-file":
                files.append(value)
        elif not word.startswith("-") and word != "run":
            return word if is_source(word) or "/" in word else None
    return None


def _on_the_way(argv: Sequence[str], scripts: Mapping[str, str]) -> tuple[list[str], frozenset[str]]:
    """The wrappers around what starts, and the package managers that read package.json on the way."""
    wrappers: list[str] = []
    runners: set[str] = set()
    for words_ in islice(_commands(argv, scripts, 0), _LIMIT):
        if words_[0] in RUNNERS or words_[0] in EXECUTORS:
            runners.add({"npx": "npm", "pnpx": "pnpm", "bunx": "bun"}.get(words_[0], words_[0]))
        if words_[0] in _WRAPPERS or words_[0] in BESIDE:
            wrappers.append(words_[0])
    return wrappers, frozenset(runners)


def _commands(argv: Sequence[str], scripts: Mapping[str, str], depth: int) -> Iterator[tuple[str, ...]]:
    """The commands that are run on the way, package scripts followed."""
    if not argv or depth > _DEPTH_LIMIT:
        return
    yield tuple(argv)
    if argv[0] in EXECUTORS and argv[1:2] and argv[1] in BESIDE:
        yield from _commands(argv[1:], scripts, depth + 1)
        return
    if argv[0] in BESIDE:
        for text in beside(argv, scripts):
            for command in parse_text(text) or ():
                yield from _commands([word.value for word in command.words], scripts, depth + 1)
        return
    if argv[0] in _WRAPPERS:
        if argv[0] in ("run-s", "run-p", "npm-run-all"):
            for word in argv[1:]:
                yield from _commands(("npm", "run", word), scripts, depth + 1) if not word.startswith("-") else ()
            return
        rest = list(argv[1:])
        while rest and ("=" in rest[0] or rest[0].startswith("-")):
            rest.pop(0)
        yield from _commands(rest, scripts, depth + 1)
        return
    name = script_named(argv)
    for each in (f"pre{name}", name, f"post{name}") if name is not None else ():
        for command in parse_text(scripts.get(each, "")) or ():
            yield from _commands([word.value for word in command.words], scripts, depth + 1)


def package_of(program: str) -> str:
    """The package that brings an executable of node_modules/.bin."""
    return PACKAGE_OF_PROGRAM.get(program, program)
