"""C and C++ projects whose libraries come from vcpkg or conan: what their installs read.

Sources: https://learn.microsoft.com/vcpkg/reference/vcpkg-json, https://learn.microsoft.com/vcpkg/reference/vcpkg-configuration-json,
https://docs.conan.io/2/reference/commands/install.html (vcpkg 2025.10, Conan 2.21).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dockwright.context import BuildContext, is_sent, join, parent, sends_any
from dockwright.projects.json_files import read_json
from dockwright.projects.manifests import Manifests, is_below, place

_CODE = re.compile(r"\b(?:open|load|exec|eval|glob|subprocess|listdir|import_module|python_requires|exports|Git)\b")
_COMMENT = re.compile(r"(^|\s)#.*$", re.MULTILINE)


def vcpkg_manifests(context: BuildContext, directory: str, root: str, overlays: Sequence[str]) -> Manifests | None:
    """What `vcpkg install` in manifest mode reads in a directory; None: no manifest is sent.

    `overlays` are directories of ports and triplets that the command names, as it writes them.
    """
    path = join(directory, "vcpkg.json")
    data = read_json(context, path)
    if data is None:
        return None
    files = [path]
    written = [(directory, one) for one in overlays]
    settings = join(directory, "vcpkg-configuration.json")
    if is_sent(context, settings):
        files.append(settings)
    obstacles: list[str] = []
    for holder in (read_json(context, settings), data.get("vcpkg-configuration"), data.get("configuration")):
        if not isinstance(holder, dict):
            continue
        for key in ("overlay-ports", "overlay-triplets"):
            listed = holder.get(key)
            written += [(directory, one) for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
        registries = [holder.get("default-registry"), *(holder.get("registries") or ())]
        for one in registries:
            if isinstance(one, dict) and one.get("kind") == "filesystem":
                written.append((directory, str(one.get("path", ""))))
    directories: list[str] = []
    for where, value in written:
        target = place(where, value)
        if target is None or "$" in value:
            if not value.startswith("/"):
                obstacles.append(f"`{value}` is outside of the build context")
        elif target == directory:
            obstacles.append("ports of the project lie among its sources")
        elif context.is_dir(target) and context.sends(target):
            directories.append(target)
        else:
            obstacles.append(f"`{value}` is not sent to the builder")
    obstacles += [f"`{one}` is outside of what is copied" for one in (*files, *directories) if not is_below(one, root)]
    made = join(directory, "vcpkg_installed")
    overwritten = (made,) if sends_any(context, made) else ()
    needless = None if data.get("dependencies") or data.get("features") else "vcpkg.json names no packages"
    return Manifests(tuple(files), tuple(dict.fromkeys(directories)), overwritten, (), tuple(obstacles), needless)


def conan_manifests(context: BuildContext, path: str, root: str, others: Sequence[str]) -> Manifests | None:
    """What `conan install` of a conanfile, or of the directory of one, reads; None: none is sent.

    `others` are context paths of profiles and lock files that the command names.
    """
    if context.is_dir(path) or path == "":
        names = [join(path, name) for name in ("conanfile.py", "conanfile.txt")]
        path = next((one for one in names if is_sent(context, one)), "")
    if not path or not is_sent(context, path):
        return None
    text = context.read(path) or ""
    directory = parent(path)
    files = [path]
    lock = join(directory, "conan.lock")
    files += [lock] if is_sent(context, lock) else []
    files += [one for one in others if is_sent(context, one)]
    doubts: list[str] = []
    obstacles: list[str] = []
    if path.endswith(".py") and _CODE.search(_COMMENT.sub("", text)):
        doubts.append(f"`{path}` may read other files")
    lists = join(directory, "CMakeLists.txt")
    if is_sent(context, lists):
        files.append(lists)  # conan writes presets beside it, and only where it is
    if is_sent(context, join(directory, "CMakeUserPresets.json")):
        obstacles.append("`CMakeUserPresets.json` of the context would be put over the one that conan writes")
    obstacles += [f"`{one}` is outside of what is copied" for one in files if not is_below(one, root)]
    return Manifests(tuple(dict.fromkeys(files)), (), (), tuple(doubts), tuple(obstacles))
