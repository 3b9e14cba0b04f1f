"""What is repaired without anybody looking, and what is not: files in which the usual repair would change the image."""

from __future__ import annotations

import pytest
from rule_running import fixed

from dockwright.rule import Safety

APT = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n"
CLEANED = APT.rstrip() + " && rm -rf /var/lib/apt/lists/*\n"


@pytest.mark.parametrize(
    "later",
    [
        "RUN rosdep install --from-paths src -y\n",
        "RUN gdebi -n /tmp/app.deb\n",
        "COPY bin /usr/local/bin\nRUN install-tools\n",
        "RUN <<EOF\n./setup\nEOF\n",
        'SHELL ["/usr/bin/python3", "-c"]\nRUN import setup\n',
        "ONBUILD RUN ./configure\n",
    ],
)
def test_package_lists_stay_where_an_unknown_program_may_need_them(later: str) -> None:
    assert fixed("apt-lists-left-behind", APT + later, safety=Safety.SAFE) == APT + later
    assert fixed("apt-lists-left-behind", APT + later) == CLEANED + later


@pytest.mark.parametrize(
    "later",
    [
        "COPY . .\nRUN npm ci && npm run build\n",
        "RUN useradd app && mkdir /data && chown app /data\n",
        "RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\n",
        'CMD ["curl", "--version"]\n',
    ],
)
def test_package_lists_go_where_nothing_needs_them(later: str) -> None:
    assert fixed("apt-lists-left-behind", APT + later, safety=Safety.SAFE) == CLEANED + later


def test_package_lists_stay_for_apt_file() -> None:
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y apt-file && apt-file update\n"
    assert fixed("apt-lists-left-behind", text, safety=Safety.SAFE) == text


@pytest.mark.parametrize(
    "image", ["debian:jessie", "debian:8", "ubuntu:14.04", "ubuntu:trusty", "buildpack-deps:jessie"]
)
def test_pip_of_an_old_system_is_given_no_flag_unasked(image: str) -> None:
    text = f"FROM {image}\nRUN pip install flask\n"
    assert fixed("pip-cache-left-behind", text, safety=Safety.SAFE) == text


@pytest.mark.parametrize("image", ["python:3.4-jessie", "debian:12", "ubuntu:16.04", "registry.example.org/base"])
def test_pip_of_any_other_image_is(image: str) -> None:
    text = f"FROM {image}\nRUN pip install flask\n"
    assert "--no-cache-dir" in fixed("pip-cache-left-behind", text, safety=Safety.SAFE)


def test_a_mounted_cache_is_used_only_when_asked_for() -> None:
    """What an earlier build compiled would be installed."""
    text = "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip CMAKE_ARGS=-DCUDA=on pip install --no-cache-dir x\n"
    assert fixed("defeated-cache-mount", text, safety=Safety.SAFE) == text
