"""Vectors of identities: shares, a name under a source's key, an answer under a one-time key."""

from __future__ import annotations

from functools import reduce
from itertools import combinations

import construct as c
from case import Case, Frozen, faults, flipped

VAULT, PERSON, KEY = c.random("vault"), c.random("person", 16), c.random("source key")
K, N = 3, 5


def cases(frozen: Frozen) -> list[Case]:
    """Return all of them."""
    return [*_shares(), *_names(), *_answers(frozen)]


def _shares() -> list[Case]:
    groups = list(combinations(range(N), K - 1))
    free = [c.random(f"share {number}") for number in range(len(groups) - 1)]
    shares = [*free, reduce(_xor, free, KEY)]
    places = [
        ",".join(str(number) for number, group in enumerate(groups) if place not in group)
        for place in range(N)
    ]
    hashes = [_hash(number, share) for number, share in enumerate(shares)]
    good = Case(
        "identity_shares_good", "the shares of three of five, by number, and each place's numbers",
        "identity_shares", "ok",
        {
            "vault": VAULT, "person": PERSON, "k": K, "n": N, "places": " ".join(places),
            "shares": b"".join(shares), "hashes": b"".join(hashes), "key": KEY,
        },
    )  # fmt: skip
    swapped = b"".join([shares[1], shares[0], *shares[2:]])
    return faults(
        good,
        {
            "one_lacking": ("one share is not there", "E_SEAL", {"shares": b"".join(shares[:-1])}),
            "flipped": ("a share with one bit changed", "E_SHARE",
                        {"shares": flipped(b"".join(shares), 40)}),
            "swapped": ("two shares under each other's number", "E_SHARE", {"shares": swapped}),
            "other_person": ("hashes of another person's shares", "E_SHARE",
                             {"person": c.random("other person", 16)}),
        },
    )  # fmt: skip


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _hash(number: int, share: bytes) -> bytes:
    return c.sha256(c.context("identity-share", VAULT, PERSON, number, share))


def _names() -> list[Case]:
    plain = c.encode(
        {"type": "identity/1", "person": PERSON, "name": "한소율", "proof": "by sight"}
    )
    bound = c.context("identity", 1, VAULT, PERSON)
    body = c.cobblestone(KEY, bound, c.packed(plain, c.PART_FLOOR), "identity")
    good = Case(
        "identity_name_good", "a name under its source's key", "identity_name", "ok",
        {"vault": VAULT, "person": PERSON, "key": KEY, "body": body, "plain": plain},
    )  # fmt: skip
    return faults(
        good,
        {
            "other_vault": ("another vault", "E_SEAL", {"vault": c.random("other vault")}),
            "other_person": ("another person", "E_SEAL", {"person": c.random("p", 16)}),
            "other_key": ("another source's key", "E_SEAL", {"key": c.random("other key")}),
            "flipped": ("one bit changed", "E_SEAL", {"body": flipped(body, 90)}),
            "cut": ("the last byte is gone", "E_SEAL", {"body": body[:-1]}),
        },
    )


def _answers(frozen: Frozen) -> list[Case]:
    purpose: dict[str, bytes | int] = {
        "request": c.random("request"), "person": PERSON, "requester": c.random("requester", 16),
        "custodian": c.random("custodian", 16), "expires_at": 1_800_000_000,
    }  # fmt: skip
    plain = c.encode({"type": "release/1", "shares": [[0, c.random("share 0")]]})
    info = c.context("identity-release", 1, VAULT, *purpose.values())
    seed = c.random("one-time seed")
    sealed = frozen.seal("identity release", seed, info, c.packed(plain, c.PART_FLOOR))
    body = c.header(c.DEVICE) + sealed
    good = Case(
        "identity_release_good", "a custodian's answer to one request", "identity_release", "ok",
        {"vault": VAULT, **purpose, "seed": seed, "body": body, "plain": plain},
    )  # fmt: skip
    others = {
        f"other_{name}": (
            f"for another {name.replace('_', ' ')}", "E_SEAL",
            {name: value + 1 if isinstance(value, int) else c.random(f"x {name}", len(value))},
        )
        for name, value in purpose.items()
    }  # fmt: skip
    return faults(
        good,
        {
            **others,
            "other_key": ("another request's key", "E_SEAL", {"seed": c.random("other seed")}),
            "other_type": ("another header", "E_SEAL", {"body": c.header(c.BODY) + sealed}),
        },
    )
