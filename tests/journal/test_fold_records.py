"""The fold over desks' records: interviews, persons, reviews, copies; each act on its own desk."""

from __future__ import annotations

import copy

import msgspec
import pytest

from tests.journal.conftest import DESK, OTHER_DESK, Scene, name, refused, unchanged
from vault import acts
from vault.acts import Assignment
from vault.model import Part, Role

INTERVIEW, PERSON = name("interview", 16), name("person", 16)


# --- interviews ----------------------------------------------------------------------------


@pytest.mark.parametrize("writer", ["rep", "ed", "ana"])
def test_reporters_and_editors_log(scene, writer):
    assert scene.log_one(writer) == ""
    assert scene.state.interviews[INTERVIEW].authors() == {name(writer, 16)}


def test_a_reviewer_logs_nothing(scene):
    before = copy.deepcopy(scene.state)
    assert scene.log_one("rev") != ""
    unchanged(scene, before)


def test_nobody_logs_on_a_desk_that_is_not(scene):
    assert scene.log_one("rep", desk=OTHER_DESK) != ""


def test_a_chunk_with_one_bad_interview_changes_nothing_at_all(logged):
    assert logged.open_desk("ed", OTHER_DESK) == ""
    good = logged.version("two", interview="second")
    act = logged.act(
        acts.Logged, "ed", desk=OTHER_DESK, interviews=(good, logged.version("bad")),
        persons=(acts.PersonVersion(name("new person", 16), name("card")),),
    )  # fmt: skip
    refused(logged, "ed", act)


def test_a_version_of_somebody_elses_interview_needs_an_editor(logged):
    assert logged.enter("ana", logged.admission("rob", (Role.REPORTER, DESK), alone=False)) == ""
    version = logged.version("rob's", parents=("one",))
    refused(logged, "rob", logged.act(acts.Logged, "rob", interviews=(version,)))
    assert logged.log_one("ed", "ed's", parents=("one",)) == ""
    assert logged.log_one("rep", "own", parents=("ed's",)) == ""


def test_two_versions_on_one_parent_both_stand_and_have_no_rendition(logged):
    interview = logged.state.interviews[INTERVIEW]
    assert logged.state.rendition(interview) is not None
    assert logged.log_one("rep", "two", parents=("one",)) == ""
    assert logged.log_one("ed", "three", parents=("one",)) == ""
    assert len(interview.standing()) == 2
    assert logged.state.rendition(interview) is None
    assert logged.log_one("ed", "four", parents=("two", "three")) == ""
    assert [v.ref.verbatim for v in interview.standing()] == [name("verbatim four")]


def test_a_version_that_rewords_nothing_makes_no_author_but_a_first_one_always_does(scene):
    assert scene.log_one("rep", "one", rewords=False) == ""
    assert scene.log_one("ed", "two", parents=("one",), rewords=False) == ""
    assert scene.state.interviews[INTERVIEW].authors() == {name("rep", 16)}


# --- persons -------------------------------------------------------------------------------


def file_act(scene: Scene, writer: str, file: str, *replaces: str, desk: bytes = DESK):
    version = acts.PersonVersion(PERSON, b"", name(file), tuple(map(name, replaces)))
    return scene.act(acts.PersonChanged, writer, desk=desk, persons=(version,))


def test_files_that_nothing_replaces_all_protect(logged):
    assert logged.enter("ed", file_act(logged, "ed", "file ed")) == ""
    assert logged.state.persons[PERSON].files == {name("file rep"), name("file ed")}


def test_a_reporter_does_not_take_a_colleagues_terms_away(logged):
    assert logged.enter("ed", file_act(logged, "ed", "file ed")) == ""
    refused(logged, "rep", file_act(logged, "rep", "empty", "file rep", "file ed"))
    assert logged.enter("rep", file_act(logged, "rep", "better", "file rep")) == ""
    assert logged.enter("ed", file_act(logged, "ed", "all", "better", "file ed")) == ""
    assert logged.state.persons[PERSON].files == {name("all")}


def test_a_person_of_another_desk_is_not_changed(logged):
    assert logged.open_desk("ed", OTHER_DESK) == ""
    refused(logged, "ed", file_act(logged, "ed", "other", desk=OTHER_DESK))


def test_a_new_file_makes_renditions_stale_and_only_a_look_at_the_whole_desk_mends_that(logged):
    state, interview = logged.state, logged.state.interviews[INTERVIEW]
    state.rules_hash = name("hash")
    assert state.is_fresh(DESK, state.rendition(interview))
    assert logged.enter("rep", file_act(logged, "rep", "more")) == ""
    assert not state.is_fresh(DESK, state.rendition(interview))
    now = state.registry_version(DESK)
    done = {"registry": now, "rules": name("hash"), "renditions": ()}
    assert logged.do(acts.Rendered, "ed", **done, whole_desk=False) == ""
    assert not state.is_fresh(DESK, state.rendition(interview))
    assert logged.do(acts.Rendered, "ed", **done, whole_desk=True) == ""
    assert state.is_fresh(DESK, state.rendition(interview))


