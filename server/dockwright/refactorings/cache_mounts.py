"""Cache mounts: which RUN would gain from one, where it goes, and what else must change for it to work.

A cache mount keeps downloads, or what a compiler made, from one build to the next and out of the image. It pays where a
RUN works anew after every edit; a layer that comes from the cache needs none.

Source: https://docs.docker.com/build/cache/optimize/#use-cache-mounts (September 2025).
"""

from __future__ import annotations

from collections.abc import Sequence

from dockwright.context import BuildContext
from dockwright.knowledge.commands import HARMLESS
from dockwright.knowledge.package_managers import MANAGERS, manager_of
from dockwright.refactorings import frontend
from dockwright.refactorings.cache_tools import (
    ACCOUNTS,
    CLEANING,
    DOCKER_CLEAN,
    FIRST_GO_WITH_CACHE,
    GO_BUILD,
    GO_MODULES,
    HEADERS,
    TOOLS,
    TRUSTING,
    Cache,
    Tool,
)
from dockwright.refactorings.hints import may_bring_go
from dockwright.refactorings.reorder import Plan, answer
from dockwright.refactorings.reorder.independence import installs_by_name
from dockwright.refactorings.reorder.sites import below, copied_directory, overlap, workdirs
from dockwright.semantics import SemanticModel, Stage, State
from dockwright.semantics.deeds import Site, sites
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Add, Cmd, Copy, Entrypoint, Env, Instruction, Run, Transfer
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

LINE_LENGTH = 120
"""Where a mount that would make a line longer gets one of its own."""


class Offer(NamedTuple):
    """A RUN that would gain from mounts."""

    command: Command
    tool: str
    targets: tuple[str, ...]
    edits: tuple[Edit, ...]  # empty: what else must change for the mounts to work is not understood
    is_compiler: bool  # it keeps what is compiled, not what is downloaded
    is_sure: bool  # what is installed or compiled is the same whatever the cache holds


def offer(model: SemanticModel, context: BuildContext, command: Command, *, always: bool = False) -> Offer | None:
    """The mounts that the RUN of this command should have; None when it needs none.

    `always`: also where the layer is rebuilt only when manifests change.
    """
    run = command.instruction
    found = _tool_of(command)
    stage = model.stage_of(run)
    if found is None or stage is None or not isinstance(run, Run) or _is_repeated(command):
        return None
    name, tool = found
    if name == "apt-get" and (stage.facts is None or stage.facts.os not in ("debian", "ubuntu")):
        return None
    if not always and _is_early(command, tool):
        return None
    plan = _plan_for(model, context, stage, run)
    if not always and not _works_anew(model, context, stage, run, tool, plan):
        return None
    if name == "go" and not _keeps_builds(stage):
        return None
    if name != "go" and _works_offline(run, command):
        return None  # what it installs is in the directories that a mount would hide
    if name == "yarn" and not context.is_known:
        return None
    if name == "pnpm" and "GlobalVirtualStore" in (context.read("pnpm-workspace.yaml") or ""):
        return None  # packages are links into the store
    if name == "cargo" and not _downloads_crates(context):
        return None
    if name in _UNFIT and _UNFIT[name](model, stage, command):
        return None
    if tool.is_store and _is_needed_again(model, stage, run, name):
        return None
    account = _account(stage, model.state_before(run))
    caches = _caches(name, tool, context, stage, run, plan)
    targets = _targets(caches, model.state_before(run), account)
    if account is None or not targets or any(_covers(run, target) for target, _ in targets):
        return None
    if _is_switched_off(model, command, tool) or _is_read_elsewhere(model, stage, [path for path, _ in targets]):
        return None
    paths = tuple(path for path, _ in targets)
    edits = _edits(model, command, tool, targets, account)
    return Offer(command, name, paths, edits, name == "go", _is_sure(model, stage, command, name, paths, account[0]))


