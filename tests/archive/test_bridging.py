"""What a reporter writes between a leaving and the editors' new keys: sealed past whoever left."""

from __future__ import annotations

import pytest

from tests.archive import desk
from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import interviews, leaving, members, review, rotating
from vault.crypto import boxes
from vault.model import Part, Preset

WORDS = "The lamps went out one by one. 등불이 하나씩 꺼졌다."
NEWCOMER = "Ilka Sørensen"


def compartment(archive, part: Part):
    return next(c for c in archive.state.compartments.values() if c.part is part)


@pytest.fixture
def between(room):
    """The editor was signed out by an admin who edits nothing; no editor's program ran since."""
    members.change_roles(room.open(FOUNDER), REPORTER, "", Preset.ADMIN)
    gone = room.open(EDITOR).ledger.keyring.all_seeds()
    leaving.sign_out(room.open(REPORTER), EDITOR, confirmed=True)
    reporter = room.open(REPORTER)
    interview = interviews.log(reporter, desk.draft(WORDS, terms=())).id
    return room, interview, {epoch for _, epoch, _ in gone}


def words_of(archive, interview: str) -> str:
    return interviews.show(archive, interview).quotes[0].texts[0].words


def test_M9_a_reporter_seals_to_no_key_that_somebody_who_left_holds(between):
    room, interview, taken = between
    reporter = room.open(REPORTER)
    ledger = reporter.ledger
    version = next(iter(reporter.state.interviews.values())).standing()[0]
    for name in (version.ref.verbatim, version.ref.security):
        assert ledger._hints[boxes.session_of_body(ledger.store.object(name))] not in taken
    row = ledger.store.entry(version.entry)
    used = {ledger._hints[session] for session, _ in boxes.details_boxes(row.details)[0]}
    assert used.isdisjoint(taken)
    assert words_of(reporter, interview) == WORDS  # by their own wrap


def test_every_remaining_reader_reads_it_and_the_next_new_keys_end_it(between):
    room, interview, _ = between
    founder = room.open(FOUNDER)
    assert words_of(founder, interview) == WORDS
    assert compartment(founder, Part.VERBATIM).bridges
    review.refresh_renditions(founder)
    assert rotating.waiting(founder) == ()
    before = len(compartment(founder, Part.VERBATIM).bridges)
    interviews.log(room.open(REPORTER), desk.draft("It rained.", terms=()))
    members.me(founder)
    assert len(compartment(founder, Part.VERBATIM).bridges) == before


def test_one_session_makes_one_bridge_to_a_part(between):
    room, _, _ = between
    reporter = room.open(REPORTER)
    interviews.log(reporter, desk.draft("Then we walked.", terms=()))
    interviews.log(reporter, desk.draft("Then we slept.", terms=()))
    assert len(compartment(reporter, Part.VERBATIM).bridges) == 2  # of two sessions


def test_a_newcomer_reads_it_from_the_next_epochs_one_seed(between):
    room, interview, _ = between
    review.refresh_renditions(room.open(FOUNDER))
    room.admit(room.open(REPORTER), NEWCOMER, Preset.EDITOR)
    members.grant(room.open(FOUNDER), NEWCOMER, DESK, compared=True)
    assert words_of(room.open(NEWCOMER), interview) == WORDS


def test_a_reviewer_judges_meanwhile_and_the_verdict_counts_for_everybody(room):
    founder = room.open(FOUNDER)
    logged = desk.marked(room.open(REPORTER), desk.draft(WORDS, terms=()))
    review.refresh_renditions(founder)
    members.change_roles(founder, REPORTER, "", Preset.ADMIN)
    leaving.sign_out(room.open(REPORTER), EDITOR, confirmed=True)
    desk.approved(room.open(REVIEWER), logged.id)
    statuses = {interviews.show(a, logged.id).row.status for a in (founder, room.open(REPORTER))}
    assert statuses == {"approved"}
    assert founder.state.refused == []
