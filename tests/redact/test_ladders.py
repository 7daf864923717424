"""What is made vaguer reads as a sentence: every line of two tables that people wrote first."""

import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.gazetteer import Gazetteer
from vault.model import Audience, SpanKind, Term
from vault.redact.engine import RenderRequest, render
from vault.redact.generalise import LADDERS, RUNGS, generalise
from vault.redact.ladders.spot import Spot
from vault.redact.registry import Entry, Registry
from vault.redact.rules import load

HERE = Path(__file__).parent
KNOWN = cache(Gazetteer)
KEPT = ("geography", "english", "korean", "contact")


def rows(language):
    lines = (HERE / f"{language}_sentences.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def escape(words):
    return "".join(f"\\{c}" if c in "^$.|?*+()[]{}'-/" else c for c in words)


def vaguer(kind, rung, marked, language):
    """Return the sentence after a rule that generalises the marked words, and nothing else."""
    before, _, rest = marked.partition("<")
    words, _, after = rest.partition(">")
    escaped, lead = map(escape, (words, before[-30:]))
    pattern = f"(?<={lead}){escaped}" if before else f"^{escaped}"
    source = "version = 1\n" + "".join(
        f'[[rule]]\nid = "keep-{each}"\ndetector = "{each}"\naction = "keep"\n' for each in KEPT
    )
    source += (
        f'[[rule]]\nid = "x"\npattern = """{pattern}"""\nkind = "{kind}"\n'
        f'action = "generalise"\nrung = "{rung}"\nprotected = true\n'
    ).replace("\\", "\\\\")
    request = RenderRequest(
        before + words + after, language, Audience.PUBLICATION, Registry(()), load(source)
    )
    return render(request).text


@pytest.mark.parametrize(("kind", "rung", "marked", "expected"), rows("korean"))
def test_a_korean_sentence_reads_on(kind, rung, marked, expected):
    assert vaguer(kind, rung, marked, "ko") == expected


@pytest.mark.parametrize(("kind", "rung", "marked", "expected"), rows("english"))
def test_an_english_sentence_reads_on(kind, rung, marked, expected):
    assert vaguer(kind, rung, marked, "en") == expected


def test_there_are_enough_sentences_of_every_kind():
    assert len(rows("korean")) >= 200
    assert len(rows("english")) >= 60
    for language in ("korean", "english"):
        assert {SpanKind(row[0]) for row in rows(language)} == {
            SpanKind.PLACE, SpanKind.DATE, SpanKind.AGE, SpanKind.COUNT, SpanKind.KINSHIP,
            SpanKind.OCCUPATION, SpanKind.ORGANISATION,
        }  # fmt: skip


# --- in a text whose spans detectors found ---------------------------------------------------

ALL_LADDERS = load(
    "version = 1\n"
    + "".join(
        f'[[rule]]\nid = "{subject}"\ndetector = "{subject}"\n'
        f'action = "generalise"\nrung = "{rung}"\n'
        for subject, rung in (
            ("geography", "province"), ("date", "month"), ("age", "decade"),
            ("kinship", "relative"),
        )
    )
)  # fmt: skip


def whole(text, language, *entries, rules=ALL_LADDERS, audience=Audience.PUBLICATION):
    return render(RenderRequest(text, language, audience, Registry(entries), rules))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "ko",
            "주체108(2019)년 5월 3일에 함경북도 무산군 읍에서 떠났다.",
            "2019년 5월에 함경북도에서 떠났다.",
        ),
        (
            "ko",
            "외삼촌과 시어머니는 평안북도 신의주시에 산다.",
            "친척과 친척은 평안북도에 산다.",
        ),
        (
            "en",
            "My aunt left Musan county, North Hamgyong province on 3 May 2019 when she was 42.",
            "A relative left North Hamgyong province in May 2019 when she was in her forties.",
        ),
        (
            "en",
            "They crossed from Musan to Pyongsong.",
            "They crossed from North Hamgyong province to South Pyongan province.",
        ),
    ],
)
def test_neighbours_that_are_one_place_or_one_date_become_one(language, text, expected):
    assert whole(text, language).text == expected


