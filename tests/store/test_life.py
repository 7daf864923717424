"""Making, opening and closing a vault: where it may lie, who may read it, what stays behind."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat

import pytest

from vault.errors import (
    IntegrityError,
    LockedError,
    NoVaultError,
    SchemaError,
    StrongroomError,
    UsageError,
)
from vault.store import Conditions, Store, connection, place

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /proc rw,nosuid - proc proc rw
{line}
"""


def modes(folder):
    return {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}


def mounted_as(tmp_path, kind, point):
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS.format(line=f"41 22 0:50 / {point} rw shared:7 - {kind} server:/x rw"))
    return Conditions(mounts=table)


def test_a_new_vault_holds_its_first_entry_and_is_one_private_file(tmp_path, row):
    path = tmp_path / "new.strongroom"
    with Store.create(path, row()) as store:
        assert list(store.entries()) == [row()]
    assert modes(tmp_path) == {"new.strongroom": 0o600}


def test_a_new_vault_never_replaces_what_has_its_name(vault, row, beside):
    before = vault.read_bytes()
    with pytest.raises(UsageError):
        Store.create(vault, row(7))
    assert vault.read_bytes() == before
    assert beside() == [vault.name]


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_A25_a_file_planted_beside_the_name_of_a_new_vault_is_refused(tmp_path, row, suffix):
    (tmp_path / f"new.strongroom{suffix}").write_bytes(b"planted")
    with pytest.raises(UsageError):
        Store.create(tmp_path / "new.strongroom", row())
    assert not (tmp_path / "new.strongroom").exists()


def test_R7_a_vault_that_cannot_be_written_whole_leaves_nothing_behind(tmp_path, start):
    folder = tmp_path / "full"
    folder.mkdir()
    out, err = start("child_limited.py", "make", folder / "new.strongroom").communicate(timeout=120)
    assert (out.strip(), err) == ("E_NO_SPACE", "")
    assert list(folder.iterdir()) == []


def test_a_new_vault_in_a_folder_that_is_not_there_is_refused(tmp_path, row):
    with pytest.raises(UsageError):
        Store.create(tmp_path / "nowhere" / "new.strongroom", row())


def test_a_first_entry_that_does_not_fit_is_refused_and_leaves_nothing(tmp_path, row):
    with pytest.raises(StrongroomError):
        Store.create(tmp_path / "new.strongroom", row()._replace(device=b"short"))
    assert list(tmp_path.glob("*strongroom*")) == []


def test_C4_all_files_are_private_while_open_whatever_the_umask(vault):
    os.umask(0o022)
    with Store.open(vault) as store:
        store.add_object(b"body")
        assert modes(vault.parent) == dict.fromkeys(
            (vault.name, f"{vault.name}-wal", f"{vault.name}-shm"), 0o600
        )


def test_C4_a_new_vault_is_private_from_its_first_byte_whatever_the_umask(tmp_path):
    os.umask(0)
    place.write_new(tmp_path / "new.strongroom", b"image")
    assert modes(tmp_path) == {"new.strongroom": 0o600}


def test_C4_a_vault_that_others_could_read_is_made_private_when_opened(vault):
    vault.chmod(0o644)
    with Store.open(vault) as store:
        store.add_object(b"body")
        assert set(modes(vault.parent).values()) == {0o600}


def test_a_file_that_is_no_vault_keeps_its_mode(tmp_path):
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    other.chmod(0o644)
    with pytest.raises(SchemaError):
        Store.open(other)
    assert stat.S_IMODE(other.stat().st_mode) == 0o644


def test_a_vault_at_rest_is_one_file_in_rollback_mode(vault, beside):
    with Store.open(vault) as store:
        store.add_object(b"body")
        assert beside() == [vault.name, f"{vault.name}-shm", f"{vault.name}-wal"]
    assert beside() == [vault.name]
    assert vault.read_bytes()[18:20] == b"\x01\x01"


def test_the_last_of_two_to_close_leaves_one_file(vault, beside):
    first, second = Store.open(vault), Store.open(vault)
    name = first.add_object(b"body")
    first.close()
    assert f"{vault.name}-wal" in beside()
    assert second.object(name) == b"body"
    second.close()
    assert beside() == [vault.name]


def test_the_last_of_two_processes_to_close_leaves_one_file(vault, beside, start):
    holder = start("child_holder.py", vault, "open")
    assert holder.stdout.readline() == "holding\n"
    Store.open(vault).close()
    assert f"{vault.name}-wal" in beside()
    assert holder.communicate("go\n", timeout=120) == ("", "")
    assert beside() == [vault.name]


def test_a_vault_that_two_left_in_wal_mode_at_one_moment_is_settled(vault, edited):
    edited("PRAGMA journal_mode = WAL")
    assert vault.read_bytes()[18:20] == b"\x02\x02"
    connection._settle_for_all(vault)
    assert vault.read_bytes()[18:20] == b"\x01\x01"


def test_an_open_vault_stays_in_wal_mode_though_nothing_was_read_yet(vault):
    first = Store.open(vault)
    Store.open(vault).close()
    assert vault.read_bytes()[18:20] == b"\x02\x02"
    first.close()


