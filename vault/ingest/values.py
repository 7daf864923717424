"""One reader per kind of value: text, date, list, enum word, language; each refuses with a place.

Which field holds which kind is `fields`; here nothing knows what an interview is.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from vault.errors import MalformedError
from vault.ingest.limits import MAXIMUM_ITEMS, Repeated
from vault.ingest.where import Where, is_field_name
from vault.model import Precision, ToldTime
from vault.text import first_unsafe

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_PRECISION_BY_LENGTH = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}
_PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
# Printable to Python, yet `vault.text` refuses them: they only change another character's glyph.
_SELECTORS = re.compile("[\ufe00-\ufe0e\U000e0100-\U000e01ef]")
_YES = frozenset({"true", "yes"})
_NO = frozenset({"false", "no", ""})


def text(value: object, where: Where) -> str:
    """Read text: NFC, line feeds only, no outer blanks; absent (null) is empty.

    Raises MalformedError for anything else, and for characters that are invisible or would act
    on a terminal.
    """
    if value is None:
        return ""
    if isinstance(value, Repeated):
        raise repeated(value, where)
    if not isinstance(value, str):
        raise where.refusal("This must be text.")
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    at = None if _is_plain(unified) else first_unsafe(unified)
    if at is not None:
        raise where.refusal(
            f"The invisible or control character U+{ord(unified[at]):04X} is character {at + 1} "
            "of this text. Remove it."
        )
    return unicodedata.normalize("NFC", unified).strip()


def _is_plain(value: str) -> bool:
    """Tell quickly that nothing here can be unsafe; half the time of a bulk import went there."""
    return (
        value.replace("\n", " ").replace("\t", " ").isprintable()
        and _SELECTORS.search(value) is None
    )


def words(value: object, where: Where) -> str:
    """Read text that may not be empty."""
    found = text(value, where)
    if not found:
        raise where.refusal("The words are missing.")
    return found


def line_of_text(value: object, where: Where) -> str:
    """Read text that stands on one line; tabs become blanks."""
    found = text(value, where)
    if "\n" in found:
        raise where.refusal("This must stand on one line.")
    return found.replace("\t", " ")


def line_of_words(value: object, where: Where) -> str:
    """Read text that stands on one line and may not be empty."""
    return line_of_text(words(value, where), where)


def flag(value: object, where: Where) -> bool:
    """Read true or false, also as the words yes and no."""
    if isinstance(value, bool):
        return value
    word = text(value, where).lower()
    if word not in _YES | _NO:
        raise where.refusal("This must be true or false.")
    return word in _YES


def full_date(value: object, where: Where) -> str | None:
    """Read an ISO date (2027-03-01); absent is None."""
    found = text(value, where)
    if not found:
        return None
    if len(found) != 10 or not _is_date(found):
        raise where.refusal("This must be a date such as 2027-03-01.")
    return found


def moment(value: object, where: Where) -> str:
    """Read when a conversation was held: words, or a date whose day and hour must exist."""
    found = line_of_text(value, where)
    if not re.match(r"[0-9]{4}-[0-9]", found):
        return found
    day, _, hour = found.replace("T", " ", 1).partition(" ")
    if not _is_date(day) or (re.match(r"[0-9]", hour) and not _is_moment(f"{day} {hour}")):
        raise where.refusal(
            "That day or hour does not exist; write 2026-10-14 or 2026-10-14 21:30."
        )
    return found


def told_time(value: object, where: Where) -> ToldTime:
    """Read {value, precision}, or a date cut to what is known: 2025, 2025-10, 2025-10-14."""
    if isinstance(value, dict | Repeated):
        fields = mapping(value, where, ("value", "precision"))
        told = told_time(fields.get("value"), where.into("value"))
        if "precision" not in fields:
            return told
        precision = one_of(Precision, fields["precision"], where.into("precision"))
        if precision is not told.precision:
            raise where.into("precision").refusal("The date is not cut to this precision.")
        return told
    found = text(value, where)
    if found and not _is_date(found):
        raise where.refusal("This must be a date such as 2025, 2025-10 or 2025-10-14.")
    return ToldTime(found, _PRECISION_BY_LENGTH.get(len(found), Precision.UNKNOWN))


def language(value: object, where: Where) -> str:
    """Read a BCP 47 tag in its usual case (ko, en-GB, zh-Hant); absent is empty."""
    found = text(value, where)
    if not found:
        return ""
    if not _LANGUAGE.fullmatch(found):
        raise where.refusal("This must be a language tag such as ko or en-GB.")
    first, *rest = found.split("-")
    return "-".join([first.lower(), *map(_subtag, rest)])


def one_of(kind: type[E], value: object, where: Where) -> E:
    """Read one word of an enum; case, blanks, hyphens and underscores do not matter."""
    word = re.sub(r"[\s_-]+", "_", text(value, where).lower()).replace("_the_", "_")
    if word not in frozenset(kind):
        known = ", ".join(str(member).replace("_", " ") for member in kind)
        raise where.refusal(f"This must be one of: {known}.")
    return kind(word)


def items(value: object, where: Where, read: Callable[[object, Where], T]) -> tuple[T, ...]:
    """Read a list, or one plain text as a list of one; absent is empty."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return (read(value, where),)
    if not isinstance(value, list):
        raise where.refusal("This must be a list.")
    if len(value) > MAXIMUM_ITEMS:
        raise where.refusal(f"This list is longer than {MAXIMUM_ITEMS}.")
    return tuple(read(item, where.into(at)) for at, item in enumerate(value))


