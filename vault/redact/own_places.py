"""A newsroom's own places inside its rules: one block that a CSV replaces as a whole.

The rest of the rules stays as it was written. Reading the CSV is `vault.gazetteer`.
"""

from __future__ import annotations

import re
from typing import Final

from vault.gazetteer import from_csv, to_toml

_BEGIN: Final = "# >>> places: `strongroom rules places` replaces what stands between these lines"
_END: Final = "# <<< places"
_BLOCK: Final = re.compile(
    rf"\n*^{re.escape(_BEGIN)}$.*?^{re.escape(_END)}$\n?", re.MULTILINE | re.DOTALL
)


def with_places(toml: str, csv_text: str) -> str:
    """Return rules with the places of a CSV in place of those of an earlier one.

    Raises MalformedError with line and field for a CSV that cannot be read. One without any row
    leaves no block.
    """
    places = from_csv(csv_text)
    kept = _BLOCK.sub("\n", toml).rstrip("\n") + "\n"
    return f"{kept}\n{_BEGIN}\n{to_toml(places)}{_END}\n" if places else kept
