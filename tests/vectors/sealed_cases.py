"""Vectors of what is sealed: contexts, padding, bodies, details, boxes, local rows, slots."""

from __future__ import annotations

from collections.abc import Iterator

import construct as c
import zstandard
from case import Case, Field, Frozen, faults, flipped

VAULT, OTHER_VAULT = c.random("vault"), c.random("other vault")
COMPARTMENT, OTHER_COMPARTMENT = c.random("compartment", 16), c.random("other compartment", 16)
EPOCH_SEED, OTHER_SEED = c.random("epoch seed"), c.random("other epoch seed")
EPOCH = c.sha256(c.context("epoch-id", c.kem_public(EPOCH_SEED)))
OTHER_EPOCH = c.sha256(c.context("epoch-id", c.kem_public(OTHER_SEED)))
KEM_SEED, SIGN_SEED = c.random("device kem"), c.random("device sign")
KEM, SIGN = c.kem_public(KEM_SEED), c.sign_public(SIGN_SEED)
DEVICE = c.sha256(c.context("device-id", KEM, SIGN))[:16]
OTHER_DEVICE = c.random("other device", 16)
SESSION, SESSION_KEY = c.random("session hash"), c.random("session key")
WRAPPING = c.wrapping_key(VAULT, COMPARTMENT, EPOCH, SESSION_KEY)
DATA_KEY = c.random("data key")
WORDS = c.encode({"type": "note/1", "words": "The ferry left before dawn. " * 40})
SEAL, VERSION = "E_SEAL", "E_VERSION"


def cases(frozen: Frozen) -> Iterator[Case]:
    """Yield every case of this file."""
    yield from _encodings()
    yield from _sessions(frozen)
    yield from _bodies()
    yield from _packings()
    yield from _attestations()
    yield from _details()
    yield from _device_boxes(frozen)
    yield from _local_rows()
    yield from _slots()
    yield from _passphrases()


def _encodings() -> Iterator[Case]:
    yield Case(
        "context_good", "a label and fields, each after its length; an integer is eight bytes",
        "context", "ok",
        {"label": "device-id", "field": b"a", "number": 5,
         "encoded": c.context("device-id", b"a", 5)},
    )  # fmt: skip
    shapes = [
        (n, f, c.padded(n, f)) for n in (0, 9, 256, 300, 1025, 4095, 70_001) for f in (0, 256, 1024)
    ]
    yield Case(
        "padding_good", "Padmé lengths as length/floor/result", "padding", "ok",
        {"lengths": " ".join(f"{n}/{f}/{p}" for n, f, p in shapes)},
    )  # fmt: skip
    yield Case(
        "names_good", "device id, epoch id and both public keys from seeds", "names", "ok",
        {"kem_seed": KEM_SEED, "sign_seed": SIGN_SEED, "kem": KEM, "sign": SIGN,
         "device": DEVICE, "epoch_seed": EPOCH_SEED, "epoch": EPOCH},
    )  # fmt: skip


def _sessions(frozen: Frozen) -> Iterator[Case]:
    info = c.context("session", 1, VAULT, COMPARTMENT, EPOCH)
    body = c.header(c.SESSION) + frozen.seal("session", EPOCH_SEED, info, SESSION_KEY)
    short = c.header(c.SESSION) + frozen.seal("session short", EPOCH_SEED, info, SESSION_KEY[:16])
    good = Case(
        "session_good", "a session key sealed to an epoch", "session", "ok",
        {"vault": VAULT, "compartment": COMPARTMENT, "epoch": EPOCH, "seed": EPOCH_SEED,
         "body": body, "key": SESSION_KEY},
    )  # fmt: skip
    yield from faults(good, {
        "wrong_vault": ("another vault id", SEAL, {"vault": OTHER_VAULT}),
        "wrong_compartment": ("another compartment", SEAL, {"compartment": OTHER_COMPARTMENT}),
        "wrong_epoch": ("the name of another epoch", SEAL, {"epoch": OTHER_EPOCH}),
        "wrong_seed": ("another epoch's key", SEAL, {"seed": OTHER_SEED}),
        "other_suite": ("suite 2", VERSION, {"body": c.header(c.SESSION, 2) + body[3:]}),
        "other_type": ("header of a device box", SEAL, {"body": c.header(c.DEVICE) + body[3:]}),
        "flipped_mlkem": ("bit in the ML-KEM ciphertext", SEAL, {"body": flipped(body, 3)}),
        "flipped_x25519": ("bit in the X25519 key", SEAL, {"body": flipped(body, 3 + 1100)}),
        "flipped_tag": ("bit in the tag", SEAL, {"body": flipped(body, -1)}),
        "cut": ("last byte missing", SEAL, {"body": body[:-1]}),
        "short_key": ("a key of 16 bytes", SEAL, {"body": short}),
    })  # fmt: skip


