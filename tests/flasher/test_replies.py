"""What replies mean, in every spelling that firmware has had."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasher.model import Credential, Holding, Storage
from flasher.protocol import commands, replies
from flasher.protocol.replies import NotUnderstoodError, Odd, WriteReply
from flasher.secrets import Secret

KEY = "k" * 32


@pytest.mark.parametrize(
    "line",
    [
        "mac: aa:bb:cc:dd:ee:ff",
        "AA:BB:CC:DD:EE:FF",
        "WIFI MAC ADDR:AA:BB:CC:DD:EE:FF",
        "aa-bb-cc-dd-ee-ff",
        "AABBCCDDEEFF",
        "MAC = aabbccddeeff",
    ],
)
def test_every_spelling_of_a_mac_is_one_address(line: str) -> None:
    assert replies.read_mac(["", line]) == "AABBCCDDEEFF"


def test_a_board_without_a_mac_says_so() -> None:
    assert replies.read_mac(["", "No command or file name"]) is Odd.NO_COMMAND
    assert replies.read_mac(["", "Failed to get MAC address."]) is Odd.NO_MAC


@pytest.mark.parametrize(
    "line", ["", "mac: aa:bb:cc:dd:ee", "mac: aa:bb:cc:dd:ee:f\ufffd", "mac: aa:bb:cc:dd:ee:ff0"]
)
def test_a_damaged_mac_is_not_guessed(line: str) -> None:
    with pytest.raises(NotUnderstoodError):
        replies.read_mac(["", line])


def test_two_macs_in_one_reply_are_not_understood() -> None:
    with pytest.raises(NotUnderstoodError):
        replies.read_mac(["AA:BB:CC:DD:EE:FF", "AA:BB:CC:DD:EE:FE"])


def test_a_holding_has_identity_and_key() -> None:
    held = replies.read_license(["", "uuid0123456789abcdef", KEY])
    assert held == Holding("uuid0123456789abcdef", Secret(KEY))


def test_a_line_of_noise_beside_the_pair_does_not_matter() -> None:
    held = replies.read_license(["", "some text", "uuid0123456789abcdef", KEY])
    assert isinstance(held, Holding)
    assert held.identity == "uuid0123456789abcdef"


@pytest.mark.parametrize("tail", ["\ufffd", "!", "\ufffd$", "k#", "~~~~"])
def test_stray_bytes_behind_sixteen_characters_are_counted(tail: str) -> None:
    held = replies.read_license(["uuid0123456789ab" + tail, KEY])
    assert isinstance(held, Holding)
    assert held.identity == "uuid0123456789ab"
    assert held.stray == len(tail)


def test_sixteen_characters_are_the_same_license_with_any_four_behind_them() -> None:
    held = Holding("uuid0123456789abKKKK", Secret(KEY))
    assert replies.is_same_license(held, "uuid0123456789ab", Secret(KEY))
    assert replies.stray_bytes(held, "uuid0123456789ab") == 4
    assert not replies.is_same_license(held, "uuid0123456789abLLLL", Secret(KEY))
    assert not replies.is_same_license(held, "uuid0123456789ab", Secret("x" * 32))


def test_the_placeholder_is_blank() -> None:
    placeholder = ["uuidxxxxxxxxxxxxxxxx", "keyxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]
    assert replies.read_license(placeholder) == Holding()


def test_read_failure_is_blank() -> None:
    assert replies.read_license(["", "Authorization read failure."]) == Holding()


def test_two_empty_lines_are_not_blank() -> None:
    assert replies.read_license(["", "", ""]) is Odd.EMPTY


@pytest.mark.parametrize(
    "lines",
    [
        ["uuid0123456789abcdef"],
        ["uuid0123456789abcdef", "k" * 31],
        ["uuid0123456789\ufffdbcdef", KEY],
        ["Authorizatoin read failure."],
    ],
)
def test_half_a_license_is_not_understood(lines: list[str]) -> None:
    with pytest.raises(NotUnderstoodError):
        replies.read_license(lines)


def test_a_spoilt_store_that_says_the_same_each_time_is_shown_as_it_is() -> None:
    held = replies.read_license(["spoilt", "store"], lenient=True)
    assert held == Holding("spoilt", Secret("store"))


@pytest.mark.parametrize(
    ("lines", "meaning"),
    [
        (["", "Authorization write succeeds."], WriteReply.SUCCEEDED),
        (["Authorization write succeeds.", "Please reset the system …"], WriteReply.SUCCEEDED),
        (["Authorization write to OTP Succeeds."], WriteReply.SUCCEEDED),
        (["Authorization write failure."], WriteReply.FAILED),
        (["Authorization write to OTP failure."], WriteReply.FAILED),
        (["Authorization write flailure: tal_wifi_get_mac failed"], WriteReply.FAILED),
        (["uuid length must be 20/16, authkey length must be 32"], WriteReply.LENGTH_REFUSED),
        (["uuid len not equal 20 or authkey len not equal 32."], WriteReply.LENGTH_REFUSED),
        (["mac length must be 12"], WriteReply.LENGTH_REFUSED),
        (["OTP storage is only supported on T5 platform."], WriteReply.NO_OTP),
        (["No command or file name"], WriteReply.NO_COMMAND),
        (["", ""], WriteReply.SILENT),
        (["hello world"], WriteReply.UNKNOWN),
    ],
)
def test_each_reply_to_a_write_has_its_meaning(lines: list[str], meaning: WriteReply) -> None:
    assert replies.read_write_reply(lines) is meaning


def test_firmware_says_project_and_version() -> None:
    found = replies.read_firmware(
        ["project.name        a b", "project.version     1.2.3", "x.y  z"]
    )
    assert isinstance(found, replies.Firmware)
    assert (found.name, found.version) == ("a b", "1.2.3")


def test_the_older_version_command_names_no_firmware() -> None:
    found = replies.read_firmware(["CLI version: 1.0.0"])
    assert isinstance(found, replies.Firmware)
    assert (found.name, found.version) == (None, None)


def test_the_write_command_says_where_and_which_mac() -> None:
    plain = Credential("uuid0123456789abcdef", Secret(KEY))
    with_mac = Credential("uuid0123456789ab", Secret(KEY), mac="AABBCCDDEEFF")
    kv = commands.write_license(plain, Storage.KV)
    assert kv == f"auth uuid0123456789abcdef {KEY}"
    assert commands.write_license(plain, Storage.OTP) == kv + " 1"
    assert commands.write_license(with_mac, Storage.OTP).endswith(f"{KEY} 1 AABBCCDDEEFF")


@pytest.mark.parametrize(
    ("identity", "key"),
    [("short", KEY), ("uuid 123456789abcdef", KEY), ("uuid0123456789abcdef", "k k" + "k" * 29)],
)
def test_a_credential_that_the_console_would_cut_is_not_sent(identity: str, key: str) -> None:
    with pytest.raises(ValueError) as error:
        commands.write_license(Credential(identity, Secret(key)), Storage.KV)
    assert key not in str(error.value)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_no_reply_whatever_crashes_the_reader(lines: list[str]) -> None:
    replies.read_write_reply(lines)
    for read in (replies.read_mac, replies.read_license, replies.read_firmware):
        with contextlib.suppress(NotUnderstoodError):
            assert read(lines) is not None
