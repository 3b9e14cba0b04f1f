"""Owners and modes that the builder gives: the runtime stage gives the same, or says that it does not."""

from __future__ import annotations

import pytest
from splitting import offer_of, runtime_of

GO = {
    "go.mod": "module example.com/app\n\ngo 1.23\n",
    "main.go": 'package main\n\nimport "os"\n\nfunc main() { os.WriteFile("data/x", nil, 0o600); os.Open("app.db") }\n',
    "data/seed.json": "{}",
    "app.db": "",
}
TEXT = 'FROM golang:1.24\nRUN useradd -m svc\nENV HERE=/srv/app\nWORKDIR $HERE\nCOPY {}. .\nRUN go build -o app && {}\nUSER svc\nCMD ["./app"]\n'
COPY = "COPY --from=builder {}/srv/app/{} ./{}\n"


@pytest.mark.parametrize(
    ("command", "made", "app", "database", "data"),
    [
        ("chown -R svc:svc $HERE", "chown -R svc:svc /srv/app", "svc:svc", "svc:svc", "svc:svc"),
        ("chown -R svc: $HERE", "chown -R svc: /srv/app", "svc", "svc", "svc"),
        ("chown -R svc:svc ${HERE}/data", "", "", "", "svc:svc"),
        ("chown svc:svc app .", "chown svc:svc /srv/app", "svc:svc", "", ""),
        ("chown svc data app.db", "mkdir -p /srv/app/data && chown svc /srv/app/data", "", "svc:0", ""),
        ("chown svc *.db", "", "", "svc:0", ""),
        ("chown -R svc . && chown root app", "chown -R svc .", "", "svc:0", "svc:0"),
        ("chown -R svc:svc . && chgrp 0 app.db", "chown -R svc:svc .", "svc:svc", "svc:0", "svc:svc"),
        ("chown -R svc /srv", "chown -R svc /srv/app", "svc:0", "svc:0", "svc:0"),
        ("chmod -R 777 /srv", "mkdir -p /srv/app/data && chmod -R 777 /srv/app", "", "", ""),
        ("chmod 777 data .", "mkdir -p /srv/app/data && chmod 777 /srv/app /srv/app/data", "", "", ""),
        ("chgrp -R 0 . && chmod -R g=u .", "chgrp -R 0 . && mkdir -p /srv/app/data && chmod -R g=u .", "", "", ""),
        ("chmod -R 755 data", "", "", "", ""),
        ("chmod 750 app", "", "", "", ""),  # COPY keeps it
    ],
)
def test_what_the_runtime_stage_gives(command: str, made: str, app: str, database: str, data: str) -> None:
    files = (("app", "", app), ("app.db", "", database), ("data", "data", data))
    copies = "".join(COPY.format(f"--chown={owner} " if owner else "", name, into) for name, into, owner in files)
    run = f"RUN {made}\n" if made else ""
    assert runtime_of(TEXT.format("", command), GO, "alpine") == (
        f"FROM alpine:3.22\nRUN adduser -D svc\nENV HERE=/srv/app\nWORKDIR /srv/app\n{run}{copies}"
        'USER svc\nCMD ["./app"]\n'
    )


@pytest.mark.parametrize(
    ("flag", "command", "is_told"),
    [
        ("", "find . -type d -exec chown svc {} +", True),
        ("", "find . -type f -print0 | xargs -0 chown svc", True),
        ("", "chown -R svc $UNKNOWN", True),
        ("", "chown -R $WHO app", True),
        ("", "chmod 777 $(cat places)", True),
        ("", "install -d -o svc /var/lib/app", True),
        ("", "D=/srv/app/data && chown svc $D", True),
        ("", "for HERE in data conf; do chown svc $HERE; done", True),
        ("", "umask 027 && mkdir /var/lib/app", True),
        ("--chmod=777 ", "true", True),
        ("--chmod=755 ", "true", False),
        ("", "find . -name '*.sh' -exec chmod +x {} +", False),
        ("", "chmod 755 $UNKNOWN", False),
        ("", "chown -R svc $HERE", False),
    ],
)
def test_what_is_not_followed_is_told(flag: str, command: str, *, is_told: bool) -> None:
    notes = offer_of(TEXT.format(flag, command), GO).default.change.notes
    assert any("is not followed" in note or "a mode of its own" in note for note in notes) == is_told


@pytest.mark.parametrize("flag", ["--chown=$WHO ", "--chown=${WHO}:svc "])
def test_a_variable_for_the_owner(flag: str) -> None:
    text = TEXT.replace("ENV HERE", "ENV WHO=svc HERE").format(flag, "true")
    owner = "svc:svc" if ":" in flag else "svc"
    assert COPY.format(f"--chown={owner} ", "data", "data") in runtime_of(text, GO)


BELOW = 'FROM golang:1.24\nWORKDIR /srv/bin\nCOPY . /srv\nRUN cd /srv && go build -o bin/app\nCMD ["./app"]\n'


