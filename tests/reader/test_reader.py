"""The independent reader on vaults that Strongroom made: what each member's keys reach, no more."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from msgspec.structs import replace
from zstandard import ZstdError

from tests.archive import desk, fielding, handing, offices
from vault.archive import (
    additions,
    field_desk,
    field_logging,
    leaving,
    members,
    recovery,
    sharing,
    versions,
)
from vault.archive.attachments import attach
from vault.archive.founding import FoundingRequest, found_vault, recover
from vault.archive.home import Home
from vault.archive.interviews import draft_of, log, revise
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft, QuoteDraft
from vault.model import Preset, SpanKind, Term

READER = Path(__file__).resolve().parent / "reader.py"
VECTORS = READER.parents[1] / "vectors"
SEALED = "no key reaches it"
WORDS = "Ryu Bo-hyon hid the ledger under the stove."
KOREAN = "류보현이 장부를 아궁이 밑에 숨겼습니다."
TAPE = b"A dog, a cart, a voice. " * 200_000
COUNTED = "They counted us twice at the bridge."


@dataclass
class Room:
    """A vault, its home, and passphrases by name."""

    path: Path
    home: Home
    passphrases: dict[str, bytes] = field(default_factory=dict)

    def read(self, name: str, secrets: Path | None = None) -> list[dict]:
        """Run the reader as a member; returns its lines. Raises AssertionError when it refuses."""
        done = self.run(self.passphrases[name], secrets)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def run(self, passphrase: bytes, secrets: Path | None = None) -> subprocess.CompletedProcess:
        read_end, write_end = os.pipe()
        os.write(write_end, passphrase + b"\n")
        os.close(write_end)
        folder = secrets or self.home.folder / "devices"
        command = [sys.executable, str(READER), str(self.path), "--device-secrets", str(folder)]
        try:
            return subprocess.run(
                [*command, "--passphrase-fd", str(read_end)],
                pass_fds=(read_end,), capture_output=True, text=True, timeout=120,
            )  # fmt: skip
        finally:
            os.close(read_end)

    def join(self, admin, name: str, preset: Preset) -> None:
        code = members.add_member(admin, name, preset, ["North"])
        self.passphrases[name] = members.join(self.path, self.home, code, cost=KDF_FLOOR).passphrase
        waiting = next(view for view in members.pending(admin) if view.name == name)
        members.admit(admin, waiting.id, compared=True)


def build(folder: Path) -> Room:
    room = Room(folder / "room.strongroom", Home(folder / "home"))
    founded = found_vault(room.path, room.home, FoundingRequest("Ana", "North", cost=KDF_FLOOR))
    room.passphrases["Ana"] = founded.passphrase
    ana = unlock(room.path, room.home, founded.passphrase)
    room.join(ana, "Ben", Preset.REVIEWER)
    members.grant(ana, "Ben", "North", compared=True)
    room.join(ana, "Chae", Preset.REPORTER)
    quotes = (QuoteDraft(WORDS, "en"), QuoteDraft(KOREAN, "ko"))
    term = Term("Ryu Bo-hyon", SpanKind.PERSON, forms=("류보현",))
    drafted = InterviewDraft(
        quotes, title="The ledger", terms=(term,), contact="by the bell", marked=True
    )
    logged = log(ana, drafted)
    tape = folder / "tape"
    tape.write_bytes(TAPE)
    attach(ana, logged.id, tape)
    ana.close()
    chae = unlock(room.path, room.home, room.passphrases["Chae"])
    own = log(chae, InterviewDraft((QuoteDraft(COUNTED, "en"),), contact="never by phone"))
    revise(chae, own.id, InterviewDraft((QuoteDraft(COUNTED + " Then again.", "en"),)))
    chae.close()
    return room


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Room:
    return build(tmp_path_factory.mktemp("room"))


@pytest.fixture
def own(room, tmp_path) -> Room:
    """A copy that a test may damage."""
    path = tmp_path / room.path.name
    shutil.copy(room.path, path)
    return Room(path, room.home, dict(room.passphrases))


@pytest.fixture
def apart(own, tmp_path) -> Room:
    """The same with a home of its own, for tests that write to it with Strongroom."""
    home = Home(tmp_path / "home")
    shutil.copytree(own.home.folder, home.folder)
    return Room(own.path, home, dict(own.passphrases))


def edit(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0


# --- who reads what ------------------------------------------------------------------------


def words_of(interview: dict) -> list[str]:
    return [t["words"] for quote in interview["verbatim"]["quotes"] for t in quote["texts"]]


def test_an_editor_reads_every_part_of_every_interview(room):
    found = [interview for interview in room.read("Ana") if interview["stands"]]
    assert [words_of(i) for i in found] == [[WORDS, KOREAN], [COUNTED + " Then again."]]
    assert found[0]["security"]["contact"] == "by the bell"
    assert found[0]["files"][0]["terms"][0]["words"] == "Ryu Bo-hyon"
    assert found[0]["card"]["codename"]


def test_an_editor_verifies_every_piece_of_an_attachment_and_a_reviewer_none(room):
    (found,) = room.read("Ana")[0]["attachments"]
    assert (found["name"], found["length"], found["here"]) == ("tape", len(TAPE), True)
    assert found["whole"] == hashlib.sha256(TAPE).hexdigest()
    assert room.read("Ben")[0]["attachments"] == [SEALED]


def test_A1_a_piece_in_the_place_of_another_is_found(own):
    pieces = "SELECT min(id), max(id) FROM object WHERE substr(body, 1, 3) = x'000104'"
    with closing(sqlite3.connect(own.path)) as connection:
        first, second = connection.execute(pieces).fetchone()
    copied = f"(SELECT body FROM object WHERE id = {first})"  # noqa: S608 - a number
    edit(own.path, f"UPDATE object SET body = {copied} WHERE id = {second}")  # noqa: S608
    assert own.run(own.passphrases["Ana"]).returncode != 0


def test_versions_before_the_standing_one_are_shown_too(room):
    assert [(i["version"], i["stands"]) for i in room.read("Ana")] == [
        (1, True),
        (1, False),
        (2, True),
    ]


def test_a_reviewer_reads_redacted_parts_and_fails_on_every_verbatim_and_security_part(room):
    lines = room.read("Ben")
    assert len(lines) == 3
    for interview in lines:
        assert interview["verbatim"] == SEALED
        assert interview["security"] == SEALED
        assert set(interview["files"]) <= {SEALED}
    rendered = lines[0]["redacted"]["quotes"]
    assert "ledger" in rendered[0]["texts"][0]["review"]
    assert lines[0]["files"] == [SEALED]


def test_nothing_that_a_term_hides_is_in_what_a_reviewer_reads(room):
    text = json.dumps(room.read("Ben"), ensure_ascii=False)
    for hidden in ("Ryu", "Bo-hyon", "류보현", "by the bell", "never by phone"):
        assert hidden not in text


def test_a_reporter_reads_what_they_wrote_and_nothing_else(room):
    lines = room.read("Chae")
    assert [words_of(i) for i in lines] == [[COUNTED], [COUNTED + " Then again."]]
    assert lines[0]["security"]["contact"] == "never by phone"
    assert "ledger" not in json.dumps(lines)


def test_what_people_did_together_is_read_as_it_stands(apart):
    ana, chae = (
        unlock(apart.path, apart.home, apart.passphrases[name]) for name in ("Ana", "Chae")
    )
    sheet = recovery.renew(chae, apart.passphrases["Chae"])
    one = log(ana, InterviewDraft((QuoteDraft("The ferry sank.", "en"),))).id
    given = draft_of(ana, one)
    for text in ("The ferry sank at dawn.", "The ferry sank at dusk."):
        revise(ana, one, replace(given, quotes=(replace(given.quotes[0], words=text),)))
    first, _ = versions.versions(ana, one).standing
    versions.pick(ana, one, first.id)
    additions.add(ana, one, "She called again.")
    (apart.path.parent / "later").write_bytes(TAPE)
    attach(ana, one, apart.path.parent / "later")
    sharing.share(ana, one, ["Chae"])
    ana.close()
    chae.close()
    passphrase = recover(apart.path, apart.home, list(sheet), cost=KDF_FLOOR).passphrase
    for key in (apart.passphrases["Ana"], apart.passphrases["Chae"], passphrase):
        lines = [json.loads(line) for line in apart.run(key).stdout.splitlines()]
        (found,) = (i for i in lines if i["interview"] == one and i["stands"])
        assert words_of(found) == ["The ferry sank at dawn."]
        assert [each["words"] for each in found["addenda"]] == ["She called again."]
        assert [each["here"] for each in found["attachments"]] == [True]


def test_what_a_field_reporter_wrote_is_read_by_an_editor_and_by_no_reviewer(apart, tmp_path):
    ana, ben = (unlock(apart.path, apart.home, apart.passphrases[name]) for name in ("Ana", "Ben"))
    members.change_roles(ana, "Ben", "North", Preset.EDITOR)
    members.grant(ana, "Ben", "North", compared=True)
    office = fielding.join(ana, tmp_path / "field", desk="North")
    field_desk.sign(ben, fielding.FIELD, compared=True)
    office.receive(fielding.letter(ana, tmp_path), compared=True)
    handle = office.log("The well was dry.", person="tawny reef").handle
    field_logging.add(office.open(), handle, "It had been for a year.")
    assert fielding.take(ana, office).interviews == 1
    ana.close()
    ben.close()
    interview = field_logging.interview_of(handle).hex()
    (found,) = (i for i in apart.read("Ana") if i["interview"] == interview)
    assert words_of(found) == ["The well was dry."]
    assert found["card"]["codename"] == "tawny reef"
    assert [term["words"] for file in found["files"] for term in file["terms"]] == ["옥란"]
    assert [each["words"] for each in found["addenda"]] == ["It had been for a year."]
    assert "dry" not in json.dumps(apart.read("Chae"))


# --- what it refuses -----------------------------------------------------------------------


def refusal(room: Room, name: str = "Ana") -> str:
    done = room.run(room.passphrases[name])
    assert done.returncode != 0
    assert done.stdout == ""
    return done.stderr.strip().splitlines()[-1]


def test_what_a_reporter_handed_in_is_read_at_the_editors_and_missed_nowhere_else(tmp_path):
    (tmp_path / "rooms").mkdir()
    rooms = handing.log_at(offices.build(tmp_path / "rooms"), tmp_path)
    handing.answered(rooms)
    state = rooms.editor.open().state.interviews[bytes.fromhex(rooms.interview)]
    verbatim = state.standing()[-1].ref.verbatim
    handing.handed_in(rooms.reporter)
    handing.passed(rooms.reporter, rooms.editor)
    rooms.close()
    reporter, editor = (
        Room(o.path, o.home, {"own": o.passphrase}) for o in (rooms.reporter, rooms.editor)
    )
    assert {i["verbatim"] for i in reporter.read("own")} == {"removed"}
    assert words_of(editor.read("own")[-1]) == [desk.WORDS]
    with closing(sqlite3.connect(editor.path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM object WHERE hash = ?", (verbatim,))
    assert "missing" in editor.run(editor.passphrases["own"]).stderr


def test_a_wrong_passphrase_opens_nothing(room):
    done = room.run(b"orbit velvet candle marsh tunnel quilt")
    assert done.returncode != 0
    assert "passphrase or device secret" in done.stderr


def test_the_right_passphrase_without_the_device_secret_opens_nothing(room, tmp_path):
    done = room.run(room.passphrases["Ana"], secrets=tmp_path)
    assert done.returncode != 0
    assert "passphrase or device secret" in done.stderr


def test_A1_exchanged_bodies_are_found(own):
    verbatim = own.read("Ana")[0]["redacted"]["verbatim"]
    last = "UPDATE object SET body = (SELECT body FROM object ORDER BY id DESC LIMIT 1)"
    edit(own.path, f"{last} WHERE hash = x'{verbatim}'")
    assert "missing or replaced" in refusal(own)


def test_A5_a_deleted_object_is_missing(own):
    edit(own.path, "DELETE FROM object WHERE id = (SELECT max(id) FROM object)")
    assert "missing" in refusal(own, "Ben")


def test_A5_a_deleted_entry_is_a_gap(own):
    edit(own.path, "DELETE FROM entry WHERE id = 3")
    assert re.search("gap|missing|builds", refusal(own))


def test_A20_details_of_another_entry_are_found(own):
    edit(
        own.path, "UPDATE entry SET details = (SELECT details FROM entry WHERE id = 3) WHERE id = 4"
    )
    assert "details were replaced" in refusal(own)


def test_an_exchanged_attestation_is_found(own):
    edit(
        own.path,
        "UPDATE entry SET attestation = (SELECT attestation FROM entry WHERE id = 3) WHERE id = 4",
    )
    assert refusal(own)


def test_A11_another_format_is_refused(own):
    edit(own.path, "PRAGMA user_version = 2")
    assert "another format" in refusal(own)


# --- the reader itself ---------------------------------------------------------------------


def test_the_reader_has_at_most_360_lines_and_imports_nothing_of_the_program():
    source = READER.read_text("utf-8")
    assert len(source.splitlines()) <= 360
    modules = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name).split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert modules - sys.stdlib_module_names == {"argon2", "cryptography", "zstandard"}


@pytest.fixture(scope="module")
def reader():
    spec = importlib.util.spec_from_file_location("independent_reader", READER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


DOINGS = ("body", "piece", "attestation", "details", "slot", "session")


def vectors() -> list[Path]:
    return [p for p in sorted(VECTORS.glob("*.txt")) if f"\ndo: {_do(p)}\n" and _do(p) in DOINGS]


def _do(path: Path) -> str:
    return re.search("^do: (.*)$", path.read_text("utf-8"), re.MULTILINE)[1]


@pytest.mark.parametrize("path", vectors(), ids=lambda path: path.stem)
def test_the_reader_agrees_with_every_vector_of_what_it_opens(reader, path):
    text = path.read_text("utf-8")
    fields = (line.partition(":") for line in text.partition("\n\n")[2].splitlines())
    given = {
        name: int(value) if name in NUMBERS else bytes.fromhex(value) for name, _, value in fields
    }
    if "\nexpect: ok\n" in text:
        assert opened(reader, _do(path), given) == given[RESULT[_do(path)]]
    else:
        with pytest.raises((ValueError, LookupError, InvalidTag, ZstdError)):
            opened(reader, _do(path), given)


NUMBERS = {"index", "count", "total"}
RESULT = {
    "body": "plain",
    "piece": "plain",
    "attestation": "plain",
    "details": "plain",
    "slot": "seeds",
    "session": "key",
}


def opened(reader, do: str, v: dict[str, bytes]) -> bytes:
    if do == "slot":
        return reader.open_slot(v["vault"], v["device"], v["slot"], v["passphrase"], v["secret"])
    one = reader.Reader.__new__(reader.Reader)
    one.vault, one.epochs, one.sessions, one.notes, one.shared = v["vault"], {}, {}, {}, {}
    if do == "session":
        pair = v["compartment"], v["epoch"]
        one.epochs, one.notes = {pair: reader.kem_key(v["seed"])[0]}, {b"": pair}
        one.body = {b"": v["body"]}.get
        return one.session(b"")[2]
    one.sessions = {v["session"]: (v["compartment"], v["epoch"], v["session_key"])}
    if do == "piece":
        return one.piece(v["body"], v["index"], v["count"], v["total"])
    kinds = {"body": reader.BODY, "attestation": reader.ATTESTATION, "details": reader.DETAILS}
    plain = one.open(v["body"], kinds[do], do)
    if plain is None:
        raise LookupError
    return plain


def test_after_a_leaving_whoever_stays_reads_all_and_a_newcomer_all_of_it_from_one_seed(apart):
    ana, chae = (
        unlock(apart.path, apart.home, apart.passphrases[name]) for name in ("Ana", "Chae")
    )
    before = apart.read("Ana")
    leaving.sign_out(ana, "Ben", confirmed=True)
    log(ana, InterviewDraft((QuoteDraft("The well froze in March.", "en"),), marked=True))
    members.change_roles(ana, "Chae", "", Preset.ADMIN)
    apart.join(chae, "Dora", Preset.EDITOR)
    members.grant(ana, "Dora", "North", compared=True)
    ana.close()
    chae.close()
    for name in ("Ana", "Dora"):
        found = apart.read(name)
        assert found[: len(before)] == before
        assert words_of(found[-1]) == ["The well froze in March."]
    refused = apart.run(apart.passphrases["Ben"])
    assert refused.returncode != 0


def test_what_a_reporter_wrote_past_somebody_who_left_is_read_by_who_stays(apart):
    ana, chae = (
        unlock(apart.path, apart.home, apart.passphrases[name]) for name in ("Ana", "Chae")
    )
    members.change_roles(ana, "Chae", "", Preset.ADMIN)
    leaving.sign_out(chae, "Ben", confirmed=True)
    log(chae, InterviewDraft((QuoteDraft("The bridge was up.", "en"),)))
    ana.close()
    chae.close()
    for name in ("Ana", "Chae"):
        assert words_of(apart.read(name)[-1]) == ["The bridge was up."]
