"""Commands about colleagues: invite, join, compare safety words, admit, grant, change roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from vault.cli.inputs import LARGEST_WORDS_BYTES, asked_or_json, read_file, text_of
from vault.cli.invocation import Invocation, existing_vault, opened
from vault.cli.leaving import sign_out
from vault.cli.passphrases import NewPassphrase
from vault.cli.sheets import hand_over_sheet, sheet_for_scripts
from vault.cli.terminal import person_for
from vault.cli.tree import new_passphrase_options, noun
from vault.errors import RefusedError
from vault.model import Preset, Record

if TYPE_CHECKING:
    from vault.archive.views import MemberView

PRESETS = click.Choice([preset.value for preset in Preset])
_NO_ROLES, _WHOLE_VAULT = "none", "-"
_COMPARED = "You compared the eight safety words with your colleague by voice, and they are equal?"

compared_option = click.option(
    "--compared", is_flag=True, help="Say that the safety words were compared by voice and match."
)


class NameInput(Record, frozen=True):
    """A name as colleagues know it."""

    name: str


@noun("member")
def member() -> None:
    """Colleagues: invite, join, admit, grant, roles."""


member.add_command(sign_out)


@member.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List the members and their roles."""
    call.output.answer_rows(opened(call).members(), ("id", "name", "roles", "note"), _member_row)


def _member_row(view: MemberView) -> Sequence[str]:
    notes = [
        "you" if view.is_me else "",
        "signed out" if view.signed_out else "",
        "new to you" if view.is_new else "",
        "admitted by one person alone" if view.admitted_alone else "",
        f"waits for {', '.join(view.waiting_for)}" if view.waiting_for else "",
    ]
    return view.id, view.name, ", ".join(view.roles), "; ".join(note for note in notes if note)


@member.command("add")
@click.option("--preset", type=PRESETS, required=True, help="What the invitation offers.")
@click.option("--desk", "desks", multiple=True, metavar="ID", help="A desk; may be repeated.")
@click.option("--input", "source", metavar="FILE", help='JSON: {"name": …}; - is stdin.')
@click.pass_obj
def add(call: Invocation, preset: str, desks: tuple[str, ...], source: str | None) -> None:
    """Invite a colleague: prints a one-time code to hand over in person."""
    from vault.archive.members import add_member

    archive = opened(call)
    typed = asked_or_json(call, source, NameInput, {"name": "Name of the new member"})
    code = add_member(archive, typed.name, Preset(preset), list(desks))
    call.output.answer({"code": code}, _invitation)


def _invitation(view: dict[str, str]) -> Iterator[str]:
    yield "One-time code, for your colleague to type at: strongroom member join"
    yield ""
    yield f"  {view['code']}"


@member.command("join")
@click.option(
    "--no-confirm-sheet", is_flag=True, help="Do not ask three words of the sheet back (scripts)."
)
@new_passphrase_options
@click.pass_obj
def join(call: Invocation, no_confirm_sheet: bool, new: NewPassphrase) -> None:
    """Take up an invitation with its one-time code (typed, or on stdin)."""
    from vault.archive.members import join as take_up

    call.refuse_in_shell("member join")
    path = existing_vault(call)
    chosen = new.choose(call.source)  # first: both may come on stdin, passphrase before code
    code = one_time_code(call)
    joined = take_up(path, call.home(), code, chosen)
    new.hand_over(joined.passphrase, generated=chosen is None)
    typed = call.input_is_typed
    hand_over_sheet(call, joined.sheet, confirm=typed and not no_confirm_sheet)
    words = {"safety_words": list(joined.safety_words)}
    call.output.answer({**words, **sheet_for_scripts(call, joined.sheet)}, _joined)


def one_time_code(call: Invocation) -> str:
    """Return the one-time code: typed, or all of stdin."""
    if call.input_is_typed:
        with person_for("the one-time code", "give it on stdin") as terminal:
            return " ".join(terminal.ask("One-time code").casefold().split())
    return " ".join(text_of(read_file(call, "-", LARGEST_WORDS_BYTES)).casefold().split())


def _joined(view: dict[str, list[str]]) -> Iterator[str]:
    yield "You are waiting to be admitted. Read these safety words to an admin by voice:"
    yield ""
    yield f"  {' '.join(view['safety_words'])}"


@member.command("pending")
@click.pass_obj
def pending_(call: Invocation) -> None:
    """List who joined and waits to be admitted, with their safety words."""
    from vault.archive.members import pending

    call.output.answer_rows(
        pending(opened(call)),
        ("id", "name", "preset", "desks", "safety words"),
        lambda view: (
            view.id,
            view.name,
            str(view.preset),
            ", ".join(view.desks),
            " ".join(view.safety_words),
        ),
    )