def _sealed(name: str, packed: bytes, purpose: str = "body", key: bytes = DATA_KEY) -> bytes:
    return c.cobblestone(key, c.context(purpose, 1, VAULT), packed, name)


def _object(name: str, packed: bytes, kind: int = c.BODY, purpose: str = "body") -> bytes:
    front = c.header(kind) + SESSION + c.wrap(WRAPPING, DATA_KEY, name)
    return front + _sealed(name, packed, purpose)


def _body_fields(body: bytes, plain: bytes) -> dict[str, Field]:
    return {"vault": VAULT, "compartment": COMPARTMENT, "epoch": EPOCH, "session": SESSION,
            "session_key": SESSION_KEY, "body": body, "plain": plain}  # fmt: skip


def _bodies() -> Iterator[Case]:
    body = _object("body", c.packed(WORDS, c.PART_FLOOR))
    at = 3 + 32 + 60  # where the Cobblestone ciphertext begins
    moved = c.wrap(WRAPPING, c.random("another data key"), "moved")
    second = c.random("second session key")
    two = c.wrap_under_two_keys(WRAPPING, c.wrapping_key(VAULT, COMPARTMENT, EPOCH, second))
    under_first = _open_wrap(WRAPPING, two)
    twice = c.header(c.BODY) + SESSION + two
    twice += _sealed("twice", c.packed(WORDS, c.PART_FLOOR), key=under_first)
    good = Case("body_good", "a compressed record", "body", "ok", _body_fields(body, WORDS))
    yield from faults(good, {
        "flipped_wrap": ("bit in the wrap", SEAL, {"body": flipped(body, 3 + 32 + 20)}),
        "flipped_salt": ("bit in the salt", SEAL, {"body": flipped(body, at)}),
        "flipped_commitment": ("bit in the commitment", SEAL, {"body": flipped(body, at + 24)}),
        "flipped_chunk": ("bit in the first chunk", SEAL, {"body": flipped(body, at + 60)}),
        "flipped_tag": ("bit in the last tag", SEAL, {"body": flipped(body, -1)}),
        "wrong_vault": ("another vault id", SEAL, {"vault": OTHER_VAULT}),
        "wrong_compartment": ("another compartment", SEAL, {"compartment": OTHER_COMPARTMENT}),
        "wrong_epoch": ("another epoch", SEAL, {"epoch": OTHER_EPOCH}),
        "wrong_session": ("names another session", SEAL, {"session": c.random("x")}),
        "wrong_session_key": ("another session's key", SEAL, {"session_key": c.random("y")}),
        "other_suite": ("suite 2", VERSION, {"body": c.header(c.BODY, 2) + body[3:]}),
        "other_type": ("header of an attestation", SEAL, {"body": c.header(0x11) + body[3:]}),
        "other_purpose": ("sealed as details", SEAL,
                          {"body": _object("p", c.packed(WORDS, c.PART_FLOOR), purpose="details")}),
        "moved_wrap": ("the wrap of another object", SEAL,
                       {"body": body[:35] + moved + body[at:]}),
        "cut": ("last byte missing", SEAL, {"body": body[:-1]}),
        "empty": ("nothing after the wrap", SEAL, {"body": body[:at]}),
        "wrap_for_two_keys": ("one wrap, valid under two session keys: the other one", SEAL,
                              {"body": twice, "session_key": second}),
    })  # fmt: skip
    yield Case(
        "body_wrap_for_two_keys_good", "one wrap, valid under two session keys: the honest one",
        "body", "ok", _body_fields(twice, WORDS),
    )  # fmt: skip
    yield from _long_bodies()


