"""Programs that run the rest of the command: seen through, and deletable."""

from __future__ import annotations

import pytest
from shell_reading import check_spans, only, read, source_of


@pytest.mark.parametrize(
    ("script", "prefixes", "name"),
    [
        ("apt-get update", [], "apt-get"),
        ("/usr/bin/apt-get update", [], "apt-get"),
        ("\\apt-get update", [], "apt-get"),
        ("'apt-get' update", [], "apt-get"),
        ("apt''-get update", [], "apt-get"),
        ("A=1 apt-get update", [], "apt-get"),
        ("2>&1 apt-get update", [], "apt-get"),
        ("$APT update", [], ""),
        ("${HOME}/bin/tool", [], ""),
        ("$(which apt-get) update", [], ""),
        ("`which apt-get` update", [], ""),
        ("./configure", [], "configure"),
        ("[ -f x ]", [], "["),
        (".  /env", [], "."),
        ("sudo apt-get update", ["sudo "], "apt-get"),
        ("sudo  -E   apt-get update", ["sudo  -E   "], "apt-get"),
        ("sudo -u root apt-get update", ["sudo -u root "], "apt-get"),
        ("sudo -Eu root apt-get update", ["sudo -Eu root "], "apt-get"),
        ("sudo -uroot apt-get update", ["sudo -uroot "], "apt-get"),
        ("sudo --user=root -- apt-get update", ["sudo --user=root -- "], "apt-get"),
        ("sudo --user root apt-get update", ["sudo --user root "], "apt-get"),
        ("/usr/bin/sudo apt-get update", ["/usr/bin/sudo "], "apt-get"),
        ("sudo A=1 apt-get update", ["sudo "], "apt-get"),
        ("env A=1 B=2 apt-get update", ["env "], "apt-get"),
        ("env -i A=1 apt-get update", ["env -i "], "apt-get"),
        ("env - apt-get update", ["env - "], "apt-get"),
        ("env -u A -C /x apt-get update", ["env -u A -C /x "], "apt-get"),
        ("time -p apt-get update", ["time -p "], "apt-get"),
        ("time A=1 apt-get update", ["time "], "apt-get"),
        ("exec apt-get update", ["exec "], "apt-get"),
        ("exec -a x apt-get update", ["exec -a x "], "apt-get"),
        ("command apt-get update", ["command "], "apt-get"),
        ("builtin cd /", ["builtin "], "cd"),
        ("nice -n 5 apt-get update", ["nice -n 5 "], "apt-get"),
        ("nice -5 apt-get update", ["nice -5 "], "apt-get"),
        ("nohup apt-get update", ["nohup "], "apt-get"),
        ("timeout -k 5 10m apt-get update", ["timeout -k 5 10m "], "apt-get"),
        ("timeout --signal=KILL 5 apt-get update", ["timeout --signal=KILL 5 "], "apt-get"),
        ("busybox wget x", ["busybox "], "wget"),
        ("stdbuf -oL make", ["stdbuf -oL "], "make"),
        ("stdbuf -o L make", ["stdbuf -o L "], "make"),
        ("gosu app make", ["gosu app "], "make"),
        ("su-exec app:app make", ["su-exec app:app "], "make"),
        ("sudo env A=1 nice time make", ["sudo ", "env ", "nice ", "time "], "make"),
        ("tini -g -- make", ["tini -g -- "], "make"),
        ("sudo $X update", ["sudo "], ""),
    ],
)
def test_seen_through(script: str, prefixes: list[str], name: str) -> None:
    command = only(script)
    assert [prefix.span.of(source_of(command)) for prefix in command.prefixes] == prefixes
    assert command.name == name
    assert command.name_span == command.words[0].span


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("command -v curl", "command"),
        ("sudo -v", "sudo"),
        ("sudo", "sudo"),
        ("sudo -i", "sudo"),
        ("sudo -e /etc/hosts", "sudo"),
        ("env", "env"),
        ("env -i", "env"),
        ("env A=1", "env"),
        ("env -S 'a b'", "env"),
        ("exec >log", "exec"),
        ("busybox --install -s", "busybox"),
        ("timeout 5", "timeout"),
        ("ionice -p 1", "ionice"),
        ("xargs rm", "xargs"),
        ("chroot /mnt apt-get update", "chroot"),
        ("eval apt-get update", "eval"),
        ("'sudo apt-get'", "sudo apt-get"),
    ],
)
def test_the_program_itself(script: str, name: str) -> None:
    """What runs nothing, or runs something elsewhere, is no prefix."""
    command = only(script)
    assert command.name == name
    assert command.prefixes == ()


