"""What exchange between computers shows, and what it cannot tell."""

from __future__ import annotations

import pytest

from tests.archive import desk
from tests.archive.offices import REPORTER
from vault import acts
from vault.archive import exchange, interviews, members
from vault.archive.writing import Writing
from vault.journal import order
from vault.journal.packets import read_packet
from vault.model import Preset


@pytest.mark.limit(54, "good", "Between computers")
def test_a_carrier_counts_entries_and_objects_and_reads_nothing(rooms):
    """A packet or a shared folder shows its carrier what the vault file shows: how many entries
    and objects, their size classes, which device wrote them and what it had seen.
    """
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


@pytest.mark.limit(55, "good", "Between computers")
def test_a_packet_that_never_arrives_is_missed_by_nobody(rooms):
    """Who carries packets can keep them back. What is missing is not noticed before something
    that builds on it arrives; the status says when each colleague's device was last heard, names
    who was silent for seven days, and `strongroom head` lets two people compare by voice.
    """
    desk.marked(rooms.reporter.open(), desk.draft())
    rooms.reporter.send().unlink()
    assert interviews.rows(rooms.editor.open()) == []
    heard = {view.name: view.at for view in rooms.editor.open().status().heard}
    assert heard[REPORTER] == ""


@pytest.mark.limit(56, "now", "Between computers")
def test_somebody_who_writes_nothing_is_sent_the_same_again(rooms):
    """What a colleague has is known from what they wrote. To one who only reads, everything
    since their last entry is sent again, and taken in once.
    """
    desk.marked(rooms.reporter.open(), desk.draft())
    first = rooms.reporter.send(rooms.admin)
    assert rooms.admin.receive(first).entries
    again = exchange.send(
        rooms.reporter.open(), rooms.reporter.folder / "again", (rooms.admin.name,)
    )
    assert again.entries
    assert rooms.admin.receive(rooms.reporter.folder / "again").entries == 0


@pytest.mark.limit(57, "good", "Between computers")
def test_a_member_who_pretends_not_to_have_seen_a_change_writes_beside_it(rooms, monkeypatch):
    """The order of entries comes from what each says its writer had seen. Whoever pretends not
    to have seen an act writes beside it; the loss of a right counts for them all the same, other
    acts do not.
    """
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
