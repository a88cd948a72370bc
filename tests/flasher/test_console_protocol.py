"""The console's bytes become the same messages however they are cut."""

from hypothesis import given
from hypothesis import strategies as st

from flasher.protocol.console import Console, Erased, Line, Message, Prompt
from flasher.protocol.exchange import Exchange
from flasher.protocol.noise import LogLine
from flasher.protocol.wake import WakeProbe
from tests.flasher.fake_board import LOG, LOGO

PIECES = st.sampled_from(
    [
        b"auth-read",
        b"\r\n",
        b"\n",
        b"\r",
        b"tuya>",
        b"tuya> ",
        b"\b \b",
        b"#",
        b"[",
        b"[01-",
        b"[12-31 23:59:59",
        LOG,
        LOG.replace(b"\x1b[0;32;49m", b"").replace(b"\x1b[0m", b""),
        LOG.replace(b"00:00:07", b"00:00:07:123"),
        LOGO,
        b"\x1b[0m",
        b"\x1b",
        b"\x1b[",
        b"\x00",
        b"\xff\x8e",
        b"Authorization read failure.",
    ]
)


def fed(*chunks: bytes) -> tuple[list[Message], str]:
    console = Console()
    messages: list[Message] = []
    for chunk in chunks:
        messages.extend(console.feed(chunk))
    return messages, console.typed


@given(st.lists(PIECES | st.binary(max_size=4), max_size=25), st.data())
def test_any_cut_of_the_stream_gives_the_same_messages(
    pieces: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert fed(*chunks) == fed(stream)
    assert fed(*(stream[i : i + 1] for i in range(len(stream)))) == fed(stream)


@given(st.integers(0, 40))
def test_a_log_line_anywhere_in_a_reply_leaves_the_reply_as_it_was(place: int) -> None:
    clean = b"read_mac\r\n\r\nmac: aa:bb:cc:dd:ee:01\r\ntuya> "
    noisy = clean[:place] + LOG + clean[place:]
    quiet = [m for m in fed(noisy)[0] if not isinstance(m, LogLine)]
    assert quiet == fed(clean)[0]


def test_colours_are_dropped_wherever_they_stand() -> None:
    messages, _ = fed(b"read\x1b[0;31;49m_mac\x1b[0m\r\n")
    assert messages == [Line("read_mac")]


def test_a_bracket_that_is_no_log_stays() -> None:
    assert fed(b"auth uuid key[01-")[1] == "auth uuid key[01-"
    assert fed(b"a[[01-01x\r\n")[0] == [Line("a[[01-01x")]


def test_the_prompt_counts_only_at_the_start_of_a_line() -> None:
    assert fed(b"x tuya> ")[0] == []
    assert fed(b"\r\ntuya>")[0] == [Line(""), Prompt()]
    assert fed(b"\ntuya> ")[0] == [Line(""), Prompt()]


def test_it_is_known_whether_the_prompt_has_a_space() -> None:
    console = Console()
    console.feed(b"\r\ntuya>")
    assert console.prompt_has_space is None
    console.feed(b"r")
    assert console.prompt_has_space is False
    assert console.typed == "r"
    console.feed(b"\r\ntuya> ")
    assert console.prompt_has_space is True
    assert console.typed == ""


def test_an_erasure_names_the_letter_it_took_back() -> None:
    assert fed(b"ab\b \b#\b \b") == ([Erased("b"), Erased("#")], "a")


def test_many_unreadable_bytes_are_garbage_and_a_reset_glitch_is_not() -> None:
    console = Console()
    console.feed(b"\x00\x00")
    assert console.is_silent
    console.feed(b"boot")
    assert not console.is_silent
    assert not console.is_garbage()
    console.feed(b"\xfe\x91\x8c\xff")
    assert console.is_garbage()


def test_zeros_are_the_framing_errors_of_a_slower_board() -> None:
    console = Console()
    console.feed(b"\x00" * 9)
    assert not console.is_silent
    assert console.is_garbage()


def test_a_letter_that_nobody_sent_is_no_text() -> None:
    console = Console()
    console.feed(b"x")
    assert console.is_garbage(sent="#%")
    looped = Console()
    looped.feed(b"\b\b#\b")
    assert not looped.is_garbage(sent="#%")


def exchanged(command: str, stream: bytes) -> Exchange:
    exchange = Exchange(command)
    for message in fed(stream)[0]:
        exchange.take(message)
    return exchange


def test_a_reply_ends_at_the_prompt_and_not_before() -> None:
    body = b"auth-read\r\n\r\nuuid0123456789abcdef\r\n" + b"k" * 32
    assert not exchanged("auth-read", body).is_done
    done = exchanged("auth-read", body + b"\r\ntuya> ")
    assert done.is_done
    assert done.lines == ["", "uuid0123456789abcdef", "k" * 32]


def test_the_second_prompt_of_a_line_feed_comes_before_the_next_echo() -> None:
    done = exchanged("read_mac", b"\r\ntuya> read_mac\r\n\r\nmac: 1\r\ntuya> ")
    assert done.prompts_before_echo == 1
    assert done.lines == ["", "mac: 1"]


def test_a_reply_behind_a_damaged_echo_is_garbled() -> None:
    assert exchanged("read_mac", b"raad_mac\r\n\r\nNo command or file name\r\ntuya>").is_garbled


def test_a_logo_inside_an_exchange_is_a_restart() -> None:
    assert exchanged("read_mac", b"read_mac\r\n" + LOGO + b"\r\ntuya> ").rebooted


def test_a_final_text_is_known_without_a_prompt() -> None:
    exchange = exchanged("auth", b"auth\r\n\r\nAuthorization write succeeds.\r\n")
    assert exchange.has_final_text
    assert not exchange.is_done


def proves(probe: WakeProbe, stream: bytes) -> bool:
    return sum(probe.take(message) for message in fed(stream)[0]) > 0


def test_the_letter_taken_back_alone_proves_an_empty_line() -> None:
    probe = WakeProbe()
    assert probe.next_bytes() == b"\b\b#\b"
    assert proves(probe, b"#\b \b")


def test_a_leftover_is_erased_before_the_line_counts_as_empty() -> None:
    probe = WakeProbe()
    probe.next_bytes()
    assert not proves(probe, b"\b \b\b \b#\b \b")
    longer = probe.next_bytes()
    assert longer.count(b"\b") > 100
    assert len(longer) < 256
    assert proves(probe, b"\b \b" * 60 + b"%\b \b")


def test_the_echo_of_an_earlier_probe_proves_nothing_for_the_next() -> None:
    probe = WakeProbe()
    probe.next_bytes()
    probe.next_bytes()
    assert not proves(probe, b"#\b \b")


def test_a_probe_never_holds_an_enter() -> None:
    probe = WakeProbe()
    for _ in range(20):
        assert not set(probe.next_bytes()) & set(b"\r\n\t\x1b")
        probe.found_leftover = True
