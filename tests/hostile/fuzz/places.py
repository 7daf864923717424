"""What the targets with a real vault share: files put back as they were, and two readings compared.

What a case damages, and what of it may show, is the targets'.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path

import msgspec

from vault.archive import interviews
from vault.archive.session import Archive
from vault.crypto import primitives

Texts = dict[str, bytes]


def derive_once() -> None:
    """Remember what Argon2id derived: every case opens the same few slots."""
    if not hasattr(primitives.argon2id, "cache_info"):
        primitives.argon2id = functools.cache(primitives.argon2id)


class Folder:
    """The files below a folder, and the way back to them."""

    def __init__(self, source: Path) -> None:
        self.files = {
            path.relative_to(source): path.read_bytes()
            for path in source.rglob("*")
            if path.is_file()
        }

    def put_into(self, target: Path) -> None:
        """Make the files below `target` exactly these; what is right already stays untouched."""
        for path in list(target.rglob("*")):
            if path.is_file() and path.relative_to(target) not in self.files:
                path.unlink()
        for name, content in self.files.items():
            path = target / name
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.write_bytes(content)

    def is_in(self, target: Path) -> bool:
        """Tell whether the files below `target` are these still."""
        return Folder(target).files == self.files


def listed(archive: Archive) -> set[str]:
    """Return the ids of the interviews that a member's list shows."""
    return {row.id for row in interviews.rows(archive)}


def text_of(archive: Archive, interview: str) -> bytes:
    """Return all that one interview says to a member: words, terms, remarks, agreement."""
    view = interviews.show(archive, interview)
    parts = (
        view.row.title, view.row.codename, view.row.province, view.quotes, view.agreement,
        view.place, view.notes, view.security, view.remarks, view.addenda,
    )  # fmt: skip
    return msgspec.json.encode(parts)


def texts(archive: Archive, wanted: Iterable[str]) -> Texts:
    """Return what each interview says."""
    return {interview: text_of(archive, interview) for interview in wanted}
