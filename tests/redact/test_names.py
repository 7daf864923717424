"""A confirmed name is found whole in every script and system; parts of it wait for a decision."""

import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.model import Action, Audience, Decision, SpanKind, Term
from vault.redact.engine import RenderRequest, render
from vault.redact.pseudonyms import Names
from vault.redact.recheck import recheck
from vault.redact.registry import Entry, Registry
from vault.redact.rules import default_toml, load

OWNER, OTHER = b"\x01" * 16, b"\x02" * 16
# McCune-Reischauer, the Revised and the North Korean system, passports; written by hand.
PEOPLE = {
    "김영희": ("Kim Yŏng-hŭi", "Gim Yeong-hui", "Kim Yong Hui", "Kim Young-hee"),
    "박철수": ("Pak Ch'ŏl-su", "Bak Cheol-su", "Pak Chol Su", "Park Chul-soo"),
    "리명숙": ("Ri Myŏng-suk", "Ri Myeong-suk", "Ri Myong Suk", "Lee Myung-sook"),
    "최은경": ("Ch'oe Ŭn-gyŏng", "Choe Eun-gyeong", "Choe Un Gyong", "Choi Eun-kyung"),
    "정순옥": ("Chŏng Sun-ok", "Jeong Sun-ok", "Jong Sun Ok", "Chung Soon-ok"),
    "류보현": ("Ryu Po-hyŏn", "Ryu Bo-hyeon", "Ryu Po Hyon", "Yoo Bo-hyun"),
    "남궁선우": ("Namgung Sŏn-u", "Namgung Seon-u", "Namgung Son U", "Namkoong Sun-woo"),
}
PLACES = {
    "무산": ("Musan",),
    "회령": ("Hoeryŏng", "Hoeryeong", "Hoeryong"),
    "량강도": ("Ryanggang-do", "Yanggang Province", "Ryanggang", "양강도"),
    "청진시": ("Ch'ŏngjin", "Cheongjin-si", "Chongjin City", "청진"),
    "길주군": ("Kilchu", "Gilju-gun", "Kilju County"),
}
DISGUISES = (
    str,
    str.upper,
    str.lower,
    lambda s: s.replace(" ", "\n"),
    lambda s: s.replace("-", ""),
    lambda s: s.replace("-", " "),
    lambda s: s.replace(" ", "\u00a0"),
    lambda s: s[:2] + "\u200b" + s[2:],
    lambda s: s[:3] + "\u00ad" + s[3:],
    lambda s: unicodedata.normalize("NFD", s),
    lambda s: s.translate(str.maketrans("aeopcy", "аеорсу")),
    lambda s: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in s),
    lambda s: f"\u202e{s[::-1]}\u202c",
    lambda s: " ".join(s.replace(" ", "").replace("-", "")),
)


@cache
def rules():
    return load(default_toml())


@cache
def registry(words, kind=SpanKind.PERSON):
    return Registry([Entry(Term(words, kind), OWNER)])


def rendered(text, known, *decisions, language="en"):
    names = Names(b"copy", tuple(e.id for e in known.entries))
    return render(
        RenderRequest(
            text, language, Audience.PUBLICATION, known, rules(), decisions, names
        )
    )  # fmt: skip


@given(st.sampled_from([(k, s) for k, spelled in PEOPLE.items() for s in spelled]), st.data())
def test_i4_a_name_in_hangul_is_found_in_every_romanisation(pair, data):
    hangul, spelled = pair
    if data.draw(st.booleans()):
        first, rest = spelled.split(" ", 1)
        spelled = f"{rest} {first}"
    form = data.draw(st.sampled_from(DISGUISES))(spelled)
    after = data.draw(st.sampled_from([" came.", "'s house", ", who", "가 왔다", ")", "\n"]))
    text = f"they met {form}{after}"
    result = rendered(text, registry(hangul))
    assert any(each.by == "registry" for each in result.redactions), text
    assert recheck(result.text, registry(hangul)) == ()


