"""What check and fix have in common: render the results, print or write them, and find the exit code."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence

from dockwright.cli import FINDINGS, INTERNAL, OK
from dockwright.console import UsageError, complain, encoding_of, say, say_error, say_to_program, wants_color, width_of
from dockwright.output import FORMATS, renderer, writer
from dockwright.output.results import UNREADABLE_FILE, UNWRITABLE_FILE, FileResult, Results
from dockwright.workspace import Wishes, workspace_of


def report(files: Sequence[FileResult], options: Namespace, wishes: Wishes, *, to_stderr: bool = False) -> None:
    """Print the results in the format that was asked for, and dockwright's own mistakes on standard error."""
    results = Results(tuple(files), quiet=options.quiet, statistics=options.statistics)
    name = format_of(options, wishes)
    render = renderer(name)
    if options.output is not None:
        _write(options.output, writer(name)(results))
    elif to_stderr:
        say_error(render(results._replace(encoding=encoding_of(sys.stderr), width=width_of(sys.stderr))))
    elif FORMATS[name].is_for_people:
        color = wants_color(color_of(options, wishes))
        say(render(results._replace(color=color, encoding=encoding_of(sys.stdout), width=width_of(sys.stdout))))
    else:
        say_to_program(writer(name)(results))
    report_faults(files)


def report_failures(files: Sequence[FileResult]) -> None:
    """Print on standard error which files could not be read or written, where no report says so."""
    for file in files:
        for entry in file.entries:
            if entry.rule in (UNREADABLE_FILE, UNWRITABLE_FILE):
                complain(f"{file.path}: {entry.message}")


def report_faults(files: Sequence[FileResult]) -> None:
    """Print dockwright's own mistakes on standard error."""
    for file in files:
        for fault in file.faults:
            complain(f"{file.path}: internal fault: {fault}")


def exit_code(files: Sequence[FileResult]) -> int:
    """The exit code that these results ask for."""
    if any(file.is_crash for file in files):
        return INTERNAL
    return FINDINGS if any(file.fails for file in files) else OK


def format_of(options: Namespace, wishes: Wishes) -> str:
    """The format that was asked for, on the command line or in the working directory's configuration."""
    if options.format is not None:
        return str(options.format)
    wanted = workspace_of(wishes).configurations.nearest(None).format
    return wanted if wanted in FORMATS else "text"


def color_of(options: Namespace, wishes: Wishes) -> str:
    """Whether colours were asked for, on the command line or in the working directory's configuration."""
    if options.color == "auto" and workspace_of(wishes).configurations.nearest(None).color is False:
        return "never"
    return str(options.color)


def shows_fixes(options: Namespace, wishes: Wishes) -> bool:
    """Whether the report will show fixes, which have to be proven for that."""
    return not options.statistics and FORMATS[format_of(options, wishes)].shows_fixes


def _write(path: str, parts: Iterable[str]) -> None:
    from dockwright.writing import write_report

    try:
        write_report(path, (part.encode("utf-8", "backslashreplace") for part in parts))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
