"""The Library: what it lists, how the keyboard goes through it, what it teaches when empty."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from textual.widgets import ContentSwitcher, Static

from tui.app import StrongroomApp
from tui.gateway import Gateway
from tui.screens.drafts import DraftsScreen
from tui.screens.library import LibraryScreen
from tui.screens.library_rows import (
    all_cells,
    fitting_notices,
    narrow,
    reads_anything,
    searchable,
    teach_without_reading,
    work_lines,
)
from tui.screens.notices import NoticesScreen
from tui.screens.room import fit_ends
from tui.widgets.draft_form import LogForm
from tui.widgets.filter_bar import FilterBar
from tui.widgets.key_footer import KeyFooter
from tui.widgets.record_table import Heading, RecordTable
from tui.widgets.remark_draft import RemarkDraft
from tui.widgets.story_form import StoryForm
from vault.archive.views import CopyView, DraftView, FoundView, WorkView
from vault.model import to_bytes

NO_WORK = WorkView((), (), (), ())


@pytest.fixture
async def library(unlocked, settled):
    async with unlocked.run_test() as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
        await settled(pilot)
        yield pilot


@pytest.fixture
def opened(monkeypatch) -> list[tuple[str, str]]:
    """What was opened, in place of the screens that open."""
    seen: list[tuple[str, str]] = []
    for name, field in (
        ("interview", "interview_id"),
        ("log", "draft_id"),
        ("review", "interview_id"),
        ("story", "story_id"),
    ):
        monkeypatch.setattr(
            StrongroomApp,
            f"on_open_{name}",
            lambda _self, event, name=name, field=field: seen.append((name, getattr(event, field))),
        )
    return seen


def shown(pilot, name: str) -> str:
    table = pilot.app.screen.query_one(f"#{name}", RecordTable)
    return "\n".join(table.render_line(y).text for y in range(table.size.height))


def text_of(pilot, query: str) -> str:
    return str(pilot.app.screen.query_one(query, Static).content)


def current(pilot) -> str | None:
    return pilot.app.screen.query_one(ContentSwitcher).current


# --- my work -----------------------------------------------------------------------------------


async def test_it_opens_on_my_work_with_a_heading_for_each_list(library):
    seen = shown(library, "work")
    assert current(library) == "work"
    for words in ("Returned to me (1)", "To mark", "Waiting for my review (1)", "Mine, waiting"):
        assert words in seen


async def test_every_state_is_a_symbol_and_a_word(library):
    seen = shown(library, "work")
    assert "↩ returned" in seen
    assert "◌ unmarked" in seen


@pytest.mark.parametrize(
    ("downs", "place", "number"),
    [(0, "interview", 0), (1, "interview", 1), (2, "review", 4), (3, "interview", 2)],
)
async def test_enter_opens_a_record_where_its_work_is_done(
    library, newsroom, settled, opened, downs, place, number
):
    await library.press(*["down"] * downs, "enter")
    await settled(library)
    assert opened == [(place, newsroom.ROWS[number].id)]


@pytest.mark.parametrize(("key", "place"), [("n", "log"), ("r", "review"), ("s", "story")])
async def test_one_key_goes_to_each_room(library, settled, opened, key, place):
    await library.press(key)
    await settled(library)
    assert opened == [(place, "")]


def test_a_copy_that_waits_for_me_stands_under_its_own_heading(newsroom):
    copy = CopyView("c1", "5a", "Rice", "prepared", "Ines Okafor", "", (), True, 0, 0, (), ())
    heading, line = work_lines(WorkView((), (), (), (), copies_to_approve=(copy,)))
    assert isinstance(heading, Heading)
    assert line.target == ("copy", "c1")
    assert "◔ prepared" in line.cells


def test_an_empty_list_has_no_heading():
    assert work_lines(NO_WORK) == []


# --- all interviews ----------------------------------------------------------------------------


async def test_tab_goes_to_all_interviews_and_back(library):
    await library.press("tab")
    await library.pause()
    assert current(library) == "all"
    assert "quiet heron" in shown(library, "all")
    await library.press("tab")
    await library.pause()
    assert current(library) == "work"


async def test_escape_in_all_interviews_goes_back_to_my_work(library):
    await library.press("tab")
    await library.pause()
    await library.press("escape")
    await library.pause()
    assert current(library) == "work"
    assert isinstance(library.app.screen, LibraryScreen)


async def test_the_filter_narrows_by_the_fields_while_typing(library, settled):
    await library.press("slash", *"winter")
    await settled(library, lambda: "1 of 5" in text_of(library, "#say"))
    seen = shown(library, "all")
    assert "Crossing the river" in seen
    assert "quiet heron" not in seen


async def test_letters_typed_right_after_the_slash_are_words_and_not_commands(
    library, settled, opened
):
    await library.press("slash", *"nrsq")
    await settled(library)
    assert opened == []
    assert library.app.return_value is None


async def test_hits_in_the_texts_are_added_below(library, door, newsroom, settled):
    hit = FoundView(newsroom.ROWS[1], "quote", "…rice…", 1, 5)
    door.answers["interviews.find"] = lambda words, **_: [hit] if words == "쌀값" else []
    await library.press("slash", *"쌀값")
    await settled(library, lambda: "1 of them by their text" in text_of(library, "#say"))
    assert "amber kestrel 2" in shown(library, "all")
    assert ("interviews.find", ("쌀값",)) in door.calls


async def test_a_late_answer_to_an_older_filter_changes_nothing(library, newsroom, settled):
    from tui.messages import Answer

    await library.press("slash", *"winter")
    await settled(library, lambda: "1 of 5" in text_of(library, "#say"))
    hit = FoundView(newsroom.ROWS[1], "quote", "rice", 0, 4)
    library.app.screen.post_message(Answer("interviews.find", [hit], "wint"))
    await settled(library)
    assert "amber kestrel 2" not in shown(library, "all")


async def test_escape_clears_the_filter_and_enter_keeps_it(library, settled):
    await library.press("slash", *"winter", "enter")
    await settled(library, lambda: "1 of 5" in text_of(library, "#say"))
    assert library.app.focused is library.app.screen.query_one("#all")
    assert "quiet heron" not in shown(library, "all")
    await library.press("escape")
    await settled(library, lambda: "quiet heron" in shown(library, "all"))
    assert not library.app.screen.query_one(FilterBar).is_open


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", 5),
        ("QUIET", 1),
        ("장마당", 1),
        ("hamgyong approved", 1),
        ("jonas", 1),
        ("ko", 5),
        ("kestrel winter approved", 0),
    ],
)
def test_a_filter_wants_every_word_in_some_field(newsroom, words, found):
    texts = [searchable(row) for row in newsroom.ROWS]
    assert len(narrow(newsroom.ROWS, texts, words)) == found


def test_an_interview_without_a_title_says_so(newsroom):
    assert "(no title)" in all_cells(newsroom.ROWS[1])


# --- empty, refused, without a reading role ----------------------------------------------------


async def test_no_work_teaches_what_to_press(unlocked, door, settled):
    door.answers["review.my_work"] = lambda: NO_WORK
    async with unlocked.run_test() as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
        await settled(pilot, lambda: current(pilot) == "teach")
        assert "n    log an interview" in text_of(pilot, "#teach")


async def test_an_empty_archive_teaches_how_to_begin(unlocked, door, settled):
    door.answers["review.my_work"] = lambda: NO_WORK
    door.answers["interviews.rows"] = list
    async with unlocked.run_test() as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
        await settled(pilot, lambda: current(pilot) == "teach")
        await pilot.press("tab")
        await settled(pilot, lambda: "No interview yet" in text_of(pilot, "#teach"))


async def test_an_admin_is_told_why_there_is_nothing_to_read(clock, newsroom, settled, opened):
    door = newsroom.FakeDoor(newsroom.ADMIN)
    app = StrongroomApp(Gateway(door), clock=clock.idle_clock())
    app.unlock_with(newsroom.PASSPHRASE)
    async with app.run_test() as pilot:
        await settled(pilot, lambda: isinstance(app.screen, LibraryScreen))
        await settled(pilot)
        assert "Your role reads no interviews" in text_of(pilot, "#teach")
        await pilot.press("tab", "n", "r", "slash")
        await settled(pilot)
        assert current(pilot) == "teach"
        assert opened == []
        assert app.screen.query_one(KeyFooter).render().plain == " ^L lock  F1 help  q quit "
    assert "interviews.rows" not in door.acts()


@pytest.mark.parametrize(
    ("roles", "reads"),
    [
        (("admin",), False),
        (("auditor", "custodian"), False),
        (("reporter@North desk",), True),
        (("reviewer@Nord",), True),
        (("admin", "editor"), True),
        ((), False),
    ],
)
def test_reading_follows_from_the_roles(newsroom, roles, reads):
    assert reads_anything(newsroom.member(*roles)) is reads


def test_nobody_reads_nothing():
    assert not reads_anything(None)


async def test_missing_keys_and_notices_are_shown(clock, newsroom, settled):
    door = newsroom.FakeDoor(newsroom.member("reviewer@North desk", waiting_for=("North desk",)))
    app = StrongroomApp(Gateway(door), clock=clock.idle_clock())
    app.unlock_with(newsroom.PASSPHRASE)
    async with app.run_test() as pilot:
        await settled(pilot, lambda: isinstance(app.screen, LibraryScreen))
        await settled(pilot, lambda: "keys of North desk" in text_of(pilot, "#notices"))
        assert app.screen.query_one("#notices").display


NOTICES = tuple(f"Nothing came from Colleague {number} for 9 days." for number in range(9))


@pytest.mark.parametrize("count", range(1, 5))
def test_few_notices_stand_whole(count):
    assert fitting_notices(NOTICES[:count], 78) == list(NOTICES[:count])


def test_notices_without_room_are_counted():
    assert fitting_notices(NOTICES, 78) == [*NOTICES[:3], "⚠ 6 more notices: i shows them all."]


def test_a_notice_of_several_lines_takes_the_room_of_as_many():
    long = "whoever knows a reason against it holds its person now " * 3
    assert fitting_notices((long, *NOTICES), 78)[1:] == ["⚠ 9 more notices: i shows them all."]


async def test_all_notices_can_be_read_at_80_columns(clock, newsroom, settled):
    door = newsroom.FakeDoor(newsroom.member("admin"))
    door.answers["archive.status"] = lambda: replace(newsroom.STATUS, notices=NOTICES)
    app = StrongroomApp(Gateway(door), clock=clock.idle_clock())
    app.unlock_with(newsroom.PASSPHRASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, lambda: isinstance(app.screen, LibraryScreen))
        await settled(pilot, lambda: "6 more notices" in text_of(pilot, "#notices"))
        assert app.screen.query_one("#notices").size.height == 4
        await pilot.press("i")
        await settled(pilot, lambda: isinstance(app.screen, NoticesScreen))
        assert all(notice in text_of(pilot, "#box Static") for notice in NOTICES)
        await pilot.press("escape")
        await settled(pilot, lambda: isinstance(app.screen, LibraryScreen))


def test_who_reads_nothing_is_taught_the_commands_of_their_roles(newsroom):
    admin = teach_without_reading(newsroom.member("admin"))
    guardian = teach_without_reading(newsroom.member("auditor", "custodian"))
    assert "strongroom member pending" in admin
    assert "strongroom identity requests" not in admin
    assert "strongroom identity requests" in guardian
    assert "strongroom member pending" not in guardian


async def test_a_refusal_is_a_sentence_on_the_screen(unlocked, door, settled):
    from vault.errors import IntegrityError

    def refuse() -> None:
        raise IntegrityError

    door.answers["interviews.rows"] = refuse
    async with unlocked.run_test() as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
        await settled(pilot, lambda: "changed by something other" in text_of(pilot, "#say"))
        assert "✗ Not done" in text_of(pilot, "#say")


async def test_a_kept_draft_is_offered_and_d_goes_on_with_it(unlocked, door, settled, opened):
    door.answers["interviews.drafts"] = lambda: [DraftView("0a", "2026-05-02T10:00:00Z", b"")]
    async with unlocked.run_test() as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
        await settled(pilot, lambda: "Kept: 1 unfinished form." in text_of(pilot, "#say"))
        await pilot.press("d")
        await settled(pilot)
    assert opened == [("log", "0a")]


@pytest.fixture
def kept(door):
    """Three drafts, oldest first, that go when they are given up."""
    drafts = [
        DraftView("1", "2026-05-01T10:00:00Z", to_bytes(LogForm(title="나루터의 소금"))),
        DraftView("2", "2026-05-02T10:00:00Z", to_bytes(StoryForm(title="Thaw"))),
        DraftView("3", "2026-05-03T10:00:00Z", to_bytes(RemarkDraft("review.hold", "i"))),
    ]

    def discard(draft_id: str) -> None:
        drafts[:] = [draft for draft in drafts if draft.id != draft_id]

    door.answers["interviews.drafts"] = lambda: list(drafts)
    door.answers["interviews.discard_draft"] = discard
    return drafts


async def test_of_several_drafts_an_older_one_can_be_chosen(unlocked, kept, settled, opened):
    async with unlocked.run_test() as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
        await settled(pilot, lambda: "Kept: 3 unfinished forms." in text_of(pilot, "#say"))
        await pilot.press("d")
        await settled(pilot, lambda: isinstance(unlocked.screen, DraftsScreen))
        await pilot.press("down", "down", "enter")
        await settled(pilot)
    assert opened == [("log", "1")]


async def test_a_draft_is_given_up_when_somebody_says_so(unlocked, kept, settled, opened):
    async with unlocked.run_test() as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
        await settled(pilot, lambda: "Kept" in text_of(pilot, "#say"))
        await pilot.press("d")
        await settled(pilot, lambda: isinstance(unlocked.screen, DraftsScreen))
        await pilot.press("x", "n")
        await settled(pilot)
        assert len(kept) == 3
        await pilot.press("down", "x", "y")
        await settled(pilot, lambda: len(kept) == 2)
        await pilot.press("escape")
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
    assert [draft.id for draft in kept] == ["1", "3"]
    assert not opened


# --- frame -------------------------------------------------------------------------------------


async def test_the_keys_fit_one_line_of_eighty_cells_and_name_help(library):
    footer = library.app.screen.query_one(KeyFooter)
    line = footer.render().plain
    assert len(line) <= 80
    assert "F1 help" in line
    assert "^L lock" in line


async def test_the_first_line_names_who_where_and_when_it_locks(library):
    assert library.app.status_parts == ("North desk", "Ines Okafor", "locks in 10 min")


@pytest.mark.parametrize(
    ("place", "width", "left", "right"),
    [
        ("Library", 80, " Library", "North desk · 박 서린 · locks in 9 min "),
        (
            "장마당 쌀값 이야기를 들은 날",
            56,
            " 장마당 쌀값 이야기를 들은 날",
            "박 서린 · locks in 9 min ",
        ),
        ("장마당 쌀값 이야기를 들은 날", 30, " 장마당 쌀값…", "locks in 9 min "),
    ],
)
def test_the_first_line_gives_up_the_desk_first_and_the_lock_never(place, width, left, right):
    assert fit_ends(place, ("North desk", "박 서린", "locks in 9 min"), width) == (left, right)


async def test_names_of_people_and_desks_cannot_act_on_the_terminal(clock, newsroom, settled):
    door = newsroom.FakeDoor(newsroom.member("editor@N\x1b]0;x\x07", name="A\u202eB [b]"))
    app = StrongroomApp(Gateway(door), clock=clock.idle_clock())
    app.unlock_with(newsroom.PASSPHRASE)
    async with app.run_test() as pilot:
        await settled(pilot, lambda: isinstance(app.screen, LibraryScreen))
        assert app.status_parts[:2] == ("N‹U+001B›]0;x‹U+0007›", "A‹U+202E›B [b]")


async def test_a_return_from_another_screen_reads_everything_again(library, door, settled):
    from tui.screens.confirm import ConfirmScreen, Question

    before = door.acts().count("interviews.rows")
    library.app.push_screen(ConfirmScreen(Question("?")))
    await library.pause()
    await library.press("escape")
    await settled(library, lambda: door.acts().count("interviews.rows") > before)


async def test_f1_explains_the_list_and_its_keys(library):
    await library.press("f1")
    await library.pause()
    text = str(library.app.screen.query_one(Static).content)
    assert "Log an interview" in text
    assert "PgUp" in text
    await library.press("escape")
    await library.pause()
    assert isinstance(library.app.screen, LibraryScreen)
