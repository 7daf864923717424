"""One act on a vault in a process of its own, which may kill itself at a named point of it.

Arguments: vault, home, act, point ("" or "before NAME" or "after NAME"), then what the act takes.
Says "ready", waits for a line on stdin, acts, and prints the outcome.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from vault.archive import founding, members, session, slots
from vault.archive.home import Home
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import StrongroomError
from vault.store import Conditions, Store

# On a slow machine the other process may be a long time at it.
Store.open.__kwdefaults__["conditions"] = Conditions(wait_seconds=120)

POINTS = {
    "keep_secret": (Home, "keep_secret"),
    "keep_next_secret": (Home, "keep_next_secret"),
    "promote_next_secret": (Home, "promote_next_secret"),
    "put_slot": (Store, "put_slot"),
    "finish_change": (slots, "_finish_change"),
    "add_entry": (Store, "add_entry"),
}


def die_at(point: str) -> None:
    """Make the process kill itself, as a power cut would, before or after a step."""
    when, name = point.split()
    owner, attribute = POINTS[name]
    original = getattr(owner, attribute)

    def step(*arguments, **named):
        if when == "after":
            original(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, attribute, step)


def say(words: str) -> None:
    """Tell the test."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> None:
    path, home = Path(sys.argv[1]), Home(Path(sys.argv[2]))
    act, point, *given = sys.argv[3:]
    before = None
    if act in {"change", "admit"}:
        before = session.unlock(path, home, given[0].encode())
    if point:
        die_at(point)
    say("ready")
    sys.stdin.readline()
    try:
        outcome = run(act, path, home, given, before)
    except StrongroomError as refusal:
        outcome = refusal.code
    say(outcome)
    if before is not None:
        before.close()


def run(act, path, home, given, archive) -> str:
    if act == "change":
        session.change_passphrase(archive, given[0].encode(), given[1].encode(), KDF_FLOOR)
        return "changed"
    if act == "admit":
        return members.admit(archive, given[1], compared=True).id
    if act == "join":
        joined = members.join(path, home, given[0], given[1].encode(), KDF_FLOOR)
        return " ".join(joined.safety_words)
    if act == "recover":
        founding.recover(path, home, given[0].split(), given[1].encode(), cost=KDF_FLOOR)
        return "recovered"
    request = founding.FoundingRequest("Ada Novak", "Desk", cost=KDF_FLOOR)
    founding.found_vault(path, home, request)
    return "founded"


main()
