"""Every fault does what its description says, at the step it is asked for."""

import pytest

from flasher.model import Step
from flasher.simulator.board import Power
from flasher.simulator.faults import FAULTS, STEPS, FaultName, parse_fault
from flasher.simulator.flash import Flash
from flasher.simulator.run import mac_for
from tests.flasher.simulator.bench_board import KEY, MAC, PROMPT, UUID, Bench

COMMANDS = {
    Step.CONNECT: b"\r",
    Step.IDENTIFY: b"read_mac\r",
    Step.READ_EXISTING: b"auth-read\r",
    Step.WRITE: f"auth {UUID} {KEY}\r".encode(),
    Step.READ_BACK: b"auth-read\r",
}


def run_to(bench: Bench, step: Step) -> bytes:
    """Go through the moves of a write up to that step; return that step's answer."""
    got = b""
    for each in STEPS:
        got = bench.send(COMMANDS[each], 2.0)
        if each is step:
            break
    return got


def healthy(step: Step) -> bytes:
    return run_to(Bench("t5ai"), step)


def test_faults_are_written_with_seconds_step_and_how_often():
    fault = parse_fault("late=4@read_back:always")
    assert (fault.name, fault.step, fault.always, fault.seconds) == (
        FaultName.LATE,
        Step.READ_BACK,
        True,
        4.0,
    )
    assert parse_fault("unplug").step is Step.WRITE
    assert set(FaultName) == set(FAULTS)


@pytest.mark.parametrize("text", ["", "nonsense", "unplug@nowhere", "dead@write", "late=x"])
def test_a_fault_that_is_not_known_is_a_sentence(text):
    with pytest.raises(ValueError, match=r"no such|has no step"):
        parse_fault(text)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["garbage", "lost-to-host", "flip-to-host"])
def test_damage_to_the_reply_strikes_once_and_leaves_the_flash_right(name, step, seed):
    bench = Bench("t5ai", f"{name}@{step}", seed=seed)
    got = run_to(bench, step)
    assert got != healthy(step)
    bench.send(b"\r")
    assert bench.send(b"\r") == PROMPT
    if step in (Step.WRITE, Step.READ_BACK):
        assert (bench.flash.kv_uuid, bench.flash.kv_key) == (UUID, KEY)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["lost-to-board", "flip-to-board"])
def test_damage_to_the_command_shows_in_its_echo_or_answer(name, step, seed):
    bench = Bench("t5ai", f"{name}@{step}", seed=seed)
    assert run_to(bench, step) != healthy(step)


@pytest.mark.parametrize("step", STEPS)
def test_logs_cut_into_echo_and_reply(step):
    bench = Bench("t5ai", f"logs@{step}")
    got = run_to(bench, step)
    assert got.count(b" ty ") >= 1
    assert bench.send(b"hello\r").count(b" ty ") <= 1
    assert bench.send(b"hello\r").count(b" ty ") == 0


@pytest.mark.parametrize("step", STEPS)
def test_silence_lasts_until_the_port_is_opened_again(step):
    bench = Bench("t5ai", f"silence@{step}")
    run_to(bench, step)
    assert bench.send(b"\r\rhello\r", 5.0) == b""
    bench.reopen()
    assert bench.send(b"\r") == PROMPT
    assert bench.flash.kv_is_whole == (step is Step.READ_BACK)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("seed", range(8))
def test_unplug_asks_to_be_pulled_and_stores_none_half_or_all(step, seed):
    bench = Bench("t5ai", f"unplug@{step}", seed=seed)
    got = run_to(bench, step)
    assert bench.board.is_unplugged
    assert not got.endswith(PROMPT)
    if step is Step.WRITE:
        assert bench.flash.kv_writes in (0, 1, 2)


def test_unplug_while_writing_happens_before_in_the_middle_and_after():
    writes = set()
    for seed in range(20):
        bench = Bench("t5ai", "unplug@write", seed=seed)
        run_to(bench, Step.WRITE)
        writes.add(bench.flash.kv_writes)
    assert writes == {0, 1, 2}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("seed", range(4))
def test_self_reset_boots_once_and_comes_back_to_a_prompt(step, seed):
    bench = Bench("t5ai", f"self-reset@{step}", seed=seed)
    got = run_to(bench, step)
    assert bench.flash.boots == 1
    assert got.endswith(b"****\r\n" + PROMPT)


@pytest.mark.parametrize("step", STEPS)
def test_late_answers_come_whole_after_the_delay(step):
    bench = Bench("t5ai", f"late=1.5@{step}")
    for each in STEPS:
        if each is step:
            break
        bench.send(COMMANDS[each], 2.0)
    echo = bench.send(COMMANDS[step], 1.4)
    assert b"\r\n" not in echo
    assert echo + bench.wait(1.0) == healthy(step)


