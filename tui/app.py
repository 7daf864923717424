"""The terminal itself: which screen is shown, when it locks, and how it ends.

What a screen shows is the screen's; what must never leak is `safe_app`.
"""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding

from tui import theme
from tui.messages import (
    Answer,
    HoldIdle,
    LockNow,
    OpenCopy,
    OpenInterview,
    OpenLog,
    OpenReview,
    OpenStory,
    Refusal,
    Working,
)
from tui.safe_app import SafeApp
from tui.screens.library_rows import reads_anything
from tui.screens.lock import ASKED, CONTINUED, IDLE, SUSPENDED, IdleClock, time_left_words
from tui.screens.room import RoomScreen
from tui.screens.too_small import TooSmallScreen, is_too_small
from tui.screens.unlock import UnlockScreen
from tui.widgets.draft_kinds import Place, place_of
from vault.model import Policy, Role
from vault.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.geometry import Size
    from textual.screen import Screen

    from tui.gateway import Gateway

SEAL_SECONDS = 2.0  # at most this much is waited for a draft at a lock
WARN_SECONDS = 30.0
TICK_SECONDS = 1.0
INTERRUPTED = 130

_ACTIVITY = (
    events.Key,
    events.Paste,
    events.MouseDown,
    events.MouseScrollUp,
    events.MouseScrollDown,
)


class Leaving(NamedTuple):
    """Why the app ended; with a `reason` it starts anew, locked, and returns to place and id."""

    reason: str = ""
    place: str = ""
    id: str = ""


