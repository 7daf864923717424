"""What every member may read: names of members and desks, policy, redaction rules."""

from __future__ import annotations

from enum import StrEnum

from vault.model.records import DeskId, MemberId, Record


class PolicyPreset(StrEnum):
    """The three presets of `vault policy`."""

    ONE_PERSON = "one_person"
    SMALL_DESK = "small_desk"
    LARGE_DESK = "large_desk"


class PolicyOne(Record, frozen=True, tag="policy/1"):
    """The policy as the first version wrote it; still written where nothing newer is set."""

    preset: PolicyPreset = PolicyPreset.SMALL_DESK
    second_reading_hours: int = 12
    second_person_approves: bool = True
    cleared_editor_approves: bool = False
    idle_lock_minutes: int = 10
    print_codenames: bool = False


class Policy(Record, frozen=True, tag="policy/2"):
    """Every ceremony as a switch. 0 people who know a source: the policy asks for none."""

    preset: PolicyPreset = PolicyPreset.SMALL_DESK
    second_reading_hours: int = 12
    second_person_approves: bool = True
    cleared_editor_approves: bool = False
    idle_lock_minutes: int = 10
    print_codenames: bool = False
    fewest_who_know: int = 0
    most_who_know: int = 0

    def to_seal(self) -> Policy | PolicyOne:
        """Return the oldest record that says all of it, so that older programs go on reading."""
        old = {name: getattr(self, name) for name in PolicyOne.__struct_fields__}
        return PolicyOne(**old) if Policy(**old) == self else self

    @classmethod
    def of(cls, found: Policy | PolicyOne) -> Policy:
        """Return a policy that was read, with every newer switch off where it is an old one."""
        if isinstance(found, Policy):
            return found
        return cls(**{name: getattr(found, name) for name in PolicyOne.__struct_fields__})


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
