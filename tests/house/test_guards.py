"""What surrounds every test really surrounds it: no network, an empty home, private files."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

FAR_AWAY = ("192.0.2.1", 443)  # RFC 5737: belongs to nobody


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_connection_to_another_computer_is_refused(kind):
    with socket.socket(socket.AF_INET, kind) as outgoing, pytest.raises(RuntimeError):
        outgoing.connect(FAR_AWAY)


def test_a_datagram_to_another_computer_is_refused():
    outgoing = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with outgoing, pytest.raises(RuntimeError):
        outgoing.sendto(b"", FAR_AWAY)


@pytest.mark.parametrize("host", ["example.org", b"example.org", "192.0.2.1"])
def test_looking_up_another_computer_is_refused(host):
    with pytest.raises(RuntimeError):
        socket.getaddrinfo(host, 443)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_computer_can_be_reached(host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1])).close()


def test_a_socket_file_can_be_reached(tmp_path):
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        client.connect(str(tmp_path / "socket"))


def test_home_is_empty_and_none_of_the_callers(empty_home):
    assert Path.home() == empty_home
    assert list(empty_home.iterdir()) == []
    assert os.environ["STRONGROOM_HOME"].startswith(str(empty_home))


def test_a_new_file_is_its_owners_alone(tmp_path):
    (tmp_path / "file").touch()
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


@given(st.integers())
def test_properties_run_beside_the_fixtures_of_every_test(number):
    assert int(str(number)) == number
