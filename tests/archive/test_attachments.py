"""Attachments: whole or not at all, open to whoever may read the words, never opened here."""

from __future__ import annotations

import contextlib
import os
import signal
import stat

import msgspec
import pytest

from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.ingest import files
from vault import keyring
from vault.archive import attachments, interviews, overview
from vault.archive.writing import Writing
from vault.crypto.pieces import PIECE_BYTES
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import (
    IntegrityError,
    MissingObjectError,
    NoKeyError,
    NoSpaceError,
    NotPermittedError,
    RefusedError,
    StrongroomError,
    UsageError,
)
from vault.model import Attachment, InterviewId, ObjectHash
from vault.store import Store

LONG = os.urandom(2 * PIECE_BYTES + 12_345)


def log(archive, words="The boats lay under the snow.") -> str:
    return interviews.log(archive, InterviewDraft((QuoteDraft(words),))).id


@pytest.fixture
def tape(tmp_path):
    """A recording of three pieces, outside of every vault."""
    path = tmp_path / "녹음 7.bin"
    path.write_bytes(LONG)
    return path


@pytest.mark.parametrize("length", [0, 1, 1024, PIECE_BYTES, len(LONG)])
def test_a_file_comes_back_byte_for_byte_with_mode_0600(room, tmp_path, length):
    path, out, content = tmp_path / "in", tmp_path / "out", LONG[:length]
    path.write_bytes(content)
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), path)
    written = attachments.export_attachment(reporter, view.id, out)
    assert out.read_bytes() == content
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert (written.length, view.length) == (len(content), len(content))
    assert path.read_bytes() == content


def test_the_list_tells_name_size_type_and_what_was_found(room, tmp_path):
    path = tmp_path / "부두.jpg"
    path.write_bytes(files.jpeg(files.exif(files.tiff())))
    reporter = room.open(REPORTER)
    interview = log(reporter)
    attachments.attach(reporter, interview, path)
    (view,) = attachments.attachments(room.open(EDITOR), interview)
    assert (view.name, view.media_type, view.by) == ("부두.jpg", "image/jpeg", REPORTER)
    assert view.traces == ("position", "author", "device", "date")
    assert (view.cleared, view.looked_into, view.missing) == (True, True, 0)


def test_who_may_not_read_the_words_sees_that_there_is_something_and_opens_nothing(
    room, tmp_path, tape
):
    editor = room.open(EDITOR)
    interview = log(editor)
    view = attachments.attach(editor, interview, tape)
    interviews.mark(editor, interview)
    reviewer = room.open(REVIEWER)
    (seen,) = attachments.attachments(reviewer, interview)
    assert (seen.id, seen.name, seen.cleared, seen.length) == (view.id, "", False, 0)
    with pytest.raises(NoKeyError):
        attachments.export_attachment(reviewer, view.id, tmp_path / "out")


def test_an_author_reads_their_own_on_their_device_and_no_other_reporter_does(room, tmp_path, tape):
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), tape)
    room.close()
    again = room.open(REPORTER)
    attachments.export_attachment(again, view.id, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == LONG


def test_only_an_author_or_an_editor_attaches(room, tape):
    interview = log(room.open(EDITOR))
    interviews.mark(room.open(EDITOR), interview)
    with pytest.raises(NotPermittedError):
        attachments.attach(room.open(REVIEWER), interview, tape)
    with pytest.raises(UsageError):  # a reporter does not even see it
        attachments.attach(room.open(REPORTER), interview, tape)
    attachments.attach(room.open(FOUNDER), interview, tape)


def test_reading_somebody_elses_attachment_is_journalled_once(room, tmp_path, tape):
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), tape)
    editor = room.open(EDITOR)
    before = len(editor.state.reads)
    attachments.export_attachment(editor, view.id, tmp_path / "one")
    attachments.export_attachment(editor, view.id, tmp_path / "two")
    assert len(editor.state.reads) == before + 1
    assert not [read for read in reporter.state.reads if read[0] == reporter.myself.id]


@pytest.mark.parametrize("what", ["nothing", "folder", "pipe"])
def test_only_a_regular_file_is_attached(room, tmp_path, what):
    path = tmp_path / what
    if what == "folder":
        path.mkdir()
    if what == "pipe":
        os.mkfifo(path)
    reporter = room.open(REPORTER)
    with pytest.raises(UsageError):
        attachments.attach(reporter, log(reporter), path)


