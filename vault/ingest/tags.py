"""Language marks at the head of a quote: `[ko] ...`, told apart from words in brackets.

Whether a tag is well-formed anywhere else is `values.language`.
"""

from __future__ import annotations

import re

from vault.ingest.limits import malformed

_MARK = re.compile(r"\[([a-z]{2}|[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){1,3})\]\s+")
# ISO 639-1. Longer codes (she, was, sic) need a subtag, as in [yue-HK].
_CODES = frozenset(
    (
        "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
        "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht "
        "hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky "
        "la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny "
        "oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss "
        "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo "
        "za zh zu"
    ).split()
)
# "[he] crossed the river" is a word put in by an editor, not Hebrew.
_ENGLISH_WORDS = frozenset("am an as be he hi ho id is it my no or so to".split())
_SCRIPTS = (
    (re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]"), "ko"),
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\u3400-\u9fff]"), "zh"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[\u0600-\u06ff]"), "ar"),
)


def language_mark(text: str, line: int) -> tuple[str, str]:
    """Split `[ko] words` into tag and words; without a mark the tag is "".

    Raises MalformedError for a mark that may as well be a word in brackets.
    """
    found = _MARK.match(text)
    if found is None or (found[1].split("-")[0] not in _CODES and "-" not in found[1]):
        return "", text
    if found[1] in _ENGLISH_WORDS:
        raise malformed(
            "This may be a language or a word in brackets. For the language write it with its "
            "region, as in [he-IL]; for the word put a backslash before the bracket.",
            line=line,
        )
    return found[1], text[found.end() :]


def has_mark(text: str) -> bool:
    """Tell whether text begins with a language mark that cannot be a word in brackets."""
    found = _MARK.match(text)
    return found is not None and ("-" in found[1] or found[1] in _CODES - _ENGLISH_WORDS)


def script_language(words: str) -> str:
    """Return the language that a script suggests; "en" for Latin letters and the rest."""
    return next((tag for letters, tag in _SCRIPTS if letters.search(words)), "en")
