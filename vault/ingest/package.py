"""A ZIP package, as DOCX is one, opened without trust: names, sizes and overlaps before content.

Nothing is ever unpacked to disk. What the parts say is `word`.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from vault.errors import MalformedError
from vault.ingest.limits import MAXIMUM_FINISHED_BYTES, MEBIBYTE, malformed, within

MAXIMUM_MEMBERS = 1000
MAXIMUM_UNPACKED_BYTES = 64 * MEBIBYTE
MAXIMUM_RATIO = 100
_RATIO_FREE_BYTES = MEBIBYTE  # short and repetitive parts compress well in honest files too
_CENTRAL_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER_BYTES = 30
_DESCRIPTOR_BYTES = 24
_UNSAFE_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\\|[\x00-\x1f\x7f]")
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Package:
    """A package's XML parts by name, the names of all others, and what the ZIP itself betrays."""

    parts: Mapping[str, bytes]
    others: tuple[str, ...]
    is_dated: bool
    comment: str
    has_stray_bytes: bool


def read_package(data: bytes) -> Package:
    """Read every XML part of a package into memory, within all limits.

    Raises MalformedError for what is no ZIP, is encrypted or damaged, unpacks to too much, or
    has names or overlaps that honest programs never write.
    """
    within(data, MAXIMUM_FINISHED_BYTES)
    # Python reads the whole directory at once: count its entries before it does.
    if data.count(_CENTRAL_ENTRY) > MAXIMUM_MEMBERS:
        raise malformed(f"This file has more than {MAXIMUM_MEMBERS} parts.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, data)
    except MalformedError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        OverflowError,
        RuntimeError,
        ValueError,
        struct.error,
    ):
        raise malformed("This file is not an undamaged, unencrypted DOCX.") from None


def _read(archive: zipfile.ZipFile, data: bytes) -> Package:
    members = archive.infolist()
    _refuse_names(members)
    for member in members:
        _refuse_member(member)
    if sum(member.file_size for member in members) > MAXIMUM_UNPACKED_BYTES:
        raise _too_large()
    is_gapless = _refuse_overlaps(members, data, archive.start_dir)
    parts = {member.filename: _part(archive, member) for member in members if _is_xml(member)}
    return Package(
        parts=parts,
        others=tuple(m.filename for m in members if not _is_xml(m) and not m.is_dir()),
        is_dated=any(member.date_time != _NO_DATE or member.extra for member in members),
        comment=archive.comment.decode("utf-8", "replace"),
        has_stray_bytes=not (is_gapless and data.startswith(b"PK")),
    )


def _refuse_names(members: list[zipfile.ZipInfo]) -> None:
    """Refuse names that would leave a folder, and two members under one name."""
    names = [member.orig_filename for member in members]
    if any(_UNSAFE_NAME.search(name) for name in names):
        raise malformed("A part of this file has a name that points outside the file.")
    if len({name.casefold() for name in names}) < len(names):
        raise malformed("Two parts of this file have the same name.")


def _refuse_member(member: zipfile.ZipInfo) -> None:
    """Refuse links, encryption and declared sizes that no document needs."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise malformed("A part of this file is a link to another file.")
    if member.flag_bits & 0x1:
        raise malformed("This file is encrypted; save it without a password.")
    if member.file_size > max(_RATIO_FREE_BYTES, MAXIMUM_RATIO * member.compress_size):
        raise _too_large()


def _refuse_overlaps(members: list[zipfile.ZipInfo], data: bytes, directory: int) -> bool:
    """Refuse members that share bytes; return whether they also leave none between them."""
    end, is_gapless = 0, True
    for member in sorted(members, key=lambda found: found.header_offset):
        if member.header_offset < end:
            raise malformed("Parts of this file overlap.")
        is_gapless = is_gapless and member.header_offset - end <= _DESCRIPTOR_BYTES
        # The lengths in the local header count: Word pads it where the directory does not.
        name_bytes, extra_bytes = struct.unpack_from("<HH", data, member.header_offset + 26)
        end = member.header_offset + _LOCAL_HEADER_BYTES + name_bytes + extra_bytes
        end += member.compress_size
    if end > directory:
        raise malformed("Parts of this file overlap.")
    return is_gapless and directory - end <= _DESCRIPTOR_BYTES


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack one member, reading no more than it declared to hold."""
    with archive.open(member) as stream:
        content = stream.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise malformed("A part of this file is not as long as it says.")
    return content


def _is_xml(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith((".xml", ".rels", ".vml"))


def _too_large() -> MalformedError:
    return malformed(
        f"This file unpacks to more than {MAXIMUM_UNPACKED_BYTES // MEBIBYTE} MB or "
        f"{MAXIMUM_RATIO} times its size."
    )
