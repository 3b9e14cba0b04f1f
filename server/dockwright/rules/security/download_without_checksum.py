from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator
from heapq import merge
from itertools import islice
from posixpath import basename

from dockwright.knowledge.table import words
from dockwright.rule import Finding, Invalid, Related, Severity, Valid, rule
from dockwright.rules._downloads import FETCHERS, INSTALLERS
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import deed, site_of
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Add, Run, Word
from dockwright.syntax.lazy import lazy
from dockwright.text import Span

URL = "https://example.org/tool"

_CHECKS = words(
    "b2sum cksum cosign gpg gpg2 gpgv md5sum minisign openssl rhash sha1sum sha224sum sha256sum sha384sum sha512sum shasum signify sq slsa-verifier"
)
"""Programs that compare a file with a checksum or a signature."""

_UNPACKERS = words("bsdtar bunzip2 cpio funzip gunzip gzip jar tar unxz unzip xz zcat zstd 7z 7za unsquashfs")
_RUNNERS = words("ash bash dash node perl php python python2 python3 ruby sh zsh java")
_ARCHIVES = (".tar", ".tgz", ".tar.gz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst", ".zip", ".deb", ".rpm", ".apk", ".jar",
             ".war", ".run", ".bin", ".phar", ".whl", ".gem", ".AppImage")  # fmt: skip
_CHECKSUM_FILES = (
    ".asc",
    ".sig",
    ".sha1",
    ".sha256",
    ".sha512",
    ".md5",
    ".sum",
    "SUMS",
    ".gpg",
    ".pub",
    ".key",
    ".minisig",
)
_USERS = frozenset((*_UNPACKERS, *INSTALLERS, *_RUNNERS, "chmod", "install"))


@rule(
    "download-without-checksum",
    on=(Command, Add),
    commands=tuple(sorted(FETCHERS)),
    needs="://",
    severity=Severity.INFO,
    default=False,
    invalid=(
        Invalid(f"FROM debian:12\nRUN curl -fsSL {URL}.tgz | tar xz -C /opt\n", marked=(f"{URL}.tgz",)),
        Invalid(f"FROM debian:12\nRUN curl -fsSLo /usr/bin/tool {URL} && chmod +x /usr/bin/tool\n", marked=(URL,)),
        Invalid(f"FROM debian:12\nWORKDIR /opt\nRUN wget {URL}.zip && unzip tool.zip && rm tool.zip\n", marked=(f"{URL}.zip",)),
        Invalid(f"FROM debian:12\nRUN wget -O /tmp/a.deb {URL}\nRUN dpkg -i /tmp/*.deb\n", marked=(URL,), title="in another layer"),
        Invalid(f"FROM debian:12\nADD {URL}.tar.gz /opt/\nRUN tar xf /opt/tool.tar.gz\n", marked=(f"{URL}.tar.gz",)),
    ),
    valid=(
        f"FROM debian:12\nRUN curl -o t.tgz {URL}.tgz && echo \"$SUM  t.tgz\" | sha256sum -c && tar xf t.tgz\n",
        f"FROM debian:12\nRUN wget {URL}.tgz {URL}.tgz.asc && gpg --verify tool.tgz.asc && tar xf tool.tgz\n",
        f"FROM debian:12\nRUN curl -o t.tgz {URL}.tgz\nRUN sha256sum -c SUMS && tar xf t.tgz\n",
        f"FROM debian:12\nRUN curl -o /etc/app.json {URL}.json\n",
        "FROM debian:12\nRUN curl -fsSL https://example.org/key | gpg --dearmor > /etc/apt/keyrings/a.gpg\n",
        Valid("FROM debian:12\nRUN curl -fsSL https://example.org/install | sh\n", title="of this tells remote-script-piped"),
        "FROM debian:12\nRUN curl -X POST https://example.org/build\n",
        f"FROM debian:12\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d {URL}.tar.gz /opt/\n",
        "FROM debian:12\nADD https://github.com/example/tool.git#v1 /src\n",
        "FROM debian:12\nADD tool.tar.gz /opt/\n",
    ),
)  # fmt: skip
def download_without_checksum(node: Command | Add, model: SemanticModel) -> Iterator[Finding]:
    """A program or an archive is fetched, and then used without a look at its checksum or signature.

    ## Why is this bad?
    What stands behind an address may change: by a new release under an old name, a broken transfer, or an attacker. The image then
    holds something else than yesterday, and nobody notices. Compare it with a checksum that is written in the file, or with
    a signature:

    ```dockerfile
    ADD --checksum=sha256:24454f83... https://example.org/tool.tar.gz /tmp/
    RUN curl -fsSLo /tmp/tool.tgz https://example.org/tool.tgz \\
        && echo "24454f83...  /tmp/tool.tgz" | sha256sum -c - \\
        && tar xf /tmp/tool.tgz -C /opt
    ```

    Reported are downloads that are unpacked, installed, made executable or run. A script that is piped into a shell is
    reported by `remote-script-piped`. There is no fix: only the author can say which checksum is right.

    The rule is off unless it is asked for: most files have no checksums, and each must be changed with its version.

    ## References
    - https://docs.docker.com/reference/dockerfile/#add---checksum
    - https://docs.docker.com/build/building/best-practices/
    """
    found = _added(node, model) if isinstance(node, Add) else _fetched(node, model)
    if found is not None:
        span, name, use = found
        related = () if use is None else (Related(use.name_span, "it is used here"),)
        yield Finding(span, f"`{name}` is used without a checksum or signature", (), related)


