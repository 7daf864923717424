"""Files that belong to an interview: sealed in pieces, listed, written out again. Never opened.

One attachment is one entry in one transaction. A file goes by piece by piece, so that memory
does not grow with it. What a file tells about its making is `ingest.traces`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Self

from vault import acts
from vault.archive import notices
from vault.archive.ledger import Ledger, Progress, no_progress
from vault.archive.library import iso
from vault.archive.naming import one
from vault.archive.session import Archive, use_case
from vault.archive.showing import (
    find_interview,
    find_kept,
    is_own,
    journal_reading,
    writes_by_share,
)
from vault.archive.writing import Writing
from vault.crypto import pieces, primitives
from vault.crypto.pieces import PIECE_BYTES, Place
from vault.crypto.primitives import KEY_BYTES
from vault.errors import (
    IntegrityError,
    NoKeyError,
    NotPermittedError,
    UsageError,
)
from vault.ingest import cleaning
from vault.ingest.traces import Looked, is_looked_into, look
from vault.journal.state import AttachmentState, InterviewState
from vault.model import Attachment, ObjectHash, Part, Record
from vault.roles import Deed

MOST_PIECES: Final = 8000  # an entry names each of them, and carries at most 10,000 objects
LONGEST_NAME_BYTES: Final = 255

_NOT_YOURS: Final = "Only the interview's author or an editor of its desk attaches files to it."
_TOO_LARGE: Final = "An attachment may have at most 31 GB. Cut the file, and attach the parts."
_NO_FILE: Final = "Only a file can be attached, and that is none or cannot be read."
_CHANGED: Final = "The file changed while it was read; nothing was attached. Try again."
_TAKEN: Final = "A file of that name is there already; nothing was written."
_NO_FOLDER: Final = "The folder for the file is not there, or cannot be written to."
_NOT_HERE: Final = (
    "Parts of this attachment are not here yet: they were left out of a packet. Ask whoever has "
    "it for a packet with attachments."
)
_SEALING, _WRITING = "Sealing the file", "Writing the file"


class AttachmentView(Record, frozen=True):
    """One attachment as my keys open it; without them name, type and traces are empty.

    `looked_into` tells whether Strongroom knows where such a file keeps its metadata. `missing`
    counts pieces that are not here yet.
    """

    id: str
    name: str
    media_type: str
    length: int
    traces: tuple[str, ...]
    looked_into: bool
    by: str
    at: str
    cleared: bool
    missing: int


class ExportedView(Record, frozen=True):
    """A file that was written out; `traces` is what it still tells, `removed` what was taken."""

    path: str
    length: int
    traces: tuple[str, ...]
    removed: tuple[str, ...]
    looked_into: bool


# --- attaching -----------------------------------------------------------------------------


@use_case
def attach(
    archive: Archive, given: str, path: Path, progress: Progress = no_progress
) -> AttachmentView:
    """Seal a file of any size and kind to an interview's verbatim part; all of it or nothing.

    Raises NotPermittedError for an interview of others, UsageError for what is no regular file,
    changes while it is read, or has more than 31 GB; NoSpaceError.
    """
    state = find_kept(archive, given)
    _may_attach(archive, state)
    with _opened(path) as file:
        length = os.fstat(file.fileno()).st_size
        if pieces.count_for(length) > MOST_PIECES:
            raise UsageError(_TOO_LARGE)
        looked = look(file, length)
        source = _Source(path.name, file, length, looked)
        with archive.ledger.store.written_once():
            archive.ledger.commit(lambda writing: _attached(writing, state, source, progress))
    return _view(archive, _of(archive, state)[-1])


class _Source:
    """The file on its way in."""

    def __init__(self, name: str, file: BinaryIO, length: int, looked: Looked) -> None:
        self.name, self.file, self.length, self.looked = _storable(name), file, length, looked


def _may_attach(archive: Archive, state: InterviewState) -> None:
    own = is_own(archive, state) or writes_by_share(archive, state)
    if not own or not archive.may(Deed.ATTACH, state.desk):
        raise NotPermittedError(_NOT_YOURS)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file: its length is known before the first piece is sealed."""
    try:
        if not path.is_file():
            raise UsageError(_NO_FILE)
        file = path.open("rb")
    except OSError:
        raise UsageError(_NO_FILE) from None
    with file:
        yield file


