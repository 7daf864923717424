"""What holds on every working screen: keys in one line, keyboard alone, hostile text as text."""

from __future__ import annotations

import threading

import msgspec
import pytest
from rich.cells import cell_len

from tui.screens.article import ArticleScreen
from tui.screens.copy_view import CopyScreen
from tui.screens.drafts import DraftsScreen
from tui.screens.formats import FormatsScreen
from tui.screens.help import HelpScreen
from tui.screens.interview import InterviewScreen
from tui.screens.log import LogScreen
from tui.screens.match import MatchScreen
from tui.screens.outcome import OutcomeScreen
from tui.screens.picks import PicksScreen
from tui.screens.quote_agreement import QuoteAgreementScreen
from tui.screens.reading import ReadingScreen
from tui.screens.release import ReleaseScreen
from tui.screens.remark import QUESTIONS, RemarkScreen
from tui.screens.review import ReviewScreen
from tui.screens.story import StoryScreen
from tui.screens.story_detail import StoryDetailScreen
from tui.screens.story_edit import StoryEditScreen
from tui.screens.terms import TermsScreen
from tui.widgets.agreement_text import AgreementForm
from tui.widgets.draft_form import LogForm, QuoteForm
from tui.widgets.key_footer import KeyFooter, fitting
from tui.widgets.matching import OpenMatch
from tui.widgets.outcome_form import OutcomeForm
from tui.widgets.remark_draft import RemarkDraft
from tui.widgets.story_form import StoryForm
from vault.archive import views
from vault.archive.views import DraftView
from vault.errors import SealError
from vault.model import to_bytes
from vault.text import is_unsafe

HOSTILE = (
    "[/] [@click=app.quit]x[/] [bold]b $accent {} \x1b]0;HIJACK\x07 \x1b[2J \x9b31m "
    "\u202egnp \u2066i\u2069 z\u200bw \ue000 한글"
)
# Ids and words of a closed list, which no person types.
_CLOSED = frozenset({"id", "interview", "quote", "story", "rendition", "purpose", "code"})

ROOMS = {
    "interview": lambda records: InterviewScreen(records.INTERVIEW),
    "log": lambda _: LogScreen(),
    "change": lambda records: LogScreen(records.INTERVIEW),
    "review": lambda _: ReviewScreen(),
    "stories": lambda _: StoryScreen(),
    "story": lambda records: StoryDetailScreen(records.STORY),
    "story form": lambda records: StoryEditScreen(StoryForm(story=records.STORY, title="Rice")),
    "copy": lambda records: CopyScreen(records.COPY),
}
DIALOGS = {
    "agreement": lambda _: QuoteAgreementScreen(QuoteForm(HOSTILE), AgreementForm(wording=HOSTILE)),
    "article": lambda _: ArticleScreen(),
    "drafts": lambda _: DraftsScreen(
        [DraftView("1", "2026-05-01T10:00:00Z", to_bytes(LogForm(title=HOSTILE)))]
    ),
    "formats": lambda _: FormatsScreen(),
    "match": lambda records: MatchScreen(records.INTERVIEW, [open_match(records)]),
    "outcome": lambda _: OutcomeScreen(OutcomeForm(words=HOSTILE)),
    "picks": lambda _: PicksScreen("North desk", ()),
    "reading": lambda _: ReadingScreen(HOSTILE, HOSTILE),
    "release": lambda _: ReleaseScreen(),
    "remark": lambda _: RemarkScreen(
        QUESTIONS["review.hold"], RemarkDraft("review.hold", "i", words=HOSTILE)
    ),
    "terms": lambda _: TermsScreen(HOSTILE, RemarkDraft("persons.add_terms", "i", words=HOSTILE)),
}


def open_match(records) -> OpenMatch:
    words = HOSTILE + " Hyesan"
    text = records.original(words=words, spans=(records.span(0, len(words), "term"),))
    return OpenMatch("ab12cd34", text, text.spans[0], records.translation())


def hostile(value: object, name: str = "") -> object:
    """Replace every text that somebody typed, however deep, by one that attacks terminals."""
    if type(value) is str:
        return value if name in _CLOSED or not value else HOSTILE
    if isinstance(value, list | tuple):
        return type(value)(hostile(each, name) for each in value)
    if isinstance(value, msgspec.Struct):
        fields = {field: getattr(value, field) for field in value.__struct_fields__}
        return type(value)(**{field: hostile(each, field) for field, each in fields.items()})
    return value


