"""One deed under one fault after the other, each in a process that was forked for it.

Arguments: the folder of a newsroom, a scratch folder, the deed; on stdin JSON: passphrases and
which faults at which points (a list of [fault, chance], chance between 0 and 1 and 0 for a run
without one). Prints one line of JSON for each run.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from tests.hostile.deeds import DEEDS, OWN, Deed
from tests.hostile.faults import Disk, Fault
from tests.newsroom import EDITOR, Newsroom, argon2id_once
from vault.archive.home import Home
from vault.cli.main import _from_system
from vault.crypto import primitives
from vault.errors import StrongroomError

_HOME = "home"


def say(pipe: int, **words: object) -> None:
    os.write(pipe, json.dumps(words).encode() + b"\n")


def say_refused(pipe: int, error: StrongroomError | OSError) -> None:
    """Say what the command line would say."""
    refusal = error if isinstance(error, StrongroomError) else _from_system(error)
    say(pipe, refused=refusal.code, sentence=refusal.sentence)


def run(room: Newsroom, deed: Deed, given: object, out: Path, disk: Disk, pipe: int) -> None:
    """Do the deed; say what the program said. Runs in the forked process and ends it."""
    disk.install()
    try:
        archive = room.open(deed.who)
        say(pipe, opened=True)
        try:
            deed.do(archive, given, out)
            say(pipe, acknowledged=True)
        except (StrongroomError, OSError) as refusal:
            say_refused(pipe, refusal)
            disk.mended()
        room.close()
    except (StrongroomError, OSError) as refusal:
        say_refused(pipe, refusal)
    except BaseException:  # noqa: BLE001 - any other is what the test looks for
        say(pipe, crashed=traceback.format_exc())
    say(pipe, points=disk.seen)
    os._exit(0)


def in_a_fork(*given) -> dict[str, object]:
    """Run in a process of its own; return everything that it said before its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        run(*given, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        lines = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    said: dict[str, object] = {"killed": os.WIFSIGNALED(status)}
    for line in lines:
        said |= json.loads(line)
    return said


def moved(given: object, old: Path, new: Path) -> object:
    """Return what was prepared, with paths of the template in the copy's folder."""
    if isinstance(given, tuple):
        return tuple(moved(each, old, new) for each in given)
    if isinstance(given, Path):
        return new / given.relative_to(old)
    return given


def look(room: Newsroom, who: str) -> dict[str, object]:
    """Open what the run left, without any fault, and say what is there."""
    try:
        try:
            archive = room.open(who)
        except StrongroomError:
            room.passphrases[who] = OWN
            archive = room.open(who)
        editor = room.open(EDITOR)
        editor.ledger.store.integrity_check()
        _genesis, *entries = editor.state.entries
        kinds = [type(editor.ledger.act_of(entry)).__name__ for entry in entries]
        found = {
            "entries": kinds,
            "stray": len(editor.ledger.outcomes.stray),
            "drafts": len(archive.ledger.store.drafts(archive.ledger.keyring.device)),
        }
        room.close()
        return found | {"beside": sorted(p.name for p in room.path.parent.iterdir())}
    except StrongroomError as refusal:
        return {"closed": f"{refusal.code}: {refusal.sentence}"}


def main(folder: str, scratch: str, name: str) -> None:
    asked = json.loads(sys.stdin.read())
    primitives.argon2id = argon2id_once
    deed = DEEDS[name]
    base = Path(folder)
    room = Newsroom(base / "room.strongroom", Home(base / _HOME), asked["passphrases"])
    room.passphrases = {k: v.encode() for k, v in room.passphrases.items()}
    given = deed.prepare(room)
    room.close()
    for member in room.passphrases:  # derived once, before any fork
        with suppress(StrongroomError):  # who waits, or left, derives all the same
            room.open(member)
    room.close()
    count = 0
    before = look(room.copied(Path(scratch) / "before"), deed.who)
    for at, (fault, chance) in enumerate(asked["faults"]):
        place = Path(scratch) / str(at)
        copy = room.copied(place / "room")
        (place / "out").mkdir()
        number = max(1, round(chance * count)) if chance else 0
        disk = Disk(place, number, Fault(fault))
        said = in_a_fork(copy, deed, moved(given, base, place / "room"), place / "out", disk)
        if not chance:
            count = len(said["points"])
        said |= look(copy, deed.who)
        said["out"] = {
            p.name: p.stat().st_size for p in sorted((place / "out").iterdir()) if p.is_file()
        }
        said |= {"at": number, "fault": fault, "before": before["entries"]}
        shutil.rmtree(place)
        sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
