"""Commands that begin or rebuild access: init, recover, passphrase change."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vault.cli.field import is_field_home
from vault.cli.inputs import asked_or_json
from vault.cli.invocation import Invocation, existing_vault, opened
from vault.cli.passphrases import NewPassphrase
from vault.cli.recovery import typed_seed
from vault.cli.sheets import hand_over_sheet, need_terminal_for_sheet, sheet_for_scripts
from vault.cli.terminal import person_for
from vault.cli.tree import command, new_passphrase_options, noun
from vault.errors import UsageError
from vault.model import PolicyPreset, Record

if TYPE_CHECKING:
    from vault.archive.founding import FoundingRequest


class FoundingInput(Record, frozen=True):
    """What `init` must know: the founder's name and the first desk's label."""

    name: str
    desk: str


@command("init")
@click.option(
    "--policy",
    type=click.Choice([preset.value for preset in PolicyPreset]),
    help="one_person, small_desk (default) or large_desk.",
)
@click.option("--input", "source", metavar="FILE", help='JSON: {"name": …, "desk": …}; - is stdin.')
@click.option(
    "--no-confirm-sheet", is_flag=True, help="Do not ask three words of the sheet back (scripts)."
)
@new_passphrase_options
@click.pass_obj
def init(
    call: Invocation,
    policy: str | None,
    source: str | None,
    no_confirm_sheet: bool,
    new: NewPassphrase,
) -> None:
    """Found a vault: you, the first desk, a passphrase and the recovery sheet."""
    from vault.archive.founding import found_vault

    call.refuse_in_shell("init")
    path = call.vault_path()
    if path.exists():
        raise UsageError("There is a vault at that place already; nothing was changed.")
    if not no_confirm_sheet:
        need_terminal_for_sheet()
    chosen = new.choose(call.source)  # first: both may come on stdin, passphrase before answers
    founded = found_vault(path, call.home(), _request(call, policy, source, chosen))
    new.hand_over(founded.passphrase, generated=chosen is None)
    hand_over_sheet(call, founded.sheet, confirm=not no_confirm_sheet)
    call.output.answer({"vault": str(path), **sheet_for_scripts(call, founded.sheet)}, _founded)


def _request(
    call: Invocation, policy: str | None, source: str | None, passphrase: bytes | None
) -> FoundingRequest:
    from vault.archive.founding import FoundingRequest

    questions = {"name": "Your name", "desk": "Name of the first desk"}
    typed = asked_or_json(call, source, FoundingInput, questions)
    preset = PolicyPreset(policy) if policy else _asked_policy(source)
    return FoundingRequest(name=typed.name, desk=typed.desk, preset=preset, passphrase=passphrase)


def _founded(view: dict[str, Any]) -> list[str]:
    return [f"The vault is founded: {view['vault']}"]


def _asked_policy(source: str | None) -> PolicyPreset:
    """Ask a person which preset; a script that names none gets the small desk."""
    if source is not None:
        return PolicyPreset.SMALL_DESK
    presets = list(PolicyPreset)
    with person_for("the policy", "use --policy") as terminal:
        terminal.show([f"  {at}  {preset}" for at, preset in enumerate(presets, 1)])
        answer = terminal.ask("Policy (1-3, empty for 2)") or "2"
    if answer not in {"1", "2", "3"}:
        raise UsageError("The policy is 1, 2 or 3; nothing was made.")
    return presets[int(answer) - 1]


_AFTERWARDS = (
    "Take in what colleagues wrote since that copy (they: strongroom send --whole FILE).",
    "Send a packet, so that they know of your new device (strongroom send FILE).",
    "Report the device that is gone (strongroom device list, strongroom device lost).",
)


@command("recover")
@click.option("--shares", "from_shares", is_flag=True, help="From shares instead of the sheet.")
@click.option(
    "--from",
    "copy",
    type=click.Path(path_type=Path),
    metavar="COPY",
    help="A backup, or any copy: it is written where your vault shall be.",
)
@new_passphrase_options
@click.pass_obj
def recover(call: Invocation, from_shares: bool, copy: Path | None, new: NewPassphrase) -> None:
    """Rebuild your access from any copy of the vault and the 24 words (typed, or on stdin)."""
    from vault.archive.backup import put_in_place
    from vault.archive.founding import recover_from_seed as rebuild

    call.refuse_in_shell("recover")
    path = existing_vault(call) if copy is None else call.vault_path()
    chosen = new.choose(call.source)  # first: both may come on stdin, passphrase before words
    seed = typed_seed(call, from_shares=from_shares)
    with put_in_place(copy, path) if copy else nullcontext():
        recovered = rebuild(path, call.home(), seed, chosen)
    new.hand_over(recovered.passphrase, generated=chosen is None)
    call.output.answer({"vault": str(path)}, lambda _view: ["Your access is rebuilt."])
    call.output.note(f"The vault is {path}.")
    for step in _AFTERWARDS:
        call.output.note(step)


@noun("passphrase")
def passphrase() -> None:
    """Change your passphrase."""


@passphrase.command("change")
@new_passphrase_options
@click.pass_obj
def change(call: Invocation, new: NewPassphrase) -> None:
    """Change your passphrase; the device secret on this computer is renewed with it."""
    from vault.archive.session import change_passphrase, unlock

    call.refuse_in_shell("passphrase change")
    if is_field_home(call):
        _change_in_field(call, new)
        return
    path = existing_vault(call)
    current = call.source.read("Current passphrase")
    call.keys.archive = unlock(path, call.home(), current)
    chosen = new.choose()
    made = change_passphrase(opened(call), current, chosen)
    new.hand_over(made, generated=chosen is None)
    call.output.answer({"changed": True}, lambda _view: ["Your passphrase is changed."])


def _change_in_field(call: Invocation, new: NewPassphrase) -> None:
    from vault.archive.field_home import change_passphrase, unlock

    current = call.source.read("Current passphrase")
    home = unlock(call.vault_path(), call.home(), current)
    chosen = new.choose()
    made = change_passphrase(home, current, chosen)
    new.hand_over(made, generated=chosen is None)
    call.output.answer({"changed": True}, lambda _view: ["Your passphrase is changed."])
