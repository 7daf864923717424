"""A vault on a medium that cannot be written: every reading command answers, nothing is created."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.archive import desk
from tests.cli.running import HEADLESS, ROOT, run_strongroom
from tests.newsroom import DESK, EDITOR, FOUNDER, REVIEWER, Newsroom
from vault.archive import attachments, interviews, persons, review, ruling, stories
from vault.errors import UsageError
from vault.store.connection import READ_ONLY

# Root passes every permission bit: what may be done without privileges is what is looked at.
UNPRIVILEGED = (
    f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.store.child_unprivileged import drop_privileges
drop_privileges()
"""
    + HEADLESS
)

READS = """
status; member list; member pending; member grants; member invitations; desk list
policy show; rules show; draft list; list; show I; history I; diff I 1 2; find cart
versions I; share list I; attachments I; export-attachment A OUT/tape; proposals I; unmatched I
person list; person show P; term list P; identity custodians list; identity requests
identity show P; review queue; review show I; forget list; forget mentions P; due list; story list
story show S; copy show C; copy urgent list; recheck OUT/article.md --story S; journal --last 5
backup OUT/backup.strongroom; check; restore list; device list; head; field list
send OUT/packet --whole; member words M
"""
WRITES = """
log OUT/article.md; revise I OUT/article.md; addendum I; hold I; withdraw I
person add; person card P --kind third_party; person circumstances P; term add P
story save --input OUT/story.json; attach I OUT/article.md; share add I --with R
policy set large_desk; desk add --input OUT/name.json
member add --preset reviewer --desk D --input OUT/name.json; rules set OUT/rules.toml
forget interview I; due postpone I 2044-01-01; identity not-stored P; member sign-out R --confirmed
member roles R D editor; member seen
"""
_SPLIT = str.maketrans("\n", ";")


@pytest.fixture
def filled(room, tmp_path) -> tuple[Newsroom, dict[str, str]]:
    """A newsroom with something of everything that is read, and the names that stand for it."""
    editor = room.open(FOUNDER)
    ident = desk.marked(room.open(EDITOR), desk.draft(destroy_after="2041-05-02")).id
    review.refresh_renditions(editor)
    desk.approved(room.open(REVIEWER), ident)
    story = desk.story_of(editor, ident)
    copy = stories.prepare(editor, story).id
    interviews.revise(editor, ident, interviews.draft_of(editor, ident))
    out = tmp_path / "out"
    out.mkdir()
    (out / "article.md").write_text("Somebody kept a wheel in the kitchen.\n", encoding="utf-8")
    (out / "name.json").write_text('{"name": "Ferry desk"}')
    (out / "rules.toml").write_text(ruling.get_rules(editor).toml, encoding="utf-8")
    (out / "story.json").write_text(json.dumps({"title": "The ford", "languages": ["en"]}))
    tape = attachments.attach(editor, ident, out / "article.md").id
    person = persons.persons(editor)[0].id
    interviews.save_draft(editor, b"half a sentence")
    members = {view.name: view.id for view in editor.members()}
    names = {
        "I": ident, "A": tape, "P": person, "S": story, "C": copy, "R": members[REVIEWER],
        "M": members[EDITOR], "D": next(d.id for d in editor.desks() if d.name == DESK),
    }  # fmt: skip
    room.close()
    return room, names


def lines_of(commands: str, names: dict[str, str], out: Path) -> list[str]:
    """Return commands with what stands for their names."""
    given = [each.strip() for each in commands.strip().translate(_SPLIT).split(";")]
    return [
        " ".join(names.get(word, word.replace("OUT", str(out))) for word in each.split())
        for each in given
    ]


def in_shell(room: Newsroom, lines: list[str]):
    """Run lines in one session of the founder's, without the privileges of root."""
    script = "".join(f"{line} <<END\nShe asked us to wait.\nEND\n" for line in lines)
    return run_strongroom(
        "--json", "--vault", room.path, "shell", stdin=script.encode(), code=UNPRIVILEGED,
        passphrase=room.passphrases[FOUNDER], STRONGROOM_HOME=str(room.home.folder),
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def look(room: Newsroom, names: dict[str, str], out: Path) -> None:
    """Read all there is, try to write, and compare."""
    folder = room.path.parent
    before = contents(folder)
    read = in_shell(room, lines_of(READS, names, out))
    assert [line for line in read.out.splitlines() if '"error"' in line] == []
    assert read.code == 0, read.err
    status = json.loads(read.out.splitlines()[0])
    assert any("cannot be written" in notice for notice in status["notices"])
    assert (out / "tape").exists()
    lines = lines_of(WRITES, names, out)
    wrote = in_shell(room, lines)
    answers = [json.loads(line) for line in wrote.out.splitlines()]
    said = {
        line: (answer["error"]["code"], answer["error"]["sentence"])
        for line, answer in zip(lines, answers[:-1], strict=True)
    }
    assert said == dict.fromkeys(lines, (UsageError.code, READ_ONLY))
    assert contents(folder) == before


def without_rights(*folders: Path) -> None:
    """Take every right to write away."""
    for folder in folders:
        for path in (*folder.rglob("*"), folder):
            path.chmod(0o555 if path.is_dir() else 0o444)


def test_R14_every_reading_command_works_on_a_medium_without_rights(filled, tmp_path):
    room, names = filled
    without_rights(room.path.parent)
    try:
        look(room, names, tmp_path / "out")
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", str(room.path.parent)], check=True)


def test_R14_every_reading_command_works_on_a_disk_that_is_mounted_for_reading(filled, tmp_path):
    room, names = filled
    place = str(room.path.parent)
    if (
        shutil.which("mount") is None
        or subprocess.run(["mount", "--bind", place, place], capture_output=True).returncode
    ):
        pytest.skip("this account may not mount anything")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        assert not os.access(place, os.W_OK)
        look(room, names, tmp_path / "out")
    finally:
        subprocess.run(["umount", "-l", place], check=True)
