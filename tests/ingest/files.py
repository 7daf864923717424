"""Small files of the kinds that Strongroom looks into, with and without what they tell."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

PICTURE = b"\x12\x34\xff\x00\xff\xd0\x56" * 40  # a scan with an escaped byte and a restart


def directory(entries: list[tuple[int, int, int, bytes]], start: int, following: int) -> bytes:
    """Return a little-endian directory; values over four bytes stand right behind it."""
    rows, extra = b"", b""
    behind = start + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        if len(value) > 4:
            rows += struct.pack("<HHII", tag, kind, count, behind + len(extra))
            extra += value
        else:
            rows += struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")
    return struct.pack("<H", len(entries)) + rows + struct.pack("<I", following) + extra


def tiff(
    *, maker: bytes = b"Halcyon\0", owner: bytes = b"Ingrid Solheim\0", place: bool = True
) -> bytes:
    """Return an EXIF block with a camera, an owner, a day and a position."""
    gps_at = 400
    entries = [(0x010F, 2, len(maker), maker), (0x013B, 2, len(owner), owner),
               (0x0132, 2, 20, b"2025:10:14 07:12:00\0")]  # fmt: skip
    if place:
        entries.append((0x8825, 4, 1, struct.pack("<I", gps_at)))
    main = b"II*\0" + struct.pack("<I", 8) + directory(entries, 8, 0)
    gps = directory([(2, 5, 3, bytes(24)), (4, 5, 3, bytes(24))], gps_at, 0)
    return main.ljust(gps_at, b"\0") + gps if place else main


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg(*extras: bytes, tail: bytes = b"") -> bytes:
    """Return something with a JPEG's shape; `extras` are segments before the tables."""
    jfif = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    tables = segment(0xDB, bytes(65)) + segment(0xC0, bytes(15)) + segment(0xC4, bytes(20))
    scan = segment(0xDA, bytes(10)) + PICTURE
    return b"\xff\xd8" + jfif + b"".join(extras) + tables + scan + scan + b"\xff\xd9" + tail


def exif(block: bytes) -> bytes:
    return segment(0xE1, b"Exif\0\0" + block)


def xmp(words: str = "<dc:creator>Aino</dc:creator>") -> bytes:
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + words.encode())


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*extras: bytes, tail: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    picture = chunk(b"gAMA", bytes(4)) + chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extras) + picture + chunk(b"IEND", b"") + tail


def pdf(info: bytes = b"/Author (Kirsten Aalto) /CreationDate (D:2025)") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< " + info + b" >>\nendobj\ntrailer << /Info 1 0 R >>\n%%EOF\n"


def pdf_with_object_stream(info: bytes = b"<< /Author (Kirsten Aalto) >>") -> bytes:
    packed = zlib.compress(info)
    return b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm >>\nstream\r\n" + packed + b"\nendstream\n%%EOF\n"


def office(core: str = "<dc:creator>Hwang Seo-yul</dc:creator>", *names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:document/>")
        package.writestr("docProps/core.xml", f"<cp:coreProperties>{core}</cp:coreProperties>")
        for name in names:
            package.writestr(name, "")
    return made.getvalue()


def mp3(*frames: tuple[bytes, bytes], tail: bytes = b"") -> bytes:
    body = b"".join(n + struct.pack(">I", len(d)) + b"\0\0" + d for n, d in frames) + bytes(20)
    size = bytes(
        [len(body) >> 21 & 127, len(body) >> 14 & 127, len(body) >> 7 & 127, len(body) & 127]
    )
    return b"ID3\3\0\0" + size + body + b"\xff\xfb\x90\x00" + bytes(400) + tail


def id3_1(artist: bytes = b"Ok-hui") -> bytes:
    return b"TAG" + bytes(30) + artist.ljust(30, b"\0") + bytes(65)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def mp4(*user: bytes, made: int = 0, brand: bytes = b"isom") -> bytes:
    header = box(b"mvhd", struct.pack(">II", 0, made) + bytes(92))
    moov = box(b"moov", header + (box(b"udta", b"".join(user)) if user else b""))
    return box(b"ftyp", brand + bytes(4)) + moov + box(b"mdat", bytes(50))


def keys(*names: bytes) -> bytes:
    listed = b"".join(box(b"mdta", name) for name in names)
    return box(b"meta", bytes(4) + box(b"hdlr", bytes(24)) + box(b"keys", bytes(8) + listed))


def wav(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"fmt " + struct.pack("<I", 16) + bytes(16)
    for kind, data in chunks:
        body += kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def info(*fields: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    listed = b"".join(k + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for k, d in fields)
    return b"LIST", b"INFO" + listed


def broadcast(device: bytes = b"", day: bytes = b"") -> tuple[bytes, bytes]:
    return b"bext", bytes(256) + device.ljust(64, b"\0") + day.ljust(282, b"\0")


def heic() -> bytes:
    start = box(b"ftyp", b"heic" + bytes(4)) + box(b"meta", bytes(40))
    return start + box(b"mdat", bytes(4) + b"Exif\0\0" + tiff())
