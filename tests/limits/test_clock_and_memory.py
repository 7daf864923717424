"""What depends on this computer's clock, and what a running process cannot forget."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER
from vault.archive import clock, interviews, stories


def set_clock(monkeypatch, year: int, month: int = 1) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(year, month, 1, tzinfo=UTC))


@pytest.mark.limit(25, "good", "What a colleague can do")
def test_the_time_in_an_entry_is_whatever_its_writer_claims(room, monkeypatch):
    """A time in an entry is what its writer's computer claimed. Order comes from who had seen
    what, never from a time.
    """
    founder = room.open(FOUNDER)
    first = steps.log(founder)
    set_clock(monkeypatch, 1999)
    second = steps.log(founder, "It was quiet after that.")
    editor = room.open(EDITOR)
    shown = {row.id: row.logged_at for row in interviews.rows(editor)}
    assert shown[second].startswith("1999-01-01")
    in_order = sorted(editor.state.interviews.values(), key=lambda i: i.first().order)
    assert [state.id.hex() for state in in_order] == [first, second]


@pytest.mark.limit(26, "good", "What a colleague can do")
def test_an_embargo_ends_when_this_computers_clock_says_so(room, monkeypatch):
    """An embargo until a day, the second reading and the 72 hours of an invitation run on the
    clock of the computer that checks.
    """
    founder = room.open(FOUNDER)
    draft = interviews.draft_of(founder, steps.log(founder))
    held_back = replace(draft, agreement=replace(steps.AGREED, embargo_until="2040-01-01"))
    interview = interviews.log(founder, replace(held_back, marked=True)).id
    quote = interviews.show(founder, interview).quotes[0].id
    picks = ((interview, quote, "en"),)
    story = stories.save_story(founder, stories.StoryDraft(title="Later", picks=picks))

    def embargo() -> bool:
        (pick,) = stories.story(founder, story.id).picks
        return next(v.allowed for v in pick.verdicts if v.rule == "AGR-09")

    assert not embargo()
    set_clock(monkeypatch, 2041)
    assert embargo()


@pytest.mark.limit(43, "good", "The computer")
def test_closing_a_vault_leaves_its_keys_in_the_memory_of_the_process(room):
    """Memory cannot be wiped from Python. So locking the terminal ends the process and starts a
    fresh one; closing a vault inside a running process leaves keys in its memory.
    """
    founder = room.open(FOUNDER)
    keyring = founder.ledger.keyring
    founder.close()
    assert len(keyring.kem.seed) == 32
    assert keyring.all_seeds()
