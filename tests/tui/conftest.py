"""A fictional newsroom as plain view records behind the gateway's door, and a way to wait for it.

The door is a fake object, not a mock: it answers acts with real views, so that screens are tested
without keys. What the archive itself does is tested beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tests.tui import stillness
from tui.app import Leaving, StrongroomApp
from tui.gateway import Gateway
from tui.screens.lock import IdleClock
from vault.archive import views
from vault.errors import WrongKeyError
from vault.model import Policy

PASSPHRASE = b"maple violin harbor crane lemon static"


def member(*roles: str, name: str = "Ines Okafor", **fields: object) -> views.MemberView:
    return views.MemberView(id="a1" * 16, name=name, roles=roles, is_me=True, **fields)


EDITOR = member("reporter@North desk", "editor@North desk")
REVIEWER = member("reviewer@North desk", name="박 서린")
ADMIN = member("admin", name="Tomas Vidal")


def row(number: int, status: str = "in review", **fields: object) -> views.InterviewRow:
    given = {
        "id": f"{number:032x}",
        "desk": "North desk",
        "codename": f"amber kestrel {number}",
        "title": f"Market prices {number}",
        "province": "Ryanggang",
        "told": "2025-10",
        "languages": ("ko", "en"),
        "status": status,
        "author": "Ines Okafor",
        "mine": True,
        "quotes": 2,
    }
    return views.InterviewRow(**(given | fields))


ROWS = (
    row(1, "returned", title="장마당 쌀값 이야기", codename="quiet heron"),
    row(2, "unmarked", title="", missing=("province", "attribution")),
    row(3, "in review", title="Crossing the river in winter"),
    row(4, "approved", title="A teacher on rations", province="North Hamgyong"),
    row(5, "held", title="Border guards", mine=False, author="Jonas Lindqvist"),
)
WORK = views.WorkView(
    returned=(ROWS[0],), to_mark=(ROWS[1],), to_review=(ROWS[4],), waiting=(ROWS[2],)
)
STATUS = views.StatusView(
    me="Ines Okafor",
    roles=("editor@North desk",),
    members=5,
    desks=(views.DeskView(id="d1" * 16, name="North desk", parts=("redacted", "verbatim")),),
    policy="small_desk",
    interviews=5,
    unmarked=1,
    in_review=1,
    notices=(),
)


class FakeSession:
    def __init__(self, me: views.MemberView) -> None:
        self.me = me
        self.closed = False

    def close(self) -> None:
        self.closed = True


class FakeDoor:
    """Answers acts from a table; every call is written down as (act, arguments)."""

    def __init__(self, me: views.MemberView = EDITOR) -> None:
        self.session = FakeSession(me)
        self.exists = True
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        self.answers: dict[str, Callable[..., object]] = {
            "archive.status": lambda: STATUS,
            "members.get_policy": Policy,
            "review.my_work": lambda: WORK,
            "review.refresh_renditions": lambda: 0,
            "interviews.rows": lambda: list(ROWS),
            "interviews.drafts": list,
            "interviews.find": lambda _words, **_limit: [],
            "interviews.save_draft": lambda _blob, **_draft_id: "d0" * 16,
        }

    def is_there(self) -> bool:
        return self.exists

    def unlock(self, passphrase: bytes, progress: Callable[[str, float], None]) -> FakeSession:
        progress("Deriving the key", 0.0)
        if passphrase != PASSPHRASE:
            raise WrongKeyError
        progress("Reading the journal", 1.0)
        return self.session

    def find(self, act: str) -> Callable[..., object]:
        answer = self.answers[act]

        def run(*args: object, **kwargs: object) -> object:
            without = tuple(arg for arg in args if arg is not self.session)
            self.calls.append((act, without))
            return answer(*without, **kwargs)

        return run

    def acts(self) -> list[str]:
        return [act for act, _ in self.calls]


class Clock:
    """Two clocks that only tests move."""

    def __init__(self) -> None:
        self.monotonic = 1_000.0
        self.wall = 1_800_000_000.0

    def idle_clock(self, minutes: int = 10) -> IdleClock:
        return IdleClock(minutes, lambda: self.monotonic, lambda: self.wall)

    def advance(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds


@pytest.fixture(scope="session")
def newsroom() -> SimpleNamespace:
    """The records that tests name: they cannot import this file."""
    return SimpleNamespace(
        ADMIN=ADMIN,
        EDITOR=EDITOR,
        PASSPHRASE=PASSPHRASE,
        REVIEWER=REVIEWER,
        ROWS=ROWS,
        STATUS=STATUS,
        WORK=WORK,
        FakeDoor=FakeDoor,
        member=member,
        row=row,
    )


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(door, clock) -> StrongroomApp:
    return StrongroomApp(Gateway(door), clock=clock.idle_clock())


@pytest.fixture
def unlocked(door, clock) -> StrongroomApp:
    """An app that unlocks itself when it starts."""
    app = StrongroomApp(Gateway(door), Leaving(), clock.idle_clock())
    app.unlock_with(PASSPHRASE)
    return app


@pytest.fixture(autouse=True)
def idle_is_no_guess(monkeypatch) -> None:
    """Let keys and pauses of every pilot wait until the interface is at rest."""
    monkeypatch.setattr("textual.pilot.wait_for_idle", stillness.idle)
    monkeypatch.setattr("textual.app.wait_for_idle", stillness.idle)


@pytest.fixture(autouse=True)
def toasts_stay(monkeypatch) -> None:
    """Let no message go before a slow test has looked at it."""
    monkeypatch.setattr("textual.app.App.NOTIFICATION_TIMEOUT", stillness.PATIENCE_SECONDS)


@pytest.fixture
def settled() -> Callable[..., object]:
    return stillness.settle


@pytest.fixture
def came_true() -> Callable[..., object]:
    return stillness.come_true


@pytest.fixture
def snapshots_are_drawn(monkeypatch) -> None:
    """Let the snapshot tests, and only them, draw what the app itself refuses to."""
    from textual.app import App

    monkeypatch.setattr(StrongroomApp, "export_screenshot", App.export_screenshot)
