"""Limits of forgetting: copies of before, and a confirmation that turns out not to count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.limits import steps
from tests.limits.newsroom import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import clock, forgetting, interviews, session
from vault.archive.clock_doubt import clock_doubt
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft, QuoteDraft
from vault.journal.expected import outcomes
from vault.journal.state import State
from vault.model import PolicyPreset


def forgotten(room) -> tuple[str, str]:
    interview = steps.log(room.open(REPORTER))
    request = forgetting.forget_interview(room.open(EDITOR), interview, "그만두고 싶대요")
    return interview, request.id


@pytest.mark.limit(60, "good", "What leaves")
def test_a_copy_of_before_still_opens_what_was_forgotten(room, tmp_path):
    """Forgetting reaches the vault files of those who take the confirmation in. Packets, shared
    folders, backups and copies that were made before keep what they hold; the report names them.
    """
    interview, request = forgotten(room)
    room.close()
    before = room.copied(tmp_path / "before")
    report = forgetting.confirm(room.open(REVIEWER), request)
    assert any("Backups and copies" in sentence for sentence in report.elsewhere)
    assert interviews.show(room.open(FOUNDER), interview).quotes == ()
    assert interviews.show(before.open(FOUNDER), interview).quotes[0].texts[0].words == steps.WORDS
    before.close()


@pytest.mark.limit(61, "good", "What leaves")
@pytest.mark.parametrize("obeyed", [True, False])
def test_what_was_removed_by_who_had_lost_the_right_stays_removed_and_the_vault_opens(obeyed):
    """What was removed under a confirmation that turns out later not to count stays removed. The
    vault goes on opening, and the status counts the entry. So whoever loses the right to confirm
    may still hide, as if they had not heard of it, the absence of what somebody else asked to
    remove; a confirmation that was never right excuses nothing.
    """
    state = State(bytes(32), added={b"o" * 32: b"e" * 32}, let_go={b"o" * 32})
    found = outcomes(state, () if obeyed else (b"o" * 32,))
    assert found.missing == found.returned == frozenset()
    assert found.not_here_yet == (frozenset({b"o" * 32}) if obeyed else frozenset())


@pytest.mark.limit(41, "good", "What leaves")
def test_a_day_that_passed_destroys_nothing_by_itself(room):
    """A "destroy after" date destroys nothing by itself. It is said fourteen days before; when
    it has passed an editor asks, and a second person confirms. Until then the words stay.
    """
    draft = InterviewDraft((QuoteDraft(steps.WORDS, "en"),), destroy_after="2020-01-01")
    interview = interviews.log(room.open(REPORTER), draft).id
    room.close()
    editor = room.open(EDITOR)
    assert any("past the day" in notice for notice in editor.status().notices)
    assert interviews.show(editor, interview).quotes[0].texts[0].words == steps.WORDS


@pytest.mark.limit(77, "good", "What leaves")
def test_in_a_vault_for_one_a_wrong_clock_agrees_with_what_was_written_under_it(
    tmp_path, monkeypatch
):
    """Whether a clock jumped is told from what others wrote. In a vault for one there is only
    what its owner wrote before: whoever writes an entry under the wrong clock has it agree with
    itself.
    """
    path, home = tmp_path / "own.strongroom", Home(tmp_path / "home")
    request = FoundingRequest("Anneke Vos", DESK, PolicyPreset.ONE_PERSON, cost=KDF_FLOOR)
    founded = found_vault(path, home, request)
    archive = session.unlock(path, home, founded.passphrase)
    jumped = datetime.now(UTC) + timedelta(days=3650)
    monkeypatch.setattr(clock, "now", lambda: jumped)
    assert clock_doubt(archive)
    steps.log(archive)
    assert clock_doubt(archive) == ""
    archive.close()
