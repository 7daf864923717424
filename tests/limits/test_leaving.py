"""What signing somebody out does not reach."""

from __future__ import annotations

from tests.limits import steps
from tests.limits.newsroom import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import exchange, further, interviews, leaving, members, rotating
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.model import Part, Preset


def test_until_an_editor_made_new_keys_a_reporter_writes_to_the_old_ones(room):
    members.change_roles(room.open(FOUNDER), REPORTER, "", Preset.ADMIN)
    reporter = room.open(REPORTER)
    done = leaving.sign_out(reporter, REVIEWER, confirmed=True)
    assert done.keys.waiting == (f"redacted@{DESK}",)
    steps.log(reporter)
    redacted = next(c for c in reporter.state.compartments.values() if c.part is Part.REDACTED)
    assert reporter.state.is_read_by_gone(reporter.state.current(redacted))
    rotating.rotate(room.open(EDITOR))
    steps.log(reporter)
    redacted = next(c for c in reporter.state.compartments.values() if c.part is Part.REDACTED)
    assert not reporter.state.is_read_by_gone(reporter.state.current(redacted))


def test_a_reporters_second_device_does_not_read_what_the_first_one_wrote(room, tmp_path):
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
