"""A device that handed in goes on: killed, full, renewed, backed up, signed out, forgotten of."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.archive import desk
from tests.archive.conftest import ROOT
from tests.archive.handing import (
    OTHER,
    Finder,
    answered,
    handed_in,
    log_at,
    office_of,
    packed,
    passed,
    words_of,
)
from tests.archive.offices import DESK, REPORTER, Office
from tests.archive.test_forgetting import found_in, pieces
from tests.archive.test_full_disk import disk, fill  # noqa: F401 - its small disk
from vault.archive import (
    checkup,
    devices,
    exchange,
    forgetting,
    founding,
    granting,
    handing_in,
    interviews,
    leaving,
    persons,
    restoring,
    review,
    sharing,
)
from vault.archive.backup import backup
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import MissingObjectError, NoSpaceError, NotPermittedError, UsageError
from vault.model import Preset

WHY = "그분이 부탁했습니다 (she asked us to)"

# --- killed in between ---------------------------------------------------------------------

NOTHING_YET = (
    "before read_back", "after read_back", "before remove_own_wrap", "after remove_own_wrap",
    "before put_local", "after put_local", "before add_entry", "after add_entry",
)  # fmt: skip
DECIDED = (
    "before remove_object", "after remove_object", "before checkpoint", "after checkpoint",
    "before close", "after close", "before scan", "after scan",
)  # fmt: skip


def killed(office: Office, point: str) -> None:
    office.close()
    program = Path(__file__).with_name("child_handing_in.py")
    packet = office.folder.parent / "packet of a killed one"
    arguments = [str(office.path), str(office.home.folder), str(packet), point]
    done = subprocess.run(
        [sys.executable, str(program), *arguments],
        input=office.passphrase + b"\n",
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("point", NOTHING_YET)
def test_R1_killed_before_it_is_decided_everything_is_there(logged, point):
    killed(logged.reporter, point)
    assert words_of(logged.reporter.open(), logged.interview) == desk.WORDS
    assert checkup.check(logged.reporter.open()).is_sound


@pytest.mark.parametrize("point", DECIDED)
def test_R1_killed_after_it_was_decided_the_next_opening_finishes_it(logged, point):
    reporter = logged.reporter
    store = reporter.open().ledger.store
    mine = handing_in.to_hand_in.of_me(reporter.open())
    bodies = [store.object(name) for name in mine.objects] + [body for *_, body in mine.wraps]
    killed(reporter, point)
    assert interviews.rows(reporter.open()) == []
    assert not any(map(reporter.open().ledger.store.has_object, mine.objects))
    reporter.close()
    assert found_in(reporter.folder, pieces(bodies)) == []
    assert handing_in.prove(reporter.open()).objects == len(mine.objects)
    assert checkup.check(reporter.open()).is_sound


def test_R8_handing_in_works_on_a_disk_without_any_room(built_offices, disk, tmp_path):  # noqa: F811
    rooms = log_at(built_offices.copied(disk / "rooms"), tmp_path)
    answered(rooms)
    reporter = rooms.reporter
    packet = handing_in.pack(reporter.open(), tmp_path / "on a stick")
    assert packet.waiting == 0
    fill(disk)
    with pytest.raises(NoSpaceError):
        interviews.log(reporter.open(), desk.draft("가" * 40000, terms=()))
    view = handing_in.hand_in(reporter.open(), packet, confirmed=True)
    assert view.traces == 0
    (disk / "film").unlink()
    assert interviews.rows(reporter.open()) == []
    rooms.close()


# --- devices, backups ----------------------------------------------------------------------


def test_a_renewed_device_goes_on_without_it_and_can_look_again(logged):
    answered(logged)
    view, _ = handed_in(logged.reporter)
    reporter = logged.reporter
    devices.begin_new_device(reporter.open(), reporter.passphrase, KDF_FLOOR)
    reporter.opened.clear()
    archive = reporter.open()
    assert archive.ledger.outcomes.missing == frozenset()
    assert len(archive.ledger.handed_in) == view.objects
    assert handing_in.prove(archive).objects == view.objects
    passed(logged.editor, reporter, whole=True)
    assert interviews.rows(reporter.open()) == []
    new = interviews.log(reporter.open(), desk.draft(OTHER, terms=())).id
    passed(reporter, logged.editor)
    assert words_of(logged.editor.open(), new) == OTHER


def test_a_copied_folder_goes_on_as_two_devices(logged, tmp_path):
    answered(logged)
    handed_in(logged.reporter)
    logged.reporter.close()
    copy = Office(REPORTER, tmp_path / "copy", logged.reporter.passphrase)
    shutil.copytree(logged.reporter.folder, copy.folder)
    interviews.log(logged.reporter.open(), desk.draft(OTHER, terms=()))
    devices.begin_new_device(copy.open(), copy.passphrase, KDF_FLOOR)
    copy.opened.clear()
    passed(copy, logged.reporter)
    passed(logged.reporter, copy)
    assert checkup.check(copy.open()).is_sound
    assert checkup.check(logged.reporter.open()).is_sound
    assert len(interviews.rows(logged.reporter.open())) == 1


def test_what_one_copy_of_a_folder_handed_in_stays_in_the_other(logged, tmp_path):
    """Both were one device: nothing goes from a computer whose member did not confirm it there."""
    answered(logged)
    logged.reporter.close()
    copy = Office(REPORTER, tmp_path / "copy", logged.reporter.passphrase)
    shutil.copytree(logged.reporter.folder, copy.folder)
    interviews.log(copy.open(), desk.draft(OTHER, terms=()))
    handed_in(logged.reporter)
    passed(logged.reporter, logged.editor)
    passed(logged.editor, copy, whole=True)
    copy.close()
    assert copy.open().ledger.outcomes.missing == frozenset()
    devices.begin_new_device(copy.open(), copy.passphrase, KDF_FLOOR)
    copy.opened.clear()
    assert words_of(copy.open(), logged.interview) == desk.WORDS
    assert len(interviews.rows(copy.open())) == 2
    passed(copy, logged.reporter, whole=True)
    assert checkup.check(logged.reporter.open()).is_sound
    copy.close()


def test_a_backup_of_the_device_passes_a_drill_and_brings_access_back(logged, tmp_path):
    answered(logged)
    handed_in(logged.reporter)
    reporter = logged.reporter
    path, home = tmp_path / "backup.strongroom", Home(tmp_path / "home")
    backup(reporter.open(), path)
    words = list(reporter.sheet)
    assert restoring.drill(path, home, words).member == REPORTER
    with pytest.raises(MissingObjectError):  # nobody else's loss passes as handed in
        restoring.drill(path, home, list(logged.editor.sheet))
    recovered = founding.recover(path, home, words, cost=KDF_FLOOR)
    archive = unlock(path, home, recovered.passphrase)
    assert archive.ledger.outcomes.missing == frozenset()
    assert interviews.rows(archive) == []
    archive.close()


def test_a_colleague_who_opens_the_file_at_that_computer_misses_nothing_and_reads_nothing(logged):
    answered(logged)
    handed_in(logged.reporter)
    reporter = logged.reporter
    reporter.close()
    sheet = list(logged.editor.sheet)
    recovered = founding.recover(reporter.path, reporter.home, sheet, cost=KDF_FLOOR)
    archive = unlock(reporter.path, reporter.home, recovered.passphrase)
    assert archive.ledger.outcomes.missing == frozenset()
    assert interviews.rows(archive) == []
    archive.close()
    assert interviews.rows(reporter.open()) == []


def test_a_backup_of_an_editor_has_it_all_and_so_has_who_recovers_from_it(logged, tmp_path):
    answered(logged)
    handed_in(logged.reporter)
    passed(logged.reporter, logged.editor)
    path, home = tmp_path / "backup.strongroom", Home(tmp_path / "home")
    backup(logged.editor.open(), path)
    recovered = founding.recover(path, home, list(logged.editor.sheet), cost=KDF_FLOOR)
    archive = unlock(path, home, recovered.passphrase)
    assert words_of(archive, logged.interview) == desk.WORDS
    archive.close()


@pytest.mark.limit(91, "good", "Between computers")
def test_an_older_copy_of_the_file_is_read_and_not_written(logged, tmp_path):
    """Handing in looks for traces where Strongroom writes: in the vault's folder and in its own
    home. Packets and copies elsewhere, backups, synchronised folders and their older versions,
    snapshots, and blocks that a disk or file system no longer shows keep what they hold. An
    older copy of the vault still holds the keys to it; with the passphrase and the device secret
    it opens as before.

    Handing in takes nothing out of copies made before: this computer says that one is older.
    """
    answered(logged)
    logged.reporter.close()
    shutil.copy(logged.reporter.path, tmp_path / "older")
    handed_in(logged.reporter)
    logged.reporter.close()
    shutil.copy(tmp_path / "older", logged.reporter.path)
    archive = logged.reporter.open()
    assert "it is an older copy" in archive.older_copy
    assert words_of(archive, logged.interview) == desk.WORDS


# --- colleagues' acts ----------------------------------------------------------------------


def test_what_was_handed_in_can_be_forgotten(logged):
    answered(logged)
    handed_in(logged.reporter)
    editor, reporter, admin = logged.editor, logged.reporter, logged.admin
    passed(reporter, editor, admin)
    request = forgetting.forget_interview(editor.open(), logged.interview, WHY)
    passed(editor, admin, reporter)
    report = forgetting.confirm(admin.open(), request.id)
    assert report.still_here == 0
    passed(admin, editor, reporter)
    for office in (reporter, editor):
        office.close()
        archive = office.open()
        assert archive.ledger.outcomes.missing == frozenset()
        assert interviews.show(archive, logged.interview).row.status == "forgotten"
    view = packed(reporter).sent
    assert view.entries == 0 or view.objects >= 0


def test_an_author_asks_to_forget_what_they_handed_in(logged):
    answered(logged)
    handed_in(logged.reporter)
    with pytest.raises((NotPermittedError, UsageError)):
        forgetting.forget_interview(logged.reporter.open(), logged.interview, WHY)
    request = forgetting.forget_interview(logged.editor.open(), logged.interview, WHY)
    passed(logged.editor, logged.reporter)
    (row,) = forgetting.requests(logged.reporter.open())
    assert row.id == request.id


def test_the_leaving_checklist_and_signing_out_work(logged):
    answered(logged)
    handed_in(logged.reporter)
    passed(logged.reporter, logged.admin)
    admin = logged.admin.open()
    view = leaving.checklist(admin, REPORTER)
    assert view.devices[0].entries
    leaving.sign_out(admin, REPORTER, confirmed=True)
    passed(logged.admin, logged.editor)
    assert words_of(logged.editor.open(), logged.interview) == desk.WORDS


def test_new_keys_after_a_leaving_reach_the_device(logged, tmp_path):
    answered(logged)
    handed_in(logged.reporter)
    passed(logged.reporter, logged.admin)
    other = office_of(logged, "Ilir Dema", Preset.STAFF_REPORTER, tmp_path / "other")
    passed(logged.admin, logged.editor, logged.reporter)
    leaving.sign_out(logged.admin.open(), other.name, confirmed=True)
    passed(logged.admin, logged.editor, logged.reporter)
    new = interviews.log(logged.reporter.open(), desk.draft(OTHER, terms=())).id
    logged.reporter.close()
    assert words_of(logged.reporter.open(), new) == OTHER
    passed(logged.reporter, logged.editor)
    interviews.show(logged.editor.open(), new)
    answered(logged)
    assert handed_in(logged.reporter)[0].interviews == (new,)


def test_what_colleagues_write_about_it_later_arrives_and_its_words_do_not(logged):
    """A new rendition and a remark come; a share brings keys, and no word to open with them."""
    answered(logged)
    handed_in(logged.reporter)
    editor, reporter = logged.editor, logged.reporter
    rendition = interviews.show(editor.open(), logged.interview).rendition
    review.remark(editor.open(), logged.interview, rendition, "Is the wheel named twice?")
    sharing.share(editor.open(), logged.interview, [REPORTER], security=True)
    passed(editor, reporter, whole=True)
    assert interviews.rows(reporter.open()) == []
    kinds = Finder(reporter).kinds()
    assert "remark/1" in kinds
    assert not {"verbatim/1", "security/1", "file/1", "addendum/1", "attachment/1"} & kinds
    view, _ = handed_in(reporter, delivered=True)
    assert view.objects == 2  # the remark, and the box of the share
    assert "remark/1" not in Finder(reporter).kinds()


def test_an_interview_that_was_shared_with_me_goes_too(logged, tmp_path):
    other = office_of(logged, "Ilir Dema", Preset.STAFF_REPORTER, tmp_path / "other")
    passed(logged.admin, logged.editor)
    granting.grant(logged.editor.open(), other.name, DESK, compared=True)
    sharing.share(logged.editor.open(), logged.interview, [other.name], may_write=True)
    passed(logged.editor, other)
    assert words_of(other.open(), logged.interview) == desk.WORDS
    assert {"verbatim/1", "security/1"} <= Finder(other).kinds()
    view, _ = handed_in(other, delivered=True)
    assert view.interviews == (logged.interview,)
    assert not {"verbatim/1", "security/1", "redacted/1", "card/1"} & Finder(other).kinds()
    assert interviews.rows(other.open()) == []


def test_a_reporter_without_any_desk_key_hands_in_too(logged, tmp_path):
    other = office_of(logged, "Ilir Dema", Preset.REPORTER, tmp_path / "other")
    passed(logged.admin, logged.editor)
    passed(logged.editor, other)
    mine = desk.marked(other.open(), desk.draft(OTHER, title="Ferry", terms=())).id
    passed(other, logged.editor)
    review.refresh_renditions(logged.editor.open())
    passed(logged.editor, other)
    view, bodies = handed_in(other)
    assert view.interviews == (mine,)
    assert found_in(other.folder, pieces(bodies)) == []
    assert Finder(other).kinds() == {"member/1", "desk/1", "policy/1", "rules/1"}
    rendition = interviews.show(logged.editor.open(), mine).rendition
    review.send_back(logged.editor.open(), mine, rendition, "When was that?")
    passed(logged.editor, other)
    other.close()
    archive = other.open()
    assert not archive.state.refused
    assert checkup.check(archive).is_sound


def test_other_interviews_of_the_desk_stay_readable_for_a_reviewer(logged):
    answered(logged)
    theirs = desk.marked(
        logged.editor.open(), desk.draft(OTHER, title="Ferry", person="Grey Heron", terms=())
    ).id
    passed(logged.editor, logged.reporter)
    handed_in(logged.reporter)
    (row,) = interviews.rows(logged.reporter.open())
    assert (row.id, row.codename) == (theirs, "Grey Heron")
    assert [view.codename for view in persons.persons(logged.reporter.open())] == ["Grey Heron"]


def test_a_waiting_packet_that_carries_it_is_dropped_and_sent_again(logged):
    editor, reporter = logged.editor, logged.reporter
    answered(logged)
    early = editor.folder / "early"
    interviews.show(editor.open(), logged.interview)
    exchange.send(editor.open(), early)
    desk.marked(editor.open(), desk.draft(OTHER, title="Ferry", terms=()))
    state = editor.open().state
    known = {e for e in state.entries if e in reporter.open().state.entries}
    new = [e for e in state.entries if e not in known]
    late = editor.folder / "late"
    links = editor.open().ledger.links
    known |= set(new[:-1])
    exchange.write_new(editor.open(), late, known & links.keys(), set(state.pieces))
    assert reporter.receive(late).kept_aside == 1
    view, _ = handed_in(reporter)
    assert view.traces == 0
    assert not list((reporter.home.folder / "waiting").iterdir())
    passed(editor, reporter)
    assert {r.title for r in interviews.rows(reporter.open())} == {"Ferry"}
