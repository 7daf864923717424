"""A field reporter's home, an admin's and an editor's, which exchange nothing but files."""

from __future__ import annotations

import json

import pytest

from tests.cli.newsroom import DESK, Newsroom, found
from tests.cli.running import run_strongroom
from tests.cli.test_three_homes import Post, as_json

SECOND, FIELD = "Yun Ha-eun", "Odalys Brenner"
WORDS = "다리를 건너기 전에 신발을 벗어 들었습니다."
INTERVIEW = {
    "title": "다리",
    "quotes": [{"words": WORDS, "language": "ko"}],
    "terms": [{"words": "옥란", "kind": "person"}],
    "contact": "the stall behind the mill",
}
PASSPHRASE = b"a field reporter keeps this long one"


def invited(post: Post, founder: Newsroom, home) -> Newsroom:
    """Invite a field reporter, join at another computer, admit; returns their home."""
    invitation, answer, packet = post.letter(), post.letter(), post.letter()
    desk = founder.answer("desk", "list")["id"]
    code = founder.answer(
        "invite", invitation, "--preset", "field_reporter", "--desk", desk, "--input", "-",
        stdin=as_json({"name": FIELD}),
    )["code"]  # fmt: skip
    field = Newsroom(home, PASSPHRASE, run_strongroom)
    joined = field.answer(
        "join", invitation, answer, "--own-passphrase-fd", "0", "--no-confirm-sheet",
        stdin=PASSPHRASE + b"\n" + code.encode(), passphrase=None,
    )  # fmt: skip
    admitted = founder.run("admit", answer, packet, "--compared")
    assert admitted.code == 0, admitted.err
    assert " ".join(joined["safety_words"]) in admitted.err
    assert joined.get("sheet", []) == []
    return field


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """A founder who is admin and editor, a second editor, a field reporter with a directory."""
    folder = tmp_path_factory.mktemp("field")
    post = Post(folder)
    founder = found(folder / "founder", run_strongroom)
    second = post.let_in(founder, folder / "second", SECOND, "editor")
    founder.answer("member", "grant", SECOND, DESK, "--compared")
    post.packet(founder, second)
    field = invited(post, founder, folder / "field home")
    assert field.answer("status")["directory"] == 0
    early = field.run("log", "-", stdin=b"Too early.")
    assert (early.code, early.err.count("\n")) == (13, 1)
    post.packet(founder, second)
    letter = post.letter()
    signed = second.run("field", "sign", FIELD, "--compared", "--json")
    assert json.loads(signed.out)["complete"] is True
    second.answer("field", "letter", FIELD, letter)
    unsure = field.run("receive", letter)
    assert (unsure.code, field.answer("status")["directory"]) == (2, 0)
    taken = field.run("receive", letter, "--compared", "--json")
    assert json.loads(taken.out)["directory"] == "new"
    words = json.loads(signed.out)["safety_words"]
    assert " ".join(words) in taken.err
    post.packet(second, founder)
    return post, founder, second, field


def test_an_interview_goes_from_the_field_to_an_editor_and_a_receipt_comes_back(homes):
    post, founder, second, field = homes
    logged = field.answer("log", "-", "--json-input", stdin=as_json(INTERVIEW))
    assert field.answer("status")["waiting"] == 1
    packet, letter = post.letter(), post.letter()
    field.answer("send", packet)
    taken = second.answer("receive", packet)
    assert (taken["interviews"], taken["missing"], taken["stale"]) == (1, [], False)
    assert second.answer("receive", packet)["known"] == 1
    row = next(r for r in second.answers("list") if r["codename"] == logged["codename"])
    assert (row["status"], row["author"]) == ("unmarked", FIELD)
    shown = second.answer("show", row["id"])
    assert shown["quotes"][0]["texts"][0]["words"] == WORDS
    second.answer("field", "letter", FIELD, letter)
    answer = field.answer("receive", letter)
    assert (answer["receipts"], answer["still_waiting"]) == (1, 0)
    assert field.answer("status")["waiting"] == 0

    field.answer("addendum", logged["handle"], stdin=b"She wore one glove.")
    packet = post.letter()
    field.answer("send", packet)
    assert founder.answer("receive", packet)["addenda"] == 1
    post.packet(second, founder)
    founder.answer("status")
    shown = founder.answer("show", row["id"])
    assert [each["words"] for each in shown["addenda"]] == ["She wore one glove."]
    second.answer("mark", row["id"])
    rendition = second.answer("review", "show", row["id"])["rendition"]
    second.answer("review", "approve", row["id"], rendition)


COMMANDS = [
    ("list",), ("find", "x"), ("show", "0000"), ("member", "list"), ("review", "queue"),
    ("backup", "copy"), ("check",), ("draft", "list"), ("browse",), (),
    ("revise", "0000", "-"), ("story", "list"), ("field", "list"), ("keys", "rotate"),
    ("recover",), ("device", "renew"), ("shell",), ("person", "list"), ("send", "--via", "."),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_other_command_refuses_in_a_field_home_with_one_sentence(homes, command):
    *_, field = homes
    shown = field.run(*command)
    assert shown.code == 13, shown.err
    assert shown.err.startswith("This is a field reporter's home")
    assert shown.err.count("\n") == 1
