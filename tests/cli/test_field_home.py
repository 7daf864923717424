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


def test_the_draft_is_kept_shown_saved_again_and_logged(homes, tmp_path):
    *_, field = homes
    given = {
        **INTERVIEW, "told": "2025-10", "tags": ["salt"],
        "agreement": {"attribution": "background", "lines": {"ko": "강가 사람"}},
    }  # fmt: skip
    field.answer("draft", "save", "-", "--format", "json", stdin=as_json(given))
    assert field.run("draft", "save", "-", stdin=b"Another.").code == 16
    shown = field.answer("draft", "show")["draft"]
    assert shown["quotes"][0]["words"] == WORDS
    assert field.answer("status")["draft_saved_at"]
    field.answer("draft", "discard")
    again = tmp_path / "again.json"
    again.write_text(json.dumps(shown), encoding="utf-8")
    field.answer("draft", "save", again)
    assert field.answer("draft", "show")["draft"] == shown
    assert field.answer("draft", "log")["desk"] == DESK
    for command in ("show", "log", "discard"):
        assert field.run("draft", command).err.strip() == "There is no draft here."


def test_status_says_in_plain_words_what_this_home_can_and_cannot(homes):
    *_, field = homes
    shown = field.run("status")
    assert shown.code == 0
    assert "It can log interviews" in shown.out
    assert "It cannot open anything that was logged" in shown.out
    assert f"Desk {DESK}" in shown.out


def test_what_is_no_letter_and_no_packet_is_refused_with_a_sentence(homes, tmp_path):
    post, founder, _, field = homes
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"Strongroom field letter 1\nand no more")
    for home, code in ((field, 18), (founder, 18)):
        shown = home.run("receive", wrong)
        assert (shown.code, shown.err.count("\n")) == (code, 1)
    wrong.write_bytes(b"Strongroom field packet 1\nand no more")
    shown = founder.run("receive", wrong)
    assert (shown.code, shown.err.count("\n")) == (18, 1)
    assert field.run("receive", tmp_path / "nowhere").code == 2
    assert field.run("send", wrong).code in {0, 2}
    assert post.folder.exists()


def test_an_identity_is_refused_without_custodians_and_elsewhere(homes, tmp_path):
    *_, second, field = homes
    who = tmp_path / "who.json"
    who.write_text('{"name": "표창석"}', encoding="utf-8")
    words = tmp_path / "words.md"
    words.write_text("They came at four.", encoding="utf-8")
    shown = field.run("log", words, "--identity", who)
    assert (shown.code, "too few custodians" in shown.err) == (16, True)
    assert second.run("log", words, "--identity", who).code == 2


def test_staff_homes_keep_no_draft_this_way(homes):
    _, founder, *_ = homes
    for command in (("draft", "show"), ("draft", "log"), ("draft", "save", "-")):
        shown = founder.run(*command, stdin=b"Words.")
        assert shown.err.strip() == "Only a field reporter's home keeps a draft this way."


def test_doctor_looks_at_a_field_home_without_a_passphrase(homes):
    *_, field = homes
    shown = field.run("doctor", "--json", passphrase=None)
    assert shown.code in {0, 1}
    assert "Traceback" not in shown.err
    assert not [c for c in json.loads(shown.out)["checks"] if "internal" in c["says"]]


def test_a_change_of_passphrase_in_a_field_home(homes, tmp_path):
    *_, field = homes
    own = b"another long passphrase for the field"
    shown = field.run(
        "passphrase", "change", "--own-passphrase-fd", "0", "--json", stdin=own + b"\n"
    )
    assert shown.code == 0, shown.err
    shut = field.run("status")
    assert (shut.code, shut.err.count("\n")) == (12, 1)
    assert "invite you anew" in shut.err
    assert "sheet" not in shut.err
    field.passphrase = own
    assert field.answer("status")["directory"] == 1


def test_no_file_between_the_homes_names_anybody_or_anything(homes):
    post, *_ = homes
    for letter in post.folder.iterdir():
        if letter.is_file():
            data = letter.read_bytes()
            words = (FIELD, SECOND, DESK, WORDS, "옥란", "the stall behind the mill")
            assert not [word for word in words if word.encode() in data]
