"""An interview, a queue, a story and a copy behind the gateway's door, for the working screens."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.tui.stillness import stand_still
from tui.screens.library import LibraryScreen
from vault.archive import views
from vault.archive.marking import UnmatchedView
from vault.drafts import InterviewDraft, QuoteDraft, TranslationDraft
from vault.model import Agreement, Attribution, Precision, Scope, ToldTime

INTERVIEW = "0a" * 16
STORY = "0c" * 16
COPY = "0d" * 16
RENDITION = "be" * 32

WORDS_EN = "Han Seo-jin sold rice in Hyesan until the aunt came."
WORDS_KO = "한서진은 혜산에서 쌀을 팔았다."
AGREEMENT = Agreement(
    attribution=Attribution.BACKGROUND,
    lines=(("en", "a trader in the border region"),),
    scopes=(Scope.ARCHIVE, Scope.QUOTE),
)


def span(start: int, end: int, state: str, kind: str = "person") -> views.SpanView:
    hides = "" if state == "kept" else f"‹{kind}›"
    likely = "likely" if state == "proposed" else ""
    return views.SpanView(start, end, kind, "mask", hides, "x", state, likely, "")


def original(**fields: object) -> views.TextView:
    given = {
        "language": "en",
        "original": True,
        "outdated": False,
        "review": "‹person› sold rice in ‹place› until the ‹relation› came.",
        "publication": "██ sold rice in a border town until the ██ came.",
        "words": WORDS_EN,
        "spans": (
            span(0, 11, "term"),
            span(25, 31, "proposed", "place"),
            span(42, 46, "proposed", "kinship"),
        ),
        "undecided": 2,
    }
    return views.TextView(**(given | fields))


def translation(**fields: object) -> views.TextView:
    given = {
        "language": "ko",
        "original": False,
        "outdated": False,
        "review": "‹인물›은 ‹장소›에서 쌀을 팔았다.",
        "publication": "██은 ██에서 쌀을 팔았다.",
        "words": WORDS_KO,
        "spans": (span(0, 3, "term"), span(5, 7, "rule", "place")),
    }
    return views.TextView(**(given | fields))


def quote(ident: str = "ab12cd34", **fields: object) -> views.QuoteView:
    given = {
        "id": ident,
        "codename": "quiet heron",
        "paraphrase": False,
        "texts": (original(), translation()),
        "question": "What did they sell?",
        "notes": "She laughed here.",
    }
    return views.QuoteView(**(given | fields))


def hidden(view: views.QuoteView) -> views.QuoteView:
    """Return a quote as it looks without the verbatim key."""
    texts = tuple(
        views.TextView(t.language, t.original, t.outdated, t.review, t.publication)
        for t in view.texts
    )
    return views.QuoteView(view.id, view.codename, view.paraphrase, texts)


def interview(row: views.InterviewRow, **fields: object) -> views.InterviewView:
    given = {
        "row": row,
        "version": 3,
        "versions_standing": 1,
        "rendition": RENDITION,
        "stale": False,
        "cleared": True,
        "quotes": (quote(), quote("ef56ab78", texts=(original(spans=(), undecided=0),))),
        "agreement": AGREEMENT,
        "attribution_sentence": "Background: the words may be printed under the agreed line.",
        "place": "behind the station",
        "security": views.SecurityView(
            "2026-10-14", "voice call", "Hyesan", "nobody", "through Mina", "", "checks", "",
            None, ("Han Seo-jin",), "",
        ),
        "remarks": (
            views.RemarkView("Jonas", "2026-11-01T10:00:00Z", "return", "Too exact.", "ab12cd34"),
        ),
        "undecided": 2,
        "changed_since_review": ("ef56ab78",),
        "may": ("revise", "decide", "mark", "hold", "approve", "return", "remark"),
    }  # fmt: skip
    return views.InterviewView(**(given | fields))


DRAFT = InterviewDraft(
    quotes=(
        QuoteDraft(
            words=WORDS_EN,
            language="en",
            translations=(TranslationDraft("ko", WORDS_KO),),
            question="What did they sell?",
            id="ab12cd34",
        ),
        QuoteDraft(words="국경은 밤에 열린다.", language="ko", id="ef56ab78"),
    ),
    desk="North desk",
    person="quiet heron",
    title="Rice",
    tags=("market", "prices"),
    province="KP-10",
    told=ToldTime("2025-10", Precision.MONTH),
    agreement=AGREEMENT,
)
LOGGED = views.LogView(INTERVIEW, "quiet heron", "unmarked", ("province",), 2)

VERDICTS = (
    views.VerdictView("AGR-01", True, "The source agreed to be quoted."),
    views.VerdictView("AGR-07", False, "No line is agreed in Korean.", "an agreed line"),
)
FILES = (
    views.FileView("md", "en", 120, "aa" * 32, "# Rice\n\n“██ sold rice.”\n"),
    views.FileView("txt", "en", 100, "bb" * 32, "Rice\n\n“██ sold rice.”\n"),
)


def copy(status: str = "prepared", **fields: object) -> views.CopyView:
    given = {
        "id": COPY,
        "story": STORY,
        "story_title": "The price of rice",
        "status": status,
        "preparer": "Ines Okafor",
        "approver": "",
        "files": FILES,
        "rechecked": True,
        "survivors": 0,
        "desks_not_checked": 1,
        "may": ("approve", "release", "outcome"),
        "why_not": (),
    }
    return views.CopyView(**(given | fields))


def pick(number: int = 0, verdicts: tuple[views.VerdictView, ...] = VERDICTS) -> views.PickView:
    return views.PickView(
        interview=INTERVIEW,
        quote=f"ab12cd3{number}",
        language="en",
        codename="quiet heron",
        text="██ sold rice in a border town.",
        attribution="a trader in the border region",
        verdicts=verdicts,
        may_leave=all(verdict.allowed for verdict in verdicts),
    )


def story(**fields: object) -> views.StoryView:
    given = {
        "id": STORY,
        "desk": "North desk",
        "title": "The price of rice",
        "outlet": "The Weekly",
        "purpose": "publish",
        "languages": ("en",),
        "intro": "What a market says.",
        "picks": (pick(0), pick(1, VERDICTS[:1])),
        "copies": (copy(),),
        "may_prepare": False,
    }
    return views.StoryView(**(given | fields))


def reader(row: views.InterviewRow, **fields: object) -> views.InterviewView:
    """Return the interview as a reviewer sees it."""
    quotes = (hidden(quote()), hidden(quote("ef56ab78")))
    given = {"cleared": False, "quotes": quotes, "security": None, "place": None}
    return interview(row, **(given | fields))


@pytest.fixture(scope="session")
def records() -> SimpleNamespace:
    """The builders that tests name: they cannot import this file."""
    return SimpleNamespace(
        COPY=COPY,
        DRAFT=DRAFT,
        INTERVIEW=INTERVIEW,
        LOGGED=LOGGED,
        RENDITION=RENDITION,
        STORY=STORY,
        VERDICTS=VERDICTS,
        WORDS_EN=WORDS_EN,
        WORDS_KO=WORDS_KO,
        copy=copy,
        interview=interview,
        original=original,
        pick=pick,
        quote=quote,
        reader=reader,
        span=span,
        story=story,
        translation=translation,
    )


@pytest.fixture
def row(newsroom):
    return newsroom.row(7, id=INTERVIEW, codename="quiet heron", title="쌀 Rice", told="2025-10")


@pytest.fixture
def desk(door, row, newsroom):
    """Answer every act of the working screens; returns the door."""
    view = interview(row)
    preview = views.PreviewView("‹person› sold rice", (span(0, 3, "term"),))
    unmatched = UnmatchedView("ab12cd34", "en", 25, 31, "place", "ko")
    versions = [
        views.VersionView(1, "Ines Okafor", "2026-11-01T09:00:00Z", False, False),
        views.VersionView(3, "Ines Okafor", "2026-11-02T09:00:00Z", True, True),
    ]
    door.answers |= {
        "archive.desks": lambda: newsroom.STATUS.desks,
        "interviews.show": lambda _id: view,
        "interviews.history": lambda _id: versions,
        "interviews.differences": lambda _id, _old, _new: ["@@ 1 @@", "-en: rice", "+en: maize"],
        "interviews.unmatched": lambda _id: (unmatched,),
        "interviews.draft_of": lambda _id: DRAFT,
        "interviews.preview": lambda *_args, **_options: preview,
        "interviews.log": lambda _draft: LOGGED,
        "interviews.revise": lambda _id, _draft: LOGGED,
        "interviews.decide": lambda _id, _requests: LOGGED,
        "interviews.match": lambda _id, _requests: LOGGED,
        "interviews.mark": lambda _id: LOGGED,
        "interviews.save_draft": lambda _blob, draft_id="": draft_id or "17",
        "interviews.discard_draft": lambda _id: None,
        "interviews.rows": lambda **_options: [row],
        "persons.propose_codename": lambda: "silver otter",
        "persons.add_terms": lambda _person, _terms: None,
        "reading.house_sentence": lambda attribution, _language: f"House: {attribution}.",
        "reading.complete_province": lambda _prefix: [("KP-10", "Ryanggang"), ("KP-09", "N")],
        "review.my_work": lambda: views.WorkView((), (), (row,), ()),
        "review.approve": lambda _id, _rendition: view,
        "review.send_back": lambda *_args: view,
        "review.remark": lambda *_args: view,
        "review.hold": lambda _id, _reason: None,
        "review.lift_hold": lambda _id: False,
        "review.record_event": lambda _id, _words: view,
        "stories.stories": lambda: [story()],
        "stories.story": lambda _id: story(),
        "stories.save_story": lambda _draft, _id="": story(),
        "stories.prepare": lambda _id, _formats: copy(),
        "stories.copy_view": lambda _id: copy(),
        "stories.approve_copy": lambda _id: copy(approver="Jonas"),
        "stories.release": lambda _id, folder: [folder / "rice-en.md"],
        "stories.outcome": lambda _id, _outcome, **_options: copy("printed"),
    }
    return door


@pytest.fixture
def opened(unlocked, desk, settled):
    """Start the app on a screen, `async with` a screen and the terminal's size."""

    class Opened:
        def __init__(self, screen, size=(80, 24)):
            self.screen, self.size = screen, size

        async def __aenter__(self):
            self.context = unlocked.run_test(size=self.size)
            pilot = await self.context.__aenter__()
            await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
            await unlocked.push_screen(self.screen)
            await settled(pilot)
            await stand_still(pilot)
            return pilot

        async def __aexit__(self, *args):
            return await self.context.__aexit__(*args)

    return Opened


@pytest.fixture
def drawn():
    """Return what the terminal shows, line by line."""

    def read(pilot) -> str:
        strips = pilot.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    return read


@pytest.fixture
def asked(desk):
    """Return the arguments of the newest call of an act."""

    def newest(act: str) -> tuple[object, ...]:
        return next(args for name, args in reversed(desk.calls) if name == act)

    return newest
