"""What the fold takes of addenda."""

from __future__ import annotations

import pytest

from tests.journal.conftest import OTHER_DESK, Scene, name, refused
from vault import acts


def addendum(scene: Scene, writer: str, **changed):
    fields = {
        "interview": name("interview", 16), "version": name("verbatim one"),
        "addendum": name("addendum"),
    }  # fmt: skip
    return scene.act(acts.AddendumAdded, writer, **{**fields, **changed})


@pytest.mark.parametrize("writer", ["rep", "ed"])
def test_an_owner_or_an_editor_adds_and_no_version_comes_of_it(logged, writer):
    assert logged.enter(writer, addendum(logged, writer)) == ""
    interview = logged.state.interviews[name("interview", 16)]
    assert [each.addendum for each in interview.addenda] == [name("addendum")]
    assert len(interview.versions) == 1
    assert logged.state.rendition(interview) is not None


def test_an_addendum_by_others_or_to_nothing_is_refused(logged):
    assert logged.open_desk("ed", OTHER_DESK) == ""
    refused(logged, "rev", addendum(logged, "rev"))
    refused(logged, "ed", addendum(logged, "ed", version=name("verbatim nowhere")))
    refused(logged, "ed", addendum(logged, "ed", interview=name("nowhere", 16)))
    refused(logged, "ed", addendum(logged, "ed", addendum=b""))
    refused(logged, "ed", addendum(logged, "ed", desk=OTHER_DESK))