def test_a_file_beyond_the_limit_is_refused_before_anything_is_read(room, tmp_path):
    path = tmp_path / "sparse"
    path.touch()
    os.truncate(path, 40 << 30)
    reporter = room.open(REPORTER)
    with pytest.raises(UsageError, match="31 GB"):
        attachments.attach(reporter, log(reporter), path)


@pytest.mark.parametrize("change", ["grows", "shrinks"])
def test_a_file_that_changes_while_it_is_read_is_not_attached(room, tape, change):
    reporter = room.open(REPORTER)
    interview = log(reporter)
    counts = reporter.ledger.store.object_count

    def meddle(_label, fraction):
        if fraction and change == "grows":
            with tape.open("ab") as file:
                file.write(b"more")
        elif fraction:
            os.truncate(tape, PIECE_BYTES + 5)

    with pytest.raises(UsageError, match="changed"):
        attachments.attach(reporter, interview, tape, meddle)
    assert reporter.ledger.store.object_count == counts
    assert attachments.attachments(reporter, interview) == ()


def test_interrupting_leaves_nothing_and_the_next_attempt_works(room, tape):
    reporter = room.open(REPORTER)
    interview = log(reporter)
    room_before = room.path.stat().st_size
    counts = (reporter.ledger.store.object_count, reporter.ledger.store.entry_count)

    def interrupt(_label, fraction):
        if fraction:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attachments.attach(reporter, interview, tape, interrupt)
    assert (reporter.ledger.store.object_count, reporter.ledger.store.entry_count) == counts
    assert room.path.stat().st_size <= room_before + PIECE_BYTES
    attachments.attach(reporter, interview, tape)
    assert len(attachments.attachments(reporter, interview)) == 1


def test_R1_killed_in_the_middle_nothing_of_it_is_there_and_everything_else_is(room, tape, start):
    reporter = room.open(REPORTER)
    interview = log(reporter)
    room.close()
    before = room.counts()
    process = start("child_attaching.py", room.passphrases[REPORTER].decode(), interview, str(tape))
    assert process.stdout.readline().strip() == "sealing"
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=120)
    again = room.open(REPORTER)
    assert attachments.attachments(again, interview) == ()
    attachments.attach(again, interview, tape)
    room.close()
    assert room.counts()[1] == before[1] + 1
    assert [p.name for p in room.path.parent.iterdir() if "recovered" in p.name] == []


def test_while_a_colleague_has_the_vault_open_it_works_as_well(room, tape, tmp_path):
    editor, reporter = room.open(EDITOR), room.open(REPORTER)
    interview = log(reporter)
    view = attachments.attach(reporter, interview, tape)
    attachments.export_attachment(editor, view.id, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == LONG


def test_after_attaching_alone_the_vault_is_open_as_before(room, tape):
    reporter = room.open(REPORTER)
    attachments.attach(reporter, log(reporter), tape)
    editor = room.open(EDITOR)
    log(editor)
    log(reporter)
    assert len(interviews.rows(editor)) == 3


def test_show_counts_them_for_everybody_who_sees_the_interview(room, tape):
    editor = room.open(EDITOR)
    interview = log(editor)
    assert interviews.show(editor, interview).attachments == 0
    attachments.attach(editor, interview, tape)
    interviews.mark(editor, interview)
    assert interviews.show(editor, interview).attachments == 1
    assert interviews.show(room.open(REVIEWER), interview).attachments == 1


def test_neither_attaching_nor_opening_reads_pieces_back(room, tape, monkeypatch):
    """Looking for boxes to this device must not cost gigabytes."""
    read: list[int] = []
    real = Store.object

    def counted(store, name):
        body = real(store, name)
        read.append(len(body))
        return body

    monkeypatch.setattr(Store, "object", counted)
    reporter = room.open(REPORTER)
    attachments.attach(reporter, log(reporter), tape)
    room.close()
    attachments.attachments(room.open(EDITOR), interviews.rows(room.open(EDITOR))[0].id)
    assert read
    assert max(read) < 100_000


def test_a_file_of_more_pieces_than_a_session_carries_has_several(
    room, tmp_path, tape, monkeypatch
):
    monkeypatch.setattr(keyring, "MAX_SESSION_OBJECTS", 2)
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), tape)
    room.close()
    bodies = room.rows("SELECT substr(body, 4, 32) FROM object WHERE length(body) > 100000")
    assert len(bodies) == 3
    assert len(set(bodies)) > 1
    for number, name in enumerate((REPORTER, EDITOR)):
        attachments.export_attachment(room.open(name), view.id, tmp_path / f"out {number}")
        assert (tmp_path / f"out {number}").read_bytes() == LONG


