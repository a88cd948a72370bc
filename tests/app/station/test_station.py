"""Slots on simulated boards: independent, continuous, stopped at any time, started by hand."""

import time
from dataclasses import replace

import pytest

from app.errors import LedgerTrouble
from app.station.events import (
    BoardLeft,
    SlotProgress,
    SlotStarted,
    SlotWaiting,
)
from app.station.slot import StartOn
from flasher.events import StepFinished
from flasher.model import Step
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from tests.app.station.watched import Begin, spec
from tests.journeys.floor import Floor


def test_units_flow_through_slots_without_rounds(farm: Farm, begin: Begin) -> None:
    for number in (1, 2):
        farm.add(spec(number))
    watched = begin()
    number = 2
    for done in (1, 2, 3):
        for slot in ("1", "2"):
            watched.until(lambda slot=slot, done=done: len(watched.reports(slot)) >= done)
            number += 1
            farm.replace(int(slot), spec(number))
    watched.until(lambda: len({r.identity for r in watched.reports()}) == number)
    watched.stop()
    reports = watched.reports()
    assert {report.outcome for report in reports} == {"pass"}
    assert len({report.identity for report in reports}) == number
    assert min(watched.of_kind(BoardLeft, slot) for slot in ("1", "2")) >= 3


def test_a_slow_board_delays_nobody(farm: Farm, begin: Begin) -> None:
    farm.add(spec(1, "late=3@write"))
    farm.add(spec(2))
    watched = begin()
    for number in (3, 4):
        watched.until(lambda number=number: len(watched.reports("2")) >= number - 2)
        farm.replace(2, spec(number))
    watched.until(lambda: len(watched.reports("2")) == 3)
    assert watched.reports("1") == []  # three units are through, and the slow one is still on
    watched.until(lambda: len(watched.reports("1")) == 1)
    watched.stop()
    assert {report.outcome for report in watched.reports()} == {"pass"}


def test_a_fixture_is_seen_to_empty_and_fill_while_its_port_stays(farm: Farm, begin: Begin) -> None:
    farm.add(spec(1))
    watched = begin()
    watched.until(lambda: len(watched.reports()) == 1)
    farm.lift(1)
    watched.until(lambda: watched.of_kind(BoardLeft, "1") == 1)
    time.sleep(0.2)  # the hand goes for the next board
    farm.fit(1, spec(2))
    watched.until(lambda: len(watched.reports()) == 2)
    watched.stop()
    first, second = watched.reports()
    assert (first.outcome, second.outcome) == ("pass", "pass")
    assert first.mac != second.mac


def test_a_board_swapped_quicker_than_a_look_is_the_next_unit(farm: Farm, begin: Begin) -> None:
    farm.add(replace(spec(1), power="booted"))
    watched = begin()
    watched.until(lambda: len(watched.reports()) == 1)
    farm.fit(1, replace(spec(2), power="booting"))
    watched.until(lambda: len(watched.reports()) == 2)
    watched.stop()
    assert len({report.mac for report in watched.reports()}) == 2


def test_a_board_that_stays_is_not_written_again(farm: Farm, begin: Begin) -> None:
    farm.add(spec(1))
    farm.add(spec(2))
    watched = begin()
    for number in (3, 4):
        watched.until(lambda number=number: len(watched.reports("2")) >= number - 2)
        farm.replace(2, spec(number))
    watched.until(lambda: len(watched.reports("2")) == 3)
    watched.stop()
    assert len(watched.reports("1")) == 1


def test_a_unit_pulled_in_mid_write_is_finished_with_its_license_at_another_slot(
    farm: Farm, begin: Begin
) -> None:
    farm.add(spec(1, "unplug@write"))
    farm.add(spec(2))
    watched = begin()
    watched.until(lambda: len(watched.reports("1")) == 1 and watched.of_kind(BoardLeft, "1") == 1)
    (pulled,) = watched.reports("1")
    assert pulled.outcome == "doubtful"
    watched.until(lambda: len(watched.reports("2")) == 1)
    farm.replace(2, spec(1))
    watched.until(lambda: len(watched.reports("2")) == 2)
    watched.stop()
    finished = watched.reports("2")[1]
    assert (finished.outcome, finished.identity) == ("pass", pulled.identity)


