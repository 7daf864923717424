"""From a checked draft to sealed parts: desk, person, quotes, agreement completed.

Pure of transactions: `interviews` calls it inside one. What a draft may hold is `checking`.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

import msgspec

from vault import agreement, places
from vault.archive.naming import one
from vault.archive.session import Archive
from vault.archive.signed_out import SIGNED_OUT
from vault.drafts import InterviewDraft, QuoteDraft, TranslationDraft
from vault.errors import MalformedError, NotPermittedError, UsageError
from vault.journal.state import PersonState
from vault.model import (
    Decision,
    DeskId,
    InterviewId,
    MemberId,
    ObjectHash,
    PersonFile,
    PersonId,
    Quote,
    Security,
    Term,
    Text,
    Verbatim,
)
from vault.roles import Deed


def find_desk(archive: Archive, given: str, deed: Deed) -> DeskId:
    """Return the desk meant, or the only one on which I may do the deed."""
    known = [(bytes(d), archive.library.desk_name(d)) for d in archive.state.desks]
    mine = [(ident, label) for ident, label in known if archive.may(deed, DeskId(ident))]
    if given:
        desk = DeskId(one(known, given, "desk"))
        archive.need(deed, desk, "Your roles do not allow that on this desk.")
        return desk
    if not mine and archive.myself.signed_out:
        raise NotPermittedError(SIGNED_OUT)
    if not mine:
        raise NotPermittedError("You have no desk on which your roles allow that.")
    if len(mine) > 1:
        raise UsageError("You work on more than one desk: name the desk.")
    return DeskId(mine[0][0])


def find_person(archive: Archive, desk: DeskId, given: str) -> PersonState | None:
    """Return the desk's person with that codename or id, or None when it is a new one."""
    if not given:
        return None
    for person in archive.state.persons.values():
        if person.desk == desk and given in {archive.library.codename(person), person.id.hex()}:
            return person
    return None


def propose_codename(archive: Archive) -> str:
    """Return two neutral words (three in a large archive) that no person here has."""
    from vault.archive.codenames import free_codename

    return free_codename(taken_codenames(archive))


def taken_codenames(archive: Archive) -> set[str]:
    """Return the codenames that my keys open."""
    return {archive.library.codename(p) for p in archive.state.persons.values()}


def guess_language(words: str) -> str:
    """Return ko where most letters are Hangul, ja for kana, zh for Han alone, else en."""
    names = [unicodedata.name(c, "") for c in words if c.isalpha()]
    counts = {
        "ko": sum(n.startswith("HANGUL") for n in names),
        "ja": sum(n.startswith(("HIRAGANA", "KATAKANA")) for n in names),
        "zh": sum(n.startswith("CJK") for n in names),
    }
    script = max(counts, key=lambda language: counts[language])
    return script if counts[script] * 3 > len(names) else "en"


def words_hash(words: str) -> bytes:
    """Return what a translation names its original by."""
    return hashlib.sha256(words.encode("utf-8")).digest()


def verbatim_of(
    draft: InterviewDraft, place: tuple[InterviewId, int, PersonId], old: Verbatim | None
) -> Verbatim:
    """Return the verbatim part of a draft; `place` is (interview, version, person)."""
    interview, version, person = place
    before = {quote.id: quote for quote in old.quotes} if old else {}
    quotes = tuple(
        _quote(quote, person, before.pop(quote.id, None), draft)  # one id stands once
        for quote in draft.quotes
        if quote.words.strip()
    )
    return Verbatim(
        interview=interview, version=version, quotes=quotes, title=_nfc(draft.title),
        tags=draft.tags, notes=_nfc(draft.notes), place=_nfc(draft.place),
        province=places.resolve(draft.province) if draft.province else "",
        told=draft.told, agreement=draft.agreement, marked=draft.marked,
    )  # fmt: skip


def has_same_words(new: Verbatim, old: Verbatim) -> bool:
    """Tell whether nothing was said anew: what was marked before is then marked still."""
    before = {(q.id, *_key(t)) for q in old.quotes for t in q.texts}
    return all((q.id, *_key(t)) in before for q in new.quotes for t in q.texts)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _quote(draft: QuoteDraft, person: PersonId, old: Quote | None, whole: InterviewDraft) -> Quote:
    words = _nfc(draft.words)
    agreement.refuse_looser(whole.agreement, draft.agreement)
    language = draft.language or guess_language(words)
    original = Text(language, words, decisions=_settled(draft.decisions, draft.words))
    translations = tuple(_translation(t, words) for t in draft.translations if t.words.strip())
    texts = (original, *translations)
    languages = [text.language for text in texts]
    if len(set(languages)) != len(languages):
        raise MalformedError("A quote has two texts in one language.", field="translations")
    same = old is not None and [_key(t) for t in texts] == [_key(t) for t in old.texts]
    return Quote(
        id=old.id if old else secrets.token_hex(4),
        person=person,
        texts=tuple(_keep_decisions(text, old) for text in texts),
        question=_nfc(draft.question), paraphrase=draft.paraphrase, notes=_nfc(draft.notes),
        agreement=draft.agreement,
        matches=draft.matches if same or old is None else (),
    )  # fmt: skip


