"""Open a vault without any privilege and report as JSON what could be done.

Root passes every permission bit, so all capabilities are given up first; as a plain user there
are none to give up.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path

from vault.errors import StrongroomError
from vault.store import Store


def drop_privileges() -> None:
    if os.geteuid() != 0:
        return
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def outcome(act) -> str:
    try:
        act()
    except StrongroomError as error:
        return error.code
    return "ok"


def report(path: Path) -> dict[str, object]:
    with Store.open(path) as store:
        found = {
            "readonly": store.readonly,
            "entries": len(list(store.entries())),
            "write": outcome(lambda: store.add_object(b"more")),
        }
        if os.access(path.parent, os.R_OK):
            found["beside"] = sorted(each.name for each in path.parent.iterdir())
    return found


def main(path: str) -> None:
    drop_privileges()
    try:
        sys.stdout.write(json.dumps(report(Path(path))))
    except StrongroomError as error:
        sys.stdout.write(json.dumps({"refused": error.code}))


if __name__ == "__main__":
    main(*sys.argv[1:])
