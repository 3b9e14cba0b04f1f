"""The plan of a reordering: which manifests are copied first, what is restored from them, where the sources go.

The copy of the sources sinks: past everything that has nothing to do with it, down behind the restores, or to the
command that builds. Copies on top of it sink along. What cannot be proven is refused, with the place that stands in the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from posixpath import basename
from typing import TYPE_CHECKING

from dockwright.assist import Refusal
from dockwright.context import BuildContext, clean, parent
from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.refactorings.brought import Brought, brought_by
from dockwright.refactorings.reorder.candidates import Candidate, find
from dockwright.refactorings.reorder.crossed import installs_alone, restore_between
from dockwright.refactorings.reorder.division import Division, divide, repeatable
from dockwright.refactorings.reorder.go import is_in_workspace
from dockwright.refactorings.reorder.independence import (
    activates,
    is_application,
    is_independent,
    is_piped_script,
    makes_directories,
    makes_environment,
    prepared_program,
)
from dockwright.refactorings.reorder.restores import Restore
from dockwright.refactorings.reorder.sites import Copied, below, holds_sources, overlap, resolve, workdirs, written
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import (
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Stopsignal,
    Transfer,
    Volume,
    Workdir,
)
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.semantics import deeds

MOST_DIRECTORIES = 12
"""So many COPY lines for manifests are still readable."""

_START = (Cmd, Entrypoint, Expose, Healthcheck, Label, Maintainer, Onbuild, Stopsignal)
"""They only describe the container that starts."""

_CARRIED_FLAGS = frozenset({"chown", "chmod", "link"})
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-~")
_GUESSED = _PLAIN | frozenset("*[]")


class Addition(NamedTuple):
    """One COPY of manifests: sources as a COPY writes them, and a destination that ends with a slash."""

    sources: tuple[str, ...]
    destination: str


class Step(NamedTuple):
    """One RUN that restores, and what goes in front of it."""

    run: Run
    candidates: tuple[Candidate, ...]
    additions: tuple[Addition, ...]
    division: Division


class Plan(NamedTuple):
    """A reordering that can be done."""

    model: SemanticModel
    copied: Copied
    group: tuple[Instruction, ...]  # moves down: the copy of the sources, those on top, what prepares a program
    steps: tuple[Step, ...]  # the last one alone may be divided
    left: tuple[Instruction, ...]  # between the copy and a new restore in front of it: nothing moves past them
    safety: Safety
    notes: tuple[str, ...]  # what to check, one clause each
    ignore: tuple[str, ...]  # patterns that the ignore file must have in addition
    destinations: Mapping[Instruction, str]  # of copies that cross a WORKDIR: their destination, written out
    behind: Run  # what they move behind, where the last restore is not divided

    @property
    def copy(self) -> Transfer:
        return self.copied.copy

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The restores that come before the sources."""
        return tuple(candidate for step in self.steps for candidate in step.candidates)

    @property
    def stays(self) -> bool:
        """Whether the sources stay where they are: one new restore goes in front, which nothing between them concerns."""
        step = self.steps[0]
        moves_more = not self.copied.is_part and any(isinstance(one, Transfer) for one in self.group[1:])
        if not step.division.inserted or len(self.steps) > 1 or moves_more:
            return False
        between = self.model.dockerfile.instructions[self.copy.index + 1 : step.run.index]
        kept = (*self.group, *self.left)
        stands = (*_START, Workdir) if self.left else _START
        return all(isinstance(one, stands) or one in kept or self._is_unread(one) for one in between)

    def _is_unread(self, one: Instruction) -> bool:
        """Whether an instruction sets nothing that the new restore reads, so that its value does not repeat the restore."""
        restores = [candidate.restore for candidate in self.steps[0].candidates]
        return isinstance(one, (Env, Arg)) and not any(
            restore.reads(pair.key.value) for pair in one.pairs for restore in restores
        )


