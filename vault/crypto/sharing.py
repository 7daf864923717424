"""k of n: a secret that any k custodians put together, and of which any k-1 know nothing at all.

Replicated XOR (Ito, Saito, Nishizeki 1987): one random share for each group of k-1 custodians,
given to everyone outside that group; all shares together XOR to the secret. Who the custodians
are, and how shares are sealed to them, is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations
from math import comb
from typing import Final

from vault.crypto import primitives
from vault.crypto.format import context
from vault.crypto.primitives import KEY_BYTES
from vault.errors import SealError

FEWEST: Final = 2  # who may open alone would be trusted alone
MOST_HOLDERS: Final = 7


def may_share(k: int, n: int) -> bool:
    """Tell whether k of n is offered: two open at least, and one may be missing.

    With k < n every share lies with at least two holders, so a lost one can be made good.
    """
    return FEWEST <= k < n <= MOST_HOLDERS


def share_count(k: int, n: int) -> int:
    """Return how many shares there are: one for each group of k-1 holders, at most 35."""
    return comb(n, k - 1)


@cache
def numbers_of(place: int, k: int, n: int) -> frozenset[int]:
    """Return the numbers of the shares that the holder at a place (0 to n-1) gets.

    Shares are numbered by the groups that lack them, in lexicographic order of places.
    """
    groups = enumerate(combinations(range(n), k - 1))
    return frozenset(number for number, group in groups if place not in group)


def split(secret: bytes, k: int, n: int) -> tuple[bytes, ...]:
    """Return the shares of a 32-byte secret, by number; all but the last are random bytes."""
    if len(secret) != KEY_BYTES or not may_share(k, n):
        raise SealError
    free = [primitives.random_bytes(KEY_BYTES) for _ in range(share_count(k, n) - 1)]
    return (*free, _xor([secret, *free]))


def combine(shares: Mapping[int, bytes], k: int, n: int) -> bytes:
    """Return the secret; raises SealError unless every share is there with its full length."""
    numbers = range(share_count(k, n))
    if shares.keys() != set(numbers) or any(len(s) != KEY_BYTES for s in shares.values()):
        raise SealError
    return _xor(shares.values())


def share_hash(vault_id: bytes, person: bytes, number: int, share: bytes) -> bytes:
    """Return what is recorded of a share when it is made, so that a wrong one names its giver.

    The share has 32 random bytes, so its hash tells nothing of it.
    """
    return primitives.sha256(context("identity-share", vault_id, person, number, share))


def _xor(parts: Iterable[bytes]) -> bytes:
    whole = 0
    for part in parts:
        whole ^= int.from_bytes(part, "big")
    return whole.to_bytes(KEY_BYTES, "big")
