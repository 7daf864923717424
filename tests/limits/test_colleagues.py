"""What keys and roles cannot keep a colleague from doing."""

from __future__ import annotations

import shutil

import pytest
from msgspec.structs import replace

from tests.limits import steps
from tests.limits.newsroom import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault import acts
from vault.archive import (
    interviews,
    leaving,
    marking,
    members,
    persons,
    review,
    rotating,
    session,
    stories,
    writing,
)
from vault.archive.founding import FoundingRequest, found_vault, recover
from vault.archive.home import Home
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import NotPermittedError
from vault.keyring import GrantBox
from vault.model import Part, PolicyPreset, Preset, Redacted, SpanKind, Term, Verbatim


@pytest.mark.limit(15, "good", "What a colleague can do")
def test_a_colleagues_script_opens_what_their_keys_open_and_leaves_no_entry(room):
    """A member can open whatever their keys open with a script of their own, and that leaves no
    journal entry.
    """
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


@pytest.mark.limit(16, "now", "What a colleague can do")
def test_finding_reads_words_without_a_journal_entry(room):
    """Opening an interview, its proposals or its form, and comparing versions are journalled;
    finding words and rendering in the background read verbatim words too and are not.
    """
    steps.log(room.open(FOUNDER))
    editor = room.open(EDITOR)
    assert interviews.find(editor, "sacks")
    assert not editor.state.reads


@pytest.mark.limit(18, "good", "What a colleague can do")
def test_a_member_who_gives_up_a_role_keeps_the_keys_they_had(room):
    """Whoever leaves, gives up a role or loses a device keeps the keys they had: what was
    written until then stays open to them in any copy. Strongroom names the parts. What is
    written after the new keys were made does not open.
    """
    interview = steps.log(room.open(FOUNDER))
    editor = room.open(EDITOR)
    changed = members.change_roles(room.open(FOUNDER), EDITOR, DESK, Preset.REVIEWER)
    assert {f"verbatim@{DESK}", f"security@{DESK}"} <= set(changed.keys_kept)
    assert interviews.show(editor, interview).quotes[0].texts[0].words == steps.WORDS
    with pytest.raises(NotPermittedError):
        interviews.revise(editor, interview, interviews.draft_of(editor, interview))


@pytest.mark.limit(19, "good", "What a colleague can do")
def test_an_old_copy_still_opens_with_the_passphrase_and_secret_of_its_time(room, tmp_path):
    """A former member's old copy opens with the passphrase and the device secret of its time, as
    far as they could read then. Changing a passphrase does not reach copies.
    """
    interview = steps.log(room.open(FOUNDER))
    room.close()
    kept = room.copied(tmp_path / "kept by somebody who left")
    session.change_passphrase(
        room.open(EDITOR), room.passphrases[EDITOR], b"ferry marsh copper nine birds", KDF_FLOOR
    )
    assert interviews.show(kept.open(EDITOR), interview).quotes[0].texts[0].words == steps.WORDS
    kept.close()


@pytest.mark.limit(67, "now", "Attachments")
def test_an_editors_script_can_seal_a_colleague_out_of_new_keys(room, monkeypatch):
    """Whoever makes new keys says to which devices they were sealed. Nobody can be left off that
    list, but an editor or admin who seals nonsense to a colleague shuts that colleague out of
    what comes; the colleague notices at once, others do not, and no command gives the key again.
    """
    founder, reviewer = room.open(FOUNDER), room.open(REVIEWER)
    theirs = {device.id for device in founder.state.members[reviewer.myself.id].devices.values()}
    honest = writing.Writing.seal_to_device

    def seal(self, device, record):
        return honest(self, device, GrantBox(()) if device.id in theirs else record)

    with monkeypatch.context() as patch:
        patch.setattr(writing.Writing, "seal_to_device", seal)
        leaving.sign_out(founder, REPORTER, confirmed=True)
        rotating.rotate(founder)
    interview = steps.log(founder)
    room.close()
    with pytest.raises(NotPermittedError, match="keys that you were not given"):
        room.open(REVIEWER)
    editor = room.open(EDITOR)
    assert interview in {row.id for row in interviews.rows(editor)}
    assert not any(REVIEWER in notice for notice in editor.status().notices)
    assert rotating.rotate(editor).renewed == ()


