"""Runs a target's cases in forked children that have little memory, time and nothing to break.

The parent builds seeds and keys once; a child that dies, hangs or eats memory costs one case, is
reported as that case, and the next child goes on behind it. What is right or wrong is the
target's to say.
"""

from __future__ import annotations

import os
import random
import resource
import select
import signal
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

MEMORY_BYTES = 512 << 20
PROCESSOR_SECONDS = 20  # for one case; a hang is told by processor time, never by a busy machine
SILENT_SECONDS = 300


class Wrong(Exception):
    """A case came out as it must not: the message says how, and quotes no input."""


class Target(Protocol):
    """Something that reads hostile bytes."""

    name: str

    def prepare(self, folder: Path) -> None:
        """Build seeds and keys, once, before any child is forked."""

    def begin(self, folder: Path) -> None:
        """Set up a child's own folder."""

    def case(self, chance: random.Random) -> bytes:
        """Return one hostile input; equal chances give equal inputs."""

    def run(self, data: bytes) -> bool | str:
        """Read it; tell whether it was refused by name, or in one word what came of it.

        Any exception is a fault.
        """


@dataclass(frozen=True)
class Plan:
    """Which cases: a number of them, or as many as fit into some seconds."""

    cases: int
    seconds: float = 0.0
    jobs: int = 1
    seed: str = "strongroom"
    kept: tuple[bytes, ...] = ()  # inputs that failed once, tried first


@dataclass(frozen=True)
class Fault:
    """A case that failed."""

    number: int
    what: str
    data: bytes


@dataclass
class Report:
    """What came of a run."""

    counted: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return self.counted["refused"]

    @property
    def accepted(self) -> int:
        return self.counted["accepted"]

    @property
    def cases(self) -> int:
        return self.counted.total() + len(self.faults)


class Cases:
    """The inputs of a plan, by number: those kept, then those made by chance."""

    def __init__(self, target: Target, plan: Plan) -> None:
        self.target, self.plan = target, plan
        self.until = time.monotonic() + plan.seconds if plan.seconds else float("inf")
        self.count = plan.cases + len(plan.kept) if plan.cases else 1 << 62

    def data(self, number: int) -> bytes:
        if number < len(self.plan.kept):
            return self.plan.kept[number]
        made = number - len(self.plan.kept)
        return self.target.case(random.Random(f"{self.target.name} {self.plan.seed} {made}"))

    def numbers(self, start: int) -> Iterator[int]:
        for number in range(start, self.count, self.plan.jobs):
            if time.monotonic() > self.until:
                return
            yield number


# --- the child -----------------------------------------------------------------------------


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _outcome(cases: Cases, number: int) -> str:
    data = cases.data(number)
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR_SECONDS)
    try:
        came = cases.target.run(data)
        return came if isinstance(came, str) else "refused" if came else "accepted"
    except Wrong as wrong:
        return f"fault {wrong}"
    except Exception as error:  # noqa: BLE001 - whatever escapes is what we look for
        frames = traceback.extract_tb(error.__traceback__)[-3:]
        where = ", ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames)
        return f"fault {type(error).__name__} at {where}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _child(cases: Cases, start: int, folder: Path, out: int) -> None:
    """Run cases and report each before and after; never returns."""
    code = 1
    try:
        folder.mkdir()
        cases.target.begin(folder)
        _limit()
        for number in cases.numbers(start):
            os.write(out, f"start {number}\n".encode())
            os.write(out, f"{_outcome(cases, number)}\n".encode())
        os.write(out, b"done\n")
        code = 0
    except BaseException:  # noqa: BLE001 - said here, since the process ends without the rest
        traceback.print_exc()
    finally:
        os._exit(code)


# --- the parent ----------------------------------------------------------------------------


class Worker:
    """One line of children, each going on where the one before died."""

    def __init__(self, cases: Cases, place: int, folder: Path, report: Report) -> None:
        self.cases, self.place, self.folder, self.report = cases, place, folder, report
        self.next, self.running, self.lives = place, -1, 0
        self.fork()

    def fork(self) -> None:
        self.out, theirs = os.pipe()
        self.lives += 1
        self.buffer, self.heard, self.done = b"", time.monotonic(), False
        self.pid = os.fork()
        if self.pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)  # whatever runs us may have its own
            os.close(self.out)
            _child(self.cases, self.next, self.folder / f"{self.place}-{self.lives}", theirs)
        os.close(theirs)

    def listen(self) -> bool:
        """Take in what the child said; returns False when there is nothing more to come."""
        data = os.read(self.out, 1 << 16)
        if not data:
            return self._ended()
        self.heard = time.monotonic()
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        for line in lines:
            self._hear(line.decode())
        return True

    def _hear(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "start":
            self.running = int(rest)
        elif word == "done":
            self.done = True
        else:
            if word == "fault":
                self._fault(rest)
            else:
                self.report.counted[word] += 1
            self.next, self.running = self.running + self.cases.plan.jobs, -1

    def _fault(self, what: str) -> None:
        data = self.cases.data(self.running)
        self.report.faults.append(Fault(self.running, what, data))

    def _ended(self) -> bool:
        os.close(self.out)
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        if self.done:
            return False
        if self.running < 0:
            message = f"a child of {self.cases.target.name} ended outside of any case"
            raise RuntimeError(message)
        self._fault(_death(status))
        self.next, self.running = self.running + self.cases.plan.jobs, -1
        self.fork()
        return True

    def end_if_silent(self) -> None:
        if time.monotonic() - self.heard > SILENT_SECONDS:
            self.end()

    def end(self) -> None:
        """Kill the child, unless it is gone already."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)


def _death(status: int) -> str:
    if not os.WIFSIGNALED(status):
        return f"the process ended with {os.waitstatus_to_exitcode(status)}"
    name = signal.Signals(os.WTERMSIG(status)).name
    return {
        "SIGPROF": f"used more than {PROCESSOR_SECONDS} s of processor time",
        "SIGKILL": f"said nothing for {SILENT_SECONDS} s",
    }.get(name, f"the process died of {name}")


def run(target: Target, plan: Plan, folder: Path) -> Report:
    """Run a plan in `folder`, which has to be empty."""
    target.prepare(folder / "seeds")
    report = Report()
    cases = Cases(target, plan)
    workers = [Worker(cases, place, folder, report) for place in range(plan.jobs)]
    try:
        while workers:
            ready, _, _ = select.select([worker.out for worker in workers], [], [], 1.0)
            for worker in [each for each in workers if each.out in ready]:
                if not worker.listen():
                    workers.remove(worker)
            for worker in workers:
                worker.end_if_silent()
    finally:
        for worker in workers:  # only when something went wrong here
            worker.end()
    return report