# --- every act on a record of another desk -------------------------------------------------


def acts_on_the_record(scene: Scene, writer: str, desk: bytes):
    rendition = acts.RenditionRef(INTERVIEW, name("r"), name("verbatim one"))
    build = scene.act
    yield build(
        acts.Rendered,
        writer,
        desk=desk,
        registry=b"",
        rules=b"",
        renditions=(rendition,),
        whole_desk=True,
    )
    yield build(
        acts.Reviewed,
        writer,
        desk=desk,
        interview=INTERVIEW,
        rendition=name("redacted"),
        verdict="return",
    )
    yield build(acts.Held, writer, desk=desk, person=PERSON, reason=name("r"))
    yield build(acts.Withdrawn, writer, desk=desk, interview=INTERVIEW)
    yield build(acts.Withdrawn, writer, desk=desk, interview=INTERVIEW, quote="0badcafe")
    yield build(acts.EventRecorded, writer, desk=desk, interview=INTERVIEW, note=name("n"))


def test_an_editor_of_another_desk_touches_no_record_of_this_one(logged):
    assert logged.enter("ana", logged.admission("eve", alone=False)) == ""
    assert logged.do(acts.RolesChanged, "ana", who=name("eve", 16),
                     assignments=(Assignment(Role.EDITOR, OTHER_DESK),)) == ""  # fmt: skip
    assert logged.open_desk("ed", OTHER_DESK) == ""
    for desk in (OTHER_DESK, DESK):
        for act in acts_on_the_record(logged, "eve", desk):
            refused(logged, "eve", act)


def test_a_hold_is_lifted_on_its_own_desk_by_two(logged):
    assert logged.do(acts.Held, "rep", person=PERSON, reason=name("r")) == ""
    (hold,) = logged.state.persons[PERSON].holds
    assert logged.open_desk("ed", OTHER_DESK) == ""
    refused(logged, "ed", logged.act(acts.HoldLifted, "ed", desk=OTHER_DESK, hold=hold))
    refused(logged, "ed", logged.act(acts.HoldLifted, "ed", hold=name("no hold")))
    refused(logged, "rep", logged.act(acts.HoldLifted, "rep", hold=hold))
    for _ in range(2):
        assert logged.do(acts.HoldLifted, "ed", hold=hold) == ""
    assert len(logged.state.persons[PERSON].holds[hold].lifted_by) == 1
    assert logged.do(acts.HoldLifted, "rev", hold=hold) == ""
    assert len(logged.state.persons[PERSON].holds[hold].lifted_by) == 2


# --- review and withdrawal -----------------------------------------------------------------


def verdict(scene: Scene, writer: str, word: str = "approve"):
    return scene.act(
        acts.Reviewed, writer, interview=INTERVIEW, rendition=name("redacted"), verdict=word
    )


def test_a_reviewer_approves_and_the_author_does_not(logged):
    assert logged.enter("rev", verdict(logged, "rev")) == ""
    assert logged.log_one("ed", "two", parents=("one",)) == ""
    refused(logged, "ed", verdict(logged, "ed"))  # who changed words is an author


def test_a_reporter_does_not_review(logged):
    refused(logged, "rep", verdict(logged, "rep"))


def test_a_verdict_is_one_of_three_words(logged):
    refused(logged, "rev", verdict(logged, "rev", "approve, says Ryu"))


def test_in_a_vault_for_one_the_author_approves():
    alone = Scene()
    alone.found()
    assert alone.open_desk() == ""
    assert alone.log_one("ana") == ""
    assert alone.enter("ana", verdict(alone, "ana")) == ""


def test_an_author_withdraws_and_another_reporter_does_not(logged):
    assert logged.enter("ana", logged.admission("rob", (Role.REPORTER, DESK), alone=False)) == ""
    refused(logged, "rob", logged.act(acts.Withdrawn, "rob", interview=INTERVIEW))
    assert logged.do(acts.Withdrawn, "rep", interview=INTERVIEW, quote="0badcafe") == ""
    assert not logged.state.interviews[INTERVIEW].withdrawn
    assert logged.do(acts.Withdrawn, "ed", interview=INTERVIEW) == ""
    assert logged.state.interviews[INTERVIEW].withdrawn


def test_an_event_is_recorded_by_an_editor_who_is_no_author(logged):
    refused(
        logged, "rep", logged.act(acts.EventRecorded, "rep", interview=INTERVIEW, note=name("n"))
    )
    assert logged.do(acts.EventRecorded, "ed", interview=INTERVIEW, note=name("n")) == ""


