"""`python -m tests.hostile.fuzz TARGET...`: hostile input, case after case, until none is left.

Exit code 0 when every case was refused by name or read rightly, 1 otherwise: then the inputs lie
in `--keep`. A case is named by its target, seed and number, and comes again whenever it is asked
for; what failed once stays in `tests/hostile/corpus` and is tried first.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.hostile.fuzz.documents import PARSERS
from tests.hostile.fuzz.packets import PacketTarget
from tests.hostile.fuzz.runner import Plan, Report, Target, run
from tests.hostile.fuzz.vaults import VaultTarget

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - thousands of small files that nobody keeps
TARGETS: dict[str, Target] = {
    "vault": VaultTarget(),
    "packet": PacketTarget(),
    **{parser.name: parser for parser in PARSERS},
}


def kept(name: str) -> tuple[bytes, ...]:
    """Return the inputs of a target that failed once."""
    return tuple(path.read_bytes() for path in sorted((CORPUS / name).glob("*")))


def fuzz(name: str, plan: Plan, keep: Path) -> Report:
    """Run one target in a folder of its own, and say what came of it."""
    report = run_kept(TARGETS[name], plan, keep)
    print(f"  {report.refused} refused by name, {report.accepted} read rightly", flush=True)
    return report


def run_kept(target: Target, plan: Plan, keep: Path) -> Report:
    """Run a target in a folder of its own, keep what failed, and say how many cases did."""
    began = time.monotonic()
    where = MEMORY_DISK if os.access(MEMORY_DISK, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="strongroom-fuzz-", dir=where) as folder:
        report = run(target, plan, Path(folder))
    for fault in report.faults:
        path = keep / target.name / hashlib.sha256(fault.data).hexdigest()[:16]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(fault.data)
        print(f"{target.name}: case {fault.number}: {fault.what}; kept as {path}")
    seconds = time.monotonic() - began
    faults = len(report.faults)
    print(f"{target.name}: {report.cases} cases in {seconds:.0f} s, {faults} faults", flush=True)
    return report


def main(arguments: Sequence[str]) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="+", choices=[*TARGETS, "all"], metavar="TARGET",
                        help=f"{', '.join(TARGETS)}; or all")  # fmt: skip
    parser.add_argument("--cases", type=int, default=0, help="how many; 200 without --seconds")
    parser.add_argument("--seconds", type=float, default=0.0, help="how long for each target")
    parser.add_argument("--seed", default="strongroom", help="another seed makes other cases")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"),
                        help="where inputs go that failed")  # fmt: skip
    given = parser.parse_args(arguments)
    names = list(TARGETS) if "all" in given.targets else given.targets
    cases = given.cases or (0 if given.seconds else 200)
    os.umask(0o077)
    faults = 0
    for name in names:
        plan = Plan(cases, given.seconds, given.jobs, given.seed, kept(name))
        faults += len(fuzz(name, plan, given.keep).faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