def _is_sure(
    model: SemanticModel, stage: Stage, command: Command, name: str, targets: Sequence[str], home: str
) -> bool:
    """Whether the image is the same whatever an earlier build has left in the cache."""
    commands = command.script.commands
    if name in TRUSTING or any(_removes_more(one, targets, home) for one in commands if one.name == "rm"):
        return False
    if any(
        _looks_into(site, targets, home) for site in sites(model, command.instruction) if site.command is not command
    ):
        return False
    if name == "npm":  # what npx fetches lies in the cache, and is looked for there when the container starts
        return not any(one.name == "npx" or one.subcommand in ("exec", "x") for one in commands)
    if name == "go" and model.state_before(command.instruction).variables.get("CGO_ENABLED") != "0":
        return "CGO_ENABLED=0" in command.instruction.text or _bringing_headers(model).isdisjoint(stage.lineage)
    return True


def _bringing_headers(model: SemanticModel) -> frozenset[Stage]:
    """The stages in which a command names a package with headers of C."""

    def brings(stage: Stage) -> bool:
        named = (word.value.partition("=")[0] for one in stage.commands for word in one.arguments)
        return any(word.endswith(HEADERS) for word in named)

    return model.keep(_bringing_headers, lambda: frozenset(filter(brings, model.stages)))


def _looks_into(site: Site, targets: Sequence[str], home: str) -> bool:
    """Whether a command is given the directory, or one above it: it would work on what other builds have left there."""
    if site.command.name in HARMLESS or site.command.name == "rm":
        return False
    places = [site.at(_with_home(word.value, home)).path for word in site.command.operands() if "/" in word.value]
    return any(overlap(place, target) for place in places for target in targets)


def _removes_more(command: Command, targets: Sequence[str], home: str) -> bool:
    """Whether `rm` takes away a directory that the cache is one part of."""
    places = [_path(word, home) for word in command.operands()]
    return any(target != path and below(target, path) is not None for path in places for target in targets)


def _tool_of(command: Command) -> tuple[str, Tool] | None:
    """The tool that a command runs, when it is one of its subcommands that fill the cache."""
    name = "pip" if _is_python_pip(command) else command.name
    manager = manager_of(name)
    tool = TOOLS.get(manager.name) if manager is not None else None
    if manager is None or tool is None or not command.is_top_level or command.is_conditional:
        return None
    operands = [
        word.value for word in command.operands(manager.valued_flags | {"m"} if name == "pip" else manager.valued_flags)
    ]
    verb = operands[0] if operands else ""
    if tool.verbs and verb not in tool.verbs:
        return None
    if not tool.verbs and (not command.arguments or command.has_flag("version", "v", "offline", "o", "help")):
        return None
    if command.name == "yarn" and command.has_flag("version", "v", "help"):
        return None
    if command.name == "go" and any(word.value == "-a" for word in command.arguments):
        return None  # it does not look into the cache
    return manager.name, tool


def _is_early(command: Command, tool: Tool) -> bool:
    """Whether the command belongs in front of the sources anyway: it installs what is named, not what they ask for."""
    if tool.is_early or installs_by_name(command):
        return True
    names = [word.value for word in command.operands(MANAGERS["npm"].valued_flags)]
    return (
        command.name in ("npm", "pnpm", "bun") and len(names) > 1 and not all(name in (names[0], ".") for name in names)
    )


def _is_python_pip(command: Command) -> bool:
    return command.name.startswith("python") and [word.value for word in command.arguments[:2]] == ["-m", "pip"]


def _is_repeated(command: Command) -> bool:
    """Whether an earlier command of the same script stands for it."""
    found = _tool_of(command)
    for earlier in command.script.commands:
        if earlier is command:
            return False
        other = _tool_of(earlier)
        if other is not None and found is not None and other[0] == found[0]:
            return True
    return False


def _plan_for(model: SemanticModel, context: BuildContext, stage: Stage, run: Run) -> Plan | None:
    """The reordering that concerns this RUN."""
    plans = model.keep((_plans, context, stage), lambda: _plans(model, context, stage))
    return next((plan for copy, plan in plans.get(run, ()) if copy.index < run.index), None)


def _plans(model: SemanticModel, context: BuildContext, stage: Stage) -> dict[Run, list[tuple[Transfer, Plan]]]:
    """The reorderings of a stage by the RUNs that they concern, each with its copy."""
    plans: dict[Run, list[tuple[Transfer, Plan]]] = {}
    for copy in stage.of(Transfer):
        found = answer(model, context, copy) if copy.from_ is None else None
        if found is not None and found.plan is not None:
            for run in dict.fromkeys(step.run for step in found.plan.steps):
                plans.setdefault(run, []).append((copy, found.plan))
    return plans


