"""Every named edit of a good vault comes out as the table says, and hurts nothing on the way.

One sentence, no traceback, no word of the newsroom; nothing is written, and no pin moves; what is
sound is shown as it was.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.hostile import hostile_vault
from tests.hostile.flips.reading import Said, Seat
from tests.hostile.hostile_vault import CANARIES, EDITOR, FOUNDER, REPORTER, HostileVault
from tests.hostile.named_edits import EDITS, Edit
from tests.newsroom import building
from vault.errors import StrongroomError

# What is shown to each opener: by itself, and of one interview that no edit touches.
LISTS = ("list", "journal --all", "member list", "story list", "person list", "draft list")


def codes() -> dict[str, int]:
    """Return the exit code of each code of the tree of errors."""
    found, kinds = {}, [StrongroomError]
    while kinds:
        kind = kinds.pop()
        found[kind.code] = kind.exit_code
        kinds += kind.__subclasses__()
    return found


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    with building():
        return hostile_vault.good(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def right(good, tmp_path_factory):
    """What each opener reads in the good vault."""
    vault = hostile_vault.copied(good, tmp_path_factory.mktemp("right"))
    found = {}
    with building():
        for name in (FOUNDER, EDITOR, REPORTER):
            seat = vault.seat(name)
            found[name] = {line: seat.run(line) for line in (*LISTS, *shows(vault, name))}
            found[name]["status"] = seat.run("status")
            seat.close()
    return found


@pytest.fixture
def vault(good, tmp_path):
    with building():
        yield hostile_vault.copied(good, tmp_path)


def shows(vault: HostileVault, who: str) -> list[str]:
    facts = vault.facts
    mine = {FOUNDER: (facts.mine, facts.also), EDITOR: (facts.theirs,)}
    return [f"show {each}" for each in mine.get(who, (facts.reported,))]


def error_of(said: Said) -> dict:
    return json.loads(said.out.splitlines()[-1])["error"]


def refused(edit: Edit, said: Said) -> None:
    """Assert that a command was refused as the table says: by name, in one sentence."""
    assert said.code == codes()[edit.code]
    assert error_of(said)["code"] == edit.code
    assert said.err.strip() == error_of(said)["sentence"]
    assert edit.says in said.err


def well_said(*every: Said) -> None:
    """Assert that nothing fell over, and that no word of the newsroom stands beside results."""
    for said in every:
        assert said.code != 1, said.err
        assert "Traceback" not in said.err + said.out
        assert not [word for word in CANARIES if word in said.err]
        for line in said.err.splitlines():
            assert re.fullmatch(r"[A-Z0-9].*[.)]", line), line


def notices(seat: Seat) -> list[str]:
    return json.loads(seat.run("status").out)["notices"]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.id} {edit.name}")
def test_a_named_edit_is_refused_by_name_or_changes_nothing(vault, right, edit):
    edit.change(vault)
    rows, pins = vault.tables(), vault.pinned()
    seat = vault.seat(edit.who)
    said = globals()[f"_{edit.outcome}"](edit, vault, seat, right[edit.who])
    seat.close()
    well_said(*said)
    if not edit.drops and edit.outcome != "told":
        assert vault.tables() == rows
    if edit.outcome in {"opening", "older"}:
        assert vault.pinned() == pins


def _opening(edit, _vault, seat, _right):
    said = [seat.run("list")]
    refused(edit, said[0])
    assert said[0].out.count("\n") == 1
    checked = seat.check()
    assert checked.code == codes()[edit.code] or checked.code == 14
    return [*said, checked]


def _reading(edit, vault, seat, right):
    """One interview is refused; lists fail after what is sound; the rest is as it was."""
    damaged, sound = shows(vault, edit.who)
    said = {line: seat.run(line) for line in (damaged, sound, *LISTS)}
    refused(edit, said[damaged])
    assert (said[sound].code, said[sound].out) == (0, right[sound].out)
    for line in LISTS:
        *rows, last = said[line].out.splitlines() or [""]
        if said[line].code:
            assert said[line].code == 14
            assert "error" in json.loads(last)
        else:
            rows = [*rows, last]
        assert set(rows) <= set(right[line].out.splitlines()) | {""}
    checked = seat.check()
    assert checked.code == 14
    return [*said.values(), checked]


def _older(edit, vault, seat, right):
    """Read only, with both dates; the check says the same."""
    said = {line: seat.run(line) for line in (*LISTS, f"show {vault.facts.mine}")}
    assert edit.says in said["list"].err
    assert said["list"].err.count("UTC") == 2
    assert said["list"].code == 0
    writing = seat.run(f"hold {vault.facts.mine}", b"She asked us to wait.")
    assert error_of(writing)["code"] == edit.code
    checked = seat.check()
    assert error_of(checked)["code"] == edit.code
    return [*said.values(), writing, checked]


def _check(edit, _vault, seat, right):
    said = {line: seat.run(line) for line in LISTS}
    assert set(said["list"].out.splitlines()) <= set(right["list"].out.splitlines())
    is_other = any(each.out != right[line].out for line, each in said.items())
    assert edit.says in said["list"].err if is_other else True
    checked = seat.check()
    assert error_of(checked)["code"] == edit.code
    return [*said.values(), checked]


def _told(edit, vault, seat, right):
    said = {line: seat.run(line) for line in (*LISTS, *shows(vault, edit.who))}
    assert any(edit.says in notice for notice in notices(seat))
    assert not any(edit.says in n for n in json.loads(right["status"].out)["notices"])
    return list(said.values())


def _same(_edit, vault, seat, right):
    said = {line: seat.run(line) for line in (*LISTS, *shows(vault, _edit.who))}
    assert said == {line: right[line] for line in said}
    checked = seat.check()
    assert (checked.code, checked.err) == (0, "")
    return list(said.values())
