"""Passphrases from a terminal, a descriptor or a command; never argv, never the environment."""

from __future__ import annotations

import os
import shlex
import sys

import pytest

from vault.cli.passphrases import NewPassphrase, Source, from_command, from_descriptor
from vault.cli.terminal import line_of
from vault.errors import LockedError, MalformedError, UsageError

SECRET = b"weir gravel otter lantern"

# Asks as a command would and shows what arrived, which no command does.
_ASK = """
import sys
sys.path.insert(0, {root!r})
from vault.cli.terminal import asked_passphrase, person_for
from vault.cli.passphrases import NewPassphrase
"""


@pytest.fixture
def ask(pytestconfig) -> str:
    return _ASK.format(root=str(pytestconfig.rootpath))


@pytest.fixture
def pipe():
    """A function that puts bytes into a pipe and returns the end to read."""
    ends: list[int] = []

    def filled(data: bytes) -> int:
        read_end, write_end = os.pipe()
        os.write(write_end, data)
        os.close(write_end)
        ends.append(read_end)
        return read_end

    yield filled
    for end in ends:
        os.close(end)


def test_a_passphrase_is_typed_without_echo(sit_down, ask):
    code = f"{ask}typed = asked_passphrase('Passphrase')\nprint(len(typed), typed == {SECRET!r})"
    seat = sit_down(code=code)
    seat.wait_for("Passphrase: ")
    seat.type(SECRET.decode())
    seat.wait_for(f"{len(SECRET)} True")
    assert seat.leave() == 0
    assert SECRET.decode() not in seat.seen


def test_korean_is_typed_as_utf_8(sit_down, ask):
    code = ask + "print(asked_passphrase('Passphrase').decode() == '두만강 강둑의 수달')\n"
    seat = sit_down(code=code)
    seat.wait_for("Passphrase: ")
    seat.type("두만강 강둑의 수달")
    seat.wait_for("True")
    assert seat.leave() == 0


def test_echo_comes_back_after_an_interruption(sit_down, ask):
    code = ask + (
        "import termios\n"
        "try:\n    asked_passphrase('Passphrase')\n"
        "except KeyboardInterrupt:\n"
        "    print('echo', bool(termios.tcgetattr(0)[3] & termios.ECHO))\n"
    )
    seat = sit_down(code=code)
    seat.wait_for("Passphrase: ")
    seat.interrupt()
    assert seat.leave() == 0
    assert "echo True" in seat.seen


def test_the_terminal_is_asked_even_when_stdin_and_stdout_are_data(sit_down, ask):
    code = ask + "sys.exit(0 if asked_passphrase('Passphrase') == b'otter' else 1)\n"
    seat = sit_down(code=code, streams="2")
    seat.wait_for("Passphrase: ")
    seat.type("otter")
    assert seat.leave() == 0


def test_without_a_terminal_locked_names_both_other_ways(strongroom, tmp_path):
    vault = tmp_path / "there.strongroom"
    vault.write_bytes(b"any file at all")
    shown = strongroom("--vault", vault, "status")
    assert shown.code == 4
    assert "--passphrase-fd" in shown.err
    assert "--passphrase-command" in shown.err


def test_no_vault_is_said_before_anybody_is_asked(strongroom, tmp_path):
    shown = strongroom("--vault", tmp_path / "none.strongroom", "status")
    assert shown.code == 10


def test_a_descriptor_gives_its_first_line_and_keeps_the_rest_for_the_command(pipe):
    end = pipe(SECRET + b"\r\nwords for the command\n")
    assert Source(descriptor=end).read() == SECRET
    assert os.read(end, 100) == b"words for the command\n"


@pytest.mark.parametrize("data", [b"", b"\n", b"x" * 5000], ids=["nothing", "empty", "endless"])
def test_a_descriptor_without_a_passphrase_leaves_it_locked(pipe, data):
    with pytest.raises(LockedError):
        from_descriptor(pipe(data))


def test_a_descriptor_that_is_not_open_leaves_it_locked():
    with pytest.raises(LockedError):
        from_descriptor(987)


