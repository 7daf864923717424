"""Scores by hand: each figure of a small case is worked out on paper."""

from __future__ import annotations

import json

import pytest

from tests.bench import redaction
from tests.redact.scoring import HONORIFICS, Score, add, coverage, in_case, is_found, judged


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def scored(text, marks, proposals, **options) -> Score:
    score = Score()
    add(
        score, text, [span(text, each) for each in marks],
        [span(text, each) for each in proposals], **options,
    )  # fmt: skip
    return score


TEXT = "My uncle Pak Ryong sold 40 lamps in the port of Nolbo."


def test_a_mention_counts_only_when_each_of_its_words_is_covered():
    score = scored(TEXT, ["uncle", "Pak Ryong", "40"], ["uncle", "Pak"])
    assert (score.mentions.found, score.mentions.of) == (1, 3)
    assert (score.tokens.found, score.tokens.of) == (2, 4)


def test_half_a_word_covers_nothing_and_is_no_proposal_either():
    score = scored(TEXT, ["lamps"], ["lam"])
    assert (score.tokens.found, score.proposed.of) == (0, 0)


def test_function_words_count_neither_when_missed_nor_when_proposed():
    score = scored(TEXT, ["port of Nolbo"], ["in the port", "Nolbo"])
    assert (score.mentions.share, score.tokens.of) == (1.0, 2)
    assert (score.proposed.found, score.proposed.of) == (2, 2)


def test_a_mark_of_function_words_alone_is_no_mention():
    assert scored(TEXT, ["of"], []).mentions.share is None


def test_precision_asks_for_the_union_of_marks_whatever_their_borders():
    score = scored(TEXT, ["Pak", "Ryong"], ["Pak Ryong sold"])
    assert (score.proposed.found, score.proposed.of) == (2, 3)


def test_overlapping_proposals_count_each_word_once():
    score = scored(TEXT, ["Pak Ryong"], ["Pak Ryong", "Ryong sold"])
    assert (score.proposed.found, score.proposed.of) == (2, 3)


def test_the_same_mark_of_two_annotators_is_one_mention():
    assert scored(TEXT, ["uncle", "uncle"], ["uncle"]).mentions.of == 1


def test_the_masked_share_is_one_of_characters():
    score = scored("abcde fghij", [], ["abcde"])
    assert (score.characters.found, score.characters.of) == (5, 11)


def test_mentions_are_told_apart_by_the_kind_of_their_mark():
    labels = [(*span(TEXT, "uncle"), "kinship"), (*span(TEXT, "Pak Ryong"), "person")]
    score = scored(TEXT, ["uncle", "Pak Ryong"], ["uncle"], labels=labels)
    assert {kind: each.share for kind, each in score.kinds.items()} == {
        "kinship": 1.0,
        "person": 0.0,
    }


def test_texts_add_up_by_words_and_not_by_averages():
    score = Score()
    add(score, "Nolbo Nolbi Nolba", [(0, 17)], [(0, 17)])
    add(score, "Sambo", [(0, 5)], [])
    assert (score.tokens.share, score.mentions.share) == (0.75, 0.5)


KOREAN = "박룡수가 저는 무산에서 만난 리영실 동무의 삼촌입니다"


def test_a_particle_neither_hides_a_korean_hit_nor_makes_one_wrong():
    score = scored(KOREAN, ["박룡수", "무산"], ["박룡수가", "무산"], in_pieces=True)
    assert (score.mentions.share, score.proposed.share, score.proposed.of) == (1.0, 1.0, 2)


def test_whole_words_would_not_see_a_korean_hit_without_its_particle():
    assert scored(KOREAN, ["무산"], ["무산"]).proposed.of == 0


def test_a_korean_piece_is_wrong_when_less_than_half_of_it_is_marked():
    score = scored(KOREAN, ["삼촌"], ["삼촌입니다", "만난"], in_pieces=True)
    assert (score.proposed.found, score.proposed.of) == (0, 2)


def test_an_empty_honorific_counts_for_nobody():
    text = "리영실 동무"
    score = scored(text, ["리영실"], ["리영실 동무"], in_pieces=True, ignored=HONORIFICS)
    assert (score.mentions.share, score.proposed.of) == (1.0, 1)


def test_what_is_missed_and_what_is_wrong_can_be_pointed_at():
    covered = coverage(len(TEXT), [span(TEXT, "sold 40")])
    assert is_found(TEXT, span(TEXT, "40"), covered)
    assert not is_found(TEXT, span(TEXT, "40 lamps"), covered)
    marked = coverage(len(TEXT), [span(TEXT, "40")])
    assert [(right, TEXT[slice(*place)]) for right, place in judged(TEXT, covered, marked)] == [
        (False, "sold"),
        (True, "40"),
    ]


@pytest.mark.parametrize("case", ["as is", "lower", "upper"])
def test_a_change_of_case_moves_no_character(case):
    text = "İstanbul, Große Straße, 박룡수"
    assert len(in_case(text, case)) == len(text)
    assert in_case("Nolbo", case) == {"as is": "Nolbo", "lower": "nolbo", "upper": "NOLBO"}[case]


def test_a_file_of_the_benchmark_is_scored_by_its_masks_and_told_apart_by_its_spans(tmp_path):
    text = "On 4 May 2009 Ms Orla Vint was heard."
    path = tmp_path / "tab.json"
    masks = [span(text, "4 May 2009"), span(text, "Orla Vint"), span(text, "Orla Vint")]
    spans = [[*span(text, "4 May 2009"), "DATETIME"]]
    document = {"id": "1", "text": text, "spans": spans, "masks": masks}
    path.write_text(json.dumps([document]), encoding="utf-8")
    rows = redaction.measure("TAB", redaction.tab_samples(path), "as is", None, redaction.Clock())
    assert [row["system"] for row in rows] == ["likely", "likely + possible"]
    assert [row["mentions"] for row in rows] == [2, 2]
    assert all(row["kinds"]["DATETIME"]["mention_recall"] == 1.0 for row in rows)


def test_without_a_file_of_the_benchmark_that_part_is_skipped_with_a_sentence(
    monkeypatch, capsys, tmp_path
):
    monkeypatch.delenv("STRONGROOM_TAB", raising=False)
    monkeypatch.setattr(redaction, "presidio", lambda: redaction_without(tmp_path))
    report = tmp_path / "report.json"
    assert redaction.main(["--json", str(report)]) == 0
    assert redaction.NO_TAB in capsys.readouterr().out
    sets = {row["set"] for row in json.loads(report.read_text(encoding="utf-8"))["scores"]}
    assert len(sets) == 4


def redaction_without(folder):
    """The peer, where nothing is installed."""
    from tests.bench.peer import presidio

    return presidio(folder)


def test_a_file_of_the_benchmark_that_is_not_there_is_said_in_one_sentence(monkeypatch, capsys):
    monkeypatch.setenv("STRONGROOM_TAB", "no-such-file.json")
    assert redaction.main([]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_misses_are_printed_of_the_half_that_may_be_looked_at_alone(capsys):
    assert redaction.main(["--misses"]) == 0
    printed = capsys.readouterr().out
    assert "en-dev-01" in printed
    assert "held" not in printed
