"""What is repaired without anybody looking, and what is not: files in which the usual repair would change the image."""

from __future__ import annotations

import pytest
from rule_running import fixed, profile_of

from contexts import context_of
from dockwright.context import MemoryContext
from dockwright.lint import fix
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


@pytest.mark.parametrize(
    ("later", "is_safe"),
    [
        ('COPY run.sh /\nRUN chmod +x /run.sh\nCMD ["/run.sh"]\n', False),
        ('COPY . /usr/local/bin/\nENTRYPOINT ["run.sh"]\n', False),
        ("COPY . /srv\nWORKDIR /srv\nCMD sh run.sh\n", False),
        ('COPY . /srv\nCMD ["/srv/other.sh"]\n', True),
    ],
)
def test_package_lists_stay_for_a_start_script(later: str, is_safe: bool) -> None:
    context = MemoryContext({"run.sh": "#!/bin/sh\napt-get install -y git\n", "other.sh": "#!/bin/sh\necho adapt it\n"})
    profile = profile_of("apt-lists-left-behind", "default")
    assert (fix(APT + later, context, profile, safety=Safety.SAFE).text != APT + later) == is_safe
    assert fix(APT + later, context, profile, safety=Safety.UNSAFE).text == CLEANED + later


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


INSTALL = "RUN apt-get update && apt-get install -y git\n"
NPM = "COPY package*.json ./\nRUN npm ci\n"
LATER = "COPY . .\nRUN ./build $GIT_SHA\n"


@pytest.mark.parametrize(
    ("body", "files", "moves"),
    [
        (INSTALL + LATER, None, True),
        ("RUN git clone https://example.org/a /a\n", None, False),  # it may be there to have the clone made anew
        ("RUN git clone https://example.org/a /a\nRUN make -C /a\n", None, False),
        (NPM + LATER, None, False),  # a script of the project may read it
        (NPM + LATER, {"package.json": '{"scripts": {"postinstall": "node a.js"}}'}, False),
        (NPM + LATER, {"package.json": '{"scripts": {"build": "node a.js"}}'}, True),
        (NPM.replace("ci", "ci --ignore-scripts") + LATER, None, True),
        ("COPY r.txt .\nRUN pip install -r r.txt\n" + LATER, None, True),
        ("COPY . .\nRUN pip install .\n" + LATER, None, False),
        ("COPY . .\nRUN pip install .\n" + LATER, {"setup.py": "os.environ['GIT_SHA']"}, False),
    ],
)
def test_volatile_argument_moves_unasked_past_what_cannot_read_it(
    body: str, files: dict[str, str] | None, moves: bool
) -> None:
    text = f"FROM node:20\nARG GIT_SHA\n{body}"
    context = context_of(files)
    result = fix(text, context, profile_of("volatile-argument-early", "default"))
    assert (result.text != text) is moves


