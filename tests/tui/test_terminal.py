"""In a real terminal: bytes that must never appear, and what is left when the program goes.

Ids of the measured leaks: terminal-ui.md section 5, rows 1 to 15.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("child_app.py")
# What the program with one field of every kind shows once the first of them takes keys.
FIELDS_READY = b"ready for keys"
CANARY = "Zanzibar-Quetzal-7731"
PASSPHRASE = "maple violin harbor crane lemon static"  # of the newsroom that stands in
# How long anything may take on the slowest of machines; only a failing test waits for so long.
PATIENCE_SECONDS = 120.0
CSI = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")
# What a terminal must be told before a program leaves it.
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")
# Of another group than root's, so that what belongs to root alone is told from what is the user's.
OTHER_GROUP = 1 if os.geteuid() == 0 else None
HOSTILE = (
    "clip \x1b]52;c;RVZJTA==\x07 title \x1b]0;HIJACKED\x1b\\ erase \x1b[2J dcs \x1bPq\x1b\\ "
    "c1 \x9b31m\x9d0;x\x9c bidi \u202egnp.exe\u2066 zero \u200b\ufeff del \x7f bel \x07 "
    "markup [REDACTED] [/] [@click=app.quit]x[/] 한국 가명-1"
)


class Terminal:
    """A program in a pseudo-terminal of a given size, and everything that it wrote."""

    def __init__(
        self, *argv: str, size: tuple[int, int] = (80, 24), group: int | None = None,
        **environment: str,
    ) -> None:  # fmt: skip
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, *argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=_environment(environment),
            # A job of its own: an orphaned one could not be stopped.
            process_group=0,
            group=group,
            cwd=ROOT,
        )
        os.close(slave)
        self.wrote = b""

    def read(self, seconds: float = 0.1) -> None:
        """Collect output until nothing came for so long."""
        while select.select([self.master], [], [], seconds)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:  # Linux says EIO when the last one closed the other end
                return
            if not data:
                return
            self.wrote += data

    def wait_for(self, words: bytes, seconds: float = PATIENCE_SECONDS, since: int = 0) -> None:
        """Wait until the program wrote these bytes."""
        ends = time.monotonic() + seconds
        while words not in self.wrote[since:]:
            assert time.monotonic() < ends, f"{words!r} never came: {self.wrote[-2000:]!r}"
            self.read()

    def wait_until(self, is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for a condition, and take in all that was written before it came true."""
        ends = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < ends, f"it never came true: {self.wrote[-2000:]!r}"
            self.read()
        self.read()

    def press(self, keys: str | bytes) -> None:
        """Type; what comes of it has to be waited for."""
        os.write(self.master, keys.encode() if isinstance(keys, str) else keys)
        self.read(0.02)

    def signal(self, number: signal.Signals) -> None:
        os.killpg(self.process.pid, number)

    def ends(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for the end and return the exit code."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "it did not end"
            self.read()
        self.read()
        return self.process.returncode

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_SECONDS)
        os.close(self.master)


