"""Logging: nothing but words is needed, everything else is strict, versions never change."""

from __future__ import annotations

import io
import json

import pytest

from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.desk import NAME, OPEN, WORDS, draft, in_two_languages, marked
from vault.archive import interviews, persons, reading, review
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import MalformedError, NotPermittedError, RefusedError, UsageError
from vault.model import Agreement, Attribution, Scope


def test_words_alone_are_enough_and_everything_else_is_strict(room):
    editor = room.open(EDITOR)
    logged = interviews.log(editor, InterviewDraft((QuoteDraft("It rained on the coal."),)))
    shown = interviews.show(editor, logged.id)
    assert logged.status == "unmarked"
    assert shown.agreement == Agreement()
    assert shown.agreement.attribution is Attribution.NOT_AGREED
    assert shown.agreement.scopes == (Scope.ARCHIVE,)
    assert "attribution not agreed yet" in logged.missing


def test_an_interview_without_words_is_refused(room):
    with pytest.raises(MalformedError) as refused:
        interviews.log(room.open(EDITOR), InterviewDraft((QuoteDraft("  \n"),)))
    assert refused.value.field == "quotes"


@pytest.mark.parametrize("bad", ["a\x1b[2Jb", "a\u202eb", "a\x00b", "a\u200bb", "a\x85b"])
def test_control_characters_are_refused_by_field_and_never_quoted(room, bad):
    given = InterviewDraft((QuoteDraft("fine"), QuoteDraft("words", notes=bad)))
    with pytest.raises(MalformedError) as refused:
        interviews.log(room.open(EDITOR), given)
    assert refused.value.field == "quotes[2].notes"
    assert bad not in refused.value.sentence


def test_a_quote_may_not_be_looser_than_its_interview(room):
    given = InterviewDraft((QuoteDraft("words", agreement=OPEN),))
    with pytest.raises(RefusedError) as refused:
        interviews.log(room.open(EDITOR), given)
    assert refused.value.rules == ("AGR-22",)


def test_a_refused_draft_writes_nothing(room):
    editor = room.open(EDITOR)
    before = editor.ledger.store.entry_count, editor.ledger.store.object_count
    for bad in (InterviewDraft(()), draft(province="Nowhere at all"), draft(destroy_after="soon")):
        with pytest.raises(MalformedError):
            interviews.log(editor, bad)
    assert (editor.ledger.store.entry_count, editor.ledger.store.object_count) == before


def test_after_a_refusal_inside_the_transaction_the_session_goes_on(room):
    editor = room.open(EDITOR)
    with pytest.raises(MalformedError):
        interviews.log(editor, draft(province="Nowhere at all"))
    logged = interviews.log(editor, draft())
    room.close()
    assert interviews.show(room.open(EDITOR), logged.id).quotes[0].texts[0].words == WORDS


def test_languages_are_guessed_and_provinces_known_by_any_name(room):
    editor = room.open(EDITOR)
    logged = interviews.log(editor, InterviewDraft((QuoteDraft("비가 왔다"),), province="량강도"))
    row = interviews.show(editor, logged.id).row
    assert row.languages == ("ko",)
    assert row.province == "KP-10"


def test_one_person_for_one_codename_and_terms_from_two_writers_all_protect(room):
    editor, reporter = room.open(EDITOR), room.open(REPORTER)
    first = interviews.log(reporter, draft())
    interviews.log(editor, draft(person=first.codename, terms=()))
    (person,) = persons.persons(editor)
    assert person.interviews == 2
    persons.add_terms(editor, person.id, [type(NAME)("brass wheel", NAME.kind)])
    assert {t.words for t in persons.person(editor, person.id).terms} == {
        "Ryu Bo-hyon",
        "brass wheel",
    }


def test_versions_are_kept_and_differences_shown(room):
    editor = room.open(EDITOR)
    logged = interviews.log(editor, draft())
    again = interviews.draft_of(editor, logged.id)
    changed = type(again.quotes[0])("They sold the cart at noon.", id=again.quotes[0].id)
    interviews.revise(editor, logged.id, InterviewDraft((changed,), person=again.person))
    assert [v.version for v in interviews.history(editor, logged.id)] == [1, 2]
    lines = interviews.differences(editor, logged.id, 1, 2)
    assert any(line.startswith("-") and "at dawn" in line for line in lines)
    assert any(line.startswith("+") and "at noon" in line for line in lines)
    assert "-agreement attribution: background" in lines
    assert not any("{" in line or "[" in line for line in lines)
    assert interviews.differences(editor, logged.id, 2, 2) == []