class Answer(NamedTuple):
    """All that is to say about one copy: its restores, the plan for those that can be helped, and why others cannot."""

    candidates: tuple[Candidate, ...]
    plan: Plan | None
    refusals: tuple[tuple[Candidate, Refusal], ...]

    def refusal_of(self, candidate: Candidate) -> Refusal | None:
        return next((refusal for one, refusal in self.refusals if one is candidate), None)


def answer(
    model: SemanticModel, context: BuildContext, copy: Transfer, *, keeps_layers: bool | None = None
) -> Answer | None:
    """What can be done about a copy that precedes restores; None when it precedes none.

    `keeps_layers`: whether the stage's layers are part of the final image; None: as they are now.
    """
    key = (answer, context, copy, keeps_layers)
    return model.keep(key, lambda: _answer(model, context, copy, keeps_layers))


def _answer(model: SemanticModel, context: BuildContext, copy: Transfer, keeps_layers: bool | None) -> Answer | None:
    candidates = find(model, context, copy)
    if not candidates:
        return None
    hopeless = [(one, _obstacle(one)) for one in candidates if not one.is_possible]
    possible = [one for one in candidates if one.is_possible]
    planner = _Planner(model, context, candidates[0].copied, keeps_layers)
    plan = planner.plan(possible)
    return Answer(candidates, plan, (*hopeless, *planner.refusals))


def plan_stage(
    model: SemanticModel, context: BuildContext, stage: Stage, *, keeps_layers: bool | None = None
) -> Plan | None:
    """The reordering of a stage: of its first copy that can be helped.

    `keeps_layers` False: the stage will not be part of the final image, so it may leave things in its layers.
    """
    for copy in stage.of(Transfer):
        found = answer(model, context, copy, keeps_layers=keeps_layers)
        if found is not None and found.plan is not None:
            return found.plan
    return None


def _obstacle(candidate: Candidate) -> Refusal:
    assert candidate.manifests is not None
    return Refusal(candidate.manifests.obstacles[0], candidate.restore.command.span)


