"""Finished files: every word is found wherever it hides, and what the file betrays is listed."""

import io

import pytest

from vault.errors import MalformedError
from vault.ingest import ResidueKind, read_finished

NAME = "Han Bok-rye"


def texts(found):
    return [passage.text for passage in found.passages]


def places(found, text):
    return [passage.place for passage in found.passages if text in passage.text]


def kinds(found):
    return {residue.kind for residue in found.residue}


def words_of(found, kind):
    return [residue.words for residue in found.residue if residue.kind is kind]


# --- text and Markdown ----------------------------------------------------------------------


def test_a_text_file_is_read_by_paragraph():
    found = read_finished(b"one\ntwo\n\n\nthree\n", "txt")
    assert [(p.place, p.text) for p in found.passages] == [
        ("line 1", "one\ntwo"),
        ("line 5", "three"),
    ]
    assert found.residue == ()


def test_any_offset_of_the_joined_text_has_its_place():
    found = read_finished(b"one\n\ntwo", "txt")
    assert found.joined() == "one\ntwo"
    assert [found.place_at(at) for at in (0, 3, 4, 6, 99)] == [
        "line 1",
        "line 1",
        "line 3",
        "line 3",
        "",
    ]


@pytest.mark.parametrize("data", ["평양".encode("cp949"), "a".encode("utf-16"), b"a\0b"])
def test_i12_text_in_another_encoding_is_refused_since_nothing_would_be_found(data):
    for file_format in ("txt", "md"):
        with pytest.raises(MalformedError):
            read_finished(data, file_format)


@pytest.mark.parametrize("file_format", ["pdf", "doc", "odt", ""])
def test_other_formats_are_refused(file_format):
    with pytest.raises(MalformedError):
        read_finished(b"x", file_format)


def test_a_format_may_be_written_as_a_file_ends():
    assert texts(read_finished(b"x", ".TXT")) == ["x"]


@pytest.mark.parametrize("file_format", ["md", "txt"])
def test_i5_a_name_in_an_encoded_address_is_read_and_comes_last(file_format):
    data = b"See https://wiki.example/Han%20Bok%2Drye#%EC%83%9D there.\n\nNot 5% of it."
    found = read_finished(data, file_format)
    assert texts(found)[-1] == "https://wiki.example/Han Bok-rye#생"
    assert sum(NAME in text for text in texts(found)) == 1
    assert found.residue == ()


@pytest.mark.parametrize(
    ("markdown", "printed"),
    [
        ("Han **Bok**\\-rye", NAME),
        ("[Han][1] [Bok-rye][note]", NAME),
        ("Han[^1] Bok-rye", NAME),
        ("# Han Bok-rye", NAME),
        ("> > - Han Bok-rye", NAME),
        ("H<b>an</b> Bok-rye", NAME),
        ("H<!-- x -->an Bok-rye", NAME),
        ("&#72;an Bok&hyphen;rye", "Han Bok‐rye"),
        ("[Han](http://example.org) Bok-rye", NAME),
        ("`Han` _Bok-rye_", NAME),
        ("snake_case_name", "snake_case_name"),
        ("1\\. not a list", "1. not a list"),
    ],
)
def test_markdown_is_read_as_it_is_printed(markdown, printed):
    assert texts(read_finished(markdown.encode(), "md"))[0] == printed


@pytest.mark.parametrize(
    ("markdown", "kind"),
    [
        (f"x <!-- {NAME} -->", ResidueKind.COMMENT),
        (f"[x](http://example.org/{NAME})", ResidueKind.LINK),
        (f"![{NAME}](x.png)", ResidueKind.LINK),
        ("<https://example.org/Han Bok-rye> <https://example.org/x>", ResidueKind.LINK),
        (f"---\nauthor: {NAME}\n---\nx", ResidueKind.PROPERTY),
        (f"<span title='{NAME}'>x</span>\u200b", ResidueKind.INVISIBLE),
    ],
)
def test_c24_what_markdown_hides_is_found_and_listed(markdown, kind):
    found = read_finished(markdown.encode(), "md")
    assert places(found, NAME)
    assert kind in kinds(found)


@pytest.mark.parametrize(
    "piece",
    ["<!--", "a_", "_", ">", "[x](", "[^", "[x]", "<a ", "&", " ", "`", "\\", "1.", "%4", "%41"],
)
def test_hostile_markdown_is_read_quickly(piece):
    read_finished(piece.encode() * 300_000 + b"a", "md")


def test_invisible_characters_are_counted_by_place():
    found = read_finished("a\u200bb\u200b\n\nc\u202e".encode(), "txt")
    assert [(r.place, r.words) for r in found.residue] == [
        ("line 1", "U+200B, 2 times"),
        ("line 3", "U+202E, 1 time"),
    ]


# --- DOCX: where a name may stand -----------------------------------------------------------


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