def test_many_processes_that_come_and_go_leave_one_file(vault, beside, start):
    visitors = [start("child_visitor.py", vault, 40) for _ in range(3)]
    for visitor in visitors:
        assert visitor.communicate(timeout=120) == ("", "")
    assert beside() == [vault.name]
    assert vault.read_bytes()[18:20] == b"\x01\x01"
    with Store.open(vault) as store:
        assert store.object_count == 120


def test_a_closed_vault_says_that_it_is_locked_and_closes_again(vault):
    store = Store.open(vault)
    store.close()
    store.close()
    with pytest.raises(LockedError):
        store.slots()


def test_closing_inside_a_transaction_saves_nothing_of_it(vault):
    store = Store.open(vault)
    with pytest.raises(LockedError), store.atomic():
        store.add_object(b"half")
        store.close()
    with Store.open(vault) as again:
        assert again.object_count == 0


@pytest.mark.parametrize("name", ["absent.strongroom", "absent/x.strongroom", "x\0y", "a" * 300])
def test_a_place_without_a_vault_says_so(tmp_path, name):
    with pytest.raises(NoVaultError):
        Store.open(tmp_path / name)


@pytest.mark.parametrize("content", [b"", b"not a vault", bytes(100_000), b"SQLite format 3\0" * 9])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "x.strongroom"
    path.write_bytes(content)
    with pytest.raises(IntegrityError):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_link_to_a_vault_is_refused(vault, tmp_path):
    (tmp_path / "link.strongroom").symlink_to(vault)
    with pytest.raises(IntegrityError):
        Store.open(tmp_path / "link.strongroom")


def test_a_vault_with_two_names_is_refused(vault, tmp_path):
    (tmp_path / "second.strongroom").hardlink_to(vault)
    with pytest.raises(IntegrityError, match="second name"):
        Store.open(vault)


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_a_link_planted_beside_a_vault_is_refused_and_its_target_untouched(vault, tmp_path, suffix):
    target = tmp_path / "somebody's file"
    target.write_bytes(b"precious")
    vault.with_name(vault.name + suffix).symlink_to(target)
    with pytest.raises(IntegrityError):
        Store.open(vault)
    assert target.read_bytes() == b"precious"


def test_a_pipe_in_place_of_a_vault_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "x.strongroom")
    with pytest.raises(IntegrityError):
        Store.open(tmp_path / "x.strongroom")


def test_a_vault_in_a_folder_reached_through_a_link_opens(vault, tmp_path):
    (tmp_path / "folder").symlink_to(vault.parent)
    with Store.open(tmp_path / "folder" / vault.name) as store:
        assert store.path == vault.resolve()


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone"])
def test_a_network_file_system_is_refused_with_a_sentence(vault, tmp_path, kind, beside):
    conditions = mounted_as(tmp_path, kind, vault.parent)
    with pytest.raises(UsageError, match="network or shared drive"):
        Store.open(vault, conditions=conditions)
    assert beside() == [vault.name]


def test_a_new_vault_on_a_network_file_system_is_refused(tmp_path, row):
    with pytest.raises(UsageError, match="network or shared drive"):
        Store.create(tmp_path / "n.strongroom", row(), mounted_as(tmp_path, "nfs4", tmp_path))


def test_a_mount_point_with_a_space_is_recognised(tmp_path, row):
    folder = tmp_path / "news desk"
    folder.mkdir()
    conditions = mounted_as(tmp_path, "cifs", str(folder).replace(" ", r"\040"))
    with pytest.raises(UsageError, match="network or shared drive"):
        Store.create(folder / "n.strongroom", row(), conditions)


@pytest.mark.parametrize(
    ("kind", "point"),
    [("ext4", "{folder}"), ("fuse.gocryptfs", "{folder}"), ("nfs", "{folder}x"), ("9p", "/")],
)
def test_a_local_file_system_beside_a_network_one_is_fine(vault, tmp_path, kind, point):
    conditions = mounted_as(tmp_path, kind, point.format(folder=vault.parent))
    Store.open(vault, conditions=conditions).close()


@pytest.mark.limit(46, "good", "The computer")
def test_a_system_without_a_list_of_mounts_is_fine(vault, tmp_path):
    """That a vault lies on a network drive is recognised on Linux alone; elsewhere nothing is
    checked.
    """
    Store.open(vault, conditions=Conditions(mounts=tmp_path / "absent")).close()


def test_a_vault_whose_folder_name_needs_quoting_opens(tmp_path, row):
    folder = tmp_path / "50% ?mode=memory#수첩"
    folder.mkdir()
    path = folder / "x.strongroom"
    with Store.create(path, row()) as store:
        store.add_object(b"body")
    assert [each.name for each in folder.iterdir()] == [path.name]


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_moved_away_while_open_is_not_written_to(vault, store, replaced):
    moved = vault.rename(vault.with_name("moved"))
    if replaced:
        vault.write_bytes(moved.read_bytes())
    with pytest.raises(IntegrityError, match="moved or replaced"):
        store.add_object(b"body")
    moved.replace(vault)
    store.add_object(b"body")


def test_hashes_are_of_the_body(store):
    assert store.add_object(b"body") == hashlib.sha256(b"body").digest()
