"""Stories: what a copy is made for, and the verdicts on every quote picked for it.

Preparing, approving and releasing the copy itself is `releasing`, offered here too.
"""

from __future__ import annotations

import msgspec

from vault import acts, agreement
from vault.archive import clock
from vault.archive.building import find_copy
from vault.archive.checking import check_language, check_safe
from vault.archive.drafting import find_desk
from vault.archive.library import iso
from vault.archive.naming import one
from vault.archive.rechecking import recheck_file
from vault.archive.releasing import (
    approve_copy,
    copies_waiting_for_me,
    copy_view,
    outcome,
    prepare,
    release,
    verify_file,
    view_of,
)
from vault.archive.session import Archive, use_case
from vault.archive.showing import find_interview
from vault.archive.verdicts import judged, read_story
from vault.archive.views import PickView, StandingView, StoryView, VerdictView
from vault.archive.writing import Writing
from vault.drafts import StoryDraft
from vault.errors import MalformedError, NoKeyError, RefusedError, UsageError
from vault.journal.state import StoryState, StoryVersion
from vault.model import DeskId, ObjectHash, Part, Pick, Story, StoryId, new_id
from vault.roles import Deed

__all__ = [
    "StoryDraft", "approve_copy", "copies_waiting_for_me", "copy_view", "find_copy", "outcome",
    "pick_story", "prepare", "recheck_file", "release", "save_story", "stories", "story",
    "verify_file",
]  # fmt: skip


def find_story(archive: Archive, given: str) -> StoryState:
    """Return the story meant, by title or id, among those that my keys open."""
    known = [
        (bytes(s.id), opened.title)
        for s in archive.state.stories.values()
        if (opened := archive.library.opened(s.body, Story)) is not None
    ]
    return archive.state.stories[StoryId(one(known, given, "story"))]


@use_case
def save_story(archive: Archive, draft: StoryDraft, story_id: str = "") -> StoryView:
    """Write a story, or a new version of one; copies prepared from an older version are void.

    It builds on the versions that the draft names, or else on the one that stands. Where somebody
    else wrote another version meanwhile, both stand until one is picked or made of them. Raises
    RefusedError while two stand and the draft does not say which it builds on.
    """
    known = find_story(archive, story_id) if story_id else None
    desk = known.desk if known else find_desk(archive, draft.desk, Deed.EDIT_STORY)
    archive.need(Deed.EDIT_STORY, desk)
    _check(draft)
    picks = tuple(_pick(archive, desk, pick) for pick in draft.picks)
    ident = known.id if known else StoryId(new_id())

    def build(writing: Writing) -> acts.Known:
        latest = writing.state.stories.get(ident, StoryState(ident, desk))
        version = latest.next_version()
        body = Story(
            story=ident, version=version, title=draft.title.strip(), outlet=draft.outlet,
            purpose=draft.purpose, languages=draft.languages, picks=picks, intro=draft.intro,
        )  # fmt: skip
        return acts.StorySaved(
            member=writing.member, at=writing.now(), desk=desk, story=ident, version=version,
            body=writing.seal(Part.REDACTED, desk, body), parents=_parents(latest, draft.based_on),
        )  # fmt: skip

    archive.ledger.commit(build)
    return _view(archive, archive.state.stories[ident])


def _parents(latest: StoryState, based_on: tuple[str, ...]) -> tuple[ObjectHash, ...]:
    """Return the versions that a new one builds on: those that were read, or all that stand."""
    named = tuple(body for body in latest.versions if body.hex() in based_on)
    standing = tuple(v.body for v in latest.standing())
    if len(standing) > 1 and not named:
        raise RefusedError(
            "Two versions of this story stand: pick one, or name in based_on what you replace.",
            ("VER-04",),
        )
    return named or standing


