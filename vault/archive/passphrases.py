"""Generated passphrases, recovery sheets and safety words: BIP-39 English words.

What they protect is `founding` and `members`; how they are shown is the terminal's.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from vault.acts import DeviceKeys
from vault.crypto.format import context
from vault.errors import MalformedError

PASSPHRASE_WORDS: Final = 6
SAFETY_WORDS: Final = 8
SHEET_WORDS: Final = 24
MINIMUM_TYPED_LENGTH: Final = 14


def word_list() -> list[str]:
    """Return the 2048 words of the BIP-39 English list."""
    from mnemonic import Mnemonic

    return list(Mnemonic("english").wordlist)


def generate_passphrase(words: int = PASSPHRASE_WORDS) -> bytes:
    """Return random words joined by spaces: 11 bits each."""
    known = word_list()
    return " ".join(secrets.choice(known) for _ in range(words)).encode("ascii")


def check_typed(passphrase: bytes) -> None:
    """Refuse a typed passphrase that is short or made of very few different characters."""
    try:
        text = passphrase.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedError("A passphrase must be valid UTF-8.") from None
    if len(text) < MINIMUM_TYPED_LENGTH or len(set(text)) < MINIMUM_TYPED_LENGTH // 2:
        raise MalformedError(
            f"A passphrase of your own needs at least {MINIMUM_TYPED_LENGTH} varied characters; "
            "a generated one of six words is better."
        )


def sheet_from_seed(seed: bytes) -> tuple[str, ...]:
    """Return the 24 checksummed words of a 32-byte recovery seed (BIP-39)."""
    from mnemonic import Mnemonic

    return tuple(Mnemonic("english").to_mnemonic(seed).split())


def seed_from_sheet(words: list[str]) -> bytes:
    """Return the 32-byte seed; raises MalformedError naming the word that is not on the list."""
    from mnemonic import Mnemonic

    lowered = [word.strip().lower() for word in words]
    if len(lowered) != SHEET_WORDS:
        raise MalformedError(f"A recovery sheet has {SHEET_WORDS} words, not {len(lowered)}.")
    known = set(word_list())
    for position, word in enumerate(lowered, start=1):
        if word not in known:
            raise MalformedError(f"Word {position} of the sheet is not on the word list.")
    try:
        return bytes(Mnemonic("english").to_entropy(lowered))
    except ValueError:
        raise MalformedError(
            "The sheet's checksum does not hold: two words may be swapped."
        ) from None


def safety_words(vault_id: bytes, first: DeviceKeys, second: DeviceKeys) -> tuple[str, ...]:
    """Return eight words over both statements, the same on both screens (88 bits)."""
    statements = sorted(k.kem + k.sign + k.signature for k in (first, second))
    return _spoken(context("safety-words", vault_id, *statements))


def head_words(vault_id: bytes, device: bytes, n: int, entry: bytes) -> tuple[str, ...]:
    """Return eight words over a device's chain up to its entry number `n` (88 bits)."""
    return _spoken(context("head-words", vault_id, device, n, entry))


def _spoken(data: bytes) -> tuple[str, ...]:
    number = int.from_bytes(hashlib.sha256(data).digest(), "big")
    known = word_list()
    return tuple(known[(number >> (11 * at)) & 2047] for at in range(SAFETY_WORDS))
