"""The RFC 2217 server: any cut of the bytes gives the same data, lines and answers."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from flasher.simulator.telnet import TelnetServer

STREAM = (
    b"ab"
    b"\xff\xfb\x2c"  # WILL COM-PORT
    b"\xff\xfd\x2c"  # DO COM-PORT
    b"\xff\xfa\x2c\x01\x00\x01\xc2\x00\xff\xf0"  # 115200
    b"\xff\xfa\x2c\x05\x09\xff\xf0"  # DTR off
    b"\xff\xfa\x2c\x05\x0b\xff\xf0"  # RTS on
    b"c\xff\xffd"
    b"\xff\xfd\x63"  # DO something unknown
    b"\xff\xfa\x2c\x05\x0c\xff\xf0e"  # RTS off
)


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_any_cut_of_the_stream_is_understood_alike(cuts):
    server, data = TelnetServer(), b""
    edges = [0, *sorted(cuts), len(STREAM)]
    for start, end in pairwise(edges):
        data += server.feed(STREAM[start:end])
    assert data == b"abc\xffde"
    assert server.baud == 115200
    assert server.take_lines() == [(False, False), (False, True), (False, False)]
    assert b"\xff\xfd\x2c" in server.out
    assert b"\xff\xfb\x2c" in server.out
    assert b"\xff\xfc\x63" in server.out
    assert b"\xff\xfa\x2c\x65\x00\x01\xc2\x00\xff\xf0" in server.out


def test_an_agreed_option_is_not_answered_twice():
    server = TelnetServer()
    server.feed(b"\xff\xfb\x2c" * 3)
    assert bytes(server.out) == b"\xff\xfd\x2c"


def test_data_bytes_of_255_are_doubled_on_the_way_out():
    assert TelnetServer().escape(b"a\xffb") == b"a\xff\xffb"
