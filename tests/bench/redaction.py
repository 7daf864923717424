"""`python -m tests.bench.redaction [--json PATH] [--misses]`: what the detectors propose, scored.

Two sets: the file of the Text Anonymization Benchmark that STRONGROOM_TAB names, and the
interview passages of the tests. Presidio takes part where `make bench-redaction` could install
it, and each English text is given to both in turn, so that speeds compare. `--misses` prints
what goes wrong in the half of the passages that may be looked at.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.peer import Peer, presidio
from tests.bench.report import print_curve, print_kinds, print_scores, print_speed
from tests.redact.passages import HALVES, LANGUAGES, Passage, passages
from tests.redact.scoring import (
    FUNCTION_WORDS,
    HONORIFICS,
    Labelled,
    Range,
    Score,
    add,
    coverage,
    in_case,
    is_found,
    judged,
)
from vault.model import Confidence
from vault.redact.detectors.table import propose
from vault.redact.spans import Proposal

CASES = ("as is", "lower", "upper")
LIKELY, ALL, PRESIDIO = "likely", "likely + possible", "Presidio"
# Beside the kinds: whether the words lead to a person by themselves.
ALONE, WITH_OTHERS = "(by itself)", "(with others)"
NO_TAB = "STRONGROOM_TAB names no file of the Text Anonymization Benchmark: that part is skipped."
NO_PRESIDIO = "Presidio is not installed here (make bench-redaction tries to): it takes no part."


@dataclass(frozen=True)
class Sample:
    """A text with what should be proposed in it."""

    text: str
    marks: tuple[Range, ...]
    labels: tuple[Labelled, ...]
    ignored: frozenset[str] = FUNCTION_WORDS
    is_korean: bool = False


@dataclass
class Clock:
    """Characters and seconds of each system on the same texts."""

    characters: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def speeds(self) -> dict[str, float]:
        """Return characters per second."""
        return {name: self.characters / each for name, each in self.seconds.items() if each}


def tab_samples(path: Path) -> list[Sample]:
    """Read judgments: `masks` are what annotators hid, `spans` the same with a kind."""
    samples = []
    for each in json.loads(path.read_text(encoding="utf-8")):
        marks = tuple((start, end) for start, end in each["masks"])
        labels = tuple((start, end, kind) for start, end, kind in each["spans"])
        samples.append(Sample(each["text"], marks, labels))
    return samples


def interview_samples(language: str, half: str) -> list[Sample]:
    """Read one half of the passages of one language."""
    return [sample_of(each, is_korean=language == "ko") for each in passages(language, half)]


def sample_of(passage: Passage, *, is_korean: bool) -> Sample:
    """Return a passage for scoring."""
    marks = tuple((each.start, each.end) for each in passage.giveaways)
    labels = tuple(
        (each.start, each.end, label)
        for each in passage.giveaways
        for label in (each.label, ALONE if each.is_strong else WITH_OTHERS)
    )
    return Sample(passage.text, marks, labels, FUNCTION_WORDS | HONORIFICS, is_korean)


def ranges(proposals: Iterable[Proposal]) -> list[Range]:
    """Return where proposals stand."""
    return [(each.start, each.end) for each in proposals]


def add_sample(score: Score, sample: Sample, text: str, found: Sequence[Range]) -> None:
    """Add what one system found in a sample, whose text may have changed case."""
    add(
        score, text, sample.marks, found, sample.labels,
        in_pieces=sample.is_korean, ignored=sample.ignored,
    )  # fmt: skip


def measure(
    name: str, samples: list[Sample], case: str, peer: Peer | None, clock: Clock
) -> list[dict[str, object]]:
    """Give each text to every system in turn; returns a row of figures for each."""
    scores: dict[str, Score] = {LIKELY: Score(), ALL: Score()}
    for sample in samples:
        text = in_case(sample.text, case)
        start = time.perf_counter()
        proposals = propose(text)
        seconds = time.perf_counter() - start
        likely = [each for each in proposals if each.confidence is Confidence.LIKELY]
        add_sample(scores[LIKELY], sample, text, ranges(likely))
        add_sample(scores[ALL], sample, text, ranges(proposals))
        if sample.is_korean:
            continue
        clock.characters += len(text)
        clock.seconds[ALL] = clock.seconds.get(ALL, 0) + seconds
        if peer is not None:
            theirs, seconds = peer.ask(text)
            found = [(start, end) for start, end, _ in theirs]
            add_sample(scores.setdefault(PRESIDIO, Score()), sample, text, found)
            clock.seconds[PRESIDIO] = clock.seconds.get(PRESIDIO, 0) + seconds
    return [
        {"set": name, "case": case, "system": system, **score.figures()}
        for system, score in scores.items()
    ]


def curve(samples: list[Sample]) -> list[dict[str, object]]:
    """Add one kind of proposal after the other, the most precise first; a row for each step."""
    groups: dict[str, list[list[Range]]] = {}
    for number, sample in enumerate(samples):
        for each in propose(sample.text):
            name = f"{each.detector}, {each.confidence}"
            spans = groups.setdefault(name, [[] for _ in samples])
            spans[number].append((each.start, each.end))
    alone = {name: _together(samples, [spans]) for name, spans in groups.items()}
    order = sorted(groups, key=lambda name: -(alone[name].proposed.share or 0))
    rows: list[dict[str, object]] = []
    for step, name in enumerate(order, start=1):
        together = _together(samples, [groups[each] for each in order[:step]])
        rows.append(
            {"with": name, "precision_alone": alone[name].proposed.share, **together.figures()}
        )
    return rows


def _together(samples: list[Sample], groups: list[list[list[Range]]]) -> Score:
    score = Score()
    for number, sample in enumerate(samples):
        found = [span for group in groups for span in group[number]]
        add_sample(score, sample, sample.text, found)
    return score


def print_misses() -> None:
    """Print what is missed and what is wrong, in the half that may be looked at."""
    for language in LANGUAGES:
        for passage in passages(language, "dev"):
            text, sample = passage.text, sample_of(passage, is_korean=language == "ko")
            covered = coverage(len(text), ranges(propose(text)))
            missed = [
                f"{each.label}: {text[each.start : each.end]}"
                for each in passage.giveaways
                if not is_found(text, (each.start, each.end), covered, sample.ignored)
            ]
            words = judged(
                text, covered, coverage(len(text), sample.marks),
                in_pieces=sample.is_korean, ignored=sample.ignored,
            )  # fmt: skip
            wrong = [text[start:end] for is_right, (start, end) in words if not is_right]
            print(f"{passage.id}\n  missed  {' | '.join(missed)}\n  wrong   {' | '.join(wrong)}")


def sets(tab: Path | None) -> dict[str, list[Sample]]:
    """Return every set by its name."""
    found = {"TAB": tab_samples(tab)} if tab else {}
    for language in LANGUAGES:
        for half in HALVES:
            found[f"interviews {language} {half}"] = interview_samples(language, half)
    return found


def main(arguments: list[str]) -> int:
    """Measure and print tables; JSON goes to the file that --json names."""
    if "--misses" in arguments:
        print_misses()
        return 0
    named = os.environ.get("STRONGROOM_TAB", "")
    tab = Path(named) if named else None
    if tab is None:
        print(NO_TAB)
    elif not tab.is_file():
        print(f"STRONGROOM_TAB names no file that can be read: {named}", file=sys.stderr)
        return 2
    rows: list[dict[str, object]] = []
    clock, chosen = Clock(), sets(tab)
    with presidio() as peer:
        if peer is None:
            print(NO_PRESIDIO)
        for name, samples in chosen.items():
            for case in CASES if not samples[0].is_korean else CASES[:1]:
                rows += measure(name, samples, case, peer, clock)
    curves = {name: curve(samples) for name, samples in chosen.items() if "held" not in name}
    print_scores(rows)
    print_kinds([row for row in rows if row["case"] == "as is"])
    for name, steps in curves.items():
        print_curve(name, steps)
    print_speed(clock.speeds(), ALL, PRESIDIO)
    if "--json" in arguments:
        report = {"scores": rows, "curves": curves, "characters_per_second": clock.speeds()}
        path = Path(arguments[arguments.index("--json") + 1])
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
