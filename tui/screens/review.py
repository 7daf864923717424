"""The review queue: redacted renditions one after the other, judged by their hash.

Who may judge what is the archive's; nothing verbatim is ever shown here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from msgspec.structs import replace
from textual.binding import Binding

from tui.messages import Answer, Refusal
from tui.screens.confirm import ConfirmScreen, Question
from tui.screens.draft_keeper import DRAFTS, newest_draft
from tui.screens.remark import QUESTIONS, RemarkScreen
from tui.screens.room import RoomScreen
from tui.widgets.interview_body import AGREEMENT, REDACTED, REMARKS, InterviewBody
from tui.widgets.interview_pages import head_lines, may_not
from tui.widgets.remark_draft import RemarkDraft
from tui.widgets.review_queue import Queue, after_verdict
from vault.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.views import DraftView, InterviewView, WorkView

_PAGES = (REDACTED, AGREEMENT, REMARKS)
_ACTS = ("review.remark", "review.send_back")
_VERDICTS = ("review.approve", "review.send_back", "review.remark")
_EMPTY = "Nothing waits for your review."


class ReviewScreen(RoomScreen):
    """Goes through what waits for me."""

    PLACE = "review"
    NAME = "Review"
    KEYS = (
        ("n", "next"),
        ("p", "previous"),
        ("c", "changed"),
        ("a", "approve"),
        ("b", "return"),
        ("r", "remark"),
        ("v", "as printed"),
        ("F1", "help"),
        ("Esc", "back"),
    )
    HELP_TEXT = (
        "You see what a reviewer may see, and no more. Quotes that changed since the last review "
        "say so; c goes to them. A remark belongs to the quote under the cursor; name nothing in "
        "it that the quotes hide. Approving holds for exactly what stands here."
    )
    BINDINGS: ClassVar = [
        *(Binding(str(at), f"page({at - 1})", f"Show {_PAGES[at - 1]}") for at in range(1, 4)),
        Binding("n", "step(1)", "Next in the queue"),
        Binding("p", "step(-1)", "Previous in the queue"),
        Binding("c", "changed", "Next quote that changed since the last review"),
        Binding("a", "approve", "Approve this rendition"),
        Binding("b", "words_for('review.send_back')", "Return it to the author"),
        Binding("r", "words_for('review.remark')", "Remark on this quote"),
        Binding("v", "audience", "Switch between review and publication"),
    ]

    def __init__(self, interview_id: str = "") -> None:
        super().__init__()
        self.queue = Queue(wanted=interview_id)
        self.view: InterviewView | None = None
        self._said = ""

    # --- reading ---------------------------------------------------------------------------

    @property
    def place_id(self) -> str:
        """Return the interview that is judged."""
        return self.queue.current

    @property
    def body(self) -> InterviewBody:
        """Return the widget with the pages."""
        return self.query_one(InterviewBody)

    def compose_room(self) -> ComposeResult:
        """Hold the interview's redacted pages."""
        yield InterviewBody(_PAGES)

    def on_mount(self) -> None:
        """Ask what waits."""
        self.say("Reading what waits for you.")
        self.body.display = False
        self.ask("review.my_work")

    def on_answer(self, event: Answer) -> None:
        """Show what came back."""
        if event.request == "review.my_work":
            self._take_queue(cast("WorkView", event.value))
        elif event.request == "interviews.show":
            self._show(cast("InterviewView", event.value))
        elif event.request == DRAFTS:
            self._take_up(cast("list[DraftView]", event.value))
        elif event.request in _VERDICTS:
            self._said = after_verdict(event.request)
            self.ask("review.my_work")

    def on_refusal(self, event: Refusal) -> None:
        """Say the rule's sentence."""
        event.stop()
        rules = f" ({', '.join(event.rules)})" if event.rules else ""
        self.say(event.sentence + rules, refusal=True)

    def _take_queue(self, work: WorkView) -> None:
        self.queue = self.queue.renewed([row.id for row in work.to_review])
        if self.queue.current:
            self.ask("interviews.show", self.queue.current)
        else:
            self.view = None
            self.body.display = False
            self.say(f"{self._said} {_EMPTY}".strip())
            self._said = ""

    def _show(self, view: InterviewView) -> None:
        is_first = self.view is None
        is_other = is_first or (self.view is not None and self.view.row.id != view.row.id)
        self.view = view
        self.set_name(f"Review {self.queue.place}  {head_lines(view)[0]}")
        self.body.display = True
        self.body.show(view)
        if is_other:
            self.body.open_page(REDACTED)
            self.body.quotes.go_to(0)
        said, self._said = self._said, ""
        self.say(said)
        if is_first:
            self.ask(DRAFTS)

    # --- going through ----------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        """Show the next interview of the queue."""
        stepped = self.queue.stepped(step)
        if stepped.current == self.queue.current:
            self.say("There is no other one in the queue." if self.view else _EMPTY)
            return
        self.queue = stepped
        self.say("Opening the next one.")
        self.ask("interviews.show", self.queue.current)

    def action_changed(self) -> None:
        """Go to the next quote that changed since the last review."""
        changed = self.view.changed_since_review if self.view is not None else ()
        numbers = [at for at, quote in enumerate(self.body.quotes.quotes) if quote.id in changed]
        if not numbers:
            self.say("Nothing changed since a review, or nobody reviewed it yet.")
            return
        here = self.body.quotes.quote
        self.body.open_page(REDACTED)
        self.body.quotes.go_to(next((at for at in numbers if at > here), numbers[0]))

    def action_page(self, number: int) -> None:
        """Show a page by its number."""
        self.body.open_page(_PAGES[number])

    def action_audience(self) -> None:
        """Show the rendition for the other audience."""
        self.say(f"{self.body.switch_audience()}.")

    # --- judging ---------------------------------------------------------------------------

    def action_approve(self) -> None:
        """Ask for the word, then approve exactly what is shown."""
        if not self._is_open("approve") or self.view is None:
            return
        question = Question(
            f"Approve {self.view.row.codename}?",
            f"Rendition {self.view.rendition[:8]}, {counted(len(self.view.quotes), 'quote')}, "
            f"{self.view.undecided} undecided. Any later change makes it void.",
            "approve",
        )
        self.app.push_screen(ConfirmScreen(question), self._approve_if)

    def _approve_if(self, sure: bool | None) -> None:
        if sure and self.view is not None:
            self.say("Approving.")
            self.ask("review.approve", self.view.row.id, self.view.rendition)

    def action_words_for(self, act: str) -> None:
        """Ask for the words of a remark or a return."""
        closed = "return" if act == "review.send_back" else "remark"
        quote = self.body.quotes.current if self.view is not None else None
        if not self._is_open(closed) or self.view is None:
            return
        anchor = quote.id if quote is not None and act == "review.remark" else ""
        self._ask_words(RemarkDraft(act, self.view.row.id, self.view.rendition, anchor))

    def _ask_words(self, draft: RemarkDraft, kept: str = "") -> None:
        question = QUESTIONS[draft.act]
        ids = [quote.id for quote in self.body.quotes.quotes]
        if draft.quote in ids:
            number = ids.index(draft.quote) + 1
            question = replace(question, sentence=f"{question.sentence}, on quote {number}")
        self.app.push_screen(RemarkScreen(question, draft, kept), self._send_words)

    def _send_words(self, draft: RemarkDraft | None) -> None:
        if draft is not None:
            self.ask(draft.act, draft.interview, draft.rendition, draft.words, draft.quote)

    def _is_open(self, act: str) -> bool:
        """Tell whether an act is open to me; say why when it is not."""
        if self.view is None:
            self.say(_EMPTY)
            return False
        closed = may_not(self.view, act)
        if closed:
            self.say(closed, refusal=True)
        return not closed

    def _take_up(self, drafts: list[DraftView]) -> None:
        """Go on with words that a lock sealed."""
        words = newest_draft(drafts, RemarkDraft, self._is_mine)
        if words is not None:
            kept, draft = words
            self._ask_words(draft, kept)

    def _is_mine(self, draft: RemarkDraft) -> bool:
        return draft.interview == self.queue.current and draft.act in _ACTS
