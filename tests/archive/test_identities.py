"""Identities on one computer: sealed so that k people open one, for one request, once."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from tests.archive import guarding
from tests.archive.guarding import (
    CUSTODIANS,
    DESK,
    EDITOR,
    FOUNDER,
    NAME,
    PROOF,
    REASON,
    REPORTER,
    REVIEWER,
)
from vault.archive import asking, clock, custody, identities, leaving, members, opening, overview
from vault.crypto import format, sharing  # noqa: A004 - a room of the program
from vault.errors import (
    BusyError,
    MalformedError,
    NoKeyError,
    NotPermittedError,
    RefusedError,
    UsageError,
)
from vault.model import Bundle, Preset, to_bytes

READER = Path(__file__).resolve().parents[1] / "reader" / "reader.py"


@pytest.fixture
def later(monkeypatch):
    """Set this computer's clock forward."""

    def move(seconds: int) -> None:
        now = clock.seconds()
        monkeypatch.setattr(clock, "seconds", lambda: now + seconds)

    return move


# --- sealing and opening -------------------------------------------------------------------


@pytest.mark.parametrize("pair", list(combinations(CUSTODIANS, 2)))
def test_any_two_of_three_open_what_a_reporter_sealed(guarded, pair):
    person = guarding.sealed(guarded.open(REPORTER))
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, person)
    guarding.approve_by(guarded, request, *pair)
    shown = opening.open_identity(editor, request)
    assert (shown.name, shown.proof, shown.wrong_shares) == (NAME, PROOF, ())
    assert shown.person_id == person


def test_an_identity_is_shown_once_and_the_request_is_over(guarded):
    editor = guarded.open(EDITOR)
    person = guarding.sealed(guarded.open(REPORTER))
    assert guarding.opened(guarded, editor, person).name == NAME
    (view,) = asking.requests(editor)
    assert view.status == "opened"
    with pytest.raises(RefusedError):
        opening.open_identity(editor, view.id)
    with pytest.raises(RefusedError):
        asking.approve(guarded.open(CUSTODIANS[2]), view.id)


def test_nothing_is_shown_that_could_not_be_put_on_record(guarded, monkeypatch):
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, guarding.sealed(guarded.open(REPORTER)))
    guarding.approve_by(guarded, request, *CUSTODIANS[:2])
    with monkeypatch.context() as patch:
        patch.setattr(editor.ledger.store, "add_entry", lambda _: (_ for _ in ()).throw(BusyError))
        with pytest.raises(BusyError):
            opening.open_identity(editor, request)
    assert asking.requests(editor)[0].status == "open"
    assert opening.open_identity(editor, request).name == NAME


def test_who_knows_is_who_sealed_and_who_opened(guarded):
    editor = guarded.open(EDITOR)
    person = guarding.sealed(guarded.open(REPORTER))
    assert identities.identity_of(editor, person).known_by == (REPORTER,)
    guarding.opened(guarded, editor, person)
    view = identities.identity_of(editor, person)
    assert view.known_by == tuple(sorted((REPORTER, EDITOR)))
    assert (view.status, view.sealings[0].k, view.sealings[0].sealed_by) == ("sealed", 2, REPORTER)
    assert view.sealings[0].custodians == CUSTODIANS


@pytest.mark.limit(69, "good", "Identities")
def test_a_change_of_custodians_and_a_lost_role_take_no_knowledge_back(guarded):
    """Who has seen an identity knows it. The record says who sealed, opened or attested; no key
    takes knowledge back, and who was told in a corridor stands nowhere.
    """
    editor, founder = guarded.open(EDITOR), guarded.open(FOUNDER)
    person = guarding.sealed(guarded.open(REPORTER))
    told = guarding.opened(guarded, editor, person).name  # and may be said to anybody
    entries = len(founder.state.entries)
    members.change_roles(founder, EDITOR, DESK, Preset.REVIEWER)
    assert told == NAME
    assert EDITOR in identities.identity_of(founder, person).known_by
    assert len(founder.state.entries) > entries


