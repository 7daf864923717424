"""Write the vectors: `python tests/vectors/make.py [FOLDER]`. At most one fault in each file.

Everything is derived from names, so a second run writes the same bytes; HPKE alone draws its own
randomness in the library, so its outputs were made once and are kept in `frozen.hpke`.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # these modules are no package, and Python may run in safe-path mode

import field_cases  # noqa: E402
import identity_cases  # noqa: E402
import journal_cases  # noqa: E402
import piece_cases  # noqa: E402
import sealed_cases  # noqa: E402
from case import Case, Frozen  # noqa: E402


def main(folder: Path) -> None:
    """Write all cases into a folder; raises ValueError when two have one name."""
    frozen = Frozen(HERE / "frozen.hpke")
    cases: dict[str, Case] = {}
    made = (
        *sealed_cases.cases(frozen), *piece_cases.cases(), *journal_cases.cases(frozen),
        *identity_cases.cases(frozen), *field_cases.cases(),
    )  # fmt: skip
    for case in made:
        if case.name in cases:
            raise ValueError(case.name)
        cases[case.name] = case
    for old in folder.glob("*.txt"):
        old.unlink()
    for case in cases.values():
        (folder / f"{case.name}.txt").write_text(case.text(), encoding="utf-8")
    frozen.save()
    print(f"{len(cases)} vectors in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
