"""The command as a process: broken pipes, interrupts, bytes, many files on all cores."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from command_line import BROKEN, CLEAN

from dockwright import batch
from dockwright.output import FORMATS
from dockwright.output.results import FileResult

COMMAND = (sys.executable, "-m", "dockwright")


def run(folder: Path, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run((*COMMAND, *arguments), cwd=folder, input=data, capture_output=True, timeout=60, check=False)


def test_version(tmp_path: Path) -> None:
    from dockwright import __version__

    done = run(tmp_path, "--version")
    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, f"dockwright {__version__}", b"")


def test_bytes_pass_through_unharmed(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + BROKEN.replace("\n", "\r\n").encode() + b"# caf\xe9\r\nRUN echo \xf0\x9f\x98\x80"
    done = run(tmp_path, "fix", "-", data=data)
    expected = data.replace(b"MAINTAINER ", b'LABEL org.opencontainers.image.authors="').replace(b">", b'>"', 1)
    assert done.stdout == expected


def test_a_terminal_without_unicode(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN.replace("Jane", "Jäne 😀"), encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run((*COMMAND, "check"), cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"J\\xe4ne" in done.stdout
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("format_", [name for name, one in FORMATS.items() if not one.is_for_people])
def test_what_programs_read_is_utf_8_everywhere(tmp_path: Path, format_: str) -> None:
    """Python on Windows writes into pipes and files as that machine's code page has it."""
    (tmp_path / "Jäne").mkdir()
    (tmp_path / "Jäne" / "Dockerfile").write_text(BROKEN)
    outputs = set()
    for encoding in ("utf-8", "cp1252", "ascii"):
        environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        command = (*COMMAND, "check", "--format", format_)
        outputs.add(subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False).stdout)
    assert len(outputs) == 1
    assert "J" in outputs.pop().decode("utf-8")


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.dockerfile").write_text(BROKEN * 5)
    with subprocess.Popen(
        (*COMMAND, "check", "--jobs", "1"), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "arguments", ["check", "fix -", "rules", "explain DL3008", "--version", "--help", "fix --help", "server --help"]
)
def test_a_full_disk(tmp_path: Path, arguments: str, unbuffered: str) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            (*COMMAND, *arguments.split()),
            cwd=tmp_path,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            input=BROKEN.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == b"dockwright: cannot write to standard output: No space left on device"
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell limits the size of files")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", ["rules", "rules --format json", "check --format json"])
def test_a_disk_that_takes_only_a_part(tmp_path: Path, arguments: str, unbuffered: str) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN * 20)
    done = subprocess.run(
        f'ulimit -f 1; "{sys.executable}" -m dockwright {arguments} > part',
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONDONTWRITEBYTECODE": "1"},
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == b"dockwright: cannot write to standard output: File too large\n"


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes the streams")
@pytest.mark.parametrize(
    ("arguments", "code"), [("check >&-", 1), ("check nowhere 2>&-", 1), ("check - <&-", 1), ("server <&- >&-", 1)]
)
def test_a_stream_that_is_closed(tmp_path: Path, arguments: str, code: int) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    done = subprocess.run(
        f'"{sys.executable}" -m dockwright {arguments}', shell=True, cwd=tmp_path, stderr=subprocess.PIPE, check=False
    )
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the directory that somebody is in")
@pytest.mark.parametrize("arguments", ["check", "fix -", "rules"])
def test_a_working_directory_that_is_gone(tmp_path: Path, arguments: str) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f'rmdir ../gone; exec "{sys.executable}" -P -m dockwright {arguments}'
    if sys.version_info < (3, 11):
        command = command.replace(" -P", "")
    done = subprocess.run(command, shell=True, cwd=gone, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "dockwright: the working directory cannot be used: No such file or directory\n"


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_is_quiet(tmp_path: Path, jobs: str) -> None:
    for number in range(3000):
        (tmp_path / f"{number}.dockerfile").write_text(BROKEN * 20)
    process = subprocess.Popen(
        (*COMMAND, "check", "--jobs", jobs),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda end: end.name)
def test_a_fix_that_is_ended_leaves_whole_files_and_no_process(tmp_path: Path, end: signal.Signals, jobs: str) -> None:
    before = BROKEN * 5
    files = [tmp_path / f"{number:04}.dockerfile" for number in range(2000)]
    for file in files:
        file.write_text(before)
    process = subprocess.Popen((*COMMAND, "fix", "--jobs", jobs), cwd=tmp_path, stdout=subprocess.PIPE)
    while process.poll() is None and all(file.read_text() == before for file in files[:8]):
        time.sleep(0.02)
    process.send_signal(end)
    process.communicate(timeout=60)  # the pipe is closed once the last worker has ended
    assert process.returncode == (130 if end == signal.SIGINT else -end)
    assert len({file.read_text() for file in files}) == 2
    assert {path for path in tmp_path.iterdir() if end != signal.SIGKILL or path.suffix != ".tmp"} == set(files)


def test_two_processes_that_fix_the_same_files_agree(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:03}.dockerfile").write_text(BROKEN)
    both = [
        subprocess.Popen((*COMMAND, "fix"), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in both:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, b""), out
    assert not any("MAINTAINER" in path.read_text() for path in tmp_path.iterdir())


def test_many_files_give_the_same_on_all_cores(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:03}.dockerfile").write_text((BROKEN, CLEAN, "FORM x\n")[number % 3])
    (tmp_path / "040.dockerfile").write_bytes(b"\0")
    alone = run(tmp_path, "check", "--jobs", "1", "--format", "json")
    shared = run(tmp_path, "check", "--jobs", "3", "--format", "json")
    assert alone.stdout == shared.stdout
    assert alone.returncode == shared.returncode == 1


def test_fixing_many_files_on_all_cores(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:03}.dockerfile").write_text(BROKEN)
    done = run(tmp_path, "fix", "--jobs", "3", "--quiet")
    assert done.returncode == 0
    assert done.stdout.count(b": fixed\n") == 40
    assert not any("MAINTAINER" in path.read_text() for path in tmp_path.iterdir())


# The batch alone


def work(hurt: Callable[[], None], path: str) -> FileResult:
    if path == "7":
        hurt()
    return FileResult(path)


def stop() -> None:
    raise ValueError("no")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("hurt", "jobs"), [(stop, 1), (stop, 2), (die, 2)])
def test_one_crash_costs_one_file(hurt: Callable[[], None], jobs: int) -> None:
    paths = [str(number) for number in range(20)]
    results = batch.run(paths, partial(work, hurt), jobs)
    assert [result.path for result in results] == paths
    assert [result.path for result in results if result.is_crash] == ["7"]


def test_few_files_need_no_other_process() -> None:
    assert batch.run([], partial(work, stop)) == []
    code = "import sys; from dockwright import batch; batch.run(['a'] * 2, lambda path: path); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "multiprocessing" not in done.stdout.split()
