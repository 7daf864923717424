"""Attach a file, and wait in the middle of it to be killed."""

import sys
from pathlib import Path

from vault.archive.attachments import attach
from vault.archive.home import Home
from vault.archive.session import unlock

path, home, passphrase, interview, file = sys.argv[1:]


def stop(_label: str, fraction: float) -> None:
    if fraction > 0.5:
        sys.stdout.write("sealing\n")
        sys.stdout.flush()
        sys.stdin.readline()


archive = unlock(Path(path), Home(Path(home)), passphrase.encode())
attach(archive, interview, Path(file), stop)
