"""Every error BuildKit stops at: its code, the words at fault in ⟦brackets⟧, and what should stand there instead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dockwright.syntax import Problem, decode, parse

PROBES = Path(__file__).parent / "data" / "buildkit-check-probes.jsonl"
CASES = [json.loads(line) for line in PROBES.read_text(encoding="utf-8").splitlines()]

# (marked text, code, suggestion)
FILES: list[tuple[str, str, str | None]] = [
    # the file
    ("\n# nothing\n", "no-instructions", None),
    ("ARG A=1\n⟦ARG⟧ B\n", "no-stage", None),
    ("⟦RUN⟧ a\nFROM b\n", "instruction-before-from", None),
    ("ARG A\n⟦ENV⟧ A=1\nRUN b\nFROM c\n", "instruction-before-from", None),
    ("# escape=`\n# ⟦escape⟧=`\nFROM a\n", "repeated-directive", ""),
    ("# escape=⟦x⟧\nFROM a\n", "invalid-escape-directive", "\\"),
    ("# check=skip=all\n# ⟦check⟧=skip=all\nFROM a\n", "repeated-directive", ""),
    ("# check=⟦skp⟧=all\nFROM a\n", "invalid-check-directive", "skip"),
    ("# check=skip=all;error=⟦maybe⟧\nFROM a\n", "invalid-check-directive", None),
    ("# check=⟦skip⟧\nFROM a\n", "invalid-check-directive", None),
    ("# check=skip=all⟦;⟧\nFROM a\n", "invalid-check-directive", None),
    # keywords
    ("⟦FORM⟧ a\n", "unknown-instruction", "FROM"),
    ("⟦form⟧ a\n", "unknown-instruction", "from"),
    ("FROM a\n⟦RNU⟧ b\n", "unknown-instruction", "RUN"),
    ("FROM a\n⟦ENTRYPONT⟧ b\n", "unknown-instruction", "ENTRYPOINT"),
    ("FROM a\n⟦apt-get⟧ install b\n", "unknown-instruction", None),
    ("FROM a\n⟦<<<<<<<⟧ HEAD\n", "unknown-instruction", None),
    ("FROM a\nRUN b &&\n⟦apt-get⟧ install c\n", "unknown-instruction", "& \\\napt-get"),
    ("FROM a\nRUN b\r\n    ⟦apt-get⟧ install c\n", "unknown-instruction", "b \\\r\n    apt-get"),
    ("# escape=`\nFROM a\nRUN b\n  ⟦c⟧\n", "unknown-instruction", "b `\n  c"),
    ("FROM a\nRUN b `\n  ⟦c⟧\n", "unknown-instruction", None),
    ("FROM a\nRUN b\n  # why\n  ⟦c⟧\n", "unknown-instruction", None),
    ("FROM a\nRUN <<E\nb\nE\n  ⟦c⟧\n", "unknown-instruction", None),
    ("FROM a\nRUN b &&\n⟦RNU⟧ c\n", "unknown-instruction", "RUN"),
    ("FROM a\nRUN⟦\u00a0⟧b\n", "unknown-instruction", " "),
    ("FROM a\n⟦R\\\nN⟧ b\n", "unknown-instruction", "RUN"),
    ("FROM a\n⟦\\⟧\n", "unknown-instruction", None),
    ("FROM a\n⟦CMD['b']⟧\n", "unknown-instruction", 'CMD ["b"]'),
    ('FROM a\n⟦CMD["b",⟧ "c"]\n', "unknown-instruction", "CMD ["),
    ('FROM a\n⟦copy["b","c"]⟧\n', "unknown-instruction", "copy ["),
    ("FROM a\n⟦RUN[⟧ -e b ] && c\n", "unknown-instruction", "RUN ["),
    ("FROM a\n⟦ENTRYPOINT[b,⟧ c]  \n", "unknown-instruction", 'ENTRYPOINT ["b", "c"]'),
    ("FROM a\n⟦ENV['b']⟧\n", "unknown-instruction", None),
    # FROM
    ("⟦FROM⟧\n", "missing-argument", None),
    ("FROM a ⟦b⟧\n", "from-arguments", "AS b"),
    ("FROM ⟦FROM⟧ a\n", "from-arguments", ""),
    ("FROM ⟦a : 1⟧\n", "from-arguments", "a:1"),
    ("FROM ⟦a/b :1⟧ AS c\n", "from-arguments", "a/b:1"),
    ("FROM a ⟦:$B⟧\n", "from-arguments", None),
    ("FROM a ⟦:1⟧ b\n", "from-arguments", None),
    ("FROM a ⟦1b⟧\n", "from-arguments", None),
    ("FROM a ⟦AS⟧\n", "from-arguments", None),
    ("FROM a ⟦SA⟧ b\n", "from-arguments", "AS"),
    ("FROM a ⟦ass⟧ b\n", "from-arguments", "as"),
    ("FROM a AS b ⟦c d⟧\n", "from-arguments", ""),
    ("FROM a ⟦# the base⟧\n", "from-arguments", ""),
    ("FROM a AS b ⟦# the base⟧\n", "from-arguments", ""),
    ("FROM a AS ⟦1b⟧\n", "invalid-stage-name", None),
    ("FROM a AS ⟦b/c⟧\n", "invalid-stage-name", None),
    ("FROM a AS ⟦$B⟧\n", "invalid-stage-name", None),
    ("FROM ⟦Alpine⟧\n", "invalid-image-reference", "alpine"),
    ("FROM ⟦ELASTICSEARCH:1.7⟧\n", "invalid-image-reference", "elasticsearch:1.7"),
    ("FROM ⟦a:⟧\n", "invalid-image-reference", None),
    ("FROM ⟦a:b:c⟧\n", "invalid-image-reference", None),
    ("FROM ⟦a@sha256:12⟧\n", "invalid-image-reference", None),
    ('FROM ⟦""⟧\n', "invalid-image-reference", None),
    ("FROM a AS Base\nFROM ⟦Base⟧\n", "stage-in-capitals", "base"),
    ("FROM a AS base\nFROM ⟦Base⟧\n", "invalid-image-reference", "base"),
    ("FROM ⟦-a⟧\n", "invalid-image-reference", None),
    ("FROM --platform=⟦linus⟧ a\n", "invalid-flag-value", None),
    ("FROM --platform=⟦a/b/c/d⟧ a\n", "invalid-flag-value", None),
]

# (the same, behind a FROM)
INSTRUCTIONS: list[tuple[str, str, str | None]] = [
    # flags
    ("COPY --⟦chwn⟧=a b c", "unknown-flag", "chown"),
    ("ADD --⟦from⟧=a b c", "unknown-flag", None),
    ("CMD --⟦x⟧", "unknown-flag", None),
    ("COPY --chown=a ⟦--chown=b⟧ c d", "duplicate-flag", ""),
    ("COPY ⟦--from⟧ a b", "missing-flag-value", None),
    ("RUN ⟦--mount=⟧ a", "missing-flag-value", None),
    ("RUN ⟦--device=⟧ a", "missing-flag-value", None),
    ("RUN --device=⟦a.b/c=d,requird=true⟧ e", "invalid-flag-value", None),
    ("RUN --device=⟦a.b/c=d,e⟧ f", "invalid-flag-value", None),
    ("RUN --device=⟦a.b/c=d,name=e.f/g=h⟧ i", "invalid-flag-value", None),
    ("RUN --device=⟦a.b/c=d,required=yes⟧ e", "invalid-flag-value", None),
    ("COPY ⟦--link=⟧ a b", "missing-flag-value", "--link"),
    ("COPY --link=⟦ture⟧ a b", "invalid-flag-value", "true"),
    ("COPY --link=⟦yes⟧ a b", "invalid-flag-value", "true"),
    ("COPY --from=⟦$A⟧ b c", "variable-in-from", None),
    ("COPY --from=⟦NGINX⟧ b c", "invalid-image-reference", None),
    ("COPY --chmod=⟦999⟧ a b", "invalid-flag-value", None),
    ("COPY --chmod=⟦17777⟧ a b", "invalid-flag-value", None),
    ("COPY --chmod=⟦u*x⟧ a b", "invalid-flag-value", None),
    ("COPY --chown=⟦${A⟧ a b", "bad-substitution", None),
    ("ADD --checksum=⟦md5:ab⟧ http://a b", "invalid-flag-value", None),
    ("ADD --checksum=⟦sha256:ab⟧ https://a b", "invalid-flag-value", None),
    ("ADD ⟦--checksum=sha256:ab⟧ a b", "invalid-checksum", None),
    ("ADD ⟦--checksum=sha256:ab⟧ http://a http://b c/", "invalid-checksum", None),
    ("COPY ⟦https://a/b⟧ c", "remote-source", "ADD"),
    ("copy a ⟦git@b.c:d/e.git⟧ f/", "remote-source", "add"),
    ("COPY ⟦https://a/b.git?ref=c#d⟧ e", "remote-source", "ADD"),
    ("RUN --network=⟦hots⟧ a", "invalid-flag-value", "host"),
    ("RUN --network=⟦bridge⟧ a", "invalid-flag-value", None),
    ("RUN --security=⟦off⟧ a", "invalid-flag-value", None),
    # mounts
    ("RUN --mount=⟦typ⟧=cache,target=/a b", "unknown-mount-key", "type"),
    ("RUN --mount=type=⟦cach⟧,target=/a b", "invalid-mount-value", "cache"),
    ("RUN --mount=type=cache,sharing=⟦lockd⟧,target=/a b", "invalid-mount-value", "locked"),
    ("RUN --mount=type=cache,⟦target⟧ b", "invalid-mount-value", None),
    ("RUN --mount=type=cache,target=/a⟦,⟧ b", "invalid-mount-value", ""),
    ("RUN --mount=⟦,⟧type=cache,target=/a b", "invalid-mount-value", ""),
    ("RUN --mount=type=cache⟦,⟧,target=/a b", "invalid-mount-value", ""),
    ("RUN --mount=type=cache,target=⟦/⟧ b", "invalid-mount-value", None),
    ("RUN --mount=type=bind,ro=⟦yes⟧,target=/a b", "invalid-mount-value", None),
    ("RUN --mount=type=cache,mode=⟦0999⟧,target=/a b", "invalid-mount-value", None),
    ("RUN --mount=type=cache,uid=⟦me⟧,target=/a b", "invalid-mount-value", None),
    ("RUN --mount=type=tmpfs,size=⟦big⟧,target=/a b", "invalid-mount-value", None),
    ("RUN --mount=from=⟦$A⟧,target=/a b", "variable-in-from", None),
    ("RUN --mount=from=⟦A⟧,target=/a b", "invalid-image-reference", None),
    ("RUN --mount=type=cache,⟦size=1⟧,target=/a b", "invalid-mount", None),
    ("RUN --mount=⟦required=true⟧,type=secret,id=a b", "invalid-mount", None),
    ("RUN --mount=⟦sharing=locked⟧,target=/a b", "invalid-mount", None),
    ("RUN --mount=type=bind,target=/a,⟦uid=1⟧ b", "invalid-mount", None),
    ("RUN --mount=type=secret,id=a,⟦from=b⟧ b", "invalid-mount", None),
    ("RUN --mount=type=secret,id=a,⟦sharing=shared⟧ b", "invalid-mount", None),
    ("RUN ⟦--mount=type=secret⟧ b", "invalid-mount", None),
    ("RUN --mount=type=secret,id=a,⟦source=b⟧ b", "invalid-mount", None),
    # arguments
    ("⟦COPY⟧", "missing-argument", None),
    ("COPY ⟦a⟧", "missing-argument", None),
    ('COPY [⟦"a"⟧]', "missing-argument", None),
    ("⟦ENV⟧", "missing-argument", None),
    ("ENV ⟦A⟧", "missing-value", None),
    ("ENV A=b ⟦C⟧", "missing-value", '"b C"'),
    ('ENV A="b" ⟦C⟧', "missing-value", None),
    ("ENV A=b \\\n ⟦C⟧", "missing-value", None),
    ("LABEL ⟦a⟧", "missing-value", None),
    ("ENV ⟦=a⟧", "blank-name", None),
    ("ARG ⟦=a⟧", "blank-name", None),
    ("ARG A ⟦=⟧ b", "blank-name", "A=b"),
    ('ARG A ⟦="b c"⟧', "blank-name", 'A="b c"'),
    ("ARG A ⟦=⟧ b c", "blank-name", None),
    ("ARG A=1 ⟦=⟧ b", "blank-name", None),
    ("⟦ARG⟧", "missing-argument", None),
    ("⟦USER⟧", "missing-argument", None),
    ("⟦WORKDIR⟧", "missing-argument", None),
    ("⟦STOPSIGNAL⟧", "missing-argument", None),
    ("⟦MAINTAINER⟧", "missing-argument", None),
    ("⟦EXPOSE⟧", "missing-argument", None),
    ("⟦VOLUME⟧", "missing-argument", None),
    ("⟦VOLUME⟧ []", "missing-argument", None),
    ('VOLUME ["/a", ⟦" "⟧]', "blank-name", None),
    ("COPY a ⟦<<E⟧\nb\nE", "heredoc-destination", None),
    ("RUN ⟦<<E⟧\na\n", "unterminated-heredoc", None),
    ("COPY <<A ⟦<<B⟧ /c\nA\n", "unterminated-heredoc", None),
    ("RUN cat ⟦<<A⟧ <<B <<C\nB\n", "unterminated-heredoc", None),
    # exec form
    ('CMD ["a", ⟦1⟧]', "exec-form-item", None),
    ('RUN ["a", ⟦["b"]⟧]', "exec-form-item", None),
    ('COPY ["a", ⟦null⟧, "b"]', "exec-form-item", None),
    ("HEALTHCHECK CMD [⟦true⟧]", "exec-form-item", None),
    ("SHELL ⟦/bin/sh -c⟧", "shell-form", '["/bin/sh", "-c"]'),
    ("SHELL ⟦['a', 'b']⟧", "shell-form", '["a", "b"]'),
    ("SHELL ⟦[/bin/bash, -o, pipefail, -c,]⟧", "shell-form", '["/bin/bash", "-o", "pipefail", "-c"]'),
    ("SHELL ⟦['a b', 'c']⟧", "shell-form", None),
    ("SHELL ⟦['a, b]⟧", "shell-form", None),
    ("⟦SHELL⟧", "missing-argument", None),
    ("⟦SHELL⟧ []", "missing-argument", None),
    ("⟦RUN⟧ [ ]", "missing-argument", None),
    ("ARG a⟦'⟧b=1", "unclosed-quote", None),
    # values
    ("EXPOSE 80 ⟦70000⟧", "invalid-port", None),
    ('EXPOSE ⟦"⟧80', "unclosed-quote", None),
    ("EXPOSE ⟦90-80⟧", "invalid-port", None),
    ("EXPOSE ⟦80/tpc⟧", "invalid-port", "80/tcp"),
    ("EXPOSE ⟦80,443/udp⟧", "invalid-port", "80 443/udp"),
    ("EXPOSE ⟦80,http⟧", "invalid-port", None),
    ("EXPOSE ⟦http⟧", "invalid-port", None),
    ("STOPSIGNAL ⟦SIGFOO⟧", "unknown-signal", None),
    ("STOPSIGNAL ⟦SIGTREM⟧", "unknown-signal", "SIGTERM"),
    ("STOPSIGNAL ⟦SIGQUIT now⟧", "unknown-signal", "SIGQUIT"),
    ("STOPSIGNAL ⟦0⟧", "unknown-signal", None),
    ('ENV A=⟦"⟧b', "unclosed-quote", None),
    ("ENV A=b⟦'⟧c", "unclosed-quote", None),
    ("ENV A=⟦$⟧{B", "bad-substitution", None),
    ("ENV A=⟦$⟧{}", "bad-substitution", None),
    ("ENV A=⟦$⟧{B^^}", "bad-substitution", None),
    ("ENV A=⟦$⟧{B:x}", "bad-substitution", None),
    ("ENV A=⟦$⟧{B/c}", "bad-substitution", None),
    ("ENV A=${B%⟦\\⟧.*}", "bad-substitution", ""),
    ("ENV A=x${B//⟦\\⟧.//}", "bad-substitution", ""),
    ("COPY a /${B##*⟦\\⟧-}/", "bad-substitution", ""),
    ("ENV A=${B%⟦\\⟧$C}", "bad-substitution", None),
    ('COPY ⟦"⟧a b" c', "unclosed-quote", '["a b", "c"]'),
    ("ADD --link $a ⟦'⟧b c'", "unclosed-quote", None),
    ('ADD --link $a ⟦"⟧b ${c}"/d', "unclosed-quote", '["$a", "b ${c}/d"]'),
    ('COPY a ⟦"⟧C:\\b c"', "unclosed-quote", None),
    ('COPY ⟦"⟧it\'s a" b', "unclosed-quote", None),
    ('COPY ⟦"⟧a b c', "unclosed-quote", None),
    ('VOLUME ⟦"⟧/a b"', "unclosed-quote", '["/a b"]'),
    ('LABEL a ⟦"⟧b', "unclosed-quote", None),
    ("COPY <<E /a\nb ⟦$⟧{c\nE", "bad-substitution", None),
    # HEALTHCHECK
    ("⟦HEALTHCHECK⟧", "missing-argument", None),
    ("HEALTHCHECK ⟦CMD⟧", "missing-argument", None),
    ("HEALTHCHECK ⟦CMD⟧ []", "missing-argument", None),
    ("HEALTHCHECK ⟦CDM⟧ a", "unknown-healthcheck-type", "CMD"),
    ("HEALTHCHECK ⟦curl⟧ a", "unknown-healthcheck-type", "CMD curl"),
    ("HEALTHCHECK NONE ⟦a b⟧", "healthcheck-arguments", ""),
    ("HEALTHCHECK --interval=⟦5⟧ CMD a", "invalid-flag-value", "5s"),
    ("HEALTHCHECK --interval=⟦1us⟧ CMD a", "invalid-flag-value", None),
    ("HEALTHCHECK --timeout=⟦-5s⟧ CMD a", "invalid-flag-value", None),
    ("HEALTHCHECK --interval=⟦$I⟧ CMD a", "invalid-flag-value", None),
    ("HEALTHCHECK --retries=⟦-1⟧ CMD a", "invalid-flag-value", None),
    ("HEALTHCHECK --retries=⟦many⟧ CMD a", "invalid-flag-value", None),
    # ONBUILD
    ("⟦ONBUILD⟧", "missing-argument", None),
    ('RUN a\nONBUILD ⟦"b"⟧ c', "unknown-instruction", None),
    ("RUN a\nONBUILD ⟦RNU⟧ c", "unknown-instruction", "RUN"),
    ("ONBUILD ⟦ONBUILD⟧ RUN a", "onbuild-trigger", None),
    ("ONBUILD ⟦FROM⟧ a", "onbuild-trigger", None),
    ("ONBUILD ⟦maintainer⟧ a", "onbuild-trigger", None),
    ("ONBUILD COPY ⟦a⟧", "missing-argument", None),
    ("ONBUILD RUN ⟦<<E⟧\na\n", "unterminated-heredoc", None),
]

EXAMPLES = FILES + [(f"FROM base\n{example}", code, suggestion) for example, code, suggestion in INSTRUCTIONS]

SILENT = [
    "FROM scratch",
    r"FROM a" + "\n" + r"ENV A=${B%\\.*} C=${B#\*} D=${B%\}*} E=${B/\/x/\.} F=${B:-\.}",
    "FROM a AS b-c.d_1",
    "FROM a AS b..c\nFROM b..c",
    "FROM localhost:5000/a/b:c@sha256:" + "a" * 64,
    "FROM Registry.example.com/a",
    "FROM $A\nFROM ${B:-c}:D",
    "FROM --platform=$P a\nFROM --platform=linux/arm/v7 a\nFROM --platform=arm64 a",
    "ARG A\nFROM a",
    "ARG A\nARG B'C=1\nFROM a",
    "CMD\nENTRYPOINT []\nRUN",
    "CMD ['a']\nCMD [ -d a ]\nRUN [ 1 ] x",
    "COPY --link=FALSE --chmod=u=rwX,go+r-w a b\nCOPY --chmod=$M a b\nCOPY --chmod=0755 a b",
    "COPY --from=0 a b\nCOPY --from=nginx:1 a b",
    "FROM a AS Base\nFROM b\nCOPY --from=BASE a b\nRUN --mount=from=Base,target=/a b",
    "COPY --exclude=a --exclude=b --parents c d",
    "ADD --keep-git-dir --unpack=false --checksum=$C http://a b",
    "ADD --checksum=24454f830cdb571e2c4ad15481119c43b3cafd48 https://a/b.git#v1 c",
    "ADD --checksum=sha256:ab $URL c",
    "COPY $URL github.com/a/b /c/",
    "RUN --mount=type=secret,id=a,required,mode=0400,uid=1,env=A --mount=type=ssh,required=1 a",
    "RUN --mount=target=/a,rw --mount=type=tmpfs,target=/b,size=1.5GiB --mount=type=CACHE,dst=/c,sharing=Locked a",
    "RUN --mount=type=$T,size=1,target=/a --mount=type=cache,target=$X,uid=$U a",
    "RUN --device=vendor/class=a,required b",
    "STOPSIGNAL 9\nSTOPSIGNAL term\nSTOPSIGNAL SIGRTMIN+3\nSTOPSIGNAL $S",
    "EXPOSE 80/TCP 8000-8010 8080:80 127.0.0.1:80:80/udp $P ${P}/tcp 0",
    'EXPOSE "" 80\nEXPOSE \\ 80',
    "HEALTHCHECK --interval=1m30s --timeout=0 --start-period=1.5h --start-interval=500ms --retries=0 CMD a",
    "HEALTHCHECK --interval=5 NONE",
    "ARG --x A\nSTOPSIGNAL --x TERM",
    "ENV A='${'\nENV A=\\${\nRUN echo ${ \" '\nCMD ${",
    "MAINTAINER it's\nUSER a:b",
    "ENV A=${B:-c}${B:+c}${B:?c}${B#c}${B%%c}${B/c/d}${B//c/d}",
    "COPY <<'E' /a\n${\nE\nCOPY <<E /a\nit's $b\nE",
    "VOLUME $A",
    "ONBUILD RUN a\nONBUILD COPY --from=x a b",
]


def found(text: str) -> tuple[Problem, ...]:
    return parse(text).problems


def marked(problem: Problem, text: str) -> str:
    start, end = problem.span
    return f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}"


@pytest.mark.parametrize(("example", "code", "suggestion"), EXAMPLES, ids=[repr(case[0]) for case in EXAMPLES])
def test_problem(example: str, code: str, suggestion: str | None) -> None:
    text = example.replace("⟦", "").replace("⟧", "")
    (problem,) = found(text)
    assert problem.code == code
    assert problem.suggestion == suggestion
    if "⟦" in example:
        assert marked(problem, text) == example


@pytest.mark.parametrize("text", SILENT)
def test_no_problem(text: str) -> None:
    assert found(text if text.startswith(("FROM", "ARG A\n")) else f"FROM base\n{text}") == ()


@pytest.mark.parametrize("example", [example for example, _, _ in EXAMPLES])
def test_messages_are_one_clause(example: str) -> None:
    for problem in found(example.replace("⟦", "").replace("⟧", "")):
        assert problem.message
        assert "\n" not in problem.message
        assert not problem.message.endswith(".")
        assert problem.message[0] == "`" or problem.message[0].islower()


def test_all_problems_are_found_in_order() -> None:
    problems = found("FROM Alpine\nRNU a\nCOPY --chwn=x y\nEXPOSE 70000 80000\n")
    assert [problem.code for problem in problems] == [
        "invalid-image-reference",
        "unknown-instruction",
        "unknown-flag",
        "missing-argument",
        "invalid-port",
        "invalid-port",
    ]


def test_a_misspelled_from_still_opens_a_stage() -> None:
    assert [problem.code for problem in found("FORM a\nRUN b\n")] == ["unknown-instruction"]


def test_a_value_over_several_lines_is_marked_as_a_whole() -> None:
    text = 'FROM a\nENV A=b\\\n"c\n'
    (problem,) = found(text)
    assert problem.span.of(text) == 'b\\\n"c'


@pytest.mark.parametrize(("length", "expected"), [(65_535, []), (65_536, ["line-too-long"])])
def test_a_line_can_be_too_long(length: int, expected: list[str]) -> None:
    line = "RUN " + "é" * ((length - 4) // 2)
    line += "x" * (length - len(line.encode()))
    text = f"FROM a\n{line}\nRUN b\n"
    assert [problem.code for problem in found(text)] == expected
    assert all(problem.span.of(text) == line for problem in found(text))


def test_bytes_that_are_no_utf_8_are_a_problem_and_kept() -> None:
    text, problems = decode(b"FROM a\nLABEL a=Jos\xe9\n")
    assert [(problem.code, problem.span.of(text)) for problem in problems] == [("invalid-utf-8", "\udce9")]
    assert decode("é".encode()) == ("é", [])


# What BuildKit reports on these hangs on values of variables, or on the stage graph.
NOT_HERE = frozenset(
    (
        "undef in RUN mount",
        "undef VOLUME",
        "undef STOPSIGNAL",
        "from undeclared tag",
        "from arg after",
        "default arg",
        "copy from later",
        "copy from self",
        "copy from index",
    )
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_buildkit_stops_at_the_same_texts(case: dict[str, Any]) -> None:
    dockerfile = parse(case["text"])
    problems = dockerfile.problems
    if case["id"] in NOT_HERE:
        assert problems == ()
        return
    assert bool(problems) is case["is_error"]
    if case["error_line"] is not None and "directive" not in problems[0].code:  # of those BuildKit gives the line above
        assert dockerfile.lines.line(problems[0].span.start) + 1 == case["error_line"]