def test_lost_reply_stores_the_license_and_says_nothing():
    bench = Bench("t5ai", "write-succeeds-reply-lost")
    assert run_to(bench, Step.WRITE) == COMMANDS[Step.WRITE][:-1]
    assert bench.flash.kv_is_whole
    assert bench.send(b"\r") == PROMPT


def test_a_lie_about_storing_stores_nothing():
    bench = Bench("t5ai", "reply-succeeds-nothing-stored")
    assert run_to(bench, Step.WRITE) == healthy(Step.WRITE)
    assert bench.flash.kv_uuid is bench.flash.kv_key is None


def test_half_stored_keeps_the_uuid_only_and_says_failure():
    bench = Bench("t5ai", "half-stored")
    assert b"Authorization write failure." in run_to(bench, Step.WRITE)
    assert (bench.flash.kv_uuid, bench.flash.kv_key) == (UUID, None)
    assert b"Authorization read failure." in bench.send(b"auth-read\r")


def test_write_that_fails_stores_nothing_and_says_so():
    bench = Bench("t5ai", "write-fails")
    assert b"Authorization write failure." in run_to(bench, Step.WRITE)
    assert bench.flash.kv_writes == 0


def test_read_back_differs_in_one_character_but_the_flash_is_right():
    bench = Bench("t5ai", "read-back-differs")
    right, wrong = healthy(Step.READ_BACK), run_to(bench, Step.READ_BACK)
    assert sum(a != b for a, b in zip(right, wrong, strict=True)) == 1
    assert bench.flash.kv_key == KEY
    bench.reopen()
    assert bench.send(b"auth-read\r") == right


def test_interrupted_one_time_write_burns_nothing_half_or_all():
    burnt = set()
    for seed in range(20):
        bench = Bench("t5ai", "otp-interrupted", seed=seed)
        got = bench.send(f"auth {UUID} {KEY} 1\r".encode(), 4.0)
        assert b"Succeeds" not in got
        assert got.endswith(PROMPT)
        burnt.add((bench.flash.otp_uuid is not None, bench.flash.otp_key is not None))
    assert burnt == {(False, False), (True, False), (True, True)}


def test_dead_board_never_says_a_byte():
    for power in (Power.BOOTED, Power.ON_OPEN, Power.BOOTING):
        assert Bench("t5ai", "dead", power=power).send(b"\rhello\r", 5.0) == b""


def test_board_without_shell_boots_and_logs_and_never_prompts():
    got = Bench("esp32", "no-shell", power=Power.ON_OPEN).send(b"\r\r", 5.0)
    assert b"Application information:" in got
    assert b"tuya>" not in got


def test_wrong_baud_gives_bytes_that_are_not_text():
    got = Bench("tuyaopen-c", "wrong-baud", power=Power.ON_OPEN).send(b"\r", 2.0)
    assert len(got) > 500
    assert sum(32 <= byte < 127 for byte in got) < len(got) / 4


def test_a_host_at_another_baud_rate_sees_garbage_without_any_fault():
    bench = Bench("t5ai")
    bench.board.host_baud = 921600
    assert b"tuya" not in bench.send(b"\r\rhello\r")
    bench.board.host_baud = 115200
    bench.send(b"\r")
    assert bench.send(b"\r") == PROMPT


def test_slow_boot_takes_its_seconds():
    bench = Bench("t5ai", "boots-slowly=3", power=Power.ON_OPEN)
    assert bench.wait(2.9).count(b"tuya>") == 0
    assert bench.wait(0.2).endswith(PROMPT)


def test_silent_until_reset_answers_after_the_reset_line_was_driven():
    bench = Bench("t5ai", power=Power.HUNG)
    assert bench.send(b"\r", 3.0) == b""
    bench.board.set_lines(dtr=True, rts=True, now=bench.now)
    assert bench.send(b"\r", 1.0) == b""
    bench.board.set_lines(dtr=False, rts=True, now=bench.now)
    assert bench.wait(2.0) == b""  # held in reset
    bench.board.set_lines(dtr=False, rts=False, now=bench.now)
    assert bench.wait(0.72).endswith(PROMPT)


def test_same_seed_gives_the_same_bytes_and_other_seeds_other_damage():
    def run(seed: int) -> bytes:
        return run_to(Bench("t5ai", "flip-to-host@read_back", seed=seed), Step.READ_BACK)

    assert run(7) == run(7)
    assert len({run(seed) for seed in range(10)}) > 5


def test_macs_follow_from_the_seed_and_never_repeat_within_it():
    assert mac_for(1, 1) == mac_for(1, 1)
    assert len({mac_for(1, number) for number in range(20000)}) == 20000


def test_a_fault_that_is_always_there_strikes_each_time():
    bench = Bench("t5ai", "garbage@read_existing:always", flash=Flash(MAC, UUID, KEY))
    assert UUID.encode() not in bench.send(b"auth-read\r")
    assert UUID.encode() not in bench.send(b"auth-read\r")
