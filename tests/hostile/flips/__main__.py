"""`python -m tests.hostile.flips`: changed disks with the demo's vault, and who is told of it.

Every case changes one byte of the vault (`flips`), or makes one change of rows, pages or files
(`surgery`), and opens it as one of the demo's members: every list, every record of the lists as
they were, and `strongroom check`. Exit code 1 when a difference was told to nobody, or a refusal
was no refusal; the disks of such cases lie in `--keep`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.hostile.flips.judging import BY_CHECK, LIMIT, OPENING, READING, SAME, TOLD
from tests.hostile.flips.target import FLIPS, SURGERY
from tests.hostile.fuzz.__main__ import run_kept
from tests.hostile.fuzz.runner import Plan

_SAID: Final = {
    OPENING: "refused at opening",
    READING: "refused while reading",
    TOLD: "said beside the lists, and found by the check",
    BY_CHECK: "found by the check",
    SAME: "identical for that member",
    LIMIT: "a draft less or an older one, which no entry names (LIM-102)",
}


def main(arguments: Sequence[str]) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.flips", description=__doc__)
    parser.add_argument("--cases", type=int, default=2000, help="how many flipped bytes")
    parser.add_argument("--surgery", type=int, default=-1,
                        help="how many other changes (default: half as many)")  # fmt: skip
    parser.add_argument("--seed", default="strongroom", help="another seed makes other cases")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"),
                        help="where disks go that were wrong")  # fmt: skip
    given = parser.parse_args(arguments)
    os.umask(0o077)
    faults = 0
    others = given.cases // 2 if given.surgery < 0 else given.surgery
    for target, cases in ((FLIPS, given.cases), (SURGERY, others)):
        if cases:
            plan = Plan(cases, jobs=given.jobs, seed=given.seed)
            report = run_kept(target, plan, given.keep)
            faults += len(report.faults)
            for word, told in _SAID.items():
                print(f"  {report.counted[word]:5} {told}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
