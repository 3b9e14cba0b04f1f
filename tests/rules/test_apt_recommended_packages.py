"""What is named when recommended packages are left out: those that are used, and no others."""

from __future__ import annotations

import pytest
from rule_running import fixed

RULE = "apt-recommended-packages"


@pytest.mark.parametrize(
    ("installed", "later", "named"),
    [
        # nearly all who install it need it
        ("curl", "", "curl ca-certificates"),
        ("wget=1.2* jq", "", "wget=1.2* ca-certificates jq"),
        ("gcc", "", "gcc libc6-dev"),
        # where a command, a file or an address shows it
        ("git", "RUN git clone git@github.com:a/b", "git ca-certificates openssh-client"),
        ("git", "RUN --mount=type=ssh git fetch", "git ca-certificates openssh-client"),
        ("git", "RUN ssh-keyscan github.com >> known_hosts", "git ca-certificates openssh-client"),
        ("git", "RUN patch -p1 < a.patch", "git ca-certificates patch"),
        ("cmake", "RUN cmake -B out && make -C out", "cmake gcc libc6-dev make"),
        ("cmake g++", "RUN cmake -B out && make -C out", "cmake make g++"),
        ("libtool autoconf", "RUN ./autogen.sh && ./configure", "libtool automake autoconf"),
        ("python3-pip", "RUN make", "python3-pip build-essential"),
        ("python3-pip", "RUN tar xf a.tar.xz", "python3-pip xz-utils"),
        ("software-properties-common", "RUN add-apt-repository -y ppa:a/b", "software-properties-common gnupg"),
        ("zip", "RUN unzip a.zip", "zip unzip"),
        ("xvfb", 'CMD ["xvfb-run", "app"]', "xvfb xauth"),
        # in its place of a sorted list
        ("bash curl zsh", "", "bash ca-certificates curl zsh"),
        ("apt-utils git nano wget", "RUN ssh a", "apt-utils ca-certificates git nano openssh-client wget"),
    ],
)
def test_what_is_used_is_named(installed: str, later: str, named: str) -> None:
    before = f"FROM debian:12\nRUN apt-get update && apt-get install -y {installed}\n{later}\n"
    assert fixed(RULE, before) == before.replace(
        f"install -y {installed}", f"install --no-install-recommends -y {named}"
    )


@pytest.mark.parametrize(
    ("image", "installed", "later"),
    [
        ("debian:12", "git ca-certificates", "RUN git clone https://github.com/a/b"),
        ("debian:12", "vim", ""),
        ("debian:12", "gcc build-essential", ""),
        ("debian:12", "gcc g++", ""),
        ("debian:12", "cmake g++ ninja-build", "RUN cmake -G Ninja -B out"),
        ("debian:12", "zip", "RUN zip a.zip a"),
        ("debian:12", "python3-pip", "RUN pip3 install flask"),
        ("debian:12", "software-properties-common", ""),
        ("python:3.13-slim", "curl", ""),  # its images have certificates
        ("golang:1.24", "cmake", "RUN cmake . && make"),  # and this one compilers
    ],
)
def test_what_is_there_or_not_used_is_not_named(image: str, installed: str, later: str) -> None:
    before = f"FROM {image}\nRUN apt-get update && apt-get install -y {installed}\n{later}\n"
    assert fixed(RULE, before) == before.replace("install -y", "install --no-install-recommends -y")


def test_what_another_stage_below_has_installed_is_not_named_again() -> None:
    before = (
        "FROM debian:12 AS base\nRUN apt-get install -y --no-install-recommends ca-certificates\n"
        "FROM base\nRUN apt-get install -y curl\n"
    )
    assert fixed(RULE, before) == before.replace("install -y curl", "install --no-install-recommends -y curl")


def test_what_a_stage_on_top_uses_is_named() -> None:
    before = "FROM debian:12 AS base\nRUN apt-get install -y git\nFROM base\nRUN ssh-keygen -A\n"
    after = (
        "FROM debian:12 AS base\nRUN apt-get install --no-install-recommends -y git ca-certificates openssh-client\n"
    )
    assert fixed(RULE, before) == after + "FROM base\nRUN ssh-keygen -A\n"


def test_a_list_of_lines_gets_lines() -> None:
    before = (
        "FROM debian:12\nRUN apt-get update && apt-get install -y \\\n      cmake \\\n      curl\nRUN cmake . && make\n"
    )
    after = (
        "FROM debian:12\nRUN apt-get update && apt-get install --no-install-recommends -y \\\n"
        "      cmake \\\n      gcc \\\n      libc6-dev \\\n      make \\\n      curl \\\n      ca-certificates\nRUN cmake . && make\n"
    )
    assert fixed(RULE, before) == after


@pytest.mark.parametrize(
    ("packages", "named"),
    [
        ("    wget gnupg2 \\\n    jq\n", "    wget ca-certificates gnupg2 \\\n    jq\n"),
        ("    wget \\\n    jq\n", "    wget \\\n    ca-certificates \\\n    jq\n"),
        ("    wget && \\\n    ls\n", "    wget \\\n    ca-certificates && \\\n    ls\n"),
    ],
)
def test_what_is_named_stands_as_its_neighbours_do(packages: str, named: str) -> None:
    before = f"FROM debian:12\nRUN apt-get update && apt-get install -y \\\n{packages}"
    assert fixed(RULE, before) == before.replace("install -y", "install --no-install-recommends -y").replace(
        packages, named
    )
