"""Detectors against sentences that people marked by hand."""

import re
import time
from pathlib import Path

import pytest

from vault.model import Confidence, SpanKind
from vault.redact.detectors.table import DETECTORS, detector_names, propose

HERE = Path(__file__).parent
MARKED = re.compile(r"<(\w+) ([^>]+)>")


def sentences(language):
    lines = (HERE / f"sentences_{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def unmarked(line):
    """Return the sentence, its marked spans and those that may be proposed as possible."""
    text, spans, allowed, at = "", [], [], 0
    for mark in MARKED.finditer(line):
        text += line[at : mark.start()]
        span = (len(text), len(text) + len(mark.group(2)))
        if mark.group(1) == "maybe":
            allowed.append(span)
        else:
            spans.append((*span, SpanKind(mark.group(1))))
        text += mark.group(2)
        at = mark.end()
    return text + line[at:], spans, allowed


ALL = [*sentences("en"), *sentences("ko")]


def test_there_are_enough_sentences():
    assert len(sentences("en")) >= 100
    assert len(sentences("ko")) >= 100


@pytest.mark.parametrize("line", ALL)
def test_a_sentence_gets_the_proposals_that_a_person_marked_and_no_others(line):
    text, spans, allowed = unmarked(line)
    proposals = propose(text)
    for start, end, kind in spans:
        covering = [p for p in proposals if p.start <= start and end <= p.end and p.kind == kind]
        assert covering, text[start:end]
    strangers = [
        p
        for p in proposals
        if not any(p.start < e and s < p.end for s, e, _ in spans)
        and not (
            p.confidence is Confidence.POSSIBLE
            and any(p.start < e and s < p.end for s, e in allowed)
        )
    ]
    assert not [(text[p.start : p.end], p.why) for p in strangers]


@pytest.mark.parametrize("line", ALL)
def test_invisible_characters_hide_nothing_from_the_detectors(line):
    text, spans, _ = unmarked(line)
    disguised = "\u200b".join(text)
    hidden = [(p.start, p.end) for p in propose(disguised)]
    for start, end, _ in spans:
        assert any(low <= 2 * start and 2 * end - 1 <= high for low, high in hidden)


@pytest.mark.parametrize(
    "text",
    [
        "０１０－２３４５－６７８９",
        "010\u00ad2345\u00ad6789",
        "010‹U+200B›2345‹U+200B›6789",
        "010.2345.6789",
    ],
)
def test_i4_phone_numbers_in_disguise(text):
    assert [(p.start, p.end) for p in propose(text) if p.kind is SpanKind.PHONE] == [(0, len(text))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("noodle at example dot org", SpanKind.EMAIL),
        ("noodle (at) example.org", SpanKind.EMAIL),
        ("880314-1234567", SpanKind.ID_NUMBER),
        ("110101199003072316", SpanKind.ID_NUMBER),
    ],
)
def test_spelled_addresses_and_numbers_of_papers(text, kind):
    assert (0, len(text)) in [(p.start, p.end) for p in propose(text) if p.kind is kind]


def test_places_are_found_in_lower_case_and_with_marks():
    for text in ("hoeryong", "HOERYONG", "Hamgyŏng is far, north hamgyong is near"):
        assert any(p.kind is SpanKind.PLACE for p in propose(text))


def test_offsets_are_code_points_of_what_was_given():
    text = "𝐊𝐢𝐦 ﬁne, call 010-2345-6789"
    (phone,) = [p for p in propose(text) if p.kind is SpanKind.PHONE]
    assert text[phone.start : phone.end] == "010-2345-6789"


def test_proposals_name_their_detector_and_never_a_value():
    for proposal in propose("Mr. Lindqvist, 010-2345-6789, 김영희가 회령에서"):
        assert proposal.detector in dict(DETECTORS)
        assert proposal.confidence in Confidence
        assert "Lindqvist" not in repr(proposal) + proposal.why


def test_rules_may_name_detectors_families_and_subjects():
    assert {"english.name", "english", "name", "age"} <= detector_names()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_detectors_read_a_megabyte_in_seconds(language):
    """A floor that only a pattern gone quadratic would miss; the speed itself is benchmarked."""
    text = " ".join(unmarked(line)[0] for line in sentences(language)) + "\n"
    text *= 1_000_000 // len(text.encode())
    started = time.process_time()
    propose(text, language)
    assert time.process_time() - started < 15


@pytest.mark.parametrize(
    "text",
    [
        *(letter * 200_000 for letter in "a0가김"),
        *(piece * 60_000 for piece in ("A. ", "1-", "my ", "a@", "Kim ", "Aa-", "at dot ")),
        "2025년 " * 30_000,
        "\u0301" * 100_000,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_i10_no_detector_hangs_on_repetitive_text(text):
    started = time.process_time()
    propose(text)
    assert time.process_time() - started < 20
