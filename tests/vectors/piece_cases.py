"""Vectors of pieces of attachments: bound to their place, padded as a whole, never packed."""

from __future__ import annotations

from collections.abc import Iterator

import construct as c
import sealed_cases as s
from case import Case, Field, faults, flipped

CONTENT = b"A voice, and a dog in the yard. " * 20
TOTAL = len(CONTENT)
PADDED = CONTENT.ljust(1024, b"\0")
ATTACHMENT_KEY = c.random("attachment key")
SHARED = ("vault", "index", "count", "total", "body", "plain")


def cases() -> Iterator[Case]:
    """Yield every case of this file."""
    good = Case("piece_good", "the only piece of a short file", "piece", "ok", _fields(_piece()))
    yield from faults(good, {
        "other_index": ("another index", s.SEAL, {"index": 1, "count": 2}),
        "other_count": ("another count", s.SEAL, {"count": 2}),
        "other_total": ("another total length", s.SEAL, {"total": TOTAL + 1}),
        "wrong_vault": ("another vault id", s.SEAL, {"vault": s.OTHER_VAULT}),
        "wrong_session_key": ("another session's key", s.SEAL, {"session_key": c.random("y")}),
        "flipped_wrap": ("bit in the wrap", s.SEAL, {"body": flipped(_piece(), 55)}),
        "flipped_chunk": ("bit in the chunk", s.SEAL, {"body": flipped(_piece(), -40)}),
        "cut": ("last byte missing", s.SEAL, {"body": _piece()[:-1]}),
        "other_type": ("header of a record", s.SEAL, {"body": c.header(c.BODY) + _piece()[3:]}),
        "other_suite": ("suite 2", s.VERSION, {"body": c.header(4, 2) + _piece()[3:]}),
        "words_in_padding": ("a byte after the file's last", s.SEAL,
                             {"body": _piece(PADDED[:-1] + b"x")}),
        "unpadded": ("the file alone", s.SEAL, {"body": _piece(CONTENT)}),
    })  # fmt: skip
    empty = _fields(_piece(bytes(1024), 0)) | {"total": 0, "plain": b""}
    yield Case("piece_empty_good", "the only piece of an empty file", "piece", "ok", empty)
    yield from _shared()


def _shared() -> Iterator[Case]:
    """Yield pieces that open by their attachment's key: no session reaches the reader."""
    place = c.context("piece-key", 1, s.VAULT, 0, 1, TOTAL)
    body = _piece(key=c.hkdf(ATTACHMENT_KEY, place))
    fields = {n: f for n, f in _fields(body).items() if n in SHARED} | {"key": ATTACHMENT_KEY}
    good = Case("piece_shared_good", "by the attachment's key", "shared_piece", "ok", fields)
    yield from faults(good, {
        "other_key": ("another attachment's key", s.SEAL, {"key": c.random("z")}),
        "other_index": ("another index", s.SEAL, {"index": 1, "count": 2}),
        "other_total": ("another total length", s.SEAL, {"total": TOTAL + 1}),
        "wrong_vault": ("another vault id", s.SEAL, {"vault": s.OTHER_VAULT}),
        "random_data_key": ("a data key from nowhere", s.SEAL, {"body": _piece()}),
    })  # fmt: skip


def _piece(padded: bytes = PADDED, total: int = TOTAL, key: bytes = s.DATA_KEY) -> bytes:
    front = c.header(4) + s.SESSION + c.wrap(s.WRAPPING, key, f"piece {len(padded)}")
    bound = c.context("body", 1, s.VAULT, 0, 1, total)
    return front + c.cobblestone(key, bound, padded, f"piece {len(padded)} {total}")


def _fields(body: bytes) -> dict[str, Field]:
    return {"vault": s.VAULT, "compartment": s.COMPARTMENT, "epoch": s.EPOCH,
            "session": s.SESSION, "session_key": s.SESSION_KEY, "index": 0, "count": 1,
            "total": TOTAL, "body": body, "plain": CONTENT}  # fmt: skip
