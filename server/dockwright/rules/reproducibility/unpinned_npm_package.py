from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS, manager_of
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.rules._packages import installation, unpinned
from dockwright.shell import Command

ADDING = {"npm": frozenset({"install", "i", "in", "ins", "add"}), "yarn": frozenset({"add", "global"})}
_REPOSITORIES = ("git://", "git+", "github:", "gitlab:", "bitbucket:")
_FILES = (".tar", ".tar.gz", ".tgz")
_MOVING = ("@latest", "@next", "@beta", "@canary")


@rule(
    "unpinned-npm-package",
    on=Command,
    commands=("npm", "yarn", "pnpm", "bun"),
    severity=Severity.INFO,
    aliases=("DL3016",),
    default=False,
    invalid=(
        Invalid("FROM node:22\nRUN npm install -g serve typescript@5.5.4\n", marked=("serve",)),
        Invalid("FROM node:22\nRUN npm i -g @angular/cli pnpm@latest\n", marked=("@angular/cli", "pnpm@latest")),
        Invalid("FROM node:22\nRUN yarn global add serve && pnpm add vite\n", marked=("serve", "vite")),
        Invalid("FROM node:22\nRUN npm install git+https://github.com/a/b.git\n"),
    ),
    valid=(
        "FROM node:22\nRUN npm install -g serve@14 @angular/cli@18.2.0\n",
        "FROM node:22\nRUN npm install\n",
        "FROM node:22\nRUN npm ci --loglevel error\n",
        "FROM node:22\nRUN npm install --prefix /opt ./lib ../other file:x a.tgz git+ssh://git@host/a#v1 $NAME\n",
        "FROM node:22\nRUN yarn install\n",
        Valid("FROM node:22\nRUN npm i -g serve && npm install pnpm@latest\n", settings=HADOLINT),
    ),
)
def unpinned_npm_package(command: Command, settings: Settings) -> Iterator[Finding]:
    """A package of the npm registry is installed without a version.

    ## Why is this bad?
    The same Dockerfile gives another image tomorrow, and a new major version can break it. `serve@14` keeps to a major
    version; `@latest` and the other tags move as well. What package.json names belongs to `npm ci` and its lock file.

    The rule is off unless it is asked for: of a tool the newest version is often what is wanted, and a pinned one gets no
    fixes until somebody changes it.

    ## References
    - https://docs.npmjs.com/cli/commands/npm-install
    """
    strict = is_hadolint(settings)
    if is_hidden(command, settings) or (strict and command.name != "npm"):
        return
    manager = manager_of(command.name)
    adding = {"install"} if strict else ADDING.get(command.name, ADDING["npm"])
    call = installation(command, adding, (manager or MANAGERS["npm"]).valued_flags, settings)
    if call is None:
        return
    packages = call.packages
    if call.word.value == "global":
        packages = packages[1:] if packages and packages[0].value == "add" else ()
    yield from unpinned(packages, _has_version if strict else _is_pinned, settings)


def _is_pinned(package: str) -> bool:
    return package in (".", "..") or (_has_version(package) and not package.endswith(_MOVING))


def _has_version(package: str) -> bool:
    """Whether a tag, a version or a commit is named, or the package comes from a file or folder."""
    if package.startswith(_REPOSITORIES):
        return "#" in package
    if package.endswith(_FILES) or package.startswith(("/", "./", "../", "~/", "file:")):
        return True
    return "@" in package[1:]
