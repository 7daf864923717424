"""Hundreds of ways to write protected terms: none passes the recheck, most are hidden at once.

A way is a function from a term to the text that somebody may write; where a way makes no sense for
a term it returns None. What is said in other words is no way of writing: LIM-111.
"""

from __future__ import annotations

import base64
import unicodedata
from urllib.parse import quote

import pytest

from vault.model import SpanKind, Term
from vault.redact.recheck import recheck
from vault.redact.registry import Entry, Registry

OWNER = b"\x01" * 16
PERSON, PLACE, DETAIL = SpanKind.PERSON, SpanKind.PLACE, SpanKind.DETAIL
TERMS = (
    Term("Orla Fennimore", PERSON),
    Term("William Harrowgate", PERSON),
    Term("Kim Yong-hui", PERSON),
    Term("Pak Chol-su", PERSON),
    Term("Ri Sun-ok", PERSON),
    Term("Musan", PLACE),
    Term("Wexcombe Harbour", PLACE),
    Term("Ryanggang Province", PLACE),
    Term("Unit 4417", DETAIL),
    Term("three sons", DETAIL),
    Term("+82 10-5550-1234", SpanKind.PHONE),
    Term("tobias.q@mail.example", SpanKind.EMAIL),
    Term("14 October 2025", SpanKind.DATE),
    Term("김영희", PERSON),
    Term("리룡남", PERSON),
    Term("최은경", PERSON),
    Term("무산군", PLACE),
    Term("량강도", PLACE),
    Term("청암 광산", PLACE),
    Term("외동딸", DETAIL),
    Term("4417부대", SpanKind.ORGANISATION),
)
REGISTRY = Registry(Entry(term, OWNER) for term in TERMS)
CYRILLIC = str.maketrans("aceiopxyABCEHIKMOPTX", "асеіорхуАВСЕНІКМОРТХ")
GREEK = str.maketrans("ovABEHIKMNOPTXYZ", "ονΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
BOLD = {65 + i: 0x1D400 + i for i in range(26)} | {97 + i: 0x1D41A + i for i in range(26)}
SCRIPT = {97 + i: 0x1D4EA + i for i in range(26)}
CIRCLED = {97 + i: 0x24D0 + i for i in range(26)} | {65 + i: 0x24B6 + i for i in range(26)}
NEGATIVE = {97 + i: 0x1F150 + i for i in range(26)} | {65 + i: 0x1F150 + i for i in range(26)}
FLAGS = {97 + i: 0x1F1E6 + i for i in range(26)} | {65 + i: 0x1F1E6 + i for i in range(26)}
SMALL = str.maketrans("abcdeghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ")
LEET = str.maketrans("aeiost", "431057")
SIGNS = str.maketrans("ais", "@!$")
TURNED = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz")
BRAILLE = str.maketrans("abcdefghijklmnopqrstuvwxyz", "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵")
JAMO = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


def is_korean(term):
    return any("가" <= c <= "힣" for c in term)


def latin(way):
    return lambda term: None if is_korean(term) else way(term)


def hangul(way):
    return lambda term: way(term) if is_korean(term) else None


def between(sign):
    return lambda term: sign.join(term.replace(" ", "").replace("-", ""))


def in_two(sign):
    def way(term):
        bare = term.replace(" ", "") if is_korean(term) else term
        middle = len(bare) // 2
        return bare[:middle] + sign + bare[middle:]

    return way


def two_parts(way):
    return latin(lambda t: way(*t.split(" ", 1)) if t.count(" ") == 1 else None)


def split_jamo(term):
    pieces = []
    for c in term:
        code = ord(c) - 0xAC00
        if "가" <= c <= "힣":
            pieces.append(JAMO[code // 588] + VOWELS[code // 28 % 21] + TAILS[code % 28].strip())
        else:
            pieces.append(c)
    return "".join(pieces)


def drawn_out(term):
    at = next(i for i, c in enumerate(term) if c in "aeiouAEIOU")
    return term[:at] + term[at] * 4 + term[at + 1 :]


def one_doubled(term):
    at = next(i for i, c in enumerate(term) if c in "aeiouAEIOU")
    return term[: at + 1] + term[at] + term[at + 1 :]


def struck(term):
    """Strike out one vowel."""
    at = next(i for i, c in enumerate(term) if c in "aeiou")
    return f"{term[:at]}*{term[at + 1 :]}"


WAYS = {
    "as it is": str,
    "upper": latin(str.upper),
    "lower": latin(str.lower),
    "swapped case": latin(str.swapcase),
    "mixed case": latin(lambda t: "".join(c.upper() if i % 2 else c for i, c in enumerate(t))),
    "possessive": latin(lambda t: f"{t}'s"),
    "curly possessive": latin(lambda t: f"{t}\u2019s"),
    "no space": lambda t: t.replace(" ", ""),
    "no hyphen": lambda t: t.replace("-", ""),
    "hyphen as space": lambda t: t.replace("-", " "),
    "space as hyphen": lambda t: t.replace(" ", "-"),
    "underscores": lambda t: t.replace(" ", "_").replace("-", "_"),
    "dots": lambda t: t.replace(" ", ".").replace("-", "."),
    "hashtag": lambda t: "#" + t.replace(" ", "").replace("-", ""),
    "two spaces": lambda t: t.replace(" ", "  "),
    "no-break space": lambda t: t.replace(" ", "\u00a0"),
    "line break": lambda t: t.replace(" ", "\n"),
    "line break in the word": in_two("\n"),
    "hyphenated at the line's end": in_two("-\n"),
    "quoted over two lines": in_two("\n> "),
    "soft hyphen": in_two("\u00ad"),
    "zero width space": in_two("\u200b"),
    "zero width joiner": in_two("\u200d"),
    "word joiner everywhere": between("\u2060"),
    "combining grapheme joiner": between("\u034f"),
    "byte order mark": in_two("\ufeff"),
    "variation selector": between("\ufe0f"),
    "invisible marker": in_two("‹U+200B›"),
    "hangul filler": in_two("\u3164"),
    "spaced out": between(" "),
    "dotted": between("."),
    "hyphens everywhere": between("-"),
    "underscores everywhere": between("_"),
    "asterisks everywhere": between("*"),
    "slashes everywhere": between("/"),
    "middle dots everywhere": between("·"),
    "commas everywhere": between(", "),
    "spaced hyphens": between(" - "),
    "ellipses everywhere": between("..."),
    "one letter a line": between("\n"),
    "bold": in_two("**"),
    "tag inside": in_two("<b></b>"),
    "comment tag": in_two('<span class="x">'),
    "bulletin board tag": in_two("[b]"),
    "brackets around letters": lambda t: "".join(f"({c})" for c in t if c.isalnum()),
    "combining strokes": between("\u0336"),
    "accents": latin(lambda t: "".join(c + "\u0301" if c in "aeiou" else c for c in t)),
    "breves": latin(lambda t: t.replace("o", "ŏ").replace("u", "ŭ")),
    "umlauts": latin(lambda t: t.replace("o", "ö").replace("u", "ü")),
    "decomposed": lambda t: unicodedata.normalize("NFD", t),
    "compatibility decomposed": lambda t: unicodedata.normalize("NFKD", t),
    "cyrillic": latin(lambda t: t.translate(CYRILLIC)),
    "greek": latin(lambda t: t.translate(GREEK)),
    "fullwidth": lambda t: t.translate(FULL),
    "mathematical bold": latin(lambda t: t.translate(BOLD)),
    "script": latin(lambda t: t.lower().translate(SCRIPT)),
    "circled": latin(lambda t: t.translate(CIRCLED)),
    "negative circled": latin(lambda t: t.translate(NEGATIVE)),
    "flags": latin(lambda t: t.translate(FLAGS)),
    "small capitals": latin(lambda t: t.lower().translate(SMALL)),
    "braille": latin(lambda t: t.lower().translate(BRAILLE)),
    "upside down": latin(lambda t: t.lower().translate(TURNED)[::-1]),
    "tag characters": latin(lambda t: "".join(chr(0xE0000 + ord(c)) for c in t)),
    "zeros and ones": latin(lambda t: t.replace("o", "0").replace("l", "1").replace("i", "1")),
    "leet": latin(lambda t: t.translate(LEET)),
    "signs": latin(lambda t: None if "@" in t else t.translate(SIGNS)),
    "rn for m": latin(lambda t: t.upper().replace("M", "RN") if "m" in t.lower() else None),
    "vv for w": latin(lambda t: t.replace("w", "vv").replace("W", "VV")),
    "drawn out": latin(lambda t: drawn_out(t) if any(c in t for c in "aeiou") else None),
    "one doubled": latin(lambda t: one_doubled(t) if any(c in t for c in "aeiou") else None),
    "a vowel struck out": latin(lambda t: struck(t) if any(c in t for c in "aeiou") else None),
    "reversed by an override": lambda t: f"\u202e{t[::-1]}\u202c",
    "override as a marker": lambda t: f"‹U+202E›{t[::-1]}‹U+202C›",
    "reversed": lambda t: t[::-1],
    "decimal entities": lambda t: "".join(f"&#{ord(c)};" for c in t),
    "hexadecimal entities": lambda t: "".join(f"&#x{ord(c):x};" for c in t),
    "one entity": lambda t: f"{t[0]}&#{ord(t[1])};{t[2:]}",
    "entities twice": lambda t: "".join(f"&amp;#{ord(c)};" for c in t),
    "percent": lambda t: "".join(f"%{b:02X}" for b in t.encode()),
    "in a link": lambda t: f"https://example.org/{quote(t)}.html",
    "percent twice": lambda t: quote(quote(t, safe=""), safe=""),
    "unicode escapes": lambda t: "".join(f"\\u{ord(c):04x}" for c in t),
    "code points": lambda t: " ".join(f"U+{ord(c):04X}" for c in t),
    "quoted printable": lambda t: "".join(f"={b:02X}" for b in t.encode()),
    "base 64": lambda t: base64.b64encode(t.encode()).decode(),
    "hexadecimal": lambda t: t.encode().hex() if len(t.encode()) > 4 else None,
    "file name": lambda t: f"{t.replace(' ', '_')}_final2.docx",
    "address": latin(lambda t: f"{t.replace(' ', '').lower()}88@mail.example"),
    "handle": latin(lambda t: "@" + t.replace(" ", "_").lower()),
    "in a longer word": latin(lambda t: f"xx{t.replace(' ', '').replace('-', '').lower()}xx"),
    "in quotes": lambda t: f"“{t}”",
    "first part in capitals": two_parts(lambda a, b: f"{a.upper()} {b}"),
    "comma between": two_parts(lambda a, b: f"{a}, {b}"),
    "dots between": two_parts(lambda a, b: f"{a} ... {b}"),
    "a table cell between": two_parts(lambda a, b: f"| {a} | {b} |"),
    "particle 이": hangul(lambda t: f"{t}이"),
    "particle 에게서는": hangul(lambda t: f"{t}에게서는"),
    "particle 에서도": hangul(lambda t: f"{t}에서도"),
    "copula": hangul(lambda t: f"{t}입니다"),
    "syllables apart": hangul(lambda t: " ".join(t.replace(" ", ""))),
    "compatibility jamo": hangul(split_jamo),
    "jamo of the last syllable": hangul(lambda t: t[:-1] + split_jamo(t[-1])),
    "in brackets": hangul(lambda t: f"{t[0]}({t[1:]})"),
    "quotation marks inside": hangul(lambda t: f"{t[0]}'{t[1:]}'"),
}
# What is particular to one term: other scripts, systems and sides of the border, parts and titles.
PARTICULAR = {
    "William Harrowgate": (
        "Bill Harrowgate",
        "Will Harrowgate",
        "Harrowgate",
        "W. Harrowgate",
        "William H.",
        "Mr Harrowgate",
        "Harrowgate William",
        "Wiliam Harowgate",
        "BILLY HARROWGATE",
        "Harrowgate, William",
        "Harrowgate, W.",
        "Liam",
    ),
    "Orla Fennimore": ("Orla", "Fennimore", "O. Fennimore", "the Fennimores", "Orla F."),
    "Kim Yong-hui": (
        "김영희",
        "김 영희",
        "영희",
        "영희씨",
        "영희에게서",
        "Kim Yŏnghŭi",
        "Kim Yong'hui",
        "Kim Yeong-hui",
        "Kim Young-hee",
        "Kim Younghee",
        "Gim Yeonghui",
        "KIM YONGHEE",
        "Yong-hui",
        "Younghee",
        "Yeonghui",
        "K.Y.H.",
        "K. Y. H.",
        "Kim Y.H.",
        "Kim Y. H.",
        "Y. H. Kim",
        "KYH",
        "Mr Kim",
        "Comrade Kim",
        "김씨",
        "김 동무",
        "Younghee Kim",
        "KimYonghui",
        "kim yong hui",
        "Yong-hui Kim",
        "김 Yong-hui",
        "Kim 영희",
        "K1m Y0ng-hu1",
        "Kim Yonghi",
        "K. Yong-hui",
        "yonghui",
    ),
    "Pak Chol-su": (
        "박철수",
        "Park Chul-soo",
        "Pak Ch'ŏl-su",
        "Bak Cheolsu",
        "Park Cheol Soo",
        "Chol-su",
        "철수가",
        "박 선생",
        "P.C.S.",
        "Pak Ch'ol-su",
        "Mr Park",
        "Chulsoo Park",
    ),
    "Ri Sun-ok": (
        "리순옥",
        "이순옥",
        "Lee Soon-ok",
        "Yi Sunok",
        "Rhee Soon Ok",
        "Sun-ok",
        "순옥",
        "Li Sun Ok",
        "리순옥동지께서",
        "이 순 옥",
        "Soonok Lee",
    ),
    "Musan": (
        "무산",
        "무산에서",
        "무산군",
        "무산읍에",
        "MUSAN-GUN",
        "Musan County",
        "무산역",
        "Mousan",
    ),
    "Ryanggang Province": ("Ryanggang", "량강도", "양강도", "Yanggang-do", "Ryanggang-do", "양강"),
    "Unit 4417": (
        "Unit four four one seven",
        "unit forty-four seventeen",
        "Unit 4,417",
        "Unit 44-17",
        "Unit #4417",
        "Unit four thousand four hundred and seventeen",
        "unit ４４１７",
        "Unit 四四一七",
    ),
    "three sons": ("3 sons", "Three Sons", "three\nsons"),
    "+82 10-5550-1234": (
        "010-5550-1234",
        "01055501234",
        "+821055501234",
        "0082 10 5550 1234",
        "10.5550.1234",
        "공일공 오오오공 일이삼사",
        "eight two one zero five five five zero one two three four",
    ),
    "tobias.q@mail.example": (
        "tobias.q at mail dot example",
        "tobias.q [at] mail [dot] example",
        "TOBIAS.Q@MAIL.EXAMPLE",
        "tobias dot q at mail dot example",
        "mailto:tobias.q@mail.example",
        "tobias.q골뱅이mail.example",
    ),
    "14 October 2025": (
        "October 14, 2025",
        "14th October 2025",
        "Oct 14 2025",
        "2025-10-14",
        "14/10/2025",
        "10/14/2025",
        "14.10.2025",
        "2025년 10월 14일",
        "the 14th of October 2025",
        "2025.10.14",
        "14 Oct. 2025",
        "20251014",
    ),
    "김영희": (
        "Kim Yong-hui",
        "Kim Yŏng-hŭi",
        "Kim Yeong-hui",
        "Kim Younghee",
        "Gim Yeong-hui",
        "Kim Young Hee",
        "KIM YONGHUI",
        "Yonghui Kim",
        "Young-hee",
        "영희",
        "영희씨",
        "영희 동무",
        "김 씨",
        "김씨 아주머니",
        "김○○",
        "김OO",
        "김영○",
        "김○희",
        "김*희",
        "K.Y.H.",
        "Kim Y. H.",
        "ㄱㅇㅎ",
        "rladudgml",
        "김영희씨",
        "김영희동지에게서는",
        "우리김영희",
        "김령희",
        "영희였다",
        "Ms Kim",
        "김 영희네",
        "영희야",
        "Kim Yonghi",
        "김영희들",
    ),
    "리룡남": (
        "이용남",
        "리용남",
        "이룡남",
        "Ri Ryong-nam",
        "Lee Yong-nam",
        "Yi Yongnam",
        "Rhee Ryong Nam",
        "룡남",
        "용남이가",
        "리 동무",
        "Ri Ryongnam",
        "Mr Lee",
        "R.R.N.",
        "Lee Ryongnam",
        "용남씨",
    ),
    "최은경": (
        "Choe Un-gyong",
        "Choi Eun-kyung",
        "Ch'oe Ŭn-gyŏng",
        "Choi Eunkyung",
        "Choe Ungyong",
        "은경",
        "Eun-kyung",
        "최 선생님",
        "CHOI EUN KYUNG",
        "Eunkyung Choi",
    ),
    "무산군": ("무산", "무산에", "Musan", "Musan-gun", "MUSAN COUNTY", "무산 군에서"),
    "량강도": (
        "양강도",
        "Ryanggang",
        "Yanggang Province",
        "Ryanggang-do",
        "량강",
        "양강도에서",
        "Lyanggang",
    ),
    "청암 광산": ("청암광산에서", "청암 광 산"),
    "4417부대": ("4417 부대에서", "사사일칠부대", "사천사백십칠부대", "44-17부대", "４４１７부대"),
}
CASES = [
    (term.words, name, text)
    for term in TERMS
    for name, way in WAYS.items()
    if (text := way(term.words)) is not None
] + [(words, text, text) for words, texts in PARTICULAR.items() for text in texts]


def before_and_after(text):
    korean = is_korean(text)
    return ("어제 ", " 왔다고 한다.") if korean else ("They said that ", " was there.")


def names_the_term(text, words):
    entry = next(e for e in REGISTRY.entries if e.term.words == words)
    return any(found.entry == entry.id for found in recheck(text, Registry([entry])))


@pytest.mark.parametrize("words", [term.words for term in TERMS])
def test_i4_no_way_of_writing_a_term_passes_the_recheck(words):
    passed = []
    for term, name, text in CASES:
        before, after = before_and_after(text)
        if term == words and not names_the_term(before + text + after, words):
            passed.append((name, text))
    assert not passed
    assert sum(term == words for term, *_ in CASES) > 40


def test_there_are_enough_ways():
    assert len({text for _, _, text in CASES}) > 1500
