"""Flags, their values, and what is left of the arguments."""

from __future__ import annotations

import pytest
from shell_reading import only, source_of


@pytest.mark.parametrize(
    ("script", "flags"),
    [
        ("a -y", {"y": None}),
        ("a -yq", {"y": None, "q": None}),
        ("a --yes", {"yes": None}),
        ("a --no-install-recommends=true", {"no-install-recommends": "true"}),
        ("a -y=true", {"y": "true"}),
        ("a --x=", {"x": ""}),
        ("a --x='b c'", {"x": "b c"}),
        ("a '--x=b c'", {"x": "b c"}),
        ('a "-y"', {"y": None}),
        ("a --x=b=c", {"x": "b=c"}),
        ("a -", {}),
        ("a --", {}),
        ("a -- -y", {}),
        ("a b -y c", {"y": None}),
        ("a +x", {}),
        ("a -o Acquire::Retries=3", {"o": None}),
        ("-a", {}),
        ("a --$X", {"$X": None}),
        ("a ${X}", {}),
    ],
)
def test_flags(script: str, flags: dict[str, str | None]) -> None:
    assert {flag.name: flag.value for flag in only(script).flags} == flags
    assert all(map(only(script).has_flag, flags))
    assert not only(script).has_flag("none")


@pytest.mark.parametrize(
    ("script", "letters"),
    [
        ("curl -fsSLk u", "fsSLk"),
        ("curl -fok u", "fo"),
        ("curl -Haccept:k u", "H"),
        ("tar -xzf k.tar", "xzf"),
        ("pip3 install -rke.txt", "r"),
        ("apt-get -yoDpkg::Use-Pty=0 install a", "yo"),
        ("zypper -nq install a", "nq"),
        ("make -kj4", "kj"),
    ],
)
def test_what_follows_a_letter_with_a_value_is_the_value(script: str, letters: str) -> None:
    command = only(script)
    assert "".join(flag.name for flag in command.flags) == letters
    assert all(command.has_flag(letter) == (letter in letters) for letter in "ekqy")


@pytest.mark.parametrize(
    ("script", "spans"),
    [
        ("a -y", ["-y"]),
        ("a -yq", ["y", "q"]),
        ("a --yes", ["--yes"]),
        ("a --yes=no", ["--yes"]),
        ("a -y=no", ["-y"]),
        ('a "--yes=no"', ["--yes"]),
        ('a "-yq"', ["y", "q"]),
        ("a --y'es'=no", ["--y'es'=no"]),
    ],
)
def test_flag_spans(script: str, spans: list[str]) -> None:
    """Without `=value`; one letter of a cluster; the whole word where quotes are in between."""
    command = only(script)
    assert [flag.span.of(source_of(command)) for flag in command.flags] == spans


def test_a_flag_across_lines() -> None:
    text = "FROM a\nRUN b --no-\\\ncache=c\n"
    (flag,) = only(text).flags
    assert (flag.name, flag.value, flag.span.of(text)) == ("no-cache", "c", "--no-\\\ncache=c")


@pytest.mark.parametrize(
    ("script", "name", "value"),
    [
        ("a --x=b", "x", "b"),
        ("a --x b", "x", "b"),
        ("a --x='b c'", "x", "'b c'"),
        ("a '--x=b c'", "x", "b c"),
        ("a -o b", "o", "b"),
        ("a -o=b", "o", "b"),
        ("a -ob", "o", "b"),
        ("a -yo b", "o", "b"),
        ("a -o", "o", None),
        ("a b", "o", None),
        ("a --x=", "x", ""),
        ("a -o 'b' -o c", "o", "'b'"),
    ],
)
def test_flag_value(script: str, name: str, value: str | None) -> None:
    command = only(script)
    word = command.flag_value(name)
    assert (word and word.span.of(source_of(command))) == value


def test_asking_for_flags() -> None:
    command = only("apt-get -qq install --yes curl")
    assert command.has_flag("y", "yes")
    assert not command.has_flag("f")
    flag = command.flag("y", "yes")
    assert flag is not None
    assert flag.name == "yes"
    assert command.flag("f") is None


@pytest.mark.parametrize(
    ("script", "valued", "operands"),
    [
        ("apt-get install -y curl git", "", "install curl git"),
        ("apt-get install -t stable curl", "t", "install curl"),
        ("apt-get install -yt stable curl", "t", "install curl"),
        ("apt-get install -t=stable curl", "t", "install curl"),
        ("apt-get install --target-release stable curl", "target-release", "install curl"),
        ("apt-get install --target-release=stable curl", "target-release", "install curl"),
        ("tool -long x y", "long", "y"),
        ("curl -ofile.x u", "o x", "u"),
        ("mvn -DskipTests package", "D s", "package"),
        ("tool -t", "t", ""),
        ("tool -- -a b", "", "-a b"),
        ("tool - b", "", "- b"),
        ("tool -x -- -t b", "t", "-t b"),
        ("tool a>b c", "", "a c"),
        ("tool 'a b' $C", "", "a b $C"),
    ],
)
def test_operands(script: str, valued: str, operands: str) -> None:
    assert " ".join(word.value for word in only(script).operands(valued.split())) == operands


@pytest.mark.parametrize(
    ("script", "subcommand"),
    [
        ("apt-get -y install curl", "install"),
        ("apt-get 'install' curl", "install"),
        ("apt-get --yes", ""),
        ("apt-get", ""),
        ("git $X", "$X"),
        ("sudo -E apt-get -y update", "update"),
        ("cat -", "-"),
    ],
)
def test_subcommand(script: str, subcommand: str) -> None:
    assert only(script).subcommand == subcommand


@pytest.mark.parametrize(
    ("script", "values"),
    [
        ("pip install -r a.txt -r b.txt", ["a.txt", "b.txt"]),
        ("pip install -ra.txt --requirement=b.txt --requirement c.txt", ["a.txt", "b.txt", "c.txt"]),
        ("pip install -Ur a.txt -qrb.txt", ["a.txt", "b.txt"]),
        ("pip install -fr a.txt", []),
        ("pip install -r", [None]),
        ("pip install -r=a.txt -Ur", ["a.txt", None]),
    ],
)
def test_all_values_of_a_flag(script: str, values: list[str | None]) -> None:
    found = only(script).flag_values("r", "requirement")
    assert [word.value if word is not None else None for word in found] == values
