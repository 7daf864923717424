"""The table of seizures as a program reads it: what is carried off, and what has to open, no more.

Which things there are is found with the keys of everybody; whether one may open is said by desk,
part, author and holder alone, never by looking at who opened it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tests.archive.offices import Office
from tests.hostile.canaries import Canary
from tests.hostile.seized import (
    BODY,
    BOX,
    DETAILS,
    PIECE,
    Haul,
    Sealed,
    Seizure,
)
from tests.hostile.seizing import (
    ADMIN,
    AUDITOR,
    CUSTODIANS,
    DESK,
    EDITOR,
    FIELD,
    LEAVER,
    REMARK,
    REPORTER,
    REVIEWER,
    STAFF,
    Newsroom,
)
from tests.reader import reader

Group = tuple[str, str]  # a desk and a part of it; ("", "roster") of all
ROSTER: Group = ("", "roster")
ALL_PARTS = ("redacted", "verbatim", "security", "journal")
REQUEST = "a request"
SHEET = f"the sheet of {EDITOR}"


@dataclass(frozen=True)
class Row:
    """A row of the table: what is carried off, whose keys that gives, and what they reach.

    `parts` are read whole. `own`: what its owner wrote is read besides, or of that the `acts` and
    codenames alone; `shared`: what others sealed to them. `early`: of what was sealed to keys that
    stood before a leaving. `sources`: whose sources' identities open. `lacks`: what the things
    carried off do not hold, though the keys would open it. `labels`: names of desks that it tells.
    `local`: which tables of the file hold something. `clear`: words that are no secret there.
    """

    id: str
    title: str
    haul: Callable[[Newsroom], Haul]
    who: tuple[str, ...] = ()
    parts: frozenset[Group] = frozenset()
    own: bool = False
    acts: bool = False
    shared: bool = False
    early: bool = False
    sources: tuple[str, ...] = ()
    lacks: Callable[[Canary], bool] = lambda _: False
    labels: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    clear: tuple[tuple[str, str], ...] = ()  # author, what

    def opens(self, thing: Thing, everything: Everything) -> bool:
        """Tell whether the table grants a thing."""
        if thing.kind == 0:
            return thing.author in self.sources
        if thing.holder:
            return thing.holder in self.who
        if self.early and not thing.epochs & everything.old_epochs:
            return False
        written = thing.author in self.who and thing.kind in {BODY, PIECE, DETAILS}
        told = self.acts and any(part == "redacted" for _, part in thing.groups)
        mine = written and (self.own or told)
        theirs = self.shared and bool(thing.shared_with & set(self.who))
        return mine or theirs or bool(thing.groups & self.parts)

    def tells(self, canary: Canary, *, everywhere: bool) -> bool:
        """Tell whether the table grants a word."""
        if self.early and canary.what.startswith("later"):
            return False
        if not everywhere and (canary.what.startswith("waiting") or self.lacks(canary)):
            return False
        if "identity" in canary.parts:
            return canary.author in self.sources
        if "draft" in canary.parts:
            return canary.author in self.who and {"draft", "field home"} & {*self.local} != set()
        mine = self.own and canary.author in self.who
        written = canary.author == REPORTER and canary.what in {"quote", "later quote"}
        theirs = self.shared and REPORTER in self.who and (written or canary.what == REMARK)
        groups = {(canary.desk, part) for part in canary.parts}
        return canary.word in self.labels or mine or theirs or bool(groups & self.parts)


@dataclass(frozen=True)
class Thing:
    """Something sealed: in which parts it is read, who added it, whose keys alone open it."""

    name: bytes
    kind: int
    place: str
    groups: frozenset[Group] = frozenset()
    epochs: frozenset[bytes] = frozenset()
    author: str = ""
    entry: bytes = b""
    holder: str = ""
    shared_with: frozenset[str] = frozenset()


# --- what there is -----------------------------------------------------------------------------


@dataclass
class Everything:
    """All things that the newsroom sealed, opened with the keys of everybody."""

    room: Newsroom

    @cached_property
    def owners(self) -> dict[bytes, str]:
        """Return whose each device is; a sheet is one too."""
        found = {}
        for name, office in self.room.at.items():
            found |= dict.fromkeys(_unlocked(_laptop(office)), name)
            title = f"the sheet of {name}"
            found |= dict.fromkeys(_unlocked(Haul((), sheets=(office.sheet,))), title)
        return found | dict.fromkeys(_unlocked(field_laptop(self.room)), FIELD)

    @cached_property
    def seizure(self) -> Seizure:
        """Return all sealed things, and what opens of them."""
        hauls = [*map(_laptop, self.room.at.values()), field_laptop(self.room)]
        hauls += map(_laptop, self.room.earlier.values())
        seeds = tuple(seeds for haul in hauls for seeds in _unlocked(haul).values())
        sheets = tuple(office.sheet for office in self.room.at.values())
        files = tuple(data for haul in hauls for data in haul.files)
        files += tuple(path.read_bytes() for path in self.room.files.values())
        return Seizure(Haul((), elsewhere=files, seeds=seeds, sheets=sheets)).run()

    @cached_property
    def groups(self) -> dict[bytes, Group]:
        """Return which desk's which part each compartment is."""
        cards = [value for value in self.seizure.records() if value.get("type") == "desk/1"]
        names = {card["desk"]: card["name"] for card in cards if "name" in card}
        found = self.seizure.compartments()
        return {c: (names.get(desk, ""), part) for c, (desk, part) in found.items()}

    @cached_property
    def things(self) -> dict[bytes, Thing]:
        """Return all of them, by the hash of their bytes."""
        authors = dict(self._authors())
        shared = self._shared()
        return {
            name: self._thing(sealed, authors.get(name, (b"", "")), shared.get(name, set()))
            for name, sealed in self.seizure.sealed.items()
        }

    def _thing(self, sealed: Sealed, added: tuple[bytes, str], shared: set[str]) -> Thing:
        kind, name = sealed.kind, sealed.name
        pairs = self.seizure.sealed_to(sealed)
        groups, epochs = {self.groups[pair[0]] for pair in pairs}, {pair[1] for pair in pairs}
        holder = self.owners.get(self.seizure.by.get(name, b""), REQUEST if kind == BOX else "")
        if kind == 0:  # a name: whose interview's person, the one who sealed it says
            body = next(n for n, plain in self.seizure.opened.items() if sealed.body in plain)
            added = dict(self._authors())[body]
        entry, author = added
        return Thing(
            name, kind, sealed.place, frozenset(groups), frozenset(epochs), author, entry, holder,
            frozenset(shared),
        )  # fmt: skip

    @cached_property
    def old_epochs(self) -> set[bytes]:
        """Return the epochs that stood before new keys were made."""
        names = self.room.before_leaving
        return {pair[1] for name, pair in self.seizure.notes.items() if name in names}

    def _authors(self) -> Iterable[tuple[bytes, tuple[bytes, str]]]:
        """Yield of each thing the entry that brought it, and whose device wrote that."""
        by_entry = {entry: name for name, entry in self.seizure.entry_of.items()}
        assert by_entry
        for name, core in self.seizure.cores.items():
            fields = reader.decode(core)
            if fields[0] == "core/1":
                author = self.owners[fields[1]]
                yield from ((each, (name, author)) for each in (*fields[4], fields[6]))
        for name, entry in self.seizure.entry_of.items():
            yield name, (entry, self.owners[reader.decode(self.seizure.cores[entry])[1]])

    def _shared(self) -> dict[bytes, set[str]]:
        """Return whose boxes hold a data key of what."""
        found: dict[bytes, set[str]] = {}
        for box, device in self.seizure.by.items():
            plain = self.seizure.opened[box]
            if b"share/1" in plain[:32]:
                for name, _ in reader.decode(plain)["keys"]:
                    found.setdefault(name, set()).add(self.owners[device])
        return found


