"""What `npm run x` and its like start in the end: the scripts of package.json followed to their commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import islice

from dockwright.knowledge.node_packages import PACKAGE_OF_PROGRAM
from dockwright.knowledge.table import words
from dockwright.shell import Command, parse_script
from dockwright.text import Excerpt
from dockwright.values import NamedTuple

RUNNERS = frozenset({"npm", "yarn", "pnpm", "bun"})
EXECUTORS = frozenset({"npx", "bunx", "pnpx"})
_ENVIRONMENT = frozenset({"cross-env", "cross-env-shell", "env-cmd", "dotenv"})
BESIDE = frozenset({"concurrently", "conc"})
"""Programs that run several commands beside one another, each given as one word."""

_BESIDE_VALUED = words(
    "-n --names --name-separator -s --success -p --prefix -c --prefix-colors -l --prefix-length -t --timestamp-format -m "
    "--max-processes --restart-tries --restart-after -i --default-input-target --kill-signal --ks --hide"
)
_BESIDE_PLAIN = words(
    "-k --kill-others --kill-others-on-fail -r --raw -g --group --no-color --timings --handle-input --pad-prefix"
)
"""Source: https://github.com/open-cli-tools/concurrently (9.2)."""

_RUN = frozenset({"run", "run-script", "rum", "urn"})
_NPM_SHORTCUTS = frozenset({"start", "test", "stop", "restart"})
_EXEC = frozenset({"exec", "x", "dlx", "node"})
# Subcommands of yarn and pnpm that are no scripts.
_OWN = words(
    "add install i ci remove rm up upgrade global config cache init link unlink list ls why info audit pack publish "
    "version versions workspace workspaces set import dedupe prune rebuild store deploy fetch create"
)
_OWN_OF_BUN = _OWN | words(
    "a audit build c completions discord exec feedback info node outdated patch pm repl run test unlink update why x"
)
_SOURCES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_DEPTH_LIMIT = 6
_STEP_LIMIT = 200  # scripts that call one another many times over grow with the power of their depth


class Step(NamedTuple):
    """One program that a script starts, with the variables set for it."""

    argv: tuple[str, ...]  # words as they are written; expansions unexpanded
    variables: Mapping[str, str]
    is_literal: bool  # no word has an expansion in it


class _Text:
    """A script by itself, in the shape that the shell floor asks of an instruction."""

    is_exec = False
    heredocs = ()

    def __init__(self, text: str) -> None:
        self.arguments_text = Excerpt(text, 0)


def parse_text(text: str) -> tuple[Command, ...] | None:
    """The commands of a script; None when the grammar cannot make sense of all of it."""
    script = parse_script(_Text(text))
    return None if script.has_errors else script.commands


def steps_of(argv: Sequence[str], scripts: Mapping[str, str]) -> tuple[Step, ...] | None:
    """What the words start, package scripts followed; None when a script is missing or cannot be read."""
    first = Step(tuple(argv), {}, not any("$" in word for word in argv))
    steps = tuple(islice(_follow(first, scripts, 0), _STEP_LIMIT + 1))
    return (
        None
        if len(steps) > _STEP_LIMIT or any(step is None for step in steps)
        else tuple(step for step in steps if step is not None)
    )


def script_named(argv: Sequence[str]) -> str | None:
    """The package script that the words run: `build` of `npm run build`, `yarn build`, `npm --prefix x run build`."""
    if not argv or argv[0] not in RUNNERS:
        return None
    operands = [word for word in _without_valued(argv[1:], argv[0]) if not word.startswith("-")]
    if not operands:
        return None
    first = operands[0]
    if first in _RUN:
        name = operands[1] if len(operands) > 1 else None
        return None if argv[0] == "bun" and name is not None and is_source(name) else name
    if first in _NPM_SHORTCUTS:
        return first
    if argv[0] in ("yarn", "pnpm") and first not in _OWN | _EXEC:
        return first
    is_name = not is_source(first) and "/" not in first and first != "."
    return first if argv[0] == "bun" and is_name and first not in _OWN_OF_BUN else None


_TO_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "npm": ("--workspace", "-w", "--workspaces", "-ws"),
    "pnpm": ("--filter", "-F", "--filter-prod", "-r", "--recursive"),
    "bun": ("--filter", "-F", "--workspaces"),
}


def is_sent_to_members(argv: Sequence[str]) -> bool:
    """Whether a package manager is told to run the script of other packages of a workspace: `pnpm --filter web build`.
    npm alone takes what stands behind the name of the script for itself."""
    name = script_named(argv)
    if name is None or argv[0] not in _TO_MEMBERS:
        return False
    end = (argv.index("--") if "--" in argv else len(argv)) if argv[0] == "npm" else argv.index(name)
    return any(word.partition("=")[0] in _TO_MEMBERS[argv[0]] for word in argv[1:end])


def is_source(word: str) -> bool:
    """Whether a word given to `bun run` names a file, not a package script."""
    return word.endswith(_SOURCES) or word.startswith(("./", "../", "/"))


def _without_valued(arguments: Sequence[str], runner: str) -> Iterator[str]:
    """The words without the values of flags that take one, up to `--`."""
    remaining = iter(arguments)
    for word in remaining:
        if word == "--":
            return
        if word in ("--prefix", "-C", "--cwd", "--dir", "--filter", "-F", "--workspace", "-w") and (
            word != "-w" or runner != "pnpm"
        ):
            next(remaining, None)
            continue
        yield word


