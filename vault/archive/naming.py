"""From what a person types to one record: a hex id, a unique prefix of it, or an exact label.

Nothing typed is ever quoted back: it may be a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vault.errors import UsageError

SHORTEST_PREFIX: Final = 4


def one(candidates: Iterable[tuple[bytes, str]], given: str, what: str) -> bytes:
    """Return the id of the only candidate (id, label) that `given` means.

    Raises UsageError when nothing or more than one thing is meant.
    """
    known = list(candidates)
    wanted = given.strip()
    labelled = [ident for ident, label in known if label and label == wanted]
    if len(labelled) == 1:
        return labelled[0]
    lowered = wanted.lower()
    if len(lowered) >= SHORTEST_PREFIX:
        prefixed = [ident for ident, _ in known if ident.hex().startswith(lowered)]
        if len(prefixed) == 1:
            return prefixed[0]
        if len(prefixed) > 1:
            raise UsageError(f"That prefix means more than one {what}; give more of the id.")
    if len(labelled) > 1:
        raise UsageError(f"More than one {what} has that label; give its id.")
    raise UsageError(f"There is no such {what} among those that your keys open.")
