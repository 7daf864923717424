"""`strongroom demo`: builds, narrates, prints passphrases that work, and hides what it lists."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.cli.running import HEADLESS, run_strongroom
from vault.cli.demo.command import _lines

# Says what the terminal interface would be asked to open.
_WITH_SCREENS = HEADLESS.replace(
    "sys.exit(run(sys.argv[1:]))",
    "def browse(request):\n    print(request.vault, request.home, request.passphrase.decode())\n"
    "    return 0\nsys.exit(run(sys.argv[1:], browse))",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The demo's folder, and how building it ended."""
    folder = tmp_path_factory.mktemp("demo") / "newsroom"
    shown = run_strongroom("demo", "--no-browse", "--json", "--folder", folder)
    assert shown.code == 0, shown.err
    return folder, shown


@pytest.fixture(scope="module")
def view(built) -> dict:
    return json.loads(built[1].out)


def hidden() -> list[str]:
    return run_strongroom("demo", "--strings").out.splitlines()


def test_the_way_of_an_interview_is_told_and_its_copies_are_left(built, view):
    assert all(word in built[1].err for word in ("log", "redact", "review", "release"))
    said, printed = (
        re.search(rf"^ *{stage}: +(.+)$", built[1].err, re.MULTILINE)[1]
        for stage in ("one quote, as it was said", "as it was printed")
    )
    assert said != printed
    assert printed in (built[0] / "copies" / "copy-1-en.txt").read_text("utf-8")
    kinds = {Path(path).suffix for path in view["copies"]}
    assert kinds == {".md", ".txt", ".docx"}
    assert all(Path(path).is_file() for path in view["copies"])


def test_the_list_of_what_must_be_hidden_is_words_of_the_newsroom():
    strings = hidden()
    assert len(strings) > 500
    assert len(set(strings)) == len(strings)
    assert {"Marit Oh-Lindqvist", "첫눈 전에 끊긴 소금", "2025-12"} <= set(strings)
    assert min(len(each.encode()) for each in strings) >= 4
    assert not {"staff_reporter", "background", "publish", "ko"} & set(strings)


def test_nothing_that_must_be_hidden_stands_in_any_file_but_the_copies(built):
    folder, _shown = built
    wanted = [text.encode() for text in hidden() if len(text.encode()) >= 6]
    files = [path for path in folder.rglob("*") if path.is_file()]
    sealed = [path for path in files if path.parent.name != "copies"]
    assert len(sealed) > 5
    for path in sealed:
        data = path.read_bytes() + str(path.relative_to(folder)).encode()
        assert not [text for text in wanted if text in data], path.name


def test_every_file_is_closed_to_others(built):
    folder, _shown = built
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *folder.rglob("*")))


def test_every_members_passphrase_opens_the_vault_as_that_member_who_knows_all_others(built, view):
    folder, _shown = built
    for member in view["members"]:
        shown = run_strongroom(
            "status", "--json", "--vault", view["vault"],
            passphrase=member["passphrase"].encode(), STRONGROOM_HOME=str(folder),
        )  # fmt: skip
        status = json.loads(shown.out)
        assert status["me"] == member["name"]
        assert not any("member list" in notice for notice in status["notices"])


def test_the_reviewer_is_told_so_where_no_key_opens(built, view):
    folder, _shown = built
    reviewer = next(each for each in view["members"] if each["preset"] == "reviewer")
    as_reviewer = {
        "passphrase": reviewer["passphrase"].encode(),
        "STRONGROOM_HOME": str(folder),
    }
    listed = run_strongroom("list", "--json", "--vault", view["vault"], **as_reviewer)
    first = json.loads(listed.out.splitlines()[0])["id"]
    shown = run_strongroom(
        "show", first, "--part", "verbatim", "--json", "--vault", view["vault"], **as_reviewer
    )
    assert (shown.code, json.loads(shown.out)["error"]["code"]) == (13, "E_NO_KEY")


def test_somebodys_own_folder_is_left_alone(strongroom, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "notes.txt").write_text("mine")
    shown = strongroom("demo", "--no-browse", "--folder", own)
    assert shown.code == 2
    assert [path.name for path in own.iterdir()] == ["notes.txt"]


def test_the_terminal_opens_as_whom_one_asks_for_and_replaces_the_last_demo(strongroom, empty_home):
    folder = empty_home / "strongroom" / "demo"
    folder.mkdir(parents=True)
    (folder / "left-over").write_text("from the last demo")
    shown = strongroom("demo", "--as", "reviewer", code=_WITH_SCREENS)
    assert shown.code == 0, shown.err
    *told, opened = shown.out.splitlines()
    passphrase = next(line.split(": ")[1] for line in told if "(reviewer)" in line)
    assert opened == f"{folder / 'demo.strongroom'} {folder} {passphrase}"
    assert not (folder / "left-over").exists()


@pytest.mark.parametrize(
    ("started", "path", "named"),
    [
        ("/opt/my house/strongroom", "", "'/opt/my house/strongroom'"),
        ("/usr/lib/python/tui/__main__.py", "", "strongroom"),
    ],
)
def test_the_way_back_names_a_program_that_the_shell_finds(monkeypatch, started, path, named):
    monkeypatch.setattr(sys, "argv", [started])
    monkeypatch.setenv("PATH", path)
    view = {"folder": "/f", "vault": "/f/v.strongroom", "members": [], "copies": []}
    assert f"STRONGROOM_HOME=/f {named} --vault /f/v.strongroom" in "\n".join(_lines(view))
