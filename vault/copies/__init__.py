"""Redacted copies: bytes made from text alone, and the record of what left.

Whether a copy may leave is `agreement`; reading a finished file again is `ingest.finished`.
"""

from vault.copies.receipt import Release, build_receipt, check_receipt, file_hash, matches
from vault.copies.render import render
from vault.copies.source import CopyFormat, CopyQuote, CopySource

__all__ = [
    "CopyFormat",
    "CopyQuote",
    "CopySource",
    "Release",
    "build_receipt",
    "check_receipt",
    "file_hash",
    "matches",
    "render",
]
