"""DOCX: opens everywhere, carries nothing about who made it, when or with what."""

import io
import re
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.copies import CopyFormat, CopyQuote, CopySource, render
from vault.copies.source import purify
from vault.ingest import read_finished

SOURCE = CopySource(
    title="시장의 쌀 <&> \"'",
    language="ko",
    intro="첫 문단.\nSecond paragraph.",
    quotes=(
        CopyQuote("쌀이 없어요.\n옥수수만 먹어요.", "함경북도 주민"),
        CopyQuote("The guards look away.", "", True, "en"),
    ),
)
PARTS = [
    "[Content_Types].xml",
    "_rels/.rels",
    "word/document.xml",
    "word/_rels/document.xml.rels",
    "word/styles.xml",
    "word/settings.xml",
]


@pytest.fixture
def body():
    return render(SOURCE, CopyFormat.DOCX)


def test_python_docx_reads_every_paragraph_and_its_style(body):
    import docx

    found = [(p.style.name, p.text) for p in docx.Document(io.BytesIO(body)).paragraphs]
    assert found == [
        ("Heading 1", "시장의 쌀 <&> \"'"),
        ("Normal", "첫 문단."),
        ("Normal", "Second paragraph."),
        ("Quote", "“쌀이 없어요."),
        ("Quote", "옥수수만 먹어요.”"),
        ("Quote", "— 함경북도 주민"),
        ("Normal", "The guards look away."),
    ]


def test_c21_a_copy_has_six_parts_and_no_properties(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == PARTS
        assert archive.testzip() is None


def test_c21_no_member_has_a_time_a_system_or_a_comment(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.comment == b""
        for member in archive.infolist():
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert (member.create_system, member.external_attr) == (0, 0)
            assert (member.extra, member.comment) == (b"", b"")
            assert member.compress_type == zipfile.ZIP_STORED


def test_c21_no_part_names_an_author_a_date_a_program_or_a_revision(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        content = b"\n".join(archive.read(name) for name in PARTS).decode()
    names = re.findall(r"[A-Za-z:]+", re.sub(r"xmlns:\w+=\"[^\"]*\"", "", content))
    forbidden = re.compile(r"author|creator|rsid|date(?!AndTime)|time(?!$)|application", re.I)
    allowed = {"application", "removeDateAndTime", "w:removeDateAndTime"}
    assert [n for n in names if forbidden.search(n) and n not in allowed] == []
    assert "strongroom" not in content.lower()
    assert not re.search(r"\d{4}-\d\d-\d\d|\d\d:\d\d", content)


def test_c21_the_copy_asks_word_to_keep_no_personal_data(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        settings = archive.read("word/settings.xml").decode()
    assert "<w:removePersonalInformation/>" in settings
    assert "<w:removeDateAndTime/>" in settings


def test_c24_our_own_reader_finds_the_words_and_no_residue(body):
    found = read_finished(body, "docx")
    assert found.residue == ()
    assert [passage.place.split(",")[0] for passage in found.passages] == ["body"] * 7


def test_every_part_is_well_formed_and_named_in_the_content_types(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in PARTS:
            ElementTree.fromstring(archive.read(name))  # noqa: S314 - we wrote it ourselves
        types = archive.read("[Content_Types].xml").decode()
    for name in ("word/document.xml", "word/styles.xml", "word/settings.xml"):
        assert f'PartName="/{name}"' in types


def test_the_same_copy_has_the_same_bytes_on_another_day(body, monkeypatch):
    import time

    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 1e8)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2e9))
    assert render(SOURCE, CopyFormat.DOCX) == body


def test_i13_a_language_tag_cannot_break_out_of_its_attribute():
    tag = 'en"/><w:x w:y="'
    body = render(CopySource("t", tag, (CopyQuote("words", "", False, tag),)), CopyFormat.DOCX)
    assert "words" in read_finished(body, "docx").joined()


def test_an_empty_copy_is_still_a_document():
    import docx

    body = render(CopySource("", "en", ()), CopyFormat.DOCX)
    assert [p.text for p in docx.Document(io.BytesIO(body)).paragraphs] == []


@given(st.text(), st.text())
def test_any_text_makes_a_readable_document(title, said):
    import docx

    source = CopySource(title, "en", (CopyQuote(said, "", True),))
    document = docx.Document(io.BytesIO(render(source, CopyFormat.DOCX)))
    lines = [" ".join(purify(title).split()), *purify(said).strip().split("\n")]
    assert [p.text for p in document.paragraphs] == [line for line in lines if line]


# LibreOffice and exiftool are not Python packages: where they are missing, the tests above stand
# for them, and this one still proves what it can.
def test_c21_programs_of_others_open_the_copy_and_find_no_metadata(body, tmp_path):
    file = tmp_path / "copy.docx"
    file.write_bytes(body)
    if exiftool := shutil.which("exiftool"):
        found = subprocess.run([exiftool, "-s", file], capture_output=True, text=True, check=True)
        tags = {line.split(":")[0].strip() for line in found.stdout.splitlines()}
        assert not {t for t in tags if re.search("Creat|Author|Modified|Software|Application", t)}
        assert "1980:01:01" in found.stdout
    if soffice := shutil.which("soffice"):
        command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
        command += ["--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path]
        subprocess.run([*command, file], capture_output=True, check=True, timeout=120)
        converted = (tmp_path / "copy.txt").read_text(encoding="utf-8-sig")
        assert converted.split() == render(SOURCE, CopyFormat.TEXT).decode().split()
    assert zipfile.is_zipfile(file)
