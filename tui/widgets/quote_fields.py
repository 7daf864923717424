"""One quote being typed: the question, the words, their language, translations, a note.

The other quotes of the form are rows of `quote_list`; only one is being typed at a time, so that
an interview of 500 quotes opens as fast as one of five.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from tui.widgets.check_list import CheckList
from tui.widgets.draft_form import QuoteForm, TranslationForm, guess_language
from tui.widgets.word_area import WordArea
from tui.widgets.word_input import WordInput
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult

_PARAPHRASE = "paraphrase"
_OWN_AGREEMENT = "! This quote has a stricter agreement of its own (F10)."


class LanguageField(Horizontal):
    """A language tag, and the one guessed while it is empty."""

    DEFAULT_CSS = """
    LanguageField { height: 1; width: auto; }
    LanguageField > Static { width: auto; padding: 0 1; color: $text-muted; }
    LanguageField:ansi > Static { color: ansi_default; }
    LanguageField > .label { width: 15; color: $foreground; }
    LanguageField > WordInput { width: 10; }
    """

    def __init__(self, language: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._field = WordInput(language, classes="language", max_length=16)
        self._guess = Static(classes="guess", markup=False)

    def compose(self) -> ComposeResult:
        """Hold label, field and guess."""
        yield Static("Language", classes="label", markup=False)
        yield self._field
        yield self._guess

    @property
    def value(self) -> str:
        """Return what is typed."""
        return self._field.value

    def fill(self, language: str) -> None:
        """Show a language."""
        self._field.value = clean(language)

    def guess(self, words: str) -> None:
        """Show what the script suggests while nothing is typed."""
        guessed = guess_language(words) if not self.value.strip() else ""
        self._guess.update(f"(guessed: {guessed})" if guessed else "")


class TranslationFields(Vertical):
    """A translation being typed."""

    DEFAULT_CSS = """
    TranslationFields { height: auto; margin-left: 2; }
    TranslationFields > WordArea { height: 4; }
    """

    def __init__(self, form: TranslationForm) -> None:
        super().__init__()
        self.language = LanguageField(form.language)
        self.words = WordArea(form.words, placeholder="The same in another language")

    def compose(self) -> ComposeResult:
        """Hold language and words."""
        yield self.language
        yield self.words

    def read(self) -> TranslationForm:
        """Return what is typed."""
        return TranslationForm(self.words.text, self.language.value)


class QuoteFields(Vertical):
    """The fields of one quote."""

    DEFAULT_CSS = """
    QuoteFields { height: auto; }
    QuoteFields > #question { height: 2; }
    QuoteFields > #words { height: 7; margin: 1 0; }
    QuoteFields > #quote-notes { height: 2; }
    QuoteFields > #own { height: auto; padding: 0 1; color: $text-warning; }
    QuoteFields:ansi > #own { color: ansi_default; }
    QuoteFields > #paraphrase { height: 1; margin-left: 15; }
    QuoteFields > #translations { height: auto; }
    """

    class Changed(Message):
        """Something was typed."""

    def __init__(self) -> None:
        super().__init__()
        self._form = QuoteForm()
        self._blocks: list[TranslationFields] = []  # removing widgets takes a moment; this does not

    def compose(self) -> ComposeResult:
        """Hold the fields, the words in the middle."""
        yield WordArea(id="question", placeholder="The question that was asked")
        yield WordArea(id="words", placeholder="What was said. Nothing else is required.")
        yield LanguageField(id="language")
        yield CheckList(((_PARAPHRASE, "a paraphrase, not their words"),), id="paraphrase")
        yield Vertical(id="translations")
        yield WordArea(id="quote-notes", placeholder="A note on this quote, for the cleared")
        yield Static(id="own", markup=False)

    # --- data ------------------------------------------------------------------------------

    def fill(self, form: QuoteForm) -> None:
        """Show a quote."""
        self._form = form
        for name, text in (("question", form.question), ("words", form.words)):
            self._area(name).load_text(clean(text))
        self._area("quote-notes").load_text(clean(form.notes))
        self.query_one("#language", LanguageField).fill(form.language)
        ticks = {_PARAPHRASE} if form.paraphrase else set()
        self.query_one("#paraphrase", CheckList).ticked = frozenset(ticks)
        for block in self._blocks:
            block.remove()
        self._blocks = [TranslationFields(each) for each in form.translations]
        self.query_one("#translations").mount_all(self._blocks)
        self._show_own()

    def read(self) -> QuoteForm:
        """Return what is typed."""
        return replace(
            self._form,
            question=self._area("question").text,
            words=self._area("words").text,
            notes=self._area("quote-notes").text,
            language=self.query_one("#language", LanguageField).value,
            paraphrase=bool(self.query_one("#paraphrase", CheckList).ticked),
            translations=tuple(block.read() for block in self._blocks),
        )

    def set_agreement(self, form: QuoteForm) -> None:
        """Take the quote's own agreement."""
        self._form = replace(self._form, agreement=form.agreement)
        self._show_own()

    def add_translation(self) -> None:
        """Open a field for another language and go there."""
        block = TranslationFields(TranslationForm())
        self._blocks.append(block)
        self.query_one("#translations").mount(block)
        self.call_after_refresh(block.words.focus)

    def shown_text(self) -> tuple[str, str]:
        """Return words and language of the text that has the cursor, else of the quote."""
        for block in self._blocks:
            if block.has_focus_within:
                form = block.read()
                return form.words, form.language
        return self._area("words").text, self.query_one("#language", LanguageField).value

    def _area(self, name: str) -> WordArea:
        return self.query_one(f"#{name}", WordArea)

    def _show_own(self) -> None:
        own = self.query_one("#own", Static)
        own.update(_OWN_AGREEMENT)
        own.display = self._form.agreement is not None

    # --- changes ---------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Guess the language again, and tell."""
        event.stop()
        self._guess()
        self.post_message(self.Changed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Guess the language again, and tell."""
        event.stop()
        self._guess()
        self.post_message(self.Changed())

    def on_check_list_changed(self, event: CheckList.Changed) -> None:
        """Tell."""
        event.stop()
        self.post_message(self.Changed())

    def _guess(self) -> None:
        self.query_one("#language", LanguageField).guess(self._area("words").text)
        for block in self._blocks:
            block.language.guess(block.words.text)
