"""Fields: passphrases leave no copy, Korean is typed and pasted whole, control bytes stay out."""

from __future__ import annotations

import pytest
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Static

from tui.safe_app import SafeApp
from tui.widgets.log_fields import FieldRow
from tui.widgets.redacted_text import RedactedText, redacted_content, verbatim_content
from tui.widgets.secret_input import SecretInput
from tui.widgets.word_area import WordArea
from tui.widgets.word_input import WordInput
from vault.archive.views import SpanView


class Host(SafeApp[None]):
    def __init__(self, make_field) -> None:
        super().__init__()
        self.make_field = make_field
        self.messages: list[Message] = []

    def compose(self):
        self.field = self.make_field()
        yield self.field

    def on_secret_input_entered(self, event) -> None:
        self.messages.append(event)

    def on_word_input_many_lines(self, event) -> None:
        self.messages.append(event)


class Watched(bytearray):
    """Remembers what it held when it was emptied."""

    before_clearing = b""

    def clear(self) -> None:
        self.before_clearing = bytes(self)
        super().clear()


def values_in(message: Message) -> str:
    """Everything that a message carries, as text."""
    return " ".join(repr(getattr(message, name, None)) for name in dir(message) if name[0] != "_")


# --- passphrases -------------------------------------------------------------------------------


async def test_what_is_typed_is_taken_once_as_bytes():
    app = Host(SecretInput)
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.press("m", "a", "p", "l", "e", "space", "가", "x", "backspace")
        assert app.field.take() == "maple 가".encode()
        assert app.field.is_empty
        assert app.field.take() == b""


async def test_backspace_removes_a_whole_syllable():
    app = Host(SecretInput)
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.press("a", "힣", "backspace")
        assert app.field.take() == b"a"


async def test_entering_posts_no_value_and_the_screen_shows_stars_alone():
    app = Host(SecretInput)
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.press(*"hunter2", "enter")
        await pilot.pause()
        (message,) = app.messages
        assert "hunter2" not in values_in(message)
        assert app.field.render().plain == "*******" + " "


async def test_the_buffer_is_overwritten_not_only_dropped():
    app = Host(SecretInput)
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.press(*"hunter2")
        overwritten = Watched(app.field._buffer)
        app.field._buffer = overwritten
        assert app.field.take() == b"hunter2"
        assert overwritten.before_clearing == bytes(7)


@pytest.mark.parametrize("pasted", ["maple violin\n", "  maple violin  ", "maple violin\nsecond"])
async def test_a_paste_is_one_passphrase_whatever_stands_around_it(pasted):
    app = Host(SecretInput)
    async with app.run_test() as pilot:
        app.field.focus()
        app.field.post_message(events.Paste(pasted))
        await pilot.pause()
        assert app.field.take() == b"maple violin"


async def test_a_paste_of_a_book_is_not_taken():
    app = Host(SecretInput)
    async with app.run_test() as pilot:
        app.field.focus()
        app.field.post_message(events.Paste("x" * 5000))
        await pilot.pause()
        assert app.field.is_empty


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x", "ctrl+v"])
async def test_copying_and_cutting_keep_nothing(key):
    app = Host(SecretInput)
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.press(*"hunter2", key)
        await pilot.pause()
        assert app.clipboard == ""
        assert app.field.take() == b"hunter2"


# --- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "cells"), [("", 0), ("ab", 2), ("장마당", 6), ("a장", 3)])
async def test_the_real_cursor_stands_where_the_next_syllable_goes(typed, cells):
    app = Host(WordInput)
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.press(*typed)
        await pilot.pause()
        left = app.field.content_region.x
        assert app.field.cursor_screen_offset == Offset(left + cells, app.field.content_region.y)


