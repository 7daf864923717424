"""A shared folder in the hands of somebody who holds no key: they add, withhold, mix and plant.

Every vault stays as it was or takes whole packets in; nothing that lies there is followed, waited
for or believed.
"""

from __future__ import annotations

import os
import shutil
import socket
import tracemalloc
from pathlib import Path

import msgspec
import pytest

from tests.archive import desk
from tests.archive.offices import ADMIN, DESK, Office, let_in
from vault.archive import carriers, exchange, interviews, lacking, overview
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.writing import Writing
from vault.crypto.boxes import KDF_FLOOR
from vault.crypto.primitives import sha256
from vault.errors import MalformedError, UsageError
from vault.journal.packets import MAGIC, PackedEntry, PacketWriter, read_packet
from vault.model import Preset

MOST_BYTES = 96 * 1024 * 1024  # of memory, whatever lies there: a few objects of the largest size
JUNK = int(os.environ.get("STRONGROOM_JUNK_FILES", "3000"))  # docs/hostile-tests.md: 100000


@pytest.fixture
def shared(tmp_path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


def log(office: Office, title: str) -> None:
    desk.marked(office.open(), desk.draft(title=title))


def titles(office: Office) -> set[str]:
    return {row.title for row in interviews.rows(office.open())}


def put(office: Office, shared: Path) -> Path:
    """Let an office add its news; returns the packet's place."""
    return Path(carriers.send_to_folder(office.open(), shared).path)


def get(office: Office, shared: Path):
    return carriers.receive_from_folder(office.open(), shared)


def parts(packet: Path):
    """Return a packet's head, objects and entries."""
    with packet.open("rb") as file:
        head, contents = read_packet(file)
        found = list(contents)
    bodies = [each for each in found if isinstance(each, bytes)]
    return head, bodies, [each for each in found if not isinstance(each, bytes)]


def forged(place: Path, head, bodies=(), rows=(), **changed) -> Path:
    """Write a packet that is whole, with a head of the forger's choice."""
    given = {"objects": len(bodies), "entries": len(rows), **changed}
    with place.open("wb") as file:
        writer = PacketWriter(file, msgspec.structs.replace(head, **given))
        for body in bodies:
            writer.object(body)
        for row in rows:
            writer.entry(*row)
        writer.finish()
    return place


# --- what a carrier does with true packets -------------------------------------------------


def test_A32_a_folder_that_serves_only_the_old_is_told_by_who_was_not_heard(
    rooms, shared, monkeypatch
):
    log(rooms.reporter, "The last that came")
    put(rooms.reporter, shared)
    get(rooms.editor, shared)
    log(rooms.reporter, "Withheld")
    put(rooms.reporter, shared).unlink()
    assert get(rooms.editor, shared).entries == 0
    later = Writing.now() + 9 * 86_400
    monkeypatch.setattr(Writing, "now", staticmethod(lambda: later))
    notices = overview.status(rooms.editor.open()).notices
    assert f"Nothing came from {rooms.reporter.name} for 9 days." in notices
    put(rooms.reporter, shared)  # the folder lacks it, so it is added again
    get(rooms.editor, shared)
    assert titles(rooms.editor) == {"The last that came", "Withheld"}


def test_A33_two_states_of_a_folder_meet_in_what_builds_on_one_of_them(rooms, shared, tmp_path):
    log(rooms.reporter, "Shown to the editor alone")
    put(rooms.reporter, shared)
    other = tmp_path / "shown to the admin"
    other.mkdir()
    get(rooms.editor, shared)
    log(rooms.editor, "Built on it")
    place = put(rooms.editor, shared)
    own = carriers.folder_of(rooms.admin.open(), other)
    own.mkdir()
    shutil.copy(place, own)
    assert get(rooms.admin, other).kept_aside == 1
    assert titles(rooms.admin) == set()


def test_A34_rows_of_one_day_under_the_heads_of_another_are_refused(rooms, shared):
    log(rooms.reporter, "Monday")
    monday = put(rooms.reporter, shared)
    log(rooms.reporter, "Friday")
    friday = put(rooms.reporter, shared)
    (old, objects, entries), (new, _, _) = parts(monday), parts(friday)
    own = monday.parent
    friday.unlink()
    monday.unlink()
    forged(own / "mixed.packet", new, objects, entries, before=old.before)
    before = rooms.editor.heads()
    assert get(rooms.editor, shared).kept_aside == 1
    assert (rooms.editor.heads(), titles(rooms.editor)) == (before, set())


def test_A34_a_packet_of_another_vault_in_our_place_is_left_alone(rooms, shared, tmp_path):
    other = Office(ADMIN, tmp_path / "other")
    other.folder.mkdir()
    founded = found_vault(other.path, other.home, FoundingRequest(ADMIN, DESK, cost=KDF_FLOOR))
    other.passphrase = founded.passphrase
    let_in(other, Office("Ines Varga", tmp_path / "ines"), Preset.REPORTER)
    theirs, (log_, ours) = put(other, shared), (log, rooms.reporter)
    log_(ours, "Ours")
    mine = put(ours, shared)
    swapped = mine.parent / theirs.name
    theirs.rename(swapped)
    mine.rename(theirs)
    assert get(rooms.editor, shared).kept_aside == 1
    assert get(other, shared).kept_aside == 1
    assert titles(rooms.editor) == titles(other) == set()
    other.close()


def test_R18_packets_renamed_doubled_and_in_any_order_are_taken_in_once(rooms, shared):
    packets = []
    for title in ("One", "Two", "Three"):
        log(rooms.reporter, title)
        packets.append(put(rooms.reporter, shared))
    own = packets[0].parent
    for place, name in zip(reversed(packets), ("a", "b", "c"), strict=True):
        shutil.copy(place, own / f"{name}-again.packet")
        place.rename(own / f"{name}.packet")
    assert get(rooms.editor, shared).kept_aside == 0
    assert titles(rooms.editor) == {"One", "Two", "Three"}
    assert get(rooms.editor, shared) == exchange.ReceivedView(0, 0, 0)


@pytest.mark.parametrize("cut", [1, 7, 33, 4000])
def test_a_truncated_packet_is_left_and_what_it_held_is_added_again(rooms, shared, cut):
    log(rooms.reporter, "Cut")
    place = put(rooms.reporter, shared)
    place.write_bytes(place.read_bytes()[:-cut])
    assert get(rooms.editor, shared) == exchange.ReceivedView(0, 0, 1)
    put(rooms.reporter, shared)  # under the same name, which is its hash
    assert get(rooms.editor, shared).kept_aside == 0
    assert titles(rooms.editor) == {"Cut"}


# --- what a carrier makes up ---------------------------------------------------------------


@pytest.mark.parametrize("claims", ["nothing in it", "entries without objects", "a gap"])
def test_A35_a_planted_packet_that_claims_everything_keeps_nobody_from_sending(
    rooms, shared, tmp_path, claims
):
    log(rooms.reporter, "One")
    log(rooms.reporter, "Two")
    true = put(rooms.reporter, shared)
    head, objects, entries = parts(true)
    true.unlink()
    given = {
        "nothing in it": ((), ()),
        "entries without objects": ((), entries),
        "a gap": (objects, [entries[0], entries[-1]]),
    }[claims]
    omitted = tuple(sorted({*head.omitted, b"x" * 32}))
    forged(true.parent / "claims.packet", head, *given, before=(), omitted=omitted)
    assert put(rooms.reporter, shared).suffix == ".packet"
    get(rooms.editor, shared)
    assert titles(rooms.editor) == {"One", "Two"}


@pytest.mark.parametrize("count", [2**31, 2**63 - 1])
def test_A35_an_absurd_number_of_entries_is_read_no_further_than_the_file(rooms, shared, count):
    log(rooms.reporter, "One")
    place = put(rooms.reporter, shared)
    head, objects, entries = parts(place)
    place.unlink()
    forged(place, head, objects, entries, entries=count)
    assert get(rooms.editor, shared) == exchange.ReceivedView(0, 0, 1)


def test_an_entry_that_nobody_signed_takes_nothing_of_its_packet_in(rooms, shared):
    log(rooms.reporter, "One")
    place = put(rooms.reporter, shared)
    head, objects, entries = parts(place)
    spoiled = PackedEntry(entries[-1].core, entries[0].attestation, entries[-1].details)
    forged(place, head, objects, [*entries[:-1], spoiled])
    before = rooms.editor.heads()
    assert get(rooms.editor, shared) == exchange.ReceivedView(0, 0, 1)
    assert rooms.editor.heads() == before
    assert rooms.editor.open().ledger.outcomes.stray == frozenset()


@pytest.mark.limit(109, "good", "Between computers")
def test_what_a_carrier_adds_is_written_before_it_is_refused(rooms, shared, monkeypatch):
    """Whoever can add to a packet makes whoever takes it in read it to its end, and its objects
    need room on the disk until they are thrown away again; memory it takes none. Where the disk
    is too small for that nothing is taken in.
    """
    log(rooms.reporter, "One")
    place = put(rooms.reporter, shared)
    head, objects, entries = parts(place)
    place.unlink()
    junk = [os.urandom(4 * 1024 * 1024) for _ in range(10)]
    forged(place, head, [*objects, *junk], entries)
    office, sizes = rooms.editor, list[int]()
    verify = lacking.verify_and_note

    def measuring(*given):
        room = sum(path.stat().st_size for path in office.folder.glob(f"{office.path.name}*"))
        sizes.append(room)
        return verify(*given)

    office.open()
    before = sum(path.stat().st_size for path in office.folder.glob(f"{office.path.name}*"))
    monkeypatch.setattr(lacking, "verify_and_note", measuring)
    assert get(office, shared).entries
    assert max(sizes) > before + 16 * 1024 * 1024  # what SQLite keeps no page of in memory
    assert not any(office.open().ledger.store.has_object(sha256(body)) for body in junk)


# --- what lies there besides ---------------------------------------------------------------


def special(own: Path, kind: str, target: Path) -> None:
    place = own / "0.packet"
    match kind:
        case "link to a file" | "link to a device" | "link to nothing" | "link to itself":
            to = {"link to a file": target, "link to a device": Path("/dev/zero"),
                  "link to itself": place}.get(kind, own / "nowhere")  # fmt: skip
            place.symlink_to(to)
        case "directory":
            place.mkdir()
        case "pipe":
            os.mkfifo(place)
        case "socket":
            here = Path.cwd()
            os.chdir(own)  # the name of a socket is short
            try:
                with socket.socket(socket.AF_UNIX) as made:
                    made.bind(place.name)
            finally:
                os.chdir(here)
        case "closed":
            place.write_bytes(MAGIC)
            place.chmod(0)
        case "\x1b[2J":
            (own / "\x1b]0;owned\x07\x1b[2J\u202e.packet").write_bytes(b"\x1b[31mred")


@pytest.mark.parametrize(
    "kind",
    ["link to a file", "link to a device", "link to nothing", "link to itself", "directory",
     "pipe", "socket", "closed", "\x1b[2J"],
)  # fmt: skip
def test_A36_what_is_no_file_is_passed_over_and_the_rest_arrives(rooms, shared, tmp_path, kind):
    log(rooms.reporter, "One")
    own = put(rooms.reporter, shared).parent
    target = tmp_path / "somebody's own file"
    target.write_bytes(b"not for any packet")
    special(own, kind, target)
    taken = get(rooms.editor, shared)
    assert taken.entries
    assert titles(rooms.editor) == {"One"}
    put(rooms.editor, shared)
    assert target.read_bytes() == b"not for any packet"


@pytest.mark.parametrize("kind", ["link", "file", "pipe"])
def test_a_link_in_the_vaults_place_is_neither_followed_nor_opened_to_others(
    rooms, shared, tmp_path, kind
):
    """Sending lets a new folder be read by whom the shared one is: a link would pass that on."""
    mine = tmp_path / "my own folder"
    mine.mkdir(mode=0o700)
    shared.chmod(0o777)
    own = shared / rooms.reporter.open().ledger.keyring.vault_id.hex()[:24]
    {"link": lambda: own.symlink_to(mine), "file": own.touch, "pipe": lambda: os.mkfifo(own)}[
        kind
    ]()
    log(rooms.reporter, "One")
    for act in (put, get):
        with pytest.raises(UsageError, match="no folder of its own"):
            act(rooms.reporter, shared)
    assert mine.stat().st_mode & 0o777 == 0o700
    assert list(mine.iterdir()) == []


def test_A36_thousands_of_junk_files_are_each_looked_at_once(rooms, shared, monkeypatch):
    for title in ("One", "Two", "Three"):
        log(rooms.reporter, title)
        own = put(rooms.reporter, shared).parent
    for number in range(JUNK):
        (own / f"{number:06}.packet").write_bytes(b"junk")
        (own / f"{number:06}.tmp").touch()
    opened, original = list[str](), exchange.opened

    def counting(path):
        opened.append(path.name)
        return original(path)

    monkeypatch.setattr(exchange, "opened", counting)
    assert get(rooms.editor, shared).kept_aside == JUNK
    assert titles(rooms.editor) == {"One", "Two", "Three"}
    assert len(opened) <= JUNK + 12


def sparse(place: Path, start: bytes) -> None:
    with place.open("wb") as file:
        file.write(start)
        file.truncate(10 * 1024**3)  # ten gigabytes that no disk holds


@pytest.mark.parametrize("start", ["nothing", "magic", "a true packet"])
def test_A36_ten_sparse_gigabytes_take_no_memory_and_nothing_in(rooms, shared, start):
    log(rooms.reporter, "One")
    place = put(rooms.reporter, shared)
    data = place.read_bytes()
    place.unlink()
    sparse(place, {"nothing": b"", "magic": MAGIC, "a true packet": data}[start])
    rooms.editor.open()
    tracemalloc.start()
    try:
        assert get(rooms.editor, shared) == exchange.ReceivedView(0, 0, 1)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()
    assert titles(rooms.editor) == set()


def test_A36_a_file_that_grows_while_it_is_read_ends_where_it_ended_when_it_was_opened(
    rooms, shared
):
    log(rooms.reporter, "One")
    place = put(rooms.reporter, shared)
    head, objects, entries = parts(place)
    forged(place, head, objects, entries, objects=2**40)
    with place.open("rb") as file, place.open("ab") as more:
        _, contents = read_packet(file)
        read = 0
        with pytest.raises(MalformedError):
            for _ in contents:
                read += 1
                more.write(b"\x03\x00\x00\x04\x00" + bytes(1024))  # one object more, for ever
                more.flush()
    assert read <= len(objects) + len(entries)
