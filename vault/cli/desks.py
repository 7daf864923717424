"""Commands about desks and about the policy, the one page of ceremonies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from vault.cli.inputs import asked_or_json
from vault.cli.invocation import Invocation, opened
from vault.cli.members import NameInput
from vault.cli.tree import noun
from vault.cli.urgent import policy_urgent, switch_lines
from vault.model import Policy, PolicyPreset
from vault.text import counted


@noun("desk")
def desk() -> None:
    """Desks: groups of interviews with their own need-to-know."""


@desk.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List the desks and which of their parts your keys open."""
    call.output.answer_rows(
        opened(call).desks(),
        ("id", "name", "parts open to you"),
        lambda view: (view.id, view.name, ", ".join(view.parts)),
    )


@desk.command("add")
@click.option("--input", "source", metavar="FILE", help='JSON: {"name": …}; - is stdin.')
@click.pass_obj
def add(call: Invocation, source: str | None) -> None:
    """Add a desk; you are its first editor (editor)."""
    from vault.archive.members import add_desk

    archive = opened(call)
    typed = asked_or_json(call, source, NameInput, {"name": "Name of the desk"})
    view = add_desk(archive, typed.name)
    call.output.answer(view, lambda view: [f"Added: {view.id}"])


@noun("policy")
def policy() -> None:
    """The ceremonies, on one page."""


policy.add_command(policy_urgent)


@policy.command("show")
@click.pass_obj
def show(call: Invocation) -> None:
    """Show the policy in force."""
    import msgspec

    from vault.archive.members import get_policy
    from vault.archive.urgent_views import switch

    archive = opened(call)
    view, urgent = get_policy(archive), switch(archive)
    call.output.answer(
        msgspec.structs.asdict(view) | {"urgent_release": urgent},
        lambda _: [*_lines(view), *switch_lines(urgent)],
    )


def _lines(view: Policy) -> Iterator[str]:
    yield f"Preset: {view.preset}"
    yield f"A second person approves a copy: {_word(view.second_person_approves)}"
    yield f"A cleared editor approves besides: {_word(view.cleared_editor_approves)}"
    hours = counted(view.second_reading_hours, "hour")
    yield f"Second reading, where one person works alone: after {hours}"
    yield f"Idle lock: {counted(view.idle_lock_minutes, 'minute')}"
    yield f"Codenames on printed lists: {_word(view.print_codenames)}"
    yield f"People who have to know a source: {view.fewest_who_know or 'any number'}"
    yield f"People who may know a source: {view.most_who_know or 'any number'}"


def _word(switch: bool) -> str:
    return "yes" if switch else "no"


@policy.command("set")
@click.argument("preset", type=click.Choice([preset.value for preset in PolicyPreset]))
@click.option("--second-reading-hours", type=click.IntRange(1, 168), metavar="HOURS")
@click.option("--second-person-approves/--one-person-approves", default=None)
@click.option("--cleared-editor-approves/--any-approver", default=None)
@click.option("--idle-lock-minutes", type=click.IntRange(1, 60), metavar="MINUTES")
@click.option("--fewest-who-know", type=click.IntRange(0, 99), metavar="PEOPLE")
@click.option("--most-who-know", type=click.IntRange(0, 99), metavar="PEOPLE")
@click.option("--print-codenames/--hide-codenames", default=None)
@click.pass_obj
def set_(call: Invocation, /, preset: str, **switches: Any) -> None:  # noqa: ANN401 - click's values
    """Set a preset and, if wanted, single switches on top of it (admin)."""
    from vault.archive.members import set_policy

    given = {name: value for name, value in switches.items() if value is not None}
    view = set_policy(opened(call), PolicyPreset(preset), **given)
    call.output.answer(view, _lines)
