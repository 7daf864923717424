"""A good vault, and the ways of making one named change to it as an attacker would.

`HostileVault` is a computer on Friday: a newsroom with two desks, custodians, a sealed identity, a
copy, something forgotten and somebody signed out. Beside it lie the same computer on Monday and
a vault of other people. The changes themselves are the table in `test_named_edits`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.archive import guarding
from tests.hostile.flips.changes import loose
from tests.hostile.flips.reading import Seat
from tests.limits import steps
from tests.newsroom import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER, Newsroom, build
from vault.archive import forgetting, interviews, leaving, members, newcomers, review, session
from vault.model import Preset

LEFT = "Priya Anand"
SECOND_DESK = "River desk"
MINE = "We left the boat under the willows."
BETTER = "We left the boat under the birches."
THEIRS = "The signalman counted eleven lamps."
REPORTED = "첫차가 오기 전에 종이 두 번 울렸다."
GONE = "Nobody asked where the flour went."
LATER = "In spring they found the second oar."
# What must stand in no message: words, names of sources and colleagues.
CANARIES = (
    "willows", "birches", "signalman", "종이 두 번", "flour", "second oar", guarding.NAME,
    guarding.PROOF, FOUNDER, EDITOR, REVIEWER, REPORTER, LEFT, SECOND_DESK,
)  # fmt: skip
TABLES = ("object", "entry", "slot", "own_wrap", "draft", "segment", "request_key")


@dataclass(frozen=True)
class Facts:
    """What an attacker with a colleague's eyes knows: ids and names of rows, in bytes."""

    mine: str  # the founder's interview
    also: str  # another of the founder's
    theirs: str  # the editor's, which was approved and of which a copy was made
    reported: str  # the reporter's
    newest: bytes  # verbatim of the founder's, as it stands
    older: bytes  # the version before
    security: bytes
    other: bytes  # verbatim of the editor's
    removed: tuple[bytes, bytes]  # name and body of something that was forgotten
    devices: dict[str, bytes]


@dataclass
class HostileVault:
    """Friday, for one case to change; Monday and the others to take from."""

    room: Newsroom
    monday: Newsroom
    others: Newsroom
    facts: Facts
    scratch: Path = field(default_factory=Path)

    @property
    def path(self) -> Path:
        """Where the vault lies."""
        return self.room.path

    @property
    def pins(self) -> Path:
        """Where the pins lie."""
        return self.room.home.folder / "pins"

    def sql(self, statement: str, *values: object) -> None:
        """Run a statement, none of the schema's checks being asked."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute(statement, values)

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Read rows of Friday's vault."""
        return rows_of(self.path, query, *values)

    def rebuilt(self, edit: Callable[[sqlite3.Connection], None]) -> None:
        """Edit the bytes of the vault with a connection that obeys no constraint."""
        with loose(self.path.read_bytes()) as connection:
            edit(connection)
            self.path.write_bytes(connection.serialize())

    def header(self, at: int, content: bytes) -> None:
        """Overwrite bytes of the file."""
        with self.path.open("r+b") as file:
            file.seek(at)
            file.write(content)

    def beside(self, suffix: str) -> Path:
        """Return the path of a file beside the vault."""
        return self.path.with_name(self.path.name + suffix)

    def open(self, name: str) -> session.Archive:
        """Unlock as a member, whose program the attacker has changed."""
        return self.room.open(name)

    @contextmanager
    def unpinned(self, name: str) -> Iterator[session.Archive]:
        """Work in the file as a member elsewhere: this computer's pins stay as they are."""
        pins = {path: path.read_bytes() for path in self.pins.iterdir()}
        for path in pins:
            path.unlink()
        try:
            yield self.open(name)
        finally:
            self.room.close()
            for path in self.pins.iterdir():
                path.unlink()
            for path, content in pins.items():
                path.write_bytes(content)

    def seat(self, name: str) -> Seat:
        """Return a member's seat at this computer."""
        return Seat(self.path, self.room.home.folder, self.room.passphrases[name])

    def taken_from(self, source: Path, table: str) -> None:
        """Put the rows of a table in another vault in the place of this one's."""
        found = rows_of(source, f"SELECT * FROM {table}")  # noqa: S608
        self.sql(f"DELETE FROM {table}")  # noqa: S608
        for row in found:
            self.sql(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in row)})", *row)  # noqa: S608

    def tables(self) -> dict[str, list[tuple]]:
        """Return every row; of a file that is no database any more, its bytes."""
        if not self.path.is_file():
            return {}
        with suppress(sqlite3.Error):
            return {name: self.rows(f"SELECT * FROM {name}") for name in TABLES}  # noqa: S608
        return {"": [(self.path.read_bytes(),)]}

    def pinned(self) -> dict[str, bytes]:
        """Return the pins."""
        return {path.name: path.read_bytes() for path in self.pins.iterdir()}


