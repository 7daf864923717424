"""What JPEG, PNG, TIFF and HEIC files tell besides the picture: EXIF, XMP, IPTC, comments."""

from __future__ import annotations

import re
import zlib
from typing import Final

from vault.ingest.limits import MEBIBYTE
from vault.ingest.traces.source import Source, UnreadableError
from vault.model import Trace

Found = set[Trace]

_MOST_TEXT_BYTES: Final = MEBIBYTE
_MOST_DIRECTORIES: Final = 32
_ASCII: Final = 2
_EXIF_POINTER, _GPS_POINTER, _XMP_TAG, _IPTC_TAG = 0x8769, 0x8825, 0x02BC, 0x83BB
_LATITUDE, _LONGITUDE, _GPS_DATE = 2, 4, 0x1D
_TAGS: Final = {
    0x010E: Trace.COMMENT, 0x010F: Trace.DEVICE, 0x0110: Trace.DEVICE, 0x0131: Trace.SOFTWARE,
    0x0132: Trace.DATE, 0x013B: Trace.AUTHOR, 0x013C: Trace.DEVICE, 0x0201: Trace.PREVIEW,
    0x8298: Trace.AUTHOR, 0x9003: Trace.DATE, 0x9004: Trace.DATE, 0x927C: Trace.DEVICE,
    0x9286: Trace.COMMENT, 0x9C9C: Trace.COMMENT, 0x9C9D: Trace.AUTHOR, 0xA430: Trace.AUTHOR,
    0xA431: Trace.DEVICE, 0xA433: Trace.DEVICE, 0xA434: Trace.DEVICE, 0xA435: Trace.DEVICE,
}  # fmt: skip
_XMP: Final = (
    (Trace.POSITION, rb"GPSL(?:atitude|ongitude)|photoshop:City|:Location|LocationCreated"),
    (Trace.AUTHOR, rb"dc:creator|dc:rights|pdf:Author|photoshop:Credit|xmp:Author"),
    (Trace.DEVICE, rb"tiff:(?:Make|Model)|SerialNumber|aux:Lens|exifEX:Lens"),
    (Trace.DATE, rb"xmp:(?:Create|Modify|Metadata)Date|exif:DateTime|photoshop:DateCreated"),
    (Trace.SOFTWARE, rb"CreatorTool|pdf:Producer|softwareAgent"),
    (Trace.COMMENT, rb"dc:description|dc:title|exif:UserComment|pdf:Keywords"),
    (Trace.PREVIEW, rb"xmpGImg:image"),
)
_XMP_PATTERNS: Final = tuple((trace, re.compile(pattern)) for trace, pattern in _XMP)
_IPTC: Final = {
    25: Trace.COMMENT, 55: Trace.DATE, 60: Trace.DATE, 65: Trace.SOFTWARE, 80: Trace.AUTHOR,
    90: Trace.POSITION, 92: Trace.POSITION, 95: Trace.POSITION, 101: Trace.POSITION,
    110: Trace.AUTHOR, 116: Trace.AUTHOR, 120: Trace.COMMENT, 122: Trace.AUTHOR,
}  # fmt: skip
_PNG_WORDS: Final = {
    b"Author": Trace.AUTHOR, b"Copyright": Trace.AUTHOR, b"Software": Trace.SOFTWARE,
    b"Creation Time": Trace.DATE, b"date:create": Trace.DATE, b"date:modify": Trace.DATE,
    b"Source": Trace.DEVICE,
}  # fmt: skip
_EXIF_IN_BOX: Final = re.compile(rb"Exif\0\0(?=II\*\0|MM\0\*)")


def jpeg(source: Source, found: Found) -> None:
    """Walk the segments before the first scan; what follows the picture is not looked at."""
    at = 2
    while True:
        fill, marker = source.at(at, 2)
        if fill != 0xFF:
            raise UnreadableError
        if marker == 0xFF:
            at += 1
            continue
        if marker in (0xD9, 0xDA):
            return
        length = source.number(at + 2, 2)
        if length < 2:
            raise UnreadableError
        if marker == 0xFE or 0xE1 <= marker <= 0xEF:
            _segment(source, marker, source.at(at + 4, length - 2), found)
        at += 2 + length


def _segment(source: Source, marker: int, data: bytes, found: Found) -> None:
    if marker == 0xFE:
        found.add(Trace.COMMENT)
    elif data.startswith(b"Exif\0\0"):
        tiff(source.part(data[6:]), found)
    elif data.startswith(b"http://ns.adobe.com/x"):
        xmp(data, found)
    elif data.startswith(b"Photoshop 3.0"):
        iptc(data, found)
    elif data.startswith(b"MPF\0"):
        found.add(Trace.PREVIEW)


