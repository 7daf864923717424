"""What a vector is, and the HPKE outputs that cannot be made twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import construct
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

Field = bytes | str | int


@dataclass(frozen=True)
class Case:
    """One file: what to do with which fields, and what has to come of it."""

    name: str
    comment: str
    do: str
    expect: str
    fields: Mapping[str, Field]

    def text(self) -> str:
        """Return the file's text: header lines, an empty line, fields (bytes as hex)."""
        lines = [f"comment: {self.comment}", f"do: {self.do}", f"expect: {self.expect}", ""]
        for name, value in self.fields.items():
            shown = value.hex() if isinstance(value, bytes) else value
            lines.append(f"{name}: {shown}".rstrip())
        return "\n".join(lines) + "\n"


def faults(good: Case, table: Mapping[str, tuple[str, str, Mapping[str, Field]]]) -> list[Case]:
    """Return the good case and one for each fault: name -> (comment, code, changed fields)."""
    stem = good.name.removesuffix("_good")
    bad = [
        Case(f"{stem}_{name}", comment, good.do, f"refuse:{code}", {**good.fields, **changed})
        for name, (comment, code, changed) in table.items()
    ]
    return [good, *bad]


def flipped(data: bytes, at: int) -> bytes:
    """Return the data with one bit changed."""
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


class Frozen:
    """HPKE outputs by name, made once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text("ascii").splitlines() if path.exists() else []
        self._known = {k: bytes.fromhex(v) for k, v in (line.split(": ") for line in lines)}
        self._used: dict[str, bytes] = {}

    def seal(self, name: str, seed: bytes, info: bytes, plain: bytes) -> bytes:
        """Return the HPKE sealing of `plain` to the X-Wing key of a seed."""
        if name not in self._known:
            public = construct.kem_public(seed)
            halves = (
                MLKEM768PublicKey.from_public_bytes(public[:1184]),
                X25519PublicKey.from_public_bytes(public[1184:]),
            )
            suite = hpke.Suite(
                hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM
            )
            self._known[name] = suite.encrypt(plain, hpke.MLKEM768X25519PublicKey(*halves), info)
        self._used[name] = self._known[name]
        return self._used[name]

    def save(self) -> None:
        """Write the outputs that were asked for."""
        lines = (f"{name}: {value.hex()}\n" for name, value in sorted(self._used.items()))
        self._path.write_text("".join(lines), encoding="ascii")
