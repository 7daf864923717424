"""A cleaned photograph is the same picture and tells nothing else."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.ingest import files
from vault.errors import MalformedError, RefusedError
from vault.ingest.cleaning import clean
from vault.ingest.traces import look

TELLS = b"Ingrid Solheim"


def cleaned(data: bytes, media_type: str = "image/jpeg", source=None) -> bytes:
    target = io.BytesIO()
    clean(media_type, source or io.BytesIO(data), target)
    return target.getvalue()


def told(data: bytes) -> tuple[str, ...]:
    return look(io.BytesIO(data), len(data)).traces


ICC = files.segment(0xE2, b"ICC_PROFILE\0\1\1 colours")
ADOBE = files.segment(0xEE, b"Adobe\0d\0\0\0\0\0")
EXTRAS = (
    files.exif(files.tiff()), files.xmp(), files.segment(0xED, b"Photoshop 3.0\0" + TELLS),
    files.segment(0xFE, TELLS), files.segment(0xE0, b"JFXX\0" + TELLS),
    files.segment(0xE2, b"MPF\0" + TELLS), files.segment(0xEB, TELLS),
)  # fmt: skip


def test_C24_a_jpeg_keeps_its_picture_and_loses_all_that_tells():
    dirty = files.jpeg(*EXTRAS, ICC, ADOBE, tail=b"a second picture by " + TELLS)
    assert cleaned(dirty) == files.jpeg(ICC, ADOBE)
    assert told(dirty)
    assert told(cleaned(dirty)) == ()


def test_C24_a_thumbnail_in_the_first_segment_goes():
    first = files.segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\2\2" + TELLS)
    dirty = b"\xff\xd8" + first + files.jpeg()[2:]
    assert TELLS not in cleaned(dirty)


def test_a_clean_picture_stays_byte_for_byte():
    assert cleaned(files.jpeg()) == files.jpeg()
    assert cleaned(files.png(), "image/png") == files.png()


def test_C24_a_png_keeps_its_picture_and_loses_all_that_tells():
    extras = (
        files.chunk(b"eXIf", files.tiff()), files.chunk(b"tEXt", b"Author\0" + TELLS),
        files.chunk(b"zTXt", b"Comment\0\0" + zlib.compress(TELLS)),
        files.chunk(b"iTXt", b"XML:com.adobe.xmp\0" + TELLS), files.chunk(b"tIME", bytes(7)),
        files.chunk(b"prVt", TELLS),
    )  # fmt: skip
    dirty = files.png(*extras, tail=b"appended by " + TELLS)
    assert cleaned(dirty, "image/png") == files.png()


@pytest.mark.parametrize("media_type", ["application/pdf", "image/tiff", "video/mp4", ""])
def test_other_kinds_are_refused_and_not_called_clean(media_type):
    with pytest.raises(RefusedError):
        cleaned(b"anything", media_type)


class Slowly(io.BytesIO):
    """Gives a few bytes at a time: markers fall between two reads."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self.step = step

    def read(self, size=-1):
        return super().read(min(self.step, size))


@settings(deadline=None, max_examples=60)
@given(some.integers(1, 40))
def test_however_the_bytes_arrive_the_result_is_the_same(step):
    dirty = files.jpeg(*EXTRAS, tail=TELLS)
    assert cleaned(b"", source=Slowly(dirty, step)) == files.jpeg()
    picture = files.png(files.chunk(b"tEXt", b"Author\0" + TELLS))
    assert cleaned(b"", "image/png", Slowly(picture, step)) == files.png()


def test_everything_is_read_even_what_is_left_out():
    source = io.BytesIO(files.jpeg(tail=bytes(200_000)))
    cleaned(b"", source=source)
    assert source.read() == b""


@settings(deadline=None, max_examples=300)
@given(some.sampled_from(["image/jpeg", "image/png"]), some.data())
def test_I15_a_damaged_picture_is_cleaned_or_refused(media_type, data):
    made = files.jpeg(*EXTRAS) if media_type == "image/jpeg" else files.png()
    damaged = bytearray(made)
    for _ in range(data.draw(some.integers(1, 6))):
        damaged[data.draw(some.integers(0, len(damaged) - 1))] = data.draw(some.integers(0, 255))
    try:
        cleaned(bytes(damaged[: data.draw(some.integers(0, len(damaged)))]), media_type)
    except MalformedError as refused:
        assert "nothing was written" in refused.sentence
