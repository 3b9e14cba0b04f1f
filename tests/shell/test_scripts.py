"""Scripts as a whole: dialect, exec form, && chains, options."""

from __future__ import annotations

import pytest
from shell_reading import check_spans, last_instruction, names, read

from dockwright.shell import DEFAULT_SHELL, dialect_of, parse_script
from dockwright.syntax import parse


@pytest.mark.parametrize(
    ("script", "appended"),
    [
        ("a", "a && x"),
        ("a && b", "a && b && x"),
        ("a | b", "a | b && x"),
        ("a && b | c && d", "a && b | c && d && x"),
        ("a && b;", "a && b && x;"),
        ("a && b # c", "a && b && x # c"),
        ("a && b >f 2>&1", "a && b >f 2>&1 && x"),
        ("a && \\\n  b", "a && \\\n  b && x"),
        ("a \\\n", "a && x \\\n"),
        ("a $(b; c)", "a $(b; c) && x"),
        ("A=1", "A=1 && x"),
        ("A=$(b) && c", "A=$(b) && c && x"),
        ("export A=1 && b", "export A=1 && b && x"),
        ("[ -f a ] && b", "[ -f a ] && b && x"),
        ("[[ -f a || -f b ]] && c", "[[ -f a || -f b ]] && c && x"),
        ("sh -c 'a; b'", "sh -c 'a; b' && x"),
        ("sudo a", "sudo a && x"),
        ("a 'b\\' && c", "a 'b\\' && c && x"),
        ("set -ex && a", "set -ex && a && x"),
        (">f", ">f && x"),
        ("a $(b) >f | c", "a $(b) >f | c && x"),
    ],
)
def test_a_chain_goes_on(script: str, appended: str) -> None:
    text = f"FROM z\nRUN {script}\n"
    parsed = read(text)
    assert parsed.is_and_chain
    assert text[: parsed.end] + " && x" + text[parsed.end :] == f"FROM z\nRUN {appended}\n"


@pytest.mark.parametrize(
    "script",
    [
        "a; b",
        "a || b",
        "a && b || c",
        "a & b",
        "a &",
        "a && b &",
        "! a && b",
        "(a) && b",
        "a && (b)",
        "{ a; } && b",
        "a && { b; }",
        "if a; then b; fi",
        "a && if b; then c; fi",
        "a && for x in y; do b; done",
        "f() { a; }",
        "((x = 1))",
        "set -e; a",
        "(a) | b",
        "",
        "# a",
        '["a", "b"]',
        '["sh", "-c", "a && b"]',
        "a && 'b",
    ],
)
def test_no_chain(script: str) -> None:
    parsed = read(script)
    assert not parsed.is_and_chain
    assert parsed.end == -1


def test_a_chain_in_a_heredoc() -> None:
    text = "FROM z\nRUN <<EOF\na && b\nEOF\n"
    parsed = read(text)
    assert text[: parsed.end].endswith("a && b")
    assert not read("FROM z\nRUN <<EOF\na\nb\nEOF\n").is_and_chain


def test_top_level() -> None:
    parsed = read("a $(b) | c && (d); e && sh -c f")
    assert [one.name for one in parsed.top_level] == ["a", "c", "e", "sh"]


@pytest.mark.parametrize(
    ("script", "shell", "options"),
    [
        ("a", DEFAULT_SHELL, ""),
        ("set -e; a", DEFAULT_SHELL, "errexit"),
        ("set -ex; a", DEFAULT_SHELL, "errexit"),
        ("set -eux && a", DEFAULT_SHELL, "errexit"),
        ("set -o pipefail && a | b", DEFAULT_SHELL, "pipefail pipe"),
        ("set -euo pipefail; a | b", DEFAULT_SHELL, "errexit pipefail pipe"),
        ("set -eu -o pipefail; a", DEFAULT_SHELL, "errexit pipefail"),
        ("set -o errexit -o pipefail; a", DEFAULT_SHELL, "errexit pipefail"),
        ("set +e; a", DEFAULT_SHELL, ""),
        ("set -o nounset", DEFAULT_SHELL, ""),
        ("set -- -e", DEFAULT_SHELL, ""),
        ("echo set -e", DEFAULT_SHELL, ""),
        ("bash -c 'set -e; a | b'", DEFAULT_SHELL, ""),
        ("a", ("/bin/bash", "-c"), ""),
        ("a | b", ("/bin/bash", "-o", "pipefail", "-c"), "pipefail pipe"),
        ("a", ("/bin/bash", "-eo", "pipefail", "-c"), "errexit pipefail"),
        ("a", ("/bin/bash", "-exc"), "errexit"),
        ("a", ("/bin/bash", "--noprofile", "-c"), ""),
        ("a $(b | c)", DEFAULT_SHELL, "pipe"),
        ("(a | b)", DEFAULT_SHELL, "pipe"),
        ("a 'b | c'", DEFAULT_SHELL, ""),
        ("a || b", DEFAULT_SHELL, ""),
    ],
)
def test_options_and_pipes(script: str, shell: tuple[str, ...], options: str) -> None:
    parsed = read(script, shell)
    has_pipe = any(one.in_pipeline and not one.is_nested for one in parsed.commands)
    found = {"errexit": parsed.sets_errexit, "pipefail": parsed.sets_pipefail, "pipe": has_pipe}
    assert " ".join(name for name, holds in found.items() if holds) == options


