"""The recovery sheet: shown once, written on paper, three words of it asked back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from vault.cli.invocation import Invocation
from vault.cli.passphrases import show_once
from vault.cli.terminal import Terminal, person_for
from vault.errors import StrongroomError

_ASKED_BACK = 3
_TRIES = 5


def need_terminal_for_sheet() -> None:
    """Refuse before anything is made when nobody could be asked for the words."""
    with person_for("the words of the recovery sheet", "use --no-confirm-sheet"):
        return


def sheet_for_scripts(call: Invocation, sheet: Sequence[str]) -> dict[str, Any]:
    """Return the words for an answer in JSON, else nothing."""
    return {"sheet": list(sheet)} if call.output.as_json else {}


def hand_over_sheet(call: Invocation, sheet: Sequence[str], *, confirm: bool) -> None:
    """Show the 24 words once, and ask three back: a sheet nobody wrote down recovers nothing."""
    if call.output.as_json and not confirm:
        return  # a program reads them from the answer
    show_once(sheet_lines(sheet))
    if confirm:
        _confirm_sheet(sheet)


def sheet_lines(sheet: Sequence[str]) -> list[str]:
    """Lay the recovery words out in four numbered columns."""
    rows = len(sheet) // 4
    cell = [f"{at:2d} {word:<10}" for at, word in enumerate(sheet, 1)]
    return [
        "The recovery sheet, shown this once. Write it on paper; whoever holds it and any copy",
        "of the vault reads what you read.",
        "",
        *("  ".join(cell[row::rows]).rstrip() for row in range(rows)),
    ]


def _confirm_sheet(sheet: Sequence[str]) -> None:
    with person_for("the words of the recovery sheet", "use --no-confirm-sheet") as terminal:
        for at in sorted(secrets.SystemRandom().sample(range(len(sheet)), _ASKED_BACK)):
            _ask_back(terminal, at, sheet[at])
        terminal.ask("Enter, once you know the passphrase and hold the sheet: wipes this screen")
        terminal.forget()


def _ask_back(terminal: Terminal, at: int, word: str) -> None:
    for _try in range(_TRIES):
        if terminal.ask(f"Word {at + 1} of the sheet").casefold() == word:
            return
        terminal.show([f"That is not word {at + 1}; look at your sheet."])
    raise StrongroomError(
        "It is done, but the recovery sheet was not confirmed: "
        "write the words down before you close this window."
    )
