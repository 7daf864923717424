"""Acts of a changed program that name a colleague's objects as their own, or excuse their absence.

What a record names goes with it when it is forgotten, and what a confirmation names may be absent:
so neither is believed without more. The desk and `forge` are those of `test_forged_acts`.
"""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.archive import desk as interviews_of
from tests.archive import offices
from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.test_forged_acts import forge
from vault import acts
from vault.archive import forgetting, interviews, members, review
from vault.archive.writing import Writing
from vault.errors import MissingObjectError, UsageError
from vault.model import CopyId, Preset, new_id

WHY = "She asked us to."


@pytest.fixture
def two(room):
    """The forger's interview and a colleague's, both marked and rendered; returns both states."""
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    for title in ("the forger's", "a colleague's"):
        interviews_of.marked(reporter, interviews_of.draft(title=title))
    review.refresh_renditions(editor)
    own, other = editor.state.interviews.values()
    return own, other


def naming(kind, own, stolen, state):
    """Return the fields of an act about the forger's interview that names a stolen object."""
    first, pair = own.first().ref, {"registry": b"", "rules": b""}
    version = acts.InterviewVersion(
        own.id, own.person, 2, stolen, first.security, (first.verbatim,), marked=True
    )
    about = {"interview": own.id}
    return {
        acts.Reviewed: {
            **about, "rendition": own.renditions[-1].redacted, "verdict": "remark",
            "remark": stolen,
        },
        acts.Held: {"person": own.person, "reason": stolen},
        acts.Withdrawn: {**about, "quote": "00000000", "reason": stolen},
        acts.EventRecorded: {**about, "note": stolen},
        acts.DestroyPostponed: {**about, "decision": stolen},
        acts.AddendumAdded: {**about, "version": first.verbatim, "addendum": stolen},
        acts.Attached: {**about, "manifest": stolen, "pieces": (stolen,)},
        acts.Logged: {"interviews": (version,)},
        acts.PersonChanged: {"persons": (acts.PersonVersion(own.person, file=stolen),)},
        acts.Rendered: {
            "renditions": (acts.RenditionRef(own.id, stolen, first.verbatim),),
            "whole_desk": False, **pair,
        },
        acts.StorySaved: {"story": new_id(), "version": 1, "body": stolen},
        acts.Shared: {
            **about, "to": (next(iter(state.members)),), "boxes": (stolen,), "security": False,
            "may_write": False,
        },
    }[kind]  # fmt: skip


KINDS = (
    acts.Reviewed, acts.Held, acts.Withdrawn, acts.EventRecorded, acts.DestroyPostponed,
    acts.AddendumAdded, acts.Attached, acts.Logged, acts.PersonChanged, acts.Rendered,
    acts.StorySaved, acts.Shared,
)  # fmt: skip


def stealing(monkeypatch, *objects) -> None:
    """Let every entry add objects that lie in the file already, besides its own."""
    original = Writing.enter

    def enter(self, *given):
        self._adds += objects
        return original(self, *given)

    monkeypatch.setattr(Writing, "enter", enter)


@pytest.mark.parametrize("brings", [False, True])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_A5_an_act_that_names_a_colleagues_object_as_its_own_counts_for_nothing(
    room, two, monkeypatch, kind, brings
):
    own, other = two
    editor, stolen = room.open(EDITOR), other.first().ref.verbatim
    if brings:
        stealing(monkeypatch, stolen)
    before = len(editor.state.refused)
    forge(editor, kind, **naming(kind, own, stolen, editor.state))
    assert len(editor.state.refused) == before + 1
    monkeypatch.undo()
    request = forgetting.forget_interview(editor, own.id.hex(), WHY)
    forgetting.confirm(room.open(REVIEWER), request.id)
    words = interviews.show(room.open(FOUNDER), other.id.hex()).quotes[0].texts[0].words
    assert words == interviews_of.WORDS


def test_the_fate_of_a_copy_names_nothing_of_a_colleagues(room, two):
    _, other = two
    editor, stolen = room.open(EDITOR), other.first().ref.verbatim
    before = len(editor.state.refused)
    forge(
        editor, acts.CopyPrepared, copy=CopyId(new_id()), story=new_id(), story_object=stolen,
        body=stolen, file_hashes=(), renditions=(), rechecked=False, registry=b"", rules=b"",
    )  # fmt: skip
    assert len(editor.state.refused) == before + 1


