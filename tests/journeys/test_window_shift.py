"""People at the window: a shift handed over, a desk that locks itself, a bench that stays locked."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.bootstrap import Unlock, open_services
from app.domain.acts import Act
from app.domain.people import Role
from app.ui.views import SlotState
from app.workflows.people import (
    add_first_administrator,
    add_person,
    passwords_of,
)
from app.workflows.sign_in import Shift, as_actor, recognise
from flasher.secrets import Secret
from flasher.simulator.farm import Farm
from flasher.simulator.faults import parse_fault
from flasher.simulator.run import spec_for
from tests.journeys.floor import ACTOR
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

PINS = {"Ole": "482913", "Mei": "335577", "Sun": "771204"}
GIVEN = "909091"  # by the administrator; everybody chooses their own at once
ROLES = {"Ole": Role.OPERATOR, "Mei": Role.OPERATOR, "Sun": Role.SUPERVISOR}
ADMIN = ("Ada", "correct-horse-battery")


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with an order and its people."""
    with_short_waits(monkeypatch)
    make_floor(tmp_path, 30)
    services = open_services(str(tmp_path / "ledger.db"), Unlock(), ACTOR)
    try:
        add_first_administrator(services, ADMIN[0], Secret(ADMIN[1]))
        found = recognise(
            services.ledger, passwords_of(services), ACTOR, ADMIN[0], Secret(ADMIN[1])
        )
        signed_in = replace(services, actor=as_actor(found, ACTOR.station))
        for name, pin in PINS.items():
            add_person(signed_in, name, {ROLES[name]}, secret=Secret(pin), chosen_by_person=True)
    finally:
        services.ledger.close()
    return tmp_path


def visible_inputs(station: Station) -> list[QLineEdit]:
    dialogs = [d for d in station.window.findChildren(QLineEdit) if d.isVisible()]
    return [line for line in dialogs if line.window() is not station.window]


def sign_in(station: Station, qtbot: Any, name: str, *, ready: bool = True) -> None:
    """Sign in by keyboard alone: Ctrl+L, Tab to the name, PIN, Enter."""
    qtbot.waitUntil(station.window.desk.isVisible, timeout=PATIENCE_MS)
    station.window.activateWindow()
    qtbot.waitUntil(station.window.isActiveWindow, timeout=PATIENCE_MS)
    qtbot.keyClick(station.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(visible_inputs(station)) == 3, timeout=PATIENCE_MS)
    form = visible_inputs(station)[0].window()
    badge = visible_inputs(station)[0]
    qtbot.waitUntil(lambda: form.focusWidget() is badge, timeout=PATIENCE_MS)  # for a scanner
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(form.focusWidget(), name)
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(form.focusWidget(), PINS[name])
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: station.window.desk.desk.name == name and not station.window.desk.desk.is_locked,
        timeout=PATIENCE_MS,
    )
    station.window.activateWindow()  # as every desktop does by itself when a dialog has gone
    qtbot.waitUntil(station.window.isActiveWindow, timeout=PATIENCE_MS)
    if ready:
        header = station.services.bench.header
        enabled = station.page.start.isEnabled
        qtbot.waitUntil(lambda: header().running or enabled(), timeout=PATIENCE_MS)


def test_a_shift_is_handed_over_while_a_unit_is_in_work(
    qapp: Any, qtbot: Any, floor: Path, farm: Farm
) -> None:
    slow = spec_for(1, KIND, seed=51, faults=[parse_fault("late=0.4@identify")])
    with open_station(qapp, qtbot, floor) as station:
        first, second = farm.add(slow), farm.add(spec_for(2, KIND, seed=51))
        tie_all(station, qtbot, [(first.name, "1-1"), (second.name, "1-2")])
        qtbot.waitUntil(station.window.desk.isVisible, timeout=PATIENCE_MS)
        sign_in(station, qtbot, "Ole")
        qtbot.keyClick(station.window, Qt.Key.Key_F5)
        qtbot.waitUntil(lambda: station.state(1) is SlotState.RUNNING, timeout=PATIENCE_MS)
        sign_in(station, qtbot, "Mei")
        assert station.services.bench.header().running
        for slot in (1, 2):
            qtbot.waitUntil(lambda n=slot: station.state(n) is SlotState.PASS, timeout=PATIENCE_MS)
        third = farm.replace(2, spec_for(3, KIND, seed=51))
        qtbot.waitUntil(
            lambda: station.card(2).view.mac == third.mac and station.state(2) is SlotState.PASS,
            timeout=PATIENCE_MS,
        )
        ledger = station.joined.ledger
        (begun,) = ledger.attempts.of_unit(first.mac)
        (after,) = ledger.attempts.of_unit(third.mac)
        assert (begun["operator"], after["operator"]) == ("Ole", "Mei")
        (handed,) = ledger.audit.records(act=Act.SHIFT_HANDED_OVER)
        assert handed.who == "Mei"
        qtbot.waitUntil(lambda: station.page.header._header.operator == "Mei", timeout=PATIENCE_MS)


