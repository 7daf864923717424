"""What ladders and the gazetteer cannot do."""

from __future__ import annotations

import pytest

from vault.gazetteer import Gazetteer
from vault.model import Audience
from vault.redact.engine import RenderRequest, render
from vault.redact.registry import Registry
from vault.redact.rules import load

RULES = load(
    'version = 1\n[[rule]]\nid = "p"\ndetector = "geography"\naction = "generalise"\n'
    'rung = "county"\n[[rule]]\nid = "t"\npattern = "kite maker|nurse"\nkind = "occupation"\n'
    'action = "generalise"\nrung = "field"\n'
)


def rendered(words: str) -> str:
    return render(RenderRequest(words, "en", Audience.PUBLICATION, Registry(()), RULES)).text


@pytest.mark.limit(114, "good", "What redaction cannot know")
def test_a_vaguer_word_says_nothing_about_how_many_it_fits():
    """A vaguer word hides as well as many people fit it, and a ladder does not count them: Sindo
    county, with 11,810 people, is printed as readily as a county of hundreds of thousands.
    """
    (sindo,) = Gazetteer().named("Sindo")
    assert sindo.population == 11_810
    assert rendered("A nurse came from Sindo.") == (
        "Someone who works in health care came from Sindo county."
    )


@pytest.mark.limit(115, "now", "What redaction cannot know")
def test_a_ladder_reads_what_its_tables_know_and_the_rest_is_masked_or_stays():
    """Ladders know the occupations and organisations of their tables, and the gazetteer cities,
    counties and districts. For another trade a placeholder stands, and so it does for a village
    that no newsroom added, where a detector takes its name for one.
    """
    assert rendered("A kite maker came from Saegol.") == (
        "A (occupation withheld) came from (name withheld)."
    )
