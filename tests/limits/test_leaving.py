"""What signing somebody out does not reach."""

from __future__ import annotations

from tests.limits import steps
from tests.limits.newsroom import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import leaving, members, rotating
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
