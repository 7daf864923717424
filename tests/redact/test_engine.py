"""Precedence, unions, actions and wordings of one rendition."""

import pytest

from vault.errors import MalformedError
from vault.model import Action, Audience, Decision, SpanKind, Term
from vault.redact.engine import RenderRequest, render
from vault.redact.pseudonyms import Names
from vault.redact.registry import Entry, Registry
from vault.redact.rules import default_toml, load
from vault.redact.spans import apply

OWNER = b"\x01" * 16
RULES = load(default_toml())
KEEP_CITIES = '[[rule]]\nid = "cities"\ndetector = "geography.city"\naction = "keep"\n'


def term(words, kind=SpanKind.PERSON, action=Action.MASK, **more):
    return Entry(Term(words, kind, action, **more), OWNER)


def rendered(text, *entries, rules=RULES, language="en", audience=Audience.PUBLICATION, **more):
    if key := more.pop("key", b""):
        more["names"] = Names(key, tuple(entry.id for entry in entries))
    request = RenderRequest(text, language, audience, Registry(entries), rules, **more)
    result = render(request)
    assert apply(text, result.redactions) == result.text
    return result


def with_rules(*sources):
    return load("version = 1\n" + "\n".join(sources))


def keep(start, end):
    return Decision(start, end, SpanKind.DETAIL, Action.KEEP)


def hide(start, end, action=Action.MASK, replacement="", kind=SpanKind.DETAIL):
    return Decision(start, end, kind, action, replacement)


# --- precedence ------------------------------------------------------------------------------


def test_an_undecided_proposal_hides_and_is_listed():
    result = rendered("We met Mr. Lindqvist there.")
    assert result.text == "We met Mr. (name withheld) there."
    assert [(p.start, p.end) for p in result.undecided] == [(11, 20)]


def test_a_proposal_that_a_person_keeps_stays():
    result = rendered("We met Mr. Lindqvist there.", decisions=(keep(11, 20),))
    assert result.text == "We met Mr. Lindqvist there."
    assert result.undecided == ()


def test_a_keep_that_covers_only_half_of_a_proposal_keeps_nothing():
    result = rendered("We met Mr. Lindqvist there.", decisions=(keep(11, 15),))
    assert "Lind" not in result.text


def test_a_decision_to_hide_answers_the_proposal():
    result = rendered("We met Mr. Lindqvist there.", decisions=(hide(11, 20),))
    assert result.undecided == ()
    assert result.redactions[0].by == "decision"


def test_nothing_unhides_a_registry_term():
    text = "Hoeryong is cold."
    everything = (keep(0, len(text)),)
    result = rendered(
        text,
        term("Hoeryong", SpanKind.PLACE),
        rules=with_rules(KEEP_CITIES),
        decisions=everything,
    )
    assert result.text == "(place withheld) is cold."
    assert result.redactions[0].by == "registry"


def test_nothing_a_person_decides_unhides_a_protected_rule():
    result = rendered("Call 010-2345-6789.", decisions=(keep(0, 19),))
    assert result.text == "Call (phone number withheld)."


def test_a_person_overrides_an_ordinary_rule():
    result = rendered("She is 42 now.", decisions=(keep(7, 9),))
    assert result.text == "She is 42 now."


def test_a_rule_that_keeps_answers_proposals():
    result = rendered("We left Hoeryong.", rules=with_rules(KEEP_CITIES))
    assert result.text == "We left Hoeryong."
    assert result.undecided == ()


def test_between_two_ordinary_rules_hiding_wins():
    mask = '[[rule]]\nid = "mask"\npattern = "hoeryong"\nkind = "place"\naction = "mask"\n'
    result = rendered("We left Hoeryong.", rules=with_rules(KEEP_CITIES, mask))
    assert result.text == "We left (place withheld)."


def test_froide_an_allow_list_of_first_names_never_uncovers_a_confirmed_name():
    allow = (
        '[[rule]]\nid = "first-names"\npattern = "john|jane"\naction = "keep"\nprotected = true\n'
    )
    result = rendered("I am John Doe.", term("John Doe"), rules=with_rules(allow))
    assert result.text == "I am (name withheld)."


def test_a_term_to_be_kept_answers_proposals_and_uncovers_no_other_term():
    result = rendered("Hoeryong Kim", term("Hoeryong", action=Action.KEEP), term("Hoeryong Kim"))
    assert result.text == "(name withheld)"


# --- unions ----------------------------------------------------------------------------------


def test_overlapping_spans_are_united_and_labelled_by_the_winner():
    result = rendered("My aunt Kim Yong Hui left.", term("aunt Kim", SpanKind.KINSHIP))
    assert result.text == "My (relation withheld) left."
    (redaction,) = result.redactions
    assert (redaction.start, redaction.end, redaction.by) == (3, 20, "registry")


