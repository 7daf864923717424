"""Every rule that may stand between a quote and a copy, with its id, sentence and remedy (pure).

Facts come from the journal through `archive`; combining agreements is `agreement.terms`, counting
what else is public is `exposure`, and reading the finished file again is `redact.recheck`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from vault.agreement.terms import agreed_line, day_of, stricter
from vault.model import Agreement, Attribution, Purpose, Record, Scope


class QuoteFacts(Record, frozen=True, kw_only=True):
    """What is known about one quote picked for one copy; nothing has a lenient default.

    `language` is the copy's language for this quote (BCP 47), `line` exactly what the copy would
    print below it ("" for nothing), `people_under_line` how many different persons the copy's
    quotes under that same line come from. `versions` counts the versions that stand side by side.
    `events_recorded` is true when an editor who is not the author recorded every event that the
    agreements wait for. `withdrawn` covers the whole interview, this quote, this purpose and this
    language. `own_approval_allowed` is true only where the vault's policy has one person and the
    second reading took place. `too_few_know` and `too_many_know` compare who is on record as
    knowing the source with what the policy asks, where it asks anything.
    """

    interview_agreement: Agreement
    quote_agreement: Agreement | None
    purpose: Purpose
    language: str
    paraphrase: bool
    translated: bool
    translation_outdated: bool
    line: str
    people_under_line: int
    events_recorded: bool
    held: bool
    withdrawn: bool
    marked: bool
    undecided: int
    rendition_stale: bool
    rendition_approved: bool
    approved_by_author: bool
    versions: int
    codename_printed: bool
    own_approval_allowed: bool = False
    codenames_allowed: bool = False
    too_few_know: bool = False
    too_many_know: bool = False


class Verdict(Record, frozen=True):
    """One rule's answer: its id, whether it lets the quote go, one sentence, what would lift it."""

    rule: str
    allowed: bool
    sentence: str
    needs: str = ""


@dataclass(frozen=True)
class _Case:
    """The facts, the agreement in force, and the day on which somebody asks."""

    facts: QuoteFacts
    agreement: Agreement
    today: date


@dataclass(frozen=True)
class _Rule:
    """A rule: when it refuses, and what is said then and otherwise."""

    rule: str
    refuses: Callable[[_Case], bool]
    passed: str
    refused: str
    needs: str


def verdicts(facts: QuoteFacts, today: date) -> tuple[Verdict, ...]:
    """Judge one quote by every rule, in the order of their ids; pure.

    The quote may leave only when every verdict is `allowed`; rules that do not concern it pass.
    """
    case = _Case(facts, stricter(facts.interview_agreement, facts.quote_agreement), today)
    return tuple(_judge(rule, case) for rule in _RULES)


def may_leave(found: Iterable[Verdict]) -> bool:
    """Tell whether every verdict allows; no verdicts at all allow nothing."""
    answers = [verdict.allowed for verdict in found]
    return bool(answers) and all(answers)


