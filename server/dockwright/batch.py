"""Many files: one after another, or on all cores when that pays; in the order they were given, come what may.

A file on which a process dies costs its own result only: what the process had in hand is done again, file by file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from dockwright.checking import crashed
from dockwright.output.results import FileResult

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Work = Callable[[str], FileResult]
Preparation = Callable[[Sequence[str], int], None]
"""Is given paths before the work on them, and how many processes it may use meanwhile."""

CHUNKS_PER_PROCESS = 4
"""Files are dealt out in this many portions for each process, so that none waits long for another."""

FORK_PAYS_FROM, SPAWN_PAYS_FROM = 40, 150
"""From how many files on a second process is faster than none; measured by bench/processes.py. Each process needs half
of them to earn its start."""


def run(
    paths: Sequence[str], work: Work, jobs: int | None = None, prepare: Preparation | None = None
) -> list[FileResult]:
    """The results of `work` for all paths, in their order, with at most `jobs` processes.

    `work` is called in other processes, so it must be a function of a module or a partial of one with plain values;
    `prepare` as well. What it made ready is there in the processes that work.
    """
    most = cores() if jobs is None else jobs
    processes = min(most, len(paths) if jobs else _worthwhile(len(paths)))
    if processes < 2:
        _prepare(prepare, paths, most)
        return [attempt(work, path) for path in paths]
    if not can_fork():
        return _run_parallel(paths, work, processes, prepare)
    _prepare(prepare, paths, most)
    return _run_parallel(paths, work, processes)


def _worthwhile(count: int) -> int:
    """How many processes are the fastest for so many files."""
    return count // ((FORK_PAYS_FROM if can_fork() else SPAWN_PAYS_FROM) // 2)


def _prepare(prepare: Preparation | None, paths: Sequence[str], jobs: int) -> None:
    """Preparing may fail: the work will say why, file by file."""
    if prepare is not None and paths:
        with suppress(Exception):
            prepare(paths, max(1, jobs))


def attempt(work: Work, path: str) -> FileResult:
    """The result for one path, whatever happens."""
    try:
        return work(path)
    except Exception as error:
        return crashed(path, error)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether a process can be made of this one as it is; macOS has it too, but its libraries do not bear it."""
    return sys.platform == "linux"


def _run_parallel(
    paths: Sequence[str], work: Work, processes: int, prepare: Preparation | None = None
) -> list[FileResult]:
    from concurrent.futures.process import BrokenProcessPool

    portions = processes * CHUNKS_PER_PROCESS
    chunks = [list(paths[start::portions]) for start in range(min(portions, len(paths)))]
    results: dict[str, FileResult] = {}
    lost: list[str] = []
    with _pool(processes) as pool, _workers_end_with_us():
        futures = [pool.submit(_run_chunk, chunk, work, prepare) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            if isinstance(future.exception(), BrokenProcessPool):
                lost += chunk
            else:
                results.update((result.path, result) for result in future.result())
    results.update((path, _run_alone(path, work)) for path in lost)
    return [results[path] for path in paths]


def _run_alone(path: str, work: Work) -> FileResult:
    with _pool(1) as pool, _workers_end_with_us():
        try:
            return pool.submit(attempt, work, path).result()
        except RuntimeError as error:  # the pool is broken
            return crashed(path, error)


def _run_chunk(paths: Sequence[str], work: Work, prepare: Preparation | None) -> list[FileResult]:
    _prepare(prepare, paths, 1)
    return [attempt(work, path) for path in paths]


def _pool(processes: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from dockwright.rules import load_all

    if can_fork():
        load_all()  # once for all processes
    context = get_context("fork" if can_fork() else "spawn")
    return ProcessPoolExecutor(processes, context, initializer=_serve)


def _serve() -> None:
    """Make a process a worker: signals end it without a traceback, and so does the end of its parent, which speaks for all."""
    import signal
    from threading import Thread

    for number in _endings():
        if signal.getsignal(number) != signal.SIG_IGN:  # as below nohup
            signal.signal(number, signal.SIG_DFL)
    if not hasattr(signal, "pthread_sigmask"):
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _endings())  # the thread itself is not to be ended in our place
    Thread(target=_follow_parent, daemon=True).start()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _follow_parent() -> None:
    """Wait for the end of the parent, and end the work then, between two files."""
    import signal
    from multiprocessing import parent_process
    from threading import main_thread

    parent, worker = parent_process(), main_thread().ident
    if parent is not None and worker is not None:
        parent.join()
        signal.pthread_kill(worker, signal.SIGTERM)


@contextmanager
def _workers_end_with_us() -> Iterator[None]:
    """End the workers when this process is told to end or something stops it, and then end by the same signal."""
    import signal
    from threading import current_thread, main_thread

    def end(number: int, frame: object) -> None:
        _end_workers()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    takes_signals = current_thread() is main_thread()
    others = [one for one in _endings() if one != signal.SIGINT and signal.getsignal(one) == signal.SIG_DFL]
    handled = others if takes_signals else []
    for number in handled:
        signal.signal(number, end)
    try:
        yield
    except BaseException:
        _end_workers()
        raise
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_DFL)


def _endings() -> list[int]:
    """The signals by which a process is told to end."""
    import signal

    return [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _end_workers() -> None:
    from multiprocessing import active_children

    for worker in active_children():
        worker.terminate()
