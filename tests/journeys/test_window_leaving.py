"""Closing the window while units are in work: asked once; finish, stop or stay do what they say."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Unlock, open_services
from app.domain.licenses import LicenseState
from app.ui.leaving import Leave
from app.ui.views import SlotState, StepState
from flasher.model import Step
from flasher.simulator.farm import Farm
from flasher.simulator.faults import parse_fault
from flasher.simulator.run import spec_for
from tests.journeys.floor import ACTOR, disagreements, flashes_in
from tests.journeys.window_floor import (
    KIND,
    PATIENCE_MS,
    WITH_BOARDS,
    Station,
    make_floor,
    open_station,
    tie_all,
    with_short_waits,
)

pytestmark = WITH_BOARDS

SLOW = {"late": "late=1.2@identify", "writing": "late=1.2@write"}
"""One board is before the intent when the window is closed, the other after it."""


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    with_short_waits(monkeypatch)
    monkeypatch.setattr("tests.journeys.window_floor.quick", patient)
    return make_floor(tmp_path, 20)


def patient(profile: Any) -> Any:
    """Return a profile that waits for slow answers."""
    return replace(profile, reply_s=3.0, kv_write_s=4.0, silence_s=2.0)


def macs(farm: Farm) -> list[str]:
    return [port.mac for port in farm.ports()]


def in_work(station: Station, qtbot: Any, farm: Farm) -> None:
    """Have one slot identifying and one writing, and wait until both are there."""
    ports = [
        farm.add(spec_for(number, KIND, seed=31, faults=[parse_fault(fault)]))
        for number, fault in enumerate(SLOW.values(), start=1)
    ]
    tie_all(station, qtbot, [(port.name, f"1-{port.slot}") for port in ports])
    station.page.start.click()

    def is_at(slot: int, step: Step) -> bool:
        steps = {one.step: one.state for one in station.card(slot).view.steps}
        return steps.get(step) is StepState.RUNNING

    qtbot.waitUntil(lambda: is_at(2, Step.WRITE), timeout=PATIENCE_MS)
    assert station.state(1) is SlotState.RUNNING


def reopened(tmp_path: Path, qapp: Any, qtbot: Any) -> tuple[str, str]:
    """Open the window again; return the notice and the words of its banner."""
    with open_station(qapp, qtbot, tmp_path) as again:
        return again.page.header._header.notice, again.page.banner.words


def states(tmp_path: Path, rows: dict[str, str], units: list[str]) -> list[LicenseState | None]:
    """Return what the ledger says of these units, after proving it against their flash."""
    services = open_services(str(tmp_path / "ledger.db"), Unlock(), ACTOR)
    try:
        assert disagreements(services, rows, flashes_in(tmp_path / "boards")) == []
        own = [services.ledger.custody.own_license(mac) for mac in units]
        return [None if seen is None else seen.state for seen in own]
    finally:
        services.ledger.close()


@pytest.mark.parametrize("answer", [Leave.FINISH, Leave.STOP])
def test_leaving_asks_once_and_does_what_was_answered(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, rows: dict[str, str], answer: Leave
) -> None:
    asked: list[int] = []

    def ask(_window: Any, units: int) -> Leave:
        asked.append(units)
        return answer

    with open_station(qapp, qtbot, tmp_path, ask=ask) as station:
        in_work(station, qtbot, farm)
        station.window.close()
        assert station.window.isVisible()  # until the units have come to their end
        assert "then the window closes" in station.page.banner.words
        station.window.close()  # an impatient second click asks nothing
        qtbot.waitUntil(lambda: not station.window.isVisible(), timeout=PATIENCE_MS)
        assert not station.services.bench.header().running
    units = macs(farm)
    first = LicenseState.VERIFIED if answer is Leave.FINISH else None
    assert states(tmp_path, rows, units) == [first, LicenseState.VERIFIED]
    assert asked == [2]
    assert reopened(tmp_path, qapp, qtbot) == ("", "")  # all in order: nothing to settle or say


def test_staying_changes_nothing_and_the_next_closing_asks_again(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, rows: dict[str, str]
) -> None:
    asked: list[int] = []

    def ask(_window: Any, units: int) -> Leave:
        asked.append(units)
        return Leave.STAY

    with open_station(qapp, qtbot, tmp_path, ask=ask) as station:
        in_work(station, qtbot, farm)
        station.window.close()
        assert station.window.isVisible()
        for slot in (1, 2):
            qtbot.waitUntil(lambda n=slot: station.state(n) is SlotState.PASS, timeout=PATIENCE_MS)
        assert station.services.bench.header().running
        third = farm.replace(1, spec_for(3, KIND, seed=31))
        qtbot.waitUntil(
            lambda: station.card(1).view.mac == third.mac and station.state(1) is SlotState.PASS,
            timeout=PATIENCE_MS,
        )
        station.window.close()  # nothing is in work: nothing to ask
        assert not station.window.isVisible()
    assert asked == [2]
    assert set(states(tmp_path, rows, macs(farm))) == {LicenseState.VERIFIED}
