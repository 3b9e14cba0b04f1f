"""RUN in a split: users, directories and owners that the container needs, above and behind the boundary."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.os_packages import is_build_only
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.busybox import unknown_option
from dockwright.refactorings.split.commands import CHANGERS, is_cleaning, is_quiet
from dockwright.refactorings.split.devices import is_everywhere, link_to_device, told
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.ownership import (
    as_login,
    changed_paths,
    copied_directories,
    given_owners,
    is_above,
    is_harmless_mode,
    kept_directories,
    owner_of,
    rewritten,
    tell_of_unfollowed,
    transferred,
)
from dockwright.refactorings.split.packages import has_own_lists, installed, is_install
from dockwright.refactorings.split.places import SYSTEM_DIRECTORIES, files_written, located
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Draft, Subject, home
from dockwright.refactorings.split.transfers import PROGRAM_PLACES, is_build_place
from dockwright.refactorings.split.users import missing_account
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run, Transfer, User, Volume, Workdir
from dockwright.text import Edit

_SCAFFOLD = frozenset({"bin", "build", "dist", "out", "target", "src", "pkg"})
"""Names of directories that a build makes for itself."""

_SYSTEM_DIRECTORIES = frozenset(
    {"/tmp", "/etc", "/var", "/var/log", "/var/run", "/run", "/home", "/opt", "/srv", "/usr/local/bin"}
)
_CACHES = (
    "/var/lib/apt",
    "/var/cache",
    "/tmp",
    "/var/tmp",
    "/root/.cache",
    "/root/.npm",
    "/usr/share/doc",
    "/usr/share/man",
)
"""Places where installing and building leave something behind."""

_GLOB = re.compile(r"[*?\[]")
_ZONES = "/usr/share/zoneinfo/"
_EXPANDING = frozenset({"bash", "zsh", "ksh"})
_BRACES = lazy_pattern(r"(?<![$\\'\"])\{[^{}'\"]*(?:,|\.\.)[^{}'\"]*\}")
_NATIVE = {"alpine": ("adduser", "addgroup"), "debian": ("useradd", "groupadd", "usermod"),
           "ubuntu": ("useradd", "groupadd", "usermod")}  # fmt: skip
"""The programs that a bare image of a system has for this."""


def carry_run(subject: Subject, draft: Draft, run: Run) -> Obstacle | None:
    """Take users, directories and owners that a RUN above the boundary makes into the runtime stage."""
    script = subject.model.script(run)
    tell_of_unfollowed(subject, draft, script.commands)
    wanted = [one for one in script.commands if _is_carried(subject, draft, one)]
    if draft.directories:
        _take_along_written(subject, draft, run)
    if not wanted:
        return None
    braced = _in_braces(subject, run, script.commands)
    if braced is not None:
        return Obstacle(f"`{braced.raw}` is for the shell that SHELL names", braced.span, ships=True)
    unmade = _unmade_directory(subject, draft, wanted)
    makers = [one for one in script.commands if one.name == "mkdir" and subject.paths(one) == [unmade]]
    wanted = sorted((*wanted, *makers), key=lambda one: one.span.start)
    if script.has_errors or any(not one.is_top_level or one.in_pipeline for one in wanted):
        return Obstacle(f"`{wanted[0].name}` is part of a larger script", wanted[0].name_span, ships=True)
    if not subject.base.has_shell:
        return _carry_without_shell(subject, draft, wanted)
    here = _directory_at(draft, run)
    written: list[str] = []
    for command in wanted:
        text = _translated(subject, draft, command)
        if isinstance(text, Obstacle):
            return text
        directory = subject.directory_of(command) or here
        written.append(text if directory == here else _in_full(command, text, directory))
    if unmade and not makers:
        written.insert(0, f"mkdir -p {unmade}")
    beside = [one for one in script.commands if one.words and one not in wanted]
    is_same = written == [one.span.of(subject.text) for one in wanted]
    choices = [one for one in wanted if one.is_conditional or one.next_operator == "||"]
    is_whole = not beside or bool(choices and is_same and all(is_quiet(one) for one in beside))
    if choices and not (is_whole and is_same) and (len(wanted) > 1 or not all(is_quiet(one) for one in beside)):
        return Obstacle(
            f"`{choices[0].name}` is one of several ways that the script may go", choices[0].name_span, ships=True
        )
    text = subject.source(run) if is_whole and is_same and not run.mounts else f"RUN {' && '.join(written)}"
    if is_whole and not _is_used_by_build(subject, draft, wanted, run):
        draft.move(run, text, subject.comments(run))
    else:
        draft.add(run, text)
    return None


def _take_along_written(subject: Subject, draft: Draft, run: Run) -> None:
    """Files that a RUN above the boundary writes by `>` into a directory that the runtime stage makes for itself come from the builder."""
    if not any(one.redirections for one in subject.model.commands(run)):
        return
    for command, directory in located(subject.model, run):
        for path in files_written(subject.model, command, directory, run) or ():
            if dirname(path) in draft.directories and not draft.is_copied(path):
                draft.copies.append(Copied(path, path))


def _directory_at(draft: Draft, run: Run) -> str:
    """The working directory that the runtime stage has where a RUN would stand."""
    above = [piece for piece in draft.pieces if piece.order < (run.index, 0) and _is_workdir(piece.text)]
    last = max(above, key=lambda piece: piece.order, default=None)
    return last.text.rpartition("\n")[2].split(None, 1)[1].strip() if last is not None else "/"


def _in_full(command: Command, text: str, directory: str) -> str:
    """A command on directories with their absolute paths, for where the runtime stage works in another directory."""
    if command.name not in ("mkdir", "chown", "chgrp", "chmod", "touch"):
        return text
    operands = command.operands(("m", "mode"))[0 if command.name in ("mkdir", "touch") else 1 :]
    names = [one.raw for one in operands if not one.value.startswith(("/", "$"))]
    words = [join(directory, normpath(word)) if word in names else word for word in text.split(" ")]
    is_plain = command.name == "mkdir" and names and not command.has_flag("p", "parents")
    return " ".join([words[0], *(["-p"] if is_plain else []), *words[1:]])


def _in_braces(subject: Subject, run: Run, commands: Sequence[Command]) -> ShellWord | None:
    """A word that bash makes several of, `/data/{a,b}`, and that `sh` of the runtime stage takes as it is."""
    shell = subject.model.state_before(run).shell
    if not shell or basename(shell[0]) not in _EXPANDING:
        return None
    words = (word for command in commands for word in command.arguments)
    plain = (word for word in words if not word.raw.startswith(("'", '"')))
    return next((word for word in plain if _BRACES.search(word.raw) is not None), None)


def _is_carried(subject: Subject, draft: Draft, command: Command) -> bool:
    """Whether a command above the boundary makes something that the container needs."""
    if command.name in accounts.PROGRAMS:
        return True
    if command.name == "ln":
        return _is_link_to_copy(subject, draft, command) or _makes_link_to_device(subject, draft, command)
    if command.name not in ("mkdir", "chown", "chgrp", "chmod", "touch"):
        return False
    paths = subject.paths(command)
    if command.name == "touch":
        is_made = bool(paths) and all(_is_wanted_file(subject, draft, path) for path in paths)
        draft.directories.update(paths if is_made else ())
        return is_made
    if command.name == "mkdir" and _has_own_mode(command) and any(_is_working(subject, path) for path in paths):
        draft.directories.update(paths)
        return True
    if command.name == "mkdir":
        is_wanted = bool(paths) and all(
            _is_runtime_directory(subject, draft, path) and not _is_removed(subject, command, path) for path in paths
        )
        draft.directories.update(_made_by(command, paths) if is_wanted else ())
        return is_wanted
    there, filled = kept_directories(subject, draft), set(transferred(subject, draft))
    return bool(changed_paths(subject, command, there, filled) or copied_directories(subject, draft, command))


def _made_by(command: Command, paths: Sequence[str]) -> set[str]:
    """The directories that a mkdir makes, those above the ones that it names, too."""
    found = set(paths)
    for path in paths if command.has_flag("p", "parents") else ():
        above = dirname(path)
        while above and above not in SYSTEM_DIRECTORIES:
            found.add(above)
            above = dirname(above)
    return found


def _is_wanted_file(subject: Subject, draft: Draft, path: str) -> bool:
    """Whether a file that a touch makes is in a directory of the runtime stage, and the program names it or it gets an owner or mode."""
    if dirname(path) in draft.directories:
        return True
    if dirname(path) not in _SYSTEM_DIRECTORIES or is_build_place(path):
        return False
    commands = (one for run in subject.before if isinstance(run, Run) for one in subject.model.commands(run))
    is_changed = any(one.name in CHANGERS and path in subject.paths(one) for one in commands)
    return is_changed or path in subject.build.needs.paths


def _has_own_mode(command: Command) -> bool:
    """Whether a mkdir says who may write in what it makes."""
    modes = [one.value for one in command.flag_values("m", "mode") if one is not None]
    return any(not is_harmless_mode(one) for one in modes)


def _is_working(subject: Subject, path: str) -> bool:
    """Whether a directory is the working one, or one above that: a WORKDIR alone would make it as it makes all."""
    return path == subject.directory or is_above(subject, path)


def _unmade_directory(subject: Subject, draft: Draft, wanted: Sequence[Command]) -> str:
    """The working directory, where the commands change its owner or mode before the runtime stage has it: the WORKDIR that makes
    it there comes later. "" where it is there, or nothing is changed."""
    path = subject.directory or "/"
    changed = (changed_paths(subject, one, {path}) for one in wanted if one.name in CHANGERS)
    working = {one for paths in changed for one in paths if _is_working(subject, one)}
    there = {*draft.directories, *(home(name) for name in draft.accounts), *transferred(subject, draft)}
    first = wanted[0].instruction.index
    is_made = any(piece.order[0] < first and _is_workdir(piece.text) for piece in draft.pieces)
    if path == "/" or is_made or all(any(inside(one, place) is not None for one in there) for place in working):
        return ""
    draft.directories.add(path)
    return path


def _is_workdir(text: str) -> bool:
    return text.rpartition("\n")[2].split(None, 1)[0].upper() == "WORKDIR"


def _is_removed(subject: Subject, maker: Command, path: str) -> bool:
    """Whether a later command of the builder takes a directory away again."""
    commands = (one for run in subject.before if isinstance(run, Run) for one in subject.model.commands(run))
    return any(
        one.name in ("rm", "rmdir") and one.span.start > maker.span.start and path in subject.paths(one)
        for one in commands
    )


def _is_link_to_copy(subject: Subject, draft: Draft, command: Command) -> bool:
    """Whether a symbolic link in a directory that every image has names something that the runtime stage takes along."""
    operands = command.operands()
    if len(operands) != 2 or not command.has_flag("s", "symbolic") or not subject.base.has_shell:
        return False
    target, link = operands[0].value, operands[1].value.rstrip("/")
    is_there = link in PROGRAM_PLACES or dirname(link) in PROGRAM_PLACES
    return is_there and target.startswith("/") and draft.is_copied(target) and not draft.is_copied(link)


def _makes_link_to_device(subject: Subject, draft: Draft, command: Command) -> bool:
    """Whether a command makes a link to a device in a directory that the runtime stage has; else the link is told."""
    link = link_to_device(subject.model, command)
    if link is None:
        return False
    parent = dirname(link[0])
    if is_everywhere(parent) or parent in draft.directories:
        return True
    draft.note(told(link))
    return False


def _comes_along(draft: Draft, path: str) -> bool:
    """Whether a directory is in one that comes from the builder as it is: made anew, it would keep root for its owner."""
    own = [copy.source for copy in draft.copies if copy.is_directory and copy.source == copy.destination]
    return any(inside(path, one) is not None for one in own)


def _is_runtime_directory(subject: Subject, draft: Draft, path: str) -> bool:
    """Whether a directory made above the boundary is one that the running program may want."""
    sources, final = subject.build.sources, subject.start.state.workdir or "/"
    if "$" in path or is_build_place(path) or draft.brings(path) or _comes_along(draft, path):
        return False
    if inside(sources, path) is not None or inside(final, path) is not None:
        return False
    if inside(path, sources) is None or any(inside(one, path) is not None for one in subject.build.needs.paths):
        return True
    if any(
        isinstance(one, Transfer) and inside(subject.destination(one) or "/", path) is not None
        for one in subject.before
    ):
        return False  # sources are copied into it
    if inside(path, final) is None or basename(path) in _SCAFFOLD:
        return False
    return subject.sources.context_path(path) is None or not subject.context.is_known


def _carry_without_shell(subject: Subject, draft: Draft, wanted: Sequence[Command]) -> Obstacle | None:
    """scratch takes /etc/passwd over from the builder; nothing else can be made without a shell."""
    for command in wanted:
        is_account = command.name in accounts.PROGRAMS
        account = accounts.account_of(command, subject.facts.os) if is_account else None
        if subject.base.os != "scratch" or account is None:
            return Obstacle(f"`{command.name}` needs a shell in the runtime stage", command.name_span, ships=True)
        draft.accounts.add(account.name)
        draft.takes_accounts = True
    return None


def _translated(subject: Subject, draft: Draft, command: Command) -> str | Obstacle:
    """The command as the runtime base understands it."""
    text = command.span.of(subject.text)
    if "\n" in text:
        text = " ".join(word.raw for word in command.words)
    if command.name in CHANGERS:
        there, filled = kept_directories(subject, draft), set(transferred(subject, draft))
        paths = changed_paths(subject, command, there, filled)
        copied = [one for one in copied_directories(subject, draft, command) if one not in paths]
        is_deep = command.has_flag("R", "recursive")
        beside = [one for one in copied if not is_deep or not any(inside(one, path) is not None for path in paths)]
        text = rewritten(subject, command, [*paths, *beside]) or text
        text = f"{_made_for_owners(subject, draft, copied)} && {text}" if copied else text
    if command.name not in accounts.PROGRAMS:
        return _foreign_option(subject, command) or _owner_obstacle(subject, draft, command) or text
    base = subject.base.os
    account = accounts.account_of(command, subject.facts.os)
    if account is None:
        return Obstacle(f"what `{command.name}` does is not understood", command.name_span, ships=True)
    if account.is_member and account.name not in {"root"} | subject.base.accounts | draft.accounts:
        return Obstacle(f"{subject.base.image} has no user `{account.name}`", command.name_span, ships=True)
    made = tuple(accounts.made_by(subject.stage.commands, subject.facts.os))
    if base in ("alpine", "debian", "ubuntu") and (group := accounts.unknown_group(account, base, made)):
        reason = f"the group `{group}` comes with a package, and is not made here"
        return Obstacle(reason, command.name_span, ships=True)
    if group := accounts.renumbered_group(account, subject.facts.os, base, made):
        draft.note(accounts.OTHER_GROUP.format(group))
    draft.accounts.add(account.name)
    if base == subject.facts.os and command.name in _NATIVE[base]:
        return text
    written = accounts.written_for(account, base, made)
    if written is None:
        return Obstacle(f"{subject.base.image} cannot do what `{command.name}` does", command.name_span, ships=True)
    if (
        account.is_system
        and not account.is_group
        and not account.uid
        and base != subject.facts.os
        and subject.stage.of(Volume)
    ):
        draft.note(accounts.OTHER_NUMBER.format(account.name))
    return written


def _made_for_owners(subject: Subject, draft: Draft, paths: Sequence[str]) -> str:
    """The commands that make directories which a COPY fills: it gives them no owner where they are there already."""
    given = tuple(given_owners(subject, draft))
    made = [f"mkdir -p {' '.join(paths)}"]
    for copy in draft.copies:
        owner = owner_of(subject, copy, given) if copy.destination in paths else ""
        if owner and "$" not in owner and not missing_account(subject, draft, owner):
            made.append(f"chown {owner if ':' in owner else as_login(owner)} {copy.destination}")
    return " && ".join(made)


def _foreign_option(subject: Subject, command: Command) -> Obstacle | None:
    """An option of Debian's program that Alpine's does not have."""
    option = unknown_option(command) if subject.base.os == "alpine" and subject.facts.os != "alpine" else ""
    if not option:
        return None
    return Obstacle(f"`{command.name}` of {subject.base.image} has no `{option}`", command.name_span, ships=True)


def _owner_obstacle(subject: Subject, draft: Draft, command: Command) -> Obstacle | None:
    """A user or group that chown or chgrp names, and that the runtime stage does not have."""
    is_change = command.name in ("chown", "chgrp") and not command.has_flag("reference")
    operands = command.operands(("from",)) if is_change else []
    owner = subject.model.expand(operands[0].value, command.instruction) if operands else None
    own = subject.facts.account  # of the old image: made anew where the container runs as it
    is_own = bool(own) and owner is not None and set(owner.split(":")) <= {own, ""}
    if not owner or "$" in owner or (is_own and subject.start.state.user == own):
        return None
    missing = missing_account(subject, draft, owner if command.name == "chown" else f":{owner}", command.instruction)
    return Obstacle(f"{subject.base.image} has no {missing}", operands[0].span, ships=True) if missing else None


def _is_used_by_build(subject: Subject, draft: Draft, wanted: Sequence[Command], run: Run) -> bool:
    """Whether the rest of the builder names a user or directory that the commands make, or works as a user of that number."""
    made = accounts.made_by(wanted, subject.facts.os)
    numbers = {one.uid for one in made if one.uid}
    users = (
        one.user.value.partition(":")[0] for one in subject.before if isinstance(one, User) and one.user is not None
    )
    if any(user in numbers for user in users):
        return True
    names = {word.value for command in wanted for word in command.operands() if not word.value.isdecimal()}
    names |= {name.partition(":")[0] for name in names}
    others = (one for one in subject.before if one is not run and one not in draft.deleted)
    texts = [one.text for one in others if not isinstance(one, Workdir)]
    return any(name and name in text for name in names for text in texts)


def stay_run(subject: Subject, draft: Draft, run: Run) -> Obstacle | None:
    """A RUN behind the boundary: let it stay, in the words of the new base, or say why it cannot."""
    working = [one for one in subject.model.commands(run) if one.words and not is_quiet(one)]
    if working and all(one not in subject.build.vouched and _is_needless(subject, one) for one in working):
        draft.deleted.append(run)  # its packages are installed at the top of the stage
        return None
    if not subject.base.has_shell:
        return Obstacle("RUN needs a shell in the runtime stage", run.keyword_span, ships=True)
    for command in working:
        obstacle = _stay(subject, draft, command) if command not in subject.build.vouched else None
        if obstacle is not None:
            return obstacle
    return None


def _is_needless(subject: Subject, command: Command) -> bool:
    """Whether a command only installs, which is done at the top of the stage, or takes away what is not there without it."""
    if command.name in ("rm", "rmdir"):
        places = [place for path in subject.paths(command) for place in _CACHES if inside(path, place) is not None]
        return len(places) >= len(subject.paths(command))
    return is_install(command) or is_cleaning(command)


def _stay(subject: Subject, draft: Draft, command: Command) -> Obstacle | None:
    if command.name in accounts.PROGRAMS:
        text = _translated(subject, draft, command)
        if isinstance(text, Obstacle):
            return text
        if text != command.span.of(subject.text):
            draft.edits.append(Edit(command.span, text))
    elif is_install(command):
        if subject.base.os != subject.facts.os or _lacks_lists(subject, command):
            return Obstacle("packages are installed along with other work", command.name_span, ships=True)
    elif command.name == "mkdir":
        draft.directories.update(subject.paths(command))
    elif command.name == "update-ca-certificates":
        draft.packages["ca-certificates"] = None
    elif command.name == "ln" and any(word.value.startswith(_ZONES) for word in command.operands()):
        draft.packages.update({} if subject.base.has_zones else {"tzdata": None})
    elif _needs_path(command) and (path := _absent(subject, draft, command)):
        return Obstacle(f"`{path}` is not in the runtime stage", command.name_span, ships=True)
    return _foreign_option(subject, command) or _owner_obstacle(subject, draft, command)


def _needs_path(command: Command) -> bool:
    """Whether a command fails where the paths are not that it is given."""
    is_removal = command.name in ("rm", "rmdir") and not command.has_flag("f", "force")
    return is_removal or command.name in ("chown", "chmod", "chgrp", "touch")


def _lacks_lists(subject: Subject, command: Command) -> bool:
    """Whether packages that are not installed on top of the runtime stage come by lists that an earlier RUN has fetched."""
    commands = subject.model.commands(command.instruction)
    return not has_own_lists(commands) and any(is_build_only(one.name) for one in installed(commands)[0])


def _absent(subject: Subject, draft: Draft, command: Command) -> str:
    """A path that a command behind the boundary works on and that the runtime stage does not have; "" without one. What the
    context has there comes along."""
    there = {*draft.directories, *(home(name) for name in draft.accounts), subject.directory or "/"}
    earlier = [one for one in subject.behind if one.index < command.instruction.index]
    there |= {subject.model.state_after(one).workdir or "/" for one in earlier}
    there |= {dirname(copy.destination) for copy in draft.copies}
    filled = {copy.destination for copy in draft.copies}
    for one in earlier:
        if isinstance(one, Transfer):
            place = subject.destination(one) or "/"
            filled |= {place, *(join(place, basename(word.value)) for word in one.sources)}
    for path in subject.paths(command):
        makes = command.name == "touch" or _GLOB.search(path) is not None
        if not _is_there(path, there, (*there, *filled) if makes else filled) and not _comes_from_context(
            subject, draft, path
        ):
            return path
    return ""


def _is_there(path: str, there: Collection[str], filled: Collection[str]) -> bool:
    """Whether the runtime stage has a path. `there`: directories of which nobody knows what is in them, `filled`: those with all
    that they held, and files."""
    is_above = any(inside(one, path) is not None for one in (*there, *filled) if one != "/")
    is_below = any(inside(path, one) is not None for one in filled if one != "/")
    return "$" not in path and (path in _SYSTEM_DIRECTORIES or is_above or is_below)


def _comes_from_context(subject: Subject, draft: Draft, path: str) -> bool:
    """Whether a COPY of the builder brings a path from the context, so that the runtime stage copies it, too."""
    source = subject.sources.context_path(path) if "$" not in path and not subject.build.shared else None
    if not source or not subject.context.is_known or not subject.context.sends(source):
        return False
    draft.copies.append(Copied(path, path, subject.context.is_dir(source)))
    return True
