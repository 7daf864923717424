"""Keeping the catalog true to the state: whatever changed since the last look is put in anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec

from vault.archive.session import Archive
from vault.archive.views import InterviewRow
from vault.catalog import Entry, Line
from vault.journal.state import InterviewState


def row_from(shown: bytes) -> InterviewRow:
    """Return the line of the Library that the catalog holds."""
    return msgspec.msgpack.decode(shown, type=InterviewRow)


def catalogued(archive: Archive) -> None:
    """Bring the catalog up to the state; only what changed is opened and written."""
    held = archive.catalog.fingerprints()
    changed = []
    for interview in archive.state.interviews.values():
        mark = _fingerprint(archive, interview)
        known = held.pop(bytes(interview.id), None)
        if mark is not None and mark != known:
            changed.append((_entry(archive, interview, mark), tuple(_lines(archive, interview))))
        elif mark is None and known is not None:
            held[bytes(interview.id)] = known
    archive.catalog.put(changed)
    archive.catalog.drop(held)


def _fingerprint(archive: Archive, interview: InterviewState) -> bytes | None:
    """Return what an interview's line depends on, hashed; None when I may not see it."""
    if not archive.library.visible(interview):
        return None
    person = archive.state.persons.get(archive.state.kept(interview.person))
    rendition = archive.state.rendition(interview)
    digest = hashlib.sha256(str(archive.library.status(interview)).encode("ascii"))
    for version in interview.standing():
        digest.update(version.ref.verbatim)
        digest.update(b"-" if archive.library.verbatim(version) is None else b"+")  # or shared now
    digest.update(rendition.redacted if rendition else b"-")
    for added, words in archive.library.addenda(interview):
        digest.update(b"-" if words is None else added.addendum)
    digest.update(person.card if person else b"-")
    return digest.digest()


def _entry(archive: Archive, interview: InterviewState, mark: bytes) -> Entry:
    row = archive.library.row(interview)
    shown = msgspec.msgpack.encode(row)
    place = interview.first().order
    return Entry(bytes(interview.id), mark, row.desk, row.status, place, shown)


def _lines(archive: Archive, interview: InterviewState) -> Iterator[Line]:
    """Yield the texts of an interview that my keys open: verbatim, or else the rendition."""
    row = archive.library.row(interview)
    yield Line("title", row.title)
    yield Line("codename", row.codename)
    yield Line("tags", " ".join(row.tags))
    verbatim = archive.library.verbatim(interview.standing()[-1])
    if verbatim is None:
        rendered = archive.library.rendition(interview)
        for shown in rendered[1].quotes if rendered else ():
            yield from (Line(f"quote {shown.id}", each.review) for each in shown.texts)
        return
    for quote in verbatim.quotes:
        yield from (Line(f"quote {quote.id}", text.words) for text in quote.texts)
        yield Line("question", quote.question)
        yield Line("notes", quote.notes)
    yield Line("notes", verbatim.notes)
    yield Line("place", verbatim.place)
    yield from (Line("addendum", words) for _, words in archive.library.addenda(interview) if words)
