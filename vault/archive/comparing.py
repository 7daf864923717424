"""What a story's quotes hide and what decisions keep in them, for the recheck of its copies."""

from __future__ import annotations

from collections.abc import Iterator

from vault.archive.rendering import Tools, render_text, tools_for
from vault.archive.session import Archive
from vault.model import Action, Audience, Record, Story, Text
from vault.redact.comparison import Hidden, hidden_in
from vault.redact.normalise import squeeze


class Told(Record, frozen=True):
    """Words that the picked quotes hide, and words (squeezed) that somebody decided to keep."""

    hidden: tuple[Hidden, ...] = ()
    kept: frozenset[str] = frozenset()


def told_by(archive: Archive, story: Story) -> Told:
    """Return what the quotes of a story hide and keep, as far as my keys open their words."""
    hidden: list[Hidden] = []
    kept: set[str] = set()
    for tools, text in _texts(archive, story):
        redactions = render_text(tools, text, Audience.PUBLICATION).redactions
        hidden += hidden_in(text.words, redactions)
        keeps = (d for d in text.decisions if d.action is Action.KEEP)
        kept |= {squeeze(text.words[d.start : d.end]).plain for d in keeps}
    return Told(tuple(hidden), frozenset(kept))


def _texts(archive: Archive, story: Story) -> Iterator[tuple[Tools, Text]]:
    """Yield every language of each picked quote: a caption may undo what a translation hides."""
    for interview, quote in dict.fromkeys((p.interview, p.quote) for p in story.picks):
        state = archive.state.interviews.get(interview)
        if state is None or not state.standing():
            continue
        verbatim = archive.library.verbatim(state.standing()[-1])
        tools = tools_for(archive.library, state)
        for found in verbatim.quotes if verbatim else ():
            if found.id == quote:
                yield from ((tools, text) for text in found.texts)