def _works_anew(
    model: SemanticModel, context: BuildContext, stage: Stage, run: Run, tool: Tool, plan: Plan | None
) -> bool:
    """Whether the RUN runs again after every edit of a source, and no better order would spare it that."""
    if tool.is_restore and plan is not None:
        return False
    for level in stage.lineage:
        places = workdirs(model, level)
        for copy in level.of(Transfer):
            if (level is stage and copy.index > run.index) or copy.from_ is not None:
                continue
            if copied_directory(model, context, copy, places[copy]) is not None:
                return True
            if not tool.is_restore and may_bring_go(copy, context):
                return True
    return False


def _is_cut_off(run: Run) -> bool:
    network = run.flag("network")
    return network is not None and network.value is not None and network.value.value == "none"


def _works_offline(run: Run, command: Command) -> bool:
    return _is_cut_off(run) or command.has_flag("offline") or (command.name == "cargo" and command.has_flag("frozen"))


def _keeps_builds(stage: Stage) -> bool:
    """Whether the Go of the stage's image has a build cache."""
    image = stage.root_image
    if image is None or image.family != "golang":
        return False
    version = image.version_numbers[:2]
    return not version or version >= FIRST_GO_WITH_CACHE


def _downloads_crates(context: BuildContext) -> bool:
    """Whether cargo has crates to download.

    Its `target` directory gets no mount: what a build leaves there would not be in the image, and cargo takes a source
    for unchanged when its time stamp is older than what was built from it, whatever it says.
    """
    if not context.is_known:
        return True
    from dockwright.projects.cargo import downloads

    return downloads(context)


def _is_needed_again(model: SemanticModel, stage: Stage, run: Run, name: str) -> bool:
    """Whether another command of the tool, in another layer or at the start, has or needs what would be in the mount."""
    related = [other for other in model.stages if stage in other.lineage or other in stage.lineage]
    for other in related:
        for layer in other.of(Run):
            if layer is not run and any(_manager_name(command) == name for command in model.commands(layer)):
                return True
        for start in (*other.of(Cmd), *other.of(Entrypoint)):
            if any(_manager_name(command) == name for command in model.commands(start)):
                return True
    return False


def _manager_name(command: Command) -> str:
    manager = manager_of(command.name)
    return manager.name if manager is not None else ""


def _account(stage: Stage, state: State) -> tuple[str, int | None] | None:
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


def _caches(name: str, tool: Tool, context: BuildContext, stage: Stage, run: Run, plan: Plan | None) -> Sequence[Cache]:
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
        and not _is_cut_off(run)
        and _only_go_run(stage, run)
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


_UNFIT = {
    "uv": _links_into_store,
    "bun": _links_into_store,
    "composer": _has_no_cache_of_composer,
    "bundle": _has_other_gems,
    "mix": _has_other_hex,
}
"""Where the cache of a tool is somewhere else, or nowhere."""


def _only_go_run(stage: Stage, run: Run) -> bool:
    """Whether no other RUN of the stage, nor one below or above it, nor the container uses Go: modules in a mount are seen
    where it is mounted."""

    def calls_too(level: Stage) -> bool:
        return any(one is not run for one in _calling_go(level))

    return not any(map(calls_too, stage.lineage)) and not any(map(calls_too, stage.heirs))


def _calling_go(stage: Stage) -> tuple[Instruction, ...]:
    """The RUNs and starts of a stage that call Go."""

    def look() -> tuple[Instruction, ...]:
        model = stage.model
        starts = (command for kind in (Cmd, Entrypoint) for one in stage.of(kind) for command in model.commands(one))
        return tuple(one.instruction for one in (*stage.commands, *starts) if _manager_name(one) == "go")

    return stage.model.keep((_calling_go, stage), look)