def _follow(step: Step, scripts: Mapping[str, str], depth: int) -> Iterator[Step | None]:
    argv = step.argv
    if depth > _DEPTH_LIMIT or not argv:
        yield None
        return
    if argv[0] in _ENVIRONMENT:
        yield from _follow(_with_variables(step), scripts, depth + 1)
        return
    if argv[0] in ("run-s", "run-p", "npm-run-all"):
        for each in argv[1:]:
            if not each.startswith("-"):
                yield from _script(each, (), step, scripts, depth)
        return
    if argv[0] in BESIDE:
        for words_ in beside(argv, scripts):
            yield from _commands(words_, (), step, scripts, depth) if words_ else (None,)
        return
    if argv[0] in EXECUTORS or (argv[0] in RUNNERS and len(argv) > 1 and argv[1] in _EXEC):
        yield from _follow(step._replace(argv=_executed(argv)), scripts, depth + 1)
        return
    name = script_named(argv)
    if name is not None and is_sent_to_members(argv):
        yield step
        return
    if name is None:
        yield step._replace(argv=(argv[0].removeprefix("./").removeprefix("node_modules/.bin/"), *argv[1:]))
        return
    more = _appended(argv, name)
    is_direct = argv[0] == "yarn" or (argv[0] in ("pnpm", "bun") and name == argv[1] and name not in _NPM_SHORTCUTS)
    if is_direct and name not in scripts:
        yield step._replace(argv=(name, *more))  # the executable of that name runs
        return
    yield from _script(name, more, step, scripts, depth)


def _script(
    name: str, more: Sequence[str], step: Step, scripts: Mapping[str, str], depth: int
) -> Iterator[Step | None]:
    """The commands of a package script with those of its `pre` and `post` companions; `more` goes to the last one."""
    for each in (f"pre{name}", name, f"post{name}"):
        text = scripts.get(each)
        if text is None:
            if each == name:
                yield None
            continue
        yield from _commands(text, more if each == name else (), step, scripts, depth)


def _commands(
    text: str, more: Sequence[str], step: Step, scripts: Mapping[str, str], depth: int
) -> Iterator[Step | None]:
    """The commands of the text of a script; `more` goes to the last one."""
    commands = parse_text(text)
    if not commands:
        yield None
        return
    for index, command in enumerate(commands):
        extra = tuple(more) if index == len(commands) - 1 else ()
        variables = {**step.variables, **_assigned(command)}
        argv = (*(word.value for word in command.words), *extra)
        is_literal = step.is_literal and all(word.is_literal for word in command.words)
        yield from _follow(Step(argv, variables, is_literal), scripts, depth + 1)


def beside(argv: Sequence[str], scripts: Mapping[str, str]) -> tuple[str, ...]:
    """The commands that `concurrently` runs beside one another, as texts; "" where one is not told."""
    found: list[str] = []
    remaining = iter(argv[1:])
    for word in remaining:
        if word.startswith("-"):
            if word in _BESIDE_VALUED:
                next(remaining, None)
            elif "=" not in word and word not in _BESIDE_PLAIN:
                return ("",)
            continue
        runner, colon, name = word.partition(":")
        if not colon or runner not in RUNNERS or " " in word:
            found.append(word)
            continue
        named = (one for one in scripts if fnmatchcase(one, name)) if "*" in name else (name,)
        found += [f"{runner} run {one}" for one in named if "(" not in name] or [""]
    return tuple(found) or ("",)


def _assigned(command: Command) -> dict[str, str]:
    return {one.name: one.value.value if one.value else "" for one in command.assignments}


def _with_variables(step: Step) -> Step:
    """`cross-env A=b program`: the program, with A set."""
    variables = dict(step.variables)
    argv = list(step.argv[1:])
    while argv and ("=" in argv[0] or argv[0].startswith("-")):
        name, equals, value = argv.pop(0).partition("=")
        if equals and not name.startswith("-"):
            variables[name] = value
    return Step(tuple(argv), variables, step.is_literal)


def _executed(argv: Sequence[str]) -> tuple[str, ...]:
    """The program behind `npx --yes`, `pnpm dlx`, `npm exec --`, its version taken off."""
    rest = list(argv[1:] if argv[0] in EXECUTORS else argv[2:])
    while rest and rest[0].startswith("-"):
        flag = rest.pop(0)
        if flag in ("-p", "--package") and rest:
            rest.pop(0)
    if not rest:
        return ()
    at = rest[0].find("@", 1)
    name = rest[0][:at] if at > 0 else rest[0]
    return (_PROGRAM_OF_PACKAGE.get(name, name), *rest[1:])


_PROGRAM_OF_PACKAGE = {
    package: program
    for program, package in PACKAGE_OF_PROGRAM.items()
    if program in words("nest ng eleventy docusaurus babel swc ncc vue-cli-service graphql-codegen")
}
"""What `npx` runs of a package whose one executable has another name."""


def _appended(argv: Sequence[str], name: str) -> tuple[str, ...]:
    """What is passed on to the script: the words behind its name, and behind `--`."""
    rest = list(argv[argv.index(name) + 1 :])
    if "--" in rest:
        rest.remove("--")
    elif argv[0] == "npm":
        rest = [word for word in rest if not word.startswith("-")]
    return tuple(rest)
