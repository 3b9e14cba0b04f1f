"""What is wrong with the flags of an instruction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dockwright.syntax.flags import EXPANDED, FLAGS, MOUNT_KEYS, MOUNT_TYPES, FlagKind, MountKey, known_flag, mount_key
from dockwright.syntax.instructions import Healthcheck, HealthcheckCommand, Instruction
from dockwright.syntax.nodes import Flag, Option, Problem, Word
from dockwright.syntax.suggest import nearest
from dockwright.syntax.values import count_fault, duration_fault, mode_fault, platform_fault
from dockwright.syntax.words import word_error
from dockwright.text import Span

Problems = Iterator[Problem]

_UNREAD = frozenset(("ARG", "STOPSIGNAL"))  # BuildKit does not look at their flags
_FAULTS: dict[str, Callable[[str], str | None]] = {
    "chmod": mode_fault,
    "platform": platform_fault,
    "interval": duration_fault,
    "timeout": duration_fault,
    "start-period": duration_fault,
    "start-interval": duration_fault,
    "retries": count_fault,
}


def flag_problems(instruction: Instruction) -> Problems:
    """The problems of all flags."""
    keyword = instruction.keyword
    if keyword in _UNREAD or isinstance(instruction, HealthcheckCommand):
        return
    if isinstance(instruction, Healthcheck) and instruction.type and instruction.type.raw.upper() == "NONE":
        return
    seen: set[str] = set()
    for flag in instruction.flags:
        kind = known_flag(keyword, flag.name)
        if kind is None:
            names = [one.name for one in FLAGS.get(keyword, ())]
            message = f"`{keyword}` has no flag `--{flag.name}`"
            yield Problem("unknown-flag", message, flag.name_span, nearest(flag.name, names))
            continue
        if flag.name in seen and not kind.repeats:
            yield Problem("duplicate-flag", f"`--{flag.name}` is given twice", flag.span, "")
        seen.add(flag.name)
        yield from _value_problems(instruction, flag, kind)


def _value_problems(instruction: Instruction, flag: Flag, kind: FlagKind) -> Problems:
    value = flag.value
    if kind.is_boolean:
        yield from _boolean_problems(flag)
    elif value is None or (kind.value in ("mount", "device") and not value.value):
        yield Problem("missing-flag-value", f"`--{flag.name}` needs a value", flag.span)
    elif kind.value == "mount":
        yield from mount_problems(flag)
    elif kind.choices:
        if value.is_literal and value.value not in kind.choices:
            message = f"`{value.value}` is no value of `--{flag.name}`, they are {_listed(kind.choices)}"
            yield Problem("invalid-flag-value", message, _shown(flag), nearest(value.value, kind.choices))
    elif flag.name == "from" and "$" in value.value[:-1]:
        message = "`--from` takes no variables, name a stage that is `FROM` it"
        yield Problem("variable-in-from", message, value.span)
    elif kind.value == "device":
        yield from _device_problems(value)
    else:
        yield from _text_problems(instruction, flag, value)


def _device_problems(value: Word) -> Problems:
    """Of a `--device`: the first field that is no `required` names the device, and nothing may name another."""
    is_named = False
    for field in value.value.split(","):
        key, equals, content = field.partition("=")
        if key.lower() != "required":
            if is_named:
                yield Problem("invalid-flag-value", f"`{field}` is neither the device nor `required`", value.span)
            is_named = True
        elif equals and content not in _BOOLEANS:
            yield Problem("invalid-flag-value", f"`{content}` is neither `true` nor `false`", value.span)


def _boolean_problems(flag: Flag) -> Problems:
    if flag.value is None or flag.value.value.lower() in ("true", "false"):
        return
    if not flag.value.value:
        yield Problem("missing-flag-value", f"`--{flag.name}=` needs a value", flag.span, f"--{flag.name}")
        return
    value = flag.value.value
    suggestion = _BOOLEAN_WORDS.get(value.lower()) or nearest(value, ("true", "false"))
    yield Problem("invalid-flag-value", f"`{value}` is neither `true` nor `false`", flag.value.span, suggestion)


_BOOLEAN_WORDS = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}


def _text_problems(instruction: Instruction, flag: Flag, value: Word) -> Problems:
    error = word_error(value.value, instruction.escape) if instruction.keyword in EXPANDED else None
    if error is not None:
        yield Problem(error.code, error.message, value.span)
        return
    check = _FAULTS.get(flag.name)
    fault = check(value.value) if check is not None and value.value and value.is_literal else None
    if fault is not None:
        suggestion = f"{value.value}s" if fault.endswith("it needs a unit") else None
        yield Problem("invalid-flag-value", f"`{value.value}` {fault}", value.span, suggestion)


def mount_problems(flag: Flag) -> Problems:
    """The problems of a `--mount`; a type counts from where it stands, before that the mount is a `bind`."""
    kind: str | None = "bind"  # None: not known
    for option in flag.options:
        key = mount_key(option.key)
        if key is None:
            kind = None
            message = f"`{option.key}` is no key of `--mount`"
            yield Problem("unknown-mount-key", message, option.key_span, nearest(option.key, _MOUNT_KEY_NAMES))
            continue
        yield from _option_problems(option, key)
        if key.name == "type":
            kind = _mount_type(option)
        elif key.name in _KEYS_OF_ONE_TYPE and kind is not None and kind not in key.types:
            yield _misplaced(option, key, kind)
    if kind is not None:
        yield from _combination_problems(flag, kind)
    yield from _missing_options(flag)


def _missing_options(flag: Flag) -> Problems:
    """A comma with nothing on one of its sides."""
    value = flag.value.raw if flag.value is not None else ""
    place = 0 if value.startswith(",") else value.find(",,")
    if place < 0 and value.endswith(","):
        place = len(value) - 1
    if place >= 0 and flag.value is not None and len(value) == flag.value.span.end - flag.value.span.start:
        start = flag.value.span.start + place
        yield Problem("invalid-mount-value", "an option is missing at the comma", Span(start, start + 1), "")


_MOUNT_KEY_NAMES = tuple(name for key in MOUNT_KEYS for name in (key.name, *key.aliases))
_FROM = next(key for key in MOUNT_KEYS if key.name == "from")
_KEYS_OF_ONE_TYPE = frozenset(("required", "size"))  # refused as soon as they are read
_OWNER_KEYS = ("mode", "uid", "gid")
_BARE_KEYS = frozenset(("readonly", "readwrite", "required"))
_BOOLEANS = frozenset(("1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"))
_PATTERNS = {
    "octal": (re.compile("[0-7]+"), "is no octal number"),
    "integer": (re.compile("[0-9]+"), "is no number"),
    "size": (re.compile(r"[0-9]+(?:\.[0-9]+)* ?[kKmMgGtTpP]?[iI]?[bB]?"), "is no size such as `512m`"),
    "boolean": (re.compile("|".join(_BOOLEANS)), "is neither `true` nor `false`"),
}


def _mount_type(option: Option) -> str | None:
    kind = (option.value or "").lower()
    return kind if kind in MOUNT_TYPES else None


def _option_problems(option: Option, key: MountKey) -> Problems:
    value, span = option.value, option.value_span
    if value is None or span is None:
        if key.name not in _BARE_KEYS:
            yield Problem("invalid-mount-value", f"`{option.key}` needs a value", option.span)
        return
    if key.name == "from" and "$" in value[:-1]:
        message = "`from` of a mount takes no variables, name a stage that is `FROM` it"
        yield Problem("variable-in-from", message, span)
        return
    if "$" in value:
        return
    where = span if value else option.span
    if key.choices:
        if value.lower() not in key.choices:
            fault = (
                f"`{value}` is no `{option.key}` of a mount, they are" if value else f"`{option.key}` needs a value of"
            )
            message = f"{fault} {_listed(key.choices)}"
            yield Problem("invalid-mount-value", message, where, nearest(value, key.choices))
        return
    pattern, fault = _PATTERNS.get(key.value, (None, ""))
    if pattern is not None and pattern.fullmatch(value) is None:
        yield Problem("invalid-mount-value", f"`{value}` {fault}", where)
    elif key.name == "target" and value == "/":
        yield Problem("invalid-mount-value", "a mount cannot take the place of `/`", where)


def _combination_problems(flag: Flag, kind: str) -> Problems:
    """Keys that do not go together with the type, or with each other."""
    given = {key.name: option for option in flag.options if (key := mount_key(option.key)) is not None}
    for key in MOUNT_KEYS:
        option = given.get(key.name)
        if option is None or kind in key.types or key.name not in (*_OWNER_KEYS, "sharing"):
            continue
        yield _misplaced(option, key, kind)
    if kind != "secret":
        return
    if "from" in given:
        yield _misplaced(given["from"], _FROM, kind)
    if not any(given[name].value for name in ("source", "target", "id") if name in given):
        yield Problem("invalid-mount", "a secret mount needs an `id`, a `source` or a `target`", flag.span)
    elif "source" in given and "id" in given and given["source"].value and given["id"].value:
        message = "a secret mount takes either `id` or `source`"
        yield Problem("invalid-mount", message, given["source"].span)


def _misplaced(option: Option, key: MountKey, kind: str) -> Problem:
    message = f"a `{kind}` mount takes no `{option.key}`, it is for {_listed(key.types)}"
    return Problem("invalid-mount", message, option.span)


def _shown(flag: Flag) -> Span:
    """The value, or the whole flag where the value is empty."""
    return flag.value.span if flag.value is not None and flag.value.value else flag.span


def _listed(names: tuple[str, ...]) -> str:
    """`a`, `b` and `c`."""
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
