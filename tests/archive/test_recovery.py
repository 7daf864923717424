"""The sheet after its first day: shares of it, the drill, and a new sheet in its place."""

from __future__ import annotations

import itertools
import shutil
from importlib import metadata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.archive import desk
from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import granting, interviews, members, passphrases, recovery, sharing
from vault.archive import sheet_shares as shares
from vault.archive.founding import recover, recover_from_seed
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import MalformedError, NotPermittedError, UsageError, WrongKeyError
from vault.model import Preset

SEED = bytes(range(32))


def seed_of(room, name: str) -> bytes:
    return passphrases.seed_from_sheet(list(room.sheets[name]))


def files(folder) -> dict:
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- shares --------------------------------------------------------------------------------


def test_any_three_of_five_shares_are_the_sheet_and_two_are_not():
    made = shares.split(SEED, 5, 3)
    assert len(set(made)) == 5
    for chosen in itertools.permutations(made, 3):
        assert shares.seed_from_shares(chosen) == SEED
    with pytest.raises(MalformedError, match="3 shares"):
        shares.seed_from_shares(made[:2])
    assert [shares.read_share(text, 1).number for text in made] == [1, 2, 3, 4, 5]


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(1, 33), st.integers(0, 1023))
def test_one_exchanged_word_is_named_by_its_place(seed, place, word):
    from shamir_mnemonic.wordlist import WORDLIST

    text = shares.split(seed, 2, 2)[0].split()
    before, text[place - 1] = text[place - 1], WORDLIST[word]
    if before == WORDLIST[word]:
        assert shares.read_share(" ".join(text), 1).needed == 2
        return
    with pytest.raises(MalformedError) as refusal:
        shares.read_share(" ".join(text), 4)
    assert refusal.value.sentence == f"Share 4: word {place} was mistyped."


def test_a_word_that_is_on_no_list_and_a_missing_word_are_named_without_being_quoted():
    text = shares.split(SEED, 2, 2)[1].split()
    with pytest.raises(MalformedError, match="Share 2: word 3 is not on the word list"):
        shares.read_share(" ".join([*text[:2], "strongroom", *text[3:]]), 2)
    with pytest.raises(MalformedError, match="33 words, not 32"):
        shares.read_share(" ".join(text[1:]), 1)
    swapped = [text[5], text[4], *text[2:4], text[1], text[0], *text[6:]]
    with pytest.raises(MalformedError, match=r"mistyped|more than one word"):
        shares.read_share(" ".join(swapped), 1)


@pytest.mark.parametrize(("count", "needed"), [(1, 1), (3, 1), (2, 3), (17, 2), (0, 0)])
def test_impossible_numbers_of_shares_are_refused(count, needed):
    with pytest.raises(UsageError):
        shares.split(SEED, count, needed)


@pytest.mark.limit(83, "good", "Recovery sheets")
def test_any_two_kits_of_one_sheet_give_it_back_and_do_not_mix():
    """The vault does not know who holds a share of a sheet, nor how many were made. A share that
    went astray is taken back by a new sheet alone.
    """
    first, second = shares.split(SEED, 3, 2), shares.split(SEED, 3, 2)
    assert shares.seed_from_shares(first[:2]) == shares.seed_from_shares(second[1:]) == SEED
    with pytest.raises(MalformedError, match="not of one sheet"):
        shares.seed_from_shares([first[0], second[1]])
    with pytest.raises(MalformedError, match="twice"):
        shares.seed_from_shares([first[0], first[0]])


PUBLISHED = (
    "theory painting academic academic armed sweater year military elder discuss acne wildlife "
    "boring employer fused large satoshi bundle carbon diagnose anatomy hamster leaves tracks "
    "paces beyond phantom capital marvel lips brave detect"
)
PUBLISHED_SECRET = "989baf9dcaad5b10ca33dfd8cc75e42477025dce88ae83e75a230086a0e00e92"


def test_P3_the_published_256_bit_vectors_of_slip_39_come_out_as_published():
    """SLIP-0039, test vectors 20 and 21: one valid share, and one with a wrong last word."""
    from shamir_mnemonic import combine_mnemonics

    text = f"{PUBLISHED} luck"
    assert combine_mnemonics([text], b"TREZOR").hex() == PUBLISHED_SECRET
    assert shares.read_share(text, 1).needed == 1
    with pytest.raises(MalformedError, match="word 33 was mistyped"):
        shares.read_share(f"{PUBLISHED} lunar", 1)


