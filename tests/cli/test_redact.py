"""`strongroom redact` as a process, without any vault."""

import json

import pytest

from tests.cli.running import run_strongroom

TEXT = "My aunt Kim Yong Hui sells noodles in Hoeryong. Call 010-2345-6789.\n"


def test_redact_prints_the_text_and_says_what_was_not_checked(tmp_path):
    source = tmp_path / "interview.txt"
    source.write_text(TEXT, encoding="utf-8")
    done = run_strongroom("redact", source, "--audience", "publication")
    assert done.code == 0
    assert "(name withheld) sells noodles in (place withheld)" in done.out
    assert "No confirmed term was checked" in done.err
    assert len(done.err.splitlines()) == 1


def test_redact_as_json_has_exactly_the_fields_that_applying_needs():
    done = run_strongroom("redact", "-", "--audience", "review", "--json", stdin=TEXT.encode())
    assert done.code == 0
    answer = json.loads(done.out)
    assert list(answer) == ["text", "redactions", "blocked"]
    result, at = "", 0
    for each in answer["redactions"]:
        assert list(each) == ["start", "end", "kind", "action", "replacement", "by"]
        result += TEXT[at : each["start"]] + each["replacement"]
        at = each["end"]
    assert result + TEXT[at:] == answer["text"]
    assert answer["blocked"] == []


def test_redact_takes_rules_and_a_blocking_rule_exits_16(tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text(
        "version = 1\n[[rule]]\nid = 'slow'\npattern = '(.*)(.*)(.*)(.*)(.*)(.*)[bx]'\n"
        "action = 'mask'\n"
    )
    done = run_strongroom(
        "redact", "-", "--audience", "review", "--rules", rules, "--json", stdin=b"a" * 400
    )
    assert done.code == 16
    answer = json.loads(done.out)
    assert [list(each) for each in answer["blocked"]] == [["rule", "reason", "start", "end"]]
    assert "slow" in done.err


@pytest.mark.parametrize(
    "stdin",
    [b"\xff\xfe", b"\x1b[2J", b"a" * (10 * 1024 * 1024 + 1)],
    ids=["not UTF-8", "control character", "too large"],
)
def test_redact_refuses_what_is_no_clean_text_with_one_sentence_and_18(stdin):
    done = run_strongroom("redact", "-", "--audience", "review", stdin=stdin)
    assert done.code == 18
    assert done.out == ""
    assert len(done.err.splitlines()) == 1


def test_redact_refuses_rules_that_do_not_hold_up_by_line_and_field(tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text("version = 1\n[[rule]]\nid = 'x'\npattern = '(SECRET+)+'\naction = 'mask'\n")
    done = run_strongroom("redact", "-", "--audience", "review", "--rules", rules, stdin=b"text")
    assert done.code == 18
    assert "line 4, pattern" in done.err
    assert "SECRET" not in done.err


def test_redact_needs_an_audience():
    assert run_strongroom("redact", "-", stdin=b"text").code == 2