def _environment(extra: dict[str, str]) -> dict[str, str]:
    base = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    base |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)}
    base |= {"PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}
    return {**base, **extra}


@pytest.fixture
def terminal():
    """Start programs and see that none outlives its test."""
    opened: list[Terminal] = []

    def start(*argv: str, **options) -> Terminal:
        opened.append(Terminal(*argv, **options))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


@pytest.fixture
def child(terminal, tmp_path):
    def start(mode: str, text: str = CANARY, **options) -> Terminal:
        file = tmp_path / "text"
        file.write_text(text, encoding="utf-8")
        return terminal(str(CHILD), mode, str(file), **options)

    return start


def assert_restored(wrote: bytes) -> None:
    last_start = wrote.rindex(b"\x1b[?1049h")
    missing = [sequence for sequence in RESTORED if sequence not in wrote[last_start:]]
    assert missing == []


def assert_only_drawing(wrote: bytes) -> None:
    """No operating-system command, no C1, nothing that turns text around."""
    rest = CSI.sub(b"", wrote)
    assert b"\x1b" not in rest, rest[max(0, rest.index(b"\x1b") - 60) : rest.index(b"\x1b") + 60]
    text = rest.decode("utf-8")
    assert [c for c in text if 0x80 <= ord(c) < 0xA0 or ord(c) == 0x7F] == []
    assert [c for c in text if c in "\u202e\u2066\u200b\ufeff\u2028"] == []


# --- crashes (1, 2) ----------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["crash-callback", "crash-worker"])
def test_a_crash_shows_type_and_frames_and_no_value(child, mode):
    running = child(mode)
    running.wait_for(b"ready to fail")
    running.press("x")
    assert running.ends() == 1
    assert CANARY.encode() not in running.wrote
    assert b"ValueError" in running.wrote
    assert b"child_app.py" in running.wrote
    assert_restored(running.wrote)


@pytest.mark.parametrize("mode", ["crash-unlock", "crash-act"])
def test_C10_a_fault_behind_the_screens_is_one_sentence_on_them(child, mode):
    running = child(mode)
    running.wait_for(b"Passphrase")
    running.press(PASSPHRASE + "\r")
    running.wait_for(b"failed here and did nothing")
    running.press("\x11")
    assert running.ends() == 0
    assert CANARY.encode() not in running.wrote
    assert b"Traceback" not in running.wrote
    assert_restored(running.wrote)


@pytest.mark.parametrize("mode", ["crash-compose", "crash-draw"])
def test_C10_a_fault_in_a_screen_ends_the_program_and_tells_no_value(child, mode):
    running = child(mode)
    running.wait_for(b"Passphrase")
    running.press(PASSPHRASE + "\r")
    assert running.ends() == 1
    assert CANARY.encode() not in running.wrote
    assert PASSPHRASE.encode() not in running.wrote
    assert b"Strongroom stopped because of a fault in itself." in running.wrote
    assert b"ValueError" in running.wrote
    assert b"Traceback" not in running.wrote
    assert_restored(running.wrote)


# --- clipboard, development settings (4, 5, 6, 7) ----------------------------------------------


def test_no_key_in_any_field_sends_anything_to_the_clipboard(child):
    running = child("fields")
    running.wait_for(FIELDS_READY)
    for _ in range(5):
        running.press(CANARY)
        for key in ("\x01", "\x1b[1;2H", "\x03", "\x18", "\x03"):  # select, copy, cut
            running.press(key)
        running.press("\t")
    running.press("\x11")  # by then it has read every key before this one
    assert running.ends() == 0
    assert b"\x1b]52" not in running.wrote
    assert b"\x1b]" not in running.wrote
    first_field = running.wrote.split(b"\x1b[?2004h")[1]
    assert b"***" in first_field


def test_a_passphrase_is_never_drawn(child):
    running = child("fields")
    running.wait_for(FIELDS_READY)
    running.press(CANARY)
    running.press(b"\x1b[200~" + CANARY.encode() + b"\x1b[201~")
    running.wait_for(b"*" * 2 * len(CANARY))
    assert CANARY.encode() not in running.wrote


def test_a_pasted_escape_sequence_is_text_where_it_was_pasted(child):
    running = child("fields")
    running.wait_for(FIELDS_READY)
    running.press("\t")
    running.press(b"\x1b[200~rice \x1b[31mred\x1b[0m price\x1b[201~")
    running.wait_for("rice ‹U+001B›[31mred‹U+001B›[0m price".encode())


@pytest.fixture
def vault_file(empty_home) -> Path:
    path = empty_home / "strongroom" / "newsroom.strongroom"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a vault")
    return path


def test_textual_settings_record_nothing(terminal, vault_file, tmp_path):
    log, picture = tmp_path / "log", tmp_path / "picture.svg"
    running = terminal(
        "-m",
        "tui",
        TEXTUAL="debug,devtools",
        TEXTUAL_LOG=str(log),
        TEXTUAL_SCREENSHOT="1",
        TEXTUAL_SCREENSHOT_LOCATION=str(tmp_path),
        TEXTUAL_SCREENSHOT_FILENAME=picture.name,
        TEXTUAL_DRIVER="nowhere:Driver",
        TEXTUAL_PRESS="x,y,z",
    )
    running.wait_for(b"Passphrase")
    running.press(CANARY)
    running.wait_for(b"*" * len(CANARY))
    assert not log.exists()
    assert not picture.exists()
    running.press("\x11")
    assert running.ends() == 0


def test_settings_that_textual_already_read_stop_the_program(child, tmp_path):
    running = child("fields", TEXTUAL_LOG=str(tmp_path / "log"))
    assert running.ends() == 1
    assert b"TEXTUAL_ setting would record" in running.wrote


def test_the_palette_offers_no_screenshot(child):
    running = child("library")
    running.wait_for(b"Returned to me")
    running.press("\x10")
    running.wait_for(b"Lock at once")
    running.press("creensh")
    running.wait_for(b"No matches found")
    assert b"Screenshot" not in running.wrote
    assert b"SVG" not in running.wrote


# --- hostile text (8, 9) -----------------------------------------------------------------------


@pytest.mark.parametrize("no_color", [{}, {"NO_COLOR": "1"}])
def test_hostile_text_acts_on_no_terminal_from_any_widget(child, no_color):
    running = child("hostile", HOSTILE, size=(160, 50), **no_color)
    for words in ("가명-1", "‹U+001B›]52", "[REDACTED] [/] [@click=app.quit]x[/]"):
        running.wait_for(words.encode())
    running.read(1.0)  # a moment for the toast, too
    running.press("\x11")
    running.ends()
    assert_only_drawing(running.wrote)
    assert b"\x1b[2J erase" not in running.wrote


# --- signals (10) ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT], ids=lambda s: s.name
)
def test_a_signal_gives_the_terminal_back_and_leaves_nothing_on_it(child, number):
    running = child("library")
    running.wait_for(b"Returned to me")
    running.signal(number)
    assert running.ends() == 130
    assert_restored(running.wrote)
    after = running.wrote[running.wrote.rindex(b"\x1b[?1049l") :]
    assert CSI.sub(b"", after).strip() == b""


