"""The console's bytes, exactly as the firmware sends them."""

import pytest

from flasher.simulator.board import Power
from flasher.simulator.flash import Flash
from tests.flasher.simulator.bench_board import KEY, MAC, PROMPT, UUID, UUID16, Bench

HELD = {"kv_uuid": UUID, "kv_key": KEY}


@pytest.mark.parametrize(
    ("kind", "prompt"), [("tuyaopen-b", b"\r\ntuya>"), ("tuyaopen-c", b"\r\ntuya> ")]
)
def test_cr_lf_gives_two_prompts_where_lf_is_a_second_enter(kind, prompt):
    bench = Bench(kind, flash=Flash(MAC, **HELD))
    got = bench.send(b"auth-read\r\n")
    # Both log on the same wire: a log line stands between the echo and the reply.
    assert got.startswith(b"auth-read\r\n\x1b[0;36;49m[01-01 00:01:00 ty I][tuya_authorize.c:107]")
    assert got.endswith(b"\r\n" + UUID.encode() + b"\r\n" + KEY.encode() + prompt + prompt)


def test_newest_firmware_gives_the_listed_transcript_byte_for_byte():
    bench = Bench("t5ai", flash=Flash(MAC, **HELD))
    assert bench.send(b"auth-read\r\n") == (
        b"auth-read\r\n\r\n" + UUID.encode() + b"\r\n" + KEY.encode() + PROMPT + PROMPT
    )


def test_first_generation_ignores_lf():
    assert Bench("tuyaopen-a").send(b"\r\n") == b"\r\ntuya>"


@pytest.mark.parametrize("kind", ["tuyaopen-a", "tuyaopen-b", "tuyaopen-c"])
def test_cr_alone_gives_one_prompt_on_every_generation(kind):
    assert Bench(kind).send(b"\r").count(b"tuya>") == 1


def test_unknown_word_is_answered_after_an_empty_line():
    assert Bench().send(b"nonsense\r") == b"nonsense\r\n\r\nNo command or file name" + PROMPT


@pytest.mark.parametrize("key", [b"\b", b"\x7f"])
def test_erase_keys_take_the_last_character_back(key):
    got = Bench().send(b"hellx" + key + b"o\r")
    assert got == b"hellx\b \bo\r\n\r\nhello world" + PROMPT


def test_half_typed_line_spoils_the_next_command():
    assert b"No command or file name" in Bench().send(b"noise" + b"hello\r")


def test_tab_completes_one_and_lists_many():
    # "hel" is the beginning of two commands: a table, then the line again.
    assert Bench().send(b"hel\t").endswith(PROMPT + b"hel")
    got = Bench().send(b"read\t\r")
    assert got == b"read\r\ntuya> read_mac\r\n\r\nmac: aa:bb:cc:dd:ee:ff" + PROMPT
    assert b"auth-reset" in Bench().send(b"auth\t")


def test_arrow_up_brings_the_last_line_back():
    bench = Bench()
    bench.send(b"hello\r")
    assert bench.send(b"\x1b[A") == b"\r" + b" " * 6 + b"\rtuya> hello"
    assert bench.send(b"\r") == b"\r\n\r\nhello world" + PROMPT


def test_cursor_left_inserts_in_the_middle():
    got = Bench().send(b"hllo\x1b[D\x1b[D\x1b[De\r")
    assert got.endswith(b"\r\n\r\nhello world" + PROMPT)


def test_control_bytes_and_high_bytes_are_dropped():
    assert Bench().send(b"h\x01\xffello\r") == b"hello\r\n\r\nhello world" + PROMPT


def test_line_takes_a_thousand_bytes_and_drops_the_rest():
    assert Bench().send(b"x" * 1200).count(b"x") == 1000