def _unlocked(haul: Haul) -> dict[bytes, bytes]:
    """Return the seeds of the devices that a haul unlocks."""
    seizure = Seizure(haul)
    for data in haul.files:
        seizure.read(data)
    seizure.unlock(seizure.slots)
    return seizure.seeds


# --- what is carried off -----------------------------------------------------------------------


def files_of(folder: Path) -> tuple[bytes, ...]:
    """Return every file of a folder."""
    return tuple(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _laptop(office: Office) -> Haul:
    return Haul(files_of(office.folder), (office.passphrase,))


def laptops(*names: str) -> Callable[[Newsroom], Haul]:
    """Return the computers of some members, passphrases and all."""

    def haul(room: Newsroom) -> Haul:
        found = [_laptop(room.at[name]) for name in names]
        files = tuple(data for each in found for data in each.files)
        return Haul(files, tuple(each.passphrases[0] for each in found))

    return haul


def earlier(label: str) -> Callable[[Newsroom], Haul]:
    """Return a computer as it was."""
    return lambda room: _laptop(room.earlier[label])


def field_laptop(room: Newsroom) -> Haul:
    """Return the field reporter's computer."""
    assert room.afield is not None
    return Haul(files_of(room.afield.folder), (room.afield.passphrase,))


def carried(*labels: str) -> Callable[[Newsroom], Haul]:
    """Return files that are on their way, with the editor's passphrase and device secret."""

    def haul(room: Newsroom) -> Haul:
        secret = files_of(room.at[EDITOR].home.folder / "devices")
        files = [room.files[label].read_bytes() for label in labels]
        if "packet" in labels:
            files += files_of(room.folder / "shared")
        return Haul((*files, *secret), (room.at[EDITOR].passphrase,))

    return haul


def backup_and_sheet(room: Newsroom) -> Haul:
    """Return a backup and the editor's sheet."""
    return replace(carried("backup")(room), sheets=(room.at[EDITOR].sheet,))


def one_share(room: Newsroom) -> Haul:
    """Return a backup and one of two shares that are needed of the editor's sheet."""
    return replace(carried("backup")(room), shares=room.shares[:1])


def enough_shares(room: Newsroom) -> Haul:
    """Return a backup and as many shares of the editor's sheet as are needed."""
    return replace(carried("backup")(room), shares=room.shares[:2])


def slot_alone(room: Newsroom) -> Haul:
    """Return the editor's vault file and passphrase, without the device secret."""
    return Haul((room.at[EDITOR].path.read_bytes(),), (room.at[EDITOR].passphrase,))


def elsewhere(room: Newsroom, but: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return whatever lies with others: their vault files, packets, a backup, a field home."""
    assert room.afield is not None
    paths = [office.path for name, office in room.at.items() if name not in but]
    paths += [room.afield.path, *room.files.values()]
    return tuple(path.read_bytes() for path in paths) + files_of(room.folder / "shared")


def _of(desk: str, *parts: str) -> frozenset[Group]:
    return frozenset({ROSTER, *((desk, part) for part in parts)})


_EDITORS = _of(DESK, *ALL_PARTS)
_LATER = ("arrived", "later", "name of a field")

ROWS = (
    Row("S1", "a field reporter's laptop", field_laptop, (FIELD,), labels=(DESK,),
        local=("field home",)),
    Row("S2", "a reporter's laptop", earlier(REPORTER), (REPORTER,), _of(DESK), own=True,
        shared=True, local=("draft", "own_wrap", "request_key")),
    Row("S3", "a reporter's laptop after a hand-in", laptops(REPORTER), (REPORTER,), _of(DESK),
        acts=True, shared=True, lacks=lambda c: c.what in {"quote", "later quote", REMARK},
        local=("own_wrap", "request_key", "segment")),
    Row("S4", "a staff reporter's laptop", earlier(STAFF), (STAFF,),
        _of(DESK, "redacted"), own=True, shared=True, local=("draft", "own_wrap", "request_key")),
    Row("S5", "a staff reporter's laptop after a hand-in", laptops(STAFF), (STAFF,),
        _of(DESK, "redacted"), shared=True,
        lacks=lambda c: c.author == STAFF or c.what == "reason of a hold",
        local=("request_key", "segment")),
    Row("S6", "a reviewer's laptop", laptops(REVIEWER), (REVIEWER,), _of(DESK, "redacted"),
        local=("own_wrap", "request_key")),
    Row("S7", "an editor's laptop", laptops(EDITOR), (EDITOR,), _EDITORS,
        local=("draft", "request_key")),
    Row("S8", "an editor's laptop, a request answered and not over", earlier("answered"),
        (EDITOR, REQUEST), _EDITORS, sources=(STAFF,), lacks=lambda c: c.what.startswith(_LATER),
        local=("request_key",)),
    Row("S9", "a custodian's laptop", laptops(CUSTODIANS[0]), CUSTODIANS[:1],
        _of(DESK, "journal"), local=("own_wrap", "request_key")),
    Row("S10", "the laptops of k custodians", laptops(*CUSTODIANS[1:]), CUSTODIANS[1:],
        _of(DESK, "journal"), sources=(STAFF, REPORTER), local=("own_wrap", "request_key")),
    Row("S11", "an auditor's laptop", laptops(AUDITOR), (AUDITOR,), _of(DESK, "journal"),
        local=("request_key",)),
    Row("S12", "an administrator's laptop", laptops(ADMIN), (ADMIN,), _of(DESK),
        local=("request_key",)),
    Row("S13", "the laptop of a member who was signed out", laptops(LEAVER), (LEAVER,), _EDITORS,
        early=True, local=("request_key",)),
    Row("S14", "a backup", carried("backup")),
    Row("S15", "a backup and an editor's recovery sheet", backup_and_sheet, (SHEET,), _EDITORS),
    Row("S16", "a backup and one share of a sheet, two being needed", one_share),
    Row("S17", "a backup and enough shares of a sheet", enough_shares, (SHEET,), _EDITORS),
    Row("S18", "a packet, or a shared folder", carried("packet")),
    Row("S19", "a field reporter's packet", carried("field packet")),
    Row("S20", "a copy that left", carried("copy .md", "copy .txt", "copy .docx"),
        clear=((REPORTER, "quote"), (EDITOR, "intro of a story"))),
    Row("S21", "a device secret without the vault", carried()),
    Row("S22", "a vault file without the device secret", slot_alone,
        local=("draft", "request_key")),
)  # fmt: skip


def shown(files: Iterable[bytes]) -> Counter[str]:
    """Count what lies there in the clear to be counted, by table."""
    seizure = Seizure(Haul(tuple(files)))
    for data in seizure.haul.files:
        seizure.read(data)
    counts = Counter(sealed.place for sealed in seizure.sealed.values())
    return counts + Counter(slot=len(seizure.slots), entry=len(seizure.cores))
