from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from posixpath import basename

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Add, Copy, Run, Transfer, Word
from dockwright.text import Edit

HADOLINT_SUFFIXES = (".tar", ".Z", ".bz2", ".gz", ".lz", ".lzma", ".tZ", ".tb2", ".tbz", ".tbz2", ".tgz", ".tlz", ".tpz",
                     ".txz", ".xz")  # fmt: skip
SUFFIXES = (*HADOLINT_SUFFIXES, ".zip", ".zst", ".tzst", ".7z")
UNPACKED_BY_ADD = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
UNPACKERS = frozenset(
    ["unzip", "gunzip", "bunzip2", "unlzma", "unxz", "zgz", "uncompress", "zcat", "gzcat", "bsdtar", "unzstd", "7z"]
)
TAR_VALUED = frozenset({"C", "directory", "f", "file"})


@rule(
    "archive-copied-then-extracted",
    on=Stage,
    needs=("COPY", "ADD"),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3010",),
    invalid=(
        Invalid(
            "FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt && rm /tmp/app.tar.gz\nRUN ls\n",
            "FROM debian:12\nADD app.tar.gz /opt/\nRUN ls\n",
            marked=("app.tar.gz",),
        ),
        Invalid(
            "FROM debian:12\nCOPY app.tgz /tmp/\nWORKDIR /opt\nRUN tar -xzf /tmp/app.tgz\nRUN rm -f /tmp/app.tgz\nRUN ls\n",
            "FROM debian:12\nWORKDIR /opt\nADD app.tgz ./\nRUN ls\n",
            title="where tar unpacks, and without the command that removes it later",
        ),
        Invalid(
            "FROM debian:12\nCOPY app.tgz /tmp/\nRUN tar -xzf /tmp/app.tgz -C /opt\nRUN sha256sum /tmp/app.tgz\n",
            title="something else reads the archive",
        ),
        Invalid(
            "FROM debian:12\nCOPY app.tgz /tmp/\nRUN tar -xzf /tmp/app.tgz -C /opt && rm -r /tmp/app.tgz /srv\n",
            title="something else is removed",
        ),
        Invalid(
            "FROM debian:12\nWORKDIR /srv\nCOPY --chown=1:1 dist/app.tar /srv/a.tar\nRUN tar xf a.tar\n",
            "FROM debian:12\nWORKDIR /srv\nADD --chown=1:1 dist/app.tar ./\n",
            title="under another name",
        ),
        Invalid(
            "FROM debian:12\nCOPY app.tgz /\nRUN tar xzf /app.tgz --strip-components=1\n", title="ADD strips nothing"
        ),
        Invalid("FROM debian:12\nCOPY dist\\app.zip C:\\x\nRUN unzip 'C:\\x\\app.zip'\n", title="paths of Windows"),
        Invalid("FROM debian:12\nCOPY app.zip /\nRUN unzip /app.zip\n", title="ADD does not unpack it"),
        Invalid(
            "FROM debian:12\nADD https://example.org/app-1.2.tgz .\nRUN tar -C /opt -xzf app-1.2.tgz\n",
            marked=("https://example.org/app-1.2.tgz",),
            title="ADD does not unpack what it downloads",
        ),
        Invalid("FROM debian:12\nADD app.zip /tmp/\nRUN unzip /tmp/app.zip\n", title="nor a zip"),
        Invalid("FROM debian:12\nCOPY app.tgz b.txt /\nRUN tar xzf /app.tgz\n", title="copied with something else"),
    ),
    valid=(
        "FROM debian:12\nADD app.tar.gz /opt/\n",
        "FROM debian:12\nCOPY app.tar.gz /opt/\n",
        "FROM debian:12\nADD --unpack=true https://example.org/app.tgz /opt/\nRUN tar -xzf app.tgz\n",
        Valid("FROM debian:12\nADD https://example.org/app.tgz .\nRUN tar -xzf app.tgz\n", settings=HADOLINT),
        "FROM debian:12\nCOPY app.tar.gz /opt/\nRUN tar -czf /b.tar.gz /opt && tar -xf /other.tar.gz\n",
        "FROM debian:12 AS build\nCOPY a.tgz /\nRUN tar -xzf /a.tgz\nFROM debian:12\nCOPY --from=build /a /a\n",
        "FROM debian:12 AS build\nFROM debian:12\nCOPY --from=build /a.tgz /\nRUN tar -xzf /a.tgz\n",
        "FROM debian:12\nRUN --mount=type=bind,target=/src tar -xzf /src/a.tgz\n",
    ),
)
def archive_copied_then_extracted(stage: Stage, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """An archive is copied into the image and unpacked in a later layer: it stays in the first one.

    ## Why is this bad?
    The layer of `COPY` keeps the archive, even when the `RUN` that unpacks it removes it: its content is in the image twice,
    packed and unpacked. `ADD` unpacks a local tar archive on its way into the image; what it downloads it unpacks with `--unpack=true` only,
    so a `RUN` that downloads, unpacks and removes is smaller. Other archives can be unpacked from a
    bind mount (`RUN --mount=type=bind,source=app.zip,target=/tmp/app.zip unzip /tmp/app.zip`).

    ## Fix safety
    `ADD` takes the place of both instructions where the RUN does nothing but unpack one tar archive, and no other instruction
    names the archive. Make sure that no script uses it, and that the owners of the unpacked files are right.

    ## References
    - https://docs.docker.com/build/building/best-practices/#add-or-copy
    """
    if UNPACKERS.isdisjoint(stage.programs) and "tar" not in stage.programs:
        return
    if not is_hadolint(settings) and not ships(model, stage):
        return
    copied: list[tuple[Transfer, Word, str]] = []
    for instruction in stage.instructions:
        if isinstance(instruction, Copy) and instruction.from_ is None:
            suffixes = HADOLINT_SUFFIXES if is_hadolint(settings) else SUFFIXES
            copied.extend((instruction, word, name) for word, name in _archives(instruction, suffixes))
        elif isinstance(instruction, Add) and not is_hadolint(settings):
            copied.extend((instruction, word, name) for word, name in _left_packed(instruction))
        elif isinstance(instruction, Run) and copied:
            names = {_file_name(word.value): command for command, word in _extracted(model, instruction, settings)}
            for copy, word, name in copied:
                if name in names:
                    related = (Related(names[name].name_span, "it is unpacked here"),)
                    message = f"the archive stays in the layer of the `{copy.keyword.upper()}`"
                    fixes = partial(_fixes, model, stage, names[name], copy, name)
                    yield Finding(word.span, message, fixes, related)
            copied = [one for one in copied if one[2] not in names]


def _archives(copy: Copy, suffixes: tuple[str, ...]) -> Iterator[tuple[Word, str]]:
    """The sources that are archives, with the names they get."""
    target = _file_name(copy.destination.raw) if copy.destination is not None else ""
    sources = _sources(copy)
    for word in sources:
        if len(sources) == 1 and target.endswith(suffixes):
            yield word, target
        elif word.value.endswith(suffixes):
            yield word, _file_name(word.raw if "\\" in word.raw and not copy.is_json else word.value)


def _left_packed(add: Add) -> Iterator[tuple[Word, str]]:
    """The sources that are archives, and that ADD does not unpack: from the network, or of another kind than tar."""
    if add.flag("unpack") is not None:
        return
    into = add.destination is not None and (add.destination.value.endswith("/") or add.destination.value in (".", ".."))
    for word in add.sources:
        is_remote = word.value.startswith(("http://", "https://", "ftp://"))
        if word.value.endswith(SUFFIXES if is_remote else (".zip", ".7z")):
            yield word, _file_name(word.value if into or add.destination is None else add.destination.value)


def _sources(copy: Copy) -> tuple[Word, ...]:
    """The sources but for the first words of a destination whose quotes do not hold it together, `"C:\\Program Files\\x"`."""
    end = copy.destination.raw[-1:] if copy.destination is not None else ""
    if end in ("'", '"') and not copy.is_json:
        for place, word in enumerate(copy.sources):
            if word.raw.startswith(end) and not word.raw.endswith(end):
                return copy.sources[:place]
    return copy.sources


def _file_name(path: str) -> str:
    """The last part of a path, of Windows' kind too."""
    return basename(path.replace("\\", "/")).rstrip("\"'")


def _extracted(model: SemanticModel, run: Run, settings: Settings) -> Iterator[tuple[Command, ShellWord]]:
    """Every word of a command that unpacks."""
    for command in model.commands(run):
        unpacks = command.name in UNPACKERS or (command.name == "tar" and _extracts(command, settings))
        if unpacks and not is_hidden(command, settings):
            yield from ((command, word) for word in command.arguments)


def _extracts(command: Command, settings: Settings) -> bool:
    first = command.arguments[0].value if command.arguments else ""
    bundled = "" if is_hadolint(settings) or first.startswith("-") else first
    return command.has_flag("x", "extract", "get") or "x" in bundled


def _fixes(model: SemanticModel, stage: Stage, tar: Command, copy: Transfer, name: str) -> tuple[Fix, ...]:
    """ADD to where tar unpacks, when the RUN does only that, and nothing else needs the archive."""
    run, script = tar.instruction, tar.script
    if tar.name != "tar" or not isinstance(run, Run) or run.flags or run.heredocs or not script.is_and_chain:
        return ()
    if (
        not isinstance(copy, Copy)
        or copy.destination is None
        or copy.is_json
        or len(copy.sources) != 1
        or not copy.sources[0].value.endswith(UNPACKED_BY_ADD)
    ):
        return ()
    commands = script.commands
    is_whole = commands[0] is tar and all(_only_removes(one, name) for one in commands[1:])
    directory = _directory(tar) if is_whole else None
    others = [one for one in stage.instructions if one.index > copy.index and one is not run and name in one.text]
    removals = [
        one for one in others if isinstance(one, Run) and one.index > run.index and _is_removal(model, one, name)
    ]
    if directory is None or script.is_exec or run.comments_above or len(others) > len(removals):
        return ()
    is_next = all(
        one.index in (copy.index, run.index) for one in stage.instructions if copy.index <= one.index <= run.index
    )
    if not is_next and copy.comments_above:
        return ()
    text, start = copy.dockerfile.text, copy.span.start
    keyword, target = copy.keyword_span, copy.destination.span
    flags_and_source = text[keyword.end : target.start]
    added = f"{text[start : keyword.start]}{copy.cased('ADD')}{flags_and_source}{directory.rstrip('/')}/"
    gone = (copy, *removals)
    edits = (
        Edit(run.span, added),
        *(Edit(lines, "") for one in gone for lines in one.lines_but_comments),
    )
    return (Fix("Unpack it with ADD", edits, Safety.UNSAFE),)


def _is_removal(model: SemanticModel, run: Run, name: str) -> bool:
    """Whether a RUN does nothing but remove the archive."""
    commands = model.commands(run)
    return bool(commands) and not run.flags and all(_only_removes(one, name) for one in commands)


def _only_removes(command: Command, name: str) -> bool:
    return command.name in ("rm", "unlink") and [basename(word.value) for word in command.operands()] == [name]


def _directory(tar: Command) -> str | None:
    """Where a plain `tar x` unpacks, literally; None when it does more than unpack everything."""
    if any(
        flag.word.value.startswith("--") and flag.name not in ("extract", "file", "directory") for flag in tar.flags
    ):
        return None
    bundled = tar.arguments[0].value if not tar.arguments[0].value.startswith("-") else ""
    operands = tar.operands(TAR_VALUED)
    if len(operands) != (2 if bundled else 0) or (bundled and not bundled.endswith("f")):
        return None
    word = tar.flag_value("C") or tar.flag_value("directory")
    if word is None:
        return "."
    return word.value if word.is_literal and " " not in word.value else None
