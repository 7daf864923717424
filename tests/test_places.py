"""Provinces by every name that newsrooms use."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import places
from vault.errors import MalformedError


@pytest.mark.parametrize(
    ("given_name", "code"),
    [
        ("KP-09", "KP-09"),
        ("kp-09", "KP-09"),
        ("North Hamgyong", "KP-09"),
        ("north  hamgyeong province", "KP-09"),
        ("Hamgyongbuk", "KP-09"),
        ("Hamgyŏng-bukto", "KP-09"),
        ("함경북도", "KP-09"),
        ("함북", "KP-09"),
        ("Ryanggang", "KP-10"),
        ("Yanggang-do", "KP-10"),
        ("량강도", "KP-10"),
        ("양강도", "KP-10"),
        ("라선", "KP-13"),
        ("나선", "KP-13"),
        ("P'yŏngan-namdo", "KP-02"),
        ("Jagang", "KP-04"),
        ("Chagang", "KP-04"),
        ("Pyongyang", "KP-01"),
        ("평양", "KP-01"),
        ("Kangwon", "KP-07"),
        ("Gangwon", "KR-42"),
        ("Seoul", "KR-11"),
        ("충북", "KR-43"),
        ("Jeonnam", "KR-46"),
        ("제주도", "KR-49"),
        ("KP", "KP"),
        ("north korea", "KP"),
        ("북한", "KP"),
        ("Germany", "DE"),
        ("DE-BE", "DE-BE"),
        ("Bayern", "DE-BY"),
        ("길림성", "CN-JL"),
    ],
)
def test_a_name_or_code_resolves(given_name, code):
    assert places.resolve(given_name) == code


@pytest.mark.parametrize(
    "given_name", ["", "  ", "KP-99", "XX", "Nowhere", "x" * 5_000, "KP-09; drop", "\x00", "-"]
)
def test_what_is_unknown_is_refused_without_being_quoted(given_name):
    with pytest.raises(MalformedError) as caught:
        places.resolve(given_name)
    assert caught.value.field == "province"
    assert "Nowhere" not in caught.value.sentence


def test_a_name_on_both_sides_of_the_border_asks_for_the_code():
    with pytest.raises(MalformedError) as caught:
        places.resolve("강원도")
    assert "KP-07 or KR-42" in caught.value.sentence


def test_every_name_resolves_to_its_code_and_no_two_codes_share_one():
    for code, names in places.names().items():
        for name in names:
            assert places.resolve(name) == code, name
        assert places.resolve(code) == code


def test_both_koreas_are_complete_as_iso_lists_them():
    import pycountry

    for country in ("KP", "KR"):
        codes = {division.code for division in pycountry.subdivisions.get(country_code=country)}
        assert codes <= set(places.names())


def test_names_are_shown_in_the_language_asked_for():
    assert places.name("KP-09", "en") == "North Hamgyong"
    assert places.name("KP-09", "ko-KP") == "함경북도"
    assert places.name("KP-10", "ko") == "량강도"
    assert places.name("DE-BY", "ko") == "Bayern"


def test_the_name_shown_resolves_back():
    for code in places.names():
        for language in ("en", "ko"):
            assert places.resolve(places.name(code, language)) == code


def test_an_unknown_code_has_no_name():
    with pytest.raises(MalformedError):
        places.name("KP-99")


def test_completion_offers_both_koreas_first_and_one_line_for_each_code():
    assert places.complete("hamgyongb") == [("KP-09", "Hamgyongbuk")]
    assert places.complete("North H")[:2] == [
        ("KP-06", "North Hwanghae"),
        ("KP-09", "North Hamgyong"),
    ]
    assert [code for code, _ in places.complete("강원")] == ["KP-07", "KR-42"]
    assert ("DE-BY", "Bayern") in places.complete("Bay")
    assert [code for code, _ in places.complete("KP-0", limit=3)] == ["KP-01", "KP-02", "KP-03"]
    assert places.complete("") == places.complete("  ") == []


@given(st.text(max_size=90))
def test_any_text_resolves_or_is_refused(text):
    try:
        code = places.resolve(text)
    except MalformedError:
        return
    assert re.fullmatch("[A-Z]{2}(-[A-Z0-9]{1,3})?", code)
    assert places.name(code)


def test_importing_loads_no_tables():
    program = "import sys, vault.places; sys.exit('pycountry' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