@pytest.mark.parametrize(
    ("script", "after"),
    [
        ("sudo apt-get update", "apt-get update"),
        ("sudo -E A=1 apt-get update", "A=1 apt-get update"),
        ("A=1 sudo -- apt-get update", "A=1 apt-get update"),
        ("sudo \\\n  apt-get update", "apt-get update"),
    ],
)
def test_a_prefix_deleted(script: str, after: str) -> None:
    command = only(script)
    source = source_of(command)
    (prefix,) = command.prefixes
    assert source[: prefix.span.start] + source[prefix.span.end :] == f"FROM a\nRUN {after}\n"


@pytest.mark.parametrize(
    ("script", "assignments"),
    [
        ("A=1 b", [("A", "1")]),
        ("A=1 B='2 3' c D=4", [("A", "1"), ("B", "'2 3'")]),
        ("A= b", [("A", None)]),
        ("A+=1", [("A", "1")]),
        ("A=$(b c)", [("A", "$(b c)")]),
        ("A=(b c) d", [("A", "(b c)")]),
        ("A=1", [("A", "1")]),
        ("env A=1 b", [("A", "1")]),
        ("Z=0 sudo -E A=1 b", [("Z", "0"), ("A", "1")]),
        ('"A"=1 b', []),
        ("1A=1 b", []),
        ("b A=1", []),
        ("A=b=c d", [("A", "b=c")]),
        ('A="$B":/x d', [("A", '"$B":/x')]),
    ],
)
def test_assignments(script: str, assignments: list[tuple[str, str | None]]) -> None:
    command = only(script)
    source = source_of(command)
    found = command.assignments
    assert [(one.name, one.value and one.value.raw) for one in found] == assignments
    for one in found:
        assert one.name_span.of(source) == one.name
        assert one.span.of(source).startswith(one.name)
        assert one.value is None or one.span.end == one.value.span.end


def test_the_same_script_in_another_place_is_read_alike() -> None:
    """What is known of a text is shared; what a prefix makes of it is not handed on to the next who reads it."""
    for run in 3 * ["Z=0 sudo -E A=1 b >c"]:
        command = only(run)
        assert [one.name for one in command.assignments] == ["Z", "A"]
        assert [word.raw for word in command.words] == ["b"]
    below = read(f"FROM a\nENV X=1\nRUN {run}\n").commands[0]
    assert [(one.name, one.name_span.start) for one in below.assignments] == [("Z", 19), ("A", 31)]


@pytest.mark.parametrize(
    ("script", "redirections"),
    [
        ("a >b", [(">", "b", ">b")]),
        ("a > b", [(">", "b", "> b")]),
        ("a 2>/dev/null", [(">", "/dev/null", "2>/dev/null")]),
        ("a >b 2>&1", [(">", "b", ">b"), (">&", "1", "2>&1")]),
        ("a >>b <c", [(">>", "b", ">>b"), ("<", "c", "<c")]),
        ("a &>b", [("&>", "b", "&>b")]),
        ("a &>> b", [("&>>", "b", "&>> b")]),
        ("a >|b", [(">|", "b", ">|b")]),
        ("a <>b", [("<>", "b", "<>b")]),
        ("a 2>&-", [(">&", None, "2>&-")]),
        ("a <<<b", [("<<<", "b", "<<<b")]),
        ('a <<< "b c" >d', [("<<<", '"b c"', '<<< "b c"'), (">", "d", ">d")]),
        (">b a", [(">", "b", ">b")]),
        (">b", [(">", "b", ">b")]),
        ("a2>b", [(">", "b", ">b")]),
        ("a '>b'", []),
        ("a \\>b", []),
        ('a >"$B/c d"', [(">", '"$B/c d"', '>"$B/c d"')]),
        ("a >$(b c)", [(">", "$(b c)", ">$(b c)")]),
        ("a >(b)", []),
        ("{ a; } >b", []),
    ],
)
def test_redirections(script: str, redirections: list[tuple[str, str | None, str]]) -> None:
    command = only(script)
    source = source_of(command)
    found = [(one.operator, one.target and one.target.raw, one.span.of(source)) for one in command.redirections]
    assert found == redirections


@pytest.mark.parametrize(
    ("script", "span"),
    [
        ("  a b  && c", "a b"),
        ("A=1 b >c && d", "A=1 b >c"),
        ("sudo a b; c", "sudo a b"),
        (">x a", ">x a"),
        ("a b # c", "a b"),
        ("a && b >f && c", "a"),
        ("a \\\n  b \\\n  && c", "a \\\n  b"),
        ("(a b) && c", "a b"),
    ],
)
def test_span_of_a_command(script: str, span: str) -> None:
    command = only(script)
    assert command.span.of(source_of(command)) == span
    check_spans(read(script))
