"""Pictures of terminals for the documentation: the escape sequences of a screen as a page, which Chromium draws.

They are made when the environment variable DOCKWRIGHT_PICTURES names a directory.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

DIRECTORY = Path(os.environ["DOCKWRIGHT_PICTURES"]) if "DOCKWRIGHT_PICTURES" in os.environ else None
CHROMIUM = shutil.which("chromium")

BASE = ("#1d1f28", "#e0566b", "#7fbf6a", "#e0b35a", "#61a5e8", "#c08bd8", "#5fc0c0", "#d5d8e0")
BRIGHT = ("#5b6072", "#ff7a8a", "#9bd884", "#f2cc7a", "#86bdf5", "#d8a8ee", "#84dada", "#ffffff")
INK, PAPER = "#d5d8e0", "#1d1f28"
STEPS = (0, 95, 135, 175, 215, 255)


def draw(screen: str, name: str, width: int, height: int) -> None:
    """A screen of so many columns and rows, if pictures are wanted; the empty rows at its end are left out."""
    if DIRECTORY is None or CHROMIUM is None:
        return
    style = f"margin:0;padding:8px;background:{PAPER};color:{INK};font:15px/19px 'DejaVu Sans Mono';white-space:pre"
    page = DIRECTORY / f"{name}.html"
    page.write_text(f'<meta charset="utf-8"><body style="{style}">{"".join(_runs(screen))}', encoding="utf-8")
    size = f"--window-size={width * 9 + 24},{height * 19 + 16}"
    picture = f"--screenshot={DIRECTORY / name}.png"
    command = (
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        size,
        picture,
        page.as_uri(),
    )
    subprocess.run(command, capture_output=True, check=True)
    page.unlink()


def _runs(screen: str) -> Iterator[str]:
    """The text in pieces that look alike."""
    look: dict[str, str] = {}
    for code, text in re.findall(r"\x1b\[([\d;:]*)m|([^\x1b]+|\x1b)", screen):
        if text:
            yield f'<span style="{_css(look)}">{html.escape(text)}</span>'
        else:
            _change(look, [int(word or 0) for word in re.split("[;:]", code)])


def _change(look: dict[str, str], codes: list[int]) -> None:
    while codes:
        code = codes.pop(0)
        if code == 0:
            look.clear()
        elif code in (38, 48) and codes:
            look["ink" if code == 38 else "paper"] = _extended(codes)
        elif code in (1, 3, 4, 7):
            look[str(code)] = "on"
        elif code in (22, 23, 24, 27):
            look.pop({22: "1", 23: "3", 24: "4", 27: "7"}[code], None)
        elif code == 39:
            look.pop("ink", None)
        elif code == 49:
            look.pop("paper", None)
        elif code == 58 and codes:
            _extended(codes)  # the colour of underlines
        elif code // 10 in (3, 4) and code % 10 < 8:
            look["ink" if code < 40 else "paper"] = BASE[code % 10]
        elif 90 <= code <= 97 or 100 <= code <= 107:
            look["ink" if code < 100 else "paper"] = BRIGHT[code % 10]


def _extended(codes: list[int]) -> str:
    if codes.pop(0) == 2:
        red, green, blue = codes[:3]
        del codes[:3]
        return f"rgb({red},{green},{blue})"
    number = codes.pop(0) if codes else 0
    if number < 16:
        return (BASE + BRIGHT)[number]
    if number > 231:
        grey = 8 + 10 * (number - 232)
        return f"rgb({grey},{grey},{grey})"
    red, green, blue = (STEPS[(number - 16) // power % 6] for power in (36, 6, 1))
    return f"rgb({red},{green},{blue})"


def _css(look: dict[str, str]) -> str:
    ink, paper = look.get("ink", INK), look.get("paper", PAPER)
    if "7" in look:
        ink, paper = paper, ink
    marks = [f"color:{ink}", f"background:{paper}"]
    marks += ["font-weight:bold"] * ("1" in look) + ["font-style:italic"] * ("3" in look)
    marks += ["text-decoration:underline"] * ("4" in look)
    return ";".join(marks)
