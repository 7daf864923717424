"""Ways of damaging bytes: bits and slices, numbers that steer, words that a format obeys."""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from collections.abc import Callable, Sequence

LARGEST_BYTES = 256 * 1024
LARGEST_REPEAT_BYTES = 96 * 1024

_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_ODD = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf",
    b"\r", b"\x0b", b"\x1b[2J", b"\x1b]52;c;eA==\x07", b"\xc2\x9b31m",
    "\u202e".encode(), "\u200b".encode(), "\u2028".encode(), "\ufdfa".encode(), "\u0301".encode(),
    "\U000e0041".encode(), "가".encode(), "\u1100\u1161".encode(),
)  # fmt: skip

Change = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def _slice(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + int(chance.expovariate(1 / 12)) + 1)


def flip(data: bytes, chance: random.Random, _words: Sequence[bytes]) -> bytes:
    changed = bytearray(data or b"\0")
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def number(data: bytes, chance: random.Random, _words: Sequence[bytes]) -> bytes:
    """Overwrite one to eight bytes with a number that programs stumble over."""
    size = chance.choice((1, 2, 4, 8))
    value = (chance.choice(_NUMBERS) & ((1 << 8 * size) - 1)).to_bytes(
        size, chance.choice(("big", "little"))
    )
    at = chance.randrange(len(data) + 1)
    return data[:at] + value + data[at + size :]


def remove(data: bytes, chance: random.Random, _words: Sequence[bytes]) -> bytes:
    start, end = _slice(data, chance)
    return data[:start] + data[end:]


def double(data: bytes, chance: random.Random, _words: Sequence[bytes]) -> bytes:
    start, end = _slice(data, chance)
    return data[:end] + data[start:end] + data[end:]


def move(data: bytes, chance: random.Random, words: Sequence[bytes]) -> bytes:
    start, end = _slice(data, chance)
    rest = data[:start] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def insert(data: bytes, chance: random.Random, words: Sequence[bytes]) -> bytes:
    word = chance.choice([*words, *_ODD])
    at = chance.randrange(len(data) + 1)
    return data[:at] + word + data[at:]


def repeat(data: bytes, chance: random.Random, words: Sequence[bytes]) -> bytes:
    """Write one word thousands of times: depth, length, backtracking."""
    word = chance.choice([*words, *_ODD, b"(", b"[", b"{", b"<", b">", b"a", b" ", b"\n"])
    times = min(chance.choice((3, 50, 2_000, 40_000)), LARGEST_REPEAT_BYTES // len(word))
    at = chance.randrange(len(data) + 1)
    return data[:at] + word * times + data[at:]


def lines(data: bytes, chance: random.Random, _words: Sequence[bytes]) -> bytes:
    """Exchange, double, remove or indent a line."""
    rows = data.split(b"\n")
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    what = chance.randrange(4)
    if what == 0:
        rows[one], rows[other] = rows[other], rows[one]
    elif what == 1:
        rows.insert(other, rows[one])
    elif what == 2:
        del rows[one]
    else:
        rows[one] = b" " * chance.choice((1, 2, 4, 200)) + rows[one]
    return b"\n".join(rows)


def cut(data: bytes, chance: random.Random, _words: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


CHANGES: tuple[Change, ...] = (
    flip, flip, number, remove, double, move, insert, insert, repeat, lines, lines, cut,
)  # fmt: skip


def mutated(data: bytes, chance: random.Random, words: Sequence[bytes] = ()) -> bytes:
    """Return the data after one or several changes."""
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9))):
        data = chance.choice(CHANGES)(data, chance, words)
    return data[:LARGEST_BYTES]


def inside_zip(data: bytes, chance: random.Random, words: Sequence[bytes] = ()) -> bytes:
    """Return a ZIP whose directory is sound and one of whose members was changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    place = chance.randrange(len(members))
    name, content = members[place]
    members[place] = (name, mutated(content, chance, words))
    if chance.random() < 0.1:
        members.append(chance.choice(members))
    made = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),  # of two members with one name
        zipfile.ZipFile(made, "w", chance.choice((0, zipfile.ZIP_DEFLATED))) as package,
    ):
        for name, content in members:
            package.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()