# --- stories and copies --------------------------------------------------------------------

STORY, COPY = name("story", 16), name("copy", 16)


def story(scene: Scene, writer: str = "rev", version: int = 1, desk: bytes = DESK):
    return scene.act(
        acts.StorySaved, writer, desk=desk, story=STORY, version=version, body=name("s")
    )


def prepared(scene: Scene, writer: str = "rev", desk: bytes = DESK):
    return scene.act(
        acts.CopyPrepared, writer, desk=desk, copy=COPY, story=STORY, story_object=name("s"),
        body=name("b"), file_hashes=(name("md"),), renditions=(name("redacted"),), rechecked=False,
        registry=b"", rules=b"",
    )  # fmt: skip


def approved(scene: Scene, writer: str, files: tuple[bytes, ...] = (name("md"),)):
    return scene.act(
        acts.CopyApproved, writer, copy=COPY, file_hashes=files, rechecked=True, registry=b"",
        rules=b"",
    )  # fmt: skip


@pytest.fixture
def ready(logged) -> Scene:
    assert logged.enter("rev", story(logged)) == ""
    assert logged.enter("rev", prepared(logged)) == ""
    return logged


def test_a_copy_goes_its_way(ready):
    assert ready.enter("ed", approved(ready, "ed")) == ""
    assert ready.do(acts.CopyReleased, "ed", copy=COPY, receipt=name("receipt")) == ""
    assert ready.do(acts.CopyEnded, "rev", copy=COPY, outcome="printed", body=name("o")) == ""
    copied = ready.state.copies[COPY]
    assert (copied.released_by, [o for o, *_ in copied.outcomes]) == (name("ed", 16), ["printed"])


def test_a_copy_is_not_released_without_approval_nor_twice(ready):
    release = ready.act(acts.CopyReleased, "ed", copy=COPY, receipt=name("receipt"))
    refused(ready, "ed", release)
    assert ready.enter("ed", approved(ready, "ed")) == ""
    assert ready.enter("ed", release) == ""
    refused(ready, "ed", release)


def test_other_bytes_than_those_prepared_are_not_approved(ready):
    refused(ready, "ed", approved(ready, "ed", (name("other"),)))


def test_a_reviewer_does_not_release(ready):
    assert ready.enter("ed", approved(ready, "ed")) == ""
    refused(ready, "rev", ready.act(acts.CopyReleased, "rev", copy=COPY, receipt=name("receipt")))


def test_a_copy_id_is_used_once_and_its_story_is_of_the_desk(ready):
    refused(ready, "rev", prepared(ready))
    assert ready.open_desk("ed", OTHER_DESK) == ""
    other = msgspec.structs.replace(prepared(ready, "ed", OTHER_DESK), copy=name("second", 16))
    refused(ready, "ed", other)


def test_an_outcome_is_one_of_three_words(ready):
    ended = ready.act(acts.CopyEnded, "rev", copy=COPY, outcome="printed by R.", body=name("o"))
    refused(ready, "rev", ended)


def test_a_story_stays_on_its_desk(ready):
    assert ready.open_desk("ed", OTHER_DESK) == ""
    refused(ready, "ed", story(ready, "ed", 2, OTHER_DESK))
    assert ready.enter("ed", story(ready, "ed", 2)) == ""


# --- what is kept anyway -------------------------------------------------------------------


def test_a_refused_act_is_kept_shown_and_its_objects_count_as_named(scene):
    act = scene.act(acts.PolicySet, "rep", policy=name("x"))
    assert scene.enter("rep", act, (name("object"),)) == "Refusal"
    assert name("object") in scene.state.added
    assert scene.state.refused[-1][0] in scene.state.entries


def test_an_act_of_a_newer_kind_is_kept_and_not_refused(scene):
    assert scene.enter("ed", acts.Newer("rotated/1"), (name("object"),)) == ""
    assert len(scene.state.newer) == 1
    assert name("object") in scene.state.added


def test_an_act_that_is_sealed_to_others_still_names_its_objects(scene):
    assert scene.enter("ed", None, (name("object"),)) == ""
    assert name("object") in scene.state.added


def test_folding_the_same_entries_again_gives_the_same_state(ready):
    again = Scene()
    for taken in ready.log:
        again.fold.take(taken)
    assert again.state == ready.state


# --- who must be able to read --------------------------------------------------------------


def sealed_to(scene: Scene, writer: str, act, *parts: Part) -> str:
    """Fold an act whose details are boxed to some parts only."""
    taken = scene.taken(writer, act)._replace(boxed_to=scene.epochs(*parts))
    before = len(scene.state.refused)
    scene.fold.take(taken)
    return "" if len(scene.state.refused) == before else "refused"


