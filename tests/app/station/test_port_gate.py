"""Whoever reads a board keeps away from the ports that slots have."""

import threading
from pathlib import Path

import pytest

from app.errors import Refused
from app.station.port_gate import PortGate
from app.workflows.device_check import read_board
from app.workflows.golden import add_golden, check_golden
from flasher.boards import Profile
from flasher.errors import PortBusy, PortMissing
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.journeys.floor import Floor

ANY = Profile(name="any", title="any")


def test_a_slot_has_its_port_also_while_it_is_closed() -> None:
    gate = PortGate()
    with gate.slot("3", lambda: "/dev/none"):
        with pytest.raises(PortBusy) as told:
            gate.open_for_reading("/dev/none", ANY)
        assert told.value.code == "port-in-use-by-slot"
        assert told.value.facts == {"port": "/dev/none", "slot": "3"}
        with pytest.raises(PortMissing):
            gate.open_for_reading("/dev/none-other", ANY)
    with pytest.raises(PortMissing):
        gate.open_for_reading("/dev/none", ANY)


def test_a_port_is_known_by_what_its_name_leads_to(tmp_path: Path) -> None:
    steady = tmp_path / "slot-1"
    steady.symlink_to("/dev/none")
    gate = PortGate()
    with gate.slot("1", lambda: str(steady)), pytest.raises(PortBusy):
        gate.open_for_reading("/dev/none", ANY)
    with gate.slot("1", lambda: "COM3"), pytest.raises(PortBusy):
        gate.open_for_reading("com3", ANY)


def test_a_slot_that_moved_leaves_its_former_port_to_others() -> None:
    gate, port = PortGate(), ["/dev/none-a"]
    with gate.slot("1", lambda: port[0]):
        port[0] = "/dev/none-b"
        with pytest.raises(PortMissing):
            gate.open_for_reading("/dev/none-a", ANY)
        with pytest.raises(PortBusy):
            gate.open_for_reading("/dev/none-b", ANY)


def test_quality_reads_no_board_of_a_running_slot_and_reads_it_when_the_slot_has_ended(
    tmp_path: Path,
) -> None:
    from dataclasses import replace

    from app.station.slot import SlotPlace, StartOn
    from app.station.station import Station

    floor, gate = Floor.open(tmp_path, 5), PortGate()
    services = replace(floor.services, open_link=gate.open_for_reading)
    try:
        with Farm(tmp_path / "boards") as farm:
            port = farm.add(spec_for(1, kind_named("tuyaopen-c"), seed=1)).name
            place = SlotPlace("1", port)
            station = Station(
                floor.services, floor.run, floor.task, [place], start_on=StartOn.KEY, gate=gate
            )
            station.start()
            waiting = station.events.get(timeout=5.0)
            assert waiting.slot == "1"
            with pytest.raises(Refused) as told:
                read_board(services, port, None)
            assert told.value.facts["slot"] == "1"
            station.stop()
            station.join()
            assert read_board(services, port, None).code == "board-blank"
    finally:
        floor.close()
    assert threading.active_count() < 20


def test_a_golden_sample_that_cannot_be_read_is_not_told_as_wrong_and_not_recorded(
    tmp_path: Path,
) -> None:
    floor = Floor.open(tmp_path, 5)
    services = floor.services
    try:
        with Farm(tmp_path / "boards") as farm:
            port = farm.add(spec_for(1, kind_named("tuyaopen-c"), seed=1))
            other = farm.add(spec_for(2, kind_named("tuyaopen-c"), seed=1))
            report = floor.write(port.name, "1")
            assert report.mac is not None
            add_golden(services, "G", report.mac)
            with pytest.raises(Refused) as told:
                check_golden(services, "G", str(tmp_path / "no-port"))
            assert (told.value.code, told.value.facts["why"]) == ("golden-unread", "port-missing")
            station = services.actor.station
            assert not _is_open(services, station)
            assert check_golden(services, "G", port.name)
            with pytest.raises(Refused):
                check_golden(services, "G", str(tmp_path / "no-port"))
            assert _is_open(services, station), "a wrong cable must not close the station again"
            assert not check_golden(services, "G", other.name)
            assert not _is_open(services, station)
    finally:
        floor.close()


def _is_open(services: object, station: str) -> bool:
    from app.domain.shifts import ShiftPlan

    shift = ShiftPlan().name_of(services.clock.now())
    return services.ledger.golden.is_checked(station, shift)
