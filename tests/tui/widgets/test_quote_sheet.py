"""The sheet of quotes: columns that begin together, headings, spans that wait."""

from __future__ import annotations

from msgspec.structs import replace

from tui.widgets.decisions import Decisions, open_decisions, seal_decisions
from tui.widgets.pieces import cells
from tui.widgets.quote_sheet import Columns, SheetRequest, lay_out, undecided
from vault.archive.views import QuoteView, RemarkView, SpanView, TextView
from vault.model import Audience

WORDS = "한서진은 혜산에서 쌀을 팔았다. " * 6


def span(start: int, end: int, state: str) -> SpanView:
    return SpanView(start, end, "person", "mask", "‹인물›", "x", state, "likely")


def quote(ident: str, **fields: object) -> QuoteView:
    text = TextView(
        "ko", True, False, "‹인물›은 팔았다. " * 3, "누군가 팔았다.", WORDS,
        (span(5, 7, "proposed"), span(0, 3, "term")), 1,
    )  # fmt: skip
    given = {"id": ident, "codename": "x", "paraphrase": False, "texts": (text,)}
    return QuoteView(**(given | fields))


def lines(sheet) -> list[str]:
    return ["".join(piece.text for piece in row.left) for row in sheet.rows]


def test_both_columns_of_a_quote_start_on_one_row():
    sheet = lay_out([quote("a"), quote("b")], SheetRequest(Columns.BOTH, 100))
    labels = [row for row in sheet.rows if row.left and row.left[0].text == "ko original"]
    assert [row.right[0].text for row in labels] == ["ko original", "ko original"]


def test_no_row_is_wider_than_its_column():
    sheet = lay_out([quote("a")], SheetRequest(Columns.BOTH, 61))
    narrow = [row for row in sheet.rows if not row.is_wide]
    assert all(cells(row.left) <= sheet.column_cells for row in narrow)
    assert all(cells(row.right) <= sheet.column_cells for row in narrow)


def test_redacted_column_holds_no_verbatim_word():
    sheet = lay_out(
        [quote("a", question="누가?", notes="웃었다")], SheetRequest(Columns.REDACTED, 80)
    )
    everything = "\n".join(lines(sheet))
    assert "한서진" not in everything
    assert "웃었다" not in everything
    assert sheet.spans == ()


def test_publication_shows_the_other_rendition():
    request = SheetRequest(Columns.REDACTED, 80, Audience.PUBLICATION)
    assert "누군가 팔았다." in lines(lay_out([quote("a")], request))


def test_undecided_spans_come_in_reading_order_with_their_rows():
    sheet = lay_out([quote("a"), quote("b")], SheetRequest(Columns.VERBATIM, 80))
    waiting = [sheet.spans[at] for at in undecided(sheet)]
    assert [place.key.quote for place in waiting] == ["a", "b"]
    assert "‹?혜산›" in lines(sheet)[waiting[1].row]


def test_decision_that_is_not_saved_is_shown_as_such():
    sheet = lay_out([quote("a")], SheetRequest(Columns.VERBATIM, 80))
    place = sheet.spans[undecided(sheet)[0]]
    decisions = Decisions("i", 1).with_choice(place, "keep")
    request = SheetRequest(Columns.VERBATIM, 80, decided=decisions.by_span())
    after = lay_out([quote("a")], request)
    assert undecided(after) == ()
    assert "!~혜산~" in "\n".join(lines(after))


def test_later_decision_about_a_span_replaces_the_earlier():
    sheet = lay_out([quote("a")], SheetRequest(Columns.VERBATIM, 80))
    place = sheet.spans[0]
    decisions = Decisions("i", 1).with_choice(place, "keep").with_choice(place, "term")
    assert [request.as_term for request in decisions.requests] == [True]
    assert decisions.without_last().requests == ()


def test_sealed_decisions_open_for_their_own_version():
    sheet = lay_out([quote("a")], SheetRequest(Columns.VERBATIM, 80))
    decisions = Decisions("i", 4).with_choice(sheet.spans[0], "mask")
    assert open_decisions(seal_decisions(decisions), "i", 4) == decisions
    assert seal_decisions(Decisions("i", 4)) is None


def test_heading_names_what_a_reader_should_not_miss():
    view = quote("a", paraphrase=True, unmatched=("en",))
    sheet = lay_out([view], SheetRequest(Columns.REDACTED, 100, changed=("a",)))
    assert lines(sheet)[0] == (
        "Quote 1 | paraphrase | ? 1 undecided | # 1 to match | + changed since the last review"
    )


def test_remark_stands_under_its_quote():
    remark = RemarkView("Jonas", "2026-11-01T10:00:00Z", "return", "Too exact.", "b", False)
    sheet = lay_out([quote("a"), quote("b")], SheetRequest(Columns.REDACTED, 80, remarks=(remark,)))
    at = next(i for i, line in enumerate(lines(sheet)) if line.startswith("> returned by Jonas"))
    assert sheet.rows[at].quote == 1
    assert "on an older version: Too exact." in lines(sheet)[at]


def test_sheet_built_from_an_earlier_one_is_the_same_and_wraps_only_what_changed():
    quotes = [quote("a"), quote("b"), quote("c")]
    request = SheetRequest(Columns.BOTH, 90)
    first = lay_out(quotes, request)
    place = first.spans[undecided(first)[1]]
    decided = Decisions("i", 1).with_choice(place, "keep").by_span()
    wanted = replace(request, decided=decided)
    again = lay_out(quotes, wanted, first.blocks)
    assert again == lay_out(quotes, wanted)
    reused = [old is new for old, new in zip(first.blocks, again.blocks, strict=True)]
    assert reused == [True, False, True]
