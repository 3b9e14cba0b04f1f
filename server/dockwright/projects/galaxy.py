"""Collections and roles of Ansible: what `ansible-galaxy install -r` reads.

Source: https://docs.ansible.com/ansible/latest/galaxy/user_guide.html (ansible-core 2.19). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, is_sent, join, sends_any
from dockwright.projects.manifests import Manifests, outside, place, sent_files

_COMMENT = re.compile(r"(^|\s)#.*$", re.MULTILINE)
_SOURCE = re.compile(
    r"^[ \t]*-?[ \t]*(?:src|source|name|include):[ \t]*[\"']?([^\s\"']+)|^[ \t]*-[ \t]+[\"']?([^\s\"':]+)[\"']?[ \t]*$",
    re.MULTILINE,
)
_PLACES = re.compile(r"^(?:roles|collections)_paths?[ \t]*=[ \t]*(.+)$", re.MULTILINE)
_LOCAL_TYPE = re.compile(r"\btype:[ \t]*(?:dir|subdirs|file)\b")


def manifests(context: BuildContext, directory: str, root: str, *, requirements: str) -> Manifests | None:
    """What is read where an install runs; None: there is no such list."""
    path = place(directory, requirements)
    if path is None or not is_sent(context, path):
        return None
    files = (path, *sent_files(context, directory, ("ansible.cfg",)))
    text = _COMMENT.sub("", context.read(path) or "")
    sources = ["".join(match) for match in _SOURCE.findall(text)]
    obstacles = [f"`{one}` is a part of the project" for one in sources if _is_local(context, directory, one)]
    if _LOCAL_TYPE.search(text):
        obstacles.append(f"`{path}` names collections of the project")
    needless = None if sources else f"`{path}` names nothing"
    settings = _COMMENT.sub("", context.read(files[1]) or "") if len(files) > 1 else ""
    places = [one for match in _PLACES.findall(settings) for one in match.split(":")]
    inside = [target for one in places if (target := place(directory, one.strip())) and sends_any(context, target)]
    return Manifests(files, (), tuple(inside), (), (*obstacles, *outside(files, root)), needless)


def _is_local(context: BuildContext, directory: str, source: str) -> bool:
    target = place(directory, source)
    return "://" not in source and (target is None or context.is_file(target) or context.is_dir(join("", target)))
