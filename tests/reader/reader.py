"""A second reader of Strongroom vaults, written from docs/format.md alone; imports nothing of it.

    python tests/reader/reader.py VAULT --device-secrets DIR --passphrase-fd N
Verifies hashes, chains, signatures and vouchers, not rights; prints what the keys open.
"""

import argparse
import contextlib
import json
import os
import sqlite3
import sys
import unicodedata
from hashlib import sha256, shake_256
from pathlib import Path

import zstandard
from argon2.low_level import Type, hash_secret_raw
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SESSION, BODY, PIECE, ATTESTATION, DETAILS = 1, 2, 4, 0x11, 0x12
SLOT, LOCAL, PIECE_BYTES, SEALED = 0x21, 0x23, 4 << 20, "no key reaches it"
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}  # MessagePack, as far as it is needed here
LONG = {0xCC: (int, 1, 128), 0xCD: (int, 2, 256), 0xCE: (int, 4, 1 << 16), 0xCF: (int, 8, 1 << 32),
        0xC4: (bytes, 1, 0), 0xC5: (bytes, 2, 256), 0xC6: (bytes, 4, 1 << 16), 0xD9: (str, 1, 32),
        0xDA: (str, 2, 256), 0xDB: (str, 4, 1 << 16), 0xDC: (list, 2, 16), 0xDD: (list, 4, 1 << 16),
        0xDE: (dict, 2, 16), 0xDF: (dict, 4, 1 << 16)}  # fmt: skip


def need(holds, what):
    if not holds:
        raise ValueError(what)


def context(label, *fields):
    parts = [f"strongroom/1/{label}".encode()]
    parts += [f.to_bytes(8, "big") if isinstance(f, int) else f for f in fields]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def decode(data):
    value, end = element(data, 0)
    need(end == len(data), "a record is cut, or bytes follow it")
    return value


def element(data, at):
    code, at = data[at], at + 1
    if code < 0x80 or code in CONSTANTS:
        return CONSTANTS.get(code, code), at
    if code < 0xC0:
        kind, most = ((dict, 15), (list, 15), (str, 31), (str, 31))[(code - 0x80) >> 4]
        size = code & most
    else:
        need(code in LONG, "an unknown MessagePack type")
        kind, width, least = LONG[code]
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
        need(size >= least, "a number or a length in a long form")
    if kind is int:
        return size, at
    if kind in (str, bytes):
        return (data[at : at + size].decode() if kind is str else data[at : at + size]), at + size
    items = []
    for _ in range(size * (2 if kind is dict else 1)):
        item, at = element(data, at)
        items.append(item)
    need(kind is list or len(set(items[::2])) == size, "a field twice")
    return (items if kind is list else dict(zip(items[::2], items[1::2], strict=True))), at


def hkdf(key, info):
    return HKDF(hashes.SHA256(), 32, None, info).derive(key)


def after_header(body, kind):
    need(body[:3] == bytes([0, 1, kind]), "another suite or type")
    return body[3:]


def cobblestone(key, bound, sealed):
    opened = Cobblestone256Decryptor(key, bound)
    return opened.update(sealed) + opened.finalize()


def padme(length):
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step


def unpack(packed):
    method, length = packed[0], int.from_bytes(packed[1:5], "big")
    end = 9 + int.from_bytes(packed[5:9], "big")
    need(method in (0, 1) and length <= 64 << 20 and end <= len(packed), "bad lengths")
    need(len(packed) in (padme(end), 256, 1024) and not any(packed[end:]), "padding")
    plain = packed[9:end]
    if method == 1:
        reader = zstandard.ZstdDecompressor().stream_reader(plain, read_across_frames=False)
        plain = reader.read(length)
        need(not reader.read(1), "more than declared")
    need(len(plain) == length, "not the declared length")
    return plain


def kem_key(seed):
    both = shake_256(seed).digest(96)
    first = mlkem.MLKEM768PrivateKey.from_seed_bytes(both[:64])
    second = x25519.X25519PrivateKey.from_private_bytes(both[64:])
    public = first.public_key().public_bytes_raw() + second.public_key().public_bytes_raw()
    return hpke.MLKEM768X25519PrivateKey(first, second), public


