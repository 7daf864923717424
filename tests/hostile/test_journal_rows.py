"""Edits of journal rows: each is refused by name, at every turn, and nothing is written."""

from __future__ import annotations

import pytest

from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER
from vault.archive import interviews
from vault.errors import IntegrityError, SignatureError
from vault.store import EntryRow


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE entry SET n = 99 WHERE n = 0",
        "UPDATE entry SET device = zeroblob(16) WHERE n = 0",
        "UPDATE entry SET details = zeroblob(300) WHERE n = 0",
        "UPDATE entry SET attestation = zeroblob(300) WHERE n = 0",
    ],
)
def test_A14_a_changed_first_entry_is_refused(room, edit):
    room.edit(edit)
    with pytest.raises(IntegrityError):
        room.open(FOUNDER)


def test_A13_a_planted_entry_is_refused_at_every_turn_and_not_only_at_the_first(room):
    founder = room.open(FOUNDER)
    steps.log(founder)
    store = founder.ledger.store
    last = max(store.entries(), key=lambda row: row.n)
    planted = EntryRow(
        bytes(32), last.device, last.n + 1, last.core, last.attestation, last.details
    )
    editor = room.open(EDITOR)
    with editor.ledger.store.atomic():
        editor.ledger.store.add_entry(planted)
    for _ in range(3):
        with pytest.raises((IntegrityError, SignatureError)):
            interviews.rows(founder)