@pytest.mark.limit(27, "now", "What a colleague can do")
def test_two_recordings_of_one_event_end_an_embargo_that_waits_for_two(room):
    """Events that end an embargo are counted, not matched: an interview and a quote that wait for
    two events leave after two recordings, whatever those say.
    """
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    waits = replace(steps.AGREED, embargo_event="the bridge opens")
    quote = QuoteDraft(
        steps.WORDS, "en", agreement=replace(steps.AGREED, embargo_event="the verdict is read")
    )
    interview = interviews.log(founder, InterviewDraft((quote,), desk=DESK, agreement=waits)).id
    marking.mark(founder, interview)
    shown = interviews.show(editor, interview).quotes[0].id
    draft = stories.StoryDraft(title="Later", picks=((interview, shown, "en"),))
    story = stories.save_story(editor, draft)

    def is_held_back() -> bool:
        (pick,) = stories.story(editor, story.id).picks
        return not next(v.allowed for v in pick.verdicts if v.rule == "AGR-10")

    assert is_held_back()
    for expected in (True, False):
        review.record_event(editor, interview, "The bridge opened.")
        assert is_held_back() is expected


@pytest.mark.limit(20, "good", "What a colleague can do")
def test_every_editor_of_a_desk_reads_every_term_of_it(room):
    """What is entered as a term can be read by every editor of the desk, names included. The
    form says so before it is saved.
    """
    steps.log(room.open(REPORTER), terms=(Term("Aud Fjeldheim", SpanKind.PERSON),))
    (person,) = persons.persons(room.open(EDITOR))
    assert [term.words for term in person.terms] == ["Aud Fjeldheim"]
    (seen,) = persons.persons(room.open(REVIEWER))
    assert seen.terms is None


@pytest.mark.limit(21, "good", "What a colleague can do")
def test_every_member_reads_the_names_of_all_colleagues(room):
    """Every member, an administrator too, reads the names of all members and desks, the policy
    and the rules.
    """
    names = {view.name for view in room.open(REPORTER).members()}
    assert names == {FOUNDER, EDITOR, REVIEWER, REPORTER}


@pytest.mark.limit(22, "now", "What a colleague can do")
def test_an_editors_script_can_seal_a_rendition_that_says_something_else(room):
    """A rendition is what an editor's program made of the words. An editor's script can seal
    another one, signed by that editor; a reviewer, who holds no key to the words, cannot tell.
    """
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


@pytest.mark.limit(6, "now", "What a lost or stolen file still tells")
def test_members_of_one_computer_share_one_account_and_their_secrets_lie_together(room):
    """Several members of one vault work on one computer under one account of the operating
    system, so their device secrets lie in one folder, and each has only the passphrase against
    the others.
    """
    secrets = list((room.home.folder / "devices").iterdir())
    assert len(secrets) == len(room.passphrases) == 4
    assert {path.stat().st_uid for path in secrets} == {room.path.stat().st_uid}


@pytest.mark.limit(23, "good", "What a colleague can do")
def test_in_a_vault_of_one_the_author_approves_and_the_status_says_so(tmp_path):
    """In a vault for one person nobody checks what its owner approves; time has to stand in for
    a second person. The status says so.
    """
    path, home = tmp_path / "one.strongroom", Home(tmp_path / "home")
    founded = found_vault(
        path, home, FoundingRequest(FOUNDER, DESK, PolicyPreset.ONE_PERSON, cost=KDF_FLOOR)
    )
    alone = session.unlock(path, home, founded.passphrase)
    interview = steps.approved(alone, alone)
    assert interviews.show(alone, interview).row.status == "approved"
    assert any("nobody checks" in notice for notice in alone.status().notices)
    alone.close()


@pytest.mark.limit(14, "good", "What somebody who can write to the file can do")
def test_a_lost_own_wrap_closes_a_reporters_own_words_until_an_editor_reads_them_out(room):
    """Own wraps are local rows. When they are lost, a reporter cannot read back what they wrote
    until an editor shares it with them; every command says how many are gone.
    """
    interview = steps.log(room.open(REPORTER))
    room.close()
    room.edit("DELETE FROM own_wrap")
    reporter = room.open(REPORTER)
    assert [row.id for row in interviews.rows(reporter)] == []
    assert any("gone that opened what you wrote" in n for n in reporter.status().notices)
    assert interviews.show(room.open(EDITOR), interview).cleared


@pytest.mark.limit(51, "good", "The computer")
def test_a_recovered_reporter_does_not_get_their_own_originals_back(room, tmp_path):
    """A reporter whose computer is lost gets their roles back with the sheet, not their own
    originals, until an editor shares them interview by interview.
    """
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
