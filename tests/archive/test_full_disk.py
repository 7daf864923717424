"""Forgetting where no byte can be written any more: a small disk, filled to its end."""

from __future__ import annotations

import errno
import shutil
import subprocess

import pytest

from tests.archive import desk
from tests.archive.conftest import EDITOR, REPORTER, REVIEWER
from tests.archive.test_durability import acknowledged, start
from vault.archive import forgetting, interviews
from vault.archive.purging import BALLAST_BYTES
from vault.errors import NoSpaceError


@pytest.fixture
def disk(tmp_path):
    """A file system of 24 MiB; where this account may mount none, the test is left out."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "none", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this account may not mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place) -> None:
    """Leave not one page."""
    with (place / "film").open("wb", buffering=0) as film:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    film.write(b"f" * size)
            except OSError as error:
                assert error.errno == errno.ENOSPC


def test_R8_something_is_forgotten_on_a_disk_without_any_room(built, disk):
    room = built.copied(disk / "room")
    ident = interviews.log(room.open(REPORTER), desk.draft(terms=())).id
    request = forgetting.forget_interview(room.open(EDITOR), ident, "지워 달라고 했어요")
    ballast = room.home.folder / "ballast"
    assert ballast.stat().st_size == BALLAST_BYTES
    fill(disk)
    with pytest.raises(NoSpaceError):
        interviews.log(room.open(REPORTER), desk.draft("가" * 40000, terms=()))
    report = forgetting.confirm(room.open(REVIEWER), request.id)
    assert report.still_here == 0
    assert not ballast.exists()  # its room was needed
    room.close()
    assert interviews.show(room.open(EDITOR), ident).quotes == ()
    room.close()


def test_R7_R8_a_vault_that_is_opened_on_a_full_disk_is_read_and_something_is_forgotten(
    built, disk
):
    room = built.copied(disk / "room")
    ident = interviews.log(room.open(REPORTER), desk.draft(terms=())).id
    request = forgetting.forget_interview(room.open(EDITOR), ident, "지워 달라고 했어요")
    room.close()
    fill(disk)
    assert interviews.show(room.open(REPORTER), ident).row.id == ident
    room.close()
    assert (room.home.folder / "ballast").stat().st_size == BALLAST_BYTES  # laid down again
    assert forgetting.confirm(room.open(REVIEWER), request.id).still_here == 0


def test_R7_without_any_ballast_a_full_disk_leaves_the_vault_open_for_reading(built, disk):
    room = built.copied(disk / "room")
    ident = interviews.log(room.open(REPORTER), desk.draft(terms=())).id
    room.close()
    (room.home.folder / "ballast").unlink()
    fill(disk)
    reporter = room.open(REPORTER)
    assert interviews.show(reporter, ident).row.id == ident
    assert any("disk is full" in notice for notice in reporter.status().notices)
    with pytest.raises(NoSpaceError):
        interviews.log(reporter, desk.draft(terms=()))


def test_R2_R7_a_vault_whose_writer_was_killed_on_a_full_disk_is_read_before_there_is_room(
    built, disk
):
    room = built.copied(disk / "room")
    (room.home.folder / "ballast").unlink()
    (disk / "film").write_bytes(bytes((23 << 20) - sum(
        path.stat().st_size for path in disk.rglob("*") if path.is_file()
    )))  # fmt: skip
    child = start(room, "single", 100_000, EDITOR)
    kept = [child.stdout.readline().strip() for _ in range(5)]
    child.kill()
    kept += acknowledged(child)
    before = room.path.read_bytes()
    fill(disk)
    editor = room.open(EDITOR)
    assert set(kept) <= {row.id for row in interviews.rows(editor)}
    assert any("disk is full" in notice for notice in editor.status().notices)
    with pytest.raises(NoSpaceError):
        interviews.log(editor, desk.draft(terms=()))
    room.close()
    assert room.path.read_bytes() == before  # nothing was repaired without a copy of it
    (disk / "film").unlink()
    interviews.log(room.open(EDITOR), desk.draft(terms=()))
    room.close()
    assert [path.name for path in room.path.parent.iterdir() if path != room.home.folder] == [
        room.path.name
    ]
