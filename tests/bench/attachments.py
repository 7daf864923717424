"""`python -m tests.bench.attachments [MIB [ROUNDS]]`: a large file in and out, beside `cp` and age.

Every round copies, seals and writes out the same random file, in turn; medians are printed. Each
step is a process of its own that reports seconds and how far its memory rose above idle. age
takes part where `pyrage` can be imported; everything ends with an fsync.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vault.archive import attachments, interviews
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.session import Archive, unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft, QuoteDraft

MEBIBYTE = 1 << 20


@contextmanager
def memory() -> Iterator[Callable[[], float]]:
    """Sample this process's resident memory; the yielded call tells the rise in MiB."""
    page = os.sysconf("SC_PAGE_SIZE")

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * page

    idle, peak, ended = resident(), [0], threading.Event()

    def sample() -> None:
        while not ended.wait(0.002):
            peak[0] = max(peak[0], resident())

    thread = threading.Thread(target=sample)
    thread.start()
    yield lambda: (peak[0] - idle) / MEBIBYTE
    ended.set()
    thread.join()


def synced(path: Path) -> None:
    """Wait until a file is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


# --- steps, each in a process of its own ---------------------------------------------------


def opened(folder: Path) -> Archive:
    """Unlock the vault that `prepare` made."""
    passphrase = (folder / "passphrase").read_bytes()
    return unlock(folder / "bench.strongroom", Home(folder / "home"), passphrase)


def prepare(folder: Path) -> None:
    """Found a vault with one interview."""
    home, path = Home(folder / "home"), folder / "bench.strongroom"
    home.folder.mkdir()
    founded = found_vault(path, home, FoundingRequest("Bench", "Bench desk", cost=KDF_FLOOR))
    (folder / "passphrase").write_bytes(founded.passphrase)
    archive = opened(folder)
    interview = interviews.log(archive, InterviewDraft((QuoteDraft("A long tape."),))).id
    (folder / "interview").write_text(interview, "ascii")
    archive.close()


def seal(folder: Path) -> Callable[[], object]:
    """Attach, alone in the vault."""
    archive, interview = opened(folder), (folder / "interview").read_text("ascii")

    def work() -> None:
        view = attachments.attach(archive, interview, folder / "file")
        (folder / "attachment").write_text(view.id, "ascii")
        archive.close()

    return work


def seal_in_company(folder: Path) -> Callable[[], object]:
    """Attach while somebody else has the vault open, so through the WAL."""
    work, other = seal(folder), opened(folder)
    assert other is not None
    return work


def write_out(folder: Path) -> Callable[[], object]:
    """Export what was attached last."""
    archive, ident = opened(folder), (folder / "attachment").read_text("ascii")
    return lambda: attachments.export_attachment(archive, ident, folder / "out")


def copy(folder: Path) -> Callable[[], object]:
    """Copy with the system's own command."""

    def work() -> None:
        subprocess.run(["cp", "--reflink=never", folder / "file", folder / "out"], check=True)
        synced(folder / "out")

    return work


def age_in(folder: Path) -> Callable[[], object]:
    """Encrypt with age."""
    import pyrage

    key = pyrage.x25519.Identity.generate()
    (folder / "age-key").write_text(str(key), "ascii")

    def work() -> None:
        target = folder / "file.age"
        pyrage.encrypt_file(str(folder / "file"), str(target), [key.to_public()])
        synced(target)

    return work


def age_out(folder: Path) -> Callable[[], object]:
    """Decrypt with age."""
    import pyrage

    key = pyrage.x25519.Identity.from_str((folder / "age-key").read_text("ascii"))

    def work() -> None:
        pyrage.decrypt_file(str(folder / "file.age"), str(folder / "out"), [key])
        synced(folder / "out")

    return work


def open_again(folder: Path) -> Callable[[], object]:
    """Unlock the vault with the file in it."""
    return lambda: opened(folder)


STEPS: dict[str, Callable[[Path], Callable[[], object]]] = {
    "cp": copy,
    "attach": seal,
    "export": write_out,
    "unlock with it": open_again,
    "attach through the WAL": seal_in_company,
    "age in": age_in,
    "age out": age_out,
}


def step(name: str, folder: Path) -> dict[str, float]:
    """Run one step in this process; returns seconds and MiB above idle."""
    work = STEPS[name](folder)
    with memory() as rise:
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
        risen = rise()
    return {"seconds": seconds, "mib": risen}


# --- rounds --------------------------------------------------------------------------------


def measure(mebibytes: int, rounds: int, folder: Path) -> Iterator[dict[str, object]]:
    """Run all steps in turn, and yield a row of medians for each."""
    with (folder / "file").open("wb") as file:
        for _ in range(mebibytes):
            file.write(os.urandom(MEBIBYTE))
    found: dict[str, list[dict[str, float]]] = {}
    for number in range(rounds):
        room = folder / f"round {number}"
        room.mkdir()
        (room / "file").hardlink_to(folder / "file")
        prepare(room)
        for name in STEPS:
            (room / "out").unlink(missing_ok=True)
            given = [sys.executable, "-m", "tests.bench.attachments", "--step", name, str(room)]
            done = subprocess.run(given, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                found.setdefault(name, []).append(json.loads(done.stdout))
        for path in sorted(room.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    for name, rows in found.items():
        seconds = statistics.median(row["seconds"] for row in rows)
        spread = [mebibytes / row["seconds"] for row in rows]
        yield {
            "work": name, "seconds": seconds, "MiB/s": mebibytes / seconds, "least": min(spread),
            "most": max(spread), "MiB above idle": max(row["mib"] for row in rows),
        }  # fmt: skip


def main(arguments: list[str]) -> int:
    """Measure, or run one step for a measurement."""
    if arguments[:1] == ["--step"]:
        print(json.dumps(step(arguments[1], Path(arguments[2]))))
        return 0
    mebibytes, rounds, *_ = (*map(int, arguments), *(1024, 3)[len(arguments) :])
    with tempfile.TemporaryDirectory() as folder:
        for row in measure(mebibytes, rounds, Path(folder)):
            fields = (f"{k} {v:.1f}" for k, v in row.items() if isinstance(v, float))
            print(f"  {row['work']:24}", "   ".join(fields))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
