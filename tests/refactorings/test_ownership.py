"""Owner and mode at the COPY instead of behind it: where that is the same, and where it is not."""

from __future__ import annotations

import pytest

from dockwright.assist import Refusal
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings import ownership
from dockwright.rule import Safety
from dockwright.syntax import Run
from dockwright.text import apply

BASE = "FROM debian:12\n"
FILES = MemoryContext({"src/a": "", "src/b": "", "start": "", "x.tar": "", "layer": "\x1f\udc8b"})


def given(text: str, what: str) -> tuple[str, Safety | None]:
    """The text with the flags, and how safe that is; the reason where there are none."""
    model = analyse(text)
    run = [one for one in model.dockerfile.instructions if isinstance(one, Run)][-1]
    found = (ownership.owner if what == "owner" else ownership.mode)(model, run, FILES)
    if found is None or isinstance(found, Refusal):
        return ("" if found is None else found.reason), None
    return apply(text, found.change.edits), found.change.safety


OWNERS: list[tuple[str, str, str, Safety]] = [
    ("numbers", "COPY src /app\nRUN chown -R 10:20 /app\n", "COPY --chown=10:20 src /app\n", Safety.SAFE),
    ("names, which must exist for the RUN as well", "COPY src /app\nRUN chown -R a:b /app\n", "COPY --chown=a:b src /app\n",
     Safety.SAFE),
    ("with the group of root", "COPY src /app\nRUN chown -R 10 /app/\n", "COPY --chown=10:0 src /app\n", Safety.SAFE),
    ("below a directory of the system nobody can tell", "COPY src /opt/app\nRUN chown -R 1:1 /opt/app\n",
     "COPY --chown=1:1 src /opt/app\nRUN chown 1:1 /opt/app\n", Safety.UNSAFE),
    ("directories that the COPY makes on the way", "COPY src /x/y\nRUN chown -R 1:1 /x/y\n", "COPY --chown=1:1 src /x/y\n",
     Safety.UNSAFE),
    ("made by WORKDIR", "WORKDIR /x/y\nCOPY src .\nRUN chown -R 1:1 /x/y\n",
     "WORKDIR /x/y\nCOPY --chown=1:1 src .\nRUN chown 1:1 /x/y\n", Safety.SAFE),
    ("made by mkdir", "RUN mkdir /app\nCOPY src /app\nRUN chown -R 1:1 /app\n",
     "RUN mkdir /app\nCOPY --chown=1:1 src /app\nRUN chown 1:1 /app\n", Safety.SAFE),
    ("a place where the base image may have files", "COPY src /usr/share/x\nRUN chown -R 1:1 /usr/share/x\n",
     "COPY --chown=1:1 src /usr/share/x\nRUN chown 1:1 /usr/share/x\n", Safety.UNSAFE),
    ("packages do not come near", "COPY src /app\nRUN apt-get install -y git\nRUN chown -R 1:1 /app\n",
     "COPY --chown=1:1 src /app\nRUN apt-get install -y git\n", Safety.SAFE),
    ("git refuses the repository of somebody else", "COPY src /app\nRUN git -C /app rev-parse HEAD\nRUN chown -R 1:1 /app\n",
     "COPY --chown=1:1 src /app\nRUN git -C /app rev-parse HEAD\n", Safety.UNSAFE),
    ("variables of the builder", "ARG U=7\nCOPY src /app\nRUN chown -R $U:${U} /app\n",
     "ARG U=7\nCOPY --chown=$U:${U} src /app\n", Safety.SAFE),
    ("two directories", "COPY src /a\nCOPY src /b\nRUN chown -R 1:1 /a /b\n",
     "COPY --chown=1:1 src /a\nCOPY --chown=1:1 src /b\n", Safety.SAFE),
    ("with its comment", "COPY src /app\n\n# for the service\nRUN chown -R 1:1 /app\n", "COPY --chown=1:1 src /app\n\n",
     Safety.SAFE),
    ("without a comment that is an instruction", "COPY src /app\n# RUN ls\nRUN chown -R 1:1 /app\n",
     "COPY --chown=1:1 src /app\n# RUN ls\n", Safety.SAFE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "safety"), [case[1:] for case in OWNERS], ids=[case[0] for case in OWNERS]
)  # fmt: skip
def test_owner(before: str, after: str, safety: Safety) -> None:
    assert given(BASE + before, "owner") == (BASE + after, safety)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BASE + "COPY src /app\nRUN chown \\\n# c\n -R 1:1 /app && ls\n", "a comment stands in it or behind it"),
        (BASE + "COPY src /opt/app\nRUN chown \\\n# c\n -R 1:1 /opt/app\n", "a comment stands in it"),
        (BASE + "COPY src /app\nRUN mkdir /app/log\nRUN chown -R 1:1 /app\n", "`/app` holds more than what is copied: `/app/log`"),
        (BASE + "COPY src /app\nRUN wget -P /app https://x/y\nRUN chown -R 1:1 /app\n", "`/app` holds more than what is copied: `/app/y`"),
        (BASE + "COPY src /app\nRUN ./x.sh\nRUN chown -R 1:1 /app\n", "`x.sh` may have put something into `/app` since the COPY"),
        (BASE + "COPY src /app\nRUN apt-get install -y nginx\nRUN chown -R www-data:www-data /app\n",
         "the user may be made only behind the COPY, by the RUN between them"),
        (BASE + "COPY src /app\nARG U=7\nRUN chown -R $U:$U /app\n", "`$U:$U` is not yet set where it is copied"),
        (BASE + "COPY src /app\nRUN chown -R $(id -u) /app\n", "what `$(id -u)` stands for is not known to the builder"),
        (BASE + "COPY src /app\nRUN chown -R a: /app\n", "what `a:` stands for is not known to the builder"),
        (BASE + "COPY --chown=1 src /app\nRUN chown -R 1:1 /app\n", "the COPY gives it another owner"),
        (BASE + "COPY --link src /app\nRUN chown -R a:a /app\n", "`COPY --link` knows no users by name"),
        (BASE + "ADD x.tar /app\nRUN chown -R 1:1 /app\n", "ADD may unpack an archive, whose files keep their owners"),
        (BASE + "ADD layer /app\nRUN chown -R 1:1 /app\n", "ADD unpacks an archive, whose files keep their owners"),
        (BASE + "COPY src /app\nRUN chown -RH 1:1 /app\n", "`chown` has more to do than to change the owner of directories"),
        (BASE + "COPY src /app\nRUN chown -R 1:1 /app/*\n", "only the shell knows what `/app/*` is"),
        (BASE + "COPY src /\nRUN chown -R 1:1 /srv\n", "no COPY brings `/srv`"),
        ("FROM debian:12 AS a\nCOPY src /app\nFROM a\nRUN chown -R 1:1 /app\n", "another stage copies it"),
        ("FROM alpine AS b\nFROM debian:12\nCOPY --from=b /x /app\nRUN chown -R 1 /app\n",
         "the group that the files have in the other stage is not known"),
        (BASE + "COPY src /app\nRUN chown 1:1 /app\n", ""),
        (BASE + "COPY src /app\nRUN chown -R 1:1 /app || true\n", ""),
        (BASE + "COPY src /app\nRUN --mount=type=cache,target=/app chown -R 1:1 /app\n", ""),
    ],
)  # fmt: skip
def test_no_owner(text: str, reason: str) -> None:
    assert given(text, "owner") == (reason, None)


