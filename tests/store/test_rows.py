"""What goes in comes out: objects, journal entries and local rows, also from a hostile file."""

from __future__ import annotations

import hashlib

import pytest

from vault.errors import (
    IntegrityError,
    MalformedError,
    MissingObjectError,
    SealError,
    StrongroomError,
    UsageError,
)
from vault.store import EntryRow, LocalTable, Store

DEVICE = b"device number 01"
OTHER = b"device number 02"
SESSION = bytes(range(32))


def test_an_object_is_found_under_the_hash_of_its_body(store):
    name = store.add_object(b"sealed")
    assert store.object(name) == b"sealed"
    assert store.has_object(name)
    assert not store.has_object(bytes(32))


def test_an_object_added_twice_is_kept_once(store):
    assert store.add_object(b"sealed") == store.add_object(b"sealed")
    assert store.object_count == 1


def test_the_largest_object_fits_and_one_byte_more_is_refused(store):
    largest = bytes(16 << 20)
    assert store.object(store.add_object(largest)) == largest
    with pytest.raises(UsageError):
        store.add_object(largest + b"1")


def test_A5_a_missing_object_is_refused_by_name(store):
    name = store.add_object(b"sealed")
    store.remove_object(name)
    with pytest.raises(MissingObjectError):
        store.object(name)


def test_A1_swapped_bodies_are_refused_and_the_others_stay_readable(edited):
    names = []
    with Store.open(edited()) as store:
        names = [store.add_object(body) for body in (b"one", b"two", b"three")]
    swap = "UPDATE object SET body = CASE id WHEN 1 THEN x'74776f' ELSE x'6f6e65' END WHERE id < 3"
    with Store.open(edited(swap)) as store:
        for name in names[:2]:
            with pytest.raises(SealError):
                store.object(name)
        assert store.object(names[2]) == b"three"


def test_all_hashes_come_once_each_and_ascending(store):
    with store.atomic():
        names = {store.add_object(b"%d" % number) for number in range(1_203)}
    assert list(store.object_hashes()) == sorted(names)


def test_objects_may_be_removed_while_the_hashes_are_listed(store):
    with store.atomic():
        for number in range(1_203):
            store.add_object(b"%d" % number)
    for name in store.object_hashes():
        store.remove_object(name)
    assert store.object_count == 0


def test_entries_come_back_in_the_order_in_which_they_came_in(store, row):
    rows = [row(0)._replace(attestation=b"", details=b""), row(2), row(1), row(0, OTHER)]
    for each in rows[1:]:
        assert store.add_entry(each)
    assert list(store.entries()) == rows
    assert store.entry_count == 4


def test_numbered_entries_go_on_where_an_earlier_reading_ended(store, row):
    ids = [number for number, _ in store.numbered_entries()]
    store.add_entry(row(1))
    assert list(store.entries(after_id=ids[-1])) == [row(1)]


def test_more_entries_than_one_page_all_come(store, row):
    with store.atomic():
        for n in range(1, 1_300):
            store.add_entry(row(n))
    assert [each.n for each in store.entries()] == list(range(1_300))


def test_large_entries_come_in_smaller_pages_and_all_come(store, row):
    with store.atomic():
        for n in range(1, 8):
            store.add_entry(row(n)._replace(details=bytes(4 << 20)))
    assert [each.n for each in store.entries()] == list(range(8))


def test_an_entry_known_already_is_not_taken_in_again(store, row):
    assert store.add_entry(row(1))
    assert not store.add_entry(row(1)._replace(details=b"other"))
    assert store.entry(row(1).hash) == row(1)
    assert store.entry_count == 2


def test_an_unknown_entry_is_none(store):
    assert store.entry(bytes(32)) is None


def test_heads_name_the_highest_entry_of_each_device(store, row):
    for each in (row(1), row(2), row(0, OTHER)):
        store.add_entry(each)
    assert store.heads() == {DEVICE: [(2, row(2).hash)], OTHER: [(0, row(0, OTHER).hash)]}
    assert store.last(DEVICE) == (2, row(2).hash)
    assert store.last(b"device number 99") is None


def test_A22_both_sides_of_a_fork_are_kept_and_shown(store, row):
    fork = [row(1, salt=b"a"), row(1, salt=b"b")]
    for each in fork:
        assert store.add_entry(each)
    assert store.heads()[DEVICE] == [(1, each.hash) for each in fork]
    assert store.last(DEVICE) == (1, fork[1].hash)


@pytest.mark.parametrize("n", [-1, 1 << 63, 1 << 200])
def test_A35_an_absurd_number_is_malformed(store, row, n):
    with pytest.raises(MalformedError):
        store.add_entry(row(1)._replace(n=n))


