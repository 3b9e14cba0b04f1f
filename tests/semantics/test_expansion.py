"""Expansion of variables: BuildKit's rules, and None for what depends on an unknown value."""

from __future__ import annotations

import pytest

from dockwright.semantics.expansion import ExpansionError, expand

VARIABLES = {"file": "foo.tar.gz", "empty": "", "unknown": None, "path": "/a/b/a"}

KNOWN = [
    ("plain", "plain"),
    ("$file", "foo.tar.gz"),
    ("x${file}y", "xfoo.tar.gzy"),
    ("$missing", ""),
    ("${missing:-d}", "d"),
    ("${missing-d}", "d"),
    ("${empty:-d}", "d"),
    ("${empty-d}", ""),
    ("${file:+y}", "y"),
    ("${missing:+y}", ""),
    ("${empty:+y}", ""),
    ("${empty+y}", "y"),
    ("${file:?no}", "foo.tar.gz"),
    ("${missing:-${file}}", "foo.tar.gz"),
    ('${missing:-"a b"}', "a b"),
    ("${file#*.}", "tar.gz"),
    ("${file##*.}", "gz"),
    ("${file%.*}", "foo.tar"),
    ("${file%%.*}", "foo"),
    ("${file%.zip}", "foo.tar.gz"),
    ("${file#f?o}", ".tar.gz"),
    ("${path/a/x}", "/x/b/a"),
    ("${path//a/x}", "/x/b/x"),
    ("${path//*/x}", "x"),
    ("${file/f*./x}", "xgz"),
    (r"${path//\//-}", "-a-b-a"),
    ("${file/./[}", "foo[tar.gz"),
    ("$", "$"),
    ("a$", "a$"),
    ("$%", "$%"),
    ("$file$file", "foo.tar.gzfoo.tar.gz"),
    ("$file-x", "foo.tar.gz-x"),
    ("$file_x", ""),
    ("$1x", "x"),
    ("'$file'", "$file"),
    ('"$file"', "foo.tar.gz"),
    ('"it\'s $file"', "it's foo.tar.gz"),
    (r"\$file", "$file"),
    (r'"\$file"', "$file"),
    (r'"a\nb"', r"a\nb"),
    (r"a\ b", "a b"),
    (r"\\$file", r"\foo.tar.gz"),
    ("a\\", "a"),
]


@pytest.mark.parametrize(("text", "value"), KNOWN)
def test_known_values(text: str, value: str) -> None:
    assert expand(text, VARIABLES) == value


@pytest.mark.parametrize(
    "text",
    [
        "$unknown", "a${unknown}b", "${unknown:-d}", "${unknown:+y}", "${unknown-d}x$unknown", "${unknown%x}",
        "${missing:-$unknown}", "${file%$unknown}", "${file/$unknown/x}",
    ],
)  # fmt: skip
def test_unknown_values(text: str) -> None:
    assert expand(text, VARIABLES) is None


def test_an_unused_default_may_be_unknown() -> None:
    assert expand("${file:-$unknown}", VARIABLES) == "foo.tar.gz"
    assert expand("${missing:+$unknown}", VARIABLES) == ""


@pytest.mark.parametrize("text", ["$missing", "${missing:-d}", "${missing:+y}", "${missing#x}"])
def test_missing_names_are_unknown_where_not_all_names_are_known(text: str) -> None:
    assert expand(text, VARIABLES, complete=False) is None


@pytest.mark.parametrize(
    "text",
    ["'open", '"open', "${", "${file", "${}", "${:x}", "${{x}}", "${file:=x}", "${file!x}", "${missing:?}",
     "${missing?why}", "${file/x}", r"${file#\x}", r"${file%a\.}", r"${file//\t/x}"],
)  # fmt: skip
def test_errors(text: str) -> None:
    with pytest.raises(ExpansionError):
        expand(text, VARIABLES)


@pytest.mark.parametrize(
    ("text", "value"),
    [(r"C:\$file", r"C:\foo.tar.gz"), ("`$file", "$file"), (r"a\b", r"a\b"), ('"`$file"', "$file")],
)
def test_backtick_as_escape(text: str, value: str) -> None:
    assert expand(text, VARIABLES, escape="`") == value


def test_quotes_are_kept_in_heredoc_bodies() -> None:
    assert expand("""say "$file" and '$file'""", VARIABLES, quotes=False) == """say "foo.tar.gz" and 'foo.tar.gz'"""


TOO_MUCH = [
    ("${a:-" * 5000 + "x" + "}" * 5000, "nested too deep"),
    ("$long$long", "longer than any argument"),
    ("${long/*a*a*a*a/x}", "a search that takes too long"),
]


@pytest.mark.parametrize(("text", "why"), TOO_MUCH, ids=[why for _, why in TOO_MUCH])
def test_what_is_too_much_is_unknown(text: str, why: str) -> None:
    assert expand(text, {"long": "b" * 40000}) is None


def test_patterns_need_no_backtracking() -> None:
    variables = {"a": "a" * 200 + "b"}
    for operator in ("#", "##", "%", "%%", "/", "//"):
        text = "${a" + operator + "*a" * 30 + "c" + ("/x" if "/" in operator else "") + "}"
        assert expand(text, variables) == variables["a"]
