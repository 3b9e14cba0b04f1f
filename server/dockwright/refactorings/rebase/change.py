"""The final stage on another image: what it says there."""

from __future__ import annotations

from dockwright.assist import Change
from dockwright.knowledge.os_packages import TRANSPORT_ONLY, is_build_only
from dockwright.refactorings.keyword_case import in_lower_case, is_lower_case
from dockwright.refactorings.rebase.strangers import Stranger, stranger_obstacle
from dockwright.refactorings.split.carry import copy_over, deletions, instructions, platform_of, settle
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.packages import DATA, FETCHERS, has_own_lists, installed, on_alpine
from dockwright.refactorings.split.registry import at_home
from dockwright.refactorings.split.render import line_edits
from dockwright.refactorings.split.subject import Draft, Piece, Subject
from dockwright.refactorings.split.variables import repeat_arguments
from dockwright.rule import Safety
from dockwright.semantics import Stage
from dockwright.semantics.filesystem import entries_of
from dockwright.syntax import From, Run, Transfer, Workdir
from dockwright.text import Edit, Span, apply


def change(subject: Subject, builder: Stage, strangers: tuple[Stranger, ...]) -> Change | Obstacle:
    """The stage on another base: its image, what stands in front of its instructions, and what these are there.

    `builder`: the stage that files of the system can be had from. `strangers`: see `strangers_of`.
    """
    subject = subject._replace(base=at_home(subject.base, subject.stage))
    draft = Draft(subject.build)
    for note in (subject.base.note, *(f"see that `{one.name}` runs in the new image" for one in strangers)):
        draft.notes.update({note: None} if note else {})
    obstacle = (
        stranger_obstacle(strangers, subject.base, subject.facts.os)
        or settle(subject, draft)
        or _keep_packages(subject, draft)
    )
    if obstacle is not None:
        return obstacle
    repeat_arguments(subject, draft)
    draft.copies = [one for one in draft.copies if not _is_there(subject, one)]
    copy_over(subject, draft)
    _keep_installs(subject, draft)
    _leave_directory(subject, draft)
    return Change(
        title=f"Run it on `{subject.base.image}`",
        edits=line_edits(subject.text, apply(subject.text, _edits(subject, draft, builder))),
        safety=Safety.UNSAFE if draft.notes else Safety.SAFE,
        notes=tuple(draft.notes),
    )


def _keep_packages(subject: Subject, draft: Draft) -> Obstacle | None:
    """Install what the stage installs for the container, as `git`, though nothing tells what for."""
    base = subject.base
    own = (command for run in subject.behind if isinstance(run, Run) for command in subject.model.commands(run))
    for one in installed(own)[0] if "RUN" not in subject.build.dropped else ():
        is_of_build = (is_build_only(one.name) and one.name not in FETCHERS) or one.name in TRANSPORT_ONLY
        if is_of_build or one.name in base.programs or one.name in DATA:
            continue
        name = one.name if base.os == subject.facts.os else on_alpine(one.name)
        if name is None or not base.package_manager:
            return Obstacle(f"{base.image} cannot install `{one.name}`", one.word.span, ships=True)
        draft.packages[name] = None
    return None


def _edits(subject: Subject, draft: Draft, builder: Stage) -> tuple[Edit, ...]:
    stage, dockerfile = subject.model.target, subject.model.dockerfile
    assert stage is not None
    from_ = stage.from_
    assert from_ is not None
    assert from_.image is not None
    alias = builder.from_.alias if builder.from_ is not None else None
    lines = instructions(subject, draft, alias.value if alias is not None else str(builder.index))
    if is_lower_case(dockerfile):
        lines = tuple(map(in_lower_case, lines))
    written = "".join(f"\n{line}" for line in lines).replace("\n", dockerfile.newline)
    end = Span(from_.span.end, from_.span.end)
    platform = platform_of(subject.stage, builder.instructions) if from_ is not subject.stage.from_ else ""
    return (
        Edit(from_.image.span, f"{platform} {subject.base.image}".lstrip()),
        Edit(end, written),
        *draft.edits,
        *deletions(subject.text, [one for one in draft.deleted if one in subject.behind]),
    )


def _keep_installs(subject: Subject, draft: Draft) -> None:
    """Leave a RUN that installs as it is, where the new system has the same packages and all of them are wanted."""
    if subject.base.os != subject.facts.os or "RUN" in subject.build.dropped:
        return
    for run in (one for one in subject.behind if isinstance(one, Run)):
        if not has_own_lists(subject.model.commands(run)):
            continue
        names = {one.name for one in installed(subject.model.commands(run))[0]}
        if run in draft.deleted and names and names <= draft.packages.keys():
            draft.deleted.remove(run)
        if run not in draft.deleted:
            for name in names:
                draft.packages.pop(name, None)


def _is_there(subject: Subject, one: Copied) -> bool:
    """Whether a COPY of the stage itself brings something, as all does in a stage on an image; what a stage below has that the
    program reads is to come from the builder."""
    entries = (entry for each in subject.behind for entry in entries_of(subject.model, each, subject.context))
    is_brought = any(entry.is_transfer and entry.concerns(one.destination) for entry in entries)
    return is_brought or isinstance(subject.boundary, From)


def _leave_directory(subject: Subject, draft: Draft) -> None:
    """Do without the working directory that only the old image sets, where nothing that is written counts on it."""
    directory, start = subject.directory, subject.start
    if not isinstance(subject.boundary, From):
        return
    piece = Piece((subject.boundary.index, 0), f"WORKDIR {directory}")
    if piece not in draft.pieces or _counts_on(subject, directory):
        return
    draft.pieces.remove(piece)
    if start.directory == directory:
        draft.note(f"the working directory is `/`, and no longer `{directory}`")


def _counts_on(subject: Subject, directory: str | None) -> bool:
    """Whether a path in the file is relative to a directory."""
    there = [one for one in subject.behind if subject.model.state_before(one).workdir == directory]
    places = [
        (one, one.destination if isinstance(one, Transfer) else one.path)
        for one in there
        if isinstance(one, (Transfer, Workdir))
    ]
    if any(not (subject.model.expand(word, one) or "").startswith("/") for one, word in places if word is not None):
        return True
    commands = (command for one in there if isinstance(one, Run) for command in subject.model.commands(one))
    words = [word.value for command in commands for word in command.arguments]
    if subject.start.directory == directory:
        words += [subject.start.program, *subject.start.arguments]
    return any(_is_relative(word.rpartition("=")[2]) for word in words)


def _is_relative(word: str) -> bool:
    """Whether a word may be a path from a working directory."""
    return not word.startswith(("/", "-")) and "://" not in word and ("/" in word or "." in word)
