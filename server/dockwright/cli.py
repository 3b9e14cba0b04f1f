"""The command line: what is carried out, and the exit code. Nothing is loaded before somebody can interrupt it quietly."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

OK, FINDINGS, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out a command line (without the program's name) and return the exit code. Never raises."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _carry_out(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as error:  # argparse: help, version, a wrong word
        return error.code if isinstance(error.code, int) else OK
    except Exception as error:
        return _explain_error(error)


def run() -> None:
    """The console script."""
    sys.exit(main())


def _carry_out(arguments: list[str]) -> int:
    from dockwright.console import open_missing_streams

    open_missing_streams()
    if arguments[:1] == ["server"]:  # has options of its own, and no time to lose
        from dockwright.lsp.server import main as serve

        return serve(arguments[1:])
    from importlib import import_module

    from dockwright.arguments import understand

    options = understand(arguments)
    _stand_somewhere()
    gc.disable()  # what a module brings is no garbage, and looking for some takes time
    try:
        module = import_module(f"dockwright.commands.{options.command}")
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 10, 100)  # what is made for a file is let go of by hand
        gc.enable()
    return int(module.run(options))


def _stand_somewhere() -> None:
    """Paths and configuration start from the working directory. Raises UsageError when it was removed."""
    from dockwright.console import UsageError

    try:
        os.getcwd()
    except OSError as error:
        raise UsageError(f"the working directory cannot be used: {error.strerror}") from None


def _explain_error(error: Exception) -> int:
    """Say what went wrong, and whose mistake it was."""
    from dockwright.config.error import ConfigError
    from dockwright.console import UsageError, complain, say_error

    if isinstance(error, UsageError):
        complain(str(error))
        return USAGE
    if isinstance(error, ConfigError):
        complain(error.shown_from(os.getcwd()))
        return USAGE
    from traceback import format_exception

    say_error("".join(format_exception(error)))
    complain("this is a bug of dockwright's; please report it with the lines above")
    return INTERNAL