def test_G10_shares_made_with_a_passphrase_elsewhere_give_nobodys_sheet(room):
    """Without its passphrase such a set gives another secret, and no error."""
    from shamir_mnemonic import generate_mnemonics

    (made,) = generate_mnemonics(1, [(2, 2)], seed_of(room, EDITOR), b"a word of theirs")
    with pytest.raises(WrongKeyError):
        recovery.drill(room.path, room.home, shares.seed_from_shares(made))


def test_G11_more_shares_than_needed_are_all_of_one_sheet_or_refused():
    made = shares.split(SEED, 4, 2)
    assert shares.seed_from_shares(made) == SEED
    stranger = next(
        text for text in shares.split(bytes(32), 4, 2)
        if shares.read_share(text, 1).number == 4
    )  # fmt: skip
    with pytest.raises(MalformedError, match="not of one sheet"):
        shares.seed_from_shares([*made[:3], stranger])


def test_a_kit_needs_the_sheet_in_hand(room):
    editor = room.open(EDITOR)
    made = recovery.kit(editor, list(room.sheets[EDITOR]), 3, 2)
    assert shares.seed_from_shares(made[1:]) == seed_of(room, EDITOR)
    with pytest.raises(WrongKeyError):
        recovery.kit(editor, list(room.sheets[FOUNDER]), 3, 2)
    with pytest.raises(MalformedError):
        recovery.kit(editor, list(room.sheets[EDITOR])[:-1], 3, 2)


def test_access_is_rebuilt_from_shares(room, tmp_path):
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    made = recovery.kit(room.open(EDITOR), list(room.sheets[EDITOR]), 3, 2)
    room.close()
    home = Home(tmp_path / "another computer")
    again = recover_from_seed(
        room.path, home, shares.seed_from_shares([made[2], made[0]]), cost=KDF_FLOOR
    )
    archive = room.unlock(again.passphrase, home)
    assert archive.me.name == EDITOR
    assert interviews.show(archive, one).cleared


# --- drill ---------------------------------------------------------------------------------


def test_a_drill_opens_every_part_that_the_roles_read_and_writes_nothing(room):
    interviews.log(room.open(REPORTER), desk.draft())
    room.close()
    before = files(room.path.parent)
    view = recovery.drill(room.path, room.home, seed_of(room, EDITOR))
    assert view.member == EDITOR
    assert view.complete
    opened = {each.part: each.result for each in view.compartments}
    assert opened == dict.fromkeys(
        ("roster", "redacted", "verbatim", "security", "journal"), "opened"
    )
    assert files(room.path.parent) == before


def test_a_drill_says_what_is_empty_and_which_key_is_missing(room):
    view = recovery.drill(room.path, room.home, seed_of(room, REVIEWER))
    assert {each.part: each.result for each in view.compartments} == {
        "roster": "opened", "redacted": "empty",
    }  # fmt: skip
    room.admit(room.open(FOUNDER), "Ilse Brandt", Preset.REVIEWER)
    room.close()
    view = recovery.drill(room.path, room.home, seed_of(room, "Ilse Brandt"))
    assert not view.complete
    assert [each.part for each in view.compartments if each.result == "no key"] == ["redacted"]


def test_a_sheet_of_nobody_is_refused_by_the_drill(room):
    with pytest.raises(WrongKeyError):
        recovery.drill(room.path, room.home, SEED)


# --- a new sheet ---------------------------------------------------------------------------


def test_a_new_sheet_takes_the_place_of_the_old_one_with_all_its_grants(room, tmp_path):
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    sheet = recovery.renew(room.open(EDITOR), room.passphrases[EDITOR])
    room.close()
    assert recovery.drill(room.path, room.home, passphrases.seed_from_sheet(list(sheet))).complete
    home = Home(tmp_path / "another computer")
    with pytest.raises(NotPermittedError, match="replaced"):
        recover(room.path, home, list(room.sheets[EDITOR]), cost=KDF_FLOOR)
    again = recover(room.path, home, list(sheet), cost=KDF_FLOOR)
    archive = room.unlock(again.passphrase, home)
    assert interviews.show(archive, one).cleared
    assert archive.state.refused == []


def test_what_was_shared_comes_back_from_a_new_sheet(room, tmp_path):
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    sharing.share(room.open(EDITOR), one, [REVIEWER])
    sheet = recovery.renew(room.open(REVIEWER), room.passphrases[REVIEWER])
    room.close()
    home = Home(tmp_path / "another computer")
    again = recover(room.path, home, list(sheet), cost=KDF_FLOOR)
    shown = interviews.show(room.unlock(again.passphrase, home), one)
    assert shown.quotes[0].texts[0].words == desk.WORDS


