"""Directories: two people sign, the field device believes nobody alone."""

from __future__ import annotations

import msgspec
import pytest

from tests.archive import fielding
from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.fielding import FIELD
from vault.acts import DeviceKeys
from vault.archive import (
    field_desk,
    field_joining,
    field_logging,
    founding,
    joining,
    leaving,
    members,
    ruling,
    sharing,
)
from vault.archive.field_records import (
    FieldDirectory,
    FieldLetter,
    LetterSigner,
    digest_of,
    directory_context,
    letter_bytes,
)
from vault.crypto import boxes, primitives
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import (
    FieldHomeError,
    IntegrityError,
    MalformedError,
    NotPermittedError,
    RefusedError,
    SealError,
    SignatureError,
    UsageError,
    VaultIdError,
)
from vault.keyring import DeviceSeeds, Keyring
from vault.model import Preset, from_bytes, to_bytes
from vault.store import Store

DRAFT = InterviewDraft((QuoteDraft("They closed the mill."),))


def forged(office, directory: FieldDirectory, *signers: Keyring, keep: bytes = b""):
    """Write a letter as somebody would who holds these signers' keys."""
    field = office.open()
    record = keep or to_bytes(directory)
    vault_id = field.keyring.vault_id
    signed = directory_context(vault_id, digest_of(record))
    made = tuple(LetterSigner(founding.device_keys(k), k.sign(signed)) for k in signers)
    plain = to_bytes(FieldLetter(record, made, ()))
    device = field.keyring.device
    box = boxes.seal_to_device(vault_id, device, field.keyring.kem.public, plain)
    return letter_bytes(vault_id, box)


def stranger(office) -> Keyring:
    return Keyring(office.open().keyring.vault_id, DeviceSeeds.fresh())


def turned(directory: FieldDirectory) -> FieldDirectory:
    """Return a directory whose keys are an attacker's."""
    keys = tuple(
        msgspec.structs.replace(key, public=primitives.kem_key(bytes([at] * 32)).public)
        for at, key in enumerate(directory.desks[0].keys)
    )
    desk = msgspec.structs.replace(directory.desks[0], keys=keys)
    return msgspec.structs.replace(directory, number=directory.number + 1, desks=(desk,))


def take(office, data: bytes, *, compared: bool = True):
    return field_joining.receive_letter(office.open(), data, compared=compared)


def test_nothing_is_logged_before_a_directory_came(room, tmp_path):
    office = fielding.join(room.open(FOUNDER), tmp_path / "field")
    with pytest.raises(NotPermittedError, match="no directory yet"):
        field_logging.log(office.open(), DRAFT)
    with pytest.raises(RefusedError, match="both signatures"):
        fielding.letter(room.open(FOUNDER), tmp_path)


def test_a_directory_with_one_signature_is_refused(field):
    room, office = field
    directory = office.open().directory()
    admin = room.open(FOUNDER).ledger.keyring
    for signers in ((), (admin,), (admin, admin)):
        with pytest.raises(RefusedError, match="signatures of two people") as refusal:
            take(office, forged(office, turned(directory), *signers))
        assert refusal.value.rules == ("directory.two_sign",)
    assert office.open().directory() == directory


def test_an_admin_alone_turns_no_field_device_to_keys_of_their_own(field):
    """With a made-up second signer the words are asked for, and differ from any colleague's."""
    room, office = field
    directory = office.open().directory()
    admin, puppet = room.open(FOUNDER).ledger.keyring, stranger(office)
    data = forged(office, turned(directory), admin, puppet)
    with pytest.raises(RefusedError) as refusal:
        take(office, data, compared=False)
    assert refusal.value.rules == ("safety_words.compared",)
    words = field_joining.words_to_compare(office.open(), data)
    editor = room.open(EDITOR)
    known, _ = field_desk.find_field_reporter(editor, FIELD)
    assert words != field_desk.words_with(editor, known)
    assert office.open().directory() == directory


def test_a_directory_of_two_strangers_is_refused_whatever_was_compared(field):
    _, office = field
    directory = turned(office.open().directory())
    data = forged(office, directory, stranger(office), stranger(office))
    with pytest.raises(RefusedError, match="Neither of the two"):
        take(office, data)
    with pytest.raises(RefusedError, match="Neither of the two"):
        field_joining.words_to_compare(office.open(), data)