def test_a_longer_weak_span_never_eats_a_short_strong_one():
    text = "near the Musan iron mine again"
    result = rendered(text, term("Musan", SpanKind.PLACE), decisions=(hide(5, 24),))
    (redaction,) = result.redactions
    assert (redaction.start, redaction.end) == (5, 24)
    assert (redaction.kind, redaction.by) == (SpanKind.PLACE, "registry")


def test_neighbours_that_do_not_overlap_stay_apart():
    result = rendered("a@example.org b@example.org c@example.org")
    assert len(result.redactions) == 3


def test_words_that_a_removal_would_join_are_hidden():
    result = rendered(
        "a blue x lamp left", term("blue lamp"), decisions=(hide(7, 8, Action.REMOVE),)
    )
    assert result.text == "a (name withheld)(name withheld) left"


# --- actions and wordings --------------------------------------------------------------------


def test_c25_placeholders_show_neither_length_nor_script():
    texts = {
        rendered(f"We met {name}.", term(name)).text
        for name in ("Li", "Kim Chol-su", "Maximilian von Hohenfels", "김영희", "金永熙")
    }
    assert texts == {"We met (name withheld)."}


def test_c25_a_particle_left_behind_does_not_tell_how_the_name_ends():
    texts = {
        rendered(name + particle + " 왔다.", term(name), language="ko").text
        for name, particle in (("김영희", "는"), ("박철민", "은"))
    }
    assert texts == {"(이름 비공개)는 왔다."}


def test_c25_pseudonyms_hold_within_one_copy_and_break_between_two():
    entries = (term("Kim Chol-su", action=Action.PSEUDONYMISE, forms=("김철수",)), term("Pak"))
    names = {
        key: rendered("Kim Chol-su", *entries, key=key).text
        for key in (b"copy 1", b"copy 2", b"copy 3", b"copy 4", b"copy 5")
    }
    again = rendered("KIM CHOLSU's", *entries, key=b"copy 1").text
    assert again == names[b"copy 1"] + "'s"
    assert len(set(names.values())) > 1


def test_two_people_never_share_a_pseudonym():
    entries = [term(f"Person{n} Name{n}", action=Action.PSEUDONYMISE) for n in range(150)]
    registry, names = Registry(entries), Names(b"x", tuple(e.id for e in entries))
    printed = {
        render(
            RenderRequest(e.term.words, "en", Audience.PUBLICATION, registry, RULES, names=names)
        ).text
        for e in entries
    }
    assert len(printed) == 150


def test_a_new_term_that_does_not_occur_gives_nobody_another_name():
    here = [term(f"Person{n} Name{n}", action=Action.PSEUDONYMISE) for n in range(6)]
    names = Names(b"an interview", tuple(e.id for e in here))
    text = ", ".join(e.term.words for e in here)

    def printed(*others):
        registry = Registry([*here, *others])
        request = RenderRequest(text, "en", Audience.PUBLICATION, registry, RULES, names=names)
        return render(request).text

    before = printed()
    for number in range(20):
        assert printed(term(f"Elsewhere{number}", action=Action.PSEUDONYMISE)) == before
    for word in {"Alder", "Wren", "Crane", "Oak"} - set(before.replace(",", "").split()):
        assert printed(term(word)) == before


def test_a_pseudonym_without_a_key_would_link_copies_so_a_placeholder_stands():
    result = rendered("Kim Chol-su", term("Kim Chol-su", action=Action.PSEUDONYMISE))
    assert result.text == "(name withheld)"


def test_a_pseudonym_is_never_itself_a_registry_term():
    words = "Alder Ash Aspen Beech Birch Cedar Heron Raven Robin Rowan Wren Willow".split()
    entries = [term(word) for word in words]
    entry = term("Kim Chol-su", action=Action.PSEUDONYMISE)
    for number in range(40):
        result = rendered("Kim Chol-su", entry, *entries, key=bytes([number + 1]))
        assert result.text not in words
        assert result.blocked == ()


def test_a_decided_pseudonym_is_consistent_for_the_same_words():
    text = "Zorvald saw zorvald."
    decisions = tuple(
        hide(start, start + 7, Action.PSEUDONYMISE, kind=SpanKind.PERSON) for start in (0, 12)
    )
    result = rendered(text, decisions=decisions, key=b"copy")
    first, second = (redaction.replacement for redaction in result.redactions)
    assert first == second != "Zorvald"


def test_generalise_takes_the_wording_of_the_language():
    wording = (("en", "a mining town"), ("ko", "광산 마을"))
    entry = term("Musan", SpanKind.PLACE, Action.GENERALISE, forms=("무산",), generalised=wording)
    assert rendered("in Musan", entry).text == "in a mining town"
    assert rendered("무산은 춥다", entry, language="ko-KP").text == "광산 마을은 춥다"
    assert rendered("in Musan", entry, language="de").text == "in (place withheld)"


