"""A recovery sheet's seed split on paper: SLIP-39 shares in words, and the word that was mistyped.

Whose sheet it is and what it opens is `recovery` and `founding`. A share alone says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vault.errors import MalformedError, UsageError
from vault.model import Record

MOST_SHARES: Final = 16  # SLIP-39 numbers them with four bits
SHARE_WORDS: Final = 33  # of a 32-byte secret
_RADIX_BITS: Final = 10
_CUSTOMIZATION: Final = (b"shamir", b"shamir_extendable")
# SLIP-39, "Checksum": the generator of the Reed-Solomon code over GF(1024).
_GENERATOR: Final = (
    0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009, 0x1C0C2412, 0x38086C24, 0x3090FC48,
    0x21B1F890, 0x3F3F120,
)  # fmt: skip


class ShareInfo(Record, frozen=True):
    """What a share says of its set: which of how many are needed."""

    number: int
    needed: int


def split(seed: bytes, shares: int, needed: int) -> tuple[str, ...]:
    """Return `shares` mnemonics of 33 words, of which any `needed` give the 32-byte seed back.

    Without a passphrase: whoever holds enough paper holds the sheet. Raises UsageError unless
    2 <= needed <= shares <= 16.
    """
    from shamir_mnemonic import combine_mnemonics, generate_mnemonics

    if not 2 <= needed <= shares <= MOST_SHARES:
        raise UsageError(
            f"There are at most {MOST_SHARES} shares, and at least two of them are needed."
        )
    (made,) = generate_mnemonics(1, [(needed, shares)], seed, iteration_exponent=0)
    if combine_mnemonics(made[-needed:]) != seed:
        raise MalformedError("The shares that were made do not give the sheet back; none counts.")
    return tuple(made)


def read_share(text: str, number: int) -> ShareInfo:
    """Check one typed share; `number` only says which one a refusal is about.

    Raises MalformedError that names the place of the word that is wrong, where that can be told:
    one that is not on the list, or one that was exchanged for another of the list.
    """
    from shamir_mnemonic import MnemonicError
    from shamir_mnemonic.share import Share

    words = text.lower().split()
    indices = _indices(words, number)
    if not _is_right(indices):
        at = _mistyped(indices)
        raise MalformedError(
            f"Share {number}: word {at} was mistyped."
            if at
            else f"Share {number}: its checksum does not hold; more than one word is wrong."
        )
    try:
        found = Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise MalformedError(f"Share {number} is no share of a recovery sheet.") from None
    return ShareInfo(found.index + 1, found.member_threshold)


def seed_from_shares(given: Sequence[str]) -> bytes:
    """Return the 32-byte seed that shares give back together.

    Raises MalformedError for a mistyped word, for too few shares, for one that was typed twice
    and for shares of different sheets.
    """
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    read = [read_share(text, number) for number, text in enumerate(given, 1)]
    needed = max((share.needed for share in read), default=2)
    if len({share.number for share in read}) < len(read):
        raise MalformedError("One share was typed twice.")
    if len(read) < needed:
        raise MalformedError(f"{needed} shares of this sheet are needed.")
    texts = [text.lower() for text in given]
    first, others = texts[: needed - 1], texts[needed - 1 :]
    try:
        seeds = {bytes(combine_mnemonics([*first, other])) for other in others}
    except MnemonicError:
        raise MalformedError("These shares are not of one sheet.") from None
    if len(seeds) != 1:  # whoever brings more than are needed brings no stranger among them
        raise MalformedError("These shares are not of one sheet.")
    return seeds.pop()


def _indices(words: list[str], number: int) -> list[int]:
    from shamir_mnemonic.wordlist import WORDLIST

    if len(words) != SHARE_WORDS:
        raise MalformedError(f"Share {number} has {SHARE_WORDS} words, not {len(words)}.")
    known = {word: at for at, word in enumerate(WORDLIST)}
    for at, word in enumerate(words, 1):
        if word not in known:
            raise MalformedError(f"Share {number}: word {at} is not on the word list.")
    return [known[word] for word in words]


# --- the checksum --------------------------------------------------------------------------


def _remainder(values: Sequence[int], start: int) -> int:
    remainder = start
    for value in values:
        top = remainder >> 20
        remainder = ((remainder & 0xFFFFF) << _RADIX_BITS) ^ value
        for bit in range(_RADIX_BITS):
            remainder ^= _GENERATOR[bit] if (top >> bit) & 1 else 0
    return remainder


def _residue(indices: list[int]) -> int:
    """Return 0 for a right share; the flag in its second word says which text is prepended."""
    extendable = (indices[1] >> 4) & 1
    return _remainder([*_CUSTOMIZATION[extendable], *indices], 1) ^ 1


def _is_right(indices: list[int]) -> bool:
    return _residue(indices) == 0


def _mistyped(indices: list[int]) -> int:
    """Return the place (from 1) of the one wrong word, 0 when none alone explains the checksum.

    The code's distance is four, so of one error there is one explanation.
    """
    return next((at for at in _suspects(indices) if at), 0)


def _suspects(indices: list[int]) -> Iterator[int]:
    """Yield the places where another word would make the share right.

    The remainder is linear: what one word's bits add to it is summed up, not computed again.
    """
    residue = _residue(indices)
    for place in range(len(indices)):
        after = [0] * (len(indices) - place - 1)
        bits = [_remainder([1 << bit, *after], 0) for bit in range(_RADIX_BITS)]
        if place == 1:  # its flag changes the prepended text: the few words are tried
            right = (_is_right([*indices[:1], w, *indices[2:]]) for w in range(1 << _RADIX_BITS))
            yield place + 1 if any(right) else 0
        else:
            yield place + 1 if _explains(residue, bits) else 0


def _explains(residue: int, bits: list[int]) -> bool:
    """Tell whether some sum (XOR) of the ten remainders is the residue: Gaussian elimination."""
    basis: dict[int, int] = {}
    for bit in bits:
        reduced = _reduced(bit, basis)
        if reduced:
            basis[reduced.bit_length()] = reduced
    return _reduced(residue, basis) == 0


def _reduced(value: int, basis: dict[int, int]) -> int:
    while value and value.bit_length() in basis:
        value ^= basis[value.bit_length()]
    return value
