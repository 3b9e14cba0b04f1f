"""What the lines of a `.dockerignore` keep from the builder, and what they do not."""

from __future__ import annotations

import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.ignore import IgnoreFile, Pattern, PatternError

# The lines of the file, joined by " | "; a path; whether it is ignored.
SEMANTICS = [
    # A name means the entry at the root, and everything below it.
    ("node_modules", "node_modules", True),
    ("node_modules", "node_modules/left-pad/index.js", True),
    ("node_modules", "web/node_modules", False),
    ("node_modules", "node_modules2", False),
    ("docs/api", "docs/api/index.md", True),
    ("docs/api", "docs/guide.md", False),
    ("Docs", "docs", False),  # case counts
    (".git", ".gitignore", False),
    # Slashes at the ends say nothing: neither "from the root" nor "directories only".
    ("/build", "build/out.o", True),
    ("build/", "build", True),
    ("//build//", "build", True),
    ("/", "build", False),
    (".", "build", False),
    ("./build", "build", True),
    ("src/../build", "build", True),
    ("src/./gen//x", "src/gen/x", True),
    ("../build", "build", False),
    ("*/..", "build", False),
    # `*` and `?` stay within one name, and take a leading dot.
    ("*.log", "error.log", True),
    ("*.log", "logs/error.log", False),
    ("*.log", ".log", True),
    ("*/temp*", "src/temporary.txt", True),
    ("*/temp*", "src/sub/temporary.txt", False),
    ("*/*/temp*", "src/sub/temp", True),
    ("temp?", "tempa", True),
    ("temp?", "temp", False),
    ("a?b", "a/b", False),
    ("*", "src/main.go", True),
    ("*", ".env", True),
    # `**` is any number of directories, also none.
    ("**/*.go", "main.go", True),
    ("**/*.go", "cmd/server/main.go", True),
    ("**/*.go", "main.go.txt", False),
    ("**/node_modules", "web/node_modules/x", True),
    ("**/node_modules", "node_modules", True),
    ("**/node_modules", "my_node_modules", False),
    ("src/**/test", "src/test", True),
    ("src/**/test", "src/a/b/test", True),
    ("src/**/test", "src/atest", False),
    ("src/**", "src/a/b", True),
    ("src/**", "src", False),  # all that is in it, not the directory itself
    ("**", "anything/at/all", True),
    ("**/", "anything/at/all", True),
    ("**/build/**", "a/build/x", True),
    ("**/build/**", "a/build", False),
    ("**.log", "a/error.log", True),  # without the slash, any end of a path
    ("**log", "a/catalog", True),
    ("src**", "src-old/x", True),
    ("a**b", "a/x/b", True),
    ("a**b", "axb", False),
    ("***", "a/b", True),
    # Classes and escapes.
    ("[abc].txt", "b.txt", True),
    ("[a-c].txt", "d.txt", False),
    ("[^a-c].txt", "d.txt", True),
    ("[!a].txt", "!.txt", True),  # only `^` negates
    ("[!a].txt", "b.txt", False),
    (r"[\]x].txt", "].txt", True),
    (r"\*.txt", "*.txt", True),
    (r"\*.txt", "a.txt", False),
    (r"\!important", "!important", True),
    (r"\#notes", "#notes", True),
    ("a.b", "axb", False),
    ("c++*(1){2}", "c++9(1){2}", True),
    # `!` takes back; the last line that matches decides.
    ("*.md | !README.md", "README.md", False),
    ("*.md | !README.md", "CHANGES.md", True),
    ("*.md | !README*.md | README-secret.md", "README-secret.md", True),
    ("*.md | README-secret.md | !README*.md", "README-secret.md", False),
    ("!README.md | *.md", "README.md", True),
    ("* | !src", "src/main.go", False),
    ("* | !src/**/*.go", "src/a/main.go", False),
    ("* | !src/**/*.go", "src/a/main.txt", True),
    ("* | !*/", "src", False),
    ("node_modules | !node_modules/keep", "node_modules/keep/x", False),
    ("* | !/web/package.json", "web/package.json", False),
    ("* | ! web", "web", False),
    ("* | !!web", "web", True),  # the exception is a file named `!web`
    ("* | !!web", "!web", False),
    ("foo/bar | !foo", "foo/bar", True),  # an exception that had nothing to take back in `foo` is not handed down
    ("src | !src/keep | src/keep/not", "src/keep/not/x", True),
    # Lines.
    ("# node_modules", "node_modules", False),
    (" # x", "# x", True),  # a comment starts in the first column
    ("  build  ", "build", True),
    ("", "build", False),
    (" |   | build", "build", True),
    ("build\r", "build", True),
    ("\ufeffbuild", "build", True),
    ("\ufeff# build", "build", False),
    ("füü*", "füübar", True),
]


@pytest.mark.parametrize(("lines", "path", "ignored"), SEMANTICS)
def test_a_path_is_ignored(lines: str, path: str, ignored: bool) -> None:
    assert IgnoreFile(lines.replace(" | ", "\n")).ignores(path) is ignored


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a[", "the class `[...]` is malformed"),
        ("a[]", "the class `[...]` is malformed"),
        ("a[]b]", "the class `[...]` is malformed"),
        ("a[b-]", "the class `[...]` is malformed"),
        ("a[z-a]", "the range `z-a` runs backwards"),
        ("a\\", "a backslash ends the pattern"),
        ("build\\qt", "`\\q` is no escape"),
        ("!", "`!` stands alone"),
    ],
)
def test_a_line_that_stops_the_build_is_told_and_left_out(line: str, message: str) -> None:
    file = IgnoreFile(f"# first\n{line}\nbuild")

    assert [(invalid.line, invalid.text, invalid.message) for invalid in file.invalid] == [(1, line, message)]
    assert file.ignores("build")


