"""How the redaction benchmark shows its figures. Nothing is measured here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def print_scores(rows: Iterable[Row]) -> None:
    """Print one line per set, case and system."""
    print("\nset                 case   system             mention  token  precision  masked")
    for row in rows:
        name = f"{row['set']:19} {row['case']:6} {row['system']:17}"
        recall = f"{share(row['mention_recall']):>8}{share(row['token_recall']):>8}"
        print(f"{name} {recall}{share(row['token_precision']):>9}{share(row['masked_share']):>9}")


def print_kinds(rows: Sequence[Row]) -> None:
    """Print mention recall by kind, one column per system."""
    for name in dict.fromkeys(row["set"] for row in rows):
        systems = {row["system"]: row["kinds"] for row in rows if row["set"] == name}
        print(f"\n{name}: mention recall by kind")
        print(f"  {'':14}{'marked':>7}" + "".join(f"{system:>19}" for system in systems))
        first = next(iter(systems.values()))
        for kind, counted in first.items():
            shares = (share(kinds[kind]["mention_recall"]) for kinds in systems.values())
            print(
                f"  {kind:14}{counted['mentions']:>7}" + "".join(f"{each:>19}" for each in shares)
            )


def print_curve(name: str, steps: Iterable[Row]) -> None:
    """Print recall against precision, proposals added from the most precise to the least."""
    print(f"\n{name}: recall against precision, adding")
    for step in steps:
        alone = share(step["precision_alone"])
        recall = f"{share(step['mention_recall'])} {share(step['token_recall'])}"
        print(
            f"  {step['with']:34} alone {alone}   so far {recall} {share(step['token_precision'])}"
        )


def print_speed(speeds: Mapping[str, float], ours: str, theirs: str) -> None:
    """Print characters per second, and how many times faster we are."""
    print("\ncharacters per second, English texts of all sets in turn")
    for system, speed in speeds.items():
        print(f"  {system:19}{speed:>12,.0f}")
    if ours in speeds and theirs in speeds:
        print(f"  {'ratio':19}{speeds[ours] / speeds[theirs]:>12.1f}")


def share(value: float | None) -> str:
    """Return a share with three digits, or a dash of nothing."""
    return "  -  " if value is None else f"{value:.3f}"
