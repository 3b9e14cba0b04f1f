from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from operator import itemgetter
from posixpath import basename

from dockwright.knowledge.commands import WRITERS
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._appending import append_alike
from dockwright.rules._downloads import FETCHERS, INSTALLERS
from dockwright.rules._layer_contents import is_mounted
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel
from dockwright.semantics.deeds import Site, Write, deed, is_understood, sites
from dockwright.semantics.filesystem import above
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run, Transfer
from dockwright.values import NamedTuple

_UNPACKERS = words("tar bsdtar unzip 7z 7za unsquashfs jar")
_SHELLS = words("sh bash dash ash zsh")
_LARGE_SCRIPT = re.compile(r"(?i)\.(?:run|bin)$|(?:conda|forge).*\.sh$")
"""Installers that carry with them what they install; other scripts are small."""

_PROGRAMS = (".run", ".bin", ".sh")
_USERS = _UNPACKERS | INSTALLERS | _SHELLS

_REMOVERS = frozenset(name for name, kind in WRITERS.items() if kind == "removal") | {"find", "mv", "xargs"}
_REMOVING = frozenset(("rm", "unlink", "-delete"))
_SCRATCH = ("/tmp/", "/var/tmp/")
_NEAR = 100  # removals that are looked at; a longer look costs more than it tells
_PLAIN = re.compile(r"[\w./+:@%-]+")  # no quotes needed

TGZ = "https://example.org/tool.tgz"


class _Use(NamedTuple):
    """A download, and the command that unpacks or installs it."""

    path: str
    fetched: Site
    used: Site
    word: ShellWord  # that names it


