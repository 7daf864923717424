"""A newsroom of bytes: devices with real keys, entries really signed, folded without any file."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, field

import msgspec
import pytest

from vault import acts, roles
from vault.acts import Assignment, DeviceKeys
from vault.crypto import boxes, primitives
from vault.crypto.format import context
from vault.journal import cores
from vault.journal.fold import Fold
from vault.journal.state import State
from vault.journal.turn import Taken
from vault.keyring import DeviceSeeds, Keyring
from vault.model import Part, Record, Role

VAULT = b"v" * 32
DESK, OTHER_DESK = b"D" * 16, b"E" * 16
NOWHERE = b""
DESK_PARTS = (Part.REDACTED, Part.VERBATIM, Part.SECURITY, Part.JOURNAL)


def name(text: str, length: int = 32) -> bytes:
    """Return an id or hash that depends on the text."""
    return hashlib.shake_256(text.encode()).digest(length)


def ring(text: str) -> Keyring:
    """Return a device's keyring."""
    return Keyring(VAULT, DeviceSeeds(name(f"kem {text}"), name(f"sign {text}")))


def keys_of(keyring: Keyring) -> DeviceKeys:
    """Return a device's signed public keys."""
    return DeviceKeys(keyring.kem.public, keyring.sign_public, keyring.statement())


def compartment(text: str, part: Part) -> acts.CompartmentKey:
    """Return a compartment with its first epoch."""
    public = primitives.kem_key(name(f"epoch {text} {part}")).public
    return acts.CompartmentKey(part, name(f"compartment {text} {part}", 16), public)


def may(held, deed: str) -> bool:
    return roles.may(held, roles.Deed(deed))


@dataclass
class Scene:
    """A state and what was folded into it; `enter` writes as a member's device."""

    state: State = field(default_factory=lambda: State(VAULT))
    numbers: dict[bytes, int] = field(default_factory=dict)
    log: list[Taken] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fold = Fold(self.state, may)
        self.state.entries[VAULT] = 0

    def epochs(self, *parts: Part) -> frozenset[bytes]:
        """Return the epochs of some parts, of all without any named."""
        known = self.state.compartments.values()
        return frozenset(e for c in known if not parts or c.part in parts for e in c.epochs)

    def taken(self, writer: str, act, adds: tuple[bytes, ...] = ()) -> Taken:
        """Return an entry by a device, boxed to everybody, that brings all it names."""
        device, act = ring(writer).device, self.sealed_anew(act)
        n = self.numbers[device] = self.numbers.get(device, 0) + 1
        removal = isinstance(act, acts.DeskAndRosterAct)
        if isinstance(act, acts.Act) and not removal:
            adds += tuple(sorted(acts.objects_named(act).difference(self.state.added)))
        removes = act.objects if isinstance(act, acts.RemovalRequested) else ()
        core = cores.Core(device, n, name(f"{writer} {n - 1}"), adds, removes, name("details"))
        seen = tuple(self.state.entries)[-1:]  # whoever writes in a test has seen everything
        return Taken(name(f"{writer} {n}"), core, act, self.epochs(), seen)

    def sealed_anew(self, record):
        """Return an act with new objects for those of a refused one, as a program would write it.

        Nobody names what an earlier entry brought, be it their own that came to nothing.
        """
        if not isinstance(record, Record) or isinstance(record, acts.FieldTaken):
            return record  # what a field device signed stays as it is
        gone = {entry for entry, _ in self.state.refused}
        taken = {each for each, entry in self.state.added.items() if entry in gone}

        def again(value):
            if isinstance(value, tuple):
                return tuple(again(each) for each in value)
            if isinstance(value, Record):
                return self.sealed_anew(value)
            return name(f"again {len(self.log)} {value.hex()}") if value in own else value

        own = taken & acts.objects_brought(record)
        fields = {f: getattr(record, f) for f in record.__struct_fields__}
        return msgspec.structs.replace(record, **{f: again(v) for f, v in fields.items()})

    def enter(self, writer: str, act, adds: tuple[bytes, ...] = ()) -> str:
        """Fold an act; return "" or the reason why it was refused."""
        before = len(self.state.refused)
        taken = self.taken(writer, act, adds)
        self.log.append(taken)
        self.fold.take(taken)
        return self.state.refused[-1][1] if len(self.state.refused) > before else ""

    def act(self, kind, writer: str, **fields):
        """Build an act of a member, on the first desk unless another is given."""
        if issubclass(kind, acts.DeskAct):
            fields.setdefault("desk", DESK)
        return kind(member=name(writer, 16), at=1, **fields)

    def do(self, kind, writer: str, **fields) -> str:
        """Build and fold an act."""
        return self.enter(writer, self.act(kind, writer, **fields))

    # --- people ----------------------------------------------------------------------------

    def found(self) -> None:
        act = self.act(
            acts.Founded, "ana", device=keys_of(ring("ana")), card=name("card"),
            roster=compartment("roster", Part.ROSTER), policy=name("policy"), rules=name("rules"),
            rules_hash=name("hash"), recovery=keys_of(ring("ana sheet")),
            assignments=(Assignment(Role.ADMIN, NOWHERE),),
        )  # fmt: skip
        assert self.enter("ana", act) == ""

    def open_desk(self, writer: str = "ana", desk: bytes = DESK, text: str = "") -> str:
        keys = tuple(compartment(text or desk.hex(), part) for part in DESK_PARTS)
        return self.do(
            acts.DeskOpened, writer, desk=desk, card=name(f"desk {desk.hex()}"), keys=keys
        )

    def admission(self, who: str, *held: tuple[Role, bytes], **changed):
        fields = {
            "who": name(who, 16), "device": keys_of(ring(who)),
            "recovery": keys_of(ring(f"{who} sheet")), "card": name(f"card {who}"),
            "assignments": tuple(Assignment(role, desk) for role, desk in held),
            "alone": len(self.state.members) == 1,
        }  # fmt: skip
        return self.act(acts.Admitted, "ana", **{**fields, **changed})

    def admit(self, who: str, *held: tuple[Role, bytes]) -> None:
        assert self.enter("ana", self.admission(who, *held)) == ""

    def give(self, writer: str, to: str) -> None:
        """Grant the key of the first desk's redacted parts."""
        epochs = tuple(self.epochs(Part.REDACTED))
        act = self.act(acts.Granted, writer, to=name(to, 16), epochs=epochs, boxes=())
        assert self.enter(writer, act) == ""

    # --- interviews ------------------------------------------------------------------------

    def version(self, text: str = "one", parents: tuple[str, ...] = (), **changed):
        interview = changed.pop("interview", "interview")
        fields = {
            "interview": name(interview, 16), "person": name("person", 16), "version": 1,
            "verbatim": name(f"verbatim {text}"), "security": name(f"security {text}"),
            "parents": tuple(name(f"verbatim {parent}") for parent in parents),
        }  # fmt: skip
        return acts.InterviewVersion(**{**fields, **changed})

    def log_one(self, writer: str, text: str = "one", parents: tuple[str, ...] = (), **changed):
        desk = changed.pop("desk", DESK)
        file = changed.pop("file", b"")
        person = acts.PersonVersion(name("person", 16), name("card of a person"), file)
        versions = (self.version(text, parents, **changed),)
        return self.do(acts.Logged, writer, desk=desk, interviews=versions, persons=(person,))


