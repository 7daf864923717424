"""`python -m tests.hostile.kills --rounds 500`: several people write, and all are killed at once.

Each round starts real processes of several members on one vault: they log, add, remark and mark
through the archive and through the command line, and tell every write after its commit. Then they
are killed with -9, and the vault is opened for everybody and read. Exit code 1 when anything that
was told is not there, or anything is there that should not be.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.hostile.kills import full, rounds
from tests.newsroom import argon2id_once
from vault.crypto import primitives

_ENOUGH_FAULTS = 20
_NO_MOUNT = 2


def tell(report: rounds.Report, seconds: float) -> None:
    """Print what was counted."""
    print(
        f"{report.rounds} rounds in {seconds:.0f} s: {report.acknowledged} acts acknowledged and "
        f"found, {report.unacknowledged} found that nobody lived to hear of, {report.entries} "
        f"entries; {report.recovered} recoveries, {report.waits} waits (the longest "
        f"{report.longest_wait:.2f} s), {report.busy} given up, {report.stale} stale, "
        f"{len(report.faults)} faults",
        flush=True,
    )
    if report.full:
        print(
            f"{report.full} acts refused for want of room, {report.left} rounds ended in order; on "
            f"the full disk {report.read_full} vaults were read whole, {report.closed_full} "
            f"openings asked for room first; said: " + " | ".join(sorted(report.sentences)),
            flush=True,
        )


def main(arguments: Sequence[str]) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="how many (default 40)")
    parser.add_argument("--writers", type=int, default=3, help="processes at once (default 3)")
    parser.add_argument("--seed", default="strongroom", help="another seed kills otherwise")
    parser.add_argument("--disk", type=int, default=0, metavar="MB",
                        help="on a disk of that size, which they fill")  # fmt: skip
    given = parser.parse_args(arguments)
    os.umask(0o077)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a disk is unmounted on the way out
    began = time.monotonic()
    report = rounds.Report()
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(primitives, "argon2id", argon2id_once)
        run = (
            full.run(Path(folder), given.disk, given.rounds, given.writers, given.seed)
            if given.disk
            else rounds.run(Path(folder), given.rounds, given.writers, given.seed)
        )
        told = 0
        try:
            for report in run:
                for fault in report.faults[told:]:
                    print(fault, flush=True)
                told = len(report.faults)
                if report.rounds % 20 == 0:
                    tell(report, time.monotonic() - began)
                if told > _ENOUGH_FAULTS:
                    break
        except full.NoMount:
            print("This account may not mount a small disk: unshare -rm gives one that may.")
            return _NO_MOUNT
    tell(report, time.monotonic() - began)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