class _Planner:
    """Follows the instructions behind a copy."""

    def __init__(self, model: SemanticModel, context: BuildContext, copied: Copied, keeps_layers: bool | None) -> None:
        stage = model.stage_of(copied.copy)
        assert stage is not None
        self.model = model
        self.context = context
        self.copied = copied
        self.stage = stage
        self.where = workdirs(model, stage)
        self.group: list[Transfer] = [copied.copy]
        self.left: list[tuple[Instruction, Refusal]] = []  # nothing moves past them
        self.prepared: list[Run] = []  # they make the program that restores executable: before and behind the sources
        self.fetched: dict[str, None] = {}  # shells that run what a download fetches: nobody sees what that reads
        self.steps: list[Step] = []
        self.refusals: list[tuple[Candidate, Refusal]] = []
        self.destinations: dict[Instruction, str] = {}  # of copies to a relative place, once a WORKDIR is crossed
        self.crossed: dict[Instruction, str] = {}  # ... up to the last step
        target = model.target
        is_part = target is not None and stage in target.lineage
        self.keeps_layers = is_part if keeps_layers is None else keeps_layers

    def plan(self, candidates: Sequence[Candidate]) -> Plan | None:
        stop = self._unmovable()
        waiting = list(candidates)
        for instruction in self._behind() if stop is None else ():
            own = [one for one in waiting if one.run is instruction]
            stop = self._step(own) if own else self._pass(instruction, waiting)
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
        group, found = len(self.group), last
        for instruction in self.stage.instructions:
            if instruction.index <= last.index:
                continue
            is_known = isinstance(instruction, (*_START, Transfer, Workdir))
            if not (is_known or self._installs(instruction)) or self._pass(instruction, ()) is not None:
                break
            if isinstance(instruction, Run):
                group, found = len(self.group), instruction
                self.crossed = dict(self.destinations)
        del self.group[group:]
        return found

    def _installs(self, instruction: Instruction) -> bool:
        where = self.where[instruction]
        return isinstance(instruction, Run) and installs_alone(
            self.model, self.context, self.stage, instruction, where, self.copied
        )

    def _behind(self) -> list[Instruction]:
        return [one for one in self.stage.instructions if one.index > self.copied.copy.index]

    def _unmovable(self) -> Refusal | None:
        """What about the copy itself cannot be carried over to a copy of the manifests."""
        copy = self.copied.copy
        for flag in copy.flags:
            if flag.name not in _CARRIED_FLAGS:
                return Refusal(f"`--{flag.name}` may leave out manifests", flag.span)
        destination = copy.destination
        assert destination is not None
        if not copy.is_json and (destination.is_quoted or not set(destination.value) <= _PLAIN | set("${}")):
            return Refusal("the destination is not written plainly", destination.span)
        return None

    def _step(self, candidates: list[Candidate]) -> Refusal | None:
        """Take the RUN of these restores in; why not, if it cannot be."""
        run = candidates[0].run
        if not candidates[0].restore.inserted:
            candidates = [one for one in candidates if not one.restore.inserted]
        else:
            repeated = repeatable(self.model.script(run), [one.restore for one in candidates])
            left = [one for one in candidates if one.restore not in repeated]
            self.refusals += [(one, _past(candidates[0].restore.command)) for one in left]
            candidates = [one for one in candidates if one not in left]
        bind = next((mount for mount in run.mounts if _mount_type(mount.option("type")) == "bind"), None)
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
        additions = self._additions(candidates)
        if isinstance(additions, Refusal):
            return additions
        missing = next((one for one in candidates if not self._directory_is_made(one)), None)
        guessed = next((one for one in candidates if not self._is_at_the_root(one)), None)
        if guessed is not None:
            return Refusal(
                "without the build context nobody can tell where its go.mod lies", guessed.restore.command.span
            )
        project = self._project(missing) if missing is not None else None
        if missing is not None and project is None:
            return Refusal("the directory it runs in comes with the sources", missing.restore.command.span)
        division = divide(
            self.model,
            run,
            [one.restore for one in candidates],
            self._is_apart,
            keeps_layers=self.keeps_layers,
            project=project,
        )
        if self.prepared and not isinstance(division, Refusal):
            division = self._with_preparations(candidates[0].restore, division)
        if isinstance(division, Refusal):
            return division
        if self.left and not self._may_stay(run, division):
            return self.left[0][1]
        self.steps.append(Step(run, tuple(candidates), additions, division))
        self.crossed = dict(self.destinations)
        return None

    def _is_apart(self, site: deeds.Site) -> bool:
        """Whether a command has nothing to do with the sources."""
        return self._is_clear_of(self.copied.target, site)

    def _is_clear_of(self, tree: str, site: deeds.Site) -> bool:
        if is_independent(site, tree):
            return True
        makes_or_uses = (makes_environment, makes_directories, activates) if self.context.is_known else ()
        return any(one(site, tree, self._is_brought) for one in makes_or_uses)

    def _is_brought(self, path: str) -> bool:
        """Whether a moving copy puts something to an absolute path of the image, which is below its destination."""
        inner = self.copied.context_path(path)
        others = (self._target(copy) for copy in self.group[1:])
        return inner is None or self.context.sends(inner) or any(overlap(path, other) for other in others)

    def _may_stay(self, run: Run, division: Division) -> bool:
        """Whether a new restore can go in front of the copy: nothing between them is what it may need."""
        between = self.model.dockerfile.instructions[self.copied.copy.index + 1 : run.index]
        known = {one for one, _ in self.left}
        return (
            bool(division.inserted)
            and not self.steps
            and not self.prepared
            and len(self.group) == 1
            and self.where[run] == self.where[self.copied.copy]
            and all(isinstance(one, (*_START, Workdir)) or one in known for one in between)
        )

    def _prepares(self, run: Run, candidate: Candidate) -> bool:
        """Whether a RUN does nothing but make the program executable that restores, so that it can be done twice."""
        script = self.model.script(run)
        restore, site = candidate.restore, candidate.site
        if run.flags or run.heredocs or not script.is_and_chain or self.steps:
            return False
        program = resolve(site.directory, restore.command.words[0].value)
        for command in script.commands:
            path = prepared_program(command)
            if path is None or resolve(self.where[run], path) != program:
                return False
            if not path.startswith("/") and self.where[run] != site.directory:
                return False
        return True

    def _with_preparations(self, restore: Restore, division: Division) -> Division | Refusal:
        """A restore of its own, in front of which the program is made executable, too."""
        text = self.model.dockerfile.text
        inserted = division.inserted
        if not inserted and restore.command.script.commands[0] is restore.command:
            inserted = restore.command.span.of(text)
        if not inserted:
            return _past(self.model.script(self.prepared[0]).commands[0])
        commands = [command for run in self.prepared for command in self.model.script(run).commands]
        return Division(inserted=" && ".join([*(one.span.of(text) for one in commands), inserted]))

    def _additions(self, candidates: Sequence[Candidate]) -> tuple[Addition, ...] | Refusal:
        """The copies of manifests for these restores, grouped by directory, without those that are there already."""
        groups: dict[str, list[str]] = {}
        brought = {one.rstrip("/") for step in self.steps for addition in step.additions for one in addition.sources}
        for candidate in candidates:
            for path, is_directory in _paths(candidate):
                if path in brought:
                    continue
                if not set(path) <= (_PLAIN if candidate.manifests else _GUESSED):
                    return Refusal(f"`{path}` cannot be written plainly in a COPY", candidate.restore.command.span)
                if not self._is_there(path, candidate.run):
                    inner = below("/" + path, "/" + self.copied.source) or ""
                    groups.setdefault(inner if is_directory else parent(inner), []).append(path + "/" * is_directory)
        if len(groups) > MOST_DIRECTORIES:
            return Refusal(f"the manifests lie in {len(groups)} directories", candidates[0].restore.command.span)
        return tuple(
            Addition(tuple(dict.fromkeys(sources)), self._destination(inner)) for inner, sources in groups.items()
        )

    def _directory_is_made(self, candidate: Candidate) -> bool:
        """Whether the restore's directory is there before the sources: by WORKDIR, or because manifests go there."""
        directory = resolve(candidate.site.directory, candidate.restore.directory)
        if below(self.where[candidate.run], directory) is not None:
            return True
        manifests = (self.copied.image_path(path) for path, _ in _paths(candidate))
        return any(below(path, directory) is not None for path in manifests)

    def _is_at_the_root(self, candidate: Candidate) -> bool:
        """Whether the manifests lie where the restore runs: Go looks for them upwards."""
        restore = candidate.restore
        if candidate.manifests is not None or restore.ecosystem != "go":
            return True
        return resolve(candidate.site.directory, restore.directory) == self.copied.target

    def _project(self, candidate: Candidate) -> str | None:
        """Where an inserted restore does the same as in a directory of the project that is not there yet: the directory
        of the manifests, from the working directory; "" is right there."""
        if not candidate.restore.inserted or candidate.manifests is None:
            return None
        project = parent(self.copied.image_path(candidate.manifests.files[0]))
        workdir = self.where[candidate.run]
        if below(workdir, project) is not None:
            return ""
        return below(project, workdir) or (None if "\0" in project else project)

    def _destination(self, inner: str) -> str:
        """Where a directory inside the source goes, spelt the way the copy spells its destination."""
        word = self.copied.copy.destination
        assert word is not None
        base = self.destinations.get(self.copied.copy, word.value).rstrip("/")
        if self.copied.is_part:
            is_near = not base.startswith(("/", "$")) and self.where[self.copied.copy] == self.copied.target
            base = "." if is_near else self.copied.target.rstrip("/")
        if base == "." and inner:
            return f"{inner}/"
        return f"{base}/{inner}/" if inner else f"{base}/"

    def _apart(self, run: Run) -> list[Transfer]:
        """The copies in front of a RUN that do not move."""
        return [one for one in self.stage.of(Transfer) if one.index < run.index and one not in self.group]

    def _brought(self, transfer: Transfer) -> list[Brought]:
        return list(brought_by(self.model, transfer, self.context))

    def _is_there(self, path: str, run: Run) -> bool:
        """Whether an earlier copy, with the same flags, has brought a manifest to the same place."""
        copy = self.copied.copy
        place = self.copied.image_path(path)
        if self.copied.is_part:
            return any(one.brings(path, place) for each in self._apart(run) for one in self._brought(each))
        flags = [flag.span.of(copy.dockerfile.text) for flag in copy.flags]
        for earlier in self.stage.of(Transfer):
            if earlier.index >= copy.index or earlier.from_ is not None or earlier.destination is None:
                continue
            if [flag.span.of(copy.dockerfile.text) for flag in earlier.flags] != flags:
                continue
            target = resolve(self.where[earlier], written(self.model, earlier.destination, earlier))
            sources = [source.value for source in earlier.sources]
            is_named = any(
                path == clean(one) or path in self.context.glob(one) or one == path or _is_lock(one, path)
                for one in sources
            )
            if is_named and place in (target, f"{target.rstrip('/')}/{path.rpartition('/')[2]}"):
                return not self._runs_between(earlier)
        return False

    def _runs_between(self, earlier: Transfer) -> bool:
        """Whether something runs between an earlier copy and the copy of the sources that may change what it brought."""
        between = [one for one in self.stage.instructions if earlier.index < one.index < self.copied.copy.index]
        return any(isinstance(one, Run) and self._why_not_past_run(one) is not None for one in between)

    # What the copy may sink past

    def _pass(self, instruction: Instruction, waiting: Sequence[Candidate]) -> Refusal | None:
        """Leave an instruction where it is, or take it along; why neither, if so."""
        if isinstance(instruction, _START):
            return None
        from dockwright.semantics.effects import commute, effects

        if isinstance(instruction, Transfer) and self.copied.is_part:
            return self._pass_part(instruction, waiting)
        if isinstance(instruction, Run) and (restore := self._restore_in(instruction)) is not None:
            return self._leave(instruction, _past(restore), waiting)
        own = effects(self.model, instruction)
        if all(commute(effects(self.model, copy), own) for copy in self.group):
            if isinstance(instruction, Transfer) and self._would_be_next(instruction, waiting):
                self.group.append(instruction)
            return None
        if isinstance(instruction, Transfer):
            return self._pass_transfer(instruction, waiting)
        if isinstance(instruction, Run):
            refusal = self._why_not_past_run(instruction)
            if refusal is not None and waiting and self._prepares(instruction, waiting[0]):
                self.prepared.append(instruction)
                return None
            return self._leave(instruction, refusal, waiting)
        if isinstance(instruction, (Env, Arg)):
            names = {pair.key.value for pair in instruction.pairs}
            used = next((one for one in self._variables() if one in names), None)
            return None if used is None else Refusal(f"`{used}` is set behind the copy that uses it", instruction.span)
        if isinstance(instruction, Workdir):
            return self._leave(instruction, self._why_not_past_workdir(instruction), waiting)
        if isinstance(instruction, Volume):
            return Refusal("a volume begins between the copy and the restore", instruction.span)
        return Refusal(f"`{instruction.keyword}` stands between the copy and the restore", instruction.keyword_span)

    def _would_be_next(self, transfer: Transfer, waiting: Sequence[Candidate]) -> bool:
        """Whether a copy of sources to elsewhere would be what has the packages of Node restored again, and goes along at
        once: only copies stand between it and the restore, and none of its files is in the project's directory."""
        if not self.context.is_known or not waiting or any(one.restore.ecosystem != "node" for one in waiting):
            return False
        brought = self._brought(transfer)
        projects = [resolve(one.site.directory, one.restore.directory) for one in waiting]
        between = self.model.dockerfile.instructions[transfer.index + 1 : waiting[0].run.index]
        return (
            len(brought) >= len(transfer.sources)
            and any(holds_sources(self.context, one) for one in brought)
            and not any(overlap(one.target, project) for one in brought for project in projects)
            and all(isinstance(one, (*_START, Transfer)) for one in between)
            and not find(self.model, self.context, transfer)  # it has findings of its own
        )

    def _restore_in(self, run: Run) -> Command | None:
        """A restore of the RUN that reads manifests among what moves."""
        where = self.where[run]
        return restore_between(self.model, self.context, self.stage, run, where, self.copied, self._trees())

    def _leave(self, instruction: Instruction, refusal: Refusal | None, waiting: Sequence[Candidate]) -> Refusal | None:
        """Nothing moves past an instruction; but a restore that is put in may go in front of all."""
        if refusal is None or self.steps or not waiting or not _is_new(waiting[0].restore):
            return refusal
        removal = self._removal(instruction, waiting[0]) if isinstance(instruction, Run) else None
        if removal is not None:
            return Refusal(f"`{removal.name}` between them removes what the restore installs", removal.span)
        self.left.append((instruction, refusal))
        return None

    def _removal(self, run: Run, candidate: Candidate) -> Command | None:
        """A command that removes the directory to which the restore would install packages."""
        from dockwright.semantics.deeds import sites

        layout = ECOSYSTEMS.get(candidate.restore.ecosystem)
        project = resolve(candidate.site.directory, candidate.restore.directory)
        installed = [resolve(project, path) for path in layout.dependency_dirs] if layout is not None else []
        for site in sites(self.model, run):
            words = site.command.operands() if site.command.name == "rm" else ()
            places = [site.place(word).path for word in words]
            if any(below(path, place) is not None for path in installed for place in places):
                return site.command
        return None

    def _variables(self) -> set[str]:
        """The variables that the moving copies use."""
        found: set[str] = set()
        for copy in self.group:
            words = [*copy.words, *(flag.value for flag in copy.flags if flag.value is not None)]
            found |= {variable.name for word in words for variable in word.variables}
        return found

    def _trees(self) -> list[str]:
        """Where the moving copies put things."""
        return [self._target(copy) for copy in self.group]

    def _own_trees(self) -> list[str]:
        """The same, closer: of what goes to the root directory, the files and directories by their names."""
        source, trees = self.copied.source, self._trees()
        if "/" not in trees or self.copied.target != "/" or not self.context.is_known:
            return trees
        names = {path[len(source) :].lstrip("/").split("/")[0] for path in self.context.sent_files(source)}
        return [*(one for one in trees if one != "/"), *(f"/{name}" for name in sorted(names))]

    def _target(self, copy: Transfer) -> str:
        assert copy.destination is not None
        return resolve(self.where[copy], written(self.model, copy.destination, copy))

    def _why_not_past_workdir(self, workdir: Workdir) -> Refusal | None:
        for copy in self.group:
            assert copy.destination is not None
            if copy.destination.value.startswith(("/", "$")):
                continue
            target = self._target(copy)
            if not set(target) <= _PLAIN or copy.is_json:
                return Refusal("the working directory changes behind a copy to a relative place", workdir.keyword_span)
            into = copy.destination.value.endswith(("/", ".")) and target != "/"
            self.destinations[copy] = f"{target}/" if into else target
        created = resolve(self.where[workdir], written(self.model, workdir.path, workdir)) if workdir.path else "/"
        is_owned = self.copied.copy.flag("chown") is not None or self.model.state_before(workdir).is_root is False
        if is_owned and overlap(created, self.copied.target):
            return Refusal("`WORKDIR` would make the directory with another owner", workdir.keyword_span)
        return None

    def _why_not_past_run(self, run: Run) -> Refusal | None:
        script = self.model.script(run)
        is_plain = script.dialect == "posix" and not script.has_errors and not run.heredocs
        if not is_plain or any(_mount_type(mount.option("type")) == "bind" for mount in run.mounts):
            return Refusal("the RUN between them may need the copied files", run.keyword_span)
        from dockwright.semantics.deeds import sites

        trees = self._own_trees()
        for site in sites(self.model, run):
            if is_piped_script(site.command):
                self.fetched[site.command.name] = None
            elif not all(self._is_clear_of(tree, site) for tree in trees):
                return _past(site.command)
        return None

    def _pass_part(self, transfer: Transfer, waiting: Sequence[Candidate]) -> Refusal | None:
        """Leave a copy of manifests where it is; what else goes below the project's directory moves along."""
        own = {path for candidate in waiting for path, _ in _paths(candidate)}
        brought = self._brought(transfer)
        is_understood = len(brought) >= len(transfer.sources) and not transfer.heredocs
        places = self._ends(transfer)
        if transfer.destination is None or not any(overlap(place, self.copied.target) for place in places):
            return None
        if is_understood and all(one.source in own for one in brought):
            moved = [one for copy in self.group for one in self._ends(copy)]
            is_clear = not any(overlap(place, one) for place in places for one in moved)
            return None if is_clear else self._pass_transfer(transfer, waiting)
        refusal = None if any(one.source in own for one in brought) else self._pass_transfer(transfer, waiting)
        if refusal is None and transfer not in self.group:
            self.group.append(transfer)
        return refusal

    def _ends(self, transfer: Transfer) -> list[str]:
        """Where each source of a copy ends up, by its name where that is understood."""
        brought = self._brought(transfer)
        is_understood = len(brought) >= len(transfer.sources) and not transfer.heredocs
        return [one.target for one in brought] if is_understood else [self._target(transfer)]

    def _pass_transfer(self, transfer: Transfer, waiting: Sequence[Candidate]) -> Refusal | None:
        """A copy to elsewhere stays; one on top of the moving copies goes along, unless it brings what a restore reads."""
        if transfer.destination is None:
            return Refusal("the copy between them cannot be read", transfer.keyword_span)
        places = self._places(transfer, self._target(transfer))
        if not any(overlap(place, tree) for place in places for tree in self._trees()):
            return None
        for candidate in () if self._repeats(transfer, places) else waiting:
            for path, _ in _paths(candidate):
                if any(overlap(place, self.copied.image_path(path)) for place in places):
                    return Refusal(f"the copy between them may bring another `{path}`", transfer.span)
            read = next((place for place in places if _is_read(place, candidate.restore.ecosystem)), None)
            if read is not None:
                return Refusal(f"the restore may read the copied `{basename(read)}`", transfer.span)
            project = resolve(candidate.site.directory, candidate.restore.directory)
            if any(overlap(place, f"{project}/node_modules") for place in places):
                return Refusal("the copy between them may bring installed packages", transfer.span)
        self.group.append(transfer)
        return None

    def _repeats(self, transfer: Transfer, places: list[str]) -> bool:
        """Whether a copy brings nothing but files that the moving copy has put there already."""
        paths = [clean(source.value) for source in transfer.sources]
        is_below = all(below(f"/{path}", f"/{self.copied.source}".rstrip("/") or "/") is not None for path in paths)
        is_plain = isinstance(transfer, Copy) and transfer.from_ is None and is_below and all(map(self._is_file, paths))
        return is_plain and places == [self.copied.image_path(path) for path in paths]

    def _places(self, transfer: Transfer, target: str) -> list[str]:
        """The files and directories that a copy puts there, by name as far as its sources are files."""
        assert transfer.destination is not None
        into_directory = transfer.destination.value.endswith(("/", ".")) or len(transfer.sources) > 1
        paths = [clean(source.value) for source in transfer.sources]
        if transfer.from_ is None and into_directory and all(self._is_file(path) for path in paths):
            return [f"{target.rstrip('/')}/{path.rpartition('/')[2]}" for path in paths]
        return [target]

    def _is_file(self, path: str) -> bool:
        """Whether a source is a file; going by its name when the context is unknown."""
        if self.context.is_known:
            return self.context.is_file(path)
        return "." in path.rpartition("/")[2].lstrip(".") and not any(mark in path for mark in "*?[")

    def _home(self, run: Run) -> str:
        """The home directory of who restores, as far as it can be told."""
        state = self.model.state_before(run)
        user = (state.user or "root").partition(":")[0]
        return state.variables.get("HOME") or ("/root" if state.is_root is not False else f"/home/{user}")

    def _does(self, run: Run) -> str:
        names = dict.fromkeys(one.name for one in self.model.script(run).top_level if one.name)
        return " and ".join(f"`{name}`" for name in list(names)[:2]) or "the RUN between them"

    # The result

    def _result(self, behind: Run) -> Plan:
        runs = [one for one, _ in self.left if isinstance(one, Run)]
        notes = [f"see that the download needs nothing of what {self._does(run)} does" for run in runs]
        notes += [
            f"see that the script which `{name}` fetches and runs reads none of the copied files"
            for name in self.fetched
        ]
        ignore: list[str] = []
        for step in self.steps:
            for candidate in step.candidates:
                notes += _doubts(candidate)
                if not is_application(self.copied.target, self._home(candidate.run)):
                    notes.append(f"settings of other programs may be among what is copied to `{self.copied.target}`")
                ignore += [_pattern(path) for path in candidate.manifests.overwritten] if candidate.manifests else []
        if ignore and any("node_modules" in one.text for one in self.stage.of(Transfer) if one.from_ is None):
            notes.append("a COPY names what the ignore file would leave out")
            ignore = []
        safety = Safety.SAFE if not notes else Safety.UNSAFE
        return Plan(
            self.model,
            self.copied,
            tuple(sorted([*self.group, *self.prepared], key=lambda one: one.index)),
            tuple(self.steps),
            tuple(one for one, _ in self.left),
            safety,
            tuple(dict.fromkeys(notes)),
            tuple(dict.fromkeys(ignore)),
            self.crossed,
            behind,
        )


