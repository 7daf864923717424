"""The one way from the terminal to the archive: an act goes in by name, a message comes out.

It decides nothing: which acts exist stands in `ACTS`, what they do stands in `vault.archive`.
"""

from __future__ import annotations

import asyncio
import importlib
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from textual.dom import DOMNode

from tui.messages import Answer, Progress, Refusal, Working
from vault.errors import LockedError, StrongroomError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from textual.worker import WorkType

    from vault.archive import views

UNLOCK = "session.unlock"
REFRESH = "review.refresh_renditions"
PATIENCE_SECONDS = 0.3  # a wait that is longer is shown


class Kind(Enum):
    """How an act is run.

    READ: a newer question of the same asker replaces an older one. WRITE: none is ever dropped
    and all run in the order asked. PLAIN: a READ that needs no unlocked archive.
    """

    READ = "read"
    WRITE = "write"
    PLAIN = "plain"


def _table(kinds: Mapping[Kind, Iterable[str]]) -> Mapping[str, Kind]:
    return MappingProxyType({name: kind for kind, names in kinds.items() for name in names})


# Whatever is not in this list cannot be reached from a screen.
ACTS = _table(
    {
        Kind.READ: (
            "archive.status",
            "archive.members",
            "archive.desks",
            "members.pending",
            "members.grants_wanted",
            "members.get_policy",
            "interviews.draft_of",
            "interviews.history",
            "interviews.differences",
            "interviews.rows",
            "interviews.show",
            "interviews.find",
            "interviews.preview",
            "interviews.proposals",
            "interviews.unmatched",
            "interviews.drafts",
            "persons.persons",
            "persons.person",
            "persons.propose_codename",
            "review.my_work",
            "stories.stories",
            "stories.story",
            "stories.copy_view",
            "stories.recheck_file",
        ),
        Kind.WRITE: (
            "interviews.log",
            "interviews.revise",
            "interviews.decide",
            "interviews.match",
            "interviews.mark",
            "interviews.save_draft",
            "interviews.discard_draft",
            "persons.add_terms",
            "persons.remove_term",
            "review.approve",
            "review.send_back",
            "review.remark",
            "review.hold",
            "review.lift_hold",
            "review.record_event",
            "stories.save_story",
            "stories.prepare",
            "stories.approve_copy",
            "stories.release",
            "stories.outcome",
        ),
        Kind.PLAIN: (
            "reading.house_sentence",
            "reading.complete_province",
        ),
    }
)


class Session(Protocol):
    """An unlocked archive, as far as the gateway itself looks at it."""

    @property
    def me(self) -> views.MemberView:
        """Return who unlocked it."""

    def close(self) -> None:
        """Drop the keys."""


class Door(Protocol):
    """What stands behind the gateway."""

    def is_there(self) -> bool:
        """Tell whether there is a vault to unlock."""

    def unlock(self, passphrase: bytes, progress: Callable[[str, float], None]) -> Session:
        """Open the vault; takes seconds; raises StrongroomError."""

    def find(self, act: str) -> Callable[..., object]:
        """Return the function behind an act of `ACTS`."""


class ArchiveDoor:
    """The door to the real archive of one vault on this computer."""

    def __init__(self, home: Path, vault: Path) -> None:
        self._home = home
        self._vault = vault

    def is_there(self) -> bool:
        """Tell whether there is a vault file."""
        return self._vault.is_file()

    def unlock(self, passphrase: bytes, progress: Callable[[str, float], None]) -> Session:
        """Unlock the vault; raises what `archive.session.unlock` raises."""
        from vault.archive.home import Home
        from vault.archive.session import unlock

        return unlock(self._vault, Home(self._home), passphrase, progress)

    def find(self, act: str) -> Callable[..., object]:
        """Import the act's module, so that the first screen does not wait for all of them."""
        module, name = act.split(".")
        if module == "archive":
            place: Any = importlib.import_module("vault.archive.session").Archive
        else:
            place = importlib.import_module(f"vault.archive.{module}")
        return cast("Callable[..., object]", getattr(place, name))


class _Errand(NamedTuple):
    """Who asked what."""

    target: DOMNode
    act: str
    tag: str


class _Answered(NamedTuple):
    value: object


class _Refused(NamedTuple):
    code: str
    sentence: str
    rules: tuple[str, ...] = ()


