"""Boards on real ports: pseudo-terminals, TCP and RFC 2217, through pyserial as a host does it."""

import contextlib
import io
import json
import os
import selectors
import socket
import sys
import threading
import time

import pytest
import serial

from flasher.simulator.board import BoardSpec, Power
from flasher.simulator.farm import Farm, Transport
from flasher.simulator.faults import parse_fault
from flasher.simulator.flash import Flash, load_flash
from flasher.simulator.kinds import kind_named
from flasher.simulator.operator import Habits, Operator
from flasher.simulator.run import mac_for, simulate, spec_for
from tests.flasher.simulator.bench_board import KEY, MAC, PROMPT, UUID

WRITE = f"auth {UUID} {KEY}\r".encode()
T5AI = kind_named("t5ai")
needs_pty = pytest.mark.skipif(sys.platform != "linux", reason="openings are watched on Linux only")


@contextlib.contextmanager
def open_port(path: str):
    port = serial.serial_for_url(path, 115200, timeout=3)
    # pyserial leaves its socket open where the other side was the first to go
    connection = getattr(port, "_socket", None)
    try:
        yield port
    finally:
        port.close()
        if connection is not None:
            connection.close()


def ask(port: serial.SerialBase, data: bytes) -> bytes:
    port.write(data)
    return until_prompt(port)


def until_prompt(port: serial.SerialBase) -> bytes:
    got = b""
    while not got.endswith(PROMPT):
        piece = port.read(1)
        if not piece:
            break
        got += piece
    return got


