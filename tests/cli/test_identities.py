"""The identity commands, by command line alone: custodians, sealing, asking, opening once."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field

import pytest

from tests.newsroom import DESK, EDITOR, FOUNDER, REPORTER, Newsroom, building
from vault.archive import interviews, members
from vault.cli.invocation import Invocation, Keyholder
from vault.cli.main import execute
from vault.cli.output import Output
from vault.drafts import InterviewDraft, QuoteDraft
from vault.model import Preset

CUSTODIANS = ("Aster Nyqvist", "노은비", "Pilar Duarte")
NAME, PROOF = "마영철", "Her brother vouched for her, in person."


@dataclass
class Desk:
    """A newsroom, and one session for each member."""

    room: Newsroom
    capfd: pytest.CaptureFixture[str]
    sessions: dict[str, Keyholder] = field(default_factory=dict)

    def run(self, who: str, *words: str, stdin: str = "", as_json: bool = True):
        """Run a command in a member's session; returns exit code, stdout, stderr."""
        keys = self.sessions.setdefault(who, Keyholder())
        if keys.archive is None:
            keys.archive = self.room.open(who)
        call = Invocation(output=Output(), keys=keys, in_shell=True)
        call.lines = io.BytesIO(stdin.encode())
        code = execute([*words, *(["--json"] if as_json else [])], call)
        shown = self.capfd.readouterr()
        return code, shown.out, shown.err

    def answer(self, who: str, *words: str, stdin: str = "") -> dict:
        """Run a command that has to succeed; returns its last JSON object."""
        code, out, err = self.run(who, *words, stdin=stdin)
        assert code == 0, err
        return json.loads(out.splitlines()[-1])


@pytest.fixture(scope="module")
def kept(built, tmp_path_factory) -> Newsroom:
    with building():
        room = built.copied(tmp_path_factory.mktemp("identities") / "room")
        founder, editor = room.open(FOUNDER), room.open(EDITOR)
        for name in CUSTODIANS:
            room.admit(founder, name, Preset.GUARDIAN)
            members.grant(editor, name, DESK, compared=True)
        room.close()
        return room


@pytest.fixture
def desk(kept, keys_derived_once, tmp_path, capfd):
    own = kept.copied(tmp_path / "room")
    yield Desk(own, capfd)
    own.close()


@pytest.fixture
def person(desk) -> str:
    """A source of the reporter's, on a desk with custodians."""
    found = desk.answer(FOUNDER, "identity", "custodians", "set", DESK, *CUSTODIANS, "-k", "2")
    assert found["status"] == "proposed"
    confirmed = desk.answer(EDITOR, "identity", "custodians", "confirm", found["id"][:16])
    assert confirmed["custodians"] == list(CUSTODIANS)
    archive = desk.room.open(REPORTER)
    logged = interviews.log(archive, InterviewDraft((QuoteDraft("The bridge was closed."),)))
    return interviews.show(archive, logged.id).row.codename


def sealed(desk: Desk, person: str) -> dict:
    typed = json.dumps({"name": NAME, "proof": PROOF})
    return desk.answer(REPORTER, "identity", "seal", person, "--input", "-", stdin=typed)


def test_from_a_list_of_custodians_to_a_name_on_the_screen(desk, person):
    assert sealed(desk, person)["status"] == "sealed"
    ask = ("identity", "request", person)
    request = desk.answer(EDITOR, *ask, stdin="A summons names her street.")["id"]
    for name in CUSTODIANS[:2]:
        waiting = desk.answer(name, "identity", "requests")
        assert waiting["reason"] == "A summons names her street."
        desk.answer(name, "identity", "approve", request[:12])
    code, out, err = desk.run(EDITOR, "identity", "open", request)
    assert code == 2
    assert "--to-screen" in err + out
    shown = desk.answer(EDITOR, "identity", "open", request, "--to-screen")
    assert (shown["name"], shown["proof"]) == (NAME, PROOF)
    code, _, _ = desk.run(EDITOR, "identity", "open", request, "--to-screen")
    assert code == 16
    view = desk.answer(EDITOR, "identity", "show", person)
    assert set(view["known_by"]) == {REPORTER, EDITOR}


def test_people_read_lines_and_never_the_name_before_it_is_opened(desk, person):
    sealed(desk, person)
    request = desk.answer(EDITOR, "identity", "request", person, stdin="Why not.")["id"]
    desk.answer(CUSTODIANS[2], "identity", "deny", request, stdin="Say why.")
    desk.answer(CUSTODIANS[0], "identity", "approve", request)
    shown = ""
    for words in (("custodians", "list"), ("show", person), ("requests",), ("close", request)):
        code, out, _ = desk.run(EDITOR, "identity", *words, as_json=False)
        assert code == 0
        shown += out
    assert "2 of 3" in shown
    assert f"{CUSTODIANS[2]}: no: Say why." in shown
    assert "1 of 2 agreed" in shown
    assert NAME not in shown


def test_an_empty_list_of_requests_says_so(desk):
    code, out, err = desk.run(EDITOR, "identity", "requests", as_json=False)
    assert (code, out) == (0, "")
    assert "Nothing to show." in err


def test_not_stored_and_handing_over_by_command(desk, person):
    assert desk.answer(REPORTER, "identity", "not-stored", person)["status"] == "one knows"
    assert desk.answer(EDITOR, "identity", "not-stored", person)["status"] == "not stored"
    code, _, err = desk.run(REPORTER, "identity", "seal", person, "--input", "-",
                            stdin=json.dumps({"name": NAME}))  # fmt: skip
    assert code == 16
    assert NAME not in err
    code, _, _ = desk.run(CUSTODIANS[0], "identity", "hand-over", DESK, CUSTODIANS[1])
    assert code == 16
