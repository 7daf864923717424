"""The registry finds each term where it stands, and nothing where it does not."""

import pytest

from vault.errors import MalformedError
from vault.model import SpanKind, Term
from vault.redact.registry import Entry, Registry

OWNER = b"\x01" * 16


def entry(words, *forms, kind=SpanKind.PERSON):
    return Entry(Term(words, kind, forms=forms), OWNER)


def found(term, text):
    return [text[hit.start : hit.end] for hit in Registry([entry(term)]).find(text)]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("Kim Chol-su", "Kim Cholsu", "Kim Cholsu"),
        ("Kim Cholsu", "KIM CHOL SU", "KIM CHOL SU"),
        ("Kim Chol-su", "kimcholsu", "kimcholsu"),
        ("Kim Chol-su", "Chol-su Kim", "Chol-su Kim"),
        ("Kim Chol-su", "Kim, Chol-su", "Kim, Chol-su"),
        ("Kim Chol-su", "Kim Ch'ŏl-su", "Kim Ch'ŏl-su"),
        ("Kim Chol-su", "Kim Chol\\-su", "Kim Chol\\-su"),
        ("Kim Chol-su", "**Kim** Chol-su", "Kim** Chol-su"),
        ("Kim Chol-su", "Kim\n> Chol-su", "Kim\n> Chol-su"),
        ("Kim Chol-su", "#KimCholSu", "KimCholSu"),
        ("Kim", "the Kims", "Kims"),
        ("Jones", "the Joneses", "Joneses"),
        ("Kennedy", "both Kennedies", "Kennedies"),
        ("Kim", "Kim's house", "Kim"),
        ("Jones", "Jones' house", "Jones"),
        ("Ann", "Ann\u02bcs house", "Ann"),
        ("O'Dwyer", "O\u02bcDWYER", "O\u02bcDWYER"),
        ("Chongp'yon", "Cho\u02bbngp\u02bcyo\u02bbn", "Cho\u02bbngp\u02bcyo\u02bbn"),
        ("Ri", "R\u0456 came", "R\u0456"),
        ("Li", "L\u0399's house", "L\u0399"),
        ("Kim Chol-su", "**Kim** **Chol-su**", "Kim** **Chol-su"),
        ("Tom", "T o m", "T o m"),
        ("Musan", "a Musan-born man", "Musan"),
        ("Musan", "Musan에서", "Musan"),
        ("René", "RENE\u0301", "RENE\u0301"),
        ("Straße", "STRASSE", "STRASSE"),
        ("three sons", "Three  sons", "Three  sons"),
        ("41-7782", "417782", "417782"),
        ("김영희", "김영희가", "김영희"),
        ("김영희", "김 영희는", "김 영희"),
        ("김영희", "우리김영희동무에게서는", "김영희"),
        ("영희", "김영희", "영희"),
        ("영희", "영희씨한테도", "영희"),
        ("영희", "영희였지만", "영희"),
        ("영희", "영희네 집", "영희"),
        ("준", "준이 왔다", "준"),
        ("준", "준씨에게", "준"),
        ("준", "준에게서는", "준"),
        ("준", "준아, 이리 와", "준"),
        ("준", "준이었다", "준"),
        ("준", "준들에게", "준"),
        ("영희", "영희동무들이었다", "영희"),
        ("영희", "영희뿐입니다", "영희"),
        ("영희", "영희에게서였다", "영희"),
        ("영희", "영희반\u200b장에게", "영희"),
        ("영희", "영희반\u3164장에게", "영희"),
        ("무산 광산", "무산광산은", "무산광산"),
        ("金永熙", "我叫金永熙的", "金永熙"),
        ("Иванов", "ИВАНОВ", "ИВАНОВ"),
        ("Ηλίας", "ΗΛΙΑΣ", "ΗΛΙΑΣ"),
    ],
)
def test_a_form_of_a_term_is_found(term, text, expected):
    assert found(term, text) == [expected]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Musan", "musanite"),
        ("Hana", "Ghana"),
        ("Tom", "the torn paper"),
        ("Tom", "tomorrow"),
        ("Li", "11 and l i"),
        ("Kim", "Kimchi"),
        ("12", "1203"),
        ("준", "준비"),
        ("정", "정도가"),
        ("하", "하였다"),
        ("Ann", "An\u200bniversary"),
        ("준", "수준"),
        ("이수", "이수하다"),
        ("영희", "순영희망"),
        ("Sinan", "Samsinan"),
    ],
)
def test_no_false_boundary(term, text):
    assert found(term, text) == []


