"""Identities against members with scripts of their own: few together, replays, wrong shares."""

from __future__ import annotations

import pytest

from tests.archive import guarding, scripts
from tests.archive.guarding import (
    CUSTODIANS,
    EDITOR,
    FOUNDER,
    NAME,
    PROOF,
    REPORTER,
    REVIEWER,
    succeed,
)
from tests.archive.second_device import second_device
from tests.archive.test_forged_acts import forge
from vault import acts
from vault.archive import (
    asking,
    clock,
    custody,
    devices,
    founding,
    identities,
    leaving,
    opening,
    shares,
)
from vault.archive.home import Home
from vault.crypto import identities as seals
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import NoKeyError, NotPermittedError, RefusedError, WrongShareError
from vault.model import Bundle, Note, Part, Release, to_bytes
from vault.roles import Deed

OTHERS = (FOUNDER, EDITOR, REVIEWER, REPORTER)


def say_yes(custodian, request: str, **changed) -> bytes:
    """Answer a request by script: shares of one's own choice, for a purpose of one's own choice."""
    asked = custodian.state.identities.requests[bytes.fromhex(request)]
    given = changed.pop("given", ((0, b"x" * 32),))
    named = {"request": asked.entry, **changed.pop("act", {})}
    purpose = asking.purpose_of(asked, custodian.myself.id)._replace(**changed)
    key = custodian.state.identities.requests[named["request"]].key

    def box(writing):
        plain = to_bytes(Release(given))
        return writing.add_sealed(seals.seal_release(writing.state.vault_id, key, purpose, plain))

    forge(custodian, acts.IdentityApproved, box=box, **named)
    return named["request"]


@pytest.fixture
def asked(guarded):
    """Return the newsroom, the requester, the person and an open request."""
    person = guarding.sealed(guarded.open(REPORTER))
    editor = guarded.open(EDITOR)
    return guarded, editor, person, guarding.asked(editor, person)


# --- few together --------------------------------------------------------------------------


@pytest.mark.limit(70, "good", "Identities")
def test_M4_fewer_than_k_with_requester_and_admin_open_nothing_at_all(asked):
    """Enough custodians who bring their shares together with scripts of their own open an identity
    without any request, and leave no entry. Choose people who would not, and not all in one
    house.

    Everything that their keys reach is enumerated; k together open, so the script works.
    """
    room, _, person, request = asked
    asking.approve(room.open(CUSTODIANS[0]), request)
    room.close()
    everybody_else = [room.open(name) for name in OTHERS]
    custodians = {name: room.open(name) for name in CUSTODIANS}
    for one in custodians.values():
        together = [*everybody_else, one]
        if one is custodians[CUSTODIANS[0]]:
            plain = b"\n".join(p for archive in together for p in scripts.opened_by(archive))
            assert NAME.encode() not in plain
            assert PROOF.encode() not in plain
            assert guarding.REASON.encode() in plain
            assert scripts.names_opened(together, bytes.fromhex(person)) == []
    two = [custodians[name] for name in CUSTODIANS[1:]]
    (first, *_) = scripts.names_opened(two, bytes.fromhex(person))
    assert NAME.encode() in first


def test_M4_every_single_custodian_lacks_a_share_whoever_helps_without_one(guarded):
    person = bytes.fromhex(guarding.sealed(guarded.open(REPORTER)))
    guarded.close()
    helpers = [guarded.open(name) for name in OTHERS]
    for name in CUSTODIANS:
        assert len(scripts.shares_of([guarded.open(name), *helpers], person)) == 2
    assert scripts.shares_of(helpers, person) == {}


def test_who_sealed_cannot_read_it_back(guarded):
    person = bytes.fromhex(guarding.sealed(guarded.open(REPORTER)))
    guarded.close()
    reporter = guarded.open(REPORTER)
    plain = b"\n".join(scripts.opened_by(reporter))
    assert NAME.encode() not in plain
    assert b"Words of" in plain
    assert scripts.names_opened([reporter], person) == []


def test_G7_a_forced_custodian_gives_one_place_and_no_name(guarded):
    person = bytes.fromhex(guarding.sealed(guarded.open(REPORTER)))
    guarded.close()
    custodian = guarded.open(CUSTODIANS[0])
    assert NAME.encode() not in b"\n".join(scripts.opened_by(custodian))
    assert scripts.names_opened([custodian], person) == []
    assert len(scripts.shares_of([custodian], person)) == 2


