"""A copy is compared with itself, and what only may be a term waits for a decision."""

from __future__ import annotations

import pytest

from tests.archive.conftest import EDITOR, FOUNDER, REVIEWER
from tests.archive.desk import approved, draft, story_of
from vault.archive import interviews, marking, stories
from vault.drafts import DecisionRequest
from vault.errors import RefusedError
from vault.model import Action, SpanKind


@pytest.fixture
def desk(room):
    """Return founder (who writes), editor (who prepares), reviewer (who approves)."""
    return room.open(FOUNDER), room.open(EDITOR), room.open(REVIEWER)


def decided(archive, words, *choices):
    """Log words, decide spans of them in this way and all other proposals to be hidden."""
    logged = interviews.log(archive, draft(words))
    quote = interviews.show(archive, logged.id).quotes[0].id
    wanted = {
        (words.index(text), words.index(text) + len(text)): (action, kind)
        for text, action, kind in choices
    }
    proposed = {
        (p.span.start, p.span.end): (Action.MASK, None)
        for p in interviews.proposals(archive, logged.id)
        if not any(s < p.span.end and p.span.start < e for s, e in wanted)
    }
    requests = [
        DecisionRequest(quote, "en", start, end, action, kind)
        for (start, end), (action, kind) in {**proposed, **wanted}.items()
    ]
    marking.decide(archive, logged.id, requests)
    return marking.mark(archive, logged.id)


def test_i5_an_introduction_that_names_what_a_quote_hides_stops_the_copy(desk):
    writer, editor, reviewer = desk
    hide = ("Selmar", Action.MASK, SpanKind.PLACE)
    logged = decided(writer, "They walked to Selmar in the rain.", hide)
    approved(reviewer, logged.id)
    with pytest.raises(RefusedError) as refused:
        stories.prepare(editor, story_of(editor, logged.id, intro="A street, in SELMAR."))
    assert refused.value.rules == ("RECHECK-03",)
    copy = stories.prepare(editor, story_of(editor, logged.id, intro="A street, in the rain."))
    article = "\n\n".join(f.text for f in copy.files if f.format == "txt") + "\nSelmar, last year\n"
    (found,) = stories.recheck_file(editor, "a.txt", article.encode(), copy.story).survivors
    assert (found.kind, found.term) == ("place", "Selmar")


def test_what_may_be_a_term_waits_for_a_decision_and_passes_where_it_is_kept(desk):
    writer, editor, reviewer = desk
    words = "Ryu Bo-hyon came late. Mr Ryu of the ferry came first."
    waiting = interviews.log(writer, draft(words))
    assert any(p.words == "Mr Ryu" for p in interviews.proposals(writer, waiting.id))
    logged = decided(writer, words, ("Mr Ryu", Action.KEEP, SpanKind.PERSON))
    approved(reviewer, logged.id)
    copy = stories.prepare(editor, story_of(editor, logged.id))
    assert any("Mr Ryu" in file.text for file in copy.files)
    assert copy.survivors == 0


def test_what_may_be_a_term_and_nobody_kept_stops_a_copy(desk):
    writer, editor, reviewer = desk
    logged = decided(writer, "The ferry came late.")
    approved(reviewer, logged.id)
    with pytest.raises(RefusedError) as refused:
        stories.prepare(editor, story_of(editor, logged.id, intro="Mr Ryu told us."))
    assert refused.value.rules == ("RECHECK-01",)
