"""Receipts: they speak of exactly one copy, and find its files byte for byte."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from vault.copies import Release, build_receipt, check_receipt, file_hash, matches
from vault.errors import IntegrityError, MalformedError
from vault.model import (
    Copy,
    CopyFile,
    CopyId,
    MemberId,
    ObjectHash,
    Receipt,
    StoryId,
    from_bytes,
    to_bytes,
)

COPY = Copy(
    copy=CopyId(b"c" * 16),
    story=StoryId(b"s" * 16),
    story_object=ObjectHash(b"o" * 32),
    renditions=(ObjectHash(b"r" * 32),),
    files=(CopyFile("md", "en", b"# Rice\n"), CopyFile("txt", "en", b"Rice\n")),
    preparer=MemberId(b"p" * 16),
)
RELEASE = Release(
    rules=b"u" * 32,
    registry=b"g" * 32,
    rechecked_by=MemberId(b"e" * 16),
    approver=MemberId(b"a" * 16),
    policy="small_desk",
    desks_not_checked=1,
    released_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
)


@pytest.fixture
def receipt():
    return build_receipt(COPY, RELEASE)


def test_a_receipt_finds_each_file_of_its_copy(receipt):
    assert matches(receipt, b"# Rice\n")
    assert matches(receipt, b"Rice\n")


@pytest.mark.parametrize("body", [b"", b"Rice", b"Rice\r\n", b"rice\n", b"# Rice\n\n"])
def test_a_file_that_differs_in_one_byte_does_not_match(receipt, body):
    assert not matches(receipt, body)


def test_a_receipt_takes_over_what_the_copy_and_the_release_say(receipt):
    assert receipt.file_hashes == (file_hash(b"# Rice\n"), file_hash(b"Rice\n"))
    for record in (COPY, RELEASE):
        for name in set(record.__struct_fields__) & set(Receipt.__struct_fields__):
            assert getattr(receipt, name) == getattr(record, name), name


def test_a_file_hash_is_sha256():
    assert file_hash(b"abc").hex() == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_a_receipt_belongs_to_its_copy(receipt):
    check_receipt(receipt, COPY)


@pytest.mark.parametrize(
    "change",
    [
        {"copy": CopyId(b"x" * 16)},
        {"story": StoryId(b"x" * 16)},
        {"renditions": ()},
        {"preparer": MemberId(b"x" * 16)},
        {"files": COPY.files[:1]},
        {"files": (CopyFile("md", "en", b"# Corn\n"), COPY.files[1])},
    ],
)
def test_a_receipt_of_another_copy_is_refused(receipt, change):
    with pytest.raises(IntegrityError):
        check_receipt(receipt, replace(COPY, **change))


def test_a_release_without_a_zone_is_refused():
    with pytest.raises(MalformedError):
        build_receipt(COPY, replace(RELEASE, released_at=RELEASE.released_at.replace(tzinfo=None)))


def test_a_release_in_another_zone_is_kept_in_utc():
    seoul = RELEASE.released_at.astimezone(timezone(timedelta(hours=9)))
    found = build_receipt(COPY, replace(RELEASE, released_at=seoul))
    assert found.released_at == RELEASE.released_at
    assert found.released_at.utcoffset() == timedelta(0)


def test_a_receipt_survives_sealing_and_says_nothing_of_the_words(receipt):
    data = to_bytes(receipt)
    assert from_bytes(data, Receipt) == receipt
    assert b"Rice" not in data