@pytest.mark.limit(84, "now", "Recovery sheets")
def test_a_key_given_elsewhere_while_a_sheet_is_renewed_goes_to_the_old_one(rooms):
    """Keys that a colleague gives at another computer while a sheet is renewed go to the old one.
    The drill says so, and a second renewal mends it.
    """
    admin, editor = rooms.admin, rooms.editor
    members.add_desk(admin.open(), "Night desk")
    members.change_roles(admin.open(), editor.name, "Night desk", Preset.EDITOR)
    sheet = recovery.renew(editor.open(), editor.passphrase)
    granting.grant(admin.open(), editor.name, "Night desk", compared=True)
    desk.marked(admin.open(), desk.draft(desk="Night desk"))
    rooms.exchange_all()

    def is_complete(words) -> bool:
        editor.close()
        seed = passphrases.seed_from_sheet(list(words))
        return recovery.drill(editor.path, editor.home, seed).complete

    assert not is_complete(sheet)
    assert is_complete(recovery.renew(editor.open(), editor.passphrase))


@pytest.mark.limit(85, "good", "Recovery sheets")
def test_the_library_that_splits_sheets_says_what_it_does_not_protect_against():
    """The library that splits and joins sheets does not claim to take the same time whatever it
    works on. Split a sheet, and recover from shares, on a computer that you trust; what is said
    of programs beside it (LIM-42) holds here too.
    """
    told = " ".join(str(metadata.metadata("shamir-mnemonic").get_payload()).split())
    assert "vulnerable to side-channel attacks" in told


def test_renewing_asks_for_the_passphrase_again(room):
    with pytest.raises(WrongKeyError):
        recovery.renew(room.open(EDITOR), b"somebody at an open laptop")


@pytest.mark.limit(82, "good", "Recovery sheets")
def test_a_replaced_sheet_opens_an_old_copy_and_vouches_for_nothing(room, tmp_path):
    """A sheet that was replaced still opens copies of the vault made before, and what was
    written under the same keys since then. It vouches for no device any more.
    """
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    room.close()
    copy = tmp_path / "old.strongroom"
    shutil.copy(room.path, copy)
    recovery.renew(room.open(EDITOR), room.passphrases[EDITOR])
    room.close()
    home = Home(tmp_path / "finder")
    again = recover(copy, home, list(room.sheets[EDITOR]), cost=KDF_FLOOR)
    finder = unlock(copy, home, again.passphrase)
    assert interviews.show(finder, one).cleared
    finder.close()
    with pytest.raises(NotPermittedError):
        recovery.drill(room.path, room.home, seed_of(room, EDITOR))


def test_a_device_that_the_old_sheet_made_beside_the_renewal_is_set_aside(rooms, tmp_path):
    """Whoever found the old sheet recovers on an old copy, and sends what they did as a packet."""
    editor, admin = rooms.editor, rooms.admin
    editor.close()
    thief = type(editor)(editor.name, tmp_path / "thief")
    thief.folder.mkdir()
    shutil.copy(editor.path, thief.path)
    thief.passphrase = recover(
        thief.path, thief.home, list(editor.sheet), cost=KDF_FLOOR
    ).passphrase
    recovery.renew(editor.open(), editor.passphrase)
    interviews.log(thief.open(), desk.draft())
    device = thief.open().ledger.keyring.device
    packets = [editor.send(whole=True), thief.send(whole=True)]
    for order, office in ((packets, admin), (packets[::-1], rooms.reporter)):
        for packet in order:
            office.receive(packet)
        state = office.open().state
        assert device not in state.devices, office.name
        assert device in state.set_aside
        assert state.interviews == {}
    thief.close()


def test_an_honest_recovery_before_the_renewal_stays(rooms, tmp_path):
    editor = rooms.editor
    editor.close()
    home = Home(tmp_path / "new computer")
    again = recover(editor.path, home, list(editor.sheet), cost=KDF_FLOOR)
    newer = unlock(editor.path, home, again.passphrase)
    device = newer.ledger.keyring.device
    recovery.renew(newer, again.passphrase)
    assert device in newer.state.devices
    assert newer.state.refused == []
    newer.close()
    rooms.exchange_all()
    assert device in rooms.admin.open().state.devices
