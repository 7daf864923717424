"""Untrusted files for the command line and forms: parse, offer completions, explain terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from vault import agreement, places
from vault.drafts import InterviewDraft
from vault.errors import MalformedError
from vault.ingest.markdown import read_markdown
from vault.ingest.rows import read_json, read_lines, read_one
from vault.model import Attribution


def draft_from_markdown(data: bytes) -> InterviewDraft:
    """Read one interview from Markdown with front matter, or from plain words."""
    return read_markdown(data)


def draft_from_json(data: bytes) -> InterviewDraft:
    """Read one interview from a JSON object."""
    return read_one(data)


def rows_from_json(data: bytes) -> Iterator[tuple[int, InterviewDraft | MalformedError]]:
    """Read interviews from a JSON object or list; bad ones come as errors with their line."""
    return iter(read_json(data))


def rows_from_jsonl(stream: BinaryIO) -> Iterator[tuple[int, InterviewDraft | MalformedError]]:
    """Read interviews from JSON lines, one at a time; bad ones come as errors with their line."""
    return iter(read_lines(stream))


def house_sentence(attribution: Attribution | str, language: str = "en") -> str:
    """Return what an attribution term means in this house."""
    sentences = agreement.HOUSE_SENTENCES[Attribution(attribution)]
    return sentences.get(language, sentences["en"])


def complete_province(prefix: str) -> list[tuple[str, str]]:
    """Return (code, name) of the provinces whose code or any name begins so."""
    return places.complete(prefix)
