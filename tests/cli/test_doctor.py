"""`doctor` notices a foreign owner of our import names, changed files, open files, old builds."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from vault.cli import checks

ROOT = Path(__file__).resolve().parents[2]

_INSTALLED = """
import sys
sys.path.insert(0, {site!r})
from vault.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def by_name(shown) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in json.loads(shown.out)["checks"]}


def record_of(site: Path) -> str:
    """Return a RECORD as a wheel's installer writes it."""
    lines = []
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        digest = hashlib.sha256(path.read_bytes()).digest()
        text = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        lines.append(f"{path.relative_to(site)},sha256={text},{path.stat().st_size}")
    return "\n".join(lines) + "\n"


def add_distribution(site: Path, name: str, record: str, **files: str) -> None:
    folder = site / f"{name}-0.1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n")
    (folder / "RECORD").write_text(record)
    for file, text in files.items():
        (folder / file.replace("__", ".")).write_text(text)


@pytest.fixture
def site(tmp_path) -> Path:
    """Strongroom as pip would lay it out, in a folder of its own."""
    site = tmp_path / "site"
    for name in checks.IMPORT_NAMES:
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, site / name, ignore=skip)
    add_distribution(site, "strongroom", record_of(site))
    return site


@pytest.fixture
def doctor(strongroom, site):
    def examined(**variables: str):
        return strongroom("doctor", "--json", code=_INSTALLED.format(site=str(site)), **variables)

    return examined


def test_a_sound_installation_passes(doctor):
    shown = doctor()
    assert shown.code == 0, shown.out
    assert by_name(shown)["Import name vault"]["says"] == "Strongroom's alone."
    assert by_name(shown)["Program files"]["state"] == "ok"


def test_a_second_owner_of_an_import_name_is_wrong(doctor, site):
    add_distribution(site, "otherdist", "vault/other.py,,\n")
    shown = doctor()
    assert shown.code == 1
    assert by_name(shown)["Import name vault"]["state"] == "wrong"
    assert by_name(shown)["Import name tui"]["state"] == "ok"


def test_a_name_imported_from_elsewhere_is_wrong(strongroom, site, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(site / "tui", elsewhere / "tui")
    code = _INSTALLED.format(site=str(site)).replace(
        "from vault", f"sys.path.insert(0, {str(elsewhere)!r})\nfrom vault"
    )
    shown = strongroom("doctor", "--json", code=code)
    assert shown.code == 1
    assert by_name(shown)["Import name tui"]["state"] == "wrong"


def test_a_changed_program_file_is_wrong(doctor, site):
    with (site / "tui" / "__init__.py").open("a") as file:
        file.write("# planted\n")
    shown = doctor()
    assert shown.code == 1
    assert by_name(shown)["Program files"]["says"].startswith("1 are not")


def test_an_editable_installation_passes(strongroom, headless, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    origin = json.dumps({"url": ROOT.as_uri(), "dir_info": {"editable": True}})
    # What hatchling leaves behind: a path file, and the copy of schema.sql that it forces in.
    record = "_editable_impl_strongroom.pth,,\nvault/schema.sql,,\n"
    add_distribution(site, "strongroom", record, direct_url__json=origin)
    code = headless.replace("from vault", f"sys.path.append({str(site)!r})\nfrom vault")
    shown = strongroom("doctor", "--json", code=code)
    assert shown.code == 0, shown.out
    assert by_name(shown)["Program files"]["says"].startswith("an editable")


def test_people_read_words_and_marks(strongroom):
    shown = strongroom("doctor")
    assert "✓ ok       Core dumps: off." in shown.out


def test_files_that_others_could_read_are_wrong(tmp_path):
    home = tmp_path / "home"
    (home / "pins").mkdir(parents=True)
    (home / "pins" / "0a1b").write_bytes(b"pin")
    assert checks.check_private("home", home).state == "ok"
    (home / "pins" / "0a1b").chmod(0o640)
    found = checks.check_private("home", home)
    assert (found.state, found.says) == ("wrong", "1 file is open to other users.")
    assert checks.check_private("home", tmp_path / "none").state == "ok"


def test_core_dumps_are_looked_at_not_assumed(strongroom, headless):
    code = headless.replace(
        "sys.exit(run(sys.argv[1:]))",
        "from vault.cli.checks import check_core_dumps\nprint(check_core_dumps().state)",
    )
    assert strongroom(code=code).out == "wrong\n"


def test_an_sqlite_that_spills_or_cannot_search_is_wrong():
    good = {"ENABLE_FTS5", "TEMP_STORE=1"}
    assert checks._check_options(good).state == "ok"
    assert checks._check_options(good | {"TEMP_STORE=0"}).state == "wrong"
    assert checks._check_options(good - {"ENABLE_FTS5"}).state == "wrong"


def test_a_pragma_that_is_ignored_is_named(monkeypatch):
    monkeypatch.setitem(checks.PRAGMAS, "no_such_pragma", 1)
    with closing(sqlite3.connect(":memory:")) as connection:
        found = checks._check_pragmas(connection)
    assert (found.state, found.says) == ("wrong", "it ignores no_such_pragma.")


def test_variables_are_warned_of_by_name_alone(doctor):
    shown = doctor(TEXTUAL_LOG="/tmp/secret-name", TEXTUAL_SCREENSHOT="1")  # noqa: S108
    assert shown.code == 0
    assert by_name(shown)["Environment: TEXTUAL_LOG"]["state"] == "warning"
    assert "secret-name" not in shown.out


def test_a_missing_library_is_wrong(doctor, site):
    metadata = site / "strongroom-0.1.0.dist-info" / "METADATA"
    metadata.write_text(
        metadata.read_text() + "Requires-Dist: click>=8\nRequires-Dist: nowhere-lib>=1\n"
        "Requires-Dist: typst; extra == 'pdf'\n"
    )
    shown = doctor()
    assert shown.code == 1
    assert by_name(shown)["click"]["state"] == "ok"
    assert by_name(shown)["nowhere-lib"]["state"] == "wrong"
    assert "typst" not in by_name(shown)
