"""Salts, nonces, keys and ids never come twice: not in 10,000 writes, not in a forked child."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from vault.crypto import boxes, primitives
from vault.crypto.boxes import Epoch, Session

WRITES = 10_000
VAULT = b"v" * 32
KEY = primitives.kem_key(b"k" * 32)
EPOCH = Epoch(b"c" * 16, boxes.epoch_id(KEY.public), KEY.public)
SESSION = Session(b"s" * 32, EPOCH.compartment, EPOCH.epoch, b"S" * 32)
WRAP = slice(3 + 32, 3 + 32 + 60)

DRAWS = {
    "ids": lambda: primitives.random_bytes(16),
    "nonces of wraps": lambda: primitives.wrap_key(b"w" * 32, b"k" * 32)[:12],
    "salts of streams": lambda: primitives.stream_seal(b"s" * 32, b"", b"")[:24],
}


@pytest.mark.parametrize("what", DRAWS)
def test_P5_ten_thousand_draws_are_all_different(what):
    assert len({DRAWS[what]() for _ in range(WRITES)}) == WRITES


def test_P5_ten_thousand_sealed_bodies_share_neither_key_nonce_nor_salt():
    made = [boxes.seal_body(VAULT, SESSION, b"the bell rang twice") for _ in range(WRITES)]
    assert len({data_key for _, data_key in made}) == WRITES
    assert len({body[WRAP][:12] for body, _ in made}) == WRITES
    assert len({body[WRAP.stop :][:24] for body, _ in made}) == WRITES


def test_P5_ten_thousand_encapsulations_differ_in_both_halves():
    made = [primitives.hpke_seal(KEY.public, b"", b"") for _ in range(WRITES)]
    assert len({sealed[:1088] for sealed in made}) == WRITES
    assert len({sealed[1088:1120] for sealed in made}) == WRITES


def test_P5_sessions_share_neither_key_nor_encapsulation():
    made = [boxes.seal_session(VAULT, EPOCH) for _ in range(1_000)]
    assert len({session.key for _, session in made}) == 1_000
    assert len({body[3:1123] for body, _ in made}) == 1_000


def test_P5_a_forked_child_repeats_nothing_of_its_parent():
    child = Path(__file__).with_name("child_fork.py")
    run = subprocess.run([sys.executable, str(child)], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    mine, theirs = json.loads(run.stdout)
    assert len(mine) == len(theirs) > 700
    assert len({*mine, *theirs}) == len(mine) + len(theirs)
