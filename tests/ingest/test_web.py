"""Finished pages and JSON: every word is found wherever it hides."""

import json

import pytest

from vault.errors import MalformedError
from vault.ingest import ResidueKind, read_finished
from vault.model import SpanKind, Term
from vault.redact.recheck import recheck
from vault.redact.registry import Entry, Registry

NAME = "Han Bok-rye"
REGISTRY = Registry([Entry(Term(NAME, SpanKind.PERSON), b"1")])


def names(data, kind):
    return recheck(read_finished(data.encode("utf-8"), kind).joined(), REGISTRY)


@pytest.mark.parametrize(
    "page",
    [
        f"<p>We met {NAME} there.</p>",
        "<p>Han <b>Bok</b>-<i>rye</i> left</p>",
        "<table><tr><td>Han<td>Bok-rye</table>",
        "<p>Han</p>\n<p>Bok-rye</p>",
        "<p>&#72;an Bok&#x2d;rye</p>",
        f'<img src="a.jpg" alt="{NAME} at the well">',
        f'<a href="https://example.org/{NAME.replace(" ", "%20")}">there</a>',
        f"<!-- ask {NAME} -->",
        f"<script>var who = '{NAME}'</script>",
        f'<meta name="author" content="{NAME}">',
        f"<title>{NAME}</title>",
        f'<div data-source="{NAME}">x</div>',
        f'<p style="display:none">{NAME}</p>',
        f'<p id="{NAME}">x</p>',
        f"<template>{NAME}</template>",
        f"<p>Han Bok\u200b-rye</p><!-- open {NAME}",
        f"<![CDATA[{NAME}]]>",
        f"<?php {NAME} ?>",
        "<p>한복례</p>",
    ],
)
def test_i5_a_name_is_found_in_every_part_of_a_page(page):
    assert names(page, "html")
    assert names(json.dumps({"body_html": page}), "json")


@pytest.mark.parametrize(
    "data",
    [
        {"headline": NAME},
        {"by": [{"name": {"full": "Han", "last": "Bok-rye"}}]},
        {NAME: 1},
        {"a": ["Han", "Bok-rye"]},
        {"a": "Han Bok\\u002drye"},
    ],
)
def test_i5_a_name_is_found_in_every_part_of_a_json_file(data):
    assert names(json.dumps(data), "json")
    assert names(json.dumps(data, ensure_ascii=False, indent=1), "JSON")


def test_a_doubled_key_hides_nothing():
    assert names(f'{{"a": "{NAME}", "a": "x"}}', ".json")


def test_a_number_is_text():
    registry = Registry([Entry(Term("4417-2290", SpanKind.ID_NUMBER), b"1")])
    assert recheck(read_finished(b'{"id": 44172290}', "json").joined(), registry)


def test_what_a_page_says_beside_its_words_is_listed():
    page = (
        '<meta charset="utf-8"><meta name="generator" content="Pressmill 3">'
        '<meta name="author" content="M. Orlin"><!-- draft --><a href="https://example.org">x</a>'
        "<span hidden>y</span>"
    )
    found = read_finished(page.encode(), "htm")
    assert {each.kind for each in found.residue} == {
        ResidueKind.SOFTWARE,
        ResidueKind.AUTHOR,
        ResidueKind.COMMENT,
        ResidueKind.LINK,
        ResidueKind.HIDDEN_TEXT,
    }


def test_a_plain_page_has_no_residue():
    page = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><h1>One</h1><p>Two</p></html>'
    assert read_finished(page.encode(), "html").residue == ()


@pytest.mark.parametrize("data", [b"{", b"[1,", b"", b"[" * 100_000, b'{"a": NaN', b"\xff\xfe"])
def test_what_is_no_json_is_refused(data):
    with pytest.raises(MalformedError):
        read_finished(data, "json")
