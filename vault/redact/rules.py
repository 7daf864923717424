"""Redaction rules: TOML in, a checked `RuleSet` out.

A rule is a detector or a pattern, filters, and an action per audience. How spans of rules,
registry and decisions are weighed is `engine`; running patterns is `patterns`.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from vault.errors import MalformedError
from vault.gazetteer import Gazetteer, Place, from_tables
from vault.model import Action, Audience, SpanKind
from vault.redact.detectors.table import detector_names
from vault.redact.generalise import LADDERS, RUNGS
from vault.redact.patterns import UserPattern, compile_pattern
from vault.text import first_unsafe

if TYPE_CHECKING:
    from enum import StrEnum

    E = TypeVar("E", bound=StrEnum)

VERSION: Final = 1
FALLBACK_LANGUAGE: Final = "en"
_LARGEST_SOURCE = 1_000_000  # characters
_TOP_KEYS = frozenset({"version", "placeholders", "rule", "place"})
_RULE_KEYS = frozenset(
    "id detector pattern kind languages audiences desks kinds action protected rung wording".split()
)
# What detectors find whose subject is not itself the name of a kind.
_SUBJECTS: Final = {
    "name": "person", "geography": "place", "province": "place", "city": "place",
    "sum": "count", "duration": "date",
}  # fmt: skip
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, repr=False)
class Rule:
    """One rule. Empty filters match everything; exactly one of `detector` and `pattern` is set.

    `wording` maps a language to the words that GENERALISE prints; `rungs` names, for an audience,
    the rung of a ladder by which the engine computes them (see `generalise.LADDERS`).
    """

    id: str
    kind: SpanKind | None
    actions: Mapping[Audience, Action]
    detector: str = ""
    pattern: UserPattern | None = None
    languages: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = ()
    desks: tuple[str, ...] = ()
    kinds: tuple[SpanKind, ...] = ()
    protected: bool = False
    rungs: Mapping[Audience, str] = field(default_factory=dict)
    wording: tuple[tuple[str, str], ...] = ()

    def applies_to(self, language: str, audience: Audience, desk: str) -> bool:
        """Tell whether the filters let this rule run."""
        return (
            (not self.languages or primary(language) in map(primary, self.languages))
            and (not self.audiences or audience in self.audiences)
            and (not self.desks or desk in self.desks)
        )

    def claims(self, detector: str, kind: SpanKind) -> bool:
        """Tell whether a proposal of this detector (or family) and kind falls under this rule."""
        if not self.detector or (self.kinds and kind not in self.kinds):
            return False
        family = detector.rpartition(".")[0]
        return self.detector in {detector, family, detector.rpartition(".")[2]}


@dataclass(frozen=True, repr=False)
class RuleSet:
    """Checked rules, their placeholders, and `hash`, SHA-256 over the source as UTF-8.

    `places` are the newsroom's own, beside those that are shipped.
    """

    rules: tuple[Rule, ...]
    placeholders: Mapping[tuple[Audience, str], Mapping[SpanKind, str]]
    hash: bytes
    places: tuple[Place, ...] = ()

    @property
    def gazetteer(self) -> Gazetteer:
        """Return the shipped places and the newsroom's own."""
        return _gazetteer(self.places)

    def placeholder(self, audience: Audience, language: str, kind: SpanKind) -> str:
        """Return what stands for a hidden span; neither its length nor its script."""
        tables = (
            self.placeholders.get((audience, primary(language)), {}),
            self.placeholders[audience, FALLBACK_LANGUAGE],
        )
        return next(
            table[each] for each in (kind, SpanKind.DETAIL) for table in tables if each in table
        )


def default_toml() -> str:
    """Return the source of the rules that a new vault starts with."""
    here = importlib.resources.files("vault.redact")
    return here.joinpath("default_rules.toml").read_text(encoding="utf-8")


def primary(language: str) -> str:
    """Return the primary subtag of a BCP 47 tag, in lower case ("ko-KP" -> "ko")."""
    return language.partition("-")[0].lower()