def open_slot(vault, device, slot, passphrase, secret):
    after_header(slot, SLOT)
    passes, memory, lanes = slot[3], int.from_bytes(slot[4:8], "big"), slot[8]
    need(3 <= passes <= 10 and 65536 <= memory <= 1 << 20 and 4 <= lanes <= 16, "slot cost")
    need(len(slot) == 169 and sha256(slot[:-8]).digest()[:8] == slot[-8:], "a damaged slot")
    bound, cost = context("slot", 1, vault, device, slot[:25]), (passes, memory, lanes, 32, Type.ID)
    stretched = hash_secret_raw(passphrase, slot[9:25], *cost, 0x13)
    return cobblestone(hkdf(stretched + secret, bound), bound, slot[25:-8])


def check_signature(public, signature, *signed):
    ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, context(*signed))


class Reader:
    def __init__(self, path, secrets, passphrase):
        self.db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        self.rows = lambda query, *values: self.db.execute(query, values).fetchall()
        marks = [self.rows(f"PRAGMA {name}")[0][0] for name in ("application_id", "user_version")]
        core = self.rows("SELECT core FROM entry WHERE n = 0")[0][0]
        self.genesis, self.vault = decode(core), sha256(core).digest()
        need([*marks, *self.genesis[:3]] == [0x5354524D, 1, "genesis/1", 1, 1], "another format")
        self.epochs, self.sessions, self.shared, self.notes = {}, {}, {}, {}
        self.devices, self.signed, self.acts, self.gone, self.order = {}, set(), [], set(), []
        self.me, seeds = self.unlock(secrets, passphrase)
        self.learn(self.me, seeds)
        self.walk()

    def unlock(self, folder, passphrase):
        for device, slot in self.rows("SELECT device, body FROM slot"):
            name = f"{self.vault.hex()[:24]}-{device.hex()[:24]}"
            for f in filter(Path.is_file, (folder / name, folder / f"{name}.next")):
                with contextlib.suppress(InvalidTag):
                    return device, open_slot(self.vault, device, slot, passphrase, f.read_bytes())
        raise ValueError("passphrase or device secret do not open a slot")

    def learn(self, device, seeds):
        bound = context("device-box", 1, self.vault, device)
        self.try_boxes(b"\0\1\3", kem_key(seeds[:32])[0], bound)
        for pair, private in list(self.epochs.items()):  # the newest holds all earlier seeds
            self.try_boxes(b"\0\1\5", private, context("previous-epoch", 1, self.vault, *pair))
        key = hkdf(seeds, context("local-key", b"own-wrap"))
        bound = context("local", 1, self.vault, b"own-wrap")
        for name, body in self.rows("SELECT session, body FROM own_wrap WHERE device = ?", device):
            plain = unpack(cobblestone(key, bound, after_header(body, LOCAL)))
            self.sessions[name] = plain[:16], plain[16:48], plain[48:]

    def try_boxes(self, start, private, bound):
        for (body,) in self.rows("SELECT body FROM object WHERE substr(body, 1, 3) = ?", start):
            with contextlib.suppress(InvalidTag):  # raised when it is sealed to another key
                box = decode(unpack(SUITE.decrypt(after_header(body, start[2]), private, bound)))
                self.shared.update(box.get("keys", []))
                for compartment, epoch, seed in box.get("seeds", []):
                    key, public = kem_key(seed)
                    need(sha256(context("epoch-id", public)).digest() == epoch, "another epoch")
                    self.epochs[compartment, epoch] = key

    def body(self, name):
        found = self.rows("SELECT body FROM object WHERE hash = ?", name)
        need(found and sha256(found[0][0]).digest() == name, "an object is missing or replaced")
        return found[0][0]

    def session(self, name):
        noted = self.notes.get(name)
        for pair, key in self.epochs.items():
            if name not in self.sessions and noted in (None, pair):
                sealed, bound = self.body(name), context("session", 1, self.vault, *pair)
                with contextlib.suppress(*() if noted else (InvalidTag,)):
                    opened = SUITE.decrypt(after_header(sealed, SESSION), key, bound)
                    need(len(opened) == 32, "a session key of another length")
                    self.sessions[name] = *pair, opened
        return self.sessions.get(name)

    def open(self, body, kind=BODY, purpose="body", place=()):
        """Open an object, attestation, details or piece; None when no key reaches it."""
        rest, key = after_header(body, kind), self.shared.get(sha256(body).digest())
        first, count = (1, rest[0]) if kind == DETAILS else (0, 1)
        need(1 <= count <= 16, "boxes")
        for at in range(first, end := first + 92 * count, 92):
            if session := self.session(rest[at : at + 32]):
                wrapping = hkdf(session[2], context("data-key", 1, self.vault, *session[:2]))
                nonce, wrapped = rest[at + 32 : at + 44], rest[at + 44 : at + 92]
                key = AESGCM(wrapping).decrypt(nonce, wrapped, None)
                break
        bound = context(purpose, 1, self.vault, *place)
        opened = cobblestone(key, bound, rest[end:]) if key else None
        return opened if place or opened is None else unpack(opened)

    def piece(self, body, index, count, total):
        padded = self.open(body, PIECE, place=(index, count, total))
        need(padded is not None, "a piece whose key is not here")
        at, whole = index * PIECE_BYTES, padme(max(total, 1024))
        need(count == -(-whole // PIECE_BYTES), "another count of pieces")
        content = padded[: max(0, total - at)]
        need(len(padded) == min(PIECE_BYTES, whole - at), "a piece of another length")
        need(not any(padded[len(content) :]), "padding")
        return content

    def walk(self):
        """Verify every entry, take its act in causal order; compare what is named and held."""
        entries, places, needs, taken = {}, {}, {}, {self.vault}
        query = "SELECT hash, device, n, core, attestation, details FROM entry WHERE n > 0"
        for name, device, n, core, sealed, details in self.rows(f"{query} ORDER BY id"):
            fields, attestation = decode(core), self.open(sealed, ATTESTATION, "attestation")
            attested, places[device, 0] = decode(attestation), {self.vault}
            need(sha256(core).digest() == name and fields[1:3] == [device, n], "a row and its core")
            need(sha256(details).digest() == fields[6], "the details were replaced")
            need(attested[1] == device, "an attestation of another device")
            places.setdefault((device, n), set()).add(name)
            self.notes.update({note[0]: (note[1], note[2]) for note in attested[3]})
            entries[name] = fields, core, attestation, details
            needs[name] = {fields[3], *(head for _, heads in attested[2] for head in heads)}
        for fields, *_ in entries.values():
            need(fields[3] in places.get((fields[1], fields[2] - 1), ()), "a gap in a chain")
        while needs:
            ready = [name for name, foundations in needs.items() if foundations <= taken]
            need(ready, "an entry builds on one that is missing")
            taken.add(first := min(ready))
            self.order.append(first)
            needs.pop(first)
            self.take(*entries[first])
        named = {name for fields, *_ in entries.values() for name in fields[4]} - self.gone
        self.held = {name for (name,) in self.rows("SELECT hash FROM object")}
        need(named - self.held <= self.left_out(entries), "missing")
        need(self.epochs.keys() <= self.signed | {*self.notes.values()}, "an unsigned grant")

    def left_out(self, entries):
        """Return what may be absent: what a device lacks of pieces, or of what others handed in."""
        closed, lacking, elsewhere = set(), {}, set()
        for (fields, *_), act in zip(map(entries.get, self.order), self.acts, strict=True):
            closed |= {*act["pieces"]} & {*fields[4]} if act["type"] == "attached/1" else set()
            closed |= {*fields[4]} if act["type"] == "sealed to others" else set()
            lacking |= {fields[1]: {*act["omitted"]}} if act["type"] == "packet-taken/1" else {}
            elsewhere |= {*act["objects"]} if act["type"] == "handed-in/1" else set()
        return set().union(*lacking.values()) & closed | lacking.get(self.me, set()) & elsewhere

    def take(self, fields, core, attestation, details):
        plain, device = self.open(details, DETAILS, "details"), fields[1]
        act = decode(plain) if plain else {"type": "sealed to others"}
        kind = act["type"]
        if kind == "founded/1" and not self.devices:
            kem, sign, _ = act["device"].values()
            need([kem, sign, act["roster"]["public"]] == self.genesis[4:], "another founder")
            self.know(act["member"], act)
        if kind == "device-added/1":  # by the device itself, or by another of its member
            (member, public, writes), new = self.devices[act["voucher"]], act["device"]
            need(member == act["who"], "a voucher of somebody else")
            signed = "device-statement" if writes else "recovery", self.vault, member
            check_signature(public, act["signature"], *signed, new["kem"], new["sign"])
        renews = kind == "recovery-renewed/1"
        need(not renews or act["who"] == act["member"], "a sheet of somebody else")
        if kind in ("admitted/1", "device-added/1", "recovery-renewed/1"):
            self.know(act["who"], act)
        if kind == "field-taken/1":  # the words of a device that writes no entry
            start, who = plain.index(b"\xa9statement") + 10, act["statement"]["device"]
            signed = "field-statement", self.vault, plain[start : element(plain, start)[1]]
            check_signature(self.devices[who][1], act["signature"], *signed)
        need(self.devices.get(device, (0, 0, 0))[2], "an entry of a device that nobody made known")
        need(act.get("member") in (None, self.devices[device][0]), "a member of another device")
        end = element(attestation, 33)[1]  # of `seen`; `sessions` follow, then a signature
        seen, notes, signature = attestation[33:end], attestation[end:-66], attestation[-64:]
        check_signature(self.devices[device][1], signature, "entry", self.vault, core, seen, notes)
        for key in filter(lambda k: "public" in k, act.get("keys", [act.get("roster", act)])):
            epoch = sha256(context("epoch-id", key["public"])).digest()
            self.signed.add((key["compartment"], epoch))
        goes = kind == "removal-confirmed/1" or (kind == "handed-in/1" and device == self.me)
        self.gone.update(act["objects"] if goes else ())
        self.acts.append(act)

    def know(self, member, act):
        """Check that one statement covers both keys of a device; a recovery device only vouches."""
        for use in {"device", "recovery"} & act.keys():
            kem, sign, signature = act[use].values()
            check_signature(sign, signature, "device-statement", self.vault, kem, sign)
            name = sha256(context("device-id", kem, sign)).digest()[:16]
            self.devices.setdefault(name, (member, sign, use == "device"))

    def part(self, name, **expected):
        plain = self.open(self.body(name)) if name and name not in self.gone else None
        part = plain and decode(plain)
        need(not part or all(part[f] == expected[f] for f in expected), "a part of another record")
        return part or ("there is none", SEALED, "removed")[bool(name) + (name in self.gone)]

    def attachments(self, interview):
        kinds = "attached/1", interview
        for act in filter(lambda a: (a["type"], a.get("interview")) == kinds, self.acts):
            found = self.part(act["manifest"], interview=interview, pieces=act["pieces"])
            yield found if isinstance(found, str) else self.verified(found)

    def verified(self, manifest):
        names, total, key = manifest.pop("pieces"), manifest["length"], manifest.pop("key")
        if not {*names} <= self.held:
            return manifest | {"here": False}
        whole = sha256()
        for at, name in enumerate(names):
            self.shared[name] = hkdf(
                key, context("piece-key", 1, self.vault, at, len(names), total)
            )
            whole.update(self.piece(self.body(name), at, len(names), total))
        need(whole.digest() == manifest["whole"], "another file")
        return manifest | {"here": True}

    def interviews(self):
        versions, rendered, files, over = {}, {}, {}, set()
        for act in self.acts:
            over |= {*act.get("over", ())}
            told, logs = act.get("statement", act), ("logged/1", "field-taken/1")
            for ref in told["interviews"] if act["type"] in logs else []:
                versions.setdefault((act["desk"], ref["interview"]), {})[ref["verbatim"]] = ref
            for ref in act["renditions"] if act["type"] == "rendered/1" else []:
                rendered[ref["verbatim"]] = ref["redacted"]
            for ref in told.get("persons", []):
                card, standing = files.get(ref["person"], (b"", set()))
                still = standing - {*ref["replaces"]} | {ref["file"]} - {b""}
                files[ref["person"]] = ref["card"] or card, still
        added = [a for t in self.acts for a in (t, *t.get("statement", {}).get("addenda", []))]
        for (desk, interview), known in versions.items():
            older = {parent for ref in known.values() for parent in ref["parents"]}
            for name, ref in known.items():
                same, person = {"interview": interview, "version": ref["version"]}, ref["person"]
                card, standing = files.get(person, (b"", set()))
                found = same | {"desk": desk, "person": person, "stands": name not in older | over}
                found["redacted"] = self.part(rendered.get(name), verbatim=name, **same)
                found["verbatim"] = self.part(name, **same)
                found["security"] = self.part(ref["security"], **same)
                found["card"] = self.part(card, person=person)
                found["attachments"] = [*self.attachments(interview)]
                said = [a for a in added if "addendum" in a and a["interview"] == interview]
                found["addenda"] = [self.part(a["addendum"], interview=interview) for a in said]
                yield found | {"files": [self.part(f, person=person) for f in sorted(standing)]}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, kind in (("vault", Path), ("--device-secrets", Path), ("--passphrase-fd", int)):
        parser.add_argument(name, type=kind)
    given = parser.parse_args()
    typed = os.read(given.passphrase_fd, 4096).decode().partition("\n")[0]
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in typed)
    passphrase = unicodedata.normalize("NFC", spaced).encode()
    for found in Reader(given.vault, given.device_secrets, passphrase).interviews():
        sys.stdout.write(json.dumps(found, ensure_ascii=False, default=bytes.hex) + "\n")
