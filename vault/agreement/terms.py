"""What an agreement says: the house's own sentences, and a quote's terms within an interview's.

Whether a quote may leave under an agreement is `agreement.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from vault.errors import RefusedError
from vault.model import Agreement, AnonymousFrom, Attribution, PersonId

LOOSER_RULE = "AGR-22"


def _sentence(*, en: str, ko: str) -> Mapping[str, str]:
    return MappingProxyType({"en": en, "ko": ko})


HOUSE_SENTENCES: Mapping[Attribution, Mapping[str, str]] = MappingProxyType(
    {
        Attribution.NOT_AGREED: _sentence(
            en="Nothing is agreed yet: nothing this person said may leave the archive.",
            ko="아직 합의된 것이 없습니다. 이 사람의 말은 보관소 밖으로 나갈 수 없습니다.",
        ),
        Attribution.ON_RECORD: _sentence(
            en="On the record: the words may be printed with the name or title agreed below.",
            ko="실명 인용: 아래에 합의한 이름이나 직함과 함께 말을 그대로 실을 수 있습니다.",
        ),
        Attribution.BACKGROUND: _sentence(
            en=(
                "Background: the words may be printed, but only under the description agreed "
                "below, never with a name."
            ),
            ko=(
                "익명 인용: 말을 그대로 실을 수 있지만 아래에 합의한 표현으로만 밝히고 "
                "이름은 쓰지 않습니다."
            ),
        ),
        Attribution.DEEP_BACKGROUND: _sentence(
            en=(
                "Deep background: only the substance may be printed, in our own words and "
                "without saying where it comes from."
            ),
            ko=(
                "배경 설명: 내용만 우리 글로 풀어 쓸 수 있으며 누가 말했는지 "
                "어떤 식으로도 밝히지 않습니다."
            ),
        ),
        Attribution.OFF_RECORD: _sentence(
            en="Off the record: not for publication in any form, not even paraphrased.",
            ko="비보도: 풀어 쓰는 것을 포함해 어떤 형태로도 보도하지 않습니다.",
        ),
    }
)

_STRICTNESS = (
    Attribution.ON_RECORD,
    Attribution.BACKGROUND,
    Attribution.DEEP_BACKGROUND,
    Attribution.NOT_AGREED,
    Attribution.OFF_RECORD,
)
NEVER_LEAVES = (Attribution.NOT_AGREED, Attribution.OFF_RECORD)


def stricter(interview: Agreement, quote: Agreement | None) -> Agreement:
    """Combine an interview's agreement with a quote's own, each point on its stricter side.

    Scopes are those in both, people to be anonymous from those in either; the later embargo and
    every awaited event count. A quote under a stricter attribution keeps only its own lines, and
    none that repeats a line agreed for the record, since that may be a name; the lines of a looser
    one, which only another program can have saved, count for nothing.
    """
    if quote is None:
        return interview
    return Agreement(
        attribution=max(interview.attribution, quote.attribution, key=_STRICTNESS.index),
        lines=_combined_lines(interview, quote),
        scopes=tuple(scope for scope in interview.scopes if scope in quote.scopes),
        anonymous_from=_combined_audience(interview, quote),
        embargo_until=_later(interview.embargo_until, quote.embargo_until),
        embargo_event=_both(interview.embargo_event or "", quote.embargo_event or "") or None,
        limits=_both(interview.limits, quote.limits),
        wording=_both(interview.wording, quote.wording),
    )


def looser_fields(interview: Agreement, quote: Agreement | None) -> tuple[str, ...]:
    """Name the fields in which a quote's own agreement tries to be looser than its interview's.

    A changed line in a language that the interview has too is no comparison that a program can
    make; whoever enters it vouches that it says less.
    """
    if quote is None:
        return ()
    same_terms = quote.attribution is interview.attribution
    languages = {tag for tag, _ in interview.lines}
    checks = {
        "attribution": _is_looser_attribution(interview, quote),
        "lines": same_terms and any(tag not in languages for tag, _ in quote.lines),
        "scopes": any(scope not in interview.scopes for scope in quote.scopes),
        "anonymous_from": bool(_hidden_from(interview) - _hidden_from(quote)),
        "embargo_until": _is_earlier(quote.embargo_until, interview.embargo_until),
    }
    return tuple(name for name, looser in checks.items() if looser)


def refuse_looser(interview: Agreement, quote: Agreement | None) -> None:
    """Raise RefusedError, naming the fields, when a quote's own agreement is looser."""
    fields = looser_fields(interview, quote)
    if fields:
        raise RefusedError(
            "A quote's own agreement may only be stricter than its interview's. Looser here: "
            f"{', '.join(fields)}. Change the interview's agreement first, if the source agreed.",
            (LOOSER_RULE,),
        )