# --- manifests that somebody forged --------------------------------------------------------


def forged(archive, interview: str, path, changed: dict) -> str:
    """Attach a file under a manifest that says something else."""
    honest = Writing.seal

    def seal(self, part, desk, record):
        is_manifest = isinstance(record, Attachment)
        return honest(
            self, part, desk, msgspec.structs.replace(record, **changed) if is_manifest else record
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writing, "seal", seal)
        return attachments.attach(archive, interview, path).id


FORGED = {
    "another interview": {"interview": InterviewId(b"i" * 16)},
    "other pieces": {"pieces": (ObjectHash(b"p" * 32),)},
    "another length": {"length": 5},
    "a negative length": {"length": -1},
    "an endless length": {"length": (1 << 63) - 1},
    "a short key": {"key": b"k" * 31},
}


@pytest.mark.parametrize("name", FORGED)
def test_A4_a_manifest_that_does_not_fit_its_entry_is_set_apart(room, tmp_path, tape, name):
    reporter = room.open(REPORTER)
    interview = log(reporter)
    view = attachments.attach(reporter, interview, tape)
    ident = forged(reporter, interview, tape, FORGED[name])
    assert not attachments.attachments(reporter, interview)[-1].cleared
    with pytest.raises(IntegrityError):
        attachments.export_attachment(reporter, ident, tmp_path / "out")
    attachments.export_attachment(reporter, view.id, tmp_path / "out")


@pytest.mark.parametrize("changed", [{"whole": b"w" * 32}, {"length": len(LONG) + 1}])
def test_A4_pieces_that_are_not_what_the_manifest_says_leave_no_file(room, tmp_path, tape, changed):
    reporter = room.open(REPORTER)
    interview = log(reporter)
    ident = forged(reporter, interview, tape, changed)
    with pytest.raises(IntegrityError):
        attachments.export_attachment(reporter, ident, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert parts(tmp_path) == []


# --- what an export leaves -----------------------------------------------------------------


def parts(folder) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name.endswith(".part")]


def test_an_export_never_overwrites_and_needs_a_folder(room, tmp_path, tape):
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), tape)
    with pytest.raises(UsageError):
        attachments.export_attachment(reporter, view.id, tape)
    assert tape.read_bytes() == LONG
    with pytest.raises(UsageError):
        attachments.export_attachment(reporter, view.id, tmp_path / "nowhere" / "out")


def test_an_interrupted_export_leaves_no_part_of_the_file(room, tmp_path, tape):
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), tape)

    def interrupt(_label, fraction):
        if fraction:
            assert parts(tmp_path)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attachments.export_attachment(reporter, view.id, tmp_path / "out", progress=interrupt)
    assert parts(tmp_path) == []
    assert not (tmp_path / "out").exists()


def damage(room, position: str) -> None:
    """Change one byte near the end of the largest objects."""
    room.close()
    sql = "SELECT id, body FROM object WHERE length(body) > 1000000 ORDER BY id"
    number, body = room.rows(sql)[-1 if position == "last" else 0]
    body = bytearray(body)
    body[-9] ^= 1
    room.edit("UPDATE object SET body = ? WHERE id = ?", bytes(body), number)


@pytest.mark.parametrize("position", ["first", "last"])
def test_A1_a_changed_piece_is_refused_and_no_file_appears(room, tmp_path, tape, position):
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), tape)
    damage(room, position)
    with pytest.raises(IntegrityError):
        attachments.export_attachment(room.open(REPORTER), view.id, tmp_path / "out")
    assert parts(tmp_path) == []
    assert not (tmp_path / "out").exists()


def test_A5_a_piece_that_was_taken_away_is_missed_at_the_next_opening(room, tape):
    reporter = room.open(REPORTER)
    attachments.attach(reporter, log(reporter), tape)
    room.close()
    room.edit(
        "DELETE FROM object WHERE id = (SELECT max(id) FROM object WHERE length(body) > 999999)"
    )
    with pytest.raises(MissingObjectError):
        room.open(REPORTER)