BODIES = {
    "split_runs": f"<w:p>{run('Ha')}{run('n Bo', '<w:b/>')}{run('k-rye')}</w:p>",
    "split_by_bookmark": f"<w:p>{run('Han ')}<w:bookmarkStart w:name='x'/>{run('Bok-rye')}</w:p>",
    "split_by_page": "<w:p><w:r><w:t>Han </w:t><w:lastRenderedPageBreak/><w:t>Bok-rye</w:t></w:r>"
    "</w:p>",
    "split_by_proofing": f"<w:p>{run('Han B')}<w:proofErr w:type='x'/>{run('ok-rye')}</w:p>",
    "no_break_hyphen": "<w:p><w:r><w:t>Han Bok</w:t><w:noBreakHyphen/><w:t>rye</w:t></w:r></w:p>",
    "symbol": f"<w:p><w:r><w:sym w:char='F048'/></w:r>{run('an Bok-rye')}</w:p>",
    "deleted": f"<w:p><w:del w:author='x'><w:r><w:delText>{NAME}</w:delText></w:r></w:del></w:p>",
    "inserted": f"<w:p><w:ins w:author='x'>{run(NAME)}</w:ins></w:p>",
    "split_by_deletion": f"<w:p>{run('Han ')}<w:del><w:r><w:delText>xx</w:delText></w:r></w:del>"
    f"{run('Bok-rye')}</w:p>",
    "split_by_insertion": f"<w:p>{run('Han ')}<w:ins>{run('xx')}</w:ins>{run('Bok-rye')}</w:p>",
    "moved": f"<w:p><w:moveFrom>{run(NAME)}</w:moveFrom></w:p>",
    "hidden": f"<w:p>{run(NAME, '<w:vanish/>')}</w:p>",
    "split_by_hidden": f"<w:p>{run('Han ')}{run('xx', '<w:vanish/>')}{run('Bok-rye')}</w:p>",
    "field_code": f"<w:p><w:r><w:instrText>AUTHOR {NAME[:5]}</w:instrText></w:r>"
    f"<w:r><w:instrText>{NAME[5:]}</w:instrText></w:r></w:p>",
    "simple_field": f"<w:p><w:fldSimple w:instr='REF {NAME}'>{run('x')}</w:fldSimple></w:p>",
    "bookmark": "<w:p><w:bookmarkStart w:name='Han Bok-rye'/></w:p>",
    "alt_text": f"<w:p><w:r><w:drawing><wp:docPr id='1' name='Picture 1' descr='{NAME}'/>"
    "</w:drawing></w:r></w:p>",
    "picture_name": f"<w:p><w:r><w:drawing><wp:docPr name='{NAME}'/></w:drawing></w:r></w:p>",
    "shape_text": f"<w:p><w:r><v:textpath string='{NAME}'/></w:r></w:p>",
    "text_box": f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run(NAME)}</w:p></w:txbxContent></w:pict>"
    "</w:r></w:p>",
    "drawing_text": f"<a:p><a:r><a:t>{NAME}</a:t></a:r></a:p>",
    "table": f"<w:tbl><w:tr><w:tc><w:p>{run(NAME)}</w:p></w:tc></w:tr></w:tbl>",
    "control_title": f"<w:sdt><w:sdtPr><w:alias w:val='{NAME}'/></w:sdtPr></w:sdt>",
    "comment_in_xml": f"<w:p/><!-- {NAME} -->",
    "instruction_in_xml": f"<w:p/><?x {NAME}?>",
    "loose_text": f"<w:odd>{NAME}</w:odd>",
}


@pytest.mark.parametrize("case", BODIES)
def test_i5_a_name_is_found_wherever_it_stands_in_the_body(make_docx, case):
    found = read_finished(make_docx(BODIES[case]), "docx")
    assert places(found, NAME), texts(found)


