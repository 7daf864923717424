"""The fields of the Log form, section by section, from the words down to the words to protect.

What they hold together is `draft_form`; asking the archive and saving is the screen's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from tui.widgets.agreement_fields import AgreementFields
from tui.widgets.check_list import CheckList
from tui.widgets.draft_form import LogForm
from tui.widgets.province_field import ProvinceField
from tui.widgets.quote_fields import QuoteFields
from tui.widgets.quote_list import QuoteList
from tui.widgets.quote_order import with_current
from tui.widgets.word_area import WordArea
from tui.widgets.word_input import WordInput
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult

SECTIONS = (
    *("quotes-section", "person-section", "place-section"),
    *("agreement-section", "security-section", "terms-section"),
)
_PERSON = (
    ("person", "Codename", "empty: a new person under a proposed codename"),
    ("title", "Title", "a working title"),
    ("tags", "Tags", "border trade, prices"),
)
_PLACE = (
    ("place", "Place", "exactly, for the cleared"),
    ("told", "Told about", "2025, 2025-10 or 2025-10-14"),
)
_SECURITY = (
    ("held_at", "Talked on", "2026-10-14 21:30"),
    ("channel", "Over", "voice call, in person ..."),
    ("whereabouts", "Where", "where the person was and lives"),
    ("present", "Present", "who else was there"),
    ("contact", "Contact", "how to reach them"),
    ("signals", "Signals", "signs that were agreed"),
    ("danger", "Danger", "what they fear"),
    ("external_id", "Number", "in another system"),
    ("destroy_after", "Destroy after", "2030-01-01"),
)
_INPUTS = tuple(name for name, _, _ in (*_PERSON, *_PLACE, *_SECURITY))
_TERMS = (
    "One word or phrase per line: names, places, trades. Every editor of the desk can read them. "
    "person: Han Seo-jin | 한서진    place: Wiyon market > en: a market"
)


class FieldRow(Horizontal):
    """A label and its one-line field."""

    DEFAULT_CSS = """
    FieldRow { height: auto; }
    FieldRow > .label { width: 15; padding: 0 1; }
    """

    def __init__(self, label: str, field: Widget) -> None:
        super().__init__()
        self._label = label
        self._field = field

    def compose(self) -> ComposeResult:
        """Hold both."""
        yield Static(self._label, classes="label", markup=False)
        yield self._field


class LogFields(VerticalScroll, can_focus=False):
    """The whole form, scrolling."""

    DEFAULT_CSS = """
    LogFields { height: 1fr; width: 1fr; }
    LogFields .section { text-style: bold; color: $text-accent; margin-top: 1; padding: 0 1; }
    LogFields:ansi .section { color: ansi_default; }
    LogFields #terms { height: 5; }
    LogFields #notes { height: 3; }
    LogFields #terms-help { height: auto; padding: 0 1; }
    LogFields Vertical { height: auto; }
    """

    class Changed(Message):
        """Something was typed or ticked."""

    def __init__(self) -> None:
        super().__init__()
        self._form = LogForm()

    def compose(self) -> ComposeResult:
        """Hold the sections."""
        with Vertical(id="quotes-section"):
            # First, so that nobody logs to the wrong desk; one desk alone needs no question.
            yield FieldRow("Desk", CheckList((), single=True, id="desk"))
            yield QuoteList(id="quote-list")
            yield QuoteFields()
        with Vertical(id="person-section"):
            yield Static("Person and title", classes="section", markup=False)
            yield from _rows(_PERSON)
        with Vertical(id="place-section"):
            yield Static("Place and time", classes="section", markup=False)
            yield FieldRow("Province", ProvinceField(id="province-field"))
            yield from _rows(_PLACE)
            yield WordArea(id="notes", placeholder="Notes on the interview, for the cleared")
        with Vertical(id="agreement-section"):
            yield Static("Agreement", classes="section", markup=False)
            yield AgreementFields()
        with Vertical(id="security-section"):
            yield Static("Security details", classes="section", markup=False)
            yield from _rows(_SECURITY)
        with Vertical(id="terms-section"):
            yield Static("Words to protect", classes="section", markup=False)
            yield Static(_TERMS, id="terms-help", markup=False)
            yield WordArea(id="terms")

    # --- data ------------------------------------------------------------------------------

    def fill(self, form: LogForm) -> None:
        """Show a form."""
        self._form = form
        for name in _INPUTS:
            self.query_one(f"#{name}", WordInput).value = clean(getattr(form, name))
        self.query_one(ProvinceField).value = form.province
        self.query_one("#notes", WordArea).load_text(clean(form.notes))
        self.query_one("#terms", WordArea).load_text(clean(form.terms))
        self.query_one("#desk", CheckList).ticked = frozenset({form.desk} if form.desk else ())
        self.query_one(AgreementFields).fill(form.agreement)
        self.fill_quote(form)

    def fill_quote(self, form: LogForm) -> None:
        """Show the form's current quote and its list; the other fields stay."""
        self._form = replace(self._form, quotes=form.quotes, current=form.current)
        self.query_one(QuoteFields).fill(form.quotes[form.current])
        self.query_one(QuoteList).show_quotes(form.quotes, form.current)

    def read(self) -> LogForm:
        """Return the form as it is typed now."""
        form = with_current(self._form, self.query_one(QuoteFields).read())
        return replace(
            form,
            desk=self.query_one("#desk", CheckList).chosen,
            province=self.query_one(ProvinceField).value,
            notes=self.query_one("#notes", WordArea).text,
            terms=self.query_one("#terms", WordArea).text,
            agreement=self.query_one(AgreementFields).read(),
            **{name: self.query_one(f"#{name}", WordInput).value for name in _INPUTS},
        )

    def show_desks(self, names: Sequence[str], chosen: str) -> None:
        """Offer the desks that may be written to; one alone needs no question."""
        desks = self.query_one("#desk", CheckList)
        desks.set_options([(name, name) for name in names])
        desks.ticked = frozenset({chosen} if chosen in names else names[:1])
        self._form = replace(self._form, desk=desks.chosen)
        if desks.parent is not None:
            desks.parent.display = len(names) > 1 and not self._form.interview

    def propose(self, codename: str) -> None:
        """Show the codename that a new person would get."""
        field = self.query_one("#person", WordInput)
        field.placeholder = f"empty: a new person, {clean(codename)}"

    # --- going through ----------------------------------------------------------------------

    def focus_section(self, step: int) -> None:
        """Go to the first field of the next section."""
        names = list(SECTIONS)
        here = next((name for name in names if self._has_cursor(name)), names[0])
        self.focus_first(names[(names.index(here) + step) % len(names)])

    def focus_first(self, section: str) -> None:
        """Go to the first field of a section, its heading in sight."""
        place = self.query_one(f"#{section}")
        fields = (field for field in self.screen.focus_chain if place in field.ancestors)
        first = next((field for field in fields if not isinstance(field, QuoteList)), None)
        if first is not None:
            first.focus(scroll_visible=False)
            self.scroll_to_widget(place, top=True, animate=False)

    def _has_cursor(self, section: str) -> bool:
        return self.query_one(f"#{section}").has_focus_within

    # --- changes ---------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell."""
        event.stop()
        self.post_message(self.Changed())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell."""
        event.stop()
        self.post_message(self.Changed())

    def on_check_list_changed(self, event: CheckList.Changed) -> None:
        """Tell."""
        event.stop()
        self.post_message(self.Changed())

    def on_quote_fields_changed(self, event: QuoteFields.Changed) -> None:
        """Tell."""
        event.stop()
        self.post_message(self.Changed())

    def on_agreement_fields_changed(self, event: AgreementFields.Changed) -> None:
        """Tell."""
        event.stop()
        self.post_message(self.Changed())

    def on_province_field_changed(self, event: ProvinceField.Changed) -> None:
        """Tell."""
        event.stop()
        self.post_message(self.Changed())


def _rows(fields: Sequence[tuple[str, str, str]]) -> list[FieldRow]:
    return [FieldRow(label, WordInput(placeholder=hint, id=name)) for name, label, hint in fields]
