"""A newsroom to be seized: two desks, everybody at their own computer, a canary in every place.

Everything is done as people do it. What a seizure is expected to give stands beside the tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.archive import desk, fielding, handing, offices
from tests.archive.fielding import FieldOffice
from tests.archive.offices import Office
from tests.hostile.canaries import Canaries
from vault.archive import (
    additions,
    asking,
    attachments,
    backup,
    carriers,
    custody,
    field_desk,
    field_drafts,
    governing,
    granting,
    handing_in,
    identities,
    interviews,
    leaving,
    marking,
    opening,
    recovery,
    review,
    stories,
)
from vault.archive.session import Archive
from vault.drafts import InterviewDraft, QuoteDraft
from vault.model import Action, Preset, SpanKind, Term

FOUNDER, EDITOR, STAFF = offices.ADMIN, offices.EDITOR, offices.REPORTER
REPORTER, REVIEWER, AUDITOR = "Edda Krogh", "Milo Santangelo", "Rosalind Achterberg"
CUSTODIANS = ("한소율", "Piet Vanhove", "Amara Diallo")
ADMIN, LEAVER, FIELD = "Benedikt Hofer", "Ingrid Salo", fielding.FIELD
DESK, OTHER_DESK = offices.DESK, "Quay desk"
MEMBERS = {
    REPORTER: Preset.REPORTER, REVIEWER: Preset.REVIEWER, AUDITOR: Preset.GUARDIAN,
    **dict.fromkeys(CUSTODIANS, Preset.GUARDIAN), ADMIN: Preset.ADMIN, LEAVER: Preset.EDITOR,
}  # fmt: skip
REMARK = "remark to a reporter"
EVERYBODY = (FOUNDER, EDITOR, STAFF, *MEMBERS)


@dataclass
class Newsroom:
    """Computers by their owners' names, files that are on their way, and what was planted."""

    folder: Path
    at: dict[str, Office]
    canaries: Canaries = field(default_factory=Canaries)
    afield: FieldOffice | None = None
    logged: dict[str, str] = field(default_factory=dict)  # author -> their first interview
    earlier: dict[str, Office] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    shares: tuple[str, ...] = ()
    before_leaving: frozenset[bytes] = frozenset()

    def open(self, name: str) -> Archive:
        return self.at[name].open()

    def pass_on(self, sender: str, *receivers: str) -> None:
        """Carry everything over, and leave no packet lying about."""
        handing.passed(self.at[sender], *(self.at[name] for name in receivers), whole=True)

    def collect(self, *senders: str) -> None:
        """Bring what some wrote to the editor."""
        for name in senders:
            self.pass_on(name, EDITOR)

    def spread(self) -> None:
        """Bring what the editor has to everybody."""
        self.pass_on(EDITOR, *(name for name in self.at if name != EDITOR))

    def keep(self, name: str, label: str) -> None:
        """Keep a computer as it is now, locked."""
        office = self.at[name]
        office.close()
        folder = self.folder / "earlier" / label
        shutil.copytree(office.folder, folder)
        self.earlier[label] = Office(name, folder, office.passphrase, office.sheet)


def build(built: offices.Offices, folder: Path) -> Newsroom:
    """Let everybody in, work on two desks, let one leave; every computer is locked at the end."""
    rooms = built.copied(folder / "rooms")
    room = Newsroom(folder, {o.name: o for o in rooms.all()})
    _let_in(room)
    _write(room)
    _publish(room)
    _seal_identities(room)
    _go_to_the_field(room)
    _leave(room)
    _last_words(room)
    for office in room.at.values():
        office.close()
    room.canaries.name(EVERYBODY, "", "", "name of a member", "roster")
    room.canaries.name((DESK, OTHER_DESK), "", "", "name of a desk", "roster")
    room.canaries.name((FIELD,), "", "", "name of a field reporter", "roster")
    return room