def load(toml_text: str) -> RuleSet:
    """Parse and check rules.

    Placeholders that a source leaves out come from the default rules. Raises MalformedError with
    `line` (as far as it can be told) and `field`, and never a value, for anything unknown,
    missing, doubled or dangerous.
    """
    data = _parsed(toml_text)
    where = _Where(toml_text)
    _refuse_unknown(data, _TOP_KEYS, where.top)
    if type(data.get("version")) is not int or data["version"] != VERSION:
        raise where.top("version", "must be 1")
    placeholders = _placeholders(data.get("placeholders", {}), where)
    tables = data.get("rule", [])
    if not isinstance(tables, list):
        raise where.top("rule", "must be written [[rule]]")
    rules = tuple(_rule(table, _RulePlace(where, at)) for at, table in enumerate(tables))
    _refuse_duplicates(rules, where)
    places = from_tables(data.get("place", []), where.in_place)
    return RuleSet(rules, placeholders, hashlib.sha256(toml_text.encode()).digest(), places)


@lru_cache(maxsize=4)
def _gazetteer(places: tuple[Place, ...]) -> Gazetteer:
    return Gazetteer(places)


# --- where something is wrong ----------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class _Where:
    """Finds the line of a key, for messages; tomllib does not keep it."""

    source: str

    def top(self, field: str, fault: str) -> MalformedError:
        """Return the error for a key outside any rule."""
        return self._error(self._line(re.compile(rf"^\s*\[*{re.escape(field)}\b"), 0), field, fault)

    def in_rule(self, number: int, field: str, fault: str) -> MalformedError:
        """Return the error for a key of the rule with this number, counted from 0."""
        return self._in_table("rule", number, field, fault)

    def in_place(self, number: int) -> Callable[[str, str], NoReturn]:
        """Return what refuses a key of the place with this number, counted from 0."""

        def fail(field: str, fault: str) -> NoReturn:
            raise self._in_table("place", number, field, fault)

        return fail

    def _in_table(self, table: str, number: int, field: str, fault: str) -> MalformedError:
        head = rf"^\s*\[\[\s*{table}\s*\]\]"
        heads = [m.start() for m in re.finditer(head, self.source, re.M)]
        start = heads[number] if number < len(heads) else 0
        stop = heads[number + 1] if number + 1 < len(heads) else len(self.source)
        key = re.compile(rf"^\s*(\[rule\.)?{re.escape(field)}\b", re.M)
        match = key.search(self.source, start, stop)
        at = match.start(0) if match else start
        line = self.source.count("\n", 0, at) + self._leading(at) + 1
        return self._error(line, field, fault)

    def _leading(self, at: int) -> int:
        """Return how many line ends the match itself began with."""
        rest = self.source[at:]
        return rest[: len(rest) - len(rest.lstrip())].count("\n")

    def _line(self, pattern: re.Pattern[str], start: int) -> int | None:
        lines = self.source.splitlines()[start:]
        return next((n for n, line in enumerate(lines, start + 1) if pattern.search(line)), None)

    @staticmethod
    def _error(line: int | None, field: str, fault: str) -> MalformedError:
        place = "" if line is None else f" line {line},"
        return MalformedError(f"Rules,{place} {field}: {fault}.", line=line, field=field)


@dataclass(frozen=True, repr=False)
class _RulePlace:
    where: _Where
    number: int

    def __call__(self, field: str, fault: str) -> MalformedError:
        return self.where.in_rule(self.number, field, fault)


def _parsed(source: str) -> dict[str, Any]:
    if len(source) > _LARGEST_SOURCE:
        raise MalformedError("The rules are larger than a million characters.", field="rules")
    try:
        source.encode()
        return tomllib.loads(source)
    except UnicodeEncodeError:
        line = 1
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # The library's message quotes the input; only its line number is safe to pass on.
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found.group(1)) if found else source.count("\n") + 1
    raise MalformedError(f"Rules, line {line}: not valid TOML.", line=line, field="rules")


def _refuse_unknown(
    table: Mapping[str, object], known: frozenset[str], fail: Callable[[str, str], MalformedError]
) -> None:
    for key in table:
        if key not in known:
            # The key may itself be anything, a name too: only a plain one is named, with its line.
            name = key if _ID.fullmatch(key) else "key"
            raise fail(name, "is not known here")


