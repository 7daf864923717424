"""Acts of every feature for a random walk over three homes, each by whoever's turn it is.

Any refusal is fine but one that says that a vault is damaged; anything else is a bug.
"""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from tests.archive import desk, guarding, offices
from tests.archive.offices import Office, Offices
from vault.archive import (
    additions,
    asking,
    attachments,
    devices,
    exchange,
    forgetting,
    identities,
    interviews,
    leaving,
    marking,
    members,
    pairing,
    persons,
    recovery,
    retention,
    review,
    rotating,
    sharing,
    stories,
    versions,
)
from vault.archive.session import Archive
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import IntegrityError, NotPermittedError, StrongroomError
from vault.model import Preset, SpanKind, Term

WORDS = (
    "Ryu Bo-hyon sold the cart.",
    "등불이 하나씩 꺼졌다.",
    "The ferry stayed.",
    "류보현이 왔다.",
)
NAMES = ("Ryu Bo-hyon", "Chae-rin", "옥서라")
PRESETS = (Preset.REPORTER, Preset.STAFF_REPORTER, Preset.REVIEWER, Preset.EDITOR)


class Walk:
    """One walk: the homes, the dice, and what was done so far."""

    def __init__(self, rooms: Offices, seed: int) -> None:
        self.rooms, self.dice, self.seed = rooms, random.Random(seed), seed
        self.done: list[str] = []
        self.packets: list[tuple[Office, Path]] = []

    def go(self, steps: int) -> None:
        """Take some steps, then let everybody learn of everything."""
        for _ in range(steps):
            self.step()
        self.settle()

    def step(self) -> None:
        """Let somebody do something; what is refused changes nothing."""
        office = self.dice.choice(self.rooms.all())
        act = self.dice.choice(ACTS)
        archive = office.open()
        try:
            act(self, office, archive)
        except IntegrityError as damage:
            raise AssertionError((self.seed, self.done[-9:], office.name, act.__name__)) from damage
        except (StrongroomError, IndexError):
            return  # not theirs to do, or nothing is there to do it to
        self.done.append(f"{office.name}: {act.__name__}")

    def settle(self) -> None:
        """Exchange until nobody has anything new, in whatever order.

        Whoever began a new device beside new keys of the roster waits for those, as they are told.
        """
        for _ in range(8):
            for office in self.rooms.all():
                office.open().ledger.try_to_renew()  # as clients do after each unlock
            packets = [(office, office.send(whole=True)) for office in self.rooms.all()]
            self.dice.shuffle(packets)
            for sender, packet in packets:
                for office in self.rooms.all():
                    if office is not sender and packet.exists():
                        with suppress(NotPermittedError):
                            office.receive(packet)
            if len({office.heads() for office in self.rooms.all()}) == 1:
                return
        raise AssertionError((self.seed, "no end to new entries"))

    # --- dice ------------------------------------------------------------------------------

    def interview(self, archive: Archive) -> str:
        return self.dice.choice([i.hex() for i in archive.state.interviews])

    def person(self, archive: Archive) -> str:
        return self.dice.choice([p.hex() for p in archive.state.persons])

    def member(self, archive: Archive) -> str:
        return self.dice.choice([m.hex() for m in archive.state.members])


# --- words -----------------------------------------------------------------------------------


def log(walk: Walk, _office: Office, archive: Archive) -> None:
    term = Term(walk.dice.choice(NAMES), SpanKind.PERSON)
    day = walk.dice.choice(("", "2027-01-01", "2040-02-02"))
    given = desk.draft(
        walk.dice.choice(WORDS), terms=(term,), title=str(walk.dice.random()),
        **({"destroy_after": day} if day else {}),
    )  # fmt: skip
    interviews.log(archive, given)


def log_again(walk: Walk, _office: Office, archive: Archive) -> None:
    source = archive.library.codename(archive.state.persons[bytes.fromhex(walk.person(archive))])
    given = desk.draft(walk.dice.choice(WORDS), terms=(), person=source or "", title="again")
    interviews.log(archive, given)


def revise(walk: Walk, _office: Office, archive: Archive) -> None:
    one = walk.interview(archive)
    given = interviews.draft_of(archive, one)
    quote = replace(given.quotes[0], words=walk.dice.choice(WORDS))
    interviews.revise(archive, one, replace(given, quotes=(quote,)))


def mark(walk: Walk, _office: Office, archive: Archive) -> None:
    one = walk.interview(archive)
    desk.decide_all(archive, one)
    marking.mark(archive, one)


def add(walk: Walk, _office: Office, archive: Archive) -> None:
    additions.add(archive, walk.interview(archive), walk.dice.choice(WORDS))


def attach(walk: Walk, office: Office, archive: Archive) -> None:
    path = office.folder / "tape.ogg"
    path.write_bytes(walk.dice.randbytes(3000))
    attachments.attach(archive, walk.interview(archive), path)


def pick(walk: Walk, _office: Office, archive: Archive) -> None:
    one = walk.interview(archive)
    standing = versions.versions(archive, one).standing
    versions.pick(archive, one, walk.dice.choice(standing).id)


def render(_walk: Walk, _office: Office, archive: Archive) -> None:
    review.refresh_renditions(archive)


def approve(walk: Walk, _office: Office, archive: Archive) -> None:
    desk.approved(archive, walk.interview(archive))


def remark(walk: Walk, _office: Office, archive: Archive) -> None:
    one = walk.interview(archive)
    review.remark(archive, one, interviews.show(archive, one).rendition, "바퀴가 무엇인지?")


