"""The changes of the table of named edits: each takes a good vault and makes one change to it.

What has to come of each is `named_edits`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing

from tests.hostile.flips.changes import schema_of, with_schema, without_not_null
from tests.hostile.hostile_vault import (
    EDITOR,
    FOUNDER,
    REPORTER,
    REVIEWER,
    HostileVault,
    rows_of,
)
from tests.limits import steps

Change = Callable[[HostileVault], None]


def sql(*statements: str) -> Change:
    """Run statements without the schema's checks."""

    def change(vault: HostileVault) -> None:
        with closing(sqlite3.connect(vault.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                connection.execute(statement)

    return change


def header(at: int, content: bytes) -> Change:
    """Overwrite bytes of the file's header."""
    return lambda vault: vault.header(at, content)


LAST = "(SELECT max(id) FROM entry)"
MIDDLE = "(SELECT id FROM entry WHERE n > 1 ORDER BY id LIMIT 1)"


# --- bodies --------------------------------------------------------------------------------


def _exchanged(vault: HostileVault, one: bytes, other: bytes) -> None:
    bodies = [vault.rows("SELECT body FROM object WHERE hash = ?", n)[0][0] for n in (one, other)]
    for name, body in zip((other, one), bodies, strict=True):
        vault.sql("UPDATE object SET body = ? WHERE hash = ?", body, name)


def bodies_exchanged(vault: HostileVault) -> None:
    _exchanged(vault, vault.facts.newest, vault.facts.other)


def parts_exchanged(vault: HostileVault) -> None:
    _exchanged(vault, vault.facts.newest, vault.facts.security)


def older_version(vault: HostileVault) -> None:
    older = vault.rows("SELECT body FROM object WHERE hash = ?", vault.facts.older)[0][0]
    vault.sql("UPDATE object SET body = ? WHERE hash = ?", older, vault.facts.newest)


def body_of_others(vault: HostileVault) -> None:
    record = "SELECT body FROM object WHERE substr(body, 1, 3) = x'000102' ORDER BY hash LIMIT 1"
    (body,) = rows_of(vault.others.path, record)[0]
    vault.sql("UPDATE object SET body = ? WHERE hash = ?", body, vault.facts.newest)


def body_made(other: Callable[[bytes], bytes]) -> Change:
    """Put other bytes into the founder's newest words."""

    def change(vault: HostileVault) -> None:
        (body,) = vault.rows("SELECT body FROM object WHERE hash = ?", vault.facts.newest)[0]
        vault.sql("UPDATE object SET body = ? WHERE hash = ?", other(body), vault.facts.newest)

    return change


def body_renamed(vault: HostileVault) -> None:
    """Change a body and name it rightly: the journal names another."""
    (body,) = vault.rows("SELECT body FROM object WHERE hash = ?", vault.facts.newest)[0]
    changed = body[:-1] + bytes([body[-1] ^ 1])
    name = hashlib.sha256(changed).digest()
    vault.sql("UPDATE object SET hash = ?, body = ? WHERE hash = ?", name, changed,
              vault.facts.newest)  # fmt: skip


def body_deleted(vault: HostileVault) -> None:
    vault.sql("DELETE FROM object WHERE hash = ?", vault.facts.newest)


def body_doubled(vault: HostileVault) -> None:
    vault.sql("INSERT INTO object (hash, body) SELECT x'" + "07" * 32 + "', body FROM object "
              "WHERE hash = ?", vault.facts.newest)  # fmt: skip


def body_planted(vault: HostileVault) -> None:
    body = b"\x00\x01\x02" + os.urandom(1200)
    vault.sql("INSERT INTO object (hash, body) VALUES (?, ?)", hashlib.sha256(body).digest(), body)


def body_returned(vault: HostileVault) -> None:
    vault.sql("INSERT INTO object (hash, body) VALUES (?, ?)", *vault.facts.removed)


def body_as_text(vault: HostileVault) -> None:
    changed = "UPDATE object SET body = CAST(hex(body) AS TEXT) WHERE hash = ?"
    vault.sql(changed, vault.facts.newest)


# --- the journal ---------------------------------------------------------------------------


def cut(count: int) -> Change:
    """Cut entries off the end, and leave what they brought."""
    last = f"SELECT id FROM entry ORDER BY id DESC LIMIT {count}"  # noqa: S608
    return sql(f"DELETE FROM entry WHERE id IN ({last})")  # noqa: S608


def cut_clean(vault: HostileVault) -> None:
    """Cut the last entry off together with all that it brought."""
    kept = {name for (name,) in rows_of(vault.monday.path, "SELECT hash FROM object")}
    for (name,) in vault.rows("SELECT hash FROM object"):
        if name not in kept:
            vault.sql("DELETE FROM object WHERE hash = ?", name)
    (last,) = rows_of(vault.monday.path, "SELECT max(id) FROM entry")[0]
    vault.sql("DELETE FROM entry WHERE id > ?", last)


def chain_cut(vault: HostileVault) -> None:
    """Cut all of one device's entries but its first ones, which others build on."""
    device = vault.facts.devices[EDITOR]
    vault.sql("DELETE FROM entry WHERE device = ? AND n > 1", device)


def entry_under_another_name(vault: HostileVault) -> None:
    vault.sql("INSERT INTO entry (hash, device, n, core, attestation, details) SELECT x'"
              + "07" * 32 + f"', device, n, core, attestation, details FROM entry "
              f"WHERE id = {LAST}")  # fmt: skip


def entry_of_others(vault: HostileVault) -> None:
    columns = "hash, device, n, core, attestation, details"
    row = rows_of(vault.others.path, f"SELECT {columns} FROM entry WHERE n > 0 LIMIT 1")[0]  # noqa: S608
    vault.sql(f"INSERT INTO entry ({columns}) VALUES (?, ?, ?, ?, ?, ?)", *row)  # noqa: S608


def genesis_of_others(vault: HostileVault) -> None:
    columns = "hash, device, n, core, attestation, details"
    row = rows_of(vault.others.path, f"SELECT {columns} FROM entry WHERE n = 0")[0]  # noqa: S608
    vault.sql(f"INSERT INTO entry ({columns}) VALUES (?, ?, ?, ?, ?, ?)", *row)  # noqa: S608


def half_a_key(vault: HostileVault) -> None:
    """Exchange half of the founder's first key, and name the genesis rightly."""
    (core,) = vault.rows("SELECT core FROM entry WHERE n = 0")[0]
    at = len(core) - 1300  # within the founder's public keys
    changed = core[:at] + bytes([core[at] ^ 1]) + core[at + 1 :]
    vault.sql("UPDATE entry SET core = ?, hash = ? WHERE n = 0", changed,
              hashlib.sha256(changed).digest())  # fmt: skip


def exchanged_in_entries(column: str) -> Change:
    """Exchange a column between two entries of the journal."""

    def change(vault: HostileVault) -> None:
        query = f"SELECT id, {column} FROM entry WHERE n > 1 ORDER BY id LIMIT 2"  # noqa: S608
        (one, first), (other, second) = vault.rows(query)
        for row, value in ((one, second), (other, first)):
            vault.sql(f"UPDATE entry SET {column} = ? WHERE id = ?", value, row)  # noqa: S608

    return change


def forked(vault: HostileVault) -> None:
    """Let the founder's device go on from Monday in another copy, and bring both together."""
    elsewhere = vault.monday.copied(vault.scratch / "elsewhere")
    steps.log(elsewhere.open(FOUNDER), "It was another boat altogether.")
    elsewhere.close()
    for table in ("object", "entry"):
        columns = (
            "hash, body" if table == "object" else "hash, device, n, core, attestation, details"
        )
        for row in rows_of(elsewhere.path, f"SELECT {columns} FROM {table}"):  # noqa: S608
            holes = ", ".join("?" for _ in row)
            vault.sql(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({holes})", *row)  # noqa: S608


def mixed(vault: HostileVault) -> None:
    """Take the founder's last entry away where a colleague went on that never saw it."""
    shutil.copy(vault.monday.path, vault.path)
    with vault.unpinned(REPORTER) as reporter:
        steps.log(reporter, "Words that Friday never saw.")
    own = {hash_ for (hash_,) in vault.rows("SELECT hash FROM entry")}
    assert own


# --- whole files ---------------------------------------------------------------------------


def last_week(vault: HostileVault) -> None:
    shutil.copy(vault.monday.path, vault.path)


def vault_of_others(vault: HostileVault) -> None:
    shutil.copy(vault.others.path, vault.path)


def entries_of_monday(vault: HostileVault) -> None:
    vault.taken_from(vault.monday.path, "entry")


def objects_of_monday(vault: HostileVault) -> None:
    vault.taken_from(vault.monday.path, "object")


def appended(vault: HostileVault) -> None:
    with vault.path.open("ab") as file:
        file.write(os.urandom(5000))


def emptied(vault: HostileVault) -> None:
    vault.path.write_bytes(b"")


def shortened(vault: HostileVault) -> None:
    vault.path.write_bytes(vault.path.read_bytes()[: 16384 * 5])


def _aside(vault: HostileVault):
    return vault.path.rename(vault.scratch / "aside")


def linked(vault: HostileVault) -> None:
    vault.path.symlink_to(_aside(vault))


def linked_hard(vault: HostileVault) -> None:
    os.link(vault.path, vault.scratch / "second name")


def wal_linked(vault: HostileVault) -> None:
    vault.beside("-wal").symlink_to(vault.scratch / "elsewhere")


def folder_in_place(vault: HostileVault) -> None:
    _aside(vault)
    vault.path.mkdir()


def pipe_in_place(vault: HostileVault) -> None:
    _aside(vault)
    os.mkfifo(vault.path)


def open_to_others(vault: HostileVault) -> None:
    vault.path.chmod(0o644)


def stale_wal(vault: HostileVault) -> None:
    """Plant a write-ahead log that takes the last entry away."""
    with closing(sqlite3.connect(vault.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"DELETE FROM entry WHERE id = {LAST}")  # noqa: S608
        kept = {s: vault.beside(s).read_bytes() for s in ("", "-wal")}
    for suffix, content in kept.items():
        vault.beside(suffix).write_bytes(content)


def stale_journal(vault: HostileVault) -> None:
    """Plant a rollback journal that takes the last entry away."""
    whole = vault.path.read_bytes()
    with closing(sqlite3.connect(vault.path, isolation_level=None)) as connection:
        columns = "id, hash, device, n, core, attestation, details"
        row = connection.execute(f"SELECT {columns} FROM entry WHERE id = {LAST}").fetchone()  # noqa: S608
        connection.execute(f"DELETE FROM entry WHERE id = {LAST}")  # noqa: S608
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"INSERT INTO entry ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
        kept = vault.beside("-journal").read_bytes()
        connection.execute("COMMIT")
    assert len(whole) == vault.path.stat().st_size
    vault.beside("-journal").write_bytes(kept)


# --- slots and other rows of this computer ---------------------------------------------------


def slot_with(at: int, content: bytes) -> Change:
    """Change bytes of the founder's slot: 3 passes, 4 memory, 8 lanes."""

    def change(vault: HostileVault) -> None:
        device = vault.facts.devices[FOUNDER]
        (body,) = vault.rows("SELECT body FROM slot WHERE device = ?", device)[0]
        changed = body[:at] + content + body[at + len(content) :]
        vault.sql("UPDATE slot SET body = ? WHERE device = ?", changed, device)

    return change


def slots_exchanged(vault: HostileVault) -> None:
    mine, theirs = (vault.facts.devices[name] for name in (FOUNDER, EDITOR))
    bodies = [vault.rows("SELECT body FROM slot WHERE device = ?", d)[0][0] for d in (mine, theirs)]
    for device, body in zip((theirs, mine), bodies, strict=True):
        vault.sql("UPDATE slot SET body = ? WHERE device = ?", body, device)


def deleted_of(table: str, name: str) -> Change:
    """Delete a member's rows of a table."""
    return lambda vault: vault.sql(
        f"DELETE FROM {table} WHERE device = ?",  # noqa: S608
        vault.facts.devices[name],
    )


def planted_in(table: str, name: str) -> Change:
    """Plant a row that nobody sealed under a member's device."""
    return lambda vault: vault.sql(
        f"INSERT INTO {table} (device, body) VALUES (?, ?)",  # noqa: S608
        vault.facts.devices[name], b"\x00\x01\x23" + os.urandom(1168),
    )  # fmt: skip


def wraps_exchanged(vault: HostileVault) -> None:
    query = "SELECT session, body FROM own_wrap WHERE device = ? ORDER BY session"
    wraps = vault.rows(query, vault.facts.devices[REPORTER])
    for (session, _), (_, body) in zip(wraps, (*wraps[1:], wraps[0]), strict=True):
        vault.sql("UPDATE own_wrap SET body = ? WHERE session = ?", body, session)


def wraps_spoiled(vault: HostileVault) -> None:
    device = vault.facts.devices[REPORTER]
    vault.sql("UPDATE own_wrap SET body = zeroblob(length(body)) WHERE device = ?", device)


def pin_changed(vault: HostileVault) -> None:
    for path in vault.pins.iterdir():
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def pins_deleted(vault: HostileVault) -> None:
    for path in vault.pins.iterdir():
        path.unlink()


# --- what a colleague's changed program writes ---------------------------------------------------


def forward(vault: HostileVault) -> None:
    """Let the reviewer's program sign an entry with a number that does not follow."""
    _written(vault, REVIEWER, number=2**62)


def attested_anew(vault: HostileVault) -> None:
    """Let a colleague, who reads the roster, seal another history into an attestation."""
    _resealed(vault, seen=())


def attested_alike(vault: HostileVault) -> None:
    """Let a colleague seal the same attestation once more, under the same session."""
    _resealed(vault)


def _resealed(vault: HostileVault, **changed: object) -> None:
    from msgspec.structs import replace

    from vault.archive import acting
    from vault.crypto import boxes
    from vault.model import to_bytes

    with vault.unpinned(REVIEWER) as reviewer:
        ledger = reviewer.ledger
        *_, row = (r for r in ledger.store.entries() if r.n > 1)
        attestation = acting.read_attestation(ledger.keyring, ledger.session, row)
        roster = ledger.session(boxes.session_of_attestation(row.attestation))
        other = to_bytes(replace(attestation, **changed))
        sealed = boxes.seal_attestation(ledger.keyring.vault_id, roster, other)
    vault.sql("UPDATE entry SET attestation = ? WHERE hash = ?", sealed, row.hash)


def _written(vault: HostileVault, name: str, number: int = 0, keyring=None) -> None:
    from vault import acts
    from vault.acts.base import Assignment
    from vault.archive.home import Home
    from vault.archive.ledger import Ledger
    from vault.archive.writing import Writing
    from vault.model import Role

    with vault.unpinned(name) as archive:
        ledger = archive.ledger
        me = archive.myself
        if keyring is not None:
            ledger = Ledger(ledger.store, keyring(ledger.keyring), Home(vault.scratch / "intruder"))
            ledger.refresh()
        with ledger.store.atomic():
            writing = Writing(ledger.store, ledger.keyring, ledger.state)
            every = (*me.assignments, Assignment(Role.ADMIN))
            act = acts.RolesChanged(member=me.id, at=writing.now(), who=me.id, assignments=every)
            n, previous = ledger._chain()
            writing.enter(act, (number or n, previous), ledger.seen())


def roles_taken(vault: HostileVault) -> None:
    """Let the reviewer's program make an administrator of the reviewer."""
    _written(vault, REVIEWER)


def by_a_stranger(vault: HostileVault) -> None:
    """Write an entry as a device that nobody let in, with all keys of the reviewer's."""
    from vault.keyring import DeviceSeeds, Keyring

    def strange(known: Keyring) -> Keyring:
        intruder = Keyring(known.vault_id, DeviceSeeds.fresh())
        for seed in known.all_seeds():
            intruder.learn_seed(*seed)
        return intruder

    _written(vault, REVIEWER, keyring=strange)


def custodians_of_their_own(vault: HostileVault) -> None:
    """Let the reviewer's program put a list of custodians in force that nobody confirmed."""
    from vault import acts
    from vault.archive.writing import Writing

    with vault.unpinned(REVIEWER) as reviewer:
        ledger, me = reviewer.ledger, reviewer.myself.id
        with ledger.store.atomic():
            writing = Writing(ledger.store, ledger.keyring, ledger.state)
            desk = next(iter(ledger.state.desks))
            others = [m for m in ledger.state.members if m != me][:2]
            act = acts.CustodiansProposed(
                member=me, at=writing.now(), desk=desk, members=(me, *others), k=2, replaces=b""
            )
            writing.enter(act, ledger._chain(), ledger.seen())


# --- values ---------------------------------------------------------------------------------


def nothing_in(table: str, column: str) -> Change:
    """Put NULL where the schema forbids it: its words are put back afterwards."""

    def change(vault: HostileVault) -> None:
        where = "n > 0 ORDER BY id LIMIT 1" if table == "entry" else "hash = ?"
        named = () if table == "entry" else (vault.facts.newest,)

        def edit(connection: sqlite3.Connection) -> None:
            words = schema_of(connection)
            without_not_null(connection)
            row = f"(SELECT rowid FROM {table} WHERE {where})"  # noqa: S608
            connection.execute(f"UPDATE {table} SET {column} = NULL WHERE rowid = {row}", named)  # noqa: S608
            with_schema(connection, words)

        vault.rebuilt(edit)

    return change