def _refuse_duplicates(rules: tuple[Rule, ...], where: _Where) -> None:
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        if rule.id in seen:
            raise where.in_rule(number, "id", "is used twice")
        seen.add(rule.id)


# --- placeholders ----------------------------------------------------------------------------


def _placeholders(tables: object, where: _Where) -> dict[tuple[Audience, str], dict[SpanKind, str]]:
    found = {} if _is_default(where.source) else _default_placeholders()
    if not isinstance(tables, dict):
        raise where.top("placeholders", "must be a table")
    for audience, languages in tables.items():
        if not _is_one_of(audience, Audience) or not isinstance(languages, dict):
            raise where.top("placeholders", "needs an audience, review or publication")
        for language, kinds in languages.items():
            if not _LANGUAGE.fullmatch(language) or not isinstance(kinds, dict):
                raise where.top("placeholders", "needs a language for each audience")
            table = found.setdefault((Audience(audience), primary(language)), {})
            table.update(_wordings_by_kind(kinds, Audience(audience), where))
    return found


def _wordings_by_kind(
    kinds: dict[str, Any], audience: Audience, where: _Where
) -> dict[SpanKind, str]:
    for kind, words in kinds.items():
        if not _is_one_of(kind, SpanKind):
            raise where.top("placeholders", "name a kind that is not known")
        if not _is_printable(words):
            raise where.top(kind, "must be a short text on one line")
        if audience is Audience.REVIEW and set(words) & set("[]"):
            # Terminal markup eats square brackets, so the program shows none.
            raise where.top(kind, "may have no square brackets for reviewers")
    return {SpanKind(kind): words for kind, words in kinds.items()}


def _is_printable(words: object) -> bool:
    return (
        isinstance(words, str)
        and 0 < len(words) <= 80
        and words == words.strip()
        and "\n" not in words
        and "\t" not in words
        and first_unsafe(words) is None
    )


def _is_default(source: str) -> bool:
    return source == default_toml()


def _default_placeholders() -> dict[tuple[Audience, str], dict[SpanKind, str]]:
    return {key: dict(table) for key, table in load(default_toml()).placeholders.items()}


# --- one rule --------------------------------------------------------------------------------


def _rule(table: object, fail: _RulePlace) -> Rule:
    if not isinstance(table, dict):
        raise fail("rule", "must be a table")
    _refuse_unknown(table, _RULE_KEYS, fail)
    name = table.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise fail("id", "must be small letters, digits, dots and dashes")
    protected = table.get("protected", False)
    if not isinstance(protected, bool):
        raise fail("protected", "must be true or false")
    audiences = _members(table, "audiences", Audience, fail)
    actions = _actions(table, audiences, fail)
    return Rule(
        id=name,
        kind=_kind(table, fail),
        actions=actions,
        detector=_detector(table, fail),
        pattern=_pattern(table, fail),
        languages=_languages(table, fail),
        audiences=audiences,
        desks=_strings(table, "desks", fail),
        kinds=_members(table, "kinds", SpanKind, fail),
        protected=protected,
        rungs=_rungs(table, actions, fail),
        wording=_wording(table, fail),
    )


def _detector(table: dict[str, Any], fail: _RulePlace) -> str:
    name = table.get("detector", "")
    if ("detector" in table) == ("pattern" in table):
        raise fail("detector", "a rule has either a detector or a pattern")
    if "detector" in table and not (isinstance(name, str) and name in detector_names()):
        raise fail("detector", "is not known")
    return str(name)


def _pattern(table: dict[str, Any], fail: _RulePlace) -> UserPattern | None:
    source = table.get("pattern")
    if source is None:
        return None
    if not isinstance(source, str):
        raise fail("pattern", "must be a text")
    try:
        return compile_pattern(source)
    except MalformedError as error:
        fault = error.sentence.removeprefix("The pattern ").rstrip(".")
    raise fail("pattern", fault)


def _kind(table: dict[str, Any], fail: _RulePlace) -> SpanKind | None:
    kind = table.get("kind")
    if kind is None and "pattern" in table:
        return SpanKind.DETAIL
    if kind is not None and not _is_one_of(kind, SpanKind):
        raise fail("kind", "is not known")
    return None if kind is None else SpanKind(kind)


