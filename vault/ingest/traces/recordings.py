"""What MP3, MP4 and WAV files tell besides sound and picture."""

from __future__ import annotations

import re
from typing import Final

from vault.ingest.limits import MEBIBYTE
from vault.ingest.traces.photographs import Found, xmp
from vault.ingest.traces.source import Source, UnreadableError
from vault.model import Trace

_ID3: Final = {
    Trace.AUTHOR: "TPE1 TPE2 TPE3 TPE4 TCOM TEXT TOPE TOLY TOWN TENC TCOP TP1 TP2 TCM TEN TCR",
    Trace.DATE: "TYER TDAT TIME TDRC TDEN TDTG TDRL TORY TDOR TYE TDA TIM",
    Trace.SOFTWARE: "TSSE TSS",
    Trace.COMMENT: "COMM TXXX USLT TIT1 TIT2 TIT3 TALB COM TXX TT2 TAL",
    Trace.PREVIEW: "APIC PIC",
}
_FRAMES: Final = {name.encode(): trace for trace, names in _ID3.items() for name in names.split()}
_ATOMS: Final = {
    b"\xa9xyz": Trace.POSITION, b"loci": Trace.POSITION, b"\xa9ART": Trace.AUTHOR,
    b"\xa9aut": Trace.AUTHOR, b"auth": Trace.AUTHOR, b"\xa9prd": Trace.AUTHOR,
    b"aART": Trace.AUTHOR, b"cprt": Trace.AUTHOR, b"\xa9cpy": Trace.AUTHOR,
    b"\xa9mak": Trace.DEVICE, b"\xa9mod": Trace.DEVICE, b"\xa9day": Trace.DATE,
    b"\xa9too": Trace.SOFTWARE, b"\xa9swr": Trace.SOFTWARE, b"\xa9cmt": Trace.COMMENT,
    b"\xa9nam": Trace.COMMENT, b"\xa9inf": Trace.COMMENT, b"desc": Trace.COMMENT,
    b"covr": Trace.PREVIEW,
}  # fmt: skip
_KEYS: Final = (
    (Trace.POSITION, re.compile(rb"location")),
    (Trace.AUTHOR, re.compile(rb"author|artist|copyright")),
    (Trace.DEVICE, re.compile(rb"\.make|\.model|camera")),
    (Trace.DATE, re.compile(rb"date")),
    (Trace.SOFTWARE, re.compile(rb"software|encoder|version")),
    (Trace.COMMENT, re.compile(rb"comment|description|title")),
)
_CONTAINERS: Final = frozenset({b"moov", b"udta", b"trak", b"mdia", b"ilst", b"meta"})
_DEEPEST: Final = 8
_INFO: Final = {
    b"IART": Trace.AUTHOR, b"ICOP": Trace.AUTHOR, b"IENG": Trace.AUTHOR, b"ITCH": Trace.AUTHOR,
    b"ICRD": Trace.DATE, b"IDIT": Trace.DATE, b"ISFT": Trace.SOFTWARE, b"ICMT": Trace.COMMENT,
    b"INAM": Trace.COMMENT, b"ISBJ": Trace.COMMENT, b"IKEY": Trace.COMMENT,
    b"ISRC": Trace.COMMENT,
}  # fmt: skip
_BROADCAST: Final = (
    (Trace.COMMENT, 0, 256), (Trace.DEVICE, 256, 320), (Trace.DATE, 320, 338),
)  # fmt: skip


def mp3(source: Source, found: Found) -> None:
    """Read ID3 at the beginning and at the end."""
    if source.some(0, 3) == b"ID3":
        id3(source, 0, found)
    if source.length < 128:
        return
    tag = source.at(source.length - 128, 128)
    if tag[:3] != b"TAG":
        return
    for trace, start, end in (
        (Trace.COMMENT, 3, 33), (Trace.AUTHOR, 33, 63), (Trace.DATE, 93, 97),
        (Trace.COMMENT, 97, 127),
    ):  # fmt: skip
        if tag[start:end].strip(b" \0"):
            found.add(trace)


