"""What a newsroom's writes put on the disk: no salt, nonce or encapsulation twice in one vault."""

from __future__ import annotations

from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REPORTER
from vault.crypto import boxes
from vault.crypto.format import BoxType

INTERVIEWS = 25


def of_one_key(sealed: bytes) -> list[tuple[str, bytes]]:
    """Return nonce and salt of a body or attestation: the wrap's, then the stream's."""
    return [("nonce", sealed[35:47]), ("salt", sealed[95:119])]


def of_details(details: bytes) -> list[tuple[str, bytes]]:
    wraps, rest = boxes.details_boxes(details)
    return [*(("nonce", wrap[:12]) for _, wrap in wraps), ("salt", bytes(rest[:24]))]


def of_object(body: bytes) -> list[tuple[str, bytes]]:
    if body[2] == BoxType.BODY:
        return of_one_key(body)
    return [("encapsulation", body[3:1123])]


def test_P5_no_nonce_salt_or_encapsulation_of_hundreds_of_records_comes_twice(room):
    for name in (FOUNDER, EDITOR, REPORTER):
        archive = room.open(name)
        for _ in range(INTERVIEWS):
            steps.log(archive)  # the same words each time
    room.close()
    found = [each for (body,) in room.rows("SELECT body FROM object") for each in of_object(body)]
    for attestation, details in room.rows("SELECT attestation, details FROM entry WHERE n > 0"):
        found += of_one_key(attestation) + of_details(details)
    assert {kind for kind, _ in found} == {"nonce", "salt", "encapsulation"}
    assert len(found) > 700
    assert len(set(found)) == len(found)
