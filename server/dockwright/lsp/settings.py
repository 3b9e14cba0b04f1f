"""The user's settings in the editor: the keys of a configuration file, in the section `dockwright`, and the server's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dockwright.lsp.log import LEVELS, SETTING
from dockwright.values import NamedTuple

CONFIGURATION_FILE = "configuration"
"""The one key that a configuration file has not: the path of the file to use everywhere."""

_NEAR = 0.8  # how alike a name must be to one that is known, so that it is taken for a mistake: others are the client's


class Kind(NamedTuple):
    """What a setting of the server's own may be."""

    words: str  # as a message has it
    types: tuple[type, ...]
    values: tuple[str, ...] = ()  # all there are; empty: any of the type


_FLAG = Kind("true or false", (bool,))
_CASES = ("keep", "upper", "lower", "majority")

GROUPS: dict[str, dict[str, Kind]] = {
    "inlay-hints": dict.fromkeys(("stage-index", "expanded-image", "inherited-state", "rebuilds"), _FLAG),
    "code-lens": dict.fromkeys(("stages", "refactorings"), _FLAG),
    "diagnostics": {"typing-pause": Kind("a number of milliseconds", (int, float))},
    "format": {"keyword-case": Kind(f"one of {', '.join(_CASES)}", (str,), _CASES)},
}
"""What is of an editor alone, by groups; a whole group may be `false`."""

SINGLE = {
    SETTING: Kind(f"one of {', '.join(LEVELS)}", (str,), tuple(LEVELS)),
    CONFIGURATION_FILE: Kind("the path of a file", (str,)),
}


class Sound(NamedTuple):
    """Settings that can be followed, and what is wrong with the others, a clause each."""

    values: dict[str, Any]
    complaints: tuple[str, ...]


def settings_of(value: Any) -> dict[str, Any]:
    """The settings in a client's words: the section itself, or an object that holds it. Unset values are left out.

    `inlay-hints.rebuilds` means the same as `rebuilds` in `inlay-hints`.
    """
    for key in ("settings", "dockwright"):
        if isinstance(value, dict) and isinstance(value.get(key), dict):
            value = value[key]
    found = {name: one for name, one in value.items() if one is not None} if isinstance(value, dict) else {}
    for written in [
        name for name in found if isinstance(name, str) and name.partition(".")[0] in GROUPS and "." in name
    ]:
        group, _, name = written.partition(".")
        inner = found.get(group, {})
        if isinstance(inner, dict):
            found[group] = {**inner, name: found[written]}
        del found[written]
    return found


def sound(values: Mapping[str, Any], before: Mapping[str, Any]) -> Sound:
    """The settings, where one of the server's own is wrong with the value it had before."""
    kept = dict(values)
    complaints: list[str] = []
    for name, value in values.items():
        if name in SINGLE:
            complaint = _complaint(name, value, SINGLE[name])
        elif name in GROUPS and value is not False and not isinstance(value, dict):
            complaint = f"`{name}` must be a table, or false as a whole"
        else:
            complaint = ""
        if complaint:
            complaints.append(complaint)
            _put_back(kept, name, before)
        elif name in GROUPS and isinstance(value, dict):
            kept[name], wrong = _group(name, value, before.get(name))
            complaints += wrong
    return Sound(kept, (*complaints, *_misspelt(values)))


def _group(group: str, values: Mapping[str, Any], before: object) -> tuple[dict[str, Any], list[str]]:
    kept = {name: value for name, value in values.items() if value is not None}
    complaints = []
    for name, value in tuple(kept.items()):
        kind = GROUPS[group].get(name)
        if kind is None:
            complaint = f"unknown key `{group}.{name}`{_hint(name, GROUPS[group])}"
        else:
            complaint = _complaint(f"{group}.{name}", value, kind)
        if complaint:
            complaints.append(complaint)
            _put_back(kept, name, before if isinstance(before, dict) else {})
    return kept, complaints


def _complaint(name: str, value: object, kind: Kind) -> str:
    fits = isinstance(value, kind.types) and (bool in kind.types or not isinstance(value, bool))
    if fits and (not kind.values or value in kind.values):
        return ""
    return f"`{name}` must be {kind.words}"


def _put_back(kept: dict[str, Any], name: str, before: Mapping[str, Any]) -> None:
    if name in before:
        kept[name] = before[name]
    else:
        del kept[name]


def _misspelt(values: Mapping[str, Any]) -> Iterator[str]:
    """Names that are nearly those of a setting. Others are none of ours: of an extension, of a client."""
    from dockwright.config.keys import KEYS

    known = {*(key.name for key in KEYS), *GROUPS, *SINGLE}
    for name in values:
        if name not in known and (near := _hint(name, known)):
            yield f"unknown key `{name}`{near}"


def _hint(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name.lower().replace("_", "-"), list(known), n=1, cutoff=_NEAR)
    return f"; did you mean `{close[0]}`?" if close else ""
