"""What the file shows, and what somebody who may write to it, or turn back the disk, can do."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.archive.test_durability import acknowledged, start
from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import checkup, interviews, review
from vault.archive.founding import recover
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import ForkError, NoSpaceError, RollbackError, SealError, WrongKeyError

SESSION = slice(3, 35)  # in a body or an attestation: the session object's hash, after the header
MERGED = (
    "INSERT OR IGNORE INTO object (hash, body) SELECT hash, body FROM twin.object",
    "INSERT OR IGNORE INTO entry (hash, device, n, core, attestation, details) "
    "SELECT hash, device, n, core, attestation, details FROM twin.entry",
)


@pytest.mark.limit(2, "good", "What a lost or stolen file still tells")
def test_an_outsider_groups_entries_by_session_and_device(room):
    """Whoever has the file can group entries by device and by session, and so tell what was
    written in one sitting and in which order, though not when, by whom or about what.
    """
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


@pytest.mark.limit(53, "good", "The computer")
def test_an_outsider_tells_kinds_of_acts_and_roles_of_devices_by_their_shape(room):
    """The shape of an entry tells most kinds of act. Whoever has the file can so count members,
    desks, interviews and renditions, and tell which device lets members in, which renders, and
    which only writes, without a name to any of them.
    """
    reporter = room.open(REPORTER)
    steps.log(reporter)
    founder, writer = (bytes(a.ledger.keyring.device) for a in (room.open(FOUNDER), reporter))
    room.close()
    longest = "SELECT DISTINCT device FROM entry WHERE length(details) > 3000"
    assert room.rows(longest) == [(founder,)]  # who admits; the details hold three public keys
    admitted = "SELECT count(*) FROM entry WHERE length(details) BETWEEN 3000 AND 4000"
    assert room.rows(admitted) == [(3,)]
    assert room.rows("SELECT DISTINCT device FROM own_wrap") == [(writer,)]  # who only writes


@pytest.mark.limit(1, "good", "What a lost or stolen file still tells")
def test_an_outsider_counts_slots_drafts_own_wraps_and_objects(room):
    """The file shows how many sealed objects, entries, devices, slots, drafts, own wraps and
    invitation rows it holds.
    """
    reporter = room.open(REPORTER)
    steps.log(reporter)
    interviews.save_draft(reporter, b"half a form")
    room.close()
    assert room.rows("SELECT count(*) FROM slot") == [(4,)]
    assert room.rows("SELECT count(*) FROM draft") == [(1,)]
    assert room.rows("SELECT count(DISTINCT device) FROM own_wrap") == [(1,)]
    assert room.rows("SELECT count(*) > 20 FROM object") == [(1,)]


@pytest.mark.limit(3, "good", "What a lost or stolen file still tells")
def test_long_interviews_are_told_from_short_ones_by_their_size_class(room):
    """Each object shows its size class. Short interviews look alike; a long one is told from a
    short one, and an import of many is told from a single one.
    """
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


@pytest.mark.limit(9, "good", "What somebody who can write to the file can do")
def test_turning_back_vault_and_pin_together_is_not_noticed(room, tmp_path):
    """Who turns back the whole disk, vault and pin together, is not noticed on that computer."""
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


@pytest.mark.limit(10, "good", "What somebody who can write to the file can do")
def test_without_a_pin_an_older_copy_passes_and_the_status_says_so(room, tmp_path):
    """Where there is no pin, on a new computer or after it was deleted, an older copy passes.
    Where the pin is missing Strongroom says so, once: "first time on this device", or that its note
    of what it saw is gone where the device wrote before.
    """
    older = tmp_path / "older.strongroom"
    shutil.copy(room.path, older)
    steps.log(room.open(FOUNDER))
    room.close()
    shutil.copy(older, room.path)
    shutil.rmtree(room.home.folder / "pins")
    founder = room.open(FOUNDER)
    assert interviews.rows(founder) == []
    assert any("what it saw last is gone" in notice for notice in founder.status().notices)
    reviewer = room.open(REVIEWER)
    assert any("First time on this device" in notice for notice in reviewer.status().notices)


@pytest.mark.limit(12, "good", "What somebody who can write to the file can do")
def test_an_older_file_is_read_only_on_its_own_computer_until_a_new_device_is_made(room, tmp_path):
    """A file that is older than what its computer saw opens for reading only, with both dates,
    until packets bring what is missing, or its member goes on as a new device and a second
    person agrees. What nobody else has is lost. Whoever uses the sheet or a changed program
    instead need not ask anybody; the new device is shown to all.
    """
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


@pytest.mark.limit(13, "good", "What somebody who can write to the file can do")
def test_a_copied_folder_that_went_on_twice_is_kept_and_named(room, tmp_path):
    """When two copies of one folder both went on, both halves are kept, and nobody can tell a
    copied folder from somebody who uses stolen keys. Strongroom names the device, says the usual
    cause first, and lets nobody write on under it.
    """
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


@pytest.mark.limit(8, "good", "What somebody who can write to the file can do")
def test_whoever_can_write_can_shut_everybody_out_until_the_sheet_is_used(room):
    """They can destroy it, or shut people out by deleting slots. What a backup and the recovery
    sheets hold comes back; what was written since does not.
    """
    room.edit("DELETE FROM slot")
    with pytest.raises(WrongKeyError):
        room.open(FOUNDER)
    again = recover(room.path, room.home, list(room.sheets[FOUNDER]), cost=KDF_FLOOR)
    assert room.unlock(again.passphrase).me.name == FOUNDER


@pytest.mark.limit(11, "good", "What somebody who can write to the file can do")
def test_a_changed_body_is_noticed_when_it_is_read_and_not_before(room):
    """Bodies are verified when they are read, and all of them only by `strongroom check`: an
    opening would take too long. What a damaged body held is shown nowhere and counted in the
    status; the rest stays readable.
    """
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


@pytest.mark.limit(52, "good", "The computer")
def test_a_copy_of_the_file_alone_while_it_is_open_lacks_the_newest(room, tmp_path):
    """A copy of the vault file made while somebody has it open may lack what was written last.
    Lock first, then copy, or use `strongroom backup`.
    """
    founder = room.open(FOUNDER)
    steps.log(founder)
    shutil.copy(room.path, tmp_path / "naive copy")
    room.close()
    entries = room.rows("SELECT count(*) FROM entry")
    room.path.unlink()
    shutil.copy(tmp_path / "naive copy", room.path)
    assert room.rows("SELECT count(*) FROM entry") < entries


@pytest.mark.limit(5, "good", "What a lost or stolen file still tells")
def test_with_the_laptop_only_the_passphrase_stands_between(room, tmp_path):
    """With the whole laptop in hand the device secret is in hand too, so the passphrase alone
    stands between the finder and what its owner reads. Six generated words and a slow derivation
    are made for that; a passphrase of one's own may be weaker.
    """
    interview = steps.log(room.open(FOUNDER))
    room.close()
    stolen = room.copied(tmp_path / "stolen")
    with pytest.raises(WrongKeyError):
        stolen.unlock(b"a guess that is wrong anyway")
    assert interviews.show(stolen.open(FOUNDER), interview).cleared
    stolen.close()


@pytest.mark.limit(40, "good", "What leaves")
def test_what_was_withdrawn_still_stands_in_the_file(room):
    """Withdrawing removes nothing. A withdrawn interview can leave no more, and its words stand
    in the file for those who could read them until it is forgotten.
    """
    founder = room.open(FOUNDER)
    interview = steps.log(founder)
    review.withdraw(founder, interview)
    assert interviews.draft_of(founder, interview).quotes[0].words == steps.WORDS


@contextmanager
def no_room_after_a_kill(room) -> Iterator[None]:
    """Log in a process that is killed, and let no file here grow to the size of the vault."""
    child = start(room, "single", 100_000, EDITOR)
    child.stdout.readline()
    child.kill()
    acknowledged(child)
    _, hard = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.limit(105, "good", "The computer")
def test_after_a_kill_a_vault_is_written_again_once_there_is_room_for_a_copy_of_it(room):
    """A vault whose program was killed is copied aside before it is repaired, since a repair would
    wipe out the traces of who planted something. Until the disk has room for that copy, which is
    as large as the vault, it is open for reading only; where not even 32 kB are left for SQLite's
    index of what waits, it says that it needs room and does not open.
    """
    with no_room_after_a_kill(room):
        editor = room.open(EDITOR)
        assert interviews.rows(editor)
        with pytest.raises(NoSpaceError):
            steps.log(editor)
        room.close()
    steps.log(room.open(EDITOR))


@pytest.mark.limit(106, "good", "What a colleague can do")
def test_what_is_read_while_nothing_can_be_written_is_noted_nowhere(room):
    """While a vault is open for reading only, on a full disk, on a medium that cannot be written or
    as an older copy, what is read is noted in no journal. The status says that it is read so.
    """
    ident = steps.log(room.open(FOUNDER))
    room.close()
    with no_room_after_a_kill(room):
        editor = room.open(EDITOR)
        assert interviews.show(editor, ident).cleared
        room.close()
    assert not room.open(EDITOR).state.reads


@pytest.mark.limit(102, "good", "What somebody who can write to the file can do")
def test_a_draft_or_an_invitation_that_is_deleted_leaves_no_trace(room):
    """Drafts, invitations and one-time keys are rows of one computer that no entry names: one that
    is deleted, or put back as it was earlier, is missed by nobody but its writer. One that was
    changed is refused, and `strongroom check` counts it.
    """
    reporter = room.open(REPORTER)
    interviews.save_draft(reporter, b"half a sentence")
    interviews.save_draft(reporter, b"another half")
    room.close()
    room.edit("DELETE FROM draft WHERE id = 1")
    reporter = room.open(REPORTER)
    assert [each.draft for each in interviews.drafts(reporter)] == [b"another half"]
    assert checkup.check(reporter).is_sound
    room.close()
    room.edit("UPDATE draft SET body = zeroblob(length(body))")
    assert checkup.check(room.open(REPORTER)).rows_damaged == 1
