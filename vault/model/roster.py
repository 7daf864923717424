"""What every member may read: names of members and desks, policy, redaction rules."""

from __future__ import annotations

from enum import StrEnum

from vault.model.records import DeskId, MemberId, Record


class PolicyPreset(StrEnum):
    """The three presets of `vault policy`."""

    ONE_PERSON = "one_person"
    SMALL_DESK = "small_desk"
    LARGE_DESK = "large_desk"


class Policy(Record, frozen=True, tag="policy/1"):
    """Every ceremony as a switch."""

    preset: PolicyPreset = PolicyPreset.SMALL_DESK
    second_reading_hours: int = 12
    second_person_approves: bool = True
    cleared_editor_approves: bool = False
    idle_lock_minutes: int = 10
    print_codenames: bool = False


class MemberCard(Record, frozen=True, tag="member/1"):
    """The name colleagues know a member by (roster)."""

    member: MemberId
    name: str


class DeskCard(Record, frozen=True, tag="desk/1"):
    """A desk's label (roster)."""

    desk: DeskId
    name: str


class RuleSet(Record, frozen=True, tag="rules/1"):
    """The redaction rules as TOML source (roster); their hash is SHA-256 of the source."""

    toml: str