def test_a_directory_that_was_changed_after_signing_is_refused(field, tmp_path):
    room, office = field
    good = fielding.letter(room.open(EDITOR), tmp_path)
    letter = field_joining._opened(office.open(), good.read_bytes())
    directory = from_bytes(letter.directory, FieldDirectory)
    changed = msgspec.structs.replace(letter, directory=to_bytes(turned(directory)))
    keyring = office.open().keyring
    plain = to_bytes(changed)
    box = boxes.seal_to_device(keyring.vault_id, keyring.device, keyring.kem.public, plain)
    with pytest.raises(SignatureError, match="signature under that directory"):
        take(office, letter_bytes(keyring.vault_id, box))


def test_a_directory_for_another_device_or_without_a_part_is_refused(field):
    room, office = field
    signers = (room.open(FOUNDER).ledger.keyring, room.open(EDITOR).ledger.keyring)
    directory = turned(office.open().directory())
    desk = msgspec.structs.replace(directory.desks[0], keys=directory.desks[0].keys[:3])
    for wrong in (
        msgspec.structs.replace(directory, device=bytes(16)),
        msgspec.structs.replace(directory, vault=bytes(32)),
        msgspec.structs.replace(directory, desks=(desk,)),
    ):
        with pytest.raises(IntegrityError, match="not one for this computer"):
            take(office, forged(office, wrong, *signers))
    with pytest.raises(MalformedError):
        take(office, forged(office, directory, *signers, keep=b"nothing"))


def test_an_older_directory_is_refused_and_the_same_one_changes_nothing(field, tmp_path):
    room, office = field
    first = fielding.letter(room.open(EDITOR), tmp_path)
    field_desk.renew(room.open(EDITOR), FIELD)
    field_desk.sign(room.open(FOUNDER), FIELD, compared=True)
    second = fielding.letter(room.open(REPORTER), tmp_path)  # any member carries it on
    assert office.receive(second).directory == "new"
    assert office.receive(second).directory == "known"
    with pytest.raises(RefusedError, match="older than the one here"):
        office.receive(first)
    assert office.open().directory().number == 2


def test_a_new_editor_follows_an_old_one_with_words_of_their_own(field, tmp_path):
    room, office = field
    founder = room.open(FOUNDER)
    room.admit(founder, "Lior Vance", Preset.EDITOR)
    field_desk.renew(founder, FIELD)
    signed = field_desk.sign(room.open("Lior Vance"), FIELD, compared=True)
    letter = fielding.letter(founder, tmp_path)
    words = field_joining.words_to_compare(office.open(), letter.read_bytes())
    assert words == signed.safety_words
    with pytest.raises(RefusedError, match="Compare the eight safety words"):
        office.receive(letter)
    assert office.receive(letter, compared=True).directory == "new"
    signers = {each.sign for each in office.open().book().known}
    assert room.open(EDITOR).ledger.keyring.sign_public not in signers


def test_a_cut_letter_and_another_vaults_and_another_devices_have_their_sentences(field, tmp_path):
    room, office = field
    data = fielding.letter(room.open(EDITOR), tmp_path).read_bytes()
    with pytest.raises(MalformedError, match="no letter to a field reporter"):
        take(office, data[:40])
    with pytest.raises(SealError, match="another field reporter"):
        take(office, data[:-1])
    with pytest.raises(VaultIdError):
        take(office, data[:26] + bytes(32) + data[58:])
    other = fielding.let_in(room.open(FOUNDER), room.open(EDITOR), tmp_path / "other", "Wen Amadi")
    with pytest.raises(SealError, match="another field reporter"):
        take(other, data)


# --- at the desk ---------------------------------------------------------------------------


