"""Acts signed as if their writer had not seen the newest entries: a backdated right is no right."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.limits import steps
from tests.limits.newsroom import DESK, EDITOR, FOUNDER, REVIEWER
from vault import acts
from vault.archive import members

MERGED = (
    "INSERT OR IGNORE INTO object (hash, body) SELECT hash, body FROM twin.object",
    "INSERT OR IGNORE INTO entry (hash, device, n, core, attestation, details) "
    "SELECT hash, device, n, core, attestation, details FROM twin.entry",
)


def sign_as_if_at(archive, heads, before: bytes, act) -> None:
    """Sign an act that claims to have seen only some heads, and whose hash comes first."""

    class NotYet(Exception):
        pass

    def attempt() -> None:
        with archive.ledger.store.atomic():
            if archive.ledger.commit(act) >= before:
                raise NotYet

    archive.ledger.seen = lambda: heads
    archive.ledger._take_new = lambda *_given: None
    archive.ledger.try_to_pin = lambda: None
    while True:
        try:
            return attempt()
        except NotYet:
            archive.ledger.keyring.forget_writing()


def test_M1_an_act_dated_back_to_before_the_role_was_taken_away_is_refused(room):
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    steps.log(founder)
    editor.ledger.refresh()
    heads = editor.ledger.seen()
    members.change_roles(founder, EDITOR, DESK, None)
    editor.ledger.refresh()
    taken_away = list(editor.state.entries)[-1]
    (interview,) = editor.state.interviews.values()
    sign_as_if_at(
        editor, heads, taken_away,
        lambda writing: acts.EventRecorded(
            member=writing.member, at=writing.now(), desk=interview.desk,
            interview=interview.id, note=b"n" * 32,
        ),
    )  # fmt: skip
    room.close()
    for name in (FOUNDER, REVIEWER):
        archive = room.open(name)
        assert list(archive.state.entries).index(taken_away) > 0
        assert len(archive.state.refused) == 1
        [found] = archive.state.interviews.values()
        assert found.events == []


def test_A22_copies_of_two_members_that_both_went_on_become_one_vault(room, tmp_path):
    twin = room.copied(tmp_path / "twin")
    for each, name in ((room, FOUNDER), (twin, EDITOR)):
        steps.log(each.open(name))
        each.close()
    with closing(sqlite3.connect(room.path, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS twin", (str(twin.path),))
        for statement in MERGED:
            connection.execute(statement)
    for name in (FOUNDER, EDITOR):
        archive = room.open(name)
        assert len(archive.state.interviews) == 2
        assert (archive.state.refused, archive.state.split) == ([], frozenset())
