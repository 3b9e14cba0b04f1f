"""RUN instructions joined, split and written another way: the same commands run, and stop at the same failure."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from time import process_time

import pytest

from dockwright.assist import Offer, Refusal
from dockwright.assists import ASSISTS
from dockwright.context import UNKNOWN
from dockwright.lint import analyse
from dockwright.rule import DEFAULT_SETTINGS, Safety, Settings
from dockwright.syntax import Run
from dockwright.text import Span, apply

BASE = "FROM debian:12\n"


def ask(name: str, text: str, settings: Settings = DEFAULT_SETTINGS) -> Offer | Refusal | None:
    """What the assist says where `‸` stands, or to what stands between two of them."""
    start = text.index("‸")
    text = text.replace("‸", "", 1)
    end = text.find("‸")
    selection = Span(start, start if end < 0 else end)
    assist = next(one for one in ASSISTS if one.name == name)
    return assist.run(analyse(text.replace("‸", "")), UNKNOWN, settings, selection)


def done(name: str, text: str) -> str:
    found = ask(name, text)
    assert isinstance(found, Offer), found
    return apply(text.replace("‸", ""), found.default.change.edits)


def refused(name: str, text: str, settings: Settings = DEFAULT_SETTINGS) -> str:
    found = ask(name, text, settings)
    assert isinstance(found, Refusal), found
    return found.reason


# Joining


def test_only_what_is_selected_is_joined() -> None:
    text = BASE + "RUN mkdir a\nRUN ‸mkdir b\nRUN mkdir‸ c\nRUN mkdir d\n"
    assert done("join-runs", text) == BASE + "RUN mkdir a\nRUN mkdir b && \\\n    mkdir c\nRUN mkdir d\n"


def test_a_cursor_joins_as_far_as_it_goes() -> None:
    text = BASE + "RUN cd a\nRUN mkdir b\nRUN ‸mkdir c\nRUN --network=none mkdir d\n"
    assert done("join-runs", text) == BASE + ("RUN cd a\nRUN mkdir b && \\\n    mkdir c\nRUN --network=none mkdir d\n")


@pytest.mark.parametrize(
    ("selected", "reason"),
    [
        ("RUN ‸a\nENV A=1\nRUN b‸\n", "`ENV` stands between them"),
        ("RUN ‸a\nRUN cd b\nRUN c‸\n", "`cd` holds for what follows in its RUN"),
        ("RUN ‸exec a\nRUN b‸\n", "nothing runs behind `exec`"),
        ("RUN ‸A=1\nRUN b‸\n", "a variable is set for what follows"),
        ("RUN ‸read a < b\nRUN b‸\n", "`read` holds for what follows in its RUN"),
        ("RUN ‸a &\nRUN b‸\n", "it is more than a chain of `&&`"),
        ("RUN ‸a\nRUN b; c‸\n", "it is more than a chain of `&&`"),
        ("RUN ‸a\nRUN b || c‸\n", "it is more than a chain of `&&`"),
        ("RUN ‸(a; b)\nRUN c‸\n", "it is more than a chain of `&&`"),
        ("RUN ‸a & b\nRUN c‸\n", "it is more than a chain of `&&`"),
        ("RUN ‸set -e; a\nRUN b‸\n", "it is more than a chain of `&&`"),
        ("RUN ‸cd a; b\nRUN c‸\n", "`cd` holds for what follows in its RUN"),
        ("SHELL [\"sh\", \"-ec\"]\nRUN ‸a; b\nRUN c‸\n", "it is more than a chain of `&&`"),
        ("RUN ‸a;\nRUN b‸\n", "something stands behind the last command"),
        ("RUN ‸a # x\nRUN b‸\n", "something stands behind the last command"),
        ("RUN ‸a $$\nRUN b‸\n", "`$$` stands for something of one shell"),
        ("RUN ‸a ${B:=c}\nRUN b‸\n", "`${B:=` stands for something of one shell"),
        ("RUN ‸sudo service a start\nRUN b‸\n", "`service` may start a process that ends with its RUN"),
        ('RUN ‸su postgres -c "pg_ctl start"\nRUN b‸\n', "`pg_ctl` may start a process that ends with its RUN"),
        ("RUN ‸/etc/init.d/a start\nRUN b‸\n", "`/init.d/` is looked at or made anew for each RUN"),
        ("RUN ‸npm i -g npm@9\nRUN npm ci‸\n", "a shell remembers where it found `npm`, which may be put elsewhere here"),
        ("RUN ‸usermod -s /bin/a root\nRUN b‸\n", "the builder looks up `root` when a RUN begins"),
        ("RUN ‸echo a >> /etc/passwd\nRUN b‸\n", "`/etc/passwd` is looked at or made anew for each RUN"),
        ("WORKDIR /a/b\nRUN ‸rm -r /a\nRUN b‸\n", "it takes away the directory that the next RUN begins in"),
        ("RUN ‸rm /bin/sh && ln -s /bin/bash /bin/sh\nRUN source a‸\n", "only a RUN below begins with the other shell"),
        ("RUN ‸ln -sf bash /bin/sh\nRUN b‸\n", "only a RUN below begins with the other shell"),
        ("RUN ‸dpkg-reconfigure dash\nRUN b‸\n", "only a RUN below begins with the other shell"),
        ("RUN --mount=type=bind,target=/a,rw ‸a\nRUN --mount=type=bind,target=/a,rw b‸\n",
         "what is written to a bind mount ends with its RUN"),
        ("ENV BASH_ENV=/a\nSHELL [\"bash\", \"-c\"]\nRUN ‸a\nRUN b‸\n",
         "the shell reads the file that BASH_ENV names when it starts"),
        ('SHELL ["bash", "-ec"]\nRUN ‸a $(b; c)\nRUN b‸\n', "`set -e` would no longer hold in the substitution"),
        ("RUN ‸a\n# hadolint ignore=DL3001\nRUN b‸\n", "a comment speaks to a tool about the RUN below it"),
    ],
)  # fmt: skip
def test_what_would_reach_further_is_not_joined(selected: str, reason: str) -> None:
    assert refused("join-runs", BASE + selected) == reason


@pytest.mark.parametrize(
    "selected",
    [
        'RUN ‸sh -c "cd a"\nRUN mkdir b‸\n',
        "RUN ‸echo $(cd a && pwd)\nRUN mkdir b‸\n",
        "RUN ‸A=1 mkdir a\nRUN mkdir b‸\n",
        "RUN ‸> /var/log/a\nRUN mkdir b‸\n",
        "WORKDIR /a\nRUN ‸rm -rf /a/*\nRUN mkdir b‸\n",
        'SHELL ["/bin/bash", "-c"]\nRUN ‸ln -sf /bin/bash /bin/sh\nRUN mkdir b‸\n',
        "RUN --mount=type=cache,target=/a ‸a\nRUN --mount=type=cache,target=/a b‸\n",
    ],
)
def test_what_ends_with_its_command_is_joined(selected: str) -> None:
    assert done("join-runs", BASE + selected).count("RUN") == 1


def test_what_may_leave_something_running_is_joined_on_request() -> None:
    known, unknown = ask("join-runs", BASE + "RUN ‸mkdir a\nRUN b\n"), ask("join-runs", BASE + "RUN ‸a\nRUN b\n")
    assert isinstance(known, Offer)
    assert isinstance(unknown, Offer)
    assert known.default.change.safety is Safety.SAFE
    assert unknown.default.change.safety is Safety.UNSAFE
    assert unknown.default.change.notes == ("what `a` may leave running goes on beside the commands behind it",)


# Splitting


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN ‸mkdir a && echo b | tee c\n", "RUN mkdir a\nRUN echo b | tee c\n"),
        ("run‸ mkdir a && \\\n\n  # one\n  mkdir \\\n  b\n", "run mkdir a\n# one\nrun mkdir \\\n  b\n"),
        ("  RUN‸ mkdir a && mkdir b\n", "  RUN mkdir a\n  RUN mkdir b\n"),
        ("RUN mkdir a ‸&& mkdir b ‸&& mkdir c && mkdir d\n", "RUN mkdir a\nRUN mkdir b\nRUN mkdir c && mkdir d\n"),
        ("RUN‸ mkdir a && cd a && mkdir b && mkdir c\n", "RUN mkdir a\nRUN cd a && mkdir b && mkdir c\n"),
        ("RUN‸ --mount=type=secret,id=a \\\n --network=none mkdir a && mkdir b\n",
         "RUN --mount=type=secret,id=a \\\n --network=none mkdir a\nRUN --mount=type=secret,id=a --network=none mkdir b\n"),
        ("RUN‸ mkdir a && pip install b && pip cache purge\n", "RUN mkdir a\nRUN pip install b && pip cache purge\n"),
        ("RUN‸ apk add git && rm -rf /var/cache/apk/* && mkdir a\n",
         "RUN apk add git && rm -rf /var/cache/apk/*\nRUN mkdir a\n"),
        ("RUN‸ mkdir a && mkdir b\r\nRUN c\r\n", "RUN mkdir a\r\nRUN mkdir b\r\nRUN c\r\n"),
    ],
)  # fmt: skip
def test_split(before: str, after: str) -> None:
    newline = "\r\n" if "\r" in before else "\n"
    base = BASE.replace("\n", newline)
    assert done("split-run", base + before) == base + after


def test_many_runs_take_no_more_than_their_share() -> None:
    assist = next(one for one in ASSISTS if one.name == "join-runs")
    model = analyse(BASE + "".join(f"RUN mkdir /a{number} && touch /a{number}/b\n" for number in range(2_000)))
    start = process_time()
    found = assist.run(model, UNKNOWN, DEFAULT_SETTINGS, None)
    assert isinstance(found, Offer)
    assert len(found.default.change.edits) == 1_999
    assert process_time() - start < 3, "each RUN is compared with what the shell remembers, not with every RUN above"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("RUN wget e.org/a.tgz && tar xf a.tgz ‸&& rm a.tgz\n", "what `rm` takes away stays in the layer above"),
        ("RUN‸ ./start && ./load\n", "no later command needs a process that `./start` leaves running"),
        ("RUN --mount=type=cache,target=/a mkdir b ‸&& mkdir c\n", "no later command needs what an earlier one put in"),
    ],
)
def test_split_on_request(text: str, note: str) -> None:
    found = ask("split-run", BASE + text)
    assert isinstance(found, Offer)
    assert found.default.change.safety is Safety.UNSAFE
    assert found.default.change.notes[0].startswith(note)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("RUN cd a && mkdir b ‸&& mkdir c\n", "`cd` holds for what follows in its RUN"),
        ("RUN ln -sf bash /bin/sh ‸&& b\n", "only a RUN below begins with the other shell"),
        ("RUN . ./a ‸&& b\n", "`.` holds for what follows in its RUN"),
        ("RUN mkdir /dev/shm/a ‸&& b\n", "`/dev/shm` is looked at or made anew for each RUN"),
        (
            "RUN apt-get update && mkdir a ‸&& apt-get install -y b\n",
            "`apt-get update` and what uses its lists belong in one RUN",
        ),
        ("RUN mkdir a ‸&& # why \\\n mkdir b\n", "it is more than a chain of `&&`"),
        ('RUN mkdir a ‸&& [ "$A" ]\n', "a RUN that began with it would not be read by the shell"),
        ("RUN mkdir a ‸&& --upgrade b\n", "a RUN that began with it would not be read by the shell"),
    ],
)
def test_not_split(text: str, reason: str) -> None:
    assert refused("split-run", BASE + text) == reason


# Here-documents


@pytest.mark.parametrize("builder", ["classic", "buildah", "kaniko", "either"])
def test_other_builders_get_no_heredoc(builder: str) -> None:
    assert "may not know here-documents" in refused("run-to-heredoc", BASE + "RUN‸ a && b\n", Settings(builder))


@pytest.mark.parametrize(
    ("frontend", "is_known"),
    [
        ("docker/dockerfile:1", True),
        ("docker/dockerfile:1.4", True),
        ("docker/dockerfile:1.10.0", True),
        ("docker.io/docker/dockerfile:latest", True),
        ("docker/dockerfile:1.3-labs", True),
        ("docker/dockerfile", True),
        ("docker/dockerfile:1.3", False),
        ("docker/dockerfile:1.0-experimental", False),
        ("docker/dockerfile-upstream:master", False),
        ("example.org/dockerfile:1.4", False),
    ],
)
def test_heredocs_come_with_the_frontend(frontend: str, is_known: bool) -> None:
    found = ask("run-to-heredoc", f"# syntax={frontend}\n{BASE}RUN‸ a && b\n")
    assert isinstance(found, Offer) is is_known


@pytest.mark.parametrize("name", ["split-run", "run-to-heredoc"])
def test_a_chain_without_end_is_left_alone(name: str) -> None:
    assert refused(name, BASE + "RUN‸ " + "a && " * 3000 + "b\n") == "it has more than 200 commands"


def test_a_test_is_no_exec_form() -> None:
    text = BASE + "RUN‸ <<EOF\nset -e\n[ -e a ]\nmkdir b\nEOF\n"
    assert done("heredoc-to-run", text) == BASE + "RUN [ -e a ] && \\\n    mkdir b\n"
    alone = BASE + 'RUN‸ <<EOF\nset -e\n[ "a" ]\nEOF\n'
    assert refused("heredoc-to-run", alone) == "a RUN cannot begin with this command"


SH = shutil.which("sh") or ""
CHAINS = [
    "echo a && echo b > x && cat x",
    "echo a && false && echo b",
    "false | true && echo b",
    "true | false && echo b",
    "cd / && pwd && mkdir -p /nonexistent/a/b/c",
    "A=1 && echo $A && export A && sh -c 'echo $A'",
    "A=$(false) && echo b",
    "A=$(echo c) \\\n  && echo \"$A\" \\\n  # a comment\n  && echo '$A' \\$A",
    "echo 'a \\\n   b' \\\n c && echo \"a \\\nb\" && echo a\\\nb",
    "echo a \\\n\n b && [ -e /nonexistent ] && echo c",
    "set -eu && echo a && echo $NOT_SET_ANYWHERE && echo b",
    "exit 3 && echo b",
    "echo a && cat x | sort -r | head -n 1 && sh -c 'exit 5'",
    "echo `echo a` && echo ${NOT_SET:-b} && sh -c 'exit 7'",
    "echo a\\ \\\n   b \\\\ && echo '\\' && echo \"\\\\\"",
]


@pytest.mark.skipif(not SH, reason="there is no shell")
@pytest.mark.parametrize("chain", CHAINS)
def test_a_shell_sees_no_difference(chain: str, tmp_path: Path) -> None:
    """The script of the chain, of its here-document, and of the chain that is made of that: what they print and answer."""
    text = BASE + f"RUN‸ {chain}\n"
    heredoc = done("run-to-heredoc", text)
    back = done("heredoc-to-run", heredoc.replace("RUN", "RUN‸"))
    results = [
        _answers(one, tmp_path / str(number)) for number, one in enumerate((text.replace("‸", ""), heredoc, back))
    ]
    assert results[0] == results[1] == results[2]


LISTS = (
    "echo a; false",
    "false; echo b",
    "false || echo b",
    "true || false",
    "false || false",
    "echo a; false || true",
    "true && false || echo b",
    "false && echo a; true",
    "echo a | false; true | cat",
    "[ -e /nonexistent ] || echo c; echo 'd;'",
)


@pytest.mark.skipif(not SH, reason="there is no shell")
@pytest.mark.parametrize("above", LISTS)
@pytest.mark.parametrize("below", ["echo z", "false && echo z", "true | cat && echo z"])
def test_a_list_goes_on_as_the_run_below_did(above: str, below: str, tmp_path: Path) -> None:
    """Two RUNs, of which the second only runs when the first succeeds, and what is made of them."""
    first = _answers(f"{BASE}RUN {above}\n", tmp_path / "first")
    second = _answers(f"{BASE}RUN {below}\n", tmp_path / "second")
    apart = (second[0], first[1] + second[1]) if first[0] == 0 else first
    joined = done("join-runs", f"{BASE}RUN ‸{above}\nRUN {below}\n")
    assert len(analyse(joined).dockerfile.instructions) == 2
    assert _answers(joined, tmp_path / "joined") == apart


def _answers(text: str, folder: Path) -> tuple[int, str]:
    """Run the last RUN of a Dockerfile as BuildKit would."""
    run = analyse(text).dockerfile.instructions[-1]
    assert isinstance(run, Run)
    script = run.heredocs[0].content if run.heredocs else run.arguments_text.text
    folder.mkdir()
    done = subprocess.run([SH, "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.replace(str(folder), ".")
