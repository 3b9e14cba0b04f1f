from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._confirmation import first_operand
from dockwright.rules._hadolint import HADOLINT, counts, is_hadolint, is_hidden, mount_contains
from dockwright.rules._layers import cache_mounted, is_followed_by, is_offline, is_taken
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.text import Edit, Span

VALUED = MANAGERS["apk"].valued_flags
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
        Valid(
            "FROM alpine:3.20\nRUN --network=none apk add --allow-untrusted /packages/*.apk\n",
            title="no index is fetched",
        ),
        "FROM alpine:3.20\nRUN apk add --no-network --allow-untrusted /packages/app.apk\n",
        Valid("FROM alpine:3.20\nRUN sudo apk add curl\n", settings=HADOLINT, title="hidden from hadolint"),
        "FROM alpine:3.20 AS build\nRUN apk add gcc\nFROM alpine:3.20\nCOPY --from=build /a /a\n",
    ),
)
def apk_cache_left_behind(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The package index that apk fetched stays in the layer.

    ## Why is this bad?
    Without `--no-cache`, `apk add` writes the index of all packages to `/var/cache/apk`, a few megabytes that nothing
    reads again. With it apk fetches the index, uses it and leaves nothing, so `--update` and `apk update` are not needed.

    ## References
    - https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
    """
    word = first_operand(command, ("add",), VALUED, settings)
    if word is None or command.has_flag("no-cache"):
        return
    run = command.instruction
    if is_hidden(command, settings) or not counts(model, run, settings):
        return
    if is_hadolint(settings):
        is_left = not mount_contains(run, "/var/cache/apk")
    else:
        is_mounted = cache_mounted(run, "/var/cache/apk", "/etc/apk/cache")
        fetches = not is_offline(run) and not command.has_flag("no-network")
        is_left = fetches and not is_mounted and not any(map(_cleans, command.script.commands))
    if is_left:
        yield Finding(word.span, "the package index stays in the layer", partial(_fixes, command, word.span, model))


def _cleans(command: Command) -> bool:
    if command.name == "rm":
        return any(
            "/var/cache/apk" in word.value or word.value.rstrip("/*") == "/var/cache" for word in command.operands()
        )
    return command.name == "apk" and command.subcommand == "cache"


def _fixes(command: Command, add: Span, model: SemanticModel) -> tuple[Fix, ...]:
    if command.script.is_exec or not _knows_flag(model, command.instruction) or _is_wanted(model, command):
        return ()
    updates = [flag for flag in command.flags if flag.name in ("update", "update-cache", "U")]
    title = "Add `--no-cache`"
    if any(flag.word.value not in ("--update", "--update-cache", "-U") for flag in updates):
        return (Fix.insert(title, add.end, " --no-cache"),)
    edits = [Edit(updates[0].word.span, "--no-cache")] if updates else [Edit(Span(add.end, add.end), " --no-cache")]
    edits += [Edit(flag.word.span, "") for flag in updates[1:]]
    before = _update_before(command)
    if before is not None:
        edits.append(Edit(Span(before.span.start, command.span.start), ""))
    return (Fix(title, tuple(edits)),)


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


def _update_before(command: Command) -> Command | None:
    """`apk update &&` right before the command, which `--no-cache` makes needless."""
    script = command.script
    if not command.is_top_level or not script.is_and_chain:
        return None
    place = script.top_level.index(command)
    if place == 0:
        return None
    before = script.top_level[place - 1]
    if (
        before.name != "apk"
        or before.subcommand != "update"
        or before.next_operator != "&&"
        or command.operator != "&&"
    ):
        return None
    if before.prefixes or before.assignments or before.redirections or command.prefixes or command.assignments:
        return None
    return before