def id3(source: Source, start: int, found: Found) -> None:
    """Walk the frames of ID3 version 2 (2.2, 2.3 and 2.4)."""
    header = source.at(start, 10)
    version = header[3]
    at, end = start + 10, start + 10 + _seven_bits(header[6:10])
    name_bytes, head_bytes = (3, 6) if version == 2 else (4, 10)
    while at + head_bytes <= min(end, source.length):
        head = source.at(at, head_bytes)
        if not head[0]:
            return  # padding
        size = head[name_bytes : name_bytes * 2]
        length = _seven_bits(size) if version == 4 else int.from_bytes(size, "big")
        name = head[:name_bytes]
        if name in _FRAMES and length > 1:
            found.add(_FRAMES[name])
        at += head_bytes + length


def _seven_bits(data: bytes) -> int:
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
    return number


def mp4(source: Source, found: Found) -> None:
    """Walk the boxes of MP4, M4A and QuickTime."""
    _boxes(source, (0, source.length), found, 0)


def _boxes(source: Source, within: tuple[int, int], found: Found, depth: int) -> None:
    at, end = within
    while at + 8 <= end:
        size, kind = source.number(at, 4), source.at(at + 4, 4)
        head = 8
        if size == 1:
            size, head = source.number(at + 8, 8), 16
        size = size or end - at
        if size < head or at + size > end or depth > _DEEPEST:
            raise UnreadableError
        _box(source, kind, (at + head, at + size), found, depth)
        at += size


def _box(source: Source, kind: bytes, within: tuple[int, int], found: Found, depth: int) -> None:
    start, end = within
    if kind in _CONTAINERS:
        if kind == b"meta" and source.some(start + 4, 4) != b"hdlr":
            start += 4  # of ISO: a version comes first; QuickTime has none
        if kind == b"udta" and end - start >= 4 and source.number(end - 4, 4) == 0:
            end -= 4  # QuickTime ends user data with a zero
        _boxes(source, (start, end), found, depth + 1)
    elif kind in (b"mvhd", b"tkhd", b"mdhd"):
        made = source.at(start + 4, 8 if source.at(start, 1) == b"\1" else 4)
        found |= {Trace.DATE} if any(made) else set()
    elif kind == b"keys":
        names = source.at(start, min(end - start, MEBIBYTE))
        found |= {trace for trace, pattern in _KEYS if pattern.search(names)}
    elif kind in (b"uuid", b"XMP_"):
        xmp(source.at(start, min(end - start, MEBIBYTE)), found)
    elif kind in _ATOMS and end > start:
        found.add(_ATOMS[kind])


def wav(source: Source, found: Found) -> None:
    """Walk the chunks of a RIFF file."""
    at = 12
    while at + 8 <= source.length:
        kind, length = source.at(at, 4), source.number(at + 4, 4, "little")
        start, end = at + 8, min(at + 8 + length, source.length)
        if kind == b"LIST" and source.some(start, 4) == b"INFO":
            _info(source, (start + 4, end), found)
        elif kind == b"bext":
            head = source.some(start, min(338, end - start))
            found |= {trace for trace, a, b in _BROADCAST if head[a:b].strip(b" \0")}
        elif kind == b"iXML":
            found |= {Trace.COMMENT, Trace.DEVICE}
        elif kind.lower() == b"id3 ":
            id3(source, start, found)
        elif kind == b"_PMX":
            xmp(source.some(start, min(end - start, MEBIBYTE)), found)
        at = end + length % 2


def _info(source: Source, within: tuple[int, int], found: Found) -> None:
    at, end = within
    while at + 8 <= end:
        kind, length = source.at(at, 4), source.number(at + 4, 4, "little")
        if kind in _INFO and length > 1:
            found.add(_INFO[kind])
        at += 8 + length + length % 2
