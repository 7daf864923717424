"""What handing in leaves: a role's own keys, and a claim that is believed of one's own packets."""

from __future__ import annotations

import os

import pytest

from tests.archive import desk, handing
from tests.archive.handing import Finder, answered, handed_in, log_at, passed, words_of
from tests.archive.offices import REPORTER, build
from vault import acts
from vault.archive import interviews, overview, review


@pytest.fixture(scope="module")
def built_offices(tmp_path_factory):
    before = os.umask(0o077)
    try:
        return build(tmp_path_factory.mktemp("offices"))
    finally:
        os.umask(before)


@pytest.fixture
def rooms(built_offices, tmp_path):
    own = built_offices.copied(tmp_path / "rooms")
    yield own
    own.close()


@pytest.mark.limit(92, "good", "Between computers")
def test_a_reviewers_key_still_opens_redacted_text_that_somebody_brings(rooms, tmp_path):
    """Handing in takes words, not roles. The journal still says what its member logged and when;
    whoever reviews still opens redacted text of the desk, and that of their own interviews too
    if somebody brings it. What colleagues write about them later arrives as before.
    """
    logged = log_at(rooms, tmp_path)
    answered(logged)
    handed_in(logged.reporter)
    finder, editor = Finder(logged.reporter), logged.editor.open()
    state = editor.state.interviews[bytes.fromhex(logged.interview)]
    verbatim, redacted = state.standing()[-1].ref.verbatim, state.renditions[-1].redacted
    store = editor.ledger.store
    assert [finder.opens(store.object(name)) for name in (verbatim, redacted)] == [False, True]
    archive = logged.reporter.open()
    (known,) = archive.state.interviews.values()
    assert archive.library.member_name(known.first().author) == REPORTER


@pytest.mark.limit(93, "good", "Between computers")
def test_a_member_can_leave_out_of_their_packets_what_others_wrote(rooms):
    """What a device says it handed in is believed of its own packets: a member can leave out of
    theirs what others wrote. It is counted in the status until somebody else's packet brings it,
    and nothing that a file once held is excused so. That a packet was delivered is the
    reporter's word alone.
    """
    reporter, editor, admin = rooms.reporter, rooms.editor, rooms.admin
    theirs = desk.marked(editor.open(), desk.draft(handing.OTHER, terms=())).id
    review.refresh_renditions(editor.open())
    passed(editor, reporter)
    verbatim = reporter.open().state.interviews[bytes.fromhex(theirs)].standing()[-1].ref.verbatim
    reporter.open().ledger.commit(
        lambda w: acts.HandedIn(member=w.member, at=w.now(), objects=(verbatim,))
    )
    assert passed(reporter, admin).not_here_yet == 1
    assert "1 sealed record is not here yet" in " ".join(overview.status(admin.open()).notices)
    assert passed(editor, admin, whole=True).not_here_yet == 0
    assert words_of(admin.open(), theirs) == handing.OTHER
    assert interviews.rows(reporter.open())
