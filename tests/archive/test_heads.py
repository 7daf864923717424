"""Words of a device's chain at one number: equal on two computers exactly where the chains are."""

from __future__ import annotations

import shutil

import pytest

from tests.archive import desk
from tests.archive.offices import Office
from vault.archive import heads, interviews, overview
from vault.archive.writing import Writing
from vault.errors import UsageError


def log(office: Office, title: str) -> None:
    interviews.log(office.open(), desk.draft(title=title, terms=()))


def end_of(office: Office, name: str) -> heads.HeadView:
    return next(view for view in heads.chains(office.open()) if view.member == name)


def test_A32_a_chain_that_was_held_back_shows_in_its_number_and_reads_alike_before(rooms):
    log(rooms.reporter, "First")
    rooms.editor.receive(rooms.reporter.send(whole=True))
    log(rooms.reporter, "Held back by whoever carries it")
    name = rooms.reporter.name
    here, there = end_of(rooms.reporter, name), end_of(rooms.editor, name)
    assert here.n > there.n
    [mine] = heads.head(rooms.reporter.open(), here.device, there.n)
    [theirs] = heads.head(rooms.editor.open(), here.device[:8])
    assert mine.words == theirs.words
    assert len(mine.words) == 8
    assert heads.head(rooms.reporter.open(), here.device)[0].words != mine.words
    with pytest.raises(UsageError, match=f"it ends at {there.n}"):
        heads.head(rooms.editor.open(), here.device, here.n)


def test_A33_two_states_under_one_number_read_differently(rooms, tmp_path):
    rooms.close()
    shutil.copytree(rooms.reporter.folder, tmp_path / "twin")
    twin = Office(rooms.reporter.name, tmp_path / "twin", rooms.reporter.passphrase)
    log(twin, "Shown to one office")
    log(rooms.reporter, "Shown to the other")
    device = end_of(twin, twin.name).device
    one, other = heads.head(twin.open(), device), heads.head(rooms.reporter.open(), device)
    assert one[0].n == other[0].n
    assert one[0].words != other[0].words
    rooms.reporter.receive(twin.send(whole=True))
    both = {view.words for view in heads.head(rooms.reporter.open(), device, one[0].n)}
    assert both == {one[0].words, other[0].words}
    twin.close()


def test_a_member_with_one_device_goes_by_name_and_strangers_by_nothing(rooms):
    editor = rooms.editor.open()
    [view] = heads.head(editor, rooms.editor.name)
    assert view.member == rooms.editor.name
    with pytest.raises(UsageError):
        heads.head(editor, "ffffffff")


def test_A32_a_colleague_who_was_not_heard_for_days_is_named(rooms, monkeypatch):
    log(rooms.reporter, "The last that came")
    rooms.editor.receive(rooms.reporter.send(whole=True))
    editor = rooms.editor.open()
    name = rooms.reporter.name
    assert not any("Nothing came from" in notice for notice in overview.status(editor).notices)
    later = Writing.now() + 9 * 86_400
    monkeypatch.setattr(Writing, "now", staticmethod(lambda: later))
    said = [n for n in overview.status(editor).notices if n.startswith(f"Nothing came from {name}")]
    assert said == [f"Nothing came from {name} for 9 days."]
