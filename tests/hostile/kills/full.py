"""The same on a disk of a few megabytes: people write until nothing fits, and die on the full disk.

Afterwards the full disk is read; then there is room again, and everybody goes on.
"""

from __future__ import annotations

import errno
import random
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.archive import desk
from tests.hostile.kills import looking, rounds
from tests.hostile.kills.forks import Forked, fork, listen, say
from tests.hostile.kills.rounds import Heard, Report
from tests.newsroom import EDITOR, REVIEWER, Newsroom
from vault.archive import interviews
from vault.errors import NoSpaceError
from vault.store.leftovers import has_leftovers

_ROOMY_MB = 64
_LEFT_BYTES = (20_000, 1_200_000)  # the room that writers find, by chance
_PATIENCE_SECONDS = 240.0


class NoMount(Exception):
    """This account may mount nothing."""


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[None]:
    """Mount an empty file system of that size; raises NoMount where this account may not."""
    place.mkdir()
    options = f"size={megabytes}m,mode=0700"
    mount = ["mount", "-t", "tmpfs", "-o", options, "none", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        raise NoMount
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _resize(place: Path, megabytes: int) -> None:
    options = f"remount,size={megabytes}m"
    subprocess.run(["mount", "-o", options, str(place)], check=True, capture_output=True)


def _fill(place: Path, left_bytes: int) -> None:
    """Leave so much room, about."""
    with (place / "film").open("wb", buffering=0) as film:
        try:
            while True:
                film.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        film.truncate(max(0, film.tell() - left_bytes))


def run(folder: Path, megabytes: int, count: int, at_once: int, seed: str) -> Iterator[Report]:
    """Run rounds on a disk of that size, and yield the one report after each."""
    report, place = Report(), folder / "disk"
    base_room, base = rounds.newsroom(folder / "base")
    with small_disk(place, megabytes):
        for number in range(count):
            chance = random.Random(f"{seed} disk {number}")
            room = base_room.copied(place / "room")
            if chance.random() < 1 / 2:
                (room.home.folder / "ballast").unlink()
            _fill(place, chance.randint(*_LEFT_BYTES))
            leaves = chance.random() < 1 / 3
            casting = [
                replace(each, leaves=leaves) for each in rounds.cast(chance, number, at_once)
            ]
            processes = rounds.started(room, base, casting)
            if leaves:
                _let_end(processes, report)
            else:
                _kill_when_full(chance, processes)
            heard = [
                rounds.hear(base, *pair, report) for pair in zip(casting, processes, strict=True)
            ]
            _read(room, heard, report, f"full disk {number}")
            _resize(place, _ROOMY_MB)
            (place / "film").unlink()
            report.recovered += has_leftovers(room.path)
            _go_on(room, report, f"round {number}")
            tags = rounds.examine(room, heard, report, place=f"round {number}")
            rounds.count_told(casting, heard, tags, report)
            shutil.rmtree(place / "room")
            _resize(place, megabytes)
            report.rounds += 1
            yield report


def _is_full(process: Forked) -> bool:
    return process.is_silent or any(b"E_NO_SPACE" in line or b'"full"' in line
                                    for line in process.lines)  # fmt: skip


def _kill_when_full(chance: random.Random, processes: Sequence[Forked]) -> None:
    """Kill when the disk is full for one of them or for all, or while it becomes so."""
    moment = chance.choice((any, all, None))
    if moment is None:
        rounds.kill_all(chance, processes)
        return
    until = time.monotonic() + _PATIENCE_SECONDS
    listen(processes, until, lambda: moment(_is_full(each) for each in processes))
    listen(processes, time.monotonic() + chance.uniform(0, 0.3), lambda: False)
    for process in processes:
        process.kill()
    for process in processes:
        process.reap()


def _let_end(processes: Sequence[Forked], report: Report) -> None:
    """Wait until everybody left in order, as far as a full disk lets them."""
    listen(processes, time.monotonic() + _PATIENCE_SECONDS, lambda: False)
    for process in processes:
        if not process.is_silent:
            report.faults.append("somebody did not end on a full disk")
            process.kill()
        process.reap()
    report.left += 1


def _read(room: Newsroom, heard: Sequence[Heard], report: Report, place: str) -> None:
    """Read what is there while nothing fits: all of it, or one sentence that asks for room."""
    kept = [tag for one in heard for _, tag, _ in one.kept]
    reader = fork(lambda pipe: _open_on_full_disk(room, kept, pipe))
    reader.reap()
    for said in reader.said():
        if "fault" in said:
            report.faults.append(f"{place}: {said['fault']}")
        report.read_full += "read" in said
        report.closed_full += "waits" in said
        report.sentences.update([said["sentence"]] if "sentence" in said else [])


def _open_on_full_disk(room: Newsroom, kept: Sequence[str], pipe: int) -> None:
    opened = {}
    for name in room.passphrases:
        try:
            opened[name] = room.open(name)
        except NoSpaceError as full:
            say(pipe, waits=name, sentence=full.sentence)
    if len(opened) == len(room.passphrases):
        found = dict(looking.texts(opened))
        for tag in set(kept) - set(found):
            say(pipe, fault=f"{tag} was acknowledged and cannot be read")
        say(pipe, read=True)
    room.close()


def _go_on(room: Newsroom, report: Report, place: str) -> None:
    """Write once more, now that there is room."""
    writer = fork(lambda pipe: _write_again(room, pipe))
    writer.reap()
    said = list(writer.said())
    report.faults += [f"{place}: {each['fault']}" for each in said if "fault" in each]
    if not any("again" in each for each in said):
        report.faults.append(f"{place}: nobody could go on")


def _write_again(room: Newsroom, pipe: int) -> None:
    for name in room.passphrases:
        archive = room.open(name)
        if name != REVIEWER:
            interviews.log(archive, desk.draft(f"There is room again, says {name}.", terms=()))
    interviews.save_draft(room.open(EDITOR), b"half a sentence")
    room.close()
    say(pipe, again=True)
