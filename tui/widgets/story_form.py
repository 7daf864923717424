"""What the story form holds, and how it becomes a story draft and back (pure).

Whether a quote may leave is decided by the archive's verdicts, not here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vault.drafts import StoryDraft
from vault.errors import MalformedError
from vault.model import Purpose, Record
from vault.text import clean

if TYPE_CHECKING:
    from vault.archive.views import StoryView

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")

Picks = tuple[tuple[str, str, str], ...]


class StoryForm(Record, frozen=True, tag="story/1"):
    """A story as typed; `picks` are (interview id, quote id, language tag) in printing order.

    `based_on` is the version that it was filled from: what somebody saves meanwhile stands beside.
    """

    story: str = ""
    desk: str = ""
    title: str = ""
    outlet: str = ""
    purpose: Purpose = Purpose.PUBLISH
    languages: str = ""
    intro: str = ""
    picks: Picks = ()
    based_on: tuple[str, ...] = ()
    focus: str = ""


def form_from_story(view: StoryView) -> StoryForm:
    """Fill the form from a story."""
    return StoryForm(
        story=view.id,
        desk=view.desk,
        title=view.title,
        outlet=view.outlet,
        purpose=Purpose(view.purpose),
        languages=", ".join(view.languages),
        intro=view.intro,
        picks=tuple((pick.interview, pick.quote, pick.language) for pick in view.picks),
        based_on=tuple(version.id for version in view.standing[-1:]),
    )


def draft_from_story(form: StoryForm) -> StoryDraft:
    """Read the form; raises MalformedError naming the field, never its value."""
    title = clean(form.title).strip()
    if not title:
        raise MalformedError("A story needs a working title.", field="story-title")
    return StoryDraft(
        title=title,
        desk=form.desk,
        outlet=clean(form.outlet).strip(),
        purpose=form.purpose,
        languages=read_languages(form.languages) or _languages_of(form.picks),
        intro=clean(form.intro).strip(),
        picks=form.picks,
        based_on=form.based_on,
    )


def read_languages(text: str) -> tuple[str, ...]:
    """Read "en, ko"."""
    tags = tuple(dict.fromkeys(filter(None, re.split(r"[\s,;]+", clean(text)))))
    if not all(map(_LANGUAGE.fullmatch, tags)):
        raise MalformedError(
            "Languages are tags such as en or ko, with commas between.", field="languages"
        )
    return tags


def _languages_of(picks: Picks) -> tuple[str, ...]:
    """Return the languages of the quotes, English while there are none."""
    return tuple(dict.fromkeys(language for _, _, language in picks)) or ("en",)


def moved(picks: Picks, at: int, step: int) -> Picks:
    """Return the picks with one moved by a step."""
    to = at + step
    if not (0 <= at < len(picks) and 0 <= to < len(picks)):
        return picks
    changed = list(picks)
    changed.insert(to, changed.pop(at))
    return tuple(changed)
