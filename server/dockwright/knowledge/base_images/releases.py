"""The Debian that each version of a language's official image stands on: from this version on, this release.

Date: 2026-11.
"""

from __future__ import annotations

Releases = tuple[tuple[tuple[int, ...], str], ...]


PYTHON: Releases = (
    ((2, 7), "debian"), ((2, 7, 16), "buster"),
    ((3, 3), "debian"), ((3, 4, 10), "stretch"),
    ((3, 5, 0), "debian"), ((3, 5, 7), "buster"),
    ((3, 6, 0), "debian"), ((3, 6, 7), "stretch"), ((3, 6, 9), "buster"), ((3, 6, 14), "debian"), ((3, 6, 15), "bullseye"),
    ((3, 7, 0), "stretch"), ((3, 7, 3), "debian"), ((3, 7, 4), "buster"), ((3, 7, 11), "debian"), ((3, 7, 12), "bullseye"),
    ((3, 7, 17), "bookworm"),
    ((3, 8, 0), "buster"), ((3, 8, 11), "debian"), ((3, 8, 12), "bullseye"), ((3, 8, 17), "bookworm"),
    ((3, 9, 0), "buster"), ((3, 9, 6), "debian"), ((3, 9, 7), "bullseye"), ((3, 9, 17), "bookworm"), ((3, 9, 23), "debian"),
    ((3, 9, 24), "trixie"),
    ((3, 10, 0), "bullseye"), ((3, 10, 12), "bookworm"), ((3, 10, 18), "debian"), ((3, 10, 19), "trixie"),
    ((3, 11, 0), "bullseye"), ((3, 11, 4), "bookworm"), ((3, 11, 13), "debian"), ((3, 11, 14), "trixie"),
    ((3, 12, 0), "bookworm"), ((3, 12, 11), "debian"), ((3, 12, 12), "trixie"),
    ((3, 13, 0), "bookworm"), ((3, 13, 6), "debian"), ((3, 13, 7), "trixie"),
    ((3, 14), "trixie"),
)  # fmt: skip
"""A tag of two numbers moves on to a new Debian while its Python is supported, one of three numbers stays where it was;
`debian` where the image may have been there on both sides of a change. Source: docker-library/official-images, library/python."""

RUBY: Releases = (
    ((2, 1), "jessie"),
    ((2, 3, 0), "jessie"), ((2, 3, 7), "debian"), ((2, 3, 8), "stretch"),
    ((2, 4, 0), "jessie"), ((2, 4, 3), "debian"), ((2, 4, 5), "stretch"), ((2, 4, 6), "debian"), ((2, 4, 7), "buster"),
    ((2, 5, 0), "stretch"), ((2, 5, 5), "debian"), ((2, 5, 6), "buster"),
    ((2, 6, 0), "stretch"), ((2, 6, 3), "debian"), ((2, 6, 4), "buster"), ((2, 6, 8), "debian"), ((2, 6, 9), "bullseye"),
    ((2, 7, 0), "buster"), ((2, 7, 4), "debian"), ((2, 7, 5), "bullseye"),
    ((3, 0, 0), "buster"), ((3, 0, 2), "debian"), ((3, 0, 3), "bullseye"), ((3, 0, 6), "debian"), ((3, 0, 7), "bookworm"),
    ((3, 1, 0), "bullseye"), ((3, 1, 4), "debian"), ((3, 1, 5), "bookworm"),
    ((3, 2, 0), "bullseye"), ((3, 2, 2), "debian"), ((3, 2, 3), "bookworm"), ((3, 2, 9), "debian"), ((3, 2, 10), "trixie"),
    ((3, 3, 0), "bookworm"), ((3, 3, 9), "debian"), ((3, 3, 10), "trixie"),
    ((3, 4, 0), "bookworm"), ((3, 4, 5), "debian"), ((3, 4, 6), "trixie"),
    ((3, 5), "trixie"),
)  # fmt: skip
"""As for Python. Source: docker-library/official-images, library/ruby, and the dates of Ruby's releases."""

