"""Programs that are called by an absolute path, and scripts that come along: what is true of the old image may not be of the new.

Debian has every program in /bin and in /usr/bin, and tini in /usr/bin; Alpine has each in one place, and tini in /sbin. A container
that starts with `/usr/bin/tini` on Alpine does not start.
"""

from __future__ import annotations

import pytest
from splitting import runtime_of, split_of

from dockwright.assist import Offer
from dockwright.refactorings.split import Obstacle
from dockwright.rule import Safety

MODULE = {"go.mod": "module example.com/app\n\ngo 1.24\n"}
PLAIN = "package main\n\nfunc main() {}\n"
BUILD = "WORKDIR /src\nCOPY . .\nRUN go build -o /app .\n"
START = 'CMD ["/app"]\n'


def offer(text: str, source: str = PLAIN, **files: str) -> dict[str, Safety] | str:
    """The safety of each choice, or why there is none."""
    found = split_of(text, {**MODULE, "main.go": source, **files})
    if isinstance(found, Obstacle):
        return found.reason
    assert isinstance(found, Offer)
    return {one.name: one.change.safety for one in found.choices}


def running(*words: str) -> str:
    arguments = ", ".join(f'"{word}"' for word in words)
    return f'package main\n\nimport "os/exec"\n\nfunc main() {{ exec.Command({arguments}).Run() }}\n'


INIT = "RUN apt-get update && apt-get install -y {0}\n"


@pytest.mark.parametrize(
    ("before", "behind", "is_on_alpine"),
    [
        (INIT.format("tini"), 'ENTRYPOINT ["tini", "--"]\n', True),
        (INIT.format("tini"), 'ENTRYPOINT ["/usr/bin/tini", "--"]\n', False),
        (INIT.format("dumb-init"), 'ENTRYPOINT ["/usr/bin/dumb-init", "--"]\n', True),
        ("", 'ENTRYPOINT ["/usr/bin/timeout", "60"]\n', True),
        ("", 'ENTRYPOINT ["/usr/bin/nice"]\n', False),
        ("", "HEALTHCHECK CMD /usr/bin/curl -f localhost\n", True),
        ("", "HEALTHCHECK CMD /bin/curl -f localhost\n", False),
        ("", "HEALTHCHECK CMD /bin/grep -q x /tmp/x\n", True),
        ("", "HEALTHCHECK CMD /usr/bin/grep -q x /tmp/x\n", False),
        ("", 'HEALTHCHECK CMD ["/usr/bin/sh", "-c", "true"]\n', False),
    ],
)
def test_alpine_has_each_program_in_one_place(before: str, behind: str, *, is_on_alpine: bool) -> None:
    found = offer(f"FROM golang:1.24\n{before}{BUILD}{behind}{START}")
    assert found == {"alpine" if is_on_alpine else "debian-slim": Safety.SAFE}


@pytest.mark.parametrize(
    ("words", "is_on_alpine"),
    [
        (("/usr/bin/git", "status"), True),
        (("/bin/sh", "-c", "true"), True),
        (("/bin/bash", "-c", "true"), True),
        (("/bin/git", "status"), False),
        (("/usr/bin/sh", "-c", "true"), False),
        (("/usr/bin/bash", "-c", "true"), False),
        (("/usr/bin/sleep", "1"), False),
    ],
)
def test_programs_that_the_sources_start_by_path(words: tuple[str, ...], *, is_on_alpine: bool) -> None:
    found = offer(f"FROM golang:1.24\n{BUILD}{START}", running(*words))
    assert isinstance(found, dict)
    assert ("alpine" in found, found["debian-slim"]) == (is_on_alpine, Safety.SAFE)


