"""A root directory in which scripts run, where every program writes down how it was called."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rehearsal.stages import Script

SECONDS = 20
FAILS = "the build fails"
SHELLS = {"sh", "ash", "dash", "bash", "busybox"}

# What stands for every program: it reads its input to the end, so that the parts of a pipe note themselves in their order.
PROGRAM = r"""#!/.tools/sh
name=${0##*/}
failing=$FAILING
unset FAILING
input=
while IFS= read -r line || [ -n "$line" ]; do input="$input$line
"; done
record=$(printf '%s\1' "$name" "$@" "$PWD" "$input"; export -p)
printf '%s\1\2' "$record" >> /.log
echo :  # a word, and a script that does nothing
case "
$failing
" in *"
$name $*
"*) exit 1; esac
"""
# Directories are there when they are asked for: that a build's `mkdir` or `tar` made them is not what is looked at.
PRELUDE = """cd() {
[ "${FAILING-}" != cd ] || return 1
for last do :; done
[ $# -eq 0 ] || [ "$last" = - ] || /.tools/mkdir -p -- "$last" 2>/dev/null
command cd "$@"
}
"""


class Call(NamedTuple):
    """A program that was called."""

    name: str
    arguments: tuple[str, ...]
    directory: str
    input: str
    environment: str

    @property
    def words(self) -> str:
        return " ".join((self.name, *self.arguments))

    def __str__(self) -> str:
        told = f"{self.directory}$ {' '.join(map(repr, (self.name, *self.arguments)))}"
        if self.input:
            told += f" < {self.input!r}"
        return f"{told} [{hashlib.sha1(self.environment.encode()).hexdigest()[:6]}]"


class Stand:
    """A root in which scripts run; `shell` is what /bin/sh is there."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.root = folder / Path(shell).name
        self.kept = folder / f"{Path(shell).name}.kept"
        for place in (".tools", ".programs", "bin"):
            (self.kept / place).mkdir(parents=True)
        self.bring(shell, "bin/sh")
        self.bring("bash", "bin/bash")
        self.bring("dash", ".tools/sh")
        self.bring("mkdir", ".tools/mkdir")
        program = self.kept / ".tools/program"
        program.write_text(PROGRAM)
        program.chmod(0o755)

    def bring(self, program: str, place: str) -> None:
        path = shutil.which(program) or program
        shutil.copy2(path, self.kept / place)
        libraries = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
        for library in re.findall(r"(?:^|\s)(/\S+)", libraries):
            there = self.kept / library.lstrip("/")
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(library, there)

    def make(self, names: set[str]) -> None:
        """An empty root with these programs."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.kept, self.root, symlinks=True, copy_function=os.link)
        (self.root / "dev").mkdir()
        os.mknod(self.root / "dev/null", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        for name in names:
            os.link(self.kept / ".tools/program", self.root / ".programs" / name)

    def run(self, scripts: list[Script], failing: str) -> tuple[list[Call], list[str]]:
        """What a stage's scripts call, up to the first that fails, and what is left when they have run."""
        for place in {"tmp", "root", *(folder for one in scripts for folder in folders(one))}:
            (self.root / place.lstrip("/")).mkdir(parents=True, exist_ok=True)
        calls: list[Call] = []
        outcome: list[str] = []
        for one in scripts:
            if Path(one.shell[0]).name not in SHELLS:
                calls.append(Call(" ".join(one.shell), (one.text,), one.directory, one.user, repr(one.environment)))
                continue
            status = self.rehearse(one, failing)
            log = self.root / ".log"
            if log.exists():
                records = log.read_bytes().decode("utf-8", "replace").split("\2")[:-1]
                calls.extend(read(record, one.user) for record in records)
                log.unlink()
            if status:
                outcome.append(FAILS)
                break
        for path in (
            path for path in self.root.iterdir() if not (self.kept / path.name).exists() and path.name != "dev"
        ):
            outcome.extend(written(path))
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return calls, outcome

    def rehearse(self, one: Script, failing: str) -> int:
        directory = self.root / one.directory.lstrip("/")
        directory.mkdir(parents=True, exist_ok=True)
        environment = dict(one.environment)
        environment["PATH"] = ":".join(filter(None, (environment.get("PATH"), "/.programs:/bin")))
        environment.setdefault("HOME", "/root")
        environment["FAILING"] = failing
        shell = list(one.shell)
        if Path(shell[0]).name in ("ash", "dash"):
            shell[0] = "/bin/sh"
        if not (self.root / shell[0].lstrip("/")).exists():
            shell[0] = f"/bin/{Path(shell[0]).name}"
        command = ["unshare", "--pid", "--fork", "--kill-child", f"--root={self.root}", f"--wd={one.directory}", *shell, PRELUDE + one.text]  # fmt: skip
        try:
            done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, timeout=SECONDS, check=False)  # fmt: skip
        except (subprocess.TimeoutExpired, ValueError, OSError):
            return 1
        return done.returncode


def folders(one: Script) -> Iterator[str]:
    """The directories that a script writes into, as far as their names stand there."""
    for path in re.findall(r"(?<![\w.])/[\w.+-]+(?:/[\w.+-]+)*/", one.text):
        if not path.startswith(("/bin/", "/.tools/", "/dev/", "/proc/")) and len(path) < 200:
            yield path


def read(record: str, user: str) -> Call:
    name, *arguments, directory, given, environment = record.split("\1")[:-1]
    environment = re.sub(r"(?m)^(?:export|declare -x) (PWD|OLDPWD|SHLVL|_)\b.*\n?", "", environment)
    given = given if len(given) < 20 else "text"  # it may be the rest of a script
    return Call(name, tuple(arguments), directory, given, user + environment)


def written(place: Path) -> Iterator[str]:
    """The files that scripts wrote themselves, and what is in them."""
    for path in sorted((place, *place.rglob("*"))):
        if path.is_file():
            yield f"{path.relative_to(place.parent)}: {path.read_bytes()!r}"
