"""One interview per Markdown file: front matter for the fields, block quotes for the words.

The grammar stands in docs/manual/logging-from-files.md with examples that a test runs. Field
names and values are `fields`; the lines of front matter are `front_matter`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vault.drafts import InterviewDraft
from vault.ingest.fields import NOT_FROM_FILES, read_interview
from vault.ingest.front_matter import FrontMatter, lines_of, read_front_matter
from vault.ingest.limits import MAXIMUM_FILE_BYTES, decode, malformed, within
from vault.ingest.tags import has_mark, language_mark, script_language
from vault.ingest.values import text as checked_text
from vault.ingest.where import Path, Where, fixed_line

_QUOTE = re.compile(r" {0,3}>[ \t]?(.*)")
_QUESTION = re.compile(r"(?:Q|Question|질문)\s*[::]\s*(.*)", re.IGNORECASE)
_RULE = re.compile(r"([-*_])(?:\s*\1){2,}")
_ESCAPED = re.compile(r"^\\(?=[\[~\\])")
_FENCE = "---"


@dataclass
class _Piece:
    """What stands together in the body: kind is quote, text, question or rule."""

    kind: str
    line: int
    lines: list[str]
    touches: bool  # no empty line between this and the piece before

    def words(self) -> str:
        """Join soft line ends with blanks; an empty quoted line parts two paragraphs."""
        joined = "\n".join(line.strip() for line in self.lines)
        return re.sub(r"\n{2,}", "\0", joined).replace("\n", " ").replace("\0", "\n").strip()


@dataclass
class _Body:
    """The quotes and notes found so far; `is_open` while a translation may follow."""

    quotes: list[dict[str, object]] = field(default_factory=list)
    translations: dict[int, list[dict[str, object]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    questions: list[_Piece] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    is_open: bool = False


def read_markdown(data: bytes) -> InterviewDraft:
    """Read one Markdown file, or plain text: without front matter and `>` it is all one quote.

    Raises MalformedError, naming line and field, for what cannot be read in one way only.
    """
    text = decode(within(data, MAXIMUM_FILE_BYTES))
    lines = text.split("\n")
    front, start = _front_matter(lines)
    if front is None and not any(_QUOTE.fullmatch(line) for line in lines):
        return read_interview({"quotes": [text]}, Where(lambda _path: 1))
    body = _Body()
    for piece in _pieces(lines, start):
        _take(piece, body)
    return _interview(front, body, start)


def _front_matter(lines: list[str]) -> tuple[FrontMatter | None, int]:
    """Return the front matter, if any, and the index of the first line of the body."""
    if lines[0].rstrip() != _FENCE:
        return None, 0
    for at, line in enumerate(lines[1:], start=1):
        if line.rstrip() in (_FENCE, "..."):
            return read_front_matter(lines[1:at], 2), at + 1
    raise malformed("The front matter that begins here has no closing --- line.", line=1)


def _interview(front: FrontMatter | None, body: _Body, start: int) -> InterviewDraft:
    """Put the body's quotes and notes beside the fields of the front matter."""
    fields = dict(front.fields) if front else {}
    place = front.where if front else Where(lines_of({}, 1))
    for name in ("quotes", *NOT_FROM_FILES):
        if name in fields:
            raise place.into(name).refusal("Front matter cannot hold this; write it in the body.")
    body.notes += [f"Q: {question.words()}" for question in body.questions]
    given = [fields["notes"]] if fields.get("notes") else []
    if body.notes and all(isinstance(notes, str) for notes in given):
        fields["notes"] = "\n\n".join([*map(str, given), *body.notes])
    if not body.quotes:
        raise malformed(
            "No quote stands in this file: begin each line of a quote with >.",
            line=start + 1,
            field="quotes",
        )
    fields["quotes"] = body.quotes
    known = lines_of(body.lines, start + 1)

    def find_line(path: Path) -> int | None:
        return known(path) if path[:1] == ("quotes",) else place.find_line(path)

    return read_interview(fields, Where(find_line))


