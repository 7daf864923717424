"""What the journal says of field reporters: directories with their signatures, and statements.

Interviews, persons and addenda that they handed in stand among all others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from vault.acts import Assignment
from vault.model import DeviceId, EntryHash, InterviewId, MemberId, ObjectHash

MOST_GAPS: Final = 100  # a device in other hands may count as it likes


@dataclass
class DirectorySignature:
    """Who signed a directory, with which device, and the roles that they held then."""

    device: DeviceId
    signature: bytes
    roles: tuple[Assignment, ...]


@dataclass
class DirectoryState:
    """A directory for one field reporter; it is good once two members signed it."""

    who: MemberId
    object: ObjectHash
    digest: bytes
    order: int
    signatures: dict[MemberId, DirectorySignature] = field(default_factory=dict)


@dataclass
class StatementState:
    """A statement that was taken in, and the entry that did so first."""

    hash: bytes
    device: DeviceId
    counter: int
    directory: bytes
    proof: bytes
    at: int
    entry: EntryHash


@dataclass
class EarlyAddendum:
    """Words that came before the interview that they belong to."""

    member: MemberId
    addendum: ObjectHash
    at: int


@dataclass
class FieldBook:
    """All of it: directories by digest, statements by hash."""

    directories: dict[bytes, DirectoryState] = field(default_factory=dict)
    statements: dict[bytes, StatementState] = field(default_factory=dict)
    early: dict[InterviewId, list[EarlyAddendum]] = field(default_factory=dict)

    def directories_of(self, who: MemberId) -> list[DirectoryState]:
        """Return a field reporter's directories, oldest first."""
        mine = (d for d in self.directories.values() if d.who == who)
        return sorted(mine, key=lambda d: d.order)

    def statements_of(self, device: DeviceId) -> list[StatementState]:
        """Return a field device's statements in the order of their counters."""
        mine = (s for s in self.statements.values() if s.device == device)
        return sorted(mine, key=lambda s: (s.counter, s.hash))

    def gaps(self, device: DeviceId) -> list[int]:
        """Return the counters below the highest whose statements did not arrive, the first 100."""
        seen = {s.counter for s in self.statements.values() if s.device == device}
        missing = (n for n in range(1, max(seen, default=0)) if n not in seen)
        return list(islice(missing, MOST_GAPS))
