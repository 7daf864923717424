"""What handing in leaves: a role's own keys, and a claim that is believed of one's own packets."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from tests.archive import desk, handing
from tests.archive.handing import Finder, answered, handed_in, log_at, passed, words_of
from tests.archive.offices import REPORTER, build
from tests.hostile.seized import Haul, Seizure
from tests.hostile.seizures import files_of
from vault import acts
from vault.archive import additions, interviews, overview, review
from vault.model import Preset


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


@pytest.mark.limit(98, "good", "Between computers")
def test_what_colleagues_sealed_to_the_device_opens_again_if_somebody_brings_it(rooms, tmp_path):
    """After a hand-in the device still opens what colleagues sealed to it about its member's
    interviews, where somebody brings another copy of the vault: renditions, remarks, addenda,
    and versions while an interview is shared. A reporter's opens codenames that they made, too.
    What the member wrote opens there only as a rendition shows it.
    """
    reporter = handing.office_of(rooms, "Edda Krogh", Preset.REPORTER, tmp_path / "edda")
    given = desk.draft(notes="She kept a second key.")
    ident = desk.marked(reporter.open(), given).id
    passed(reporter, rooms.editor)
    review.refresh_renditions(rooms.editor.open())
    additions.add(rooms.editor.open(), ident, "He rang about the cart.")
    passed(rooms.editor, reporter)
    handed_in(reporter)
    rooms.close()
    reporter.close()
    mine = (reporter.path.read_bytes(), *files_of(reporter.home.folder))
    haul = Haul(mine, (reporter.passphrase,))
    told = b"".join(Seizure(haul).run().opened.values())
    assert b"sold the cart" not in told
    told = b"".join(
        Seizure(replace(haul, elsewhere=(rooms.editor.path.read_bytes(),))).run().opened.values()
    )
    assert b"sold the cart" in told
    assert b"He rang about the cart." in told
    assert b"She kept a second key." not in told
    assert desk.NAME.words.encode() not in told


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
