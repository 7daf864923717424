"""Every command of the manuals is a real one, and what a block says is run is run, in order.

Runs happen in one session per member, as `strongroom shell` keeps it, against a vault on disk.
Words in capitals are the ids that the page's earlier commands made.
"""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path

import click
import pytest

from tests.docs import console
from tests.limits import steps
from tests.limits.newsroom import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER, Newsroom
from vault.archive import interviews, marking, members, review
from vault.archive.session import Archive
from vault.cli.invocation import Invocation, Keyholder
from vault.cli.main import build, execute
from vault.cli.output import Output
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft, QuoteDraft
from vault.model import Agreement, Attribution, Scope

WHO = {"administrator": FOUNDER, "editor": EDITOR, "reviewer": REVIEWER, "reporter": REPORTER}
IDS = re.compile(
    r"\b(?:OTHER|INTERVIEW|QUOTE|RENDITION|PERSON|STORY|COPY|MEMBER|WAITING"
    r"|DESK|ATTACHMENT|REQUEST|COLLEAGUE)\b"
)
AGREED = Agreement(
    attribution=Attribution.BACKGROUND,
    lines=(("en", "a resident of the north"),),
    scopes=(Scope.ARCHIVE, Scope.QUOTE),
)


def words_of(line: str) -> tuple[list[str], str]:
    """Split a command line into words and the file behind `<`."""
    command, _, source = line.partition(" < ")
    return shlex.split(command, comments=True), source.strip()


def parsed(words: list[str]) -> None:
    """Parse a call down to its last command without running it; click raises for a wrong one."""
    command: click.Command = build()
    context = command.make_context("strongroom", words, obj=Invocation())
    while isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        if not rest:
            return  # `strongroom` alone
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        context = found.make_context(name, rest, parent=context)
        command = found


ALL = [
    (page, line)
    for page in console.PAGES
    for block in console.blocks(page)
    if block.act != "file"
    for line in block.commands
]


@pytest.mark.parametrize(("page", "line"), ALL)
def test_every_command_of_a_manual_parses(page, line):
    words, _ = words_of(line)
    parsed([re.sub(r"^(?:RENDITION|COPY)$", "abcd", word) for word in words])


