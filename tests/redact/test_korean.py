"""Korean detectors against sentences in the styles of interviews, and forms one by one."""

import re
from pathlib import Path

import pytest

from vault.model import Confidence, SpanKind
from vault.redact.detectors.korean_endings import is_given
from vault.redact.detectors.korean_lexicon import lexicon
from vault.redact.detectors.korean_words import jobs, kin, southern
from vault.redact.detectors.table import propose

SENTENCES = Path(__file__).parent / "sentences_ko_styles.txt"
MARKED = re.compile(r"<(\w+) ([^>]+)>")


def marked():
    """Return each sentence with the places of its marks."""
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pieces = MARKED.split(line)
            text, spans = "", []
            for number, piece in enumerate(pieces):
                if number % 3 == 2:
                    spans.append(range(len(text), len(text) + len(piece)))
                if number % 3 != 1:
                    text += piece
            yield text, spans


def covered(text, sure=None):
    proposals = [each for each in propose(text) if sure in (None, each.confidence)]
    return {at for each in proposals for at in range(each.start, each.end) if text[at].isalnum()}


def test_nine_of_ten_giveaways_in_many_styles_are_proposed():
    found = [
        {at for at in span if text[at].isalnum()} <= covered(text)
        for text, spans in marked()
        for span in spans
    ]
    assert len(found) > 350
    assert sum(found) / len(found) >= 0.9


@pytest.mark.parametrize(("sure", "least"), [(None, 0.8), (Confidence.LIKELY, 0.85)])
def test_most_of_what_is_proposed_is_a_giveaway(sure, least):
    right = wrong = 0
    for text, spans in marked():
        given = {at for span in spans for at in span}
        proposed = covered(text, sure)
        right += len(proposed & given)
        wrong += len(proposed - given)
    assert right / (right + wrong) >= least


def kinds_of(text, words):
    start = text.index(words)
    places = {at for at in range(start, start + len(words)) if text[at].isalnum()}
    return {each.kind for each in propose(text) if places <= set(range(each.start, each.end))}


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("나이는 쉰둘이요.", "쉰둘", SpanKind.AGE),
        ("스물한 살짜리였다.", "스물한 살짜리", SpanKind.AGE),
        ("칠십이 다 된 로인이다.", "칠십이 다 된", SpanKind.AGE),
        ("소학교 2학년이다.", "소학교 2학년", SpanKind.AGE),
        ("주체99년에 갔다.", "주체99년", SpanKind.DATE),
        ("음력 팔월 열하루였다.", "음력 팔월 열하루", SpanKind.DATE),
        ("화폐교환하기 전해 겨울에 나왔다.", "화폐교환하기 전해 겨울", SpanKind.DATE),
        ("추석 사흘 전이였다.", "추석 사흘 전", SpanKind.DATE),
        ("십 년 넉 달을 복무했다.", "십 년 넉 달", SpanKind.DATE),
        ("보름 동안 앓았다.", "보름", SpanKind.DATE),
        ("칠백 딸라를 냈다.", "칠백 딸라", SpanKind.COUNT),
        ("모두 열아홉이였다.", "열아홉", SpanKind.COUNT),
        ("주 2회 다녔다.", "주 2회", SpanKind.COUNT),
        ("남동생 둘이 있다.", "남동생 둘", SpanKind.KINSHIP),
        ("도당에 있는 시누이가 말했다.", "도당에 있는 시누이", SpanKind.KINSHIP),
        ("피복공장 재봉공이였다.", "재봉공", SpanKind.OCCUPATION),
        ("마취과 의사였다.", "마취과 의사", SpanKind.OCCUPATION),
        ("제381려단에 있었슴다.", "제381려단", SpanKind.ORGANISATION),
        ("혜산신발공장을 나왔다.", "혜산신발공장", SpanKind.ORGANISATION),
        ("망양동에서 살았다.", "망양동", SpanKind.PLACE),
        ("차번호 평북 12-4471이다.", "평북 12-4471", SpanKind.ID_NUMBER),
        ("카톡 gracehill_0916로 하세요.", "gracehill_0916", SpanKind.ID_NUMBER),
        ("김 반장이 왔다.", "김 반장", SpanKind.PERSON),
        ("옥남이는 갔다.", "옥남이", SpanKind.PERSON),
        ("금실 어머니가 적었다.", "금실 어머니", SpanKind.PERSON),
        ("열흘 휴가를 받았다.", "열흘 휴가", SpanKind.DETAIL),
    ],
)
def test_a_form_gets_its_kind(text, words, kind):
    assert kind in kinds_of(text, words)


def test_words_without_spaces_are_told_apart():
    text = "언니나야어제밤에또왔다갔어"
    found = {text[each.start : each.end] for each in propose(text)}
    assert {"언니", "어제밤"} <= found


@pytest.mark.parametrize(
    ("north", "south"),
    [("로동자", "노동자"), ("녀동생", "여동생"), ("련대장", "연대장"), ("어부", "어부")],
)
def test_the_southern_spelling_of_a_northern_word(north, south):
    assert southern(north) == south


def test_both_spellings_are_known():
    assert {"녀동생", "여동생"} <= kin()
    assert {"련대장", "연대장"} <= jobs()
    assert lexicon()["여동생"] is lexicon()["녀동생"]


def test_ordinary_words_of_the_syllables_of_names_are_no_names():
    assert is_given("옥남")
    assert not any(map(is_given, ("경제", "수영", "정성", "공장", "사람")))


def test_proposals_of_one_detector_come_with_a_reason():
    assert all(
        each.why and not re.search("[가-힣]{3}", each.why) for each in propose("김 반장이 열아홉")
    )