@pytest.mark.parametrize(
    ("shell", "dialect"),
    [
        (("/bin/sh", "-c"), "posix"),
        (("bash", "--login", "-c"), "posix"),
        (("/usr/bin/env", "bash", "-c"), "posix"),
        (("conda", "run", "-n", "env", "/bin/bash", "-c"), "posix"),
        (("/busybox/sh", "-c"), "posix"),
        (("pwsh", "-Command"), "powershell"),
        (("powershell.exe", "-NoLogo", "-Command"), "powershell"),
        (("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\PowerShell.exe",), "powershell"),
        (("cmd", "/S", "/C"), "cmd"),
        (("CMD.EXE", "/C"), "cmd"),
        (("/usr/bin/fish", "-c"), "unknown"),
        (("python3", "-c"), "unknown"),
        ((), "unknown"),
    ],
)
def test_dialect_of_a_shell(shell: tuple[str, ...], dialect: str) -> None:
    assert dialect_of(shell) == dialect
    parsed = read("a && b", shell)
    assert parsed.dialect == dialect
    assert names(parsed) == ("a b" if dialect == "posix" else "")


@pytest.mark.parametrize(
    ("script", "dialect"),
    [
        ("powershell -Command Get-Item $env:X", "powershell"),
        ("PowerShell.exe Get-Item", "powershell"),
        ('["powershell", "-Command", "a"]', "powershell"),
        ('["pwsh", "-c", "a"]', "powershell"),
        ('["cmd", "/c", "a && b"]', "cmd"),
        ('["cmd.exe"]', "cmd"),
        ('["cmd"]', "posix"),
        ('["/app/cmd", "serve"]', "posix"),
        ("cmd /c a && b", "cmd"),
        ("cmd.exe /S /C a", "cmd"),
        ("pwsh -c 'a'", "posix"),
        ("cmd && a", "posix"),
        ("powershell-wrapper a", "posix"),
    ],
)
def test_dialect_of_the_script_itself(script: str, dialect: str) -> None:
    parsed = read(script)
    assert parsed.dialect == dialect
    assert bool(parsed.commands) == (dialect == "posix")


@pytest.mark.parametrize(
    ("script", "words", "spans"),
    [
        ('["apt-get", "install", "curl"]', "apt-get install curl", ['"apt-get"', '"install"', '"curl"']),
        ('[ "a" , "b c" ]', "a b c", ['"a"', '"b c"']),
        ('["/usr/bin/a", "$X", "*"]', "/usr/bin/a $X *", ['"/usr/bin/a"', '"$X"', '"*"']),
        ('["a", \\\n "b"]', "a b", ['"a"', '"b"']),
        ('["a", "b\\"c", "\\u00e9"]', 'a b"c é', ['"a"', '"b\\"c"', '"\\u00e9"']),
        ('["sudo", "-E", "a", "b"]', "a b", ['"a"', '"b"']),
    ],
)
def test_exec_form(script: str, words: str, spans: list[str]) -> None:
    text = f"FROM z\nRUN {script}\n"
    parsed = read(text)
    assert parsed.is_exec
    (command,) = parsed.commands
    assert " ".join(word.value for word in command.words) == words
    assert [word.span.of(text) for word in command.words] == spans
    assert all(word.is_literal for word in command.words)
    assert command.span.of(text) == script.strip("[ ]")
    assert command.is_top_level


def test_exec_form_details() -> None:
    text = 'FROM z\nRUN ["sudo", "-u", "root", "env", "A=1", "tar", "-xzf", "--dir=/x", "a.tgz"]\n'
    (command,) = read(text).commands
    assert command.name == "tar"
    assert [prefix.span.of(text) for prefix in command.prefixes] == ['"sudo", "-u", "root", ', '"env", ']
    (assignment,) = command.assignments
    assert (assignment.name, assignment.span.of(text)) == ("A", "A=1")
    assert [flag.span.of(text) for flag in command.flags] == ["x", "z", "f", "--dir"]
    value = command.flag_value("dir")
    assert value is not None
    assert (value.value, value.span.of(text)) == ("/x", "/x")
    assert [word.value for word in command.operands()] == ["a.tgz"]


@pytest.mark.parametrize("script", ["[]", '[""]', '["  "]', '["a"'])
def test_odd_exec_forms(script: str) -> None:
    read(script)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FROM a\nCMD exec node x.js", "node"),
        ('FROM a\nENTRYPOINT ["/docker-entrypoint.sh", "x"]', "docker-entrypoint.sh"),
        ("FROM a\nHEALTHCHECK --interval=5s CMD curl -f x || exit 1", "curl exit"),
        ('FROM a\nHEALTHCHECK CMD ["curl", "x"]', "curl"),
        ("FROM a\nONBUILD RUN a && b", "a b"),
        ("FROM a\nRUN --network=none a", "a"),
        ("FROM a\nRUN", ""),
    ],
)
def test_other_instructions(text: str, found: str) -> None:
    instruction = last_instruction(text)
    parsed = parse_script(getattr(instruction, "command", None) or instruction)
    assert names(parsed) == found
    assert parsed.instruction is (getattr(instruction, "command", None) or instruction)
    check_spans(parsed)


def test_a_command_knows_where_it_belongs() -> None:
    (run,) = parse("RUN a").instructions
    script = parse_script(run)
    assert script.commands[0].script is script
    assert script.commands[0].instruction is run
