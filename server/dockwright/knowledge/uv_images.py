"""The images of uv: which image each of them stands on.

`:latest` and plain versions hold the programs and nothing else. All others add `uv` and `uvx` in /usr/local/bin to an image that
the tag names, clear ENTRYPOINT and start `uv`.

Source: https://docs.astral.sh/uv/guides/integration/docker/#available-images. Date: 2026-11.
"""

from __future__ import annotations

from dockwright.knowledge.table import words

IMAGES = words("ghcr.io/astral-sh/uv astral/uv")
PROGRAMS = words("uv uvx")

_RELEASES = words("bookworm trixie")


def beneath(family: str, tag: str | None) -> tuple[str, str] | None:
    """The name and tag of the image that uv is added to: `python`, `3.12-slim-bookworm` for `0.9-python3.12-bookworm-slim`.

    A variable may stand for a version. None: it is no such image, or the tag is not understood.
    """
    if family not in IMAGES or not tag:
        return None
    head, *rest = tag.split("-")
    if head[:1].isdecimal() or head.startswith("$"):
        head, rest = (rest[0], rest[1:]) if rest else ("", [])
    if head.startswith("python") and head != "python":
        return _python(head.removeprefix("python"), rest)
    if head.startswith("alpine") and not rest:
        return "alpine", head.removeprefix("alpine") or "latest"
    release = "stable" if head == "debian" else head if head in _RELEASES else ""
    if release and rest in ([], ["slim"]):
        return ("debian", f"{release}-slim") if rest else ("buildpack-deps", release)
    return None


def _python(version: str, rest: list[str]) -> tuple[str, str] | None:
    if len(rest) == 1 and (rest[0].startswith("alpine") or rest[0] in _RELEASES):
        return "python", f"{version}-{rest[0]}"
    if len(rest) == 2 and rest[0] in _RELEASES and rest[1] == "slim":
        return "python", f"{version}-slim-{rest[0]}"
    return None
