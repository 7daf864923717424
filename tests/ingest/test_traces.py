"""What files tell about their making is reported by kind; a hostile file is "could not be read"."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from tests.ingest import files
from vault.ingest.traces import look
from vault.ingest.traces.source import MOST_BYTES
from vault.model import Trace

A, D, W, P = Trace.AUTHOR, Trace.DATE, Trace.DEVICE, Trace.POSITION
S, C, V, U = Trace.SOFTWARE, Trace.COMMENT, Trace.PREVIEW, Trace.UNREADABLE

KNOWN = {
    "jpeg with exif": (files.jpeg(files.exif(files.tiff())), "image/jpeg", {A, D, W, P}),
    "jpeg without a position": (
        files.jpeg(files.exif(files.tiff(place=False))), "image/jpeg", {A, D, W}),
    "jpeg with fields of spaces": (
        files.jpeg(files.exif(files.tiff(owner=b"         \0"))), "image/jpeg", {D, W, P}),
    "jpeg with xmp": (files.jpeg(files.xmp("exif:GPSLatitude=1 dc:creator")), "image/jpeg", {A, P}),
    "jpeg with iptc": (
        files.jpeg(files.segment(0xED, b"Photoshop 3.0\0\x1c\x02\x50\0\4Aino\x1c\x02\x5a\0\1x")),
        "image/jpeg", {A, P}),
    "jpeg with a comment": (files.jpeg(files.segment(0xFE, b"taken at")), "image/jpeg", {C}),
    "jpeg with nothing": (files.jpeg(), "image/jpeg", set()),
    "png with exif": (files.png(files.chunk(b"eXIf", files.tiff())), "image/png", {A, D, W, P}),
    "png with words": (
        files.png(files.chunk(b"tEXt", b"Author\0Aino"), files.chunk(b"tIME", bytes(7)),
                  files.chunk(b"tEXt", b"Software\0Pencil")), "image/png", {A, D, S}),
    "png with xmp": (
        files.png(files.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0xmp:CreateDate")),
        "image/png", {D}),
    "png with nothing": (files.png(), "image/png", set()),
    "tiff": (files.tiff(), "image/tiff", {A, D, W, P}),
    "heic": (files.heic(), "image/heic", {A, D, W, P}),
    "pdf": (files.pdf(), "application/pdf", {A, D}),
    "pdf with empty fields": (files.pdf(b"/Author () /Producer ( )"), "application/pdf", set()),
    "pdf with an object stream": (files.pdf_with_object_stream(), "application/pdf", {A}),
    "docx": (
        files.office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        {A}),
    "docx with comments": (
        files.office("<dcterms:created>x</dcterms:created>", "word/comments.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", {C, D}),
    "mp3": (files.mp3((b"TPE1", b"\0Ok-hui"), (b"TDRC", b"\x002025")), "audio/mpeg", {A, D}),
    "mp3 with an old tag": (files.mp3(tail=files.id3_1()), "audio/mpeg", {A}),
    "m4a": (files.mp4(made=3_800_000_000, brand=b"M4A "), "audio/mp4", {D}),
    "mp4 with a position": (
        files.mp4(files.box(b"\xa9xyz", b"+37.5+127.0/"), files.box(b"\xa9mak", b"Halcyon")),
        "video/mp4", {P, W}),
    "mov with keys": (
        files.mp4(files.keys(b"com.apple.quicktime.location.ISO6709"), brand=b"qt  "),
        "video/quicktime", {P}),
    "wav": (files.wav(files.info((b"IART", b"Ok-hui"), (b"ICRD", b"2025"))), "audio/wav", {A, D}),
    "wav of a recorder": (
        files.wav(files.broadcast(device=b"Recorder 7", day=b"2025-10-14")), "audio/wav", {W, D}),
    "wav with nothing": (files.wav((b"data", bytes(51))), "audio/wav", set()),
    "words": (b"Nothing that has a form.", "application/octet-stream", set()),
    "empty": (b"", "application/octet-stream", set()),
}  # fmt: skip


def looked(data: bytes):
    return look(io.BytesIO(data), len(data))


@pytest.mark.parametrize("name", KNOWN)
def test_each_kind_of_file_tells_what_was_put_into_it(name):
    data, media_type, traces = KNOWN[name]
    found = looked(data)
    assert (found.media_type, set(found.traces)) == (media_type, traces)


def test_traces_come_in_the_order_of_the_enumeration():
    assert list(looked(files.tiff()).traces) == [P, A, W, D]


SAMPLES = [data for data, _, _ in KNOWN.values()]


@settings(deadline=None, max_examples=400)
@given(some.sampled_from(SAMPLES), some.data())
def test_I15_a_damaged_file_is_looked_at_without_a_crash(sample, data):
    damaged = bytearray(sample)
    for _ in range(data.draw(some.integers(1, 8))):
        if damaged:
            at = data.draw(some.integers(0, len(damaged) - 1))
            damaged[at] = data.draw(some.integers(0, 255))
    cut = data.draw(some.integers(0, len(damaged)))
    looked(bytes(damaged))
    looked(bytes(damaged[:cut]))


@settings(deadline=None, max_examples=200)
@given(some.sampled_from([sample[:16] for sample in SAMPLES]), some.binary(max_size=600))
@example(b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18)
def test_I15_whatever_follows_a_known_beginning_is_looked_at_without_a_crash(start, rest):
    looked(start + rest)


HOSTILE = {
    "a directory that leads to itself": b"II*\0\x08\0\0\0" + b"\0\0" + b"\x08\0\0\0",
    "a segment that ends before it begins": b"\xff\xd8\xff\xe1\0\0",
    "a jpeg that stops": b"\xff\xd8\xff\xe1\xff\xff",
    "a chunk of four gigabytes": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT",
    "boxes in boxes": files.box(b"ftyp", b"isom") + b"\0\0\0\0moov" * 200,
    "a zip without an end": b"PK\x03\x04" + bytes(50),
    "a zip whose directory is endless": b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18,
    "an object stream that is none": b"%PDF-1.7 /ObjStm stream\nno deflate",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_I15_hostile_files_are_unreadable_or_tell_nothing(name):
    assert set(looked(HOSTILE[name]).traces) <= {U}


def test_I15_most_hostile_files_say_so():
    saying = [name for name, data in HOSTILE.items() if U in looked(data).traces]
    assert len(saying) >= 6


def test_I8_a_bomb_in_a_property_unpacks_to_one_mebibyte_at_most(monkeypatch):
    bomb = files.office("<dc:title>" + "0" * (40 << 20) + "</dc:title>")
    assert len(bomb) < 100_000
    assert set(looked(bomb).traces) == {C}


def test_I10_a_file_that_is_all_segments_costs_no_more_than_its_budget():
    block = files.tiff()
    many = files.jpeg(*[files.exif(block)] * 20_000)
    start = time.process_time()
    assert {A, D, W, P} <= set(looked(many).traces)
    assert time.process_time() - start < 20
    assert len(many) < MOST_BYTES
