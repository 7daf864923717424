"""Untrusted files into drafts, and finished files into text: limits first, nothing ever written.

Sealing what comes out is `archive.interviews`; finding what hides in it is `redact`.
"""

from vault.ingest.finished import (
    FINISHED_FORMATS,
    FinishedText,
    Passage,
    Residue,
    ResidueKind,
    read_finished,
)
from vault.ingest.limits import MAXIMUM_BULK_BYTES, MAXIMUM_FILE_BYTES, read_limited
from vault.ingest.markdown import read_markdown
from vault.ingest.rows import Row, read_json, read_lines, read_one

__all__ = [
    "FINISHED_FORMATS",
    "MAXIMUM_BULK_BYTES",
    "MAXIMUM_FILE_BYTES",
    "FinishedText",
    "Passage",
    "Residue",
    "ResidueKind",
    "Row",
    "read_finished",
    "read_json",
    "read_limited",
    "read_lines",
    "read_markdown",
    "read_one",
]
