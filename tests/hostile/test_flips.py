"""Some changed disks on every run; thousands with `python -m tests.hostile.flips`."""

from __future__ import annotations

import os
import re
import subprocess
import sys


def test_A27_R11_no_changed_byte_row_page_or_file_passes_without_anybody_being_told(tmp_path):
    cases = os.environ.get("STRONGROOM_FLIPS", "16")
    command = [sys.executable, "-m", "tests.hostile.flips", "--cases", cases, "--surgery", cases]
    ran = subprocess.run([*command, "--keep", tmp_path], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    counts = dict(
        re.findall(r"^(flips|surgery): (\d+) cases in \d+ s, 0 faults$", ran.stdout, re.M)
    )
    assert counts == {"flips": cases, "surgery": cases}
    assert all(int(n) for n in re.findall(r"(\d+) refused at opening", ran.stdout))