def _key(text: Text) -> tuple[str, str]:
    return text.language, text.words


def _translation(draft: TranslationDraft, original: str) -> Text:
    words = _nfc(draft.words)
    language = draft.language or guess_language(words)
    decisions = _settled(draft.decisions, draft.words)
    return Text(language, words, False, words_hash(original), decisions)


def _settled(decisions: tuple[Decision, ...], typed: str) -> tuple[Decision, ...]:
    """Move decisions from the words as typed to the words as kept: composed, without margins."""
    if not decisions or _nfc(typed) == typed:
        return decisions

    def kept_at(at: int) -> int:
        return min(len(unicodedata.normalize("NFC", typed[:at].lstrip())), len(_nfc(typed)))

    moved = (
        msgspec.structs.replace(d, start=kept_at(d.start), end=kept_at(d.end)) for d in decisions
    )
    return tuple(d for d in moved if d.start < d.end)


def _keep_decisions(text: Text, old: Quote | None) -> Text:
    """Decisions belong to exact words: they stay only where the words did not change."""
    if old is None:
        return text
    before = next((t for t in old.texts if _key(t) == _key(text)), None)
    if before is None:
        return msgspec.structs.replace(text, decisions=())
    kept = dict.fromkeys((*before.decisions, *text.decisions))
    outdated = not text.original and before.translates != text.translates
    translates = before.translates if outdated else text.translates
    return msgspec.structs.replace(text, decisions=tuple(kept), translates=translates)


def security_of(draft: InterviewDraft, interview: InterviewId, version: int) -> Security:
    """Return the security part of a draft."""
    return Security(
        interview=interview, version=version, held_at=draft.held_at, channel=draft.channel,
        whereabouts=draft.whereabouts, present=draft.present, contact=draft.contact,
        signals=draft.signals, danger=draft.danger, external_id=draft.external_id,
        destroy_after=draft.destroy_after,
    )  # fmt: skip


def draft_from(
    verbatim: Verbatim, security: Security | None, names: tuple[str, str]
) -> InterviewDraft:
    """Return the draft that a version came from; `names` are (desk, codename)."""
    desk, person = names
    known = security or Security(verbatim.interview, verbatim.version)
    return InterviewDraft(
        quotes=tuple(_quote_draft(q) for q in verbatim.quotes),
        desk=desk, person=person, title=verbatim.title, tags=verbatim.tags,
        notes=verbatim.notes, place=verbatim.place, province=verbatim.province,
        told=verbatim.told, agreement=verbatim.agreement, held_at=known.held_at,
        channel=known.channel, whereabouts=known.whereabouts, present=known.present,
        contact=known.contact, signals=known.signals, danger=known.danger,
        external_id=known.external_id, destroy_after=known.destroy_after,
        marked=verbatim.marked,
    )  # fmt: skip


def _quote_draft(quote: Quote) -> QuoteDraft:
    original = next(t for t in quote.texts if t.original)
    return QuoteDraft(
        words=original.words, language=original.language, question=quote.question,
        translations=tuple(
            TranslationDraft(t.language, t.words, t.decisions)
            for t in quote.texts
            if not t.original
        ),
        paraphrase=quote.paraphrase, notes=quote.notes, agreement=quote.agreement,
        decisions=original.decisions, matches=quote.matches, id=quote.id,
    )  # fmt: skip


def decided_by(decisions: tuple[Decision, ...], member: MemberId) -> tuple[Decision, ...]:
    """Put the member's id on decisions that a form made."""
    return tuple(d if d.by else msgspec.structs.replace(d, by=member) for d in decisions)


def with_terms(
    archive: Archive, known: PersonState | None, person: PersonId, terms: tuple[Term, ...]
) -> tuple[PersonFile, tuple[ObjectHash, ...]]:
    """Return a file that adds terms to those that my keys open, and the files it stands for.

    Files that I cannot open stay standing beside it: every standing file protects.
    """
    opened = [
        (name, file)
        for name in sorted(known.files if known else ())
        if (file := archive.library.opened(name, PersonFile)) is not None
    ]
    merged = dict.fromkeys((*(t for _, f in opened for t in f.terms), *terms))
    circumstances = "\n".join(f.circumstances for _, f in opened if f.circumstances)
    version = max((f.version for _, f in opened), default=0) + 1
    file = PersonFile(person, version, tuple(merged), circumstances)
    return file, tuple(name for name, _ in opened)
