"""What a member's own script opens: everything that a device's keys reach, and what shares give.

The attacker's side of the tests of identities: it uses no use case, only keys, objects and rows.
"""

from __future__ import annotations

from contextlib import suppress

from vault.archive.acting import _open_details as details
from vault.archive.request_keys import RequestKey
from vault.archive.session import Archive
from vault.crypto import boxes, identities, primitives, sharing
from vault.crypto.identities import Purpose
from vault.errors import StrongroomError
from vault.model import Bundle, Release, SealedIdentity, from_bytes
from vault.store import LocalTable


def opened_by(archive: Archive) -> list[bytes]:
    """Return every plaintext that one device's keys open in its copy of the vault."""
    ledger = archive.ledger
    found: list[bytes] = []
    for name in ledger.store.object_hashes():
        body = ledger.store.object(name)
        for opener in (_body, _shared, _box):
            with suppress(StrongroomError):
                found.append(opener(archive, name, body) or b"")
    for row in ledger.store.entries():
        with suppress(StrongroomError):
            found.append(details(ledger.keyring, ledger.session, row.details) or b"")
    return found + [
        plain for purpose in ("draft", "request-key") for plain in rows(archive, purpose)
    ]


def _body(archive: Archive, _name: bytes, body: bytes) -> bytes:
    session = archive.ledger.session(boxes.session_of_body(body))
    return boxes.open_body(archive.state.vault_id, session, body)


def _shared(archive: Archive, name: bytes, body: bytes) -> bytes | None:
    vault_id = archive.state.vault_id
    return archive.ledger.keyring.open_shared(
        name, lambda key: boxes.open_body_with_key(vault_id, key, body)
    )


def _box(archive: Archive, _name: bytes, body: bytes) -> bytes:
    return archive.ledger.keyring.open_device_box(body)


def rows(archive: Archive, purpose: str) -> list[bytes]:
    """Return a device's local rows of a purpose."""
    ledger, found = archive.ledger, []
    for table in (LocalTable.DRAFT, LocalTable.REQUEST_KEY):
        for _, sealed in ledger.store.local_rows(table, ledger.keyring.device):
            with suppress(StrongroomError):
                found.append(ledger.keyring.open_local(purpose, sealed))
    return found


def shares_of(archives, person: bytes) -> dict[int, bytes]:
    """Return all shares of a person that some devices hold, whoever they were meant for."""
    found: dict[int, bytes] = {}
    for archive in archives:
        for plain in opened_by(archive):
            with suppress(StrongroomError):
                bundle = from_bytes(plain, Bundle)
                if bundle.person == person:
                    found |= dict(bundle.shares)
        found |= _answers_to(archive)
    return found


def _answers_to(archive: Archive) -> dict[int, bytes]:
    """Return what custodians' answers give to whoever still has a one-time key."""
    found: dict[int, bytes] = {}
    keys = {
        k.key: k.seed for k in (from_bytes(p, RequestKey) for p in rows(archive, "request-key"))
    }
    for asked in archive.state.identities.requests.values():
        for custodian, box in asked.approvals.items():
            if asked.key in keys:
                purpose = Purpose(
                    asked.entry, asked.person, asked.member, custodian, asked.expires_at
                )
                one_time = primitives.kem_key(keys[asked.key])
                body = archive.ledger.store.object(box)
                plain = identities.open_release(archive.state.vault_id, one_time, purpose, body)
                found |= dict(from_bytes(plain, Release).shares)
    return found


def names_opened(archives, person: bytes) -> list[bytes]:
    """Return every identity that some devices open together, with any shares that they have."""
    shares = shares_of(archives, person)
    found: list[bytes] = []
    for archive in archives:
        for sealing in archive.state.identities.sealings.values():
            with suppress(StrongroomError):
                key = sharing.combine(shares, sealing.k, len(sealing.holders))
                sealed = archive.ledger.read(sealing.body, SealedIdentity).sealed
                found.append(identities.open_identity(archive.state.vault_id, key, person, sealed))
    return found
