"""Where a tool keeps its cache: by who runs it, by variables, by the image; and where it keeps none that a mount could be for."""

from __future__ import annotations

from collections.abc import Sequence

from dockwright.context import BuildContext
from dockwright.refactorings.cache_mounts.commands import is_cut_off
from dockwright.refactorings.cache_mounts.sharing import is_only_go_run
from dockwright.refactorings.cache_mounts.tools import (
    ACCOUNTS,
    FIRST_GO_WITH_CACHE,
    GO_BUILD,
    GO_MODULES,
    PLACE_FLAGS,
    PLACE_PROPERTIES,
    Cache,
    Tool,
)
from dockwright.refactorings.reorder import Plan
from dockwright.semantics import SemanticModel, Stage, State
from dockwright.shell import Command
from dockwright.syntax import Env, Run


def account_of(stage: Stage, state: State) -> tuple[str, int | None] | None:
    """The home directory of who runs the command, and the number that must own the mount; None when unknown."""
    if state.is_root:
        return state.variables.get("HOME") or "/root", None
    image = stage.root_image
    user = (state.user or "").partition(":")[0]
    if image is None:
        return None
    for (family, name), (home, number) in ACCOUNTS.items():
        if image.family == family and user in (name, str(number)):
            return home, number
    return None


def caches_of(
    name: str, tool: Tool, context: BuildContext, stage: Stage, run: Run, plan: Plan | None
) -> Sequence[Cache]:
    """The directories that are worth a mount in this RUN."""
    if name == "yarn" and context.exists(".yarnrc.yml"):
        is_copied = "nodeLinker: node-modules" in (context.read(".yarnrc.yml") or "")
        if not is_copied or context.exists(".yarn/cache"):
            return ()  # the application is started out of the cache, or the packages are part of the project
        return (Cache(".yarn/berry/cache", "YARN_CACHE_FOLDER"),)
    if name == "composer":
        return _caches_of_composer(tool, stage, run)
    if name != "go":
        return tool.caches
    downloads_here = (
        plan is None
        and not is_cut_off(run)
        and is_only_go_run(stage, run)
        and context.is_known
        and not context.exists("vendor")
    )
    return (GO_MODULES, GO_BUILD) if downloads_here and context.exists("go.sum") else tool.caches


def _caches_of_composer(tool: Tool, stage: Stage, run: Run) -> Sequence[Cache]:
    """Composer's cache lies in its home: that of the account, another one that is set, or /tmp in its own image."""
    variables = stage.model.state_before(run).variables
    if "COMPOSER_CACHE_DIR" in variables:
        return tool.caches
    if "COMPOSER_HOME" in variables:
        return (Cache(".composer/cache", "COMPOSER_HOME", "/cache"),)
    image = stage.root_image
    return (Cache("/tmp/cache"),) if image is not None and image.family == "composer" else tool.caches


def targets_of(
    caches: Sequence[Cache], state: State, account: tuple[str, int | None] | None
) -> list[tuple[str, bool]] | None:
    """Where the directories are, and whether each must be locked; None when a variable hides that."""
    if account is None:
        return None
    home, number = account
    found: list[tuple[str, bool]] = []
    for cache in caches:
        path = cache.path
        if number is not None and path.startswith("/usr/local/share/"):
            path = path.removeprefix("/usr/local/share/")  # yarn keeps root's cache apart
        target = path if path.startswith("/") else f"{home}/{path}"
        if cache is GO_MODULES and "GOPATH" in state.variables:
            gopath = state.variables["GOPATH"]
            target = f"{gopath}/pkg/mod" if gopath else ""
        named = next((one for one in (cache.variable, cache.variable.upper()) if one in state.variables), None)
        if named is not None:  # npm takes small letters and capital ones
            value = state.variables[named]
            target = f"{value}{cache.suffix}" if value else ""
        elif "XDG_CACHE_HOME" in state.variables and path.startswith(".cache/"):
            target = ""
        if not target.startswith("/"):
            return None
        found.append((target, cache.is_locked))
    return found


