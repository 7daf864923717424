"""Every vector through the code that opens it: good ones open, each fault is refused by name."""

from __future__ import annotations

import filecmp
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from vault import acts, model
from vault.acts import DeviceKeys, act_from_bytes
from vault.archive import field_records
from vault.archive.passphrases import head_words, safety_words, seed_from_sheet
from vault.crypto import (
    boxes,
    format,  # noqa: A004 - a room of the program
    identities,
    pieces,
    primitives,
    sharing,
)
from vault.crypto.boxes import Epoch, Session
from vault.crypto.identities import Purpose
from vault.crypto.pieces import Place
from vault.errors import IntegrityError, StrongroomError, WrongShareError
from vault.journal import cores, field
from vault.journal.cores import Attestation, HeadVector, SessionNote
from vault.journal.roster import check_statement
from vault.journal.state import PersonState, State
from vault.keyring import DeviceSeeds, Keyring
from vault.model import from_bytes

VECTORS = Path(__file__).resolve().parent / "vectors"


@dataclass(frozen=True)
class Vector:
    """A parsed file; `fields` still as text."""

    comment: str
    do: str
    expect: str
    fields: dict[str, str]

    def hex(self, name: str) -> bytes:
        return bytes.fromhex(self.fields[name])


def read(path: Path) -> Vector:
    head, _, body = path.read_text("utf-8").partition("\n\n")
    top, fields = (
        dict(line.partition(":")[::2] for line in part.splitlines()) for part in (head, body)
    )
    stripped = {name: value.strip() for name, value in fields.items()}
    return Vector(top["comment"].strip(), top["do"].strip(), top["expect"].strip(), stripped)


def session(vector: Vector) -> Session:
    names = ("session", "compartment", "epoch", "session_key")
    return Session(*(vector.hex(name) for name in names))


def keyring(vector: Vector) -> Keyring:
    return Keyring(vector.hex("vault"), DeviceSeeds.from_bytes(vector.hex("seeds")))


def do_context(v: Vector) -> None:
    made = format.context(v.fields["label"], v.hex("field"), int(v.fields["number"]))
    assert made == v.hex("encoded")


def do_padding(v: Vector) -> None:
    for triple in v.fields["lengths"].split():
        length, floor, padded = map(int, triple.split("/"))
        assert format.padded_length(length, floor) == padded


def do_names(v: Vector) -> None:
    key = primitives.kem_key(v.hex("kem_seed"))
    sign = primitives.sign_public(v.hex("sign_seed"))
    assert (key.public, sign) == (v.hex("kem"), v.hex("sign"))
    assert boxes.device_id(key.public, sign) == v.hex("device")
    assert boxes.epoch_id(primitives.kem_key(v.hex("epoch_seed")).public) == v.hex("epoch")


def do_session(v: Vector) -> None:
    key = primitives.kem_key(v.hex("seed"))
    epoch = Epoch(v.hex("compartment"), v.hex("epoch"), key.public)
    opened = boxes.open_session(v.hex("vault"), epoch, key, v.hex("body"))
    assert opened.key == v.hex("key")
    assert opened.hash == hashlib.sha256(v.hex("body")).digest()


def do_body(v: Vector) -> None:
    assert boxes.open_body(v.hex("vault"), session(v), v.hex("body")) == v.hex("plain")


def do_piece(v: Vector) -> None:
    place = Place(*(int(v.fields[name]) for name in ("index", "count", "total")))
    assert pieces.open_piece(v.hex("vault"), session(v), place, v.hex("body")) == v.hex("plain")


def do_shared_piece(v: Vector) -> None:
    place = Place(*(int(v.fields[name]) for name in ("index", "count", "total")))
    opened = pieces.open_shared_piece(v.hex("vault"), v.hex("key"), place, v.hex("body"))
    assert opened == v.hex("plain")


def do_attestation(v: Vector) -> None:
    assert boxes.open_attestation(v.hex("vault"), session(v), v.hex("body")) == v.hex("plain")


def do_details(v: Vector) -> None:
    assert boxes.open_details(v.hex("vault"), session(v), v.hex("body")) == v.hex("plain")


def do_device_box(v: Vector) -> None:
    key = primitives.kem_key(v.hex("seed"))
    opened = boxes.open_from_device_box(v.hex("vault"), v.hex("device"), key, v.hex("body"))
    assert opened == v.hex("plain")