@given(st.sampled_from([(k, s) for k, spelled in PEOPLE.items() for s in spelled]), st.data())
def test_i4_a_romanised_name_is_found_in_hangul(pair, data):
    hangul, spelled = pair
    form = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), hangul)
    form = data.draw(st.sampled_from([form, " ".join(hangul), hangul[0] + "\u200b" + hangul[1:]]))
    after = data.draw(st.sampled_from(["", "가", "에게서는", "씨", " 동지께서", "입니다"]))
    text = f"어제 {form}{after} 왔다"
    known = registry(spelled)
    assert any(each.by == "registry" for each in rendered(text, known, language="ko").redactions)


@pytest.mark.parametrize(
    ("hangul", "spelled"), [(k, s) for k, spelled in PLACES.items() for s in spelled]
)
def test_a_place_in_hangul_is_found_in_latin_letters_and_on_the_other_side(hangul, spelled):
    known = registry(hangul, SpanKind.PLACE)
    assert known.find(f"They left {spelled} early.")
    assert known.find(f"They left {spelled.upper()} early.")


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("리룡남", "이용남"),
        ("류경희", "유경희"),
        ("림순녀", "임순녀"),
        ("량강도", "양강도"),
        ("로동철", "노동철"),
    ],
)
def test_spellings_of_north_and_south_are_one_name(north, south):
    kind = SpanKind.PLACE if north.endswith("도") else SpanKind.PERSON
    assert registry(north, kind).find(f"{south}에게서")
    assert registry(south, kind).find(f"{north}에게서")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("김영희", "Mr Kim came."),
        ("김영희", "김 동무가 왔다."),
        ("김영희", "It was K. Y. H. again."),
        ("김철수", "철수가 왔다."),
        ("William Harrowgate", "Then Bill came."),
        ("William Harrowgate", "Harrowgate came."),
        ("Will Marsh", "They said Will came."),
    ],
)
def test_a_part_that_may_be_somebody_else_waits_for_a_decision(term, text):
    known = registry(term)
    assert known.find(text) == ()
    result = rendered(text, known)
    (waiting,) = [p for p in result.undecided if p.detector == "registry"] or [None]
    assert waiting is None or text[waiting.start : waiting.end] not in result.text
    ((), (hit, *_)) = known.look(text)
    keep = Decision(hit.start, hit.end, SpanKind.PERSON, Action.KEEP)
    wider = Decision(0, len(text), SpanKind.PERSON, Action.KEEP)
    assert rendered(text, known, keep, wider).text == text
    assert all(not each.sure for each in recheck(text, known))
    assert recheck(text, known)


@pytest.mark.parametrize(
    "text",
    [
        "will he come? I will mark it in may", "the oil of the isle", "I sang a song",
        "한 동무가 왔다", "이 선생은 누구인가", "the park at noon", "so on and so forth",
    ],
)  # fmt: skip
def test_words_of_every_day_are_no_names(text):
    people = (
        "Will Marsh",
        "오일",
        "이상",
        "한소은",
        "이철수",
        "박솔",
        "Mark May",
        "소은",
    )
    known = Registry([Entry(Term(words, SpanKind.PERSON), OWNER) for words in people])
    assert known.find(text) == ()


def test_what_two_people_are_called_is_sure_for_neither():
    entries = [
        Entry(Term("김영희", SpanKind.PERSON), OWNER),
        Entry(Term("박영희", SpanKind.PERSON), OTHER),
    ]
    known = Registry(entries)
    assert registry("김영희").find("영희가 왔다")
    assert known.find("영희가 왔다") == ()
    assert known.look("영희가 왔다")[1]
    assert [hit.entry for hit in known.find("김영희가 왔다")] == [entries[0]]


def test_a_word_of_two_people_gets_neither_pseudonym():
    term = Term("The Ferryman", SpanKind.PERSON, Action.PSEUDONYMISE)
    known = Registry([Entry(term, OWNER), Entry(term, OTHER)])
    alone = Registry([Entry(term, OWNER)])
    assert "withheld" in rendered("the ferryman came", known).text
    assert "withheld" not in rendered("the ferryman came", alone).text


def test_a_registry_that_grows_finds_what_a_new_one_finds():
    old = registry("김영희")
    more = [Entry(Term("박철수", SpanKind.PERSON), OTHER)]
    grown, new = old.joined_by(more), Registry((*old.entries, *more))
    text = "Kim Yong-hui met Pak Chol-su, 철수."
    assert grown.look(text) == new.look(text)
    assert grown.version == new.version