def agreed_line(agreement: Agreement, language: str) -> str:
    """Return the attribution line agreed in a language, or "".

    A line in "en" serves "en-GB" and the other way round; one in "zh-Hans" does not serve
    "zh-Hant".
    """
    wanted = language.casefold()
    tags = {tag.casefold(): line.strip() for tag, line in agreement.lines}
    if wanted in tags:
        return tags[wanted]
    near = (line for tag, line in tags.items() if _is_wider(tag, wanted) or _is_wider(wanted, tag))
    return next(near, "")


def printed_line(agreement: Agreement, language: str) -> str:
    """Return what a copy prints below a quote: the agreed line, and nothing on deep background."""
    if agreement.attribution in (Attribution.ON_RECORD, Attribution.BACKGROUND):
        return agreed_line(agreement, language)
    return ""


def people_under_lines(picks: Iterable[tuple[str, PersonId]]) -> Mapping[str, int]:
    """Count the different persons behind each printed line of a copy: pairs of line and person."""
    people: dict[str, set[PersonId]] = {}
    for line, person in picks:
        people.setdefault(line, set()).add(person)
    return {line: len(persons) for line, persons in people.items()}


def _is_looser_attribution(interview: Agreement, quote: Agreement) -> bool:
    """Compare attributions; what can never leave is never looser than anything."""
    if quote.attribution in NEVER_LEAVES:
        return False
    return _STRICTNESS.index(quote.attribution) < _STRICTNESS.index(interview.attribution)


def _combined_lines(interview: Agreement, quote: Agreement) -> tuple[tuple[str, str], ...]:
    difference = _STRICTNESS.index(quote.attribution) - _STRICTNESS.index(interview.attribution)
    if difference > 0:
        recorded = {_folded(line) for _, line in interview.lines}
        return tuple(pair for pair in quote.lines if _folded(pair[1]) not in recorded)
    if difference < 0 or not quote.lines:
        return interview.lines
    languages = {tag for tag, _ in interview.lines}
    return tuple(pair for pair in quote.lines if pair[0] in languages)


def _folded(line: str) -> str:
    return " ".join(line.split()).casefold()


def _hidden_from(agreement: Agreement) -> frozenset[AnonymousFrom]:
    return frozenset(agreement.anonymous_from) - {AnonymousFrom.NOBODY}


def _combined_audience(interview: Agreement, quote: Agreement) -> tuple[AnonymousFrom, ...]:
    hidden = _hidden_from(interview) | _hidden_from(quote)
    return tuple(who for who in AnonymousFrom if who in hidden) or interview.anonymous_from


def _both(first: str, second: str) -> str:
    return "; ".join(dict.fromkeys(words for words in (first, second) if words))


def day_of(value: str) -> date | None:
    """Read YYYY-MM-DD and nothing else; None means a date that never comes."""
    try:
        return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None
    except ValueError:
        return None


def _later(first: str | None, second: str | None) -> str | None:
    """Return the embargo that lasts longer; one that is no date lasts for ever."""
    dates = [value for value in (first, second) if value is not None]
    return max(dates, key=lambda value: day_of(value) or date.max, default=None)


def _is_earlier(quote: str | None, interview: str | None) -> bool:
    return quote is not None and interview is not None and _later(quote, interview) != quote


def _is_wider(tag: str, other: str) -> bool:
    return other.startswith(f"{tag}-")
