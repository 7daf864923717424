"""Offices whose reporter hands in: what they logged, packets that lie nowhere, every key."""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tests.archive import desk
from tests.archive.offices import Office, Offices, let_in
from vault.archive import additions, attachments, handing_in, interviews, review
from vault.crypto import boxes
from vault.crypto.boxes import Session
from vault.crypto.format import BoxType, header
from vault.crypto.pieces import session_of_piece
from vault.errors import NoKeyError, SealError
from vault.model import Preset

TAPE = os.urandom(70_000)
OTHER = "The ferry stayed in the harbour all winter."
_numbers = itertools.count()


@dataclass
class Logged(Offices):
    """Offices with an interview and its recording, by their ids."""

    interview: str = ""
    tape: str = ""


def log_at(rooms: Offices, folder: Path) -> Logged:
    """Log and mark an interview with a recording and an addendum; the editor takes it all in."""
    reporter = rooms.reporter.open()
    interview = desk.marked(reporter, desk.draft()).id
    tape = folder / "tape"
    tape.write_bytes(TAPE)
    attached = attachments.attach(reporter, interview, tape).id
    additions.add(reporter, interview, "She asked whether anybody had seen the cart. 수레")
    passed(rooms.reporter, rooms.editor)
    review.refresh_renditions(rooms.editor.open())
    return Logged(rooms.admin, rooms.editor, rooms.reporter, interview, attached)


def passed(sender, *receivers, whole: bool = False):
    """Carry a packet over, and leave it lying nowhere; returns what the last one took in."""
    packet = sender.send(whole=whole)
    taken = [receiver.receive(packet) for receiver in receivers]
    packet.unlink()
    return taken[-1]


def answered(rooms) -> None:
    """Let the reporter take in that the editor has everything, and the editor's rendition."""
    passed(rooms.editor, rooms.reporter)


def packed(office, **how):
    return handing_in.pack(office.open(), office.folder.parent / f"in {next(_numbers)}", **how)


def handed_in(office, **how):
    """Hand in as confirmed; returns the view, the sealed bodies that went, and their marks."""
    packet = packed(office)
    archive = office.open()
    store = archive.ledger.store
    mine = handing_in.to_hand_in.of_me(archive)
    bodies = [store.object(name) for name in mine.objects] + [body for *_, body in mine.wraps]
    view = handing_in.hand_in(archive, packet, confirmed=True, **how)
    return view, bodies


def office_of(rooms, name: str, preset: Preset, folder: Path) -> Office:
    """Let one more person in at their own computer."""
    office = Office(name, folder)
    let_in(rooms.admin, office, preset)
    return office


def words_of(archive, interview) -> str:
    return interviews.show(archive, interview).quotes[0].texts[0].words


class Finder:
    """Whoever has the laptop, the passphrase and the device secret: every key, tried on anything.

    Epoch seeds of every box and own wraps become sessions; shared data keys are tried on all.
    """

    def __init__(self, office: Office) -> None:
        ledger = self.ledger = office.open().ledger
        self.store, self.keyring = ledger.store, ledger.keyring
        self.vault_id = ledger.keyring.vault_id
        self.sessions = dict(self._sessions())
        self.shared = [key for _, key in self.keyring.all_shared()]

    def _sessions(self):
        epochs = list(self.keyring._epochs.values())
        for name in self.store.objects_beginning(header(BoxType.SESSION)):
            for epoch, key in epochs:
                with suppress(SealError):
                    body = self.store.object(name)
                    yield name, boxes.open_session(self.vault_id, epoch, key, body)
        for session, sealed in self.store.own_wraps(self.keyring.device).items():
            plain = self.keyring.open_local("own-wrap", sealed)
            yield session, Session(session, plain[:16], plain[16:48], plain[48:])

    def opens(self, body: bytes) -> bool:
        """Try every key on one body."""
        if body.startswith(header(BoxType.PIECE)):
            return session_of_piece(body) in self.sessions
        session = self.sessions.get(boxes.session_of_body(body))
        if session is not None:
            boxes.open_body(self.vault_id, session, body)
            return True
        for key in self.shared:
            with suppress(SealError):
                boxes.open_body_with_key(self.vault_id, key, body)
                return True
        return False

    def kinds(self) -> set[str]:
        """Return the kinds of all records on the disk that any key opens."""
        found = set()
        for name in self.store.objects_beginning(header(BoxType.BODY)):
            with suppress(NoKeyError):
                plain = self.ledger.unsealed(name)
                found.add(msgspec.msgpack.decode(plain)["type"])
        return found
