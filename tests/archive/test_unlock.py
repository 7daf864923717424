"""Passphrases, slots and device secrets: who gets in, who does not, and what a power cut leaves."""

from __future__ import annotations

import shutil
import signal

import pytest

from tests.archive import desk
from vault.archive import interviews, members
from vault.archive.home import Home
from vault.archive.session import change_passphrase, unlock
from vault.crypto import boxes, primitives
from vault.crypto.boxes import KDF_DEFAULT, KDF_FLOOR
from vault.crypto.primitives import KdfCost
from vault.errors import (
    BusyError,
    KdfCeilingError,
    KdfFloorError,
    LockedError,
    MalformedError,
    NoVaultError,
    SealError,
    StrongroomError,
    WrongKeyError,
)
from vault.model import Preset

FOUNDER, EDITOR, REVIEWER, REPORTER = "Mina Park", "Jonas Weber", "Sora Lim", "Tomas Reyes"
NEW = b"a passphrase of my own"
NEWER = b"and yet another one of mine"


def device_of(room, name) -> bytes:
    archive = room.open(name)
    device = bytes(archive.ledger.keyring.device)
    room.close()
    return device


def slot_of(room, device) -> bytes:
    return room.rows("SELECT body FROM slot WHERE device = ?", device)[0][0]


def put_slot(room, device, body) -> None:
    room.edit("UPDATE slot SET body = ? WHERE device = ?", body, device)


def reseal(slot: bytes, cost: KdfCost) -> bytes:
    """Write another cost into a slot, checksum and all, as an attacker can."""
    prefix = slot[:3] + bytes([cost.passes]) + cost.memory_kib.to_bytes(4, "big")
    changed = prefix + bytes([cost.lanes]) + slot[9:-8]
    return changed + boxes.primitives.sha256(changed)[:8]


# --- several members in one file -----------------------------------------------------------


@pytest.mark.parametrize("name", [FOUNDER, EDITOR, REVIEWER, REPORTER])
def test_each_passphrase_opens_the_vault_as_its_member_and_nobody_else(room, name):
    assert members.me(room.open(name)).name == name


def test_the_slot_used_last_is_tried_first(room):
    room.open(REPORTER)
    room.open(FOUNDER)
    room.close()
    room.open(FOUNDER)
    device = device_of(room, FOUNDER)
    vault_id = room.rows("SELECT hash FROM entry ORDER BY id LIMIT 1")[0][0]
    used = {d: room.home.last_used(vault_id, d) for (d,) in room.rows("SELECT device FROM slot")}
    assert max(used, key=used.__getitem__) == device


def test_two_members_have_the_vault_open_at_once(room):
    founder, reviewer = room.open(FOUNDER), room.open(REVIEWER)
    members.add_desk(founder, "South desk")
    assert [desk.name for desk in members.desks(reviewer)] == ["North desk", "South desk"]


def test_a_closed_archive_answers_locked(room):
    archive = room.open(REVIEWER)
    archive.close()
    archive.close()
    assert archive.locked
    with pytest.raises(LockedError):
        members.me(archive)


def test_no_vault_is_its_own_refusal(room):
    with pytest.raises(NoVaultError):
        unlock(room.path.with_name("other.strongroom"), room.home, b"x" * 20)


# --- what does not open --------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [b"abandon ability able about above absent", b"", b"\xff\xfe"])
def test_a_wrong_passphrase_exits_12(room, wrong):
    with pytest.raises(WrongKeyError) as refusal:
        room.unlock(wrong)
    assert refusal.value.exit_code == 12


def test_nearly_the_right_passphrase_is_a_wrong_one(room):
    with pytest.raises(WrongKeyError):
        room.unlock(room.passphrases[FOUNDER].upper())


def test_without_the_device_secret_the_refusal_names_the_sheet(room, tmp_path):
    with pytest.raises(WrongKeyError, match=r"device secret .* recovery sheet") as refusal:
        room.unlock(room.passphrases[FOUNDER], Home(tmp_path / "empty"))
    assert refusal.value.exit_code == 12


def test_another_devices_secret_opens_nothing(room):
    places = sorted((room.home.folder / "devices").iterdir())
    contents = [place.read_bytes() for place in places]
    for place, content in zip(places, contents[1:] + contents[:1], strict=True):
        place.write_bytes(content)
    for name in (FOUNDER, EDITOR):
        with pytest.raises(WrongKeyError):
            room.open(name)


def test_a_copy_without_slots_says_that_only_the_sheet_opens_it(room):
    room.edit("DELETE FROM slot")
    with pytest.raises(WrongKeyError, match="nobody's slot"):
        room.open(FOUNDER)


