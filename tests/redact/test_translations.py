"""What is hidden in one language is matched or dismissed in every other."""

from vault.model import Action, Match, SpanKind
from vault.redact.spans import Redaction
from vault.redact.translations import Side, unmatched

PERSON, PLACE = SpanKind.PERSON, SpanKind.PLACE


def span(start, kind=PERSON, term=b""):
    return Redaction(start, start + 3, kind, Action.MASK, "‹x›", "decision", term)


def open_spans(english, korean, *answers):
    sides = (Side("en", tuple(english)), Side("ko", tuple(korean)))
    return [(each.language, each.start) for each in unmatched(sides, answers)]


def test_nothing_hidden_needs_no_answer():
    assert open_spans([], []) == []


def test_a_span_hidden_on_one_side_only_is_open():
    assert open_spans([span(5)], []) == [("en", 5)]


def test_the_same_term_on_both_sides_matches_by_itself_however_often():
    english = [span(5, term=b"t"), span(20, term=b"t")]
    assert open_spans(english, [span(0, term=b"t")]) == []


def test_the_only_span_of_a_kind_on_each_side_matches_by_itself():
    assert open_spans([span(5), span(9, PLACE)], [span(0, PLACE), span(7)]) == []


def test_two_spans_of_a_kind_do_not_match_by_themselves():
    assert open_spans([span(5), span(9)], [span(0)]) == [("en", 5), ("en", 9), ("ko", 0)]


def test_different_terms_do_not_match_even_when_one_stands_on_each_side_among_others():
    english = [span(5, term=b"t"), span(9, term=b"u")]
    assert open_spans(english, [span(0, term=b"t")]) == [("en", 9)]


def test_a_match_answers_both_sides():
    english, korean = [span(5), span(9)], [span(0), span(7)]
    answers = [Match("en", 5, "ko", 7), Match("ko", 0, "en", 9)]
    assert open_spans(english, korean, *answers) == []


def test_an_answer_leaves_the_rest_to_match_by_itself():
    assert open_spans([span(5), span(9)], [span(0)], Match("en", 5, "ko", None)) == []


def test_not_in_this_text_answers():
    assert open_spans([span(5)], [], Match("en", 5, "ko", None)) == []


def test_a_match_to_words_that_stand_open_answers_nothing():
    english, korean = [span(5), span(9)], [span(0), span(20)]
    assert ("en", 5) in open_spans(english, korean, Match("en", 5, "ko", 50))


def test_a_match_to_another_language_answers_nothing():
    assert open_spans([span(5)], [], Match("en", 5, "ja", None)) == [("en", 5)]


def test_three_languages_are_answered_pair_by_pair():
    sides = (Side("en", (span(5),)), Side("ko", (span(0),)), Side("ja", ()))
    found = [(each.language, each.other_language) for each in unmatched(sides, ())]
    assert found == [("en", "ja"), ("ko", "ja")]
