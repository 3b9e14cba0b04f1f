"""Deciding on a reordering: how far the sources go, which restores come before them, and what is to be checked then.

The copy of the sources sinks down behind the restores, or to the command that builds. What cannot be proven is refused, with
the place that stands in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dockwright.assist import Refusal
from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.refactorings.reorder.additions import additions, directory_is_made, is_at_the_root, is_made, project_of
from dockwright.refactorings.reorder.candidates import Candidate
from dockwright.refactorings.reorder.crossed import installs_alone
from dockwright.refactorings.reorder.division import GENERATORS, Division, divide, repeatable
from dockwright.refactorings.reorder.go import is_in_workspace
from dockwright.refactorings.reorder.independence import is_application
from dockwright.refactorings.reorder.moving import Moving, bind_mount, may_need_files
from dockwright.refactorings.reorder.plan import DESCRIBING, Plan, Step
from dockwright.refactorings.reorder.restores import Restore, named_by_flags, named_by_settings
from dockwright.refactorings.reorder.sites import PLAIN, Copied, below, directories, resolve
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel
from dockwright.semantics.cache import excludes
from dockwright.shell import Command
from dockwright.syntax import Flag, Instruction, Run, Transfer, Workdir

_CARRIED_FLAGS = frozenset({"chown", "chmod", "link"})
_WITHOUT_MANIFESTS = words(
    ".git .github .idea .vscode .venv venv __pycache__ node_modules .next .nuxt dist build target coverage"
)
"""Directories in which no manifest of the project lies: what tools write, and histories."""

_STATES = frozenset({"cd", "set"})


class Planner:
    """Follows the instructions behind a copy."""

    def __init__(self, model: SemanticModel, context: BuildContext, copied: Copied, keeps_layers: bool | None) -> None:
        stage = model.stage_of(copied.copy)
        assert stage is not None
        self.model = model
        self.context = context
        self.copied = copied
        self.stage = stage
        self.moving = Moving(model, context, stage, copied)
        self.steps: list[Step] = []
        self.refusals: list[tuple[Candidate, Refusal]] = []
        self.crossed: dict[Instruction, str] = {}  # the destinations that are written out, up to the last step
        target = model.target
        is_part = target is not None and stage in target.lineage
        self.keeps_layers = is_part if keeps_layers is None else keeps_layers

    def plan(self, candidates: Sequence[Candidate]) -> Plan | None:
        """The plan for those of the restores that can be helped; why not the others is in `refusals` then."""
        stop = self._unmovable()
        waiting = list(candidates)
        for instruction in self._behind() if stop is None else ():
            own = [one for one in waiting if one.run is instruction]
            stop = self._step(own) if own else self.moving.go_past(instruction, waiting)
            if stop is not None:
                break
            waiting = [one for one in waiting if one not in own]
            if not waiting or (own and self.steps[-1].division != Division()):
                break
        self.refusals += [
            (one, stop or Refusal("an earlier restore needs the sources", one.run.keyword_span)) for one in waiting
        ]
        return self._result(self._further()) if self.steps else None

    def _further(self) -> Run:
        """The last RUN that the sources can move behind: further down stand installs of other projects of Node, which they
        would have run again."""
        last = self.steps[-1].run
        if self.steps[-1].division != Division() or not self.context.is_known:
            return last
        group, found = len(self.moving.group), last
        for instruction in self.stage.instructions:
            if instruction.index <= last.index:
                continue
            is_known = isinstance(instruction, (*DESCRIBING, Transfer, Workdir))
            if not (is_known or self._installs(instruction)) or self.moving.go_past(instruction, ()) is not None:
                break
            if isinstance(instruction, Run):
                group, found = len(self.moving.group), instruction
                self.crossed = dict(self.moving.destinations)
        del self.moving.group[group:]
        return found

    def _installs(self, instruction: Instruction) -> bool:
        where = self.moving.where[instruction]
        return isinstance(instruction, Run) and installs_alone(
            self.model, self.context, self.stage, instruction, where, self.copied
        )

    def _behind(self) -> list[Instruction]:
        return [one for one in self.stage.instructions if one.index > self.copied.copy.index]

    def _unmovable(self) -> Refusal | None:
        """What about the copy itself cannot be carried over to a copy of the manifests."""
        copy = self.copied.copy
        for flag in copy.flags:
            is_read = flag.name == "exclude" and self.context.is_known and "$" not in flag.span.of(copy.dockerfile.text)
            if flag.name not in _CARRIED_FLAGS and not is_read and not _leaves_out_no_manifest(flag):
                return Refusal(f"`--{flag.name}` may leave out manifests", flag.span)
        destination = copy.destination
        assert destination is not None
        if not copy.is_json and (destination.is_quoted or not set(destination.value) <= PLAIN | set("${}")):
            return Refusal("the destination is not written plainly", destination.span)
        return None

    def _left_out(self, candidates: Sequence[Candidate]) -> Refusal | None:
        """Where a --exclude of the copy leaves out what a restore would read if it was there. Its patterns count from the source."""
        copy, start = self.copied.copy, len(self.copied.source)
        flags = [flag for flag in copy.flags if flag.name == "exclude"]
        for manifests in (one.manifests for one in candidates if flags and one.manifests is not None):
            inner = (path for directory in manifests.directories for path in self.context.sent_files(directory))
            if any(
                excludes(copy, path) or excludes(copy, path[start:].lstrip("/")) for path in (*manifests.paths, *inner)
            ):
                return Refusal("`--exclude` leaves out manifests", flags[0].span)
        return None

    def _step(self, candidates: list[Candidate]) -> Refusal | None:
        """Take the RUN of these restores in; why not, if it cannot be."""
        run = candidates[0].run
        if (excluding := self._left_out(candidates)) is not None:
            return excluding
        if not candidates[0].restore.inserted:
            candidates = [one for one in candidates if not one.restore.inserted]
        else:
            repeated = repeatable(self.model.script(run), [one.restore for one in candidates])
            left = [one for one in candidates if one.restore not in repeated]
            self.refusals += [(one, may_need_files(candidates[0].restore.command)) for one in left]
            candidates = [one for one in candidates if one not in left]
        bind = bind_mount(run)
        if bind is not None:
            return Refusal("the RUN mounts files of its own", bind.span)
        offline = run.flag("network")
        if (
            offline is not None
            and offline.value is not None
            and offline.value.value == "none"
            and candidates[0].restore.inserted
        ):
            return Refusal("the RUN has no network to download anything", offline.span)
        outer = next((one for one in candidates if one.restore.ecosystem == "go"), None)
        if outer is not None and is_in_workspace(self.model, outer.site, run):
            return Refusal("`go.work` in a directory above asks for all members", outer.restore.command.span)
        added = additions(self.moving, self.steps, candidates)
        if isinstance(added, Refusal):
            return added
        missing = next((one for one in candidates if not directory_is_made(self.moving, one)), None)
        guessed = next((one for one in candidates if not is_at_the_root(self.moving, one)), None)
        if guessed is not None:
            return Refusal(
                "without the build context nobody can tell where its go.mod lies", guessed.restore.command.span
            )
        project = project_of(self.moving, missing) if missing is not None else None
        if missing is not None and project is None:
            return Refusal("the directory it runs in comes with the sources", missing.restore.command.span)
        division = divide(
            self.model,
            run,
            [one.restore for one in candidates],
            self.moving.is_apart,
            self._leads_astray(run, candidates),
            keeps_layers=self.keeps_layers,
            project=project,
        )
        if self.moving.prepared and not isinstance(division, Refusal):
            division = self._with_preparations(candidates[0].restore, division)
        if isinstance(division, Refusal):
            return division
        if self.moving.left and not self._may_stay(run, division):
            return self.moving.left[0][1]
        self.steps.append(Step(run, tuple(candidates), added, division))
        self.moving.is_behind_restore = True
        self.crossed = dict(self.moving.destinations)
        return None

    def _leads_astray(self, run: Run, candidates: Sequence[Candidate]) -> Callable[[Command], bool]:
        """What tells whether a command of the RUN goes to a directory that may only be there with the sources."""
        places = dict(directories(self.model.script(run), self.moving.where[run]))
        known = [one for step in self.steps for one in step.candidates] + list(candidates)

        def is_astray(command: Command) -> bool:
            if command.name not in ("cd", "pushd"):
                return False
            place = places.get(command)
            target = command.arguments[0].value if len(command.arguments) == 1 else ""
            if place is None or target[:1] in ("", "-", "~") or "$" in target or "`" in target:
                return True
            target = resolve(place, target)
            return below(target, self.copied.target) is not None and not is_made(self.moving, target, run, known)

        return is_astray

    def _may_stay(self, run: Run, division: Division) -> bool:
        """Whether a new restore can go in front of the copy: nothing between them is what it may need."""
        between = self.model.dockerfile.instructions[self.copied.copy.index + 1 : run.index]
        known = {one for one, _ in self.moving.left}
        return (
            bool(division.inserted)
            and not self.steps
            and not self.moving.prepared
            and len(self.moving.group) == 1
            and self.moving.where[run] == self.moving.where[self.copied.copy]
            and all(isinstance(one, (*DESCRIBING, Workdir)) or one in known for one in between)
        )

    def _with_preparations(self, restore: Restore, division: Division) -> Division | Refusal:
        """A restore of its own, in front of which the program is made executable, too."""
        text = self.model.dockerfile.text
        inserted = division.inserted
        if not inserted and restore.command.script.commands[0] is restore.command:
            inserted = restore.command.span.of(text)
        if not inserted:
            return may_need_files(self.model.script(self.moving.prepared[0]).commands[0])
        commands = [command for run in self.moving.prepared for command in self.model.script(run).commands]
        return Division(inserted=" && ".join([*(one.span.of(text) for one in commands), inserted]))

    def _home(self, run: Run) -> str:
        """The home directory of who restores, as far as it can be told."""
        state = self.model.state_before(run)
        user = (state.user or "root").partition(":")[0]
        return state.variables.get("HOME") or ("/root" if state.is_root is not False else f"/home/{user}")

    def _does(self, run: Run) -> str:
        names = dict.fromkeys(
            f"go {one.subcommand}" if one.name == "go" and one.subcommand else one.name
            for one in self.model.script(run).top_level
            if one.name and one.name not in _STATES
        )
        called = [f"`{name}`" for name in list(names)[:2]]
        return f"{' and '.join(called) or 'the RUN between them'} {'do' if len(called) > 1 else 'does'}"

    def _only_generates(self, run: Run) -> bool:
        """Whether all that a RUN does is making sources from others."""
        names = {one.name for one in self.model.script(run).commands} - _STATES
        return bool(names) and names <= GENERATORS

    def _result(self, behind: Run) -> Plan:
        runs = [one for one, _ in self.moving.left if isinstance(one, Run) and not self._only_generates(one)]
        notes = [f"see that the download needs nothing of what {self._does(run)}" for run in runs]
        notes += [
            f"see that the script which `{name}` fetches and runs reads none of the copied files"
            for name in self.moving.fetched
        ]
        ignore: list[str] = []
        for step in self.steps:
            notes += step.division.doubts
            for candidate in step.candidates:
                notes += _doubts(candidate)
                if not is_application(self.copied.target, self._home(candidate.run)):
                    notes.append(f"settings of other programs may be among what is copied to `{self.copied.target}`")
                ignore += [_pattern(path) for path in _overwritten(candidate)]
        if ignore and any("node_modules" in one.text for one in self.stage.of(Transfer) if one.from_ is None):
            notes.append("a COPY names what the ignore file would leave out")
            ignore = []
        safety, moving = Safety.SAFE if not notes else Safety.UNSAFE, self.moving
        return Plan(
            self.model,
            self.copied,
            tuple(sorted([*moving.group, *moving.prepared, *moving.working], key=lambda one: one.index)),
            tuple(self.steps),
            tuple(one for one, _ in self.moving.left),
            safety,
            tuple(dict.fromkeys(notes)),
            tuple(dict.fromkeys(ignore)),
            self.crossed,
            behind,
        )


def _doubts(candidate: Candidate) -> list[str]:
    """What to check when it is not proven, one clause each."""
    manifests = candidate.manifests
    if manifests is None:
        return [candidate.restore.caution]
    doubts = list(manifests.doubts)
    doubts += [f"`{path}` of the context would be put over the installed one" for path in _overwritten(candidate)]
    doubts += candidate.restore.doubts(candidate.site, candidate.run)
    doubts += named_by_settings(candidate.restore.command, candidate.site, manifests)
    is_own = candidate.restore.is_explicit and not candidate.restore.inserted
    return doubts + (named_by_flags(candidate.restore.command, candidate.site, manifests) if is_own else [])


def _overwritten(candidate: Candidate) -> list[str]:
    """What the later copy puts over what the restore made."""
    copy = candidate.site.copied.copy
    found = candidate.manifests.overwritten if candidate.manifests is not None else ()
    return [path for path in found if not excludes(copy, path)]


def _pattern(path: str) -> str:
    """The ignore pattern of a path that a copy must not bring; installed packages anywhere."""
    return "**/node_modules" if path.endswith("/node_modules") else path


def _leaves_out_no_manifest(flag: Flag) -> bool:
    """Whether it is a `--exclude` of a directory without manifests."""
    value = flag.value.value.removeprefix("./").removeprefix("**/").removesuffix("/**").strip("/") if flag.value else ""
    return flag.name == "exclude" and value in _WITHOUT_MANIFESTS
