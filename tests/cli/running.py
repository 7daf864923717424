"""Running the command line as a process of its own, without any terminal to ask on."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What `tui.__main__` does, without a terminal interface.
HEADLESS = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from vault.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


@dataclass(frozen=True)
class Result:
    """How a run ended."""

    code: int
    out: str
    err: str


def run_strongroom(
    *arguments: str | Path,
    stdin: bytes = b"",
    passphrase: bytes | None = None,
    code: str = HEADLESS,
    **variables: str,
) -> Result:
    """Run one command line without any terminal; a passphrase goes through a descriptor."""
    given: list[str] = []
    read_end = -1
    if passphrase is not None:
        read_end, write_end = os.pipe()
        os.write(write_end, passphrase + b"\n")
        os.close(write_end)
        given = ["--passphrase-fd", str(read_end)]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-W", "error", "-c", code, *given, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            pass_fds=() if read_end < 0 else (read_end,),
            start_new_session=True,  # no terminal to ask on
            timeout=240,
            env={**os.environ, **variables},
        )
    finally:
        if read_end >= 0:
            os.close(read_end)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())
