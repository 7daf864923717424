"""Letting people in: invitation, joining, comparing words, admission."""

from __future__ import annotations

import pytest

from vault import acts
from vault.archive import founding, invitations, members, passphrases
from vault.archive.writing import Writing
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import (
    MalformedError,
    NotPermittedError,
    RefusedError,
    UsageError,
    WrongKeyError,
)
from vault.keyring import DeviceSeeds, Keyring
from vault.model import Part, PolicyPreset, Preset, Role, VaultId

FOUNDER, EDITOR, REVIEWER, REPORTER = "Mina Park", "Jonas Weber", "Sora Lim", "Tomas Reyes"
NEWCOMER, DESK = "Ivo Maric", "North desk"
ALL_PARTS = {Part.REDACTED, Part.VERBATIM, Part.SECURITY, Part.JOURNAL}


def view_of(archive, name):
    return next(view for view in members.members(archive) if view.name == name)


def later(monkeypatch, hours) -> None:
    """Set this computer's clock forward."""
    shifted = Writing.now() + int(hours * 3600)
    monkeypatch.setattr(Writing, "now", staticmethod(lambda: shifted))


# --- inviting and joining ------------------------------------------------------------------


def test_the_newcomer_reads_the_same_eight_words_as_the_admin(room):
    founder = room.open(FOUNDER)
    joined = room.join(members.add_member(founder, NEWCOMER, Preset.REVIEWER, [DESK]), NEWCOMER)
    [view] = members.pending(founder)
    assert view.safety_words == joined.safety_words
    assert len(view.safety_words) == 8
    assert (view.name, view.preset, view.desks) == (NEWCOMER, "reviewer", (DESK,))
    assert len(joined.sheet) == 24


def test_a_code_works_in_capitals_and_with_stray_spaces(room):
    code = members.add_member(room.open(FOUNDER), NEWCOMER, Preset.REVIEWER, [DESK])
    room.join(f"  {code.upper().replace(' ', '   ')} ", NEWCOMER)


def test_A15_safety_words_depend_on_both_keys_of_both_sides_and_on_the_vault():
    def keys(vault_id, seeds):
        return founding.device_keys(Keyring(VaultId(vault_id), seeds))

    one, other = DeviceSeeds.fresh(), DeviceSeeds.fresh()
    vault, second = bytes(32), bytes(31) + b"\1"
    words = passphrases.safety_words(vault, keys(vault, one), keys(vault, other))
    assert words == passphrases.safety_words(vault, keys(vault, other), keys(vault, one))
    different = [
        passphrases.safety_words(vault, keys(vault, changed), keys(vault, other))
        for changed in (
            DeviceSeeds(other.kem, one.sign),
            DeviceSeeds(one.kem, other.sign),
            DeviceSeeds.fresh(),
        )
    ]
    different.append(passphrases.safety_words(second, keys(second, one), keys(second, other)))
    different.append(passphrases.safety_words(second, keys(vault, one), keys(vault, other)))
    different.append(passphrases.safety_words(vault, keys(vault, one), keys(vault, one)))
    assert len({words, *different}) == 7


def test_A15_whoever_has_the_code_and_swaps_the_admins_keys_is_seen_in_the_words(room):
    founder = room.open(FOUNDER)
    code = members.add_member(founder, NEWCOMER, Preset.EDITOR, [DESK])
    store, vault_id = founder.ledger.store, founder.ledger.keyring.vault_id
    opening = invitations.find(store, vault_id, code, Writing.now())
    attacker = founding.device_keys(Keyring(vault_id, DeviceSeeds.fresh()))
    salt = opening.row.body[:16]
    planted = invitations._seal(
        vault_id, salt, opening.key, invitations.Offer(attacker, opening.offer.made_at)
    )
    room.close()
    room.edit("UPDATE request_key SET body = ? WHERE id = ?", planted, opening.row.number)
    joined = room.join(code, NEWCOMER)
    [view] = members.pending(room.open(FOUNDER))
    assert joined.safety_words != view.safety_words