def _storable(name: str) -> str:
    """Return a file's name as text: it is data from now on, and no export is named after it."""
    text = os.fsencode(name)[:LONGEST_NAME_BYTES].decode("utf-8", "replace")
    return unicodedata.normalize("NFC", text)


def _attached(
    writing: Writing, state: InterviewState, source: _Source, progress: Progress
) -> acts.Known:
    source.file.seek(0)
    key = primitives.random_bytes(KEY_BYTES)
    sealed: list[ObjectHash] = []
    with _WholeHash() as whole:
        for place in pieces.places(source.length):
            progress(_SEALING, place.index / place.count)
            content = _read(source.file, place)
            whole.update(content)
            sealed.append(writing.seal_piece(state.desk, key, place, content))
    if source.file.read(1):
        raise UsageError(_CHANGED)
    manifest = Attachment(
        state.id, source.name, source.looked.media_type, source.length, tuple(sealed),
        whole.digest(), key, source.looked.traces,
    )  # fmt: skip
    name = writing.seal(Part.VERBATIM, state.desk, manifest)
    notices.follow_attachment(writing, writing.state.interviews[state.id], name)
    return acts.Attached(
        member=writing.member, at=writing.now(), desk=state.desk, interview=state.id,
        manifest=name, pieces=manifest.pieces,
    )  # fmt: skip


class _WholeHash:
    """The SHA-256 of a whole file, computed beside sealing and writing: one piece waits at most."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._last: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.shutdown()

    def update(self, content: bytes) -> None:
        """Take the next bytes; they must not change afterwards."""
        self._wait()
        self._last = self._thread.submit(self._hash.update, content)

    def digest(self) -> bytes:
        """Return the hash of all that was taken."""
        self._wait()
        return self._hash.digest()

    def _wait(self) -> None:
        if self._last is not None:
            self._last.result()


def _read(file: BinaryIO, place: Place) -> bytes:
    try:
        content = file.read(place.content)
    except OSError:
        raise UsageError(_NO_FILE) from None
    if len(content) != place.content:
        raise UsageError(_CHANGED)
    return content


# --- listing -------------------------------------------------------------------------------


@use_case
def attachments(archive: Archive, given: str) -> tuple[AttachmentView, ...]:
    """Return an interview's attachments in the order of the journal; reading it is journalled."""
    state = find_interview(archive, given)
    found = tuple(_view(archive, attached) for attached in _of(archive, state))
    if any(view.cleared for view in found):
        journal_reading(archive, state)
    return found


def _of(archive: Archive, state: InterviewState) -> list[AttachmentState]:
    return archive.state.attachments_of(state.id)


def _view(archive: Archive, attached: AttachmentState) -> AttachmentView:
    manifest = _manifest(archive, attached)
    media_type = manifest.media_type if manifest else ""
    return AttachmentView(
        id=attached.manifest.hex(), name=manifest.name if manifest else "", media_type=media_type,
        length=manifest.length if manifest else 0, traces=manifest.traces if manifest else (),
        looked_into=is_looked_into(media_type), by=archive.library.member_name(attached.member),
        at=iso(attached.at), cleared=manifest is not None, missing=len(_missing(archive, attached)),
    )  # fmt: skip


def _manifest(archive: Archive, attached: AttachmentState) -> Attachment | None:
    """Return a manifest that my keys open and that is of the interview and pieces of its entry."""
    manifest = archive.library.opened(attached.manifest, Attachment)
    if manifest is None:
        return None
    is_whole = (
        (manifest.interview, manifest.pieces) == (attached.interview, attached.pieces)
        and 0 <= manifest.length <= MOST_PIECES * PIECE_BYTES
        and pieces.count_for(manifest.length) == len(manifest.pieces)
        and len(manifest.key) == KEY_BYTES
    )
    if not is_whole:
        archive.library.misplaced.add(attached.manifest)
    return manifest if is_whole else None