@pytest.mark.parametrize(
    ("lines", "directory", "all_of_it"),
    [
        ("dist", "dist", True),
        ("dist", "src", False),
        ("*.md | !README.md", "docs.md", True),
        ("* | !src/main.go", "src", False),
        ("* | !src/main.go", "srcs", True),
        ("* | !src/*", "src", False),
        ("* | !**/*.go", "dist", False),  # an exception that may mean anything
        ("dist | !dist", "dist", False),
    ],
)
def test_a_directory_of_which_nothing_is_sent_need_not_be_entered(lines: str, directory: str, all_of_it: bool) -> None:
    assert IgnoreFile(lines.replace(" | ", "\n")).ignores_all(directory) is all_of_it


def test_the_root_is_never_ignored() -> None:
    assert not IgnoreFile("**\n*\n.").ignores("")


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*a*b*c*d*", "xaxbxcxdx", True),
        ("*a*b*c*d", "xaxbxcxdx", False),
        ("**/a/**/b/**/*.c/**/d", "a/x/b/y.c/d", True),
        ("**/a/**/b/**/*.c/**/d", "a/x/b/y.c/xd", False),
        ("**/a*/**/b*/**/c", "aa/x/y/bb/c", True),
        ("*/*/*/*", "a/b/c/d", True),
        ("*/*/*/*", "a/b/c", False),
        ("**a**b**c**", "a/b/c", True),
        ("x/*?*?*?[ab]*", "x/1234b", True),
    ],
)
def test_a_pattern_with_many_wildcards_means_the_same(pattern: str, path: str, matches: bool) -> None:
    assert Pattern(pattern).matches(path) is matches


def test_no_pattern_takes_long() -> None:
    started = time.process_time()
    assert not Pattern("*a" * 50 + "b").matches("a" * 250)
    assert not Pattern("**/a/" * 30 + "b").matches("a/" * 100)
    assert not Pattern("*a*a*ab").matches("a" * 250)
    assert not IgnoreFile("x*").ignores("a/" * 500_000)
    assert time.process_time() - started < 1.0


PIECES = st.sampled_from(["a", "b", "/", "*", "**", "**/", "?", "[ab]", "[^a]", "\\*", ".", "!", "["])


@given(st.lists(PIECES, max_size=9).map("".join), st.lists(st.sampled_from("ab/.*"), max_size=8).map("".join))
def test_both_ways_to_match_agree_on_every_pattern(pattern: str, path: str) -> None:
    from dockwright import ignore

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            parts = ignore._parts(pattern)
        except PatternError:
            return
        by_expression = ignore.re.compile("".join(parts), ignore.re.ASCII | ignore.re.DOTALL).fullmatch(path)
        assert (ignore._Steps(parts).fullmatch(path) is None) == (by_expression is None)


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_is_an_ignore_file(text: str, path: str) -> None:
    IgnoreFile(text).ignores(path)


@given(
    st.lists(st.lists(PIECES, max_size=7).map("".join), max_size=8),
    st.lists(st.sampled_from(["a", "b", "ab", "a]", "."]), min_size=1, max_size=4).map("/".join),
)
def test_rules_that_are_not_asked_say_nothing(lines: list[str], path: str) -> None:
    unlike_any = [f"?{n}*z" for n in range(50)]
    assert IgnoreFile("\n".join([*lines, *unlike_any, *lines])).ignores(path) == ignores(lines + lines, path)
    assert IgnoreFile("\n".join(lines)).ignores(path) == ignores(lines, path)


def ignores(lines: list[str], path: str) -> bool:
    """The same, where every rule is asked."""
    file = IgnoreFile("\n".join(lines))
    matching = [False] * len(file.rules)
    is_ignored = False
    for end in [at for at, character in enumerate(path) if character == "/"] + [len(path)]:
        is_ignored = False
        for number, rule in enumerate(file.rules):
            asked = rule.is_exception == is_ignored and rule.pattern.matches(path[:end])
            matching[number] = matching[number] or asked
            if matching[number]:
                is_ignored = not rule.is_exception
    return is_ignored


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The patterns that are compared with a path, from now on."""
    found: list[str] = []
    real = Pattern.matches

    def counted(self: Pattern, path: str) -> bool:
        found.append(self.text)
        return real(self, path)

    monkeypatch.setattr(Pattern, "matches", counted)
    return found


def test_of_thousands_of_patterns_few_are_asked(asked: list[str]) -> None:
    file = IgnoreFile("*.log\n" + "".join(f"dir{n}/**/*.log\n**/name{n}\n/file{n}\n!keep{n}/a\n" for n in range(2000)))
    assert file.ignores("dir7/a/b.log")
    assert file.ignores("src/name8")
    assert not file.ignores("src/index.js")
    assert len(asked) < 20


def test_nor_of_thousands_that_may_match_anywhere(asked: list[str]) -> None:
    file = IgnoreFile("".join(f"**/*name{n}?*\n**/x{n}*/[ab]*.log\n" for n in range(10_000, 12_000)))
    assert file.ignores("src/a-name11007-b")
    assert file.ignores("src/x10042y/a.log")
    assert not file.ignores("src/index.js")
    assert len(asked) < 20
