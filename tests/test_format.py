"""docs/format.md is the text of record: its lists are those of the code, name by name, in order."""

from __future__ import annotations

import re
import types
import typing
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path

import msgspec
import pytest

from vault import acts, model
from vault.archive import field_records
from vault.archive.joining import AnswerFile, InvitationFile
from vault.archive.pinning import Pin
from vault.crypto import boxes, format  # noqa: A004 - a room of the program
from vault.journal.packets import Head
from vault.keyring import GrantBox, ShareBox

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "format.md").read_text("utf-8")
NOT_SEALED = {"Record"}
# Local or derived: never a sealed record, so no row of the page.
BESIDE = {"Newer", "Act", "DeskAct", "DeskAndRosterAct"}


def section(start: str, end: str) -> str:
    return PAGE.partition(start)[2].partition(end)[0]


def blocks(language: str) -> list[str]:
    return [
        line
        for block in re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
        for line in block.splitlines()
    ]


def written(kind: object) -> str:
    """Return how the page writes a type."""
    named = {bytes: "bytes", str: "str", int: "int", bool: "bool", datetime: "time"}
    if kind in named:
        return named[kind]
    if isinstance(kind, typing.NewType):
        hashes = {"ObjectHash", "EntryHash", "EpochId"}
        return (
            "hash" if kind.__name__ in hashes else "id" if kind.__name__ != "VaultId" else "bytes"
        )
    if isinstance(kind, type) and issubclass(kind, (Enum, msgspec.Struct)):
        return kind.__name__
    inner = typing.get_args(kind)
    if isinstance(kind, types.UnionType):
        return written(inner[0]) + "?"
    assert typing.get_origin(kind) is tuple
    if inner[-1] is Ellipsis:
        return f"[{written(inner[0])}]"
    return f"({', '.join(written(part) for part in inner)})"


def line_of(record: type[msgspec.Struct]) -> str:
    hints = typing.get_type_hints(record)
    fields = ", ".join(f"{f}: {written(hints[f])}" for f in record.__struct_fields__)
    return f"{record.__struct_config__.tag or record.__name__} {{{fields}}}"


def loose(line: str) -> str:
    """Ignore what only helps the reader: a hash, an id and bytes are all bin."""
    return re.sub(r"\b(id|hash|bytes)\b(?=[,\])}?]|$)", "bytes", line)


def records_of(module: types.ModuleType) -> list[type[msgspec.Struct]]:
    """Return the records that a room defines, in whichever of its files."""
    found = vars(module).values()
    kinds = [k for k in found if isinstance(k, type) and issubclass(k, model.Record)]
    here = [k for k in kinds if k.__module__.startswith(module.__name__)]
    return [k for k in here if k.__name__ not in NOT_SEALED]


ALL = [
    *(k for k in records_of(model)),
    *(k for k in records_of(acts) if k.__name__ not in BESIDE),
    GrantBox,
    ShareBox,
    Pin,
    Head,
    InvitationFile,
    AnswerFile,
    *(k for k in records_of(field_records)),
]


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.__name__)
def test_every_record_stands_in_the_page_with_its_fields_in_order(record):
    expected = loose(line_of(record))
    assert expected in {loose(line) for line in blocks("records")}


def test_the_page_lists_no_record_that_the_code_does_not_have():
    known = {loose(line_of(record)) for record in ALL}
    assert {loose(line) for line in blocks("records")} == known


def test_the_kinds_in_use_are_the_kinds_of_the_code():
    used = section("### 9.1 Kinds in use", "### 9.2")
    kinds = re.findall(r"^([a-z-]+/\d+) \{", used, re.MULTILINE)
    assert sorted(kinds) == sorted(acts.KINDS)
    tags = tuple(k.__struct_config__.tag for k in typing.get_args(acts.Known))
    assert tags == acts.KINDS


def test_reserved_kinds_are_not_in_use_and_name_their_boxes_and_fields():
    lines = blocks("reserved")
    kinds = [line.split()[0] for line in lines]
    assert len(set(kinds)) == len(kinds) > 3
    assert not set(kinds) & set(acts.KINDS)
    assert all(re.match(r"[a-z-]+/1 (roster|desk|desk and roster): \w", line) for line in lines)


def test_labels_are_those_of_the_code():
    table = section("Labels, all of them", "## 4.")
    listed = tuple(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE))
    assert listed == format.LABELS


def test_box_types_are_those_of_the_code():
    table = section("### 4.4 Headers", "## 5.")
    listed = {
        (int(n, 16), name) for n, name in re.findall(r"^\| 0x(\w\w) \| (\w+) \|", table, re.M)
    }
    assert listed == {(kind.value, kind.name.lower()) for kind in format.BoxType}


def test_enumerations_are_those_of_the_code():
    used = {
        part
        for record in ALL
        for hint in typing.get_type_hints(record).values()
        for part in _enumerations(hint)
    }
    expected = {f"{kind.__name__} {' '.join(kind)}" for kind in used}
    assert set(blocks("enumerations")) == expected


def _enumerations(hint: object) -> set[type[StrEnum]]:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {hint}
    return {found for inner in typing.get_args(hint) for found in _enumerations(inner)}


def test_numbers_of_the_page_are_those_of_the_code():
    for name, cost in (("floor", boxes.KDF_FLOOR), ("ceiling", boxes.KDF_CEILING)):
        passes, memory, lanes = re.findall(
            rf"^\| {name} \| (\d+) \| (\d+ .iB) \| (\d+) \|", PAGE, re.M
        )[0]
        units = {"MiB": 1024, "GiB": 1024 * 1024}
        number, unit = memory.split()
        kib = int(number) * units[unit]
        assert (int(passes), kib, int(lanes)) == (cost.passes, cost.memory_kib, cost.lanes)
    assert f"floor: {format.PART_FLOOR_BYTES} for object bodies" in PAGE
    assert f"{format.ENTRY_FLOOR_BYTES} for attestations" in PAGE
    assert len(boxes.seal_session(bytes(32), _epoch())[0]) == 1171


def _epoch() -> boxes.Epoch:
    key = boxes.primitives.kem_key(bytes(32))
    return boxes.Epoch(bytes(16), boxes.epoch_id(key.public), key.public)


def test_the_example_context_of_the_page_is_what_the_code_encodes():
    shown = section("Example: `context(", "Labels, all of them")
    digits = re.search(r"^    ([0-9a-f ]+)$", shown, re.MULTILINE)
    assert digits is not None
    assert bytes.fromhex(digits[1]) == format.context("device-id", b"\x61", 5)
