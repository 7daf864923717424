"""A damaged or crafted file is refused, or read correctly: never a crash, a hang or a traceback."""

from __future__ import annotations

import hashlib
import json

import pytest

from vault.errors import IntegrityError
from vault.store import LocalTable, Store

ROUNDS = 60
PAGE_BYTES = 16384


@pytest.fixture
def full_vault(vault, row):
    """A vault with rows in every table, pages of every kind, and some free ones."""
    with Store.open(vault) as store, store.atomic():
        names = [
            store.add_object(hashlib.sha256(b"%d" % number).digest() * size)
            for number in range(150)
            for size in (3, 60, 1_500)
        ]
        for n in range(1, 300):
            store.add_entry(row(n))
        for table in LocalTable:
            store.put_local(table, bytes(16), b"local" * 900)
        store.put_slot(bytes(16), b"slot")
        for name in names[::7]:
            store.remove_object(name)
    return vault


def make_loop(path, page_type):
    """Let the first two children of every inner page of one type be the same page."""
    content = bytearray(path.read_bytes())
    for page in range(PAGE_BYTES, len(content), PAGE_BYTES):
        cells = int.from_bytes(content[page + 3 : page + 5], "big")
        if content[page] == page_type and cells > 1:
            first, second = (
                page + int.from_bytes(content[page + at : page + at + 2], "big") for at in (12, 14)
            )
            content[second : second + 4] = content[first : first + 4]
    path.write_bytes(content)


def test_A27_a_table_that_comes_round_again_is_refused(vault, row):
    with Store.open(vault) as store, store.atomic():
        for n in range(1, 200):
            store.add_entry(row(n)._replace(details=bytes(2_000)))
    make_loop(vault, page_type=5)
    with Store.open(vault) as store, pytest.raises(IntegrityError):
        list(store.entries())


def test_A27_an_index_that_comes_round_again_is_refused(vault):
    with Store.open(vault) as store, store.atomic():
        for number in range(2_000):
            store.add_object(b"%d" % number)
    make_loop(vault, page_type=2)
    with Store.open(vault) as store, pytest.raises(IntegrityError):
        list(store.object_hashes())


def test_A27_a_table_named_by_bytes_that_are_no_text_is_refused(vault):
    content = vault.read_bytes()
    for old, new in (
        (b"CREATE TABLE draft", b"CREATE TABLX draft"),
        (b"draftdraft", b"\xffraftdraft"),
    ):
        assert old in content
        content = content.replace(old, new, 1)
    vault.write_bytes(content)
    with pytest.raises(IntegrityError):
        Store.open(vault)


@pytest.mark.parametrize(
    "kind", ["flip_bits", "swap_pages", "edit_cell_pointers", "edit_header", "cut"]
)
def test_A27_a_mutated_file_is_refused_or_read_correctly(full_vault, tmp_path, start, kind):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    child = start("child_mutations.py", full_vault, scratch, kind, ROUNDS)
    out, err = child.communicate(timeout=280)
    assert (child.returncode, err) == (0, "")
    assert 0 < json.loads(out)["refused"] <= ROUNDS