def _added(add: Add, model: SemanticModel) -> tuple[Span, str, Command | None] | None:
    stage = model.stage_of(add)
    if stage is None or add.flag("checksum") is not None or add.is_onbuild:
        return None
    known = _commands(model, stage)
    if known.last_check >= add.index:
        return None
    for word in add.sources:
        name = _name(word)
        if name is None or name.endswith(_CHECKSUM_FILES) or word.value.endswith(".git") or ".git#" in word.value:
            continue
        place = model.state_before(add).resolve(add.destination.value) if add.destination is not None else None
        path = place if place is not None and not (add.destination and add.destination.value.endswith("/")) else None
        use = known.using({name, *([basename(path)] if path else [])}, known.first_of(add.index))
        if use is not None or name.endswith(_ARCHIVES):
            return word.span, name, use
    return None


def _fetched(command: Command, model: SemanticModel) -> tuple[Span, str, Command | None] | None:
    run = command.instruction
    stage = model.stage_of(run) if isinstance(run, Run) and not run.is_onbuild else None
    if stage is None or model.script(run).has_errors:
        return None
    for word in command.arguments:
        name = _name(word)
        if name is None or name.endswith(_CHECKSUM_FILES):
            continue
        known = _commands(model, stage)
        if known.last_check >= run.index:
            return None
        if command.next_operator == "|":
            use = _piped(command, model)
        else:
            place = known.place_of(command) + 1
            use = known.using(_targets(command, model, name), place) if known.may_use(place) else None
        if use is not None:
            return word.span, name, use
    return None


def _name(word: ShellWord | Word) -> str | None:
    """The last part of an address; None: the word is none."""
    text = word.value
    if not text.startswith(("http://", "https://", "ftp://")):
        return None
    path = text.partition("?")[0].partition("#")[0].rstrip("/")
    return basename(path) if path.count("/") > 2 else None


def _targets(command: Command, model: SemanticModel, name: str) -> frozenset[str]:
    """The names that the download may be called by afterwards."""
    site = site_of(model, command)
    written = (
        {basename(one.path) for one in deed(site).writes if one.kind in ("download", "file")}
        if site is not None
        else set()
    )
    return frozenset(one for one in written or {name} if one and one != "wget-log")


def _piped(command: Command, model: SemanticModel) -> Command | None:
    """What unpacks the stream at the other end of the pipe."""
    commands = model.commands(command.instruction)
    place = next((at for at, one in enumerate(commands) if one is command), len(commands))
    while place + 1 < len(commands) and commands[place].next_operator == "|":
        place += 1
        if commands[place].name in _UNPACKERS:
            return commands[place]
    return None


def _commands(model: SemanticModel, stage: Stage) -> _Commands:
    return model.keep((_Commands, stage), lambda: _Commands(stage))


class _Commands:
    """The commands of a stage in order, by what they name: a file of thousands of downloads is looked through once.

    What stands in front of the first of them uses none.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._commands = commands = stage.commands
        self._runs = [command.script.instruction.index for command in commands]
        self.last_check = -1
        """The last instruction in which anything is compared."""
        if not _CHECKS.isdisjoint(stage.programs):
            checks = [run for run, one in zip(self._runs, commands, strict=True) if one.name in _CHECKS]
            self.last_check = checks[-1] if checks else -1

    @lazy
    def _places(self) -> tuple[dict[str, list[int]], list[int]]:
        """The places of commands by their own names and those of files that they may use, and of those that name files by
        patterns."""
        by_name: defaultdict[str, list[int]] = defaultdict(list)
        with_pattern: list[int] = []
        for place in range(self._first(self._stage), len(self._commands)):
            command = self._commands[place]
            by_name[command.name].append(place)
            for word in command.arguments if command.name in _USERS else ():
                value = word.value
                if "*" in value:
                    with_pattern.append(place)
                by_name[value.rpartition("/")[2]].append(place)
        return by_name, with_pattern

    def _first(self, stage: Stage) -> int:
        """The place of the first command from the first download on."""
        adds = stage.of(Add)
        fetching = (place for place, one in enumerate(self._commands) if one.name in FETCHERS)
        first = next(fetching, len(self._commands))
        return min(first, self.first_of(adds[0].index)) if adds else first

    def first_of(self, index: int) -> int:
        """The place of the first command from an instruction on."""
        return bisect_left(self._runs, index)

    def place_of(self, command: Command) -> int:
        return self._commands.index(command, self.first_of(command.instruction.index))

    def may_use(self, first: int) -> bool:
        """Whether there is any command from a place on."""
        return first < len(self._commands)

    def using(self, names: Collection[str], first: int) -> Command | None:
        """The first command from a place on that unpacks, installs, runs or makes executable what has one of the names."""
        by_name, with_pattern = self._places
        listed = [with_pattern, *(by_name.get(name, []) for name in names)]
        later = merge(*(islice(places, bisect_left(places, first), None) for places in listed))
        return next((self._commands[place] for place in later if _uses(self._commands[place], names)), None)


def _uses(command: Command, names: Collection[str]) -> bool:
    name = command.name
    if name in names:
        return True
    if name not in _USERS:
        return False
    values = [word.value for word in command.arguments]
    if name == "chmod" and not any(_allows(value) for value in values[:2]):
        return False
    return any(_means(value, one) for value in values for one in names)


def _allows(mode: str) -> bool:
    """Whether a mode of chmod makes something executable."""
    if mode.isdecimal():
        return any(int(digit) % 2 for digit in mode[-3:])
    return "+" in mode and "x" in mode.partition("+")[2].lower()


def _means(value: str, name: str) -> bool:
    """Whether a word names the file, by itself or by a pattern."""
    last = basename(value)
    if last == name:
        return True
    head, star, tail = last.partition("*")
    return bool(star) and bool(head or tail) and "*" not in tail and name.startswith(head) and name.endswith(tail)