def _open_wrap(key: bytes, wrapped: bytes) -> bytes:
    return c.AESGCM(key).decrypt(wrapped[:12], wrapped[12:], None)


def _long_bodies() -> Iterator[Case]:
    noise = c.random("noise", 20_000)
    body = _object("long", c.packed(noise, c.PART_FLOOR))
    at = 3 + 32 + 60 + 56
    first, rest = body[at : at + 16_400], body[at + 16_400 :]
    good = Case(
        "body_long_good", "stored bytes in two chunks", "body", "ok", _body_fields(body, noise)
    )
    front = body[:at]
    yield from faults(good, {
        "truncated_at_chunk": ("ends after a full chunk", SEAL, {"body": front + first}),
        "swapped_chunks": ("short chunk first", SEAL, {"body": front + rest + first}),
        "doubled_chunk": ("first chunk twice", SEAL, {"body": front + first + first + rest}),
        "dropped_chunk": ("first chunk missing", SEAL, {"body": front + rest}),
        "appended": ("a byte after the end", SEAL, {"body": body + b"\0"}),
    })  # fmt: skip
    exact = c.random("exact", 16_384 - 9)
    boundary = _object("boundary", c.packed(exact, c.PART_FLOOR))
    fields = _body_fields(boundary, exact)
    ends = Case("body_boundary_good", "one full chunk and an empty one", "body", "ok", fields)
    yield from faults(ends, {
        "no_empty_chunk": ("the empty last chunk is missing", SEAL, {"body": boundary[:-16]}),
    })  # fmt: skip


