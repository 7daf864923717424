"""Going on from an older copy: a new device, a second person, and a drill that writes nothing."""

from __future__ import annotations

import shutil

import pytest

from tests.archive import desk
from tests.archive.conftest import DESK, EDITOR, FOUNDER
from vault.archive import backup, interviews, restoring, session
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import (
    MalformedError,
    MissingObjectError,
    RefusedError,
    RollbackError,
    UsageError,
    WrongKeyError,
)
from vault.model import PolicyPreset

NOBODY_AGREED = "nobody agreed"


def log(archive, title: str = "Ferry") -> str:
    return interviews.log(archive, desk.draft(title=title, terms=())).id


def turned_back(office) -> None:
    """Put an older file in the place of one that went on, as after a dead disk."""
    office.close()
    shutil.copy(office.path, office.folder / "old")
    log(office.open(), "Lost")
    office.close()
    shutil.copy(office.folder / "old", office.path)


def test_an_accepted_copy_goes_on_under_a_new_device_once_a_second_person_agrees(rooms):
    office = rooms.reporter
    turned_back(office)
    old = office.open().ledger.keyring.device
    restoring.accept(office.open(), office.passphrase, KDF_FLOOR)
    archive = office.open()
    assert archive.ledger.keyring.device != old
    assert archive.ledger.behind is None
    with pytest.raises(RefusedError) as refusal:
        log(archive)
    assert NOBODY_AGREED in refusal.value.sentence
    rooms.editor.receive(office.send(whole=True))
    editor = rooms.editor.open()
    assert any("goes on from an older copy" in notice for notice in editor.status().notices)
    (waiting,) = restoring.restores(editor)
    assert restoring.confirm(editor, waiting.id).confirmed_by == rooms.editor.name
    office.receive(rooms.editor.send(whole=True))
    log(archive, "Written again")
    rooms.exchange_all()
    assert {r.title for r in interviews.rows(rooms.editor.open())} == {"Written again"}
    assert not any("older copy" in notice for notice in editor.status().notices)


def test_nobody_agrees_to_their_own_and_a_reporter_to_nobodys(rooms):
    turned_back(rooms.editor)
    restoring.accept(rooms.editor.open(), rooms.editor.passphrase, KDF_FLOOR)
    (waiting,) = restoring.restores(rooms.editor.open())
    with pytest.raises(RefusedError):
        restoring.confirm(rooms.editor.open(), waiting.id)


def test_two_members_at_one_computer_accept_the_same_file(room):
    for name in (FOUNDER, EDITOR):
        room.open(name)
    room.close()
    older = room.path.read_bytes()
    for name in (FOUNDER, EDITOR):
        log(room.open(name), f"by {name}")
    room.close()
    room.path.write_bytes(older)
    for name in (FOUNDER, EDITOR):
        restoring.accept(room.open(name), room.passphrases[name], KDF_FLOOR)
    for name in (FOUNDER, EDITOR):
        log(room.open(name), f"again by {name}")
    assert len(interviews.rows(room.open(FOUNDER))) == 2


def test_a_file_that_is_not_older_is_not_accepted(room):
    with pytest.raises(UsageError):
        restoring.accept(room.open(EDITOR), room.passphrases[EDITOR], KDF_FLOOR)


def test_a_wrong_passphrase_accepts_nothing(rooms):
    turned_back(rooms.editor)
    with pytest.raises(WrongKeyError):
        restoring.accept(rooms.editor.open(), b"something else entirely", KDF_FLOOR)
    with pytest.raises(RollbackError):
        log(rooms.editor.open())


def test_in_a_vault_for_one_nobody_else_has_to_agree(tmp_path):
    path, home = tmp_path / "own.strongroom", Home(tmp_path / "home")
    request = FoundingRequest("안네커 보스", DESK, PolicyPreset.ONE_PERSON, cost=KDF_FLOOR)
    founded = found_vault(path, home, request)
    session.unlock(path, home, founded.passphrase).close()
    older = path.read_bytes()
    archive = session.unlock(path, home, founded.passphrase)
    log(archive)
    archive.close()
    path.write_bytes(older)
    restoring.accept(session.unlock(path, home, founded.passphrase), founded.passphrase, KDF_FLOOR)
    archive = session.unlock(path, home, founded.passphrase)
    log(archive)
    archive.close()


# --- drill ---------------------------------------------------------------------------------


def test_R19_a_drill_opens_one_record_of_each_part_and_writes_nothing(room, tmp_path):
    log(room.open(FOUNDER))
    backup.backup(room.open(FOUNDER), tmp_path / "kept")
    before = (tmp_path / "kept").read_bytes()
    view = restoring.drill(tmp_path / "kept", Home(tmp_path / "none"), list(room.sheets[FOUNDER]))
    assert view.member == FOUNDER
    assert set(view.parts) >= {"roster", f"{DESK}: verbatim", f"{DESK}: security"}
    assert (tmp_path / "kept").read_bytes() == before
    assert not (tmp_path / "none").exists()


def test_a_drill_with_the_wrong_sheet_or_a_hole_in_the_backup_says_so(room, tmp_path):
    interview = log(room.open(FOUNDER))
    state = next(iter(room.open(FOUNDER).state.interviews.values()))
    assert state.id.hex() == interview
    sheet = list(room.sheets[FOUNDER])
    with pytest.raises(MalformedError):
        restoring.drill(room.path, room.home, sheet[:-1])
    room.close()
    room.edit("DELETE FROM object WHERE hash = ?", bytes(state.standing()[0].ref.verbatim))
    with pytest.raises(MissingObjectError):
        restoring.drill(room.path, room.home, sheet)
