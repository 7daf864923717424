"""Commands about the recovery sheet after the first day: shares of it, a drill, a new sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.inputs import LARGEST_WORDS_BYTES, read_file, text_of
from vault.cli.invocation import Invocation, existing_vault, opened
from vault.cli.passphrases import show_once
from vault.cli.sheets import hand_over_sheet, need_terminal_for_sheet, sheet_for_scripts
from vault.cli.terminal import Terminal, person, person_for
from vault.cli.tree import noun
from vault.errors import MalformedError, StrongroomError

if TYPE_CHECKING:
    from vault.archive.recovery import DrillView
    from vault.archive.sheet_shares import ShareInfo

_TRIES = 5


@noun("recovery")
def recovery() -> None:
    """Your recovery sheet: shares of it, a drill, a new one."""


@recovery.command("kit")
@click.option("--shares", "count", type=int, required=True, metavar="N", help="How many: to 16.")
@click.option("--needed", type=int, required=True, metavar="K", help="How many of them suffice.")
@click.pass_obj
def kit(call: Invocation, count: int, needed: int) -> None:
    """Split your sheet into shares for several people; its 24 words are typed, or on stdin."""
    from vault.archive.recovery import kit as split

    archive = opened(call)
    made = split(archive, sheet_words(call), count, needed)
    if call.output.as_json:
        call.output.json({"shares": made, "needed": needed})
        return
    with person() as terminal:
        for number, words in enumerate(made, 1):
            show_once(_share_lines(number, count, needed, words))
            if terminal is not None:
                terminal.ask("Enter, once it is written down: wipes this screen")
                terminal.forget()
    call.output.line(f"{count} shares were shown; any {needed} of them are your recovery sheet.")


def _share_lines(number: int, count: int, needed: int, words: str) -> list[str]:
    split = words.split()
    rows = -(-len(split) // 3)
    cell = [f"{at:2d} {word:<10}" for at, word in enumerate(split, 1)]
    return [
        f"Share {number} of {count}; any {needed} of them are the recovery sheet. Give it to one",
        "person, on paper, with the name of the vault.",
        "",
        *("  ".join(cell[row::rows]).rstrip() for row in range(rows)),
    ]


@recovery.command("drill")
@click.option("--shares", "from_shares", is_flag=True, help="From shares instead of the sheet.")
@click.pass_obj
def drill(call: Invocation, from_shares: bool) -> None:
    """Try the sheet, or shares of it, without writing anything: what would come back."""
    from vault.archive.recovery import drill as try_out

    call.refuse_in_shell("recovery drill")
    path = existing_vault(call)
    seed = typed_seed(call, from_shares=from_shares)
    with call.output.progress() as progress:
        view = try_out(path, call.home(), seed, progress)
    call.output.answer(view, _drill_lines)
    if not view.complete:
        raise StrongroomError("This sheet does not open everything that your roles read.")


def _drill_lines(view: DrillView) -> Iterator[str]:
    yield f"The recovery sheet of {view.member}; nothing was written."
    for each in view.compartments:
        yield f"{each.desk or 'vault':<20}  {each.part:<10}  {each.result}"


@recovery.command("renew")
@click.option(
    "--no-confirm-sheet", is_flag=True, help="Do not ask three words of the sheet back (scripts)."
)
@click.pass_obj
def renew(call: Invocation, no_confirm_sheet: bool) -> None:
    """Make a new sheet; the old one and its shares vouch for nothing any more."""
    from vault.archive.recovery import renew as make_new
    from vault.archive.session import unlock

    call.refuse_in_shell("recovery renew")
    if not no_confirm_sheet:
        need_terminal_for_sheet()
    path = existing_vault(call)
    passphrase = call.source.read()
    call.keys.archive = unlock(path, call.home(), passphrase)
    sheet = make_new(opened(call), passphrase)
    hand_over_sheet(call, sheet, confirm=not no_confirm_sheet)
    call.output.answer(
        sheet_for_scripts(call, sheet),
        lambda _view: ["The new sheet is valid, and the old one is not any more. Destroy that."],
    )


# --- words on paper ------------------------------------------------------------------------


def sheet_words(call: Invocation) -> list[str]:
    """Return the 24 words of a sheet: typed, or all of stdin."""
    if not call.input_is_typed:
        return text_of(read_file(call, "-", LARGEST_WORDS_BYTES)).split()
    with person_for("the recovery words", "give them on stdin") as terminal:
        words = terminal.ask("The 24 words, with spaces").split()
        terminal.forget()
    return words


def typed_seed(call: Invocation, *, from_shares: bool) -> bytes:
    """Return the 32 bytes of a sheet: from its words, or from shares typed one by one.

    On stdin each share is a line. Raises MalformedError that names a mistyped word's place.
    """
    from vault.archive.passphrases import seed_from_sheet
    from vault.archive.sheet_shares import seed_from_shares

    if not from_shares:
        return seed_from_sheet(sheet_words(call))
    if not call.input_is_typed:
        lines = text_of(read_file(call, "-", LARGEST_WORDS_BYTES)).splitlines()
        return seed_from_shares([line for line in lines if line.strip()])
    with person_for("the shares", "give them on stdin, one on a line") as terminal:
        typed = _asked_shares(terminal)
        terminal.forget()
    return seed_from_shares(typed)


def _asked_shares(terminal: Terminal) -> list[str]:
    """Ask for shares until there are enough; the first one says how many that is."""
    typed: list[str] = []
    needed = 1
    while len(typed) < needed:
        text, share = _asked_share(terminal, len(typed) + 1)
        typed.append(text)
        needed = share.needed
        terminal.show([f"That is share {share.number}; still needed: {needed - len(typed)}."])
    return typed


def _asked_share(terminal: Terminal, number: int) -> tuple[str, ShareInfo]:
    from vault.archive.sheet_shares import read_share

    for _try in range(_TRIES):
        text = terminal.ask(f"Share {number}, its 33 words with spaces")
        try:
            return text, read_share(text, number)
        except MalformedError as wrong:
            terminal.show([wrong.sentence])
    raise MalformedError(f"Share {number} could not be read; nothing was done.")