def test_A15_keys_swapped_in_the_newcomers_answer_are_seen_in_the_words(room):
    founder = room.open(FOUNDER)
    code = members.add_member(founder, NEWCOMER, Preset.EDITOR, [DESK])
    store, vault_id = founder.ledger.store, founder.ledger.keyring.vault_id
    opening = invitations.find(store, vault_id, code, Writing.now())
    joined = room.join(code, NEWCOMER)
    false = founding.device_keys(Keyring(vault_id, DeviceSeeds.fresh()))
    forged = invitations._seal(
        vault_id, opening.row.body[:16], opening.key, invitations.Answer(false, false)
    )
    room.close()
    room.edit("UPDATE request_key SET body = ? WHERE id = ?", forged, opening.row.number)
    [view] = members.pending(room.open(FOUNDER))
    assert view.safety_words != joined.safety_words


@pytest.mark.parametrize("code", ["", "wrong", "abandon ability able about above absent", "\udcff"])
def test_a_wrong_code_has_its_own_sentence_and_makes_nothing(room, code):
    members.add_member(room.open(FOUNDER), NEWCOMER, Preset.REVIEWER, [DESK])
    room.close()
    before = room.counts(), sorted(room.home.folder.rglob("*"))
    with pytest.raises(WrongKeyError, match="No invitation in this vault has that code"):
        members.join(room.path, room.home, code, cost=KDF_FLOOR)
    assert (room.counts(), sorted(room.home.folder.rglob("*"))) == before


def test_a_code_works_once(room):
    code = members.add_member(room.open(FOUNDER), NEWCOMER, Preset.REVIEWER, [DESK])
    room.join(code, NEWCOMER)
    with pytest.raises(RefusedError, match="used already") as refusal:
        room.join(code, "Somebody Else")
    assert refusal.value.rules == ("invitation.used",)


@pytest.mark.parametrize(("hours", "works"), [(71.9, True), (72.1, False)])
def test_an_invitation_lives_72_hours(room, monkeypatch, hours, works):
    code = members.add_member(room.open(FOUNDER), NEWCOMER, Preset.REVIEWER, [DESK])
    later(monkeypatch, hours)
    if works:
        room.join(code, NEWCOMER)
    else:
        with pytest.raises(RefusedError, match="72 hours"):
            room.join(code, NEWCOMER)


def test_the_next_invitation_clears_expired_ones_away_and_leaves_answered_ones(room, monkeypatch):
    founder = room.open(FOUNDER)
    [(others,)] = room.rows("SELECT count(*) FROM request_key")
    members.add_member(founder, "Never Came", Preset.REVIEWER, [DESK])
    room.invite(founder, "Came In Time", Preset.REVIEWER)
    later(monkeypatch, 73)
    members.add_member(founder, NEWCOMER, Preset.REVIEWER, [DESK])
    assert [view.name for view in members.pending(founder)] == ["Came In Time"]
    room.close()
    assert room.rows("SELECT count(*) FROM request_key") == [(others + 4,)]


def test_an_invitation_shows_nothing_of_whom_or_what_it_is_for(room):
    code = members.add_member(room.open(FOUNDER), NEWCOMER, Preset.REVIEWER, [DESK])
    room.close()
    written = room.path.read_bytes()
    for secret in (NEWCOMER, "reviewer", "invitation", "offer/1", DESK, code):
        assert secret.encode() not in written


def test_a_weak_passphrase_is_refused_and_the_code_stays_good(room):
    code = members.add_member(room.open(FOUNDER), NEWCOMER, Preset.REVIEWER, [DESK])
    with pytest.raises(MalformedError):
        members.join(room.path, room.home, code, b"short", KDF_FLOOR)
    room.join(code, NEWCOMER)


