"""What exchange between computers shows, and what it cannot tell."""

from __future__ import annotations

from tests.archive import desk
from tests.archive.offices import REPORTER
from vault import acts
from vault.archive import exchange, interviews, members
from vault.archive.writing import Writing
from vault.journal import order
from vault.journal.packets import read_packet
from vault.model import Preset


def test_a_carrier_counts_entries_and_objects_and_reads_nothing(rooms):
    desk.marked(rooms.reporter.open(), desk.draft())
    packet = rooms.reporter.send()
    with packet.open("rb") as file:
        head, contents = read_packet(file)
        sizes = [len(each) for each in contents if isinstance(each, bytes)]
    assert head.entries > 0
    assert len(sizes) == head.objects
    data = packet.read_bytes()
    for secret in (desk.WORDS, desk.NAME.words, desk.draft().title, REPORTER):
        assert secret.encode() not in data


def test_a_packet_that_never_arrives_is_missed_by_nobody(rooms):
    desk.marked(rooms.reporter.open(), desk.draft())
    rooms.reporter.send().unlink()
    assert interviews.rows(rooms.editor.open()) == []
    heard = {view.name: view.at for view in rooms.editor.open().status().heard}
    assert heard[REPORTER] == ""


def test_somebody_who_writes_nothing_is_sent_the_same_again(rooms):
    desk.marked(rooms.reporter.open(), desk.draft())
    first = rooms.reporter.send(rooms.admin)
    assert rooms.admin.receive(first).entries
    again = exchange.send(
        rooms.reporter.open(), rooms.reporter.folder / "again", (rooms.admin.name,)
    )
    assert again.entries
    assert rooms.admin.receive(rooms.reporter.folder / "again").entries == 0


def test_a_member_who_pretends_not_to_have_seen_a_change_writes_beside_it(rooms, monkeypatch):
    known = rooms.reporter.open().ledger.seen()
    members.change_roles(rooms.admin.open(), REPORTER, "Strait desk", Preset.REVIEWER)
    rooms.reporter.receive(rooms.admin.send(whole=True))
    reporter = rooms.reporter.open()
    ledger = reporter.ledger
    with ledger.store.atomic():
        writing = Writing(ledger.store, ledger.keyring, ledger.state)
        act = acts.PartsRead(
            member=writing.member, at=0, desk=members.find_desk(reporter, "Strait desk"),
            interviews=(), security=False,
        )  # fmt: skip
        core = writing.enter(act, ledger._chain(), known)
    ledger.take_in()
    change = rooms.admin.open().ledger.seen()
    name = next(h for h in ledger.links if ledger.store.entry(h).core == core)
    seen = order.reached_from([name], ledger.links)
    assert not {head for _, heads in change for head in heads} <= seen
    assert name in ledger.state.entries