@rule(
    "download-left-behind",
    on=Command,
    commands=tuple(sorted(FETCHERS)),
    needs="://",
    severity=Severity.INFO,
    default=False,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"FROM debian:12\nRUN curl -fsSLo /tmp/tool.tgz {TGZ} \\\n    && tar -C /opt -xzf /tmp/tool.tgz\n",
            f"FROM debian:12\nRUN curl -fsSLo /tmp/tool.tgz {TGZ} \\\n    && tar -C /opt -xzf /tmp/tool.tgz \\\n"
            "    && rm /tmp/tool.tgz\n",
            marked=("/tmp/tool.tgz",),
        ),
        Invalid(
            f"FROM debian:12\nWORKDIR /opt\nRUN wget -q {TGZ} && tar xf tool.tgz\n",
            f"FROM debian:12\nWORKDIR /opt\nRUN wget -q {TGZ} && tar xf tool.tgz && rm tool.tgz\n",
            marked=("tool.tgz",),
        ),
        Invalid(
            "FROM debian:12\nARG V=1\nRUN wget https://example.org/a-$V.zip && unzip a-$V.zip\n",
            "FROM debian:12\nARG V=1\nRUN wget https://example.org/a-$V.zip && unzip a-$V.zip && rm a-$V.zip\n",
        ),
        Invalid(
            "FROM debian:12\nRUN curl -o /tmp/a.deb https://example.org/a.deb && dpkg -i /tmp/a.deb\n",
            "FROM debian:12\nRUN curl -o /tmp/a.deb https://example.org/a.deb && dpkg -i /tmp/a.deb && rm /tmp/a.deb\n",
        ),
        Invalid(
            "FROM debian:12\nRUN wget -O m.sh https://example.org/Miniforge3.sh; bash m.sh -b; "
            "wget https://example.org/Miniforge3.sh; bash Miniforge3.sh -b\n",
            marked=("Miniforge3.sh",),
            title="no plain chain, and a name that tells of a large installer",
        ),
        Invalid(
            f"FROM debian:12\nRUN cd /opt && wget {TGZ} && tar xf tool.tgz && cd tool\n",
            f"FROM debian:12\nRUN cd /opt && wget {TGZ} && tar xf tool.tgz && cd tool && rm /opt/tool.tgz\n",
            title="elsewhere in the end",
        ),
        Invalid(
            f"FROM debian:12\nRUN wget {TGZ} && tar xf tool.tgz && tool/install.sh\n",
            f"FROM debian:12\nRUN wget {TGZ} && tar xf tool.tgz && tool/install.sh && rm -f tool.tgz\n",
            title="a script may have removed it already",
        ),
        Invalid(f"FROM debian:12\nRUN if test -x a; then wget {TGZ} && tar xf tool.tgz; fi\n", title="in a branch"),
        Invalid(f"FROM debian:12\nRUN sudo wget {TGZ} && tar xf tool.tgz\n", title="for another user"),
    ),
    valid=(
        f"FROM debian:12\nRUN curl -fsSLo /tmp/tool.tgz {TGZ} && tar -C /opt -xzf /tmp/tool.tgz && rm /tmp/tool.tgz\n",
        f"FROM debian:12\nRUN curl -fsSL {TGZ} | tar -xzC /opt\n",
        f"FROM debian:12\nWORKDIR /tmp\nRUN wget {TGZ} && tar xf tool.tgz && cd / && rm -rf /tmp/*\n",
        f"FROM debian:12\nRUN mkdir /b && cd /b && wget {TGZ} && tar xf tool.tgz && ./tool && cd / && rm -rf b\n",
        f"FROM debian:12\nRUN --mount=type=tmpfs,target=/tmp curl -o /tmp/tool.tgz {TGZ} && tar xf /tmp/tool.tgz\n",
        f"FROM debian:12 AS build\nRUN curl -o /a.tgz {TGZ} && tar xf /a.tgz\nFROM debian:12\nCOPY --from=build /a /a\n",
        Valid(f"FROM debian:12\nRUN curl -o /a.tgz {TGZ} && tar xf /a.tgz\nCMD [\"serve\", \"/a.tgz\"]\n", title="wanted"),
        Valid(
            f"FROM debian:12\nRUN curl -o /a.tgz {TGZ} && tar xf /a.tgz\nRUN rm /a.tgz\n",
            title="the matter of deleted-in-later-layer",
        ),
        Valid(f"FROM debian:12\nRUN curl -o /a.tgz {TGZ} && tar tf /a.tgz\n", title="it is only looked at"),
        Valid("FROM debian:12\nRUN curl -o /i.sh https://example.org/i.sh && sh /i.sh\n", title="a small script"),
        f"FROM debian:12\nRUN trap 'rm -rf /tmp/x' EXIT; mkdir /tmp/x && cd /tmp/x && curl -O {TGZ} && tar -C /opt -xf tool.tgz\n",
        f"FROM debian:12\nRUN curl -o /a.tgz {TGZ} && tar xf /a.tgz && find / -name '*.tgz' -delete\n",
    ),
)  # fmt: skip
def download_left_behind(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """An archive or a package is downloaded and unpacked or installed, and stays in the layer.

    ## Why is this bad?
    Its content is in the image twice then, packed and unpacked. Removing it in a later `RUN` does not help: the layer with it is
    already written. Remove it in the same `RUN`, or do not write it at all:

    ```dockerfile
    RUN curl -fsSL https://example.org/tool.tgz | tar -xzC /opt
    ```

    Only layers of the image that is shipped count: a builder stage may leave them. A download that a later instruction names
    is left alone.

    The rule is off unless it is asked for: how large a download is, the file does not tell.

    ## Fix safety
    Removing it at the end of the same `RUN` is safe for a file in `/tmp`, when the RUN is a plain `&&` chain and nothing is copied
    into the image that could look for it. What is downloaded to another place may be wanted there, so that fix asks for a look.

    ## References
    - https://docs.docker.com/build/building/best-practices/#run
    """
    run, script = command.instruction, command.script
    if script.has_errors or script.dialect != "posix" or "://" not in run.text:
        return
    if command is not _first_download(script.commands):
        return
    names = [one.name for one in script.commands]
    if _USERS.isdisjoint(names) and not any(one.lower().endswith(_PROGRAMS) for one in names):
        return
    if not _may_leave(script.commands):
        return
    if "trap" in names:  # it removes what is left when the shell ends
        return
    stage = model.stage_of(run)
    if not isinstance(run, Run) or stage is None or run.is_onbuild or not ships(model, stage):
        return
    for one in _left(model, run):
        if not is_mounted(run, one.path) and not _is_wanted(model, run, one):
            related = (Related(one.fetched.command.name_span, "it is downloaded here"),)
            yield Finding(
                one.word.span, f"`{one.word.value}` stays in the layer", partial(_fixes, model, run, one), related
            )


def _first_download(commands: Sequence[Command]) -> Command | None:
    return next((one for one in commands if one.name in FETCHERS), None)


def _may_leave(commands: Sequence[Command]) -> bool:
    """Whether some word names a file with its suffix as a download above it does, and no `rm` has that word: a quick look."""
    fetched: set[str] = set()
    used: list[ShellWord] = []
    for command in commands:
        if command.name in FETCHERS:
            fetched.update([one.value.rpartition("/")[2] for one in command.words if not command.in_pipeline])
        elif fetched and (command.name in _USERS or command.name.lower().endswith(_PROGRAMS)):
            used += [one for one in command.words if one.value.rpartition("/")[2] in fetched]
    removing = [one for one in commands if one.name == "rm"] if used else []
    removed = {word.value for one in removing for word in one.arguments}
    return any("." in one.value and one.value not in removed for one in used)


def _left(model: SemanticModel, run: Run) -> list[_Use]:
    """The downloads that are used and not removed."""
    fetched: dict[str, Site] = {}
    within: defaultdict[str, list[str]] = defaultdict(list)  # by the paths whose removal removes them
    uses: dict[str, _Use] = {}
    for site in sites(model, run):
        for path, word in _used(site) if fetched else ():
            if path in fetched:
                uses.setdefault(path, _Use(path, fetched[path], site, word))
        for write in _removals(site) if fetched else ():
            for path in list(fetched) if write.is_anywhere else within.pop(write.path, ()):
                fetched.pop(path, None)
                uses.pop(path, None)
        for path in _fetched(site):
            fetched[path] = site
            for removed in (path, *above(path), "/"):
                within[removed].append(path)
    return list(uses.values())


def _fetched(site: Site) -> list[str]:
    """The files that a command downloads."""
    if site.command.name not in FETCHERS or site.command.in_pipeline:
        return []
    return [one.path for one in deed(site).writes if one.kind == "download" and not one.is_tree]


def _used(site: Site) -> Iterator[tuple[str, ShellWord]]:
    """The files that a command unpacks, installs or runs for that."""
    command = site.command
    is_shell = command.name in _SHELLS
    is_known = command.name in INSTALLERS or (command.name in _UNPACKERS and _unpacks(site))
    if not is_known and not is_shell and _LARGE_SCRIPT.search(command.name) is None:
        return
    for word in command.arguments if is_known or is_shell else command.words[:1]:
        if not is_known and word.is_literal and _LARGE_SCRIPT.search(word.value) is None:
            continue
        place = site.place(word)
        if place.is_exact and (is_known or _LARGE_SCRIPT.search(place.path)):
            yield place.path, word


def _unpacks(site: Site) -> bool:
    """tar, unzip and their like also make and list archives."""
    if site.command.name in ("tar", "bsdtar", "unzip"):
        return any(one.kind == "archive" for one in deed(site).writes) and not site.command.has_flag("l", "t", "list")
    return site.command.subcommand.startswith(("x", "e", "-x")) or site.command.name == "unsquashfs"


def _removals(site: Site) -> Iterator[Write]:
    if site.command.name not in _REMOVERS:
        return
    if site.command.name in ("find", "xargs") and _REMOVING.intersection([one.value for one in site.command.arguments]):
        yield Write("/", "removal", is_anywhere=True)
    yield from (one for one in deed(site).writes if one.kind == "removal")


def _covers(write: Write, path: str) -> bool:
    return write.is_anywhere or path == write.path or path.startswith(f"{write.path.rstrip('/')}/")


def _is_wanted(model: SemanticModel, run: Run, one: _Use) -> bool:
    """Whether something behind the RUN names the file, or removes a directory that it is in: too late, as another rule says."""
    text = model.dockerfile.text
    if text.find(basename(one.path), run.span.end) >= 0:
        return True
    removals = model.keep(_removals_of, lambda: _removals_of(model))
    first = bisect_right(removals, run.index, key=itemgetter(0))
    return any(_covers(write, one.path) for _, write in removals[first : first + _NEAR])


def _removals_of(model: SemanticModel) -> list[tuple[int, Write]]:
    """What the RUNs of the file remove, each with the place of its instruction."""
    return [
        (run.index, write)
        for run in model.runs()
        if "rm" in run.text or "-delete" in run.text
        for site in sites(model, run)
        for write in _removals(site)
    ]


def _fixes(model: SemanticModel, run: Run, one: _Use) -> tuple[Fix, ...]:
    fetcher, user = one.fetched.command, one.used.command
    if fetcher.is_conditional or user.is_conditional or _prefixes(fetcher) != _prefixes(user):
        return ()
    name = _name(model, run, one)
    remove = "rm" if user.span.start >= _last_unknown(model, run) else "rm -f"  # for what may have removed it already
    edit = append_alike(user, f"{remove} {name}") if name is not None else None
    if edit is None:
        return ()
    is_safe = one.path.startswith(_SCRATCH) and not _brings_files(model)
    return (Fix(f"Remove `{name}`", (edit,), Safety.SAFE if is_safe else Safety.UNSAFE),)


def _brings_files(model: SemanticModel) -> bool:
    """Whether something is copied into the image that may look for the download: a script, say."""
    stages = model.target.lineage if model.target is not None else ()
    found = (isinstance(one, Transfer) for stage in stages for one in stage.instructions)
    return model.keep(_brings_files, lambda: any(found))


def _last_unknown(model: SemanticModel, run: Run) -> int:
    """Where the last command starts of which nobody can tell what it does."""
    unknown = (one.span.start for one in model.commands(run) if not is_understood(one))
    return model.keep((_last_unknown, run), lambda: max(unknown, default=-1))


def _prefixes(command: Command) -> list[str]:
    return [prefix.name for prefix in command.prefixes]


def _name(model: SemanticModel, run: Run, one: _Use) -> str | None:
    """What the file is called where the RUN ends."""
    last = sites(model, run)[-1]
    is_there = last.cwd == one.used.cwd and last.command.name not in ("cd", "pushd", "popd")
    if is_there or one.word.raw.startswith("/"):
        return one.word.raw
    return one.path if one.word.is_literal and _PLAIN.fullmatch(one.path) else None
