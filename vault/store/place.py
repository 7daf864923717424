"""Where a vault may lie: a plain local file with one name, readable by its owner alone.

Here the file is only looked at from outside; `connection` is where SQLite opens it. Beware:
POSIX drops all locks of a process on a file when any descriptor of that file is closed, so no
function here may open a vault that this process already has open.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from vault.errors import FieldHomeError, IntegrityError, NoSpaceError, NoVaultError, UsageError
from vault.migrations import sync_folder

SIDE_SUFFIXES = ("-journal", "-wal", "-shm")

# The size of a field home's file, which tells it from every vault: those are whole pages of 16
# KiB. To look inside would need a descriptor, whose closing drops SQLite's locks.
FIELD_BYTES = 4728391

# SQLite's lock bytes (file format, "os.h"): everyone who has a file open in WAL mode holds a
# read lock on this range, and so does everyone who is reading it in rollback-journal mode.
_SHARED_FIRST = 0x40000002
_SHARED_BYTES = 510

# On these, locks and shared memory do not work between computers, and SQLite loses data.
_NETWORK_TYPES = frozenset(
    "9p afs beegfs ceph cifs coda davfs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 ocfs2 orangefs "
    "prl_fs smb smb2 smb3 smbfs vboxsf fuse.ceph fuse.cifs fuse.curlftpfs fuse.davfs fuse.davfs2 "
    "fuse.gcsfuse fuse.glusterfs fuse.goofys fuse.google-drive-ocamlfuse fuse.gvfsd-fuse "
    "fuse.juicefs fuse.onedriver fuse.rclone fuse.s3fs fuse.smbnetfs fuse.sshfs "
    "fuse.vmhgfs-fuse".split()
)
_TAKEN = "A file with that name is there already; nothing was overwritten."
_NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS)


class Conditions(NamedTuple):
    """What surrounds an opening: how long a write waits, and where the mounts are listed."""

    wait_seconds: float = 5.0
    mounts: Path = Path("/proc/self/mountinfo")


USUAL = Conditions()


def side_file(path: Path, suffix: str) -> Path:
    """Return the path of the journal, WAL or shared-memory file that SQLite puts beside `path`."""
    return path.with_name(path.name + suffix)


def existing_vault(path: Path, mounts: Path) -> Path:
    """Return the real path of a vault that may be opened.

    Raises NoVaultError when there is none, FieldHomeError for a field home, IntegrityError when
    the file or one beside it is a link or no plain file, UsageError on a network file system.
    """
    try:
        real = path.parent.resolve(strict=True) / path.name
        status = real.lstat()
    except PermissionError:
        raise UsageError("Your account may not look into the folder of that vault.") from None
    except (OSError, ValueError, RuntimeError):
        raise NoVaultError from None
    _refuse_odd_file(status)
    if status.st_size == FIELD_BYTES:
        raise FieldHomeError
    for suffix in SIDE_SUFFIXES:
        with suppress(FileNotFoundError):  # another process may be closing
            _refuse_odd_file(side_file(real, suffix).lstat())
    refuse_network(real, mounts)
    return real


def _refuse_odd_file(status: os.stat_result) -> None:
    """Links make SQLite look for the journal under another name, and a pipe would hang it."""
    if not stat.S_ISREG(status.st_mode):
        raise IntegrityError("The vault, or a file beside it, is a link or not a plain file.")
    if status.st_nlink > 1:
        raise IntegrityError(
            "The vault file has a second name (a hard link); writing through either would damage "
            "it. Copy it, and open the copy."
        )


def new_vault(path: Path, mounts: Path) -> Path:
    """Return the real path for a vault to be made; refuse when anything lies there already."""
    try:
        real = path.parent.resolve(strict=True) / path.name
        taken = any(os.path.lexists(side_file(real, each)) for each in ("", *SIDE_SUFFIXES))
    except (OSError, ValueError, RuntimeError):
        raise UsageError("The folder for the new vault does not exist.") from None
    if taken:
        raise UsageError(_TAKEN)
    refuse_network(real, mounts)
    return real


def write_new(path: Path, image: bytes) -> None:
    """Put a new vault at `path`, whole or not at all, never over another file.

    Raises UsageError when the name was taken meanwhile or the folder cannot be written,
    NoSpaceError when the disk is full.
    """
    temporary = path.with_name(f".{path.name}.new-{secrets.token_hex(8)}")
    try:
        write_private(temporary, image)
        _name_without_overwriting(temporary, path)
        sync_folder(path.parent)
    except FileExistsError:
        raise UsageError(
            "A file with that name is there already; nothing was overwritten."
        ) from None
    except OSError as error:
        raise write_refusal(error) from None
    finally:
        if os.path.lexists(temporary):
            temporary.unlink()


def write_private(path: Path, content: bytes) -> None:
    """Write a file that did not exist, readable by its owner alone, and sync it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())


