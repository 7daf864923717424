"""Two persons who turn out to be one: everything of both protects both, and it can be undone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.archive import desk
from tests.archive.conftest import EDITOR, REPORTER, REVIEWER
from vault.archive import interviews, pairing, persons, review, stories
from vault.errors import NotPermittedError, RefusedError
from vault.model import SpanKind, Term

NAMES = (Term("Ryu Bo-hyon", SpanKind.PERSON), Term("Chae-rin", SpanKind.PERSON, forms=("채린",)))
SAID = ("Ryu Bo-hyon kept the wheel.", "Chae-rin crossed the river.")


SOURCES = replace(desk.OPEN, lines=(("en", "two sources in the north"), ("ko", "북부 소식통들")))


@pytest.fixture
def two(room):
    """Two marked interviews of two persons; returns (interview, person) of each."""
    author, editor = room.open(REPORTER), room.open(EDITOR)
    made = [
        desk.marked(author, desk.draft(words, terms=(term,), agreement=SOURCES)).id
        for words, term in zip(SAID, NAMES, strict=True)
    ]
    review.refresh_renditions(editor)
    return [(one, editor.state.interviews[bytes.fromhex(one)].person.hex()) for one in made]


def test_both_interviews_go_by_the_codename_that_was_kept(room, two):
    editor = room.open(EDITOR)
    (one, kept), (other, joined) = two
    names = [interviews.show(editor, i).row.codename for i in (one, other)]
    view = pairing.join_persons(editor, kept, joined)
    assert (view.codename, view.joined, view.interviews) == (names[0], (names[1],), 2)
    assert {term.words for term in view.terms} == {term.words for term in NAMES}
    assert interviews.show(editor, other).row.codename == names[0]
    assert {row.codename for row in interviews.rows(room.open(REVIEWER))} == {names[0]}
    pairing.part_person(editor, joined)
    assert [interviews.show(editor, i).row.codename for i in (one, other)] == names


def test_a_hold_on_either_stops_both_and_takes_two_to_lift(room, two):
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    (one, kept), (other, joined) = two
    pairing.join_persons(editor, kept, joined)
    review.hold(reviewer, joined, "He was seen at the border.")
    assert [interviews.show(editor, i).row.status for i in (one, other)] == ["held", "held"]
    with pytest.raises(RefusedError, match="hold stands"):
        pairing.part_person(editor, joined)
    assert not review.lift_hold(editor, kept)
    assert review.lift_hold(reviewer, kept)
    assert interviews.show(editor, other).row.status == "in review"
    pairing.part_person(editor, joined)


def test_a_hold_made_before_the_join_protects_both(room, two):
    editor = room.open(EDITOR)
    (one, kept), (_, joined) = two
    review.hold(editor, joined, "Until the family is out.")
    pairing.join_persons(editor, kept, joined)
    assert interviews.show(editor, one).row.status == "held"


def refusals(archive, story: str) -> list[str]:
    """Return the sentences that keep a story's quotes, of all its picks."""
    picks = stories.story(archive, story).picks
    return [v.sentence for pick in picks for v in pick.verdicts if not v.allowed]


def test_one_source_is_never_printed_as_sources(room, two):
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    (one, kept), (other, joined) = two
    for interview in (one, other):
        desk.approved(reviewer, interview)
    quotes = {i: interviews.show(editor, i).quotes[0] for i in (one, other)}
    picks = tuple((i, quote.id, "en") for i, quote in quotes.items())
    story = stories.save_story(editor, stories.StoryDraft("Two who saw it", picks=picks)).id
    assert refusals(editor, story) == []
    pairing.join_persons(editor, kept, joined)
    assert len(refusals(editor, story)) == 2
    pairing.part_person(editor, joined)
    assert refusals(editor, story) == []


def test_neither_codename_is_printed(room, two):
    editor = room.open(EDITOR)
    (one, kept), (other, joined) = two
    codename = interviews.show(editor, other).row.codename
    pairing.join_persons(editor, kept, joined)
    quote = interviews.show(editor, one).quotes[0].id
    draft = stories.StoryDraft(f"What {codename} saw", picks=((one, quote, "en"),))
    story = stories.save_story(editor, draft).id
    assert any("codename" in sentence for sentence in refusals(editor, story))


def test_a_term_of_either_is_removed_by_the_kept_one(room, two):
    editor = room.open(EDITOR)
    (_, kept), (_, joined) = two
    pairing.join_persons(editor, kept, joined)
    view = persons.remove_term(editor, kept, "Chae-rin")
    assert [term.words for term in view.terms] == ["Ryu Bo-hyon"]


def test_only_an_editor_joins_and_nobody_joins_twice(room, two):
    editor = room.open(EDITOR)
    (_, kept), (_, joined) = two
    with pytest.raises(NotPermittedError):
        pairing.join_persons(room.open(REVIEWER), kept, joined)
    with pytest.raises(RefusedError):
        pairing.join_persons(editor, kept, kept)
    with pytest.raises(RefusedError):
        pairing.part_person(editor, joined)
    pairing.join_persons(editor, kept, joined)
    with pytest.raises(RefusedError):
        pairing.join_persons(editor, joined, kept)
    with pytest.raises(RefusedError):
        pairing.join_persons(editor, kept, joined)


@pytest.mark.limit(80, "good", "Working together")
def test_a_copy_that_left_before_the_join_stays_as_it_was(room):
    """A copy that left before two persons were joined counted them as two sources, and nothing
    calls it back.
    """
    author, editor, reviewer = room.open(REPORTER), room.open(EDITOR), room.open(REVIEWER)
    copy = desk.prepared(author, reviewer, editor)
    other = persons.add_person(editor, "")
    (kept,) = (p for p in persons.persons(editor) if p.id != other.id)
    before = stories.copy_view(editor, copy.id).files
    pairing.join_persons(editor, kept.id, other.id)
    assert stories.copy_view(editor, copy.id).files == before
