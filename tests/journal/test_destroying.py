"""Who puts a day of destruction off."""

from __future__ import annotations

from tests.journal.conftest import name, refused
from vault import acts


def test_an_author_and_an_editor_put_a_day_off_and_a_reviewer_does_not(logged):
    def act(writer: str):
        decision = name(f"decision {writer}")
        fields = {"interview": name("interview", 16), "decision": decision}
        return logged.act(acts.DestroyPostponed, writer, **fields)

    assert logged.enter("rep", act("rep")) == ""
    assert logged.enter("ed", act("ed")) == ""
    refused(logged, "rev", act("rev"))
    (interview,) = logged.state.interviews.values()
    assert interview.postponed == [name("decision rep"), name("decision ed")]
