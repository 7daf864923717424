"""What a long session opens, maps and makes: the vault, its home, and what was asked for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.archive import desk
from tests.newsroom import EDITOR, FOUNDER, REPORTER, REVIEWER, Newsroom
from vault.archive import exchange, forgetting, interviews, persons, review

ROOT = Path(__file__).resolve().parents[2]
NAME, PLACE = "Ilmari Oskelanen", "찔레다리골 셋째집"
WORDS = f"{NAME} kept the lantern at {PLACE} until the river froze."
SCRIPT = """
status; log IN/one.md --format text; log IN/many.jsonl; list; find lantern; find 찔레다리골
show I; proposals I; preview <<words; person list; person show P; term list P; journal --all
attach I IN/one.md; attachments I; revise I IN/one.md --format text; diff I 1 2; history I
send OUT/packet --whole; receive IN/packet; backup OUT/backup.strongroom; check; recheck IN/one.md
--story S; forget confirm F --yes; forget report F; review queue; story show S; versions I
redact IN/one.md --audience review; find lantern; restore list; head; status
"""


@pytest.fixture
def place(tmp_path) -> dict[str, Path]:
    """Folders of a computer: user's home, temporary files, current folder, what comes and goes."""
    folders = {name: tmp_path / name for name in ("user", "tmp", "cwd", "in", "out")}
    for folder in folders.values():
        folder.mkdir()
    return folders


@pytest.fixture
def decent(room, place) -> tuple[Newsroom, dict[str, str]]:
    """A newsroom with some hundred interviews, and something to receive and to forget."""
    founder = room.open(FOUNDER)
    rows = [(n, desk.draft(f"{WORDS} {n}", title=f"{NAME} {n}", terms=())) for n in range(200)]
    interviews.log_many(founder, rows)
    ident = desk.marked(founder, desk.draft(WORDS, title=NAME)).id
    review.refresh_renditions(room.open(EDITOR))
    desk.approved(room.open(REVIEWER), ident)
    story = desk.story_of(founder, ident)
    other = interviews.log(room.open(REPORTER), desk.draft(WORDS, terms=())).id
    forgotten = forgetting.forget_interview(room.open(EDITOR), other, "He asked us to.").id
    person = next(p.id for p in persons.persons(founder) if p.interviews == 1)
    room.close()
    twin = room.copied(place["in"] / "twin")
    interviews.log(twin.open(REPORTER), desk.draft(WORDS, terms=()))
    exchange.send(twin.open(REPORTER), place["in"] / "packet", whole=True)
    twin.close()
    (place["in"] / "one.md").write_text(WORDS, encoding="utf-8")
    lines = (json.dumps({"title": NAME, "quotes": [{"words": f"{WORDS} {n}"}]}) for n in range(80))
    (place["in"] / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return room, {"I": ident, "S": story, "F": forgotten, "P": person}


def watched(room: Newsroom, place: dict[str, Path], arguments: list[str], script: str = ""):
    """Run a command line that is watched; return what was seen."""
    folder = room.path.parent
    told, asked = (place["cwd"].parent / name for name in ("told", "asked"))
    given = {
        "arguments": arguments, "canaries": [NAME, PLACE], "told": str(told),
        "own": [str(room.path), str(room.home.folder), str(place["out"])],
        "read": [str(place["in"]), str(ROOT), sys.prefix, sys.base_prefix, "/usr", "/lib", "/etc"],
        "folders": [str(each) for each in
                    (folder, room.home.folder, *(place[k] for k in ("user", "tmp", "cwd")),
                     *(p for p in room.home.folder.iterdir() if p.is_dir()))],
    }  # fmt: skip
    passphrase, end = os.pipe()
    os.write(end, room.passphrases[FOUNDER] + b"\n")
    os.close(end)
    given["arguments"][:0] = ["--passphrase-fd", str(passphrase)] if arguments else []
    asked.write_text(json.dumps(given), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.hostile.child_watched", str(asked)],
        input=script.encode(), capture_output=True, cwd=place["cwd"], pass_fds=(passphrase,),
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(place["user"]),
             "TMPDIR": str(place["tmp"]), "STRONGROOM_HOME": str(room.home.folder),
             "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    os.close(passphrase)
    assert told.exists(), done.stderr.decode()
    return json.loads(told.read_text(encoding="utf-8")), done


def lines_of(names: dict[str, str], place: dict[str, Path]) -> str:
    """Return the script with what stands for its names."""
    folders = {"IN": str(place["in"]), "OUT": str(place["out"])}
    commands = (each.split() for each in SCRIPT.replace("; ", "\n").replace(
        "\n--story", " --story").strip().splitlines())  # fmt: skip
    written = (
        " ".join(names.get(w, re.sub("^(IN|OUT)", lambda m: folders[m[0]], w)) for w in command)
        for command in commands
    )
    return "".join(
        f"{line}\n{WORDS}\nwords\n" if line.endswith("<<words") else f"{line}\n" for line in written
    )


def test_C5_C19_a_long_session_opens_and_makes_no_file_but_its_own(decent, place):
    room, names = decent
    arguments = ["--json", "--vault", str(room.path), "shell"]
    seen, done = watched(room, place, arguments, lines_of(names, place))
    assert seen["code"] == 0, done.stderr.decode()
    assert done.stdout.decode().count(NAME) > 100  # it did read and show
    assert seen["looks"] > 50
    assert (seen["odd"], seen["hits"]) == ([], [])
    vault, home = re.escape(str(room.path)), re.escape(str(room.home.folder))
    own = re.compile(
        f"{vault}(-wal|-shm|-journal)?|{home}/(pins|devices|checks)/[.0-9a-f-]+|{home}/checks"
    )
    assert [path for path in seen["made"] if not own.fullmatch(path)] == []
    assert {path.name for path in place["out"].iterdir()} == {"packet", "backup.strongroom"}
    for path in (p for k in ("user", "tmp", "cwd", "out") for p in place[k].rglob("*")):
        assert place["out"] in path.parents, path
        assert NAME.encode() not in path.read_bytes()


def test_C5_the_watcher_sees_a_spilled_sort_and_a_word_in_a_temporary_file(room, place):
    seen, _ = watched(room, place, [])
    assert any("(deleted)" in path and str(place["tmp"]) in path for path in seen["odd"])
    assert any("etilqs" in path for path in [*seen["odd"], *seen["made"]])
    assert len(seen["hits"]) == 1
    assert any(path.startswith(str(place["tmp"])) for path in seen["made"])
