"""A vault's first minute, and access rebuilt from the sheet of paper."""

from __future__ import annotations

import shutil
import signal
import stat

import pytest

from vault import acts
from vault.archive import members
from vault.archive.founding import FoundingRequest, found_vault, policy_of, recover
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import (
    MalformedError,
    NotPermittedError,
    StrongroomError,
    UsageError,
    WrongKeyError,
)
from vault.model import PolicyPreset, Preset

FOUNDER, EDITOR, REVIEWER, REPORTER = "Mina Park", "Jonas Weber", "Sora Lim", "Tomas Reyes"
DESK = "North desk"
ALL_PARTS = ("journal", "redacted", "security", "verbatim")


def request(**changed):
    return FoundingRequest(**{"name": "Ada Novak", "desk": "Desk", "cost": KDF_FLOOR, **changed})


@pytest.fixture
def place(tmp_path):
    """A folder for a vault, and a home beside it."""
    folder = tmp_path / "vaults"
    folder.mkdir()
    return folder / "new.strongroom", Home(tmp_path / "home")


# --- founding ------------------------------------------------------------------------------


def test_the_founder_is_admin_and_editor_of_a_desk_with_all_its_keys(place):
    founded = found_vault(*place, request())
    archive = unlock(*place, founded.passphrase)
    view = members.me(archive)
    assert (view.name, view.is_me, view.waiting_for) == ("Ada Novak", True, ())
    assert set(view.roles) == {"admin", "editor@Desk", "reporter@Desk"}
    assert [(desk.name, desk.parts) for desk in members.desks(archive)] == [("Desk", ALL_PARTS)]
    assert archive.state.refused == []
    archive.close()


def test_a_generated_passphrase_has_six_words_and_the_sheet_twenty_four(place):
    founded = found_vault(*place, request())
    assert len(founded.passphrase.split()) == 6
    assert len(founded.sheet) == 24


def test_a_passphrase_of_ones_own_opens_in_either_unicode_form(place):
    found_vault(*place, request(passphrase="Überlänge für zwölf Wörter".encode()))
    unlock(*place, "Überlänge für zwölf Wörter".encode()).close()


@pytest.mark.parametrize("weak", [b"short", b"a" * 40, b"ababababababab", b"\xff" * 20])
def test_a_weak_passphrase_is_refused_and_nothing_is_made(place, weak):
    with pytest.raises(MalformedError):
        found_vault(*place, request(passphrase=weak))
    assert list(place[0].parent.iterdir()) == []


@pytest.mark.parametrize("field", ["name", "desk"])
@pytest.mark.parametrize("bad", ["", "  ", "a\nb", "a\tb", "x" * 81, "Ada\u202e", "A\x1b[31m"])
def test_a_name_that_cannot_be_shown_is_refused_unquoted_and_nothing_is_made(place, field, bad):
    with pytest.raises(MalformedError) as refusal:
        found_vault(*place, request(**{field: bad}))
    assert refusal.value.field == field
    assert bad.strip() == "" or bad not in refusal.value.sentence
    assert list(place[0].parent.iterdir()) == []


def test_a_taken_name_is_refused_and_that_vault_still_opens(place):
    founded = found_vault(*place, request())
    before = place[0].read_bytes()
    with pytest.raises(UsageError):
        found_vault(*place, request())
    assert place[0].read_bytes() == before
    unlock(*place, founded.passphrase).close()


def test_a_vault_at_rest_is_one_private_file_and_its_secret_is_elsewhere(place):
    found_vault(*place, request())
    assert [each.name for each in place[0].parent.iterdir()] == [place[0].name]
    kept = [place[0], *(each for each in place[1].folder.rglob("*") if each.is_file())]
    assert {stat.S_IMODE(each.stat().st_mode) for each in kept} == {0o600}
    secrets = list((place[1].folder / "devices").iterdir())
    assert len(secrets) == 1
    assert secrets[0].read_bytes() not in place[0].read_bytes()


def test_no_name_or_word_of_the_founding_stands_in_any_file(place):
    founded = found_vault(*place, request(desk="Borderland desk"))
    files = [place[0], *(each for each in place[1].folder.rglob("*") if each.is_file())]
    everything = b"".join(str(each.name).encode() + each.read_bytes() for each in files)
    for secret in (b"Ada Novak", b"Borderland", founded.passphrase, founded.sheet[0].encode() * 2):
        assert secret not in everything


