"""Custodians for the tests of identities, on one computer and on three."""

from __future__ import annotations

from tests.archive import offices
from vault.archive import asking, custody, identities, interviews, members, opening
from vault.archive.session import Archive
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft, QuoteDraft
from vault.model import Preset

FOUNDER, EDITOR, REVIEWER, REPORTER = "Mina Park", "Jonas Weber", "Sora Lim", "Tomas Reyes"
DESK = "North desk"
CUSTODIANS = ("Ines Okafor", "백도윤", "Marta Lindqvist")
SUCCESSOR = "Noor Haddad"
NAME, PROOF = "표창석", "Saw the residence card; born in Kilju, a sister in Yanji."
REASON = "Her lawyer has to be told tonight whom the summons is for."


def build(room):
    """Let three custodians in, and have an admin and an editor agree on them."""
    founder = room.open(FOUNDER)
    for name in CUSTODIANS:
        room.admit(founder, name, Preset.GUARDIAN, DESK)
    editor = room.open(EDITOR)
    for name in CUSTODIANS:
        members.grant(editor, name, DESK, compared=True)
    put_in_force(founder, editor, DESK, CUSTODIANS)
    room.close()
    return room


def put_in_force(proposer: Archive, second: Archive, desk: str, names, k: int = 2) -> None:
    """Propose a list and confirm it."""
    proposed = custody.propose(proposer, desk, list(names), k)
    assert custody.confirm(second, proposed.id).status == "in force"


def source(writer: Archive, words: str = "We crossed at night.") -> str:
    """Log an interview; returns the codename of its person."""
    logged = interviews.log(writer, InterviewDraft((QuoteDraft(words),)))
    return interviews.show(writer, logged.id).row.codename


def sealed(writer: Archive, name: str = NAME) -> str:
    """Log, seal who the source is; returns the person's id."""
    return identities.seal(writer, source(writer, f"Words of {len(name)}."), name, PROOF).person_id


def asked(editor: Archive, person: str) -> str:
    """Ask for an identity; returns the request's id."""
    return asking.request(editor, person, REASON).id


def approve_by(room, request: str, *names: str) -> None:
    """Let custodians say yes."""
    for name in names:
        asking.approve(room.open(name), request)


def opened(room, editor: Archive, person: str) -> opening.IdentityView:
    """Ask, let two custodians agree, open."""
    request = asked(editor, person)
    approve_by(room, request, *CUSTODIANS[:2])
    return opening.open_identity(editor, request)


def succeed(room, successor: str = SUCCESSOR) -> None:
    """Let a successor in and put them in the first custodian's place."""
    founder = room.open(FOUNDER)
    room.admit(founder, successor, Preset.GUARDIAN, DESK)
    members.grant(room.open(EDITOR), successor, DESK, compared=True)
    names = (successor, *CUSTODIANS[1:])
    put_in_force(founder, room.open(CUSTODIANS[1]), DESK, names)


def guard_offices(rooms: offices.Offices) -> None:
    """Make custodians of the reporter at their own computer and of two people at the admin's."""
    for name in CUSTODIANS[:2]:
        let_guest_in(rooms, name)
    members.change_roles(rooms.admin.open(), offices.REPORTER, "", Preset.GUARDIAN)
    rooms.exchange_all()
    for name in (*CUSTODIANS[:2], offices.REPORTER):
        members.grant(rooms.editor.open(), name, offices.DESK, compared=True)
    rooms.exchange_all()


def let_guest_in(rooms: offices.Offices, name: str) -> None:
    """Admit a custodian who works at the admin's computer."""
    admin = rooms.admin.open()
    code = members.add_member(admin, name, Preset.GUARDIAN, [offices.DESK])
    joined = members.join(rooms.admin.path, rooms.admin.home, code, cost=KDF_FLOOR)
    (waiting,) = members.pending(admin)
    members.admit(admin, waiting.id, compared=True)
    guests(rooms)[name] = joined.passphrase


def guests(rooms: offices.Offices) -> dict[str, bytes]:
    """Return the passphrases of those who work at the admin's computer."""
    return rooms.__dict__.setdefault("guests", {})
