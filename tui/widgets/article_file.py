"""Reads the file of a finished article, with a limit; what is in it is the archive's to judge."""

from __future__ import annotations

from pathlib import Path

from vault.errors import MalformedError, UsageError

LARGEST_BYTES = 10_000_000


def read_article(path: Path) -> bytes:
    """Return the file's bytes.

    Raises UsageError when it cannot be read, MalformedError above 10 MB; neither names the file.
    """
    try:
        with path.expanduser().open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except (OSError, RuntimeError, ValueError):
        raise UsageError("There is no readable file at that place.") from None
    if len(data) > LARGEST_BYTES:
        raise MalformedError("The file is larger than 10 MB.")
    return data
