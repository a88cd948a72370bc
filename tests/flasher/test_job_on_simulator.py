"""The job against the strict simulated board, over a real pseudo-terminal, byte by byte paced."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from flasher.boards import ResetStrategy, load_profiles
from flasher.custodian import AlreadyRight, WriteIt
from flasher.job import run_probe, run_write
from flasher.model import Outcome, Step, Storage
from flasher.simulator.farm import Farm, PortInfo, Transport
from flasher.simulator.faults import fault
from flasher.simulator.kinds import KINDS, kind_named
from flasher.simulator.spec import BoardSpec, Power
from tests.flasher.fake_board import KEY, UUID, OneLicense

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")

PROFILES = load_profiles(Path(__file__).parents[2] / "resources" / "profiles")
ANY = PROFILES["tuyaopen"]
SIXTEEN = UUID[:16]

OVER_RFC2217 = pytest.mark.filterwarnings("ignore:set:DeprecationWarning")  # in pyserial


def plugged(
    farm: Farm,
    kind: str,
    *faults: tuple[str, Step | None],
    power: Power = Power.BOOTED,
    replug_s: float | None = None,
    transport: Transport | None = None,
) -> PortInfo:
    spec = BoardSpec(
        kind_named(kind),
        "AABBCCDDEE01",
        seed=7,
        faults=tuple(fault(name, step) for name, step in faults),
        power=power,
        replug_s=replug_s,
    )
    return farm.add(spec, transport)


WRITABLE = sorted(set(KINDS) - {"no-auth-read"})


@pytest.mark.parametrize("kind", WRITABLE)
def test_every_kind_of_board_gets_its_license_and_is_known_again(farm: Farm, kind: str) -> None:
    port = plugged(farm, kind)
    result = run_write(port.path, ANY, OneLicense())
    assert (result.outcome, result.verified) == (Outcome.PASS, True), result.code
    assert result.board is not None
    assert result.board.console == KINDS[kind].console
    held = farm.flash(port.mac)
    assert (held.kv_uuid, held.kv_key) == (UUID, KEY)

    again = OneLicense(AlreadyRight())
    assert run_write(port.path, ANY, again).recheck
    assert again.seen[0].holding.identity == UUID
    assert farm.flash(port.mac).kv_writes == held.kv_writes


def test_a_board_that_cannot_show_its_license_is_not_written(farm: Farm) -> None:
    port = plugged(farm, "no-auth-read")
    result = run_write(port.path, ANY, OneLicense())
    assert (result.outcome, result.code) == (Outcome.REFUSED, "cannot-read-back")
    assert farm.flash(port.mac).kv_writes == 0


@pytest.mark.parametrize("kind", ["ble16", "t5ai"])
def test_sixteen_characters_pass_and_stray_bytes_are_recorded(farm: Farm, kind: str) -> None:
    port = plugged(farm, kind)
    result = run_write(port.path, ANY, OneLicense(identity=SIXTEEN))
    assert result.outcome is Outcome.PASS
    stored = farm.flash(port.mac).kv_uuid
    assert stored is not None
    assert result.facts["stray"] == len(stored) - 16


def test_otp_is_written_once_and_proven(farm: Farm) -> None:
    port = plugged(farm, "t5ai")
    result = run_write(port.path, ANY, OneLicense(storage=Storage.OTP), storage=Storage.OTP)
    assert result.outcome is Outcome.PASS
    flash = farm.flash(port.mac)
    assert (flash.otp_uuid, flash.otp_key, flash.otp_writes) == (UUID, KEY, 1)

    custodian = OneLicense(WriteIt(Storage.OTP, overwrite=True))
    refused = run_write(port.path, ANY, custodian, storage=Storage.OTP)
    assert (refused.outcome, refused.code) == (Outcome.REFUSED, "otp-occupied")
    assert custodian.seen[0].otp is not None
    assert custodian.intents == 0


@pytest.mark.parametrize(
    ("kind", "power"),
    [("t5ai", Power.ON_OPEN), ("esp32", Power.BOOTING), ("old-reboot", Power.ON_OPEN)],
)
def test_a_board_that_still_boots_is_written_once_its_prompt_comes(
    farm: Farm, kind: str, power: Power
) -> None:
    port = plugged(farm, kind, power=power)
    assert run_write(port.path, ANY, OneLicense()).outcome is Outcome.PASS


@OVER_RFC2217
def test_a_hung_board_is_reset_over_its_lines(farm: Farm) -> None:
    port = plugged(farm, "t5ai", power=Power.HUNG, transport=Transport.RFC2217)
    result = run_write(port.path, PROFILES["tuyaopen-t5ai"], OneLicense())
    assert result.outcome is Outcome.PASS
    assert Step.RESET in result.steps


@OVER_RFC2217
def test_a_profile_may_demand_a_reset_of_a_board_that_answers(farm: Farm) -> None:
    port = plugged(farm, "t5ai", transport=Transport.RFC2217)
    profile = replace(PROFILES["tuyaopen-t5ai"], reset=ResetStrategy.ALWAYS)
    result = run_write(port.path, profile, OneLicense())
    assert result.outcome is Outcome.PASS
    assert farm.flash(port.mac).boots >= 1


def test_a_board_over_plain_tcp_is_written_too(farm: Farm) -> None:
    port = plugged(farm, "tuyaopen-c", transport=Transport.TCP)
    assert run_write(port.path, ANY, OneLicense()).outcome is Outcome.PASS


EARLY = (Step.IDENTIFY, Step.READ_EXISTING, Step.WRITE, Step.READ_BACK)


@pytest.mark.parametrize("step", EARLY)
@pytest.mark.parametrize(
    "name",
    ["garbage", "lost-to-host", "lost-to-board", "flip-to-host", "flip-to-board", "logs"],
)
def test_one_disturbed_exchange_costs_neither_unit_nor_license(
    farm: Farm, name: str, step: Step
) -> None:
    port = plugged(farm, "esp32", (name, step))  # shell and log share its wire
    result = run_write(port.path, ANY, OneLicense())
    assert (result.outcome, result.code) == (Outcome.PASS, "pass")
    flash = farm.flash(port.mac)
    assert (flash.kv_uuid, flash.kv_key) == (UUID, KEY)


@pytest.mark.parametrize("step", EARLY)
def test_a_board_that_restarts_by_itself_is_picked_up_again(farm: Farm, step: Step) -> None:
    port = plugged(farm, "t5ai", ("self-reset", step))
    assert run_write(port.path, ANY, OneLicense()).outcome is Outcome.PASS


def test_a_lost_reply_is_made_good_by_asking_the_board(farm: Farm) -> None:
    port = plugged(farm, "t5ai", ("write-succeeds-reply-lost", Step.WRITE))
    assert run_write(port.path, ANY, OneLicense()).outcome is Outcome.PASS
    assert farm.flash(port.mac).kv_writes == 2  # identity and key, once


def test_a_board_that_only_claims_to_have_stored_is_not_passed(farm: Farm) -> None:
    spec = BoardSpec(
        kind_named("t5ai"),
        "AABBCCDDEE01",
        faults=(fault("reply-succeeds-nothing-stored", Step.WRITE, always=True),),
    )
    port = farm.add(spec)
    result = run_write(port.path, ANY, OneLicense())
    assert (result.outcome, result.code) == (Outcome.DOUBTFUL, "read-back-differs")
    assert result.sent


def test_an_unplugged_board_that_does_not_come_back_is_doubtful(farm: Farm) -> None:
    port = plugged(farm, "t5ai", ("unplug", Step.WRITE))
    result = run_write(port.path, replace(ANY, reopen_s=0.3), OneLicense())
    assert (result.outcome, result.code) == (Outcome.DOUBTFUL, "port-gone")
    assert KEY not in result.transcript


def test_an_unplugged_board_that_comes_back_proves_itself(farm: Farm) -> None:
    port = plugged(farm, "t5ai", ("unplug", Step.WRITE), replug_s=0.3)
    result = run_write(port.name, ANY, OneLicense())
    assert (result.outcome, result.verified) == (Outcome.PASS, True)


@pytest.mark.parametrize(
    ("name", "code"),
    [("dead", "no-answer"), ("no-shell", "no-shell"), ("wrong-baud", "wrong-baud")],
)
def test_a_useless_port_is_named_for_what_it_is(farm: Farm, name: str, code: str) -> None:
    port = plugged(farm, "t5ai", (name, None))
    result = run_write(port.path, replace(ANY, dead_after_s=1.0), OneLicense())
    assert (result.outcome, result.code) == (Outcome.FAILED, code)


def test_a_probe_leaves_no_trace(farm: Farm) -> None:
    port = plugged(farm, "esp32")
    before = farm.flash(port.mac)
    result = run_probe(port.path, PROFILES["tuyaopen-esp32"])
    assert result.code == "board-blank"
    assert result.board is not None
    assert result.board.mac == "AABBCCDDEE01"
    after = farm.flash(port.mac)
    assert (after.kv_writes, after.boots) == (before.kv_writes, before.boots)
