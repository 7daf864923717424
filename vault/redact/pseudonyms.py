"""Pseudonyms: consistent under one namespace key, unlinkable between two.

They are words for trees and birds that nobody is called, so that they carry neither gender nor
region, and look invented. Who gets one is decided in `engine`.
"""

from __future__ import annotations

import hashlib
from typing import Final

from vault.model import SpanKind
from vault.redact.registry import Registry

_WORDS: Final = {
    "en": """
    Alder Beech Birch Cedar Cypress Elder Elm Fir Hawthorn Hemlock Hornbeam Larch Maple Oak Pine
    Poplar Spruce Sycamore Walnut Yew Bramble Bracken Clover Sorrel Crane Curlew Dipper Dunlin Egret
    Grebe Heron Ibis Kestrel Kite Linnet Magpie Osprey Plover Redstart Rook Shrike Siskin Snipe
    Starling Swallow Swift Teal Tern Thrush Wagtail Warbler
    """.split(),
    "ko": """
    소나무 참나무 느티나무 단풍나무 자작나무 버드나무 은행나무 향나무 밤나무 감나무 대추나무
    물푸레 오동나무 잣나무 전나무 가래나무 느릅나무 박달나무 싸리 찔레 머루 다래 쑥부쟁이 도라지
    민들레 제비 두루미 까치 종달새 뻐꾸기 꾀꼬리 물총새 기러기 딱따구리 참새 할미새 동박새 박새
    직박구리 왜가리
    """.split(),
}
_LABELS: Final = {
    "en": {SpanKind.PLACE: "place", SpanKind.ORGANISATION: "organisation", SpanKind.EVENT: "event"},
    "ko": {SpanKind.PLACE: "장소", SpanKind.ORGANISATION: "단체", SpanKind.EVENT: "사건"},
}
_OTHER_LABEL: Final = {"en": "item", "ko": "항목"}


def pseudonym(
    identity: bytes, kind: SpanKind, language: str, namespace: bytes, registry: Registry
) -> str:
    """Return the name that stands for `identity` wherever `namespace` is the same.

    Entries of the registry get distinct words (ranked by a keyed hash over all entries); other
    identities get four digits of their own. A word that a registry term would match is skipped.
    """
    language = language.partition("-")[0].lower()
    language = language if language in _WORDS else "en"
    order = sorted((_keyed(namespace, entry.id), entry.id) for entry in registry.entries)
    ranks = [entry_id for _, entry_id in order]
    if identity in ranks:
        word = _word(ranks.index(identity), language, registry)
    else:
        number = int.from_bytes(_keyed(namespace, identity)[:4], "big") % 9000 + 1000
        return f"{_label(kind, language)} {number}"
    return word if kind is SpanKind.PERSON else f"{_label(kind, language)} {word}"


def _word(rank: int, language: str, registry: Registry) -> str:
    usable = [word for word in _WORDS[language] if not registry.find_anywhere(word)]
    if not usable:
        return f"{rank + 1}"
    turn, at = divmod(rank, len(usable))
    return usable[at] if turn == 0 else f"{usable[at]} {turn + 1}"


def _label(kind: SpanKind, language: str) -> str:
    if kind is SpanKind.PERSON:
        return "인물" if language == "ko" else "Person"
    return _LABELS[language].get(kind, _OTHER_LABEL[language])


def _keyed(namespace: bytes, identity: bytes) -> bytes:
    """Return a hash of an identity that tells nothing without the namespace key."""
    key = hashlib.sha256(b"redact/pseudonym\0" + namespace).digest()
    return hashlib.blake2b(identity, key=key, digest_size=16).digest()
