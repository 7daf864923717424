"""Keeps one sealed draft of what is being typed, so that a lock or a crash loses two seconds.

What a draft holds is its screen's; where it is kept is the archive's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from vault.errors import MalformedError
from vault.model import from_bytes

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

    from tui.app import StrongroomApp
    from vault.archive.views import DraftView

SAVE = "interviews.save_draft"
DRAFTS = "interviews.drafts"
_DISCARD = "interviews.discard_draft"
_SECONDS = 1.5  # with the save itself below the two seconds that may be lost

T = TypeVar("T")


class DraftKeeper:
    """Seals a screen's text soon after each change; `seal` returns None when there is none."""

    def __init__(
        self, screen: Screen[Any], seal: Callable[[], bytes | None], draft_id: str = ""
    ) -> None:
        self.screen = screen
        self.seal = seal
        self.draft_id = draft_id
        self._timer: Timer | None = None
        self._is_saving = False
        self._kept: bytes | None = None

    def touched(self) -> None:
        """Note that something was typed; the first change starts the clock, later ones wait."""
        if self._timer is None:
            self._timer = self.screen.set_timer(_SECONDS, self._save)

    def save_now(self) -> bytes | None:
        """Seal at once and return what was sealed, for the lock."""
        blob = self.seal()
        self._stop()
        if blob is not None and blob != self._kept:
            self._send(blob)
        return blob

    def saved(self, draft_id: str) -> None:
        """Take the id that the archive gave, so that the next save replaces this one."""
        self.draft_id = draft_id
        self._is_saving = False

    def failed(self) -> None:
        """Try again with the next change."""
        self._is_saving = False
        self._kept = None

    def discard(self) -> None:
        """Forget the draft: what it held is saved, or was given up."""
        self._stop()
        if self.draft_id:
            self._ask(_DISCARD, self.draft_id)
            self.draft_id = ""

    def _save(self) -> None:
        self._timer = None
        if self._is_saving:
            self.touched()  # its id is not known yet; a second draft would be left behind
            return
        self.save_now()

    def _send(self, blob: bytes) -> None:
        self._is_saving = True
        self._kept = blob
        self._ask(SAVE, blob, self.draft_id)

    def _ask(self, act: str, *args: object) -> None:
        cast("StrongroomApp", self.screen.app).gateway.ask(self.screen, act, *args, tag="draft")

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


def newest_draft(
    drafts: Sequence[DraftView], kind: type[T], fits: Callable[[T], bool]
) -> tuple[str, T] | None:
    """Return id and content of the newest draft of a kind that fits, or None."""
    for draft in sorted(drafts, key=lambda each: each.saved_at, reverse=True):
        try:
            content = from_bytes(draft.draft, kind)
        except MalformedError:
            continue  # a draft of another kind
        if fits(content):
            return draft.id, content
    return None
