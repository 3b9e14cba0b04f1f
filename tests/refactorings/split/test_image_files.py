"""What a Go program counts on that only the old image has: files of the system, its directories, the loader of its C library."""

from __future__ import annotations

import pytest
from splitting import offer_of

from dockwright.assist import Offer
from dockwright.rule import Safety
from dockwright.text import apply

FILE = 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build{0} -o /app .\n{1}CMD ["/app"{2}]\n'
EVERY = {"alpine": Safety.SAFE, "distroless-static": Safety.SAFE, "scratch": Safety.SAFE}


def offer(body: str = "", *, flags: str = "", behind: str = "", given: str = "") -> Offer:
    imports = [one for one in ("net", "os") if f"{one}." in body]
    source = f"package main\n\nimport (\n{''.join(f'{chr(34)}{one}{chr(34)}{chr(10)}' for one in imports)})\n\nfunc main() {{ {body} }}\n"
    files = {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": source, "conf.yml": "", "pages/a.html": ""}
    return offer_of(FILE.format(flags, behind, given), files)


def safeties(found: Offer) -> dict[str, Safety]:
    return {one.name: one.change.safety for one in found.choices}


@pytest.mark.parametrize(
    ("path", "is_of_image"),
    [
        ("/etc/mime.types", True),
        ("/etc/services", True),
        ("/etc/os-release", True),
        ("/usr/share/dict/words", True),
        ("/etc/hosts", False),
        ("/etc/resolv.conf", False),
        ("/etc/passwd", False),
        ("/etc/app/settings.yml", False),
        ("/data/x", False),
        ("/proc/self/status", False),
    ],
)
def test_files_of_the_old_image_are_told(path: str, *, is_of_image: bool) -> None:
    notes = offer(f'os.ReadFile("{path}")').default.change.notes
    assert any("was of the old image" in one for one in notes) == is_of_image


def test_accounts_come_along_where_there_are_none() -> None:
    found = offer('os.ReadFile("/etc/passwd")')
    change = next(one.change for one in found.choices if one.name == "scratch")
    after = apply(FILE.format("", "", ""), change.edits)
    assert "COPY --from=builder /etc/passwd /etc/group /etc/\n" in after
    assert safeties(found) == {**EVERY, "alpine": Safety.UNSAFE, "distroless-static": Safety.UNSAFE}


@pytest.mark.parametrize(
    ("body", "behind", "small"),
    [
        ('os.WriteFile("/var/log/app.log", nil, 0644)', "", ["distroless-static"]),
        ('os.WriteFile("/root/x", nil, 0644)', "", ["distroless-static"]),
        ('os.Create("/run/app.pid")', "", ["distroless-static"]),
        ('net.Listen("unix", "/run/app.sock")', "", ["distroless-static"]),
        ('os.WriteFile("/srv/x", nil, 0644)', "", []),
        ('os.WriteFile("/opt/x", nil, 0644)', "", []),
        ('os.WriteFile("/srv/x", nil, 0644)', "WORKDIR /srv\n", ["distroless-static", "scratch"]),
        ('os.WriteFile("/data/x", nil, 0644)', "VOLUME /data\n", ["distroless-static", "scratch"]),
        ('os.WriteFile("x.db", nil, 0644)', "", ["distroless-static", "scratch"]),
        ('net.Listen("tcp", "0.0.0.0:80")', "", ["distroless-static", "scratch"]),
    ],
)
def test_small_images_lack_directories(body: str, behind: str, small: list[str]) -> None:
    """An image from `scratch` has none; distroless images have those that packages bring, and no script of Debian makes."""
    assert safeties(offer(body, behind=behind)) == {name: EVERY[name] for name in ("alpine", *small)}


@pytest.mark.parametrize(
    ("flags", "note"),
    [
        (" -buildmode=pie", "`-buildmode=pie` needs a loader"),
        (" -ldflags '-linkmode external'", "`-linkmode external` needs cgo"),
        (" -ldflags=-linkmode=external", "`-linkmode external` needs cgo"),
        (" -race", "`-race` needs cgo"),
    ],
)
def test_programs_that_need_the_loader_of_the_builder(flags: str, note: str) -> None:
    """Without cgo Go makes such a program for the loader of glibc all the same, or does not make it at all."""
    found = offer(flags=flags)
    assert safeties(found) == {"debian-slim": Safety.UNSAFE, "distroless-base": Safety.UNSAFE}
    assert found.default.change.notes[0].startswith(note)


@pytest.mark.parametrize(
    "flags", [" -buildmode=exe", " -ldflags '-linkmode internal -s -w'", " -trimpath", " -tags netcgo"]
)
def test_programs_that_need_no_loader(flags: str) -> None:
    assert safeties(offer(flags=flags)) == EVERY


def test_what_is_linked_statically_keeps_cgo() -> None:
    """Such a program does not build without."""
    found = offer(flags=""" -ldflags='-linkmode external -extldflags "-static"'""")
    assert safeties(found) == EVERY
    assert not any("CGO_ENABLED" in edit.text for edit in found.default.change.edits)


def test_flags_of_the_environment_count() -> None:
    text = FILE.format("", "", "").replace("WORKDIR", "ENV GOFLAGS=-buildmode=pie\nWORKDIR")
    files = {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"}
    found = offer_of(text, files)
    assert set(safeties(found)) == {"debian-slim", "distroless-base"}


@pytest.mark.parametrize(
    ("given", "copied"),
    [
        (', "--config", "conf.yml"', "/src/conf.yml ./"),
        (', "@conf.yml"', "/src/conf.yml ./"),
        (', "pages/a.html"', "/src/pages/a.html ./pages/a.html"),
        (', "conf.json"', ""),
    ],
)
def test_files_that_the_start_command_names_come_along(given: str, copied: str) -> None:
    after = apply(FILE.format("", "", given), offer(given=given).default.change.edits)
    assert ("COPY --from=builder /src/" in after) == bool(copied)
    assert f"COPY --from=builder {copied}" in after


def test_a_pattern_that_the_shell_expands_brings_its_directory() -> None:
    text = FILE.format("", "", "").replace('["/app"]', "/app pages/*.html")
    files = {
        "go.mod": "module example.com/app\n\ngo 1.24\n",
        "main.go": "package main\n\nfunc main() {}\n",
        "pages/a.html": "",
    }
    found = offer_of(text, files)
    assert "COPY --from=builder /src/pages ./pages\n" in apply(text, found.default.change.edits)


@pytest.mark.parametrize(
    ("body", "is_computed"),
    [
        ('n := "pages/a.html"; os.ReadFile(n)', False),
        ('n := "pag" + "es/a.html"; os.ReadFile(n)', True),
        ('const n = "pag" + rest; os.ReadFile(n)', True),
    ],
)
def test_a_name_that_is_added_to_is_computed(body: str, *, is_computed: bool) -> None:
    notes = offer(body).default.change.notes
    assert any("whose name is computed" in one for one in notes) == is_computed
