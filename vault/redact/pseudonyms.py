"""Pseudonyms: consistent under one namespace key, unlinkable between two.

They are words for trees and birds that nobody is called, so that they carry neither gender nor
region, and look invented. Who gets one is decided in `engine`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import count
from typing import Final

from vault.model import Record, SpanKind
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
_TURNS: Final = 100  # so often every word is used, before plain numbers have to do


class Names(Record, frozen=True):
    """Within what pseudonyms are consistent and distinct.

    `key` is one per interview or copy; `among` names the entries that may occur in it (ids of
    registry entries). Entries that do not occur have no say: a new term elsewhere must not give
    somebody here another name.
    """

    key: bytes = b""
    among: tuple[bytes, ...] = ()


def pseudonym(
    identity: bytes, kind: SpanKind, language: str, names: Names, registry: Registry
) -> str:
    """Return what stands for `identity` wherever `names` are the same.

    The entries that `names` lists get distinct words, each from an order of its own; other
    identities get four digits. A word that a registry term would match is skipped.
    """
    language = language.partition("-")[0].lower()
    language = language if language in _WORDS else "en"
    if identity not in names.among:
        number = int.from_bytes(_keyed(names.key, identity)[:4], "big") % 9000 + 1000
        return f"{_label(kind, language)} {number}"
    word = _chosen(names, language, registry)[identity]
    return word if kind is SpanKind.PERSON else f"{_label(kind, language)} {word}"


def _chosen(names: Names, language: str, registry: Registry) -> dict[bytes, str]:
    """Let every entry, in a keyed order, take the first word of its own order that is left."""
    chosen: dict[bytes, str] = {}
    for identity in sorted(names.among, key=lambda each: _keyed(names.key, each)):
        taken = set(chosen.values())
        chosen[identity] = next(
            word
            for word in _in_order_of(identity, names.key, language)
            if word not in taken and not registry.find_anywhere(word)
        )
    return chosen


def _in_order_of(identity: bytes, key: bytes, language: str) -> Iterator[str]:
    """Yield all words in an order of the identity's own; then with a number, then numbers."""
    words = sorted(_WORDS[language], key=lambda word: _keyed(key, identity + word.encode()))
    yield from words
    for turn in range(2, _TURNS):
        yield from (f"{word} {turn}" for word in words)
    yield from map(str, count(1))


def _label(kind: SpanKind, language: str) -> str:
    if kind is SpanKind.PERSON:
        return "인물" if language == "ko" else "Person"
    return _LABELS[language].get(kind, _OTHER_LABEL[language])


def _keyed(namespace: bytes, identity: bytes) -> bytes:
    """Return a hash of an identity that tells nothing without the namespace key."""
    key = hashlib.sha256(b"redact/pseudonym\0" + namespace).digest()
    return hashlib.blake2b(identity, key=key, digest_size=16).digest()