def mapping(value: object, where: Where, names: tuple[str, ...]) -> Mapping[str, object]:
    """Read an object whose field names are all known; raises MalformedError naming the stranger."""
    if isinstance(value, Repeated):
        raise repeated(value, where)
    if not isinstance(value, dict):
        raise where.refusal(f"This must be an object with fields such as {', '.join(names[:3])}.")
    for name in value:
        if name not in names:
            raise unknown_field(name, where, names)
    return value


def pairs_by_language(value: object, where: Where) -> tuple[tuple[str, str], ...]:
    """Read {language tag: words on one line} into pairs, each language once."""
    if value is None or value == "":
        return ()
    if isinstance(value, Repeated):
        raise repeated(value, where)
    if not isinstance(value, dict):
        raise where.refusal('This must be an object from language to words, such as {"en": "..."}.')
    pairs = [_pair(tag, line, where) for tag, line in value.items()]
    if len({tag for tag, _ in pairs}) < len(pairs):
        raise where.refusal("One language stands here twice.")
    return tuple(pairs)


def unknown_field(name: object, where: Where, names: tuple[str, ...]) -> MalformedError:
    """Build the refusal of a field name that nothing here knows, with the nearest that is known."""
    spelled = str(name)
    near = difflib.get_close_matches(re.sub(r"[\s-]+", "_", spelled.lower()), names, 1)
    hint = f" Did you mean {near[0]}?" if near else f" Known are: {', '.join(names)}."
    place = where.into(spelled) if is_field_name(spelled) else where
    return place.refusal(f"Strongroom knows no field of this name.{hint}")


def repeated(value: Repeated, where: Where) -> MalformedError:
    """Build the refusal of an object in which one name stands twice."""
    place = where.into(value.name) if is_field_name(value.name) else where
    return place.refusal("This field stands twice in one object.")


def _pair(tag: object, line: object, where: Where) -> tuple[str, str]:
    place = where.into(str(tag))
    spelled = language(tag, where)
    if not spelled:
        raise where.refusal("A language tag is missing.")
    return spelled, line_of_words(line, place)


def _subtag(subtag: str) -> str:
    """Spell a script as Hant, a region as GB, anything else in lower case."""
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag.lower()


def _is_date(value: str) -> bool:
    """Tell whether a year, a month or a day stands here that exists."""
    if not _PARTIAL_DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value + "-01-01"[: 10 - len(value)] if len(value) < 10 else value)
    except ValueError:
        return False
    return True


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