@pytest.mark.limit(75, "now", "Identities")
def test_requests_for_one_source_after_another_stand_in_a_list_and_nothing_says_more(guarded):
    """The program puts no two requests side by side: who asks for one source after another is
    seen by custodians who read the list, and by nobody else.
    """
    editor, custodian = guarded.open(EDITOR), guarded.open(CUSTODIANS[0])
    first, second = (guarding.sealed(guarded.open(REPORTER), name) for name in (NAME, "오세린"))
    guarding.asked(editor, first)
    one = set(overview.status(custodian).notices)
    guarding.asked(editor, second)
    two = set(overview.status(custodian).notices)
    assert {view.requested_by for view in asking.requests(custodian)} == {EDITOR}
    (line,) = two - one
    assert EDITOR not in line
    assert "2 identity" in line or "2 request" in line


def test_two_sealings_stand_side_by_side_and_each_can_be_asked_for(guarded):
    reporter, editor = guarded.open(REPORTER), guarded.open(EDITOR)
    person = guarding.sealed(reporter, "first name")
    identities.seal(editor, person, "second name")
    first, second = identities.identity_of(editor, person).sealings
    request = asking.request(guarded.open(FOUNDER), person, REASON, first.id[:12]).id
    guarding.approve_by(guarded, request, *CUSTODIANS[1:])
    assert opening.open_identity(guarded.open(FOUNDER), request).name == "first name"
    assert second.sealed_by == EDITOR


@pytest.mark.limit(73, "good", "Identities")
def test_nobody_seals_where_nobody_could_open(room):
    """Sealing needs five people: three custodians, an administrator and an editor who chose
    them. Below that, the answer is "not stored".
    """
    reporter = room.open(REPORTER)
    with pytest.raises(RefusedError, match="too few custodians"):
        identities.seal(reporter, guarding.source(reporter), NAME)


def test_who_lost_the_role_gets_no_share_of_what_is_sealed_later(guarded):
    members.change_roles(guarded.open(FOUNDER), CUSTODIANS[0], "", None)
    person = guarding.sealed(guarded.open(REPORTER))
    editor = guarded.open(EDITOR)
    (sealing,) = editor.state.identities.sealings_of(bytes.fromhex(person))
    assert len(sealing.bundles) == 2
    request = guarding.asked(editor, person)
    guarding.approve_by(guarded, request, *CUSTODIANS[1:])
    assert any("Enough custodians" in line for line in overview.status(editor).notices)
    assert opening.open_identity(editor, request).name == NAME
    assert not any("Enough custodians" in line for line in overview.status(editor).notices)


def test_a_bundle_has_one_size_however_many_share():
    """Otherwise the file would tell k and n."""
    sizes = set()
    for k, n in ((k, n) for n in range(8) for k in range(8) if sharing.may_share(k, n)):
        shares = tuple((number, bytes(32)) for number in sharing.numbers_of(0, k, n))
        plain = to_bytes(Bundle(bytes(16), bytes(32), shares))
        sizes.add(format.padded_length(9 + len(plain), format.PART_FLOOR_BYTES))
    assert len(sizes) == 1


def test_a_name_is_needed_and_is_clean(guarded):
    reporter = guarded.open(REPORTER)
    person = guarding.source(reporter)
    for wrong in ("", "   ", "a\u202eb", "x" * 501):
        with pytest.raises(MalformedError) as refusal:
            identities.seal(reporter, person, wrong)
        assert "\u202e" not in refusal.value.sentence
    with pytest.raises(MalformedError):
        identities.seal(reporter, person, NAME, "x" * 20_001)


def test_only_who_writes_the_desk_seals(guarded):
    person = guarding.sealed(guarded.open(EDITOR))
    for name in (REVIEWER, CUSTODIANS[0]):
        with pytest.raises((NotPermittedError, UsageError)):
            identities.seal(guarded.open(name), person, NAME)


# --- asking --------------------------------------------------------------------------------


