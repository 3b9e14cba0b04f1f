"""What one shell command does: the paths it reads and writes, the variables it heeds, whether nobody can tell.

A path stands for itself and all below it. What is not understood is a barrier: it may read and write anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from posixpath import basename, dirname
from typing import TYPE_CHECKING, NamedTuple

from dockwright.knowledge import commands as table
from dockwright.knowledge.ecosystems import ECOSYSTEMS, Restore
from dockwright.knowledge.package_managers import MANAGERS, PackageManager, manager_of
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.semantics.state import State, Values, normalise

if TYPE_CHECKING:
    from dockwright.semantics.model import SemanticModel
    from dockwright.shell import Command, Script, ShellWord
    from dockwright.syntax import Instruction

_GLOB = re.compile(r"[*?\[{]")
_LOOP_VARIABLE = re.compile(r"\b(?:for|select|read|local|declare|export|readonly|getopts)\s+(?:-\w+\s+)*(\w+)")
_WRITING = frozenset({">", ">>", ">|", "&>", "&>>", "<>"})
_WITHOUT_PROJECT = ("no-root", "no-install-project", "no-self", "r", "requirement", "requirements", "deploy", "system")
_DEVICES = ("/dev/", "/proc/", "/sys/")


class Place(NamedTuple):
    """Where a word points: an absolute path, or the known directory in front of what is not known."""

    path: str
    is_exact: bool

    @property
    def is_anywhere(self) -> bool:
        return not self.is_exact and self.path == "/"


ANYWHERE = Place("/", False)


class Write(NamedTuple):
    """Something a command puts, changes or removes.

    `kind`: directory, file, copy, move, link, download, archive, artifact, packages, restore, account, mode, removal,
    unknown. `sources`: what a copy or move takes, absolute.
    """

    path: str
    kind: str
    sources: tuple[str, ...] = ()
    is_tree: bool = False  # anything below the path may be written, too
    is_anywhere: bool = False  # the path is only a guess


class Deed(NamedTuple):
    """What a command does. `environment`: globs of the variables it heeds besides the usual ones; "*" is all."""

    reads: tuple[str, ...] = ()
    writes: tuple[Write, ...] = ()
    environment: tuple[str, ...] = ()
    network: bool = False
    is_barrier: bool = False


class Site:
    """A command where it runs: with its working directory, and what its words stand for."""

    __slots__ = ("command", "cwd", "state", "variables")

    def __init__(self, command: Command, cwd: str | None, state: State, variables: Values) -> None:
        self.command = command
        self.cwd = cwd  # None when unknown
        self.state = state
        self.variables = variables  # those whose value the script itself does not change

    @property
    def home(self) -> str | None:
        """The home directory of the user who runs the command; None when unknown."""
        home = self.variables.get("HOME")
        return home or ("/root" if self.state.is_root else None)

    def value(self, word: ShellWord) -> str | None:
        """The word's text; None when it depends on what only the shell knows. Patterns stay as written."""
        if word.is_literal:
            return word.value
        raw = word.raw
        if "`" in raw or "$(" in raw or "<(" in raw or ">(" in raw:
            return None
        if raw.startswith("~"):
            return self.home + raw[1:] if self.home and raw[1:2] in ("", "/") else None
        try:
            return expand(raw, self.variables, complete=False)
        except ExpansionError:
            return None

    def place(self, word: ShellWord) -> Place:
        """Where the word points, as a path."""
        value = self.value(word)
        return self.at(value) if value is not None else self._known_head(word.value)

    def at(self, path: str) -> Place:
        """Where a relative or absolute path points."""
        glob = _GLOB.search(path)
        if glob is not None:
            path = path[: glob.start()].rpartition("/")[0] + "/"
        if not path.startswith("/"):
            if self.cwd is None:
                return ANYWHERE
            path = f"{self.cwd}/{path}"
        return Place(normalise(path), glob is None)

    def here(self, *names: str) -> tuple[str, ...]:
        """Paths below the working directory; names may be absolute."""
        return tuple(self.at(name).path for name in names) or (self.at(".").path,)

    def _known_head(self, value: str) -> Place:
        """The part of a partly known path in front of its first variable: /opt of /opt/$X/y."""
        head = value.partition("$")[0].partition("`")[0].rpartition("/")[0]
        return Place(normalise(head), False) if head.startswith("/") else ANYWHERE


def sites(model: SemanticModel, instruction: Instruction) -> Iterator[Site]:
    """Every command of an instruction with the directory it runs in.

    A `cd` counts when it stands directly in the script; behind one that may not have run the directory is unknown.
    """
    script = model.script(instruction)
    state = model.state_before(instruction)
    variables = _unshadowed(script, state.variables)
    outer = inner = state.workdir
    for command in script.commands:
        cwd = outer if command.is_top_level else inner
        site = Site(command, cwd, state, variables)
        yield site
        if command.name in ("cd", "pushd", "popd") and not command.in_pipeline:
            inner = _after_cd(site)
            if command.is_top_level:
                outer = None if command.is_conditional else inner
            elif not command.in_substitution and not _is_subshell(command):
                outer = None
        elif command.is_top_level:
            inner = outer


