"""A field home's outbox and draft: full, killed, without room, copied, in another's hands."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.archive import fielding
from tests.archive.conftest import EDITOR, ROOT
from vault.archive import field_drafts, field_home, field_logging, field_sending, interviews
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import (
    BusyError,
    IntegrityError,
    MalformedError,
    NoVaultError,
    RefusedError,
    UsageError,
    WrongKeyError,
)
from vault.store import field_file

KILLS = int(os.environ.get("STRONGROOM_KILLS", "6"))


def start(office, *more: str) -> subprocess.Popen:
    """Start a process that logs until it cannot; its first line says that the home is open."""
    program = Path(__file__).with_name("child_field.py")
    child = subprocess.Popen(
        [sys.executable, str(program), str(office.path), str(office.home.folder), *more],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    child.stdin.write(office.passphrase.decode() + "\n")
    child.stdin.close()
    assert child.stdout.readline() == "ready\n"
    return child


def told(child: subprocess.Popen) -> list[str]:
    """Return every whole line that the process printed."""
    lines = child.stdout.read().split("\n")[:-1]
    child.stdout.close()
    child.wait()
    return lines


def test_R1_no_acknowledged_statement_is_lost_to_kill_9(field, tmp_path):
    room, office = field
    chance = random.Random("field")
    acknowledged: set[int] = set()
    arrived: set[int] = set()
    editor = room.open(EDITOR)
    for _ in range(KILLS):
        child = start(office)
        lines = [child.stdout.readline() for _ in range(chance.randint(1, 3))]
        time.sleep(chance.uniform(0, 0.05))  # into the middle of the next one
        child.kill()
        lines += told(child)
        acknowledged |= {int(line) for line in lines if line.strip().isdigit()}
        home = office.open()
        waiting = {each.counter for each in home.waiting()}
        assert acknowledged <= waiting | arrived
        if len(waiting) > field_file.PIECES // 2:
            fielding.take(editor, office)
            office.receive(fielding.letter(editor, tmp_path))
            arrived |= waiting
    assert acknowledged
    if office.open().waiting():
        fielding.take(editor, office)
    (statements,) = {s.device: None for s in editor.state.from_field.statements.values()}
    have = {s.counter for s in editor.state.from_field.statements_of(statements)}
    assert acknowledged <= have
    office.log("The next change takes away what a killed process left.")
    assert not [path for path in office.folder.iterdir() if path.name.startswith(".")]


def test_a_full_outbox_is_one_sentence_and_nothing_half_written(field, tmp_path):
    room, office = field
    assert told(start(office))[-1] == str(field_file.PIECES)
    before = office.path.read_bytes()
    for act in (
        lambda: office.log("One more."),
        lambda: office.open().refuse_full(),
        lambda: field_logging.add(
            office.open(), field_logging.handle_of(bytes(16)), "One word more."
        ),
    ):
        with pytest.raises(RefusedError, match="outbox has no room") as refusal:
            act()
        assert refusal.value.rules == ("field.outbox",)
    assert office.path.read_bytes() == before
    editor = room.open(EDITOR)
    assert fielding.take(editor, office).interviews == field_file.PIECES
    assert office.receive(fielding.letter(editor, tmp_path)).still_waiting == 0
    assert office.log("One more.").counter == field_file.PIECES + 1


def test_a_long_interview_takes_several_slots_and_arrives_whole(field, tmp_path):
    room, office = field
    chance = random.Random("words")
    words = " ".join(f"{chance.getrandbits(40):x}" for _ in range(40_000))
    office.log("A short one before it.")
    office.log(words, terms=())
    assert [len(each.slots) for each in office.open().waiting()] > [1, 3]
    editor = room.open(EDITOR)
    assert fielding.take(editor, office).interviews == 2
    shown = [interviews.show(editor, row.id) for row in interviews.rows(editor)]
    assert words in {view.quotes[0].texts[0].words for view in shown}
    office.receive(fielding.letter(editor, tmp_path))
    assert len(office.open().free_slots()) == field_file.PIECES


def test_what_is_larger_than_the_outbox_is_refused(field):
    _, office = field
    chance = random.Random("more words")
    quotes = tuple(
        QuoteDraft(" ".join(f"{chance.getrandbits(60):x}" for _ in range(60_000))) for _ in range(5)
    )
    with pytest.raises(MalformedError, match="too much text"):
        field_logging.log(office.open(), InterviewDraft(quotes))
    told(start(office))
    with pytest.raises(RefusedError):
        field_logging.log(office.open(), InterviewDraft(quotes[:1]))


def test_R8_a_full_disk_is_one_sentence_and_what_was_kept_stays(field):
    _, office = field
    office.log("Before the disk was full.")
    before = office.path.read_bytes()
    (line,) = told(start(office, str(1 << 20)))
    assert line.startswith("NoSpaceError: The disk is full")
    assert office.path.read_bytes() == before
    assert not list(office.folder.glob(".*"))
    assert len(office.open().waiting()) == 1


def test_a_bad_interview_is_refused_by_field_and_changes_nothing(field):
    _, office = field
    before = office.path.read_bytes()
    for wrong in (
        InterviewDraft(()), InterviewDraft((QuoteDraft("x"),), province="Atlantis"),
        InterviewDraft((QuoteDraft("x\x07"),)),
        InterviewDraft((QuoteDraft("x"),), title="a" * 2_000_000),
    ):  # fmt: skip
        with pytest.raises(MalformedError):
            field_logging.log(office.open(), wrong)
    with pytest.raises(UsageError):
        field_logging.log(office.open(), InterviewDraft((QuoteDraft("x"),), desk="South desk"))
    assert office.path.read_bytes() == before


# --- the draft -----------------------------------------------------------------------------


def test_one_draft_is_kept_offered_back_and_logged(field):
    room, office = field
    draft = InterviewDraft((QuoteDraft("배는 새벽에 떠났다."),), title="배", person="quiet oar")
    field_drafts.save_draft(office.open(), draft)
    shown = field_drafts.draft(office.open())
    assert shown.draft["quotes"][0]["words"] == "배는 새벽에 떠났다."
    assert field_sending.status(office.open()).draft_saved_at == shown.saved_at
    with pytest.raises(RefusedError, match="a draft already"):
        field_drafts.save_draft(office.open(), draft)
    office.log("Another in between leaves the draft.")
    assert field_logging.log_draft(office.open()).codename == "quiet oar"
    assert field_sending.status(office.open()).draft_saved_at == ""
    for act in (field_drafts.draft, field_logging.log_draft, field_drafts.discard_draft):
        with pytest.raises(UsageError, match="no draft"):
            act(office.open())
    assert fielding.take(room.open(EDITOR), office).interviews == 2


def test_a_draft_that_cannot_be_logged_stays(field):
    _, office = field
    field_drafts.save_draft(office.open(), InterviewDraft((), title="Words to come"))
    with pytest.raises(MalformedError):
        field_logging.log_draft(office.open())
    assert field_drafts.draft(office.open()).draft == {
        "quotes": [], "title": "Words to come",
    }  # fmt: skip
    field_drafts.discard_draft(office.open())
    assert office.open().draft() is None


def test_a_draft_that_is_too_large_is_refused(field):
    _, office = field
    chance = random.Random("large")
    words = " ".join(f"{chance.getrandbits(40):x}" for _ in range(80_000))
    with pytest.raises(RefusedError, match="more than the one draft holds"):
        field_drafts.save_draft(office.open(), InterviewDraft((QuoteDraft(words),)))


# --- the file ------------------------------------------------------------------------------


def test_a_change_of_passphrase_closes_the_old_one_and_keeps_what_waits(field):
    _, office = field
    office.log()
    old = office.passphrase
    with pytest.raises(WrongKeyError):
        field_home.change_passphrase(office.open(), b"not this one at all", None, KDF_FLOOR)
    office.passphrase = field_home.change_passphrase(office.open(), old, None, KDF_FLOOR)
    assert len(office.open().waiting()) == 1
    with pytest.raises(WrongKeyError):
        fielding.FieldOffice(office.folder, old).open()
    with pytest.raises(MalformedError):
        field_home.change_passphrase(office.open(), office.passphrase, b"short")


def test_a_home_that_another_process_writes_to_is_busy_and_not_damaged(field, monkeypatch):
    _, office = field
    home = office.open()
    monkeypatch.setattr(field_file, "_WAIT_SECONDS", 0.0)
    with field_file.held(office.path), pytest.raises(BusyError):
        field_logging.log(home, InterviewDraft((QuoteDraft("Later."),)))
    assert field_logging.log(home, InterviewDraft((QuoteDraft("Now."),))).counter == 1


def test_two_processes_that_take_turns_lose_nothing(field):
    _, office = field
    one, other = office.open(), office.open()
    for home in (one, other, one, other):
        field_logging.log(home, InterviewDraft((QuoteDraft("In turn."),)))
    assert [each.counter for each in office.open().waiting()] == [1, 2, 3, 4]


def test_a_damaged_home_is_refused_and_an_absent_one_named(field):
    _, office = field
    data = bytearray(office.path.read_bytes())
    data[0] ^= 1
    office.path.write_bytes(data)
    with pytest.raises(IntegrityError, match="home is damaged"):
        office.open()
    data[0] ^= 1
    data[1000] ^= 1  # in the book
    office.path.write_bytes(data)
    with pytest.raises(IntegrityError):
        office.open().book()
    office.path.unlink()
    with pytest.raises(NoVaultError):
        office.open()


def test_joining_never_writes_over_another_file(field, tmp_path):
    _, office = field
    before = office.path.read_bytes()
    with pytest.raises(UsageError):
        field_file.create(office.path, field_file.read(office.path))
    assert office.path.read_bytes() == before
    with pytest.raises(UsageError):
        field_sending.write_new(office.path, b"a packet")
