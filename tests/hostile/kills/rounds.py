"""Round after round: writers start together, die together or one after the other, and are missed
by nobody: what they were told is kept is there.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.hostile.kills import looking, writers
from tests.hostile.kills.forks import Forked, fork, listen
from tests.hostile.kills.writers import Base, Writer
from tests.newsroom import EDITOR, FOUNDER, REPORTER, REVIEWER, Newsroom, build

ROUNDS_EACH = 20  # with one vault: opening it takes longer with every entry
OPENING_SECONDS = 240.0
_LONGEST_SECONDS = 0.6
_EARLY = 0.25  # the share of rounds in which writers die while they open the vault
_ONE_BY_ONE = 1 / 3  # in which some write on while others are dead already
_NAMES = (FOUNDER, EDITOR, REVIEWER, REPORTER)


@dataclass
class Report:
    """What was counted, and every fault."""

    rounds: int = 0
    acknowledged: int = 0
    entries: int = 0
    recovered: int = 0  # rounds after which a WAL was found and played back
    waits: int = 0  # transactions that waited for another process
    longest_wait: float = 0.0
    busy: int = 0  # waits that were given up
    stale: int = 0
    unacknowledged: int = 0  # in the vault, though nobody lived to hear of it
    full: int = 0  # acts that did not fit
    left: int = 0  # rounds in which everybody left in order
    read_full: int = 0  # times that everybody read everything on the full disk
    closed_full: int = 0  # times that a vault on a full disk asked for room before it opened
    sentences: set[str] = field(default_factory=set)  # what was said of want of room
    faults: list[str] = field(default_factory=list)


class Heard(NamedTuple):
    """What one writer told before it died."""

    kept: list[list[str]]  # kind, tag, id
    refused: list[str]  # tags of what was told not to be saved


def newsroom(folder: Path) -> tuple[Newsroom, Base]:
    """Build what every vault of the run is a copy of."""
    room = build(folder)
    base = writers.prepared(room)
    for name in room.passphrases:  # derived once, before any fork
        room.open(name)
    room.close()
    return room, base


def cast(chance: random.Random, number: int, count: int) -> list[Writer]:
    """Return who writes in a round: often different members, sometimes one member twice."""
    names = chance.sample(_NAMES, k=min(count, len(_NAMES)))
    if chance.random() < 1 / 4:
        names[-1] = names[0]
    names += chance.choices(_NAMES, k=count - len(names))
    shell = chance.randrange(count)
    return [Writer(name, at == shell, f"{number}.{at}") for at, name in enumerate(names)]


def hear(base: Base, writer: Writer, process: Forked, report: Report) -> Heard:
    """Take down what a writer told."""
    heard = Heard([], [])
    lines = writers.script(base, writer) if writer.by_shell else []  # what it says last is of all
    for at, said in enumerate(process.said()):
        if said.get("closed") == "E_NO_SPACE":
            report.full += 1
            report.sentences.add(said["sentence"])
        elif "fault" in said or "closed" in said:
            report.faults.append(f"{writer}: {said}")
        elif at < len(lines):
            _hear_shell(lines[at], said, heard, report)
        elif "kept" in said:
            heard.kept.append([said["kept"], said["tag"], said["id"]])
        elif "full" in said:
            report.full += 1
            report.sentences.add(said["sentence"])
            if said["act"] not in writers.OF_SEVERAL:
                heard.refused.append(said["full"])
        report.waits += "waited" in said
        report.longest_wait = max(report.longest_wait, float(said.get("waited", 0)))
        report.busy += "busy" in said
        report.stale += "refused" in said
    return heard


def _hear_shell(line: writers.Line, said: dict, heard: Heard, report: Report) -> None:
    error = said.get("error")
    if error is None:
        if line.kind:
            heard.kept.append([line.kind, line.tag, said.get("id", "")])
    elif error["code"] == "E_BUSY":
        report.busy += 1
    elif error["code"] == "E_NO_SPACE":
        heard.refused.append(line.tag)
        report.full += 1
        report.sentences.add(error["sentence"])
    elif error["code"] == "E_REFUSED":
        report.stale += 1
    else:
        report.faults.append(f"{line.kind} {line.tag}: {error}")


def started(room: Newsroom, base: Base, cast: Sequence[Writer]) -> list[Forked]:
    """Start the writers."""
    return [
        fork(lambda pipe, writer=writer: writers.start(room, base, writer, pipe)) for writer in cast
    ]


def are_open(processes: Sequence[Forked]) -> bool:
    """Tell whether every writer has the vault open, or ended."""
    return all(process.lines or process.is_silent for process in processes)


def kill_all(chance: random.Random, processes: Sequence[Forked]) -> None:
    """Kill at a random moment: all at once, or one while the others write on for a little."""
    now = time.monotonic()
    if chance.random() < _EARLY:
        listen(processes, now + chance.uniform(0, 0.3), lambda: False)
    else:
        listen(processes, now + OPENING_SECONDS, lambda: are_open(processes))
        moment = time.monotonic() + chance.uniform(0, _LONGEST_SECONDS)
        listen(processes, moment, lambda: False)
    one_by_one = chance.random() < _ONE_BY_ONE
    for process in chance.sample(processes, len(processes)):
        process.kill()
        if one_by_one:
            listen(processes, time.monotonic() + chance.uniform(0, 0.2), lambda: False)
    for process in processes:
        process.reap()


def examine(room: Newsroom, heard: Sequence[Heard], report: Report, *, place: str = "") -> set[str]:
    """Let the vault be looked at; returns the tags of all texts in it."""
    kept = [each for one in heard for each in one.kept]
    refused = [tag for one in heard for tag in one.refused]
    looked = fork(lambda pipe: looking.look(room, kept, refused, pipe))
    looked.reap()
    said = list(looked.said())
    report.faults += [f"{place}: {each['fault']}" for each in said if "fault" in each]
    if looked.was_killed or not said:
        report.faults.append(f"{place}: looking ended with {looked.ended}")
    last = said[-1] if said else {}
    report.recovered += bool(last.get("recovered"))
    return set(last.get("tags", ()))


def run(folder: Path, count: int, at_once: int, seed: str) -> Iterator[Report]:
    """Run rounds, and yield the one report after each."""
    base_room, base = newsroom(folder / "base")
    report, room, all_heard = Report(), base_room, []
    for number in range(count):
        if number % ROUNDS_EACH == 0:
            room = _next_vault(base_room, folder / f"vault-{number}", room, all_heard, report)
            all_heard = []
        chance = random.Random(f"{seed} {number}")
        casting = cast(chance, number, at_once)
        processes = started(room, base, casting)
        kill_all(chance, processes)
        heard = [hear(base, w, p, report) for w, p in zip(casting, processes, strict=True)]
        tags = examine(room, heard, report, place=f"round {number}")
        count_told(casting, heard, tags, report)
        all_heard += heard
        report.rounds += 1
        yield report
    _next_vault(base_room, folder / "last", room, all_heard, report)
    yield report


def _next_vault(
    base: Newsroom, folder: Path, room: Newsroom, heard: Sequence[Heard], report: Report
) -> Newsroom:
    """Look once more for everything that was ever told of a vault, and begin a new one."""
    if room is not base:
        examine(room, heard, report, place="at the end")
        report.entries += room.rows("SELECT count(*) FROM entry")[0][0]
        shutil.rmtree(room.path.parent)
    return base.copied(folder)


def count_told(
    casting: Sequence[Writer], heard: Sequence[Heard], tags: set[str], report: Report
) -> None:
    """Count; whoever was not told of more than the one act in hand is a fault."""
    for writer, one in zip(casting, heard, strict=True):
        told = {tag for _, tag, _ in one.kept}
        untold = {t for t in tags if t.startswith(f"<{writer.place}.")} - told
        report.acknowledged += len(told)
        report.unacknowledged += len(untold)
        if len(untold) > 1:
            report.faults.append(f"{writer}: {sorted(untold)} are there, and nobody was told")
