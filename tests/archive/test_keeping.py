"""Backups, older files and complete checks."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.archive import desk
from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import attachments, backup, checkup, forgetting, interviews, leaving, session
from vault.archive.founding import recover
from vault.archive.home import Home
from vault.crypto.boxes import KDF_FLOOR
from vault.crypto.format import BoxType, header
from vault.errors import IntegrityError, RollbackError, UsageError

LOCAL = ("slot", "own_wrap", "draft", "segment", "request_key")


def log(archive, title: str = "Ferry") -> str:
    return interviews.log(archive, desk.draft(title=title, terms=())).id


def rows(path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


# --- backup --------------------------------------------------------------------------------


def test_R10_a_backup_made_while_the_vault_is_open_has_all_and_nothing_local(room, tmp_path):
    reporter = room.open(REPORTER)
    log(reporter)
    interviews.save_draft(reporter, b"half a sentence")
    view = backup.backup(room.open(EDITOR), tmp_path / "vault.backup")
    made = (tmp_path / "vault.backup").read_bytes()
    assert (tmp_path / "vault.backup").stat().st_mode & 0o777 == 0o600
    room.close()
    assert view.entries == room.counts()[1]
    assert rows(tmp_path / "vault.backup", "SELECT hash FROM entry ORDER BY hash") == room.rows(
        "SELECT hash FROM entry ORDER BY hash"
    )
    for table in LOCAL:
        assert rows(tmp_path / "vault.backup", f"SELECT * FROM {table}") == []  # noqa: S608
        for (body,) in room.rows(f"SELECT body FROM {table}"):  # noqa: S608
            assert body[40:72] not in made
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == ["vault.backup"]


def test_a_backup_and_the_sheet_rebuild_access_elsewhere(room, tmp_path):
    ident = log(room.open(FOUNDER))
    backup.backup(room.open(FOUNDER), tmp_path / "restored.strongroom")
    home = Home(tmp_path / "new home")
    again = recover(
        tmp_path / "restored.strongroom", home, list(room.sheets[FOUNDER]), cost=KDF_FLOOR
    )
    archive = session.unlock(tmp_path / "restored.strongroom", home, again.passphrase)
    assert interviews.show(archive, ident).cleared
    archive.close()


def test_a_backup_never_overwrites_and_holds_nothing_that_was_forgotten(room, tmp_path):
    ident = log(room.open(REPORTER))
    request = forgetting.forget_interview(room.open(EDITOR), ident, "잊어 달라고 했다")
    forgetting.confirm(room.open(FOUNDER), request.id)
    editor = room.open(EDITOR)
    backup.backup(editor, tmp_path / "one")
    held = {name for (name,) in rows(tmp_path / "one", "SELECT hash FROM object")}
    assert held.isdisjoint(editor.state.removed)
    with pytest.raises(UsageError):
        backup.backup(editor, tmp_path / "one")


def test_a_colleague_may_write_while_a_backup_reads(room, tmp_path):
    editor = room.open(EDITOR)
    with editor.ledger.store.snapshot():
        log(room.open(REPORTER))
    assert len(interviews.rows(editor)) == 1


# --- an older file -------------------------------------------------------------------------


def test_an_older_file_is_read_and_what_colleagues_send_brings_it_up_to_date(rooms):
    office = rooms.reporter
    log(office.open(), "Before")
    rooms.exchange_all()
    office.close()
    shutil.copy(office.path, office.folder / "old")
    log(office.open(), "After")
    rooms.editor.receive(office.send(whole=True))
    office.close()
    shutil.copy(office.folder / "old", office.path)
    archive = office.open()
    assert {row.title for row in interviews.rows(archive)} == {"Before"}
    for write in (lambda: log(archive), lambda: interviews.save_draft(archive, b"half")):
        with pytest.raises(RollbackError):
            write()
    office.receive(rooms.editor.send(whole=True))
    assert archive.ledger.behind is None
    assert len(archive.state.interviews) == 2  # its own wrap is lost, as LIM-14 says
    log(archive, "And on")


def test_a_packet_that_brings_only_part_leaves_it_open_for_reading_only(rooms):
    office = rooms.reporter
    office.close()
    shutil.copy(office.path, office.folder / "old")
    log(office.open(), "Nobody else has this")
    office.close()
    shutil.copy(office.folder / "old", office.path)
    log(rooms.editor.open(), "From the editor")
    office.receive(rooms.editor.send(whole=True))
    with pytest.raises(RollbackError):
        log(office.open())


# --- check ---------------------------------------------------------------------------------


def object_of(room, part: str) -> bytes:
    (state,) = room.open(EDITOR).state.interviews.values()
    name = bytes(getattr(state.standing()[0].ref, part))
    room.close()
    return name


def spoil(room, name: bytes) -> None:
    room.edit("UPDATE object SET body = zeroblob(length(body)) WHERE hash = ?", name)


def test_a_sound_vault_is_said_to_be_sound_by_whoever_reads_little(room):
    log(room.open(REPORTER))
    view = checkup.check(room.open(EDITOR))
    assert view.is_sound
    assert view.objects == room.open(EDITOR).ledger.store.object_count == view.opened + view.hashed
    less = checkup.check(room.open(REVIEWER))
    assert less.is_sound
    assert less.opened < view.opened


def test_a_vault_whose_keys_were_renewed_is_sound_to_whoever_stayed(room):
    log(room.open(REPORTER))
    before = checkup.check(room.open(EDITOR)).objects
    leaving.sign_out(room.open(FOUNDER), REVIEWER, confirmed=True)
    for name in (FOUNDER, EDITOR, REPORTER):
        view = checkup.check(room.open(name))
        assert (view.is_sound, view.damaged) == (True, ())
        assert view.objects > before
    name = next(iter(room.open(EDITOR).ledger.store.objects_beginning(header(BoxType.PREVIOUS))))
    spoil(room, name)
    assert name.hex() in checkup.check(room.open(EDITOR)).damaged


def test_a_vault_with_an_attachment_is_sound_and_a_changed_piece_is_listed(room, tmp_path):
    tape = tmp_path / "tape"
    tape.write_bytes(b"a voice " * 9000)
    interview = log(room.open(EDITOR))
    attachments.attach(room.open(EDITOR), interview, tape)
    (piece,) = room.open(EDITOR).state.pieces
    for name in (EDITOR, REPORTER):
        assert checkup.check(room.open(name)).is_sound
    room.close()
    room.edit("UPDATE object SET body = zeroblob(length(body)) WHERE hash = ?", piece)
    for name in (EDITOR, REPORTER):
        assert checkup.check(room.open(name)).damaged == (piece.hex(),)


def test_R11_a_changed_body_is_listed_by_its_owner_and_by_who_cannot_open_it(room):
    log(room.open(REPORTER))
    name = object_of(room, "verbatim")
    spoil(room, name)
    for reader in (EDITOR, REVIEWER):
        view = checkup.check(room.open(reader))
        assert (view.is_sound, view.damaged) == (False, (name.hex(),))


def test_a_missing_object_is_listed_and_nothing_is_written(room):
    log(room.open(REPORTER))
    name = object_of(room, "security")
    room.edit("DELETE FROM object WHERE hash = ?", name)
    archive = session.unlock(room.path, room.home, room.passphrases[EDITOR], checking=True)
    assert checkup.check(archive).missing == (name.hex(),)
    with pytest.raises(IntegrityError):
        log(archive)
    archive.close()


def test_a_vault_that_does_not_open_is_hashed_without_keys(room):
    log(room.open(REPORTER))
    name = object_of(room, "verbatim")
    spoil(room, name)
    other = object_of(room, "security")
    room.edit("DELETE FROM object WHERE hash = ?", other)
    view = checkup.check_closed(room.path, IntegrityError())
    assert (view.damaged, view.missing) == ((name.hex(),), (other.hex(),))
    assert (view.is_sound, view.opened) == (False, 0)


def test_an_interrupted_check_goes_on_where_it_ended(room):
    for number in range(3):
        log(room.open(REPORTER), f"Ferry {number}")
    editor = room.open(EDITOR)
    seen: list[float] = []

    def stop_in_the_middle(_what: str, fraction: float) -> None:
        seen.append(fraction)
        if fraction > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checkup.check(editor, stop_in_the_middle)
    again: list[float] = []
    view = checkup.check(editor, lambda _what, fraction: again.append(fraction))
    assert view.went_on
    assert len(again) < view.objects == editor.ledger.store.object_count
    assert not checkup.check(editor).went_on


def test_progress_that_somebody_planted_skips_nothing(room):
    editor = room.open(EDITOR)
    keyring = editor.ledger.keyring
    room.home.keep_check(keyring.vault_id, keyring.device, b"\xff" * 200)
    view = checkup.check(editor)
    assert (view.went_on, view.objects) == (False, editor.ledger.store.object_count)
