"""What a seizure opens: every key that bytes and secrets give, tried on every sealed thing there.

Built on the independent reader; imports nothing of the program. What opens is looked through for
more keys and more sealed things, until nothing new opens. Rights and signatures do not matter to
whoever holds the bytes, so none is checked here.
"""

from __future__ import annotations

import contextlib
import io
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, reduce
from hashlib import sha256
from itertools import pairwise, product

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from mnemonic import Mnemonic
from shamir_mnemonic import MnemonicError, combine_mnemonics
from zstandard import ZstdError

from tests.reader import reader
from tests.reader.reader import SUITE, cobblestone, context, hkdf

SESSION, BODY, BOX, PIECE, PREVIOUS = 1, 2, 3, 4, 5
ATTESTATION, DETAILS, SLOT, LOCAL = 0x11, 0x12, 0x21, 0x23
TYPES = (SESSION, BODY, BOX, PIECE, PREVIOUS, ATTESTATION, DETAILS, SLOT, LOCAL)
PURPOSES = (
    b"own-wrap", b"draft", b"segment", b"segment-set", b"invitation", b"offer", b"answer",
    b"device-invitation", b"device-offer", b"device-answer", b"members-shown", b"request-key",
    b"former-device", b"urgent-wait", b"check", b"handed-in",
    b"field-book", b"field-draft", b"field-outbox",
)  # fmt: skip
WRONG = (InvalidTag, ValueError, ZstdError, IndexError, struct.error)
PACKET, FIELD_HOME = b"Strongroom packet 1\n", b"Strongroom field home 1\n"
FIELD_PACKET, LETTER = b"Strongroom field packet 1\n", b"Strongroom field letter 1\n"
FIELD_REGIONS = (262475, 262475, *[65675] * 64)

device_keys = cache(reader.kem_key)
stretched_once = cache(reader.hash_secret_raw)


@dataclass(frozen=True)
class Haul:
    """What somebody carries off, and what they were told: files, passphrases, sheets, shares.

    `elsewhere` are files of other people, got in some other way: passphrases are not tried on them.
    """

    files: tuple[bytes, ...]
    passphrases: tuple[bytes, ...] = ()
    sheets: tuple[tuple[str, ...], ...] = ()
    shares: tuple[str, ...] = ()
    elsewhere: tuple[bytes, ...] = ()
    seeds: tuple[bytes, ...] = ()  # of devices that were unlocked elsewhere


@dataclass(frozen=True)
class Sealed:
    """A sealed thing: its bytes, the table or file that it lay in, and a person's id for a name."""

    body: bytes
    place: str
    person: bytes = b""

    @cached_property
    def name(self) -> bytes:
        return sha256(self.body).digest()

    @property
    def kind(self) -> int:
        return 0 if self.person else self.body[2]


