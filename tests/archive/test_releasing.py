"""Review, stories and copies: nobody alone, nothing unrechecked, nothing half-released."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.desk import (
    OPEN,
    approved,
    decide_all,
    draft,
    in_two_languages,
    marked,
    prepared,
    story_of,
)
from vault import acts
from vault.archive import clock, interviews, members, persons, review, stories
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.marking import mark
from vault.archive.session import unlock
from vault.copies.render import render
from vault.copies.source import CopyFormat, CopyQuote, CopySource
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import NoSpaceError, NotPermittedError, RefusedError, SealError, UsageError
from vault.model import (
    Agreement,
    Attribution,
    Part,
    PolicyPreset,
    Purpose,
    Receipt,
    Scope,
    SpanKind,
    Term,
)


@pytest.fixture
def desk(room):
    """Return founder (who writes), editor (who prepares), reviewer (who approves)."""
    return room.open(FOUNDER), room.open(EDITOR), room.open(REVIEWER)


# --- review --------------------------------------------------------------------------------


def test_nobody_approves_their_own_words(desk):
    writer, _, _ = desk
    logged = marked(writer, draft())
    with pytest.raises(RefusedError) as refused:
        review.approve(writer, logged.id, interviews.show(writer, logged.id).rendition)
    assert refused.value.rules == ("REV-01",)


def test_rewording_makes_an_author_and_deciding_does_not(desk):
    writer, editor, _ = desk
    first, second = interviews.log(writer, draft()), interviews.log(writer, draft())
    decide_all(editor, first.id)
    mark(editor, first.id)
    approved(editor, first.id)
    given = interviews.draft_of(editor, second.id)
    interviews.revise(editor, second.id, given)
    mark(editor, second.id)
    with pytest.raises(RefusedError):
        approved(editor, second.id)


def test_an_approval_names_the_rendition_and_a_later_version_voids_it(desk):
    writer, _, reviewer = desk
    logged = marked(writer, draft())
    rendition = interviews.show(reviewer, logged.id).rendition
    with pytest.raises(RefusedError) as refused:
        review.approve(reviewer, logged.id, "0000")
    assert refused.value.rules == ("REV-03",)
    review.approve(reviewer, logged.id, rendition[:8])
    assert interviews.show(reviewer, logged.id).row.status == "approved"
    again = interviews.draft_of(writer, logged.id)
    interviews.revise(writer, logged.id, again)
    assert interviews.show(reviewer, logged.id).row.status != "approved"


def test_my_work_says_who_waits_for_whom(desk):
    writer, editor, reviewer = desk
    logged = marked(writer, draft())
    assert [r.id for r in review.my_work(reviewer).to_review] == [logged.id]
    assert [r.id for r in review.my_work(writer).waiting] == [logged.id]
    assert review.my_work(writer).to_review == ()
    shown = interviews.show(editor, logged.id)
    review.send_back(editor, logged.id, shown.rendition, "Say which bank of the river.")
    assert [r.id for r in review.my_work(writer).returned] == [logged.id]
    assert review.my_work(reviewer).to_review == ()


def test_a_hold_stops_copies_at_once_and_takes_two_to_lift(desk):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    interview = interviews.rows(reviewer)[0].id
    review.hold(reviewer, interview, "Her cousin was taken.")
    with pytest.raises(RefusedError) as refused:
        stories.approve_copy(reviewer, copy.id)
    assert "AGR-12" in refused.value.rules
    assert review.lift_hold(editor, interview) is False
    with pytest.raises(RefusedError):
        review.lift_hold(editor, interview)
    assert review.lift_hold(writer, interview) is True
    stories.approve_copy(reviewer, copy.id)


def test_a_withdrawn_interview_leaves_no_more(desk):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    review.withdraw(writer, interviews.rows(writer)[0].id, "She asked us to.")
    assert stories.copy_view(editor, copy.id).status == "void"
    with pytest.raises(RefusedError):
        stories.approve_copy(reviewer, copy.id)


# --- verdicts ------------------------------------------------------------------------------


REFUSED = {
    "AGR-01": {"agreement": Agreement(scopes=OPEN.scopes)},
    "AGR-02": {"agreement": Agreement(Attribution.OFF_RECORD, scopes=OPEN.scopes)},
    "AGR-03": {"agreement": Agreement(Attribution.DEEP_BACKGROUND, scopes=OPEN.scopes)},
    "AGR-04": {"agreement": Agreement(Attribution.BACKGROUND, (("ko", "말"),), OPEN.scopes)},
    "AGR-05": {"agreement": Agreement(Attribution.BACKGROUND, OPEN.lines, (Scope.ARCHIVE,))},
    "AGR-09": {
        "agreement": Agreement(
            OPEN.attribution, OPEN.lines, OPEN.scopes, embargo_until="2999-01-01"
        )
    },
    "AGR-10": {
        "agreement": Agreement(
            OPEN.attribution, OPEN.lines, OPEN.scopes, embargo_event="the bridge opens"
        )
    },
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_copy_is_refused_by_the_agreements_rule(desk, rule):
    writer, editor, reviewer = desk
    logged = marked(writer, draft(**REFUSED[rule]))
    approved(reviewer, logged.id)
    with pytest.raises(RefusedError) as refused:
        stories.prepare(editor, story_of(editor, logged.id))
    assert rule in refused.value.rules


def test_an_event_ends_its_embargo_when_an_editor_who_is_not_the_author_records_it(desk):
    writer, editor, reviewer = desk
    logged = marked(writer, draft(**REFUSED["AGR-10"]))
    approved(reviewer, logged.id)
    with pytest.raises(RefusedError):
        review.record_event(writer, logged.id, "It opened.")
    with pytest.raises(NotPermittedError):
        review.record_event(reviewer, logged.id, "It opened.")
    review.record_event(editor, logged.id, "It opened.")
    assert stories.prepare(editor, story_of(editor, logged.id)).status == "prepared"


def test_a_purpose_needs_its_scope(desk):
    writer, editor, reviewer = desk
    logged = marked(writer, draft())
    approved(reviewer, logged.id)
    with pytest.raises(RefusedError) as refused:
        stories.prepare(editor, story_of(editor, logged.id, purpose=Purpose.BROADCAST))
    assert "AGR-08" in refused.value.rules


@pytest.mark.parametrize(
    "intro", ["RYU BOHYON told us.", "류보현에게서 들었다.", "Ｒｙｕ Ｂｏ-ｈｙｏｎ"]
)
def test_a_term_that_survives_in_the_finished_file_stops_it(desk, intro):
    writer, editor, reviewer = desk
    logged = marked(writer, draft())
    approved(reviewer, logged.id)
    with pytest.raises(RefusedError) as refused:
        stories.prepare(editor, story_of(editor, logged.id, intro=intro))
    assert refused.value.rules == ("RECHECK-01",)


def test_a_codename_is_not_printed(desk):
    writer, editor, reviewer = desk
    logged = marked(writer, draft())
    approved(reviewer, logged.id)
    codename = interviews.show(editor, logged.id).row.codename
    with pytest.raises(RefusedError) as refused:
        stories.prepare(editor, story_of(editor, logged.id, intro=f"We call her {codename}."))
    assert "AGR-20" in refused.value.rules


# --- copies --------------------------------------------------------------------------------


def test_an_interview_becomes_a_printed_copy_in_three_formats(desk, tmp_path):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    stories.approve_copy(reviewer, copy.id)
    paths = stories.release(editor, copy.id, tmp_path / "out")
    assert sorted(path.suffix for path in paths) == [".docx", ".md", ".txt"]
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    assert {path.stem for path in paths} == {"copy-1-en"}
    for path in paths:
        assert b"Ryu" not in path.read_bytes()
        assert stories.verify_file(reviewer, path.read_bytes()).id == copy.id
    assert stories.verify_file(reviewer, b"something else") is None
    state = reviewer.state.copies[bytes.fromhex(copy.id)]
    receipt = reviewer.ledger.read(state.receipt, Receipt)
    assert (receipt.preparer, receipt.approver) == (editor.myself.id, reviewer.myself.id)
    ended = stories.outcome(
        editor, copy.id, "printed", outlet="The Heron Post", date="2026-11-20", words="As it ran."
    )
    assert ended.status == "printed"


def test_releasing_again_writes_the_same_bytes_and_no_second_receipt(desk, tmp_path):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    stories.approve_copy(reviewer, copy.id)
    first = stories.release(editor, copy.id, tmp_path / "a")
    entries = editor.ledger.store.entry_count
    second = stories.release(editor, copy.id, tmp_path / "b")
    assert editor.ledger.store.entry_count == entries
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_neither_preparer_nor_author_approves(desk):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    for member in (editor, writer):
        with pytest.raises(RefusedError) as refused:
            stories.approve_copy(member, copy.id)
        assert refused.value.rules == ("COPY-01",)
    assert [c.id for c in review.my_work(reviewer).copies_to_approve] == [copy.id]


def test_an_approval_that_a_script_writes_is_refused_by_everybodys_reading(desk):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    state = editor.state.copies[bytes.fromhex(copy.id)]
    for script in (editor, writer):
        with pytest.raises(NotPermittedError):
            script.ledger.commit(
                lambda writing: acts.CopyApproved(
                    member=writing.member, at=writing.now(), desk=state.desk, copy=state.id,
                    file_hashes=state.file_hashes, rechecked=True,
                    registry=state.registry, rules=state.rules,
                )
            )  # fmt: skip
    assert stories.copy_view(reviewer, copy.id).approver == ""
    assert any("may not do" in notice for notice in reviewer.status().notices)


def test_a_script_that_rewords_and_says_it_did_not_approves_nothing(desk):
    writer, editor, _ = desk
    logged = marked(writer, draft())
    interviews.rows(editor)
    state = editor.state.interviews[bytes.fromhex(logged.id)]
    latest = editor.state.interviews[state.id].standing()[0]
    part = editor.library.verbatim(latest)
    text = replace(part.quotes[0].texts[0], words="They burned the cart at dawn.", decisions=())
    forged = replace(part, version=9, quotes=(replace(part.quotes[0], texts=(text,)),))
    security = replace(editor.library.security(latest), version=9)

    def build(writing):
        version = acts.InterviewVersion(
            interview=state.id, person=state.person, version=9,
            verbatim=writing.seal(Part.VERBATIM, state.desk, forged),
            security=writing.seal(Part.SECURITY, state.desk, security),
            parents=(latest.ref.verbatim,), marked=True, rewords=False,
        )  # fmt: skip
        return acts.Logged(
            member=writing.member, at=writing.now(), desk=state.desk, interviews=(version,)
        )

    editor.ledger.commit(build)
    review.refresh_renditions(editor)
    with pytest.raises(RefusedError) as refused:
        approved(editor, logged.id)
    assert refused.value.rules == ("REV-01",)


def test_nothing_leaves_without_approval_or_by_anyone_but_an_editor(desk, tmp_path):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    with pytest.raises(RefusedError) as refused:
        stories.release(editor, copy.id, tmp_path)
    assert refused.value.rules == ("COPY-05",)
    stories.approve_copy(reviewer, copy.id)
    with pytest.raises(NotPermittedError):
        stories.release(reviewer, copy.id, tmp_path)
    assert list(tmp_path.glob("copy*")) == []


def test_a_changed_story_needs_a_new_copy(desk):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    shown = stories.story(editor, copy.story)
    picks = tuple((p.interview, p.quote, p.language) for p in shown.picks)
    changed = stories.StoryDraft("Another title", picks=picks)
    stories.save_story(editor, changed, copy.story)
    with pytest.raises(RefusedError) as refused:
        stories.approve_copy(reviewer, copy.id)
    assert refused.value.rules == ("COPY-03",)


def test_a_term_confirmed_after_approval_stops_the_release(desk, tmp_path):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    stories.approve_copy(reviewer, copy.id)
    person = interviews.rows(editor)[0].codename
    persons.add_terms(editor, person, [Term("the cart", SpanKind.DETAIL)])
    with pytest.raises(RefusedError):
        stories.release(editor, copy.id, tmp_path)
    assert list(tmp_path.glob("copy*")) == []


def test_a_story_takes_quotes_of_one_desk(room, desk):
    writer, editor, _ = desk
    members.add_desk(writer, "South desk")
    far = marked(writer, draft(desk="South desk"))
    near = marked(writer, draft(desk=DESK))
    picks = tuple((i, interviews.show(writer, i).quotes[0].id, "en") for i in (near.id, far.id))
    with pytest.raises(RefusedError) as refused:
        stories.save_story(writer, stories.StoryDraft("Two desks", desk=DESK, picks=picks))
    assert refused.value.rules == ("STORY-01",)
    assert editor is not None


def test_desks_whose_terms_nobody_read_are_counted(room, desk):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    members.add_desk(writer, "South desk")
    assert stories.copy_view(editor, copy.id).desks_not_checked == 1
    assert stories.copy_view(writer, copy.id).desks_not_checked == 0


def test_a_full_disk_releases_nothing(desk, tmp_path, monkeypatch):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    stories.approve_copy(reviewer, copy.id)
    real = os.fsync

    def full(handle: int) -> None:
        if str(Path(f"/proc/self/fd/{handle}").readlink()).endswith(".docx.part"):
            raise OSError(errno.ENOSPC, "full")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoSpaceError):
        stories.release(editor, copy.id, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert stories.copy_view(editor, copy.id).status == "prepared"


def test_a_folder_that_is_a_file_releases_nothing(desk, tmp_path):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    stories.approve_copy(reviewer, copy.id)
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(UsageError):
        stories.release(editor, copy.id, tmp_path / "out")
    assert stories.copy_view(editor, copy.id).status == "prepared"


def test_a_large_desk_asks_for_a_cleared_editor_besides(room, desk, tmp_path):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    members.set_policy(writer, PolicyPreset.LARGE_DESK)
    stories.approve_copy(reviewer, copy.id)
    with pytest.raises(RefusedError) as refused:
        stories.release(editor, copy.id, tmp_path)
    assert refused.value.rules == ("COPY-07",)


def test_a_korean_and_an_english_copy_of_one_quote(desk, tmp_path):
    writer, editor, reviewer = desk
    logged = marked(writer, in_two_languages())
    approved(reviewer, logged.id)
    quote = interviews.show(editor, logged.id).quotes[0].id
    picks = tuple((logged.id, quote, language) for language in ("ko", "en"))
    given = stories.StoryDraft("바퀴", languages=("ko", "en"), picks=picks)
    copy = stories.prepare(editor, stories.save_story(editor, given).id, ("txt",))
    stories.approve_copy(reviewer, copy.id)
    korean, english = stories.release(editor, copy.id, tmp_path)
    assert "북부의 장사꾼" in korean.read_text(encoding="utf-8")
    assert "a trader in the north" in english.read_text(encoding="utf-8")
    assert "보현" not in korean.read_text(encoding="utf-8")
    for path in (korean, english):
        assert stories.recheck_file(editor, path.name, path.read_bytes(), copy.story).clean


# --- finished articles ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(CopyFormat))
def test_a_finished_article_is_read_for_terms_changes_and_unapproved_quotes(desk, kind):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    quotes = (
        CopyQuote("They sold the cart at dusk. (name withheld) kept the wheel in the kitchen."),
        CopyQuote("Nobody ever approved this sentence about the lantern."),
    )
    intro = "In the village of ryu bohyon people were silent."
    article = render(CopySource("An article", "en", quotes, intro), kind)
    found = stories.recheck_file(editor, f"article.{kind}", article, copy.story)
    assert len(found.survivors) == 1
    assert len(found.differing) == 1
    assert len(found.unapproved) == 1
    assert not found.clean


def test_an_article_with_the_approved_words_alone_is_clean(desk):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    text = next(f for f in copy.files if f.format == "txt").text
    found = stories.recheck_file(editor, "article.txt", text.encode("utf-8"), copy.story)
    assert found.clean


def test_a_recheck_without_the_desks_terms_is_refused(desk):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    with pytest.raises(NotPermittedError):
        stories.recheck_file(reviewer, "article.txt", b"words", copy.story)


@pytest.mark.parametrize("whose", ["the desk's own", "another desk's"])
def test_a_recheck_with_damaged_terms_of_any_desk_is_refused(room, whose):
    writer, editor, reviewer = (room.open(name) for name in (FOUNDER, EDITOR, REVIEWER))
    copy = prepared(writer, reviewer, editor)
    if whose != "the desk's own":
        members.add_desk(writer, "Coast desk")
        term = Term("Silvermere", SpanKind.PLACE)
        interviews.log(writer, replace(draft(), desk="Coast desk", person="", terms=(term,)))
    reader = editor if whose == "the desk's own" else writer
    name = list(reader.state.persons.values())[-1].files.copy().pop()
    body = bytearray(reader.ledger.store.object(name))
    body[-1] ^= 1
    room.close()
    room.edit(("UPDATE object SET body = ? WHERE hash = ?", (bytes(body), bytes(name))))
    reader = room.open(EDITOR if whose == "the desk's own" else FOUNDER)
    with pytest.raises(SealError) as refused:
        stories.recheck_file(reader, "article.txt", b"words", copy.story)
    assert "no recheck can run" in refused.value.sentence
    with pytest.raises(SealError):
        stories.prepare(reader, copy.story)


# --- a vault for one -----------------------------------------------------------------------


def test_one_person_reads_again_after_twelve_hours(tmp_path, monkeypatch):
    home, path = Home(tmp_path / "home"), tmp_path / "one.strongroom"
    request = FoundingRequest("Ida Holm", "Desk", PolicyPreset.ONE_PERSON, cost=KDF_FLOOR)
    founded = found_vault(path, home, request)
    alone = unlock(path, home, founded.passphrase)
    logged = marked(alone, draft())
    approved(alone, logged.id)
    copy = stories.prepare(alone, story_of(alone, logged.id))
    with pytest.raises(RefusedError) as refused:
        stories.approve_copy(alone, copy.id)
    assert "second reading" in refused.value.sentence
    later = clock.now() + timedelta(hours=12, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    stories.approve_copy(alone, copy.id)
    assert len(stories.release(alone, copy.id, tmp_path / "out")) == 3
    state = alone.state.copies[bytes.fromhex(copy.id)]
    assert alone.ledger.read(state.receipt, Receipt).policy == "one_person"
    assert any("one person" in notice for notice in alone.status().notices)
    alone.close()


def test_a_vault_that_is_no_longer_for_one_promises_two_people_again(room, desk):
    writer, _, _ = desk
    members.set_policy(writer, PolicyPreset.ONE_PERSON)
    logged = marked(writer, draft())
    with pytest.raises(RefusedError):
        approved(writer, logged.id)


def test_a_reporter_alone_prepares_nothing(room, desk):
    writer, _, reviewer = desk
    logged = marked(writer, draft())
    approved(reviewer, logged.id)
    reporter = room.open(REPORTER)
    with pytest.raises((NotPermittedError, UsageError)):
        story_of(reporter, logged.id)
