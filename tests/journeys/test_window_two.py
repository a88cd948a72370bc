"""Two windows on one ledger: no license twice, both tell the same figures, one closes while one works."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from flasher.simulator.farm import Farm
from flasher.simulator.operator import Habits, Operator
from flasher.simulator.run import spec_for
from flasher.simulator.spec import BoardSpec
from tests.journeys.floor import disagreements, flashes_in
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

SLOTS, EACH = 4, 16


@pytest.fixture
def farms(tmp_path: Path) -> Iterator[tuple[Farm, Farm]]:
    with Farm(tmp_path / "a") as first, Farm(tmp_path / "b") as second:
        yield first, second


def fed(station: Station, qtbot: Any, farm: Farm, seed: int) -> Operator:
    """Fill a station's slots, start it, and keep boards of its own coming."""

    def board(number: int) -> BoardSpec:
        return spec_for(number, KIND, seed=seed)

    ports = [farm.add(board(number)) for number in range(1, SLOTS + 1)]
    tie_all(station, qtbot, [(port.name, f"{seed}-{port.slot}") for port in ports])
    station.page.start.click()
    return Operator(farm, EACH, board, Habits(done_s=0.3, change_s=0.1))


def test_two_windows_share_a_pool_and_one_closes_while_the_other_works(
    qapp: Any,
    qtbot: Any,
    tmp_path: Path,
    farms: tuple[Farm, Farm],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_short_waits(monkeypatch)
    rows = make_floor(tmp_path, SLOTS * EACH)
    first_farm, second_farm = farms
    with open_station(qapp, qtbot, tmp_path, name="station-1") as first:
        with ExitStack() as life:
            second = life.enter_context(open_station(qapp, qtbot, tmp_path, name="station-2"))
            hands = fed(first, qtbot, first_farm, 41), fed(second, qtbot, second_farm, 42)
            qtbot.waitUntil(
                lambda: all(len(one.taken_out) >= EACH // 2 for one in hands), timeout=PATIENCE_MS
            )
            second.page.stop.click()
            qtbot.waitUntil(lambda: not second.services.bench.header().running, timeout=PATIENCE_MS)
            hands[1].stop()
            at_second = len(first_farm.ports())
        assert first.services.bench.header().running  # the other one's end is none of ours
        qtbot.waitUntil(lambda: hands[0].is_done, timeout=PATIENCE_MS)
        first.page.stop.click()
        qtbot.waitUntil(lambda: not first.services.bench.header().running, timeout=PATIENCE_MS)
        ledger = first.joined.ledger
        made = ledger.orders.list()[0].taken
        qtbot.waitUntil(lambda: first.page.header._header.made == made, timeout=PATIENCE_MS)
        header = first.page.header._header
        flashes = [*flashes_in(tmp_path / "a"), *flashes_in(tmp_path / "b")]
        assert disagreements(first.joined, rows, flashes) == []
        stations = {a["station"] for a in ledger.attempts.latest(1000) if a["outcome"] == "pass"}
        assert stations == {"station-1", "station-2"}
        assert header.fpy == 1.0
        assert header.licenses_left == ledger.lots.totals().available == len(rows) - made
    assert at_second


def test_what_one_station_makes_is_told_at_the_other_which_does_nothing(
    qapp: Any,
    qtbot: Any,
    tmp_path: Path,
    farms: tuple[Farm, Farm],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_short_waits(monkeypatch)
    monkeypatch.setattr("app.ui.live.bench.FIGURES_EVERY_S", 0.3)
    make_floor(tmp_path, 20)
    with (
        open_station(qapp, qtbot, tmp_path, name="station-1") as idle,
        open_station(qapp, qtbot, tmp_path, name="station-2") as busy,
    ):
        ports = [farms[1].add(spec_for(n, KIND, seed=42)) for n in range(1, 4)]
        tie_all(busy, qtbot, [(port.name, f"1-{port.slot}") for port in ports])
        busy.page.start.click()
        qtbot.waitUntil(lambda: idle.page.header._header.made == 3, timeout=PATIENCE_MS)
        header = idle.page.header._header
        assert (header.licenses_left, header.fpy, header.running) == (17, 1.0, False)
        assert header.uph is None  # the pace is this bench's own
