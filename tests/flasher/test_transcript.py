"""Transcripts: whole, without secrets, and good enough to play an attempt again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasher.boards import Profile
from flasher.job import run_write
from flasher.model import Outcome
from flasher.timing import FakeClock
from flasher.transport.redaction import MARK, strike
from flasher.transport.transcript import Entry, RecordingLink, ReplayLink, parse
from tests.flasher.fake_board import KEY, LOG, UUID, FakeBoard, OneLicense

PROFILE = Profile(name="test", title="test")


def shown(text: str, *, known: bool = False) -> str:
    return strike(text, [UUID, KEY] if known else [])


def test_the_words_of_the_console_stay_readable() -> None:
    text = "\r\ntuya> read_mac\r\n\r\nmac: aa:bb:cc:dd:ee:ff\r\ntuya> auth-read\r\n\r\nAuthorization read failure.\r\ntuya> "
    assert shown(text, known=True) == text


@pytest.mark.parametrize("known", [True, False])
def test_an_auth_line_and_its_echo_are_struck(known: bool) -> None:
    out = shown(f"tuya> auth {UUID} {KEY}\r\n\r\nAuthorization write succeeds.", known=known)
    assert UUID not in out
    assert KEY[:6] not in out
    assert "Authorization write succeeds." in out


def test_the_reply_to_a_read_is_struck_though_nobody_knows_it() -> None:
    out = shown(f"auth-read\r\n\r\n{UUID}\r\n{KEY}\r\ntuya> ")
    assert UUID not in out
    assert KEY not in out
    assert out.endswith("tuya> ")


def test_the_firmwares_own_log_of_both_is_struck() -> None:
    out = shown(
        f"\x1b[0;32;49m[01-01 00:00:07 ty D][tuya_authorize.c:186] uuid:{UUID}(20)\x1b[0m\r\n"
        f"[01-01 00:00:07 ty D][tuya_authorize.c:187] authkey:{KEY}(32)\r\n"
        f'[01-01 00:00:07 ty D][x.c:1] json_str:{{"auzkey":"{KEY}"}}\r\n'
    )
    assert UUID not in out
    assert KEY not in out


@given(st.integers(0, 60), st.sampled_from([LOG, LOG + LOG, b"\x1b[0m"]))
def test_a_secret_cut_by_a_log_line_is_struck_on_both_sides(place: int, noise: bytes) -> None:
    echo = f"auth {UUID} {KEY}"
    place = min(place, len(echo))
    text = f"tuya> {echo[:place]}{noise.decode()}{echo[place:]}\r\n"
    out = shown(text, known=True)
    assert not any(KEY[i : i + 7] in out for i in range(26))


@given(st.integers(6, 31))
def test_a_piece_of_a_known_key_is_struck_anywhere(length: int) -> None:
    out = shown(f"boot {KEY[:length]}", known=True)
    assert KEY[:6] not in out


def test_striking_keeps_the_length() -> None:
    text = f"auth {UUID} {KEY}\r\n"
    assert len(shown(text)) == len(text)
    assert MARK in shown(text)


def recorded() -> tuple[str, FakeClock]:
    """Return the transcript of a whole good attempt."""
    clock = FakeClock()
    links: list[RecordingLink] = []
    board = FakeBoard(clock)

    def open_and_record(port: str, profile: Profile) -> RecordingLink:
        links.append(RecordingLink(board, clock))
        return links[0]

    result = run_write("P1", PROFILE, OneLicense(), open_link=open_and_record, clock=clock)
    assert result.outcome is Outcome.PASS
    return links[0].redacted([UUID, KEY]), clock


def test_a_recorded_attempt_plays_again_to_the_same_result() -> None:
    text, clock = recorded()
    replay = ReplayLink(parse(text), clock)
    again = run_write(
        "P1",
        PROFILE,
        OneLicense(identity="x" * 20, key="x" * 32),
        open_link=lambda _port, _profile: replay,
        clock=clock,
    )
    # the echo of the struck words (spaces are kept) is what a license of x's would echo
    assert (again.outcome, again.code) == (Outcome.PASS, "pass")


def test_a_recorded_attempt_that_breaks_off_ends_in_a_vanished_port() -> None:
    text, clock = recorded()
    replay = ReplayLink(parse(text)[:4], clock)
    result = run_write(
        "P1", PROFILE, OneLicense(), open_link=lambda _port, _profile: replay, clock=clock
    )
    assert (result.outcome, result.code) == (Outcome.FAILED, "port-gone")


def test_every_line_of_a_transcript_is_an_entry() -> None:
    text, _ = recorded()
    entries = parse(text)
    assert entries[0].way == ">"
    assert {e.way for e in entries} == {">", "<"}
    assert all(e.at >= 0 for e in entries)


def test_any_byte_survives_writing_and_reading() -> None:
    clock = FakeClock()
    board = FakeBoard(clock)
    link = RecordingLink(board, clock)
    board.out += bytes(range(256)).replace(b"[", b"")
    data = link.read(0)
    line = link.redacted([])
    assert len(parse(line)[0].data) == len(data)


def test_a_line_that_is_no_entry_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        parse('   0.1 > "a"\nnonsense')
    assert parse('   0.1 > "a"') == [Entry(0.1, ">", b"a")]