async def test_several_pasted_lines_become_one_and_it_is_said():
    app = Host(WordInput)
    async with app.run_test() as pilot:
        app.field.focus()
        app.field.post_message(events.Paste("첫 줄\n\n둘째 줄\r\nthird"))
        await pilot.pause()
        assert app.field.value == "첫 줄 둘째 줄 third"
        assert [message.lines for message in app.messages] == [3]


async def test_one_pasted_line_is_not_worth_a_word():
    app = Host(lambda: WordInput("ab"))
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.press("home")
        app.field.post_message(events.Paste("한 줄\n"))
        await pilot.pause()
        assert (app.field.value, app.messages) == ("한 줄ab", [])


@pytest.mark.parametrize("kind", [WordInput, WordArea])
async def test_pasted_control_characters_become_visible(kind):
    app = Host(kind)
    async with app.run_test() as pilot:
        app.field.focus()
        app.field.post_message(events.Paste("a\x1b]52;c;eA==\x07b\u202ec"))
        await pilot.pause()
        value = app.field.value if kind is WordInput else app.field.text
        assert value == "a‹U+001B›]52;c;eA==‹U+0007›b‹U+202E›c"


async def test_an_area_keeps_pasted_lines_and_a_field_copies_nothing():
    app = Host(WordArea)
    async with app.run_test() as pilot:
        app.field.focus()
        app.field.post_message(events.Paste("쌀값이\n올랐다"))
        await pilot.pause()
        await pilot.press("ctrl+a", "ctrl+c", "ctrl+x")
        assert app.clipboard == ""


async def test_an_area_typed_in_korean_holds_what_was_typed():
    app = Host(WordArea)
    async with app.run_test() as pilot:
        app.field.focus()
        await pilot.press("쌀", "값", "enter", "이", "backspace", "도")
        assert app.field.text == "쌀값\n도"


# --- reading -----------------------------------------------------------------------------------


def span(start: int, end: int, state: str = "term") -> SpanView:
    return SpanView(start, end, "person", "mask", "‹person›", "registry", state)


def styled(content) -> list[str]:
    return [content.plain[s.start : s.end] for s in content.spans if s.style]


def test_placeholders_are_marked_and_brackets_stay():
    content = redacted_content("‹person 1› met [PERSON-2] at ‹place› [/]")
    assert content.plain == "‹person 1› met [PERSON-2] at ‹place› [/]"
    assert styled(content) == ["‹person 1›", "‹place›"]


def test_spans_are_marked_where_they_are_although_cleaning_makes_text_longer():
    content = verbatim_content(
        "\x1b한 Mrs Cho met\x07 Pak", [span(3, 10), span(16, 19, "proposed")]
    )
    assert styled(content) == ["Mrs Cho", "Pak"]


def test_overlapping_and_unsorted_spans_lose_no_word():
    content = verbatim_content("abcdefgh", [span(4, 8), span(0, 6)])
    assert content.plain == "abcdefgh"
    assert styled(content) == ["abcdef", "gh"]


async def test_a_block_of_text_is_shown_without_markup():
    app = Host(RedactedText)
    async with app.run_test() as pilot:
        app.field.show("[bold]a[/] ‹person›")
        await pilot.pause()
        assert str(app.field.query_one(Static).content) == "[bold]a[/] ‹person›"


async def test_the_end_of_a_long_line_is_seen_while_it_is_typed_beside_a_label():
    app = Host(lambda: FieldRow("Title", WordInput("가" * 60)))
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.query_one(WordInput)
        field.focus()
        await pilot.pause()
        assert field.region.right <= 80
        await pilot.press("x")
        await pilot.pause()
        line = app.screen._compositor.render_strips()[0].text.rstrip()
        assert line.endswith("가x")
        assert app.cursor_position.x < 80


async def test_a_filled_field_shows_its_end_when_the_cursor_comes_to_it():
    app = Host(lambda: FieldRow("Title", WordInput("가" * 60 + "끝")))
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(WordInput).focus()
        await pilot.pause()
        assert "끝" in app.screen._compositor.render_strips()[0].text
