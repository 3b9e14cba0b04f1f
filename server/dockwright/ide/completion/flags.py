"""Flags of instructions and their values, the keys and values of mounts among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.ide.completion.images import images
from dockwright.ide.completion.item import Completion
from dockwright.ide.completion.paths import context_paths, source_paths, stage_paths
from dockwright.ide.completion.stages import stages
from dockwright.ide.completion.users import users
from dockwright.ide.cursor import Cursor
from dockwright.ide.topics import keys_of
from dockwright.knowledge.ecosystems import CACHE_MOUNTS
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.syntax.flags import FLAGS, MOUNT_TYPES, known_flag, mount_key

PLATFORMS = (
    "linux/amd64",
    "linux/arm64",
    "linux/arm/v7",
    "linux/riscv64",
    "linux/ppc64le",
    "linux/s390x",
    "windows/amd64",
)
_PLATFORM_VARIABLES = ("$BUILDPLATFORM", "$TARGETPLATFORM")
_MODES = {
    "755": "rwxr-xr-x: programs",
    "644": "rw-r--r--: files",
    "700": "rwx------",
    "600": "rw-------",
    "u=rwX,go=rX": "programs stay programs",
}
_DURATIONS = ("5s", "10s", "30s", "1m", "5m")
_VALUE = r"[^\s,]*"


def flags(cursor: Cursor) -> Iterator[Completion]:
    """The flags that the instruction does not have yet."""
    typed = cursor.word
    span = cursor.replacing(typed, r"[\w-]*")
    if span is None or "=" in typed or not "--".startswith(typed[:2]):
        return
    present = {word[2:].partition("=")[0] for word in cursor.words} | _behind(cursor)
    has_value = cursor.text.startswith("=", span.end)
    for kind in FLAGS.get(cursor.keyword, ()):
        if kind.name in present and not kind.repeats:
            continue
        takes_value = not kind.is_boolean and not has_value
        text = f"--{kind.name}=" if takes_value else f"--{kind.name}"
        yield Completion(
            f"--{kind.name}", "flag", span, text, kind.doc, ("flag", cursor.keyword, kind.name), retriggers=takes_value
        )


def _behind(cursor: Cursor) -> set[str]:
    """The names of the flags that stand behind the cursor."""
    if cursor.instruction is None:
        return set()
    end = cursor.instruction.span.end
    behind = re.sub(r"[\\`][ \t]*\r?\n", " ", cursor.text[cursor.offset : end])
    flags = re.match(r"[\w-]*((?:\s+--[\w-]+(?:=\S*)?)*)", behind)
    return {word[2:].partition("=")[0] for word in flags[1].split()} if flags is not None else set()


def flag_values(cursor: Cursor) -> Iterator[Completion]:
    """What may stand behind the `=` of the flag at the cursor."""
    name, _, typed = cursor.word[2:].partition("=")
    kind = known_flag(cursor.keyword, name)
    if kind is None:
        return
    typed = typed.lstrip("\"'")
    if kind.value == "mount":
        yield from mount_fields(cursor, typed)
    elif kind.choices or kind.is_boolean:
        yield from _choices(cursor, typed, kind.choices or ("true", "false"))
    elif kind.value == "duration":
        yield from _choices(cursor, typed, _DURATIONS)
    elif kind.value == "integer":
        yield from _choices(cursor, typed, ("3", "5", "10"))
    elif name == "platform":
        yield from _choices(cursor, typed, (*_PLATFORM_VARIABLES, *PLATFORMS))
    elif name == "from":
        yield from stages(cursor, typed)
        yield from images(cursor, typed)
    elif name == "chown":
        yield from users(cursor, typed)
    elif name == "chmod":
        yield from _table(cursor, typed, _MODES)
    elif name == "checksum":
        yield from _choices(cursor, typed, ("sha256:",))
    elif name == "exclude":
        yield from context_paths(cursor, typed)


def mount_fields(cursor: Cursor, value: str) -> Iterator[Completion]:
    """A key of `--mount`, or the value of one."""
    *fields, typed = value.split(",")
    present = {}
    for field in fields:
        name, _, content = field.partition("=")
        key = mount_key(name)
        present[key.name if key is not None else name] = content
    name, equals, content = typed.partition("=")
    if equals:
        yield from _mount_values(cursor, name, content, present)
    else:
        yield from _mount_keys(cursor, typed, present)


def _mount_keys(cursor: Cursor, typed: str, present: dict[str, str]) -> Iterator[Completion]:
    span = cursor.replacing(typed, r"[\w-]*")
    if span is None:
        return
    has_value = cursor.text.startswith("=", span.end)
    for key in keys_of(present.get("type", "bind") if present else ""):
        if key.name in present:
            continue
        takes_value = key.value != "boolean" and not has_value
        text = f"{key.name}=" if takes_value else key.name
        yield Completion(key.name, "property", span, text, key.doc, ("mount-key", key.name), retriggers=takes_value)


def _mount_values(cursor: Cursor, name: str, typed: str, present: dict[str, str]) -> Iterator[Completion]:
    key = mount_key(name)
    if key is None:
        return
    kind = present.get("type", "bind")
    if key.name == "type":
        yield from _table(cursor, typed, MOUNT_TYPES, "mount-type")
    elif key.choices or key.value == "boolean":
        yield from _choices(cursor, typed, key.choices or ("true", "false"))
    elif key.name == "from":
        yield from stages(cursor, typed)
        yield from images(cursor, typed)
    elif key.name == "source" and kind == "bind":
        yield from source_paths(cursor, typed, present.get("from"))
    elif key.name == "target" and kind == "cache":
        yield from _cache_targets(cursor, typed)
    elif key.name == "target":
        yield from stage_paths(cursor, typed, cursor.stage)
    elif key.value == "octal":
        yield from _table(cursor, typed, {"0700": "rwx------", "0755": "rwxr-xr-x", "0400": "r--------"})
    elif key.value == "size":
        yield from _choices(cursor, typed, ("64m", "256m", "1g"))


def _cache_targets(cursor: Cursor, typed: str) -> Iterator[Completion]:
    """Where tools keep their downloads; those that the base image has come first."""
    span = cursor.replacing(typed, _VALUE)
    if span is None:
        return
    facts = cursor.stage.facts if cursor.stage is not None else None
    near = (facts.package_manager, *sorted(facts.programs)) if facts is not None else ()
    for tool, mounts in sorted(CACHE_MOUNTS.items(), key=lambda one: one[0] not in near):
        for mount in mounts:
            detail = f"{tool}, needs sharing={mount.sharing}" if mount.sharing else tool
            topic = ("program", tool) if tool in MANAGERS else ()
            yield Completion(mount.target, "folder", span, mount.target, detail, topic)


def _choices(cursor: Cursor, typed: str, values: tuple[str, ...]) -> Iterator[Completion]:
    return _table(cursor, typed, dict.fromkeys(values, ""))


def _table(cursor: Cursor, typed: str, values: dict[str, str], topic: str = "") -> Iterator[Completion]:
    span = cursor.replacing(typed, _VALUE)
    if span is None:
        return
    for value, meaning in values.items():
        yield Completion(value, "value", span, value, meaning, (topic, value) if topic else ())
