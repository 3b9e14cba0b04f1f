"""The process that started the server: when it dies, the server must not stay behind."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable

_INTERVAL = 2.0  # seconds between two looks, where the system cannot tell by itself


def watch(process_id: int, on_death: Callable[[], object]) -> None:
    """Call `on_death` from a thread when the process ends.

    A process that is not there to begin with is not watched: its number comes from outside our container.
    """
    if process_id > 0 and _is_alive(process_id):
        threading.Thread(target=_wait, args=(process_id, on_death), name="parent", daemon=True).start()


def _wait(process_id: int, on_death: Callable[[], object]) -> None:
    if not _wait_for_descriptor(process_id):
        while _is_alive(process_id):
            time.sleep(_INTERVAL)
    on_death()


def _wait_for_descriptor(process_id: int) -> bool:
    """Sleep until the process ends, on systems that have a descriptor for that; False on the others."""
    if sys.platform != "linux":
        return False
    import select

    try:
        descriptor = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    select.select([descriptor], [], [])
    return True


def _is_alive(process_id: int) -> bool:
    if sys.platform == "win32":
        return _is_alive_on_windows(process_id)
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _is_alive_on_windows(process_id: int) -> bool:
    if sys.platform != "win32":
        return True
    import ctypes

    synchronize, still_running = 0x00100000, 0x00000102
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(synchronize, False, process_id)
    if not handle:
        return False
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == still_running)
    finally:
        kernel.CloseHandle(handle)
