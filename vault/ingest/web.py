"""HTML and JSON to the text they hold, shown and unshown: for finished files alone.

A browser is more forgiving than this reader: what cannot be read whole is refused, and what no
reader sees (comments, attributes, scripts, metadata) is text like any other. Finding terms in it
is `redact.recheck`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from vault.ingest.limits import malformed

_INLINE: Final = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr o:p".split()
)
_UNSEEN: Final = frozenset("script style template noscript title textarea iframe object".split())
_SAYS: Final = frozenset(
    "alt title content placeholder value label summary aria-label aria-description cite download "
    "id class name href src srcset action poster datetime style lang".split()
)
_DEEPEST: Final = 200
_WORDY = re.compile(r"[^\W\d_]{2}|%[0-9A-Fa-f]{2}")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0", re.I
)
_MARKUP = re.compile(r"<[A-Za-z!/]|&#?\w+;")


@dataclass
class WebText:
    """What a page holds: `lines` as shown, `unseen` text, and what is said in attributes.

    `metadata` pairs the name of a meta element with its content.
    """

    lines: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    metadata: list[tuple[str, str]] = field(default_factory=list)
    hides: bool = False


def read_html(text: str) -> WebText:
    """Read a page or a fragment; raises MalformedError for what nests absurdly deep."""
    reader = _Page()
    reader.feed(text)
    reader.close()
    return reader.finished()


class _Page(HTMLParser):
    """Follows the parser's events; inline elements join words, all others part them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._page = WebText()
        self._line: list[str] = []
        self._unseen: list[str] = []

    def finished(self) -> WebText:
        """Return what was read, the last line with it."""
        self._end_line()
        return self._page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element's attributes."""
        if tag not in _INLINE:
            self._end_line()
        if tag in _UNSEEN:
            self._unseen.append(tag)
            if len(self._unseen) > _DEEPEST:
                raise malformed("This page nests too deep.")
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = given.get("name") or given.get("property") or given.get("http-equiv") or ""
            self._page.metadata.append((name.casefold(), given.get("content", "")))
        if "hidden" in given or _HIDING.search(given.get("style", "")):
            self._page.hides = True
        for name, value in given.items():
            if name in ("href", "src", "action") and value.strip():
                self._page.links.append(value)
            if _WORDY.search(value) and (name in _SAYS or name.startswith(("data-", "on"))):
                self._page.attributes.append(value)

    def handle_endtag(self, tag: str) -> None:
        """End the line of a block, and what is not shown."""
        if tag not in _INLINE:
            self._end_line()
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Add text to the line, or to what is not shown."""
        if self._unseen:
            self._page.unseen.append(data)
        else:
            self._line.append(data)

    def handle_comment(self, data: str) -> None:
        """Note a comment."""
        self._page.comments.append(data)

    def handle_pi(self, data: str) -> None:
        """Note an instruction as a comment: browsers show neither."""
        self._page.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        """Note a CDATA section or the like."""
        self._page.comments.append(data)

    def _end_line(self) -> None:
        line = "".join(self._line).strip()
        self._line.clear()
        if line:
            self._page.lines.append(line)


def read_json(text: str) -> list[tuple[str, str]]:
    """Return every key, text and number of a JSON document with the path to it.

    Doubled keys all count, and text that holds markup comes twice, as it stands and as a browser
    shows it. Raises MalformedError for what is no JSON or nests too deep.
    """
    try:
        whole = json.loads(text, object_pairs_hook=_Pairs, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        raise malformed("This is not well-formed JSON.") from None
    return list(_texts(whole, "", 0))


class _Pairs(list[tuple[str, object]]):
    """The members of one object, in order, doubled ones too."""


def _texts(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        raise malformed("This file nests too deep.")
    if isinstance(value, _Pairs):
        for key, inner in value:
            place = f"{path}.{key}" if path else key
            if key:
                yield f"{path} (name)".strip(), key
            yield from _texts(inner, place, depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _texts(inner, f"{path}[{number}]", depth + 1)
    elif isinstance(value, str) and value.strip():
        yield path, value
        if _MARKUP.search(value):
            yield from ((f"{path} (shown)", line) for line in _shown(value))


def _shown(value: str) -> Iterator[str]:
    page = read_html(value)
    yield "\n".join(page.lines)
    yield from (each for each in (*page.unseen, *page.attributes, *page.comments) if each.strip())
