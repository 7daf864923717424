"""Hostile packages: refused before anything is expanded, in little memory and without the disk."""

import io
import random
import struct
import tracemalloc
import zipfile

import pytest

from vault.errors import MalformedError
from vault.ingest import read_finished
from vault.ingest.package import MAXIMUM_MEMBERS, read_package

MEBIBYTE = 1024 * 1024


def refusal(data):
    with pytest.raises(MalformedError) as refused:
        read_finished(data, "docx")
    return refused.value.sentence


def peak_bytes(act):
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_i6_an_external_entity_is_refused_and_no_text_is_lost_silently(make_zip, word, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    xml = word.part(word.paragraph("before &x; after")).replace(
        "<w:document",
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document',
    )
    assert "DOCTYPE" in refusal(make_zip([("word/document.xml", xml)]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_i6_a_doctype_is_refused_in_any_part_and_encoding(make_zip, word, encoding):
    xml = "<!DOCTYPE x><x>text</x>".encode(encoding)
    members = [("word/document.xml", word.part("")), ("customXml/item1.xml", xml)]
    assert "DOCTYPE" in refusal(make_zip(members))


def test_i7_billion_laughs_are_refused_before_they_multiply(make_zip):
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    data = make_zip([("word/document.xml", f"<!DOCTYPE d [{entities}]><document>&a9;</document>")])
    assert "DOCTYPE" in refusal(data)
    assert peak_bytes(lambda: refusal(data)) < 5 * MEBIBYTE


def test_i7_absurd_nesting_is_refused(make_zip):
    xml = "<document>" + "<a>" * 100_000 + "</a>" * 100_000 + "</document>"
    assert "nests" in refusal(make_zip([("word/document.xml", xml)], zipfile.ZIP_STORED))


def test_i8_a_bomb_is_refused_by_what_it_declares(make_zip):
    data = make_zip([("word/document.xml", b" " * 200 * MEBIBYTE)])
    assert len(data) < MEBIBYTE
    assert "unpacks" in refusal(data)
    assert peak_bytes(lambda: refusal(data)) < 5 * MEBIBYTE


def test_i8_many_parts_that_are_large_together_are_refused(make_zip):
    noise = random.Random(8).randbytes(40_000)
    part = (noise + b" " * 2_000_000) * 2
    data = make_zip([(f"word/p{number}.xml", part) for number in range(20)])
    assert "unpacks" in refusal(data)


def declaring(data, file_size):
    """Change the size that every header declares for its content."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(signature)
        while at >= 0:
            struct.pack_into("<I", changed, at + offset, file_size)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def test_i8_a_bomb_that_lies_about_its_size_is_read_no_further_than_it_said(make_zip):
    data = declaring(make_zip([("word/document.xml", b" " * 100 * MEBIBYTE)]), 1000)
    refusal(data)
    assert peak_bytes(lambda: refusal(data)) < 5 * MEBIBYTE


def test_i8_too_many_parts_are_refused_before_the_directory_is_read(make_zip):
    data = make_zip([(f"{number}.xml", b"") for number in range(MAXIMUM_MEMBERS + 1)])
    assert "parts" in refusal(data)


def test_i8_overlapping_parts_are_refused(make_zip):
    data = make_zip([("a.xml", b"<a/>"), ("b.xml", b"<a/>")], zipfile.ZIP_STORED)
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    changed = bytearray(data)
    struct.pack_into("<I", changed, second + 42, 0)
    assert "overlap" in refusal(bytes(changed))


def test_i8_quoted_overlap_through_a_long_extra_field_is_refused(make_zip, word):
    data = make_zip([("word/document.xml", word.part("")), ("b.xml", b"<a/>")], zipfile.ZIP_STORED)
    changed = bytearray(data)
    struct.pack_into("<H", changed, 28, 200)
    assert "overlap" in refusal(bytes(changed))


@pytest.mark.parametrize(
    "name",
    [
        "../evil.xml",
        "word/../../evil.xml",
        "/etc/evil.xml",
        "C:/evil.xml",
        "..\\evil.xml",
        "word\\evil.xml",
        "evil\n.xml",
    ],
)
def test_i9_names_that_leave_the_file_are_refused(make_zip, word, name):
    data = make_zip([("word/document.xml", word.part("")), (name, b"<a/>")])
    assert "name" in refusal(data)


def test_i9_a_link_is_refused(make_zip, word):
    link = zipfile.ZipInfo("word/link.xml")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    data = make_zip([("word/document.xml", word.part("")), (link, "/etc/passwd")])
    assert "link" in refusal(data)


@pytest.mark.parametrize("second", ["word/document.xml", "WORD/Document.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_i9_two_parts_of_one_name_are_refused(make_zip, word, second):
    data = make_zip([("word/document.xml", word.part("")), (second, word.part(""))])
    assert "same name" in refusal(data)


def test_i9_nothing_is_written_while_reading(make_docx, word, monkeypatch, tmp_path):
    data = make_docx(word.paragraph("text"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    read_finished(data, "docx")
    assert list(tmp_path.iterdir()) == []


def test_an_encrypted_file_is_refused(make_docx):
    changed = bytearray(make_docx(""))
    changed[6] |= 1
    changed[changed.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refusal(bytes(changed))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x03\x04 not really", b"plain text", b"PK\x05\x06" + b"\0" * 18],
)
def test_what_is_no_package_is_refused(data):
    refusal(data)


def test_a_package_without_a_document_is_refused(make_zip):
    assert "no text document" in refusal(make_zip([("xl/workbook.xml", "<workbook/>")]))


@pytest.mark.parametrize(
    "xml", ["", "text", "<a>", "<a></b>", '<?xml version="1.0" encoding="x"?><a/>']
)
def test_a_part_that_is_not_xml_is_refused(make_zip, xml):
    refusal(make_zip([("word/document.xml", xml)]))


def test_any_flipped_byte_is_read_or_refused(make_docx, word):
    data = make_docx(word.paragraph("some text"))
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 0xFF
        try:
            read_finished(bytes(changed), "docx")
        except MalformedError:
            continue


def test_any_cut_is_refused(make_docx, word):
    data = make_docx(word.paragraph("some text"))
    for end in range(len(data) - 1):
        with pytest.raises(MalformedError):
            read_finished(data[:end], "docx")


def test_c24_bytes_that_belong_to_no_part_are_noticed(make_zip, word):
    data = make_zip([("word/document.xml", word.part(""))], comment=b"by Some Editor")
    assert read_package(data).comment == "by Some Editor"
    assert not read_package(data).has_stray_bytes
    assert read_package(b"old words " * 5 + data).has_stray_bytes


def test_c24_dates_of_members_are_noticed(make_zip, word):
    dated = zipfile.ZipInfo("word/document.xml", (2026, 3, 4, 5, 6, 8))
    assert read_package(make_zip([(dated, word.part(""))])).is_dated
    assert not read_package(make_zip([("word/document.xml", word.part(""))])).is_dated


def test_the_limit_of_the_file_itself_comes_first():
    with pytest.raises(MalformedError):
        read_finished(io.BytesIO(b"x" * 33 * MEBIBYTE).getvalue(), "txt")