def do_previous(v: Vector) -> None:
    key = primitives.kem_key(v.hex("seed"))
    epoch = Epoch(v.hex("compartment"), v.hex("epoch"), key.public)
    opened = boxes.open_previous(v.hex("vault"), epoch, key, v.hex("body"))
    assert opened == v.hex("plain")


def do_grant(v: Vector) -> None:
    ring = Keyring(v.hex("vault"), DeviceSeeds.fresh())
    ring.learn_seed(v.hex("compartment"), v.hex("epoch"), v.hex("seed"))
    assert ring.holds(v.hex("epoch"))


def do_local(v: Vector) -> None:
    assert keyring(v).open_local(v.fields["purpose"], v.hex("body")) == v.hex("plain")


def do_pin(v: Vector) -> None:
    if keyring(v).pin_mac(v.hex("data")) != v.hex("mac"):
        raise IntegrityError


def do_slot(v: Vector) -> None:
    opened = boxes.open_slot(
        v.hex("vault"), v.hex("device"), v.hex("slot"), v.hex("passphrase"), v.hex("secret")
    )
    assert opened == v.hex("seeds")


def do_passphrase(v: Vector) -> None:
    assert boxes.prepare_passphrase(v.hex("typed").decode()) == v.hex("prepared")


def do_record(v: Vector) -> None:
    known = (model.PersonFile, model.PersonCard, model.UrgentReceipt)
    kinds = {kind.__struct_config__.tag: kind for kind in known}
    from_bytes(v.hex("data"), kinds[v.fields["kind"]])


def do_act(v: Vector) -> None:
    act = act_from_bytes(v.hex("data"))
    kind = act.kind if isinstance(act, acts.Newer) else type(act).__struct_config__.tag
    assert kind == v.fields["kind"]


def do_genesis(v: Vector) -> None:
    cores.read_genesis(v.hex("core"))
    assert cores.hash_of(v.hex("core")) == v.hex("vault")


def do_core(v: Vector) -> None:
    cores.read_core(v.hex("core"))
    assert cores.hash_of(v.hex("core")) == v.hex("hash")


def do_signature(v: Vector) -> None:
    seen = from_bytes(v.hex("seen"), HeadVector)
    notes = from_bytes(v.hex("sessions"), tuple[SessionNote, ...])
    attestation = Attestation(v.hex("device"), seen, notes, v.hex("signature"))
    cores.verify(v.hex("vault"), v.hex("core"), attestation, v.hex("sign"))


def do_statement(v: Vector) -> None:
    check_statement(v.hex("vault"), DeviceKeys(v.hex("kem"), v.hex("sign"), v.hex("signature")))


def do_sheet(v: Vector) -> None:
    sheet = seed_from_sheet(v.fields["words"].split())
    seeds = DeviceSeeds.from_sheet(sheet)
    expected = (v.hex("sheet"), v.hex("kem_seed"), v.hex("sign_seed"))
    assert (sheet, seeds.kem, seeds.sign) == expected


def do_safety(v: Vector) -> None:
    both = [
        DeviceKeys(data[:1216], data[1216:1248], data[1248:])
        for data in (v.hex("first"), v.hex("second"))
    ]
    words = tuple(v.fields["words"].split())
    assert safety_words(v.hex("vault"), *both) == words == safety_words(v.hex("vault"), *both[::-1])


def do_head(v: Vector) -> None:
    words = head_words(v.hex("vault"), v.hex("device"), int(v.fields["n"]), v.hex("entry"))
    assert words == tuple(v.fields["words"].split())


def do_registry(v: Vector) -> None:
    files = v.hex("files")
    names = {files[at : at + 32] for at in range(0, len(files), 32)}
    state = State(b"")
    state.persons[b"p"] = PersonState(b"p", v.hex("desk"), files=names)
    assert state.registry_version(v.hex("desk")) == v.hex("version")