def test_an_invitation_needs_a_desk_that_exists_unless_it_is_for_the_whole_vault(room):
    founder = room.open(FOUNDER)
    with pytest.raises(UsageError, match="at least one desk"):
        members.add_member(founder, NEWCOMER, Preset.EDITOR, [])
    with pytest.raises(UsageError) as refusal:
        members.add_member(founder, NEWCOMER, Preset.EDITOR, ["No such desk"])
    assert "No such desk" not in refusal.value.sentence
    members.add_member(founder, NEWCOMER, Preset.GUARDIAN, [])


@pytest.mark.parametrize("name", ["", "a\nb", "Ivo\u200b", "x" * 81])
def test_a_name_that_cannot_be_shown_is_refused(room, name):
    with pytest.raises(MalformedError):
        members.add_member(room.open(FOUNDER), name, Preset.REVIEWER, [DESK])


def test_two_processes_with_one_code_make_one_request(room, start):
    founder = room.open(FOUNDER)
    code = members.add_member(founder, NEWCOMER, Preset.REVIEWER, [DESK])
    own = ["a passphrase of the one", "a passphrase of the other"]
    processes = [start("child_act.py", "join", "", code, words) for words in own]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [process.communicate(timeout=120)[0].strip() for process in processes]
    [view] = members.pending(founder)
    assert sorted(outcomes) == sorted([RefusedError.code, " ".join(view.safety_words)])
    assert len(founder.ledger.store.slots()) == 5


# --- admitting -----------------------------------------------------------------------------


def test_an_admitted_member_unlocks_the_same_file_with_their_passphrase_alone(room):
    founder = room.open(FOUNDER)
    view = room.admit(founder, NEWCOMER, Preset.REVIEWER)
    assert (view.name, view.roles, view.is_me) == (NEWCOMER, ("reviewer@North desk",), False)
    newcomer = room.open(NEWCOMER)
    assert members.me(newcomer).id == view.id
    assert {m.name for m in members.members(newcomer)} == {
        FOUNDER, EDITOR, REVIEWER, REPORTER, NEWCOMER,
    }  # fmt: skip
    assert newcomer.state.refused == []
    assert members.pending(founder) == ()


def test_nobody_is_let_in_before_the_words_were_compared(room):
    founder = room.open(FOUNDER)
    request = room.invite(founder, NEWCOMER, Preset.REVIEWER)
    with pytest.raises(RefusedError) as refusal:
        members.admit(founder, request.id, compared=False)
    assert refusal.value.rules == ("safety_words.compared",)
    assert NEWCOMER not in {view.name for view in members.members(founder)}
    members.admit(founder, request.id, compared=True)


def test_only_the_second_person_is_admitted_alone_and_everybody_sees_it(room):
    alone = {view.name: view.admitted_alone for view in members.members(room.open(REPORTER))}
    assert alone == {FOUNDER: True, EDITOR: True, REVIEWER: False, REPORTER: False}


def test_whoever_is_not_admin_invites_and_admits_nobody(room):
    request = room.invite(room.open(FOUNDER), NEWCOMER, Preset.REVIEWER)
    attempts = [
        lambda one: members.add_member(one, "Ann", Preset.EDITOR, [DESK]),
        members.pending,
        lambda one: members.admit(one, request.id, compared=True),
        lambda one: members.dismiss(one, request.id),
        lambda one: members.change_roles(one, REPORTER, DESK, Preset.ADMIN_EDITOR),
        lambda one: members.set_policy(one, PolicyPreset.ONE_PERSON),
    ]
    for archive in map(room.open, (EDITOR, REVIEWER, REPORTER)):
        for attempt in attempts:
            with pytest.raises(NotPermittedError):
                attempt(archive)