UNASKED: list[tuple[str, str, str]] = [
    ("relative-workdir", "a trigger of the base image may choose another directory", "FROM python:3-onbuild\nWORKDIR app\n"),
    ("apk-cache-left-behind", "a builder on top has the index from here",
     "FROM alpine:3.8 AS base\nRUN apk add curl\nFROM base AS build\nRUN apk add gcc\nFROM base\nCOPY --from=build /a /a\n"),
    ("redundant-target-platform", "it has a value of its own", "ARG TARGETPLATFORM=linux/amd64\nFROM --platform=$TARGETPLATFORM alpine\n"),
    ("check-names-cut-off", "the build may stop from then on", "# check=skip=MaintainerDeprecated; error=true\nFROM alpine\n"),
    ("sudo-in-run", "dash's echo reads backslashes", 'FROM debian:12\nRUN sudo echo "a\\nb" > /x\n'),
    ("command-line-in-one-word", "a path with a blank", 'FROM debian:12\nENTRYPOINT ["/opt/my app/run -v"]\n'),
    ("add-instead-of-copy", "perhaps an archive without a suffix", "FROM scratch\nADD rootfs /\n"),
    ("sudo-in-run", "no program is called cd", "FROM debian:12\nRUN sudo cd /tmp || make\n"),
    ("sudo-in-run", "make would see PREFIX", "FROM debian:12\nENV PREFIX=/opt\nRUN sudo make install\n"),
    ("sudo-in-run", "another pip", "FROM python:3.12\nENV PATH=/venv/bin:$PATH\nRUN sudo pip install x\n"),
    ("sudo-in-run", "make would see CC", "FROM debian:12\nRUN export CC=clang && sudo make install\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(one[0], one[2]) for one in UNASKED], ids=[one[1] for one in UNASKED])
def test_nothing_is_done_unasked(name: str, text: str) -> None:
    assert fixed(name, text, safety=Safety.SAFE) == text
    assert fixed(name, text) != text


@pytest.mark.parametrize("command", ["apt-get update", "make install", "mkdir /x", "useradd app", "sh -c 'echo a'"])
def test_sudo_goes_unasked(command: str) -> None:
    assert (
        fixed("sudo-in-run", f"FROM debian:12\nRUN sudo {command}\n", safety=Safety.SAFE)
        == f"FROM debian:12\nRUN {command}\n"
    )


APP = {"package.json": '{"dependencies": {"x": "1"}}', "yarn.lock": "", "index.js": ""}
COPIED = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN yarn install\n"


@pytest.mark.parametrize(
    ("more", "is_safe"),
    [
        ({}, True),  # nothing is there that would be put over the installed packages
        ({".dockerignore": "node_modules\n"}, True),
        ({"node_modules/x/index.js": ""}, False),  # ignored by the fix
    ],
)
def test_sources_go_behind_an_install_unasked_where_they_bring_no_packages(more: dict[str, str], is_safe: bool) -> None:
    context = MemoryContext({**APP, **more})
    profile = profile_of("source-before-dependencies", "default")
    assert bool(fix(COPIED, context, profile).applied) is is_safe
    result = fix(COPIED, context, profile, safety=Safety.UNSAFE)
    assert result.applied
    assert [file.text for file in result.files] == ([] if is_safe else ["node_modules\n"])


@pytest.mark.parametrize(
    ("files", "is_safe"),
    [
        ({"yarn.lock": "# yarn lockfile v1\n", "package.json": '{"packageManager": "yarn@1.22.22"}'}, True),
        ({"yarn.lock": "# yarn lockfile v1\n", "package.json": '{"packageManager": "yarn@4.1.0"}'}, False),
        ({"yarn.lock": "# yarn lockfile v1\n", "web/yarn.lock": "__metadata:\n"}, False),
        ({"yarn.lock": "# yarn lockfile v1\n", "package.json": '{"installConfig": {"pnp": true}}'}, False),
    ],
)
def test_the_cache_of_yarn_is_emptied_unasked_where_no_application_starts_out_of_it(
    files: dict[str, str], is_safe: bool
) -> None:
    result = fix(COPIED, MemoryContext(files), profile_of("yarn-cache-left-behind", "default"))
    assert bool(result.applied) is is_safe


TAKEN: list[tuple[str, str, str]] = [
    ("apt-lists-left-behind", "RUN apt-get update && apt-get install -y curl\n", "/var/lib/apt/lists"),
    ("yum-cache-left-behind", "RUN yum install -y curl\n", "/var/cache"),
    ("zypper-cache-left-behind", "RUN zypper -n in curl\n", "/var/cache/zypp/"),
    ("apk-cache-left-behind", "RUN apk add curl\n", "/var/cache/apk"),
    ("pip-cache-left-behind", "RUN pip install flask\n", "/root/.cache"),
]


@pytest.mark.parametrize(("name", "run", "path"), TAKEN, ids=[one[0] for one in TAKEN])
def test_what_another_stage_takes_is_not_cleaned_up_unasked(name: str, run: str, path: str) -> None:
    base = f"FROM example.org/base AS base\n{run}"
    others = (
        f"FROM other AS tool\nCOPY --from=base {path} /cache\n",
        f"FROM other AS tool\nRUN --mount=from=base,source={path},target=/cache ./x\n",
    )
    for other in others:
        text = f"{base}{other}FROM base\n"
        assert fixed(name, text, safety=Safety.SAFE) == text
    elsewhere = f"{base}FROM other AS tool\nCOPY --from=base /app /app\nFROM base\n"
    assert fixed(name, elsewhere, safety=Safety.SAFE) != elsewhere