def _packings() -> Iterator[Case]:
    """Sealed well, packed badly: what only a member could send."""
    small = b"\xc4\x03abc"
    frame = zstandard.ZstdCompressor(level=3).compress(WORDS)
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(1 << 28))
    good = c.packed(small, c.PART_FLOOR)
    yield Case("packing_stored_good", "too short to compress", "body", "ok",
               _body_fields(_object("stored", good), small))  # fmt: skip
    yield Case("packing_empty_good", "nothing at all", "body", "ok",
               _body_fields(_object("empty", c.packed(b"", c.PART_FLOOR)), b""))  # fmt: skip
    bad = {
        "bad_padding": ("a padding byte that is not zero", good[:-1] + b"\1"),
        "odd_padding": ("a length that is no Padmé length", c.packed(small, 1024, total=1030)),
        "unknown_method": ("method 2", c.packed(small, 1024, method=2)),
        "longer_than_declared": ("two bytes fewer declared", c.packed(small, 1024, plain_length=3)),
        "shorter_than_declared": ("a byte more declared", c.packed(small, 1024, plain_length=6)),
        "oversized": ("65 MiB declared", c.packed(small, 1024, method=1, stored=frame,
                                                   plain_length=65 << 20)),
        "stored_beyond_end": ("stored length past the end",
                              c.packed(small, 1024, stored_length=5000)),
        "bomb": ("256 MiB in a frame that declares 1000 bytes",
                 c.packed(small, 1024, method=1, stored=bomb, plain_length=1000)),
        "frame_shorter": ("the frame ends before the declared length",
                          c.packed(small, 1024, method=1, stored=frame,
                                   plain_length=len(WORDS) + 1)),
        "frame_cut": ("half a zstd frame",
                      c.packed(small, 1024, method=1, stored=frame[: len(frame) // 2],
                               plain_length=len(WORDS))),
        "frame_and_more": ("a second frame behind the first",
                           c.packed(small, 1024, method=1, stored=frame + frame,
                                    plain_length=len(WORDS))),
        "no_frame": ("method 1 without a frame", c.packed(small, 1024, method=1, stored=small)),
        "too_short": ("eight bytes", good[:8]),
    }  # fmt: skip
    for name, (comment, packed) in bad.items():
        fields = _body_fields(_object(name, packed), small)
        yield Case(f"packing_{name}", comment, "body", f"refuse:{SEAL}", fields)


def _attestations() -> Iterator[Case]:
    packed = c.packed(WORDS, c.ENTRY_FLOOR)
    body = _object("attestation", packed, c.ATTESTATION, "attestation")
    as_body = _object("as body", packed, c.ATTESTATION, "body")
    good = Case("attestation_good", "sealed like a body, for another purpose", "attestation", "ok",
                _body_fields(body, WORDS))  # fmt: skip
    yield from faults(good, {
        "body_in_place": ("a body's seal under its header", SEAL, {"body": as_body}),
        "other_type": ("header of a body", SEAL, {"body": c.header(c.BODY) + body[3:]}),
        "wrong_session": ("names another session", SEAL, {"session": c.random("x")}),
        "flipped": ("bit in the first chunk", SEAL, {"body": flipped(body, -20)}),
    })  # fmt: skip


def _details() -> Iterator[Case]:
    second, second_key = c.random("second session"), c.random("second session key")
    other = c.wrapping_key(VAULT, OTHER_COMPARTMENT, OTHER_EPOCH, second_key)
    sealed = _sealed("details", c.packed(WORDS, c.ENTRY_FLOOR), "details")

    def build(count: int, second_data_key: bytes = DATA_KEY) -> bytes:
        boxes = SESSION + c.wrap(WRAPPING, DATA_KEY, "details one")
        boxes += second + c.wrap(other, second_data_key, "details two")
        return c.header(c.DETAILS) + bytes([count]) + boxes + sealed

    split = build(2, c.random("another data key"))
    by_second: dict[str, Field] = {
        "compartment": OTHER_COMPARTMENT, "epoch": OTHER_EPOCH, "session": second,
        "session_key": second_key,
    }  # fmt: skip
    good = Case("details_good", "boxed to two sessions, opened by the first", "details", "ok",
                _body_fields(build(2), WORDS))  # fmt: skip
    yield from faults(good, {
        "not_boxed": ("a session that they are not boxed to", SEAL, {"session": c.random("x")}),
        "no_box": ("count 0", SEAL, {"body": build(0)}),
        "count_beyond_end": ("count 16 of 2", SEAL, {"body": build(16)}),
        "too_many_boxes": ("count 17", SEAL, {"body": build(17)}),
        "one_box": ("count 1 of 2: a box is read as seal", SEAL, {"body": build(1)}),
        "second_key_differs": ("the second box holds another key", SEAL,
                               {**by_second, "body": split}),
        "exchanged_boxes": ("the second session's wrap under the first's name", SEAL,
                            {"body": build(2)[:4] + SESSION + build(2)[4 + 92 + 32 :]}),
        "other_suite": ("suite 2", VERSION, {"body": c.header(c.DETAILS, 2) + build(2)[3:]}),
    })  # fmt: skip
    yield Case("details_second_box_good", "opened by the second session", "details", "ok",
               {**_body_fields(build(2), WORDS), **by_second})  # fmt: skip


def _previous(frozen: Frozen, grant: bytes) -> Iterator[Case]:
    info = c.context("previous-epoch", 1, VAULT, COMPARTMENT, OTHER_EPOCH)
    body = c.header(c.PREVIOUS) + frozen.seal(
        "previous", OTHER_SEED, info, c.packed(grant, c.PART_FLOOR)
    )
    good = Case(
        "previous_good", "the seed of an earlier epoch, sealed to a newer one", "previous", "ok",
        {"vault": VAULT, "compartment": COMPARTMENT, "epoch": OTHER_EPOCH, "seed": OTHER_SEED,
         "body": body, "plain": grant},
    )  # fmt: skip
    yield from faults(good, {
        "wrong_epoch": ("the earlier epoch itself", SEAL, {"epoch": EPOCH}),
        "wrong_seed": ("the earlier epoch's key", SEAL, {"seed": EPOCH_SEED}),
        "wrong_compartment": ("another compartment", SEAL, {"compartment": OTHER_COMPARTMENT}),
        "wrong_vault": ("another vault id", SEAL, {"vault": OTHER_VAULT}),
        "other_type": ("header of a device box", SEAL, {"body": c.header(c.DEVICE) + body[3:]}),
        "other_suite": ("suite 2", VERSION, {"body": c.header(c.PREVIOUS, 2) + body[3:]}),
        "flipped": ("bit in the ciphertext", SEAL, {"body": flipped(body, -30)}),
        "cut": ("last byte missing", SEAL, {"body": body[:-1]}),
    })  # fmt: skip


def _device_boxes(frozen: Frozen) -> Iterator[Case]:
    grant = c.encode({"type": "grant/1", "seeds": [[COMPARTMENT, EPOCH, EPOCH_SEED]]})
    info = c.context("device-box", 1, VAULT, DEVICE)
    body = c.header(c.DEVICE) + frozen.seal(
        "device box", KEM_SEED, info, c.packed(grant, c.PART_FLOOR)
    )
    good = Case(
        "device_box_good", "a grant of one seed", "device_box", "ok",
        {"vault": VAULT, "device": DEVICE, "seed": KEM_SEED, "body": body, "plain": grant},
    )  # fmt: skip
    yield from faults(good, {
        "wrong_device": ("the id of another device", SEAL, {"device": OTHER_DEVICE}),
        "wrong_seed": ("another device's key", SEAL, {"seed": OTHER_SEED}),
        "wrong_vault": ("another vault id", SEAL, {"vault": OTHER_VAULT}),
        "other_type": ("header of a session", SEAL, {"body": c.header(c.SESSION) + body[3:]}),
        "other_suite": ("suite 2", VERSION, {"body": c.header(c.DEVICE, 2) + body[3:]}),
        "flipped": ("bit in the ciphertext", SEAL, {"body": flipped(body, -30)}),
        "cut": ("last byte missing", SEAL, {"body": body[:-1]}),
    })  # fmt: skip
    yield from _previous(frozen, grant)
    seeds: dict[str, Field] = {
        "vault": VAULT, "compartment": COMPARTMENT, "epoch": EPOCH, "seed": EPOCH_SEED,
    }  # fmt: skip
    known = Case("grant_good", "a seed whose public key is the epoch's", "grant", "ok", seeds)
    yield from faults(known, {
        "wrong_epoch": ("the seed of another epoch", SEAL, {"seed": OTHER_SEED}),
        "short_seed": ("31 bytes", SEAL, {"seed": EPOCH_SEED[:31]}),
    })  # fmt: skip


def _local_rows() -> Iterator[Case]:
    plain = COMPARTMENT + EPOCH + SESSION_KEY
    key = c.hkdf(KEM_SEED + SIGN_SEED, c.context("local-key", b"own-wrap"))
    sealed = c.cobblestone(
        key, c.context("local", 1, VAULT, b"own-wrap"), c.packed(plain, 0), "own"
    )
    body = c.header(c.LOCAL) + sealed
    good = Case(
        "local_own_wrap_good", "an own wrap", "local", "ok",
        {"vault": VAULT, "seeds": KEM_SEED + SIGN_SEED, "purpose": "own-wrap", "body": body,
         "plain": plain},
    )  # fmt: skip
    yield from faults(good, {
        "wrong_purpose": ("read as a draft", SEAL, {"purpose": "draft"}),
        "wrong_device": ("another device's seeds", SEAL, {"seeds": SIGN_SEED + KEM_SEED}),
        "wrong_vault": ("another vault id", SEAL, {"vault": OTHER_VAULT}),
        "flipped": ("bit in the commitment", SEAL, {"body": flipped(body, 3 + 30)}),
    })  # fmt: skip
    yield from _handed_in_here()
    pin = c.encode(
        {"type": "pin/1", "vault": VAULT, "device": DEVICE, "heads": [], "written_at": 0}
    )
    pin_key = c.hkdf(KEM_SEED + SIGN_SEED, c.context("pin-key", VAULT))
    fields: dict[str, Field] = {
        "vault": VAULT, "seeds": KEM_SEED + SIGN_SEED, "data": pin,
        "mac": c.mac(pin_key, c.context("pin", pin)),
    }  # fmt: skip
    yield from faults(Case("pin_good", "an authenticated pin", "pin", "ok", fields), {
        "changed": ("another time", "E_INTEGRITY", {"data": flipped(pin, -1)}),
        "wrong_device": ("another device's key", "E_INTEGRITY", {"seeds": SIGN_SEED + KEM_SEED}),
    })  # fmt: skip


def _handed_in_here() -> Iterator[Case]:
    here = {"type": "handed-in-here/1", "objects": [c.random("one")], "marks": bytes(range(24))}
    key = c.hkdf(KEM_SEED + SIGN_SEED, c.context("local-key", b"handed-in"))
    bound = c.context("local", 1, VAULT, b"handed-in")
    sealed = c.cobblestone(key, bound, c.packed(c.encode(here), 1024), "handed in")
    good = Case(
        "local_handed_in_good", "what a device handed in", "local", "ok",
        {"vault": VAULT, "seeds": KEM_SEED + SIGN_SEED, "purpose": "handed-in",
         "body": c.header(c.LOCAL) + sealed, "plain": c.encode(here)},
    )  # fmt: skip
    yield from faults(good, {
        "wrong_purpose": ("read as a segment", SEAL, {"purpose": "segment"}),
    })  # fmt: skip


def _slots() -> Iterator[Case]:
    secret, seeds = c.random("device secret"), KEM_SEED + SIGN_SEED
    passphrase = b"orbit velvet candle marsh tunnel quilt"
    slot = c.slot(VAULT, DEVICE, seeds, passphrase, secret)
    good = Case(
        "slot_good", "seeds under passphrase and device secret, at the floor's cost", "slot", "ok",
        {"vault": VAULT, "device": DEVICE, "passphrase": passphrase, "secret": secret,
         "slot": slot, "seeds": seeds},
    )  # fmt: skip
    wrong = "E_WRONG_KEY"
    again = c.sha256

    def cost(at: int, value: bytes) -> dict[str, Field]:
        changed = slot[:at] + value + slot[at + len(value) : -8]
        return {"slot": changed + again(changed)[:8]}

    longer = slot[:-8] + b"?"
    yield from faults(good, {
        "wrong_passphrase": ("one word less", wrong, {"passphrase": passphrase[:-6]}),
        "wrong_secret": ("another device secret", wrong, {"secret": c.random("z")}),
        "moved": ("another device's slot", wrong, {"device": OTHER_DEVICE}),
        "wrong_vault": ("another vault id", wrong, {"vault": OTHER_VAULT}),
        "flipped_mended": ("a changed seal with a mended checksum", wrong, cost(100, b"\0")),
        "damaged": ("the checksum does not fit", SEAL, {"slot": flipped(slot, 100)}),
        "damaged_checksum": ("a changed checksum", SEAL, {"slot": flipped(slot, -1)}),
        "cut": ("20 bytes", SEAL, {"slot": slot[:20]}),
        "long": ("a byte more, under a checksum that fits", SEAL,
                 {"slot": longer + again(longer)[:8]}),
        "few_passes": ("two passes", "E_KDF_FLOOR", cost(3, b"\2")),
        "little_memory": ("8 KiB", "E_KDF_FLOOR", cost(4, (8).to_bytes(4, "big"))),
        "few_lanes": ("one lane", "E_KDF_FLOOR", cost(8, b"\1")),
        "many_passes": ("11 passes", "E_KDF_CEILING", cost(3, b"\x0b")),
        "much_memory": ("8 GiB", "E_KDF_CEILING", cost(4, (8 << 20).to_bytes(4, "big"))),
        "many_lanes": ("17 lanes", "E_KDF_CEILING", cost(8, b"\x11")),
        "other_suite": ("suite 2", VERSION, {"slot": c.header(c.SLOT, 2) + slot[3:]}),
        "other_type": ("header of a body", SEAL, {"slot": c.header(c.BODY) + slot[3:]}),
    })  # fmt: skip


def _passphrases() -> Iterator[Case]:
    table = {
        "plain_good": ("ASCII stays as it is", "orbit  Velvet", "orbit  Velvet"),
        "spaces_good": ("every space becomes U+0020", "orbit\u3000velvet\u00a0x", "orbit velvet x"),
        "composed_good": ("NFC: decomposed Korean and Latin", "\u1112\u1161\u11ab cafe\u0301",
                          "\ud55c caf\u00e9"),
    }  # fmt: skip
    for name, (comment, typed, prepared) in table.items():
        fields: dict[str, Field] = {"typed": typed.encode(), "prepared": prepared.encode()}
        yield Case(f"passphrase_{name}", comment, "passphrase", "ok", fields)
    refused = {"empty": ("nothing", b""), "control": ("a bell", b"orbit\x07velvet")}
    for name, (comment, data) in refused.items():
        fields = {"typed": data, "prepared": b""}
        yield Case(f"passphrase_{name}", comment, "passphrase", "refuse:E_MALFORMED", fields)
