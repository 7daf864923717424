"""Logging an interview at typing speed, or changing one, with a live redacted preview.

What the form holds is `draft_form`; sealing it is the archive's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from msgspec.structs import replace
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from tui.messages import Answer, HoldIdle, OpenInterview, Refusal
from tui.screens.confirm import ConfirmScreen, Question
from tui.screens.draft_keeper import DRAFTS, SAVE, DraftKeeper
from tui.screens.quote_agreement import QuoteAgreementScreen
from tui.screens.room import RoomScreen
from tui.widgets import quote_order
from tui.widgets.agreement_fields import AgreementFields
from tui.widgets.draft_form import (
    LogForm,
    QuoteForm,
    draft_from_form,
    form_from_draft,
    is_empty,
    language_of,
    missing_for_release,
    open_form,
    saved_sentence,
    seal_form,
)
from tui.widgets.draft_kinds import Place, place_of
from tui.widgets.log_fields import LogFields
from tui.widgets.preview_pane import PreviewPane
from tui.widgets.province_field import ProvinceField
from tui.widgets.quote_fields import QuoteFields
from tui.widgets.quote_list import QuoteList
from tui.widgets.record_table import RecordTable
from tui.widgets.terms_text import parse_terms
from tui.widgets.word_area import WordArea
from vault.errors import MalformedError

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import DescendantFocus, Resize
    from textual.timer import Timer

    from vault.archive.views import DeskView, DraftView, LogView, PreviewView
    from vault.drafts import InterviewDraft
    from vault.model import Attribution

WIDE_CELLS = 100
_DEBOUNCE_SECONDS = 0.15
_HOLDS = (30, 60)
_PREVIEW = "interviews.preview"
_SENTENCE = "reading.house_sentence"
_PROVINCE = "reading.complete_province"
_SAVES = ("interviews.log", "interviews.revise")
_NOTHING_MISSING = "For a release nothing is missing."


class LogScreen(RoomScreen):
    """The form. Nothing but words is required; everything else says what a release will ask."""

    PLACE = "log"
    NAME = "Log an interview"
    KEYS = (
        ("F2", "save"),
        ("F3", "quote"),
        ("F5", "preview"),
        ("F6", "section"),
        ("F7", "language"),
        ("F9", "stay open"),
        ("F4", "next quote"),
        ("F1", "help"),
        ("Esc", "back"),
    )
    HELP_TEXT = (
        "Words are enough: everything else can follow, and is strict until it does. "
        "Tab goes from field to field, F6 from section to section. What you type is sealed "
        "every two seconds, so a lock loses nothing."
    )
    # A text area has F6 and F7 of its own; the form's come first.
    BINDINGS: ClassVar = [
        Binding("f2,ctrl+s", "save", "Save"),
        Binding("f3", "add_quote", "Add a quote"),
        Binding("f4", "next_quote(1)", "Next quote"),
        Binding("shift+f4", "next_quote(-1)", "Previous quote"),
        Binding("f5", "preview", "Show or hide the preview"),
        Binding("f6", "section(1)", "Next section", priority=True),
        Binding("shift+f6", "section(-1)", "Previous section", priority=True),
        Binding("f7", "translation", "Add a translation of this quote", priority=True),
        Binding("f8", "audience", "Preview for review or publication"),
        Binding("f9", "stay_open", "Hold the idle lock for 30, then 60 minutes"),
        Binding("f10", "own_agreement", "A stricter agreement for this quote"),
    ]
    DEFAULT_CSS = """
    LogScreen > #work { height: 1fr; layout: vertical; }
    LogScreen > #work > PreviewPane { height: 9; display: none; border-left: none; }
    LogScreen.-preview > #work > PreviewPane { display: block; }
    LogScreen.-wide > #work { layout: horizontal; }
    LogScreen.-wide > #work > LogFields { width: 3fr; }
    LogScreen.-wide > #work > PreviewPane { width: 2fr; height: 1fr; border-left: solid $primary; }
    LogScreen > #missing { height: 1; padding: 0 1; color: $text-muted;
                           text-wrap: nowrap; text-overflow: ellipsis; }
    LogScreen:ansi > #missing { color: ansi_default; }
    """

    def __init__(self, interview_id: str = "", draft_id: str = "") -> None:
        super().__init__()
        self.interview_id = interview_id
        self.keeper = DraftKeeper(self, self._seal, draft_id)
        self._start = LogForm(interview=interview_id)
        self._timer: Timer | None = None
        self._previewed = ("", "")
        self._hold = -1
        self._is_saving = False
        self._is_filled = False

    # --- opening ---------------------------------------------------------------------------

    @property
    def place_id(self) -> str:
        """Return the id of the interview that is changed, "" for a new one."""
        return self.interview_id

    @property
    def fields(self) -> LogFields:
        """Return the form's widget."""
        return self.query_one(LogFields)

    @property
    def pane(self) -> PreviewPane:
        """Return the preview."""
        return self.query_one(PreviewPane)

    def compose_room(self) -> ComposeResult:
        """Hold the form, the preview and what is missing."""
        with Container(id="work"):
            yield LogFields()
            yield PreviewPane()
        yield Static(id="missing", markup=False)

    def on_mount(self) -> None:
        """Ask for whatever the form starts with."""
        self.add_class("-preview" if self.app.size.width >= WIDE_CELLS else "-plain")
        self.pane.show("", None)
        if self.keeper.draft_id:
            self.ask(DRAFTS)
        elif self.interview_id:
            self.say("Opening the interview.")
            self.ask("interviews.draft_of", self.interview_id)
        else:
            self._fill(self._start)
        if not self.interview_id:
            self.ask("persons.propose_codename")
        self.ask("archive.desks")

    def _fill(self, form: LogForm) -> None:
        self.interview_id = form.interview
        self.set_name("Change an interview" if form.interview else self.NAME)
        self.fields.fill(form)
        self._is_filled = True
        self.call_after_refresh(self._settle, form)

    def _settle(self, form: LogForm) -> None:
        """Put the cursor where it was, once the fields are there."""
        wanted = self.query(f"#{form.focus}") if form.focus else None
        field = wanted.first() if wanted else self.query_one("#words")
        if form.focus and isinstance(field, WordArea):
            field.go_to_end()  # a draft: somebody was typing here
        field.focus()
        self._look_again()

    # --- answers ---------------------------------------------------------------------------

    def on_answer(self, event: Answer) -> None:
        """Take what came back."""
        take = {
            _PREVIEW: self._take_preview,
            _PROVINCE: self._take_provinces,
            _SENTENCE: self._take_sentence,
            SAVE: self._take_draft_id,
            DRAFTS: self._take_drafts,
            "archive.desks": self._take_desks,
            "interviews.draft_of": self._take_interview,
            "interviews.log": self._take_saved,
            "interviews.revise": self._take_saved,
            "persons.propose_codename": self._take_codename,
        }.get(event.request)
        if take is not None:
            take(event)

    def on_refusal(self, event: Refusal) -> None:
        """Say why, and leave everything as it is typed."""
        if event.request == _PREVIEW:
            event.stop()
            self.pane.show_refusal(event.sentence)
            return
        event.stop()
        if event.tag == "draft":
            self.keeper.failed()
        self._is_saving = self._is_saving and event.request not in _SAVES
        rules = f" ({', '.join(event.rules)})" if event.rules else ""
        self.say(event.sentence + rules, refusal=True)

    def _take_preview(self, event: Answer) -> None:
        if event.tag == "\0".join(self._previewed):
            self.pane.show(self._previewed[0], cast("PreviewView", event.value))

    def _take_provinces(self, event: Answer) -> None:
        found = cast("list[tuple[str, str]]", event.value)
        self.query_one(ProvinceField).offer(event.tag, found)

    def _take_sentence(self, event: Answer) -> None:
        self.query_one(AgreementFields).show_sentence(cast("str", event.value))

    def _take_draft_id(self, event: Answer) -> None:
        self.keeper.saved(cast("str", event.value))

    def _take_desks(self, event: Answer) -> None:
        desks = cast("list[DeskView]", event.value)
        names = [desk.name for desk in desks if desk.parts] or [desk.name for desk in desks]
        self.fields.show_desks(names, self.fields.read().desk or self._start.desk)
        if not self._start.desk and len(names) == 1:
            self._start = replace(self._start, desk=names[0])

    def _take_codename(self, event: Answer) -> None:
        self.fields.propose(cast("str", event.value))

    def _take_interview(self, event: Answer) -> None:
        draft = cast("InterviewDraft", event.value)
        self._start = form_from_draft(draft, self.interview_id)
        self.say("")
        self._fill(self._start)

    def _take_drafts(self, event: Answer) -> None:
        """Go on with the draft asked for, wherever it was typed."""
        drafts = cast("list[DraftView]", event.value)
        blob = next((each.draft for each in drafts if each.id == self.keeper.draft_id), None)
        try:
            self._fill(open_form(blob or b""))
            self.say("This is what you had typed.")
        except MalformedError:
            self._go_to(place_of(blob or b""))

    def _go_to(self, place: Place | None) -> None:
        """Open the screen that another kind of draft belongs to."""
        if place is None:
            self.keeper.draft_id = ""
            self._fill(LogForm())
            self.say("That draft is no longer there.")
            return
        self.app.post_message(place.message())
        self.dismiss()

    # --- typing ----------------------------------------------------------------------------

    def on_log_fields_changed(self, event: LogFields.Changed) -> None:
        """Keep draft and preview up to date, a moment later."""
        event.stop()
        if not self._is_filled:
            return
        self.keeper.touched()
        self._look_soon()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Preview the text that has the cursor."""
        if self._is_filled:
            self._look_soon()

    def _look_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_DEBOUNCE_SECONDS, self._look_again)

    def _look_again(self) -> None:
        """Say what is missing and ask for the preview."""
        form = self.fields.read()
        missing = missing_for_release(form)
        ask = f"For a release: {', '.join(missing)}." if missing else _NOTHING_MISSING
        self.query_one("#missing", Static).update(Content(ask))
        if self.has_class("-preview"):
            self._ask_preview(form)

    def _ask_preview(self, form: LogForm) -> None:
        words, typed = self.query_one(QuoteFields).shown_text()
        if not words.strip():
            self.pane.show("", None)
            return
        try:
            language = language_of(words, typed)
        except MalformedError:
            language = ""
        self._previewed = (words, language)
        options = {"terms": parse_terms(form.terms), "desk": form.desk}
        audience = self.pane.audience
        self.ask(_PREVIEW, words, language, audience, tag=f"{words}\0{language}", **options)

    def on_province_field_wanted(self, event: ProvinceField.Wanted) -> None:
        """Ask for completions."""
        self.ask(_PROVINCE, event.prefix, tag=event.prefix)

    def on_agreement_fields_attribution_changed(
        self, event: AgreementFields.AttributionChanged
    ) -> None:
        """Ask for the house's sentence in the language of the conversation."""
        self._ask_sentence(event.attribution)

    def _ask_sentence(self, attribution: Attribution) -> None:
        words, typed = self.query_one(QuoteFields).shown_text()
        try:
            is_korean = language_of(words, typed).startswith("ko")
        except MalformedError:
            is_korean = False
        self.ask(_SENTENCE, attribution, "ko" if is_korean else "en")

    def on_word_input_many_lines(self) -> None:
        """Say that a one-line field joined what was pasted."""
        self.say("Several lines were pasted into a field of one line; they were joined.")

    # --- quotes ----------------------------------------------------------------------------

    def _arrange(self, form: LogForm) -> None:
        """Show another order or another current quote."""
        self.fields.fill_quote(form)
        self.query_one("#words", WordArea).focus()
        self.keeper.touched()
        self._look_soon()

    def action_add_quote(self) -> None:
        """Add a quote after this one."""
        self._arrange(quote_order.added(self.fields.read()))

    def action_next_quote(self, step: int) -> None:
        """Type on in the next quote."""
        form = self.fields.read()
        if len(form.quotes) == 1:
            self.say("There is one quote; F3 adds another.")
            return
        self._arrange(quote_order.chosen(form, form.current + step))

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Type on in the chosen quote."""
        event.stop()
        self._arrange(quote_order.chosen(self.fields.read(), event.position))

    def on_quote_list_ordered(self, event: QuoteList.Ordered) -> None:
        """Move or remove a quote; words are not removed without asking."""
        form = self.fields.read()
        if event.order != "remove":
            step = -1 if event.order == "up" else 1
            self.fields.fill_quote(quote_order.moved(form, event.position, step))
            self.keeper.touched()
        elif form.quotes[event.position].words.strip():
            question = Question(f"Remove quote {event.position + 1} from the form?")
            self.app.push_screen(
                ConfirmScreen(question), lambda sure: self._remove(event.position, sure)
            )
        else:
            self._remove(event.position, True)

    def _remove(self, position: int, sure: bool | None) -> None:
        if sure:
            self._arrange(quote_order.removed(self.fields.read(), position))

    def action_translation(self) -> None:
        """Open a field for this quote in another language."""
        self.query_one(QuoteFields).add_translation()

    def action_own_agreement(self) -> None:
        """Ask for a stricter agreement for this quote."""
        form = self.fields.read()
        quote = form.quotes[form.current]
        take = self._take_agreement
        self.app.push_screen(QuoteAgreementScreen(quote, form.agreement, take), take)

    def _take_agreement(self, quote: QuoteForm | None) -> None:
        if quote is not None:
            self.query_one(QuoteFields).set_agreement(quote)
            self.keeper.touched()

    # --- looking ---------------------------------------------------------------------------

    def action_section(self, step: int) -> None:
        """Go to the next section."""
        self.fields.focus_section(step)

    def action_preview(self) -> None:
        """Show or hide the preview."""
        self.toggle_class("-preview")
        self._look_soon()

    def action_audience(self) -> None:
        """Preview for the other audience."""
        self.add_class("-preview")
        self.pane.switch_audience()
        self._look_soon()

    def on_resize(self, event: Resize) -> None:
        """Put the preview beside the form where there is room, below it where there is none."""
        is_wide = event.size.width >= WIDE_CELLS
        if is_wide and not self.has_class("-wide"):
            self.add_class("-preview")
        self.set_class(is_wide, "-wide")

    def action_stay_open(self) -> None:
        """Hold the idle lock for 30 minutes, pressed again for 60."""
        self._hold = (self._hold + 1) % len(_HOLDS)
        self.post_message(HoldIdle(_HOLDS[self._hold]))
        self.say(f"Strongroom does not lock by itself for {_HOLDS[self._hold]} minutes.")

    # --- saving and leaving ------------------------------------------------------------------

    def action_save(self) -> None:
        """Seal the interview."""
        if self._is_saving:
            return
        try:
            draft = draft_from_form(self.fields.read())
        except MalformedError as error:
            self.say(error.sentence, refusal=True)
            self._focus_field(error.field or "")
            return
        self._is_saving = True
        self.keeper.save_now()  # with its id known before, the draft goes when the interview is in
        self.say("Sealing the interview.")
        if self.interview_id:
            self.ask("interviews.revise", self.interview_id, draft)
        else:
            self.ask("interviews.log", draft)

    def _focus_field(self, field: str) -> None:
        """Go to the field that a sentence is about."""
        name = field.rpartition(".")[2]
        found = self.query(f"#{name}") if name.isidentifier() else None
        if found:
            found.first().focus()

    def _take_saved(self, event: Answer) -> None:
        """Give the draft up and show what was saved."""
        view = cast("LogView", event.value)
        self.keeper.discard()
        self._is_filled = False
        app = self.app
        is_new = not self.interview_id
        self.dismiss()
        app.notify(saved_sentence(view))
        if is_new:
            app.post_message(OpenInterview(view.id))

    def has_unsaved(self) -> bool:
        """Tell whether something is typed that is not saved."""
        return self._is_filled and self._seal() is not None

    def seal_draft(self) -> bytes | None:
        """Seal what is typed; a lock calls this."""
        return self.keeper.save_now()

    def _seal(self) -> bytes | None:
        if not self._is_filled:
            return None
        form = self.fields.read()
        plain = replace(form, current=self._start.current, focus="")
        if is_empty(form) or plain == replace(self._start, focus=""):
            return None
        return seal_form(replace(form, focus=self._focused_field()))

    def _focused_field(self) -> str:
        """Return the id of the field that has the cursor, "" when it has none."""
        return (self.focused.id or "") if self.focused is not None else ""

    def action_back(self) -> None:
        """Leave; what is typed stays sealed as a draft unless somebody says otherwise."""
        if not self.has_unsaved():
            self.keeper.discard()
            super().action_back()
            return
        self.keeper.save_now()
        question = Question(
            "Leave without saving the interview?",
            "What you typed stays sealed as a draft; d in the Library goes on with it.",
        )
        self.app.push_screen(ConfirmScreen(question), self._leave_if)

    def _leave_if(self, sure: bool | None) -> None:
        if sure:
            self.dismiss()
