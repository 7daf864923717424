"""Markdown: block quotes are the words, everything that could be read in two ways is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import MalformedError
from vault.ingest import read_markdown
from vault.ingest.tags import script_language


def read(text):
    return read_markdown(text.encode())


def refusal(text):
    with pytest.raises(MalformedError) as refused:
        read(text)
    assert "Zyxwv" not in refused.value.sentence
    return refused.value


def test_text_without_marks_is_one_quote_as_it_stands():
    (quote,) = read("one\ntwo\n\nthree: [en] ~ *four*\n").quotes
    assert quote.words == "one\ntwo\n\nthree: [en] ~ *four*"


def test_lines_of_a_quote_are_joined_and_an_empty_one_parts_them():
    (quote,) = read("> one\n> two\n>\n>three").quotes
    assert quote.words == "one two\nthree"


def test_an_empty_line_parts_two_quotes():
    assert [quote.words for quote in read("> one\n\n> two").quotes] == ["one", "two"]


def test_questions_belong_to_the_next_quote_only():
    first, second = read("Q: Why?\n> one\n\n> two").quotes
    assert (first.question, second.question) == ("Why?", "")


@pytest.mark.parametrize("mark", ["Q:", "q:", "Question:", "질문:", "질문 :", "Q:"])
def test_questions_are_marked_in_english_or_korean(mark):
    assert read(f"{mark} Why?\nand how?\n\nA note.\n\n> one").quotes[0].question == "Why? and how?"


def test_a_question_that_nobody_answered_is_kept_as_a_note():
    assert read("> one\n\nQ: And then?").notes == "Q: And then?"


def test_two_questions_before_one_answer_are_both_kept():
    assert read("Q: Why?\n\nQ: How?\n\n> one").quotes[0].question == "Why?\nHow?"


def test_notes_keep_their_lines_and_their_order():
    draft = read("# Heading\n\nfirst\nsecond\n\n> one\n\n- last")
    assert draft.notes == "# Heading\n\nfirst\nsecond\n\n- last"


def test_notes_of_front_matter_come_first():
    assert read("---\nnotes: before\n---\nafter\n\n> one").notes == "before\n\nafter"


@pytest.mark.parametrize(
    "text", ["> ~ It is so.", "> [en] ~ It is so.", "> ~ [en] It is so.", ">~ It is so."]
)
def test_a_tilde_marks_a_paraphrase(text):
    (quote,) = read(text).quotes
    assert quote.paraphrase
    assert quote.words == "It is so."


@pytest.mark.parametrize(
    ("text", "words"),
    [("> \\~ x", "~ x"), ("> \\[en] x", "[en] x"), ("> \\\\[en] x", "\\[en] x"), ("> ~x", "~x")],
)
def test_a_backslash_keeps_a_mark_as_words(text, words):
    (quote,) = read(text).quotes
    assert quote.words == words
    assert not quote.paraphrase


@pytest.mark.parametrize(
    "text",
    [
        "> [ko] 하나\n> [en] one",
        "> [ko] 하나\n\n> [en] one",
        "> [ko] 하나\n[en] one",
        "> [ko] 하나\n\n[en] one",
        "> 하나\n\n> [en] one",
    ],
)
def test_a_quote_in_another_language_directly_below_is_a_translation(text):
    (quote,) = read(text).quotes
    assert quote.words == "하나"
    assert [(t.language, t.words) for t in quote.translations] == [("en", "one")]


@pytest.mark.parametrize(
    "text",
    [
        "> [ko] 하나\n\n***\n\n> [en] one",
        "> [ko] 하나\n\n---\n> [en] one",
        "> [ko] 하나\n\nA note.\n\n> [en] one",
        "> [ko] 하나\n\nQ: Why?\n\n> [en] one",
        "> [ko] 하나\n\n> [ko] 둘",
        "> [ko] 하나\n\n> one",
    ],
)
def test_two_quotes_stay_apart_behind_anything_between_or_in_one_language(text):
    assert len(read(text).quotes) == 2


def test_quotes_and_translations_may_take_turns():
    first, second = read("> [ko] 하나\n> [en] one\n> [ko] 둘\n> [en] two").quotes
    assert (first.words, first.translations[0].words) == ("하나", "one")
    assert (second.words, second.translations[0].words) == ("둘", "two")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("> one\nZyxwv", 2),
        ("> [he] crossed Zyxwv", 1),
        ("> one\n\n> [en] Zyxwv", 3),
        ("> [ko] 하나\n\n> [en] one\n> [en] Zyxwv", 4),
        ("note\n\n[en] Zyxwv\n\n> one", 3),
        ("> [en] one\n[en] Zyxwv", 2),
        ("---\ntitle: x\n> Zyxwv", 1),
        ("---\ntitle: x\n---\nonly Zyxwv", 4),
        ("---\ntitle: x\n---\n>", 4),
        ("---\nquotes: [Zyxwv]\n---\n> x", 2),
        ("---\ntitle: x\nmarked: true\n---\n> x", 3),
        ("---\ntitle: x\ntold: Zyxwv\n---\n> x", 3),
        ("---\nagreement:\n  lines:\n    en: [Zyxwv]\n---\n> x", 4),
        ("---\nnotes: [Zyxwv]\n---\nnote\n\n> x", 2),
        ("> one\n\n> two\u200bZyxwv", 3),
        ("Q: Zyxwv\u202e\n\n> one", 1),
        ("> [ko] 하나\n> [en] \u2066Zyxwv", 2),
        ("---\ntitle: x\n---\nnote\n\n> one\n\nsecond\nnote \u2066Zyxwv", 8),
        ("", 1),
        ("\n\n", 1),
    ],
)
def test_what_is_unclear_or_unsafe_is_refused_with_its_line(text, line):
    assert refusal(text).line == line


@pytest.mark.parametrize("words", ["[sic] and", "[she] went", "[Mr] Kim", "[US] troops", "[...] x"])
def test_words_in_brackets_are_no_languages(words):
    (quote,) = read(f"> {words}").quotes
    assert (quote.words, quote.language) == (words, "")


@pytest.mark.parametrize("tag", ["ko", "en-GB", "zh-Hant", "yue-HK", "he-IL"])
def test_language_tags_are_taken_off(tag):
    (quote,) = read(f"> [{tag}] words").quotes
    assert (quote.words, quote.language) == ("words", tag)


def test_i12_the_usual_oddities_are_refused_or_taken():
    assert read("\ufeff> 하나\r\n> 둘\r\n").quotes[0].words == "하나 둘"
    assert refusal("> one\n> \0").line == 2
    with pytest.raises(MalformedError):
        read_markdown("> 평양".encode("cp949"))
    with pytest.raises(MalformedError):
        read_markdown(b"> " + b"x" * 11_000_000)


def test_a_very_long_quote_of_short_lines_is_read_quickly():
    (quote,) = read("> a\n" * 300_000).quotes
    assert len(quote.words) == 599_999


@pytest.mark.parametrize(
    ("words", "language"),
    [("쌀 rice", "ko"), ("お米", "ja"), ("米", "zh"), ("рис", "ru"), ("أرز", "ar"), ("rice", "en")],
)
def test_a_script_suggests_a_language(words, language):
    assert script_language(words) == language


line_of_words = st.text(
    st.characters(categories=("L", "N", "P", "S"), include_characters=" "), min_size=1
).map(lambda text: " ".join(text.split()))
paragraphs = st.lists(line_of_words.filter(bool), min_size=1, max_size=3)
written = st.fixed_dictionaries(
    {
        "words": paragraphs,
        "language": st.sampled_from(["ko", "fr"]),
        "paraphrase": st.booleans(),
        "question": st.just("") | st.sampled_from(["Why?", "왜요?"]),
        "english": st.none() | paragraphs,
    }
)


def as_markdown(quote):
    """Write one quote as a careful reporter would."""
    mark = f"[{quote['language']}] " + ("~ " if quote["paraphrase"] else "")
    lines = [f"Q: {quote['question']}", ""] if quote["question"] else []
    lines.append(f"> {mark}" + "\n>\n> ".join(escaped(quote["words"])))
    if quote["english"]:
        lines.append("> [en] " + "\n>\n> ".join(escaped(quote["english"])))
    return "\n".join(lines)


def escaped(lines):
    first = lines[0]
    return ["\\" + first if first[0] in "[~\\" else first, *lines[1:]]


@given(st.lists(written, min_size=1, max_size=4))
def test_quotes_survive_the_way_through_markdown(quotes):
    import unicodedata

    def nfc(lines):
        return unicodedata.normalize("NFC", "\n".join(lines))

    draft = read("\n\n***\n\n".join(map(as_markdown, quotes)))
    assert [
        (q.words, q.language, q.paraphrase, q.question, [t.words for t in q.translations])
        for q in draft.quotes
    ] == [
        (
            nfc(quote["words"]),
            quote["language"],
            quote["paraphrase"],
            quote["question"],
            [nfc(quote["english"])] if quote["english"] else [],
        )
        for quote in quotes
    ]


@given(st.text(max_size=200))
def test_any_text_is_read_or_malformed(text):
    for form in (text, f"---\n{text}", f"---\n---\n> {text}", f"> {text}\n{text}"):
        try:
            draft = read(form)
        except (MalformedError, UnicodeEncodeError):
            continue
        assert draft.quotes
