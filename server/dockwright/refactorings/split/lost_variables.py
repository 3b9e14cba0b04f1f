"""Variables that the old image has and the new one lacks: where the sources name one, what they do without it is not known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from dockwright.context import read_as
from dockwright.knowledge.base_images import facts
from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.refactorings.split.variables import stays_above
from dockwright.semantics.images import ImageName
from dockwright.syntax import Env

_NAME = re.compile(r"(?<!\w)(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|npm_config_\w+)(?!\w)")
_READ = re.compile(r"[\"'`$]\{?([A-Za-z]\w+)")
_COMPILED_IN = re.compile(r"(?<!\w)(?:option_)?env!\s*\(\s*\"\w+")
"""Rust takes the value when it compiles."""

_LISTED = re.compile(
    r"os\.Environ\(|\benv::vars(?:_os)?\(|\bSystem\.getenv\(\s*\)|\bextern\s+char\s*\*\*\s*environ\b"
    r"|\b(?:keys|entries)\(\s*process\.env\s*\)|\bin\s+process\.env\b|\bos\.environ\b(?!\s*(?:\[|\.(?:get|setdefault|pop)\b))"
)
"""All variables are gone through: those that begin with a word of the file may be meant."""

_HANDED_ON = re.compile(
    r"\bEnv\s*[:=]\s*(?:append\(\s*)?os\.Environ\(\s*\)|\.envs\(\s*(?:std::)?env::vars(?:_os)?\(\s*\)"
)
"""They are all given to a program that is started."""

_BEGINNING = re.compile(r"[\"'`]([A-Z][A-Z0-9_]+)")
_ANY = "*"
"""Among the words of a file: it goes through all variables."""

_EACH = "each"
"""Among the words of a file: it goes through all variables, and says nothing by which it would pick some."""

_BARE = frozenset({"node", "python"})
"""Ecosystems whose programs name variables without quotes: `process.env.NODE_VERSION`, fields of settings."""

_SETTINGS = ("*.properties", "*.yml", "*.yaml")
_ASIDE = re.compile(
    r"(?:\A|/)(?:\.\w[^/]*|tests?|spec|__tests__|testdata|vendor|node_modules|third_party)/|_test\.go\Z"
)
"""What does not run in the container, or belongs to others."""


def tell_of_variables(subject: Subject, draft: Draft) -> None:
    """Say which of the variables that get lost the sources name."""
    names = _lost(subject, draft) if subject.context.is_known else frozenset()
    if not names:
        return
    found = next(
        ((name, path, said) for path, said in _sources(subject) for name in sorted(names) if _means(said, name)), None
    )
    if found is not None:
        name, path, said = found
        does = "goes through all variables" if _EACH in said else "names it"
        draft.note(f"`{name}` is not set in the new image as it was in the old one, and `{path}` {does}")


def _means(said: frozenset[str], name: str) -> bool:
    """Whether a file that says this may read a variable."""
    return name in said or _EACH in said or (_ANY in said and any(name.startswith(word) for word in said))


def _lost(subject: Subject, draft: Draft) -> frozenset[str]:
    """The names of variables that are set in the old image, and not in the new one."""
    if subject.build.only_variables is not None:
        return frozenset()
    above = [pair for one in subject.before if isinstance(one, Env) for pair in one.pairs]
    kept = {pair.key.value for pair in above if not stays_above(subject, pair)}
    kept |= {pair.key.value for one in subject.behind if isinstance(one, Env) for pair in one.pairs}
    image = ImageName.parse(subject.base.image)
    new = facts(image.family, image.tag) if image is not None else None
    there = {"PATH", "HOME", *kept, *(new.env if new is not None else ())}
    was = {*subject.facts.env, *(pair.key.value for pair in above)}
    return frozenset(one for one in was - there if not any(f"ENV {one}=" in piece.text for piece in draft.pieces))


def _sources(subject: Subject) -> Iterator[tuple[str, frozenset[str]]]:
    """The sources of the program, each with the variables that it may read."""
    ecosystem = subject.build.ecosystem
    patterns = (*ECOSYSTEMS[ecosystem].sources, *(_SETTINGS if ecosystem == "java" else ()))
    reader = _words if ecosystem in _BARE else _read
    for path in subject.context.sent_files(""):
        name = path.rpartition("/")[2]
        if any(fnmatchcase(name, one) for one in patterns) and not _ASIDE.search(path):
            yield path, read_as(subject.context, path, reader) or frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(_NAME.findall(text)) | _beginnings(text)


def _read(text: str) -> frozenset[str]:
    if not any(mark in text for mark in ("env", "Env", "ENV", "$")):
        return frozenset()
    return frozenset(_READ.findall(_COMPILED_IN.sub("", text))) | _beginnings(text)


def _beginnings(text: str) -> frozenset[str]:
    """The words by which a text may pick variables out of all."""
    if "env" not in text.lower() or not _LISTED.search(_HANDED_ON.sub("", text)):
        return frozenset()
    words = _BEGINNING.findall(text)
    return frozenset((_ANY, *words)) if words else frozenset((_EACH,))