def _after_cd(site: Site) -> str | None:
    operands = site.command.operands()
    if site.command.name == "popd":
        return None
    if not operands:
        return site.home
    place = site.place(operands[0])
    return place.path if place.is_exact and operands[0].value != "-" else None


def _is_subshell(command: Command) -> bool:
    """Whether the command stands in parentheses or a shell of its own, so that a `cd` ends with it."""
    instruction: Instruction = command.script.instruction
    return instruction.text[: command.span.start - instruction.span.start].rstrip().endswith("(")


def _unshadowed(script: Script, variables: Values) -> Values:
    """The variables that the script does not assign itself."""
    if script.instruction is None or not variables:
        return variables
    text = script.instruction.text
    if "$" not in text:
        return variables
    assigned = {name for command in script.commands for name in command.assigned}
    assigned.update(_LOOP_VARIABLE.findall(text))
    return {name: value for name, value in variables.items() if name not in assigned}


def deed(site: Site) -> Deed:
    """What the command does."""
    command = site.command
    if not command.words:
        return _with_redirections(site, Deed())
    name = command.name
    interpret = _INTERPRETERS.get(name)
    if interpret is None:
        manager = manager_of(name)
        interpret = _MANAGERS.get(manager.name, _barrier) if manager is not None else _barrier
    return _with_redirections(site, interpret(site))


def _with_redirections(site: Site, done: Deed) -> Deed:
    redirections = site.command.redirections
    if not redirections:
        return done
    reads, writes = list(done.reads), list(done.writes)
    for redirection in redirections:
        if redirection.target is None or redirection.operator.startswith("<<"):
            continue
        place = site.place(redirection.target)
        if place.path.startswith(_DEVICES):
            continue
        if redirection.operator in _WRITING or (
            redirection.operator == ">&" and not _is_descriptor(redirection.target)
        ):
            writes.append(_write(place, "file"))
        elif redirection.operator == "<":
            reads.append(place.path)
    return done._replace(reads=tuple(reads), writes=tuple(writes))


def _is_descriptor(word: ShellWord) -> bool:
    return word.value.isdecimal() or word.value == "-"


def _write(place: Place, kind: str, sources: Iterable[str] = (), *, tree: bool = False) -> Write:
    return Write(place.path, kind, tuple(sources), tree or not place.is_exact, place.is_anywhere)


def _trees(paths: Iterable[str], kind: str) -> tuple[Write, ...]:
    return tuple(Write(path, kind, is_tree=True) for path in paths)


def _operands(site: Site) -> tuple[ShellWord, ...]:
    name = site.command.name
    return site.command.operands(table.VALUED_FLAGS.get(name, ()))


def _flag(site: Site, *names: str) -> ShellWord | None:
    """The value of the first of these flags; `-O-` has its own behind the letter."""
    for name in names:
        flag = site.command.flag(name)
        if flag is None:
            continue
        text = flag.word.value
        attached = text.partition(name)[2] if len(name) == 1 and "=" not in text and text[1] != "-" else ""
        return flag.word._replace(value=attached, raw=attached) if attached else site.command.flag_value(name)
    return None


def _environment(program: str) -> tuple[str, ...]:
    return table.VARIABLES.get(program, ("*",))


def _barrier(site: Site, outputs: Collection[str] = ()) -> Deed:
    """A command that may do anything; most likely it writes below its working directory."""
    here = site.at(".")
    guesses = _trees(site.here(*outputs), "artifact") if outputs else ()
    unknown = Write(here.path, "unknown", is_tree=True, is_anywhere=True)
    return Deed(reads=("/",), writes=(*guesses, unknown), environment=("*",), network=True, is_barrier=True)


def _harmless(site: Site) -> Deed:
    return Deed()


def _reader(site: Site) -> Deed:
    operands = _operands(site)
    if site.command.name in table.FIRST_OPERAND_IS_NO_FILE and not site.command.has_flag("e", "f"):
        operands = operands[1:]
    return Deed(reads=tuple(site.place(word).path for word in operands))


def _given(site: Site, *flags: str) -> Iterator[str]:
    """The files that a command may be given by its words: `/x`, `./x`, `@x`, `--flag=/x`; `flags` take a file by any name."""
    for word in site.command.arguments:
        text = word.value
        if "://" not in text and ("/" in text or "@" in text or "." in text):
            name = text.rpartition("=")[2].rpartition("@")[2]
            yield site.place(word._replace(value=name, raw=name) if name != text else word).path
    value = _flag(site, *flags) if flags else None
    if value is not None:
        yield site.place(value).path


