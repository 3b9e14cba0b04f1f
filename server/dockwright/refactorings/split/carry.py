"""Which instruction goes where: what the builder keeps, what moves to the runtime stage, what both have.

The stage is a program that runs top to bottom. Up to a boundary, the last instruction that an artifact depends on, it
is the builder; behind it the instructions stay where they are and become the runtime stage. What stands above the
boundary but means the running container is carried over it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.refactorings.keyword_case import as_keyword
from dockwright.refactorings.split.boundary import boundary_of, with_put_aside
from dockwright.refactorings.split.devices import without_devices
from dockwright.refactorings.split.hidden_failures import tell_of_hidden_failures
from dockwright.refactorings.split.kept_arguments import keep_arguments
from dockwright.refactorings.split.lost_settings import tell_of_settings
from dockwright.refactorings.split.lost_variables import tell_of_variables
from dockwright.refactorings.split.model import Base, Build, Copied, Obstacle, Plan
from dockwright.refactorings.split.ownership import Given, given_owners, owner_of, tell_of_links
from dockwright.refactorings.split.packages import install_line
from dockwright.refactorings.split.registry import at_home
from dockwright.refactorings.split.removed import without_removed
from dockwright.refactorings.split.runs import carry_run, stay_run
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start, plain_words, unknown_directory
from dockwright.refactorings.split.start_checks import check_start
from dockwright.refactorings.split.subject import Draft, Piece, Subject
from dockwright.refactorings.split.system import equip
from dockwright.refactorings.split.transfers import carry_transfer
from dockwright.refactorings.split.variables import (
    arguments_of,
    carry_env,
    is_needed,
    missing_variable,
    repeat_arguments,
    restate_variables,
    variables_used,
)
from dockwright.refactorings.split.working_owner import own_working_directory
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Arg, Cmd, Entrypoint, Env, Expose, Instruction, Run, Transfer, User, Word, Workdir
from dockwright.text import Edit, Span

_TARGET = re.compile(r"\$\{?TARGET(?:ARCH|PLATFORM|OS)\b")
_COMMENTS = r"(?:\s*#[^\n]*\n)*\s*"
_LABEL = re.compile(rf"{_COMMENTS}(?:LABEL|MAINTAINER)\s", re.IGNORECASE)
_OF_CONTAINER = re.compile(
    rf"{_COMMENTS}(?:EXPOSE|HEALTHCHECK|STOPSIGNAL|CMD|ENTRYPOINT|LABEL|MAINTAINER)\s", re.IGNORECASE
)
"""What says something of the running program alone: a person writes most of it at the end of a stage."""

_METADATA = frozenset({"EXPOSE", "LABEL", "STOPSIGNAL", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD", "MAINTAINER"})
"""Instructions that say nothing to a build."""

_BY_DEFAULT = "paths are those of the default of `{}`: a build that is given another needs them changed"
_WORKDIR = re.compile(r"^\s*WORKDIR\s", re.IGNORECASE | re.MULTILINE)


def carry(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, build: Build, base: Base
) -> Plan | Obstacle:
    """The plan for one runtime base, or what stands in its way."""
    sources, base = Sources(model, stage, context), at_home(base, stage)
    build = without_devices(with_put_aside(without_removed(build, sources, stage), sources, stage), model, stage)
    boundary = boundary_of(model, stage, build)
    if isinstance(boundary, Obstacle):
        return boundary
    facts = stage.facts
    assert facts is not None
    subject = Subject(model, stage, context, sources, facts, start, build, base, boundary)
    draft = Draft(build)
    if base.note:
        draft.note(base.note)
    obstacle = settle(subject, draft)
    if obstacle is not None:
        return obstacle
    for name in arguments_of(subject, (one.source for one in draft.copies)):
        draft.note(_BY_DEFAULT.format(name))
    tell_of_variables(subject, draft)
    tell_of_settings(subject, draft)
    tell_of_hidden_failures(subject, draft)
    tell_of_links(subject, draft)
    copy_over(subject, draft)
    keep_arguments(subject, draft, _BY_DEFAULT)
    repeat_arguments(subject, draft)
    return _plan(subject, draft)


def settle(subject: Subject, draft: Draft) -> Obstacle | None:
    """Have the runtime stage do on its base all that the stage does for a container, or say what stands in the way."""
    for step in (
        _carry_workdir,
        _carry_above,
        _carry_workdir_of_copies,
        own_working_directory,
        _stay_behind,
        restate_variables,
        check_start,
        equip,
    ):
        obstacle = step(subject, draft)
        if obstacle is not None:
            return obstacle
    return None


def _carry_workdir(subject: Subject, draft: Draft) -> Obstacle | None:
    """The working directory at the boundary, where WORKDIR stands last, or on top when the base image sets it."""
    directory = subject.directory
    if directory is None:
        return unknown_directory(subject.model, subject.stage)._replace(ships=True)
    if _needs_workdir(subject):
        _write_workdir(subject, draft, directory)
    return None


def _carry_workdir_of_copies(subject: Subject, draft: Draft) -> None:
    """The same, where only what is carried over the boundary counts on it: a copy to a path as seen from there."""
    copies = (one for one in subject.before if isinstance(one, Transfer) and one.destination is not None)
    counting = {one.index for one in copies if one.destination and not one.destination.value.startswith(("/", "$"))}
    counting.update(one.index for one in subject.build.replayed)
    if not _needs_workdir(subject) and any(piece.order[0] in counting for piece in draft.pieces):
        _write_workdir(subject, draft, subject.directory or "/")


def _write_workdir(subject: Subject, draft: Draft, directory: str) -> None:
    if "WORKDIR" in subject.build.dropped or directory == "/":
        return
    above = [one for one in subject.before if isinstance(one, Workdir) and one.path is not None]
    path = above[-1].path if above else None
    is_same = path is not None and path.value.startswith("/") and not path.variables
    anchor = above[-1] if above else subject.stage.from_
    assert anchor is not None
    draft.add(anchor, subject.source(above[-1]) if is_same else f"WORKDIR {directory}")
    for name in _arguments_in(subject, path) if path is not None else ():
        draft.note(_BY_DEFAULT.format(name))


def _arguments_in(subject: Subject, path: Word) -> list[str]:
    """The build arguments that a path is made of."""
    given = tuple(one for one in subject.before if isinstance(one, (Arg, Env)))
    used = variables_used(given, *(variable.name for variable in path.variables)) if path.variables else frozenset()
    return sorted({pair.key.value for one in subject.stage.of(Arg) for pair in one.pairs} & used)


def _needs_workdir(subject: Subject) -> bool:
    """Whether something behind the boundary counts on the directory before WORKDIR sets another."""
    for one in subject.behind:
        if isinstance(one, Workdir) and one.path is not None and one.path.value.startswith("/"):
            return False
        if isinstance(one, (Run, Transfer, Workdir)):
            return True
    return True


def _carry_above(subject: Subject, draft: Draft) -> Obstacle | None:
    users = [one for one in subject.before if isinstance(one, User)]
    for one in subject.before:
        obstacle = None
        if one in subject.build.needless_runs:
            draft.deleted.append(one)
        elif one.keyword in subject.build.dropped:
            draft.deleted += [one] if one.keyword in _METADATA else []
        elif one.keyword in _METADATA:
            obstacle = _carry_metadata(subject, draft, one)
        elif isinstance(one, Env):
            obstacle = carry_env(subject, draft, one)
        elif one in subject.build.replayed:
            draft.add(one, subject.comments(one) + subject.source(one))
        elif isinstance(one, Transfer):
            obstacle = carry_transfer(subject, draft, one)
        elif isinstance(one, Run):
            obstacle = carry_run(subject, draft, one)
        elif users and one is users[-1]:
            draft.add(one, subject.source(one))
        if obstacle is not None:
            return obstacle
    return None


def _carry_metadata(subject: Subject, draft: Draft, one: Instruction) -> Obstacle | None:
    if not _wants_exec_form(subject, one):
        draft.move(one, subject.source(one), subject.comments(one))
        return None
    listed = _listed(subject, one)
    if isinstance(listed, Obstacle):
        return listed
    draft.move(one, f"{one.keyword} {listed}", subject.comments(one))
    return None


def _stay_behind(subject: Subject, draft: Draft) -> Obstacle | None:
    for one in subject.behind:
        obstacle = None
        if one.keyword in subject.build.dropped:
            draft.deleted.append(one)
        elif _wants_exec_form(subject, one):
            listed = _listed(subject, one)
            if isinstance(listed, Obstacle):
                return listed
            draft.edits.append(Edit(Span(one.words[0].span.start, one.words[-1].span.end), listed))
        elif isinstance(one, Run):
            obstacle = stay_run(subject, draft, one)
        elif isinstance(one, (Env, Arg)) and not is_needed(subject, one):
            draft.deleted.append(one)
        elif isinstance(one, Env):
            obstacle = next(filter(None, (missing_variable(subject, pair) for pair in one.pairs)), None)
        if obstacle is not None:
            return obstacle
    return None


def _wants_exec_form(subject: Subject, one: Instruction) -> bool:
    """Whether a start command is written for a shell that the base does not have."""
    return isinstance(one, (Cmd, Entrypoint)) and not one.is_exec and bool(one.words) and not subject.base.has_shell


def _listed(subject: Subject, one: Instruction) -> str | Obstacle:
    """A shell-form command of plain words as a JSON list."""
    if isinstance(one, Entrypoint) and subject.start.cmd is not None and subject.start.cmd.words:
        return Obstacle("a list in ENTRYPOINT is given CMD, which a shell leaves aside", one.keyword_span, ships=True)
    found = plain_words(one) if isinstance(one, (Cmd, Entrypoint)) else ()
    if not found:
        return Obstacle(f"{one.keyword} needs a shell", one.keyword_span, ships=True)
    return "[" + ", ".join(f'"{word}"' for word in found) + "]"


# What comes from the builder


def copy_over(subject: Subject, draft: Draft) -> None:
    """Write the COPY instructions for all that comes from the builder."""
    for text in subject.build.extra:
        others = [one for one in subject.before if isinstance(one, Env) and _is_written(draft, one)]
        if text.startswith("ENV ") and others:
            draft.add(others[-1], text, 1)  # beside the other variables
        else:
            draft.add(subject.boundary, text, 1)
    has_workdir = any(_WORKDIR.search(piece.text) for piece in draft.pieces)
    directory = subject.directory if has_workdir else "/"
    first = _early(subject, draft)
    given = tuple(given_owners(subject, draft)) if draft.copies else ()
    for copy in _outermost(draft.copies):
        early = first if first is not None and _may_be_early(subject, copy, first) else None
        destination = copy.destination if early is not None else _as_seen_from(directory, copy, subject.build.search)
        owner = (
            "" if subject.build.shared and not (copy.is_whole or copy.owner) else _owner(subject, draft, copy, given)
        )
        text = f"COPY --from={{builder}} {owner}{_listed_paths(copy.source, destination)}"
        draft.add(early or subject.boundary, text, 2 if early is None else -1)


def _as_seen_from(directory: str | None, copy: Copied, search: Collection[str]) -> str:
    """The destination of a copy as a person writes it who works in the directory. `search`: what PATH names is left as it is."""
    path = inside(copy.destination, directory) if directory and directory != "/" else None
    if not path or basename(path) != basename(copy.source) or dirname(copy.destination) in search:
        return copy.destination
    return f"./{path}" if copy.is_directory or "/" in path else "./"


def _is_written(draft: Draft, one: Instruction) -> bool:
    """Whether the runtime stage has an instruction of the builder, too."""
    return any(piece.order[0] == one.index for piece in draft.pieces)


def _listed_paths(source: str, destination: str) -> str:
    """Source and destination as COPY reads them: as a list in JSON where they have spaces."""
    has_spaces = " " in source or " " in destination
    return json.dumps([source, destination], ensure_ascii=False) if has_spaces else f"{source} {destination}"


def _early(subject: Subject, draft: Draft) -> Instruction | None:
    """What the copies from the builder stand in front of where the runtime stage copies the sources, which change more often."""
    if not subject.build.shared:
        return None
    indices = {piece.order[0] for piece in draft.pieces}
    return next((one for one in subject.before if isinstance(one, Transfer) and one.index in indices), None)


def _may_be_early(subject: Subject, copy: Copied, first: Instruction) -> bool:
    """Whether the owner of what is copied is there by then, and it does not change as often as the sources."""
    users = [one.index for one in subject.before if isinstance(one, User)]
    return not copy.is_whole and (not copy.owner or all(index < first.index for index in users))


def _outermost(copies: Iterable[Copied]) -> Iterator[Copied]:
    """The copies without those that a directory among them brings along."""
    found = tuple(dict.fromkeys(copies))
    directories = [one for one in found if one.is_directory]
    for copy in found:
        if not any(one is not copy and inside(copy.source, one.source) is not None for one in directories):
            yield copy


def _owner(subject: Subject, draft: Draft, copy: Copied, given: Sequence[Given]) -> str:
    """The --chown that the file has above the boundary: by its own COPY, or by a chown of the directory. An account that
    the runtime stage does not have is nobody's there: who starts is checked elsewhere."""
    owner = copy.owner
    owner = owner or owner_of(subject, copy, given)
    owner = owner or (_maker(subject) if copy.is_directory else "")
    there = subject.base.accounts | draft.accounts
    names = [name for name in owner.split(":") if name and not name.isdecimal() and "$" not in name]
    if subject.base.has_accounts and not draft.takes_accounts and not all(name in there for name in names):
        return ""
    return f"--chown={owner} " if owner and ("$" not in owner or copy.owner) else ""


