"""What every test lives in: an empty home, private files, no network, repeatable examples.

Fixtures of single rooms stand in the folders that mirror them.
"""

from __future__ import annotations

import ipaddress
import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Whoever stops a run lets it end in order, as Ctrl-C does: programs killed, plaintext removed.
signal.signal(signal.SIGTERM, signal.default_int_handler)
# A shell that runs tests in the background has its children ignore these, and theirs would too.
for _number in (signal.SIGHUP, signal.SIGQUIT):
    signal.signal(_number, signal.SIG_DFL)

# Same examples each run, nothing remembered on disk; HYPOTHESIS_PROFILE=search looks for new ones.
# Neither is impatient: how long drawing takes tells about the machine, not about the code.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", _PATIENT, derandomize=True, database=None)
settings.register_profile("search", _PATIENT, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

_NETWORK_EVENTS = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"}
)
_HOME_VARIABLES = {
    "HOME": "",
    "STRONGROOM_HOME": "strongroom",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_RUNTIME_DIR": ".runtime",
    "XDG_STATE_HOME": ".local/state",
}


def _is_local(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(os.fsdecode(host)).is_loopback  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Raise before any connection or name look-up that would leave this computer."""
    if event not in _NETWORK_EVENTS:
        return
    target = arguments[0] if event == "socket.getaddrinfo" else arguments[-1]
    host = target[0] if isinstance(target, tuple) else target
    # Anything but a tuple is the path of a socket file, or a datagram to a connected peer.
    is_path = event != "socket.getaddrinfo" and not isinstance(target, tuple)
    if not is_path and not _is_local(host):
        message = f"a test tried to reach the network: {event}"
        raise RuntimeError(message)


# An audit hook cannot be taken off again, neither by a test nor by the code it tests.
sys.addaudithook(_refuse_network)


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory, monkeypatch) -> Path:
    """Point everything that names a home at a fresh private folder beside the test's own."""
    home = tmp_path_factory.mktemp("home")
    for variable, folder in _HOME_VARIABLES.items():
        monkeypatch.setenv(variable, str(home / folder))
    return home


@pytest.fixture(autouse=True)
def private_files():
    """Create every file for its owner alone, as the program itself does."""
    before = os.umask(0o077)
    yield
    os.umask(before)


# --- the newsroom ------------------------------------------------------------------------------


@pytest.fixture
def keys_derived_once(monkeypatch) -> None:
    """Remember what Argon2id derived: copies of a newsroom hold the same few slots."""
    from tests.newsroom import argon2id_once

    monkeypatch.setattr("vault.crypto.primitives.argon2id", argon2id_once)


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The newsroom that every test copies."""
    from tests.newsroom import build, building

    with building():
        return build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def room(built, keys_derived_once, tmp_path):
    """A newsroom of this test's own: founder (admin, editor), editor, reviewer, reporter."""
    own = built.copied(tmp_path / "room")
    yield own
    own.close()


@pytest.fixture(scope="session")
def built_offices(tmp_path_factory):
    """Three computers that exchange nothing but files."""
    from tests.archive.offices import build
    from tests.newsroom import building

    with building():
        return build(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def rooms(built_offices, keys_derived_once, tmp_path):
    """Three computers of this test's own: an admin's, an editor's and a reporter's."""
    own = built_offices.copied(tmp_path / "rooms")
    yield own
    own.close()