def test_i4_a_word_reversed_by_an_override_is_found_at_its_place():
    text = "met \u202eus-lohC miK\u202c there"
    assert found("Kim Chol-su", text) == ["us-lohC miK"]


def test_i4_half_of_a_name_reversed_by_an_override_is_found():
    text = "met Kim \u202eus-lohC\u202c there"
    assert found("Kim Chol-su", text) == ["Kim \u202eus-lohC"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("met Kim&nbsp;Chol<b>su</b>.", "Kim&nbsp;Chol<b>su"),
        ("met Kim Chol&#45;s&#x75;'s son", "Kim Chol&#45;s&#x75;"),
        ("‹U+200B›K<i>im</i> Chol-su", "K<i>im</i> Chol-su"),
        ("a < b, Kim Chol-su & c > d;", "Kim Chol-su"),
    ],
)
def test_i4_entities_and_tags_inside_a_name_hide_nothing(text, expected):
    assert found("Kim Chol-su", text) == [expected]


def test_i4_a_marker_that_cleaning_left_inside_a_name_hides_nothing():
    assert found("Kim Chol-su", "K‹U+200B›im Chol-su") == ["K‹U+200B›im Chol-su"]


def test_i4_conjoining_compatibility_and_halfwidth_jamo_are_one_name():
    for text in ("김영희", "ㄱㅣㅁㅇㅕㅇㅎㅢ", "ﾡￜﾱﾷￊﾷﾾￛ"):
        assert found("김영희", text) == [text]


def test_i4_symbols_that_pass_for_letters_are_letters_at_a_second_look():
    assert found("Alvox", "A|∨o×") == ["A|∨o×"]


def test_a_bar_or_cross_beside_a_term_still_ends_it():
    assert found("Kim", "|Kim|Pak×Kim×") == ["Kim", "Kim"]


def test_every_form_given_by_people_is_found():
    registry = Registry([entry("Kim Yong-hui", "김영희", "Grandma Noodles")])
    hits = registry.find("김영희 is grandma noodles, Kim Yong Hui")
    assert [(hit.start, hit.end) for hit in hits] == [(0, 3), (7, 22), (24, 36)]


def test_overlapping_terms_are_all_reported():
    registry = Registry([entry("Kim Chol-su"), entry("Chol-su"), entry("Kim")])
    assert [(hit.start, hit.end) for hit in registry.find("Kim Chol-su")] == [
        (0, 11),
        (0, 3),
        (4, 11),
    ]


def test_the_version_depends_on_the_terms_and_not_on_their_order():
    one, two = entry("Kim"), entry("Pak")
    assert Registry([one, two]).version == Registry([two, one, one]).version
    assert Registry([one]).version != Registry([two]).version
    assert Registry([one]).version != Registry([entry("Kim", "Gim")]).version
    assert len(Registry([]).version) == 32


def test_an_empty_registry_finds_nothing():
    assert Registry([]).is_empty
    assert Registry([]).find("Kim") == ()
    assert not Registry([entry("Kim")]).is_empty


@pytest.mark.parametrize("words", ["", " ", "—", "\u200b"])
def test_a_term_without_letters_is_refused(words):
    with pytest.raises(MalformedError) as caught:
        Registry([entry(words)])
    assert caught.value.field == "words"


def test_neither_registry_nor_hit_prints_a_term():
    registry = Registry([entry("Kim Chol-su")])
    assert "Kim" not in repr(registry)
    assert "Kim" not in repr(registry.find("Kim Chol-su"))


def test_the_same_term_of_two_owners_is_two_entries():
    term = Term("Kim", SpanKind.PERSON)
    registry = Registry([Entry(term, b"a"), Entry(term, b"b")])
    assert {hit.entry.owner for hit in registry.find("Kim")} == {b"a", b"b"}