PHP: Releases = (
    ((5,), "debian"), ((5, 4, 41), "jessie"), ((5, 5, 0), "debian"), ((5, 5, 25), "jessie"),
    ((5, 6, 0), "debian"), ((5, 6, 9), "jessie"), ((5, 6, 33), "debian"), ((5, 6, 38), "stretch"),
    ((7, 0, 0), "jessie"), ((7, 0, 27), "debian"), ((7, 0, 32), "stretch"),
    ((7, 1, 0), "jessie"), ((7, 1, 13), "debian"), ((7, 1, 22), "stretch"), ((7, 1, 30), "debian"), ((7, 1, 31), "buster"),
    ((7, 2, 0), "stretch"), ((7, 2, 20), "debian"), ((7, 2, 21), "buster"),
    ((7, 3, 0), "stretch"), ((7, 3, 7), "debian"), ((7, 3, 8), "buster"), ((7, 3, 29), "bullseye"),
    ((7, 4, 0), "buster"), ((7, 4, 22), "bullseye"),
    ((8, 0, 0), "buster"), ((8, 0, 9), "bullseye"),
    ((8, 1, 0), "bullseye"), ((8, 1, 20), "bookworm"), ((8, 1, 33), "trixie"),
    ((8, 2, 0), "bullseye"), ((8, 2, 7), "bookworm"), ((8, 2, 29), "trixie"),
    ((8, 3, 0), "bookworm"), ((8, 3, 24), "trixie"),
    ((8, 4, 0), "bookworm"), ((8, 4, 11), "trixie"),
    ((8, 5), "trixie"),
)  # fmt: skip
"""As for Python; PHP 8.0 never came to bookworm, whose OpenSSL it cannot use. Source: the changes of library/php in
docker-library/official-images (2019-07, 2021-08, 2023-06, 2025-08), and the dates of PHP's releases."""

NODE: Releases = (
    ((4,), "jessie"), ((6,), "jessie"), ((6, 15), "debian"), ((7,), "jessie"), ((8,), "jessie"), ((8, 12), "debian"),
    ((8, 15), "stretch"), ((9,), "jessie"), ((10,), "debian"), ((10, 15), "stretch"), ((11,), "debian"), ((11, 6), "stretch"),
    ((12,), "stretch"), ((14, 0), "stretch"), ((14, 19, 3), "debian"), ((14, 20), "buster"), ((15,), "debian"),
    ((16, 0), "debian"), ((16, 8), "buster"), ((17,), "bullseye"), ((18, 0), "bullseye"),
    ((18, 16), "debian"), ((18, 16, 1), "bookworm"), ((19,), "bullseye"), ((20, 0), "bullseye"), ((20, 3), "debian"),
    ((20, 3, 1), "bookworm"), ((25,), "debian"),
)  # fmt: skip
"""A version keeps the Debian that it came out with, but for those that lost it. Source: the changes of library/node in
docker-library/official-images, and nodejs/docker-node, issues 937, 1785 and 2365."""

GO: Releases = (
    ((1, 9), "stretch"), ((1, 11, 12), "debian"), ((1, 12, 0), "stretch"), ((1, 12, 7), "debian"), ((1, 13), "buster"),
    ((1, 16, 7), "debian"), ((1, 16, 8), "bullseye"), ((1, 17, 0), "debian"), ((1, 17, 1), "bullseye"),
    ((1, 19, 10), "debian"), ((1, 19, 11), "bookworm"), ((1, 20, 0), "bullseye"), ((1, 20, 5), "debian"),
    ((1, 20, 6), "bookworm"), ((1, 24, 6), "debian"), ((1, 24, 7), "trixie"),
)  # fmt: skip
"""As for Python. Source: the changes of library/golang in docker-library/official-images, and the dates of Go's releases."""

ERLANG: Releases = (
    ((20,), "stretch"), ((22, 2), "debian"), ((22, 2, 1), "buster"), ((24, 1), "debian"), ((24, 2), "bullseye"),
    ((25, 3), "debian"), ((26, 0), "debian"), ((26, 1), "bookworm"), ((28,), "debian"),
)  # fmt: skip
"""Source: erlang/docker-erlang-otp, pull requests 263, 368 and 447, and the dates of Erlang's releases."""

ELIXIR: Releases = (
    ((1, 4), "stretch"), ((1, 10, 0), "debian"), ((1, 10, 3), "buster"), ((1, 12, 3), "debian"), ((1, 13, 0), "debian"),
    ((1, 13, 2), "bullseye"), ((1, 14, 5), "debian"), ((1, 15, 0), "debian"), ((1, 15, 6), "bookworm"), ((1, 19), "debian"),
)  # fmt: skip
"""Elixir is built on Erlang's images. Source: the changes of library/elixir in docker-library/official-images."""
