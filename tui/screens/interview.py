"""One interview: redacted beside verbatim for the cleared, redacted alone for the rest.

Deciding what a proposal hides happens here; changing words happens in `log`, judging in `review`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding

from tui.messages import Answer, OpenLog, Refusal
from tui.screens.confirm import ConfirmScreen, Question
from tui.screens.draft_keeper import DRAFTS, SAVE, DraftKeeper, newest_draft
from tui.screens.match import MatchScreen
from tui.screens.remark import QUESTIONS, RemarkScreen
from tui.screens.room import KeyPairs, RoomScreen
from tui.screens.terms import TermsScreen
from tui.widgets.decisions import WORDS, Decisions, seal_decisions
from tui.widgets.history_pane import HistoryPane
from tui.widgets.interview_body import PAGES, VERBATIM, InterviewBody
from tui.widgets.interview_pages import (
    after_act,
    after_marking,
    head_lines,
    may_not,
    span_sentence,
)
from tui.widgets.matching import open_matches
from tui.widgets.pieces import LEGEND
from tui.widgets.quote_columns import QuoteColumns
from tui.widgets.remark_draft import RemarkDraft
from vault.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.marking import UnmatchedView
    from vault.archive.views import DraftView, InterviewView, LogView, VersionView
    from vault.drafts import MatchRequest
    from vault.model import Term

_CLEARED_KEYS: KeyPairs = (
    ("u", "next"),
    ("k m t", "decide"),
    ("w", "words"),
    ("s", "save"),
    ("f", "finish"),
    ("e", "edit"),
    ("h", "hold"),
    ("x", "translations"),
    ("F1", "all keys"),
    ("Esc", "back"),
)
_OTHER_KEYS: KeyPairs = (
    ("1-5", "pages"),
    ("↑↓", "quotes"),
    ("v", "as printed"),
    ("h", "hold"),
    ("F1", "all keys"),
    ("Esc", "back"),
)
_TERMS = "persons.add_terms"
_WORDED_ACTS = ("review.hold", "review.record_event", _TERMS)


def _gone(count: int) -> str:
    """Say that unsaved decisions were about words that changed meanwhile."""
    if not count:
        return ""
    return f"There is a new version; gone with the old one: {counted(count, 'unsaved decision')}."


class InterviewScreen(RoomScreen):
    """Shows an interview, decides its proposals, finishes its marking."""

    PLACE = "interview"
    NAME = "Interview"
    KEYS = _OTHER_KEYS
    HELP_TEXT = (
        "Redacted text is what reviewers see; verbatim words open only to the cleared. "
        "A proposal that nobody decided hides. k keeps it, m masks it here, t makes it a term "
        "that is hidden everywhere and that every editor of the desk can read. Decisions are "
        f"saved together with s. Signs: {LEGEND}"
    )
    BINDINGS: ClassVar = [
        *(Binding(str(at), f"page({at - 1})", f"Show {PAGES[at - 1]}") for at in range(1, 6)),
        Binding("u", "undecided(1)", "Next undecided proposal"),
        Binding("U", "undecided(-1)", "Previous undecided proposal"),
        Binding("k", "decide('keep')", "Keep it here: harmless"),
        Binding("m", "decide('mask')", "Mask it here"),
        Binding("t", "decide('term')", "Confirm it as a term"),
        Binding("z", "undo", "Take the last unsaved decision back"),
        Binding("s", "save", "Save the decisions"),
        Binding("x", "match", "Answer what a translation leaves open"),
        Binding("w", "words", "Protect more words of this person"),
        Binding("f", "finish", "Finish the marking"),
        Binding("v", "audience", "Switch between review and publication"),
        Binding("e", "edit", "Change the interview"),
        Binding("h", "words_for('review.hold')", "Stop every copy about this person"),
        Binding("l", "lift", "Speak for lifting the hold (two people)"),
        Binding("o", "words_for('review.record_event')", "Record that an awaited event happened"),
        Binding("r", "reload", "Read it again"),
    ]

    def __init__(self, interview_id: str) -> None:
        super().__init__()
        self.interview_id = interview_id
        self.view: InterviewView | None = None
        self.decisions = Decisions(interview_id, 0)
        self.keeper = DraftKeeper(self, lambda: seal_decisions(self.decisions))
        self._then: Callable[[], None] | None = None
        self._said = ""

    # --- reading ---------------------------------------------------------------------------

    @property
    def place_id(self) -> str:
        """Return the interview's id."""
        return self.interview_id

    @property
    def body(self) -> InterviewBody:
        """Return the widget with the pages."""
        return self.query_one(InterviewBody)

    @property
    def quotes(self) -> QuoteColumns:
        """Return the widget with the quotes."""
        return self.body.quotes

    def compose_room(self) -> ComposeResult:
        """Hold the interview's pages."""
        yield InterviewBody()

    def on_mount(self) -> None:
        """Ask for the interview, and for what a lock left of the work on it."""
        self.say("Opening the interview.")
        self.action_reload()
        self.ask(DRAFTS)
        self.quotes.focus()

    def on_screen_resume(self) -> None:
        """Read it again: the form may have changed it."""
        if self.view is not None:
            self.action_reload()

    def action_reload(self) -> None:
        """Read the interview again; unsaved decisions stay while its version does."""
        self.ask("interviews.show", self.interview_id)

    def on_answer(self, event: Answer) -> None:
        """Show what came back."""
        if event.request == "interviews.show":
            self._show(cast("InterviewView", event.value))
        elif event.request == "interviews.history":
            self.body.history.show(cast("list[VersionView]", event.value))
        elif event.request == "interviews.differences":
            self.body.history.show_differences(cast("list[str]", event.value))
        elif event.request == "interviews.unmatched":
            self._ask_matches(cast("list[UnmatchedView]", event.value))
        elif event.request == DRAFTS:
            self._take_up(cast("list[DraftView]", event.value))
        elif event.request == SAVE:
            self.keeper.saved(cast("str", event.value))
        elif event.tag != "draft":
            self._changed(event)

    def on_refusal(self, event: Refusal) -> None:
        """Say why, on the screen itself."""
        event.stop()
        self._then = None
        if event.tag == "draft":
            self.keeper.failed()
        rules = f" ({', '.join(event.rules)})" if event.rules else ""
        self.say(event.sentence + rules, refusal=True)

    def _show(self, view: InterviewView) -> None:
        if self.view is None:
            self.say("")
        self.view = view
        if self.decisions.version not in (0, view.version):
            self._said = _gone(len(self.decisions.requests)) or self._said
            self.decisions = Decisions(self.interview_id, view.version)
        self.set_name(head_lines(view)[0])
        self.body.show(view, self.decisions.by_span())
        self.show_keys(_CLEARED_KEYS if self.body.is_cleared else _OTHER_KEYS)
        self._go_on()

    def _go_on(self) -> None:
        """Say what was done, then do what was waiting for the interview."""
        said, self._said = self._said, ""
        if said:
            self.say(said)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _changed(self, event: Answer) -> None:
        """Say what a change did and read the interview again."""
        if event.request in ("interviews.decide", "interviews.mark", "interviews.match"):
            self._said = after_marking(event.request, cast("LogView", event.value))
        else:
            self._said = after_act(event.request, event.value)
        if event.request == "interviews.decide":
            self.decisions = Decisions(self.interview_id, 0)
            self.keeper.discard()
        self.action_reload()

    # --- pages -----------------------------------------------------------------------------

    def action_page(self, number: int) -> None:
        """Show a page by its number."""
        is_open = self.body.open_page(PAGES[number])
        self.say("" if is_open else "The verbatim words are not open to your keys.")

    def action_audience(self) -> None:
        """Show the rendition for the other audience."""
        self.say(f"{self.body.switch_audience()}.")

    def on_interview_body_history_wanted(self) -> None:
        """Ask for the versions."""
        self.ask("interviews.history", self.interview_id)

    def on_history_pane_compare(self, event: HistoryPane.Compare) -> None:
        """Ask what differs between two versions."""
        difference = event.difference
        self.ask("interviews.differences", self.interview_id, difference.old, difference.new)

    # --- deciding --------------------------------------------------------------------------

    def action_undecided(self, step: int) -> None:
        """Go to the next proposal that nobody decided."""
        if not self.body.open_page(VERBATIM):
            self.say("Proposals are decided by the author or an editor, who read the words.")
            return
        self.call_after_refresh(self._go_to_undecided, step)

    def _go_to_undecided(self, step: int, before: str = "") -> None:
        waiting = len(self.decisions.requests)
        if self.quotes.go_to_undecided(step) and self.quotes.place is not None:
            self.say(before + span_sentence(self.quotes.place.span))
        elif waiting:
            self.say(f"Nothing is left to decide. s saves {waiting}, f also finishes the marking.")
        else:
            self.say("Nothing is left to decide. f finishes the marking.")

    def action_decide(self, choice: str) -> None:
        """Decide the current span; nothing is saved yet. Without one, go to one first."""
        place = self.quotes.place
        if place is None or self.view is None:
            self.action_undecided(1)
            return
        known = Decisions(self.interview_id, self.view.version, self.decisions.requests)
        self.decisions = known.with_choice(place, choice)
        self.quotes.set_decided(self.decisions.by_span())
        self.keeper.touched()
        self._go_to_undecided(1, f"{WORDS[choice]}. Next: ")

    def action_undo(self) -> None:
        """Take the last decision back."""
        if not self.decisions.requests:
            self.say("There is no unsaved decision to take back.")
            return
        self.decisions = self.decisions.without_last()
        self.quotes.set_decided(self.decisions.by_span())
        self.say(f"Taken back; left to save: {counted(len(self.decisions.requests), 'decision')}.")

    def action_save(self) -> None:
        """Send the decisions as one act."""
        if not self.decisions.requests:
            self.say("There is no decision to save.")
            return
        self.keeper.save_now()  # with its id known before, the draft goes when they are in
        self.say("Saving the decisions.")
        self.ask("interviews.decide", self.interview_id, list(self.decisions.requests))

    def action_finish(self) -> None:
        """Save what is unsaved, then finish the marking."""
        if self.decisions.requests:
            self._then = self.action_finish
            self.action_save()
            return
        self.say("Finishing the marking.")
        self.ask("interviews.mark", self.interview_id)

    def action_match(self) -> None:
        """Answer the spans that a translation leaves open."""
        if not self.body.is_cleared:
            self.say("Translations are matched by the author or an editor, who read the words.")
            return
        if self.decisions.requests:
            self.say("Save the decisions first with s: answers make a new version.")
            return
        self.ask("interviews.unmatched", self.interview_id)

    def _ask_matches(self, unmatched: list[UnmatchedView]) -> None:
        questions = open_matches(self.quotes.quotes, unmatched)
        if questions:
            self.app.push_screen(MatchScreen(self.interview_id, questions), self._send_matches)
        else:
            self.say("Every translation answers what the original hides.")

    def _send_matches(self, answers: tuple[MatchRequest, ...] | None) -> None:
        if answers:
            self.ask("interviews.match", self.interview_id, answers)

    # --- other acts ------------------------------------------------------------------------

    def action_words(self) -> None:
        """Protect more words of this person."""
        if self.view is not None:
            self._ask_terms(RemarkDraft(_TERMS, self.interview_id))

    def _ask_terms(self, draft: RemarkDraft, kept: str = "") -> None:
        codename = self.view.row.codename if self.view is not None else "this person"
        self.app.push_screen(TermsScreen(codename, draft, kept), self._send_terms)

    def _send_terms(self, terms: tuple[Term, ...] | None) -> None:
        if terms and self.view is not None:
            self.ask(_TERMS, self.view.row.codename, terms)

    def action_edit(self) -> None:
        """Open the form with this interview."""
        closed = "" if self.view is None else may_not(self.view, "revise")
        if closed:
            self.say(closed, refusal=True)
        elif self.decisions.requests:
            self.say("Save the decisions first with s: new words make a new version.")
        else:
            self.post_message(OpenLog(self.interview_id))

    def action_words_for(self, act: str, draft: RemarkDraft | None = None, kept: str = "") -> None:
        """Ask for the words of an act: why it is held, lifted, what happened."""
        words = draft or RemarkDraft(act, self.interview_id)
        self.app.push_screen(RemarkScreen(QUESTIONS[act], words, kept), self._send_words)

    def action_lift(self) -> None:
        """Ask for the word, then speak for lifting every hold on this person."""
        question = Question(
            "Lift the hold on this person?",
            "It ends when two people said so; copies may leave again then.",
            "lift",
        )
        self.app.push_screen(ConfirmScreen(question), self._lift_if)

    def _lift_if(self, sure: bool | None) -> None:
        if sure:
            self.ask("review.lift_hold", self.interview_id)

    def _send_words(self, draft: RemarkDraft | None) -> None:
        if draft is not None:
            self.ask(draft.act, self.interview_id, draft.words)

    # --- leaving and drafts ----------------------------------------------------------------

    def has_unsaved(self) -> bool:
        """Tell whether decisions would be lost."""
        return bool(self.decisions.requests)

    def seal_draft(self) -> bytes | None:
        """Seal the unsaved decisions; a lock calls this."""
        return self.keeper.save_now()

    def _take_up(self, drafts: list[DraftView]) -> None:
        """Go on with decisions or words that a lock sealed."""
        decisions = newest_draft(drafts, Decisions, lambda d: d.interview == self.interview_id)
        if decisions is not None:
            self.keeper.draft_id, self.decisions = decisions
            self._said = f"Back again: {counted(len(self.decisions.requests), 'unsaved decision')}."
            self.action_reload()
        words = newest_draft(drafts, RemarkDraft, self._is_mine)
        if words is not None:
            kept, draft = words
            if draft.act == _TERMS:
                self._ask_terms(draft, kept)
            else:
                self.action_words_for(draft.act, draft, kept)

    def _is_mine(self, draft: RemarkDraft) -> bool:
        return draft.interview == self.interview_id and draft.act in _WORDED_ACTS

    def action_back(self) -> None:
        """Leave; with unsaved decisions, ask first."""
        if not self.decisions.requests:
            super().action_back()
            return
        question = Question(
            f"Leave {counted(len(self.decisions.requests), 'decision')} unsaved?",
            "They are given up. On the screen below, s saves them.",
        )
        self.app.push_screen(ConfirmScreen(question), self._leave_if)

    def _leave_if(self, sure: bool | None) -> None:
        if sure:
            self.keeper.discard()
            self.dismiss()
