"""Places by every name, what they lie in, and a newsroom's own list."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import places
from vault.errors import MalformedError
from vault.gazetteer import COLUMNS, Gazetteer, country_names, from_csv, shipped, southern, to_toml
from vault.gazetteer.romanise import press, romanisations
from vault.gazetteer.tables import province_populations
from vault.redact.own_places import with_places
from vault.redact.rules import default_toml, load

HEAD = "place,parent,kind,hangul,other,population,source,year\n"


@pytest.mark.parametrize(
    ("hangul", "names"),
    [
        ("무산", {"Musan"}),
        ("회령", {"Hoeryong", "Hoeryŏng", "Hoeryeong"}),
        ("평성", {"Pyongsong", "Phyongsong", "P'yŏngsŏng", "Pyeongseong"}),
        ("덕천", {"Tokchon", "Tŏkch'ŏn", "Deokcheon"}),
        ("길주", {"Kilju", "Kilchu", "Gilju"}),
        ("신의주", {"Sinuiju", "Sinŭiju"}),
        ("정주", {"Jongju", "Chŏngju", "Jeongju"}),
        ("온성", {"Onsong", "Onsŏng", "Onseong"}),
        ("판교", {"Pangyo", "Phangyo", "P'an'gyo"}),
        ("녕변", {"Nyongbyon", "Yongbyon", "Yŏngbyŏn", "Yeongbyeon"}),
        ("룡천", {"Ryongchon", "Ryongch'ŏn", "Yongchon", "Yongcheon"}),
        ("량강", {"Ryanggang", "Yanggang"}),
        ("은률", {"Unryul", "Eunyul", "Ŭnyul"}),
        ("강령", {"Kangryong", "Kangnyŏng", "Gangnyeong"}),
        ("백암", {"Paekam", "Paegam", "Baegam"}),
        ("통천", {"Thongchon", "T'ongch'ŏn", "Tongcheon"}),
    ],
)
def test_names_are_romanised_by_the_rules_that_maps_and_newsrooms_follow(hangul, names):
    assert names <= set(romanisations(hangul))


def test_the_press_writes_no_marks_and_no_h_after_p_t_and_k():
    assert [press(each) for each in ("평성", "통천", "만포", "회령", "함흥")] == [
        "Pyongsong", "Tongchon", "Manpo", "Hoeryong", "Hamhung",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("northern", "written"),
    [("량강", "양강"), ("라선", "나선"), ("룡천", "용천"), ("녕변", "영변"), ("랑림", "낭림"),
     ("은률", "은율"), ("락원", "낙원"), ("무산", "무산"), ("신의주", "신의주"), ("부령", "부령")],
)  # fmt: skip
def test_the_south_spells_some_names_otherwise(northern, written):
    assert southern(northern) == written


def test_the_north_is_listed_whole_and_every_unit_lies_in_one_of_its_provinces():
    known = Gazetteer()
    counts: dict[str, int] = {}
    for place in shipped():
        code = known.province(place)
        assert places.name(code), place.name
        counts[code] = counts.get(code, 0) + 1
    northern = {code: count for code, count in counts.items() if code.startswith("KP-")}
    assert northern == {
        "KP-01": 21, "KP-02": 22, "KP-03": 25, "KP-04": 18, "KP-05": 20, "KP-06": 20, "KP-07": 17,
        "KP-08": 27, "KP-09": 28, "KP-10": 13, "KP-13": 2, "KP-14": 7, "KP-15": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given_name", "place"),
    [
        ("Musan-gun", "무산군"), ("musan county", "무산군"), ("MUSAN", "무산군"),
        ("무산", "무산군"),
        ("용천", "룡천군"), ("Yongch’ŏn", "룡천군"), ("Ryanggang", None), ("Hungnam", "흥남구역"),
        ("새별군", "경원군"), ("Undok", "경흥군"), ("Kim Jong-suk", "김정숙군"),
        ("Kimchaek", "김책시"),
        ("Yanji", "연길시"), ("하얼빈", "할빈시"), ("Dandong", "단동시"), ("중", None),
    ],
)  # fmt: skip
def test_a_place_is_found_by_any_of_its_names(given_name, place):
    assert [each.name for each in Gazetteer().named(given_name)][:1] == ([place] if place else [])


def test_two_places_of_one_romanisation_are_both_named():
    assert {place.name for place in Gazetteer().named("Unsan")} == {"운산군", "은산군"}


def test_a_district_lies_in_its_city():
    known = Gazetteer()
    (ranam,) = known.named("라남구역")
    assert [place.name for place in known.above(ranam)] == ["청진시"]
    assert known.province(ranam) == "KP-09"


def test_populations_are_those_of_the_census_and_no_others():
    counted = {place.name: place for place in shipped() if place.population is not None}
    assert counted["무산군"].population == 123_721
    assert counted["신도군"].population == 11_810
    assert {(place.year, place.source) for place in counted.values()} == {(2008, "census")}
    assert sum(province_populations().values()) == 23_349_859


def test_a_county_stands_for_its_province_where_a_province_is_asked_for():
    assert places.resolve("Musan county") == places.resolve("무산") == "KP-09"
    assert ("KP-09", "무산군, 함경북도") in places.complete("무산")
    assert ("KP-09", "Musan, North Hamgyong") in places.complete("musa")
    assert places.resolve("Musan, North Hamgyong") == places.resolve("무산군, 함경북도") == "KP-09"
    assert places.resolve("Unsan, North Pyongan") == "KP-03"
    for unclear in ("Unsan", "Musan, Seoul", "Saegol, North Hamgyong", ","):
        with pytest.raises(MalformedError):
            places.resolve(unclear)


def test_countries_are_known_in_korean():
    assert places.resolve("독일") == places.resolve("도이췰란드") == "DE"
    assert places.name("DE", "ko") == "독일"
    for code in country_names():
        assert places.resolve(places.name(code, "ko")) == code
        assert places.name(code, "en")


def test_a_newsrooms_list_comes_first_and_may_build_on_itself():
    source = (
        HEAD + "Saegol,무산군,village,새골리,새골|Bird Valley,,,\nUpper Mill,Saegol,facility,,,,,\n"
    )
    known = Gazetteer(from_csv(source))
    (mill,) = known.named("upper mill")
    assert [place.name for place in known.above(mill)] == ["새골리", "무산군"]
    assert known.province(mill) == "KP-09"
    assert known.named("새골") == known.named("bird valley") == known.named("Saegol village")
    assert Gazetteer(from_csv("place,parent\nMusan,CN-JL\n")).named("Musan")[0].parent == "CN-JL"


def test_a_chain_that_runs_in_a_circle_leads_to_no_province():
    known = Gazetteer(from_csv("place,parent\nAford,Beford\nBeford,Aford\n"))
    assert known.province(known.named("Aford")[0]) == ""


@pytest.mark.parametrize(
    ("source", "line", "field"),
    [
        ("", 1, "place"),
        ("name,parent\nx,y\n", 1, "place"),
        ("place,place,parent\nx,y,z\n", 1, "place"),
        ("place,kind\nx,village\n", 1, "parent"),
        (HEAD + "SECRET,x\n", 2, "place"),
        (HEAD + ",무산군,,,,,,\n", 2, "place"),
        (HEAD + "x,,,,,,,\n", 2, "parent"),
        (HEAD + "x,y,SECRET,,,,,\n", 2, "kind"),
        (HEAD + "x,y,,SECRET,,,,\n", 2, "hangul"),
        (HEAD + "x,y,,,,SECRET,,\n", 2, "population"),
        (HEAD + "x,y,,,,-4,,\n", 2, "population"),
        (HEAD + "x,y,,,,４,,\n", 2, "population"),
        (HEAD + "x,y,,,,,,3008\n", 2, "year"),
        (HEAD + "x,y,,,,,,\nSECRET\u202e,y,,,,,,\n", 3, "place"),
        (HEAD + "x,y,,,SECRET\x1b[2J,,,\n", 2, "other"),
        (HEAD + '"x\nSECRET",y,,,,,,\n', 3, "place"),
        (HEAD + f"{'x' * 81},y,,,,,,\n", 2, "place"),
        (HEAD + f"x,y,,,{'x' * 601},,,\n", 2, "other"),
        (HEAD + '"x"SECRET,y,,,,,,\n', 2, "place"),
        (HEAD + '"SECRET', 2, "place"),
        (HEAD + "x,y,,,,,,\n" * 5_001, 5_002, "place"),
        ("place,parent\nSECRET\x00,y\n", 2, "place"),
    ],
)  # fmt: skip
def test_a_hostile_list_is_refused_by_line_and_field_and_never_quoted(source, line, field):
    with pytest.raises(MalformedError) as caught:
        from_csv(source)
    assert (caught.value.line, caught.value.field) == (line, field)
    assert "SECRET" not in str(caught.value)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        found = from_csv(text)
    except MalformedError:
        return
    assert load(with_places(default_toml(), text)).places == found


def test_a_list_goes_into_the_rules_and_out_again():
    source = HEAD + 'Saegol,무산군,village,새골리,"새골|""Bird"" Valley",1 204,our own count,2019\n'
    rules = with_places(default_toml(), source)
    assert load(rules).places == from_csv(source)
    (place,) = load(rules).places
    assert (place.population, place.year, place.source) == (1204, 2019, "our own count")
    assert tomllib.loads(to_toml((place,)))["place"][0].keys() <= set(COLUMNS)
    other = with_places(rules, HEAD + "Millford,KP-09,,,,,,\n")
    assert [each.name for each in load(other).places] == ["Millford"]
    assert with_places(other, HEAD) == default_toml()
