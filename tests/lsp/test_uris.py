"""Uris: one file, whatever the spelling."""

from __future__ import annotations

import sys

import pytest

from dockwright.lsp.uris import identity, of_path, to_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths with slashes")


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///work/Dockerfile", "/work/Dockerfile"),
        ("file:///with%20space/%C3%A9", "/with space/é"),
        ("file:///100%25/%23/%3F", "/100%/#/?"),
        ("file:///a;b", "/a;b"),
        ("file:///bytes/%FF", "/bytes/\udcff"),
        ("file:///c%3A/x", "c:/x"),
        ("file:///C:/x", "c:/x"),
        ("file://localhost/x", "/x"),
        ("file://wsl%24/Ubuntu/x", "//wsl$/Ubuntu/x"),
        ("FILE:///x", "/x"),
    ],
)
def test_paths(uri: str, path: str) -> None:
    assert to_path(uri) == path
    assert to_path(of_path(path)) == path


def test_a_character_that_no_path_has() -> None:
    assert to_path("file:///a%00b") is None


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/x?ref", "", "http://[", "no uri at all"])
def test_what_is_no_file(uri: str) -> None:
    assert to_path(uri) is None
    assert identity(uri) == uri


def test_spellings_of_one_uri() -> None:
    assert identity("file:///c%3A/x") == identity("file:///C:/x")
    assert identity("untitled:%20") == identity("untitled: ")