def _writer(site: Site) -> Deed:
    name = site.command.name
    operands = _operands(site)
    if name in table.FIRST_OPERAND_IS_NO_FILE and not site.command.has_flag("reference"):
        operands = operands[1:]
    kind = table.WRITERS[name]
    tree = kind == "removal" or site.command.has_flag("R", "r", "recursive")
    places = [site.place(word) for word in operands]
    reads = table.ACCOUNT_FILES[:2] if name in ("chown", "chgrp") else ()
    return Deed(
        reads=(*reads, *(place.path for place in places)),
        writes=tuple(_write(place, kind, tree=tree) for place in places),
    )


def _compressor(site: Site) -> Deed:
    """gzip and its like put another file beside the one they are given."""
    places = [site.place(word) for word in _operands(site)]
    beside = tuple(Place(dirname(place.path), False) for place in places)
    return Deed(
        reads=tuple(place.path for place in places),
        writes=tuple(_write(place, "file") for place in beside) if not site.command.has_flag("c", "stdout") else (),
    )


def _patch(site: Site) -> Deed:
    directory = _flag(site, "d", "directory")
    into = site.place(directory) if directory is not None else site.at(".")
    named = tuple(site.place(word).path for word in (*_operands(site), *_flag_words(site, "i", "input")))
    return Deed((*named, into.path), (_write(into, "file", tree=True), *_trees(named, "file")))


def _transfer(site: Site) -> Deed:
    """cp, mv, install, ln, rsync: the last operand, or the value of -t, is where things go."""
    command = site.command
    operands = list(_operands(site))
    if command.name == "rsync" and any(":" in word.value for word in operands):
        return _barrier(site)
    if command.name == "install" and command.has_flag("d", "directory"):
        places = [site.place(word) for word in operands]
        return Deed(writes=tuple(_write(place, "directory") for place in places))
    target = _flag(site, "t", "target-directory")
    into = target is not None
    if target is None:
        if len(operands) < 2:
            return _link_here(site, operands) if command.name == "ln" else Deed()
        target = operands.pop()
    return _transferred(site, operands, target, into or len(operands) > 1 or target.value.endswith("/"))


def _link_here(site: Site, operands: list[ShellWord]) -> Deed:
    """`ln -s /x` makes ./x."""
    return Deed(
        writes=tuple(_write(site.at(basename(word.value)), "link", (site.place(word).path,)) for word in operands),
    )


def _transferred(site: Site, sources: list[ShellWord], target: ShellWord, into: bool) -> Deed:
    name = site.command.name
    kind = {"mv": "move", "ln": "link"}.get(name, "copy")
    places = [site.place(word) for word in sources]
    destination = site.place(target)
    writes: list[Write] = []
    for word, place in zip(sources, places, strict=True):
        last = basename(word.value.rstrip("/"))
        if into and place.is_exact and destination.is_exact and last not in ("", ".", ".."):
            writes.append(_write(Place(normalise(f"{destination.path}/{last}"), True), kind, (place.path,), tree=True))
        else:
            writes.append(_write(destination, kind, (place.path,), tree=True))
    if name == "mv":
        writes.extend(_write(place, "removal", tree=True) for place in places)
    reads = (*(place.path for place in places), destination.path)
    return Deed(reads=reads, writes=tuple(writes))


def _tar(site: Site) -> Deed:
    command = site.command
    first = command.arguments[0].value if command.arguments else ""
    letters = first.lstrip("-") if not first.startswith("--") else ""
    directory = _flag(site, "C", "directory")
    into = site.place(directory) if directory is not None else site.at(".")
    archive = _archive(site, first, letters)
    environment = _environment("tar")
    if command.has_flag("x", "extract", "get") or "x" in letters:
        reads = (archive.path,) if archive is not None else ()
        named = (*reads, *_given(site, "T", "files-from", "X", "exclude-from"))
        return Deed(reads=named, writes=(_write(into, "archive", reads, tree=True),), environment=environment)
    if command.has_flag("c", "create") or "c" in letters:
        writes = (_write(archive, "file"),) if archive is not None else ()
        packed = (into.path, *_given(site, "T", "files-from", "X", "exclude-from"))
        return Deed(reads=packed, writes=writes, environment=environment)
    return _barrier(site)


def _archive(site: Site, first: str, letters: str) -> Place | None:
    """The file tar reads or writes; None for the standard streams."""
    word = _flag(site, "f", "file")
    if word is None and "f" in letters and not first.startswith("-") and len(site.command.arguments) > 1:
        word = site.command.arguments[1]
    return site.place(word) if word is not None and word.value != "-" else None


def _unzip(site: Site) -> Deed:
    directory = _flag(site, "d")
    into = site.place(directory) if directory is not None else site.at(".")
    archives = tuple(site.place(word).path for word in _operands(site)[:1])
    return Deed(archives, (_write(into, "archive", archives, tree=True),))


def _curl(site: Site) -> Deed:
    command = site.command
    if command.has_flag("K", "config"):
        return _barrier(site)
    output = _flag(site, "o", "output")
    directory = _flag(site, "output-dir")
    writes: tuple[Write, ...] = ()
    if output is not None:
        writes = (_write(site.place(output), "download", tree=directory is not None),)
    if command.has_flag("O", "remote-name", "remote-name-all", "J"):
        writes = (*writes, *_remote_names(site, site.place(directory) if directory is not None else site.at(".")))
    return Deed(tuple(_given(site)), writes, _environment("curl"), network=True)


