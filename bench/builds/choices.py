"""Every way in which dockwright offers to rewrite the Dockerfile of an application."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dockwright.assist import Change, Offer, Refusal
from dockwright.assists import ASSISTS
from dockwright.changes import carry_out, changes
from dockwright.checking import Subject, check, repair_all
from dockwright.commands.refactor import answer
from dockwright.context import UNKNOWN
from dockwright.rule import NewFile, Safety
from dockwright.rules import RULES
from dockwright.text import Span, apply
from dockwright.workspace import Wishes, Workspace

LAYERS = frozenset({"cache", "size", "stages"})  # the categories whose unsafe fixes are tried one by one, too
REBUILDS = (
    "cache-mount",
    "before-dependencies",
    "toolchain",
    "--unsafe-fixes",
)  # what changes how an image is built again


class Choice(NamedTuple):
    """A rewritten Dockerfile. `command`: what makes it; `notes`: what it tells the user to check."""

    command: str
    safety: Safety
    title: str
    notes: tuple[str, ...]
    text: str
    files: tuple[NewFile, ...]
    is_about_rebuilds: bool = False  # whether a rebuild after an edit is worth its time
    keeps_files: bool = False  # whether the image must hold the same files, byte for byte
    reads_context: bool = True  # else it is what is offered where the text alone is known

    @property
    def digest(self) -> str:
        """What tells the rewritten Dockerfile, the files that come with it, and how safe it is said to be, from every other."""
        written = json.dumps((self.safety.label, self.text, [tuple(map(str, one)) for one in self.files]))
        return hashlib.sha256(written.encode()).hexdigest()[:16]

    def write(self, context: Path) -> None:
        carry_out(changes(subject_of(context), self.text, self.files))


def subject_of(context: Path) -> Subject:
    path = context / "Dockerfile"
    text = path.read_text(encoding="utf-8")
    return Workspace(Wishes(no_config=True)).subject(str(path), text)


def refusals(context: Path) -> dict[str, str]:
    """Which refactorings are refused, and why."""
    subject = subject_of(context)
    said = ((assist.name, answer(assist, subject, None)) for assist in ASSISTS)
    return {name: each.reason for name, each in said if isinstance(each, Refusal)}


def offered(context: Path, scratch: Path) -> list[Choice]:
    """All choices that differ from the original and from each other, those that promise most first."""
    subject = subject_of(context)
    found: dict[tuple[str, tuple[NewFile, ...]], Choice] = {}
    together = _together(context, subject, scratch)
    for choice in (
        *_refactorings(subject),
        *_fixes(subject),
        *_light(subject),
        *together,
        *_of_the_text_alone(subject),
    ):
        if choice.text != subject.text or choice.files:
            found.setdefault((choice.text, choice.files), choice)
    return list(found.values())


def _fixes(subject: Subject) -> Iterator[Choice]:
    yield _fixed(subject, "fix", Safety.SAFE, None)
    categories = {rule.name: rule.category for rule in RULES}
    for rule in sorted({entry.rule for entry in check(subject).entries if entry.fix is not None}):
        if categories.get(rule) in LAYERS:
            yield _by_rule(subject, rule)
    yield _fixed(subject, "fix --unsafe-fixes", Safety.UNSAFE, None)


def _by_rule(subject: Subject, rule: str) -> Choice:
    command = f"fix --rule {rule}"
    safe, unsafe = (_fixed(subject, command, safety, frozenset({rule})) for safety in (Safety.SAFE, Safety.UNSAFE))
    return safe if safe.text == unsafe.text and safe.files == unsafe.files else unsafe


def _fixed(subject: Subject, command: str, safety: Safety, rules: frozenset[str] | None) -> Choice:
    done = repair_all(subject, safety, rules)
    titles = dict.fromkeys(one.title for one in done.result.made)
    documented = {rule.name: "## Fix safety" in rule.docstring for rule in RULES}
    notes = dict.fromkeys(f"see the page of {one.rule}" for one in done.result.made if documented.get(one.rule))
    counts = command == "fix" or any(words in command for words in REBUILDS)
    return Choice(command, safety, "; ".join(titles), tuple(notes), done.text, done.files, counts)


def _refactorings(subject: Subject) -> Iterator[Choice]:
    for assist in ASSISTS:
        said = answer(assist, subject, None)
        if isinstance(said, Offer):
            for choice in said.choices:
                base = f" --base {choice.name}" if choice.name else ""
                is_default = choice is said.default
                yield _changed(
                    subject, f"refactor {assist.name}{base}", choice.change, is_default, keeps_files=assist.is_light
                )


def _light(subject: Subject) -> Iterator[Choice]:
    """Small refactorings, each at the first line that it has something to do at."""
    lines = subject.model.dockerfile.lines
    for assist in (assist for assist in ASSISTS if assist.is_light):
        for line in range(len(lines)):
            start = lines.line_start(line)
            said = answer(assist, subject, Span(start, start))
            if isinstance(said, Offer):
                yield _changed(subject, f"refactor {assist.name} :{line + 1}", said.default.change, keeps_files=True)
                break


def _of_the_text_alone(subject: Subject) -> Iterator[Choice]:
    """What is offered for the same text where nobody knows the files beside it."""
    for assist in (assist for assist in ASSISTS if assist.name in ("split-stages", "source-before-dependencies")):
        said = answer(assist, subject._replace(context=UNKNOWN), None)
        if isinstance(said, Offer):
            choice = _changed(subject, f"refactor {assist.name}, text alone", said.default.change)
            yield choice._replace(is_about_rebuilds=False, reads_context=False)


def _changed(
    subject: Subject, command: str, change: Change, is_default: bool = False, *, keeps_files: bool = False
) -> Choice:
    text = apply(subject.text, change.edits)
    counts = is_default and "write-ignore-file" not in command
    return Choice(command, change.safety, change.title, change.notes, text, change.files, counts, keeps_files)


def _together(context: Path, subject: Subject, scratch: Path) -> Iterator[Choice]:
    """What somebody does who takes all that is offered: split, then every fix."""
    split = next((choice for choice in _refactorings(subject) if "split-stages" in choice.command), None)
    if split is None:
        return
    place = scratch / "together"
    shutil.copytree(context, place, symlinks=True)
    split.write(place)
    rest = _fixed(subject_of(place), "", Safety.UNSAFE, None)
    title = f"{split.title}; {rest.title}"
    files, notes = (*split.files, *rest.files), (*split.notes, *rest.notes)
    yield Choice("split-stages, then fix --unsafe-fixes", Safety.UNSAFE, title, notes, rest.text, files, True)
