"""A folder that was copied: nothing lost, nobody accused, and one copy becomes a new device."""

from __future__ import annotations

import shutil

import pytest

from tests.archive import desk
from tests.archive.offices import Office
from vault.archive import devices, interviews, recovery, rotating
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import ForkError, LockedError, WrongKeyError

SPLIT = "goes on twice"


@pytest.fixture
def twin(rooms, tmp_path):
    """A copy of the reporter's whole folder, home and all."""
    rooms.close()
    shutil.copytree(rooms.reporter.folder, tmp_path / "twin")
    other = Office(rooms.reporter.name, tmp_path / "twin", rooms.reporter.passphrase)
    yield other
    other.close()


def log(office: Office, title: str) -> str:
    return interviews.log(office.open(), desk.draft(title=title, terms=())).id


def titles(office: Office) -> set[str]:
    return {row.title for row in interviews.rows(office.open())}


def notices(office: Office) -> list[str]:
    return [notice for notice in office.open().status().notices if SPLIT in notice]


def test_a_copy_that_alone_went_on_is_taken_in_like_anything_else(rooms, twin):
    log(twin, "Written on the copy")
    rooms.reporter.receive(twin.send(whole=True))
    log(rooms.reporter, "Written afterwards")
    rooms.editor.receive(rooms.reporter.send(whole=True))
    assert titles(rooms.editor) == {"Written on the copy", "Written afterwards"}
    assert notices(rooms.reporter) == notices(rooms.editor) == []


def test_A22_two_copies_that_both_went_on_are_kept_and_shown_and_nobody_is_accused(rooms, twin):
    log(twin, "On the copy")
    log(rooms.reporter, "On the original")
    rooms.reporter.receive(twin.send(whole=True))
    rooms.editor.receive(rooms.reporter.send(whole=True))
    assert titles(rooms.editor) == {"On the copy", "On the original"}
    [mine], [theirs] = notices(rooms.reporter), notices(rooms.editor)
    assert "this folder was copied" in mine
    assert "copied folder" in theirs
    assert rooms.reporter.name in theirs
    with pytest.raises(ForkError) as refusal:
        log(rooms.reporter, "Nothing more under this device")
    assert "strongroom device renew" in refusal.value.sentence


def test_a_renewed_device_writes_on_and_reads_what_only_its_member_could(rooms, twin):
    log(twin, "On the copy")
    mine = log(rooms.reporter, "On the original")
    office = rooms.reporter
    office.receive(twin.send(whole=True))
    archive = office.open()
    interviews.save_draft(archive, b"half a sentence")
    old = archive.ledger.keyring.device
    devices.begin_new_device(archive, office.passphrase, cost=KDF_FLOOR)
    with pytest.raises(LockedError):
        interviews.rows(archive)
    new = office.open()
    assert new.ledger.keyring.device != old
    assert new.me.name == office.name
    log(office, "After the renewal")
    assert len(interviews.drafts(new)) == 1
    rooms.editor.receive(office.send(whole=True))
    assert "After the renewal" in titles(rooms.editor)
    assert interviews.show(new, mine).quotes[0].texts[0].words


def test_a_renewal_needs_the_passphrase_and_changes_nothing_without(rooms):
    archive = rooms.reporter.open()
    before = rooms.reporter.heads(), archive.ledger.store.slots()
    with pytest.raises(WrongKeyError):
        devices.begin_new_device(archive, b"something else entirely", cost=KDF_FLOOR)
    assert (rooms.reporter.heads(), archive.ledger.store.slots()) == before


def test_the_old_slot_and_secret_are_gone_from_this_copy(rooms):
    archive = rooms.reporter.open()
    vault_id, old = archive.ledger.keyring.vault_id, archive.ledger.keyring.device
    devices.begin_new_device(archive, rooms.reporter.passphrase, cost=KDF_FLOOR)
    assert rooms.reporter.home.secret(vault_id, old) is None
    assert rooms.reporter.home.pin(vault_id, old) is None
    assert old not in rooms.reporter.open().ledger.store.slots()


def test_two_who_begin_new_devices_and_make_new_keys_beside_each_other_still_meet(rooms):
    admin, editor = rooms.admin, rooms.editor
    for office in (admin, editor):
        office.open()
        devices.begin_new_device(office.open(), office.passphrase, KDF_FLOOR)
        recovery.renew(office.open(), office.passphrase)  # so the old sheet is shut out
        assert "roster" in rotating.rotate(office.open()).renewed
    one = interviews.log(editor.open(), desk.draft()).id
    for _ in range(2):
        packets = [office.send(whole=True) for office in (admin, editor)]
        for office, packet in zip((editor, admin), packets, strict=True):
            office.receive(packet)
            office.open().ledger.try_to_renew()
    assert [row.id for row in interviews.rows(admin.open())] == [one]