def test_a_wording_that_names_another_term_blocks_and_is_not_printed():
    wording = (("en", "a town near Hoeryong"),)
    result = rendered(
        "in Musan",
        term("Musan", SpanKind.PLACE, Action.GENERALISE, generalised=wording),
        term("Hoeryong", SpanKind.PLACE),
    )
    assert result.text == "in (place withheld)"
    assert [(block.rule, block.start, block.end) for block in result.blocked] == [
        ("registry", 3, 8)
    ]


def test_a_term_that_is_a_word_of_the_placeholder_gets_a_silent_one():
    result = rendered("Name left", term("Name"), decisions=())
    assert result.text == "(…) left"
    assert result.blocked == ()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "She is 42 years old.", "She is in her forties."),
        ("en", "A 17-year-old boy.", "A teenage boy."),
        ("en", "He is eighty-three, they say.", "He is over eighty, they say."),
        ("ko", "나는 42살이다.", "나는 40대이다."),
        ("ko", "나는 마흔두 살이다.", "나는 40대이다."),
        ("ko", "그는 사십이 세이다.", "그는 40대이다."),
        ("ko", "아이는 일곱 살이다.", "아이는 10세 미만이다."),
    ],
)
def test_the_age_rule_prints_a_band(language, text, expected):
    assert rendered(text, language=language).text == expected


@pytest.mark.parametrize(
    ("rung", "language", "text", "expected"),
    [
        ("month", "en", "on 14 October 2025.", "in October 2025."),
        ("year", "en", "on October 14, 2025.", "in 2025."),
        ("month", "en", "on 2025-10-14.", "in October 2025."),
        ("month", "ko", "2025년 10월 14일에", "2025년 10월에"),
        ("year", "ko", "2025년 10월 14일에", "2025년에"),
        ("year", "en", "on 14 October.", "on (date withheld)."),
    ],
)
def test_a_date_rule_prints_month_or_year(rung, language, text, expected):
    rule = f'[[rule]]\nid = "d"\ndetector = "date"\naction = "generalise"\nrung = "{rung}"\n'
    assert rendered(text, rules=with_rules(rule), language=language).text == expected


def test_remove_takes_one_space_and_a_particle_with_it():
    entry = term("Kim Chol-su", action=Action.REMOVE, forms=("김철수",))
    assert rendered("We met Kim Chol-su there.", entry).text == "We met there."
    assert rendered("거기서 김철수를 만났다.", entry, language="ko").text == "거기서 만났다."


def test_a_replacement_given_by_a_person_is_printed():
    result = rendered("a red bicycle", decisions=(hide(2, 13, Action.GENERALISE, "vehicle"),))
    assert result.text == "a vehicle"


def test_review_tokens_have_no_square_brackets():
    text = "Mr. Lindqvist, 010-2345-6789, Hoeryong, a@example.org, aged 42"
    result = rendered(text, audience=Audience.REVIEW)
    assert "[" not in result.text
    assert "‹person›" in result.text
    assert "‹place›" in result.text


def test_audiences_differ_by_rule():
    rule = (
        '[[rule]]\nid = "c"\ndetector = "geography.city"\n'
        'action = { review = "keep", publication = "mask" }\n'
    )
    rules = with_rules(rule)
    text = "We left Hoeryong."
    assert rendered(text, rules=rules, audience=Audience.REVIEW).text == text
    assert rendered(text, rules=rules).text == "We left (place withheld)."


# --- failing closed --------------------------------------------------------------------------


def test_i10_a_rule_that_times_out_blocks_and_shows_nothing():
    slow = "[[rule]]\nid = 'slow'\npattern = '(.*)(.*)(.*)(.*)(.*)(.*)[bx]'\naction = 'mask'\n"
    text = "a" * 400 + " secret name"
    result = rendered(text, rules=with_rules(slow))
    assert result.text == "(detail withheld)"
    assert [(b.rule, b.start, b.end) for b in result.blocked] == [("slow", 0, len(text))]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 99), (3, 3), (4, 2)])
def test_a_decision_made_for_other_words_is_refused(start, end):
    with pytest.raises(MalformedError) as caught:
        rendered("short text", decisions=(keep(start, end),))
    assert caught.value.field == "decisions"


def test_a_replacement_with_a_control_character_is_refused():
    with pytest.raises(MalformedError):
        rendered("short text", decisions=(hide(0, 5, Action.MASK, "\x1b[2J"),))


def test_a_rendering_prints_nothing_about_itself():
    result = rendered("Kim Chol-su", term("Kim Chol-su"))
    assert "Kim" not in repr(result) + repr(result.redactions) + str(result.undecided)


def test_the_same_request_gives_the_same_rendition():
    entry = term("Kim Chol-su", action=Action.PSEUDONYMISE)
    runs = {rendered("Kim Chol-su and Mr. Venn", entry, key=b"n").text for _ in range(5)}
    assert len(runs) == 1