def _place_of(error: BaseException) -> str:
    """Return type, function and line of an error: never its message, which may quote a source."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}"


def _attempt(work: Callable[[], object]) -> _Answered | _Refused:
    """Run the work; turn whatever it raises into a sentence without plaintext."""
    try:
        return _Answered(work())
    except StrongroomError as refusal:
        return _Refused(refusal.code, refusal.sentence, tuple(getattr(refusal, "rules", ())))
    except Exception as error:
        sentence = f"Strongroom failed here and did nothing ({_place_of(error)})."
        return _Refused(StrongroomError.code, sentence)


class Gateway:
    """Runs acts beside the screen, in the order asked, and posts what came of them.

    One thread does all acts of the screens, because the archive does one thing at a time anyway:
    so a draft saved last is the draft kept. A second thread keeps the background work off it.
    """

    def __init__(self, door: Door) -> None:
        self.door = door
        self._session: Session | None = None
        # Kept, because asking the archive would wait for whatever it is doing.
        self._me: views.MemberView | None = None
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._behind = ThreadPoolExecutor(1, thread_name_prefix="archive-behind")
        self._writes: set[Future[_Answered | _Refused]] = set()

    @property
    def me(self) -> views.MemberView | None:
        """Return who unlocked the vault, None while it is locked."""
        return self._me

    def ask(
        self, target: DOMNode, act: str, *args: object, tag: str = "", **kwargs: object
    ) -> None:
        """Run an act of `ACTS`; Answer or Refusal is posted to `target`, with the tag.

        Raises UsageError at once for an act that is not listed.
        """
        if act not in ACTS:
            raise UsageError(f"The terminal has no act {act!r}.")
        work = partial(self._call, act, args, kwargs)
        self._send(_Errand(target, act, tag), self._lane.submit(_attempt, work))

    def ask_unlock(self, target: DOMNode, passphrase: bytes) -> None:
        """Unlock the vault; Progress, then Answer (a MemberView) or Refusal go to `target`."""
        work = partial(self._unlock, passphrase, partial(_tell, target, UNLOCK))
        self._send(_Errand(target, UNLOCK, ""), self._lane.submit(_attempt, work))

    def ask_refresh(self, target: DOMNode) -> None:
        """Render in the background what this member's keys can; Answer holds how many."""
        self._send(_Errand(target, REFRESH, ""), self._behind.submit(_attempt, self._refresh))

    async def settle(self, seconds: float) -> bool:
        """Wait until every write is done, at most so long; tell whether all are."""
        pending = {asyncio.wrap_future(write) for write in self._writes if not write.done()}
        if not pending:
            return True
        _, late = await asyncio.wait(pending, timeout=seconds)
        return not late

    async def close(self, seconds: float = 1.0) -> None:
        """Drop the keys, and wait at most so long for what still runs."""
        session, self._session, self._me = self._session, None, None
        if session is not None:
            closing = asyncio.wrap_future(self._lane.submit(_attempt, session.close))
            await asyncio.wait({closing}, timeout=seconds)
        self._lane.shutdown(wait=False, cancel_futures=True)
        self._behind.shutdown(wait=False, cancel_futures=True)

    def _open_session(self) -> Session:
        if self._session is None:
            raise LockedError
        return self._session

    def _call(self, act: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        function = self.door.find(act)
        if ACTS[act] is Kind.PLAIN:
            return function(*args, **kwargs)
        return function(self._open_session(), *args, **kwargs)

    def _unlock(self, passphrase: bytes, progress: Callable[[str, float], None]) -> object:
        session = self.door.unlock(passphrase, progress)
        self._session, self._me = session, session.me
        return self._me

    def _refresh(self) -> object:
        return self.door.find(REFRESH)(self._open_session())

    def _send(self, errand: _Errand, job: Future[_Answered | _Refused]) -> None:
        """Let a worker wait for the job: one that the asker owns, or for a write the app."""
        is_write = ACTS.get(errand.act, Kind.WRITE) is Kind.WRITE
        owner = errand.target.app if is_write else errand.target
        if is_write:
            self._writes.add(job)
            job.add_done_callback(self._writes.discard)

        work: WorkType[None] = partial(_carry, errand, job)
        owner.run_worker(
            work,
            group=errand.act,
            exclusive=not is_write,
            exit_on_error=False,
        )


def _tell(target: DOMNode, act: str, what: str, fraction: float) -> None:
    target.post_message(Progress(act, what, fraction))


async def _carry(errand: _Errand, job: Future[_Answered | _Refused]) -> None:
    """Wait for the job and post what came of it; a question replaced meanwhile is dropped."""
    future = asyncio.wrap_future(job)
    try:
        done, _ = await asyncio.wait({future}, timeout=PATIENCE_SECONDS)
        outcome = future.result() if done else await _wait_aloud(errand, future)
    except asyncio.CancelledError:
        future.cancel()
        raise
    _post(errand, outcome)


async def _wait_aloud(
    errand: _Errand, future: asyncio.Future[_Answered | _Refused]
) -> _Answered | _Refused:
    app = errand.target.app
    app.post_message(Working(errand.act, True))
    try:
        return await future
    finally:
        app.post_message(Working(errand.act, False))


def _post(errand: _Errand, outcome: _Answered | _Refused) -> None:
    if isinstance(outcome, _Answered):
        errand.target.post_message(Answer(errand.act, outcome.value, errand.tag))
        return
    refusal = Refusal(errand.act, errand.tag, *outcome)
    if not errand.target.post_message(refusal):
        # Its screen is gone, but a write that failed is never silent.
        errand.target.app.post_message(Refusal(errand.act, errand.tag, *outcome))
