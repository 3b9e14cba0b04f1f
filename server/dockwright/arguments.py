"""The words of a command line: argparse, but for what it does where nothing can be printed."""

from __future__ import annotations

import argparse
import sys
from typing import IO, Any

from dockwright.console import say, say_error


class Parser(argparse.ArgumentParser):
    """argparse keeps silent on help and a version that cannot be written, and the command seems to have told them."""

    def _print_message(self, message: str, file: Any = None) -> None:
        """Raises UsageError when standard output cannot be written."""
        if message:
            _printer(file)(message)


def _printer(file: IO[str] | None) -> Any:
    return say if file is not None and file is sys.stdout else say_error
