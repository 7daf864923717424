"""Identities between three computers: custodians at two of them, the requester at the third."""

from __future__ import annotations

import itertools
import os

import pytest

from tests.archive import guarding, offices
from tests.archive.guarding import CUSTODIANS, NAME, REASON
from vault.archive import asking, custody, identities, members, opening, overview, shares
from vault.archive.session import unlock
from vault.errors import RefusedError

HOME_CUSTODIANS = CUSTODIANS[:2]


@pytest.fixture(scope="session")
def built_kept(built_offices, tmp_path_factory):
    """Three computers with custodians: two people at the admin's, and the reporter."""
    before = os.umask(0o077)
    try:
        own = built_offices.copied(tmp_path_factory.mktemp("kept") / "rooms")
        guarding.guard_offices(own)
        own.close()
        return own
    finally:
        os.umask(before)


@pytest.fixture
def kept(built_kept, tmp_path):
    own = built_kept.copied(tmp_path / "rooms")
    own.guests = guarding.guests(built_kept)
    yield own
    for archive in own.__dict__.get("visitors", []):
        archive.close()
    own.close()


def guest(rooms: offices.Offices, name: str):
    """Unlock as somebody who works at the admin's computer."""
    archive = unlock(rooms.admin.path, rooms.admin.home, guarding.guests(rooms)[name])
    rooms.__dict__.setdefault("visitors", []).append(archive)
    return archive


def listed(rooms: offices.Offices) -> None:
    """The admin proposes at one computer, the editor confirms at another."""
    names = [*HOME_CUSTODIANS, offices.REPORTER]
    proposed = custody.propose(rooms.admin.open(), offices.DESK, names, 2)
    rooms.editor.receive(rooms.admin.send())
    assert custody.confirm(rooms.editor.open(), proposed.id).status == "in force"
    rooms.exchange_all()


def sealed(rooms: offices.Offices) -> str:
    reporter = rooms.reporter.open()
    person = identities.seal(reporter, guarding.source(reporter), NAME).person_id
    rooms.exchange_all()
    return person


def test_a_list_a_sealing_a_request_and_its_answers_travel_by_packets(kept):
    listed(kept)
    assert [v.status for v in custody.custodians(kept.reporter.open())] == ["in force"]
    person = sealed(kept)
    editor = kept.editor.open()
    request = asking.request(editor, person, REASON).id
    kept.exchange_all()
    assert any("waits for your" in n for n in overview.status(kept.reporter.open()).notices)
    asking.approve(kept.reporter.open(), request)
    asking.approve(guest(kept, HOME_CUSTODIANS[1]), request)
    with pytest.raises(RefusedError, match="0 of 2"):
        opening.open_identity(editor, request)
    kept.exchange_all()
    assert opening.open_identity(kept.editor.open(), request).name == NAME
    kept.exchange_all()
    for office in kept.all():
        (view,) = asking.requests(office.open())
        assert view.status == "opened"
        assert office.open().state.refused == []


def test_two_attest_at_two_computers_at_once(kept):
    reporter = kept.reporter.open()
    person = guarding.source(reporter)
    kept.exchange_all()
    identities.not_stored(reporter, person)
    identities.not_stored(kept.editor.open(), person)
    kept.exchange_all()
    for office in (kept.reporter, kept.editor):
        assert identities.identity_of(office.open(), person).status == "not stored"
    members.me(kept.admin.open())


def test_a_late_answer_is_no_offence_and_opens_nothing(kept):
    listed(kept)
    person = sealed(kept)
    editor = kept.editor.open()
    request = asking.request(editor, person, REASON).id
    kept.exchange_all()
    asking.approve(kept.reporter.open(), request)
    asking.close(editor, request)
    kept.exchange_all()
    for office in kept.all():
        (view,) = asking.requests(office.open())
        assert (view.status, len(view.answers)) == ("closed", 1)
        assert office.open().state.refused == []
    with pytest.raises(RefusedError):
        opening.open_identity(kept.editor.open(), request)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[::2])
def test_what_three_wrote_at_once_folds_alike_in_whichever_order_it_comes(kept, order):
    listed(kept)
    person = sealed(kept)
    first = asking.request(kept.editor.open(), person, REASON).id
    kept.exchange_all()
    asking.deny(kept.reporter.open(), first, "아직 아닙니다.")
    asking.approve(guest(kept, HOME_CUSTODIANS[0]), first)
    identities.seal(kept.editor.open(), person, "표창석 (정정)")
    packets = [office.send() for office in kept.all()]
    for office in kept.all():
        for number in order:
            if kept.all()[number] is not office:
                office.receive(packets[number])
    books = [office.open().state.identities for office in kept.all()]
    assert books[0] == books[1] == books[2]
    found = books[0].requests[bytes.fromhex(first)]
    assert (len(found.approvals), len(found.denials)) == (1, 1)
    assert len(books[0].sealings_of(bytes.fromhex(person))) == 2


def test_a_custodian_hands_over_from_one_computer_to_another(kept):
    """The reporter leaves the list for a person at the admin's; the packet brings the shares."""
    listed(kept)
    person = sealed(kept)
    admin, editor = kept.admin.open(), kept.editor.open()
    newcomer(kept)
    names = [*HOME_CUSTODIANS, "Noor Haddad"]
    proposed = custody.propose(admin, offices.DESK, names, 2)
    custody.confirm(guest(kept, HOME_CUSTODIANS[0]), proposed.id)
    kept.exchange_all()
    done = shares.hand_over(kept.reporter.open(), offices.DESK, "Noor Haddad")
    assert (done.sources, done.waiting) == (1, 0)
    kept.exchange_all()
    request = asking.request(editor, person, REASON).id
    kept.exchange_all()
    for name in ("Noor Haddad", HOME_CUSTODIANS[1]):
        asking.approve(guest(kept, name), request)
    kept.exchange_all()
    assert opening.open_identity(kept.editor.open(), request).name == NAME


def newcomer(rooms: offices.Offices) -> None:
    """Let one more custodian in at the admin's computer."""
    guarding.let_guest_in(rooms, "Noor Haddad")
    rooms.exchange_all()
    members.grant(rooms.editor.open(), "Noor Haddad", offices.DESK, compared=True)
    rooms.exchange_all()
