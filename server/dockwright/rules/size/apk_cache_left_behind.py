from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Settings, Severity, Valid, rule
from dockwright.rules._blank_lines import with_blank
from dockwright.rules._confirmation import first_operand
from dockwright.rules._hadolint import HADOLINT, counts, is_hadolint, is_hidden, mount_contains
from dockwright.rules._layers import cache_mounted, is_followed_by, is_offline, is_taken, ships
from dockwright.rules._start_scripts import start_texts
from dockwright.rules._unseen import may_install
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script, ShellWord
from dockwright.syntax import Instruction, Run
from dockwright.text import Edit, Span

VALUED = MANAGERS["apk"].valued_flags
_UPDATING = ("update", "update-cache", "U")
_BEFORE_FLAG = ("2.6", "2.7", "3.1", "3.2")


@rule(
    "apk-cache-left-behind",
    on=Command,
    commands=("apk",),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3019",),
    invalid=(
        Invalid(
            "FROM alpine:3.20\nRUN apk add curl\n", "FROM alpine:3.20\nRUN apk add --no-cache curl\n", marked=("add",)
        ),
        Invalid("FROM alpine:3.20\nRUN apk add --update curl\n", "FROM alpine:3.20\nRUN apk add --no-cache curl\n"),
        Invalid("FROM alpine:3.20\nRUN apk -U add curl\n", "FROM alpine:3.20\nRUN apk --no-cache add curl\n"),
        Invalid(
            "FROM alpine:3.20\nRUN apk update && apk add curl\n", "FROM alpine:3.20\nRUN apk add --no-cache curl\n"
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk -X https://example.org/edge add curl\n",
            "FROM alpine:3.20\nRUN apk -X https://example.org/edge add --no-cache curl\n",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk add -U curl && apk --update add git\n",
            "FROM alpine:3.20\nRUN apk add --no-cache curl && apk --no-cache add git\n",
            title="one finding for a RUN",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk update && \\\n    apk add --no-cache curl\n",
            "FROM alpine:3.20\nRUN apk add --no-cache curl\n",
            marked=("update",),
            title="apk update leaves it, too",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN sudo apk update; sudo apk add --no-cache curl\n",
            "FROM alpine:3.20\nRUN sudo apk add --no-cache curl\n",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN set -e \\\n && apk update \\\n && apk upgrade \\\n && apk add --no-cache curl\n",
            "FROM alpine:3.20\nRUN set -e \\\n && apk upgrade --no-cache \\\n && apk add --no-cache curl\n",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk -U upgrade && apk add curl\n",
            "FROM alpine:3.20\nRUN apk --no-cache upgrade && apk add --no-cache curl\n",
        ),
        Invalid("FROM alpine:3.20\nRUN apk update && apk upgrade\n", "FROM alpine:3.20\nRUN apk upgrade --no-cache\n"),
        Invalid(
            "FROM alpine:3.20\n# Tools\nRUN apk update\nRUN apk add --no-cache curl\nRUN apk --purge del wget\n",
            "FROM alpine:3.20\n# Tools\nRUN apk add --no-cache curl\nRUN apk --purge del wget\n",
            marked=("update",),
            title="a RUN that only fetches the index",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk update\nRUN apk add curl\nRUN apk add git\n",
            "FROM alpine:3.20\nRUN apk add --no-cache curl\nRUN apk add --no-cache git\n",
            marked=("update", "add", "add"),
        ),
        Invalid("FROM alpine:3.20\n# Fetch the index\nRUN apk update\n\nRUN apk add --no-cache curl\n"),
        Invalid("FROM alpine:3.20\nRUN apk update || true; apk add --no-cache curl\n"),
        Invalid("FROM alpine:3.20\nRUN apk update && curl $URL\n", title="nothing here fetches the index by itself"),
        Invalid('FROM alpine:3.20\nRUN ["apk", "add", "curl"]\n'),
        Invalid("FROM alpine:3.2\nRUN apk add curl\n", title="apk does not know the flag yet"),
        Invalid(
            "FROM alpine:3.20\nRUN apk update && apk add curl\nRUN --network=none apk search -x git\n",
            title="a later RUN reads the index",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN ln -s /var/cache/apk /etc/apk/cache\nRUN apk add curl\n",
            title="the packages are kept on purpose",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk add curl && rm -rf /var/cache/apk/*\n",
            "FROM alpine:3.20\nRUN apk add --no-cache curl && rm -rf /var/cache/apk/*\n",
            settings=HADOLINT,
            title="hadolint knows of --no-cache only",
        ),
    ),
    valid=(
        "FROM alpine:3.20\nRUN apk add --no-cache curl\n",
        "FROM alpine:3.20\nRUN apk --no-cache add curl\n",
        "FROM alpine:3.20\nRUN apk add --update curl && rm -rf /var/cache/apk/*\n",
        "FROM alpine:3.20\nRUN --mount=type=cache,target=/var/cache/apk apk add curl\n",
        "FROM alpine:3.20\nRUN --mount=source=apk,target=/etc/apk/cache apk add curl\n",
        "FROM alpine:3.20\nRUN apk del curl\n",
        "FROM alpine:3.20\nRUN apk --no-cache update && apk add --no-cache curl\n",
        "FROM alpine:3.20\nRUN apk update && apk add --no-cache curl && rm -rf /var/cache/apk/*\n",
        Valid("FROM alpine:3.20\nRUN apk update && apk add --no-cache curl\n", settings=HADOLINT),
        Valid(
            "FROM alpine:3.20\nRUN --network=none apk add --allow-untrusted /packages/*.apk\n",
            title="no index is fetched",
        ),
        "FROM alpine:3.20\nRUN apk add --no-network --allow-untrusted /packages/app.apk\n",
        Valid("FROM alpine:3.20\nRUN sudo apk add curl\n", settings=HADOLINT, title="hidden from hadolint"),
        "FROM alpine:3.20 AS build\nRUN apk add gcc\nFROM alpine:3.20\nCOPY --from=build /a /a\n",
    ),
)
def apk_cache_left_behind(
    command: Command, model: SemanticModel, context: BuildContext, settings: Settings
) -> Iterator[Finding]:
    """The package index that apk fetched stays in the layer.

    ## Why is this bad?
    `apk update`, and `apk add` without `--no-cache`, write the index of all packages to `/var/cache/apk`, a few megabytes that
    nothing reads again. With `--no-cache` apk fetches the index, uses it and leaves nothing, so `--update` and `apk update` are not
    needed.

    A `RUN` that does nothing but `apk update` is removed where each later `apk add` has `--no-cache`.

    ## Fix safety
    The fix asks for a look where only `apk upgrade` follows `apk update`: without a network it does nothing, and says so in a warning.
    So it does where a script that is not known runs below `RUN apk update`, the container starts with `apk`, or a builder stage on top
    of the stage installs without `--no-cache`.

    ## References
    - https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
    """
    run = command.instruction
    if is_hidden(command, settings) or not counts(model, run, settings):
        return
    if is_hadolint(settings):
        word = _leaves(command, settings, ("add",))
        left = [(command, word)] if word is not None and not mount_contains(run, "/var/cache/apk") else []
    else:
        left = model.keep((_left, command.script), lambda: _left(model, command.script, settings))
    if not left or left[0][0] is not command:
        return
    related = tuple(Related(word.span, "here too") for _, word in left[1:])
    fixes = partial(_fixes, [one for one, _ in left], model, context)
    is_alone = len(command.script.commands) == 1 and _is_update(command)
    message = "the package index stays in a layer of its own" if is_alone else "the package index stays in the layer"
    yield Finding(left[0][1].span, message, fixes, related)


def _leaves(command: Command, settings: Settings, actions: tuple[str, ...]) -> ShellWord | None:
    """The word for what the command does where that leaves the index behind."""
    word = first_operand(command, actions, VALUED, settings) if command.name == "apk" else None
    return None if word is None or command.has_flag("no-cache") else word


def _left(model: SemanticModel, script: Script, settings: Settings) -> list[tuple[Command, ShellWord]]:
    """The commands of the RUN that leave the index in the layer, each with the word for what it does; those that install first."""
    run = script.instruction
    if cache_mounted(run, "/var/cache/apk", "/etc/apk/cache") or any(map(_cleans, script.commands)):
        return []
    if isinstance(run, Run) and is_offline(run):
        return []
    return [
        (one, word)
        for action in ("add", "update")
        for one in script.commands
        if (word := _leaves(one, settings, (action,))) is not None and not one.has_flag("no-network")
    ]


def _adds_from_cache(model: SemanticModel, run: Run) -> bool:
    """Whether the RUN may work with an index that was fetched above it; to remove packages takes none."""
    calls = [one for one in model.commands(run) if one.name == "apk" and one.subcommand not in ("del", "info")]
    return not all(one.has_flag("no-cache") for one in calls)


def _cleans(command: Command) -> bool:
    if command.name == "rm":
        return any(
            "/var/cache/apk" in word.value or word.value.rstrip("/*") == "/var/cache" for word in command.operands()
        )
    return command.name == "apk" and command.subcommand == "cache"


def _fixes(left: list[Command], model: SemanticModel, context: BuildContext) -> tuple[Fix, ...]:
    """Makes all of a RUN do without the index, or nothing."""
    script, run = left[0].script, left[0].instruction
    if script.is_exec or not _knows_flag(model, run) or _is_wanted(model, left[0]):
        return ()
    if len(script.commands) == 1 and _is_update(left[0]):
        return _without_run(left[0], model, context)
    edits: list[Edit] = []
    for one in left:
        found = _without_update(one) if _is_update(one) else _without_cache(one)
        if found is None:
            return ()
        edits += found
    is_updated = any(map(_is_update, left))
    for one in script.commands:
        is_upgrade = one.name == "apk" and one.subcommand == "upgrade" and not one.has_flag("no-cache")
        if is_upgrade and (is_updated or one.has_flag(*_UPDATING)):
            edits += _without_cache(one)
    added = any(" --no-cache" in one.text or one.text == "--no-cache" for one in edits)
    only_upgrades = not any(one.subcommand == "add" for one in script.commands if one.name == "apk")
    safety = Safety.UNSAFE if only_upgrades or _is_used_by_builder(model, run) else Safety.SAFE
    return (Fix("Add `--no-cache`" if added else "Drop `apk update`", tuple(edits), safety),)


def _is_used_by_builder(model: SemanticModel, run: Instruction) -> bool:
    """Whether a stage that is built on this one, and is not shipped, installs with the index: no finding tells it to fetch its own,
    which apk of old releases does only when it is told to."""
    stage = model.stage_of(run)
    builders = (one for one in model.stages if stage in one.lineage[1:] and not ships(model, one))
    return any(_adds_from_cache(model, each) for one in builders for each in one.of(Run))


def _is_update(command: Command) -> bool:
    return command.subcommand == "update"


def _without_cache(command: Command) -> list[Edit]:
    """`--no-cache` for a command that installs, instead of its own `--update`."""
    action = command.operands(VALUED)[0].span
    updates = [flag for flag in command.flags if flag.name in _UPDATING]
    if not updates or any(flag.word.value not in ("--update", "--update-cache", "-U") for flag in updates):
        return [Edit(Span(action.end, action.end), " --no-cache")]
    return [Edit(updates[0].word.span, "--no-cache"), *(Edit(flag.word.span, "") for flag in updates[1:])]


def _without_update(update: Command) -> list[Edit] | None:
    """Takes `apk update &&` away from before commands that fetch the index by themselves."""
    top = update.script.top_level
    place = top.index(update) if update.is_top_level else len(top)
    behind = top[place + 1 :]
    installing = [one for one in behind if one.name == "apk" and one.subcommand in ("add", "upgrade")]
    if not installing or update.operator not in ("", "&&", ";") or update.next_operator not in ("&&", ";"):
        return None
    if update.assignments or update.redirections or update.in_pipeline or behind[0].assignments:
        return None
    if [one.name for one in update.prefixes] != [one.name for one in behind[0].prefixes]:
        return None
    return [Edit(Span(update.span.start, behind[0].span.start), "")]


def _without_run(update: Command, model: SemanticModel, context: BuildContext) -> tuple[Fix, ...]:
    """Removes a RUN that fetches the index and does nothing else."""
    run, text = update.instruction, update.instruction.dockerfile.text
    if not isinstance(run, Run) or run.is_onbuild or run.flags or run.heredocs or update.redirections:
        return ()
    if is_followed_by(model, run, _adds_from_cache):
        return ()
    is_heading = bool(run.comments_above) and not text[run.line_span.end :].startswith(("\n", "\r", "#"))
    if run.comments_above and not is_heading:
        return ()
    is_doubtful = is_followed_by(model, run, may_install) or any("apk " in one for one in start_texts(model, context))
    block = run.line_span if is_heading else with_blank(text, run.line_span)
    safety = Safety.UNSAFE if is_doubtful else Safety.SAFE
    return (Fix("Remove the `RUN`: what follows fetches the index by itself", (Edit(block, ""),), safety),)


def _knows_flag(model: SemanticModel, run: Run) -> bool:
    """Whether apk is new enough: `--no-cache` came with Alpine 3.3."""
    stage = model.stage_of(run)
    facts = stage.facts if stage is not None else None
    return facts is None or facts.os != "alpine" or facts.release not in _BEFORE_FLAG


def _is_wanted(model: SemanticModel, command: Command) -> bool:
    """Whether something works with the index, or the packages, that apk leaves behind."""
    run = command.instruction
    text = run.dockerfile.text
    if "/etc/apk/cache" in text or "setup-apkcache" in text or any(_is_bare(one) for one in command.script.commands):
        return True
    return is_followed_by(model, run, _works_offline) or is_taken(model, "/var/cache/apk", "/etc/apk")


def _is_bare(command: Command) -> bool:
    return command.name == "apk" and command.has_flag("no-network")


def _works_offline(model: SemanticModel, run: Run) -> bool:
    return any(one.name == "apk" and (is_offline(run) or _is_bare(one)) for one in model.commands(run))
