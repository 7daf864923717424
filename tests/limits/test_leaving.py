"""What signing somebody out does not reach."""

from __future__ import annotations

import pytest

from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import exchange, further, interviews, leaving, members, writing
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.model import Preset


@pytest.mark.limit(50, "good", "The computer")
def test_a_writer_can_leave_a_reader_out_until_an_editor_made_new_keys(room, monkeypatch):
    """Between a leaving and the next editor's unlocking, whoever writes to a desk seals to each
    reader's device. A dishonest writer can leave one reader out then; that reader's status says
    so, the others' does not.
    """
    founder = room.open(FOUNDER)
    members.change_roles(founder, REPORTER, "", Preset.ADMIN)
    reporter = room.open(REPORTER)
    leaving.sign_out(reporter, REVIEWER, confirmed=True)
    mine = founder.state.owners()
    honest = writing.readers

    def others(state, compartment):
        found = honest(state, compartment)
        return [d for d in found if mine[d.id].id != founder.myself.id]

    with monkeypatch.context() as patch:
        patch.setattr(writing, "readers", others)
        steps.log(reporter)
    told = "sealed past you"
    assert any(told in notice for notice in founder.status().notices)
    assert not any(told in notice for notice in room.open(EDITOR).status().notices)


@pytest.mark.limit(68, "now", "Attachments")
def test_a_reporters_second_device_does_not_read_what_the_first_one_wrote(room, tmp_path):
    """What a reporter writes on one device is read back on that device alone, since own wraps
    are local rows; on another of theirs an editor has to read it out.
    """
    first = room.open(REPORTER)
    interview = steps.log(first)
    code = further.invite(first, tmp_path / "letter").code
    path, home, answer = (
        tmp_path / "second.strongroom",
        Home(tmp_path / "second"),
        tmp_path / "answer",
    )
    letter = (tmp_path / "letter").read_bytes()
    joined = further.join(path, home, letter, code, answer, cost=KDF_FLOOR)
    further.accept(first, answer.read_bytes(), tmp_path / "packet", compared=True)
    exchange.receive_first(path, home, joined.passphrase, tmp_path / "packet")
    second = unlock(path, home, joined.passphrase)
    assert interview in {row.id for row in interviews.rows(first)}
    assert interview not in {row.id for row in interviews.rows(second)}
    second.close()
