"""Time inside a simulated board is exact, however seldom anybody looks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flasher.simulator.board import Board, BoardSpec
from flasher.simulator.flash import Flash, Timing, load_flash, save_flash
from flasher.simulator.kinds import kind_named
from flasher.simulator.wire import BusyMeter, ToBoard, ToHost
from tests.flasher.simulator.bench_board import BYTE_S, KEY, MAC, PROMPT, UUID, Bench

WRITE = f"auth {UUID} {KEY}\r".encode()


@settings(max_examples=40, deadline=None)
@given(looks=st.lists(st.floats(0.0, 0.2), max_size=30), kind=st.sampled_from(["t5ai", "esp32"]))
def test_looking_more_or_less_often_changes_nothing(looks, kind):
    def run(times: list[float]) -> tuple[bytes, dict]:
        flash = Flash(MAC)
        board = Board(BoardSpec(kind_named(kind), MAC, seed=3), flash, lambda _: None)
        board.plug_in(0.0)
        board.opened(0.0)
        board.receive(WRITE, 0.0)
        got = b"".join(board.collect(at) for at in sorted(times))
        return got + board.collect(0.3), flash.as_json()

    assert run(looks) == run([])


def test_a_reply_ends_when_its_last_bit_has_left():
    bench = Bench("t5ai")
    size = len(bench.send(b"read_mac\r", 0.0001))
    bench = Bench("t5ai")
    whole = len(Bench("t5ai").send(b"read_mac\r"))
    # Nine bytes there, of which eight are echoed meanwhile, the last of them one byte time later.
    ends = (9 + whole - 8) * BYTE_S
    assert size == 0
    early = bench.send(b"read_mac\r", ends - BYTE_S / 2)
    assert len(early) == whole - 1
    assert (early + bench.wait(BYTE_S)).endswith(PROMPT)


def test_what_overlaps_on_the_two_wires_is_counted_once():
    meter = BusyMeter(Timing())
    there, back = ToBoard(0.1, meter), ToHost(0.1, meter)
    there.put(b"abcd", 0.0)
    back.put(b"a", 0.1)
    back.put(b"b", 0.35)
    assert meter.timing.wire_s == pytest.approx(0.45)
    back.put(b"c", 2.0)
    assert meter.timing.wire_s == pytest.approx(0.55)


def test_the_wire_wakes_its_reader_once_per_frame_while_it_is_busy():
    wire = ToHost(BYTE_S, BusyMeter(Timing()))
    wire.put(b"x" * 1152, 0.0)
    wakes, got = 0, b""
    while (at := wire.next_frame(may_follow=False)) is not None:
        got += wire.collect(at)
        wakes += 1
    assert len(got) == 1152
    assert 95 <= wakes <= 105  # 100 ms of bytes, in frames of 1 ms


def test_a_flash_file_says_again_what_was_written(tmp_path):
    flash = Flash(MAC, UUID, KEY, otp_uuid=UUID, kv_writes=2, timing=Timing(1.0, 2.0, 3.0))
    path = tmp_path / "board.json"
    save_flash(flash, path)
    assert load_flash(path) == flash
    assert [each.name for each in tmp_path.iterdir()] == ["board.json"]
