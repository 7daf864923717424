"""What the computer around the program sees, keeps, forgets or pretends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import HEADLESS, run_strongroom
from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import forgetting, interviews
from vault.cli import process
from vault.errors import RollbackError, WrongKeyError
from vault.journal import cores

LISTENER = """
import argon2.low_level
derive = argon2.low_level.hash_secret_raw
def listening(secret, *given, **more):
    open({heard!r}, "ab").write(secret)
    return derive(secret, *given, **more)
argon2.low_level.hash_secret_raw = listening
"""


def run(room, *arguments: str, **more: object):
    """Run a command as the editor, in a process of its own."""
    given = {"passphrase": room.passphrases[EDITOR], "STRONGROOM_HOME": str(room.home.folder)}
    return run_strongroom("--vault", str(room.path), *arguments, **given, **more)


@pytest.mark.limit(4, "good", "What a lost or stolen file still tells")
def test_the_file_says_what_it_is_and_each_passphrase_opens_the_same_vault(room):
    """That somebody uses Strongroom cannot be hidden: the program, the file's ending and its
    header say so. There is no hidden vault and no second passphrase that opens a harmless one.
    """
    room.close()
    assert room.path.suffix == ".strongroom"
    assert room.path.read_bytes()[68:72] == b"STRM"
    vaults = {bytes(room.open(name).ledger.keyring.vault_id) for name in room.passphrases}
    slots = room.rows("SELECT count(*) FROM slot")
    assert (len(vaults), slots) == (1, [(len(room.passphrases),)])
    with pytest.raises(WrongKeyError):
        room.unlock(b"a second passphrase for whoever asks")


@pytest.mark.limit(7, "good", "What a lost or stolen file still tells")
def test_a_snapshot_of_the_disk_keeps_what_was_overwritten_in_the_file(room, tmp_path):
    """Overwriting reaches the vault file and SQLite's files beside it. It does not reach spare
    blocks of a solid-state disk, snapshots of a file system, backups, or memory that the
    operating system wrote to swap or to a hibernation file. Encrypt the disk and the swap.
    """
    interview = steps.log(room.open(REPORTER))
    request = forgetting.forget_interview(room.open(EDITOR), interview, "She asked us to.")
    (found,) = room.open(EDITOR).state.removals.values()
    store = room.open(EDITOR).ledger.store
    marks = {store.object(name)[200:232] for name in found.objects}
    room.close()
    snapshot = tmp_path / "a snapshot, or the blocks that a disk set aside"
    shutil.copytree(room.path.parent, snapshot)
    forgetting.confirm(room.open(REVIEWER), request.id)
    room.close()

    def held(folder: Path) -> set[bytes]:
        files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
        return {mark for mark in marks if any(mark in data for data in files)}

    assert held(room.path.parent) == set()
    assert held(snapshot) == marks


@pytest.mark.limit(42, "good", "The computer")
def test_a_program_with_the_users_rights_hears_the_passphrase(room, tmp_path):
    """A program that runs with your rights while you work sees what you type and read. No
    archive can protect against that.
    """
    room.close()
    heard, planted = tmp_path / "heard", tmp_path / "planted"
    planted.mkdir()
    (planted / "sitecustomize.py").write_text(LISTENER.format(heard=str(heard)))
    done = run(room, "list", PYTHONPATH=str(planted))
    assert done.code == 0, done.err
    assert room.passphrases[EDITOR] in heard.read_bytes()


@pytest.mark.limit(44, "good", "The computer")
def test_what_show_prints_stays_in_the_terminal(room):
    """The terminal emulator, `tmux` and the like keep what was drawn in their own memory and
    logs. Strongroom draws on the alternate screen and clears it; the commands `show`, `find` and
    `copy show` print text that scrolls back.
    """
    interview = steps.log(room.open(FOUNDER))
    room.close()
    done = run(room, "show", interview)
    assert steps.WORDS in done.out
    assert "\x1b" not in done.out  # no alternate screen that could be cleared


@pytest.mark.limit(45, "good", "The computer")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_words_to_find_stand_in_the_list_of_processes(room):
    """Words given to `find` on the command line stand in the shell's history and in the list of
    processes. Without an argument they are read from standard input.
    """
    room.close()
    waiting = [sys.executable, "-P", "-c", HEADLESS, "--vault", str(room.path)]
    read_end, write_end = os.pipe()  # the passphrase never comes, so the process waits
    given = [*waiting, "--passphrase-fd", str(read_end), "find", "the lamps were lit"]
    started = subprocess.Popen(given, pass_fds=(read_end,), stdin=subprocess.DEVNULL)
    try:
        seen = b""
        while not seen:  # empty until the program has taken the place of this one
            seen = Path(f"/proc/{started.pid}/cmdline").read_bytes()
    finally:
        os.close(write_end)
        os.close(read_end)
        started.wait()
    assert b"the lamps were lit" in seen


@pytest.mark.limit(47, "good", "The computer")
def test_on_systems_without_prctl_the_process_stays_readable(monkeypatch):
    """That no other process of the same user can read Strongroom's memory, and that it leaves no
    core dump, is arranged on Linux; other systems get the limit on core files alone.
    """
    monkeypatch.setattr(process.os, "umask", lambda _mask: 0)
    monkeypatch.setattr(process.sys, "platform", "darwin")
    process.harden()
    assert process.resource.getrlimit(process.resource.RLIMIT_CORE)[0] == 0
    assert process.is_dumpable()


@pytest.mark.limit(48, "now", "The computer")
def test_every_opening_verifies_every_entry_again(room, monkeypatch):
    """Each opening verifies the whole journal and opens everything that one's keys open; finding
    then compares line by line. With many thousands of interviews both become slow.
    """
    for _ in range(3):
        steps.log(room.open(FOUNDER))
    room.close()
    verified, verify = list[bytes](), cores.verify

    def counting(vault_id, core, *given):
        verified.append(core)
        return verify(vault_id, core, *given)

    monkeypatch.setattr(cores, "verify", counting)
    entries = room.rows("SELECT count(*) FROM entry WHERE n > 0")[0][0]
    for opening in (1, 2):
        room.open(EDITOR)
        room.close()
        assert len(verified) == opening * entries


@pytest.mark.limit(49, "good", "The computer")
def test_a_disk_that_forgot_what_it_said_was_written_loses_it(room):
    """After a power cut Strongroom relies on the disk to keep what it said was written. Kills of
    the process are tested; a disk that lies loses what came last. The computer that wrote it
    notices by its pin, where the disk kept that.
    """
    room.close()
    kept = room.path.read_bytes()
    lost = steps.log(room.open(FOUNDER))
    room.close()
    room.path.write_bytes(kept)  # the power is back, and the disk never wrote the rest
    founder = room.open(FOUNDER)
    assert founder.ledger.behind is not None
    assert lost not in {row.id for row in interviews.rows(founder)}
    with pytest.raises(RollbackError):
        steps.log(founder)
