"""`python -m tests.hostile --list [A M3 ...]`: every attack, its tests, and what they say.

Reads the table of docs/threat-model.md, runs the tests it names (vectors and the tests that show
limits included), and prints one block for each attack. `--no-run` prints the tests alone. Exit
code 1 when a test failed, did not run, or a row of the list is missing; 2 for an unknown id.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pytest

from tests.docs import references
from tests.docs.attacks import GROUPS, IDS, Row, rows, shown_by

Outcomes = Mapping[str, Sequence[str]]  # of a test without its parameters, and of each with them


class Outcome:
    """Collects what came of each test; a fault in setting it up or taking it down is its own."""

    def __init__(self) -> None:
        self.phases: dict[str, list[str]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a phase's outcome."""
        self.phases[report.nodeid].append(report.outcome)

    def found(self) -> Outcomes:
        """Return outcomes by full id, and by the id that all cases of one test share."""
        outcomes: dict[str, list[str]] = defaultdict(list)
        for node, phases in self.phases.items():
            worst = next((o for o in ("failed", "skipped") if o in phases), "passed")
            for name in {node, node.partition("[")[0]}:
                outcomes[name].append(worst)
        return outcomes


def ran(nodes: Iterable[str]) -> Outcomes:
    """Run tests; pytest's own words go to stderr."""
    os.chdir(references.ROOT)
    outcome = Outcome()
    wanted = sorted(set(nodes))
    if wanted:
        with contextlib.redirect_stdout(sys.stderr):
            pytest.main(["-q", "--rootdir", str(references.ROOT), *wanted], plugins=[outcome])
    return outcome.found()


def wanted_rows(page: str, given: Sequence[str]) -> tuple[list[Row], list[str]]:
    """Return the rows asked for, by id or group, and the ids among them that have no row."""
    ids = [i for i in IDS if not given or i in given or re.sub(r"\d", "", i) in given]
    known = {row.id: row for row in rows(page)}
    return [known[i] for i in ids if i in known], [i for i in ids if i not in known]


def said(node: str, outcomes: Outcomes | None) -> tuple[str, bool]:
    """Return what to print of one test, and whether it holds."""
    if outcomes is None:
        return node, True
    found = outcomes.get(node, ())
    if not found:
        return f"{node}: did not run", False
    failed, count = found.count("failed"), len(found)
    if failed:
        return f"{node}: failed ({failed} of {count})", False
    if found.count("skipped") == count:
        return f"{node}: skipped here", True
    return f"{node}: passed" + (f" ({count})" if count > 1 else ""), True


def block(row: Row, shown: Mapping[str, Sequence[str]], outcomes: Outcomes | None) -> list[str]:
    """Return the lines of one attack; the first word after the id is what came of it."""
    lines, holds = [], True
    for node in row.tests:
        line, held = said(node, outcomes)
        lines.append(f"    {line}")
        holds = holds and held
    for limit in row.limits:
        nodes = [node for node in shown.get(limit, ()) if node not in row.tests]
        lines += [f"    limit {limit}"] if not nodes else []
        for node in nodes:
            line, held = said(node, outcomes)
            lines.append(f"    limit {limit}: {line}")
            holds = holds and held
    if row.kind in {"later", "no such part"}:
        lines.insert(0, f"    {row.rest.partition(';')[0]}")
    verdict = row.kind if outcomes is None or holds else "FAILED"
    if verdict == "answered" and outcomes is not None:
        verdict = "passed"
    return [f"{row.id} {verdict}: {row.attack}", *lines]


def listed(given: Sequence[str], page: str, limits_page: str, *, run: bool) -> tuple[str, int]:
    """Return what to print and the exit code."""
    asked, missing = wanted_rows(page, given)
    shown = shown_by(limits_page)
    nodes = {n for row in asked for n in (*row.tests, *(t for m in row.limits for t in shown[m]))}
    outcomes = ran(nodes) if run else None
    blocks = [block(row, shown, outcomes) for row in asked]
    blocks += [[f"{ident} MISSING: no row in docs/threat-model.md"] for ident in missing]
    kinds = [each[0].partition(" ")[2].partition(":")[0] for each in blocks]
    counts = ", ".join(f"{kinds.count(k)} {k}" for k in dict.fromkeys(kinds))
    text = "\n".join(line for each in blocks for line in each)
    failed = not {"FAILED", "MISSING"}.isdisjoint(kinds)
    return f"{text}\n\n{len(blocks)} attacks, {len(nodes)} tests: {counts}", int(failed)


def main(arguments: Sequence[str]) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--list", nargs="*", metavar="ID", required=True,
                        help="attacks (A24) or groups (A) to list; all without any")  # fmt: skip
    parser.add_argument("--no-run", action="store_true", help="print the tests, run none")
    given = parser.parse_args(arguments)
    if unknown := set(given.list) - {*IDS, *GROUPS}:
        parser.error(f"no such attack: {', '.join(sorted(unknown))}")
    page, limits_page = references.page("threat-model.md"), references.page("limits.md")
    text, code = listed(given.list, page, limits_page, run=not given.no_run)
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
