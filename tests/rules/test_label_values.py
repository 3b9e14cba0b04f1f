"""What the kinds of label values take, beside the real hadolint."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rule import Settings
from dockwright.rules import BY_NAME

RULES = {
    "url": BY_NAME["invalid-label-url"],
    "rfc3339": BY_NAME["invalid-label-time"],
    "spdx": BY_NAME["invalid-label-license"],
    "hash": BY_NAME["invalid-label-hash"],
    "semver": BY_NAME["invalid-label-version"],
    "email": BY_NAME["invalid-label-email"],
}
SHA = "469b6f3f46ea88469b6f3f46ea88469b6f3f46ea"
BOTH_TAKE = {
    "url": ["http://a", "mailto:x@y", "http://a/?q=1#f", "file:///x", "http://[::1]/", "HTTP://A", "a+b.c-d:e",
            "http://user:pw@a", "http://a_b/", "urn:x:y", "https://example.org:8080/a%20b"],
    "rfc3339": ["2020-01-01T00:00:00Z", "2020-01-01t00:00:00z", "2020-01-01T00:00:00+01:00", "2020-02-29T00:00:00.123Z",
                "2016-12-31T23:59:60Z"],
    "spdx": ["MIT", "Apache-2.0", "GPL-3.0-only", "0BSD", "BSD-3-Clause", "LGPL-2.1-or-later"],
    "hash": ["aaaaaaa", "0123456", SHA],
    "semver": ["1.0.0", "0.0.1", "1.0.0-rc.1", "1.0.0+build.01", "1.0.0-alpha-a.b-c+d", "999999999999.0.0"],
    "email": ["a@b", "a.b@c.org", "a+x@b", "a@[1.2.3.4]", "A@B"],
}  # fmt: skip
NONE_TAKES = {
    "url": ["//a/b", "a", "/a", "http://a b", "http://a:x/", "http://ä/", "http://a/%zz", "http://a/|", "1a:b",
            "git@github.com:x/y", "http://a/^", "http://[::1"],
    "rfc3339": ["2020-01-01", "2020-01-01T00:00:00", "2020-01-01 00:00:00Z", "2020-13-01T00:00:00Z",
                "2021-02-29T00:00:00Z", "2020-01-01T24:00:00Z", "2020-01-01T00:00Z", "now", "2020-01-01T23:59:61Z"],
    "spdx": ["mit", "BSD", "GPL-3.0", "GPL-2.0+", "NONE", "NOASSERTION", "Proprietary", "Classpath-exception-2.0",
             "Apache License 2.0", "eCos-2.0"],
    "hash": ["abcdefg", "aaaaaa", "AAAAAAA", SHA.upper(), "v1.0.0"],
    "semver": ["v1.0.0", "1.0", "1.0.0-rc..1", "1.0.0.0", "latest", " 1.0.0", "1.0.0-α"],
    "email": ["a", "a@", "@b", "a@b@c", "a b@c", ".a@b", "a..b@c", "Jo <a@b.c>", "a@-b", "a@b, c@d", "a@b_c"],
}  # fmt: skip
WE_TAKE = {
    "spdx": ["MIT OR Apache-2.0", "(MIT)", "GPL-2.0-only WITH Classpath-exception-2.0", "LicenseRef-x", "Apache-2.0+",
             "(MIT AND BSD-3-Clause) OR 0BSD", "DocumentRef-a:LicenseRef-b"],
    "hash": ["aaaaaaaa", "a" * 39, "a" * 64],
    **{kind: ["$VALUE", "${VALUE}"] for kind in ("url", "rfc3339", "semver", "email")},
}  # fmt: skip
HADOLINT_TAKES = {
    "url": ["http:", "http://"],
    "rfc3339": [
        "2020-01-01T00:00:00+0100",
        "2020-01-01T00:00:00-25:00",
        "12020-01-01T00:00:00Z",
        "2020-01-01T00:00:00.Z",
    ],
    "semver": ["01.0.0", "1.0.0-", "1.0.0+", "1.0.0-01"],
}
BESIDE = Path(sys.executable).with_name("hadolint")
HADOLINT = str(BESIDE) if BESIDE.is_file() else shutil.which("hadolint")


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(kind, value) for kind, values in table.items() for value in values]


def text_of(values: list[str]) -> str:
    return "FROM debian:12\n" + "".join(f'LABEL l="{value}"\n' for value in values)


def is_reported(kind: str, value: str) -> bool:
    rule = RULES[kind]
    profile = Profile([rule], settings=Settings(options={rule.name: {"label-schema": {"l": kind}}}))
    report = lint(analyse(text_of([value])), UNKNOWN, profile)
    assert not report.faults
    return bool(report.diagnostics)


@pytest.mark.parametrize(("kind", "value"), cases(BOTH_TAKE) + cases(WE_TAKE))
def test_it_is_taken(kind: str, value: str) -> None:
    assert not is_reported(kind, value)


@pytest.mark.parametrize(("kind", "value"), cases(NONE_TAKES) + cases(HADOLINT_TAKES))
def test_it_is_reported(kind: str, value: str) -> None:
    assert is_reported(kind, value)


@pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")
@pytest.mark.parametrize("kind", RULES)
def test_what_hadolint_takes(kind: str, tmp_path: Path) -> None:
    """Otherwise the differences that are told are wrong."""
    assert HADOLINT is not None
    tables = (BOTH_TAKE, HADOLINT_TAKES, NONE_TAKES, WE_TAKE)
    values = [value for table in tables for value in table.get(kind, [])]
    path = tmp_path / "Dockerfile"
    path.write_text(text_of(values), encoding="utf-8")
    command = [HADOLINT, "-f", "json", "--no-fail", "--require-label", f"l:{kind}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    reported = {row["line"] for row in json.loads(done.stdout) if row["code"] in RULES[kind].aliases}
    taken = [value for line, value in enumerate(values, 2) if line not in reported]
    assert taken == [*BOTH_TAKE[kind], *HADOLINT_TAKES.get(kind, [])]


@pytest.mark.parametrize(
    ("value", "better"),
    [
        ("apache-2.0", ["Apache-2.0"]),
        ("GPL-2.0+", ["GPL-2.0-or-later"]),
        ("gpl-2.0+", ["GPL-2.0-or-later"]),
        ("GPL-3.0", ["GPL-3.0-only", "GPL-3.0-or-later"]),
        (
            "mit AND gpl-3.0-only with classpath-exception-2.0",
            ["MIT", "GPL-3.0-only", "WITH", "Classpath-exception-2.0"],
        ),
        ("eCos-2.0", []),
        ("MIT OR", []),
        ("AND MIT", []),
        ("MIT WITH MIT", []),
        (")", []),
    ],
)
def test_what_is_offered_for_a_licence(value: str, better: list[str]) -> None:
    rule = RULES["spdx"]
    profile = Profile([rule], settings=Settings(options={rule.name: {"label-schema": {"l": "spdx"}}}))
    found = lint(analyse(text_of([value])), UNKNOWN, profile).diagnostics
    assert found
    assert [edit.text for one in found for fix in one.fixes for edit in fix.edits] == better