@pytest.mark.parametrize("parts", [(Part.VERBATIM,), (Part.REDACTED,), (Part.JOURNAL, Part.ROSTER)])
def test_an_act_of_a_desk_that_is_sealed_to_fewer_than_its_readers_is_refused(logged, parts):
    act = logged.act(acts.Held, "ed", person=PERSON, reason=name("r"))
    assert sealed_to(logged, "ed", act, *parts) == "refused"
    assert sealed_to(logged, "ed", act, Part.REDACTED, Part.JOURNAL) == ""


def test_an_act_of_the_roster_that_is_sealed_to_one_desk_is_refused(logged):
    act = logged.act(acts.PolicySet, "ana", policy=name("x"))
    assert sealed_to(logged, "ana", act, Part.REDACTED, Part.JOURNAL) == "refused"
    assert sealed_to(logged, "ana", act, Part.ROSTER) == ""


def brings(scene: Scene, writer: str, act, *objects: bytes) -> str:
    """Fold an act whose entry adds some objects only."""
    taken = scene.taken(writer, act)
    before = len(scene.state.refused)
    scene.fold.take(taken._replace(core=msgspec.structs.replace(taken.core, adds=objects)))
    return "" if len(scene.state.refused) == before else "refused"


def test_an_act_that_names_an_object_which_nobody_brought_is_refused(logged):
    version = logged.version("two", parents=("one",))
    act = logged.act(acts.Logged, "ed", interviews=(version,))
    assert brings(logged, "ed", act, version.verbatim) == "refused"
    version = logged.version("three", parents=("one",))
    act = logged.act(acts.Logged, "ed", interviews=(version,))
    assert brings(logged, "ed", act, version.verbatim, version.security) == ""


def test_every_object_that_an_act_names_is_found_whatever_record_it_stands_in(logged):
    known = logged.version("one")
    act = logged.act(
        acts.Logged, "ed", interviews=(logged.version("two", parents=("one",)),),
        persons=(acts.PersonVersion(PERSON, name("card"), b"", (name("file"),)),),
    )  # fmt: skip
    assert acts.objects_named(act) == {
        name("verbatim two"), name("security two"), known.verbatim, name("card"), name("file")
    }  # fmt: skip
    lifted = logged.act(acts.HoldLifted, "ed", hold=name("entry"))
    assert acts.objects_named(lifted) == set()


@pytest.mark.parametrize("at", [-1, 1 << 62])
def test_an_act_of_a_time_that_no_calendar_shows_is_refused(logged, at):
    act = logged.act(acts.Held, "ed", person=PERSON, reason=name("r"))
    refused(logged, "ed", msgspec.structs.replace(act, at=at))


def test_a_recheck_is_believed_of_an_editor_only(ready):
    assert ready.enter("ana", ready.admission("rex", (Role.REVIEWER, DESK), alone=False)) == ""
    ready.give("ed", "rex")
    assert ready.enter("rex", approved(ready, "rex")) == ""
    assert ready.state.copies[COPY].rechecked_by == set()
    assert ready.enter("ed", approved(ready, "ed")) == ""
    assert ready.state.copies[COPY].rechecked_by == {name("ed", 16)}


def test_M11_a_member_whom_an_admin_made_up_is_nobodys_second_person(ready):
    assert ready.do(acts.Held, "rep", person=PERSON, reason=name("r")) == ""
    (hold,) = ready.state.persons[PERSON].holds
    assert ready.enter("ana", ready.admission("sly", (Role.REVIEWER, DESK), alone=False)) == ""
    review = {"interview": INTERVIEW, "rendition": name("redacted"), "verdict": "approve"}
    deeds = (
        ready.act(acts.Reviewed, "sly", **review),
        ready.act(acts.HoldLifted, "sly", hold=hold),
        approved(ready, "sly"),
    )
    for act in deeds:
        refused(ready, "sly", act)
    refused(ready, "ana", ready.act(acts.Granted, "ana", to=name("sly", 16), boxes=(),
                                    epochs=tuple(ready.epochs(Part.REDACTED))))  # fmt: skip
    ready.give("ed", "sly")
    for act in deeds:
        assert ready.enter("sly", act) == ""


def test_an_admin_who_signs_everybody_out_does_not_become_a_vault_for_one(scene):
    assert scene.log_one("ana") == ""
    for who in ("ed", "rev", "rep"):
        assert scene.do(acts.SignedOut, "ana", who=name(who, 16), last=()) == ""
    review = scene.act(
        acts.Reviewed, "ana", interview=INTERVIEW, rendition=name("redacted"), verdict="approve"
    )
    refused(scene, "ana", review)
    refused(scene, "ana", scene.admission("sly", (Role.EDITOR, DESK), alone=True))
