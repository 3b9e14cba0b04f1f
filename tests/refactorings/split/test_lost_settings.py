"""What commands of the builder write for programs that the container starts, and for what it trusts: it is not in the new image."""

from __future__ import annotations

import pytest
from splitting import GO, after, offer_of

from dockwright.rule import Safety

TEXT = 'FROM golang:1.24\n{}WORKDIR /app\nCOPY . .\nRUN go build -o app .\nCMD ["./app"]\n'


def starting(program: str) -> dict[str, str]:
    source = f'package main\n\nimport "os/exec"\n\nfunc main() {{ exec.Command("{program}").Run() }}\n'
    return {**GO, "main.go": source, "settings": ""}


SETTINGS = [
    ("git", "RUN git config --global --add safe.directory '*'\n", "git config --global"),
    ("git", "RUN git config --system user.name x\n", "git config --system"),
    ("git", "RUN mkdir -p ~/.ssh && ssh-keyscan example.org >> ~/.ssh/known_hosts\n", "/root/.ssh/known_hosts"),
    ("git", "COPY settings /root/.netrc\n", "/root/.netrc"),
    ("ssh", "COPY settings /etc/ssh/ssh_config\n", "/etc/ssh/ssh_config"),
    ("curl", "RUN echo insecure > /root/.curlrc\n", "/root/.curlrc"),
    ("nginx", "RUN apt-get update && apt-get install -y nginx && sed -i s/a/b/ /etc/nginx/nginx.conf\n", "/etc/nginx/nginx.conf"),
    ("sudo", "RUN apt-get update && apt-get install -y sudo && echo x | tee -a /etc/sudoers\n", "/etc/sudoers"),
    ("ping", "RUN apt-get update && apt-get install -y iputils-ping && chmod u+s /bin/ping\n", "/bin/ping"),
    ("curl", "RUN git config --global user.name x\n", ""),
    ("curl", "RUN echo x >> /etc/apt/sources.list\n", ""),
    ("curl", "RUN echo 'alias ll=ls' >> ~/.bashrc\n", ""),
    ("curl", "COPY settings /etc/curl/settings\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("program", "step", "what"), SETTINGS)
def test_settings_of_programs(program: str, step: str, what: str) -> None:
    offer = offer_of(TEXT.format(step), starting(program))
    change = next(one.change for one in offer.choices if one.name == "debian-slim")
    note = f"`{what}` stays with the builder: see whether `{program}` needs it in the new image"
    assert [one for one in change.notes if "stays with the builder: see whether" in one] == ([note] if what else [])
    assert change.safety is Safety.UNSAFE or not what


@pytest.mark.parametrize("step", [step for _, step, _ in SETTINGS if "apt-get" not in step])
def test_a_program_that_starts_no_others(step: str) -> None:
    assert offer_of(TEXT.format(step), {**GO, "settings": ""}).default.change.safety is Safety.SAFE


AUTHORITIES = [
    ("COPY settings /tmp/own.pem\nRUN cat /tmp/own.pem >> /etc/ssl/certs/ca-certificates.crt\n", True),
    ("COPY settings /usr/share/ca-certificates/own.crt\nRUN echo own.crt >> /etc/ca-certificates.conf && update-ca-certificates\n", True),
    ("COPY settings /usr/local/share/ca-certificates/own.crt\nRUN update-ca-certificates\n", True),
    ("RUN update-ca-certificates\n", False),
    ("RUN cat /etc/ssl/certs/ca-certificates.crt\n", False),
]  # fmt: skip


@pytest.mark.parametrize(("step", "is_copied"), AUTHORITIES)
def test_authorities(step: str, *, is_copied: bool) -> None:
    source = 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("https://example.org") }\n'
    text = after(TEXT.format(step), {**GO, "main.go": source, "settings": ""})
    bundle = "/etc/ssl/certs/ca-certificates.crt"
    assert (f"COPY --from=builder {bundle} {bundle}\n" in text) == is_copied


def test_a_time_zone_that_the_package_is_told() -> None:
    step = "RUN echo Europe/Paris > /etc/timezone && dpkg-reconfigure -f noninteractive tzdata\n"
    assert "COPY --from=builder /etc/localtime /etc/timezone /etc/\n" in after(TEXT.format(step), GO)
