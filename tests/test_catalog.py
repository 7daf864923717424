"""The catalog: lists, search, replacement, and nothing on disk."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from vault.catalog import Catalog, Entry, Line, folded


def entry(number: int, desk: str = "North", status: str = "unmarked") -> Entry:
    return Entry(
        bytes([number]) * 16, bytes([number]), desk, status, number, f"row {number}".encode()
    )


@pytest.fixture
def catalog() -> Catalog:
    return Catalog()


def test_rows_come_newest_first_and_are_filtered(catalog):
    given = [entry(1), entry(3, desk="South"), entry(2, status="held")]
    catalog.put((each, ()) for each in given)
    assert catalog.shown() == [b"row 3", b"row 2", b"row 1"]
    assert catalog.shown(desk="South") == [b"row 3"]
    assert catalog.shown(status="held") == [b"row 2"]
    assert catalog.shown(desk="South", status="held") == []


def test_every_word_must_stand_in_one_line(catalog):
    lines = (Line("quote a", "강가에서 장마당까지 걸었다"), Line("notes", "walked to the market"))
    catalog.put([(entry(1), lines)])
    assert [hit.where for hit in catalog.find(["장마당"], 10)] == ["quote a"]
    assert [hit.where for hit in catalog.find(["MARKET", "walked"], 10)] == ["notes"]
    assert catalog.find(["장마당", "market"], 10) == []


def test_search_folds_width_and_case_and_decomposed_hangul(catalog):
    catalog.put([(entry(1), (Line("title", "Ｍａｒｋｅｔ 한밤"),))])
    assert catalog.find(["market"], 10)
    assert catalog.find(["\u1112\u1161\u11ab\u1107\u1161\u11b7"], 10)  # the same word in jamo


def test_one_hit_for_each_interview_newest_first_up_to_the_limit(catalog):
    lines = (Line("title", "salt"), Line("notes", "salt again"))
    catalog.put((entry(number), lines) for number in range(1, 8))
    found = catalog.find(["salt"], 3)
    assert [hit.id[0] for hit in found] == [7, 6, 5]
    assert {hit.where for hit in found} == {"title"}


def test_quotes_and_percent_signs_are_looked_for_as_they_are(catalog):
    catalog.put(
        [(entry(1), (Line("title", 'it\'s 100% "true"'),)), (entry(2), (Line("title", "x"),))]
    )
    assert len(catalog.find(["100%"], 10)) == 1
    assert len(catalog.find(['"true"'], 10)) == 1
    assert len(catalog.find(["%"], 10)) == 1


def test_putting_again_replaces_the_row_and_its_lines(catalog):
    catalog.put([(entry(1), (Line("title", "before"),))])
    catalog.put([(entry(1, status="held"), (Line("title", "after"),))])
    assert catalog.find(["before"], 10) == []
    assert len(catalog.find(["after"], 10)) == 1
    assert catalog.shown(status="unmarked") == []
    assert catalog.fingerprints() == {bytes([1]) * 16: bytes([1])}


def test_dropping_forgets_row_and_lines(catalog):
    catalog.put([(entry(1), (Line("title", "gone"),)), (entry(2), (Line("title", "stays"),))])
    catalog.drop([entry(1).id])
    assert catalog.find(["gone"], 10) == []
    assert catalog.shown() == [b"row 2"]


def test_it_works_from_another_thread(catalog):
    answers = []
    worker = threading.Thread(target=lambda: answers.append(catalog.shown()))
    worker.start()
    worker.join()
    assert answers == [[]]


def test_C5_a_large_sort_opens_no_temporary_file(catalog):
    lines = tuple(Line("notes", f"{number} " + "words " * 50) for number in range(200))
    catalog.put((entry(number), lines) for number in range(100))
    opened = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            for number in Path("/proc/self/fd").iterdir():
                try:
                    opened.add(str(number.readlink()))
                except OSError:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    catalog.find(["words"], 1000)
    done.set()
    watcher.join()
    assert not [name for name in opened if "etilqs" in name]


def test_folding_makes_one_blank_of_many():
    assert folded("  Ａ \n\t b  ") == "a b"
