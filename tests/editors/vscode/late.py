"""A language server whose completions come late, as on a busy machine: `late.py SECONDS SERVER ARGUMENTS...`."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import BinaryIO


def main(argv: Sequence[str]) -> int:
    if argv[-1] == "--version":
        return subprocess.call(argv[1:])
    server = subprocess.Popen(argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdin is not None
    assert server.stdout is not None
    threading.Thread(target=_pass_on, args=(server.stdin,), daemon=True).start()
    while header := server.stdout.readline():
        server.stdout.readline()
        body = server.stdout.read(int(header.partition(b":")[2]))
        if b'"isIncomplete"' in body:
            time.sleep(float(argv[0]))
        sys.stdout.buffer.write(b"%b\r\n%b" % (header, body))
        sys.stdout.buffer.flush()
    return server.wait()


def _pass_on(to: BinaryIO) -> None:
    while data := sys.stdin.buffer.raw.read(65536):  # type: ignore[attr-defined]
        to.write(data)
        to.flush()
    to.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
