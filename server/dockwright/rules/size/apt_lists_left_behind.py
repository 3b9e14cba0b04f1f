from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import partial

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Settings, Severity, Valid, rule
from dockwright.rules._appending import append_alike
from dockwright.rules._blank_lines import with_blank
from dockwright.rules._hadolint import HADOLINT, has_argument, is_hadolint, is_hidden, keeps_layers, mount_contains
from dockwright.rules._layers import cache_mounted, is_followed_by, is_taken, ships
from dockwright.rules._start_scripts import start_texts, starts
from dockwright.rules._unseen import may_install
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script, ShellWord
from dockwright.syntax import Instruction, Run
from dockwright.text import Edit

APT = ("apt-get", "apt", "aptitude")
LISTS = "/var/lib/apt/lists"
NEEDS_LISTS = words(
    "install reinstall upgrade dist-upgrade full-upgrade safe-upgrade build-dep satisfy source download search show list policy"
)
CLEANUP = "rm -rf /var/lib/apt/lists/*"
_FETCHING = ("update", "clean", "autoclean")
_REMOVING = ("rm", "find")
_ABOVE = (LISTS, "/var/lib/apt", "/var/lib", "/var/lib/apt/list")
_NAMES = (
    "archive.example.org_debian_dists_bookworm_InRelease",
    "deb.nodesource.com_node%5f20.x_dists_nodistro_InRelease",
    "ports.ubuntu.com_ubuntu-ports_dists_noble_main_binary-arm64_Packages.lz4",
    "localhost:8080_debian_dists_sid_main_binary-amd64_Packages",
)
"""What lists are called: the address of the source without its scheme, each `/` of it a `_` (apt's `URItoFileName`)."""
_CALLS = lazy_pattern(r"\b(?:apt-get|apt-cache|apt|aptitude)\s")
_ALTERNATIVES = lazy_pattern(r"([^{}]*)\{([^{}]*,[^{}]*)\}([^{}]*)")


