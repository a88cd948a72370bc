"""Links over a real pseudo-terminal and a real socket."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from flasher.boards import Profile
from flasher.errors import LinkError, PortBusy, PortGone, PortMissing
from flasher.transport.ports import list_candidates
from flasher.transport.serial_link import SerialLink, open_serial

PROFILE = Profile(name="test", title="test")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    host, board = os.openpty()
    path = os.ttyname(board)
    os.set_blocking(host, False)
    os.close(board)
    yield host, path
    try:
        os.close(host)
    except OSError:
        assert host  # the test has closed it


@pytest.fixture
def link(terminal: tuple[int, str]) -> Iterator[SerialLink]:
    link = open_serial(terminal[1], PROFILE)
    yield link
    link.close()


def read_all(link: SerialLink, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += link.read(0.05)
    return data


def test_bytes_go_both_ways_unchanged(terminal: tuple[int, str], link: SerialLink) -> None:
    everything = bytes(range(256))
    os.write(terminal[0], everything)
    assert read_all(link, 256) == everything
    link.write(b"auth-read\r")
    assert os.read(terminal[0], 100) == b"auth-read\r"


def test_a_read_takes_all_that_is_there(terminal: tuple[int, str], link: SerialLink) -> None:
    os.write(terminal[0], b"x" * 1000)
    assert link.read(1.0) == b"x" * 1000


def test_a_read_of_a_silent_port_returns_nothing(link: SerialLink) -> None:
    assert link.read(0.0) == b""
    assert link.read(10.0) == b""  # at most 50 ms, so that a stop flag is seen


def test_a_pseudo_terminal_has_no_control_lines(link: SerialLink) -> None:
    assert not link.set_lines(dtr=False, rts=True)


def test_discarded_input_is_gone(terminal: tuple[int, str], link: SerialLink) -> None:
    os.write(terminal[0], b"old")
    link.discard_input()
    assert link.read(0.0) == b""


def test_a_vanished_port_is_said_to_be_gone(terminal: tuple[int, str], link: SerialLink) -> None:
    os.close(terminal[0])
    with pytest.raises(PortGone) as error:
        read_all(link, 1)
    assert error.value.facts["port"] == terminal[1]
    with pytest.raises(PortGone):
        link.write(b"x")


def test_a_port_is_open_for_one_alone(terminal: tuple[int, str], link: SerialLink) -> None:
    with pytest.raises(PortBusy) as error:
        open_serial(terminal[1], PROFILE)
    assert error.value.facts["port"] == terminal[1]


def test_a_closed_port_can_be_opened_again(terminal: tuple[int, str], link: SerialLink) -> None:
    link.close()
    link.close()
    again = open_serial(terminal[1], PROFILE)
    os.write(terminal[0], b"x")
    assert read_all(again, 1) == b"x"
    again.close()


def test_a_port_that_is_not_there_is_missing() -> None:
    with pytest.raises(PortMissing) as error:
        open_serial("/dev/ttyKEYWRIGHT9", PROFILE)
    assert error.value.facts["port"] == "/dev/ttyKEYWRIGHT9"


def test_a_port_pulled_out_while_it_is_being_opened_is_gone(
    terminal: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = serial.Serial._reset_input_buffer

    def pull_then_flush(device: serial.Serial) -> None:
        os.close(terminal[0])
        flush(device)

    monkeypatch.setattr(serial.Serial, "_reset_input_buffer", pull_then_flush)
    with pytest.raises(PortGone):
        open_serial(terminal[1], PROFILE)


def test_a_file_that_is_no_port_is_a_link_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(LinkError):
        open_serial(str(file), PROFILE)


def test_an_unknown_kind_of_address_is_a_link_error() -> None:
    with pytest.raises(LinkError):
        open_serial("nonsense://x", PROFILE)


def test_a_socket_is_a_link_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = f"socket://127.0.0.1:{server.getsockname()[1]}"
        link = open_serial(port, PROFILE)
        board, _ = server.accept()
        with board:
            board.sendall(b"tuya> ")
            assert read_all(link, 6) == b"tuya> "
            link.write(b"\r")
            assert board.recv(10) == b"\r"
            assert not link.set_lines(dtr=False, rts=True)
        with pytest.raises(PortGone):
            read_all(link, 1)
        link.close()


def test_nobody_listening_at_a_socket_is_a_missing_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
    with pytest.raises(PortMissing):
        open_serial(f"socket://127.0.0.1:{number}", PROFILE)


def test_candidates_have_names_and_no_unused_uart_of_the_pc() -> None:
    for info in list_candidates():
        assert info.port
        assert info.vid is not None or not info.port.startswith("/dev/ttyS")