def _wget(site: Site) -> Deed:
    output = _flag(site, "O", "output-document")
    prefix = _flag(site, "P", "directory-prefix")
    if output is not None:
        writes: tuple[Write, ...] = () if output.value == "-" else (_write(site.place(output), "download"),)
    else:
        writes = _remote_names(site, site.place(prefix) if prefix is not None else site.at("."))
    if not _is_quiet_log(site):
        writes = (*writes, _write(site.at("wget-log"), "file"))
    return Deed(tuple(_given(site, "i", "input-file", "post-file")), writes, _environment("wget"), network=True)


def _is_quiet_log(site: Site) -> bool:
    return not site.command.has_flag("b", "background")


def _remote_names(site: Site, directory: Place) -> tuple[Write, ...]:
    """A download named after the last part of its URL."""
    writes: list[Write] = []
    for word in _operands(site):
        url = site.value(word)
        name = basename(url.partition("?")[0].rstrip("/")) if url is not None and "://" in url else ""
        if name and directory.is_exact and not _GLOB.search(name):
            writes.append(Write(normalise(f"{directory.path}/{name}"), "download"))
        else:
            writes.append(_write(directory, "download", tree=True))
    return tuple(writes)


def _git(site: Site) -> Deed:
    operands = _operands(site)
    action = operands[0].value if operands else ""
    environment = _environment("git")
    if action == "clone" and len(operands) > 1:
        url = site.value(operands[1])
        name = basename((url or "").rstrip("/")).removesuffix(".git")
        if len(operands) > 2:
            into = site.place(operands[2])
        else:
            into = site.at(name) if name else Place(site.at(".").path, False)
        reads = (*_git_configuration(site), *_given(site))
        return Deed(reads, (_write(into, "download", tree=True),), environment, network=True)
    if action == "config":
        where = site.home or "/"
        target = "/etc/gitconfig" if site.command.has_flag("system") else f"{where}/.gitconfig"
        if not site.command.has_flag("system", "global"):
            return Deed(writes=_trees(site.here(".git"), "file"), environment=environment)
        return Deed(writes=(Write(normalise(target), "file"),), environment=environment)
    if action in ("checkout", "reset", "submodule", "pull", "fetch", "init", "switch", "clean", "apply", "am"):
        here = site.here()
        reads = (*here, *_git_configuration(site), *_given(site))
        return Deed(reads, _trees(here, "download"), environment, network=True)
    if action in (
        "rev-parse",
        "describe",
        "log",
        "status",
        "show",
        "diff",
        "rev-list",
        "ls-files",
        "branch",
        "--version",
    ):
        return Deed(site.here(), environment=environment)
    return _barrier(site)


def _git_configuration(site: Site) -> tuple[str, ...]:
    return ("/etc/gitconfig", f"{site.home or ''}/.gitconfig", f"{site.home or ''}/.ssh", "/etc/ssh", "/etc/ssl")


def _sed(site: Site) -> Deed:
    command = site.command
    operands = _operands(site)
    if not command.has_flag("e", "expression", "f", "file"):
        operands = operands[1:]
    places = [site.place(word) for word in operands]
    in_place = any(flag.name == "in-place" or flag.name == "i" for flag in command.flags)
    writes = tuple(_write(place, "file") for place in places) if in_place else ()
    return Deed(tuple(place.path for place in places), writes)


def _gpg(site: Site) -> Deed:
    """gpg: the key ring of its home directory, and what --output names."""
    home = site.variables.get("GNUPGHOME") or (f"{site.home}/.gnupg" if site.home else "/")
    output = _flag(site, "o", "output")
    writes = _trees((home,), "file")
    if output is not None:
        writes = (*writes, _write(site.place(output), "file"))
    reads = (home, *(site.place(word).path for word in site.command.operands(("o", "output", "keyserver", "homedir"))))
    return Deed(reads, writes, ("GNUPGHOME", "GPG_*"), network=True)


def _find(site: Site) -> Deed:
    """find without an action only looks."""
    words = [word.value for word in site.command.arguments]
    starts: list[str] = []
    for word in words:
        if word.startswith(("-", "(", "!", "\\")):
            break
        starts.append(word)
    paths = tuple(site.at(start).path for start in starts) or site.here()
    if any(word in ("-exec", "-execdir", "-ok", "-okdir", "-fprint", "-fprintf", "-fls") for word in words):
        return _barrier(site)
    writes = _trees(paths, "removal") if "-delete" in words else ()
    return Deed(paths, writes)