def _actions(
    table: dict[str, Any], audiences: tuple[Audience, ...], fail: _RulePlace
) -> dict[Audience, Action]:
    given = table.get("action")
    wanted = audiences or tuple(Audience)
    if isinstance(given, str):
        given = dict.fromkeys(wanted, given)
    if not isinstance(given, dict) or set(given) != set(wanted):
        raise fail("action", "must be given for each audience, review and publication")
    if any(not _is_one_of(action, Action) for action in given.values()):
        raise fail("action", "must be keep, mask, remove, generalise or pseudonymise")
    return {Audience(audience): Action(action) for audience, action in given.items()}


def _rungs(
    table: dict[str, Any], wanted: Mapping[Audience, Action], fail: _RulePlace
) -> Mapping[Audience, str]:
    """Return the rung for each audience, each one on a ladder that the rule's spans can have."""
    given = table.get("rung")
    if given is None:
        return {}
    if isinstance(given, str):
        given = dict.fromkeys(wanted, given)
    generalising = {a for a, action in wanted.items() if action is Action.GENERALISE}
    if not isinstance(given, dict) or not generalising <= set(given) <= set(wanted):
        raise fail("rung", "must be given for each audience that the rule generalises for")
    kinds = _kinds_of(table)
    ladder = [rung for kind in SpanKind if kind in kinds for rung in LADDERS.get(kind, ())]
    for rung in given.values():
        if not isinstance(rung, str) or rung not in RUNGS:
            raise fail("rung", f"must be one of {', '.join(sorted(RUNGS))}")
        if rung not in ladder:
            raise fail("rung", _no_such_rung(kinds, ladder))
    return {Audience(audience): rung for audience, rung in given.items()}


def _no_such_rung(kinds: frozenset[SpanKind], ladder: list[str]) -> str:
    named = " or ".join(sorted(kinds))
    rungs = f"it has {', '.join(dict.fromkeys(ladder))}" if ladder else "it has none"
    return f"is not on the ladder of {named}; {rungs}"


def _kinds_of(table: dict[str, Any]) -> frozenset[SpanKind]:
    """Return the kinds that a rule's spans can have: as it says, else as its detector's name does.

    A family of detectors (english) finds many kinds, so that any ladder may serve.
    """
    if "kind" in table:
        return frozenset({SpanKind(table["kind"])})
    if table.get("kinds"):
        return frozenset(map(SpanKind, table["kinds"]))
    if "pattern" in table:
        return frozenset({SpanKind.DETAIL})
    subject = str(table["detector"]).rpartition(".")[2]
    kind = _SUBJECTS.get(subject, subject)
    return frozenset({SpanKind(kind)} if _is_one_of(kind, SpanKind) else SpanKind)


def _wording(table: dict[str, Any], fail: _RulePlace) -> tuple[tuple[str, str], ...]:
    wording = table.get("wording", {})
    if not isinstance(wording, dict):
        raise fail("wording", "must be a table of languages")
    for language, words in wording.items():
        if not _LANGUAGE.fullmatch(language) or not _is_printable(words):
            raise fail("wording", "must be a language and a short text on one line")
    return tuple(sorted((primary(language), words) for language, words in wording.items()))


def _is_one_of(value: object, kind: type[StrEnum]) -> bool:
    return isinstance(value, str) and value in {member.value for member in kind}


def _strings(table: dict[str, Any], field: str, fail: _RulePlace) -> tuple[str, ...]:
    values = table.get(field, [])
    if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
        raise fail(field, "must be a list of texts")
    if field in table and not values:
        raise fail(field, "must not be empty")
    return tuple(values)


def _languages(table: dict[str, Any], fail: _RulePlace) -> tuple[str, ...]:
    values = _strings(table, "languages", fail)
    if not all(_LANGUAGE.fullmatch(value) for value in values):
        raise fail("languages", "must be language tags such as en or ko")
    return values


def _members(table: dict[str, Any], field: str, kind: type[E], fail: _RulePlace) -> tuple[E, ...]:
    values = _strings(table, field, fail)
    if not all(_is_one_of(value, kind) for value in values):
        raise fail(field, "has a word that is not known")
    return tuple(kind(value) for value in values)
