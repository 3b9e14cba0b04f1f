"""Which entry of the lock file belongs to which image, and what a lock file may look like."""

from __future__ import annotations

import pytest

from dockwright.assist import Offer, Refusal
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.digests import LOCK_FILE, LockError, pin, read_lock
from dockwright.rule import Safety
from dockwright.text import apply

ONE, TWO = "sha256:" + "1" * 64, "sha256:" + "2" * 64


def ask(text: str, **images: str) -> Offer | Refusal | None:
    lock = "[images]\n" + "".join(f'"{name}" = "{digest}"\n' for name, digest in images.items())
    return pin(analyse(text), MemoryContext({LOCK_FILE: lock}), None)


def pinned(text: str, **images: str) -> str:
    found = ask(text, **images)
    assert isinstance(found, Offer), found
    return apply(text, found.default.change.edits)


@pytest.mark.parametrize(
    ("written", "entry"),
    [
        ("alpine", "alpine:latest"),
        ("alpine:3.22", "docker.io/library/alpine:3.22"),
        ("docker.io/alpine:3.22", "library/alpine:3.22"),
        ("ghcr.io/a/b:1", "ghcr.io/a/b:1"),
        ("localhost:5000/a", "localhost:5000/a:latest"),
    ],
)
def test_names_of_one_image(written: str, entry: str) -> None:
    assert pinned(f"FROM --platform=linux/amd64 {written} AS a\n", **{entry: ONE}) == (
        f"FROM --platform=linux/amd64 {written}@{ONE} AS a\n"
    )


@pytest.mark.parametrize(
    ("written", "entry"),
    [
        ("alpine", "alpine:3"),
        ("alpine:3.22", "ghcr.io/alpine:3.22"),
        ("arm64v8/alpine", "alpine"),
        ("alpine:3", "alpine"),
    ],
)
def test_names_of_two_images(written: str, entry: str) -> None:
    found = ask(f"FROM {written}\n", **{entry: ONE})
    assert found is not None
    assert isinstance(found, Refusal)
    assert found.reason == f"`{written}` is not in dockwright.lock"


def test_stages_numbers_and_scratch_are_no_images() -> None:
    text = "FROM alpine AS a\nFROM a\nFROM scratch\nCOPY --from=a / /\nCOPY --from=1 / /\nRUN --mount=type=bind,from=a ls\n"
    assert pinned(text, alpine=ONE) == text.replace("alpine", f"alpine@{ONE}")


def test_half_of_the_images_is_nothing() -> None:
    found = ask("FROM alpine\nCOPY --from=busybox / /\nONBUILD COPY --from=node / /\n", alpine=ONE)
    assert found == Refusal("`busybox`, `node` are not in dockwright.lock", found.span)  # type: ignore[union-attr]


def test_another_digest_is_told_and_replaced_on_request() -> None:
    text = f"FROM alpine:3@{TWO}\nFROM busybox\n"
    found = ask(text, **{"alpine:3": ONE, "busybox": ONE})
    assert isinstance(found, Offer)
    keep, update = (one.change for one in found.choices)
    assert apply(text, keep.edits) == f"FROM alpine:3@{TWO}\nFROM busybox@{ONE}\n"
    assert keep.safety is Safety.SAFE
    assert keep.notes == (f"`alpine:3@{TWO}` is pinned to another digest than dockwright.lock has",)
    assert apply(text, update.edits) == f"FROM alpine:3@{ONE}\nFROM busybox@{ONE}\n"
    assert update.safety is Safety.UNSAFE


def test_a_pinned_image_needs_no_entry() -> None:
    assert pinned(f"FROM node:22@{TWO}\nFROM alpine\n", alpine=ONE) == f"FROM node:22@{TWO}\nFROM alpine@{ONE}\n"


@pytest.mark.parametrize(
    ("lock", "reason"),
    [
        ("", "it has no table"),
        ("images = 1", "it has no table"),
        ("[images", "it cannot be read"),
        ("images = " + "[" * 50_000, "it cannot be read"),
        ("[images]\nalpine = 1", "the digest of `alpine` is none"),
        ("[images]\nalpine = 'sha256:1'", "the digest of `alpine` is none"),
        (f"[images]\n'a b' = '{ONE}'", "`a b` is no image with a tag"),
        (f"[images]\n'alpine@{ONE}' = '{ONE}'", "is no image with a tag"),
        (f"[images]\nalpine = '{ONE}'\n'alpine:latest' = '{TWO}'", "`alpine:latest` has two digests"),
    ],
)
def test_broken_lock_file(lock: str, reason: str) -> None:
    with pytest.raises(LockError, match=".*".join(reason.split("`"))):
        read_lock(lock)
    found = pin(analyse("FROM alpine\n"), MemoryContext({LOCK_FILE: lock}), None)
    assert isinstance(found, Refusal)
    assert reason in found.reason