def until(condition, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


TRANSPORTS = [
    pytest.param(Transport.PTY, marks=needs_pty),
    Transport.TCP,
    Transport.RFC2217,
]


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.filterwarnings("ignore:set.* is deprecated:DeprecationWarning")  # pyserial's client
def test_a_license_written_over_any_transport_stands_in_the_flash_file(farm, transport):
    info = farm.add(BoardSpec(T5AI, MAC), transport)
    with open_port(info.path) as port:
        assert ask(port, b"\r") == PROMPT
        assert ask(port, b"read_mac\r") == b"read_mac\r\n\r\nmac: aa:bb:cc:dd:ee:ff" + PROMPT
        assert b"succeeds" in ask(port, WRITE)
        assert UUID.encode() + b"\r\n" + KEY.encode() in ask(port, b"auth-read\r")
        held = json.loads(info.flash.read_text())
    assert held["kv"] == {"uuid": UUID, "key": KEY}
    assert held["kv_writes"] == 2


@pytest.mark.filterwarnings("ignore:set.* is deprecated:DeprecationWarning")
def test_reset_lines_over_rfc2217_boot_the_board(farm):
    info = farm.add(BoardSpec(T5AI, MAC, power=Power.HUNG, boot_s=0.2), Transport.RFC2217)
    with open_port(info.path) as port:
        port.timeout = 0.2
        assert ask(port, b"\r") == b""
        port.timeout = 3
        port.dtr = False
        port.rts = True
        port.rts = False
        assert until_prompt(port).endswith(b"****\r\n" + PROMPT)
        assert ask(port, b"\r") == PROMPT
    assert farm.flash(MAC).boots == 1


@pytest.mark.filterwarnings("ignore:set.* is deprecated:DeprecationWarning")
def test_a_wrong_baud_rate_over_rfc2217_gives_garbage(farm):
    info = farm.add(BoardSpec(T5AI, MAC), Transport.RFC2217)
    with serial.serial_for_url(info.path, 9600, timeout=0.3) as port:
        port.write(b"\r\r")
        assert b"tuya" not in port.read(16)
        port.baudrate = 115200
        port.write(b"\r")
        port.timeout = 3
        assert until_prompt(port).endswith(PROMPT)


@needs_pty
def test_a_wrong_baud_rate_on_a_terminal_gives_garbage(farm):
    info = farm.add(BoardSpec(T5AI, MAC))
    with serial.Serial(info.path, 9600, timeout=0.2) as port:
        port.write(b"\r\r")
        assert b"tuya" not in port.read(16)


@needs_pty
def test_a_board_keeps_running_while_its_port_is_closed(farm):
    info = farm.add(BoardSpec(T5AI, MAC, power=Power.ON_OPEN, boot_s=0.1))
    for attempt in range(3):
        with open_port(info.path) as port:
            got = until_prompt(port) if attempt == 0 else ask(port, b"\r")
            assert got.endswith(PROMPT)
    assert farm.flash(MAC).boots == 1


@needs_pty
def test_unplugging_makes_the_port_vanish_and_replugging_brings_the_flash_back(farm):
    info = farm.add(BoardSpec(T5AI, MAC))
    with open_port(info.name) as port:
        ask(port, WRITE)
        farm.unplug(1)
        with pytest.raises((serial.SerialException, OSError)):
            until(lambda: port.read(1) == b"never")
    assert not os.path.lexists(info.name)
    again = farm.plug(1, BoardSpec(T5AI, MAC))
    assert again.name == info.name
    with open_port(again.name) as port:
        assert UUID.encode() in ask(port, b"auth-read\r")


@needs_pty
def test_a_port_may_be_renamed_by_replugging(farm):
    info = farm.add(BoardSpec(T5AI, MAC))
    farm.unplug(1)
    again = farm.plug(1, BoardSpec(T5AI, MAC), port_name="slot-9")
    assert again.name != info.name
    assert not os.path.lexists(info.name)
    with open_port(again.name) as port:
        assert ask(port, b"\r") == PROMPT


def test_one_board_may_be_in_two_slots_one_after_the_other(farm):
    for number in (1, 2):
        farm.add(BoardSpec(T5AI, f"00000000000{number}"), Transport.TCP)
    farm.unplug(2)
    with open_port(farm.ports()[0].path) as port:
        ask(port, WRITE)
    farm.unplug(1)
    info = farm.plug(2, BoardSpec(T5AI, "000000000001"))
    with open_port(info.path) as port:
        assert UUID.encode() in ask(port, b"auth-read\r")


def test_boards_with_one_mac_keep_two_flash_files(farm):
    fault = parse_fault("same-mac")
    one, two = (farm.add(spec_for(n, T5AI, faults=[fault]), Transport.TCP) for n in (1, 2))
    assert one.mac == two.mac
    with open_port(one.path) as port:
        ask(port, WRITE)
    assert load_flash(one.flash).kv_is_whole
    assert not load_flash(two.flash).kv_is_whole


def test_a_board_licensed_before_is_preset_by_its_flash(farm):
    farm.preset(Flash(MAC, kv_uuid=UUID, kv_key=KEY))
    info = farm.add(BoardSpec(T5AI, MAC), Transport.TCP)
    with open_port(info.path) as port:
        assert KEY.encode() in ask(port, b"auth-read\r")


@needs_pty
def test_an_unplug_fault_may_come_back_by_itself(farm):
    fault = parse_fault("unplug@identify")
    info = farm.add(BoardSpec(T5AI, MAC, faults=(fault,), replug_s=0.1))
    with open_port(info.name) as port:
        port.write(b"read_mac\r")
        with pytest.raises((serial.SerialException, OSError)):
            until(lambda: port.read(1) == b"never")
    until(lambda: os.path.lexists(info.name))
    with open_port(info.name) as port:
        assert b"mac: " in ask(port, b"read_mac\r")


def test_a_second_host_is_turned_away(farm):
    info = farm.add(BoardSpec(T5AI, MAC), Transport.TCP)
    with open_port(info.path) as first, open_port(info.path) as second:
        with pytest.raises(serial.SerialException):
            second.read(1)
        assert ask(first, b"\r") == PROMPT


def test_timing_counts_wire_and_flash_and_can_start_again(farm):
    info = farm.add(BoardSpec(T5AI, MAC), Transport.TCP)
    with open_port(info.path) as port:
        ask(port, b"\r")
        # One byte there, eight back, the first of them after it: nine byte times.
        assert farm.timing(1, restart=True).wire_s == pytest.approx(9 * 10 / 115200)
        ask(port, WRITE)
        assert farm.timing(1).flash_s == pytest.approx(0.060)
    until(lambda: farm.flash(MAC).timing.flash_s > 0.05)


def test_bytes_come_no_faster_than_the_wire_allows(farm):
    info = farm.add(BoardSpec(T5AI, MAC), Transport.TCP)
    with open_port(info.path) as port:
        start = time.monotonic()
        got = ask(port, b"sys_version\r")
        spent = time.monotonic() - start
    assert spent >= (len(got) - 12) * 10 / 115200


def test_thirty_two_boards_answer_at_once_on_one_thread(farm):
    infos = [farm.add(spec_for(n, T5AI), Transport.TCP) for n in range(1, 33)]
    # Plain sockets: pyserial's socket port sleeps 0.3 s at each close.
    hosts = [socket.create_connection(("127.0.0.1", int(i.path.split(":")[2])), 5) for i in infos]
    for host in hosts:
        host.sendall(WRITE)
    for host in hosts:
        got = b""
        while not got.endswith(PROMPT):
            got += host.recv(4096)
        assert b"succeeds" in got
        host.close()
    assert all(farm.flash(info.mac).kv_is_whole for info in infos)


def test_the_operator_feeds_board_after_board(farm):
    def spec(number: int) -> BoardSpec:
        return spec_for(number, T5AI)

    info = farm.add(spec(1), Transport.TCP)
    operator = Operator(farm, 3, spec, Habits(done_s=0.05, change_s=0.05))
    for number in range(1, 4):
        until(lambda n=number: [p.mac for p in farm.ports()] == [mac_for(0, n)])
        with open_port(info.path) as port:
            ask(port, WRITE)
        until(lambda n=number: len(operator.taken_out) == n)
    assert operator.is_done
    assert operator.taken_out == [mac_for(0, n) for n in (1, 2, 3)]


def test_simulate_prints_one_line_per_board_and_lives_until_stopped(tmp_path):
    stop, out = threading.Event(), io.StringIO()
    arguments = (2, tmp_path, "esp32", ["late=1@write"], 5, "tcp", out)
    thread = threading.Thread(target=simulate, args=arguments, kwargs={"stop": stop})
    thread.start()
    until(lambda: out.getvalue().count("\n") == 2)
    boards = [json.loads(line) for line in out.getvalue().splitlines()]
    with open_port(boards[1]["port"]) as port:
        assert boards[1]["mac"].encode().lower() in ask(port, b"read_mac\r").replace(b":", b"")
    stop.set()
    thread.join(5)
    assert [board["mac"] for board in boards] == [mac_for(5, 1), mac_for(5, 2)]
    assert all(load_flash(tmp_path / "flash" / f"{b['mac']}.json") for b in boards)


def test_an_unknown_profile_names_those_there_are(tmp_path):
    with pytest.raises(ValueError, match="t5ai"):
        simulate(1, tmp_path, "nothing")


@pytest.mark.parametrize("transport", TRANSPORTS[:2])
def test_a_fixture_keeps_its_port_open_while_boards_come_and_go(farm, transport):
    info = farm.add(BoardSpec(T5AI, MAC), transport)
    with open_port(info.path) as port:
        ask(port, WRITE)
        farm.lift(1)
        port.timeout = 0.1
        assert ask(port, b"\r") == b""
        farm.fit(1, BoardSpec(T5AI, "AABBCCDDEE02"))
        port.timeout = 3
        assert b"aa:bb:cc:dd:ee:02" in ask(port, b"read_mac\r")
        assert b"Authorization read failure." in ask(port, b"auth-read\r")
        farm.fit(1, BoardSpec(T5AI, MAC, power=Power.BOOTING, boot_s=0.1))
        assert until_prompt(port).endswith(b"****\r\n" + PROMPT)
        assert UUID.encode() in ask(port, b"auth-read\r")


def test_asking_whether_a_board_is_there_does_not_keep_the_operator_waiting(farm):
    farm.add(spec_for(1, T5AI), Transport.TCP)
    operator = Operator(farm, 1, lambda n: spec_for(n, T5AI), Habits(done_s=0.2))
    with open_port(farm.ports()[0].path) as port:
        ask(port, WRITE)
        with contextlib.suppress(serial.SerialException):
            while not operator.is_done:
                port.write(b"x\b")
                port.read(4)
    until(lambda: operator.is_done)


def test_a_port_closed_in_the_same_round_is_not_read_any_more(tmp_path):
    farm = Farm(tmp_path)
    farm.start()
    pairs = [socket.socketpair() for _ in range(2)]
    read = []

    def close_both() -> None:
        read.append(1)
        for _, ours in pairs:
            farm._loop.selector.unregister(ours)

    def make_both_ready() -> None:
        for theirs, ours in pairs:
            farm._loop.selector.register(ours, selectors.EVENT_READ, close_both)
            theirs.send(b"!")

    farm._loop.call(make_both_ready)
    until(lambda: read)
    farm.stop()
    assert read == [1]
    for pair in pairs:
        for one in pair:
            one.close()
