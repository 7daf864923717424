"""The fictional newsroom, built through the same use cases that people use, step by step.

The newsroom itself is data that comes in; nothing here knows a name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from vault.archive import (
    granting,
    interviews,
    marking,
    members,
    newcomers,
    persons,
    review,
    stories,
)
from vault.archive.directory import find_member
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.marking import ProposalView
from vault.archive.session import Archive, unlock
from vault.archive.views import CopyView, StoryView
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import DecisionRequest, MatchRequest
from vault.errors import MalformedError
from vault.ingest.rows import read_one
from vault.model import Action, Confidence, PersonKind, PolicyPreset, Preset, Purpose, SpanKind
from vault.text import counted

Narrate = Callable[[str], None]
MARKED_STAGES = frozenset({"in review", "returned", "approved", "printed", "held"})
APPROVED_STAGES = frozenset({"approved", "printed", "held"})
_OUTSIDE_A_DRAFT = frozenset({"author", "stage", "remark"})
_GENERALISED = frozenset({SpanKind.AGE, SpanKind.DATE, SpanKind.KINSHIP, SpanKind.PLACE})


@dataclass(frozen=True, repr=False)
class DemoView:
    """Where the demo is, and (name, preset, passphrase) of its members."""

    vault: Path
    members: tuple[tuple[str, str, bytes], ...]
    copies: tuple[Path, ...] = ()


@dataclass(repr=False)
class _Newsroom:
    """The demo in the making."""

    data: dict[str, Any]
    vault: Path
    home: Home
    narrate: Narrate
    passphrases: dict[str, bytes] = field(default_factory=dict)
    open: dict[str, Archive] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    copies: list[Path] = field(default_factory=list)
    has_told: bool = False

    def member(self, preset: str) -> Archive:
        """Return the open archive of the first member with a preset."""
        return self.open[next(m["name"] for m in self.data["members"] if m["preset"] == preset)]

    def unlock(self, name: str) -> Archive:
        """Unlock as a member, and keep the archive open until the demo is built."""
        self.open[name] = unlock(self.vault, self.home, self.passphrases[name])
        return self.open[name]


def build_demo(newsroom: bytes, folder: Path, home: Home, narrate: Narrate) -> DemoView:
    """Build the vault in `folder` and release its stories into `folder/copies`.

    The key derivation is at its floor, since these passphrases protect nothing.
    """
    data = json.loads(newsroom)
    room = _Newsroom(data, folder / "demo.strongroom", home, narrate)
    try:
        _people(room)
        _interviews(room)
        _reviews(room)
        for given in data["stories"]:
            _story(room, given, folder / "copies")
        _holds(room)
        for archive in room.open.values():
            newcomers.dismiss(archive)  # who looks around first is greeted by no notices
    finally:
        for archive in room.open.values():
            archive.close()
    listed = tuple(
        (m["name"], str(m["preset"]), room.passphrases[m["name"]]) for m in data["members"]
    )
    return DemoView(room.vault, listed, tuple(room.copies))


# --- people --------------------------------------------------------------------------------


def _people(room: _Newsroom) -> None:
    """Found, invite, join, admit, grant: the founder hands administration to the admin."""
    data = room.data
    founder = next(m for m in data["members"] if m["preset"] == Preset.EDITOR)["name"]
    desks = [desk["name"] for desk in data["desks"]]
    request = FoundingRequest(founder, desks[0], PolicyPreset.SMALL_DESK, None, KDF_FLOOR)
    room.passphrases[founder] = found_vault(room.vault, room.home, request).passphrase
    editor = room.unlock(founder)
    room.narrate("init: an editor founds the vault and its first desk.")
    for desk in desks[1:]:
        members.add_desk(editor, desk)
    admin_name = next(m for m in data["members"] if m["preset"] == Preset.ADMIN)["name"]
    for given in sorted(data["members"], key=lambda m: m["name"] != admin_name):
        if given["name"] != founder:
            _join(room, editor if given["name"] == admin_name else room.open[admin_name], given)
    admin = room.open[admin_name]
    members.change_roles(admin, find_member(admin, founder).id.hex(), "", None)
    room.narrate(
        "members: joined with one-time codes, admitted by the admin, safety words compared."
    )
    for wanted in granting.grants_wanted(editor):
        granting.grant(editor, wanted.member_id, wanted.desk_id, compared=True)
    room.narrate("grants: the editor gives each reader the keys of their role, and no others.")


def _join(room: _Newsroom, admin: Archive, given: dict[str, Any]) -> None:
    code = members.add_member(admin, given["name"], Preset(given["preset"]), given["desks"])
    joined = members.join(room.vault, room.home, code, None, KDF_FLOOR)
    room.passphrases[given["name"]] = joined.passphrase
    for request in members.pending(admin):
        if request.safety_words == joined.safety_words:
            members.admit(admin, request.id, compared=True)
    room.unlock(given["name"])


# --- interviews ----------------------------------------------------------------------------


def _interviews(room: _Newsroom) -> None:
    known = {person["codename"]: person for person in room.data["persons"]}
    seen: set[str] = set()
    for given in room.data["interviews"]:
        archive = room.open[given["author"]]
        row = {name: value for name, value in given.items() if name not in _OUTSIDE_A_DRAFT}
        person = known[given["person"]]
        if given["person"] not in seen:
            row["terms"] = person["terms"]
        logged = interviews.log(archive, read_one(json.dumps(row).encode("utf-8")))
        room.ids[given["title"]] = logged.id
        if given["person"] not in seen:
            _person(archive, person)
        seen.add(given["person"])
        if given["stage"] in MARKED_STAGES:
            _mark(archive, logged.id)
    editor = room.member(Preset.EDITOR)
    for codename, person in known.items():
        if codename not in seen:
            _unheard(editor, person)
    review.refresh_renditions(editor)
    count = len(room.data["interviews"])
    room.narrate(f"log: {counted(count, 'interview')} sealed at once, as unmarked.")
    room.narrate("redact: names confirmed as terms, proposals decided, redacted parts made.")


def _person(archive: Archive, person: dict[str, Any]) -> None:
    if person["kind"] != PersonKind.SOURCE:
        persons.set_card(
            archive, person["codename"], person["codename"], PersonKind(person["kind"])
        )
    if person["circumstances"]:
        persons.set_circumstances(archive, person["codename"], person["circumstances"])


def _unheard(archive: Archive, person: dict[str, Any]) -> None:
    """Protect somebody who gave no interview: a card, terms, circumstances."""
    kind = PersonKind(person["kind"])
    persons.add_person(archive, person["desk"], person["codename"], kind)
    row = {"quotes": ["-"], "terms": person["terms"]}
    terms = read_one(json.dumps(row).encode("utf-8")).terms
    if terms:
        persons.add_terms(archive, person["codename"], terms)
    _person(archive, person)


def _mark(archive: Archive, interview: str) -> None:
    """Decide every proposal, answer every translation, finish marking."""
    decisions = [_decision(p) for p in interviews.proposals(archive, interview)]
    if decisions:
        marking.decide(archive, interview, decisions)
    waiting = interviews.unmatched(archive, interview)
    if waiting:
        answers = (MatchRequest(w.quote, w.language, w.start, w.other_language) for w in waiting)
        marking.match(archive, interview, answers)
    marking.mark(archive, interview)


def _decision(proposal: ProposalView) -> DecisionRequest:
    kind = SpanKind(proposal.span.kind)
    action = Action.MASK
    if proposal.span.confidence == Confidence.POSSIBLE or kind is SpanKind.COUNT:
        action = Action.KEEP
    elif kind in _GENERALISED:
        action = Action.GENERALISE
    span = proposal.span
    return DecisionRequest(proposal.quote, proposal.language, span.start, span.end, action, kind)


# --- reviews, stories ----------------------------------------------------------------------


def _reviews(room: _Newsroom) -> None:
    reviewer = room.member(Preset.REVIEWER)
    for given in room.data["interviews"]:
        interview, remark = room.ids[given["title"]], given.get("remark") or ""
        if given["stage"] in APPROVED_STAGES:
            shown = interviews.show(reviewer, interview)
            review.approve(reviewer, interview, shown.rendition)
        if given["stage"] == "returned":
            shown = interviews.show(reviewer, interview)
            review.send_back(reviewer, interview, shown.rendition, remark or "Please look again.")
        elif given["stage"] == "approved" and remark:
            review.remark(
                reviewer, interview, interviews.show(reviewer, interview).rendition, remark
            )
    room.narrate("review: a reviewer who holds no key to the originals approved or returned them.")


def _holds(room: _Newsroom) -> None:
    """Hold last: a hold stops every copy about the person."""
    for given in room.data["interviews"]:
        if given["stage"] == "held":
            reason = given.get("remark") or "Wait."
            review.hold(room.member(Preset.EDITOR), room.ids[given["title"]], reason)
            room.narrate("hold: one voice stops every copy about a person; lifting it takes two.")


def _story(room: _Newsroom, given: dict[str, Any], folder: Path) -> None:
    editor, reviewer = room.member(Preset.EDITOR), room.member(Preset.REVIEWER)
    draft = stories.StoryDraft(
        title=given["title"], desk=given["desk"], outlet=given["outlet"],
        purpose=Purpose(given["purpose"]), languages=tuple(given["languages"]),
        intro=given["intro"], picks=tuple(_pick(room, editor, pick) for pick in given["picks"]),
    )  # fmt: skip
    story = stories.save_story(editor, draft)
    copy = stories.prepare(editor, story.id)
    if given["outcome"] == "prepared":
        room.narrate("prepare: a copy is rendered and rechecked; it waits for a second person.")
        return
    stories.approve_copy(reviewer, copy.id)
    room.copies += stories.release(editor, copy.id, folder)
    _printed(editor, copy, given)
    _tell_one(room, story)
    room.narrate("release: rebuilt, compared byte by byte, rechecked; the receipt stays sealed.")


def _tell_one(room: _Newsroom, story: StoryView) -> None:
    """Tell one quote's way, once: as it was said, as a reviewer saw it, as it was printed."""
    for pick in () if room.has_told else story.picks:
        shown = interviews.show(room.member(Preset.EDITOR), pick.interview)
        quote = next(quote for quote in shown.quotes if quote.id == pick.quote)
        text = next(text for text in quote.texts if text.language == pick.language)
        if text.words is not None and text.words != text.publication:
            room.narrate(f"  one quote, as it was said: {text.words}")
            room.narrate(f"  as the reviewer saw it:    {text.review}")
            room.narrate(f"  as it was printed:         {text.publication}")
            room.narrate(f"  under the line agreed:     {pick.attribution}")
            room.has_told = True
            return


def _pick(room: _Newsroom, archive: Archive, pick: dict[str, Any]) -> tuple[str, str, str]:
    interview = room.ids[pick["interview"]]
    quotes = interviews.show(archive, interview).quotes
    if not 0 <= pick["quote"] < len(quotes):
        raise MalformedError("The demo's story names a quote that is not there.", field="picks")
    return interview, quotes[pick["quote"]].id, pick["language"]


def _printed(editor: Archive, copy: CopyView, given: dict[str, Any]) -> None:
    if given["outcome"] == "printed":
        where = msgspec.convert(given["printed"], dict[str, str])
        stories.outcome(
            editor, copy.id, "printed",
            outlet=where["outlet"], date=where["date"], link=where["link"],
        )  # fmt: skip
