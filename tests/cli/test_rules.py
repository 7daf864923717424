"""The rules in force by command: a newsroom's own places."""

from __future__ import annotations

import json

PLACES = "place,parent,kind,hangul\nSaegol,무산군,village,새골리\n"


def test_a_list_of_places_goes_into_the_rules_in_force(newsroom, tmp_path):
    file = tmp_path / "places.csv"
    file.write_text(PLACES, encoding="utf-8")
    before = newsroom.answer("rules", "show")
    after = newsroom.answer("rules", "places", file)
    assert after["hash"] != before["hash"]
    assert after["toml"].startswith(before["toml"].rstrip("\n"))
    assert 'hangul = "새골리"' in newsroom.answer("rules", "show")["toml"]


def test_a_list_that_does_not_hold_up_changes_nothing(newsroom):
    before = newsroom.answer("rules", "show")
    refused = newsroom.run("rules", "places", "-", "--json", stdin=b"place,parent\nSECRET,\n")
    error = json.loads(refused.out)["error"]
    assert (error["line"], error["field"]) == (2, "parent")
    assert "SECRET" not in refused.out
    assert newsroom.answer("rules", "show") == before
