"""The one draft of a field home: kept, offered back in the form that files have, discarded.

Logging it is `field_logging`.
"""

from __future__ import annotations

from typing import Any, Final

import zstandard

from vault.archive import clock
from vault.archive.field_home import FieldHome
from vault.archive.field_records import FieldDraft
from vault.archive.library import iso
from vault.crypto import boxes
from vault.crypto.format import MAX_PLAIN_BYTES
from vault.drafts import InterviewDraft
from vault.errors import MalformedError, RefusedError, UsageError
from vault.model import Record, from_bytes, to_bytes
from vault.store import field_file

_NO_DRAFT = "There is no draft here."
_ANOTHER_DRAFT = "There is a draft already: log it (draft log) or discard it (draft discard) first."
_TOO_LARGE = "That is more than the one draft holds; log it instead."
_BY_LANGUAGE: Final = frozenset({"lines", "generalised"})


class FieldDraftView(Record, frozen=True):
    """The one draft, offered back: `draft` has the form of a JSON file that can be logged."""

    saved_at: str
    draft: dict[str, Any]


def save_draft(home: FieldHome, draft: InterviewDraft) -> None:
    """Keep a half-written interview, sealed for this device; raises RefusedError for a second."""
    plain = to_bytes(draft)
    record = FieldDraft(clock.seconds(), len(plain), zstandard.ZstdCompressor().compress(plain))
    with home.change():
        if home.draft() is not None:
            raise RefusedError(_ANOTHER_DRAFT, rules=("field.draft",))
        if len(to_bytes(record)) > boxes.fixed_bytes(field_file.DRAFT_BYTES):
            raise RefusedError(_TOO_LARGE, rules=("field.draft",))
        home.write(draft=record)


def draft(home: FieldHome) -> FieldDraftView:
    """Return the one draft; raises UsageError when there is none."""
    found = _need(home)
    fields: dict[str, Any] = _form(opened(found))
    return FieldDraftView(iso(found.saved_at), fields)


def kept(home: FieldHome) -> InterviewDraft:
    """Return the one draft, to be logged; raises UsageError when there is none."""
    return opened(_need(home))


def discard_draft(home: FieldHome) -> None:
    """Delete the one draft; its place is written over."""
    with home.change():
        _need(home)
        home.write(draft=b"")


def _need(home: FieldHome) -> FieldDraft:
    found = home.draft()
    if found is None:
        raise UsageError(_NO_DRAFT)
    return found


def opened(found: FieldDraft) -> InterviewDraft:
    """Return what a draft holds."""
    if found.size > MAX_PLAIN_BYTES:
        raise MalformedError
    plain = zstandard.ZstdDecompressor().decompress(found.draft, max_output_size=found.size)
    return from_bytes(plain, InterviewDraft)


def _form(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a record as a file would say it: what was given, and no more."""
    if isinstance(value, Record):
        defaults = type(value).__struct_defaults__
        names = type(value).__struct_fields__
        usual = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
        given = {name: getattr(value, name) for name in names}
        return {
            name: dict(each) if name in _BY_LANGUAGE else _form(each)
            for name, each in given.items()
            if name not in usual or each != usual[name]
        }
    return [_form(each) for each in value] if isinstance(value, tuple) else value
