"""The HCL that is read: what a bake file needs, and nothing that raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.discovery import hcl

EXAMPLES = [
    ('a = "x"', {"a": "x"}),
    ("a = 1\nb = -2.5\nc = true\nd = null", {"a": 1, "b": -2.5, "c": True, "d": None}),
    ("a = B", {"a": "${B}"}),
    ('a = "x-${B}"', {"a": "x-${B}"}),
    ('a = "say \\"hi\\"\\n"', {"a": 'say "hi"\n'}),
    ('a = "$${b} %%{c}"', {"a": "${b} %{c}"}),
    ('a = "${f("}")}"\nb = 1', {"a": '${f("}")}', "b": 1}),
    ('a = ["x", "y",\n "z",\n]', {"a": ["x", "y", "z"]}),
    ('a = { B = "c", "D": "e"\n F = 1 }', {"a": {"B": "c", "D": "e", "F": 1}}),
    ('target "app" {\n a = 1\n}', {"target": {"app": {"a": 1}}}),
    ('x { y "z" { a = 1 } }', {"x": {"y": {"z": {"a": 1}}}}),
    ("# a = 1\n// b = 2\n/* c = 3\n*/ d = 4 # e", {"d": 4}),
    ("a = <<EOT\n b\nEOT\nc = 1", {"a": " b\n", "c": 1}),
    ("a = <<-EOT\n\tb\n\tEOT\nc = 1", {"a": "\tb\n", "c": 1}),
    # what is worked out
    ("a = f(1, [2], { b = 3 })\nb = 1", {"a": None, "b": 1}),
    ('a = x ? "b" : "c"\nb = 1', {"a": None, "b": 1}),
    ("a = [for x in y : x]\nb = 1", {"a": [None], "b": 1}),
    ("a = (1 + 2)\nb = 1", {"a": None, "b": 1}),
    ('a = ["x", f("y")]', {"a": ["x", None]}),
    # what is broken
    ("", {}),
    ("a =\nb = 1", {"a": None, "b": 1}),
    ('a = "x\nb = 1', {"a": "x", "b": 1}),
    ("}\n}\na = 1", {"a": 1}),
    ('a "b" {\n c = 1', {"a": {"b": {"c": 1}}}),
    ("a = 1\na b { c = 1 }", {"a": 1}),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_reading(text: str, expected: object) -> None:
    assert hcl.parse(text) == expected


PIECES = st.sampled_from([*'{}[]()"=,:\n $\\', "${", "a", "b ", '"x"', "<<E\n", "E\n", "/*", "#", "1", "target "])


@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_text_raises(text: str) -> None:
    hcl.parse(text)


@pytest.mark.parametrize("piece", ["{", "[", "a = [", "a = {", 'a "b" {', "a = ((", '"${', "<<A\n", "/*", "a = "])
def test_no_text_takes_long(piece: str) -> None:
    hcl.parse(piece * 20_000)
