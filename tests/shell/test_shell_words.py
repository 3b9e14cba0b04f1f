"""Quote removal, and what counts as literal."""

from __future__ import annotations

import re

import pytest
from shell_reading import only, source_of

from dockwright.shell.words import unquote


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("curl", "curl"),
        ("--a=b", "--a=b"),
        ("'a b'", "a b"),
        ('"a b"', "a b"),
        ("''", ""),
        ('""', ""),
        ("a'b'\"c\"d", "abcd"),
        (r"a\ b", "a b"),
        (r"\apt-get", "apt-get"),
        (r"\*", "*"),
        (r"'\n'", r"\n"),
        (r'"\n"', r"\n"),
        (r'"\"\\\$\`"', '"\\$`'),
        ('"it\'s"', "it's"),
        ("'say \"x\"'", 'say "x"'),
        ("$'a\\tb\\'c\\x41\\101'", "a\tb'cAA"),
        ('$"hello"', "hello"),
        ("'*.txt'", "*.txt"),
        ('"~/x"', "~/x"),
        ("'$HOME'", "$HOME"),
        (r"\$HOME", "$HOME"),
        ('"\\$HOME"', "$HOME"),
        ("a$", "a$"),
        ('"$"', "$"),
        ("a$.b", "a$.b"),
        ("{}", "{}"),
        ("{a}", "{a}"),
        ("[", "["),
        ("a]", "a]"),
        ("a~b", "a~b"),
        ("x#y", "x#y"),
        ("a\\\nb", "ab"),
        ('"a\\\nb"', "ab"),
        ("été", "été"),
        ("\udc80", "\udc80"),
        ("a\\", "a"),
    ],
)
def test_literal(raw: str, value: str) -> None:
    assert unquote(raw) == (value, True)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("$X", "$X"),
        ("${X}", "${X}"),
        ('"$X y"', "$X y"),
        ("${X:-'a b'}", "${X:-'a b'}"),
        ('"${X:-"y"}"', '${X:-"y"}'),
        ("$(a 'b')", "$(a 'b')"),
        ('"$(a "b c")"', '$(a "b c")'),
        ("`a`", "`a`"),
        ('"`a`"', "`a`"),
        ("$((1 + 2))", "$((1 + 2))"),
        ("$1", "$1"),
        ("$?", "$?"),
        ("$$", "$$"),
        ("*.txt", "*.txt"),
        ("a?", "a?"),
        ("[ab]c", "[ab]c"),
        ("{a,b}", "{a,b}"),
        ("{1..3}", "{1..3}"),
        ("~", "~"),
        ("~/x", "~/x"),
        ("<(sort x)", "<(sort x)"),
        ("@(a|b)", "@(a|b)"),
        ("'a'*", "a*"),
        ("'a'$X", "a$X"),
    ],
)
def test_not_literal(raw: str, value: str) -> None:
    assert unquote(raw) == (value, False)


