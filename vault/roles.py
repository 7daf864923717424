"""Who may do what: one table from deeds to roles, one from roles to the parts they read.

Pure and total; the fold applies it to entries, the archive to requests, screens to offers.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from vault.model import Part, Role


class Deed(StrEnum):
    """Everything that a role can allow."""

    ADMIT = "admit"
    CHANGE_ROLES = "change_roles"
    SIGN_OUT = "sign_out"
    SET_POLICY = "set_policy"
    SET_RULES = "set_rules"
    OPEN_DESK = "open_desk"
    GRANT = "grant"
    ROTATE = "rotate"
    ROTATE_ROSTER = "rotate_roster"
    NAME_ADMIN = "name_admin"
    LOG = "log"
    LOG_FIELD = "log_field"
    TAKE_FIELD = "take_field"
    SIGN_DIRECTORY = "sign_directory"
    SHARE = "share"
    ATTACH = "attach"
    EDIT_PERSON = "edit_person"
    JOIN_PERSONS = "join_persons"
    RENDER = "render"
    REVIEW = "review"
    HOLD = "hold"
    LIFT_HOLD = "lift_hold"
    WITHDRAW = "withdraw"
    RECORD_EVENT = "record_event"
    EDIT_STORY = "edit_story"
    PREPARE_COPY = "prepare_copy"
    APPROVE_COPY = "approve_copy"
    RELEASE_COPY = "release_copy"
    END_COPY = "end_copy"
    SWITCH_URGENT = "switch_urgent"
    RELEASE_URGENTLY = "release_urgently"
    RATIFY = "ratify"
    CHANGE_CUSTODIANS = "change_custodians"
    SEAL_IDENTITY = "seal_identity"
    ATTEST_IDENTITY = "attest_identity"
    REQUEST_IDENTITY = "request_identity"
    KEEP_IDENTITY = "keep_identity"
    REQUEST_REMOVAL = "request_removal"
    CONFIRM_REMOVAL = "confirm_removal"
    CONFIRM_RESTORE = "confirm_restore"
    POSTPONE = "postpone"
    READ_VERBATIM = "read_verbatim"
    READ_SECURITY = "read_security"
    READ_JOURNAL = "read_journal"


_DESK_ROLES: Final = frozenset({Role.REPORTER, Role.REVIEWER, Role.EDITOR})
_READERS: Final = frozenset({Role.REVIEWER, Role.EDITOR})
_WRITERS: Final = frozenset({Role.REPORTER, Role.EDITOR})
_EDITORS: Final = frozenset({Role.EDITOR})
_ADMINS: Final = frozenset({Role.ADMIN})

ALLOWED: Final[dict[Deed, frozenset[Role]]] = {
    Deed.ADMIT: _ADMINS,
    Deed.CHANGE_ROLES: _ADMINS,
    Deed.SIGN_OUT: _ADMINS,
    Deed.SET_POLICY: _ADMINS,
    Deed.SET_RULES: _EDITORS,
    Deed.OPEN_DESK: _EDITORS,
    Deed.GRANT: frozenset({Role.EDITOR, Role.ADMIN}),
    Deed.ROTATE: _EDITORS,
    Deed.ROTATE_ROSTER: frozenset({Role.EDITOR, Role.ADMIN}),
    Deed.NAME_ADMIN: _EDITORS,  # only where no admin is left
    Deed.LOG: _WRITERS,
    Deed.LOG_FIELD: frozenset({Role.FIELD_REPORTER}),
    Deed.TAKE_FIELD: frozenset(Role) - {Role.FIELD_REPORTER},
    Deed.SIGN_DIRECTORY: frozenset({Role.EDITOR, Role.ADMIN}),
    Deed.SHARE: _WRITERS,
    Deed.ATTACH: _WRITERS,
    Deed.EDIT_PERSON: _WRITERS,
    Deed.JOIN_PERSONS: _EDITORS,
    Deed.RENDER: _EDITORS,
    Deed.REVIEW: _READERS,
    Deed.HOLD: _DESK_ROLES,
    Deed.LIFT_HOLD: _READERS,
    Deed.WITHDRAW: _WRITERS,
    Deed.RECORD_EVENT: _EDITORS,
    Deed.EDIT_STORY: _READERS,
    Deed.PREPARE_COPY: _READERS,
    Deed.APPROVE_COPY: _READERS,
    Deed.RELEASE_COPY: _EDITORS,
    Deed.END_COPY: _READERS,
    Deed.SWITCH_URGENT: _ADMINS,
    Deed.RELEASE_URGENTLY: _EDITORS,
    Deed.RATIFY: _READERS,
    Deed.CHANGE_CUSTODIANS: frozenset({Role.ADMIN, Role.EDITOR, Role.CUSTODIAN}),
    Deed.SEAL_IDENTITY: _WRITERS,
    Deed.ATTEST_IDENTITY: _DESK_ROLES,
    Deed.REQUEST_IDENTITY: _EDITORS,
    Deed.KEEP_IDENTITY: frozenset({Role.CUSTODIAN}),
    Deed.REQUEST_REMOVAL: _WRITERS,
    Deed.CONFIRM_REMOVAL: _READERS,
    Deed.CONFIRM_RESTORE: _READERS,
    Deed.POSTPONE: _WRITERS,
    Deed.READ_VERBATIM: _EDITORS,
    Deed.READ_SECURITY: _EDITORS,
    Deed.READ_JOURNAL: frozenset({Role.EDITOR, Role.CUSTODIAN, Role.AUDITOR}),
}

READS: Final[dict[Role, frozenset[Part]]] = {
    Role.REPORTER: frozenset({Part.ROSTER}),
    Role.FIELD_REPORTER: frozenset(),
    Role.REVIEWER: frozenset({Part.ROSTER, Part.REDACTED}),
    Role.EDITOR: frozenset(
        {Part.ROSTER, Part.REDACTED, Part.VERBATIM, Part.SECURITY, Part.JOURNAL}
    ),
    Role.CUSTODIAN: frozenset({Part.ROSTER, Part.JOURNAL}),
    Role.AUDITOR: frozenset({Part.ROSTER, Part.JOURNAL}),
    Role.ADMIN: frozenset({Part.ROSTER}),
}


def may(roles: Iterable[Role], deed: Deed) -> bool:
    """Tell whether any of the roles (those held on the desk and vault-wide) allows the deed."""
    return not ALLOWED[deed].isdisjoint(roles)


def parts_read(roles: Iterable[Role]) -> frozenset[Part]:
    """Return the parts whose keys these roles are granted."""
    return frozenset().union(*(READS[role] for role in roles))
