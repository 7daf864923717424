"""What the archive answers with: plain frozen records for screens, `--json` and tests.

Ids are lower-case hex strings here and nowhere below; no view holds a key, a vault id or a
device id. A field that the member's keys do not open is None or empty, never a placeholder.
"""

from __future__ import annotations

from vault.model import Agreement, Record


class MemberView(Record, frozen=True):
    """A colleague as every member sees them. `roles` are "role" or "role@desk label"."""

    id: str
    name: str
    roles: tuple[str, ...]
    is_me: bool
    signed_out: bool = False
    admitted_alone: bool = False
    is_new: bool = False  # to me, until I say that I know them
    waiting_for: tuple[str, ...] = ()  # desk labels whose keys nobody granted yet


class DeskView(Record, frozen=True):
    """A desk, and which of its parts my keys open."""

    id: str
    name: str
    parts: tuple[str, ...]


class InterviewRow(Record, frozen=True):
    """One line of the Library. `missing` lists what a release will insist on."""

    id: str
    desk: str
    codename: str
    title: str
    province: str
    told: str
    languages: tuple[str, ...]
    status: str
    author: str
    mine: bool
    quotes: int
    tags: tuple[str, ...] = ()
    logged_at: str = ""  # ISO, from the entry: claimed, not proven
    province_name: str = ""  # the name that newsrooms use; `province` is the ISO 3166-2 code
    missing: tuple[str, ...] = ()


class SpanView(Record, frozen=True):
    """One hidden or proposed span of a text; offsets are code points.

    `state` is "term" (confirmed), "rule", "decided", "proposed" (hides until decided) or "kept".
    """

    start: int
    end: int
    kind: str
    action: str
    replacement: str
    by: str
    state: str
    confidence: str = ""
    why: str = ""


class TextView(Record, frozen=True):
    """One language of a quote. `words` is None without the verbatim key."""

    language: str
    original: bool
    outdated: bool
    review: str
    publication: str
    words: str | None = None
    spans: tuple[SpanView, ...] = ()
    undecided: int = 0


class QuoteView(Record, frozen=True):
    """One quote."""

    id: str
    codename: str
    paraphrase: bool
    texts: tuple[TextView, ...]
    question: str | None = None
    notes: str | None = None
    agreement: Agreement | None = None
    unmatched: tuple[str, ...] = ()


class SecurityView(Record, frozen=True):
    """The security part, for the cleared."""

    held_at: str
    channel: str
    whereabouts: str
    present: str
    contact: str
    signals: str
    danger: str
    external_id: str
    destroy_after: str | None
    terms: tuple[str, ...]
    circumstances: str


class RemarkView(Record, frozen=True):
    """A reviewer's remark or verdict, oldest first. `verdict` is approve, return or remark."""

    by: str
    at: str
    verdict: str
    words: str | None
    quote: str = ""
    current: bool = True


class AddendumView(Record, frozen=True):
    """Words added afterwards; `words` is None without the verbatim key."""

    by: str
    at: str
    words: str | None = None


class InterviewView(Record, frozen=True):
    """One interview, as far as my keys open it.

    `rendition` is the hash that a review names; "" while none exists. `cleared` tells whether
    the verbatim part was opened (and the reading journalled). `may` lists the acts open to me
    now; `why_not` explains the others, by act.
    """

    row: InterviewRow
    version: int
    versions_standing: int
    rendition: str
    stale: bool
    cleared: bool
    quotes: tuple[QuoteView, ...]
    agreement: Agreement
    attribution_sentence: str
    place: str | None = None
    notes: str | None = None
    security: SecurityView | None = None
    remarks: tuple[RemarkView, ...] = ()
    held_by: tuple[str, ...] = ()
    undecided: int = 0
    changed_since_review: tuple[str, ...] = ()  # quote ids
    may: tuple[str, ...] = ()
    why_not: tuple[tuple[str, str], ...] = ()
    attachments: int = 0
    addenda: tuple[AddendumView, ...] = ()


class StandingView(Record, frozen=True):
    """One of the versions that stand; `id` names it where numbers do not: two may share one."""

    id: str
    version: int
    author: str
    at: str
    title: str = ""
    marked: bool = False


class VersionView(Record, frozen=True):
    """One version in an interview's history."""

    version: int
    author: str
    at: str
    standing: bool
    marked: bool


class DueView(Record, frozen=True):
    """An interview and the day (ISO) after which it is to be destroyed; for who may read that."""

    row: InterviewRow
    day: str
    is_past: bool


class WorkView(Record, frozen=True):
    """My work: the four lists of the Library's first page."""

    returned: tuple[InterviewRow, ...]
    to_mark: tuple[InterviewRow, ...]
    to_review: tuple[InterviewRow, ...]
    waiting: tuple[InterviewRow, ...]
    copies_to_approve: tuple[CopyView, ...] = ()
    urgent: tuple[CopyView, ...] = ()  # announced, waiting for ratification, or not ratified
    due: tuple[DueView, ...] = ()  # days of destruction that came or come within fourteen days


class LogView(Record, frozen=True):
    """What logging one interview did."""

    id: str
    codename: str
    status: str
    missing: tuple[str, ...]
    proposals: int


class RowRefusal(Record, frozen=True):
    """A bulk row that was not kept: where and why, never what."""

    line: int
    field: str
    reason: str


