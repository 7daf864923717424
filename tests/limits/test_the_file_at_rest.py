"""What the file shows, and what somebody who may write to it, or turn back the disk, can do."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REPORTER
from vault.archive import interviews, review
from vault.archive.founding import recover
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import ForkError, RollbackError, SealError, WrongKeyError

SESSION = slice(3, 35)  # in a body or an attestation: the session object's hash, after the header
MERGED = (
    "INSERT OR IGNORE INTO object (hash, body) SELECT hash, body FROM twin.object",
    "INSERT OR IGNORE INTO entry (hash, device, n, core, attestation, details) "
    "SELECT hash, device, n, core, attestation, details FROM twin.entry",
)


def test_an_outsider_groups_entries_by_session_and_device(room):
    reporter = room.open(REPORTER)
    for _ in range(3):
        steps.log(reporter)
    device = bytes(reporter.ledger.keyring.device)
    room.close()
    rows = room.rows("SELECT device, attestation FROM entry WHERE n > 0")
    by_device = Counter(device for device, _ in rows)
    assert by_device[device] == 3
    sessions = {attestation[SESSION] for writer, attestation in rows if writer == device}
    assert len(sessions) == 1


def test_an_outsider_tells_kinds_of_acts_and_roles_of_devices_by_their_shape(room):
    reporter = room.open(REPORTER)
    steps.log(reporter)
    founder, writer = (bytes(a.ledger.keyring.device) for a in (room.open(FOUNDER), reporter))
    room.close()
    longest = "SELECT DISTINCT device FROM entry WHERE length(details) > 3000"
    assert room.rows(longest) == [(founder,)]  # who admits; the details hold three public keys
    admitted = "SELECT count(*) FROM entry WHERE length(details) BETWEEN 3000 AND 4000"
    assert room.rows(admitted) == [(3,)]
    assert room.rows("SELECT DISTINCT device FROM own_wrap") == [(writer,)]  # who only writes


def test_an_outsider_counts_slots_drafts_own_wraps_and_objects(room):
    reporter = room.open(REPORTER)
    steps.log(reporter)
    interviews.save_draft(reporter, b"half a form")
    room.close()
    assert room.rows("SELECT count(*) FROM slot") == [(4,)]
    assert room.rows("SELECT count(*) FROM draft") == [(1,)]
    assert room.rows("SELECT count(DISTINCT device) FROM own_wrap") == [(1,)]
    assert room.rows("SELECT count(*) > 20 FROM object") == [(1,)]


def test_long_interviews_are_told_from_short_ones_by_their_size_class(room):
    founder = room.open(FOUNDER)
    sizes = []
    for words in ("Yes.", "No, never.", " ".join(f"{at:x}" for at in range(9_000))):
        before = dict(room.rows("SELECT hash, length(body) FROM object"))
        steps.log(founder, words)
        after = dict(room.rows("SELECT hash, length(body) FROM object"))
        sizes.append(max(size for name, size in after.items() if name not in before))
    short, other_short, long = sizes
    assert short == other_short
    assert long > 4 * short


def test_turning_back_vault_and_pin_together_is_not_noticed(room, tmp_path):
    room.close()
    snapshot = room.copied(tmp_path / "snapshot")
    steps.log(room.open(FOUNDER))
    room.close()
    shutil.rmtree(room.path.parent)
    restored = snapshot.copied(room.path.parent)
    founder = restored.open(FOUNDER)
    assert interviews.rows(founder) == []
    assert not founder.ledger.first_time_here
    restored.close()


def test_without_a_pin_an_older_copy_passes_and_the_status_says_so(room, tmp_path):
    older = tmp_path / "older.strongroom"
    shutil.copy(room.path, older)
    steps.log(room.open(FOUNDER))
    room.close()
    shutil.copy(older, room.path)
    shutil.rmtree(room.home.folder / "pins")
    founder = room.open(FOUNDER)
    assert interviews.rows(founder) == []
    assert any("First time on this device" in notice for notice in founder.status().notices)


def test_an_older_file_is_read_only_on_its_own_computer_until_a_new_device_is_made(room, tmp_path):
    backup = tmp_path / "backup.strongroom"
    shutil.copy(room.path, backup)
    steps.log(room.open(FOUNDER))
    room.close()
    shutil.copy(backup, room.path)
    assert room.open(FOUNDER).ledger.behind is not None
    with pytest.raises(RollbackError):
        steps.log(room.open(FOUNDER))
    room.close()
    again = recover(room.path, room.home, list(room.sheets[FOUNDER]), cost=KDF_FLOOR)
    assert interviews.rows(room.unlock(again.passphrase)) == []


def test_a_copied_folder_that_went_on_twice_is_kept_and_named(room, tmp_path):
    twin = room.copied(tmp_path / "twin")
    for each in (room, twin):
        steps.log(each.open(FOUNDER))
        each.close()
    with closing(sqlite3.connect(room.path, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS twin", (str(twin.path),))
        for statement in MERGED:
            connection.execute(statement)
    editor = room.open(EDITOR)
    assert len(interviews.rows(editor)) == 2
    [notice] = [each for each in editor.status().notices if "goes on twice" in each]
    assert FOUNDER in notice
    with pytest.raises(ForkError):
        steps.log(room.open(FOUNDER))


def test_whoever_can_write_can_shut_everybody_out_until_the_sheet_is_used(room):
    room.edit("DELETE FROM slot")
    with pytest.raises(WrongKeyError):
        room.open(FOUNDER)
    again = recover(room.path, room.home, list(room.sheets[FOUNDER]), cost=KDF_FLOOR)
    assert room.unlock(again.passphrase).me.name == FOUNDER


def test_a_changed_body_is_noticed_when_it_is_read_and_not_before(room):
    founder = room.open(FOUNDER)
    interview = steps.log(founder)
    (state,) = founder.state.interviews.values()
    name = bytes(state.standing()[0].ref.verbatim)
    room.close()
    room.edit("UPDATE object SET body = zeroblob(length(body)) WHERE hash = ?", name)
    editor = room.open(EDITOR)
    assert editor.me.name == EDITOR
    with pytest.raises(SealError):
        interviews.show(editor, interview)
    assert interviews.rows(editor) == []
    assert any("damaged" in notice for notice in editor.status().notices)


def test_a_copy_of_the_file_alone_while_it_is_open_lacks_the_newest(room, tmp_path):
    founder = room.open(FOUNDER)
    steps.log(founder)
    shutil.copy(room.path, tmp_path / "naive copy")
    room.close()
    entries = room.rows("SELECT count(*) FROM entry")
    room.path.unlink()
    shutil.copy(tmp_path / "naive copy", room.path)
    assert room.rows("SELECT count(*) FROM entry") < entries


def test_with_the_laptop_only_the_passphrase_stands_between(room, tmp_path):
    interview = steps.log(room.open(FOUNDER))
    room.close()
    stolen = room.copied(tmp_path / "stolen")
    with pytest.raises(WrongKeyError):
        stolen.unlock(b"a guess that is wrong anyway")
    assert interviews.show(stolen.open(FOUNDER), interview).cleared
    stolen.close()


def test_what_was_withdrawn_still_stands_in_the_file(room):
    founder = room.open(FOUNDER)
    interview = steps.log(founder)
    review.withdraw(founder, interview)
    assert interviews.draft_of(founder, interview).quotes[0].words == steps.WORDS
