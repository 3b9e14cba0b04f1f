"""The program itself: where it is, and how it is asked about many scripts at once."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dockwright.rule import Severity
from dockwright.shellcheck.codes import EXCLUDED
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from subprocess import Popen

VARIABLE = "DOCKWRIGHT_SHELLCHECK"
"""The environment variable that names the program, or says `off`."""

_OFF = frozenset(("0", "false", "no", "none", "off"))
_OPTIONS = ("--norc", "--format=json1", "--severity=style", f"--exclude={','.join(sorted(EXCLUDED))}")
_ANSWERS = (0, 1)  # exit codes: nothing found, something found
_PAYS_FROM = 8
"""From how many scripts on a second process is faster than none."""

_running: set[Popen[bytes]] = set()


class ProgramError(Exception):
    """The program gave no answer. `is_final`: it will never give one."""

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class Replacement(NamedTuple):
    """Text to put in the place of a stretch of a script. Lines and columns count from one; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    is_opening: bool  # an insertion belongs to the character behind it, not to the one before


class Comment(NamedTuple):
    """One finding of ShellCheck's, in its own coordinates."""

    code: str  # SC2086
    severity: Severity  # ShellCheck's four levels are ours
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    fix: tuple[Replacement, ...] = ()


Comments = tuple[Comment, ...]


def find(environment: Mapping[str, str] = os.environ) -> str | None:
    """The program to use: the one the environment names, else that beside this Python, else the first on the PATH."""
    if is_switched_off(environment):
        return None
    if named := environment.get(VARIABLE, ""):
        return _on_path(named, environment) or named
    name = "shellcheck.exe" if os.name == "nt" else "shellcheck"
    folders = [os.path.dirname(sys.executable or ""), os.path.join(sys.prefix, "Scripts" if os.name == "nt" else "bin")]
    beside = (os.path.join(folder, name) for folder in folders if folder)
    return next(filter(_is_program, beside), None) or _on_path(name, environment)


def is_switched_off(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment says that no program is to be used."""
    return environment.get(VARIABLE, "").lower() in _OFF


def _on_path(name: str, environment: Mapping[str, str]) -> str | None:
    """Never from the working directory: who looks at a project does not want to run its programs."""
    if os.path.dirname(name):
        return os.path.abspath(name)
    folders = environment.get("PATH", os.defpath).split(os.pathsep)
    paths = (os.path.join(folder, name) for folder in folders if os.path.isabs(folder))
    return next(filter(_is_program, paths), None)


def _is_program(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)


class _Process(NamedTuple):
    """A process at work on some of the scripts."""

    popen: Popen[bytes]
    names: tuple[str, ...]
    output: str


def ask(program: str, scripts: Sequence[str], seconds: float, jobs: int = 1) -> list[Comments]:
    """What the program says about each script, with at most `jobs` processes for all. Raises ProgramError."""
    from tempfile import TemporaryDirectory

    try:
        with TemporaryDirectory(prefix="dockwright-", ignore_cleanup_errors=True) as folder:
            names = [_write(folder, index, script) for index, script in enumerate(scripts)]
            jobs = max(1, min(jobs, len(names) // _PAYS_FROM))
            found = dict(_answers(program, folder, [tuple(names[start::jobs]) for start in range(jobs)], seconds))
    except OSError as error:
        raise ProgramError(f"{error.strerror or error}", is_final=True) from error
    return [tuple(found.get(name, ())) for name in names]


def _write(folder: str, index: int, script: str) -> str:
    name = f"{index}.sh"
    with open(os.path.join(folder, name), "wb") as file:
        file.write(script.encode("utf-8", "replace"))
    return name


def _answers(
    program: str, folder: str, portions: Sequence[tuple[str, ...]], seconds: float
) -> Iterator[tuple[str, list[Comment]]]:
    from time import monotonic

    deadline = monotonic() + seconds
    processes: list[_Process] = []
    try:
        processes.extend(_start(program, folder, names) for names in portions)
        for process in processes:
            yield from _answer(process, max(0.0, deadline - monotonic())).items()
    finally:
        for process in processes:
            _end(process.popen)


def _end(popen: Popen[bytes]) -> None:
    """Let nothing go on for which nobody waits."""
    if popen.poll() is None:
        popen.kill()
        popen.wait()
    _running.discard(popen)


def _end_all() -> None:
    """At the end of this process another thread may still be waiting."""
    for popen in tuple(_running):
        _end(popen)


def _start(program: str, folder: str, names: tuple[str, ...]) -> _Process:
    """Start a process. It writes into files: nobody has to read while it works."""
    from subprocess import DEVNULL, Popen

    output = os.path.join(folder, f"{names[0]}.json")
    environment = {name: value for name, value in os.environ.items() if name != "SHELLCHECK_OPTS"}
    flags = 0x08000000 if os.name == "nt" else 0  # no console window
    with open(output, "wb") as stdout, open(f"{output}.errors", "wb") as stderr:
        popen = Popen(
            [program, *_OPTIONS, *names],
            cwd=folder,
            env=environment,
            stdin=DEVNULL,
            stdout=stdout,
            stderr=stderr,
            creationflags=flags,
        )
    if not _running:
        atexit.unregister(_end_all)
        atexit.register(_end_all)
    _running.add(popen)
    return _Process(popen, names, output)


def _answer(process: _Process, seconds: float) -> dict[str, list[Comment]]:
    from subprocess import TimeoutExpired

    try:
        code = process.popen.wait(seconds)
    except TimeoutExpired:
        raise ProgramError(f"no answer in {seconds:.0f} seconds") from None
    if code not in _ANSWERS:
        raise ProgramError(f"exit code {code}{_first_line(process.output + '.errors')}")
    with open(process.output, "rb") as file:
        return _read(file.read())


def _first_line(path: str) -> str:
    with open(path, "rb") as file:
        line = file.readline(200).decode("utf-8", "replace").strip()
    return f": {line}" if line else ""


def _read(data: bytes) -> dict[str, list[Comment]]:
    import json

    found: dict[str, list[Comment]] = {}
    try:
        for one in json.loads(data)["comments"]:
            found.setdefault(one["file"], []).append(_comment(one))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ProgramError("an answer that is not ShellCheck's JSON") from None
    return found


def _comment(one: Mapping[str, Any]) -> Comment:
    fix = one.get("fix") or {}
    return Comment(
        f"SC{int(one['code']):04}",
        Severity[str(one["level"]).upper()],
        str(one["message"]),
        *_place(one),
        tuple(map(_replacement, fix.get("replacements", ()))),
    )


def _replacement(one: Mapping[str, Any]) -> Replacement:
    return Replacement(*_place(one), str(one["replacement"]), one.get("insertionPoint") == "afterEnd")


def _place(one: Mapping[str, Any]) -> tuple[int, int, int, int]:
    return int(one["line"]), int(one["column"]), int(one["endLine"]), int(one["endColumn"])