def test_a_port_that_is_not_there_yet_is_waited_for(farm: Farm, begin: Begin) -> None:
    port = farm.add(spec(1))
    farm.unplug(1)
    watched = begin(names=[("1", port.name)])
    watched.until(lambda: watched.of_kind(SlotWaiting, "1") == 1)
    farm.plug(1, spec(1))
    watched.until(lambda: len(watched.reports()) == 1)
    watched.stop()
    assert watched.reports()[0].outcome == "pass"


def test_the_count_is_shared_by_all_slots(floor: Floor, farm: Farm, begin: Begin) -> None:
    for number in (1, 2, 3):
        farm.add(spec(number))
    watched = begin(count=2, wait_s=5.0)
    watched.end()
    assert [report.outcome for report in watched.reports()] == ["pass", "pass"]
    assert floor.counts().verified == 2


def test_an_empty_slot_gives_up_when_its_wait_is_over(farm: Farm, begin: Begin) -> None:
    farm.add(spec(1))
    watched = begin(wait_s=0.3)
    watched.until(lambda: len(watched.reports()) == 1)
    farm.unplug(1)
    watched.end()
    assert watched.of_kind(SlotStarted, "1") == 1


@pytest.mark.parametrize("faults", [(), ("late=0.4@identify",), ("dead",), ("late=0.6@write",)])
def test_stop_ends_every_slot_at_its_next_safe_point(
    floor: Floor, farm: Farm, begin: Begin, faults: tuple[str, ...]
) -> None:
    for number in range(1, 5):
        farm.add(spec(number, *faults))
    watched = begin()
    watched.until(lambda: watched.of_kind(SlotStarted, "1") == 1 or faults == ("dead",))
    watched.stop()
    outcomes = {report.outcome for report in watched.reports()}
    assert outcomes <= {"pass", "aborted"}
    counts = floor.counts()
    assert counts.verified + counts.available == counts.total


def test_a_key_starts_one_attempt_and_a_scan_gives_it_its_serial(
    floor: Floor, farm: Farm, begin: Begin
) -> None:
    floor.hwids[spec(1).mac] = "SN:SN-0001"
    kind = replace(kind_named("no-read-mac"), boot_s=0.3)
    farm.add(replace(spec(1), kind=kind))
    watched = begin(start_on=StartOn.SCAN)
    watched.until(lambda: watched.of_kind(SlotWaiting, "1") == 1)
    assert watched.of_kind(SlotStarted, "1") == 0
    watched.station.slots["1"].press("SN-0001")
    watched.until(lambda: len(watched.reports()) == 1)
    watched.station.slots["1"].press()
    watched.until(lambda: len(watched.reports()) == 2)
    assert watched.of_kind(SlotWaiting, "1") == 1  # a verdict stands while its board does
    watched.stop()
    scanned, unnamed = watched.reports()
    assert (scanned.outcome, scanned.hwid, scanned.mac) == ("pass", "SN:SN-0001", None)
    assert (unnamed.outcome, unnamed.code) == ("refused", "no-hardware-id")


def test_every_step_of_a_write_is_told_with_its_time(farm: Farm, begin: Begin) -> None:
    farm.add(spec(1))
    watched = begin(count=1, wait_s=5.0)
    watched.end()
    told = [event.event for event in watched.events if isinstance(event, SlotProgress)]
    steps = [event.step for event in told if isinstance(event, StepFinished)]
    assert steps == [step for step in Step if step is not Step.RESET]
    (report,) = watched.reports()
    assert set(report.steps) == set(steps)


def test_a_departure_that_cannot_be_recorded_ends_no_slot(
    floor: Floor, farm: Farm, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    custody = floor.services.ledger.custody
    leave, refusals = custody.leave, [LedgerTrouble("ledger-busy", ledger="x")]

    def busy_once(*arguments: object) -> None:
        if refusals:
            raise refusals.pop()
        leave(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(custody, "leave", busy_once)
    farm.add(spec(1))
    watched = begin()
    watched.until(lambda: len(watched.reports()) == 1)
    farm.replace(1, spec(2))
    watched.until(lambda: len(watched.reports()) == 2)
    watched.stop()
    assert {report.outcome for report in watched.reports()} == {"pass"}
    unit = floor.services.ledger.units.get(spec(1).mac)
    assert unit is not None
    assert unit.present is None