def _pieces(lines: list[str], start: int) -> list[_Piece]:
    """Cut the body into pieces that stand together."""
    pieces: list[_Piece] = []
    touches = False
    for number, line in enumerate(lines[start:], start=start + 1):
        if not line.strip():
            touches = False
            continue
        kind, words = _kind(line)
        if touches and _continues(kind, words, pieces[-1]):
            pieces[-1].lines.append(words)
        else:
            pieces.append(_Piece(kind, number, [words], touches))
        touches = True
    return pieces


def _kind(line: str) -> tuple[str, str]:
    """Tell what one line is, and its words without the mark that says so."""
    if quote := _QUOTE.fullmatch(line):
        return "quote", quote[1]
    words = line.strip()
    if _RULE.fullmatch(words):
        return "rule", ""
    if question := _QUESTION.match(words):
        return "question", question[1]
    return "text", words


def _continues(kind: str, words: str, last: _Piece) -> bool:
    """Tell whether a line belongs to the piece right above; a language mark starts its own."""
    if has_mark(words):
        return False
    return kind == last.kind == "quote" or (kind == "text" and last.kind in ("text", "question"))


def _take(piece: _Piece, body: _Body) -> None:
    """Put one piece where it belongs."""
    if piece.kind == "quote":
        _take_quote(piece, body)
    elif piece.kind == "question":
        body.questions.append(piece)
        body.is_open = False
    elif piece.kind == "text" and has_mark(piece.lines[0]):
        _take_marked_text(piece, body)
    elif piece.kind == "text":
        if piece.touches and body.is_open:
            raise malformed(
                "This line follows a quote directly. If it belongs to the quote put > before it, "
                "otherwise leave an empty line.",
                line=piece.line,
            )
        place = fixed_line(piece.line).into("notes")
        body.notes.append(checked_text("\n".join(piece.lines), place))
        body.is_open = False
    else:
        body.is_open = False


def _take_quote(piece: _Piece, body: _Body) -> None:
    """Add a quote, or a translation of the one right above."""
    language, paraphrase, words = _head(piece)
    if language and body.is_open and _translates(language, body, piece.line):
        _add_translation(piece.line, language, words, body)
        return
    at = len(body.quotes)
    quote: dict[str, object] = {"words": words, "language": language, "paraphrase": paraphrase}
    body.lines["quotes", at] = piece.line
    if body.questions:
        quote["question"] = "\n".join(question.words() for question in body.questions)
        body.lines["quotes", at, "question"] = body.questions[0].line
        body.questions.clear()
    body.quotes.append(quote)
    body.is_open = True


def _head(piece: _Piece) -> tuple[str, bool, str]:
    """Take language mark and paraphrase mark from the head of a quote, in either order."""
    language, words = language_mark(piece.words(), piece.line)
    paraphrase = words == "~" or words.startswith("~ ")
    if paraphrase:
        words = words[1:].lstrip()
        if not language:
            language, words = language_mark(words, piece.line)
    return language, paraphrase, _ESCAPED.sub("", words, count=1)


def _translates(language: str, body: _Body, line: int) -> bool:
    """Tell whether a marked block translates the quote above: it is in another language."""
    quote = body.quotes[-1]
    if quote["language"]:
        return quote["language"] != language
    if script_language(str(quote["words"])) == language.split("-", maxsplit=1)[0]:
        raise malformed(
            "This may be a translation of the quote above, or a quote of its own. Mark the "
            "language of the quote above too, or part the two by a line of three stars.",
            line=line,
        )
    return True


def _take_marked_text(piece: _Piece, body: _Body) -> None:
    """Add a translation that was written without > before it."""
    language, words = language_mark(piece.words(), piece.line)
    if not body.is_open or not _translates(language, body, piece.line):
        raise malformed(
            "A translation has to follow the quote that it translates, in another language.",
            line=piece.line,
        )
    _add_translation(piece.line, language, _ESCAPED.sub("", words, count=1), body)


def _add_translation(line: int, language: str, words: str, body: _Body) -> None:
    at = len(body.quotes) - 1
    translations = body.translations.setdefault(at, [])
    body.lines["quotes", at, "translations", len(translations)] = line
    translations.append({"language": language, "words": words})
    body.quotes[at]["translations"] = translations