@pytest.mark.parametrize("at", [0, 3, 20, 40, -20, -1])
def test_a_damaged_slot_exits_14_and_not_12(room, at):
    device = device_of(room, REVIEWER)
    body = bytearray(slot_of(room, device))
    body[at] ^= 1
    put_slot(room, device, bytes(body))
    with pytest.raises(StrongroomError) as refusal:
        room.open(REVIEWER)
    assert refusal.value.exit_code in {14, 17}  # 17: the suite's number itself was changed
    assert not isinstance(refusal.value, WrongKeyError)


@pytest.mark.parametrize("kept", [0, 2, 24, 60])
def test_a_slot_cut_short_exits_14(room, kept):
    device = device_of(room, REVIEWER)
    put_slot(room, device, slot_of(room, device)[:kept])
    with pytest.raises(SealError):
        room.open(REVIEWER)


def test_somebody_elses_damaged_slot_keeps_nobody_out(room):
    put_slot(room, device_of(room, FOUNDER), b"nothing like a slot")
    assert members.me(room.open(REVIEWER)).name == REVIEWER


def test_A31_slots_swapped_between_two_members_open_for_neither(room):
    one, other = device_of(room, FOUNDER), device_of(room, REVIEWER)
    first, second = slot_of(room, one), slot_of(room, other)
    put_slot(room, one, second)
    put_slot(room, other, first)
    for name in (FOUNDER, REVIEWER):
        with pytest.raises(WrongKeyError):
            room.open(name)


@pytest.mark.parametrize("cost", [KdfCost(1, 8, 1), KdfCost(3, 64 * 1024 - 1, 4)])
def test_A28_a_weakened_slot_is_refused_and_the_passphrase_not_used(room, cost, monkeypatch):
    device = device_of(room, REVIEWER)
    for (other,) in room.rows("SELECT device FROM slot"):
        if other != device:
            room.edit("DELETE FROM slot WHERE device = ?", other)
    put_slot(room, device, reseal(slot_of(room, device), cost))
    monkeypatch.setattr("vault.crypto.primitives.argon2id", lambda *_: pytest.fail("derived"))
    with pytest.raises(KdfFloorError):
        room.open(REVIEWER)


@pytest.mark.parametrize("cost", [KdfCost(3, 8 << 20, 4), KdfCost(200, 64 * 1024, 4)])
def test_A29_an_absurd_slot_is_refused_before_any_memory_is_taken(room, cost, monkeypatch):
    derived: list[KdfCost] = []
    derive = primitives.argon2id

    def noted(passphrase: bytes, salt: bytes, cost: KdfCost) -> bytes:
        derived.append(cost)
        return derive(passphrase, salt, cost)

    monkeypatch.setattr(primitives, "argon2id", noted)
    device = device_of(room, REVIEWER)
    put_slot(room, device, reseal(slot_of(room, device), cost))
    with pytest.raises(KdfCeilingError):
        room.open(REVIEWER)
    assert set(derived) <= {KDF_FLOOR}  # those of the other slots


# --- changing the passphrase ---------------------------------------------------------------


def test_the_new_passphrase_opens_and_the_old_one_no_more(room):
    before = slot_of(room, device := device_of(room, EDITOR))
    change_passphrase(room.open(EDITOR), room.passphrases[EDITOR], NEW, KDF_FLOOR)
    room.close()
    assert slot_of(room, device) != before
    assert members.me(room.unlock(NEW)).name == EDITOR
    with pytest.raises(WrongKeyError):
        room.open(EDITOR)
    assert members.me(room.open(FOUNDER)).name == FOUNDER


def test_a_generated_passphrase_has_six_words(room):
    made = change_passphrase(room.open(EDITOR), room.passphrases[EDITOR], None, KDF_FLOOR)
    assert len(made.split()) == 6
    room.close()
    room.unlock(made)


def test_the_device_secret_changes_too_so_that_old_copies_of_the_vault_stay_shut(room, tmp_path):
    backup = tmp_path / "backup.strongroom"
    shutil.copy(room.path, backup)
    before = {p.name: p.read_bytes() for p in (room.home.folder / "devices").iterdir()}
    change_passphrase(room.open(EDITOR), room.passphrases[EDITOR], NEW, KDF_FLOOR)
    room.close()
    after = {p.name: p.read_bytes() for p in (room.home.folder / "devices").iterdir()}
    assert before.keys() == after.keys()
    assert sum(before[name] != after[name] for name in before) == 1
    with pytest.raises(WrongKeyError):
        unlock(backup, room.home, room.passphrases[EDITOR])