def test_a_request_shows_custodians_the_reason_and_no_codename(guarded):
    person = guarding.sealed(guarded.open(REPORTER))
    guarding.asked(guarded.open(EDITOR), person)
    custodian = guarded.open(CUSTODIANS[0])
    (view,) = asking.requests(custodian)
    assert (view.reason, view.requested_by, view.status) == (REASON, EDITOR, "open")
    assert (view.person_id, view.codename) == (person, "")
    assert view.mine_to_answer
    assert not view.mine
    assert any("waits for your answer" in line for line in overview.status(custodian).notices)


def test_reviewers_and_reporters_learn_no_reason_and_answer_nothing(guarded):
    person = guarding.sealed(guarded.open(REPORTER))
    request = guarding.asked(guarded.open(EDITOR), person)
    assert asking.requests(guarded.open(REPORTER)) == ()
    (view,) = asking.requests(guarded.open(REVIEWER))
    assert view.reason == ""
    with pytest.raises(NotPermittedError):
        asking.approve(guarded.open(REVIEWER), request)


def test_only_an_editor_asks_and_needs_a_reason_and_something_sealed(guarded):
    editor = guarded.open(EDITOR)
    person = guarding.source(editor)
    with pytest.raises(RefusedError, match="No identity"):
        asking.request(editor, person, REASON)
    identities.seal(editor, person, NAME)
    with pytest.raises(MalformedError):
        asking.request(editor, person, "  ")
    with pytest.raises(NotPermittedError):
        asking.request(guarded.open(REVIEWER), person, REASON)


def test_every_request_stays_on_record_with_reasons_and_denials(guarded):
    editor = guarded.open(EDITOR)
    person = guarding.sealed(guarded.open(REPORTER))
    first = guarding.asked(editor, person)
    no = "The lawyer has another way to reach her."
    asking.deny(guarded.open(CUSTODIANS[0]), first, no)
    assert asking.requests(editor)[0].status == "open"
    asking.deny(guarded.open(CUSTODIANS[1]), first, "Not for this.")
    second = guarding.asked(editor, person)
    newest, oldest = asking.requests(editor)
    assert (newest.id, oldest.id) == (second, first)
    assert oldest.status == "denied"
    assert [(a.custodian, a.approved, a.reason) for a in oldest.answers] == [
        (CUSTODIANS[0], False, no), (CUSTODIANS[1], False, "Not for this."),
    ]  # fmt: skip


def test_who_answered_does_not_answer_again(guarded):
    request = guarding.asked(guarded.open(EDITOR), guarding.sealed(guarded.open(REPORTER)))
    custodian = guarded.open(CUSTODIANS[0])
    asking.deny(custodian, request, "No.")
    with pytest.raises(RefusedError, match="answered"):
        asking.approve(custodian, request)


def test_only_who_asked_opens_or_closes(guarded):
    request = guarding.asked(guarded.open(EDITOR), guarding.sealed(guarded.open(REPORTER)))
    guarding.approve_by(guarded, request, *CUSTODIANS[:2])
    for name in (FOUNDER, CUSTODIANS[0]):
        with pytest.raises(NotPermittedError):
            opening.open_identity(guarded.open(name), request)
        with pytest.raises(NotPermittedError):
            asking.close(guarded.open(name), request)


def test_a_closed_request_opens_no_more_and_its_key_is_gone(guarded):
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, guarding.sealed(guarded.open(REPORTER)))
    guarding.approve_by(guarded, request, *CUSTODIANS)
    assert asking.close(editor, request).status == "closed"
    with pytest.raises(RefusedError):
        opening.open_identity(editor, request)
    with pytest.raises(RefusedError):
        asking.close(editor, request)


def test_a_request_ends_after_a_day_by_itself(guarded, later):
    person = guarding.sealed(guarded.open(REPORTER))
    request = guarding.asked(guarded.open(EDITOR), person)
    guarding.approve_by(guarded, request, *CUSTODIANS[:2])
    guarded.close()
    later(24 * 3600 + 1)
    custodian = guarded.open(CUSTODIANS[2])
    assert asking.requests(custodian)[0].status == "expired"
    with pytest.raises(RefusedError):
        asking.approve(custodian, request)
    before = guarded.rows("SELECT count(*) FROM entry")[0][0]
    editor = guarded.open(EDITOR)
    assert editor.state.identities.requests[bytes.fromhex(request)].outcome == "expired"
    assert guarded.rows("SELECT count(*) FROM entry")[0][0] == before + 1
    guarded.close()
    guarded.open(EDITOR)
    assert guarded.rows("SELECT count(*) FROM entry")[0][0] == before + 1