def _maker(subject: Subject) -> str:
    """The user that the build ran as, where the container runs as the same: what is made in a directory may be written there."""
    state = subject.model.state_before(subject.boundary)
    is_same = state.user is not None and state.user == subject.start.state.user
    return state.user or "" if is_same and state.is_root is False else ""


# The plan


def _plan(subject: Subject, draft: Draft) -> Plan:
    stage, build = subject.model.target, subject.build
    assert stage is not None
    builder, runtime = _names(subject.model, stage, subject.context)
    deleted = [one for one in draft.deleted if one in stage.instructions]
    return Plan(
        base=subject.base,
        builder=builder,
        runtime=runtime,
        platform=platform_of(subject.stage, subject.before),
        at=subject.boundary.line_span.end,
        edits=(*draft.edits, *_name_edit(stage, builder), *deletions(subject.text, deleted)),
        instructions=instructions(subject, draft, builder),
        notes=tuple(draft.notes),
        closing=build.closing,
        variant=build.variant,
    )


def instructions(subject: Subject, draft: Draft, builder: str) -> tuple[str, ...]:
    """What the runtime stage has in front of the instructions that stay where they are."""
    build = subject.build
    lines: list[str] = []
    if draft.packages:
        lines.append(install_line(sorted(draft.packages), subject.base, recommended=build.recommended))
    if search := [path for path in build.search if path not in DEFAULT_PATH.split(":")]:
        path = f"{':'.join(search)}:$PATH"
        lines.append(f'ENV PATH="{path}"' if " " in path else f"ENV PATH={path}")
    pieces = sorted(draft.pieces, key=lambda piece: piece.order)
    lines += [piece.text for piece in (pieces if build.shared else _start_last(pieces, subject.boundary))]
    if build.port is not None and not subject.stage.of(Expose):
        lines.append(f"EXPOSE {build.port.text}")
    return tuple(line.replace("{builder}", builder) for line in lines)


