"""The newsroom that attackers edit: the one that the limits are shown on."""

from __future__ import annotations

from tests.limits.conftest import built, room  # noqa: F401 - fixtures of this folder too