# --- not stored ----------------------------------------------------------------------------


def test_two_members_say_that_they_know_and_nothing_is_stored(guarded):
    editor, reporter = guarded.open(EDITOR), guarded.open(REPORTER)
    person = guarding.source(reporter)
    assert identities.not_stored(reporter, person).status == "one knows"
    with pytest.raises(RefusedError, match="already"):
        identities.not_stored(reporter, person)
    view = identities.not_stored(editor, person)
    assert view.status == "not stored"
    assert view.known_by == tuple(sorted((EDITOR, REPORTER)))
    with pytest.raises(RefusedError, match="promised"):
        identities.seal(reporter, person, NAME)


def test_what_is_sealed_does_not_count_as_not_stored(guarded):
    person = guarding.sealed(guarded.open(REPORTER))
    with pytest.raises(RefusedError, match="sealed already"):
        identities.not_stored(guarded.open(EDITOR), person)


# --- the list ------------------------------------------------------------------------------


def test_the_first_list_takes_an_admin_and_an_editor_who_are_not_on_it(guarded):
    (now,) = custody.custodians(guarded.open(REVIEWER))
    assert (now.status, now.k, now.custodians) == ("in force", 2, CUSTODIANS)
    assert now.proposed_by == FOUNDER


def test_a_list_is_confirmed_by_somebody_else_in_the_other_capacity(guarded):
    founder, editor = guarded.open(FOUNDER), guarded.open(EDITOR)
    proposed = custody.propose(founder, guarding.DESK, list(reversed(CUSTODIANS)), 2)
    for name in (FOUNDER, EDITOR, REVIEWER, REPORTER):
        with pytest.raises((RefusedError, NotPermittedError)):
            custody.confirm(guarded.open(name), proposed.id)
    with pytest.raises(NotPermittedError):
        custody.propose(editor, guarding.DESK, list(CUSTODIANS), 2)
    custodian = guarded.open(CUSTODIANS[1])
    assert any("waits for your word" in line for line in overview.status(custodian).notices)
    custody.confirm(custodian, proposed.id)
    (now,) = custody.custodians(editor)
    assert now.custodians == tuple(reversed(CUSTODIANS))


@pytest.mark.parametrize(
    ("names", "k"),
    [(CUSTODIANS, 1), (CUSTODIANS, 3), (CUSTODIANS[:2], 2), ((*CUSTODIANS, CUSTODIANS[0]), 2)],
)
def test_sizes_that_trust_one_person_or_spare_nobody_are_refused(guarded, names, k):
    with pytest.raises(RefusedError):
        custody.propose(guarded.open(FOUNDER), guarding.DESK, list(names), k)


@pytest.mark.parametrize("name", [REVIEWER, EDITOR])
def test_who_has_neither_role_nor_key_is_no_custodian(guarded, name):
    with pytest.raises(RefusedError, match="cannot keep identities"):
        custody.propose(guarded.open(FOUNDER), guarding.DESK, [*CUSTODIANS, name], 2)


def test_nobody_makes_themselves_a_custodian(guarded):
    founder = guarded.open(FOUNDER)
    members.change_roles(founder, EDITOR, "", members.Preset.GUARDIAN)
    names = [*CUSTODIANS, EDITOR]
    proposed = custody.propose(founder, guarding.DESK, names, 2)
    with pytest.raises((RefusedError, NotPermittedError)):
        custody.confirm(guarded.open(EDITOR), proposed.id)
    custody.confirm(guarded.open(CUSTODIANS[0]), proposed.id)
    with pytest.raises(RefusedError, match="as well"):
        person = guarding.sealed(guarded.open(REPORTER))
        asking.request(guarded.open(EDITOR), person, REASON)


