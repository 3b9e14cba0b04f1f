"""From a plan of a reordering to edits: the layout, comments, case and line breaks of the file stay."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename

from dockwright.assist import Change
from dockwright.context import BuildContext
from dockwright.refactorings.reorder.plan import Addition, Plan, Step
from dockwright.rule import NewFile
from dockwright.syntax import Instruction, Run, Transfer
from dockwright.text import Edit, Span


def change(plan: Plan, context: BuildContext) -> Change:
    """The whole change, with the ignore file where it needs one."""
    return Change(title(plan), edits(plan), plan.safety, _ignore_file(plan, context), plan.notes)


def title(plan: Plan) -> str:
    """What the change does, in the imperative."""
    names = [source for step in plan.steps for addition in step.additions for source in addition.sources]
    restores = _listed([f"`{candidate.restore.label}`" for candidate in plan.candidates])
    last = plan.candidates[-1].restore
    is_download = bool(last.inserted)
    things = "the modules" if last.ecosystem == "go" else "the dependencies"
    if not names:
        several = sum(isinstance(one, Transfer) for one in plan.group) > 1
        sources = "the sources" if plan.copied.is_part and several else f"`{plan.copied.word.raw}`"
        return f"Copy {sources} after " + (f"downloading {things}" if is_download else restores)
    what = _listed([f"`{name}`" for name in names]) if len(names) <= 3 else f"the {len(names)} manifests"
    if is_download:
        return f"Copy {what} and download {things} before the rest"
    return f"Copy {what} first, the rest after {restores}"


def _listed(items: Sequence[str]) -> str:
    items = list(dict.fromkeys(items))
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def edits(plan: Plan) -> tuple[Edit, ...]:
    """The edits of the Dockerfile, disjoint."""
    return _Renderer(plan).edits()


class _Renderer:
    """Writes a plan down. All texts end with a line break."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.dockerfile = plan.model.dockerfile
        self.text = self.dockerfile.text
        self.newline = self.dockerfile.newline
        start = self._block(plan.copy).start
        end = self._block(plan.group[-1]).end
        self.gap_behind = self.newline * self._is_blank(end)
        has_heading = self._block(plan.copy).start < plan.copy.line_span.start
        is_apart = has_heading and self._is_blank_before(start)
        self.gap = self.newline if self.gap_behind or is_apart else ""

    def edits(self) -> tuple[Edit, ...]:
        plan, last = self.plan, self.plan.steps[-1]
        if plan.stays:
            start = self._block(plan.copy).start
            return (Edit(Span(start, start), self._additions(last) + self._inserted(last) + self.gap),)
        found = [Edit(self._removal(one), "") for one in plan.group]
        for step in plan.steps:
            if step is last and step.division.inserted:
                start = self._block(step.run).start
                text = self._additions(step) + self._inserted(step) + self._group() + self.gap_behind
            else:
                start = step.run.line_span.start
                text = self._additions(step)
            if step is last and step.division.cut is not None:
                found.append(Edit(Span(start, start), self._in_front(step, text)))
                found.append(Edit(step.division.cut, step.division.state))
            elif step is last and step.division.head:
                found.append(self._divided(step, text))
            elif text:
                found.append(Edit(Span(start, start), text))
        if not last.division.head and not last.division.inserted:
            found.append(self._behind(plan.behind))
        return tuple(sorted(found, key=lambda edit: edit.span))

    def _group(self) -> str:
        """The copies that move, with their comments and the blank lines between them."""
        first, *others = self.plan.group
        parts = [self._moved(first)]
        for one in others:
            is_apart = self._is_blank_before(self._block(one).start)
            parts.append((self.newline if is_apart else "") + self._moved(one))
        return self.gap + "".join(parts)

    def _moved(self, one: Instruction) -> str:
        """The block of an instruction that moves; one that crosses a WORKDIR gets its destination written out."""
        block, destination = self._block(one), self.plan.destinations.get(one)
        if destination is None or not isinstance(one, Transfer) or one.destination is None:
            return block.of(self.text)
        word = one.destination.span
        return self.text[block.start : word.start] + destination + self.text[word.end : block.end]

    def _behind(self, run: Run) -> Edit:
        end = run.line_span.end
        if self.text[end - 1 : end] == "\n":
            return Edit(Span(end, end), self._group())
        return Edit(Span(end, end), self.newline + self._group().rstrip("\r\n"))

    def _divided(self, step: Step, additions: str) -> Edit:
        """The RUN as two: the manifests before the first, the sources between them."""
        run, division = step.run, step.division
        assert division.tail is not None
        assert division.seam is not None
        indent = self._indent(run)
        keyword = self.text[run.span.start : run.arguments_text.source_offset(0)]
        seam = division.seam
        comments = self.dockerfile.comments_within(seam)
        noted = "".join(f"{indent}{one.span.of(self.text)}{self.newline}" for one in comments)
        head = f"{additions}{indent}{keyword}{division.head}{self.newline}"
        tail = f"{indent}{keyword}{division.state}{division.tail.of(self.text)}"
        span = Span(run.line_span.start, run.span.end)
        return Edit(span, f"{head}{self._group()}{self.gap_behind}{noted}{tail}")

    def _in_front(self, step: Step, additions: str) -> str:
        """What was in a here-document as a RUN of its own, with the manifests before it and the sources behind."""
        run, indent = step.run, self._indent(step.run)
        flags = self.text[run.span.start : run.heredocs[0].span.start]
        notes = "".join(f"{indent}{note}{self.newline}" for note in step.division.notes)
        head = f"{indent}{flags}{step.division.head}{self.newline}"
        return f"{notes}{additions}{head}{self._group()}{self.gap_behind}"

    def _additions(self, step: Step) -> str:
        copy = self.plan.copy
        indent = self._indent(copy)
        keyword = copy.cased("COPY")
        flags = "".join(f"{flag.span.of(self.text)} " for flag in copy.flags if flag.name != "exclude")
        lines = (f"{indent}{keyword} {flags}{self._arguments(one)}{self.newline}" for one in step.additions)
        return "".join(lines)

    def _arguments(self, addition: Addition) -> str:
        words = [*addition.sources, addition.destination]
        if self.plan.copy.is_json:
            return "[" + ", ".join(f'"{word}"' for word in words) + "]"
        return " ".join(words)

    def _inserted(self, step: Step) -> str:
        """The restore as a RUN of its own, with the flags it may need; caches of a compiler it does not."""
        run = step.run
        keeps_caches = step.candidates[0].restore.keeps_caches
        kept = [one for one in run.flags if keeps_caches or ("type", "cache") not in _options(one.options)]
        flags = [flag.span.of(self.text) for flag in kept]
        words = [run.keyword_span.of(self.text), *flags, step.division.inserted]
        return f"{self._indent(run)}{' '.join(words)}{self.newline}"

    def _block(self, instruction: Instruction) -> Span:
        """The lines of an instruction and of the comments directly above it."""
        return Span(instruction.block_start, instruction.line_span.end)

    def _removal(self, instruction: Instruction) -> Span:
        """The block, with one of the blank lines around it when there are two."""
        block = self._block(instruction)
        if not (self._is_blank_before(block.start) and self._is_blank(block.end)):
            return block
        return Span(block.start, self.text.index("\n", block.end) + 1)

    def _is_blank(self, start: int) -> bool:
        """Whether the line that begins at `start` is blank, and not the end of the file."""
        end = self.text.find("\n", start)
        return end >= 0 and not self.text[start:end].strip()

    def _is_blank_before(self, start: int) -> bool:
        """Whether the line before the one that begins at `start` is blank."""
        before = self.text.rfind("\n", 0, max(0, start - 1)) + 1
        return start > 0 and not self.text[before:start].strip()

    def _indent(self, instruction: Instruction) -> str:
        return self.text[instruction.line_span.start : instruction.span.start]


def _options(options: Sequence[object]) -> list[tuple[object, object]]:
    return [(getattr(one, "key", None), getattr(one, "value", None)) for one in options]


def _ignore_file(plan: Plan, context: BuildContext) -> tuple[NewFile, ...]:
    """The ignore file that keeps installed packages out; when there is none yet, with all that belongs into it."""
    if not plan.ignore:
        return ()
    from dockwright.refactorings.ignore_file import ignore_file, proposal

    others = proposal(plan.model, context) if context.ignore_file is None else ()
    missing = (one for one in plan.ignore if not {one, f"**/{one}", f"**/{basename(one)}"} & set(others))
    return (ignore_file(context, (*others, *missing)),)
