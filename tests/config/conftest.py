"""Clusters of their own for tests that start, kill and look into PostgreSQL."""

import os
import shutil
from contextlib import contextmanager

import pytest

from config.embedded import EmbeddedServer


@contextmanager
def made(folder):
    """Give a server on ``folder`` that is stopped and removed after the block."""
    server = EmbeddedServer(folder)
    try:
        yield server
    finally:
        server.stop()
        for place in (server.sockets, server.home):
            shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def server(tmp_path):
    with made(tmp_path / "var") as server:
        yield server


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """One running server for tests that only look at it."""
    with made(tmp_path_factory.mktemp("standing") / "var") as server:
        server.start()
        yield server


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """An environment that says nothing but where the data go; whatever is set in it is gone after the test."""
    bare = {"PATH": os.environ["PATH"], "KEHU_DATA_DIR": str(tmp_path / "var")}
    monkeypatch.setattr(os, "environ", bare)
    return bare
