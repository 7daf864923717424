"""A field reporter's computer in other hands: what it yields with everything, and with nothing."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import zlib
from contextlib import closing

import msgspec
import pytest

from tests.archive import desk, enumerating, fielding
from tests.archive.conftest import EDITOR, REPORTER, REVIEWER
from tests.archive.enumerating import Finder
from vault.archive import field_drafts, field_logging, interviews, marking, review, slots
from vault.archive.field_records import FieldDirectory
from vault.archive.home import Home
from vault.crypto.format import header
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import WrongKeyError
from vault.model import VaultId, from_bytes
from vault.store import Store, field_file

SECRETS = ("옥란", "the ferry kiosk", "sacks of salt", "rafters", "left the boat", "one glove")
DRAFT_WORDS = "Half of a sentence about the"


def pairs_of(archive) -> set[tuple[bytes, bytes]]:
    """Return every compartment with every epoch: more than any finder could know."""
    return {(c.id, e) for c in archive.state.compartments.values() for e in c.epochs}


def sealed_in(path) -> list[bytes]:
    """Return every sealed thing of a vault's file: objects, entries, local rows."""
    found: list[bytes] = []
    with closing(sqlite3.connect(path)) as connection:
        for query in (
            "SELECT body FROM object", "SELECT attestation FROM entry", "SELECT details FROM entry",
            "SELECT body FROM own_wrap", "SELECT body FROM draft", "SELECT body FROM request_key",
        ):  # fmt: skip
            found += [row[0] for row in connection.execute(query) if row[0]]
    return found


def busy(room, office, tmp_path) -> dict[str, str]:
    """Log several interviews: some receipted, some sent, some not; keep a draft unsent."""
    editor = room.open(EDITOR)
    handles = {"first": office.log().handle, "second": office.log("Two sacks of salt.").handle}
    fielding.take(editor, office)
    office.receive(fielding.letter(editor, tmp_path))
    office.log("It hung in the rafters.")
    fielding.take(editor, office)  # sent, and no receipt yet
    office.log("He never counted sacks of salt.")
    field_logging.add(office.open(), handles["first"], "She had one glove.")
    draft = InterviewDraft((QuoteDraft(DRAFT_WORDS),), notes="ask again")
    field_drafts.save_draft(office.open(), draft)
    for row in interviews.rows(editor):
        desk.decide_all(editor, row.id)
        marking.mark(editor, row.id)
    review.refresh_renditions(editor)
    for row in interviews.rows(room.open(REVIEWER)):
        rendition = interviews.show(room.open(REVIEWER), row.id).rendition
        review.remark(room.open(REVIEWER), row.id, rendition, "Is the river named?")
        desk.approved(room.open(REVIEWER), row.id)
    return handles


def forced(office) -> bytes:
    """Return the device's seeds, as whoever has file, device secret and passphrase gets them."""
    image = field_file.read(office.path)
    place = type("Place", (), {
        "readonly": True, "slots": lambda _: {image.device: image.slot}})()  # fmt: skip
    vault_id = VaultId(image.vault)
    return slots.open_any(place, office.home, vault_id, office.passphrase).to_bytes()


@pytest.mark.limit(86, "good", "Field reporters")
def test_G5_a_forced_field_reporter_opens_a_draft_the_directory_and_nothing_that_was_logged(
    field, tmp_path
):
    """A field reporter's passphrase, forced, opens the one draft, the directory (labels of
    desks, public keys of parts and custodians, rules) and the outbox's bookkeeping: how many
    statements were ever made, how many wait, and how large each is. Log or discard the draft,
    and take the last letter in, before a border.

    Every key, on every sealed thing: here, and in a copy of the whole vault besides.
    """
    room, office = field
    busy(room, office, tmp_path)
    pairs = pairs_of(room.open(EDITOR))
    room.close()
    finder = Finder(field_file.read(office.path).vault, forced(office), pairs)
    finder.add(enumerating.regions(office.path.read_bytes()))
    for path in office.folder.rglob("*"):
        if path.is_file() and path != office.path:
            finder.add([path.read_bytes()])
    finder.add(sealed_in(room.path))
    opened = finder.run()
    labels = sorted(label for label, _ in opened.values())
    full = [plain for label, plain in opened.values() if label == "local field-outbox" and plain]
    assert set(labels) == {"local field-book", "local field-draft", "local field-outbox"}
    assert labels.count("local field-outbox") == field_file.PIECES
    assert len(full) == 3  # one sent, one not, one addendum; each names its counter and hash
    everything = b"\0".join(plain for _, plain in opened.values())
    assert not [word for word in SECRETS if word.encode() in everything]
    for plain in full:
        slot = msgspec.msgpack.decode(plain)
        assert set(slot) == {"type", "counter", "statement", "index", "count", "content"}
        item = msgspec.msgpack.decode(slot["content"])
        sealed = [item["session"], item["statement"], *item["objects"]]
        assert all(each[:3] in enumerating.HEADERS for each in sealed)
        assert len(sealed) > 3


@pytest.mark.limit(86)
def test_G5_the_book_holds_the_directory_the_counter_and_two_devices_keys(field, tmp_path):
    room, office = field
    busy(room, office, tmp_path)
    book = office.open().book()
    assert set(msgspec.structs.asdict(book)) == {"next_counter", "known", "directory"}
    assert (book.next_counter, len(book.known)) == (6, 2)
    directory = from_bytes(book.directory, FieldDirectory)
    assert [each.label for each in directory.desks] == [fielding.DESK]
    named = msgspec.msgpack.encode(directory)
    for name in (EDITOR, REPORTER, REVIEWER, fielding.FOUNDER, fielding.FIELD):
        assert name.encode() not in named