class Reading:
    """A person who follows one page, step by step."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        self.known = {"DESK": DESK, "COLLEAGUE": REVIEWER}
        self.code = ""
        self.open: dict[str, Archive] = {who: room.open(name) for who, name in WHO.items()}

    def prepare(self) -> None:
        """Have an approved interview of the reporter's, and one that waits for review."""
        for words in ("We waited for the ferry.", "We carried sacks over the ice."):
            draft = InterviewDraft((QuoteDraft(words, "en"),), desk=DESK, agreement=AGREED)
            self.known["INTERVIEW"] = interviews.log(self.open["reporter"], draft).id
            marking.mark(self.open["reporter"], self.known["INTERVIEW"])
        self.look()

    def look(self) -> None:
        """Let the editor's program do what it does by itself, and read ids off the screen."""
        review.refresh_renditions(self.open["editor"])
        if "INTERVIEW" in self.known:
            view = interviews.show(self.open["editor"], self.known["INTERVIEW"])
            self.known["QUOTE"], self.known["RENDITION"] = view.quotes[0].id, view.rendition
            self.known["PERSON"] = view.row.codename

    def approve(self) -> None:
        """Let the reviewer approve what waits."""
        known = self.known
        review.approve(self.open["reviewer"], known["INTERVIEW"], known["RENDITION"])

    def join(self) -> None:
        """Be the newcomer: the code and the passphrase are typed at a terminal."""
        members.join(self.room.path, self.room.home, self.code, cost=KDF_FLOOR)
        (waiting,) = members.pending(self.open["administrator"])
        self.known["WAITING"] = waiting.id

    def filled(self, text: str) -> str:
        """Put the ids of this reading in place of the words in capitals."""
        if "UNMATCHED" in text:
            waiting = interviews.unmatched(self.open["reporter"], self.known["INTERVIEW"])
            answers = [
                {
                    "quote": each.quote, "language": each.language, "start": each.start,
                    "other_language": each.other_language, "other_start": None,
                }
                for each in waiting
            ]  # fmt: skip
            assert answers, "the page's interview leaves nothing to answer"
            return json.dumps(answers)
        return IDS.sub(lambda found: self.known[found[0]], text)

    def write(self, name: str, body: str) -> None:
        Path(name).write_text(self.filled(body), encoding="utf-8")

    def run(self, who: str, line: str, capfd) -> None:
        """Run one line in a member's session; it has to succeed."""
        words, source = words_of(line)
        keys = Keyholder()
        keys.archive = self.open[who]
        call = Invocation(output=Output(), keys=keys, in_shell=True)
        call.lines = io.BytesIO(Path(source).read_bytes() if source else b"")
        given = [self.filled(word) for word in words]
        code = execute([*given, "--json"] if "--json" not in given else given, call)
        shown = capfd.readouterr()
        assert code == 0, f"{line}: {shown.err}"
        self.learn(words, [json.loads(each) for each in shown.out.splitlines()])

    def learn(self, words: list[str], answers: list[dict]) -> None:
        """Take over what the command made."""
        name = {
            ("log",): "INTERVIEW", ("story", "save"): "STORY", ("story", "prepare"): "COPY",
            ("forget", "interview"): "REQUEST",
        }  # fmt: skip
        for path, ident in name.items():
            if tuple(words[: len(path)]) == path:
                self.known[ident] = answers[-1]["id"]
        if words[:2] == ["person", "add"]:
            self.known["OTHER"] = answers[0]["id"]
        if words[:1] == ["attach"]:
            self.known["ATTACHMENT"] = answers[0]["id"]
        if words[:2] == ["member", "add"]:
            self.code = answers[0]["code"]
        if words[:2] == ["member", "admit"]:
            self.known["MEMBER"] = answers[0]["id"]
        self.look()


@pytest.fixture
def reading(room, tmp_path, monkeypatch) -> Reading:
    monkeypatch.chdir(tmp_path)
    found = Reading(room)
    found.prepare()
    return found


def follow(reading: Reading, page: str, capfd) -> int:
    ran = 0
    for block in console.blocks(page):
        if block.act == "file":
            reading.write(block.what, block.body)
        elif block.act == "joins":
            reading.join()
        elif block.act == "run":
            for line in block.commands:
                reading.run(block.what, line, capfd)
                ran += 1
    return ran


def test_the_reporters_page_works_as_written(reading, capfd):
    assert follow(reading, "reporter", capfd) > 15


def test_the_reviewers_page_works_as_written(reading, capfd):
    waiting = dict(reading.known)
    author = reading.open["reporter"]
    interview = steps.log(author, "The lamps were lit late.")
    marking.mark(author, interview)
    reading.known["INTERVIEW"] = interview
    reading.look()
    reading.approve()
    reading.known["COPY"] = steps.prepared(reading.open["editor"], interview).id
    reading.known |= {name: waiting[name] for name in ("INTERVIEW", "QUOTE", "RENDITION")}
    assert follow(reading, "reviewer", capfd) > 6


def test_the_editors_page_works_as_written(reading, capfd):
    reading.approve()
    assert follow(reading, "editor", capfd) > 20


def test_the_attachments_page_works_as_written(reading, capfd):
    assert follow(reading, "attachments", capfd) == 3


def test_the_page_on_forgetting_works_as_written(reading, capfd):
    assert follow(reading, "forgetting", capfd) > 3


def test_the_administrators_page_works_as_written(reading, capfd):
    assert follow(reading, "administrator", capfd) > 10


def test_the_page_about_working_together_works_as_written(reading, capfd):
    assert follow(reading, "together", capfd) > 3


def test_the_page_on_leaving_works_as_written(reading, capfd):
    assert follow(reading, "leaving", capfd) > 4
