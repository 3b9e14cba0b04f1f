"""Programs that copy, write, fetch and look at files, and those that make accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from posixpath import basename, dirname
from typing import TYPE_CHECKING

from dockwright.knowledge import commands as table
from dockwright.semantics.deeds.site import (
    GLOB,
    Deed,
    Place,
    Site,
    Write,
    barrier,
    flag_value,
    flag_words,
    given_files,
    harmless,
    heeded,
    operands_of,
    trees,
    write_at,
)
from dockwright.semantics.state import normalise

if TYPE_CHECKING:
    from dockwright.shell import ShellWord


def _reader(site: Site) -> Deed:
    operands = operands_of(site)
    if site.command.name in table.FIRST_OPERAND_IS_NO_FILE and not site.command.has_flag("e", "f"):
        operands = operands[1:]
    return Deed(reads=tuple(site.place(word).path for word in operands))


def _writer(site: Site) -> Deed:
    name = site.command.name
    operands = operands_of(site)
    if name in table.FIRST_OPERAND_IS_NO_FILE and not site.command.has_flag("reference"):
        operands = operands[1:]
    kind = table.WRITERS[name]
    tree = kind == "removal" or site.command.has_flag("R", "r", "recursive")
    places = [site.place(word) for word in operands]
    reads = table.ACCOUNT_FILES[:2] if name in ("chown", "chgrp") else ()
    return Deed(
        reads=(*reads, *(place.path for place in places)),
        writes=tuple(write_at(place, kind, tree=tree) for place in places),
    )


def _compressor(site: Site) -> Deed:
    """gzip and its like put another file beside the one they are given."""
    places = [site.place(word) for word in operands_of(site)]
    beside = tuple(Place(dirname(place.path), False) for place in places)
    return Deed(
        reads=tuple(place.path for place in places),
        writes=tuple(write_at(place, "file") for place in beside) if not site.command.has_flag("c", "stdout") else (),
    )


def _patch(site: Site) -> Deed:
    directory = flag_value(site, "d", "directory")
    into = site.place(directory) if directory is not None else site.at(".")
    named = tuple(site.place(word).path for word in (*operands_of(site), *flag_words(site, "i", "input")))
    return Deed((*named, into.path), (write_at(into, "file", tree=True), *trees(named, "file")))


def _transfer(site: Site) -> Deed:
    """cp, mv, install, ln, rsync: the last operand, or the value of -t, is where things go."""
    command = site.command
    operands = list(operands_of(site))
    if command.name == "rsync" and any(":" in word.value for word in operands):
        return barrier(site)
    if command.name == "install" and command.has_flag("d", "directory"):
        places = [site.place(word) for word in operands]
        return Deed(writes=tuple(write_at(place, "directory") for place in places))
    target = flag_value(site, "t", "target-directory")
    into = target is not None
    if target is None:
        if len(operands) < 2:
            return _link_here(site, operands) if command.name == "ln" else Deed()
        target = operands.pop()
    return _transferred(site, operands, target, into or len(operands) > 1 or target.value.endswith("/"))


def _link_here(site: Site, operands: list[ShellWord]) -> Deed:
    """`ln -s /x` makes ./x."""
    return Deed(
        writes=tuple(write_at(site.at(basename(word.value)), "link", (site.place(word).path,)) for word in operands),
    )


def _transferred(site: Site, sources: list[ShellWord], target: ShellWord, into: bool) -> Deed:
    name = site.command.name
    kind = {"mv": "move", "ln": "link"}.get(name, "copy")
    places = [site.place(word) for word in sources]
    destination = site.place(target)
    writes: list[Write] = []
    for word, place in zip(sources, places, strict=True):
        last = "" if name == "rsync" and word.value.endswith("/") else basename(word.value.rstrip("/"))
        if into and place.is_exact and destination.is_exact and last not in ("", ".", ".."):
            writes.append(
                write_at(Place(normalise(f"{destination.path}/{last}"), True), kind, (place.path,), tree=True)
            )
        else:
            writes.append(write_at(destination, kind, (place.path,), tree=True))
    if name == "mv":
        writes.extend(write_at(place, "removal", tree=True) for place in places)
    reads = (*(place.path for place in places), destination.path)
    return Deed(reads=reads, writes=tuple(writes))


def _tar(site: Site) -> Deed:
    command = site.command
    first = command.arguments[0].value if command.arguments else ""
    letters = first.lstrip("-") if not first.startswith("--") else ""
    directory = flag_value(site, "C", "directory")
    into = site.place(directory) if directory is not None else site.at(".")
    archive = _archive(site, first, letters)
    environment = heeded("tar")
    if command.has_flag("x", "extract", "get") or "x" in letters:
        reads = (archive.path,) if archive is not None else ()
        named = (*reads, *given_files(site, "T", "files-from", "X", "exclude-from"))
        return Deed(reads=named, writes=(write_at(into, "archive", reads, tree=True),), environment=environment)
    if command.has_flag("c", "create") or "c" in letters:
        writes = (write_at(archive, "file"),) if archive is not None else ()
        packed = (into.path, *given_files(site, "T", "files-from", "X", "exclude-from"))
        return Deed(reads=packed, writes=writes, environment=environment)
    return barrier(site)


def _archive(site: Site, first: str, letters: str) -> Place | None:
    """The file tar reads or writes; None for the standard streams."""
    word = flag_value(site, "f", "file")
    if word is None and "f" in letters and not first.startswith("-") and len(site.command.arguments) > 1:
        word = site.command.arguments[1]
    return site.place(word) if word is not None and word.value != "-" else None


def _unzip(site: Site) -> Deed:
    directory = flag_value(site, "d")
    into = site.place(directory) if directory is not None else site.at(".")
    archives = tuple(site.place(word).path for word in operands_of(site)[:1])
    return Deed(archives, (write_at(into, "archive", archives, tree=True),))


def _curl(site: Site) -> Deed:
    command = site.command
    if command.has_flag("K", "config"):
        return barrier(site)
    output = flag_value(site, "o", "output")
    directory = flag_value(site, "output-dir")
    writes: tuple[Write, ...] = ()
    if output is not None:
        writes = (write_at(site.place(output), "download", tree=directory is not None),)
    if command.has_flag("O", "remote-name", "remote-name-all", "J"):
        writes = (*writes, *_remote_names(site, site.place(directory) if directory is not None else site.at(".")))
    return Deed(tuple(given_files(site)), writes, heeded("curl"), network=True)


def _wget(site: Site) -> Deed:
    output = flag_value(site, "O", "output-document")
    prefix = flag_value(site, "P", "directory-prefix")
    if output is not None:
        writes: tuple[Write, ...] = () if output.value == "-" else (write_at(site.place(output), "download"),)
    else:
        writes = _remote_names(site, site.place(prefix) if prefix is not None else site.at("."))
    if not _is_quiet_log(site):
        writes = (*writes, write_at(site.at("wget-log"), "file"))
    return Deed(tuple(given_files(site, "i", "input-file", "post-file")), writes, heeded("wget"), network=True)


def _is_quiet_log(site: Site) -> bool:
    return not site.command.has_flag("b", "background")


def _remote_names(site: Site, directory: Place) -> tuple[Write, ...]:
    """A download named after the last part of its URL."""
    writes: list[Write] = []
    for word in operands_of(site):
        url = site.value(word)
        name = basename(url.partition("?")[0].rstrip("/")) if url is not None and "://" in url else ""
        if name and directory.is_exact and not GLOB.search(name):
            writes.append(Write(normalise(f"{directory.path}/{name}"), "download"))
        else:
            writes.append(write_at(directory, "download", tree=True))
    return tuple(writes)


def _git(site: Site) -> Deed:
    operands = operands_of(site)
    action = operands[0].value if operands else ""
    environment = heeded("git")
    if action == "clone" and len(operands) > 1:
        url = site.value(operands[1])
        name = basename((url or "").rstrip("/")).removesuffix(".git")
        if len(operands) > 2:
            into = site.place(operands[2])
        else:
            into = site.at(name) if name else Place(site.at(".").path, False)
        reads = (*_git_configuration(site), *given_files(site))
        return Deed(reads, (write_at(into, "download", tree=True),), environment, network=True)
    if action == "config":
        where = site.home or "/"
        target = "/etc/gitconfig" if site.command.has_flag("system") else f"{where}/.gitconfig"
        if not site.command.has_flag("system", "global"):
            return Deed(writes=trees(site.here(".git"), "file"), environment=environment)
        return Deed(writes=(Write(normalise(target), "file"),), environment=environment)
    if action in ("checkout", "reset", "submodule", "pull", "fetch", "init", "switch", "clean", "apply", "am"):
        here = site.here()
        reads = (*here, *_git_configuration(site), *given_files(site))
        return Deed(reads, trees(here, "download"), environment, network=True)
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
    return barrier(site)


def _git_configuration(site: Site) -> tuple[str, ...]:
    return ("/etc/gitconfig", f"{site.home or ''}/.gitconfig", f"{site.home or ''}/.ssh", "/etc/ssh", "/etc/ssl")


def _sed(site: Site) -> Deed:
    command = site.command
    operands = operands_of(site)
    if not command.has_flag("e", "expression", "f", "file"):
        operands = operands[1:]
    places = [site.place(word) for word in operands]
    in_place = any(flag.name == "in-place" or flag.name == "i" for flag in command.flags)
    writes = tuple(write_at(place, "file") for place in places) if in_place else ()
    return Deed(tuple(place.path for place in places), writes)


def _gpg(site: Site) -> Deed:
    """gpg: the key ring of its home directory, and what --output names."""
    home = site.variables.get("GNUPGHOME") or (f"{site.home}/.gnupg" if site.home else "/")
    output = flag_value(site, "o", "output")
    writes = trees((home,), "file")
    if output is not None:
        writes = (*writes, write_at(site.place(output), "file"))
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
        return barrier(site)
    writes = trees(paths, "removal") if "-delete" in words else ()
    return Deed(paths, writes)


def _accounts(site: Site) -> Deed:
    """useradd and its like: the account files, and the home directory."""
    operands = operands_of(site)
    home = flag_value(site, "d", "home", "home-dir")
    if site.command.name in ("adduser",) and home is None:
        home = flag_value(site, "h")
    writes = [Write(path, "account") for path in table.ACCOUNT_FILES]
    if home is not None:
        writes.append(write_at(site.place(home), "directory", tree=True))
    name = site.value(operands[-1]) if operands else None
    writes.append(Write(f"/home/{name}" if name else "/home", "directory", is_tree=True))
    writes.extend(trees(("/var/mail", "/var/spool/mail"), "file"))
    reads = (*table.ACCOUNT_FILES, "/etc/skel", "/etc/login.defs", "/etc/default", "/etc/adduser.conf", "/etc/shells")
    return Deed(reads, tuple(writes))


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


_FILE_TESTS = frozenset(f"-{letter}" for letter in "abcdefghkprsuwxGLNOS")
_PAIR_TESTS = frozenset(("-ef", "-nt", "-ot"))


def _tests(site: Site) -> Deed:
    """`test -f x`, `[ -d x ]`, `[[ a -nt b ]]`: what becomes of the script depends on these paths."""
    words = site.command.arguments
    reads: list[str] = []
    for before, word in pairwise(words):
        if before.value in _FILE_TESTS or before.value in _PAIR_TESTS:
            reads.append(site.place(word).path)
        if word.value in _PAIR_TESTS:
            reads.append(site.place(before).path)
    return Deed(reads=tuple(reads))


INTERPRETERS: Mapping[str, Callable[[Site], Deed]] = {
    **dict.fromkeys(table.HARMLESS, harmless),
    **dict.fromkeys(("test", "[", "[["), _tests),
    **dict.fromkeys(("cd", "pushd"), _enters),
    **dict.fromkeys(table.READERS, _reader),
    **dict.fromkeys(table.WRITERS, _writer),
    **dict.fromkeys(table.USER_PROGRAMS, _accounts),
    **dict.fromkeys(("cp", "mv", "ln", "install", "rsync"), _transfer),
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
}
"""By the name of the program."""