@pytest.mark.parametrize("preset", list(PolicyPreset))
def test_the_founder_chooses_the_policy(place, preset):
    founded = found_vault(*place, request(preset=preset))
    archive = unlock(*place, founded.passphrase)
    assert members.get_policy(archive) == policy_of(preset)
    archive.close()


def test_two_vaults_with_the_same_answers_share_no_identity(place):
    found_vault(*place, request())
    other = place[0].with_name("other.strongroom")
    found_vault(other, place[1], request())
    names = {each.name for each in (place[1].folder / "devices").iterdir()}
    assert len({name.split("-")[0] for name in names}) == len(names) == 2


@pytest.mark.parametrize("point", ["after put_slot", "after add_entry"])
def test_a_kill_while_founding_leaves_the_name_free(room, start, point):
    room.path = room.path.with_name("second.strongroom")
    process = start("child_act.py", "found", point)
    assert process.communicate("go\n", timeout=120)[1] == ""
    assert process.returncode == -signal.SIGKILL
    assert not room.path.exists()
    founded = found_vault(room.path, room.home, request())
    room.unlock(founded.passphrase)


# --- recovery ------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(room, tmp_path):
    """A copy of the vault file alone, and the empty home of another computer."""
    path = tmp_path / "elsewhere" / "found.strongroom"
    path.parent.mkdir()
    shutil.copy(room.path, path)
    return path, Home(tmp_path / "other home")


def regain(elsewhere, words, **more):
    return recover(*elsewhere, list(words), cost=KDF_FLOOR, **more)


@pytest.mark.parametrize(
    ("name", "parts"),
    [(FOUNDER, ALL_PARTS), (EDITOR, ALL_PARTS), (REVIEWER, ("redacted",)), (REPORTER, ())],
)
def test_a_copy_and_the_sheet_rebuild_exactly_the_members_grants(room, elsewhere, name, parts):
    recovered = regain(elsewhere, room.sheets[name])
    archive = unlock(*elsewhere, recovered.passphrase)
    assert members.me(archive).name == name
    assert [desk.parts for desk in members.desks(archive)] == [parts]
    assert archive.state.refused == []
    archive.close()


def test_recovery_makes_a_new_device_that_writes_on(room, elsewhere):
    recovered = regain(elsewhere, room.sheets[FOUNDER])
    archive = unlock(*elsewhere, recovered.passphrase)
    assert len(archive.myself.devices) == 2
    members.add_desk(archive, "South desk")
    archive.close()
    again = unlock(*elsewhere, recovered.passphrase)
    assert [desk.name for desk in members.desks(again)] == [DESK, "South desk"]
    again.close()


def test_the_lost_devices_passphrase_opens_nothing_elsewhere(room, elsewhere):
    with pytest.raises(WrongKeyError, match="device secret for this vault is not on this"):
        unlock(*elsewhere, room.passphrases[FOUNDER])
    regain(elsewhere, room.sheets[FOUNDER])
    with pytest.raises(WrongKeyError):
        unlock(*elsewhere, room.passphrases[FOUNDER])


def test_a_forgotten_passphrase_is_replaced_on_the_same_computer(room):
    recovered = recover(room.path, room.home, list(room.sheets[EDITOR]), cost=KDF_FLOOR)
    assert members.me(room.unlock(recovered.passphrase)).name == EDITOR
    room.close()
    assert members.me(room.open(EDITOR)).name == EDITOR  # should it come back to mind
    assert members.me(room.open(FOUNDER)).name == FOUNDER


def test_what_is_granted_after_a_recovery_reaches_the_new_device_and_the_sheet(room):
    recovered = recover(room.path, room.home, list(room.sheets[REVIEWER]), cost=KDF_FLOOR)
    editor = room.open(EDITOR)
    members.add_desk(editor, "South desk")
    members.change_roles(room.open(FOUNDER), REVIEWER, "South desk", Preset.REVIEWER)
    [wanted] = members.grants_wanted(editor)
    assert (wanted.name, wanted.desk) == (REVIEWER, "South desk")
    reviewer = room.unlock(recovered.passphrase)
    assert members.safety_words_with(reviewer, EDITOR) == wanted.safety_words
    members.grant(editor, REVIEWER, "South desk", compared=True)
    assert [d.parts for d in members.desks(reviewer)] == [("redacted",), ("redacted",)]
    room.close()
    again = recover(room.path, room.home, list(room.sheets[REVIEWER]), cost=KDF_FLOOR)
    archive = room.unlock(again.passphrase)
    assert [d.parts for d in members.desks(archive)] == [("redacted",), ("redacted",)]


