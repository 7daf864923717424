"""Every way in which Strongroom refuses, one class each: exit code, machine code, safe sentence.

No message here, or built from here, may hold plaintext, a name or a key: callers pass ids,
counts, line numbers and field names, never values.
"""

from __future__ import annotations

from typing import ClassVar


class StrongroomError(Exception):
    """The base of every refusal: `code` for machines, `exit_code` for shells, `sentence`."""

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "E_FAILED"
    default: ClassVar[str] = "Strongroom could not do that."

    def __init__(self, sentence: str | None = None) -> None:
        self.sentence = sentence or self.default
        super().__init__(self.sentence)


class UsageError(StrongroomError):
    """The call itself is wrong: an unknown id, a missing field, options that clash."""

    exit_code = 2
    code = "E_USAGE"
    default = "That call is not complete; see --help."


class PartialError(StrongroomError):
    """A bulk act kept what was good and lists what was not."""

    exit_code = 3
    code = "E_PARTIAL"
    default = "Some rows were refused; the good ones are kept."


class LockedError(StrongroomError):
    """The act needs an unlocked vault and nobody unlocked it."""

    exit_code = 4
    code = "E_LOCKED"
    default = "The vault is locked: unlock it with your passphrase first."


class NoVaultError(StrongroomError):
    """There is no vault where one was expected."""

    exit_code = 10
    code = "E_NO_VAULT"
    default = (
        "There is no vault at that place. After a loss, any copy gives it back, also a colleague's "
        "backup (strongroom recover --from COPY)."
    )


class BusyError(StrongroomError):
    """Another process is writing and did not finish within the wait."""

    exit_code = 11
    code = "E_BUSY"
    default = "Another Strongroom is writing to this vault; try again in a moment."


class WrongKeyError(StrongroomError):
    """Passphrase or device secret do not open any slot."""

    exit_code = 12
    code = "E_WRONG_KEY"
    default = (
        "That passphrase, or the device secret on this computer, does not open the vault. If it is "
        "forgotten, the recovery sheet gives you a new one (strongroom recover)."
    )


class NotPermittedError(StrongroomError):
    """The member's role does not allow the act."""

    exit_code = 13
    code = "E_NOT_PERMITTED"
    default = "Your role does not allow that."


class FieldHomeError(NotPermittedError):
    """The file is a field reporter's home, which does little and opens nothing."""

    code = "E_FIELD_HOME"
    default = (
        "This is a field reporter's home: it logs, keeps one draft, sends and receives by command "
        "(see strongroom status), and opens nothing that was logged."
    )


class NoKeyError(NotPermittedError):
    """The member holds no key that opens this part."""

    code = "E_NO_KEY"
    default = "Your keys do not open that part."


class IntegrityError(StrongroomError):
    """Something in the file is not what its writers signed and sealed."""

    exit_code = 14
    code = "E_INTEGRITY"
    default = "The vault was changed by something other than Strongroom; nothing was written."


class SealError(IntegrityError):
    """A sealed body, box or slot does not open under the key that should open it."""

    code = "E_SEAL"
    default = "A sealed record is damaged or was replaced; it cannot be shown."


class StaleError(SealError):
    """Another record of the same vault stands in the place of the one that is asked for."""

    code = "E_STALE"
    default = (
        "Another sealed record of this vault, perhaps an earlier one, stands in the place of this "
        "one; it cannot be shown."
    )


class WrongShareError(IntegrityError):
    """What custodians gave is not what was recorded at sealing; the sentence names them by id."""

    code = "E_SHARE"
    default = "A custodian's share is not the one that was recorded when the identity was sealed."


class SchemaError(IntegrityError):
    """The file's tables are not exactly those of schema.sql."""

    code = "E_SCHEMA"
    default = "The vault file holds tables or settings that Strongroom did not make."


class MissingObjectError(IntegrityError):
    """An object that the journal names is gone."""

    code = "E_MISSING"
    default = "A sealed record that the journal names is missing from the file."


class JournalGapError(IntegrityError):
    """A device's chain has a hole."""

    code = "E_LOG_GAP"
    default = "The journal has a gap: an entry that later entries build on is missing."


class SignatureError(IntegrityError):
    """An entry is not signed by the device that it claims."""

    code = "E_MEMBER_SIG"
    default = "A journal entry is not signed by the device it claims; it was not accepted."


class RollbackError(IntegrityError):
    """The file is older than what this device has already seen."""

    code = "E_ROLLBACK"
    default = "This vault file is older than the last one this computer saw."


class CutError(RollbackError):
    """The journal ends before what this device has seen, and what its end brought is still here."""

    code = "E_CUT"
    default = "The end of this vault's journal is missing, and what it brought is still there."


class MixError(RollbackError):
    """The file lacks entries that this device has seen, and has others that it has not seen."""

    code = "E_MIX"
    default = "This vault file is made of parts of two states: some of it is older, some newer."


class NumberError(IntegrityError):
    """An entry's number is not the one that was signed, or does not follow."""

    code = "E_NUMBER"
    default = (
        "A journal entry stands under a number or device that its writer did not sign, or its "
        "number does not follow the entry before it."
    )


class ForkError(IntegrityError):
    """One device has two different continuations."""

    code = "E_FORK"
    default = (
        "This device goes on in another copy of this folder as well. Nothing is lost, and nothing "
        "was written: go on as a new device (strongroom device renew)."
    )


class VaultIdError(IntegrityError):
    """The file is another vault than the one expected."""

    code = "E_VAULT_ID"
    default = "This is a different vault from the one this computer knows by that name."


class KdfFloorError(IntegrityError):
    """A slot asks for a weaker key derivation than Strongroom ever writes."""

    code = "E_KDF_FLOOR"
    default = "The passphrase protection in this file was weakened; the passphrase was not used."


class KdfCeilingError(IntegrityError):
    """A slot asks for a key derivation that no computer should run."""

    code = "E_KDF_CEILING"
    default = "The passphrase protection in this file asks for absurd effort; it was not tried."


class HubError(StrongroomError):
    """A carrier (hub or folder) could not be reached."""

    exit_code = 15
    code = "E_HUB"
    default = "The carrier cannot be reached."


class RefusedError(StrongroomError):
    """A rule, an agreement or a policy forbids the act; `rules` names which."""

    exit_code = 16
    code = "E_REFUSED"
    default = "A rule forbids that."

    def __init__(self, sentence: str | None = None, rules: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.rules = rules


class VersionError(StrongroomError):
    """Format or suite is one that this version does not know."""

    exit_code = 17
    code = "E_VERSION"
    default = "This vault was made by a newer Strongroom; this one can not open it."


class MalformedError(StrongroomError):
    """Input that cannot be parsed; `line` and `field` say where, never what."""

    exit_code = 18
    code = "E_MALFORMED"
    default = "That input is malformed."

    def __init__(
        self, sentence: str | None = None, *, line: int | None = None, field: str | None = None
    ) -> None:
        super().__init__(sentence)
        self.line = line
        self.field = field


class NoSpaceError(StrongroomError):
    """The disk is full; the act was rolled back."""

    exit_code = 19
    code = "E_NO_SPACE"
    default = (
        "The disk is full: nothing of this act was saved, everything before it is safe. Make room "
        "for a few megabytes, and do it again."
    )


class InterruptedByUserError(StrongroomError):
    """Ctrl-C, or a signal."""

    exit_code = 130
    code = "E_INTERRUPTED"
    default = "Interrupted."