def test_a_working_directory_that_the_build_makes() -> None:
    """Relative paths lead from there to what is copied around it."""
    main = 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("../conf/a.toml") }\n'
    files = {"go.mod": GO["go.mod"], "main.go": main, "conf/a.toml": ""}
    assert "COPY --from=builder /srv/conf/a.toml /srv/conf/a.toml\n" in runtime_of(BELOW, files)
    crate = {
        "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
        "Cargo.lock": 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
        "src/main.rs": 'fn main() { println!("{:?}", std::fs::read("../../conf/a.toml")); }\n',
        "conf/a.toml": "",
    }
    text = "FROM rust:1.85\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nWORKDIR /app/target/release\nCMD ./app\n"
    assert "COPY --from=builder /app/conf/a.toml /app/conf/a.toml\n" in runtime_of(text, crate)


@pytest.mark.parametrize(
    ("command", "is_told"),
    [
        ("mkdir -p /etc/app && ln -s /data/x.ini /etc/app/x.ini", True),
        ("mkdir -p /etc/app && cd /etc/app && ln -sf /srv/app/app.db x.ini", True),
        ("mkdir -p /etc/app && cp app.db /etc/app/x.ini", False),
        ("mkdir -p /etc/app && cp app.db /etc/app/x.ini && ln -s /srv/app/app /usr/local/bin/svc", False),
    ],
)
def test_links_that_are_copied_are_told(command: str, *, is_told: bool) -> None:
    """They may lead to what only a volume brings."""
    main = 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("/etc/app/x.ini") }\n'
    notes = offer_of(TEXT.format("", command), GO | {"main.go": main}).default.change.notes
    assert any("is a link in the builder" in note for note in notes) == is_told


SETTINGS = GO | {"main.go": "package main\n\nfunc main() {}\n", "etc/app.conf": "", "entry.sh": ""}


@pytest.mark.parametrize(
    ("above", "lines"),
    [
        ("COPY etc/app.conf /etc/app/app.conf\nRUN sed -i s/a/b/ /etc/app/app.conf\n",
         ["COPY --from=builder /etc/app/app.conf /etc/app/app.conf"]),
        ("COPY etc/ /etc/app/\nRUN cd /etc && sed -i s/a/b/ ./app/app.conf && echo /etc/app\n",
         ["COPY --from=builder /etc/app /etc/app"]),
        ("COPY etc/app.conf /etc/app/app.conf\nRUN echo a >> /etc/app/app.conf\n",
         ["COPY --from=builder /etc/app/app.conf /etc/app/app.conf"]),
        ("COPY etc/app.conf /opt/x/key\nRUN cat /opt/x/key && rm /opt/x/key\n", []),
        ("COPY etc/app.conf /etc/app/app.conf\nRUN chmod 600 /etc/app/app.conf && cat /etc/app/app.conf\n",
         ["COPY etc/app.conf /etc/app/app.conf", "RUN chmod 600 /etc/app/app.conf"]),
        ("COPY etc/ /etc/app/\nRUN chmod 600 /etc/app/*\n", ["COPY etc/ /etc/app/", "RUN chmod 600 /etc/app/*"]),
        ("RUN mkdir -p /var/log/app && ln -sf /dev/stdout /var/log/app/access.log\n",
         ["RUN mkdir -p /var/log/app && ln -sf /dev/stdout /var/log/app/access.log"]),
    ],
)  # fmt: skip
def test_settings_beside_the_sources(above: str, lines: list[str]) -> None:
    """What a RUN of the builder makes of them is what the container has."""
    text = f'FROM golang:1.24\nWORKDIR /src\n{above}COPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'
    stage = runtime_of(text, SETTINGS, "alpine").splitlines()
    assert [line for line in stage[2:-1] if not line.endswith("/app /app") or "/etc" in line] == lines


def test_a_file_of_the_root_is_there_behind_its_copy() -> None:
    text = (
        "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCOPY entry.sh /\nRUN chmod 755 /entry.sh\n"
        'ENTRYPOINT ["/entry.sh"]\n'
    )
    assert "COPY entry.sh /\nRUN chmod 755 /entry.sh\n" in runtime_of(
        text, SETTINGS | {"entry.sh": "#!/bin/sh\n/app\n"}
    )


def test_a_variable_beside_an_install_of_python() -> None:
    text = (
        "FROM python:3.13\nENV HERE=/app\nWORKDIR $HERE\nRUN useradd -m u\nCOPY . .\n"
        "RUN pip install -r requirements.txt && chown -R u:u $HERE\nUSER u\nCMD python app.py\n"
    )
    stage = runtime_of(text, {"requirements.txt": "flask\n", "app.py": ""})
    assert stage.endswith("COPY . .\nRUN chown -R u:u $HERE\nUSER u\nCMD python app.py\n")