def test_i5_a_name_over_two_table_cells_is_found_in_one_row(make_docx):
    cells = "".join(f"<w:tc><w:p>{run(part)}</w:p></w:tc>" for part in ("Han", "Bok-rye"))
    found = read_finished(make_docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"), "docx")
    assert texts(found) == ["Han\tBok-rye"]


@pytest.mark.parametrize(
    ("name", "root"),
    [
        ("word/header1.xml", "hdr"),
        ("word/footer3.xml", "ftr"),
        ("word/footnotes.xml", "footnotes"),
        ("word/endnotes.xml", "endnotes"),
        ("word/comments.xml", "comments"),
        ("word/glossary/document.xml", "glossaryDocument"),
    ],
)
def test_i5_a_name_is_found_in_every_part(make_zip, word, name, root):
    split = word.paragraph("Han", " Bok", "-rye")
    data = make_zip([("word/document.xml", word.part("")), (name, word.part(split, root))])
    assert places(read_finished(data, "docx"), NAME)


@pytest.mark.parametrize(
    ("name", "xml", "kind"),
    [
        (
            "docProps/core.xml",
            f"<coreProperties><creator>{NAME}</creator></coreProperties>",
            ResidueKind.AUTHOR,
        ),
        (
            "docProps/core.xml",
            f"<coreProperties><keywords>{NAME}</keywords></coreProperties>",
            ResidueKind.PROPERTY,
        ),
        (
            "docProps/app.xml",
            f"<Properties><Company>{NAME}</Company></Properties>",
            ResidueKind.AUTHOR,
        ),
        (
            "docProps/custom.xml",
            f"<Properties><property name='x'><lpwstr>{NAME}</lpwstr></property></Properties>",
            ResidueKind.PROPERTY,
        ),
        ("customXml/item1.xml", f"<a><b>{NAME}</b></a>", ResidueKind.PROPERTY),
    ],
)
def test_i5_a_name_in_properties_is_found_and_listed(make_zip, word, name, xml, kind):
    found = read_finished(make_zip([("word/document.xml", word.part("")), (name, xml)]), "docx")
    assert places(found, NAME)
    assert words_of(found, kind) == [NAME]


def test_i5_a_name_in_the_name_of_a_part_or_a_custom_style_is_found(make_zip, word):
    styles = word.part(
        "<w:style w:customStyle='1'><w:name w:val='Words of Han'/></w:style>"
        "<w:style><w:name w:val='heading 1'/></w:style>",
        "styles",
    )
    data = make_zip(
        [
            ("word/document.xml", word.part("")),
            ("word/styles.xml", styles),
            ("word/media/han-bok-rye.png", b"x"),
        ]
    )
    found = read_finished(data, "docx")
    assert places(found, "Words of Han")
    assert places(found, "han-bok-rye")
    assert not places(found, "heading 1")


def test_c24_tracked_changes_comments_hidden_runs_and_fields_are_listed(make_zip, word):
    body = "".join(BODIES[case] for case in ("deleted", "hidden", "field_code"))
    comment = (
        "<w:comment w:id='1' w:author='Some Editor' w:initials='SE' "
        f"w:date='2026-01-02T03:04:05Z'>{word.paragraph('check this')}</w:comment>"
    )
    links = (
        "<Relationships><Relationship Id='r' Target='https://example.org/x' "
        "TargetMode='External'/></Relationships>"
    )
    found = read_finished(
        make_zip(
            [
                ("word/document.xml", word.part(body)),
                ("word/comments.xml", word.part(comment, "comments")),
                ("word/_rels/document.xml.rels", links),
                ("word/embeddings/sheet.bin", b"x"),
            ]
        ),
        "docx",
    )
    assert kinds(found) == {
        ResidueKind.TRACKED_CHANGE,
        ResidueKind.HIDDEN_TEXT,
        ResidueKind.FIELD_CODE,
        ResidueKind.COMMENT,
        ResidueKind.AUTHOR,
        ResidueKind.DATE,
        ResidueKind.LINK,
        ResidueKind.UNREADABLE,
    }
    assert {"Some Editor", "SE"} <= set(words_of(found, ResidueKind.AUTHOR))
    assert words_of(found, ResidueKind.DATE) == ["2026-01-02T03:04:05Z"]
    assert words_of(found, ResidueKind.LINK) == ["https://example.org/x"]


def test_a_run_whose_hiding_is_switched_off_is_seen(make_docx):
    shown = run(NAME, "<w:vanish w:val='0'/>")
    found = read_finished(make_docx(f"<w:p>{shown}</w:p>"), "docx")
    assert texts(found) == [NAME]
    assert found.residue == ()


def test_a_paragraph_with_changes_is_shown_as_printed_first(make_docx):
    body = (
        f"<w:p>{run('A ')}<w:del><w:r><w:delText>bad</w:delText></w:r></w:del>"
        f"<w:ins>{run('good')}</w:ins>{run(' day')}</w:p>"
    )
    found = read_finished(make_docx(body), "docx")
    assert texts(found) == ["A good day", "A bad day", "A badgood day"]


def test_a_tab_stop_of_a_style_is_no_tab(make_docx):
    body = f"<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>{run('a')}</w:p>"
    assert texts(read_finished(make_docx(body), "docx")) == ["a"]


def test_a_file_of_python_docx_is_read_with_its_author_and_dates():
    import docx

    document = docx.Document()
    document.add_heading("시장", 1)
    document.add_paragraph("Han ").add_run("Bok-rye").bold = True
    document.core_properties.author = "Some Editor"
    file = io.BytesIO()
    document.save(file)
    found = read_finished(file.getvalue(), "docx")
    assert texts(found)[:2] == ["시장", NAME]
    assert "Some Editor" in words_of(found, ResidueKind.AUTHOR)
    assert {ResidueKind.DATE, ResidueKind.SOFTWARE} <= kinds(found)
