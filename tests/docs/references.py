"""What a document says about tests: every reference `tests/FILE.py::test_name` has to be there.

Vectors are tests too: `tests/vectors/NAME.txt` names one. A program of the tests is named alone.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_FILE = re.compile(r"`(tests/vectors/\w+\.txt|tests/\w+/\w+\.py)`")


def page(name: str) -> str:
    """Return a document's text."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def named(text: str) -> set[str]:
    """Return every test and vector that a text names."""
    tests = {f"{path}::{name}" for path, name in _TEST.findall(text)}
    return tests | set(_FILE.findall(text))


def missing(text: str) -> set[str]:
    """Return the tests and vectors that a text names and nobody wrote."""
    return {reference for reference in named(text) if not _is_there(reference)}


def _is_there(reference: str) -> bool:
    path, _, name = reference.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    return not name or f"def {name}(" in file.read_text(encoding="utf-8")
