"""`dockwright migrate [PATH]`: writes the dockwright.toml that stands for a .hadolint.yaml or a .tally.toml, and tells what will
differ."""

from __future__ import annotations

import os
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator

from dockwright import __version__
from dockwright.cli import OK
from dockwright.config.hadolint import PREFIX, file_values
from dockwright.config.sources import HADOLINT_NAMES, OWN_NAME, own_file, read_tables, read_text, upwards
from dockwright.console import UsageError, say, say_error, show_diff, tell
from dockwright.context import read_regular
from dockwright.discovery import Failure, find, read
from dockwright.migrate import Migration, migrate, migrate_tally
from dockwright.output.diff import unified
from dockwright.output.urls import HOME
from dockwright.rules import RULES
from dockwright.suppressions import Suppressions
from dockwright.syntax import parse
from dockwright.writing import ChangedError, write

TALLY_NAMES = (".tally.toml", "tally.toml")
TALLY_PREFIX = "TALLY_"
HOOKS = ".pre-commit-config.yaml"
_LIMIT = 1 << 20  # bytes


def run(options: Namespace) -> int:
    source = _source(options.path)
    directory = os.path.dirname(source) or "."
    target = os.path.normpath(os.path.join(directory, OWN_NAME))
    migration = _migration(source)
    if options.differences:
        say("".join(f"{line}\n" for line in _differences(migration)))
        return OK
    if options.stdout:
        say(migration.text)
    elif options.diff:
        before = read_text(target) if os.path.lexists(target) else None
        show_diff(unified(target, before, migration.text))
    else:
        _write(target, migration.text, is_forced=options.force)
        tell(f"{target}: written from {source}\n")
    say_error("".join(f"{line}\n" for line in _story(migration, source, directory)))
    return OK


def _migration(source: str) -> Migration:
    old, name = read_text(source), os.path.basename(source)
    if _peer(source) == "tally":
        return migrate_tally(RULES, read_tables(source, old), source, name, old)
    return migrate(RULES, file_values(source, old), name, old)


def _peer(source: str) -> str:
    return "tally" if source.endswith(".toml") else "hadolint"


def _source(path: str) -> str:
    """The configuration that is meant: a file, or the nearest one upwards from a directory. Raises UsageError."""
    if os.path.isfile(path):
        return path
    if not os.path.isdir(path):
        raise UsageError(f"{path}: no such file or directory")
    for place in upwards(os.path.abspath(path)):
        for name in (*HADOLINT_NAMES, *TALLY_NAMES):
            found = os.path.join(place, name)
            if os.path.isfile(found):
                return os.path.relpath(found)
    names = f"{HADOLINT_NAMES[0]} or {TALLY_NAMES[0]}"
    raise UsageError(f"no {names} in {path} or above; dockwright needs no configuration")


def _write(target: str, text: str, *, is_forced: bool) -> None:
    """Write the configuration; one that is there is replaced when that is wanted. Raises UsageError."""
    directory = os.path.dirname(target) or "."
    own = own_file(directory)
    if own is not None and not is_forced:
        raise UsageError(f"{os.path.normpath(own)} is there already; --force writes {target} all the same")
    before = read_regular(target, _LIMIT) if os.path.lexists(target) else None
    try:
        write(target, text.encode("utf-8"), before)
    except (OSError, ChangedError) as error:
        raise UsageError(f"cannot write {target}: {error}") from error


def _story(migration: Migration, source: str, directory: str) -> Iterator[str]:
    """What the user should know, line by line."""
    if migration.notes:
        yield "Not taken over:"
        yield from (f"  * {note}" for note in migration.notes)
    peer = _peer(source)
    variables = sorted(name for name in os.environ if name.startswith(TALLY_PREFIX if peer == "tally" else PREFIX))
    if variables:
        yield f"The variables {', '.join(variables)} do not count beside a dockwright.toml."
    yield from _comments(directory)
    if migration.differences:
        yield f"Verdicts differ in {len(migration.differences)} rare cases: `dockwright migrate --differences` lists them."
    if migration.missing:
        yield f"No rule looks for what {len(migration.missing)} of tally's do: `dockwright migrate --differences` tells why."
    yield from _hook(directory, peer)
    last = f"{os.path.basename(source)} may go once {peer} is no longer run."
    yield last if peer == "tally" else f"dockwright.toml comes before {last.replace(' may', ', which may', 1)}"


def _comments(directory: str) -> Iterator[str]:
    """Which comments in the Dockerfiles keep working, and which never worked."""
    counts: Counter[str] = Counter()
    void: list[str] = []
    for path in find([directory]).files:
        file = read(path)
        if isinstance(file, Failure):
            continue
        suppressions = Suppressions(parse(file.text))
        counts.update(form for form, _ in {(one.form, one.comment) for one in suppressions.names})
        lines = suppressions.dockerfile.lines
        void += [f"{path}:{lines.line(comment.span.start) + 1}" for comment in suppressions.malformed]
    if counts["hadolint"]:
        yield f"Comments `# hadolint ...=` that keep working: {counts['hadolint']}."
    if counts["buildkit"]:
        yield f"Comments `# check=` that keep working: {counts['buildkit']}."
    if counts["tally"]:
        yield f"Comments `# tally ...=` that keep working: {counts['tally']}."
    if void:
        yield f"Comments that hadolint and dockwright pass over, see unknown-suppression: {', '.join(void)}."


def _differences(migration: Migration) -> Iterator[str]:
    for one in migration.differences:
        codes = f"{', '.join(one.codes)}: " if one.codes else ""
        yield f"{codes}{one.case}: hadolint {one.peer}, dockwright {one.dockwright}"
    yield from migration.missing


def _hook(directory: str, peer: str) -> Iterator[str]:
    """What to write where pre-commit runs the peer."""
    place = next((one for one in upwards(os.path.abspath(directory)) if os.path.isfile(os.path.join(one, HOOKS))), None)
    if place is None:
        return
    lines = (read_regular(os.path.join(place, HOOKS), _LIMIT) or b"").decode("utf-8", "replace").split("\n")
    numbers = [str(number) for number, line in enumerate(lines, 1) if peer in line.partition("#")[0]]
    if numbers:
        where = f"{os.path.relpath(os.path.join(place, HOOKS))} (line {', '.join(numbers)})"
        yield f"{where} runs {peer}; in its place:"
        yield from _entry()


def _entry() -> Iterable[str]:
    return (f"  - repo: {HOME}", f"    rev: v{__version__}", "    hooks:", "      - id: dockwright")