def test_a_recovery_sheet_holds_no_share(guarded):
    person = bytes.fromhex(guarding.sealed(guarded.open(REPORTER)))
    (sealing,) = guarded.open(EDITOR).state.identities.sealings_of(person)
    assert len(sealing.bundles) == len(CUSTODIANS)


# --- after the end -------------------------------------------------------------------------


@pytest.mark.limit(71, "good", "Identities")
def test_M6_after_expiry_the_requesters_files_open_nothing(asked, monkeypatch):
    """From enough answers to the end of a request, at most a day, the requester's computer holds
    all that opens that one identity, and a script there opens it without a word; that custodians
    agreed stands in the journal all the same. The one-time key goes with the first unlock after
    the end; where nobody unlocks, and in a copy of the file made meanwhile, it stays, behind the
    requester's passphrase. Expiry goes by the clock of each computer.
    """
    room, editor, person, request = asked
    guarding.approve_by(room, request, *CUSTODIANS)
    asking.requests(editor)  # takes in what the custodians wrote
    assert scripts.names_opened([editor], bytes.fromhex(person))  # until then a script may
    room.close()
    late = clock.seconds() + 24 * 3600 + 1
    monkeypatch.setattr(clock, "seconds", lambda: late)
    again = room.open(EDITOR)
    assert scripts.rows(again, "request-key") == []
    assert scripts.names_opened([again], bytes.fromhex(person)) == []
    with pytest.raises(RefusedError):
        opening.open_identity(again, request)


@pytest.mark.parametrize("end", [asking.close, opening.open_identity])
def test_an_ended_requests_key_is_gone_from_the_file(asked, end):
    room, editor, person, request = asked
    guarding.approve_by(room, request, *CUSTODIANS[:2])
    (row,) = scripts.rows(editor, "request-key")
    assert row
    end(editor, request)
    assert scripts.rows(editor, "request-key") == []
    assert scripts.names_opened([editor], bytes.fromhex(person)) == []


def test_an_expired_key_goes_even_where_no_entry_can_be_written(asked, monkeypatch):
    room, _, _, _ = asked
    room.close()
    late = clock.seconds() + 24 * 3600 + 1
    monkeypatch.setattr(clock, "seconds", lambda: late)
    monkeypatch.setattr(asking, "end", lambda *_: (_ for _ in ()).throw(RefusedError()))
    assert scripts.rows(room.open(EDITOR), "request-key") == []


def test_a_requester_who_was_signed_out_loses_the_key_and_writes_nothing_more(asked, monkeypatch):
    room, editor, _, _ = asked
    founder = room.open(FOUNDER)
    last = tuple((device, heads[0]) for device, heads in founder.ledger.seen())
    mine = tuple(pair for pair in last if pair[0] in editor.myself.devices)
    forge(founder, acts.SignedOut, who=editor.myself.id, last=mine)
    room.close()
    before = room.counts()[1]
    late = clock.seconds() + 24 * 3600 + 1
    monkeypatch.setattr(clock, "seconds", lambda: late)
    assert scripts.rows(room.open(EDITOR), "request-key") == []
    room.close()
    assert room.counts()[1] == before


# --- replays -------------------------------------------------------------------------------


def test_M6_an_approval_for_another_request_opens_nothing(asked):
    room, editor, person, request = asked
    asking.close(editor, request)
    again = guarding.asked(editor, person)
    first, second = (room.open(name) for name in CUSTODIANS[:2])
    asking.approve(first, again)
    mine = second.state.identities.sealings_of(bytes.fromhex(person))[0]
    given = tuple(sorted(shares.whole_place(second, mine).items()))
    say_yes(second, request, given=given, act={"request": bytes.fromhex(again)})
    with pytest.raises(WrongShareError) as refusal:
        opening.open_identity(editor, again)
    assert second.myself.id.hex()[:8] in refusal.value.sentence


def test_M6_an_approval_for_another_requester_opens_nothing(asked):
    room, editor, person, request = asked
    second = room.open(CUSTODIANS[1])
    asking.approve(room.open(CUSTODIANS[0]), request)
    mine = second.state.identities.sealings_of(bytes.fromhex(person))[0]
    given = tuple(sorted(shares.whole_place(second, mine).items()))
    say_yes(second, request, given=given, requester=room.open(FOUNDER).myself.id)
    with pytest.raises(WrongShareError):
        opening.open_identity(editor, request)


