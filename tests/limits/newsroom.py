"""The newsroom that the limits are shown on: the one of all tests."""

from __future__ import annotations

from tests.newsroom import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER, Newsroom, build

__all__ = ["DESK", "EDITOR", "FOUNDER", "REPORTER", "REVIEWER", "Newsroom", "build"]