def _accounts(site: Site) -> Deed:
    """useradd and its like: the account files, and the home directory."""
    operands = _operands(site)
    home = _flag(site, "d", "home", "home-dir")
    if site.command.name in ("adduser",) and home is None:
        home = _flag(site, "h")
    writes = [Write(path, "account") for path in table.ACCOUNT_FILES]
    if home is not None:
        writes.append(_write(site.place(home), "directory", tree=True))
    name = site.value(operands[-1]) if operands else None
    writes.append(Write(f"/home/{name}" if name else "/home", "directory", is_tree=True))
    writes.extend(_trees(("/var/mail", "/var/spool/mail"), "file"))
    reads = (*table.ACCOUNT_FILES, "/etc/skel", "/etc/login.defs", "/etc/default", "/etc/adduser.conf", "/etc/shells")
    return Deed(reads, tuple(writes))


def _system_packages(site: Site) -> Deed:
    """apt-get, apk, dnf: packages land in the system's directories; their scripts stay there, too."""
    manager = manager_of(site.command.name)
    assert manager is not None
    reads = (*table.SYSTEM_DIRECTORIES, *_given(site))
    writes = _trees(table.SYSTEM_DIRECTORIES, "packages")
    environment = _environment(manager.name)
    return Deed(reads, writes, environment, network=site.command.subcommand not in manager.clean)


def _python(site: Site) -> Deed:
    words = [word.value for word in site.command.arguments[:3]]
    if words[:2] == ["-m", "pip"]:
        return _pip(site)
    if words[:2] == ["-m", "venv"] and len(words) > 2:
        places = [site.place(word) for word in site.command.operands()[1:]]
        return Deed(("/usr", "/lib"), tuple(_write(place, "restore", tree=True) for place in places), ("PYTHON*",))
    if words in (["--version"], ["-V"]):
        return _harmless(site)
    return _barrier(site)


def _pip(site: Site) -> Deed:
    """pip install: into site-packages, an environment, or --target; requirement files and local paths are read."""
    manager = MANAGERS["pip"]
    command = site.command
    operands = [word for word in command.operands(manager.valued_flags) if word.value != "pip"]
    if not operands or operands[0].value not in ("install", "download", "wheel", "uninstall", "cache", "config"):
        return _harmless(site) if operands else Deed()
    reads = [site.place(word).path for word in _flag_words(site, "r", "requirement", "c", "constraint")]
    local = [word for word in operands[1:] if _is_local(word.value)] + _flag_words(site, "e", "editable")
    reads.extend(site.place(word).path for word in local)
    writes = list(_trees((*_python_targets(site), *_named_places(site, "pip")), "restore"))
    writes.extend(_write(site.place(word), "restore", tree=True) for word in local)
    environment = _environment("pip")
    reads.extend(("/usr", "/etc", "/lib", "/bin"))
    return Deed(tuple(reads), tuple(writes), environment, network=True)


def _flag_words(site: Site, *names: str) -> list[ShellWord]:
    """The values of every flag of these names, `-r a -r b`."""
    arguments = site.command.arguments
    found: list[ShellWord] = []
    for index, word in enumerate(arguments):
        dashes = word.value.lstrip("-") if word.value.startswith("-") else ""
        head, equals, rest = dashes.partition("=")
        if not dashes:
            continue
        if head in names and not equals and index + 1 < len(arguments):
            found.append(arguments[index + 1])
        elif head in names and equals:
            found.append(word._replace(value=rest, raw=rest))
        elif not word.value.startswith("--") and dashes[0] in names and len(dashes) > 1:
            found.append(word._replace(value=dashes[1:], raw=dashes[1:]))
    return found


def _is_local(requirement: str) -> bool:
    """Whether a requirement of pip is a path: `.`, `./x`, `/wheels/a.whl`, `.[extra]`."""
    return requirement.startswith((".", "/")) or requirement.endswith((".whl", ".tar.gz", ".zip"))


def _python_targets(site: Site) -> tuple[str, ...]:
    target = _flag(site, "t", "target", "prefix", "root", "d", "dest", "w", "wheel-dir")
    cache = () if site.home is None else (f"{site.home}/.cache",)
    if target is not None:
        return (site.place(target).path, *cache)
    environment = site.variables.get("VIRTUAL_ENV")
    places = (environment,) if environment else table.PYTHON_DIRECTORIES
    user = (f"{site.home}/.local",) if site.home and site.command.has_flag("user") else ()
    return (*places, *user, *cache)


def _node(site: Site) -> Deed:
    """npm, yarn, pnpm, bun: dependencies into node_modules; scripts may do anything."""
    manager = manager_of(site.command.name)
    assert manager is not None
    operands = site.command.operands(manager.valued_flags)
    action = operands[0].value if operands else ""
    environment = _environment(manager.name)
    cache = _caches(site, manager)
    if action in ("config", "c", "set") and sets_for_project(site.command):
        return Deed((), _trees(site.here(*table.NODE_SETTINGS), "file"), environment, network=True)
    if action in ("cache", "config", "c", "store", "set", "--version", "-v"):
        home = (site.home,) if site.home else ("/",)
        return Deed(writes=_trees((*cache, *home), "file"), environment=environment)
    is_install = action in manager.install or (action == "" and manager.name == "yarn")
    if not is_install or action in ("workspaces", "deploy"):
        return _barrier(site, table.OUTPUT_OF_BUILD.get(manager.name, ()))
    if site.command.has_flag("g", "global", "location") or action == "global":
        reads = (*table.NODE_GLOBAL_DIRECTORIES, *site.here(".npmrc"))
        writes = _trees((*table.NODE_GLOBAL_DIRECTORIES, *cache), "restore")
        return Deed((*reads, *_local_operands(site, operands)), writes, environment, network=True)
    return _restored(site, manager, "node", action, operands)


