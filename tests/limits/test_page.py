"""docs/limits.md: one numbered line per limit, and every demonstration that it names exists."""

from __future__ import annotations

import re

from tests.docs import references

PAGE = references.page("limits.md")
LINES = [line for line in PAGE.splitlines() if line.startswith("- ")]


def test_every_line_has_a_number_of_its_own_and_none_is_left_out():
    """Numbers stay when lines move: other pages and tests name them."""
    numbers = [re.match(r"- \*\*LIM-(\d\d)\*\* For (good|now): ", line) for line in LINES]
    assert all(numbers)
    assert sorted(int(found[1]) for found in numbers) == list(range(1, len(LINES) + 1))


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
