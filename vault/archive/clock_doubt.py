"""Whether this computer's clock can be believed: only where others' times agree with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from vault.archive import clock
from vault.archive.session import Archive

_AHEAD: Final = timedelta(days=31)
_BEHIND: Final = timedelta(days=1)
_JUMPED: Final = (
    "This computer's clock says {now}, and the newest entry of others says {newest}: set the "
    "clock, or take in what colleagues wrote; nothing is destroyed or released by a "
    "clock alone."
)


def clock_doubt(archive: Archive) -> str:
    """Return why this computer's clock is not believed, "" when others' times agree with it.

    Others are the devices of colleagues; in a vault for one it is what was written before.
    """
    mine, heard = archive.myself.devices, archive.state.heard
    others = [at for device, at in heard.items() if device not in mine]
    newest = datetime.fromtimestamp(max(others or heard.values(), default=0), UTC)
    now = clock.now()
    if newest - _BEHIND <= now <= newest + _AHEAD:
        return ""
    return _JUMPED.format(now=now.date().isoformat(), newest=newest.date().isoformat())
