"""Codenames: neutral words, picked at random, that say nothing about anyone."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Final

FIRST: Final = (
    "amber", "autumn", "birch", "bright", "calm", "cedar", "clear", "cobalt", "copper", "coral",
    "dapple", "dawn", "distant", "early", "ember", "evening", "fallow", "fern", "flint", "gentle",
    "golden", "granite", "hazel", "indigo", "ivory", "juniper", "lantern", "linen", "lively",
    "marble", "meadow", "mellow", "misty", "morning", "mossy", "northern", "ochre", "olive",
    "opal", "orchard", "pebble", "plain", "quiet", "rapid", "russet", "saffron", "scarlet",
    "silver", "slate", "soft", "southern", "steady", "summer", "tawny", "thistle", "timber",
    "umber", "velvet", "walnut", "western", "willow", "winter", "woven", "yellow",
)  # fmt: skip
SECOND: Final = (
    "anchor", "arch", "basin", "beacon", "bell", "bridge", "brook", "candle", "canyon", "carpet",
    "castle", "cellar", "chapel", "clover", "comet", "compass", "cradle", "crane", "delta",
    "drum", "falcon", "ferry", "finch", "fountain", "garden", "glacier", "harbour", "heron",
    "hollow", "island", "kettle", "ladder", "lagoon", "lark", "loom", "maple", "mill", "mirror",
    "needle", "oar", "otter", "paddle", "parcel", "pasture", "pier", "plough", "prairie", "quarry",
    "quill", "raven", "reef", "ribbon", "ridge", "saddle", "shutter", "sparrow", "spindle",
    "spring", "terrace", "thimble", "torch", "valley", "violin", "wharf",
)  # fmt: skip


_TRIES: Final = 8


def free_codename(taken: Collection[str]) -> str:
    """Return words at random that are not taken: two, or more where pairs grow scarce.

    There are 4,096 pairs; each further word is tried after eight that were taken.
    """
    first: list[str] = []
    while True:
        first.append(secrets.choice(FIRST))
        for _ in range(_TRIES):
            first[-1] = secrets.choice(FIRST)
            proposed = " ".join((*first, secrets.choice(SECOND)))
            if proposed not in taken:
                return proposed
