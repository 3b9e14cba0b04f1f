"""Write knowledge/package_indices.py anew from the package indices of Debian and Ubuntu.

python scripts/refresh_package_indices.py [FOLDER...]

Names that are looked up: those of the table as it is, those that a repair may write in their place, and what the Dockerfiles below
the folders install. A name counts as there when any architecture has it, in any suite that the official image names, or when
exactly one other package provides it, or when apt takes it for the pattern of a name that is there. Some hundred megabytes are
downloaded and kept below the directory for temporary files.
"""

from __future__ import annotations

import datetime
import lzma
import re
import sys
import tempfile
import textwrap
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dockwright.knowledge.absent_packages import is_versioned, replacements
from dockwright.knowledge.package_indices import LACKING
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run, decode, parse

TABLE = Path(__file__).resolve().parent.parent / "server/dockwright/knowledge/package_indices.py"
DEBIAN = "http://deb.debian.org/debian/dists/{suite}/main/binary-{arch}/Packages.xz"
SECURITY = "http://security.debian.org/debian-security/dists/{suite}/main/binary-{arch}/Packages.xz"
UBUNTU = "http://archive.ubuntu.com/ubuntu/dists/{suite}/{component}/binary-amd64/Packages.xz"
RELEASES = {"11": "bullseye", "12": "bookworm", "13": "trixie", "16.04": "xenial", "18.04": "bionic", "20.04": "focal",
            "22.04": "jammy", "24.04": "noble", "26.04": "resolute"}  # fmt: skip
CACHE = Path(tempfile.gettempdir()) / "package-indices"

HEAD = '''"""Packages that releases of Debian and Ubuntu lack, of those that Dockerfiles install.

Source: the package indices of Debian (section main, of amd64 and arm64) and Ubuntu (all sections, of amd64). Date: {date}.
Refreshed by scripts/refresh_package_indices.py; nothing here is written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

RELEASES = "{releases}"
"""The releases that were looked at, by the numbers of Debian and Ubuntu."""

LACKING: Mapping[str, str] = {{
'''
_NAME = re.compile(r"[a-z0-9][a-z0-9.+-]+\Z")
_PATTERN = frozenset(
    ".+?*|^$["
)  # a name with one of these is a regular expression to apt-get where there is no such package


class Index(NamedTuple):
    names: set[str]
    provided: dict[str, set[str]]
    lines: str  # the names, each on a line

    def has(self, package: str) -> bool:
        if package in self.names or len(self.provided.get(package, ())) == 1:
            return True
        if _PATTERN.isdisjoint(package):
            return False
        return re.search(re.sub(r"\++", "+", package), self.lines) is not None


def main() -> None:
    indices = {release: read(release) for release in RELEASES}
    known = {name for names in LACKING.values() for name in names.split()}
    names = known | set(installed(Path(one) for one in sys.argv[1:]))
    names |= {name for index in indices.values() for name in index.names if is_versioned(name)}
    offered = {one for name in names for release in RELEASES for one in replacements(name, release)}
    by_releases: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names | offered):
        lacking = [release for release, index in indices.items() if not index.has(name)]
        is_nowhere = len(lacking) == len(indices)  # of another repository, or of an older release
        if lacking and (not is_nowhere or (name in offered and not is_versioned(name))):
            by_releases[" ".join(lacking)].append(name)
    parts = [HEAD.format(date=datetime.date.today().strftime("%Y-%m"), releases=" ".join(RELEASES))]
    for releases, lacked in sorted(by_releases.items()):
        text = textwrap.fill(" ".join(lacked), 112, break_long_words=False, break_on_hyphens=False)
        lines = "\n".join(f'        "{line} "' for line in text.split("\n"))
        parts.append(f'    "{releases}": (\n{lines}\n    ),\n')
    parts.append('}\n"""The names of the packages, by the releases that lack them."""\n')
    TABLE.write_text("".join(parts), encoding="utf-8")


def read(release: str) -> Index:
    names: set[str] = set()
    provided: defaultdict[str, set[str]] = defaultdict(set)
    for address in addresses(release):
        for package, virtual in entries(fetched(address)):
            names.add(package)
            for one in virtual:
                provided[one].add(package)
    return Index(names, provided, "\n".join(names))


def addresses(release: str) -> Iterator[str]:
    name = RELEASES[release]
    if "." not in release:
        for arch in ("amd64", "arm64"):
            for suite in (name, f"{name}-updates"):
                yield DEBIAN.format(suite=suite, arch=arch)
            yield SECURITY.format(suite=f"{name}-security", arch=arch)
        return
    for suite in (name, f"{name}-updates", f"{name}-security", f"{name}-backports"):
        for component in ("main", "restricted", "universe", "multiverse"):
            yield UBUNTU.format(suite=suite, component=component)


def fetched(address: str) -> str:
    path = CACHE / address.replace("/", "_")
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        with urllib.request.urlopen(address, timeout=120) as answer:
            path.write_bytes(answer.read())
    return lzma.decompress(path.read_bytes()).decode("utf-8")


def entries(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each package with what it provides."""
    for paragraph in text.split("\n\n"):
        name = re.search(r"^Package: (\S+)", paragraph, re.MULTILINE)
        if name is not None:
            provides = re.search(r"^Provides: (.*)", paragraph, re.MULTILINE)
            virtual = provides[1].split(",") if provides is not None else []
            yield name[1], [re.split(r"[ (:]", one.strip())[0] for one in virtual]


def installed(folders: Iterable[Path]) -> Iterator[str]:
    """The packages that Dockerfiles install by apt."""
    manager = MANAGERS["apt-get"]
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        model = SemanticModel(parse(decode(path.read_bytes())[0]))
        for run in model.dockerfile.instructions:
            for command in model.commands(run) if isinstance(run, Run) else ():
                yield from packages(command, manager.valued_flags, manager.install)


def packages(command: Command, valued: frozenset[str], verbs: frozenset[str]) -> Iterator[str]:
    operands = command.operands(valued) if command.name in ("apt-get", "apt", "aptitude") else ()
    if operands and operands[0].value in verbs:
        for word in operands[1:]:
            name = word.value.partition("=")[0]
            if word.is_literal and _NAME.match(name):
                yield name


if __name__ == "__main__":
    main()