def test_ctrl_z_locks_then_stops_and_comes_back_locked_with_the_reason(terminal, vault_file):
    running = terminal("-m", "tui")
    running.wait_for(b"Passphrase")
    running.press("secret")
    at = len(running.wrote)
    running.press("\x1a")
    running.wait_until(lambda: _state(running.process.pid) == "T")
    assert_restored(running.wrote)
    running.signal(signal.SIGCONT)
    running.wait_for(b"Locked because Strongroom", since=at)
    running.press("\x11")
    assert running.ends() == 0


def test_a_stopped_process_is_locked_when_it_goes_on(child):
    running = child("library")
    running.wait_for(b"Returned to me")
    at = len(running.wrote)
    running.signal(signal.SIGSTOP)
    running.wait_until(lambda: _state(running.process.pid) == "T")
    running.signal(signal.SIGCONT)
    running.wait_for(b"Locked because the program", since=at)


# --- lock (11) ---------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
def test_after_a_lock_no_plaintext_is_left_in_memory(child):
    running = child("library")
    running.wait_for(b"Returned to me")
    running.press("\t")
    running.wait_for(CANARY.encode())
    assert _count_in_memory(running.process.pid, CANARY.encode()) > 0
    at, pid = len(running.wrote), running.process.pid
    running.press("\x0c")
    running.wait_for(b"because you asked", since=at)
    assert running.process.poll() is None
    assert _count_in_memory(pid, CANARY.encode()) == 0
    left = running.wrote.index(b"\x1b[?1049l", at)  # what came before was drawn before the lock
    assert CANARY.encode() not in CSI.sub(b"", running.wrote[left:])


# --- other terminals (13, 14, 15) --------------------------------------------------------------


def test_a_dumb_terminal_gets_a_sentence_and_exit_code_two(terminal, vault_file):
    running = terminal("-m", "tui", TERM="dumb")
    assert running.ends() == 2
    assert b"strongroom --help" in running.wrote
    assert b"\x1b[?1049h" not in running.wrote


def test_no_color_means_no_colour_and_a_row_that_is_still_told_apart(child):
    running = child("library", NO_COLOR="1")
    running.wait_for(b"Returned to me")
    running.wait_until(lambda: "> ↩ returned".encode() in CSI.sub(b"", running.wrote))
    styles = set(re.findall(rb"\x1b\[([0-9;]*)m", running.wrote))
    assert not [style for style in styles if re.search(rb"(?:^|;)(?:38|48);", style)]
    assert any(b"7" in style.split(b";") for style in styles)


def assert_closed_to_others(pid: int) -> None:
    """No core, and a process that may not be read: then its descriptors belong to root alone."""
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    (line,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert line.split()[4:6] == ["0", "0"]
    owner = Path(f"/proc/{pid}/fd").stat()
    assert (owner.st_uid, owner.st_gid) == (0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_C7_C8_the_running_terminal_and_what_follows_a_lock_cannot_be_read(terminal, vault_file):
    running = terminal("-m", "tui", group=OTHER_GROUP)
    running.wait_for(b"Passphrase")
    assert_closed_to_others(running.process.pid)
    at = len(running.wrote)
    running.press("\x1a")
    running.wait_until(lambda: _state(running.process.pid) == "T")
    assert_closed_to_others(running.process.pid)
    running.signal(signal.SIGCONT)
    running.wait_for(b"Locked because Strongroom", since=at)
    assert_closed_to_others(running.process.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_that_was_not_closed_to_others_is_told_apart(terminal):
    running = terminal("-c", "input('Passphrase')", group=OTHER_GROUP)
    running.wait_for(b"Passphrase")
    owner = Path(f"/proc/{running.process.pid}/fd").stat()
    assert (owner.st_uid, owner.st_gid) != (0, 0)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]


def _count_in_memory(pid: int, needle: bytes) -> int:
    found = 0
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            span, permissions, *_ = line.split()
            if not permissions.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            memory.seek(start)
            with contextlib.suppress(OSError):
                found += memory.read(end - start).count(needle)
    return found
