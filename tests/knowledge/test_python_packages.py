"""The tables of Python packages and of small images say one thing about each name."""

from __future__ import annotations

import pytest

from dockwright.knowledge.os_packages import RUNTIME_OF_RELEASE
from dockwright.knowledge.python_packages import (
    DEVELOPMENT,
    EXTRAS,
    LIBRARIES,
    PROGRAMS,
    PURE,
    STRANGERS,
    WITH_WHEELS,
    normalised,
)
from dockwright.knowledge.slim_tags import slim_tag


def test_names_are_normalised() -> None:
    names = PURE | WITH_WHEELS | DEVELOPMENT.keys() | LIBRARIES.keys() | PROGRAMS.keys() | STRANGERS.keys()
    assert {name for name in names if normalised(name) != name} == set()
    assert normalised("Flask_SQLAlchemy") == "flask-sqlalchemy"
    assert normalised("zope...interface") == "zope-interface"


def test_what_needs_nothing_is_in_no_other_table() -> None:
    demanding = DEVELOPMENT.keys() | LIBRARIES.keys() | PROGRAMS.keys() | STRANGERS.keys()
    assert (PURE | WITH_WHEELS) & demanding == set()
    assert not PURE & WITH_WHEELS


def test_what_extras_bring_is_known() -> None:
    brought = {name for names in EXTRAS.values() for name in names}
    assert brought - PURE - WITH_WHEELS == {"psycopg-c"}


@pytest.mark.parametrize("release", ["bookworm", "trixie"])
def test_the_libraries_are_known(release: str) -> None:
    wanted = {library for libraries in DEVELOPMENT.values() for library in libraries}
    assert wanted - RUNTIME_OF_RELEASE[release].keys() == set()


@pytest.mark.parametrize(
    ("family", "tag", "written", "small"),
    [
        ("python", "3.13", None, "3.13-slim"),
        ("python", "3.13.1-bookworm", None, "3.13.1-slim-bookworm"),
        ("node", "20-bookworm", None, "20-bookworm-slim"),
        ("node", "lts", None, "lts-slim"),
        ("ruby", "3.3", None, "3.3-slim"),
        ("python", None, None, "slim"),
        ("python", "latest", "latest", "slim"),
        ("python", "3.12", "${V}", "${V}-slim"),
        ("python", "3.12-trixie", "$V-trixie", "$V-slim-trixie"),
        ("python", "latest", "$TAG", None),
        ("python", "3.12", "3.${V}", None),
        ("python", "3.12-trixie", "$TAG", None),
        ("python", "3.13-slim", None, None),
        ("python", "3.13-alpine", None, None),
        ("python", "3.4-wheezy", None, None),
        ("python", "3.15-rc", None, None),
        ("node", "8-onbuild", None, None),
        ("golang", "1.24", None, None),
    ],
)
def test_the_tag_of_the_small_image(family: str, tag: str | None, written: str | None, small: str | None) -> None:
    assert slim_tag(family, tag, written) == small