def _let_in(room: Newsroom) -> None:
    founder = room.at[FOUNDER]
    for name, preset in MEMBERS.items():
        room.at[name] = Office(name, founder.folder.parent / name.split()[0])
        offices.let_in(founder, room.at[name], preset)
    governing.add_desk(founder.open(), OTHER_DESK)
    room.pass_on(FOUNDER, EDITOR)
    for wanted in granting.grants_wanted(room.open(EDITOR)):
        granting.grant(room.open(EDITOR), wanted.member_id, wanted.desk_id, compared=True)
    room.pass_on(EDITOR, FOUNDER)
    proposed = custody.propose(founder.open(), DESK, list(CUSTODIANS), 2)
    room.pass_on(FOUNDER, EDITOR)
    custody.confirm(room.open(EDITOR), proposed.id)
    room.pass_on(EDITOR, FOUNDER, STAFF, REPORTER, REVIEWER, LEAVER)


# --- words -----------------------------------------------------------------------------------


def said(plants: Canaries, author: str, place: str, era: str = "") -> InterviewDraft:
    """Return an interview of which every field has a word of its own."""

    def plant(what: str, *parts: str) -> str:
        return plants.plant(author, place, era + what, *parts)

    term = plant("term", "verbatim", "security")
    shown = plant("quote", "verbatim", *([] if author == FIELD else ["redacted"]))
    words = f"they kept the {shown} near {term.split()[0]}."
    return InterviewDraft(
        (QuoteDraft(words, "en"),), desk=place, agreement=desk.OPEN, title="Winter",
        notes=plant("note", "verbatim"), contact=plant("contact", "security"),
        terms=(Term(term.split()[0], SpanKind.PERSON, forms=(term.split()[1],)),),
    )  # fmt: skip


def _log(room: Newsroom, author: str, place: str = DESK, era: str = "") -> None:
    archive = room.open(author)
    ident = interviews.log(archive, said(room.canaries, author, place, era)).id
    desk.decide_all(archive, ident, Action.KEEP)
    marking.mark(archive, ident)
    room.logged.setdefault(author, ident)


def _write(room: Newsroom) -> None:
    plants = room.canaries
    _log(room, STAFF)
    ident = room.logged[STAFF]
    words = plants.plant(STAFF, DESK, "addendum", "verbatim")
    additions.add(room.open(STAFF), ident, words)
    tape = room.folder / "tape.txt"
    tape.write_text("a tape " * 400)
    attachments.attach(room.open(STAFF), ident, tape)
    tape.unlink()
    _log(room, REPORTER)
    _log(room, LEAVER)
    _log(room, FOUNDER, OTHER_DESK)
    review.refresh_renditions(room.open(FOUNDER))
    room.collect(STAFF, REPORTER, LEAVER, FOUNDER)
    review.refresh_renditions(room.open(EDITOR))
    room.pass_on(EDITOR, REVIEWER)
    reviewer, reporters = room.open(REVIEWER), room.logged[REPORTER]
    remark = plants.plant(REVIEWER, DESK, REMARK, "redacted")
    review.remark(reviewer, reporters, interviews.show(reviewer, reporters).rendition, remark)
    held = plants.plant(REVIEWER, DESK, "reason of a hold", "redacted")
    review.hold(reviewer, ident, held)


def _publish(room: Newsroom) -> None:
    """Let a copy of the reporter's interview leave."""
    reviewer = room.open(REVIEWER)
    ident = room.logged[REPORTER]
    desk.approved(reviewer, ident)
    room.pass_on(REVIEWER, EDITOR)
    editor = room.open(EDITOR)
    intro = room.canaries.plant(EDITOR, DESK, "intro of a story", "redacted")
    copy = stories.prepare(editor, desk.story_of(editor, ident, intro=intro))
    room.pass_on(EDITOR, REVIEWER)
    stories.approve_copy(room.open(REVIEWER), copy.id)
    room.pass_on(REVIEWER, EDITOR)
    for path in stories.release(room.open(EDITOR), copy.id, room.folder / "released"):
        room.files[f"copy {path.suffix}"] = path


