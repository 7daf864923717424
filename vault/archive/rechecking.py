"""Reading finished files again: confirmed terms that survive, words that differ, what hides beside.

A check that cannot run refuses. Preparing and releasing copies is `releasing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vault import agreement
from vault.archive import clock
from vault.archive.comparing import told_by
from vault.archive.session import Archive, use_case
from vault.archive.verdicts import judged, read_story
from vault.archive.views import RecheckView, SurvivorView
from vault.errors import NoKeyError, NotPermittedError, RefusedError, SealError
from vault.ingest.finished import FinishedText, read_finished
from vault.model import Copy, CopyFile, DeskId, Part, Story
from vault.redact.comparison import Undone, is_kept, undone
from vault.redact.recheck import Survivor, compare_quotes, recheck
from vault.text import counted

_TERMS_DAMAGED = "A file of confirmed terms is damaged: no recheck can run."


def readable_desks(archive: Archive) -> list[DeskId]:
    """Return the desks whose terms I read."""
    return [d for d in archive.state.desks if archive.library.reads(d, Part.SECURITY)]


def survivors_in(archive: Archive, text: str) -> list[tuple[DeskId, Survivor]]:
    """Recheck a text against the terms of every desk that I read."""
    return [
        (desk, found)
        for desk in readable_desks(archive)
        for found in recheck(text, archive.library.registry(desk))
    ]


def count_survivors(archive: Archive, texts: Iterable[str], story: Story | None) -> int:
    """Count what survives in the files of a copy, what decisions keep left out."""
    found = [(text, each) for text in texts for _, each in survivors_in(archive, text)]
    if story is None or all(each.sure for _, each in found):
        return len(found)
    kept = told_by(archive, story).kept
    return sum(_counts(text, each, kept) for text, each in found)


def _counts(text: str, found: Survivor, kept: frozenset[str]) -> bool:
    """Tell whether to report: what only may be a term passes where a decision keeps its words."""
    return found.sure or not is_kept(text[found.start : found.end], kept)


def need_whole_registries(archive: Archive) -> None:
    """Refuse when a file of terms of any desk that I read is damaged: the check has not run."""
    if not all(map(archive.library.registry_is_whole, readable_desks(archive))):
        raise SealError(_TERMS_DAMAGED)


def recheck_copy(archive: Archive, copy: Copy) -> None:
    """Recheck the files of a copy against the story that it was made from."""
    story = archive.library.opened(copy.story_object, Story)
    if story is None:
        raise NoKeyError
    recheck_files(archive, copy.files, story)


def recheck_files(archive: Archive, files: Iterable[CopyFile], story: Story) -> None:
    """Read each finished file again; refuse when a term survives or anything hides in it.

    Also when a place of the file prints what another hides (`redact.comparison`).
    """
    need_whole_registries(archive)
    told = told_by(archive, story)
    for file in files:
        found = read_finished(file.body, file.format)
        text = found.joined()
        count = sum(_counts(text, each, told.kept) for _, each in survivors_in(archive, text))
        if count:
            survive = counted(count, "confirmed term survives", "confirmed terms survive")
            raise RefusedError(
                f"{survive} in the finished {file.format} file; decide in the interview, then "
                "prepare again.",
                ("RECHECK-01",),
            )
        if found.residue:
            raise RefusedError("The finished file holds more than its words.", ("RECHECK-02",))
        count = len(undone(text, told.hidden, told.kept))
        if count:
            raise RefusedError(
                f"In {count} places the finished {file.format} file prints words that a quote in "
                "it hides: change the title or the introduction, or decide those words alike.",
                ("RECHECK-03",),
            )


def can_recheck(archive: Archive, desk: DeskId) -> bool:
    """Tell whether this client reads the desk's terms; a damaged file of terms refuses."""
    if not archive.library.reads(desk, Part.SECURITY):
        return False
    if not archive.library.registry_is_whole(desk):
        raise SealError(_TERMS_DAMAGED)
    return True


@use_case
def recheck_file(archive: Archive, name: str, data: bytes, story_id: str) -> RecheckView:
    """Read a finished article: surviving terms, quotes that differ, quotes never approved.

    A picked quote that may not leave (not approved, stale, held, withdrawn) counts as a stranger.
    """
    from vault.archive.stories import find_story

    story = find_story(archive, story_id)
    if not readable_desks(archive):
        raise NotPermittedError("A recheck needs the desk's terms, and your keys do not open them.")
    need_whole_registries(archive)
    found = read_finished(data, Path(name).suffix or "txt")
    text = found.joined()
    body = read_story(archive, story)
    picks = judged(archive, body, clock.now().date())
    may_leave = [j for j in picks if agreement.may_leave(j.verdicts)]
    compared = compare_quotes(
        text, [(f"{j.pick.quote} ({j.pick.language})", j.text) for j in may_leave]
    )
    unread = len(archive.state.desks) - len(readable_desks(archive))
    told = told_by(archive, body)
    survivors = (
        *(
            _survivor(archive, found, each)
            for each in survivors_in(archive, text) if _counts(text, each[1], told.kept)
        ),
        *(_undone(found, each) for each in undone(text, told.hidden, told.kept)),
    )  # fmt: skip
    differing = tuple(f"{n.quote}: {found.place_at(n.start)}" for n in compared.changed)
    unapproved = tuple(text[p.start : p.end] for p in compared.unapproved)
    metadata = tuple(f"{r.kind}: {r.place}" for r in found.residue)
    return RecheckView(
        survivors, differing, unapproved, metadata, unread,
        not (survivors or differing or unapproved or metadata),
    )  # fmt: skip


def _survivor(archive: Archive, found: FinishedText, each: tuple[DeskId, Survivor]) -> SurvivorView:
    desk, survivor = each
    entries = {e.id: e for e in archive.library.registry(desk).entries}
    term = entries[survivor.entry].term
    place = found.place_at(survivor.start)
    return SurvivorView(str(term.kind), place, survivor.start, survivor.end, term.words)


def _undone(found: FinishedText, each: Undone) -> SurvivorView:
    return SurvivorView(
        str(each.kind), found.place_at(each.start), each.start, each.end, each.words
    )
