"""Limits that lie outside any program: each says why, and stands on the page with the others."""

from __future__ import annotations

from typing import NamedTuple


class Unshown(NamedTuple):
    """A limit, as the mark of a test would give it, and why no test shows it."""

    number: int
    kind: str
    section: str
    sentence: str
    why: str


UNSHOWN = (
    Unshown(
        24,
        "good",
        "What a colleague can do",
        "Who reads a quote can write it down, photograph it or tell it.",
        "it lies with a person",
    ),
)
