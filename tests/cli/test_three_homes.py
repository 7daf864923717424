"""Three people at three computers, by command line alone, from the invitation to the copy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.newsroom import DESK, EDITOR, Newsroom, at_little_cost, found
from tests.cli.running import run_strongroom

REPORTER, SECOND = "Tariq Solheim", "Yun Ha-eun"
INTERVIEW = {
    "title": "얼음",
    "quotes": [{"words": "강에서 얼음을 깨 왔어요.", "language": "ko"}],
    "agreement": {
        "attribution": "background",
        "lines": {"ko": "강가에 사는 사람"},
        "scopes": ["archive", "quote"],
    },
}


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


class Post:
    """The only way between the computers: files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sent = 0

    def letter(self) -> Path:
        self.sent += 1
        return self.folder / str(self.sent)

    def packet(self, sender: Newsroom, *receivers: Newsroom) -> None:
        """Send from one computer and take in at others."""
        path = self.letter()
        assert sender.answer("send", path)["entries"]
        for receiver in receivers:
            receiver.answer("receive", path)

    def let_in(self, admin: Newsroom, home: Path, name: str, preset: str) -> Newsroom:
        """Invite by file, join, compare, admit, and take the first packet in."""
        invitation, answer, packet = self.letter(), self.letter(), self.letter()
        desk = admin.answer("desk", "list")["id"]
        code = admin.answer(
            "invite", invitation, "--preset", preset, "--desk", desk, "--input", "-",
            stdin=as_json({"name": name}),
        )["code"]  # fmt: skip
        own = f"{name} keeps a long passphrase".encode()
        new = Newsroom(home, own, run_strongroom)
        joined = new.answer(
            "join", invitation, answer, "--own-passphrase-fd", "0", "--no-confirm-sheet",
            stdin=own + b"\n" + code.encode(), passphrase=None,
        )  # fmt: skip
        assert new.run("status").code == 13
        admitted = admin.run("admit", answer, packet, "--compared")
        assert admitted.code == 0
        assert " ".join(joined["safety_words"]) in admitted.err
        new.answer("receive", packet)
        return at_little_cost(new)


@pytest.fixture(scope="module")
def computers(tmp_path_factory):
    """A founder and editor, a second editor, a reporter; each with a home of their own."""
    folder = tmp_path_factory.mktemp("homes")
    post = Post(folder)
    founder = found(folder / "founder", run_strongroom)
    second = post.let_in(founder, folder / "second", SECOND, "editor")
    founder.answer("member", "grant", SECOND, DESK, "--compared")
    reporter = post.let_in(founder, folder / "reporter", REPORTER, "staff_reporter")
    post.packet(founder, second)
    second.answer("member", "grant", REPORTER, DESK, "--compared")
    post.packet(second, founder, reporter)
    return post, founder, second, reporter


def test_editor_and_newcomer_see_the_same_words_before_keys_are_given(computers):
    _, founder, second, reporter = computers
    seen = second.answer("member", "words", REPORTER)["safety_words"]
    assert len(seen) == 8
    assert reporter.answer("member", "words", SECOND)["safety_words"] == seen
    assert founder.answer("member", "words", REPORTER)["safety_words"] != seen
    assert second.run("member", "words", SECOND).code == 2


def test_an_interview_crosses_three_computers_and_a_copy_leaves(computers, tmp_path):
    post, founder, second, reporter = computers
    logged = reporter.answer("log", "-", "--json-input", stdin=as_json(INTERVIEW))["id"]
    reporter.answer("mark", logged)
    post.packet(reporter, second)
    rendition = second.answer("review", "show", logged)["rendition"]
    second.answer("review", "approve", logged, rendition)
    quote = second.answer("show", logged)["quotes"][0]["id"]
    story = {"title": "얼음", "desk": DESK, "languages": ["ko"], "picks": [[logged, quote, "ko"]]}
    saved = second.answer("story", "save", stdin=as_json(story))["id"]
    copy = second.answer("story", "prepare", saved, "--format", "txt")["id"]
    post.packet(second, founder, reporter)
    founder.answer("copy", "approve", copy)
    post.packet(founder, second)
    second.answer("copy", "release", copy, "--folder", tmp_path / "out")
    (printed,) = (tmp_path / "out").iterdir()
    assert INTERVIEW["quotes"][0]["words"] in printed.read_text("utf-8")
    post.packet(second, founder, reporter)
    seen = [each.answer("copy", "show", copy)["status"] for each in (founder, second, reporter)]
    assert seen == ["released"] * 3
    heard = {each["name"] for each in reporter.answer("status")["heard"]}
    assert heard == {EDITOR, SECOND}


def test_no_file_between_them_names_anybody_or_anything(computers):
    post, *_ = computers
    for letter in post.folder.iterdir():
        if letter.is_file():
            data = letter.read_bytes()
            words = (REPORTER, SECOND, EDITOR, DESK, "얼음", INTERVIEW["quotes"][0]["words"])
            assert not [word for word in words if word.encode() in data]


def test_a_packet_for_another_vault_and_a_file_that_is_none_have_their_sentences(
    computers, tmp_path
):
    _, founder, second, _ = computers
    stranger = found(tmp_path / "stranger", run_strongroom)
    packet = tmp_path / "packet"
    founder.answer("send", packet, "--whole")
    shown = stranger.run("receive", packet)
    assert (shown.code, shown.err.count("\n")) == (14, 1)
    assert "another vault" in shown.err
    packet.write_bytes(b"not a packet")
    shown = second.run("receive", packet)
    assert (shown.code, shown.err.strip()) == (18, "That file is no packet.")
    assert second.run("receive", tmp_path / "nowhere").code == 2
    assert second.run("send", packet).code == 2
