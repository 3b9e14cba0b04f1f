"""What a Go program wants of the system that it runs on: files of the image, users, authorities, other programs."""

from __future__ import annotations

import pytest
from splitting import offer_of

from dockwright.assist import Offer
from dockwright.rule import Safety
from dockwright.text import apply

OF_OLD_IMAGE = "was of the old image: see that the new one has it"
CERTIFICATES = "COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt\n"

NOTES = [
    (
        "a file of the system",
        "os",
        'os.ReadFile("/usr/share/dict/words")',
        "",
        f"`/usr/share/dict/words` {OF_OLD_IMAGE}",
    ),
    ("a directory of it", "os", 'os.ReadDir("/usr/share/zoneinfo")', "", f"`/usr/share/zoneinfo` {OF_OLD_IMAGE}"),
    ("a user of Debian", "os/user", 'user.Lookup("www-data")', "", "looks up the user `www-data`"),
    ("a group", "os/user", 'user.LookupGroup("games")', "", "looks up the group `games`"),
    ("any user", "os/user", "user.Lookup(name)", "", "looks up a user whose name is computed"),
    (
        "a program that busybox has, too",
        "os/exec",
        'exec.Command("grep", "-P", "x")',
        "",
        "`grep` is busybox's in the new image",
    ),
    (
        "what a shell runs",
        "os/exec",
        'exec.Command("sh", "-c", "date +%s | tail")',
        "",
        "`date` is busybox's in the new image",
    ),
    (
        "a script that is computed",
        "os/exec",
        'exec.Command("sh", "-c", script)',
        "",
        "starts another one whose name is computed",
    ),
    (
        "a script in a file",
        "os/exec",
        'exec.Command("/bin/sh", "run.sh")',
        "",
        "starts another one whose name is computed",
    ),
    ("a program without options", "os/exec", 'exec.Command("sleep", "1")', "", ""),
    ("a user that no image has", "os/user", 'user.Lookup("shop")', "", ""),
    ("a file that a COPY brings", "os", 'os.ReadFile("/usr/share/app/a.json")', "COPY a.json /usr/share/app/\n", ""),
    ("what it writes", "os", 'os.WriteFile("/opt/app/a", nil, 0)', "", ""),
    ("a user of its own", "os/user", 'user.Lookup("shop")', "RUN useradd shop\n", ""),
    ("a user of every image", "os/user", 'user.Lookup("nobody")', "", ""),
    ("who runs it", "os/user", "user.Current()", "", ""),
]


@pytest.mark.parametrize(
    ("package", "call", "before", "note"), [one[1:] for one in NOTES], ids=[one[0] for one in NOTES]
)
def test_what_the_old_image_had(package: str, call: str, before: str, note: str) -> None:
    change = offer(package, call, before).default.change
    assert len(change.notes) == bool(note), change.notes
    assert change.safety is (Safety.UNSAFE if note else Safety.SAFE)
    assert all(note in one for one in change.notes)


AUTHORITIES = [
    ("net/http net/http/httputil", "httputil.NewSingleHostReverseProxy(nil)"),
    ("net/http net/http/httputil", "_ = &httputil.ReverseProxy{}"),
    ("os", 'os.ReadFile("/etc/ssl/certs/ca-certificates.crt")'),
]


@pytest.mark.parametrize(("packages", "call"), AUTHORITIES)
def test_authorities_come_along_to_scratch(packages: str, call: str) -> None:
    assert CERTIFICATES in runtime(packages, call, "scratch")


@pytest.mark.parametrize(
    ("value", "is_installed"),
    [('Path: "/usr/bin/git"', True), ('Args: nil,\n\t\tPath: "git"', True), ("Path: tool", False)],
)
def test_a_program_that_a_value_of_exec_names(value: str, is_installed: bool) -> None:
    text = runtime("os/exec", f"c := exec.Cmd{{{value}}}\n\tc.Run()", "alpine")
    assert ("RUN apk add --no-cache git\n" in text) == is_installed
    found = offer("os/exec", f"c := exec.Cmd{{{value}}}\n\tc.Run()").default.change
    assert any("whose name is computed" in one for one in found.notes) != is_installed


