"""What members may be, and the parts that keys open; who may do what is `vault.roles`."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member may do, per desk (ADMIN, CUSTODIAN and AUDITOR are vault-wide too)."""

    REPORTER = "reporter"
    FIELD_REPORTER = "field_reporter"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    CUSTODIAN = "custodian"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Preset(StrEnum):
    """What an invitation offers: a named set of roles."""

    REPORTER = "reporter"
    STAFF_REPORTER = "staff_reporter"
    FIELD_REPORTER = "field_reporter"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    GUARDIAN = "guardian"
    ADMIN = "admin"
    ADMIN_EDITOR = "admin_editor"


PRESET_ROLES: dict[Preset, tuple[Role, ...]] = {
    Preset.REPORTER: (Role.REPORTER,),
    Preset.STAFF_REPORTER: (Role.REPORTER, Role.REVIEWER),
    Preset.FIELD_REPORTER: (Role.FIELD_REPORTER,),
    Preset.REVIEWER: (Role.REVIEWER,),
    Preset.EDITOR: (Role.REPORTER, Role.EDITOR),
    Preset.GUARDIAN: (Role.AUDITOR, Role.CUSTODIAN),
    Preset.ADMIN: (Role.ADMIN,),
    Preset.ADMIN_EDITOR: (Role.ADMIN, Role.EDITOR, Role.REPORTER),
}


class Part(StrEnum):
    """The compartments: one key pair each, per desk (ROSTER: one for the vault)."""

    ROSTER = "roster"
    REDACTED = "redacted"
    VERBATIM = "verbatim"
    SECURITY = "security"
    JOURNAL = "journal"
