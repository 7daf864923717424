"""A rendition never holds what it hides, whatever form the term was written in."""

import unicodedata
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.model import Action, Audience, SpanKind, Term
from vault.redact.engine import RenderRequest, render
from vault.redact.pseudonyms import Names
from vault.redact.recheck import recheck
from vault.redact.registry import Entry, Registry
from vault.redact.rules import default_toml, load
from vault.redact.spans import apply

OWNER = b"\x01" * 16
ENGLISH = ("Kim Chol-su", "Hoeryong Bakery", "Tamar Lindqvist", "Mirim Lane", "Unit 4417", "Musan")
KOREAN = ("김철수", "영희", "회령 빵집", "무산", "남궁선우", "강선동")
CYRILLIC = str.maketrans("aceiopxyABCEHIKMOPTX", "асеіорхуАВСЕНІКМОРТХ")
GREEK = str.maketrans("ovABEHIKMNOPTXYZ", "ονΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
BOLD = {ord("A") + i: 0x1D400 + i for i in range(26)} | {
    ord("a") + i: 0x1D41A + i for i in range(26)
}
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
DIGITS = str.maketrans("oOlI", "0011")
INVISIBLE = (
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\ufe0f",
    "‹U+200B›",
)
MARKS = ("\u0301", "\u0308", "\u0323", "\u0335")
SPACES = (" ", "  ", "\u00a0", "\n", "\t", "\u2009", "\u3000", "\n> ")
PARTICLES = tuple(
    "은 는 이 가 을 를 에 에게 에서 의 와 과 도 만 로 으로 부터 까지 한테 께서 이나 라고 네".split()
)
HONORIFICS = tuple("씨 님 동무 동지 선생".split())


@cache
def rules():
    return load(default_toml())


@cache
def registry(term):
    return Registry([Entry(Term(term, SpanKind.PERSON), OWNER)])


def rendition(term, text, audience=Audience.PUBLICATION):
    language = "ko" if "가" <= term[0] <= "힣" else "en"
    request = RenderRequest(text, language, audience, registry(term), rules())
    return render(request)


def between(text, pieces):
    """Put one of `pieces` after each character but the last, in turn."""
    return "".join(c + pieces[i % len(pieces)] for i, c in enumerate(text[:-1])) + text[-1]


@st.composite
def english_forms(draw, term):
    form = term
    case = draw(st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase]))
    form = case(form)
    form = draw(
        st.sampled_from(
            [
                form,
                form.replace(" ", ""),
                form.replace("-", ""),
                form.replace("-", " "),
                form.replace(" ", draw(st.sampled_from(SPACES))),
                form.replace("-", "\u2011"),
                form.replace("-", "-\n"),
                " ".join(form.replace(" ", "")),
            ]
        )
    )
    disguise = draw(
        st.sampled_from(
            [
                lambda s: s,
                lambda s: s.translate(CYRILLIC),
                lambda s: s.translate(GREEK),
                lambda s: s.translate(BOLD),
                lambda s: s.translate(FULL),
                lambda s: s.translate(DIGITS),
                lambda s: s.replace("m", "rn") if s[0].isupper() else s,
                lambda s: unicodedata.normalize("NFD", s),
                lambda s: between(s, INVISIBLE),
                lambda s: between(s, MARKS),
                lambda s: s[:2] + draw(st.sampled_from(INVISIBLE)) + s[2:],
                lambda s: "\u202e" + s[::-1] + "\u202c",
                lambda s: "\u202d" + s + "\u202c",
            ]
        )
    )
    return disguise(form)


@st.composite
def english_sentences(draw, term):
    before = draw(
        st.sampled_from(["", "We met ", "(", "“", "...", "Mr. ", "and\n", "‘", "—", "김", "*"])
    )
    after = draw(
        st.sampled_from(
            ["", " left.", "'s house", "’s", "s", "s'", ")", ", who", "”", "—", "가", "*", "!"]
        )
    )
    return before + draw(english_forms(term)) + after