@pytest.mark.limit(108, "good", "What a colleague can do")
def test_a_remark_written_as_if_it_had_not_seen_takes_no_colleagues_words_along(
    room, two, monkeypatch
):
    """A member whose program pretends not to have seen a colleague's entry can add its objects to
    a record of their own: beside each other nobody can tell who was first. What belongs to two
    records goes when both are forgotten, and not before.
    """
    own, other = two
    editor, stolen = room.open(EDITOR), other.first().ref.verbatim
    ledger = editor.ledger
    (name,) = [e for e, link in ledger.links.items() if e == other.entries[0]]
    unseen = ledger.state.entries[name]
    heads = {d: h for h, link in ledger.links.items() if ledger.state.entries[h] < unseen
             for d in [ledger.store.entry(h).device]}  # fmt: skip
    seen = tuple(sorted((d, (h,)) for d, h in heads.items()))
    stealing(monkeypatch, stolen)
    act = acts.AddendumAdded(
        editor.myself.id, 0, own.desk, own.id, own.first().ref.verbatim, stolen
    )
    with ledger.store.atomic():
        Writing(ledger.store, ledger.keyring, ledger.state).enter(act, ledger._chain(), seen)
    ledger.take_in()
    monkeypatch.undo()
    own, other = (editor.state.interviews[each.id] for each in (own, other))
    assert [added.addendum for added in own.addenda] in ([], [stolen])
    request = forgetting.forget_interview(editor, own.id.hex(), WHY)
    assert stolen not in editor.state.removals[bytes.fromhex(request.id)].objects
    with suppress(UsageError):
        forgetting.confirm(room.open(REVIEWER), request.id)
    words = interviews.show(room.open(FOUNDER), other.id.hex()).quotes[0].texts[0].words
    assert words == interviews_of.WORDS


# --- what a confirmation excuses -----------------------------------------------------------


@pytest.mark.parametrize("how", ["of nothing", "of one's own", "without the right", "of others"])
def test_A5_a_confirmation_that_is_refused_hides_no_deletion(room, two, how):
    own, other = two
    editor, reviewer, reporter = (room.open(n) for n in (EDITOR, REVIEWER, REPORTER))
    target = (other.first().ref.verbatim,)
    if how == "of nothing":
        forge(reviewer, acts.RemovalConfirmed, request=b"x" * 32, objects=target)
    else:
        asked = forgetting.forget_interview(editor, other.id.hex(), WHY)
        request = editor.state.removals[bytes.fromhex(asked.id)]
        writer = {"of one's own": editor, "without the right": reporter}.get(how, reviewer)
        objects = tuple(sorted(request.objects))
        if how == "of others":
            objects = (own.first().ref.verbatim,)
        forge(writer, acts.RemovalConfirmed, request=request.entry, objects=objects)
        target = objects
    assert editor.ledger.store.has_object(target[0])
    room.close()
    for name in target:
        room.edit("DELETE FROM object WHERE hash = ?", name)
    with pytest.raises(MissingObjectError):
        room.open(FOUNDER)


@pytest.mark.limit(61)
def test_what_was_removed_by_who_lost_the_right_meanwhile_lets_the_vault_open(rooms):
    admin, editor, reporter = rooms.all()
    interview = interviews_of.marked(editor.open(), interviews_of.draft()).id
    rooms.exchange_all()
    members.change_roles(admin.open(), offices.REPORTER, offices.DESK, Preset.REPORTER)
    change = admin.send(whole=True)
    request = forgetting.forget_interview(editor.open(), interview, WHY)
    reporter.receive(editor.send())
    assert forgetting.confirm(reporter.open(), request.id).removed
    obeyed = reporter.send(whole=True)
    editor.receive(obeyed)
    for office in (editor, reporter):
        office.receive(change)
        office.close()
        archive = office.open()
        assert archive.state.refused
        assert len(archive.state.let_go) == len(archive.ledger.outcomes.not_here_yet) > 0
