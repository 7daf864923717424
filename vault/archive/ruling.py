"""The vault's redaction rules: read them, try them, put new ones in force."""

from __future__ import annotations

from vault import acts
from vault.archive.refreshing import can_render, refresh
from vault.archive.session import Archive, use_case
from vault.archive.writing import Writing
from vault.crypto import primitives
from vault.errors import NotPermittedError
from vault.model import DeskId, Part, Record, RuleSet
from vault.redact.own_places import with_places
from vault.redact.rules import load
from vault.roles import Deed, may


class RulesView(Record, frozen=True):
    """The rules in force: their TOML source, and its SHA-256 as hex."""

    toml: str
    hash: str


@use_case
def get_rules(archive: Archive) -> RulesView:
    """Return the rules in force."""
    source = archive.ledger.read(archive.state.rules, RuleSet).toml
    return RulesView(source, archive.state.rules_hash.hex())


@use_case
def set_rules(archive: Archive, toml: str) -> RulesView:
    """Put rules in force on every desk; an editor's act.

    Every rendition is made again where the rules change it, and loses its approval there. Raises
    MalformedError with line and field, and changes nothing, when the rules cannot be loaded.
    """
    held = {given.role for given in archive.myself.assignments}
    if not may(held, Deed.SET_RULES):
        raise NotPermittedError("An editor sets the redaction rules.")
    load(toml)

    def build(writing: Writing) -> acts.Known:
        return acts.RulesSet(
            member=writing.member, at=writing.now(),
            rules=writing.seal(Part.ROSTER, DeskId(b""), RuleSet(toml)),
            rules_hash=primitives.sha256(toml.encode("utf-8")),
        )  # fmt: skip

    archive.ledger.commit(build)
    for desk in archive.state.desks:
        if can_render(archive, desk):
            refresh(archive, desk)
    return get_rules(archive)


@use_case
def set_places(archive: Archive, csv_text: str) -> RulesView:
    """Put a newsroom's own places into the rules, in place of earlier ones; an editor's act.

    Raises MalformedError with line and field, and changes nothing, when the CSV cannot be read.
    """
    return set_rules(archive, with_places(get_rules(archive).toml, csv_text))
