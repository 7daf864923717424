"""Targets that read files from outside: interviews, finished articles, attachments, rules, text.

Beside never failing otherwise than by name: no refusal quotes what it read, words of a draft stand
in its file, a cleaned picture tells nothing, and no rule or text lets a registry term through.
"""

from __future__ import annotations

import io
import random
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.fuzz.mutations import inside_zip, mutated
from tests.hostile.fuzz.runner import Wrong
from tests.ingest import files
from tests.ingest.conftest import document, paragraph
from vault.archive.redaction import redact
from vault.drafts import InterviewDraft
from vault.errors import MalformedError, StrongroomError
from vault.ingest import read_finished, read_json, read_lines, read_markdown
from vault.ingest.cleaning import clean
from vault.ingest.traces import look
from vault.model import Action, Audience, SpanKind, Term, Trace
from vault.redact.article import compare_quotes
from vault.redact.engine import RenderRequest, render
from vault.redact.recheck import recheck
from vault.redact.registry import Entry, Registry
from vault.redact.rules import default_toml, load

CANARY = "Quillfeather"
TERM = Entry(Term(CANARY, SpanKind.PERSON, Action.MASK), b"o" * 16)
REGISTRY = Registry((TERM,))
TOLD = f"They took {CANARY} over the bridge at Hoeryong, on 3 May 2019, with 12 sacks."

MARKDOWN = f"""---
title: Over the ice
desk: North desk
province: KP-09
tags: [rice, winter]
told: 2019-05
destroy_after: 2031-01-01
agreement:
  attribution: background
  scopes: [archive, quote]
  lines:
    en: a resident of the north
terms:
  - words: {CANARY}
    kind: person
    action: mask
---
Q: Who crossed?

> [ko] 얼음 위로 쌀을 날랐어요.
> [en] ~ We carried the rice over the ice with {CANARY}.

A note about {CANARY}.
"""
ROW = (
    f'{{"title": "Over the ice", "quotes": [{{"words": "{TOLD}", "language": "en", "question": '
    f'"Who?", "translations": [{{"language": "ko", "words": "얼음 위로"}}]}}], "tags": ["rice"], '
    f'"agreement": {{"attribution": "background", "scopes": ["archive"]}}, "terms": '
    f'[{{"words": "{CANARY}", "kind": "person"}}]}}'
)
ARTICLE = f"""# Over the ice

"We carried the sacks over the ice," [a resident](https://example.org/{CANARY}) said. «Nobody came.»

> We carried the *sacks* over the ice before the lamps were lit.

<!-- {CANARY} --> &amp; ‘nobody else was there at all’ 「쌀이 없었다」
"""
RULES = f"""version = 1

[placeholders.publication.en]
person = "(a source)"

[[rule]]
id = "cities"
detector = "geography.city"
action = "keep"

[[rule]]
id = "names"
pattern = '{CANARY}|[A-Z][a-z]+feather'
action = {{review = "keep", publication = "generalise"}}
kind = "person"
wording = {{en = "somebody"}}
languages = ["en"]
"""
WORDS = tuple(
    each.encode()
    for each in (
        "---", "\n---\n", "> ", "\n> ", "Q: ", "질문: ", "~ ", "[en] ", "[ko] ", "- ", ": ", "|\n",
        '"', "'", "\\", "&amp;", "<!--", "-->", "](", "**", "```", "\t", "#", "{", "}", "null",
        "NaN", "1e999", "9" * 30, "true", '"words":', '"quotes":', "[[rule]]", "pattern = '(a+)+$'",
        'action = "keep"', "(?:", "(?<=", r"\p{L}+", "{1,9999}", "..", CANARY, "3 May 2019",
    )
)  # fmt: skip
XML = tuple(
    each.encode()
    for each in (
        "<w:p>", "</w:p>", "<w:r>", "<w:t>", "</w:t>", "<w:del>", "<w:ins>", "<w:tbl>",
        "<w:vanish/>", "<w:tc>", '<!DOCTYPE x [<!ENTITY a "b">]>', "&a;", "<![CDATA[", "]]>",
        "<?x?>", "xmlns:w=''", "<w:instrText>", "<w:sym w:char='F041'/>", "&#0;", "&#xD800;",
        "<w:br/>", CANARY,
    )
)  # fmt: skip


@dataclass
class Parser:
    """A target whose seeds are small files, read in one call."""

    name: str
    seeds: tuple[bytes, ...]
    read: Callable[[bytes], bool]
    words: tuple[bytes, ...] = WORDS

    def prepare(self, folder: Path) -> None:
        """Show that every seed is read as it stands."""
        for seed in self.seeds:
            if self.run(seed):
                message = f"a seed of {self.name} is refused"
                raise RuntimeError(message)

    def begin(self, folder: Path) -> None:
        """Nothing is written."""

    def case(self, chance: random.Random) -> bytes:
        seed = chance.choice(self.seeds)
        if seed.startswith(b"PK") and chance.random() < 0.7:
            return inside_zip(seed, chance, XML)
        if chance.random() < 0.1:
            seed += chance.choice(self.seeds)
        return mutated(seed, chance, self.words)

    def run(self, data: bytes) -> bool:
        try:
            return self.read(data)
        except StrongroomError as refusal:
            _check_silent(refusal)
            return True


def _check_silent(refusal: StrongroomError) -> None:
    if CANARY.casefold() in refusal.sentence.casefold():
        message = "a refusal quotes its input"
        raise Wrong(message)


