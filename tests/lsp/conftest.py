"""What the tests of the language server share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import schema
from client import PULL, Client, session

Client.judge = staticmethod(schema.check)


@pytest.fixture
def client() -> Iterator[Client]:
    """A server process, not initialized."""
    client = Client()
    yield client
    client.kill()


@pytest.fixture
def push() -> Iterator[Client]:
    """A session of a client that diagnostics are pushed to."""
    with session() as client:
        yield client


@pytest.fixture
def pull() -> Iterator[Client]:
    """A session of a client that pulls diagnostics."""
    with session(PULL) as client:
        yield client
