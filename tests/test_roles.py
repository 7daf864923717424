"""The two tables of rights, against the table of the design and what no role may ever have."""

from __future__ import annotations

from itertools import combinations

import pytest

from vault.model import PRESET_ROLES, Part, Preset, Role
from vault.roles import ALLOWED, READS, Deed, may, parts_read

DESK_PARTS = frozenset(Part) - {Part.ROSTER}


def allowed(*held: Role) -> set[str]:
    return {deed.value for deed in Deed if may(held, deed)}


def test_every_deed_and_every_role_has_its_row():
    assert ALLOWED.keys() == set(Deed)
    assert READS.keys() == set(Role)


@pytest.mark.parametrize(
    ("role", "parts"),
    [
        (Role.REPORTER, {"roster"}),
        (Role.FIELD_REPORTER, set()),
        (Role.REVIEWER, {"roster", "redacted"}),
        (Role.EDITOR, {"roster", "redacted", "verbatim", "security", "journal"}),
        (Role.CUSTODIAN, {"roster", "journal"}),
        (Role.AUDITOR, {"roster", "journal"}),
        (Role.ADMIN, {"roster"}),
    ],
)
def test_each_role_reads_the_parts_of_the_designs_table(role, parts):
    assert {part.value for part in READS[role]} == parts


def test_nobody_but_an_editor_reads_verbatim_or_security_parts():
    for role in set(Role) - {Role.EDITOR}:
        assert not READS[role] & {Part.VERBATIM, Part.SECURITY}


def test_an_admin_reads_nothing_by_virtue_of_being_admin():
    assert not READS[Role.ADMIN] & DESK_PARTS
    assert allowed(Role.ADMIN) == {
        "admit", "change_roles", "sign_out", "set_policy", "grant", "change_custodians",
        "rotate_roster", "sign_directory", "switch_urgent", "take_field",
    }  # fmt: skip


def test_a_reviewer_judges_and_prepares_but_writes_and_releases_nothing():
    assert allowed(Role.REVIEWER) == {
        "review", "hold", "lift_hold", "edit_story", "prepare_copy", "approve_copy", "end_copy",
        "attest_identity", "confirm_removal", "confirm_restore", "ratify", "take_field",
    }  # fmt: skip


def test_a_reporter_writes_withdraws_and_holds():
    assert allowed(Role.REPORTER) == {
        "log", "share", "attach", "edit_person", "hold", "withdraw", "seal_identity",
        "attest_identity", "request_removal", "postpone", "take_field",
    }  # fmt: skip


def test_auditors_only_read_the_journal_and_custodians_keep_identities_besides():
    assert allowed(Role.AUDITOR) == {"read_journal", "take_field"}
    assert allowed(Role.CUSTODIAN) == {
        "read_journal", "change_custodians", "keep_identity", "take_field",
    }  # fmt: skip


def test_no_role_both_asks_for_an_identity_and_keeps_one():
    assert not ALLOWED[Deed.REQUEST_IDENTITY] & ALLOWED[Deed.KEEP_IDENTITY]


def test_a_field_reporter_is_allowed_one_thing_and_reads_nothing():
    assert allowed(Role.FIELD_REPORTER) == {"log_field"}
    assert parts_read([Role.FIELD_REPORTER]) == frozenset()
    assert ALLOWED[Deed.LOG_FIELD] == {Role.FIELD_REPORTER}


def test_anyone_on_a_desk_may_hold_and_lifting_takes_a_reader():
    for role in (Role.REPORTER, Role.REVIEWER, Role.EDITOR):
        assert may([role], Deed.HOLD)
    assert not may([Role.REPORTER], Deed.LIFT_HOLD)


def test_who_may_read_a_part_is_who_is_granted_its_key():
    pairs = ((Deed.READ_VERBATIM, Part.VERBATIM), (Deed.READ_SECURITY, Part.SECURITY),
             (Deed.READ_JOURNAL, Part.JOURNAL))  # fmt: skip
    for deed, part in pairs:
        assert ALLOWED[deed] == {role for role in Role if part in READS[role]}


def test_without_a_role_nothing_is_allowed_and_nothing_read():
    assert allowed() == set()
    assert parts_read([]) == frozenset()


def test_two_roles_allow_exactly_what_each_of_them_does():
    for first, second in combinations(Role, 2):
        assert allowed(first, second) == allowed(first) | allowed(second)
        assert parts_read([first, second]) == READS[first] | READS[second]


@pytest.mark.parametrize("preset", Preset)
def test_no_preset_makes_both_an_admin_and_a_reader_but_the_founders(preset):
    held = PRESET_ROLES[preset]
    reads = bool(parts_read(held) & {Part.VERBATIM, Part.SECURITY})
    assert not (Role.ADMIN in held and reads) or preset is Preset.ADMIN_EDITOR


def test_the_presets_are_those_of_the_design():
    assert set(PRESET_ROLES[Preset.STAFF_REPORTER]) == {Role.REPORTER, Role.REVIEWER}
    assert set(PRESET_ROLES[Preset.EDITOR]) == {Role.EDITOR, Role.REPORTER}
    assert set(PRESET_ROLES[Preset.GUARDIAN]) == {Role.CUSTODIAN, Role.AUDITOR}
