"""The newsroom that the demonstrations of limits open: built once, copied for each test."""

from __future__ import annotations

import os

import pytest

from tests.limits.newsroom import Newsroom, build


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Newsroom:
    """The newsroom that every test copies."""
    before = os.umask(0o077)
    try:
        return build(tmp_path_factory.mktemp("limits"))
    finally:
        os.umask(before)


@pytest.fixture
def room(built, tmp_path):
    """A newsroom of this test's own: founder (admin, editor), editor, reviewer, reporter."""
    own = built.copied(tmp_path / "room")
    yield own
    own.close()