MODES: list[tuple[str, str, str, Safety]] = [
    ("a number", "COPY start /\nRUN chmod 0755 /start\n", "COPY --chmod=0755 start /\n", Safety.SAFE),
    ("a name of its own", "COPY start /bin/go\nRUN chmod 755 /bin/go\n", "COPY --chmod=755 start /bin/go\n", Safety.SAFE),
    ("relative", "WORKDIR /x\nCOPY start .\nRUN chmod 755 start\n", "WORKDIR /x\nCOPY --chmod=755 start .\n", Safety.SAFE),
    ("executable", "COPY start /\nRUN chmod a+x /start\n", "COPY --chmod=755 start /\n", Safety.UNSAFE),
    ("a file that is written here", "COPY <<EOF /start\n#!/bin/sh\nEOF\nRUN chmod +x /start\n",
     "COPY --chmod=755 <<EOF /start\n#!/bin/sh\nEOF\n", Safety.SAFE),
    ("a script between them", "COPY start /\nRUN ./x\nRUN chmod 755 /start\n", "COPY --chmod=755 start /\nRUN ./x\n",
     Safety.UNSAFE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "safety"), [case[1:] for case in MODES], ids=[case[0] for case in MODES]
)  # fmt: skip
def test_mode(before: str, after: str, safety: Safety) -> None:
    assert given(BASE + before, "mode") == (BASE + after, safety)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("COPY src /app\nRUN chmod -R 755 /app\n", "no COPY names the file `/app`"),
        ("COPY src /app\nRUN chmod 755 /app/a\n", "no COPY names the file `/app/a`"),
        ("COPY start src/a /\nRUN chmod 755 /start\n", "the COPY brings more than that: `/a`"),
        ("COPY --chmod=$MODE start /\nRUN chmod 755 /start\n", "the COPY gives it another mode"),
        ("COPY --chmod=u=rwX start /\nRUN chmod 755 /start\n", "the COPY gives it another mode"),
        ("ADD https://x/start /\nRUN chmod 755 /start\n", "a download has a mode of its own"),
        ("COPY start /\nRUN chmod u+s /start\n", "what `u+s` makes of a mode depends on the mode"),
        ("COPY start /\nRUN cp /x /start\nRUN chmod 755 /start\n", "a RUN between them works on it"),
        ("COPY start /\nRUN chmod 755 /st*\n", "only the shell knows what `/st*` is"),
        ("COPY start /\nRUN chmod 755 /start # why\n", ""),
    ],
)
def test_no_mode(text: str, reason: str) -> None:
    if reason:
        assert given(BASE + text, "mode") == (reason, None)
    else:
        assert given(BASE + text, "mode")[0] == BASE + "COPY --chmod=755 start /\n"


def test_a_file_by_its_name() -> None:
    """Without the context, a name with a suffix that is kept is taken for a file."""
    for text, is_taken in [("COPY a.sh /a.sh", True), ("COPY a.sh /b.sh", False), ("COPY bin /bin", False)]:
        name = text.rpartition(" ")[2]
        model = analyse(f"{BASE}{text}\nRUN chmod 755 {name}\n")
        run = next(one for one in model.dockerfile.instructions if isinstance(one, Run))
        assert isinstance(ownership.mode(model, run, UNKNOWN), ownership.Plan) is is_taken