def png(source: Source, found: Found) -> None:
    """Walk the chunks to the end of the picture."""
    at = 8
    while True:
        length, kind = source.number(at, 4), source.at(at + 4, 4)
        if kind == b"IEND":
            return
        if kind == b"tIME":
            found.add(Trace.DATE)
        elif kind == b"eXIf":
            tiff(source.part(source.at(at + 8, length)), found)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            _png_text(source, kind, source.some(at + 8, min(length, _MOST_TEXT_BYTES)), found)
        at += 12 + length


def _png_text(source: Source, kind: bytes, data: bytes, found: Found) -> None:
    word, _, rest = data.partition(b"\0")
    if word == b"XML:com.adobe.xmp":
        xmp(rest, found)
    elif word.startswith(b"Raw profile type") and kind == b"zTXt":
        text = zlib.decompressobj().decompress(rest[1:], _MOST_TEXT_BYTES)
        digits = b"".join(text.split()[2:])
        _raw_profile(source, bytes.fromhex(digits.decode("ascii", "replace")), found)
    else:
        found.add(_PNG_WORDS.get(word, Trace.COMMENT))


def _raw_profile(source: Source, data: bytes, found: Found) -> None:
    """Look into what ImageMagick wrote in hexadecimal digits."""
    if data.startswith(b"Exif\0\0"):
        tiff(source.part(data[6:]), found)
    else:
        iptc(data, found)
        xmp(data, found)


def heic(source: Source, found: Found) -> None:
    """Look for EXIF and XMP wherever the boxes put them."""
    for window in source.windows():
        for start in _EXIF_IN_BOX.finditer(window):
            tiff(source.part(source.cut(window, start.end())), found)
        xmp(window, found)


def tiff(source: Source, found: Found) -> None:
    """Walk the directories of a TIFF file, or of an EXIF block, which has the same form."""
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(source.at(0, 4))
    if order is None:
        raise UnreadableError
    waiting = [(source.number(4, 4, order), 0)]
    seen: set[int] = set()
    while waiting:
        at, pointer = waiting.pop()
        if not at or at in seen:
            continue
        seen.add(at)
        if len(seen) > _MOST_DIRECTORIES:
            raise UnreadableError
        waiting += _directory(source, order, at, pointer, found)


def _directory(
    source: Source, order: str, at: int, pointer: int, found: Found
) -> list[tuple[int, int]]:
    """Read one directory; returns the offsets of those that it leads to."""
    count = source.number(at, 2, order)
    further = []
    table = source.part(source.at(at + 2, count * 12))
    for entry in range(0, count * 12, 12):
        tag, kind = table.number(entry, 2, order), table.number(entry + 2, 2, order)
        size, value = table.number(entry + 4, 4, order), table.number(entry + 8, 4, order)
        if tag in (_EXIF_POINTER, _GPS_POINTER):
            further.append((value, tag))
        elif tag in (_XMP_TAG, _IPTC_TAG):
            (xmp if tag == _XMP_TAG else iptc)(source.some(value, _MOST_TEXT_BYTES), found)
        elif pointer == _GPS_POINTER:
            found |= {Trace.POSITION} if tag in (_LATITUDE, _LONGITUDE) else set()
            found |= {Trace.DATE} if tag == _GPS_DATE else set()
        elif tag in _TAGS and not _is_blank(source, kind, size, value):
            found.add(_TAGS[tag])
    end = at + 2 + count * 12
    if not pointer and end + 4 <= source.length:
        further.append((source.number(end, 4, order), 0))
    return further


def _is_blank(source: Source, kind: int, size: int, value: int) -> bool:
    """Tell whether a text holds nothing: cameras write fields of spaces for an owner to fill in."""
    if kind != _ASCII or size <= 4:
        return False
    return not source.some(value, min(size, 256)).strip(b" \0")


def xmp(data: bytes, found: Found) -> None:
    """Look for the words of XMP, without parsing its XML."""
    found |= {trace for trace, pattern in _XMP_PATTERNS if pattern.search(data)}


def iptc(data: bytes, found: Found) -> None:
    """Look for the records of IPTC IIM."""
    numbers = (record[1][0] for record in re.finditer(rb"\x1c\x02(.)", data, re.DOTALL))
    found |= {_IPTC[number] for number in numbers if number in _IPTC}
