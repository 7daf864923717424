"""A copy that leaves without a second approval: every screen that shows it says so in words."""

from __future__ import annotations

import pytest

from tui.screens.copy_view import CopyScreen
from tui.screens.library_rows import work_lines
from tui.screens.release import ReleaseScreen
from tui.widgets.urgent_text import urgent_lines
from vault.archive.views import RatificationView, UrgentView, WorkView

ANNOUNCED = UrgentView(
    state="announced", editor="Kaya Lund", announced_at="2026-11-20T10:00:00Z",
    earliest_at="2026-11-20T10:30:00Z", lapses_at="2026-11-21T10:00:00Z",
    reason="내일이면 늦는다.", unreached=("Ines Okafor",), not_heard=("백도윤",),
)  # fmt: skip


@pytest.fixture
def copy_screen(records):
    return CopyScreen(records.COPY)


async def test_an_announced_copy_says_when_it_leaves_and_who_may_not_know(
    opened, copy_screen, desk, records, drawn
):
    copy = records.copy("announced", urgent=ANNOUNCED)
    desk.answers["stories.copy_view"] = lambda _id: copy
    async with opened(copy_screen) as pilot:
        shown = drawn(pilot)
        for words in ("⏱ announced", "not before 2026-11-20 10:30", "내일이면 늦는다", "백도윤"):
            assert words in shown


async def test_a_copy_that_left_alone_is_released_by_no_key(
    opened, copy_screen, settled, desk, records, drawn, unlocked
):
    left = UrgentView(**{**_fields(ANNOUNCED), "state": "waiting for ratification"})
    closed = (("release", "it left as an urgent release"),)
    copy = records.copy("released, waiting for ratification", urgent=left, why_not=closed)
    desk.answers["stories.copy_view"] = lambda _id: copy
    async with opened(copy_screen) as pilot:
        assert "⚠ released, waiting for ratification" in drawn(pilot)
        assert "nobody approved it" in drawn(pilot)
        await pilot.press("r")
        await settled(pilot)
        assert "it left as an urgent release" in drawn(pilot)
        assert not isinstance(unlocked.screen, ReleaseScreen)


def test_what_is_to_be_recalled_stands_first():
    late = UrgentView(
        **{
            **_fields(ANNOUNCED), "state": "not ratified", "recall": ("The Strait, 2026-11-21",),
            "in_spite_of": ("a hold: 백도윤, 2026-11-20T10:20:00Z",),
            "verdicts": (RatificationView("Ines Okafor", "", "not ratified", "너무 뚜렷하다"),),
        }
    )  # fmt: skip
    lines = urgent_lines(late)
    assert lines[0] == "! Released in spite of a hold: 백도윤, 2026-11-20T10:20:00Z"
    assert lines[1] == "! Recall: The Strait, 2026-11-21"
    assert lines[-1] == "not ratified by Ines Okafor: 너무 뚜렷하다"


def test_my_work_lists_it_under_a_heading_of_its_own(records):
    copy = records.copy("announced", urgent=ANNOUNCED)
    heading, line = work_lines(WorkView((), (), (), (), urgent=(copy,)))
    assert "Urgent releases" in heading.words
    assert line.target == ("copy", copy.id)
    assert line.cells[-1] == "announced"


def _fields(view: UrgentView) -> dict[str, object]:
    return {name: getattr(view, name) for name in view.__struct_fields__}
