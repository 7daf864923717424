"""Vectors of field reporters: regions of a field home, signatures, packets, proofs."""

from __future__ import annotations

import construct as c
from case import Case, faults, flipped

VAULT, OTHER_VAULT = c.random("vault"), c.random("other vault")
KEM_SEED, SIGN_SEED = c.random("device kem"), c.random("device sign")
SEEDS, SIGN = KEM_SEED + SIGN_SEED, c.sign_public(SIGN_SEED)
DEVICE = c.sha256(c.context("device-id", c.kem_public(KEM_SEED), SIGN))[:16]
DESK, OTHER_DESK = c.random("desk", 16), c.random("other desk", 16)
COMPARTMENT, EPOCH = c.random("compartment", 16), c.random("epoch")
SIGNATURE = "E_MEMBER_SIG"
LONG = 20_000  # of a region's plaintext: more than one chunk


def cases() -> list[Case]:
    """Return all of them."""
    return [*_regions(), *_statements(), *_directories(), *_packets(), *_proofs()]


def _region(plain: bytes, purpose: str = "field-draft", vault: bytes = VAULT) -> bytes:
    key = c.hkdf(SEEDS, c.context("local-key", purpose.encode()))
    bound = c.context("local", 1, vault, purpose.encode())
    return c.header(c.LOCAL) + c.cobblestone(key, bound, plain, "field region")


def _padded(content: bytes, length: int | None = None) -> bytes:
    declared = len(content) if length is None else length
    return (declared.to_bytes(4, "big") + content).ljust(LONG, b"\0")


def _regions() -> list[Case]:
    plain = c.encode({"type": "note/1", "words": "아직 다 쓰지 못했다."})
    body = _region(_padded(plain))
    good = Case(
        "field_region_good", "a region of a field home: its content, then zero bytes",
        "field_region", "ok",
        {"vault": VAULT, "seeds": SEEDS, "purpose": "field-draft", "plain": plain, "body": body},
    )  # fmt: skip
    marked = _padded(plain)[:-1] + b"\x01"
    return faults(
        good,
        {
            "other_purpose": ("opened as another region", "E_SEAL", {"purpose": "field-book"}),
            "other_vault": ("of another vault", "E_SEAL", {"vault": OTHER_VAULT}),
            "flipped": ("one bit changed", "E_SEAL", {"body": flipped(body, 9000)}),
            "cut": ("the last chunk gone", "E_SEAL", {"body": body[: 3 + 56 + 16400]}),
            "words_in_padding": ("a byte after the content", "E_SEAL", {"body": _region(marked)}),
            "beyond_its_end": ("a length longer than the region", "E_SEAL",
                               {"body": _region(_padded(plain, LONG))}),
        },
    )  # fmt: skip


def _statement(desk: bytes = DESK) -> bytes:
    version = {
        "interview": c.random("interview", 16), "person": c.random("person", 16), "version": 1,
        "verbatim": c.random("verbatim"), "security": c.random("security"), "parents": [],
        "marked": False, "rewords": True,
    }  # fmt: skip
    person = {
        "person": c.random("person", 16), "card": c.random("card"), "file": b"", "replaces": [],
    }  # fmt: skip
    session = {"session": c.random("session hash"), "compartment": COMPARTMENT, "epoch": EPOCH}
    return c.encode(
        {
            "device": DEVICE, "counter": 3, "at": 1_772_000_000, "desk": desk,
            "directory": c.random("directory digest"), "proof": _proof(3), "sessions": [session],
            "interviews": [version], "persons": [person], "identities": [], "addenda": [],
        }
    )  # fmt: skip


def _statements() -> list[Case]:
    statement = _statement()
    signature = c.sign(SIGN_SEED, c.context("field-statement", VAULT, statement))
    entry = c.sign(SIGN_SEED, c.context("field-directory", VAULT, statement))
    good = Case(
        "field_statement_good", "a field device's signature over its statement, and its hash",
        "field_statement", "ok",
        {"vault": VAULT, "sign": SIGN, "statement": statement, "signature": signature,
         "hash": c.sha256(statement)},
    )  # fmt: skip
    return faults(
        good,
        {
            "other_desk": ("words for one desk turned to another", SIGNATURE,
                           {"statement": _statement(OTHER_DESK)}),
            "other_vault": ("signed for another vault", SIGNATURE, {"vault": OTHER_VAULT}),
            "other_label": ("a signature of another purpose", SIGNATURE, {"signature": entry}),
            "flipped": ("one bit of the signature", SIGNATURE,
                        {"signature": flipped(signature, 7)}),
            "trailing": ("a byte after the statement", "E_MALFORMED",
                         {"statement": statement + b"\0"}),
        },
    )  # fmt: skip


def _directories() -> list[Case]:
    record = c.encode({"type": "note/1", "words": "stands for a directory's record"})
    digest = c.sha256(record)
    signature = c.sign(SIGN_SEED, c.context("field-directory", VAULT, digest))
    whole = c.sign(SIGN_SEED, c.context("field-directory", VAULT, record))
    good = Case(
        "field_directory_good", "a signature over the digest of a directory's record",
        "field_directory", "ok",
        {"vault": VAULT, "sign": SIGN, "record": record, "digest": digest, "signature": signature},
    )  # fmt: skip
    return faults(
        good,
        {
            "other_vault": ("signed for another vault", SIGNATURE, {"vault": OTHER_VAULT}),
            "not_the_digest": ("the record signed in place of its digest", SIGNATURE,
                               {"signature": whole}),
            "changed": ("one bit of the record", SIGNATURE, {"record": flipped(record, 30)}),
        },
    )  # fmt: skip


def _packets() -> list[Case]:
    item = {"type": "field-item/1", "session": b"session", "statement": b"statement",
            "objects": [b"one", b"two"]}  # fmt: skip
    record = c.encode({"type": "field-packet/1", "items": [item]})
    magic = b"Strongroom field packet 1\n"
    file = magic + VAULT + c.sha256(record) + record
    good = Case(
        "field_packet_good", "the frame of a packet: magic, vault, sum, record",
        "field_packet", "ok", {"vault": VAULT, "file": file, "objects": 2},
    )  # fmt: skip
    long = record + b"\0"
    return faults(
        good,
        {
            "cut": ("the last byte gone", "E_MALFORMED", {"file": file[:-1]}),
            "flipped": ("one bit of the record", "E_MALFORMED", {"file": flipped(file, -9)}),
            "trailing": ("a byte after the record, summed too", "E_MALFORMED",
                         {"file": magic + VAULT + c.sha256(long) + long}),
            "other_vault": ("of another vault", "E_VAULT_ID", {"vault": OTHER_VAULT}),
            "letter": ("a letter in place of a packet", "E_MALFORMED",
                       {"file": b"Strongroom field letter 1\n" + file[len(magic) :]}),
        },
    )  # fmt: skip


def _proof(counter: int) -> bytes:
    return c.hkdf(SEEDS, c.context("field-proof", VAULT, counter))


def _proofs() -> list[Case]:
    good = Case(
        "field_proof_good", "what a receipt for a statement has to bring back",
        "field_proof", "ok", {"vault": VAULT, "seeds": SEEDS, "counter": 3, "proof": _proof(3)},
    )  # fmt: skip
    return [good]