def test_a_command_runs_without_a_shell_and_gives_its_first_line(tmp_path):
    program = f"print({SECRET.decode()!r}); print('$HOME; more')"
    assert from_command(shlex.join([sys.executable, "-c", program])) == SECRET
    literal = from_command(f"echo otter > {tmp_path}/made && false")
    assert literal == f"otter > {tmp_path}/made && false".encode()
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("command", ["/nowhere/at-all", "false", "'open quote", "", "true"])
def test_a_command_without_a_passphrase_leaves_it_locked(command):
    with pytest.raises(LockedError):
        from_command(command)


def test_two_ways_at_once_are_a_wrong_call():
    with pytest.raises(UsageError):
        Source(descriptor=3, command="true").read()


def test_a_given_passphrase_counts_as_ones_own_where_none_is_asked_for(pipe):
    assert NewPassphrase().choose(Source(descriptor=pipe(SECRET))) == SECRET
    assert NewPassphrase().choose(Source()) is None


def test_ones_own_new_passphrase_is_typed_twice(sit_down, ask):
    code = f"{ask}sys.exit(0 if NewPassphrase(own=True).choose() == {SECRET!r} else 1)"
    seat = sit_down(code=code)
    seat.wait_for("Your own new passphrase: ")
    seat.type(SECRET.decode())
    seat.wait_for("The same again: ")
    seat.type(SECRET.decode())
    assert seat.leave() == 0
    assert SECRET.decode() not in seat.seen


def test_two_typings_that_differ_change_nothing(sit_down, ask):
    code = ask + (
        "from vault.errors import UsageError\n"
        "try:\n    NewPassphrase(own=True).choose()\n"
        "except UsageError as error:\n    print(error.sentence)\n"
    )
    seat = sit_down(code=code)
    for typed, question in (("one otter and a half", "new"), ("two otters and a half", "again")):
        seat.wait_for(question)
        seat.type(typed)
    seat.wait_for("The two typings differ")
    assert seat.leave() == 0


def test_a_generated_passphrase_goes_to_the_named_descriptor_alone(capfdbinary):
    read_end, write_end = os.pipe()
    NewPassphrase(write_to=write_end).hand_over(SECRET, generated=True)
    os.close(write_end)
    assert os.read(read_end, 100) == SECRET + b"\n"
    os.close(read_end)
    shown = capfdbinary.readouterr()
    assert (shown.out, shown.err) == (b"", b"")


def test_a_generated_passphrase_is_shown_on_the_terminal_not_in_redirected_files(sit_down, ask):
    code = f"{ask}NewPassphrase().hand_over({SECRET!r}, generated=True)"
    seat = sit_down(code=code, streams="0")
    seat.wait_for(SECRET.decode())
    assert seat.leave() == 0
    assert seat.process.communicate() == (b"", b"")


def test_a_descriptor_that_nobody_reads_is_refused_before_anything_is_made(pipe):
    with pytest.raises(UsageError):
        NewPassphrase(write_to=pipe(b"")).choose()


def test_a_secret_shown_can_be_wiped_from_the_screen(sit_down, ask):
    code = ask + (
        "with person_for('x', 'y') as terminal:\n"
        "    terminal.show(['abandon ability able'])\n    terminal.forget()\n"
    )
    seat = sit_down(code=code)
    assert seat.leave() == 0
    assert seat.seen.endswith("\x1b[H\x1b[2J\x1b[3J")


def test_only_the_full_word_yes_agrees(sit_down, ask):
    code = ask + "with person_for('x', 'y') as tty:\n    sys.exit(tty.agrees('Compared?'))\n"
    for answer, code_expected in (("y", 0), ("yes", 1)):
        seat = sit_down(code=code)
        seat.wait_for("Compared?")
        seat.type(answer)
        assert seat.leave() == code_expected


def test_questions_need_a_terminal_and_say_what_to_do_instead(strongroom, ask):
    code = ask + (
        "from vault.errors import UsageError\n"
        "try:\n    person_for('a name', 'use --input').__enter__()\n"
        "except UsageError as error:\n    print(error.sentence)\n"
    )
    assert "use --input" in strongroom(code=code).out


@pytest.mark.parametrize("typed", [b"\xff\xfe", b"bell \x07", "bidi \u202e".encode()])
def test_a_typed_line_is_clean_text(typed):
    with pytest.raises(MalformedError) as refusal:
        line_of(typed, "Name")
    assert refusal.value.field == "Name"