def refusals(found: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Keep the verdicts that stand in the way."""
    return tuple(verdict for verdict in found if not verdict.allowed)


def prints_codename(codename: str, texts: Iterable[str]) -> bool:
    """Tell whether a codename stands in any text, whatever its case, blanks, hyphens and suffix."""
    parts = re.findall(r"[^\W_]+", codename)
    if not parts:
        return False
    pattern = re.compile(r"(?<!\w)" + r"[\W_]*".join(map(re.escape, parts)), re.IGNORECASE)
    return any(pattern.search(text) for text in texts)


def _judge(rule: _Rule, case: _Case) -> Verdict:
    if rule.refuses(case):
        return Verdict(rule.rule, False, rule.refused, rule.needs)
    return Verdict(rule.rule, True, rule.passed)


def _breaks_deep_background(case: _Case) -> bool:
    deep = case.agreement.attribution is Attribution.DEEP_BACKGROUND
    return deep and (not case.facts.paraphrase or bool(case.facts.line.strip()))


def _has_wrong_line(case: _Case) -> bool:
    """Compare the printed line with the agreed one; a paraphrase may always go without any."""
    if case.agreement.attribution not in (Attribution.ON_RECORD, Attribution.BACKGROUND):
        return False
    line = case.facts.line.strip()
    if not line:
        return not case.facts.paraphrase
    return line != agreed_line(case.agreement, case.facts.language)


def _lacks_purpose(case: _Case) -> bool:
    scope = _SCOPE_OF_PURPOSE.get(case.facts.purpose)
    return scope is not None and scope not in case.agreement.scopes


def _is_embargoed(case: _Case) -> bool:
    """Compare with today; an embargo that is no date never ends by itself."""
    if case.agreement.embargo_until is None:
        return False
    ends = day_of(case.agreement.embargo_until)
    return ends is None or case.today < ends


def _claims_many(case: _Case) -> bool:
    return case.facts.people_under_line < 2 and is_plural(case.facts.line)


def is_plural(line: str) -> bool:
    """Tell whether an attribution line speaks of several people, in English or Korean.

    It knows the word "sources", counted or bare plurals of the people whom lines name, and the
    Korean plural and "several" forms; lines in other languages are left to the reader.
    """
    folded = unicodedata.normalize("NFKC", line)
    shown = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return _PLURAL.search(shown) is not None


_PEOPLE = (
    r"(?:sources|people|persons|residents|locals|officials|cadres|witnesses|traders|merchants"
    r"|vendors|sellers|brokers|smugglers|workers|labou?rers|miners|soldiers|guards|students"
    r"|teachers|doctors|nurses|farmers|fishermen|drivers|defectors|escapees|refugees|relatives"
    r"|neighbou?rs|women|men|villagers|citizens|insiders|employees|colleagues|families|prisoners"
    r"|veterans|activists|informants|members)(?!['’\w-])"
)
# Words after which a line that began with one person goes on about others.
_TURN = (
    r"(?:an?|one|some(?:one|body)|who|whose|that|which|to|of|from|with|for|by|near|among|in|at|on"
    r"|about|the)\b"
)
_WORD = rf"(?!{_TURN})[\w'’.-]+\s+"
_COUNT = "(?:two|three|four|five|six|seven|eight|nine|ten)"
_PEOPLE_KO = (
    "(?:소식통|주민|관계자|관련자|간부|상인|장사꾼|밀수꾼|노동자|로동자|광부|군인|학생|교사|교원|의사|농민|어민"
    "|탈북민|탈북자|목격자|사람|가족|여성|녀성|남성|직원|동료|이웃|당국자|공무원)"
)
_COUNT_KO = r"(?:두|세|네|다섯|여섯|여러|몇|[2-9]|[1-9]\d+)\s*(?:명|사람|분)"
_PLURAL = re.compile(
    rf"""\bsources\b(?!-)
    | ^\W*(?:according\s+to\s+)?(?:the\s+)?(?:{_WORD}(?:(?!\w+ing\b){_WORD}){{0,3}})?{_PEOPLE}
    | \b(?:several|multiple|various|many|some|both|{_COUNT})\s+(?:\w+\s+){{0,2}}{_PEOPLE}
    | \b(?:dozens|hundreds|(?:number|group|couple|handful))\s+of\s+(?:\w+\s+){{0,2}}{_PEOPLE}
    | {_PEOPLE_KO}들(?!을|에게)
    | 복수의 | (?:복수|다수의?|여러)\s*(?:명|{_PEOPLE_KO})
    | {_PEOPLE_KO}\s*(?:여럿|다수|{_COUNT_KO})
    | {_COUNT_KO}의\s+(?:[가-힣]+(?<![을를])\s+)?{_PEOPLE_KO}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SCOPE_OF_PURPOSE = MappingProxyType(
    {
        Purpose.BROADCAST: Scope.BROADCAST,
        Purpose.SHARE: Scope.SHARE,
        Purpose.COURT: Scope.COURT,
    }
)

# The ids stand in records and reports: a rule may be reworded, its id never means another thing.
_RULES: tuple[_Rule, ...] = (
    _Rule(
        "AGR-01",
        lambda case: case.agreement.attribution is Attribution.NOT_AGREED,
        "Terms of attribution are agreed.",
        "Nothing is agreed with the source yet. Ask how they may be named, and enter it.",
        "the source's terms of attribution",
    ),
    _Rule(
        "AGR-02",
        lambda case: case.agreement.attribution is Attribution.OFF_RECORD,
        "Nothing here is off the record.",
        "This is off the record and cannot leave in any form. Take the quote out of the story.",
        "a new agreement made by the source",
    ),
    _Rule(
        "AGR-03",
        _breaks_deep_background,
        "Deep background is respected.",
        "On deep background only a paraphrase without attribution may leave. Paraphrase it, and "
        "print no line below it.",
        "an unattributed paraphrase",
    ),
    _Rule(
        "AGR-04",
        _has_wrong_line,
        "The copy prints the line that the source agreed to, or a paraphrase without one.",
        "No attribution line is agreed in this copy's language, or the copy prints another one. "
        "Agree on the line with the source, and enter it word for word.",
        "an agreed attribution line in the copy's language",
    ),
    _Rule(
        "AGR-05",
        lambda case: not case.facts.paraphrase and Scope.QUOTE not in case.agreement.scopes,
        "The source consented to this form: words or paraphrase.",
        "The source did not consent to be quoted. Paraphrase, if they consented to that, or ask.",
        "consent: quote",
    ),
    _Rule(
        "AGR-06",
        lambda case: case.facts.paraphrase and Scope.PARAPHRASE not in case.agreement.scopes,
        "No paraphrase goes beyond the source's consent.",
        "The source did not consent to be paraphrased. Ask, and enter the consent.",
        "consent: paraphrase",
    ),
    _Rule(
        "AGR-07",
        lambda case: case.facts.translated and Scope.TRANSLATE not in case.agreement.scopes,
        "No translation goes beyond the source's consent.",
        "The source did not consent to be translated. Use the original language, or ask.",
        "consent: translate",
    ),
    _Rule(
        "AGR-08",
        _lacks_purpose,
        "The story's purpose lies within the source's consent.",
        "The source did not consent to what this story is for (broadcast, sharing, court). Ask, "
        "and enter the consent.",
        "consent for the story's purpose",
    ),
    _Rule(
        "AGR-09",
        _is_embargoed,
        "No date holds it back.",
        "It is under embargo until a later day. Wait for that day.",
        "the end of the embargo",
    ),
    _Rule(
        "AGR-10",
        lambda case: bool(case.agreement.embargo_event) and not case.facts.events_recorded,
        "No event holds it back.",
        "It waits for an event that nobody has recorded yet. An editor who is not the author "
        "records it once it has happened.",
        "the recorded event",
    ),
    _Rule(
        "AGR-11",
        _claims_many,
        "The line does not claim more people than there are.",
        "The line speaks of several people, and all quotes under it come from one. Agree on a "
        "line in the singular.",
        "a singular line, or a second source under it",
    ),
    _Rule(
        "AGR-12",
        lambda case: case.facts.held,
        "Nobody holds it.",
        "A hold stops every copy about this person. Two members together can lift it.",
        "the hold lifted by two members",
    ),
    _Rule(
        "AGR-13",
        lambda case: case.facts.withdrawn,
        "Nothing was withdrawn.",
        "Consent was withdrawn for this interview, quote, purpose or language. Take the quote "
        "out of the story.",
        "a new consent given by the source",
    ),
    _Rule(
        "AGR-14",
        lambda case: not case.facts.marked,
        "The interview is marked.",
        "The interview is unmarked: its author or an editor has not yet confirmed what gives the "
        "person away. Mark it.",
        "the marked interview",
    ),
    _Rule(
        "AGR-15",
        lambda case: case.facts.rendition_stale,
        "The redacted text is up to date.",
        "The words, the terms or the rules changed after the redacted text was made. Render it "
        "again; it goes back to review.",
        "a fresh rendition",
    ),
    _Rule(
        "AGR-16",
        lambda case: not case.facts.rendition_approved,
        "The redacted text is approved.",
        "Nobody has approved this redacted text. A reviewer or editor who is not an author "
        "approves it.",
        "an approval",
    ),
    _Rule(
        "AGR-17",
        lambda case: case.facts.undecided > 0,
        "Every proposal is decided.",
        "Some proposals of the detectors are undecided and only hide for now. Decide each.",
        "a decision on every proposal",
    ),
    _Rule(
        "AGR-18",
        lambda case: case.facts.approved_by_author and not case.facts.own_approval_allowed,
        "No author approved their own words.",
        "Its own author approved it. Someone else has to.",
        "an approval by someone who is not an author",
    ),
    _Rule(
        "AGR-19",
        lambda case: case.facts.versions > 1,
        "One version stands.",
        "Two versions of this interview stand side by side. Settle which one holds.",
        "one settled version",
    ),
    _Rule(
        "AGR-20",
        lambda case: case.facts.codename_printed and not case.facts.codenames_allowed,
        "No codename is printed.",
        "A codename would be printed; codenames are internal. Reword the passage or the line.",
        "text without the codename",
    ),
    _Rule(
        "AGR-21",
        lambda case: case.facts.translated and case.facts.translation_outdated,
        "No translation is out of date.",
        "The original changed after this translation was made. Bring the translation up to date.",
        "an updated translation",
    ),
    _Rule(
        "AGR-22",
        lambda case: case.facts.too_few_know,
        "Enough people know who the source is, or the policy asks for none.",
        "Fewer people are on record as knowing who the source is than the policy asks for. One of "
        "them tells somebody, who says so (strongroom identity not-stored), or an editor asks the "
        "custodians.",
        "another person who knows the source",
    ),
    _Rule(
        "AGR-23",
        lambda case: case.facts.too_many_know,
        "Not too many people know who the source is, or the policy sets no bound.",
        "More people are on record as knowing who the source is than the policy allows. What is "
        "known cannot be taken back: talk to the source before anything is printed.",
        "a policy with another bound",
    ),
)