def test_more_than_eight_words_are_cut_off():
    got = Bench("t5ai").send(f"auth {UUID} {KEY} 0 AABBCCDDEEFF 6 7 8 9 10\r".encode())
    assert b"Authorization write succeeds." in got


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        ("tuyaopen-a", b"AA:BB:CC:DD:EE:FF"),
        ("tuyaopen-b", b"WIFI MAC ADDR:AA:BB:CC:DD:EE:FF"),
        ("tuyaopen-c", b"mac: aa:bb:cc:dd:ee:ff"),
        ("fails-read-mac", b"Failed to get MAC address."),
        ("no-read-mac", b"No command or file name"),
    ],
)
def test_mac_is_spelled_as_each_firmware_does(kind, reply):
    assert b"\r\n" + reply + b"\r\n" in Bench(kind).send(b"read_mac\r")


def test_version_commands_are_where_they_were_compiled_in():
    assert Bench("tuyaopen-c").send(b"version\r") == (b"version\r\n\r\nCLI version: 1.0.0" + PROMPT)
    assert Bench("tuyaopen-c").send(b"sys_version\r").count(b"\r\n") == 11
    for kind in ("tuyaopen-a", "tuyaopen-b", "no-sys"):
        assert b"No command or file name" in Bench(kind).send(b"sys_version\r")


