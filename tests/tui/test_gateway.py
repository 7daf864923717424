"""The gateway: acts by name only, newest question wins, no write is lost, no error text leaks."""

from __future__ import annotations

import threading

import pytest
from textual.widgets import Static

from tui.gateway import ACTS, Gateway, Kind
from tui.messages import Answer, Progress, Refusal, Working
from tui.safe_app import SafeApp
from vault.errors import RefusedError, UsageError, WrongKeyError


class Asker(Static):
    """Writes down what reaches it."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.got: list[object] = []

    def on_answer(self, event: Answer) -> None:
        self.got.append((event.request, event.value, event.tag))

    def on_refusal(self, event: Refusal) -> None:
        event.stop()
        self.got.append((event.code, event.sentence, event.rules, event.tag))

    def on_progress(self, event: Progress) -> None:
        self.got.append((event.what, event.fraction))


class Host(SafeApp[None]):
    def __init__(self, gateway: Gateway) -> None:
        super().__init__()
        self.gateway = gateway
        self.working: list[bool] = []
        self.refused: list[str] = []

    def compose(self):
        yield Asker()

    def on_working(self, event: Working) -> None:
        self.working.append(event.is_on)

    def on_refusal(self, event: Refusal) -> None:
        self.refused.append(event.code)


@pytest.fixture
async def running(door, newsroom, settled):
    app = Host(Gateway(door))
    async with app.run_test() as pilot:
        asker = app.query_one(Asker)
        app.gateway.ask_unlock(asker, newsroom.PASSPHRASE)
        await settled(pilot)
        asker.got.clear()
        yield pilot, asker, app.gateway
        await app.gateway.close()


async def test_unlocking_tells_how_far_it_is_and_answers_with_me(door, newsroom, settled):
    app = Host(Gateway(door))
    async with app.run_test() as pilot:
        asker = app.query_one(Asker)
        app.gateway.ask_unlock(asker, newsroom.PASSPHRASE)
        await settled(pilot)
        assert asker.got[:2] == [("Deriving the key", 0.0), ("Reading the journal", 1.0)]
        assert asker.got[2:] == [("session.unlock", newsroom.EDITOR, "")]
        assert app.gateway.me == newsroom.EDITOR
        await app.gateway.close()
        assert (app.gateway.me, door.session.closed) == (None, True)


async def test_a_wrong_passphrase_is_a_sentence_and_nobody_is_in(door, settled):
    app = Host(Gateway(door))
    async with app.run_test() as pilot:
        asker = app.query_one(Asker)
        app.gateway.ask_unlock(asker, b"wrong")
        await settled(pilot)
        assert asker.got[-1] == (WrongKeyError.code, WrongKeyError.default, (), "")
        assert app.gateway.me is None


async def test_an_act_before_unlocking_is_refused(door, settled):
    app = Host(Gateway(door))
    async with app.run_test() as pilot:
        asker = app.query_one(Asker)
        app.gateway.ask(asker, "interviews.rows")
        await settled(pilot)
        assert asker.got[0][0] == "E_LOCKED"
        assert door.calls == []


async def test_an_answer_carries_its_act_and_tag(running, settled):
    pilot, asker, gateway = running
    gateway.ask(asker, "interviews.find", "rice", limit=5, tag="rice")
    await settled(pilot)
    assert asker.got == [("interviews.find", [], "rice")]


@pytest.mark.parametrize("act", ["session.change_passphrase", "os.system", "interviews", "x.y"])
async def test_what_is_not_in_the_table_cannot_be_asked(running, act):
    _, asker, gateway = running
    with pytest.raises(UsageError):
        gateway.ask(asker, act)


def test_no_act_of_the_table_reaches_for_keys_or_members():
    assert not [act for act in ACTS if act.split(".")[0] in {"session", "founding", "home"}]


async def test_a_refusal_names_its_rules(running, door, settled):
    pilot, asker, gateway = running

    def refuse(*_: object) -> None:
        raise RefusedError("The embargo still holds.", ("embargo_date",))

    door.answers["stories.prepare"] = refuse
    gateway.ask(asker, "stories.prepare", "ab" * 16, tag="t")
    await settled(pilot)
    assert asker.got == [("E_REFUSED", "The embargo still holds.", ("embargo_date",), "t")]


async def test_an_unexpected_error_tells_type_and_place_and_not_its_message(running, door, settled):
    pilot, asker, gateway = running

    def fail_on_a_name() -> None:
        raise ValueError("Cho Un-hae lives in Hyesan")

    door.answers["interviews.rows"] = fail_on_a_name
    gateway.ask(asker, "interviews.rows")
    await settled(pilot)
    ((code, sentence, _, _),) = asker.got
    assert code == "E_FAILED"
    assert "ValueError in fail_on_a_name" in sentence
    assert "Hyesan" not in sentence


async def test_a_newer_question_replaces_an_older_one(running, door, settled):
    pilot, asker, gateway = running
    may_go = threading.Event()

    def slow_preview(words: str, *_: object) -> str:
        may_go.wait(120)
        return words

    door.answers["interviews.preview"] = slow_preview
    for words in ("쌀", "쌀값", "쌀값이"):
        gateway.ask(asker, "interviews.preview", words)
        await pilot.pause()
    may_go.set()
    await settled(pilot)
    assert asker.got == [("interviews.preview", "쌀값이", "")]


async def test_questions_of_two_widgets_do_not_replace_each_other(running, door, settled):
    pilot, asker, gateway = running
    other = Asker()
    await pilot.app.mount(other)
    gateway.ask(asker, "interviews.rows", tag="a")
    gateway.ask(other, "interviews.rows", tag="b")
    await settled(pilot)
    assert [got[-1] for got in (*asker.got, *other.got)] == ["a", "b"]


async def test_every_write_is_done_and_answered_in_the_order_asked(running, door, settled):
    pilot, asker, gateway = running
    done: list[bytes] = []
    door.answers["interviews.save_draft"] = done.append
    for number in range(20):
        gateway.ask(asker, "interviews.save_draft", bytes([number]), tag=str(number))
    await settled(pilot, lambda: len(asker.got) == 20)
    assert done == [bytes([number]) for number in range(20)]
    assert [got[-1] for got in asker.got] == [str(number) for number in range(20)]


async def test_a_write_survives_the_screen_that_asked_and_its_refusal_is_shown(
    running, door, settled, came_true
):
    pilot, asker, gateway = running
    started, may_go = threading.Event(), threading.Event()

    def slow_refusal(*_: object) -> None:
        started.set()
        may_go.wait(120)
        raise RefusedError

    door.answers["interviews.mark"] = slow_refusal
    gateway.ask(asker, "interviews.mark", "ab" * 16)
    await came_true(pilot, started.is_set)
    await asker.remove()
    may_go.set()
    await settled(pilot, lambda: bool(pilot.app.refused))
    assert pilot.app.refused == ["E_REFUSED"]


async def test_settling_waits_for_writes_but_not_for_ever(running, door):
    _, asker, gateway = running
    may_go = threading.Event()
    door.answers["interviews.save_draft"] = lambda _blob: may_go.wait(120)
    gateway.ask(asker, "interviews.save_draft", b"x")
    assert await gateway.settle(0.05) is False
    may_go.set()
    assert await gateway.settle(120) is True
    assert await gateway.settle(0) is True


async def test_a_wait_that_is_not_felt_is_not_shown(running, settled, monkeypatch):
    monkeypatch.setattr("tui.gateway.PATIENCE_SECONDS", 120)  # as on a quick machine
    pilot, asker, gateway = running
    gateway.ask(asker, "interviews.rows")
    await settled(pilot)
    assert pilot.app.working == []


async def test_only_a_wait_that_is_felt_is_shown(running, door, settled, came_true):
    pilot, asker, gateway = running
    may_go = threading.Event()
    door.answers["interviews.rows"] = lambda: may_go.wait(120)
    gateway.ask(asker, "interviews.rows")
    await came_true(pilot, lambda: bool(pilot.app.working))
    assert pilot.app.working == [True]
    may_go.set()
    await settled(pilot, lambda: len(pilot.app.working) == 2)
    assert pilot.app.working == [True, False]


async def test_background_work_does_not_hold_up_the_screens(running, door, settled, came_true):
    pilot, asker, gateway = running
    may_go = threading.Event()
    door.answers["review.refresh_renditions"] = lambda: may_go.wait(120)
    gateway.ask_refresh(asker)
    gateway.ask(asker, "interviews.rows")
    await came_true(pilot, lambda: bool(asker.got))
    assert asker.got[0][0] == "interviews.rows"
    may_go.set()
    await settled(pilot, lambda: len(asker.got) == 2)
    assert asker.got[1][0] == "review.refresh_renditions"


def test_every_act_is_read_written_or_plain():
    assert set(ACTS.values()) == set(Kind)
