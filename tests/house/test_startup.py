"""The command answers at once: asking for its version loads no heavy library.

Measured in processor time, which other programs on the computer do not stretch.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys

ALLOWANCE_SECONDS = 0.10
RUNS = 5
HEAVY = {
    "ahocorasick_rs",
    "argon2",
    "cryptography",
    "docx",
    "mnemonic",
    "pycountry",
    "regex",
    "rich",
    "sqlite_utils",
    "textual",
    "zstandard",
}
ASK_VERSION = """
import sys
from tui.__main__ import main
sys.argv = ["strongroom", "--version"]
try:
    main()
except SystemExit as leaving:
    assert not leaving.code, leaving.code
"""
LIST_MODULES = "import json; print(json.dumps(sorted(sys.modules)))"


def python(code: str) -> str:
    run = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def processor_seconds(code: str) -> float:
    """Return the processor time of one run, its own and the kernel's on its behalf."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    python(code)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_asking_for_the_version_loads_no_heavy_library():
    *_, listing = python(ASK_VERSION + LIST_MODULES).splitlines()
    loaded = {name.partition(".")[0] for name in json.loads(listing)}
    assert loaded & HEAVY == set()


def test_asking_for_the_version_costs_at_most_a_tenth_of_a_second():
    pairs = [(processor_seconds(ASK_VERSION), processor_seconds("pass")) for _ in range(RUNS)]
    version, nothing = (min(times) for times in zip(*pairs, strict=True))
    assert version - nothing <= ALLOWANCE_SECONDS
