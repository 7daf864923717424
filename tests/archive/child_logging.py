"""Log without end, one by one or in bulk, and print each id only after it was acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from vault.archive import interviews
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.drafts import InterviewDraft, QuoteDraft
from vault.store import Conditions, Store

# On a slow machine the other process may be a long time at it.
Store.open.__kwdefaults__["conditions"] = Conditions(wait_seconds=120)


def acknowledge(ids: list[str]) -> None:
    """Tell the parent what is durable."""
    for ident in ids:
        sys.stdout.write(f"{ident}\n")
    sys.stdout.flush()


def main(path: str, home: str, how: str, rows: str) -> None:
    """Run until done or killed."""
    archive = unlock(Path(path), Home(Path(home)), sys.stdin.readline().strip().encode())
    drafts = (
        InterviewDraft(
            (QuoteDraft(f"Row {number} of the ledger, 소금 {number}."),), person="salt row"
        )
        for number in range(int(rows))
    )
    acknowledge(["ready"])
    if how == "bulk":
        interviews.log_many(archive, enumerate(drafts, 1), lambda ids, _line: acknowledge(ids))
    else:
        for draft in drafts:
            acknowledge([interviews.log(archive, draft).id])
    archive.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