@pytest.fixture
def scene() -> Scene:
    """Ana (admin, editor by opening the desk), Ed (editor), Rev (reviewer), Rep (reporter)."""
    made = Scene()
    made.found()
    assert made.open_desk() == ""
    made.admit("ed", (Role.EDITOR, DESK))
    made.give("ana", "ed")
    made.admit("rev", (Role.REVIEWER, DESK))
    made.give("ed", "rev")
    made.admit("rep", (Role.REPORTER, DESK))
    return made


@pytest.fixture
def logged(scene) -> Scene:
    """The same, with an interview by Rep, rendered by Ed."""
    assert scene.log_one("rep", file=name("file rep")) == ""
    ref = acts.RenditionRef(name("interview", 16), name("redacted"), name("verbatim one"))
    registry = scene.state.registry_version(DESK)
    done = scene.do(
        acts.Rendered, "ed", registry=registry, rules=name("hash"), renditions=(ref,),
        whole_desk=True,
    )  # fmt: skip
    assert done == ""
    return scene


def voucher(label: str, by: Keyring, who: bytes, new: Keyring) -> bytes:
    """Return a signature that vouches for a new device."""
    return by.sign(context(label, VAULT, who, new.kem.public, new.sign_public))


def epoch_of(key: acts.CompartmentKey) -> bytes:
    return boxes.epoch_id(key.public)


BOOKKEEPING = frozenset(
    {
        "entries", "refused", "added", "asked_to_remove", "heard", "set_aside", "origins",
        "added_again", "sessions", "unconfirmed", "let_go", "pieces", "unread", "unused", "apart",
    }
)  # fmt: skip


def unchanged(scene: Scene, before) -> None:
    """Assert that nothing of the state differs but the record of the refusal itself."""
    for part in vars(before):
        if part not in BOOKKEEPING:
            assert getattr(scene.state, part) == getattr(before, part), part


def refused(scene: Scene, writer: str, act) -> None:
    before = copy.deepcopy(scene.state)
    assert scene.enter(writer, act) != ""
    unchanged(scene, before)
