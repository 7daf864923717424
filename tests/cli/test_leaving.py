"""The leaving checklist on the command line: lines for people, records for scripts."""

from __future__ import annotations

import pytest

from tests.cli.newsroom import EDITOR
from vault.archive.leaving import LeavingDevice, LeavingView
from vault.archive.settling import LeftBehind
from vault.archive.views import MemberView
from vault.cli.checklist import checklist_lines


def test_the_checklist_names_what_is_left_behind_and_each_command_works_as_shown(newsroom):
    newsroom.log_words("He counted the sacks twice.")
    codename = newsroom.answers("list")[0]["codename"]
    newsroom.answer("identity", "not-stored", codename)
    shown = newsroom.run("member", "sign-out", EDITOR, "--checklist").out
    assert f"Before {EDITOR} is signed out:" in shown
    assert f"{codename} (1 interview): nobody else talked to them" in shown
    assert f"{codename} (one knows): 0 who stay know them" in shown
    (mark,) = (line.split() for line in shown.splitlines() if "strongroom mark" in line)
    assert newsroom.run(*mark[1:]).code == 0
    again = newsroom.run("member", "sign-out", EDITOR, "--checklist").out
    assert "Work that waits for them" not in again
    assert "Contacts to hand over" in again


def test_the_checklist_answers_scripts_with_everything_it_shows(newsroom):
    interview = newsroom.log_words("She sealed the letter with wax.")
    view = newsroom.answer("member", "sign-out", EDITOR, "--checklist")
    assert [interview] in [each["interviews"] for each in view["left"]["contacts"]]
    mark = f"strongroom mark {interview[:16]}"
    assert mark in [each["command"] for each in view["left"]["unfinished"]]
    assert {"shares", "places", "waiting", "known", "unread"} <= view["left"].keys()
    assert view["devices"][0]["drafts"] == 0


@pytest.mark.parametrize(
    ("entries", "said"),
    [(0, "never heard"), (9, "your keys do not tell when it was last heard")],
)
def test_a_device_whose_times_stay_closed_is_not_called_silent(entries, said):
    me = MemberView("0a", "Ilse Brandt", (), is_me=False)
    nothing = LeftBehind((), (), (), (), (), (), ())
    device = LeavingDevice("1234567890", "", entries, 0)
    lines = list(checklist_lines(LeavingView(me, (device,), (), 0, (), nothing)))
    assert lines[1] == f"  device 12345678: {said}; {entries} entries count"