def rows_of(path: Path, query: str, *values: object) -> list[tuple]:
    """Read rows of a vault at rest, writing nothing."""
    uri = f"{path.as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        return connection.execute(query, values).fetchall()


# --- the good vault ------------------------------------------------------------------------


def good(folder: Path) -> HostileVault:
    """Build all three once; each case works on copies."""
    (folder / "friday").mkdir()
    room = guarding.build(build(folder / "friday"))
    mine, theirs, reported, removed = _worked_until_monday(room)
    monday = room.copied(folder / "monday")
    founder = room.open(FOUNDER)
    state = _state(founder, mine)
    older = bytes(state.standing()[0].ref.verbatim)
    interviews.revise(founder, mine, steps_draft(founder, mine))
    also = steps.log(founder, LATER)
    newest = _state(founder, mine).standing()[0].ref
    facts = Facts(
        mine, also, theirs, reported, bytes(newest.verbatim), older, bytes(newest.security),
        bytes(_state(founder, theirs).standing()[0].ref.verbatim), removed,
        {n: bytes(room.open(n).ledger.keyring.device) for n in room.passphrases if n != LEFT},
    )  # fmt: skip
    room.close()
    (folder / "others").mkdir()
    return HostileVault(room, monday, build(folder / "others"), facts)


def _worked_until_monday(room: Newsroom) -> tuple[str, str, str, tuple[bytes, bytes]]:
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    members.add_desk(founder, SECOND_DESK)
    mine = steps.log(founder, MINE)
    theirs = steps.approved(editor, room.open(REVIEWER), THEIRS)
    steps.prepared(editor, theirs)
    reported = steps.log(room.open(REPORTER), REPORTED)
    guarding.sealed(room.open(REPORTER))
    interviews.save_draft(room.open(REPORTER), b"half a sentence")
    gone = steps.log(founder, GONE)
    name = bytes(_state(founder, gone).standing()[0].ref.verbatim)
    body = founder.ledger.store.object(name)
    request = forgetting.forget_interview(founder, gone, "She asked us to.")
    forgetting.confirm(editor, request.id)
    room.admit(founder, LEFT, Preset.REPORTER)
    leaving.sign_out(founder, LEFT, confirmed=True)
    review.refresh_renditions(editor)
    newcomers.dismiss(editor)
    for each in (FOUNDER, EDITOR, REVIEWER, REPORTER, *guarding.CUSTODIANS):
        room.open(each)
    room.close()
    return mine, theirs, reported, (name, body)


def steps_draft(archive: session.Archive, interview: str):
    """Return the draft of an interview with other words."""
    from msgspec.structs import replace

    draft = interviews.draft_of(archive, interview)
    return replace(draft, quotes=(replace(draft.quotes[0], words=BETTER),))


def _state(archive: session.Archive, interview: str):
    return archive.state.interviews[bytes.fromhex(interview)]


def copied(vault: HostileVault, folder: Path) -> HostileVault:
    """Return a case's own Friday; Monday and the others are only read."""
    room = vault.room.copied(folder / "friday")
    return HostileVault(room, vault.monday, vault.others, vault.facts, folder)


__all__ = ["DESK", "EDITOR", "FOUNDER", "REPORTER", "REVIEWER", "HostileVault", "copied", "good"]
