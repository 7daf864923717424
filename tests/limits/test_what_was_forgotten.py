"""Limits of forgetting: copies of before, and a confirmation that turns out not to count."""

from __future__ import annotations

import pytest

from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import forgetting, interviews
from vault.journal.expected import outcomes
from vault.journal.state import State


def forgotten(room) -> tuple[str, str]:
    interview = steps.log(room.open(REPORTER))
    request = forgetting.forget_interview(room.open(EDITOR), interview, "그만두고 싶대요")
    return interview, request.id


def test_a_copy_of_before_still_opens_what_was_forgotten(room, tmp_path):
    interview, request = forgotten(room)
    room.close()
    before = room.copied(tmp_path / "before")
    report = forgetting.confirm(room.open(REVIEWER), request)
    assert any("Backups and copies" in sentence for sentence in report.elsewhere)
    assert interviews.show(room.open(FOUNDER), interview).quotes == ()
    assert interviews.show(before.open(FOUNDER), interview).quotes[0].texts[0].words == steps.WORDS
    before.close()


@pytest.mark.parametrize("obeyed", [True, False])
def test_what_was_removed_by_who_had_lost_the_right_stays_removed_and_the_vault_opens(obeyed):
    state = State(bytes(32), added={b"o" * 32: b"e" * 32}, let_go={b"o" * 32})
    found = outcomes(state, () if obeyed else (b"o" * 32,))
    assert found.missing == found.returned == frozenset()
    assert found.not_here_yet == (frozenset({b"o" * 32}) if obeyed else frozenset())
