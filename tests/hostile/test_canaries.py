"""The search for words: it finds them in every form, so that finding none says something."""

from __future__ import annotations

import base64
import io
import unicodedata
import zipfile
import zlib

import pytest
import zstandard

from tests.hostile.canaries import found

ENGLISH, KOREAN = "gannetwick", "달무리바구니"
TEXT = f"they kept the {ENGLISH} and the {KOREAN} near the door"


def zipped(plain: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", plain)
    return file.getvalue()


FORMS = {
    "utf-8": lambda plain: plain,
    "base64": base64.b64encode,
    "base64 after one byte": lambda plain: base64.b64encode(b"x" + plain),
    "base64 after two bytes": lambda plain: base64.urlsafe_b64encode(b"xy" + plain),
    "hex": lambda plain: plain.hex().encode(),
    "HEX": lambda plain: plain.hex().upper().encode(),
    "zlib": zlib.compress,
    "zstd": lambda plain: zstandard.ZstdCompressor().compress(plain),
    "zip": zipped,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("composed", ["NFC", "NFD"])
def test_words_are_found_in_the_middle_of_anything(form, code, composed):
    data = FORMS[form](unicodedata.normalize(composed, TEXT).encode(code))
    assert found((ENGLISH, KOREAN, "marramholt"), [b"\0" * 7 + data]) == {ENGLISH, KOREAN}


def test_words_are_found_escaped_and_in_capitals():
    assert found((KOREAN,), [KOREAN.encode("unicode-escape")]) == {KOREAN}
    assert found((ENGLISH,), [ENGLISH.upper().encode()]) == {ENGLISH}


def test_words_are_not_found_where_they_are_not():
    assert found((ENGLISH, KOREAN), [b"they kept the gannet wick near the door"]) == set()
