"""`python -m tests.limits` prints docs/limits.md as the tests make it; `--write` writes it."""

from __future__ import annotations

import sys

from tests.limits.generate import PAGE, page

if "--write" in sys.argv[1:]:
    PAGE.write_text(page(), encoding="utf-8")
else:
    sys.stdout.write(page())