def test_what_a_shell_runs_is_installed() -> None:
    text = runtime("os/exec", 'exec.Command("/bin/sh", "-ec", "cd /tmp && git log | jq .")', "alpine")
    assert "RUN apk add --no-cache git jq\n" in text


CHECKS = [
    ("wget --no-verbose --tries=1 --spider http://localhost/ || exit 1", True),
    ("wget -qO- http://localhost/ | grep -q ok", True),
    ("test -f /tmp/up", True),
    ("curl -fsS --max-time 2 http://localhost/ | jq -e .ok", True),
    ("pgrep -x shop", True),
    ("kill -0 1", True),
    ("ps aux | grep shop", True),
    ("ps -C shop", False),
    ("grep -P x /tmp/up", False),
    ("wget --method=HEAD http://localhost/", False),
    ("find /tmp/up -printf x", False),
    ("nc -zv localhost 80", False),
]


@pytest.mark.parametrize(("check", "is_safe"), CHECKS)
def test_a_check_with_programs_of_busybox(check: str, is_safe: bool) -> None:
    files = {"go.mod": "module shop\n", "main.go": "package main\n\nfunc main() {}\n"}
    found = offer_of(CHECKED.format("", "", check), files)
    assert (found.default.change.safety is Safety.SAFE) == is_safe, found.default.change.notes


BASH = 'SHELL ["/bin/bash", "-c"]\n'
CHECKED = 'FROM golang:1.24\n{}WORKDIR /app\nCOPY . .\nRUN go build -o shop .\n{}HEALTHCHECK CMD {}\nCMD ["./shop"]\n'


@pytest.mark.parametrize("places", [(BASH, ""), ("", BASH)])
@pytest.mark.parametrize(("check", "image"), [("[[ -e /tmp/up ]]", "debian:"), ('["./shop", "-check"]', "alpine:")])
def test_a_check_runs_through_the_shell_of_the_image(places: tuple[str, str], check: str, image: str) -> None:
    text = CHECKED.format(*places, check)
    found = offer_of(text, {"go.mod": "module shop\n", "main.go": "package main\n\nfunc main() {}\n"})
    stage = apply(text, found.default.change.edits).partition("\n\n")[2]
    assert stage.startswith(f"FROM {image}")
    assert (BASH in stage) or image == "alpine:"


def test_files_that_a_script_names_come_along() -> None:
    text = runtime("os/exec", 'exec.Command("sh", "-c", "cat a.json")', "alpine")
    assert "COPY --from=builder /app/a.json ./\n" in text


def test_each_system_has_its_users() -> None:
    """scratch gets them from the builder, and Debian's slim image has them."""
    for name in ("alpine", "distroless-static"):
        assert any("looks up" in one for one in notes('user.Lookup("www-data")', name))
    assert not notes('user.Lookup("www-data")', "scratch")


def notes(call: str, base: str) -> tuple[str, ...]:
    return next(one.change.notes for one in offer("os/user", call).choices if one.name == base)


def offer(packages: str, call: str, before: str = "") -> Offer:
    imports = "".join(f'import "{one}"\n' for one in packages.split())
    files = {"go.mod": "module shop\n\ngo 1.24\n", "a.json": "{}"}
    files["main.go"] = f"package main\n\n{imports}\nfunc main() {{\n\t{call}\n}}\n"
    text = f'FROM golang:1.24\n{before}WORKDIR /app\nCOPY . .\nRUN go build -o shop .\nCMD ["./shop"]\n'
    return offer_of(text, files)


def runtime(packages: str, call: str, base: str) -> str:
    """The runtime stage on a base."""
    found = offer(packages, call)
    text = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o shop .\nCMD ["./shop"]\n'
    choice = next(one for one in found.choices if one.name == base)
    return apply(text, choice.change.edits).partition("\n\n")[2]