class StrongroomApp(SafeApp[Leaving]):
    """Unlock, then the Library and what opens from it."""

    CSS_PATH = "app.tcss"
    TITLE = "Strongroom"
    BINDINGS = [
        Binding("ctrl+l", "lock", "Lock", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "Lock and suspend", show=False, priority=True),
    ]

    def __init__(
        self, gateway: Gateway, back: Leaving | None = None, clock: IdleClock | None = None
    ) -> None:
        super().__init__()
        self.gateway = gateway
        self._back = back or Leaving()
        self._clock = clock or IdleClock()
        self._first_passphrase = b""
        self._is_leaving = False
        self._is_warned = False
        self._slow_acts = 0
        for each in theme.THEMES:
            self.register_theme(each)
        self.theme = theme.DARK.name

    def unlock_with(self, passphrase: bytes) -> None:
        """Unlock with this when the app starts, once; for the demo, which prints it."""
        self._first_passphrase = passphrase

    def on_mount(self) -> None:
        """Show the first screen and listen to signals and clocks."""
        loop = asyncio.get_running_loop()
        self.quiet_loop(loop)
        self._listen(loop)
        self.set_interval(TICK_SECONDS, self._tick)
        self.screen_change_signal.subscribe(self, self._cover_soon)
        unlock = UnlockScreen(self._back.reason)
        self.push_screen(unlock)
        if self._first_passphrase:
            taken, self._first_passphrase = self._first_passphrase, b""
            self.call_after_refresh(unlock.unlock, taken)

    # --- after unlocking -------------------------------------------------------------------

    def enter(self) -> None:
        """Go from Unlock to the Library, and back to where a lock interrupted."""
        from tui.screens.library import LibraryScreen

        if isinstance(self.screen, TooSmallScreen):
            self.pop_screen()
        self.switch_screen(LibraryScreen())
        self._clock.touch()
        self.gateway.ask(self, "members.get_policy")
        me = self.gateway.me
        if me is not None and any(role.partition("@")[0] == Role.EDITOR for role in me.roles):
            self.gateway.ask_refresh(self)
        self._return()

    def _return(self) -> None:
        back, self._back = self._back, Leaving()
        if back.place == "log":
            self.gateway.ask(self, "interviews.drafts", tag=back.id)
        elif back.place == "interview" and back.id:
            self.post_message(OpenInterview(back.id))
        elif back.place == "review":
            self.post_message(OpenReview(back.id))
        elif back.place == "story":
            self.post_message(OpenStory(back.id))
        elif back.place == "copy" and back.id:
            self.post_message(OpenCopy(back.id))

    def on_answer(self, event: Answer) -> None:
        """Take what the app itself asked for."""
        if event.request == "members.get_policy" and isinstance(event.value, Policy):
            self._clock.set_minutes(event.value.idle_lock_minutes)
        elif event.request == "interviews.drafts" and isinstance(event.value, (list, tuple)):
            here = Place("log", event.tag)
            of_this = [draft for draft in event.value if place_of(draft.draft) == here]
            newest = max(of_this, key=lambda draft: str(draft.saved_at), default=None)
            # Without a draft nothing was typed: the form opens as it was.
            draft_id = newest.id if newest is not None else ""
            self.post_message(OpenLog(event.tag, draft_id))

    def on_refusal(self, event: Refusal) -> None:
        """Show a refusal that no screen showed."""
        self.notify(clean(event.sentence), title="Not done", severity="error", timeout=10)

    # --- going places ----------------------------------------------------------------------

    def on_open_interview(self, event: OpenInterview) -> None:
        """Show one interview."""
        from tui.screens.interview import InterviewScreen

        self.push_screen(InterviewScreen(event.interview_id))

    def on_open_log(self, event: OpenLog) -> None:
        """Show the form."""
        from tui.screens.log import LogScreen

        self.push_screen(LogScreen(event.interview_id, event.draft_id))

    def on_open_review(self, event: OpenReview) -> None:
        """Show the review queue."""
        from tui.screens.review import ReviewScreen

        self.push_screen(ReviewScreen(event.interview_id))

    def on_open_story(self, event: OpenStory) -> None:
        """Show stories."""
        from tui.screens.story import StoryScreen

        self.push_screen(StoryScreen(event.story_id))

    def on_open_copy(self, event: OpenCopy) -> None:
        """Show one copy."""
        from tui.screens.copy_view import CopyScreen

        self.push_screen(CopyScreen(event.copy_id))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer what makes sense now: nothing but quitting while locked."""
        me, post = self.gateway.me, self.post_message
        if reads_anything(me):
            yield SystemCommand("Log an interview", "Open the form", partial(post, OpenLog()))
            yield SystemCommand("Review", "What waits for a verdict", partial(post, OpenReview()))
            yield SystemCommand("Stories", "Stories and copies", partial(post, OpenStory()))
        if me is not None:
            yield SystemCommand("Lock", "Lock at once", self.action_lock)
        light = self.theme == theme.DARK.name
        yield SystemCommand(
            "Light colours" if light else "Dark colours",
            "Change the colours",
            self.action_change_colours,
        )
        yield SystemCommand("Quit", "Leave Strongroom", self.action_quit)

    def action_change_colours(self) -> None:
        """Switch between dark and light."""
        dark = self.theme == theme.DARK.name
        self.theme = theme.LIGHT.name if dark else theme.DARK.name

    # --- the first line --------------------------------------------------------------------

    @property
    def is_working(self) -> bool:
        """Tell whether an act takes longer than a moment."""
        return self._slow_acts > 0

    @property
    def status_parts(self) -> tuple[str, ...]:
        """Return where, who and when it locks, the least important first."""
        me = self.gateway.me
        if me is None:
            return ("locked",)
        desks = sorted({clean(role.partition("@")[2]) for role in me.roles if "@" in role})
        where = (", ".join(desks),) if desks else ()
        return (*where, clean(me.name), time_left_words(self._clock.seconds_left()))

    def on_working(self, event: Working) -> None:
        """Show that something is under way."""
        self._slow_acts += 1 if event.is_on else -1
        self._show_status()

    def _show_status(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, RoomScreen) and screen.is_mounted:
                screen.show_status()

    # --- locking ---------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Start the idle time anew with every key, click and turn of the wheel."""
        if isinstance(event, _ACTIVITY) and not event.is_forwarded:
            # After a sleep the first key must find a locked vault, not restart the clock.
            if self._is_due():
                self._lock_soon(IDLE)
                return
            self._clock.touch()
            self._is_warned = False
        await super().on_event(event)

    def _is_due(self) -> bool:
        return self.gateway.me is not None and self._clock.seconds_left() <= 0

    def _tick(self) -> None:
        if self.gateway.me is None or self._is_leaving:
            return
        self._show_status()
        if self._is_due():
            self._lock_soon(IDLE)
        elif self._clock.seconds_left() <= WARN_SECONDS and not self._is_warned:
            self._is_warned = True
            self.notify("Locking in 30 seconds. Press any key to stay.", severity="warning")

    def on_hold_idle(self, event: HoldIdle) -> None:
        """Keep the idle lock off for a while."""
        self._clock.hold(event.minutes)
        self._is_warned = False
        self._show_status()

    def on_lock_now(self, event: LockNow) -> None:
        """Lock for the reason given."""
        self._lock_soon(event.reason)

    def action_lock(self) -> None:
        """Lock because the key was pressed."""
        self._lock_soon(ASKED)

    def action_suspend_process(self) -> None:
        """Lock first, then stop: a stopped process keeps its memory."""
        self._lock_soon(SUSPENDED)

    def _lock_soon(self, reason: str) -> None:
        """Lock in a task of the loop: no screen, dialog or queue of messages can delay it."""
        locked = self.gateway.me is None
        if locked and reason != SUSPENDED:
            return
        place, id_ = self._place()
        self._leave(Leaving(reason, place, id_))

    def _place(self) -> tuple[str, str]:
        for screen in reversed(self.screen_stack):
            if isinstance(screen, RoomScreen) and screen.PLACE:
                return screen.PLACE, screen.place_id
        return self._back.place, self._back.id

    # --- ending ----------------------------------------------------------------------------

    def _leave(self, leaving: Leaving, return_code: int = 0) -> None:
        if not self._is_leaving:
            self._is_leaving = True
            self._ending = asyncio.get_running_loop().create_task(self._end(leaving, return_code))

    async def _end(self, leaving: Leaving, return_code: int) -> None:
        """Keep drafts, drop the keys, give the terminal back."""
        self._seal_drafts()
        await self.gateway.settle(SEAL_SECONDS)
        await self.gateway.close()
        self.exit(leaving, return_code)

    def _seal_drafts(self) -> None:
        # The top first: a dialog gives what it holds to the form that it belongs to.
        for screen in reversed(self.screen_stack):
            seal = getattr(screen, "seal_draft", None)
            if seal is not None:
                seal()

    async def action_quit(self) -> None:
        """Leave; with unsaved words, ask first."""
        if any(getattr(screen, "has_unsaved", bool)() for screen in self.screen_stack):
            self._ask_to_quit()
        else:
            self._leave(Leaving())

    def _ask_to_quit(self) -> None:
        from tui.screens.confirm import ConfirmScreen, Question

        question = Question(
            "Quit with unsaved words?",
            "They are kept, sealed, as a draft and offered when you unlock again.",
        )
        if isinstance(self.screen, ConfirmScreen) and self.screen.question == question:
            return
        self.push_screen(ConfirmScreen(question), self._quit_if)

    def _quit_if(self, sure: bool | None) -> None:
        if sure:
            self._leave(Leaving())

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Leave cleanly on signals: the stock app leaves its screen and mouse mode behind."""
        try:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT):
                loop.add_signal_handler(number, self._leave, Leaving(), INTERRUPTED)
            loop.add_signal_handler(signal.SIGTSTP, self._lock_soon, SUSPENDED)
            loop.add_signal_handler(signal.SIGCONT, self._lock_soon, CONTINUED)
        except (RuntimeError, ValueError):
            # Only the main thread hears signals; tests may run elsewhere.
            return

    # --- small terminals -------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the window is too small."""
        self._cover(event.size)

    def _cover_soon(self, _screen: Screen[Any]) -> None:
        """Look again after a screen came or went: an act that took long may have opened one."""
        self.call_later(lambda: self._cover(self.size))

    def _cover(self, size: Size) -> None:
        if len(self.screen_stack) < 2:
            return  # the first screen is still to come, and is covered then
        covered = isinstance(self.screen, TooSmallScreen)
        if is_too_small(size) and not covered:
            self.push_screen(TooSmallScreen())
        elif covered and not is_too_small(size):
            self.pop_screen()