@pytest.mark.parametrize(
    ("current", "new", "refusal"),
    [
        (b"not my passphrase at all", NEW, WrongKeyError),
        (None, b"short", MalformedError),
        (None, None, MalformedError),
    ],
    ids=["wrong current", "weak new", "the same again"],
)
def test_a_refused_change_changes_nothing(room, current, new, refusal):
    archive, mine = room.open(EDITOR), room.passphrases[EDITOR]
    with pytest.raises(refusal):
        change_passphrase(archive, current or mine, new or mine, KDF_FLOOR)
    room.close()
    room.open(EDITOR)
    assert not [p for p in (room.home.folder / "devices").iterdir() if p.suffix == ".next"]


def test_A30_the_new_slot_costs_what_the_program_says_whatever_the_old_one_says(room):
    device = device_of(room, EDITOR)
    assert boxes.slot_cost(slot_of(room, device)) == KDF_FLOOR
    change_passphrase(room.open(EDITOR), room.passphrases[EDITOR], NEW)
    room.close()
    assert boxes.slot_cost(slot_of(room, device)) == KDF_DEFAULT


@pytest.mark.parametrize(
    ("point", "opens"),
    [
        ("before keep_next_secret", "old"),
        ("after keep_next_secret", "old"),
        ("after put_slot", "old"),  # written, not committed
        ("before finish_change", "new"),  # committed
        ("before promote_next_secret", "new"),
        ("after promote_next_secret", "new"),
    ],
)
def test_R1_a_kill_at_any_moment_of_a_change_leaves_one_passphrase_that_opens(
    room, start, point, opens
):
    old = room.passphrases[EDITOR]
    process = start("child_act.py", "change", point, old.decode(), NEW.decode())
    assert process.communicate("go\n", timeout=120)[1] == ""
    assert process.returncode == -signal.SIGKILL
    works, fails = (old, NEW) if opens == "old" else (NEW, old)
    with pytest.raises(WrongKeyError):
        room.unlock(fails)
    archive = room.unlock(works)
    change_passphrase(archive, works, NEWER, KDF_FLOOR)
    room.close()
    assert members.me(room.unlock(NEWER)).name == EDITOR
    assert not [p for p in (room.home.folder / "devices").iterdir() if p.suffix == ".next"]


def test_a_change_that_a_power_cut_left_is_finished_by_the_next_unlock(room, start):
    old = room.passphrases[EDITOR].decode()
    start("child_act.py", "change", "before finish_change", old, NEW.decode()).communicate(
        "go\n", timeout=120
    )
    assert [p for p in (room.home.folder / "devices").iterdir() if p.suffix == ".next"]
    room.unlock(NEW)
    assert not [p for p in (room.home.folder / "devices").iterdir() if p.suffix == ".next"]


def test_an_unfinished_change_survives_a_look_at_an_older_copy(room, start, tmp_path):
    backup = tmp_path / "backup.strongroom"
    shutil.copy(room.path, backup)
    old = room.passphrases[EDITOR]
    start("child_act.py", "change", "before finish_change", old.decode(), NEW.decode()).communicate(
        "go\n", timeout=120
    )
    unlock(backup, room.home, old).close()
    assert members.me(room.unlock(NEW)).name == EDITOR


def test_two_processes_changing_at_once_leave_exactly_one_passphrase(room, start):
    old = room.passphrases[EDITOR]
    wanted = [b"passphrase number %d of mine" % n for n in range(2)]
    processes = [start("child_act.py", "change", "", old.decode(), w.decode()) for w in wanted]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [process.communicate(timeout=120)[0].strip() for process in processes]
    assert set(outcomes) <= {"changed", BusyError.code, WrongKeyError.code}
    assert outcomes.count("changed") == 1
    for passphrase, outcome in zip(wanted, outcomes, strict=True):
        if outcome == "changed":
            assert members.me(room.unlock(passphrase)).name == EDITOR
        else:
            with pytest.raises(WrongKeyError):
                room.unlock(passphrase)


def test_whoever_waits_for_admission_is_told_so(room):
    room.invite(room.open(FOUNDER), "Ivo Maric", Preset.REVIEWER)
    with pytest.raises(StrongroomError, match="no admin has admitted you yet") as refusal:
        room.open("Ivo Maric")
    assert refusal.value.exit_code == 13


def test_a_damaged_own_wrap_closes_what_it_held_and_not_the_vault(room):
    mine = interviews.log(room.open(REPORTER), desk.draft(title="Mine")).id
    room.close()
    room.edit("UPDATE own_wrap SET body = zeroblob(length(body))")
    reporter = room.open(REPORTER)
    assert reporter.me.name == REPORTER
    assert any(
        "opened what you wrote on this computer" in notice for notice in reporter.status().notices
    )
    assert mine not in {row.id for row in interviews.rows(reporter)}
    later = interviews.log(reporter, desk.draft(title="Later")).id
    assert later in {row.id for row in interviews.rows(reporter)}
    assert mine in {row.id for row in interviews.rows(room.open(EDITOR))}