def _seal_identities(room: Newsroom) -> None:
    """Seal two names; one is asked for and opened, under a request that is over."""
    plants = room.canaries
    person = {}
    for author in (STAFF, REPORTER):
        name = plants.plant(author, DESK, "identity", "identity")
        source = interviews.show(room.open(author), room.logged[author]).row.codename
        person[author] = identities.seal(room.open(author), source, name, name).person_id
    room.collect(STAFF, REPORTER)
    reason = plants.plant(EDITOR, DESK, "reason of a request", "journal")
    request = asking.request(room.open(EDITOR), person[STAFF], reason).id
    for name in CUSTODIANS[:2]:
        room.pass_on(EDITOR, name)
        asking.approve(room.open(name), request)
        room.pass_on(name, EDITOR)
    room.open(EDITOR)
    room.keep(EDITOR, "answered")
    opening.open_identity(room.open(EDITOR), request)


# --- the field -------------------------------------------------------------------------------


def _go_to_the_field(room: Newsroom) -> None:
    """Let a field reporter in; one interview arrived, one was sent, one waits, one is a draft."""
    founder, editor = room.at[FOUNDER], room.at[EDITOR]
    office = room.afield = fielding.join(founder.open(), room.folder / "field", desk=DESK)
    room.pass_on(FOUNDER, EDITOR)
    field_desk.sign(editor.open(), FIELD, compared=True)
    office.receive(fielding.letter(editor.open(), room.folder), compared=True)
    _log_afield(room, "arrived ")
    fielding.take(editor.open(), office)
    office.receive(fielding.letter(editor.open(), room.folder))
    _log_afield(room, "waiting ")
    room.files["field packet"] = office.send()
    draft = room.canaries.plant(FIELD, DESK, "draft", "draft")
    field_drafts.save_draft(office.open(), InterviewDraft((QuoteDraft(draft),)))


def _log_afield(room: Newsroom, era: str) -> None:
    given = said(room.canaries, FIELD, DESK, era)
    office = room.afield
    assert office is not None
    fielding.field_logging.log(office.open(), given)


# --- leaving, and files on their way ---------------------------------------------------------


def names_in(path: Path) -> Iterator[bytes]:
    """Yield the hashes of what a vault's file holds."""
    import sqlite3

    with sqlite3.connect(path) as db:
        for query in ("SELECT hash FROM object", "SELECT hash FROM entry"):
            yield from (row[0] for row in db.execute(query).fetchall())
    db.close()


def _leave(room: Newsroom) -> None:
    """Sign the leaver out; new keys are made, and people write under them."""
    room.spread()
    room.at[FOUNDER].close()
    room.before_leaving = frozenset(names_in(room.at[FOUNDER].path))
    room.at[LEAVER].close()
    leaver = room.at.pop(LEAVER)
    leaving.sign_out(room.open(FOUNDER), LEAVER, confirmed=True)
    room.collect(FOUNDER)
    room.pass_on(EDITOR, REPORTER)
    _log(room, EDITOR, era="later ")
    _log(room, REPORTER, era="later ")
    room.collect(REPORTER)
    review.refresh_renditions(room.open(EDITOR))
    room.spread()
    room.at[LEAVER] = leaver


def _last_words(room: Newsroom) -> None:
    """Keep drafts, write a backup, shares and packets; let the staff reporter hand in."""
    for name in (STAFF, REPORTER, EDITOR):
        draft = room.canaries.plant(name, DESK, "draft", "draft")
        interviews.save_draft(room.open(name), draft.encode())
    editor = room.at[EDITOR]
    backup.backup(editor.open(), room.folder / "backup.strongroom")
    room.files["backup"] = room.folder / "backup.strongroom"
    room.shares = recovery.kit(editor.open(), list(editor.sheet), 3, 2)
    room.files["packet"] = editor.send(whole=True)
    (room.folder / "shared").mkdir()
    carriers.send_to_folder(editor.open(), room.folder / "shared")
    for name in (STAFF, REPORTER):
        room.keep(name, name)
        _hand_in(room, name)


def _hand_in(room: Newsroom, name: str) -> None:
    """Hand in; the packet is not left on any computer."""
    archive = room.open(name)
    drafts = tuple(draft.id for draft in interviews.drafts(archive))
    packet = handing_in.pack(archive, room.folder / f"in {len(name)}", drop_drafts=drafts)
    handing_in.hand_in(archive, packet, confirmed=True, drop_drafts=drafts)
