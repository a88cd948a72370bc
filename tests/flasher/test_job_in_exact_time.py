"""How long an attempt takes in the board's own exact time, and what a useless wire is called."""

from dataclasses import replace

import pytest

from app.paths import resources_dir
from flasher.boards import ResetStrategy, load_profiles
from flasher.job import run_write
from flasher.model import JobResult, Outcome, Storage
from flasher.simulator.board import BoardSpec, Power
from flasher.simulator.faults import parse_fault
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.flasher.direct_link import DirectLink
from tests.flasher.fake_board import OneLicense

PROFILES = load_profiles(resources_dir() / "profiles")
T5AI = PROFILES["tuyaopen-t5ai"]
BOOT_S = 0.7


def spec_of(*faults: str, seed: int = 1, **more: object) -> BoardSpec:
    kind = replace(kind_named("t5ai"), boot_s=BOOT_S, **more)
    return spec_for(1, kind, seed=seed, faults=tuple(parse_fault(fault) for fault in faults))


def attempt(
    spec: BoardSpec, profile: object = T5AI, storage: Storage = Storage.KV
) -> tuple[JobResult, DirectLink]:
    link = DirectLink.to(spec)
    custodian = OneLicense(storage=storage)
    return (
        run_write("P1", profile, custodian, storage=storage, open_link=link, clock=link.clock),
        link,
    )


def test_a_reset_over_its_lines_costs_the_pulse_the_boot_and_no_more() -> None:
    result, link = attempt(spec_of(), replace(T5AI, reset=ResetStrategy.ALWAYS))
    timing = link.board.flash.timing
    assert result.outcome is Outcome.PASS
    assert link.board.flash.boots == 1
    own_s = timing.boot_s + timing.wire_s + timing.flash_s
    assert timing.boot_s == pytest.approx(BOOT_S, abs=0.02)
    assert result.seconds - own_s - T5AI.pulse_s < 0.03


def test_a_hung_board_is_reset_and_written_within_its_patience() -> None:
    result, link = attempt(replace(spec_of(), power=Power.HUNG))
    assert result.outcome is Outcome.PASS
    assert link.board.flash.boots == 1
    timing = link.board.flash.timing
    own_s = timing.boot_s + timing.wire_s + timing.flash_s
    assert result.seconds - own_s < T5AI.silence_s + T5AI.pulse_s + 0.05


@pytest.mark.parametrize("burn_s", [0.4, 12.0, 40.0])
def test_a_lost_otp_reply_is_noticed_when_the_burn_ends_not_when_its_time_is_over(
    burn_s: float,
) -> None:
    spec = spec_of("write-succeeds-reply-lost@write", otp_write_s=burn_s)
    result, link = attempt(spec, storage=Storage.OTP)
    assert (result.outcome, result.code) == (Outcome.PASS, "pass")
    assert link.board.flash.otp_writes == 1
    assert result.seconds < max(burn_s, T5AI.knock_every_s) + 1.0


def test_a_long_burn_whose_reply_comes_is_not_disturbed_by_the_knocks() -> None:
    result, link = attempt(spec_of(otp_write_s=60.0), storage=Storage.OTP)
    assert (result.outcome, result.code) == (Outcome.PASS, "pass")
    assert link.board.flash.otp_writes == 1
    assert result.seconds < 61.0


def test_half_a_license_in_otp_is_doubt_that_calls_somebody() -> None:
    result, link = attempt(spec_of("half-stored@write", otp_write_s=0.4), storage=Storage.OTP)
    assert (result.outcome, result.code) == (Outcome.DOUBTFUL, "otp-unproven")
    assert (link.board.flash.otp_uuid, link.board.flash.otp_key) != (None, None)
    assert link.board.flash.otp_key is None


@pytest.mark.parametrize("profile", ["tuyaopen", "tuyaopen-t5ai", "tuyaopen-esp32"])
def test_a_wrong_baud_rate_is_never_called_a_missing_shell(profile: str) -> None:
    codes = set()
    for seed in range(40):
        spec = spec_of("wrong-baud", seed=seed)
        codes.add(attempt(spec, PROFILES[profile])[0].code)
    assert "no-shell" not in codes
    assert codes <= {"wrong-baud", "no-answer"}
