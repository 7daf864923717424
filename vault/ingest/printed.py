"""Markdown as its reader sees it: escapes, entities, emphasis, tags and links resolved to text.

This is no Markdown parser: it only has to show the words, so that they can be searched and
compared.
"""

from __future__ import annotations

import html
import re

_INLINE = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
    | (?P<comment><!--(?:(?!-->).)*+(?:-->)?)
    | <(?P<address>(?:https?|mailto):[^<>\s]*)>
    | (?P<tag></?[A-Za-z][^<>]*>)
    | \[\^(?P<footnote>[^\[\]\s]+)\]
    | !?\[(?P<words>[^\[\]]*)\](?:\((?P<target>[^()]*)\)|\[[^\[\]]*\])
    | (?P<mark>[*`]++|~~|_++)
    | (?P<entity>&\#?\w+;)
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_START = re.compile(
    r"^[ \t]*(?:(?:>|\#{1,6}(?=\s)|[-+*](?=\s)|\d{1,9}[.)](?=\s))[ \t]*)++", re.M
)


def as_printed(markdown: str) -> str:
    """Return the words of a Markdown text as a reader sees them."""
    return _INLINE.sub(_shown, _LINE_START.sub("", markdown))


def hidden_parts(markdown: str) -> tuple[list[str], list[str]]:
    """Return the link targets and the HTML comments of a Markdown text."""
    links, comments = [], []
    for found in _INLINE.finditer(markdown):
        if found["comment"]:
            comments.append(found["comment"])
        if found["target"] or found["address"]:
            links.append(found["target"] or found["address"])
    return links, comments


def has_markup(markdown: str) -> bool:
    """Tell whether the source says more than what is printed: tags, comments, links, emphasis."""
    return any(
        not (found["escaped"] or found["entity"] or _is_inside_word(found))
        for found in _INLINE.finditer(markdown)
    )


def _shown(found: re.Match[str]) -> str:
    if found["escaped"]:
        return found["escaped"]
    if found["entity"]:
        return html.unescape(found["entity"])
    if _is_inside_word(found):
        return found.group()
    return found["words"] or found["address"] or ""


def _is_inside_word(found: re.Match[str]) -> bool:
    """Tell whether underscores join two parts of a word, as in snake_case."""
    text, start, end = found.string, found.start(), found.end()
    if found["mark"] is None or text[start] != "_":
        return False
    return text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()
