"""What came of a change: refused, found by a check, said, or nothing at all to notice.

Anything else is a fault: an output that differs while nobody is told, a refusal that is no
sentence, words of the newsroom in one, a refused vault that was written to.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from tests.hostile.flips.reading import LISTS, STATUS, Reading, Said, Seat, read_all
from tests.hostile.fuzz.runner import Wrong

OPENING, READING, BY_CHECK, TOLD, SAME = "opening", "reading", "check", "told", "identical"
LIMIT = "limit"
SOUND, REFUSED_CODES = 0, frozenset({2, 4, 10, 11, 12, 13, 14, 16, 17, 18, 19})


def one_sentence(line: str, said: Said, hidden: Collection[str]) -> None:
    """Raise Wrong unless a refusal is one sentence with a known code, and quotes nothing."""
    if said.code not in REFUSED_CODES:
        message = f"{_verb(line)} ended with {said.code}: {said.err[:90]!r}"
        raise Wrong(message)
    lines = said.err.splitlines()
    if not lines or not all(each.endswith((".", ")")) for each in lines):
        message = f"{_verb(line)} refused with {len(lines)} lines"
        raise Wrong(message)
    if any(word in said.err for word in hidden):
        message = f"{_verb(line)} quotes what is hidden"
        raise Wrong(message)


def _verb(line: str) -> str:
    return " ".join(word for word in line.split() if not word.isalnum() or len(word) < 16)


def notices(reading: Reading) -> set[str]:
    """Return what the status said by itself."""
    said = reading[STATUS]
    return set(json.loads(said.out)["notices"]) if said.code == SOUND else set()


def differences(right: Reading, found: Reading) -> Iterator[str]:
    """Yield the commands that say something else without refusing."""
    for line, said in found.items():
        if line != STATUS and said.code == SOUND and said.out != right[line].out:
            yield line


def new_words(right: Reading, found: Reading) -> set[str]:
    """Return the sentences beside the results that an untouched vault does not say."""
    usual = {each for said in right.values() for each in said.err.splitlines()}
    return {each for said in found.values() for each in said.err.splitlines()} - usual


def judge(seat: Seat, right: Reading, hidden: Collection[str]) -> tuple[str, str]:
    """Return in one word what came of a change, and what was said of it."""
    records = [line for line in right if line not in {*LISTS, STATUS}]
    first = seat.run("list")
    if seat.keys.archive is None:
        one_sentence("list", first, hidden)
        return OPENING, first.err
    found = read_all(seat, records)
    refused = False
    for line, said in found.items():
        if said.code != SOUND and said.code != right[line].code:
            one_sentence(line, said, hidden)
            refused = True
    other = list(differences(right, found))
    told = new_words(right, found) | (notices(found) - notices(right))
    checked = seat.check()
    if checked.code != SOUND:
        one_sentence("check", checked, hidden)
    if not other:
        if refused:
            return READING, ""
        return (BY_CHECK if checked.code else SAME), checked.err
    what = ", ".join(sorted({_verb(line) for line in other}))
    return _word_for(other, told, is_checked=bool(checked.code), refused=refused), (
        f"{what}: {'; '.join(sorted(told))}"
    )


def _word_for(other: list[str], told: set[str], *, is_checked: bool, refused: bool) -> str:
    """Return the word for outputs that differ; raises Wrong where nothing says why."""
    if is_checked and not told:
        return BY_CHECK
    if told:
        return READING if refused and is_checked else TOLD
    if other == ["draft list"]:  # no entry names a draft, so only its writer misses it (LIM-102)
        return LIMIT
    what = ", ".join(sorted({_verb(line) for line in other}))
    message = f"{what} say something else, and nothing says why"
    raise Wrong(message)
