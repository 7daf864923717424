"""One XML part of a word-processing file into the text it holds, seen and unseen.

Runs that split a word are joined; deleted, inserted and hidden text is kept apart, so that text
is found as it stood before and after. Opening the package is `package`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from vault.ingest.limits import malformed

MAXIMUM_DEPTH = 256

_DELETED, _INSERTED, _HIDDEN = 1, 2, 4
_TEXT = frozenset({"t", "delText"})
_FIELD = frozenset({"instrText", "delInstrText"})
_STATES = {"del": _DELETED, "moveFrom": _DELETED, "ins": _INSERTED, "moveTo": _INSERTED}
_HIDES = frozenset({"vanish", "specVanish", "webHidden"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off"})
_WHO = frozenset({"author", "initials", "userId"})
_WHEN = frozenset({"date", "dateUtc"})
_SAYS = frozenset({"descr", "title", "tooltip", "instr", "alt", "string", "name"})
_SAYS_IN_VALUE = frozenset({"alias", "tag", "docVar", "text", "listItem", "default", "name"})
# What programs themselves write with blanks in it: names of fonts, of latent styles, of switches.
_DUMB_ELEMENTS = frozenset(
    {"latin", "ea", "cs", "font", "altName", "lsdException", "compatSetting"}
)
_DUMB_ATTRIBUTES = frozenset({"Ignorable", "typeface", "Requires"})
_WORDS = re.compile(r"\s|[^\x00-\x7f]")


@dataclass
class PartText:
    """What one part holds. `lines` are (paragraph counted from 1, what, text), what being "" for
    text as a reader sees it.

    `leaves` pairs other elements' names with their text (document properties, custom XML),
    `attributes` are wordy attribute values such as alternative texts and bookmark names.
    """

    root: str = ""
    lines: list[tuple[int, str, str]] = field(default_factory=list)
    leaves: list[tuple[str, str]] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)


def read_part(xml: bytes) -> PartText:
    """Read one part; raises MalformedError for a DOCTYPE, entities, absurd nesting or bad XML."""
    reader = _Reader()
    try:
        reader.parse(xml)
    except (expat.ExpatError, ValueError, LookupError):
        raise malformed("A part of this file is not well-formed XML.") from None
    return reader.finished()


@dataclass
class _Paragraph:
    """A paragraph being read: pieces of text with their state, and its field codes."""

    pieces: list[tuple[str, int]] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    def without(self, state: int) -> str:
        return "".join(text for text, of in self.pieces if not of & state)

    def has(self, state: int) -> bool:
        return any(of & state for _, of in self.pieces)


class _Reader:
    """Follows expat's events; holds what is open at the moment."""

    def __init__(self) -> None:
        self._part = PartText()
        self._open: list[str] = []
        self._loose: list[list[str]] = []
        self._paragraphs: list[_Paragraph] = []
        self._rows: list[list[_Paragraph]] = [[]]
        self._hidden: list[bool] = []
        self._is_own_style = False
        self._states = {_DELETED: 0, _INSERTED: 0}

    def parse(self, xml: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EntityDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        parser.Parse(xml, True)

    def finished(self) -> PartText:
        """Return the part with its paragraphs in all their readings."""
        for number, paragraph in enumerate(self._rows[0], start=1):
            self._part.lines += [(number, what, text) for what, text in _readings(paragraph)]
            self._part.kinds |= _kinds(paragraph)
        return self._part

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        name = _local(qualified)
        if len(self._open) >= MAXIMUM_DEPTH:
            raise malformed("A part of this file nests too deep.")
        self._part.root = self._part.root or name
        above = self._open[-1] if self._open else ""
        self._open.append(name)
        self._loose.append([])
        local = {_local(key): value for key, value in attributes.items()}
        if name == "style":
            self._is_own_style = local.get("customStyle") == "1"
        self._attributes(name, local)
        if name == "p":
            self._paragraphs.append(_Paragraph())
            self._hidden.append(False)
        elif name == "r":
            self._hidden.append(False)
        elif name == "tr":
            self._rows.append([])
        elif name in _STATES:
            self._states[_STATES[name]] += 1
            self._part.kinds.add("tracked")
        elif name in _HIDES and self._open[-3:-1] == ["r", "rPr"]:
            self._hidden[-1] = not _is_off(attributes)
        elif above in ("r", "p"):
            self._add(_sign(name, above, attributes), name)

    def _end(self, _qualified: str) -> None:
        name = self._open.pop()
        loose = "".join(self._loose.pop()).strip()
        if loose:
            self._part.leaves.append((name, loose))
        if name in ("p", "r"):
            self._hidden.pop()
        if name == "p":
            self._rows[-1].append(self._paragraphs.pop())
        elif name == "tr":
            cells = self._rows.pop()
            self._rows[-1].append(_joined(cells))
        elif name in _STATES:
            self._states[_STATES[name]] -= 1

    def _characters(self, text: str) -> None:
        name = self._open[-1]
        if self._paragraphs and name in _FIELD:
            self._paragraphs[-1].fields.append(text)
        elif self._paragraphs and name in _TEXT:
            self._add(text, name)
        else:
            self._loose[-1].append(text)

    def _add(self, text: str, name: str) -> None:
        """Add text to the open paragraph in the state that is open around it."""
        if not text or not self._paragraphs:
            return
        state = _HIDDEN if self._hidden and self._hidden[-1] else 0
        if self._states[_DELETED] or name == "delText":
            state |= _DELETED
        if self._states[_INSERTED]:
            state |= _INSERTED
        self._paragraphs[-1].pieces.append((text, state))

    def _attributes(self, element: str, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") == "External":
            self._part.links.append(attributes.get("Target", ""))
        if element.endswith("Change"):
            self._part.kinds.add("tracked")
        for name, value in attributes.items():
            if name in _WHO and value.strip():
                self._part.authors.add(value)
            elif name in _WHEN and value.strip():
                self._part.dates.add(value)
            elif name.startswith("rsid"):
                self._part.kinds.add("revision")
            if _is_wordy(element, name, value) and not self._names_usual_style(element):
                self._part.attributes.append(value)

    def _names_usual_style(self, element: str) -> bool:
        return element == "name" and self._open[-2:-1] == ["style"] and not self._is_own_style

    def _comment(self, text: str) -> None:
        self._part.leaves.append(("comment", text))

    def _instruction(self, _target: str, text: str) -> None:
        self._part.leaves.append(("instruction", text))


def _refuse_doctype(*_declared: object) -> None:
    """Refuse before anything is expanded: entities read files and multiply, or lose text."""
    raise malformed("A part of this file declares a DOCTYPE or entities, as no document does.")


def _local(qualified: str) -> str:
    return qualified.rpartition(" ")[2]


def _is_off(attributes: dict[str, str]) -> bool:
    return any(_local(key) == "val" and value in _OFF for key, value in attributes.items())


def _sign(name: str, above: str, attributes: dict[str, str]) -> str:
    """Return the character that an empty element stands for; tab stops in a style are none."""
    if name == "sym":
        code = next((v for k, v in attributes.items() if _local(k) == "char"), "")
        point = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) else 0
        return chr(point - 0xF000 if point >= 0xF000 else point) if point else ""
    return _SIGNS.get(name, "") if above == "r" or name == "br" else ""


def _is_wordy(element: str, name: str, value: str) -> bool:
    """Tell whether an attribute may hold somebody's words; colours and sizes do not."""
    if element in _DUMB_ELEMENTS or name in _DUMB_ATTRIBUTES:
        return False
    return bool(value.strip()) and (
        name in _SAYS
        or name in _WHO
        or (name == "val" and element in _SAYS_IN_VALUE)
        or _WORDS.search(value.strip()) is not None
    )


def _joined(cells: list[_Paragraph]) -> _Paragraph:
    """Join a table row, so that a name over two cells is found."""
    row = _Paragraph()
    for cell in cells:
        if row.pieces and cell.pieces:
            row.pieces.append(("\t", 0))
        row.pieces += cell.pieces
        row.fields += cell.fields
    return row


def _readings(paragraph: _Paragraph) -> list[tuple[str, str]]:
    """Return a paragraph as it is seen, and as it would be with what is not seen."""
    seen = paragraph.without(_DELETED | _HIDDEN)
    found = [("", seen)]
    if paragraph.has(_DELETED | _INSERTED):
        found.append(("before tracked changes", paragraph.without(_INSERTED | _HIDDEN)))
        found.append(("tracked changes", paragraph.without(0)))
    if paragraph.has(_HIDDEN):
        found.append(("with hidden text", paragraph.without(_DELETED)))
    if paragraph.fields:
        found.append(("field code", "".join(paragraph.fields)))
    return [(what, text) for what, text in found if text.strip()]


def _kinds(paragraph: _Paragraph) -> set[str]:
    kinds = {"hidden"} if paragraph.has(_HIDDEN) else set()
    return kinds | ({"field"} if paragraph.fields else set())
