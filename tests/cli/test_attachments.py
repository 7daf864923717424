"""Attachments from the command line: what is printed, what is not, and how runs end."""

from __future__ import annotations

import os

import pytest

from tests.cli.running import HEADLESS
from tests.ingest import files

# Goes on sealing until somebody stops it, however slowly that somebody reads.
SEALS_HALF = HEADLESS.replace(
    "sys.exit(",
    """
import time
from vault.cli.output import Progress
draw = Progress.__call__
def wait_in_the_middle(bar, label, fraction):
    draw(bar, label, fraction)
    if "Sealing" in label and fraction > 0.5:
        time.sleep(600)
Progress.__call__ = wait_in_the_middle
sys.exit(""",
)
WORDS = "He mended the nets behind the ice house."


@pytest.fixture
def photograph(tmp_path):
    path = tmp_path / "ice-house.jpg"
    path.write_bytes(files.jpeg(files.exif(files.tiff())))
    return path


@pytest.fixture(scope="module")
def interview(newsroom) -> str:
    return newsroom.log_words(WORDS)


def test_a_photograph_goes_in_is_listed_and_comes_out(newsroom, interview, photograph, tmp_path):
    view = newsroom.answer("attach", interview, photograph)
    assert view["traces"] == ["position", "author", "device", "date"]
    listed = newsroom.answers("attachments", interview)[-1]
    assert (listed["id"], listed["name"]) == (view["id"], photograph.name)
    out = tmp_path / "out.jpg"
    newsroom.answer("export-attachment", view["id"][:8], out)
    assert out.read_bytes() == photograph.read_bytes()
    clean = newsroom.answer("export-attachment", view["id"], tmp_path / "clean.jpg", "--clean")
    assert clean["traces"] == []
    assert (tmp_path / "clean.jpg").read_bytes() == files.jpeg()


def test_people_are_told_what_stays_readable_and_what_the_file_tells(
    newsroom, interview, photograph
):
    shown = newsroom.run("attach", interview, photograph)
    assert shown.code == 0
    assert "The original file is still readable where it was." in shown.err
    assert "position, author, device, date" in shown.out
    assert "Halcyon" not in shown.out + shown.err
    assert "Ingrid" not in shown.out + shown.err


def test_a_file_of_an_unknown_kind_is_said_to_be_not_looked_into(newsroom, interview, tmp_path):
    (tmp_path / "notes").write_bytes(b"plain words")
    shown = newsroom.run("attach", interview, tmp_path / "notes")
    assert "not looked into" in shown.out
    assert "not looked into" in newsroom.run("attachments", interview).out


def test_I1_a_name_that_would_act_on_the_terminal_is_shown_as_marks(newsroom, interview, tmp_path):
    path = tmp_path / "a\x1b]52;c;aGk=\x07b\u202ec"
    path.write_bytes(b"words")
    newsroom.answer("attach", interview, path)
    shown = newsroom.run("attachments", interview)
    assert not {"\x1b", "\x07", "\u202e"} & set(shown.out)


def test_what_is_no_file_exits_2_and_is_not_quoted(newsroom, interview):
    shown = newsroom.run("attach", interview, "/nowhere/at/all")
    assert shown.code == 2
    assert "nowhere" not in shown.err


def test_what_cannot_be_cleaned_exits_16(newsroom, interview, tmp_path):
    (tmp_path / "a.pdf").write_bytes(files.pdf())
    view = newsroom.answer("attach", interview, tmp_path / "a.pdf")
    shown = newsroom.run("export-attachment", view["id"], tmp_path / "b.pdf", "--clean")
    assert shown.code == 16
    assert not (tmp_path / "b.pdf").exists()


def test_ctrl_c_while_sealing_ends_with_130_and_leaves_nothing(
    newsroom, interview, tmp_path, sit_down
):
    large = tmp_path / "large"
    large.write_bytes(os.urandom(20 << 20))
    seat = sit_down(
        "--vault", newsroom.vault, "attach", interview, large,
        code=SEALS_HALF, STRONGROOM_HOME=str(newsroom.home),
    )  # fmt: skip
    seat.answer("Passphrase", newsroom.passphrase.decode())
    seat.wait_for("Sealing")
    seat.interrupt()
    assert seat.leave() == 130
    assert "large" not in {each["name"] for each in newsroom.answers("attachments", interview)}
    assert sorted(p.name for p in newsroom.vault.parent.glob(f"{newsroom.vault.name}*")) == [
        newsroom.vault.name
    ]