def test_capital_letters_and_spaces_on_the_sheet_do_not_matter(room, elsewhere):
    shouted = [f" {word.upper()} " for word in room.sheets[REVIEWER]]
    unlock(*elsewhere, regain(elsewhere, shouted).passphrase).close()


@pytest.mark.parametrize("at", [1, 9, 24])
def test_a_mistyped_word_is_named_by_its_place_and_not_quoted(room, elsewhere, at):
    words = list(room.sheets[FOUNDER])
    words[at - 1] = "strongroomm"
    with pytest.raises(MalformedError, match=rf"Word {at} of the sheet") as refusal:
        regain(elsewhere, words)
    assert "strongroomm" not in refusal.value.sentence


def test_two_swapped_words_are_found_by_the_checksum(room, elsewhere):
    words = list(room.sheets[FOUNDER])
    first, other = next((0, at) for at in range(1, 24) if words[at] != words[0])
    words[first], words[other] = words[other], words[first]
    with pytest.raises(MalformedError, match="checksum"):
        regain(elsewhere, words)


def test_a_sheet_with_a_word_missing_says_how_many_there_must_be(room, elsewhere):
    with pytest.raises(MalformedError, match="24 words, not 23"):
        regain(elsewhere, room.sheets[FOUNDER][:-1])


def test_the_sheet_of_another_vault_rebuilds_nothing(room, elsewhere, place):
    stranger = found_vault(*place, request())
    room.path, before = elsewhere[0], room.counts()
    with pytest.raises(WrongKeyError, match="does not belong to a member of this vault"):
        regain(elsewhere, stranger.sheet)
    assert room.counts() == before


def test_the_sheet_of_somebody_not_admitted_yet_rebuilds_nothing(room):
    room.invite(room.open(FOUNDER), "Ivo Maric", Preset.REVIEWER)
    room.close()
    with pytest.raises(WrongKeyError, match="does not belong to a member"):
        recover(room.path, room.home, list(room.sheets["Ivo Maric"]), cost=KDF_FLOOR)


def test_a_weak_new_passphrase_is_refused_before_anything_is_written(room, elsewhere):
    before = elsewhere[0].read_bytes()
    with pytest.raises(MalformedError):
        regain(elsewhere, room.sheets[FOUNDER], passphrase=b"short")
    assert elsewhere[0].read_bytes() == before


@pytest.mark.parametrize("point", ["after keep_secret", "after add_entry"])
def test_a_kill_while_recovering_leaves_the_vault_as_it_was(room, start, point):
    words = " ".join(room.sheets[REVIEWER])
    new = "a passphrase of my own"
    process = start("child_act.py", "recover", point, words, new)
    assert process.communicate("go\n", timeout=120)[1] == ""
    assert process.returncode == -signal.SIGKILL
    with pytest.raises(StrongroomError) as refusal:
        room.unlock(new.encode())
    assert isinstance(refusal.value, WrongKeyError)
    assert len(room.open(REVIEWER).myself.devices) == 1
    room.close()
    recovered = recover(room.path, room.home, words.split(), new.encode(), cost=KDF_FLOOR)
    assert len(room.unlock(recovered.passphrase).myself.devices) == 2


def test_a_member_who_was_signed_out_cannot_come_back_with_the_sheet(room):
    founder = room.open(FOUNDER)
    gone = members.find_member(founder, REVIEWER)

    def build(writing):
        return acts.SignedOut(member=writing.member, at=writing.now(), who=gone.id, last=())

    founder.ledger.commit(build)
    room.close()
    with pytest.raises(NotPermittedError, match="signed out"):
        recover(room.path, room.home, list(room.sheets[REVIEWER]), cost=KDF_FLOOR)
