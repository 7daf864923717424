"""The command that builds a fictional newsroom and opens it as one of its members."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from vault.cli.browse import open_terminal, wants_no_color
from vault.cli.demo.strings import hidden_strings, newsroom
from vault.cli.invocation import BrowseRequest, Invocation
from vault.cli.tree import command
from vault.errors import UsageError

if TYPE_CHECKING:
    from vault.archive.demo import DemoView

# What --as takes -> the preset of the member who opens the terminal.
_SEATS = {
    "editor": "editor",
    "reporter": "staff_reporter",
    "reviewer": "reviewer",
    "admin": "admin",
}


@command("demo")
@click.option(
    "--as",
    "seat",
    type=click.Choice(list(_SEATS)),
    default="editor",
    help="Whose terminal to open (default: editor, who is a reporter too).",
)
@click.option(
    "--no-browse", is_flag=True, help="Tell the story on stdout and leave the copies, no terminal."
)
@click.option("--strings", is_flag=True, help="List everything that the demo's vault must hide.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Build here (default: in Strongroom's home, where it replaces the last demo).",
)
@click.pass_obj
def demo(call: Invocation, seat: str, no_browse: bool, strings: bool, folder: Path | None) -> int:
    """Build a fictional newsroom in a folder of its own and look around in it."""
    call.refuse_in_shell("demo")
    if strings:
        call.output.answer({"strings": hidden_strings()}, lambda view: view["strings"])
        return 0
    made = _fresh_folder(call, folder)
    view = _built(call, made, to_stdout=no_browse)
    call.output.answer(_for_scripts(view, made), _lines)
    if no_browse:
        return 0
    request = BrowseRequest(
        vault=view.vault,
        home=made,
        passphrase=_passphrase_of(view, _SEATS[seat]),
        no_color=wants_no_color(call),
    )
    return open_terminal(call, request)


def _fresh_folder(call: Invocation, folder: Path | None) -> Path:
    """Return an empty folder: the last demo's is replaced, somebody's own never."""
    if folder is None:
        own = call.home().demo_folder
        shutil.rmtree(own, ignore_errors=True)
        folder = own
    elif folder.exists() and any(folder.iterdir()):
        raise UsageError("That folder is not empty; nothing was built.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _built(call: Invocation, folder: Path, *, to_stdout: bool) -> DemoView:
    from vault.archive.demo import build_demo
    from vault.archive.home import Home

    told = call.output.line if to_stdout and not call.output.as_json else call.output.note
    return build_demo(newsroom(), folder, Home(folder), told)


def _passphrase_of(view: DemoView, preset: str) -> bytes:
    return next(passphrase for _name, given, passphrase in view.members if given == preset)


def _for_scripts(view: DemoView, folder: Path) -> dict[str, Any]:
    members = [
        {"name": name, "preset": preset, "passphrase": passphrase.decode()}
        for name, preset, passphrase in view.members
    ]
    copies = [str(path) for path in view.copies]
    return {
        "folder": str(folder), "vault": str(view.vault), "members": members, "copies": copies
    }  # fmt: skip


def _program() -> str:
    """Return what starts this program in a shell: `make demo` runs one that is on no PATH."""
    started = Path(sys.argv[0])
    if started.name != "strongroom" or shutil.which("strongroom"):
        return "strongroom"
    return quote(str(started.absolute()))


def _lines(view: dict[str, Any]) -> Iterator[str]:
    yield f"The demo's vault: {view['vault']}"
    home, vault = quote(view["folder"]), quote(view["vault"])
    yield f"To come back: STRONGROOM_HOME={home} {_program()} --vault {vault}"
    yield "Passphrases of this demo, worth nothing elsewhere:"
    for member in view["members"]:
        yield f"  {member['name']} ({member['preset']}): {member['passphrase']}"
    yield "Copies that left it:"
    yield from (f"  {path}" for path in view["copies"])
