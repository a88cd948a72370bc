"""A floor with a ledger, and stations at every port of its farm."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.station.slot import SlotPlace
from app.station.station import Station
from flasher.simulator.farm import Farm
from tests.app.station.watched import Begin, Watched
from tests.journeys.floor import ACTOR, Floor, flashes_in


@pytest.fixture
def floor(tmp_path: Path, farm: Farm) -> Iterator[Floor]:
    opened = Floor.open(tmp_path, 40)
    yield opened
    opened.run.close(ACTOR)
    assert opened.wrongs(flashes_in(farm.directory)) == []
    opened.services.ledger.close()


@pytest.fixture
def begin(floor: Floor, farm: Farm) -> Iterator[Begin]:
    """Start a station at every port of the farm; it is stopped at the test's end at the latest."""
    started: list[Watched] = []

    def start(**more: object) -> Watched:
        names = [(str(port.slot), port.name) for port in farm.ports()]
        places = [SlotPlace(*name) for name in more.pop("names", names)]  # type: ignore[attr-defined]
        made = Station(floor.services, floor.run, floor.task, places, **more)  # type: ignore[arg-type]
        started.append(Watched(made))
        return started[-1]

    yield start
    for watched in started:
        watched.stop()
