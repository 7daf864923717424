"""Commands about protected people and the terms that give them away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.inputs import json_of, read_file, words_of
from vault.cli.invocation import Invocation, opened
from vault.cli.pairing import join, part
from vault.cli.tree import noun
from vault.errors import NoKeyError
from vault.model import Action, PersonKind, SpanKind, Term
from vault.text import counted

if TYPE_CHECKING:
    from vault.archive.views import PersonView, ReachView, TermView


@noun("person")
def person() -> None:
    """Protected people: sources, third parties, interpreters, intermediaries."""


@person.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List the people that you may see, by codename."""
    from vault.archive.persons import persons

    call.output.answer_rows(
        persons(opened(call)),
        ("id", "desk", "codename", "kind", "interviews"),
        lambda view: (view.id, view.desk, view.codename, view.kind, str(view.interviews)),
    )


@person.command("add")
@click.option("--desk", default="", metavar="ID", help="The desk, if you work on more than one.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in PersonKind]), default="third_party"
)
@click.pass_obj
def add_(call: Invocation, desk: str, kind: str) -> None:
    """Make a card, under a proposed codename, for somebody who gave no interview."""
    from vault.archive.persons import add_person

    view = add_person(opened(call), desk, kind=PersonKind(kind))
    call.output.answer(view, lambda view: [f"{view.id}  {view.codename}"])


@person.command("show")
@click.argument("person_id")
@click.pass_obj
def show(call: Invocation, person_id: str) -> None:
    """Show a person's card and, for the cleared, the file."""
    from vault.archive.persons import person as open_person

    call.output.answer(open_person(opened(call), person_id), person_lines)


@person.command("card")
@click.argument("person_id")
@click.option("--kind", type=click.Choice([kind.value for kind in PersonKind]), required=True)
@click.pass_obj
def card(call: Invocation, person_id: str, kind: str) -> None:
    """Change a person's kind and codename; the codename is typed or on stdin."""
    from vault.archive.persons import set_card

    archive = opened(call)
    view = set_card(archive, person_id, words_of(call, "the codename"), PersonKind(kind))
    call.output.answer(view, person_lines)


@person.command("circumstances")
@click.argument("person_id")
@click.pass_obj
def circumstances(call: Invocation, person_id: str) -> None:
    """Replace the circumstances in a person's file; the words are typed or on stdin."""
    from vault.archive.persons import set_circumstances

    archive = opened(call)
    view = set_circumstances(archive, person_id, words_of(call, "the circumstances"))
    call.output.answer(view, person_lines)


person.add_command(join)
person.add_command(part)


def person_lines(view: PersonView) -> Iterator[str]:
    """Say what is known of a person, in lines."""
    yield f"{view.id}  {view.codename}  {view.kind}  {counted(view.interviews, 'interview')}"
    if view.joined_to:
        yield f"Goes by {view.joined_to} since they were joined"
    if view.joined:
        yield f"One person with: {', '.join(view.joined)}"
    for term in view.terms or ():
        yield f"Term: {_term_line(term)}"
    if view.circumstances:
        yield f"Circumstances: {view.circumstances}"


def _term_line(term: TermView) -> str:
    forms = f" (also: {', '.join(term.forms)})" if term.forms else ""
    return f"{term.words} [{term.kind}, {term.action}]{forms}"


@noun("term")
def term() -> None:
    """Words that give a person away; every editor of the desk can read them, names included."""


@term.command("list")
@click.argument("person_id")
@click.pass_obj
def list_terms(call: Invocation, person_id: str) -> None:
    """List a person's confirmed terms."""
    from vault.archive.persons import person as open_person

    view = open_person(opened(call), person_id)
    if view.terms is None:
        raise NoKeyError
    call.output.answer_rows(
        view.terms,
        ("words", "kind", "action", "forms"),
        lambda found: (found.words, found.kind, found.action, ", ".join(found.forms)),
    )


@term.command("add")
@click.argument("person_id")
@click.option("--kind", type=click.Choice([kind.value for kind in SpanKind]), default="person")
@click.option("--action", type=click.Choice([action.value for action in Action]), default="mask")
@click.option(
    "--input", "source", metavar="FILE", help='JSON list of {"words", "kind", "action", "forms"}.'
)
@click.option(
    "--find", "finds", is_flag=True, help="Only say in how many interviews the terms stand."
)
@click.pass_obj
def add(
    call: Invocation, person_id: str, kind: str, action: str, source: str | None, finds: bool
) -> None:
    """Confirm terms: one per line, typed or on stdin; with forms and wordings in JSON.

    One act protects in every interview of the desk.
    """
    from vault.archive.persons import add_terms, reach

    archive = opened(call)
    if source is not None:
        terms = json_of(read_file(call, source), list[Term])
    else:
        lines = words_of(call, "the words that give the person away").splitlines()
        words = (line.strip() for line in lines)
        terms = [Term(word, SpanKind(kind), Action(action)) for word in words if word]
    found = reach(archive, person_id, terms)
    if finds:
        call.output.answer_rows(
            found,
            ("words", "interviews", "possible", "approved", "unread"),
            lambda r: (r.words, *map(str, (r.interviews, r.possible, r.approved, r.unread))),
        )
        return
    for each in found:
        call.output.note(reach_line(each))
    call.output.answer(add_terms(archive, person_id, terms), person_lines)


def reach_line(found: ReachView) -> str:
    """Say in how many interviews a term stands, without its words."""
    line = f"Interviews that it stands in, protected in all: {found.interviews}"
    if found.approved:
        line += f" (approved ones among them: {found.approved})"
    if found.possible:
        line += f"; others where what may be it waits for a decision: {found.possible}"
    return f"{line}."


@term.command("remove")
@click.argument("person_id")
@click.pass_obj
def remove(call: Invocation, person_id: str) -> None:
    """Remove a term: its words, typed or on stdin."""
    from vault.archive.persons import remove_term

    archive = opened(call)
    view = remove_term(archive, person_id, words_of(call, "the words of the term"))
    call.output.answer(view, person_lines)
