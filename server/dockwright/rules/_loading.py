"""Copied programs that load a shared library which a bare image lacks, for certain.

Sources: https://doc.rust-lang.org/reference/linkage.html, https://www.erlang.org/doc/apps/erts/beamasm.html (November 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.shared_libraries import CPP, INTERPRETERS, LOADED, OF_INTERPRETERS, UNWINDING
from dockwright.rules._libc import facts_of_image
from dockwright.rules._linking import compiles, linked, programs_of
from dockwright.rules._system_programs import system_program
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.syntax import Copy, Word
from dockwright.text import Span, whole_number
from dockwright.values import NamedTuple

_CPP_COMPILERS = frozenset(("g++", "c++", "clang++"))
_RELEASE = re.compile(r"(/.*)?/_build/\w+/rel/[\w-]+/?")
_OTP = re.compile(r"(?:otp|erlang)-(\d+)")
_FIRST_IN_CPP = 25
"""Since this release Erlang has parts in C++ on every machine that Alpine's images are made for."""
_FIRST_ELIXIR = (1, 14)
"""Since this version the image of Elixir, where its tag does not name another, has such an Erlang."""


class Loading(NamedTuple):
    """A program that does not start without a library."""

    name: str
    what: str  # how a message calls it
    library: str
    place: Span | None = None  # the command that made it


def loading(
    model: SemanticModel, stage: Stage, copy: Copy, context: BuildContext, kind: str
) -> Iterator[tuple[Word, Loading]]:
    """The programs that a COPY brings into a bare image of a kind without a library that they load."""
    here, origin = stage.facts, stage.origin_of(copy)
    there = origin.facts if origin is not None else facts_of_image(copy)
    if here is None or there is None or there.libc != here.libc:
        return
    for word, entry in zip(copy.sources, entries_of(model, copy, context), strict=False):
        source = "/" + entry.sources[0].lstrip("/") if entry.sources else "/"
        found = None
        if source != "/" and not any(mark in source for mark in "*?["):
            found = _of_image(model, origin, context, there, source, kind)
            if found is None and origin is not None:
                found = _release(origin, there, source, kind) or _compiled(
                    model, stage, origin, context, entry, source, kind
                )
        if found is not None:
            yield word, found


def _of_image(
    model: SemanticModel, origin: Stage | None, context: BuildContext, there: BaseImage, source: str, kind: str
) -> Loading | None:
    """A program of an official image, or of a package of its system."""
    library = INTERPRETERS.get(there.family, {}).get(source, {}).get(kind.removesuffix("-slim"))
    if library is not None and (kind != "debian-slim" or library not in OF_INTERPRETERS):
        name = source.rpartition("/")[2]
        return Loading(name, f"`{name}`", library)
    libraries = LOADED.get(kind.partition("-")[0], {})
    name = system_program(model, origin, context, there, source) or ""
    if name not in libraries or (kind == "debian-slim" and libraries[name] in OF_INTERPRETERS):
        return None
    return Loading(name, f"`{name}`", libraries[name])


def _release(origin: Stage, there: BaseImage, source: str, kind: str) -> Loading | None:
    """A release of Elixir or Erlang, which has its own Erlang with it."""
    if kind != "alpine" or there.ecosystem != "elixir" or _RELEASE.fullmatch(source) is None:
        return None
    making = next((one for each in origin.lineage for one in each.commands if one.name in ("mix", "rebar3")), None)
    tag = next((one.base.tag or "" for one in reversed(origin.lineage) if one.base is not None), "")
    otp = _OTP.search(tag)
    version = there.version[:2]
    is_new = version >= (_FIRST_IN_CPP,) if there.family.endswith("erlang") else version >= _FIRST_ELIXIR
    if making is None or not (whole_number(otp[1]) >= _FIRST_IN_CPP if otp is not None else is_new):
        return None
    return Loading("", "the Erlang of the release", CPP)


def _compiled(
    model: SemanticModel, stage: Stage, origin: Stage, context: BuildContext, entry: Entry, source: str, kind: str
) -> Loading | None:
    """What Rust or a compiler of C++ has linked dynamically."""
    if kind not in ("alpine", "distroless") or not compiles(model):
        return None
    for path in programs_of(model, stage, entry, source):
        found = linked(model, origin, context, path)
        made = found.stage.facts if found is not None else None
        if found is None or made is None or stage.facts is None or made.libc != stage.facts.libc:
            continue
        name = found.command.name
        if name == "cargo" and kind == "distroless":
            return Loading("", f"what `{name}` makes", UNWINDING, found.command.name_span)
        if name in _CPP_COMPILERS and not any("libc++" in one.value for one in found.command.arguments):
            return Loading("", f"what `{name}` makes", CPP, found.command.name_span)
    return None
