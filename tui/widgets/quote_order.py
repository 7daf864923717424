"""Adding, removing and moving quotes of the form (pure)."""

from __future__ import annotations

from msgspec.structs import replace

from tui.widgets.draft_form import LogForm, QuoteForm


def with_current(form: LogForm, quote: QuoteForm) -> LogForm:
    """Return the form with the quote that is being typed."""
    quotes = list(form.quotes)
    quotes[form.current] = quote
    return replace(form, quotes=tuple(quotes))


def added(form: LogForm) -> LogForm:
    """Return the form with an empty quote after the current one, which becomes current."""
    at = form.current + 1
    quotes = (*form.quotes[:at], QuoteForm(), *form.quotes[at:])
    return replace(form, quotes=quotes, current=at)


def removed(form: LogForm, at: int) -> LogForm:
    """Return the form without a quote; the last one left becomes empty."""
    quotes = (*form.quotes[:at], *form.quotes[at + 1 :]) or (QuoteForm(),)
    current = form.current - 1 if at < form.current else form.current
    return replace(form, quotes=quotes, current=min(current, len(quotes) - 1))


def moved(form: LogForm, at: int, step: int) -> LogForm:
    """Return the form with a quote moved by a step; it becomes current."""
    to = at + step
    if not 0 <= to < len(form.quotes):
        return replace(form, current=at)
    quotes = list(form.quotes)
    quotes.insert(to, quotes.pop(at))
    return replace(form, quotes=tuple(quotes), current=to)


def chosen(form: LogForm, at: int) -> LogForm:
    """Return the form with another current quote, going round at the ends."""
    return replace(form, current=at % len(form.quotes))
