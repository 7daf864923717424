"""How a process of the command line ends, by signal, fault or crash, and what it leaves."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.archive import desk
from tests.cli.conftest import PATIENCE_SECONDS
from tests.cli.running import HEADLESS, ROOT
from tests.newsroom import EDITOR
from vault.archive import interviews
from vault.errors import InterruptedByUserError, LockedError, StrongroomError

CANARY = "the-weir-keeper-is-called-Dorte"
# Of another group than root's, so that what belongs to root alone is told from what is the user's.
OTHER_GROUP = 1 if os.geteuid() == 0 else None
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

# Says what the terminal is left like.
_TELLS_ECHO = """
import atexit, termios
atexit.register(lambda: os.write(1, b"echo %d\\n" % bool(termios.tcgetattr(0)[3] & termios.ECHO)))
"""
# Fails with secrets in the locals, the message and the object, where a real fault would.
_FAILS_IN = """
import sys
sys.path.insert(0, {root!r})
import {module} as owner
def fail(*given, **named):
    passphrase = b"{canary}"
    seeds = {{"secret": "{canary}"}}
    raise ValueError("{canary}", passphrase, seeds, given)
owner.{name} = fail
"""


def failing(module: str, name: str) -> str:
    return _FAILS_IN.format(root=str(ROOT), canary=CANARY, module=module, name=name) + HEADLESS


@pytest.mark.parametrize("number", SIGNALS, ids=lambda each: each.name)
def test_c14_a_signal_at_the_passphrase_gives_the_echo_back_and_exits_130(sit_down, room, number):
    home = str(room.home.folder)
    seat = sit_down("--vault", room.path, "list", code=_TELLS_ECHO + HEADLESS, STRONGROOM_HOME=home)
    seat.wait_for("Passphrase: ")
    seat.process.send_signal(number)
    assert seat.leave() == InterruptedByUserError.exit_code
    assert "echo 1" in seat.seen
    assert seat.seen.count("Interrupted.") == 1
    assert "Traceback" not in seat.seen


@pytest.mark.parametrize("number", SIGNALS, ids=lambda each: each.name)
def test_C4_a_session_that_is_ended_by_a_signal_leaves_one_file(room, number):
    passphrase, end = os.pipe()
    os.write(end, room.passphrases[EDITOR] + b"\n")
    os.close(end)
    session = subprocess.Popen(
        [sys.executable, "-P", "-c", HEADLESS, "--json", "--passphrase-fd", str(passphrase),
         "--vault", str(room.path), "shell"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        pass_fds=(passphrase,), env=os.environ | {"STRONGROOM_HOME": str(room.home.folder)},
    )  # fmt: skip
    os.close(passphrase)
    session.stdin.write(b"log - <<END\nThey sold the cart.\nEND\n")
    session.stdin.flush()
    assert b'"id"' in session.stdout.readline()
    session.send_signal(number)
    out, err = session.communicate(timeout=120)
    assert session.returncode == InterruptedByUserError.exit_code
    assert b"E_INTERRUPTED" in out
    assert err.strip() == b"Interrupted."
    beside = {path.name for path in room.path.parent.iterdir()}
    assert beside == {room.path.name, room.home.folder.name}
    assert len(interviews.rows(room.open(EDITOR))) == 1


def test_a_hang_up_that_was_ignored_from_the_start_stays_ignored():
    code = (
        f"import sys, signal; sys.path.insert(0, {str(ROOT)!r})\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from vault.cli.process import leave_in_order; leave_in_order()\n"
        "print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True)
    assert done.stdout == "True\n"


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("vault.archive.slots", "open_any"),
        ("vault.archive.session", "_open_ledger"),
        ("vault.archive.interviews", "rows"),
        ("vault.archive.review", "refresh_renditions"),
        ("vault.cli.output", "Output.answer_rows"),
    ],
)
def test_C10_a_fault_inside_shows_one_sentence_on_a_terminal(sit_down, room, module, name):
    desk.marked(room.open(EDITOR), desk.draft(CANARY))
    room.close()
    seat = sit_down(
        "--vault", room.path, "list", code=failing(module, name),
        STRONGROOM_HOME=str(room.home.folder),
    )  # fmt: skip
    seat.wait_for("Passphrase: ")
    seat.type(room.passphrases[EDITOR].decode())
    assert seat.leave() == StrongroomError.exit_code
    last = seat.seen.rstrip().splitlines()[-1].rpartition("\x1b[K")[2]
    assert last == "Strongroom hit an internal error (ValueError); nothing was shown."
    assert CANARY not in seat.seen
    assert "Traceback" not in seat.seen
    beside = {path.name for path in room.path.parent.iterdir()}
    assert beside == {room.path.name, room.home.folder.name}
    assert not [p for p in room.path.parent.rglob("*") if p.is_file()
                and CANARY.encode() in p.read_bytes()]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("entry", [("-c", HEADLESS), ("-m", "tui")], ids=["headless", "whole"])
@pytest.mark.parametrize("command", ["list", "shell"])
def test_C7_C8_a_process_is_closed_to_others_before_it_reads_a_passphrase(room, entry, command):
    read_end, write_end = os.pipe()
    running = subprocess.Popen(
        [sys.executable, *entry, "--vault", str(room.path), "--passphrase-fd", str(read_end),
         command],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        group=OTHER_GROUP, pass_fds=(read_end,), cwd=ROOT,
        env=os.environ | {"STRONGROOM_HOME": str(room.home.folder)},
    )  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not is_closed_to_others(running.pid):
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)
        os.write(write_end, room.passphrases[EDITOR] + b"\n")
        out, _ = running.communicate(timeout=PATIENCE_SECONDS)
        assert running.returncode == 0, out
    finally:
        os.close(read_end)
        os.close(write_end)
        running.kill()


def is_closed_to_others(pid: int) -> bool:
    """Tell whether a process may not be read: then its descriptors belong to root alone."""
    owner = Path(f"/proc/{pid}/fd").stat()
    return (owner.st_uid, owner.st_gid) == (0, 0)


def test_C7_a_crash_of_the_interpreter_leaves_no_core(tmp_path):
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import os, resource, signal\n"
        "_, hard = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
        "from vault.cli.process import harden, keep_crashes_silent\n"
        f"if sys.argv[1:]: harden(); keep_crashes_silent()\n"
        f"secret = {CANARY!r} * 100\n"
        "os.kill(os.getpid(), signal.SIGSEGV)\n"
    )

    def crash(*given: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code, *given], cwd=tmp_path, capture_output=True
        )
        assert done.returncode == -signal.SIGSEGV
        assert CANARY.encode() not in done.stdout + done.stderr
        return [path.name for path in tmp_path.iterdir()]

    assert crash("hardened") == []
    crash()  # what an unprotected one leaves depends on the machine; see docs/limits.md


def test_c11_no_variable_holds_a_secret(strongroom, room):
    named = {"STRONGROOM_PASSPHRASE", "STRONGROOM_PASSWORD", "STRONGROOM_KEY"}
    given = dict.fromkeys(named, room.passphrases[EDITOR].decode())
    done = strongroom("--vault", room.path, "list", STRONGROOM_HOME=str(room.home.folder), **given)
    assert done.code == LockedError.exit_code


def test_c11_the_program_reads_these_variables_and_no_others():
    known = {"STRONGROOM_HOME", "STRONGROOM_RESUME", "NO_COLOR", "TERM"}
    found = {
        name for folder in ("vault", "tui") for path in (ROOT / folder).rglob("*.py")
        for name in _variables(path)
    }  # fmt: skip
    assert {name for name in found if name.isupper()} <= known


def _variables(path: Path) -> set[str]:
    """Return the names that a module looks up in the environment."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value.value
        for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    found: set[str] = set()
    for node in ast.walk(tree):
        text = ast.unparse(node) if isinstance(node, ast.Call | ast.Subscript | ast.Compare) else ""
        if "environ" not in text and "getenv" not in text:
            continue
        for each in ast.walk(node):
            value = constants.get(each.id) if isinstance(each, ast.Name) else None
            value = each.value if isinstance(each, ast.Constant) else value
            if isinstance(value, str):
                found.add(value)
    return found
