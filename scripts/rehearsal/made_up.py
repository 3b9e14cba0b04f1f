"""Dockerfiles that nobody wrote: real shapes put together by chance, the same for the same number.

    python scripts/rehearsal/made_up.py 7        print one

What people write seldom stands beside what they write always: here-documents of each kind, comments and blank lines in continuations,
other escape characters, line ends and shells, and scripts in which commands that rules look for stand in every construct of a shell.
"""

from __future__ import annotations

import random
import sys

IMAGES = (
    "debian:12", "debian:bookworm-slim", "ubuntu:22.04", "ubuntu", "alpine:3.20", "alpine", "node:20", "node:20-alpine",
    "python:3.12-slim", "python:3.12", "fedora:40", "centos:7", "opensuse/leap:15.6", "golang:1.22", "ruby:3.3", "php:8.3-apache",
    "continuumio/miniconda3:latest", "localhost:5000/team/base:1.2", "scratch", "$BASE", "${BASE:-debian:12}",
)  # fmt: skip
NAMES = ("build", "Build", "alpine", "debian", "base-1", "final", "node", "scratch0", "deps")
WORDS = (
    "curl",
    "git",
    "wget",
    "ca-certificates",
    "libc6-dev",
    "make",
    "jq",
    "$EXTRA",
    '"$EXTRA"',
    "'gnupg'",
    "python3-pip",
    "pkg=1.0",
    "é-ü",
)
URLS = (
    "https://example.org/a.tar.gz",
    "http://example.org/b.tgz",
    "https://example.org/$VERSION/c.sh",
    '"https://example.org/d?x=1&y=2"',
)
FOLDERS = ("/app", "/tmp", "src", "/opt/x y", "..", "/usr/src/app", '"$HOME"', "$DIR")
COMMENTS = (
    "# a comment",
    "   # apt-get update && rm -rf /",
    "#",
    '\t# don\'t "worry"',
    "# `tick` \\",
    "# EOF",
    "#RUN x",
)


