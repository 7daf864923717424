"""What keys and roles cannot keep a colleague from doing."""

from __future__ import annotations

import shutil

import pytest
from msgspec.structs import replace

from tests.limits import steps
from tests.limits.newsroom import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault import acts
from vault.archive import interviews, marking, members, persons, session
from vault.archive.founding import FoundingRequest, found_vault, recover
from vault.archive.home import Home
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import NotPermittedError
from vault.model import Part, PolicyPreset, Preset, Redacted, SpanKind, Term, Verbatim


def test_a_colleagues_script_opens_what_their_keys_open_and_leaves_no_entry(room):
    interview = steps.log(room.open(FOUNDER))
    editor = room.open(EDITOR)
    entries = room.rows("SELECT count(*) FROM entry")
    state = next(i for i in editor.state.interviews.values() if i.id.hex() == interview)
    part = editor.ledger.read(state.standing()[0].ref.verbatim, Verbatim)
    assert part.quotes[0].texts[0].words == steps.WORDS
    assert room.rows("SELECT count(*) FROM entry") == entries
    assert not editor.state.reads
    interviews.show(editor, interview)
    assert [reader for reader, *_ in editor.state.reads] == [editor.myself.id]


def test_finding_reads_words_without_a_journal_entry(room):
    steps.log(room.open(FOUNDER))
    editor = room.open(EDITOR)
    assert interviews.find(editor, "sacks")
    assert not editor.state.reads


def test_a_member_who_gives_up_a_role_keeps_the_keys_they_had(room):
    interview = steps.log(room.open(FOUNDER))
    editor = room.open(EDITOR)
    changed = members.change_roles(room.open(FOUNDER), EDITOR, DESK, Preset.REVIEWER)
    assert {f"verbatim@{DESK}", f"security@{DESK}"} <= set(changed.keys_kept)
    assert interviews.show(editor, interview).quotes[0].texts[0].words == steps.WORDS
    with pytest.raises(NotPermittedError):
        interviews.revise(editor, interview, interviews.draft_of(editor, interview))


def test_an_old_copy_still_opens_with_the_passphrase_and_secret_of_its_time(room, tmp_path):
    interview = steps.log(room.open(FOUNDER))
    room.close()
    kept = room.copied(tmp_path / "kept by somebody who left")
    session.change_passphrase(
        room.open(EDITOR), room.passphrases[EDITOR], b"ferry marsh copper nine birds", KDF_FLOOR
    )
    assert interviews.show(kept.open(EDITOR), interview).quotes[0].texts[0].words == steps.WORDS
    kept.close()


def test_every_editor_of_a_desk_reads_every_term_of_it(room):
    steps.log(room.open(REPORTER), terms=(Term("Aud Fjeldheim", SpanKind.PERSON),))
    (person,) = persons.persons(room.open(EDITOR))
    assert [term.words for term in person.terms] == ["Aud Fjeldheim"]
    (seen,) = persons.persons(room.open(REVIEWER))
    assert seen.terms is None


def test_every_member_reads_the_names_of_all_colleagues(room):
    names = {view.name for view in room.open(REPORTER).members()}
    assert names == {FOUNDER, EDITOR, REVIEWER, REPORTER}


def test_an_editors_script_can_seal_a_rendition_that_says_something_else(room):
    author, reviewer, editor = room.open(FOUNDER), room.open(REVIEWER), room.open(EDITOR)
    interview = steps.log(author)
    marking.mark(author, interview)
    interviews.rows(editor)
    (state,) = editor.state.interviews.values()
    current = editor.state.rendition(state)
    part = editor.ledger.read(current.redacted, Redacted)

    def build(writing):
        forged = replace(part, title="Words that nobody said")
        name = writing.seal(Part.REDACTED, state.desk, forged)
        ref = acts.RenditionRef(state.id, name, current.verbatim)
        return acts.Rendered(
            member=writing.member, at=writing.now(), desk=state.desk, registry=current.against[0],
            rules=current.against[1], renditions=(ref,), whole_desk=False,
        )  # fmt: skip

    editor.ledger.commit(build)
    assert interviews.show(reviewer, interview).row.title == "Words that nobody said"


def test_members_of_one_computer_share_one_account_and_their_secrets_lie_together(room):
    secrets = list((room.home.folder / "devices").iterdir())
    assert len(secrets) == len(room.passphrases) == 4
    assert {path.stat().st_uid for path in secrets} == {room.path.stat().st_uid}


def test_in_a_vault_of_one_the_author_approves_and_the_status_says_so(tmp_path):
    path, home = tmp_path / "one.strongroom", Home(tmp_path / "home")
    founded = found_vault(
        path, home, FoundingRequest(FOUNDER, DESK, PolicyPreset.ONE_PERSON, cost=KDF_FLOOR)
    )
    alone = session.unlock(path, home, founded.passphrase)
    interview = steps.approved(alone, alone)
    assert interviews.show(alone, interview).row.status == "approved"
    assert any("nobody checks" in notice for notice in alone.status().notices)
    alone.close()


def test_a_lost_own_wrap_closes_a_reporters_own_words_until_an_editor_reads_them_out(room):
    interview = steps.log(room.open(REPORTER))
    room.close()
    room.edit("DELETE FROM own_wrap")
    reporter = room.open(REPORTER)
    assert [row.id for row in interviews.rows(reporter)] == []
    assert interviews.show(room.open(EDITOR), interview).cleared


def test_a_recovered_reporter_does_not_get_their_own_originals_back(room, tmp_path):
    interview = steps.log(room.open(REPORTER))
    room.close()
    copy, home = tmp_path / "copy.strongroom", Home(tmp_path / "another computer")
    shutil.copy(room.path, copy)
    again = recover(copy, home, list(room.sheets[REPORTER]), cost=KDF_FLOOR)
    archive = session.unlock(copy, home, again.passphrase)
    assert archive.me.name == REPORTER
    assert interviews.rows(archive) == []
    archive.close()
    assert [row.id for row in interviews.rows(room.open(REPORTER))] == [interview]