def test_M6_a_colleagues_request_is_no_use_to_another_editor(asked):
    room, _, person, request = asked
    guarding.approve_by(room, request, *CUSTODIANS)
    founder = room.open(FOUNDER)
    with pytest.raises(NotPermittedError):
        opening.open_identity(founder, request)
    own = guarding.asked(founder, person)
    with pytest.raises(RefusedError, match="0 of 2"):
        opening.open_identity(founder, own)
    assert scripts.names_opened([founder], bytes.fromhex(person)) == []


def test_a_request_that_claims_to_last_for_a_year_is_answered_by_nobody(guarded):
    """The fold believes no time, so such a request may stand; programs go by their own clock."""
    person = guarding.sealed(guarded.open(REPORTER))
    editor = guarded.open(EDITOR)
    sealing = editor.state.identities.sealings_of(bytes.fromhex(person))[0]
    soon = clock.seconds() + 365 * 24 * 3600
    forge(
        editor, acts.IdentityRequested, at=soon, person=sealing.person, body=sealing.body,
        reason=lambda w: w.seal(Part.JOURNAL, sealing.desk, Note(guarding.REASON)),
        key=editor.ledger.keyring.kem.public, expires_at=soon + 3600,
    )  # fmt: skip
    (view,) = asking.requests(editor)
    with pytest.raises(RefusedError, match="more than a day"):
        asking.approve(guarded.open(CUSTODIANS[0]), view.id)


# --- wrong shares --------------------------------------------------------------------------


def test_M7_a_wrong_share_names_its_custodian_and_the_others_still_open(asked):
    room, editor, _, request = asked
    liar, *honest = (room.open(name) for name in CUSTODIANS)
    say_yes(liar, request)
    asking.approve(honest[0], request)
    with pytest.raises(WrongShareError) as refusal:
        opening.open_identity(editor, request)
    assert refusal.value.code == "E_SHARE"
    assert liar.myself.id.hex()[:8] in refusal.value.sentence
    assert honest[0].myself.id.hex()[:8] not in refusal.value.sentence
    assert CUSTODIANS[0] not in refusal.value.sentence
    assert asking.requests(editor)[0].status == "open"
    asking.approve(honest[1], request)
    shown = opening.open_identity(editor, request)
    assert (shown.name, shown.wrong_shares) == (NAME, (CUSTODIANS[0],))


def test_M7_one_flipped_bit_is_seen_and_shares_under_other_numbers_are_too(asked):
    room, editor, person, request = asked
    first, second = room.open(CUSTODIANS[0]), room.open(CUSTODIANS[1])
    sealing = first.state.identities.sealings_of(bytes.fromhex(person))[0]
    mine = shares.whole_place(first, sealing)
    (low, share), (high, other) = sorted(mine.items())
    say_yes(first, request, given=((low, bytes([share[0] ^ 1]) + share[1:]), (high, other)))
    theirs = sorted(shares.whole_place(second, sealing).items())
    say_yes(second, request, given=((theirs[0][0], theirs[1][1]), (99, theirs[0][1])))
    with pytest.raises(WrongShareError) as refusal:
        opening.open_identity(editor, request)
    for liar in (first, second):
        assert liar.myself.id.hex()[:8] in refusal.value.sentence


def test_M7_a_box_that_is_no_box_names_its_custodian(asked):
    room, editor, _, request = asked
    asking.approve(room.open(CUSTODIANS[1]), request)
    liar = room.open(CUSTODIANS[0])
    forge(
        liar, acts.IdentityApproved, request=bytes.fromhex(request),
        box=lambda w: w.add_sealed(b"\x00\x01\x03 no box at all"),
    )  # fmt: skip
    with pytest.raises(WrongShareError) as refusal:
        opening.open_identity(editor, request)
    assert liar.myself.id.hex()[:8] in refusal.value.sentence


def test_A18_a_bundle_that_somebody_planted_is_not_used(asked):
    room, _, person, request = asked
    custodian = room.open(CUSTODIANS[0])
    sealing = custodian.state.identities.sealings_of(bytes.fromhex(person))[0]
    device = next(iter(custodian.myself.devices.values()))
    made_up = Bundle(sealing.person, sealing.body, ((1, b"y" * 32), (2, b"z" * 32)))

    def build(writing):
        writing.seal_to_device(device, made_up)
        return acts.IdentityNotStored(
            member=writing.member, at=writing.now(), desk=sealing.desk, person=sealing.person
        )

    room.open(REVIEWER).ledger.commit(build)
    room.close()
    guarding.approve_by(room, request, *CUSTODIANS[:2])
    assert opening.open_identity(room.open(EDITOR), request).wrong_shares == ()