def test_a_desk_that_nobody_touches_locks_itself_while_its_boards_go_on(
    qapp: Any, qtbot: Any, floor: Path, farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow = Shift.follow
    monkeypatch.setattr(Shift, "follow", lambda shift, ledger, _idle: follow(shift, ledger, 4.0))
    with open_station(qapp, qtbot, floor) as station:
        first = farm.add(spec_for(1, KIND, seed=52))
        tie_all(station, qtbot, [(first.name, "1-1")])
        qtbot.waitUntil(station.window.desk.isVisible, timeout=PATIENCE_MS)
        sign_in(station, qtbot, "Ole")
        qtbot.keyClick(station.window, Qt.Key.Key_F5)
        qtbot.waitUntil(lambda: station.state(1) is SlotState.PASS, timeout=PATIENCE_MS)
        station.window.go("units")
        qtbot.waitUntil(lambda: station.window.desk.desk.is_locked, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: station.window.shown == "bench", timeout=PATIENCE_MS)
        second = farm.replace(1, spec_for(2, KIND, seed=52))  # hands at the board, not at the keys
        qtbot.waitUntil(
            lambda: station.card(1).view.mac == second.mac and station.state(1) is SlotState.PASS,
            timeout=PATIENCE_MS,
        )
        (attempt,) = station.joined.ledger.attempts.of_unit(second.mac)
        assert attempt["operator"] == "Ole"
        assert station.services.bench.header().running


def test_a_locked_bench_stays_locked_over_a_restart_until_a_supervisor_releases_it(
    qapp: Any, qtbot: Any, floor: Path, farm: Farm
) -> None:
    bad = [parse_fault("write-fails@write:always")]
    with open_station(qapp, qtbot, floor, lock_after=3) as station:
        ports = [farm.add(spec_for(n, KIND, seed=53, faults=bad)) for n in (1, 2, 3)]
        tie_all(station, qtbot, [(port.name, f"1-{port.slot}") for port in ports])
        qtbot.waitUntil(station.window.desk.isVisible, timeout=PATIENCE_MS)
        sign_in(station, qtbot, "Ole")
        qtbot.keyClick(station.window, Qt.Key.Key_F5)
        qtbot.waitUntil(lambda: station.services.bench.header().locked, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: not station.services.bench.header().running, timeout=PATIENCE_MS)
        records = station.joined.ledger.audit.records(act=Act.BENCH_LOCKED)
        assert [record.subject for record in records] == [f"station:{ACTOR.station}"]
    with open_station(qapp, qtbot, floor, lock_after=99) as again:  # nor does a setting release it
        qtbot.waitUntil(again.page.unlock.isVisible, timeout=PATIENCE_MS)
        assert "locked" in again.page.banner.words
        sign_in(again, qtbot, "Ole", ready=False)
        assert "locked" in again.page.banner.words
        assert not again.page.start.isEnabled()
        again.services.bench.start()  # a foot switch, a press: whatever asks for it
        again.services.bench.press(1)
        qtbot.wait(200)
        assert not again.services.bench.header().running
        qtbot.keyClick(again.window, Qt.Key.Key_F9)
        qtbot.waitUntil(lambda: len(visible_inputs(again)) >= 2, timeout=PATIENCE_MS)
        lines = visible_inputs(again)
        qtbot.keyClicks(lines[-2], "Sun")
        qtbot.keyClicks(lines[-1], PINS["Sun"])
        qtbot.keyClick(lines[-1], Qt.Key.Key_Return)
        qtbot.waitUntil(again.page.start.isEnabled, timeout=PATIENCE_MS)
        (released,) = again.joined.ledger.audit.records(act=Act.BENCH_RELEASED)
        assert (released.who, released.approver) == ("Ole", "Sun")
    with open_station(qapp, qtbot, floor, lock_after=3) as third:  # a release holds, too
        assert not third.services.bench.header().locked
        assert third.page.banner.words == ""


def test_failures_before_a_restart_count_on_after_it(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_short_waits(monkeypatch)
    make_floor(tmp_path, 10)
    bad = [parse_fault("write-fails@write:always")]
    for number in (1, 2, 3):
        with open_station(qapp, qtbot, tmp_path, lock_after=3) as station:
            spec = spec_for(number, KIND, seed=54, faults=bad)
            name = (farm.add(spec) if number == 1 else farm.replace(1, spec)).name
            tie_all(station, qtbot, [(name, "1-1")])
            assert not station.services.bench.header().locked
            station.page.start.click()
            qtbot.waitUntil(
                lambda: station.state(1) in (SlotState.FAIL, SlotState.DOUBTFUL),
                timeout=PATIENCE_MS,
            )
            qtbot.waitUntil(
                lambda n=number: station.services.bench.header().locked is (n == 3),
                timeout=PATIENCE_MS,
            )
