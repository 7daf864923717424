"""The table of named edits: an id of the attack list, the change, and what has to come of it.

How a case is run and what is asserted of every one is `test_named_edits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.hostile.edits import (
    LAST,
    MIDDLE,
    Change,
    appended,
    attested_alike,
    attested_anew,
    bodies_exchanged,
    body_as_text,
    body_deleted,
    body_doubled,
    body_made,
    body_of_others,
    body_planted,
    body_renamed,
    body_returned,
    by_a_stranger,
    chain_cut,
    custodians_of_their_own,
    cut,
    cut_clean,
    deleted_of,
    emptied,
    entries_of_monday,
    entry_of_others,
    entry_under_another_name,
    exchanged_in_entries,
    folder_in_place,
    forked,
    forward,
    genesis_of_others,
    half_a_key,
    header,
    last_week,
    linked,
    linked_hard,
    mixed,
    nothing_in,
    objects_of_monday,
    older_version,
    open_to_others,
    parts_exchanged,
    pin_changed,
    pins_deleted,
    pipe_in_place,
    planted_in,
    roles_taken,
    shortened,
    slot_with,
    slots_exchanged,
    sql,
    stale_journal,
    stale_wal,
    vault_of_others,
    wal_linked,
    wraps_exchanged,
    wraps_spoiled,
)
from tests.hostile.hostile_vault import EDITOR, FOUNDER, REPORTER

# opening: refused there. reading: one interview is refused, all others are shown as they were.
# older: open for reading only, said with both dates, and nothing can be written. list: the rest is
# listed, and the list fails. check: named by `strongroom check`. told: said, nothing else differs.
# same: no difference to anybody.
Outcome = Literal["opening", "reading", "older", "check", "told", "same"]


@dataclass(frozen=True)
class Edit:
    """One named change."""

    id: str
    name: str
    change: Change
    outcome: Outcome
    code: str = ""  # of the refusal
    says: str = ""  # words of its one sentence, or of what is told
    who: str = FOUNDER
    drops: bool = False  # a planted row goes by itself, or SQLite plays back what was planted


BODIES = (
    Edit("A1", "bodies exchanged", bodies_exchanged, "reading", "E_STALE"),
    Edit("A2", "parts exchanged", parts_exchanged, "reading", "E_STALE"),
    Edit("A3", "body of others", body_of_others, "reading", "E_SEAL"),
    Edit("A4", "older version", older_version, "reading", "E_STALE", "perhaps an earlier one"),
    Edit("A5", "body deleted", body_deleted, "opening", "E_MISSING", "is missing"),
    Edit("A6", "body planted", body_planted, "told", says="1 sealed object is in no journal"),
    Edit("A7", "body doubled", body_doubled, "told", says="1 sealed object is in no journal"),
    Edit("A8", "body cut", body_made(lambda body: body[:-16]), "reading", "E_SEAL"),
    Edit("A8", "body longer", body_made(lambda body: body + b"\0"), "reading", "E_SEAL"),
    Edit("A11", "other suite in a body", body_made(lambda body: b"\x00\x02" + body[2:]),
         "reading", "E_SEAL"),
    Edit("A12", "body changed and named rightly", body_renamed, "opening", "E_MISSING"),
    Edit("A5", "forgotten body put back", body_returned, "same", drops=True),
    Edit("A1", "text in the place of a body", body_as_text, "reading", "E_SEAL"),
    Edit("A1", "nothing in the place of a body", nothing_in("object", "body"), "reading",
         "E_SEAL"),
    Edit("A1", "nothing in the place of a name", nothing_in("object", "hash"), "opening",
         "E_MISSING"),
)  # fmt: skip
JOURNAL = (
    Edit("A21", "one entry cut off", cut(1), "older", "E_CUT", "the end of its journal"),
    Edit("A19", "three entries cut off", cut(2), "older", "E_CUT", "the end of its journal"),
    Edit("A21", "all entries deleted", sql("DELETE FROM entry"), "opening", "E_INTEGRITY"),
    Edit("A21", "the end cut off and all it brought", cut_clean, "older", "E_ROLLBACK",
         "an older copy"),
    Edit("A21", "a middle entry deleted", sql(f"DELETE FROM entry WHERE id = {MIDDLE}"),
         "opening", "E_LOG_GAP", "has a gap"),
    Edit("A21", "one chain cut", chain_cut, "opening", "E_LOG_GAP"),
    Edit("A14", "first entry deleted", sql("DELETE FROM entry WHERE n = 0"), "opening",
         "E_INTEGRITY", "first entry"),
    Edit("A14", "a second first entry", genesis_of_others, "opening", "E_INTEGRITY",
         "of two vaults"),
    Edit("A16", "half a key exchanged", half_a_key, "opening", "E_WRONG_KEY"),
    Edit("A7", "entry under another name", entry_under_another_name, "opening", "E_INTEGRITY",
         "another's name"),
    Edit("A3", "entry of others", entry_of_others, "opening", "E_MISSING"),
    Edit("A1", "cores exchanged", exchanged_in_entries("core"), "opening", "E_INTEGRITY"),
    Edit("A1", "attestations exchanged", exchanged_in_entries("attestation"), "opening",
         "E_LOG_GAP"),
    Edit("A17", "details exchanged", exchanged_in_entries("details"), "opening", "E_SEAL",
         "details of a journal entry"),
    Edit("A2", "core and details of one entry exchanged",
         sql(f"UPDATE entry SET core = details, details = core WHERE id = {LAST}"), "opening",
         "E_INTEGRITY"),
    Edit("A35", "fast-forward", sql(f"UPDATE entry SET n = 4611686018427387904 WHERE id = {LAST}"),
         "opening", "E_NUMBER", "number"),
    Edit("A35", "fast-forward signed by a colleague", forward, "opening", "E_NUMBER"),
    Edit("A13", "another device at an entry",
         sql(f"UPDATE entry SET device = zeroblob(16) WHERE id = {LAST}"), "opening", "E_NUMBER"),
    Edit("A1", "text for a number", sql(f"UPDATE entry SET n = 'seven' WHERE id = {LAST}"),
         "opening", "E_INTEGRITY"),
    Edit("A1", "nothing for details", nothing_in("entry", "details"), "opening",
         "E_INTEGRITY"),
    Edit("A1", "no attestation", sql(f"UPDATE entry SET attestation = x'' WHERE id = {LAST}"),
         "opening", "E_SEAL"),
    Edit("A1", "rows in another order",
         sql("UPDATE entry SET id = -1 - id", "UPDATE entry SET id = 5000 + id"), "same"),
    Edit("A22", "fork", forked, "told", says="goes on twice"),
    Edit("A34", "parts of two states", mixed, "older", "E_MIX", "parts of two states"),
    Edit("A34", "entries of Monday, objects of Friday", entries_of_monday, "older", "E_CUT"),
    Edit("A34", "entries of Friday, objects of Monday", objects_of_monday, "opening",
         "E_MISSING"),
)  # fmt: skip
FILES = (
    Edit("A23", "last week's file", last_week, "older", "E_ROLLBACK", "an older copy"),
    Edit("A14", "the vault of others", vault_of_others, "opening", "E_WRONG_KEY"),
    Edit("A24", "stale rollback journal", stale_journal, "older", "E_CUT", drops=True),
    Edit("A25", "stale write-ahead log", stale_wal, "older", "E_CUT", drops=True),
    Edit("A27", "bytes appended", appended, "same"),
    Edit("A27", "an empty file", emptied, "opening", "E_SCHEMA"),
    Edit("A27", "a short file", shortened, "opening", "E_INTEGRITY"),
    Edit("A27", "a link in its place", linked, "opening", "E_INTEGRITY", "is a link"),
    Edit("A27", "a second name", linked_hard, "opening", "E_INTEGRITY", "hard link"),
    Edit("A25", "a link beside it", wal_linked, "opening", "E_INTEGRITY", "is a link"),
    Edit("A27", "a folder in its place", folder_in_place, "opening", "E_INTEGRITY"),
    Edit("A27", "a pipe in its place", pipe_in_place, "opening", "E_INTEGRITY"),
    Edit("A27", "open to others", open_to_others, "same"),
    Edit("A27", "another page size in the header", header(16, b"\x10\x00"), "opening",
         "E_INTEGRITY"),
    Edit("A27", "an unknown version in the header", header(18, b"\x03\x03"), "opening",
         "E_INTEGRITY"),
    Edit("A27", "reserved bytes in the header", header(20, b"\x20"), "opening", "E_INTEGRITY"),
    Edit("A27", "a list of free pages in the header", header(32, bytes((0, 0, 0, 3, 0, 0, 0, 1))),
         "check", "E_INTEGRITY"),
    Edit("A26", "UTF-16 in the header", header(56, bytes((0, 0, 0, 2))), "opening",
         "E_INTEGRITY"),
    Edit("A26", "another application", header(68, b"OTHR"), "opening", "E_SCHEMA"),
    Edit("A11", "an older format", header(60, bytes(4)), "opening", "E_SCHEMA"),
    Edit("R16", "a newer format", header(60, bytes((0, 0, 0, 2))), "opening", "E_VERSION"),
    Edit("A26", "trigger", sql(
        "CREATE TRIGGER gone AFTER INSERT ON entry BEGIN DELETE FROM object; END"), "opening",
        "E_SCHEMA"),
    Edit("A26", "view", sql("CREATE VIEW member AS SELECT * FROM slot"), "opening", "E_SCHEMA"),
    Edit("A26", "index", sql("CREATE INDEX more ON object (body)"), "opening", "E_SCHEMA"),
    Edit("A26", "generated column", sql("ALTER TABLE slot ADD COLUMN more AS (length(body))"),
         "opening", "E_SCHEMA"),
    Edit("A26", "table", sql("CREATE TABLE more (words TEXT)"), "opening", "E_SCHEMA"),
    Edit("A26", "statistics", sql("ANALYZE"), "opening", "E_SCHEMA"),
    Edit("A26", "sequence", sql(
        "CREATE TABLE more (id INTEGER PRIMARY KEY AUTOINCREMENT)", "DROP TABLE more"), "opening",
        "E_SCHEMA"),
    Edit("A26", "automatic vacuum", sql("PRAGMA auto_vacuum = FULL", "VACUUM"), "opening",
         "E_SCHEMA"),
)  # fmt: skip
ROWS = (
    Edit("A28", "a slot made cheap", slot_with(3, b"\x01"), "opening", "E_KDF_FLOOR"),
    Edit("A28", "a slot with little memory", slot_with(4, bytes((0, 0, 0, 8))), "opening",
         "E_KDF_FLOOR"),
    Edit("A29", "a slot made dear", slot_with(4, b"\x7f\xff\xff\xff"), "opening", "E_KDF_CEILING"),
    Edit("A12", "a slot changed", slot_with(100, b"\x00\x00"), "opening", "E_SEAL"),
    Edit("A31", "slots exchanged", slots_exchanged, "opening", "E_WRONG_KEY"),
    Edit("A5", "my slot deleted", deleted_of("slot", FOUNDER), "opening", "E_WRONG_KEY"),
    Edit("A5", "a colleague's slot deleted", deleted_of("slot", EDITOR), "same"),
    Edit("A6", "a slot planted", sql("INSERT INTO slot (device, body) VALUES (randomblob(16), "
         "randomblob(169))"), "same"),
    Edit("A5", "own wraps deleted", deleted_of("own_wrap", REPORTER), "check", "E_INTEGRITY",
         "keys are gone", REPORTER),
    Edit("A12", "own wraps spoiled", wraps_spoiled, "check", "E_INTEGRITY", "damaged", REPORTER),
    Edit("A10", "own wraps exchanged", wraps_exchanged, "opening", "E_SEAL", who=REPORTER),
    Edit("M11", "whom I know deleted", deleted_of("request_key", EDITOR), "told",
         says="joined whom you do not know", who=EDITOR),
    Edit("A6", "a row of nobody's", planted_in("request_key", FOUNDER), "check", "E_INTEGRITY"),
    Edit("A6", "a segment of nobody's", planted_in("segment", FOUNDER), "check", "E_INTEGRITY"),
    Edit("A23", "the note of what was seen changed", pin_changed, "opening", "E_INTEGRITY",
         "what this computer last saw"),
    Edit("A19", "the note of what was seen deleted", pins_deleted, "told",
         says="note of what it saw last is gone"),
)  # fmt: skip
COLLEAGUES = (
    Edit("M10", "another history in an attestation", attested_anew, "opening", "E_MEMBER_SIG"),
    Edit("A9", "the same attestation sealed again", attested_alike, "same"),
    Edit("A13", "an entry of a stranger's", by_a_stranger, "opening", "E_MEMBER_SIG"),
    Edit("A17", "roles taken", roles_taken, "told", says="what its writer may not do"),
    Edit("M11", "ghost custodians", custodians_of_their_own, "told",
         says="what its writer may not do"),
)  # fmt: skip
EDITS: tuple[Edit, ...] = (*BODIES, *JOURNAL, *FILES, *ROWS, *COLLEAGUES)
