"""The owner or mode that a RUN gives to what a COPY brought, given by the COPY itself.

What the builder does, as tried with BuildKit 0.19: `--chown` holds for all that is copied and for the directories that the
COPY makes on the way, not for a directory that is there already, nor for what ADD unpacks; a user without a group gets the
group of the same number, where chown leaves the group alone. `--chmod` holds for what is copied, but not for directories
that the COPY makes, the destination included. Source of the flags: https://docs.docker.com/reference/dockerfile/#copy
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import basename

from dockwright.assist import Change, Refusal
from dockwright.context import BuildContext
from dockwright.knowledge.instructions import KEYWORDS
from dockwright.refactorings import frontend
from dockwright.refactorings.archives import is_archive
from dockwright.refactorings.reorder.sites import overlap
from dockwright.refactorings.runs.chain import comments_within
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, deed, sites
from dockwright.semantics.filesystem import (
    Entry,
    FileSystem,
    entries_between,
    entries_of,
    files_of,
    is_copied,
    strictly_between,
    transferred,
)
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Add, Copy, Instruction, Run, Transfer
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

_OWNER = re.compile(r"(?:[A-Za-z0-9_][\w-]*|\$\w+|\$\{\w+\})(?::(?:[A-Za-z0-9_][\w-]*|\$\w+|\$\{\w+\}))?")
_NUMBERS = re.compile(r"\d+(?::\d+)?")
_MODE = re.compile(r"[0-7]{3,4}")
_VARIABLE = re.compile(r"\$\{?(\w+)")
_EXECUTABLE = ("+x", "a+x", "ugo+x")
_ROOTS = ("/", "/opt", "/srv", "/home", "/usr", "/usr/local", "/var", "/var/lib", "/etc", "/mnt", "/media")
"""Directories that every distribution has."""


class Plan(NamedTuple):
    """What can be done: the change, the command that goes, and the one behind it in its RUN."""

    change: Change
    command: Command
    following: Command | None

    @property
    def is_whole(self) -> bool:
        """Whether the RUN does not go on with more of the same."""
        return self.following is None or self.following.name != self.command.name


class _Subject(NamedTuple):
    """A RUN that does nothing, or nothing first, but to change owner or mode."""

    model: SemanticModel
    run: Run
    stage: Stage
    context: BuildContext
    site: Site
    following: Command | None  # the next command of the RUN

    @property
    def files(self) -> FileSystem:
        return files_of(self.model, self.stage, self.context)


def owner(model: SemanticModel, run: Run, context: BuildContext) -> Plan | Refusal | None:
    """`COPY --chown` for a `RUN chown -R`; None where the RUN begins with none."""
    subject = _subject(model, run, context, "chown")
    if subject is None:
        return None
    command = subject.site.command
    if not command.has_flag("R", "recursive"):
        return None
    operands = command.operands()
    if len(operands) < 2 or any(flag.name not in ("R", "recursive", "v", "c", "f") for flag in command.flags):
        return Refusal("`chown` has more to do than to change the owner of directories", command.name_span)
    written = _owner_text(subject, operands[0])
    if isinstance(written, Refusal):
        return written
    moved = _Ownership(subject, written)
    for word in operands[1:]:
        refusal = moved.take(word)
        if refusal is not None:
            return refusal
    return moved.plan()


class _Ownership:
    """The directories of one chown, taken one after the other."""

    def __init__(self, subject: _Subject, owner: str) -> None:
        self.subject = subject
        self.owner = owner
        self.copies: dict[Transfer, None] = {}
        self.kept: list[ShellWord] = []  # directories that the COPY does not make
        self.notes: list[str] = []
        self.paths: list[str] = []

    def take(self, word: ShellWord) -> Refusal | None:
        subject = self.subject
        place = subject.site.place(word)
        if not place.is_exact or place.path == "/":
            return Refusal(f"only the shell knows what `{word.raw}` is", word.span)
        above = (subject.model, subject.stage, subject.context, (place.path,), subject.run)
        here = subject.files.origin(place.path, subject.run) if is_copied(*above) else ()
        brought = [one for one in here if one.is_transfer and _is_in(one, place.path)]
        if not brought:
            return Refusal(f"no COPY brings `{place.path}`", word.span)
        first = min(one.instruction.index for one in brought)
        for entry in here:
            refusal = self._look(entry, place.path, first, word)
            if refusal is not None:
                return refusal
        for one in brought:
            refusal = self._accept(one, word)
            if refusal is not None:
                return refusal
        self._keep(word, place.path, here)
        self.paths.append(place.path)
        return None

    def _look(self, entry: Entry, path: str, first: int, word: ShellWord) -> Refusal | None:
        """Whether something else lies in the directory, which the COPY would not give away."""
        if entry.is_transfer and _is_in(entry, path):
            return None
        if entry.kind in ("packages", "account") and not entry.path.startswith(path):
            return None
        if entry.kind == "directory" and not entry.is_anywhere and (entry.path == path or path.startswith(entry.path)):
            return None
        if entry.kind == "unknown" or entry.is_anywhere or entry.path == "/":
            if entry.instruction.index > first:
                cause = (
                    entry.command.name
                    if entry.command is not None and entry.command.name
                    else entry.instruction.keyword
                )
                return Refusal(f"`{cause}` may have put something into `{path}` since the COPY", word.span)
            self._note(f"anything else that lies in `{path}` keeps its owner")
            return None
        if entry.kind in ("mode", "removal") and entry.instruction.index < first:
            return None
        return Refusal(f"`{path}` holds more than what is copied: `{entry.path}`", word.span)

    def _accept(self, entry: Entry, word: ShellWord) -> Refusal | None:
        """Whether the COPY can do it."""
        copy = entry.instruction
        assert isinstance(copy, Transfer)
        if self.subject.model.stage_of(copy) is not self.subject.model.stage_of(self.subject.run):
            return Refusal("another stage copies it", copy.keyword_span)
        if copy.flag("chown") is not None:
            return Refusal("the COPY gives it another owner", copy.keyword_span)
        if isinstance(copy, Add) and entry.is_tree and entry.is_directory is not True and entry.kind != "heredoc":
            return Refusal("ADD may unpack an archive, whose files keep their owners", copy.keyword_span)
        if isinstance(copy, Add) and any(is_archive(self.subject.context, word.value) for word in copy.sources):
            return Refusal("ADD unpacks an archive, whose files keep their owners", copy.keyword_span)
        if "$" in self.owner and not self._knows_variables(copy):
            return Refusal(f"`{self.owner}` is not yet set where it is copied", copy.keyword_span)
        if not _NUMBERS.fullmatch(self.owner):
            if copy.flag("link") is not None:
                return Refusal("`COPY --link` knows no users by name", copy.keyword_span)
            for between in _between(self.subject.model, copy, self.subject.run):
                if _may_make_users(self.subject.model, between):
                    return Refusal(
                        f"the user may be made only behind the {copy.keyword}, by the RUN between them",
                        between.keyword_span,
                    )
        if ":" not in self.owner and copy.from_ is not None:
            return Refusal("the group that the files have in the other stage is not known", copy.keyword_span)
        self.copies[copy] = None
        return None

    def _knows_variables(self, copy: Transfer) -> bool:
        variables = self.subject.model.state_before(copy).variables
        return all(name in variables for name in _VARIABLE.findall(self.owner))

    def _keep(self, word: ShellWord, path: str, here: tuple[Entry, ...]) -> None:
        """Keep a plain chown of a directory that is there before the COPY."""
        is_made = any(one.kind == "directory" and one.path == path for one in here)
        files = self.subject.files
        if (files.facts is None and not files.is_empty_base) or files.base_may_hold(path):
            self._note(f"anything that the base image has in `{path}` keeps its owner")
        if is_made or files.facts is None or files.base_may_hold(path):
            self.kept.append(word)
        if not is_made and not self._parent_exists(path):
            self._note(f"directories above `{path}` that the COPY makes get the same owner")

    def _parent_exists(self, path: str) -> bool:
        parent = path.rpartition("/")[0] or "/"
        facts = self.subject.files.facts
        if parent == "/" or (facts is not None and facts.package_manager and parent in _ROOTS):
            return True
        return parent in self.subject.files.directories

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _note_readers(self) -> None:
        """Programs that root runs on the files meanwhile: git refuses those of somebody else, npm runs scripts as their owner."""
        model, run = self.subject.model, self.subject.run
        first = min(self.copies, key=lambda copy: copy.index)
        for between in _between(model, first, run):
            for site in sites(model, between) if isinstance(between, Run) else ():
                done = deed(site)
                if done.is_barrier or any(overlap(read, path) for read in done.reads for path in self.paths):
                    self._note(f"`{site.command.name}` between them does not mind whose the files are")

    def plan(self) -> Plan | Refusal:
        subject, command = self.subject, self.subject.site.command
        self._note_readers()
        flag = f" --chown={self.owner if ':' in self.owner else self.owner + ':0'}"
        edits = [Edit(Span(copy.keyword_span.end, copy.keyword_span.end), flag) for copy in self.copies]
        if self.kept:
            if comments_within(subject.run, command.span):
                return Refusal("a comment stands in it", command.span)
            text = " ".join(("chown", command.operands()[0].raw, *(word.raw for word in self.kept)))
            edits.append(Edit(command.span, text))
        else:
            removal = _removal(subject)
            if isinstance(removal, Refusal):
                return removal
            edits.append(removal)
        names = "COPY" if len(self.copies) == 1 else f"{len(self.copies)} COPYs"
        safety = Safety.UNSAFE if self.notes else Safety.SAFE
        return Plan(
            Change(f"Give the {names} the owner", tuple(edits), safety, (), tuple(self.notes)),
            command,
            subject.following,
        )


def mode(model: SemanticModel, run: Run, context: BuildContext) -> Plan | Refusal | None:
    """`COPY --chmod` for a `RUN chmod` of copied files; None where the RUN begins with none."""
    subject = _subject(model, run, context, "chmod")
    if subject is None:
        return None
    refused = frontend.refusal(model, frontend.MODES, "`--chmod`")
    if refused is not None:
        return refused
    command = subject.site.command
    operands = command.operands()
    if len(operands) < 2 or any(flag.name not in ("v", "c", "f", "R") for flag in command.flags):
        return None if len(operands) < 2 else Refusal("`chmod` has more to do than to change modes", command.name_span)
    written = operands[0].value
    if not _MODE.fullmatch(written) and written not in _EXECUTABLE:
        return Refusal(f"what `{written}` makes of a mode depends on the mode", operands[0].span)
    copies: dict[Transfer, set[str]] = {}
    notes: list[str] = []
    for word in operands[1:]:
        found = _copied_file(subject, word, notes)
        if isinstance(found, Refusal):
            return found
        copies.setdefault(found, set()).add(subject.site.place(word).path)
    for copy, paths in copies.items():
        refusal = _covers(subject, copy, paths, context) or _changed_again(subject, paths)
        if refusal is not None:
            return refusal
        has_mode = copy.flag("chmod") is not None
        if written in _EXECUTABLE and not has_mode and (copy.sources or isinstance(copy, Add)):
            notes.append("the file gets the mode 755, whatever it has in the build context")
    edits = [_with_mode(copy, written) for copy in copies]
    removal = _removal(subject)
    if isinstance(removal, Refusal):
        return removal
    names = "COPY" if len(copies) == 1 else f"{len(copies)} COPYs"
    change = Change(
        f"Give the {names} the mode",
        (*edits, removal),
        Safety.UNSAFE if notes else Safety.SAFE,
        (),
        tuple(dict.fromkeys(notes)),
    )
    return Plan(change, command, subject.following)


def _with_mode(copy: Transfer, written: str) -> Edit:
    """The mode that chmod gives, as a flag of the COPY; one that is there is replaced."""
    flag = copy.flag("chmod")
    if flag is None or flag.value is None:
        number = written if _MODE.fullmatch(written) else "755"
        return Edit(Span(copy.keyword_span.end, copy.keyword_span.end), f" --chmod={number}")
    if _MODE.fullmatch(written):
        return Edit(flag.value.span, written)
    return Edit(flag.value.span, f"{int(flag.value.value, 8) | 0o111:o}")


def _has_other_mode(copy: Transfer) -> bool:
    """Whether the COPY gives a mode that cannot be replaced."""
    flag = copy.flag("chmod")
    return flag is not None and (flag.value is None or _MODE.fullmatch(flag.value.raw) is None)


def _copied_file(subject: _Subject, word: ShellWord, notes: list[str]) -> Transfer | Refusal:
    """The COPY that brings the file, with nothing that works on it since."""
    place = subject.site.place(word)
    if not place.is_exact:
        return Refusal(f"only the shell knows what `{word.raw}` is", word.span)
    brought = transferred(subject.model, subject.stage, subject.context, place.path, subject.run)
    if brought is None or (brought.is_tree and not _is_surely_file(brought)):
        return Refusal(f"no COPY names the file `{place.path}`", word.span)
    copy = brought.instruction
    assert isinstance(copy, Transfer)
    for entry in entries_between(subject.model, subject.stage, subject.context, copy, subject.run):
        if entry.kind in ("packages", "account", "directory") or not entry.concerns(place.path):
            continue
        if entry.kind == "unknown" or entry.is_anywhere:
            notes.append(f"a RUN between them may put another file at `{place.path}`")
        else:
            return Refusal("a RUN between them works on it", entry.instruction.keyword_span)
    return copy


def _covers(subject: _Subject, copy: Transfer, paths: set[str], context: BuildContext) -> Refusal | None:
    """Whether the COPY brings nothing but what the chmod is about."""
    if subject.model.stage_of(copy) is not subject.model.stage_of(subject.run):
        return Refusal("another stage copies it", copy.keyword_span)
    if _has_other_mode(copy):
        return Refusal("the COPY gives it another mode", copy.keyword_span)
    if isinstance(copy, Add) and any("://" in word.value for word in copy.sources):
        return Refusal("a download has a mode of its own", copy.keyword_span)
    if isinstance(copy, Add) and any(is_archive(context, word.value) for word in copy.sources):
        return Refusal("ADD unpacks an archive, whose files keep their modes", copy.keyword_span)
    entries = tuple(entries_of(subject.model, copy, context))
    other = next((one for one in entries if one.path not in paths or (one.is_tree and not _is_surely_file(one))), None)
    if other is not None:
        return Refusal(f"the {copy.keyword} brings more than that: `{other.path}`", copy.keyword_span)
    return None


def _changed_again(subject: _Subject, paths: set[str]) -> Refusal | None:
    """Whether a later RUN changes the mode of the same file, which would then be what the COPY could do."""
    for run in subject.stage.of(Run):
        if run.index > subject.run.index:
            for entry in entries_of(subject.model, run):
                if entry.kind == "mode" and entry.path in paths:
                    return Refusal("a later RUN changes the mode again", run.keyword_span)
    return None


def _is_surely_file(entry: Entry) -> bool:
    """Whether what lands at the path is a file by its name, although nobody can look into the context."""
    if entry.is_directory is not None or len(entry.sources) != 1 or any(mark in entry.sources[0] for mark in "*?["):
        return False
    name = basename(entry.sources[0])
    return "." in name[1:] and name == basename(entry.path) and isinstance(entry.instruction, Copy)


def _subject(model: SemanticModel, run: Run, context: BuildContext, program: str) -> _Subject | None:
    """The RUN, when it begins with the program and is a chain of `&&`."""
    script = model.script(run)
    stage = model.stage_of(run)
    if script.dialect != "posix" or script.has_errors or not script.is_and_chain or run.is_onbuild or stage is None:
        return None
    first = script.top_level[:2]
    if not first or first[0].name != program or first[0].prefixes or first[0].redirections or first[0].assignments:
        return None
    if run.flags or script.is_exec or run.heredocs or first[0].in_pipeline:
        return None
    site = next(iter(sites(model, run)))
    following = first[1] if len(first) > 1 else None
    return _Subject(model, run, stage, context, site, following)


def _owner_text(subject: _Subject, word: ShellWord) -> str | Refusal:
    """The owner as `--chown` has it."""
    text = word.raw.strip("\"'")
    if not _OWNER.fullmatch(text) or ("'" in word.raw and "$" in word.raw):
        return Refusal(f"what `{word.raw}` stands for is not known to the builder", word.span)
    variables = subject.site.variables
    if any(name not in variables for name in _VARIABLE.findall(text)):
        return Refusal(f"only the shell knows what `{word.raw}` is", word.span)
    return text


def _removal(subject: _Subject) -> Edit | Refusal:
    """Take the command out of its RUN, or the RUN out of the file, with the comments that speak of it."""
    run, text = subject.run, subject.run.dockerfile.text
    command = subject.site.command
    if subject.following is not None:
        span = Span(command.span.start, subject.following.span.start)
        if comments_within(run, span):
            return Refusal("a comment stands in it or behind it", command.span)
        return Edit(span, "")
    above = run.comments_above
    if any(one.text.partition(" ")[0] in KEYWORDS for one in above):  # an instruction that waits to come back
        above = ()
    start = text.rfind("\n", 0, above[0].span.start) + 1 if above else run.line_span.start
    return Edit(Span(start, run.line_span.end), "")


def _is_in(entry: Entry, path: str) -> bool:
    return not entry.is_anywhere and (entry.path == path or entry.path.startswith(f"{path}/"))


def _between(model: SemanticModel, copy: Instruction, run: Run) -> Sequence[Run]:
    stage = model.stage_of(run)
    return strictly_between(stage.of(Run), copy, run) if stage is not None else ()


def _may_make_users(model: SemanticModel, run: Run) -> bool:
    kinds = model.keep((_may_make_users, run), lambda: frozenset(one.kind for one in entries_of(model, run)))
    return not kinds.isdisjoint(("account", "packages", "unknown"))
