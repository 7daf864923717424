"""An acknowledged interview survives kill -9, a full disk and other writers."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, Newsroom
from tests.archive.desk import draft
from vault.archive import interviews
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import LockedError, NoSpaceError

KILLS = int(os.environ.get("STRONGROOM_KILLS", "6"))
BULK_ROWS = 5000


def start(room: Newsroom, how: str, rows: int, name: str = EDITOR) -> subprocess.Popen:
    """Start a process that logs; its first line says that the vault is open."""
    program = Path(__file__).with_name("child_logging.py")
    called = [sys.executable, "-P", str(program), str(room.path), str(room.home.folder), how]
    child = subprocess.Popen(
        [*called, str(rows)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    child.stdin.write(room.passphrases[name].decode() + "\n")
    child.stdin.flush()
    assert child.stdout.readline() == "ready\n"
    return child


def acknowledged(child: subprocess.Popen) -> list[str]:
    """Return every whole line that the process printed before it died."""
    lines = child.stdout.read().split("\n")[:-1]
    child.stdout.close()
    child.stdin.close()
    child.wait()
    return [line for line in lines if len(line) == 32]


@pytest.mark.parametrize("how", ["single", "bulk"])
def test_R1_no_acknowledged_interview_is_lost_to_kill_9(room, how):
    chance = random.Random(how)
    kept: set[str] = set()
    for number in range(KILLS):
        child = start(room, how, BULK_ROWS)
        if number % 2:
            kept.add(child.stdout.readline().strip())
        time.sleep(chance.uniform(0.02, 0.4))
        child.kill()
        kept.update(acknowledged(child))
        archive = room.open(EDITOR)
        assert kept <= {row.id for row in interviews.rows(archive)}
        assert not archive.ledger.outcomes.stray
        archive.ledger.store.integrity_check()
        room.close()
    assert kept


def test_R2_two_processes_log_at_once_and_nothing_is_lost(room):
    children = [start(room, "single", 25, name) for name in (EDITOR, FOUNDER)]
    kept = {ident for child in children for ident in acknowledged(child)}
    assert [child.returncode for child in children] == [0, 0]
    assert len(kept) == 50
    assert kept <= {row.id for row in interviews.rows(room.open(EDITOR))}


def test_an_open_archive_sees_what_another_process_logged(room):
    archive = room.open(EDITOR)
    child = start(room, "single", 3, FOUNDER)
    kept = set(acknowledged(child))
    assert kept <= {row.id for row in interviews.rows(archive)}


def test_R7_a_full_disk_keeps_what_was_saved_and_the_session_goes_on(room):
    archive = room.open(EDITOR)
    first = interviews.log(archive, draft())
    connection = archive.ledger.store._sql.connection
    connection.set_authorizer(None)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    big = InterviewDraft((QuoteDraft("가나다라마바사 " * 40_000),))
    noise = "".join(random.Random(1).choices("강낙닥락막박삭악작착칵탁팍학", k=200_000))
    with pytest.raises(NoSpaceError) as full:
        for _ in range(50):
            interviews.log(archive, InterviewDraft((*big.quotes, QuoteDraft(noise))))
    assert "full" in full.value.sentence
    assert first.id in {row.id for row in interviews.rows(archive)}
    connection.execute("PRAGMA max_page_count = 1000000")
    again = interviews.log(archive, draft(title="After the disk was emptied"))
    room.close()
    found = {row.id for row in interviews.rows(room.open(EDITOR))}
    assert {first.id, again.id} <= found


def test_a_locked_archive_answers_nothing(room):
    archive = room.open(REPORTER)
    room.close()
    with pytest.raises(LockedError):
        interviews.rows(archive)


CANARIES = ("Oshiro Tamberlane", "봉숭아골목 열두째집", "tamberlane@example.org")


def test_C_nothing_typed_stands_in_any_file_of_this_computer(room, tmp_path):
    archive = room.open(EDITOR)
    name, place, mail = CANARIES
    given = draft(
        f"{name} lives at {place}, write to {mail}.", title=name, contact=mail, place=place
    )
    logged = interviews.log(archive, given)
    interviews.save_draft(archive, name.encode() + place.encode())
    interviews.show(archive, logged.id)
    found = list(_files_with(CANARIES, tmp_path))
    room.close()
    found += _files_with(CANARIES, tmp_path)
    assert found == []


def _files_with(words: tuple[str, ...], folder: Path) -> list[str]:
    forms = [form for word in words for form in (word.encode(), word.encode("utf-16-le"))]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]
