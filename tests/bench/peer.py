"""The benchmark's side of Presidio: starts it in its own environment, asks, and ends it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.redact.scoring import Labelled

ENVIRONMENT = Path(__file__).parents[2] / ".venv-presidio"
SCRIPT = Path(__file__).with_name("presidio_peer.py")


class Peer:
    """Presidio in a process that answers one text at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, text: str) -> tuple[list[Labelled], float]:
        """Return its spans, and the seconds that it took inside its process."""
        if self._process.stdin is None or self._process.stdout is None:
            raise ValueError("the process was started without pipes")
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("Presidio's process ended before it answered")
        answer = json.loads(line)
        return [(start, end, kind) for start, end, kind in answer["spans"]], answer["seconds"]


@contextmanager
def presidio(environment: Path = ENVIRONMENT) -> Iterator[Peer | None]:
    """Yield the peer, or None where it is not installed whole or does not start."""
    if not (environment / ".ready").exists():
        yield None
        return
    process = subprocess.Popen(
        [environment / "bin" / "python", SCRIPT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    with process:
        is_ready = process.stdout is not None and process.stdout.readline()
        yield Peer(process) if is_ready else None
        if process.stdin is not None:
            process.stdin.close()