def test_a_full_disk_while_exporting_leaves_nothing(room, tmp_path, tape, monkeypatch):
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), tape)

    def full(_label, fraction):
        if fraction:
            raise NoSpaceError

    with pytest.raises(NoSpaceError):
        attachments.export_attachment(reporter, view.id, tmp_path / "out", progress=full)
    assert parts(tmp_path) == []


def test_I14_names_are_data_and_decide_no_path(room, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    names = [b"-rf", b"..\x1b[2J", b"\xff\xfe", "밤\u202egpj.exe".encode(), b"n" * 255]
    reporter = room.open(REPORTER)
    interview = log(reporter)
    for name in names:
        path = os.fsencode(folder) + b"/" + name
        with open(path, "wb") as file:  # noqa: PTH123 - a name that is no text
            file.write(b"words")
        attachments.attach(reporter, interview, type(folder)(os.fsdecode(path)))
    listed = attachments.attachments(reporter, interview)
    assert len(listed) == len(names)
    for number, view in enumerate(listed):
        attachments.export_attachment(reporter, view.id, tmp_path / f"out {number}")
    assert len(list(folder.iterdir())) == len(names)


def test_C1_nothing_of_a_file_or_its_name_stands_in_the_vault(room, tmp_path):
    path = tmp_path / "canary-name-of-a-tape.txt"
    path.write_bytes(b"canary-words-on-a-tape " * 1000)
    reporter = room.open(REPORTER)
    attachments.attach(reporter, log(reporter), path)
    room.close()
    for each in (room.path, *room.home.folder.rglob("*")):
        if each.is_file():
            assert b"canary" not in each.read_bytes()


def test_C19_only_vault_and_pin_change_while_attaching(room, tmp_path, tape):
    reporter = room.open(REPORTER)
    interview = log(reporter)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}
    attachments.attach(reporter, interview, tape)
    after = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}
    changed = {p for p in after if after[p] != before.get(p)}
    beside = {room.path.name + suffix for suffix in ("", "-wal", "-shm")}
    assert {p.name for p in changed} - beside <= {
        p.name for p in (room.home.folder / "pins").iterdir()
    }
    assert set(before) == set(after)


# --- cleaning ------------------------------------------------------------------------------


def test_a_cleaned_export_tells_what_was_taken_out_and_leaves_the_vaults_copy_alone(room, tmp_path):
    dirty = files.jpeg(files.exif(files.tiff()), files.segment(0xFE, b"note"))
    path = tmp_path / "in.jpg"
    path.write_bytes(dirty)
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), path)
    done = attachments.export_attachment(reporter, view.id, tmp_path / "clean.jpg", clean=True)
    assert (tmp_path / "clean.jpg").read_bytes() == files.jpeg()
    assert done.traces == ()
    assert done.removed == ("position", "author", "device", "date", "comment")
    attachments.export_attachment(reporter, view.id, tmp_path / "same.jpg")
    assert (tmp_path / "same.jpg").read_bytes() == dirty


def test_what_cannot_be_cleaned_is_refused_and_nothing_is_written(room, tmp_path):
    path = tmp_path / "in.pdf"
    path.write_bytes(files.pdf())
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), path)
    with pytest.raises(RefusedError):
        attachments.export_attachment(reporter, view.id, tmp_path / "out.pdf", clean=True)
    assert not (tmp_path / "out.pdf").exists()
    assert parts(tmp_path) == []


def test_a_damaged_picture_is_attached_and_not_cleaned(room, tmp_path):
    path = tmp_path / "in.jpg"
    path.write_bytes(files.jpeg()[:-30])
    reporter = room.open(REPORTER)
    view = attachments.attach(reporter, log(reporter), path)
    with pytest.raises(StrongroomError):
        attachments.export_attachment(reporter, view.id, tmp_path / "out.jpg", clean=True)
    assert parts(tmp_path) == []
    attachments.export_attachment(reporter, view.id, tmp_path / "same.jpg")


def test_the_status_says_nothing_unusual(room, tape):
    reporter = room.open(REPORTER)
    attachments.attach(reporter, log(reporter), tape)
    with contextlib.suppress(NotPermittedError):
        said = " ".join(overview.status(reporter).notices)
        assert "not here" not in said
        assert "no journal entry" not in said