@use_case
def pick_story(archive: Archive, given: str, version: str) -> StoryView:
    """Let one of a story's standing versions stand alone: one with its words replaces them all.

    Raises RefusedError unless two stand, UsageError when none of them is meant.
    """
    state = find_story(archive, given)
    archive.need(Deed.EDIT_STORY, state.desk)
    standing = {bytes(v.body): v for v in state.standing()}
    if len(standing) < 2:
        raise RefusedError("One version of this story stands; there is none to pick.", ("VER-03",))
    chosen = standing[one(((body, "") for body in standing), version, "version")]
    story_body = archive.ledger.read(chosen.body, Story)

    def build(writing: Writing) -> acts.Known:
        number = writing.state.stories[state.id].next_version()
        again = msgspec.structs.replace(story_body, version=number)
        return acts.StorySaved(
            member=writing.member, at=writing.now(), desk=state.desk, story=state.id,
            version=number, body=writing.seal(Part.REDACTED, state.desk, again),
            parents=tuple(v.body for v in standing.values()),
        )  # fmt: skip

    archive.ledger.commit(build)
    return _view(archive, archive.state.stories[state.id])


def _standing(archive: Archive, version: StoryVersion) -> StandingView:
    body = archive.library.opened(version.body, Story)
    author = archive.library.member_name(version.author)
    title = body.title if body else ""
    return StandingView(version.body.hex(), version.version, author, iso(version.at), title)


def _check(draft: StoryDraft) -> None:
    if not draft.title.strip():
        raise MalformedError("A story needs a working title.", field="title")
    if not draft.languages:
        raise MalformedError("A story needs a language.", field="languages")
    for field, text in (("title", draft.title), ("outlet", draft.outlet), ("intro", draft.intro)):
        check_safe(field, text)
    for tag in draft.languages:
        check_language(tag, "languages")


def _pick(archive: Archive, desk: DeskId, given: tuple[str, str, str]) -> Pick:
    interview, quote, language = given
    state = find_interview(archive, interview)
    if state.desk != desk:
        raise RefusedError("A story takes quotes from interviews of one desk.", ("STORY-01",))
    rendered = archive.library.rendition(state)
    if rendered is None:
        raise RefusedError("That interview has no rendition yet: mark it first.", ("STORY-02",))
    quotes = {q.id: q for q in rendered[1].quotes}
    if quote not in quotes or language not in {t.language for t in quotes[quote].texts}:
        raise UsageError("There is no such quote, or not in that language.")
    return Pick(state.id, quote, language)


@use_case
def stories(archive: Archive) -> list[StoryView]:
    """Return the stories that my keys open, newest first."""
    known = sorted(archive.state.stories.values(), key=lambda s: -s.at)
    return [_view(archive, s) for s in known if archive.library.opened(s.body, Story) is not None]


@use_case
def story(archive: Archive, given: str) -> StoryView:
    """Return one story with its verdicts."""
    return _view(archive, find_story(archive, given))


def _view(archive: Archive, state: StoryState) -> StoryView:
    body = archive.library.opened(state.body, Story)
    if body is None:
        raise NoKeyError
    picks = tuple(
        PickView(
            interview=j.pick.interview.hex(), quote=j.pick.quote, language=j.pick.language,
            codename=j.codename, text=j.text, attribution=j.line,
            verdicts=tuple(
                VerdictView(v.rule, v.allowed, v.sentence, v.needs) for v in j.verdicts
            ),
            may_leave=agreement.may_leave(j.verdicts),
        )
        for j in judged(archive, read_story(archive, state), clock.now().date())
    )  # fmt: skip
    copies = [c for c in archive.state.copies.values() if c.story == state.id]
    newest = sorted(copies, key=lambda c: -c.prepared_at)
    return StoryView(
        id=state.id.hex(), desk=archive.library.desk_name(state.desk), title=body.title,
        outlet=body.outlet, purpose=str(body.purpose), languages=body.languages,
        intro=body.intro, picks=picks, copies=tuple(view_of(archive, c) for c in newest),
        standing=tuple(_standing(archive, version) for version in state.standing()),
        may_prepare=len(state.standing()) == 1
        and bool(picks) and all(p.may_leave for p in picks)
        and archive.may(Deed.PREPARE_COPY, state.desk),
    )  # fmt: skip