def test_who_made_a_directory_does_not_sign_it_twice_and_others_not_at_all(room, tmp_path):
    fielding.join(room.open(FOUNDER), tmp_path / "field")
    with pytest.raises(RefusedError, match="You signed that directory yourself"):
        field_desk.sign(room.open(FOUNDER), FIELD, compared=True)
    for name in (REVIEWER, REPORTER):
        with pytest.raises(NotPermittedError):
            field_desk.sign(room.open(name), FIELD, compared=True)
        with pytest.raises(NotPermittedError):
            field_desk.renew(room.open(name), FIELD)
    with pytest.raises(RefusedError, match="Compare the eight safety words"):
        field_desk.sign(room.open(EDITOR), FIELD, compared=False)
    (view,) = field_desk.field_reporters(room.open(EDITOR))
    assert view.directory == "waits for an editor's signature"
    assert any("waits for an editor" in n for n in room.open(EDITOR).status().notices)


def test_an_editor_signs_nothing_that_differs_from_what_the_vault_says(room, tmp_path):
    office = fielding.join(room.open(FOUNDER), tmp_path / "field")
    ruling.set_rules(room.open(EDITOR), room.open(EDITOR).library.opened(
        room.open(EDITOR).state.rules, ruling.RuleSet).toml + "\n# a new line\n")  # fmt: skip
    with pytest.raises(RefusedError, match="not what this vault says now"):
        field_desk.sign(room.open(EDITOR), FIELD, compared=True)
    field_desk.renew(room.open(FOUNDER), FIELD)
    assert field_desk.sign(room.open(EDITOR), FIELD, compared=True).complete
    letter = fielding.letter(room.open(FOUNDER), tmp_path)
    assert office.receive(letter, compared=True).number == 2


def test_after_new_keys_the_directory_is_out_of_date_and_what_was_sealed_before_still_arrives(
    field, tmp_path
):
    room, office = field
    office.log()
    leaving.sign_out(room.open(FOUNDER), REVIEWER, confirmed=True)
    editor = room.open(EDITOR)
    members.me(editor)
    editor.ledger.renew_due()
    (view,) = field_desk.field_reporters(editor)
    assert view.directory == "out of date"
    assert any("out of date" in notice for notice in editor.status().notices)
    field_desk.renew(editor, FIELD)
    field_desk.sign(room.open(FOUNDER), FIELD, compared=True)
    office.log("It was sealed with the old keys.")
    taken = fielding.take(editor, office)
    assert (taken.interviews, taken.stale) == (2, True)
    before = office.open().directory()
    office.receive(fielding.letter(editor, tmp_path))
    assert office.open().directory().desks != before.desks
    office.log("And this with the new ones.")
    taken = fielding.take(editor, office)
    assert (taken.interviews, taken.stale) == (1, False)


def test_a_vault_without_a_second_signer_invites_no_field_reporter(tmp_path):
    room = fielding.FieldOffice(tmp_path / "one")
    room.folder.mkdir()
    founded = founding.found_vault(
        room.path, room.home, founding.FoundingRequest(FOUNDER, DESK, cost=boxes.KDF_FLOOR)
    )
    from vault.archive.session import unlock

    archive = unlock(room.path, room.home, founded.passphrase)
    with pytest.raises(RefusedError, match="another member who is editor"):
        joining.invite(archive, tmp_path / "letter", FIELD, Preset.FIELD_REPORTER, [DESK])
    with pytest.raises(UsageError, match="by file"):
        members.add_member(archive, FIELD, Preset.FIELD_REPORTER, [DESK])
    archive.close()


def test_nobody_becomes_a_field_reporter_or_ceases_to_be_one(field):
    room, _ = field
    founder = room.open(FOUNDER)
    with pytest.raises(RefusedError, match="fixed when they come in"):
        members.change_roles(founder, REPORTER, DESK, Preset.FIELD_REPORTER)
    with pytest.raises(RefusedError, match="fixed when they come in"):
        members.change_roles(founder, FIELD, DESK, Preset.EDITOR)
    members.change_roles(founder, FIELD, DESK, None)


def test_nothing_is_shared_with_a_field_reporter(field):
    room, office = field
    office.log()
    editor = room.open(EDITOR)
    fielding.take(editor, office)
    (interview,) = editor.state.interviews
    with pytest.raises(RefusedError, match="opens nothing"):
        sharing.share(editor, interview.hex(), [FIELD])


def test_a_field_home_opens_as_no_vault(field):
    _, office = field
    with pytest.raises(FieldHomeError):
        Store.open(office.path)
    assert isinstance(office.open().book().known[0], DeviceKeys)
