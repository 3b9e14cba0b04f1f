"""What counts as a duration, a port, a signal, a mode, a platform, a digest, an image reference."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dockwright.syntax.suggest import nearest, nearest_name
from dockwright.syntax.values import (
    count_fault,
    digest_fault,
    duration_fault,
    mode_fault,
    platform_fault,
    port_fault,
    reference_fault,
    signal_fault,
)

SHA = "sha256:" + "a" * 64

VALUES: list[tuple[Callable[[str], str | None], str, str]] = [
    # the check, what it accepts, what it refuses
    (duration_fault, "5s 1m30s 1.5h .5s 500ms 1ms 0 +5s 5us5s 2562047h", "5 5x s 1h-5m 1us -5s 1,5s 999us 2562048h"),
    (count_fault, "0 3 +3 2147483647", "-1 x 3.0 2147483648 99999999999999999999"),
    (
        port_fault,
        "0 80 65535 80/tcp 80/UDP 80/sctp 80/ 8000-8010 80-80 8080:80 1.2.3.4:80:80 1.2.3.4::80 [::1]:80:80 "
        "::1:80:80 ::::80 [::1]::80 :80 80-90:80 80-90:90-100 80-90:80-80 0.0.0.0:80-81:90-91/udp",
        "65536 -1 x 80/http 80-70 80- -80 80, 80: 99999999999999999 8080x:80 +80 80:+80 localhost:80:80 localhost::80 "
        "1.2.3:80:80 300.1.1.1:80:80 [::g]:80:80 [::1:80:80 80:80:80 fe80::1%eth0:80:80 80-90:80-91",
    ),
    (
        signal_fault,
        "TERM SIGTERM sigterm SigUsr1 15 RTMIN RTMIN+15 SIGRTMAX-14 -1",
        "SIGFOO 0 00 RTMIN+16 RTMAX-15 TER",
    ),
    (mode_fault, "0 644 0755 7777 007777 u+x go=rX u=rw,g-w,a+ +x =", "8 10000 u*x rwx 64a 0o7 u+y u+x,"),
    (
        platform_fault,
        "linux/amd64 linux/arm/v7 arm64 linux windows(10.0)/amd64 x86_64 anything/goes LINUX",
        "anything a/b/c/d linux//v7 linux/ /amd64 linux/arm64;x",
    ),
    (digest_fault, f"{SHA} sha512:{'0' * 128}", "sha256:ab md5:ab sha256 :ab sha256:" + "A" * 64),
    (
        reference_fault,
        "a a:1 a/b a.b/c:d a:5000/b localhost/a Registry.io/a A/b a__b a--b a.b_c library/a:A-1.x_y "
        f"a@{SHA} a:1@{SHA} [::1]:5000/a 0 scratch {'a' * 63} {'b/' * 127}b:1 a/%%BALENA_MACHINE_NAME%%-b:1",
        f"A a/B a: a:-x a//b a/ /a -a a- a..b a._b a@ a@sha256:ab a:b:c a.b:/c a/%%b%% %A% {'a' * 64} {'b/' * 128}b:1",
    ),
]


@pytest.mark.parametrize(("fault", "good", "bad"), VALUES, ids=[case[0].__name__ for case in VALUES])
def test_values(fault: Callable[[str], str | None], good: str, bad: str) -> None:
    assert {text: fault(text) for text in good.split() if fault(text) is not None} == {}
    assert [text for text in bad.split() if fault(text) is None] == []


SUGGESTIONS = [
    ("FORM", "FROM"),
    ("form", "from"),
    ("FOO", "FROM"),
    ("RNU", "RUN"),
    ("RUNN", "RUN"),
    ("CP", "COPY"),
    ("XYZ", None),
    ("", None),
]


@pytest.mark.parametrize(("word", "expected"), SUGGESTIONS)
def test_the_nearest_word(word: str, expected: str | None) -> None:
    assert nearest(word, ("COPY", "ENV", "FROM", "RUN")) == expected
    assert nearest_name(word, ("COPY", "ENV", "FROM", "RUN")) == (expected and expected.upper())