def test_an_admission_written_by_a_changed_program_without_the_right_is_refused_in_the_fold(room):
    reporter = room.open(REPORTER)
    vault_id = reporter.ledger.keyring.vault_id
    keys = [founding.device_keys(Keyring(vault_id, DeviceSeeds.fresh())) for _ in range(2)]

    def build(writing):
        return acts.Admitted(
            member=writing.member, at=writing.now(), who=bytes(16), device=keys[0],
            recovery=keys[1], card=b"", alone=False,
            assignments=(acts.Assignment(Role.ADMIN),),
        )  # fmt: skip

    with pytest.raises(NotPermittedError):
        reporter.ledger.commit(build)
    founder = room.open(FOUNDER)
    assert len(founder.state.members) == 4
    assert len(founder.state.refused) == 1


def test_another_admin_sees_only_their_own_requests(room):
    founder = room.open(FOUNDER)
    room.admit(founder, "Second Admin", Preset.ADMIN)
    room.invite(founder, NEWCOMER, Preset.REVIEWER)
    assert members.pending(room.open("Second Admin")) == ()


def test_a_dismissed_request_is_gone_with_its_slot(room):
    founder = room.open(FOUNDER)
    request = room.invite(founder, NEWCOMER, Preset.REVIEWER)
    members.dismiss(founder, request.id)
    assert members.pending(founder) == ()
    with pytest.raises(UsageError):
        members.admit(founder, request.id, compared=True)
    room.close()
    with pytest.raises(WrongKeyError):
        room.open(NEWCOMER)
    assert room.rows("SELECT count(*) FROM slot") == [(4,)]


def test_a_request_put_back_after_the_admission_is_refused(room):
    founder = room.open(FOUNDER)
    request = room.invite(founder, NEWCOMER, Preset.REVIEWER)
    room.close()
    kept = room.rows("SELECT id, device, body FROM request_key")
    members.admit(room.open(FOUNDER), request.id, compared=True)
    room.close()
    for row in kept:
        room.edit("INSERT OR REPLACE INTO request_key VALUES (?, ?, ?)", *row)
    founder = room.open(FOUNDER)
    with pytest.raises(RefusedError) as refusal:
        members.admit(founder, request.id, compared=True)
    assert refusal.value.rules == ("admission.known",)
    assert founder.state.refused == []


def test_a_request_copied_to_another_invitation_is_nobodys(room):
    founder = room.open(FOUNDER)
    request = room.invite(founder, NEWCOMER, Preset.REVIEWER)
    members.add_member(founder, "Other Person", Preset.ADMIN, [])
    [body] = [
        row.body
        for sent in invitations.sent(founder.ledger.store, founder.ledger.keyring)
        for row, _ in sent.answers
    ]
    room.close()
    room.edit("INSERT INTO request_key (device, body) VALUES (?, ?)", bytes(16), body)
    assert {view.name for view in members.pending(room.open(FOUNDER))} == {NEWCOMER}
    assert {view.id for view in members.pending(room.open(FOUNDER))} == {request.id}


def test_a_damaged_request_is_not_shown(room):
    founder = room.open(FOUNDER)
    room.invite(founder, NEWCOMER, Preset.REVIEWER)
    room.close()
    [(number, body)] = room.rows("SELECT id, body FROM request_key WHERE device = ?", bytes(16))
    damaged = body[:100] + bytes([body[100] ^ 1]) + body[101:]
    room.edit("UPDATE request_key SET body = ? WHERE id = ?", damaged, number)
    assert members.pending(room.open(FOUNDER)) == ()


def test_two_processes_of_one_admin_admit_once(room, start):
    founder = room.open(FOUNDER)
    request = room.invite(founder, NEWCOMER, Preset.REVIEWER)
    admin = room.passphrases[FOUNDER].decode()
    processes = [start("child_act.py", "admit", "", admin, request.id) for _ in range(2)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [process.communicate(timeout=120)[0].strip() for process in processes]
    newcomer = view_of(founder, NEWCOMER)
    assert outcomes.count(newcomer.id) == 1
    assert set(outcomes) <= {newcomer.id, RefusedError.code, UsageError.code}
    assert founder.state.refused == []
