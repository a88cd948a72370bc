"""A press at any time, and a port that gets another name while the station runs."""

import time
from dataclasses import replace

from app.station.events import BoardLeft, SlotWaiting
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from tests.app.station.watched import Begin, spec
from tests.journeys.floor import Floor


def test_a_scan_tries_the_unit_that_stays_in_the_slot_again(
    floor: Floor, farm: Farm, begin: Begin
) -> None:
    floor.hwids[spec(1).mac] = "SN:SN-0001"
    farm.add(replace(spec(1), kind=replace(kind_named("no-read-mac"), boot_s=0.3)))
    watched = begin()
    watched.until(lambda: len(watched.reports()) == 1)
    assert watched.reports()[0].code == "no-hardware-id"
    watched.station.slots["1"].press("SN-0001")
    watched.until(lambda: len(watched.reports()) == 2)
    watched.stop()
    assert (watched.reports()[1].outcome, watched.reports()[1].hwid) == ("pass", "SN:SN-0001")
    assert watched.of_kind(BoardLeft, "1") == 0


def test_a_unit_that_passed_is_only_looked_at_again(farm: Farm, begin: Begin) -> None:
    farm.add(spec(1))
    watched = begin()
    watched.until(lambda: len(watched.reports()) == 1)
    watched.station.slots["1"].press()
    watched.until(lambda: len(watched.reports()) == 2)
    watched.stop()
    first, second = watched.reports()
    assert (second.outcome, second.recheck, second.identity) == ("pass", True, first.identity)


def test_presses_while_an_attempt_runs_are_not_kept_for_later(farm: Farm, begin: Begin) -> None:
    farm.add(spec(1, "late=0.5@identify"))
    watched = begin()
    watched.until(lambda: watched.of_kind(SlotWaiting, "1") == 1)
    watched.until(lambda: len(watched.events) > 1)  # it has started
    for _ in range(3):
        watched.station.slots["1"].press()
    watched.until(lambda: len(watched.reports()) == 1)
    time.sleep(0.5)
    watched.stop()
    assert len(watched.reports()) == 1


def test_a_port_with_a_new_name_is_taken_over_while_the_station_runs(
    farm: Farm, begin: Begin
) -> None:
    first, second = farm.add(spec(1)), farm.add(spec(2))
    watched = begin(names=[("1", first.name)])
    watched.until(lambda: len(watched.reports()) == 1)
    farm.unplug(1)
    watched.station.move("1", "")
    watched.until(lambda: watched.of_kind(BoardLeft, "1") == 1)
    watched.until(lambda: any(isinstance(e, SlotWaiting) and e.port == "" for e in watched.events))
    watched.station.move("1", second.name)
    watched.until(lambda: len(watched.reports()) == 2)
    watched.stop()
    assert [report.port for report in watched.reports()] == [first.name, second.name]


def test_a_slot_whose_adapter_comes_later_waits_for_it(farm: Farm, begin: Begin) -> None:
    port = farm.add(spec(1))
    watched = begin(names=[("1", "")])
    watched.until(lambda: watched.of_kind(SlotWaiting, "1") == 1)
    watched.station.move("1", port.name)
    watched.until(lambda: len(watched.reports()) == 1)
    watched.stop()
    assert watched.reports()[0].outcome == "pass"
