"""The commands of urgent releases, from the switch to a verdict, by command line alone."""

from __future__ import annotations

import json
import os

import pytest

from tests.archive.desk import approved
from tests.archive.urgently import HALF_HOUR, Clocks
from tests.cli.test_identities import Desk
from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REVIEWER, Newsroom, build
from vault.archive import marking, members, review
from vault.model import Preset

REASON = "The hearing was moved to tonight; 내일이면 늦는다."


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Newsroom:
    before = os.umask(0o077)
    try:
        room = build(tmp_path_factory.mktemp("urgent"))
        founder, editor, reviewer = room.open(FOUNDER), room.open(EDITOR), room.open(REVIEWER)
        members.change_roles(founder, EDITOR, "", Preset.ADMIN)
        interview = steps.log(founder)
        marking.mark(founder, interview)
        review.refresh_renditions(editor)
        approved(reviewer, interview)
        steps.prepared(editor, interview)
        room.close()
        return room
    finally:
        os.umask(before)


@pytest.fixture
def desk(built, tmp_path, capfd, monkeypatch):
    made = Desk(built.copied(tmp_path / "room"), capfd)
    made.clocks = Clocks(monkeypatch)
    yield made
    made.room.close()


def copy_of(desk: Desk) -> str:
    return desk.answer(EDITOR, "story", "list")["copies"][0]["id"]


def allow(desk: Desk) -> None:
    (proposal,) = desk.answer(FOUNDER, "policy", "urgent", "propose")["proposals"]
    assert desk.answer(EDITOR, "policy", "urgent", "confirm", proposal[:16])["state"] == "on"


def announce(desk: Desk, copy: str):
    return desk.run(
        EDITOR, "copy", "urgent", "announce", copy, "--not-reached", REVIEWER, stdin=REASON
    )  # fmt: skip


def test_the_policy_page_says_whether_it_is_on_and_by_whom(desk):
    assert desk.answer(FOUNDER, "policy", "show")["urgent_release"]["state"] == "off"
    _, out, _ = desk.run(FOUNDER, "policy", "show", as_json=False)
    assert "Urgent release: off" in out
    allow(desk)
    _, out, _ = desk.run(REVIEWER, "policy", "show", as_json=False)
    assert f"by {FOUNDER} and {EDITOR}" in out
    assert desk.answer(EDITOR, "policy", "urgent", "off")["state"] == "off"
    assert desk.run(EDITOR, "policy", "urgent", "off")[0] == 16


def test_off_it_is_refused_with_one_sentence(desk):
    code, out, _ = announce(desk, copy_of(desk))
    refusal = json.loads(out)["error"]
    assert (code, refusal["code"], refusal["rules"]) == (16, "E_REFUSED", ["URG-04"])
    assert "two admins switch it on" in refusal["sentence"]


def test_announced_completed_ratified(desk, tmp_path):
    allow(desk)
    copy, out = copy_of(desk), tmp_path / "out"
    code, shown, err = announce(desk, copy)
    assert code == 0, err
    view = json.loads(shown)
    assert (view["status"], view["urgent"]["reason"]) == ("announced", REASON)
    _, lines, _ = desk.run(REVIEWER, "copy", "urgent", "list", as_json=False)
    assert f"Announced by {EDITOR}" in lines
    assert "nobody approved it" in lines
    early = desk.run(EDITOR, "copy", "urgent", "complete", copy, "--folder", str(out))
    assert early[0] == 16
    assert "of 30 minutes" in early[1]
    assert not out.exists()
    desk.clocks.pass_(HALF_HOUR)
    files = desk.answer(EDITOR, "copy", "urgent", "complete", copy, "--folder", str(out))["files"]
    assert len(files) == len(list(out.iterdir()))
    _, lines, _ = desk.run(REVIEWER, "copy", "show", copy, as_json=False)
    assert "released, waiting for ratification" in lines
    _, lines, _ = desk.run(FOUNDER, "story", "show", "Over the ice", as_json=False)
    assert "urgent release waiting for ratification" in lines
    assert desk.run(EDITOR, "copy", "urgent", "ratify", copy)[0] == 16
    done = desk.answer(REVIEWER, "copy", "urgent", "ratify", copy)
    assert done["urgent"]["state"] == "ratified"
    assert desk.run(REVIEWER, "copy", "urgent", "list")[1] == ""


def test_a_no_takes_words_and_says_whom_to_call(desk, tmp_path):
    allow(desk)
    copy = copy_of(desk)
    announce(desk, copy)
    desk.clocks.pass_(HALF_HOUR)
    desk.answer(EDITOR, "copy", "urgent", "complete", copy, "--folder", str(tmp_path / "out"))
    assert desk.run(REVIEWER, "copy", "urgent", "not-ratify", copy)[0] == 2
    answer = desk.answer(REVIEWER, "copy", "urgent", "not-ratify", copy, stdin="Too plain.")
    assert answer["status"] == "released, not ratified"
    _, lines, _ = desk.run(FOUNDER, "copy", "urgent", "list", as_json=False)
    assert "To recall: nobody noted where it went" in lines
    work = desk.answer(EDITOR, "review", "queue")
    assert [each["id"] for each in work["urgent"]] == [copy]
