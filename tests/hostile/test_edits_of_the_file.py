"""Somebody who can write to the vault at rest edits it once; every edit is refused by name."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from tests.limits import steps
from tests.limits.newsroom import DESK, EDITOR, FOUNDER, REPORTER
from vault import acts
from vault.archive import interviews, session
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.ledger import Ledger
from vault.archive.writing import Writing
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import (
    MissingObjectError,
    NoKeyError,
    RollbackError,
    SealError,
    SignatureError,
    VaultIdError,
    WrongKeyError,
)
from vault.keyring import DeviceSeeds, Keyring
from vault.store import Store


def pins(room) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (room.home.folder / "pins").iterdir()}


def last_entry(room) -> bytes:
    return room.rows("SELECT hash FROM entry ORDER BY id DESC LIMIT 1")[0][0]


def test_A4_an_older_version_put_in_place_of_a_newer_one_is_refused(room):
    founder = room.open(FOUNDER)
    interview = steps.log(founder)
    draft = interviews.draft_of(founder, interview)
    interviews.revise(founder, interview, draft)
    (state,) = founder.state.interviews.values()
    newest, older = state.standing()[0].ref.verbatim, state.first().ref.verbatim
    room.close()
    room.edit(
        "UPDATE object SET body = (SELECT body FROM object WHERE hash = ?) WHERE hash = ?",
        bytes(older), bytes(newest),
    )  # fmt: skip
    with pytest.raises(SealError):
        interviews.show(room.open(FOUNDER), interview)


def test_A5_a_missing_body_is_noticed_when_the_vault_opens(room):
    founder = room.open(FOUNDER)
    steps.log(founder)
    (state,) = founder.state.interviews.values()
    room.close()
    room.edit("DELETE FROM object WHERE hash = ?", bytes(state.standing()[0].ref.verbatim))
    with pytest.raises(MissingObjectError):
        room.open(EDITOR)


def test_A6_A7_planted_and_doubled_bodies_are_set_apart_and_said_so(room):
    founder = room.open(FOUNDER)
    interview = steps.log(founder)
    (state,) = founder.state.interviews.values()
    body = founder.ledger.store.object(state.standing()[0].ref.verbatim)
    room.close()
    planted = body[:-1] + bytes([body[-1] ^ 1])
    for name, each in ((hashlib.sha256(planted).digest(), planted), (b"\1" * 32, body)):
        room.edit("INSERT INTO object (hash, body) VALUES (?, ?)", name, each)
    founder = room.open(FOUNDER)
    assert [row.id for row in interviews.rows(founder)] == [interview]
    assert any("2 sealed objects are in no journal entry" in n for n in founder.status().notices)


def test_A13_an_entry_of_a_device_that_nobody_made_known_is_refused(room):
    founder = room.open(FOUNDER)
    me, seeds = founder.myself.id, founder.ledger.keyring.all_seeds()
    vault_id = founder.ledger.keyring.vault_id
    room.close()
    intruder = Keyring(vault_id, DeviceSeeds.fresh())
    for seed in seeds:
        intruder.learn_seed(*seed)
    with Store.open(room.path) as store:
        ledger = Ledger(store, intruder, Home(room.path.parent / "intruder"))
        ledger.refresh()
        with store.atomic():
            writing = Writing(store, intruder, ledger.state)
            roles = ledger.state.members[me].assignments
            act = acts.RolesChanged(member=me, at=0, who=me, assignments=roles)
            writing.enter(act, ledger._chain(), ledger.seen())
    with pytest.raises(SignatureError):
        room.open(FOUNDER)


def test_A14_another_genesis_under_the_same_name_is_refused(room):
    room.edit("UPDATE entry SET core = (SELECT core FROM entry WHERE n = 1 LIMIT 1) WHERE n = 0")
    with pytest.raises(VaultIdError):
        room.open(FOUNDER)


def test_A14_a_vault_founded_anew_in_the_same_place_opens_for_nobody(room, tmp_path):
    request = FoundingRequest(FOUNDER, DESK, passphrase=room.passphrases[FOUNDER], cost=KDF_FLOOR)
    room.path.unlink()
    found_vault(room.path, Home(tmp_path / "elsewhere"), request)
    with pytest.raises(WrongKeyError):
        room.open(FOUNDER)


def test_A17_details_exchanged_between_entries_are_refused(room):
    first, second = room.rows("SELECT id, details FROM entry WHERE n > 0 ORDER BY id LIMIT 2")
    room.edit("UPDATE entry SET details = ? WHERE id = ?", second[1], first[0])
    with pytest.raises(SealError):
        room.open(FOUNDER)


@pytest.mark.parametrize("count", [1, 3])
def test_A19_A21_a_shortened_journal_is_an_older_copy_and_nothing_is_written(room, count):
    founder = room.open(FOUNDER)
    for _ in range(count):
        steps.log(founder)
    room.close()
    before = pins(room)
    for _ in range(count):
        room.edit("DELETE FROM entry WHERE hash = ?", last_entry(room))
    rows = room.rows("SELECT * FROM entry"), room.rows("SELECT * FROM object")
    founder = room.open(FOUNDER)
    assert founder.ledger.behind is not None
    with pytest.raises(RollbackError):
        steps.log(founder)
    room.close()
    assert pins(room) == before
    assert (room.rows("SELECT * FROM entry"), room.rows("SELECT * FROM object")) == rows


def test_A23_last_weeks_copy_opens_for_reading_only_with_both_dates(room, tmp_path):
    shutil.copy(room.path, tmp_path / "last week")
    steps.log(room.open(FOUNDER))
    room.close()
    shutil.copy(tmp_path / "last week", room.path)
    founder = room.open(FOUNDER)
    with pytest.raises(RollbackError) as refusal:
        steps.log(founder)
    assert refusal.value.sentence.count("UTC") == 2
    assert refusal.value.sentence in founder.status().notices


def test_M2_a_tail_rewritten_after_a_colleague_saw_it_is_an_older_copy_there(room, tmp_path):
    shutil.copy(room.path, tmp_path / "before")
    steps.log(room.open(FOUNDER))
    room.open(EDITOR)
    room.close()
    shutil.copy(tmp_path / "before", room.path)
    founder = room.rows("SELECT device FROM entry WHERE n = 0")[0][0]
    for pin in (room.home.folder / "pins").glob(f"*{founder.hex()[:24]}"):
        pin.unlink()
    steps.log(room.open(FOUNDER), "Another story altogether.")
    room.close()
    assert room.open(EDITOR).ledger.behind is not None


def test_R4_a_vault_ahead_of_the_pin_opens_and_the_pin_follows(room):
    room.open(FOUNDER).close()
    old = pins(room)
    interview = steps.log(room.open(FOUNDER))
    room.close()
    new = pins(room)
    for name, content in old.items():
        (room.home.folder / "pins" / name).write_bytes(content)
    assert [row.id for row in interviews.rows(room.open(FOUNDER))] == [interview]
    changed = {name for name in old if old[name] != new[name]}
    assert changed
    assert all(pins(room)[name] != old[name] for name in changed)


def test_R5_an_act_that_fails_leaves_the_pin_where_it_was(room):
    founder = room.open(FOUNDER)
    before = pins(room)

    def fail(_writing):
        raise NoKeyError

    with pytest.raises(NoKeyError):
        founder.ledger.commit(fail)
    assert pins(room) == before
    assert steps.log(founder)


def test_G5_a_reporters_forced_passphrase_opens_their_own_words_and_no_colleagues(room):
    steps.log(room.open(FOUNDER))
    mine = steps.log(room.open(REPORTER), "I saw it from the bridge.")
    reporter = session.unlock(room.path, room.home, room.passphrases[REPORTER])
    assert [row.id for row in interviews.rows(reporter)] == [mine]
    held = {part for view in reporter.desks() for part in view.parts}
    assert held == set()
    reporter.close()
