"""The packet reader: real packets, damaged or rewritten, taken into a real home.

Frames are dropped, doubled, exchanged and changed under a checksum that fits again, as a carrier
could. A packet is refused by name and nothing of it is kept; or all of it is, and says what was
written.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
from contextlib import closing
from pathlib import Path

import msgspec

from tests.archive import offices
from tests.hostile.fuzz.mutations import mutated
from tests.hostile.fuzz.places import Folder, Texts, derive_once, listed, text_of, texts
from tests.hostile.fuzz.runner import Wrong
from tests.limits import steps
from vault.archive import exchange, interviews
from vault.archive.home import Home
from vault.archive.session import Archive, unlock
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import StrongroomError
from vault.journal.packets import MAGIC, Head
from vault.model import from_bytes, to_bytes

Frame = tuple[int, bytes]
_HEAD, _ENTRY, _OBJECT, _END = 0x01, 0x02, 0x03, 0xFF


def frames_of(data: bytes) -> list[Frame]:
    """Return the frames of a good packet, without its checksum."""
    found, at = [], len(MAGIC)
    while data[at] != _END:
        length = int.from_bytes(data[at + 1 : at + 5], "big")
        found.append((data[at], data[at + 5 : at + 5 + length]))
        at += 5 + length
    return found


def packet_of(frames: list[Frame]) -> bytes:
    """Return a packet of any frames, with a checksum that fits."""
    made = MAGIC + b"".join(
        bytes([kind]) + len(content).to_bytes(4, "big") + content for kind, content in frames
    )
    return made + bytes([_END]) + (32).to_bytes(4, "big") + hashlib.sha256(made).digest()


def _changed_head(content: bytes, chance: random.Random) -> bytes:
    head = from_bytes(content, Head)
    other = chance.randbytes(32)
    changes = (
        {"before": ()}, {"before": ((chance.randbytes(16), (other,)),)}, {"before": head.after},
        {"after": ()}, {"after": head.before}, {"after": ((chance.randbytes(16), (other,)),)},
        {"omitted": (other,)}, {"entries": head.entries + 1}, {"entries": 0},
        {"objects": max(0, head.objects - 1)}, {"objects": 1 << 40}, {"vault": other},
    )  # fmt: skip
    return to_bytes(msgspec.structs.replace(head, **chance.choice(changes)))


def _changed_entry(content: bytes, chance: random.Random) -> bytes:
    fields, at = [], 0
    for _ in range(3):
        length = int.from_bytes(content[at : at + 4], "big")
        fields.append(content[at + 4 : at + 4 + length])
        at += 4 + length
    place = chance.randrange(3)
    fields[place] = mutated(fields[place], chance) if chance.random() < 0.8 else b""
    return b"".join(len(each).to_bytes(4, "big") + each for each in fields)


def _counted(frames: list[Frame]) -> list[Frame]:
    """Make the head tell the number of frames that there are."""
    head = from_bytes(frames[0][1], Head)
    kinds = [kind for kind, _ in frames]
    right = msgspec.structs.replace(head, entries=kinds.count(_ENTRY), objects=kinds.count(_OBJECT))
    return [(_HEAD, to_bytes(right)), *frames[1:]]


def _one_change(frames: list[Frame], chance: random.Random) -> list[Frame]:
    frames = list(frames)
    at, other = chance.randrange(1, len(frames)), chance.randrange(1, len(frames))
    what = chance.randrange(6)
    if what == 0:
        del frames[at]
    elif what == 1:
        frames.insert(other, frames[at])
    elif what == 2:
        frames[at], frames[other] = frames[other], frames[at]
    elif what == 3:
        kind, content = frames[at]
        change = _changed_entry if kind == _ENTRY else mutated
        frames[at] = (kind, change(content, chance))
    elif what == 4:
        frames[0] = (_HEAD, _changed_head(frames[0][1], chance))
    else:
        kind, content = frames[at]
        frames[at] = (chance.choice((_ENTRY, _OBJECT, _HEAD, 0, 0x7F)), content)
    return frames


class PacketTarget:
    """Packets of an editor and of an admin to a reporter who has the vault before them."""

    name = "packet"

    def prepare(self, folder: Path) -> None:
        derive_once()
        folder.mkdir()
        rooms = offices.build(folder)
        self.receiver = rooms.reporter
        self._log(rooms.reporter, "What I wrote before.")
        rooms.exchange_all()
        rooms.close()
        self.at_rest = Folder(rooms.reporter.folder)
        self.packets = self._packets(rooms)
        self.before = self._read(folder / "before", ())
        self.after = self._read(folder / "after", self.packets)
        self.archive: Archive | None = None

    def _log(self, office: offices.Office, words: str) -> str:
        quotes = (QuoteDraft(words, "en"),)
        draft = InterviewDraft(quotes=quotes, desk=offices.DESK, agreement=steps.AGREED)
        return interviews.log(office.open(), draft).id

    def _packets(self, rooms: offices.Offices) -> tuple[bytes, ...]:
        """Write packets that build on each other, one of which goes back to the beginning."""
        made = []
        for number in range(3):
            self._log(rooms.editor, f"The bell rang {number} times.")
            made.append(rooms.editor.send(rooms.reporter, whole=number == 2).read_bytes())
        rooms.close()
        return tuple(made)

    def _unlock(self, folder: Path) -> Archive:
        self.at_rest.put_into(folder)
        path = folder / self.receiver.path.name
        return unlock(path, Home(folder / "home"), self.receiver.passphrase)

    def _read(self, folder: Path, packets: tuple[bytes, ...]) -> Texts:
        folder.mkdir()
        with closing(self._unlock(folder)) as archive:
            for packet in packets:
                path = folder / "packet"
                path.write_bytes(packet)
                exchange.receive(archive, path)
            return texts(archive, listed(archive))

    def begin(self, folder: Path) -> None:
        self.folder = folder
        self.archive = None

    def case(self, chance: random.Random) -> bytes:
        data = chance.choice(self.packets)
        if chance.random() < 0.3:
            return mutated(data, chance)
        frames = frames_of(data)
        for _ in range(chance.choice((1, 1, 2, 4))):
            frames = _one_change(frames, chance)
        with contextlib.suppress(StrongroomError):
            if chance.random() < 0.7:
                frames = _counted(frames)
        return packet_of(frames)

    def run(self, data: bytes) -> bool:
        if self.archive is None:
            self.archive = self._unlock(self.folder / "office")
        archive, store = self.archive, self.archive.ledger.store
        sizes = store.entry_count, store.object_count
        path = self.folder / "packet"
        path.write_bytes(data)
        try:
            view = exchange.receive(archive, path)
        except StrongroomError:
            if (store.entry_count, store.object_count) != sizes:
                message = "a packet was refused, and something of it was kept"
                raise Wrong(message) from None
            self._check(archive)
            return True
        self._check(archive)
        if view.entries or view.objects or view.kept_aside:
            self.archive = None
            archive.close()
            with closing(unlock(archive.ledger.store.path, archive.ledger.home,
                                self.receiver.passphrase)) as again:  # fmt: skip
                self._check(again)
        return False

    def _check(self, archive: Archive) -> None:
        """Compare what is read now with what was there before, and with what was sent."""
        found = listed(archive)
        if not self.before.keys() <= found <= self.after.keys():
            message = "interviews came or went that nobody wrote or removed"
            raise Wrong(message)
        for interview in found:
            if text_of(archive, interview) != self.after[interview]:
                message = "an interview says something else than was written"
                raise Wrong(message)
