"""What the gateway answers and what screens ask of the app, as typed messages.

Widgets' own messages (a row was chosen, a field changed) live with their widgets.
"""

from __future__ import annotations

from textual.message import Message


class Answer(Message, bubble=False):
    """An act of the archive is done. `value` is what it returned.

    `request` is the act ("interviews.show"), `tag` what the asker gave to recognise it.
    """

    def __init__(self, request: str, value: object, tag: str = "") -> None:
        super().__init__()
        self.request = request
        self.value = value
        self.tag = tag


class Refusal(Message):
    """An act was refused: `code` for tests, `sentence` for people, `rules` for release verdicts.

    It bubbles: whoever shows it stops it, otherwise the app shows the sentence as a toast.
    """

    def __init__(
        self, request: str, tag: str, code: str, sentence: str, rules: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self.request = request
        self.tag = tag
        self.code = code
        self.sentence = sentence
        self.rules = rules


class Progress(Message, bubble=False):
    """A long act goes on. `what` is a phrase for people, `fraction` runs from 0 to 1."""

    def __init__(self, request: str, what: str, fraction: float) -> None:
        super().__init__()
        self.request = request
        self.what = what
        self.fraction = fraction


class OpenInterview(Message):
    """Show one interview."""

    def __init__(self, interview_id: str) -> None:
        super().__init__()
        self.interview_id = interview_id


class OpenLog(Message):
    """Open the form: empty, for changing an interview, or with a draft that a lock left."""

    def __init__(self, interview_id: str = "", draft_id: str = "") -> None:
        super().__init__()
        self.interview_id = interview_id
        self.draft_id = draft_id


class OpenReview(Message):
    """Open the review queue, or one interview of it."""

    def __init__(self, interview_id: str = "") -> None:
        super().__init__()
        self.interview_id = interview_id


class OpenStory(Message):
    """Open the list of stories, or one story."""

    def __init__(self, story_id: str = "") -> None:
        super().__init__()
        self.story_id = story_id


class OpenCopy(Message):
    """Show one copy of a story."""

    def __init__(self, copy_id: str) -> None:
        super().__init__()
        self.copy_id = copy_id


class LockNow(Message):
    """Lock at once. `reason` is one of the words that `tui.screens.lock` has a sentence for."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class HoldIdle(Message):
    """Keep the idle lock off for some minutes (30 or 60), counted from now."""

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes


class Working(Message):
    """An act takes longer than a moment (`is_on`), or has ended after that."""

    def __init__(self, request: str, is_on: bool) -> None:
        super().__init__()
        self.request = request
        self.is_on = is_on
