"""A small newsroom for end-to-end tests: everything goes through the command line.

Only the founding, and a new passphrase for whoever joined, are done by the archive itself, at the
floor of the key derivation's cost; the command line offers no way to ask for less than the default.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.session import change_passphrase, unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.model import PolicyPreset

EDITOR = "Halvard Stensvik-Moe"
REVIEWER = "Noor Elbrink"
DESK = "Harbour desk"


@dataclass
class Newsroom:
    """A vault, its home, and the passphrase of whoever runs commands."""

    home: Path
    passphrase: bytes
    run_strongroom: Callable[..., Any]

    @property
    def vault(self) -> Path:
        return Home(self.home).default_vault

    def run(self, *arguments: str | Path, **more: Any):
        """Run one command as the newsroom's member."""
        more.setdefault("passphrase", self.passphrase)
        return self.run_strongroom(*arguments, STRONGROOM_HOME=str(self.home), **more)

    def answer(self, *arguments: str | Path, **more: Any) -> Any:
        """Run one command and return its one JSON answer; it must succeed."""
        (found,) = self.answers(*arguments, **more)
        return found

    def answers(self, *arguments: str | Path, **more: Any) -> list[Any]:
        """Run one command and return its JSON answers; it must succeed."""
        shown = self.run(*arguments, "--json", **more)
        assert shown.code == 0, shown.out + shown.err
        return [json.loads(line) for line in shown.out.splitlines()]

    def log_words(self, words: str) -> str:
        """Log plain words and return the interview's id."""
        return self.answer("log", "-", stdin=words.encode())["id"]

    def files(self) -> list[Path]:
        return [path for path in self.home.rglob("*") if path.is_file()]


def found(
    home: Path, run_strongroom: Callable[..., Any], preset: PolicyPreset = PolicyPreset.SMALL_DESK
) -> Newsroom:
    """Found a newsroom whose founder is its first editor."""
    request = FoundingRequest(EDITOR, DESK, preset, cost=KDF_FLOOR)
    founded = found_vault(Home(home).default_vault, Home(home), request)
    return Newsroom(home, founded.passphrase, run_strongroom)


def at_little_cost(joined: Newsroom) -> Newsroom:
    """Give somebody who joined by command a passphrase that every later command derives quickly."""
    with closing(unlock(joined.vault, Home(joined.home), joined.passphrase)) as archive:
        own = change_passphrase(archive, joined.passphrase, None, KDF_FLOOR)
    return Newsroom(joined.home, own, joined.run_strongroom)
