"""The words of a story's and a copy's pages: rows, verdicts, recheck (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.widgets.pieces import on_one_line, safe
from tui.widgets.states import status_label
from tui.widgets.urgent_text import urgent_lines
from vault.text import counted, moments

if TYPE_CHECKING:
    from vault.archive.views import (
        CopyView,
        FileView,
        PickView,
        RecheckView,
        StoryView,
        SurvivorView,
        VerdictView,
    )

_PASSES, _REFUSES = "✓", "✗"


def story_cells(story: StoryView) -> tuple[str, str, str, str]:
    """Return title, outlet, quotes and the newest copy's state; copies come newest first."""
    refused = sum(not pick.may_leave for pick in story.picks)
    quotes = counted(len(story.picks), "quote") + (f", {refused} refused" if refused else "")
    state = status_label(story.copies[0].status) if story.copies else "no copy yet"
    return on_one_line(story.title), on_one_line(story.outlet), quotes, on_one_line(state)


def story_facts(story: StoryView) -> str:
    """Return one line about a story."""
    refused = sum(not pick.may_leave for pick in story.picks)
    ready = f"{_REFUSES} {refused} of {len(story.picks)} quotes may not leave"
    if not story.picks:
        ready = "no quotes yet"
    elif not refused:
        ready = f"{_PASSES} every quote may leave"
    count = len(story.standing)
    beside = f"! {count} versions stand: strongroom story pick" if count > 1 else ""
    facts = (beside, story.outlet, story.purpose, ", ".join(story.languages), story.desk, ready)
    return on_one_line(" | ".join(fact for fact in facts if fact))


def pick_cells(pick: PickView) -> tuple[str, str, str, str]:
    """Return whether a quote may leave, whose it is, its language and its beginning."""
    sign = f"{_PASSES} may leave" if pick.may_leave else f"{_REFUSES} refused"
    return sign, on_one_line(pick.codename), on_one_line(pick.language), on_one_line(pick.text)


def pick_page(pick: PickView) -> str:
    """Return a quote as it would be printed, and every rule's answer, refusals first."""
    line = f"\n  {safe(pick.attribution)}" if pick.attribution else "\n  (no attribution line)"
    ordered = sorted(pick.verdicts, key=lambda verdict: (verdict.allowed, verdict.rule))
    return safe(pick.text) + line + "\n\n" + "\n".join(map(verdict_line, ordered))


def verdict_line(verdict: VerdictView) -> str:
    """Return one rule's answer: sign, id, sentence, and what would lift a refusal."""
    sign = _PASSES if verdict.allowed else _REFUSES
    needs = f" Needed: {verdict.needs}" if verdict.needs and not verdict.allowed else ""
    return on_one_line(f"{sign} {verdict.rule}  {verdict.sentence}{needs}")


def copy_cells(copy: CopyView) -> tuple[str, str, str]:
    """Return state, people and files of a copy."""
    people = f"by {copy.preparer}" + (f", approved by {copy.approver}" if copy.approver else "")
    files = ", ".join(dict.fromkeys(f"{each.format} {each.language}" for each in copy.files))
    return status_label(copy.status), on_one_line(people), on_one_line(files)


def copy_facts(copy: CopyView) -> str:
    """Return the lines about a copy: its state, its people, its recheck, what became of it."""
    state, people, _ = copy_cells(copy)
    lines = [f"{state} | {people}", recheck_line(copy)]
    lines += [moments(outcome) for outcome in copy.outcomes]
    lines += urgent_lines(copy.urgent) if copy.urgent is not None else []
    return safe("\n".join(lines))


def recheck_line(copy: CopyView) -> str:
    """Say what looking for protected words in the finished files found."""
    if copy.survivors:
        found = f"{_REFUSES} {copy.survivors} protected words survive in the files"
    elif copy.rechecked:
        found = f"{_PASSES} rechecked: no protected word survives in the files"
    else:
        found = "? not rechecked: someone who reads the desk's terms has to"
    unread = copy.desks_not_checked
    return found + (f"; your keys open no terms of {counted(unread, 'desk')}" if unread else "")


def file_head(file: FileView, at: int, count: int) -> str:
    """Name the file that is shown."""
    name = f"File {at + 1} of {count}: {file.format} {file.language}, {file.size} bytes"
    return on_one_line(f"{name}, SHA-256 {file.sha256[:12]}...")


def recheck_page(found: RecheckView) -> str:
    """Return what a finished article still gives away, differs in, or was never approved."""
    if found.clean:
        return f"{_PASSES} Clean: no protected word, every quote as approved." + _unread(found)
    parts = (
        _part("Protected words that survive", [_survivor(each) for each in found.survivors]),
        _part("Quotes that differ from the approved ones", found.differing),
        _part("Quotes that nobody approved", found.unapproved),
        _part("Hidden data in the file", found.metadata),
    )
    return "\n\n".join(part for part in parts if part) + _unread(found)


def _part(head: str, lines: tuple[str, ...] | list[str]) -> str:
    if not lines:
        return ""
    return "\n".join([f"{_REFUSES} {head}: {len(lines)}", *(f"  {safe(line)}" for line in lines)])


def _survivor(each: SurvivorView) -> str:
    term = f": {each.term}" if each.term else ""
    return on_one_line(f"{each.kind}{term}, {each.where}")


def _unread(found: RecheckView) -> str:
    unread = found.desks_not_checked
    if not unread:
        return ""
    return f"\n\n? Your keys open no terms of {counted(unread, 'desk')}: not checked for those."


def why_not(copy: CopyView, act: str) -> str:
    """Return the sentence why an act on a copy is closed, "" when it is open."""
    return next((safe(sentence) for name, sentence in copy.why_not if name == act), "")
