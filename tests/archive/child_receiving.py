"""Takes a packet in and kills itself on the way: before, inside or just after the transaction."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from vault.archive import exchange
from vault.archive.home import Home
from vault.archive.ledger import Ledger
from vault.archive.session import unlock

PATH, HOME, PASSPHRASE, PACKET, AT = sys.argv[1:]


def die(*_arguments: object, **_more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


archive = unlock(Path(PATH), Home(Path(HOME)), PASSPHRASE.encode())
if AT == "before":
    exchange._keep = die
elif AT == "trial":
    Ledger.verify = die
else:
    Ledger.take_in = die
exchange.receive(archive, Path(PACKET))