@pytest.mark.parametrize(
    ("kind", "words", "reply"),
    [
        (
            "tuyaopen-c",
            "auth",
            b"Use like: auth uuidxxxxxxxxxxxxxxxx keyxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ),
        (
            "tuyaopen-c",
            f"auth short {KEY}",
            b"uuid length must be 20/16, authkey length must be 32",
        ),
        (
            "tuyaopen-a",
            f"auth {UUID16} {KEY}",
            b"uuid len not equal 20 or authkey len not equal 32.",
        ),
        ("t5ai", f"auth {UUID} {KEY} 2", b"storage must be 0 or 1"),
        ("t5ai", f"auth {UUID} {KEY} 1 AABB", b"mac length must be 12"),
        ("esp32", f"auth {UUID} {KEY} 1", b"OTP storage is only supported on T5 platform."),
        ("t5ai", "auth-read 7", b"storage must be 0 or 1"),
        ("t5ai", "auth-read", b"Authorization read failure."),
        ("t5ai", "auth-reset", b"Authorization reset failure."),
    ],
)
def test_refusals_use_the_words_of_their_generation_and_store_nothing(kind, words, reply):
    bench = Bench(kind)
    assert b"\r\n" + reply + b"\r\n" in bench.send(words.encode() + b"\r", 3.0)
    assert bench.flash.kv_writes == bench.flash.otp_writes == 0


def test_newest_firmware_advises_a_reset_after_a_write_and_older_does_not():
    stored = b"\r\nAuthorization write succeeds."
    advice = b"\r\nPlease reset the system to ensure the new credentials are used."
    assert Bench("t5ai").license().endswith(stored + advice + PROMPT)
    assert Bench("tuyaopen-a").license().endswith(stored + b"\r\ntuya>")


def test_write_stores_both_halves_in_two_flash_writes_of_thirty_milliseconds():
    bench = Bench("t5ai")
    bench.license()
    assert (bench.flash.kv_uuid, bench.flash.kv_key) == (UUID, KEY)
    assert bench.flash.kv_writes == 2
    assert bench.flash.timing.flash_s == pytest.approx(0.060)
    assert bench.saved[-1]["kv"] == {"uuid": UUID, "key": KEY}


def test_old_firmware_that_reboots_after_a_write_says_nothing_of_it():
    bench = Bench("old-reboot")
    got = bench.license()
    assert b"succeeds" not in got.replace(b"Authorization read succeeds", b"")
    assert b"Application information:" in got
    assert got.endswith(b"\r\ntuya>")
    assert bench.flash.kv_is_whole
    assert bench.flash.boots == 1


def test_first_generation_ignores_the_storage_word_and_writes_kv():
    bench = Bench("tuyaopen-a")
    bench.send(f"auth {UUID} {KEY} 1\r".encode())
    assert bench.flash.kv_is_whole
    assert not bench.flash.otp_is_spent


def test_sixteen_character_uuid_may_come_back_with_up_to_four_stray_bytes():
    lengths = set()
    for seed in range(30):
        bench = Bench("ble16", seed=seed)
        bench.send(f"auth {UUID16} {KEY}\r".encode())
        assert bench.flash.kv_uuid.startswith(UUID16)
        lengths.add(len(bench.flash.kv_uuid) - 16)
    assert lengths == {0, 1, 2, 3, 4}


def test_one_time_memory_takes_one_license_and_fills_an_empty_kv_at_boot():
    bench = Bench("t5ai")
    line = f"auth {UUID} {KEY} 1 001122334455\r".encode()
    assert b"Authorization write to OTP Succeeds." in bench.send(line, 3.0)
    assert (bench.flash.otp_uuid, bench.flash.otp_mac) == (UUID, "001122334455")
    assert b"Authorization read failure." in bench.send(b"auth-read 0\r")
    assert UUID.encode() in bench.send(b"auth-read 1\r")
    assert b"Authorization write to OTP failure." in bench.send(line, 3.0)
    bench.board.reset(bench.now)
    bench.wait(1.0)
    assert UUID.encode() in bench.send(b"auth-read 0\r")
    assert bench.flash.otp_writes == 1


def test_older_firmware_prints_two_empty_lines_when_only_otp_holds_a_license():
    bench = Bench("tuyaopen-b", flash=Flash(MAC, otp_uuid=UUID, otp_key=KEY))
    assert bench.send(b"auth-read\r").endswith(b"\r\n\r\n\r\n\r\ntuya>")


def test_sys_reboot_restarts_after_a_tenth_of_a_second():
    bench = Bench("t5ai")
    assert bench.send(b"sys_reboot\r", 0.1).endswith(b"Rebooting device...")
    assert bench.wait(1.0).endswith(b"*\r\n\r\ntuya> ")


def test_boot_prints_nine_notices_logo_and_prompt_at_the_boot_time():
    bench = Bench("tuyaopen-c", power=Power.ON_OPEN)
    early = bench.wait(0.69)
    assert early.count(b" ty N]") == 9
    assert early.startswith(b"\x1b[0;34;49m[01-01 00:00:00 ty N][")
    assert b"cannot work.\n Visit" in early
    assert b"tuya>" not in early
    assert (early + bench.wait(0.02)).endswith(b"****\r\n\r\ntuya> ")
    assert bench.flash.timing.boot_s == pytest.approx(0.70)


def test_bytes_sent_while_it_boots_are_lost():
    bench = Bench("t5ai", power=Power.ON_OPEN)
    bench.send(b"garbage", 0.3)
    assert bench.wait(1.0).endswith(PROMPT)
    assert bench.send(b"\r") == PROMPT


def test_logs_show_uuid_and_key_in_clear_unless_they_are_off():
    bench = Bench("tuyaopen-c")
    got = bench.license()
    assert f"uuid:{UUID}(20)".encode() in got
    assert f"authkey:{KEY}(32)".encode() in got
    bench = Bench("tuyaopen-c")
    assert b"OK: log disabled" in bench.send(b"sys_log_enable off\r")
    assert b"authkey:" not in bench.license()


def test_older_firmware_cannot_turn_its_log_off():
    assert b"No command or file name" in Bench("tuyaopen-b").send(b"sys_log_enable off\r")


def test_chatter_cuts_into_echo_and_replies():
    bench = Bench("esp32-chatter")
    got = b"".join(bench.send(b"auth-read\r", 0.05) for _ in range(20))
    assert got.count(b" ty ") > 15
    assert got.count(b"\x1b[0m\r\n") == got.count(b" ty ")


def test_receive_buffer_holds_256_bytes_while_the_flash_is_written():
    bench = Bench("t5ai")
    burst = f"auth {UUID} {KEY}\r".encode() + b"x" * 600
    got = bench.send(burst, 2.0)
    # 60 ms of flash are 691 bytes on the wire: those beyond the buffer are gone.
    assert got.count(b"x") < 600
    assert 256 <= got.split(b"used.")[1].count(b"x") <= 300