def test_G5_control_the_same_search_opens_what_a_staff_reporter_wrote(field, tmp_path):
    """The search finds things where there are any to find."""
    room, _ = field
    reporter = room.open(REPORTER)
    interviews.log(reporter, desk.draft("They hid it in the rafters.", terms=()))
    blob = b"a form half typed"
    interviews.save_draft(reporter, blob)
    seeds, vault_id = reporter.ledger.keyring._local_seed, reporter.state.vault_id
    room.close()
    finder = Finder(vault_id, seeds, set())  # the pairs come out of the own wraps
    finder.add(sealed_in(room.path))
    opened = finder.run()
    labels = {label for label, _ in opened.values()}
    assert {"local own-wrap", "local draft", "device box", "body", "session"} <= labels
    everything = b"\0".join(plain for _, plain in opened.values())
    assert b"They hid it in the rafters." in everything
    assert blob in everything


def test_G5_control_the_same_search_opens_a_field_statement_for_an_editor(field):
    room, office = field
    office.log("It hung in the rafters.")
    editor = room.open(EDITOR)
    pairs, keyring = pairs_of(editor), editor.ledger.keyring
    finder = Finder(editor.state.vault_id, keyring._local_seed, pairs)
    finder.keys |= {seed for _, _, seed in keyring.all_seeds()}
    finder.add(item for w in office.open().waiting() for item in (w.content,))
    everything = b"\0".join(plain for _, plain in finder.run().values())
    assert b"It hung in the rafters." in everything
    assert b"the ferry kiosk" in everything


def test_G5_no_box_in_the_vault_is_for_a_field_device(field, tmp_path):
    """Whatever the desk does with the interview, nothing is sealed to its author's computer."""
    room, office = field
    busy(room, office, tmp_path)
    keyring = office.open().keyring
    room.close()
    with Store.open(room.path, readonly=True) as store:
        boxes = list(store.objects_beginning(header(3)))
        assert boxes
        for name in boxes:
            with pytest.raises(Exception, match="damaged"):
                keyring.open_device_box(store.object(name))


# --- without the passphrase ----------------------------------------------------------------


def listing(office) -> dict[str, tuple[int, int]]:
    """Return what an examiner lists: names, sizes, modes."""
    return {
        str(path.relative_to(office.folder)): (
            path.stat().st_size if path.is_file() else 0, stat.S_IMODE(path.stat().st_mode)
        )
        for path in office.folder.rglob("*")
    }  # fmt: skip


@pytest.mark.limit(87, "good", "Field reporters")
def test_C18_homes_with_0_and_40_interviews_differ_in_random_bytes_alone(field, tmp_path):
    """Without a passphrase a field home shows that it is one, the vault's and the device's
    number, and when it was last changed; and whoever watches the folder sees that it changes.
    """
    _, office = field
    other = office.copied(tmp_path / "other")
    for number in range(40):
        other.log(f"Interview {number}, about sacks of salt. " * (number + 1))
    draft = InterviewDraft((QuoteDraft(DRAFT_WORDS),))
    field_drafts.save_draft(other.open(), draft)
    assert (len(office.open().waiting()), len(other.open().waiting())) == (0, 40)
    assert listing(office) == listing(other)
    mine, theirs = office.path.read_bytes(), other.path.read_bytes()
    clear = len(field_file.MAGIC) + 48 + field_file.SLOT_BYTES
    assert mine[:clear] == theirs[:clear]
    for a, b in zip(enumerating.regions(mine)[1:], enumerating.regions(theirs)[1:], strict=True):
        assert a[:3] == b[:3] == header(0x23)
        assert len(a) == len(b)
        for region in (a, b):
            assert len(zlib.compress(region[3:])) > len(region) - 64  # no pattern in it
        same = sum(x == y for x, y in zip(a[3:], b[3:], strict=True))
        assert same < len(a) / 128  # random bytes agree in one of 256


def test_C18_every_change_leaves_no_byte_of_the_state_before(field):
    """Two pictures of the disk do not tell which slot was used in between."""
    _, office = field
    before = enumerating.regions(office.path.read_bytes())
    office.log()
    after = enumerating.regions(office.path.read_bytes())
    assert all(a[3:67] != b[3:67] for a, b in zip(before[1:], after[1:], strict=True))
    assert not list(office.folder.glob(".*"))  # and nothing beside it


@pytest.mark.limit(88, "good", "Field reporters")
def test_G5_without_the_passphrase_or_the_device_secret_nothing_opens(field, tmp_path):
    """What a field home holds and nobody received is lost with its computer or its passphrase:
    there is no sheet and no backup, and nobody could read it from one. Nothing that was logged
    can be read back or changed there, only added to.
    """
    _, office = field
    office.log()
    with pytest.raises(WrongKeyError):
        fielding.FieldOffice(office.folder, b"another passphrase altogether").open()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(office.path, elsewhere)
    alone = fielding.FieldOffice(elsewhere, office.passphrase)
    assert isinstance(alone.home, Home)
    with pytest.raises(WrongKeyError):
        alone.open()
    data = b"".join(path.read_bytes() for path in office.folder.rglob("*") if path.is_file())
    assert not [word for word in (*SECRETS, fielding.DESK, fielding.FIELD) if word.encode() in data]