def _missing(archive: Archive, attached: AttachmentState) -> list[ObjectHash]:
    return [name for name in attached.pieces if not archive.ledger.store.has_object(name)]


# --- writing out ---------------------------------------------------------------------------


@use_case
def export_attachment(
    archive: Archive,
    ident: str,
    path: Path,
    *,
    clean: bool = False,
    progress: Progress = no_progress,
) -> ExportedView:
    """Write an attachment into a new file of mode 0600, which appears when all of it is verified.

    With `clean`, what a JPEG or PNG tells besides the picture is left out; RefusedError for other
    kinds. Raises NoKeyError, UsageError for a file that is there already or pieces that are not
    here yet, SealError for a damaged one, NoSpaceError.
    """
    attached, manifest = _readable(archive, ident)
    if os.path.lexists(path):
        raise UsageError(_TAKEN)
    if _missing(archive, attached):
        raise UsageError(_NOT_HERE)
    journal_reading(archive, archive.state.interviews[attached.interview])
    with _appearing_whole(path) as file, _WholeHash() as whole:
        contents = _Contents(_opened_pieces(archive, manifest, progress), whole)
        if clean:
            cleaning.clean(manifest.media_type, contents, file)
        else:
            contents.copy_to(file)
        if whole.digest() != manifest.whole:
            raise IntegrityError
        length = file.tell()
        left = look(file, length).traces if clean else manifest.traces
    removed = tuple(t for t in manifest.traces if t not in left)
    return ExportedView(str(path), length, left, removed, is_looked_into(manifest.media_type))


def _readable(archive: Archive, ident: str) -> tuple[AttachmentState, Attachment]:
    """Find an attachment by its id among the interviews that I may see, and open its manifest."""
    seen = [
        attached
        for attached in archive.state.attachments.values()
        if attached.manifest not in archive.state.removed
        and archive.library.visible(archive.state.interviews[attached.interview])
    ]
    name = ObjectHash(one(((a.manifest, "") for a in seen), ident, "attachment"))
    manifest = _manifest(archive, archive.state.attachments[name])
    if manifest is None:
        if name in archive.library.misplaced | archive.library.damaged:
            raise IntegrityError
        raise NoKeyError
    return archive.state.attachments[name], manifest


class _Contents:
    """The file's bytes, opened and verified piece by piece; read once, from the beginning."""

    def __init__(self, opened: Iterator[bytes], whole: _WholeHash) -> None:
        self._pieces, self._whole = opened, whole
        self._piece, self._at = b"", 0

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        while self._at >= len(self._piece):
            following = next(self._pieces, None)
            if following is None:
                return b""
            self._whole.update(following)
            self._piece, self._at = following, 0
        found = self._piece[self._at : self._at + size]
        self._at += len(found)
        return found

    def copy_to(self, file: BinaryIO) -> None:
        """Write everything."""
        for content in self._pieces:
            self._whole.update(content)
            file.write(content)


def _opened_pieces(archive: Archive, manifest: Attachment, progress: Progress) -> Iterator[bytes]:
    for place, name in zip(pieces.places(manifest.length), manifest.pieces, strict=True):
        progress(_WRITING, place.index / place.count)
        yield _opened_piece(archive.ledger, manifest, place, archive.ledger.store.object(name))


def _opened_piece(ledger: Ledger, manifest: Attachment, place: Place, body: bytes) -> bytes:
    """Open a piece by its session, or by the manifest's key where the interview was shared."""
    vault_id = ledger.keyring.vault_id
    try:
        session = ledger.session(pieces.session_of_piece(body))
    except NoKeyError:
        return pieces.open_shared_piece(vault_id, manifest.key, place, body)
    return pieces.open_piece(vault_id, session, place, body)


@contextmanager
def _appearing_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a new file of mode 0600 under another name, and rename it when the block succeeds."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        raise UsageError(_NO_FOLDER) from None
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if os.path.lexists(path):
            raise UsageError(_TAKEN)
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