def _is_lock(source: str, guess: str) -> bool:
    """Whether a source is the lock file that is guessed, `composer.lock` for `composer.lock*`."""
    return guess.endswith(".lock*") and clean(source) == guess[:-1]


def _is_new(restore: Restore) -> bool:
    """Whether the restore is put in, and its program is the image's own."""
    return bool(restore.inserted) and "/" not in restore.command.words[0].value


def _past(command: Command) -> Refusal:
    name = command.name or "a command"
    return Refusal(f"`{name}` between them may need the copied files", command.span)


def _is_read(place: str, ecosystem: str) -> bool:
    """Whether a file has a name that restores of the ecosystem look for: a lock file, settings."""
    layout = ECOSYSTEMS.get(ecosystem)
    if layout is None:
        return False
    names = {*layout.manifests, *layout.locks}
    for restore in layout.restores:
        names.update((*restore.manifests, *restore.optional))
    return any(fnmatch(basename(place), name) for name in names)


def _mount_type(option: object) -> str:
    """The type of a mount; bind is what a mount is without one."""
    value = getattr(option, "value", None)
    return value if isinstance(value, str) and value else "bind"


def _paths(candidate: Candidate) -> list[tuple[str, bool]]:
    """The manifests as context paths, and whether each is a directory; guesses when the context is unknown."""
    manifests = candidate.manifests
    if manifests is not None:
        return [(path, False) for path in manifests.files] + [(path, True) for path in manifests.directories]
    restore = candidate.restore
    found = (candidate.site.context_path(f"{restore.directory or '.'}/{guess}" if guess[:1] != "/" else guess)
             for guess in restore.guesses)  # fmt: skip
    return [(path, False) for path in found if path is not None]


def _doubts(candidate: Candidate) -> list[str]:
    """What to check when it is not proven, one clause each."""
    manifests = candidate.manifests
    if manifests is None:
        return [candidate.restore.caution]
    doubts = list(manifests.doubts)
    doubts += [f"`{path}` of the context would be put over the installed one" for path in manifests.overwritten]
    return doubts + candidate.restore.doubts(candidate.site, candidate.run)


def _pattern(path: str) -> str:
    """The ignore pattern of a path that a copy must not bring; installed packages anywhere."""
    return "**/node_modules" if path.endswith("/node_modules") else path
