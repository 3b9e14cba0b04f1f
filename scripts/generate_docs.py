"""Write the list of rules, the pages of rules and assists and the schema of the configuration into docs/, the real output of
its commands into README.md, and the settings into the manifest of the VS Code extension; --check: only say what is stale.

python scripts/generate_docs.py [--check | --list]
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import rule_list
from vscode_settings import with_settings

from dockwright.config.schema import schema_text
from dockwright.docs import pages
from dockwright.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
README = ROOT / "README.md"
MANIFEST = ROOT / "editors" / "vscode" / "package.json"
CONSOLE = re.compile(r"```console\n\$ dockwright (?P<arguments>.+)\n(?:(?!```).*\n)*```")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is out of date")
    parser.add_argument("--list", action="store_true", help="write the list of rules only")
    options = parser.parse_args()
    listed = rule_list.list_text()
    if rule_list.PLACE.read_text(encoding="utf-8") != listed:
        print(rule_list.PLACE.relative_to(ROOT))
        if options.check:
            return 1  # all else is told from the list
        rule_list.PLACE.write_text(listed, encoding="utf-8", newline="\n")
        if not options.list:
            return subprocess.run((sys.executable, *sys.argv), check=False).returncode
    if options.list:
        return 0
    wanted = {DOCS / path: text for path, text in pages().items()}
    wanted[DOCS / "dockwright.schema.json"] = schema_text(RULES)
    wanted[README] = CONSOLE.sub(with_output, README.read_text(encoding="utf-8"))
    wanted[MANIFEST] = with_settings(MANIFEST.read_text(encoding="utf-8"))
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    surplus = [path for folder in ("rules", "assists") for path in (DOCS / folder).glob("*.md") if path not in wanted]
    for path in sorted((*stale, *surplus)):
        print(path.relative_to(ROOT))
    if options.check:
        return 1 if stale or surplus else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8", newline="\n")
    for path in surplus:
        path.unlink()
    return 0


def with_output(block: re.Match[str]) -> str:
    """A console block with what its command, which must write nothing, prints today."""
    arguments = block["arguments"]
    command = (sys.executable, "-m", "dockwright", *shlex.split(arguments))
    environment = os.environ | {"DOCKWRIGHT_SHELLCHECK": "off"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return f"```console\n$ dockwright {arguments}\n{done.stdout}```"


if __name__ == "__main__":
    raise SystemExit(main())
