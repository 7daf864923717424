"""Rendering: exact bytes without metadata, in which data never becomes markup."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vault.copies import CopyFormat, CopyQuote, CopySource, render
from vault.copies.render import escape_markdown
from vault.copies.source import purify
from vault.ingest import read_finished

SOURCE = CopySource(
    title="Rice and corn",
    language="en",
    intro="Two people spoke.\nBoth are at risk.",
    quotes=(
        CopyQuote("There has been no rice.\nNone at all.", "a trader in the north"),
        CopyQuote("The guards look away, [name withheld] said.", "", True),
        CopyQuote("쌀이 없어요.", "함경북도 주민", False, "ko"),
    ),
)
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=http://example.org/x.png>",
    "![x](http://example.org/x.png)",
    "[x](javascript:alert(1))",
    "[x]: http://example.org",
    "[[x]] [^1] [x][y]",
    "http://example.org/?a=b www.example.org a@example.org example.org",
    "<http://example.org> mailto:a@example.org",
    "&lt;b&gt; &amp; &#60;b&#62; AT&T",
    "**bold** __bold__ _x_ *x* `code` ~~gone~~ ~x~",
    "# heading #",
    "## x ##",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "> quote",
    "---",
    "***",
    "===",
    "~~~ fence",
    "``` fence",
    "    indented",
    "| a | b |",
    "|---|---|",
    "a\\",
    "\\* x",
    "{{ shortcode }} {% liquid %}",
    "$a$ $$b$$",
    ": definition",
    "% title",
]


def shown_by(html_of):
    """Parse with a GFM reader that links all it can; return inline text and all token types."""
    reader = MarkdownIt("gfm-like")
    kinds, texts = set(), []
    for token in reader.parse(html_of):
        kinds.add(token.type)
        for child in token.children or []:
            kinds.add(child.type)
            texts.append(child.content)
    return kinds, texts


PLAIN = {
    "heading_open",
    "heading_close",
    "paragraph_open",
    "paragraph_close",
    "blockquote_open",
    "blockquote_close",
    "inline",
    "text",
}


def test_markdown_looks_as_designed():
    assert render(SOURCE, CopyFormat.MARKDOWN).decode() == (
        "# Rice and corn\n\n"
        "Two people spoke.\n\n"
        "Both are at risk.\n\n"
        "> “There has been no rice.\n>\n> None at all.”\n>\n> — a trader in the north\n\n"
        "The guards look away, \\[name withheld\\] said.\n\n"
        "> “쌀이 없어요.”\n>\n> — 함경북도 주민\n"
    )


def test_text_looks_as_designed():
    assert render(SOURCE, CopyFormat.TEXT).decode() == (
        "Rice and corn\n\n"
        "Two people spoke.\n\n"
        "Both are at risk.\n\n"
        "“There has been no rice.\nNone at all.”\n— a trader in the north\n\n"
        "The guards look away, [name withheld] said.\n\n"
        "“쌀이 없어요.”\n— 함경북도 주민\n"
    )


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("place", ["title", "intro", "words", "paraphrase", "line"])
def test_i13_data_never_becomes_markup_links_or_html(attack, place):
    quote = CopyQuote(
        attack if place in ("words", "paraphrase") else "words",
        attack if place == "line" else "line",
        place == "paraphrase",
    )
    title = attack if place == "title" else "title"
    source = CopySource(title, "en", (quote,), attack if place == "intro" else "")
    kinds, texts = shown_by(render(source, CopyFormat.MARKDOWN).decode())
    assert kinds <= PLAIN
    assert any(" ".join(attack.split()) in text for text in texts)


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from("*_`~[]()<>&#!|\\:/.@-+=1a \n{}$'\"^;x"), max_size=40))
def test_i13_any_mix_of_signs_is_shown_as_it_is(text):
    words = purify(text).strip()
    kinds, texts = shown_by(
        render(CopySource("", "en", (CopyQuote(text, "", True),)), CopyFormat.MARKDOWN).decode()
    )
    assert kinds <= PLAIN
    assert texts == [line for line in words.split("\n") if line]


@given(st.text(max_size=60))
def test_i13_any_text_is_shown_as_it_is_and_recovered_by_the_recheck(text):
    line = " ".join(purify(text).split())
    kinds, texts = shown_by(escape_markdown(line))
    assert kinds <= PLAIN
    assert texts == ([line] if line else [])
    found = read_finished(escape_markdown(line).encode(), "md")
    assert [passage.text for passage in found.passages] == ([line] if line else [])


def test_ordinary_words_are_not_cluttered_with_escapes():
    words = "In 2025, at 12:30, she said: it's 3.5 kg - not more (AT&T aside); so what?"
    assert escape_markdown(words) == words


@pytest.mark.parametrize("kind", CopyFormat)
def test_a_copy_built_twice_has_the_same_bytes(kind):
    assert render(SOURCE, kind) == render(SOURCE, kind)


@pytest.mark.parametrize("kind", [CopyFormat.MARKDOWN, CopyFormat.TEXT])
def test_text_files_are_utf8_composed_with_line_feeds_and_no_byte_order_mark(kind):
    source = CopySource(
        unicodedata.normalize("NFD", "시장"), "ko", (CopyQuote("가\r\n나"),), "\ufeffx"
    )
    body = render(source, kind)
    assert not body.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in body
    assert body.decode() == unicodedata.normalize("NFC", body.decode())
    assert body.endswith(b"\n")
    assert not body.endswith(b"\n\n")


words = st.text(st.characters(categories=("L", "N", "P", "S"), include_characters=" \n"))


@given(words, words, words, st.sampled_from(CopyFormat), st.booleans())
def test_every_format_says_the_same_and_nothing_beside_it(title, intro, said, kind, paraphrase):
    source = CopySource(title, "ko", (CopyQuote(said, "주민", paraphrase),), intro)
    expected = render(source, CopyFormat.TEXT).decode().split()
    found = read_finished(render(source, kind), kind)
    assert found.joined().split() == expected
    assert found.residue == ()
