"""The newsroom in which the manuals are followed."""

from __future__ import annotations

from tests.limits.conftest import built, room  # noqa: F401 - fixtures of this folder too
