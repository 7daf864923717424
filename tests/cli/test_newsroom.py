"""From logging to a printed copy, by command line alone: two people, one of them without keys."""

from __future__ import annotations

import json

import pytest

from tests.cli.newsroom import REVIEWER, Newsroom, at_little_cost

WORDS = "Old Bertil Krogh counted the crates himself, and wrote nothing down."
TERM = "Bertil Krogh"
INTERVIEW = {
    "title": "Crates at the slipway",
    "quotes": [{"words": WORDS, "language": "en"}],
    "agreement": {
        "attribution": "background",
        "lines": {"en": "a harbour worker"},
        "scopes": ["archive", "quote"],
    },
}
STORY = {"title": "The uncounted crates", "outlet": "The Gull", "languages": ["en"]}


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.fixture(scope="module")
def reviewer(newsroom) -> Newsroom:
    """A colleague who joined with a code, was admitted, and was granted what reviewers read."""
    desk = newsroom.answer("desk", "list")["id"]
    code = newsroom.answer(
        "member", "add", "--preset", "reviewer", "--desk", desk, "--input", "-",
        stdin=as_json({"name": REVIEWER}),
    )["code"]  # fmt: skip
    joined = newsroom.answer(
        "member", "join", "--own-passphrase-fd", "0",
        stdin=b"weir gravel otter lantern\n" + code.encode(), passphrase=None,
    )  # fmt: skip
    pending = newsroom.answer("member", "pending")
    assert pending["safety_words"] == joined["safety_words"]
    newsroom.answer("member", "admit", pending["id"], "--compared")
    for grant in newsroom.answers("member", "grants"):
        newsroom.answer("member", "grant", grant["member_id"], desk, "--compared")
    joined_as = Newsroom(newsroom.home, b"weir gravel otter lantern", newsroom.run_strongroom)
    return at_little_cost(joined_as)


@pytest.fixture(scope="module")
def approved(newsroom, reviewer) -> str:
    """An interview that was logged, marked, and approved by the reviewer."""
    interview = newsroom.answer("log", "-", "--json-input", stdin=as_json(INTERVIEW))["id"]
    person = next(
        each["id"] for each in newsroom.answers("person", "list") if each["interviews"] == 1
    )
    reach = newsroom.answer("term", "add", person, "--find", stdin=TERM.encode())
    assert (reach["interviews"], reach["approved"]) == (1, 0)
    assert newsroom.answers("term", "list", person) == []
    added = newsroom.run("term", "add", person, stdin=TERM.encode())
    assert "protected in all: 1" in added.err
    proposals = newsroom.answers("proposals", interview)
    decisions = [
        {"quote": p["quote"], "language": p["language"], "start": p["span"]["start"],
         "end": p["span"]["end"], "action": "mask"}
        for p in proposals
    ]  # fmt: skip
    if decisions:
        newsroom.answer("decide", interview, stdin=as_json(decisions))
    assert newsroom.answer("mark", interview)["status"] == "in review"
    rendition = reviewer.answer("review", "show", interview)["rendition"]
    reviewer.answer("review", "approve", interview, rendition)
    return interview


def test_an_own_review_is_refused(newsroom, approved):
    rendition = newsroom.answer("review", "show", approved)["rendition"]
    shown = newsroom.run("review", "approve", approved, rendition)
    assert shown.code in {13, 16}


def test_the_reviewer_sees_the_rendition_and_never_the_words(reviewer, approved):
    shown = reviewer.run("show", approved, "--json")
    assert shown.code == 0
    assert TERM not in shown.out
    assert "crates" in shown.out
    assert reviewer.run("show", approved, "--part", "security").code == 13
    assert reviewer.run("term", "list", "0000").code in {2, 13}