_TELLING = frozenset(("export", "declare", "readonly", "typeset"))


def is_elsewhere(command: Command, name: str) -> bool:
    """Whether the command itself names another place for the cache."""
    if name in PLACE_FLAGS and command.has_flag(*PLACE_FLAGS[name]):
        return True
    properties = PLACE_PROPERTIES.get(name)
    return properties is not None and any(word.value.startswith(properties) for word in command.arguments)


def is_moved(command: Command, caches: Sequence[Cache]) -> bool:
    """Whether the script itself says where the cache is, for this command or for those behind: `GOCACHE=/tmp/c go build`."""
    names = {"HOME", "XDG_CACHE_HOME"}.union(*((one.variable, one.variable.upper()) for one in caches))
    for one in command.script.commands:
        told = one.assigned if one.name not in _TELLING else [word.value.partition("=")[0] for word in one.arguments]
        if not names.isdisjoint(told):
            return True
    return False


def is_switched_off(model: SemanticModel, command: Command, tool: Tool) -> bool:
    """Whether a variable tells the tool to keep nothing."""
    variable = tool.no_cache_variable
    if not variable:
        return False
    if any(assignment.name == variable for assignment in command.assignments):
        return True
    return variable in model.state_before(command.instruction).variables


def keeps_builds(stage: Stage) -> bool:
    """Whether the Go of the stage's image has a build cache."""
    image = stage.root_image
    if image is None or image.family != "golang":
        return False
    version = image.version_numbers[:2]
    return not version or version >= FIRST_GO_WITH_CACHE


def downloads_crates(context: BuildContext) -> bool:
    """Whether cargo has crates to download.

    Its `target` directory gets no mount: what a build leaves there would not be in the image, and cargo takes a source
    for unchanged when its time stamp is older than what was built from it, whatever it says.
    """
    if not context.is_known:
        return True
    from dockwright.projects.cargo import downloads

    return downloads(context)


def _has_no_cache_of_composer(model: SemanticModel, stage: Stage, command: Command) -> bool:
    if model.state_before(command.instruction).variables.get("COMPOSER_CACHE_DIR") == "/dev/null":
        return True
    return any(  # the packages are in place: what runs here runs scripts and lists classes
        one.name == "composer"
        and one.subcommand in ("install", "i")
        and one.instruction.index < command.instruction.index
        for one in stage.commands
    )


def _has_other_gems(model: SemanticModel, stage: Stage, command: Command) -> bool:
    """Whether gems, and the cache beside them, are not where the official image has them."""
    image = stage.root_image
    if (
        image is None
        or image.family != "ruby"
        or command.has_flag("path", "deployment", "local", "standalone", "system")
    ):
        return True
    names = {pair.key.value for level in stage.lineage for env in level.of(Env) for pair in env.pairs}
    if names & {"BUNDLE_PATH", "BUNDLE_DEPLOYMENT", "GEM_HOME", "BUNDLE_GLOBAL_GEM_CACHE", "BUNDLE_USER_HOME"}:
        return True
    settings = [
        one for level in stage.lineage for one in level.commands if one.name == "bundle" and one.subcommand == "config"
    ]
    return any(word.value in ("path", "deployment", "no_install") for one in settings for word in one.arguments)


def _has_other_hex(model: SemanticModel, stage: Stage, command: Command) -> bool:
    return "MIX_XDG" in model.state_before(command.instruction).variables


def _links_into_store(model: SemanticModel, stage: Stage, command: Command) -> bool:
    """Whether what is installed is symbolic links into the cache."""
    if command.flag_value("link-mode") is not None or command.has_flag("backend"):
        return True
    return model.state_before(command.instruction).variables.get("UV_LINK_MODE", "copy") not in (
        "copy",
        "hardlink",
        "clone",
    )


UNFIT = {
    "uv": _links_into_store,
    "bun": _links_into_store,
    "composer": _has_no_cache_of_composer,
    "bundle": _has_other_gems,
    "mix": _has_other_hex,
}
"""Where the cache of a tool is somewhere else, or nowhere."""