def do_identity_shares(v: Vector) -> None:
    k, n = int(v.fields["k"]), int(v.fields["n"])
    for place, numbers in enumerate(v.fields["places"].split()):
        assert sharing.numbers_of(place, k, n) == set(map(int, numbers.split(",")))
    shares, hashes = (
        [v.hex(name)[at : at + 32] for at in range(0, len(v.hex(name)), 32)]
        for name in ("shares", "hashes")
    )
    for number, share in enumerate(shares):
        if sharing.share_hash(v.hex("vault"), v.hex("person"), number, share) != hashes[number]:
            raise WrongShareError
    assert sharing.combine(dict(enumerate(shares)), k, n) == v.hex("key")


def do_identity_name(v: Vector) -> None:
    key, body = v.hex("key"), v.hex("body")
    opened = identities.open_identity(v.hex("vault"), key, v.hex("person"), body)
    assert opened == v.hex("plain")
    assert from_bytes(opened, model.Identity).person == v.hex("person")


def do_identity_release(v: Vector) -> None:
    names = ("request", "person", "requester", "custodian")
    purpose = Purpose(*(v.hex(name) for name in names), int(v.fields["expires_at"]))
    one_time = primitives.kem_key(v.hex("seed"))
    opened = identities.open_release(v.hex("vault"), one_time, purpose, v.hex("body"))
    assert opened == v.hex("plain")
    from_bytes(opened, model.Release)


def do_field_region(v: Vector) -> None:
    assert keyring(v).open_fixed(v.fields["purpose"], v.hex("body")) == v.hex("plain")


def do_field_statement(v: Vector) -> None:
    statement = from_bytes(v.hex("statement"), acts.FieldStatement)
    assert field.statement_hash(statement) == v.hex("hash") or v.expect != "ok"
    primitives.verify(v.hex("sign"), v.hex("signature"), field.signed(v.hex("vault"), statement))


def do_field_directory(v: Vector) -> None:
    digest = field_records.digest_of(v.hex("record"))
    assert digest == v.hex("digest") or v.expect != "ok"
    signed = field_records.directory_context(v.hex("vault"), digest)
    primitives.verify(v.hex("sign"), v.hex("signature"), signed)


def do_field_packet(v: Vector) -> None:
    (item,) = field_records.read_packet(v.hex("vault"), v.hex("file")).items
    assert len(item.objects) == int(v.fields["objects"])
    packet = field_records.FieldPacket((item,))
    assert field_records.packet_bytes(v.hex("vault"), packet) == v.hex("file")


def do_field_proof(v: Vector) -> None:
    assert keyring(v).field_proof(int(v.fields["counter"])) == v.hex("proof")


def doings() -> Iterator[tuple[str, Callable[[Vector], None]]]:
    yield from ((n.removeprefix("do_"), f) for n, f in globals().items() if n.startswith("do_"))


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.txt")), ids=lambda path: path.stem)
def test_vector(path):
    vector = read(path)
    run = dict(doings())[vector.do]
    if vector.expect == "ok":
        run(vector)
        return
    with pytest.raises(StrongroomError) as refusal:
        run(vector)
    assert f"refuse:{refusal.value.code}" == vector.expect


def test_making_the_vectors_again_gives_the_same_bytes(tmp_path):
    made = subprocess.run(
        [sys.executable, str(VECTORS / "make.py"), str(tmp_path)], capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    names = sorted(path.name for path in VECTORS.glob("*.txt"))
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    _, differing, broken = filecmp.cmpfiles(VECTORS, tmp_path, names, shallow=False)
    assert (differing, broken) == ([], [])


def test_every_doing_has_a_good_vector_and_faults_come_one_per_file():
    vectors = [read(path) for path in VECTORS.glob("*.txt")]
    assert {v.do for v in vectors if v.expect == "ok"} == dict(doings()).keys()
    assert len({v.comment for v in vectors}) > len(vectors) // 2
    assert sum(v.expect != "ok" for v in vectors) > 100


def test_P6_a_body_gives_one_code_for_wrong_key_wrong_context_and_cut_data():
    names = ("wrong_session_key", "wrong_vault", "wrong_compartment", "wrong_epoch", "cut",
             "flipped_commitment", "flipped_wrap", "moved_wrap")  # fmt: skip
    sentences = set()
    for name in names:
        with pytest.raises(StrongroomError) as refusal:
            do_body(read(VECTORS / f"body_{name}.txt"))
        sentences.add((type(refusal.value), str(refusal.value)))
    assert len(sentences) == 1