def test_an_approved_interview_leaves_as_a_checked_copy(newsroom, reviewer, approved, tmp_path):
    quote = newsroom.answer("show", approved)["quotes"][0]["id"]
    draft = as_json(STORY | {"picks": [[approved, quote, "en"]]})
    story = newsroom.answer("story", "save", stdin=draft)
    assert story["may_prepare"], story
    copy = newsroom.answer("story", "prepare", story["id"])
    assert {file["format"] for file in copy["files"]} == {"md", "txt", "docx"}
    early = newsroom.run("copy", "release", copy["id"], "--folder", tmp_path / "early", "--json")
    assert early.code == 16
    assert json.loads(early.out)["error"]["rules"]
    reviewer.answer("copy", "approve", copy["id"])
    folder = tmp_path / "out"
    released = newsroom.answer("copy", "release", copy["id"], "--folder", folder)["files"]
    assert sorted(str(path) for path in folder.iterdir()) == sorted(released)
    text = next(path for path in folder.iterdir() if path.suffix == ".txt")
    assert "counted the crates" in text.read_text()
    assert TERM not in text.read_text()

    assert newsroom.answer("copy", "verify", text)["id"] == copy["id"]
    told = newsroom.run("copy", "verify", text).out
    assert told.startswith(f"Byte for byte the txt file (en) of copy {copy['id']}")
    assert "Cannot" not in told
    foreign = newsroom.run("copy", "verify", "-", "--json", stdin=b"another file")
    assert (foreign.code, json.loads(foreign.out)) == (1, {"copy": None})

    clean = newsroom.run("recheck", text, "--story", story["id"], "--json")
    assert (clean.code, json.loads(clean.out)["clean"]) == (0, True)
    leaking = text.read_bytes() + b"\nIt was Bertil  Krogh's hand.\n"
    leak = newsroom.run("recheck", "-", "--story", story["id"], "--json", stdin=leaking)
    assert (leak.code, json.loads(leak.out)["clean"]) == (16, False)

    ran = as_json({"outlet": "The Gull", "date": "2026-03-31", "link": "https://gull.example/1"})
    printed = newsroom.answer("copy", "printed", copy["id"], "--input", "-", stdin=ran)
    assert printed["status"] == "printed"


def test_a_hold_needs_two_people_to_lift(newsroom, reviewer):
    interview = newsroom.log_words("Nobody rang the bell that night.")
    newsroom.answer("hold", interview, stdin=b"Her brother was called in.")
    assert newsroom.answer("show", interview)["held_by"]
    assert newsroom.answer("lift", interview)["lifted"] is False
    again = newsroom.run("lift", interview)
    assert again.code == 16


def test_a_person_is_asked_for_passphrase_and_words_on_the_terminal(newsroom, sit_down):
    interview = newsroom.log_words("Two crates stood on the quay.")
    seat = sit_down("hold", interview, STRONGROOM_HOME=str(newsroom.home))
    seat.wait_for("Passphrase: ")
    seat.type(newsroom.passphrase.decode())
    seat.wait_for("The reason: ")
    seat.type("그의 형이 불려 갔다.")
    seat.wait_for("Held")
    assert seat.leave() == 0
    assert newsroom.passphrase.decode() not in seat.seen


def test_a_withdrawal_needs_no_words(newsroom):
    interview = newsroom.log_words("The third lamp was never lit.")
    newsroom.answer("withdraw", interview)
    assert newsroom.answer("show", interview)["row"]["status"] == "withdrawn"


def test_the_policy_is_shown_and_set(newsroom):
    assert newsroom.answer("policy", "show")["preset"] == "small_desk"
    changed = newsroom.answer("policy", "set", "small_desk", "--idle-lock-minutes", "20")
    assert changed["idle_lock_minutes"] == 20


def test_the_preview_hides_and_keeps_nothing(newsroom):
    before = len(newsroom.answers("list"))
    view = newsroom.answer("preview", stdin=b"Call Dr. Ingrid Solbakken on +47 412 34 567.")
    assert "412 34 567" not in view["text"]
    assert len(newsroom.answers("list")) == before


def test_lists_for_people_have_headings_and_no_colour_in_a_pipe(newsroom):
    newsroom.log_words("The fourth lamp was green.")
    shown = newsroom.run("list")
    assert shown.out.splitlines()[0].split()[:3] == ["id", "desk", "codename"]
    assert "\x1b" not in shown.out


def test_a_passphrase_is_changed_and_the_old_one_is_wrong_afterwards(newsroom):
    old = newsroom.passphrase
    changed = newsroom.run(
        "passphrase", "change", "--own-passphrase-fd", "0", stdin=b"quay basalt heron winter\n"
    )
    assert changed.code == 0, changed.err
    newsroom.passphrase = b"quay basalt heron winter"
    assert newsroom.run("status").code == 0
    assert newsroom.run("status", passphrase=old).code == 12