# --- interviews ----------------------------------------------------------------------------


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFC", text)))


def _stand_in(draft: InterviewDraft, text: str) -> None:
    """Refuse words that stand in no line of the file."""
    whole = _letters(text)
    for quote in draft.quotes:
        for words in (quote.words, quote.question, *(t.words for t in quote.translations)):
            for line in words.split("\n"):
                if _letters(line) not in whole:
                    message = "a draft has words that its file does not hold"
                    raise Wrong(message)


def markdown(data: bytes) -> bool:
    draft = read_markdown(data)
    if draft != read_markdown(data):
        message = "one file was read in two ways"
        raise Wrong(message)
    _stand_in(draft, data.decode("utf-8-sig"))
    return False


def _rows(rows: Iterable[tuple[int, InterviewDraft | MalformedError]]) -> bool:
    found = [each for _, each in rows]
    refusals = [each for each in found if isinstance(each, MalformedError)]
    for refusal in refusals:
        _check_silent(refusal)
    return bool(refusals) or not found


def json_file(data: bytes) -> bool:
    return _rows(read_json(data))


def json_lines(data: bytes) -> bool:
    return _rows(read_lines(io.BytesIO(data)))


# --- finished files and attachments --------------------------------------------------------


def finished(data: bytes) -> bool:
    """A name that stands in a text as it is has to be found in what was read of it."""
    if data.startswith(b"PK"):
        recheck(read_finished(data, "docx").joined(), REGISTRY)
        return False
    for kind in ("md", "txt"):
        survivors = recheck(read_finished(data, kind).joined(), REGISTRY)
        if not survivors and CANARY in data.decode("utf-8-sig"):
            message = "a name in a finished text was not found"
            raise Wrong(message)
    return False


def article(data: bytes) -> bool:
    text = read_finished(data, "md").joined()
    compare_quotes(text, (("one", TOLD), ("two", "We carried the sacks over the ice")))
    return False


def traces(data: bytes) -> bool:
    return Trace.UNREADABLE in look(io.BytesIO(data), len(data)).traces


def cleaning(data: bytes) -> bool:
    media_type = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    target = io.BytesIO()
    clean(media_type, io.BytesIO(data), target)
    told = look(io.BytesIO(target.getvalue()), len(target.getvalue())).traces
    if set(told) - {Trace.UNREADABLE}:
        message = "a cleaned picture still tells something"
        raise Wrong(message)
    return False


# --- rules and text ------------------------------------------------------------------------


def rules(data: bytes) -> bool:
    loaded = load(data.decode("utf-8", "replace"))
    for audience in Audience:
        shown = render(RenderRequest(TOLD, "en", audience, REGISTRY, loaded))
        if CANARY.casefold() in shown.text.casefold():
            message = "rules let a registry term through"
            raise Wrong(message)
    return False


def text(data: bytes) -> bool:
    redact(data, Audience.PUBLICATION)
    decoded = data.decode()
    shown = render(RenderRequest(decoded, "en", Audience.REVIEW, REGISTRY, load(default_toml())))
    if any(not each.inside for each in recheck(shown.text, REGISTRY)):
        message = "a registry term survived its own redaction"
        raise Wrong(message)
    return False


def _docx(body: str, **parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", document(body))
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", xml)
    return made.getvalue()


_DOCX = _docx(
    paragraph("We carried the ", CANARY, " over") + "<w:tbl><w:tr><w:tc>" + paragraph("one")
    + "</w:tc><w:tc>" + paragraph("two") + "</w:tc></w:tr></w:tbl><w:p><w:r><w:rPr><w:vanish/>"
    "</w:rPr><w:t>hidden</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>",
    footnotes=document(paragraph("below"), "footnotes"),
    comments=document(paragraph("aside"), "comments"),
)  # fmt: skip
_PICTURES = (
    files.jpeg(files.exif(files.tiff()), files.xmp(), files.segment(0xFE, CANARY.encode())),
    files.png(files.chunk(b"eXIf", files.tiff()), files.chunk(b"tEXt", b"Author\0Aino")),
)
_ATTACHMENTS = (
    *_PICTURES, files.tiff(), files.heic(), files.pdf(), files.pdf_with_object_stream(),
    files.office(), files.mp3((b"TPE1", b"\0Ok-hui"), tail=files.id3_1()),
    files.mp4(files.box(b"\xa9xyz", b"+37.5+127.0/"), files.keys(b"com.apple.quicktime.make")),
    files.wav(files.info((b"IART", b"Ok-hui")), files.broadcast(b"Halcyon", b"2025-01-01")),
)  # fmt: skip

PARSERS = (
    Parser("markdown", (MARKDOWN.encode(), b"> one\n\n> two\n", TOLD.encode()), markdown),
    Parser("json", (ROW.encode(), f"[{ROW}, {ROW}]".encode()), json_file),
    Parser("lines", (f"{ROW}\n{ROW}\n".encode(),), json_lines),
    Parser("finished", (_DOCX, ARTICLE.encode()), finished),
    Parser("article", (ARTICLE.encode(), TOLD.encode()), article),
    Parser("traces", _ATTACHMENTS, traces, ()),
    Parser("cleaning", _PICTURES, cleaning, ()),
    Parser("rules", (RULES.encode(), default_toml().encode()), rules),
    Parser("text", (TOLD.encode(), ARTICLE.encode(), MARKDOWN.encode()), text),
)
