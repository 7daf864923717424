"""Particles agree with what stands before them and tell nothing about what stood there."""

import pytest

from vault.redact.hangul import agreeing_particle, is_prefix, is_strict_suffix, is_suffix


@pytest.mark.parametrize(
    ("words", "after", "expected"),
    [
        ("(이름 비공개)", "은 왔다", (1, "는")),
        ("(이름 비공개)", "는 왔다", None),
        ("‹인물›", "를", (1, "을")),
        ("‹인물›", "으로 갔다", (2, "로")),
        ("‹인물›", "로 갔다", None),
        ("소나무", "이라고 했다", (2, "라")),
        ("소나무", "과는", (1, "와")),
        ("(내용 비공개)", "에게", None),
        ("(내용 비공개)", "이다", None),
        ("(내용 비공개)", "은행", None),
        ("의료 종사자", "이었다", (2, "였")),
        ("친척", "였다", (1, "이었")),
        ("친척", "이였다", None),
        ("친척", "예요", (2, "이에요")),
        ("의료 종사자", "이에요.", (3, "예요")),
        ("친척", "다.", (1, "이다")),
        ("친척", "여,", (1, "이여")),
        ("친척", "야, 빨리", (1, "아")),
        ("친척", "야.", (1, "이야")),
        ("친척", "네 집", None),
        ("친척", "셨다", (1, "이셨")),
        ("친척", "든지", (1, "이든")),
        ("친척", "나마", (1, "이나")),
        ("친척", "께서", None),
        ("친척", "한테", None),
        ("남동부", "으로", (2, "로")),
        ("친척들", "으로", (2, "로")),
        ("서른 7", "으로", (2, "로")),
        ("단위 3", "는", (1, "은")),
        ("단위 10", "가", (1, "이")),
        ("2009", "은", (1, "는")),
        ("NGO", "을", (1, "를")),
        ("EUR", "를", (1, "을")),
        ("몇 kg", "를", (1, "을")),
        ("Alder", "은 왔다", (1, "은(는)")),
        ("Alder", "를", (1, "을(를)")),
        ("", "는 왔다", (1, "")),
        ("(이름 비공개)", "", None),
    ],
)
def test_agreement(words, after, expected):
    assert agreeing_particle(words, after) == expected


@pytest.mark.parametrize(
    "word",
    [
        "",
        "가",
        "에게서는",
        "씨",
        "동무에게",
        "선생님께서는",
        "이었지만",
        "입니다",
        "네가",
        "한테도",
    ],
)
def test_endings_of_a_noun(word):
    assert is_suffix(word)


@pytest.mark.parametrize("word", ["망", "구리", "하다", "학교", "가" * 15])
def test_what_is_no_ending(word):
    assert not is_suffix(word)


def test_a_noun_of_one_syllable_takes_fewer_endings():
    assert is_strict_suffix("씨에게")
    assert is_strict_suffix("이")
    assert not is_strict_suffix("일")
    assert is_strict_suffix("에게서는")
    assert is_strict_suffix("이었다")
    assert not is_strict_suffix("였다")
    assert not is_strict_suffix("도가")


def test_what_may_be_glued_before_a_name():
    assert is_prefix("김")
    assert is_prefix("우리남궁")
    assert not is_prefix("순")
    assert not is_prefix("대한민국")
