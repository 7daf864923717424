"""A field reporter beside the newsroom of four: their computer, and letters between them."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.archive import offices
from vault.archive import (
    field_desk,
    field_home,
    field_joining,
    field_logging,
    field_sending,
    field_taking,
    interviews,
    joining,
    members,
)
from vault.archive.field_home import FieldHome
from vault.archive.field_joining import LetterView
from vault.archive.field_logging import FieldLogView
from vault.archive.field_taking import FieldTakenView
from vault.archive.home import Home
from vault.archive.session import Archive
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft, QuoteDraft
from vault.model import Preset, SpanKind, Term

FOUNDER, EDITOR, DESK = "Mina Park", "Jonas Weber", "North desk"
FIELD = "Odalys Brenner"
WORDS = "We left the boat under the willows and walked. 옥란이 앞장섰어요."
TERM = Term("옥란", SpanKind.PERSON)
_numbers = itertools.count()


@dataclass
class FieldOffice:
    """A field reporter's computer."""

    folder: Path
    passphrase: bytes = b""
    name: str = FIELD

    @property
    def path(self) -> Path:
        return self.folder / "newsroom.strongroom"

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    def open(self) -> FieldHome:
        """Unlock."""
        return field_home.unlock(self.path, self.home, self.passphrase)

    def copied(self, folder: Path) -> FieldOffice:
        shutil.copytree(self.folder, folder)
        return FieldOffice(folder, self.passphrase, self.name)

    def log(self, words: str = WORDS, **fields) -> FieldLogView:
        """Log an interview with a term."""
        given = {"terms": (TERM,), "contact": "the ferry kiosk", **fields}
        draft = InterviewDraft((QuoteDraft(words),), **given)
        return field_logging.log(self.open(), draft)

    def send(self) -> Path:
        """Write what waits into a packet."""
        path = self.folder.parent / f"field packet {next(_numbers)}"
        field_sending.send(self.open(), path)
        return path

    def receive(self, letter: Path, *, compared: bool = False) -> LetterView:
        return field_joining.receive_letter(self.open(), letter.read_bytes(), compared=compared)


def letter(archive: Archive, folder: Path, name: str = FIELD) -> Path:
    """Write a letter to the field reporter."""
    path = folder / f"letter {next(_numbers)}"
    field_desk.write_letter(archive, name, path)
    return path


def take(archive: Archive, office: FieldOffice) -> FieldTakenView:
    """Send from the field, take in at the desk."""
    return field_taking.take(archive, office.send())


def join(admin: Archive, folder: Path, name: str = FIELD, desk: str = DESK) -> FieldOffice:
    """Invite, join, admit: the directory waits for an editor."""
    office = FieldOffice(folder, name=name)
    folder.mkdir()
    invitation, answer = folder / "invitation", folder / "answer"
    invited = joining.invite(admin, invitation, name, Preset.FIELD_REPORTER, [desk])
    joined = joining.join(
        office.path, office.home, invitation.read_bytes(), invited.code, answer, cost=KDF_FLOOR
    )
    office.passphrase = joined.passphrase
    waiting = joining.take_answer(admin, answer.read_bytes())
    assert waiting.safety_words == joined.safety_words
    assert joined.sheet == ()
    members.admit(admin, waiting.id, compared=True)
    return office


def let_in(admin: Archive, editor: Archive, folder: Path, name: str = FIELD) -> FieldOffice:
    """Join, and take in a directory that both signed."""
    office = join(admin, folder, name)
    signed = field_desk.sign(editor, name, compared=True)
    assert signed.complete
    first = letter(editor, folder, name)
    assert signed.safety_words == field_joining.words_to_compare(office.open(), first.read_bytes())
    office.receive(first, compared=True)
    return office


def only(archive):
    """Return the one interview of a vault, shown."""
    (row,) = interviews.rows(archive)
    return interviews.show(archive, row.id)


def at_offices(rooms, tmp_path):
    """Let a field reporter in at the admin's, signed for at the editor's."""
    office = join(rooms.admin.open(), tmp_path / "field", desk=offices.DESK)
    rooms.exchange_all()
    assert field_desk.sign(rooms.editor.open(), FIELD, compared=True).complete
    office.receive(letter(rooms.editor.open(), tmp_path), compared=True)
    rooms.exchange_all()
    return office
