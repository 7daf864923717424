"""Take the published vectors of our primitives out of the wheel `cryptography_vectors`.

    python tests/vectors/published/extract.py cryptography_vectors-50.0.2-py3-none-any.whl

Run again for each new version of the library: a fact that changed shows in the difference. The
files `wycheproof_*.txt` come from elsewhere, as their heads say, and are not made here. The wheel's
own `chunked-encryption/vectors.json` is left out: its keys are derived with SHA-256, and those of
Cobblestone-256, which the library offers, with SHA-512.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHEEL = "cryptography_vectors 50.0.2"
Fact = dict[str, str]
Read = Callable[[str], str]


def pairs(text: str) -> Iterator[Fact]:
    """Yield the blocks of a `name = value` file; a line in brackets holds for those after it."""
    section: Fact = {}
    for block in re.split(r"\n\s*\n", text):
        fact: Fact = {}
        for line in block.splitlines():
            name, equals, value = line.strip().strip("[]").partition("=")
            if line.startswith("["):
                section[name.strip()] = value.strip()
            elif not line.startswith("#") and (equals or line.strip() == "FAIL"):
                fact[name.strip()] = value.strip()
        if fact:
            yield {**section, **fact}


def chosen(fact: Fact, **names: str) -> Fact:
    """Return some values of a fact under our names."""
    return {ours: fact.get(theirs, "") for ours, theirs in names.items()}


def hkdf(read: Read) -> Iterator[Fact]:
    for file in ("rfc-5869-HKDF-SHA256.txt", "hkdf-generated.txt"):
        text = re.sub(r"(L    = \d+)\n\n", r"\1\n", read(f"KDF/{file}"))
        joined = re.sub(r"(COUNT = \d+)\n\n", r"\1\n", text)
        for fact in pairs(joined):
            if fact.get("Hash") == "SHA-256":
                case = {"case": f"{file} {fact['COUNT']}"}
                yield case | chosen(
                    fact, key="IKM", salt="salt", info="info", length="L", out="OKM"
                )


def argon2id(read: Read) -> Iterator[Fact]:
    names = {"passphrase": "pass", "salt": "salt", "secret": "secret", "data": "ad",
             "passes": "iter", "memory": "memcost", "lanes": "lanes", "length": "length",
             "out": "output"}  # fmt: skip
    for fact in pairs(read("KDF/argon2id.txt")):
        yield {"case": fact["COUNT"]} | chosen(fact, **names)


def sha(read: Read) -> Iterator[Fact]:
    for number, fact in enumerate(pairs(read("hashes/SHA2/SHA256ShortMsg.rsp"))):
        if "MD" in fact and fact["Len"] in {"0", "8", "440", "448", "504", "512"}:
            message = fact["Msg"] if fact["Len"] != "0" else ""
            yield {"case": str(number), "data": message, "out": fact["MD"]}


def hmac(read: Read) -> Iterator[Fact]:
    for number, fact in enumerate(pairs(read("HMAC/rfc-4231-sha256.txt"))):
        yield {"case": str(number)} | chosen(fact, key="Key", data="Msg", out="MD")


def ed25519(read: Read) -> Iterator[Fact]:
    lines = read("asymmetric/Ed25519/sign.input").splitlines()
    for number in (0, 1, 2, 3, 4, 31, 32, 63, 64, 127, 128, 255, 1023):
        secret, public, message, signed, _ = lines[number].split(":")
        yield {
            "case": str(number), "seed": secret[:64], "public": public, "message": message,
            "signature": signed[:128],
        }  # fmt: skip


def x25519(read: Read) -> Iterator[Fact]:
    for fact in pairs(read("asymmetric/X25519/rfc7748.txt")):
        names = {"private": "INPUT_SCALAR", "public": "INPUT_U", "shared": "OUTPUT_U"}
        yield {"case": fact["COUNT"]} | chosen(fact, **names)


def ml_kem(read: Read) -> Iterator[Fact]:
    text = read("asymmetric/MLKEM/kat_MLKEM_768.rsp")
    blocks = re.split(r"(?=^count = )", text, flags=re.MULTILINE)[1:6]
    for block in blocks:
        fact = dict(line.split(" = ") for line in block.splitlines() if " = " in line)
        yield {
            "case": fact["count"],
            "seed": fact["d"] + fact["z"],
            "public_sha256": sha256(bytes.fromhex(fact["pk"])).hexdigest(),
            "ciphertext": fact["ct"],
            "shared": fact["ss"],
            "other_ciphertext": fact["ct_n"] if fact["count"] == "0" else "",
            "other_shared": fact["ss_n"] if fact["count"] == "0" else "",
        }


def aes_gcm(read: Read) -> Iterator[Fact]:
    wanted = {("256", "0"): 15, ("256", "128"): 15, ("0", "0"): 8, ("408", "384"): 8}
    for fact in pairs(read("ciphers/AES/GCM/gcmDecrypt256.rsp")):
        if (fact.get("IVlen"), fact.get("Taglen")) != ("96", "128") or "Count" not in fact:
            continue
        lengths = (fact["PTlen"], fact["AADlen"])
        if wanted.get(lengths, 0) > int(fact["Count"]):
            case = {"case": f"{'-'.join(lengths)}-{fact['Count']}"}
            names = {"key": "Key", "nonce": "IV", "data": "AAD", "sealed": "CT", "tag": "Tag"}
            yield case | chosen(fact, **names) | {"plain": fact.get("PT", "FAIL")}


def hpke(read: Read) -> Iterator[Fact]:
    for number, fact in enumerate(json.loads(read("HPKE/hpke-pq-test-vectors.json"))):
        if fact["kem_id"] == 0x647A:
            names = {"seed": "skRm", "public": "pkRm", "encapsulation": "enc"}
            yield {"case": str(number)} | chosen(fact, **names, shared="shared_secret")


def hpke_schedule(read: Read) -> Iterator[Fact]:
    for number, fact in enumerate(json.loads(read("HPKE/test-vectors.json"))):
        if (fact["mode"], fact["kdf_id"], fact["aead_id"]) == (0, 1, 2):
            first = fact["encryptions"][0]
            names = {"shared": "shared_secret", "info": "info", "key": "key", "nonce": "base_nonce"}
            case = {"case": str(number), "suite": f"{fact['kem_id']:04x}00010002"}
            opened = {"data": first["aad"], "plain": first["pt"], "sealed": first["ct"]}
            yield case | chosen(fact, **names) | opened


SETS: dict[str, tuple[str, str, Callable[[Read], Iterable[Fact]]]] = {
    "hkdf": ("HKDF-SHA-256: RFC 5869, appendix A; OpenSSL for the long one", "KDF", hkdf),
    "argon2id": ("Argon2id: RFC 9106; OpenSSL; the argon2 program", "KDF/argon2id.txt", argon2id),
    "sha256": ("SHA-256: NIST CAVS", "hashes/SHA2/SHA256ShortMsg.rsp", sha),
    "hmac": ("HMAC-SHA-256: RFC 4231", "HMAC/rfc-4231-sha256.txt", hmac),
    "ed25519": (
        "Ed25519: the file of its authors; cases 0 to 2 and 1023 are tests 1 to 3 and 1024 of "
        "RFC 8032", "asymmetric/Ed25519/sign.input", ed25519,
    ),
    "x25519": ("X25519: RFC 7748, 5.2", "asymmetric/X25519/rfc7748.txt", x25519),
    "ml_kem": ("ML-KEM-768: FIPS 203", "asymmetric/MLKEM/kat_MLKEM_768.rsp", ml_kem),
    "aes_gcm": ("AES-256-GCM: NIST CAVS 14.0", "ciphers/AES/GCM/gcmDecrypt256.rsp", aes_gcm),
    "x_wing": (
        "X-Wing as HPKE's KEM 0x647a: draft-ietf-hpke-pq", "HPKE/hpke-pq-test-vectors.json", hpke,
    ),
    "hpke": (
        "HPKE's key schedule with HKDF-SHA-256 and AES-256-GCM, base mode: RFC 9180",
        "HPKE/test-vectors.json", hpke_schedule,
    ),
}  # fmt: skip


def written(head: str, facts: Iterable[Fact]) -> str:
    """Return a file's text: its head, then one block for each fact."""
    blocks = ("\n".join(f"{k}: {v}".rstrip() for k, v in fact.items() if v) for fact in facts)
    return head + "\n" + "\n\n".join(blocks) + "\n"


def main(wheel: str) -> None:
    """Write every set beside this file."""
    with zipfile.ZipFile(wheel) as archive:

        def read(name: str) -> str:
            return archive.read(f"cryptography_vectors/{name}").decode("utf-8")

        for name, (what, file, facts) in SETS.items():
            head = f"# {what}.\n# From {file} of {WHEEL}, by extract.py.\n"
            (HERE / f"{name}.txt").write_text(written(head, facts(read)), encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