@pytest.mark.parametrize(
    "change",
    [
        {"hash": b"short"},
        {"device": b"short"},
        {"device": bytes(17)},
        {"core": bytes((4 << 20) + 1)},
        {"details": bytes((4 << 20) + 1)},
    ],
)
def test_an_entry_that_does_not_fit_the_table_is_malformed(store, row, change):
    with pytest.raises(MalformedError):
        store.add_entry(row(1)._replace(**change))
    assert store.entry_count == 1


@pytest.mark.parametrize("column", EntryRow._fields)
@pytest.mark.parametrize("value", ["'text'", "1.5", "cast(x'ff' as text)"])
def test_A27_a_planted_value_of_another_type_is_refused(edited, column, value):
    plant = f"UPDATE entry SET {column} = {value}"  # noqa: S608 - both from the lists above
    path = edited("PRAGMA ignore_check_constraints = ON", plant)
    with Store.open(path) as store, pytest.raises(IntegrityError):
        list(store.entries())


def test_a_slot_belongs_to_one_device_and_is_replaced(store):
    store.put_slot(DEVICE, b"old")
    store.put_slot(OTHER, b"other")
    store.put_slot(DEVICE, b"new")
    assert store.slots() == {DEVICE: b"new", OTHER: b"other"}
    store.remove_slot(OTHER)
    assert store.slots() == {DEVICE: b"new"}


def test_own_wraps_belong_to_session_and_device(store):
    store.put_own_wrap(SESSION, DEVICE, b"old")
    store.put_own_wrap(SESSION, DEVICE, b"new")
    store.put_own_wrap(SESSION, OTHER, b"other")
    assert store.own_wrap(SESSION, DEVICE) == b"new"
    assert store.own_wraps(OTHER) == {SESSION: b"other"}
    store.remove_own_wrap(SESSION, DEVICE)
    assert store.own_wrap(SESSION, DEVICE) is None
    assert store.own_wrap(SESSION, OTHER) == b"other"


def test_a_draft_is_replaced_in_place_and_removed(store):
    first = store.put_draft(DEVICE, b"first")
    second = store.put_draft(DEVICE, b"second")
    assert store.put_draft(DEVICE, b"first, longer", first) == first
    assert store.drafts(DEVICE) == [(first, b"first, longer"), (second, b"second")]
    store.remove_draft(first, DEVICE)
    assert store.drafts(DEVICE) == [(second, b"second")]


def test_a_draft_removed_elsewhere_is_kept_as_a_new_one(store):
    gone = store.put_draft(DEVICE, b"words")
    store.remove_draft(gone, DEVICE)
    kept = store.put_draft(DEVICE, b"more words", gone)
    assert store.drafts(DEVICE) == [(kept, b"more words")]


def test_nobody_replaces_or_removes_the_draft_of_another_device(store):
    mine = store.put_draft(DEVICE, b"mine")
    assert store.put_draft(OTHER, b"theirs", mine) != mine
    store.remove_draft(mine, OTHER)
    assert store.drafts(DEVICE) == [(mine, b"mine")]


@pytest.mark.parametrize("table", LocalTable)
def test_each_local_table_keeps_its_own_rows(store, table):
    number = store.put_local(table, DEVICE, b"body")
    others = [other for other in LocalTable if other is not table]
    assert list(store.local_rows(table, DEVICE)) == [(number, b"body")]
    assert [list(store.local_rows(other, DEVICE)) for other in others] == [[], []]
    store.remove_local(table, number, DEVICE)
    assert list(store.local_rows(table, DEVICE)) == []


def test_a_segment_larger_than_any_object_fits(store):
    body = bytes(20 << 20)
    number = store.put_local(LocalTable.SEGMENT, DEVICE, body)
    assert list(store.local_rows(LocalTable.SEGMENT, DEVICE)) == [(number, body)]


def test_a_refusal_quotes_nothing_of_what_was_written(store):
    with pytest.raises(StrongroomError) as caught:
        store.put_slot(b"a secret name", b"body")
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_damaged_file_is_found_by_the_full_check(vault):
    with Store.open(vault) as store, store.atomic():
        for number in range(400):
            store.add_object(hashlib.sha256(b"%d" % number).digest() * 40)
        store.integrity_check()
    content = bytearray(vault.read_bytes())
    content[-16384 * 6 : -16384 * 5] = content[-16384 * 8 : -16384 * 7]
    vault.write_bytes(content)
    with Store.open(vault) as store, pytest.raises(IntegrityError):
        store.integrity_check()
