"""The sheet on the command line: a new one, shares of it, a drill, and access from shares."""

from __future__ import annotations

import json


def lines(texts) -> bytes:
    return "\n".join(texts).encode()


def test_a_sheet_is_renewed_split_tried_and_used(newsroom, tmp_path):
    sheet = newsroom.answer("recovery", "renew", "--no-confirm-sheet")["sheet"]
    made = newsroom.answer(
        "recovery", "kit", "--shares", "3", "--needed", "2", stdin=" ".join(sheet).encode()
    )["shares"]
    view = newsroom.answer("recovery", "drill", "--shares", stdin=lines(made[1:]), passphrase=None)
    assert view["complete"]
    wrong = made[0].split()
    wrong[8] = "academic" if wrong[8] != "academic" else "acid"
    shown = newsroom.run(
        "recovery", "drill", "--shares", stdin=lines([" ".join(wrong), made[1]]), passphrase=None
    )
    assert shown.code != 0
    assert "Share 1: word 9 was mistyped." in shown.err
    assert wrong[8] not in shown.err
    elsewhere = str(tmp_path / "home")
    done = newsroom.run_strongroom(
        "--vault", newsroom.vault, "recover", "--shares",
        stdin=lines(made[:2]), passphrase=b"six words of the founder again",
        STRONGROOM_HOME=elsewhere,
    )  # fmt: skip
    assert (done.code, done.out) == (0, "Your access is rebuilt.\n")


def test_shares_are_shown_for_people_where_there_is_no_terminal(newsroom):
    sheet = newsroom.answer("recovery", "renew", "--no-confirm-sheet")["sheet"]
    shown = newsroom.run(
        "recovery", "kit", "--shares", "2", "--needed", "2", stdin=" ".join(sheet).encode()
    )
    assert shown.code == 0
    assert "Share 2 of 2" in shown.err
    assert shown.out == "2 shares were shown; any 2 of them are your recovery sheet.\n"


def test_shares_are_typed_one_by_one_and_a_mistyped_word_is_asked_again(newsroom, sit_down):
    sheet = newsroom.answer("recovery", "renew", "--no-confirm-sheet")["sheet"]
    made = newsroom.answer(
        "recovery", "kit", "--shares", "3", "--needed", "2", stdin=" ".join(sheet).encode()
    )["shares"]
    seat = sit_down("recovery", "drill", "--shares", STRONGROOM_HOME=str(newsroom.home))
    seat.wait_for("Share 1, its 33 words")
    words = made[2].split()
    seat.type(" ".join([*words[:20], "strongroom", *words[21:]]))
    seat.wait_for("word 21 is not on the word list")
    seat.type(made[2])
    seat.wait_for("That is share 3; still needed: 1.")
    seat.type(made[0])
    seat.wait_for("nothing was written")
    assert seat.leave() == 0


def test_a_colleagues_backup_gives_access_back_on_an_empty_computer(newsroom, tmp_path):
    sheet = " ".join(newsroom.answer("recovery", "renew", "--no-confirm-sheet")["sheet"]).encode()
    copy, home = tmp_path / "stick" / "backup", tmp_path / "new computer"
    copy.parent.mkdir()
    newsroom.answer("backup", copy)
    own = b"six words of the founder once more"

    def here(*arguments, stdin=b"", passphrase=own):
        return newsroom.run_strongroom(
            *arguments, stdin=stdin, passphrase=passphrase, STRONGROOM_HOME=str(home)
        )

    lost = here("status")
    assert (lost.code, "recover --from COPY" in lost.err) == (10, True)
    wrong = here("recover", "--from", copy, stdin=b"abandon " * 23 + b"art")
    assert wrong.code == 12
    assert not any(path.suffix == ".strongroom" for path in home.rglob("*"))
    done = here("recover", "--from", copy, stdin=sheet)
    assert done.code == 0, done.err
    assert "strongroom device lost" in done.err
    assert here("status").code == 0
    again = here("recover", "--from", copy, stdin=sheet)
    assert (again.code, "There is a vault at that place already" in again.err) == (2, True)
    assert here("status").code == 0


def test_whoever_forgot_the_passphrase_before_the_first_packet_is_told_what_to_do(
    newsroom, tmp_path
):
    letter, answer, home = tmp_path / "letter", tmp_path / "answer", tmp_path / "home"
    code = newsroom.answer(
        "invite", letter, "--preset", "reporter", "--desk", "Harbour desk", "--input", "-",
        stdin=b'{"name": "Wanda Ojeda"}',
    )["code"]  # fmt: skip
    joined = newsroom.run_strongroom(
        "join", letter, answer, "--json", "--no-confirm-sheet", stdin=code.encode(),
        passphrase=b"six words of the newcomer here", STRONGROOM_HOME=str(home),
    )  # fmt: skip
    assert joined.code == 0, joined.err
    sheet = " ".join(json.loads(joined.out)["sheet"]).encode()
    done = newsroom.run_strongroom(
        "recover", stdin=sheet, passphrase=b"other six words of the newcomer",
        STRONGROOM_HOME=str(home),
    )  # fmt: skip
    assert (done.code, "This vault is empty yet" in done.err) == (12, True)
