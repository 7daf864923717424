"""One member in two processes: what the other one writes at the worst moment alarms nobody."""

from __future__ import annotations

import pytest

from tests.archive.desk import draft
from tests.newsroom import REPORTER
from vault.archive import interviews, pinning
from vault.store import Store


@pytest.fixture
def writes_before(monkeypatch, room):
    """Let the same member log something elsewhere just before a step of the next opening."""

    def meanwhile(owner, step: str) -> None:
        elsewhere, original = room.open(REPORTER), getattr(owner, step)

        def run(*given):
            monkeypatch.setattr(owner, step, original)
            interviews.log(elsewhere, draft(terms=()))
            return original(*given)

        monkeypatch.setattr(owner, step, run)

    return meanwhile


def test_R2_what_another_process_pinned_during_an_opening_is_no_older_copy(room, writes_before):
    writes_before(pinning, "read")
    reporter = room.open(REPORTER)
    assert reporter.older_copy == ""
    assert len(interviews.rows(reporter)) == 1
    interviews.log(reporter, draft(terms=()))


def test_R2_what_another_process_added_during_an_opening_is_no_stray(room, writes_before):
    writes_before(Store, "object_hashes")
    reporter = room.open(REPORTER)
    assert reporter.ledger.outcomes.stray == frozenset()
    assert len(interviews.rows(reporter)) == 1


def test_a_reporter_reads_in_one_process_what_they_logged_in_another(room):
    reporter, elsewhere = room.open(REPORTER), room.open(REPORTER)
    logged = interviews.log(elsewhere, draft("They left the cart at the ford.", terms=()))
    view = interviews.show(reporter, logged.id)
    assert view.quotes[0].texts[0].words == "They left the cart at the ford."
