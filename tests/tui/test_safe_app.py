"""What the app refuses to do, and a reading of its own source for what would undo it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from textual.app import App

import tui
from tui.__main__ import drop_development_settings
from tui.app import StrongroomApp
from tui.gateway import ACTS, ArchiveDoor
from tui.safe_app import ControlFilter, SafeApp, trace_of
from tui.widgets.states import status_label
from vault.errors import NotPermittedError
from vault.model import CopyStatus, InterviewStatus

SOURCES = sorted(Path(tui.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize(
    "write",
    [
        lambda app: app.export_screenshot(),
        lambda app: app.save_screenshot("x.svg"),
        lambda app: app.deliver_screenshot("x.svg"),
        lambda app: app.deliver_text("x"),
        lambda app: app.deliver_binary("x"),
        lambda app: app.open_url("https://example.org"),
    ],
)
async def test_nothing_of_the_screen_is_written_anywhere(app, write):
    async with app.run_test():
        with pytest.raises(NotPermittedError):
            write(app)


async def test_asking_for_a_screenshot_by_action_is_answered_with_a_sentence(app):
    async with app.run_test() as pilot:
        await app.run_action("app.screenshot")
        await pilot.pause()
        assert any("no picture" in notification.message for notification in app._notifications)


async def test_copying_keeps_nothing(app):
    async with app.run_test():
        app.copy_to_clipboard("plaintext")
        assert app.clipboard == ""


async def test_the_palette_of_a_locked_vault_offers_colours_and_quitting_alone(app):
    async with app.run_test():
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert titles == ["Light colours", "Quit"]


async def test_the_palette_of_an_open_vault_offers_rooms_and_the_lock(unlocked, settled):
    async with unlocked.run_test() as pilot:
        await settled(pilot, lambda: unlocked.gateway.me is not None)
        titles = [command.title for command in unlocked.get_system_commands(unlocked.screen)]
        assert titles == [
            "Log an interview",
            "Review",
            "Stories",
            "Lock",
            "Light colours",
            "Quit",
        ]


async def test_a_toast_is_text_even_when_markup_is_asked_for(app):
    async with app.run_test() as pilot:
        app.notify("[REDACTED] met [/] [@click=app.quit]x[/]", markup=True)
        await pilot.pause()
        (notification,) = app._notifications
        assert not notification.markup


def test_mouse_selection_is_off():
    assert SafeApp.ALLOW_SELECT is False


def test_an_error_is_told_by_type_and_frames():
    def fail_with(secret: str) -> None:
        raise ValueError(secret)

    with pytest.raises(ValueError, match="Hyesan") as caught:
        fail_with("Hyesan")
    told = trace_of(caught.value)
    assert told.startswith("ValueError\n")
    assert "fail_with" in told
    assert "Hyesan" not in told


def test_control_characters_are_dropped_from_what_any_widget_draws():
    from rich.segment import Segment
    from textual.color import Color

    segments = [Segment("a\x1b]52;c;x\x07b\x9b\u202ec가 \xa0"), Segment("plain")]
    drawn = ControlFilter().apply(segments, Color(0, 0, 0))
    assert [segment.text for segment in drawn] == ["a]52;c;xbc가 \xa0", "plain"]


def test_development_settings_are_dropped_and_others_kept():
    environment = {"TEXTUAL_LOG": "log", "TEXTUAL": "debug", "TERM": "xterm"}
    drop_development_settings(environment)
    assert environment == {"TERM": "xterm"}


@pytest.mark.parametrize(
    "name",
    ["_handle_exception", "_close_messages_no_wait", "_print_error_renderables", "panic"],
)
def test_the_private_hooks_of_the_pinned_textual_are_still_there(name):
    assert callable(getattr(App, name))


# --- the source --------------------------------------------------------------------------------

TAKES_MARKUP = {"Static", "Label", "Button", "Checkbox", "RadioButton", "Tab", "Link"}


def _calls(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            yield (node.func.id if isinstance(node.func, ast.Name) else name), node


def _is_safe(argument: ast.expr) -> bool:
    """Accept literals without brackets, and Content built by its own constructors."""
    if isinstance(argument, ast.Constant):
        return not isinstance(argument.value, str) or "[" not in argument.value
    return isinstance(argument, ast.Call) and (
        ast.unparse(argument.func).startswith(("Content", "self._", "_", "redacted_", "verbatim_"))
    )


def markup_risks() -> list[str]:
    risks = []
    for path in SOURCES:
        for name, call in _calls(path):
            if name not in TAKES_MARKUP or not call.args:
                continue
            off = any(k.arg == "markup" and ast.unparse(k.value) == "False" for k in call.keywords)
            if not off and not _is_safe(call.args[0]) and ast.unparse(call.args[0]) not in CONTENTS:
                risks.append(f"{path.name}:{call.lineno} {ast.unparse(call)[:80]}")
    return risks


# Expressions that hold a Content, or a page's name from a constant of its screen.
CONTENTS = {"self._content", "page.capitalize()", "f'{at} {page.capitalize()}'"}


def test_no_widget_reads_data_as_markup():
    assert markup_risks() == []


def test_nothing_parses_markup_on_purpose():
    words = ("from_markup", "markup=True", "render_markup", "Text.from_markup")
    found = [f"{p.name}: {w}" for p in SOURCES for w in words if w in p.read_text(encoding="utf-8")]
    assert found == []


def test_every_act_that_a_screen_asks_for_is_in_the_table():
    pattern = re.compile(
        r'"((?:archive|interviews|members|persons|reading|review|stories)\.[a-z_]+)"'
    )
    asked = {
        act
        for path in SOURCES
        if path.name != "gateway.py"
        for act in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked <= ACTS.keys()


def test_every_act_of_the_table_is_a_function_of_the_archive(tmp_path):
    door = ArchiveDoor(tmp_path, tmp_path / "vault.strongroom")
    assert all(callable(door.find(act)) for act in ACTS)
    assert not door.is_there()


@pytest.mark.parametrize("status", [*InterviewStatus, *CopyStatus])
def test_every_status_has_a_word_and_a_symbol_of_one_cell_everywhere(status):
    import unicodedata

    symbol, word = status_label(status.value).split(" ", 1)
    assert word == status.value
    assert symbol != "?"
    assert unicodedata.east_asian_width(symbol) in {"N", "Na"}


def test_the_app_offers_no_key_that_copies_or_pictures(app):
    actions = {
        binding.action
        for bindings in app._bindings.key_to_bindings.values()
        for binding in bindings
    }
    assert not [action for action in actions if "screenshot" in action or "copy" in action]
    assert issubclass(type(app), StrongroomApp)
