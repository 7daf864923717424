"""The table of attacks in docs/threat-model.md, read: which attack, which answer, which tests.

Vectors are run by `tests/test_vectors.py`; a limit is shown by the test that docs/limits.md names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from tests.docs import references

# Group -> how many attacks its list has.
GROUPS = {"A": 37, "M": 13, "R": 20, "I": 16, "C": 25, "G": 13, "P": 6}
IDS = [f"{group}{number}" for group, count in GROUPS.items() for number in range(1, count + 1)]

_ROW = re.compile(r"^\| ([AMRICGP]\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_LIMIT = re.compile(r"LIM-\d\d")


@dataclass(frozen=True)
class Row:
    """One attack and what stands against it: `kind` is answered, limit, later or no such part."""

    id: str
    attack: str
    kind: str
    rest: str

    @property
    def tests(self) -> list[str]:
        """Return the ids of the tests that the row names, for pytest."""
        return sorted(filter(None, map(node_of, references.named(self.rest))))

    @property
    def limits(self) -> list[str]:
        """Return the limits that the row names."""
        return list(dict.fromkeys(_LIMIT.findall(self.rest)))


def rows(page: str) -> list[Row]:
    """Return the rows of a page, in its order."""
    found = []
    for ident, attack, answer in _ROW.findall(page):
        kind, _, rest = answer.strip().partition(": ")
        found.append(Row(ident, attack.strip(), kind, rest))
    return found


def node_of(reference: str) -> str:
    """Return pytest's id of a test or a vector; "" for a program of the tests."""
    if reference.endswith(".txt"):
        return f"tests/test_vectors.py::test_vector[{PurePosixPath(reference).stem}]"
    return reference if "::" in reference else ""


def shown_by(limits_page: str) -> dict[str, list[str]]:
    """Return which tests show each limit."""
    lines = re.findall(r"^- \*\*(LIM-\d\d)\*\* (.*)$", limits_page, re.MULTILINE)
    return {limit: sorted(filter(None, map(node_of, references.named(t)))) for limit, t in lines}