@pytest.fixture
def poisoned(desk):
    """Every answer of the archive holds hostile text wherever somebody could have typed it."""

    def poison(answer):
        return lambda *args, **options: hostile(answer(*args, **options))

    acts = [act for act in desk.answers if act.split(".")[0] in {"interviews", "review", "stories"}]
    for act in acts:
        if act not in {"interviews.save_draft", "stories.release"}:
            desk.answers[act] = poison(desk.answers[act])
    return desk


@pytest.mark.parametrize("name", ROOMS)
async def test_the_footer_fits_in_80_cells_and_names_the_way_back(name, opened, records, settled):
    screen = ROOMS[name](records)
    async with opened(screen) as pilot:
        await settled(pilot)
        line = screen.query_one(KeyFooter).render().plain
        assert cell_len(line) <= 80
        assert line.endswith(" Esc back ")


def test_a_narrow_footer_drops_the_last_keys_but_the_way_back():
    keys = (("n", "new"), ("r", "review"), ("F1", "help"), ("Esc", "back"))
    assert fitting(keys, 80) == [*keys]
    assert fitting(keys, 27) == [keys[0], keys[1], keys[3]]
    assert fitting(keys, 5) == [keys[3]]
    assert fitting((), 80) == ()


@pytest.mark.parametrize("name", [*ROOMS, *DIALOGS])
async def test_tab_alone_reaches_every_field(name, opened, records, settled):
    screen = (ROOMS | DIALOGS)[name](records)
    async with opened(screen) as pilot:
        await settled(pilot)
        wanted = set(screen.focus_chain)
        reached = set()
        for _ in range(len(wanted) + 1):
            await pilot.press("tab")
            reached.add(screen.focused)
        assert reached == wanted


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("name", [*ROOMS, *DIALOGS])
async def test_hostile_text_is_text(
    name, size, opened, poisoned, records, settled, drawn, unlocked
):
    screen = (ROOMS | DIALOGS)[name](records)
    async with opened(screen, size) as pilot:
        await settled(pilot)
        for key in (
            ("1", "2", "3", "4", "5") if name in {"interview", "review", "story"} else ("f5",)
        ):
            await pilot.press(key)
            await settled(pilot)
            assert unlocked.is_running
            assert not [c for c in drawn(pilot) if is_unsafe(c) and c != "\n"]
        assert unlocked._exception is None


@pytest.mark.parametrize("name", ROOMS)
async def test_help_explains_every_screen(name, opened, records, settled, unlocked, drawn):
    async with opened(ROOMS[name](records)) as pilot:
        await settled(pilot)
        await pilot.press("f1")
        await settled(pilot, lambda: isinstance(unlocked.screen, HelpScreen))
        assert "Here" in drawn(pilot)
        await pilot.press("escape")
        await settled(pilot, lambda: not isinstance(unlocked.screen, HelpScreen))


@pytest.mark.parametrize("name", ["interview", "review", "story", "copy", "stories"])
async def test_refused_reading_is_said_and_escape_still_leaves(
    name, opened, records, settled, desk, drawn, unlocked
):
    def refuse(*_args, **_options):
        raise SealError

    for act in ("interviews.show", "review.my_work", "stories.story", "stories.stories"):
        desk.answers[act] = refuse
    desk.answers["stories.copy_view"] = refuse
    async with opened(ROOMS[name](records)) as pilot:
        await settled(pilot)
        # Long enough for two lines at 80 cells.
        assert SealError.default[:40] in " ".join(drawn(pilot).split())
        assert unlocked._exception is None
        depth = len(unlocked.screen_stack)
        await pilot.press("escape")
        await settled(pilot, lambda: len(unlocked.screen_stack) == depth - 1)


async def test_long_waits_are_shown(opened, records, settled, came_true, desk, drawn, row):
    gate = threading.Event()

    def slowly(_id):
        gate.wait(120)
        return records.interview(row)

    desk.answers["interviews.show"] = slowly
    screen = InterviewScreen(records.INTERVIEW)
    async with opened(ReadingScreen("", "")) as pilot:
        await pilot.app.push_screen(screen)
        try:
            await came_true(pilot, lambda: "working" in drawn(pilot))
        finally:
            gate.set()
        await settled(pilot)


def test_every_view_is_reached_by_the_hostile_walk(records, row):
    text = str(msgspec.json.encode(hostile(records.interview(row))))
    assert text.count("HIJACK") > 30
    assert isinstance(hostile(records.story()), views.StoryView)
