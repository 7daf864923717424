"""The agreement as plain questions, for an interview or for one stricter quote.

What the answers mean as an agreement is `agreement_text`; the house's sentence comes from the
archive and is shown, not known, here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from tui.widgets.agreement_text import (
    ANONYMOUS_LABELS,
    ATTRIBUTION_LABELS,
    SCOPE_LABELS,
    AgreementForm,
)
from tui.widgets.check_list import CheckList
from tui.widgets.word_area import WordArea
from tui.widgets.word_input import WordInput
from vault.model import AnonymousFrom, Attribution, Scope
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult

_AREAS = ("lines", "limits", "wording")
_INPUTS = ("embargo_until", "embargo_event")


class AgreementFields(Vertical):
    """Asks how the source is named, what they consented to, from whom they hide, until when."""

    DEFAULT_CSS = """
    AgreementFields { height: auto; }
    AgreementFields > Static { height: auto; padding: 0 1; color: $text-muted; }
    AgreementFields:ansi > Static { color: ansi_default; }
    AgreementFields > #sentence { color: $text-primary; text-style: italic; padding: 0 3; }
    AgreementFields > #both { height: auto; }
    AgreementFields #both Vertical { height: auto; width: 1fr; }
    AgreementFields #both Static { padding: 0 1; color: $text-muted; }
    AgreementFields:ansi #both Static { color: ansi_default; }
    AgreementFields WordArea { height: 2; }
    """

    class AttributionChanged(Message):
        """Another way of being named was chosen; the house has a sentence for it."""

        def __init__(self, fields: AgreementFields, attribution: Attribution) -> None:
            super().__init__()
            self.fields = fields
            self.attribution = attribution

    class Changed(Message):
        """Some answer changed."""

    def compose(self) -> ComposeResult:
        """Ask the questions."""
        yield Static("How may the source be named?", markup=False)
        yield CheckList(_options(ATTRIBUTION_LABELS), single=True, id="attribution")
        yield Static(id="sentence", markup=False)
        yield Static("The agreed line, one language a line (en: a trader)", markup=False)
        yield WordArea(id="lines")
        with Horizontal(id="both"):
            with Vertical():
                yield Static("What did they agree to?", markup=False)
                yield CheckList(_options(SCOPE_LABELS), id="scopes")
            with Vertical():
                yield Static("Anonymous from whom?", markup=False)
                yield CheckList(_options(ANONYMOUS_LABELS), id="anonymous_from")
        yield Static("Not before which day? (2027-03-01)", markup=False)
        yield WordInput(id="embargo_until")
        yield Static("Not before something happens? Say what.", markup=False)
        yield WordInput(id="embargo_event")
        yield Static("Limits they set", markup=False)
        yield WordArea(id="limits")
        yield Static("The agreement in their own words", markup=False)
        yield WordArea(id="wording")

    # --- data ------------------------------------------------------------------------------

    def fill(self, form: AgreementForm) -> None:
        """Show an agreement."""
        self._list("attribution").ticked = frozenset({form.attribution.value})
        self._list("scopes").ticked = frozenset(scope.value for scope in form.scopes)
        self._list("anonymous_from").ticked = frozenset(who.value for who in form.anonymous_from)
        for name in _AREAS:
            self.query_one(f"#{name}", WordArea).load_text(clean(getattr(form, name)))
        for name in _INPUTS:
            self.query_one(f"#{name}", WordInput).value = clean(getattr(form, name))
        self.post_message(self.AttributionChanged(self, form.attribution))

    def read(self) -> AgreementForm:
        """Return what is answered."""
        return AgreementForm(
            attribution=Attribution(self._list("attribution").chosen or Attribution.NOT_AGREED),
            scopes=tuple(scope for scope in Scope if scope.value in self._list("scopes").ticked),
            anonymous_from=tuple(
                who for who in AnonymousFrom if who.value in self._list("anonymous_from").ticked
            ),
            embargo_until=self.query_one("#embargo_until", WordInput).value,
            embargo_event=self.query_one("#embargo_event", WordInput).value,
            lines=self.query_one("#lines", WordArea).text,
            limits=self.query_one("#limits", WordArea).text,
            wording=self.query_one("#wording", WordArea).text,
        )

    def show_sentence(self, sentence: str) -> None:
        """Show the house's sentence for what is chosen, in sight of whoever is choosing."""
        line = self.query_one("#sentence", Static)
        line.update(clean(sentence))
        if self._list("attribution").has_focus:
            self.call_after_refresh(line.scroll_visible, animate=False)

    def _list(self, name: str) -> CheckList:
        return self.query_one(f"#{name}", CheckList)

    # --- changes ---------------------------------------------------------------------------

    def on_check_list_changed(self, event: CheckList.Changed) -> None:
        """Tell what changed; "nobody" stands alone, and what is logged is archived."""
        event.stop()
        ticks = event.check_list
        if ticks.id == "attribution":
            self.post_message(self.AttributionChanged(self, Attribution(ticks.chosen)))
        elif ticks.id == "scopes":
            ticks.ticked |= {Scope.ARCHIVE.value}
        elif ticks.options[ticks.cursor][0] == AnonymousFrom.NOBODY.value:
            ticks.ticked &= {AnonymousFrom.NOBODY.value}
        else:
            ticks.ticked -= {AnonymousFrom.NOBODY.value}
        self.post_message(self.Changed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell that something was typed."""
        event.stop()
        self.post_message(self.Changed())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell that something was typed."""
        event.stop()
        self.post_message(self.Changed())


def _options(labels: Mapping[Any, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key.value, label) for key, label in labels.items())
