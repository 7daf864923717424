"""Shares, identities and desks beside lost devices, further devices, ended shares, lost roles."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.archive import desk, guarding, scripts
from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.guarding import CUSTODIANS
from tests.archive.second_device import other_of, second_device
from vault import acts
from vault.archive import (
    additions,
    attachments,
    identities,
    interviews,
    leaving,
    marking,
    retention,
    review,
    sharing,
)
from vault.archive.founding import open_desk
from vault.errors import NotPermittedError, SealError
from vault.model import Part, Postponed, Preset

GUARDIAN = "Ines Okafor"


def words(view) -> str:
    return view.quotes[0].texts[0].words


def reworded(archive, interview: str, text: str):
    given = interviews.draft_of(archive, interview)
    quote = replace(given.quotes[0], words=text)
    return interviews.revise(archive, interview, replace(given, quotes=(quote,)))


@pytest.fixture
def shared(room):
    """An interview whose co-author has no role on the desk, shared with the reviewer as well."""
    room.admit(room.open(FOUNDER), GUARDIAN, Preset.GUARDIAN, DESK)
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    sharing.share(room.open(REPORTER), one, [GUARDIAN], may_write=True)
    sharing.share(room.open(REPORTER), one, [REVIEWER])
    reworded(room.open(GUARDIAN), one, "By the co-author.")
    return room, one


def test_a_co_author_is_sent_nothing_more_once_their_share_has_ended(shared):
    room, one = shared
    reporter = room.open(REPORTER)
    sharing.end_share(reporter, one, [GUARDIAN])
    reworded(reporter, one, "After the end.")
    additions.add(reporter, one, "An addendum after the end.")
    desk.decide_all(reporter, one)
    marking.mark(reporter, one)
    review.refresh_renditions(room.open(EDITOR))
    opened = b"".join(scripts.opened_by(room.open(GUARDIAN)))
    assert b"By the co-author." in opened
    assert b"fter the end." not in opened
    assert words(interviews.show(room.open(REVIEWER), one)) == "After the end."


def test_an_author_who_has_no_role_on_the_desk_any_more_is_sent_nothing_more(room):
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    sharing.share(room.open(EDITOR), one, [REVIEWER])
    founder, who = room.open(FOUNDER), room.open(REPORTER).myself.id
    founder.ledger.commit(
        lambda writing: acts.RolesChanged(
            member=writing.member, at=writing.now(), who=who, assignments=()
        )
    )
    reworded(room.open(EDITOR), one, "Written after the reporter went to another desk.")
    opened = b"".join(scripts.opened_by(room.open(REPORTER)))
    assert b"another desk." not in opened
    assert words(interviews.show(room.open(REVIEWER), one)).endswith("another desk.")


def test_after_the_end_of_a_share_a_colleague_of_the_desk_attaches_and_puts_off_nothing(room):
    other = "Pavel Anders"
    room.admit(room.open(FOUNDER), other, Preset.REPORTER)
    reporter = room.open(REPORTER)
    one = interviews.log(reporter, desk.draft(destroy_after="2031-01-01")).id
    sharing.share(reporter, one, [other], may_write=True)
    colleague, tape = room.open(other), room.path.parent / "tape.ogg"
    tape.write_bytes(b"a voice")
    reworded(colleague, one, "By the co-author.")
    attachments.attach(colleague, one, tape)
    sharing.end_share(reporter, one, [other])
    with pytest.raises(NotPermittedError):
        attachments.attach(colleague, one, tape)
    with pytest.raises(NotPermittedError):
        retention.postpone(colleague, one, "2041-01-01", "Because.")
    interview = bytes.fromhex(one)
    decision = Postponed(interview, "2041-01-01", "Because.")
    with pytest.raises(NotPermittedError):
        colleague.ledger.commit(
            lambda writing: acts.DestroyPostponed(
                member=writing.member, at=writing.now(), desk=next(iter(colleague.state.desks)),
                interview=interview,
                decision=writing.seal(
                    Part.SECURITY, next(iter(colleague.state.desks)), decision
                ),
            )
        )  # fmt: skip
    assert room.open(EDITOR).state.interviews[interview].postponed == []


def test_a_further_device_opens_what_was_shared_with_its_member(room, tmp_path):
    room.admit(room.open(FOUNDER), GUARDIAN, Preset.GUARDIAN, DESK)
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    sharing.share(room.open(REPORTER), one, [GUARDIAN])
    second = second_device(room.open(GUARDIAN), tmp_path / "second")
    assert words(interviews.show(second, one)) == desk.WORDS
    second.close()


def test_no_share_of_an_identity_goes_to_a_lost_device(guarded, tmp_path):
    custodian = guarded.open(CUSTODIANS[0])
    stolen = second_device(custodian, tmp_path / "second")
    leaving.lose_device(guarded.open(FOUNDER), CUSTODIANS[0], other_of(custodian), confirmed=True)
    person = guarding.sealed(guarded.open(REPORTER))
    (sealing,) = guarded.open(EDITOR).state.identities.sealings_of(bytes.fromhex(person))
    assert len(sealing.bundles) == len(CUSTODIANS)
    store = guarded.open(EDITOR).ledger.store
    assert not any(_opens(stolen, store.object(name)) for name in sealing.bundles)
    stolen.close()


def test_an_attestation_is_told_to_no_lost_device(room, tmp_path):
    reporter = room.open(REPORTER)
    stolen = second_device(reporter, tmp_path / "second")
    source = guarding.source(reporter)
    leaving.lose_device(room.open(FOUNDER), REPORTER, other_of(reporter), confirmed=True)
    before = set(room.open(EDITOR).ledger.store.object_hashes())
    identities.not_stored(room.open(EDITOR), source)
    new = set(room.open(EDITOR).ledger.store.object_hashes()) - before
    store = room.open(EDITOR).ledger.store
    assert not any(_opens(stolen, store.object(name)) for name in new)
    assert any(_opens(room.open(REPORTER), store.object(name)) for name in new)
    stolen.close()


def test_the_keys_of_a_new_desk_go_to_no_lost_device_of_who_opens_it(room, tmp_path):
    editor = room.open(EDITOR)
    stolen = second_device(editor, tmp_path / "second")
    leaving.lose_device(room.open(FOUNDER), EDITOR, other_of(editor), confirmed=True)
    editor = room.open(EDITOR)
    before = set(editor.ledger.store.object_hashes())
    open_desk(editor.ledger, "River desk")
    new = set(editor.ledger.store.object_hashes()) - before
    assert not any(_opens(stolen, editor.ledger.store.object(name)) for name in new)
    stolen.close()


def _opens(archive, body: bytes) -> bool:
    try:
        archive.ledger.keyring.open_device_box(body)
    except SealError:
        return False
    return True


def test_the_status_waits_for_no_word_from_a_lost_device(room, tmp_path):
    reporter = room.open(REPORTER)
    second_device(reporter, tmp_path / "second").close()
    heard = [view.name for view in room.open(FOUNDER).status().heard]
    assert heard.count(REPORTER) == 2
    leaving.lose_device(room.open(FOUNDER), REPORTER, other_of(reporter), confirmed=True)
    heard = [view.name for view in room.open(FOUNDER).status().heard]
    assert heard.count(REPORTER) == 1