@member.command("admit")
@click.argument("pending_id")
@compared_option
@click.pass_obj
def admit_(call: Invocation, pending_id: str, compared: bool) -> None:
    """Admit a colleague after comparing safety words by voice (admin)."""
    from vault.archive.members import admit

    archive = opened(call)
    view = admit(archive, pending_id, compared or agreed_on_words())
    call.output.answer(view, _admitted)


def _admitted(view: MemberView) -> Iterator[str]:
    yield f"Admitted: {view.id}"
    for desk in view.waiting_for:
        yield f"Still without the keys of {desk}; `strongroom status` says who can give them."


def agreed_on_words() -> bool:
    """Ask on the terminal; raises RefusedError unless the person says yes in full."""
    with person_for("the comparison", "use --compared once you did it") as terminal:
        if not terminal.agrees(_COMPARED):
            raise RefusedError(
                "Without comparing the safety words nobody is let in; nothing was changed.",
                rules=("safety_words.compared",),
            )
    return True


@member.command("words")
@click.argument("member_id")
@click.pass_obj
def words(call: Invocation, member_id: str) -> None:
    """Show the eight safety words that a colleague and you both see, to compare by voice."""
    from vault.archive.members import safety_words_with

    found = list(safety_words_with(opened(call), member_id))
    call.output.answer({"safety_words": found}, lambda view: [" ".join(view["safety_words"])])


@member.command("grants")
@click.pass_obj
def grants(call: Invocation) -> None:
    """List the keys that admitted colleagues still wait for and that you could grant."""
    from vault.archive.members import grants_wanted

    call.output.answer_rows(
        grants_wanted(opened(call)),
        ("member", "name", "desk", "parts", "safety words"),
        lambda view: (
            view.member_id,
            view.name,
            view.desk,
            ", ".join(view.parts),
            " ".join(view.safety_words),
        ),
    )


@member.command("grant")
@click.argument("member_id")
@click.argument("desk_id")
@compared_option
@click.pass_obj
def grant_(call: Invocation, member_id: str, desk_id: str, compared: bool) -> None:
    """Give a colleague the keys of a desk that you read yourself."""
    from vault.archive.members import grant

    grant(opened(call), member_id, desk_id, compared or agreed_on_words())
    call.output.answer({"granted": True}, lambda _view: ["Granted."])


@member.command("roles")
@click.argument("member_id")
@click.argument("desk_id")
@click.argument("preset", type=click.Choice([*PRESETS.choices, _NO_ROLES]))
@click.pass_obj
def roles(call: Invocation, member_id: str, desk_id: str, preset: str) -> None:
    """Change what a colleague may do on a desk, or vault-wide with "-" as the desk (admin)."""
    from vault.archive.members import change_roles

    desk = "" if desk_id == _WHOLE_VAULT else desk_id
    change_roles(opened(call), member_id, desk, None if preset == _NO_ROLES else Preset(preset))
    call.output.answer({"changed": True}, lambda _view: ["The roles are changed."])


@member.command("invitations")
@click.pass_obj
def invitations(call: Invocation) -> None:
    """List your invitations that nobody was admitted with yet (admin)."""
    from vault.archive.joining import open_invitations

    call.output.answer_rows(
        open_invitations(opened(call)),
        ("id", "name", "preset", "answers", "state"),
        lambda view: (
            view.id,
            view.name,
            str(view.preset),
            str(view.answers),
            "expired" if view.expired else "open",
        ),
    )


@member.command("cancel")
@click.argument("invitation_id")
@click.pass_obj
def cancel_(call: Invocation, invitation_id: str) -> None:
    """Cancel an invitation: nobody is let in with it any more (admin)."""
    from vault.archive.joining import cancel

    cancel(opened(call), invitation_id)
    call.output.answer({"cancelled": True}, lambda _view: ["Cancelled."])


@member.command("dismiss")
@click.argument("request_id")
@click.pass_obj
def dismiss_(call: Invocation, request_id: str) -> None:
    """Turn down somebody who joined and waits: the words differ, or the code leaked (admin)."""
    from vault.archive.members import dismiss

    dismiss(opened(call), request_id)
    call.output.answer({"dismissed": True}, lambda _view: ["Dismissed."])


@member.command("seen")
@click.argument("member_id", metavar="[MEMBER]", default="")
@click.pass_obj
def seen_(call: Invocation, member_id: str) -> None:
    """Say that you know a new MEMBER (without one: all of them); they are noticed no more."""
    from vault.archive import directory, newcomers

    archive = opened(call)
    whom = directory.find_member(archive, member_id).id if member_id else None
    count = newcomers.dismiss(archive, whom)
    call.output.answer({"seen": count}, lambda view: [f"{view['seen']} are no longer new to you."])
