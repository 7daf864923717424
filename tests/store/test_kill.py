"""kill -9 at random moments: no acknowledged commit lost, none half done, none counted twice."""

from __future__ import annotations

import random
import signal
import time

import pytest

from vault.store import Store

DEVICE = b"device number 01"
OTHERS = (b"device number 02", b"device number 03")


def acknowledgement(writer):
    """Wait for a writer's next commit and return its entry's hash."""
    return bytes.fromhex(writer.stdout.readline())


def kill_after(processes, seconds):
    """Kill all and return what they had acknowledged; each must have died of nothing else."""
    time.sleep(seconds)
    for process in processes:
        process.kill()
    acknowledged = []
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (-signal.SIGKILL, "")
        acknowledged += [bytes.fromhex(line) for line in out.split() if len(line) == 64]
    return acknowledged


def check(vault, acknowledged):
    """Check every promise about the file that the writers left, as the next opening sees it."""
    with Store.open(vault) as store:
        entries = list(store.entries())[1:]
        written = {each.hash for each in entries}
        assert acknowledged <= written
        named = [each.core[at : at + 32] for each in entries for at in (32, 64, 96)]
        assert sorted(named) == list(store.object_hashes())
        for device in {each.device for each in entries}:
            check_chain([each for each in entries if each.device == device])
        store.integrity_check()
        for name in named:
            store.object(name)
        store.drop_aside()


def check_chain(chain):
    first = chain[0].n
    assert [each.n for each in chain] == list(range(first, first + len(chain)))
    previous = [each.core[:32] for each in chain[1:]]
    assert previous == [each.hash for each in chain[:-1]]


def test_R1_no_acknowledged_commit_is_lost_when_a_writer_is_killed(vault, start, beside):
    moments = random.Random(1)
    acknowledged = set()
    for _ in range(25):
        writer = start("child_writer.py", vault, DEVICE.hex())
        acknowledged.update(acknowledgement(writer) for _ in range(moments.randint(1, 5)))
        acknowledged |= set(kill_after([writer], moments.uniform(0, 0.05)))
        check(vault, acknowledged)
        assert beside() == [vault.name]
    assert len(acknowledged) > 50


def test_R1_no_kill_while_opening_or_closing_harms_the_vault(vault, start):
    moments = random.Random(2)
    for _ in range(10):
        writer = start("child_writer.py", vault, DEVICE.hex())
        acknowledged = set(kill_after([writer], moments.uniform(0.04, 0.16)))
        check(vault, acknowledged)


@pytest.mark.parametrize("devices", [(DEVICE,) * 3, (DEVICE, *OTHERS)], ids=["one", "three"])
def test_R2_three_writers_killed_at_once_lose_and_repeat_nothing(vault, start, devices):
    moments = random.Random(3)
    acknowledged = set()
    for _ in range(5):
        writers = [start("child_writer.py", vault, device.hex()) for device in devices]
        for writer in writers:
            acknowledged.update(acknowledgement(writer) for _ in range(3))
        acknowledged |= set(kill_after(writers, moments.uniform(0, 0.05)))
        check(vault, acknowledged)
    assert len(acknowledged) > 30