def _start_last(pieces: Sequence[Piece], boundary: Instruction) -> list[Piece]:
    """The pieces with what is said of the running program behind the files from the builder, where nothing else stands between."""
    at = next((number for number, piece in enumerate(pieces) if piece.order >= (boundary.index, 1)), len(pieces))
    first = at
    while first and _OF_CONTAINER.match(pieces[first - 1].text):
        first -= 1
    while first < at and _LABEL.match(pieces[first].text):
        first += 1
    return [*pieces[:first], *pieces[at:], *pieces[first:at]]


def platform_of(stage: Stage, before: Iterable[Instruction]) -> str:
    """The --platform flag that the runtime stage has from the stage it was made of; "" where it has none, or a builder for the
    platform that builds makes programs for the one that runs. `before`: the instructions of the builder."""
    platform = stage.from_.platform if stage.from_ is not None else None
    if platform is None:
        return ""
    is_of_builder = platform.value is not None and "BUILDPLATFORM" in platform.value.value
    if is_of_builder and any(_TARGET.search(one.text) for one in before if isinstance(one, (Env, Run))):
        return ""
    return platform.span.of(stage.model.dockerfile.text)


def _names(model: SemanticModel, stage: Stage, context: BuildContext) -> tuple[str, str]:
    """The names of the builder and the runtime stage. The stage's own name stays with what is run, unless it says build, and
    nobody builds the stage by its name to run it."""
    alias = stage.from_.alias.value if stage.from_ is not None and stage.from_.alias is not None else ""
    if says_build(stage) and alias.lower() not in context.targets:
        return alias, ""
    taken = {one.name for one in model.stages}
    names = ("builder", "build", "compile", *(f"builder-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken), alias


def says_build(stage: Stage) -> bool:
    """Whether the name of a stage tells that it builds."""
    name = stage.name or ""
    return "build" in name or "compil" in name


def _name_edit(stage: Stage, builder: str) -> Iterator[Edit]:
    from_ = stage.from_
    assert from_ is not None
    assert from_.image is not None
    if from_.alias is None:
        end = from_.image.span.end
        yield Edit(Span(end, end), f" {as_keyword(from_)} {builder}")
    elif from_.alias.value != builder:
        yield Edit(from_.alias.span, builder)


def deletions(text: str, deleted: Iterable[Instruction]) -> Iterator[Edit]:
    """The edits that take whole instructions out, with the comments above them and a blank line too many."""
    spans: list[Span] = []
    for span in sorted(_with_comments(text, one) for one in deleted):
        if spans and not text[spans[-1].end : span.start].strip():
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return (Edit(_with_blank(text, span), "") for span in spans)


def _with_comments(text: str, one: Instruction) -> Span:
    comments = one.comments_above
    start = text.rfind("\n", 0, comments[0].span.start) + 1 if comments else one.line_span.start
    return Span(start, one.line_span.end)


def _with_blank(text: str, span: Span) -> Span:
    """Also one of two blank lines that would come together, or all that would end the file."""
    before, after = text[: span.start], text[span.end :]
    line, line_break, _ = after.partition("\n")
    if not after.strip():
        end = len(before.rstrip())
        return Span(end + (2 if text.startswith("\r\n", end) else 1), len(text)) if before.strip() else span
    if line_break and not line.strip() and (not before or before.endswith(("\n\n", "\n\r\n"))):
        return Span(span.start, span.end + len(line) + 1)
    return span
