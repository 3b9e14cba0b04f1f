"""Whether an image lacks a program, for certain."""

from __future__ import annotations

from posixpath import basename

from dockwright.knowledge.package_managers import manager_of
from dockwright.rules._layers import is_opaque
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run, Transfer

# Packages that bring no program but their own, whatever they depend on.
_ALONE = frozenset(
    ["ca-certificates", "tzdata", "openssl", "musl", "musl-dev", "gcc", "g++", "make", "dumb-init", "tini", "su-exec", "gosu",
     "nodejs", "npm", "zlib1g", "zlib", "unzip", "zip", "netbase", "locales", "procps", "jq", "ffmpeg", "sqlite", "sqlite3",
     "postgresql-client", "libc6-compat", "gcompat", "tar", "gzip", "xz-utils", "openssh-client"]
)  # fmt: skip
_OF_ADDUSER = frozenset(("adduser", "addgroup"))
_IN_NO_PACKAGE = "apt-key"
"""What apt itself had, and no other package has."""
_WITHOUT_ADDUSER = frozenset(("build-essential", "curl", "gettext", "git", "netcat-openbsd", "pkg-config", "wget"))
"""Packages of Debian that neither are Debian's adduser nor depend on it."""
_PACKAGES = {
    "ps": ("procps",),
    "nc": ("netcat", "ncat", "nmap"),
    "ping": ("iputils",),
    "ssh": ("openssh",),
    "python3": ("python",),
}
_ARCHIVES = (".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst")
_HARMLESS = frozenset(("npm", "yarn", "pnpm", "pip", "pip3", "go", "cargo", "bundle", "gem", "mvn", "dotnet"))
"""Package managers of languages: they install no program of the system."""


def lacks(model: SemanticModel, stage: Stage, program: str, before: Instruction | None = None) -> bool:
    """Whether the image of the stage has no such program, as far as the tables know the base image and each command.

    Nobody looks into directories that the stage adds to PATH: there it may be.
    """
    facts = stage.facts
    if facts is None or facts.provides(program) is not False:
        return False
    return not may_be_brought(model, stage, program, before)


_BY_NAME_ALONE = frozenset(("composer", "corepack"))
"""Programs that no package of another name brings along. Source: Debian's and Alpine's indices. Date: 2026-11."""

NODE_TOOLS = frozenset(
    ["cross-env", "eslint", "grunt", "gulp", "jest", "nest", "next", "ng", "nodemon", "nuxt", "nx", "pm2", "prisma", "react-scripts",
     "rimraf", "rollup", "serve", "sequelize", "ts-node", "ts-node-dev", "tsc", "tsx", "turbo", "vite", "vue-cli-service", "webpack"]
)  # fmt: skip
"""Programs that packages of npm put into `node_modules/.bin`, which no image has on its PATH."""

_NODE_MANAGERS = frozenset(("npm", "pnpm", "yarn", "bun", "volta"))


def lacks_tool_of_node(model: SemanticModel, stage: Stage, tool: str, before: Instruction | None = None) -> bool:
    """Whether a tool of a project of Node is not found by its bare name: an official image of Node, and nothing installs
    packages for all or links a program."""
    facts = stage.facts
    if facts is None or facts.family != "node" or may_be_brought(model, stage, tool, before, (tool, "npm")):
        return False
    return not any(_installs_for_all(command) for one in stage.lineage for command in one.commands)


def _installs_for_all(command: Command) -> bool:
    if command.name not in _NODE_MANAGERS:
        return False
    words = [word.value for word in command.arguments[:2]]
    return command.has_flag("g", "global", "location", "prefix") or not {"global", "link", "ln"}.isdisjoint(words)


def may_be_brought(
    model: SemanticModel,
    stage: Stage,
    program: str,
    before: Instruction | None = None,
    names: tuple[str, ...] = (),
) -> bool:
    """Whether an instruction of the stage, one above another where it is given, may bring a program that the base image lacks.

    `names`: what the names of packages with it hold; its own name where nothing is given.
    """
    facts = stage.facts
    if facts is None or stage.final_state.env.get("PATH") != facts.env.get("PATH"):
        return True
    if _brings(model, stage, program, before, names):
        return True
    base = stage.base_stage
    return base is not None and _brought_below(model, base, program, names)


def _brought_below(model: SemanticModel, stage: Stage, program: str, names: tuple[str, ...]) -> bool:
    """Whether a stage, or one that it is built on, may bring the program; each is looked at once."""
    known: dict[Stage, bool] = model.keep((_brought_below, program, names), dict)
    waiting: list[Stage] = []
    found = False
    for one in stage.lineage:
        if one in known:
            found = known[one]
            break
        waiting.append(one)
    for one in reversed(waiting):
        found = known[one] = found or _brings(model, one, program, None, names)
    return found


def _brings(
    model: SemanticModel, stage: Stage, program: str, before: Instruction | None, names: tuple[str, ...]
) -> bool:
    """Whether one of a stage's own instructions may bring the program."""
    for instruction in stage.instructions:
        if before is not None and instruction.index >= before.index:
            break
        if isinstance(instruction, Run):
            if any(may_bring(each, program, names) for each in model.commands(instruction)):
                return True
            if model.script(instruction).has_errors or instruction.heredocs:
                return True
        if isinstance(instruction, Transfer) and _may_hold(model, instruction, program):
            return True
    return False


def may_bring(command: Command, program: str, names: tuple[str, ...] = ()) -> bool:
    """Whether a command may bring the program."""
    if not command.words:
        return False
    manager = manager_of(command.name)
    if manager is None:
        return is_opaque(command) or program in (word.value.rpartition("/")[2] for word in command.words)
    if manager.ecosystem != "os":
        return command.name not in _HARMLESS
    operands = command.operands(manager.valued_flags)
    if not operands or operands[0].value not in manager.install:
        return False
    return any(_may_contain(word.value.partition("=")[0], program, names) for word in operands[1:])


def _may_contain(package: str, program: str, names: tuple[str, ...]) -> bool:
    """Whether the package, or one that it depends on, may hold the program."""
    if program == _IN_NO_PACKAGE:
        return False
    from dockwright.knowledge.os_packages import PROGRAM_OF_PACKAGE

    names = names or _PACKAGES.get(program, (program,))
    if any(name in package for name in names) or program in PROGRAM_OF_PACKAGE.get(package, ()):
        return True
    if program in _BY_NAME_ALONE:
        return "$" in package
    if program in _OF_ADDUSER and package in _WITHOUT_ADDUSER:
        return False
    return package not in _ALONE and not (package.startswith("lib") and "$" not in package)


def _may_hold(model: SemanticModel, transfer: Transfer, program: str) -> bool:
    """Whether a COPY may bring the program: by its name, or in a directory that programs are looked up in."""
    target = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
    if target is None or basename(target.rstrip("/")) == program:
        return True
    if any(basename(word.value.rstrip("/")) == program for word in transfer.sources):
        return True
    is_system = target.rstrip("/") in (
        "",
        "/bin",
        "/usr",
        "/usr/bin",
        "/usr/local",
        "/usr/local/bin",
        "/sbin",
        "/usr/sbin",
    )
    names = [basename(word.value) for word in transfer.sources]
    return is_system and any("." not in name or name.endswith(_ARCHIVES) for name in names)
