"""A day at the window: many slots, many faults; boards, ledger, figures and cards agree at its end.

``KEYWRIGHT_DAY=32x500`` makes it a whole day (slots x units); the suite runs a short one.
"""

import os
import random
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.settings import LANGUAGE, TEXT_SCALE, THEME
from app.ui.views import SlotState
from app.workflows.services import Services
from flasher.simulator.farm import Farm
from flasher.simulator.faults import parse_fault
from flasher.simulator.flash import save_flash
from flasher.simulator.operator import Habits, Operator
from flasher.simulator.run import spec_for
from flasher.simulator.spec import BoardSpec
from tests.journeys.floor import disagreements, flashes_in
from tests.journeys.window_floor import (
    ENDED,
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

SLOTS, UNITS = (int(n) for n in os.environ.get("KEYWRIGHT_DAY", "12x60").split("x"))
DAY_MS = 1000 * max(90, UNITS)
FAULTS = (
    "unplug@write",
    "silence@write",
    "read-back-differs",
    "self-reset@write",
    "write-succeeds-reply-lost",
    "reply-succeeds-nothing-stored",
    "garbage@read_back",
    "default-mac",
    "write-fails",
)
WHOLE = {"default-mac"}  # such a board never becomes a unit, however often it comes


class Hands:
    """Which board comes next: new ones, some with faults that come again whole, and old acquaintances."""

    def __init__(self, farm: Farm, slots: int, units: int) -> None:
        self._farm = farm
        self._chance = random.Random(11)
        self._later: list[tuple[int, BoardSpec]] = []  # (not before the n-th, the board)
        self._gap = slots + 4
        self._faulty = 0
        self._new = 0
        self.units = units
        self.clones: list[Path] = []
        self.seen: list[BoardSpec] = []
        self.faults: Counter[str] = Counter()

    def next(self, number: int) -> BoardSpec:
        """Return the board that comes as the n-th."""
        for index, (when, spec) in enumerate(self._later):
            if when <= number:
                del self._later[index]
                return spec
        roll = self._chance.random()
        if roll < 0.25:
            fault = FAULTS[self._faulty % len(FAULTS)]
            self._faulty += 1
            self.faults[fault] += 1
            spec = self._fresh(fault)
            if fault not in WHOLE:
                self._later.append((number + self._gap, replace(spec, faults=())))
            return spec
        if roll < 0.32 and number > self._gap * 2:
            return self._clone_of(self._chance.choice(self.seen[: -self._gap]))
        if roll < 0.40 and number > self._gap * 2:
            self.faults["own license"] += 1
            return replace(self._chance.choice(self.seen[: -self._gap]), faults=())
        return self._fresh()

    def _fresh(self, *faults: str) -> BoardSpec:
        self._new += 1
        spec = spec_for(
            self._new, KIND, seed=5, faults=[parse_fault(f) for f in faults], replug_s=0.3
        )
        if not faults:
            self.seen.append(spec)
        return spec

    def _clone_of(self, spec: BoardSpec) -> BoardSpec:
        """Return a board with its own MAC and a copy of another one's flash."""
        self._new += 1
        made = spec_for(self._new, KIND, seed=5)
        source = self._farm.flash_path(spec.mac)
        if source.exists() and (flash := self._farm.flash(spec.mac)).kv_is_whole:
            file = self._farm.flash_path(made.mac)
            save_flash(replace(flash, mac=made.mac), file)
            self.clones.append(file)
            self.faults["clone"] += 1
        return made


def attempts_of(services: Services) -> list[dict[str, Any]]:
    return services.ledger.attempts.latest(limit=10_000)


def first_pass_yield(attempts: list[dict[str, Any]]) -> float:
    """Work the yield out anew from the raw attempts: the first numbered try of each unit."""
    firsts = [a for a in attempts if a["number"] == 1]
    return sum(a["outcome"] == "pass" for a in firsts) / len(firsts)


def wrong_cards(drawn: Drawn, attempts: list[dict[str, Any]]) -> list[Any]:
    """Return every end that stood on a card and is no attempt of that slot, as recorded."""
    recorded = Counter((a["slot"], a["outcome"], a["mac"], a["identity"]) for a in attempts)
    shown = Counter((v.name, ENDED[v.state], v.mac, v.identity) for v in drawn.ended())
    return list((shown - recorded).items())


def early_words(drawn: Drawn) -> list[Any]:
    """Return every card of a board that is not finished which shows an identity or a verdict."""
    early = (SlotState.WAITING, SlotState.RUNNING, SlotState.PAUSED, SlotState.UNASSIGNED)
    return [
        view
        for view in drawn.views
        if view.state in early and (view.identity or view.code or view.seconds is not None)
    ]


def run_day(station: Station, qtbot: Any, farm: Farm, hands: Hands) -> Operator:
    """Fill the slots, start, and let the operator's hands bring boards until the day is over."""
    ports = [farm.add(hands.next(number)) for number in range(1, SLOTS + 1)]
    tie_all(station, qtbot, [(port.name, f"1-{port.slot}") for port in ports])
    station.page.start.click()
    return Operator(farm, hands.units, hands.next, Habits(done_s=0.5, failed_s=1.5, change_s=0.15))


def test_a_day_of_faults_leaves_boards_ledger_figures_and_cards_in_agreement(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_short_waits(monkeypatch)
    rows = make_floor(tmp_path, UNITS + 20)
    drawn, hands = Drawn(monkeypatch), Hands(farm, SLOTS, UNITS)
    with open_station(qapp, qtbot, tmp_path) as station:
        operator = run_day(station, qtbot, farm, hands)
        qtbot.waitUntil(lambda: len(operator.taken_out) >= UNITS - SLOTS, timeout=DAY_MS)
        station.page.stop.click()
        qtbot.waitUntil(lambda: not station.services.bench.header().running, timeout=PATIENCE_MS)
        operator.stop()
        attempts = attempts_of(station.joined)
        taken = station.joined.ledger.orders.list()[0].taken
        first_passes = first_pass_yield(attempts)
        qtbot.waitUntil(
            lambda: (
                station.page.header._header.made == taken
                and station.page.header._header.fpy == pytest.approx(first_passes)
            ),
            timeout=PATIENCE_MS,
        )
        header = station.page.header._header
        verified = station.joined.ledger.lots.totals().verified
        for file in hands.clones:  # off the floor: two such boards are what the alarm was about
            file.unlink()
        assert disagreements(station.joined, rows, flashes_in(tmp_path / "boards")) == []
        assert station.joined.ledger.check() == []
    assert hands.faults.total() >= UNITS // 6
    assert header.made >= verified > UNITS // 2
    assert header.uph is not None
    assert wrong_cards(drawn, attempts) == []
    assert early_words(drawn) == []


def test_units_per_hour_on_the_screen_are_those_of_the_raw_attempts(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_short_waits(monkeypatch)
    make_floor(tmp_path, 40)
    hands = Hands(farm, 4, 24)
    monkeypatch.setattr(hands, "next", lambda _number: hands._fresh())
    with open_station(qapp, qtbot, tmp_path) as station:
        ports = [farm.add(hands.next(number)) for number in range(1, 5)]
        tie_all(station, qtbot, [(port.name, f"1-{port.slot}") for port in ports])
        began = time.monotonic()
        station.page.start.click()
        operator = Operator(farm, 24, hands.next, Habits(done_s=0.3, change_s=0.1))
        qtbot.waitUntil(
            lambda: station.page.header._header.uph is not None and operator.is_done,
            timeout=PATIENCE_MS,
        )
        attempts = [a for a in attempts_of(station.joined) if a["outcome"] == "pass"]
        raw = len(attempts) * 3600 / (time.monotonic() - began)
        qtbot.waitUntil(
            lambda: station.page.header._header.uph == pytest.approx(raw, rel=0.25),
            timeout=PATIENCE_MS,
        )
        before = station.page.header._header
    with open_station(qapp, qtbot, tmp_path) as again:  # a restart is no new day
        qtbot.waitUntil(lambda: again.page.header._header.uph is not None, timeout=PATIENCE_MS)
        after = again.page.header._header
        assert after.made == before.made == len(attempts)
        assert after.fpy == before.fpy == 1.0
        assert len(after.cycles) == len(before.cycles)


def test_language_size_and_theme_change_in_mid_run_without_losing_a_card(
    qapp: Any, qtbot: Any, tmp_path: Path, farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_short_waits(monkeypatch)
    rows = make_floor(tmp_path, 80)
    drawn, hands = Drawn(monkeypatch), Hands(farm, 6, 60)
    monkeypatch.setattr(hands, "next", lambda _number: hands._fresh())
    with open_station(qapp, qtbot, tmp_path) as station:
        ports = [farm.add(hands.next(number)) for number in range(1, 7)]
        tie_all(station, qtbot, [(port.name, f"1-{port.slot}") for port in ports])
        station.page.start.click()
        operator = Operator(farm, 60, hands.next, Habits(done_s=0.3, change_s=0.1))
        cards = list(station.page.grid.cards)
        passes = "合格"
        for speech, scale, theme in (
            ("zh_CN", 150, "dark"),
            ("en", 200, "contrast"),
            ("zh_CN", 100, "light"),
        ):
            more = len(operator.taken_out) + 4
            station.settings.put(LANGUAGE, speech)
            station.settings.put(TEXT_SCALE, scale)
            station.settings.put(THEME, theme)
            qtbot.waitUntil(lambda n=more: len(operator.taken_out) >= n, timeout=PATIENCE_MS)
            assert list(station.page.grid.cards) == cards
            assert all(card.isVisible() and card.width() > 40 for card in cards)
        operator.stop()
        qtbot.waitUntil(lambda: station.services.bench.busy_slots() == 0, timeout=PATIENCE_MS)
        qtbot.waitUntil(
            lambda: all(
                passes in card.accessibleName()
                for card in cards
                if card.view.state is SlotState.PASS
            ),
            timeout=PATIENCE_MS,
        )
        attempts = attempts_of(station.joined)
        assert disagreements(station.joined, rows, flashes_in(tmp_path / "boards")) == []
        station.settings.put(LANGUAGE, "en")
    assert wrong_cards(drawn, attempts) == []
    assert early_words(drawn) == []
    assert all(a["outcome"] in ("pass", "aborted") for a in attempts)
