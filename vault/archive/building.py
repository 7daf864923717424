"""Finished files built from a story, always the same, and the checks that hold for every copy.

What a quote may do is `verdicts`; who approves and what leaves is `releasing` and `urgent`.
"""

from __future__ import annotations

from collections.abc import Iterable

from vault import agreement
from vault.archive import clock
from vault.archive.authorship import wrote_words
from vault.archive.naming import one
from vault.archive.refreshing import can_render, refresh
from vault.archive.session import Archive
from vault.archive.verdicts import Judged, judged, read_story
from vault.copies.receipt import file_hash
from vault.copies.render import render
from vault.copies.source import CopyFormat, CopyQuote, CopySource
from vault.errors import NoKeyError, RefusedError
from vault.journal.state import CopyState, StoryState
from vault.model import Copy, CopyFile, CopyId, DeskId, MemberId, Story


def build_files(
    story: Story, picks: tuple[Judged, ...], formats: Iterable[CopyFormat]
) -> tuple[CopyFile, ...]:
    """Render a story's picks into finished files, one per language and format; always the same."""
    kinds = tuple(formats)
    files = []
    for language in story.languages:
        mine = [j for j in picks if j.pick.language == language]
        if not mine:
            continue
        quotes = tuple(CopyQuote(j.text, j.line, j.paraphrase, language) for j in mine)
        source = CopySource(story.title, language, quotes, story.intro)
        files += [CopyFile(str(kind), language, render(source, kind)) for kind in kinds]
    return tuple(files)


def need_verdicts(archive: Archive, story: StoryState) -> tuple[Story, tuple[Judged, ...]]:
    """Return a story's picks when every one may leave; raises RefusedError with the rules."""
    body = read_story(archive, story)
    if not story.stands_alone(story.body):
        raise RefusedError("Two versions of this story stand: pick one first.", ("STORY-06",))
    return body, _picks_that_leave(archive, body)


def _picks_that_leave(archive: Archive, body: Story) -> tuple[Judged, ...]:
    picks = judged(archive, body, clock.now().date())
    if not picks:
        raise RefusedError("The story has no quotes yet.", ("STORY-04",))
    refused = [v for j in picks for v in agreement.refusals(j.verdicts)]
    if refused:
        rules = tuple(dict.fromkeys(v.rule for v in refused))
        raise RefusedError(f"{refused[0].sentence} ({', '.join(rules)})", rules)
    left_out = {j.pick.language for j in picks} - set(body.languages)
    if left_out:
        raise RefusedError("A picked quote is in a language that the story lacks.", ("STORY-05",))
    return picks


def refresh_if_able(archive: Archive, desk: DeskId) -> None:
    """Bring a desk's renditions up to date, where this client may."""
    if can_render(archive, desk):
        refresh(archive, desk)


def find_copy(archive: Archive, given: str) -> CopyState:
    """Return the copy meant, by id."""
    known = [(bytes(c.id), "") for c in archive.state.copies.values()]
    return archive.state.copies[CopyId(one(known, given, "copy"))]


def authors_in(archive: Archive, copy: CopyState) -> set[MemberId]:
    """Return everyone who wrote words of an interview that a copy prints."""
    interviews = archive.state.interviews.values()
    return {
        author
        for i in interviews
        if any(r.redacted in copy.renditions for r in i.renditions)
        for author in i.authors()
    }


def rebuilt(archive: Archive, copy: CopyState) -> Copy:
    """Build the copy again from the renditions of now; refuse when a byte differs."""
    story = archive.state.stories[copy.story]
    if not story.stands_alone(copy.story_object):
        raise RefusedError("The story changed after this copy was prepared.", ("COPY-03",))
    return built_again(archive, copy)


def built_again(archive: Archive, copy: CopyState) -> Copy:
    """Build the copy again from its own version of the story, whichever stands by now.

    Raises RefusedError for a quote that may not leave now, and for a byte that differs.
    """
    body = archive.library.opened(copy.story_object, Story)
    if body is None:
        raise NoKeyError
    picks = _picks_that_leave(archive, body)
    sealed = archive.ledger.read(copy.body, Copy)
    renditions = tuple(dict.fromkeys(j.rendition for j in picks))
    formats = dict.fromkeys(CopyFormat(f.format) for f in sealed.files)
    again = build_files(body, picks, formats)
    hashes = tuple(file_hash(f.body) for f in again)
    built = Copy(copy.id, copy.story, copy.story_object, renditions, again, copy.preparer)
    if sealed != built or (hashes, renditions) != (copy.file_hashes, copy.renditions):
        raise RefusedError(
            "Built again, the files come out differently: prepare a new copy.", ("COPY-04",)
        )
    return sealed


def need_other_eyes(archive: Archive, copy: CopyState) -> None:
    """Compare versions: an approver who in fact wrote words of an interview approved nothing."""
    if archive.is_for_one():
        return
    for interview in archive.state.interviews.values():
        used = {r.redacted for r in interview.renditions} & set(copy.renditions)
        approvers = {
            r.member for r in interview.reviews if r.rendition in used and r.verdict == "approve"
        }
        approvers |= copy.approvals.keys() if used else set()
        if any(wrote_words(archive, interview, member) for member in approvers):
            raise RefusedError("Somebody approved their own words in this copy.", ("COPY-09",))
