"""docs/limits.md: made from the tests, one numbered line per limit, none left out."""

from __future__ import annotations

import re

from tests.docs import references
from tests.limits import generate

PAGE = references.page("limits.md")
LINES = [line for line in PAGE.splitlines() if line.startswith("- ")]


def test_every_line_has_a_number_of_its_own_which_stays_when_lines_move_or_go():
    numbers = [re.match(r"- \*\*LIM-(\d{2,3})\*\* For (good|now)\. \S", line) for line in LINES]
    assert all(numbers)
    assert len({found[1] for found in numbers}) == len(LINES) > 90


def test_every_limit_that_another_page_or_a_test_names_stands_here():
    pages = (*references.ROOT.glob("docs/**/*.md"), *references.ROOT.glob("tests/**/*.py"))
    named = {name for page in pages for name in re.findall(r"LIM-\d+", page.read_text("utf-8"))}
    assert named <= set(re.findall(r"\*\*(LIM-\d+)\*\*", PAGE))


def test_every_demonstration_that_is_named_exists():
    assert references.missing(PAGE) == set()
    assert len(references.named(PAGE)) > 25


def test_every_demonstration_of_this_folder_is_named():
    folder = references.ROOT / "tests/limits"
    written = {
        f"tests/limits/{path.name}::{name}"
        for path in folder.glob("test_*.py")
        if path.name != "test_page.py"
        for name in re.findall(r"^def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert written == {name for name in references.named(PAGE) if name.startswith("tests/limits/")}


def test_the_page_is_what_the_tests_make_of_it():
    """After a change: make limits."""
    assert generate.page() == PAGE


def test_every_limit_has_a_section_of_the_page_and_a_sentence():
    for limit in generate.limits().values():
        assert limit.section in generate.SECTIONS
        assert limit.sentence.endswith((".", ")"))
        assert bool(limit.shown_by) != bool(limit.why_unshown)
