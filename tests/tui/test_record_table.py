"""The virtual table: cell-exact for Korean, asks only for what is seen, keyboard and mouse."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import events

from tui.safe_app import SafeApp
from tui.widgets.record_table import Column, Heading, RecordTable

COLUMNS = (Column("State", 8), Column("Title", 0), Column("Told", 10, needs=60))


class Host(SafeApp[None]):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def compose(self):
        yield RecordTable(COLUMNS)

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        self.seen.append(("chosen", event.position))


@pytest.fixture
async def host():
    app = Host()
    async with app.run_test() as pilot:
        table = app.query_one(RecordTable)
        table.focus()
        await pilot.pause()
        yield pilot, table


def lines(table: RecordTable) -> list[str]:
    return [table.render_line(y).text for y in range(table.size.height)]


def show(table: RecordTable, *rows) -> None:
    table.show(len(rows), rows.__getitem__)


async def test_every_line_is_exactly_as_wide_as_the_table_with_korean_and_emoji(host):
    _, table = host
    show(table, ("held", "장마당" * 40, "2025"), ("ok", "가" + "나" * 60, "🙂" * 9), ("", "x", ""))
    assert {cell_len(line) for line in lines(table)} == {80}


async def test_columns_stand_under_each_other_whatever_the_script(host):
    _, table = host
    show(table, ("held", "장마당 쌀값", "2025-10"), ("ok", "prices", "2024-01"))
    first, second = (line for line in lines(table) if "20" in line)
    column = [cell_len(line[: line.index("20")]) for line in (first, second)]
    assert column[0] == column[1]


async def test_decomposed_hangul_is_drawn_composed(host):
    _, table = host
    show(table, ("ok", "한국", ""))
    assert "한국" in lines(table)[1]


async def test_a_column_that_needs_more_room_is_left_out(host):
    pilot, table = host
    show(table, ("ok", "prices", "2024-01"))
    await pilot.resize_terminal(50, 24)
    await pilot.pause()
    assert "Told" not in lines(table)[0]
    assert "2024-01" not in lines(table)[1]


async def test_only_rows_on_the_screen_are_asked_for(host):
    pilot, table = host
    asked: set[int] = set()

    def row_at(position: int):
        asked.add(position)
        return ("ok", f"row {position}", "")

    table.show(100_000, row_at)
    await pilot.press("end")
    await pilot.pause()
    assert table.cursor == 99_999
    assert "row 99999" in "\n".join(lines(table))
    assert len(asked) < 100


async def test_the_last_row_is_reached_and_marked(host):
    pilot, table = host
    show(table, *(("ok", f"row {n}", "") for n in range(100)))
    await pilot.press("end")
    await pilot.pause()
    assert [line for line in lines(table) if line.startswith("> ")] == [lines(table)[-1]]


async def test_keys_move_and_enter_opens(host):
    pilot, table = host
    show(table, *(("ok", f"row {n}", "") for n in range(100)))
    await pilot.press("down", "j", "up", "pagedown", "enter")
    await pilot.pause()
    assert pilot.app.seen == [("chosen", table.cursor)]
    assert table.cursor == 1 + (table.size.height - 1)


async def test_the_cursor_passes_over_headings(host):
    pilot, table = host
    show(table, Heading("A"), ("ok", "one", ""), Heading("B"), ("ok", "two", ""))
    assert table.cursor == 1
    await pilot.press("down")
    assert table.cursor == 3
    await pilot.press("down", "home")
    assert table.cursor == 1


async def test_the_heading_above_the_first_row_comes_back_into_sight(host):
    pilot, table = host
    show(table, Heading("First things"), *(("ok", f"row {n}", "") for n in range(60)))
    await pilot.press("end", "home")
    await pilot.pause()
    assert "First things" in lines(table)[1]


async def test_a_table_of_headings_alone_opens_nothing(host):
    pilot, table = host
    show(table, Heading("A"), Heading("B"))
    await pilot.press("down", "enter")
    await pilot.pause()
    assert pilot.app.seen == []


async def test_an_empty_table_ignores_every_key(host):
    pilot, table = host
    show(table)
    await pilot.press("down", "end", "pagedown", "enter")
    await pilot.pause()
    assert (table.cursor, pilot.app.seen) == (0, [])


async def test_a_click_moves_and_a_second_click_opens(host):
    pilot, table = host
    show(table, *(("ok", f"row {n}", "") for n in range(9)))
    await pilot.click(RecordTable, offset=(5, 4))
    await pilot.pause()
    assert (table.cursor, pilot.app.seen) == (3, [])
    await pilot.click(RecordTable, offset=(5, 4))
    await pilot.pause()
    assert pilot.app.seen == [("chosen", 3)]


@pytest.mark.parametrize("y", [0, 15])
async def test_a_click_on_the_header_or_below_the_rows_does_nothing(host, y):
    pilot, table = host
    show(table, ("ok", "one", ""))
    await pilot.click(RecordTable, offset=(5, y))
    await pilot.click(RecordTable, offset=(5, y))
    await pilot.pause()
    assert pilot.app.seen == []


async def test_the_wheel_scrolls(host):
    pilot, table = host
    show(table, *(("ok", f"row {n}", "") for n in range(100)))
    for _ in range(3):
        table.post_message(events.MouseScrollDown(table, 5, 5, 0, 1, 0, False, False, False, 5, 5))
    await pilot.wait_for_scheduled_animations()
    assert table.scroll_offset.y > 0


async def test_moving_redraws_two_rows_and_not_the_table(host, monkeypatch):
    pilot, table = host
    show(table, *(("ok", f"row {n}", "") for n in range(100)))
    await pilot.pause()
    regions = []
    monkeypatch.setattr(RecordTable, "refresh", lambda _self, *given, **_kw: regions.append(given))
    table.cursor = 1
    assert [len(given) for given in regions] == [1, 1]
    assert all(region.height == 1 for (region,) in regions)


async def test_forgetting_keeps_no_row(host):
    pilot, table = host
    show(table, ("ok", "amber kestrel", ""))
    assert "amber kestrel" in lines(table)[1]
    table.forget()
    await pilot.pause()
    assert list(table._lines.keys()) == []
    assert "amber kestrel" not in "\n".join(lines(table))


async def test_fewer_rows_take_the_cursor_along(host):
    pilot, table = host
    show(table, *(("ok", f"row {n}", "") for n in range(100)))
    await pilot.press("end")
    table.show(3, lambda position: ("ok", str(position), ""), table.cursor)
    assert table.cursor == 2


async def test_control_characters_and_brackets_are_text(host):
    _, table = host
    show(table, ("ok", "\x1b]0;x\x07 [bold]a[/] [REDACTED]\nb", ""))
    assert "‹U+001B›]0;x‹U+0007› [bold]a[/] [REDACTED] b" in lines(table)[1]