def test_a_list_that_lost_to_another_one_is_stale(guarded):
    founder, custodian = guarded.open(FOUNDER), guarded.open(CUSTODIANS[0])
    one = custody.propose(founder, guarding.DESK, list(CUSTODIANS), 2)
    other = custody.propose(founder, guarding.DESK, list(reversed(CUSTODIANS)), 2)
    custody.confirm(custodian, other.id)
    with pytest.raises(RefusedError, match="meanwhile"):
        custody.confirm(custodian, one.id)
    assert [view.status for view in custody.custodians(founder)] == ["in force"]


def test_the_custodian_whom_a_list_cannot_spare_keeps_the_role(guarded):
    founder = guarded.open(FOUNDER)
    members.change_roles(founder, CUSTODIANS[0], "", None)
    with pytest.raises(RefusedError, match="Too few"):
        members.change_roles(founder, CUSTODIANS[1], "", None)
    with pytest.raises(RefusedError, match="Too few"):
        leaving.sign_out(founder, CUSTODIANS[1], confirmed=True)


# --- attacks -------------------------------------------------------------------------------


def test_M4_one_custodian_alone_opens_nothing_however_often(guarded):
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, guarding.sealed(guarded.open(REPORTER)))
    asking.approve(guarded.open(CUSTODIANS[0]), request)
    with pytest.raises(RefusedError, match="1 of 2"):
        opening.open_identity(editor, request)
    with pytest.raises(RefusedError, match="answered"):
        asking.approve(guarded.open(CUSTODIANS[0]), request)
    assert asking.requests(editor)[0].status == "open"


def test_M5_what_was_given_for_one_source_opens_no_other(guarded, monkeypatch):
    editor, reporter = guarded.open(EDITOR), guarded.open(REPORTER)
    first, second = guarding.sealed(reporter, "one"), guarding.sealed(reporter, "another")
    request = guarding.asked(editor, first)
    guarding.approve_by(guarded, request, *CUSTODIANS)
    other = guarding.asked(editor, second)
    book = editor.state.identities.requests
    book[bytes.fromhex(other)].approvals = copy.copy(book[bytes.fromhex(request)].approvals)
    with pytest.raises(Exception, match="not what was recorded") as refusal:
        opening.open_identity(editor, other)
    assert refusal.value.code == "E_SHARE"


def test_M8_a_custodian_asks_nothing_within_their_desk(guarded):
    founder = guarded.open(FOUNDER)
    members.change_roles(founder, CUSTODIANS[0], guarding.DESK, members.Preset.EDITOR)
    members.grant(guarded.open(EDITOR), CUSTODIANS[0], guarding.DESK, compared=True)
    person = guarding.sealed(guarded.open(REPORTER))
    guarded.close()
    with pytest.raises(RefusedError, match="as well"):
        asking.request(guarded.open(CUSTODIANS[0]), person, REASON)


def test_an_editor_asks_only_where_the_key_was_made(guarded):
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, guarding.sealed(guarded.open(REPORTER)))
    guarding.approve_by(guarded, request, *CUSTODIANS[:2])
    guarded.close()
    guarded.edit("DELETE FROM request_key")
    with pytest.raises(NoKeyError):
        opening.open_identity(guarded.open(EDITOR), request)


# --- the independent reader ----------------------------------------------------------------


@pytest.mark.parametrize("name", [CUSTODIANS[0], EDITOR])
def test_the_independent_reader_opens_a_vault_with_identities_and_finds_no_name(guarded, name):
    """Boxes with bundles and answers are in its way as well: it takes what it knows of them."""
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, guarding.sealed(guarded.open(REPORTER)))
    guarding.approve_by(guarded, request, CUSTODIANS[0])
    guarded.close()
    read_end, write_end = os.pipe()
    os.write(write_end, guarded.passphrases[name] + b"\n")
    os.close(write_end)
    secrets = str(guarded.home.folder / "devices")
    done = subprocess.run(
        [sys.executable, str(READER), str(guarded.path), "--device-secrets", secrets,
         "--passphrase-fd", str(read_end)],
        pass_fds=(read_end,), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    os.close(read_end)
    assert done.returncode == 0, done.stderr
    assert NAME not in done.stdout
