"""The copy of the sources on its way down: past everything that has nothing to do with it; copies on top of it go along.
What it cannot pass is refused, with the place that stands in the way, or left where it is."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from posixpath import basename
from typing import TYPE_CHECKING

from dockwright.assist import Refusal
from dockwright.context import BuildContext, clean
from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.refactorings.brought import Brought, brought_by
from dockwright.refactorings.reorder.candidates import Candidate, find, paths_of
from dockwright.refactorings.reorder.crossed import restore_between
from dockwright.refactorings.reorder.independence import (
    activates,
    is_independent,
    is_piped_script,
    makes_directories,
    makes_environment,
    prepared_program,
)
from dockwright.refactorings.reorder.plan import DESCRIBING
from dockwright.refactorings.reorder.restores import Restore
from dockwright.refactorings.reorder.sites import (
    PLAIN,
    Copied,
    below,
    holds_sources,
    overlap,
    resolve,
    workdirs,
    written,
)
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Arg, Copy, Env, Flag, Instruction, Run, Transfer, Volume, Workdir

if TYPE_CHECKING:
    from dockwright.semantics import deeds


_OF_FILES = frozenset({"mode", "file", "copy", "move", "removal", "link", "directory"})
"""What a command may do to files that move together with it."""


_READS_LITTLE = frozenset({"node", "python"})
"""Ecosystems whose restores read manifests, settings with names of their own, and what these and the command name."""


class Moving:
    """The copies that move down, and what they may pass."""

    def __init__(self, model: SemanticModel, context: BuildContext, stage: Stage, copied: Copied) -> None:
        self.model = model
        self.context = context
        self.stage = stage
        self.copied = copied
        self.where = workdirs(model, stage)
        self.group: list[Transfer] = [copied.copy]
        self.left: list[tuple[Instruction, Refusal]] = []  # nothing moves past them
        self.prepared: list[Run] = []  # they make the program that restores executable: before and behind the sources
        self.working: list[Run] = []  # they work on files of the sources alone, and move along
        self.fetched: dict[str, None] = {}  # shells that run what a download fetches: nobody sees what that reads
        self.destinations: dict[Instruction, str] = {}  # of copies to a relative place, once a WORKDIR is crossed
        self.is_behind_restore = False  # nothing is put in front of all any longer

    def go_past(self, instruction: Instruction, waiting: Sequence[Candidate]) -> Refusal | None:
        """Leave an instruction where it is, or take it along; why neither, if so."""
        if isinstance(instruction, DESCRIBING):
            return None
        from dockwright.semantics.effects import commute, effects

        if isinstance(instruction, Transfer) and self.copied.is_part:
            return self._pass_part(instruction, waiting)
        if isinstance(instruction, Run) and (restore := self._restore_in(instruction)) is not None:
            return self._leave(instruction, may_need_files(restore), waiting)
        own = effects(self.model, instruction)
        if all(commute(effects(self.model, copy), own) for copy in self.group):
            if isinstance(instruction, Transfer) and self._would_be_next(instruction, waiting):
                self.group.append(instruction)
            return None
        if isinstance(instruction, Transfer):
            return self._pass_transfer(instruction, waiting)
        if isinstance(instruction, Run):
            refusal = self.why_not_past_run(instruction)
            if refusal is not None and waiting and self._prepares(instruction, waiting[0]):
                self.prepared.append(instruction)
                return None
            if refusal is not None and waiting and self._works_on_sources(instruction, waiting):
                self.working.append(instruction)
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

    def is_apart(self, site: deeds.Site) -> bool:
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
        others = (self.target_of(copy) for copy in self.group[1:])
        return inner is None or self.context.sends(inner) or any(overlap(path, other) for other in others)

    def target_of(self, copy: Transfer) -> str:
        assert copy.destination is not None
        return resolve(self.where[copy], written(self.model, copy.destination, copy))

    def brought(self, transfer: Transfer) -> list[Brought]:
        return list(brought_by(self.model, transfer, self.context))

    def why_not_past_run(self, run: Run) -> Refusal | None:
        script = self.model.script(run)
        is_plain = script.dialect == "posix" and not script.has_errors and not run.heredocs
        if not is_plain or bind_mount(run) is not None:
            return Refusal("the RUN between them may need the copied files", run.keyword_span)
        from dockwright.semantics.deeds import sites

        trees = self._own_trees()
        for site in sites(self.model, run):
            if is_piped_script(site.command):
                self.fetched[site.command.name] = None
            elif not all(self._is_clear_of(tree, site) for tree in trees):
                return may_need_files(site.command)
        return None

    def _prepares(self, run: Run, candidate: Candidate) -> bool:
        """Whether a RUN does nothing but make the program executable that restores, so that it can be done twice."""
        script = self.model.script(run)
        restore, site = candidate.restore, candidate.site
        if run.flags or run.heredocs or not script.is_and_chain or self.is_behind_restore:
            return False
        program = resolve(site.directory, restore.command.words[0].value)
        for command in script.commands:
            path = prepared_program(command)
            if path is None or resolve(self.where[run], path) != program:
                return False
            if not path.startswith("/") and self.where[run] != site.directory:
                return False
        return True

    def _works_on_sources(self, run: Run, waiting: Sequence[Candidate]) -> bool:
        """Whether a RUN does nothing but change files among what moves, none of which a restore reads: `chmod +x start.sh`."""
        script = self.model.script(run)
        is_plain = script.dialect == "posix" and not script.has_errors and script.is_and_chain
        is_known = all(one.restore.ecosystem in _READS_LITTLE and not one.restore.inserted for one in waiting)
        if not is_plain or not is_known or run.flags or run.heredocs:
            return False
        from dockwright.semantics.deeds import deed, sites

        trees = self._trees()
        for site in sites(self.model, run):
            done = deed(site)
            if done.is_barrier or done.network or done.environment or any(one.is_anywhere for one in done.writes):
                return False
            places = {*done.reads, *(one.path for one in done.writes)}
            if not all(any(below(place, tree) for tree in trees) for place in places):
                return False
            if any(one.kind not in _OF_FILES or self._is_for(one.path, waiting) for one in done.writes):
                return False
        return True

    def _is_for(self, place: str, waiting: Sequence[Candidate]) -> bool:
        """Whether a restore has to do with a file or directory: it reads or fills it, or works below it."""
        for candidate in waiting:
            restore, layout = candidate.restore, ECOSYSTEMS.get(candidate.restore.ecosystem)
            project = resolve(candidate.site.directory, restore.directory)
            named = [self.copied.image_path(path) for path, _ in paths_of(candidate)]
            named += [resolve(project, path) for path in (layout.dependency_dirs if layout is not None else ())]
            if below(project, place) is not None or any(overlap(place, one) for one in named):
                return True
            name = basename(place)
            texts = (candidate.run.text, *filter(None, candidate.site.variables.values()))
            if name.startswith(".") or _is_read(place, restore.ecosystem) or any(name in text for text in texts):
                return True
        return False

    def _would_be_next(self, transfer: Transfer, waiting: Sequence[Candidate]) -> bool:
        """Whether a copy of sources to elsewhere would be what has the packages of Node restored again, and goes along at
        once: only copies stand between it and the restore, and none of its files is in the project's directory."""
        if not self.context.is_known or not waiting or any(one.restore.ecosystem != "node" for one in waiting):
            return False
        brought = self.brought(transfer)
        projects = [resolve(one.site.directory, one.restore.directory) for one in waiting]
        between = self.model.dockerfile.instructions[transfer.index + 1 : waiting[0].run.index]
        return (
            len(brought) >= len(transfer.sources)
            and any(holds_sources(self.context, one) for one in brought)
            and not any(overlap(one.target, project) for one in brought for project in projects)
            and all(isinstance(one, (*DESCRIBING, Transfer)) for one in between)
            and not find(self.model, self.context, transfer)  # it has findings of its own
        )

    def _restore_in(self, run: Run) -> Command | None:
        """A restore of the RUN that reads manifests among what moves."""
        where = self.where[run]
        return restore_between(self.model, self.context, self.stage, run, where, self.copied, self._trees())

    def _leave(self, instruction: Instruction, refusal: Refusal | None, waiting: Sequence[Candidate]) -> Refusal | None:
        """Nothing moves past an instruction; but a restore that is put in may go in front of all."""
        if refusal is None or self.is_behind_restore or not waiting or not _is_new(waiting[0].restore):
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
        return [self.target_of(copy) for copy in self.group]

    def _own_trees(self) -> list[str]:
        """The same, closer: of what goes to the root directory, the files and directories by their names."""
        source, trees = self.copied.source, self._trees()
        if "/" not in trees or self.copied.target != "/" or not self.context.is_known:
            return trees
        names = {path[len(source) :].lstrip("/").split("/")[0] for path in self.context.sent_files(source)}
        return [*(one for one in trees if one != "/"), *(f"/{name}" for name in sorted(names))]

    def _why_not_past_workdir(self, workdir: Workdir) -> Refusal | None:
        for copy in self.group:
            assert copy.destination is not None
            if copy.destination.value.startswith(("/", "$")):
                continue
            target = self.target_of(copy)
            if not set(target) <= PLAIN or copy.is_json:
                return Refusal("the working directory changes behind a copy to a relative place", workdir.keyword_span)
            into = copy.destination.value.endswith(("/", ".")) and target != "/"
            self.destinations[copy] = f"{target}/" if into else target
        created = resolve(self.where[workdir], written(self.model, workdir.path, workdir)) if workdir.path else "/"
        if any(self.where[run] != created for run in self.working):
            return Refusal("the working directory changes behind a RUN on copied files", workdir.keyword_span)
        is_owned = self.copied.copy.flag("chown") is not None or self.model.state_before(workdir).is_root is False
        if is_owned and overlap(created, self.copied.target):
            return Refusal("`WORKDIR` would make the directory with another owner", workdir.keyword_span)
        return None

    def _pass_part(self, transfer: Transfer, waiting: Sequence[Candidate]) -> Refusal | None:
        """Leave a copy of manifests where it is; what else goes below the project's directory moves along."""
        own = {path for candidate in waiting for path, _ in paths_of(candidate)}
        brought = self.brought(transfer)
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
        brought = self.brought(transfer)
        is_understood = len(brought) >= len(transfer.sources) and not transfer.heredocs
        return [one.target for one in brought] if is_understood else [self.target_of(transfer)]

    def _pass_transfer(self, transfer: Transfer, waiting: Sequence[Candidate]) -> Refusal | None:
        """A copy to elsewhere stays; one on top of the moving copies goes along, unless it brings what a restore reads."""
        if transfer.destination is None:
            return Refusal("the copy between them cannot be read", transfer.keyword_span)
        places = self._places(transfer, self.target_of(transfer))
        if not any(overlap(place, tree) for place in places for tree in self._trees()):
            return None
        for candidate in () if self._repeats(transfer, places) else waiting:
            for path, _ in paths_of(candidate):
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


def bind_mount(run: Run) -> Flag | None:
    """A mount by which a RUN reads files of its own; a mount is a bind mount where it does not say otherwise."""
    return next((mount for mount in run.mounts if _mount_type(mount.option("type")) == "bind"), None)


def may_need_files(command: Command) -> Refusal:
    name = command.name or "a command"
    return Refusal(f"`{name}` between them may need the copied files", command.span)


def _is_new(restore: Restore) -> bool:
    """Whether the restore is put in, and its program is the image's own."""
    return bool(restore.inserted) and "/" not in restore.command.words[0].value


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
