"""String literals of Rust sources: what is one, and which of them only the compiler reads."""

from __future__ import annotations

import pytest

from dockwright.projects.rust_source import is_build_variable, is_compiled_in, literals, names_file_of_build

# A source and the values of its literals.
VALUES = [
    ('open("a.txt")', ["a.txt"]),
    (r'"a\"b\\" "c"', ['a"b\\', "c"]),
    (r'"\u{41}\x42\n"', ["AB\n"]),
    ('"one \\\n     line"', ["one line"]),
    ('r"raw\\" r#"with "quotes""# br##"b"#"##', ["raw\\", 'with "quotes"', 'b"#']),
    ('b"bytes" c"c"', ["bytes", "c"]),
    ('// "no"\n"yes" // "no"', ["yes"]),
    ('/* "no" /* "no" */ "no" */ "yes"', ["yes"]),
    ("let c = '\"'; let s: &'a str = \"x\";", ["x"]),
    ("'\\'' \"x\" '\\u{22}' \"y\"", ["x", "y"]),
    ('"never closed', []),
    ('/* never closed "x"', []),
    ('r#"never closed"', []),
    ("", []),
]


@pytest.mark.parametrize(("text", "values"), VALUES, ids=[one[0][:20] for one in VALUES])
def test_values(text: str, values: list[str]) -> None:
    found = list(literals(text))
    assert [one.value for one in found] == values
    assert all(text[one.start : one.end].endswith(('"', "#")) for one in found)


# A source with one literal that counts, and whether only the compiler reads what it names.
COMPILED = [
    ('include_str!("a")', True),
    ('include_bytes!( "a" )', True),
    ('include_str![concat!(env!("CARGO_MANIFEST_DIR"), "/a")]', True),
    ('sqlx::migrate!("./migrations")', True),
    ('#[template(path = "a.html")]', True),
    ('#[path = "a.rs"]', True),
    ('include_str!("b"), open("a")', False),
    ('#[folder = "static/"]', False),
    ('#[tokio::main] fn main() { open("a")', False),
    ('my_include_str!("a")', False),
]


@pytest.mark.parametrize(("text", "expected"), COMPILED, ids=[one[0] for one in COMPILED])
def test_compiled_in(text: str, expected: bool) -> None:
    assert is_compiled_in(list(literals(text))[-1]) is expected


def test_variables_of_the_build() -> None:
    inside = 'include!(concat!(env!("OUT_DIR"), "/x.rs"));'
    outside = 'const ROOT: &str = env!("CARGO_MANIFEST_DIR");'
    for text, names_file in ((inside, True), (outside, False)):
        first = next(literals(text))
        assert is_build_variable(first)
        assert names_file_of_build(first, text) is names_file
    assert not is_build_variable(next(literals('env::var("HOME")')))


def test_a_very_long_source() -> None:
    text = "/*" * 20_000 + '"' + "\\" * 20_001 + "'" * 20_000 + 'r#"' * 20_000
    assert list(literals(text)) == []
    assert len(list(literals('"x"' * 20_000))) == 20_000