def _targets(
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
        if cache.variable in state.variables:
            value = state.variables[cache.variable]
            target = f"{value}{cache.suffix}" if value else ""
        elif "XDG_CACHE_HOME" in state.variables and path.startswith(".cache/"):
            target = ""
        if not target.startswith("/"):
            return None
        found.append((target, cache.is_locked))
    return found


def _covers(run: Run, target: str) -> bool:
    """Whether a mount of the RUN already covers the directory, or lies in it."""
    for mount in run.mounts:
        option = mount.option("target", "dst", "destination")
        if option is None or not option.value or "$" in option.value:
            return True
        if overlap(option.value.rstrip("/") or "/", target):
            return True
    return False


def _is_switched_off(model: SemanticModel, command: Command, tool: Tool) -> bool:
    """Whether a variable tells the tool to keep nothing."""
    variable = tool.no_cache_variable
    if not variable:
        return False
    if any(assignment.name == variable for assignment in command.assignments):
        return True
    return variable in model.state_before(command.instruction).variables


def _is_read_elsewhere(model: SemanticModel, stage: Stage, targets: Sequence[str]) -> bool:
    """Whether another stage copies from the directories, or something is copied into them."""
    key = (_is_read_elsewhere, stage, tuple(targets))
    return model.keep(key, lambda: _looks_read(model, stage, targets))


def _looks_read(model: SemanticModel, stage: Stage, targets: Sequence[str]) -> bool:
    sources, places = model.keep(_transferred, lambda: _transferred(model))
    if any(overlap(source, target) for source in sources for target in targets):
        return True
    return any(below(place, target) is not None for place in places.get(stage, ()) for target in targets)


def _transferred(model: SemanticModel) -> tuple[frozenset[str], dict[Stage | None, set[str]]]:
    """What is copied from elsewhere, by absolute paths, and where each stage has something put."""
    sources: set[str] = set()
    places: dict[Stage | None, set[str]] = {}
    for copy in model.dockerfile.instructions:
        if not isinstance(copy, (Copy, Add)):
            continue
        if copy.from_ is not None:
            sources.update(word.value.rstrip("/") or "/" for word in copy.sources if word.value.startswith("/"))
        place = copy.destination.value.rstrip("/") if copy.destination is not None else ""
        places.setdefault(model.stage_of(copy), set()).add(place)
    return frozenset(sources), places


# Edits


def _edits(
    model: SemanticModel,
    command: Command,
    tool: Tool,
    targets: Sequence[tuple[str, bool]],
    account: tuple[str, int | None],
) -> tuple[Edit, ...]:
    """The mounts, and no more of what would defeat them; empty when that is not understood."""
    run = command.instruction
    defeating = _without_defeaters(model, command, tool, [path for path, _ in targets], account[0])
    if defeating is None:
        return ()
    insertion = _insertion(run, targets, account[1])
    if tool is TOOLS["apt-get"]:
        first = command.script.commands[0].span.start
        if not command.script.is_and_chain or first != insertion.span.start:
            return ()
        insertion = insertion._replace(text=f"{insertion.text}{DOCKER_CLEAN} && ")
    return (insertion, *defeating)


def _insertion(run: Run, targets: Sequence[tuple[str, bool]], number: int | None) -> Edit:
    """The flags, on the line of the RUN when there is one that fits, else on lines of their own."""
    flags = [_flag(target, is_locked, number) for target, is_locked in targets]
    text = run.dockerfile.text
    start = run.arguments_text.source_offset(0)
    end = text.find("\n", start)
    if not run.flags and "\n" in text[run.keyword_span.end : start]:  # `RUN \`: they go in front of the line's end
        indent = text[text.rfind("\n", 0, start) + 1 : start]
        joint = f" {run.dockerfile.escape}{run.dockerfile.newline}{indent}"
        return Edit(Span(run.keyword_span.end, run.keyword_span.end), f" {joint.join(flags)}")
    line = text[run.line_span.start : end if end >= 0 else len(text)]
    is_one_line = "\n" not in run.text or (bool(run.heredocs) and not line.rstrip().endswith(run.dockerfile.escape))
    if len(flags) == 1 and is_one_line and len(line) + len(flags[0]) < LINE_LENGTH:
        return Edit(Span(start, start), f"{flags[0]} ")
    indent = " " * (run.keyword_span.end - run.line_span.start + 1)
    separator = f" {run.dockerfile.escape}{run.dockerfile.newline}{indent}"
    return Edit(Span(start, start), separator.join([*flags, ""]))


def _flag(target: str, is_locked: bool, number: int | None) -> str:
    owner = f",uid={number},gid={number}" if number is not None else ""
    return f"--mount=type=cache,target={target}{',sharing=locked' if is_locked else ''}{owner}"


def _without_defeaters(
    model: SemanticModel, command: Command, tool: Tool, targets: Sequence[str], home: str
) -> list[Edit] | None:
    """Edits that take out what empties or bypasses the cache; None when one of them cannot be taken out."""
    edits: list[Edit] = []
    text = command.instruction.dockerfile.text
    for site in sites(model, command.instruction):
        one = site.command
        flag = one.flag(*tool.no_cache_flags) if tool.no_cache_flags and _tool_of(one) is not None else None
        if flag is not None:
            if command.script.is_exec or flag.word.raw != flag.word.value or flag.value is not None:
                return None
            edits.append(Edit(Span(_before_blanks(text, flag.word.span.start), flag.word.span.end), ""))
        if _empties(one, targets, home):
            removal = _removal(one, targets, home)
            if not removal:
                return None
            edits += removal
        if _may_remove(site, targets, home):
            return None
    return edits


def _may_remove(site: Site, targets: Sequence[str], home: str) -> bool:
    """Whether a command fails where it finds a mount: it removes or moves what may be the directory, or one above it."""
    command = site.command
    if command.name == "find" and not any(word.value in ("-delete", "-exec", "-execdir") for word in command.arguments):
        return False
    if command.name not in ("rm", "rmdir", "mv", "find"):
        return False
    for word in command.operands():
        if command.name == "rm" and _is_in(word, targets, home):
            continue  # it is taken out
        value = _with_home(word.value, home)
        place = site.at(value) if "$" not in value and "`" not in value else site.place(word)
        if place.is_anywhere or any(below(target, place.path) is not None for target in targets):
            return True
    return False


def _empties(command: Command, targets: Sequence[str], home: str) -> bool:
    """Whether a command removes what the mounts should keep."""
    if command.name == "rm":
        return any(_is_in(word, targets, home) for word in command.operands())
    return command.subcommand == CLEANING.get(command.name)


def _is_in(word: ShellWord, targets: Sequence[str], home: str) -> bool:
    return any(overlap(_path(word, home), target) for target in targets)


def _path(word: ShellWord, home: str) -> str:
    return _with_home(word.value, home).rstrip("/*") or "/"


def _with_home(path: str, home: str) -> str:
    return path.replace("${HOME}", home).replace("$HOME", home).replace("~", home)


def _removal(command: Command, targets: Sequence[str], home: str) -> list[Edit]:
    """Take the command out of its chain of `&&`, or what it removes too much; empty when that cannot be done."""
    operands = command.operands()
    mine = [word for word in operands if _is_in(word, targets, home)]
    if (
        command.name == "go"
        and "/go/pkg/mod" not in targets
        and any(word.value == "-modcache" for word in command.arguments)
    ):
        return []  # which is in no mount
    if command.name == "rm" and len(mine) < len(operands):
        text = command.instruction.dockerfile.text
        starts = [(word, _before_blanks(text, word.span.start)) for word in mine]
        return [Edit(Span(start, word.span.end), "") for word, start in starts]
    script = command.script
    commands = list(script.top_level)
    if not script.is_and_chain or command not in commands[1:] or command.in_pipeline or command.redirections:
        return []
    return [Edit(Span(commands[commands.index(command) - 1].span.end, command.span.end), "")]


def _before_blanks(text: str, start: int) -> int:
    while text[start - 1] in " \t":
        start -= 1
    return start


def uses_buildkit(model: SemanticModel) -> bool:
    """Whether the file itself says that a BuildKit with cache mounts builds it: a mount, a here-document, a frontend."""
    runs = (one for one in model.dockerfile.instructions if isinstance(one, Run))
    if model.keep(uses_buildkit, lambda: any(run.mounts or run.heredocs for run in runs)):
        return True
    names_frontend = any(directive.name == "syntax" for directive in model.dockerfile.directives)
    return names_frontend and frontend.refusal(model, frontend.MOUNTS, "cache mounts") is None