@pytest.mark.limit(72, "good", "Identities")
def test_a_custodian_whose_shares_are_not_the_recorded_ones_gives_nothing(guarded):
    """Whoever seals is believed. Shares that are not the recorded ones are noticed when a
    custodian answers; a name that is not the source's never is.

    A sealer's changed program gives one custodian rubbish: they see it, and say so.
    """
    reporter = guarded.open(REPORTER)
    source = guarding.source(reporter)
    real = shares.sharing.share_hash

    def hashed(vault_id, person, number, share):
        return real(vault_id, person, number, share if number else b"r" * 32)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shares.sharing, "share_hash", hashed)
        person = identities.seal(reporter, source, NAME).person_id
    request = guarding.asked(guarded.open(EDITOR), person)
    asking.approve(guarded.open(CUSTODIANS[0]), request)
    with pytest.raises(NoKeyError, match="not those that were recorded"):
        asking.approve(guarded.open(CUSTODIANS[1]), request)


# --- custodians come and go ----------------------------------------------------------------


def test_an_added_custodian_gets_later_sources_only(guarded):
    before = guarding.sealed(guarded.open(REPORTER))
    succeed(guarded)
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, before)
    with pytest.raises(NotPermittedError, match="No share"):
        asking.approve(guarded.open("Noor Haddad"), request)
    later = guarding.sealed(guarded.open(REPORTER), "later name")
    request = guarding.asked(guarded.open(FOUNDER), later)
    guarding.approve_by(guarded, request, "Noor Haddad", CUSTODIANS[2])
    assert opening.open_identity(guarded.open(FOUNDER), request).name == "later name"


@pytest.mark.limit(74, "good", "Identities")
def test_a_leaving_custodian_hands_over_and_neither_learns_a_name(guarded):
    """A custodian who left keeps the shares that they had, beside their successor's. Of one
    place there are then two holders, so k people still have to come from k places.
    """
    person = guarding.sealed(guarded.open(REPORTER))
    succeed(guarded)
    done = shares.hand_over(guarded.open(CUSTODIANS[0]), guarding.DESK, "Noor Haddad")
    assert (done.sources, done.waiting) == (1, 0)
    guarded.close()
    both = [guarded.open(CUSTODIANS[0]), guarded.open("Noor Haddad")]
    assert scripts.names_opened(both, bytes.fromhex(person)) == []
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, person)
    with pytest.raises(NotPermittedError):
        asking.approve(both[0], request)
    guarding.approve_by(guarded, request, "Noor Haddad", CUSTODIANS[1])
    assert opening.open_identity(editor, request).name == NAME
    with pytest.raises(RefusedError, match="no share"):
        shares.hand_over(guarded.open(CUSTODIANS[0]), guarding.DESK, "Noor Haddad")


def test_the_others_make_a_lost_custodians_place_good(guarded):
    person = guarding.sealed(guarded.open(REPORTER))
    succeed(guarded)
    lost = CUSTODIANS[0]
    done = shares.hand_over(guarded.open(CUSTODIANS[1]), guarding.DESK, "Noor Haddad", lost)
    assert (done.sources, done.waiting) == (0, 1)
    done = shares.hand_over(guarded.open(CUSTODIANS[2]), guarding.DESK, "Noor Haddad", lost)
    assert (done.sources, done.waiting) == (1, 0)
    guarded.close()
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, person)
    guarding.approve_by(guarded, request, "Noor Haddad", CUSTODIANS[2])
    assert opening.open_identity(editor, request).name == NAME


def test_a_custodian_whom_the_sheet_brought_back_gets_their_place_from_the_others(guarded):
    """The sheet holds no share, so a lost laptop takes its shares with it."""
    person = guarding.sealed(guarded.open(REPORTER))
    guarded.close()
    lost = CUSTODIANS[0]
    words = list(guarded.sheets[lost])
    home = Home(guarded.home.folder.parent / "new home")
    back = founding.recover(guarded.path, home, words, cost=KDF_FLOOR)
    again = guarded.unlock(back.passphrase, home)
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, person)
    with pytest.raises(NoKeyError):
        asking.approve(again, request)
    for helper in CUSTODIANS[1:]:
        shares.hand_over(guarded.open(helper), guarding.DESK, lost, lost)
    asking.approve(again, request)
    asking.approve(guarded.open(CUSTODIANS[1]), request)
    assert opening.open_identity(editor, request).name == NAME