@st.composite
def korean_sentences(draw, term):
    form = draw(
        st.sampled_from(
            [
                term,
                " ".join(term.replace(" ", "")),
                term.replace(" ", ""),
                term[:1] + " " + term[1:],
                term[:1] + "\n" + term[1:],
                between(term, INVISIBLE),
                between(term, ("·", "-")),
            ]
        )
    )
    form += draw(st.sampled_from(["", *HONORIFICS, *(" " + each for each in HONORIFICS)]))
    form += draw(st.sampled_from(["", *PARTICLES, "에게는", "에게서도", "이라고", "입니다"]))
    form = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD", "NFKD"])), form)
    before = draw(st.sampled_from(["", "우리 ", "그 ", "“", "(", "어제 ", "- "]))
    return before + form + draw(st.sampled_from(["", " 왔다.", ")", "”", ", ", "…", "\n"]))


@pytest.mark.parametrize("term", ENGLISH)
@given(data=st.data())
def test_i4_no_english_form_of_a_term_survives(term, data):
    text = data.draw(english_sentences(term))
    result = rendition(term, text)
    assert any(redaction.by == "registry" for redaction in result.redactions), text
    assert recheck(result.text, registry(term)) == ()
    assert apply(text, result.redactions) == result.text


@pytest.mark.parametrize("term", KOREAN)
@given(data=st.data())
def test_i4_no_korean_form_of_a_term_survives(term, data):
    text = data.draw(korean_sentences(term))
    result = rendition(term, text)
    assert any(redaction.by == "registry" for redaction in result.redactions), text
    assert recheck(result.text, registry(term)) == ()
    assert apply(text, result.redactions) == result.text


@pytest.mark.parametrize("term", ENGLISH)
@given(data=st.data())
def test_i4_letters_of_a_hidden_term_are_gone_to_the_naked_eye(term, data):
    """Measured without the matcher: no letters of the term are left in a row."""
    form = data.draw(english_forms(term))
    result = rendition(term, f"and {form} and", Audience.REVIEW)
    visible = "".join(c for c in result.text if unicodedata.category(c) not in {"Cf", "Mn"})
    assert visible in {"and ‹person› and"} or visible.replace("‹U+200B›", "") == "and ‹person› and"


@given(
    st.lists(st.sampled_from([*ENGLISH, *KOREAN]), min_size=1, max_size=4, unique=True),
    st.lists(
        st.sampled_from([*ENGLISH, *KOREAN, "and", "가", ", ", " ", "Kim", "철"]), max_size=12
    ),
    st.sampled_from(Action),
    st.sampled_from(Audience),
)
def test_applying_the_redactions_gives_the_text_and_they_are_sorted_and_disjoint(
    terms, words, action, audience
):
    text = "".join(words)
    entries = [Entry(Term(term, SpanKind.PERSON, action), OWNER) for term in terms]
    both = Registry(entries)
    result = render(
        RenderRequest(
            text,
            "en",
            audience,
            both,
            rules(),
            names=Names(b"copy", tuple(e.id for e in both.entries)),
        )
    )
    assert apply(text, result.redactions) == result.text
    edges = [(r.start, r.end) for r in result.redactions]
    assert edges == sorted(edges)
    assert all(end <= start for (_, end), (start, _) in pairwise(edges))
    if action is not Action.KEEP:
        assert both.find(result.text) == ()


@given(st.text(max_size=60))
def test_no_text_makes_the_engine_fail_or_miscount(text):
    request = RenderRequest(text, "ko", Audience.REVIEW, registry("Kim Chol-su"), rules())
    result = render(request)
    assert apply(text, result.redactions) == result.text
    assert all(0 <= r.start < r.end <= len(text) for r in result.redactions)


@given(st.text(alphabet="ab\u0301\u200b각ᆨㄱㅏ김ﾡￃ‹U+202E›\u202e\u202cm rnﬁ①½", max_size=30))
def test_offsets_stay_inside_the_text_for_composed_and_reordered_characters(text):
    wide = Registry([Entry(Term(word, SpanKind.PLACE), OWNER) for word in ("ab", "김", "fi", "각")])
    for hit in wide.find_anywhere(text):
        assert 0 <= hit.start < hit.end <= len(text)
