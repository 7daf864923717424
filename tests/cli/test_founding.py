"""Founding and rebuilding access: the wizard on a terminal, and the same for scripts."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import run_strongroom

ANSWERS = json.dumps({"name": "Halvard Stensvik-Moe", "desk": "Harbour desk"}).encode()
OWN = b"weir gravel otter lantern"
WORD = re.compile(r"\b(\d+) ([a-z]+)")


def test_the_wizard_shows_passphrase_and_sheet_once_and_asks_three_words_back(
    sit_down, strongroom, empty_home
):
    seat = sit_down("init")
    for question, answer in (
        ("Your name: ", "하은 Stensvik"), ("first desk: ", "항구 데스크"), ("empty for 2): ", "")
    ):  # fmt: skip
        seat.answer(question, answer)
    shown = seat.wait_for("Word ")
    passphrase = re.search(r"no copy:\s+([a-z]+(?: [a-z]+){5})\s", shown)
    assert passphrase is not None
    sheet = dict(WORD.findall(shown[shown.index("Write it on paper") :]))
    assert sorted(map(int, sheet)) == list(range(1, 25))
    assert "sheet was not confirmed" not in shown
    for turn in range(3):
        asked = seat.wait_for(" of the sheet: ").removeprefix("Word ").split()[0]
        if turn == 0:
            seat.type("certainly-not-it")
            seat.wait_for(f"That is not word {asked}")
            seat.wait_for(f"Word {asked} of the sheet: ")
        seat.type(sheet[asked])
        if turn < 2:
            seat.wait_for("Word ")
    seat.answer("wipes this screen: ", "")
    seat.wait_for("The vault is founded")
    assert seat.leave() == 0
    assert "\x1b[3J" in seat.seen
    shown = strongroom("status", "--json", passphrase=passphrase.group(1).encode())
    assert json.loads(shown.out)["me"] == "하은 Stensvik"
    assert (empty_home / "strongroom" / "newsroom.strongroom").stat().st_mode & 0o077 == 0


def found_by_script(strongroom, *more: str):
    """Found a vault with a passphrase of one's own and return its answer."""
    shown = strongroom(
        "init", "--json", "--no-confirm-sheet", "--input", "-", *more, stdin=ANSWERS, passphrase=OWN
    )
    assert shown.code == 0, shown.err
    return json.loads(shown.out), shown


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory) -> Path:
    """A home in which a script founded a vault at its full cost, to be copied."""
    home = tmp_path_factory.mktemp("founded") / "strongroom"
    shown = run_strongroom(
        "init", "--json", "--no-confirm-sheet", "--input", "-",
        stdin=ANSWERS, passphrase=OWN, STRONGROOM_HOME=str(home),
    )  # fmt: skip
    assert shown.code == 0, shown.err
    return home


@pytest.fixture
def founded(founded_once, empty_home) -> Path:
    """The vault that a script founded, in this test's own home."""
    shutil.copytree(founded_once, empty_home / "strongroom")
    return empty_home / "strongroom" / "newsroom.strongroom"


def test_a_script_founds_with_its_own_passphrase_and_gets_the_sheet(strongroom):
    answer, shown = found_by_script(strongroom)
    assert len(answer["sheet"]) == 24
    assert OWN.decode() not in shown.out + shown.err
    assert strongroom("status", passphrase=OWN).code == 0


def test_a_sheet_and_any_copy_of_the_vault_rebuild_access(strongroom, tmp_path):
    answer, _shown = found_by_script(strongroom)
    copy = tmp_path / "copy.strongroom"
    shutil.copyfile(answer["vault"], copy)
    elsewhere = {"STRONGROOM_HOME": str(tmp_path / "another computer")}
    assert strongroom("status", "--vault", copy, passphrase=OWN, **elsewhere).code == 12
    given = b"quay basalt heron winter\n" + " ".join(answer["sheet"]).upper().encode()
    recovered = strongroom(
        "recover", "--own-passphrase-fd", "0", "--vault", copy, stdin=given, **elsewhere
    )
    assert recovered.code == 0, recovered.err
    new = b"quay basalt heron winter"
    shown = strongroom("status", "--json", "--vault", copy, passphrase=new, **elsewhere)
    assert json.loads(shown.out)["me"] == "Halvard Stensvik-Moe"


@pytest.mark.parametrize("words", [b"abandon " * 23, b"abandon " * 24, b"SECRET " * 24])
def test_a_wrong_sheet_changes_nothing_and_is_not_quoted(strongroom, founded, words):
    shown = strongroom("recover", "--vault", founded, stdin=words)
    assert shown.code in {12, 18}
    assert shown.err.count("\n") == 1
    assert "SECRET" not in shown.err
    assert strongroom("status", passphrase=OWN).code == 0


def test_a_second_vault_at_the_same_place_is_refused(strongroom, founded):
    before = founded.read_bytes()
    shown = strongroom("init", "--input", "-", stdin=ANSWERS, passphrase=OWN)
    assert shown.code == 2
    assert founded.read_bytes() == before


def test_a_weak_passphrase_of_ones_own_founds_nothing(strongroom, empty_home):
    shown = strongroom(
        "init", "--no-confirm-sheet", "--input", "-", stdin=ANSWERS, passphrase=b"harbour"
    )
    assert shown.code == 18
    assert "harbour" not in shown.err
    assert not list(empty_home.rglob("*.strongroom"))


def test_without_a_terminal_the_sheet_cannot_be_confirmed_and_the_sentence_says_how(strongroom):
    shown = strongroom("init", "--input", "-", stdin=ANSWERS)
    assert shown.code == 2
    assert "--no-confirm-sheet" in shown.err


@pytest.mark.parametrize(
    "given",
    [b"{}", b'{"name": "SECRET"}', b'{"name": "SECRET", "desk": "d", "colour": "SECRET"}',
     b'{"name": 7, "desk": "d"}', b'{"name": "SECRET \\u001b", "desk": "d"}', b"SECRET"],
)  # fmt: skip
def test_answers_that_are_malformed_found_nothing_and_are_not_quoted(strongroom, empty_home, given):
    shown = strongroom("init", "--no-confirm-sheet", "--input", "-", "--json", stdin=given)
    assert shown.code == 18
    assert "SECRET" not in shown.out + shown.err
    assert not list(empty_home.rglob("*.strongroom"))


def test_a_generated_passphrase_reaches_the_named_descriptor(headless, empty_home):
    read_end, write_end = os.pipe()
    done = subprocess.run(
        [
            sys.executable, "-P", "-c", headless, "init", "--no-confirm-sheet", "--input", "-",
            "--json", "--new-passphrase-fd", str(write_end),
        ],
        input=ANSWERS,
        capture_output=True,
        pass_fds=(write_end,),
    )  # fmt: skip
    os.close(write_end)
    passphrase = os.read(read_end, 200)
    os.close(read_end)
    assert done.returncode == 0, done.stderr
    assert len(passphrase.split()) == 6
    assert passphrase.strip() not in done.stdout + done.stderr
    assert list(empty_home.rglob("*.strongroom"))