def test_a_translation_goes_out_of_date_with_its_original(room):
    editor = room.open(EDITOR)
    logged = interviews.log(editor, in_two_languages())
    again = interviews.draft_of(editor, logged.id)
    quote = again.quotes[0]
    changed = QuoteDraft(
        "류보현이 마루에 바퀴를 두었습니다.", "ko", quote.translations, id=quote.id
    )
    interviews.revise(editor, logged.id, InterviewDraft((changed,), person=again.person))
    korean, english = interviews.show(editor, logged.id).quotes[0].texts
    assert not korean.outdated
    assert english.outdated


def test_only_an_author_or_an_editor_changes_an_interview(room):
    logged = marked(room.open(EDITOR), draft())
    reviewer = room.open(REVIEWER)
    with pytest.raises(NotPermittedError):
        interviews.revise(reviewer, logged.id, draft())
    with pytest.raises(NotPermittedError):
        interviews.log(reviewer, draft())


def test_a_reporter_without_keys_reads_their_own_and_nothing_else(room):
    editor, reporter = room.open(EDITOR), room.open(REPORTER)
    others = interviews.log(editor, draft(title="Not theirs"))
    own = interviews.log(reporter, draft(title="Their own"))
    assert [row.title for row in interviews.rows(reporter)] == ["Their own"]
    assert interviews.show(reporter, own.id).quotes[0].texts[0].words == WORDS
    with pytest.raises(UsageError):
        interviews.show(reporter, others.id)
    room.close()
    assert [row.title for row in interviews.rows(room.open(REPORTER))] == ["Their own"]


def test_a_reporter_without_keys_learns_what_reviewers_said(room):
    editor, reviewer, reporter = room.open(EDITOR), room.open(REVIEWER), room.open(REPORTER)
    own = marked(reporter, draft())
    review.refresh_renditions(editor)
    shown = interviews.show(reviewer, own.id)
    review.send_back(reviewer, own.id, shown.rendition, "Please hide the wheel.")
    row = interviews.show(reporter, own.id)
    assert row.row.status == "returned"
    assert [remark.words for remark in row.remarks] == ["Please hide the wheel."]


def test_an_unmarked_interview_reaches_no_reviewer(room):
    interviews.log(room.open(EDITOR), draft())
    reviewer = room.open(REVIEWER)
    assert interviews.rows(reviewer) == []
    assert interviews.find(reviewer, "wheel") == []


def test_a_bulk_import_keeps_good_rows_and_lists_bad_ones_without_their_values(room):
    secret = "Cho Myong-gil"
    rows = [
        {"quotes": ["The first row is fine."]},
        {"quotes": [f"{secret} \u202e hidden"]},
        {"quotes": ["fine too"], "province": secret},
        {"quotes": ["a wrong field"], secret.lower().replace(" ", "_"): 1},
        {"quotes": ["The last row is fine."]},
    ]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\nnot json\n"
    acknowledged: list[str] = []
    stream = io.BytesIO(data.encode("utf-8"))
    editor = room.open(EDITOR)
    done = interviews.log_many(
        editor, reading.rows_from_jsonl(stream), lambda ids, _line: acknowledged.extend(ids)
    )
    assert len(done.kept) == 2
    assert acknowledged == list(done.kept)
    assert [refusal.line for refusal in done.refused] == [2, 3, 4, 6]
    assert secret not in repr([(r.field, r.reason) for r in done.refused])


def test_reading_somebody_elses_words_is_journalled_once_in_a_session(room):
    logged = interviews.log(room.open(EDITOR), draft())
    founder = room.open(FOUNDER)
    interviews.show(founder, logged.id)
    interviews.show(founder, logged.id)
    interviews.show(room.open(EDITOR), logged.id)
    reads = [member for member, *_ in room.open(EDITOR).state.reads]
    assert reads == [founder.myself.id]


def test_half_typed_forms_are_this_devices_alone(room):
    editor = room.open(EDITOR)
    number = interviews.save_draft(editor, b"half a sentence")
    interviews.save_draft(editor, b"half a sentence more", number)
    assert [each.draft for each in interviews.drafts(editor)] == [b"half a sentence more"]
    assert interviews.drafts(room.open(FOUNDER)) == ()
    room.close()
    again = room.open(EDITOR)
    interviews.discard_draft(again, number)
    assert interviews.drafts(again) == ()
    assert b"half a sentence" not in room.path.read_bytes()