@pytest.mark.parametrize("program", ["/usr/local/bin/dumb-init", "/opt/dumb-init"])
def test_what_is_fetched_to_a_place_of_its_own_is_not_what_a_package_brings(program: str) -> None:
    fetch = f"RUN curl -Lo {program} https://example.com/dumb-init && chmod +x {program}\n"
    found = offer(f'FROM golang:1.24\n{fetch}{BUILD}ENTRYPOINT ["{program}", "--"]\n{START}')
    assert found == f"alpine:3.22 does not have `{program}`"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("#!/bin/sh\necho hello\n", {"alpine": Safety.UNSAFE}),
        ("#!/bin/bash\njq . x\n", {"alpine": Safety.UNSAFE}),
        ("#!/usr/bin/bash\necho hello\n", {"debian-slim": Safety.SAFE}),
        ("#!/bin/sh\n/opt/tool x\n", "`run.sh` runs `/opt/tool`, which alpine:3.22 does not have"),
        ("#!/usr/bin/env node\n", {"debian-slim": Safety.UNSAFE}),
    ],
)
def test_a_script_that_comes_along_needs_its_programs(script: str, expected: object) -> None:
    found = offer(f"FROM golang:1.24\n{BUILD}{START}", running("./scripts/run.sh"), **{"scripts/run.sh": script})
    assert found == expected


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("cat conf/a.txt", "conf/a.txt"),
        (". ./lib.sh", "./lib.sh"),
        ("cat lib.sh", "lib.sh"),  # beside the script
        ("cat /src/conf/a.txt", "/src/conf/a.txt"),
        ('. "$(dirname "$0")/lib.sh"', "$0"),
        ('cat "$HERE/a.txt"', "$HERE/a"),
        ("cat /etc/hosts", ""),
        ("./scripts/run.sh again", ""),
        ('echo "$1" | sort', ""),
        ('test -n "$HOME" || exit 1', ""),
    ],
)
def test_a_script_that_comes_along_names_files(body: str, named: str) -> None:
    files = {"scripts/run.sh": f"#!/usr/bin/bash\n{body}\n", "scripts/lib.sh": "", "conf/a.txt": ""}
    text = f"FROM golang:1.24\n{BUILD}{START}"
    found = split_of(text, {**MODULE, "main.go": running("./scripts/run.sh"), **files})
    assert isinstance(found, Offer)
    told = found.default.change.notes
    assert told == ((f"`run.sh` names `{named}`: see that it is in the new image",) if named else ())


def test_scripts_in_a_directory_are_told() -> None:
    source = 'package main\n\nimport "os"\n\nfunc main() { os.ReadDir("hooks") }\n'
    assert offer(f"FROM golang:1.24\n{BUILD}{START}", source, **{"hooks/page.html": ""}) == {
        "alpine": Safety.SAFE, "distroless-static": Safety.SAFE, "scratch": Safety.SAFE,
    }  # fmt: skip
    found = offer(f"FROM golang:1.24\n{BUILD}{START}", source, **{"hooks/start": "#!/bin/sh\nls\n"})
    assert isinstance(found, dict)
    assert set(found.values()) == {Safety.UNSAFE}


@pytest.mark.parametrize("written", ["/src/tools/run.sh", "./tools/run.sh", "tools/run.sh"])
def test_a_script_of_the_sources_that_a_program_of_go_starts(written: str) -> None:
    main = f'package main\n\nimport "os/exec"\n\nfunc main() {{ exec.Command("{written}").Run() }}\n'
    files = {"go.mod": "module example.com/app\n\ngo 1.23\n", "main.go": main, "tools/run.sh": "#!/bin/sh\n"}
    text = 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'
    assert "COPY --from=builder /src/tools/run.sh ./tools/run.sh\n" in runtime_of(text, files)


@pytest.mark.parametrize(
    ("body", "is_copied"),
    [
        ('exec.Command("sh", "/src/tools/run.sh")', True),
        ('f("/src/tools" + name)', True),
        ('f("/src")', False),
        ('f("/api/users")', False),
        ('f("/src/pkg")', False),
    ],
)
def test_absolute_paths_among_the_sources(body: str, *, is_copied: bool) -> None:
    main = f'package main\n\nimport "os/exec"\n\nfunc main() {{ {body} }}\n'
    files = {
        "go.mod": "module example.com/app\n\ngo 1.23\n",
        "main.go": main,
        "tools/run.sh": "",
        "pkg/x.go": "package pkg\n",
    }
    text = 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'
    assert ("COPY --from=builder /src/tools" in runtime_of(text, files)) == is_copied
    assert "/src/pkg" not in runtime_of(text, files)


RUST = "FROM rust:1.85\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ./target/release/app\n"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('std::process::Command::new("tools/run.sh").spawn()', "/app/tools/run.sh ./tools/run.sh"),
        ('std::process::Command::new("/app/tools/run.sh").spawn()', "/app/tools/run.sh ./tools/run.sh"),
        ('std::fs::write("/app/data/x", "")', "/app/data ./data"),
    ],
)
def test_what_a_program_of_rust_wants_of_the_sources(body: str, line: str) -> None:
    files = {
        "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
        "Cargo.lock": 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
        "src/main.rs": f"fn main() {{ {body}; }}\n",
        "tools/run.sh": "#!/bin/sh\n",
        "data/.gitkeep": "",
    }
    assert f"COPY --from=builder {line}\n" in runtime_of(RUST, files)
