"""Genesis, cores and attestations: one canonical form, one signature with a label of its own."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journal.conftest import VAULT, name, ring
from vault.crypto.format import LABELS, context
from vault.errors import IntegrityError, MalformedError, SignatureError, VersionError
from vault.journal import cores
from vault.journal.cores import Attestation, Core, SessionNote
from vault.model import to_bytes

HASHES = st.binary(min_size=32, max_size=32)
SEEN = ((b"a" * 16, (name("head"),)),)
NOTES = (SessionNote(name("session"), name("compartment", 16), name("epoch")),)
ANA = ring("ana")


def core(**changed) -> bytes:
    fields = {
        "device": ANA.device, "n": 3, "previous": name("before"), "adds": (name("added"),),
        "removes": (), "details": name("details"),
    }  # fmt: skip
    return to_bytes(Core(**{**fields, **changed}))


def attested(data: bytes = b"") -> Attestation:
    return cores.attest(VAULT, data or core(), SEEN, NOTES, (ANA.device, ANA.sign))


def verify(data: bytes, attestation: Attestation, vault: bytes = VAULT) -> None:
    cores.verify(vault, data, attestation, ANA.sign_public)


def test_an_attested_core_verifies():
    verify(core(), attested())


@given(st.integers(1, 2**31), HASHES, st.lists(HASHES, max_size=5), HASHES)
def test_a_core_comes_out_as_it_went_in(n, previous, adds, details):
    data = core(n=n, previous=previous, adds=tuple(adds), details=details)
    assert to_bytes(cores.read_core(data)) == data


@pytest.mark.parametrize(
    "changed",
    [
        {"n": 0}, {"previous": b""}, {"details": b""}, {"adds": (b"short",)},
        {"removes": (b"short",)}, {"device": b"d" * 15},
    ],
    ids=str,
)  # fmt: skip
def test_a_core_with_a_wrong_length_or_number_is_refused(changed):
    with pytest.raises(IntegrityError):
        cores.read_core(core(**changed))


def test_a_genesis_of_another_format_or_suite_is_refused_as_newer():
    made = cores.read_genesis(cores.make_genesis(b"k", b"s", b"r"))
    for changed in ({"format": 2}, {"suite": 2}, {"format": 0}):
        with pytest.raises(VersionError):
            cores.read_genesis(to_bytes(msgspec.structs.replace(made, **changed)))


def test_A14_two_vaults_of_one_founder_have_two_ids():
    assert cores.make_genesis(b"k", b"s", b"r") != cores.make_genesis(b"k", b"s", b"r")


def test_a_genesis_is_no_core_and_a_core_no_genesis():
    with pytest.raises(MalformedError):
        cores.read_core(cores.make_genesis(b"k", b"s", b"r"))
    with pytest.raises(MalformedError):
        cores.read_genesis(core())


@pytest.mark.parametrize("label", [label for label in LABELS if label != "entry"])
def test_A20_a_signature_under_any_other_label_is_refused(label):
    signed = context(label, VAULT, core(), to_bytes(SEEN), to_bytes(NOTES))
    forged = msgspec.structs.replace(attested(), signature=ANA.sign(signed))
    with pytest.raises(SignatureError):
        verify(core(), forged)


def test_A20_a_devices_statement_is_no_signature_of_an_entry():
    with pytest.raises(SignatureError):
        verify(core(), msgspec.structs.replace(attested(), signature=ANA.statement()))


@pytest.mark.parametrize(
    "changed",
    [
        {"seen": ()},
        {"seen": ((b"a" * 16, (name("head"), name("another"))),)},
        {"sessions": ()},
        {"device": ring("ben").device},
        {"signature": bytes(64)},
        {"signature": b""},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_attestation_is_refused(changed):
    with pytest.raises(SignatureError):
        verify(core(), msgspec.structs.replace(attested(), **changed))


def test_M1_a_changed_core_is_refused():
    for changed in ({"n": 4}, {"adds": ()}, {"removes": (name("x"),)}, {"details": name("x")}):
        with pytest.raises(SignatureError):
            verify(core(**changed), attested())


def test_A3_an_entry_of_another_vault_is_refused():
    with pytest.raises(SignatureError):
        verify(core(), attested(), vault=b"w" * 32)


def test_another_devices_signature_is_refused():
    ben = ring("ben")
    forged = cores.attest(VAULT, core(), SEEN, NOTES, (ANA.device, ben.sign))
    with pytest.raises(SignatureError):
        verify(core(), forged)
