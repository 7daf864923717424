"""All text of a finished file, where it stands, and what the file betrays beside its text.

Finding terms and comparing quotes is `redact.recheck`; a file that cannot be read completely is
refused, since a check that cannot run must not look like one that passed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import unquote

from vault.ingest.limits import MAXIMUM_FINISHED_BYTES, malformed, within
from vault.ingest.package import Package, read_package
from vault.ingest.printed import as_printed, has_markup, hidden_parts
from vault.ingest.web import read_html, read_json
from vault.ingest.word import PartText, read_part
from vault.model import Record
from vault.text import counted, is_unsafe

# Names that every word processor gives to its parts say nothing about anybody.
_USUAL_NAME = re.compile(
    r"^(?:\[Content_Types\]\.xml|(?:(?:word|docProps|customXml)/)?(?:_rels/|theme/|media/)?"
    r"\.?(?:rels|document|styles(?:WithEffects)?|settings|webSettings|fontTable|numbering|header"
    r"|footer|footnotes|endnotes|comments|people|theme|core|app|custom|thumbnail|image|item"
    r"|itemProps)\d*(?:\.xml|\.jpeg|\.png)?(?:\.rels)?)$"
)
_ENCODED = re.compile(r"(?<!\S)\S*?%[0-9A-Fa-f]{2}\S*")
FINISHED_FORMATS = ("md", "txt", "docx", "html", "json")


class ResidueKind(StrEnum):
    """What a finished file may say beside its words."""

    AUTHOR = "author"
    DATE = "date"
    SOFTWARE = "software"
    PROPERTY = "property"
    COMMENT = "comment"
    TRACKED_CHANGE = "tracked change"
    HIDDEN_TEXT = "hidden text"
    FIELD_CODE = "field code"
    LINK = "link"
    INVISIBLE = "invisible character"
    UNREADABLE = "part that was not read"


class Passage(Record, frozen=True):
    """Text of a finished file and where it stands ("body, paragraph 3")."""

    place: str
    text: str


class Residue(Record, frozen=True):
    """Something beside the words; `words` is what it says, possibly a name (never log it)."""

    kind: ResidueKind
    place: str
    words: str = ""


class FinishedText(Record, frozen=True):
    """Everything readable in a finished file."""

    passages: tuple[Passage, ...]
    residue: tuple[Residue, ...] = ()

    def joined(self) -> str:
        """Return all passages as one text, so that words over two passages are found."""
        return "\n".join(passage.text for passage in self.passages)

    def place_at(self, offset: int) -> str:
        """Return where the character at `offset` of `joined()` stands."""
        end = 0
        for passage in self.passages:
            end += len(passage.text) + 1
            if offset < end:
                return passage.place
        return ""


def read_finished(data: bytes, file_format: str) -> FinishedText:
    """Read a finished file of a format in `FINISHED_FORMATS` (with or without a dot, any case).

    Raises MalformedError for other formats, sizes over the limit, and what cannot be read whole.
    """
    within(data, MAXIMUM_FINISHED_BYTES)
    readers = {
        "md": _markdown, "markdown": _markdown, "txt": _plain, "docx": _docx,
        "html": _html, "htm": _html, "json": _json,
    }  # fmt: skip
    reader = readers.get(file_format.lower().removeprefix("."))
    if reader is None:
        raise malformed(
            "Only .md, .txt, .docx, .html and .json can be checked. Save the file as one of these."
        )
    found = reader(data)
    passages = (*found.passages, *_addresses(found.passages))
    return FinishedText(passages, found.residue + tuple(_invisible(found.passages)))


def _plain(data: bytes) -> FinishedText:
    return FinishedText(tuple(_by_paragraph(_decoded(data))))


def _markdown(data: bytes) -> FinishedText:
    """Read what is printed, and the source too where it says more."""
    text = _decoded(data)
    passages = []
    for passage in _by_paragraph(text):
        passages.append(Passage(passage.place, as_printed(passage.text)))
        if has_markup(passage.text):
            passages.append(Passage(f"{passage.place} (source)", passage.text))
    links, comments = hidden_parts(text)
    residue = [Residue(ResidueKind.LINK, "Markdown source", link) for link in links]
    residue += [Residue(ResidueKind.COMMENT, "Markdown source", words) for words in comments]
    if text.startswith("---\n"):
        residue.append(Residue(ResidueKind.PROPERTY, "front matter"))
    return FinishedText(tuple(passages), tuple(residue))


def _html(data: bytes) -> FinishedText:
    """Read a page: what is shown by the line, then all that is not."""
    text = _decoded(data)
    page = read_html(text)
    passages = [Passage(f"line {number}", line) for number, line in enumerate(page.lines, start=1)]
    unseen = (
        ("text that is not shown", page.unseen),
        ("comments", page.comments),
        ("names and descriptions", page.attributes),
        ("metadata", [words for _, words in page.metadata]),
    )
    for place, found in unseen:
        if any(words.strip() for words in found):
            passages.append(Passage(place, "\n".join(found)))
    passages.append(Passage("source", text))
    residue = [Residue(ResidueKind.COMMENT, "source", words) for words in page.comments]
    residue += [Residue(ResidueKind.LINK, "source", link) for link in page.links]
    residue += [Residue(_KIND_OF_META.get(n, ResidueKind.PROPERTY), n, w)
                for n, w in page.metadata if n not in _PLAIN_META]  # fmt: skip
    if page.hides:
        residue.append(Residue(ResidueKind.HIDDEN_TEXT, "source"))
    return FinishedText(tuple(passages), tuple(residue))


def _json(data: bytes) -> FinishedText:
    return FinishedText(tuple(Passage(*each) for each in read_json(_decoded(data))))


def _decoded(data: bytes) -> str:
    """Decode strictly: text in another encoding would be searched in vain."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        raise malformed("This is not UTF-8 text. Save the file as UTF-8.", line=line) from None
    if "\0" in text:
        raise malformed("This is not UTF-8 text. Save the file as UTF-8.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _by_paragraph(text: str) -> Iterator[Passage]:
    """Part a text at its empty lines."""
    taken: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            taken.append(line)
        elif taken:
            yield Passage(f"line {number - len(taken)}", "\n".join(taken))
            taken = []


def _docx(data: bytes) -> FinishedText:
    package = read_package(data)
    parts = {name: read_part(xml) for name, xml in package.parts.items()}
    if not any(part.root == "document" for part in parts.values()):
        raise malformed("This file holds no text document.")
    ordered = sorted(parts.items(), key=lambda item: (item[1].root != "document", item[0]))
    passages = [passage for name, part in ordered for passage in _passages(name, part)]
    residue = [found for name, part in ordered for found in _residue(name, part)]
    names = [name for name in (*package.parts, *package.others) if not _USUAL_NAME.search(name)]
    if names:
        passages.append(Passage("names of parts", "\n".join(names)))
    if package.comment:
        passages.append(Passage("comment of the file", package.comment))
    return FinishedText(tuple(passages), (*residue, *_package_residue(package)))


def _passages(name: str, part: PartText) -> Iterator[Passage]:
    place = _part_name(name, part)
    for number, what, text in part.lines:
        yield Passage(f"{place}, paragraph {number}" + (f" ({what})" if what else ""), text)
    if part.leaves:
        yield Passage(f"{place}, other text", "\n".join(text for _, text in part.leaves))
    hidden = [*part.attributes, *sorted(part.authors), *part.links]
    if hidden:
        yield Passage(f"{place}, names and descriptions", "\n".join(hidden))


def _part_name(name: str, part: PartText) -> str:
    """Name a part as people do: body, header, footnotes, comments; otherwise by its file."""
    known = {
        "document": "body",
        "hdr": "header",
        "ftr": "footer",
        "footnotes": "footnotes",
        "endnotes": "endnotes",
        "comments": "comments",
        "coreProperties": "properties",
        "Properties": "properties",
    }
    return known.get(part.root, name)


def _residue(name: str, part: PartText) -> Iterator[Residue]:
    """List what a part says beside its words."""
    place = _part_name(name, part)
    for kind, found in (
        (ResidueKind.AUTHOR, sorted(part.authors)),
        (ResidueKind.DATE, sorted(part.dates)),
        (ResidueKind.LINK, part.links),
    ):
        yield from (Residue(kind, place, words) for words in found)
    for mark, kind in _KIND_OF_MARK:
        if mark in part.kinds:
            yield Residue(kind, place)
    if part.root == "comments" and part.lines:
        yield Residue(ResidueKind.COMMENT, place)
    for leaf, words in part.leaves:
        if not words.isdecimal() and words not in ("true", "false"):
            yield Residue(_KIND_OF_LEAF.get(leaf, ResidueKind.PROPERTY), place, words)


def _package_residue(package: Package) -> Iterator[Residue]:
    if package.is_dated:
        yield Residue(ResidueKind.DATE, "ZIP directory")
    if package.comment:
        yield Residue(ResidueKind.COMMENT, "ZIP directory", package.comment)
    if package.has_stray_bytes:
        yield Residue(ResidueKind.UNREADABLE, "bytes between the parts")
    for name in package.others:
        yield Residue(ResidueKind.UNREADABLE, name)


def _addresses(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield each word that is percent-encoded as a browser shows it: a link may say a name.

    All of these come last, so that words which run over two passages still meet.
    """
    for passage in passages:
        for word in _ENCODED.findall(passage.text):
            yield Passage(f"{passage.place} (address)", unquote(word, errors="replace"))


def _invisible(passages: Iterable[Passage]) -> Iterator[Residue]:
    """List invisible and control characters by code point, once per place."""
    for passage in passages:
        counts = Counter(c for c in passage.text if is_unsafe(c))
        for character, count in sorted(counts.items()):
            words = f"U+{ord(character):04X}, {counted(count, 'time')}"
            yield Residue(ResidueKind.INVISIBLE, passage.place, words)


_KIND_OF_MARK = (
    ("tracked", ResidueKind.TRACKED_CHANGE),
    ("hidden", ResidueKind.HIDDEN_TEXT),
    ("field", ResidueKind.FIELD_CODE),
    ("revision", ResidueKind.SOFTWARE),
)
# What every page needs: how it is encoded and how wide it is shown.
_PLAIN_META = frozenset({"", "viewport", "content-type", "color-scheme"})
_KIND_OF_META: Mapping[str, ResidueKind] = MappingProxyType(
    {
        "author": ResidueKind.AUTHOR,
        "article:author": ResidueKind.AUTHOR,
        "generator": ResidueKind.SOFTWARE,
        "date": ResidueKind.DATE,
        "article:published_time": ResidueKind.DATE,
        "article:modified_time": ResidueKind.DATE,
    }
)
_KIND_OF_LEAF: Mapping[str, ResidueKind] = MappingProxyType(
    {
        "creator": ResidueKind.AUTHOR,
        "lastModifiedBy": ResidueKind.AUTHOR,
        "Manager": ResidueKind.AUTHOR,
        "Company": ResidueKind.AUTHOR,
        "created": ResidueKind.DATE,
        "modified": ResidueKind.DATE,
        "lastPrinted": ResidueKind.DATE,
        "Application": ResidueKind.SOFTWARE,
        "AppVersion": ResidueKind.SOFTWARE,
        "Template": ResidueKind.SOFTWARE,
        "comment": ResidueKind.COMMENT,
    }
)
