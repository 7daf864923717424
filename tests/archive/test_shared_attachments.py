"""A share opens the recordings of its interview as well: by one key each, however many pieces."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.archive import desk, offices
from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault import acts
from vault.archive import attachments, exchange, forgetting, interviews, notices, sharing
from vault.archive.founding import recover
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.crypto.pieces import PIECE_BYTES
from vault.errors import NoKeyError, NotPermittedError, StrongroomError, UsageError
from vault.model import Attachment, ObjectHash, Part, Preset

GUARDIAN = "Ines Okafor"
LONG = os.urandom(PIECE_BYTES + 4321)


@pytest.fixture
def guarded(room):
    """The newsroom with somebody who holds no role on the desk."""
    room.admit(room.open(FOUNDER), GUARDIAN, Preset.GUARDIAN, DESK)
    room.close()
    return room


@pytest.fixture
def tape(tmp_path):
    path = tmp_path / "녹음.bin"
    path.write_bytes(LONG)
    return path


def cleared(archive, interview: str) -> list[str]:
    return [view.id for view in attachments.attachments(archive, interview) if view.cleared]


def exported(archive, ident: str, folder) -> bytes:
    out = folder / f"out {len(list(folder.iterdir()))}"
    attachments.export_attachment(archive, ident, out)
    return out.read_bytes()


def test_what_was_attached_before_and_after_is_opened_by_whom_it_is_shared_with(
    guarded, tape, tmp_path
):
    reporter, guardian = guarded.open(REPORTER), guarded.open(GUARDIAN)
    one = interviews.log(reporter, desk.draft()).id
    before = attachments.attach(reporter, one, tape).id
    other = interviews.log(reporter, desk.draft("Another time.")).id
    attachments.attach(reporter, other, tape)
    with pytest.raises(UsageError):
        attachments.attachments(guardian, one)
    sharing.share(reporter, one, [GUARDIAN])
    after = attachments.attach(reporter, one, tape).id
    assert cleared(guardian, one) == [before, after]
    (view, _) = attachments.attachments(guardian, one)
    assert (view.name, view.length, view.missing) == (tape.name, len(LONG), 0)
    assert exported(guardian, before, tmp_path) == exported(guardian, after, tmp_path) == LONG
    with pytest.raises(UsageError):
        attachments.attachments(guardian, other)
    guarded.close()
    assert exported(guarded.open(GUARDIAN), before, tmp_path) == LONG


def test_after_the_end_of_a_share_no_later_attachment_is_opened(guarded, tape, tmp_path):
    reporter, guardian = guarded.open(REPORTER), guarded.open(GUARDIAN)
    one = interviews.log(reporter, desk.draft()).id
    sharing.share(reporter, one, [GUARDIAN])
    first = attachments.attach(reporter, one, tape).id
    sharing.end_share(reporter, one, [GUARDIAN])
    second = attachments.attach(reporter, one, tape).id
    assert cleared(guardian, one) == [first]
    assert cleared(reporter, one) == [first, second]
    with pytest.raises(StrongroomError):
        exported(guardian, second, tmp_path)
    hidden = next(a for a in reporter.state.attachments if a.hex() == second)
    with pytest.raises(NoKeyError):
        guardian.ledger.read(hidden, Attachment)


def test_what_an_editor_attaches_reaches_the_author_while_somebody_shares_it(
    guarded, tape, tmp_path
):
    reporter, editor = guarded.open(REPORTER), guarded.open(EDITOR)
    one = interviews.log(reporter, desk.draft()).id
    sharing.share(reporter, one, [GUARDIAN])
    found = attachments.attach(editor, one, tape).id
    assert cleared(reporter, one) == cleared(guarded.open(GUARDIAN), one) == [found]
    assert exported(reporter, found, tmp_path) == LONG


def test_a_share_holds_one_key_for_each_attachment_and_no_piece_is_opened_by_anything_else(
    guarded, tape
):
    reporter, guardian = guarded.open(REPORTER), guarded.open(GUARDIAN)
    one = interviews.log(reporter, desk.draft()).id
    found = attachments.attach(reporter, one, tape)
    sharing.share(reporter, one, [GUARDIAN])
    attachments.attachments(guardian, one)
    named = {name for name, _ in guardian.ledger.keyring.all_shared()}
    (state,) = guardian.state.attachments_of(next(iter(guardian.state.interviews)))
    assert state.manifest.hex() == found.id
    assert state.manifest in named
    assert len(state.pieces) == 2
    assert named.isdisjoint(state.pieces)


def test_forgetting_removes_what_was_shared_and_its_keys_open_nothing(guarded, tape, tmp_path):
    reporter, guardian = guarded.open(REPORTER), guarded.open(GUARDIAN)
    one = interviews.log(reporter, desk.draft()).id
    sharing.share(reporter, one, [GUARDIAN])
    found = attachments.attach(reporter, one, tape).id
    assert exported(guardian, found, tmp_path) == LONG
    request = forgetting.forget_interview(reporter, one, "She asked for it.")
    forgetting.confirm(guarded.open(EDITOR), request.id)
    with pytest.raises(StrongroomError):
        exported(guardian, found, tmp_path)
    guarded.close()
    assert guarded.rows("SELECT count(*) FROM object WHERE length(body) > 1000000") == [(0,)]
    assert cleared(guarded.open(GUARDIAN), one) == []


def test_what_was_shared_comes_back_from_the_sheet(room, tape, tmp_path):
    reporter = room.open(REPORTER)
    one = interviews.log(reporter, desk.draft()).id
    sharing.share(reporter, one, [REVIEWER])
    found = attachments.attach(reporter, one, tape).id
    room.close()
    copy, home = tmp_path / "copy.strongroom", Home(tmp_path / "another computer")
    shutil.copy(room.path, copy)
    again = recover(copy, home, list(room.sheets[REVIEWER]), cost=KDF_FLOOR)
    archive = unlock(copy, home, again.passphrase)
    assert exported(archive, found, tmp_path) == LONG
    archive.close()


def test_packets_carry_a_shared_recording_and_say_what_they_left_out(rooms, tape, tmp_path):
    one = interviews.log(rooms.editor.open(), desk.draft()).id
    sharing.share(rooms.editor.open(), one, [offices.REPORTER])
    found = attachments.attach(rooms.editor.open(), one, tape).id
    packet = tmp_path / "small"
    exchange.send(rooms.editor.open(), packet, attachments=False)
    reporter = rooms.reporter.open()
    rooms.reporter.receive(packet)
    (view,) = attachments.attachments(reporter, one)
    assert (view.cleared, view.missing) == (True, 2)
    with pytest.raises(UsageError):
        exported(reporter, found, tmp_path)
    rooms.editor.receive(rooms.reporter.send())
    rooms.reporter.receive(rooms.editor.send())
    assert exported(reporter, found, tmp_path) == LONG


def test_a_forged_manifest_in_a_shared_interview_opens_no_piece_of_another(guarded, tape, tmp_path):
    reporter, guardian = guarded.open(REPORTER), guarded.open(GUARDIAN)
    hidden = interviews.log(reporter, desk.draft("Another time.")).id
    theirs = attachments.attach(reporter, hidden, tape).id
    one = interviews.log(reporter, desk.draft()).id
    sharing.share(reporter, one, [GUARDIAN])
    editor = guarded.open(EDITOR)
    real = editor.ledger.read(ObjectHash(bytes.fromhex(theirs)), Attachment)
    state = next(i for i in editor.state.interviews.values() if i.id.hex() == one)
    forged = Attachment(state.id, "tape", "", real.length, real.pieces, real.whole, b"k" * 32)

    def build(writing):

        name = writing.seal(Part.VERBATIM, state.desk, forged)
        notices.follow_attachment(writing, writing.state.interviews[state.id], name)
        return acts.Attached(
            member=writing.member, at=writing.now(), desk=state.desk, interview=state.id,
            manifest=name, pieces=real.pieces,
        )  # fmt: skip

    with pytest.raises(NotPermittedError):  # the pieces are not the forger's to name
        editor.ledger.commit(build)
    assert not attachments.attachments(guardian, one)
    with pytest.raises(StrongroomError):
        exported(guardian, theirs, tmp_path)
    assert [p for p in tmp_path.iterdir() if p.name.startswith(("out", "."))] == []