def sets_for_project(command: Command) -> bool:
    """Whether a `config`, `c` or `set` of a Node package manager writes settings beside package.json.

    `yarn set version` puts the new yarn there; yarn since 2, whose settings have capital letters, puts its settings there.
    """
    words = [word.value for word in command.operands(MANAGERS["npm"].valued_flags)]
    location = command.flag_value("location") or command.flag_value("L")
    if location is not None:
        return location.value == "project"
    if command.name not in ("yarn", "yarnpkg"):
        return False
    is_new = len(words) > 2 and words[2] != words[2].lower() and not command.has_flag("H", "home")
    return words[:1] == ["set"] or (words[1:2] == ["set"] and is_new)


def _caches(site: Site, manager: PackageManager) -> tuple[str, ...]:
    """The cache directories, below the home of who runs the command."""
    home = site.home
    return tuple(path.replace("/root", home, 1) if home else "/home" for path in manager.cache_dirs)


def _named_places(site: Site, manager: str) -> tuple[str, ...]:
    """Where variables and flags tell a package manager to install."""
    own = {one.name: site.value(one.value) if one.value is not None else "" for one in site.command.assignments}
    values = (own.get(name, site.variables.get(name)) for name in table.INSTALL_VARIABLES.get(manager, ()))
    flags = (site.place(word).path for word in _flag_words(site, *table.INSTALL_FLAGS.get(manager, ())))
    return (*(site.at(value).path for value in values if value), *flags)


def _local_operands(site: Site, operands: Iterable[ShellWord]) -> tuple[str, ...]:
    """Operands that are paths, not package names."""
    return tuple(site.place(word).path for word in operands if word.value.startswith((".", "/", "file:")))


def _restored(
    site: Site, manager: PackageManager, ecosystem: str, action: str, operands: tuple[ShellWord, ...]
) -> Deed:
    """A restore as the table of the ecosystem has it: manifests in, dependency directories out."""
    layout = ECOSYSTEMS[ecosystem]
    restore = _restore_of(layout.restores, manager.name, action, [word.value for word in operands])
    files = (*restore.manifests, *restore.optional) if restore is not None else (*layout.manifests, *layout.locks)
    installs_project = ecosystem == "python" and not site.command.has_flag(*_WITHOUT_PROJECT)
    reads_all = installs_project or (restore is not None and restore.reads_sources)
    reads = list(site.here() if reads_all else site.here(*files))
    reads.extend(_local_operands(site, operands))
    reads.extend(("/usr", "/etc"))
    kept = () if action == "ci" else tuple(site.here(*layout.locks, *layout.manifests))
    installed = table.PYTHON_DIRECTORIES if ecosystem == "python" else ()
    writes = (
        *_trees((*site.here(*layout.dependency_dirs), *installed, *_named_places(site, manager.name)), "restore"),
        *_trees(_caches(site, manager), "restore"),
        *(Write(path, "file") for path in kept),
    )
    environment = _environment(manager.name)
    return Deed(tuple(reads), writes, environment, network=True)


def _restore_of(restores: Iterable[Restore], program: str, action: str, words: list[str]) -> Restore | None:
    """The table's row for the command; rows of two words need both."""
    for restore in restores:
        wanted = restore.subcommand.split()
        if restore.program == program and (wanted == words[: len(wanted)] if wanted else not action):
            return restore
    return None


def _go(site: Site) -> Deed:
    manager = MANAGERS["go"]
    operands = site.command.operands(manager.valued_flags)
    words = [word.value for word in operands]
    action = words[0] if words else ""
    root = site.variables.get("GOPATH") or "/go"
    caches = (f"{root}/pkg", f"{site.home}/.cache" if site.home else "/home")
    environment = _environment("go")
    if action in ("version", "env", "list", "vet", "fmt", "doc"):
        return Deed((*site.here(), root), _trees(caches, "restore"), environment, network=True)
    if words[:2] == ["mod", "download"]:
        reads = site.here("go.mod", "go.sum", "go.work", "go.work.sum")
        return Deed((*reads, *caches), (*_trees(caches, "restore"), Write(reads[1], "file")), environment, network=True)
    if action in ("mod", "get", "work", "clean"):
        here = site.here()
        writes = (
            *_trees(caches, "restore"),
            *(Write(path, "file") for path in site.here("go.mod", "go.sum", "vendor")),
        )
        return Deed((*here, root), (*writes, *_trees((f"{root}/src", f"{root}/bin"), "restore")), environment, True)
    if action == "install":
        binaries = site.variables.get("GOBIN") or f"{root}/bin"
        return Deed((*site.here(), root), _trees((*caches, binaries), "artifact"), environment, network=True)
    if action == "build":
        writes = (*_go_artifact(site, operands), *_trees(caches, "restore"))
        return Deed((*site.here(), root, "/usr"), writes, environment, network=True)
    return _barrier(site)


