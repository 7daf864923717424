"""What `doctor` looks at: who owns our import names, private files, core dumps, SQLite, libraries.

Nothing here opens a vault's content or needs a passphrase; paths and versions are all it reports.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import os
import re
import resource
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import Literal

from vault.cli.process import is_dumpable
from vault.model import Record
from vault.text import counted

DISTRIBUTION = "strongroom"
IMPORT_NAMES = ("vault", "tui")
# What a vault's connections are set to; SQLite ignores a pragma that it does not know.
PRAGMAS = {
    "secure_delete": 1,
    "temp_store": 2,
    "cell_size_check": 1,
    "trusted_schema": 0,
    "foreign_keys": 1,
}
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables

State = Literal["ok", "warning", "wrong"]


class Check(Record, frozen=True):
    """One thing looked at, and how it stands."""

    name: str
    state: State
    says: str


class Report(Record, frozen=True):
    """All checks; `ok` while none is wrong."""

    ok: bool
    checks: tuple[Check, ...]


def examine(home: Path, vault: Path) -> Report:
    """Run every check; `home` and `vault` need not exist."""
    checks = (
        *(check_owner(name) for name in IMPORT_NAMES),
        check_own_files(),
        check_private("Strongroom's home", home),
        check_private("The vault", vault),
        check_core_dumps(),
        *check_sqlite(),
        *check_libraries(),
        *check_environment(os.environ),
    )
    return Report(all(check.state != "wrong" for check in checks), checks)


# --- the installation ----------------------------------------------------------------------


def check_owner(name: str) -> Check:
    """Tell whether an import name is ours alone: another package may silently replace it."""
    title = f"Import name {name}"
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return Check(title, "wrong", "cannot be imported; install Strongroom again.")
    owners = set(metadata.packages_distributions().get(name, []))
    if owners - {DISTRIBUTION}:
        return Check(title, "wrong", "another installed package brings it too; use uv or pipx.")
    folder = Path(spec.origin).resolve().parent
    if _is_checkout(folder.parent):
        return Check(title, "ok", "from a checkout.")
    if not owners:
        return Check(title, "wrong", "comes from a folder that no package owns.")
    if folder != Path(str(metadata.distribution(DISTRIBUTION).locate_file(name))).resolve():
        return Check(title, "wrong", "is found at another place than where it was installed.")
    return Check(title, "ok", "Strongroom's alone.")


def check_own_files() -> Check:
    """Compare the installed files with the hashes that the wheel recorded."""
    title = "Program files"
    try:
        distribution = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return Check(title, "warning", "not installed: this runs from a folder.")
    if _is_editable(distribution):
        return Check(title, "ok", "an editable installation; nothing to compare.")
    changed = sum(not _is_as_recorded(file) for file in distribution.files or ())
    if changed:
        return Check(title, "wrong", f"{changed} are not what was installed; install again.")
    return Check(title, "ok", "as they were installed.")


def _is_checkout(folder: Path) -> bool:
    """Tell whether this very code runs from `folder` as it was cloned, and not from a package."""
    return folder == Path(__file__).resolve().parents[2] and (folder / "pyproject.toml").is_file()


def _is_editable(distribution: metadata.Distribution) -> bool:
    origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    return bool(origin.get("dir_info", {}).get("editable", False))


def _is_as_recorded(file: metadata.PackagePath) -> bool:
    if file.hash is None:  # RECORD itself, and compiled files
        return True
    try:
        digest = hashlib.new(file.hash.mode, file.read_binary()).digest()
    except OSError:
        return False
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == file.hash.value


# --- files and memory ----------------------------------------------------------------------


def check_private(title: str, path: Path) -> Check:
    """Tell whether a file, or a folder and all in it, is closed to everybody else."""
    if not path.exists():
        return Check(title, "ok", "not there yet.")
    open_to_others = sum(_is_open(each) for each in (path, *_below(path)))
    if open_to_others:
        return Check(
            title,
            "wrong",
            f"{counted(open_to_others, 'file is', 'files or folders are')} open to other users.",
        )
    return Check(title, "ok", "closed to other users.")


def _below(path: Path) -> Iterable[Path]:
    return path.rglob("*") if path.is_dir() else ()


def _is_open(path: Path) -> bool:
    found = path.lstat()
    mode = stat.S_IMODE(found.st_mode)
    return not stat.S_ISLNK(found.st_mode) and (bool(mode & 0o077) or found.st_uid != os.getuid())


def check_core_dumps() -> Check:
    """Tell whether a crash could write this process's memory to a disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    if is_dumpable() and sys.platform == "linux":
        return Check("Core dumps", "wrong", "other programs of yours can read this memory.")
    if soft or hard:
        return Check("Core dumps", "wrong", "a crash may write memory to the disk.")
    return Check("Core dumps", "ok", "off.")


# --- SQLite and the libraries --------------------------------------------------------------


def check_sqlite() -> Iterator[Check]:
    """Look at the SQLite that Python brings: version, how it was built, what it obeys."""
    version = sqlite3.sqlite_version
    state: State = "ok" if sqlite3.sqlite_version_info >= OLDEST_SQLITE else "wrong"
    yield Check("SQLite", state, f"version {version}.")
    with closing(sqlite3.connect(":memory:")) as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
        yield _check_options(options)
        yield _check_pragmas(connection)


def _check_options(options: set[str]) -> Check:
    title = "SQLite's build"
    if "TEMP_STORE=0" in options:
        return Check(title, "wrong", "it always keeps temporary data in files (TEMP_STORE=0).")
    if "ENABLE_FTS5" not in options:
        return Check(title, "wrong", "it has no full-text search (FTS5).")
    return Check(title, "ok", "keeps temporary data in memory when told to; has FTS5.")


def _check_pragmas(connection: sqlite3.Connection) -> Check:
    ignored = [
        name for name, value in PRAGMAS.items() if _setting(connection, name, value) != value
    ]
    if ignored:
        return Check("SQLite's settings", "wrong", f"it ignores {', '.join(ignored)}.")
    return Check("SQLite's settings", "ok", "obeyed and read back.")


def _setting(connection: sqlite3.Connection, name: str, value: int) -> int | None:
    connection.execute(f"PRAGMA {name} = {value}")
    row = connection.execute(f"PRAGMA {name}").fetchone()
    return None if row is None else int(row[0])


def check_libraries() -> Iterator[Check]:
    """List the libraries that the installation asks for, with their versions."""
    try:
        wanted = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        yield Check("Libraries", "warning", "not installed: their versions are not known.")
        return
    for requirement in wanted:
        if "extra ==" not in requirement:
            yield _check_library(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0])


def _check_library(name: str) -> Check:
    try:
        return Check(name, "ok", f"version {metadata.version(name)}.")
    except metadata.PackageNotFoundError:
        return Check(name, "wrong", "missing; install Strongroom again.")


def check_environment(environment: Iterable[str]) -> Iterator[Check]:
    """Warn of variables that change what runs, or that make Textual write screens to the disk."""
    for name in sorted(environment):
        if name.startswith("TEXTUAL"):
            says = "makes Textual write logs or screens; Strongroom removes it."
            yield Check(f"Environment: {name}", "warning", says)
        elif name in {"PYTHONPATH", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONHOME"}:
            yield Check(f"Environment: {name}", "warning", "changes which Python code runs.")