class BulkView(Record, frozen=True):
    """What a bulk import did."""

    kept: tuple[str, ...]
    refused: tuple[RowRefusal, ...]


class PreviewView(Record, frozen=True):
    """A draft's text as reviewers and readers would see it, while it is typed."""

    text: str
    spans: tuple[SpanView, ...]
    blocked: tuple[str, ...] = ()


class FoundView(Record, frozen=True):
    """A hit: the interview's row, and a line of the text that my keys open."""

    row: InterviewRow
    where: str
    snippet: str
    start: int
    end: int


class PersonView(Record, frozen=True):
    """A person: the card, and for the cleared the file."""

    id: str
    desk: str
    codename: str
    kind: str
    interviews: int
    terms: tuple[TermView, ...] | None = None
    circumstances: str | None = None
    joined: tuple[str, ...] = ()  # codenames of who turned out to be this person
    joined_to: str = ""  # the codename that this person goes by since a join


class ReachView(Record, frozen=True):
    """In how many interviews of its desk a term stands, and in how many others what may be it.

    `approved` of the former are approved now: an approval ends where confirming the term changes
    what reviewers see.
    `unread` interviews have words that my keys do not open.
    """

    words: str
    interviews: int
    possible: int
    approved: int
    unread: int


class TermView(Record, frozen=True):
    """A confirmed term."""

    words: str
    kind: str
    action: str
    forms: tuple[str, ...]
    generalised: tuple[tuple[str, str], ...] = ()


class PickView(Record, frozen=True):
    """A quote picked for a story, with its verdicts."""

    interview: str
    quote: str
    language: str
    codename: str
    text: str
    attribution: str
    verdicts: tuple[VerdictView, ...]
    may_leave: bool


class VerdictView(Record, frozen=True):
    """One rule's answer: its id, its sentence, and what would lift a refusal."""

    rule: str
    allowed: bool
    sentence: str
    needs: str = ""


class StoryView(Record, frozen=True):
    """A story and what stands in its way."""

    id: str
    desk: str
    title: str
    outlet: str
    purpose: str
    languages: tuple[str, ...]
    intro: str
    picks: tuple[PickView, ...]
    copies: tuple[CopyView, ...]
    may_prepare: bool
    standing: tuple[StandingView, ...] = ()  # more than one: somebody has to settle it


class FileView(Record, frozen=True):
    """One finished file of a copy; `text` is its text form, for the preview."""

    format: str
    language: str
    size: int
    sha256: str
    text: str


class RatificationView(Record, frozen=True):
    """A second person's verdict on an urgent release; `remark` is None where my keys end."""

    by: str
    at: str
    verdict: str
    remark: str | None = None


class UrgentView(Record, frozen=True):
    """What became of a copy that one editor announced: who could not be reached, what stops it.

    `state` is "announced", "stopped", "lapsed", "waiting for ratification", "ratified" or "not
    ratified". `not_heard` are colleagues who may stop it and of whose devices none is known to
    have it. `in_spite_of` turned up after the files had left; `recall` says where they ran then.
    """

    state: str
    editor: str
    announced_at: str
    earliest_at: str
    lapses_at: str
    reason: str | None
    unreached: tuple[str, ...]
    not_heard: tuple[str, ...] = ()
    stopped_by: tuple[str, ...] = ()
    in_spite_of: tuple[str, ...] = ()
    recall: tuple[str, ...] = ()
    verdicts: tuple[RatificationView, ...] = ()
    may: tuple[str, ...] = ()
    why_not: tuple[tuple[str, str], ...] = ()


class CopyView(Record, frozen=True):
    """A prepared or released copy. `survivors` counts terms that the recheck found."""

    id: str
    story: str
    story_title: str
    status: str
    preparer: str
    approver: str
    files: tuple[FileView, ...]
    rechecked: bool
    survivors: int
    desks_not_checked: int
    may: tuple[str, ...]
    why_not: tuple[tuple[str, str], ...]
    outcomes: tuple[str, ...] = ()
    urgent: UrgentView | None = None


class RecheckView(Record, frozen=True):
    """What a finished article still gives away, differs in, or was never approved."""

    survivors: tuple[SurvivorView, ...]
    differing: tuple[str, ...]
    unapproved: tuple[str, ...]
    metadata: tuple[str, ...]
    desks_not_checked: int
    clean: bool


class SurvivorView(Record, frozen=True):
    """A term that survived, by kind and place; the term itself only for those who may read it."""

    kind: str
    where: str
    start: int
    end: int
    term: str | None = None


class HeardView(Record, frozen=True):
    """When a colleague's device last wrote something that is here: a claimed time, ISO, or ""."""

    name: str
    at: str


class StatusView(Record, frozen=True):
    """The vault as I see it."""

    me: str
    roles: tuple[str, ...]
    members: int
    desks: tuple[DeskView, ...]
    policy: str
    interviews: int
    unmarked: int
    in_review: int
    notices: tuple[str, ...]  # new members, first time here, newer entries, sealed to others
    heard: tuple[HeardView, ...] = ()  # colleagues' devices, the longest silent first


class DraftView(Record, frozen=True):
    """An unfinished form that a lock or crash left; sealed under my device key."""

    id: str
    saved_at: str
    draft: bytes