@dataclass
class Seizure:
    """Keys found, things sealed, things opened. `run` makes the best of them."""

    haul: Haul
    vault: bytes = b""
    sealed: dict[bytes, Sealed] = field(default_factory=dict)
    opened: dict[bytes, bytes] = field(default_factory=dict)
    cores: dict[bytes, bytes] = field(default_factory=dict)
    entry_of: dict[bytes, bytes] = field(default_factory=dict)  # by hash of details, attestation
    slots: list[tuple[bytes, bytes]] = field(default_factory=list)
    secrets: set[bytes] = field(default_factory=set)
    seeds: dict[bytes, bytes] = field(default_factory=dict)  # device -> both seeds
    kems: dict[bytes, object] = field(default_factory=dict)  # device -> private key
    epochs: dict[tuple[bytes, bytes], object] = field(default_factory=dict)
    sessions: dict[bytes, tuple[bytes, bytes, bytes]] = field(default_factory=dict)
    notes: dict[bytes, tuple[bytes, bytes]] = field(default_factory=dict)
    pairs: set[tuple[bytes, bytes]] = field(default_factory=set)
    candidates: dict[bytes, None] = field(default_factory=dict)
    publics: set[bytes] = field(default_factory=set)
    members: set[bytes] = field(default_factory=set)
    requests: list[dict] = field(default_factory=list)
    releases: list[tuple[object, bytes, bytes]] = field(default_factory=list)  # key, info, sealing
    shares: dict[bytes, dict[int, bytes]] = field(default_factory=lambda: defaultdict(dict))
    under: dict[bytes, tuple[bytes, bytes]] = field(default_factory=dict)  # earlier seeds -> epoch
    by: dict[bytes, bytes] = field(default_factory=dict)  # box or local row -> device
    tried: set[tuple[bytes, object]] = field(default_factory=set)

    def run(self) -> Seizure:
        """Read the files, use the secrets, and try until nothing more opens."""
        for data in self.haul.files:
            self.read(data)
        own = list(self.slots)
        for data in self.haul.elsewhere:
            self.read(data)
        self.unlock(own)
        before = -1
        while before != (before := len(self.opened) + len(self.candidates) + len(self.epochs)):
            self._use_candidates()
            for sealed in list(self.sealed.values()):
                if sealed.name not in self.opened:
                    self._try(sealed)
        return self

    # --- files -----------------------------------------------------------------------------

    def read(self, data: bytes) -> None:
        if data.startswith(b"SQLite format 3\0"):
            self._read_vault(data)
        elif data.startswith(PACKET):
            self._read_packet(data[len(PACKET) :])
        elif data.startswith(FIELD_HOME):
            self._read_field_home(data[len(FIELD_HOME) :])
        elif data.startswith(FIELD_PACKET):
            rest = data[len(FIELD_PACKET) :]
            self._is_of(rest[:32])
            self._look_into(rest[64:], "field packet")
        elif data.startswith(LETTER):
            self._is_of(data[len(LETTER) :][:32])
            self._add(data[len(LETTER) + 32 :], "letter")
        elif len(data) == 32:
            self.secrets.add(data)
            self.candidates[data] = None
        else:
            self._look_into(data, "file")

    def _is_of(self, vault: bytes) -> None:
        assert self.vault in (b"", vault)
        self.vault = vault

    def _read_vault(self, data: bytes) -> None:
        with contextlib.closing(sqlite3.connect(":memory:")) as db:
            db.deserialize(data)
            for (core,) in db.execute("SELECT core FROM entry WHERE n = 0").fetchall():
                self._genesis(core)
            for table in ("object", "own_wrap", "draft", "segment", "request_key"):
                for (body,) in db.execute(f"SELECT body FROM {table}").fetchall():  # noqa: S608
                    self._add(body, table)
            rows = db.execute("SELECT core, attestation, details FROM entry WHERE n > 0")
            for row in rows.fetchall():
                self._entry(*row)
            self.slots += db.execute("SELECT device, body FROM slot").fetchall()

    def _genesis(self, core: bytes) -> None:
        self._is_of(sha256(core).digest())
        self.cores[self.vault] = core
        self.publics.update(reader.decode(core)[4:7:2])

    def _entry(self, core: bytes, attestation: bytes, details: bytes) -> None:
        name = sha256(core).digest()
        self.cores[name] = core
        for sealed in (attestation, details):
            self.entry_of[sha256(sealed).digest()] = name
        self._add(attestation, "attestation")
        self._add(details, "details")

    def _read_packet(self, data: bytes) -> None:
        file = io.BytesIO(data)
        while head := file.read(5):
            kind, content = head[0], file.read(int.from_bytes(head[1:], "big"))
            if kind == 1:
                self._is_of(reader.decode(content)["vault"])
            elif kind == 2:
                core, attestation, details = _parts(content)
                self._entry(core, attestation, details) if details else self._genesis(core)
            elif kind == 3:
                self._add(content, "object")

    def _read_field_home(self, data: bytes) -> None:
        self._is_of(data[:32])
        self.slots.append((data[32:48], data[48:217]))
        at = 217
        for size in FIELD_REGIONS:
            self._add(data[at : at + size], "field home")
            at += size

    def _add(self, body: bytes, place: str, person: bytes = b"") -> None:
        known = body[:2] == b"\0\1" and body[2:3] and body[2] in TYPES
        if person or known:
            sealed = Sealed(body, place, person)
            self.sealed.setdefault(sealed.name, sealed)

    # --- secrets ---------------------------------------------------------------------------

    def unlock(self, slots: list[tuple[bytes, bytes]]) -> None:
        for seeds in self.haul.seeds:
            self._learn_device(seeds)
        for (device, slot), phrase in product(slots, self.haul.passphrases):
            for secret in self.secrets:
                with contextlib.suppress(*WRONG):
                    self._learn_device(_slot(self.vault, device, slot, phrase, secret))
        seeds = [bytes(Mnemonic("english").to_entropy(" ".join(s))) for s in self.haul.sheets]
        with contextlib.suppress(MnemonicError):
            seeds += [combine_mnemonics(self.haul.shares)] if self.haul.shares else []
        for seed in seeds:
            uses = (hkdf(seed, context("recovery", use)) for use in (b"kem", b"sign"))
            self._learn_device(b"".join(uses))

    def _learn_device(self, seeds: bytes) -> None:
        private, kem = device_keys(seeds[:32])
        sign = ed25519.Ed25519PrivateKey.from_private_bytes(seeds[32:]).public_key()
        device = sha256(context("device-id", kem, sign.public_bytes_raw())).digest()[:16]
        self.seeds[device], self.kems[device] = seeds, private

    def _use_candidates(self) -> None:
        """See of each 32 bytes whether they are the private half of anything that was seen."""
        held = {*self.sealed, *self.cores, *self.entry_of, *(epoch for _, epoch in self.pairs)}
        for seed in [c for c in self.candidates if c not in held and (c, "seed") not in self.tried]:
            private, public = device_keys(seed)
            epoch = sha256(context("epoch-id", public)).digest()
            for pair in self.pairs | set(self.notes.values()):
                if pair[1] == epoch:
                    self.epochs[pair] = private
            for request in self.requests:
                if request["key"] == public:
                    self._may_open_answers(request, private)
        for found in self.shares.values():
            self.candidates[reduce(_xor, found.values(), bytes(32))] = None

    def _may_open_answers(self, request: dict, private: object) -> None:
        for custodian in self.members:
            info = context(
                "identity-release", 1, self.vault, request["entry"], request["person"],
                request["member"], custodian, request["expires_at"],
            )  # fmt: skip
            self.releases.append((private, info, request["body"]))

    # --- opening ---------------------------------------------------------------------------

    def _try(self, sealed: Sealed) -> None:
        ways = {
            0: self._identity, SESSION: self._session, BOX: self._box, PREVIOUS: self._previous,
            LOCAL: self._local, SLOT: lambda _: iter(()),
        }  # fmt: skip
        for plain in ways.get(sealed.kind, self._body)(sealed):
            self.opened[sealed.name] = plain
            if sealed.kind not in {SESSION, PIECE}:
                self._look_into(plain, sealed.place, sealed.name)
            return

    def _fresh(self, sealed: Sealed, key: object) -> bool:
        if (sealed.name, key) in self.tried:
            return False
        self.tried.add((sealed.name, key))
        return True

    def _identity(self, sealed: Sealed) -> Iterator[bytes]:
        bound = context("identity", 1, self.vault, sealed.person)
        for key in self._keys(sealed):
            with contextlib.suppress(*WRONG):
                yield reader.unpack(cobblestone(key, bound, sealed.body))

    def _keys(self, sealed: Sealed) -> Iterator[bytes]:
        """Yield what may be a data key: 32 bytes that are no name of anything here."""
        for key in list(self.candidates):
            if key not in self.sealed and key not in self.cores and self._fresh(sealed, key):
                yield key

    def _session(self, sealed: Sealed) -> Iterator[bytes]:
        noted = self.notes.get(sealed.name)
        for pair in [noted] if noted in self.epochs else list(self.epochs):
            if self._fresh(sealed, pair):
                bound = context("session", 1, self.vault, *pair)
                with contextlib.suppress(*WRONG):
                    key = SUITE.decrypt(sealed.body[3:], self.epochs[pair], bound)
                    self.sessions[sealed.name] = *pair, key
                    yield key

    def _previous(self, sealed: Sealed) -> Iterator[bytes]:
        for pair in list(self.epochs):
            if self._fresh(sealed, pair):
                bound = context("previous-epoch", 1, self.vault, *pair)
                with contextlib.suppress(*WRONG):
                    plain = reader.unpack(SUITE.decrypt(sealed.body[3:], self.epochs[pair], bound))
                    self.under[sealed.name] = pair
                    yield plain

    def _box(self, sealed: Sealed) -> Iterator[bytes]:
        for device, private in list(self.kems.items()):
            if self._fresh(sealed, device):
                bound = context("device-box", 1, self.vault, device)
                with contextlib.suppress(*WRONG):
                    plain = reader.unpack(SUITE.decrypt(sealed.body[3:], private, bound))
                    self.by[sealed.name] = device
                    yield plain
        for private, info, sealing in self.releases:
            if self._fresh(sealed, info):
                with contextlib.suppress(*WRONG):
                    plain = reader.unpack(SUITE.decrypt(sealed.body[3:], private, info))
                    self.shares[sealing].update(reader.decode(plain)["shares"])
                    yield plain

    def _local(self, sealed: Sealed) -> Iterator[bytes]:
        for (device, seeds), purpose in product(self.seeds.items(), PURPOSES):
            if self._fresh(sealed, (device, purpose)):
                key = hkdf(seeds, context("local-key", purpose))
                bound = context("local", 1, self.vault, purpose)
                with contextlib.suppress(*WRONG):
                    plain = cobblestone(key, bound, sealed.body[3:])
                    self.by[sealed.name] = device
                    yield _regular(plain) if purpose.startswith(b"field-") else reader.unpack(plain)

    def _body(self, sealed: Sealed) -> Iterator[bytes]:
        """Open objects, pieces, attestations and details: by their sessions, by any data key."""
        rest = sealed.body[3:]
        first, count = (1, rest[0]) if sealed.kind == DETAILS else (0, 1)
        end = first + 92 * count
        for at in range(first, end, 92):
            session, wrap = self.sessions.get(rest[at : at + 32]), rest[at + 32 : at + 92]
            if session and self._fresh(sealed, session):
                wrapping = hkdf(session[2], context("data-key", 1, self.vault, *session[:2]))
                with contextlib.suppress(*WRONG):
                    key = AESGCM(wrapping).decrypt(wrap[:12], wrap[12:], None)
                    yield b"" if sealed.kind == PIECE else self._under(sealed, key, rest[end:])
        if sealed.kind != PIECE:
            for key in self._keys(sealed):
                with contextlib.suppress(*WRONG):
                    yield self._under(sealed, key, rest[end:])

    def _under(self, sealed: Sealed, key: bytes, rest: bytes) -> bytes:
        purpose = {BODY: "body", ATTESTATION: "attestation", DETAILS: "details"}[sealed.kind]
        return reader.unpack(cobblestone(key, context(purpose, 1, self.vault), rest))

    # --- what was opened -------------------------------------------------------------------

    def records(self) -> Iterator[dict]:
        """Yield every record that opened."""
        for name, plain in self.opened.items():
            if self.sealed[name].kind not in {SESSION, PIECE}:
                with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
                    value = msgspec.msgpack.decode(plain)
                    if isinstance(value, dict):
                        yield value

    def compartments(self) -> dict[bytes, tuple[bytes, str]]:
        """Return the desk (its id) and the part of each compartment that a record tells of."""
        return {
            key["compartment"]: (value.get("desk", b""), key["part"])
            for value in self.records()
            for key in [*value.get("keys", ()), value.get("roster")]
            if isinstance(key, dict) and "part" in key
        }

    def sealed_to(self, sealed: Sealed) -> set[tuple[bytes, bytes]]:
        """Return the compartments and epochs of those sessions of a thing that opened."""
        if sealed.kind == PREVIOUS:
            return {self.under[sealed.name]} if sealed.name in self.under else set()
        names = [sealed.name] if sealed.kind == SESSION else []
        if sealed.kind in {BODY, PIECE, DETAILS, ATTESTATION}:
            first, count = (4, sealed.body[3]) if sealed.kind == DETAILS else (3, 1)
            names = [sealed.body[at : at + 32] for at in range(first, first + 92 * count, 92)]
        return {self.sessions[name][:2] for name in names if name in self.sessions}

    def _look_into(self, plain: bytes, place: str, name: bytes = b"") -> None:
        if len(plain) == 80:  # an own wrap; which session it is of, only a row says
            self._learn_session(plain)
        with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            value = msgspec.msgpack.decode(plain)
            if isinstance(value, dict | list):
                self._learn(value, name)
                for each in _walk(value):
                    self._look_at(each, place)

    def _look_at(self, each: object, place: str) -> None:
        if isinstance(each, bytes):
            self._add(each, place)
            if len(each) == 32:
                self.candidates[each] = None
            elif len(each) == 16:
                self.members.add(each)
            elif len(each) > 32 and each[0] >= 0x80:
                self._look_into(each, place)
        elif isinstance(each, list):
            for pair in pairwise(each):
                if [type(x) for x in pair] == [bytes, bytes] and [*map(len, pair)] == [16, 32]:
                    self.pairs.add(pair)
        elif isinstance(each, dict):
            self._learn(each, b"")

    def _learn(self, value: dict | list, name: bytes) -> None:
        if isinstance(value, list):
            if value[:1] == ["attestation/1"]:
                self.notes |= {note[0]: (note[1], note[2]) for note in value[3]}
            return
        kind = value.get("type", "")
        if "compartment" in value and "public" in value:
            epoch = sha256(context("epoch-id", value["public"])).digest()
            self.pairs.add((value["compartment"], epoch))
        if kind == "former-device/1":
            self.kems[value["device"]] = device_keys(value["kem"])[0]
        elif kind == "bundle/1":
            self.shares[value["body"]].update(dict(value["shares"]))
        elif kind == "sealed-identity/1":
            self._add(value["sealed"], "identity", value["person"])
        elif kind == "identity-requested/1" and name:
            self.requests.append(value | {"entry": self.entry_of[name]})

    def _learn_session(self, plain: bytes) -> None:
        """Find the sessions that a key is of: those whose wraps it opens."""
        wrapping = AESGCM(hkdf(plain[48:], context("data-key", 1, self.vault, *_pair(plain))))
        for sealed in self.sealed.values():
            if sealed.kind in {BODY, PIECE, ATTESTATION, DETAILS}:
                first, count = (4, sealed.body[3]) if sealed.kind == DETAILS else (3, 1)
                for at in range(first, first + 92 * count, 92):
                    session, wrap = sealed.body[at : at + 32], sealed.body[at + 32 : at + 92]
                    with contextlib.suppress(InvalidTag):
                        wrapping.decrypt(wrap[:12], wrap[12:], None)
                        self.sessions[session] = *_pair(plain), plain[48:]


def _pair(plain: bytes) -> tuple[bytes, bytes]:
    return plain[:16], plain[16:48]


def _xor(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))


def _regular(plain: bytes) -> bytes:
    """Return what a region of a field home holds; its length is the region's alone."""
    length = int.from_bytes(plain[:4], "big")
    reader.need(not any(plain[4 + length :]), "words in the padding")
    return plain[4 : 4 + length]


def _parts(content: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(content):
        end = at + 4 + int.from_bytes(content[at : at + 4], "big")
        found.append(content[at + 4 : end])
        at = end
    return found


def _slot(vault: bytes, device: bytes, slot: bytes, phrase: bytes, secret: bytes) -> bytes:
    cost = slot[3], int.from_bytes(slot[4:8], "big"), slot[8], 32, reader.Type.ID
    bound = context("slot", 1, vault, device, slot[:25])
    stretched = stretched_once(phrase, slot[9:25], *cost, 0x13)
    return cobblestone(hkdf(stretched + secret, bound), bound, slot[25:-8])


def _walk(value: object) -> Iterable[object]:
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _walk(each)