def _go_artifact(site: Site, operands: tuple[ShellWord, ...]) -> tuple[Write, ...]:
    """What `go build` writes: the value of -o, or a file in the working directory."""
    output = _flag(site, "o")
    if output is not None:
        place = site.place(output)
        return (_write(place, "artifact", tree=output.value.endswith("/")),)
    packages = [word.value for word in operands[1:]]
    if len(packages) == 1 and packages[0].endswith(".go"):
        return (_write(site.at(basename(packages[0]).removesuffix(".go")), "artifact"),)
    name = basename(packages[0].rstrip("/")) if len(packages) == 1 else ""
    if name and name not in (".", "..", "...") and "$" not in name:
        return (_write(site.at(name), "artifact"),)
    return _trees(site.here(), "artifact") if len(packages) < 2 else ()


def _cargo(site: Site) -> Deed:
    operands = site.command.operands(MANAGERS["cargo"].valued_flags)
    words = [word.value for word in operands]
    action = words[0] if words else ""
    home = site.variables.get("CARGO_HOME") or (f"{site.home}/.cargo" if site.home else "/")
    target_flag = _flag(site, "target-dir")
    target = site.place(target_flag).path if target_flag is not None else site.here(
        site.variables.get("CARGO_TARGET_DIR") or "target"
    )[0]  # fmt: skip
    environment = _environment("cargo")
    caches = _trees((home,), "restore")
    reads = (*site.here(), home, "/usr")
    if action in ("fetch", "vendor", "update", "generate-lockfile"):
        extra = site.here("Cargo.lock", "vendor")
        return Deed(reads, (*caches, *_trees(extra, "restore")), environment, network=True)
    if action in ("build", "b", "rustc", "check", "chef", "test"):
        writes = (Write(target, "artifact", is_tree=True), *_trees(site.here("Cargo.lock"), "file"), *caches)
        return Deed(reads, writes, environment, network=True)
    if action == "install":
        root = _flag(site, "root")
        into = f"{site.place(root).path}/bin" if root is not None else f"{home}/bin"
        return Deed(reads, (Write(into, "artifact", is_tree=True), *caches), environment, network=True)
    return _barrier(site)


def _manifest_restore(site: Site) -> Deed:
    """bundle, composer, dotnet restore, mix deps.get: as the ecosystem's table has it; all else is a barrier."""
    manager = manager_of(site.command.name)
    assert manager is not None
    operands = site.command.operands(manager.valued_flags)
    action = operands[0].value if operands else ""
    layout = ECOSYSTEMS[manager.ecosystem]
    if _restore_of(layout.restores, manager.name, action, [word.value for word in operands]) is None:
        return _other_build(site, manager)
    return _restored(site, manager, manager.ecosystem, action, operands)


def _other_build(site: Site, manager: PackageManager) -> Deed:
    output = _flag(site, "o", "output")
    outputs = table.OUTPUT_OF_BUILD.get(manager.name, ())
    return _barrier(site, (*outputs, *((site.place(output).path,) if output is not None else ())))


def _builder(site: Site) -> Deed:
    """mvn, gradle, tsc, ...: the project's own code decides what happens."""
    manager = manager_of(site.command.name)
    name = manager.name if manager is not None else site.command.name
    output = _flag(site, "o", "output", "outDir", "out-dir")
    outputs = (site.place(output).path,) if output is not None else table.OUTPUT_OF_BUILD.get(name, ())
    return _barrier(site, outputs)


def _gem(site: Site) -> Deed:
    operands = site.command.operands(MANAGERS["gem"].valued_flags)
    environment = _environment("gem")
    writes = _trees((*table.RUBY_DIRECTORIES, site.home or "/home", *_named_places(site, "gem")), "restore")
    return Deed(("/usr", "/etc", *_local_operands(site, operands)), writes, environment, network=True)


def _compiler(site: Site) -> Deed:
    """gcc and its like: operands and the directory they stand in are read, -o (or a.out, *.o) is written."""
    output = _flag(site, "o")
    write = _write(site.place(output), "artifact") if output is not None else _trees(site.here(), "artifact")[0]
    reads = (*site.here(), *(site.place(word).path for word in site.command.operands(("o", "I", "L", "D"))), "/usr")
    return Deed(reads, (write,), ("CPATH", "C_INCLUDE_PATH", "LIBRARY_PATH", "GCC_*"))


def _javac(site: Site) -> Deed:
    directory = _flag(site, "d")
    into = site.place(directory) if directory is not None else site.at(".")
    return Deed((*site.here(), "/usr"), (_write(into, "artifact", tree=True),), ("CLASSPATH", "JAVA_*", "JDK_*"))