@rule(
    "apt-lists-left-behind",
    on=Command,
    commands=APT,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3009",),
    invalid=(
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n",
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
            marked=("update",),
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y \\\n        curl \\\n        git\n",
            "FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y \\\n        curl \\\n        git \\\n"
            "    && rm -rf /var/lib/apt/lists/*\n",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y curl\n",
            "FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y curl && \\\n    rm -rf /var/lib/apt/lists/*\n",
        ),
        Invalid(
            "FROM ocaml/opam:debian-12\nRUN sudo apt-get update && sudo apt-get install -y libev-dev\n",
            "FROM ocaml/opam:debian-12\nRUN sudo apt-get update && sudo apt-get install -y libev-dev"
            " && sudo rm -rf /var/lib/apt/lists/*\n",
            title="another user than root removes nothing there",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN apt-get install -y git\n",
            title="a later RUN installs from these lists",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y gnupg && ./add && apt-get update && apt-get install -y a\n",
            "FROM debian:12\nRUN apt-get update && apt-get install -y gnupg && ./add && apt-get update && apt-get install -y a"
            " && rm -rf /var/lib/apt/lists/*\n",
            marked=("update",),
            title="one finding for a RUN",
        ),
        Invalid(
            "FROM debian:12\nUSER root\n\nRUN apt-get update && apt-get clean\n\nRUN ls\n",
            "FROM debian:12\nUSER root\n\nRUN ls\n",
            title="nothing is done with them",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update; apt-get install -y curl\n",
            "FROM debian:12\nRUN apt-get update; apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
            title="what the RUN depends on stays the same",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update ; \\\n    apt-get install -y curl\n",
            "FROM debian:12\nRUN apt-get update ; \\\n    apt-get install -y curl && \\\n    rm -rf /var/lib/apt/lists/*\n",
        ),
        Invalid("FROM debian:12\nRUN apt-get update; apt-get install -y curl;\n"),
        Invalid("FROM debian:12\nRUN apt-get update; apt-get install -y curl | tee /log\n"),
        Invalid("FROM debian:12\nRUN apt-get update; apt-get install -y curl || true\n"),
        Invalid("FROM debian:12\nRUN apt-get update; apt-get install -y curl &\n"),
        Invalid("FROM debian:12\nRUN apt-get update; if true; then apt-get install -y curl; fi\n"),
        Invalid(
            "FROM debian:12\nRUN apt-get update &&\\\n    apt-get install -y \\\n        curl\n",
            "FROM debian:12\nRUN apt-get update &&\\\n    apt-get install -y \\\n        curl &&\\\n"
            "    rm -rf /var/lib/apt/lists/*\n",
            title="no blank where there is none",
        ),
        Invalid(
            "FROM ocaml/opam:debian-12\nRUN sudo sh -c 'apt-get update && apt-get install -y m4'\n",
            "FROM ocaml/opam:debian-12\nRUN sudo sh -c 'apt-get update && apt-get install -y m4'"
            " && sudo rm -rf /var/lib/apt/lists/*\n",
            title="the shell that root runs",
        ),
        Invalid(
            "FROM node:20\nUSER node\nRUN su -c 'apt-get update && apt-get install -y curl'\n",
            title="behind another user",
        ),
        Invalid(
            "FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt/lists/partial apt-get update\n",
            title="a mount cannot be removed",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN apt-cache policy curl\n",
            title="a later RUN reads them",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN xargs apt-get install -y < list.txt\n",
            title="a later RUN installs what a file lists",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nONBUILD RUN apt-get install -y git\n",
            title="whoever builds on the image installs from them",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCMD apt-get install -y git && git fetch\n",
            title="the container installs from them",
        ),
        Invalid(
            'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCOPY . /srv\nCMD ["/srv/run.sh"]\n',
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nCOPY . /srv\n"
            'CMD ["/srv/run.sh"]\n',
            context={"run.sh": "#!/bin/sh\napt-get install -y git\n"},
            title="a script that the container starts with installs from them, perhaps",
        ),
        Invalid(
            "FROM debian:12\nRUN rm -rf /tmp/x && apt-get update && apt-get install -y curl && rm -rf /tmp/y\n",
            "FROM debian:12\nRUN rm -rf /tmp/x && apt-get update && apt-get install -y curl && rm -rf /tmp/y"
            " && rm -rf /var/lib/apt/lists/*\n",
            title="something else is removed",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*.lz4\n",
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*.lz4"
            " && rm -rf /var/lib/apt/lists/*\n",
            title="not all lists are compressed",
        ),
        Invalid(
            "FROM debian:12\n\nRUN apt-get update\n\nCOPY a /a\n",
            "FROM debian:12\n\nCOPY a /a\n",
            title="lists that nothing installs from",
        ),
        Invalid(
            "FROM debian:12\n# fresh lists\nRUN apt-get update\n",
            "FROM debian:12\n# fresh lists\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\n",
            title="a comment would be left alone",
        ),
        Invalid(
            "FROM debian:12\nRUN set -eux; \\\n  apt-get update; \\\n  apt-get install -y \\\n    curl \\\n  ;\n",
            "FROM debian:12\nRUN set -eux; \\\n  apt-get update; \\\n  apt-get install -y \\\n    curl \\\n  ; \\\n"
            "  rm -rf /var/lib/apt/lists/*;\n",
            title="a list that stops at failures",
        ),
        Invalid(
            "FROM debian:12\nRUN set -e; apt-get update; apt-get install -y curl\n",
            "FROM debian:12\nRUN set -e; apt-get update; apt-get install -y curl; rm -rf /var/lib/apt/lists/*\n",
        ),
        Invalid("FROM debian:12\nRUN set -e; apt-get update; apt-get install -y curl && true\n"),
        Invalid("FROM debian:12\nRUN set -e; apt-get update; if true; then apt-get install -y curl; fi\n"),
        Invalid("FROM debian:12\nRUN set -e && apt-get update; apt-get install -y curl\n"),
        Invalid(
            "FROM debian:12\nRUN <<EOF\nset -ex\n\n  apt-get update\n  apt-get install -y \\\n    curl\n# done\nEOF\n",
            "FROM debian:12\nRUN <<EOF\nset -ex\n\n  apt-get update\n  apt-get install -y \\\n    curl\n# done\n"
            "  rm -rf /var/lib/apt/lists/*\nEOF\n",
            title="a here-document gets a line",
        ),
        Invalid(
            "FROM debian:12\nRUN <<EOF\napt-get update\napt-get install -y curl\nEOF\n",
            "FROM debian:12\nRUN <<EOF\napt-get update\napt-get install -y curl && rm -rf /var/lib/apt/lists/*\nEOF\n",
            title="on the success of the last command alone the RUN depends",
        ),
        Invalid(
            "FROM debian:12\nRUN <<EOF\napt-get update\napt-get install -y curl\n./configure\nEOF\n",
            title="the failure of the last command would go unnoticed",
        ),
        Invalid("FROM debian:12\nRUN <<EOF\nset -e\napt-get update\ntest -e /a && apt-get install -y curl\nEOF\n"),
        Invalid("FROM debian:12\nRUN <<EOF\nset -e\napt-get update\n! apt-get install -y curl\nEOF\n"),
        Invalid(
            "FROM debian:12\nRUN <<EOF\nset -e\napt-get update\nif true; then\n  apt-get install -y curl\nfi\nEOF\n"
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y \\\n        curl\n",
            "FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y \\\n        curl && \\\n"
            "    rm -rf /var/lib/apt/lists/*\n",
            title="it begins where other commands do",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && rm -r /var/lib/apt/lists\n",
            settings=HADOLINT,
            title="only -rf counts",
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && rm -rf /var/lib/{apt,cache}/\n",
            "FROM debian:12\nRUN apt-get update && rm -rf /var/lib/{apt,cache}/ && rm -rf /var/lib/apt/lists/*\n",
            title="removed is a directory of the name `{apt,cache}`",
        ),
        Invalid(
            "FROM debian:12 AS base\nONBUILD RUN apt-get update; make\nFROM debian:12\n",
            settings=HADOLINT,
            title="a trigger belongs to no stage",
        ),
        Invalid(
            "FROM debian:12\nRUN rm -rf /var/lib/apt/lists/* && apt-get update && apt-get install -y curl\n",
            "FROM debian:12\nRUN rm -rf /var/lib/apt/lists/* && apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
            marked=("update",),
            title="lists that come behind the removal",
        ),
        Invalid(
            "FROM debian:12\nRUN \\\n\n  apt-get update && \\\n\n  apt-get install -y curl\n",
            "FROM debian:12\nRUN \\\n\n  apt-get update && \\\n\n  apt-get install -y curl && \\\n  rm -rf /var/lib/apt/lists/*\n",
            title="blank lines have no indentation",
        ),
    ),
    valid=(
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -fr /var/lib/apt/lists\n",
        "FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && apt-get install -y curl\n",
        "FROM debian:12 AS build\nRUN apt-get update && apt-get install -y gcc\nFROM debian:12\nCOPY --from=build /a /a\n",
        "FROM debian:12\nRUN apt-get install -y curl\n",
        Valid("FROM debian:12\nRUN apt-get update\nRUN apt-get install curl\n", title="`apt-update-alone` reports it"),
        "FROM debian:12\nRUN echo a > /b && apt-get update\nRUN apt-get install curl\n",
        'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN apt-get update && rm -rf /var/{lib/apt/lists,cache/apt}/*\n',
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl && find /var/lib/apt/lists -type f -delete\n",
        Valid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -f /var/lib/apt/lists/*_*\n",
            title="each list has a `_` in its name",
        ),
        Valid("FROM debian:12\nRUN apt-get update && rm -rf /tmp/x\n", settings=HADOLINT, title="any rm -rf will do"),
    ),
)
def apt_lists_left_behind(
    command: Command, model: SemanticModel, context: BuildContext, settings: Settings
) -> Iterator[Finding]:
    """The package lists that `apt-get update` fetched stay in the layer.

    ## Why is this bad?
    The lists take 15 to 45 MB, are out of date within days, and nothing reads them once the packages are installed.
    Removing them in a later `RUN` does not help: the layer with them is already written.

    Only layers of the image that is shipped count: a builder stage may leave them.

    A `RUN` that does nothing but fetch lists that no later one uses is removed.

    ## Fix safety
    Removing the lists at the end of the same `RUN` is safe when the RUN is a plain `&&` chain. Where a later script could
    install packages from these lists the fix asks for a look; where a later `RUN` does so there is no fix.

    ## References
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """
    if is_hadolint(settings):
        word = _reported_by_hadolint(command, model, settings)
    else:
        word = _update(command)
        word = word if word is not None and ships(model, model.stage_of(command.instruction)) else None
    if word is None:
        return
    removes, removes_in_braces = model.keep((_removals, command.script), lambda: _removals(command.script.commands))
    is_clean = cache_mounted(command.instruction, LISTS) or removes
    in_braces = not is_clean and removes_in_braces
    if in_braces and _expands_braces(command, model):
        is_clean = True
    message = "the package lists stay in the layer"
    if in_braces and not is_clean:
        message += ": `/bin/sh` does not expand `{…}`"
    if is_hadolint(settings):
        fixes = () if is_clean else partial(_fixes, command, model, context)
        yield Finding(word.span, message, fixes)
    elif not is_clean and (
        model.keep((_installs, command.script), lambda: _installs(command.script)) or not _is_used_later(model, command)
    ):  # what apt-update-alone is about
        calls = model.keep((_unremoved, command.script), lambda: _unremoved(command.script.commands))
        if calls[0] is not command:
            return
        related = tuple(Related(one.operands()[0].span, "here too") for one in calls[1:])
        yield Finding(word.span, message, partial(_fixes, calls[-1], model, context), related)


def _update(command: Command) -> ShellWord | None:
    return command.operands()[0] if command.subcommand == "update" else None


def _updates(commands: Sequence[Command]) -> list[Command]:
    return [one for one in commands if one.name in APT and _update(one) is not None]


def _unremoved(commands: Sequence[Command]) -> list[Command]:
    """The updates that no removal stands behind."""
    updates = _updates(commands)
    removals = [one.span.start for one in commands if one.name == "rm" and one.is_top_level and _removes_lists(one)]
    return [one for one in updates if one.span.start > removals[-1]] if removals else updates


def _reported_by_hadolint(command: Command, model: SemanticModel, settings: Settings) -> ShellWord | None:
    """The word `update` where hadolint reports it: any `rm -rf` counts as cleaning up, and no other way to do so."""
    run = command.instruction
    word = next((word for word in command.arguments if word.value == "update"), None)
    if word is None or is_hidden(command, settings) or not keeps_layers(model, run):
        return None
    if mount_contains(run, LISTS) or (mount_contains(run, "/var/lib/apt") and mount_contains(run, "/var/cache/apt")):
        return None
    removals = model.keep(
        (_reported_by_hadolint, command.script),
        lambda: [one for one in command.script.commands if one.name == "rm" and not is_hidden(one, settings)],
    )
    return None if any(has_argument(one, "-rf", f"{LISTS}/*") for one in removals) else word


def _expands_braces(command: Command, model: SemanticModel) -> bool:
    """Whether the shell makes several words of one with `{a,b}`. Debian's `/bin/sh` does not."""
    shell = model.state_before(command.instruction).shell
    return any(one.is_nested for one in command.script.commands) or shell[0].rpartition("/")[2] in (
        "bash",
        "zsh",
        "ksh",
    )


def _removals(commands: Sequence[Command]) -> tuple[bool, bool]:
    """Whether one of the commands removes the lists, and else whether one does where the shell expands `{a,b}`."""
    removing = [one for one in commands if one.name in _REMOVING]
    if removing and removing[0].is_top_level:
        updates = _updates(commands)
        last = updates[-1] if updates else None
        if last is not None and last.is_top_level:  # what it fetches stays, whatever was removed before
            removing = [one for one in removing if not one.is_top_level or one.span.start > last.span.start]
    if any(map(_removes_lists, removing)):
        return True, False
    return False, any(_removes_lists(one, in_braces=True) for one in removing)


def _removes_lists(command: Command, *, in_braces: bool = False) -> bool:
    """`in_braces`: it does where the shell expands `{a,b}`."""
    if command.name == "rm":
        words = [word.value for word in command.operands()]
        if in_braces:
            matches = [match for word in words if "{" in word and (match := _ALTERNATIVES.fullmatch(word))]
            words = [match[1] + one + match[3] for match in matches for one in match[2].split(",")]
        return any(word.rstrip("/*") in _ABOVE or _is_of_lists(word) for word in words)
    if command.name == "find":
        return any(word.value.startswith(LISTS) for word in command.operands()) and "-delete" in {
            word.value for word in command.arguments
        }
    return False


def _is_of_lists(pattern: str) -> bool:
    """Whether a pattern stands for whatever lists there are, as `*_*` does."""
    names = pattern.removeprefix(f"{LISTS}/")
    return names != pattern and "/" not in names and all(fnmatchcase(one, names) for one in _NAMES)


def _fixes(command: Command, model: SemanticModel, context: BuildContext) -> tuple[Fix, ...]:
    if _is_used_later(model, command):
        return ()
    run = command.instruction
    is_doubtful = is_followed_by(model, run, may_install) or _keeps_more(command) or _is_used_by_script(model, context)
    safety = Safety.UNSAFE if is_doubtful else Safety.SAFE
    if _is_pointless(run, command.script):
        block = with_blank(run.dockerfile.text, run.line_span)
        return (Fix("Remove the `RUN`: nothing installs from its lists", (Edit(block, ""),), safety),)
    edit = append_alike(command, CLEANUP) if not _has_mount_inside(run) else None
    if edit is None:
        return ()
    return (Fix("Remove the package lists in the same RUN", (edit,), safety),)


def _is_pointless(run: Instruction, script: Script) -> bool:
    """Whether the RUN fetches the lists and does nothing else but to clean up, and no comment tells of it."""
    if not isinstance(run, Run) or run.is_onbuild or run.flags or run.heredocs or run.comments_above:
        return False
    return all(one.name in APT and one.subcommand in _FETCHING and not one.redirections for one in script.commands)


def _has_mount_inside(run: Run) -> bool:
    """Whether something is mounted below the lists, which nobody can remove."""
    targets = (one.option("target", "dst", "destination") for one in run.mounts)
    return any(one is not None and (one.value or "").startswith(f"{LISTS}/") for one in targets)


def _keeps_more(command: Command) -> bool:
    """Whether the lists are wanted in the image: apt-file keeps what it knows among them."""
    if "apt-file" not in command.instruction.text:
        return False
    return any(word.value == "apt-file" for one in command.script.commands for word in one.words)


def _is_used_later(model: SemanticModel, command: Command) -> bool:
    """Whether a later RUN, another stage, or the container when it starts, works with the lists that this one fetched."""
    if is_taken(model, LISTS):
        return True
    if is_followed_by(model, command.instruction, _installs_without_update):
        return True
    return any(_installs_without_update(model, one) for one in starts(model))


def _is_used_by_script(model: SemanticModel, context: BuildContext) -> bool:
    """Whether a script of the context that the container starts with calls the package manager."""
    return any(_CALLS.search(text) is not None for text in start_texts(model, context))


def _installs(script: Script) -> bool:
    """Whether the script itself works with the lists."""
    return any((one.name in APT and one.subcommand in NEEDS_LISTS) or _hands_on(one) for one in script.commands)


def _hands_on(command: Command) -> bool:
    """Whether a command calls the package manager with words from elsewhere."""
    return command.name == "xargs" and any(word.value in APT for word in command.arguments)


def _installs_without_update(model: SemanticModel, instruction: Instruction) -> bool:
    for one in model.commands(instruction):
        if one.name == "apt-cache" or _hands_on(one):
            return True
        if one.name in APT:
            if one.subcommand == "update":
                return False
            if one.subcommand in NEEDS_LISTS:
                return True
    return False
