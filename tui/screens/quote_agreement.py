"""Asks for an agreement of one quote's own; it may only be stricter than the interview's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from msgspec.structs import replace
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.messages import Answer
from tui.screens.asking import AskingScreen
from tui.widgets.agreement_fields import AgreementFields
from tui.widgets.agreement_text import AgreementForm
from tui.widgets.draft_form import QuoteForm
from tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from textual.app import ComposeResult


_HEAD = "An agreement for this quote alone. It may only be stricter than the interview's."


class QuoteAgreementScreen(AskingScreen[QuoteForm | None]):
    """Returns the quote with its own agreement or without one; None when somebody went back."""

    BINDINGS: ClassVar = [
        Binding("escape", "dismiss", "Back", show=False),
        Binding("f2,ctrl+s", "take", "Take it", show=False),
        Binding("f10", "drop", "No agreement of its own", show=False),
    ]
    DEFAULT_CSS = """
    QuoteAgreementScreen > #box { width: 80; height: 100%; }
    """

    def __init__(
        self,
        quote: QuoteForm,
        whole: AgreementForm,
        keep: Callable[[QuoteForm], None] | None = None,
    ) -> None:
        super().__init__()
        self._quote = quote
        self._whole = whole
        self._keep = keep

    def compose(self) -> ComposeResult:
        """Ask the same questions as for the interview."""
        with VerticalScroll(id="box", can_focus=False):
            yield Static(Content.styled(_HEAD, "bold"))
            yield AgreementFields()
        yield KeyFooter((("F2", "take it"), ("F10", "same as the interview"), ("Esc", "back")))

    def on_mount(self) -> None:
        """Start from the quote's own agreement, else from the interview's."""
        fields = self.query_one(AgreementFields)
        fields.fill(self._quote.agreement or self._whole)
        self.query_one("#attribution").focus()

    def on_agreement_fields_attribution_changed(
        self, event: AgreementFields.AttributionChanged
    ) -> None:
        """Ask for the house's sentence."""
        self.ask("reading.house_sentence", event.attribution, "en")

    def on_answer(self, event: Answer) -> None:
        """Show the house's sentence."""
        self.query_one(AgreementFields).show_sentence(cast("str", event.value))

    def _typed(self) -> QuoteForm:
        return replace(self._quote, agreement=self.query_one(AgreementFields).read())

    def seal_draft(self) -> None:
        """Give what is chosen so far to the form below, which a lock seals next."""
        if self._keep is not None and self._typed().agreement != (
            self._quote.agreement or self._whole
        ):
            self._keep(self._typed())

    def action_take(self) -> None:
        """Return the quote with this agreement."""
        self.dismiss(self._typed())

    def action_drop(self) -> None:
        """Return the quote without one."""
        self.dismiss(replace(self._quote, agreement=None))
