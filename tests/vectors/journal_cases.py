"""Vectors of what is signed or parsed: records, acts, genesis, cores, signatures, sheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import construct as c
from case import Case, Field, Frozen, faults, flipped
from mnemonic import Mnemonic
from sealed_cases import DEVICE, KEM, OTHER_DEVICE, OTHER_VAULT, SIGN, SIGN_SEED, VAULT

MALFORMED, SIGNATURE, INTEGRITY, VERSION = "E_MALFORMED", "E_MEMBER_SIG", "E_INTEGRITY", "E_VERSION"
MEMBER = c.random("member", 16)
DESK, INTERVIEW, PERSON = c.random("desk", 16), c.random("interview", 16), c.random("person", 16)
OTHER_SIGN_SEED = c.random("other sign")


def cases(_frozen: Frozen) -> Iterator[Case]:
    """Yield every case of this file."""
    yield from _records()
    yield from _acts()
    yield from _urgent()
    yield from _genesis()
    yield from _cores()
    yield from _signatures()
    yield from _statements()
    yield from _words()
    yield _registry()


def _records() -> Iterator[Case]:
    file = {"type": "file/1", "person": PERSON, "version": 3, "terms": [], "circumstances": ""}
    good = c.encode(file)
    fields: dict[str, Field] = {"kind": "file/1", "data": good}
    last, first = list(file.items())[-1], list(file.items())[0]
    doubled = bytes([good[0] + 1]) + good[1:] + c.encode(last[0]) + c.encode(last[1])
    swapped = dict([first, last, *list(file.items())[1:-1]])
    three = good.index(c.encode("version") + b"\3") + len(c.encode("version"))
    yield from faults(Case("record_good", "a person's file", "record", "ok", fields), {
        "reordered": ("two fields exchanged", MALFORMED, {"data": c.encode(swapped)}),
        "duplicate": ("a field twice", MALFORMED, {"data": doubled}),
        "long_integer": ("3 in two bytes", MALFORMED,
                         {"data": good[:three] + b"\xcc\3" + good[three + 1 :]}),
        "long_string": ("str 8 for four characters", MALFORMED,
                        {"data": good.replace(b"\xa4type", b"\xd9\x04type")}),
        "float": ("3.0 for 3", MALFORMED,
                  {"data": good[:three] + bytes.fromhex("cb4008000000000000") + good[three + 1 :]}),
        "trailing": ("a byte behind it", MALFORMED, {"data": good + b"\0"}),
        "cut": ("last byte missing", MALFORMED, {"data": good[:-1]}),
        "unknown_field": ("a field too many", MALFORMED, {"data": c.encode({**file, "x": 1})}),
        "missing_field": ("a field with a default left out", MALFORMED,
                          {"data": c.encode({k: v for k, v in file.items() if k != "terms"})}),
        "other_kind": ("the kind of a card", MALFORMED,
                       {"data": c.encode({**file, "type": "card/1"})}),
        "newer_kind": ("file/2", MALFORMED, {"data": c.encode({**file, "type": "file/2"})}),
        "text_for_bytes": ("an id as text", MALFORMED, {"data": c.encode({**file, "person": "x"})}),
    })  # fmt: skip


def _urgent() -> Iterator[Case]:
    """Yield the receipt of a copy that nobody approved, and the entry that let it leave."""
    told = c.random("announcement")
    receipt = {
        "type": "urgent-receipt/1", "copy": c.random("copy", 16), "story": c.random("story", 16),
        "file_hashes": [c.random("file hash")], "renditions": [c.random("rendition")],
        "rules": c.random("rules"), "registry": c.random("registry"), "rechecked_by": MEMBER,
        "preparer": MEMBER, "approver": b"", "announcement": told, "reason": c.random("reason"),
        "announced_at": datetime.fromtimestamp(1_760_000_000, UTC),
        "policy": "small_desk", "desks_not_checked": 0,
        "released_at": datetime.fromtimestamp(1_760_001_800, UTC),
    }  # fmt: skip
    fields: dict[str, Field] = {"kind": "urgent-receipt/1", "data": c.encode(receipt)}
    without = {k: v for k, v in receipt.items() if k != "approver"}
    good = Case("urgent_receipt_good", "a receipt without an approver", "record", "ok", fields)
    yield from faults(good, {
        "no_approver": ("the empty approver left out", MALFORMED, {"data": c.encode(without)}),
        "other_kind": ("the kind of a receipt that somebody approved", MALFORMED,
                       {"data": c.encode({**receipt, "type": "receipt/1"})}),
    })  # fmt: skip
    left = {"type": "urgent-released/1", "member": MEMBER, "at": 1_760_001_800, "desk": DESK,
            "announcement": told, "copy": c.random("copy", 16),
            "receipt": c.random("receipt")}  # fmt: skip
    act: dict[str, Field] = {"kind": "urgent-released/1", "data": c.encode(left)}
    lacking = {k: v for k, v in left.items() if k != "announcement"}
    yield from faults(Case("urgent_act_good", "an urgent release", "act", "ok", act), {
        "no_announcement": ("no announcement", MALFORMED, {"data": c.encode(lacking)}),
    })  # fmt: skip


def _acts() -> Iterator[Case]:
    held = {"type": "held/1", "member": MEMBER, "at": 1_760_000_000, "desk": DESK,
            "person": PERSON, "reason": c.random("reason")}  # fmt: skip
    good = Case("act_good", "a hold", "act", "ok", {"kind": "held/1", "data": c.encode(held)})
    reordered = c.encode({"type": "held/1", **dict(reversed(held.items()))})
    yield from faults(good, {
        "reordered": ("fields in another order", MALFORMED, {"data": reordered}),
        "missing_field": ("no reason", MALFORMED,
                          {"data": c.encode({k: v for k, v in held.items() if k != "reason"})}),
        "no_kind": ("no type", MALFORMED,
                    {"data": c.encode({k: v for k, v in held.items() if k != "type"})}),
    })  # fmt: skip
    handed = {"type": "handed-in/1", "member": MEMBER, "at": 1_760_000_000,
              "objects": [c.random("one"), c.random("two")]}  # fmt: skip
    good = Case("act_handed_in_good", "two objects handed in", "act", "ok",
                {"kind": "handed-in/1", "data": c.encode(handed)})  # fmt: skip
    yield from faults(good, {
        "with_desk": ("a desk that it does not have", MALFORMED,
                      {"data": c.encode({**handed, "desk": DESK})}),
        "one_object": ("one object outside of a list", MALFORMED,
                       {"data": c.encode({**handed, "objects": c.random("one")})}),
    })  # fmt: skip
    newer = c.encode({"type": "held/2", "whatever": [1, 2]})
    yield Case("act_newer_good", "a kind of later: kept, not refused", "act", "ok",
               {"kind": "held/2", "data": newer})  # fmt: skip


def _genesis() -> Iterator[Case]:
    def core(form: int = 1, suite: int = 1) -> bytes:
        roster = c.kem_public(c.random("roster"))
        return c.encode(["genesis/1", form, suite, c.random("nonce"), KEM, SIGN, roster])

    fields: dict[str, Field] = {"core": core(), "vault": c.sha256(core())}
    yield from faults(Case("genesis_good", "a vault's first core", "genesis", "ok", fields), {
        "other_format": ("format 2", VERSION, {"core": core(form=2)}),
        "other_suite": ("suite 2", VERSION, {"core": core(suite=2)}),
        "as_core": ("the tag of a core", MALFORMED,
                    {"core": core().replace(b"\xa9genesis/1", b"\xa6core/1")}),
        "cut": ("last byte missing", MALFORMED, {"core": core()[:-1]}),
    })  # fmt: skip


def _core(**changed: object) -> bytes:
    fields = {"device": DEVICE, "n": 7, "previous": c.random("previous"),
              "adds": [c.random("added")], "removes": [], "details": c.random("details")}  # fmt: skip  # noqa: E501
    return c.encode(["core/1", *{**fields, **changed}.values()])


def _cores() -> Iterator[Case]:
    fields: dict[str, Field] = {"core": _core(), "hash": c.sha256(_core())}
    yield from faults(Case("core_good", "an entry's core", "core", "ok", fields), {
        "number_zero": ("n = 0", INTEGRITY, {"core": _core(n=0)}),
        "short_hash": ("31 bytes of a hash", INTEGRITY, {"core": _core(adds=[bytes(31)])}),
        "short_details": ("no details", INTEGRITY, {"core": _core(details=b"")}),
        "long_device": ("17 bytes of a device", INTEGRITY, {"core": _core(device=bytes(17))}),
        "one_more": ("an element too many", MALFORMED, {"core": _core(more=1)}),
        "negative": ("n = -1", INTEGRITY, {"core": _core(n=-1)}),
    })  # fmt: skip


def _signatures() -> Iterator[Case]:
    seen = c.encode([[DEVICE, [c.random("head")]]])
    notes = c.encode([[c.random("session"), c.random("compartment", 16), c.random("epoch")]])

    def signed(core: bytes, label: str = "entry", seed: bytes = SIGN_SEED) -> bytes:
        return c.sign(seed, c.context(label, VAULT, core, seen, notes))

    fields: dict[str, Field] = {
        "vault": VAULT, "core": _core(), "device": DEVICE, "sign": SIGN, "seen": seen,
        "sessions": notes, "signature": signed(_core()),
    }  # fmt: skip
    other = c.encode([[DEVICE, [c.random("another head")]]])
    good = Case("signature_good", "an attested core", "signature", "ok", fields)
    yield from faults(good, {
        "flipped": ("bit in the signature", SIGNATURE, {"signature": flipped(signed(_core()), 0)}),
        "other_label": ("signed as a device's statement", SIGNATURE,
                        {"signature": signed(_core(), "device-statement")}),
        "other_key": ("signed by another key", SIGNATURE,
                      {"signature": signed(_core(), seed=OTHER_SIGN_SEED)}),
        "other_vault": ("for another vault", SIGNATURE, {"vault": OTHER_VAULT}),
        "other_core": ("another core", SIGNATURE, {"core": _core(n=8)}),
        "other_seen": ("other heads", SIGNATURE, {"seen": other}),
        "other_sessions": ("no session notes", SIGNATURE, {"sessions": c.encode([])}),
        "other_device": ("attested for another device", SIGNATURE, {"device": OTHER_DEVICE}),
        "short": ("63 bytes", SIGNATURE, {"signature": signed(_core())[:-1]}),
    })  # fmt: skip


def _statements() -> Iterator[Case]:
    def signed(label: str, *fields: bytes, seed: bytes = SIGN_SEED) -> bytes:
        return c.sign(seed, c.context(label, *fields, KEM, SIGN))

    other_kem = c.kem_public(c.random("half"))
    fields: dict[str, Field] = {
        "vault": VAULT, "kem": KEM, "sign": SIGN, "signature": signed("device-statement", VAULT),
    }  # fmt: skip
    yield from faults(Case("statement_good", "one statement over both keys", "statement", "ok", fields), {  # noqa: E501
        "half_kem": ("the encryption key exchanged alone", SIGNATURE, {"kem": other_kem}),
        "half_sign": ("the signing key exchanged alone", SIGNATURE,
                      {"sign": c.sign_public(OTHER_SIGN_SEED)}),
        "other_vault": ("for another vault", SIGNATURE, {"vault": OTHER_VAULT}),
        "other_label": ("a voucher's label", SIGNATURE, {"signature": signed("recovery", VAULT)}),
        "short_kem": ("an encryption key of 32 bytes", SIGNATURE,
                      {"kem": KEM[:32], "signature": c.sign(
                          SIGN_SEED, c.context("device-statement", VAULT, KEM[:32], SIGN))}),
    })  # fmt: skip


def _words() -> Iterator[Case]:
    sheet = c.random("sheet")
    words = Mnemonic("english").to_mnemonic(sheet)
    fields: dict[str, Field] = {
        "words": words, "sheet": sheet,
        "kem_seed": c.hkdf(sheet, c.context("recovery", b"kem")),
        "sign_seed": c.hkdf(sheet, c.context("recovery", b"sign")),
    }  # fmt: skip
    first, *rest = words.split()
    yield from faults(Case("sheet_good", "24 words to a recovery device", "sheet", "ok", fields), {
        "swapped_words": ("two words exchanged", MALFORMED,
                          {"words": " ".join([rest[0], first, *rest[1:]])}),
        "one_less": ("23 words", MALFORMED, {"words": " ".join(rest)}),
        "unknown_word": ("a word that is not on the list", MALFORMED,
                         {"words": " ".join(["strongroom", *rest])}),
    })  # fmt: skip
    seeds = (c.random("second kem"), OTHER_SIGN_SEED)
    kem, sign = c.kem_public(seeds[0]), c.sign_public(seeds[1])
    statements = [
        KEM + SIGN + c.sign(SIGN_SEED, c.context("device-statement", VAULT, KEM, SIGN)),
        kem + sign + c.sign(seeds[1], c.context("device-statement", VAULT, kem, sign)),
    ]
    digest = c.sha256(c.context("safety-words", VAULT, *sorted(statements)))
    number, known = int.from_bytes(digest, "big"), Mnemonic("english").wordlist
    spoken = " ".join(known[(number >> (11 * at)) % 2048] for at in range(8))
    yield Case(
        "safety_words_good", "eight words over both statements, in either order", "safety", "ok",
        {"vault": VAULT, "first": statements[0], "second": statements[1], "words": spoken},
    )  # fmt: skip
    device, entry = c.random("head device")[:16], c.random("head entry")
    number = int.from_bytes(c.sha256(c.context("head-words", VAULT, device, 41, entry)), "big")
    spoken = " ".join(known[(number >> (11 * at)) % 2048] for at in range(8))
    yield Case(
        "head_words_good", "eight words over a device's chain at one number", "head", "ok",
        {"vault": VAULT, "device": device, "n": "41", "entry": entry, "words": spoken},
    )  # fmt: skip


def _registry() -> Case:
    files = [c.random(f"file {at}") for at in range(3)]
    digest = c.sha256(b"strongroom/1/registry" + b"".join(sorted(files)))
    fields: dict[str, Field] = {"desk": DESK, "files": b"".join(files), "version": digest}
    return Case("registry_good", "the version of a desk's registry", "registry", "ok", fields)
