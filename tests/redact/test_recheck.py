"""A finished text is looked at again, more strictly than when it was made."""

import time

import pytest

from vault.model import Action, SpanKind, Term
from vault.redact.recheck import compare_quotes, recheck
from vault.redact.registry import Entry, Registry

OWNER = b"\x01" * 16


def registry(*words, action=Action.MASK):
    return Registry([Entry(Term(word, SpanKind.PERSON, action), OWNER) for word in words])


def survivors(text, *words):
    return [(text[s.start : s.end], s.inside) for s in recheck(text, registry(*words))]


def test_a_clean_text_has_no_survivors():
    assert survivors("A woman in the north spoke.", "Kim Chol-su", "김철수", "Musan") == []


def test_a_survivor_names_its_entry_and_owner_and_no_words():
    (survivor,) = recheck("Kim Chol-su spoke.", registry("Kim Chol-su"))
    assert survivor.owner == OWNER
    assert survivor.entry == registry("Kim Chol-su").entries[0].id
    assert "Kim" not in repr(survivor)


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("musanite", "Musan", [("musan", True)]),
        ("순영희망", "영희", [("영희", True)]),
        ("www.kimcholsu.example", "Kim Chol-su", [("kimcholsu", False)]),
        ("xxkimcholsuxx", "Kim Chol-su", [("kimcholsu", True)]),
        (
            "Kim ........ Chol-su",
            "Kim Chol-su",
            [("Kim ........ Chol-su", True), ("Chol-su", False)],
        ),
        ("K i r n C h o l s u", "Kim Chol-su", [("K i r n C h o l s u", False)]),
        ("tomorrow", "Tom", []),
        ("was a top", "Sato", []),
        ("준비", "준", []),
    ],
)
def test_survivors_inside_other_words_are_found_and_marked(text, term, expected):
    assert survivors(text, term) == expected


def test_i4_every_variant_of_the_attack_list_is_reported():
    variants = [
        "Jоhn Smіth",
        "Ｊｏｈｎ Ｓｍｉｔｈ",
        "𝐉𝐨𝐡𝐧 𝐒𝐦𝐢𝐭𝐡",
        "Jo\u00adhn Smith",
        "Jo\u034fhn Smith",
        "John\u00a0Smith",
        "John\nSmith",
        "J\u0336o\u0336h\u0336n Smith",
        "\u202ehtimS nhoJ\u202c",
        "JOHN SMITH",
    ]
    for variant in variants:
        assert recheck(f"said {variant} there", registry("John Smith")), ascii(variant)


def test_a_term_to_be_kept_is_no_survivor():
    assert recheck("Kim spoke", registry("Kim", action=Action.KEEP)) == ()


@pytest.mark.parametrize(
    "piece",
    ["김영", "a,", "a1", "ab", "a*", "x*y z ", "aa ", "%41", "ㄱㅏ", "QUJD", "U+0041 ", "[b]"],
)
def test_i10_no_text_makes_the_recheck_take_more_than_its_length(piece):
    """Were it the square of the length, this would not end before the time limit of a test."""
    known = registry("Kim Chol-su", "김철수", "Musan")
    assert recheck(piece * (60_000 // len(piece)), known) == ()


# --- quotes ----------------------------------------------------------------------------------

APPROVED = (
    ("aaaa0001", "We sold noodles until the market closed, and then we walked home in the dark."),
    ("aaaa0002", "Nobody asked where the rice came from."),
    ("aaaa0003", "우리는 사흘을 걸었고 아무도 말하지 않았다."),
)


def test_an_approved_quote_is_found_whatever_the_quotation_marks():
    for opening, closing in ('""', "“”", "«»", "『』", "「」", "《》"):
        text = f"She said: {opening}Nobody asked where the rice came from{closing}."
        result = compare_quotes(text, APPROVED)
        assert result.whole == ("aaaa0002",)
        assert result.changed == ()
        assert result.unapproved == ()


def test_a_quote_split_over_lines_in_a_block_quote_is_found():
    text = (
        "She said:\n\n> We sold noodles until the market closed,\n"
        "> and then we walked home in the dark.\n"
    )
    result = compare_quotes(text, APPROVED)
    assert result.whole == ("aaaa0001",)
    assert result.unapproved == ()


def test_part_of_an_approved_quote_counts_as_partly():
    result = compare_quotes("“we walked home in the dark,” she said.", APPROVED)
    assert (result.whole, result.partly, result.changed) == ((), ("aaaa0001",), ())


def test_a_changed_word_is_reported_with_its_place():
    text = "He said “Nobody asked where the gold came from.”"
    (near,) = compare_quotes(text, APPROVED).changed
    assert near.quote == "aaaa0002"
    assert text[near.start : near.end] == "Nobody asked where the gold came from."
    assert 0.5 <= near.likeness < 1


def test_a_changed_korean_quote_is_reported():
    text = "“우리는 나흘을 걸었고 아무도 말하지 않았다.”"
    (near,) = compare_quotes(text, APPROVED).changed
    assert near.quote == "aaaa0003"


def test_a_changed_quote_without_quotation_marks_is_reported():
    text = "Nobody asked me where the rice came from.\n\nThe end."
    (near,) = compare_quotes(text, APPROVED).changed
    assert near.quote == "aaaa0002"


def test_a_passage_that_nobody_approved_is_reported():
    text = "He added: “The governor keeps two sets of books.” And left."
    (passage,) = compare_quotes(text, APPROVED).unapproved
    assert text[passage.start : passage.end] == "The governor keeps two sets of books."


def test_scare_quotes_are_no_passage():
    assert compare_quotes("the so-called “reform” failed", APPROVED).unapproved == ()


def test_an_apostrophe_opens_no_passage():
    text = "She's sure it's the market's fault, and that's all there is to say about it."
    assert compare_quotes(text, APPROVED).unapproved == ()


def test_an_empty_article_holds_nothing():
    result = compare_quotes("", APPROVED)
    assert result == compare_quotes("", ())
    assert (result.whole, result.partly, result.changed, result.unapproved) == ((), (), (), ())


def test_many_long_quotes_and_passages_are_compared_in_time():
    quotes = [(f"{n:08x}", f"{n} " + " ".join(f"w{n}x{k}" for k in range(300))) for n in range(60)]
    text = "\n\n".join(f"“{words[:900]} changed {words[910:]}”" for _, words in quotes)
    started = time.process_time()
    result = compare_quotes(text, quotes)
    assert {near.quote for near in result.changed} == {name for name, _ in quotes}
    assert time.process_time() - started < 60