def test_a_ladder_reads_no_word_that_is_hidden_itself():
    """Were the hidden name's pronoun-like word read, "his" would tell what the registry hid."""
    hidden = Entry(Term("Sister Han", SpanKind.PERSON), b"\x01" * 16)
    assert whole("Sister Han, aged 42, left.", "en", hidden).text == (
        "(name withheld), in their forties, left."
    )


def test_a_wording_of_a_ladder_that_is_a_term_blocks_and_is_not_printed():
    hidden = Entry(Term("함경북도", SpanKind.PLACE), b"\x01" * 16)
    result = whole("무산에서 왔다.", "ko", hidden)
    assert result.text == "(지명 비공개)에서 왔다."
    assert [block.rule for block in result.blocked] == ["rule:geography"]


def test_what_surrounds_a_span_is_told_apart_from_what_was_hidden():
    text = "They left on 3 May 2019."
    (redaction,) = whole(text, "en").redactions
    assert text[redaction.start : redaction.end] == "on 3 May 2019"
    assert text[slice(*redaction.hidden)] == "3 May 2019"


def test_a_text_in_another_language_gets_placeholders():
    assert "2019" not in whole("le 2019-05-03", "fr").text
    assert whole("le 2019-05-03", "fr").text == "le (date withheld)"


def test_each_audience_has_its_rung():
    rules = load(
        'version = 1\n[[rule]]\nid = "d"\ndetector = "date"\naction = "generalise"\n'
        'rung = {review = "month", publication = "year"}\n'
    )
    text = "2019년 5월 3일에 떠났다."
    assert whole(text, "ko", rules=rules, audience=Audience.REVIEW).text == "2019년 5월에 떠났다."
    assert whole(text, "ko", rules=rules).text == "2019년에 떠났다."


def test_a_newsrooms_village_is_found_and_made_vaguer():
    source = (
        'version = 1\n[[rule]]\nid = "p"\ndetector = "geography"\naction = "generalise"\n'
        'rung = "county"\n[[place]]\nplace = "Saegol"\nparent = "무산군"\nkind = "village"\n'
        'hangul = "새골리"\n'
    )
    rules = load(source)
    assert whole("새골리에서 살았다.", "ko", rules=rules).text == "무산군에서 살았다."
    assert whole("We lived in Saegol.", "en", rules=rules).text == "We lived in Musan county."
    assert whole("We lived in Saegol.", "en").text == "We lived in (name withheld)."


@pytest.mark.parametrize("language", ["en", "ko"])
@given(st.text(max_size=60), st.sampled_from(SpanKind), st.sampled_from(sorted(RUNGS)), st.data())
def test_no_ladder_stumbles_over_any_words(language, text, kind, rung, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spot = Spot(text[start:end], text[:start], text[end:], language == "ko", False, KNOWN())
    vaguer = generalise(spot, kind, rung)
    assert vaguer is None or (vaguer.before <= start and vaguer.after <= len(text) - end)


@pytest.mark.parametrize("length", [80, 400_000])
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "일",
        "열 ",
        "two ",
        "무산 ",
        "1 만 ",
        "초",
        "2019년 ",
        "군",
        "a ",
        "가 ",
        "백 ",
        "한두 ",
    ],
    ids=ascii,
)
def test_i10_no_ladder_hangs_on_repetitive_words(piece, length):
    text = (piece * length)[:length]
    started = time.process_time()
    for language in ("en", "ko"):
        for kind, ladder in LADDERS.items():
            for rung in ladder:
                for words in (text, f"{text[:-1]}!"):
                    spot = Spot(words, text[:80], text[:80], language == "ko", False, KNOWN())
                    generalise(spot, kind, rung)
    assert time.process_time() - started < 20
