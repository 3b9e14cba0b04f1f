"""Environments of conda, mamba and micromamba: which files of a project their lists of packages lead to.

Sources: https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html,
https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from dockwright.context import BuildContext
from dockwright.projects.manifests import Manifests, is_below, place
from dockwright.projects.python import ARCHIVES, is_remote, read_requirements

_COMMENT = re.compile(r"(^|\s)#.*")
_KEY = re.compile(r"\s*(?:- +)?[\w.-]+:(?: +(?:\[\]|\{\}|(?!.*file:)[^\[{|>&*].*))?")
_FLOW = re.compile(r"\s*[\w-]+:\s*\[([\w\s.,=<>*\"'@~!-]+)\]")
"""A list of plain entries in one line."""

_ITEM = re.compile(r"\s*- +(?P<value>[^\[{|>&*\s].*)")
_INCLUDE = re.compile(r"(?:-r|--requirement|-c|--constraint)(?:\s*=\s*|\s*)(\S.*)")
_REMOTE_OPTION = re.compile(r"(?:-i|--index-url|--extra-index-url|--trusted-host|-f|--find-links)(?:\s*=\s*|\s+)(\S.*)")
_PACKAGES = (*ARCHIVES, ".conda")
_PLAIN_OPTION = re.compile(r"--(?:pre|no-deps|no-cache-dir|prefer-binary|(?:no|only)-binary(?:\s*=\s*|\s+)\S+)\s*")


def manifests(context: BuildContext, files: Sequence[str], root: str) -> Manifests | None:
    """What these lists of packages are and lead to; None when one of them is not sent.

    All paths are context paths; `root` is the directory that is copied: nothing outside is there.
    """
    found: dict[str, None] = {}
    obstacles: list[str] = []
    for path in files:
        if not context.is_file(path) or not context.sends(path):
            return None
        found[path] = None
        text = context.read(path)
        if text is None:
            return None
        items = _items_of_yaml(text) if path.endswith((".yml", ".yaml")) else _items_of_list(text)
        for item in items:
            if item is None:
                obstacles.append(f"`{path}` is not written line by line")
                break
            obstacles += _follow(context, path, item, found)
    obstacles += [f"`{path}` is outside of what is copied" for path in found if not is_below(path, root)]
    return Manifests(tuple(found), obstacles=tuple(dict.fromkeys(obstacles)))


def _items_of_yaml(text: str) -> Iterator[str | None]:
    """The entries of all lists; None where a line is anything but a key with a plain value, or an entry."""
    for written in text.removeprefix("\ufeff").split("\n"):
        line = _COMMENT.sub("", written).rstrip()
        if not line or line in ("---", "..."):
            continue
        if "{{" in line or "{%" in line:
            yield None
        elif (flow := _FLOW.fullmatch(line)) is not None:
            yield from (entry.strip().strip("\"'") for entry in flow[1].split(","))
        elif _KEY.fullmatch(line) is None:
            item = _ITEM.fullmatch(line)
            yield item["value"].strip("\"'") if item is not None else None


def _items_of_list(text: str) -> Iterator[str | None]:
    """The lines of a list of packages, and of an explicit one, whose addresses are remote."""
    for written in text.removeprefix("\ufeff").split("\n"):
        line = _COMMENT.sub("", written).strip()
        if line and line != "@EXPLICIT":
            yield line


def _follow(context: BuildContext, path: str, item: str, found: dict[str, None]) -> Iterator[str]:
    """Why an entry stands in the way; files that it leads to are found."""
    directory = path.rpartition("/")[0]
    own = partial("`{}` in `{}` is a part of the project".format, item, path)
    if include := _INCLUDE.fullmatch(item):
        if is_remote(include[1]):
            return
        target = place(directory, include[1].strip("\"'"))
        read = read_requirements(context, [target], directory) if target is not None else None
        if read is None or read.missing:
            yield f"`{path}` names `{include[1]}`, which is not sent to the builder"
        elif read.sources or read.directories or read.archives:
            yield f"`{include[1]}` names parts of the project"
        else:
            found.update(dict.fromkeys(read.files))
    elif item.startswith("-"):
        option = _REMOTE_OPTION.fullmatch(item)
        if not (_PLAIN_OPTION.fullmatch(item) or (option and "://" in option[1] and not option[1].startswith("file:"))):
            yield own()
    elif "file:" in item or item.startswith((".", "/", "~")) or ("://" not in item and item.endswith(_PACKAGES)):
        yield own()
