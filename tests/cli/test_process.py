"""Private files, no core dumps, and crashes that say one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "the-weir-keeper-is-called-Dorte"


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    return subprocess.run(
        [sys.executable, "-P", "-c", start + code], capture_output=True, text=True, timeout=120
    )


def test_a_hardened_process_makes_private_files_and_no_core_dumps_c7(tmp_path):
    made = tmp_path / "made"
    done = run_python(
        "import os, resource\n"
        "from vault.cli.process import harden, is_dumpable\n"
        "os.umask(0)\n"
        "harden()\n"
        f"open({str(made)!r}, 'w').close()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), is_dumpable())\n"
    )
    assert done.stdout.strip() == "(0, 0) False"
    assert made.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "crash",
    [
        f"def open_sesame(passphrase): raise KeyError(passphrase)\nopen_sesame({SECRET!r})",
        f"import threading\ndef work(): raise ValueError({SECRET!r})\n"
        "worker = threading.Thread(target=work)\nworker.start()\nworker.join()\nsys.exit(1)",
        f"class Late:\n    def __del__(self): raise OSError({SECRET!r})\nlate = Late()\n"
        "del late\nsys.exit(1)",
    ],
    ids=["main", "thread", "finaliser"],
)
def test_a_crash_shows_neither_traceback_nor_values_c10(crash):
    done = run_python(
        f"from vault.cli.process import keep_crashes_silent\nkeep_crashes_silent()\n{crash}"
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Strongroom hit an internal error (")
    assert done.stderr.count("\n") == 1
    assert SECRET not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