def test_M4_shares_go_to_nobody_who_holds_a_place_or_is_not_on_the_list(guarded):
    guarding.sealed(guarded.open(REPORTER))
    first = guarded.open(CUSTODIANS[0])
    for successor in (CUSTODIANS[1], EDITOR):
        with pytest.raises(RefusedError, match="list in force"):
            shares.hand_over(first, guarding.DESK, successor)
    with pytest.raises(NotPermittedError):
        shares.hand_over(guarded.open(EDITOR), guarding.DESK, CUSTODIANS[1])


def test_a_custodians_new_device_keeps_the_shares(guarded):
    person = guarding.sealed(guarded.open(REPORTER))
    secret = guarded.passphrases[CUSTODIANS[0]]
    devices.begin_new_device(guarded.open(CUSTODIANS[0]), secret, cost=KDF_FLOOR)
    guarded.close()
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, person)
    guarding.approve_by(guarded, request, *CUSTODIANS[:2])
    assert opening.open_identity(editor, request).name == NAME


def test_a_requesters_new_device_opens_what_the_old_one_asked_for(asked):
    room, editor, _, request = asked
    devices.begin_new_device(editor, room.passphrases[EDITOR], cost=KDF_FLOOR)
    room.close()
    guarding.approve_by(room, request, *CUSTODIANS[:2])
    assert opening.open_identity(room.open(EDITOR), request).name == NAME


def test_no_admin_changes_the_list_without_a_custodian(guarded):
    founder = guarded.open(FOUNDER)
    assert founder.may(Deed.CHANGE_CUSTODIANS)
    proposed = custody.propose(founder, guarding.DESK, list(reversed(CUSTODIANS)), 2)
    for name in OTHERS:
        with pytest.raises((RefusedError, NotPermittedError)):
            custody.confirm(guarded.open(name), proposed.id)
    forge(
        founder, acts.CustodiansConfirmed, desk=next(iter(founder.state.desks)),
        proposal=bytes.fromhex(proposed.id),
    )  # fmt: skip
    assert [v.status for v in custody.custodians(founder)] == ["in force", "proposed"]


def test_sealed_identities_look_like_any_object_from_outside(guarded):
    """One body, three boxes: nothing in the file says that this entry is about an identity."""
    reporter = guarded.open(REPORTER)
    guarding.sealed(reporter)
    guarded.close()
    bodies = [body for (body,) in guarded.rows("SELECT body FROM object ORDER BY id DESC LIMIT 5")]
    kinds = sorted(body[2] for body in bodies)
    assert set(kinds) <= {1, 2, 3}
    assert len({len(body) for body in bodies if body[2] == 3}) == 1


def test_M6_no_custodian_answers_for_somebody_who_was_signed_out_or_lost_the_role(guarded):
    person = guarding.sealed(guarded.open(REPORTER))
    asked = guarding.asked(guarded.open(EDITOR), person)
    guarding.approve_by(guarded, asked, CUSTODIANS[0])
    leaving.sign_out(guarded.open(FOUNDER), EDITOR, confirmed=True)
    custodian = guarded.open(CUSTODIANS[1])
    assert asking.requests(custodian)[0].status == "closed"
    with pytest.raises(RefusedError, match="Whoever asked"):
        asking.approve(custodian, asked)
    (request,) = custodian.state.identities.requests.values()
    assert len(request.approvals) == 1


def test_M6_no_custodian_answers_to_a_key_on_a_lost_device(guarded, tmp_path):
    editor = guarded.open(EDITOR)
    second_device(editor, tmp_path / "second").close()
    asked = guarding.asked(editor, guarding.sealed(guarded.open(REPORTER)))
    lost = editor.ledger.keyring.device.hex()
    leaving.lose_device(guarded.open(FOUNDER), EDITOR, lost, confirmed=True)
    with pytest.raises(RefusedError, match="Whoever asked"):
        asking.approve(guarded.open(CUSTODIANS[1]), asked)