def _fixed(*paths: str) -> Callable[[Site], Deed]:
    """A program that only ever changes certain directories; it reads the system's, and the files that it is given."""

    def interpret(site: Site) -> Deed:
        return Deed((*table.SYSTEM_DIRECTORIES, *_given(site)), _trees(paths, "file"))

    return interpret


_MANAGERS: Mapping[str, Callable[[Site], Deed]] = {
    **{name: _system_packages for name, manager in MANAGERS.items() if manager.ecosystem == "os"},
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), _node),
    **dict.fromkeys(("bundle", "composer", "dotnet", "mix", "poetry", "uv", "pdm", "pipenv"), _manifest_restore),
    **dict.fromkeys(("mvn", "gradle", "sbt"), _builder),
    "cargo": _cargo,
    "gem": _gem,
    "go": _go,
    "pip": _pip,
}

_ALWAYS_THERE = frozenset({"/", "/bin", "/etc", "/home", "/opt", "/root", "/srv", "/tmp", "/usr", "/usr/local", "/usr/local/bin",
                           "/usr/src", "/var", "/var/tmp"})  # fmt: skip
"""Directories that a command may enter without anybody having made them."""


def _enters(site: Site) -> Deed:
    """The directory must be there. What reads `/a/.` needs what makes /a, and not what is put into it."""
    operands = site.command.operands()
    if not operands or operands[0].value == "-":
        return Deed()
    place = site.place(operands[0])
    here = site.state.workdir
    if not place.is_exact:
        return Deed(reads=("/",))
    is_above = here is not None and (here == place.path or here.startswith(f"{place.path}/"))
    return Deed() if is_above or place.path in _ALWAYS_THERE else Deed(reads=(f"{place.path}/.",))


_INTERPRETERS: Mapping[str, Callable[[Site], Deed]] = {
    **dict.fromkeys(table.HARMLESS, _harmless),
    **dict.fromkeys(("cd", "pushd"), _enters),
    **dict.fromkeys(table.READERS, _reader),
    **dict.fromkeys(table.WRITERS, _writer),
    **dict.fromkeys(table.USER_PROGRAMS, _accounts),
    **dict.fromkeys(("cp", "mv", "ln", "install", "rsync"), _transfer),
    **dict.fromkeys(("python", "python2", "python3", "pypy3"), _python),
    **dict.fromkeys(("gcc", "g++", "cc", "c++", "clang", "clang++"), _compiler),
    **dict.fromkeys(("tsc", "ng", "vite"), _builder),
    **dict.fromkeys(table.COMPRESSORS, _compressor),
    "patch": _patch,
    "tar": _tar,
    "bsdtar": _tar,
    "unzip": _unzip,
    "curl": _curl,
    "wget": _wget,
    "git": _git,
    "gpg": _gpg,
    "sed": _sed,
    "find": _find,
    "javac": _javac,
    "ldconfig": _fixed("/etc", "/var/cache/ldconfig"),
    "update-ca-certificates": _fixed("/etc/ssl", "/etc/ca-certificates", "/usr/share/ca-certificates"),
    "locale-gen": _fixed("/usr/lib/locale", "/etc"),
    "localedef": _fixed("/usr/lib/locale"),
    "dpkg-reconfigure": _fixed(*table.SYSTEM_DIRECTORIES),
    "dpkg": _fixed(*table.SYSTEM_DIRECTORIES),
    "rpm": _fixed(*table.SYSTEM_DIRECTORIES),
    "apt-key": _fixed("/etc/apt"),
    "apt-mark": _fixed("/var/lib/apt"),
    "apt-cache": _fixed("/var/cache/apt"),
    "add-apt-repository": _fixed("/etc/apt", "/var"),
    "apt-add-repository": _fixed("/etc/apt", "/var"),
    "debconf-set-selections": _fixed("/var/cache/debconf"),
    "mktemp": _fixed("/tmp"),
    "update-locale": _fixed("/etc/default"),
    "update-alternatives": _fixed("/etc/alternatives", "/usr", "/var/lib/dpkg"),
    "update-rc.d": _fixed("/etc"),
    "systemctl": _fixed("/etc/systemd"),
    "corepack": _fixed("/usr/local/bin", "/usr/local/lib/node_modules", "/root/.cache"),
    "a2enmod": _fixed("/etc/apache2", "/var/lib/apache2"),
    "a2dismod": _fixed("/etc/apache2", "/var/lib/apache2"),
    "a2ensite": _fixed("/etc/apache2", "/var/lib/apache2"),
    "a2dissite": _fixed("/etc/apache2", "/var/lib/apache2"),
    "docker-php-ext-install": _fixed("/usr/local", "/usr/src", "/tmp"),
    "docker-php-ext-configure": _fixed("/usr/local", "/usr/src", "/tmp"),
    "docker-php-ext-enable": _fixed("/usr/local/etc"),
    "pecl": _fixed("/usr/local", "/tmp", "/root"),
    "sync": _fixed(),
}
