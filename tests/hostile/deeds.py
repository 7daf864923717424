"""What people do, as one function each: prepared without faults, done under one, and looked at.

`prepare` makes what the deed needs and returns it; `do` is the deed, by the member `who`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.archive import desk, guarding
from tests.newsroom import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER, Newsroom
from vault.archive import (
    additions,
    asking,
    attachments,
    backup,
    devices,
    exchange,
    forgetting,
    governing,
    granting,
    identities,
    interviews,
    leaving,
    members,
    opening,
    pairing,
    persons,
    recovery,
    retention,
    review,
    session,
    sharing,
    stories,
    versions,
)
from vault.archive.session import Archive
from vault.crypto.boxes import KDF_FLOOR
from vault.model import PolicyPreset, Preset

NEWCOMER = "Berit Aalto"
OWN = b"kettle harbour mittens anvil"


@dataclass(frozen=True)
class Deed:
    """A deed: who does it, on what. `closes`: afterwards the archive is closed, by design."""

    who: str
    prepare: Callable[[Newsroom], Any]
    do: Callable[[Archive, Any, Path], object]
    closes: bool = False


def _nothing(_room: Newsroom) -> None:
    return None


def _logged(room: Newsroom) -> str:
    return desk.marked(room.open(FOUNDER), desk.draft()).id


def _rendered(room: Newsroom) -> tuple[str, str]:
    ident = _logged(room)
    review.refresh_renditions(room.open(EDITOR))
    return ident, interviews.show(room.open(REVIEWER), ident).rendition


def _with_person(room: Newsroom) -> tuple[str, str]:
    ident = _logged(room)
    return ident, interviews.show(room.open(FOUNDER), ident).row.codename


def _held(room: Newsroom) -> str:
    ident, _ = _with_person(room)
    review.hold(room.open(FOUNDER), ident, "She rang and asked us to wait.")
    return ident


def _approved(room: Newsroom) -> str:
    ident, rendition = _rendered(room)
    review.approve(room.open(REVIEWER), ident, rendition)
    return desk.story_of(room.open(EDITOR), ident)


def _copy(room: Newsroom) -> str:
    return stories.prepare(room.open(EDITOR), _approved(room)).id


def _approved_copy(room: Newsroom) -> str:
    copy = _copy(room)
    stories.approve_copy(room.open(REVIEWER), copy)
    return copy


def _file(room: Newsroom) -> tuple[str, Path]:
    path = room.path.parent / "a tape.wav"
    path.write_bytes(b"RIFF" + bytes(range(256)) * 40_000)
    return _logged(room), path


def _attached(room: Newsroom) -> str:
    return attachments.attach(room.open(FOUNDER), *_file(room)).id


def _shared(room: Newsroom) -> str:
    ident = _logged(room)
    sharing.share(room.open(FOUNDER), ident, [REVIEWER])
    return ident


def _source(room: Newsroom) -> str:
    guarding.build(room)
    return guarding.source(room.open(REPORTER))


def _asked(room: Newsroom) -> str:
    guarding.build(room)
    return guarding.asked(room.open(EDITOR), guarding.sealed(room.open(REPORTER)))


def _answered(room: Newsroom) -> str:
    request = _asked(room)
    guarding.approve_by(room, request, *guarding.CUSTODIANS[:2])
    return request


def _to_forget(room: Newsroom) -> str:
    ident = _logged(room)
    return forgetting.forget_interview(room.open(EDITOR), ident, "He asked us to.").id


def _to_be_destroyed(room: Newsroom) -> str:
    draft = desk.draft(terms=(), destroy_after="2031-05-02")
    return interviews.log(room.open(FOUNDER), draft).id


def _two_versions(room: Newsroom) -> tuple[str, str]:
    writer = room.open(FOUNDER)
    ident = interviews.log(writer, desk.draft(terms=())).id
    base = interviews.draft_of(writer, ident)
    interviews.revise(writer, ident, base)
    interviews.revise(room.open(EDITOR), ident, base)
    standing = versions.versions(writer, ident).standing
    return ident, standing[0].id


def _two_persons(room: Newsroom) -> tuple[str, ...]:
    editor = room.open(EDITOR)
    return tuple(persons.add_person(editor, DESK).codename for _ in range(2))


def _waiting(room: Newsroom) -> str:
    return room.invite(room.open(FOUNDER), NEWCOMER, Preset.EDITOR).id


def _admitted(room: Newsroom) -> None:
    members.admit(room.open(FOUNDER), _waiting(room), compared=True)


def _left(room: Newsroom) -> None:
    leaving.sign_out(room.open(FOUNDER), REVIEWER, confirmed=True)


def _packet(room: Newsroom) -> Path:
    """Return a packet of a copied folder that went on alone."""
    room.close()
    folder = room.path.parent
    twin = room.copied(folder.parent / "twin")
    interviews.log(twin.open(REPORTER), desk.draft(terms=()))
    exchange.send(twin.open(REPORTER), folder / "packet", whole=True)
    twin.close()
    shutil.rmtree(twin.path.parent)
    return folder / "packet"


def _passphrase(room: Newsroom) -> bytes:
    return room.passphrases[REPORTER]


def _rows() -> list[tuple[int, Any]]:
    return [(line, desk.draft(title=f"Row {line}", terms=())) for line in range(1, 4)]


DEEDS: dict[str, Deed] = {
    "log": Deed(REPORTER, _nothing, lambda a, _x, _o: interviews.log(a, desk.draft())),
    "import": Deed(EDITOR, _nothing, lambda a, _x, _o: interviews.log_many(a, _rows())),
    "revise": Deed(
        EDITOR, _logged, lambda a, x, _o: interviews.revise(a, x, interviews.draft_of(a, x))
    ),
    "addendum": Deed(EDITOR, _logged, lambda a, x, _o: additions.add(a, x, "She added a date.")),
    "decide and mark": Deed(
        EDITOR, _nothing, lambda a, _x, _o: desk.marked(a, desk.draft())
    ),
    "approve": Deed(REVIEWER, _rendered, lambda a, x, _o: review.approve(a, *x)),
    "return": Deed(
        REVIEWER, _rendered, lambda a, x, _o: review.send_back(a, *x, "Too near to the river.")
    ),
    "hold": Deed(FOUNDER, _logged, lambda a, x, _o: review.hold(a, x, "She asked us to wait.")),
    "lift": Deed(EDITOR, _held, lambda a, x, _o: review.lift_hold(a, x)),
    "withdraw": Deed(FOUNDER, _logged, lambda a, x, _o: review.withdraw(a, x)),
    "event": Deed(EDITOR, _logged, lambda a, x, _o: review.record_event(a, x, "They are across.")),
    "save a story": Deed(EDITOR, _logged, lambda a, x, _o: desk.story_of(a, x)),
    "prepare a copy": Deed(EDITOR, _approved, lambda a, x, _o: stories.prepare(a, x)),
    "approve a copy": Deed(REVIEWER, _copy, lambda a, x, _o: stories.approve_copy(a, x)),
    "release": Deed(EDITOR, _approved_copy, stories.release),
    "attach": Deed(FOUNDER, _file, lambda a, x, _o: attachments.attach(a, *x)),
    "export an attachment": Deed(
        FOUNDER, _attached, lambda a, x, o: attachments.export_attachment(a, x, o / "tape")
    ),
    "share": Deed(FOUNDER, _logged, lambda a, x, _o: sharing.share(a, x, [REVIEWER])),
    "end a share": Deed(FOUNDER, _shared, lambda a, x, _o: sharing.end_share(a, x, [REVIEWER])),
    "add a term": Deed(
        EDITOR, _with_person, lambda a, x, _o: persons.add_terms(a, x[1], [desk.NAME])
    ),
    "join persons": Deed(EDITOR, _two_persons, lambda a, x, _o: pairing.join_persons(a, *x)),
    "pick a version": Deed(EDITOR, _two_versions, lambda a, x, _o: versions.pick(a, *x)),
    "seal an identity": Deed(
        REPORTER, _source, lambda a, x, _o: identities.seal(a, x, guarding.NAME)
    ),
    "ask for an identity": Deed(
        EDITOR, lambda r: (guarding.build(r), guarding.sealed(r.open(REPORTER)))[1],
        lambda a, x, _o: asking.request(a, x, guarding.REASON),
    ),
    "give shares": Deed(
        guarding.CUSTODIANS[0], _asked, lambda a, x, _o: asking.approve(a, x)
    ),
    "open an identity": Deed(EDITOR, _answered, lambda a, x, _o: opening.open_identity(a, x)),
    "ask to forget": Deed(
        EDITOR, _logged, lambda a, x, _o: forgetting.forget_interview(a, x, "He asked us to.")
    ),
    "forget": Deed(REVIEWER, _to_forget, lambda a, x, _o: forgetting.confirm(a, x)),
    "put destruction off": Deed(
        FOUNDER, _to_be_destroyed,
        lambda a, x, _o: retention.postpone(a, x, "2040-01-01", "A lawsuit."),
    ),
    "set the policy": Deed(
        FOUNDER, _nothing, lambda a, _x, _o: governing.set_policy(a, PolicyPreset.LARGE_DESK)
    ),
    "open a desk": Deed(EDITOR, _nothing, lambda a, _x, _o: governing.add_desk(a, "Ferry desk")),
    "change roles": Deed(
        FOUNDER, _nothing, lambda a, _x, _o: governing.change_roles(a, REVIEWER, DESK, None)
    ),
    "invite": Deed(
        FOUNDER, _nothing, lambda a, _x, _o: members.add_member(a, NEWCOMER, Preset.EDITOR, [DESK])
    ),
    "admit": Deed(FOUNDER, _waiting, lambda a, x, _o: members.admit(a, x, compared=True)),
    "grant": Deed(
        EDITOR, _admitted, lambda a, _x, _o: granting.grant(a, NEWCOMER, DESK, compared=True)
    ),
    "sign out": Deed(
        FOUNDER, _nothing, lambda a, _x, _o: leaving.sign_out(a, REVIEWER, confirmed=True)
    ),
    "write with new keys": Deed(
        EDITOR, _left, lambda a, _x, _o: interviews.log(a, desk.draft(terms=()))
    ),
    "write over a bridge": Deed(
        REPORTER, _left, lambda a, _x, _o: interviews.log(a, desk.draft(terms=()))
    ),
    "send": Deed(FOUNDER, _logged, lambda a, _x, o: exchange.send(a, o / "packet", whole=True)),
    "receive": Deed(EDITOR, _packet, lambda a, x, _o: exchange.receive(a, x)),
    "back up": Deed(EDITOR, _logged, lambda a, _x, o: backup.backup(a, o / "backup.strongroom")),
    "change the passphrase": Deed(
        REPORTER, _passphrase,
        lambda a, x, _o: session.change_passphrase(a, x, OWN, KDF_FLOOR),
    ),
    "renew the sheet": Deed(REPORTER, _passphrase, lambda a, x, _o: recovery.renew(a, x)),
    "go on as a new device": Deed(
        REPORTER, _passphrase,
        lambda a, x, _o: devices.begin_new_device(a, x, KDF_FLOOR), closes=True,
    ),
    "keep a draft": Deed(
        REPORTER, _nothing, lambda a, _x, _o: interviews.save_draft(a, b"half a sentence")
    ),
}  # fmt: skip
