"""Slots are places: pulled, plugged in elsewhere, renamed, tied and blocked while the bench runs."""

from pathlib import Path
from typing import Any

import pytest

from app.station.places import LOOK_S
from app.ui.views import SlotState
from flasher.simulator.farm import Farm
from flasher.simulator.run import spec_for
from flasher.simulator.spec import BoardSpec
from tests.journeys.floor import disagreements, flashes_in
from tests.journeys.window_floor import (
    KIND,
    PATIENCE_MS,
    WITH_BOARDS,
    Drawn,
    Station,
    make_floor,
    open_station,
    tie_all,
    with_short_waits,
)

pytestmark = WITH_BOARDS


def board(number: int) -> BoardSpec:
    return spec_for(number, KIND, seed=21)


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    with_short_waits(monkeypatch)
    return make_floor(tmp_path, 20)


def comes_to(qtbot: Any, station: Station, slot: int, state: SlotState, mac: str = "") -> None:
    """Wait until a slot's card shows this state, and this unit where one is named."""
    qtbot.waitUntil(
        lambda: station.state(slot) is state and (not mac or station.card(slot).view.mac == mac),
        timeout=PATIENCE_MS,
    )


def test_a_bench_looks_at_its_ports_often_enough_for_a_second() -> None:
    assert LOOK_S < 1.0


def test_an_adapter_that_comes_back_under_another_name_is_the_same_slot(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, rows: dict[str, str], monkeypatch: Any
) -> None:
    drawn = Drawn(monkeypatch)
    first, second = farm.add(board(1)), farm.add(board(2))
    with open_station(qapp, qtbot, tmp_path) as station:
        tie_all(station, qtbot, [(first.name, "1-1"), (second.name, "1-2")])
        station.page.start.click()
        comes_to(qtbot, station, 1, SlotState.PASS, first.mac)
        comes_to(qtbot, station, 2, SlotState.PASS, second.mac)
        farm.unplug(1)
        station.adapters.pull("1-1")
        comes_to(qtbot, station, 1, SlotState.UNASSIGNED)
        assert not station.card(1).view.mac
        assert station.state(2) is SlotState.PASS  # the neighbour sees nothing of it
        renamed = farm.plug(1, board(3), port_name="slot-renamed")
        station.adapters.plug(renamed.name, "1-1")
        comes_to(qtbot, station, 1, SlotState.PASS, renamed.mac)
        assert station.card(1).view.port == renamed.name
        assert disagreements(station.joined, rows, flashes_in(tmp_path / "boards")) == []
    assert {view.mac for view in drawn.ended() if view.name == "1"} == {first.mac, renamed.mac}
    assert {view.mac for view in drawn.ended() if view.name == "2"} == {second.mac}


def test_a_slot_that_is_tied_while_the_bench_runs_takes_boards_at_once(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, rows: dict[str, str]
) -> None:
    first, late = farm.add(board(1)), farm.add(board(2))
    with open_station(qapp, qtbot, tmp_path) as station:
        tie_all(station, qtbot, [(first.name, "1-1")])
        station.page.start.click()
        comes_to(qtbot, station, 1, SlotState.PASS)
        station.services.places.tie(station.adapters.plug(late.name, "1-2"), 7)
        qtbot.waitUntil(lambda: len(station.page.grid.cards) == 2, timeout=PATIENCE_MS)
        comes_to(qtbot, station, 7, SlotState.PASS, late.mac)
        station.page.stop.click()
        qtbot.waitUntil(lambda: not station.services.bench.header().running, timeout=PATIENCE_MS)


def test_a_port_that_is_blocked_while_the_bench_runs_is_left_alone(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, rows: dict[str, str]
) -> None:
    first, other = farm.add(board(1)), farm.add(board(2))
    with open_station(qapp, qtbot, tmp_path) as station:
        tie_all(station, qtbot, [(first.name, "1-1"), (other.name, "1-2")])
        station.page.start.click()
        comes_to(qtbot, station, 2, SlotState.PASS)
        station.services.places.block(station.adapters.here[1], blocked=True)
        comes_to(qtbot, station, 2, SlotState.UNASSIGNED)
        kept = farm.replace(2, board(3))  # somebody else's device, at a port that is not ours
        farm.replace(1, board(4))
        comes_to(qtbot, station, 1, SlotState.PASS, board(4).mac)
        assert farm.flash(kept.mac).kv_uuid is None
        assert farm.quiet_seconds(2, 1.0) == 0.0  # never given one command
        station.page.stop.click()
        qtbot.waitUntil(lambda: len(station.page.grid.cards) == 1, timeout=PATIENCE_MS)


def test_two_adapters_with_one_serial_number_never_change_places(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, rows: dict[str, str]
) -> None:
    first, second = farm.add(board(1)), farm.add(board(2))
    with open_station(qapp, qtbot, tmp_path) as station:
        one = station.adapters.plug(first.name, "", "0001")
        two = station.adapters.plug(second.name, "", "0001")
        qtbot.waitUntil(lambda: len(station.services.places.ports()) == 2, timeout=PATIENCE_MS)
        station.services.places.tie(one, 1)
        station.services.places.tie(two, 2)
        qtbot.waitUntil(lambda: len(station.page.grid.cards) == 2, timeout=PATIENCE_MS)
        station.page.start.click()
        comes_to(qtbot, station, 1, SlotState.PASS, first.mac)
        comes_to(qtbot, station, 2, SlotState.PASS, second.mac)
        station.adapters.here = [two]
        farm.unplug(1)
        comes_to(qtbot, station, 1, SlotState.UNASSIGNED)
        assert station.card(2).view.mac == second.mac
        assert disagreements(station.joined, rows, flashes_in(tmp_path / "boards")) == []
