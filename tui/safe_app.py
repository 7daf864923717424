"""A Textual app that leaks nothing by accident: crashes, clipboard, screenshots, control bytes.

Each override answers a measured leak of the stock `App`; what the app shows is `tui.app`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from rich.segment import Segment
from rich.text import Text
from textual import constants
from textual.app import App, SystemCommand
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter
from textual.worker import WorkerFailed

from tui.safe_input import SafeParser
from vault.errors import NotPermittedError, UsageError
from vault.text import is_unsafe

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

    from textual.color import Color
    from textual.driver import Driver
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

R = TypeVar("R")

_FRAMES_SHOWN = 12
# Everything but CSI: operating-system commands (title, clipboard), device control strings, C1.
_NOT_FOR_TERMINALS = re.compile(
    "\x1b[\\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[\x80-\x9f]|\x1b(?!\\[)"
)


class ControlFilter(LineFilter):
    """Drops what would act on the terminal from everything drawn, whichever widget drew it.

    Text is made safe where it enters (`vault.text.clean`); this is the last line behind that.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with unsafe characters dropped; they take no cell anyway."""
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [Segment(_printable(text), style, control) for text, style, control in segments]


def _printable(text: str) -> str:
    return "".join(c for c in text if c not in "\n\t" and not is_unsafe(c))


class SafeDriver(LinuxDriver):
    """A driver that writes cursor and colour sequences and no other command to the terminal."""

    def write(self, data: str) -> None:
        """Write to the terminal; clipboard, title and device commands never leave here."""
        super().write(_NOT_FOR_TERMINALS.sub("", data))

    def run_input_thread(self) -> None:
        """Read with the parser that presses no pasted byte; the stock method names its own."""
        linux_driver.XTermParser = SafeParser  # type: ignore[attr-defined]
        super().run_input_thread()


def trace_of(error: BaseException) -> str:
    """Return type and frame names of an error: no message, no values, no source lines."""
    if isinstance(error, WorkerFailed):
        error = error.error
    names: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        names.append(f"  {Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return "\n".join([type(error).__name__, *names[-_FRAMES_SHOWN:]])


def refuse_development_settings() -> None:
    """Raise UsageError when Textual already read settings that log, draw or load something.

    They are read once, at its import; `tui.__main__` drops them before that.
    """
    if constants.LOG_FILE or constants.DRIVER or constants.SCREENSHOT_DELAY >= 0 or constants.PRESS:
        raise UsageError("A TEXTUAL_ setting would record this session; remove it and start again.")


class SafeApp(App[R]):
    """The base of the terminal; everything in it is one of the fixes that it exists for."""

    ALLOW_SELECT = False  # a mouse drag over plaintext would be one key from the clipboard

    def __init__(self) -> None:
        refuse_development_settings()
        no_color = "NO_COLOR" in os.environ
        super().__init__(ansi_color=True if no_color else None)
        self.features = frozenset()  # no development console
        self._filters.append(ControlFilter())

    def get_driver_class(self) -> type[Driver]:
        """Return the driver that filters; no setting chooses another."""
        return SafeDriver

    # --- crashes ---------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Leave with type and frame names; the stock version prints all local variables."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._leave_with(trace_of(error))

    def panic(self, *_renderables: object) -> None:
        """Leave with one sentence; what the caller would print may quote what was typed."""
        self._return_code = 1
        self._leave_with("The terminal's input could not be read.")

    def _leave_with(self, report: str) -> None:
        if not self._exit_renderables:
            said = "Strongroom stopped because of a fault in itself. Saved drafts are safe.\n"
            self._exit_renderables.append(Text(said + report))
        self._close_messages_no_wait()

    def quiet_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let no forgotten task print its error, whose message may quote."""
        loop.set_exception_handler(lambda _loop, _context: None)

    # --- clipboard and files ---------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:
        """Send nothing and keep nothing: terminals, tmux and clipboard managers keep copies."""
        self.notify("Copying is switched off: a clipboard is outside the vault.")

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Refuse: a picture of the screen is plaintext on the disk."""
        self.notify("Strongroom writes no picture of its screen.")

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> NoReturn:
        """Raise NotPermittedError."""
        _refuse_to_write()

    def save_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> NoReturn:
        """Raise NotPermittedError."""
        _refuse_to_write()

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> NoReturn:
        """Raise NotPermittedError."""
        _refuse_to_write()

    def deliver_text(self, path_or_file: object, **_options: Any) -> NoReturn:  # noqa: ANN401 - the signature is Textual's
        """Raise NotPermittedError."""
        _refuse_to_write()

    def deliver_binary(self, path_or_file: object, **_options: Any) -> NoReturn:  # noqa: ANN401 - the signature is Textual's
        """Raise NotPermittedError."""
        _refuse_to_write()

    def open_url(self, url: str, *, new_tab: bool = True) -> NoReturn:
        """Raise NotPermittedError: nothing that Strongroom shows is for a browser."""
        _refuse_to_write()

    # --- markup and palette ----------------------------------------------------------------

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast; brackets in it are text, never markup."""
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def action_help_quit(self) -> None:
        """Say how to leave when Ctrl+C is pressed out of habit."""
        self.notify("Ctrl+Q quits, Ctrl+L locks.")

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer nothing of Textual's own, above all no screenshot."""
        return ()


def _refuse_to_write() -> NoReturn:
    raise NotPermittedError("Strongroom writes nothing of its screen to a file or another program.")