@pytest.mark.parametrize("raw", ["'a", '"a', '"$(a', "$(a", "`a", "${a", "$'a", '"\\', "$((", '"a$(b"'])
def test_unclosed_is_no_matter(raw: str) -> None:
    unquote(raw)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("a b  c\td", ["a", "b", "c", "d"]),
        ("a 'b c' \"d e\" f\\ g", ["a", "'b c'", '"d e"', "f\\ g"]),
        ('a "$(b "c d")" e', ["a", '"$(b "c d")"', "e"]),
        ("a $(b $(c d)) e", ["a", "$(b $(c d))", "e"]),
        ("a `b c` d", ["a", "`b c`", "d"]),
        ("a ${B:-c d} e", ["a", "${B:-c d}", "e"]),
        ('a "${B:-c d}" e', ["a", '"${B:-c d}"', "e"]),
        ("a $(case b in c|d) e ;; (f) g;; esac) h", ["a", "$(case b in c|d) e ;; (f) g;; esac)", "h"]),
        ('a "$(b; case c in d) e f;; esac)" g', ["a", '"$(b; case c in d) e f;; esac)"', "g"]),
        ("a $(if b; then case c in d) e;; esac; fi) f", ["a", "$(if b; then case c in d) e;; esac; fi)", "f"]),
        ("a $(b case) c", ["a", "$(b case)", "c"]),
        ("a x$(b c)y z", ["a", "x$(b c)y", "z"]),
        ("a $((1 + 2)) b", ["a", "$((1 + 2))", "b"]),
        ("a <(b c) >(d e) f", ["a", "<(b c)", ">(d e)", "f"]),
        ("a {b,c} d", ["a", "{b,c}", "d"]),
        ("find . -name '*.c' -exec rm {} \\;", ["find", ".", "-name", "'*.c'", "-exec", "rm", "{}", "\\;"]),
        ("find . \\( -name a -o -name b \\)", ["find", ".", "\\(", "-name", "a", "-o", "-name", "b", "\\)"]),
        ("a >f b 2>&1 c", ["a", "b", "c"]),
        ("a>f b", ["a", "b"]),
        ("A=1 B=2 c d=3", ["c", "d=3"]),
        ("export A=1 B='2 3'", ["export", "A=1", "B='2 3'"]),
        ('[ -n "$A" -a ! -d b ]', ["[", "-n", '"$A"', "-a", "!", "-d", "b", "]"]),
        ("[[ $a =~ ^(x|y)$ && b < c ]]", ["[[", "$a", "=~", "^(x|y)$", "&&", "b", "<", "c", "]]"]),
        ("a b#c #d", ["a", "b#c"]),
        ("curl http://x/y#z", ["curl", "http://x/y#z"]),
        ("a \"b'c\" 'd\"e'", ["a", '"b\'c"', "'d\"e'"]),
        ("a $'b\\'c' d", ["a", "$'b\\'c'", "d"]),
        ('a "b\\"c" d', ["a", '"b\\"c"', "d"]),
        ("a été ", ["a", "été"]),
        ("a\u00a0b c", ["a\u00a0b", "c"]),
    ],
)
def test_words_of_a_command(script: str, words: list[str]) -> None:
    command = only(script)
    assert [word.raw for word in command.words] == words
    assert [word.span.of(source_of(command)) for word in command.words] == words


@pytest.mark.parametrize(
    ("dockerfile", "words"),
    [
        ("FROM a\nRUN b \\\n  c \\\n\td\n", ["b", "c", "d"]),
        ("FROM a\nRUN b \\\n# comment\n  c \\\n\n  d\n", ["b", "c", "d"]),
        ("FROM a\r\nRUN b \\\r\n  c\r\n", ["b", "c"]),
        ("# escape=`\nFROM a\nRUN b `\n  c\n", ["b", "c"]),
        ("FROM a\nRUN b c\\\nd e\n", ["b", "c\\\nd", "e"]),
        ("FROM a\nONBUILD RUN b \\\n c\n", ["b", "c"]),
        ("FROM a\nRUN --mount=type=cache,target=/x b c\n", ["b", "c"]),
        ("FROM é\nRUN bé \\\n cé dé\n", ["bé", "cé", "dé"]),
    ],
)
def test_words_across_lines(dockerfile: str, words: list[str]) -> None:
    """The span of a word with a continuation inside covers it; its text does not have it."""
    command = only(dockerfile)
    assert [word.span.of(dockerfile) for word in command.words] == words
    assert [word.raw for word in command.words] == [word.replace("\\\n", "") for word in words]


@pytest.mark.parametrize(
    ("run", "is_held"),
    [
        ("ln -sf /bin/bash /bin/sh", True),
        ("ln -sf /bin/bash /bin/shell", False),
        ("ln -s a b && ln -sf /bin/bash /bin/sh", False),  # the first command only
        ("ln -sf $SHELL /bin/shell > /dev/null", False),
        ("ln -sf /bin/bash /bin/'sh'", True),  # quotes may hide anything
        ('ln -sf /bin/bash /bin/"s"h', True),
        ("ln -sf /bin/bash /bin/s\\h", True),
        ('["ln", "-sf", "/bin/bash", "/bin/\\u0073h"]', True),
    ],
)
def test_what_a_command_may_hold(run: str, is_held: bool) -> None:
    assert only(run).may_hold(re.compile("/bin/sh(?![a-z])")) is is_held


@pytest.mark.parametrize("word", ["~/a", "*.txt", "a?", "[ab]", "{a,b}", "{1..3}"])
def test_a_word_that_expands_among_words_that_do_not(word: str) -> None:
    command = only(f"rm -f {word} a b~ a]")
    assert [one.is_literal for one in command.words] == [True, True, False, True, True, True]
    assert [one.value for one in command.words] == ["rm", "-f", word, "a", "b~", "a]"]