class Writer:
    """One file in the making."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.escape = self.one("\\\\\\\\`")
        self.shell = "sh"

    def one(self, choices):
        return self.random.choice(choices)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, choices, least: int = 1, most: int = 4) -> list:
        return [self.one(choices) for _ in range(self.random.randint(least, most))]

    # ------------------------------------------------------------------------------------------ scripts

    def command(self) -> str:
        """A simple command; the blanks between its words may become continuations."""
        r, words = self, " ".join(self.some(WORDS))
        return r.one(
            (
                lambda: f"apt-get {r.one(('', '-y ', '-qq ', '-o A::B=c '))}update",
                lambda: f"apt-get {r.one(('', '-y ', '-qqy '))}install {r.one(('', '-y ', '--no-install-recommends '))}{words}",
                lambda: f"apt {r.one(('update', 'install -y git', 'upgrade -y', 'clean', 'list --installed'))}",
                lambda: "rm -rf /var/lib/apt/lists/*",
                lambda: f"apk {r.one(('', '-U ', '--no-cache '))}{r.one(('add', 'update', 'add --virtual .b', 'del'))} {words}",
                lambda: f"{r.one(('pip', 'pip3', 'python -m pip', 'python3 -m pip'))} install {r.one(('', '-U ', '--no-cache-dir '))}{words}",
                lambda: "pip install -r requirements.txt",
                lambda: f"npm {r.one(('ci', 'install', 'install -g yarn', 'run build', 'cache clean --force', '--prefix x ci'))}",
                lambda: f"yarn {r.one(('install', '', 'build', 'cache clean'))}",
                lambda: f"{r.one(('yum', 'dnf', 'microdnf'))} {r.one(('', '-y '))}{r.one(('install', 'update', 'clean all', 'groupinstall'))} {words}",
                lambda: f"zypper {r.one(('', '-n ', '--non-interactive '))}{r.one(('install', 'in', 'refresh', 'clean'))} {words}",
                lambda: f"conda install {r.one(('', '-y '))}numpy",
                lambda: f"wget {r.one(('', '-q ', '-O x.tar.gz ', '-qO- '))}{r.one(URLS)}",
                lambda: f"curl {r.one(('', '-s ', '-fsSL ', '-o y.tgz '))}{r.one(URLS)}",
                lambda: f"sudo {r.one(('', '-E ', '-H ', '-u app ', 'A=1 '))}{r.one(('apt-get install -y git', 'make install', 'pip install flask', 'tee x'))}",
                lambda: f"cd {r.one(FOLDERS)}",
                lambda: f"A={r.one(('1', '$B', '$(date)', chr(34) + 'x y' + chr(34)))} {r.one(('make', 'npm ci', 'pip install x', 'apt-get install git'))}",
                lambda: f"echo {r.one(('hello', chr(34) + 'a  b' + chr(34), '$X', chr(39) + 'a && apt-get update' + chr(39), '-n x', '*'))} > /tmp/f{r.random.randint(0, 3)}",
                lambda: f"chmod {r.one(('+x', '755', '-R a+rX'))} {r.one(('/app/run.sh', '/usr/bin/x', '.'))}",
                lambda: f"export {r.one(('A=1', 'PATH=$PATH:/x', 'DEBIAN_FRONTEND=noninteractive'))}",
                lambda: f"tar {r.one(('xzf', '-xf', '-C /opt -xzf'))} x.tar.gz",
                lambda: r.one(("set -e", "set -eux", "set -x", "set +e", "set -o pipefail", "true", "false", ":", "exit 1", "ls", "go build ./...", "gem install bundler")),
                lambda: f"mkdir -p {r.one(FOLDERS)}",
                lambda: f"useradd {r.one(('-m ', '-u 12345678 ', ''))}app",
            )
        )().strip()  # fmt: skip

    def pipeline(self, depth: int) -> str:
        parts = [self.part(depth)]
        while self.chance(0.12):
            parts.append(self.one(("tar xz", "sh", "grep x", "tee /tmp/log", "bash -s -- -y", "sudo tee /etc/x")))
        return ("! " if self.chance(0.02) else "") + " | ".join(parts)

    def part(self, depth: int) -> str:
        if depth <= 0 or self.chance(0.72):
            command = self.command()
            return command + self.one(
                ("",) * 8 + (" > /dev/null", " 2>&1", " >> /tmp/out 2>&1", " < /dev/null", ' "$(uname -m)"', " `arch`")
            )
        inner = lambda: self.script(depth - 1)  # noqa: E731
        return self.one(
            (
                lambda: f"( {inner()} )",
                lambda: f"({inner()})",
                lambda: f"{{ {inner()}; }}",
                lambda: f"if {self.pipeline(0)}; then {inner()}; fi",
                lambda: f"if [ -f x ]; then {inner()}; else {inner()}; fi",
                lambda: f"for i in a b; do {inner()}; done",
                lambda: f"while false; do {inner()}; done",
                lambda: f'case "$X" in a|b) {inner()} ;; *) {inner()} ;; esac',
                lambda: f"f() {{ {inner()}; }} && f",
                lambda: f"X=$({inner()})",
                lambda: f'echo "$({self.command()})"',
                lambda: f"sh -c '{self.command().replace(chr(39), '')}'",
                lambda: f"eval {self.command()}",
                lambda: f"xargs {self.command()}",
                lambda: f"cat <<< x && {self.command()}" if self.shell == "bash" else self.command(),
                lambda: f"[ -d x ] || {self.command()}",
            )
        )()

    def script(self, depth: int = 2) -> str:
        made = self.pipeline(depth)
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3, 5))):
            made += self.one((" && ", " && ", " && ", " && ", "; ", " || ", " &&", "&& ")) + self.pipeline(depth)
        return made

    def broken_up(self, script: str) -> str:
        """The script over several lines, as an instruction needs it."""
        made, quote = "", ""
        for sign in script:
            quote = "" if sign == quote else sign if sign in "'\"" and not quote else quote
            if sign == " " and not quote and self.chance(0.12):
                made += self.one((" ", "  ", "", "\t")) + self.escape + self.one(("", "", "", " ", "\t")) + "\n"
                while self.chance(0.12):
                    made += self.one((*COMMENTS, "", "  ")) + "\n"
                made += self.one((" ", "    ", "\t", " \t "))
            else:
                made += sign
        return made

    def document(self, depth: int = 2) -> str:
        """The lines of a here-document that is a script."""
        asides = (*COMMENTS, "", "cat <<X\nin X\nX", "if true; then\n  ls\nfi")
        count = self.random.randint(1, 5)
        lines = [self.script(depth) if self.chance(0.85) else self.one(asides) for _ in range(count)]
        return "\n".join(lines)

    # ------------------------------------------------------------------------------------- instructions

    def run(self) -> str:
        flags = "".join(
            f"--mount=type={self.one(('cache,target=/root/.cache', 'cache,target=/var/lib/apt/lists', 'bind,source=.,target=/src', 'secret,id=x', 'tmpfs,target=/tmp'))} "
            for _ in range(self.one((0, 0, 0, 1, 2)))
        ) + self.one(("",) * 6 + ("--network=none ", "--security=insecure "))  # fmt: skip
        kind = self.random.random()
        if kind < 0.7:
            return f"RUN {self.broken_up(flags + self.script())}"
        if kind < 0.9:
            dash, quote = self.one(("", "", "-")), self.one(("", "", "'", '"'))
            body = self.document()
            if dash:
                body = "\n".join(
                    "\t" + line
                    for line in body.split("\n")
                    if not line.startswith("in X") and line != "X" and "<<X" not in line
                )
            program = self.one(("", "", "", " bash", " sh -e", "cat > /tmp/x"))
            front = f"{program} " if program.startswith("cat") else ""
            behind = "" if program.startswith("cat") else program
            return f"RUN {flags}{front}<<{dash}{quote}EOF{quote}{behind}\n{body}\n{dash and self.one(('', chr(9)))}EOF"
        if kind < 0.95:
            return f"RUN {flags}<<A cat > /tmp/a && <<B sh\n{self.one(WORDS)}\nA\n{self.document(0)}\nB".replace(
                "<<A cat", "cat <<A"
            ).replace("<<B sh", "sh <<B")
        return "RUN " + self.one(
            (
                '["apt-get", "install", "git"]',
                '[ "sh" , "-c" ,\t"cd /x && pip install y" ]',
                "['a', 'b']",
                '["a" "b"]',
                "[ -f x ] && ls",
            )
        )

    def copy(self) -> str:
        return self.one(("COPY", "COPY", "ADD", "add")) + " " + self.one(
            (
                ". .", ". /app/", "a b /app", "a b /app/", "--from=0 /a /b", "--from=build /out/app /usr/bin/app", "--from=alpine /etc/passwd /etc/",
                "--chown=app:app x.sh /app/run.sh", '["a b", "/c d/"]', "https://example.org/x.tar.gz /tmp/", "x.tar.gz /opt/", "--link --chmod=755 run.sh /",
                "<<EOF /app/x\nhello $NAME\nEOF", "<<-'A' <<\"B\" /app/\n\tone\n\tA\ntwo\nB", "requirements.txt ./", "package*.json ./", "$SRC $DST", "../x /y",
            )
        )  # fmt: skip

    def other(self) -> str:
        return self.one(
            (
                "ENV A 1", "ENV A=1 B=\"x y\" C='z'", "ENV PATH /x:$PATH", 'ENV MSG it\'s "so"', "ENV PATH=$PATH:/y", "ENV A=$A:1 B=$A", "ENV X a\\b \\$c",
                "ARG VERSION=1.2", "ARG EXTRA", "ARG A=1 B", "ARG TOKEN", "WORKDIR /app", "WORKDIR src", "WORKDIR /a b", 'WORKDIR "/q"', "WORKDIR $DIR",
                "USER app", "USER root", "USER 1000:1000", "LABEL a b c", 'LABEL x="1" y=2', "LABEL org.opencontainers.image.version=x", "EXPOSE 80 443/TCP",
                "EXPOSE 8080:80", "VOLUME /data", 'VOLUME ["/a", "/b"]', "STOPSIGNAL SIGKILL", "STOPSIGNAL 9", "MAINTAINER Jo \"J\" <jo@example.org>", "maintainer x",
                "CMD npm start", 'CMD ["node", "x.js"]', "CMD [ \"a\",  'b' ]", "ENTRYPOINT exec java $OPTS -jar x.jar", 'ENTRYPOINT ["/run.sh"]', "CMD a && b",
                "HEALTHCHECK CMD curl -f http://localhost/ || exit 1", "HEALTHCHECK NONE", "HEALTHCHECK --interval=5s CMD x", "ONBUILD COPY . /src", "# just said",
                "", "", "# hadolint ignore=DL3008", "# dockwright: ignore", "   ", "\u00a0", "EXPOSE", "UNKNOWN x",
            )
        )  # fmt: skip

    def shell_instruction(self) -> str:
        shells = {
            "bash": '["/bin/bash", "-c"]', "pipefail": '["/bin/bash", "-o", "pipefail", "-c"]', "sh": '["/bin/sh", "-ec"]', "ash": '["/bin/ash", "-o", "pipefail", "-c"]',
            "pwsh": '["pwsh", "-Command"]', "cmd": '["cmd", "/S", "/C"]', "python": '["python3", "-c"]',
        }  # fmt: skip
        name = self.one(list(shells))
        self.shell = "bash" if name == "pipefail" else name
        return f"SHELL {shells[name]}"

    def instruction(self) -> str:
        kind = self.random.random()
        if kind < 0.55:
            made = self.run()
            return "ONBUILD " + made if self.chance(0.05) else made
        if kind < 0.7:
            return self.copy()
        return self.shell_instruction() if kind > 0.97 else self.other()

    def file(self) -> str:
        head = ["# syntax=docker/dockerfile:1"] if self.chance(0.3) else []
        if self.escape == "`" or self.chance(0.05):
            head.append(f"# escape={self.escape}")
        lines = [*head, *(["ARG BASE=debian:12"] if self.chance(0.7) else [])]
        for _ in range(self.one((1, 1, 2, 3))):
            self.shell = "sh"
            name = self.one(("", "", f" AS {self.one(NAMES)}", f" as {self.one(NAMES)}"))
            lines.append(f"{self.one(('FROM', 'FROM', 'FROM', 'from'))} {self.one((*IMAGES, *IMAGES, *NAMES))}{name}")
            lines += [self.instruction() for _ in range(self.random.randint(1, 9))]
        text = "\n".join(lines) + self.one(("\n", "\n", "\n", "", "\n\n"))
        if self.chance(0.06):
            text = text.replace("\n", "\r\n")
        return ("\ufeff" if self.chance(0.04) else "") + text


def made_up(number: int) -> str:
    return Writer(number).file()


if __name__ == "__main__":
    sys.stdout.write(made_up(int(sys.argv[1])))
