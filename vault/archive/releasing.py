"""Copies: prepare finished files, recheck them, approve by rebuilding them, release, and after.

A check that cannot run refuses. How files are built and compared is `building`; what leaves without
a second approval is `urgent`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from vault import acts, agreement
from vault.archive import clock
from vault.archive.building import (
    authors_in,
    build_files,
    find_copy,
    need_other_eyes,
    need_verdicts,
    rebuilt,
    refresh_if_able,
)
from vault.archive.checking import check_safe
from vault.archive.library import iso
from vault.archive.rechecking import (
    can_recheck,
    count_survivors,
    readable_desks,
    recheck_copy,
    recheck_files,
)
from vault.archive.session import Archive, use_case
from vault.archive.urgent_views import status_of as urgent_status
from vault.archive.urgent_views import urgent_view
from vault.archive.verdicts import judged, read_story
from vault.archive.views import CopyView, FileView
from vault.archive.writing import Writing
from vault.copies.receipt import Release, build_receipt, file_hash
from vault.copies.source import CopyFormat
from vault.errors import (
    MalformedError,
    NoKeyError,
    NoSpaceError,
    RefusedError,
    UsageError,
)
from vault.ingest.finished import read_finished
from vault.journal.state import CopyState
from vault.model import (
    Copy,
    CopyFile,
    CopyId,
    CopyStatus,
    Outcome,
    Part,
    Story,
    new_id,
)
from vault.roles import Deed

OUTCOMES = (CopyStatus.PRINTED, CopyStatus.NOT_USED, CopyStatus.RECALLED)
_TEXT_FORMATS = frozenset({CopyFormat.MARKDOWN, CopyFormat.TEXT})


# --- prepare -------------------------------------------------------------------------------


@use_case
def prepare(
    archive: Archive, story_id: str, formats: tuple[str, ...] = ("md", "txt", "docx")
) -> CopyView:
    """Render, check and seal a copy; nothing leaves yet.

    Raises RefusedError, with the rules, when any quote may not leave or a term survives.
    """
    from vault.archive.stories import find_story

    story = find_story(archive, story_id)
    archive.need(Deed.PREPARE_COPY, story.desk)
    refresh_if_able(archive, story.desk)
    body, picks = need_verdicts(archive, story)
    files = build_files(body, picks, _formats(formats))
    rechecked = can_recheck(archive, story.desk)
    if rechecked:
        recheck_files(archive, files, body)
    ident = CopyId(new_id())
    renditions = tuple(dict.fromkeys(j.rendition for j in picks))

    def build(writing: Writing) -> acts.Known:
        copy = Copy(ident, story.id, story.body, renditions, files, writing.member)
        return acts.CopyPrepared(
            member=writing.member, at=writing.now(), desk=story.desk, copy=ident, story=story.id,
            story_object=story.body, body=writing.seal(Part.REDACTED, story.desk, copy),
            file_hashes=tuple(file_hash(f.body) for f in files), renditions=renditions,
            rechecked=rechecked, registry=writing.state.registry_version(story.desk),
            rules=writing.state.rules_hash,
        )  # fmt: skip

    archive.ledger.commit(build)
    return view_of(archive, archive.state.copies[ident])


def _formats(names: Iterable[str]) -> tuple[CopyFormat, ...]:
    try:
        return tuple(dict.fromkeys(CopyFormat(name.lower()) for name in names))
    except ValueError:
        raise UsageError("Copies are made as md, txt or docx.") from None


# --- approve -------------------------------------------------------------------------------


def why_not_approve(archive: Archive, copy: CopyState) -> str:
    """Return why I may not approve a copy, "" when I may."""
    me = archive.myself.id
    if archive.is_for_one():
        ready = copy.prepared_at + archive.policy().second_reading_hours * 3600
        early = clock.seconds() < ready
        own: tuple[tuple[bool, str], ...] = (
            (early, f"the second reading of a vault for one opens at {iso(ready)}"),
        )
    else:
        own = (
            (me == copy.preparer, "its preparer does not approve it"),
            (me in authors_in(archive, copy), "an author in it does not approve it"),
        )
    reasons = (
        (not archive.may(Deed.APPROVE_COPY, copy.desk), "your role does not approve copies"),
        (me in copy.approvals, "you approved it already"),
        *own,
    )
    return next((why for holds, why in reasons if holds), "")


@use_case
def approve_copy(archive: Archive, copy_id: str) -> CopyView:
    """Rebuild the files, compare their bytes, recheck where my keys allow, and approve."""
    copy = find_copy(archive, copy_id)
    archive.need(Deed.APPROVE_COPY, copy.desk, "Your role does not approve copies.")
    refresh_if_able(archive, copy.desk)

    def build(writing: Writing) -> acts.Known:
        return acts.CopyApproved(
            member=writing.member, at=writing.now(), desk=copy.desk, copy=copy.id,
            file_hashes=copy.file_hashes, rechecked=_need_approvable(archive, copy),
            registry=writing.state.registry_version(copy.desk), rules=writing.state.rules_hash,
        )  # fmt: skip

    archive.ledger.commit(build)
    return view_of(archive, archive.state.copies[copy.id])


def _need_approvable(archive: Archive, copy: CopyState) -> bool:
    """Run every check of an approval; returns whether the files were rechecked."""
    if copy.receipt is not None:
        raise RefusedError("That copy left already.", ("COPY-02",))
    if why := why_not_approve(archive, copy):
        raise RefusedError(f"You cannot approve this copy: {why}.", ("COPY-01",))
    body = rebuilt(archive, copy)
    rechecked = can_recheck(archive, copy.desk)
    if rechecked:
        recheck_copy(archive, body)
    return rechecked


# --- release -------------------------------------------------------------------------------


@use_case
def release(archive: Archive, copy_id: str, folder: Path) -> list[Path]:
    """Write the approved files into a folder and seal the receipt; returns their paths.

    An editor's act: verdicts, rebuilt bytes and recheck are run once more, and again inside the
    transaction, since a colleague may stop the copy meanwhile. Files of a copy that left before
    are written again without a second receipt. Raises RefusedError with the rule.
    """
    copy = find_copy(archive, copy_id)
    archive.need(Deed.RELEASE_COPY, copy.desk, "An editor of the desk releases copies.")
    refresh_if_able(archive, copy.desk)
    body = _need_releasable(archive, copy)

    def record() -> None:
        if copy.receipt is None:
            _seal_receipt(archive, copy)

    return hand_out(folder, body.files, record)


def hand_out(folder: Path, files: tuple[CopyFile, ...], record: Callable[[], None]) -> list[Path]:
    """Write files beside their final names, have their leaving recorded, then name them.

    Nothing stays in the folder when `record` refuses.
    """
    written = _write_parts(folder, files)
    try:
        record()
    except BaseException:
        for part, _ in written:
            part.unlink(missing_ok=True)
        raise
    return _named(written)


def _need_releasable(archive: Archive, copy: CopyState) -> Copy:
    """Run every check of a release on the state of now; returns what may leave."""
    archive.need(Deed.RELEASE_COPY, copy.desk, "An editor of the desk releases copies.")
    if not can_recheck(archive, copy.desk):
        raise NoKeyError("A release rechecks the files, and your keys do not open the terms.")
    if _left_urgently(archive, copy):
        raise RefusedError(
            "That copy left as an urgent release: who completed it writes its files again "
            "(strongroom copy urgent complete).",
            ("COPY-02",),
        )
    if not copy.approvals:
        raise RefusedError("Nobody approved this copy yet.", ("COPY-05",))
    if copy.outcomes and copy.outcomes[-1][0] == CopyStatus.RECALLED:
        raise RefusedError("That copy was recalled.", ("COPY-06",))
    body = rebuilt(archive, copy)
    _need_cleared_editor(archive, copy)
    need_other_eyes(archive, copy)
    recheck_copy(archive, body)
    return body


def _left_urgently(archive: Archive, copy: CopyState) -> bool:
    found = archive.state.urgent.by_copy.get(copy.id)
    return found is not None and bool(found.release)


def _need_cleared_editor(archive: Archive, copy: CopyState) -> None:
    if not archive.policy().cleared_editor_approves:
        return
    cleared = [m for m in copy.approvals if m in copy.rechecked_by]
    if not cleared:
        raise RefusedError(
            "This vault's policy asks for the approval of an editor who reads the desk's terms.",
            ("COPY-07",),
        )


def _seal_receipt(archive: Archive, copy: CopyState) -> None:
    """Record the release: every check once more, on what all others wrote until this moment."""

    def build(writing: Writing) -> acts.Known:
        if copy.receipt is not None:
            raise RefusedError("Somebody released that copy just now.", ("COPY-02",))
        body = _need_releasable(archive, copy)
        approver = min(copy.approvals, key=lambda m: copy.approvals[m])
        unread = len(archive.state.desks) - len(readable_desks(archive))
        decided = Release(
            writing.state.rules_hash, writing.state.registry_version(copy.desk), writing.member,
            approver, str(archive.policy().preset), unread, clock.now(),
        )  # fmt: skip
        receipt = writing.seal(Part.REDACTED, copy.desk, build_receipt(body, decided))
        return acts.CopyReleased(
            member=writing.member, at=writing.now(), desk=copy.desk, copy=copy.id, receipt=receipt
        )

    archive.ledger.commit(build)


def _named(written: list[tuple[Path, Path]]) -> list[Path]:
    """Give the finished files their names; the copy has left, so trouble here asks for a repeat."""
    try:
        return [part.rename(final) for part, final in written]
    except OSError:
        _discard(written)
        raise UsageError(
            "The release is recorded, but the files could not be put into that folder. Release "
            "the copy again, into another one."
        ) from None


def _write_parts(folder: Path, files: tuple[CopyFile, ...]) -> list[tuple[Path, Path]]:
    """Write each file beside its final name, durably, 0600; returns (part, final) pairs."""
    written: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            final = _free_name(folder, file, [final for _, final in written])
            part = final.with_name(f".{final.name}.part")
            part.unlink(missing_ok=True)  # left by a crash, or planted to lead elsewhere
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            written.append((part, final))
            with os.fdopen(handle, "wb") as out:
                out.write(file.body)
                out.flush()
                os.fsync(out.fileno())
    except OSError as error:
        _discard(written)
        raise _write_refusal(error) from None
    return written


def _discard(written: list[tuple[Path, Path]]) -> None:
    """Remove what was written so far, as far as the disk lets us."""
    for part, _ in written:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write_refusal(error: OSError) -> NoSpaceError | UsageError:
    if error.errno in {28, 122}:  # ENOSPC, EDQUOT
        return NoSpaceError("The disk is full: no copy was written and nothing was released.")
    return UsageError("That folder cannot be written to; nothing was released.")


def _free_name(folder: Path, file: CopyFile, taken: list[Path]) -> Path:
    """Return a neutral name: no title, no id, nothing that leads back."""
    number = 1
    while True:
        name = f"copy-{number}-{file.language}.{file.format}"
        if not (folder / name).exists() and folder / name not in taken:
            return folder / name
        number += 1


# --- afterwards ----------------------------------------------------------------------------


@use_case
def outcome(  # noqa: PLR0913 - the fields of one form
    archive: Archive, copy_id: str, outcome: str, *, outlet: str = "", date: str = "",
    link: str = "", words: str = "", reason: str = "",
) -> CopyView:  # fmt: skip
    """Record that a released copy was printed, not used, or recalled."""
    copy = find_copy(archive, copy_id)
    archive.need(Deed.END_COPY, copy.desk)
    if outcome not in OUTCOMES:
        raise UsageError("A copy ends as printed, not used or recalled.")
    if copy.receipt is None:
        raise RefusedError("That copy has not left.", ("COPY-08",))
    if outcome == CopyStatus.PRINTED and not (outlet and date):
        raise MalformedError("Say where and when it was printed.", field="outlet")
    check_safe("outcome", outlet, date, link, words, reason)
    body = Outcome(copy.id, outcome, outlet, date, link, words, reason)

    def build(writing: Writing) -> acts.Known:
        name = writing.seal(Part.REDACTED, copy.desk, body)
        return acts.CopyEnded(
            member=writing.member, at=writing.now(), desk=copy.desk,
            copy=copy.id, outcome=str(outcome), body=name,
        )  # fmt: skip

    archive.ledger.commit(build)
    return view_of(archive, archive.state.copies[copy.id])


@use_case
def verify_file(archive: Archive, data: bytes) -> CopyView | None:
    """Return the released copy that a file is, byte for byte, or None."""
    wanted = file_hash(data)
    for copy in archive.state.copies.values():
        if copy.receipt is not None and wanted in copy.file_hashes:
            return view_of(archive, copy)
    return None


# --- views ---------------------------------------------------------------------------------


@use_case
def copy_view(archive: Archive, copy_id: str) -> CopyView:
    """Return one copy."""
    return view_of(archive, find_copy(archive, copy_id))


def copies_waiting_for_me(archive: Archive) -> tuple[CopyView, ...]:
    """Return the prepared copies that I may approve."""
    return tuple(
        view_of(archive, copy)
        for copy in archive.state.copies.values()
        if copy.receipt is None
        and not copy.approvals
        and archive.library.opened(copy.body, Copy) is not None
        and not _is_void(archive, copy)
        and not why_not_approve(archive, copy)
    )


def _is_void(archive: Archive, copy: CopyState) -> bool:
    """Tell whether something that the copy was made from changed, is held or was withdrawn."""
    story = archive.state.stories[copy.story]
    if not story.stands_alone(copy.story_object):
        return True
    picks = judged(archive, read_story(archive, story), clock.now().date())
    same = tuple(dict.fromkeys(j.rendition for j in picks)) == copy.renditions
    return not same or any(not agreement.may_leave(j.verdicts) for j in picks)


def _status(archive: Archive, copy: CopyState) -> CopyStatus:
    if copy.outcomes:
        return CopyStatus(copy.outcomes[-1][0])
    urgent = urgent_status(archive, copy)
    if copy.receipt is not None:
        return urgent or CopyStatus.RELEASED
    return CopyStatus.VOID if _is_void(archive, copy) else urgent or CopyStatus.PREPARED


def view_of(archive: Archive, copy: CopyState) -> CopyView:
    """Describe a copy to someone who may read the desk's redacted part."""
    body = archive.library.opened(copy.body, Copy)
    if body is None and copy.body not in archive.state.removed:
        raise NoKeyError
    files = body.files if body else ()  # none of a copy that was forgotten; its receipt stays
    story = archive.library.opened(copy.story_object, Story)
    status = _status(archive, copy)
    approve = why_not_approve(archive, copy)
    leave = _why_not_release(archive, copy, status)
    ended = "" if copy.receipt is not None else "it has not left"
    answers = {"approve": approve, "release": leave, "outcome": ended}
    if copy.receipt is not None or status is CopyStatus.VOID:
        answers["approve"] = "it left already" if copy.receipt is not None else "it is void"
    approver = min(copy.approvals, key=lambda m: copy.approvals[m]) if copy.approvals else None
    return CopyView(
        id=copy.id.hex(), story=copy.story.hex(), story_title=story.title if story else "",
        status=str(status), preparer=archive.library.member_name(copy.preparer),
        approver=archive.library.member_name(approver) if approver else "",
        files=tuple(_file_view(f) for f in files), rechecked=bool(copy.rechecked_by),
        survivors=count_survivors(archive, map(_text, files), story),
        desks_not_checked=len(archive.state.desks) - len(readable_desks(archive)),
        may=tuple(a for a, why in answers.items() if not why),
        why_not=tuple((a, why) for a, why in answers.items() if why),
        outcomes=tuple(f"{what} {iso(at)}" for what, _, at in copy.outcomes),
        urgent=urgent_view(archive, copy),
    )  # fmt: skip


def _why_not_release(archive: Archive, copy: CopyState, status: CopyStatus) -> str:
    if not archive.may(Deed.RELEASE_COPY, copy.desk):
        return "an editor of the desk releases copies"
    if status is CopyStatus.VOID:
        return "it is void: something that it was made from changed"
    if _left_urgently(archive, copy):
        return "it left as an urgent release; who completed it writes its files again"
    if not copy.approvals and status is CopyStatus.ANNOUNCED:
        return "nobody approved it; as an urgent release it is completed by command"
    return "" if copy.approvals else "nobody approved it yet"


def _text(file: CopyFile) -> str:
    return read_finished(file.body, file.format).joined()


def _file_view(file: CopyFile) -> FileView:
    shown = file.body.decode("utf-8") if file.format in _TEXT_FORMATS else _text(file)
    return FileView(file.format, file.language, len(file.body), file_hash(file.body).hex(), shown)
