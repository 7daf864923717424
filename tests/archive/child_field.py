"""Log in a field home without end, and print each counter only after it was acknowledged.

With a second argument no file may grow larger than that many bytes: a disk that is full.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from vault.archive import field_home, field_logging
from vault.archive.home import Home
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import RefusedError, StrongroomError


def main(path: str, home: str, largest: str = "") -> None:
    """Run until the outbox is full, the disk is, or somebody kills it."""
    field = field_home.unlock(Path(path), Home(Path(home)), sys.stdin.readline().strip().encode())
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    number = 0
    while True:
        number += 1
        try:
            view = field_logging.log(field, InterviewDraft((QuoteDraft(f"소금 {number} sacks."),)))
        except RefusedError:
            break
        except StrongroomError as refusal:
            print(f"{type(refusal).__name__}: {refusal.sentence}", flush=True)  # noqa: T201
            break
        print(view.counter, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
