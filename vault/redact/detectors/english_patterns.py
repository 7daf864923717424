"""The table of English phrases: patterns over tags, what they give away, and how surely.

Tags are those of `english_classes` and `tagging`. Adding a phrase is adding a row. Where a pattern
has a group, the group is what is proposed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from vault.model import Confidence, SpanKind

_LIKELY: Final = Confidence.LIKELY
_POSSIBLE: Final = Confidence.POSSIBLE

# Ordinary words that stand before a noun; nouns that stand alone in lower case.
_W: Final = "[wxtUjbFqQse]"
_NOUN: Final = "[wWxUbFkhOKzuyQ]"
_NUMBER: Final = "(?:[n1c](?:-?[n1c])*)"
_ROMAN: Final = "[14n]"


@dataclass(frozen=True, repr=False)
class Phrase:
    """A row of the table: a pattern over tags and what it proposes."""

    detector: str
    kind: SpanKind
    confidence: Confidence
    why: str
    written: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern, compiled when it is first used."""
        return re.compile(self.written)


def _row(detector: str, kind: SpanKind, sure: Confidence, why: str, pattern: str) -> Phrase:
    return Phrase(f"english.{detector}", kind, sure, why, pattern)


PHRASES: Final = (
    # Time.
    _row("date", SpanKind.DATE, _LIKELY, "days of a month", r"1(?:(?:,|[&g-])1)+(?:of)?m4?"),
    _row(
        "date", SpanKind.DATE, _LIKELY, "month with a day or year", r"r?(?:o?)m[14r](?:,?4)?|rom4?"
    ),
    _row("date", SpanKind.DATE, _POSSIBLE, "month", r"[m](?:,m)*(?:&m)?(?:of?4)?"),
    _row("date", SpanKind.DATE, _POSSIBLE, "year", r"(?<![$l])4(?![%$/])"),
    _row(
        "date",
        SpanKind.DATE,
        _POSSIBLE,
        "time told by an event",
        r"(?:[rsuD]{1,2}[go]d?)?[rsw]?F(?:s|F)?(?:o[CX]{1,2})?(?:o?4)?|su?(?:[go][dp]?[wFr]{1,2}[WFuw]?)",
    ),
    _row(
        "date",
        SpanKind.DATE,
        _POSSIBLE,
        "day told by what happened",
        r"(?<=d)[us](?:[pgd][a-zA-Z']{1,5})(?=[.,;:N)?])|[us]od[wFrx]{1,2}(?=[.,;:N)?g])",
    ),
    _row("date", SpanKind.DATE, _POSSIBLE, "weekday", r"[rw]?D(?:gF|od?F)?"),
    _row(
        "date",
        SpanKind.DATE,
        _POSSIBLE,
        "season or part of a year",
        r"(?:[rwE]|(?<=[gdN.,:]))s(?:u)?(?:o?4)?|Eod?[msuFw]4?|E[ms]4?",
    ),
    _row(
        "date",
        SpanKind.DATE,
        _POSSIBLE,
        "day or month by its number",
        r"r[umD](?:[og]d?[wF4P]{1,2})?|(?<=d)r(?=[.,;&gdN])",
    ),
    _row(
        "duration",
        SpanKind.DATE,
        _POSSIBLE,
        "length of time",
        rf"(?:{_NUMBER}(?:(?:,|[g&]){_NUMBER})*|[ar](?=u)|(?<![a-zA-Z])4)[wr]?-?u(?:&(?:{_NUMBER}|a)u)?",
    ),
    # Numbers.
    _row(
        "sum",
        SpanKind.COUNT,
        _LIKELY,
        "sum of money",
        rf"\${_ROMAN}n*|{_NUMBER}P?\$(?:\$|\(\$\))?(?:[gaw](?:u|%|[KW]))?|(?<=[(])\$(?=[)])"
        r"|1(?:,1)*&1(?=[$])",
    ),
    _row("count", SpanKind.COUNT, _LIKELY, "measure", rf"(?:{_NUMBER}|4)[wh]?[%](?:\.[?I%])?"),
    _row(
        "count",
        SpanKind.COUNT,
        _POSSIBLE,
        "number of people or things",
        rf"{_NUMBER}(?:[wxPrUjQF]{{0,2}}[WKOQRBhGzZkx]|[wO](?![a-z])|of[dpa]?[wP]?[WKO])"
        r"|n(?:-?&?[n1c])*(?:gn)?(?:g[a1]u)?|(?<![lL(])(?<![lL]\.)(?<![lL]1[,&lg])(?<!1l)1(?!-)",
    ),
    _row("count", SpanKind.COUNT, _POSSIBLE, "how often", r"[ng]au"),
    # People and what they do.
    _row(
        "kinship",
        SpanKind.KINSHIP,
        _POSSIBLE,
        "kinship",
        r"(?:[n1c]g?|[er]|(?<=[^a-z])g(?=K))?j{0,2}K|(?<=p)[j](?=[,.;:N])",
    ),
    _row(
        "occupation",
        SpanKind.OCCUPATION,
        _POSSIBLE,
        "occupation",
        r"(?:[wxSPhGkUFBl](?=[wxSPhGkQB]?O))?[wxSPhGkQBl]?O(?:q|O)?(?:o[dap]?[wxhGkUOK']{1,3})?(?![CXI])",
    ),
    _row(
        "occupation",
        SpanKind.OCCUPATION,
        _POSSIBLE,
        "head of something",
        r"q?[wxhGkU]?q(?:o[dap]?[wxhGkUWKO']{1,3}|[wxhGkO])|q?[wxhGkU]{1,2}q(?![a-z])|Or?w?(?<=rw)",
    ),
    _row("people", SpanKind.DETAIL, _POSSIBLE, "people or nationality", r"w?P(?:[zKOWhGw]|-?P)?"),
    # Where.
    _row(
        "facility",
        SpanKind.PLACE,
        _POSSIBLE,
        "facility",
        r"[wxWPOQUFKhGu']{0,2}k(?:O|k)?(?:o[CX]{1,2})?",
    ),
    _row(
        "organisation",
        SpanKind.ORGANISATION,
        _LIKELY,
        "number of a unit, a school or a house",
        r"[HhGkCX]-?(?:l\.?)?1(?![%u$])",
    ),
    _row(
        "place", SpanKind.PLACE, _POSSIBLE, "number of a house or a room", r"U-?(?:l\.?)?1(?:,U1)?"
    ),
    _row("organisation", SpanKind.ORGANISATION, _POSSIBLE, "which of several", r"r[hGkUHO]"),
    _row(
        "organisation",
        SpanKind.ORGANISATION,
        _POSSIBLE,
        "office or group",
        r"[wxOKP']{1,2}U(?![1r])|[OKW]'?[wx]?[hG]|[wxPz]{1,2}G|UU|zh|[wx]{1,2}h(?=[,.;:N)g]|oX)",
    ),
    # What singles out.
    _row(
        "detail",
        SpanKind.DETAIL,
        _POSSIBLE,
        "what only one person has or does",
        r"ge?[aedn1]?e[aw]?[wWOKQbhGk](?:g?[gw]d?[wWO]{1,3})?|e[1dnc]?[wWOKQb]{1,3}|ec|jo[n1c]",
    ),
    _row("detail", SpanKind.DETAIL, _POSSIBLE, "what singles out", r"[wxjO]?M|(?<=d)r[wx](?=g)"),
    _row(
        "detail",
        SpanKind.DETAIL,
        _POSSIBLE,
        "a leave and its length",
        rf"{_NUMBER}-?u'?w(?=[.,;N])",
    ),
    _row("detail", SpanKind.DETAIL, _POSSIBLE, "part of the body", r"[wxjQRrMc]b|bg?w?Q|(?<=a)b"),
    _row(
        "detail",
        SpanKind.DETAIL,
        _POSSIBLE,
        "health, crime or living",
        r"(?:[wKO]'?(?=B)|w{0,2}(?=[QR]))[QRB]+(?:o[dap]?[wWQ]{0,2}[QRBW])?",
    ),
    _row("number", SpanKind.ID_NUMBER, _POSSIBLE, "number after initials", r"A(?:-?1)+"),
    _row("unusual", SpanKind.DETAIL, _POSSIBLE, "unusual word", r"x+"),
    _row("name", SpanKind.PERSON, _POSSIBLE, "name before an age", r"S(?=,a?[14n])"),
    # Lines without capitals.
    _row(
        "name",
        SpanKind.PERSON,
        _POSSIBLE,
        "unusual words in a text without capitals",
        r"(?:[OK](?=Z))?Z(?:-?Z)*(?:[yz])?",
    ),
    _row(
        "name",
        SpanKind.PERSON,
        _LIKELY,
        "name after a title",
        r"T\.?(?:[Iga]\.?)*(?:(?<=[T.])[wWyKOm]Z*|Z+)",
    ),
    _row(
        "organisation",
        SpanKind.ORGANISATION,
        _POSSIBLE,
        "institution",
        r"(?:w&)?(?:[wWPZOKQRByt]{1,3}y+|y)(?:[of](?:d?[wWPZy]{1,2}))|(?:w&)?[wWPZOKQRByt]{1,3}y+",
    ),
)