def give_name(temporary: Path, path: Path) -> None:
    """Give a finished file its name, never over another one, durably."""
    _name_without_overwriting(temporary, path)
    sync_folder(path.parent)


def _name_without_overwriting(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError from None
        temporary.rename(path)  # USB sticks: no links there, and no other writer either
    else:
        temporary.unlink()


def write_refusal(error: OSError) -> UsageError | NoSpaceError:
    """Turn what the operating system said about a write into a refusal that quotes no path."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return NoSpaceError()
    return UsageError("The folder of the vault cannot be written to.")


def may_write(path: Path) -> bool:
    """Tell whether file and folder can be written: a journal needs the folder too."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def make_private(path: Path) -> None:
    """Take group's and others' rights off the vault; SQLite gives its side files the same mode.

    A file system without modes (a USB stick) or another owner leaves it as it is.
    """
    for each in (path, *(side_file(path, suffix) for suffix in SIDE_SUFFIXES)):
        try:
            if stat.S_IMODE(each.stat().st_mode) & 0o177:
                each.chmod(0o600)
        except OSError:
            continue


def refuse_network(path: Path, mounts: Path) -> None:
    """Raise UsageError when `path` lies on a network file system.

    `mounts` is a table in the form of Linux's /proc/self/mountinfo; where there is none (other
    systems) nothing is checked, and docs/limits.md says so.
    """
    try:
        table = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return
    mount_point, kind = _mount_of(path, table)
    is_sandbox_root = kind == "9p" and mount_point == "/"  # one client only, as gVisor mounts it
    if kind in _NETWORK_TYPES and not is_sandbox_root:
        raise UsageError(
            "That folder is on a network or shared drive, where a vault would be damaged. Keep it "
            "on this computer, and exchange packets."
        )


def _mount_of(path: Path, table: str) -> tuple[str, str]:
    """Return mount point and type of the innermost mount that holds `path`; the last one wins."""
    best = ("", "")
    for line in table.splitlines():
        left, separator, right = line.partition(" - ")
        fields = left.split(" ")
        if not separator or len(fields) < 5:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[4])
        if path.is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, right.split(" ")[0])
    return best


def is_open_here(path: Path) -> bool:
    """Tell whether this very process has the file open, so that nothing here may touch it."""
    wanted = path.stat()
    try:
        numbers = [int(each.name) for each in Path("/dev/fd").iterdir()]
    except OSError:
        return True  # cannot tell: the careful answer
    return any(_is_same_file(number, wanted) for number in numbers)


def _is_same_file(descriptor: int, wanted: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), wanted)
    except OSError:
        return False


@contextmanager
def alone_with(path: Path) -> Iterator[int | None]:
    """Hold the vault while no process has it open: yields a descriptor, or None when one has.

    The descriptor must not be closed by the caller. Others that want to open the vault wait.
    """
    if is_open_here(path):
        yield None
        return
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield descriptor if _locked(descriptor) else None
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        flags = fcntl.LOCK_EX | fcntl.LOCK_NB
        fcntl.lockf(descriptor, flags, _SHARED_BYTES, _SHARED_FIRST)
    except (BlockingIOError, PermissionError):  # POSIX allows either for "somebody holds it"
        return False
    return True