def withdraw(walk: Walk, _office: Office, archive: Archive) -> None:
    review.withdraw(archive, walk.interview(archive), reason="She asked.")


def hold(walk: Walk, _office: Office, archive: Archive) -> None:
    review.hold(archive, walk.person(archive), "They watch the house.")


def prepare(walk: Walk, _office: Office, archive: Archive) -> None:
    stories.prepare(archive, desk.story_of(archive, walk.interview(archive)))


def postpone(walk: Walk, _office: Office, archive: Archive) -> None:
    day = f"20{walk.dice.randrange(45, 99)}-01-01"
    retention.postpone(archive, walk.interview(archive), day, "A court asks.")


# --- together --------------------------------------------------------------------------------


def share(walk: Walk, _office: Office, archive: Archive) -> None:
    writes = walk.dice.random() < 0.5
    one, who = walk.interview(archive), walk.member(archive)
    sharing.share(archive, one, [who], may_write=writes)


def end_share(walk: Walk, _office: Office, archive: Archive) -> None:
    one = walk.interview(archive)
    shared = sorted(archive.state.interviews[bytes.fromhex(one)].shared_with())
    sharing.end_share(archive, one, [walk.dice.choice(shared).hex()])


def join(walk: Walk, _office: Office, archive: Archive) -> None:
    pairing.join_persons(archive, walk.person(archive), walk.person(archive))


def part(walk: Walk, _office: Office, archive: Archive) -> None:
    joined = [p.hex() for p, known in archive.state.persons.items() if known.joined_to]
    pairing.part_person(archive, walk.dice.choice(joined))


def add_terms(walk: Walk, _office: Office, archive: Archive) -> None:
    term = Term(walk.dice.choice(NAMES) + " Jr", SpanKind.PERSON)
    persons.add_terms(archive, walk.person(archive), [term])


def know(walk: Walk, _office: Office, archive: Archive) -> None:
    identities.not_stored(archive, walk.person(archive))


def seal_identity(walk: Walk, _office: Office, archive: Archive) -> None:
    identities.seal(archive, walk.person(archive), guarding.NAME)


def ask_identity(walk: Walk, _office: Office, archive: Archive) -> None:
    asking.request(archive, walk.person(archive), guarding.REASON)


def answer_identity(walk: Walk, _office: Office, archive: Archive) -> None:
    asked = walk.dice.choice([r.hex() for r in archive.state.identities.requests])
    walk.dice.choice((asking.approve, lambda a, r: asking.deny(a, r, "No.")))(archive, asked)


# --- forgetting ------------------------------------------------------------------------------


def forget(walk: Walk, _office: Office, archive: Archive) -> None:
    forgetting.forget_interview(archive, walk.interview(archive), "She asked.")


def forget_source(walk: Walk, _office: Office, archive: Archive) -> None:
    forgetting.forget_source(archive, walk.person(archive), "She asked.")


def confirm(walk: Walk, _office: Office, archive: Archive) -> None:
    waiting = [r.hex() for r, known in archive.state.removals.items() if not known.confirmation]
    forgetting.confirm(archive, walk.dice.choice(waiting))


# --- keys ------------------------------------------------------------------------------------


def change_roles(walk: Walk, _office: Office, archive: Archive) -> None:
    preset = walk.dice.choice((*PRESETS, Preset.GUARDIAN))
    members.change_roles(archive, offices.REPORTER, offices.DESK, preset)


def grant(_walk: Walk, _office: Office, archive: Archive) -> None:
    wanted = members.grants_wanted(archive)[0]
    members.grant(archive, wanted.member_id, wanted.desk_id, compared=True)


def rotate(_walk: Walk, _office: Office, archive: Archive) -> None:
    rotating.rotate(archive)


def lose_device(walk: Walk, _office: Office, archive: Archive) -> None:
    member = archive.state.members[bytes.fromhex(walk.member(archive))]
    ours = {office.open().ledger.keyring.device for office in walk.rooms.all()}
    old = [d for d in member.devices if d not in ours]
    leaving.lose_device(archive, member.id.hex(), walk.dice.choice(old).hex(), confirmed=True)


def renew_device(_walk: Walk, office: Office, archive: Archive) -> None:
    devices.begin_new_device(archive, office.passphrase, KDF_FLOOR)


def renew_sheet(_walk: Walk, office: Office, archive: Archive) -> None:
    recovery.renew(archive, office.passphrase)


def lock(_walk: Walk, office: Office, _archive: Archive) -> None:
    office.close()


# --- packets ---------------------------------------------------------------------------------


def send(walk: Walk, office: Office, archive: Archive) -> None:
    path = office.folder / f"walk-{len(walk.packets)}"
    exchange.send(archive, path, (), attachments=walk.dice.random() < 0.7)
    if path.exists():
        walk.packets.append((office, path))


def receive(walk: Walk, office: Office, _archive: Archive) -> None:
    others = [path for sender, path in walk.packets if sender is not office]
    office.receive(walk.dice.choice(others))


ACTS = (
    log, log, log_again, revise, revise, mark, add, attach, pick, render, approve, remark, withdraw,
    hold, prepare, postpone, share, share, end_share, join, part, add_terms, know, seal_identity,
    ask_identity, answer_identity, forget, forget, forget_source, confirm, confirm, change_roles,
    grant, rotate, lose_device, renew_device, renew_sheet, lock,
    send, send, send, receive, receive, receive, receive,
)  # fmt: skip
