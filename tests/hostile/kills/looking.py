"""What is found in a vault whose writers were killed: everything that was told, once, and whole.

Runs in a process of its own, which opens the vault for each of its members as they would.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.hostile.kills.forks import say
from tests.newsroom import EDITOR, REPORTER, REVIEWER, Newsroom
from vault.archive import checkup, interviews, pinning
from vault.archive.session import Archive
from vault.archive.showing import remarks_of
from vault.errors import StrongroomError
from vault.journal.cores import hash_of, read_core
from vault.store.leftovers import has_leftovers

_TAG = re.compile(r"<[\d.]+>")
_ROLLBACK_MODE = b"\x01\x01"
_FAMILIAR = {"devices", "pins", "checks", "ballast"}
INTERVIEWS = {"log", "mark"}


def look(room: Newsroom, kept: Iterable[list[str]], refused: Iterable[str], pipe: int) -> None:
    """Open the vault for everybody and tell of every fault, and what was counted on the way."""
    recovered = has_leftovers(room.path)
    opened: dict[str, Archive] = {}
    for name in room.passphrases:
        try:
            opened[name] = room.open(name)
        except StrongroomError as refusal:
            say(pipe, fault=f"closed to {name}: {refusal.code} {refusal.sentence}")
            return
    faults = [f for each in (_pins, _rows, _chains, _whole) for f in each(opened)]
    found = dict(texts(opened))
    faults += _kept_faults(opened, found, kept)
    faults += [f"{tag} was refused and is there" for tag in refused if tag in found]
    editor = opened[EDITOR]
    entries, objects = editor.ledger.store.entry_count, editor.ledger.store.object_count
    room.close()
    faults += _beside(room)
    for fault in faults:
        say(pipe, fault=fault)
    say(pipe, recovered=recovered, entries=entries, objects=objects, tags=sorted(found))


# --- words ---------------------------------------------------------------------------------


def texts(opened: dict[str, Archive]) -> Iterator[tuple[str, str]]:
    """Yield (tag, kind) of every text that its readers open; a text that is there twice, twice."""
    editor = opened[EDITOR]
    for state in editor.state.interviews.values():
        for version in state.standing():
            part = editor.library.verbatim(version)
            for quote in part.quotes if part else ():
                kind = "mark" if version.ref.marked else "log"
                yield from ((tag, kind) for tag in _TAG.findall(quote.texts[0].words))
        for _, words in editor.library.addenda(state):
            yield from ((tag, "addendum") for tag in _TAG.findall(words or ""))
        for remark in remarks_of(editor, state):
            yield from ((tag, "remark") for tag in _TAG.findall(remark.words or ""))
    for archive in opened.values():
        for draft in interviews.drafts(archive):
            yield from ((tag, "draft") for tag in _TAG.findall(draft.draft.decode()))


def _kept_faults(
    opened: dict[str, Archive], found: dict[str, str], kept: Iterable[list[str]]
) -> Iterator[str]:
    times = Counter(tag for tag, _ in texts(opened))
    yield from (f"{tag} is there {n} times" for tag, n in times.items() if n != 1)
    for kind, tag, ident in kept:
        if tag not in found:
            yield f"{kind} {tag} was acknowledged and is gone"
        elif found[tag] != kind:
            yield f"{kind} {tag} was acknowledged and is {found[tag]}"
        elif kind in INTERVIEWS and bytes.fromhex(ident) not in opened[EDITOR].state.interviews:
            yield f"{kind} {tag} has another id"


# --- journal, objects, pins, files ---------------------------------------------------------


def _pins(opened: dict[str, Archive]) -> Iterator[str]:
    for name, archive in opened.items():
        ledger = archive.ledger
        if ledger.behind is not None or ledger.first_time_here or ledger.pin_is_old:
            yield f"the pin of {name} does not fit"
        pin = pinning.read(ledger.home, ledger.keyring)
        if pin is None or any(head not in ledger.state.entries for _, head in pin.heads):
            yield f"the pin of {name} names what is not there"
        if archive.state.split:
            yield f"{name} sees a split history"


def _rows(opened: dict[str, Archive]) -> Iterator[str]:
    store = opened[EDITOR].ledger.store
    if store.aside:
        yield "copies that were set aside stayed"
    places = Counter((row.device, row.n) for row in store.entries())
    yield from (f"{n} entries have one number" for n in places.values() if n > 1)


def _chains(opened: dict[str, Archive]) -> Iterator[str]:
    genesis, *rows = opened[EDITOR].ledger.store.entries()
    last: dict[bytes, tuple[int, bytes]] = {}
    for row in rows:
        core = read_core(row.core)
        n, head = last.get(row.device, (0, genesis.hash))
        if hash_of(row.core) != row.hash or (core.n, core.previous) != (n + 1, head):
            yield f"the chain of a device breaks at {row.n}"
        last[row.device] = (row.n, row.hash)


def _whole(opened: dict[str, Archive]) -> Iterator[str]:
    editor = opened[EDITOR]
    found = checkup.check(editor, afresh=True)
    if not found.is_sound or found.stray:
        yield f"check: {found.damaged} {found.missing} {found.stray} {found.refusal}"
    for name in (EDITOR, REVIEWER, REPORTER):
        outcomes = opened[name].ledger.outcomes
        if outcomes.missing or outcomes.stray:
            yield f"{name} misses {len(outcomes.missing)}, sees {len(outcomes.stray)} strays"


def _beside(room: Newsroom) -> Iterator[str]:
    beside = {path.name for path in room.path.parent.iterdir()}
    if odd := beside - {room.path.name, room.home.folder.name}:
        yield f"left beside the vault: {sorted(odd)}"
    at_home = [path.relative_to(room.home.folder) for path in room.home.folder.rglob("*")]
    if odd := [str(p) for p in at_home if p.parts[0] not in _FAMILIAR or p.name[0] == "."]:
        yield f"left at home: {odd}"
    with room.path.open("rb") as file:
        if file.read(20)[18:] != _ROLLBACK_MODE:
            yield "the vault at rest is not one file"
    if room.path.stat().st_mode & 0o077:
        yield "others may read the vault"
